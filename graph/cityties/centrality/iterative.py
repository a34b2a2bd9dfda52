"""Measures that repeat a matrix product until it settles: PageRank and eigenvector.

Both run the very iteration of networkx, step by step: the same start, the same stopping
rule, contributions added in the same order. So at the same ``tol`` they stop at the same
step with the same numbers (up to the last bits), and are as near to the exact value as
networkx is. Only the product is faster.

Method: power iteration. PageRank after L. Page, S. Brin, R. Motwani and T. Winograd,
"The PageRank Citation Ranking" (1999); eigenvector centrality after P. Bonacich, "Power and
Centrality" (1987), on A + I as networkx does, which converges on bipartite graphs too.

Cost: one pass over the arcs a step; the number of steps depends on the graph and ``tol``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from cityties.centrality import parallel
from cityties.centrality.csr import by_head
from cityties.centrality.native import kernel

if TYPE_CHECKING:
    from cityties.centrality.csr import Floats, Graph, Ints, Longs

WORK = 20_000_000
"""Arc visits in one block of steps: some hundredths of a second."""


@kernel()
def _pagerank(
    indptr: Ints,
    sources: Ints,
    shares: Floats,
    dangling: Ints,
    dangling_weights: Floats,
    personal: Floats,
    values: Floats,
    spare: Floats,
    alpha: float,
    steps: int,
    tol: float,
) -> bool:
    # Pull form: row v lists who links to v, and the share of its rank that it hands over.
    n = len(values)
    last, rank = values, spare
    for _step in range(steps):
        loose = 0.0
        for v in dangling:
            loose += last[v]
        error = 0.0
        for v in range(n):
            handed = 0.0
            for arc in range(indptr[v], indptr[v + 1]):
                handed += shares[arc] * last[sources[arc]]
            rank[v] = alpha * (handed + loose * dangling_weights[v]) + (1 - alpha) * personal[v]
            error += abs(rank[v] - last[v])
        if error < n * tol:
            for v in range(n):
                values[v] = rank[v]
            return True
        last, rank = rank, last
    for v in range(n):
        values[v] = last[v]
    return False


@kernel()
def _eigenvector(
    indptr: Ints,
    sources: Ints,
    weights: Floats,
    values: Floats,
    spare: Floats,
    steps: int,
    tol: float,
) -> bool:
    n = len(values)
    last, score = values, spare
    for _step in range(steps):
        squares = 0.0
        for v in range(n):
            value = last[v]
            for arc in range(indptr[v], indptr[v + 1]):
                value += weights[arc] * last[sources[arc]]
            score[v] = value
            squares += value * value
        norm = squares**0.5
        if norm == 0:
            norm = 1.0
        error = 0.0
        for v in range(n):
            score[v] /= norm
            error += abs(score[v] - last[v])
        if error < n * tol:
            for v in range(n):
                values[v] = score[v]
            return True
        last, score = score, last
    for v in range(n):
        values[v] = last[v]
    return False


def _settled(
    step: Callable[[Floats, Floats, int], bool], begin: Floats, max_iter: int, arcs: int
) -> Floats:
    """Repeat up to ``max_iter`` steps, a block at a time: Ctrl-C is heard between blocks.

    Raises
    ------
    networkx.PowerIterationFailedConvergence : if they were not enough
    """
    report = parallel.reporter()
    block = max(1, WORK // (arcs + len(begin)))
    values, spare = begin.copy(), np.empty_like(begin)
    for done in range(0, max_iter, block):
        steps = min(block, max_iter - done)
        if step(values, spare, steps):
            return values
        if report:
            report(done + steps, max_iter)
    import networkx as nx

    raise nx.PowerIterationFailedConvergence(max_iter)


def summed(places: Ints | Longs, weights: Floats, count: int) -> Floats:
    """Per place 0 … count - 1 the sum of the weights that fall on it."""
    return np.bincount(places, weights, minlength=count).astype(np.float64, copy=False)


def pull(graph: Graph, weights: Floats) -> tuple[Ints, Ints, Floats]:
    """Rows by head: where each node's incoming arcs start, who sends them, their weights.

    Senders ascend within a row, which is the order in which networkx adds them up.
    """
    indptr, order = by_head(graph.indices, graph.n)
    return indptr, graph.tails[order], weights[order]


def arc_weights(graph: Graph, weight: str | None) -> Floats:
    """Per arc its weight, parallel edges added up; 1 for each edge where none is named."""
    if weight is not None and weight in graph.total:
        return graph.total[weight]
    if graph.multiplicity is not None:
        return graph.multiplicity.astype(np.float64)
    return np.ones(graph.arcs)


def pagerank_values(
    graph: Graph,
    *,
    alpha: float = 0.85,
    personalization: Floats | None = None,
    max_iter: int = 100,
    tol: float = 1e-6,
    start: Floats | None = None,
    weights: Floats | None = None,
    dangling: Floats | None = None,
) -> Floats:
    """PageRank as an array in node order; the vectors need not be normalised.

    Raises
    ------
    ZeroDivisionError : if ``personalization`` sums to zero
    networkx.PowerIterationFailedConvergence : if ``max_iter`` steps were not enough

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> pagerank_values(from_edges([0, 1], [1, 2], 3)).round(3).tolist()
    [0.257, 0.486, 0.257]
    """
    n = graph.n
    if n == 0:
        return np.empty(0)
    weights = arc_weights(graph, None) if weights is None else weights
    strength = summed(graph.tails, weights, n)
    loose = strength == 0
    inverse = np.zeros(n)
    np.divide(1.0, strength, out=inverse, where=~loose)
    indptr, sources, shares = pull(graph, weights * inverse[graph.tails])
    even = np.full(n, 1.0 / n)
    if personalization is None:
        personal = even
    else:
        whole = personalization.sum()
        if whole == 0:
            raise ZeroDivisionError
        personal = personalization / whole
    with np.errstate(invalid="ignore", divide="ignore"):  # as networkx: nan, then no convergence
        begin = even if start is None else start / start.sum()
        spread = personal if dangling is None else dangling / dangling.sum()
    ends = np.flatnonzero(loose).astype(np.int32)

    def step(values: Floats, spare: Floats, steps: int) -> bool:
        return _pagerank(
            indptr,
            sources,
            shares,
            ends,
            spread,
            personal,
            values,
            spare,
            float(alpha),
            steps,
            float(tol),
        )

    return _settled(step, begin, int(max_iter), graph.arcs)


def eigenvector_values(
    graph: Graph,
    *,
    max_iter: int = 100,
    tol: float = 1e-6,
    start: Floats | None = None,
    weights: Floats | None = None,
) -> Floats:
    """Eigenvector centrality as an array in node order, of length 1 (Euclidean).

    Raises
    ------
    networkx.NetworkXPointlessConcept : on a graph without nodes
    networkx.NetworkXError : if ``start`` is all zeros
    networkx.PowerIterationFailedConvergence : if ``max_iter`` steps were not enough

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> eigenvector_values(from_edges([0, 1], [1, 2], 3)).round(3).tolist()
    [0.5, 0.707, 0.5]
    """
    import networkx as nx

    if graph.n == 0:
        raise nx.NetworkXPointlessConcept("cannot compute centrality for the null graph")
    begin = np.ones(graph.n) if start is None else start
    if not begin.any():
        raise nx.NetworkXError("initial vector cannot have all zero values")
    weights = arc_weights(graph, None) if weights is None else weights
    with np.errstate(invalid="ignore", divide="ignore"):
        begin = begin / begin.sum()
    rows = pull(graph, weights)

    def step(values: Floats, spare: Floats, steps: int) -> bool:
        return _eigenvector(*rows, values, spare, steps, float(tol))

    return _settled(step, begin, int(max_iter), graph.arcs)


def _vector(graph: Graph, values: Mapping[Hashable, float]) -> Floats:
    return np.array([values.get(node, 0) for node in graph.nodes], dtype=np.float64)


def pagerank(
    G: Graph,  # noqa: N803 - networkx's name
    alpha: float = 0.85,
    personalization: Mapping[Hashable, float] | None = None,
    max_iter: int = 100,
    tol: float = 1.0e-6,
    nstart: Mapping[Hashable, float] | None = None,
    weight: str | None = "weight",
    dangling: Mapping[Hashable, float] | None = None,
) -> dict[Hashable, float]:
    """As :func:`networkx.pagerank`, parameters and errors alike.

    Examples
    --------
    >>> import networkx as nx
    >>> ranks = nx.pagerank(nx.path_graph(3), backend="cityties")
    >>> round(ranks[1], 3)
    0.486
    """
    vectors = {
        name: None if given is None else _vector(G, given)
        for name, given in (
            ("personalization", personalization), ("start", nstart), ("dangling", dangling),
        )
    }  # fmt: skip
    values = pagerank_values(
        G, alpha=alpha, max_iter=max_iter, tol=tol, weights=arc_weights(G, weight), **vectors
    )
    return dict(zip(G.nodes, values.tolist(), strict=True))


def eigenvector_centrality(
    G: Graph,  # noqa: N803
    max_iter: int = 100,
    tol: float = 1.0e-6,
    nstart: Mapping[Hashable, float] | None = None,
    weight: str | None = None,
) -> dict[Hashable, float]:
    """As :func:`networkx.eigenvector_centrality`, parameters and errors alike.

    Examples
    --------
    >>> import networkx as nx
    >>> scores = nx.eigenvector_centrality(nx.star_graph(4), backend="cityties")
    >>> round(scores[0], 3)
    0.707
    """
    values = eigenvector_values(
        G,
        max_iter=max_iter,
        tol=tol,
        start=None if nstart is None else _vector(G, nstart),
        weights=arc_weights(G, weight),
    )
    return dict(zip(G.nodes, values.tolist(), strict=True))


def _decline_eigenvector(
    G: Any,  # noqa: N803
    max_iter: int = 100,  # noqa: ARG001
    tol: float = 1.0e-6,  # noqa: ARG001
    nstart: Mapping[Hashable, float] | None = None,
    weight: str | None = None,  # noqa: ARG001
) -> str:
    # networkx iterates over the keys of nstart, whatever they are.
    if nstart is not None and set(nstart) != set(G):
        return "nstart does not name exactly the nodes of the graph"
    return ""


DECLINES = {"eigenvector_centrality": _decline_eigenvector}
