"""From readings to networkx: which ties are meant, and the graph of ties on a day.

The plain first form: one node per place, one edge per pair of a tie's parties,
nothing summed up. Attributes are plain texts and numbers, so that every format
of networkx can write them; what is not said is absent, never ``None``.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from cityties.errors import UsageError
from cityties.messages import _
from cityties.model import Place

if TYPE_CHECKING:
    import networkx as nx

    from cityties.reading import Readings, TieReading


Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which ties, or which states of them, are meant; everything by default.

    Parameters
    ----------
    kinds : kinds of agreement; any of them
    statuses : statuses; any of them
    channel : the channel that statuses are read on; blank for all of them
    on : what is possible on this day; any day by default
    focus : id of a party: its ties, and those within ``steps`` of it
    steps : 1 for the ties of ``focus``, 2 for those of its partners as well, and so on.
        Steps are taken along the ties that all other conditions let through.

    Raises
    ------
    UsageError
        For steps below 1, or steps without a focus.

    Examples
    --------
    >>> rows = [{"tie": "1", "parties": ["a", "b"], "kind": "k", "status": "in_force"},
    ...         {"tie": "2", "parties": ["b", "c"], "kind": "k", "status": "in_force"}]
    >>> [row["tie"] for row in Selection(focus="a").rows(rows)]
    ['1']
    >>> [row["tie"] for row in Selection(focus="a", steps=2).rows(rows)]
    ['1', '2']
    """

    kinds: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    channel: str = ""
    on: datetime.date | None = None
    focus: str = ""
    steps: int = 1

    def __post_init__(self) -> None:
        if self.steps < 1:
            raise UsageError(_("steps is 1 or more, not {n}").format(n=self.steps))
        if self.steps > 1 and not self.focus:
            raise UsageError(_("steps are counted from a city: give a focus too"))

    @property
    def is_everything(self) -> bool:
        """Whether no tie is left out; a channel alone only chooses among their states."""
        return not (self.kinds or self.statuses or self.on or self.focus)

    def _fits(self, kind: str, status: str) -> bool:
        return (not self.kinds or kind in self.kinds) and (
            not self.statuses or status in self.statuses
        )

    def _possible(self, first: datetime.date | None, last: datetime.date | None) -> bool:
        """Whether the day lies between two bounds, of which ``None`` is open."""
        return self.on is None or (
            (first is None or first <= self.on) and (last is None or self.on <= last)
        )

    def rows(self, rows: Iterable[Row]) -> list[Row]:
        """The rows that are meant, of ties as they stood on one day on the right channel.

        Parameters
        ----------
        rows : rows in the form of ``ties``; their order is kept
        """
        fitting = [row for row in rows if self._fits(row["kind"], row["status"])]
        near = self._near({row["tie"]: row["parties"] for row in fitting})
        return [row for row in fitting if row["tie"] in near]

    def states(self, nodes: Iterable[Row], edges: Iterable[Row]) -> tuple[list[Row], list[Row]]:
        """The nodes and edges that are meant, of the tables of states.

        Parameters
        ----------
        nodes, edges : rows of the two tables of a snapshot
        """
        edges = list(edges)
        # A channel without a history of its own reads as the whole tie.
        own = {row["tie"] for row in edges if row["channel"] == self.channel}
        fitting = [
            row
            for row in edges
            if self._fits(row["kind"], row["status"])
            and (
                not self.channel or row["channel"] == (self.channel if row["tie"] in own else "all")
            )
            and self._possible(row["possibly_from"], row["possibly_until"])
        ]
        near = self._near({row["tie"]: row["parties"] for row in fitting})
        kept = [row for row in fitting if row["tie"] in near]
        if self.is_everything:  # also those that have no edge
            return list(nodes), kept
        parties = {party for row in kept for party in row["parties"]}
        return [row for row in nodes if row["id"] in parties], kept

    def ties(self, readings: Readings) -> frozenset[str]:
        """The ids of the ties that are meant, those with unnamed parties too.

        Parameters
        ----------
        readings : what the claims amount to
        """
        return self._near(
            {tie.id: tie.parties for tie in readings.ties.values() if self._takes(tie)}
        )

    def _takes(self, tie: TieReading) -> bool:
        if not (self.statuses or self.on):  # a tie that was only ever denied has no period
            return self._fits(tie.kind, "")
        return any(
            self._fits(tie.kind, period.status)
            and self._possible(period.possibly_from, period.possibly_until)
            for period in (tie.periods_on(self.channel) if self.channel else tie.periods)
        )

    def _near(self, parties: Mapping[str, Collection[str]]) -> frozenset[str]:
        """The ties within the steps of the focus."""
        if not self.focus:
            return frozenset(parties)
        by_party: dict[str, list[str]] = {}
        for tie, each in parties.items():
            for party in each:
                by_party.setdefault(party, []).append(tie)
        found: set[str] = set()
        reached, border = {self.focus}, {self.focus}
        for _step in range(self.steps):
            new = {tie for party in border for tie in by_party.get(party, ())} - found
            found |= new
            border = {party for tie in new for party in parties[tie]} - reached
            reached |= border
        return frozenset(found)


# What an edge carries of its row; lists become texts with `;` between.
EDGE_KEYS = (
    "kind", "channel", "side", "status", "certainty", "alternatives", "since", "concluded",
    "last_attested", "activity", "unanswered", "days_open", "sources", "conflicts",
)  # fmt: skip


def ties_graph(
    rows: Iterable[Mapping[str, Any]], places: Iterable[Place], **about: str
) -> nx.MultiDiGraph[str]:
    """Make the graph of ties.

    Parameters
    ----------
    rows : one row per tie, in the form of ``ties``
    places : the places that the parties' ids name
    about : what the graph is of (``on``, ``known_by``, ``content_id``); kept in
        ``graph.graph`` so that a file says it too

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are place ids with ``name_en``, ``name_fa``, ``place_kind``,
        ``country``, ``latitude`` and ``longitude`` (degrees). Edge keys are tie
        ids (``#2`` and so on behind it for further pairs of a tie of three or
        more). Ties have no direction: an edge runs from the smaller id to the
        larger one. Parties that are not places, and unnamed ones, become no node.

    Examples
    --------
    >>> from cityties.model import Place
    >>> row = {"tie": "tie/a+b/sister_city", "parties": ["b", "a"], "kind": "sister_city"}
    >>> graph = ties_graph([row], [Place("a", "city", "A"), Place("b", "city", "B")])
    >>> list(graph.edges(keys=True))
    [('a', 'b', 'tie/a+b/sister_city')]
    """
    import networkx as nx

    known = {place.id: place for place in places}
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.graph.update(about)
    for row in rows:
        parties = sorted({party for party in row["parties"] if party in known})
        attributes = _plain({key: row.get(key) for key in EDGE_KEYS})
        for number, (first, second) in enumerate(combinations(parties, 2), start=1):
            for party in (first, second):
                if party not in graph:
                    graph.add_node(party, **_node(known[party]))
            key = row["tie"] if number == 1 else f"{row['tie']}#{number}"
            graph.add_edge(first, second, key=key, tie=row["tie"], **attributes)
    return graph


def _node(place: Place) -> dict[str, str | int | float]:
    """A place's attributes, those that are known."""
    return _plain(
        {
            "name_en": place.name_en,
            "name_fa": place.name_fa,
            "place_kind": place.kind,
            "country": place.country,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "wikidata": place.wikidata,
        }
    )


def _plain(values: Mapping[str, Any]) -> dict[str, str | int | float]:
    """Only what is said, as text or number: true and false stay, empty goes."""
    made: dict[str, str | int | float] = {}
    for key, value in values.items():
        if value is None or value == "":
            continue
        if isinstance(value, bool | int | float | str):
            made[key] = value
        elif isinstance(value, list | tuple):
            if value:
                made[key] = ";".join(str(item) for item in value)
        else:
            made[key] = str(value)
    return made
