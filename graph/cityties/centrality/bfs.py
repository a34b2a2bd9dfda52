"""Breadth-first search from several hundred sources at a time, and from one: the kernels.

Each node holds one bit per source. In one pass over the edges all searches of the batch
take a step: what a node learns is the union of what its neighbours know. How many
sources are ``d`` steps from a node is then a count of its new bits, and sums of distances
need nothing else. No queue per source, no random write per visit.

Source: Then, Kaufmann, Chirigati, Hoang-Vu, Pham, Kemper, Neumann, Vo, *The more the
merrier: efficient multi-source graph traversal*, PVLDB 8 (2014); the change of direction
after Beamer, Asanović, Patterson, *Direction-optimizing breadth-first search* (SC 2012).

Invariants: between batches ``front`` and ``fresh`` are all zero; a bit once in ``seen``
stays. Distances are those *from* the sources *to* the node, along arcs. Cost: per batch of
:data:`LANES` sources at most O(levels * arcs), on small-world graphs 5 to 10 passes over
the arcs; memory 3 * LANES / 8 bytes a node and thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cityties.centrality.native import kernel

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ints = npt.NDArray[np.int32]
    Floats = npt.NDArray[np.float64]
    Longs = npt.NDArray[np.int64]
    Words = npt.NDArray[np.uint32]
    Bits = npt.NDArray[np.uint64]

WIDTH = 4
"""Words of 64 bits per node. Of 1, 2, 4, 8 and 16 this was the fastest on 10,000 nodes."""
LANES = 64 * WIDTH
"""Sources in a batch."""


@kernel(twin=False)
def sweep(
    out_start: Words,
    out_head: Words,
    in_start: Words,
    in_head: Words,
    sources: Words,
    total: Longs,
    inverse: Floats,
    reached: Longs,
    farthest: Longs,
    total_squares: Longs,
    inverse_squares: Floats,
    seen: Bits,
    front: Bits,
    fresh: Bits,
    active: Words,
    coming: Words,
) -> None:
    """Search from up to :data:`LANES` sources and add what each node learns; compiled only.

    Parameters
    ----------
    out_start, out_head : adjacency along the arcs; in_start, in_head : against them
    sources : where the searches begin; one named twice counts twice
    total, inverse, reached, farthest : results per node, added to: the sum of its distances
        from the sources, the sum of their reciprocals (distance zero left out), the number
        of sources that reach it (itself included), the largest distance
    total_squares, inverse_squares : the same sums of squares; empty = not wanted
    seen, front, fresh : scratch, n rows of :data:`WIDTH` words, the last two all zero
    active, coming : scratch, n long
    """
    raise NotImplementedError


@kernel()
def levels(indptr: Ints, indices: Ints, source: int, level: Ints, queue: Ints) -> int:
    """Steps from one node to each, into ``level`` (-1 = none lead there); how many it reaches.

    ``queue`` gets the nodes that are reached, the nearest first.
    """
    for v in range(len(level)):
        level[v] = -1
    queue[0] = source
    level[source] = 0
    tail = 1
    head = 0
    while head < tail:
        v = queue[head]
        head += 1
        for p in range(indptr[v], indptr[v + 1]):
            w = indices[p]
            if level[w] < 0:
                level[w] = level[v] + 1
                queue[tail] = w
                tail += 1
    return tail


def rows(start: Words, head: Words) -> list[list[int]]:
    """The heads of each node's arcs, as Python reads them fastest."""
    ends, heads = start.tolist(), head.tolist()
    return [heads[ends[v] : ends[v + 1]] for v in range(len(ends) - 1)]


def sweep_rows(
    heads: list[list[int]],
    sources: list[int],
    total: Longs,
    inverse: Floats,
    reached: Longs,
    farthest: Longs,
    total_squares: Longs,
    inverse_squares: Floats,
) -> None:
    """As :func:`sweep`, in Python: all bits of a node are one whole number.

    Parameters
    ----------
    heads : see :func:`rows`
    sources : where the searches begin; any number, one named twice counts twice
    total, inverse, reached, farthest, total_squares, inverse_squares : as of :func:`sweep`
    """
    squares = len(total_squares) > 0
    seen = [0] * len(heads)
    front: dict[int, int] = {}
    for k, s in enumerate(sources):
        front[s] = front.get(s, 0) | 1 << k
        seen[s] |= 1 << k
        reached[s] += 1
    distance = 0
    while front:
        distance += 1
        fresh: dict[int, int] = {}
        for v, bits in front.items():
            for w in heads[v]:
                news = bits & ~seen[w]
                if news:
                    fresh[w] = fresh.get(w, 0) | news
        reciprocal = 1.0 / distance
        for w, bits in fresh.items():
            seen[w] |= bits
            number = bits.bit_count()
            total[w] += distance * number
            inverse[w] += reciprocal * number
            reached[w] += number
            farthest[w] = max(farthest[w], distance)
            if squares:
                total_squares[w] += distance * distance * number
                inverse_squares[w] += reciprocal * reciprocal * number
        front = fresh
