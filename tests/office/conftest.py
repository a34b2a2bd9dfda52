"""One graph of the shipped data for all tests of the office."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import pytest

import cityties
from cityties.api import CityGraph
from cityties.language import messages
from cityties.office.desk import Desk

DAY = datetime.date(2026, 11, 21)


@pytest.fixture(scope="session")
def graph() -> CityGraph:
    return cityties.open()


@pytest.fixture(scope="session")
def desk(graph: CityGraph) -> Desk:
    """Isfahan's desk on the day of the known answers."""
    return Desk(graph, "isfahan", DAY)


@pytest.fixture
def desk_on(graph: CityGraph) -> Callable[[str], Desk]:
    return lambda day: Desk(graph, "isfahan", datetime.date.fromisoformat(day))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    messages.set_language("en")
    yield
    messages.set_language("en")
