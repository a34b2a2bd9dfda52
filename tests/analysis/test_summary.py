"""Figures of a whole network."""

from __future__ import annotations

import networkx as nx
import pytest

from cityties.analysis.summary import FIGURES, compare, degree_counts, figures, network, rich_club
from cityties.errors import UsageError


def test_every_figure_is_what_networkx_gives() -> None:
    graph = nx.karate_club_graph()
    graph.add_edge("a", "b")  # a second component
    graph.add_node("alone")
    found = figures(graph)
    largest = graph.subgraph(max(nx.connected_components(graph), key=len)).copy()
    names = {"nx": nx, "G": graph, "L": largest, "m": 79, "n": 37}
    checked = 0
    for name, figure in FIGURES.items():
        if name == "reciprocity":
            continue
        assert found[name] == pytest.approx(eval(figure.networkx, names)), name
        checked += 1
    assert checked == len(FIGURES) - 1
    assert list(found) == list(FIGURES)


def test_what_is_not_defined_is_null() -> None:
    empty = figures(nx.Graph())
    assert (empty["nodes"], empty["components"]) == (0, 0)
    for name in ("diameter", "mean_distance", "transitivity", "density", "degree_assortativity",
                 "mean_degree", "average_clustering"):  # fmt: skip
        assert empty[name] is None, name
    one = figures(nx.empty_graph(1))
    assert (one["diameter"], one["mean_distance"], one["density"]) == (0, None, None)
    ring = figures(nx.cycle_graph(5))
    assert ring["degree_assortativity"] is None  # all degrees are the same
    assert ring["transitivity"] == 0  # paths of two, none closed
    assert figures(nx.Graph([(1, 2)]))["transitivity"] is None  # no path of two


def test_reciprocity_counts_pairs_that_somebody_states() -> None:
    graph = nx.relabel_nodes(nx.path_graph(4), dict(enumerate("abcd")))
    stated = {frozenset("ab"): {"a", "b"}, frozenset("bc"): {"c"}, frozenset("cd"): set()}
    found = network(graph, stated=stated)
    assert found["reciprocity"] == 0.5
    assert found["stated"] == {"both": 1, "one": 1, "neither": 1}
    assert network(graph, stated={})["reciprocity"] is None  # nobody speaks for a city
    assert network(graph)["stated"] is None


def test_network_repeats_its_boundary_and_says_what_was_found() -> None:
    graph = nx.star_graph(["hub", *"abcdefgh"])
    graph.graph |= {"boundary": "lists", "collected": "hub;elsewhere", "on": "2020-01-01",
                    "dropped_ties": 3}  # fmt: skip
    claims = {
        "hub": [{"count": 10, "op": "=", "of": "twins", "source": "s"}],
        "a": [{"count": 4, "op": ">", "of": "twins", "source": "s"}],
    }
    found = network(graph, claims=claims)
    assert (found["boundary"], found["on"], found["dropped_ties"]) == ("lists", "2020-01-01", 3)
    assert found["coverage"] == {
        "cities": 9, "collected": 1, "complete": 0, "counted": 2, "found": 9, "claimed": 14,
        "median_share": pytest.approx((0.8 + 0.25) / 2),
    }  # fmt: skip
    assert [one["code"] for one in found["warnings"]] == ["boundary_lists", "small"]
    assert found["degrees"] == [[1, 8], [8, 1]]
    assert network(nx.path_graph(60))["warnings"] == []


def test_in_a_dataset_every_city_that_states_a_tie_has_its_list() -> None:
    graph = nx.Graph([("a", "b"), ("b", "c")])
    stated = {frozenset("ab"): {"a", "b"}, frozenset("bc"): {"b"}}
    assert network(graph, stated=stated)["coverage"]["collected"] == 0
    graph.graph["boundary"] = "dataset"
    assert network(graph, stated=stated)["coverage"]["collected"] == 2


def test_rich_club_is_that_of_networkx() -> None:
    graph = nx.karate_club_graph()
    expected = nx.rich_club_coefficient(graph, normalized=False)
    rows = rich_club(graph)
    assert [row["above"] for row in rows] == [1, 2, 4, 8]
    for row in rows:
        assert row["density"] == pytest.approx(expected[row["above"]])
    assert rich_club(nx.Graph()) == []


def test_degree_counts() -> None:
    assert degree_counts(nx.path_graph(4)) == [(1, 2), (2, 2)]


def test_random_graphs_beside_the_network() -> None:
    # A ring of triangles is far more clustered than chance.
    graph = nx.connected_caveman_graph(8, 4)
    found = figures(graph)
    calls: list[tuple[int, int]] = []
    beside = compare(graph, found, 5, seed=3, report=lambda done, of: calls.append((done, of)))
    assert calls[-1] == (5, 5)
    assert (beside["graphs"], beside["seed"], beside["steps"]) == (5, 3, 100 * 48)
    transitivity = beside["figures"]["transitivity"]
    assert transitivity["high"] < found["transitivity"]
    assert transitivity["z"] > 2
    assert transitivity["above"] == 0
    assert transitivity["low"] <= transitivity["mean"] <= transitivity["high"]
    # what the degrees alone decide is not compared
    assert not set(beside["figures"]) & {"nodes", "edges", "density", "max_degree"}
    assert beside == compare(graph, found, 5, seed=3)


def test_a_figure_that_never_varies_has_no_distance_from_its_mean() -> None:
    beside = compare(nx.complete_graph(4), figures(nx.complete_graph(4)), 2)
    assert beside["figures"]["diameter"]["z"] is None
    assert beside["figures"]["diameter"]["above"] == 1


def test_wrong_graphs_and_numbers_are_refused() -> None:
    with pytest.raises(UsageError, match="simple graph"):
        figures(nx.DiGraph([(1, 2)]))
    with pytest.raises(UsageError, match="at least 1, not 0"):
        compare(nx.path_graph(3), figures(nx.path_graph(3)), 0)
