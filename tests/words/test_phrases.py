"""Numbers, lists and dates in both languages and both calendars."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityties.language.messages import in_language
from cityties.language.names import persian_faults
from cityties.model.calendars import calendars_of, in_calendars
from cityties.model.dates import DAY_MAX, DAY_MIN, parse_edtf
from cityties.words.phrases import (
    counted,
    day_words,
    digits,
    edtf_words,
    list_words,
    number,
    range_words,
)

DAY = datetime.date(2000, 10, 27)
SOLAR_MONTHS = {*"فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split(" ")}  # noqa: SIM905


@pytest.mark.parametrize(
    ("text", "english", "persian"),
    [
        ("2000", "2000", "۱۳۷۸–۱۳۷۹"),
        ("2000-10", "October 2000", "مهر–آبان ۱۳۷۹"),
        ("2000-03", "March 2000", "اسفند ۱۳۷۸–فروردین ۱۳۷۹"),
        ("2000-10-27", "27 October 2000", "۶ آبان ۱۳۷۹"),
        ("2021-05~", "about May 2021", "حدود اردیبهشت–خرداد ۱۴۰۰"),
        ("2000-10-27~", "about 27 October 2000", "حدود ۶ آبان ۱۳۷۹"),
        ("2000?", "2000 (not sure)", "۱۳۷۸–۱۳۷۹ (نامطمئن)"),
        ("[..2007]", "2007 or earlier", "۱۳۸۶ یا پیش از آن"),
        ("[2007-03..]", "March 2007 or later", "اسفند ۱۳۸۵ یا پس از آن"),
        ("[..2021-05~]", "about May 2021 or earlier", "حدود خرداد ۱۴۰۰ یا پیش از آن"),
        ("[1988..1990]", "between 1988 and 1990", "میان ۱۳۶۶ و ۱۳۶۹"),
        ("[2018-10..2018-12]", "between October and December 2018", "میان مهر و دی ۱۳۹۷"),
        ("[2014-10-01..2014-10-19]", "between 1 and 19 October 2014", "میان ۹ و ۲۷ مهر ۱۳۹۳"),
        ("[2004..2005-03-01]", "between 2004 and 1 March 2005", "میان ۱۳۸۲ و ۱۱ اسفند ۱۳۸۳"),
        (
            "[2018-04~..2018-06]",
            "between about April 2018 and June 2018",
            "میان حدود فروردین ۱۳۹۷ و تیر ۱۳۹۷",
        ),
        (
            "[1998-05-29,1998-09-18]",
            "29 May or 18 September 1998",
            "۸ خرداد یا ۲۷ شهریور ۱۳۷۷",
        ),
        ("[2018-10-03,2018-10-05]", "3 or 5 October 2018", "۱۱ یا ۱۳ مهر ۱۳۹۷"),
        ("[1995,2000-04-27]", "1995 or 27 April 2000", "۱۳۷۳–۱۳۷۴ یا ۸ اردیبهشت ۱۳۷۹"),
        ("[2000,2001]", "2000 or 2001", "۱۳۷۸–۱۳۷۹ یا ۱۳۷۹–۱۳۸۰"),
        (
            "[1998-05,2000-05,2001]",
            "May 1998, May 2000 or 2001",
            "اردیبهشت–خرداد ۱۳۷۷، اردیبهشت–خرداد ۱۳۷۹ یا ۱۳۷۹–۱۳۸۰",
        ),
        ("[2020-03-20..2021-03-20]", "1399 (Solar Hijri)", "۱۳۹۹"),
        (
            "[2020-03-20..2022-03-20]",
            "between 20 March 2020 and 20 March 2022",
            "میان ۱۳۹۹ و ۱۴۰۰",
        ),
        ("[2018-09-23..2018-10-22]", "between 23 September and 22 October 2018", "مهر ۱۳۹۷"),
        ("0622", "622", "۶۲۲"),  # the calendar begins within it
        ("9999", "9999", "۹۹۹۹"),  # further than the calendar is reckoned
    ],
)
def test_dates_in_words(text: str, english: str, persian: str) -> None:
    assert edtf_words(parse_edtf(text)) == english
    with in_language("fa"):
        assert edtf_words(parse_edtf(text)) == persian


@pytest.mark.parametrize(
    ("text", "english", "persian"),
    [
        ("2000-10-27", "27 October 2000 (6 Aban 1379)", "۶ آبان ۱۳۷۹ (۲۷ اکتبر ۲۰۰۰)"),
        ("2000-10", "October 2000 (Mehr to Aban 1379)", "مهر–آبان ۱۳۷۹ (اکتبر ۲۰۰۰)"),
        ("2000", "2000 (1378 to 1379)", "۱۳۷۸–۱۳۷۹ (۲۰۰۰)"),
        ("2000?", "2000 (not sure) (1378 to 1379)", "۱۳۷۸–۱۳۷۹ (نامطمئن) (۲۰۰۰)"),
        (
            "[2018-10..2018-12]",
            "between October and December 2018",
            "میان مهر و دی ۱۳۹۷ (میان اکتبر و دسامبر ۲۰۱۸)",
        ),
        (
            "[2020-03-20..2021-03-20]",
            "1399 (Solar Hijri) (20 March 2020 to 20 March 2021)",
            "۱۳۹۹ (میان ۲۰ مارس ۲۰۲۰ و ۲۰ مارس ۲۰۲۱)",
        ),
        ("0500", "500", "۵۰۰"),
    ],
)
def test_dates_in_both_calendars(text: str, english: str, persian: str) -> None:
    with in_calendars(calendars_of("IR")):
        assert edtf_words(parse_edtf(text), both=True) == english
    with in_language("fa"):
        assert edtf_words(parse_edtf(text), both=True) == persian


@given(
    st.dates(datetime.date(1800, 1, 1), datetime.date(2100, 1, 1)),
    st.integers(0, 4000),
    st.sampled_from((4, 7)),
)
def test_a_bound_is_never_a_day_in_persian(day: datetime.date, more: int, length: int) -> None:
    first = day.isoformat()[:length]
    last = (day + datetime.timedelta(days=more)).isoformat()[:length]
    month_or_year = 2 if length == 7 else 1
    with in_language("fa"):
        for text in {first, f"[..{first}]", f"[{first}..]", f"[{first}..{last}]"} - {
            f"[{first}..{first}]"
        }:
            for end in re.split(" و |–", edtf_words(parse_edtf(text))):
                words = re.sub("میان |حدود | یا (?:پیش|پس) از آن", "", end).split()
                assert len(words) <= month_or_year, (text, end)
                assert words[-1].isdecimal() or words[-1] in SOLAR_MONTHS, (text, end)


def test_days() -> None:
    assert day_words(DAY) == "27 October 2000"
    with in_calendars(calendars_of("IR")):
        assert day_words(DAY) == "27 October 2000 (6 Aban 1379)"
    assert day_words(DAY, both=False) == "27 October 2000"
    with in_language("fa"):
        assert day_words(DAY) == "۶ آبان ۱۳۷۹ (۲۷ اکتبر ۲۰۰۰)"
        assert day_words(DAY, both=False) == "۶ آبان ۱۳۷۹"
    assert day_words(datetime.date(500, 1, 2)) == "2 January 500"


def test_ranges() -> None:
    assert range_words(DAY, DAY_MAX) == "from 27 October 2000"
    assert range_words(DAY_MIN, DAY) == "until 27 October 2000"
    assert range_words(DAY, DAY) == "27 October 2000"
    assert range_words(DAY_MIN, DAY_MAX) == "at any time"


def test_numbers() -> None:
    assert number(1234567) == "1,234,567"
    assert number(-0.5) == "-0.5"
    assert number(3.0) == "3"
    with in_language("fa"):
        assert number(1234.5) == "۱٬۲۳۴٫۵"
        assert number(0.25, places=1) == "۰٫۲"
        assert digits("2000") == "۲۰۰۰"
    assert digits("2000") == "2000"


def test_counted_things() -> None:
    assert counted("{n} place", "{n} places", 1) == "1 place"
    assert counted("{n} place", "{n} places", 1200) == "1,200 places"


def test_lists() -> None:
    assert list_words([]) == ""
    assert list_words(["a"]) == "a"
    assert list_words(["a", "b"]) == "a and b"
    assert list_words(["a", "b", "c"], either=True) == "a, b or c"
    with in_language("fa"):
        assert list_words(["الف", "ب", "پ"]) == "الف، ب و پ"


@given(st.dates(datetime.date(1800, 1, 1), datetime.date(2100, 1, 1)), st.sampled_from((4, 7, 10)))
def test_every_date_has_clean_words(day: datetime.date, length: int) -> None:
    value = parse_edtf(day.isoformat()[:length])
    assert str(day.year) in edtf_words(value, both=True)
    with in_language("fa"):
        words = edtf_words(value, both=True)
        assert persian_faults(words) == ()
        assert not any(sign.isascii() and sign.isalnum() for sign in words)
