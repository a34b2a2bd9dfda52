"""Bounds are shown as what they are."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityties.language.messages import in_language
from cityties.language.names import persian_faults
from cityties.model.dates import DAY_MIN
from cityties.words.bounds import bounds_edtf, bounds_words, date_words, said_words

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))


@pytest.mark.parametrize(
    ("earliest", "latest", "english", "persian"),
    [
        ("2010-01-01", "2010-12-31", "2010", "۱۳۸۸–۱۳۸۹"),
        (None, "2007-12-31", "2007 or earlier", "۱۳۸۶ یا پیش از آن"),
        ("2007-10-12", None, "12 October 2007 or later", "۲۰ مهر ۱۳۸۶ یا پس از آن"),
        ("2000-10-27", "2000-10-27", "27 October 2000", "۶ آبان ۱۳۷۹"),
        ("2000-10-27", "2001-12-31", "between 27 October 2000 and 2001", "میان ۶ آبان ۱۳۷۹ و ۱۳۸۰"),
        ("0001-01-01", "9999-12-31", "", ""),
        (None, None, "", ""),
    ],
)
def test_bounds_in_words(
    earliest: str | None, latest: str | None, english: str, persian: str
) -> None:
    assert bounds_words(earliest, latest) == english
    with in_language("fa"):
        assert bounds_words(earliest, latest) == persian
    assert not persian_faults(persian)


def test_bounds_are_days_or_texts() -> None:
    assert bounds_words(datetime.date(2010, 1, 1), datetime.date(2010, 12, 31)) == "2010"
    assert bounds_edtf(DAY_MIN, datetime.date(2007, 12, 31)) == bounds_edtf("", "2007-12-31")


@given(DAYS, st.integers(0, 800))
def test_a_day_is_named_only_if_it_is_one(first: datetime.date, more: int) -> None:
    last = first + datetime.timedelta(days=more)
    words = bounds_words(first, last)
    if not more:
        assert words.split()[0] == str(first.day)
    elif (first.day, first.month, last.day, last.month) == (1, 1, 31, 12):
        assert not any(part.isalpha() and part not in {"between", "and"} for part in words.split())


def test_a_publication_is_marked_as_one() -> None:
    assert said_words("", "2007-10-12") == "published 12 October 2007"
    assert said_words("2010", "2011") == date_words("2010") == "2010"
    assert said_words(None, None) == "undated"
