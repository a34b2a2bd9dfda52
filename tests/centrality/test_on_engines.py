"""Measures on processes, Dask and Spark: the values of threads, also where a worker dies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from cityties.analysis.communities import communities
from cityties.analysis.measures import chosen
from cityties.analysis.options import Options
from cityties.analysis.summary import compare, figures
from cityties.analysis.table import ranking
from cityties.centrality import betweenness, csr, parallel, resample, sampling
from cityties.centrality.distances import harmonic_values
from cityties.engines.address import open_executor
from cityties.engines.protocol import Executor

np = pytest.importorskip("numpy", reason="install it with: pip install numpy")

ENGINES = ["pool:2", "dask", pytest.param("spark", marks=pytest.mark.slow)]


@pytest.fixture(scope="module", params=ENGINES)
def executor(request: pytest.FixtureRequest, _tasks_path: str) -> Iterator[Executor]:
    """Two processes, two Dask workers, two executors of Spark."""
    address = request.param
    if address in {"dask", "spark"}:
        address = request.getfixturevalue(f"{address}_address")
    with open_executor(address) as opened:
        yield opened


@pytest.fixture
def tasks(_tasks_path: str) -> Any:
    import engine_tasks

    return engine_tasks


def many(graph: nx.Graph[Any]) -> csr.Graph:
    return csr.from_networkx(graph, {"weight": 1.0})


def check_blocks(executor: Executor, n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(betweenness, "WORK", 1)
    monkeypatch.setattr(parallel, "BLOCKS", 4)
    drawn = nx.gnp_random_graph(n, 4 / n, seed=1, directed=True)
    for first, second, data in drawn.edges(data=True):
        data["weight"] = 1 + (first + second) % 3
    for graph in (nx.random_regular_graph(3, n, seed=2), drawn, nx.MultiGraph(drawn)):
        compact = many(graph)
        here = [betweenness.node_scores(compact), betweenness.arc_scores(compact)]
        with parallel.engine(executor):
            there = [betweenness.node_scores(compact), betweenness.arc_scores(compact)]
        assert [one.tobytes() for one in here] == [one.tobytes() for one in there]
    monkeypatch.setattr(parallel, "BLOCKS", 1)
    large = many(nx.barabasi_albert_graph(10 * n, 2, seed=1))
    here = [betweenness.node_scores(large, weight="weight"), harmonic_values(large)]
    with parallel.engine(executor):
        again = many(nx.barabasi_albert_graph(10 * n, 2, seed=1))
        there = [betweenness.node_scores(again, weight="weight"), harmonic_values(again)]
    assert [one.tobytes() for one in here] == [one.tobytes() for one in there]


def test_blocks_of_sources(executor: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    check_blocks(executor, 60, monkeypatch)


def test_every_measure_with_runs_random_graphs_and_communities(executor: Executor) -> None:
    graph = nx.karate_club_graph()
    nx.set_edge_attributes(graph, 0.5, "distance")
    for options in (Options(runs=5, seed=3, null=2, whole=True), Options(runs=4, weighted=True)):
        measures = chosen(["all"])
        here = ranking(graph, measures, focus=0, options=options)
        with parallel.engine(executor):
            there = ranking(graph, measures, focus=0, options=options)
        assert len(here.rows) > 100
        assert here.rows == there.rows
        assert here.runs == there.runs == options.runs
    here_figures = compare(graph, figures(graph), 3, seed=1)
    here_groups = communities(graph, runs=4, seed=2)
    with parallel.engine(executor):
        assert compare(graph, figures(graph), 3, seed=1) == here_figures
        assert (communities(graph, runs=4, seed=2).labels == here_groups.labels).all()


def test_a_worker_that_dies_changes_nothing(executor: Executor, tasks: Any, tmp_path: Path) -> None:
    numbers = [10.0 ** (number % 13 - 6) for number in range(400)] + [7.0]
    here: list[float] = []
    (done := tmp_path / "here").touch()
    parallel.run(numbers, tasks.SumsOnce(done, 7.0), here.append)
    there: list[float] = []
    with parallel.engine(executor):
        parallel.run(numbers, tasks.SumsOnce(tmp_path / "blocks", 7.0), there.append)
    assert (tmp_path / "blocks").exists()
    assert here == there
    assert len(here) == 201

    graph = csr.from_networkx(nx.barabasi_albert_graph(50, 2, seed=1))
    degrees = partial(tasks.degrees_once, tmp_path / "runs", os.getpid())
    with parallel.engine(executor):
        found = resample.table(graph, {"degrees": degrees}, runs=6, seed=1, values=True)
    assert (tmp_path / "runs").exists()
    again = resample.table(graph, {"degrees": degrees}, runs=6, seed=1, values=True)
    assert (found["degrees"].values == again["degrees"].values).all()


@pytest.mark.slow
@pytest.mark.long
def test_large_graphs(executor: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    check_blocks(executor, 600, monkeypatch)
    monkeypatch.undo()
    graph = csr.from_networkx(nx.barabasi_albert_graph(30_000, 3, seed=1))
    for name, measure in sampling.SAMPLED.items():
        error = 0.005 if name == "betweenness" else 0.1
        here = measure(graph, error=error, seed=1)
        with parallel.engine(executor):
            there = measure(graph, error=error, seed=1)
        assert 0 < here.samples == there.samples
        assert here.values.tobytes() == there.values.tobytes()
    here_scores = betweenness.node_scores(graph)
    with parallel.engine(executor):
        assert betweenness.node_scores(graph).tobytes() == here_scores.tobytes()
