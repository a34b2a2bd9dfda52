"""What ``cityties.open()`` returns: the graph as Python sees it.

One class; each method checks what is asked, and calls a function of a sibling module.
Imports stay inside the methods, so that a listing loads only what it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

from cityties.api.view import ALL_SOURCES, Asked, View, make_view
from cityties.errors import NotFoundError, UsageError
from cityties.language.messages import _
from cityties.model.asked_days import Day, as_day
from cityties.model.calendars import GREGORIAN, calendars_of
from cityties.model.config import Config
from cityties.model.table_names import TABLES
from cityties.store.build import Graph, Progress

if TYPE_CHECKING:
    import networkx as nx
    import pyoxigraph
    import rdflib
    from pyvis.network import Network

    from cityties.analysis.communities import Communities
    from cityties.analysis.report import Centrality
    from cityties.api.names import Entity
    from cityties.api.rows import (
        CityRow,
        Codes,
        ConflictRow,
        Counts,
        HistoryRow,
        Listing,
        MemberRow,
        OfficialRow,
        Row,
        SourceRow,
        TieRow,
    )
    from cityties.model.asked_days import Year
    from cityties.model.rows import Claim, Post, Source, Tables
    from cityties.page import Map
    from cityties.page.shown import Drawing
    from cityties.projection.strength import Weights
    from cityties.query.questions import Question
    from cityties.query.results import Answer
    from cityties.rdf.published import Publication
    from cityties.reading import Readings
    from cityties.store.snapshots import Snapshot
    from cityties.words.unnamed import Unnamed

_TIMES = ("on", "known_by", "source")
_NETWORK = (*_TIMES, "kinds", "statuses", "channels")


class CityGraph:
    """A graph of ties between cities, ready to be asked.

    The keywords of :class:`~cityties.api.view.Asked` (``on``, ``known_by``, ``source``,
    ``kinds``, ``statuses``, ``channels``, ``focus``, ``steps``) mean the same in every
    method; a :class:`~cityties.api.view.View` holds them for several.

    Parameters
    ----------
    graph : a built graph; `cityties.open` gives it
    config : what a ``cityties.toml`` says: home, calendars, what a publication says of itself
    """

    def __init__(self, graph: Graph, config: Config | None = None) -> None:
        self._graph = graph
        self.config = config or Config()
        self._readings: dict[tuple[date | None, str], Readings] = {}
        self._partners: dict[tuple[str, date | None], dict[str, set[str]]] = {}

    def __repr__(self) -> str:
        return f"<CityGraph {self.id[:12]}: {self._graph.counts['claims']} claims>"

    # -- the graph ---------------------------------------------------------------------

    @property
    def built(self) -> Graph:
        """The built graph behind this one: rows, readings, quads."""
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
        """The quads, as a pyoxigraph store (read-only where it is on disk).

        Its named graphs are the graph; its default graph is the merge of them, derived so
        that a query without ``GRAPH`` finds each triple once.
        """
        return self._graph.quads

    @cached_property
    def dataset(self) -> rdflib.Dataset:
        """The whole graph as an rdflib Dataset that searches all graphs together."""
        return self._graph.dataset()

    # -- the home ----------------------------------------------------------------------

    @cached_property
    def home(self) -> str:
        """The id of the home, a city or a network; ``""`` where ``config`` names none.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If the graph lacks what ``config`` names, or has several of that name.
        """
        for setting, text, kinds in (
            ("home.city", self.config.city, ("city",)),
            ("home.network", self.config.network, ("organization",)),
        ):
            if text:
                try:
                    return self._graph.gazetteer.get(text, kinds)
                except NotFoundError as fault:
                    problem = _("{where}: the home is not in the graph: {problem}")
                    where = self.config.where(setting) or setting
                    raise NotFoundError(problem.format(where=where, problem=fault)) from fault
        return ""

    @cached_property
    def homes(self) -> Mapping[str, str]:
        """Defaults of the named questions: ids under ``home`` and ``home-country``.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            As for `home`.
        """
        made: dict[str, str] = {}
        if self.config.city:
            made["home"] = self.home
            country = self._graph.gazetteer.country(self._home_code(self.home))
            if country:
                made["home-country"] = country
        return made

    def _home_code(self, city: str) -> str:
        """The code of a city's country; blank, and nothing read, where no city is meant."""
        if not city:
            return ""
        return next((place.country for place in self.tables.places if place.id == city), "")

    @cached_property
    def calendars(self) -> tuple[str, ...]:
        """The calendars of its days: those of ``config``, else those of the home's country."""
        try:
            return self.calendars_of(self.home if self.config.city else "")
        except NotFoundError:
            return self.config.calendars or (GREGORIAN,)

    def calendars_of(self, city: str) -> tuple[str, ...]:
        """The calendars of a city: those of ``config``, else those of its country.

        Parameters
        ----------
        city : its id; blank: of no country

        Examples
        --------
        >>> import cityties
        >>> g = cityties.open()
        >>> g.calendars_of("isfahan"), g.calendars
        (('solar_hijri', 'gregorian'), ('gregorian',))
        """
        return self.config.calendars or calendars_of(self._home_code(city))

    @cached_property
    def publication(self) -> Publication | None:
        """How its IRIs are written in RDF; ``None`` where ``config`` has no base."""
        if not self.config.base:
            return None
        from cityties.base import resources
        from cityties.loaders.tables import load_folder
        from cityties.rdf.published import Publication, own_rows

        shipped = None if self.config.shipped is False else load_folder(resources.data_dir())
        return Publication(self.config.base, own_rows(self.tables, shipped))

    def summary(self) -> Row:
        """Counts, content id and where the graph is kept.

        Returns
        -------
        dict
            ``triples``, ``graphs``, a count per table, ``ties``, ``conflicts``, ``id``,
            ``where`` (a folder, or ``None`` in memory).
        """
        counts = dict(self._graph.counts)  # in the order of the build, or by name from the cache
        order = ("graphs", *TABLES, "ties", "conflicts")
        version = self._graph.version
        return {
            "triples": counts.pop("quads"),
            **{name: counts.pop(name) for name in order if name in counts},
            **counts,
            "id": self.id,
            "where": None if version is None else str(version.folder),
        }

    # -- what is asked -----------------------------------------------------------------

    def view(self, view: View | None = None, /, **asked: Unpack[Asked]) -> View:
        """Check what is asked, to be handed to any method as ``view=``.

        Parameters
        ----------
        view : what is asked already; ``asked`` changes it
        asked : see `cityties.api.view.Asked`

        Returns
        -------
        View

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no city or source, or several, have the name.
        UsageError
            For an unknown code, a wrong day or wrong steps.

        Examples
        --------
        >>> import cityties
        >>> g = cityties.open()
        >>> then = g.view(on="2021-08-01", kinds="sister_city", focus="isfahan")
        >>> g.counts(view=then)["read"]["signed"], g.to_networkx(view=then).number_of_edges() >= 15
        (15, True)
        """
        return make_view(self, view, None, asked)

    def _about_a_city(
        self, view: View | None, city: str | None, asked: Mapping[str, Any], *takes: str
    ) -> View:
        found = make_view(self, view, city, asked, *takes, "focus")
        if not found.focus:
            raise UsageError(_("name a city"))
        return found

    # -- names -------------------------------------------------------------------------

    def find_city(self, text: str) -> str:
        """The id of a place, from a name in English or Persian, an alias or an id.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            With suggestions.
        """
        return self._graph.gazetteer.get(text, kinds=("city",))

    def find(self, text: str) -> Entity:
        """What a text names: a place, organization, person, post, event, tie, claim or source.

        Parameters
        ----------
        text : an id; a name in any language; the beginning of a source's id. ``source/…`` and
            ``post/…`` before an id tell things apart that share it

        Returns
        -------
        Entity
            Its ``kind`` and ``id``.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            With suggestions.

        Examples
        --------
        >>> import cityties
        >>> cityties.open().find("Vietnam")
        Entity(kind='place', id='vietnam')
        """
        from cityties.api.names import find_entity

        return find_entity(self, text)

    def suggest_cities(self, text: str) -> tuple[str, ...]:
        """Ids of cities that a mistyped name may have meant, the likeliest first."""
        return self._graph.gazetteer.suggest(text, ("city",))

    def name(self, thing: str, lang: str = "") -> str:
        """The name of a place, organization, person, holding or unnamed thing.

        Parameters
        ----------
        thing : an id, also ``person@post`` and ``unnamed/…``
        lang : the language; that chosen for messages by default
        """
        from cityties.api.names import name_of

        return name_of(self, thing, lang)

    def label(self, code: str, lang: str = "") -> str:
        """The name of a code: ``sister city`` for ``sister_city``."""
        from cityties.words.labels import code_label

        return code_label(code, lang)

    def title(self, thing: str, lang: str = "") -> str:
        """The name of anything a claim can be about; ties by their parties and kind."""
        from cityties.api.names import title_of

        return title_of(self, self._posts, thing, lang)

    def find_source(self, text: str) -> str:
        """The id of a source, from its id or the beginning of its id.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            With suggestions.

        Examples
        --------
        >>> import cityties
        >>> cityties.open().find_source("council-2007")
        'council-2007'
        """
        from cityties.api.names import find_source

        return find_source(self.sources_by_id, text)

    @cached_property
    def sources_by_id(self) -> Mapping[str, Source]:
        """The sources by their id."""
        return {source.id: source for source in self.tables.sources}

    @cached_property
    def posts_by_id(self) -> Mapping[str, Post]:
        """The posts by their id."""
        return {post.id: post for post in self.tables.posts}

    @cached_property
    def claims_by_id(self) -> Mapping[str, Claim]:
        """The claims by their id."""
        return {claim.id: claim for claim in self.tables.claims}

    @cached_property
    def unnamed(self) -> Unnamed:
        """Words for what the sources do not name."""
        from cityties.words.unnamed import Unnamed

        return Unnamed(self.tables)

    @cached_property
    def _posts(self) -> Mapping[str, Mapping[str, str]]:
        from cityties.model.texts import texts

        return {post.id: texts(post, "name") for post in self.tables.posts}

    @cached_property
    def city_of(self) -> Callable[[str], str | None]:
        """The place that an organization or person acts for."""
        from cityties.reading import city_resolver

        return city_resolver(self.tables)

    # -- readings ----------------------------------------------------------------------

    def withheld(self, known_by: Day | None = None) -> int:
        """How many claims the readings leave out, since their source may be newer than a day.

        Parameters
        ----------
        known_by : the day of knowledge; that of the graph by default

        Examples
        --------
        >>> import cityties
        >>> g = cityties.open()
        >>> g.withheld(), g.withheld("2007-10-12") > 0
        (0, True)
        """
        day = as_day(known_by) or self._graph.known_by
        if day == self._graph.known_by:
            return self._graph.withheld
        return self.readings(day).withheld

    def readings(self, known_by: Day | None = None, *, source: str | None = None) -> Readings:
        """The readings of the claims, as known by a day.

        Parameters
        ----------
        known_by : use only what was published by this day; by default the day that the graph
            was built for, else everything
        source : read the claims of this source alone: its id, or the beginning of its id if
            no other begins so

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no source, or several, have the name.
        """
        day = as_day(known_by) or self._graph.known_by
        only = self.find_source(source) if source else ""
        if not only and day == self._graph.known_by:
            return self._graph.readings
        if (day, only) not in self._readings:
            from cityties.reading import read_tables

            mine = (claim for claim in self.tables.claims if claim.source == only)
            self._readings[day, only] = read_tables(
                self.tables, claims=mine if only else None, known_by=day
            )
        return self._readings[day, only]

    def partners_in(self, source: str, known_by: date | None = None) -> Mapping[str, set[str]]:
        """The partners of each city by the claims of one source, itself included.

        Parameters
        ----------
        source : its id
        known_by : use only what was published by this day
        """
        if (source, known_by) not in self._partners:
            made: dict[str, set[str]] = {}
            for claim in self.readings(known_by).claims.values():
                if claim.source == source and claim.type == "tie":
                    for party in claim.parties:
                        made.setdefault(party, set()).update(claim.parties)
            self._partners[source, known_by] = made
        return self._partners[source, known_by]

    # -- listings and questions --------------------------------------------------------

    def ties(
        self,
        city: str | None = None,
        *,
        view: View | None = None,
        concluded: str | None = None,
        within: bool = False,
        **asked: Unpack[Asked],
    ) -> Listing[TieRow]:
        """The ties of a city, of anything else that has ties, or of all, on a day.

        Parameters
        ----------
        city : a city, country, province, institution, …: a name in any language, an alias or an
            id. A network of cities has the ties among its members of the day. What else is not a
            party of a tie (a person, a post, an event, a claim, a source) has the ties that its
            claims are about
        view : what is asked, instead of or before the keywords
        concluded : only ``signed`` (an act is claimed) or ``attested`` (only observed in force)
        within : of a country or province, the ties of all places inside it too
        asked : see `cityties.api.view.Asked`. With ``channels`` there is one row per tie and
            channel; without, one row for the whole tie and one for each channel that differs

        Returns
        -------
        Listing of TieRow
            In the form of ``docs/json.md``.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If nothing, or several things, have the name; the same for a source.
        UsageError
            For an unknown code or a wrong day; for steps from what is not a city.

        Examples
        --------
        >>> import cityties
        >>> rows = cityties.open().ties("freiburg", on="2010-01-01", channels="political")
        >>> [row["status"] for row in rows if row["partner"] == "isfahan"]
        ['suspended']
        """
        entity = self.find(city) if city else None
        if entity is None or self.is_city(entity.id):
            focus = entity.id if entity else city
            from cityties.api import listings

            return listings.ties(make_view(self, view, focus, asked), concluded=concluded)
        found = make_view(self, view, None, asked)
        from cityties.api import listings

        return listings.entity_ties(found, entity, concluded=concluded, within=within)

    def is_city(self, thing: str) -> bool:
        """Whether an id is that of a city."""
        gazetteer = self._graph.gazetteer
        return thing in gazetteer and gazetteer.kind(thing) == "city"

    def is_network(self, thing: str) -> bool:
        """Whether an id is that of a network of cities."""
        gazetteer = self._graph.gazetteer
        from cityties.api import members

        return thing in gazetteer and gazetteer.kind(thing) == members.NETWORK

    def history(
        self,
        what: str,
        other: str | None = None,
        *,
        view: View | None = None,
        said: bool | None = None,
        within: bool = False,
        **asked: Unpack[Asked],
    ) -> Listing[HistoryRow]:
        """Everything that is claimed of something, or that two things share, in order.

        `cityties.reading.histories` says which claims belong to what.

        Parameters
        ----------
        what : a city, country, organization, person, post, event, tie, claim or source: a name
            in any language, an alias or an id
        other : a second thing: only what belongs to both
        view : what is asked, instead of or before the keywords
        said : also what it says, passes on or publishes; by default people, posts and
            organizations have what they say and pass on, places do not
        within : of a country or province, everything inside it too
        asked : ``known_by``, ``source``, ``kinds``: see `cityties.api.view.Asked`

        Returns
        -------
        Listing of HistoryRow
            In the form of ``docs/json.md``.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If nothing, or several things, have the name.
        UsageError
            If both are the same thing.

        Examples
        --------
        >>> import cityties
        >>> g = cityties.open()
        >>> "c-S039" in {row["claim"] for row in g.history("foreign-ministry-ir", "isfahan")}
        True
        """
        found = make_view(self, view, None, asked, "known_by", "source", "kinds")
        from cityties.api import listings

        return listings.history(found, what, other, said=said, within=within)

    def officials(
        self,
        what: str | None = None,
        *,
        view: View | None = None,
        within: bool = False,
        **asked: Unpack[Asked],
    ) -> Listing[OfficialRow]:
        """People in posts: terms of office, when they were last seen, and whom they met.

        Parameters
        ----------
        what : only those of this city, country, organization or post, or this person; for a
            country also the diplomats accredited to it
        view : what is asked, instead of or before the keywords
        within : of a country or province, also those of everything inside it
        asked : ``known_by``, ``source``: see `cityties.api.view.Asked`

        Returns
        -------
        Listing of OfficialRow
            In the form of ``docs/json.md``; each row has its claims and sources.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If nothing, or several things, have the name.

        Examples
        --------
        >>> import cityties
        >>> rows = cityties.open().officials("freiburg")
        >>> sorted(row["name_en"] for row in rows if row["post"] == "mayor-freiburg")[-1]
        'Martin Horn'
        """
        found = make_view(self, view, None, asked, "known_by", "source")
        from cityties.api import listings

        return listings.officials(found, what, within=within)

    def counts(
        self, city: str | None = None, *, view: View | None = None, **asked: Unpack[Asked]
    ) -> Counts:
        """How many partners a city has: the numbers claimed, and the number read.

        Parameters
        ----------
        city : a name in English or Persian, an alias or an id
        view : what is asked, instead of or before the keywords
        asked : ``on``, ``known_by``, ``source``, and one of ``kinds`` (sister cities by
            default): see `cityties.api.view.Asked`

        Returns
        -------
        Counts
            ``claimed`` and ``read``, in the form of ``docs/json.md``.
        """
        from cityties.api import listings

        return listings.counts(self._about_a_city(view, city, asked, *_TIMES, "kinds"))

    def conflicts(
        self, city: str | None = None, *, view: View | None = None, **asked: Unpack[Asked]
    ) -> Listing[ConflictRow]:
        """Where claims contradict one another.

        Parameters
        ----------
        city : only what concerns this city
        view : what is asked, instead of or before the keywords
        asked : ``known_by``, ``source``: see `cityties.api.view.Asked`

        Returns
        -------
        Listing of ConflictRow
            ``about``, ``what``, ``values``, in the form of ``docs/json.md``.
        """
        from cityties.api import listings

        return listings.conflicts(make_view(self, view, city, asked, "known_by", "source", "focus"))

    def cities(self, text: str | None = None, *, country: str | None = None) -> Listing[CityRow]:
        """The cities of the graph.

        Parameters
        ----------
        text : only those one of whose names holds this text (case and marks do not count)
        country : only this country, as ISO 3166-1 alpha-2

        Returns
        -------
        Listing of CityRow
            In the form of ``docs/json.md``, by English name.
        """
        from cityties.api import listings

        return listings.cities(self, text, country)

    def members(
        self, network: str, *, view: View | None = None, **asked: Unpack[Asked]
    ) -> Listing[MemberRow]:
        """The members of a network on a day, candidates among them.

        Parameters
        ----------
        network : a network of cities: a name in any language, an alias or an id
        view : what is asked, instead of or before the keywords
        asked : ``on``, ``known_by``, ``source``: see `cityties.api.view.Asked`

        Returns
        -------
        Listing of MemberRow
            In the form of ``docs/json.md``, by country and name.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no network, or several things, have the name.

        Examples
        --------
        >>> import cityties
        >>> rows = cityties.open().members("wego", on="2024-01-01")
        >>> [(row["city"], row["since"]) for row in rows]
        [('isfahan', '[2020-03-20..2021-03-20]')]
        """
        found = make_view(self, view, None, dict(asked), "on", "known_by", "source")
        from cityties.api import members

        return members.members(found, self._graph.gazetteer.get(network, ("organization",)))

    def sources(self, text: str | None = None) -> Listing[SourceRow]:
        """The sources, with the number of their claims.

        Parameters
        ----------
        text : only those whose id, title or publisher holds this text
        """
        from cityties.api import listings

        return listings.sources(self, text)

    def query(
        self,
        text: str,
        /,
        *,
        timeout: float | None = None,
        memory: int | None = None,
        union: bool = True,
        slips: Callable[[str], None] | None = None,
        **params: object,
    ) -> Answer:
        """Ask a named question, or run SPARQL, in a confined process.

        The process can open nothing but the store, makes no connection and starts no program;
        it waits for the next query, so that only the first one costs its start.

        Parameters
        ----------
        text : the name of a question, or SPARQL (SELECT, ASK, CONSTRUCT, DESCRIBE); our and
            the usual prefixes need no declaration
        timeout : seconds after which the query is ended; 60 by default
        memory : megabytes that the query may use; 1024 by default
        union : search the merge of all graphs; otherwise nothing outside ``GRAPH``
        slips : called with a sentence for each term that is misspelt and so matches nothing
        params : the parameters of a named question, cities by any of their names; or the
            values of variables of a SPARQL text: dates, numbers, ``"id:isfahan"``

        Returns
        -------
        Rows, Truth or Triples
            Rows have ``.to_pandas()`` and ``.to_polars()`` (extra ``frames``).

        Raises
        ------
        QueryError
            If the text is refused or cannot be parsed, with line and column; or if it ended
            the process that answered it.
        QueryTimeoutError
            If it took too long.

        Examples
        --------
        >>> import cityties
        >>> bool(cityties.open().query("ASK { id:isfahan a ct:City }"))
        True
        """
        from cityties.api import asking

        return asking.query(
            self, text, timeout=timeout, memory=memory, union=union, params=params, slips=slips
        )

    def questions(self) -> tuple[Question, ...]:
        """The questions that have a name."""
        from cityties.query.questions import list_questions

        return list_questions()

    # -- networks ----------------------------------------------------------------------

    @overload
    def to_networkx(
        self,
        city: str | None = ...,
        *,
        view: View | None = ...,
        layer: Literal["ties"],
        **asked: Unpack[Asked],
    ) -> nx.MultiGraph[str]: ...

    @overload
    def to_networkx(
        self,
        city: str | None = ...,
        *,
        view: View | None = ...,
        layer: Literal["events"],
        weights: Weights | None = ...,
        **asked: Unpack[Asked],
    ) -> nx.MultiDiGraph[str]: ...

    @overload
    def to_networkx(
        self,
        city: str | None = ...,
        *,
        view: View | None = ...,
        layer: Literal["layers"],
        weights: Weights | None = ...,
        **asked: Unpack[Asked],
    ) -> nx.MultiGraph[str]: ...

    @overload
    def to_networkx(
        self,
        city: str | None = ...,
        *,
        view: View | None = ...,
        layer: str = ...,
        weights: Weights | None = ...,
        **asked: Unpack[Asked],
    ) -> nx.Graph[str]: ...

    def to_networkx(
        self,
        city: str | None = None,
        *,
        view: View | None = None,
        layer: str = "simple",
        weights: Weights | None = None,
        **asked: Any,
    ) -> nx.Graph[str]:
        """The ties of a day as a networkx graph: one edge per pair of cities, or another layer.

        Parameters
        ----------
        city : only the ties of this city, by any of its names
        view : what is asked, instead of or before the keywords
        layer : ``simple`` has one edge per pair of cities with a tie that counts; ``ties`` is the
            full graph, parallel ties and every status kept; a kind (``sister_city``), a group
            of kinds (``exchange``) or a channel (``political``) gives the graph of that alone;
            then there are ``events``, ``members``, ``co_members`` and ``layers``: see
            `cityties.projection.layers`
        weights : the numbers behind the strength, in layers; see
            `cityties.projection.strength`
        asked : see `cityties.api.view.Asked`. ``statuses`` are every status in the full graph,
            ``in_force`` in the others by default. In the full graph a tie has an edge for each
            of ``channels``, in the others it counts if it does on one of them

        Returns
        -------
        networkx.Graph
            Undirected and without parallel edges, with ``weight`` (strength) and ``distance``
            (1/strength): what every function of networkx takes. ``ties`` (see
            `cityties.projection.ties_graph`) and ``layers`` are MultiGraphs; ``events`` alone is
            directed, a MultiDiGraph. ``graph.graph`` says where the graph ends and what it
            leaves out: `cityties.projection.BOUNDARY_KEYS`.

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
        >>> simple = g.to_networkx("isfahan", on="2021-08-01")
        >>> simple.has_edge("porto", "isfahan"), simple.has_edge("isfahan", "porto")
        (True, True)
        >>> ties = g.to_networkx("isfahan", layer="ties", on="2021-08-01")
        >>> ties.is_directed(), ties.number_of_edges("isfahan", "porto") >= 1
        (False, True)
        """
        from cityties.api.networks import to_networkx

        found = make_view(self, view, city, asked)
        return to_networkx(found, layer=layer, weights=weights)

    def to_pyvis(
        self,
        city: str | None = None,
        *,
        view: View | None = None,
        height: str = "720px",
        width: str = "100%",
        notebook: bool = False,
        **asked: Any,
    ) -> Network:
        """The ties of a day as a network of pyvis, to be changed and shown with pyvis.

        An edge for each tie, parallel ones too; cities where they are on the map of the page,
        physics off (``toggle_physics(True)`` lets them float); colours and dashes of the page.
        The page of :meth:`map` is another one: it has time, evidence and table.

        Parameters
        ----------
        city : only the ties of this city, by any of its names
        view : what is asked, instead of or before the keywords
        height, width, notebook : as of ``pyvis.network.Network``
        asked : see `cityties.api.view.Asked`

        Returns
        -------
        pyvis.network.Network
            Directed, since an undirected one drops parallel ties; the edges have no arrows.
            Nodes have the ids of the cities, edges ``tie``, ``kind``, ``status``, ``sources``.

        Examples
        --------
        >>> import cityties
        >>> network = cityties.open().to_pyvis("isfahan", on="2021-08-01")
        >>> network.get_node("porto")["label"]
        'Porto'
        >>> {edge["kind"] for edge in network.edges if "porto" in (edge["from"], edge["to"])}
        {'sister_city'}
        """
        from cityties.page.vis import pyvis_network

        found = make_view(self, view, city, asked)
        return pyvis_network(
            self.to_networkx(view=found, layer="ties"),
            name=self.name,
            label=self.label,
            focus=found.focus,
            height=height,
            width=width,
            notebook=notebook,
        )

    def drawing(
        self,
        city: str | None = None,
        *,
        picture: str = "map",
        view: View | None = None,
        land: bool = True,
        **asked: Any,
    ) -> Drawing:
        """A still picture of the ties of a day: SVG or PNG, for papers, posters and other pages.

        Drawn without a browser: land, ties, cities, names that do not cover one another, a
        legend, and a line with the sources, in the language that is chosen.

        Parameters
        ----------
        city : only the ties of this city, by any of its names
        picture : ``map`` or ``network``
        view : what is asked, instead of or before the keywords
        land : whether the map shows land
        asked : see `cityties.api.view.Asked`; ``on`` is the day of the data by default, so that
            the same data gives the same picture

        Returns
        -------
        Drawing
            ``svg`` is the text, ``png()`` the bytes of an image (needs ``resvg-py``),
            ``figure(link)`` a fragment for a page; a notebook shows it.

        Raises
        ------
        UsageError
            For another picture, or if no tie is left to draw.

        Examples
        --------
        >>> import cityties
        >>> cityties.open().drawing("isfahan").svg.startswith("<svg ")
        True
        """
        from cityties.api.outputs import make_drawing

        found = make_view(self, view, city, asked)
        return make_drawing(found, picture=picture, land=land)

    def strength(
        self,
        city: str | None = None,
        *,
        view: View | None = None,
        weights: Weights | None = None,
        **asked: Unpack[Asked],
    ) -> list[Row]:
        """How strong the ties of a city are: five parts and a number each, strongest first.

        Parameters
        ----------
        city : a name in English or Persian, an alias or an id
        view : what is asked, instead of or before the keywords
        weights : other numbers than the proposed ones
        asked : see `cityties.api.view.Asked`; without ``kinds`` and ``statuses`` also partners
            with whom there are events alone

        Returns
        -------
        list of dict
            ``partner``, ``strength``, ``low``, ``high``, ``formality``, ``activity``,
            ``breadth``, ``reciprocity``, ``follow_through`` (``None``: unknown), ``based_on``
            of ``of``, and more: see `cityties.projection.strength`. All weights are
            proposals, not measurements; `strength_sensitivity` shows what depends on them.

        Examples
        --------
        >>> import cityties
        >>> row = cityties.open().strength("isfahan", on="2021-08-01")[-1]
        >>> 0 <= row["low"] <= row["strength"] <= row["high"] <= 1, row["of"]
        (True, 5)
        """
        from cityties.api.networks import strength

        return strength(self._about_a_city(view, city, asked, *_NETWORK), weights)

    def strength_sensitivity(
        self,
        city: str | None = None,
        *,
        view: View | None = None,
        weights: Weights | None = None,
        draws: int = 1000,
        seed: int = 1,
        **asked: Unpack[Asked],
    ) -> Row:
        """How far the order by `strength` depends on the weights of its parts.

        Parameters
        ----------
        city, view, weights, asked : as of `strength`
        draws : how many random sets of weights to try
        seed : of the random numbers; the same seed gives the same report

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
        from cityties.api.networks import strength_sensitivity

        found = self._about_a_city(view, city, asked, *_NETWORK)
        return strength_sensitivity(found, draws=draws, seed=seed, weights=weights)

    # -- rankings ----------------------------------------------------------------------

    def _ranked(
        self, view: View | None, city: str | None, asked: Mapping[str, Any], steps: int
    ) -> tuple[View, bool]:
        """What is ranked in, and whether all sources together were asked for."""
        given = dict(asked)
        everything = given.get("source") == ALL_SOURCES
        if city or (view and view.focus):
            given["steps"] = steps
        return make_view(self, view, city, given), everything

    def centrality(
        self,
        city: str | None = None,
        *,
        view: View | None = None,
        measures: Codes = None,
        layer: str = "simple",
        steps: int = 2,
        weighted: bool = False,
        runs: int = 200,
        seed: int = 0,
        null: int = 0,
        top: int | None = None,
        by: str = "",
        approximate: float = 0.0,
        confidence: float = 0.95,
        engine: str = "serial",
        progress: Progress | None = None,
        **asked: Any,
    ) -> Centrality:
        """Rank cities, with all that must be known to read the ranks.

        With a city and no source of the whole world, its partners are ranked on a sample of
        ``steps`` steps around it, and the city itself gets no rank. With a source of kind
        *dataset* that reaches beyond these steps (given, or the largest one that is loaded)
        the city is ranked among all cities of that source.

        Parameters
        ----------
        city : a name in English or Persian, an alias or an id; all cities without one
        view : what is asked, instead of or before the keywords
        measures : names of `cityties.analysis.measures.MEASURES`; all by default
        layer : see :meth:`to_networkx`
        steps : how far the sample reaches
        weighted : let the strength of ties count where a measure can
        runs : graphs with 10 to 30 % of the ties left out, for the likely range; 0 = none
        seed : seed of the random draws
        null : random graphs of the same degrees to compare with
        top, by : see `cityties.analysis.table.Options`
        approximate : estimate betweenness, closeness and harmonic with an error of at most
            this, on a scale from 0 to 1, where the network has more than 10⁹ cities times ties;
            0 = exact always
        confidence : that all estimates of a measure are within the error
        engine : who does the runs, and what takes more than seconds: ``serial`` (the threads of
            this process), ``pool:4``, ``dask://host:port`` …; see
            `cityties.engines.address.open_executor`. The values are the same
        progress : called with the step, the amount done and the total
        asked : see `cityties.api.view.Asked`. ``source`` ranks inside this source alone;
            ``all`` in everything that is loaded. By default the dataset that
            :meth:`whole_source` finds, else everything

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
            Without compiled loops, for a measure named that takes too long on so large a network;
            in a group of measures it is left out, with a warning (`cityties.analysis.limits`).

        Examples
        --------
        >>> import cityties
        >>> g = cityties.open()
        >>> found = g.centrality("isfahan", measures="degree", runs=0, on="2021-08-01")
        >>> found.rows[0]["city"], found.rows[0]["rank"], found.rows[0]["warnings"][0]
        ('isfahan', None, 'by_construction')
        """
        from cityties.api.rankings import centrality

        found, everything = self._ranked(view, city, asked, steps)
        return centrality(
            found, everything=everything, measures=measures, layer=layer, steps=steps,
            weighted=weighted, runs=runs, seed=seed, null=null, top=top, by=by,
            approximate=approximate, confidence=confidence, engine=engine, progress=progress,
        )  # fmt: skip

    def communities(
        self,
        city: str | None = None,
        *,
        view: View | None = None,
        layer: str = "simple",
        steps: int = 2,
        method: str = "",
        runs: int = 50,
        seed: int = 0,
        weighted: bool = False,
        engine: str = "serial",
        progress: Progress | None = None,
        **asked: Any,
    ) -> Communities:
        """Communities of the network in which :meth:`centrality` ranks, over many runs.

        Parameters
        ----------
        city, view, layer, steps, weighted, engine, progress, asked : see :meth:`centrality`
        method, runs, seed : see `cityties.analysis.communities.communities`

        Examples
        --------
        >>> import cityties
        >>> found = cityties.open().communities("isfahan", runs=3, on="2021-08-01")
        >>> 0 <= found.together("isfahan")["florence"] <= 1
        True
        """
        from cityties.api.rankings import communities

        found, everything = self._ranked(view, city, asked, steps)
        return communities(
            found, everything=everything, layer=layer, method=method, runs=runs, seed=seed,
            weighted=weighted, engine=engine, progress=progress,
        )  # fmt: skip

    def structure(
        self,
        city: str | None = None,
        *,
        view: View | None = None,
        layer: str = "simple",
        steps: int = 2,
        **asked: Any,
    ) -> Row:
        """Parts of the network in which :meth:`centrality` ranks.

        Parameters
        ----------
        city, view, layer, steps, asked : see :meth:`centrality`

        Returns
        -------
        dict
            See `cityties.analysis.structure.structure`.
        """
        from cityties.api.rankings import structure

        found, everything = self._ranked(view, city, asked, steps)
        return structure(found, everything=everything, layer=layer)

    def whole_source(self, city: str | None = None, *, known_by: Day | None = None) -> str:
        """The dataset in which cities are ranked unless another is named.

        Parameters
        ----------
        city : the dataset must reach more than two steps from this city
        known_by : only among what was published by this day

        Returns
        -------
        str
            The id of the source of kind *dataset* with the most ties; empty if there is none.
        """
        from cityties.api.rankings import whole_source

        return whole_source(self, self.find_city(city) if city else "", as_day(known_by))

    def ranks_whole(
        self, city: str | None = None, *, view: View | None = None, **asked: Any
    ) -> bool:
        """Whether :meth:`centrality` ranks in a whole network, or on a sample around the city.

        Parameters
        ----------
        city, view, asked : see :meth:`centrality`

        Examples
        --------
        >>> import cityties
        >>> g = cityties.open()
        >>> g.ranks_whole("isfahan"), g.ranks_whole()
        (False, True)
        """
        from cityties.api.rankings import sample

        found, everything = self._ranked(view, city, asked, 1)
        return sample(found, everything=everything).whole

    # -- analysis ----------------------------------------------------------------------

    def network(
        self,
        *,
        view: View | None = None,
        layer: str = "simple",
        null: int = 0,
        seed: int = 0,
        engine: str = "serial",
        progress: Progress | None = None,
        **asked: Any,
    ) -> Row:
        """Figures of a whole network: how large, how far across, how clustered.

        Parameters
        ----------
        view : what is asked, instead of or before the keywords
        layer : see :meth:`to_networkx`
        null : random graphs of the same degrees to compare with; 0 = none
        seed : of these graphs
        engine : who draws and measures these graphs, see :meth:`centrality`
        progress : called with the step, the amount done and the total
        asked : see `cityties.api.view.Asked`. ``source`` alone is measured; ``all`` for
            everything that is loaded. By default the dataset that :meth:`whole_source` finds,
            else everything

        Returns
        -------
        dict
            See `cityties.analysis.summary.network`; ``None`` is what is not defined.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no source, or several, have the name.
        UsageError
            For an unknown layer or code, or fewer random graphs than none.
        CitytiesError
            Without compiled loops, for more random graphs than can be drawn in time.

        Examples
        --------
        >>> import cityties
        >>> found = cityties.open().network(on="2021-08-01")
        >>> found["nodes"] > 100, found["boundary"], found["random"]
        (True, 'lists', None)
        """
        from cityties.api.analysis import network

        found, everything = self._ranked(view, None, asked, 1)
        return network(
            found, everything=everything, layer=layer, null=null, seed=seed, engine=engine,
            progress=progress,
        )  # fmt: skip

    def profile(
        self,
        *cities: str,
        view: View | None = None,
        measures: Codes = None,
        **asked: Unpack[Asked],
    ) -> Row:
        """Cities side by side: ties, networks, strength, place, and what is known of them.

        Parameters
        ----------
        cities : names in English or Persian, aliases or ids; up to 8
        view : what is asked, instead of or before the keywords
        measures : names of `cityties.analysis.measures.MEASURES`; by default closeness,
            harmonic, degree, betweenness and PageRank
        asked : ``on``, ``known_by``, ``source``: see `cityties.api.view.Asked`. Without
            ``source`` ties come from all sources, and ranks from the dataset that
            :meth:`whole_source` finds, if there is one

        Returns
        -------
        dict
            See `cityties.analysis.profile.profile`; ``ranked_in`` is the source in which
            cities are ranked, empty for everything.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no city or source, or several, have a name.
        UsageError
            For no city or too many, an unknown measure, or a wrong day.

        Examples
        --------
        >>> import cityties
        >>> found = cityties.open().profile("isfahan", "kazan", on="2025-06-01")
        >>> [city["city"] for city in found["cities"]], found["pairs"][0]["hops"]
        (['isfahan', 'kazan'], 1)
        """
        from cityties.api.analysis import profile

        return profile(make_view(self, view, None, asked, *_TIMES), cities, measures)

    def path(
        self,
        first: str,
        second: str,
        *,
        view: View | None = None,
        weighted: bool = False,
        every: bool = False,
        **asked: Unpack[Asked],
    ) -> Row:
        """The shortest paths from one city to another along ties, with the evidence.

        Parameters
        ----------
        first, second : names in English or Persian, aliases or ids
        view : what is asked, instead of or before the keywords
        weighted : shortest by summed 1/strength; else by the number of ties
        every : all shortest paths (up to 50 are listed); else one
        asked : see `cityties.api.view.Asked`; all sources together without ``source``

        Returns
        -------
        dict
            See `cityties.analysis.paths.path`. No path is an answer too: ``paths`` is empty
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
        from cityties.api.analysis import path

        found = make_view(self, view, None, asked, *_NETWORK)
        return path(found, first, second, weighted=weighted, every=every)

    def trend(
        self,
        city: str | None = None,
        *,
        view: View | None = None,
        measures: Codes = None,
        first: int | str | Year | None = None,
        last: int | str | Year | None = None,
        weighted: bool = False,
        progress: Progress | None = None,
        **asked: Unpack[Asked],
    ) -> Row:
        """The measures of a city year by year, on certain ties alone and on all possible ones.

        Parameters
        ----------
        city : a name in English or Persian, an alias or an id
        view : what is asked, instead of or before the keywords
        measures : names of `cityties.analysis.measures.MEASURES`; the number of partners
            (``degree``) by default
        first, last : years, such as 2000 or ``sh1379`` (Solar Hijri); from the first year in
            which a tie may count, to this year (that of ``source``), by default
        weighted : let the strength of ties count where a measure can
        progress : called with the step, the amount done and the total
        asked : see `cityties.api.view.Asked`; its day has no meaning here

        Returns
        -------
        dict
            See `cityties.analysis.trend.trend`.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no city or source, or several, have the name.
        UsageError
            For an unknown measure or code, or years in the wrong order or of two calendars.
        CitytiesError
            Without compiled loops, for a measure that takes too long on so large a network.

        Examples
        --------
        >>> import cityties
        >>> rows = cityties.open().trend("isfahan", kinds="sister_city", first=2000)["rows"]
        >>> rows[0]["year"], rows[0]["certain"], rows[0]["possible"]
        (2000, 7, 9)
        """
        from cityties.api.analysis import trend

        found = self._about_a_city(view, city, asked, *_NETWORK[1:])
        return trend(
            found, measures=measures, first=first, last=last, weighted=weighted,
            progress=progress,
        )  # fmt: skip

    def compare_wikidata(
        self, city: str | None = None, *, view: View | None = None, **asked: Unpack[Asked]
    ) -> Row:
        """A city's sister cities by our sources compared with those of a dataset, such as Wikidata.

        Parameters
        ----------
        city : a name in English or Persian, an alias or an id
        view : what is asked, instead of or before the keywords
        asked : ``on``, ``known_by`` (of our sources), ``source`` (the dataset; by default the
            newest one that Wikidata published): see `cityties.api.view.Asked`

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
        from cityties.api.analysis import compare_wikidata

        return compare_wikidata(self._about_a_city(view, city, asked, *_TIMES))

    # -- files -------------------------------------------------------------------------

    def export(
        self,
        form: str,
        *,
        view: View | None = None,
        reifiers: bool = False,
        guard_formulas: bool = False,
        described: str = "",
        **asked: Unpack[Asked],
    ) -> bytes:
        """The graph, or the ties that are meant, in a format of others.

        Parameters
        ----------
        form : a format of ``docs/exports.md``. Some carry the claims (RDF), some the ties as
            they were on a day, some the ties through time.
        view : what is asked, instead of or before the keywords
        reifiers : turtle, trig and nquads: add what each claim says as RDF 1.2
        guard_formulas : tables: put an apostrophe before a cell that a spreadsheet would
            run as a formula
        asked : see `cityties.api.view.Asked`; one channel at most. ``on`` is the data's own
            day by default; of claims and states only those are written that are possible on it

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
        from cityties.api.outputs import export

        found = make_view(self, view, None, asked)
        made = export(
            found, form, reifiers=reifiers, guard_formulas=guard_formulas, described=described
        )
        return b"".join(made)

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
        authors : whom to cite; by default those whom the sources inside name
        licence : of the sources that state none: an SPDX id, an address or words
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
            on=as_day(on),
            title=title or self.config.title,
            version=version,
            authors=authors or self.config.authors,
            licence=licence or self.config.licence,
            keep=keep,
            publication=self.publication,
            tell=progress,
        )

    def page(self, city: str | None = None, **options: Any) -> str:
        """The interactive page of a city's ties, or of all, as one HTML document.

        Parameters
        ----------
        city, options : as of `map`

        Returns
        -------
        str
            The same graph gives the same text.
        """
        return self.map(city, **options).text

    def map(
        self,
        city: str | None = None,
        *,
        view: View | None = None,
        steps: int = 2,
        history: bool = True,
        land: bool = True,
        since: Path | str | None = None,
        progress: Progress | None = None,
        **asked: Any,
    ) -> Map:
        """The interactive page of a city's ties, or of all; a notebook shows it.

        Parameters
        ----------
        city : the focus city, or a network: its members and the ties among them
        view : what is asked, instead of or before the keywords
        steps : 1 for the ties of ``city`` alone; 2 (the default) for those of its partners too
        history : whether the evidence behind each tie goes in
        land : whether the map shows land
        since : an earlier state of the data (a snapshot, a data folder, a store or a day):
            the page then says what is new; by default it compares with the reader's last visit
        progress : called with the name of a step, its number and how many there are
        asked : ``on`` (the day that the page opens on; by default the reader's own, once it is
            open with scripts, and the data's own without them),
            ``known_by``, ``kinds``, ``statuses``: see `cityties.api.view.Asked`

        Returns
        -------
        Map
            With ``.save(path)`` and ``.open()``; its ``text`` is the HTML document, its
            ``counts`` say how many ties, cities and sources it shows.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            If no city, or several, have the name.
        UsageError
            For an unknown code, or a page that would be too large to be used.
        """
        from cityties.api.outputs import make_map

        given = dict(asked)
        network = ""
        if city and self.is_network(thing := self.find(city).id):
            city, network = None, thing
        if city or (view and view.focus):
            given["steps"] = steps
        elif steps not in (1, 2):
            raise UsageError(_("the steps of a page must be 1 or 2, not {n}").format(n=steps))
        found = make_view(
            self, view, city, given, "on", "known_by", "kinds", "statuses", "focus", "steps"
        )
        return make_map(
            found, network=network, history=history, land=land, since=since, progress=progress
        )
