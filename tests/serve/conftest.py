"""One server for the tests of a session."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from running import running

import cityties


@pytest.fixture(scope="session")
def graph():
    return cityties.open()


@pytest.fixture(scope="session")
def server(graph):
    with running(graph, seconds=20, wait_seconds=5, body_bytes=200_000) as started:
        yield started


@pytest.fixture
def client(server):
    with server.client() as made:
        yield made
