"""Changed tables back into their folder: what would change, cell by cell, and then the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cityties.base.files import write_atomic
from cityties.loaders.additions import alone, check_rows
from cityties.model.rows import Tables
from cityties.model.tables import COLUMN_NAMES, ROW_TYPES, canonical, row_cells, table_bytes


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row that the changed tables have and the folder has not, or otherwise, or has not at all.

    Parameters
    ----------
    table, id : which row
    change : ``added``, ``gone`` or ``altered``
    cells : column, before, after; for an added or a gone row those that are not empty
    """

    table: str
    id: str
    change: str
    cells: tuple[tuple[str, str, str], ...]


def differences(before: Tables, after: Tables) -> Iterator[RowDifference]:
    """What changes between the tables of a folder and changed ones.

    Parameters
    ----------
    before, after : the rows

    Examples
    --------
    >>> from cityties.model.rows import Person
    >>> found = differences(Tables(people=(Person("ali", "Ali"),)),
    ...     Tables(people=(Person("ali", "Aly"), Person("sara", "Sara"))))
    >>> for each in found:
    ...     print(each.id, each.change, *each.cells)
    ali altered ('name_en', 'Ali', 'Aly')
    sara added ('name_en', '', 'Sara')
    """
    for table in ROW_TYPES:
        old, new = _cells(before, table), _cells(after, table)
        for id_ in sorted({*old, *new}):
            was, now = old.get(id_, {}), new.get(id_, {})
            cells = tuple(
                (name, was.get(name, ""), now.get(name, ""))
                for name in COLUMN_NAMES[table]
                if name != "id" and was.get(name, "") != now.get(name, "")
            )
            change = "added" if id_ not in old else "gone" if id_ not in new else "altered"
            if cells or change != "altered":
                yield RowDifference(table, id_, change, cells)


def _cells(tables: Tables, table: str) -> dict[str, dict[str, str]]:
    return {row.id: row_cells(table, canonical(row)) for row in getattr(tables, table)}


def write_back(
    folder: Path | str,
    before: Tables,
    after: Tables,
    *,
    remove: bool = False,
    known: Tables | None = None,
) -> list[Path]:
    """Write changed tables into the folder; either it loads afterwards, or nothing is written.

    Parameters
    ----------
    folder : the folder
    before : its rows when the differences were shown
    after : the changed rows
    remove : delete the rows that the changed tables lack; by default they stay
    known : rows that they may refer to

    Returns
    -------
    list
        The files that were written.

    Raises
    ------
    DataError
        If the rows do not fit together.
    """
    place = Path(folder)
    rows = {}
    for table in ROW_TYPES:
        old, new = _cells(before, table), _cells(after, table)
        rows[table] = list((new if remove else {**old, **new}).values())
    written = []
    with alone(place):
        checked = check_rows(place, rows, known, without=tuple(ROW_TYPES))
        for table in ROW_TYPES:
            file = place / f"{table}.csv"
            data = table_bytes(table, getattr(checked, table))
            if not file.is_file() and not getattr(checked, table):
                continue
            if not file.is_file() or file.read_bytes() != data:
                write_atomic(file, data)
                written.append(file)
    return written
