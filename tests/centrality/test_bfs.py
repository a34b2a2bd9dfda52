"""Distances: known answers, and networkx's numbers on random graphs."""

from __future__ import annotations

import math
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

np = pytest.importorskip("numpy", reason="install it with: pip install numpy")
from cityties.centrality import bfs, csr, distances  # noqa: E402
from cityties.centrality.native import ready  # noqa: E402

if not ready():
    pytest.skip("not compiled: python hatch_build.py", allow_module_level=True)

KINDS = [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]


@st.composite
def graphs(draw: st.DrawFn) -> Any:
    graph = draw(st.sampled_from(KINDS))()
    n = draw(st.integers(1, 14))
    graph.add_nodes_from(range(100, 100 + n))
    end = st.integers(100, 99 + n)
    graph.add_edges_from(draw(st.lists(st.tuples(end, end), max_size=4 * n)))
    return graph


def outcome(call: Any, graph: Any, **options: Any) -> Any:
    try:
        return call(graph, **options)
    except nx.NetworkXError as error:
        return str(error)


def alike(name: str, graph: Any, **options: Any) -> bool:
    ours = outcome(getattr(distances, name), csr.from_networkx(graph), **options)
    theirs = outcome(getattr(nx, name), graph, backend="networkx", **options)
    if isinstance(theirs, dict):
        assert list(ours) == list(theirs)
        return all(math.isclose(ours[v], theirs[v], abs_tol=1e-9) for v in theirs)
    if isinstance(theirs, str):
        return bool(ours == theirs)
    return math.isclose(ours, theirs, abs_tol=1e-9)


# Known answers


def test_a_path() -> None:
    graph = csr.from_networkx(nx.path_graph(4))
    found = distances.sweep(graph)
    assert found.total.tolist() == [6, 4, 4, 6]
    assert found.inverse.tolist() == pytest.approx([1 + 1 / 2 + 1 / 3, 2.5, 2.5, 1 + 1 / 2 + 1 / 3])
    assert found.reached.tolist() == [4] * 4
    assert found.farthest.tolist() == [3, 2, 2, 3]
    assert distances.average_shortest_path_length(graph) == 20 / 12
    assert (distances.diameter(graph), distances.radius(graph)) == (3, 2)


def test_a_star_and_a_cycle() -> None:
    star = csr.from_networkx(nx.star_graph(4))
    assert distances.closeness_centrality(star) == pytest.approx(
        {0: 1, **dict.fromkeys(range(1, 5), 4 / 7)}
    )
    cycle = csr.from_networkx(nx.cycle_graph(6))
    assert set(distances.sweep(cycle).total.tolist()) == {9}


def test_arcs_are_followed_towards_the_node() -> None:
    found = distances.sweep(csr.from_networkx(nx.DiGraph([(0, 1), (1, 2)])))
    assert found.total.tolist() == [0, 1, 3]
    assert found.reached.tolist() == [1, 2, 3]


@pytest.mark.parametrize("n", [bfs.LANES - 1, bfs.LANES, bfs.LANES + 1, 3 * bfs.LANES + 5])
def test_batches_of_every_fullness(n: int) -> None:
    graph = nx.cycle_graph(n)
    assert alike("closeness_centrality", graph)
    half = n // 2
    assert distances.diameter(csr.from_networkx(graph)) == half


def test_long_paths_and_grids() -> None:
    path = csr.from_networkx(nx.path_graph(2000))
    assert distances.diameter(path) == 1999
    assert int(distances.sweep(path).total[0]) == 1999 * 2000 // 2
    assert alike("harmonic_centrality", nx.grid_2d_graph(17, 23))


def test_levels_are_the_steps_from_one_node() -> None:
    compact = csr.from_networkx(nx.Graph([(0, 1), (1, 2), (2, 2), (3, 4)]))
    level, queue = np.empty(5, np.int32), np.empty(5, np.int32)
    for run in (bfs.levels, bfs.levels.py_func):  # type: ignore[attr-defined]
        assert run(compact.indptr, compact.indices, 0, level, queue) == 3
        assert level.tolist() == [0, 1, 2, -1, -1]
        assert queue[:3].tolist() == [0, 1, 2]


@pytest.mark.parametrize("seed", range(6))
def test_the_diameter_of_larger_graphs(seed: int) -> None:
    # Of many shapes: few and many nodes are searched after the first four.
    made = (
        nx.random_regular_graph(3, 400, seed=seed),
        nx.barabasi_albert_graph(600, 1, seed=seed),
        nx.watts_strogatz_graph(500, 4, 0.02, seed=seed),
    )
    for graph in made:
        compact = csr.from_networkx(graph.subgraph(max(nx.connected_components(graph), key=len)))
        right = int(
            distances.sweep(
                csr.Graph(compact.indptr, compact.indices, compact.nodes)
            ).farthest.max()
        )
        assert distances.diameter(compact) == right


def test_a_source_named_twice_counts_twice() -> None:
    graph = csr.from_networkx(nx.path_graph(3))
    assert distances.sweep(graph, np.array([0, 0])).total.tolist() == [0, 2, 4]


def test_one_node_and_none() -> None:
    one = csr.from_networkx(nx.empty_graph(1))
    assert distances.average_shortest_path_length(one) == 0
    assert distances.closeness_centrality(one) == {0: 0.0}
    assert distances.closeness_centrality(csr.from_networkx(nx.Graph())) == {}


def test_the_sweep_is_done_once_for_all_measures(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = csr.from_networkx(nx.karate_club_graph())
    first = distances.sweep(graph)
    monkeypatch.setattr(bfs, "sweep", None)
    assert distances.sweep(graph) is first
    assert distances.diameter(graph) == 5
    assert distances.average_shortest_path_length(graph) == pytest.approx(2.408199643)


# networkx as the judge


@settings(max_examples=120, deadline=None)
@given(graphs(), st.data())
def test_all(graph: Any, data: st.DataObject) -> None:
    node = data.draw(st.sampled_from(list(graph)))
    some = data.draw(st.lists(st.sampled_from(list(graph)), max_size=4))
    for wf_improved in (True, False):
        assert alike("closeness_centrality", graph, wf_improved=wf_improved)
        assert alike("closeness_centrality", graph, u=node, wf_improved=wf_improved)
    assert alike("harmonic_centrality", graph)
    assert alike("harmonic_centrality", graph, nbunch=node)
    assert alike("harmonic_centrality", graph, nbunch=some, sources=[*some, "not there"])
    for name in ("average_shortest_path_length", "eccentricity", "diameter", "radius"):
        assert alike(name, graph)
    assert alike("eccentricity", graph, v=node)
    assert alike("eccentricity", graph, v=some)


@pytest.mark.parametrize("directed", [False, True])
def test_graphs_of_some_size(directed: bool) -> None:
    graph = nx.gnm_random_graph(700, 1500, seed=4, directed=directed)
    assert alike("closeness_centrality", graph)
    assert alike("harmonic_centrality", graph)
    biggest = max(
        nx.strongly_connected_components(graph) if directed else nx.connected_components(graph),
        key=len,
    )
    assert alike("eccentricity", graph.subgraph(biggest).copy())


@settings(max_examples=40, deadline=None)
@given(st.integers(300, 500), st.integers(0, 2**32), st.sampled_from(["sparse", "tree", "grid"]))
def test_the_diameter_without_all_searches_is_the_diameter(n: int, seed: int, kind: str) -> None:
    graph = {
        "sparse": lambda: nx.gnm_random_graph(n, 2 * n, seed=seed),
        "tree": lambda: nx.random_labeled_tree(n, seed=seed),
        "grid": lambda: nx.grid_2d_graph(n // 10, 10),
    }[kind]()
    graph = graph.subgraph(max(nx.connected_components(graph), key=len))
    assert nx.diameter(graph, backend="cityties") == nx.diameter(graph, backend="networkx")
