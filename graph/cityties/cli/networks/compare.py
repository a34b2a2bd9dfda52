"""``cityties wikidata compare``: our sister cities compared with those of Wikidata."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cityties.cli.commands import HelpGroup, help_when_alone
from cityties.cli.options import (
    city_argument,
    data_options,
    day_options,
    examples,
    format_choice,
    open_graph,
)
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
    write_data,
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
        "dates that each gives, and what could be corrected on either side. Where lists of "
        "Wikipedia are loaded too (`cityties load wikipedia`), three columns show in which of the "
        "sources each pair is, and the corrections include those for Wikipedia."
    )
    + examples(
        "cityties wikidata compare isfahan --data world",
        "cityties wikidata compare isfahan --data world --on 2021-02-28 -f json",
        "cityties wikidata compare isfahan --data world --corrections -f csv",
        "cityties wikidata compare isfahan --data world --data iran-lists -f markdown > isfahan.md",
    ),
)
@city_argument().decorate
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
@format_choice("markdown")
@data_options
def compare_command(
    city: str | None,
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
    from cityties.api.homes import city_or_home

    graph = open_graph(data, no_shipped, store)
    asked = city_or_home(graph, city)
    found = graph.compare_wikidata(asked, on=on, source=source, known_by=known_by)
    if form == "json":
        emit_object(found)
    elif form == "markdown":
        write_data(_markdown(graph, found, corrections=corrections))
    elif corrections:
        _emit_corrections(found, form)
    else:
        _emit_rows(graph, found, form)
        if form == "table":
            write("\n")
            _emit_corrections(found, form)


def _row_columns(graph: CityGraph, found: Mapping[str, Any]) -> list[Column]:
    from cityties.analysis.compare import RESULTS
    from cityties.model.dates import parse_edtf
    from cityties.words.phrases import edtf_words

    def since(row: Row, key: str) -> str:
        text = row.get(key)
        if text == "":
            return _("date unknown")
        return edtf_words(parse_edtf(text)) if text else ""

    def result(row: Row) -> str:
        words = _(RESULTS[row["result"]])
        if not found["wikipedia"]:
            return words
        where = {"in_ours": _("ours"), "in_wikidata": _("theirs"), "in_wikipedia": _("Wikipedia")}
        inside = _(", ").join(text for key, text in where.items() if row[key])
        odd = row["result"] in ("differs", "ended_there")
        return f"{inside} ({words})" if odd and inside else inside or words

    def labelled(status: str | None, kind: str | None) -> str:
        if not status:
            return ""
        text = graph.label(status)
        return text if kind == found["kind"] else f"{graph.label(kind or '')}: {text}"

    def whose(row: Row) -> str:
        return _(", ").join(graph.name(each) for each in row["theirs_said_by"])

    has_dataset = found["source"] not in {each["source"] for each in found["wikipedia"]}
    columns = [
        Column("partner", _("Partner"), lambda row: str(row["partner_name"])),
        Column("result", _("Found"), result),
        Column(
            "ours_status", _("Ours"), lambda row: labelled(row["ours_status"], row["ours_kind"])
        ),
        Column("ours_since", _("Since"), lambda row: since(row, "ours_since"), rank=1),
    ]
    if has_dataset:
        columns += [
            Column(
                "theirs_status",
                _("Theirs"),
                lambda row: graph.label(row["theirs_status"]) if row["theirs_status"] else "",
            ),
            Column("theirs_since", _("Since"), lambda row: since(row, "theirs_since"), rank=1),
            Column("theirs_until", _("Until"), lambda row: since(row, "theirs_until"), rank=2),
            Column("theirs_said_by", _("In the list of"), whose, rank=2),
        ]
    if found["wikipedia"]:
        columns += [
            Column(
                "wikipedia_status",
                _("Wikipedia"),
                lambda row: labelled(row["wikipedia_status"], row["wikipedia_kind"]),
            ),
            Column(
                "wikipedia_since", _("Since"), lambda row: since(row, "wikipedia_since"), rank=1
            ),
            Column(
                "wikipedia_until", _("Until"), lambda row: since(row, "wikipedia_until"), rank=2
            ),
        ]
    return [
        *columns,
        Column("ours_sources", _("Our sources"), lambda row: str(len(row["ours_sources"])), rank=3),
    ]


def _emit_rows(graph: CityGraph, found: Mapping[str, Any], form: str) -> None:
    from cityties.analysis.compare import ROW_KEYS

    emit(
        found["rows"],
        _row_columns(graph, found),
        form,
        keys=ROW_KEYS,
        notes=_notes(found),
        empty=_("neither has a sister city of {city}").format(city=found["city_name"]),
        count=False,
    )
    if form == "table":
        for line in found["caveats"]:
            write(dim(digits(f"- {one_line(line)}")) + "\n")


def _markdown(graph: CityGraph, found: Mapping[str, Any], *, corrections: bool) -> str:
    """The comparison, or the corrections alone, to put into a discussion or a to-do list."""
    from cityties.language.visible import in_markdown

    parts = []
    if not corrections:
        title = _("Sister cities of {city}").format(city=found["city_name"])
        parts += [
            f"# {in_markdown(title)}",
            "",
            *_md_table(_row_columns(graph, found), found["rows"]),
        ]
        parts += ["", *(f"- {in_markdown(line)}" for line in (*_notes(found), *found["caveats"]))]
        parts.append("")
    parts += ["## " + _("Suggested corrections"), ""]
    for where, heading in (
        ("wikidata", _("In Wikidata")), ("wikipedia", _("In Wikipedia")), ("here", _("Here")),
    ):  # fmt: skip
        some = [row for row in found["corrections"] if row["where"] == where]
        if some:
            parts += [f"### {heading}", ""]
            parts += [f"- [ ] {_md_correction(row)}" for row in some]
            parts.append("")
    if not found["corrections"]:
        parts += [_("no corrections found"), ""]
    return "\n".join(digits(part) if not part.startswith("- [ ]") else part for part in parts)


def _md_table(columns: list[Column], rows: list[Row]) -> list[str]:
    from cityties.language.visible import in_markdown

    filled = [column for column in columns if any(column.text(row) for row in rows)]
    lines = [[in_markdown(column.title) for column in filled], ["---"] * len(filled)]
    lines += [
        [in_markdown(column.text(row)).replace("|", "\\|") for column in filled] for row in rows
    ]
    return [f"| {' | '.join(line)} |" for line in lines]


def _md_correction(row: Row) -> str:
    from cityties.language.visible import in_markdown
    from cityties.model.dates import parse_edtf
    from cityties.words.phrases import edtf_words

    text = f"**{in_markdown(row['partner_name'])}**: {in_markdown(_what(row))}"
    if row["where"] == "wikidata":
        text += f" (`{_statement(row)}`)"
    if row["date"]:
        text += _(" – {date}").format(date=edtf_words(parse_edtf(row["date"])))
    addresses = [each for each in row["sources"] if each.startswith(("http://", "https://"))]
    return text + "".join(f" <{each}>" for each in addresses[:3])


def _notes(found: Mapping[str, Any]) -> list[str]:
    from cityties.words.phrases import day_words

    shown = found["summary"]
    own = {each["source"] for each in found["wikipedia"]}
    notes = [_("ours: {ours} signed, {ours_only_attested} more only attested").format(**shown)]
    if found["source"] not in own:
        notes += [
            _("{found} of {ours} found there, {extra} extra").format(**shown),
            _("theirs: {theirs}, {one_sided} of them one-sided").format(**shown),
            _("{n} of our {of} partners are in the dataset").format(
                n=shown["partners_in_source"], of=shown["ours"]
            ),
        ]
    if own:
        notes.append(_("in Wikipedia: {wikipedia}; in all: {in_all}").format(**shown))
    notes.append(_("on {day}").format(day=day_words(date.fromisoformat(found["on"]))))
    if found["source"] not in own:
        notes.append(_("dataset {id}").format(id=isolate(found["source"])))
    return notes


def _what(row: Row) -> str:
    from cityties.analysis.compare import CORRECTIONS

    words = CORRECTIONS[row["what"]]
    return _(words)


def _statement(row: Row) -> str:
    if row["where"] == "wikipedia":
        return ""
    return f"{row['item'] or '?'} P190 {row['value'] or '?'}"


def _emit_corrections(found: Mapping[str, Any], form: str) -> None:
    from cityties.analysis.compare import CORRECTION_KEYS
    from cityties.model.dates import parse_edtf
    from cityties.words.phrases import edtf_words

    where = {"wikidata": _("in Wikidata"), "wikipedia": _("in Wikipedia"), "here": _("here")}
    columns = [
        Column("where", _("Where"), lambda row: where[row["where"]]),
        Column("partner", _("Partner"), lambda row: str(row["partner_name"])),
        Column("what", _("Suggested edit"), _what, least=24),
        Column("item", _("Statement"), _statement),
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
