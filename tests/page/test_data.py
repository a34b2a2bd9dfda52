"""The data block of the shipped ties: nothing lost, nothing read otherwise than the graph does."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

import cityties
from cityties.model.dates import DAY_MAX, DAY_MIN
from cityties.page import PageOptions, page_block
from cityties.page.data import badge, chosen_ties
from cityties.reading import Answers, Contacts, answer_to, read_tables
from cityties.vocabulary.codes import AGREEMENT_KINDS, BREAKS, EXITS, LADDER

Row = dict[str, Any]
FREIBURG = "tie/freiburg+isfahan/sister_city"


@pytest.fixture(scope="module")
def graph() -> Any:
    return cityties.open()


@cache
def _block(graph: Any, focus: str, **options: Any) -> Row:
    chosen = PageOptions(on=graph.data_day, focus=focus, **options)
    # The lists as they are, whatever the size: the packed ones have a test of their own.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cityties.page.data.FULL", 1000)
        return page_block(
            graph.readings(chosen.known_by),
            graph.tables,
            chosen,
            name=graph.name,
            label=graph.label,
            content_id=graph.id,
        )


def _text(block: Row, text: Any, language: str = "en") -> str:
    text = block["words"][text] if isinstance(text, int) else text
    return text if isinstance(text, str) else text.get(language, text["en"])


def _tie(block: Row, name: str) -> Row:
    return next(tie for tie in block["ties"] if tie["id"] == name)


def test_every_tie_of_the_graph_is_on_the_page_once(graph: Any) -> None:
    block = _block(graph, "")
    assert [tie["id"] for tie in block["ties"]] == sorted(graph.readings().ties)
    with_periods = [tie for tie in graph.readings().ties.values() if tie.periods]
    assert graph.summary()["ties"] == len(with_periods)
    assert block["meta"]["counts"]["ties"] == len(block["ties"]), "those only denied too"
    for tie in block["ties"]:
        reading = graph.readings().ties[tie["id"]]
        assert tuple(tie["parties"]) == reading.parties
        assert tie["kind"] == reading.kind


def test_every_pair_of_a_tie_has_a_line_and_parallel_ones_lie_side_by_side(graph: Any) -> None:
    block = _block(graph, "")
    places = {city["id"] for city in block["cities"]}
    wanted = Counter()
    for tie in graph.readings().ties.values():
        for pair in tie.pairs:
            if set(pair.parties) <= places:
                wanted[frozenset(pair.parties)] += 1
    found = Counter(
        frozenset(block["cities"][line[end]]["id"] for end in ("from", "to"))
        for line in block["lines"]
    )
    assert found == wanted
    assert max(found.values()) > 1
    for pair, count in found.items():
        ranks = [
            (line["rank"], line["of"])
            for line in block["lines"]
            if {block["cities"][line[end]]["id"] for end in ("from", "to")} == pair
        ]
        assert ranks == [(rank, count) for rank in range(count)]
    assert len({line["id"] for line in block["lines"]}) == len(block["lines"])


def test_around_a_city_stand_its_ties_and_those_of_its_partners(graph: Any) -> None:
    block = _block(graph, "isfahan")
    readings = graph.readings()
    near = set(readings.by_party["isfahan"])
    partners = {party for tie in near for party in readings.ties[tie].parties}
    assert {tie["id"] for tie in block["ties"] if tie["step"] == 1} == near
    far = {tie["id"] for tie in block["ties"] if tie["step"] == 2}
    assert far == {tie for party in partners for tie in readings.by_party.get(party, ())} - near
    steps = {city["id"]: city["step"] for city in block["cities"]}
    assert steps["isfahan"] == 0
    assert {city for city, step in steps.items() if step == 1} == {
        party for party in partners if party in steps and party != "isfahan"
    }
    alone = _block(graph, "isfahan", steps=1)
    assert {tie["id"] for tie in alone["ties"]} == near
    assert alone["meta"]["steps"] == 1


def _bounds(period: Any) -> list[str | None]:
    outer = [
        None if day in (DAY_MIN, DAY_MAX) else day.isoformat()
        for day in (period.possibly_from, period.possibly_until)
    ]
    inner = [day and day.isoformat() for day in (period.certainly_from, period.certainly_until)]
    return [outer[0], *inner, outer[1]]


def _version(tie: Row, day: str) -> Row | None:
    """What the page takes for the tie as known by a day."""
    found = [version for version in tie["readings"] if version["known"] <= day]
    return found[-1] if found else None


def test_each_version_is_the_reading_of_that_day(graph: Any) -> None:
    """Periods tie for tie as a whole reading of the claims known by the day has them."""
    block = _block(graph, "")
    stops = block["known_days"]
    several = [tie for tie in block["ties"] if len(tie["readings"]) > 1]
    assert len(several) > 30
    # The day before a stop must still show the version before.
    days = [datetime.date.fromisoformat(day) for day in stops[:: len(stops) // 12]]
    days += [days[3] - datetime.timedelta(days=1), datetime.date(1900, 1, 1)]
    for day in days:
        readings = read_tables(graph.tables, known_by=day)
        for tie in block["ties"]:
            version = _version(tie, day.isoformat())
            joined = (tie["id"], *graph.readings().ties[tie["id"]].joined)
            there = next((one for one in joined if one in readings.ties), None)
            periods = readings.ties[there].periods if there else ()
            shown = version["periods"] if version else []
            assert [(p["channel"], p["status"], p["bounds"]) for p in shown] == [
                (p.channel, p.status, _bounds(p)) for p in periods
            ], (day, tie["id"])
            if version and "kind" in version:
                assert there != tie["id"]


def test_a_tie_first_known_as_an_agreement_says_so(graph: Any) -> None:
    block = _block(graph, "")
    early = [tie for tie in block["ties"] if any("kind" in one for one in tie["readings"])]
    assert early
    for tie in early:
        kinds = [version.get("kind") for version in tie["readings"]]
        assert set(kinds) == {"agreement", None}
        assert kinds[-1] is None
        # What was "an agreement" never becomes one again.
        assert kinds == sorted(kinds, key=lambda kind: kind is None)


def test_everything_is_known_at_the_last_stop(graph: Any) -> None:
    block = _block(graph, "")
    last = block["known_days"][-1]
    assert last <= graph.data_day.isoformat()
    for tie in block["ties"]:
        reading = graph.readings().ties[tie["id"]]
        version = _version(tie, last)
        shown = version["periods"] if version else []
        assert [p["bounds"] for p in shown] == [_bounds(p) for p in reading.periods]


def _first(periods: list[Row], day: str) -> tuple[str, bool] | None:
    """What js/time.js draws of a channel: its status, and whether it is certain."""

    def within(start: str | None, end: str | None) -> bool:
        return (start or "0001-01-01") <= day <= (end or "9999-12-31")

    held = [one for one in periods if within(one["bounds"][0], one["bounds"][3])]
    for one in held:
        if one["bounds"][1] and within(one["bounds"][1], one["bounds"][2]):
            return one["status"], True
    held.sort(key=lambda one: not any(within(*run) for run in one.get("leads", ())))
    return (held[0]["status"], False) if held else None


def test_what_is_drawn_first_is_the_status_of_the_reading(graph: Any) -> None:
    block = _block(graph, "")
    readings = graph.readings()
    seen = possible = 0
    for tie in block["ties"]:
        by_channel: dict[str, list[Row]] = {}
        for period in tie["readings"][-1]["periods"] if tie["readings"] else []:
            by_channel.setdefault(period["channel"], []).append(period)
        for channel, periods in by_channel.items():
            for day in block["days"][::2]:
                state = readings.ties[tie["id"]].state(datetime.date.fromisoformat(day), channel)
                drawn = _first(periods, day)
                assert (drawn and drawn[0]) == state.status, (tie["id"], channel, day)
                if drawn:
                    assert drawn[1] == (state.certainty == "certain"), (tie["id"], channel, day)
                seen += 1
                possible += bool(state.alternatives)
    assert seen > 20_000
    assert possible > 50


def test_the_handles_stop_where_something_changes(graph: Any) -> None:
    block = _block(graph, "isfahan")
    assert block["days"] == sorted(set(block["days"]))
    assert block["known_days"] == sorted(set(block["known_days"]))
    one = datetime.timedelta(days=1)
    for version in _tie(block, FREIBURG)["readings"]:
        assert version["known"] in block["known_days"]
        for period in version["periods"]:
            begin, sure, sure_end, end = period["bounds"]
            for day in (begin, sure):
                assert day is None or day in block["days"]
            for day in (sure_end, end):
                if day not in (None, "9999-12-31"):
                    assert (datetime.date.fromisoformat(day) + one).isoformat() in block["days"]


def test_unanswered_proposals_are_those_of_the_listing(graph: Any) -> None:
    block = _block(graph, "isfahan")
    for day in ("2002-01-01", "2019-05-01", "2023-04-30", "2023-05-01", "2025-10-19"):
        listed = {
            row["tie"]: row["days_open"]
            for row in graph.ties("isfahan", on=day, channels="all")
            if row["unanswered"]
        }
        shown = {}
        for tie in block["ties"]:
            for run in tie["readings"][-1].get("unanswered", ()) if tie["readings"] else ():
                if run["from"] <= day <= (run["until"] or "9999"):
                    least, most = (
                        first
                        and (
                            datetime.date.fromisoformat(day) - datetime.date.fromisoformat(first)
                        ).days
                        for first in (run["since"], run.get("earliest", run["since"]))
                    )
                    shown[tie["id"]] = least if least == most else [least, most]
        assert {tie: age for tie, age in shown.items() if "isfahan" in tie} == listed, day


def test_unanswered_runs_agree_with_the_reading_on_their_edges(graph: Any) -> None:
    readings = graph.readings()
    answers = Answers(readings, Contacts(readings, graph.city_of))
    one = datetime.timedelta(days=1)
    seen = 0
    for tie in _block(graph, "")["ties"]:
        reading = readings.ties[tie["id"]]
        for run in tie["readings"][-1].get("unanswered", ()) if tie["readings"] else ():
            seen += 1
            first = datetime.date.fromisoformat(run["from"])
            days = {first: True, first - one: False}
            if run["until"]:
                days |= {(end := datetime.date.fromisoformat(run["until"])): True, end + one: False}
            for day, wanted in days.items():
                answer = answer_to(reading, reading.state(day), answers, day)
                assert (answer is not None and answer.answer == "none") == wanted, (tie["id"], day)
    assert seen > 5


def test_the_evidence_of_a_tie_is_complete_and_in_order(graph: Any) -> None:
    block = _block(graph, "isfahan")
    tie = _tie(block, FREIBURG)
    rows = graph.history(FREIBURG)
    assert len(tie["history"]) == len(rows) > 20
    for line, row in zip(tie["history"], rows, strict=True):
        source = block["sources"][line["source"]]
        assert source["id"] == row["source"]
        assert _text(block, line.get("gist", "")) == row["gist"]
        assert _text(block, line.get("gist", ""), "fa") == (row["gist_fa"] or row["gist"])
        assert line.get("locator") == row["locator"]
        assert line["known"] == source["known"]
        assert (line["from"], line["until"]) == (row["earliest"], row["latest"])
        assert _text(block, line["said_by"]) == graph.name(row["said_by"], "en")


def test_sources_contradict_one_another_side_by_side(graph: Any) -> None:
    block = _block(graph, "isfahan")
    found = _tie(block, "tie/florence+isfahan/sister_city")["conflicts"]
    signed = next(one for one in found if one["what"] == "when")
    values = [_text(block, version["value"]) for version in signed["versions"]]
    assert [value.split(" (")[0] for value in values] == ["29 May 1998", "18 September 1998"]
    assert all(version["sources"] for version in signed["versions"])
    assert "in force" in _text(block, signed["text"])
    # Nobody knew of a disagreement before the second word was out.
    first = min(
        block["sources"][source]["known"]
        for version in signed["versions"]
        for source in version["sources"]
    )
    assert signed["known"] >= first


def test_officials_have_posts_and_sides(graph: Any) -> None:
    block = _block(graph, "isfahan")
    people = [one for tie in block["ties"] for one in tie.get("people", ())]
    mayors = [
        one for one in people if "post" in one and "Mayor of Isfahan" in _text(block, one["post"])
    ]
    assert mayors
    assert {one["side"] for one in mayors} == {"isfahan"}
    assert all(one["source"] < len(block["sources"]) for one in people)


def test_networks_have_all_their_members(graph: Any) -> None:
    block = _block(graph, "isfahan")
    wanted = {
        membership.network
        for membership in graph.readings().memberships.values()
        if membership.city in {city["id"] for city in block["cities"]} and membership.periods
    }
    assert {network["id"] for network in block["networks"]} == wanted
    for number, network in enumerate(block["networks"]):
        members = [
            one
            for one in graph.readings().memberships.values()
            if one.network == network["id"] and one.periods
        ]
        assert len(network["members"]) == len(members)
        for member in network["members"]:
            if member["city"] is None:
                assert _text(block, member["name"])
            else:
                assert number in block["cities"][member["city"]]["networks"]
            assert member["periods"] and member["sources"]


def test_only_what_is_asked_for(graph: Any) -> None:
    block = _block(graph, "", kinds=frozenset({"cooperation_mou"}))
    assert {tie["kind"] for tie in block["ties"]} == {"cooperation_mou"}
    assert block["meta"]["kinds"] == ["cooperation_mou"]
    proposed = _block(graph, "isfahan", statuses=frozenset({"proposed"}), steps=1)
    listed = graph.ties("isfahan", on=graph.data_day, channels="all")
    assert {tie["id"] for tie in proposed["ties"]} == {
        row["tie"] for row in listed if "proposed" in {row["status"], *row["alternatives"]}
    }
    bare = _block(graph, "isfahan", history=False, land=False)
    assert not any(tie["history"] for tie in bare["ties"])
    assert not any("conflicts" in tie or "people" in tie for tie in bare["ties"])
    assert bare["map"]["land"] == ""
    assert "Natural Earth" not in _text(bare, bare["meta"]["licences"])


def test_what_was_not_yet_published_is_not_on_the_page(graph: Any) -> None:
    day = datetime.date(2007, 10, 12)
    block = _block(graph, "isfahan", known_by=day)
    assert block["meta"]["known_by"] == "2007-10-12"
    assert max(block["known_days"]) <= "2007-10-12"
    known = [source["known"] for source in block["sources"]]
    assert known and max(known) <= "2007-10-12"
    near, far = chosen_ties(graph.readings(day), PageOptions(on=day, focus="isfahan"))
    assert [tie["id"] for tie in block["ties"]] == sorted([*near, *far])


def test_a_city_without_ties_stands_alone(graph: Any) -> None:
    lonely = next(
        place.id
        for place in graph.tables.places
        if place.kind == "city" and place.id not in graph.readings().by_party
    )
    block = _block(graph, lonely)
    assert [city["id"] for city in block["cities"]] == [lonely]
    assert block["ties"] == block["lines"] == []


def test_badges_of_kinds_differ() -> None:
    badges = [badge(kind) for kind in AGREEMENT_KINDS]
    assert len(set(badges)) == len(badges)
    assert all(len(one) == 2 and one.isupper() for one in badges)


def test_the_page_of_all_ties_is_not_too_large(graph: Any) -> None:
    # In three languages; the third took 35 kB of each.
    assert len(graph.page().encode()) < 1_660_000
    assert len(graph.page("isfahan").encode()) < 1_440_000


_HASH = """
import hashlib, cityties
g = cityties.open()
for focus in ("isfahan", None):
    print(hashlib.sha256(g.page(focus).encode()).hexdigest())
"""


def test_the_same_input_gives_the_same_bytes(graph: Any) -> None:
    """In other processes too, whatever order their sets have."""
    wanted = [hashlib.sha256(graph.page(focus).encode()).hexdigest() for focus in ("isfahan", None)]
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", _HASH],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.split() == wanted


@pytest.mark.needs("chromium", "apt-get install chromium")
@pytest.mark.parametrize("focus", ["", "isfahan"])
def test_the_packed_block_says_the_same(
    graph: Any, focus: str, monkeypatch: pytest.MonkeyPatch, js: Callable[..., Any]
) -> None:
    plain = _block(graph, focus)
    monkeypatch.setattr("cityties.page.data.FULL", 10)
    monkeypatch.setattr("cityties.page.data.COARSE", 10)
    options = PageOptions(on=graph.data_day, focus=focus)
    packed = page_block(
        graph.readings(), graph.tables, options,
        name=graph.name, label=graph.label, content_id=graph.id,
    )  # fmt: skip
    assert packed["meta"]["renderer"] == "canvas"
    assert packed["lines"] is None
    run = js("unpack.js", "unpackBlock")
    block = run(f"JSON.parse(JSON.stringify(tested.unpackBlock({json.dumps(packed)})))")
    assert block["lines"] == plain["lines"]
    assert [city["id"] for city in block["cities"]] == [city["id"] for city in plain["cities"]]
    for one, other in zip(block["ties"], plain["ties"], strict=True):
        assert set(one) == set(other)
        for key in ("id", "parties", "kind", "step"):
            assert one[key] == other[key]
        assert _resolved(block, one["readings"]) == _resolved(plain, other["readings"])
        assert _resolved(block, one["history"]) == _resolved(plain, other["history"])


_TEXTS = {"since", "attested_words", "date", "what", "gist", "said_by"}


def _resolved(block: Row, part: Any, key: str = "") -> Any:
    """The same with the words of the block put in."""
    if key in _TEXTS:
        return _text(block, part), _text(block, part, "fa")
    if key == "people":
        return [_text(block, one) for one in part]
    if isinstance(part, dict):
        return {name: _resolved(block, value, name) for name, value in part.items()}
    if isinstance(part, list):
        return [_resolved(block, value) for value in part]
    return part


@pytest.mark.parametrize("status", [*LADDER, *sorted(BREAKS), *EXITS])
@pytest.mark.parametrize("focus", ["isfahan", ""])
def test_a_status_chooses_the_ties_of_the_listing(focus: str, status: str) -> None:
    graph, day = cityties.open(), datetime.date(2026, 11, 21)
    options = PageOptions(on=day, focus=focus, steps=1, statuses=(status,))
    shown = set(chosen_ties(graph.readings(), options)[0])
    # Also where one channel alone has it, or may have it.
    listed = {
        row["tie"]
        for row in graph.ties(focus or None, on=day)
        if status in (row["status"], *row["alternatives"])
    }
    assert shown == listed


def test_listing_and_cities_count_the_ties_that_have_a_state() -> None:
    graph = cityties.open()
    ties = graph.readings().ties.values()
    # The page has the others too, without a line.
    assert len(chosen_ties(graph.readings(), PageOptions(on=graph.data_day))[0]) == len(ties)
    assert {tie.id for tie in ties if tie.has_state} == {row["tie"] for row in graph.ties()}
    counted = {row["city"]: row["ties"] for row in graph.cities()}
    # A tie that a source only supposes has no state on any day.
    for city in ("bamako", "gyumri", "dakar", "isfahan"):
        assert counted[city] == len({row["tie"] for row in graph.ties(city)}), city
