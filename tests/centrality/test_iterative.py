"""PageRank and eigenvector centrality: the steps of networkx, its errors, known answers."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

np = pytest.importorskip("numpy", reason="install it with: pip install numpy")
pytest.importorskip("scipy", reason="networkx's PageRank needs it: pip install scipy")

from random_graphs import graphs  # noqa: E402

from cityties.centrality import csr, iterative, parallel  # noqa: E402
from cityties.centrality.native import ready  # noqa: E402

if not ready():
    pytest.skip("not compiled: python hatch_build.py", allow_module_level=True)

WEIGHTS = st.sampled_from([0.0, 0.25, 1.0, 2.0, 7.5])


def outcome(function: Any, *args: Any, **kwargs: Any) -> Any:
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return type(error), str(error)


def same(ours: Any, theirs: Any, slack: float = 1e-12) -> None:
    if isinstance(theirs, dict):
        assert list(ours) == list(theirs)
        assert ours == pytest.approx(theirs, abs=slack, rel=1e-9)
        assert all(type(value) is float for value in ours.values())
    else:
        assert ours == theirs


@settings(max_examples=80, deadline=None)
@given(graphs(weights=WEIGHTS), st.sampled_from([0.0, 0.5, 0.85]), st.booleans())
def test_pagerank_is_that_of_networkx(graph: Any, alpha: float, weighted: bool) -> None:
    call = {"alpha": alpha, "weight": "weight" if weighted else None}
    theirs = outcome(nx.pagerank, graph, **call, backend="networkx")
    same(outcome(nx.pagerank, graph, **call, backend="cityties"), theirs)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_pagerank_with_vectors_is_that_of_networkx(data: st.DataObject) -> None:
    graph = data.draw(graphs(least=1))
    vectors = st.dictionaries(
        st.sampled_from([*graph, "not there"]), st.sampled_from([0, 1, 3]), min_size=1
    )
    call = {
        name: data.draw(st.none() | vectors.filter(lambda v: any(map(v.get, graph))))
        for name in ("personalization", "nstart", "dangling")
    }
    theirs = outcome(nx.pagerank, graph, **call, backend="networkx")
    same(outcome(nx.pagerank, graph, **call, backend="cityties"), theirs)


@settings(max_examples=80, deadline=None)
@given(graphs(multigraph=False, weights=WEIGHTS), st.booleans(), st.sampled_from([1e-6, 1e-10]))
def test_eigenvector_is_that_of_networkx(graph: Any, weighted: bool, tol: float) -> None:
    call = {"weight": "weight" if weighted else None, "tol": tol}
    theirs = outcome(nx.eigenvector_centrality, graph, **call, backend="networkx")
    same(outcome(nx.eigenvector_centrality, graph, **call, backend="cityties"), theirs, 1e-10)


@settings(max_examples=40, deadline=None)
@given(graphs(directed=False, multigraph=False, loops=False, least=3), st.integers(2, 10))
def test_no_farther_from_the_exact_values_than_networkx(graph: Any, digits: int) -> None:
    tol = 10.0**-digits
    n = len(graph)
    exact = nx.pagerank(graph, tol=1e-15, max_iter=10_000, backend="networkx")

    def far(values: dict[Any, float]) -> float:
        return sum(abs(values[node] - exact[node]) for node in exact) / n

    theirs = nx.pagerank(graph, tol=tol, max_iter=10_000, backend="networkx")
    ours = nx.pagerank(graph, tol=tol, max_iter=10_000, backend="cityties")
    assert far(ours) <= far(theirs) + 1e-15


def test_known_answers() -> None:
    star = csr.from_networkx(nx.star_graph(4))
    assert iterative.eigenvector_values(star, tol=1e-12, max_iter=1000).tolist() == pytest.approx(
        [0.5**0.5, *[0.125**0.5] * 4]
    )
    # A page that all others link to, and that links nowhere: rank by hand for alpha 1/2.
    graph = nx.DiGraph([(1, 0), (2, 0)])
    ranks = nx.pagerank(graph, alpha=0.5, tol=1e-14, max_iter=1000, backend="cityties")
    # x0 = (1/2)(x1 + x2 + x0/3) + 1/6, x1 = x2 = (1/2)(x0/3) + 1/6
    assert ranks == pytest.approx({0: 0.5, 1: 0.25, 2: 0.25})
    ring = csr.from_networkx(nx.cycle_graph(7))
    assert iterative.pagerank_values(ring).tolist() == pytest.approx([1 / 7] * 7)


def test_the_errors_of_networkx() -> None:
    graph = nx.path_graph(4)
    with pytest.raises(nx.PowerIterationFailedConvergence, match="within 0 iterations"):
        nx.pagerank(graph, max_iter=0, backend="cityties")
    with pytest.raises(nx.PowerIterationFailedConvergence):
        nx.eigenvector_centrality(graph, max_iter=1, backend="cityties")
    with pytest.raises(nx.NetworkXPointlessConcept):
        nx.eigenvector_centrality(nx.Graph(), backend="cityties")
    with pytest.raises(nx.NetworkXError, match="all zero"):
        nx.eigenvector_centrality(graph, nstart=dict.fromkeys(graph, 0), backend="cityties")
    with pytest.raises(nx.NetworkXNotImplemented):
        nx.eigenvector_centrality(nx.MultiGraph(graph), backend="cityties")
    with pytest.raises(ZeroDivisionError):
        nx.pagerank(graph, personalization={0: 0}, backend="cityties")
    assert nx.pagerank(nx.Graph(), backend="cityties") == {}


@pytest.mark.parametrize("block", [1, 7, 100])
def test_steps_in_blocks_are_the_steps_at_once(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = csr.from_networkx(nx.karate_club_graph())
    calls = [
        lambda: iterative.pagerank_values(graph, tol=1e-12, max_iter=1000),
        lambda: iterative.eigenvector_values(graph, tol=1e-12, max_iter=1000),
    ]
    at_once = [call().tolist() for call in calls]
    monkeypatch.setattr(iterative, "WORK", block * (graph.arcs + graph.n))
    assert [call().tolist() for call in calls] == at_once


def test_what_cannot_settle_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    # No step is nearer than 0, none compares with what is no number, and a rank that is
    # handed on undamped goes round in a ring for ever.
    path, ring = nx.path_graph(3), nx.DiGraph([(0, 1), (1, 0)])
    monkeypatch.setattr(iterative, "WORK", 50)
    seen: list[tuple[int, int]] = []
    with parallel.progress(lambda done, total: seen.append((done, total))):
        for function, graph, options in (
            (nx.pagerank, path, {"tol": 0}),
            (nx.pagerank, path, {"nstart": {0: 1, 1: -1}}),
            (nx.pagerank, ring, {"alpha": 1, "nstart": {0: 1}}),
            (nx.eigenvector_centrality, path, {"tol": 0}),
        ):
            seen.clear()
            with pytest.raises(nx.PowerIterationFailedConvergence, match="within 45 iterations"):
                function(graph, max_iter=45, backend="cityties", **options)
            assert seen[-1] == (45, 45)
            assert len(seen) > 1


def test_a_start_that_does_not_name_all_nodes_is_left_to_networkx() -> None:
    backend = nx.utils.backends._load_backend("cityties")
    call = (nx.path_graph(3),), {"nstart": {0: 1}}
    assert "nstart" in backend.can_run("eigenvector_centrality", *call)
