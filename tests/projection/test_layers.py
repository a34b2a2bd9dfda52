"""Every layer: what it is, what it says of itself, and that files can hold it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from cityties.api import CityGraph
from cityties.errors import UsageError
from cityties.projection import BOUNDARY_KEYS, LAYERS, boundary_of
from cityties.projection.layers import AGREEMENTS, FULL, narrower_kinds
from cityties.vocabulary.codes import AGREEMENT_KINDS, CODES

DAY = "2019-01-02"
EVERY = (FULL, *LAYERS)


def plain(values: dict[str, Any]) -> bool:
    return all(isinstance(value, str | int | float | bool) for value in values.values())


@pytest.mark.parametrize("layer", EVERY)
def test_attributes_are_plain_and_the_boundary_is_there(small: CityGraph, layer: str) -> None:
    graph: Any = small.to_networkx(layer=layer, on=DAY)
    assert plain(graph.graph)
    assert all(plain(data) for _node, data in graph.nodes(data=True))
    assert all(plain(data) for *_ends, data in graph.edges(data=True))
    assert set(BOUNDARY_KEYS) <= set(graph.graph)
    assert graph.graph["layer"] == layer
    assert graph.graph["on"] == DAY
    assert graph.graph["collected"] == "alfa;bravo"


@pytest.mark.parametrize("layer", ["simple", "events", "members", "co_members", "layers", FULL])
def test_files_hold_every_layer(small: CityGraph, layer: str, tmp_path: Path) -> None:
    graph: Any = small.to_networkx(layer=layer, on=DAY)
    assert graph.number_of_edges()
    nx.write_gexf(graph, tmp_path / "g.gexf")
    gexf = nx.read_gexf(tmp_path / "g.gexf")
    assert set(gexf) == set(graph)
    assert gexf.number_of_edges() == graph.number_of_edges()
    buffer = io.BytesIO()
    nx.write_graphml(graph, buffer)
    buffer.seek(0)
    again = nx.read_graphml(buffer, force_multigraph=graph.is_multigraph())
    assert {frozenset(edge[:2]) for edge in again.edges} == {
        frozenset(edge[:2]) for edge in graph.edges
    }
    assert dict(again.nodes(data=True)) == dict(graph.nodes(data=True))
    # A blank text comes back as nothing; what the boundary says is the same.
    assert boundary_of(again) == boundary_of(graph)


@pytest.mark.parametrize("layer", [name for name in LAYERS if name != "members"])
def test_weight_is_strength_and_distance_its_inverse(small: CityGraph, layer: str) -> None:
    graph = small.to_networkx(layer=layer, on=DAY)
    for *_ends, data in graph.edges(data=True):
        assert data["weight"] > 0
        if layer != "events":
            assert data["distance"] == pytest.approx(1 / data["weight"])


def test_only_two_layers_have_parallel_edges(small: CityGraph) -> None:
    kinds = {layer: type(small.to_networkx(layer=layer, on=DAY)) for layer in LAYERS}
    assert kinds.pop("events") is nx.MultiDiGraph
    assert kinds.pop("layers") is nx.MultiGraph
    assert set(kinds.values()) == {nx.Graph}


def test_kinds_and_groups_of_kinds(small: CityGraph) -> None:
    sisters = small.to_networkx(layer="sister_city", on=DAY)
    assert {frozenset(edge) for edge in sisters.edges} == {
        frozenset(("alfa", "bravo")), frozenset(("delta", "echo")),
    }  # fmt: skip
    assert sisters.graph["kinds"] == "sister_city"
    whole, simple = (small.to_networkx(layer=layer, on=DAY) for layer in ("agreement", "simple"))
    assert {frozenset(edge) for edge in whole.edges} == {frozenset(edge) for edge in simple.edges}
    part = small.to_networkx(layer="agreement", on=DAY, kinds="cooperation_mou")
    assert [frozenset(edge) for edge in part.edges] == [frozenset(("alfa", "bravo"))]
    assert narrower_kinds("agreement") == AGREEMENT_KINDS == set(AGREEMENTS)


def test_all_layers_in_one(small: CityGraph) -> None:
    graph = small.to_networkx(layer="layers", on=DAY)
    found = {key for _a, _b, key in graph.edges(keys=True)}
    assert found == {
        "sister_city", "friendship_city", "cooperation_mou", "multilateral_pact", "exchange",
        "demarche", "co_members",
    }  # fmt: skip
    assert set(graph.graph["layers"].split(";")) == found
    for layer in found - {"multilateral_pact"}:
        one = small.to_networkx(layer=layer, on=DAY)
        ours = {frozenset((a, b)): d["weight"] for a, b, k, d in graph.edges(keys=True, data=True)
                if k == layer}  # fmt: skip
        theirs = {frozenset((a, b)): d["weight"] for a, b, d in one.edges(data=True)}
        assert ours == pytest.approx(theirs)
    few = small.to_networkx(layer="layers", on=DAY, kinds=["sister_city", "invitation"])
    assert few.graph["layers"] == "sister_city;demarche"


@pytest.mark.parametrize(
    ("layer", "says"),
    [("sister-city", "sister_city"), ("politcal", "political"), ("xyzzy", "available: simple")],
)
def test_an_unknown_layer_is_told_with_what_may_be_meant(
    small: CityGraph, layer: str, says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        small.to_networkx(layer=layer)


def test_a_layer_without_the_kinds_asked_for(small: CityGraph) -> None:
    with pytest.raises(UsageError, match="none of these kinds: cooperation_mou"):
        small.to_networkx(layer="sister_city", kinds="cooperation_mou")


def test_names_of_layers_are_codes_or_our_own() -> None:
    ours = {"simple", "events", "members", "co_members", "layers"}
    assert set(LAYERS) - ours <= {*CODES["kinds"], *CODES["channels"]}
    assert len(set(LAYERS)) == len(LAYERS)
    assert {"exchange", "demarche", "support", "political", "sister_city"} <= set(LAYERS)


def test_channels_of_the_full_graph(small: CityGraph) -> None:
    graph = small.to_networkx(layer="ties", on=DAY, channels=["political", "civic"])
    found = {key: data["status"] for *_ends, key, data in graph.edges(keys=True, data=True)}
    tie = "tie/alfa+cairo/friendship_city"
    assert (found[tie], found[f"{tie}@civic"]) == ("suspended", "in_force")
    one = small.to_networkx(layer="ties", on=DAY, channels="political")
    assert graph.number_of_edges() == 2 * one.number_of_edges()


def test_the_shipped_graph(shipped: CityGraph) -> None:
    """Twenty-odd years of Freiburg and Isfahan: political ties frozen in 2010, others not."""
    frozen = shipped.to_networkx(layer="political", on="2010-01-01")
    assert not frozen.has_edge("freiburg", "isfahan")
    assert shipped.to_networkx(layer="simple", on="2010-01-01").has_edge("freiburg", "isfahan")
    graph = shipped.to_networkx("isfahan", layer="simple", steps=2)
    assert graph.number_of_edges() > 150
    assert {"freiburg", "yerevan"} <= set(graph.graph["collected"].split(";"))
    assert set(graph.graph["collected_complete"].split(";")) <= set(
        graph.graph["collected"].split(";")
    )
    assert shipped.to_networkx(layer="events").number_of_edges() > 40
