"""Four cities whose numbers can be worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from cityties.api import CityGraph
from cityties.model.dates import parse_edtf
from cityties.model.identifiers import tie_id
from cityties.model.rows import Claim, Organization, Person, Place, Post, Source, Tables
from cityties.store.build import build

CITIES = ("alfa", "bravo", "cairo", "delta", "echo")


class Made:
    """Claims with running numbers."""

    def __init__(self) -> None:
        self.claims: list[Claim] = []

    def add(self, source: str, type_: str, kind: str, **more: Any) -> None:
        for key in ("when", "until"):
            if more.get(key):
                more[key] = parse_edtf(more[key])
        given = {"aspect": "change", **more}
        self.claims.append(Claim(f"c-{len(self.claims):02}", source, type_, kind=kind, **given))

    def tie(self, source: str, kind: str, *parties: str, **more: Any) -> None:
        given = {"status": "in_force", "when": "2010-01-01", **more}
        named = tuple(sorted(parties))
        self.add(source, "tie", kind, parties=named, about=tie_id(named, kind), **given)

    def event(self, source: str, kind: str, about: str, **more: Any) -> None:
        self.add(source, "event", kind, about=about, **more)

    def member(self, city: str, network: str, **more: Any) -> None:
        given = {"status": "member", "when": "2012-01-01", **more}
        self.add(
            "s-lists", "membership", "membership", about=f"{city}@{network}", actor=(city,),
            target=(network,), **given,
        )  # fmt: skip


def tables() -> Tables:
    """The rows."""
    made = Made()
    # Two parallel ties; one through the municipality; a freeze on one channel; an end; a plan.
    made.tie("s-news", "sister_city", "alfa", "bravo", topics=("sport", "tourism"))
    made.tie("s-news", "cooperation_mou", "bravo", "municipality-alfa", when="2011-01-01")
    made.tie("s-news", "friendship_city", "alfa", "cairo")
    made.tie("s-news", "friendship_city", "alfa", "cairo", status="suspended",
             channel="political", side="cairo", when="2015-01-01")  # fmt: skip
    made.tie("s-news", "sister_city", "bravo", "cairo")
    made.tie("s-news", "sister_city", "bravo", "cairo", status="ended", when="2018-01-01")
    made.tie("s-old", "sister_city", "cairo", "delta", aspect="plan", status="announced",
             when="2017-01-01")  # fmt: skip
    made.tie("s-news", "multilateral_pact", "alfa", "bravo", "delta", "landia")
    made.tie("s-news", "sister_city", "alfa", "landia")
    made.tie("s-news", "sister_city", "delta", "unnamed/c-x")
    # Another source, one that sees only states.
    made.tie("world-2016", "sister_city", "delta", "echo", aspect="state", when=None)
    made.tie("world-2016", "sister_city", "alfa", "bravo", aspect="state", when=None)
    # Lists.
    made.event("s-lists", "list", "list-alfa", target=("municipality-alfa",), complete="yes",
               when="2016-05-01")  # fmt: skip
    made.event("s-lists", "list", "list-bravo", target=("bravo",), complete="unknown")
    # Events of alfa and bravo.
    made.event("s-news", "official_visit", "ev-visit", parties=("alfa", "bravo"),
               actor=("municipality-alfa",), target=("bravo",), when="2018-01-02", status="held",
               people=("ana@mayor-alfa:guest",), topics=("sport",))  # fmt: skip
    made.event("s-lists", "official_visit", "ev-visit", parties=("alfa", "bravo"),
               when="2018-01", status="held")  # fmt: skip
    made.event("s-news", "invitation", "ev-letter", actor=("bravo",), target=("alfa",),
               when="2017-01-02", status="offered")  # fmt: skip
    made.event("s-news", "invitation", "ev-letter-2", actor=("bravo",), target=("alfa",),
               when="2018-01-02", status="offered")  # fmt: skip
    made.event("s-news", "online_meeting", "ev-call", parties=("alfa", "bravo"),
               when="2019-01-02", status="held")  # fmt: skip
    made.event("s-news", "festival", "ev-kept", parties=("alfa", "bravo"), aspect="plan",
               status="planned", when="2016-02-01")  # fmt: skip
    made.event("s-lists", "festival", "ev-kept", parties=("alfa", "bravo"), status="held",
               when="2016-02-01")  # fmt: skip
    made.event("s-news", "exhibition", "ev-overdue", parties=("alfa", "bravo"), aspect="plan",
               status="planned", when="2016-03-01")  # fmt: skip
    made.event("s-news", "exhibition", "ev-overdue-2", parties=("alfa", "bravo"), aspect="plan",
               status="planned", when="2017-03-01")  # fmt: skip
    made.event("s-news", "meeting", "ev-denied", parties=("alfa", "delta"), certainty="denied",
               when="2017-03-01")  # fmt: skip
    made.event("s-news", "vote", "ev-vote", parties=("alfa", "bravo"), status="carried",
               when="2010-01-01")  # fmt: skip
    made.event("s-news", "meeting", "ev-half", parties=("echo", "landia"), when="2017-03-01",
               status="held")  # fmt: skip
    # Networks: three known members of large, of which ten are claimed; two of small.
    for city in ("alfa", "bravo", "cairo"):
        made.member(city, "large", grade="board" if city == "alfa" else "")
    made.member("alfa", "small")
    made.member("bravo", "small")
    made.member("delta", "small", when="2012-01-01")
    made.member("delta", "small", when="2014-01-01", status="left")
    made.add("s-lists", "count", "membership", about="large", number=10.0, op="=", of="members",
             when="2015")  # fmt: skip
    return Tables(
        places=(
            *(Place(city, "city", city.title(), latitude=1.5, longitude=2.5) for city in CITIES),
            Place("landia", "country", "Landia"),
        ),
        organizations=(
            Organization("municipality-alfa", "municipality", "Alfa City Hall", acts_for="alfa"),
            Organization("large", "city_network", "Large Net"),
            Organization("small", "city_network", "Small Net"),
            Organization("press", "publisher", "Press"),
        ),
        people=(Person("ana", "Ana"),),
        posts=(Post("mayor-alfa", "mayor", "municipality-alfa", holders=("ana",)),),
        sources=(
            *(
                Source(name, kind, name.title(), "press", published=parse_edtf(day))
                for name, kind, day in (
                    ("s-old", "news", "2016-06-01"),
                    ("s-news", "news", "2019-05-01"),
                    ("s-lists", "official_list", "2019-06-01"),
                    ("world-2016", "dataset", "2016-09-12"),
                    ("world-2017", "dataset", "2017-09-12"),
                )
            ),
        ),
        claims=tuple(made.claims),
    )  # fmt: skip


@pytest.fixture(scope="session")
def small() -> CityGraph:
    return CityGraph(build(tables()))


@pytest.fixture(scope="session")
def shipped() -> CityGraph:
    import cityties

    return cityties.open()
