"""Communities: Louvain exactly as networkx does it, and Leiden.

Louvain (V. Blondel et al., "Fast unfolding of communities in large networks", 2008) here
follows networkx's implementation decision by decision: the same shuffles from the same
seed, neighbours looked at in the same order, ties broken alike. So a seed gives the very
partition that networkx gives, with its modularity, only sooner; directed graphs and
multigraphs too.

Leiden (V. Traag, L. Waltman, N. J. van Eck, "From Louvain to Leiden: guaranteeing
well-connected communities", 2019) is our own implementation from the paper; networkx has
none. It finds higher modularity, and every community that it returns is connected.

Cost: each level is a handful of passes over the arcs; levels shrink quickly.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from cityties.centrality.iterative import arc_weights, summed
from cityties.centrality.jit import kernel
from cityties.centrality.structure import component_labels, members

if TYPE_CHECKING:
    from cityties.centrality.csr import Bools, Floats, Graph, Ints, Longs

THETA = 0.01
"""How random Leiden's refinement is: the value of the paper and of its authors' code."""
ROUNDS = 10
"""Leiden starts again from its own result at most so often; it mostly stops after two."""
TRIES, TRIED_SIZE = 10, 100_000
"""Leiden runs up to so many times and keeps the best, as long as the nodes and arcs of all
runs stay below the second figure: chance matters in small graphs, and they cost nothing."""
SMALL = 1e-9
"""Gains of modularity below this are rounding, not gains."""
POSITIVE_LEVELS = "max_level argument must be a positive integer or None"


# --- kernels --------------------------------------------------------------------------


@kernel()
def _louvain_moves(
    indptr: Ints,
    indices: Ints,
    weights: Floats,
    order: Longs,
    leaving: Floats,
    coming: Floats,
    m: float,
    resolution: float,
    directed: bool,
) -> tuple[bool, Ints]:
    """Move nodes, in a fixed order, to the best neighbouring community until none moves.

    The expressions are those of networkx term by term, because ties between communities
    are decided by the last bit.
    """
    n = order.size
    label = np.arange(n).astype(np.int32)
    out_total = leaving.copy()
    in_total = coming.copy()
    held = np.zeros(n)
    stamp = np.full(n, -1, np.int64)
    found = np.empty(n + 1, np.int32)
    visit = 0
    improved = False
    moves = 1
    while moves > 0:
        moves = 0
        for u in order:
            here = label[u]
            count = 0
            for arc in range(indptr[u], indptr[u + 1]):
                community = label[indices[arc]]
                if stamp[community] != visit:
                    stamp[community] = visit
                    held[community] = 0.0
                    found[count] = community
                    count += 1
                held[community] += weights[arc]
            if stamp[here] != visit:
                held[here] = 0.0
                found[count] = here
                count += 1
            visit += 1
            best, best_gain = here, 0.0
            if directed:
                out_total[here] -= leaving[u]
                in_total[here] -= coming[u]
                cost = (
                    -held[here] / m
                    + resolution
                    * (leaving[u] * in_total[here] + coming[u] * out_total[here])
                    / m**2
                )
            else:
                out_total[here] -= leaving[u]
                cost = -held[here] / m + resolution * (out_total[here] * leaving[u]) / (2 * m**2)
            for i in range(count):
                there = found[i]
                if directed:
                    gain = (
                        cost
                        + held[there] / m
                        - resolution
                        * (leaving[u] * in_total[there] + coming[u] * out_total[there])
                        / m**2
                    )
                else:
                    gain = (
                        cost
                        + held[there] / m
                        - resolution * (out_total[there] * leaving[u]) / (2 * m**2)
                    )
                if gain > best_gain:
                    best, best_gain = there, gain
            out_total[best] += leaving[u]
            if directed:
                in_total[best] += coming[u]
            if best != here:
                label[u] = best
                moves += 1
                improved = True
    return improved, label


@kernel()
def _leiden_moves(
    indptr: Ints,
    indices: Ints,
    weights: Floats,
    size: Floats,
    label: Ints,
    order: Longs,
    density: float,
) -> Ints:
    """Leiden's fast local moving: only nodes whose surroundings changed are looked at again.

    ``size`` is the summed degree of each node, ``density`` is resolution / 2m, so that
    joining community C is worth (weight to C) - density * size[v] * (size of C).
    """
    n = order.size
    label = label.copy()
    total = np.zeros(n)
    population = np.zeros(n, np.int64)
    for v in range(n):
        total[label[v]] += size[v]
        population[label[v]] += 1
    empty = np.empty(n, np.int32)
    vacant = 0
    for community in range(n):
        if population[community] == 0:
            empty[vacant] = community
            vacant += 1
    queue = np.empty(n, np.int64)
    queue[:] = order
    waiting = np.ones(n, np.bool_)
    head, pending = 0, n
    held = np.zeros(n)
    found = np.empty(n, np.int32)
    while pending > 0:
        v = queue[head]
        head = (head + 1) % n
        pending -= 1
        waiting[v] = False
        here = label[v]
        total[here] -= size[v]
        population[here] -= 1
        count = 0
        for arc in range(indptr[v], indptr[v + 1]):
            community = label[indices[arc]]
            if held[community] == 0.0:
                found[count] = community
                count += 1
            held[community] += weights[arc]
        best = here
        best_gain = held[here] - density * size[v] * total[here]
        slack = 1e-12 * (1.0 + abs(best_gain))
        for i in range(count):
            there = found[i]
            gain = held[there] - density * size[v] * total[there]
            if gain > best_gain + slack:
                best, best_gain = there, gain
        if best_gain < -slack and population[here] > 0 and vacant > 0:
            vacant -= 1
            best = empty[vacant]
        for i in range(count):
            held[found[i]] = 0.0
        if best != here:
            if population[here] == 0:
                empty[vacant] = here
                vacant += 1
            label[v] = best
            for arc in range(indptr[v], indptr[v + 1]):
                w = indices[arc]
                if not waiting[w] and label[w] != best:
                    waiting[w] = True
                    queue[(head + pending) % n] = w
                    pending += 1
        total[best] += size[v]
        population[best] += 1
    return label


@kernel()
def _leiden_refine(
    indptr: Ints,
    indices: Ints,
    weights: Floats,
    size: Floats,
    label: Ints,
    order: Longs,
    chance: Floats,
    density: float,
    theta: float,
) -> Ints:
    """Split each community into well connected parts.

    From single nodes up: a node that is still alone, and well connected to its community,
    joins one of the well connected parts beside it that do not lower the modularity, at
    random but mostly the best.
    """
    n = order.size
    part = np.arange(n).astype(np.int32)
    alone = np.ones(n, np.bool_)
    total = np.zeros(n)
    part_size = size.copy()
    inside = np.zeros(n)  # weight between a node and the rest of its community
    for v in range(n):
        total[label[v]] += size[v]
        for arc in range(indptr[v], indptr[v + 1]):
            if label[indices[arc]] == label[v]:
                inside[v] += weights[arc]
    border = inside.copy()  # weight between a part and the rest of its community
    held = np.zeros(n)
    found = np.empty(n, np.int32)
    gains = np.empty(n)
    for v in order:
        whole = total[label[v]]
        if not alone[part[v]] or inside[v] < density * size[v] * (whole - size[v]):
            continue
        count = 0
        for arc in range(indptr[v], indptr[v + 1]):
            w = indices[arc]
            if label[w] == label[v]:
                if held[part[w]] == 0.0:
                    found[count] = part[w]
                    count += 1
                held[part[w]] += weights[arc]
        highest = 0.0
        fitting = 0
        for i in range(count):
            there = found[i]
            gain = held[there] - density * size[v] * part_size[there]
            fits = border[there] >= density * part_size[there] * (whole - part_size[there])
            gains[i] = gain if fits and gain >= 0.0 else -1.0
            if gains[i] >= 0.0:
                fitting += 1
                highest = max(highest, gain)
        if fitting > 0:
            mass = 0.0
            for i in range(count):
                if gains[i] >= 0.0:
                    gains[i] = np.exp((gains[i] - highest) / theta)
                    mass += gains[i]
            draw = chance[v] * mass
            chosen = -1
            for i in range(count):
                if gains[i] >= 0.0:
                    chosen = found[i]
                    draw -= gains[i]
                    if draw <= 0.0:
                        break
            border[chosen] += inside[v] - 2.0 * held[chosen]
            part_size[chosen] += size[v]
            part_size[part[v]] -= size[v]
            part[v] = chosen
            alone[chosen] = False
        for i in range(count):
            held[found[i]] = 0.0
    return part


# --- levels ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Level:
    """A graph whose nodes are communities of the level below.

    ``indptr, indices, weights`` are rows in the order in which networkx would have filled
    its dictionaries; a directed level's rows hold the heads only. ``around`` are the rows
    that nodes move along: without loops, and with the tails behind the heads.
    """

    indptr: Ints
    indices: Ints
    weights: Floats
    around: tuple[Ints, Ints, Floats]
    directed: bool

    @property
    def n(self) -> int:
        return len(self.indptr) - 1

    def edges(self) -> tuple[Ints, Ints, Floats]:
        """Each edge once, in the order of ``graph.edges``."""
        tails = np.repeat(np.arange(self.n, dtype=np.int32), np.diff(self.indptr))
        if self.directed:
            return tails, self.indices, self.weights
        mask = self.indices >= tails
        return tails[mask], self.indices[mask], self.weights[mask]

    def degrees(self) -> tuple[Floats, Floats]:
        """Summed weights that leave and that enter; undirected: the degree, twice."""
        first, second, weights = self.edges()
        leaving = summed(first, weights, self.n)
        coming = summed(second, weights, self.n)
        if self.directed:
            return leaving, coming
        return leaving + coming, leaving + coming

    def modularity(self, labels: Ints, resolution: float) -> float:
        """Modularity of a partition of the nodes."""
        first, second, weights = self.edges()
        leaving, coming = self.degrees()
        m = float(weights.sum())
        count = int(labels.max()) + 1
        inner = float(weights[labels[first] == labels[second]].sum())
        products = summed(labels, leaving, count) * summed(labels, coming, count)
        norm = 1 / m**2 if self.directed else 1 / (2 * m) ** 2
        return inner / m - resolution * float(products.sum()) * norm

    def merged(self, labels: Ints) -> _Level:
        """The level above: one node per label (0 … without gaps), edges added up."""
        first, second, weights = self.edges()
        first, second = labels[first], labels[second]
        count = int(labels.max()) + 1
        low, high = first, second
        if not self.directed:
            low, high = np.minimum(first, second), np.maximum(first, second)
        _codes, seen, place = np.unique(
            low.astype(np.int64) * count + high, return_index=True, return_inverse=True
        )
        sums = summed(place, weights, len(seen))
        order = np.argsort(seen)
        seen = seen[order]
        return _level(first[seen], second[seen], sums[order], count, directed=self.directed)


def _rows(
    first: Ints, second: Ints, weights: Floats, n: int, *, both: bool
) -> tuple[Ints, Ints, Floats]:
    """Rows from edges given in order; ``both`` = an edge stands in the rows of both ends."""
    if both:
        # Edge after edge, each in both directions: a row fills in the order of the edges.
        tails = np.stack((first, second), axis=1).ravel()
        heads = np.stack((second, first), axis=1).ravel()
        times = np.repeat(weights, 2)
        loops = tails == heads
        if loops.any():
            loops[0::2] = False  # a loop stands in its row once
            tails, heads, times = tails[~loops], heads[~loops], times[~loops]
    else:
        tails, heads, times = first, second, weights
    order = np.argsort(tails, kind="stable")
    indptr = np.zeros(n + 1, np.int32)
    np.cumsum(np.bincount(tails, minlength=n), out=indptr[1:])
    return indptr, heads[order].astype(np.int32), times[order]


def _level(first: Ints, second: Ints, weights: Floats, n: int, *, directed: bool) -> _Level:
    """A level from its edges, in the order in which networkx would add them."""
    rows = _rows(first, second, weights, n, both=not directed)
    apart = first != second
    ends = first[apart], second[apart]
    if directed:
        ends = np.concatenate(ends), np.concatenate(ends[::-1])
    times = np.concatenate((weights[apart], weights[apart])) if directed else weights[apart]
    return _Level(*rows, _rows(*ends, times, n, both=not directed), directed)


def _ground(graph: Graph, weight: str | None) -> _Level:
    """The graph itself as the lowest level."""
    weights = arc_weights(graph, weight)
    mask: Bools = np.ones(graph.arcs, bool) if graph.directed else graph.indices >= graph.tails
    return _level(
        graph.tails[mask], graph.indices[mask], weights[mask], graph.n, directed=graph.directed
    )


def _packed(labels: Ints) -> Ints:
    """Labels renumbered 0 … without gaps, in their order."""
    found: Ints = np.unique(labels, return_inverse=True)[1].astype(np.int32)
    return found


def _seeded(seed: Any) -> Any:
    import networkx as nx

    return nx.utils.create_py_random_state(seed)


# --- Louvain --------------------------------------------------------------------------


def louvain_labels(
    graph: Graph,
    *,
    weight: str | None = "weight",
    resolution: float = 1,
    threshold: float = 1e-7,
    seed: Any = None,
) -> Iterator[Ints]:
    """Labels of each level of Louvain, from the many small communities to the few large.

    Raises
    ------
    ZeroDivisionError : if the weights sum to zero

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> two = from_edges([0, 1, 2, 3, 4, 5, 0], [1, 2, 0, 4, 5, 3, 3], 6)
    >>> list(louvain_labels(two, seed=1))[-1].tolist()
    [0, 0, 0, 1, 1, 1]
    """
    flat = np.arange(graph.n, dtype=np.int32)
    if graph.arcs == 0:
        yield flat
        return
    shuffler = _seeded(seed)
    level = _ground(graph, weight)
    m = float(level.edges()[2].sum())
    if m == 0:
        raise ZeroDivisionError("division by zero")
    before = level.modularity(flat, resolution)
    _improved, labels = _louvain_level(level, m, resolution, shuffler)
    while True:
        labels = _packed(labels)
        flat = labels[flat]
        yield flat
        now = level.modularity(labels, resolution)
        if now - before <= threshold:
            return
        before = now
        level = level.merged(labels)
        improved, labels = _louvain_level(level, m, resolution, shuffler)
        if not improved:
            return


def _louvain_level(level: _Level, m: float, resolution: float, shuffler: Any) -> tuple[bool, Ints]:
    order = list(range(level.n))
    shuffler.shuffle(order)
    leaving, coming = level.degrees()
    improved, labels = _louvain_moves(
        *level.around, np.array(order, np.int64), leaving, coming, m, float(resolution),
        level.directed,
    )  # fmt: skip
    return improved, labels


def louvain_partitions(
    G: Graph,  # noqa: N803 - networkx's name
    weight: str | None = "weight",
    resolution: float = 1,
    threshold: float = 0.0000001,
    seed: Any = None,
) -> Iterator[list[set[Hashable]]]:
    """As :func:`networkx.community.louvain_partitions`: the same levels from the same seed."""
    for labels in louvain_labels(
        G, weight=weight, resolution=resolution, threshold=threshold, seed=seed
    ):
        yield _sets(G, labels)


def louvain_communities(
    G: Graph,  # noqa: N803
    weight: str | None = "weight",
    resolution: float = 1,
    threshold: float = 0.0000001,
    max_level: int | None = None,
    seed: Any = None,
) -> list[set[Hashable]]:
    """As :func:`networkx.community.louvain_communities`: the same result from the same seed.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.barbell_graph(4, 0)
    >>> nx.community.louvain_communities(graph, seed=1, backend="cityties")
    [{0, 1, 2, 3}, {4, 5, 6, 7}]
    """
    levels = louvain_labels(G, weight=weight, resolution=resolution, threshold=threshold, seed=seed)
    return _sets(G, _last(levels, max_level))


def _last(levels: Iterator[Ints], max_level: int | None) -> Ints:
    if max_level is not None:
        if max_level <= 0:
            raise ValueError(POSITIVE_LEVELS)
        levels = islice(levels, max_level)
    return deque(levels, maxlen=1).pop()


def _sets(graph: Graph, labels: Ints) -> list[set[Hashable]]:
    return members(graph, labels, int(labels.max()) + 1 if graph.n else 0)


# --- Leiden ---------------------------------------------------------------------------


def leiden_labels(
    graph: Graph,
    *,
    weight: str | None = "weight",
    resolution: float = 1,
    seed: Any = None,
) -> Iterator[Ints]:
    """Labels after each level of Leiden; the modularity never falls from one to the next.

    The last ones are those of connected communities, numbered by their first node.

    Raises
    ------
    ValueError : if a weight is negative
    ZeroDivisionError : if the weights sum to zero

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> two = from_edges([0, 1, 2, 3, 4, 5, 0], [1, 2, 0, 4, 5, 3, 3], 6)
    >>> list(leiden_labels(two, seed=1))[-1].tolist()
    [0, 0, 0, 1, 1, 1]
    """
    flat = np.arange(graph.n, dtype=np.int32)
    if graph.arcs == 0:
        yield flat
        return
    random = np.random.Generator(np.random.PCG64(_seeded(seed).getrandbits(64)))
    ground = _ground(graph, weight)
    if ground.weights.min() < 0:
        from cityties.language.messages import _

        raise ValueError(_("Leiden needs weights that are not negative"))
    m = float(ground.edges()[2].sum())
    if m == 0:
        raise ZeroDivisionError("division by zero")
    chosen: list[Ints] = []
    highest = -np.inf
    for _try in range(min(TRIES, max(1, TRIED_SIZE // (graph.n + graph.arcs)))):
        found = _leiden_once(ground, m, resolution, random)
        quality = ground.modularity(found[-1], resolution)
        if quality > highest + SMALL:
            chosen, highest = found, quality
    yield from chosen


def _leiden_once(
    ground: _Level, m: float, resolution: float, random: np.random.Generator
) -> list[Ints]:
    """Labels after each level of one run."""
    flat = np.arange(ground.n, dtype=np.int32)
    found: list[Ints] = []
    before = ground.modularity(flat, resolution)
    for _round in range(ROUNDS):
        found += _leiden_round(ground, flat, resolution / (2 * m), random)
        flat = found[-1]
        now = ground.modularity(flat, resolution)
        if now - before <= SMALL:
            break
        before = now
    return [*found, _connected(ground, flat)]


def _leiden_round(
    ground: _Level, flat: Ints, density: float, random: np.random.Generator
) -> Iterator[Ints]:
    """Moving, refining, merging, until every community is one node."""
    level, owner, labels = ground, np.arange(ground.n, dtype=np.int32), flat
    while True:
        rows = level.around
        size = level.degrees()[0]
        order = random.permutation(level.n)
        labels = _packed(_leiden_moves(*rows, size, labels, order, density))
        yield labels[owner]
        if labels.max() + 1 == level.n:
            return
        order = random.permutation(level.n)
        parts = _packed(
            _leiden_refine(*rows, size, labels, order, random.random(level.n), density, THETA)
        )
        if parts.max() + 1 == level.n:
            return
        # The merged graph starts from the communities, not from its single nodes.
        above = np.empty(int(parts.max()) + 1, np.int32)
        above[parts] = labels
        level, owner, labels = level.merged(parts), parts[owner], above


def _connected(ground: _Level, flat: Ints) -> Ints:
    """Labels of the connected pieces of communities. To part what no edge joins never
    lowers the modularity.
    """
    first, second, weights = ground.edges()
    mask = (flat[first] == flat[second]) & (weights > 0)
    indptr, indices, _w = _rows(first[mask], second[mask], weights[mask], ground.n, both=True)
    return component_labels(indptr, indices)[1]


def leiden_partitions(
    G: Graph,  # noqa: N803
    weight: str | None = "weight",
    resolution: float = 1,
    seed: Any = None,
    metric: str = "modularity",  # noqa: ARG001 - others are declined below
    theta: float = 0.01,  # noqa: ARG001 - of networkx's own random refinement
) -> Iterator[list[set[Hashable]]]:
    """What :func:`networkx.community.leiden_partitions` describes and leaves to backends."""
    for labels in leiden_labels(G, weight=weight, resolution=resolution, seed=seed):
        yield _sets(G, labels)


def leiden_communities(
    G: Graph,  # noqa: N803
    weight: str | None = "weight",
    resolution: float = 1,
    max_level: int | None = None,
    seed: Any = None,
    metric: str = "modularity",  # noqa: ARG001 - others are declined below
    theta: float = 0.01,  # noqa: ARG001 - of networkx's own random refinement
) -> list[set[Hashable]]:
    """What :func:`networkx.community.leiden_communities` describes.

    networkx 3.6 leaves it to backends; 3.7 has one of its own, whose default metric
    (the constant Potts model) is declined here: ask for ``metric="modularity"``.

    Examples
    --------
    >>> import networkx as nx
    >>> from cityties.centrality.backend import backend
    >>> graph = backend.convert_from_nx(nx.barbell_graph(4, 0), edge_attrs={"weight": 1})
    >>> backend.leiden_communities(graph, seed=1)
    [{0, 1, 2, 3}, {4, 5, 6, 7}]
    """
    levels = leiden_labels(G, weight=weight, resolution=resolution, seed=seed)
    return _sets(G, _last(levels, max_level))


def _decline_leiden(**given: Any) -> str:
    if given["metric"] != "modularity":
        return "Leiden maximises modularity here, no other metric"
    return "Leiden takes undirected graphs" if given["G"].is_directed() else ""


DECLINES = {"leiden_communities": _decline_leiden, "leiden_partitions": _decline_leiden}
