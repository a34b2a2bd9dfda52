"""Titles of sources in the language of the reader, with what others can look up."""

from __future__ import annotations

import pytest

from cityties.words.titles import title_words

GERMAN = ("Two cities", "دو شهر", "Zwei Städte")


@pytest.mark.parametrize(
    ("titles", "lang", "text"),
    [
        (GERMAN, "en", "Two cities [Zwei Städte]"),
        (GERMAN, "fa", "دو شهر [Zwei Städte]"),
        (("Two cities", "دو شهر", ""), "en", "Two cities"),
        (("Two cities", "دو شهر", ""), "fa", "دو شهر [Two cities]"),
        (("Two cities", "", ""), "fa", "Two cities"),
        (("Two cities", "دو شهر", "دو شهر"), "fa", "دو شهر"),
        (("Two cities", "", "Two cities"), "en", "Two cities"),
        (("", "", ""), "en", ""),
    ],
)
def test_titles(titles: tuple[str, str, str], lang: str, text: str) -> None:
    assert title_words(*titles, lang=lang) == text


def test_one_title_alone() -> None:
    assert title_words(*GERMAN, lang="fa", both=False) == "دو شهر"
    assert title_words(*GERMAN, lang="en", both=False) == "Two cities"
