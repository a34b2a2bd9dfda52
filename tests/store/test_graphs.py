"""Versions on disk, the store that holds them, and the cache."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cityties.base.locks import lock
from cityties.errors import DataError, NotFoundError, StoreError, UsageError
from cityties.model.rows import Place, Tables
from cityties.store import build, code
from cityties.store import graphs as store

# A loop of kills at random moments; more of them where somebody asks for it.
KILLS = int(os.environ.get("CITYTIES_KILLS", "15"))


def write_data(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{name},city,{name.title()}" for name in names]
    (folder / "places.csv").write_text("\n".join(["id,kind,name_en", *lines, ""]), "utf-8")
    return folder


def open_store(data: Path, target: Path) -> build.Graph:
    return build.open_or_build([data], shipped=False, store_dir=target)


def places(graph: build.Graph) -> set[str]:
    found = graph.quads.query("SELECT ?s { ?s a <https://w3id.org/cityties/def/City> }")
    return {solution["s"].value.rpartition("/")[2] for solution in found}


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CITYTIES_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


# --- the store -----------------------------------------------------------------------------


def test_a_store_is_written_once_and_opened_again(tmp_path):
    data, target = write_data(tmp_path / "d", "yazd"), tmp_path / "new" / "store"
    first = open_store(data, target)
    assert places(first) == {"yazd"}
    assert first.tables.places[0].name_en == "Yazd"
    written = sorted(p.name for p in target.iterdir())
    assert written == sorted([".lock", "CURRENT", "cityties-store.json", first.content_id[:32]])
    again = open_store(data, target)
    assert again.content_id == first.content_id
    assert sorted(p.name for p in target.iterdir()) == written
    assert again.version is not None
    manifest = json.loads((again.version.folder / "manifest.json").read_text("utf-8"))
    assert manifest["counts"]["places"] == 1
    assert manifest["cityties_store"] == store.STORE_FORMAT
    assert str(tmp_path) not in json.dumps(manifest)


def test_new_data_makes_a_new_version_and_the_last_two_are_kept(tmp_path):
    target = tmp_path / "store"
    ids = []
    for names in (["a"], ["a", "b"], ["a", "b", "c"]):
        graph = open_store(write_data(tmp_path / "d", *names), target)
        assert places(graph) == set(names)
        ids.append(graph.content_id[:32])
    versions = {p.name for p in target.iterdir() if p.is_dir()}
    assert versions == set(ids[1:])
    assert (target / "CURRENT").read_text().strip() == ids[2]


def test_a_store_without_data_gives_what_it_holds(tmp_path):
    target = tmp_path / "store"
    graph = open_store(write_data(tmp_path / "d", "yazd"), target)
    alone = build.open_or_build(shipped=False, store_dir=target)
    assert alone.content_id == graph.content_id
    with pytest.raises(NotFoundError, match="contains no graph yet"):
        build.open_or_build(shipped=False, store_dir=tmp_path / "empty")
    with pytest.raises(UsageError, match="no data"):
        build.open_or_build(shipped=False)


def test_readers_are_undisturbed_by_writers(tmp_path):
    target = tmp_path / "store"
    reader = open_store(write_data(tmp_path / "d", "a"), target)
    assert places(reader) == {"a"}
    for number in range(4):
        open_store(write_data(tmp_path / "d", f"n{number}"), target)
    assert places(reader) == {"a"}


def test_a_failed_load_leaves_what_was_there(tmp_path):
    target = tmp_path / "store"
    data = write_data(tmp_path / "d", "yazd")
    good = open_store(data, target)
    (data / "places.csv").write_text("id,kind,name_en\nyazd,citty,Yazd\n", "utf-8")
    with pytest.raises(DataError, match="citty"):
        open_store(data, target)
    assert build.open_or_build(shipped=False, store_dir=target).content_id == good.content_id


def test_a_second_writer_is_refused(tmp_path):
    target = tmp_path / "store"
    open_store(write_data(tmp_path / "d", "a"), target)
    with (
        lock(target / ".lock"),
        pytest.raises(StoreError, match="being written"),
    ):
        open_store(write_data(tmp_path / "d", "b"), target)
    assert places(build.open_or_build(shipped=False, store_dir=target)) == {"a"}


def test_a_foreign_folder_is_refused(tmp_path):
    data = write_data(tmp_path / "d", "a")
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "thesis.txt").write_text("precious")
    with pytest.raises(StoreError, match="contains something else"):
        open_store(data, foreign)
    assert [p.name for p in foreign.iterdir()] == ["thesis.txt"]
    with pytest.raises(StoreError, match="not a folder"):
        open_store(data, foreign / "thesis.txt")
    (tmp_path / "empty").mkdir()
    assert places(open_store(data, tmp_path / "empty")) == {"a"}


def _edit_manifest(target: Path, **changes: object) -> Path:
    name = (target / "CURRENT").read_text().strip()
    path = target / name / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest.update(changes)
    path.write_text(json.dumps(manifest), "utf-8")
    return path


def test_an_older_format_is_built_again(tmp_path):
    target = tmp_path / "store"
    data = write_data(tmp_path / "d", "a")
    old = open_store(data, target)
    path = _edit_manifest(target, cityties_store=0)
    with pytest.raises(StoreError, match="older version of cityties"):
        build.open_or_build(shipped=False, store_dir=target)
    again = open_store(data, target)
    assert again.content_id == old.content_id
    assert again.version is not None
    assert again.version.folder != path.parent
    assert places(again) == {"a"}


def test_a_newer_format_is_refused(tmp_path):
    target = tmp_path / "store"
    data = write_data(tmp_path / "d", "a")
    open_store(data, target)
    _edit_manifest(target, cityties_store=99)
    with pytest.raises(StoreError, match="newer cityties"):
        open_store(data, target)
    marker = target / "cityties-store.json"
    marker.write_text('{"cityties_store": 99}')
    with pytest.raises(StoreError, match="newer cityties"):
        open_store(data, target)


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", f'{{"cityties_store": {store.STORE_FORMAT}}}', '{"cityties_store": "x"}'],
)
def test_a_damaged_manifest_is_named(tmp_path, content):
    target = tmp_path / "store"
    data = write_data(tmp_path / "d", "a")
    open_store(data, target)
    path = _edit_manifest(target)
    path.write_text(content)
    with pytest.raises(StoreError, match="is damaged"):
        open_store(data, target)


def test_other_damage_is_named(tmp_path):
    target = tmp_path / "store"
    data = write_data(tmp_path / "d", "a")
    graph = open_store(data, target)
    folder = target / graph.content_id[:32]
    (folder / "tables.json").write_bytes(b"{}")
    with pytest.raises(StoreError, match="rows were changed"):
        _ = build.open_or_build(shipped=False, store_dir=target).tables
    shutil.rmtree(folder / "quads")
    with pytest.raises(StoreError, match="is damaged"):
        _ = build.open_or_build(shipped=False, store_dir=target).quads
    (target / "CURRENT").write_text("../elsewhere\n")
    with pytest.raises(StoreError, match="CURRENT"):
        open_store(data, target)


def test_a_large_file_is_read_again_only_where_somebody_touched_it(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "_LARGE", 0)
    target = tmp_path / "store"
    graph = open_store(write_data(tmp_path / "d", "a"), target)
    read = []
    monkeypatch.setattr(store.files, "sha256_file", lambda path, to=store.files.sha256_file: (
        read.append(path.name), to(path))[1])  # fmt: skip
    graph.version.check_quads()
    assert not [name for name in read if name.endswith(".sst")]
    file = max((graph.version.folder / "quads").glob("*.sst"), key=lambda each: each.stat().st_size)
    before, status = file.read_bytes(), file.stat()
    file.write_bytes(before[:-9] + b"?" + before[-8:])
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))  # the clock set back
    with pytest.raises(StoreError, match="quads were changed"):
        graph.version.check_quads()
    assert file.name in read
    file.write_bytes(before)
    graph.version.check_quads()
    copied = shutil.copytree(graph.version.folder, tmp_path / "copy")
    store.read_version(copied).check_quads()
    assert len(read) > 3


WRITER = """
import sys
from pathlib import Path
from cityties.store import build, code
data, target = map(Path, sys.argv[1:])
print("begun", flush=True)
build.open_or_build([data], shipped=False, store_dir=target)
print("done", flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_a_kill_at_any_moment_leaves_the_old_or_the_new(tmp_path):
    target = tmp_path / "store"
    old = ["old"]
    open_store(write_data(tmp_path / "d", *old), target)
    rng = random.Random(7)  # any seed will do: the moments differ by the machine's load
    outcomes = {"old": 0, "new": 0}
    started = time.monotonic()
    write_data(tmp_path / "d", "measure")
    subprocess.run(
        [sys.executable, "-c", WRITER, str(tmp_path / "d"), str(target)],
        check=True,
        capture_output=True,
    )
    whole = time.monotonic() - started
    old = ["measure"]
    for number in range(KILLS):
        new = [f"city-{number}", f"town-{number}"]
        write_data(tmp_path / "d", *new)
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path / "d"), str(target)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(rng.uniform(0, whole))
        child.kill()
        child.wait()
        child.stdout.close()
        found = places(build.open_or_build(shipped=False, store_dir=target))
        assert found in (set(old), set(new))
        if found == set(new):
            old = new
            outcomes["new"] += 1
        else:
            outcomes["old"] += 1
    # And the next writer is not hindered by what the killed ones left.
    final = open_store(write_data(tmp_path / "d", "final"), target)
    assert places(final) == {"final"}
    assert not [p for p in target.iterdir() if p.name.endswith(".part")]
    assert sum(outcomes.values()) == KILLS


def test_a_writer_killed_before_its_first_step_leaves_a_usable_folder(tmp_path):
    target = tmp_path / "store"
    target.mkdir()
    (target / ".lock").write_text("123\n")
    assert places(open_store(write_data(tmp_path / "d", "a"), target)) == {"a"}


# --- the cache -------------------------------------------------------------------------------


def test_a_warm_call_reads_no_table(tmp_path, cache, monkeypatch):
    data = write_data(tmp_path / "d", "yazd")
    cold = build.open_or_build([data], shipped=False)
    assert store.cache_info().graphs == 1
    monkeypatch.setattr(build, "_load", lambda *a, **k: pytest.fail("the tables were read"))
    warm = build.open_or_build([data], shipped=False)
    assert warm.content_id == cold.content_id
    assert warm.tables == cold.tables
    assert places(warm) == {"yazd"}
    assert warm.canonical_nquads() == cold.canonical_nquads()


def test_any_changed_byte_and_each_day_has_its_own_entry(tmp_path, cache):
    import datetime

    data = write_data(tmp_path / "d", "yazd")
    keys = {store.input_key([data])}
    keys.add(store.input_key([data], variant="2020-01-01"))
    (data / "places.csv").write_bytes((data / "places.csv").read_bytes() + b"qom,city,Qom\n")
    keys.add(store.input_key([data]))
    other = shutil.copytree(data, tmp_path / "elsewhere")
    assert store.input_key([other]) == store.input_key([data])
    assert len(keys) == 3
    build.open_or_build([data], shipped=False)
    build.open_or_build([data], shipped=False, known_by=datetime.date(2020, 1, 1))
    assert store.cache_info().graphs == 2


def test_a_damaged_entry_is_built_again(tmp_path, cache):
    data = write_data(tmp_path / "d", "yazd")
    for damage in ("manifest.json", "tables.json", "lines.nq.gz", "quads"):
        graph = build.open_or_build([data], shipped=False)
        assert graph.version is not None
        path = graph.version.folder / damage
        if path.is_dir():
            for file in path.iterdir():
                file.write_bytes(b"rubbish")
        else:
            path.write_bytes(b"rubbish")
        again = build.open_or_build([data], shipped=False)
        assert again.tables.places[0].id == "yazd"
        assert b"/id/yazd>" in again.canonical_nquads()
        assert places(again) == {"yazd"}


def test_without_a_writable_place_it_is_built_in_memory(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("CITYTIES_CACHE", str(tmp_path / "file" / "cache"))
    graph = build.open_or_build([write_data(tmp_path / "d", "yazd")], shipped=False)
    assert graph.version is None
    assert places(graph) == {"yazd"}


def test_the_cache_can_be_counted_and_cleared(tmp_path, cache):
    assert store.cache_info() == store.CacheInfo(cache, 0, 0)
    build.open_or_build([write_data(tmp_path / "d", "yazd")], shipped=False)
    (cache / "other.txt").write_text("of somebody else")
    before = store.cache_clear()
    assert before.graphs == 1
    assert before.size > 1000
    assert store.cache_info().graphs == 0
    assert (cache / "other.txt").exists()


def test_the_cache_does_not_grow_without_end(tmp_path, cache):
    for number in range(15):
        build.open_or_build([write_data(tmp_path / "d", f"c{number}")], shipped=False)
    assert store.cache_info().graphs <= 12


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(NotFoundError):
        build.open_or_build([tmp_path / "nowhere"])


def test_a_version_of_tables_alone(tmp_path):
    graph = build.build(Tables(places=(Place("yazd", "city", "Yazd"),)), ontology=False)
    graph.write(tmp_path)
    version = store.read_version(tmp_path)
    assert version.content_id == graph.content_id
    named = [q for q in version.open_quads() if str(q.graph_name) != "DEFAULT"]
    assert len(named) == graph.counts["quads"]


def test_every_module_of_a_build_is_in_the_key() -> None:
    """Otherwise an old result would answer after a change of the code."""
    program = (
        "import sys; from pathlib import Path; from cityties.store.build import build;"
        "from cityties.loaders.tables import load_folder;"
        "build(load_folder(Path(sys.argv[1])));"
        "print(*sorted(name for name in sys.modules if name.startswith('cityties.')))"
    )
    small = Path(__file__).resolve().parents[1] / "fixtures" / "small"
    done = subprocess.run(
        [sys.executable, "-c", program, str(small)], capture_output=True, text=True, check=True
    )
    modules = done.stdout.split()
    assert len(modules) > 20
    rooms = {name.split(".")[1] for name in modules}
    assert rooms - {"errors"} <= set(code.BUILD_ROOMS), rooms
