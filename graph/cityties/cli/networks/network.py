"""``cityties network``: the figures of a whole network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cityties.cli.networks.answers import (
    boundary_lines,
    day_text,
    emit_answer,
    figure_text,
)
from cityties.cli.networks.chart_file import chart_option, check_chart, write_chart
from cityties.cli.options import (
    data_options,
    engine_option,
    examples,
    format_option,
    open_graph,
    view_options,
)
from cityties.cli.output import (
    Column,
    Row,
    Steps,
    digits,
)
from cityties.language.messages import _, ngettext

if TYPE_CHECKING:
    from cityties.api import CityGraph


@click.command(
    "network",
    help=_(
        "Statistics of a whole network: size, components, distances, clustering, degree mixing, "
        "how many pairs both cities state. Undefined values are left empty, never 0."
    )
    + examples(
        "cityties network",
        "cityties network --data world --source wikidata-2016 --null 20",
        "cityties network --layer sister_city --on 2010-01-01 -f json",
        "cityties network --chart partners.svg",
    ),
)
@click.option(
    "--layer",
    metavar="NAME",
    default="simple",
    show_default=True,
    help=_("The layer: simple, a kind, a channel, events, members, co_members, layers."),
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
@click.option(
    "--null",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help=_("Compare with N random graphs with the same degrees."),
)
@click.option(
    "--seed", type=int, default=0, show_default=True, help=_("Seed of the random graphs.")
)
@engine_option
@chart_option(_("Draw the distribution of the number of partners."))
@format_option
@data_options
def network_command(
    layer: str,
    null: int,
    seed: int,
    engine: str,
    chart: Path | None,
    form: str,
    asked: dict[str, Any],
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the figures."""
    check_chart(chart)
    graph = open_graph(data, no_shipped, store)
    with Steps() as progress:
        found = graph.network(
            layer=layer,
            null=null,
            seed=seed,
            engine=engine,
            progress=progress,
            **asked,
        )
    rows = _figure_rows(found)
    columns = [
        Column("figure", _("Statistic"), lambda row: str(row["title"])),
        Column("value", _("Value"), lambda row: figure_text(row["value"]), right=True),
    ]
    if null:
        shown = (
            ("random_mean", _("Random: mean")),
            ("random_low", _("least")),
            ("random_high", _("most")),
        )
        columns += [
            Column(key, title, _figure(key), right=True, rank=rank)
            for rank, (key, title) in enumerate(shown, start=1)
        ]
        columns.append(Column("z", "z", lambda row: _blank(row["z"], 1), right=True, rank=1))
    emit_answer(
        found,
        rows,
        columns,
        form,
        keys=("figure", "value", "random_mean", "random_low", "random_high", "z", "above"),
        below=lambda: _network_notes(graph, found),
    )
    if chart is not None:
        write_chart(chart, _degrees_chart(graph, found))


def _figure(key: str) -> Callable[[Row], str]:
    def show(row: Row) -> str:
        value = row[key]
        return _blank(value, 6 if isinstance(row["value"], float) else 1)

    return show


def _blank(value: float | None, places: int) -> str:
    return "" if value is None else figure_text(float(value), places)


def _figure_rows(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    from cityties.analysis.summary import FIGURES

    beside = (found["random"] or {}).get("figures", {})
    titles = {name: _(figure.title) for name, figure in FIGURES.items()}
    if found["layer"] == "members":
        titles |= {"nodes": _("Cities and networks"), "edges": _("Memberships")}
    elif found["stated"] is None:
        titles["edges"] = _("Pairs of cities")
    rows = []
    for name, title in titles.items():
        other = beside.get(name, {})
        rows.append(
            {
                "figure": name,
                "title": title,
                "value": found[name],
                "random_mean": other.get("mean"),
                "random_low": other.get("low"),
                "random_high": other.get("high"),
                "z": other.get("z"),
                "above": other.get("above"),
            }
        )
    clubs = {row["above"]: row for row in (found["random"] or {}).get("rich_club", ())}
    for row in found["rich_club"]:
        title = ngettext(
            "Density among cities with more than {n} partner",
            "Density among cities with more than {n} partners",
            row["above"],
        ).format(n=row["above"])
        rows.append(
            {
                "figure": f"rich_club_{row['above']}",
                "title": title,
                "value": row["density"],
                "random_mean": clubs.get(row["above"], {}).get("density"),
                "random_low": None,
                "random_high": None,
                "z": None,
                "above": None,
            }
        )
    return rows


def _network_notes(graph: CityGraph, found: Mapping[str, Any]) -> list[str]:
    covered, stated = found["coverage"], found["stated"]
    told = {key: figure_text(value) for key, value in covered.items() if isinstance(value, int)}
    lines = boundary_lines(graph, found)
    if covered["collected"]:
        lines.append(
            _("coverage: the lists of {collected} of {cities} cities were collected").format(**told)
        )
    if covered["counted"]:
        lines.append(
            _(
                "of the ties that are claimed for {counted} cities ({claimed}), {found} were "
                "found; median share {share} %"
            ).format(**told, share=round(100 * covered["median_share"]))
        )
    if stated is not None and not stated["both"] + stated["one"]:
        lines.append(_("no claim says which of two cities states their tie"))
    elif stated is not None:
        lines.append(
            _(
                "pairs stated by both cities: {both}, by one: {one}, by neither (only by others): "
                "{neither}"
            ).format(**{key: figure_text(value) for key, value in stated.items()})
        )
    if found["random"]:
        lines.append(
            ngettext(
                "compared with {n} random graph with the same degrees",
                "compared with {n} random graphs with the same degrees",
                found["random"]["graphs"],
            ).format(n=found["random"]["graphs"])
        )
    return lines


def _degrees_chart(graph: CityGraph, found: Mapping[str, Any]) -> str:
    from cityties.charts import distribution

    return distribution(
        [(degree, cities) for degree, cities in found["degrees"]],
        title=_("Partners of cities"),
        subtitle=digits(
            _("{nodes} cities, {edges} pairs of partners, {day}").format(
                nodes=figure_text(found["nodes"]),
                edges=figure_text(found["edges"]),
                day=day_text(found["on"]),
            )
        ),
        axis=_("cities with at least this many partners"),
        across=_("partners"),
        note=digits(boundary_lines(graph, found)[0]),
    )
