"""``cityties load wikidata`` and ``cityties wikidata``: its twin towns, and ours beside them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cityties.cli.commands import HelpGroup, help_when_alone
from cityties.cli.options import data_options, day_options, examples, open_graph
from cityties.cli.output import (
    Column,
    Row,
    digits,
    dim,
    emit,
    emit_object,
    isolate,
    one_line,
    say,
    write,
)
from cityties.errors import UsageError
from cityties.language.messages import N_, _

if TYPE_CHECKING:
    from cityties.api import CityGraph
    from cityties.loaders.wikidata.load import Fetched
    from cityties.model.rows import Tables

ENDPOINT = "https://query.wikidata.org/sparql"


@click.command(
    "wikidata",
    help=_(
        "The twin towns of the world from Wikidata's SPARQL service or another one with its data, "
        "with their dates, ranks and references; or from saved answers and items (--from). One "
        "request at a time; what was answered is kept, so a run that broke off goes on when the "
        "command is given again. Whatever is odd is counted and kept in the folder's "
        "surprises.json."
    )
    + examples(
        "cityties load wikidata -o world --contact me@example.org",
        "cityties load wikidata -o iran --country Q794 --contact me@example.org",
        "cityties load wikidata -o weimar --from Q3955.json --date 2016-09-07",
    ),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help=_("The folder to write; it must be new or empty."),
)
@click.option(
    "--endpoint",
    metavar="URL",
    default=ENDPOINT,
    show_default=True,
    help=_("The address of the SPARQL service."),
)
@click.option(
    "--contact",
    envvar="CITYTIES_CONTACT",
    default="",
    help=_(
        "Who asks: a mail or web address, sent in the User-Agent as Wikimedia's rules want it; "
        "not needed for a service on this machine."
    ),
)
@click.option(
    "--country",
    "countries",
    multiple=True,
    metavar="QID",
    help=_("Only cities of this country, as an item (Q794) or a code (IR); repeatable."),
)
@click.option(
    "--from",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_(
        "Ask nobody: read a saved answer (SPARQL results as JSON) or items in their JSON form "
        "(repeatable)."
    ),
)
@click.option(
    "--places",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_("With --from: a table of cities that fills what the files do not say (repeatable)."),
)
@click.option(
    "--cache",
    type=click.Path(path_type=Path, file_okay=False),
    help=_(
        "Keep the answers here, and use those that are here however old they are "
        "(default: a folder in the cache of cityties; what is older than the day is asked anew)."
    ),
)
@click.option(
    "--date",
    default="",
    metavar="EDTF",
    help=_("The day of the data: needed with --from, else the day of the last answer."),
)
@click.option("--name", default="", help=_("Title of the source; its id is made of it."))
@click.option(
    "--pause",
    type=click.FloatRange(0, 3600),
    default=1.0,
    show_default=True,
    help=_("Seconds between two requests."),
)
@click.option(
    "--limit",
    type=click.FloatRange(1, 3600),
    default=60.0,
    show_default=True,
    help=_("Seconds that one request may take."),
)
@click.option(
    "--batch",
    type=click.IntRange(1, 1000),
    default=100,
    show_default=True,
    help=_("Items that one request asks about."),
)
@click.option("--no-people", is_flag=True, help=_("Leave heads of government (P6) out."))
@click.option("--no-networks", is_flag=True, help=_("Leave memberships (P463) out."))
@click.option(
    "--no-shipped", is_flag=True, help=_("Do not look for the cities of the shipped data.")
)
@click.option(
    "--data",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help=_("Another data folder whose cities are used (repeatable)."),
)
def load_wikidata_command(
    output: Path,
    endpoint: str,
    contact: str,
    countries: tuple[str, ...],
    files: tuple[Path, ...],
    places: tuple[Path, ...],
    cache: Path | None,
    date: str,
    name: str,
    pause: float,
    limit: float,
    batch: int,
    no_people: bool,
    no_networks: bool,
    no_shipped: bool,
    data: tuple[Path, ...],
) -> None:
    """Write the folder."""
    from cityties.cli.data.load import check_output, known_tables
    from cityties.loaders.wikidata.client import ServiceError
    from cityties.loaders.wikidata.load import fetch, from_files

    check_output(output)
    _check_date(date)
    if files:
        _only_with_a_service(countries, cache)
        if not date:
            raise UsageError(_("say the day of the data: --date, such as 2022-01 or 2022-01-17"))
        fetched = from_files(
            files,
            date=date,
            name=name,
            known=known_tables(data, no_shipped),
            people=not no_people,
            networks=not no_networks,
            places=places,
        )
    else:
        if places:
            raise UsageError(_("--places goes with --from: a service is asked about its cities"))
        known = known_tables(data, no_shipped)
        chosen = _countries(countries, known)
        folder = cache or _own_cache(endpoint, chosen)
        try:
            fetched = fetch(
                endpoint,
                cache=folder,
                keep=cache is not None,
                contact=contact,
                countries=chosen,
                date=date,
                name=name,
                known=known,
                people=not no_people,
                networks=not no_networks,
                pause=pause,
                limit=limit,
                batch=batch,
                say=say,
            )
        except (ServiceError, KeyboardInterrupt):
            if folder is not None and any(folder.glob(f"{'?' * 32}.json")):
                say(_("what was answered is kept: give the same command again to go on"))
            raise
    _write(output, fetched)


def _check_date(date: str) -> None:
    from cityties.model.dates import parse_edtf

    try:
        if date:
            parse_edtf(date)
    except ValueError as error:
        raise UsageError(f"--date: {error}") from error


def _only_with_a_service(countries: tuple[str, ...], cache: Path | None) -> None:
    for option, given in (("--country", countries), ("--cache", cache)):
        if given:
            raise UsageError(
                _("{option} is for asking a service; with --from the files decide").format(
                    option=option
                )
            )


def _countries(texts: tuple[str, ...], known: Tables | None) -> list[str]:
    """Countries as items, each once."""
    from cityties.loaders.wikidata.items import is_qid

    codes = {
        place.country: place.wikidata
        for place in (known.places if known else ())
        if place.kind == "country" and place.wikidata
    }
    found = []
    for text in texts:
        item = text.strip().upper()
        item = codes.get(item, item)
        if not is_qid(item):
            raise UsageError(
                _("{value!r} is no item of a country, such as {example}").format(
                    value=text, example="Q794"
                )
            )
        found.append(item)
    return list(dict.fromkeys(found))


def _own_cache(endpoint: str, countries: list[str]) -> Path | None:
    """The folder for the answers of such a run; ``None`` where nothing can be written."""
    from cityties.base.files import sha256
    from cityties.base.resources import writable_cache_dir

    folder = writable_cache_dir()
    if folder is None:
        return None
    key = sha256("\n".join((endpoint, *countries)).encode())[:16]
    return folder / "wikidata" / key


def _write(output: Path, fetched: Fetched) -> None:
    from cityties.cli.data.load import write_folder
    from cityties.loaders.wikidata.load import SURPRISES_FILE

    write_folder(output, fetched.files, fetched.made.tables)
    say(_("source: {id}").format(id=fetched.made.source.id))
    for line in fetched.lines:
        say(line)
    if odd := fetched.surprises.lines():
        say(_("what was odd ({file} has every item):").format(file=output / SURPRISES_FILE))
        for line in odd:
            say(f"  {line}")


@click.group(
    "wikidata",
    cls=HelpGroup,
    invoke_without_command=True,
    help=_("Ours beside Wikidata's.")
    + examples("cityties wikidata compare isfahan --data world --on 2021-02-28"),
)
@click.pass_context
def wikidata_command(ctx: click.Context) -> None:
    """Group of the commands on Wikidata."""
    help_when_alone(ctx)


@wikidata_command.command(
    "compare",
    help=_(
        "A city's sister cities by our sources beside those of a dataset that was loaded "
        "(`cityties load wikidata`, `cityties load links`): what both have, what only one has, "
        "with the days that each gives, and what could be mended there or here."
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
        "The dataset, by its id or the beginning of it "
        "(default: the newest one that Wikidata published)."
    ),
)
@click.option(
    "--corrections", is_flag=True, help=_("List what could be mended instead of the ties.")
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help=_("Form of the output."),
)
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
            return _("not known when")
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
        _("{n} of our {of} partners are in the dataset at all").format(
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
            lambda row: _("at Wikidata") if row["where"] == "wikidata" else _("here"),
        ),
        Column("partner", _("Partner"), lambda row: str(row["partner_name"])),
        Column("what", _("What could be done"), what, least=24),
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
        empty=_("nothing to mend was found"),
        notes=[_("proposals to look into: neither side is the truth")],
        count=False,
    )
