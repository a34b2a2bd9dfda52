"""Known answers of the lists: what waits, dates, dormant ties, approvals, sets, routes."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

import cityties
from cityties.errors import UsageError
from cityties.office import approvals, calendar, dormant, introduce, pending, sets, shared
from cityties.office.desk import Desk
from cityties.office.ics import ics

DeskOn = Callable[[str], Desk]


# -- pending --------------------------------------------------------------------------------


def test_ho_chi_minh_city_owes_an_answer_since_a_day(desk_on: DeskOn) -> None:
    rows = pending.pending_rows(desk_on("2025-10-19"))
    (row,) = [each for each in rows if each["thing"] == "tie/ho-chi-minh-city+isfahan/sister_city"]
    assert (row["status"], row["owes"], row["days_open"]) == (
        "proposed", ["ho-chi-minh-city"], [902, 902],
    )  # fmt: skip
    assert row["direction"] == "ours"
    assert row["closes"] == "reply"
    assert row["since"] == "2023-05-01"


def test_who_owes_is_said_only_where_it_is_sure(desk: Desk) -> None:
    rows = pending.pending_rows(desk)
    assert len(rows) > 40
    for row in rows:
        if row["owes"]:
            assert row["answer"] == "none", row["thing"]
        if row["answer"] == "possible" or row["what"] == "plan":
            assert not row["owes"], row["thing"]
    (porto,) = [row for row in rows if row["kind"] == "invitation" and "porto" in row["partner"]]
    assert (porto["answer"], porto["owes"]) == ("possible", [])


def test_decided_and_not_signed_waits_for_a_signature(desk: Desk) -> None:
    rows = {row["thing"]: row for row in pending.pending_rows(desk) if row["what"] == "tie"}
    hyderabad = rows["tie/hyderabad-in+isfahan/sister_city"]
    assert (hyderabad["status"], hyderabad["closes"]) == ("approved", "signature")
    assert len(hyderabad["days_open"]) == 2


def test_pending_by_question_and_here_are_the_same_proposals(desk: Desk) -> None:
    asked = {row["partner"] for row in desk.ask("pending_proposals", on="2026-11-21")}
    here = {
        partner
        for row in pending.pending_rows(desk)
        if row["what"] == "tie"
        for partner in row["partner"]
    }
    assert asked == here


# -- calendar -------------------------------------------------------------------------------


def test_the_next_anniversaries(desk: Desk) -> None:
    rows = [row for row in calendar.calendar_rows(desk) if row["calendar"] != "solar_hijri"]
    found = {row["partner"][0]: (row["days"], row["years"], row["round"]) for row in rows}
    assert found["dakar"] == (4, 17, False)
    assert found["barcelona"] == (54, 27, False)
    assert found["kuala-lumpur"] == (214, 30, True)


def test_no_entry_is_made_of_a_disputed_day(desk: Desk) -> None:
    partners = {partner for row in calendar.calendar_rows(desk) for partner in row["partner"]}
    assert not partners & {"florence", "yerevan", "freiburg", "saint-petersburg", "xian"}


def test_the_solar_year_can_fall_on_another_day(desk: Desk) -> None:
    rows = [row for row in calendar.calendar_rows(desk) if row["partner"] == ["havana"]]
    assert [(row["calendar"], row["day"]) for row in rows] == [
        ("gregorian", "2027-03-08"), ("solar_hijri", "2027-03-09"),
    ]  # fmt: skip


def test_ids_do_not_depend_on_the_day_or_the_language(desk: Desk, desk_on: DeskOn) -> None:
    from cityties.language.messages import in_language

    one = {row["uid"]: row["day"] for row in calendar.calendar_rows(desk)}
    with in_language("fa"):
        other = {row["uid"]: row["day"] for row in calendar.calendar_rows(desk_on("2026-12-24"))}
    both = one.keys() & other.keys()
    assert len(one) == len(calendar.calendar_rows(desk))
    assert len(both) > 8
    assert all(one[uid] == other[uid] for uid in both)


def test_the_file_is_read_back_by_two_readers(desk: Desk) -> None:
    import icalendar
    from ical.calendar_stream import IcsCalendarStream

    rows = calendar.calendar_rows(desk)
    data = ics(desk, rows, ("fa", "en"))
    assert data == ics(desk, rows, ("fa", "en"))
    events = list(icalendar.Calendar.from_ical(data).walk("VEVENT"))
    assert [str(event["uid"]) for event in events] == [row["uid"] for row in rows]
    assert [event.decoded("dtstart").isoformat() for event in events] == [
        row["day"] for row in rows
    ]
    assert all(type(event.decoded("dtstart")) is datetime.date for event in events)
    other = IcsCalendarStream.calendar_from_ics(data.decode())
    assert {event.uid for event in other.events} == {row["uid"] for row in rows}
    assert max(len(line) for line in data.split(b"\r\n")) <= 75


def test_a_leap_day_is_kept_on_the_28th() -> None:
    leap = datetime.date(2000, 2, 29)
    found = list(calendar._yearly(leap, datetime.date(2027, 1, 1), 365))
    assert ("gregorian", datetime.date(2027, 2, 28), 27) in found


# -- dormant --------------------------------------------------------------------------------


def test_no_data_is_not_silence(desk: Desk) -> None:
    rows = {row["partner"][0]: row for row in dormant.dormant_rows(desk)}
    assert rows["lahore"]["days"] is None
    assert rows["yerevan"]["last_contact"] == "2018-01-16"
    assert "no data collected" in dormant.silence_words(rows["lahore"])
    last = [row["days"] is None for row in dormant.dormant_rows(desk)]
    assert last == sorted(last)


def test_more_months_leave_fewer_agreements(desk: Desk) -> None:
    numbers = [len(dormant.dormant_rows(desk, months)) for months in (1, 24, 120)]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > numbers[-1]


# -- approvals ------------------------------------------------------------------------------


def test_the_chain_of_porto(desk: Desk) -> None:
    rows = approvals.approval_rows(desk, "porto")
    assert [(row["rule"], row["stands"], row["date"]) for row in rows] == [
        ("ir-1", "done", "[2021-06-01..2021-06-10]"),
        ("ir-2", "passed_over", None),
        ("ir-3", "done", "[2021-06-01..2021-06-10]"),
        ("ir-4", "passed_over", None),
        ("ir-5", "done", "2021-07-27"),
        (None, "no_rule", None),
    ]


def test_the_council_has_decided_on_karbala_and_nobody_else(desk: Desk) -> None:
    stands = [row["stands"] for row in approvals.approval_rows(desk, "karbala")][:5]
    assert stands == ["passed_over", "done", "not_found", "not_found", "not_found"]


def test_both_countries_have_their_rules(desk: Desk) -> None:
    rows = approvals.approval_rows(desk, "istanbul")
    assert {row["country"] for row in rows} == {"IR", "TR"}
    with pytest.raises(UsageError, match="same city"):
        approvals.approval_rows(desk, "isfahan")


# -- sets -----------------------------------------------------------------------------------


def test_each_claimed_number_is_a_set(desk: Desk) -> None:
    rows = {row["source"]: row for row in sets.count_sets(desk)}
    council = rows["council-2007"]
    assert (council["by"], len(council["cities"]), council["difference"]) == ("list", 11, 0)
    assert {"kazan", "porto", "samarkand"} <= set(council["only_today"])
    assert council["not_today"] == []
    without = rows["imna-538083"]  # 14 besides Porto
    assert "porto" not in [*without["cities"], *without["only_today"]]


def test_the_number_of_a_list_is_one_of_the_kinds_that_it_lists() -> None:
    graph = cityties.open()

    def of(city: str, kind: str) -> list[str]:
        return [row["source"] for row in graph.counts(city, kinds=kind)["claimed"]]

    assert "council-2007" in of("isfahan", "sister_city")
    assert of("isfahan", "friendship_city") == of("isfahan", "cooperation_mou") == []
    # A list of "twin and friendship cities" counts for both; its lines are of "an agreement".
    assert {"freiburg-de-old"} == set(of("freiburg", "friendship_city"))
    assert "freiburg-de-old" in of("freiburg", "sister_city")
    assert "pravda-ru-2003" in of("saint-petersburg", "sister_city")


@pytest.mark.parametrize(("city", "kind"), [("freiburg", "sister_city"),
                                            ("freiburg", "friendship_city"),
                                            ("saint-petersburg", "sister_city")])  # fmt: skip
def test_a_list_of_several_kinds_is_compared_with_all_of_them(city: str, kind: str) -> None:
    graph = cityties.open()
    desk = Desk(graph, city, datetime.date(2026, 11, 30))
    certain = {
        party
        for row in graph.ties(city, on="2026-11-30", channels="all")
        if row["status"] in ("in_force", "suspended") and row["certainty"] == "certain"
        for party in row["parties"]
    }
    rows = [row for row in sets.count_sets(desk, kind) if row["by"] == "list"]
    assert rows
    assert not {one for row in rows for one in row["not_today"]} & certain


def test_the_difference_is_that_of_number_and_set(desk: Desk) -> None:
    for row in sets.count_sets(desk):
        if row["op"] == "=":
            assert row["difference"] == row["count"] - len(row["cities"])
        else:
            assert row["difference"] is None


# -- shared and introduce -------------------------------------------------------------------


def test_isfahan_and_kazan_share_three_sister_cities(desk: Desk) -> None:
    rows = [row for row in shared.shared_rows(desk, "isfahan", "kazan") if row["what"] == "partner"]
    sisters = {row["shared"] for row in rows if row["kind"] == "sister_city"}
    assert sisters == {"samarkand", "saint-petersburg", "xian"}


def test_sharing_is_the_same_both_ways(desk: Desk) -> None:
    one, other = (
        {(row["what"], row["shared"]) for row in shared.shared_rows(desk, *pair)}
        for pair in (("isfahan", "barcelona"), ("barcelona", "isfahan"))
    )
    assert one == other


def test_no_route_goes_over_a_suspended_step(desk: Desk) -> None:
    political = introduce.introduction_rows(desk, "lviv", channel="political")
    civic = introduce.introduction_rows(desk, "lviv", channel="civic")
    assert not any("freiburg" in row["route"] for row in political if not row["closed"])
    assert [row["route"] for row in political if row["closed"]] == [["isfahan", "freiburg"]]
    assert ["isfahan", "freiburg", "lviv"] in [row["route"] for row in civic]
    for row in (*political, *civic):
        for step in row["steps"]:
            if step["way"] == "tie" and not row["closed"]:
                assert step["status"] == "in_force"
            assert step["claims"]


def test_routes_are_ranked_by_their_effort(desk: Desk) -> None:
    rows = introduce.introduction_rows(desk, "ho-chi-minh-city", routes=8)
    efforts = [row["effort"] for row in rows if not row["closed"]]
    assert len(efforts) == 8
    assert efforts == sorted(efforts)
    ways = {step["way"] for row in rows for step in row["steps"]}
    assert {"mission", "person", "tie"} <= ways


def test_a_city_that_nobody_knows_has_no_route(desk: Desk) -> None:
    by_party = desk.readings.by_party
    members = {each.city for each in desk.readings.memberships.values()}
    lonely = next(
        place.id
        for place in desk.graph.tables.places
        if place.kind == "city" and place.id not in by_party and place.id not in members
    )
    rows = introduce.introduction_rows(desk, lonely)
    assert all(step["way"] in ("mission", "person") for row in rows for step in row["steps"])
