"""Betweenness of nodes and edges, with networkx's parameters and networkx's numbers.

Undirected graphs are folded first (:mod:`.folding`), unless only some nodes are sources
or targets; the searches (:mod:`.brandes`) run on all cores, a batch of sources at a time.
For resamples and trends use :func:`node_scores` on :meth:`.csr.Graph.keep_edges` views:
arrays in, array out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np

from cityties.centrality import native, parallel
from cityties.language.messages import _
from cityties.start.records import dataclass

if TYPE_CHECKING:
    import numpy.typing as npt

    from cityties.centrality.csr import Graph
    from cityties.centrality.folding import Core, Folded

    Floats = npt.NDArray[np.float64]
    Longs = npt.NDArray[np.int64]
    Words = npt.NDArray[np.uint32]

WORK = 4_000_000
"""Arc visits in one batch: about ten milliseconds, so that Ctrl-C and progress are prompt."""


# The functions of networkx


def betweenness_centrality(
    G: Graph,  # noqa: N803
    k: int | None = None,
    normalized: bool = True,
    weight: str | None = None,
    endpoints: bool = False,
    seed: Random | None = None,
) -> dict[Hashable, float]:
    """As :func:`networkx.betweenness_centrality`; with ``k`` it draws the same nodes.

    Raises
    ------
    NotImplementedError : if a weight is not above zero; networkx has a meaning for it
    """
    sampled = None if k is None or k == G.n else _sample(G, k, seed, weight)
    scores = node_scores(G, weight=weight, endpoints=endpoints, sources=sampled)
    _scale(scores, G, normalized=normalized, ends=endpoints, sampled=sampled)
    return dict(zip(G.nodes, scores.tolist(), strict=True))


def edge_betweenness_centrality(
    G: Graph,  # noqa: N803
    k: int | None = None,
    normalized: bool = True,
    weight: str | None = None,
    seed: Random | None = None,
) -> dict[tuple[Hashable, ...], float]:
    """As :func:`networkx.edge_betweenness_centrality`; with ``k`` it draws the same nodes.

    Raises
    ------
    NotImplementedError : if a weight is not above zero; networkx has a meaning for it
    """
    sampled = None if k is None else _sample(G, k, seed, weight)
    scores = arc_scores(G, weight=weight, sources=sampled)
    _scale(scores, G, normalized=normalized, ends=True, sampled=sampled)
    return _by_edge(G, scores)


def betweenness_centrality_subset(
    G: Graph,  # noqa: N803
    sources: Iterable[Hashable],
    targets: Iterable[Hashable],
    normalized: bool = False,
    weight: str | None = None,
) -> dict[Hashable, float]:
    """As :func:`networkx.betweenness_centrality_subset`.

    Raises
    ------
    NotImplementedError : if a weight is not above zero, or a source is not in the graph
    """
    scores = node_scores(
        G,
        weight=weight,
        sources=_positions(G, sources),
        targets=_positions(G, targets, known_only=True),
    )
    _scale(scores, G, normalized=normalized, ends=False, sampled=None)
    return dict(zip(G.nodes, scores.tolist(), strict=True))


def edge_betweenness_centrality_subset(
    G: Graph,  # noqa: N803
    sources: Iterable[Hashable],
    targets: Iterable[Hashable],
    normalized: bool = False,
    weight: str | None = None,
) -> dict[tuple[Hashable, ...], float]:
    """As :func:`networkx.edge_betweenness_centrality_subset`.

    Raises
    ------
    NotImplementedError : if a weight is not above zero, or a source is not in the graph
    """
    scores = arc_scores(
        G,
        weight=weight,
        sources=_positions(G, sources),
        targets=_positions(G, targets, known_only=True),
    )
    _scale(scores, G, normalized=normalized, ends=True, sampled=None)
    return _by_edge(G, scores)


# What is declined before anything is converted


def _declines_nodes(*, weight: Any, **_call: Any) -> str:
    return _declines_weight(weight)


def _declines_edges(*, G: Any, weight: Any, **_call: Any) -> str:  # noqa: N803
    return _declines_weight(weight) or _declines_parallel(G, weight)


def _declines_subset(*, sources: Any, targets: Any, weight: Any, **_call: Any) -> str:
    return _declines_weight(weight) or _declines_iterators(sources, targets)


def _declines_edge_subset(
    *,
    G: Any,  # noqa: N803
    sources: Any,
    targets: Any,
    weight: Any,
    **_call: Any,
) -> str:
    return (
        _declines_weight(weight)
        or _declines_parallel(G, weight)
        or _declines_iterators(sources, targets)
    )


def _declines_iterators(sources: Any, targets: Any) -> str:
    # If we find later that we cannot run, networkx must still find the nodes there.
    found = isinstance(sources, Iterator) or isinstance(targets, Iterator)
    return "sources and targets must be collections, not iterators" if found else ""


def _declines_weight(weight: Any) -> str:
    return (
        ""
        if weight is None or isinstance(weight, str)
        else "the weight is not the name of an edge attribute"
    )


def _declines_parallel(graph: Any, weight: Any) -> str:
    if weight is not None and graph.is_multigraph():
        return "parallel edges with weights share paths by a rule of networkx"
    return ""


DECLINES: dict[str, Callable[..., str]] = {
    "betweenness_centrality": _declines_nodes,
    "edge_betweenness_centrality": _declines_edges,
    "betweenness_centrality_subset": _declines_subset,
    "edge_betweenness_centrality_subset": _declines_edge_subset,
}


# Arrays in, array out


def node_scores(
    graph: Graph,
    *,
    weight: str | None = None,
    endpoints: bool = False,
    sources: Longs | None = None,
    targets: Longs | None = None,
) -> Floats:
    """Raw betweenness per node: each ordered pair of nodes counted, nothing scaled.

    Parameters
    ----------
    graph : any; parallel edges and self-loops do not count
    weight : name of an attribute in ``graph.smallest`` that holds lengths; None = hops
    endpoints : count both ends of a path as on it
    sources, targets : positions of the nodes where paths begin and end; None = all.
        A source that is named twice counts twice

    Raises
    ------
    NotImplementedError : if a length is not above zero (or so much smaller than others
        that their sum as a float would not notice it)

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> node_scores(from_edges([0, 1, 1], [1, 2, 3], 4)).tolist()
    [0.0, 6.0, 0.0, 0.0]
    """
    if not graph.n:
        return np.zeros(0)
    everything = sources is None and targets is None
    # Each node of an undirected component is an end of as many paths as any other:
    # no need to count them search by search.
    alike = everything and not graph.directed
    ready = _ready(graph, weight, fold=everything)
    folded = ready.folded
    part, _over = _accumulate(ready, sources, targets, endpoints and not alike, False, False)
    scores = folded.through() if alike else np.zeros(graph.n)
    scores[folded.core.node] += part
    if endpoints and alike:
        scores += 2 * (folded.component - 1)
    return scores


def arc_scores(
    graph: Graph,
    *,
    weight: str | None = None,
    sources: Longs | None = None,
    targets: Longs | None = None,
) -> Floats:
    """Raw betweenness per arc of ``graph``; the two arcs of an undirected edge hold the sum.

    With ``targets``, networkx's own rule for a node that is not a target applies; see
    :func:`.brandes.arcs_to_some`. Parameters and errors are those of :func:`node_scores`.

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> arc_scores(from_edges([0, 1], [1, 2], 3)).tolist()
    [4.0, 4.0, 4.0, 4.0]
    """
    scores = np.zeros(graph.arcs)
    if not graph.arcs:
        return scores
    ready = _ready(graph, weight, fold=sources is None and targets is None)
    folded = ready.folded
    _nodes, over = _accumulate(ready, sources, targets, False, True, targets is not None)
    inner = np.zeros(len(ready.old_arc))
    inner[folded.core.arc] = over
    # A hanging edge is written at the child's arc only, for both directions.
    inner[folded.parent_arc[folded.order]] = folded.over_parent_arc()[folded.order]
    scores[ready.old_arc] = inner
    if not graph.directed:
        scores += np.where(graph.loops, 0.0, scores[graph.twins])
    return scores


@dataclass(frozen=True, eq=False)
class _Ready:
    """What the searches need: the folded graph, which old arc each arc of it is, lengths."""

    folded: Folded
    old_arc: Longs
    lengths: Floats | None


def _ready(graph: Graph, weight: str | None, *, fold: bool) -> _Ready:
    """The graph without loops, folded if that is right."""
    from cityties.centrality import folding

    lengths = None if weight is None else _lengths(graph, weight)
    if lengths is not None and fold:
        # Folding adds lengths in another order: with fractions, paths of equal length
        # might differ in the last bit, and then networkx would count them otherwise.
        fold = bool((lengths == np.rint(lengths)).all())
    return _Ready(
        folded=folding.prepared(graph, fold=fold and not graph.directed),
        old_arc=np.flatnonzero(~graph.loops),
        lengths=lengths,
    )


def _lengths(graph: Graph, weight: str) -> Floats:
    lengths = graph.smallest[weight]
    if not graph.arcs:
        return lengths
    most = float(lengths.max())
    if float(lengths.min()) <= 0:
        raise NotImplementedError(_("a weight is not greater than zero"))
    if most * graph.n >= 2.0**53 or float(lengths.min()) < most * graph.n * 2.0**-50:
        raise NotImplementedError(_("the weights differ too much for exact sums"))
    return lengths


def _accumulate(
    ready: _Ready,
    sources: Longs | None,
    targets: Longs | None,
    endpoints: bool,
    arcs: bool,
    even_shares: bool,
) -> tuple[Floats, Floats]:
    """Run the searches over the core: sums per core node and per core arc."""
    core: Core = ready.folded.core
    count, size = len(core.node), len(core.indices)
    number = np.empty(len(ready.folded.size), np.uint32)
    number[core.node] = np.arange(count, dtype=np.uint32)
    from_each = core.weight if sources is None else np.ones(count)
    to_each = core.weight
    if targets is not None:
        to_each = np.zeros(count)
        to_each[number[targets]] = 1.0
    elif sources is not None:
        to_each = np.ones(count)
    begin = np.arange(count, dtype=np.uint32) if sources is None else number[sources]
    lengths = None if ready.lengths is None else ready.lengths[ready.old_arc][core.arc]

    job = _Searches(core, lengths, from_each, to_each, endpoints, arcs, even_shares)
    # Whole vectors of sources: the workers of an engine may have them where this machine has not.
    per_batch = (max(1, WORK // (2 * size + 4 * count + 1)) + 7) // 8 * 8
    batches = [begin[i : i + per_batch] for i in range(0, len(begin), per_batch)]
    between, over = np.zeros(count), np.zeros(size)

    def add(part: tuple[Floats, Floats]) -> None:
        if len(part[0]):
            between[:] += part[0]
        if len(part[1]):
            over[:] += part[1]

    parallel.run(batches, job, add)
    return between, over


@dataclass(frozen=True, eq=False)
class _Searches:
    """Searches over a core from batches of sources: sums per core node and per core arc.

    Parameters
    ----------
    core : the graph
    lengths : per arc of the core; None = steps
    from_each, to_each : per core node, how many sources or targets it stands for
    endpoints : count both ends of a path as on it
    arcs : sums per arc are wanted, else per node
    even_shares : networkx's rule for a node that is not a target
    """

    core: Core
    lengths: Floats | None
    from_each: Floats
    to_each: Floats
    endpoints: bool
    arcs: bool
    even_shares: bool

    @cached_property
    def lanes(self) -> bool:
        """Whether eight sources run side by side: where this processor can, from plain rows."""
        return not self.arcs and self.lengths is None and native.vectors() == 2

    @cached_property
    def rows(self) -> tuple[Words, npt.NDArray[Any], Longs]:
        """Where the rows that are searched start, the rows, and the place of each arc in them."""
        if self.lanes or self.lengths is not None:
            return self.core.indptr, self.core.indices, np.arange(len(self.core.indices))
        start, wide, slot = self.core.wide
        return start, wide.astype(np.uint32) if self.even_shares else wide, slot

    def make(self) -> _Scratch:
        """Memory for a thread."""
        from cityties.centrality import folding

        count, size = len(self.core.node), len(self.core.indices)
        plain, lanes, even_shares = self.lengths is not None, self.lanes, self.even_shares
        room = count if plain else count + folding.BLOCK
        return _Scratch(
            between=np.zeros(0 if self.arcs and not plain else count),
            over=np.zeros(len(self.rows[1]) if self.arcs else 0),
            sigma=native.aligned(8 * count) if lanes else np.empty(room),
            share=native.aligned(8 * count) if lanes else np.empty(room),
            paths=np.empty(count),
            queue=np.empty((8 if lanes else 1) * count + 1, np.uint32),
            bounds=np.empty(count + 2, np.int64),
            lanes=np.empty(8 * count if lanes else 0, np.uint8),
            state=np.empty(count if lanes else 0, np.uint32),
            even=np.zeros(room if even_shares or plain else 0),
            predecessors=np.zeros(room if even_shares or plain else 0),
            heap=np.empty(size + 1 if plain else room if even_shares else 0, np.int64),
            key=np.empty(size + 1 if plain else 0),
        )

    def work(self, own: _Scratch, batch: Words) -> None:
        """Search from a batch of sources."""
        from cityties.centrality import brandes

        core, from_each, to_each = self.core, self.from_each, self.to_each
        start, rows, _slot = self.rows
        ends = 1.0 if self.endpoints else 0.0
        if self.lengths is not None:
            brandes.weighted(
                core.indptr, core.indices, self.lengths, batch, from_each, to_each, ends,
                self.even_shares, own.between, own.over, own.paths, own.sigma, own.share, own.queue,
                own.heap, own.key, own.even, own.predecessors,
            )  # fmt: skip
        elif self.lanes:
            brandes.nodes_8(
                core.indptr, core.indices, batch, from_each, to_each, ends,
                own.between, own.sigma, own.share, own.queue, own.lanes, own.state,
                own.bounds,
            )  # fmt: skip
        elif not self.arcs:
            brandes.nodes(
                start, rows, batch, from_each, to_each, ends,
                own.between, own.sigma, own.share, own.queue, own.paths, own.bounds,
            )  # fmt: skip
        elif self.even_shares:
            brandes.arcs_to_some(
                start, rows, batch, to_each,
                own.over, own.sigma, own.share, own.queue, own.paths, own.bounds,
                own.even, own.predecessors, own.heap,
            )  # fmt: skip
        else:
            brandes.arcs(
                start, rows, batch, from_each, to_each,
                own.over, own.sigma, own.share, own.queue, own.paths, own.bounds,
            )  # fmt: skip

    def take(self, own: _Scratch) -> tuple[Floats, Floats]:
        """Sums per node and per arc; of what is not wanted, none."""
        between, own.between = own.between, np.zeros_like(own.between)
        over, own.over = own.over, np.zeros_like(own.over)
        return between, over[self.rows[2]] if self.arcs else over


@dataclass(slots=True)
class _Scratch:
    between: Floats
    over: Floats
    sigma: Floats
    share: Floats
    paths: Floats
    queue: Words
    bounds: Longs
    lanes: npt.NDArray[np.uint8]
    state: Words
    even: Floats
    predecessors: Floats
    heap: Longs
    key: Floats


# Between networkx's terms and ours


def _sample(graph: Graph, k: int, seed: Random | None, weight: str | None) -> Longs:
    if weight is not None:
        _lengths(graph, weight)  # decline before a number is drawn: networkx draws then
    # The dispatcher hands over the generator that networkx made of ``seed``, so the draw
    # is networkx's own, and a later draw from the same generator too.
    import random

    chosen = (seed or random).sample(list(graph.nodes), k)
    return _positions(graph, chosen)


def _positions(graph: Graph, nodes: Iterable[Hashable], *, known_only: bool = False) -> Longs:
    chosen: Sequence[Hashable] = list(nodes)
    if known_only:
        chosen = [node for node in dict.fromkeys(chosen) if node in graph.index]
    elif not all(node in graph.index for node in chosen):
        raise NotImplementedError(_("a source node is not in the graph"))
    return np.array([graph.index[node] for node in chosen], np.int64)


def _scale(
    scores: Floats, graph: Graph, *, normalized: bool, ends: bool, sampled: Longs | None
) -> None:
    """Scale in place, as networkx's ``_rescale`` does."""
    pairs = graph.n if ends else graph.n - 1
    if pairs < 2:
        return
    drawn = pairs if sampled is None else len(sampled)
    correction = 1 if graph.directed else 2
    if sampled is None or ends:
        scores *= 1 / (drawn * (pairs - 1)) if normalized else pairs / (drawn * correction)
        return
    # A drawn node cannot be an end of the paths that are counted for it: one source fewer.
    one = 1 / (pairs - 1) if normalized else pairs / correction
    whole = scores[sampled]
    scores *= one / drawn
    scores[sampled] = whole * (one / (drawn - 1) if drawn > 1 else math.nan)


def _by_edge(graph: Graph, scores: Floats) -> dict[tuple[Hashable, ...], float]:
    """Scores by edge, in networkx's order of edges and with its order of ends."""
    nodes = graph.nodes
    values = scores.tolist()
    # networkx lists an undirected edge where it meets it first.
    first = (
        np.arange(graph.arcs) if graph.directed else np.flatnonzero(graph.tails <= graph.indices)
    )
    tails, heads = graph.tails.tolist(), graph.indices.tolist()
    if graph.keys is None:
        return {(nodes[tails[a]], nodes[heads[a]]): values[a] for a in first.tolist()}
    return {
        (nodes[tails[a]], nodes[heads[a]], key): values[a] / len(graph.keys[a])
        for a in first.tolist()
        for key in graph.keys[a]
    }
