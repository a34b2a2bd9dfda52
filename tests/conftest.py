"""Shared fixtures, and the rules for what must be there before a test runs."""

from __future__ import annotations

import faulthandler
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# As many processes as there are processors run the tests, so each computes with one thread. The
# threads of OpenBLAS also do not survive the copies (``fork``) that tests of the worker make: in
# two long runs a process ended in the first large matrix after them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Machines are noisy: how long an example takes says nothing about the code.
hypothesis.settings.register_profile("cityties", deadline=None)
hypothesis.settings.load_profile("cityties")

LOCALE = Path(__file__).parents[1] / "graph" / "cityties" / "language" / "locale"


TRACES = pytest.StashKey[Any]()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Keep where a process of pytest-xdist crashed: on its stderr it is lost among the dots."""
    if not hasattr(config, "workerinput"):
        os.environ["CITYTIES_TRACES"] = tempfile.mkdtemp(prefix="cityties-traces-")
        return
    path = Path(os.environ["CITYTIES_TRACES"], config.workerinput["workerid"])
    config.stash[TRACES] = trace = path.open("w")
    faulthandler.enable(trace)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Stop at once where texts of a language are not compiled: half of the tests would fail."""
    for written in LOCALE.glob("*/LC_MESSAGES/*.po"):
        compiled = written.with_suffix(".mo")
        if not compiled.is_file() or compiled.stat().st_mtime < written.stat().st_mtime:
            pytest.exit(f"{compiled} is missing or older than its .po: run `make messages`", 4)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a ``needs(program, install)`` test, or fail it where all must be there."""
    for marker in item.iter_markers("needs"):
        program, install = marker.args
        if shutil.which(program):
            continue
        reason = f"{program} is not installed; install it with: {install}"
        if os.environ.get("CITYTIES_FULL") == "1":
            pytest.fail(f"CITYTIES_FULL=1, but {reason}")
        pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was skipped and the line that brings it back."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons: dict[str, int] = {}
    for report in skipped:
        longrepr = report.longrepr
        text = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)
        reasons[text] = reasons.get(text, 0) + 1
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"skipped {count} tests: {reason}")
    if hasattr(terminalreporter.config, "workerinput"):
        return
    traces = Path(os.environ["CITYTIES_TRACES"])
    for trace in sorted(traces.iterdir()):
        if text := trace.read_text(errors="replace"):
            terminalreporter.write_line(f"process {trace.name} crashed:\n{text}")
    shutil.rmtree(traces)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, one for each process: a second one that waits is refused by playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield made
        made.close()


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the tests out of the user's cache."""
    if "CITYTIES_CACHE" not in os.environ:
        os.environ["CITYTIES_CACHE"] = str(tmp_path_factory.getbasetemp() / "cache")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top folder of the project."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture
def hear_interrupts() -> Iterator[None]:
    """Let the children of a test end at SIGINT.

    A shell starts background jobs (``make test &``) with SIGINT ignored, and a process
    hands that on to its children.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
