"""Which claims belong to the history of what: every claim has a door."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cityties
from cityties.model.dates import parse_edtf
from cityties.model.identifiers import is_event_id
from cityties.model.rows import Claim, Organization, Person, Place, Post, Source, Tables
from cityties.reading import Histories, read

FIXTURES = Path(__file__).parents[1] / "fixtures"

PLACES = (
    Place("landia", "country", "Landia", country="LA"),
    Place("farland", "country", "Farland", country="FA"),
    Place("aba-province", "province", "Aba Province", country="LA", part_of="landia"),
    Place("aba", "city", "Aba", country="LA", part_of="aba-province"),
    Place("aba-old-town", "quarter", "Old Town", country="LA", part_of="aba"),
    Place("caba", "city", "Caba", country="FA", part_of="farland"),
    Place("dada", "city", "Dada", country="FA", part_of="farland"),
)
BODIES = (
    Organization("aba-municipality", "municipality", "Municipality of Aba", acts_for="aba"),
    Organization("ministry", "ministry", "Ministry of Landia", acts_for="landia"),
    Organization("league", "city_network", "League"),
    Organization("paper", "publisher", "Paper"),
    Organization("university-of-caba", "university", "University", seat="caba"),
)
PEOPLE = tuple(Person(one, one.title()) for one in ("ada", "bob", "eve"))
POSTS = (
    Post("mayor-aba", "mayor", "aba", holders=("ada",)),
    Post("head-aba", "department_head", "aba-municipality"),
    Post("ambassador-landia", "ambassador", "landia", to="farland", holders=("bob",)),
)
SOURCES = {"page": Source("page", "news", "A page", "paper", published=parse_edtf("2020"))}


def tables(*claims: Claim) -> Tables:
    return Tables(PLACES, BODIES, PEOPLE, POSTS, tuple(SOURCES.values()), claims)


def claim(id: str, type: str, **more: Any) -> Claim:
    return Claim(id, "page", type, **more)


def doors(rows: Tables) -> Iterator[tuple[str, bool]]:
    """Everything that has a row, and what stands in claims alone; no claim and no source.

    With each, whether its own words are part of its history.
    """
    yield from ((place.id, False) for place in rows.places)
    yield from ((one.id, True) for one in (*rows.organizations, *rows.people))
    yield from ((f"post/{post.id}", True) for post in rows.posts)
    for each in rows.claims:
        for agent in (*each.parties, *each.actor, *each.target, *each.people, each.said_by):
            if agent.startswith("unnamed/"):
                yield agent.partition(":")[0], True
        for thing in (each.about, each.act, each.part_of):
            if is_event_id(thing) or thing.startswith("tie/"):
                yield thing, False


def without_a_door(rows: Tables) -> tuple[int, list[str]]:
    """How many claims were looked at, and those that are in no history."""
    sources = {source.id: source for source in rows.sources}
    histories = Histories(read(rows.claims, sources), rows)
    # What belongs to one of several things, names one of all their keys.
    keys: dict[bool, set[str]] = {False: set(), True: set()}
    for thing, speaks in doors(rows):
        keys[speaks] |= histories.keys(thing)
    seen = {each.id for said in keys for each in histories.of(keys[said], said=said)}
    return len(rows.claims), [each.id for each in rows.claims if each.id not in seen]


def test_every_shipped_claim_has_a_door() -> None:
    looked_at, missing = without_a_door(cityties.open().tables)
    assert looked_at > 850
    assert not missing, f"{len(missing)} of {looked_at} claims are in no history"


def test_every_claim_of_the_fixtures_has_a_door() -> None:
    small = cityties.open(FIXTURES / "small", shipped=False).tables
    looked_at, missing = without_a_door(small)
    assert looked_at >= 14
    assert not missing


def test_every_city_has_its_claims_by_itself() -> None:
    """What a city, its bodies and its officials take part in needs no other door."""
    rows = cityties.open().tables
    histories = Histories(read(rows.claims, {one.id: one for one in rows.sources}), rows)
    cities = [place.id for place in rows.places if place.kind == "city"]
    keys = {key for city in cities for key in histories.keys(city)}
    seen = {each.id for each in histories.of(keys)}
    own = [
        each.id
        for each in rows.claims
        if {*each.parties, *each.actor, *each.target, each.about, *each.about.split("@")}
        & set(cities)
    ]
    assert len(own) > 700
    assert set(own) <= seen
    for city in cities[:20]:
        mine = {each.id for each in histories.of(histories.keys(city))}
        assert {each.id for each in rows.claims if city in each.parties} <= mine


AGENTS = ["aba", "caba", "landia", "aba-municipality", "ministry", "league", "university-of-caba",
          "ada@mayor-aba", "bob", "eve", "aba-old-town"]  # fmt: skip


@st.composite
def any_claims(draw: st.DrawFn) -> list[Claim]:
    """Claims of all types, with as little or as much said as the loader lets through."""
    made = []
    for number in range(draw(st.integers(1, 8))):
        id = f"c-{number}"
        kind = draw(
            st.sampled_from(
                ["tie", "event", "membership", "role", "count", "attribute", "opinion", "opinion"]
            )
        )
        agents = st.lists(st.sampled_from([*AGENTS, f"unnamed/{id}"]), max_size=2, unique=True)
        events = st.sampled_from(["", "", "ev-one", "ev-two", "list-one"])
        more: dict[str, Any] = {
            "actor": tuple(draw(agents)),
            "target": tuple(draw(agents)),
            "act": draw(events),
            "part_of": draw(events),
            "said_by": draw(
                st.sampled_from(["", "", "eve", "ministry", f"unnamed/{id}@mayor-aba"])
            ),
        }
        if kind == "tie":
            ends = draw(
                st.sampled_from([("aba", "caba"), ("aba", "caba", "dada"), ("aba", "dada")])
            )
            more |= {
                "parties": ends,
                "about": f"tie/{'+'.join(ends)}/sister_city",
                "kind": "sister_city",
                "aspect": draw(st.sampled_from(["change", "state", "plan"])),
                "status": draw(st.sampled_from(["proposed", "in_force", "suspended"])),
            }
        elif kind == "event":
            more |= {"kind": "meeting", "about": draw(events), "aspect": "change"}
        elif kind == "membership":
            more |= {"about": "caba@league", "status": "member", "aspect": "state"}
        elif kind == "role":
            more |= {"about": draw(st.sampled_from(["ada@mayor-aba", "bob@ambassador-landia"]))}
        elif kind in ("count", "attribute"):
            more |= {"about": draw(st.sampled_from(["aba", "landia", "list-one"])), "number": 3.0}
        else:
            more |= {"about": draw(st.sampled_from(["", "aba", "ev-one", "caba@league"]))}
        certainty = draw(st.sampled_from(["stated", "hedged", "denied"]))
        made.append(claim(id, kind, certainty=certainty, **more))
    return made


LOOKED_AT: list[int] = []


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_claims())
def test_every_claim_of_any_folder_has_a_door(claims: list[Claim]) -> None:
    looked_at, missing = without_a_door(tables(*claims))
    LOOKED_AT.append(looked_at)
    assert looked_at == len(claims) > 0
    assert not missing, [each for each in claims if each.id in missing]


def test_many_claims_were_looked_at() -> None:
    assert not LOOKED_AT or sum(LOOKED_AT) > 200  # empty: only this test was asked for


def ids(claims: Iterable[Claim]) -> set[str]:
    return {each.id for each in claims}


def history(claims: list[Claim], thing: str, *, within: bool = False, **how: bool) -> set[str]:
    rows = tables(*claims)
    histories = Histories(read(claims, SOURCES), rows)
    return ids(histories.of(histories.keys(thing, within=within), **how))


def test_a_city_is_its_bodies_posts_and_quarters() -> None:
    claims = [
        claim("c-body", "event", kind="meeting", actor=("aba-municipality",), target=("caba",)),
        claim("c-post", "event", kind="meeting", people=("eve@head-aba:host",), target=("caba",)),
        claim("c-person", "event", kind="meeting", actor=("ada",), target=("caba",)),
        claim("c-quarter", "attribute", about="aba-old-town"),
        claim("c-role", "role", about="ada@mayor-aba"),
        claim("c-count", "count", about="aba", number=3.0),
        claim("c-besides", "count", about="caba", number=3.0, excluding=("aba",)),
        claim("c-other", "event", kind="meeting", actor=("caba",), target=("dada",)),
        claim("c-state", "attribute", about="landia"),
    ]
    everything = ids(claims)
    assert history(claims, "aba") == everything - {"c-other", "c-state"}
    assert history(claims, "landia") == {"c-state"}
    assert history(claims, "aba-province") == set()
    assert history(claims, "aba-province", within=True) == everything - {"c-other", "c-state"}
    assert history(claims, "landia", within=True) == everything - {"c-other"}
    assert history(claims, "post/head-aba") == {"c-post"}
    assert history(claims, "eve") == {"c-post"}
    assert history(claims, "ada") == {"c-person", "c-role"}
    assert history(claims, "ada@mayor-aba") == {"c-role"}


def test_a_country_is_its_bodies_and_diplomats() -> None:
    claims = [
        claim("c-ministry", "event", kind="review", actor=("ministry",)),
        claim("c-act", "event", kind="meeting", people=("bob@ambassador-landia:guest",)),
        claim("c-role", "role", about="bob@ambassador-landia"),
    ]
    assert history(claims, "landia") == {"c-ministry", "c-act", "c-role"}
    assert history(claims, "farland") == {"c-role"}


def test_a_claim_about_an_event_belongs_to_whom_the_event_names() -> None:
    claims = [
        claim("c-event", "event", kind="programme", about="ev-one", actor=("aba",)),
        claim("c-praise", "opinion", about="ev-one", said_by="ministry"),
        claim("c-vote", "event", kind="vote", about="ev-vote", act="ev-one", actor=("caba",)),
    ]
    assert history(claims, "aba") == {"c-event", "c-praise", "c-vote"}
    assert history(claims, "caba") == {"c-vote"}
    assert history(claims, "ev-one") == ids(claims)
    assert history(claims, "ministry") == set()
    assert history(claims, "ministry", said=True) == {"c-praise"}


def test_lines_of_a_list_do_not_follow_it() -> None:
    def line(id: str, other: str) -> Claim:
        return claim(
            id, "tie", aspect="state", kind="sister_city", status="in_force", part_of="list-one",
            about=f"tie/aba+{other}/sister_city", parties=("aba", other),
        )  # fmt: skip

    claims = [
        claim("c-list", "event", kind="list", about="list-one", parties=("aba",), number=2.0),
        line("c-caba", "caba"),
        line("c-dada", "dada"),
    ]
    assert history(claims, "caba") == {"c-caba"}
    assert history(claims, "list-one") == ids(claims)
    assert history(claims, "tie/aba+caba/sister_city") == {"c-caba"}


def test_a_plan_belongs_to_the_vote_that_it_depends_on() -> None:
    claims = [
        claim("c-vote", "event", kind="vote", about="ev-vote", actor=("aba",)),
        claim(
            "c-plan", "tie", aspect="plan", kind="sister_city", status="in_force",
            about="tie/aba+caba/sister_city", parties=("aba", "caba"),
            condition="the council votes for it", condition_on=("ev-vote",),
        ),
    ]  # fmt: skip
    assert history(claims, "ev-vote") == ids(claims)
    assert history(claims, "tie/aba+caba/sister_city") == {"c-plan"}


def test_who_speaks_is_named_only_where_it_is_asked_for() -> None:
    claims = [
        claim("c-said", "opinion", about="caba", said_by="ada@mayor-aba", via="ministry"),
        claim("c-plain", "attribute", about="caba"),
        claim("c-nothing", "opinion"),
    ]
    for speaker in ("ada", "post/mayor-aba", "ada@mayor-aba", "aba", "ministry", "landia"):
        assert history(claims, speaker) == set()
        assert history(claims, speaker, said=True) == {"c-said"}
    assert history(claims, "paper", said=True) == {"c-nothing"}
    assert history(claims, "paper", published=True) == {"c-nothing", "c-plain"}


def test_a_tie_has_the_events_of_its_parties_and_what_is_said_of_it() -> None:
    tie = "tie/aba+caba/sister_city"
    made = {"parties": ("aba", "caba"), "kind": "sister_city", "aspect": "change"}
    claims = [
        claim("c-sign", "tie", about=tie, status="in_force", act="ev-sign", **made),
        claim("c-visit", "event", kind="visit", actor=("aba-municipality",), target=("caba",)),
        claim("c-alone", "event", kind="visit", actor=("aba",), target=("dada",)),
        claim("c-view", "opinion", about=tie),
        claim("c-photo", "event", kind="statement", about="ev-photo", act="ev-sign"),
        claim("c-joined", "tie", about="tie/aba+caba/agreement", status="approved",
              **(made | {"kind": "agreement"})),
    ]  # fmt: skip
    assert history(claims, tie) == ids(claims) - {"c-alone"}
    assert history(claims, "aba") == ids(claims)
    assert "c-view" in history(claims, "caba")


def test_a_claim_and_those_that_contradict_it() -> None:
    claims = [
        claim("c-one", "attribute", about="aba", contradicts=("c-two",)),
        claim("c-two", "attribute", about="aba"),
        claim("c-three", "attribute", about="aba"),
    ]
    assert history(claims, "claim/c-one") == history(claims, "claim/c-two") == {"c-one", "c-two"}
    assert history(claims, "source/page") == ids(claims)


def test_memberships_belong_to_city_and_network() -> None:
    claims = [claim("c-in", "membership", about="caba@league", status="member", aspect="state")]
    for thing in ("caba", "league", "caba@league"):
        assert history(claims, thing) == {"c-in"}
    assert history(claims, "farland") == set()


def test_a_claim_that_is_set_aside_counts_for_no_reading() -> None:
    graph = cityties.open()
    ties = graph.readings().ties
    rows = [row for tie in ties for row in graph.history(tie) if row["set_aside"]]
    assert len(rows) > 10
    assert not [row["claim"] for row in rows if row["counts_for_reading"]]
    assert "nothing_to_resume" in {row["set_aside"] for row in rows}
