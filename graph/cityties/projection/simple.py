"""One edge per pair of cities, and how parallel ties become one."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.projection.boundary import Dropped, Scope
from cityties.projection.cities import CityTie, city_ties
from cityties.projection.plain import PlainGraph
from cityties.projection.selection import COUNTING
from cityties.projection.strength import Weights, strengths_of
from cityties.projection.ties import node
from cityties.start.records import dataclass

if TYPE_CHECKING:
    import networkx as nx

COMBINE: dict[str, Callable[[Sequence[float]], float]] = {
    "max": max,
    "sum": math.fsum,
    "any": lambda values: 1 - math.prod(1 - value for value in values),
    "count": len,
}
"""How the weights of parallel edges become one: the strongest; their sum; ``1 - ∏(1 - w)``, the
chance that at least one holds if each holds with chance ``w``; or how many there are."""

# Texts of parallel edges that are put together, and what they are called then.
_JOINED = {"kind": "kinds", "status": "statuses", "channel": "channels", "sources": "sources"}


def collapse(
    graph: nx.Graph[Any], *, combine: str = "max", weight: str = "weight", count: str = "ties"
) -> nx.Graph[Any]:
    """Make a graph with one undirected edge per pair of a graph with parallel edges.

    Parameters
    ----------
    graph : a graph, multigraph or directed graph; it is not changed. Of an edge of a directed
        multigraph with ``directed`` false, which runs both ways, one of the two counts
    combine : a name of :data:`COMBINE`
    weight : the edge attribute that is combined; 1 where an edge lacks it
    count : name of the attribute that says how many edges became one

    Returns
    -------
    networkx.Graph
        Each edge has ``weight`` (its strength), ``distance`` (1/weight, what path lengths are
        measured in), the count, and what the edges say of kinds, statuses, channels and
        sources. Edges of weight 0 have no finite distance and are left out, as loops are:
        ``dropped_weightless`` and ``dropped_loops`` in ``graph.graph`` count them, ``merged``
        counts the edges that went into another, and ``combine`` names the rule.

    Raises
    ------
    UsageError
        For an unknown rule.

    Examples
    --------
    >>> import networkx as nx
    >>> ties = nx.MultiDiGraph([("a", "b", {"weight": 0.5}), ("b", "a", {"weight": 0.25})])
    >>> collapse(ties).edges["a", "b"]["weight"], collapse(ties).edges["a", "b"]["distance"]
    (0.5, 2.0)
    >>> [collapse(ties, combine=rule)["a"]["b"]["weight"] for rule in ("sum", "any", "count")]
    [0.75, 0.625, 2]
    """
    if combine not in COMBINE:
        raise UsageError(
            _("unknown rule {value!r} to combine edges; available: {rules}").format(
                value=combine, rules=", ".join(COMBINE)
            )
        )
    dropped: Dropped = Counter()
    parallel: dict[tuple[Any, Any], list[Mapping[str, Any]]] = {}
    order = {name: number for number, name in enumerate(graph)}
    for (one, other, *key), data in _edges(graph):
        if one == other:
            dropped["dropped_loops"] += 1
            continue
        pair = (one, other) if order[one] < order[other] else (other, one)
        if key and data.get("directed") is False and graph.is_directed():
            back = graph.has_edge(other, one, *key)
            if back and pair != (one, other):
                continue
        parallel.setdefault(pair, []).append(data)
    nodes = dict(graph.nodes(data=True))
    return _merged(nodes, parallel, graph.graph, dropped, combine, weight, count).networkx


def _merged(
    nodes: Mapping[Any, Mapping[str, Any]],
    parallel: Mapping[tuple[Any, Any], Sequence[Mapping[str, Any]]],
    about: Mapping[str, Any],
    dropped: Dropped,
    combine: str = "max",
    weight: str = "weight",
    count: str = "ties",
) -> PlainGraph:
    """The graph of which each pair has one edge instead of several; see `collapse`."""
    made: list[tuple[Any, Any, dict[str, Any]]] = []
    for (first, second), edges in parallel.items():
        value = COMBINE[combine]([data.get(weight, 1) for data in edges])
        if not value > 0:
            dropped["dropped_weightless"] += len(edges)
            continue
        dropped["merged"] += len(edges) - 1
        said = {"weight": value, "distance": 1 / value, count: len(edges), **_said(edges)}
        made.append((first, second, said))
    graph = PlainGraph(nodes, made, about)
    for name, number in dropped.items():
        graph.graph[name] = int(graph.graph.get(name, 0)) + number
    graph.graph["combine"] = combine
    return graph


def _edges(graph: nx.Graph[Any]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """The edges, named by their ends and, of a multigraph, their key."""
    every: Any = graph.edges
    listed = every(keys=True) if graph.is_multigraph() else every()
    return ((edge, every[edge]) for edge in listed)


def _said(edges: Sequence[Mapping[str, Any]]) -> dict[str, str | int | float]:
    """What the edges say together."""
    said: dict[str, str | int | float] = {}
    for one, several in _JOINED.items():
        texts = [str(data[one]) for data in edges if one in data]
        if len(texts) != 1 or ";" in texts[0]:
            values = {value for text in texts for value in text.split(";") if value}
            texts = [";".join(sorted(values))]
        if texts[0]:
            said[several] = texts[0]
    sure = [data["certainty"] for data in edges if "certainty" in data]
    if sure:
        said["certainty"] = "certain" if "certain" in sure else "possible"
    for name in ("strength", "based_on"):
        known = [data[name] for data in edges if name in data]
        if known:
            said[name] = max(known)
    return said


def agreements(
    scope: Scope, *, layer: str = "simple", weights: Weights | None = None
) -> nx.MultiGraph[str]:
    """The ties between cities that count on the day, parallel ones kept.

    Parameters
    ----------
    scope : the question
    layer : name of the layer, to be repeated
    weights : the numbers of the strength

    Returns
    -------
    networkx.MultiGraph
        Nodes are cities; edges are keyed by tie and have ``tie``, ``kind``, ``status``,
        ``channel``, ``certainty``, ``sources``, ``strength`` (of the two cities, with the
        formality of this tie alone), ``based_on`` (how many parts of it are known) and
        ``weight``: the strength from those parts alone that are known for every edge, so
        that weights can be compared; ``graph.graph["weight_parts"]`` names them.

    Raises
    ------
    UsageError
        If no part that has a weight is known for every edge.
    """
    import networkx as nx

    found = _agreements(scope, layer, weights)
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    graph.add_nodes_from(found.nodes.items())
    for (first, second), edges in found.pairs.items():
        for key, data in edges.items():
            graph.add_edge(first, second, key=key, **data)
    graph.graph.update(found.about)
    return graph


@dataclass(frozen=True, slots=True)
class _Agreements:
    """Nodes with their attributes; edges by pair, smaller id first, and tie; what is said."""

    nodes: dict[str, dict[str, str | int | float]]
    pairs: dict[tuple[str, str], dict[str, dict[str, Any]]]
    about: dict[str, str | int]


def _agreements(scope: Scope, layer: str, weights: Weights | None) -> _Agreements:
    """See `agreements`."""
    dropped: Dropped = Counter()
    strengths = strengths_of(scope, weights)
    by_pair: dict[tuple[str, str], list[CityTie]] = defaultdict(list)
    for one in city_ties(scope, dropped):
        for pair in one.pairs:
            by_pair[pair].append(one)
    sources: set[str] = set()
    claims = scope.readings.claims
    # Everything but the formality is of the pair, so the strongest tie of a pair has
    # the strength of the pair.
    profiles = [
        (pair, *each) for pair, ties in by_pair.items() for each in strengths.each(*pair, ties)
    ]
    parts = strengths.weights.parts
    common = {
        name: weight
        for name, weight in parts.items()
        if weight and all(getattr(each[2], name) is not None for each in profiles)
    }
    if not common:
        raise UsageError(
            _("none of the weighted parts of strength is known for every tie: {parts}").format(
                parts=_(", ").join(name for name, weight in parts.items() if weight)
            )
        )
    pairs: dict[tuple[str, str], dict[str, dict[str, Any]]] = {pair: {} for pair in by_pair}
    for pair, one, profile, strength in profiles:
        named = sorted({claims[claim].source for claim in one.state.claims})
        sources.update(named)
        pairs[pair][one.tie.id] = {
            "tie": one.tie.id,
            "kind": one.tie.kind,
            "status": one.status,
            "channel": one.state.channel,
            "certainty": one.state.certainty,
            "sources": ";".join(named),
            "strength": strength,
            "based_on": profile.based_on,
            "weight": profile.strength(common),
        }
    cities = sorted({city for pair in by_pair for city in pair})
    nodes: dict[str, dict[str, str | int | float]] = scope.once("nodes", dict)
    return _Agreements(
        {
            city: nodes.get(city) or nodes.setdefault(city, node(scope.places[city]))
            for city in cities
        },
        pairs,
        scope.about(layer, sources, dropped)
        # What was let through by default is said too.
        | {
            "statuses": ";".join(sorted(scope.selection.statuses or COUNTING)),
            "weight_parts": ";".join(common),
        },
    )


def simple_graph(
    scope: Scope, *, layer: str = "simple", weights: Weights | None = None
) -> nx.Graph[str]:
    """The graph of agreements: one edge per two cities.

    Parameters
    ----------
    scope : the question
    layer : name of the layer, to be repeated
    weights : the numbers of the strength

    Returns
    -------
    networkx.Graph
        See `agreements` for what edges have, and `collapse`; of parallel ties the strongest
        gives the weight.
    """
    return plain_graph(scope, layer=layer, weights=weights).networkx


def plain_graph(
    scope: Scope, *, layer: str = "simple", weights: Weights | None = None
) -> PlainGraph:
    """The same as `simple_graph`, for a ranking.

    Parameters
    ----------
    scope, layer, weights : see there
    """
    found = _agreements(scope, layer, weights)
    # In the order in which networkx lists the edges of a graph whose nodes are sorted.
    order = sorted(found.pairs, key=lambda pair: pair[0])
    parallel = {pair: list(found.pairs[pair].values()) for pair in order}
    return _merged(found.nodes, parallel, found.about, Counter())
