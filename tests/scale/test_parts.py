"""Records of parts: what is believed, and what is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cityties.scale.parts import Record, clear_others, find_done, write_part


def test_a_part_is_done_only_with_its_files_and_key(tmp_path: Path) -> None:
    made = write_part(tmp_path, Record("k", 0, 2), {"edges/part-a.parquet": b"x"})
    assert find_done(tmp_path, "k", 0, 2) == made
    assert find_done(tmp_path, "other", 0, 2) is None
    assert find_done(tmp_path, "k", 1, 2) is None
    (tmp_path / "edges" / "part-a.parquet").write_bytes(b"y")
    assert find_done(tmp_path, "k", 0, 2) is None


@pytest.mark.parametrize("name", ["../part-x", "/etc/part-x", "thesis.txt", "a/b/part-x"])
def test_a_record_that_names_other_files_is_none(tmp_path: Path, name: str) -> None:
    """Else a record from elsewhere could have files deleted that are nobody's part."""
    (tmp_path / "thesis.txt").write_text("mine")
    record = {"key": "k", "number": 0, "of": 2, "files": {name: "0"}, "counts": {}}
    (tmp_path / "part-00000-of-00002.json").write_text(json.dumps(record))
    assert find_done(tmp_path, "k", 0, 2) is None
    with pytest.raises(Exception, match="other files"):
        clear_others(tmp_path, "new", 2)
    assert (tmp_path / "thesis.txt").exists()
