"""Pages of the shapes that Wikipedia's lists have; names and numbers are made up or plain facts."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def pages(repository: Path) -> Path:
    """The folder of the pages."""
    return repository / "tests" / "fixtures" / "wikipedia"
