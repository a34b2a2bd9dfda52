"""Inputs: what an address is, and what is said of one that cannot be opened."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cityties.errors import NotFoundError, UsageError
from cityties.model.rows import Tables
from cityties.model.tables import canonical_tables
from cityties.scale import inputs
from cityties.scale.inputs import open_inputs, read_piece


def test_pieces_hold_every_claim_once(
    shipped: Tables, data_set: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "PIECE", 150)
    found = open_inputs([str(data_set)], shipped=False, work=tmp_path)
    assert len(found.pieces) > 6
    claims = [claim for piece in found.pieces for claim in read_piece(piece, found.tables)]
    whole = canonical_tables(Tables(claims=tuple(claims))).claims
    assert whole == canonical_tables(shipped).claims
    assert found.tables.places == shipped.places


def test_the_key_changes_with_a_file(data_set: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(data_set, copy)
    keys = {open_inputs([str(copy)], shipped=False, work=tmp_path).key}
    (copy / "claims" / "type=tie" / "a.parquet").unlink()
    keys.add(open_inputs([str(copy)], shipped=False, work=tmp_path).key)
    assert len(keys) == 2


def test_tables_in_an_object_store_are_fetched(shipped: Tables, tmp_path: Path) -> None:
    from cityties.base import resources

    fsspec = pytest.importorskip("fsspec", reason="pip install 'cityties[fsspec]'")
    memory = fsspec.filesystem("memory")
    for path in resources.data_dir().glob("*.*"):
        memory.pipe_file(f"/tables/{path.name}", path.read_bytes())
    found = open_inputs(["memory://tables"], shipped=False, work=tmp_path)
    assert len(found.tables.claims) == len(shipped.claims)


def test_without_fsspec_the_command_that_installs_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(UsageError, match="pip install"):
        open_inputs(["s3://bucket/folder"], shipped=False, work=tmp_path)


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="nowhere"):
        open_inputs([str(tmp_path / "nowhere")], shipped=False, work=tmp_path)
    with pytest.raises(UsageError, match="no data"):
        open_inputs([], shipped=False, work=tmp_path)
    with pytest.raises(UsageError, match="cannot be opened"):
        open_inputs(["nosuch://bucket/folder"], shipped=False, work=tmp_path)
