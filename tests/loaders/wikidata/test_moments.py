"""Dates of Wikidata: precision, calendars, unknown ones, several on one statement."""

from __future__ import annotations

import datetime

import pytest

from cityties.loaders.wikidata.answers import one_moment, read_moment
from cityties.loaders.wikidata.choose import choose
from cityties.loaders.wikidata.items import Moment, Statement
from cityties.loaders.wikidata.labels import is_damaged
from cityties.loaders.wikidata.surprises import Surprises
from cityties.model.dates import parse_edtf


@pytest.mark.parametrize(
    ("text", "precision", "edtf"),
    [
        ("1995-02-18T00:00:00Z", 11, "1995-02-18"),
        ("+1995-02-18T00:00:00Z", 11, "1995-02-18"),
        ("+00000001995-02-18T00:00:00Z", 11, "1995-02-18"),
        ("1995-02-01T00:00:00Z", 10, "1995-02"),
        ("+1995-02-00T00:00:00Z", 11, "1995-02"),
        ("1995-01-01T00:00:00Z", 9, "1995"),
        ("+1995-00-00T00:00:00Z", 11, "1995"),
        ("1990-01-01T00:00:00Z", 8, "[1990..1999]"),
        ("2000-01-01T00:00:00Z", 7, "[1901..2000]"),
        ("1901-01-01T00:00:00Z", 7, "[1901..2000]"),
        ("1995-01-01T00:00:00Z", None, "1995"),
        ("1995-02-01T00:00:00Z", None, "1995-02"),
        ("1995-02-18T00:00:00Z", None, "1995-02-18"),
    ],
)
def test_precision_becomes_edtf(text: str, precision: int | None, edtf: str) -> None:
    found = read_moment(
        text, precision, "http://www.wikidata.org/entity/Q1985727", "Q1", Surprises()
    )
    assert found is not None
    assert found.when == parse_edtf(edtf)


@pytest.mark.parametrize(
    ("text", "precision", "calendar", "kind"),
    [
        ("yesterday", 11, "", "bad-date"),
        ("-0044-03-15T00:00:00Z", 11, "", "bad-date"),
        ("1995-02-30T00:00:00Z", 11, "", "bad-date"),
        ("12345-01-01T00:00:00Z", 9, "", "bad-date"),
        ("1000-01-01T00:00:00Z", 6, "", "coarse-date"),
        ("1582-01-01T00:00:00Z", 11, "http://www.wikidata.org/entity/Q1985786", "julian"),
    ],
)
def test_dates_that_cannot_be_used_are_told(
    text: str, precision: int, calendar: str, kind: str
) -> None:
    odd = Surprises()
    assert read_moment(text, precision, calendar, "Q7", odd) is None
    assert odd.ids(kind) == ("Q7",)


def test_several_days_are_one_of_them() -> None:
    odd = Surprises()
    days = [Moment(parse_edtf(text)) for text in ("2001", "2000-10-27", "2001")]
    found = one_moment(days, "Q1", odd)
    assert found is not None
    assert found.when == parse_edtf("[2000-10-27,2001]")
    assert odd.count("several-starts") == 1
    assert one_moment([Moment(None), days[0]], "Q1", odd) == days[0]
    assert one_moment([None], "Q1", odd) is None


DAY = datetime.date(2022, 1, 1)


def value(name: str, rank: str = "normal", **when: str) -> Statement:
    moments = {key: Moment(parse_edtf(text) if text != "?" else None) for key, text in when.items()}
    return Statement(name, "Q1", "P6", rank, name, **moments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("statements", "chosen"),
    [
        ([value("a"), value("b", "preferred")], ["b"]),
        ([value("a", "deprecated")], []),
        ([value("a", end="2010"), value("b")], ["b"]),
        ([value("a", end="?"), value("b")], ["b"]),
        ([value("a", end="2030"), value("b", end="2010")], ["a"]),
        ([value("a", end="2010")], []),
        ([value("a", start="2001"), value("b", start="2015"), value("c")], ["b"]),
        ([value("a", at="2014"), value("b", start="2020")], ["b"]),
        ([value("b"), value("a")], ["a", "b"]),
        ([value("a", "preferred", end="2010"), value("b")], []),
        ([Statement("x", "Q1", "P6", special="unknown")], []),
        ([], []),
    ],
)
def test_one_value_of_several(statements: list[Statement], chosen: list[str]) -> None:
    assert [each.value for each in choose(statements, DAY)] == chosen
    assert [each.value for each in choose(reversed(statements), DAY)] == chosen


@pytest.mark.parametrize(
    "label",
    [
        "",
        "  ",
        "israel 🇮🇱",
        "http://spam.example",
        "=HYPERLINK(1)",
        "12345",
        "a\tb",
        "x" * 200,
        "a\u202eb",
    ],
)
def test_labels_that_were_tampered_with(label: str) -> None:
    assert is_damaged(label)


@pytest.mark.parametrize(
    "label", ["Xi’an", "اصفهان", "Ås", "L'Aquila (AQ)", "東京", "'s-Hertogenbosch"]
)
def test_labels_that_are_whole(label: str) -> None:
    assert not is_damaged(label)
