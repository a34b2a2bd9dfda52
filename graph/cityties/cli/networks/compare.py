"""``cityties wikidata compare``: our sister cities compared with those of Wikidata."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cityties.cli.commands import HelpGroup, help_when_alone
from cityties.cli.options import data_options, day_options, examples, format_option, open_graph
from cityties.cli.output import (
    Column,
    Row,
    digits,
    dim,
    emit,
    emit_object,
    isolate,
    one_line,
    write,
)
from cityties.language.messages import N_, _

if TYPE_CHECKING:
    from cityties.api import CityGraph


@click.group(
    "wikidata",
    cls=HelpGroup,
    invoke_without_command=True,
    help=_("Compare our data with Wikidata's.")
    + examples("cityties wikidata compare isfahan --data world --on 2021-02-28"),
)
@click.pass_context
def wikidata_command(ctx: click.Context) -> None:
    """Group of the commands on Wikidata."""
    help_when_alone(ctx)


@wikidata_command.command(
    "compare",
    help=_(
        "Compare a city's sister cities in our sources with those of a loaded dataset (`cityties "
        "load wikidata`, `cityties load links`): what both have, what only one has, with the "
        "dates that each gives, and what could be corrected on either side."
    )
    + examples(
        "cityties wikidata compare isfahan --data world",
        "cityties wikidata compare isfahan --data world --on 2021-02-28 -f json",
        "cityties wikidata compare isfahan --data world --corrections -f csv",
    ),
)
@click.argument("city")
@day_options(default=N_("today"))
@click.option(
    "--source",
    default="",
    metavar="NAME",
    help=_(
        "The dataset, by its id or the start of it (default: the newest one that Wikidata "
        "published)."
    ),
)
@click.option(
    "--corrections", is_flag=True, help=_("List possible corrections instead of the ties.")
)
@format_option
@data_options
def compare_command(
    city: str,
    on: date | None,
    known_by: date | None,
    source: str,
    corrections: bool,
    form: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the comparison."""
    graph = open_graph(data, no_shipped, store)
    found = graph.compare_wikidata(city, on=on, source=source, known_by=known_by)
    if form == "json":
        emit_object(found)
    elif corrections:
        _emit_corrections(found, form)
    else:
        _emit_rows(graph, found, form)
        if form == "table":
            write("\n")
            _emit_corrections(found, form)


def _emit_rows(graph: CityGraph, found: Mapping[str, Any], form: str) -> None:
    from cityties.analysis.compare import RESULTS, ROW_KEYS
    from cityties.model.dates import parse_edtf
    from cityties.words.phrases import edtf_words

    def since(row: Row, key: str) -> str:
        text = row.get(key)
        if text == "":
            return _("date unknown")
        return edtf_words(parse_edtf(text)) if text else ""

    def result(row: Row) -> str:
        words = RESULTS[row["result"]]
        return _(words)

    def ours(row: Row) -> str:
        if not row["ours_status"]:
            return ""
        kind = row["ours_kind"]
        text = graph.label(row["ours_status"])
        return text if kind == found["kind"] else f"{graph.label(kind)}: {text}"

    def whose(row: Row) -> str:
        return _(", ").join(graph.name(each) for each in row["theirs_said_by"])

    columns = [
        Column("partner", _("Partner"), lambda row: str(row["partner_name"])),
        Column("result", _("Found"), result),
        Column("ours_status", _("Ours"), ours),
        Column("ours_since", _("Since"), lambda row: since(row, "ours_since"), rank=1),
        Column(
            "theirs_status",
            _("Theirs"),
            lambda row: graph.label(row["theirs_status"]) if row["theirs_status"] else "",
        ),
        Column("theirs_since", _("Since"), lambda row: since(row, "theirs_since"), rank=1),
        Column("theirs_until", _("Until"), lambda row: since(row, "theirs_until"), rank=2),
        Column("theirs_said_by", _("In the list of"), whose, rank=2),
        Column("ours_sources", _("Our sources"), lambda row: str(len(row["ours_sources"])), rank=3),
    ]
    emit(
        found["rows"],
        columns,
        form,
        keys=ROW_KEYS,
        notes=_notes(found),
        empty=_("neither has a sister city of {city}").format(city=found["city_name"]),
        count=False,
    )
    if form == "table":
        for line in found["caveats"]:
            write(dim(digits(f"- {one_line(line)}")) + "\n")


def _notes(found: Mapping[str, Any]) -> list[str]:
    from cityties.words.phrases import day_words

    shown = found["summary"]
    return [
        _("ours: {ours} signed, {ours_only_attested} more only attested").format(**shown),
        _("{found} of {ours} found there, {extra} extra").format(**shown),
        _("theirs: {theirs}, {one_sided} of them one-sided").format(**shown),
        _("{n} of our {of} partners are in the dataset").format(
            n=shown["partners_in_source"], of=shown["ours"]
        ),
        _("on {day}").format(day=day_words(date.fromisoformat(found["on"]))),
        _("dataset {id}").format(id=isolate(found["source"])),
    ]


def _emit_corrections(found: Mapping[str, Any], form: str) -> None:
    from cityties.analysis.compare import CORRECTION_KEYS, CORRECTIONS
    from cityties.model.dates import parse_edtf
    from cityties.words.phrases import edtf_words

    def what(row: Row) -> str:
        words = CORRECTIONS[row["what"]]
        return _(words)

    def statement(row: Row) -> str:
        return f"{row['item'] or '?'} P190 {row['value'] or '?'}"

    columns = [
        Column(
            "where",
            _("Where"),
            lambda row: _("in Wikidata") if row["where"] == "wikidata" else _("here"),
        ),
        Column("partner", _("Partner"), lambda row: str(row["partner_name"])),
        Column("what", _("Suggested edit"), what, least=24),
        Column("item", _("Statement"), statement),
        Column(
            "date",
            _("Date"),
            lambda row: edtf_words(parse_edtf(row["date"])) if row["date"] else "",
            rank=1,
        ),
        Column("sources", _("Our sources"), lambda row: "".join(row["sources"][:1]), rank=2),
    ]
    emit(
        found["corrections"],
        columns,
        form,
        keys=CORRECTION_KEYS,
        empty=_("no corrections found"),
        notes=[_("suggestions to check: neither side is authoritative")],
        count=False,
    )
