"""What the small grammars of cells have in common: an error that names the wrong part."""

from __future__ import annotations

from collections.abc import Collection


class GrammarError(ValueError):
    """A cell that does not follow its grammar.

    Parameters
    ----------
    text : the cell
    word : the part that is none of ``known``; blank if something else is wrong
    known : what could stand there
    """

    def __init__(self, text: str, word: str = "", known: Collection[str] = ()) -> None:
        super().__init__(text)
        self.word = word
        self.known = known
