"""Measures on an engine: the values of threads to the last bit, whatever comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import astuple
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_graphs import graphs
from shuffled import Shuffled

from cityties.analysis import arrays
from cityties.centrality import betweenness, bfs, csr, parallel, resample, sampling
from cityties.centrality.betweenness import arc_scores, node_scores
from cityties.centrality.distances import closeness_values, harmonic_values, sweep

np = pytest.importorskip("numpy", reason="install it with: pip install numpy")

LENGTHS = st.sampled_from([0.25, 0.5, 1.0, 2.0, 3.0, 4.5])
"""Some are whole, so that trees are folded, some are not."""


def chosen(graph: csr.Graph) -> Any:
    return np.arange(0, graph.n, 2)


MEASURES: dict[str, Callable[[csr.Graph], Any]] = {
    "betweenness": node_scores,
    "with ends": lambda graph: node_scores(graph, endpoints=True),
    "weighted": lambda graph: node_scores(graph, weight="weight"),
    "from some": lambda graph: node_scores(graph, sources=chosen(graph)),
    "to some": lambda graph: node_scores(graph, sources=chosen(graph), targets=chosen(graph)),
    "ties": arc_scores,
    "ties, weighted": lambda graph: arc_scores(graph, weight="weight"),
    "ties to some": lambda graph: arc_scores(graph, sources=chosen(graph), targets=chosen(graph)),
    "closeness": closeness_values,
    "harmonic": harmonic_values,
    "squares": lambda graph: sweep(graph, chosen(graph), squares=True).inverse_squares,
    "lengths": lambda graph: np.array(arrays.length_values(graph, graph.smallest["weight"])),
}


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many batches that a small graph is sent."""
    monkeypatch.setattr(parallel, "BLOCKS", 3)
    monkeypatch.setattr(betweenness, "WORK", 1)
    monkeypatch.setattr(arrays, "_WORK", 1)
    monkeypatch.setattr(bfs, "LANES", 3)
    monkeypatch.setattr(sampling, "_PAIRS", 16)


def fresh(graph: csr.Graph) -> csr.Graph:
    """The same graph, without what is kept with it."""
    return csr.Graph(**graph.__getstate__())


def on_an_engine(graph: csr.Graph, measure: Callable[[csr.Graph], Any]) -> tuple[Any, int]:
    executor = Shuffled()
    with parallel.engine(executor):
        return measure(fresh(graph)), executor.done


@pytest.mark.parametrize("name", MEASURES)
@settings(max_examples=40, deadline=None)
@given(graph=graphs(most=40, weights=LENGTHS))
def test_random_graphs_of_every_kind(name: str, graph: Any) -> None:
    compact = csr.from_networkx(graph, {"weight": 1.0})
    expected = MEASURES[name](fresh(compact))
    found, _sent = on_an_engine(compact, MEASURES[name])
    assert found.tobytes() == expected.tobytes()


@pytest.mark.parametrize("name", MEASURES)
def test_known_graphs_are_sent_and_equal_what_networkx_has(name: str) -> None:
    graph = nx.random_regular_graph(4, 60, seed=1)  # without hanging trees
    found, sent = on_an_engine(csr.from_networkx(graph, {"weight": 1.0}), MEASURES[name])
    assert sent > 1
    some = list(graph)[::2]
    theirs: dict[str, Callable[[], Any]] = {
        "betweenness": lambda: nx.betweenness_centrality(graph, normalized=False),
        "with ends": lambda: nx.betweenness_centrality(graph, normalized=False, endpoints=True),
        "weighted": lambda: nx.betweenness_centrality(graph, normalized=False),
        "to some": lambda: nx.betweenness_centrality_subset(graph, some, some),
        "closeness": lambda: nx.closeness_centrality(graph),
        "harmonic": lambda: nx.harmonic_centrality(graph),
        "lengths": lambda: nx.closeness_centrality(graph),
    }
    if name in theirs:
        values = found[0] if name == "lengths" else found
        scale = 1.0 if name in {"closeness", "harmonic", "lengths"} else 0.5
        right = [theirs[name]()[node] for node in graph]
        assert (values * scale).tolist() == pytest.approx(right, rel=1e-9)
    if name in {"ties", "ties, weighted"}:
        edges = nx.edge_betweenness_centrality(graph, normalized=False)
        assert found.sum() / 4 == pytest.approx(sum(edges.values()), rel=1e-9)


def test_the_number_of_blocks_shows_in_the_last_bits_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    compact = csr.from_networkx(nx.gnp_random_graph(150, 0.05, seed=3))
    found = []
    for blocks in (1, 2, 7, 150):
        monkeypatch.setattr(parallel, "BLOCKS", blocks)
        found.append(on_an_engine(compact, node_scores)[0])
    for other in found[1:]:
        assert other == pytest.approx(found[0], rel=1e-9)


@pytest.fixture
def runs() -> Iterator[csr.Graph]:
    graph = nx.barabasi_albert_graph(80, 2, seed=3)
    return csr.from_networkx(graph)  # type: ignore[return-value]


@pytest.mark.parametrize("seed", [0, 7])
def test_runs_with_ties_left_out(seed: int, runs: csr.Graph) -> None:
    here = resample.table(runs, runs=9, seed=seed, values=True)
    executor = Shuffled()
    with parallel.engine(executor):
        there = resample.table(fresh(runs), runs=9, seed=seed, values=True)
    assert executor.done >= 9
    for name, found in here.items():
        for one, other in zip(astuple(found)[1:], astuple(there[name])[1:], strict=True):
            assert one.tobytes() == other.tobytes(), name
    other = resample.table(runs, runs=9, seed=seed + 1, values=True)
    assert other["degree"].values.tobytes() != here["degree"].values.tobytes()


@pytest.mark.parametrize("name", sampling.SAMPLED)
def test_estimates_stop_where_they_stop_here(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bfs, "LANES", 64)
    graph = csr.from_networkx(nx.barabasi_albert_graph(1_500, 3, seed=1))
    error = 0.05 if name == "betweenness" else 0.15
    here = sampling.SAMPLED[name](graph, error=error, seed=4)
    executor = Shuffled()
    with parallel.engine(executor):
        there = sampling.SAMPLED[name](fresh(graph), error=error, seed=4)
    assert executor.done > 1
    assert 0 < here.samples == there.samples
    for one, other in ((here.values, there.values), (here.low, there.low), (here.high, there.high)):
        assert one.tobytes() == other.tobytes()
