"""Dates that people write in other ways: what they mean, or that they mean nothing sure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityties.model.dates import parse_edtf
from cityties.model.other_dates import meant


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("June 2023", "2023-06"),
        ("5 June 2023", "2023-06-05"),
        ("June 5th, 2023", "2023-06-05"),
        ("5. Sept. 2023", "2023-09-05"),
        ("۵ ژوئن ۲۰۲۳", "2023-06-05"),
        ("۲۰ فروردین ۱۴۰۴", "2025-04-09"),
        ("Mehr 1399", "[2020-09-22..2020-10-21]"),
        ("sh1404-01-20", "2025-04-09"),
        ("SH1404", "[2025-03-21..2026-03-20]"),
        ("sh 1404/1/20", "2025-04-09"),
        ("1404-01-20", "2025-04-09"),
        ("1404/01/20", "2025-04-09"),
        ("1404", "[2025-03-21..2026-03-20]"),
        ("27.10.2000", "2000-10-27"),
        ("10/27/2000", "2000-10-27"),
        ("2000/10/27", "2000-10-27"),
        ("2000-1-7", "2000-01-07"),
        ("2000.10", "2000-10"),
        ("۲۰۲۱-۰۷", "2021-07"),
        ("about 2021", "2021~"),
        ("c. May 2021", "2021-05~"),
        ("[2000, 2001]", "[2000,2001]"),
    ],
)
def test_what_is_meant(text: str, edtf: str) -> None:
    assert meant(text) == edtf
    assert parse_edtf(edtf).text == edtf


@pytest.mark.parametrize(
    "text",
    [
        "", "spring", "June", "05/06/2023", "30 February 2023", "sh1404-13-01", "Tir 2023",
        "June 1404", "2023", "2023-06", "5 June 2023 or 2024", "May the fourth", "31.31.2000",
    ],
)  # fmt: skip
def test_what_means_nothing_sure(text: str) -> None:
    assert meant(text) == ""


@given(st.text(max_size=20))
def test_any_text_means_a_date_or_nothing(text: str) -> None:
    found = meant(text)
    assert not found or parse_edtf(found).text == found
