"""Each sheet as a stream of XML: every place, type and extent is looked at before a value is.

A reader of values shows the last result of a formula, or a blank for an error, and
fills the memory up to the farthest cell; only the part itself shows what is there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cityties.errors import Problem
from cityties.language.messages import _
from cityties.loaders.workbook import form
from cityties.loaders.workbook.archive import Archive
from cityties.loaders.workbook.form import (
    BrokenBookError,
    Room,
    column_letter,
    place_of,
    save_again,
)
from cityties.loaders.workbook.markup import MAIN, main_name, read_part
from cityties.loaders.workbook.texts import Letters, Strings, is_escaped

_ROW, _CELL, _VALUE, _FORMULA, _INLINE, _DATA = (
    f"{MAIN} {name}" for name in ("row", "c", "v", "f", "is", "sheetData")
)

_OF_CELLS: Final = {_ROW, _CELL, _VALUE, _FORMULA, _INLINE}
_NUMBER: Final = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_SPACE: Final = " \t\r\n"
_MAX_MERGED: Final = 100_000
_MAX_BEFORE: Final = 100_000  # looks of columns, views

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 1."""


@dataclass(slots=True)
class Extent:
    """What a sheet holds and where, without its values."""

    cells: int = 0
    rows: int = 0
    columns: int = 0
    merged: list[Range] = field(default_factory=list)
    escaped: dict[tuple[int, int], str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def scan_sheet(archive: Archive, part: str, where: str, strings: Strings, room: Room) -> Extent:
    """Look at every cell of a sheet, in the order of the file.

    Parameters
    ----------
    archive : the parts
    part : the part of the sheet
    where : file and sheet, for problems
    strings : the shared strings that its cells may point to
    room : what is left of the limits; what the sheet uses is taken from it

    Returns
    -------
    Extent : how far it reaches, and all that is wrong with it

    Raises
    ------
    BrokenBookError
        If the part is not a worksheet, or contains what a worksheet cannot.
    """
    scan = _Scan(part, where, strings, room)
    try:
        with archive.open(part) as stream:
            read_part(stream, part, scan.start, scan.end, scan.text)
    except _Enough:
        return scan.extent
    if not scan.seen:
        raise BrokenBookError(_("{part}: no cells in the sheet").format(part=part))
    return scan.extent


class _Enough(Exception):  # noqa: N818 - not an error, the end of a scan
    pass


class _Scan:
    """The state of a scan: the path of open tags, the row and the cell."""

    def __init__(self, part: str, where: str, strings: Strings, room: Room) -> None:
        self.extent = Extent()
        self.seen = False
        self._part = part
        self._where = where
        self._strings = strings
        self._room = room
        self._letters = Letters(part)
        self._path: list[str] = []
        self._inside = False  # of sheetData
        self._inline = False
        self._before = 0
        self._row = self._column = self._last_column = 0
        self._type = ""
        self._value: list[str] | None = None
        self._string: str | None = None
        self._formula = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        path = self._path
        if not self._inside:
            self._outside(name, attributes)
        elif self._inline:
            self._letters.start(name)
        elif (above := path[-1]) == _ROW and name == _CELL:
            self._start_cell(attributes)
        elif above == _CELL and name == _VALUE and self._value is None:
            self._value = []
        elif above == _DATA and name == _ROW:
            self._start_row(attributes)
        elif above == _CELL and name == _INLINE and self._string is None:
            self._inline = True
            self._letters.start(name)
        elif above == _CELL and name == _FORMULA:
            self._formula = True
        else:
            self._unexpected(name)
        path.append(name)

    def text(self, text: str) -> None:
        if not self._inside:
            return
        if self._inline:
            self._letters.text(text)
        elif self._path[-1] == _VALUE and self._value is not None:
            self._value.append(text)
        elif self._path[-1] != _FORMULA and text.strip(_SPACE):
            raise BrokenBookError(_("{part}: text where none is expected").format(part=self._part))

    def end(self, name: str) -> None:
        self._path.pop()
        if self._inline:
            whole = self._letters.end()
            if whole is not None:
                self._inline = False
                self._string = whole
        elif self._inside:
            if name == _CELL:
                self._end_cell()
            elif name == _DATA:
                self._inside = False

    def _outside(self, name: str, attributes: Mapping[str, str]) -> None:
        path = self._path
        if not path:
            if main_name(name, self._part) != "worksheet":
                raise BrokenBookError(_("{part}: this is not a worksheet").format(part=self._part))
            return
        self._before += not self.seen
        if self._before > _MAX_BEFORE:
            raise BrokenBookError(_("{part}: too much before its cells").format(part=self._part))
        if name == _DATA and len(path) == 1 and not self.seen:
            self.seen = self._inside = True
        elif name in _OF_CELLS or name.rpartition(" ")[2] == "sheetData":
            self._unexpected(name)
        elif name == f"{MAIN} mergeCell":
            self._merge(attributes.get("ref", ""))

    def _unexpected(self, name: str) -> None:
        if name == _FORMULA:
            self._tell("formula", "", _("a formula"), _("a value"),
                       _("copy the column and paste it as values"))  # fmt: skip
            raise _Enough
        raise BrokenBookError(
            _("{part}: {name} where a worksheet has none").format(
                part=self._part, name=name.rpartition(" ")[2]
            ),
            save_again(),
        )

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        given = attributes.get("r", "")
        number = place_of(f"A{given}") if given.isdigit() else None
        self._last_column = self._column = 0
        if number is None:
            self._tell(
                "cell-place", given, _("a row without a number"),
                suggestion=save_again(),
            )  # fmt: skip
            raise _Enough
        row = number[0]
        if row > form.EXCEL_ROWS:
            self._row = row
            self._too_far()
        if row <= self._row:
            twice = row == self._row
            self._row = row
            self._tell(
                "row-twice" if twice else "cell-order", "",
                _("this row occurs twice") if twice else _("rows that are not in order"),
                suggestion=save_again(),
            )  # fmt: skip
            raise _Enough
        self._row = row

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        given = attributes.get("r", "")
        place = place_of(given)
        self._type = attributes.get("t", "n")
        self._value = self._string = None
        self._formula = False
        if place is None:
            self._column = 0
            self._tell(
                "cell-place", given, _("a cell without a place"), _("a place such as A1"),
                save_again(),
            )  # fmt: skip
            raise _Enough
        row, column = place
        if row > form.MAX_ROWS + 1 or column > form.MAX_COLUMNS:
            self._row, self._column = place
            self._too_far()
        if row != self._row:
            self._column = column
            self._tell(
                "cell-place", given, _("a cell in a row that is not its own"),
                suggestion=save_again(),
            )  # fmt: skip
            raise _Enough
        self._column = column
        if column <= self._last_column:
            twice = column == self._last_column
            self._tell(
                "cell-twice" if twice else "cell-order", "",
                _("this cell occurs twice") if twice else _("cells that are not in order"),
                suggestion=save_again(),
            )  # fmt: skip
            raise _Enough
        self._last_column = column
        self._room.cells -= 1
        if self._room.cells < 0:
            self._too_many(form.MAX_CELLS)

    def _too_far(self) -> None:
        self._tell(
            "too-large", "", _("a cell far outside the table"),
            _("at most {rows} rows and {columns} columns").format(
                rows=form.MAX_ROWS, columns=form.MAX_COLUMNS
            ),
        )  # fmt: skip
        raise _Enough

    def _too_many(self, limit: int) -> None:
        self._tell(
            "too-large", "", _("too many cells"), _("at most {n}").format(n=limit),
            _("delete the cells far from the table, or divide the workbook"),
        )  # fmt: skip
        raise _Enough

    def _end_cell(self) -> None:
        kind = self._type
        value = None if self._value is None else "".join(self._value)
        if self._formula:
            self._tell("formula", "", _("a formula"), _("a value"),
                       _("copy the column and paste it as values"))  # fmt: skip
            return
        inline = kind == "inlineStr"
        if (self._string is not None and not inline) or (value is not None and inline):
            self._wrong(kind, _("a cell whose type and value do not agree"))
            return
        if inline:
            filled = self._string is not None and self._of_text(self._string)
        elif kind in _CHECKS:
            filled = value is not None and _CHECKS[kind](self, value)
        else:
            self._wrong(kind, _("a type of cell that workbooks do not have"))
            return
        if filled:
            extent = self.extent
            extent.cells += 1
            extent.rows = self._row
            extent.columns = max(extent.columns, self._column)
            if extent.rows * extent.columns > form.MAX_AREA:
                self._too_many(form.MAX_AREA)

    def _count(self, length: int) -> None:
        if length > form.MAX_CELL_TEXT:
            self._tell(
                "too-large", "", _("a text of {n} characters").format(n=length),
                _("at most {n}").format(n=form.MAX_CELL_TEXT),
            )  # fmt: skip
        self._room.text -= length
        if self._room.text < 0:
            self._tell(
                "too-large", "", _("too much text"), _("at most {n}").format(n=form.MAX_TEXT),
                _("divide the workbook"),
            )  # fmt: skip
            raise _Enough

    def _of_text(self, text: str) -> bool:
        self._count(len(text))
        if is_escaped(text):
            self.extent.escaped[self._row, self._column] = text
        return True  # also an empty one: readers make room for it

    def _of_shared(self, value: str) -> bool:
        text = value.strip(_SPACE)
        if not text:
            return False
        at = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1
        if not 0 <= at < len(self._strings.lengths):
            self._wrong(value, _("a text that is not in the list of texts"))
            return True
        self._count(self._strings.lengths[at])
        if at in self._strings.escaped:
            self.extent.escaped[self._row, self._column] = self._strings.escaped[at]
        return True

    def _of_number(self, value: str) -> bool:
        text = value.strip(_SPACE)
        if not text:
            return False
        if not _NUMBER.fullmatch(text) or len(text) > 400 or not math.isfinite(float(text)):
            self._wrong(value, _("a number that cannot be read"))
        return True

    def _of_boolean(self, value: str) -> bool:
        if value.strip(_SPACE) not in ("0", "1"):
            self._wrong(value, _("a boolean that cannot be read"))
        return True

    def _of_error(self, value: str) -> bool:
        self._tell(
            "error-cell", value, _("an error of the spreadsheet"), _("a value"),
            _("type the value, or clear the cell"),
        )  # fmt: skip
        return True

    def _of_day(self, value: str) -> bool:
        self._tell(
            "changed-by-spreadsheet", value[:10], _("the spreadsheet turned this into a date"),
            _("a date as text: 1998, 1998-05 or 1998-05-29"),
            _("mark the column as text and type it again"),
        )  # fmt: skip
        return True

    def _wrong(self, value: str, message: str) -> None:
        self._tell("bad-cell", value, message,
                   suggestion=_("type the value again"))  # fmt: skip

    def _tell(
        self, code: str, value: str, message: str, expected: str = "", suggestion: str = ""
    ) -> None:
        column = column_letter(self._column - 1) if self._column else ""
        problems = self.extent.problems
        problems.append(
            Problem(
                self._where, self._row, column, value[:100], message, expected, suggestion, code
            )
        )
        if len(problems) >= form.MAX_PROBLEMS:
            raise _Enough

    def _merge(self, reference: str) -> None:
        first, _colon, last = reference.partition(":")
        one, two = place_of(first), place_of(last or first)
        if one is None or two is None or one[0] > two[0] or one[1] > two[1]:
            raise BrokenBookError(
                _("{part}: merged cells without a place: {value!r}").format(
                    part=self._part, value=reference[:100]
                )
            )
        if len(self.extent.merged) >= _MAX_MERGED:
            raise BrokenBookError(_("{part}: too many merged cells").format(part=self._part))
        self.extent.merged.append((*one, *two))


_CHECKS: Final = {
    "s": _Scan._of_shared,
    "str": _Scan._of_text,
    "n": _Scan._of_number,
    "b": _Scan._of_boolean,
    "e": _Scan._of_error,
    "d": _Scan._of_day,
}
"""How a value of each type is looked at; each says whether the cell is filled."""
