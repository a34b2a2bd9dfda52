"""Ranks, what may be ranked, likely ranges and warnings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import networkx as nx
import pytest

from cityties.analysis.coverage import Coverage
from cityties.analysis.measures import chosen
from cityties.analysis.table import ROW_KEYS, Options, Ranking, collected_around, ranking, spearman
from cityties.errors import NotFoundError, UsageError

QUICK = Options(runs=0)
WHOLE = Options(runs=0, whole=True, one_source=True)


def _sample() -> nx.Graph[str]:
    """A city `f` with partners a, b, c; a and b are tied; a has two more partners, b one."""
    ties = ["fa", "fb", "fc", "ab", "ax", "ay", "bz"]
    return nx.Graph([tuple(tie) for tie in ties])


def _rank(measures: str, **more: Any) -> Ranking:
    options = more.pop("options", QUICK)
    more.setdefault("focus", "f")
    return ranking(_sample(), chosen(measures.split()), options=options, **more)


def _by_city(found: Ranking, measure: str) -> dict[str, dict[str, Any]]:
    return {row["city"]: row for row in found.rows if row["measure"] == measure}


def _codes(found: Ranking) -> set[str]:
    return {one["code"] for one in found.warnings}


def test_partners_are_ranked_and_the_focus_is_not() -> None:
    rows = _by_city(_rank("degree"), "degree")
    assert set(rows) == {"f", "a", "b", "c"}
    assert rows["f"]["value"] == 3
    assert rows["f"]["rank"] is rows["f"]["tied"] is rows["f"]["rank_low"] is None
    assert rows["f"]["warnings"][0] == "by_construction"
    assert not rows["f"]["comparable"]
    assert [(rows[city]["rank"], rows[city]["tied"]) for city in "abc"] == [(1, 1), (2, 2), (3, 3)]
    assert rows["a"]["of"] == 3
    assert "by_construction" not in rows["a"]["warnings"]
    assert "by_construction" in _codes(_rank("degree"))


def test_in_a_whole_network_the_focus_is_ranked() -> None:
    found = _rank("degree", options=WHOLE)
    rows = _by_city(found, "degree")
    assert (rows["a"]["rank"], rows["a"]["tied"]) == (1, 1)
    assert (rows["f"]["rank"], rows["f"]["tied"], rows["f"]["of"]) == (2, 3, 7)
    assert rows["f"]["warnings"] == []
    assert rows["f"]["comparable"]
    assert not _codes(found) & {"by_construction", "two_steps", "not_comparable"}


def test_equal_values_share_a_rank() -> None:
    found = ranking(nx.star_graph(4), chosen(["degree"]), focus=0, options=QUICK)
    rows = [row for row in found.rows if row["city"] != 0]
    assert {(row["rank"], row["tied"], row["of"]) for row in rows} == {(1, 4, 4)}


def test_constraint_ranks_the_lowest_first() -> None:
    rows = _by_city(_rank("constraint", options=Options(runs=30)), "constraint")
    assert rows["a"]["value"] < rows["c"]["value"]
    assert (rows["a"]["rank"], rows["c"]["rank"]) == (1, 3)
    assert rows["a"]["low"] <= rows["a"]["high"]


def test_one_step_refuses_betweenness() -> None:
    one_step = Options(runs=0, steps=1)
    with pytest.raises(UsageError, match="--steps 2"):
        _rank("betweenness", options=one_step, explicit=True)
    found = _rank("betweenness degree", options=one_step)
    assert {row["measure"] for row in found.rows} == {"degree"}
    assert "one_step" in _codes(found)
    # A whole network has no steps.
    assert _rank("betweenness", options=Options(runs=0, steps=1, whole=True), explicit=True).rows


def test_two_steps_tell_their_agreement_with_the_truth() -> None:
    lists = {city: Coverage(city, 3, 3) for city in "abc"}
    found = _rank("betweenness", coverage=lists)
    (text,) = [one["text"] for one in found.warnings if one["code"] == "two_steps"]
    assert "0.92–0.95" in text
    assert "0.54" in text
    assert "two_steps" not in _codes(_rank("degree", coverage=lists))


def test_uneven_lists_are_not_comparable_on_every_line() -> None:
    lists = {"a": Coverage("a", 4, 40), "b": Coverage("b", 3, 3), "c": Coverage("c", 1)}
    found = _rank("closeness degree", coverage=lists)
    assert not found.comparable
    assert all("not_comparable" in row["warnings"] for row in found.rows)
    assert not any(row["comparable"] for row in found.rows)
    assert {"not_comparable", "uneven", "coverage_unknown"} <= _codes(found)
    rows = _by_city(found, "degree")
    assert "incomplete_list" in rows["a"]["warnings"]
    assert rows["b"]["warnings"] == ["not_comparable"]
    assert "coverage_unknown" in rows["c"]["warnings"]
    assert (rows["a"]["found"], rows["a"]["claimed"]) == (4, 40)
    # Measures that suffer least lead.
    assert found.rows[0]["measure"] == "closeness"


def test_complete_lists_are_comparable() -> None:
    lists = {city: Coverage(city, 4, 4) for city in "abc"}
    found = _rank("degree", coverage=lists)
    assert found.comparable
    assert "not_comparable" not in _codes(found)


def test_likely_ranges_come_from_the_seed() -> None:
    first, again, other = (
        _rank("degree closeness", options=Options(runs=40, seed=seed)).rows for seed in (3, 3, 4)
    )
    assert first == again
    assert first != other
    for row in first:
        if row["rank"] is not None:
            assert 1 <= row["rank_low"] <= row["rank_high"] <= 3
        assert row["low"] <= row["high"]
        assert set(row) <= set(ROW_KEYS)


def test_shared_partners() -> None:
    rows = _by_city(_rank("shared_partners"), "shared_partners")
    assert {city: row["value"] for city, row in rows.items()} == {"a": 1, "b": 1, "c": 0}
    with pytest.raises(UsageError, match="need a focus city"):
        _rank("shared_partners", focus=None, options=WHOLE, explicit=True)


def test_random_graphs_of_the_same_degrees() -> None:
    graph = nx.karate_club_graph()
    options = Options(runs=0, whole=True, null=25)
    found = ranking(graph, chosen(["clustering", "degree"]), options=options)
    rows = {(row["measure"], row["city"]): row for row in found.rows}
    one = rows["clustering", 0]
    assert one["z"] == pytest.approx((one["value"] - one["random_mean"]) / one["random_sd"])
    assert 0 <= one["percentile"] <= 100
    assert rows["degree", 0]["z"] is None, "degrees are the same in each of them"


def test_countries_and_regions() -> None:
    graph = nx.Graph([("ir1", "de1"), ("ir1", "de2"), ("ir2", "ir1"), ("in1", "de1"), ("in1", "x")])
    for city in graph:
        if city != "x":
            graph.nodes[city]["country"] = city[:2].upper()
    found = ranking(graph, chosen(["degree"]), focus="ir2", options=WHOLE)
    rows = _by_city(found, "degree")
    assert (rows["ir2"]["country"], rows["ir2"]["region"]) == ("IR", "asia")
    assert (rows["ir2"]["country_rank"], rows["ir2"]["country_of"]) == (2, 2)
    assert (rows["ir1"]["region_rank"], rows["ir1"]["region_of"]) == (1, 3)
    inside = ranking(graph, chosen(["degree"]), focus="ir2", options=replace(WHOLE, by="region"))
    assert {row["city"] for row in inside.rows} == {"ir1", "ir2", "in1"}
    firsts = ranking(graph, chosen(["degree"]), options=replace(WHOLE, by="country"))
    assert {row["city"] for row in firsts.rows} == {"ir1", "de1", "in1"}
    with pytest.raises(UsageError, match="whole network"):
        _rank("degree", options=Options(runs=0, by="country"))


def test_top() -> None:
    found = ranking(_sample(), chosen(["degree"]), options=replace(WHOLE, top=1))
    assert [row["city"] for row in found.rows] == ["a"]
    assert len(ranking(_sample(), chosen(["degree"]), options=WHOLE).rows) == 7


def test_a_localised_eigenvector_is_told_with_its_clique() -> None:
    graph = nx.compose(nx.complete_graph(9), nx.path_graph(range(8, 300)))
    found = ranking(graph, chosen(["eigenvector", "degree"]), focus=20, options=WHOLE)
    (text,) = [one["text"] for one in found.warnings if one["code"] == "localised"]
    assert "clique of 9 cities" in text
    for row in found.rows:
        assert ("localised" in row["warnings"]) == (row["measure"] == "eigenvector")


def test_what_follows_the_number_of_partners_is_told() -> None:
    graph = nx.Graph([("f", f"p{number}") for number in range(5)])
    lists = {}
    for number in range(5):
        graph.add_edges_from((f"p{number}", f"x{number}-{one}") for one in range(number + 1))
        lists[f"p{number}"] = Coverage(f"p{number}", number + 2, number + 2)
    found = ranking(graph, chosen(["betweenness"]), focus="f", options=QUICK, coverage=lists)
    assert "follows_partners" in _codes(found)


def test_parts_and_possible_ties_are_told() -> None:
    graph = _sample()
    graph.add_edge("u", "v", certainty="possible")
    found = ranking(graph, chosen(["closeness"]), focus="f", options=QUICK)
    assert {"parts", "possible"} <= _codes(found)


def test_strength_is_told_to_be_a_guess_where_it_differs() -> None:
    graph, wanted = _sample(), chosen(["strength"])
    alike = ranking(graph, wanted, focus="f", options=QUICK)
    assert "guessed_strength" not in _codes(alike)
    graph.edges["f", "a"]["weight"] = 0.5
    differing = ranking(graph, wanted, focus="f", options=QUICK)
    assert "guessed_strength" in _codes(differing)


def test_wrong_use() -> None:
    with pytest.raises(NotFoundError, match="nowhere"):
        _rank("degree", focus="nowhere")
    with pytest.raises(UsageError, match="name one"):
        _rank("degree", focus=None)


def test_no_value_where_a_measure_is_not_defined() -> None:
    graph = _sample()
    graph.add_node("alone")
    rows = _by_city(ranking(graph, chosen(["constraint"]), options=WHOLE), "constraint")
    assert rows["alone"]["value"] is None


def test_spearman_of_equal_values() -> None:
    assert spearman([1, 1, 1], [1, 2, 3]) is None
    assert spearman([], []) is None
    assert spearman([3, 2, 1], [1, 2, 3]) == pytest.approx(-1)


def test_the_unnamed_middle_of_all_data_gets_no_rank() -> None:
    everything = Options(runs=0, whole=True)
    assert collected_around(_sample()) == "f", "it reaches all others in two steps"
    found = ranking(_sample(), chosen(["degree"]), options=everything, around="f")
    rows = _by_city(found, "degree")
    assert rows["f"]["rank"] is None
    assert rows["f"]["warnings"][0] == "by_construction"
    assert rows["a"]["of"] == 6
    assert {"by_construction", "collected_whole", "not_comparable"} <= _codes(found)
    # In the sample around another city as well.
    other = _by_city(_rank("degree", focus="a", around="f"), "degree")
    assert other["a"]["rank"] is other["f"]["rank"] is None
    assert other["b"]["rank"] == 1
    # Inside one source nobody was the middle.
    inside = _by_city(_rank("degree", options=WHOLE, around="f"), "degree")
    assert inside["f"]["rank"] == 2
    assert collected_around(nx.cycle_graph(12)) is None
    assert collected_around(nx.Graph()) is None


def test_the_first_are_those_of_the_first_measure() -> None:
    options = Options(runs=0, whole=True, one_source=True, top=2)
    found = ranking(_sample(), chosen(["closeness", "degree"]), options=options)
    assert {row["city"] for row in found.rows} == {"a", "b", "f"}, "b and f share rank 2"
    assert len(found.rows) == 6


def test_a_large_network_is_estimated_and_a_small_one_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from cityties.centrality import sampling

    graph = nx.barabasi_albert_graph(3_000, 2, seed=1)
    options = Options(whole=True, one_source=True, runs=0, approximate=0.12)
    measures = chosen(["betweenness", "closeness", "degree"])
    plain = ranking(graph, measures, focus=0, options=options)
    assert plain.samples == {}
    assert "not_estimated" in {one["code"] for one in plain.warnings}
    monkeypatch.setattr(sampling, "EXACT", 0)
    found = ranking(graph, measures, focus=0, options=options)
    assert set(found.samples) == {"betweenness", "closeness"}
    assert [one["code"] for one in found.warnings].count("estimated") == 2
    exact = {(row["city"], row["measure"]): row for row in plain.rows}
    for row in found.rows:
        right = exact[row["city"], row["measure"]]
        if row["measure"] in found.samples:
            assert row["low"] <= right["value"] <= row["high"]
            assert row["high"] - row["low"] <= 0.24 + 1e-9
            assert row["rank_low"] <= right["rank"] <= row["rank_high"]
        else:
            assert (row["value"], row["low"]) == (right["value"], None)


@pytest.mark.parametrize("wrong", [{"weighted": True}, {"null": 2}, {"confidence": 1.5}])
def test_what_cannot_be_estimated_is_refused(wrong: dict[str, Any]) -> None:
    options = Options(whole=True, one_source=True, approximate=0.1, **wrong)
    with pytest.raises(UsageError):
        ranking(nx.path_graph(4), chosen(["closeness"]), options=options)
