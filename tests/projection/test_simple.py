"""One edge per pair: which ties count, how parallel ones are combined, what is left out."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from cityties.api import CityGraph
from cityties.errors import UsageError
from cityties.projection import boundary_of, collapse
from cityties.projection.strength import Weights

DAY = "2019-01-02"


def edges(graph: Any, key: str = "weight") -> dict[tuple[str, str], Any]:
    return {(min(a, b), max(a, b)): data[key] for a, b, data in graph.edges(data=True)}


def test_weights_are_those_worked_out_by_hand(small: CityGraph) -> None:
    graph = small.to_networkx(layer="simple", on=DAY)
    assert edges(graph) == pytest.approx(
        {
            ("alfa", "bravo"): 1.0,  # sister city; the memorandum and the pact are weaker
            ("alfa", "cairo"): 0.7 * 0.6,  # friendship, its political channel frozen
            ("alfa", "delta"): 0.5,  # a pact of three
            ("bravo", "delta"): 0.5,
            ("delta", "echo"): 1.0,
        }
    )
    assert edges(graph, "distance") == pytest.approx(
        {pair: 1 / weight for pair, weight in edges(graph).items()}
    )
    assert edges(graph, "ties")["alfa", "bravo"] == 3
    assert edges(graph, "kinds")["alfa", "bravo"] == "cooperation_mou;multilateral_pact;sister_city"
    # Activity, breadth and the like are known for one pair only: they cannot weigh the others.
    assert graph.graph["weight_parts"] == "formality"
    assert edges(graph, "based_on") == {**dict.fromkeys(edges(graph), 1), ("alfa", "bravo"): 5}


def test_what_is_left_out_is_counted(small: CityGraph) -> None:
    said = boundary_of(small.to_networkx(layer="simple", on=DAY))
    assert said["dropped_status"] == 2, "ended; announced"
    assert said["dropped_ties"] == 2, "with a country; with an unnamed party"
    assert said["dropped_parties"] == 3, "the country twice, the unnamed party"
    assert said["mapped"] == 0, "a municipality is read as its city"
    assert said["merged"] == 2
    assert said["statuses"] == "in_force"


def test_statuses_can_be_changed(small: CityGraph) -> None:
    graph = small.to_networkx(layer="simple", on=DAY, statuses=["in_force", "announced"])
    assert edges(graph)["cairo", "delta"] == pytest.approx(0.2), "contact"
    ended = small.to_networkx(layer="simple", on=DAY, statuses="ended")
    assert not ended.edges, "nothing is left of a tie that ended"
    assert ended.graph["dropped_weightless"] == 1


def test_before_and_after(small: CityGraph) -> None:
    assert ("bravo", "cairo") in edges(small.to_networkx(layer="simple", on="2017-12-31"))
    assert not small.to_networkx(layer="simple", on="2009-12-31", kinds="friendship_city").edges
    assert not small.to_networkx(layer="simple", on=DAY, known_by="2016-01-01").edges


def test_a_frozen_channel_is_missing_from_its_layer(small: CityGraph) -> None:
    assert ("alfa", "cairo") not in edges(small.to_networkx(layer="political", on=DAY))
    assert ("alfa", "cairo") in edges(small.to_networkx(layer="civic", on=DAY))
    either = small.to_networkx(layer="simple", on=DAY, channels=["political", "civic"])
    assert edges(either, "channels")["alfa", "cairo"] == "civic"
    assert either.graph["channels"] == "political;civic"


def test_steps_from_a_city(small: CityGraph) -> None:
    one = small.to_networkx("delta", layer="simple", on=DAY)
    assert set(edges(one)) == {
        ("alfa", "bravo"), ("alfa", "delta"), ("bravo", "delta"), ("delta", "echo"),
    }, "a pact of three is one tie"  # fmt: skip
    assert one.graph["dropped_steps"] == 3
    assert (one.graph["boundary"], one.graph["focus"], one.graph["steps"]) == ("focus", "delta", 1)
    two = small.to_networkx("echo", layer="simple", on=DAY, steps=2)
    assert set(edges(two)) == set(edges(one))
    assert small.to_networkx("echo", layer="simple", on=DAY, steps=3).number_of_edges() == 5


def test_other_weights(small: CityGraph) -> None:
    friends = Weights(formality={**Weights().formality, "friendship_city": 0.9})
    graph = small.to_networkx(layer="friendship_city", on=DAY, weights=friends)
    assert edges(graph) == {("alfa", "cairo"): pytest.approx(0.54)}
    with pytest.raises(UsageError, match="activity"):
        small.to_networkx(layer="simple", on=DAY, weights=Weights(parts={"activity": 1.0}))
    with pytest.raises(UsageError, match="full graph"):
        small.to_networkx(layer="ties", weights=friends)


def parallel() -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(title="t")
    graph.add_node("z", name_en="Z")
    graph.add_edge("b", "a", key=1, weight=0.5, kind="k1", certainty="possible", sources="s;t")
    graph.add_edge("a", "b", key=2, weight=0.2, kind="k2", certainty="certain", sources="t")
    graph.add_edge("a", "a", key=3, weight=0.9)
    graph.add_edge("a", "c", key=4, weight=0.0)
    graph.add_edge("c", "b", key=5)
    return graph


@pytest.mark.parametrize(
    ("rule", "weight"), [("max", 0.5), ("sum", 0.7), ("any", 0.6), ("count", 2)]
)
def test_rules_of_collapsing(rule: str, weight: float) -> None:
    made = collapse(parallel(), combine=rule)
    assert type(made) is nx.Graph
    assert made["a"]["b"]["weight"] == pytest.approx(weight)
    assert made["a"]["b"]["distance"] == pytest.approx(1 / weight)
    assert made["a"]["b"]["ties"] == 2
    assert (made["a"]["b"]["kinds"], made["a"]["b"]["sources"]) == ("k1;k2", "s;t")
    assert made["a"]["b"]["certainty"] == "certain"
    assert made["b"]["c"]["weight"] == 1, "without a weight an edge counts 1"
    assert made.nodes["z"] == {"name_en": "Z"}
    assert made.graph["combine"] == rule
    assert made.graph["dropped_loops"] == 1
    assert made.graph["merged"] == 1


def test_an_edge_without_weight_has_no_distance() -> None:
    made = collapse(parallel())
    assert not made.has_edge("a", "c")
    assert made.graph["dropped_weightless"] == 1
    assert collapse(parallel(), combine="count").has_edge("a", "c")


def test_collapsing_leaves_the_graph_alone_and_is_done_once() -> None:
    graph = parallel()
    before = (dict(graph.graph), list(graph.edges(keys=True, data=True)))
    made = collapse(graph)
    assert (graph.graph, list(graph.edges(keys=True, data=True))) == before
    again = collapse(made)
    assert edges(again) == edges(made)


def test_an_unknown_rule() -> None:
    with pytest.raises(UsageError, match="max, sum, any, count"):
        collapse(parallel(), combine="mean")


def test_the_full_graph_collapses_to_the_number_of_ties(small: CityGraph) -> None:
    full = small.to_networkx(layer="ties", on=DAY, statuses="in_force")
    # With the pact, and the tie of the municipality.
    assert edges(collapse(full, combine="count"))["alfa", "bravo"] == 3
    assert full.graph["dropped_ties"] == 1


def test_what_was_only_seen_counts_from_then_on(small: CityGraph) -> None:
    """It may be older; but nothing says so."""
    before = small.to_networkx(layer="simple", on="2016-09-11")
    assert ("delta", "echo") not in edges(before)
    assert before.graph["dropped_unseen"] == 1
    after = small.to_networkx(layer="simple", on="2016-09-12")
    assert ("delta", "echo") in edges(after)


def test_what_perhaps_is_in_force_counts_as_possible(shipped: CityGraph) -> None:
    """Signed on 27 October 2000 by three sources, in 2001 by one, and proposed before."""
    for day, certainty in (("2000-12-31", "possible"), ("2002-01-01", "certain")):
        graph = shipped.to_networkx(layer="simple", on=day)
        edge = graph.edges["freiburg", "isfahan"]
        assert (edge["certainty"], edge["statuses"], edge["weight"]) == (certainty, "in_force", 1)
    assert not shipped.to_networkx(layer="simple", on="2000-03-01").has_edge("freiburg", "isfahan")
