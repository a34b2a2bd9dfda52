"""From a service or from files to the files of a data folder."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from cityties.base.files import sha256, write_atomic
from cityties.base.inputs import MOST_JSON, json_object, read_inside
from cityties.base.locks import lock
from cityties.errors import StoreError, UsageError
from cityties.language.messages import _
from cityties.language.visible import in_markdown
from cityties.loaders.foreign.cities import CityRow, read_places
from cityties.loaders.foreign.links import About
from cityties.loaders.foreign.provenance import README, Loaded, folder_files
from cityties.loaders.foreign.tables import Record
from cityties.loaders.wikidata import queries
from cityties.loaders.wikidata.client import Client, Say
from cityties.loaders.wikidata.collect import BATCH, Missing, collect
from cityties.loaders.wikidata.dump import EVERY, Progress, collect_dump
from cityties.loaders.wikidata.items import TWIN, Collection
from cityties.loaders.wikidata.rows import Made, make_rows
from cityties.loaders.wikidata.saved import read_saved
from cityties.loaders.wikidata.surprises import Surprises
from cityties.model.dates import parse_edtf
from cityties.model.rows import Tables
from cityties.model.texts import text_in

QUERIES = "queries.rq"
"""The file with the texts of the queries, in a folder that was fetched."""

SURPRISES_FILE = "surprises.json"
"""The file with everything that was odd, by kind, with the ids of the items."""

LICENCE = "CC0-1.0"
"""The terms of Wikidata's statements."""

RUN = "run.json"
_STALE = datetime.timedelta(days=7)  # a run interrupted longer ago is restarted
PROPERTY = "https://www.wikidata.org/wiki/Property:P190"


@dataclass(slots=True)
class Run:
    """A run against a service, as its cache remembers it.

    Parameters
    ----------
    endpoint, countries : what is asked
    days : the days on which answers came, sorted
    finished : whether it came to its end
    """

    endpoint: str
    countries: list[str]
    days: list[str] = field(default_factory=list)
    finished: bool = False

    def to_bytes(self) -> bytes:
        """As the content of its file."""
        content = {
            "endpoint": self.endpoint,
            "countries": self.countries,
            "days": self.days,
            "finished": self.finished,
        }
        return (json.dumps(content, indent=1) + "\n").encode()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of a run or of files, before it is written.

    Parameters
    ----------
    made : rows, source and numbers
    surprises : what was odd
    files : every file of the folder, by name
    lines : the summary, a sentence each
    missing : what the service gave no answer about
    """

    made: Made
    surprises: Surprises
    files: dict[str, bytes]
    lines: tuple[str, ...]
    missing: Missing = field(default_factory=Missing)


def fetch(
    endpoint: str,
    *,
    cache: Path | None,
    keep: bool,
    contact: str = "",
    countries: Sequence[str] = (),
    date: str = "",
    name: str = "",
    known: Tables | None = None,
    people: bool = True,
    networks: bool = True,
    pause: float = 1.0,
    limit: float = 60.0,
    batch: int = BATCH,
    say: Say = lambda _line: None,
    today: datetime.date | None = None,
) -> Fetched:
    """Query a service, or resume an interrupted run.

    Parameters
    ----------
    endpoint : the address of the SPARQL service
    cache : a folder for the answers; ``None``: they are not kept
    keep : use what the cache holds however old it is; else a run that came to its end on
        another day, or was interrupted more than a week ago, is restarted
    contact : who asks, for the User-Agent
    countries : items of countries; the world if empty
    date : the day of the data (EDTF); the day of the last answer by default
    name : title of the source
    known : rows that may be referred to, usually the shipped data
    people, networks : whether heads of government and memberships become claims
    pause, limit, batch : see `Client` and `collect`
    say : called with lines of progress
    today : the day on which this is done

    Returns
    -------
    Fetched : also where the service stopped to answer once some lists were read; what is missing
        then is in ``missing``, in ``loading.json``, and is asked for when the run is repeated

    Raises
    ------
    ServiceError, NotFoundError, UsageError, DataError
    """
    today = today or datetime.date.today()
    surprises, missing = Surprises(), Missing()
    client = Client(endpoint, contact=contact, cache=cache, pause=pause, limit=limit, say=say)
    with _running(cache, endpoint, countries, keep, today, say) as run:
        try:
            collection = collect(
                client,
                countries=countries,
                surprises=surprises,
                say=say,
                batch=batch,
                day=parse_edtf(date).latest if date else today,
                names=_names_of_countries(known),
                missing=missing,
            )
        finally:
            client.close()
            if client.requests:
                run.days = sorted({*run.days, today.isoformat()})
        run.finished = not missing
        days = run.days or [today.isoformat()]
    where = f" {' '.join(countries)}" if countries else ""
    about = About(
        name or f"Wikidata{where} {date or days[-1]}",
        date or days[-1],
        "Wikidata",
        PROPERTY,
        LICENCE,
        # Notes are part of the data, so they are English regardless of the language of the run.
        note=f"asked of {endpoint} on {', '.join(days)}; the texts of the queries: {QUERIES} "
        f"(SHA-256 {sha256(query_texts(countries))[:16]})",
        accessed=days[-1],
    )
    record = Record()
    for what, items in missing.asked.items():
        for item in items:
            record.note("not-answered", "", 0, f"{item}: {what}")
    for country in missing.countries:
        record.note("not-answered", "", 0, f"{country or 'items without a country'}: items")
    fetched = _made(
        collection, about, known, surprises, people=people, networks=networks, record=record
    )
    fetched.files[QUERIES] = query_texts(countries)
    return replace(fetched, missing=missing)


def from_files(
    paths: Sequence[Path],
    *,
    date: str,
    name: str = "",
    known: Tables | None = None,
    people: bool = True,
    networks: bool = True,
    places: Sequence[Path] = (),
) -> Fetched:
    """Read saved answers or items.

    Parameters
    ----------
    paths : the files; see :mod:`cityties.loaders.wikidata.saved`
    date : the day of the data (EDTF)
    name, known, people, networks : as for :func:`fetch`
    places : tables of cities that fill what the files do not say, see
        :data:`cityties.loaders.foreign.cities.CITY_ROLES`

    Raises
    ------
    NotFoundError, UsageError, DataError
    """
    surprises, collection, record = Surprises(), Collection(), Record()
    rows = read_places(places, record)
    sums = record.files
    for path in paths:
        read_saved(path, collection, surprises)
        data = path.read_bytes()
        sums.append({"file": path.name, "bytes": len(data), "sha256": sha256(data)})
    about = About(
        name or f"Wikidata {date}",
        date,
        "Wikidata",
        PROPERTY,
        LICENCE,
        note="read from "
        + ", ".join(f"{each['file']} (SHA-256 {str(each['sha256'])[:16]})" for each in sums),
    )
    return _made(
        collection,
        about,
        known,
        surprises,
        people=people,
        networks=networks,
        record=record,
        places=rows,
    )


def query_texts(countries: Sequence[str] = ()) -> bytes:
    """The texts of the queries of a run, with an example item where a batch stands."""
    parts = [
        "# The queries of cityties. Each batch of items replaces Q42053 in these examples.",
        *(() if countries else (queries.COUNTRIES,)),
        *(queries.items_query(country) for country in (countries or ("Q794", ""))),
        queries.twins_query(["Q42053"]),
        queries.names_query(["Q42053"]),
        queries.about_query(["Q42053"]),
    ]
    return "\n# ----\n".join(part.strip() + "\n" for part in parts).encode()


def _made(
    collection: Collection,
    about: About,
    known: Tables | None,
    surprises: Surprises,
    *,
    people: bool,
    networks: bool,
    record: Record | None = None,
    places: Mapping[str, CityRow] | None = None,
) -> Fetched:
    made = make_rows(
        collection,
        about,
        known=known,
        surprises=surprises,
        people=people,
        networks=networks,
        places=places,
    )
    shown = {key: f"{number:,}" for key, number in made.numbers.items()}
    lines = (
        _("{pairs} pairs of {cities} cities; the lists of {items_read} items were read.").format(
            **shown
        ),
        _(
            "Stated by both items: {pairs_from_both_sides} pairs; by one only: "
            "{pairs_from_one_side}. Ended: {ended} ties."
        ).format(**shown),
        _("Memberships in networks: {memberships}; heads of government: {heads}.").format(**shown),
    )
    record = record or Record()
    record.numbers.update(made.numbers)
    content = folder_files(Loaded(made.tables, made.source, LICENCE, record, lines))
    content[SURPRISES_FILE] = surprises.to_bytes()
    if odd := surprises.lines():
        content[README] += "\n".join(
            ["", "## " + _("Unexpected data"), "", *(f"- {in_markdown(line)}" for line in odd), "",
             _("All items: `{file}`.").format(file=SURPRISES_FILE), ""]
        ).encode()  # fmt: skip
    return Fetched(made, surprises, content, lines)


def _names_of_countries(known: Tables | None) -> dict[str, str]:
    """The names of known countries by their items, in the language of messages."""
    return {
        place.wikidata: text_in(place, "name")
        for place in (known.places if known else ())
        if place.kind == "country" and place.wikidata
    }


@contextmanager
def _running(
    cache: Path | None,
    endpoint: str,
    countries: Sequence[str],
    keep: bool,
    today: datetime.date,
    say: Say,
) -> Iterator[Run]:
    """The run of a cache folder; what it became is written down however it ends."""
    fresh = Run(endpoint, list(countries))
    if cache is None:
        yield fresh
        return
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            _("cannot write in {folder}: {reason}").format(
                folder=cache, reason=error.strerror or error
            )
        ) from error
    with lock(cache / ".lock"):
        run = _old_run(cache, fresh)
        if run is None or not (keep or _still_good(run, today)):
            if any(cache.glob("*.json")):
                if keep:
                    raise StoreError(
                        _(
                            "{folder} contains the results of another run: choose another folder"
                        ).format(folder=cache)
                    )
                for file in cache.glob("*.json"):
                    file.unlink()
            run = fresh
        elif any(file.name != RUN for file in cache.glob("*.json")):
            say(
                _("{folder} contains results of {days}: these are not requested again").format(
                    folder=cache, days=", ".join(run.days) or "?"
                )
            )
        run.finished = False
        try:
            write_atomic(cache / RUN, run.to_bytes())
            yield run
        finally:
            write_atomic(cache / RUN, run.to_bytes())


def _old_run(cache: Path, fresh: Run) -> Run | None:
    """The run that a cache holds, if it asked the same."""
    try:
        found = json_object(read_inside(cache, RUN, most=MOST_JSON))
        run = Run(
            str(found["endpoint"]),
            [str(each) for each in found["countries"]],
            [str(each) for each in found["days"]],
            bool(found["finished"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return run if (run.endpoint, run.countries) == (fresh.endpoint, fresh.countries) else None


def _still_good(run: Run, today: datetime.date) -> bool:
    if not run.days:
        return True
    if run.finished:
        return run.days[-1] == today.isoformat()
    return today - datetime.date.fromisoformat(run.days[0]) <= _STALE


def from_dump(
    path: Path,
    *,
    work: Path,
    date: str,
    name: str = "",
    known: Tables | None = None,
    people: bool = True,
    networks: bool = True,
    properties: Sequence[str] = (),
    every: int = 0,
    progress: Progress = lambda _step, _number, _of: None,
) -> Fetched:
    """Read a dump of Wikidata; see :mod:`cityties.loaders.wikidata.dump`.

    Parameters
    ----------
    path : the dump
    work : a folder for how far the reading came
    date : the day of the dump (EDTF)
    name, known, people, networks : as for :func:`fetch`
    properties : items with one of them are taken; twin towns by default
    every : bytes between two checkpoints
    progress : called with a sentence, megabytes read, and megabytes of the file

    Raises
    ------
    NotFoundError, UsageError, DataError
    """
    surprises = Surprises()
    chosen = tuple(properties) or (TWIN,)
    collection = collect_dump(
        path,
        work=work,
        properties=chosen,
        surprises=surprises,
        day=parse_edtf(date).latest,
        every=every or EVERY,
        progress=progress,
    )
    about = About(
        name or f"Wikidata {date}",
        date,
        "Wikidata",
        PROPERTY,
        LICENCE,
        note=f"read from the dump {path.name} ({path.stat().st_size:,} bytes), "
        f"items with {', '.join(chosen)}",
    )
    return _made(collection, about, known, surprises, people=people, networks=networks)
