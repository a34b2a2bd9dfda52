"""Not compiled: rustworkx or networkx, the same values, and a line that says how long."""

from __future__ import annotations

import importlib.util
import re
import warnings
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_graphs import graphs

from cityties.base.install import compile_hint
from cityties.centrality import backend as module
from cityties.centrality import fallback, parallel
from cityties.centrality.backend import FALLBACKS, Backend
from cityties.centrality.fallback import SlowEngineWarning, engine, estimate, notice


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither compiled loops nor rustworkx."""
    monkeypatch.setattr(module, "has_kernels", lambda: False)
    monkeypatch.setattr(fallback, "installed", lambda _name: False)


@pytest.fixture
def uncompiled(monkeypatch: pytest.MonkeyPatch) -> Backend:
    """A backend that finds no compiled loops, in the place of the one that networkx knows."""
    monkeypatch.setattr(module, "has_kernels", lambda: False)
    fresh = Backend()
    monkeypatch.setattr(nx.utils.backends, "_load_backend", lambda _name: fresh)
    return fresh


def test_which_engine_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fallback, "installed", lambda name: name == "rustworkx")
    assert engine("betweenness_centrality") == "rustworkx"
    assert engine("harmonic_centrality") == "networkx"
    monkeypatch.setattr(fallback, "installed", lambda _name: False)
    assert engine("betweenness_centrality") == "networkx"


@pytest.mark.usefixtures("bare")
def test_the_line_before_a_long_run() -> None:
    line = notice("betweenness_centrality", 10_055, 17_401)
    assert line == (
        "betweenness_centrality on 10055 nodes and 17401 edges with networkx may take "
        f"about 14 minutes; much faster once compiled (needs a C compiler): {compile_hint()}"
    )
    assert "about 23 hours" in notice("betweenness_centrality", 100_550, 174_010)
    assert "seconds" in notice("closeness_centrality", 5_000, 9_000)
    assert notice("betweenness_centrality", 100, 200) == ""
    assert notice("core_number", 10_055, 17_401) == ""


def test_the_estimate_grows_as_n_times_m() -> None:
    one = estimate("betweenness_centrality", 1000, 2000)
    assert estimate("betweenness_centrality", 3000, 6000) == pytest.approx(9 * one)
    assert estimate("betweenness_centrality", 1000, 2000, "rustworkx") < one / 20
    assert estimate("core_number", 10**6, 10**7) == 0


def test_a_long_run_warns_and_a_short_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fallback, "installed", lambda _name: False)
    graph = nx.path_graph(30)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fallback.betweenness_centrality(graph)
    monkeypatch.setattr(fallback, "PATIENCE", 0.0)
    with pytest.warns(SlowEngineWarning, match=re.escape(compile_hint())):
        assert fallback.betweenness_centrality(graph) == nx.betweenness_centrality(graph)


@pytest.mark.usefixtures("bare")
def test_networkx_takes_over_with_its_own_values(uncompiled: Backend) -> None:
    graph = nx.karate_club_graph()
    assert nx.pagerank(graph, backend="cityties") == pytest.approx(  # without scipy
        nx.pagerank(graph, backend="networkx"), abs=1e-9
    )
    for name in ("betweenness_centrality", "core_number", "clustering", "diameter"):
        assert uncompiled.can_run(name, (graph,), {}) is True
        function = getattr(nx, name)
        assert function(graph, backend="cityties") == function(graph, backend="networkx")
    # Arguments that only networkx can take are no obstacle here.
    assert nx.closeness_centrality(graph, distance="weight", backend="cityties") == (
        nx.closeness_centrality(graph, distance="weight", backend="networkx")
    )


@pytest.mark.usefixtures("bare")
def test_leiden_says_what_is_missing() -> None:
    reason = Backend().can_run("leiden_communities", (nx.path_graph(3),), {})
    assert compile_hint() in str(reason)


def test_every_fallback_is_a_function_of_networkx() -> None:
    for name in FALLBACKS:
        assert callable(getattr(fallback, name))
        assert callable(fallback._networkx_function(name))
    with pytest.raises(AttributeError):
        _ = fallback.leiden_communities


def test_looking_for_an_engine_does_not_import_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert not fallback.installed("rustworkx")


@pytest.mark.skipif(
    not fallback.installed("rustworkx"), reason="install it with: pip install rustworkx"
)
@settings(max_examples=60, deadline=None)
@given(graphs(), st.booleans(), st.booleans())
def test_rustworkx_agrees_with_networkx(graph: Any, one: bool, other: bool) -> None:
    ours = fallback._betweenness(graph, normalized=one, endpoints=other)
    if ours is not None:
        theirs = nx.betweenness_centrality(graph, normalized=one, endpoints=other)
        assert list(ours) == list(theirs)
        assert ours == pytest.approx(theirs, abs=1e-9)
    theirs = nx.closeness_centrality(graph, wf_improved=one)
    assert fallback._closeness(graph, wf_improved=one) == pytest.approx(theirs, abs=1e-9)


@pytest.mark.skipif(
    not fallback.installed("rustworkx"), reason="install it with: pip install rustworkx"
)
def test_what_rustworkx_cannot_do_goes_to_networkx() -> None:
    graph = nx.karate_club_graph()
    call = {"k": 10, "seed": 1}
    assert fallback._betweenness(graph, **call) is None
    assert fallback.betweenness_centrality(graph, **call) == nx.betweenness_centrality(
        graph, **call
    )
    assert fallback._closeness(graph, u=0) is None
    assert fallback.closeness_centrality(graph, u=0) == nx.closeness_centrality(graph, u=0)


@settings(max_examples=40, deadline=None)
@given(graphs(most=10), st.booleans())
def test_in_steps_networkx_gives_what_it_gives_at_once(graph: Any, normalized: bool) -> None:
    seen: list[tuple[int, int]] = []

    def report(done: int, total: int) -> None:
        seen.append((done, total))

    for name, options in (
        ("betweenness_centrality", {"normalized": normalized}),
        ("closeness_centrality", {"wf_improved": normalized}),
        ("harmonic_centrality", {}),
    ):
        seen.clear()
        stepwise = fallback.STEPS[name](graph, report, **options)
        assert stepwise == pytest.approx(getattr(nx, name)(graph, **options), abs=1e-12)
        assert seen == [(i + 1, len(graph)) for i in range(len(graph))]


@pytest.mark.usefixtures("bare")
def test_a_long_run_reports_its_progress_and_can_be_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fallback, "PATIENCE", 0.0)
    graph = nx.path_graph(250)
    seen: list[int] = []
    with parallel.progress(lambda done, _total: seen.append(done)), pytest.warns(UserWarning):
        fallback.harmonic_centrality(graph)
    assert len(seen) == 125
    assert seen[-1] == 250

    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with (
        parallel.progress(interrupt),
        pytest.warns(UserWarning),
        pytest.raises(KeyboardInterrupt),
    ):
        fallback.betweenness_centrality(graph)
    # What cannot be cut into pieces runs at once.
    assert fallback._betweenness_steps(graph, interrupt, k=3) is None
    assert fallback._closeness_steps(graph, interrupt, u=3) is None
    assert fallback._harmonic_steps(graph, interrupt, nbunch=[1]) is None
