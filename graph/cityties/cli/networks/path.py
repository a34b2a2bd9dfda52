"""``cityties path``: the ways between two cities."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cityties.cli.networks.answers import (
    boundary_lines,
    figure_text,
    status_text,
    write_below,
)
from cityties.cli.options import (
    data_options,
    examples,
    format_option,
    open_graph,
    view_options,
)
from cityties.cli.output import (
    Column,
    digits,
    emit,
    emit_object,
    write,
)
from cityties.language.messages import _, ngettext

if TYPE_CHECKING:
    from cityties.api import CityGraph


@click.command(
    "path",
    help=_(
        "The shortest path from city A to city B along ties in force, with kind, status and "
        "sources of each tie. “No path” is an answer too."
    )
    + examples(
        "cityties path isfahan carrara",
        "cityties path isfahan beijing --all",
        "cityties path اصفهان پکن --weighted -f json",
    ),
)
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("--all", "every", is_flag=True, help=_("All shortest paths, not just one."))
@click.option(
    "--weighted",
    is_flag=True,
    help=_("Shortest by the sum of 1/strength, not by the number of ties."),
)
@view_options(
    "on",
    "known_by",
    "source",
    "kinds",
    "statuses",
    "channels",
    day=_("that of the source, or today"),
)
@format_option
@data_options
def path_command(
    first: str,
    second: str,
    every: bool,
    weighted: bool,
    form: str,
    asked: dict[str, Any],
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the ways."""
    graph = open_graph(data, no_shipped, store)
    found = graph.path(
        first,
        second,
        weighted=weighted,
        every=every,
        **asked,
    )
    if form == "json":
        emit_object(found)
        return
    if form != "table":
        emit(_path_rows(found), (), form, keys=_PATH_KEYS, empty=_no_way(graph, found))
        return
    for line in _ways(graph, found):
        write(digits(line) + "\n")
    rows = _path_rows(found)
    if rows:
        write("\n")
        emit(
            rows,
            [
                Column(
                    "path",
                    _("Path"),
                    lambda row: figure_text(row["path"]) if every else "",
                    right=True,
                ),
                Column("step", _("Step"), lambda row: figure_text(row["step"]), right=True),
                Column(
                    "from",
                    _("From – to"),
                    lambda row: f"{graph.name(row['from'])} – {graph.name(row['to'])}",
                ),
                Column("kind", _("Kind"), lambda row: graph.label(row["kind"])),
                Column("status", _("Status"), lambda row: status_text(graph, row)),
                Column(
                    "strength",
                    _("Strength"),
                    lambda row: figure_text(float(row["strength"]), 2),
                    right=True,
                    rank=2,
                ),
                Column("sources", _("Sources"), lambda row: _(", ").join(row["sources"]), rank=1),
            ],
            "table",
            keys=_PATH_KEYS,
            count=False,
        )
    write_below(boundary_lines(graph, found), found)


_PATH_KEYS = (
    "path", "step", "from", "to", "tie", "kind", "status", "certainty", "channel", "strength",
    "distance", "sources",
)  # fmt: skip


def _path_rows(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A row for each tie of each step of each way."""
    return [
        {
            "path": way,
            "step": number,
            **{key: step[key] for key in ("from", "to", "strength", "distance")},
            **tie,
        }
        for way, one in enumerate(found["paths"], start=1)
        for number, step in enumerate(one["steps"], start=1)
        for tie in step["ties"]
    ]


def _ways(graph: CityGraph, found: Mapping[str, Any]) -> list[str]:
    """The ways as sentences."""
    if not found["paths"]:
        return [_no_way(graph, found)]
    if not found["hops"]:
        return [_("both cities are {city}; name two cities").format(city=graph.name(found["from"]))]
    lines = []
    for way in found["paths"]:
        names = " – ".join(graph.name(city) for city in way["cities"])
        ties = ngettext("{n} tie", "{n} ties", way["hops"]).format(n=way["hops"])
        text = _("{way}: {ties}, length {length}").format(
            way=names, ties=ties, length=figure_text(float(way["length"]), 2)
        )
        lines.append(text)
    more = found["count"] - len(found["paths"])
    if more:
        text = ngettext("and {n} more of the same length", "and {n} more of the same length", more)
        lines.append(text.format(n=figure_text(more)))
    return lines


def _no_way(graph: CityGraph, found: Mapping[str, Any]) -> str:
    first, second = graph.name(found["from"]), graph.name(found["to"])
    if found["missing"]:
        return _("no path from {first} to {second}: no such tie of {cities} is known").format(
            first=first,
            second=second,
            cities=_(" and ").join(graph.name(city) for city in found["missing"]),
        )
    return _(
        "no path from {first} to {second}: no chain of ties connects them in this network"
    ).format(first=first, second=second)
