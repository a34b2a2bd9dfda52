"""The compact graph: conversion there and back, views, masks."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, ClassVar

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

np = pytest.importorskip("numpy", reason="install it with: pip install numpy")
from cityties.centrality import csr, native  # noqa: E402

KINDS = [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]


@st.composite
def graphs(draw: st.DrawFn, kinds: list[Any] = KINDS, most: int = 8) -> Any:
    graph = draw(st.sampled_from(kinds))()
    n = draw(st.integers(0, most))
    graph.add_nodes_from(f"n{i}" for i in range(n))
    if n:
        end = st.integers(0, n - 1)
        for u, v in draw(st.lists(st.tuples(end, end), max_size=3 * n)):
            graph.add_edge(f"n{u}", f"n{v}", weight=draw(st.sampled_from([1, 2, 3, 0.5])))
    return graph


def neighbours(compact: csr.Graph) -> list[list[int]]:
    return [
        compact.indices[compact.indptr[v] : compact.indptr[v + 1]].tolist()
        for v in range(compact.n)
    ]


def test_neighbours_stand_in_the_order_of_networkx() -> None:
    graph = nx.Graph([("b", "c"), ("b", "a"), ("c", "c")])
    compact = csr.from_networkx(graph)
    assert compact.nodes == ["b", "c", "a"]
    assert neighbours(compact) == [[1, 2], [0, 1], [0]]
    assert (compact.n, compact.m, compact.arcs) == (3, 3, 5)
    assert compact.loops.tolist() == [False, False, False, True, False]
    assert compact.indptr.dtype == compact.indices.dtype == np.int32


def test_nothing_and_one_node() -> None:
    assert csr.from_networkx(nx.Graph()).indptr.tolist() == [0]
    one = csr.from_networkx(nx.empty_graph(1))
    assert (one.n, one.m, one.edge_count, one.indptr.tolist()) == (1, 0, 0, [0, 0])
    assert one.keep_edges(np.ones(0, bool)).n == 1


def test_parallel_edges_are_one_arc_with_the_least_and_the_summed_weight() -> None:
    graph = nx.MultiDiGraph()
    graph.add_edge(1, 2, weight=3)
    graph.add_edge(1, 2, weight=0.5)
    graph.add_edge(1, 2)
    compact = csr.from_networkx(graph, {"weight": 1})
    assert compact.multiplicity is not None
    assert compact.multiplicity.tolist() == [3]
    assert compact.smallest["weight"].tolist() == [0.5]
    assert compact.total["weight"].tolist() == [4.5]
    assert compact.keys == [(0, 1, 2)]
    assert (compact.arcs, compact.m) == (1, 3)


@pytest.mark.parametrize("value", [None, "near", Fraction(1, 3), 2**60, float("nan")])
def test_a_weight_that_a_float_would_change_is_declined(value: object) -> None:
    graph = nx.Graph()
    graph.add_edge(1, 2, weight=value)
    with pytest.raises(NotImplementedError, match="weight"):
        csr.from_networkx(graph, {"weight": 1})
    assert csr.from_networkx(graph).m == 1  # nobody asked for the weight


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_there_and_back(graph: Any) -> None:
    compact = csr.from_networkx(graph)
    back = csr.to_networkx(compact)
    assert type(back) is type(graph)
    assert list(back) == list(graph)
    assert list(back.edges) == list(graph.edges)
    assert compact.m == graph.number_of_edges()
    assert len(compact) == len(graph) == len(list(compact))


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_views_say_what_networkx_says(graph: Any) -> None:
    compact = csr.from_networkx(graph)
    plain = (nx.DiGraph if graph.is_directed() else nx.Graph)(graph)
    if graph.is_directed():
        turned = csr.to_networkx(compact.reverse)
        assert sorted(turned.edges) == sorted(graph.reverse().edges)
    else:
        assert compact.reverse is compact
        twin = compact.twins
        assert (compact.indices[twin] == compact.tails).all()
        assert (compact.tails[twin] == compact.indices).all()
    assert compact.edge_count == plain.number_of_edges()
    plain.remove_edges_from(list(nx.selfloop_edges(plain)))
    assert [sorted(row) for row in neighbours(compact.simple)] == [
        sorted(compact.index[w] for w in plain[v]) for v in plain
    ]


@settings(max_examples=60, deadline=None)
@given(graphs([nx.Graph, nx.DiGraph]), st.randoms(use_true_random=False))
def test_a_mask_leaves_the_edges_that_it_names(graph: Any, random: Any) -> None:
    compact = csr.from_networkx(graph, {"weight": 1})
    mask = np.array([random.random() < 0.5 for _ in range(compact.edge_count)], bool)
    kept = compact.keep_edges(mask)
    edges = list(graph.edges)
    # Edges are numbered by their first arc, and so does networkx list them.
    wanted = [edge for edge, stays in zip(edges, mask, strict=True) if stays]
    back = csr.to_networkx(kept)
    assert list(back.edges) == wanted
    assert all(back.edges[e]["weight"] == graph.edges[e]["weight"] for e in wanted)
    assert list(back) == list(graph)


# Rows by the data of the edges, and what that cannot tell


def by_keys(graph: Any) -> tuple[list[int], list[int]]:
    indptr, indices = csr._by_keys(graph._adj, list(graph))
    return indptr.tolist(), indices.tolist()


def fast(graph: Any) -> bool:
    return csr._read(graph, list(graph), look=False) is not None


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_rows_by_data_are_rows_by_keys(graph: Any) -> None:
    # Keys that are equal to the node and another object, as after reading a file.
    for row in graph._adj.values():
        for head in list(row):
            data = row.pop(head)
            row["".join(list(head))] = data
    compact = csr.from_networkx(graph)
    assert (compact.indptr.tolist(), compact.indices.tolist()) == by_keys(graph)
    assert fast(graph) or not native.ready()


class Thin(nx.Graph):
    """As in networkx's documentation: all edges share their data."""

    everything: ClassVar[dict[str, int]] = {"weight": 1}
    edge_attr_dict_factory = lambda self: self.everything  # type: ignore[assignment] # noqa: E731


@pytest.mark.parametrize("edges", [[(1, 2)], [(1, 1), (2, 2)], [(1, 2), (2, 2)], [(1, 2), (3, 4)]])
def test_edges_that_share_their_data_are_told_apart_by_their_keys(edges: Any) -> None:
    graph = Thin(edges)
    compact = csr.from_networkx(graph, {"weight": 1})
    assert (compact.indptr.tolist(), compact.indices.tolist()) == by_keys(graph)
    assert fast(graph) == (len(edges) == 1 and native.ready())


def test_rows_that_contradict_one_another_are_read_by_their_keys() -> None:
    lonely = nx.Graph([(1, 2)])
    del lonely._adj[2][1]
    apart = nx.Graph([(1, 2)])
    apart._adj[2][1] = {}
    missing = nx.DiGraph([(1, 2), (2, 3)])
    missing._pred[3] = {}
    turned = nx.DiGraph([(1, 2)])
    turned._pred = dict(reversed(turned._pred.items()))
    for graph in (lonely, apart, missing, turned):
        assert not fast(graph)
        compact = csr.from_networkx(graph)
        assert (compact.indptr.tolist(), compact.indices.tolist()) == by_keys(graph)


def test_keys_of_other_types_and_views_are_read_by_python() -> None:
    pairs = nx.grid_2d_graph(2, 2)
    view = nx.subgraph_view(nx.path_graph(4), filter_node=lambda v: v < 3)
    for graph in (pairs, view, nx.Graph([(True, False)])):
        assert not fast(graph)
        assert csr.from_networkx(graph).m == graph.number_of_edges()


def test_a_weight_is_looked_for_where_any_edge_has_data() -> None:
    graph = nx.path_graph(4)
    assert csr.from_networkx(graph, {"weight": 2}).total["weight"].tolist() == [2.0] * 6
    graph.edges[2, 3]["weight"] = 5
    assert csr.from_networkx(graph, {"weight": 2}).total["weight"].tolist() == [2, 2, 2, 2, 5, 5]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 6), max_size=30))
def test_arcs_by_their_heads(heads: list[int]) -> None:
    starts, order = csr.by_head(np.array(heads, np.int32), 7)
    assert order.tolist() == sorted(range(len(heads)), key=lambda arc: heads[arc])
    assert np.diff(starts).tolist() == [heads.count(v) for v in range(7)]
    assert starts.dtype == order.dtype == np.int32


def test_from_edges_keeps_repeated_edges_once() -> None:
    compact = csr.from_edges([0, 1, 1], [1, 0, 2], 4)
    assert neighbours(compact) == [[1], [0, 2], [1], []]
    assert compact.m == 2
    assert neighbours(csr.from_edges([0, 1], [1, 0], 2, directed=True)) == [[1], [0]]


def test_too_many_arcs_are_refused() -> None:
    with pytest.raises(NotImplementedError, match="32-bit"):
        csr._starts([2**31])


def test_positions_of_another_width_are_refused() -> None:
    with pytest.raises(TypeError, match="int32"):
        csr.Graph(np.zeros(1, np.int64), np.zeros(0, np.int32), [])


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_views_of_networkx_are_converted_as_what_they_show(graph: Any) -> None:
    some = list(graph)[::2]
    views = [graph.subgraph(some), nx.restricted_view(graph, some, [])]
    if graph.is_directed():
        views += [graph.reverse(copy=False), graph.to_undirected(as_view=True)]
    for view in views:
        ours, copied = csr.from_networkx(view), csr.from_networkx(view.copy())
        assert ours.nodes == copied.nodes
        assert [sorted(row) for row in neighbours(ours)] == [
            sorted(row) for row in neighbours(copied)
        ]


def test_a_class_with_its_own_idea_of_neighbours_is_declined() -> None:
    from networkx.algorithms.approximation.kcomponents import _AntiGraph

    class Named(nx.Graph):  # type: ignore[type-arg]
        """A plain subclass changes nothing."""

    assert csr.from_networkx(Named([(1, 2)])).m == 1
    with pytest.raises(NotImplementedError, match="_AntiGraph"):
        csr.from_networkx(_AntiGraph([(1, 2)]))
