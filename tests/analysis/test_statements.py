"""Who says that two cities are partners."""

from __future__ import annotations

import datetime

import pytest

from cityties.analysis.statements import claimed_numbers, sides, stated_by
from cityties.model.dates import parse_edtf
from cityties.model.rows import Claim, Organization, Place, Source, Tables
from cityties.projection import Scope, Selection
from cityties.reading import city_resolver, read

TIE = "tie/a+b/sister_city"


def _claim(name: str, **more: object) -> Claim:
    values: dict[str, object] = {
        "id": name, "source": "press", "type": "tie", "aspect": "state", "kind": "sister_city",
        "about": TIE, "parties": ("a", "b"), "status": "in_force",
    }  # fmt: skip
    return Claim(**{**values, **more})  # type: ignore[arg-type]


def _scope(*claims: Claim, kinds: tuple[str, ...] = ()) -> Scope:
    tables = Tables(
        places=(Place("a", "city", "A"), Place("b", "city", "B"), Place("c", "country", "C")),
        organizations=(
            Organization("hall-a", "municipality", "Hall of A", acts_for="a"),
            Organization("paper", "publisher", "Paper"),
        ),
        sources=(
            Source("press", "article", "News", "paper", published=parse_edtf("2010-01-01")),
            Source("hall", "page", "Page", "hall-a", published=parse_edtf("2010-01-01")),
        ),
        claims=claims,
    )
    readings = read(tables.claims, {source.id: source for source in tables.sources})
    return Scope(
        readings,
        tables,
        city_resolver(tables),
        datetime.date(2015, 1, 1),
        Selection(frozenset(kinds)),
    )


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([_claim("1")], set()),  # a newspaper speaks for no city
        ([_claim("1", said_by="a")], {"a"}),
        ([_claim("1", said_by="hall-a")], {"a"}),
        ([_claim("1", source="hall")], {"a"}),  # the publisher speaks where nobody is named
        ([_claim("1", source="hall", said_by="b")], {"b"}),
        ([_claim("1", said_by="a"), _claim("2", said_by="b")], {"a", "b"}),
        ([_claim("1"), _claim("2", said_by="a", certainty="hedged")], set()),
        ([_claim("1"), _claim("2", said_by="a", certainty="denied")], set()),
        ([_claim("1"), _claim("2", said_by="a", aspect="plan")], set()),
        ([_claim("1"), _claim("2", said_by="a", status="proposed")], set()),
    ],
)
def test_who_states_a_tie(claims: list[Claim], expected: set[str]) -> None:
    assert stated_by(_scope(*claims)) == {frozenset("ab"): expected}


def test_kinds_narrow_the_ties_and_parties_that_are_no_city_make_no_pair() -> None:
    claim = _claim("1", said_by="a")
    assert stated_by(_scope(claim, kinds=("friendship_city",))) == {}
    other = _claim("2", about="tie/a+c/sister_city", parties=("a", "c"), said_by="a")
    assert stated_by(_scope(other)) == {}


def test_sides_are_counted_over_the_pairs_of_a_graph() -> None:
    counted = sides([("b", "a"), ("a", "x")], {frozenset("ab"): {"a"}})
    assert (counted.both, counted.one, counted.neither, counted.reciprocity) == (0, 1, 1, 0.0)
    assert sides([], {}).reciprocity is None


def test_numbers_are_looked_up_only_for_cities_of_which_one_is_claimed() -> None:
    asked = []

    def counts(city: str) -> list[dict[str, object]]:
        asked.append(city)
        return [{"count": 3}] if city == "a" else []

    count = Claim("n", "press", "count", about="a", number=3, of="sister cities", op="=")
    assert claimed_numbers(_scope(_claim("1"), count), ["a", "b"], counts) == {"a": [{"count": 3}]}
    assert asked == ["a"]
