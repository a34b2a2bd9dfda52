"""Numbers, lists and dates in both languages and both calendars."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityties.language.messages import in_language
from cityties.language.names import persian_faults
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


@pytest.mark.parametrize(
    ("text", "english", "persian"),
    [
        ("2000", "2000", "۲۰۰۰"),
        ("2000-10", "October 2000", "اکتبر ۲۰۰۰"),
        ("2000-10-27", "27 October 2000", "۶ آبان ۱۳۷۹"),
        ("2021-05~", "about May 2021", "حدود مه ۲۰۲۱"),
        ("2000?", "2000 (not sure)", "۲۰۰۰ (نامطمئن)"),
        ("[..2007]", "2007 or earlier", "۲۰۰۷ یا پیش از آن"),
        ("[2007-03..]", "March 2007 or later", "مارس ۲۰۰۷ یا پس از آن"),
        ("[..2021-05~]", "about May 2021 or earlier", "حدود مه ۲۰۲۱ یا پیش از آن"),
        ("[1988..1990]", "between 1988 and 1990", "بین ۱۹۸۸ و ۱۹۹۰"),
        (
            "[1998-05-29,1998-09-18]",
            "29 May or 18 September 1998",
            "۲۹ مه یا ۱۸ سپتامبر ۱۹۹۸",
        ),
        ("[2000,2001]", "2000 or 2001", "۲۰۰۰ یا ۲۰۰۱"),
        ("[1998-05,2000-05,2001]", "May 1998, May 2000 or 2001", "مه ۱۹۹۸، مه ۲۰۰۰ یا ۲۰۰۱"),
        ("[2020-03-20..2021-03-20]", "1399 (Solar Hijri)", "۱۳۹۹ (هجری خورشیدی)"),
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
        ("2000-10", "October 2000 (Mehr to Aban 1379)", "اکتبر ۲۰۰۰ (مهر تا آبان ۱۳۷۹)"),
        ("2000", "2000 (1378 to 1379)", "۲۰۰۰ (۱۳۷۸ تا ۱۳۷۹)"),
        (
            "[2020-03-20..2021-03-20]",
            "1399 (Solar Hijri) (20 March 2020 to 20 March 2021)",
            "۱۳۹۹ (هجری خورشیدی) (۱ فروردین ۱۳۹۹ تا ۳۰ اسفند ۱۳۹۹)",
        ),
    ],
)
def test_dates_in_both_calendars(text: str, english: str, persian: str) -> None:
    assert edtf_words(parse_edtf(text), both=True) == english
    with in_language("fa"):
        assert edtf_words(parse_edtf(text), both=True) == persian


def test_days() -> None:
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
