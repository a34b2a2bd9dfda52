"""Every measure equals the call of networkx that its explanation names."""

from __future__ import annotations

import math
from typing import Any

import networkx as nx
import numpy as np
import pytest

from cityties.analysis.measures import GROUPS, MEASURES, Measure, chosen, explain, prepare
from cityties.errors import UsageError


def _weighted(graph: nx.Graph[Any], seed: int = 5) -> nx.Graph[Any]:
    random = np.random.default_rng(seed)
    for _first, _second, data in graph.edges(data=True):
        data["weight"] = float(random.uniform(0.2, 1.0))
        data["distance"] = 1 / data["weight"]
    return graph


GRAPHS = {
    "karate": _weighted(nx.karate_club_graph()),
    "random": _weighted(nx.gnp_random_graph(40, 0.12, seed=2)),
    "parts": _weighted(nx.disjoint_union(nx.barbell_graph(4, 2), nx.cycle_graph(5))),
    "star": _weighted(nx.star_graph(7)),
}
# Two forms of one call: networkx's way over matrices warns at isolated nodes.
FORMS = {f"nx.{name}(G": f"nx.{name}(G, list(G)" for name in ("constraint", "effective_size")}


def _networkx(text: str, graph: nx.Graph[Any], weight: str | None, focus: Any) -> dict[Any, float]:
    """What the explanation says, run as it stands."""
    for short, long in FORMS.items():
        text = text.replace(short, long)
    largest = max(np.linalg.eigvalsh(nx.to_numpy_array(graph, weight=weight)))
    names = {"nx": nx, "G": graph, "focus": focus, "λ": float(largest)}
    text = text.replace("0.5/λ", "0.5/λ, tol=1e-12, max_iter=10_000")
    if "common_neighbors" in text:
        return {v: eval(text, {**names, "v": v}) for v in graph if v != focus}
    return dict(eval(text, names))


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda one: one.name)
@pytest.mark.parametrize("weighted", [False, True])
def test_values_are_those_of_networkx(name: str, measure: Measure, weighted: bool) -> None:
    graph = GRAPHS[name]
    if measure.name == "participation":
        return  # networkx has none; see test_arrays.py
    prepared = prepare(graph, [measure], focus=0, weighted=weighted)
    text = measure.weighted if weighted and measure.weighted else measure.networkx
    weight = "weight" if weighted and measure.weighted else None
    if measure.name == "eigenvector" and name == "parts":
        return  # what an eigenvector is outside the leading part hangs on the first step
    expected = _networkx(text, graph, weight, 0)
    found = dict(
        zip(prepared.graph.nodes, prepared.compute[measure.name](prepared.graph), strict=True)
    )
    for node, value in expected.items():
        if not math.isnan(value):
            assert found[node] == pytest.approx(value, abs=1e-7), node


def test_every_entry_is_explained() -> None:
    assert len(MEASURES) == 14
    for measure in MEASURES.values():
        entry = explain(measure)
        assert all(entry.values()), measure.name
        assert measure.networkx.startswith(("nx.", "G.", "len(list(nx.", "no networkx function")), (
            measure
        )


def test_names() -> None:
    assert [one.name for one in chosen(["Shared-Partners", "pagerank"])] == [
        "shared_partners",
        "pagerank",
    ]
    assert tuple(one.name for one in chosen(["main"])) == GROUPS["main"]
    assert len(chosen(["all"])) == len(MEASURES)


def test_wrong_names_are_all_told() -> None:
    with pytest.raises(UsageError) as caught:
        chosen(["betwenness", "clossness", "degree"])
    assert "betweenness" in str(caught.value)
    assert "closeness" in str(caught.value)


@pytest.mark.parametrize(
    "graph", [nx.DiGraph([(1, 2)]), nx.MultiGraph([(1, 2)]), nx.Graph([(1, 1), (1, 2)])]
)
def test_only_simple_graphs(graph: nx.Graph[Any]) -> None:
    with pytest.raises(UsageError, match="simple"):
        prepare(graph, chosen(["degree"]))


def test_participation_needs_two_layers() -> None:
    graph = nx.path_graph(3)
    layers: nx.MultiGraph[int] = nx.MultiGraph()
    layers.add_edge(0, 1, key="sister_city")
    wanted = chosen(["participation"])
    assert not prepare(graph, wanted, layers=layers).compute
    layers.add_edge(1, 2, key="exchange")
    layers.add_edge(0, 2, key="exchange")  # no tie of the graph: left out
    prepared = prepare(graph, wanted, layers=layers)
    assert prepared.layers == ("exchange", "sister_city")
    values = prepared.compute["participation"](prepared.graph)
    assert values.tolist() == [0.0, 1.0, 0.0]
