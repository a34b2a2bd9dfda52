"""Not compiled: everything on the networks of cities, and a line where one is too large."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import networkx as nx
import pytest

from cityties.analysis import limits
from cityties.analysis.limits import LIMIT, affordable, check_measures, check_random_graphs, seconds
from cityties.analysis.measures import chosen
from cityties.analysis.options import Options
from cityties.analysis.table import ranking
from cityties.analysis.trend import measure_in
from cityties.base.install import compile_hint
from cityties.centrality.native import ready
from cityties.errors import CitytiesError

WORLD = (10_055, 17_401)
# What a plain install does not have; then command lines, whose output is printed as one list.
PLAIN = """
import contextlib, io, json, os, sys
missing, *commands = json.loads(sys.argv[1])
if missing:
    os.environ["CITYTIES_KERNELS"] = "no"
for module in missing:
    sys.modules[module] = None
from cityties.cli import main
said = []
for command in commands:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert main(command.split()) == 0, command
    said.append(out.getvalue())
print(json.dumps(said))
"""
MISSING = ("scipy", "graspologic_native", "rustworkx", "pandas", "polars")
COMMANDS = (
    "centrality isfahan --measure all --runs 5 --on 2021-08-01 -f json",
    "centrality isfahan --weighted --measure betweenness --measure closeness --runs 3 -f json",
    "centrality isfahan --no-intervals --null 2 --on 2021-08-01 -f json",
    "centrality isfahan --structure --on 2021-08-01 -f json",
    "network --null 2 --on 2021-08-01 -f json",
    "profile isfahan freiburg -f json",
    "path isfahan baalbek --weighted -f json",
    "trend isfahan --measure betweenness --measure degree --from 2015 -f json",
)


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ready", lambda: False)


def run(missing: Sequence[str], *commands: str) -> list[str]:
    """What the commands print in one process without some packages."""
    asked = json.dumps([missing, *commands])
    done = subprocess.run(
        [sys.executable, "-c", PLAIN, asked], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def same(one: Any, other: Any, where: str = "") -> int:
    """Compare two answers, numbers up to rounding; how many values there were."""
    if isinstance(one, dict):
        assert one.keys() == other.keys(), where
        return sum(same(one[key], other[key], f"{where}/{key}") for key in one)
    if isinstance(one, list):
        assert len(one) == len(other), where
        return sum(same(*pair, f"{where}[{n}]") for n, pair in enumerate(zip(one, other)))  # noqa: B905
    if isinstance(one, float):
        assert other == pytest.approx(one, rel=1e-7, abs=1e-9), where
    else:
        assert one == other, where
    return 1


@pytest.mark.skipif(not ready(), reason="not compiled: python hatch_build.py")
def test_a_plain_install_answers_the_same() -> None:
    wanted, found = run((), *COMMANDS), run(MISSING, *COMMANDS)
    for command, one, other in zip(COMMANDS, wanted, found, strict=True):
        assert same(json.loads(one), json.loads(other), command) > 40


def test_communities_of_a_plain_install_are_by_louvain_and_no_table_speaks_of_the_engine() -> None:
    communities, table = run(
        MISSING,
        "centrality isfahan --communities --runs 3 -f json",
        "centrality isfahan --runs 3 --on 2021-08-01",
    )
    found = json.loads(communities)
    assert found["network"]["method"] == "louvain"
    assert len(found["rows"]) > 100
    assert "Yerevan" in table and "compiled" not in table


def test_compiled_nothing_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ready", lambda: True)
    every, options = chosen(["all"]), Options(null=1000)
    assert affordable(every, 10**6, 10**7, options, explicit=True) == (every, options, [])
    check_random_graphs(10**6, 10**6)


@pytest.mark.usefixtures("plain")
def test_networks_of_cities_are_within_the_limit() -> None:
    every, options = chosen(["all"]), Options(runs=200, null=100)
    assert affordable(every, 400, 700, options) == (every, options, [])
    assert sum(seconds(one.name, 400, 700) for one in every) * 200 < LIMIT


@pytest.mark.usefixtures("plain")
def test_what_the_world_is_too_large_for_is_left_out_and_said_once() -> None:
    kept, options, warnings = affordable(chosen(["all"]), *WORLD, Options(runs=200))
    assert {"betweenness"} == {one.name for one in chosen(["all"])} - {one.name for one in kept}
    assert options.runs == 0
    (said,) = warnings
    assert said["code"] == "too_slow"
    assert said["text"].startswith("Betweenness, likely ranks omitted: may take about ")
    assert f"limit: {LIMIT:.0f} seconds" in said["text"]
    assert said["text"].count(compile_hint()) == 1
    # Ten runs of the rest end in time.
    assert affordable(chosen(["degree", "closeness"]), *WORLD, Options(runs=20))[1].runs == 20


@pytest.mark.usefixtures("plain")
def test_what_was_asked_for_by_name_is_refused() -> None:
    said = re.escape(compile_hint())
    with pytest.raises(CitytiesError, match=rf"Betweenness omitted.*{said}"):
        affordable(chosen(["betweenness"]), *WORLD, Options(), explicit=True)
    with pytest.raises(CitytiesError, match="andom graphs"):
        affordable(chosen(["degree"]), *WORLD, Options(runs=0, null=1000))
    with pytest.raises(CitytiesError, match="andom graphs"):
        check_random_graphs(1000, WORLD[1])
    check_random_graphs(1000, 300)
    check_measures(chosen(["closeness"]), *WORLD, weighted=False)
    with pytest.raises(CitytiesError, match="Closeness"):
        check_measures(chosen(["closeness"]), *WORLD, weighted=True)


@pytest.mark.usefixtures("plain")
def test_rankings_and_trends_keep_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LIMIT", 0.003)
    graph = nx.karate_club_graph()
    options = Options(whole=True, one_source=True, runs=5)
    found = ranking(graph, chosen(["betweenness", "degree"]), options=options)
    assert {row["measure"] for row in found.rows} == {"degree"}
    assert found.runs == 0
    assert found.warnings[0]["code"] == "too_slow"
    with pytest.raises(CitytiesError, match="not compiled"):
        measure_in(graph, 0, chosen(["betweenness"]))  # type: ignore[arg-type]
    assert measure_in(graph, 0, chosen(["degree"])) == {"degree": 16}  # type: ignore[arg-type]
