"""Measures over the engine's arrays that the engine itself does not have.

Each takes a compact graph without loops and parallel edges (:mod:`cityties.centrality.csr`)
and gives an array in node order, so that :mod:`cityties.centrality.resample` can repeat it
on many thinned graphs. The values are those of the networkx function that the docstring
names. ``weight`` is the strength of a tie, ``distance`` its inverse.
"""

from __future__ import annotations

from heapq import heappop, heappush
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from cityties.centrality import parallel
from cityties.centrality.iterative import summed
from cityties.centrality.native import kernel
from cityties.start.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cityties.centrality.csr import Floats, Graph, Ints, Longs

STEPS = 2_000
SETTLED = 1e-12
_WORK = 400_000  # arcs and nodes of a batch of searches, each seen several times
CLOSE = 1e-10  # an eigenvalue is as near as the square of what its vector lacks


def strength_values(graph: Graph) -> Floats:
    """Summed weights of each node's edges; as ``G.degree(weight="weight")``.

    Examples
    --------
    >>> import networkx as nx
    >>> from cityties.centrality.csr import from_networkx
    >>> graph = nx.Graph()
    >>> graph.add_weighted_edges_from([("a", "b", 0.5), ("b", "c", 0.25)])
    >>> strength_values(from_networkx(graph, {"weight": 1.0})).tolist()
    [0.5, 0.75, 0.25]
    """
    return summed(graph.tails, arc_values(graph, "weight"), graph.n)


def arc_values(graph: Graph, name: str | None) -> Floats:
    """An attribute per arc; ones where none is named or kept."""
    kept = None if name is None else graph.total.get(name)
    return np.ones(graph.arcs) if kept is None else kept


def largest_eigenvalue(graph: Graph, weights: Floats) -> float:
    """The largest eigenvalue of the adjacency matrix, by power iteration on A + I.

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> star = from_edges([0, 0, 0, 0], [1, 2, 3, 4], 5)
    >>> round(largest_eigenvalue(star, np.ones(8)), 9)
    2.0
    """
    if not graph.arcs:
        return 0.0
    vector = np.full(graph.n, graph.n**-0.5)
    value = 0.0
    for _step in range(STEPS):
        pulled = summed(graph.tails, weights * vector[graph.indices], graph.n)
        last, value = value, float(vector @ pulled)
        if abs(value - last) <= CLOSE * value:
            break
        vector = vector + pulled
        vector /= float(np.linalg.norm(vector))
    return value


def katz_values(graph: Graph, alpha: float, weights: Floats | None = None) -> Floats:
    """Katz centrality of length 1; as ``nx.katz_centrality(G, alpha)``.

    Parameters
    ----------
    graph : compact graph
    alpha : attenuation per step, below 1 / largest eigenvalue
    weights : per arc; None = all 1

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> katz_values(from_edges([0, 1], [1, 2], 3), 0.25).round(3).tolist()
    [0.539, 0.647, 0.539]
    """
    weights = np.ones(graph.arcs) if weights is None else weights
    values = np.zeros(graph.n)
    for _step in range(STEPS):
        last = values
        values = alpha * summed(graph.tails, weights * last[graph.indices], graph.n) + 1.0
        if np.abs(values - last).max(initial=0.0) <= SETTLED * values.max(initial=0.0):
            break
    length = float(np.linalg.norm(values))
    return values / length if length else values


def shared_values(graph: Graph, focus: int) -> Floats:
    """Neighbours shared with one node; as ``len(list(nx.common_neighbors(G, focus, v)))``.

    Parameters
    ----------
    graph : compact graph
    focus : position of that node; its own value is its degree

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> shared_values(from_edges([0, 0, 1], [1, 2, 2], 3), 0).tolist()
    [2.0, 1.0, 1.0]
    """
    mine = np.zeros(graph.n)
    mine[graph.indices[graph.indptr[focus] : graph.indptr[focus + 1]]] = 1.0
    return summed(graph.tails, mine[graph.indices], graph.n)


def _corners(graph: Graph) -> tuple[Longs, Longs, Longs]:
    """For all triangles i, w, j: the arcs i-w, w-j and i-j."""
    degrees = np.diff(graph.indptr).astype(np.int64)
    reach = degrees[graph.indices]  # arcs that go on from the head of each arc
    first = np.repeat(np.arange(graph.arcs), reach)
    begin = np.cumsum(reach) - reach
    second = np.arange(len(first)) - begin[first] + graph.indptr[graph.indices[first]]
    codes = graph.tails.astype(np.int64) * graph.n + graph.indices
    order = np.argsort(codes)
    wanted = graph.tails[first].astype(np.int64) * graph.n + graph.indices[second]
    place = np.minimum(np.searchsorted(codes, wanted, sorter=order), max(graph.arcs - 1, 0))
    third = order[place] if graph.arcs else place
    closed = codes[third] == wanted
    return first[closed], second[closed], third[closed]


def constraint_values(graph: Graph, weights: Floats | None = None) -> Floats:
    """Burt's constraint; as ``nx.constraint(G)``, but 1 where networkx has nan (no tie).

    Parameters
    ----------
    graph : compact graph
    weights : per arc; None = all 1

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> constraint_values(from_edges([0, 0, 0], [1, 2, 3], 4)).round(3).tolist()
    [0.333, 1.0, 1.0, 1.0]
    """
    weights = np.ones(graph.arcs) if weights is None else weights
    shares = weights / summed(graph.tails, weights, graph.n)[graph.tails]
    first, second, third = _corners(graph)
    whole = shares + summed(third, shares[first] * shares[second], graph.arcs)
    values = summed(graph.tails, whole**2, graph.n)
    values[np.diff(graph.indptr) == 0] = 1.0
    return values


def effective_size_values(graph: Graph, weights: Floats | None = None) -> Floats:
    """Burt's effective size; as ``nx.effective_size(G)``, but 0 where networkx has nan.

    Parameters
    ----------
    graph : compact graph
    weights : per arc; None = all 1

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> effective_size_values(from_edges([0, 0, 1], [1, 2, 2], 3)).tolist()
    [1.0, 1.0, 1.0]
    """
    weights = np.ones(graph.arcs) if weights is None else weights
    shares = weights / summed(graph.tails, weights, graph.n)[graph.tails]
    strongest = np.zeros(graph.n)
    np.maximum.at(strongest, graph.tails, weights)
    marks = weights / strongest[graph.indices]  # of the arc w-j: how much of j's best it is
    first, second, third = _corners(graph)
    redundant = summed(third, shares[first] * marks[second], graph.arcs)
    return summed(graph.tails, 1.0 - redundant, graph.n)


def participation_values(graph: Graph, layers: Sequence[str]) -> Floats:
    """How evenly a node's ties spread over layers: 0 all in one, 1 the same in each.

    Parameters
    ----------
    graph : compact graph that keeps, per layer, an attribute: ties of the edge in it
    layers : names of these attributes, two or more

    Examples
    --------
    >>> import networkx as nx
    >>> from cityties.centrality.csr import from_networkx
    >>> graph = nx.Graph()
    >>> graph.add_edge("a", "b", x=1, y=0)
    >>> graph.add_edge("a", "c", x=0, y=1)
    >>> participation_values(from_networkx(graph, {"x": 0, "y": 0}), ["x", "y"]).tolist()
    [1.0, 0.0, 0.0]
    """
    each = np.array([summed(graph.tails, graph.total[name], graph.n) for name in layers])
    whole = each.sum(axis=0)
    shares = np.divide(each, whole, out=np.zeros_like(each), where=whole > 0)
    values: Floats = (1.0 - (shares**2).sum(axis=0)) * len(layers) / (len(layers) - 1)
    values[whole == 0] = 0.0
    return values


def length_values(graph: Graph, lengths: Floats) -> tuple[Floats, Floats]:
    """Closeness and harmonic centrality over edges that have lengths.

    As ``nx.closeness_centrality(G, distance="distance")`` and
    ``nx.harmonic_centrality(G, distance="distance")``.

    Parameters
    ----------
    graph : compact graph
    lengths : per arc, above zero

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> path = from_edges([0, 1], [1, 2], 3)
    >>> [values.round(3).tolist() for values in length_values(path, np.full(4, 2.0))]
    [[0.333, 0.5, 0.333], [0.75, 1.0, 0.75]]
    """
    size = max(1, _WORK // (graph.arcs + graph.n + 1))
    batches = [(at, min(at + size, graph.n)) for at in range(0, graph.n, size)]
    sums = np.zeros((3, graph.n))

    def add(part: Floats) -> None:
        sums[:] += part

    parallel.run(batches, _Far(graph.indptr, graph.indices, lengths), add)
    total, reached, inverse = sums
    scores = np.divide(reached, total, out=np.zeros(graph.n), where=total > 0)
    if graph.n > 1:
        scores *= reached / (graph.n - 1)
    return scores, inverse


@dataclass(frozen=True, eq=False)
class _Far:
    """Per node the sum of its distances, how many there are, and the sum of their inverses."""

    indptr: Ints
    indices: Ints
    lengths: Floats

    def make(self) -> _Scratch:
        """Memory for a thread."""
        n, room = len(self.indptr) - 1, len(self.indices) + 1
        return _Scratch(
            np.zeros((3, n)), np.empty(n), np.empty(room, np.int64), np.empty(room)
        )  # fmt: skip

    def work(self, own: _Scratch, batch: tuple[int, int]) -> None:
        """Search from the nodes between two positions."""
        total, reached, inverse = own.sums
        _far(
            self.indptr, self.indices, self.lengths, batch[0], batch[1], total, reached, inverse,
            own.best, own.heap, own.key,
        )  # fmt: skip

    def take(self, own: _Scratch) -> Floats:
        """Rows of nodes that were not searched from are zero."""
        found, own.sums = own.sums, np.zeros_like(own.sums)
        return found


@dataclass(slots=True)
class _Scratch:
    sums: Floats
    best: Floats
    heap: Longs
    key: Floats


@kernel()
def _far(
    indptr: Ints,
    indices: Ints,
    lengths: Floats,
    first: int,
    stop: int,
    total: Floats,
    reached: Floats,
    inverse: Floats,
    best: Floats,
    heap: Longs,  # noqa: ARG001 - of the compiled twin
    key: Floats,  # noqa: ARG001
) -> None:
    """Add, for some nodes, distances to the others, how many, and inverses (Dijkstra).

    ``best`` (n long), ``heap`` and ``key`` (one more than there are arcs) are scratch; Python
    has a heap of its own.
    """
    n = len(indptr) - 1
    for source in range(first, stop):
        for v in range(n):
            best[v] = inf
        best[source] = 0.0
        waiting = [(0.0, source)]
        while waiting:
            far, v = heappop(waiting)
            if far > best[v]:
                continue
            if v != source:
                total[source] += far
                reached[source] += 1.0
                inverse[source] += 1.0 / far
            for arc in range(indptr[v], indptr[v + 1]):
                longer = far + lengths[arc]
                if longer < best[indices[arc]]:
                    best[indices[arc]] = longer
                    heappush(waiting, (longer, indices[arc]))
