"""A simple graph in plain dicts: what a ranking reads, without an import of networkx.

networkx is the interface of every graph that is handed out; importing it takes as long as all
else that a ranking of one city does. So a projection makes this first, which has the few methods
of :class:`networkx.Graph` that rankings use, with the same names, orders and results, and
:attr:`PlainGraph.networkx` is the same graph there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import TypeAlias

    import networkx as nx

    AnyGraph: TypeAlias = "nx.Graph[Any] | PlainGraph"


class PlainGraph:
    """An undirected graph without loops and parallel edges.

    Parameters
    ----------
    nodes : each with its attributes, in order
    edges : both ends and the attributes, each pair once, in the order in which networkx would
        be given them
    about : what is said of the graph

    Examples
    --------
    >>> graph = PlainGraph({"a": {}, "b": {}, "c": {}}, [("b", "c", {"weight": 0.5})])
    >>> len(graph), list(graph.neighbors("c")), graph.degree("a")
    (3, ['b'], 0)
    >>> graph.networkx.edges["b", "c"]["weight"]
    0.5
    """

    def __init__(
        self,
        nodes: Mapping[Any, Mapping[str, Any]],
        edges: Iterable[tuple[Any, Any, dict[str, Any]]],
        about: Mapping[str, Any] | None = None,
    ) -> None:
        self.graph: dict[str, Any] = dict(about or {})
        self._node: dict[Any, dict[str, Any]] = {name: dict(data) for name, data in nodes.items()}
        self._adj: dict[Any, dict[Any, dict[str, Any]]] = {name: {} for name in nodes}
        self._added = list(edges)
        for first, second, data in self._added:
            self._adj[first][second] = self._adj[second][first] = data

    @cached_property
    def networkx(self) -> nx.Graph[Any]:
        """The same graph, nodes, edges and attributes in the same order."""
        import networkx as nx

        made: nx.Graph[Any] = nx.Graph()
        made.add_nodes_from(self._node.items())
        made.add_edges_from(self._added)
        made.graph.update(self.graph)
        return made

    def __len__(self) -> int:
        return len(self._adj)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._adj)

    def __contains__(self, node: object) -> bool:
        return node in self._adj

    def __getitem__(self, node: Any) -> Mapping[Any, Mapping[str, Any]]:
        return self._adj[node]

    def neighbors(self, node: Any) -> Iterator[Any]:
        """The neighbours of a node."""
        return iter(self._adj[node])

    def has_edge(self, first: Any, second: Any) -> bool:
        """Whether two nodes are tied."""
        return first in self._adj and second in self._adj[first]

    def degree(self, node: Any) -> int:
        """How many neighbours a node has."""
        return len(self._adj[node])

    def nodes(self, data: bool = False) -> Iterable[Any]:
        """The nodes, with ``data`` each with its attributes."""
        return self._node.items() if data else self._node

    def edges(self, data: bool = False) -> Iterator[Any]:
        """Each edge once, with ``data`` with its attributes."""
        seen = set()
        for node, row in self._adj.items():
            for other, said in row.items():
                if other not in seen:
                    yield (node, other, said) if data else (node, other)
            seen.add(node)

    def number_of_nodes(self) -> int:
        """How many nodes there are."""
        return len(self._adj)

    def number_of_edges(self) -> int:
        """How many edges there are."""
        return len(self._added)

    def is_directed(self) -> bool:
        """Never."""
        return False

    def is_multigraph(self) -> bool:
        """Never."""
        return False


def as_networkx(graph: AnyGraph) -> nx.Graph[Any]:
    """The graph of networkx that a graph is, or is the same as.

    Examples
    --------
    >>> as_networkx(PlainGraph({"a": {}}, [])).number_of_nodes()
    1
    """
    return graph.networkx if isinstance(graph, PlainGraph) else graph
