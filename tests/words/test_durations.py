"""Lengths and terms in both languages; what is computed says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityties.language.messages import in_language
from cityties.words.durations import duration_words, span_words, term_words


@pytest.mark.parametrize(
    ("text", "english", "persian"),
    [
        ("P5Y", "5 years", "۵ سال"),
        ("P1Y", "1 year", "۱ سال"),
        ("P1Y6M", "1 year and 6 months", "۱ سال و ۶ ماه"),
        ("P90D", "90 days", "۹۰ روز"),
        ("", "", ""),
    ],
)
def test_lengths(text: str, english: str, persian: str) -> None:
    assert duration_words(text) == english
    with in_language("fa"):
        assert duration_words(text) == persian


def test_a_computed_end_is_told_from_a_stated_one() -> None:
    stated = term_words("2019-02-27", "P5Y")
    computed = term_words("2019-02-27", "P5Y", computed=True)
    assert "computed" in computed and "computed" not in stated
    for text in (stated, computed):
        assert text.startswith("27 February 2019") and "5 years" in text


def test_without_a_beginning_there_is_only_the_length() -> None:
    assert term_words(None, "P5Y") == "for 5 years"
    assert term_words(None, "") == "" == term_words(None, None)
    assert term_words("2021", None) == "2021"


def test_in_persian_the_date_is_of_the_persian_calendar() -> None:
    with in_language("fa"):
        text = term_words("2019-02-27", "P5Y", computed=True)
    assert "۸ اسفند ۱۳۹۷" in text and "۵ سال" in text
    assert not any(sign.isascii() and sign.isalnum() for sign in text)


@pytest.mark.parametrize(
    ("least", "most", "english", "persian"),
    [
        (0, 0, "0 days", "۰ روز"),
        (1, 1, "1 day", "۱ روز"),
        (20, 50, "20–50 days", "۲۰ تا ۵۰ روز"),
        (91, 91, "91 days", "۹۱ روز"),
        (92, 92, "3 months", "۳ ماه"),
        (30, 420, "30 days to 13 months", "۳۰ روز تا ۱۳ ماه"),
        (697, 697, "22 months", "۲۲ ماه"),
        (699, 1064, "22–34 months", "۲۲ تا ۳۴ ماه"),
        (699, 1430, "22 months to 3 years and 10 months", "۲۲ ماه تا ۳ سال و ۱۰ ماه"),
        (731, 731, "2 years", "۲ سال"),
        (1500, 1510, "4 years and 1 month", "۴ سال و ۱ ماه"),
        (1400, 1765, "3–4 years", "۳ تا ۴ سال"),
        (8800, 9130, "24 years", "۲۴ سال"),
        (9647, 9647, "26 years", "۲۶ سال"),
        (30, 9647, "30 days to 26 years", "۳۰ روز تا ۲۶ سال"),
    ],
)
def test_spans_in_words(least: int, most: int, english: str, persian: str) -> None:
    assert span_words([least, most]) == english
    with in_language("fa"):
        assert span_words([least, most]) == persian


def test_one_number_is_both_bounds() -> None:
    assert span_words(697) == span_words([697, 697]) == span_words((697, 697))


@given(st.integers(0, 20_000), st.integers(0, 10_000))
def test_days_are_counted_for_three_months_only(least: int, more: int) -> None:
    said = span_words([least, least + more])
    assert ("day" in said) == (least < 92)
    assert not any(int(part) > 91 for part in said.replace("–", " ").split() if part.isdigit())
