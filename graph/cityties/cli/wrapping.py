"""How wide a text is on a terminal, and where its lines break."""

from __future__ import annotations

import unicodedata

from cityties.cli.door import MARKS
from cityties.start.patterns import regex


def width(text: str) -> int:
    """Columns that a text takes on a terminal: marks none, wide letters two."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf" or letter in MARKS
        else 2
        if unicodedata.east_asian_width(letter) in "WF"
        else 1
        for letter in text
    )


# East Asian text has no blanks: each wide letter may begin a line.
_WIDE_LETTER = "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]"
WORDS = regex(rf"{_WIDE_LETTER}|(?:(?!{_WIDE_LETTER})\S)+|\s+")
"""A text in the parts that stay whole: words, wide letters, blanks."""


def wrapped(text: str, columns: int) -> list[str]:
    """A text in lines of so many columns, broken only between words.

    A word that is longer (an address, an id) has a line of its own and stays whole.

    Parameters
    ----------
    text : one paragraph
    columns : of the terminal

    Examples
    --------
    >>> wrapped("tie/isfahan+porto/sister_city is in force", 20)
    ['tie/isfahan+porto/sister_city', 'is in force']
    """
    if text.isascii() and len(text) <= columns:
        return [text]
    lines, line, blank = [], "", ""
    for word in WORDS.findall(text):
        if word.isspace():
            blank = word
            continue
        longer = line + blank + word
        if line.strip() and width(longer) > columns:
            lines.append(line)
            line = word
        else:
            line = longer
        blank = ""
    return [*lines, line]
