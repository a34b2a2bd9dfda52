"""Ways between cities."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityties.analysis.paths import path, shortest_ways


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
    for way, hops, length in zip(found.paths, found.hops, found.lengths, strict=True):
        assert hops == len(way) - 1
        assert length == pytest.approx(nx.path_weight(graph, way, "distance"))


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


def _ties() -> nx.MultiGraph[str]:
    ties: nx.MultiGraph[str] = nx.MultiGraph(boundary="lists", on="2020-01-01")
    for number, (first, second, weight) in enumerate(
        [("a", "b", 0.5), ("a", "b", 0.25), ("b", "c", 1.0), ("a", "c", 0.1), ("x", "y", 1.0)]
    ):
        ties.add_edge(
            first, second, key=f"t{number}", tie=f"t{number}", kind="sister_city",
            status="in_force", certainty="certain", channel="all", weight=weight,
            sources=f"s{number};s9",
        )  # fmt: skip
    return ties


def test_answer_has_every_tie_of_each_step_with_its_sources() -> None:
    found = path(_ties(), "a", "c", weighted=True)
    assert found["paths"][0]["cities"] == ["a", "b", "c"]
    assert (found["hops"], found["length"], found["reason"]) == (2, 3.0, None)
    first = found["paths"][0]["steps"][0]
    assert (first["strength"], first["distance"]) == (0.5, 2.0)  # the strongest of the two
    assert [(tie["tie"], tie["sources"]) for tie in first["ties"]] == [
        ("t0", ["s0", "s9"]),
        ("t1", ["s1", "s9"]),
    ]
    assert (found["boundary"], found["on"]) == ("lists", "2020-01-01")
    assert path(_ties(), "a", "c")["hops"] == 1


def test_no_way_is_an_answer() -> None:
    apart = path(_ties(), "a", "x")
    assert (apart["paths"], apart["reason"], apart["hops"]) == ([], "unconnected", None)
    unknown = path(_ties(), "a", "z")
    assert (unknown["reason"], unknown["missing"]) == ("not_in_network", ["z"])
    same = path(_ties(), "a", "a")
    assert (same["hops"], same["length"], same["paths"][0]["steps"]) == (0, 0.0, [])
