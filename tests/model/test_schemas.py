"""The published schemas follow from the code lists and the columns."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from cityties.model.columns import columns_of
from cityties.model.schemas import field_type, table_schema
from cityties.model.tables import COLUMN_NAMES, ROW_TYPES


def test_published_files_are_what_the_tool_writes(repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(repository / "tools" / "write_schemas.py"), "--check"],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + "run: python tools/write_schemas.py"
    counts = {name: int(n) for name, n in re.findall(r"(\S+): (\d+) ", done.stdout)}
    assert counts["ontology/cityties.ttl"] == 1
    assert counts["ontology/shapes.ttl"] >= 30
    assert counts["ontology/context.jsonld"] > 110
    assert counts["data/datapackage.json"] == len(ROW_TYPES)


def test_every_list_of_the_shapes_is_marked(repository: Path) -> None:
    text = (repository / "ontology" / "shapes.ttl").read_text("utf-8")
    assert text.count("# one of: ") == text.count("sh:in (") >= 31


@pytest.mark.parametrize("table", ROW_TYPES)
def test_columns_say_everything_once(table: str) -> None:
    columns = columns_of(ROW_TYPES[table])
    assert tuple(column.name for column in columns) == COLUMN_NAMES[table]
    assert columns[0].name == "id" and columns[0].required
    for column in columns:
        assert column.en.endswith(".") and re.search("[آ-ی]", column.fa), column.name
        assert column.kind == "id" or column.predicate, column.name
        assert (column.kind == "code") == bool(column.codes), column.name


def test_schema_of_a_table() -> None:
    fields = {field["name"]: field for field in table_schema("claims")["fields"]}
    assert fields["parties"]["type"] == "string"
    assert "semicolons" in fields["parties"]["description"]
    assert fields["number"]["type"] == "number"
    assert "co_membership" not in fields["kind"]["constraints"]["enum"]
    assert fields["contradicts"]["constraints"]["pattern"].startswith("(c-")
    places = {column.name: column for column in columns_of(ROW_TYPES["places"])}
    assert field_type(places["population"]) == "integer"
    assert places["latitude"].unit == "degrees, WGS 84"
