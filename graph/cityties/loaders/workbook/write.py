"""Checked tables to the bytes of a workbook."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from typing import Any, Final

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.loaders.workbook.form import CODES_SHEET, DIGITS, EXCEL_ROWS, column_letter, module
from cityties.model.columns import Column
from cityties.model.rows import Tables
from cityties.model.tables import (
    ROW_TYPES,
    canonical_tables,
    columns_in,
    further_names,
    number_text,
    row_cells,
)
from cityties.vocabulary.codes import CODES, COMPLETENESS, OPERATORS, REFUSED_IN_CLAIMS

_SPARE_ROWS: Final = 500  # drop-downs reach this far below the last row

_REFERENCES: Final = {
    "place": ("places",),
    "organization": ("organizations",),
    "person": ("people",),
    "post": ("posts",),
    "source": ("sources",),
    "claim": ("claims",),
}


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
        If a table has more rows than a sheet, or a text is too long for a cell.

    Examples
    --------
    >>> from cityties.model.rows import Person
    >>> workbook_bytes(Tables(people=(Person("ali", "Ali"),)))[:2]
    b'PK'
    """
    from cityties.vocabulary.colours import WORKBOOK

    xlsxwriter = module("xlsxwriter", "XlsxWriter")
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
        if sizes[table] >= EXCEL_ROWS:
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
    found = columns_in(table, further_names(rows))
    columns = [column.name for column in found]
    described = {column.name: column for column in found if column.kind != "id"}
    last = len(rows) + _SPARE_ROWS
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    for at, name in enumerate(columns):
        number = found[at].value in ("float", "int")
        sheet.set_column(at, at, _width(name), None if number else look["text"])
        sheet.write_string(0, at, name, look["head"])
        if name in described:
            _drop_down(sheet, at, last, described[name], found[at].value, sizes)
    for place, row in enumerate(rows, start=1):
        cells = row_cells(table, row)
        for at, name in enumerate(columns):
            text = cells.get(name, "")
            if not text:
                continue
            value = getattr(row, name)
            if isinstance(value, int | float) and _is_kept(value, text):
                sheet.write_number(place, at, value)
            elif sheet.write_string(place, at, text, look["text"]):
                raise UsageError(
                    _("{table}, {id}: the text of {column} is longer than a cell can hold").format(
                        table=table, id=row.id, column=name
                    )
                )
    sheet.ignore_errors(
        {"number_stored_as_text": f"A1:{column_letter(len(columns) - 1)}{last + 1}"}
    )


def _width(name: str) -> int:
    wide = {"gist": 60, "note": 40, "title": 40, "about": 36, "id": 24, "source": 24}
    return 60 if name.startswith("gist_") else wide.get(name, 16)


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
    at = column_letter(list(lists).index(name))
    return f"={CODES_SHEET}!${at}$2:${at}${len(lists[name]) + 1}"


def _write_codes(sheet: Any, look: Mapping[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for at, (name, codes) in enumerate(_lists().items()):
        sheet.set_column(at, at, 22, look["text"])
        sheet.write_string(0, at, name, look["head"])
        for place, code in enumerate(codes, start=1):
            sheet.write_string(place, at, code, look["text"])


def _is_kept(value: float, text: str) -> bool:
    """Whether a spreadsheet keeps all digits of a number."""
    return number_text(float(f"{value:.{DIGITS}g}")) == text
