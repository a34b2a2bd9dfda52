"""Shared fixtures, and the rule for tests that need an outside program."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import hypothesis
import pytest

# Machines are noisy: how long an example takes says nothing about the code.
hypothesis.settings.register_profile("cityties", deadline=None)
hypothesis.settings.load_profile("cityties")


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


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the tests out of the user's cache."""
    if "CITYTIES_CACHE" not in os.environ:
        os.environ["CITYTIES_CACHE"] = str(tmp_path_factory.getbasetemp() / "cache")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top folder of the project."""
    return Path(__file__).resolve().parents[1]
