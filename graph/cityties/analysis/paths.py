"""Ways from one city to another along ties.

By hops every tie is one step. By strength a tie of strength w is 1/w long, so that a way
over two strong ties can be shorter than one over a weak tie (Opsahl, Agneessens and Skvoretz
2010, Node centrality in weighted networks, Social Networks 32:245, with its exponent at 1).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

MOST = 50
"""Ways that are listed, of all the shortest ones."""
_HOP = 1e6  # longer than any way by strength: hops first, strength among equals


@dataclass(frozen=True, slots=True)
class Ways:
    """The shortest paths between two nodes.

    Parameters
    ----------
    paths : nodes of each way, both ends included; empty if there is none
    count : number of shortest paths, listed or not
    hops : ties of a listed way, each; ways of equal length can differ in it
    lengths : sum of the distances (1/strength) of each listed way
    missing : the ends that are not in the graph
    """

    paths: tuple[tuple[Hashable, ...], ...] = ()
    count: int = 0
    hops: tuple[int, ...] = ()
    lengths: tuple[float, ...] = ()
    missing: tuple[Hashable, ...] = ()


def shortest_ways(
    graph: nx.Graph[Any],
    first: Hashable,
    second: Hashable,
    *,
    weighted: bool = False,
    every: bool = False,
    most: int = MOST,
) -> Ways:
    """Find the shortest paths between two nodes.

    Parameters
    ----------
    graph : undirected; ``distance`` on its edges (1 where absent)
    first, second : the ends
    weighted : shortest by summed distance; else by the number of edges
    every : list all of them; else one: of those with the fewest edges the one of the
        shortest distance
    most : how many to list at most

    Returns
    -------
    Ways
        With what ``nx.all_shortest_paths(G, first, second, weight="distance")`` (or without
        weight) gives, in the order of the nodes' names.

    Examples
    --------
    >>> import networkx as nx
    >>> ring = nx.Graph()
    >>> ring.add_edge("a", "b", distance=4.0)
    >>> ring.add_edge("a", "c", distance=1.0)
    >>> ring.add_edge("c", "b", distance=1.0)
    >>> shortest_ways(ring, "a", "b").paths, shortest_ways(ring, "a", "b", weighted=True).paths
    ((('a', 'b'),), (('a', 'c', 'b'),))
    >>> shortest_ways(ring, "a", "z").missing
    ('z',)
    """
    missing = tuple(dict.fromkeys(node for node in (first, second) if node not in graph))
    if missing:
        return Ways(missing=missing)
    if first == second:
        return Ways(((first,),), 1, (0,), (0.0,))
    # From the far end, so that the ways come out in order from the near one.
    after = _towards(graph, second, _distance if weighted else None)
    count = _count(after, first, second)
    if not count:
        return Ways()
    if not every and not weighted:
        after = _towards(graph, second, _hops_then_distance)
    found = tuple(islice(_walk(after, first, second), most if every else 1))
    return Ways(
        found,
        count,
        tuple(len(path) - 1 for path in found),
        tuple(
            math.fsum(_distance(*pair, graph.edges[pair]) for pair in pairwise(path))
            for path in found
        ),
    )


def _distance(_first: Any, _second: Any, data: dict[str, Any]) -> float:
    return float(data.get("distance", 1.0))


def _hops_then_distance(_first: Any, _second: Any, data: dict[str, Any]) -> float:
    return _HOP + _distance(_first, _second, data)


def _towards(
    graph: nx.Graph[Any], end: Hashable, weight: Callable[..., float] | None
) -> dict[Hashable, list[Hashable]]:
    """For each node the nodes that come next on the shortest paths to the end."""
    import networkx as nx

    found: Any
    if weight is None:
        found = nx.predecessor(graph, end)
    else:
        found, _lengths = nx.dijkstra_predecessor_and_distance(graph, end, weight=weight)
    return {node: sorted(nodes, key=str) for node, nodes in found.items()}


def _count(after: dict[Hashable, list[Hashable]], first: Hashable, end: Hashable) -> int:
    """How many ways there are; without listing them, since they can be very many."""
    if first not in after:
        return 0
    counts = {end: 1}
    waiting = [first]
    while waiting:
        node = waiting[-1]
        unknown = [each for each in after[node] if each not in counts]
        if unknown:
            waiting += unknown
            continue
        waiting.pop()
        counts.setdefault(node, sum(counts[each] for each in after[node]))
    return counts[first]


def _walk(
    after: dict[Hashable, list[Hashable]], first: Hashable, end: Hashable
) -> Iterator[tuple[Hashable, ...]]:
    """The ways one by one, in the order of the nodes' names."""
    way = [first]
    choices = [iter(after[first])]
    while choices:
        node = next(choices[-1], None)
        if node is None:
            choices.pop()
            way.pop()
        elif node == end:
            yield (*way, end)
        else:
            way.append(node)
            choices.append(iter(after[node]))


# --- the answer --------------------------------------------------------------------------


def path(
    ties: nx.MultiGraph[Any],
    first: str,
    second: str,
    *,
    weighted: bool = False,
    every: bool = False,
    most: int = MOST,
) -> dict[str, Any]:
    """The whole answer of ``cityties path``.

    Parameters
    ----------
    ties : the ties between cities, keyed by tie (`cityties.projection.simple.agreements`)
    first, second : ids of the cities
    weighted, every, most : see `shortest_ways`

    Returns
    -------
    dict
        ``from``, ``to``, ``weighted``; ``hops`` and ``length`` (1/strength summed) of the
        first path, ``None`` without one; ``count`` (all shortest paths); ``paths``: each with
        ``hops``, ``length``, ``cities`` and ``steps`` (``from, to, strength, distance,
        ties``, each tie with ``tie, kind, status, certainty, channel, sources``); ``reason``
        where there is no way: ``not_in_network`` (with ``missing``) or ``unconnected``; and
        the boundary of the network.

    Examples
    --------
    >>> import networkx as nx
    >>> ties = nx.MultiGraph()
    >>> _ = ties.add_edge("a", "b", key="tie/a+b/sister_city", tie="tie/a+b/sister_city",
    ...                   kind="sister_city", weight=0.5, sources="s1;s2")
    >>> found = path(ties, "a", "b")
    >>> found["hops"], found["length"], found["paths"][0]["steps"][0]["ties"][0]["sources"]
    (1, 2.0, ['s1', 's2'])
    >>> path(ties, "a", "z")["reason"]
    'not_in_network'
    """
    from cityties.projection.boundary import boundary_of
    from cityties.projection.simple import collapse

    graph = collapse(ties, combine="max")
    found = shortest_ways(graph, first, second, weighted=weighted, every=every, most=most)
    ways = [
        {
            "hops": hops,
            "length": length,
            "cities": list(way),
            "steps": [_step(graph, ties, *pair) for pair in pairwise(way)],
        }
        for way, hops, length in zip(found.paths, found.hops, found.lengths, strict=True)
    ]
    reason = "not_in_network" if found.missing else None if ways else "unconnected"
    return {
        "from": first,
        "to": second,
        "weighted": weighted,
        "hops": ways[0]["hops"] if ways else None,
        "length": ways[0]["length"] if ways else None,
        "count": found.count,
        "paths": ways,
        "reason": reason,
        "missing": list(found.missing),
        **boundary_of(graph),
    }


def _step(
    graph: nx.Graph[Any], ties: nx.MultiGraph[Any], first: Any, second: Any
) -> dict[str, Any]:
    edge = graph.edges[first, second]
    each = sorted(ties[first][second].items(), key=lambda item: str(item[0]))
    return {
        "from": first,
        "to": second,
        "strength": edge["weight"],
        "distance": edge["distance"],
        "ties": [
            {
                **{key: data.get(key) for key in ("tie", "kind", "status", "certainty", "channel")},
                "sources": [one for one in str(data.get("sources", "")).split(";") if one],
            }
            for _key, data in each
        ],
    }
