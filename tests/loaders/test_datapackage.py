"""The description of the tables stays in step with the tables."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from cityties.loaders.tables import FORMAT_VERSION, load_folder
from cityties.model.tables import COLUMN_NAMES, ROW_TYPES, table_bytes

SMALL = Path(__file__).resolve().parents[1] / "fixtures" / "small"
TYPES = {"text": "string", "list": "string", "edtf": "string", "float": "number", "int": "integer"}


@pytest.fixture(scope="module")
def package(repository: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (repository / "data" / "datapackage.json").read_text(encoding="utf-8")
    )
    return found


def test_every_column_is_described_in_both_languages(package: dict[str, Any]) -> None:
    assert package["cityties_format_version"] == FORMAT_VERSION
    assert [resource["name"] for resource in package["resources"]] == list(ROW_TYPES)
    for resource in package["resources"]:
        table = resource["name"]
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(COLUMN_NAMES[table])
        for thing in (resource, *fields):
            assert thing["description"].endswith(".")
            assert re.search("[آ-ی]", thing["description_fa"])


def test_declared_keys_point_at_tables_that_exist(package: dict[str, Any]) -> None:
    keys = [
        (resource["name"], key["fields"], key["reference"]["resource"])
        for resource in package["resources"]
        for key in resource["schema"].get("foreignKeys", ())
    ]
    assert len(keys) >= 7
    for table, fields, target in keys:
        assert set(fields) <= set(COLUMN_NAMES[table])
        assert target in ("", *ROW_TYPES)
    for resource in package["resources"]:
        assert resource["schema"]["primaryKey"] == ["id"]


@pytest.mark.parametrize("which", ["small", "shipped"])
def test_frictionless_finds_the_tables_valid(tmp_path: Path, repository: Path, which: str) -> None:
    frictionless = pytest.importorskip("frictionless")
    data = repository / "data"
    if not (data / "claims.csv").is_file():
        pytest.skip("no shipped tables yet")
    folder = tmp_path / "data"
    shutil.copytree(SMALL if which == "small" else data, folder)
    if which == "small":  # of an earlier version: the columns that it lacks are written
        tables = load_folder(SMALL)
        for table in ROW_TYPES:
            (folder / f"{table}.csv").write_bytes(table_bytes(table, getattr(tables, table)))
    shutil.copy(data / "datapackage.json", folder / "datapackage.json")
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.stats["tasks"] == len(ROW_TYPES)
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:5]


def test_frictionless_finds_a_fault(tmp_path: Path, repository: Path) -> None:
    """A check that finds nothing ever would prove nothing."""
    frictionless = pytest.importorskip("frictionless")
    folder = tmp_path / "data"
    shutil.copytree(SMALL, folder)
    shutil.copy(repository / "data" / "datapackage.json", folder / "datapackage.json")
    file = folder / "claims.csv"
    file.write_text(file.read_text("utf-8").replace(",in_force,", ",dormant,", 1), encoding="utf-8")
    assert not frictionless.validate(str(folder / "datapackage.json")).valid
