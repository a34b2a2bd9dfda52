"""From a service to a collection: country by country, a batch of items at a time.

The answers are kept by their query, so an interrupted run resumes where
it stopped. A batch that is too much for the service's time limit is halved.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence

from cityties.errors import NotFoundError
from cityties.language.messages import _, ngettext
from cityties.loaders.wikidata import queries
from cityties.loaders.wikidata.answers import add_statements, local_name, text_of
from cityties.loaders.wikidata.choose import choose
from cityties.loaders.wikidata.client import Client, Say, ServiceError, TooSlowError
from cityties.loaders.wikidata.items import (
    COUNTRY,
    HEAD,
    ISO_CODE,
    MEMBER_OF,
    REPLACED_BY,
    TWIN,
    Collection,
    qid_number,
)
from cityties.loaders.wikidata.surprises import Surprises
from cityties.model.identifiers import is_qid

BATCH = 100
"""Items that one query asks about."""

_ROUNDS = 5  # chains of replaced items that are followed


def collect(
    client: Client,
    *,
    countries: Sequence[str] = (),
    surprises: Surprises,
    say: Say = lambda _line: None,
    batch: int = BATCH,
    day: datetime.date | None = None,
    names: Mapping[str, str] | None = None,
) -> Collection:
    """Ask a service for the twin towns of some countries, or of the world.

    Parameters
    ----------
    client : the service
    countries : items of countries; all if empty
    surprises : notes what cannot be used
    say : called with a line of progress
    batch : items that one query asks about
    day : the day of the data: of heads of government only those of that day are requested
    names : names of countries by their items, for the lines of progress

    Returns
    -------
    Collection : the items of the countries with their lists, their partners, and the names of
        the countries, networks and people that they name

    Raises
    ------
    ServiceError : if the service refuses or stays broken
    NotFoundError : if it holds no twin towns there
    """
    collection = Collection()
    pages = list(countries) or _countries(client)
    for number, country in enumerate(pages, start=1):
        items = [qid for qid in _items(client, country) if qid not in collection.read]
        say(
            ngettext(
                "{country} ({number} of {of}): {n} item",
                "{country} ({number} of {of}): {n} items",
                len(items),
            ).format(
                country=(names or {}).get(country, country) or _("without a country"),
                number=number,
                of=len(pages),
                n=len(items),
            )
        )
        _in_batches(client, collection, items, queries.twins_query, surprises, say, batch)
        collection.read.update(items)
    if not collection.read:
        raise NotFoundError(
            _("{endpoint} contains no twin towns (P190){where}").format(
                endpoint=client.endpoint,
                where=""
                if not countries
                else _(" in {countries}").format(countries=", ".join(countries)),
            )
        )
    _describe(client, collection, surprises, say, batch, day or datetime.date.today())
    return collection


def _countries(client: Client) -> list[str]:
    """The countries of items with twin towns; blank last: items without one."""
    try:
        rows = client.ask(queries.COUNTRIES)
    except TooSlowError as error:
        raise ServiceError(
            _("{problem}; name the countries with --country").format(problem=error)
        ) from error
    found = [local_name(text_of(row.get("country"))) for row in rows]
    known = sorted({each for each in found if is_qid(each)}, key=qid_number)
    # An unknown country is none that could be asked for, so its items come with those without.
    return [*known, ""]


def _items(client: Client, country: str) -> list[str]:
    rows = client.ask(queries.items_query(country))
    return [qid for row in rows if is_qid(qid := local_name(text_of(row.get("item"))))]


def _describe(
    client: Client,
    collection: Collection,
    surprises: Surprises,
    say: Say,
    batch: int,
    day: datetime.date,
) -> None:
    """Ask who the items and their partners are, and follow those that were replaced."""
    asked: set[str] = set()
    for _round in range(_ROUNDS):
        wanted = collection.read | collection.named((TWIN, REPLACED_BY))
        wanted |= {item.redirect for item in collection.items.values() if item.redirect}
        fresh = wanted - asked
        if not fresh:
            break
        asked |= fresh
        say(ngettext("About {n} item", "About {n} items", len(fresh)).format(n=len(fresh)))
        ordered = sorted(fresh, key=qid_number)
        for query in (queries.names_query, queries.about_query):
            _in_batches(client, collection, ordered, query, surprises, say, batch)
    heads = {
        head.value
        for item in collection.items.values()
        for head in choose(item.statements.get(HEAD, ()), day)
        if is_qid(head.value)
    }
    others = (collection.named((COUNTRY, MEMBER_OF)) | heads) - asked
    if others:
        say(
            ngettext(
                "Names of {n} country, network or person",
                "Names of {n} countries, networks and people",
                len(others),
            ).format(n=len(others))
        )
        ordered = sorted(others, key=qid_number)
        _in_batches(client, collection, ordered, queries.names_query, surprises, say, batch * 4)
    countries = sorted(collection.named((COUNTRY,)) - asked, key=qid_number)
    _in_batches(
        client,
        collection,
        countries,
        lambda items: queries.about_query(items, (ISO_CODE,)),
        surprises,
        say,
        batch * 4,
    )


def _in_batches(
    client: Client,
    collection: Collection,
    items: Sequence[str],
    query: Callable[[Iterable[str]], str],
    surprises: Surprises,
    say: Say,
    size: int,
) -> None:
    """Ask a query about all items, fewer at once where the service runs out of time."""
    waiting = [items[at : at + size] for at in range(0, len(items), size)]
    while waiting:
        some = waiting.pop(0)
        try:
            rows = client.ask(query(some))
        except TooSlowError:
            if len(some) == 1:
                raise
            half = len(some) // 2
            say(
                ngettext(
                    "{n} item was too much at once: retrying with half",
                    "{n} items were too many at once: retrying with half",
                    len(some),
                ).format(n=len(some))
            )
            waiting[:0] = [some[:half], some[half:]]
            continue
        add_statements(collection, rows, surprises)
