"""Three copies of a table to one: merged by the id of the row and by the cell.

Git merges lines, and rows of sorted ids that two people add often become neighbours: that is a
conflict of lines without one of facts. Here a row is found by its id. What one side changed is
taken; a row that one side deleted stays deleted. Only a cell that both changed to different
texts, or a row that one changed and the other deleted, is a conflict. Its cell then holds both
texts between the marks of git; every command refuses it until somebody chooses one.
"""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from cityties.base.inputs import read_inside
from cityties.errors import CitytiesError, DataError, Problem, Problems
from cityties.language.messages import _
from cityties.loaders.checker import UNMERGED
from cityties.loaders.tables import _read_table
from cityties.model.folder import MAX_BYTES
from cityties.model.tables import (
    COLUMN_NAMES,
    ROW_TYPES,
    SORTED_BY,
    canonical,
    row_cells,
    row_from_cells,
)

Cells = Mapping[str, str]
Rows = Mapping[str, Cells]

DELETED: Final = "(row deleted)"
"""Stands in a conflict for the side that has not the row any more."""


@dataclass(frozen=True, slots=True)
class Table:
    """One copy of a table.

    Parameters
    ----------
    table : its name, such as ``"claims"``; blank for an empty file
    columns : its header
    rows : the cells of each row by its id, without empty ones
    """

    table: str
    columns: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True, slots=True, order=True)
class CellConflict:
    """A cell that both sides changed, or that one changed in a row that the other deleted.

    Parameters
    ----------
    id, column : the cell
    base, ours, theirs : its text before, and on each side
    """

    id: str
    column: str
    base: str
    ours: str
    theirs: str

    @property
    def text(self) -> str:
        """What the cell holds until somebody chooses."""
        return (
            f"{UNMERGED}ours: {self.ours} ||||||| base: {self.base} "
            f"======= theirs: {self.theirs} >>>>>>>"
        )


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge gave.

    Parameters
    ----------
    table : name of the table
    data : the bytes of the file, sorted as ``cityties data format`` writes it
    conflicts : what somebody has to decide, sorted
    rows : how many rows there are
    """

    table: str
    data: bytes
    conflicts: tuple[CellConflict, ...]
    rows: int


def read_table(file: Path | str) -> Table:
    """Read one copy of a table; which one it is, its header says.

    Parameters
    ----------
    file : a table under any name; an empty file is an empty table

    Raises
    ------
    DataError
        If it cannot be read, its header is none of ours, or an id occurs twice.
    """
    path = Path(file)
    data = read_inside(path.parent, path.name, most=MAX_BYTES)
    if not data.strip():
        return Table("", (), {})
    header = tuple(
        cell.strip() for cell in next(csv.reader(io.StringIO(data.decode("utf-8-sig", "replace"))))
    )
    table = table_of(header)
    if not table:
        raise DataError(
            [
                Problem(
                    str(path), 1, "", ",".join(header)[:100],
                    _("these are not the columns of a table"), ", ".join(ROW_TYPES),
                    code="unknown-file",
                )
            ]
        )  # fmt: skip
    problems = Problems()
    rows: dict[str, Cells] = {}
    found: list[Problem] = []
    for raw in _read_table(table, path, problems, frozenset(header)):
        id_ = raw.cells.get("id", "")
        if not id_ or id_ in rows:
            message = _("this id was used before") if id_ else _("this cell must not be empty")
            found.append(Problem(str(path), raw.line, "id", id_, message, code="duplicate-id"))
        rows[id_] = _canonical(table, tuple(raw.cells.items()))
    # A column of a newer version is merged like any other.
    found += [problem for problem in problems if problem.code != "unknown-column"]
    if found:
        raise DataError(found)
    return Table(table, header, rows)


def table_of(header: Iterable[str]) -> str:
    """The table that has such a header; ``""`` if none has half of its columns.

    Examples
    --------
    >>> table_of(["id", "name_en", "name_fa", "aliases", "aliases_fa", "wikidata", "note", "new"])
    'people'
    >>> table_of(["id", "colour"])
    ''
    """
    given = set(header)

    def share(table: str) -> float:
        own = set(COLUMN_NAMES[table])
        return len(own & given) / len(own | given)

    best = max(ROW_TYPES, key=share)
    required = "id" in given and len(given & set(COLUMN_NAMES[best])) * 2 > len(given)
    return best if required and share(best) > 0.1 else ""


@lru_cache(maxsize=100_000)  # a row that nobody changed is there three times
def _canonical(table: str, cells: tuple[tuple[str, str], ...]) -> Cells:
    """A row in the form of ``data format``, so that only what means something is compared."""
    given = dict(cells)
    known = {name: text for name, text in given.items() if name in COLUMN_NAMES[table] and text}
    # What cannot be read stays as it is; the check names what is wrong with it.
    with contextlib.suppress(CitytiesError, ValueError, TypeError):
        given |= row_cells(table, canonical(row_from_cells(table, known)))
    return {name: text for name, text in given.items() if text}  # a new column is no edit


def merge(base: Table, ours: Table, theirs: Table) -> Merged:
    """Merge two changed copies of a table.

    Parameters
    ----------
    base : what both come from; an empty table if they have nothing in common
    ours, theirs : the two copies

    Returns
    -------
    Merged
        Its bytes hold both texts in the cell of a conflict.

    Raises
    ------
    DataError
        If they are not copies of one table.

    Examples
    --------
    >>> def people(**rows):
    ...     return Table("people", ("id", "name_en"), {id: {"id": id, "name_en": name}
    ...         for id, name in rows.items()})
    >>> base = people(ali="Ali", sara="Sara")
    >>> made = merge(base, people(ali="Ali"), people(ali="Aly", sara="Sara", omid="Omid"))
    >>> [line.split(",")[:2] for line in made.data.decode().splitlines()[1:]]
    [['ali', 'Aly'], ['omid', 'Omid']]
    >>> made = merge(base, people(ali="A", sara="Sara"), people(ali="B", sara="Sara"))
    >>> made.conflicts
    (CellConflict(id='ali', column='name_en', base='Ali', ours='A', theirs='B'),)
    """
    names = {each.table for each in (base, ours, theirs) if each.table}
    if len(names) > 1:
        raise DataError(
            [
                Problem(
                    "", 0, "", ", ".join(sorted(names)),
                    _("these are different tables"), _("three copies of one table"),
                )
            ]
        )  # fmt: skip
    if not names:
        return Merged("", b"", (), 0)
    (table,) = names
    extra = [*ours.columns, *theirs.columns, *base.columns]
    columns = (
        *COLUMN_NAMES[table],
        *dict.fromkeys(c for c in extra if c not in COLUMN_NAMES[table]),
    )
    rows: dict[str, Cells] = {}
    conflicts: list[CellConflict] = []
    for id_ in {**base.rows, **ours.rows, **theirs.rows}:
        row = _row(id_, base.rows.get(id_), ours.rows.get(id_), theirs.rows.get(id_), conflicts)
        if row is not None:
            rows[id_] = row
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in sorted(rows.values(), key=lambda row: _key(table, row)):
        writer.writerow([row.get(column, "") for column in columns])
    return Merged(table, text.getvalue().encode(), tuple(sorted(conflicts)), len(rows))


def _row(
    id_: str,
    base: Cells | None,
    ours: Cells | None,
    theirs: Cells | None,
    conflicts: list[CellConflict],
) -> Cells | None:
    """One row of the result; ``None`` if it is deleted."""
    if theirs in (ours, base):
        return ours
    if ours == base:
        return theirs
    before = base or {}
    if ours is None or theirs is None:
        kept = ours or theirs or {}
        made = dict(kept)
        for column in {**before, **kept}:
            was, now = before.get(column, ""), kept.get(column, "")
            if was != now:
                sides = (now, DELETED) if theirs is None else (DELETED, now)
                conflicts.append(CellConflict(id_, column, was, *sides))
                made[column] = conflicts[-1].text
        return made
    made = {}
    for column in {**ours, **theirs, **before}:
        was, mine, other = (each.get(column, "") for each in (before, ours, theirs))
        if other in (mine, was):
            made[column] = mine
        elif mine == was:
            made[column] = other
        else:
            conflicts.append(CellConflict(id_, column, was, mine, other))
            made[column] = conflicts[-1].text
    return made


def _key(table: str, row: Cells) -> tuple[str, ...]:
    """What rows are sorted by; the same as :func:`cityties.model.tables.row_key`."""
    first = SORTED_BY.get(table)
    return (row.get(first, ""), row["id"]) if first else (row["id"],)
