"""The networkx backend: dispatch, what is declined, what an import costs, networkx's tests."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from cityties.base.install import compile_hint
from cityties.centrality import backend as module
from cityties.centrality.backend import IMPLEMENTED, Backend, get_info

needs_kernels = pytest.mark.skipif(
    not module.has_kernels(), reason="not compiled: python hatch_build.py"
)


@pytest.fixture(autouse=True)
def _quiet() -> None:
    nx.config.warnings_to_ignore.add("cache")


def python(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# The description


def test_it_is_registered() -> None:
    found = {group: entry_points(group=group)["cityties"].load() for group in (
        "networkx.backends", "networkx.backend_info",
    )}  # fmt: skip
    assert found["networkx.backends"] is module.backend
    assert found["networkx.backend_info"] is get_info
    assert "cityties" in nx.config.backends


def test_every_function_is_one_of_networkx_and_has_a_text() -> None:
    assert len(IMPLEMENTED) > 8
    for name, function in IMPLEMENTED.items():
        assert name in nx.utils.backends._registered_algorithms, name
        assert function.about.endswith(".")
    assert set(get_info()["functions"]) == set(IMPLEMENTED)
    assert "cityties" in nx.betweenness_centrality.__doc__


def test_the_description_imports_nothing_heavy() -> None:
    code = (
        "import json, sys\n"
        "from importlib.metadata import entry_points\n"
        "entry_points(group='networkx.backend_info')['cityties'].load()()\n"
        "entry_points(group='networkx.backends')['cityties'].load()\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    loaded = set(json.loads(python(code)))
    assert "cityties.centrality.backend" in loaded
    assert not loaded & {"numpy", "ctypes", "networkx", "scipy", "rdflib", "cityties.api"}


def test_a_small_graph_is_left_to_networkx() -> None:
    code = (
        "import sys, networkx as nx\n"
        "found = nx.betweenness_centrality(nx.path_graph(3))[1]\n"
        "print(found, 'cityties.centrality.csr' in sys.modules)\n"
    )
    assert python(code, NETWORKX_BACKEND_PRIORITY="cityties") == "1.0 False"


# Dispatch


@needs_kernels
def test_it_runs_where_it_is_named() -> None:
    graph = nx.karate_club_graph()
    ours = nx.betweenness_centrality(graph, backend="cityties")
    assert ours == pytest.approx(nx.betweenness_centrality(graph))
    assert nx.closeness_centrality(G=graph, backend="cityties", u=0) == pytest.approx(0.5689655)


@needs_kernels
def test_by_priority_a_large_graph_runs_here_and_a_declined_call_in_networkx() -> None:
    code = """
import networkx as nx
from cityties.centrality import betweenness, distances
calls = []
for space, name in ((betweenness, "node_scores"), (distances, "sweep")):
    def spy(*args, _run=getattr(space, name), _name=name, **options):
        calls.append(_name)
        return _run(*args, **options)
    setattr(space, name, spy)
graph = nx.gnm_random_graph(400, 1200, seed=1)
nx.set_edge_attributes(graph, 0, "zero")
nx.betweenness_centrality(graph)
nx.closeness_centrality(graph)
nx.closeness_centrality(graph, u=3, distance="zero")  # declined
nx.betweenness_centrality(graph, weight="zero", k=2, seed=1)  # declined after conversion
print(*calls)
"""
    assert python(code, NETWORKX_BACKEND_PRIORITY="cityties") == "node_scores sweep"


@needs_kernels
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("betweenness_centrality", {"weight": lambda _u, _v, _d: 1}),
        ("closeness_centrality", {"distance": "weight"}),
        ("closeness_centrality", {"u": "not there"}),
        ("closeness_centrality", {"a_parameter_of_tomorrow": 1}),
        ("harmonic_centrality", {"distance": "weight"}),
        ("harmonic_centrality", {"nbunch": iter([1])}),
        ("average_shortest_path_length", {"weight": "weight"}),
        ("average_shortest_path_length", {"method": "floyd-warshall"}),
        ("eccentricity", {"sp": {}}),
        ("eccentricity", {"v": 3.5}),
        ("diameter", {"e": {}}),
        ("diameter", {"usebounds": True}),
        ("betweenness_centrality_subset", {"sources": iter([1]), "targets": [2]}),
    ],
)
def test_what_it_cannot_do_as_networkx_it_declines(name: str, options: dict[str, Any]) -> None:
    graph = nx.karate_club_graph()
    reason = Backend().can_run(name, (graph,), options)
    assert isinstance(reason, str)
    assert reason
    assert Backend().can_run("a_function_of_tomorrow", (graph,), {}) is not True


@needs_kernels
def test_parallel_edges_with_weights_are_declined_and_without_not() -> None:
    graph = nx.MultiGraph([(0, 1), (0, 1)])
    backend = Backend()
    assert backend.can_run("edge_betweenness_centrality", (graph,), {}) is True
    assert backend.can_run("edge_betweenness_centrality", (graph,), {"weight": "w"}) is not True
    assert backend.can_run("betweenness_centrality", (graph,), {"weight": "w"}) is True


@needs_kernels
def test_a_parameter_of_tomorrow_that_says_nothing_is_no_hindrance() -> None:
    # networkx 3.7 gives closeness a parameter ``sp`` and passes its default on.
    graph = nx.path_graph(3)
    options = {"a_parameter_of_tomorrow": None}
    backend = Backend()
    assert backend.can_run("closeness_centrality", (graph,), options) is True
    assert backend.closeness_centrality(backend.convert_from_nx(graph), **options)[1] == 1


@needs_kernels
@pytest.mark.usefixtures("hear_interrupts")
@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise on Windows")
@pytest.mark.parametrize("threads", ["1", "2"])
def test_an_interrupt_is_heard_within_a_run(threads: str) -> None:
    code = (
        "import signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import networkx as nx\n"
        "from cityties.centrality import csr, betweenness, parallel\n"
        "graph = csr.from_networkx(nx.gnm_random_graph(20_000, 80_000, seed=1))\n"
        "with parallel.progress(lambda done, total: print(done, flush=True)):\n"
        "    betweenness.node_scores(graph)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "CITYTIES_THREADS": threads},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stdout.readline() == "1\n"
        process.send_signal(signal.SIGINT)
        _out, errors = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert "KeyboardInterrupt" in errors


ENDLESS = {
    "pagerank": "iterative.pagerank_values(graph, tol=0, max_iter=10**9)",
    "eigenvector": "iterative.eigenvector_values(graph, tol=0, max_iter=10**9)",
    "triangles": "[structure.clustering_values(graph) for _time in range(10**9)]",
    "lengths": "arrays.length_values(graph, np.ones(graph.arcs))",
}
"""Calls of minutes at least."""


@needs_kernels
@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise on Windows")
@pytest.mark.parametrize("call", ENDLESS)
def test_an_interrupt_is_heard_between_blocks(call: str) -> None:
    code = (
        "import signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import networkx as nx, numpy as np\n"
        "from cityties.analysis import arrays\n"
        "from cityties.centrality import csr, iterative, parallel, structure\n"
        "graph = csr.from_networkx(nx.gnm_random_graph(20_000, 80_000, seed=1))\n"
        "with parallel.progress(lambda done, total: print(done, flush=True)):\n"
        f"    {ENDLESS[call]}\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stdout.readline().strip().isdigit()
        process.send_signal(signal.SIGINT)
        _out, errors = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert "KeyboardInterrupt" in errors


def test_only_large_graphs_are_asked_for() -> None:
    backend = Backend()
    for name, function in IMPLEMENTED.items():
        if function.smallest:
            small = nx.empty_graph(function.smallest - 1)
            assert isinstance(backend.should_run(name, (small,), {}), str)
        large = nx.empty_graph(function.smallest)
        assert backend.should_run(name, (), {"G": large}) is True


def test_without_compiled_loops_it_says_how_to_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "has_kernels", lambda: False)
    monkeypatch.setattr(module, "FALLBACKS", {})
    reason = Backend().can_run("betweenness_centrality", (nx.path_graph(3),), {})
    assert compile_hint() in str(reason)


@needs_kernels
def test_a_changed_graph_is_converted_again() -> None:
    graph = nx.path_graph(5)
    assert nx.diameter(graph, backend="cityties") == 4
    graph.add_edge(0, 4)
    assert nx.diameter(graph, backend="cityties") == 2


@needs_kernels
def test_results_are_built_in_numbers() -> None:
    graph = nx.karate_club_graph()
    for name in ("betweenness_centrality", "edge_betweenness_centrality", "closeness_centrality"):
        assert {type(x) for x in getattr(nx, name)(graph, backend="cityties").values()} == {float}
    assert type(nx.diameter(graph, backend="cityties")) is int


# networkx's own tests

LEIDEN_OF_NETWORKX = "networkx" in nx.community.leiden_communities.backends

SUITES = {
    "networkx.algorithms.centrality.tests.test_betweenness_centrality": 50,
    "networkx.algorithms.centrality.tests.test_betweenness_centrality_subset": 20,
    "networkx.algorithms.centrality.tests.test_closeness_centrality": 3,
    "networkx.algorithms.centrality.tests.test_harmonic_centrality": 10,
    "networkx.algorithms.tests.test_distance_measures": 6,
    "networkx.algorithms.link_analysis.tests.test_pagerank": 17,
    "networkx.algorithms.centrality.tests.test_eigenvector_centrality": 6,
    "networkx.algorithms.tests.test_cluster": 33,
    "networkx.algorithms.community.tests.test_louvain": 0,  # networkx's own
    "networkx.algorithms.community.tests.test_leiden": 0 if LEIDEN_OF_NETWORKX else 4,
    # Their set-up relabels nodes, which is networkx's: wholly here runs none of them.
    "networkx.algorithms.tests.test_core": 0,
    "networkx.algorithms.components.tests.test_connected": 0,
}
"""Modules of networkx's tests, and how many tests at least run wholly here."""


@needs_kernels
@pytest.mark.slow
@pytest.mark.parametrize("suite", SUITES)
def test_the_tests_of_networkx_pass_through_the_backend(suite: str, tmp_path: Path) -> None:
    pytest.importorskip("scipy", reason="install it with: pip install scipy")

    def run(**environment: str) -> dict[str, int]:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider",
             "--pyargs", suite],
            env={**os.environ, "NETWORKX_TEST_BACKEND": "cityties", **environment},
            capture_output=True, text=True, check=False, cwd=tmp_path,
        )  # fmt: skip
        assert done.stdout, done.stderr
        last = done.stdout.splitlines()[-1]
        return {what: int(number) for number, what in re.findall(r"(\d+) (\w+)", last)}

    # With networkx for the functions that we decline or lack: everything passes.
    counts = run(NETWORKX_FALLBACK_TO_NX="1")
    assert not {"failed", "error", "errors"} & counts.keys(), counts
    assert counts["passed"] >= SUITES[suite]
    # Without: what passes ran here; what needed networkx is an expected failure.
    alone = run()
    assert not {"failed", "error", "errors"} & alone.keys(), alone
    assert alone.get("passed", 0) >= SUITES[suite], alone
