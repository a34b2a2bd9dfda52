"""EDTF bounds, their arithmetic and the Solar Hijri calendar."""

from __future__ import annotations

import datetime
import itertools
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityties.model.dates import (
    DAY_MAX,
    DAY_MIN,
    EDTF_PATTERN,
    Edtf,
    from_bounds,
    iso_bounds,
    looks_solar_hijri,
    parse_edtf,
    solar_hijri,
    to_solar_hijri,
)

days = st.dates(datetime.date(1500, 1, 1), datetime.date(2200, 12, 31))


@st.composite
def plain_texts(draw: st.DrawFn, marks: str = "~?") -> str:
    day = draw(days)
    text = day.isoformat()[: draw(st.sampled_from((4, 7, 10)))]
    return text + draw(st.sampled_from(("", *marks)))


@st.composite
def edtf_texts(draw: st.DrawFn) -> str:
    shape = draw(st.sampled_from(("plain", "earlier", "later", "between", "set")))
    one, other = sorted((draw(plain_texts("")), draw(plain_texts(""))))
    mark = draw(st.sampled_from(("", "~", "?")))
    if shape == "plain":
        return one + mark
    if shape == "earlier":
        return f"[..{one}{mark}]"
    if shape == "later":
        return f"[{one}{mark}..]"
    if shape == "between":
        return f"[{one[:4]}..{other[:4]}{mark}]"
    return f"[{one},{other}{mark}]"


values = edtf_texts().map(parse_edtf)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2000", "2000-01-01", "2000-12-31"),
        ("2000-02", "2000-02-01", "2000-02-29"),
        ("2000-10-27", "2000-10-27", "2000-10-27"),
        ("2019~", "2018-01-01", "2020-12-31"),
        ("2021-05~", "2021-04-01", "2021-06-30"),
        ("2021-01~", "2020-12-01", "2021-02-28"),
        ("2020-03-01~", "2020-02-29", "2020-03-02"),
        ("2000?", "2000-01-01", "2000-12-31"),
        ("[..2007]", None, "2007-12-31"),
        ("[..2021-05~]", None, "2021-06-30"),
        ("[2007..]", "2007-01-01", None),
        ("[1988..1990]", "1988-01-01", "1990-12-31"),
        ("[2020-02~..2021-05~]", "2020-01-01", "2021-06-30"),
        ("[1998-05-29,1998-09-18]", "1998-05-29", "1998-09-18"),
        ("[1998-09-18,1998-05-29]", "1998-05-29", "1998-09-18"),
        ("[..1998,2001..]", None, None),
        ("9999~", "9998-01-01", None),
        ("0001-01~", None, "0001-02-28"),
        (" 2000 ", "2000-01-01", "2000-12-31"),
    ],
)
def test_bounds(text: str, earliest: str | None, latest: str | None) -> None:
    assert iso_bounds(parse_edtf(text)) == (earliest, latest)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "missing"),
        ("1998/2000", "when and its end in the column until"),
        ("/2007", "[..2007]"),
        ("2023-02-30", "does not exist"),
        ("1900-02-29", "does not exist"),
        ("2021-13", "month"),
        ("2021-00", "month"),
        ("2021-05-00", "does not exist"),
        ("0000", "0000"),
        ("[2001..2000]", "reversed"),
        ("[2000-05~..2000-04]", "reversed"),
        ("[2000]", "write 2000"),
        ("[..]", "empty"),
        ("[2000", "not closed"),
        ("[2000, 2001]", "spaces"),
        ("[2001,..2000]", "open end"),
        ("[2001..,2000]", "open end"),
        ("[]", "missing"),
        ("..2007", "[..2007]"),
        ("{2000,2001}", "one claim for each"),
        ("2000%", "not both"),
        ("2000?~", "not both"),
        ("199X", "[1990..1999]"),
        ("2000-1-7", "4, 2 and 2 digits"),
        ("۱۳۷۹", "digits 0 to 9"),
        ("spring", "2000-10-27"),
        ("June 2023", "2000-10-27"),
        ("1999-21", "[1999-03..1999-05]"),
        ("1999-24", "[1999-12..2000-02]"),
        ("1999-29", "[1999-09..1999-11]"),
        ("1999-33", "[1999-01..1999-03]"),
        ("1999-39", "[1999-09..1999-12]"),
        ("1999-41", "[1999-07..1999-12]"),
        ("1999-42", "month"),
        ("27.10.2000", "2000-10-27"),
        ("20001", "2000-10-27"),
    ],
)
def test_refusals_say_what_would_be_right(text: str, hint: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_edtf(text)
    assert hint in str(caught.value)


def _days_of(bound: object) -> datetime.date:
    assert isinstance(bound, time.struct_time)
    return datetime.date(*bound[:3])


@settings(deadline=None, max_examples=60)  # that package is slow
@given(plain_texts("?"))
def test_edtf_package_agrees_on_plain_dates(text: str) -> None:
    from edtf import parse_edtf as theirs

    value, other = parse_edtf(text), theirs(text)
    assert value.earliest == _days_of(other.lower_strict())
    assert value.latest == _days_of(other.upper_strict())


@settings(deadline=None, max_examples=60)  # that package is slow
@given(st.lists(plain_texts(""), min_size=2, max_size=4))
def test_edtf_package_agrees_on_sets(texts: list[str]) -> None:
    from edtf import parse_edtf as theirs

    text = f"[{','.join(texts)}]"
    value, other = parse_edtf(text), theirs(text)
    assert value.earliest == _days_of(other.lower_strict())
    assert value.latest == _days_of(other.upper_strict())


@given(values)
def test_values_round_trip(value: Edtf) -> None:
    assert value.earliest <= value.latest
    assert parse_edtf(str(value)) == value
    again = from_bounds(value.earliest, value.latest)
    assert iso_bounds(parse_edtf(str(again))) == iso_bounds(value)


@given(st.text(alphabet="0123456789-[].,~?/ X", max_size=20))
def test_any_text_is_read_or_refused_with_a_message(text: str) -> None:
    try:
        value = parse_edtf(text)
    except ValueError as error:
        assert str(error)
    else:
        assert DAY_MIN <= value.earliest <= value.latest <= DAY_MAX


def _read(text: str) -> tuple[bool, bool]:
    """Whether the parser reads a text as it is, and whether it refuses a reversed range."""
    try:
        parse_edtf(text)
    except ValueError as error:
        return False, "is reversed" in str(error)
    return text == text.strip(), False


@given(edtf_texts())
def test_the_pattern_of_the_datatype_takes_what_the_parser_reads(text: str) -> None:
    assert bool(re.fullmatch(EDTF_PATTERN, text)) == _read(text)[0]


# Days and months that do not exist, years of leap days that do and do not.
_ATOMS = (
    "2000", "2000-10", "2000-10-27", "2000-02-29", "1900-02-29", "2001-02-29", "0004-02-29~",
    "2001-04-31", "2001-04-30?", "2001-12-31", "2001-13", "2001-00", "2001-1", "0000", "0400~",
    "2000?~", "20001", "200X", "",
)  # fmt: skip
_FORMS = (
    "{0}", "[{0}]", "[..{0}]", "[{0}..]", "[{0}..{1}]", "[{0},{1}]", "[{0},{1}..]", "[..{0},{1}]",
    "[{0}..{1},{0}]", "[..{0},{0}..{1}]", "[..{0},{1}..]", "[{0}..,{1}]", "[{0},..{1}]",
    "[{0}..{1}..{1}]", "[{0},{1},{1}]", "[{0},{0}..{1}]", "[{0}..{1},{1}..]", "{0}/{1}",
    "{{{0},{1}}}", "[{0}", "{0}]", "[..]", "[]", "[{0},]", " {0}", "{0}\n", "{0}..{1}",
)  # fmt: skip


def test_the_pattern_of_the_datatype_refuses_what_the_parser_refuses() -> None:
    """Except a range with its ends reversed: a pattern cannot compare."""
    seen = {True: 0, False: 0}
    for form, one, other in itertools.product(_FORMS, _ATOMS, _ATOMS):
        text = form.format(one, other)
        reads, reversed_ = _read(text)
        matches = bool(re.fullmatch(EDTF_PATTERN, text))
        assert matches == (reads or reversed_) or (reversed_ and not matches), text
        seen[reads] += 1
    assert min(seen.values()) > 1000


@given(st.text(alphabet="0123-[].,~?", max_size=24))
def test_the_pattern_of_the_datatype_agrees_on_any_text(text: str) -> None:
    reads, reversed_ = _read(text)
    assert reversed_ or bool(re.fullmatch(EDTF_PATTERN, text)) == reads


def test_values_sort_by_bounds() -> None:
    texts = ["2001", "[..2007]", "2000-10-27", "2000"]
    assert [str(v) for v in sorted(map(parse_edtf, texts))] == [
        "[..2007]",
        "2000",
        "2000-10-27",
        "2001",
    ]


@pytest.mark.parametrize("parts", [(1402, 12, 30), (1403, 13), (1403, 7, 31), (0,)])
def test_solar_hijri_days_that_do_not_exist(parts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="Solar Hijri"):
        solar_hijri(*parts)


@given(days)
def test_calendars_agree_day_by_day(day: datetime.date) -> None:
    found = to_solar_hijri(day)
    assert found is not None
    assert solar_hijri(*found).earliest == day
    assert solar_hijri(*found).is_day


def test_before_the_solar_calendar_there_is_no_date() -> None:
    assert to_solar_hijri(DAY_MIN) is None
    assert to_solar_hijri(DAY_MAX) is None


def test_an_unconverted_year_is_noticed() -> None:
    assert looks_solar_hijri(parse_edtf("[..1390]"))
    assert not looks_solar_hijri(parse_edtf("[1998..2000]"))
