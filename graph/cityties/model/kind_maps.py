"""Which kind a word of a source means: ``partner city=sister_city``."""

from __future__ import annotations

from typing import NamedTuple

from cityties.model.grammars import GrammarError
from cityties.vocabulary.codes import CODES


class MappedWord(NamedTuple):
    """A word of a source, and the kind that it means throughout that source."""

    word: str
    kind: str

    def __str__(self) -> str:
        return f"{self.word}={self.kind}"


def parse_mapped_word(text: str) -> MappedWord:
    """Take one entry of the column ``kind_map`` apart.

    Parameters
    ----------
    text : a word, ``=`` and a code of the kinds; the word may have ``=`` in it

    Raises
    ------
    GrammarError
        If it is malformed; it names a kind that is none.

    Examples
    --------
    >>> parse_mapped_word("partner city = sister_city")
    MappedWord(word='partner city', kind='sister_city')
    """
    word, equals, kind = text.rpartition("=")
    found = MappedWord(word.strip(), kind.strip())
    if not equals:
        raise GrammarError(text)
    if found.kind not in CODES["kinds"]:
        raise GrammarError(text, found.kind, CODES["kinds"])
    if not found.word:
        raise GrammarError(text)
    return found
