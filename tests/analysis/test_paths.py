"""Ways between cities."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityties.analysis.paths import shortest_ways


def _graph(edges: list[tuple[int, int, float]]) -> nx.Graph[int]:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(8))
    for first, second, distance in edges:
        if first != second:
            graph.add_edge(first, second, distance=distance)
    return graph


_edges = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from([1.0, 1.5, 2.0])), max_size=20
)


@settings(deadline=None)
@given(_edges, st.booleans())
def test_all_ways_are_those_of_networkx(
    edges: list[tuple[int, int, float]], weighted: bool
) -> None:
    graph = _graph(edges)
    weight = "distance" if weighted else None
    found = shortest_ways(graph, 0, 7, weighted=weighted, every=True, most=10_000)
    if not nx.has_path(graph, 0, 7):
        assert (found.paths, found.count, found.missing) == ((), 0, ())
        return
    expected = {tuple(path) for path in nx.all_shortest_paths(graph, 0, 7, weight=weight)}
    assert set(found.paths) == expected
    assert found.count == len(expected) == len(found.paths)
    for path, hops, length in zip(found.paths, found.hops, found.lengths, strict=True):
        assert hops == len(path) - 1
        assert length == pytest.approx(nx.path_weight(graph, path, "distance"))


@settings(deadline=None)
@given(_edges)
def test_the_one_way_by_hops_is_the_strongest_of_them(edges: list[tuple[int, int, float]]) -> None:
    graph = _graph(edges)
    if not nx.has_path(graph, 0, 7):
        return
    one = shortest_ways(graph, 0, 7)
    every = shortest_ways(graph, 0, 7, every=True, most=10_000)
    assert len(one.paths) == 1
    assert one.count == every.count
    assert one.paths[0] in every.paths
    assert one.lengths[0] == pytest.approx(min(every.lengths))


def test_the_number_of_ways_is_told_without_listing_them() -> None:
    # 20 diamonds in a row: 2 to the 20th ways
    graph: nx.Graph[str] = nx.Graph()
    for number in range(20):
        for side in "ab":
            graph.add_edge(f"n{number}", f"{side}{number}")
            graph.add_edge(f"{side}{number}", f"n{number + 1}")
    found = shortest_ways(graph, "n0", "n20", every=True, most=3)
    assert found.count == 2**20
    assert len(found.paths) == 3
    assert found.paths == tuple(sorted(found.paths))


def test_no_way_no_city_no_distance() -> None:
    graph = nx.Graph([("a", "b"), ("c", "d")])
    assert shortest_ways(graph, "a", "c").paths == ()
    assert shortest_ways(graph, "a", "x").missing == ("x",)
    assert shortest_ways(graph, "y", "x").missing == ("y", "x")
    same = shortest_ways(graph, "a", "a")
    assert (same.paths, same.hops, same.count) == ((("a",),), (0,), 1)


def test_a_long_chain_is_no_trouble() -> None:
    found = shortest_ways(nx.path_graph(3_000), 0, 2_999, weighted=True)
    assert (found.count, found.hops) == (1, (2_999,))
