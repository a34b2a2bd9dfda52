"""Listings: keys, filters, activity, unanswered proposals, counts."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from cityties.errors import UsageError
from cityties.model.dates import parse_edtf
from cityties.model.rows import Claim, Organization, Person, Place, Post, Source, Tables
from cityties.reading import (
    city_resolver,
    conflict_rows,
    count_rows,
    history_rows,
    read,
    tie_rows,
)

TIE = "tie/aba+caba/sister_city"
SOURCES = {
    "page": Source("page", "news", "", "paper", published=parse_edtf("2020-12-31")),
    "old": Source("old", "news", "", "gazette", published=parse_edtf("2004")),
    "undated": Source("undated", "news", "", "blog", accessed=parse_edtf("2026-01-05")),
}
TABLES = Tables(
    places=tuple(Place(slug, "city", slug.title()) for slug in ("aba", "caba", "dada")),
    organizations=(
        Organization("council-caba", "city_council", "Council", acts_for="caba"),
        Organization("embassy-x", "embassy", "Embassy", seat="aba"),
    ),
    people=tuple(Person(slug, slug) for slug in ("mayor-person", "envoy", "two-posts")),
    posts=(
        Post("mayor-caba", "mayor", "council-caba", holders=("mayor-person", "two-posts")),
        Post("mayor-aba", "mayor", "aba", holders=("two-posts",)),
        Post("ambassador-x", "ambassador", "embassy-x", to="aba", holders=("envoy",)),
    ),
)
CITY_OF = city_resolver(TABLES)
TIE_KEYS = {
    "tie", "partner", "parties", "kind", "channel", "side", "status", "certainty", "alternatives",
    "since", "concluded", "last_attested", "activity", "unanswered", "days_open", "sources",
    "conflicts",
}  # fmt: skip
_counter = iter(range(10_000))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def claim(status: str = "", when: str = "", /, **given: Any) -> Claim:
    fields: dict[str, Any] = {
        "id": f"c-{next(_counter):04}", "source": "page", "type": "tie", "aspect": "change",
        "kind": "sister_city", "about": TIE, "parties": ("aba", "caba"), "status": status,
        "when": parse_edtf(when) if when else None,
    }  # fmt: skip
    return Claim(**(fields | given))


def event(kind: str, when: str, **given: Any) -> Claim:
    fields = {"type": "event", "kind": kind, "about": f"ev-{next(_counter)}", "parties": ()}
    return claim("", when, **(fields | given))


def rows(*claims: Claim, on: str = "2020-12-31", **options: Any) -> list[dict[str, Any]]:
    return tie_rows(read(claims, SOURCES), SOURCES, on=day(on), city_of=CITY_OF, **options)


def only(*claims: Claim, on: str = "2020-12-31", **options: Any) -> dict[str, Any]:
    (row,) = rows(*claims, on=on, **options)
    return row


@pytest.mark.parametrize(
    ("agent", "city"),
    [
        ("aba", "aba"),
        ("council-caba", "caba"),
        ("mayor-person", "caba"),
        ("mayor-person@mayor-caba:host", "caba"),
        ("unnamed/c-1@mayor-aba", "aba"),
        ("two-posts", None),
        ("two-posts@mayor-aba", "aba"),
        ("envoy", None),
        ("envoy@ambassador-x", None),
        ("embassy-x", None),
        ("unnamed/c-1", None),
        ("nobody", None),
    ],
)
def test_for_which_city_an_agent_acts(agent: str, city: str | None) -> None:
    assert CITY_OF(agent) == city


def test_a_row_of_a_tie() -> None:
    row = only(claim("in_force", "2000", id="c-sign"), city="aba", on="2001-06-01")
    assert set(row) >= TIE_KEYS
    assert row | {
        "tie": TIE, "partner": "caba", "parties": ["aba", "caba"], "kind": "sister_city",
        "channel": "all", "side": "both", "status": "in_force", "certainty": "certain",
        "alternatives": [], "since": "2000", "concluded": "signed",
        "last_attested": "2000", "activity": "active", "unanswered": False,
        "days_open": None, "sources": ["page"], "conflicts": [],
    } == row  # fmt: skip


def test_a_row_for_each_channel_that_differs() -> None:
    claims = (
        claim("in_force", "2000"),
        claim("suspended", "2003", act="a", channel="official", side="aba"),
    )
    found = rows(*claims, city="caba")
    assert [(row["channel"], row["status"], row["side"]) for row in found] == [
        ("all", "in_force", "both"),
        ("official", "suspended", "aba"),
        ("political", "suspended", "aba"),
        ("administrative", "suspended", "aba"),
    ]
    assert [row["channel"] for row in rows(*claims, on="2002-01-01")] == ["all"]
    (row,) = rows(*claims, channel="civic")
    assert (row["channel"], row["status"]) == ("civic", "in_force")


def test_filters() -> None:
    other = "tie/aba+dada/friendship_city"
    claims = (
        claim("in_force", "2000"),
        claim("in_force", "2000", about=other, kind="friendship_city", parties=("aba", "dada"),
              aspect="state"),
        claim("approved", "2000", about="tie/caba+dada/sister_city", parties=("caba", "dada")),
    )  # fmt: skip
    assert len(rows(*claims)) == 3
    assert [row["tie"] for row in rows(*claims, city="aba")] == [TIE, other]
    assert [row["tie"] for row in rows(*claims, kind="friendship_city")] == [other]
    assert [row["tie"] for row in rows(*claims, status="in_force", concluded="attested")] == [other]
    assert [row["status"] for row in rows(*claims, status="approved")] == ["approved"]
    assert rows(*claims, city="nowhere") == []
    assert rows(*claims, on="1999-01-01", concluded="signed") == []
    with pytest.raises(UsageError, match="sealed"):
        rows(*claims, concluded="sealed")


SIGNED = claim("in_force", "1990")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], "dormant"),
        ([event("meeting", "2019-01-01", parties=("aba", "caba"))], "active"),
        ([event("official_visit", "2019-01-01", actor=("mayor-person",), target=("aba",))],
         "active"),
        ([event("humanitarian_aid", "2019-01-01", actor=("aba",), target=("caba",))], "one_sided"),
        ([event("humanitarian_aid", "2019-01-01", actor=("aba",), target=("caba",)),
          event("invitation", "2020", actor=("council-caba",), target=("aba",))], "active"),
        ([event("meeting", "2018-12-31", parties=("aba", "caba"))], "active"),
        ([event("meeting", "2018-12-30", parties=("aba", "caba"))], "quiet"),
        ([event("meeting", "2015-12-31", parties=("aba", "caba"))], "quiet"),
        ([event("meeting", "2015-12-30", parties=("aba", "caba"))], "dormant"),
        ([event("meeting", "2019-01-01", parties=("aba", "dada"))], "dormant"),
        ([event("meeting", "2019-01-01", parties=("aba", "caba"), aspect="plan")], "dormant"),
        ([event("meeting", "2019-01-01", parties=("aba", "caba"), certainty="hedged")], "dormant"),
        ([event("meeting", "2019-01-01", parties=("aba", "caba"), status="cancelled")], "dormant"),
        ([event("vote", "2019-01-01", parties=("aba", "caba"), actor=("council-caba",))],
         "dormant"),
        ([event("exhibition", "2019-01-01", about=TIE)], "active"),
    ],
)  # fmt: skip
def test_activity(events: list[Claim], expected: str) -> None:
    assert only(SIGNED, *events)["activity"] == expected


def test_activity_looks_no_further_than_the_day() -> None:
    visit = event("meeting", "2019-01-01", parties=("aba", "caba"))
    assert only(SIGNED, visit, on="2018-12-31")["activity"] == "dormant"
    assert only(claim("in_force", aspect="state"), on="2020-12-31")["activity"] == "unknown"


def proposal(**given: Any) -> Claim:
    return claim("proposed", "2020-01-01", act="ev-proposal", actor=("aba",), **given)


def reply(when: str = "2020-03-01", **given: Any) -> Claim:
    return event("reply", when, about="ev-proposal", actor=("caba",), **given)


@pytest.mark.parametrize(
    ("claims", "days"),
    [
        ([proposal()], 59),
        ([proposal(), reply()], 59),  # that came a day later
        ([proposal(), reply("2020-02-28")], None),
        ([proposal(), reply("2020-02", certainty="denied")], 59),
        ([proposal(), reply("2020-02", certainty="hedged")], 59),
        ([proposal(), claim("negotiating", "2020-02")], None),
        ([proposal(), claim("proposed", "2020-01-02", act="other", side="caba")], None),
        ([proposal(), event("reply", "2020-02", about=TIE)], None),
        ([claim("in_force", "2019")], None),
    ],
)
def test_unanswered(claims: list[Claim], days: int | None) -> None:
    row = only(*claims, on="2020-02-29")
    assert (row["days_open"], row["unanswered"]) == (days, days is not None)


def test_a_proposal_of_nobody_knows_whom_names_no_side() -> None:
    row = only(claim("proposed", "2020-01-01"))
    assert row["side"] == ""


def test_history() -> None:
    readings = read(
        [
            claim("in_force", "2000-05", id="c-sign", said_by="mayor-person", locator="3"),
            claim("in_force", "", id="c-list", aspect="state", source="old"),
            claim("in_force", "", id="c-maybe", certainty="hedged"),
            event("meeting", "2019", id="c-meet", parties=("aba", "council-caba"), about="ev-m"),
            event("meeting", "2019", id="c-other", parties=("aba", "dada")),
        ],
        SOURCES,
    )
    found = history_rows(readings, SOURCES, tie=TIE, city_of=CITY_OF)
    assert [row["claim"] for row in found] == ["c-sign", "c-list", "c-meet", "c-maybe"]
    sign, listed, meet, maybe = found
    assert set(sign) >= {
        "date", "status", "event", "channel", "side", "said_by", "source", "locator", "certainty",
        "claim", "act", "aspect", "kind", "earliest", "latest", "counts_for_reading",
    }  # fmt: skip
    assert (sign["date"], sign["earliest"], sign["latest"]) == (
        "2000-05", "2000-05-01", "2000-05-31",
    )  # fmt: skip
    assert (sign["said_by"], listed["said_by"]) == ("mayor-person", "gazette")
    assert (listed["date"], listed["earliest"], listed["latest"]) == (None, None, "2004-12-31")
    assert (meet["event"], meet["status"], meet["counts_for_reading"]) == ("ev-m", None, False)
    assert [row["counts_for_reading"] for row in found] == [True, True, False, False]
    assert maybe["certainty"] == "hedged"
    assert history_rows(readings, SOURCES, parties=["caba", "aba"], city_of=CITY_OF) == found
    everything = history_rows(readings, SOURCES, parties=["aba"], city_of=CITY_OF)
    assert {row["claim"] for row in everything} == {*(row["claim"] for row in found), "c-other"}
    with pytest.raises(UsageError):
        history_rows(readings, SOURCES)


def number(count: float, **given: Any) -> Claim:
    fields: dict[str, Any] = {
        "type": "count", "aspect": "state", "about": "aba", "number": count, "op": "=",
        "of": "sister cities", "parties": (),
    }  # fmt: skip
    return claim("", **(fields | given))


def test_counts() -> None:
    def tie(partner: str, status: str, when: str, **given: Any) -> Claim:
        about = f"tie/aba+{partner}/sister_city"
        return claim(status, when, about=about, parties=("aba", partner), **given)

    readings = read(
        [
            tie("b-signed", "in_force", "2000"),
            tie("c-frozen", "in_force", "2000"),
            tie("c-frozen", "suspended", "2003", act="a", side="aba"),
            tie("d-broken", "in_force", "2000"),
            tie("d-broken", "broken", "2003", act="a"),
            tie("e-seen", "in_force", "2004", aspect="state"),
            tie("f-later", "in_force", "[2005..2015]"),
            tie("g-ended", "in_force", "2000"),
            tie("g-ended", "ended", "2004", act="a"),
            tie("h-approved", "approved", "2000"),
            number(
                14, excluding=("porto",), said_by="mayor-person", id="c-count", part_of="list-1"
            ),
            number(9, source="old", when=parse_edtf("2004-05")),
            number(3, kind="membership", of="networks"),
            number(3, about="caba"),
            number(3, certainty="denied"),
        ],
        SOURCES,
    )
    found = count_rows(readings, SOURCES, "aba", on=day("2010-01-01"))
    read_ = found["read"]
    assert (read_["signed"], read_["attested"], read_["possible"]) == (2, 1, 2)
    assert read_["partners"] == ["b-signed", "c-frozen"]
    assert read_["possible_partners"] == ["d-broken", "f-later"]
    assert (read_["on"], read_["known_by"], read_["kind"]) == ("2010-01-01", None, "sister_city")
    assert "signed" in read_["rule"]
    # The page of 2020 does not speak of 2010.
    assert [row["count"] for row in found["claimed"]] == [9]
    late = count_rows(readings, SOURCES, "aba", on=day("2021-01-01"))["claimed"]
    assert late[1] == {
        "count": 14, "op": "=", "of": "sister cities", "excluding": ["porto"],
        "said_by": "mayor-person", "source": "page", "published": "2020-12-31", "date": None,
        "list": "list-1", "claim": "c-count", "count_to": None,
    }  # fmt: skip


def test_conflicts() -> None:
    readings = read(
        [
            claim("in_force", "2000", id="c-a"),
            claim("in_force", "2001", id="c-b", source="old"),
            event(
                "official_visit", "2003", about="ev-v", actor=("mayor-person",), target=("dada",)
            ),
            event(
                "official_visit", "2004", about="ev-v", actor=("mayor-person",), target=("dada",)
            ),
        ],
        SOURCES,
    )
    tie, visit = sorted(conflict_rows(readings), key=lambda row: str(row["about"]), reverse=True)
    assert tie["values"] == [
        {"value": "2000", "sources": ["page"], "claims": ["c-a"]},
        {"value": "2001", "sources": ["old"], "claims": ["c-b"]},
    ]
    assert (tie["about"], tie["what"], tie["status"]) == (TIE, "when", "in_force")
    assert visit["about"] == "ev-v"
    assert conflict_rows(readings, city="aba") == [tie]
    assert conflict_rows(readings, tie=TIE) == [tie]
    assert conflict_rows(readings, city="dada") == [visit]
    assert {row["id"] for row in conflict_rows(readings, city="caba", city_of=CITY_OF)} == {
        tie["id"], visit["id"],
    }  # fmt: skip
    assert tie_rows(readings, SOURCES, on=day("2010-01-01"))[0]["conflicts"] == [tie["id"]]
