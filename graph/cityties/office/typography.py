"""How a language is set in print: its direction, its fonts, and runs of another direction.

The one place that knows what a right-to-left line needs. In it every *foreign run* (a number, a
range of years, a name in Latin letters, an address) is isolated, else "2005–2022" is printed
as "2022–2005" and a bracket or full stop goes to the wrong side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cityties.language.properties import direction_of

LTR: Final = "ltr"
RTL: Final = "rtl"


@dataclass(frozen=True, slots=True)
class Typography:
    """How the texts of a language are set.

    Parameters
    ----------
    lang : code of the language
    direction : ``ltr`` or ``rtl``
    fonts : names of fonts, the first that is installed counts
    office_font : the font of word processors, which put another for one that is missing
    """

    lang: str
    direction: str
    fonts: tuple[str, ...]
    office_font: str

    @property
    def is_rtl(self) -> bool:
        """Whether lines run from the right."""
        return self.direction == RTL

    @property
    def other(self) -> str:
        """The direction of foreign runs."""
        return LTR if self.is_rtl else RTL


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a text that runs in one direction.

    Parameters
    ----------
    text : the part
    foreign : whether it must be isolated from the line around it
    """

    text: str
    foreign: bool


@lru_cache
def typography(lang: str) -> Typography:
    """How a language is set.

    Parameters
    ----------
    lang : its code

    Examples
    --------
    >>> typography("fa").direction, typography("de").direction
    ('rtl', 'ltr')
    """
    if direction_of(lang) == RTL:
        fonts = ("Vazirmatn", "Noto Naskh Arabic", "Noto Sans Arabic", "DejaVu Sans", "Tahoma")
        return Typography(lang, RTL, fonts, "Tahoma")
    return Typography(lang, LTR, ("Noto Sans", "DejaVu Sans", "Arial"), "Arial")


_ARABIC = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_DIGITS = "0-9\u0660-\u0669\u06f0-\u06f9"
# Letters of scripts that run from the left; digits of all scripts stand apart.
_LATIN = rf"[^\W\d_{_ARABIC}]"
_INSIDE = rf"(?:(?![{_ARABIC}])[^\n])"
_NUMBER = rf"[-+\u2212]?[{_DIGITS}]+(?:[.,/:\u066b\u066c\u2013\u2212-][{_DIGITS}]+)*[%\u066a]?"
# A run of words from the left goes on to its last letter, digit or closing bracket.
_FROM_LEFT = re.compile(
    rf"(?:https?://[^\s{_ARABIC}]*[^\s{_ARABIC}.,;:)\]])"
    rf"|(?:[0-9]*{_LATIN}(?:{_INSIDE}*(?:{_LATIN}|[0-9/]))?)"
    rf"|(?:{_NUMBER})"
)
_RIGHT = rf"[{_ARABIC}]"
_FROM_RIGHT = re.compile(rf"{_RIGHT}(?:[^\nA-Za-z]*{_RIGHT})?")
_CLOSING = {"(": ")", "[": "]", "«": "»", "“": "”"}


def runs(text: str, direction: str) -> list[Run]:
    """The text in runs: what is foreign to lines of a direction, and what is not.

    Parameters
    ----------
    text : one line
    direction : that of the line

    Returns
    -------
    list of Run
        Their texts put together are the text.

    Examples
    --------
    >>> [run.text for run in runs("از 2005–2022 با Porto (PT) بود.", "rtl") if run.foreign]
    ['2005–2022', 'Porto (PT)']
    >>> [run.text for run in runs("the page «اصفهان» of 2021", "ltr") if run.foreign]
    ['اصفهان']
    """
    pattern = _FROM_LEFT if direction == RTL else _FROM_RIGHT
    found: list[Run] = []
    end = 0
    for match in pattern.finditer(text):
        start, stop = match.span()
        if start < end:
            continue
        stop = _closed(text, start, stop)
        if start > end:
            found.append(Run(text[end:start], False))
        found.append(Run(text[start:stop], True))
        end = stop
    if end < len(text) or not found:
        found.append(Run(text[end:], False))
    return found


def _closed(text: str, start: int, stop: int) -> int:
    """Take the closing brackets of what opens inside a run with it."""
    while stop < len(text):
        inside = text[start:stop]
        closing = next(
            (
                shut
                for opening, shut in _CLOSING.items()
                if text[stop] == shut and inside.count(opening) > inside.count(shut)
            ),
            "",
        )
        if not closing:
            break
        stop += 1
    return stop


_ISOLATES: Final = {LTR: "\u2066", RTL: "\u2067"}
_END: Final = "\u2069"


def isolated(text: str, direction: str) -> str:
    r"""The text with its foreign runs in Unicode isolates, for plain text, Markdown and Typst.

    Parameters
    ----------
    text : one line
    direction : that of the line

    Examples
    --------
    >>> isolated("از 2005–2022", "rtl") == "از \u20662005–2022\u2069"
    True
    """
    mark = _ISOLATES[LTR if direction == RTL else RTL]
    return "".join(
        f"{mark}{run.text}{_END}" if run.foreign else run.text for run in runs(text, direction)
    )
