"""Coverage, localisation, communities, structure, regions."""

from __future__ import annotations

import networkx as nx
import pytest

from cityties.analysis.communities import communities
from cityties.analysis.coverage import Coverage, coverage, evenness
from cityties.analysis.localisation import localisation
from cityties.analysis.regions import REGIONS, groups, region_of
from cityties.analysis.structure import structure
from cityties.errors import UsageError

# --- coverage -------------------------------------------------------------------------


def _count(number: float, op: str = "=") -> dict[str, object]:
    return {"count": number, "op": op, "of": "sister cities", "source": "s"}


def test_the_largest_number_claimed_counts() -> None:
    graph = nx.star_graph(4)
    found = coverage(graph, {0: [_count(3), _count(5, ">"), _count(90, "<")], 1: [], 99: []})
    assert (found[0].found, found[0].claimed, found[0].share) == (4, 5, 0.8)
    assert found[0].complete
    assert (found[1].found, found[1].claimed, found[1].share) == (1, None, None)
    assert not found[1].complete
    assert found[99].found == 0


def test_an_old_number_says_nothing() -> None:
    old = Coverage("a", 39, 23)
    assert old.outdated
    assert old.share is None
    assert not old.complete
    assert not Coverage("a", 18, 17).outdated


def test_a_list_is_complete_from_four_fifths_on() -> None:
    assert Coverage("a", 80, 100).complete
    assert not Coverage("a", 79, 100).complete
    assert not evenness([Coverage("a", 79, 100)]).even


def test_lists_are_even_only_if_all_are_known_to_be_complete() -> None:
    full, poor, unknown = Coverage("a", 10, 10), Coverage("b", 2, 10), Coverage("c", 7)
    assert evenness([full]).even
    assert not evenness([]).even
    found = evenness([full, poor, unknown])
    assert not found.even
    assert (found.lowest, found.highest, found.unknown) == (poor, full, ("c",))


# --- localisation ---------------------------------------------------------------------


def test_even_scores_are_not_localised() -> None:
    graph = nx.cycle_graph(50)
    found = localisation(graph, dict.fromkeys(graph, 0.1))
    assert not found.localised
    assert found.nodes == pytest.approx(50)
    assert not localisation(graph, dict.fromkeys(graph, 0.0)).localised


def test_a_clique_that_holds_the_score_is_named() -> None:
    graph = nx.disjoint_union(nx.complete_graph(6), nx.cycle_graph(94))
    found = localisation(graph, {node: 1.0 if node < 6 else 0.01 for node in graph})
    assert found.localised
    assert set(found.clique) == set(range(6))
    assert found.share == pytest.approx(6 / (6 + 94e-4))


# --- communities ----------------------------------------------------------------------


@pytest.mark.parametrize("method", ["leiden", "louvain"])
def test_clear_communities_are_stable(method: str) -> None:
    graph = nx.disjoint_union_all([nx.complete_graph(6) for _each in range(3)])
    graph.add_edges_from([(0, 6), (6, 12), (12, 0)])
    found = communities(graph, method=method, runs=8)
    assert found.counts == [3] * 8
    assert found.agreement() == 1.0
    assert found.together(0) == {node: float(node < 6) for node in range(1, 18)}
    assert [(len(cities), least) for cities, least in found.groups()] == [(6, 1.0)] * 3
    assert found.sizes(0) == [6] * 8
    sets = [set(range(start, start + 6)) for start in (0, 6, 12)]
    assert found.modularity[0] == pytest.approx(nx.community.modularity(graph, sets))


def test_unclear_communities_are_told_by_shares() -> None:
    graph = nx.gnp_random_graph(80, 0.06, seed=3)
    first, again = (communities(graph, method="louvain", runs=12, seed=5) for _each in range(2))
    assert (first.labels == again.labels).all(), "the same seed gives the same runs"
    assert first.agreement() < 1
    shares = first.together(0).values()
    assert any(0 < share < 1 for share in shares)
    for cities, least in first.groups():
        assert 0 <= least <= 1
        assert len(cities) > 1


def test_wrong_use_of_communities() -> None:
    with pytest.raises(UsageError, match="leiden, louvain"):
        communities(nx.path_graph(3), method="guess")
    with pytest.raises(UsageError, match="at least 1"):
        communities(nx.path_graph(3), runs=0)


# --- structure ------------------------------------------------------------------------


def test_structure_by_hand() -> None:
    graph = nx.Graph([(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 5), (5, 3), (5, 6), (8, 9)])
    parts = structure(graph)
    assert parts["components"] == [7, 2]
    assert parts["bridges"] == [(2, 3)], "a partner who has no other is no part"
    assert [(row["city"], row["parts"], row["loses"]) for row in parts["cut_cities"]] == [
        (3, 2, 3),
        (2, 2, 2),
        (5, 2, 1),
    ]
    assert parts["main_core"] == {"k": 2, "cities": [0, 1, 2, 3, 4, 5]}
    assert parts["cores"] == {2: 6, 1: 3}


@pytest.mark.parametrize("seed", range(4))
def test_what_a_cut_city_cuts_off(seed: int) -> None:
    graph = nx.gnp_random_graph(40, 0.05, seed=seed)
    found = {row["city"]: row for row in structure(graph)["cut_cities"]}
    assert set(found) == set(nx.articulation_points(graph))
    for city, row in found.items():
        part = nx.node_connected_component(graph, city)
        rest = graph.subgraph(part - {city})
        sizes = [len(piece) for piece in nx.connected_components(rest)]
        assert (row["parts"], row["loses"]) == (len(sizes), sum(sizes) - max(sizes))


# --- regions --------------------------------------------------------------------------


def test_each_country_has_one_region() -> None:
    codes = [code for _title, codes in REGIONS.values() for code in codes]
    assert len(codes) == len(set(codes))
    assert len(codes) > 240
    assert [region_of(code) for code in ("ir", "TR", "RU", "BR", "CU", "PG", "TN", "??")] == [
        "asia", "asia", "europe", "south_america", "north_america", "oceania", "africa", "",
    ]  # fmt: skip


def test_cities_without_a_country_are_in_no_group() -> None:
    graph = nx.Graph()
    graph.add_node("a", country="IR")
    graph.add_node("b")
    assert groups(graph, "country") == {"a": "IR"}
