"""What a worker does: look at claims, deal them out, make a part.

Each is a function of a module that depends on its arguments alone and writes its files at once,
so that it can be done again where a worker died.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cityties.errors import DataError, Problem
from cityties.language.messages import _
from cityties.model.rows import Claim, Tables
from cityties.reading.groups import Grouping, Share, read_group
from cityties.scale.blocks import read_block, write_blocks
from cityties.scale.inputs import Piece, read_piece
from cityties.scale.parts import REGISTRY, Record, part_name, write_part

if TYPE_CHECKING:
    from cityties.reading import Readings

FORMS: Final = ("nquads", "parquet")
"""What parts are written as."""


@dataclass(frozen=True)
class Job:
    """What is the same for all tasks of a run.

    Parameters
    ----------
    tables : every row but the claims
    into, work : the folder of the parts, and that of what is needed on the way; all workers see
        both
    key : checksum of everything that decides what is made
    of : how many parts there are
    chunks : how many files of claims there are
    form : one of :data:`FORMS`
    known_by : use only what was certainly published by this day
    leaders : the leader of every key that has bonds
    wanted : the parts that are to be made
    """

    tables: Tables
    into: Path
    work: Path
    key: str
    of: int
    chunks: int
    form: str = FORMS[0]
    known_by: datetime.date | None = None
    leaders: Mapping[str, str] = field(default_factory=dict)
    wanted: frozenset[int] = frozenset()

    def __getstate__(self) -> dict[str, Any]:
        """Without what each process makes for itself."""
        return {name: value for name, value in vars(self).items() if name != "grouping"}

    @cached_property
    def grouping(self) -> Grouping:
        """The keys of claims, made once in a process."""
        return Grouping(self.tables)

    def share(self, number: int = 0) -> Share:
        """What a part answers for."""
        return Share(self.grouping, self.leaders, number, self.of)

    def chunk(self, number: int) -> Path:
        """The file of claims as they were read."""
        return self.work / f"chunk-{number:06}"

    def dealt(self, number: int) -> Path:
        """The file of the same claims by parts."""
        return self.work / f"dealt-{number:06}"


@dataclass(frozen=True)
class Look:
    """What has to be known of some claims before others are read.

    Parameters
    ----------
    claims : how many there are
    bonds : the keys that they make one group
    """

    claims: int
    bonds: frozenset[tuple[str, ...]]


def look(job: Job, item: tuple[int, Piece | None]) -> Look:
    """Look at the claims of a chunk; those of a piece are read, checked and kept first.

    Parameters
    ----------
    job : the run
    item : the number of the chunk, and the piece that it is made of; ``None``: it is there
    """
    from cityties.model.tables import canonical_tables

    number, piece = item
    if piece is None:
        claims = read_block(job.chunk(number), 0, 1)
    else:
        claims = canonical_tables(Tables(claims=read_piece(piece, job.tables))).claims
        write_blocks(job.chunk(number), [claims])
    bonds = frozenset(filter(None, map(job.grouping.bonds, claims)))
    return Look(len(claims), bonds)


def meet(job: Job, item: tuple[int, frozenset[str]]) -> frozenset[tuple[str, ...]]:
    """The bonds of the claims that others name.

    Parameters
    ----------
    job : the run
    item : the number of the chunk, and the keys of the named claims
    """
    number, named = item
    grouping = job.grouping
    return frozenset(
        grouping.met(claim)
        for claim in read_block(job.chunk(number), 0, 1)
        if grouping.known_as(claim) in named
    )


def deal(job: Job, number: int) -> int:
    """Copy the claims of a chunk to the parts that have to see them.

    Parameters
    ----------
    job : the run
    number : of the chunk

    Returns
    -------
    int : how many copies were made
    """
    share = job.share()
    blocks: list[list[Claim]] = [[] for _part in range(job.of)]
    seen: set[tuple[str, str]] = set()
    for claim in read_block(job.chunk(number), 0, 1):
        places, line = share.places(claim)
        if line >= 0 and (claim.source, claim.part_of) not in seen:
            seen.add((claim.source, claim.part_of))
            places.add(line)
        for place in places & job.wanted:
            blocks[place].append(claim)
    write_blocks(job.dealt(number), blocks)
    return sum(map(len, blocks))


def make(job: Job, number: int) -> Record:
    """Read the groups of a part, and write what follows from them.

    Parameters
    ----------
    job : the run
    number : of the part; :data:`~cityties.scale.parts.REGISTRY`: everything but claims

    Raises
    ------
    DataError
        If two different claims have one id.
    """
    if number == REGISTRY:
        return _make_registry(job)
    share = job.share(number)
    claims: dict[str, Claim] = {}
    for claim in _dealt(job, number):
        if claims.setdefault(claim.id, claim) != claim:
            raise DataError([_twice(claim)])
    tables = replace(job.tables, claims=tuple(claims.values()))
    readings = read_group(tables.claims, tables, share, known_by=job.known_by)
    counts = {
        "read": len(claims),
        "claims": sum(map(share.claim, claims.values())),
        "ties": sum(1 for tie in readings.ties.values() if tie.periods),
        "conflicts": len(readings.conflicts),
        "withheld": readings.withheld,
    }
    name = part_name(number, job.of)
    if job.form == "parquet":
        return _write_tables(job, number, readings, tables, counts)
    from cityties.rdf.lines import Sorter
    from cityties.rdf.to_quads import claim_lines
    from cityties.reading.quads import reading_lines
    from cityties.words.labels import code_labels

    sorter = Sorter()
    sorter.add(claim_lines(tables, code_labels(), share=share))
    sorter.add(reading_lines(readings, tables))
    lines = sorter.done()
    record = Record(job.key, number, job.of, counts={**counts, "quads": lines.quads})
    return write_part(job.into, record, {f"{name}.nq.gz": b"".join(lines.packed())})


def _dealt(job: Job, number: int) -> Iterator[Claim]:
    for chunk in range(job.chunks):
        yield from read_block(job.dealt(chunk), number, job.of)


def _make_registry(job: Job) -> Record:
    """What no claim says: places, sources and the rest, the ontology."""
    from cityties.rdf.lines import sorted_lines
    from cityties.rdf.to_quads import registry_lines
    from cityties.store.build import ontology_lines

    lines = sorted_lines([*registry_lines(job.tables), *ontology_lines()])
    record = Record(job.key, REGISTRY, job.of, counts={"quads": lines.quads})
    name = part_name(REGISTRY, job.of)
    return write_part(job.into, record, {f"{name}.nq.gz": b"".join(lines.packed())})


def _write_tables(
    job: Job, number: int, readings: Readings, tables: Tables, counts: Mapping[str, int]
) -> Record:
    from cityties.export.parquet import table_parquet
    from cityties.export.states import period_rows

    name = part_name(number, job.of)
    found = period_rows(readings, tables)
    rows = {table: len(rows) for table, (_columns, rows) in found.items()}
    contents = {
        f"{table}/{name}.parquet": table_parquet(columns, rows)
        for table, (columns, rows) in found.items()
    }
    return write_part(
        job.into, Record(job.key, number, job.of, counts={**rows, **counts}), contents
    )


def _twice(claim: Claim) -> Problem:
    return Problem(
        claim.source,
        0,
        "id",
        claim.id,
        _("two different claims have this id"),
        suggestion=_("choose another id, or omit this row"),
        code="duplicate-id",
    )
