"""The listings: ties, history, counts, conflicts, cities, sources."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cityties.cli.options import DAY, data_options, day_options, format_option, open_graph
from cityties.cli.output import Column, Row, emit, emit_object, plain
from cityties.messages import _
from cityties.terms import CODES

if TYPE_CHECKING:
    from cityties.api import CityGraph


def examples(*lines: str) -> str:
    """The examples under a help text, unwrapped."""
    return "\n\n\b\n" + _("Examples:") + "".join(f"\n  {line}" for line in lines)


def code_option(name: str, scheme: str, text: str, codes: tuple[str, ...] | None = None) -> Any:
    """An option whose value is one of a scheme's codes."""
    return click.option(
        name,
        type=click.Choice(sorted(codes or CODES[scheme])),
        metavar="CODE",
        help=text,
    )


def _day_notes(graph: CityGraph, on: date | None, known_by: date | None) -> list[str]:
    from cityties.wording import day_words

    notes = []
    if on is not None:
        notes.append(_("on {day}").format(day=day_words(on)))
    if known_by is not None:
        notes.append(_("known by {day}").format(day=day_words(known_by)))
    notes.append(_("content id {id}").format(id=graph.id[:12]))
    return notes


def _names(graph: CityGraph, key: str, separator: str = ", ") -> Any:
    """A cell that shows names instead of ids."""

    def show(row: Row) -> str:
        value = row.get(key)
        if not value:
            return ""
        ids = value.split(";") if isinstance(value, str) else value
        return separator.join(graph.name(one) for one in ids)

    return show


def _code(graph: CityGraph, key: str) -> Any:
    """A cell that shows a code's label."""

    def show(row: Row) -> str:
        value = row.get(key)
        return graph.label(value) if value else ""

    return show


def _edtf(key: str) -> Any:
    """A cell that shows a date in words."""

    def show(row: Row) -> str:
        if not row.get(key):
            return ""
        from cityties.dates import parse_edtf
        from cityties.wording import edtf_words

        return edtf_words(parse_edtf(row[key]))

    return show


def _status(graph: CityGraph) -> Any:
    """Status with its certainty: ``possibly in force (or suspended)``."""

    def show(row: Row) -> str:
        status = graph.label(row["status"]) if row["status"] else _("nothing known")
        if row["certainty"] == "possible":
            status = _("possibly {status}").format(status=status)
            others = [graph.label(one) for one in row["alternatives"]]
            if others:
                status += " " + _("(or {others})").format(others=", ".join(others))
        if row["unanswered"]:
            status += " · " + _("unanswered, {n} days").format(n=row["days_open"])
        return status

    return show


@click.command(
    "ties",
    help=_(
        "Ties of a city (or all), as they stood on a day. CITY is a name in English or Persian, "
        "an alias or an id."
    )
    + examples(
        "cityties ties isfahan --kind sister_city --status in_force",
        "cityties ties freiburg --on 2010-01-01 --channel political",
        "cityties ties اصفهان --known-by 2007-10-12 -f csv",
    ),
)
@click.argument("city", required=False)
@day_options
@code_option("--kind", "kinds", _("Only this kind of agreement."))
@code_option("--status", "statuses", _("Only this status."))
@code_option("--channel", "channels", _("The status in this channel, one row per tie."))
@click.option(
    "--concluded",
    type=click.Choice(["signed", "attested"]),
    help=_("Signed (an act is claimed) or only attested (seen in force)."),
)
@format_option
@data_options
def ties_command(
    city: str | None,
    on: date | None,
    known_by: date | None,
    kind: str | None,
    status: str | None,
    channel: str | None,
    concluded: str | None,
    form: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the ties."""
    graph = open_graph(data, no_shipped, store)
    day = on or date.today()
    rows = graph.ties(
        city,
        on=day,
        known_by=known_by,
        kind=kind,
        status=status,
        channel=channel,
        concluded=concluded,
    )
    columns = [
        Column("parties", _("Parties"), _names(graph, "parties", " – "))
        if city is None
        else Column("partner", _("Partner"), _names(graph, "partner")),
        Column("kind", _("Kind"), _code(graph, "kind")),
        Column("channel", _("Channel"), _code(graph, "channel")),
        Column("status", _("Status"), _status(graph)),
        Column("side", _("Side"), _side(graph)),
        Column("since", _("Since"), _edtf("since")),
        Column("concluded", _("Concluded"), _concluded),
        Column("last_attested", _("Last attested"), _edtf("last_attested")),
        Column("sources", _("Sources"), lambda row: str(len(row["sources"])), right=True),
        Column("conflicts", _("Conflicts"), lambda row: str(len(row["conflicts"]) or ""), right=True),
    ]
    emit(rows, columns, form, notes=_day_notes(graph, day, known_by))


def _side(graph: CityGraph) -> Any:
    """Whose act or status: blank for both sides."""

    def show(row: Row) -> str:
        return "" if row["side"] in {"both", "", None} else graph.name(row["side"])

    return show


def _concluded(row: Row) -> str:
    """Signed, or only attested."""
    return {"signed": _("signed"), "attested": _("attested")}.get(row["concluded"] or "", "")


@click.command(
    "history",
    help=_(
        "Everything that is claimed of a tie, or of what passed between two cities, in order. "
        "WHAT is a city or the id of a tie; OTHER another city."
    )
    + examples(
        "cityties history isfahan freiburg",
        "cityties history tie/isfahan+porto/sister_city -f json",
        'cityties history Isfahan "Ho Chi Minh City" --known-by 2023-06-01',
    ),
)
@click.argument("what")
@click.argument("other", required=False)
@code_option("--kind", "kinds", _("Only this kind."))
@click.option(
    "--known-by",
    type=DAY,
    metavar="DAY",
    help=_("Use only what was published by this day."),
)
@format_option
@data_options
def history_command(
    what: str,
    other: str | None,
    kind: str | None,
    known_by: date | None,
    form: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the history."""
    graph = open_graph(data, no_shipped, store)
    rows = graph.history(what, other, kind=kind, known_by=known_by)
    columns = [
        Column("date", _("Date"), _edtf("date")),
        Column("kind", _("Kind"), _code(graph, "kind")),
        Column("status", _("Status"), lambda row: _step(graph, row)),
        Column("channel", _("Channel"), _code(graph, "channel")),
        Column("said_by", _("Said by"), _names(graph, "said_by")),
        Column("source", _("Source")),
        Column("locator", _("Locator")),
        Column("gist", _("In short")),
        Column("counts_for_reading", _("Counts"), lambda row: plain(row["counts_for_reading"])),
    ]
    emit(rows, columns, form, notes=_day_notes(graph, None, known_by))


def _step(graph: CityGraph, row: Mapping[str, Any]) -> str:
    """A status as a step: planned, hedged and denied are said so."""
    text = graph.label(row["status"]) if row["status"] else ""
    mark = {"plan": _("planned")}.get(row["aspect"] or "") or (
        graph.label(row["certainty"]) if row["certainty"] not in {"stated", ""} else ""
    )
    if mark:
        text = f"{text} ({mark})" if text else mark
    return text


@click.command(
    "counts",
    help=_(
        "How many partners a city has: every number that somebody claimed, and the number that "
        "follows from the claims on a day."
    )
    + examples("cityties counts isfahan --on 2021-08-01", "cityties counts isfahan -f json"),
)
@click.argument("city")
@day_options
@click.option(
    "--kind",
    type=click.Choice(sorted(CODES["kinds"])),
    metavar="CODE",
    default="sister_city",
    show_default=True,
    help=_("Kind of agreement to count."),
)
@format_option
@data_options
def counts_command(
    city: str,
    on: date | None,
    known_by: date | None,
    kind: str,
    form: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the counts."""
    graph = open_graph(data, no_shipped, store)
    day = on or date.today()
    counts = graph.counts(city, on=day, known_by=known_by, kind=kind)
    if form == "json":
        emit_object(counts)
        return
    columns = [
        Column("date", _("Date"), _edtf("date")),
        Column("count", _("Count"), lambda row: f"{row['op']} {row['count']}", right=True),
        Column("of", _("Of")),
        Column("excluding", _("Without"), _names(graph, "excluding")),
        Column("said_by", _("Said by"), _names(graph, "said_by")),
        Column("source", _("Source")),
    ]
    read = counts["read"]
    summary = _(
        "read from the claims: {signed} signed, {attested} only attested, {possible} possible"
    ).format(**{key: read[key] for key in ("signed", "attested", "possible")})
    emit(counts["claimed"], columns, form, notes=[summary, *_day_notes(graph, day, known_by)])


@click.command(
    "conflicts",
    help=_("Where claims contradict one another; nothing is decided, both stay.")
    + examples("cityties conflicts isfahan", "cityties conflicts -f json"),
)
@click.argument("city", required=False)
@click.option(
    "--known-by",
    type=DAY,
    metavar="DAY",
    help=_("Use only what was published by this day."),
)
@format_option
@data_options
def conflicts_command(
    city: str | None,
    known_by: date | None,
    form: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the conflicts."""
    graph = open_graph(data, no_shipped, store)
    rows = graph.conflicts(city, known_by=known_by)
    what = {
        "when": _("date"),
        "stage": _("stage"),
        "denied": _("denied"),
        "count": _("count"),
        "stated": _("statement"),
    }
    columns = [
        Column("about", _("About"), lambda row: graph.title(row["about"])),
        Column("what", _("Differ in"), lambda row: what.get(row["what"], row["what"])),
        Column(
            "values",
            _("Versions"),
            lambda row: " | ".join(
                f"{value['value']} ({', '.join(value['sources'])})" for value in row["values"]
            ),
        ),
    ]
    emit(rows, columns, form, notes=_day_notes(graph, None, known_by))


@click.command(
    "cities",
    help=_("The cities of the graph, or those whose name holds TEXT.")
    + examples("cityties cities", "cityties cities hyder", "cityties cities --country CN"),
)
@click.argument("text", required=False)
@click.option("--country", metavar="CC", help=_("Only this country (two letters)."))
@format_option
@data_options
def cities_command(
    text: str | None,
    country: str | None,
    form: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the cities."""
    graph = open_graph(data, no_shipped, store)
    rows = graph.cities(text, country=country)
    columns = [
        Column("city", _("Id")),
        Column("name_en", _("English")),
        Column("name_fa", _("Persian")),
        Column("country", _("Country")),
        Column("ties", _("Ties"), right=True),
        Column("wikidata", "Wikidata"),
    ]
    emit(rows, columns, form, notes=_day_notes(graph, None, None))


@click.command(
    "sources",
    help=_("The sources, or those whose id, title or publisher holds TEXT.")
    + examples("cityties sources freiburg", "cityties sources -f csv > sources.csv"),
)
@click.argument("text", required=False)
@format_option
@data_options
def sources_command(
    text: str | None, form: str, data: tuple[Path, ...], no_shipped: bool, store: Path | None
) -> None:
    """Print the sources."""
    graph = open_graph(data, no_shipped, store)
    rows = graph.sources(text)
    columns = [
        Column("source", _("Id")),
        Column("kind", _("Kind"), _code(graph, "kind")),
        Column("title", _("Title")),
        Column("publisher", _("Publisher"), _names(graph, "publisher")),
        Column("published", _("Published"), _edtf("published")),
        Column("claims", _("Claims"), right=True),
        Column("url", _("Address")),
    ]
    emit(rows, columns, form, notes=_day_notes(graph, None, None))
