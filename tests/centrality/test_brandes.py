"""Betweenness: known answers, and networkx's numbers on random graphs."""

from __future__ import annotations

import math
import random
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

np = pytest.importorskip("numpy", reason="install it with: pip install numpy")
from cityties.centrality import betweenness, brandes, csr, folding, parallel  # noqa: E402
from cityties.centrality.native import ready  # noqa: E402

if not ready():
    pytest.skip("not compiled: python hatch_build.py", allow_module_level=True)

KINDS = [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]


@st.composite
def graphs(draw: st.DrawFn, weights: tuple[float, ...] = (1,)) -> Any:
    graph = draw(st.sampled_from(KINDS))()
    n = draw(st.integers(0, 12))
    graph.add_nodes_from(range(100, 100 + n))
    if n:
        end = st.integers(100, 99 + n)
        for u, v in draw(st.lists(st.tuples(end, end), max_size=3 * n)):
            graph.add_edge(u, v, weight=draw(st.sampled_from(weights)))
    return graph


def alike(ours: dict[Any, float], theirs: dict[Any, float]) -> bool:
    assert list(ours) == list(theirs), "other keys, or another order"
    return all(
        (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
        for a, b in zip(ours.values(), theirs.values(), strict=True)
    )


def both(function: Any, graph: Any, **options: Any) -> tuple[Any, Any]:
    compact = csr.from_networkx(graph, {"weight": 1} if options.get("weight") else None)
    ours = dict(options)
    if "seed" in ours:
        ours["seed"] = random.Random(options["seed"])
    return (
        getattr(betweenness, function)(compact, **ours),
        getattr(nx, function)(graph, backend="networkx", **options),
    )


# Known answers


def raw(graph: Any) -> list[float]:
    scores = betweenness.node_scores(csr.from_networkx(graph)) / 2
    return [float(score) for score in scores]


def test_a_path() -> None:
    assert raw(nx.path_graph(5)) == [0, 3, 4, 3, 0]


def test_a_star() -> None:
    assert raw(nx.star_graph(5)) == [10, 0, 0, 0, 0, 0]


def test_a_cycle() -> None:
    # Of an even cycle, opposite nodes share two ways: (n/2 - 1)^2 / 2 for each node.
    assert raw(nx.cycle_graph(6)) == [2] * 6


def test_a_complete_graph() -> None:
    assert raw(nx.complete_graph(7)) == [0] * 7


def test_a_barbell() -> None:
    # Two triangles, one node between: it lies on all 9 ways from one to the other.
    assert sorted(raw(nx.barbell_graph(3, 1))) == [0, 0, 0, 0, 8, 8, 9]


def test_a_grid() -> None:
    # The middle of 3 x 3: opposite corners 2 * 4/6, opposite middles 2 * 1, next middles
    # 4 * 1/2, corners with far middles 8 * 2/3.
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(3, 3))
    assert raw(graph)[4] == pytest.approx(32 / 3)
    # A pair d steps apart has d - 1 nodes between, however many ways there are.
    rows = dict(nx.all_pairs_shortest_path_length(graph)).values()
    between = sum(d - 1 for row in rows for d in row.values() if d)
    assert sum(raw(graph)) == pytest.approx(between / 2)


def test_the_karate_club() -> None:
    # Freeman's values as published in many places: the two heads of the club.
    ours = betweenness.betweenness_centrality(csr.from_networkx(nx.karate_club_graph()))
    assert ours[0] == pytest.approx(0.437635281, abs=1e-9)
    assert ours[33] == pytest.approx(0.304074976, abs=1e-9)


def test_edges_of_a_path() -> None:
    ours = betweenness.edge_betweenness_centrality(
        csr.from_networkx(nx.path_graph(4)), normalized=False
    )
    assert ours == {(0, 1): 3, (1, 2): 4, (2, 3): 3}


def test_counts_of_paths_beyond_32_bits() -> None:
    # Each diamond doubles the number of shortest paths: 2^80 from end to end.
    graph = nx.Graph()
    for i in range(80):
        graph.add_edges_from([((i, 0), (i, 1)), ((i, 0), (i, 2))])
        graph.add_edges_from([((i, 1), (i + 1, 0)), ((i, 2), (i + 1, 0))])
    assert alike(*both("betweenness_centrality", graph))


def test_the_kernel_alone() -> None:
    # 0 - 1 - 2 and 0 - 3 - 2: from 0, nodes 1 and 3 carry half of the way to 2 each.
    compact = csr.from_edges([0, 1, 0, 3], [1, 2, 3, 2], 4)
    core = folding.prepare(compact).core
    n = len(core.node)
    new = np.argsort(core.node)
    weight = np.ones(n)
    weight[new[2]] = 5  # the target stands for five nodes
    between = np.zeros(n)
    rubbish = np.full(n + 4, 7.0)
    brandes.nodes(
        *core.wide[:2], new[:1].astype(np.uint32), np.ones(n), weight, 0.0, between,
        rubbish, rubbish.copy(), np.empty(n + 1, np.uint32), np.empty(n), np.empty(n + 2, np.int64),
    )  # fmt: skip
    assert between[new].tolist() == [0, 2.5, 0, 2.5]


# networkx as the judge


@settings(max_examples=120, deadline=None)
@given(graphs(), st.booleans(), st.booleans(), st.data())
def test_nodes(graph: Any, normalized: bool, endpoints: bool, data: st.DataObject) -> None:
    k = data.draw(st.none() | st.integers(1, len(graph))) if len(graph) else None
    options = {"normalized": normalized, "endpoints": endpoints, "k": k, "seed": 5}
    assert alike(*both("betweenness_centrality", graph, **options))


@settings(max_examples=120, deadline=None)
@given(graphs(), st.booleans(), st.data())
def test_edges(graph: Any, normalized: bool, data: st.DataObject) -> None:
    k = data.draw(st.none() | st.integers(1, len(graph))) if len(graph) else None
    options = {"normalized": normalized, "k": k, "seed": 5}
    assert alike(*both("edge_betweenness_centrality", graph, **options))


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(graphs((1, 2, 3)), graphs((1, 2, 0.5)), graphs((0.1, 0.2, 0.3, 1.1))),
    st.booleans(),
    st.booleans(),
)
def test_weights(graph: Any, normalized: bool, endpoints: bool) -> None:
    options = {"normalized": normalized, "weight": "weight"}
    assert alike(*both("betweenness_centrality", graph, endpoints=endpoints, **options))
    if not graph.is_multigraph():
        assert alike(*both("edge_betweenness_centrality", graph, **options))


@settings(max_examples=100, deadline=None)
@given(graphs((1, 2, 3)), st.booleans(), st.sampled_from([None, "weight"]), st.data())
def test_subsets(graph: Any, normalized: bool, weight: str | None, data: st.DataObject) -> None:
    some = st.lists(st.sampled_from(list(graph)), max_size=4) if len(graph) else st.just([])
    options = {
        "sources": data.draw(some),
        "targets": [*data.draw(some), "not there"],
        "normalized": normalized,
        "weight": weight,
    }
    assert alike(*both("betweenness_centrality_subset", graph, **options))
    if weight is None or not graph.is_multigraph():
        assert alike(*both("edge_betweenness_centrality_subset", graph, **options))


@pytest.mark.parametrize("seed", range(3))
def test_graphs_of_some_size(seed: int) -> None:
    graph = nx.barabasi_albert_graph(300, 2, seed=seed)
    graph.add_edges_from((300 + i, i % 40) for i in range(200))
    graph.add_edges_from([(600, 601), (601, 602), (700, 700)])
    assert alike(*both("betweenness_centrality", graph))
    assert alike(*both("edge_betweenness_centrality", graph))


def test_the_draw_leaves_the_generator_where_networkx_leaves_it() -> None:
    graph = nx.karate_club_graph()
    ours, theirs = random.Random(3), random.Random(3)
    betweenness.betweenness_centrality(csr.from_networkx(graph), k=5, seed=ours)
    nx.betweenness_centrality(graph, k=5, seed=theirs, backend="networkx")
    assert ours.random() == theirs.random()


@pytest.mark.parametrize("weights", [[0, 1], [-1, 1], [1e-30, 1], [2**52, 2**52]])
def test_weights_that_networkx_reads_otherwise_are_declined(weights: list[float]) -> None:
    graph = nx.Graph()
    for i, weight in enumerate(weights):
        graph.add_edge(i, i + 1, weight=weight)
    compact = csr.from_networkx(graph, {"weight": 1})
    drawn = random.Random(1)
    with pytest.raises(NotImplementedError):
        betweenness.betweenness_centrality(compact, k=2, weight="weight", seed=drawn)
    assert drawn.random() == random.Random(1).random(), "drew before it declined"


def test_masks_give_what_the_smaller_graph_gives() -> None:
    graph = nx.barabasi_albert_graph(60, 2, seed=1)
    compact = csr.from_networkx(graph)
    mask = np.random.default_rng(1).random(compact.edge_count) < 0.7
    smaller = graph.copy()
    smaller.remove_edges_from([e for e, kept in zip(graph.edges, mask, strict=True) if not kept])
    expected = nx.betweenness_centrality(smaller, normalized=False, backend="networkx")
    ours = betweenness.node_scores(compact.keep_edges(mask)) / 2
    assert np.allclose(ours, list(expected.values()), atol=1e-9)


# Threads


@pytest.mark.parametrize("threads", ["1", "2", "5"])
def test_any_number_of_threads_gives_the_same(
    threads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = nx.barabasi_albert_graph(80, 2, seed=2)
    monkeypatch.setenv("CITYTIES_THREADS", threads)
    monkeypatch.setattr(betweenness, "WORK", 1000)
    assert alike(*both("betweenness_centrality", graph))


def test_progress_counts_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(betweenness, "WORK", 1000)
    seen: list[tuple[int, int]] = []
    graph = csr.from_networkx(nx.cycle_graph(50))
    with parallel.progress(lambda done, total: seen.append((done, total))):
        betweenness.node_scores(graph)
    assert [done for done, _ in seen] == list(range(1, seen[0][1] + 1))
    assert len(seen) > 3


def test_more_nodes_than_fit_into_16_bits() -> None:
    # From one node of an even cycle, a node carries the ways to all behind it on its side,
    # and half of the way to the opposite node.
    n = 2**16 + 10
    compact = csr.from_edges(np.arange(n), (np.arange(n) + 1) % n, n)
    assert folding.prepared(compact, fold=False).core.wide[1].dtype == np.uint32
    scores = betweenness.node_scores(compact, sources=np.array([0]))
    behind = np.minimum(np.arange(n), n - np.arange(n))
    expected = np.where(behind > 0, n / 2 - behind - 0.5, 0)
    expected[n // 2] = 0
    assert np.allclose(scores, expected)
