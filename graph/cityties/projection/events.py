"""What cities did with one another, the older the weaker.

An event is everything that is claimed under one id. It happened by a day if some claim
that may give a status, and is not a plan, certainly puts it there. Its weight is that of its
kind (:data:`EVENT_WEIGHTS`), halved every :data:`HALF_LIFE` days::

    recency = weight · 2 ** (-days since the event / half-life)

**These numbers are proposals, not measurements**; all of them can be changed.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from cityties.model.dates import DAY_MIN, from_bounds, iso_bounds
from cityties.projection.boundary import Dropped, Scope
from cityties.projection.ties import node, plain
from cityties.reading.acts import counts
from cityties.start.records import dataclass
from cityties.vocabulary.codes import KINDS, SYMMETRIC_KINDS, broader_codes, find_kind

if TYPE_CHECKING:
    import networkx as nx

    from cityties.model.rows import Claim

EVENT_WEIGHTS: Mapping[str, float] = {
    kind.code: kind.weight for kind in KINDS.values() if kind.weight is not None
}
"""How much an event counts; a kind that is not named counts as its broader kind, else 0."""

MAYOR_VISIT = 3.0
"""What a visit counts on which the visiting city's mayor took part."""

HALF_LIFE = 730.0
"""Days after which an event counts half."""

_NOT_HELD = frozenset({"planned", "cancelled"})
_KEPT = frozenset({"held", "delivered", "dispatched", "answered"})


@dataclass(frozen=True, slots=True)
class CityEvent:
    """An event between cities.

    Parameters
    ----------
    id : id of the event
    kind : kind of event
    cities : ids of the cities that had part in it, sorted
    givers, takers : those that acted, and those it was for; both empty where nobody did
        more than the other
    happened : the day by which it certainly took place; ``None`` if it is not known to have
    since : the day from which on it can have taken place; the first of all days if nobody
        says
    promised : whether it was announced, or aid or cooperation was offered
    due : the day for which it was announced, if a source names one
    kept : the day by which the promise was certainly kept; ``None`` if it is not known to be
    cancelled : whether it was called off
    said : the day by which a promise was certainly made: its publication, or its own day
    topics : what it was about
    weight : what it counts on its day
    sources, claims : ids
    """

    id: str
    kind: str
    cities: tuple[str, ...]
    givers: frozenset[str]
    takers: frozenset[str]
    happened: datetime.date | None
    since: datetime.date
    promised: bool
    due: datetime.date | None
    kept: datetime.date | None
    cancelled: bool
    said: datetime.date
    topics: tuple[str, ...]
    weight: float
    sources: tuple[str, ...]
    claims: tuple[str, ...]

    @property
    def pairs(self) -> tuple[tuple[str, str, bool], ...]:
        """Giver, taker and true; or every two of the cities, and false."""
        if self.givers and self.takers:
            return tuple(
                (giver, taker, True)
                for giver in sorted(self.givers)
                for taker in sorted(self.takers)
                if giver != taker
            )
        return tuple((first, second, False) for first, second in combinations(self.cities, 2))


def event_weight(kind: str, weights: Mapping[str, float] = EVENT_WEIGHTS) -> float:
    """What an event of a kind counts: its own weight, or that of its nearest broader kind.

    Examples
    --------
    >>> event_weight("festival"), event_weight("invitation"), event_weight("vote")
    (2.0, 0.5, 0.0)
    """
    return next((weights[code] for code in (kind, *broader_codes(kind)) if code in weights), 0.0)


def _promises(kind: str) -> bool:
    known = find_kind(kind)
    return known is not None and known.promise


def decay(days: int, half_life: float = HALF_LIFE) -> float:
    """What is left of a weight after some days.

    Examples
    --------
    >>> decay(0), decay(730), decay(1460)
    (1.0, 0.5, 0.25)
    """
    return float(2.0 ** (-max(days, 0) / half_life))


def city_events(
    scope: Scope,
    dropped: Dropped,
    *,
    kinds: Collection[str] = (),
    weights: Mapping[str, float] = EVENT_WEIGHTS,
    mayor_visit: float = MAYOR_VISIT,
) -> list[CityEvent]:
    """The events between two or more cities, in the order of their ids.

    Parameters
    ----------
    scope : the question; the selection is not applied
    dropped : counted here: ``dropped_parties`` agents that stand for no city,
        ``dropped_events`` events of fewer than two cities, ``mapped`` agents mapped
    kinds : only these kinds of event, and narrower ones; all by default
    weights : weight of each kind
    mayor_visit : weight of a visit by a mayor
    """
    by_event: dict[str, list[Claim]] = defaultdict(list)
    for claim in scope.readings.claims.values():
        # What is called an offer and denied, hedged or hoped for did not happen.
        if claim.type == "event" and claim.kind != "list" and counts(claim):
            by_event[claim.about or claim.id].append(claim)
    mayors = {post.id: post.of for post in scope.tables.posts if post.role == "mayor"}
    found = []
    for event in sorted(by_event):
        claims = by_event[event]
        # The kind that counts most names the event: "a meeting, on the visit".
        kind = max(
            (claim.kind for claim in claims), key=lambda code: (event_weight(code, weights), code)
        )
        if kinds and not {kind, *broader_codes(kind)} & {*kinds}:
            continue
        made = _event(event, kind, claims, scope, dropped, weights, mayors, mayor_visit)
        if made is None:
            dropped["dropped_events"] += 1
        else:
            found.append(made)
    return found


def _event(
    event: str,
    kind: str,
    claims: Sequence[Claim],
    scope: Scope,
    dropped: Dropped,
    weights: Mapping[str, float],
    mayors: Mapping[str, str],
    mayor_visit: float,
) -> CityEvent | None:
    agents: dict[str, set[str]] = {"parties": set(), "actor": set(), "target": set()}
    everybody: set[str] = set()
    for claim in claims:
        for role, cities in agents.items():
            for agent in getattr(claim, role):
                city = scope.city(agent)
                if city:
                    cities.add(city)
                everybody.add(agent)
    together = sorted(set().union(*agents.values()))
    if len(together) < 2:
        return None
    for agent in everybody:
        city = scope.city(agent)
        dropped["mapped"] += bool(city) and city != agent
        dropped["dropped_parties"] += not city
    givers, takers = frozenset(agents["actor"]), frozenset(agents["target"])
    if kind in SYMMETRIC_KINDS or givers == takers:
        givers = takers = frozenset()
    elif givers and not takers:
        takers = frozenset(together) - givers
    elif takers and not givers:
        givers = frozenset(together) - takers
    plans = [claim for claim in claims if claim.aspect == "plan" or claim.status == "planned"]
    offers = [claim for claim in claims if claim.status == "offered"] if _promises(kind) else []
    surely = {
        claim.id: last if claim.when is None else min(claim.when.latest, last)
        for claim in claims
        for last in (scope.readings.publications[claim.source][1],)
    }
    held = [claim for claim in claims if claim not in plans and claim.status not in _NOT_HELD]
    kept = [claim for claim in held if claim.status in _KEPT or not offers]
    happened = min((surely[claim.id] for claim in held), default=None)
    begins = [claim.when.earliest for claim in held if claim.when]
    weight = event_weight(kind, weights)
    if kind == "official_visit" and _with_mayor(
        claims, givers or frozenset(together), scope, mayors
    ):
        weight = mayor_visit
    return CityEvent(
        event,
        kind,
        tuple(together),
        givers,
        takers,
        happened,
        # Of the dates that can all be right: a later one is another day than that of the first.
        max((first for first in begins if happened and first <= happened), default=DAY_MIN),
        bool(plans or offers),
        max((claim.when.latest for claim in plans if claim.when), default=None),
        min((surely[claim.id] for claim in kept), default=None) if plans or offers else None,
        any(claim.status == "cancelled" for claim in claims),
        min(surely.values()),
        tuple(topic for claim in claims for topic in claim.topics),
        weight,
        tuple(sorted({claim.source for claim in claims})),
        tuple(sorted(claim.id for claim in claims)),
    )


def _with_mayor(
    claims: Sequence[Claim], guests: Collection[str], scope: Scope, mayors: Mapping[str, str]
) -> bool:
    """Whether a mayor of a visiting city took part, and not as the host."""
    for claim in claims:
        for named in (*claim.people, *claim.actor):
            person, _colon, capacity = named.partition(":")
            post = person.partition("@")[2]
            if post in mayors and capacity != "host" and scope.city(mayors[post]) in guests:
                return True
    return False


def events_graph(
    scope: Scope,
    *,
    layer: str = "events",
    kinds: Collection[str] = (),
    weights: Mapping[str, float] = EVENT_WEIGHTS,
    mayor_visit: float = MAYOR_VISIT,
    half_life: float = HALF_LIFE,
) -> nx.MultiDiGraph[str]:
    """The graph of events that happened by the day.

    Parameters
    ----------
    scope : the question; its statuses and channels are those of ties and do not apply
    layer : name of the layer, to be repeated
    kinds : only these kinds of event, and narrower ones; all that count by default
    weights : weight of each kind
    mayor_visit : weight of a visit by a mayor
    half_life : days after which an event counts half

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are cities. One edge per event and pair, keyed by the event's id, with
        ``kind``, ``date`` (EDTF; without a date of its own up to its publication) with the
        bounds ``earliest`` (absent if open) and ``latest``, ``weight`` (what is left of it on
        the day, counted from ``latest``), ``full_weight``, ``directed``, ``topics`` and
        ``sources``. A directed event runs from the one who acted to the one it was for; one of
        both sides (a meeting) has ``directed`` false and two edges, one each way, with the same
        key and values.
        `cityties.projection.collapse` adds them up per pair, such an event once.
    """
    import networkx as nx

    dropped: Dropped = Counter()
    wanted = [*kinds] or [*scope.selection.kinds]
    found = []
    for event in city_events(
        scope, dropped, kinds=wanted, weights=weights, mayor_visit=mayor_visit
    ):
        if event.happened is None or event.happened > scope.on:
            dropped["dropped_not_happened"] += 1
        elif not event.weight:
            dropped["dropped_weightless"] += 1
        else:
            found.append(event)
    near = scope.selection.near({event.id: event.cities for event in found})
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    sources: set[str] = set()
    for event in found:
        if event.id not in near or event.happened is None:
            dropped["dropped_steps"] += 1
            continue
        date = from_bounds(event.since, event.happened)
        earliest, latest = iso_bounds(date)
        left = event.weight * decay((scope.on - event.happened).days, half_life)
        sources.update(event.sources)
        for first, second, directed in event.pairs:
            for city in (first, second):
                if city not in graph:
                    graph.add_node(city, **node(scope.places[city]))
            about = plain(
                {
                    "event": event.id,
                    "kind": event.kind,
                    "date": date.text,
                    "earliest": earliest,
                    "latest": latest,
                    "weight": left,
                    "full_weight": event.weight,
                    "directed": directed,
                    "topics": sorted(set(event.topics)),
                    "sources": event.sources,
                }
            )
            graph.add_edge(first, second, key=event.id, **about)
            if not directed:
                graph.add_edge(second, first, key=event.id, **about)
    graph.graph.update(scope.about(layer, sources, dropped))
    graph.graph.update(statuses="", channels="", half_life_days=half_life)
    return graph
