"""Whole networks, cities side by side, ways, trends, and a dataset beside ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from cityties.api.days import Day, as_day
from cityties.api.rankings import Rankings
from cityties.api.rows import Codes, Row, code_list
from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.store.build import Progress

if TYPE_CHECKING:
    pass


class Analysis(Rankings):
    """Whole networks, cities side by side, ways, trends, and a dataset beside ours."""

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
            See `cityties.analysis.summary.network`; ``None`` is what is not defined.

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
        from cityties.analysis.summary import network
        from cityties.projection import collapse
        from cityties.projection.layers import AGREEMENTS
        from cityties.vocabulary.codes import CODES

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
            one for one in chosen(code_list(measures) or DEFAULT) if one.name != "shared_partners"
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
            for one in chosen(code_list(measures) or ("degree",))
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
        from cityties.analysis.compare import compare, newest_dataset
        from cityties.reading import read

        place, day, known = self.find_city(city), as_day(on) or date.today(), as_day(known_by)
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
