"""Lengths and terms in both languages; what is computed says so."""

from __future__ import annotations

import pytest

from cityties.language.messages import in_language
from cityties.words.durations import duration_words, term_words


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
