"""Events: what happened, who gave and who took, and what time leaves of it."""

from __future__ import annotations

import pytest

from cityties.api import CityGraph
from cityties.model.dates import parse_edtf
from cityties.model.rows import Claim, Organization, Place, Source, Tables
from cityties.projection import boundary_of, collapse
from cityties.projection.events import EVENT_WEIGHTS, event_weight
from cityties.projection.strength import Weights
from cityties.store.build import build
from cityties.vocabulary.codes import CODES

DAY = "2019-01-02"  # 365, 730 and 1,066 days after the events


def test_weights_by_hand(small: CityGraph) -> None:
    graph = small.to_networkx(layer="events", on=DAY)
    assert graph.is_directed() and graph.is_multigraph()
    found = {(a, b, key): data["weight"] for a, b, key, data in graph.edges(keys=True, data=True)}
    assert found == pytest.approx(
        {
            ("alfa", "bravo", "ev-visit"): 3 * 2**-0.5,  # by the mayor
            ("bravo", "alfa", "ev-letter"): 0.5 * 2**-1,
            ("bravo", "alfa", "ev-letter-2"): 0.5 * 2**-0.5,
            ("alfa", "bravo", "ev-call"): 1.0,  # on the day itself, of both sides
            ("bravo", "alfa", "ev-call"): 1.0,
            ("alfa", "bravo", "ev-kept"): 2 * 2 ** (-1066 / 730),
            ("bravo", "alfa", "ev-kept"): 2 * 2 ** (-1066 / 730),
        }
    )
    visit = graph["alfa"]["bravo"]["ev-visit"]
    assert visit["directed"] and not graph["alfa"]["bravo"]["ev-call"]["directed"]
    assert graph["alfa"]["bravo"]["ev-call"] == graph["bravo"]["alfa"]["ev-call"]
    # Two sources, one event; the more exact of them puts it on a day.
    assert (visit["date"], visit["sources"]) == ("2018-01-02", "s-lists;s-news")
    assert (visit["earliest"], visit["latest"]) == ("2018-01-02", "2018-01-02")
    assert graph.graph["half_life_days"] == 730


@pytest.mark.parametrize(
    ("dates", "date", "earliest", "latest"),
    [
        (["2017"], "2017", "2017-01-01", "2017-12-31"),
        (["[..2016]"], "[..2016]", None, "2016-12-31"),
        (["2017", "2017-03"], "2017-03", "2017-03-01", "2017-03-31"),
        (["2016", "2017-03-04"], "2016", "2016-01-01", "2016-12-31"),
        ([None], "[..2025]", None, "2025-12-31"),
        ([None, "2017-03"], "2017-03", "2017-03-01", "2017-03-31"),
    ],
)
def test_no_bound_is_shown_as_a_day(
    dates: list[str | None], date: str, earliest: str | None, latest: str
) -> None:
    claims = tuple(
        Claim(
            f"c-{number}", "s", "event", kind="meeting", about="ev-met", aspect="change",
            parties=("alfa", "bravo"), status="held", when=parse_edtf(when) if when else None,
        )
        for number, when in enumerate(dates)
    )  # fmt: skip
    tables = Tables(
        places=(Place("alfa", "city", "Alfa"), Place("bravo", "city", "Bravo")),
        organizations=(Organization("press", "publisher", "Press"),),
        sources=(Source("s", "news", "S", "press", published=parse_edtf("2025")),),
        claims=claims,
    )
    graph = CityGraph(build(tables)).to_networkx(layer="events", on="2026-01-01")
    found = graph["alfa"]["bravo"]["ev-met"]
    assert (found["date"], found.get("earliest"), found["latest"]) == (date, earliest, latest)


def test_what_did_not_happen_is_no_edge(small: CityGraph) -> None:
    said = boundary_of(small.to_networkx(layer="events", on=DAY))
    assert said["dropped_not_happened"] == 2, "planned for 2016 and 2017, nobody saw them"
    assert said["dropped_weightless"] == 1, "a vote is no contact"
    assert said["dropped_events"] == 1, "with a country"
    assert said["statuses"] == said["channels"] == ""


def test_families_add_up(small: CityGraph) -> None:
    letters = small.to_networkx(layer="demarche", on=DAY)
    assert list(letters.edges) == [("alfa", "bravo")] or list(letters.edges) == [("bravo", "alfa")]
    data = letters["alfa"]["bravo"]
    assert data["weight"] == pytest.approx(0.25 + 0.5 * 2**-0.5)
    assert (data["events"], data["kinds"]) == (2, "invitation")
    whole = collapse(small.to_networkx(layer="events", on=DAY), combine="sum")
    parts = [small.to_networkx(layer=layer, on=DAY) for layer in ("exchange", "demarche")]
    assert whole["alfa"]["bravo"]["weight"] == pytest.approx(
        sum(part["alfa"]["bravo"]["weight"] for part in parts)
    )
    assert small.to_networkx(layer="online_meeting", on=DAY)["alfa"]["bravo"]["weight"] == 1


def test_half_life_and_weights_can_be_changed(small: CityGraph) -> None:
    weights = Weights(half_life=365, mayor_visit=4.0, events={**EVENT_WEIGHTS, "demarche": 0.0})
    graph = small.to_networkx(layer="events", on=DAY, weights=weights)
    assert graph["alfa"]["bravo"]["ev-visit"]["weight"] == pytest.approx(2.0)
    assert set(graph["bravo"]["alfa"]) == {"ev-call", "ev-kept"}, "no letter"


def test_earlier_days_know_less(small: CityGraph) -> None:
    graph = small.to_networkx(layer="events", on="2017-01-02")
    assert {key for *_ends, key in graph.edges(keys=True)} == {"ev-letter", "ev-kept"}


def test_every_kind_of_event_has_a_weight_or_none() -> None:
    assert set(EVENT_WEIGHTS) <= set(CODES["kinds"])
    assert event_weight("online_meeting") == 1.0, "its own, not that of a meeting"
    assert event_weight("exhibition") == EVENT_WEIGHTS["joint_event"]
    assert event_weight("vote") == event_weight("list") == 0
