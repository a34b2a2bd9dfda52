"""Cities and networks, and the projection on cities."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import pytest

from cityties.api import CityGraph
from cityties.model.dates import parse_edtf
from cityties.model.rows import Claim
from cityties.store.build import build

DAY = "2019-01-02"


def test_two_modes(small: CityGraph) -> None:
    graph = small.to_networkx(layer="members", on=DAY)
    assert nx.is_bipartite(graph)
    cities = {name for name, mode in graph.nodes(data="bipartite") if mode == 0}
    assert cities == {"alfa", "bravo", "cairo"}
    assert {frozenset(edge) for edge in graph.edges} == {
        frozenset(pair)
        for pair in (
            ("alfa", "large"), ("bravo", "large"), ("cairo", "large"),
            ("alfa", "small"), ("bravo", "small"),
        )
    }  # fmt: skip
    assert graph["alfa"]["large"]["grade"] == "board"
    assert graph.nodes["large"]["members"] == 3
    assert graph.nodes["large"]["members_claimed"] == 10
    assert "members_claimed" not in graph.nodes["small"]
    assert graph.graph["dropped_status"] == 1, "delta has left"


def test_memberships_are_read_on_the_day(small: CityGraph) -> None:
    assert small.to_networkx(layer="members", on="2013-01-01").has_edge("delta", "small")
    left = small.to_networkx(layer="members", on=DAY, statuses="left")
    assert list(left.edges) == [("delta", "small")]
    assert not small.to_networkx(layer="members", on="2011-01-01").edges
    # The number was claimed for a later year.
    assert (
        "members_claimed" not in small.to_networkx(layer="members", on="2013-01-01").nodes["large"]
    )


def test_a_network_in_a_network_is_no_city(small: CityGraph) -> None:
    """A membership of a whole network is read, and is in no graph of cities."""
    tables = small.tables
    member = Claim(
        "c-net", "s-lists", "membership", aspect="change", kind="membership",
        about="small@large", actor=("small",), target=("large",), status="member",
        when=parse_edtf("2012-01-01"),
    )  # fmt: skip
    grown = CityGraph(build(replace(tables, claims=(*tables.claims, member))))
    for layer in ("members", "co_members"):
        before, after = (each.to_networkx(layer=layer, on=DAY) for each in (small, grown))
        assert set(after.nodes) == set(before.nodes)
        assert set(map(frozenset, after.edges)) == set(map(frozenset, before.edges))
        assert after.graph["dropped_parties"] == before.graph.get("dropped_parties", 0) + 1
    assert grown.to_networkx(layer="members", on=DAY).nodes["large"]["members"] == 3
    rows = [
        (row["member"].id, row["is"])
        for row in grown.query("network_members", network="large", on=DAY)
    ]
    assert ("small", "organization") in rows
    assert {name for name, kind in rows if kind == "city"} == {"alfa", "bravo", "cairo"}
    assert "small" not in {
        row["member"].id for row in small.query("network_members", network="large", on=DAY)
    }
    shared = grown.query("co_membership", on=DAY)
    assert "small" not in {row[side].id for row in shared for side in ("one", "other")}


def test_shared_networks_by_hand(small: CityGraph) -> None:
    graph = small.to_networkx(layer="co_members", on=DAY)
    both = graph["alfa"]["bravo"]
    assert both["weight"] == pytest.approx(1 / 2 + 1 / 1)
    assert both["weight_claimed"] == pytest.approx(1 / 9 + 1 / 1)
    assert both["distance"] == pytest.approx(1 / 1.5)
    assert (both["networks"], both["shared"]) == ("large;small", 2)
    for pair in (("alfa", "cairo"), ("bravo", "cairo")):
        assert graph.edges[pair]["weight"] == pytest.approx(0.5)
    assert graph.number_of_edges() == 3
    assert "bipartite" not in graph.nodes["alfa"]


def test_strength_adds_up_as_newman_has_it(small: CityGraph) -> None:
    """With 1/(size - 1) a city's weights add up to the number of its networks with others."""
    graph = small.to_networkx(layer="co_members", on=DAY)
    assert dict(graph.degree(weight="weight")) == pytest.approx(
        {"alfa": 2.0, "bravo": 2.0, "cairo": 1.0}
    )


def test_steps(small: CityGraph) -> None:
    one = small.to_networkx("cairo", layer="co_members", on=DAY)
    assert {frozenset(edge) for edge in one.edges} == {
        frozenset(("alfa", "cairo")), frozenset(("bravo", "cairo")),
    }  # fmt: skip
    assert one["alfa"]["cairo"]["weight"] == pytest.approx(0.5), "sizes are those of the whole"
    assert small.to_networkx("cairo", layer="co_members", on=DAY, steps=2).number_of_edges() == 3
    assert set(small.to_networkx("cairo", layer="members", on=DAY)) == {"cairo", "large"}
    assert small.to_networkx("cairo", layer="members", on=DAY, steps=2).number_of_edges() == 3
