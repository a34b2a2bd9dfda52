"""Estimates: within the error that was asked for, on graphs whose exact values are known."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest

from cityties.centrality import csr, parallel, sampling
from cityties.centrality.betweenness import node_scores
from cityties.centrality.distances import closeness_values, harmonic_values
from cityties.centrality.sampling import SAMPLED, betweenness, closeness, harmonic


def exact(graph: csr.Graph, measure: str) -> Any:
    if measure == "betweenness":
        return node_scores(graph) / max((graph.n - 1) * (graph.n - 2), 1)
    return {"closeness": closeness_values, "harmonic": harmonic_values}[measure](graph)


def graphs() -> dict[str, nx.Graph[Any]]:
    return {
        "attachment": nx.barabasi_albert_graph(3_000, 3, seed=1),
        "parts": nx.disjoint_union_all(
            [nx.barabasi_albert_graph(1_500, 2, seed=2), nx.path_graph(5), nx.star_graph(400),
             nx.empty_graph(20)]
        ),
        "small world": nx.connected_watts_strogatz_graph(2_500, 6, 0.2, seed=3),
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", list(graphs()))
@pytest.mark.parametrize("measure", list(SAMPLED))
def test_the_intervals_hold_as_often_as_they_promise(name: str, measure: str) -> None:
    graph = csr.from_networkx(graphs()[name])
    right = exact(graph, measure)
    scale = graph.n - 1 if measure == "harmonic" else 1.0
    error, confidence, runs = 0.03 if measure == "betweenness" else 0.12, 0.9, 40
    missed = drawn = 0
    for seed in range(runs):
        found = SAMPLED[measure](graph, error=error, confidence=confidence, seed=seed)
        assert ((found.high - found.low) / 2 <= error * scale * (1 + 1e-9)).all()
        assert ((found.low <= found.values + 1e-12) & (found.values <= found.high + 1e-12)).all()
        outside = (right < found.low - 1e-9) | (right > found.high + 1e-9)
        missed += bool(outside.any())
        drawn += found.samples
        if not outside.any():
            assert np.abs(found.values - right).max() <= 2 * error * scale
    # One run in ten may miss; more than nine of 40 would be chance in one case of a hundred.
    assert missed <= 9
    assert 0 < drawn / runs < graph.n * 3, "it was not sampled, or the samples save nothing"


def test_every_path_of_a_pair_is_as_likely() -> None:
    # 0 and 7 are joined by three paths through 1, 2, 3; two of them go on through 4.
    edges = [(0, 1), (0, 2), (0, 3), (1, 4), (2, 4), (3, 5), (4, 6), (5, 6), (6, 7)]
    graph = csr.from_networkx(nx.Graph(edges))
    rows = (graph.indptr.view(np.uint32), graph.indices.view(np.uint32))
    index, n, runs = graph.index, graph.n, 30_000
    through, side = np.zeros(n, np.int64), np.zeros(n, np.int32)
    sampling.draw_paths(
        *rows, np.full(runs, index[0], np.uint32), np.full(runs, index[7], np.uint32),
        np.array([5], np.uint64), through, side, np.empty(n), np.empty(n, np.uint32),
        np.empty(n, np.uint32),
    )  # fmt: skip
    shares = [through[index[node]] / runs for node in range(8)]
    assert shares == pytest.approx([0, 1 / 3, 1 / 3, 1 / 3, 2 / 3, 1 / 3, 1, 0], abs=0.012)
    assert not side.any()


def test_one_seed_gives_one_answer_on_any_number_of_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = csr.from_networkx(nx.barabasi_albert_graph(2_000, 2, seed=4))
    for measure, run in SAMPLED.items():
        found = []
        for threads in ("1", "3"):
            monkeypatch.setenv("CITYTIES_THREADS", threads)
            found.append(run(graph, error=0.05, seed=7))
        one, other = found
        assert one.samples == other.samples, measure
        assert np.allclose(one.values, other.values, rtol=1e-12)
        assert np.allclose(one.high, other.high, rtol=1e-12)
    assert not np.array_equal(
        betweenness(graph, error=0.05, seed=1).values, betweenness(graph, error=0.05, seed=2).values
    )


def test_what_has_no_paths_is_exact() -> None:
    for plain in (nx.empty_graph(0), nx.empty_graph(4), nx.path_graph(2), nx.complete_graph(6)):
        graph = csr.from_networkx(plain)
        for measure, run in SAMPLED.items():
            found = run(graph, error=0.2)
            assert np.allclose(found.values, exact(graph, measure)), measure


def test_bad_figures_are_named_together() -> None:
    graph = csr.from_edges([0, 1], [1, 2], 3, directed=True)
    with pytest.raises(ValueError, match=r"the error .*the confidence .*undirected"):
        closeness(graph, error=0.0, confidence=1.0)


def test_progress_goes_up_and_an_interrupt_is_heard() -> None:
    graph = csr.from_networkx(nx.barabasi_albert_graph(3_000, 2, seed=4))
    for run in (betweenness, harmonic, closeness):
        seen: list[tuple[int, int]] = []
        with parallel.progress(lambda done, of, seen=seen: seen.append((done, of))):
            run(graph, error=0.03)
        done = [one for one, _of in seen]
        assert len(done) > 2 and done == sorted(done)
        assert seen[-1][0] == seen[-1][1] == max(of for _one, of in seen)

    def interrupt(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with parallel.progress(interrupt), pytest.raises(KeyboardInterrupt):
        betweenness(graph, error=0.03)


def test_bounds_are_those_of_the_books() -> None:
    # No hit in 100 draws: a chance p does that with (1-p)^100, which is e^-3 at 0.0296.
    low, high = sampling._chernoff(np.array([0, 100, 50]), 100, 3.0)
    assert (low[0], high[1]) == (0.0, 1.0)
    assert high[0] == pytest.approx(1 - np.exp(-0.03), rel=1e-6)
    assert low[1] == pytest.approx(np.exp(-0.03), rel=1e-6)
    assert low[2] == pytest.approx(1 - high[2])
    half = sampling._bernstein(np.array([0.5]), np.array([0.25]), 101, 2.0)
    assert half[0] == pytest.approx(7 * 2 / 300)
