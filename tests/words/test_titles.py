"""Titles of sources in the language of the reader, with what others can look up."""

from __future__ import annotations

import pytest

from cityties.model.rows import Source
from cityties.words.titles import source_title, title_words

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
    english, persian, printed = titles
    assert title_words({"en": english, "fa": persian}, printed, lang=lang) == text


def test_one_title_alone() -> None:
    titles = dict(zip(("en", "fa"), GERMAN[:2], strict=True))
    assert title_words(titles, GERMAN[2], lang="fa", both=False) == "دو شهر"
    assert title_words(titles, GERMAN[2], lang="en", both=False) == "Two cities"


def test_a_title_in_a_further_language_comes_first() -> None:
    source = Source("s", "news", "Two cities", "p", further=(("title_de", "Zwei Städte"),))
    assert source_title(source, lang="fa") == "Two cities"
