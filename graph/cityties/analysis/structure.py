"""Parts of a network: components, bridges, the cities that hold it together, its cores.

All as networkx finds them. Figures of the whole network, its rich club among them, are in
:mod:`.summary`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx


def structure(graph: nx.Graph[Any]) -> dict[str, Any]:
    """The parts of a simple graph.

    Parameters
    ----------
    graph : simple and undirected

    Returns
    -------
    dict
        ``components`` (their sizes, descending), ``bridges`` (pairs of nodes whose edge alone
        joins two parts of more than one node), ``cut_cities`` (articulation points, with
        ``loses``: how many nodes are cut off from the largest part left of their component),
        ``cores`` (k to number of nodes of coreness k), ``main_core`` (``k``, ``cities``).

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
