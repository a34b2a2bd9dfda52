"""Lengths of time, and the ends that follow from them."""

from __future__ import annotations

import pytest

from cityties.model.dates import parse_edtf
from cityties.model.durations import (
    Duration,
    after,
    computed_until,
    length_of,
    parse_duration,
    until_of,
)
from cityties.model.rows import Claim


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("P5Y", Duration(years=5)),
        ("P18M", Duration(months=18)),
        ("P2Y6M", Duration(years=2, months=6)),
        ("P90D", Duration(days=90)),
        ("P1Y2M3D", Duration(1, 2, 3)),
    ],
)
def test_lengths(text: str, length: Duration) -> None:
    assert parse_duration(text) == length


@pytest.mark.parametrize(
    "text",
    ["", "P", "5 years", "P5", "PT5H", "P5Y ", "-P5Y", "P2W", "P1M1Y", "P0Y", "P5.5Y", "p5y"],
)
def test_what_is_no_length(text: str) -> None:
    with pytest.raises(ValueError, match="length"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2014-02-27", "P5Y", "2019-02-27"),
        ("2012-02-29", "P1Y", "2013-02-28"),
        ("2012-02-29", "P4Y", "2016-02-29"),
        ("2021-01-31", "P1M", "2021-02-28"),
        ("2010", "P2Y", "2012"),
        ("2010-12", "P18M", "2012-06"),
        ("[..2007]", "P5Y", "[..2012]"),
        ("[2007..]", "P5Y", "[2012..]"),
        ("2021-12-31", "P1D", "2022-01-01"),
        ("9998", "P5Y", "[9999-12-31..]"),
    ],
)
def test_an_end_has_the_bounds_of_its_beginning(start: str, length: str, end: str) -> None:
    found = after(parse_edtf(start), parse_duration(length))
    expected = parse_edtf(end)
    assert (found.earliest, found.latest) == (expected.earliest, expected.latest)


def claim(**given: object) -> Claim:
    fields = {"type": "tie", "aspect": "change", "duration": "P5Y", "when": parse_edtf("2014")}
    return Claim("c-1", "s", **{**fields, **given})  # type: ignore[arg-type]


def test_an_end_is_computed_only_where_the_beginning_is_known() -> None:
    assert str(computed_until(claim())) == "2019"
    assert str(computed_until(claim(aspect="plan"))) == "2019"
    assert computed_until(claim(when=None)) is None
    assert computed_until(claim(duration="")) is None
    assert computed_until(claim(aspect="state")) is None, "seen then: nobody says since when"
    assert computed_until(claim(type="role")) is None, "an office outlasts its term"


def test_a_stated_end_is_kept() -> None:
    stated = claim(until=parse_edtf("2018-06"))
    assert computed_until(stated) is None
    assert str(until_of(stated)) == "2018-06"


def test_the_length_of_a_term_needs_no_beginning() -> None:
    assert length_of(claim(when=None)) == length_of(claim(aspect="state")) == Duration(years=5)
    assert length_of(claim(until=parse_edtf("2018"))) is None, "its end is stated"
    assert length_of(claim(duration="")) is None
    assert length_of(claim(type="role")) is None
