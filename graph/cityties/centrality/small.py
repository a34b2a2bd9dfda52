"""Networks of single cities: measures and likely ranks in one call, without numpy.

Importing numpy takes longer than all that is computed here, and on graphs of some hundred cities a
run in Python (:mod:`.resample`) takes ten times as long as its loops. So where these are compiled,
the measures of a table for people (:data:`MEASURES`) go through one kernel, with arrays of Python's
own. It runs the same loops in the same order as Python does on larger graphs, and draws the same
runs: the values are the same to the last bit, which the tests compare.

Draws are those of ``numpy.random.Generator(PCG64(seed))``. Its seeding is here: the hash of
M. O'Neill, *Developing a seed_seq alternative* (2015), as numpy has it.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Hashable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from cityties.centrality import native
from cityties.start.records import dataclass

if TYPE_CHECKING:
    from typing import TypeAlias

    Ints: TypeAlias = array[int]
    Longs: TypeAlias = array[int]
    Floats: TypeAlias = array[float]
    Bytes: TypeAlias = array[int]
    Bits: TypeAlias = array[int]

LEVEL: Final = 0.95
"""Share of the runs whose values lie inside the interval."""
TIE: Final = 1e-9
"""Values that differ by no more than this share of themselves have one rank."""
MEASURES: Final[Mapping[str, int]] = {
    "degree": 0, "closeness": 1, "harmonic": 2, "betweenness": 3, "pagerank": 4,
    "shared_partners": 5,
}  # fmt: skip
"""The measures, by their numbers in the kernel."""
WORK: Final = 100_000_000
"""Visits of arcs, about half a second: nobody hears Ctrl-C before the kernel ends."""
STEPS: Final = 1_000
"""PageRank: steps after which it does not settle."""
_DRAWN: Final = 10_000  # edges up to which numpy draws by Floyd's algorithm
_NUMBERED: Final = 2**16 - 8  # nodes that 16 bits can name


def fits(names: Collection[str], nodes: int, edges: int, runs: int) -> bool:
    """Whether measures can be had here: the loops are compiled, and the network is small.

    Parameters
    ----------
    names : of measures
    nodes, edges : size of the network
    runs : graphs to draw

    Examples
    --------
    >>> fits(["eigenvector"], 10, 20, 0), fits(["degree"], 10_000, 20_000, 200)
    (False, False)
    """
    return (
        MEASURES.keys() >= set(names)
        and nodes <= _NUMBERED
        and edges <= _DRAWN
        and 2 * nodes * edges * (runs + 1) <= WORK
        and native.ready()
        and room(1, 0, 1, 1, 0) > 0
    )


@dataclass(frozen=True, eq=False)
class SmallGraph:
    """A simple undirected graph as arrays of Python; see :class:`cityties.centrality.csr.Graph`.

    Parameters
    ----------
    nodes : in order
    indptr : where each node's neighbours start
    indices : the neighbours
    """

    nodes: list[Hashable]
    indptr: Ints
    indices: Ints

    @property
    def n(self) -> int:
        """Number of nodes."""
        return len(self.nodes)

    @property
    def arcs(self) -> int:
        """Number of arcs: twice that of edges."""
        return len(self.indices)

    @cached_property
    def index(self) -> dict[Hashable, int]:
        """Position of each node."""
        return dict(zip(self.nodes, range(self.n), strict=True))

    @cached_property
    def edges(self) -> Ints:
        """Per arc the number of its edge, counted from 0 in the order of first arcs."""
        found = array("i")
        numbers: dict[tuple[int, int], int] = {}
        for tail in range(self.n):
            for head in self.indices[self.indptr[tail] : self.indptr[tail + 1]]:
                pair = (tail, head) if tail < head else (head, tail)
                found.append(numbers.setdefault(pair, len(numbers)))
        return found


def small_graph(graph: Any) -> SmallGraph:
    """Read a graph of networkx or of `cityties.projection.plain`, simple and undirected.

    Examples
    --------
    >>> import networkx as nx
    >>> small_graph(nx.path_graph(["a", "b", "c"])).indices.tolist()
    [1, 0, 2, 1]
    """
    nodes = list(graph)
    rows = [graph[node] for node in nodes]
    index = dict(zip(nodes, range(len(nodes)), strict=True))
    indptr = array("i", [0])
    for row in rows:
        indptr.append(indptr[-1] + len(row))
    return SmallGraph(nodes, indptr, array("i", map(index.__getitem__, chain.from_iterable(rows))))


@dataclass(frozen=True, eq=False, slots=True)
class Likely:
    """A measure: its values, and what holds :data:`LEVEL` of the runs; without runs, blank.

    Parameters
    ----------
    full : values on the whole graph, in node order
    low, high : of the runs' values
    first, last : of the runs' places among those that are ranked, in their order
    """

    full: Sequence[float]
    low: Sequence[float] | None
    high: Sequence[float] | None
    first: Sequence[float]
    last: Sequence[float]


def table(
    graph: SmallGraph,
    names: Sequence[str],
    *,
    focus: int = 0,
    ranked: Sequence[int] = (),
    runs: int = 0,
    seed: int = 0,
    drop: tuple[float, float] = (0.0, 0.0),
) -> dict[str, Likely]:
    """Some measures on the graph, and on graphs with edges left out.

    Parameters
    ----------
    graph : one that :func:`fits`
    names : of :data:`MEASURES`
    focus : position of the node that shared partners are shared with
    ranked : positions of the nodes that have places
    runs : how many graphs to draw
    seed : what the draws start from
    drop : bounds of the share of edges that a run leaves out

    Returns
    -------
    dict
        By name.

    Raises
    ------
    networkx.PowerIterationFailedConvergence : if PageRank does not settle

    Examples
    --------
    >>> star = SmallGraph([0, 1, 2], array("i", [0, 2, 3, 4]), array("i", [1, 2, 0, 0]))
    >>> table(star, ["degree"])["degree"].full if native.ready() else [2.0, 1.0, 1.0]
    [2.0, 1.0, 1.0]
    """
    size, places = len(names) * graph.n, len(names) * len(ranked)
    full, low, high = (array("d", bytes(8 * size)) for _each in range(3))
    first, last = (array("d", bytes(8 * places)) for _each in range(2))
    outer = (1 - LEVEL) / 2
    needed = room(graph.n, graph.arcs, len(names), len(ranked), runs)
    failed = small_table(
        graph.indptr, graph.indices, graph.edges, array("q", [MEASURES[name] for name in names]),
        focus, STEPS, 1e-10, array("q", ranked), _seeded(seed), runs, *drop, outer, 1 - outer, TIE,
        full, low, high, first, last, array("B", bytes(needed)),
    )  # fmt: skip
    if failed:
        import networkx as nx

        raise nx.PowerIterationFailedConvergence(STEPS)

    def part(values: Floats, at: int, length: int) -> Sequence[float]:
        found: list[float] = values[at * length : (at + 1) * length].tolist()
        return found

    return {
        name: Likely(
            part(full, at, graph.n),
            part(low, at, graph.n) if runs else None,
            part(high, at, graph.n) if runs else None,
            part(first, at, len(ranked)) if runs else (),
            part(last, at, len(ranked)) if runs else (),
        )
        for at, name in enumerate(names)
    }


def room(nodes: int, arcs: int, measures: int, ranked: int, runs: int) -> int:
    """How many bytes :func:`table` works in; below 0 where it is not compiled."""
    return int(small_room(nodes, arcs, measures, ranked, runs))


@native.kernel(twin=False)
def small_room(n: int, arcs: int, measures: int, ranked: int, runs: int) -> int:
    """See :func:`room`; compiled only."""
    raise NotImplementedError


@native.kernel(twin=False)
def small_table(
    indptr: Ints,
    indices: Ints,
    edges: Ints,
    wanted: Longs,
    focus: int,
    steps: int,
    tol: float,
    ranked: Longs,
    seed: Bits,
    runs: int,
    least: float,
    most: float,
    outer: float,
    inner: float,
    tie: float,
    full: Floats,
    low: Floats,
    high: Floats,
    first: Floats,
    last: Floats,
    work: Bytes,
) -> int:
    """See :func:`table`; compiled only, because on larger graphs numpy does the same."""
    raise NotImplementedError


_32 = 2**32 - 1
_128 = 2**128 - 1


def _seeded(seed: int) -> Bits:
    """The state and the increment with which ``numpy.random.PCG64(seed)`` begins."""
    words = [seed >> at & _32 for at in range(0, max(seed.bit_length(), 1), 32)]
    times = 0x43B0D7E5

    def hashed(word: int) -> int:
        nonlocal times
        word ^= times
        times = times * 0x931E8875 & _32
        word = word * times & _32
        return word ^ word >> 16

    pool = [hashed(word) for word in [*words, 0, 0, 0, 0][:4]]

    def mix(into: int, word: int) -> None:
        mixed = 0xCA01F9DD * pool[into] - 0x4973F715 * hashed(word) & _32
        pool[into] = mixed ^ mixed >> 16

    for source in range(4):
        for into in range(4):
            if source != into:
                mix(into, pool[source])
    for word in words[4:]:
        for into in range(4):
            mix(into, word)
    made = []
    times = 0x8B51F9DD
    for at in range(8):
        word = pool[at % 4] ^ times
        times = times * 0x58F38DED & _32
        word = word * times & _32
        made.append(word ^ word >> 16)
    high, low, step_high, step_low = (made[at] | made[at + 1] << 32 for at in range(0, 8, 2))
    step = ((step_high << 64 | step_low) << 1 | 1) & _128
    state = ((step + (high << 64 | low)) * 0x2360ED051FC65DA44385DF649FCCF645 + step) & _128
    return array("Q", [state >> 64, state & 2**64 - 1, step >> 64, step & 2**64 - 1])
