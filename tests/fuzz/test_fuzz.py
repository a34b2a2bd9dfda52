"""Each fuzzer for a few seconds with one seed, and the cases that once failed."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness.run import Tally, attempt, run_target
from harness.targets import TARGETS

RUNS = {
    "guard": 2000, "plain": 150, "tables": 60, "links": 300, "members": 300, "wikidata": 400,
    "dates": 2000, "page": 8,
    "worker": 25, "protocol": 1500,
}  # fmt: skip
BOTH = {  # a fuzzer whose cases all end alike finds nothing
    "guard": {"refused", "passed, answered", "passed, not SPARQL"},
    "plain": {"passed, answered"},
    "dates": {"refused", "read"},
    "page": {"built"},
    "protocol": {"refused", "a message", "an error"},
    "worker": {"answered", "an error of the query", "the worker was ended"},
}
LONGER = 50


@pytest.mark.parametrize("name", TARGETS)
def test_a_short_run(name: str, tmp_path: Path) -> None:
    runs = RUNS.get(name, 60)
    tally = run_target(TARGETS[name], 1, lambda number: number < runs, out=tmp_path)
    assert not tally.failures, tally
    assert tally.executions >= runs
    assert tally.outcomes.keys() >= BOTH.get(name, {"refused", "loaded"}), tally


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("name", TARGETS)
def test_a_long_run(name: str, tmp_path: Path) -> None:
    runs = RUNS.get(name, 60) * LONGER
    tally = run_target(TARGETS[name], 2, lambda number: number < runs, out=tmp_path)
    assert not tally.failures, tally
    assert tally.executions >= runs


@pytest.mark.parametrize("name", TARGETS)
def test_what_once_failed(name: str, tmp_path: Path) -> None:
    target, tally = TARGETS[name], Tally(name)
    for file in target.corpus():
        attempt(target, file.read_bytes(), tally, tmp_path)
    assert tally.executions, "an empty corpus shows nothing"
    assert not tally.failures, tally
