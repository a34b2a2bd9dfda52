"""The graph as networkx sees it, and how strong ties are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, overload

from cityties.api.days import Day, as_day
from cityties.api.listings import Listings
from cityties.api.rows import Codes, Row, check_code, code_list
from cityties.errors import UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    import networkx as nx

    from cityties.projection import Scope, Selection
    from cityties.projection.strength import Weights


class Networks(Listings):
    """The graph as networkx sees it, and how strong ties are."""

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

        asked = code_list(channels) or ("all",)
        for channel in asked:
            check_code(channel, "channels")
        selection = self._selection(focus, kinds, statuses, None, None, steps)
        only, known = self.find_source(source) if source else "", as_day(known_by)
        readings = self.readings(known, source=only or None)
        day = as_day(on) or (day_of_source(readings, only) if only else None)
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

        kinds, statuses = code_list(kinds), code_list(statuses)
        for values, scheme in (
            (kinds, "kinds"), (statuses, "statuses"), ((channel,) if channel else (), "channels"),
        ):  # fmt: skip
            for value in values:
                check_code(value, scheme)
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
            on=as_day(on) or self.data_day,
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
        known = as_day(known_by)
        day = (as_day(on) or self.data_day).isoformat()
        about = {"on": day, "content_id": self.id}
        return about if known is None else {**about, "known_by": known.isoformat()}
