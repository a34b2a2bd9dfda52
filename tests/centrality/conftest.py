"""Shared by the tests of the engine: compiled code is kept between runs of the suite."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

# Strategies that several modules share (pytest imports each test on its own).
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True, scope="session")
def _kept_compiled_code(request: pytest.FixtureRequest, _own_cache: None) -> None:
    """The suite's own cache folder is new each time; compiling would take most of a run."""
    cache = getattr(request.config, "cache", None)
    if "NUMBA_CACHE_DIR" not in os.environ and cache is not None:
        os.environ["NUMBA_CACHE_DIR"] = str(cache.mkdir("compiled"))


@pytest.fixture(autouse=True, scope="session")
def _no_word_on_caches() -> None:
    """Networkx says at each use of a converted graph that it might be stale."""
    import networkx as nx

    nx.config.warnings_to_ignore.add("cache")
