"""Brandes' algorithm over compact arrays: the kernels.

Source: Ulrik Brandes, *A faster algorithm for betweenness centrality*, Journal of
Mathematical Sociology 25 (2001) 163-177. One search per source counts shortest paths
(sigma); a walk back adds up dependencies (delta).

What is particular here: no distances and no tests in the inner loops.
*Forward*, all nodes of a level are read before any is expanded; so a node may push its
path count to every neighbour, also to nodes of its own or an earlier level: what is
added there is never read again. "Not met yet" is "count is zero". *Backward*, a node's
share (weight + delta) / sigma is published only after its whole level is done; so a node
may sum the shares of all its neighbours: only those one level farther have one yet. This
holds in directed graphs too, because an arc leads at most one level on.

Rows come in whole blocks of four neighbours (``wide`` of :class:`.folding.Core`), filled
up with four nodes that do not exist: a path count above zero keeps them from being met,
a share of zero from giving anything. Degrees are irregular, and a loop that ends after
two, three or five steps mispredicts its end nearly each time; two nodes in three have at
most one block. On the world graph this saves a third of the time for 30 % more arcs.

Where the processor has AVX-512, eight sources run side by side (:func:`nodes_8`): a node is
expanded once for all lanes of a vector in which it has the same distance, 2.4 times for 8
sources on the world graph, and one row of neighbours serves them all.

What was tried and not kept: the same in AVX2 (slower than one source after another), 16 and 32
lanes, other node orders than breadth-first (5 to 10 % slower), blocks of 2 and 8 (slower).

Invariants of the scratch memory: nothing is expected of it between sources. Cost: O(arcs)
per source, two visits an arc; memory O(n) a thread.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from cityties.centrality.native import kernel

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Longs = npt.NDArray[np.int64]
    Words = npt.NDArray[np.uint32]
    Bytes = npt.NDArray[np.uint8]
    Heads = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]


def _search(
    indptr: Words,
    indices: Heads,
    s: int,
    sigma: Floats,
    queue: Words,
    paths: Floats,
    bounds: Longs,
) -> int:
    """Level by level from ``s``: order of visit, path counts, where levels start; their number.

    ``queue[i]`` is the i-th node met and ``paths[i]`` its path count; ``sigma`` is scratch.
    """
    n = len(indptr) - 1
    for v in range(n):
        sigma[v] = 0.0
    for filler in range(n, len(sigma)):
        sigma[filler] = 1.0
    queue[0] = s
    sigma[s] = 1.0
    start, end, tail = 0, 1, 1
    levels = 0
    while start < end:
        bounds[levels] = start
        levels += 1
        for i in range(start, end):
            paths[i] = sigma[queue[i]]
        for i in range(start, end):
            v = queue[i]
            count = paths[i]
            for p in range(indptr[v], indptr[v + 1], 4):
                w0, w1, w2, w3 = indices[p], indices[p + 1], indices[p + 2], indices[p + 3]
                before0, before1, before2, before3 = sigma[w0], sigma[w1], sigma[w2], sigma[w3]
                sigma[w0] = before0 + count
                sigma[w1] = before1 + count
                sigma[w2] = before2 + count
                sigma[w3] = before3 + count
                # Written always, kept only if new: no branch to mispredict.
                queue[tail] = w0
                tail += before0 == 0.0
                queue[tail] = w1
                tail += before1 == 0.0
                queue[tail] = w2
                tail += before2 == 0.0
                queue[tail] = w3
                tail += before3 == 0.0
        start, end = end, tail
    bounds[levels] = tail
    return levels


@kernel()
def nodes(
    indptr: Words,
    indices: Heads,
    sources: Words,
    source_weight: Floats,
    target_weight: Floats,
    ends: float,
    between: Floats,
    sigma: Floats,
    share: Floats,
    queue: Words,
    paths: Floats,
    bounds: Longs,
) -> None:
    """Add the dependencies of ``sources`` on every node to ``between``.

    Parameters
    ----------
    indptr, indices : the first two of :attr:`.folding.Core.wide`
    source_weight, target_weight : per node, how many sources or targets it stands for
    ends : 1 if both ends of a pair count as on the path, else 0
    between : result, per node
    sigma, share : scratch, n + 4 long; paths, queue, bounds : n, n + 1 and n + 2 long
    """
    for k in range(len(sources)):
        s = sources[k]
        weight = source_weight[s]
        levels = _search(indptr, indices, s, sigma, queue, paths, bounds)
        for v in range(len(share)):
            share[v] = 0.0
        between[s] += ends * (bounds[levels] - 1)
        for level in range(levels - 1, 0, -1):
            for i in range(bounds[level], bounds[level + 1]):
                v = queue[i]
                total = 0.0
                for p in range(indptr[v], indptr[v + 1], 4):
                    total += (share[indices[p]] + share[indices[p + 1]]) + (
                        share[indices[p + 2]] + share[indices[p + 3]]
                    )
                delta = total * paths[i]
                between[v] += weight * delta + ends
                sigma[v] = (target_weight[v] + delta) / paths[i]
            for i in range(bounds[level], bounds[level + 1]):
                v = queue[i]
                share[v] = sigma[v]


@kernel(twin=False)
def nodes_8(
    indptr: Words,
    indices: Words,
    sources: Words,
    source_weight: Floats,
    target_weight: Floats,
    ends: float,
    between: Floats,
    sigma: Floats,
    share: Floats,
    queue: Words,
    lanes: Bytes,
    state: Words,
    bounds: Longs,
) -> None:
    """The same from eight sources at a time; compiled only, and for processors with AVX-512.

    Parameters
    ----------
    indptr, indices : the plain rows of a core
    sources : those that follow one another should be near one another
    sigma, share : scratch, 8 n, from :func:`.native.aligned`; queue : 8 n + 1;
        lanes : 8 n; state : n; bounds : n + 2
    """
    raise NotImplementedError


@kernel()
def arcs(
    indptr: Words,
    indices: Heads,
    sources: Words,
    source_weight: Floats,
    target_weight: Floats,
    over: Floats,
    sigma: Floats,
    share: Floats,
    queue: Words,
    paths: Floats,
    bounds: Longs,
) -> None:
    """Like :func:`nodes`, but add to ``over``, per arc, what runs along it."""
    for k in range(len(sources)):
        s = sources[k]
        weight = source_weight[s]
        levels = _search(indptr, indices, s, sigma, queue, paths, bounds)
        for v in range(len(share)):
            share[v] = 0.0
        for level in range(levels - 1, -1, -1):
            for i in range(bounds[level], bounds[level + 1]):
                v = queue[i]
                count = weight * paths[i]
                total = 0.0
                for p in range(indptr[v], indptr[v + 1], 4):
                    part0, part1 = share[indices[p]], share[indices[p + 1]]
                    part2, part3 = share[indices[p + 2]], share[indices[p + 3]]
                    over[p] += count * part0
                    over[p + 1] += count * part1
                    over[p + 2] += count * part2
                    over[p + 3] += count * part3
                    total += (part0 + part1) + (part2 + part3)
                sigma[v] = target_weight[v] / paths[i] + total
            for i in range(bounds[level], bounds[level + 1]):
                v = queue[i]
                share[v] = sigma[v]


@kernel()
def arcs_to_some(
    indptr: Words,
    indices: Words,
    sources: Words,
    target_weight: Floats,
    over: Floats,
    sigma: Floats,
    share: Floats,
    queue: Words,
    paths: Floats,
    bounds: Longs,
    even: Floats,
    predecessors: Floats,
    level_of: Longs,
) -> None:
    """Edge betweenness of a subset of targets, exactly as networkx computes it.

    A node that is not a target passes its dependency to its predecessors in equal parts
    there, not by their path counts; we are networkx's engine and give its numbers. ``even``,
    ``predecessors`` and ``level_of`` are scratch as long as ``sigma``.
    """
    n = len(sigma)
    for k in range(len(sources)):
        levels = _search(indptr, indices, sources[k], sigma, queue, paths, bounds)
        for v in range(n):
            share[v] = even[v] = predecessors[v] = 0.0
            level_of[v] = -1
        for level in range(levels):
            for i in range(bounds[level], bounds[level + 1]):
                level_of[queue[i]] = level
        for i in range(bounds[levels]):
            v = queue[i]
            for p in range(indptr[v], indptr[v + 1]):
                if level_of[indices[p]] == level_of[v] + 1:
                    predecessors[indices[p]] += 1
        for level in range(levels - 1, -1, -1):
            for i in range(bounds[level], bounds[level + 1]):
                v = queue[i]
                delta = 0.0
                for p in range(indptr[v], indptr[v + 1]):
                    w = indices[p]
                    if level_of[w] == level + 1:
                        part = paths[i] * share[w] + even[w]
                        over[p] += part
                        delta += part
                if target_weight[v] > 0:
                    share[v] = (1.0 + delta) / paths[i]
                elif level > 0:
                    even[v] = delta / predecessors[v]


def _dijkstra(
    indptr: Words,
    indices: Words,
    length: Floats,
    s: int,
    distance: Floats,
    sigma: Floats,
    order: Words,
    heap: Longs,
    key: Floats,
) -> int:
    """Nodes in order of distance with path counts; how many were reached.

    A binary heap with stale entries (at most one per arc), as in networkx; distances are
    summed in the same order, so that equal paths compare equal where they do there.
    """
    for v in range(len(indptr) - 1):
        distance[v] = inf
        sigma[v] = 0.0
    distance[s] = 0.0
    sigma[s] = 1.0
    heap[0] = s
    key[0] = 0.0
    size = 1
    reached = 0
    while size > 0:
        v = heap[0]
        here = key[0]
        size -= 1
        last, last_key = heap[size], key[size]
        i = 0
        while True:  # sift the last entry down
            child = 2 * i + 1
            if child >= size:
                break
            if child + 1 < size and key[child + 1] < key[child]:
                child += 1
            if key[child] >= last_key:
                break
            heap[i], key[i] = heap[child], key[child]
            i = child
        heap[i], key[i] = last, last_key
        if here > distance[v]:
            continue  # stale: a shorter way was found meanwhile
        order[reached] = v
        reached += 1
        for p in range(indptr[v], indptr[v + 1]):
            w = indices[p]
            there = here + length[p]
            if there < distance[w]:
                distance[w] = there
                sigma[w] = sigma[v]
                i = size
                size += 1
                while i > 0 and key[(i - 1) // 2] > there:  # sift up
                    heap[i], key[i] = heap[(i - 1) // 2], key[(i - 1) // 2]
                    i = (i - 1) // 2
                heap[i], key[i] = w, there
            elif there == distance[w]:
                sigma[w] += sigma[v]
    return reached


@kernel()
def weighted(
    indptr: Words,
    indices: Words,
    length: Floats,
    sources: Words,
    source_weight: Floats,
    target_weight: Floats,
    ends: float,
    even_shares: bool,
    between: Floats,
    over: Floats,
    distance: Floats,
    sigma: Floats,
    share: Floats,
    order: Words,
    heap: Longs,
    key: Floats,
    even: Floats,
    predecessors: Floats,
) -> None:
    """Betweenness of nodes and, if ``over`` is not empty, of arcs, with lengths above zero.

    ``indptr`` and ``indices`` are the plain ones here, and all scratch is n long, but ``heap``
    and ``key`` one more than there are arcs.
    ``even_shares`` is networkx's rule of :func:`arcs_to_some`.
    """
    want_arcs = len(over) > 0
    n = len(indptr) - 1
    for k in range(len(sources)):
        s = sources[k]
        weight = source_weight[s]
        reached = _dijkstra(indptr, indices, length, s, distance, sigma, order, heap, key)
        between[s] += ends * (reached - 1)
        for v in range(n):
            share[v] = even[v] = 0.0
        if even_shares:
            for v in range(n):
                predecessors[v] = 0.0
            for i in range(reached):
                v = order[i]
                for p in range(indptr[v], indptr[v + 1]):
                    if distance[v] + length[p] == distance[indices[p]]:
                        predecessors[indices[p]] += 1
        for i in range(reached - 1, -1, -1):
            v = order[i]
            delta = 0.0
            for p in range(indptr[v], indptr[v + 1]):
                w = indices[p]
                if distance[v] + length[p] == distance[w]:
                    part = sigma[v] * share[w] + even[w]
                    delta += part
                    if want_arcs:
                        over[p] += weight * part
            if i > 0:
                between[v] += weight * delta + ends
            if even_shares and target_weight[v] == 0.0:
                if i > 0:
                    even[v] = delta / predecessors[v]
            else:
                share[v] = (target_weight[v] + delta) / sigma[v]
