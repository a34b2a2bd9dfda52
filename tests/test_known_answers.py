"""The known answers, on the hard example rows and on the shipped data.

If an answer differs, first look for the row that is encoded wrongly.
"""

from __future__ import annotations

import csv
import datetime
from functools import cache
from pathlib import Path

import pytest

from cityties import reading
from cityties.base import resources
from cityties.model.rows import Tables
from cityties.model.tables import row_from_cells

EXAMPLE = Path(__file__).parent / "fixtures" / "claims-example"

FREIBURG = "tie/freiburg+isfahan/sister_city"
HYDERABAD = "tie/hyderabad-in+isfahan/sister_city"
HCMC = "tie/ho-chi-minh-city+isfahan/sister_city"
PORTO = "tie/isfahan+porto/sister_city"
SAMARKAND = "tie/isfahan+samarkand/sister_city"
FLORENCE = "tie/florence+isfahan/sister_city"
YEREVAN = "tie/isfahan+yerevan/sister_city"
SAINT_PETERSBURG = "tie/isfahan+saint-petersburg/sister_city"

SIXTEEN = sorted(
    [
        "xian",
        "kuala-lumpur",
        "florence",
        "iasi",
        "barcelona",
        "yerevan",
        "kuwait-city",
        "freiburg",
        "havana",
        "lahore",
        "saint-petersburg",
        "dakar",
        "baalbek",
        "samarkand",
        "porto",
        "kazan",
    ]
)


@cache
def _tables(name: str) -> Tables:
    if name == "example":
        rows = {}
        for table in ("sources", "claims"):
            with (EXAMPLE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
                rows[table] = tuple(row_from_cells(table, row) for row in csv.DictReader(file))
        return Tables(sources=rows["sources"], claims=rows["claims"])  # type: ignore[arg-type]
    from cityties.loaders.tables import load_folder

    return load_folder(resources.data_dir())


@cache
def _read(name: str, known_by: str | None = None) -> reading.Readings:
    tables = _tables(name)
    day = datetime.date.fromisoformat(known_by) if known_by else None
    return reading.read(
        tables.claims, {source.id: source for source in tables.sources}, known_by=day
    )


@pytest.fixture(params=["example", "shipped"])
def data(request: pytest.FixtureRequest) -> str:
    if request.param == "shipped" and not (resources.data_dir() / "claims.csv").is_file():
        pytest.skip("there is no shipped data here")
    return str(request.param)


def state(
    data: str, tie: str, on: str, channel: str = "all", known_by: str | None = None
) -> reading.State:
    return _read(data, known_by).state(tie, datetime.date.fromisoformat(on), channel)


def answer(
    data: str, tie: str, on: str, channel: str = "all", known_by: str | None = None
) -> tuple[str | None, str]:
    found = state(data, tie, on, channel, known_by)
    return found.status, found.certainty


def counts(data: str, on: str, known_by: str | None = None) -> dict[str, object]:
    tables = _tables(data)
    rows = reading.count_rows(
        _read(data, known_by),
        {source.id: source for source in tables.sources},
        "isfahan",
        on=datetime.date.fromisoformat(on),
    )
    return dict(rows["read"])


def conflict_values(data: str, tie: str, what: str, status: str = "") -> list[list[str]]:
    return [
        [value for value, _sources, _claims in conflict.values]
        for conflict in _read(data).conflicts
        if (conflict.about, conflict.what, conflict.status) == (tie, what, status)
    ]


def test_freiburg_2003_is_possibly_frozen(data: str) -> None:
    found = state(data, FREIBURG, "2003-01-01", "political")
    assert (found.status, found.certainty) == ("in_force", "possible")
    assert found.alternatives == ("suspended",)
    assert answer(data, FREIBURG, "2003-01-01", "civic") == ("in_force", "certain")


@pytest.mark.parametrize(
    ("on", "channel", "status", "side"),
    [
        ("2010-01-01", "political", "suspended", "freiburg"),
        ("2010-01-01", "administrative", "suspended", "freiburg"),
        ("2010-01-01", "civic", "in_force", "both"),
        ("2010-01-01", "all", "in_force", "both"),
        ("2016-01-01", "political", "in_force", "both"),
        ("2016-01-01", "civic", "in_force", "both"),
        ("2023-06-01", "political", "suspended", "freiburg"),
        ("2023-06-01", "civic", "in_force", "both"),
        ("2024-01-01", "political", "suspended", "freiburg"),
        ("2024-01-01", "administrative", "in_force", "both"),
        ("2024-01-01", "civic", "in_force", "both"),
    ],
)
def test_freiburg(data: str, on: str, channel: str, status: str, side: str) -> None:
    found = state(data, FREIBURG, on, channel)
    assert (found.status, found.side, found.certainty) == (status, side, "certain")


def test_freiburg_conflicts(data: str) -> None:
    assert conflict_values(data, FREIBURG, "when", "in_force") == [["2000-10-27", "2001"]]
    assert conflict_values(data, FREIBURG, "when", "suspended") == [["2001", "2005"]]


def test_votes_change_nothing(data: str) -> None:
    tables = _tables(data)
    votes = [
        c
        for c in tables.claims
        if c.kind == "vote" and {"freiburg", "isfahan"} <= {*c.target, *c.parties}
    ]
    assert len(votes) >= 2
    sources = {source.id: source for source in tables.sources}
    kept = reading.read([c for c in tables.claims if c not in votes], sources)
    assert kept.periods(FREIBURG) == _read(data).periods(FREIBURG)
    assert any(c.votes == "for=8;against=25;abstain=7" for c in votes)


@pytest.mark.parametrize(
    ("on", "status", "certainty", "side"),
    [
        ("2019-12-01", "negotiating", "possible", "both"),
        ("2020-12-01", "approved", "certain", "isfahan"),
        ("2021-05-01", "approved", "certain", "isfahan"),
        ("2026-01-01", "approved", "certain", "isfahan"),
    ],
)
def test_hyderabad(data: str, on: str, status: str, certainty: str, side: str) -> None:
    found = state(data, HYDERABAD, on)
    assert (found.status, found.certainty, found.side) == (status, certainty, side)
    assert found.concluded is None


def test_hyderabad_six_plans_on_five_occasions(data: str) -> None:
    readings = _read(data)
    sources = {source.id: source for source in _tables(data).sources}
    rows = reading.history_rows(readings, sources, tie=HYDERABAD)
    assert sum(row["aspect"] == "plan" for row in rows) == 6
    assert len(reading.plan_occasions(readings, HYDERABAD)) == 5


def test_ho_chi_minh_city(data: str) -> None:
    assert answer(data, HCMC, "2023-05-01") == ("proposed", "certain")
    assert answer(data, HCMC, "2025-10-19") == ("proposed", "certain")
    tables = _tables(data)
    rows = reading.tie_rows(
        _read(data),
        {source.id: source for source in tables.sources},
        on=datetime.date(2025, 10, 19),
        city="isfahan",
        city_of=reading.city_resolver(tables),
    )
    (row,) = [row for row in rows if row["tie"] == HCMC]
    assert row["unanswered"] is True
    assert row["days_open"] == (datetime.date(2025, 10, 19) - datetime.date(2023, 5, 1)).days
    assert row["partner"] == "ho-chi-minh-city"
    known = _read(data, "2023-05-02").ties
    assert HCMC not in known or known[HCMC].state(datetime.date(2023, 5, 2)).status is None


@pytest.mark.parametrize(
    ("tie", "on", "known_by", "status"),
    [
        (PORTO, "2021-06-15", None, "submitted"),
        (PORTO, "2021-07-27", None, "in_force"),
        (SAMARKAND, "2021-06-01", None, "announced"),
        (SAMARKAND, "2021-08-01", None, "in_force"),
        (SAMARKAND, "2021-08-01", "2021-07-15", "announced"),
        (FLORENCE, "1998-10-01", None, "in_force"),
        (YEREVAN, "2000-06-01", None, "in_force"),
        (SAINT_PETERSBURG, "2005-01-01", None, "in_force"),
        ("tie/hangzhou+isfahan/cooperation_mou", "2025-06-01", None, "in_force"),
        ("tie/hangzhou+isfahan/sister_city", "2025-06-01", None, "announced"),
        ("tie/isfahan+lanzhou/sister_city", "2025-06-01", None, "announced"),
        ("tie/isfahan+karbala/sister_city", "2026-01-01", None, "approved"),
        ("tie/isfahan+issy-les-moulineaux/sister_city", "2026-01-01", None, "in_force"),
    ],
)
def test_certain(data: str, tie: str, on: str, known_by: str | None, status: str) -> None:
    assert answer(data, tie, on, known_by=known_by) == (status, "certain")


@pytest.mark.parametrize(
    ("tie", "on"),
    [
        (FLORENCE, "1998-07-01"),
        (YEREVAN, "1997-01-01"),
        (SAINT_PETERSBURG, "1998-06-01"),
        (SAINT_PETERSBURG, "2003-01-01"),
        (SAINT_PETERSBURG, "2004-06-01"),
    ],
)
def test_possibly_in_force(data: str, tie: str, on: str) -> None:
    assert answer(data, tie, on) == ("in_force", "possible")


def test_concluded(data: str) -> None:
    assert state(data, PORTO, "2021-07-27").concluded == "signed"
    issy = "tie/isfahan+issy-les-moulineaux/sister_city"
    assert state(data, issy, "2026-01-01").concluded == "attested"


def test_florence_1998_belongs_to_both_dates(data: str) -> None:
    (conflict,) = [c for c in _read(data).conflicts if (c.about, c.what) == (FLORENCE, "when")]
    assert [value[0] for value in conflict.values] == ["1998-05-29", "1998-09-18"]
    vague = set(conflict.values[0][2]) & set(conflict.values[1][2])
    assert any(
        _read(data).claims[claim].when.text == "1998"
        for claim in vague
        if _read(data).claims[claim].when
    )  # type: ignore[union-attr]


@pytest.mark.parametrize("city", ["nanjing", "shanghai", "najaf"])
def test_no_tie_of_isfahan(data: str, city: str) -> None:
    assert not [
        tie.id for tie in _read(data).ties.values() if {"isfahan", city} <= set(tie.parties)
    ]


@pytest.mark.parametrize(
    ("on", "signed", "possible"),
    [
        ("2000-06-30", 7, 1),
        ("2004-05-11", 9, 1),
        ("2007-10-12", 11, 0),
        ("2021-06-01", 13, 0),
        ("2021-08-01", 15, 0),
        ("2025-05-01", 16, 0),
        ("2026-11-21", 16, 0),
    ],
)
def test_sister_cities(data: str, on: str, signed: int, possible: int) -> None:
    found = counts(data, on)
    assert (found["signed"], found["possible"]) == (signed, possible)


def test_the_sixteen(data: str) -> None:
    assert counts(data, "2025-05-01")["partners"] == SIXTEEN


def test_known_by_2007(data: str) -> None:
    found = counts(data, "2007-10-12", known_by="2007-10-12")
    assert (found["signed"], found["attested"]) == (0, 11)
    assert _read(data, "2007-10-12").withheld > 0


@pytest.mark.parametrize(("on", "number"), [("2004-05-11", 10), ("2007-10-12", 11)])
def test_claimed_counts(data: str, on: str, number: int) -> None:
    sources = {source.id: source for source in _tables(data).sources}
    rows = reading.count_rows(_read(data), sources, "isfahan", on=datetime.date.fromisoformat(on))
    assert number in [row["count"] for row in rows["claimed"]]


def test_periods_agree_with_states_of_all_ties(data: str) -> None:
    """On the days around every bound, for every tie and channel."""
    one = datetime.timedelta(days=1)
    looked = 0
    for tie in _read(data).ties.values():
        days = {datetime.date(2010, 1, 1), datetime.date(2026, 11, 21)}
        for act in tie.history.acts:
            for day in (act.earliest, act.latest):
                days |= {day, *([day - one] if day > datetime.date.min else [])}
        for channel in tie.history.channels():
            periods = tie.periods_on(channel)
            for day in days:
                found = tie.state(day, channel)
                possible = {p.status for p in periods if p.possibly_from <= day <= p.possibly_until}
                assert possible == {*found.alternatives, *([found.status] if found.status else [])}
                looked += 1
    assert looked > 200
