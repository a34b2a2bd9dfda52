"""Foreign runs are found whole, and nothing of a text is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityties.office.typography import isolated, runs, typography

RIGHT = {
    "از 2005–2022 بود.": ["2005–2022"],
    "از ۲۰۰۵–۲۰۲۲ بود.": ["۲۰۰۵–۲۰۲۲"],
    "با Martin Horn، شهردار": ["Martin Horn"],
    "(https://en.imna.ir/news/498459/x)": ["https://en.imna.ir/news/498459/x"],
    "شبکهٔ UNESCO (UCCN) در ۲۰۱۵": ["UNESCO (UCCN)", "۲۰۱۵"],
    "۱٬۲۳۴٫۵ و ۵۰٪": ["۱٬۲۳۴٫۵", "۵۰٪"],
    "اصفهان": [],
}


@pytest.mark.parametrize("text", RIGHT)
def test_foreign_runs_of_a_persian_line(text: str) -> None:
    assert [run.text for run in runs(text, "rtl") if run.foreign] == RIGHT[text]


def test_persian_in_an_english_line() -> None:
    found = [run.text for run in runs("the page «شهر اصفهان» of 2021", "ltr") if run.foreign]
    assert found == ["شهر اصفهان"]


@given(st.text(alphabet="ab 12۳۴.,()–-/:«»اصفهان\u200c،؛ ", max_size=40))
def test_runs_are_the_whole_text(text: str) -> None:
    for direction in ("rtl", "ltr"):
        assert "".join(run.text for run in runs(text, direction)) == text
        marked = isolated(text, direction)
        assert marked.count("\u2069") == sum(marked.count(mark) for mark in "\u2066\u2067")


def test_languages_are_set_by_their_script() -> None:
    assert [typography(lang).direction for lang in ("en", "fa", "de", "ar")] == [
        "ltr", "rtl", "ltr", "rtl",
    ]  # fmt: skip
