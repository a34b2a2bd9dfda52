"""The sheets of a workbook of others (.xlsx, .xls, .ods) as lines of text cells.

Our own workbooks are read by two libraries that must agree (`cityties.loaders.workbook`). A list
that somebody else made is read by one, in the confined process like every file of others, and
what its cells say is checked as the text of a CSV file is.
"""

from __future__ import annotations

import datetime
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

from cityties.base.install import install_hint
from cityties.errors import DataError, NotFoundError, Problem, UsageError
from cityties.language.messages import _
from cityties.language.names import did_you_mean, fold
from cityties.loaders.foreign.splitting import Cut
from cityties.model.tables import number_text

_ZIP: Final = b"PK\x03\x04"
_OLD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNPACKED: Final = 512 * 1024 * 1024
_ATTRIBUTE: Final = re.compile(r"""([\w:]+)\s*=\s*(["'])(.*?)\2""")
_CELL: Final = re.compile(rb"<c\s(?P<kind>[^>]*)(?<!/)>(?P<inner>.*?)</c>", re.DOTALL)
_VALUE: Final = re.compile(rb"<v(?:\s[^>]*)?>[^<]|<is>")
_MOST_CELLS: Final = 20_000_000


def is_book(data: bytes) -> bool:
    """Whether a file is a workbook, by its first bytes: a name can be wrong.

    Examples
    --------
    >>> is_book(b"id,name"), is_book(bytes.fromhex("504b0304"))
    (False, True)
    """
    return data.startswith((_ZIP, _OLD))


class Book:
    """One sheet of a workbook, as lines of cells.

    Parameters
    ----------
    data : the file
    name : how errors call it
    sheet : name of a sheet or its number from 1; blank: the one with most cells

    Raises
    ------
    NotFoundError
        If python-calamine is not installed.
    UsageError
        If there is no such sheet.
    DataError
        If the file is not a workbook, or too large.
    """

    separator = ""

    def __init__(self, data: bytes, name: str, sheet: str = "") -> None:
        calamine = _library()
        _check_size(data, name)
        try:
            book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
            names = list(book.sheet_names)
            self.others: tuple[str, ...] = ()
            self.sheet = _chosen(sheet, names, name) if sheet else ""
            if self.sheet:
                self._sheet = book.get_sheet_by_name(self.sheet)
            else:
                sheets = {each: book.get_sheet_by_name(each) for each in names}
                filled = [each for each in names if _area(sheets[each])]
                self.sheet = max(filled, key=lambda each: _area(sheets[each]), default="")
                self.others = tuple(each for each in filled if each != self.sheet)
                self._sheet = sheets.get(self.sheet)
        except (UsageError, NotFoundError):
            raise
        except BaseException as error:
            # An error in a compiled part of a library is not an Exception.
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            message = _("this workbook cannot be read ({reason})").format(reason=str(error)[:200])
            hint = _("open it in a spreadsheet and save it again, as .xlsx or as CSV UTF-8")
            raise DataError(
                [Problem(name, 0, "", "", message, ".xlsx, .ods, .xls", hint, "bad-workbook")]
            ) from None
        if self._sheet is not None and _area(self._sheet) > _MOST_CELLS:
            message = _("a sheet of {n} cells").format(n=_area(self._sheet))
            raise DataError(
                [
                    Problem(
                        name,
                        0,
                        "",
                        self.sheet,
                        message,
                        _("at most {n}").format(n=_MOST_CELLS),
                        code="too-large",
                    )
                ]
            )
        self._lost = _lost_formulas(data, self.sheet)
        self.width = self._sheet.width if self._sheet is not None else 0

    def __iter__(self) -> Iterator[Cut]:
        if self._sheet is None:
            return
        above, left = self._sheet.start or (0, 0)
        merged = _merged(self._sheet)
        for place, row in enumerate(self._sheet.iter_rows(), start=above):
            cells = [""] * left + [cell_text(value) for value in row]
            for (top, column), (bottom, source) in merged.items():
                # A list that merges the country of several lines means it for each of them.
                if top < place <= bottom and column < len(cells) and not cells[column]:
                    cells[column] = source[0] if source else ""
                elif place == top and column < len(cells):
                    merged[top, column] = (bottom, [cells[column]])
            lost = ", ".join(self._lost.get(place + 1, ()))
            yield Cut(place + 1, cells, "", "formula-without-value" if lost else "", lost)


def _library() -> Any:
    try:
        import python_calamine
    except ImportError:
        message = _("workbooks need {package}; install it with: {command}")
        raise NotFoundError(
            message.format(package="python-calamine", command=install_hint("xlsx"))
        ) from None
    return python_calamine


def _check_size(data: bytes, name: str) -> None:
    """Refuse a zip that unpacks to more than a machine has."""
    if not data.startswith(_ZIP):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        message = _("this workbook cannot be read ({reason})").format(reason=error)
        raise DataError([Problem(name, 0, "", "", message, code="bad-workbook")]) from None
    if size > _UNPACKED:
        message = _("a workbook that unpacks to {n} bytes").format(n=size)
        raise DataError(
            [
                Problem(
                    name, 0, "", "", message, _("at most {n}").format(n=_UNPACKED), code="too-large"
                )
            ]
        )


def _chosen(sheet: str, names: Sequence[str], file: str) -> str:
    for name in names:
        if fold(name) == fold(sheet):
            return name
    if sheet.isdigit() and 1 <= int(sheet) <= len(names):
        return names[int(sheet) - 1]
    message = _("{file} has no sheet {name!r}; available: {names}")
    message = message.format(file=file, name=sheet, names=", ".join(names))
    hint = did_you_mean(sheet, names)
    raise UsageError(f"{message}; {hint}" if hint else message)


def _attributes(tag: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, _q, value in _ATTRIBUTE.findall(tag)}


def _lost_formulas(data: bytes, sheet: str) -> dict[int, list[str]]:
    """The cells of an .xlsx sheet whose formula has no result that was saved, or an error, by row.

    Programs that write formulas without calculating leave them so, and the library that reads the
    cells shows them as empty ones.
    """
    found: dict[int, list[str]] = {}
    if not data.startswith(_ZIP) or not sheet:
        return found
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
            links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
            sheets = [_attributes(tag) for tag in re.findall(r"<(?:\w+:)?sheet\s[^>]*>", book)]
            key = next(
                value for each in sheets if each.get("name") == sheet
                for name, value in each.items() if name.endswith(":id")
            )  # fmt: skip
            parts = [
                _attributes(tag) for tag in re.findall(r"<(?:\w+:)?Relationship\s[^>]*>", links)
            ]
            target = next(each["Target"] for each in parts if each.get("Id") == key)
            name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            text = archive.read(name)
        except (KeyError, StopIteration, zipfile.BadZipFile, zlib.error):
            return found  # no .xlsx, or one that only the library can read
    for cell in _CELL.finditer(text):
        kind, inner = cell["kind"], cell["inner"]
        if b"<f" in inner and (b't="e"' in kind or not _VALUE.search(inner)):
            ref = _attributes(kind.decode("utf-8", "replace")).get("r", "")
            row = re.sub("[^0-9]", "", ref)
            if row:
                found.setdefault(int(row), []).append(ref)
    return found


def _area(sheet: Any) -> int:
    return int(sheet.height) * int(sheet.width)


def _merged(sheet: Any) -> dict[tuple[int, int], tuple[int, list[str]]]:
    """The first row and the column of each range of merged rows, and its last row."""
    ranges = getattr(sheet, "merged_cell_ranges", None) or ()
    return {(top, left): (bottom, []) for (top, left), (bottom, _right) in ranges if bottom > top}


def cell_text(value: object) -> str:
    """A cell as the text that a CSV file would have.

    Examples
    --------
    >>> cell_text(1998.0), cell_text(50.94), cell_text(datetime.date(1998, 5, 12)), cell_text(True)
    ('1998', '50.94', '1998-05-12', 'TRUE')
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)
