"""``cityties path``: the ways between two cities."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cityties.cli.networks.answers import (
    boundary_lines,
    day_text,
    figure_text,
    status_text,
    write_below,
)
from cityties.cli.networks.chart_file import chart_option, check_chart, write_chart
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
from cityties.errors import UsageError
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
        "cityties path isfahan beijing --all --chart ways.svg",
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
@chart_option(_("Draw the paths: where they part, and the kinds of their ties."))
@format_option
@data_options
def path_command(
    first: str,
    second: str,
    every: bool,
    weighted: bool,
    chart: Path | None,
    form: str,
    asked: dict[str, Any],
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the ways."""
    check_chart(chart)
    graph = open_graph(data, no_shipped, store)
    found = graph.path(
        first,
        second,
        weighted=weighted,
        every=every,
        **asked,
    )
    _print(graph, found, form, every=every)
    if chart is not None:
        write_chart(chart, _chart(graph, found))


def _print(graph: CityGraph, found: Mapping[str, Any], form: str, *, every: bool) -> None:
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
        text = _("{way}: {ties}, length {length}").format(
            way=names, ties=_ties(way["hops"]), length=figure_text(float(way["length"]), 2)
        )
        lines.append(text)
    return lines + _more(found)


def _ties(number: int) -> str:
    return ngettext("{n} tie", "{n} ties", number).format(n=number)


def _more(found: Mapping[str, Any]) -> list[str]:
    """How many ways of the same length are not listed, as one line or none."""
    more = found["count"] - len(found["paths"])
    text = ngettext("and {n} more of the same length", "and {n} more of the same length", more)
    return [text.format(n=figure_text(more))] if more else []


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


def _chart(graph: CityGraph, found: Mapping[str, Any]) -> str:
    from cityties.charts import Link, ways
    from cityties.vocabulary.colours import KINDS
    from cityties.words.titles import source_title

    titles = {one.id: source_title(one, both=False) for one in graph.tables.sources}
    drawn: list[list[Link]] = []
    colours: dict[str, str] = {}
    sources: dict[str, str] = {}
    for way in found["paths"]:
        drawn.append([])
        for step in way["steps"]:
            start, end = graph.name(step["from"]), graph.name(step["to"])
            said = {_tie_name(graph, tie): tie for tie in step["ties"]}
            drawn[-1].append(Link(start, end, tuple(said)))
            colours |= {name: KINDS[tie["kind"]][0] for name, tie in said.items()}
            named = dict.fromkeys(one for tie in step["ties"] for one in tie["sources"])
            sources[f"{start} – {end}"] = _("; ").join(titles[one] for one in named)
    if not any(drawn):
        raise UsageError(_("no chart: {why}").format(why=_ways(graph, found)[0]))
    title = ngettext(
        "Shortest path from {first} to {second}",
        "Shortest paths from {first} to {second}",
        len(drawn),
    ).format(first=graph.name(found["from"]), second=graph.name(found["to"]))
    lengths = dict.fromkeys(_ties(way["hops"]) for way in found["paths"])
    day = _("on {day}").format(day=day_text(found["on"]))
    told = [f"{pair}: {listed}" for pair, listed in sources.items()]
    return ways(
        drawn,
        title=title,
        subtitle=digits(" · ".join([*lengths, *_more(found), day])),
        note=digits(". ".join([*told, boundary_lines(graph, found)[0]])),
        colours=dict(sorted(colours.items(), key=lambda one: "(" in one[0])),
    )


def _tie_name(graph: CityGraph, tie: Mapping[str, Any]) -> str:
    """The kind of a tie, with its status unless it is simply in force."""
    kind = graph.label(tie["kind"])
    if (tie["status"], tie["certainty"]) == ("in_force", "certain"):
        return kind
    return f"{kind} ({status_text(graph, tie)})"
