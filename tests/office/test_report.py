"""A year of a city: counted events, changes, and silence as no data."""

from __future__ import annotations

import datetime

import pytest

import cityties
from cityties.errors import UsageError
from cityties.office import suggest
from cityties.office.desk import Desk
from cityties.office.report import report, year_of
from cityties.office.sheets import dormant_sheet


def test_the_events_of_2023(desk: Desk) -> None:
    found = year_of(desk, 2023)
    rows = {row["partner"]: row for row in found.rows}
    assert (rows["kufa"]["given"], rows["kufa"]["received"]) == (1, 1)
    assert rows["kapan"]["events"] <= rows["kapan"]["events_possible"] == 3
    assert rows["lahore"]["events_possible"] == 0
    assert rows["lahore"]["reciprocity"] is None
    certain, possible = found.by_year[2023]
    assert (certain, possible) == (7, 9)


def test_numbers_of_a_year_agree_with_its_events(desk: Desk) -> None:
    found = year_of(desk, 2021)
    assert len(found.by_year) == 10
    for row in found.rows:
        assert row["events"] <= row["events_possible"]
        assert row["given"] + row["received"] <= row["events_possible"]
        assert bool(row["claims"]) == bool(row["events_possible"])


def test_silence_is_no_data(desk: Desk) -> None:
    document = report(desk, 1975)
    text = "\n".join(line.text for _number, line in document.lines())
    assert "No event of the year is recorded." in text
    assert "No data" in text


def test_a_solar_year_is_its_own_days(desk: Desk) -> None:
    found = year_of(desk, "sh1402")
    around = [year_of(desk, year) for year in (2023, 2024)]
    assert (str(found.year.first), str(found.year.last)) == ("2023-03-21", "2024-03-19")
    certain, possible = found.by_year[1402]
    assert 0 < certain < possible, "a date of a bare AD year allows two Solar ones"
    assert set(found.claims[1402]) <= {
        claim for each in around for claim in each.claims[each.year.number]
    }
    assert {row["year"] for row in found.rows} == {"sh1402"}
    assert list(found.by_year) == list(range(1393, 1403))


@pytest.mark.parametrize(
    ("year", "lang", "title"),
    [
        (2023, "en", "Report 2023: "),
        ("sh1402", "en", "Report 1402 (Solar Hijri): "),
        (2023, "fa", "گزارش ۱۴۰۱–۱۴۰۲ (۲۰۲۳): "),
        ("sh1402", "fa", "گزارش ۱۴۰۲: "),
    ],
)
def test_a_title_says_the_year_in_the_calendar_of_the_reader(
    desk: Desk, year: int | str, lang: str, title: str
) -> None:
    assert report(desk, year, lang).title.startswith(title)


def test_a_bare_solar_year_is_a_slip(desk: Desk) -> None:
    with pytest.raises(UsageError, match="write it as sh1402"):
        year_of(desk, 1402)


def test_where_no_partner_is_known_none_is_said_to_be_met() -> None:
    early = Desk(cityties.open(known_by="1900-01-01"), "isfahan", datetime.date(2026, 11, 21))
    text = "\n".join(line.text for _number, line in report(early, 2025).lines())
    assert "No partner is known." in text
    assert "with every partner" not in text
    assert dormant_sheet(early, 24).empty == "no agreement in force is known"
    assert suggest.caveats(early)[0] == "base rate: no pair of the cities loaded (1) is tied"


def test_a_year_to_come_is_refused(desk: Desk) -> None:
    with pytest.raises(UsageError, match="2031 has not begun"):
        year_of(desk, 2031)
