"""Findings are led to file and line, also past cells of several lines."""

from __future__ import annotations

from pathlib import Path

from cityties.base import resources
from cityties.checks.findings import Finding, located, sort_findings
from cityties.checks.locate import Lines
from cityties.model.identifiers import iri


def test_ids_and_addresses_of_shipped_rows() -> None:
    lines = Lines([resources.data_dir()])
    for table, id_, where in (
        ("places", "isfahan", "isfahan"),
        ("sources", "aawsat", iri("source", "aawsat")),
        ("claims", "c-P101", iri("claim", "c-P101")),
        ("approval_rules", "ir-1", "ir-1"),
    ):
        file, line = lines.find(where) or ("", 0)
        assert Path(file).name == f"{table}.csv"
        assert Path(file).read_text("utf-8").splitlines()[line - 1].startswith(f"{id_},")
    assert lines.find("no-such-thing") is None
    assert lines.find("https://example.org/") is None


def test_a_cell_of_two_lines_does_not_shift_the_rest(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text('id,name_en\na,"A\nB"\nb,B\n', "utf-8")
    lines = Lines([tmp_path])
    assert [lines.find(id_) for id_ in "ab"] == [
        (str(tmp_path / "people.csv"), 2),
        (str(tmp_path / "people.csv"), 4),
    ]


def test_a_source_that_is_called_like_an_organization_is_found_in_its_own_table() -> None:
    lines = Lines([resources.data_dir()])
    id_ = "badische-zeitung"
    assert Path((lines.find(id_) or ("",))[0]).name == "organizations.csv"
    assert Path((lines.find(id_, "sources") or ("",))[0]).name == "sources.csv"


def test_damaged_and_missing_tables_have_no_places(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(b"\xff\xfe")
    (tmp_path / "places.csv").write_text("name\nx\n", "utf-8")
    assert Lines([tmp_path, tmp_path / "none"]).find("x") is None


def test_located_keeps_what_is_known() -> None:
    known = Finding("error", "tables", "x.csv:1", "m", "c", "x.csv", 1)
    unknown = Finding("error", "a", "id", "m", "c")
    made = list(located([known, unknown], lambda where, table: ("y.csv", 2)))
    assert [(f.file, f.line) for f in made] == [("x.csv", 1), ("y.csv", 2)]
    assert sort_findings([unknown, known, unknown]) == (unknown, known)
