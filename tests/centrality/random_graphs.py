"""Random graphs of every kind, as hypothesis strategies."""

from __future__ import annotations

from typing import Any

import networkx as nx
from hypothesis import strategies as st


@st.composite
def graphs(
    draw: st.DrawFn,
    *,
    directed: bool | None = None,
    multigraph: bool | None = None,
    loops: bool = True,
    weights: st.SearchStrategy[float] | None = None,
    least: int = 0,
    most: int = 14,
) -> Any:
    """Empty, of one node, disconnected, with loops: whatever small graphs can be.

    Nodes are texts in no order; ``weights`` puts a ``weight`` on about half of the edges.
    """
    made: Any = {
        (False, False): nx.Graph, (True, False): nx.DiGraph,
        (False, True): nx.MultiGraph, (True, True): nx.MultiDiGraph,
    }[
        draw(st.booleans()) if directed is None else directed,
        draw(st.booleans()) if multigraph is None else multigraph,
    ]()  # fmt: skip
    n = draw(st.integers(least, most))
    nodes = draw(st.permutations([f"c{i}" for i in range(n)]))
    made.add_nodes_from(nodes)
    if n:
        end = st.sampled_from(nodes)
        for u, v in draw(st.lists(st.tuples(end, end), max_size=3 * n)):
            if u != v or loops:
                data = {}
                if weights is not None and draw(st.booleans()):
                    data["weight"] = draw(weights)
                made.add_edge(u, v, **data)
    return made
