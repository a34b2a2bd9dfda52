"""What ``cityties.open()`` returns: the graph as Python sees it.

Imports stay inside the methods, so that a listing loads only what it needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from cityties.build import Graph, Progress, open_or_build
from cityties.errors import AmbiguousNameError, NotFoundError, UsageError
from cityties.messages import _, language

if TYPE_CHECKING:
    import networkx as nx
    import pyoxigraph
    import rdflib

    from cityties.analysis.communities import Communities
    from cityties.analysis.report import Centrality
    from cityties.loaders.snapshot import Snapshot
    from cityties.model import Tables
    from cityties.page import Map
    from cityties.projection import Scope, Selection
    from cityties.projection.strength import Weights
    from cityties.questions import Question
    from cityties.reading import Readings
    from cityties.results import Answer

Day = date | str
Row = dict[str, Any]
Codes = str | Sequence[str] | None

ROW_KEYS: Mapping[str, tuple[str, ...]] = {
    listing: tuple(keys.split())
    for listing, keys in {
        "ties": "tie partner parties kind channel side status certainty alternatives since "
        "concluded last_attested activity unanswered days_open sources conflicts on known_by",
        "history": "date status event kind channel side said_by source locator certainty claim "
        "act aspect earliest latest counts_for_reading tie published gist gist_fa known_by",
        "counts": "count op of excluding said_by source published date list claim",
        "conflicts": "about what values id status channel act known_by",
        "cities": "city name_en name_fa kind country latitude longitude wikidata ties",
        "sources": "source kind title publisher published accessed language url claims expected",
    }.items()
}
"""The keys of each listing's rows, in order; keys are only ever added."""


def open(
    data: Path | str | Sequence[Path | str] = (),
    *,
    store: Path | str | None = None,
    shipped: bool = True,
    cache: bool = True,
    build: bool = False,
    known_by: Day | None = None,
    progress: Progress | None = None,
) -> CityGraph:
    """Open the graph, building it if it was not built before.

    Parameters
    ----------
    data : folders of your own that are added to the shipped data
    store : a folder that holds built graphs. Without ``data`` and ``build`` what it
        holds is opened as it is; else it is brought up to date.
    shipped : whether the data that comes with cityties goes in
    cache : whether built graphs are kept between calls
    build : build into ``store`` even if nothing but the shipped data is given
    known_by : let the reading graph use only what was published by this day
    progress : called with the name of a step, its number and how many there are

    Returns
    -------
    CityGraph

    Raises
    ------
    DataError
        With every problem of the data.
    StoreError
        If the store is not ours, too new, damaged or being written.
    NotFoundError
        If a folder is missing, or the store holds no graph yet.

    Examples
    --------
    >>> import cityties
    >>> g = cityties.open()
    >>> [row["status"] for row in g.ties("freiburg", on="2010-01-01", channel="political")
    ...  if row["partner"] == "isfahan"]
    ['suspended']
    """
    folders = [data] if isinstance(data, str | Path) else list(data)
    as_it_is = store is not None and not folders and not build
    return CityGraph(
        open_or_build(
            folders,
            shipped=shipped and not as_it_is,
            store_dir=store,
            cache=cache,
            known_by=_day(known_by),
            progress=progress,
        )
    )


_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SOLAR_YEARS = range(1300, 1451)  # written without a mark, these years are a slip


def read_day(text: Day) -> date:
    """A day from a text.

    Parameters
    ----------
    text : ``2010-01-01``, ``today``, or a Solar Hijri day like ``sh1388-10-11``; digits
        may be Persian

    Raises
    ------
    UsageError
        If it is none of them.

    Examples
    --------
    >>> read_day("sh1388-10-11"), read_day("۲۰۱۰-۰۱-۰۱")
    (datetime.date(2010, 1, 1), datetime.date(2010, 1, 1))
    """
    if isinstance(text, datetime):
        return text.date()
    if isinstance(text, date):
        return text
    from cityties.names import latin_digits

    plain = latin_digits(text).strip().lower()
    found = _plain_day(plain)
    if found is None:
        raise UsageError(
            _(
                "{value!r} is not a day; write it like 2010-01-01, today, "
                "or sh1388-10-11 (Solar Hijri)"
            ).format(value=text)
        )
    if plain.startswith("sh"):
        return found
    if found.year in _SOLAR_YEARS:
        raise UsageError(
            _("{value!r} looks like a Solar Hijri day; write it as {right}").format(
                value=text, right="sh" + plain
            )
        )
    return found


def _plain_day(text: str) -> date | None:
    if text == "today":
        return date.today()
    try:
        if text.startswith("sh"):
            from persiantools.jdatetime import JalaliDate

            year, month, day = (int(part) for part in text[2:].split("-"))
            gregorian: date = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]  # of persiantools
            return gregorian
        # fromisoformat also takes weeks, and days without hyphens
        return date.fromisoformat(text) if _ISO_DAY.fullmatch(text) else None
    except (ValueError, OverflowError):
        return None


def _day(day: Day | None) -> date | None:
    return None if day is None else read_day(day)


class CityGraph:
    """A graph of ties between cities, ready to be asked.

    Parameters
    ----------
    graph : a built graph; `cityties.open` gives it
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._readings: dict[tuple[date | None, str], Readings] = {}
        self._reach: dict[tuple[str, date | None], dict[str, set[str]]] = {}

    def __repr__(self) -> str:
        return f"<CityGraph {self.id[:12]}: {self._graph.counts['claims']} claims>"

    @property
    def built(self) -> Graph:
        """The built graph behind this face: rows, readings, quads."""
        return self._graph

    @property
    def id(self) -> str:
        """The content id: SHA-256 of the graph's canonical form (RDFC-1.0)."""
        return self._graph.content_id

    @property
    def tables(self) -> Tables:
        """The rows that the graph was built from."""
        return self._graph.tables

    @property
    def data_day(self) -> date:
        """The data's own day: the latest publication among the sources."""
        return self._graph.data_day or date.today()

    @property
    def store(self) -> pyoxigraph.Store:
        """The quads, as a pyoxigraph store (read-only where it is on disk)."""
        return self._graph.quads

    @cached_property
    def dataset(self) -> rdflib.Dataset:
        """The whole graph as an rdflib Dataset; its default graph is the union of all."""
        return self._graph.dataset()

    def summary(self) -> Row:
        """Counts, content id and where the graph is kept.

        Returns
        -------
        dict
            ``triples``, ``graphs``, a count per table, ``ties``, ``conflicts``, ``id``,
            ``where`` (a folder, or ``None`` in memory).
        """
        counts = dict(self._graph.counts)
        version = self._graph.version
        return {
            "triples": counts.pop("quads"),
            **counts,
            "id": self.id,
            "where": None if version is None else str(version.folder),
        }

    # --- names -------------------------------------------------------------------------

    def find_city(self, text: str) -> str:
        """The id of a place, from a name in English or Persian, an alias or an id.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            With what may have been meant.
        """
        return self._graph.gazetteer.get(text, kinds=("city",))

    def name(self, thing: str, lang: str = "") -> str:
        """The name of a place, organization, person, holding or unnamed thing.

        Parameters
        ----------
        thing : an id, also ``person@post`` and ``unnamed/…``
        lang : ``en`` or ``fa``; the language chosen for messages by default
        """
        lang = lang or language()
        who, _at, post = thing.partition("@")
        if who.startswith("unnamed/"):
            return self._posts.get(post, {}).get(lang) or _("unnamed ({claim})").format(
                claim=who.removeprefix("unnamed/")
            )
        gazetteer = self._graph.gazetteer
        return gazetteer.name(who, lang=lang) if who in gazetteer else thing

    @cached_property
    def _posts(self) -> Mapping[str, Mapping[str, str]]:
        return {
            post.id: {"en": post.name_en, "fa": post.name_fa or post.name_en}
            for post in self.tables.posts
        }

    def label(self, code: str, lang: str = "") -> str:
        """The name of a code: ``sister city`` for ``sister_city``."""
        from cityties.labels import code_label

        return code_label(code, lang)

    def title(self, thing: str, lang: str = "") -> str:
        """The name of anything a claim can be about; ties by their parties and kind."""
        if thing.startswith("tie/"):
            from cityties.identifiers import parse_tie_id

            tie = parse_tie_id(thing)
            names = " – ".join(self.name(party, lang) for party in tie.parties)
            return f"{names} ({self.label(tie.kind, lang)})"
        if "@" in thing:
            first, second = thing.split("@", 1)
            post = self._posts.get(second)
            other = post[lang or language()] if post else self.name(second, lang)
            return f"{self.name(first, lang)} – {other}"
        return self.name(thing, lang)

    # --- listings ----------------------------------------------------------------------

    def readings(self, known_by: Day | None = None, *, source: str | None = None) -> Readings:
        """The readings of the claims, as known by a day.

        Parameters
        ----------
        known_by : use only what was published by this day; everything by default
        source : read the claims of this source alone: its id, or the beginning of its id if
            no other begins so

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no source, or several, have the name.
        """
        day = _day(known_by)
        only = self.find_source(source) if source else ""
        if not only and day == self._graph.known_by:
            return self._graph.readings
        if (day, only) not in self._readings:
            from cityties.reading import read

            self._readings[day, only] = read(
                (claim for claim in self.tables.claims if claim.source == only)
                if only
                else self.tables.claims,
                self._sources,
                known_by=day,
            )
        return self._readings[day, only]

    def find_source(self, text: str) -> str:
        """The id of a source, from its id or the beginning of its id.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            With what may have been meant.

        Examples
        --------
        >>> import cityties
        >>> cityties.open().find_source("council-2007")
        'council-2007'
        """
        if text in self._sources:
            return text
        found = sorted(each for each in self._sources if text and each.startswith(text))
        if len(found) == 1:
            return found[0]
        if found:
            shown = _(", ").join([*found[:_SHOWN], *(["…"] if len(found) > _SHOWN else [])])
            raise AmbiguousNameError(
                _("{n} sources begin with {text!r}: {names}").format(
                    n=len(found), text=text, names=shown
                ),
                found,
            )
        from cityties.names import closest

        message = _("no source {text!r}").format(text=text)
        if near := closest(text, self._sources):
            message += _("; ") + _("did you mean {names}?").format(names=_(", ").join(near))
        raise NotFoundError(message)

    @cached_property
    def _sources(self) -> Mapping[str, Any]:
        return {source.id: source for source in self.tables.sources}

    @cached_property
    def _city_of(self) -> Callable[[str], str | None]:
        """The place that an organization or person acts for."""
        from cityties.reading import city_resolver

        return city_resolver(self.tables)

    def cities(self, text: str | None = None, *, country: str | None = None) -> list[Row]:
        """The cities of the graph.

        Parameters
        ----------
        text : only those one of whose names holds this text (case and marks do not count)
        country : only this country, as ISO 3166-1 alpha-2

        Returns
        -------
        list of dict
            In the form of ``docs/json.md``, by English name.
        """
        from cityties.names import fold

        wanted = fold(text) if text else ""
        by_party = self.readings().by_party
        gazetteer = self._graph.gazetteer
        return [
            {
                "city": place.id,
                "name_en": place.name_en,
                "name_fa": place.name_fa,
                "kind": place.kind,
                "country": place.country,
                "latitude": place.latitude,
                "longitude": place.longitude,
                "wikidata": place.wikidata,
                "ties": len(by_party.get(place.id, ())),
            }
            for place in sorted(self.tables.places, key=lambda one: (one.name_en, one.id))
            if place.kind == "city"
            and (not country or place.country == country.upper())
            and (not wanted or any(wanted in fold(name) for name in gazetteer.names(place.id)))
        ]

    def suggest_cities(self, text: str) -> tuple[str, ...]:
        """Ids of cities that a mistyped name may have meant, the likeliest first."""
        return self._graph.gazetteer.suggest(text, ("city",))

    def ties(
        self,
        city: str | None = None,
        *,
        on: Day | None = None,
        known_by: Day | None = None,
        channel: str | None = None,
        status: str | None = None,
        concluded: str | None = None,
        kind: str | None = None,
        source: str | None = None,
    ) -> list[Row]:
        """The ties of a city (or all) as they stood on a day.

        Parameters
        ----------
        city : a name in English or Persian, an alias or an id
        on : the day asked about; today by default
        known_by : use only what was published by this day
        channel : one row per tie, with its status in this channel; without it one row for
            the whole tie and one for each channel that differs
        status, kind : only rows with this code
        concluded : only ``signed`` (an act is claimed) or ``attested`` (only seen in force)
        source : read the claims of this source alone; see `readings`

        Returns
        -------
        list of dict
            In the form of ``docs/json.md``.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no city or source, or several, have the name.
        UsageError
            For an unknown code or a wrong day.
        """
        from cityties.reading import tie_rows

        for value, scheme in ((channel, "channels"), (status, "statuses"), (kind, "kinds")):
            _check_code(value, scheme)
        day, known = _day(on) or date.today(), _day(known_by)
        rows = tie_rows(
            self.readings(known, source=source),
            self._sources,
            on=day,
            city=self.find_city(city) if city else None,
            channel=channel,
            status=status,
            concluded=concluded,
            kind=kind,
            city_of=self._city_of,
        )
        return [{**row, **_asked(day, known)} for row in rows]

    def history(
        self,
        what: str,
        other: str | None = None,
        *,
        kind: str | None = None,
        known_by: Day | None = None,
    ) -> list[Row]:
        """Everything that is claimed of a tie, of a city, or between two cities, in order.

        Parameters
        ----------
        what : the id of a tie (``tie/…``), or a city
        other : a second city: only what passed between the two
        kind : only this kind
        known_by : use only what was published by this day

        Returns
        -------
        list of dict
            In the form of ``docs/json.md``.
        """
        from cityties.reading import history_rows

        _check_code(kind, "kinds")
        known = _day(known_by)
        readings = self.readings(known)
        if what.startswith("tie/"):
            if other:
                raise UsageError(_("a tie has its parties in its id: leave out the second city"))
            self._check_tie(what, readings)
            rows = history_rows(readings, self._sources, tie=what, city_of=self._city_of)
        else:
            cities = [self.find_city(name) for name in (what, other) if name]
            rows = history_rows(readings, self._sources, parties=cities, city_of=self._city_of)
        return [
            {
                **row,
                "gist": readings.claims[row["claim"]].gist,
                "gist_fa": readings.claims[row["claim"]].gist_fa,
                **_asked(None, known),
            }
            for row in rows
            if kind is None or row["kind"] == kind
        ]

    def _check_tie(self, tie: str, readings: Readings) -> None:
        """Refuse a tie that no claim speaks of; name those of the same parties."""
        if tie in readings.ties:
            return
        from cityties.identifiers import parse_tie_id

        first, *others = parse_tie_id(tie).parties
        near = [
            other
            for other in readings.by_party.get(first, ())
            if set(others) & set(readings.ties[other].parties)
        ]
        text = _("no claim speaks of {tie}").format(tie=tie)
        if near:
            text += _("; ") + _("did you mean {names}?").format(names=_(", ").join(near))
        raise NotFoundError(text)

    def counts(
        self,
        city: str,
        *,
        on: Day | None = None,
        known_by: Day | None = None,
        kind: str = "sister_city",
    ) -> Row:
        """How many partners a city has: the numbers claimed, and the number read.

        Parameters
        ----------
        city : a name in English or Persian, an alias or an id
        on : the day asked about; today by default
        known_by : use only what was published by this day
        kind : kind of agreement to count

        Returns
        -------
        dict
            ``claimed`` and ``read``, in the form of ``docs/json.md``.
        """
        from cityties.reading import count_rows

        _check_code(kind, "kinds")
        return count_rows(
            self.readings(known_by),
            self._sources,
            self.find_city(city),
            on=_day(on) or date.today(),
            kind=kind,
        )

    def conflicts(self, city: str | None = None, *, known_by: Day | None = None) -> list[Row]:
        """Where claims contradict one another.

        Parameters
        ----------
        city : only what concerns this city
        known_by : use only what was published by this day

        Returns
        -------
        list of dict
            ``about``, ``what``, ``values``, in the form of ``docs/json.md``.
        """
        from cityties.reading import conflict_rows

        rows = conflict_rows(
            self.readings(known_by),
            city=self.find_city(city) if city else None,
            city_of=self._city_of,
        )
        return [{**row, **_asked(None, _day(known_by))} for row in rows]

    def sources(self, text: str | None = None) -> list[Row]:
        """The sources, with the number of their claims.

        Parameters
        ----------
        text : only those whose id, title or publisher holds this text
        """
        from collections import Counter

        from cityties.names import fold

        claims = Counter(claim.source for claim in self.tables.claims)
        wanted = fold(text) if text else ""
        return [
            {
                "source": source.id,
                "kind": source.kind,
                "title": source.title,
                "publisher": source.publisher,
                "published": source.published.text if source.published else None,
                "accessed": source.accessed.text if source.accessed else None,
                "language": source.language,
                "url": source.url,
                "claims": claims[source.id],
                "expected": source.expected,
            }
            for source in self.tables.sources
            if not wanted
            or any(
                wanted in fold(name)
                for name in (source.id, source.title, self.name(source.publisher, "en"))
            )
        ]

    # --- questions ---------------------------------------------------------------------

    def query(
        self, text: str, /, *, timeout: float | None = None, union: bool = True, **params: object
    ) -> Answer:
        """Ask a named question, or run SPARQL.

        Parameters
        ----------
        text : the name of a question, or SPARQL (SELECT, ASK, CONSTRUCT, DESCRIBE); our and
            the usual prefixes need no declaration
        timeout : seconds after which the query is ended (it then runs in a child process)
        union : search all graphs together; otherwise only the default graph, which is empty
        params : the parameters of a named question, cities by any of their names; or the
            values of variables of a SPARQL text: dates, numbers, ``"id:isfahan"``

        Returns
        -------
        Rows, Truth or Triples
            Rows have ``.to_pandas()`` and ``.to_polars()`` (extra ``cityties[frames]``).

        Raises
        ------
        QueryError
            If the text is refused or cannot be parsed, with line and column.
        QueryTimeoutError
            If it took too long.

        Examples
        --------
        >>> import cityties
        >>> bool(cityties.open().query("ASK { id:isfahan a ct:City }"))
        True
        """
        from cityties.questions import query

        return query(
            self._graph,
            text,
            params=params,
            timeout=timeout,
            union=union,
            gazetteer=self._graph.gazetteer if params else None,
            today=date.today(),
        )

    def questions(self) -> tuple[Question, ...]:
        """The questions that have a name."""
        from cityties.questions import list_questions

        return list_questions()

    # --- for other tools ---------------------------------------------------------------

    @overload
    def to_networkx(
        self,
        focus: str | None = ...,
        *,
        layer: None = ...,
        on: Day | None = ...,
        known_by: Day | None = ...,
        kinds: Codes = ...,
        statuses: Codes = ...,
        channels: Codes = ...,
        steps: int = ...,
        source: str | None = ...,
    ) -> nx.MultiDiGraph[str]: ...

    @overload
    def to_networkx(
        self,
        focus: str | None = ...,
        *,
        layer: str,
        on: Day | None = ...,
        known_by: Day | None = ...,
        kinds: Codes = ...,
        statuses: Codes = ...,
        channels: Codes = ...,
        steps: int = ...,
        source: str | None = ...,
        weights: Weights | None = ...,
    ) -> nx.Graph[str]: ...

    def to_networkx(
        self,
        focus: str | None = None,
        *,
        layer: str | None = None,
        on: Day | None = None,
        known_by: Day | None = None,
        kinds: Codes = None,
        statuses: Codes = None,
        channels: Codes = None,
        steps: int = 1,
        source: str | None = None,
        weights: Weights | None = None,
    ) -> nx.Graph[str]:
        """The ties of a day as a networkx graph: all of them, or one layer.

        Parameters
        ----------
        focus : only the ties of this city, by any of its names
        layer : without one the full graph, parallel ties kept. ``simple`` has one edge per pair
            of cities; a kind (``sister_city``), a group of kinds (``exchange``) or a channel
            (``political``) gives the graph of that alone; then there are ``events``,
            ``members``, ``co_members`` and ``layers``: see `cityties.projection.layers`
        on : the day; that of ``source`` if one is given, else the data's own
        known_by : use only what was published by this day
        kinds : only ties of these kinds
        statuses : only ties with these statuses on the day: every status in the full graph,
            ``in_force`` in layers by default
        channels : the channels that statuses are read on; the whole tie by default. In the full
            graph a tie has an edge for each, in layers it counts if it does on one of them
        steps : 2 for the ties of the partners of ``focus`` as well, and so on
        source : read the claims of this source alone: its id, or the beginning of its id if
            no other begins so
        weights : the numbers behind the strength, in layers; see
            `cityties.projection.strength`

        Returns
        -------
        networkx.MultiDiGraph or networkx.Graph
            The full graph is that of `cityties.projection.ties_graph`; layers are undirected
            but ``events``, and have ``weight`` (strength) and ``distance`` (1/strength).
            ``graph.graph`` says where the graph ends and what it leaves out:
            `cityties.projection.BOUNDARY_KEYS`.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no city or source, or several, have the name.
        UsageError
            For an unknown layer or code, a wrong day or wrong steps.

        Examples
        --------
        >>> import cityties
        >>> g = cityties.open()
        >>> simple = g.to_networkx("isfahan", layer="simple", on="2021-08-01")
        >>> simple.has_edge("freiburg", "isfahan"), simple.graph["focus"]
        (True, 'isfahan')
        """
        from cityties.projection import layer_graph, ties_graph
        from cityties.projection.layers import check_layer

        if layer is not None:
            check_layer(layer)
            scope = self._scope(focus, on, known_by, kinds, statuses, channels, steps, source)
            return layer_graph(scope, layer, weights)
        if weights is not None:
            raise UsageError(_("weights are for layers; the full graph has no strength"))
        scope = self._scope(focus, on, known_by, kinds, statuses, channels, steps, source)
        rows = [
            row
            for channel in scope.channels
            for row in self._rows(
                replace(scope.selection, channel=channel),
                scope.on,
                scope.known_by,
                scope.source,
            )
        ]
        graph = ties_graph(rows, self.tables.places)
        drawn = {data["tie"] for _first, _second, data in graph.edges(data=True)}
        graph.graph.update(
            scope.about(
                "ties",
                {each for row in rows for each in row["sources"]},
                {"dropped_ties": len({row["tie"] for row in rows} - drawn)},
            )
        )
        return graph

    def strength(
        self,
        city: str,
        *,
        on: Day | None = None,
        known_by: Day | None = None,
        kinds: Codes = None,
        statuses: Codes = None,
        channels: Codes = None,
        source: str | None = None,
        weights: Weights | None = None,
    ) -> list[Row]:
        """How strong the ties of a city are: five parts and a number each, strongest first.

        Parameters
        ----------
        city : a name in English or Persian, an alias or an id
        on : the day; that of ``source`` if one is given, else the data's own
        known_by : use only what was published by this day
        kinds, statuses : only ties of these kinds, with these statuses; all by default, and
            partners with whom there are events alone
        channels : the channels that statuses are read on; the whole tie by default
        source : read the claims of this source alone; see `readings`
        weights : other numbers than the proposed ones

        Returns
        -------
        list of dict
            ``partner``, ``strength``, ``low``, ``high``, ``formality``, ``activity``,
            ``breadth``, ``reciprocity``, ``follow_through`` (``None``: unknown), ``based_on``
            of ``of``, and more: see `cityties.projection.strength`. All weights are
            proposals, not measurements; `strength_sensitivity` shows what hangs on them.

        Examples
        --------
        >>> import cityties
        >>> row = cityties.open().strength("isfahan", on="2021-08-01")[-1]
        >>> 0 <= row["low"] <= row["strength"] <= row["high"] <= 1, row["of"]
        (True, 5)
        """
        from cityties.projection.strength import strength_rows

        scope = self._scope(None, on, known_by, kinds, statuses, channels, 1, source)
        return strength_rows(scope, self.find_city(city), weights)

    def strength_sensitivity(
        self, city: str, *, draws: int = 1000, seed: int = 1, **asked: Any
    ) -> Row:
        """How far the ranking of `strength` hangs on the weights of its parts.

        Parameters
        ----------
        city : a name in English or Persian, an alias or an id
        draws : how many random sets of weights to try
        seed : of the random numbers; the same seed gives the same report
        asked : the parameters of `strength`

        Returns
        -------
        dict
            ``median``, ``low``, ``high``, ``least`` (rank correlations), ``first_kept``,
            ``recorded``, ``partners`` and more: see
            `cityties.projection.strength.sensitivity`.

        Raises
        ------
        UsageError
            For fewer draws than one.
        """
        from cityties.projection.strength import PARTS, sensitivity

        weights = asked.get("weights")
        rows = self.strength(city, **asked)
        return {
            "city": self.find_city(city),
            "on": rows[0]["on"] if rows else None,
            **sensitivity(rows, draws=draws, seed=seed, parts=weights.parts if weights else PARTS),
        }

    def _scope(
        self,
        focus: str | None,
        on: Day | None,
        known_by: Day | None,
        kinds: Codes,
        statuses: Codes,
        channels: Codes,
        steps: int,
        source: str | None,
    ) -> Scope:
        """What a graph is asked of."""
        from cityties.projection import Scope
        from cityties.projection.boundary import day_of_source

        asked = _codes(channels) or ("all",)
        for channel in asked:
            _check_code(channel, "channels")
        selection = self._selection(focus, kinds, statuses, None, None, steps)
        only, known = self.find_source(source) if source else "", _day(known_by)
        readings = self.readings(known, source=only or None)
        day = _day(on) or (day_of_source(readings, only) if only else None)
        return Scope(
            readings,
            self.tables,
            self._city_of,
            day or self.data_day,
            selection,
            asked,
            known,
            only,
            self.id,
        )

    def _selection(
        self,
        focus: str | None,
        kinds: Codes,
        statuses: Codes,
        channel: str | None,
        on: date | None,
        steps: int,
    ) -> Selection:
        from cityties.projection import Selection

        kinds, statuses = _codes(kinds), _codes(statuses)
        for values, scheme in (
            (kinds, "kinds"), (statuses, "statuses"), ((channel,) if channel else (), "channels"),
        ):  # fmt: skip
            for value in values:
                _check_code(value, scheme)
        return Selection(
            frozenset(kinds),
            frozenset(statuses),
            channel or "",
            on,
            self.find_city(focus) if focus else "",
            steps,
        )

    def _rows(
        self, chosen: Selection, on: Day | None, known_by: Day | None, source: str = ""
    ) -> list[Row]:
        """The rows of the day that are meant; their partner is that of the focus."""
        rows = self.ties(
            on=_day(on) or self.data_day,
            known_by=known_by,
            channel=chosen.channel or None,
            source=source or None,
        )
        made = [dict(row) for row in chosen.rows(rows)]
        for row in made if chosen.focus else ():
            if chosen.focus in row["parties"]:
                others = [party for party in row["parties"] if party != chosen.focus]
                row["partner"] = ";".join(others)
        return made

    def _about(self, on: Day | None, known_by: Day | None) -> dict[str, str]:
        """What a file says that it is of."""
        known = _day(known_by)
        day = (_day(on) or self.data_day).isoformat()
        about = {"on": day, "content_id": self.id}
        return about if known is None else {**about, "known_by": known.isoformat()}

    def centrality(
        self,
        city: str | None = None,
        *,
        measures: Codes = None,
        layer: str = "simple",
        on: Day | None = None,
        known_by: Day | None = None,
        kinds: Codes = None,
        statuses: Codes = None,
        channels: Codes = None,
        source: str | None = None,
        steps: int = 2,
        weighted: bool = False,
        runs: int = 200,
        seed: int = 0,
        null: int = 0,
        top: int | None = None,
        by: str = "",
        progress: Progress | None = None,
    ) -> Centrality:
        """Rank cities, with all that must be known to read the ranks.

        With a city and no source of the whole world, its partners are ranked on a sample of
        ``steps`` steps around it, and the city itself gets no rank. With a source of kind
        *dataset* that reaches beyond these steps (given, or the largest one that is loaded)
        the city is ranked among all cities of that source.

        Parameters
        ----------
        city : a name in English or Persian, an alias or an id; all cities without one
        measures : names of `cityties.analysis.measures.MEASURES`; all by default
        layer, on, known_by, kinds, statuses, channels : see :meth:`to_networkx`
        source : rank inside this source alone; ``all`` for everything that is loaded. By
            default the dataset that :meth:`whole_source` finds, else everything
        steps : how far the sample reaches
        weighted : let the strength of ties count where a measure can
        runs : graphs with 10 to 30 % of the ties left out, for the likely range; 0 = none
        seed : of what is drawn at random
        null : random graphs of the same degrees to compare with
        top, by : see `cityties.analysis.table.Options`
        progress : called with what is done, how far it is, and of how much

        Returns
        -------
        Centrality
            ``network`` and ``rows``, in the form of ``docs/json.md``.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no city or source, or several, have the name, or the city has no tie.
        UsageError
            For an unknown measure, layer or code, or betweenness asked of one step.
        CitytiesError
            Without the extra ``fast``.

        Examples
        --------
        >>> import cityties
        >>> g = cityties.open()
        >>> found = g.centrality("isfahan", measures="degree", runs=0, on="2021-08-01")
        >>> found.rows[0]["city"], found.rows[0]["rank"], found.rows[0]["warnings"][0]
        ('isfahan', None, 'by_construction')
        """
        from cityties.analysis.measures import GROUPS, chosen
        from cityties.analysis.report import centrality
        from cityties.analysis.table import Options, collected_around
        from cityties.projection.layers import AGREEMENTS
        from cityties.terms import CODES

        names = _codes(measures) or ("all",)
        wanted = chosen(names)
        sample = self._sample(
            city, source, steps, on=on, known_by=known_by, kinds=kinds, channels=channels
        )
        made = sample.graph(layer, statuses)
        by_status = layer == "simple" or layer in AGREEMENTS
        layered = any(measure.name == "participation" for measure in wanted)
        several = len({data.get("kinds") for _u, _v, data in made.edges(data=True)}) > 1
        day = made.graph.get("on")

        def claims(one: str) -> Sequence[Mapping[str, Any]]:
            kind = layer if layer in AGREEMENTS and layer != "agreement" else "sister_city"
            counted = self.counts(one, on=day, known_by=known_by, kind=kind)
            claimed: list[Row] = counted["claimed"]
            return claimed

        around = None
        if not sample.source:
            whole = made if sample.whole else self.to_networkx(layer=layer, **sample.asked)
            around = collected_around(whole)

        found = centrality(
            made,
            wanted,
            focus=sample.focus,
            options=Options(
                whole=sample.whole, one_source=bool(sample.source) and sample.whole, steps=steps,
                weighted=weighted, runs=runs, seed=seed, null=null, top=top, by=by,
            ),
            claims=claims if by_status or layer in CODES["channels"] else None,
            filtered=(
                (lambda each: sample.graph(layer, each)) if by_status and not statuses else None
            ),
            layers=(
                sample.graph("layers", statuses)
                if layered and by_status and (several or not sample.whole)
                else None
            ),
            lists=sample.graph(layer, statuses, 2) if steps < 2 and not sample.whole else None,
            around=around,
            explicit=not GROUPS.keys() & set(names),
            name=self.name,
            report=progress,
        )  # fmt: skip
        found.network["source_by_default"] = sample.by_default
        return found

    def communities(
        self,
        city: str | None = None,
        *,
        layer: str = "simple",
        source: str | None = None,
        steps: int = 2,
        method: str = "leiden",
        runs: int = 50,
        seed: int = 0,
        weighted: bool = False,
        progress: Progress | None = None,
        **asked: Any,
    ) -> Communities:
        """Communities of the network in which :meth:`centrality` ranks, over many runs.

        Parameters
        ----------
        city, layer, source, steps, weighted, progress : see :meth:`centrality`
        method, runs, seed : see `cityties.analysis.communities.communities`
        asked : ``on``, ``known_by``, ``kinds``, ``statuses``, ``channels`` of
            :meth:`to_networkx`

        Examples
        --------
        >>> import cityties
        >>> found = cityties.open().communities("isfahan", runs=3, on="2021-08-01")
        >>> 0 <= found.together("isfahan")["florence"] <= 1
        True
        """
        from cityties.analysis.communities import communities

        statuses = asked.pop("statuses", None)
        graph = self._sample(city, source, steps, **asked).graph(layer, statuses)
        said = _("communities")
        report = None if progress is None else (lambda done, of: progress(said, done, of))
        return communities(
            graph, method=method, runs=runs, seed=seed, weighted=weighted, report=report
        )

    def structure(
        self,
        city: str | None = None,
        *,
        layer: str = "simple",
        source: str | None = None,
        steps: int = 2,
        **asked: Any,
    ) -> Row:
        """Parts of the network in which :meth:`centrality` ranks.

        Parameters
        ----------
        city, layer, source, steps : see :meth:`centrality`
        asked : ``on``, ``known_by``, ``kinds``, ``statuses``, ``channels`` of
            :meth:`to_networkx`

        Returns
        -------
        dict
            See `cityties.analysis.structure.structure`.
        """
        from cityties.analysis.structure import structure

        statuses = asked.pop("statuses", None)
        return structure(self._sample(city, source, steps, **asked).graph(layer, statuses))

    def _sample(self, city: str | None, source: str | None, steps: int, **asked: Any) -> _Sample:
        """The sample around a city, or the whole network, that is to be measured."""
        focus = self.find_city(city) if city else None
        known_by = asked.get("known_by")
        default = self.whole_source(focus, known_by=known_by) if source is None else ""
        only = default or (self.find_source(source) if source and source != "all" else "")
        whole = focus is None or bool(only and self._reaches_beyond(only, focus, known_by))
        asked["source"] = only or None

        def graph(layer: str, statuses: Codes = None, reach: int = steps) -> nx.Graph[str]:
            if whole:
                return self.to_networkx(layer=layer, statuses=statuses, **asked)
            return self.to_networkx(focus, layer=layer, statuses=statuses, steps=reach, **asked)

        return _Sample(focus, only, bool(default), whole, graph, asked)

    def network(
        self,
        *,
        layer: str = "simple",
        source: str | None = None,
        on: Day | None = None,
        known_by: Day | None = None,
        kinds: Codes = None,
        statuses: Codes = None,
        channels: Codes = None,
        null: int = 0,
        seed: int = 0,
        progress: Progress | None = None,
    ) -> Row:
        """Figures of a whole network: how large, how far across, how clustered.

        Parameters
        ----------
        layer, on, known_by, kinds, statuses, channels : see :meth:`to_networkx`
        source : this source alone; ``all`` for everything that is loaded. By default the
            dataset that :meth:`whole_source` finds, else everything
        null : random graphs of the same degrees to compare with; 0 = none
        seed : of these graphs
        progress : called with what is done, how far it is, and of how much

        Returns
        -------
        dict
            See `cityties.analysis.whole.network`; ``None`` is what is not defined.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no source, or several, have the name.
        UsageError
            For an unknown layer or code, or fewer random graphs than none.
        CitytiesError
            For random graphs without the extra ``fast``.

        Examples
        --------
        >>> import cityties
        >>> found = cityties.open().network(on="2021-08-01")
        >>> found["nodes"] > 100, found["boundary"], found["random"]
        (True, 'lists', None)
        """
        from cityties.analysis.statements import claimed_numbers, stated_by
        from cityties.analysis.whole import network
        from cityties.projection import collapse
        from cityties.projection.layers import AGREEMENTS
        from cityties.terms import CODES

        if null < 0:
            raise UsageError(_("the number of random graphs is 0 or more, not {n}").format(n=null))
        default = self.whole_source(known_by=known_by) if source is None else ""
        only = default or (None if source in (None, "all") else source)
        asked: dict[str, Any] = {
            "on": on, "known_by": known_by, "kinds": kinds, "statuses": statuses,
            "channels": channels, "source": only,
        }  # fmt: skip
        graph = self.to_networkx(layer=layer, **asked)
        if graph.is_multigraph() or graph.is_directed():
            graph = collapse(graph, combine="sum")
        scope = self._scope(None, on, known_by, kinds, statuses, channels, 1, only)
        states = layer in {"simple", *AGREEMENTS, *CODES["channels"]}
        said = _("random graphs")

        def counts(city: str) -> list[Row]:
            rows: list[Row] = self.counts(city, on=scope.on, known_by=known_by)["claimed"]
            return rows

        found = network(
            graph,
            stated=stated_by(scope) if states else None,
            claims=claimed_numbers(scope, graph, counts) if states else None,
            null=null,
            seed=seed,
            report=None if progress is None else (lambda done, of: progress(said, done, of)),
        )
        return {**found, "source_by_default": bool(default)}

    def profile(
        self,
        *cities: str,
        on: Day | None = None,
        known_by: Day | None = None,
        source: str | None = None,
        measures: Codes = None,
    ) -> Row:
        """Cities side by side: ties, networks, strength, place, and what is known of them.

        Parameters
        ----------
        cities : names in English or Persian, aliases or ids; up to 8
        on : the day; that of ``source`` if one is given, else the data's own
        known_by : use only what was published by this day
        source : read the claims of this source alone. Without it ties come from all sources,
            and ranks from the dataset that :meth:`whole_source` finds, if there is one
        measures : names of `cityties.analysis.measures.MEASURES`; by default closeness,
            harmonic, degree, betweenness and PageRank

        Returns
        -------
        dict
            See `cityties.analysis.profile.profile`; ``ranked_in`` is the source in which
            cities are ranked, blank for everything.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no city or source, or several, have a name.
        UsageError
            For no city or too many, an unknown measure, or a wrong day.
        CitytiesError
            Without the extra ``fast``.

        Examples
        --------
        >>> import cityties
        >>> found = cityties.open().profile("isfahan", "kazan", on="2025-06-01")
        >>> [city["city"] for city in found["cities"]], found["pairs"][0]["hops"]
        (['isfahan', 'kazan'], 1)
        """
        from cityties.analysis.coverage import coverage
        from cityties.analysis.measures import DEFAULT, chosen
        from cityties.analysis.profile import check_cities, profile
        from cityties.analysis.table import Options, collected_around, ranking

        if not cities:
            raise UsageError(_("name one city or more"))
        ids = check_cities([self.find_city(city) for city in cities])
        wanted = [
            one for one in chosen(_codes(measures) or DEFAULT) if one.name != "shared_partners"
        ]
        asked: dict[str, Any] = {"on": on, "known_by": known_by, "source": source}
        graph = self.to_networkx(layer="simple", **asked)
        day = str(graph.graph["on"])
        claims = {city: self.counts(city, on=day, known_by=known_by)["claimed"] for city in ids}
        ranked_in = self.find_source(source) if source else self.whole_source(known_by=known_by)
        place = graph
        if ranked_in and not source:
            place = self.to_networkx(layer="simple", known_by=known_by, source=ranked_in)
        shown = [city for city in ids if city in place]
        ranked = ranking(
            place,
            wanted,
            options=Options(whole=True, one_source=bool(ranked_in), runs=0),
            around=None if ranked_in else collected_around(place),
            coverage=coverage(place, {city: claims[city] for city in shown}),
            show=shown,
            name=self.name,
        )
        ties = self.ties(on=day, known_by=known_by, channel="all", source=source)
        by_city: dict[str, list[Row]] = {city: [] for city in ids}
        for row in ties:
            for city in set(row["parties"]) & by_city.keys():
                others = [party for party in row["parties"] if party != city]
                by_city[city].append({**row, "partner": ";".join(others)})
        return {
            **profile(
                ids,
                graph,
                ties=by_city,
                members=self.to_networkx(layer="members", **asked),
                strengths={city: self.strength(city, **asked) for city in ids},
                coverage=coverage(graph, claims),
                ranks=ranked.rows,
                warnings=ranked.warnings,
            ),
            "ranked_in": ranked_in,
            "ranked_among": place.number_of_nodes(),
        }

    def path(
        self,
        first: str,
        second: str,
        *,
        on: Day | None = None,
        known_by: Day | None = None,
        kinds: Codes = None,
        statuses: Codes = None,
        channels: Codes = None,
        source: str | None = None,
        weighted: bool = False,
        every: bool = False,
    ) -> Row:
        """The shortest ways from one city to another along ties, with the evidence.

        Parameters
        ----------
        first, second : names in English or Persian, aliases or ids
        on, known_by, kinds, statuses, channels, source : see :meth:`to_networkx`; all
            sources together without ``source``
        weighted : shortest by summed 1/strength; else by the number of ties
        every : all shortest ways (up to 50 are listed); else one

        Returns
        -------
        dict
            See `cityties.analysis.paths.path`. No way is an answer too: ``paths`` is empty
            and ``reason`` says why.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no city or source, or several, have a name.
        UsageError
            For an unknown code or a wrong day.

        Examples
        --------
        >>> import cityties
        >>> found = cityties.open().path("isfahan", "carrara", on="2021-08-01")
        >>> found["hops"], found["paths"][0]["cities"]
        (2, ['isfahan', 'yerevan', 'carrara'])
        """
        from cityties.analysis.paths import path
        from cityties.projection.simple import agreements

        ends = self.find_city(first), self.find_city(second)
        scope = self._scope(None, on, known_by, kinds, statuses, channels, 1, source)
        return path(agreements(scope), *ends, weighted=weighted, every=every)

    def trend(
        self,
        city: str,
        *,
        measures: Codes = None,
        first: int | None = None,
        last: int | None = None,
        known_by: Day | None = None,
        kinds: Codes = None,
        statuses: Codes = None,
        channels: Codes = None,
        source: str | None = None,
        weighted: bool = False,
        progress: Progress | None = None,
    ) -> Row:
        """The measures of a city year by year, on certain ties alone and on all possible ones.

        Parameters
        ----------
        city : a name in English or Persian, an alias or an id
        measures : names of `cityties.analysis.measures.MEASURES`; the number of partners
            (``degree``) by default
        first, last : years; from the first year in which a tie may count, to that of the
            data, by default
        known_by, kinds, statuses, channels, source : see :meth:`to_networkx`
        weighted : let the strength of ties count where a measure can
        progress : called with what is done, how far it is, and of how much

        Returns
        -------
        dict
            See `cityties.analysis.trend.trend`.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no city or source, or several, have the name.
        UsageError
            For an unknown measure or code, or years in the wrong order.
        CitytiesError
            For measures other than ``degree``, without the extra ``fast``.

        Examples
        --------
        >>> import cityties
        >>> rows = cityties.open().trend("isfahan", kinds="sister_city", first=2000)["rows"]
        >>> rows[0]["year"], rows[0]["certain"], rows[0]["possible"]
        (2000, 7, 9)
        """
        from cityties.analysis.measures import chosen
        from cityties.analysis.trend import trend
        from cityties.projection import COUNTING
        from cityties.projection.simple import simple_graph

        wanted = [
            one
            for one in chosen(_codes(measures) or ("degree",))
            if one.name not in {"shared_partners", "participation"}
        ]
        if not wanted:
            raise UsageError(_("shared partners and participation have no trend"))
        focus = self.find_city(city)
        scope = self._scope(None, None, known_by, kinds, statuses, channels, 1, source)
        periods = [
            period
            for tie in scope.readings.ties.values()
            if focus in {scope.city(party) for party in tie.parties}
            and (not scope.selection.kinds or tie.kind in scope.selection.kinds)
            for channel in scope.channels
            for period in tie.periods_on(channel)
        ]
        said = _("years")
        return trend(
            focus,
            lambda day: simple_graph(replace(scope, on=day)),
            wanted,
            periods=periods,
            statuses=scope.selection.statuses or COUNTING,
            newest=scope.on,
            name=self.name,
            first=first,
            last=last,
            weighted=weighted,
            report=None if progress is None else (lambda done, of: progress(said, done, of)),
        )

    def whole_source(self, city: str | None = None, *, known_by: Day | None = None) -> str:
        """The dataset in which cities are ranked unless another is named.

        Parameters
        ----------
        city : the dataset must reach more than two steps from this city
        known_by : only among what was published by this day

        Returns
        -------
        str
            The id of the source of kind *dataset* with the most ties; blank if there is none.
        """
        from collections import Counter

        focus = self.find_city(city) if city else None
        ties = Counter(
            claim.source
            for claim in self.readings(known_by).claims.values()
            if claim.type == "tie" and self._sources[claim.source].kind == "dataset"
        )
        for source, _number in sorted(ties.items(), key=lambda item: (-item[1], item[0])):
            if self._reaches_beyond(source, focus, known_by):
                return source
        return ""

    def ranks_whole(
        self, city: str | None = None, *, source: str | None = None, known_by: Day | None = None
    ) -> bool:
        """Whether :meth:`centrality` ranks in a whole network, or on a sample around the city.

        Parameters
        ----------
        city, source, known_by : see :meth:`centrality`

        Examples
        --------
        >>> import cityties
        >>> g = cityties.open()
        >>> g.ranks_whole("isfahan"), g.ranks_whole()
        (False, True)
        """
        return self._sample(city, source, 1, known_by=known_by).whole

    def _reaches_beyond(self, source: str, focus: str | None, known_by: Day | None) -> bool:
        """Whether a dataset has ties further than two steps from a city.

        Without a city: from the city of which it has most ties.
        """
        if self._sources[source].kind != "dataset":
            return False
        key = source, _day(known_by)
        if key not in self._reach:
            made: dict[str, set[str]] = {}
            for claim in self.readings(known_by).claims.values():
                if claim.source == source and claim.type == "tie":
                    for party in claim.parties:
                        made.setdefault(party, set()).update(claim.parties)
            self._reach[key] = made
        near = self._reach[key]
        if not near:
            return False
        middle = focus or max(near, key=lambda one: len(near[one]))
        reached = {middle} | near.get(middle, set())
        for party in tuple(reached):
            reached |= near.get(party, set())
        return middle in near and len(reached) < len(near)

    def compare_wikidata(
        self,
        city: str,
        *,
        on: Day | None = None,
        source: str = "",
        known_by: Day | None = None,
    ) -> Row:
        """A city's sister cities by our sources beside those of a dataset, such as Wikidata.

        Parameters
        ----------
        city : a name in English or Persian, an alias or an id
        on : the day asked about; today by default
        source : the dataset, by its id or the beginning of it; by default the newest one
            that Wikidata published
        known_by : of our sources use only what was published by this day

        Returns
        -------
        dict
            In the form of ``docs/json.md``: ``summary``, ``rows``, ``corrections``,
            ``caveats``. *Ours* are all claims but those of datasets.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no city, or several, have the name; if no such dataset is loaded.
        """
        from cityties.analysis.wikidata import compare, newest_dataset
        from cityties.reading import read

        place, day, known = self.find_city(city), _day(on) or date.today(), _day(known_by)
        chosen = self.find_source(source) if source else newest_dataset(self.tables)
        return compare(
            place,
            ours=read(
                (
                    claim
                    for claim in self.tables.claims
                    if claim.source != chosen and self._sources[claim.source].kind != "dataset"
                ),
                self._sources,
                known_by=known,
            ),
            theirs=self.readings(source=chosen),
            source=self._sources[chosen],
            sources=self._sources,
            places={each.id: each for each in self.tables.places},
            on=day,
            name=self.name,
        )

    def export(
        self,
        form: str,
        *,
        focus: str | None = None,
        kinds: Codes = None,
        statuses: Codes = None,
        channel: str | None = None,
        on: Day | None = None,
        known_by: Day | None = None,
        steps: int = 1,
        reifiers: bool = False,
        guard_formulas: bool = False,
    ) -> bytes:
        """The graph, or the ties that are meant, in a format of others.

        Parameters
        ----------
        form : a format of ``docs/exports.md``. Some carry the claims (RDF), some the ties as
            they stood on a day, some the ties through time.
        focus : only the ties of this city, by any of its names
        kinds, statuses : only ties with this code, or one of several
        channel : the channel that statuses are read on; the whole tie by default
        on : the day (the data's own by default); claims and states: only of ties, and only
            states, that are possible on it
        known_by : use only what was published by this day
        steps : 2 for the ties of the partners of ``focus`` as well, and so on
        reifiers : turtle, trig and nquads: add what each claim says as RDF 1.2
        guard_formulas : tables: put an apostrophe before a cell that a spreadsheet would
            run as a formula

        Returns
        -------
        bytes
            UTF-8, or Parquet; the same graph gives the same bytes.

        Raises
        ------
        UsageError
            If the format is unknown, has no such option, or cannot hold one of the texts.
        NotFoundError, AmbiguousNameError
            If no city, or several, have the name.
        CitytiesError
            For Parquet without pyarrow.
        """
        from cityties.snapshot.export import FORMATS, check_options, export_bytes

        check_options(form, reifiers=reifiers, guard=guard_formulas)
        carries, known = FORMATS[form].carries, _day(known_by)
        # Two rows for one tie make sense in a table, two edges for it in a drawing do not.
        if not channel and carries != "rdf" and form not in _ALL_CHANNELS:
            channel = "all"
        on = _day(on)
        chosen = self._selection(
            focus, kinds, statuses, channel, None if carries == "day" else on, steps
        )
        if carries == "rdf":
            quads = self._quads_about(chosen, known)
            return export_bytes(form, quads=quads, reifiers=reifiers)
        if carries == "states":
            from cityties.snapshot.network import network_rows

            return export_bytes(
                form,
                states=chosen.states(*network_rows(self.readings(known), self.tables)),
                title=f"cityties sha256:{self.id}",
                modified=self.data_day,
                guard=guard_formulas,
            )
        if form in {"graphml", "dot"}:
            graph = self.to_networkx(
                focus,
                on=on,
                known_by=known,
                kinds=kinds,
                statuses=statuses,
                channels=channel,
                steps=steps,
            )
            return export_bytes(form, graph=graph)
        return export_bytes(
            form,
            rows=self._rows(chosen, on, known),
            columns=ROW_KEYS["ties"],
            places=self.tables.places,
            about=self._about(on, known),
            guard=guard_formulas,
        )

    def _quads_about(self, chosen: Selection, known_by: date | None) -> Any:
        """The quads that are meant: all of them, or those of a graph of fewer claims."""
        from cityties.build import build
        from cityties.snapshot.subset import claims_about, tables_about

        if chosen.is_everything and known_by == self._graph.known_by:
            return self.store
        readings = self.readings(known_by)
        if chosen.is_everything:
            claims = frozenset(readings.claims)
        else:
            claims = claims_about(readings, self.tables, chosen.ties(readings))
        return build(tables_about(self.tables, claims), known_by=known_by).quads

    def snapshot(
        self,
        folder: Path | str,
        *,
        on: Day | None = None,
        title: str = "",
        version: str = "",
        authors: Sequence[str] = (),
        licence: str = "",
        keep: int | None = None,
        progress: Progress | None = None,
    ) -> Snapshot:
        """Write a snapshot that a paper can cite.

        Parameters
        ----------
        folder : the folder of snapshots; this one becomes its current one
        on : the day that the tables of one day show; the data's own day by default
        title, version : of the release; the version is the day of the data by default
        authors : whom to cite; by default the authors of the shipped data
        licence : SPDX id of the data's licence; ``CC-BY-4.0`` by default
        keep : how many snapshots to keep, this one included; all by default
        progress : called with the name of a step, its number and how many there are

        Returns
        -------
        Snapshot
            With its ``folder``, ``id`` and ``manifest``.

        Raises
        ------
        StoreError
            If the folder is not ours, in use, or cannot be written.
        """
        from cityties.snapshot.release import create_snapshot

        return create_snapshot(
            self._graph,
            folder,
            on=_day(on),
            title=title,
            version=version,
            authors=authors,
            licence=licence,
            keep=keep,
            tell=progress,
        )

    def page(
        self,
        city: str | None = None,
        *,
        on: Day | None = None,
        known_by: Day | None = None,
        kinds: Codes = None,
        statuses: Codes = None,
        steps: int = 2,
        history: bool = True,
        land: bool = True,
        progress: Progress | None = None,
    ) -> str:
        """The interactive page of a city's ties, or of all.

        Parameters
        ----------
        city : the city in the middle of attention
        on : the day that the page opens on; the data's own day by default
        known_by : use only what was published by this day
        kinds : only ties of this kind, or of one of several
        statuses : only ties that may have this status on the day, or one of several
        steps : 1 for the ties of ``city`` alone; 2 (the default) for those of its partners too
        history : whether the evidence behind each tie goes in
        land : whether the map shows land
        progress : called with the name of a step, its number and how many there are

        Returns
        -------
        str
            One HTML document; the same graph gives the same text.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no city, or several, have the name.
        UsageError
            For an unknown code, or a page that would be too large to be used.
        CitytiesError
            For more than 2,000 cities without the extra ``cityties[fast]``.
        """
        return self.map(
            city,
            on=on,
            known_by=known_by,
            kinds=kinds,
            statuses=statuses,
            steps=steps,
            history=history,
            land=land,
            progress=progress,
        ).text

    def map(
        self,
        city: str | None = None,
        *,
        on: Day | None = None,
        known_by: Day | None = None,
        kinds: Codes = None,
        statuses: Codes = None,
        steps: int = 2,
        history: bool = True,
        land: bool = True,
        progress: Progress | None = None,
    ) -> Map:
        """The page of `page` as an object that a notebook shows.

        Parameters
        ----------
        city, on, known_by, kinds, statuses, steps, history, land, progress : as of `page`

        Returns
        -------
        Map
            With ``.save(path)`` and ``.open()``; its ``text`` is the HTML document, its
            ``counts`` say how many ties, cities and sources it shows.

        Raises
        ------
        NotFoundError, AmbiguousNameError, UsageError, CitytiesError
            As `page`.
        """
        from cityties.page import Map, PageOptions, check_size, page_block, render_page

        if steps not in (1, 2):
            raise UsageError(_("steps of a page are 1 or 2, not {n}").format(n=steps))
        chosen = {"kinds": _codes(kinds), "statuses": _codes(statuses)}
        for scheme, values in chosen.items():
            for value in values:
                _check_code(value, scheme)
        options = PageOptions(
            on=_day(on) or self.data_day,
            focus=self.find_city(city) if city else "",
            known_by=_day(known_by),
            steps=steps,
            kinds=frozenset(chosen["kinds"]),
            statuses=frozenset(chosen["statuses"]),
            language=language(),
            history=history,
            land=land,
        )
        block = page_block(
            self.readings(options.known_by),
            self.tables,
            options,
            name=self.name,
            label=self.label,
            content_id=self.id,
            tell=progress,
        )
        text = render_page(block)
        check_size(text)
        return Map(text, options.focus or "cityties", counts=block["meta"]["counts"])


# How many candidates of an ambiguous name are shown.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class _Sample:
    """What is measured: a sample around a city, or a whole network."""

    focus: str | None
    source: str
    by_default: bool
    whole: bool
    graph: Callable[..., Any]
    asked: Mapping[str, Any]


# Their rows say which channel they are of, so that one tie can have several.
_ALL_CHANNELS = frozenset({"csv", "edges", "nodes", "parquet", "nodes-parquet"})


def _codes(codes: Codes) -> tuple[str, ...]:
    """One code, or several, or none."""
    return (codes,) if isinstance(codes, str) else tuple(codes or ())


def _asked(on: date | None, known_by: date | None) -> Row:
    """The two days of a question, as keys of a row."""
    days: Row = {} if on is None else {"on": on.isoformat()}
    return {**days, "known_by": None if known_by is None else known_by.isoformat()}


def _check_code(value: str | None, scheme: str) -> None:
    """Refuse a code that the scheme does not have."""
    from cityties.names import closest
    from cityties.terms import CODES

    if value is None or value in CODES[scheme]:
        return
    text = _("no code {value!r} among {scheme}").format(value=value, scheme=scheme)
    if near := closest(value, CODES[scheme]):
        text += _("; ") + _("did you mean {names}?").format(names=_(", ").join(near))
    raise UsageError(text)
