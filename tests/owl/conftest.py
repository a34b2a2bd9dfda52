"""The tool that reasons, and what must be there before it can."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def owl(repository: Path) -> ModuleType:
    """``tools/owl.py`` as a module."""
    spec = importlib.util.spec_from_file_location("owl_tool", repository / "tools" / "owl.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def java(owl: ModuleType) -> ModuleType:
    """The same where Java and the jars are installed; else skipped, or failed if all must be."""
    if said := owl.missing():
        if os.environ.get("CITYTIES_FULL") == "1":
            pytest.fail(f"CITYTIES_FULL=1, but {said}")
        pytest.skip(said)
    return owl
