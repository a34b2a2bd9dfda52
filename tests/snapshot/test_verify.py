"""Verification names the first file and fact that differ, also where all is signed anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cityties.base import files
from cityties.errors import NotFoundError
from cityties.snapshot.verify import first_fact, verify_snapshot
from cityties.store.snapshots import Snapshot


def sign(folder: Path) -> None:
    """Write all checksums anew, as somebody does who wants an edit to pass."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for entry in manifest["files"]:
        data = (folder / entry["path"]).read_bytes()
        entry["bytes"], entry["sha256"] = len(data), files.sha256(data)
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (folder / "manifest.json").write_text(text, "utf-8", newline="\n")
    lines = [
        f"{files.sha256((folder / line[66:]).read_bytes())}  {line[66:]}\n"
        for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    ]
    (folder / "SHA256SUMS").write_text("".join(lines), "utf-8", newline="\n")


def replace(snapshot: Snapshot, name: str, old: bytes, new: bytes) -> None:
    path = snapshot.folder / name
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))


def test_a_whole_snapshot_is_right(made):
    verdict = verify_snapshot(made.folder.parent)
    assert verdict.is_right
    assert verdict.files == len(made.manifest["files"]) + 1
    assert verdict.recomputed == verdict.files
    assert verdict.notes == ()


EDITS = [
    ("tables/claims.csv", b",in_force,", b",approved,", "c-T02 [status]", "approved", "in_force"),
    ("tables/places.csv", b"Freiburg", b"Freibourg", "freiburg [name_en]", "Freibourg", "Freiburg"),
    ("graph.nq", b'"2000-10-27"', b'"2000-10-28"', "claim/c-T04", "2000-10-28", "2000-10-27"),
    ("graph.trig", b"2000-10-27", b"2000-10-28", "line ", "2000-10-28", "2000-10-27"),
    ("graph.jsonld", b"2000-10-27", b"2000-10-28", "line ", "2000-10-28", "2000-10-27"),
    ("edges.csv", b",signed,", b",attested,", "[concluded]", "attested", "signed"),
    ("ties.csv", b",certain,", b",possible,", "[certainty]", "possible", "certain"),
    ("ties.gexf", b"<spell", b"<spel1", "line ", "<spel1", "<spell"),
    ("ties.graphml", b"freiburg", b"friburg", "line ", "friburg", "freiburg"),
    ("codebook.csv", b"integer", b"int", "nodes.csv, ties [type]", "int", "integer"),
    ("shacl-report.ttl", b"conforms false", b"conforms true", "line ", "true", "false"),
    ("dcat.ttl", b"void:triples", b"void:triplets", "line ", "triplets", "triples"),
    ("CITATION.cff", b"2021", b"2022", "line ", "2022", "2021"),
    ("manifest.json", b'"claims": ', b'"claims": 1', "line ", '"claims": 1', '"claims": '),
]


@pytest.mark.parametrize(("name", "old", "new", "fact", "found", "expected"), EDITS)
@pytest.mark.parametrize("signed", [False, True])
def test_the_file_and_the_fact_are_named(copy, name, old, new, fact, found, expected, signed):
    replace(copy, name, old, new)
    if signed:
        sign(copy.folder)
    verdict = verify_snapshot(copy.folder)
    assert not verdict.is_right
    first = verdict.differences[0]
    assert first.file == name
    assert fact in first.fact
    assert found in first.found
    assert expected in first.expected
    others = {each.file for each in verdict.differences} - {name}
    # Whoever signs an edit has edited the manifest too.
    assert others <= ({"manifest.json"} if signed else set())


def test_rows_added_and_taken_away_are_named(copy):
    path = copy.folder / "nodes.csv"
    text = path.read_text("utf-8")
    path.write_text(text + "utopia,place,city,Utopia,,,,,,0\n", "utf-8")
    [found] = verify_snapshot(copy.folder).differences
    assert (found.file, found.fact, found.expected) == ("nodes.csv", "utopia", "")
    lines = text.splitlines(keepends=True)
    path.write_text("".join([*lines[:1], *lines[2:]]), "utf-8")
    [found] = verify_snapshot(copy.folder).differences
    assert found.fact == lines[1].split(",")[0]


def test_missing_and_added_files_are_named(copy):
    (copy.folder / "edges.csv").unlink()
    (copy.folder / "more.csv").write_text("a\n", "utf-8")
    found = {each.file: each.message for each in verify_snapshot(copy.folder).differences}
    assert found == {"edges.csv": "missing", "more.csv": "not a file of this snapshot"}


def test_tables_and_graph_both_damaged(copy):
    (copy.folder / "graph.nq").write_bytes(b"nonsense")
    (copy.folder / "tables" / "claims.csv").write_bytes(b"nonsense")
    verdict = verify_snapshot(copy.folder)
    assert [each.file for each in verdict.differences] == ["tables/claims.csv", "graph.nq"]
    assert verdict.recomputed == 0
    assert "nothing was recomputed" in verdict.notes[0]


def test_another_version_or_ontology_is_told_and_not_called_an_error(copy, monkeypatch):
    from cityties.snapshot import verify

    monkeypatch.setattr(verify, "__version__", "9.9")
    verdict = verify_snapshot(copy.folder)
    assert verdict.is_right
    assert verdict.recomputed == 0
    assert "9.9" in verdict.notes[0]


def test_no_snapshot_is_an_error(tmp_path):
    with pytest.raises(NotFoundError):
        verify_snapshot(tmp_path)


def test_first_fact_of_lines():
    assert first_fact("x.md", b"a\nb\n", b"a\nc\n") == ("line 2", "b", "c")
    assert first_fact("x.md", b"a\n", b"a\nc\n") == ("line 2", "", "c")
    assert first_fact("x.nq", b"<a> <b> <c> <g> .\n", b"") == ("a", "<b> <c>", "")
