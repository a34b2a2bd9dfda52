"""The compact graph: adjacency in compressed sparse rows (CSR).

Arc = one direction of an edge. The neighbours of node ``v`` are
``indices[indptr[v]:indptr[v + 1]]``, in networkx's own order; an undirected edge is two
arcs, a self-loop one. Parallel edges of a multigraph are one arc with a multiplicity,
because that is how shortest paths of networkx see them; weights are kept both ways, the
smallest (for distances) and the sum (for matrices).

Conversion costs one pass over the edges (compiled about 0.05 microseconds an arc, in Python 0.2);
everything after is numpy. A graph never changes: views made from it are kept with it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import field, fields
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from cityties.centrality import native
from cityties.language.messages import _
from cityties.start.records import dataclass

if TYPE_CHECKING:
    import networkx as nx
    import numpy.typing as npt

    Ints = npt.NDArray[np.int32]
    Longs = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]

LARGEST_EXACT = 2.0**53
"""Whole numbers up to here survive as floats."""


@dataclass(frozen=True, eq=False)
class Graph:
    """A graph as arrays.

    Parameters
    ----------
    indptr : int32, n + 1 long: where each node's neighbours start
    indices : int32, one per arc: the neighbours
    nodes : the nodes as networkx knows them, in its order
    directed : arcs go one way
    multigraph : the source was a multigraph (``multiplicity`` then counts)
    multiplicity : int64, one per arc: parallel edges merged into it; None = all 1
    smallest, total : per attribute name, float64 per arc: the smallest weight of the
        parallel edges, and their sum. In a graph without parallel edges both are one array
    keys : per arc the keys of the parallel edges, multigraphs only
    """

    indptr: Ints
    indices: Ints
    nodes: list[Hashable]
    directed: bool = False
    multigraph: bool = False
    multiplicity: Longs | None = None
    smallest: Mapping[str, Floats] = field(default_factory=dict)
    total: Mapping[str, Floats] = field(default_factory=dict)
    keys: list[tuple[Hashable, ...]] | None = None

    __networkx_backend__: ClassVar[str] = "cityties"

    def __post_init__(self) -> None:
        # Kernels read the positions as unsigned numbers of the same width.
        for positions in (self.indptr, self.indices):
            if positions.dtype != np.int32 or not positions.flags.c_contiguous:
                raise TypeError(_("positions must be contiguous arrays of int32"))

    def __getstate__(self) -> dict[str, Any]:
        # Pickled without the views that are kept with it: they are as large, and quickly made.
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @property
    def n(self) -> int:
        """Number of nodes."""
        return len(self.nodes)

    @property
    def arcs(self) -> int:
        """Number of arcs."""
        return len(self.indices)

    @cached_property
    def m(self) -> int:
        """Number of edges, parallel ones counted."""
        counts = self.multiplicity if self.multiplicity is not None else np.ones(self.arcs, int)
        whole = int(counts.sum())
        if self.directed:
            return whole
        return (whole + int(counts[self.tails == self.indices].sum())) // 2

    @cached_property
    def tails(self) -> Ints:
        """The node that each arc leaves."""
        return np.repeat(np.arange(self.n, dtype=np.int32), np.diff(self.indptr))

    @cached_property
    def degrees(self) -> Ints:
        """Arcs that leave each node (a self-loop is one, parallel edges are one)."""
        return np.diff(self.indptr)

    @cached_property
    def index(self) -> dict[Hashable, int]:
        """Position of each node."""
        return dict(zip(self.nodes, range(self.n), strict=True))

    @cached_property
    def loops(self) -> Bools:
        """Per arc: whether it is a self-loop."""
        found: Bools = self.tails == self.indices
        return found

    @cached_property
    def twins(self) -> Ints:
        """Per arc of an undirected graph: the arc of the same edge the other way."""
        order = np.lexsort((self.indices, self.tails))
        back = np.lexsort((self.tails, self.indices))
        found = np.empty(self.arcs, np.int32)
        found[order] = back
        return found

    @cached_property
    def simple(self) -> Graph:
        """The same graph without self-loops and without weights: what hop counts see."""
        if not self.loops.any() and not self.smallest and not self.multigraph:
            return self
        return self.keep(~self.loops, weights=False)

    @cached_property
    def reverse(self) -> Graph:
        """All arcs turned round; an undirected graph itself."""
        if not self.directed:
            return self
        starts, order = by_head(self.indices, self.n)
        return Graph(
            indptr=starts,
            indices=self.tails[order],
            nodes=self.nodes,
            directed=True,
            multigraph=self.multigraph,
            multiplicity=None if self.multiplicity is None else self.multiplicity[order],
            smallest={name: values[order] for name, values in self.smallest.items()},
            total={name: values[order] for name, values in self.total.items()},
            keys=None if self.keys is None else [self.keys[i] for i in order],
        )

    def keep(self, mask: Bools, *, weights: bool = True) -> Graph:
        """The graph of the arcs where ``mask`` is true, on the same nodes.

        The mask of an undirected graph must hold both arcs of an edge or neither; see
        :meth:`keep_edges`. Costs a few numpy passes over the arcs: this is how resamples
        are made, without networkx and without converting again.
        """
        before = np.zeros(self.arcs + 1, np.int64)
        np.cumsum(mask, out=before[1:])
        counts = np.diff(before[self.indptr])
        return Graph(
            indptr=_starts(counts),
            indices=self.indices[mask],
            nodes=self.nodes,
            directed=self.directed,
            multigraph=self.multigraph and weights,
            multiplicity=(
                self.multiplicity[mask] if weights and self.multiplicity is not None else None
            ),
            smallest={k: v[mask] for k, v in self.smallest.items()} if weights else {},
            total={k: v[mask] for k, v in self.total.items()} if weights else {},
            keys=(
                [k for k, kept in zip(self.keys, mask, strict=True) if kept]
                if weights and self.keys is not None
                else None
            ),
        )

    @cached_property
    def edge_of_arc(self) -> Ints:
        """Per arc the number of its edge, counted from 0 in the order of first arcs."""
        if self.directed:
            return np.arange(self.arcs, dtype=np.int32)
        first = np.minimum(np.arange(self.arcs, dtype=np.int32), self.twins)
        found: Ints = np.unique(first, return_inverse=True)[1].astype(np.int32)
        return found

    @cached_property
    def edge_count(self) -> int:
        """Number of edges, parallel ones counted once: the length of an edge mask."""
        return int(self.edge_of_arc.max()) + 1 if self.arcs else 0

    def keep_edges(self, mask: Bools) -> Graph:
        """The graph of the edges where ``mask`` (one per edge, see :attr:`edge_of_arc`) is true."""
        return self.keep(np.asarray(mask, bool)[self.edge_of_arc])

    # What networkx and the decorators around its functions ask of a graph.

    def __len__(self) -> int:
        return self.n

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self.nodes)

    def __contains__(self, node: object) -> bool:
        try:
            return node in self.index
        except TypeError:
            return False

    def number_of_nodes(self) -> int:
        """As networkx's."""
        return self.n

    def order(self) -> int:
        """As networkx's."""
        return self.n

    def number_of_edges(self) -> int:
        """As networkx's."""
        return self.m

    def is_directed(self) -> bool:
        """As networkx's."""
        return self.directed

    def is_multigraph(self) -> bool:
        """As networkx's."""
        return self.multigraph


def from_networkx(graph: Any, weights: Mapping[str, float] | None = None) -> Graph:
    """Turn a networkx graph into arrays.

    Parameters
    ----------
    graph : any networkx graph, or one of `cityties.projection.plain`
    weights : edge attributes to keep, name to the value where an edge has none

    Raises
    ------
    NotImplementedError : if a weight is not a plain number that a float holds exactly, or
        if the graph's class has an own idea of what neighbours are

    Examples
    --------
    >>> import networkx as nx
    >>> compact = from_networkx(nx.path_graph(["a", "b", "c"]))
    >>> compact.indptr.tolist(), compact.indices.tolist()
    ([0, 1, 3, 4], [1, 0, 2, 1])
    """
    _plain_class(type(graph))
    rows: Mapping[Hashable, Mapping[Hashable, Any]] = graph._adj
    nodes = list(rows)
    multigraph = graph.is_multigraph()
    read = _read(graph, nodes, look=bool(weights) and not multigraph)
    indptr, indices = _by_keys(rows, nodes) if read is None else (_fits(read.starts), read.heads)
    arcs = len(indices)
    smallest: dict[str, Floats] = {}
    total: dict[str, Floats] = {}
    multiplicity: Longs | None = None
    keys: list[tuple[Hashable, ...]] | None = None
    starts = np.zeros(0, np.int64)
    bundles: list[Mapping[Hashable, Any]] = []
    if multigraph:
        bundles = [bundle for row in rows.values() for bundle in row.values()]
        keys = [tuple(bundle) for bundle in bundles]
        multiplicity = np.fromiter(map(len, bundles), np.int64, arcs)
        starts = np.cumsum(multiplicity) - multiplicity
    for name, default in (weights or {}).items():
        if multigraph:
            values = _numbers(
                [d.get(name, default) for bundle in bundles for d in bundle.values()], name
            )
            smallest[name] = np.minimum.reduceat(values, starts) if arcs else values
            total[name] = np.add.reduceat(values, starts) if arcs else values
        else:
            if read is None or not read.bare:
                values = _numbers(
                    [d.get(name, default) for row in rows.values() for d in row.values()], name
                )
            else:  # no edge has any attribute
                values = np.full(arcs, default, np.float64)
            smallest[name] = total[name] = values
    return Graph(
        indptr=indptr,
        indices=indices,
        nodes=nodes,
        directed=graph.is_directed(),
        multigraph=multigraph,
        multiplicity=multiplicity,
        smallest=smallest,
        total=total,
        keys=keys,
    )


def from_edges(
    tails: npt.ArrayLike, heads: npt.ArrayLike, n: int, *, directed: bool = False
) -> Graph:
    """A graph of the nodes ``0 … n - 1`` from two arrays of ends, without networkx.

    Repeated edges are kept once; an undirected edge may be given either way.

    Examples
    --------
    >>> from_edges([0, 1, 1], [1, 2, 0], 3).indices.tolist()
    [1, 0, 2, 1]
    """
    first, second = np.asarray(tails, np.int64), np.asarray(heads, np.int64)
    if not directed:
        first, second = np.concatenate((first, second)), np.concatenate((second, first))
    codes = np.unique(first * max(n, 1) + second)
    first, second = np.divmod(codes, max(n, 1))
    return Graph(
        indptr=_starts(np.bincount(first, minlength=n)),
        indices=second.astype(np.int32),
        nodes=list(range(n)),
        directed=directed,
    )


def to_networkx(compact: Graph) -> nx.Graph[Any]:
    """The networkx graph of a compact one: nodes, edges, keys and the weights that it holds."""
    import networkx as nx

    kind: Any = {
        (False, False): nx.Graph,
        (True, False): nx.DiGraph,
        (False, True): nx.MultiGraph,
        (True, True): nx.MultiDiGraph,
    }[compact.directed, compact.multigraph]
    graph = kind()
    graph.add_nodes_from(compact.nodes)
    nodes = compact.nodes
    for arc, (tail, head) in enumerate(
        zip(compact.tails.tolist(), compact.indices.tolist(), strict=True)
    ):
        data = {name: float(values[arc]) for name, values in compact.smallest.items()}
        if compact.keys is None:
            graph.add_edge(nodes[tail], nodes[head], **data)
        else:
            for key in compact.keys[arc]:
                graph.add_edge(nodes[tail], nodes[head], key=key, **data)
    return graph  # type: ignore[no-any-return]


def _read(graph: nx.Graph[Any], nodes: list[Hashable], *, look: bool) -> native.Rows | None:
    """The rows of a graph, by compiled code; None where it cannot read them."""
    rows = graph._adj  # type: ignore[attr-defined]
    back = graph._pred if graph.is_directed() else rows  # type: ignore[attr-defined]
    # Only keys whose comparison runs no Python code, which could change the rows meanwhile.
    if type(rows) is not dict or not set(map(type, nodes)) <= {str, int}:
        return None
    for each in (rows,) if back is rows else (rows, back):
        if type(each) is not dict or not set(map(type, each.values())) <= {dict}:
            return None
    return native.rows(rows, back, look=look)


def _by_keys(
    rows: Mapping[Hashable, Mapping[Hashable, Any]], nodes: list[Hashable]
) -> tuple[Ints, Ints]:
    """Where each row starts, and the neighbours of all nodes after one another, by position."""
    index = dict(zip(nodes, range(len(nodes)), strict=True))
    indptr = _starts(np.fromiter(map(len, rows.values()), np.int64, len(nodes)))
    heads = map(index.__getitem__, chain.from_iterable(rows.values()))
    return indptr, np.fromiter(heads, np.int32, int(indptr[-1]))


@native.kernel(twin=False)
def _turned(heads: Ints, starts: Ints, order: Ints) -> None:
    """As :func:`by_head`, into ``starts`` and ``order``; compiled only: numpy is quick too."""
    raise NotImplementedError


def by_head(heads: Ints, n: int) -> tuple[Ints, Ints]:
    """Arcs by their heads: where those of each node start, and which they are, in their order.

    Examples
    --------
    >>> starts, order = by_head(np.array([1, 0, 1], np.int32), 2)
    >>> starts.tolist(), order.tolist()
    ([0, 1, 3], [1, 0, 2])
    """
    if native.ready():
        starts, order = np.empty(n + 1, np.int32), np.empty(len(heads), np.int32)
        _turned(heads, starts, order)
        return starts, order
    turned = np.argsort(heads, kind="stable").astype(np.int32)
    return _starts(np.bincount(heads, minlength=n)), turned


def _plain_class(kind: type) -> None:
    # Such classes exist: networkx's own complement graph stores the edges that it lacks.
    bases = [c for c in kind.__mro__ if c.__module__.startswith("networkx.classes.")]
    if not bases:  # our own plain one
        return
    base = bases[0]
    for name in ("__getitem__", "adj", "adjacency", "neighbors", "degree"):
        if getattr(kind, name) is not getattr(base, name):
            raise NotImplementedError(
                _("the graph class {name} redefines neighbors").format(name=kind.__name__)
            )


def _starts(counts: npt.ArrayLike) -> Ints:
    """Offsets of rows of the given lengths.

    Raises
    ------
    NotImplementedError : beyond 2,147,483,647 arcs, the reach of the 32-bit positions
    """
    counts = np.asarray(counts)
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return _fits(starts)


def _fits(starts: Longs) -> Ints:
    """The same in 32 bits.

    Raises
    ------
    NotImplementedError : see :func:`_starts`
    """
    if starts[-1] > np.iinfo(np.int32).max:
        raise NotImplementedError(_("the graph has too many edges for 32-bit positions"))
    return starts.astype(np.int32)


def _numbers(values: list[Any], name: str) -> Floats:
    # Fractions, decimals, None (which hides an edge in networkx) and huge whole numbers
    # have a meaning in networkx that floats would change.
    kinds = set(map(type, values))
    if not kinds <= {int, float} and not all(issubclass(kind, (int, float)) for kind in kinds):
        raise NotImplementedError(
            _("the edge attribute {name} is not a plain number on every edge").format(name=name)
        )
    numbers = np.array(values, np.float64)
    if np.abs(numbers).max(initial=0) > LARGEST_EXACT or np.isnan(numbers).any():
        raise NotImplementedError(
            _("the edge attribute {name} has numbers that are too large to be exact").format(
                name=name
            )
        )
    return numbers
