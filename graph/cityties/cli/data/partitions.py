"""``cityties partitions``: a graph that is too large for one process, part by part."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import click

from cityties.cli.options import (
    engine_option,
    examples,
    format_option,
    known_by_parameter,
    no_shipped_option,
)
from cityties.cli.output import Column, emit, emit_object, say
from cityties.language.messages import _
from cityties.words.phrases import number


@click.command(
    "partitions",
    help=_(
        "Build a graph that is too large for one process, in partitions, each a file with its "
        "checksum. DATA are data folders, snapshots, Parquet datasets (a folder with the tables "
        "of a data folder as TABLE.parquet or TABLE/*.parquet) and, where fsspec is installed, "
        "addresses of object stores, such as s3://bucket/folder. The content id is that of "
        "`cityties build` with the same data, for any engine and number of partitions. "
        "A run that was interrupted goes on when it is started again: partitions that are done "
        "are kept. All workers have to see the folder DIR."
    )
    + examples(
        "cityties partitions my-folder --into parts --engine pool:2 --partitions 4",
        "cityties partitions s3://bucket/claims --into parts --engine dask://host:8786",
        "cityties partitions my-folder --into tables --parquet",
    ),
)
@click.argument("data", nargs=-1, metavar="[DATA]...")
@click.option(
    "--into",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=_("Write the partitions into this folder: a new one, or that of a former run."),
)
@click.option(
    "--partitions",
    "parts",
    type=click.IntRange(1, 100_000),
    default=8,
    show_default=True,
    metavar="N",
    help=_("How many partitions: about one for each 150,000 claims."),
)
@click.option(
    "--parquet",
    is_flag=True,
    help=_(
        "Write the states of ties and memberships and the contradictions as Parquet tables for "
        "SQL, instead of the graph as sorted N-Quads."
    ),
)
@click.option(
    "--whole", is_flag=True, help=_("Also merge the partitions into one file, DIR/graph.nq.gz.")
)
@known_by_parameter().decorate
@no_shipped_option(_("Leave out the data that comes with cityties, or take it in."))
@engine_option
@format_option
def partitions_command(
    data: tuple[str, ...],
    into: Path,
    parts: int,
    parquet: bool,
    whole: bool,
    known_by: date | None,
    no_shipped: bool,
    engine: str,
    form: str,
) -> None:
    """Build, and print what came of it."""
    from cityties.engines.address import open_executor
    from cityties.scale.build import build_parts

    start = time.perf_counter()

    def tell(step: str, done: int, of: int) -> None:
        if not done:
            return
        seconds = _("{n} seconds").format(n=number(time.perf_counter() - start, places=0))
        say(f"{step} {done}/{of}, {seconds}")

    with open_executor(engine) as executor:
        built = build_parts(
            data,
            into,
            executor,
            parts=parts,
            form="parquet" if parquet else "nquads",
            shipped=not no_shipped,
            known_by=known_by,
            whole=whole,
            tell=tell,
        )
    summary: dict[str, int | str | None] = {
        **built.counts,
        "partitions": built.parts,
        "kept": built.kept,
        "id": built.id or None,
        "folder": str(built.folder),
    }
    if form == "json":
        emit_object(summary)
        return
    titles = {
        "claims": _("claims"),
        "ties": _("ties"),
        "conflicts": _("conflicts"),
        "quads": _("triples"),
        "graphs": _("named graphs"),
        "edges": _("states of ties"),
        "memberships": _("states of memberships"),
        "withheld": _("withheld claims"),
        "partitions": _("partitions"),
        "kept": _("kept of a former run"),
        "id": _("content id"),
        "folder": _("where"),
    }
    rows = [{"what": key, "value": value} for key, value in summary.items() if value is not None]
    columns = [
        Column("what", _("What"), lambda row: titles.get(row["what"], str(row["what"]))),
        Column("value", _("Value"), lambda row: _value(row["value"])),
    ]
    emit(rows, columns, form, keys=("what", "value"), count=False)


def _value(value: int | str) -> str:
    return number(value) if isinstance(value, int) else value
