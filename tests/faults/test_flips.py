"""Flipped bits, clocks set back, other formats: an error or a rebuild, never an answer."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import SMALL

from cityties.cli import main
from cityties.errors import StoreError
from cityties.loaders.tables import load_folder
from cityties.snapshot.release import create_snapshot
from cityties.store import graphs
from cityties.store.build import Graph, build, open_or_build
from cityties.store.snapshots import list_snapshots, read_snapshot

SEED = 16
FLIPS = int(os.environ.get("CITYTIES_FLIPS", "18"))
IDLE = ("LOG", "LOCK", ".lock")
"""Files that hold nothing of a graph."""


@pytest.fixture(scope="module")
def right() -> Graph:
    return build(load_folder(SMALL))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CITYTIES_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def is_right(found: Graph, right: Graph) -> bool:
    return (
        found.content_id == right.content_id
        and dict(found.counts) == dict(right.counts)
        and (found.known_by, found.data_day) == (right.known_by, right.data_day)
        and found.tables == right.tables
        and len(found.quads) == len(right.quads)
        and found.canonical_nquads() == right.canonical_nquads()
    )


def in_the_store(graph: Graph) -> set[str]:
    """The quads that queries see, those without blank nodes: labels are new in each store."""
    return {text for quad in graph.quads if "_:" not in (text := str(quad))}


def flips(folder: Path, number: int = FLIPS) -> Iterator[tuple[Path, int]]:
    """Flip one bit after the other, each file in turn; what was there comes back."""
    chosen = random.Random(SEED)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    for count in range(number):
        path = files[count % len(files)]
        before = path.read_bytes()
        at = chosen.randrange(len(before) * 8)
        after = bytearray(before)
        after[at // 8] ^= 1 << at % 8
        path.write_bytes(after)
        yield path, at
        path.write_bytes(before)


def test_a_flipped_bit_of_a_store_is_an_error(tmp_path: Path, right: Graph) -> None:
    open_or_build([SMALL], shipped=False, store_dir=tmp_path)
    noticed = 0
    for path, at in flips(tmp_path):
        try:
            found = open_or_build(shipped=False, store_dir=tmp_path)
            assert is_right(found, right), f"bit {at} of {path.name}"
            harmless = path.name.partition(".")[0] in IDLE or path.name == "cityties-store.json"
            assert harmless or path.name == ".lock", f"bit {at} of {path.name} was not noticed"
        except StoreError as error:
            assert str(tmp_path) in str(error)
            noticed += 1
    assert noticed > FLIPS * 2 // 3


def test_the_engine_notices_what_is_too_large_to_be_hashed(
    tmp_path: Path, right: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_or_build([SMALL], shipped=False, store_dir=tmp_path)
    monkeypatch.setattr(graphs, "_HASHED", 0)
    monkeypatch.setattr(graphs, "_LARGE", 0)
    stored = in_the_store(right)
    noticed = tried = 0
    for path, at in flips(tmp_path, 3 * FLIPS):
        if path.suffix != ".sst":
            continue
        tried += 1
        try:
            found = open_or_build(shipped=False, store_dir=tmp_path)
            assert is_right(found, right), f"bit {at} of {path.name}"
            assert in_the_store(found) == stored, f"bit {at} of {path.name}"
        except (StoreError, RuntimeError, OSError) as error:  # the engine's own words too
            assert str(tmp_path) in str(error)
            noticed += 1
    assert tried >= FLIPS // 2
    # One order of the quads is read here; most files hold others.
    assert noticed > tried // 6, f"{noticed} of {tried}"


def test_a_flipped_bit_of_the_cache_is_built_again(cache: Path, right: Graph) -> None:
    open_or_build([SMALL], shipped=False)
    for path, at in flips(cache):
        assert is_right(open_or_build([SMALL], shipped=False), right), f"bit {at} of {path.name}"
        if not path.exists():  # the entry was dropped, and is built again under its name
            open_or_build([SMALL], shipped=False)
            path.parent.mkdir(parents=True, exist_ok=True)


def test_a_flipped_bit_of_the_cache_of_a_snapshot(
    cache: Path, tmp_path: Path, right: Graph
) -> None:
    made = create_snapshot(right, tmp_path / "releases")
    open_or_build(shipped=False, store_dir=made.folder)
    for path, at in flips(cache):
        found = open_or_build(shipped=False, store_dir=made.folder)
        assert is_right(found, right), f"bit {at} of {path.name}"
        if not path.exists():
            open_or_build(shipped=False, store_dir=made.folder)
            path.parent.mkdir(parents=True, exist_ok=True)


@pytest.mark.parametrize("cached", [False, True])
def test_a_flipped_bit_of_a_snapshot_is_refused(
    tmp_path: Path, cache: Path, right: Graph, cached: bool
) -> None:
    made = create_snapshot(right, tmp_path / "releases")
    if cached:
        open_or_build(shipped=False, store_dir=made.folder)
        open_or_build([made.folder], shipped=False)
    for number, (path, at) in enumerate(flips(made.folder)):
        with pytest.raises(StoreError, match="cannot be used"):
            open_or_build(shipped=False, store_dir=made.folder, cache=cached)
        with pytest.raises(StoreError):
            open_or_build([made.folder], shipped=False, cache=cached)
        if number % 4 == 0:
            code = main(["-q", "snapshot", "verify", str(made.folder)])
            assert code == 1, f"bit {at} of {path.name}"


# --- another format ----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 1, 2, 99, -1, "3", None, 1e999, True, [3], {"a": 3}])
def test_a_cache_of_another_format_is_built_again(
    cache: Path, right: Graph, number: object
) -> None:
    open_or_build([SMALL], shipped=False)
    (manifest,) = cache.glob("graphs/*/manifest.json")
    text = json.loads(manifest.read_bytes())
    manifest.write_text(json.dumps({**text, "cityties_store": number}))
    assert is_right(open_or_build([SMALL], shipped=False), right)


def test_entries_of_other_versions_are_left_alone(cache: Path, right: Graph) -> None:
    other = cache / "graphs" / ("0" * 64)
    other.mkdir(parents=True)
    (other / "manifest.json").write_text('{"cityties_store": 1, "old": true}')
    assert is_right(open_or_build([SMALL], shipped=False), right)
    assert (other / "manifest.json").exists()


# --- clocks ------------------------------------------------------------------------------------


def test_a_clock_that_was_set_back_changes_nothing(
    tmp_path: Path, cache: Path, right: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [4_000_000_000.0]
    monkeypatch.setattr("time.time", lambda: clock[0])
    monkeypatch.setattr("time.time_ns", lambda: int(clock[0] * 1e9))
    names = []
    for number in range(4):
        made = create_snapshot(right, tmp_path / "r", version=f"v{number}", keep=3)
        names.append(made.folder.name)
        clock[0] -= 1_000_000
        assert is_right(open_or_build([SMALL], shipped=False), right)
    found, current = list_snapshots(tmp_path / "r")
    assert [each.folder.name for each in found] == names[:0:-1], "the newest first, the oldest gone"
    assert current == names[-1]


def test_times_in_the_future_change_nothing(cache: Path, tmp_path: Path, right: Graph) -> None:
    data = shutil.copytree(SMALL, tmp_path / "data")
    open_or_build([data], shipped=False)
    for path in (*data.rglob("*"), *cache.rglob("*")):
        os.utime(path, (9_000_000_000, 9_000_000_000))
    people = data / "people.csv"
    people.write_bytes(people.read_bytes() + b"ali-ahmadi,Ali Ahmadi,,,,,\n")
    os.utime(people, (1, 1))
    assert len(open_or_build([data], shipped=False).tables.people) == len(right.tables.people) + 1
    assert read_snapshot(create_snapshot(right, tmp_path / "r").folder)
