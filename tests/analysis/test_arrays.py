"""Values over arrays are those of the networkx functions that the docstrings name."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest

from cityties.analysis import arrays
from cityties.centrality.csr import Graph, from_networkx


def _graphs() -> list[nx.Graph[int]]:
    graphs = [nx.karate_club_graph(), nx.path_graph(5), nx.star_graph(6), nx.complete_graph(5)]
    graphs += [nx.gnp_random_graph(30, share, seed=7) for share in (0.03, 0.1, 0.4)]
    graphs += [nx.empty_graph(3), nx.disjoint_union(nx.complete_graph(4), nx.path_graph(3))]
    random = np.random.default_rng(3)
    for graph in graphs:
        for _first, _second, data in graph.edges(data=True):
            data["weight"] = float(random.uniform(0.2, 1.0))
            data["distance"] = 1 / data["weight"]
    return graphs


GRAPHS = _graphs()


def _compact(graph: nx.Graph[int]) -> Graph:
    return from_networkx(graph, {"weight": 1.0, "distance": 1.0})


def _same(found: np.ndarray, expected: dict[int, float], *, nan: float = math.nan) -> None:
    wanted = [nan if math.isnan(value) else value for value in expected.values()]
    assert found == pytest.approx(wanted, abs=1e-8)


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("weight", [None, "weight"])
def test_structural_holes_as_networkx(graph: nx.Graph[int], weight: str | None) -> None:
    compact = _compact(graph)
    weights = arrays.arc_values(compact, weight)
    # One node at a time: networkx's way over matrices warns at isolated nodes.
    expected = nx.constraint(graph, nodes=list(graph), weight=weight)
    _same(arrays.constraint_values(compact, weights), expected, nan=1.0)
    expected = nx.effective_size(graph, nodes=list(graph), weight=weight)
    _same(arrays.effective_size_values(compact, weights), expected, nan=0.0)


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("weight", [None, "weight"])
def test_katz_as_networkx(graph: nx.Graph[int], weight: str | None) -> None:
    compact = _compact(graph)
    weights = arrays.arc_values(compact, weight)
    largest = arrays.largest_eigenvalue(compact, weights)
    matrix = nx.to_numpy_array(graph, weight=weight)
    assert largest == pytest.approx(max(np.linalg.eigvalsh(matrix)), abs=1e-6)
    alpha = 0.5 / largest if largest else 0.5
    expected = nx.katz_centrality(graph, alpha, tol=1e-12, weight=weight)
    _same(arrays.katz_values(compact, alpha, weights), expected)


@pytest.mark.parametrize("graph", GRAPHS)
def test_strength_and_lengths_as_networkx(graph: nx.Graph[int]) -> None:
    compact = _compact(graph)
    _same(arrays.strength_values(compact), dict(graph.degree(weight="weight")))
    closeness, harmonic = arrays.length_values(compact, arrays.arc_values(compact, "distance"))
    _same(closeness, nx.closeness_centrality(graph, distance="distance"))
    _same(harmonic, nx.harmonic_centrality(graph, distance="distance"))


def test_shared_partners_as_networkx() -> None:
    graph = nx.karate_club_graph()
    found = arrays.shared_values(_compact(graph), 33)
    for node in set(graph) - {33}:
        assert found[node] == len(list(nx.common_neighbors(graph, 33, node)))
    assert found[33] == graph.degree(33)


def test_participation_by_hand() -> None:
    graph = nx.Graph()
    # a: 2 ties in x, 1 in y, 1 in z; P = 3/2 (1 - (4 + 1 + 1)/16)
    graph.add_edge("a", "b", x=1, y=1, z=0)
    graph.add_edge("a", "c", x=1, y=0, z=1)
    compact = from_networkx(graph, {"x": 0, "y": 0, "z": 0})
    found = dict(zip("abc", arrays.participation_values(compact, ["x", "y", "z"]), strict=True))
    assert found["a"] == pytest.approx(1.5 * (1 - 6 / 16))
    assert found["b"] == found["c"] == pytest.approx(0.75)
