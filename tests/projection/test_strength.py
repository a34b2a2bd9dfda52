"""Strength against numbers worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityties.api import CityGraph
from cityties.errors import UsageError
from cityties.projection.strength import (
    FORMALITY,
    PARTS,
    STATUS_FACTORS,
    Profile,
    Weights,
    average_ranks,
    correlation,
    sensitivity,
)
from cityties.vocabulary.codes import AGREEMENT_KINDS, RUNGS, STATUSES

DAY = "2019-01-02"


def by_partner(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["partner"]: row for row in rows}


def test_five_parts_by_hand(small: CityGraph) -> None:
    row = by_partner(small.strength("alfa", on=DAY))["bravo"]
    half = 2**-0.5
    contact = 3 * half + 0.25 + 0.5 * half + 1 + 2 * 2 ** (-1066 / 730)
    entropy = -(2 / 3 * math.log(2 / 3) + 1 / 3 * math.log(1 / 3))  # sport twice, tourism once
    want = {
        "formality": 1.0,
        "activity": 1 - math.exp(-contact / 3),
        "breadth": entropy / math.log(31),  # topics
        "reciprocity": 1 - 1 / 3,  # one visit there, two letters back
        "follow_through": 1 / 3,  # one festival held, two exhibitions never seen
    }
    assert {name: row[name] for name in PARTS} == pytest.approx(want)
    weights = {"formality": 0.35, "activity": 0.30, "breadth": 0.10, "reciprocity": 0.15,
               "follow_through": 0.10}  # fmt: skip
    assert row["strength"] == pytest.approx(sum(weights[name] * want[name] for name in want))
    assert row["low"] == row["high"] == pytest.approx(row["strength"])
    assert (row["based_on"], row["of"]) == (5, 5)
    assert row["evidence"] == {
        "ties": 3, "events": 5, "topics": 2, "given": 1, "received": 2, "kept": 1, "overdue": 2,
    }  # fmt: skip


def test_given_and_received_change_places(small: CityGraph) -> None:
    row = by_partner(small.strength("bravo", on=DAY))["alfa"]
    assert (row["evidence"]["given"], row["evidence"]["received"]) == (2, 1)
    assert row["strength"] == by_partner(small.strength("alfa", on=DAY))["bravo"]["strength"]


def test_unknown_is_left_out_and_bounded(small: CityGraph) -> None:
    row = by_partner(small.strength("alfa", on=DAY))["cairo"]
    assert row["strength"] == row["formality"] == pytest.approx(0.42)
    assert row["activity"] is row["breadth"] is row["reciprocity"] is row["follow_through"] is None
    assert row["based_on"] == 1
    assert row["low"] == pytest.approx(0.35 * 0.42)
    assert row["high"] == pytest.approx(0.35 * 0.42 + 0.65)


def test_ranks_say_what_is_possible(small: CityGraph) -> None:
    rows = small.strength("alfa", on=DAY)
    assert [row["partner"] for row in rows] == ["bravo", "delta", "cairo"]
    for row in rows:
        assert row["rank_best"] <= row["rank"] <= row["rank_worst"]
    assert (rows[0]["rank_best"], rows[0]["rank_worst"]) == (1, 3)


@pytest.mark.parametrize(
    ("day", "kinds", "formality"),
    [
        ("2014-12-31", "friendship_city", {"alfa": 0.7}),
        (DAY, "friendship_city", {"alfa": 0.42}),  # one channel frozen
        ("2017-12-31", "sister_city", {"bravo": 1.0, "delta": 0.2}),  # announced: contact
        (DAY, "sister_city", {"bravo": 0.0, "delta": 0.2}),  # ended
    ],
)
def test_status_and_formality(
    small: CityGraph, day: str, kinds: str, formality: dict[str, float]
) -> None:
    rows = by_partner(small.strength("cairo", on=day, kinds=kinds))
    assert {name: row["formality"] for name, row in rows.items()} == pytest.approx(formality)


def test_an_announced_tie_is_a_promise(small: CityGraph) -> None:
    before = by_partner(small.strength("cairo", on="2016-05-31", kinds="sister_city"))
    assert "delta" not in before
    on_the_day = by_partner(small.strength("cairo", on="2017-01-01", kinds="sister_city"))
    assert on_the_day["delta"]["follow_through"] is None, "not due before its day"
    later = by_partner(small.strength("cairo", on=DAY, kinds="sister_city"))["delta"]
    assert (later["follow_through"], later["evidence"]["overdue"]) == (0.0, 1)


def test_weights_can_be_changed(small: CityGraph) -> None:
    weights = Weights(parts={**PARTS, "activity": 0.0}, half_life=1.0)
    row = by_partner(small.strength("alfa", on=DAY, weights=weights))["bravo"]
    assert row["activity"] == pytest.approx(1 - math.exp(-1 / 3), abs=1e-6), "only the call is left"
    rest = [name for name in PARTS if name != "activity"]
    assert row["strength"] == pytest.approx(sum(PARTS[name] * row[name] for name in rest) / 0.7)


def test_one_source_alone(small: CityGraph) -> None:
    rows = small.strength("delta", source="world-2016")
    assert [(row["partner"], row["on"], row["source"]) for row in rows] == [
        ("echo", "2016-09-12", "world-2016")
    ]


def test_tables_name_codes_only() -> None:
    assert set(FORMALITY) == AGREEMENT_KINDS
    assert set(STATUS_FACTORS) - {"frozen"} == set(STATUSES["tie"]) - (
        set(RUNGS) - {"in_force"}
    ) - {"resumed"}
    assert sum(PARTS.values()) == pytest.approx(1)


_part = st.none() | st.floats(0, 1)


@given(st.tuples(_part, _part, _part, _part, _part))
def test_strength_lies_between_its_bounds(parts: tuple[float | None, ...]) -> None:
    profile = Profile(*parts)  # type: ignore[arg-type]
    low, high = profile.bounds()
    assert -1e-12 <= low <= high <= 1 + 1e-12
    if profile.based_on:
        assert low - 1e-12 <= profile.strength() <= high + 1e-12
    else:
        assert (profile.strength(), low, high) == (0.0, 0.0, pytest.approx(1.0))


# --- sensitivity -----------------------------------------------------------------------


def rows(*parts: dict[str, float]) -> list[dict[str, Any]]:
    made = []
    for number, known in enumerate(parts):
        profile = Profile(**{name: known.get(name) for name in PARTS})  # type: ignore[arg-type]
        made.append(
            {"partner": str(number), "strength": profile.strength(), "based_on": profile.based_on,
             **profile.parts}
        )  # fmt: skip
    made.sort(key=lambda row: -row["strength"])
    for rank, row in enumerate(made, start=1):
        row["rank"] = rank
    return made


def test_weights_that_do_not_matter() -> None:
    one, two, three = (dict.fromkeys(PARTS, value) for value in (0.9, 0.5, 0.1))
    found = sensitivity(rows(one, two, three), draws=50)
    assert found["median"] == found["least"] == pytest.approx(1.0)
    assert (found["first_kept"], found["undefined"], found["recorded"]) == (1.0, 0, None)
    assert [(row["rank_low"], row["rank_high"]) for row in found["partners"]] == [
        (1, 1), (2, 2), (3, 3),
    ]  # fmt: skip


def test_two_rows_that_change_places_half_the_time() -> None:
    """One is better in formality, the other as much in activity: an even chance."""
    first = {**dict.fromkeys(PARTS, 0.5), "formality": 1.0, "activity": 0.0}
    other = {**dict.fromkeys(PARTS, 0.5), "formality": 0.0, "activity": 1.0}
    found = sensitivity(rows(first, other), draws=4000, seed=3)
    assert found["first_kept"] == pytest.approx(0.5, abs=0.03)
    assert (found["low"], found["high"]) == (-1.0, 1.0)
    assert [(row["rank_low"], row["rank_high"]) for row in found["partners"]] == [(1, 2), (1, 2)]


def test_reports_repeat_themselves(small: CityGraph) -> None:
    one = small.strength_sensitivity("alfa", on=DAY, draws=200)
    assert one == small.strength_sensitivity("alfa", on=DAY, draws=200)
    assert one != small.strength_sensitivity("alfa", on=DAY, draws=200, seed=2)
    assert (one["draws"], one["rows"], one["city"], one["on"]) == (200, 3, "alfa", DAY)
    assert one["weights"] == dict(PARTS)


def test_nothing_to_rank(small: CityGraph) -> None:
    found = small.strength_sensitivity("echo", on="2000-01-01", draws=5)
    assert (found["rows"], found["median"], found["first_kept"]) == (0, None, None)
    with pytest.raises(UsageError, match="at least 1"):
        sensitivity([], draws=0)


def test_rank_correlation_with_ties() -> None:
    """The example of ties shared evenly: rho of (1, 2.5, 2.5, 4) and (1, 2, 3, 4) is 0.949."""
    first, second = average_ranks([9, 5, 5, 1]), average_ranks([9, 7, 5, 1])
    assert (first, second) == ([1, 2.5, 2.5, 4], [1, 2, 3, 4])
    assert correlation(first, second) == pytest.approx(4.5 / math.sqrt(4.5 * 5))


@settings(deadline=None)  # scipy takes its time to load
@given(st.lists(st.integers(0, 5), min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_rank_correlation_agrees_with_scipy(values: list[int], numbers: Any) -> None:
    stats = pytest.importorskip("scipy.stats")
    others = [numbers.randrange(6) for _value in values]
    found = correlation(average_ranks(values), average_ranks(others))
    if len(set(values)) == 1 or len(set(others)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(stats.spearmanr(values, others).statistic)
