"""Sentences of a text, with their places, and the plain form in which words are looked for."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Final

from cityties.language.names import latin_digits

_ABBREVIATIONS: Final = (
    r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bSt)(?<!\bNo)(?<!\bProf)(?<!\b[A-Z])"
)
_END: Final = re.compile(
    rf"{_ABBREVIATIONS}[.!?؟…]+[\"”’'»)\]]*(?:\s+(?=[\"“‘'«(\[]?[^\W\d_a-z])|\s+(?=[\"“«(\d])"
    r"|(?<=[a-z]\.)(?=[A-Z][a-z]))"
)
_PLAIN: Final = str.maketrans(
    {
        "ي": "ی", "ك": "ک", "ۀ": "ه", "ة": "ه", "أ": "ا", "إ": "ا", "ؤ": "و", "ئ": "ئ",
        "\u200c": "", "\u200e": "", "\u200f": "", "\u00ad": "", "\u0654": "", "\u0640": "",
        "“": '"', "”": '"', "«": '"', "»": '"', "„": '"', "’": "'", "‘": "'", "ʼ": "'",
        "–": "-", "—": " - ", "‐": "-", "\u00a0": " ",
        **{chr(code): "" for code in range(0x064B, 0x0653)},
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article.

    Parameters
    ----------
    number : its number from 1; the title counts
    start, end : its place in the text
    text : as printed
    paragraph : number of its line from 0
    """

    number: int
    start: int
    end: int
    text: str
    paragraph: int


def plain(text: str) -> str:
    r"""A text in the form in which words are looked for: no marks, no half-spaces, Latin digits.

    Parameters
    ----------
    text : as printed

    Examples
    --------
    >>> plain("شی‌آن «۱۴»")
    'شیآن "14"'
    """
    text = latin_digits(text.translate(_PLAIN))
    return re.sub(r"[ \t]+", " ", text).strip()


def split(text: str) -> tuple[Sentence, ...]:
    r"""The sentences of a text; each line begins a new one.

    Parameters
    ----------
    text : the whole text

    Examples
    --------
    >>> [one.text for one in split("A title\nOne. “Two.” Dr. Three.")]
    ['A title', 'One.', '“Two.”', 'Dr. Three.']
    """
    found: list[Sentence] = []
    at = 0
    for paragraph, line in enumerate(text.split("\n")):
        starts = [0, *(match.end() for match in _END.finditer(line)), len(line)]
        for start, end in itertools.pairwise(starts):
            piece = line[start:end]
            kept = piece.strip()
            if kept:
                begin = at + start + len(piece) - len(piece.lstrip())
                found.append(Sentence(len(found) + 1, begin, begin + len(kept), kept, paragraph))
        at += len(line) + 1
    return tuple(found)


def is_persian(text: str) -> bool:
    """Whether most letters of a text are of the Arabic script.

    Examples
    --------
    >>> is_persian("شهر Porto"), is_persian("Porto")
    (False, False)
    """
    persian = len(re.findall(r"[\u0600-\u06ff]", text))
    return persian > len(re.findall(r"[A-Za-z]", text))
