"""``cityties build``: data to graph, with its counts."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import click

from cityties.cli.options import data_options, examples, format_option, open_graph
from cityties.cli.output import Column, emit, emit_object, say
from cityties.cli.types import DAY
from cityties.language.messages import _
from cityties.words.phrases import number


@click.command(
    "build",
    help=_(
        "Check the data and build the graph. Without --store it is written to the cache (see "
        "`cityties cache info`), with --store DIR to DIR/<content id>/, and DIR/CURRENT points "
        "to it."
    )
    + examples(
        "cityties build",
        "cityties build --data my-folder --store graph-store",
        "cityties build --known-by 2020-01-01",
    ),
)
@click.option(
    "--known-by",
    type=DAY,
    metavar="DAY",
    help=_("Base the readings only on what was published by this day."),
)
@click.option("--no-cache", is_flag=True, help=_("Rebuild even if the cache has the graph."))
@format_option
@data_options
def build_command(
    known_by: date | None,
    no_cache: bool,
    form: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Build, and print what came of it."""
    from cityties.checks.headers import new_columns

    start = time.perf_counter()
    graph = open_graph(data, no_shipped, store, build=True, known_by=known_by, cache=not no_cache)
    summary = graph.summary()
    if form == "json":
        emit_object(summary)
        return
    titles = {
        "triples": _("triples"),
        "graphs": _("named graphs"),
        "places": _("places"),
        "organizations": _("organizations"),
        "people": _("people"),
        "posts": _("posts"),
        "sources": _("sources"),
        "claims": _("claims"),
        "approval_rules": _("approval rules"),
        "ties": _("ties"),
        "conflicts": _("conflicts"),
        "id": _("content id"),
        "where": _("where"),
    }
    rows = [{"what": key, "value": value} for key, value in summary.items()]
    columns = [
        Column("what", _("What"), lambda row: titles.get(row["what"], str(row["what"]))),
        Column("value", _("Value"), lambda row: _value(row["value"])),
    ]
    seconds = _("{n} seconds").format(n=number(time.perf_counter() - start, places=2))
    emit(rows, columns, form, keys=("what", "value"), notes=[seconds], count=False)
    for finding in new_columns(data):
        say(f"{finding.where}: {finding.message}")


def _value(value: object) -> str:
    if value is None:
        return _("in memory")
    return number(value) if isinstance(value, int) else str(value)
