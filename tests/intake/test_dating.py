from __future__ import annotations

import datetime

import pytest

from cityties.intake.dating import dates

DAY = datetime.date(2023, 8, 21)


@pytest.mark.parametrize(
    ("text", "lang", "solar", "when", "basis"),
    [
        ("signed on 12 May 2021", "en", False, "2021-05-12", "stated"),
        ("from 28 to 30 June 2022", "en", False, "2022-06-28", "stated"),
        ("signed last year", "en", False, "2022", "relative"),
        ("signed last year", "en", True, "[2022-03-21..2023-03-20]", "calendar"),
        ("met on Monday", "en", False, "2023-08-21", "relative"),
        ("met on 14 March", "en", False, "2023-03-14", "relative"),
        ("for more than two years", "en", False, "[..2021]", "relative"),
        ("20 Farvardin 1404", "en", False, "2025-04-09", "calendar"),
        ("۲۹ مرداد ۱۴۰۲".translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")), "fa", True,
         "2023-08-20", "calendar"),
        ("سال گذشته", "fa", True, "[2022-03-21..2023-03-20]", "calendar"),
        ("از سال 1389", "fa", True, "[2010-03-21..2011-03-20]", "calendar"),
    ],
)  # fmt: skip
def test_dates_keep_their_precision(
    text: str, lang: str, solar: bool, when: str, basis: str
) -> None:
    (found,) = dates(text, lang, DAY, solar=solar)
    assert (found.when, found.basis) == (when, basis)


def test_a_relative_date_needs_the_day_of_publication() -> None:
    assert dates("signed last year, on Monday, in May", "en", None, solar=False) == []
