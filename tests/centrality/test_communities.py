"""Louvain gives networkx's partition from networkx's seed; Leiden is at least as good."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

np = pytest.importorskip("numpy", reason="install it with: pip install -e '.[fast]'")
pytest.importorskip("numba", reason="install it with: pip install -e '.[fast]'")

from random_graphs import graphs  # noqa: E402

from cityties.centrality import csr  # noqa: E402
from cityties.centrality.communities import leiden_labels  # noqa: E402

# networkx 3.7 sums Louvain's gains in another way, so ties between equal moves fall
# differently, and its Leiden has another default metric.
NEWER = tuple(map(int, nx.__version__.split(".")[:2])) >= (3, 7)
MODULARITY = {"metric": "modularity"} if NEWER else {}
WEIGHTS = st.sampled_from([0.5, 1.0, 2.0, 3.0])


def quality(graph: Any, parts: Any, **options: Any) -> float:
    return float(nx.community.modularity(graph, parts, backend="networkx", **options))


@settings(max_examples=100, deadline=None)
@given(graphs(weights=WEIGHTS, most=20), st.integers(0, 5), st.sampled_from([0.6, 1, 1.7]))
def test_louvain_is_networkx_level_by_level(graph: Any, seed: int, resolution: float) -> None:
    ours, theirs = (
        list(nx.community.louvain_partitions(graph, seed=seed, resolution=resolution, backend=name))
        for name in ("cityties", "networkx")
    )
    assert NEWER or ours == theirs
    assert all(nx.community.is_partition(graph, parts) or not graph for parts in ours)


@pytest.mark.parametrize("seed", range(12))
def test_louvain_of_larger_graphs_is_networkx(seed: int) -> None:
    draw = random.Random(seed)
    made = draw.choice(
        [
            lambda: nx.barabasi_albert_graph(300, 3, seed=seed),
            lambda: nx.gnp_random_graph(300, 0.02, seed=seed, directed=True),
            lambda: nx.planted_partition_graph(6, 40, 0.2, 0.01, seed=seed),
        ]
    )()
    for u, v in made.edges:
        made[u][v]["weight"] = draw.choice([1, 2, 5])
    for weight in ("weight", None):
        ours, theirs = (
            nx.community.louvain_communities(made, weight=weight, seed=seed, backend=name)
            for name in ("cityties", "networkx")
        )
        assert NEWER or ours == theirs
        assert quality(made, ours, weight=weight) >= quality(made, theirs, weight=weight) - 0.01


def test_louvain_takes_every_kind_of_seed_and_the_limits_of_networkx() -> None:
    graph = nx.planted_partition_graph(4, 20, 0.4, 0.02, seed=1)
    for seed in (7, random.Random(7), np.random.RandomState(7)):
        # A generator moves on while it is used: each call gets a fresh one.
        fresh = seed if isinstance(seed, int) else type(seed)(7)
        again = seed if isinstance(seed, int) else type(seed)(7)
        ours = nx.community.louvain_communities(graph, seed=fresh, backend="cityties")
        theirs = nx.community.louvain_communities(graph, seed=again, backend="networkx")
        assert NEWER or ours == theirs
        assert quality(graph, ours) >= quality(graph, theirs) - 0.01
    ours, theirs = (
        nx.community.louvain_communities(graph, seed=1, threshold=0.3, max_level=1, backend=name)
        for name in ("cityties", "networkx")
    )
    assert NEWER or ours == theirs
    with pytest.raises(ValueError, match="positive integer"):
        nx.community.louvain_communities(graph, max_level=0, backend="cityties")
    nothing = nx.empty_graph(3)
    assert nx.community.louvain_communities(nothing, backend="cityties") == [{0}, {1}, {2}]
    weightless = nx.Graph()
    weightless.add_edge(0, 1, weight=0)
    for name in ("cityties",) if NEWER else ("cityties", "networkx"):
        with pytest.raises(ZeroDivisionError):
            nx.community.louvain_communities(weightless, backend=name)


# Leiden


@settings(max_examples=60, deadline=None)
@given(graphs(directed=False, weights=WEIGHTS, most=20), st.integers(0, 5))
def test_leiden_is_a_partition_into_connected_parts_and_never_gets_worse(
    graph: Any, seed: int
) -> None:
    levels = list(
        nx.community.leiden_partitions(graph, seed=seed, backend="cityties", **MODULARITY)
    )
    for parts in levels:
        assert nx.community.is_partition(graph, parts) or not graph
    if graph.number_of_edges():
        worth = [quality(graph, parts) for parts in levels]
        assert all(later >= earlier - 1e-9 for earlier, later in pairwise(worth))
    for part in levels[-1]:
        assert nx.is_connected(graph.subgraph(part))
    again = nx.community.leiden_communities(graph, seed=seed, backend="cityties", **MODULARITY)
    assert again == levels[-1]


@pytest.mark.parametrize("seed", range(40))
def test_leiden_is_not_below_louvain(seed: int) -> None:
    draw = random.Random(seed)
    n = draw.randint(5, 150)
    graph = nx.gnp_random_graph(n, draw.uniform(1, 8) / n, seed=seed)
    if seed % 2:
        graph = nx.powerlaw_cluster_graph(n, 2, 0.4, seed=seed)
    if not graph.number_of_edges():
        return
    for resolution in (1, 0.5, 2):
        leiden = nx.community.leiden_communities(
            graph, seed=seed, resolution=resolution, backend="cityties", **MODULARITY
        )
        louvain = nx.community.louvain_communities(
            graph, seed=seed, resolution=resolution, backend="networkx"
        )
        assert (
            quality(graph, leiden, resolution=resolution)
            >= quality(graph, louvain, resolution=resolution) - 0.01
        )


def test_leiden_finds_known_communities() -> None:
    # The highest modularity of Zachary's karate club is known: 0.4198 (Brandes et al. 2008).
    karate = nx.karate_club_graph()
    found = nx.community.leiden_communities(
        karate, weight=None, seed=1, backend="cityties", **MODULARITY
    )
    assert len(found) == 4
    assert quality(karate, found, weight=None) == pytest.approx(0.41979, abs=1e-4)
    ring = nx.ring_of_cliques(8, 6)
    found = nx.community.leiden_communities(ring, seed=1, backend="cityties", **MODULARITY)
    assert sorted(map(sorted, found)) == [list(range(6 * i, 6 * i + 6)) for i in range(8)]


def test_leiden_refuses_what_it_cannot_do() -> None:
    negative = nx.Graph()
    negative.add_edge(0, 1, weight=-1)
    with pytest.raises(ValueError, match="negative"):
        nx.community.leiden_communities(negative, backend="cityties", **MODULARITY)
    with pytest.raises(ValueError, match="positive integer"):
        nx.community.leiden_communities(
            nx.path_graph(3), max_level=0, backend="cityties", **MODULARITY
        )
    with pytest.raises((NotImplementedError, nx.NetworkXNotImplemented)):
        nx.community.leiden_communities(nx.DiGraph([(0, 1)]), backend="cityties", **MODULARITY)


def test_leiden_labels_number_communities_by_their_first_node() -> None:
    labels = list(leiden_labels(csr.from_networkx(nx.ring_of_cliques(5, 4)), seed=3))[-1]
    assert labels.tolist() == [i // 4 for i in range(20)]
