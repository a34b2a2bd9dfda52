"""Core numbers, clustering, triangles and components: exactly those of networkx."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

np = pytest.importorskip("numpy", reason="install it with: pip install numpy")

from random_graphs import graphs  # noqa: E402

from cityties.centrality import csr, parallel, structure  # noqa: E402
from cityties.centrality.native import ready  # noqa: E402

if not ready():
    pytest.skip("not compiled: python hatch_build.py", allow_module_level=True)

WEIGHTS = st.sampled_from([0.0, 0.5, 1.0, 3.0, -2.0])


def outcome(function: Any, *args: Any, **kwargs: Any) -> Any:
    try:
        found = function(*args, **kwargs)
        return found if isinstance(found, (dict, int, float, set)) else list(found)
    except Exception as error:
        return type(error), str(error)


def both(function: Any, *args: Any, **kwargs: Any) -> tuple[Any, Any]:
    return tuple(
        outcome(function, *args, **kwargs, backend=name) for name in ("cityties", "networkx")
    )


@settings(max_examples=100, deadline=None)
@given(graphs())
def test_core_numbers(graph: Any) -> None:
    ours, theirs = both(nx.core_number, graph)
    assert ours == theirs
    if isinstance(theirs, dict):
        assert list(ours) == list(theirs)
        assert all(type(core) is int for core in ours.values())


@settings(max_examples=100, deadline=None)
@given(graphs(), st.data())
def test_unweighted_clustering(graph: Any, data: st.DataObject) -> None:
    nodes = data.draw(st.none() | st.lists(st.sampled_from([*graph, "not there"])))
    for function in (nx.clustering, nx.average_clustering):
        ours, theirs = both(function, graph, nodes)
        assert ours == theirs
    if not graph.is_directed():
        ours, theirs = both(nx.triangles, graph, nodes)
        assert ours == theirs
        ours, theirs = both(nx.transitivity, graph)
        assert ours == theirs
    if graph:
        ours, theirs = both(nx.clustering, graph, next(iter(graph)))
        assert ours == theirs


@settings(max_examples=100, deadline=None)
@given(graphs(multigraph=False, weights=WEIGHTS))
def test_weighted_clustering(graph: Any) -> None:
    with np.errstate(all="ignore"):
        ours, theirs = both(nx.clustering, graph, weight="weight")
    if isinstance(theirs, dict):
        assert list(ours) == list(theirs)
        assert ours == pytest.approx(theirs, abs=1e-9, rel=1e-9, nan_ok=True)
    else:
        assert ours[0] is theirs[0], ours


@settings(max_examples=100, deadline=None)
@given(graphs(directed=False))
def test_components(graph: Any) -> None:
    for function in (nx.connected_components, nx.number_connected_components, nx.is_connected):
        ours, theirs = both(function, graph)
        assert ours == theirs
    for node in [*graph][:2]:
        ours, theirs = both(nx.node_connected_component, graph, node)
        assert ours == theirs


def test_directed_graphs_have_no_connected_components() -> None:
    with pytest.raises(nx.NetworkXNotImplemented):
        nx.number_connected_components(nx.DiGraph([(0, 1)]), backend="cityties")


def test_loops_and_parallel_edges_raise_as_in_networkx() -> None:
    loop = nx.Graph([(0, 0), (0, 1)])
    with pytest.raises(nx.NetworkXNotImplemented, match="self loops"):
        nx.core_number(loop, backend="cityties")
    for function in (nx.core_number, nx.clustering, nx.transitivity):
        with pytest.raises(nx.NetworkXNotImplemented):
            function(nx.MultiGraph([(0, 1), (0, 1)]), backend="cityties")


def test_odd_arguments_raise_as_in_networkx() -> None:
    graph = nx.path_graph(3)
    for nodes in (5.5, [[1]]):
        ours, theirs = both(nx.clustering, graph, nodes)
        assert ours == theirs
    assert both(nx.average_clustering, nx.Graph())[0][0] is ZeroDivisionError
    assert both(nx.node_connected_component, graph, "x")[0][0] is KeyError


def test_transitivity_of_directed_graphs_is_left_to_networkx() -> None:
    backend = nx.utils.backends._load_backend("cityties")
    assert backend.can_run("transitivity", (nx.DiGraph(),), {}) is not True
    assert backend.can_run("transitivity", (nx.Graph(),), {}) is True


# The kernels alone


def test_kernels_on_known_graphs() -> None:
    karate = csr.from_networkx(nx.karate_club_graph())
    core = structure.core_values(karate)
    assert core.max() == 4
    assert (core == 4).sum() == 10
    closed = structure.triangle_sums(karate.indptr, karate.indices, np.ones(karate.arcs))
    assert closed.sum() / 3 == 45
    complete = csr.from_networkx(nx.complete_graph(6))
    assert set(structure.core_values(complete).tolist()) == {5}
    assert (
        structure.triangle_sums(
            complete.indptr, complete.indices, np.full(complete.arcs, 2.0)
        ).tolist()
        == [10 * 8.0] * 6
    )


def test_triangles_in_blocks_are_the_triangles_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = csr.from_networkx(nx.gnp_random_graph(60, 0.2, seed=1))
    at_once = structure.clustering_values(graph).tolist()
    seen: list[int] = []
    monkeypatch.setattr(structure, "WORK", 20)
    with parallel.progress(lambda done, _total: seen.append(done)):
        assert structure.clustering_values(graph).tolist() == at_once
    assert len(seen) > 10
    assert seen == sorted(set(seen))
    assert seen[-1] == 60


def test_component_kernel_numbers_by_first_node() -> None:
    graph = csr.from_edges([0, 3], [4, 1], 6)
    count, label = structure.component_values(graph)
    assert count == 4
    assert label.tolist() == [0, 1, 2, 1, 0, 3]


def test_kernels_on_nothing() -> None:
    nothing, one = csr.from_edges([], [], 0), csr.from_edges([], [], 1)
    assert structure.core_values(nothing).tolist() == []
    assert structure.core_values(one).tolist() == [0]
    assert structure.clustering_values(nothing).tolist() == []
    assert structure.clustering_values(one).tolist() == [0.0]
    assert structure.component_values(nothing)[0] == 0
    assert structure.component_values(one)[0] == 1
