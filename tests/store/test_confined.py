"""Files of others: read in a confined process, however that ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cityties.errors import DataError, NotFoundError, WorkerError
from cityties.loaders.tables import load_folder
from cityties.model.tables import canonical_tables
from cityties.rdf.load import load_rdf
from cityties.store import confined
from cityties.store.confined import Folder, read_file
from cityties.worker.process import Worker

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limits are Linux's")
TURTLE = "<https://w3id.org/cityties/id/turin> a ct:City ; rdfs:label 'Turin'@en .\n"


@pytest.fixture(scope="module")
def exported(tmp_path_factory, repository):
    """The shipped data as TriG."""
    import cityties

    file = tmp_path_factory.mktemp("rdf") / "all.trig"
    file.write_bytes(cityties.open().export("trig"))
    return file


def test_the_rows_are_those_that_are_read_in_process(exported, repository):
    there = read_file("rdf", exported, form=None)
    here = load_rdf(exported)
    assert canonical_tables(there.tables()) == canonical_tables(here)
    assert there.counts["claims"] == len(here.claims) > 800


def test_the_problems_are_those_that_are_found_in_process(tmp_path):
    file = tmp_path / "bad.csv.ttl"
    file.write_text("@prefix : <urn:x> .\n:a :b\n")
    with pytest.raises(DataError) as there:
        read_file("rdf", file, form=None)
    with pytest.raises(DataError) as here:
        load_rdf(file)
    assert there.value.problems == here.value.problems
    assert str(there.value) == str(here.value)
    with pytest.raises(NotFoundError):
        read_file("rdf", tmp_path / "nothing.ttl", form=None)


def test_a_name_for_errors_takes_the_place_of_a_temporary_file(tmp_path):
    file = tmp_path / "x.ttl"
    file.write_text("nonsense")
    with pytest.raises(DataError, match=r"^standard input:"):
        read_file("rdf", file, form=None, shown={str(file): "standard input"})


@LINUX
@pytest.mark.parametrize("ending", ["ttl", "trig", "nt", "nq"])
def test_nesting_that_ends_the_engine_is_a_problem_of_the_file(tmp_path, monkeypatch, ending):
    """Without the courtesy that counts brackets first."""
    file = tmp_path / f"deep.{ending}"
    deep = 100_000
    file.write_text("<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * deep + "1" + " )>>" * deep + " .")
    with pytest.raises(DataError) as caught:
        read_file("rdf", file, form=None)
    assert caught.value.problems[0].file == str(file)
    assert "\n" not in str(caught.value)


def test_a_file_that_takes_too_long_is_a_problem_of_the_file(tmp_path, exported):
    began = time.monotonic()
    with pytest.raises(DataError, match=r"took more than 0\.05 s.*--timeout"):
        read_file("rdf", exported, form=None, timeout=0.05)
    assert time.monotonic() - began < 20


@LINUX
def test_a_file_that_needs_too_much_memory_is_a_problem_of_the_file(tmp_path):
    file = tmp_path / "big.nt"
    line = '<urn:a> <urn:b> "' + "x" * 1000 + '" .\n'
    file.write_text("".join(line.replace("urn:a", f"urn:a{n}") for n in range(120_000)))
    with pytest.raises(DataError, match="memory"):
        read_file("rdf", file, form=None, memory=64)


@LINUX
def test_the_worker_reads_its_file_and_no_other(tmp_path):
    mine, other = tmp_path / "mine.ttl", tmp_path / "other.ttl"
    for file in (mine, other):
        file.write_text(TURTLE)
    worker = Worker(confined.SERVICE, readable=[mine])
    try:
        with pytest.raises((DataError, WorkerError), match=r"denied|cannot be read"):
            worker.call("rdf", {"path": str(other), "form": None})
    finally:
        worker.close()


def test_quads_of_others_are_parsed_where_they_do_no_harm(tmp_path):
    file = tmp_path / "graph.nq"
    confined.check_nquads(file, b"<urn:a> <urn:b> <urn:c> <urn:d> .\n")
    with pytest.raises(DataError, match=r"graph\.nq:2: not N-Quads"):
        confined.check_nquads(file, b"<urn:a> <urn:b> <urn:c> <urn:d> .\nrubbish\n")
    if sys.platform.startswith("linux"):
        deep = b"<<( <urn:a> <urn:b> " * 100_000
        with pytest.raises(DataError, match=r"graph\.nq"):
            confined.check_nquads(file, b"<urn:a> <urn:b> " + deep)


@pytest.mark.parametrize(
    "head",
    [
        None,
        {},
        {"files": [["../evil", 0]]},
        {"files": [["claims.csv", 7]]},
        {"files": [["claims.csv", -1]]},
        {"files": [["claims.csv", "x"]]},
        {"files": [], "counts": 3},
    ],
)
def test_what_a_worker_says_is_not_believed(head):
    good = {"files": [], "counts": dict.fromkeys(confined.ROW_TYPES, 0), "lines": [],
            "findings": [], "source": "", "licence": "", "reading": []}  # fmt: skip
    assert confined._folder(good, b"") == Folder({}, good["counts"])
    with pytest.raises(WorkerError, match="cannot be understood"):
        confined._folder(head if head is None else {**good, **head} if head else {}, b"abc")


def _load(*words: str, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cityties", "load", *words],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
        **more,  # type: ignore[call-overload]
    )


def test_the_command_says_in_one_line_that_a_file_ended_its_reader(tmp_path):
    file = tmp_path / "deep.ttl"
    deep = 100_000
    file.write_text("<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * deep + "1" + " )>>" * deep + " .")
    done = _load("rdf", str(file), "-o", str(tmp_path / "out"))
    assert (done.returncode, done.stdout) == (1, "")
    first, second = done.stderr.splitlines()
    assert first.startswith(str(file))
    assert "nested too deeply" in first
    assert second == "Error: 1 problem found"
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes are POSIX")
def test_a_named_pipe_is_read_to_its_end(tmp_path):
    pipe = tmp_path / "pipe.ttl"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: Path(pipe).write_text(TURTLE), daemon=True)
    writer.start()
    done = _load("rdf", str(pipe), "-o", str(tmp_path / "out"), "--no-shipped")
    writer.join(5)
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1), done.stderr


def test_a_loaded_folder_is_the_same_through_the_command(tmp_path, exported, repository):
    done = _load("rdf", str(exported), "-o", str(tmp_path / "out"), "--no-shipped")
    assert done.returncode == 0, done.stderr
    here, there = load_folder(tmp_path / "out"), load_rdf(exported)
    assert canonical_tables(here) == canonical_tables(there)


def test_a_snapshot_whose_quads_end_the_engine_is_refused(tmp_path, repository):
    """Its checksums are right: whoever made it, made these too."""
    import hashlib

    import cityties
    from cityties.store.snapshots import GRAPH_FILE, SUMS
    from cityties.store.versions import MANIFEST

    made = subprocess.run(
        [sys.executable, "-m", "cityties", "snapshot", "create", str(tmp_path / "s")],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    (folder,) = [each.parent for each in (tmp_path / "s").rglob(GRAPH_FILE)]
    graph = folder / GRAPH_FILE
    graph.write_bytes(graph.read_bytes() + b"<urn:a> <urn:b> " + b"<<( <urn:a> <urn:b> " * 100_000)
    manifest = json.loads((folder / MANIFEST).read_bytes())
    text = json.dumps(manifest)
    (folder / MANIFEST).write_text(text)
    sums = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}"
        for name in (line.split("  ", 1)[1] for line in (folder / SUMS).read_text().splitlines())
    ]
    (folder / SUMS).write_text("\n".join(sums) + "\n")
    with pytest.raises(cityties.errors.CitytiesError):
        cityties.open(store=folder)


def test_our_own_context_is_read_in_the_worker(tmp_path):
    file = tmp_path / "a.jsonld"
    file.write_text(
        json.dumps(
            {
                "@context": "https://w3id.org/cityties/def/context.jsonld",
                "@id": "https://w3id.org/cityties/id/turin",
                "nosuch": 3,
            }
        )
    )
    with pytest.raises(DataError) as there:
        read_file("rdf", file, form=None)
    with pytest.raises(DataError) as here:
        load_rdf(file)
    assert there.value.problems == here.value.problems
