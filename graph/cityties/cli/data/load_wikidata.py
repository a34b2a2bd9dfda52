"""``cityties load wikidata``: the twin towns of a Wikidata service or of saved files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cityties.cli.data.load_options import InputFile, alone_option
from cityties.cli.data.load_update import updatable_output_option
from cityties.cli.options import examples, no_shipped_option, worker_options
from cityties.cli.output import (
    say,
)
from cityties.errors import UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    from cityties.model.rows import Tables
    from cityties.store.confined import Folder

ENDPOINT = "https://query.wikidata.org/sparql"


@click.command(
    "wikidata",
    help=_(
        "Load the twin towns of the world from Wikidata's SPARQL service, or another service "
        "with its data, with their dates, ranks and references; or from saved results and items "
        "(--from). Requests are sent one at a time; results are kept, so an interrupted run "
        "resumes when the command is repeated. What the service does not answer is requested "
        "again, then in smaller parts; if something is still missing at the end, the folder is "
        "written without it, what is missing is printed and recorded in the folder's "
        "loading.json, and the exit code is 1: the same command then requests the rest. "
        "Unexpected data is counted and recorded in the folder's surprises.json."
    )
    + examples(
        "cityties load wikidata -o world --contact me@example.org",
        "cityties load wikidata -o iran --country Q794 --contact me@example.org",
        "cityties load wikidata -o weimar --from Q3955.json --date 2016-09-07",
        "cityties load wikidata --update world --contact me@example.org",
    ),
)
@updatable_output_option
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
        "Contact: a mail or web address, sent in the User-Agent as Wikimedia's policy requires; "
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
    type=InputFile(),
    help=_(
        "Work offline from saved results: SPARQL results as JSON, or items in their JSON form "
        "(repeatable)."
    ),
)
@click.option(
    "--dump",
    type=InputFile(),
    help=_(
        "Read a dump of Wikidata (JSON, an item per line; .gz and .bz2 too) without a service; a "
        "run that was interrupted resumes when the command is repeated."
    ),
)
@click.option(
    "--property",
    "properties",
    multiple=True,
    metavar="PROPERTY",
    help=_("With --dump: take items with this property (repeatable; default: P190)."),
)
@click.option(
    "--places",
    multiple=True,
    type=InputFile(),
    help=_("With --from: a table of cities that adds what the files do not contain (repeatable)."),
)
@click.option(
    "--cache",
    type=click.Path(path_type=Path, file_okay=False),
    help=_(
        "Keep the results in this folder, and reuse those in it regardless of their age "
        "(default: a folder in the cache of cityties; results from an earlier day are requested "
        "again)."
    ),
)
@click.option(
    "--date",
    default="",
    metavar="EDTF",
    help=_("The day of the data: required with --from, else the day of the last result."),
)
@click.option("--name", default="", help=_("Title of the source; its id is made from it."))
@click.option(
    "--pause",
    type=click.FloatRange(0, 3600),
    default=1.0,
    show_default=True,
    help=_("Seconds to wait between two requests."),
)
@click.option(
    "--limit",
    type=click.FloatRange(1, 3600),
    default=60.0,
    show_default=True,
    help=_("Time limit of one request, in seconds."),
)
@click.option(
    "--batch",
    type=click.IntRange(1, 1000),
    default=100,
    show_default=True,
    help=_("Number of items per request."),
)
@click.option("--no-people", is_flag=True, help=_("Omit heads of government (P6)."))
@click.option("--no-networks", is_flag=True, help=_("Omit memberships (P463)."))
@no_shipped_option(_("Do not match items with the cities of the shipped data, or do."))
@click.option(
    "--data",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help=_("Another data folder whose cities are used (repeatable)."),
)
@alone_option
@worker_options
def load_wikidata_command(
    output: Path,
    endpoint: str,
    contact: str,
    countries: tuple[str, ...],
    files: tuple[Path, ...],
    dump: Path | None,
    properties: tuple[str, ...],
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
    alone: bool,
    timeout: float | None,
    memory: int,
) -> None:
    """Write the folder."""
    from cityties.cli.data.load_options import check_output, known_tables, names_of_kept
    from cityties.cli.data.load_update import asked_update, go_on, incomplete
    from cityties.loaders.wikidata.client import ServiceError

    update = asked_update()
    in_place = update is not None and update.folder.resolve() == output.resolve()
    if update is None and not files and incomplete(output):
        go_on(output)  # the run that could not ask for everything is resumed
    check_output(output)
    _check_date(date)
    missing: list[str] = []
    known = known_tables(data, no_shipped)
    if properties and dump is None:
        raise UsageError(_("--property is for --dump only"))
    if dump is not None:
        loaded = _of_dump(
            dump,
            properties,
            (files, places, countries),
            cache,
            known=known,
            date=date,
            name=name,
            people=not no_people,
            networks=not no_networks,
        )
    elif files:
        _only_with_a_service(countries, cache)
        if not date:
            raise UsageError(
                _("set the day of the data with --date, such as 2022-01 or 2022-01-17")
            )
        from cityties.store.confined import read_file

        loaded = read_file(
            "wikidata",
            files[0],
            known=known,
            more=[*files[1:], *places],
            timeout=timeout,
            memory=memory,
            shown=names_of_kept(),
            others=[str(file) for file in files[1:]],
            date=date,
            name=name,
            people=not no_people,
            networks=not no_networks,
            places=[str(place) for place in places],
        )
    else:
        from cityties.loaders.wikidata.load import fetch
        from cityties.model.tables import ROW_TYPES
        from cityties.store.confined import Folder

        if places:
            raise UsageError(_("--places is for --from only: a service provides its cities itself"))
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
                say(_("the results so far are kept: repeat the command to resume"))
            raise
        tables = fetched.made.tables
        loaded = Folder(
            fetched.files,
            {name: len(getattr(tables, name)) for name in ROW_TYPES},
            fetched.lines,
            tuple(fetched.surprises.lines()),
            fetched.made.source.id,
        )
        missing = fetched.missing.lines()
    for line in missing:
        say(line)
    if missing and in_place:
        # What was there before must not go because the service was silent.
        say(
            _("{folder} is left as it is: repeat the command to request the rest").format(
                folder=output
            )
        )
        click.get_current_context().exit(1)
    if alone:
        from cityties.store.alone import stand_alone

        loaded = stand_alone(loaded, known)
    _write(output, loaded)
    if missing:
        say(_("something is missing: repeat the command to request only that"))
        click.get_current_context().exit(1)


def _of_dump(
    dump: Path,
    properties: tuple[str, ...],
    others: tuple[tuple[Any, ...], ...],
    cache: Path | None,
    *,
    date: str,
    **options: Any,
) -> Folder:
    """The folder of a dump; how far the reading came is kept in the cache."""
    import tempfile

    from cityties.base.resources import writable_cache_dir
    from cityties.cli.output import Steps
    from cityties.loaders.wikidata.dump import work_key
    from cityties.loaders.wikidata.items import TWIN
    from cityties.loaders.wikidata.load import from_dump
    from cityties.model.tables import ROW_TYPES
    from cityties.store.confined import Folder

    if any(others):
        raise UsageError(_("--dump goes without --from, --places and --country"))
    if not date:
        raise UsageError(_("set the day of the data with --date, such as 2022-01 or 2022-01-17"))
    chosen = properties or (TWIN,)
    kept = cache or writable_cache_dir() or Path(tempfile.gettempdir())
    work = kept / "wikidata-dump" / work_key(dump, chosen)
    with Steps() as progress:
        fetched = from_dump(
            dump, work=work, date=date, properties=chosen, progress=progress, **options
        )
    tables = fetched.made.tables
    return Folder(
        fetched.files,
        {name: len(getattr(tables, name)) for name in ROW_TYPES},
        fetched.lines,
        tuple(fetched.surprises.lines()),
        fetched.made.source.id,
    )


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
                _("{option} is for querying a service; it has no effect with --from").format(
                    option=option
                )
            )


def _countries(texts: tuple[str, ...], known: Tables | None) -> list[str]:
    """Countries as items, each once."""
    from cityties.model.identifiers import is_qid

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
                _("{value!r} is not an item of a country, such as {example}").format(
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


def _write(output: Path, loaded: Folder) -> None:
    from cityties.cli.data.load_options import write_folder
    from cityties.loaders.wikidata.load import SURPRISES_FILE

    write_folder(output, loaded.files, loaded.counts)
    say(_("source: {id}").format(id=loaded.source))
    for line in loaded.lines:
        say(line)
    if loaded.findings:
        say(_("unexpected data ({file} has every item):").format(file=output / SURPRISES_FILE))
        for line in loaded.findings:
            say(f"  {line}")
