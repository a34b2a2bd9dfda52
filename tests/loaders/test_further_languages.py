"""Columns in languages that have no field: which are taken, and that they go round."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cityties.errors import DataError
from cityties.loaders.tables import load_folder
from cityties.model.rows import Person, Tables
from cityties.model.tables import canonical_tables, tables_from_json, tables_json
from cityties.rdf.from_quads import rows_from_quads
from cityties.rdf.to_quads import quads

ROWS = "id,name_en,name_qq,aliases_qq\nali,Ali,Älï,b;a\n"


def write(folder: Path, *columns: str) -> Path:
    (folder / "people.csv").write_text(ROWS, encoding="utf-8")
    if columns:
        fields = [{"name": name} for name in ("id", "name_en", *columns)]
        table = {"name": "people", "path": "people.csv", "schema": {"fields": fields}}
        (folder / "datapackage.json").write_text(json.dumps({"resources": [table]}), "utf-8")
    return folder


def test_a_language_that_is_not_known_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        load_folder(write(tmp_path))
    said = str(caught.value)
    assert "people.csv:1 [name_qq]" in said
    assert "no texts in the language qq" in said
    assert "list the column in datapackage.json" in said


def test_a_column_that_the_folder_declares_is_taken_and_goes_round(tmp_path: Path) -> None:
    rows = canonical_tables(load_folder(write(tmp_path, "name_qq", "aliases_qq")))
    ali = rows.people[0]
    assert ali.further == (("aliases_qq", "a;b"), ("name_qq", "Älï"))
    assert (ali.name_qq, ali.aliases_qq, ali.name_it) == ("Älï", ("a", "b"), "")  # type: ignore[attr-defined]
    assert tables_from_json(tables_json(rows)) == rows
    lines = list(quads(rows))
    assert {line.object.language for line in lines if hasattr(line.object, "language")} == {
        "en",
        "qq",
    }
    assert rows_from_quads(lines) == rows


def test_no_other_field_is_made_up() -> None:
    with pytest.raises(AttributeError, match="note_de"):
        _ = Person("ali", "Ali").note_de  # type: ignore[attr-defined]
    assert Tables(people=(Person("ali", "Ali"),)).people[0].further == ()
