"""Leiden by graspologic-native: valid, connected, good, repeatable, and never endless."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

np = pytest.importorskip("numpy", reason="install it with: pip install numpy")
pytest.importorskip("graspologic_native", reason="not compiled: python hatch_build.py")

from random_graphs import graphs  # noqa: E402

from cityties.analysis.communities import METHODS, communities  # noqa: E402
from cityties.centrality import csr  # noqa: E402
from cityties.centrality.backend import Backend  # noqa: E402
from cityties.centrality.communities import leiden_labels  # noqa: E402

WEIGHTS = st.sampled_from([0.0, 0.3, 1.0, 2.0])
OWN = "networkx" in nx.community.leiden_communities.backends
"""Whether networkx has a Leiden of its own (3.7)."""
NEVER_ENDED = [(0, 1), (0, 2), (0, 5), (0, 6), (1, 2), (1, 4), (2, 3), (2, 5), (2, 6), (3, 4)]
"""A graph on which Louvain of networkx 3.6 moves nodes for ever from seed 123."""


def quality(graph: Any, parts: Any, **options: Any) -> float:
    return float(nx.community.modularity(graph, parts, backend="networkx", **options))


def leiden(graph: Any, **options: Any) -> list[set[Any]]:
    labels = leiden_labels(csr.from_networkx(graph, {"weight": 1}), **options).tolist()
    return [
        {node for node, label in zip(graph, labels, strict=True) if label == number}
        for number in range(max(labels, default=-1) + 1)
    ]


@settings(max_examples=80, deadline=None)
@given(graphs(directed=False, weights=WEIGHTS, most=20), st.integers(0, 5), st.booleans())
def test_leiden_is_a_partition_into_connected_parts(graph: Any, seed: int, weighted: bool) -> None:
    weight = "weight" if weighted else None
    parts = leiden(graph, weight=weight, seed=seed)
    assert nx.community.is_partition(graph, parts) or not graph
    # An edge of no weight joins nothing.
    joined = nx.Graph()
    joined.add_edges_from(
        (u, v) for u, v, w in graph.edges(data="weight", default=1) if w or weight is None
    )
    joined.add_nodes_from(graph)
    assert all(nx.is_connected(joined.subgraph(part)) for part in parts)
    assert leiden(graph, weight=weight, seed=seed) == parts


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("kind", ["simple", "loops", "parallel"])
def test_leiden_is_not_below_louvain(seed: int, kind: str) -> None:
    draw = random.Random(seed)
    n = draw.randint(5, 80)
    graph: Any = nx.gnp_random_graph(n, draw.uniform(1, 8) / n, seed=seed)
    if seed % 2:
        graph = nx.powerlaw_cluster_graph(n, 2, 0.4, seed=seed)
    if not graph.number_of_edges():
        return
    if kind == "parallel":
        graph = nx.MultiGraph(graph)
        graph.add_edges_from(draw.choices(list(graph.edges()), k=n))
    if kind == "loops":
        graph.add_edges_from((v, v) for v in draw.sample(range(n), n // 3))
    louvain = communities(graph, method="louvain", runs=1, seed=seed)
    ours = communities(graph, runs=1, seed=seed)
    assert ours.modularity[0] >= louvain.modularity[0] - 0.01
    parts = leiden(graph, weight=None, seed=seed)
    assert quality(graph, parts, weight=None) == pytest.approx(ours.modularity[0])


def test_leiden_finds_known_communities() -> None:
    # The highest modularity of Zachary's karate club is known: 0.4198 (Brandes et al. 2008).
    karate = nx.karate_club_graph()
    found = leiden(karate, weight=None, seed=1)
    assert len(found) == 4
    assert quality(karate, found, weight=None) == pytest.approx(0.41979, abs=1e-4)
    ring = nx.ring_of_cliques(8, 6)
    assert leiden(ring, seed=1) == [set(range(6 * i, 6 * i + 6)) for i in range(8)]
    assert len(leiden(karate, resolution=0.2, seed=1)) < 4 < len(leiden(karate, resolution=3))


def test_leiden_counts_weights_and_loops() -> None:
    path = nx.path_graph(4)
    assert leiden(path, seed=1) == [{0, 1}, {2, 3}]
    path.add_edge(1, 2, weight=100)
    assert {1, 2} in [part & {1, 2} for part in leiden(path, seed=1)]
    # As networkx: of weight 2, a loop at one end of an edge of weight 1 keeps it apart.
    loop = nx.Graph()
    loop.add_edge(0, 1, weight=1)
    loop.add_edge(0, 0, weight=2)
    assert leiden(loop, resolution=2, seed=0) == [{0}, {1}]
    loop.remove_edge(0, 0)
    assert leiden(loop, seed=0) == [{0, 1}]


def test_tiny_weights_and_none_at_all() -> None:
    ring = nx.ring_of_cliques(4, 5)
    nx.set_edge_attributes(ring, 1e-200, "weight")
    assert leiden(ring, seed=1) == [set(range(5 * i, 5 * i + 5)) for i in range(4)]
    nx.set_edge_attributes(ring, 0, "weight")
    for method in METHODS:
        found = communities(ring, method=method, runs=1, weighted=True)
        assert (found.counts, found.modularity) == ([20], [0.0])
    assert leiden(nx.Graph()) == []
    negative = nx.Graph()
    negative.add_edge(0, 1, weight=-1)
    with pytest.raises(ValueError, match="negative"):
        leiden(negative)


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from cityties.errors import CitytiesError

    monkeypatch.setitem(sys.modules, "graspologic_native", None)
    with pytest.raises(CitytiesError, match=r"graspologic-native.*pip install"):
        communities(nx.path_graph(3), method="leiden", runs=1)
    found = communities(nx.path_graph(4), runs=1)
    assert (found.method, found.counts) == ("louvain", [2])


# Endings


def child(code: str, *words: str, seconds: int = 120) -> str:
    """What a process of its own prints; a run that does not end fails here."""
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        env=os.environ, capture_output=True, text=True, check=False, timeout=seconds,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("method", METHODS)
def test_it_ends_on_a_graph_where_rounding_kept_nodes_moving(method: str) -> None:
    code = f"""
import sys, networkx as nx
from cityties.analysis.communities import communities
graph = nx.Graph({NEVER_ENDED})
found = communities(graph, method=sys.argv[1], runs=200, seed=0)
print(round(max(found.modularity), 4))
"""
    assert child(code, method) == "0.155"


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_it_ends_on_every_small_graph(method: str) -> None:
    code = """
import sys, networkx as nx
from cityties.analysis.communities import communities
from cityties.centrality.native import ready  # noqa: E402

if not ready():
    pytest.skip("not compiled: python hatch_build.py", allow_module_level=True)
count = 0
for graph in nx.graph_atlas_g():
    found = communities(graph, method=sys.argv[1], runs=3, seed=1)
    for labels, parts in zip(found.labels, found.counts):
        assert sorted(set(labels.tolist())) == list(range(parts)), labels
        for part in range(parts):
            assert nx.is_connected(graph.subgraph([v for v in graph if labels[v] == part]))
    count += 1
print(count)
"""
    assert child(code, method, seconds=400) == "1253"


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise on Windows")
def test_an_interrupt_is_heard_within_a_run() -> None:
    code = (
        "import signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import numpy as np\n"
        "from cityties.centrality import communities, csr\n"
        "ends = np.random.default_rng(1).integers(0, 200_000, (2, 800_000))\n"
        "graph = csr.from_edges(*ends, 200_000)\n"
        "import graspologic_native\n"
        "run = graspologic_native.leiden_csr\n"
        "def spy(*args, **options):\n"
        "    print('runs', flush=True)\n"
        "    return run(*args, **options)\n"
        "graspologic_native.leiden_csr = spy\n"
        "communities.leiden_labels(graph, seed=1)\n"
        "print('ended')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stdout.readline() == "runs\n"
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=60)
    assert (process.returncode, out) == (-signal.SIGINT, "")
    assert "KeyboardInterrupt" in errors


# The backend


def test_the_backend_leaves_louvain_to_networkx() -> None:
    graph = nx.karate_club_graph()
    for name in ("louvain_communities", "louvain_partitions", "leiden_partitions"):
        assert Backend().can_run(name, (graph,), {}) is not True


def test_the_backend_has_leiden_where_networkx_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.karate_club_graph()
    call = Backend().can_run
    if OWN:
        assert "of its own" in str(call("leiden_communities", (graph,), {"metric": "cpm"}))
        monkeypatch.setattr(nx.community.leiden_communities, "backends", {"cityties"})
    else:
        found = nx.community.leiden_communities(graph, seed=1, backend="cityties")
        assert found == leiden(graph, seed=1)
    assert call("leiden_communities", (graph,), {"seed": 1, "resolution": 0.5}) is True
    for options in ({"max_level": 1}, {"resolution": 0}):
        assert isinstance(call("leiden_communities", (graph,), options), str)
    assert isinstance(call("leiden_communities", (nx.DiGraph(graph),), {}), str)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if "grasp" in name else name)
    assert "pip install" in str(call("leiden_communities", (graph,), {}))
