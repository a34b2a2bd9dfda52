"""Snapshots load back under the same id; what is not whole is refused."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

import cityties
from cityties.base import files
from cityties.errors import DataError, NotFoundError, StoreError
from cityties.loaders.tables import load_folder
from cityties.snapshot.release import create_snapshot
from cityties.store import snapshots
from cityties.store.build import build, open_or_build, open_snapshot
from cityties.store.snapshots import Snapshot, find_snapshot, list_snapshots, read_snapshot

SMALL = Path(__file__).resolve().parents[1] / "fixtures" / "small"


def edit(folder: Path, name: str, old: bytes, new: bytes, *, sign: bool = False) -> None:
    """Change a file; ``sign`` puts its new checksum wherever the old one stood."""
    path = folder / name
    before = path.read_bytes()
    assert old in before, f"{old!r} is not in {name}"
    after = before.replace(old, new, 1)
    path.write_bytes(after)
    if sign:
        changes = {files.sha256(before): files.sha256(after)}
        for listing in ("manifest.json", "SHA256SUMS"):
            text = (folder / listing).read_bytes()
            signed = text
            for was, now in list(changes.items()):
                signed = signed.replace(was.encode(), now.encode())
            changes[files.sha256(text)] = files.sha256(signed)
            (folder / listing).write_bytes(signed)


@pytest.mark.parametrize("cache", [True, False])
def test_as_a_store_it_is_opened_as_it_is(made, graph, cache, tmp_path, monkeypatch):
    monkeypatch.setenv("CITYTIES_CACHE", str(tmp_path))
    for place in (made.folder, made.folder.parent):
        for _time in range(2):
            opened = open_or_build(shipped=False, store_dir=place, cache=cache)
            assert opened.content_id == graph.content_id
            assert opened.canonical_nquads() == graph.canonical_nquads()
            assert opened.tables == graph.tables
            assert opened.counts == graph.counts
            assert opened.data_day == graph.data_day


def test_the_graph_is_read_back_into_rows_only_where_its_lines_are_others(made, copy, monkeypatch):
    read = []
    inner = Snapshot.rows_of_graph
    monkeypatch.setattr(Snapshot, "rows_of_graph", lambda self: read.append(self) or inner(self))
    tables = read_snapshot(made.folder).checked_tables()
    assert not read
    monkeypatch.setattr(Snapshot, "_has_lines_of", lambda _self, _tables: False)
    assert copy.checked_tables() == tables
    assert len(read) == 1


def test_it_is_opened_in_pieces(copy, monkeypatch):
    whole = copy.graph_bytes()
    monkeypatch.setattr(snapshots, "_PIECE", len(whole) // 3)
    pieces = list(copy.graph_pieces())
    assert len(pieces) == 3 and b"".join(pieces) == whole
    opened = open_or_build(shipped=False, store_dir=copy.folder, cache=False)
    assert opened.canonical_nquads() == whole


def test_a_line_that_is_none_is_told_by_its_number_in_the_file(copy, monkeypatch):
    monkeypatch.setattr(snapshots, "_PIECE", len(copy.graph_bytes()) // 3)
    monkeypatch.setattr(Snapshot, "check", lambda _self: None)
    monkeypatch.setattr(Snapshot, "checked_tables", lambda _self: None)
    path = copy.folder / "graph.nq"
    number = path.read_bytes().count(b"\n") + 1
    with path.open("ab") as stream:
        stream.write(b"rubbish\n")
    with pytest.raises(DataError, match=f":{number}"):
        open_snapshot(copy, cache=False)


def test_as_data_it_is_built_again_under_the_same_id(made, graph):
    for place in (made.folder, made.folder.parent):
        assert open_or_build([place], shipped=False, cache=False).content_id == graph.content_id


def test_a_snapshot_of_a_snapshot_is_the_same(made, tmp_path):
    again = create_snapshot(open_or_build([made.folder], shipped=False), tmp_path / "again")
    assert again.folder.name == made.folder.name
    for path in made.folder.rglob("*"):
        if path.is_file():
            name = path.relative_to(made.folder)
            assert (again.folder / name).read_bytes() == path.read_bytes(), name


def test_a_snapshot_brings_its_day_of_knowledge(tmp_path):
    day = datetime.date(2007, 10, 12)
    graph = build(load_folder(SMALL), known_by=day)
    made = create_snapshot(graph, tmp_path / "r")
    for opened in (
        open_or_build(shipped=False, store_dir=made.folder, cache=False),
        open_or_build([made.folder], shipped=False, cache=False),
    ):
        assert opened.known_by == day
        assert opened.content_id == graph.content_id != build(load_folder(SMALL)).content_id


def test_it_answers_like_the_graph(made):
    g = cityties.open(store=made.folder)
    assert g.id == made.id
    rows = g.ties("freiburg", on="2010-01-01", channels="political")
    assert [row["status"] for row in rows if row["tie"].startswith("tie/freiburg+isf")] == [
        "suspended"
    ]


def test_all_exact_rdf_files_hold_the_same_quads(made):
    import pyoxigraph as ox

    def quads(name: str, form: ox.RdfFormat) -> set[str]:
        found = ox.parse((made.folder / name).read_bytes(), format=form)
        return {str(quad) for quad in found if "graph/ontology" not in str(quad.graph_name)}

    whole = quads("graph.nq", ox.RdfFormat.N_QUADS)
    assert len(whole) > 300
    assert quads("graph.trig", ox.RdfFormat.TRIG) == whole
    assert quads("graph.jsonld", ox.RdfFormat.JSON_LD) == whole


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("tables/claims.csv", b"in_force", b"approved"),
        ("graph.nq", b"2000-10-27", b"2000-10-28"),
        ("edges.csv", b"2000-10-27", b"2000-10-28"),
        ("README.md", b"claims", b"clams"),
        ("manifest.json", b"2021", b"2022"),
        ("SHA256SUMS", b"README", b"READEM"),
        ("SHA256SUMS", b"  README.md", b"  ../README.md"),
    ],
)
def test_an_edited_snapshot_is_refused(copy, name, old, new):
    edit(copy.folder, name, old, new)
    with pytest.raises(StoreError, match="cannot be used"):
        open_or_build(shipped=False, store_dir=copy.folder)
    with pytest.raises(StoreError, match="cannot be used"):
        open_or_build([copy.folder], shipped=False)


@pytest.mark.parametrize("name", ["tables/claims.csv", "graph.nq"])
def test_a_signed_edit_is_refused_by_what_the_other_file_says(copy, name):
    edit(copy.folder, name, b"Freiburg is on the list.", b"Freiburg was on the list.", sign=True)
    assert name == "graph.nq" or not list(read_snapshot(copy.folder).faults())
    with pytest.raises(StoreError, match=r"do not match its graph|is not the checksum of"):
        open_or_build(shipped=False, store_dir=copy.folder, cache=False)
    with pytest.raises(StoreError, match=r"do not match its graph|is not the checksum of"):
        open_or_build([copy.folder], shipped=False, cache=False)


def test_a_damaged_one_is_refused_though_the_cache_knows_it(copy, tmp_path, monkeypatch):
    monkeypatch.setenv("CITYTIES_CACHE", str(tmp_path / "cache"))
    open_or_build(shipped=False, store_dir=copy.folder)
    edit(copy.folder, "graph.nq", b"2000", b"2001")
    with pytest.raises(StoreError, match=r"graph\.nq"):
        open_or_build(shipped=False, store_dir=copy.folder)


@pytest.mark.parametrize("keep", [0, 1, 1000])
def test_a_short_file_is_refused(copy, keep):
    path = copy.folder / "graph.nq"
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(StoreError, match=r"graph\.nq"):
        open_or_build(shipped=False, store_dir=copy.folder)


@pytest.mark.parametrize("name", ["tables/places.csv", "graph.nq", "SHA256SUMS", "manifest.json"])
def test_a_missing_file_is_refused(copy, name):
    (copy.folder / name).unlink()
    with pytest.raises(StoreError, match="cannot be used"):
        open_or_build(shipped=False, store_dir=copy.folder)


def test_a_file_that_was_added_is_refused_but_not_what_systems_leave(copy):
    (copy.folder / ".DS_Store").write_bytes(b"")
    copy.check()
    (copy.folder / "tables" / "extra.csv").write_text("id\n", "utf-8")
    with pytest.raises(StoreError, match=r"extra\.csv"):
        copy.check()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"cityties_snapshot": "x"}', b'{"cityties_snapshot": 1}'])  # fmt: skip # noqa: E501
def test_a_broken_manifest_is_named(copy, content):
    (copy.folder / "manifest.json").write_bytes(content)
    with pytest.raises(StoreError, match=r"manifest\.json"):
        read_snapshot(copy.folder)


def test_what_is_no_snapshot_is_none(tmp_path, made):
    assert find_snapshot(SMALL) is None
    assert find_snapshot(tmp_path) is None
    with pytest.raises(NotFoundError, match="is not a snapshot"):
        read_snapshot(SMALL)
    with pytest.raises(NotFoundError, match="not a folder of snapshots"):
        list_snapshots(made.folder)
    (tmp_path / "cityties-snapshots.json").write_text('{"cityties_snapshot": 1}')
    with pytest.raises(NotFoundError, match="contains no snapshots yet"):
        read_snapshot(tmp_path)


def test_a_name_in_current_that_leads_elsewhere_is_refused(made, tmp_path):
    root = tmp_path / "r"
    shutil.copytree(made.folder.parent, root)
    (root / "CURRENT").write_text("../elsewhere\n")
    with pytest.raises(StoreError, match="CURRENT"):
        read_snapshot(root)
