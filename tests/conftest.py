"""Shared fixtures, and the rules for what must be there before a test runs."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# Machines are noisy: how long an example takes says nothing about the code.
hypothesis.settings.register_profile("cityties", deadline=None)
hypothesis.settings.load_profile("cityties")

LOCALE = Path(__file__).parents[1] / "graph" / "cityties" / "language" / "locale"


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
