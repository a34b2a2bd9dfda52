"""Tables of an earlier version load as they are, and what is new is said once."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from cityties.checks import headers
from cityties.loaders.tables import load_folder
from cityties.model.rows import Source, Tables
from cityties.model.tables import ADDED_COLUMNS, COLUMN_NAMES, COLUMNS, table_bytes

SMALL = Path(__file__).parents[1] / "fixtures" / "small"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small folder as an earlier version wrote it."""
    old = Path(shutil.copytree(SMALL, tmp_path / "old"))
    for table, names in ADDED_COLUMNS.items():
        file = old / f"{table}.csv"
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        left = [name for name in COLUMN_NAMES[table] if name not in names]
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, left, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return old


def test_added_columns_are_optional_and_the_old_folder_has_none_of_them(folder: Path) -> None:
    added = [(table, name) for table, names in ADDED_COLUMNS.items() for name in names]
    assert len(added) >= 10
    for table, name in added:
        (column,) = (each for each in COLUMNS[table] if each.name == name)
        assert not column.required
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            assert name not in next(csv.reader(file))


def test_an_old_folder_loads_and_gets_a_note_for_each_table(folder: Path) -> None:
    tables = load_folder(folder)
    assert tables == load_folder(SMALL), "a missing column is as good as an empty one"
    part = headers.check(tables, [folder])
    assert part.looked_at == {"table_headers": len(list(folder.glob("*.csv")))}
    found = [each for each in part.findings if each.code == "new-columns"]
    assert [(each.severity, Path(each.file).name, each.line) for each in found] == [
        ("note", f"{table}.csv", 1) for table in ADDED_COLUMNS
    ]
    for each, names in zip(found, ADDED_COLUMNS.values(), strict=True):
        assert all(name in each.message for name in names)


def test_a_folder_that_is_written_anew_has_nothing_new(folder: Path) -> None:
    tables = load_folder(folder)
    for table in ADDED_COLUMNS:
        (folder / f"{table}.csv").write_bytes(table_bytes(table, getattr(tables, table)))
    assert load_folder(folder) == tables
    codes = {each.code for each in headers.check(tables, [folder]).findings}
    assert "new-columns" not in codes


def test_a_short_table_of_ones_own_chose_its_columns(tmp_path: Path) -> None:
    (tmp_path / "sources.csv").write_text("id,kind,title,publisher\n", encoding="utf-8")
    assert set(COLUMN_NAMES["sources"]) > {"id", "kind", "title", "publisher"}
    assert headers.check(Tables(), [tmp_path]).findings == ()


@pytest.mark.parametrize(("title", "found"), [("دو شهر", True), ("Zwei Städte", False)])
def test_a_title_that_cannot_be_english(title: str, found: bool) -> None:
    tables = Tables(sources=(Source("page", "news", title, "paper"),))
    codes = [each.code for each in headers.check(tables, []).findings]
    assert codes == ["title-not-english"] * found
