"""Which calendars a country has, and which are in use."""

from __future__ import annotations

from datetime import date

import pytest

from cityties.language.messages import in_language
from cityties.model.calendars import calendars_of, in_calendars, in_use, set_calendars
from cityties.words.phrases import day_words

DAY = date(2026, 11, 28)


def test_a_country_has_the_calendars_of_the_table() -> None:
    assert calendars_of("IR") == calendars_of("AF") == ("solar_hijri", "gregorian")
    assert calendars_of("FI") == calendars_of("") == ("gregorian",)


def test_the_second_calendar_is_shown_where_it_is_in_use() -> None:
    assert day_words(DAY) == "28 November 2026"
    with in_calendars(calendars_of("IR")):
        assert day_words(DAY) == "28 November 2026 (7 Azar 1405)"
        with in_calendars(("gregorian",)):
            assert day_words(DAY) == "28 November 2026"
    with in_language("fa"):  # the reader's own calendar, and that of the data
        assert day_words(DAY) == "۷ آذر ۱۴۰۵ (۲۸ نوامبر ۲۰۲۶)"


def test_the_choice_of_the_process_holds_until_another() -> None:
    try:
        set_calendars(("solar_hijri",))
        assert in_use() == ("solar_hijri",)
    finally:
        set_calendars(())
    assert in_use() == ("gregorian",)
    with pytest.raises(ValueError, match="lunar"), in_calendars(("lunar",)):
        pass
