"""Betweenness, closeness and harmonic centrality from samples, with a guarantee.

Exact values take as many steps as there are nodes times edges: on a million nodes, hours. A
sample answers in minutes, and says how wrong it may be: **with the confidence that was asked
for, all intervals of a measure hold at once**, and none is further than the error from its
middle.

*Betweenness*: pairs of nodes are drawn, and for each pair one of its shortest paths, by two
searches that meet; a node's value is the share of the paths that pass through it. As many
samples as M. Riondato and E. Kornaropoulos need (*Fast approximation of betweenness centrality
through sampling*, Data Mining and Knowledge Discovery 30 (2016) 438-475, theorem 1, by the
VC dimension of shortest paths) are enough; it stops before where the bound of Chernoff and
Hoeffding (W. Hoeffding, *Probability inequalities for sums of bounded random variables*, JASA
58 (1963) 13-30, theorem 1), taken for every node and every time that it looks, is already
narrow enough, as M. Borassi and E. Natale do (*KADABRA is an ADaptive Algorithm for
Betweenness via Random Approximation*, ACM JEA 24 (2019) 1.2).

*Closeness and harmonic*: sources are drawn, and distances to all nodes are taken from each, 256
at a time (D. Eppstein and J. Wang, *Fast approximation of centrality*, JGAA 8 (2004) 39-45).
The interval is that of A. Maurer and M. Pontil (*Empirical Bernstein bounds and
sample-variance penalization*, COLT 2009, theorem 4), for every node and every look.

The sizes at which it looks are set before the first draw, and all is drawn from the one seed,
wherever the searches run: on any number of threads or on an engine (:func:`.parallel.engine`) the
same samples are seen at the same looks, so what is said of all looks holds there too.

The error is one of the normalised measure, from 0 to 1: of harmonic centrality, whose values
are sums, it is a share of the number of other nodes. Distances count steps; undirected graphs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from cityties.centrality import parallel
from cityties.centrality.native import kernel
from cityties.language.messages import _
from cityties.start.records import dataclass

if TYPE_CHECKING:
    import numpy.typing as npt

    from cityties.centrality.csr import Floats, Graph, Longs

    Bits = npt.NDArray[np.uint64]
    Bytes = npt.NDArray[np.uint8]
    Ints = npt.NDArray[np.int32]
    Words = npt.NDArray[np.uint32]

ERROR = 0.01
CONFIDENCE = 0.95
EXACT = 1e9
"""Nodes times edges up to which exact values take some seconds, so that nothing is sampled."""
_GROWTH = 1.5  # how much larger each sample is than the last one looked at
_PAIRS = 64  # of a batch: some milliseconds on a million nodes
_MIXED = 0xFFFFFFFFFFFFFFFF


@dataclass(frozen=True, eq=False, slots=True)
class Sampled:
    """Estimates of one measure, in node order.

    Parameters
    ----------
    values : the estimates, on the scale of the networkx function
    low, high : the intervals; all hold at once with the confidence
    samples : pairs or sources that were drawn; 0 = the values are exact
    error, confidence : as asked for
    """

    values: Floats
    low: Floats
    high: Floats
    samples: int
    error: float
    confidence: float


def betweenness(
    graph: Graph, *, error: float = ERROR, confidence: float = CONFIDENCE, seed: int = 0
) -> Sampled:
    """Normalised betweenness from drawn shortest paths; as ``nx.betweenness_centrality(G)``.

    Parameters
    ----------
    graph : undirected
    error : largest half width of an interval, above 0 and below 1
    confidence : that all intervals hold, above 0 and below 1
    seed : of the draws; the same one gives the same estimates, on any number of cores

    Raises
    ------
    ValueError : if a figure is out of its range, or the graph is directed

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> star = from_edges([0] * 9, range(1, 10), 10)
    >>> found = betweenness(star, error=0.05)
    >>> found.values[1], bool(found.low[0] <= 1.0 <= found.high[0] + 1e-9)
    (np.float64(0.0), True)
    """
    _check(graph, error, confidence)
    n = graph.n
    if n < 3:
        return _exactly(np.zeros(n), error, confidence)
    from cityties.centrality import folding

    core = folding.prepared(graph, fold=False).core
    scale = n / (n - 2)  # pairs with the node itself as an end count as drawn, not as its own
    narrow, risk = error / scale, 1 - confidence
    inner = 2 * _depth(core) - 1  # nodes inside a longest shortest path, at most
    if inner < 1:
        return _exactly(np.zeros(n), error, confidence)
    most = math.ceil(
        0.5 / narrow**2 * (math.floor(math.log2(inner)) + 1 + math.log(2 / risk))
    )  # fmt: skip
    begin = math.ceil(math.log(2 * n / risk) / narrow)
    sizes = _sizes(begin, most)
    bound = math.log(2 * n * len(sizes) * 2 / risk)  # half of the risk is for the last bound
    random = np.random.Generator(np.random.PCG64(seed))
    counts = np.zeros(n, np.int64)
    report = parallel.reporter()
    done = 0
    low = high = np.zeros(n)
    for size in sizes:
        _draw(core, size - done, random, counts, _part(report, done, size, most))
        done = size
        low, high = _chernoff(counts, done, bound)
        if done >= most:
            low = np.maximum(low, counts / done - narrow)
            high = np.minimum(high, counts / done + narrow)
        if float((high - low).max()) <= 2 * narrow:
            break
    _told(report, most, most)
    ordered = [np.empty(n) for _each in range(3)]
    for made, part in zip(ordered, (counts / done, low, high), strict=True):
        made[core.node] = np.clip(part * scale, 0.0, 1.0)
    return Sampled(ordered[0], ordered[1], ordered[2], done, error, confidence)


def harmonic(
    graph: Graph, *, error: float = ERROR, confidence: float = CONFIDENCE, seed: int = 0
) -> Sampled:
    """Harmonic centrality from drawn sources; as ``nx.harmonic_centrality(G)``.

    Parameters and errors are those of :func:`betweenness`; the error is a share of the number of
    other nodes.

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> harmonic(from_edges([0, 1], [1, 2], 3)).values.tolist()  # so few sources are all taken
    [1.5, 2.0, 1.5]
    """
    _check(graph, error, confidence)
    n = graph.n

    def judged(sums: _Sums, bound: float) -> tuple[Floats, Floats, Floats]:
        mean = sums.inverse / sums.count
        half = _bernstein(mean, sums.inverse_squares / sums.count, sums.count, bound)
        return mean, np.maximum(mean - half, 0.0), np.minimum(mean + half, 1.0)

    drawn = _sources(graph, error * (n - 1) / max(n, 1), confidence, seed, judged)
    if drawn is None:
        from cityties.centrality.distances import harmonic_values

        return _exactly(harmonic_values(graph), error, confidence)
    (values, low, high), count = drawn
    most = n - 1.0
    return Sampled(
        values * n, np.minimum(low * n, most), np.minimum(high * n, most), count, error, confidence
    )


def closeness(
    graph: Graph, *, error: float = ERROR, confidence: float = CONFIDENCE, seed: int = 0
) -> Sampled:
    """Closeness from drawn sources; as ``nx.closeness_centrality(G)``.

    Parameters and errors are those of :func:`betweenness`.

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> closeness(from_edges([0, 1], [1, 2], 3)).values.round(3).tolist()
    [0.667, 1.0, 0.667]
    """
    _check(graph, error, confidence)
    from cityties.centrality import folding
    from cityties.centrality.structure import component_values

    n = graph.n
    labels = component_values(graph)[1]
    others = np.bincount(labels, minlength=1)[labels] - 1.0 if n else np.zeros(0)
    # Nothing is nearer than its neighbours, and all others are two steps away at least.
    nearest = np.where(others > 0, 2 * others - graph.simple.degrees, 1.0)
    farthest = 2.0 * _depth(folding.prepared(graph, fold=False).core)
    whole = others**2 / max(n - 1, 1)

    def judged(sums: _Sums, bound: float) -> tuple[Floats, Floats, Floats]:
        mean = sums.total / sums.count
        squares = sums.total_squares / sums.count
        half = farthest * _bernstein(
            mean / farthest, squares / farthest**2, sums.count, bound
        )  # fmt: skip
        most = np.maximum((mean + half) * n, nearest)
        least = np.maximum((mean - half) * n, nearest)
        return whole / np.maximum(mean * n, nearest), whole / most, whole / least

    drawn = _sources(graph, error, confidence, seed, judged) if farthest else None
    if drawn is None:
        from cityties.centrality.distances import closeness_values

        return _exactly(closeness_values(graph), error, confidence)
    (values, low, high), count = drawn
    return Sampled(values, low, high, count, error, confidence)


SAMPLED: dict[str, Callable[..., Sampled]] = {
    "betweenness": betweenness,
    "closeness": closeness,
    "harmonic": harmonic,
}
"""Measures that can be sampled."""


# --- drawing --------------------------------------------------------------------------


def _draw(
    core: Any,
    count: int,
    random: np.random.Generator,
    counts: Longs,
    tell: parallel.Progress | None,
) -> None:
    """Draw so many pairs and paths; add to ``counts``, by number in the core."""
    n = len(core.node)
    firsts = random.integers(0, n, count, np.uint32)
    seconds = ((firsts + random.integers(1, n, count, np.uint32)) % n).astype(np.uint32)
    seeds = random.integers(0, 2**63, (count + _PAIRS - 1) // _PAIRS, np.int64).astype(np.uint64)
    # Every batch has a seed of its own: who draws it, and when, changes nothing.
    batches = [
        (firsts[at : at + _PAIRS], seconds[at : at + _PAIRS], seeds[number : number + 1])
        for number, at in enumerate(range(0, count, _PAIRS))
    ]

    def add(through: Longs) -> None:
        counts[:] += through

    with parallel.progress(tell):
        parallel.run(batches, _Paths(core.indptr, core.indices), add)


@dataclass(frozen=True, eq=False)
class _Paths:
    """Draws a path for each pair of a batch: how many pass through each node."""

    indptr: Words
    indices: Words

    def make(self) -> _Scratch:
        """Memory for a thread."""
        n = len(self.indptr) - 1
        return _Scratch(
            np.zeros(n, np.int64), np.zeros(n, np.int32), np.empty(n),
            np.empty(n, np.uint32), np.empty(n, np.uint32),
        )  # fmt: skip

    def work(self, own: _Scratch, batch: tuple[Words, Words, Bits]) -> None:
        """Draw the paths of some pairs."""
        draw_paths(
            self.indptr, self.indices, batch[0], batch[1], batch[2].copy(),
            own.through, own.side, own.paths, own.queue, own.others,
        )  # fmt: skip

    def take(self, own: _Scratch) -> Longs:
        """Paths through each node."""
        found, own.through = own.through, np.zeros_like(own.through)
        return found


@dataclass(slots=True)
class _Scratch:
    through: Longs
    side: Ints
    paths: Floats
    queue: Words
    others: Words


@dataclass(slots=True)
class _Sums:
    """Sums over the sources so far, in node order."""

    count: int
    total: Floats
    inverse: Floats
    total_squares: Floats
    inverse_squares: Floats


def _sources(
    graph: Graph,
    error: float,
    confidence: float,
    seed: int,
    judged: Callable[[_Sums, float], tuple[Floats, Floats, Floats]],
) -> tuple[tuple[Floats, Floats, Floats], int] | None:
    """Draw sources until the intervals are narrow; None = all nodes would be no more."""
    from cityties.centrality.distances import sweep

    n = graph.n
    sizes = _sizes(512, n)
    if n < 1024 or error <= 0:
        return None
    bound = math.log(4 * n * len(sizes) / (1 - confidence))
    random = np.random.Generator(np.random.PCG64(seed))
    sums = _Sums(0, *(np.zeros(n) for _each in range(4)))
    report = parallel.reporter()
    for size in sizes:
        if size >= n:
            return None
        was = sums.count
        with parallel.progress(_part(report, was, size, n)):
            found = sweep(graph, random.integers(0, n, size - was), squares=True)
        sums.count = size
        sums.total += found.total
        sums.inverse += found.inverse
        sums.total_squares += found.total_squares
        sums.inverse_squares += found.inverse_squares
        made = judged(sums, bound)
        if float((made[2] - made[1]).max()) <= 2 * error:
            _told(report, n, n)
            return made, size
    return None


def _sizes(begin: int, most: int) -> list[int]:
    """When to look: ever larger samples up to the largest."""
    sizes = [min(begin, most)]
    while sizes[-1] < most:
        sizes.append(min(math.ceil(sizes[-1] * _GROWTH), most))
    return sizes


def _depth(core: Any) -> int:
    """How far the farthest node is from the first of its component: half a diameter at least."""
    n = len(core.node)
    begin = np.argsort(-np.diff(core.indptr.astype(np.int64)), kind="stable").astype(np.uint32)
    return reach(
        core.indptr, core.indices, begin, np.zeros(n, np.uint8), np.empty(n, np.uint32)
    )  # fmt: skip


def _part(
    report: parallel.Progress | None, begin: int, end: int, of: int
) -> parallel.Progress | None:
    """Tells the work from ``begin`` to ``end`` as a part of a whole."""
    if report is None:
        return None
    return lambda done, steps: report(begin + (end - begin) * done // steps, of)


def _told(report: parallel.Progress | None, done: int, of: int) -> None:
    if report:
        report(done, of)


def _check(graph: Graph, error: float, confidence: float) -> None:
    wrong = []
    if not 0 < error < 1:
        wrong.append(_("the error must be greater than 0 and less than 1"))
    if not 0 < confidence < 1:
        wrong.append(_("the confidence must be greater than 0 and less than 1"))
    if graph.directed:
        wrong.append(_("only undirected graphs can be sampled"))
    if wrong:
        raise ValueError("; ".join(wrong))


def _exactly(values: Floats, error: float, confidence: float) -> Sampled:
    return Sampled(values, values, values, 0, error, confidence)


# --- bounds ---------------------------------------------------------------------------


def _chernoff(counts: Longs, size: int, bound: float) -> tuple[Floats, Floats]:
    """The values of a chance that do not contradict so many hits: where size · KL <= bound."""
    hits, place = np.unique(counts, return_inverse=True)
    seen = hits / size
    ends = []
    for edge in (0.0, 1.0):
        inside, outside = seen.copy(), np.full(len(seen), edge)
        for _halving in range(60):
            middle = (inside + outside) / 2
            fits = size * _divergence(seen, middle) <= bound
            inside, outside = np.where(fits, middle, inside), np.where(fits, outside, middle)
        ends.append(outside[place])
    return ends[0], ends[1]


def _divergence(seen: Floats, chance: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        hit = np.where(seen > 0, seen * np.log(seen / chance), 0.0)
        miss = np.where(seen < 1, (1 - seen) * np.log((1 - seen) / (1 - chance)), 0.0)
    whole: Floats = np.nan_to_num(hit + miss, nan=np.inf, posinf=np.inf)
    return whole


def _bernstein(mean: Floats, squares: Floats, size: int, bound: float) -> Floats:
    """Half width for means of numbers from 0 to 1; ``bound`` is ln(2/risk) for each side."""
    spread = np.maximum(squares - mean**2, 0.0) * size / (size - 1)
    half: Floats = np.sqrt(2 * spread * bound / size) + 7 * bound / (3 * (size - 1))
    return half


# --- kernels --------------------------------------------------------------------------


@kernel()
def draw_paths(
    indptr: Words,
    indices: Words,
    firsts: Words,
    seconds: Words,
    seed: Bits,
    through: Longs,
    side: Ints,
    paths: Floats,
    queue: Words,
    others: Words,
) -> int:
    """For each pair draw one of its shortest paths evenly; count the nodes inside it.

    Two searches, one from each end, take turns: the one with fewer arcs ahead goes a level on,
    until an arc leads to the other. Every shortest path then has just one arc between the last
    levels of the two; one is drawn by how many paths use it, and from there the way back.

    Parameters
    ----------
    firsts, seconds : the pairs
    seed : one number, of splitmix64
    through : added to
    side : all zero before and after; 1 + distance from the first end, -1 - distance from the
        second
    paths, queue, others : scratch, n long

    Returns
    -------
    int
        Arcs that were visited.
    """
    state = seed[0]
    visits = 0
    for k in range(len(firsts)):
        s, t = firsts[k], seconds[k]
        if s == t:
            continue
        rows = (queue, others)
        start, end, depth = [0, 0], [1, 1], [0, 0]
        queue[0], others[0] = s, t
        side[s], side[t] = 1, -1
        paths[s] = paths[t] = 1.0
        work = [indptr[s + 1] - indptr[s], indptr[t + 1] - indptr[t]]
        met = False
        while not met and start[0] < end[0] and start[1] < end[1]:
            here = 1 if work[1] < work[0] else 0
            sign = -1 if here else 1
            row = rows[here]
            coming = sign * (depth[here] + 2)
            tail, ahead = end[here], 0
            for i in range(start[here], end[here]):
                v = row[i]
                visits += indptr[v + 1] - indptr[v]
                for p in range(indptr[v], indptr[v + 1]):
                    w = indices[p]
                    if side[w] == 0:
                        side[w] = coming
                        paths[w] = paths[v]
                        row[tail] = w
                        tail += 1
                        ahead += indptr[w + 1] - indptr[w]
                    elif side[w] == coming:
                        paths[w] += paths[v]
                    elif side[w] * sign < 0:
                        met = True
            if met:
                there = -sign * (depth[1 - here] + 1)
                whole = 0.0
                left = right = 0
                for i in range(start[here], end[here]):
                    v = row[i]
                    for p in range(indptr[v], indptr[v + 1]):
                        w = indices[p]
                        if side[w] == there:
                            ways = paths[v] * paths[w]
                            first = whole == 0.0
                            whole += ways
                            state, bits = _mixed(state)
                            if (bits >> 11) * 2.0**-53 * whole < ways or first:
                                left, right = v, w
                for v in (left, right):
                    step = -1 if side[v] > 0 else 1
                    while side[v] not in (1, -1):
                        level = side[v] + step
                        total = 0.0
                        back = v
                        through[v] += 1
                        for p in range(indptr[v], indptr[v + 1]):
                            w = indices[p]
                            if side[w] == level:
                                first = total == 0.0
                                total += paths[w]
                                state, bits = _mixed(state)
                                if (bits >> 11) * 2.0**-53 * total < paths[w] or first:
                                    back = w
                        v = back  # noqa: PLW2901 - the way is walked
            start[here] = end[here]
            end[here] = tail
            work[here] = ahead
            depth[here] += 1
        for here in (0, 1):
            for i in range(end[here]):
                side[rows[here][i]] = 0
    seed[0] = state
    return visits


def _mixed(state: int) -> tuple[int, int]:
    """The next state of splitmix64 and its number."""
    state = (state + 0x9E3779B97F4A7C15) & _MIXED
    bits = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MIXED
    bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & _MIXED
    return state, bits ^ (bits >> 31)


@kernel()
def reach(indptr: Words, indices: Words, starts: Words, seen: Bytes, queue: Words) -> int:
    """How far the farthest node of any component is from the first of it in ``starts``.

    ``seen`` is all zero before; ``queue`` is scratch.
    """
    deepest = 0
    for first in starts:
        if seen[first]:
            continue
        queue[0] = first
        seen[first] = 1
        start, end, depth = 0, 1, -1
        while start < end:
            tail = end
            depth += 1
            for i in range(start, end):
                for p in range(indptr[queue[i]], indptr[queue[i] + 1]):
                    w = indices[p]
                    if not seen[w]:
                        seen[w] = 1
                        queue[tail] = w
                        tail += 1
            start, end = end, tail
        deepest = max(deepest, depth)
    return deepest
