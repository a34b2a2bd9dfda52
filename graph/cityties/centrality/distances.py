"""Closeness, harmonic centrality, average distance, diameter: all from one sweep.

The sweep (:mod:`.bfs`) gives each node the sum of its distances, the sum of their
reciprocals, how many nodes reach it and the farthest of them. It is kept with the graph,
so that the next measure costs nothing. Distances count steps; weighted ones are declined.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from cityties.centrality import parallel
from cityties.centrality.csr import by_head
from cityties.start.records import dataclass

if TYPE_CHECKING:
    import numpy.typing as npt

    from cityties.centrality.csr import Graph

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int32]
    Longs = npt.NDArray[np.int64]
    Bits = npt.NDArray[np.uint64]
    Words = npt.NDArray[np.uint32]


# Arrays in, arrays out


@dataclass(frozen=True, slots=True)
class Distances:
    """What each node knows of its distances *from* the sources, by position.

    Parameters
    ----------
    total : sum of the distances
    inverse : sum of their reciprocals, a node's own zero left out
    reached : number of sources that reach the node, itself included if it is one
    farthest : the largest distance; 0 if none
    total_squares, inverse_squares : as ``total`` and ``inverse``, of squares; empty unless
        they were asked for
    """

    total: Longs
    inverse: Floats
    reached: Longs
    farthest: Longs
    total_squares: Longs
    inverse_squares: Floats

    def add(self, other: Distances) -> None:
        """Take in what the same nodes know from other sources."""
        np.add(self.total, other.total, out=self.total)
        np.add(self.inverse, other.inverse, out=self.inverse)
        np.add(self.reached, other.reached, out=self.reached)
        np.maximum(self.farthest, other.farthest, out=self.farthest)
        np.add(self.total_squares, other.total_squares, out=self.total_squares)
        np.add(self.inverse_squares, other.inverse_squares, out=self.inverse_squares)

    def at(self, positions: Longs) -> Distances:
        """The same with what stands at number k put at ``positions[k]``."""

        def placed(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
            made = np.empty_like(values)
            if len(values):
                made[positions] = values
            return made

        return Distances(
            placed(self.total), placed(self.inverse), placed(self.reached), placed(self.farthest),
            placed(self.total_squares), placed(self.inverse_squares),
        )  # fmt: skip


def sweep(
    graph: Graph,
    sources: Longs | None = None,
    *,
    squares: bool = False,
    compiled: bool = True,
) -> Distances:
    """Distances from some nodes, or all, to every node.

    Parameters
    ----------
    graph : any; self-loops and parallel edges change nothing
    sources : positions; None = all, and then the result is kept with the graph
    squares : sum squares too
    compiled : use the compiled loop, if there is one

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> sweep(from_edges([0, 1], [1, 2], 3)).total.tolist()
    [3, 2, 3]
    """
    kept: Distances | None = graph.__dict__.get("_distances")
    if sources is None and kept is not None and not squares:
        return kept
    from cityties.centrality import bfs, folding

    out = folding.prepared(graph, fold=False).core
    n = graph.n
    if graph.directed:
        starts, turned = by_head(out.indices.view(np.int32), n)
        in_start = starts.view(np.uint32)
        lengths = np.diff(out.indptr)
        in_head = np.repeat(np.arange(n, dtype=np.uint32), lengths)[turned]
    else:
        in_start, in_head = out.indptr, out.indices
    if sources is None:
        begin = np.arange(n, dtype=np.uint32)
    else:
        number = np.empty(n, np.uint32)
        number[out.node] = np.arange(n, dtype=np.uint32)
        # Sources that are near one another share more of their way.
        begin = np.sort(number[sources])
    job = _Sweep(out.indptr, out.indices, in_start, in_head, squares, compiled)
    batches = [begin[i : i + bfs.LANES] for i in range(0, len(begin), bfs.LANES)]
    sums = job.nothing()
    parallel.run(batches, job, sums.add)
    result = sums.at(out.node)
    if sources is None:
        graph.__dict__["_distances"] = result
    return result


@dataclass(frozen=True, eq=False)
class _Sweep:
    """Searches from batches of sources: what each node learns, by number in the core.

    Parameters
    ----------
    out_start, out_head : adjacency along the arcs
    in_start, in_head : against them
    squares : sum squares too
    compiled : use the compiled loop, if there is one
    """

    out_start: Words
    out_head: Words
    in_start: Words
    in_head: Words
    squares: bool
    compiled: bool

    @cached_property
    def rows(self) -> list[list[int]]:
        """The adjacency as Python reads it; none where the loop is compiled."""
        from cityties.centrality import bfs, native

        by_kernel = self.compiled and native.ready()
        return [] if by_kernel else bfs.rows(self.out_start, self.out_head)

    def nothing(self) -> Distances:
        """Sums that are empty."""
        n = len(self.out_start) - 1
        more = n if self.squares else 0
        return Distances(
            np.zeros(n, np.int64), np.zeros(n), np.zeros(n, np.int64), np.zeros(n, np.int64),
            np.zeros(more, np.int64), np.zeros(more),
        )  # fmt: skip

    def make(self) -> _Scratch:
        """Memory for a thread."""
        from cityties.centrality import bfs

        room = 0 if self.rows else len(self.out_start) - 1
        return _Scratch(
            result=self.nothing(),
            seen=np.zeros((room, bfs.WIDTH), np.uint64),
            front=np.zeros((room, bfs.WIDTH), np.uint64),
            fresh=np.zeros((room, bfs.WIDTH), np.uint64),
            active=np.empty(room, np.uint32),
            coming=np.empty(room, np.uint32),
        )

    def work(self, own: _Scratch, batch: Words) -> None:
        """Search from a batch of sources."""
        from cityties.centrality import bfs

        sums = own.result
        into = (sums.total, sums.inverse, sums.reached, sums.farthest, sums.total_squares,
                sums.inverse_squares)  # fmt: skip
        if self.rows:
            bfs.sweep_rows(self.rows, batch.tolist(), *into)
            return
        bfs.sweep(
            self.out_start, self.out_head, self.in_start, self.in_head, batch, *into,
            own.seen, own.front, own.fresh, own.active, own.coming,
        )  # fmt: skip

    def take(self, own: _Scratch) -> Distances:
        """What the nodes learned."""
        found, own.result = own.result, self.nothing()
        return found


@dataclass(slots=True)
class _Scratch:
    result: Distances
    seen: Bits
    front: Bits
    fresh: Bits
    active: Words
    coming: Words


def closeness_values(graph: Graph, *, wf_improved: bool = True) -> Floats:
    """Closeness of every node, by position; as networkx, over distances towards the node.

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> closeness_values(from_edges([0, 1], [1, 2], 4)).round(3).tolist()
    [0.444, 0.667, 0.444, 0.0]
    """
    found = sweep(graph)
    return _closeness(found.total, found.reached, graph.n, wf_improved)


def _closeness(total: Longs, reached: Longs, n: int, wf_improved: bool) -> Floats:
    others = reached - 1.0
    scores: Floats = np.divide(others, total, out=np.zeros(len(total)), where=total > 0)
    if wf_improved and n > 1:
        scores *= others / (n - 1)
    return scores


def harmonic_values(graph: Graph) -> Floats:
    """Harmonic centrality of every node, by position; not normalised, as networkx.

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> harmonic_values(from_edges([0, 1], [1, 2], 4)).tolist()
    [1.5, 2.0, 1.5, 0.0]
    """
    return sweep(graph).inverse


# The functions of networkx


def closeness_centrality(
    G: Graph,  # noqa: N803
    u: Hashable | None = None,
    distance: str | None = None,  # noqa: ARG001
    wf_improved: bool = True,
) -> Any:
    """As :func:`networkx.closeness_centrality`, by steps."""
    if u is not None:
        found = sweep(G.reverse, np.array([G.index[u]], np.int64))
        total, reached = found.total.sum(keepdims=True), found.reached.sum(keepdims=True)
        return float(_closeness(total, reached, G.n, wf_improved)[0])
    scores = closeness_values(G, wf_improved=wf_improved)
    return dict(zip(G.nodes, scores.tolist(), strict=True))


def harmonic_centrality(
    G: Graph,  # noqa: N803
    nbunch: Any = None,
    distance: str | None = None,  # noqa: ARG001
    sources: Any = None,
) -> dict[Hashable, float]:
    """As :func:`networkx.harmonic_centrality`, by steps."""
    wanted = set(_bunch(G, nbunch))
    if sources is None:
        scores = harmonic_values(G)
    else:
        begin = [G.index[node] for node in set(_bunch(G, sources))]
        scores = sweep(G, np.array(begin, np.int64)).inverse
    values = scores.tolist()
    return {node: values[G.index[node]] for node in wanted}


def average_shortest_path_length(
    G: Graph,  # noqa: N803
    weight: str | None = None,  # noqa: ARG001
    method: str | None = None,  # noqa: ARG001
) -> float:
    """As :func:`networkx.average_shortest_path_length`, by steps.

    Raises
    ------
    networkx.NetworkXError : if the graph is not (strongly) connected
    """
    if G.n == 1:
        return 0
    found = sweep(G)
    if int(found.reached.min()) < G.n:
        import networkx as nx

        kind = "strongly connected" if G.directed else "connected"
        raise nx.NetworkXError(f"Graph is not {kind}.")
    return int(found.total.sum()) / (G.n * (G.n - 1))


def eccentricity(
    G: Graph,  # noqa: N803
    v: Any = None,
    sp: None = None,  # noqa: ARG001
    weight: str | None = None,  # noqa: ARG001
) -> Any:
    """As :func:`networkx.eccentricity`, by steps.

    Raises
    ------
    networkx.NetworkXError : if a node that is requested does not reach all others
    """
    if v is not None and v in G:
        found = sweep(G, np.array([G.index[v]], np.int64))
        _all_reached(G, int(found.reached.sum()))
        return int(found.farthest.max())
    found = sweep(G.reverse)
    wanted = _bunch(G, v)
    places = [G.index[node] for node in wanted]
    _all_reached(G, int(found.reached[places].min()) if places else G.n)
    return dict(zip(wanted, found.farthest[places].tolist(), strict=True))


def diameter(
    G: Graph,  # noqa: N803
    e: None = None,  # noqa: ARG001
    usebounds: bool = False,  # noqa: ARG001
    weight: str | None = None,  # noqa: ARG001
) -> int:
    """As :func:`networkx.diameter`, by steps.

    Raises
    ------
    networkx.NetworkXError : if the graph is not (strongly) connected
    """
    from cityties.centrality import bfs

    if G.directed or G.n <= bfs.LANES or "_distances" in G.__dict__:
        return int(_all_far(G).max())
    return _farthest_apart(G)


def radius(
    G: Graph,  # noqa: N803
    e: None = None,  # noqa: ARG001
    usebounds: bool = False,  # noqa: ARG001
    weight: str | None = None,  # noqa: ARG001
) -> int:
    """As :func:`networkx.radius`, by steps.

    Raises
    ------
    networkx.NetworkXError : if the graph is not (strongly) connected
    """
    return int(_all_far(G).min())


_FEW = 12
"""So many searches one after another cost as much as one pass for all."""


def _farthest_apart(graph: Graph) -> int:
    """The diameter of an undirected graph, without most of its searches.

    From a node in the middle of a long path, levels are searched from the outside in, a whole
    pass of sources at a time. Two nodes of which none is further out than level i are at most
    2 i apart; so it ends when that is no more than what was found. (P. Crescenzi and others,
    *On computing the diameter of real-world undirected graphs*, Theoretical Computer Science
    514 (2013) 84-95.)
    """
    from cityties.centrality import bfs

    def levels(node: int) -> tuple[Ints, int]:
        """Steps from a node to all, and one of those that are farthest."""
        level, queue = np.empty(graph.n, np.int32), np.empty(graph.n, np.int32)
        reached = bfs.levels(graph.indptr, graph.indices, node, level, queue)
        _all_reached(graph, reached)
        return level, int(queue[-1])

    away, one = levels(int(np.argmax(graph.degrees)))
    from_one, other = levels(one)
    from_other, _one = levels(other)
    found = int(from_one[other])
    # In the middle of the long path, where it is nearest to the hub.
    middle = np.flatnonzero(
        (np.abs(from_one - from_other) <= 1) & (from_one + from_other == found)
    )  # fmt: skip
    level, far = levels(int(middle[np.argmin(away[middle])]))
    found = max(found, int(level[far]))
    order = np.argsort(-level, kind="stable")
    at = 0
    while at < graph.n and 2 * int(level[order[at]]) > found:
        # The outermost only, up to one pass: what they find may spare the others.
        ahead = order[at : at + bfs.LANES]
        ahead = ahead[2 * level[ahead] > found]
        if len(ahead) <= _FEW:
            from_each = [levels(int(node)) for node in ahead]
            found = max(found, *(int(steps[end]) for steps, end in from_each))
        else:
            found = max(found, int(sweep(graph, ahead).farthest.max()))
        at += len(ahead)
    return found


def _all_far(graph: Graph) -> Longs:
    found = sweep(graph.reverse)
    _all_reached(graph, int(found.reached.min()))
    return found.farthest


def _all_reached(graph: Graph, reached: int) -> None:
    if reached < graph.n:
        import networkx as nx

        kind = "digraph is not strongly connected" if graph.directed else "graph is not connected"
        raise nx.NetworkXError(f"Found infinite path length because the {kind}")


def _bunch(graph: Graph, chosen: Any) -> list[Hashable]:
    """As networkx's ``nbunch_iter``: None is all, a node itself, else those that are there."""
    if chosen is None:
        return graph.nodes
    if chosen in graph:
        return [chosen]
    return [node for node in chosen if node in graph]


# What is declined before anything is converted


def _declines_closeness(*, G: Any, u: Any, distance: Any, **_call: Any) -> str:  # noqa: N803
    if u is not None and u not in G:
        return "the node is not in the graph"
    return _declines_lengths(distance)


def _declines_harmonic(
    *,
    G: Any,  # noqa: N803
    nbunch: Any,
    distance: Any,
    sources: Any,
    **_call: Any,
) -> str:
    return _declines_lengths(distance) or _declines_bunch(G, nbunch) or _declines_bunch(G, sources)


def _declines_average(*, G: Any, weight: Any, method: Any, **_call: Any) -> str:  # noqa: N803
    if method not in {None, "unweighted"}:
        return "only unweighted distances are supported"
    return _declines_lengths(weight) or _declines_nothing(G)


def _declines_eccentricity(*, G: Any, v: Any, sp: Any, weight: Any, **_call: Any) -> str:  # noqa: N803
    if sp is not None:
        return "paths are given"
    return _declines_lengths(weight) or _declines_nothing(G) or _declines_bunch(G, v)


def _declines_extreme(
    *,
    G: Any,  # noqa: N803
    e: Any,
    usebounds: Any,
    weight: Any,
    **_call: Any,
) -> str:
    if e is not None:
        return "eccentricities are given"
    if usebounds:
        return "bounds are computed by networkx"
    return _declines_lengths(weight) or _declines_nothing(G)


def _declines_lengths(attribute: Any) -> str:
    return "" if attribute is None else "only unweighted distances are supported"


def _declines_nothing(graph: Any) -> str:
    # What networkx does then has changed between its versions.
    return "" if len(graph) else "the graph is empty"


def _declines_bunch(graph: Any, chosen: Any) -> str:
    if chosen is None or chosen in graph:
        return ""
    if isinstance(chosen, Iterator) or not hasattr(chosen, "__iter__"):
        return "nodes must be a collection"
    try:
        set(chosen)
    except TypeError:
        return "a node cannot be hashed"
    return ""


DECLINES: dict[str, Callable[..., str]] = {
    "closeness_centrality": _declines_closeness,
    "harmonic_centrality": _declines_harmonic,
    "average_shortest_path_length": _declines_average,
    "eccentricity": _declines_eccentricity,
    "diameter": _declines_extreme,
    "radius": _declines_extreme,
}
