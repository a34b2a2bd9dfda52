"""Shared by the tests of the engine: quiet networkx."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# Strategies that several modules share (pytest imports each test on its own).
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True, scope="session")
def _no_word_on_caches() -> None:
    """Networkx says at each use of a converted graph that it might be stale."""
    import networkx as nx

    nx.config.warnings_to_ignore.add("cache")
