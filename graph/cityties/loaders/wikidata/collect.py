"""From a service to a collection: country by country, a batch of items at a time.

The answers are kept by their query, so an interrupted run resumes where
it stopped. A batch whose answer does not come whole is halved, down to single items; one
that is not answered either is left out, and :class:`Missing` says so.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from cityties.errors import NotFoundError
from cityties.language.messages import _, ngettext
from cityties.loaders.wikidata import queries
from cityties.loaders.wikidata.answers import Binding, add_statements, local_name, text_of
from cityties.loaders.wikidata.choose import choose
from cityties.loaders.wikidata.client import (
    Client,
    Say,
    ServiceError,
    TooSlowError,
    UnreadableError,
)
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


_PAGES = (2000, 500, 100)  # items of a country at once, where all of them are too many
_AGAIN = 2  # more tries of a question that cannot be made smaller
_IN_A_ROW = 5  # single items without an answer, one after the other: then the service is down


@dataclass(slots=True)
class Missing:
    """What a service gave no answer about: a run keeps what it has, and says what it has not.

    Parameters
    ----------
    asked : what was asked for, to the items without an answer
    countries : countries whose items are not all known
    reason : why the run stopped before its end; blank: it did not
    """

    asked: dict[str, list[str]] = field(default_factory=dict)
    countries: list[str] = field(default_factory=list)
    reason: str = ""

    def __bool__(self) -> bool:
        return bool(self.asked or self.countries or self.reason)

    @property
    def items(self) -> tuple[str, ...]:
        """The items that something is missing of, each once."""
        every = {item for items in self.asked.values() for item in items}
        return tuple(sorted(every, key=qid_number))

    def lines(self) -> list[str]:
        """What is missing, a sentence each, in the language of messages."""
        words = {
            LISTS: _("lists of twin towns"),
            NAMES: _("names"),
            FACTS: _("countries, points and the like"),
        }
        found = [
            _("the service gave no answer about {what}: {n} items ({some})").format(
                what=words[what], n=f"{len(items):,}", some=_some(items)
            )
            for what, items in self.asked.items()
            if items
        ]
        if self.countries:
            text = _("the service gave no answer about the cities of: {countries}")
            found.append(text.format(countries=_some([each or "?" for each in self.countries])))
        if self.reason:
            found.append(_("the run stopped early: {reason}").format(reason=self.reason))
        return found


def _some(items: Sequence[str], most: int = 5) -> str:
    return _(", ").join(items[:most]) + (" …" if len(items) > most else "")


LISTS, NAMES, FACTS = "lists", "names", "facts"
"""What is asked of items."""


class _StoppedError(Exception):
    """The service does not answer any more."""


def collect(
    client: Client,
    *,
    countries: Sequence[str] = (),
    surprises: Surprises,
    say: Say = lambda _line: None,
    batch: int = BATCH,
    day: datetime.date | None = None,
    names: Mapping[str, str] | None = None,
    missing: Missing | None = None,
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
    missing : notes what the service gave no answer about, if anything was answered at all

    Returns
    -------
    Collection : the items of the countries with their lists, their partners, and the names of
        the countries, networks and people that they name

    Raises
    ------
    ServiceError : if the service refuses or stays broken before any list was read
    NotFoundError : if it holds no twin towns there
    """
    missing = Missing() if missing is None else missing
    run = _Run(client, surprises, say, missing)
    pages = list(countries) or _countries(run)
    for number, country in enumerate(pages, start=1):
        try:
            _lists(run, country, number, pages, batch, names or {})
        except _StoppedError as stopped:
            missing.countries += [each for each in pages[number:] if each not in missing.countries]
            if run.collection.read:
                break
            assert stopped.__cause__ is not None
            raise stopped.__cause__ from None
    if not run.collection.read:
        if run.last is not None:
            raise run.last
        raise NotFoundError(
            _("{endpoint} contains no twin towns (P190){where}").format(
                endpoint=client.endpoint,
                where=""
                if not countries
                else _(" in {countries}").format(countries=", ".join(countries)),
            )
        )
    _describe(run, batch, day or datetime.date.today())
    return run.collection


class _Run:
    """Questions to a service, with what came of them."""

    def __init__(self, client: Client, surprises: Surprises, say: Say, missing: Missing) -> None:
        self.client, self.surprises, self.say, self.missing = client, surprises, say, missing
        self.collection = Collection()
        self.last: ServiceError | None = None
        """The last error after which the run went on."""
        self._in_a_row = 0

    def ask(self, query: str) -> list[Binding]:
        """Ask what cannot be made smaller: once more, and once more, if it is too slow.

        Raises
        ------
        ServiceError : as of :meth:`Client.ask`
        """
        for _try in range(_AGAIN):
            try:
                return self.client.ask(query)
            except TooSlowError as error:
                self.say(_("{problem}: asking again").format(problem=error))
        return self.client.ask(query)

    def in_batches(
        self,
        items: Sequence[str],
        what: str,
        query: Callable[[Iterable[str]], str],
        size: int,
        answered: set[str],
    ) -> None:
        """Ask a query about all items, fewer at once where the answer does not come whole.

        Parameters
        ----------
        items : the items
        what : one of the codes above
        query : makes the query about some items
        size : how many at once
        answered : gains the items that the answers cover

        Raises
        ------
        _StoppedError : if the service does not answer any more; what it missed is noted
        """
        waiting = [items[at : at + size] for at in range(0, len(items), size)]
        while waiting:
            some = waiting.pop(0)
            if self.missing.reason:
                self._lack(what, [*some, *(each for rest in waiting for each in rest)])
                raise _StoppedError
            ask = self.client.ask if len(some) > 1 else self.ask
            try:
                rows = ask(query(some))
            except (TooSlowError, UnreadableError) as error:
                self.last = error
                if len(some) > 1:
                    self._halve(some, waiting)
                    continue
                self._lack(what, some)
                self.say(
                    _("{item}: no answer, left out ({problem})").format(item=some[0], problem=error)
                )
                self._in_a_row += 1
                if self._in_a_row >= _IN_A_ROW:
                    self._stop(error, what, waiting)
                continue
            except ServiceError as error:
                self._stop(error, what, [some, *waiting])
            self._in_a_row = 0
            answered.update(some)
            add_statements(self.collection, rows, self.surprises)

    def _halve(self, some: Sequence[str], waiting: list[Sequence[str]]) -> None:
        half = len(some) // 2
        self.say(
            ngettext(
                "{n} item was too much at once: retrying with half",
                "{n} items were too many at once: retrying with half",
                len(some),
            ).format(n=len(some))
        )
        waiting[:0] = [some[:half], some[half:]]

    def _lack(self, what: str, items: Iterable[str]) -> None:
        if found := list(items):
            self.missing.asked.setdefault(what, []).extend(found)

    def _stop(self, error: ServiceError, what: str, waiting: Iterable[Sequence[str]]) -> NoReturn:
        self._lack(what, (each for rest in waiting for each in rest))
        self.stop(error)

    def stop(self, error: ServiceError) -> NoReturn:
        """Ask nothing more."""
        self.missing.reason = str(error)
        raise _StoppedError from error


def _lists(
    run: _Run,
    country: str,
    number: int,
    pages: Sequence[str],
    batch: int,
    names: Mapping[str, str],
) -> None:
    """The lists of twin towns of the items of a country."""
    try:
        found = _items(run, country)
    except (TooSlowError, UnreadableError) as error:
        run.missing.countries.append(country)
        run.last = error
        run.say(
            _("{country}: no answer, left out ({problem})").format(
                country=names.get(country, country) or _("without a country"), problem=error
            )
        )
        return
    except ServiceError as error:
        run.missing.countries.append(country)
        run.stop(error)
    items = [qid for qid in found if qid not in run.collection.read]
    run.say(
        ngettext(
            "{country} ({number} of {of}): {n} item",
            "{country} ({number} of {of}): {n} items",
            len(items),
        ).format(
            country=names.get(country, country) or _("without a country"),
            number=number,
            of=len(pages),
            n=len(items),
        )
    )
    run.in_batches(items, LISTS, queries.twins_query, batch, run.collection.read)


def _countries(run: _Run) -> list[str]:
    """The countries of items with twin towns; blank last: items without one."""
    try:
        rows = run.ask(queries.COUNTRIES)
    except TooSlowError as error:
        raise ServiceError(
            _("{problem}; name the countries with --country").format(problem=error)
        ) from error
    found = [local_name(text_of(row.get("country"))) for row in rows]
    known = sorted({each for each in found if is_qid(each)}, key=qid_number)
    # An unknown country is none that could be asked for, so its items come with those without.
    return [*known, ""]


def _items(run: _Run, country: str) -> list[str]:
    """The items of a country: all at once, else page by page.

    Raises
    ------
    ServiceError : if a page is not answered either
    """
    try:
        return _qids(run.ask(queries.items_query(country)))
    except (TooSlowError, UnreadableError) as error:
        problem = error
    for size in _PAGES:
        run.say(_("{problem}: asking for {n} items at once").format(problem=problem, n=size))
        found: list[str] = []
        try:
            while True:
                query = queries.items_query(country, size=size, start=len(found))
                page = _qids(run.client.ask(query))
                found += page
                if len(page) < size:
                    return found
        except (TooSlowError, UnreadableError) as error:
            problem = error
    raise problem


def _qids(rows: Iterable[Binding]) -> list[str]:
    return [qid for row in rows if is_qid(qid := local_name(text_of(row.get("item"))))]


def _describe(run: _Run, batch: int, day: datetime.date) -> None:
    """Ask who the items and their partners are, and follow those that were replaced."""
    collection = run.collection

    def ask(
        items: Iterable[str], what: str, query: Callable[[Iterable[str]], str], size: int
    ) -> None:
        with contextlib.suppress(_StoppedError):  # what is asked later is missing too, and noted
            run.in_batches(sorted(items, key=qid_number), what, query, size, set())

    asked: set[str] = set()
    for _round in range(_ROUNDS):
        wanted = collection.read | collection.named((TWIN, REPLACED_BY))
        wanted |= {item.redirect for item in collection.items.values() if item.redirect}
        fresh = wanted - asked
        if not fresh:
            break
        asked |= fresh
        run.say(ngettext("About {n} item", "About {n} items", len(fresh)).format(n=len(fresh)))
        for what, query in ((NAMES, queries.names_query), (FACTS, queries.about_query)):
            ask(fresh, what, query, batch)
    heads = {
        head.value
        for item in collection.items.values()
        for head in choose(item.statements.get(HEAD, ()), day)
        if is_qid(head.value)
    }
    others = (collection.named((COUNTRY, MEMBER_OF)) | heads) - asked
    if others:
        run.say(
            ngettext(
                "Names of {n} country, network or person",
                "Names of {n} countries, networks and people",
                len(others),
            ).format(n=len(others))
        )
        ask(others, NAMES, queries.names_query, batch * 4)
    countries = collection.named((COUNTRY,)) - asked
    ask(countries, FACTS, lambda items: queries.about_query(items, (ISO_CODE,)), batch * 4)
