"""Breadth-first search from several hundred sources at a time: the kernel.

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

import numpy as np

from cityties.centrality.jit import kernel

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Longs = npt.NDArray[np.int64]
    Words = npt.NDArray[np.uint32]
    Bits = npt.NDArray[np.uint64]

WIDTH = 4
"""Words of 64 bits per node. Of 1, 2, 4, 8 and 16 this was the fastest on 10,000 nodes."""
LANES = 64 * WIDTH
"""Sources in a batch."""

_ODD = np.uint64(0x5555555555555555)
_PAIRS = np.uint64(0x3333333333333333)
_NIBBLES = np.uint64(0x0F0F0F0F0F0F0F0F)
_BYTES = np.uint64(0x0101010101010101)
_1, _2, _4, _56, _63 = (np.uint64(i) for i in (1, 2, 4, 56, 63))


@kernel()
def _ones(bits: np.uint64) -> np.uint64:
    """How many bits are set (the compiler knows this form and makes one instruction of it)."""
    bits = bits - ((bits >> _1) & _ODD)
    bits = (bits & _PAIRS) + ((bits >> _2) & _PAIRS)
    bits = (bits + (bits >> _4)) & _NIBBLES
    return (bits * _BYTES) >> _56


@kernel()
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
    seen: Bits,
    front: Bits,
    fresh: Bits,
    active: Words,
    coming: Words,
) -> None:
    """Search from up to :data:`LANES` sources and add what each node learns.

    Parameters
    ----------
    out_start, out_head : adjacency along the arcs; in_start, in_head : against them
    sources : where the searches begin; one named twice counts twice
    total, inverse, reached, farthest : results per node, added to: the sum of its distances
        from the sources, the sum of their reciprocals (distance zero left out), the number
        of sources that reach it (itself included), the largest distance
    seen, front, fresh : scratch, n rows of :data:`WIDTH` words, the last two all zero
    active, coming : scratch, n long
    """
    n = len(out_start) - 1
    arcs = len(out_head)
    seen[:] = np.uint64(0)
    size = 0
    for k in range(len(sources)):
        s = sources[k]
        empty = True
        for j in range(WIDTH):
            empty = empty and front[s, j] == 0
        if empty:
            active[size] = s
            size += 1
        bit = _1 << (np.uint64(k) & _63)
        front[s, k >> 6] |= bit
        seen[s, k >> 6] |= bit
        reached[s] += 1
    every = np.zeros(WIDTH, np.uint64)
    for k in range(len(sources)):
        every[k >> 6] |= _1 << (np.uint64(k) & _63)
    distance = 0
    while size > 0:
        distance += 1
        ahead = np.int64(0)
        for i in range(size):
            ahead += np.int64(out_start[active[i] + 1]) - np.int64(out_start[active[i]])
        found = 0
        if ahead * 4 < arcs:
            # Few nodes have news: they tell their neighbours.
            for i in range(size):
                v = active[i]
                for p in range(out_start[v], out_start[v + 1]):
                    w = out_head[p]
                    old = np.uint64(0)
                    new = np.uint64(0)
                    for j in range(WIDTH):
                        old |= fresh[w, j]
                        news = front[v, j] & ~seen[w, j]
                        new |= news
                        fresh[w, j] |= news
                    if old == 0 and new != 0:
                        coming[found] = w
                        found += 1
        else:
            # Many have: every node that misses something asks its neighbours.
            for v in range(n):
                missing = np.uint64(0)
                for j in range(WIDTH):
                    missing |= every[j] & ~seen[v, j]
                if missing == 0:
                    continue
                for p in range(in_start[v], in_start[v + 1]):
                    u = in_head[p]
                    for j in range(WIDTH):
                        fresh[v, j] |= front[u, j]
                new = np.uint64(0)
                for j in range(WIDTH):
                    fresh[v, j] &= ~seen[v, j]
                    new |= fresh[v, j]
                if new != 0:
                    coming[found] = v
                    found += 1
        for i in range(size):
            for j in range(WIDTH):
                front[active[i], j] = np.uint64(0)
        reciprocal = 1.0 / distance
        for i in range(found):
            v = coming[i]
            count = np.uint64(0)
            for j in range(WIDTH):
                seen[v, j] |= fresh[v, j]
                count += _ones(fresh[v, j])
            number = np.int64(count)
            total[v] += distance * number
            inverse[v] += reciprocal * number
            reached[v] += number
            farthest[v] = max(farthest[v], distance)
        front, fresh = fresh, front
        active, coming = coming, active
        size = found


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
) -> None:
    """As :func:`sweep`, in Python: all bits of a node are one whole number.

    Parameters
    ----------
    heads : see :func:`rows`
    sources : where the searches begin; any number, one named twice counts twice
    total, inverse, reached, farthest : as of :func:`sweep`
    """
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
        front = fresh
