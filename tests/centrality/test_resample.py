"""Intervals by masks: the same as with graphs built anew, and the same from one seed."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings

np = pytest.importorskip("numpy", reason="install it with: pip install numpy")
pytest.importorskip("scipy", reason="networkx's PageRank needs it: pip install scipy")

from random_graphs import graphs  # noqa: E402

from cityties.centrality import csr, parallel  # noqa: E402
from cityties.centrality.native import ready  # noqa: E402
from cityties.centrality.resample import MEASURES, ranks, resampled, table, thinned  # noqa: E402

if not ready():
    pytest.skip("not compiled: python hatch_build.py", allow_module_level=True)

NETWORKX = {
    "degree": lambda g: dict(g.degree),
    "betweenness": nx.betweenness_centrality,
    "closeness": nx.closeness_centrality,
    "harmonic": nx.harmonic_centrality,
    "pagerank": lambda g: nx.pagerank(g, tol=1e-10, max_iter=1000),
    "eigenvector": lambda g: nx.eigenvector_centrality(g, tol=1e-9, max_iter=10_000),
    "core": nx.core_number,
    "clustering": nx.clustering,
}


@pytest.fixture
def graph() -> Any:
    return csr.from_networkx(nx.barabasi_albert_graph(60, 2, seed=1))


@pytest.mark.parametrize("measure", MEASURES)
def test_each_measure_is_that_of_networkx_on_the_thinned_graph(measure: str, graph: Any) -> None:
    drawn = thinned(graph, 0.2, np.random.default_rng(5))
    rebuilt = csr.to_networkx(drawn)
    theirs = NETWORKX[measure](rebuilt)
    assert MEASURES[measure](drawn).tolist() == pytest.approx(
        [theirs[node] for node in graph.nodes], abs=1e-9
    )


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_degrees_count_as_networkx_counts_them(graph: Any) -> None:
    ours = MEASURES["degree"](csr.from_networkx(graph)).tolist()
    assert ours == [degree for _node, degree in graph.degree]


@settings(max_examples=60, deadline=None)
@given(graphs(multigraph=False))
def test_thinning_takes_whole_edges(graph: Any) -> None:
    compact = csr.from_networkx(graph)
    drawn = csr.to_networkx(thinned(compact, 0.3, np.random.default_rng(1)))
    assert drawn.number_of_edges() == graph.number_of_edges() - round(0.3 * graph.number_of_edges())
    assert set(drawn) == set(graph)
    assert all(graph.has_edge(u, v) for u, v in drawn.edges)
    whole = csr.to_networkx(thinned(compact, 0.0, np.random.default_rng(1)))
    assert nx.utils.graphs_equal(whole, type(graph)(graph))


def test_one_seed_one_result(graph: Any) -> None:
    one = resampled(graph, "closeness", runs=20, seed=3, values=True)
    again = resampled(graph, "closeness", runs=20, seed=3, values=True)
    other = resampled(graph, "closeness", runs=20, seed=4, values=True)
    assert one.values is not None
    assert (one.values == again.values).all()
    assert (one.values != other.values).any()
    assert resampled(graph, "closeness", runs=2).values is None


def test_all_measures_of_a_table_see_the_same_graphs(graph: Any) -> None:
    together = table(graph, ["degree", "core"], runs=10, seed=2, values=True)
    alone = resampled(graph, "core", runs=10, seed=2, values=True)
    assert (together["core"].values == alone.values).all()
    assert list(table(graph, runs=1)) == list(MEASURES)


def test_intervals_hold_what_they_say(graph: Any) -> None:
    found = resampled(graph, "degree", drop=0.2, runs=200, seed=1, level=0.9, values=True)
    assert found.values is not None
    assert (found.low <= found.middle).all()
    assert (found.middle <= found.high).all()
    inside = (found.values >= found.low) & (found.values <= found.high)
    assert (inside.mean(axis=0) >= 0.9).all()
    # Ties lost at random: on the whole a fifth of every degree.
    assert found.values.mean() == pytest.approx(0.8 * found.full.mean(), rel=0.01)
    assert found.rank[np.argmax(found.full)] == 1
    assert (found.rank_low <= found.rank_high).all()


def test_nothing_dropped_nothing_uncertain(graph: Any) -> None:
    for measure in ("betweenness", "pagerank"):
        found = resampled(graph, measure, drop=0, runs=3)
        assert found.low == pytest.approx(found.full)
        assert found.high == pytest.approx(found.full)
        assert (found.rank_low == found.rank).all()


def test_an_own_measure(graph: Any) -> None:
    def isolated(compact: Any) -> Any:
        return (compact.degrees == 0).astype(float)

    found = resampled(graph, isolated, drop=0.9, runs=5)
    assert found.measure == "isolated"
    assert found.full.sum() == 0
    assert found.high.sum() > 0


def test_mistakes_are_named_together(graph: Any) -> None:
    with pytest.raises(ValueError, match=r"drop.*runs.*level"):
        resampled(graph, "degree", drop=(0.3, 0.1), runs=0, level=1)
    with pytest.raises(ValueError, match=r"fame; available: degree"):
        resampled(graph, "fame")


def test_progress_counts_runs_and_can_stop(graph: Any) -> None:
    seen: list[tuple[int, int]] = []
    with parallel.progress(lambda done, total: seen.append((done, total))):
        resampled(graph, "betweenness", runs=3)
    assert seen == [(1, 3), (2, 3), (3, 3)]

    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with parallel.progress(interrupt), pytest.raises(KeyboardInterrupt):
        resampled(graph, "betweenness", runs=3)


def test_places_are_shared_by_equal_values() -> None:
    assert ranks(np.array([3.0, 3.0 + 1e-12, 1.0, 0.0, 0.0])).tolist() == [1, 1, 3, 4, 4]
    assert ranks(np.array([-1.0, -2.0])).tolist() == [1, 2]
    assert ranks(np.empty(0)).tolist() == []


def test_graphs_without_anything() -> None:
    for n in (0, 1):
        nothing = csr.from_edges([], [], n)
        for measure in MEASURES:
            if n or measure != "eigenvector":
                assert resampled(nothing, measure, runs=2).full.tolist() == (
                    pytest.approx([MEASURES[measure](nothing)[0]] if n else [])
                )
