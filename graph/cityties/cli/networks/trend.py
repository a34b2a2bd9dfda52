"""``cityties trend``: a city year by year."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cityties.cli.networks.answers import (
    boundary_lines,
    emit_answer,
    figure_text,
)
from cityties.cli.networks.chart_file import chart_option, check_chart, write_chart
from cityties.cli.options import (
    city_argument,
    data_options,
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
from cityties.cli.types import YEAR
from cityties.language.messages import _
from cityties.language.properties import spoken
from cityties.model.dates import parse_edtf

if TYPE_CHECKING:
    from cityties.api import CityGraph
    from cityties.model.asked_days import Year


@click.command(
    "trend",
    help=_(
        "A city's measures year by year, as the claims are read for the last day of each year: "
        "on the certain ties, and on all possible ties."
    )
    + examples(
        "cityties trend isfahan",
        "cityties trend isfahan --kind sister_city --from 1989 --chart isfahan.svg",
        "cityties trend freiburg --measure closeness --measure degree -f csv",
    ),
)
@city_argument().decorate
@click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="NAME",
    help=_("Measure of centrality (repeatable); the number of partners by default."),
)
@click.option("--from", "first", type=YEAR, metavar="YEAR", help=_("The first year."))
@click.option("--to", "last", type=YEAR, metavar="YEAR", help=_("The last year."))
@view_options("known_by", "source", "kinds", "statuses", "channels")
@chart_option(_("Draw the line of one measure."))
@format_option
@data_options
def trend_command(
    city: str | None,
    measures: tuple[str, ...],
    first: Year | None,
    last: Year | None,
    chart: Path | None,
    form: str,
    asked: dict[str, Any],
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the years."""
    from cityties.api.homes import city_or_home
    from cityties.errors import UsageError

    check_chart(chart)
    if chart is not None and len(set(measures)) > 1:
        raise UsageError(_("a chart shows one measure; name one with --measure"))
    graph = open_graph(data, no_shipped, store)
    with Steps() as progress:
        found = graph.trend(
            city_or_home(graph, city),
            measures=measures,
            first=first,
            last=last,
            progress=progress,
            **asked,
        )
    several = len({row["measure"] for row in found["rows"]}) > 1
    emit_answer(
        found,
        found["rows"],
        [
            Column("year", _("Year"), lambda row: str(row["year"]), right=True),
            Column("measure", _("Measure"), lambda row: _measure(row) if several else ""),
            Column("certain", _("Certain"), lambda row: _value(row["certain"]), right=True),
            Column("possible", _("Possible"), lambda row: _value(row["possible"]), right=True),
            Column("nodes", _("Cities in the network"), lambda row: figure_text(row["nodes"]),
                   right=True, rank=1),
            Column("edges", _("Pairs"), lambda row: figure_text(row["edges"]), right=True, rank=2),
        ],
        form,
        keys=("city", "year", "on", "measure", "certain", "possible", "nodes", "edges"),
        below=lambda: _trend_notes(graph, found),
    )  # fmt: skip
    if chart is not None:
        write_chart(chart, _trend_chart(graph, found))


def _value(value: float | None) -> str:
    return figure_text(value if value is None or isinstance(value, int) else float(value), 4)


def _measure(row: Row) -> str:
    from cityties.analysis.measures import MEASURES

    title = MEASURES[row["measure"]].title
    return _(title)


def _trend_notes(graph: CityGraph, found: Mapping[str, Any]) -> list[str]:
    from cityties.words.bounds import bounds_edtf, date_words, until_edtf

    parts = [
        (_("first tie {date}"), bounds_edtf(found["first_possible"], found["first_certain"])),
        (_("last tie until {date}"), until_edtf(found["last_certain"], found["last_possible"])),
    ]
    told = [text.format(date=date_words(date, both=True)) for text, date in parts if date]
    lines = [" · ".join(told)] if told else []
    return lines + boundary_lines(graph, found)


def _texts(found: Mapping[str, Any]) -> list[str]:
    return [one["text"] for one in found["warnings"]]


def _trend_chart(graph: CityGraph, found: Mapping[str, Any]) -> str:
    from cityties.analysis.measures import MEASURES
    from cityties.charts import Line, lines

    name = graph.name(found["city"])
    (measure,) = {row["measure"] for row in found["rows"]}
    title = _(MEASURES[measure].title)
    between = measure == "degree"
    rows = [(_place(row["year"]), row) for row in found["rows"]]
    series = [
        Line(
            _("certain") if not between else name,
            tuple(
                (place, row["certain"], row["possible"] if between else row["certain"])
                for place, row in rows
            ),
        )
    ]
    if not between:  # the two are examples, not bounds
        points = tuple((place, row["possible"], row["possible"]) for place, row in rows)
        series.append(Line(_("possible"), points))
    values = {place: row["certain"] for place, row in rows}
    changes = _changes(graph, found) if between else []
    asked_solar = isinstance(found["from"], str)
    shift = SOLAR if asked_solar or spoken().calendar == "solar_hijri" else 0
    listed = [f"{year - shift} {said}" for year, said in changes]
    return lines(
        series,
        title=_("{city}: {measure}, year by year").format(city=name, measure=title),
        axis=title,
        across=_across(asked_solar=asked_solar),
        band=_("possible, but not certain"),
        note=digits(". ".join([*([" · ".join(listed)] if listed else []),
                               boundary_lines(graph, found)[0], *_texts(found)])),
        steps=between,
        changes=[(year, values[year], said) for year, said in changes],
        dots=_claimed(graph, found) if between else [],
        dots_name=_("as claimed by a source"),
        shift=shift,
    )  # fmt: skip


SOLAR = 621
"""The last day of a Gregorian year lies in the Solar year of this many less."""


def _place(year: int | str) -> int:
    """Where a year stands on the axis: a Solar one where it begins."""
    return year if isinstance(year, int) else int(year.removeprefix("sh")) + SOLAR


def _across(*, asked_solar: bool) -> str:
    if spoken().is_rtl:
        return _("year, from right to left")
    return _("year (Solar Hijri)") if asked_solar else _("year")


def _changes(graph: CityGraph, found: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Who came and who went in which year."""
    made = []
    for one in found["changes"]:
        said = [f"+ {_(', ').join(map(graph.name, one['added']))}"] if one["added"] else []
        said += [f"− {_(', ').join(map(graph.name, one['ended']))}"] if one["ended"] else []
        made.append((_place(one["year"]), "; ".join(said)))
    return made


def _claimed(graph: CityGraph, found: Mapping[str, Any]) -> list[tuple[int, int]]:
    """The numbers that sources claim, in the year that they are of, or were published."""
    years = {_place(row["year"]) for row in found["rows"]}
    is_solar = isinstance(found["from"], str)
    claimed = graph.counts(found["city"], on=found["on"], known_by=found["known_by"] or None)[
        "claimed"
    ]
    made = set()
    for one in claimed:
        year = _year_of(str(one["date"] or one["published"] or ""), is_solar=is_solar)
        if year in years and one["op"] == "=":
            made.add((year, int(one["count"])))
    return sorted(made)


_APART = 3 * 366


def _year_of(date: str, *, is_solar: bool) -> int:
    """The place of the year in the middle of a date, "about 2016" included; 0 for a wider one."""
    from cityties.model.asked_days import Year

    if not date:
        return 0
    value = parse_edtf(date)
    apart = value.latest - value.earliest
    if apart.days > _APART:
        return 0
    return _place(Year.of(value.earliest + apart / 2, is_solar=is_solar).code)
