"""Snapshots: which files, which bytes, where, and what stops them."""

from __future__ import annotations

import datetime
import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from cityties.base import files
from cityties.base.locks import lock
from cityties.errors import CitytiesError, StoreError, UsageError
from cityties.loaders.tables import load_folder
from cityties.model.rows import Place, Tables
from cityties.snapshot.release import NOT_IN_ID, create_snapshot
from cityties.store.build import build, open_or_build
from cityties.store.snapshots import SHELF, list_snapshots, read_snapshot

SMALL = Path(__file__).resolve().parents[1] / "fixtures" / "small"
KILLS = int(os.environ.get("CITYTIES_KILLS", "12"))
FILES = {
    "CITATION.cff", "README.md", "SHA256SUMS", "codebook.csv", "codebook.md", "conflicts.csv",
    "datapackage.json", "dcat.ttl", "edges.csv", "graph.jsonld", "graph.nq", "graph.trig",
    "manifest.json", "memberships.csv", "nodes.csv", "ro-crate-metadata.json",
    "shacl-report.ttl", "ties.csv", "ties.gexf", "ties.graphml",
    *(f"tables/{name}.csv" for name in (
        "approval_rules", "claims", "organizations", "people", "places", "posts", "sources")),
}  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_all_files_are_there_and_the_id_is_the_checksum_of_the_graph(made, graph):
    found = {path for path in contents(made.folder) if not path.startswith(NOT_IN_ID)}
    assert found == FILES
    assert made.id == graph.content_id == files.sha256_file(made.folder / "graph.nq")
    assert made.folder.name == made.id
    assert not list(made.faults())


def test_the_manifest_says_what_it_is(made, graph):
    manifest = made.manifest
    assert manifest["version"] == "2021.07.28"
    assert manifest["on"] == manifest["data_day"] == "2021-07-28"
    assert manifest["known_by"] is None
    assert manifest["parent"] is None
    assert manifest["software"] == {
        "name": "cityties",
        "version": __import__("cityties").__version__,
    }
    count = manifest["counts"]
    assert count["claims"] == len(graph.tables.claims) == sum(count["claims_by_source"].values())
    assert sum(count["ties_by_kind"].values()) == count["ties"]
    assert count["ties_by_status"]["in_force"] >= 1
    assert manifest["shacl"]["conforms"] is True
    assert manifest["shacl"]["focus_nodes"] > 0
    listed = {entry["path"]: entry for entry in manifest["files"]}
    for path, data in contents(made.folder).items():
        if path not in ("manifest.json", "SHA256SUMS"):
            assert listed[path]["sha256"] == files.sha256(data)
            assert listed[path]["bytes"] == len(data)


def test_sha256sum_reads_the_list(made):
    lines = (made.folder / "SHA256SUMS").read_text("utf-8").splitlines()
    assert lines == sorted(lines, key=lambda line: line.split("  ")[1])
    assert {line.split("  ", 1)[1] for line in lines} == set(contents(made.folder)) - {"SHA256SUMS"}


def test_the_same_rows_in_any_order_give_the_same_files(made, graph, tmp_path):
    tables = graph.tables
    turned = Tables(**{
        name: tuple(reversed(getattr(tables, name)))
        for name in ("places", "organizations", "people", "posts", "sources", "claims",
                     "approval_rules")
    })  # fmt: skip
    again = create_snapshot(build(turned), tmp_path / "elsewhere")
    assert contents(again.folder) == contents(made.folder)


SCRIPT = """
import sys
from cityties.store.build import build
from cityties.loaders.tables import load_folder
from cityties.snapshot.release import create_snapshot
from cityties.language.messages import set_language
set_language(sys.argv[3])
create_snapshot(build(load_folder(sys.argv[1])), sys.argv[2])
"""


@pytest.mark.parametrize(("seed", "lang"), [("1", "en"), ("2", "fa")])
def test_neither_hash_seed_nor_language_nor_clock_are_in_the_bytes(made, tmp_path, seed, lang):
    env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tehran" if lang == "fa" else "UTC"}
    subprocess.run(
        [sys.executable, "-c", SCRIPT, str(SMALL), str(tmp_path / "out"), lang],
        check=True,
        env=env,
    )
    again = read_snapshot(tmp_path / "out")
    assert contents(again.folder) == contents(made.folder)


def other_pythons() -> list[str]:
    """Those that ``tests/all_interpreters.py`` has set up, and those that somebody names."""
    root = Path(__file__).resolve().parents[2]
    named = filter(None, os.environ.get("CITYTIES_PYTHONS", "").split(os.pathsep))
    return [*map(str, sorted(root.glob(".venv-3.*/bin/python"))), *named]


def test_every_python_gives_the_same_bytes_and_reads_those_of_others(made, tmp_path):
    pythons = other_pythons()
    if not pythons:
        pytest.skip("no other Python is set up; run: python tests/all_interpreters.py")
    ours = comparable(contents(made.folder))
    for number, python in enumerate(pythons):
        target = tmp_path / str(number)
        subprocess.run([python, "-c", SCRIPT, str(SMALL), str(target), "en"], check=True)
        theirs = comparable(contents(read_snapshot(target).folder))
        assert {path: theirs[path] for path in ours} == ours, python
        again = tmp_path / f"{number}-again"
        script = SCRIPT.replace("build(load_folder(sys.argv[1]))", READ)
        subprocess.run([python, "-c", script, str(made.folder), str(again), "en"], check=True)
        assert read_snapshot(again).id == made.id, python


READ = """__import__("cityties.store.build").build.open_or_build(
    [sys.argv[1]], shipped=False, cache=False)"""


def comparable(found: dict[str, bytes]) -> dict[str, bytes]:
    """What does not hang on the version of a tool.

    Parquet needs pyarrow and carries its version; networkx writes the GraphML, and each Python
    may have another one: its content is compared, and its checksum and size not at all.
    """
    name = "ties.graphml"
    drawn = found[name]
    exact = {
        path: data.replace(files.sha256(drawn).encode(), b"checksum").replace(
            b"%d" % len(drawn), b"size"
        )
        for path, data in found.items()
        if not path.startswith((NOT_IN_ID, "manifest", "SHA256SUMS"))
    }
    return {**exact, name: ET.canonicalize(drawn, strip_text=True).encode()}


def test_the_layout_of_xml_is_not_compared(made):
    ours = contents(made.folder)
    other = dict(ours, **{"ties.graphml": ours["ties.graphml"].replace(b"\n  <", b"\n    <")})
    assert other != ours
    for path, data in ours.items():
        if path != "ties.graphml":
            swapped = data.replace(
                files.sha256(ours["ties.graphml"]).encode(),
                files.sha256(other["ties.graphml"]).encode(),
            )
            other[path] = swapped.replace(
                b"%d" % len(ours["ties.graphml"]), b"%d" % len(other["ties.graphml"])
            )
    assert comparable(other) == comparable(ours)
    other["ties.graphml"] = other["ties.graphml"].replace(b"isfahan", b"shiraz")
    assert comparable(other)["ties.graphml"] != comparable(ours)["ties.graphml"]


def test_no_file_holds_a_machine_path_or_the_day_it_was_made(made):
    today = datetime.date.today().isoformat()
    for path, data in contents(made.folder).items():
        assert str(made.folder).encode() not in data, path
        if not path.startswith(("graph.", "codebook", NOT_IN_ID)):  # the ontology has its own date
            assert today.encode() not in data or today in str(SMALL), path


def test_making_it_again_changes_nothing(graph, tmp_path):
    first = create_snapshot(graph, tmp_path / "r")
    before = {p: p.stat().st_mtime_ns for p in first.folder.rglob("*")}
    again = create_snapshot(graph, tmp_path / "r")
    assert again.folder == first.folder
    assert {p: p.stat().st_mtime_ns for p in again.folder.rglob("*")} == before


def test_another_day_is_another_folder_of_the_same_id(graph, tmp_path):
    own = create_snapshot(graph, tmp_path / "r")
    other = create_snapshot(graph, tmp_path / "r", on=datetime.date(2010, 1, 1))
    assert other.id == own.id
    assert other.folder.name == f"{own.id}-on-2010-01-01"
    one, two = contents(own.folder), contents(other.folder)
    same = {path for path in one if one[path] == two[path]}
    assert {"graph.nq", "graph.trig", "graph.jsonld", "edges.csv", "nodes.csv"} <= same
    assert "ties.csv" not in same
    assert b"2010-01-01,tie/freiburg+isfahan/sister_city" in two["ties.csv"]


def test_a_snapshot_as_known_by_a_day(tmp_path):
    day = datetime.date(2007, 10, 12)
    graph = build(load_folder(SMALL), known_by=day)
    made = create_snapshot(graph, tmp_path / "r")
    assert made.known_by == made.on == day
    assert made.manifest["version"] == "2021.07.28-known-by-2007-10-12"
    assert made.manifest["counts"]["known_claims"] < made.manifest["counts"]["claims"]
    edges = (made.folder / "edges.csv").read_text("utf-8")
    assert "freiburg" in edges
    assert "porto" not in edges  # the source is of 2021


def test_parents_versions_and_how_many_are_kept(graph, tmp_path):
    root = tmp_path / "r"
    ids = []
    for names in (["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]):
        tables = Tables(places=tuple(Place(name, "city", name.title(), country="IR", latitude=1.0, longitude=1.0) for name in names))  # fmt: skip # noqa: E501
        made = create_snapshot(
            build(tables), root, on=datetime.date(2020, 1, 1), version=str(len(names)), keep=3
        )
        if ids:
            assert made.manifest["parent"]["id"] == ids[-1]
        ids.append(made.id)
        os.utime(made.folder, (len(ids), len(ids)))
    found, current = list_snapshots(root)
    assert [each.manifest["version"] for each in found] == ["4", "3", "2"]
    assert current.startswith(ids[-1])


def test_an_edited_snapshot_of_the_name_is_not_taken_for_it(graph, tmp_path):
    first = create_snapshot(graph, tmp_path / "r")
    (first.folder / "README.md").write_text("edited", "utf-8")
    again = create_snapshot(graph, tmp_path / "r")
    assert again.folder.name == f"{first.folder.name}-2"
    assert not list(again.faults())


# --- refused -----------------------------------------------------------------------------------


def test_a_foreign_folder_is_refused(graph, tmp_path):
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(StoreError, match="contains something else"):
        create_snapshot(graph, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(StoreError, match="not a folder"):
        create_snapshot(graph, tmp_path / "thesis.txt")


def test_a_folder_in_use_is_refused(graph, tmp_path):
    create_snapshot(graph, tmp_path / "r")
    with (
        lock(tmp_path / "r" / ".lock"),
        pytest.raises(StoreError, match="being written"),
    ):
        create_snapshot(graph, tmp_path / "r")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_read_only_folder_is_told(graph, tmp_path):
    root = tmp_path / "r"
    root.mkdir()
    root.chmod(0o500)
    with pytest.raises(StoreError, match="cannot write in"):
        create_snapshot(graph, root)


def test_a_folder_that_cannot_be_made_is_told(graph, tmp_path, monkeypatch):
    def refuse(*_args: object, **_more: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(StoreError, match=f"cannot write in .*{os.strerror(errno.EROFS)}"):
        create_snapshot(graph, tmp_path / "r")


@pytest.mark.parametrize("number", [1, 5, 20])
def test_a_full_disk_leaves_what_was_there(graph, tmp_path, monkeypatch, number):
    root = tmp_path / "r"
    old = create_snapshot(graph, root)
    count = 0
    write = os.write

    def full(handle: int, data: bytes) -> int:
        nonlocal count
        count += 1
        if count > number:  # the first one is the lock's
            write(handle, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(handle, data)

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(StoreError, match=os.strerror(errno.ENOSPC)):
        create_snapshot(graph, root, version="new")
    monkeypatch.undo()
    assert read_snapshot(root).folder == old.folder
    assert not list(read_snapshot(root).faults())
    assert [path.name for path in root.iterdir() if path.is_dir()] == [old.folder.name]


def test_the_day_on_which_sources_were_read_is_a_day_and_no_lock_is_left(graph, tmp_path):
    sources = tuple(replace(each, published=None) for each in graph.tables.sources)
    read = max(each.accessed.latest for each in sources if each.accessed)
    made = create_snapshot(build(replace(graph.tables, sources=sources)), tmp_path / "r")
    assert made.on == read
    assert not (tmp_path / "r" / ".lock").exists()


def test_no_day_and_no_snapshot_to_keep_are_refused(graph, tmp_path):
    with pytest.raises(UsageError, match="no source has a date"):
        create_snapshot(build(Tables()), tmp_path / "r")
    with pytest.raises(UsageError, match="at least one"):
        create_snapshot(graph, tmp_path / "r", keep=0)
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize(
    "text",
    {
        "title": "a\nb", "version": "1\x00", "authors": ["\u202eevil"], "licence": "CC <x>",
    }.items(),
    ids=str,
)  # fmt: skip
def test_texts_that_would_break_a_file_are_refused(graph, tmp_path, text):
    with pytest.raises(UsageError):
        create_snapshot(graph, tmp_path / "r", **dict([text]))


def test_persian_and_quoted_texts_survive(graph, tmp_path):
    import rdflib
    import yaml

    title, author = 'پیوندهای \u200cاصفهان "<&>" \\ 1', "پدیدآورندگان: #1"
    made = create_snapshot(graph, tmp_path, title=title, authors=[author], licence="CC0-1.0")
    citation = yaml.safe_load((made.folder / "CITATION.cff").read_text("utf-8"))
    assert (citation["title"], citation["authors"][0]["name"]) == (title, author)
    dcat = rdflib.Graph().parse(made.folder / "dcat.ttl", format="turtle")
    assert rdflib.Literal(title) in set(dcat.objects(None, rdflib.DCTERMS.title))
    assert title in json.loads((made.folder / "datapackage.json").read_bytes())["title"]
    assert (made.folder / "README.md").read_text("utf-8").startswith(f"# {title}\n")


def test_a_graph_that_breaks_its_shapes_is_not_released(tmp_path):
    tables = Tables(places=(Place("utopia", "city", ""),))
    with pytest.raises(CitytiesError, match="violates its shapes"):
        create_snapshot(build(tables), tmp_path / "r", on=datetime.date(2020, 1, 1))


def test_a_newer_format_is_refused(made, copy, tmp_path):
    manifest = json.loads((copy.folder / "manifest.json").read_bytes())
    manifest["cityties_snapshot"] = 99
    (copy.folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(StoreError, match="newer cityties"):
        read_snapshot(copy.folder)


# --- kills ----------------------------------------------------------------------------------------

WRITER = """
import sys
from cityties.store.build import build
from cityties.loaders.tables import load_folder
from cityties.snapshot.manifest import describe
from cityties.snapshot.release import create_snapshot, render
graph = build(load_folder(sys.argv[1]))
render(graph, describe(graph))  # everything is imported and read: only the writing is killed
print("begun", flush=True)
create_snapshot(graph, sys.argv[2], version=sys.argv[3], keep=2)
print("done", flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_a_kill_at_any_moment_leaves_the_old_or_the_new(graph, tmp_path):
    root = tmp_path / "r"
    create_snapshot(graph, root, version="0")
    start = time.monotonic()
    create_snapshot(graph, root, version="measure")
    whole = time.monotonic() - start
    rng = random.Random(11)
    current = "measure"
    for number in range(KILLS):
        new = f"v{number}"
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(SMALL), str(root), new],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(rng.uniform(0, 1.2 * whole))
        child.kill()
        child.wait()
        child.stdout.close()
        found = read_snapshot(root)
        assert found.manifest["version"] in (current, new)
        assert not list(found.faults())
        current = found.manifest["version"]
    final = create_snapshot(graph, root, version="final", keep=2)
    assert final.manifest["version"] == "final"
    assert not [path for path in root.iterdir() if path.name.endswith(".part")]
    assert len(SHELF.entries(root)) <= 2
    assert open_or_build(shipped=False, store_dir=root, cache=False).content_id == graph.content_id
