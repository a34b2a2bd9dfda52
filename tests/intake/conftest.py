"""The names of the shipped data, once for all tests of the intake."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cityties.intake.article import Article
from cityties.intake.mentions import Names
from cityties.intake.proposer import Proposal, propose
from cityties.intake.readers import read_text
from cityties.intake.session import open_names

Propose = Callable[..., Proposal]


@pytest.fixture(scope="session")
def names() -> Iterator[Names]:
    with open_names(package=False) as made:
        yield made


@pytest.fixture(scope="session")
def bench(repository: Path) -> Any:
    """The script that measures the intake, as a module."""
    import importlib.util

    file = repository / "benchmarks" / "intake.py"
    spec = importlib.util.spec_from_file_location("bench_intake", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_intake"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def proposed(names: Names) -> Propose:
    """What a few sentences of a municipality's news give."""

    def call(
        text: str, publisher: str = "Isfahan Municipality", day: str = "2025-05-10"
    ) -> Proposal:
        return propose(article(text, publisher, day), names)

    return call


def article(text: str, publisher: str = "Isfahan Municipality", day: str = "2025-05-10") -> Article:
    return read_text(f"News of the day\n{text}", published=day, publisher=publisher)
