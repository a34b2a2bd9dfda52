"""Days as people write them: read, asked about, never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityties.model.dates import parse_edtf
from cityties.model.days import DayError, DayForm, read_day
from cityties.model.other_dates import meant
from cityties.model.unknown import is_unknown


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("1998", "1998"), ("1998.0", "1998"), ("1998-05", "1998-05"), ("05/1998", "1998-05"),
        ("1998-05-12", "1998-05-12"), ("12.05.1998", "1998-05-12"), ("19980512", "1998-05-12"),
        ("1998/05/12", "1998-05-12"), ("13/06/2023", "2023-06-13"), ("06/13/2023", "2023-06-13"),
        ("05/05/2023", "2023-05-05"), ("12 May 1998", "1998-05-12"), ("May 12, 1998", "1998-05-12"),
        ("12. Mai 1998", "1998-05-12"), ("12 мая 1998 г.", "1998-05-12"), ("1er mai 1998",
        "1998-05-01"),
        ("12 de mayo de 1998", "1998-05-12"), ("1998年5月12日", "1998-05-12"), ("květen 1998",
        "1998-05"),
        ("۱۲ مه ۱۹۹۸", "1998-05-12"), ("١٩٩٨", "1998"), ("11 دی 1388", "2010-01-01"),
        ("1999-21", "[1999-03..1999-05]"), ("spring 2019", "[2019-03..2019-05]"),
        ("Herbst 1999", "[1999-09..1999-11]"), ("2019-Q1", "[2019-01..2019-03]"),
        ("1990s", "[1990..1999]"), ("1990er Jahre", "[1990..1999]"), ("1990-е", "[1990..1999]"),
        ("199X", "[1990..1999]"), ("19th century", "[1801..1900]"), ("XIX век", "[1801..1900]"),
        ("19. Jh.", "[1801..1900]"), ("siglo XIX", "[1801..1900]"), ("قرن ۱۹", "[1801..1900]"),
        ("ca. 1998", "1998~"), ("c. 1998", "1998~"), ("um 1998", "1998~"), ("~1998", "1998~"),
        ("1998 (circa)", "1998~"), ("حدود ۱۹۹۸", "1998~"), ("około 1998", "1998~"),
        ("circa 1990s", "[1980..2009]"), ("before 1998", "[..1997]"), ("after 1998", "[1999..]"),
        ("1998 or 1999", "[1998,1999]"), ("seit 1998", "1998"), ("rok 1998", "1998"),
        ("1998?", "1998?"), ("[..2007]", "[..2007]"), ("1998[2]", "1998"), ("1998/", "1998"),
        ("1998 ad", "1998"), ("1388 ش", "[2009-03-21..2010-03-20]"),
    ],
)  # fmt: skip
def test_what_is_read(text: str, edtf: str) -> None:
    value = read_day(text).value
    assert value is not None
    assert value.text == edtf
    assert parse_edtf(edtf) == value


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("1998/2005", "1998", "2005"), ("1998-05/2001-06", "1998-05", "2001-06"),
        ("1998-2005", "1998", "2005"), ("1945–1990", "1945", "1990"),
        ("1998 bis 2005", "1998", "2005"), ("12.05.1998 - 2001", "1998-05-12", "2001"),
    ],
)  # fmt: skip
def test_durations_have_two_ends(text: str, start: str, end: str) -> None:
    day = read_day(text)
    assert day.value is not None
    assert day.until is not None
    assert (day.value.text, day.until.text) == (start, end)
    assert "interval" in day.notes


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("05/06/2023", "day-order", "--day-order"), ("May-98", "two-digit-year", "four"),
        ("12.05.98", "two-digit-year", "four"), ("35927", "serial-day", "1998-05-12"),
        ("1388/10/11", "calendar", "--calendar hijri"), ("۱۳۸۸", "calendar", "--calendar"),
        ("1405", "calendar", "--calendar gregorian"), ("836", "calendar", "--calendar gregorian"),
        ("ca. 1405", "calendar", "--calendar"), ("1998-02-30", "bad-date", "exist"),
        ("31.02.1998", "bad-date", "exist"), ("1998-99", "bad-date", ""),
        ("12-14 May 1998", "bad-date", ""), ("2001-1998", "bad-date", "reversed"),
        ("11 listopada 1998", "bad-date", ""), ("early 1998", "bad-date", ""),
        ("800 BC", "bad-date", "before"), ("۱۴۲۰ قمری", "bad-date", "lunar"), ("98", "bad-date",
        ""),
        ("x" * 200, "bad-date", ""),
    ],
)  # fmt: skip
def test_what_can_be_two_days_or_none_is_asked_about(text: str, code: str, words: str) -> None:
    with pytest.raises(DayError) as refused:
        read_day(text)
    assert refused.value.code == code
    assert words in f"{refused.value} {refused.value.suggestion}"


@pytest.mark.parametrize(
    ("text", "form", "edtf"),
    [
        ("05/06/2023", DayForm("dmy"), "2023-06-05"), ("05/06/2023", DayForm("mdy"), "2023-05-06"),
        ("12.05.1998", DayForm("mdy"), "1998-12-05"), ("836", DayForm("", "gregorian"), "0836"),
        ("1405", DayForm("", "gregorian"), "1405"), ("1405-05-12", DayForm("", "gregorian"),
        "1405-05-12"),
        ("1388/10/11", DayForm("", "hijri"), "2010-01-01"), ("۱۳۸۸/۱۰/۱۱", DayForm("", "hijri"),
        "2010-01-01"),
        ("۱۳۸۸", DayForm("", "hijri"), "[2009-03-21..2010-03-20]"),
        ("11/10/1388", DayForm("", "hijri"), "2010-01-01"), ("دهه ۱۳۸۰", DayForm("", "hijri"),
        "[2001-03-21..2011-03-20]"),
    ],
)  # fmt: skip
def test_what_the_table_says_of_itself_decides(text: str, form: DayForm, edtf: str) -> None:
    value = read_day(text, form).value
    assert value is not None
    assert value.text == edtf


def test_a_year_outside_the_calendar_of_the_table_is_refused() -> None:
    with pytest.raises(DayError, match="outside 1200 to 1499"):
        read_day("1990", DayForm(calendar="hijri"))
    with pytest.raises(DayError, match="order mdy"):
        read_day("27/05/1998", DayForm("mdy"))


@pytest.mark.parametrize(
    "text",
    ["", " ", "0", "00", "0000", "0000-00-00", "n/a", "N/A", "NA", "n.a.", "?", "??", "-", "--",
    "–",
     "…", "unknown", "unbekannt", "neznámo", "неизвестно", "نامشخص", "null", "None", "nan", "(?)"],
)  # fmt: skip
def test_marks_of_the_unknown(text: str) -> None:
    assert is_unknown(text)
    assert read_day(text).value is None


def test_a_table_has_marks_of_its_own() -> None:
    assert not is_unknown("9999")
    assert read_day("9999", DayForm(blanks=["9999"])).value is None
    assert not is_unknown("0", zero=False)


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_is_refused(text: str) -> None:
    try:
        day = read_day(text)
    except DayError as error:
        assert str(error)
        return
    for value in (day.value, day.until):
        assert value is None or parse_edtf(value.text).text == value.text


@given(
    st.dates(),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", "%d %B %Y", "%B %d, %Y"]),
)
def test_a_day_is_read_as_it_was_written(day: object, form: str) -> None:
    import datetime

    assert isinstance(day, datetime.date)
    if day.year < 1600:
        return
    value = read_day(day.strftime(form)).value
    assert value is not None
    assert (value.earliest, value.latest) == (day, day)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("198?", "[1980..1989]"), ("19??", "[1900..1999]"), ("(1990)", "1990"), ("1990–", "1990"),
        ("1990 – present", "1990"), ("1983?", "1983?"), ("(12 May 1998)", "1998-05-12"),
    ],
)  # fmt: skip
def test_years_with_a_gap_in_brackets_or_without_an_end(text: str, value: str) -> None:
    day = read_day(text)
    assert (day.value.text if day.value else "", day.until) == (value, None)


@pytest.mark.parametrize("text", ["present", "Ongoing", "until today", "dnes", "– heute", "تاکنون"])
def test_an_end_that_is_not_there_yet_is_unknown(text: str) -> None:
    assert read_day(text).value is None


def test_a_month_that_no_order_has() -> None:
    with pytest.raises(DayError, match="13/13/1998 has no valid month in either order"):
        read_day("13/13/1998")
    with pytest.raises(DayError, match="no valid month in the order mdy"):
        read_day("13/12/1998", DayForm(order="mdy"))


@given(
    st.one_of(
        st.text("0123456789XxuU?~/-.,[] sthcé۰۱هق", max_size=14),
        st.from_regex(r"0{1,3}[0-9]?[Xu?~s]{0,2}", fullmatch=True),
    )
)
def test_any_text_is_a_day_or_a_question(text: str) -> None:
    for calendar in ("", "gregorian", "hijri"):
        try:
            read_day(text, DayForm(calendar=calendar))
        except DayError as error:
            assert str(error)
    proposed = meant(text)
    if proposed:
        parse_edtf(proposed)  # what is proposed is right
