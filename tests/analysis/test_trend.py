"""A city's measures year by year."""

from __future__ import annotations

import datetime
from typing import Any

import networkx as nx
import pytest

from cityties.analysis.measures import chosen
from cityties.analysis.trend import certain_only, extent, measure_in, trend, trend_rows, year_days
from cityties.errors import UsageError
from cityties.model.dates import DAY_MAX, DAY_MIN
from cityties.reading import Period

Day = datetime.date


def _graph(*edges: tuple[str, str, str]) -> nx.Graph[Any]:
    graph: nx.Graph[Any] = nx.Graph(boundary="lists", on="2003-05-01")
    for first, second, certainty in edges:
        graph.add_edge(first, second, certainty=certainty, weight=0.5, distance=2.0)
    return graph


def _period(status: str, *bounds: Day | None) -> Period:
    first, certain, until, last = bounds
    return Period("t", "all", "both", status, first or DAY_MIN, certain, until, last or DAY_MAX)


def test_a_year_stands_for_its_last_day_and_the_data_for_its_own() -> None:
    days = year_days(2001, 2005, Day(2003, 5, 1))
    assert [str(day) for day in days] == ["2001-12-31", "2002-12-31", "2003-05-01"]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (2005, 2001, "is after the last year"),
        (2004, 2009, "ends in 2003"),
        (0, 5, "0 is not a valid year"),
    ],
)
def test_wrong_years_are_told(first: int, last: int, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        year_days(first, last, Day(2003, 5, 1))


def test_extent_has_a_day_only_where_a_bound_is_known() -> None:
    periods = [
        _period("in_force", Day(1998, 1, 1), Day(2000, 1, 1), Day(2001, 1, 1), Day(2002, 1, 1)),
        _period("in_force", Day(1999, 1, 1), None, None, None),
        _period("proposed", Day(1990, 1, 1), Day(1990, 1, 1), Day(1998, 1, 1), Day(1998, 1, 1)),
    ]
    assert extent(periods, ["in_force"]) == {
        "first_possible": Day(1998, 1, 1),
        "first_certain": Day(2000, 1, 1),
        "last_certain": Day(2001, 1, 1),
        "last_possible": None,
    }
    # seen at some time: how old it is nobody says
    seen = [_period("in_force", None, Day(2000, 1, 1), None, None)]
    assert extent(seen, ["in_force"])["first_possible"] is None
    assert set(extent([], ["in_force"]).values()) == {None}


def test_certain_ties_alone() -> None:
    graph = _graph(("a", "b", "certain"), ("b", "c", "possible"))
    kept = certain_only(graph)
    assert sorted(kept) == ["a", "b"]
    assert kept.graph == graph.graph
    assert kept.edges["a", "b"]["weight"] == 0.5


def test_values_are_those_of_networkx() -> None:
    graph = nx.karate_club_graph()
    found = measure_in(graph, 5, chosen(["degree", "closeness", "betweenness", "pagerank"]))
    assert found["degree"] == 4
    assert found["closeness"] == pytest.approx(nx.closeness_centrality(graph)[5])
    assert found["betweenness"] == pytest.approx(nx.betweenness_centrality(graph)[5])
    unweighted = nx.pagerank(graph, weight=None, tol=1e-12)
    assert found["pagerank"] == pytest.approx(unweighted[5], abs=1e-6)


def test_a_city_without_a_tie_has_no_place() -> None:
    graph = _graph(("a", "b", "certain"))
    assert measure_in(graph, "x", chosen(["degree", "closeness", "strength"])) == {
        "degree": 0, "closeness": None, "strength": 0,
    }  # fmt: skip
    assert measure_in(graph, "x", chosen(["degree"])) == {"degree": 0}


def test_rows_have_both_readings_of_each_year() -> None:
    graphs = {
        2001: _graph(("a", "b", "certain")),
        2002: _graph(("a", "b", "certain"), ("a", "c", "possible")),
    }
    days = [Day(2001, 12, 31), Day(2002, 12, 31)]
    rows = trend_rows("a", days, lambda day: graphs[day.year], chosen(["degree", "closeness"]))
    assert [(row["year"], row["measure"], row["certain"], row["possible"]) for row in rows] == [
        (2001, "closeness", 1.0, 1.0),
        (2001, "degree", 1, 1),
        (2002, "closeness", 1.0, 1.0),
        (2002, "degree", 1, 2),
    ]
    assert (rows[2]["nodes"], rows[2]["edges"]) == (3, 2)


def test_answer_begins_with_the_first_tie_and_ends_with_the_data() -> None:
    calls: list[tuple[int, int]] = []
    found = trend(
        "a",
        lambda day: _graph(("a", "b", "certain")),
        chosen(["degree"]),
        periods=[_period("in_force", None, Day(2001, 3, 1), None, None)],
        statuses=["in_force"],
        newest=Day(2003, 5, 1),
        report=lambda done, of: calls.append((done, of)),
    )
    assert (found["from"], found["to"], found["first_certain"]) == (2001, 2003, "2001-03-01")
    assert found["rows"][-1]["on"] == "2003-05-01"
    assert (found["boundary"], found["warnings"]) == ("lists", [])
    assert calls == [(1, 3), (2, 3), (3, 3)]


def test_a_measure_of_place_is_marked_where_the_data_grows() -> None:
    def answer(graph: nx.Graph[Any]) -> list[str]:
        found = trend(
            "a", lambda day: graph, chosen(["closeness"]), periods=[], statuses=["in_force"],
            newest=Day(2003, 5, 1), first=2002, last=2003,
        )  # fmt: skip
        return [one["code"] for one in found["warnings"]]

    graph = _graph(("a", "b", "certain"), *((f"x{n}", "y", "certain") for n in range(9)))
    assert answer(graph) == ["moves_with_others"]
    # a star: everything was found through its middle
    star = _graph(*(("a", f"x{n}", "certain") for n in range(9)))
    assert answer(star) == ["moves_with_others", "by_construction"]
    graph.graph["boundary"] = "dataset"
    assert answer(graph) == []


def test_a_city_that_never_had_a_tie_has_the_year_of_the_data() -> None:
    found = trend(
        "x", lambda day: _graph(("a", "b", "certain")), chosen(["degree"]), periods=[],
        statuses=["in_force"], newest=Day(2003, 5, 1),
    )  # fmt: skip
    assert [(row["year"], row["certain"]) for row in found["rows"]] == [(2003, 0)]
