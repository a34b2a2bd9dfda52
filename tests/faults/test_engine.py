"""The engine writes its files itself: its calls fail by strace and by a limit on sizes."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commands import DATA, SMALL

from conftest import Runner

SEED = 16
PLACES = int(os.environ.get("CITYTIES_STRIKES", "3"))  # of each kind of call and error
CALLS = ("write", "fsync", "fdatasync", "rename", "openat", "mkdir", "close")

BUILD = ("build", "--store", "store", *DATA)


@pytest.fixture(scope="module")
def start(runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data, and a store of an older day of knowledge."""
    folder = tmp_path_factory.mktemp("engine")
    shutil.copytree(SMALL, folder / "data")
    ended = runner.run(folder, *BUILD, "--known-by", "2008-01-01")
    assert ended.code == 0, ended.err
    return folder


def _env(folder: Path) -> dict[str, str]:
    return {**os.environ, "CITYTIES_CACHE": str(folder / "cache")}


def _check(runner: Runner, folder: Path, old: object, new: object, code: int, err: str) -> None:
    found = runner.look(folder, "store")
    assert found in (old, new), err
    assert "Traceback" not in err
    assert ".part" not in err
    if code == 0:
        assert found == new, "done, but nothing is there"
    elif code > 0:
        assert code == 1
        assert found == old, f"an error, but the old state is gone: {err}"
        assert len([line for line in err.splitlines() if line.startswith("Error: ")]) == 1
        assert "store" in err
    ended = runner.run(folder, *BUILD)
    assert ended.code == 0, f"the next run fails: {ended.err}"
    assert runner.look(folder, "store") == new
    assert not list((folder / "store").glob(".*.part"))


@pytest.fixture(scope="module")
def states(runner: Runner, start: Path, tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    folder = tmp_path_factory.mktemp("done") / "work"
    shutil.copytree(start, folder)
    old = runner.look(folder, "store")
    assert runner.run(folder, *BUILD).code == 0
    new = runner.look(folder, "store")
    assert old != new
    return [old, new]


@pytest.mark.parametrize("kilobytes", [1, 4, 16, 40, 100])
@pytest.mark.skipif(sys.platform == "win32", reason="needs limits")
def test_a_limit_on_the_size_of_files(
    runner: Runner, start: Path, states: list[object], tmp_path: Path, kilobytes: int
) -> None:
    folder = tmp_path / "work"
    shutil.copytree(start, folder)
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({kilobytes << 10},) * 2)\n"
        "from cityties.cli import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *BUILD],
        cwd=folder, env=_env(folder), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 1, "the limit did not strike"
    _check(runner, folder, *states, done.returncode, done.stderr)


@pytest.mark.slow
@pytest.mark.needs("strace", "sudo apt install strace")
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("how", ["error=EIO", "error=ENOSPC", "signal=KILL"])
def test_errors_and_kills_at_its_calls(
    runner: Runner, start: Path, states: list[object], tmp_path: Path, call: str, how: str
) -> None:
    folder = tmp_path / "work"
    trace = tmp_path / "trace"
    quads = re.compile(r'"[^"]*/quads(/[^"]*)?"|<[^>]*/quads(/[^>]*)?>')

    def run(*inject: str) -> subprocess.CompletedProcess[str]:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(start, folder)
        words = ("strace", "-f", "-y", "-o", str(trace), "-e", f"trace={call}", *inject)
        return subprocess.run(
            [*words, sys.executable, "-m", "cityties", *BUILD],
            cwd=folder, env=_env(folder), capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    assert run().returncode == 0
    lines = [
        line for line in trace.read_text("utf-8", "replace").splitlines() if f" {call}(" in line
    ]
    # strace counts the calls of each thread: those of the first one come in the same order again.
    first = lines[0].split()[0] if lines else ""
    mine = [line for line in lines if line.split()[0] == first]
    there = [
        number
        for number, line in enumerate(mine, start=1)
        if quads.search(line) and "O_RDONLY" not in line
    ]
    if not there:
        pytest.skip(f"the engine does not call {call} in this thread")
    struck = 0
    for number in random.Random(SEED).sample(there, min(PLACES, len(there))):
        done = run("-e", f"inject={call}:{how}:when={number}")
        text = trace.read_text("utf-8", "replace")
        if "(INJECTED)" not in text and "killed by SIGKILL" not in text:
            continue
        struck += 1
        _check(runner, folder, *states, done.returncode, done.stderr)
    assert struck, "no plan struck"
