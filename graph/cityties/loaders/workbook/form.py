"""What a workbook of tables looks like: its sheets, its limits, the letters of its columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from cityties.base.install import install_hint
from cityties.errors import NotFoundError, Problem
from cityties.language.messages import _

CODES_SHEET: Final = "codes"
"""The lists behind the drop-downs; its values are left out when the workbook is read."""

MAX_FILE: Final = 64 * 1024 * 1024
"""A larger file is refused: it is in memory several times."""

MAX_BYTES: Final = 256 * 1024 * 1024
"""A workbook that unpacks to more is refused."""

MAX_ROWS: Final = 200_000
"""Rows of a sheet under its header."""

MAX_COLUMNS: Final = 200

MAX_CELLS: Final = 2_000_000
"""Cells of all sheets together, empty ones with a look of their own too."""

MAX_AREA: Final = 8_000_000
"""Rows times columns of a sheet: readers make room for the rectangle around filled cells."""

MAX_TEXT: Final = 64 * 1024 * 1024
"""Characters of all cells together: a text that many cells share is copied for each."""

MAX_CELL_TEXT: Final = 32_767
"""Characters that a spreadsheet keeps in a cell."""

MAX_SHEETS: Final = 255

MAX_PROBLEMS: Final = 100_000
"""A sheet is not read further than to this many problems."""

EXCEL_ROWS: Final = 1_048_576
"""Rows of a sheet in a spreadsheet."""

DIGITS: Final = 15
"""What a spreadsheet keeps of a number."""

_PLACE = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)


@dataclass(slots=True)
class Room:
    """What is left of the limits that hold for all sheets together."""

    cells: int = field(default_factory=lambda: MAX_CELLS)
    text: int = field(default_factory=lambda: MAX_TEXT)

    @property
    def is_used_up(self) -> bool:
        """Whether a limit is passed."""
        return self.cells < 0 or self.text < 0


class BrokenBookError(Exception):
    """The file as a whole cannot be read; ``suggestion`` is what to try."""

    def __init__(self, reason: str, suggestion: str = "") -> None:
        super().__init__(reason)
        self.suggestion = suggestion


class TooLargeError(BrokenBookError):
    """The file is larger than a limit; ``limit`` is the limit, in words."""

    def __init__(self, message: str, limit: str) -> None:
        super().__init__(message)
        self.limit = limit


def broken(file: str, error: BaseException) -> Problem:
    """The one problem of a file that cannot be read at all.

    Parameters
    ----------
    file : the file as the user named it
    error : what happened

    Examples
    --------
    >>> broken("x.xlsx", BrokenBookError("not a zip archive")).code
    'bad-workbook'
    """
    if isinstance(error, TooLargeError):
        return Problem(file, 0, "", "", str(error), error.limit, code="too-large")
    reason, suggestion = str(error), getattr(error, "suggestion", "")
    if isinstance(error, MemoryError):
        reason, suggestion = _("not enough memory"), _("divide it into several workbooks")
    return Problem(
        file, 0, "", "",
        _("this workbook cannot be read ({reason})").format(reason=reason or type(error).__name__),
        ".xlsx", suggestion, "bad-workbook",
    )  # fmt: skip


def save_again() -> str:
    """What to try with a file that was not written by a spreadsheet.

    >>> save_again()
    'open it in a spreadsheet and save it again'
    """
    return _("open it in a spreadsheet and save it again")


def column_letter(at: int) -> str:
    """The letters of a column, from 0.

    >>> column_letter(0), column_letter(26)
    ('A', 'AA')
    """
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place_of(reference: str) -> tuple[int, int] | None:
    """Row and column of a reference, both from 1; None if it is not written as usual.

    >>> place_of("A1"), place_of("XFD1048576"), place_of("a1"), place_of("A0")
    ((1, 1), (1048576, 16384), None, None)
    """
    found = _PLACE.fullmatch(reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def module(name: str, package: str) -> Any:
    """Import a library of the extra ``xlsx``.

    Parameters
    ----------
    name : name of the module
    package : what the package is called where it is installed from

    Raises
    ------
    NotFoundError
        If it is not installed; the message says how to.

    Examples
    --------
    >>> module("json", "json").__name__
    'json'
    """
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise NotFoundError(
            _("workbooks need {package}; install it with: {command}").format(
                package=package, command=install_hint("xlsx")
            )
        ) from error
