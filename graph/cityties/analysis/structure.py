"""Parts of a network: components, bridges, cities that hold it together, its cores, its rich club.

All are networkx's; only the rich club is compared with random graphs of the same degrees,
because its raw value grows with the degree in every network (Colizza, Flammini, Serrano and
Vespignani 2006, Detecting rich-club ordering in complex networks, Nature Physics 2:110).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

RICH = 10
"""Edges that must lie among the rich for the coefficient to say anything."""


def structure(graph: nx.Graph[Any], *, null: int = 0, seed: int = 0) -> dict[str, Any]:
    """The parts of a simple graph.

    Parameters
    ----------
    graph : simple and undirected
    null : random graphs of the same degrees to compare the rich club with; 0 = no rich club
    seed : of the random graphs

    Returns
    -------
    dict
        ``components`` (their sizes, descending), ``bridges`` (pairs of nodes whose edge alone
        joins two parts of more than one node), ``cut_cities`` (articulation points, with
        ``loses``: how many nodes are cut off from the largest part left of their component),
        ``cores`` (k to number of nodes of coreness k), ``main_core`` (``k``, ``cities``),
        ``rich_club`` (``degree, cities, edges, value, random, ratio``, where ``edges`` is
        :data:`RICH` or more).

    Examples
    --------
    >>> import networkx as nx
    >>> parts = structure(nx.barbell_graph(4, 0))
    >>> parts["components"], parts["bridges"], [one["city"] for one in parts["cut_cities"]]
    ([8], [(3, 4)], [3, 4])
    >>> parts["main_core"]["k"]
    3
    """
    import networkx as nx

    sizes = sorted((len(part) for part in nx.connected_components(graph)), reverse=True)
    core = nx.core_number(graph)
    top = max(core.values(), default=0)
    counts: dict[int, int] = {}
    for value in core.values():
        counts[value] = counts.get(value, 0) + 1
    return {
        "components": sizes,
        "bridges": [
            _ordered(edge) for edge in nx.bridges(graph) if min(map(graph.degree, edge)) > 1
        ],
        "cut_cities": _cut_cities(graph),
        "cores": dict(sorted(counts.items(), reverse=True)),
        "main_core": {"k": top, "cities": [node for node, value in core.items() if value == top]},
        "rich_club": _rich_club(graph, null, seed) if null else [],
    }


def _ordered(edge: tuple[Any, Any]) -> tuple[Any, Any]:
    first, second = edge
    return (first, second) if str(first) <= str(second) else (second, first)


def _cut_cities(graph: nx.Graph[Any]) -> list[dict[str, Any]]:
    """The articulation points; those that would cut off most come first."""
    import networkx as nx

    # A tree of blocks and cut nodes: what hangs behind a cut node is summed up from the leaves.
    rows = []
    for part in nx.connected_components(graph):
        blocks = [set(block) for block in nx.biconnected_components(graph.subgraph(part))]
        seen: dict[Any, list[int]] = {}
        for number, block in enumerate(blocks):
            for node in block:
                seen.setdefault(node, []).append(number)
        cuts = {node for node, where in seen.items() if len(where) > 1}
        if not cuts:
            continue
        tree: nx.Graph[Any] = nx.Graph()
        for node in cuts:
            tree.add_edges_from((("node", node), ("block", number)) for number in seen[node])
        own = {name: 1 if name[0] == "node" else len(blocks[name[1]] - cuts) for name in tree.nodes}
        root = next(iter(tree))
        below = dict(own)
        above: dict[Any, Any] = {root: None}
        order = [root]
        for name in order:
            for child in tree[name]:
                if child != above[name]:
                    above[child] = name
                    order.append(child)
        for name in reversed(order[1:]):
            below[above[name]] += below[name]
        for node in cuts:
            name = ("node", node)
            pieces = [below[child] for child in tree[name] if child != above[name]]
            if above[name] is not None:
                pieces.append(len(part) - below[name])
            rows.append({"city": node, "parts": len(pieces), "loses": sum(pieces) - max(pieces)})
    return sorted(rows, key=lambda row: (-row["loses"], str(row["city"])))


def _rich_club(graph: nx.Graph[Any], null: int, seed: int) -> list[dict[str, Any]]:
    import networkx as nx

    from cityties.analysis.random_graphs import degree_preserving

    degrees = [degree for _node, degree in graph.degree()]
    own = _among(graph)
    drawn = [_among(degree_preserving(graph, seed + number)) for number in range(null)]
    raw = nx.rich_club_coefficient(graph, normalized=False) if own else {}
    rows = []
    for degree, value in raw.items():
        edges = own.get(degree, 0)
        random = sum(one.get(degree, 0) for one in drawn) / null
        if edges < RICH or not random:
            continue
        rows.append(
            {
                "degree": degree,
                "cities": sum(one > degree for one in degrees),
                "edges": edges,
                "value": value,
                "random": value * random / edges,
                "ratio": edges / random,
            }
        )
    return rows


def _among(graph: nx.Graph[Any]) -> dict[int, int]:
    """Per degree k the number of edges between nodes of more than k."""
    lower = sorted(min(graph.degree(u), graph.degree(v)) for u, v in graph.edges())
    top = max((degree for _node, degree in graph.degree()), default=0)
    found, gone = {}, 0
    for k in range(top):
        while gone < len(lower) and lower[gone] <= k:
            gone += 1
        found[k] = len(lower) - gone
    return found
