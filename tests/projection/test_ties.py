"""The graph of ties as networkx has it."""

from __future__ import annotations

import io
from typing import Any

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from cityties.model.rows import Place
from cityties.projection import EDGE_KEYS, ties_graph

PLACES = [
    Place("freiburg", "city", "Freiburg", country="DE", latitude=48.0, longitude=7.85),
    Place("isfahan", "city", "Isfahan", name_fa="اصفهان", latitude=32.0, longitude=51.68),
    Place("porto", "city", "Porto"),
]


def row(kind: str = "sister_city", *parties: str, **more: Any) -> dict[str, Any]:
    named = parties or ("freiburg", "isfahan")
    return {
        "tie": f"tie/{'+'.join(sorted(named))}/{kind}", "parties": list(named), "kind": kind,
        "status": "in_force", "certainty": "certain", **more,
    }  # fmt: skip


def test_parallel_ties_stay_apart() -> None:
    graph = ties_graph([row(), row("cooperation_mou")], PLACES)
    assert sorted(graph.edges(keys=True)) == [
        ("freiburg", "isfahan", "tie/freiburg+isfahan/cooperation_mou"),
        ("freiburg", "isfahan", "tie/freiburg+isfahan/sister_city"),
    ]


def test_three_parties_are_three_edges_of_one_tie() -> None:
    graph = ties_graph([row("multilateral_pact", "porto", "isfahan", "freiburg")], PLACES)
    name = "tie/freiburg+isfahan+porto/multilateral_pact"
    assert sorted(graph.edges(keys=True)) == [
        ("freiburg", "isfahan", name),
        ("freiburg", "porto", f"{name}#2"),
        ("isfahan", "porto", f"{name}#3"),
    ]
    assert set(nx.get_edge_attributes(graph, "tie").values()) == {name}


def test_unnamed_parties_and_organizations_are_no_nodes() -> None:
    rows = [row("sister_city", "isfahan", "unnamed/c-1"), row("sister_city", "wego", "isfahan")]
    assert ties_graph(rows, PLACES).number_of_nodes() == 0
    graph = ties_graph([row("multilateral_pact", "isfahan", "unnamed/c-1", "porto")], PLACES)
    assert sorted(graph) == ["isfahan", "porto"]


def test_attributes_are_plain_and_nothing_is_none() -> None:
    more = {
        "alternatives": ["suspended", "ended"], "since": None, "concluded": "", "sources": ("a",),
        "unanswered": False, "days_open": 12, "conflicts": [], "secret": "not an edge's",
    }  # fmt: skip
    graph = ties_graph([row(**more)], PLACES, on="2010-01-01", content_id="abc")
    edge = next(iter(graph.edges(data=True)))[2]
    assert edge == {
        "tie": "tie/freiburg+isfahan/sister_city", "kind": "sister_city", "status": "in_force",
        "certainty": "certain", "alternatives": "suspended;ended", "sources": "a",
        "unanswered": False, "days_open": "12",  # a text, since it can be two bounds
    }  # fmt: skip
    bounds = ties_graph([row(days_open=[697, 1062])], PLACES)
    assert next(iter(bounds.edges(data=True)))[2]["days_open"] == "697..1062"
    assert graph.graph == {"on": "2010-01-01", "content_id": "abc"}
    assert graph.nodes["isfahan"]["name_fa"] == "اصفهان"
    porto = ties_graph([row("sister_city", "isfahan", "porto")], PLACES).nodes["porto"]
    assert porto == {"name_en": "Porto", "place_kind": "city"}


def test_rows_are_left_as_they_were() -> None:
    given_row = row(sources=["a", "b"])
    before = repr(given_row)
    ties_graph([given_row], PLACES)
    assert repr(given_row) == before


@settings(deadline=None)  # networkx takes its time to load
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("sister_city", "cooperation_mou", "multilateral_pact")),
            st.lists(st.sampled_from([place.id for place in PLACES]), min_size=2, unique=True),
        ),
        unique_by=lambda item: (item[0], tuple(sorted(item[1]))),
        max_size=6,
    )
)
def test_no_tie_is_lost_and_graphml_gives_it_back(ties: list[tuple[str, list[str]]]) -> None:
    from cityties.export.graphml import graphml_bytes

    rows = [row(kind, *parties, days_open=3, unanswered=True) for kind, parties in ties]
    graph = ties_graph(rows, PLACES, on="2020-01-01")
    assert {data["tie"] for _a, _b, data in graph.edges(data=True)} == {one["tie"] for one in rows}
    pairs = sum(len(parties) * (len(parties) - 1) // 2 for _kind, parties in ties)
    assert graph.number_of_edges() == pairs
    assert all(first < second for first, second in graph.edges())
    again = nx.read_graphml(io.BytesIO(graphml_bytes(graph)), force_multigraph=True)
    assert dict(again.nodes(data=True)) == dict(graph.nodes(data=True))
    # The file is undirected: a reader may name the ends in either order.
    assert {(*sorted(edge[:2]), edge[2]): again.edges[edge] for edge in again.edges(keys=True)} == {
        edge: graph.edges[edge] for edge in graph.edges(keys=True)
    }
    assert again.graph["on"] == "2020-01-01"


def test_edges_carry_what_listings_have() -> None:
    assert {"kind", "status", "certainty", "since", "sources"} <= set(EDGE_KEYS)
