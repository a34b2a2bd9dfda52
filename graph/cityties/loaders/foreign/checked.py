"""Claims made from a table of others, checked as strictly as a file of ours, batch by batch.

A million lines make two million claims, which would need gigabytes as rows. So they are made,
checked and written as CSV in batches; what is kept is the text, compressed. The claims of a
table that is small are kept as rows, as those of every loader.
"""

from __future__ import annotations

import csv
import heapq
import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final, overload

from cityties.errors import DataError, Problem
from cityties.loaders.cells import cell_value
from cityties.loaders.checker import Checker, RawRow
from cityties.loaders.foreign.tables import Record
from cityties.model.rows import Claim, Organization, Place, Source, Tables
from cityties.model.tables import COLUMN_NAMES, ROW_TYPES, VALUE_KINDS, canonical, row_cells

_BATCH: Final = 5_000  # lines that are checked together
_KEPT: Final = 50_000  # claims that are kept as rows
_CHUNK: Final = 1 << 20

LineClaims = tuple[int, Sequence[dict[str, str]]]
"""A line of a table and the cells of its claims: their ids begin with the id of the line."""


class WrittenClaims(Sequence[Claim]):
    """Many claims, as the text of their table; each look reads it again.

    Parameters
    ----------
    pieces : of the table, compressed, the titles first
    size : bytes of the whole text
    count : how many claims
    """

    def __init__(self, pieces: Sequence[bytes], size: int, count: int) -> None:
        self._pieces, self.size, self._count = tuple(pieces), size, count

    def __len__(self) -> int:
        return self._count

    def chunks(self) -> Iterator[bytes]:
        """The table as CSV, piece by piece."""
        return map(zlib.decompress, self._pieces)

    def __iter__(self) -> Iterator[Claim]:
        kinds = VALUE_KINDS["claims"]
        for cells in csv.DictReader(_lines(self.chunks())):
            values = {
                name: cell_value(kinds[name], text)
                for name, text in cells.items()
                if name != "id" and text
            }
            yield Claim(id=cells["id"], **values)

    @overload
    def __getitem__(self, at: int) -> Claim: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Claim]: ...
    def __getitem__(self, at: int | slice) -> Claim | Sequence[Claim]:
        if isinstance(at, slice):
            return tuple(islice(self, *at.indices(self._count)))
        if not -self._count <= at < self._count:
            raise IndexError(at)
        return next(islice(self, at % self._count, None))


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """Lines of a text that comes in pieces; every piece ends with a line."""
    for chunk in chunks:
        yield from chunk.decode().splitlines(keepends=True)


class _Writer:
    """Claims in the order of their ids: rows while they are few, text when they are many."""

    def __init__(self) -> None:
        self.rows: list[Claim] = []
        self.count = 0
        self._pieces: list[bytes] = []
        self._size = 0
        self._text = io.StringIO()
        self._csv = csv.writer(self._text, lineterminator="\n")
        self._csv.writerow(COLUMN_NAMES["claims"])

    def add(self, row: Claim) -> None:
        self.count += 1
        self.rows.append(row)
        if self.count > _KEPT:
            self._write()

    def _write(self) -> None:
        for row in self.rows:
            self._csv.writerow(row_cells("claims", canonical(row)).values())
        self.rows.clear()
        if self._text.tell() > _CHUNK:
            self._pack()

    def _pack(self) -> None:
        data = self._text.getvalue().encode()
        self._size += len(data)
        self._pieces.append(zlib.compress(data, 1))
        self._text.seek(0)
        self._text.truncate()

    def claims(self) -> Sequence[Claim]:
        if self.count <= _KEPT:
            return tuple(self.rows)
        self._pack()
        return WrittenClaims(self._pieces, self._size, self.count)


def checked_tables(
    file: str,
    places: Sequence[Place],
    publishers: Organization | Sequence[Organization] | None,
    source: Source,
    claims: Iterable[LineClaims],
    known: Tables,
    record: Record,
) -> Tables:
    """Check everything that was made as strictly as a file of ours.

    A line whose claims are refused is left out and recorded; the source says how many are left.

    Parameters
    ----------
    file : the table that the claims come from, for problems
    places : the new places
    publishers : new organizations
    source : the source of all claims
    claims : of each line, in the order of their first ids
    known : rows that may be referred to
    record : findings are added here

    Raises
    ------
    DataError
        With all problems, if no line can be used or the error is not in a line.
    """
    if publishers is None:
        publishers = ()
    elif isinstance(publishers, Organization):
        publishers = (publishers,)
    raw = [RawRow("places", file, 0, row_cells("places", place)) for place in places]
    raw += [RawRow("organizations", file, 0, row_cells("organizations", o)) for o in publishers]
    raw.append(RawRow("sources", file, 0, row_cells("sources", replace(source, expected="1"))))
    head, faults = Checker(raw, known).run()
    if faults:
        raise DataError(faults)
    all_known = Tables(
        **{table: (*getattr(known, table), *getattr(head, table)) for table in ROW_TYPES}
    )
    writer = _Writer()
    waiting: list[tuple[str, int, Claim]] = []
    refused: list[Problem] = []
    lines = iter(claims)
    while batch := list(islice(lines, _BATCH)):
        first = batch[0][1][0]["id"]
        while waiting and waiting[0][0] < first:
            writer.add(heapq.heappop(waiting)[2])
        for row in _checked(file, batch, all_known, refused, record):
            heapq.heappush(waiting, (row.id, len(waiting), row))
    while waiting:
        writer.add(heapq.heappop(waiting)[2])
    if not writer.count:
        raise DataError(refused)
    source = replace(head.sources[0], expected=str(writer.count))
    return replace(head, sources=(source,), claims=writer.claims())  # type: ignore[arg-type]  # a sequence


def _checked(
    file: str,
    batch: Sequence[LineClaims],
    known: Tables,
    refused: list[Problem],
    record: Record,
) -> Sequence[Claim]:
    """The claims of some lines; lines with an error are recorded."""
    left = list(batch)
    while left:
        raw = [RawRow("claims", file, line, cells) for line, made in left for cells in made]
        tables, faults = Checker(raw, known).run()
        if not faults:
            return tables.claims
        bad = {problem.line: problem for problem in reversed(list(faults)) if problem.line}
        if any(not problem.line for problem in faults) or not bad:
            raise DataError(faults)
        left = [(line, made) for line, made in left if line not in bad]
        for line, problem in sorted(bad.items()):
            refused.append(problem)
            reason = "; ".join(filter(None, (problem.message, problem.suggestion)))
            value = f"{problem.column}: {problem.value}"[:80]
            record.note("refused", file, line, value, reason)
    return ()
