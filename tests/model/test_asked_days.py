"""Days and years as people ask for them, in two calendars."""

from __future__ import annotations

from datetime import date

import pytest

from cityties.errors import UsageError
from cityties.model.asked_days import Year, read_day, read_year


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


@pytest.mark.parametrize(
    "text", ["sh1400/05/05", "sh۱۴۰۰/۰۵/۰۵", "sh1400.5.5", "SH 1400-05-05", "۵ مرداد ۱۴۰۰"]
)
def test_a_solar_day_in_the_writings_of_its_readers(text: str) -> None:
    assert read_day(text) == date(2021, 7, 27)


@pytest.mark.parametrize(
    "text", ["1400-05-05", "1400/05/05", "۱۴۰۰/۰۵/۰۵", "1400.5.5", "۰۵/۰۵/۱۴۰۰", "14000505"]
)
def test_a_solar_day_without_its_mark_is_a_slip_in_any_writing(text: str) -> None:
    with pytest.raises(UsageError, match=r"Solar Hijri day; write it as sh1400-?05-?05$"):
        read_day(text)


def test_a_day_that_only_the_solar_calendar_has_is_a_slip_too() -> None:
    with pytest.raises(UsageError, match="write it as sh1400-02-31"):
        read_day("1400-02-31")


@pytest.mark.parametrize("value", [2010, 2010.5, b"2010-01-01", ["2010-01-01"]])
def test_what_is_no_text_is_no_day(value: object) -> None:
    with pytest.raises(UsageError, match="is not a day"):
        read_day(value)  # type: ignore[arg-type]  # what somebody may pass


@pytest.mark.parametrize("text", ["1400/13/40", "sh1400/13/40", "sh1400/05-05", "1400/05"])
def test_what_is_no_day_in_either_calendar(text: str) -> None:
    with pytest.raises(UsageError, match="is not a day"):
        read_day(text)
