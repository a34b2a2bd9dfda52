"""Core numbers, triangles and clustering, connected components.

Each is one or a few passes over the arcs:

- core numbers: V. Batagelj and M. Zaversnik, "An O(m) Algorithm for Cores Decomposition of
  Networks" (2003): nodes stay sorted by what is left of their degree. O(n + m).
- triangles: every edge points to its end of higher degree, so that a node has at most
  sqrt(2m) out-neighbours, and each triangle is found once; T. Schank and D. Wagner,
  "Finding, Counting and Listing All Triangles in Large Graphs" (2005). O(m sqrt(m)).
- clustering of weighted and directed graphs: J. Saramäki et al. (2007) and G. Fagiolo
  (2007), as in networkx. Both are the diagonal of B³ with B = W^(1/3) (plus its transpose
  when directed), so one kernel serves all four.
- components: breadth-first search. O(n + m).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from cityties.centrality import parallel
from cityties.centrality.iterative import WORK, summed
from cityties.centrality.native import kernel

if TYPE_CHECKING:
    from cityties.centrality.csr import Floats, Graph, Ints, Longs

# Texts of networkx, so that a caller who matches them sees no difference.
LOOPS = (
    "Input graph has self loops which is not permitted; "
    "Consider using G.remove_edges_from(nx.selfloop_edges(G))."
)
MULTIGRAPH = "not implemented for multigraph type"


# --- kernels --------------------------------------------------------------------------


@kernel()
def core_numbers(
    indptr: Ints, indices: Ints, core: Longs, start: Longs, position: Longs, order: Longs
) -> None:
    """Per node the largest k such that it is in a subgraph of minimum degree k, into ``core``.

    ``start`` (the largest degree + 2 long), ``position`` and ``order`` are scratch.

    Invariant: ``order`` is sorted by ``core``; ``start[d]`` is the first position whose
    value is d. Lowering a neighbour by one swaps it with the first of its block.
    """
    n = len(indptr) - 1
    for degree in range(len(start)):
        start[degree] = 0
    for v in range(n):
        core[v] = indptr[v + 1] - indptr[v]
        start[core[v] + 1] += 1
    for degree in range(1, len(start)):
        start[degree] += start[degree - 1]
    for v in range(n):
        position[v] = start[core[v]]
        order[position[v]] = v
        start[core[v]] += 1
    for degree in range(len(start) - 1, 0, -1):
        start[degree] = start[degree - 1]
    start[0] = 0
    for i in range(n):
        v = order[i]
        for arc in range(indptr[v], indptr[v + 1]):
            u = indices[arc]
            if core[u] > core[v]:
                first = start[core[u]]
                other = order[first]
                if other != u:
                    here = position[u]
                    order[first], order[here] = u, other
                    position[u], position[other] = first, here
                start[core[u]] += 1
                core[u] -= 1


def _cores(indptr: Ints, indices: Ints) -> Longs:
    n = len(indptr) - 1
    core, position, order = (np.empty(n, np.int64) for _each in range(3))
    highest = int(np.diff(indptr).max(initial=0))
    core_numbers(indptr, indices, core, np.empty(highest + 2, np.int64), position, order)
    return core


@kernel()
def _upward(
    indptr: Ints, indices: Ints, weights: Floats, up: Longs, heads: Ints, values: Floats
) -> int:
    """The arcs that point "up": to a higher degree, or among equals to a higher number.

    Into ``up`` (where each node's begin), ``heads`` and ``values``; how many there are.
    """
    n = len(indptr) - 1
    filled = 0
    up[0] = 0
    for v in range(n):
        degree = indptr[v + 1] - indptr[v]
        for arc in range(indptr[v], indptr[v + 1]):
            w = indices[arc]
            other = indptr[w + 1] - indptr[w]
            if degree < other or (degree == other and v < w):
                heads[filled] = w
                values[filled] = weights[arc]
                filled += 1
        up[v + 1] = filled
    return filled


@kernel()
def _add_triangles(
    up: Longs,
    heads: Ints,
    values: Floats,
    sums: Floats,
    mark: Ints,
    held: Floats,
    first: int,
    work: int,
) -> int:
    """Add the triangles whose lowest node is ``first`` or later, until enough arcs were visited.

    Returns the node to go on with. ``mark`` (-1 at first) and ``held`` are scratch.
    """
    n = len(up) - 1
    visits = 0
    for v in range(first, n):
        if visits >= work:
            return v
        for i in range(up[v], up[v + 1]):
            mark[heads[i]] = v
            held[heads[i]] = values[i]
        for i in range(up[v], up[v + 1]):
            w = heads[i]
            visits += 1 + up[w + 1] - up[w]
            for j in range(up[w], up[w + 1]):
                x = heads[j]
                if mark[x] == v:
                    product = values[i] * values[j] * held[x]
                    sums[v] += product
                    sums[w] += product
                    sums[x] += product
    return n


def triangle_sums(indptr: Ints, indices: Ints, weights: Floats) -> Floats:
    """Per node the sum, over its triangles, of the product of the three weights.

    The graph is undirected, without loops and parallel edges. With weights of 1 this
    counts triangles, exactly (whole numbers far below 2**53). Ctrl-C is heard meanwhile.
    """
    n = len(indptr) - 1
    up = np.empty(n + 1, np.int64)
    heads, values = np.empty(len(indices) // 2, np.int32), np.empty(len(indices) // 2)
    _upward(indptr, indices, weights, up, heads, values)
    sums, held = np.zeros(n), np.empty(n)
    mark = np.full(n, -1, np.int32)
    report = parallel.reporter()
    at = 0
    while at < n:  # each block goes on by a node at least
        at = _add_triangles(up, heads, values, sums, mark, held, at, WORK)
        if report:
            report(at, n)
    return sums


@kernel()
def component_labels(indptr: Ints, indices: Ints, label: Ints, queue: Ints) -> int:
    """How many components there are; into ``label`` each node's, numbered by their first node."""
    n = len(indptr) - 1
    count = 0
    for v in range(n):
        label[v] = -1
    for first in range(n):
        if label[first] >= 0:
            continue
        label[first] = count
        queue[0] = first
        head, tail = 0, 1
        while head < tail:
            v = queue[head]
            head += 1
            for arc in range(indptr[v], indptr[v + 1]):
                w = indices[arc]
                if label[w] < 0:
                    label[w] = count
                    queue[tail] = w
                    tail += 1
        count += 1
    return count


# --- core numbers ---------------------------------------------------------------------


def core_values(graph: Graph) -> Longs:
    """Core numbers as an array in node order; of a directed graph by in- plus out-degree.

    Raises
    ------
    networkx.NetworkXNotImplemented : if there are self-loops

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> core_values(from_edges([0, 1, 2, 2], [1, 2, 0, 3], 4)).tolist()
    [2, 2, 2, 1]
    """
    if graph.loops.any():
        import networkx as nx

        raise nx.NetworkXNotImplemented(LOOPS)
    if not graph.directed:
        return _cores(graph.indptr, graph.indices)
    tails = np.concatenate((graph.tails, graph.indices))
    heads = np.concatenate((graph.indices, graph.tails))
    indptr = _starts(tails, graph.n)
    return _cores(indptr, heads[np.argsort(tails, kind="stable")])


def core_number(G: Graph) -> dict[Hashable, int]:  # noqa: N803
    """As :func:`networkx.core_number`.

    Examples
    --------
    >>> import networkx as nx
    >>> nx.core_number(nx.lollipop_graph(4, 1), backend="cityties")
    {0: 3, 1: 3, 2: 3, 3: 3, 4: 1}
    """
    return dict(zip(G.nodes, core_values(G).tolist(), strict=True))


# --- triangles ------------------------------------------------------------------------


def _sides(graph: Graph, weights: Floats | None) -> tuple[Ints, Ints, Floats, Longs, Longs]:
    """The undirected simple graph under a graph, for :func:`triangle_sums`.

    Returns ``indptr, indices, b``, each node's degree (in plus out when directed), and how
    many of its neighbours are linked both ways (0 when undirected).
    """
    mask = ~graph.loops
    tails, heads = graph.tails[mask], graph.indices[mask]
    values = np.ones(len(tails)) if weights is None else np.cbrt(weights[mask])
    n = graph.n
    if not graph.directed:
        degrees = np.bincount(tails, minlength=n)
        return _starts(tails, n), heads, values, degrees, np.zeros(n, np.int64)
    codes = np.concatenate((tails.astype(np.int64) * n + heads, heads.astype(np.int64) * n + tails))
    pairs, place, times = np.unique(codes, return_inverse=True, return_counts=True)
    first, second = np.divmod(pairs, n)
    both = summed(place, np.concatenate((values, values)), len(pairs))
    degrees = summed(first, times.astype(np.float64), n).astype(np.int64)
    mutual = np.bincount(first[times == 2], minlength=n)
    return _starts(first, n), second.astype(np.int32), both, degrees, mutual


def _starts(tails: Any, n: int) -> Ints:
    indptr = np.zeros(n + 1, np.int32)
    np.cumsum(np.bincount(tails, minlength=n), out=indptr[1:])
    return indptr


def clustering_values(graph: Graph, weights: Floats | None = None) -> Floats:
    """Clustering coefficients as an array in node order.

    Parameters
    ----------
    graph : without parallel edges; loops are ignored
    weights : per arc; None = all alike

    Raises
    ------
    ZeroDivisionError : where networkx divides by a largest weight of 0

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> clustering_values(from_edges([0, 1, 2, 2], [1, 2, 0, 3], 4)).round(3).tolist()
    [1.0, 1.0, 0.333, 0.0]
    """
    if graph.n == 0:
        return np.empty(0)
    if weights is not None and graph.arcs:
        largest = weights.max()
        if largest == 0:
            # networkx divides by it at each edge, of a directed graph at each triangle.
            if _closed(graph)[0].any() if graph.directed else not graph.loops.all():
                raise ZeroDivisionError("division by zero")
            return np.zeros(graph.n)
        weights = weights / largest
    twice, degrees, mutual = _closed(graph, weights)
    pairs = degrees * (degrees - 1) - 2 * mutual
    if graph.directed:
        pairs *= 2
    values = np.zeros(graph.n)
    np.divide(twice, pairs, out=values, where=twice != 0)
    return values


def _closed(graph: Graph, weights: Floats | None = None) -> tuple[Floats, Longs, Longs]:
    """Per node the diagonal of B³ (twice its triangles), its degree, its mutual links."""
    indptr, indices, values, degrees, mutual = _sides(graph, weights)
    return 2.0 * triangle_sums(indptr, indices, values), degrees, mutual


def _chosen(graph: Graph, nodes: Any) -> Iterator[int]:
    """Positions of the nodes asked for; what is not in the graph is passed over."""
    import networkx as nx

    if nodes is None:
        yield from range(graph.n)
    elif nodes in graph:
        yield graph.index[nodes]
    else:
        try:
            listed = iter(nodes)
        except TypeError:
            raise nx.NetworkXError(f"Node {nodes} is not in the graph.") from None
        for node in listed:
            try:
                place = graph.index.get(node)
            except TypeError:
                raise nx.NetworkXError(
                    f"Node {node} in sequence nbunch is not a valid node."
                ) from None
            if place is not None:
                yield place


def _simple_only(graph: Graph) -> None:
    if graph.multigraph:
        import networkx as nx

        raise nx.NetworkXNotImplemented(MULTIGRAPH)


def clustering(
    G: Graph,  # noqa: N803
    nodes: Hashable | Iterable[Hashable] | None = None,
    weight: str | None = None,
) -> Any:
    """As :func:`networkx.clustering`: undirected and directed, with and without weights.

    Examples
    --------
    >>> import networkx as nx
    >>> nx.clustering(nx.complete_graph(3), backend="cityties")
    {0: 1.0, 1: 1.0, 2: 1.0}
    """
    _simple_only(G)
    values = clustering_values(G, G.total.get(weight) if weight is not None else None).tolist()
    # A node without triangles gets the whole number 0, as in networkx.
    if nodes is None:
        return dict(zip(G.nodes, [value or 0 for value in values], strict=True))
    found = {G.nodes[v]: values[v] or 0 for v in _chosen(G, nodes)}
    return found[nodes] if nodes in G else found  # type: ignore[index]


def average_clustering(
    G: Graph,  # noqa: N803
    nodes: Iterable[Hashable] | None = None,
    weight: str | None = None,
    count_zeros: bool = True,
) -> float:
    """As :func:`networkx.average_clustering`."""
    values = list(clustering(G, nodes, weight=weight).values())
    if not count_zeros:
        values = [value for value in values if abs(value) > 0]
    return sum(values) / len(values)  # type: ignore[no-any-return]


def triangles(G: Graph, nodes: Any = None) -> Any:  # noqa: N803
    """As :func:`networkx.triangles`."""
    if nodes is not None:
        _simple_only(G)
    counts = (_closed(G)[0].astype(np.int64) // 2).tolist()
    found = {G.nodes[v]: counts[v] for v in _chosen(G, nodes)}
    return found[nodes] if nodes is not None and nodes in G else found


def transitivity(G: Graph) -> float:  # noqa: N803
    """As :func:`networkx.transitivity`."""
    _simple_only(G)
    twice, degrees, _mutual = _closed(G)
    closed, pairs = int(twice.sum()), int((degrees * (degrees - 1)).sum())
    return closed / pairs if closed else 0


def _decline_transitivity(G: Any) -> str:  # noqa: N803
    # networkx counts along the arcs then, which is not a triangle in its own other functions.
    return "directed graphs are left to networkx" if G.is_directed() else ""


DECLINES = {"transitivity": _decline_transitivity}


# --- components -----------------------------------------------------------------------


def component_values(graph: Graph) -> tuple[int, Ints]:
    """How many components an undirected graph has, and the number of each node's.

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> count, label = component_values(from_edges([0, 2], [1, 3], 5))
    >>> count, label.tolist()
    (3, [0, 0, 1, 1, 2])
    """
    label, queue = np.empty(graph.n, np.int32), np.empty(graph.n, np.int32)
    return component_labels(graph.indptr, graph.indices, label, queue), label


def members(graph: Graph, labels: Ints, count: int) -> list[set[Hashable]]:
    """The sets of nodes that share a label, in the order of the labels 0 … count - 1."""
    groups: list[set[Hashable]] = [set() for _ in range(count)]
    for node, label in zip(graph.nodes, labels.tolist(), strict=True):
        groups[label].add(node)
    return groups


def connected_components(G: Graph) -> Iterator[set[Hashable]]:  # noqa: N803
    """As :func:`networkx.connected_components`, in the same order.

    Examples
    --------
    >>> import networkx as nx
    >>> list(nx.connected_components(nx.Graph([(1, 2), (3, 4)]), backend="cityties"))
    [{1, 2}, {3, 4}]
    """
    count, labels = component_values(G)
    yield from members(G, labels, count)


def number_connected_components(G: Graph) -> int:  # noqa: N803
    """As :func:`networkx.number_connected_components`."""
    return int(component_values(G)[0])


def is_connected(G: Graph) -> bool:  # noqa: N803
    """As :func:`networkx.is_connected`."""
    if G.n == 0:
        import networkx as nx

        raise nx.NetworkXPointlessConcept("Connectivity is undefined for the null graph.")
    return number_connected_components(G) == 1


def node_connected_component(G: Graph, n: Hashable) -> set[Hashable]:  # noqa: N803
    """As :func:`networkx.node_connected_component`."""
    _count, labels = component_values(G)
    nodes = G.nodes
    return {nodes[v] for v in np.flatnonzero(labels == labels[G.index[n]]).tolist()}
