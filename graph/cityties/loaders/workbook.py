"""Tables as an ``.xlsx`` workbook for people who work in spreadsheets, out and in again.

One sheet for each table, with the same columns. Spreadsheets change what they
think they understand: dates, years, formulas. So cells of text are marked as
text on the way out, and on the way in what was changed is refused with its
sheet, row and column, never guessed at. The same strict checks as for CSV follow.

Reading needs python-calamine, writing XlsxWriter: the extra ``xlsx``.
"""

from __future__ import annotations

import datetime
import importlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

from cityties.base.install import install_hint
from cityties.errors import DataError, NotFoundError, Problem, UsageError
from cityties.language.messages import _
from cityties.language.names import did_you_mean
from cityties.loaders.checker import Checker, RawRow
from cityties.loaders.tables import _check_header
from cityties.model.columns import Column
from cityties.model.rows import Tables
from cityties.model.tables import (
    COLUMN_NAMES,
    COLUMNS,
    ROW_TYPES,
    VALUE_KINDS,
    canonical_tables,
    number_text,
    row_cells,
)
from cityties.vocabulary.codes import CODES, COMPLETENESS, OPERATORS, REFUSED_IN_CLAIMS

CODES_SHEET: Final = "codes"
"""The lists behind the drop-downs; left out when the workbook is read."""

MAX_BYTES: Final = 256 * 1024 * 1024
"""A workbook that unpacks to more is refused."""

MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 200
_EXCEL_ROWS: Final = 1_048_576
_SPARE_ROWS: Final = 500  # drop-downs reach this far below the last row

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CELL = re.compile(rb"""<(?:\w+:)?(?:c|row)\b[^>]*?\br=["']([A-Za-z]{0,3})([0-9]{1,9})["']""")
_FORMULA = re.compile(
    rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]{1,3}[0-9]{1,7})["'][^>]*>\s*<(?:\w+:)?f[\s/>]"""
)
_ANY_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]"
)
_TOLD: Final = "\ufffd"  # the checks skip a cell with this: its problem was reported
_REFERENCES: Final = {
    "place": ("places",),
    "organization": ("organizations",),
    "person": ("people",),
    "post": ("posts",),
    "source": ("sources",),
    "claim": ("claims",),
}


def _module(name: str, package: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise NotFoundError(
            _("workbooks need {package}; install it with: {command}").format(
                package=package, command=install_hint("xlsx")
            )
        ) from error


# --- out ------------------------------------------------------------------------------


def workbook_bytes(tables: Tables) -> bytes:
    """Write tables as a workbook: the same rows give the same bytes.

    Parameters
    ----------
    tables : checked rows

    Returns
    -------
    The bytes of an ``.xlsx`` file: a sheet for each table with a frozen header, text
    cells marked as text, drop-downs for codes and for ids of other sheets.

    Raises
    ------
    NotFoundError
        If XlsxWriter is not installed.
    UsageError
        If a table has more rows than a sheet.
    """
    from cityties.vocabulary.colours import WORKBOOK

    xlsxwriter = _module("xlsxwriter", "XlsxWriter")
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
         "strings_to_numbers": False},
    )  # fmt: skip
    # The clock has no place in it.
    book.set_properties({"title": "cityties", "created": datetime.datetime(2000, 1, 1)})
    look = {
        "head": book.add_format({"bold": True, "bg_color": WORKBOOK["head"], "border": 1}),
        "text": book.add_format({"num_format": 49}),  # built-in format of text, "@"
    }
    ordered = canonical_tables(tables)
    sizes = {table: len(getattr(ordered, table)) for table in ROW_TYPES}
    for table in ROW_TYPES:
        if sizes[table] >= _EXCEL_ROWS:
            raise UsageError(
                _("{table} has {n} rows, more than a sheet can hold").format(
                    table=table, n=sizes[table]
                )
            )
        _write_sheet(book.add_worksheet(table), table, getattr(ordered, table), sizes, look)
    _write_codes(book.add_worksheet(CODES_SHEET), look)
    book.close()
    return stream.getvalue()


def _write_sheet(
    sheet: Any, table: str, rows: Any, sizes: Mapping[str, int], look: Mapping[str, Any]
) -> None:
    columns = COLUMN_NAMES[table]
    described = {column.name: column for column in COLUMNS[table]}
    last = len(rows) + _SPARE_ROWS
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    for at, name in enumerate(columns):
        number = VALUE_KINDS[table][name] in ("float", "int")
        sheet.set_column(at, at, _width(name), None if number else look["text"])
        sheet.write_string(0, at, name, look["head"])
        if name in described:
            _drop_down(sheet, at, last, described[name], VALUE_KINDS[table][name], sizes)
    for place, row in enumerate(rows, start=1):
        for at, (name, text) in enumerate(row_cells(table, row).items()):
            if not text:
                continue
            value = getattr(row, name)
            # 15 digits are all that a spreadsheet keeps of a number.
            if isinstance(value, int | float) and number_text(float(value)) == text:
                sheet.write_number(place, at, value)
            else:
                sheet.write_string(place, at, text, look["text"])
    sheet.ignore_errors({"number_stored_as_text": f"A1:{_letter(len(columns) - 1)}{last + 1}"})


def _width(name: str) -> int:
    wide = {"gist": 60, "gist_fa": 60, "note": 40, "title": 40, "about": 36, "id": 24, "source": 24}
    return wide.get(name, 16)


def _drop_down(
    sheet: Any, at: int, last: int, column: Column, kind: str, sizes: Mapping[str, int]
) -> None:
    if column.kind == "code":
        source = _codes_range(column.codes)
    elif column.kind in ("op", "yes_no"):
        source = _codes_range(column.kind)
    elif column.kind in _REFERENCES:
        (target,) = _REFERENCES[column.kind]
        source = f"={target}!$A$2:$A${sizes[target] + _SPARE_ROWS}"
    else:
        return
    several = kind == "list"
    sheet.data_validation(
        1, at, last, at,
        {
            "validate": "list",
            "source": source,
            # A list offers its values, but a cell with several of them is right as well;
            # an id may be of the data that this is added to.
            "show_error": not several,
            "error_type": "stop" if column.kind in ("code", "op", "yes_no") else "warning",
            "ignore_blank": True,
        },
    )  # fmt: skip


def _lists() -> dict[str, tuple[str, ...]]:
    """What the drop-downs offer, by name: code lists, comparisons, yes and no."""
    lists = {
        name: tuple(code for code in codes if code not in REFUSED_IN_CLAIMS)
        if name in ("kinds", "statuses")
        else codes
        for name, codes in CODES.items()
    }
    return {**lists, "op": OPERATORS, "yes_no": COMPLETENESS}


def _codes_range(name: str) -> str:
    lists = _lists()
    at = _letter(list(lists).index(name))
    return f"={CODES_SHEET}!${at}$2:${at}${len(lists[name]) + 1}"


def _write_codes(sheet: Any, look: Mapping[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for at, (name, codes) in enumerate(_lists().items()):
        sheet.set_column(at, at, 22, look["text"])
        sheet.write_string(0, at, name, look["head"])
        for place, code in enumerate(codes, start=1):
            sheet.write_string(place, at, code, look["text"])


def _letter(at: int) -> str:
    """The letters of a column, from 0.

    >>> _letter(0), _letter(26)
    ('A', 'AA')
    """
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# --- in -------------------------------------------------------------------------------


def load_workbook(path: Path | str, *, known: Tables | None = None) -> Tables:
    """Read and check a workbook as strictly as a folder of tables.

    Parameters
    ----------
    path : an ``.xlsx`` file with a sheet for each table; the sheet ``codes`` is left out
    known : rows that it may refer to, usually the shipped data

    Returns
    -------
    Tables : the rows of the workbook alone

    Raises
    ------
    DataError
        With all problems; each names file, sheet, row and column.
    NotFoundError
        If the file is missing, or python-calamine is not installed.
    """
    file = Path(path)
    if not file.is_file():
        raise NotFoundError(_("the file {path} does not exist").format(path=file))
    problems = list(_scan(file))
    if problems:
        raise DataError(problems)
    calamine = _module("python_calamine", "python-calamine")
    try:
        book = calamine.CalamineWorkbook.from_path(str(file))
        sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        raw = {
            name: sheet.to_python(skip_empty_area=False)
            for name, sheet in sheets.items()
            if name in ROW_TYPES
        }
    except calamine.CalamineError as error:
        raise DataError([_broken(file, str(error))]) from error
    except BaseException as error:
        # An error in its compiled part is not an Exception, and no reason to end the process.
        if type(error).__name__ != "PanicException":
            raise
        raise DataError([_broken(file, str(error))]) from error
    problems += _check_sheets(file, list(sheets))
    rows: list[RawRow] = []
    headers: dict[str, list[str]] = {}
    for table, cells in raw.items():
        rows.extend(_rows(table, f"{file}#{table}", cells, headers, problems))
    tables, faults = Checker(rows, known).run()
    problems += faults
    if problems:
        raise DataError(_with_letters(problem, headers) for problem in problems)
    return tables


def _broken(file: Path, reason: str) -> Problem:
    return Problem(
        str(file), 0, "", "", _("this workbook cannot be read ({reason})").format(
            reason=reason
        ),
        ".xlsx", code="bad-workbook",
    )  # fmt: skip


def _scan(file: Path) -> Iterator[Problem]:
    """Look at the parts of the file before anything unpacks them: size, extent, formulas.

    A reader of values shows the last result of a formula, or nothing; only the
    part itself shows that there is one.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            left = MAX_BYTES
            parts: dict[str, bytes] = {}
            for info in archive.infolist():
                with archive.open(info) as stream:
                    data = stream.read(left + 1)
                left -= len(data)
                if left < 0:
                    yield Problem(
                        str(file), 0, "", "", _("the unpacked workbook is too large"),
                        _("at most {n}").format(n=MAX_BYTES), code="too-large",
                    )  # fmt: skip
                    return
                if info.filename.startswith("xl/") and info.filename.endswith((".xml", ".rels")):
                    parts[info.filename] = data
        names = _sheet_names(parts)
    except (zipfile.BadZipFile, OSError, EOFError, KeyError, ValueError, RuntimeError,
            NotImplementedError, ElementTree.ParseError, zlib.error) as error:  # fmt: skip
        yield _broken(file, str(error))
        return
    for part, name in names.items():
        yield from _scan_sheet(str(file), name, parts.get(part, b""))


def _sheet_names(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The part of each sheet and the sheet's name."""
    for data in parts.values():
        if b"\x00" in data[:200] or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise ValueError(_("parts that no spreadsheet writes"))
    relations = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    targets = {node.get("Id"): node.get("Target") or "" for node in relations}
    book = ElementTree.fromstring(parts["xl/workbook.xml"])
    named = {}
    for node in book.iter(f"{_MAIN}sheet"):
        target = targets.get(node.get(f"{_REL}id"), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        named[part] = node.get("name") or ""
    if not named:
        raise ValueError(_("no sheet"))
    return named


def _scan_sheet(file: str, name: str, data: bytes) -> Iterator[Problem]:
    for letters, number in _CELL.findall(data):
        if int(number) > MAX_ROWS + 1 or _column_number(letters) > MAX_COLUMNS:
            yield Problem(
                f"{file}#{name}", int(number), letters.decode(), "",
                _("a cell far outside the table"),
                _("at most {rows} rows and {columns} columns").format(
                    rows=MAX_ROWS, columns=MAX_COLUMNS
                ),
                code="too-large",
            )  # fmt: skip
            return
    if name not in ROW_TYPES:
        return
    cells = [cell.decode() for cell in _FORMULA.findall(data)]
    if not cells and _ANY_FORMULA.search(data):
        cells = [""]
    for cell in cells[:20]:
        row = re.sub("[A-Z]", "", cell)
        yield Problem(
            f"{file}#{name}", int(row or 0), re.sub("[0-9]", "", cell), "", _("a formula"),
            _("a value"), _("copy the column and paste it as values"), "formula",
        )  # fmt: skip


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _check_sheets(file: Path, names: list[str]) -> Iterator[Problem]:
    for name in names:
        if name not in ROW_TYPES and name != CODES_SHEET:
            yield Problem(
                str(file), 0, "", name, _("not one of the tables"), ", ".join(ROW_TYPES),
                did_you_mean(name, ROW_TYPES), "unknown-sheet",
            )  # fmt: skip
    if not set(names) & set(ROW_TYPES):
        yield Problem(
            str(file), 0, "", "", _("this workbook contains no tables"), ", ".join(ROW_TYPES),
            code="missing-sheet",
        )  # fmt: skip


def _rows(
    table: str,
    where: str,
    cells: list[list[Any]],
    headers: dict[str, list[str]],
    problems: list[Problem],
) -> Iterator[RawRow]:
    header = [str(cell).strip() for cell in cells[0]] if cells else []
    while header and not header[-1]:
        header.pop()
    headers[where] = header
    if not header:
        if any(str(cell).strip() for row in cells for cell in row):
            problems.append(
                Problem(
                    where, 1, "", "", _("the first line must name the columns"),
                    ",".join(COLUMN_NAMES[table]), code="missing-header",
                )
            )  # fmt: skip
        return
    problems.extend(_check_header(table, where, header))
    kinds = VALUE_KINDS[table]
    for line, row in enumerate(cells[1:], start=2):
        found: dict[str, str] = {}
        for at, value in enumerate(row):
            name = header[at] if at < len(header) else ""
            text, fault = _cell(value, kinds.get(name, "text"))
            if not name and text:
                fault = Problem("", 0, "", text, _("a cell outside the named columns"),
                                code="cell-without-column")  # fmt: skip
            if fault is not None:
                problems.append(replace(fault, file=where, line=line, column=name or _letter(at)))
                text = _TOLD
            if name:
                found[name] = text
        if any(found.values()):
            yield RawRow(table, where, line, found)


def _cell(value: Any, kind: str) -> tuple[str, Problem | None]:
    """The text of a cell; a problem if the spreadsheet has changed what was typed."""
    if isinstance(value, str):
        text = value.strip()
        bad = _UNREADABLE.search(text)
        if bad:
            return "", Problem(
                "", 0, "", f"U+{ord(bad.group()):04X}",
                _("a character that is not allowed in a table"), code="control-character",
            )  # fmt: skip
        return text, None
    if isinstance(value, bool):
        return "", Problem(
            "", 0, "", str(value).upper(), _("the spreadsheet turned this into a boolean"),
            _("text"), _("mark the column as text and type it again"), "changed-by-spreadsheet",
        )  # fmt: skip
    if isinstance(value, int | float):
        # A year, a count, an id of digits: numbers come as floats.
        if kind in ("float", "int") or float(value).is_integer():
            return number_text(float(value)), None
        return "", Problem(
            "", 0, "", repr(value), _("the spreadsheet turned this into a number"), _("text"),
            _("mark the column as text and type it again"), "changed-by-spreadsheet",
        )  # fmt: skip
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        day = value.isoformat()[:10] if isinstance(value, datetime.date) else str(value)
        return "", Problem(
            "", 0, "", day, _("the spreadsheet turned this into a date"),
            _("a date as text: 1998, 1998-05 or 1998-05-29"),
            _("mark the column as text and type it again"), "changed-by-spreadsheet",
        )  # fmt: skip
    return str(value).strip(), None


def _with_letters(problem: Problem, headers: Mapping[str, list[str]]) -> Problem:
    """Name the column by its letter too, as a spreadsheet shows it."""
    header = headers.get(problem.file, [])
    if problem.column in header:
        letter = _letter(header.index(problem.column))
        return replace(problem, column=f"{letter} {problem.column}")
    return problem
