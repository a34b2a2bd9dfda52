"""Shared by the tests of the analysis: compiled code is kept between runs of the suite."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(autouse=True, scope="session")
def _kept_compiled_code(request: pytest.FixtureRequest, _own_cache: None) -> None:
    """The suite's own cache folder is new each time; compiling would take most of a run."""
    cache = getattr(request.config, "cache", None)
    if "NUMBA_CACHE_DIR" not in os.environ and cache is not None:
        os.environ["NUMBA_CACHE_DIR"] = str(cache.mkdir("compiled"))
