"""The harness sees a fault, a crash, a hang, a dead process and a run of nothing."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from harness.base import CORPUS, Choices, FaultError, Target
from harness.engine import CALLED_OUT, DIED, STOPPED, Bare
from harness.run import Tally, attempt, run_target
from harness.targets import TARGETS

RUN = Path(__file__).parent / "harness" / "run.py"


def _made(check) -> Target:
    return Target("made-up", lambda draw: draw.randbytes(3), check, seconds=0.3)


def _raise(error: Exception):
    raise error


@pytest.mark.parametrize(
    ("check", "word"),
    [
        (lambda data: _raise(FaultError("wrong")), "fault"),
        (lambda data: _raise(KeyError("x")), "crash"),
        (lambda data: time.sleep(5), "hang"),
    ],
)
def test_what_fails_is_counted_and_kept(check, word: str, tmp_path: Path) -> None:
    tally = Tally("made-up")
    attempt(_made(check), b"abc", tally, tmp_path)
    assert tally.outcomes == {word: 1}
    assert tally.bad
    (kept,) = (tmp_path / "made-up").iterdir()
    assert kept.read_bytes() == b"abc"
    assert str(kept) in str(tally)


def test_what_does_not_fail_is_not() -> None:
    tally = run_target(_made(lambda data: "fine"), 1, lambda number: number < 5)
    assert (tally.executions, tally.outcomes, tally.bad) == (5, {"fine": 5}, False)


def test_a_run_of_nothing_fails() -> None:
    assert run_target(_made(lambda data: "fine"), 1, lambda number: False).bad


def test_a_seed_gives_the_same_cases() -> None:
    for target in TARGETS.values():
        assert target.make(random.Random("1-1")) == target.make(random.Random("1-1"))
        first = {target.make(random.Random(f"1-{number}")) for number in range(20)}
        assert len(first) > 5, target.name


def test_bytes_steer_the_choices() -> None:
    make = TARGETS["guard"].make
    data = os.urandom(300)
    assert make(Choices(data)) == make(Choices(data))
    assert len({make(Choices(os.urandom(300))) for _time in range(20)}) > 10
    assert make(Choices(b""))


def test_every_folder_of_the_corpus_has_its_target() -> None:
    folders = {path.name for path in CORPUS.iterdir() if path.is_dir()}
    assert folders == set(TARGETS)


def test_the_listener_hears_what_the_engine_calls() -> None:
    asker = Bare(seconds=1.0)
    try:
        assert asker.ask("ASK { ?s ?p ?o }") == "answered"
        assert asker.ask("ASK {") == "not SPARQL"
        assert asker.ask(f"ASK {{ SERVICE SILENT <{asker.here}> {{ ?s ?p ?o }} }}") == CALLED_OUT
        assert asker.ask("PREFIX e: <a:b> ASK { SERVICE SILENT ct:x { ?s ?p ?o } }") == CALLED_OUT
        assert asker.ask("SELECT * {" + "{" * 90_000) == DIED
        assert asker.ask("ASK { ?s ?p ?o }") == "answered"
        slow = " ".join(f"VALUES ?v{n} {{ {'1 ' * 300} }}" for n in range(6))
        assert asker.ask(f"SELECT (COUNT(*) AS ?n) {{ {slow} }}") == STOPPED
        assert asker.ask("ASK { ?s ?p ?o }") == "answered"
    finally:
        asker.close()


def test_the_command_says_its_figures_and_its_exit_code() -> None:
    done = subprocess.run(
        [sys.executable, str(RUN), "--minutes", "0.02", "--target", "dates", "--seed", "5"],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 targets" in done.stdout
    assert "refused" in done.stdout
    assert "cases of 1 targets; failed: none" in done.stdout
