"""Random graphs of the same degrees."""

from __future__ import annotations

from collections import Counter
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityties.analysis.random_graphs import STEPS_PER_EDGE, degree_preserving
from cityties.errors import UsageError


@settings(deadline=None, max_examples=60)
@given(
    st.sets(
        st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] < pair[1])
    ),
    st.integers(0, 10**6),
)
def test_degrees_stay_and_the_graph_stays_simple(edges: set[tuple[int, int]], seed: int) -> None:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(12))
    graph.add_edges_from(edges)
    drawn = degree_preserving(graph, seed)
    assert dict(drawn.degree()) == dict(graph.degree())
    assert list(drawn) == list(graph)
    assert nx.number_of_selfloops(drawn) == 0
    assert drawn.number_of_edges() == graph.number_of_edges()
    assert drawn.graph["steps"] == STEPS_PER_EDGE * len(edges)


def test_the_same_seed_gives_the_same_graph_and_another_one_another() -> None:
    graph = nx.karate_club_graph()
    first, again, other = (degree_preserving(graph, seed) for seed in (5, 5, 6))
    assert set(first.edges) == set(again.edges)
    assert set(first.edges) != set(other.edges)
    # a seed is a number of the machine, so a huge or negative one is one too
    assert degree_preserving(graph, -1).number_of_edges() == 78


def test_attributes_of_nodes_stay_and_the_given_graph_is_not_changed() -> None:
    graph = nx.karate_club_graph()
    before = {frozenset(edge) for edge in graph.edges}
    drawn = degree_preserving(graph, 1)
    assert drawn.nodes[0]["club"] == "Mr. Hi"
    assert {frozenset(edge) for edge in graph.edges} == before
    assert {frozenset(edge) for edge in drawn.edges} != before


def test_every_graph_of_the_degrees_is_as_likely() -> None:
    # There are 7 graphs on five named nodes with degrees 1, 2, 2, 2, 1: six paths from the
    # one end to the other, and an edge with a triangle.
    graph = nx.path_graph(5)
    found = Counter(
        frozenset(frozenset(edge) for edge in degree_preserving(graph, seed).edges)
        for seed in range(1400)
    )
    assert len(found) == 7
    # chi squared with 6 degrees of freedom is below 22.46 in 999 of 1,000 cases
    assert sum((count - 200) ** 2 / 200 for count in found.values()) < 22.46


def test_what_cannot_be_swapped_stays() -> None:
    assert set(degree_preserving(nx.star_graph(4), 1).edges) == set(nx.star_graph(4).edges)
    assert degree_preserving(nx.Graph(), 1).number_of_nodes() == 0
    assert degree_preserving(nx.complete_graph(5), 1).graph["swaps"] == 0


@pytest.mark.parametrize(
    "graph", [nx.DiGraph([(1, 2)]), nx.MultiGraph([(1, 2)]), nx.Graph([(1, 1)])]
)
def test_other_graphs_are_refused(graph: nx.Graph[Any]) -> None:
    with pytest.raises(UsageError, match="undirected graphs without loops"):
        degree_preserving(graph, 1)
