"""The description of the tables (Frictionless) says what the tables and the program say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cityties import mapping
from cityties.formats import COLUMNS, VALUE_KINDS
from cityties.loaders.tables import FORMAT_VERSION
from cityties.resources import data_dir
from cityties.terms import CODES


@pytest.fixture(scope="module")
def resources() -> dict[str, dict[str, Any]]:
    package = json.loads((data_dir() / "datapackage.json").read_text(encoding="utf-8"))
    assert package["cityties_format_version"] == FORMAT_VERSION
    assert [licence["name"] for licence in package["licenses"]] == ["CC-BY-4.0"]
    return {resource["name"]: resource for resource in package["resources"]}


def test_every_table_is_described(resources: dict[str, dict[str, Any]]) -> None:
    assert list(resources) == list(COLUMNS)
    for table, resource in resources.items():
        assert resource["path"] == f"{table}.csv"
        assert resource["schema"]["primaryKey"] == ["id"]


@pytest.mark.parametrize("table", COLUMNS)
def test_every_column_is_described(table: str, resources: dict[str, dict[str, Any]]) -> None:
    described = resources[table]["schema"]["fields"]
    assert tuple(field["name"] for field in described) == COLUMNS[table]
    assert [field["name"] for field in described if not field["description"].endswith(".")] == []
    columns = {column.name: column for column in mapping.COLUMNS[table]}
    for field in described:
        name = field["name"]
        kind = VALUE_KINDS[table][name]
        constraints = field.get("constraints", {})
        expected = {"int": "integer", "float": "number"}.get(kind, "string")
        assert field["type"] == expected, name
        assert ("semicolons" in field["description"]) == (kind == "list"), name
        if name == "id":
            assert constraints == {"required": True, "unique": True}
            continue
        column = columns[name]
        assert constraints.get("required", False) == column.required, name
        is_one_code = column.kind == "code" and kind != "list"
        codes = list(CODES[column.codes]) if is_one_code else None
        assert constraints.get("enum") == codes, name


def test_an_outside_validator_agrees(resources: dict[str, dict[str, Any]]) -> None:
    frictionless = pytest.importorskip(
        "frictionless", reason="frictionless is not installed; pip install frictionless"
    )
    report = frictionless.validate(str(data_dir() / "datapackage.json"))
    assert len(report.tasks) == len(resources)
    assert report.flatten(["title", "rowNumber", "fieldName", "message"]) == []
