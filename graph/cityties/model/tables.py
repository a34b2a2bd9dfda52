"""Rows to bytes and back: canonical CSV for people, JSON for the cache.

The CSV is what ``data/`` holds: one line per row, sorted, so that a change of
one fact is a change of one line. The JSON is only a quick copy of rows that
were checked before; it is never edited by hand.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any

from cityties.errors import StoreError
from cityties.language.messages import _
from cityties.model.columns import Column, columns_of, further_column, in_order
from cityties.model.dates import Edtf, parse_edtf
from cityties.model.rows import (
    ApprovalRule,
    Claim,
    Organization,
    Person,
    Place,
    Post,
    Source,
    Tables,
)
from cityties.model.table_names import TABLES
from cityties.model.unfolding import UNFOLDINGS, canonical_cell
from cityties.start.records import fields, replace

Row = Place | Organization | Person | Post | Source | Claim | ApprovalRule

_ROWS = (Place, Organization, Person, Post, Source, Claim, ApprovalRule)
ROW_TYPES: dict[str, type[Any]] = dict(zip(TABLES, _ROWS, strict=True))
"""The tables of a data package and the class of their rows."""

_ALL_COLUMNS: dict[str, tuple[Column, ...]] = {
    table: columns_of(row_type) for table, row_type in ROW_TYPES.items()
}

COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    table: tuple(column.name for column in columns) for table, columns in _ALL_COLUMNS.items()
}
"""The columns of each table, in the order of the files."""

COLUMNS: dict[str, tuple[Column, ...]] = {
    table: tuple(column for column in columns if column.kind != "id")
    for table, columns in _ALL_COLUMNS.items()
}
"""Every column but ``id``, which becomes the IRI of the row."""

ADDED_COLUMNS: dict[str, tuple[str, ...]] = {
    "places": ("identifiers",),
    "sources": ("title_fa", "title_original", "licence", "attribution"),
    "claims": ("duration", "condition", "condition_fa", "condition_on", "number_to"),
}
"""Columns that the tables of earlier versions lack; they count as empty there."""

FIELDS: dict[str, tuple[str, ...]] = {
    table: tuple(field.name for field in fields(row_type)) for table, row_type in ROW_TYPES.items()
}
"""The fields of each row class, in the order of its parameters."""

LIST_SEPARATOR = ";"
ROWS_FORMAT = 1
"""Version of the JSON form; a number that differs is refused, never guessed at."""


FURTHER = "further"
"""The field with the texts in further languages, which is not a column."""

VALUE_KINDS: dict[str, dict[str, str]] = {
    table: {column.name: column.value for column in columns}
    for table, columns in _ALL_COLUMNS.items()
}
"""``VALUE_KINDS[table][field]``: text, list, edtf, float or int."""


def columns_in(table: str, names: Iterable[str]) -> tuple[Column, ...]:
    """The columns of a table, with those in further languages that are among some names.

    Parameters
    ----------
    table : name of the table
    names : names of columns, such as the keys of a row's cells

    Examples
    --------
    >>> [column.name for column in columns_in("people", ["id", "name_de"])][:4]
    ['id', 'name_en', 'name_fa', 'name_de']
    """
    known = VALUE_KINDS[table]
    if any(name not in known for name in names):
        return in_order(ROW_TYPES[table], names)
    return _ALL_COLUMNS[table]


def column_of(table: str, name: str) -> Column | None:
    """The column of a table that has a name, in a further language too; or ``None``."""
    found = (column for column in _ALL_COLUMNS[table] if column.name == name)
    return next(found, None) or further_column(ROW_TYPES[table], name)


def further_names(rows: Iterable[Any]) -> tuple[str, ...]:
    """The columns in further languages that some rows have texts in, sorted.

    Examples
    --------
    >>> further_names([Person("ali", "Ali", further=(("name_de", "Ali"),))])
    ('name_de',)
    """
    return tuple(sorted({name for row in rows for name, _text in row.further}))


def number_text(number: float) -> str:
    """Write a number so that it reads back as the same one, without exponent.

    Examples
    --------
    >>> number_text(14.0), number_text(32.6525), number_text(1e-07)
    ('14', '32.6525', '0.0000001')
    """
    if number == int(number):
        return str(int(number))
    from decimal import Decimal

    return format(Decimal(repr(float(number))), "f")


def cell_text(value: object) -> str:
    """Write one value of a row as the text of its cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return LIST_SEPARATOR.join(value)
    if isinstance(value, Edtf):
        return value.text
    if isinstance(value, (int, float)):
        return number_text(value)
    raise TypeError(f"no cell for {value!r}")


def row_cells(table: str, row: Row) -> dict[str, str]:
    """Write a row as its cells, in the column order of the table.

    Parameters
    ----------
    table : name of the table, such as ``"places"``
    row : a row of that table's class

    Returns
    -------
    Column name to cell text; a missing value is ``""``. Texts in further languages come last.
    """
    cells = {column: cell_text(getattr(row, column)) for column in COLUMN_NAMES[table]}
    return {**cells, **dict(row.further)} if row.further else cells


_READERS: dict[str, Callable[[str], Any]] = {
    "text": str,
    "list": lambda text: tuple(text.split(LIST_SEPARATOR)) if text else (),
    "edtf": lambda text: parse_edtf(text) if text else None,
    "float": lambda text: float(text) if text else None,
    "int": lambda text: int(text) if text else None,
}


def row_from_cells(table: str, cells: Mapping[str, str]) -> Row:
    """Make a row of cells that are known to be well formed.

    Nothing is checked here beyond what the types need; the loaders check.

    Raises
    ------
    ValueError : for a date or number that is none
    """
    kinds = VALUE_KINDS[table]
    known = {name: _READERS[kinds[name]](text) for name, text in cells.items() if name in kinds}
    row: Row = ROW_TYPES[table](**known, further=further_of(table, cells))
    return row


def further_of(table: str, cells: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The cells in further languages that are not empty, as a row holds them.

    Parameters
    ----------
    table : name of the table
    cells : cells of a row by column

    Raises
    ------
    ValueError : for a cell that the table has no column for
    """
    kinds = VALUE_KINDS[table]
    found = sorted((name, text) for name, text in cells.items() if name not in kinds and text)
    for name, _text in found:
        if further_column(ROW_TYPES[table], name) is None:
            raise ValueError(f"{table} has no column {name}")
    return tuple(found)


def canonical(row: Row) -> Row:
    """Sort the lists of a row, and write each small grammar in its one form.

    The order inside a cell means nothing.

    Examples
    --------
    >>> canonical(Claim("c-1", "s", "tie", parties=("porto", "isfahan"))).parties
    ('isfahan', 'porto')
    >>> canonical(Claim("c-1", "s", "event", votes="against=25;for=8")).votes
    'for=8;against=25'
    """
    changed: dict[str, Any] = {}
    for name, kind in _GRAMMARS[type(row)]:
        value = getattr(row, name)
        if value:
            texts = tuple(canonical_cell(kind, text) for text in _items(value))
            written = texts if isinstance(value, tuple) else texts[0]
            if written != value:
                changed[name] = written
    for name in _LISTS[type(row)]:
        value = changed.get(name, getattr(row, name))
        if len(value) > 1:
            ordered = tuple(sorted(set(value)))
            if ordered != value:
                changed[name] = ordered
    if row.further:
        changed[FURTHER] = tuple(
            (name, LIST_SEPARATOR.join(sorted(set(found))) if found else text)
            for name, text in sorted(row.further)
            for found in [_list_of(row, name)]
        )
    return replace(row, **changed) if changed else row


def _list_of(row: Row, name: str) -> tuple[str, ...]:
    """The values of a list in a further language; none for a text."""
    value = getattr(row, name)
    return value if isinstance(value, tuple) else ()


_LISTS: dict[type[Any], tuple[str, ...]] = {
    row_type: tuple(name for name, kind in VALUE_KINDS[table].items() if kind == "list")
    for table, row_type in ROW_TYPES.items()
}


_GRAMMARS: dict[type[Any], tuple[tuple[str, str], ...]] = {
    row_type: tuple(
        (column.name, column.kind) for column in COLUMNS[table] if column.kind in UNFOLDINGS
    )
    for table, row_type in ROW_TYPES.items()
}


def _items(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)


SORTED_BY: dict[str, str] = {"places": "kind", "claims": "source"}
"""The column by which the rows of a table are sorted before their ids."""


def row_key(table: str, row: Any) -> tuple[str, ...]:
    """What rows of a table are sorted by: places by kind, claims by source, then by id."""
    first = SORTED_BY.get(table)
    return (getattr(row, first), row.id) if first else (row.id,)


def canonical_tables(tables: Tables) -> Tables:
    """Sort the rows of all tables and the lists inside them."""
    rows: dict[str, Any] = {
        table: tuple(_ordered(table, getattr(tables, table))) for table in ROW_TYPES
    }
    return Tables(**rows)


def _ordered(table: str, rows: Iterable[Row]) -> list[Row]:
    return sorted(map(canonical, rows), key=lambda row: row_key(table, row))


def table_bytes(table: str, rows: Iterable[Row]) -> bytes:
    r"""Write a table as canonical CSV: UTF-8, LF, sorted, quoted only where needed.

    Parameters
    ----------
    table : name of the table, such as ``"claims"``
    rows : rows of that table's class, in any order

    Returns
    -------
    The bytes of the file; the same rows give the same bytes. A further language has columns
    where a row has a text in it.

    Examples
    --------
    >>> table_bytes("people", [Person("ali-noruzi", "Ali Noruzi", aliases=("b", "a"))])
    b'id,name_en,name_fa,aliases,aliases_fa,wikidata,note\nali-noruzi,Ali Noruzi,,a;b,,,\n'
    """
    text = io.StringIO()
    ordered = _ordered(table, rows)
    names = [column.name for column in columns_in(table, further_names(ordered))]
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(row_cells(table, row) for row in ordered)
    return text.getvalue().encode()


# --- JSON for the cache ---------------------------------------------------------------


def _json_value(value: Any) -> Any:
    if isinstance(value, Edtf):
        return [value.text, value.earliest.toordinal(), value.latest.toordinal()]
    return value


def tables_json(tables: Tables) -> bytes:
    """Write checked rows so that they read back fast.

    Parameters
    ----------
    tables : rows that a loader has checked

    Returns
    -------
    JSON that :func:`tables_from_json` of the same version reads.
    """
    # Claims leave most of their columns empty, and empty cells would cost more to read
    # than all the rest: a row is a map of field number to value.
    content: dict[str, Any] = {"format": ROWS_FORMAT, "fields": FIELDS}
    for table, row_type in ROW_TYPES.items():
        blanks = _blanks(row_type)
        places = [str(place) for place in range(len(blanks))]
        values = attrgetter(*FIELDS[table])
        content[table] = [
            {
                place: _json_value(value)
                for place, value, blank in zip(places, values(row), blanks, strict=True)
                if value != blank
            }
            for row in getattr(tables, table)
        ]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _blanks(row_type: type[Any]) -> list[Any]:
    """The value that each field has when nothing is said: its default.

    A field without a default gets a marker that equals no value, so it is always written.
    """
    return [field.default for field in fields(row_type)]


def tables_from_json(data: bytes) -> Tables:
    """Read what :func:`tables_json` wrote, without checking the rows again.

    Raises
    ------
    StoreError : if the bytes are damaged or of another format version
    """
    try:
        content = json.loads(data)
        if content["format"] != ROWS_FORMAT or content["fields"] != {
            table: list(names) for table, names in FIELDS.items()
        }:
            raise StoreError(
                _("these rows were written by another version of cityties: rebuild the graph")
            )
        return Tables(**{table: _read_rows(table, content[table]) for table in ROW_TYPES})
    except (ValueError, KeyError, TypeError, IndexError, OverflowError) as error:
        raise StoreError(_("these rows are damaged: rebuild the graph")) from error


def _read_rows(table: str, rows: list[dict[str, Any]]) -> tuple[Any, ...]:
    row_type = ROW_TYPES[table]
    kinds = [VALUE_KINDS[table].get(name, name) for name in FIELDS[table]]
    blanks = _blanks(row_type)
    places = {str(place): (place, kind) for place, kind in enumerate(kinds)}
    day = datetime.date.fromordinal
    known: dict[str, Edtf] = {}
    found: list[Any] = []
    for row in rows:
        values = blanks.copy()
        for key, value in row.items():
            place, kind = places[key]
            if kind == "list":
                values[place] = tuple(value)
            elif kind == FURTHER:
                values[place] = tuple((name, text) for name, text in value)
            elif kind == "edtf":
                text, earliest, latest = value
                if text not in known:
                    known[text] = Edtf(text, day(earliest), day(latest))
                values[place] = known[text]
            else:
                values[place] = value
        found.append(row_type(*values))
    return tuple(found)
