"""A build in partitions, step by step, each on an executor.

1. Everything but the claims of Parquet datasets is read here.
2. *Look*: each piece of claims is read, checked and kept; its bonds come back.
3. *Deal*: each chunk of claims is copied to the parts that have to see them.
4. *Make*: each part is read and written, with a record of its checksums.
5. The parts are merged, for the content id and the counts: many of them first a few at a time, on
   the executor.

Parts that a former run of the same data made are kept; claims are dealt to the others alone.
"""

from __future__ import annotations

import datetime
import json
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cityties.base import resources
from cityties.base.files import sha256_parts, write_atomic
from cityties.errors import DataError, Problem, UsageError
from cityties.language.messages import _
from cityties.reading.groups import Groups
from cityties.scale.blocks import write_blocks
from cityties.scale.inputs import PIECE, Inputs, open_inputs
from cityties.scale.parts import REGISTRY, Record, clear_others, find_done, part_name
from cityties.scale.tasks import FORMS, Job, deal, look, make, meet

if TYPE_CHECKING:
    from cityties.engines.protocol import Executor
    from cityties.scale.merge import Merged

WHOLE: Final = "graph.nq.gz"
"""The file of the merged parts."""

Tell = Callable[[str, int, int], None]
"""Called with a step, how many items of it are done, and how many there are."""


@dataclass(frozen=True)
class Built:
    """What came of a build in partitions.

    Parameters
    ----------
    folder : where the parts are
    id : the content id of the graph; empty for Parquet, which is not a graph
    parts : how many
    kept : how many of them a former run had made
    counts : how many claims, ties, conflicts, triples, graphs or rows there are
    """

    folder: Path
    id: str
    parts: int
    kept: int
    counts: Mapping[str, int]


def build_parts(
    data: Sequence[str | Path],
    into: Path,
    executor: Executor,
    *,
    parts: int = 8,
    form: str = FORMS[0],
    shipped: bool = True,
    known_by: datetime.date | None = None,
    whole: bool = False,
    tell: Tell | None = None,
) -> Built:
    """Build a graph part by part.

    Parameters
    ----------
    data : data folders, Parquet datasets and addresses of object stores
    into : a new or empty folder, or one of a former run; all workers have to see it
    executor : who does the work
    parts : how many parts; one should hold some hundred thousand claims at most
    form : ``nquads``: the whole graph, each part in canonical order; ``parquet``: the periods of
        ties and memberships and the conflicts, as tables
    shipped : whether the data of the package comes first
    known_by : read only what was published by this day; the claims stay all
    whole : whether the parts are also merged into one file
    tell : called as the work goes on

    Raises
    ------
    DataError
        With every problem of the data that is met first.
    UsageError, NotFoundError
        If the folder holds other files, or data is missing.
    """
    if form not in FORMS:
        raise UsageError(
            _("unknown form {form!r}; available: {forms}").format(form=form, forms=", ".join(FORMS))
        )
    if whole and form != FORMS[0]:
        raise UsageError(_("only N-Quads are merged into one graph"))
    tell = tell or (lambda _step, _done, _of: None)
    into.mkdir(parents=True, exist_ok=True)
    work = into / ".work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        tell(_("reading"), 0, 1)
        inputs = open_inputs([str(each) for each in data], shipped=shipped, work=work)
        tell(_("reading"), 1, 1)
        key = _key(inputs, parts, form, known_by)
        clear_others(into, key, parts)
        job = Job(inputs.tables, into, work, key, parts, 0, form, known_by)
        numbers = [*([REGISTRY] if form == "nquads" else []), *range(parts)]
        done = {each: find_done(into, key, each, parts) for each in numbers}
        records = [record for record in done.values() if record is not None]
        kept = len(records)
        if missing := [number for number in numbers if done[number] is None]:
            records += _made(job, inputs, executor, missing, tell)
        return _finished(job, records, kept, executor, whole=whole, tell=tell)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _key(inputs: Inputs, parts: int, form: str, known_by: datetime.date | None) -> str:
    """Checksum of all that decides what is in a part, this room's code included."""
    code = sorted((resources.PACKAGE / "scale").glob("*.py"))
    code.append(resources.PACKAGE / "export" / "states.py")
    return sha256_parts(
        [
            ("inputs", inputs.key.encode()),
            ("variant", json.dumps([parts, form, str(known_by or "")]).encode()),
            *((path.name, path.read_bytes()) for path in code),
        ]
    )


def _made(
    job: Job, inputs: Inputs, executor: Executor, missing: Sequence[int], tell: Tell
) -> list[Record]:
    """Make the parts that are missing."""
    from cityties.model.tables import canonical_tables

    tables = canonical_tables(inputs.tables)
    claims = tables.claims
    starts = range(0, len(claims), PIECE)
    for number, start in enumerate(starts):
        write_blocks(job.chunk(number), [claims[start : start + PIECE]])
    items = [(number, None) for number in range(len(starts))]
    items += [(len(starts) + number, piece) for number, piece in enumerate(inputs.pieces)]  # type: ignore[misc]
    job = replace(
        job,
        tables=replace(tables, claims=()),
        chunks=len(items),
        wanted=frozenset(missing) - {REGISTRY},
    )
    del claims, tables

    def run(step: str, task: Any, items: Sequence[Any]) -> list[Any]:
        found = []
        for _number, result in executor.run(task, items, job):
            found.append(result)
            tell(step, len(found), len(items))
        return found

    groups = Groups()
    for found in run(_("claims"), look, items):
        for bond in found.bonds:
            groups.bond(bond)
    if named := frozenset(groups.unmet()):
        for bonds in run(_("links"), meet, [(number, named) for number, _piece in items]):
            for bond in bonds:
                groups.bond(bond)
    job = replace(job, leaders=groups.leaders())
    run(_("dealing"), deal, [number for number, _piece in items])
    records: list[Record] = run(_("partitions"), make, list(missing))
    return records


def _finished(
    job: Job,
    records: Sequence[Record],
    kept: int,
    executor: Executor,
    *,
    whole: bool,
    tell: Tell,
) -> Built:
    """Merge the parts and write the manifest."""
    from cityties.scale.merge import merge_files, merge_some

    numbers: Counter[str] = Counter()
    for record in records:
        numbers.update(record.counts)
    content: dict[str, Any] = {"key": job.key, "form": job.form, "partitions": job.of}
    content["known_by"] = job.known_by.isoformat() if job.known_by else None
    merged: Merged | None = None
    if job.form == "nquads":
        tell(_("merging"), 0, 1)
        paths = [
            job.into / f"{part_name(number, job.of)}.nq.gz" for number in (REGISTRY, *range(job.of))
        ]
        merged = merge_files(
            paths,
            job.work,
            job.into / WHOLE if whole else None,
            each=lambda some: list(executor.run(merge_some, some, None)),
        )
        tell(_("merging"), 1, 1)
        numbers["quads"], numbers["graphs"] = merged.quads, merged.graphs
        if merged.claims != numbers["claims"]:
            raise DataError([_twice(numbers["claims"] - merged.claims)])
        content["id"] = merged.id
    del numbers["read"]
    content["counts"] = dict(sorted(numbers.items()))
    text = json.dumps(content, sort_keys=True, indent=1)
    write_atomic(job.into / "manifest.json", f"{text}\n".encode())
    return Built(job.into, merged.id if merged else "", job.of, kept, content["counts"])


def _twice(number: int) -> Problem:
    return Problem(
        "claims",
        0,
        "id",
        str(number),
        _("so many claims have an id that a different claim has too"),
        suggestion=_("choose another id, or omit this row"),
        code="duplicate-id",
    )
