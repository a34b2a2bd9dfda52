"""Texts of a workbook: in a list that cells share, or in a cell; plain, or in runs of looks."""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cityties.language.messages import _
from cityties.loaders.workbook import form
from cityties.loaders.workbook.archive import Archive
from cityties.loaders.workbook.form import BrokenBookError, Room, TooLargeError, save_again
from cityties.loaders.workbook.markup import MAIN, main_name, read_part

_ITEM, _INLINE, _RUN, _TEXT, _SOUND, _LOOK = (
    f"{MAIN} {name}" for name in ("si", "is", "r", "t", "rPh", "rPr")
)
_IN_TEXT: Final = {
    _ITEM: {_TEXT, _RUN, _SOUND, f"{MAIN} phoneticPr"},
    _INLINE: {_TEXT, _RUN, _SOUND, f"{MAIN} phoneticPr"},
    _RUN: {_LOOK, _TEXT},
    _SOUND: {_TEXT},
}
"""What a text consists of; the sounds (rPh) are said above it and are no part of it."""

_ESCAPED: Final = re.compile("_x[0-9A-Fa-f]{4}_")
_SPACE: Final = " \t\r\n"


@dataclass(slots=True)
class Strings:
    """The shared strings: how long each is, and those with escapes, as they are written."""

    lengths: array[int] = field(default_factory=lambda: array("L"))
    escaped: dict[int, str] = field(default_factory=dict)


def is_escaped(text: str) -> bool:
    """Whether a text, as it is written, has signs in the form ``_xHHHH_``.

    >>> is_escaped("a_x0041_"), is_escaped("_x_")
    (True, False)
    """
    return "_x" in text and _ESCAPED.search(text) is not None


def unescaped(text: str) -> str:
    """A text with its ``_xHHHH_`` as the signs that they are.

    >>> unescaped("_x0041_"), unescaped("_x005F_x0041_")
    ('A', '_x0041_')
    """
    signs = _ESCAPED.sub(lambda found: chr(int(found[0][2:6], 16)), text)
    return signs.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class Letters:
    """Collects a text from its runs.

    Parameters
    ----------
    part : the part that it is in, for messages

    Examples
    --------
    >>> letters = Letters("sheet1.xml")
    >>> letters.start(f"{MAIN} is")
    >>> letters.start(f"{MAIN} t")
    >>> letters.text("Anna")
    >>> letters.end(), letters.end()
    (None, 'Anna')
    """

    def __init__(self, part: str) -> None:
        self._part = part
        self._path: list[str] = []
        self._texts: list[str] = []
        self._plain = self._runs = 0

    def start(self, name: str) -> None:
        """A tag inside the text, or the text itself."""
        path = self._path
        if path and _LOOK not in path and name not in _IN_TEXT.get(path[-1], ()):
            raise BrokenBookError(
                _("{part}: {name} where text is expected").format(
                    part=self._part, name=name.rpartition(" ")[2]
                )
            )
        if len(path) == 1:
            self._plain += name == _TEXT
            self._runs += name == _RUN
            if self._plain > 1 or (self._plain and self._runs):
                raise BrokenBookError(_("{part}: a text that occurs twice").format(part=self._part))
        path.append(name)

    def text(self, text: str) -> None:
        """Text, which counts where it is the text of a run or the only one."""
        path = self._path
        if path[-1] == _TEXT:
            if _SOUND not in path:
                self._texts.append(text)
        elif _LOOK not in path and text.strip(_SPACE):
            raise BrokenBookError(_("{part}: text where none is expected").format(part=self._part))

    def end(self) -> str | None:
        """The end of a tag; with the last the whole text."""
        self._path.pop()
        if self._path:
            return None
        whole = "".join(self._texts)
        self._texts.clear()
        self._plain = self._runs = 0
        return whole


def scan_strings(archive: Archive, part: str) -> Strings:
    """Look at the shared strings.

    Parameters
    ----------
    archive : the parts
    part : which one; "" if the workbook has none

    Returns
    -------
    Strings : how many there are, and which are escaped

    Raises
    ------
    BrokenBookError
        If the part is not a list of texts, or claims more than it has: readers make room for
        as many as it claims.
    """
    strings = Strings()
    if not part:
        return strings
    letters = Letters(part)
    room = Room()
    path: list[str] = []
    claimed: dict[str, int] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if not path:
            if main_name(name, part) != "sst":
                raise BrokenBookError(_("{part}: this is not part of a workbook").format(part=part))
            for key in ("count", "uniqueCount"):
                claimed[key] = _count(attributes.get(key, "0"))
        elif len(path) == 1 and name != _ITEM:
            raise BrokenBookError(
                _("{part}: {name} where text is expected").format(
                    part=part, name=name.rpartition(" ")[2]
                )
            )
        else:
            letters.start(name)
        path.append(name)

    def text(text: str) -> None:
        if len(path) > 1:
            letters.text(text)

    def end(_name: str) -> None:
        path.pop()
        if path:
            whole = letters.end()
            if whole is not None:
                if is_escaped(whole):
                    strings.escaped[len(strings.lengths)] = whole
                strings.lengths.append(len(whole))
                room.cells -= 1
                room.text -= len(whole)
                if room.is_used_up:
                    raise TooLargeError(
                        _("{part}: too many texts").format(part=part),
                        _("at most {n}").format(n=form.MAX_CELLS),
                    )

    with archive.open(part) as stream:
        read_part(stream, part, start, end, text)
    has = len(strings.lengths)
    if claimed["uniqueCount"] > has or claimed["count"] > form.MAX_CELLS:
        raise BrokenBookError(
            _("{part}: claims {claimed} texts and has {n}").format(
                part=part, claimed=max(claimed.values()), n=has
            ),
            save_again(),
        )
    return strings


def _count(text: str) -> int:
    """A number of texts; a very large one for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 1 << 62
