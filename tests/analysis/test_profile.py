"""Cities side by side."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from cityties.analysis.coverage import Coverage
from cityties.analysis.profile import check_cities, flat_rows, one_city, profile
from cityties.errors import UsageError


def _row(partner: str, **more: Any) -> dict[str, Any]:
    row = {
        "tie": f"tie/{partner}", "partner": partner, "parties": ["a", partner],
        "kind": "sister_city", "status": "in_force", "certainty": "certain", "since": None,
        "unanswered": False, "days_open": None,
    }  # fmt: skip
    return {**row, **more}


@pytest.fixture
def graph() -> nx.Graph[Any]:
    made: nx.Graph[Any] = nx.Graph([("a", "p"), ("a", "q"), ("b", "p"), ("c", "d")])
    made.graph |= {"boundary": "lists", "on": "2020-01-01"}
    made.nodes["p"]["country"] = made.nodes["q"]["country"] = "DE"
    return made


def test_ties_by_kind_and_status(graph: nx.Graph[Any]) -> None:
    rows = [
        _row("p", since="2001-05"),
        _row("q", certainty="possible", since="[..2010]"),
        _row("r", kind="friendship_city", since="1999"),
        _row("s", status="proposed", unanswered=True, days_open=40),
        _row("t", status="proposed", unanswered=True, days_open=400),
    ]
    found = one_city("a", graph, rows=rows)
    assert found["ties"] == {"certain": 2, "possible": 1}
    assert found["by_kind"] == {
        "sister_city": {"certain": 1, "possible": 1},
        "friendship_city": {"certain": 1, "possible": 0},
    }
    assert found["by_status"] == {"in_force": 3, "proposed": 2}
    assert (found["partners"], found["countries"]) == (2, {"DE": 2})
    assert [row["days_open"] for row in found["unanswered"]] == [400, 40]
    # what was only seen by 2010 may be the oldest, but never the newest
    assert found["oldest"]["partner"] == "r"
    assert found["newest"]["partner"] == "p"


def test_a_city_of_which_nothing_is_known(graph: nx.Graph[Any]) -> None:
    found = one_city("nowhere", graph, rows=[])
    assert found["ties"] == {"certain": 0, "possible": 0}
    assert (found["partners"], found["countries"], found["networks"]) == (0, {}, [])
    for key in ("coverage", "oldest", "newest", "strength"):
        assert found[key] is None, key
    assert (found["measures"], found["unanswered"]) == ([], [])


def test_strength_tells_for_how_many_it_is_known(graph: nx.Graph[Any]) -> None:
    parts = {"breadth": None, "reciprocity": None, "follow_through": None}
    strengths = [
        {"partner": "p", "low": 0.3, "high": 1.0, "formality": 1.0, "activity": None,
         "based_on": 1, "of": 5, **parts},
        {"partner": "q", "low": 0.5, "high": 0.7, "formality": 1.0, "activity": 0.4,
         "based_on": 2, "of": 5, **parts},
        {"partner": "only events", "low": 0.1, "high": 0.9, "formality": 0.2, "activity": 0.1,
         "based_on": 2, "of": 5, **parts},
    ]  # fmt: skip
    found = one_city("a", graph, rows=[], strengths=strengths)["strength"]
    assert found["partners"] == 2
    assert found["low"] == {"median": 0.4, "known": 2}
    assert found["activity"] == {"median": 0.4, "known": 1}
    assert found["breadth"] == {"median": None, "known": 0}
    # what is not known makes no tie strong
    assert [row["partner"] for row in found["strongest"]] == ["q", "p"]


def test_pairs_have_what_they_share(graph: nx.Graph[Any]) -> None:
    members = nx.Graph([("a", "network"), ("b", "network"), ("b", "other")])
    found = profile(
        ["a", "b", "c"],
        graph,
        ties={"a": [_row("b", parties=["a", "b"], status="ended")]},
        members=members,
        coverage={"a": Coverage("a", 2, 5, "twins", "s")},
    )
    first = found["pairs"][0]
    assert first["cities"] == ["a", "b"]
    assert [tie["status"] for tie in first["ties"]] == ["ended"]
    assert (first["shared_partners"], first["shared_networks"], first["hops"]) == (
        ["p"], ["network"], 2,
    )  # fmt: skip
    assert [pair["hops"] for pair in found["pairs"]] == [2, None, None]
    assert found["cities"][0]["coverage"]["share"] == 0.4
    assert (found["boundary"], found["on"]) == ("lists", "2020-01-01")


def test_rows_for_a_spreadsheet_hold_every_figure(graph: nx.Graph[Any]) -> None:
    ranks = [
        {"city": "a", "measure": "degree", "value": 2.0, "rank": 3, "tied": 4, "of": 9,
         "comparable": False, "warnings": ["x"], "other": 1}
    ]  # fmt: skip
    found = profile(["a", "b"], graph, ties={"a": [_row("p")]}, ranks=ranks)
    assert "other" not in found["cities"][0]["measures"][0]
    rows = flat_rows(found)
    assert {"city": "a", "part": "rank", "item": "degree", "value": 3, "of": 9} in rows
    assert {"city": "a;b", "part": "shared_partner", "item": "p", "value": 1, "of": None} in rows
    assert {"city": "a", "part": "kind certain", "item": "sister_city", "value": 1,
            "of": None} in rows  # fmt: skip


def test_too_many_cities_and_doubles() -> None:
    assert check_cities(["a", "b", "a"]) == ("a", "b")
    with pytest.raises(UsageError, match="cannot show 9 cities side by side; the maximum is 8"):
        check_cities([str(number) for number in range(9)])
