"""Leiden, by graspologic-native: communities of high modularity, each of them connected.

Source: V. Traag, L. Waltman, N. J. van Eck, "From Louvain to Leiden: guaranteeing
well-connected communities" (2019). graspologic-native is compiled; it is given the arrays
of the compact graph as they are. Louvain is networkx's own.

graspologic-native knows no loops. A loop is given as a leaf: the node's degree grows by
twice the weight and the weight inside its community by once, as networkx counts a loop.

A run ends after a fixed number of passes, whatever rounding does to the gains. It does
not return to Python before, so it runs on a thread: Ctrl-C is heard at once.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np

from cityties.base.install import install_hint, installed
from cityties.centrality import parallel
from cityties.centrality.iterative import arc_weights
from cityties.centrality.structure import members
from cityties.language.messages import _

if TYPE_CHECKING:
    from cityties.centrality.csr import Floats, Graph, Ints

ROUNDS = 10
"""Runs of the algorithm, each from the result of the one before. On the world graph of 2016
the modularity is 0.7193 after one, 0.7277 after ten and 0.7283 after twenty."""
TRIES, TRIED_SIZE = 10, 50_000
"""Up to so many starts of which the best counts, as long as the nodes and arcs of all stay
below the second figure: chance matters in small graphs, and they cost nothing."""
SWEEPS = 100
"""Passes over the nodes in which they move; a few are enough unless rounding keeps it going."""
THETA = 0.01
"""How random the refinement is: the value of the paper and of its authors' code."""


def leiden_labels(
    graph: Graph,
    *,
    weight: str | None = "weight",
    resolution: float = 1,
    seed: Any = None,
) -> Ints:
    """The community of each node, numbered by their first nodes.

    Parameters
    ----------
    graph : undirected; weights of parallel edges are added up
    weight : name of an attribute in ``graph.total``; None = each edge counts 1
    resolution : above zero; a higher one gives more communities
    seed : as networkx takes it; the same seed gives the same communities

    Raises
    ------
    ValueError : if a weight is negative
    ImportError : without graspologic-native

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> two = from_edges([0, 1, 2, 3, 4, 5, 0], [1, 2, 0, 4, 5, 3, 3], 6)
    >>> leiden_labels(two, seed=1).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    import networkx as nx
    from graspologic_native import leiden_csr

    weights = arc_weights(graph, weight)
    if weights.min(initial=0.0) < 0:
        raise ValueError(_("Leiden needs non-negative weights"))
    indptr, indices, weights = _rows(graph, weights)
    if not len(indices):
        return np.arange(graph.n, dtype=np.int32)
    count = len(indptr) - 1
    options = {
        "resolution": float(resolution),
        "randomness": THETA,
        "iterations": ROUNDS,
        "trials": min(TRIES, max(1, TRIED_SIZE // (count + len(indices)))),
        "max_local_moving_iterations": SWEEPS,
        "seed": nx.utils.create_py_random_state(seed).getrandbits(64),
    }
    shares = weights / weights.max()  # squares of very small weights would vanish
    _quality, found = parallel.aside(lambda: leiden_csr(indptr, indices, shares, count, **options))
    return _numbered(np.array([found[v] for v in range(graph.n)]))


def _rows(graph: Graph, weights: Floats) -> tuple[Any, Ints, Floats]:
    """Adjacency without edges of no weight, and with a leaf in place of each loop."""
    mask = (weights > 0) & ~graph.loops
    held = graph.tails[(weights > 0) & graph.loops]
    leaves = np.arange(graph.n, graph.n + len(held), dtype=np.int32)
    tails = np.concatenate((graph.tails[mask], held, leaves))
    heads = np.concatenate((graph.indices[mask], leaves, held))
    loops = weights[(weights > 0) & graph.loops]
    values = np.concatenate((weights[mask], loops, loops))
    order = np.lexsort((heads, tails))
    indptr = np.zeros(graph.n + len(held) + 1, np.int64)
    np.cumsum(np.bincount(tails, minlength=graph.n + len(held)), out=indptr[1:])
    return indptr, heads[order], values[order]


def _numbered(labels: Any) -> Ints:
    """Labels renumbered 0 … without gaps, in the order of their first nodes."""
    _values, first, place = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int32)
    rank[np.argsort(first)] = np.arange(len(first))
    found: Ints = rank[place]
    return found


def leiden_communities(
    G: Graph,  # noqa: N803 - networkx's name
    weight: str | None = "weight",
    resolution: float = 1,
    max_level: int | None = None,  # noqa: ARG001 - declined below
    seed: Any = None,
    **_other: Any,
) -> list[set[Hashable]]:
    """What :func:`networkx.community.leiden_communities` of networkx 3.6 leaves to backends.

    Examples
    --------
    >>> import networkx as nx
    >>> from cityties.centrality.backend import backend
    >>> graph = backend.convert_from_nx(nx.barbell_graph(4, 0), edge_attrs={"weight": 1})
    >>> backend.leiden_communities(graph, seed=1)
    [{0, 1, 2, 3}, {4, 5, 6, 7}]
    """
    labels = leiden_labels(G, weight=weight, resolution=resolution, seed=seed)
    return members(G, labels, int(labels.max(initial=-1)) + 1)


def _decline_leiden(
    *,
    G: Any,  # noqa: N803
    resolution: float,
    max_level: int | None,
    **_call: Any,
) -> str:
    import networkx as nx

    if "networkx" in nx.community.leiden_communities.backends:
        return "this networkx has a Leiden of its own, and a seed gives its own communities"
    if not installed("graspologic_native"):
        return f"Leiden needs graspologic-native: {install_hint('fast')}"
    if G.is_directed():
        return "Leiden needs an undirected graph"
    if max_level is not None:
        return "Leiden runs to its end here"
    return "" if resolution > 0 else "the resolution is not above zero"


DECLINES = {"leiden_communities": _decline_leiden}
