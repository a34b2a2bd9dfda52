"""Random graphs of the same degrees: what a network would be like if only degrees counted.

Two ties A–B and C–D become A–D and C–B: every city keeps its number of ties, and who is tied
to whom becomes random (Maslov and Sneppen 2002, Specificity and stability in topology of
protein networks, Science 296:910). Steps that would make a loop or a second tie between the
same two cities change nothing but are counted as steps: only then is every graph of these
degrees as likely as any other in the long run. 100 steps for each tie are taken, which Milo
and others (2003, arXiv:cond-mat/0312028) found more than enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cityties.centrality.native import kernel
from cityties.errors import UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    import numpy.typing as npt

    from cityties.centrality.csr import Longs

    Bits = npt.NDArray[np.uint64]

STEPS_PER_EDGE = 100
_BITS = 0xFFFFFFFFFFFFFFFF


def degree_preserving(
    graph: nx.Graph[Any], seed: int, *, steps_per_edge: int = STEPS_PER_EDGE
) -> nx.Graph[Any]:
    """Draw a graph of the same nodes and degrees by double edge swaps.

    Parameters
    ----------
    graph : undirected, without loops and parallel edges; it stays as it is
    seed : the same seed gives the same graph, on every machine
    steps_per_edge : swaps to try for each edge, refused ones counted

    Returns
    -------
    networkx.Graph
        With the nodes and their attributes, edges without attributes, and in ``graph.graph``
        what was done: ``seed``, ``steps`` and ``swaps`` (those that were not refused).

    Raises
    ------
    UsageError
        For a directed graph, a multigraph or one with loops.

    Examples
    --------
    >>> import networkx as nx
    >>> karate = nx.karate_club_graph()
    >>> drawn = degree_preserving(karate, seed=1)
    >>> dict(drawn.degree()) == dict(karate.degree()), drawn.number_of_edges()
    (True, 78)
    """
    import networkx as nx

    if graph.is_directed() or graph.is_multigraph() or nx.number_of_selfloops(graph):
        raise UsageError(
            _(
                "random graphs can only be drawn from undirected graphs without loops and "
                "parallel edges"
            )
        )
    import numpy as np

    nodes = list(graph)
    place = {node: number for number, node in enumerate(nodes)}
    ends = np.array(
        [(place[first], place[second]) for first, second in graph.edges()], np.int64
    ).reshape(-1, 2)
    steps = steps_per_edge * len(ends)
    swaps = 0
    if len(ends) > 1:
        # Rows of neighbours keep their length, because degrees do.
        tails = np.concatenate([ends[:, 0], ends[:, 1]])
        heads = np.concatenate([ends[:, 1], ends[:, 0]])
        start = np.zeros(len(nodes) + 1, np.int64)
        np.cumsum(np.bincount(tails, minlength=len(nodes)), out=start[1:])
        rows = heads[np.argsort(tails, kind="stable")]
        flat = ends.reshape(-1)  # a view
        swaps = _swap(flat, start, rows, steps, np.array([seed % 2**64], np.uint64))
    drawn: nx.Graph[Any] = nx.Graph(seed=seed, steps=steps, swaps=swaps)
    drawn.add_nodes_from((node, dict(data)) for node, data in graph.nodes(data=True))
    drawn.add_edges_from((nodes[first], nodes[second]) for first, second in ends.tolist())
    return drawn


@kernel()
def _swap(ends: Longs, start: Longs, rows: Longs, steps: int, seed: Bits) -> int:
    """Take the steps, in place; returns the number of swaps that were made.

    ``ends`` holds the two ends of each edge after one another, ``rows[start[v]:start[v + 1]]``
    the neighbours of ``v``, ``seed`` one number. Random numbers are splitmix64 (Steele, Lea and
    Flood 2014): a few lines, and the same on every machine and release.
    """
    count = len(ends) // 2
    made = 0
    state = seed[0]
    for _step in range(steps):
        # The masks are for Python, whose numbers do not wrap at 64 bits.
        state = (state + 0x9E3779B97F4A7C15) & _BITS
        mixed = state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _BITS
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _BITS
        mixed = mixed ^ (mixed >> 31)
        # 31 bits for each edge, and one to turn the second of them around.
        first = ((mixed >> 33) * count) >> 31
        second = (((mixed >> 1) & 0x7FFFFFFF) * count) >> 31
        turned = mixed & 1
        a, b = ends[2 * first], ends[2 * first + 1]
        c, d = ends[2 * second + turned], ends[2 * second + (1 - turned)]
        if a == d or b == c or first == second:
            continue
        # a–b and c–d become a–d and c–b, unless one of these is there
        taken = False
        for at in range(start[a], start[a + 1]):
            if rows[at] == d:
                taken = True
                break
        if taken:
            continue
        for at in range(start[c], start[c + 1]):
            if rows[at] == b:
                taken = True
                break
        if taken:
            continue
        for at in range(start[a], start[a + 1]):
            if rows[at] == b:
                rows[at] = d
                break
        for at in range(start[b], start[b + 1]):
            if rows[at] == a:
                rows[at] = c
                break
        for at in range(start[c], start[c + 1]):
            if rows[at] == d:
                rows[at] = b
                break
        for at in range(start[d], start[d + 1]):
            if rows[at] == c:
                rows[at] = a
                break
        ends[2 * first], ends[2 * first + 1] = a, d
        ends[2 * second], ends[2 * second + 1] = c, b
        made += 1
    seed[0] = state
    return made
