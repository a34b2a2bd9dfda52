"""Every graph of up to seven nodes: each kernel and each community method ends and is right.

A moving node that finds two communities equal up to rounding may go to and fro for ever; on
seven nodes there are graphs on which that happens to careless code. So every run has a limit.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import networkx as nx
import numpy as np
import pytest

from cityties.analysis.arrays import length_values
from cityties.analysis.communities import METHODS, communities
from cityties.analysis.random_graphs import degree_preserving
from cityties.base.install import installed
from cityties.centrality import bfs, csr, distances, iterative, native, structure
from cityties.centrality.betweenness import arc_scores, node_scores
from cityties.centrality.sampling import SAMPLED

SEEDS = 3
LIMIT = 20  # seconds for one graph with all its seeds


@pytest.fixture
def limited() -> Iterator[Callable[[str], None]]:
    """Call it with a name; what then takes too long fails under it."""
    if not hasattr(signal, "SIGALRM"):
        pytest.skip("Windows has no alarm signal")
    running = ""

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"{running} had not ended after {LIMIT} seconds")

    def start(name: str) -> None:
        nonlocal running
        running = name
        signal.alarm(LIMIT)

    before = signal.signal(signal.SIGALRM, late)
    yield start
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def atlas() -> list[nx.Graph[int]]:
    graphs = nx.graph_atlas_g()
    assert len(graphs) == 1253
    return graphs


def weighted(graph: nx.Graph[int], seed: int) -> nx.Graph[int]:
    """Seed 0: all alike; then thirds, which floats cannot hold; then anything."""
    random = np.random.default_rng(seed)
    made = nx.Graph(graph)
    for edge in made.edges:
        weight = (1.0, random.integers(1, 4) / 3, random.random() + 1e-6)[seed]
        made.edges[edge].update(weight=float(weight), distance=1 / float(weight))
    return made


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("by_weight", [False, True])
def test_communities_end_and_are_partitions(
    atlas: list[nx.Graph[int]], limited: Callable[[str], None], method: str, by_weight: bool
) -> None:
    if method == "leiden" and not installed("graspologic_native"):
        pytest.skip("install it with: pip install -e '.[fast]'")
    seen = 0
    for number, plain in enumerate(atlas):
        limited(f"{method} on graph {number} of the atlas")
        for seed in range(SEEDS):
            graph = weighted(plain, seed)
            found = communities(graph, method=method, runs=1, seed=seed, weighted=by_weight)
            labels = found.labels[0]
            assert len(labels) == len(graph)
            assert set(labels.tolist()) == set(range(found.counts[0]))
            parts = [{v for v in graph if labels[v] == label} for label in range(found.counts[0])]
            if graph.number_of_edges():
                right = nx.community.modularity(graph, parts, "weight" if by_weight else None)
                assert found.modularity[0] == pytest.approx(right, abs=1e-9)
                # Putting all into one community gives 0: a method does no worse.
                assert right >= -1e-9
            else:
                assert len(parts) == len(graph)
            # No community falls apart.
            if method == "leiden":
                assert all(nx.is_connected(graph.subgraph(part)) for part in parts)
            seen += 1
    assert seen == 1253 * SEEDS


@pytest.mark.slow
@pytest.mark.skipif(not native.ready(), reason="not compiled: python hatch_build.py")
def test_kernels_end_and_equal_networkx(
    atlas: list[nx.Graph[int]], limited: Callable[[str], None]
) -> None:
    def near(found: Any, right: Any) -> None:
        wanted = [right[node] for node in range(len(found))]
        assert np.asarray(found).tolist() == pytest.approx(wanted, abs=1e-9), running

    seen = 0
    for number, plain in enumerate(atlas):
        running = f"graph {number} of the atlas"
        limited(running)
        for seed in range(SEEDS):
            graph = weighted(plain, seed)
            n = len(graph)
            compact = csr.from_networkx(graph, {"weight": 1.0, "distance": 1.0})
            pairs = max((n - 1) * (n - 2), 1)
            near(node_scores(compact) / pairs, nx.betweenness_centrality(graph))
            near(
                node_scores(compact, weight="distance") / pairs,
                nx.betweenness_centrality(graph, weight="distance"),
            )
            edges = nx.edge_betweenness_centrality(graph, normalized=False)
            over = arc_scores(compact)
            for arc, (tail, head) in enumerate(
                zip(compact.tails.tolist(), compact.indices.tolist(), strict=True)
            ):
                right = edges.get((tail, head), edges.get((head, tail)))
                assert over[arc] / 2 == pytest.approx(right, abs=1e-9)
            near(distances.closeness_values(compact), nx.closeness_centrality(graph))
            near(distances.harmonic_values(compact), nx.harmonic_centrality(graph))
            near(structure.core_values(compact), nx.core_number(graph))
            near(structure.clustering_values(compact), nx.clustering(graph))
            assert structure.component_values(compact)[0] == nx.number_connected_components(graph)
            if n:
                near(
                    iterative.pagerank_values(compact, tol=1e-12, max_iter=10_000),
                    nx.pagerank(graph, tol=1e-12, max_iter=10_000, weight=None),
                )
            seen += 1
    assert seen == 1253 * SEEDS


@pytest.mark.slow
@pytest.mark.skipif(not native.ready(), reason="not compiled: python hatch_build.py")
def test_the_other_kernels_end_and_are_right(
    atlas: list[nx.Graph[int]],
    limited: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CITYTIES_THREADS", "1")  # seven nodes are no work for two

    def near(found: Any, right: Any) -> None:
        wanted = [right[node] for node in range(len(found))]
        assert np.asarray(found).tolist() == pytest.approx(wanted, abs=1e-9), running

    seen = 0
    for number, plain in enumerate(atlas):
        running = f"graph {number} of the atlas"
        limited(running)
        for seed in range(SEEDS):
            graph = weighted(plain, seed)
            n = len(graph)
            compact = csr.from_networkx(graph, {"weight": 1.0, "distance": 1.0})
            near(
                structure.clustering_values(compact, compact.total["weight"]),
                nx.clustering(graph, weight="weight"),
            )
            near(
                length_values(compact, compact.smallest["distance"])[1],
                nx.harmonic_centrality(graph, distance="distance"),
            )
            drawn = degree_preserving(graph, seed)
            assert dict(drawn.degree()) == dict(graph.degree()), running
            # So confident that no interval misses in thousands of runs.
            for measure, right in (
                ("betweenness", nx.betweenness_centrality(graph)),
                ("closeness", nx.closeness_centrality(graph)),
                ("harmonic", nx.harmonic_centrality(graph)),
            ):
                found = SAMPLED[measure](compact, error=0.45, confidence=1 - 1e-9, seed=seed)
                for node in graph:
                    assert found.low[node] - 1e-9 <= right[node] <= found.high[node] + 1e-9
            if n:
                first, last = np.array([0, n // 2]), np.array([n - 1])
                ends = {"sources": first.tolist(), "targets": last.tolist()}
                part = nx.edge_betweenness_centrality_subset(graph, **ends)
                over = arc_scores(compact, sources=first, targets=last)
                for arc, (tail, head) in enumerate(
                    zip(compact.tails.tolist(), compact.indices.tolist(), strict=True)
                ):
                    right = part.get((tail, head), part.get((head, tail)))
                    assert over[arc] / 2 == pytest.approx(right, abs=1e-9)
                steps = nx.single_source_shortest_path_length(graph, 0)
                level, queue = np.empty(n, np.int32), np.empty(n, np.int32)
                assert bfs.levels(compact.indptr, compact.indices, 0, level, queue) == len(steps)
                assert level.tolist() == [steps.get(node, -1) for node in range(n)]
                try:
                    values = iterative.eigenvector_values(compact, tol=1e-10, max_iter=2_000)
                except nx.PowerIterationFailedConvergence:
                    values = np.zeros(n)
                assert np.isfinite(values).all()
                if values.any():
                    near(values, nx.eigenvector_centrality(graph, tol=1e-10, max_iter=2_000))
                if nx.is_connected(graph):
                    assert distances._farthest_apart(compact) == nx.diameter(graph), running
            seen += 1
    assert seen == 1253 * SEEDS
