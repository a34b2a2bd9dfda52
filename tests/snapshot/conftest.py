"""A small graph, and a snapshot of it that tests may read but not change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cityties.loaders.tables import load_folder
from cityties.snapshot.release import create_snapshot
from cityties.store.build import Graph, build
from cityties.store.snapshots import Snapshot, read_snapshot

SMALL = Path(__file__).resolve().parents[1] / "fixtures" / "small"


@pytest.fixture(scope="session")
def graph() -> Graph:
    return build(load_folder(SMALL))


@pytest.fixture(scope="session")
def made(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return create_snapshot(graph, tmp_path_factory.mktemp("made") / "releases")


@pytest.fixture
def copy(made: Snapshot, tmp_path: Path) -> Snapshot:
    """The same snapshot, to be damaged."""
    folder = tmp_path / "copy"
    shutil.copytree(made.folder, folder)
    return read_snapshot(folder)
