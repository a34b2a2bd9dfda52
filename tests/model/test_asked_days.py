"""Days and years as people ask for them, in two calendars."""

from __future__ import annotations

from datetime import date

import pytest

from cityties.errors import UsageError
from cityties.model.asked_days import Year, read_year


@pytest.mark.parametrize("text", ["sh1402", "SH1402", "sh۱۴۰۲", " sh 1402 "])
def test_a_solar_year_has_its_days(text: str) -> None:
    found = read_year(text)
    assert (found.code, found.first, found.last) == ("sh1402", date(2023, 3, 21), date(2024, 3, 19))
    assert (found.plus(-1).last, date(2023, 3, 20) in found) == (date(2023, 3, 20), False)


def test_a_gregorian_year_is_a_number() -> None:
    assert [read_year(each).code for each in (2023, "2023", "۲۰۲۳", Year(2023))] == [2023] * 4
    assert Year.of(date(2023, 1, 1), is_solar=True).code == "sh1401"


@pytest.mark.parametrize("value", [1402, "1402", "۱۴۰۲"])
def test_a_bare_solar_year_is_a_slip(value: int | str) -> None:
    with pytest.raises(UsageError, match="looks like a Solar Hijri year; write it as sh1402"):
        read_year(value)


@pytest.mark.parametrize("value", ["", "x", "1", "402", "12345", "sh9999", "sh", True, 2023.5])
def test_what_is_no_year(value: str | float) -> None:
    with pytest.raises(UsageError, match="is not a year"):
        read_year(value)  # type: ignore[arg-type]  # what somebody may pass
