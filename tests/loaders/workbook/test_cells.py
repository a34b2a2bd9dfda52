"""What a spreadsheet changed is refused with sheet, row and column; what it kept is loaded."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import xlsxwriter

from cityties.base import resources
from cityties.errors import DataError, Problem
from cityties.loaders.tables import load_folder
from cityties.loaders.workbook import load_workbook
from cityties.model.dates import parse_edtf
from cityties.model.rows import Tables


@pytest.fixture(scope="module")
def shipped() -> Tables:
    return load_folder(resources.data_dir())


def made_by_hand(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """A workbook as a person's spreadsheet leaves it: numbers, dates, formulas as they come."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime.date):
                    sheet.write_datetime(at, column, value, day)
                elif isinstance(value, str) and not value.startswith("=="):
                    sheet.write_string(at, column, value)
                elif isinstance(value, str):
                    sheet.write_formula(at, column, value[1:], None, "1998")
                else:
                    sheet.write(at, column, value)
    book.close()
    return path


def problems(path: Path, known: Tables | None = None) -> list[Problem]:
    with pytest.raises(DataError) as caught:
        load_workbook(path, known=known)
    return list(caught.value.problems)


HEADER = ["id", "kind", "title", "publisher", "published", "expected"]


def test_numbers_come_back_as_what_was_typed(tmp_path: Path) -> None:
    file = made_by_hand(
        tmp_path / "x.xlsx",
        {
            "organizations": [["id", "kind", "name_en"], ["paper", "publisher", "Paper"]],
            "sources": [HEADER, ["page", "news", "A page", "paper", 1998, 13]],
        },
    )
    (source,) = load_workbook(file).sources
    assert source.published == parse_edtf("1998")
    assert source.expected == "13"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (datetime.date(1998, 5, 29), "changed-by-spreadsheet"),
        (True, "changed-by-spreadsheet"),
        (1998.5, "changed-by-spreadsheet"),
        ("==1998", "formula"),
        ("1998-13", "bad-date"),
        ("1399", "solar-hijri-year"),
        ("1998\u202e", "control-character"),
        (1234567890123456, "changed-by-spreadsheet"),
    ],
)
def test_a_wrong_cell_is_named_by_file_sheet_row_and_column(
    value: object, code: str, tmp_path: Path
) -> None:
    file = made_by_hand(
        tmp_path / "x.xlsx",
        {
            "organizations": [["id", "kind", "name_en"], ["paper", "publisher", "Paper"]],
            "sources": [
                HEADER,
                ["fine", "news", "Fine", "paper", "1998"],
                [],
                ["page", "news", "A page", "paper", value],
            ],
        },
    )
    (problem,) = problems(file)
    assert problem.code == code
    assert problem.file == f"{file}#sources"
    assert problem.line == 4
    assert problem.column.startswith("E")
    assert str(problem).startswith(f"{file}#sources:4 [E")


def test_all_problems_of_all_sheets_at_once(tmp_path: Path) -> None:
    file = made_by_hand(
        tmp_path / "x.xlsx",
        {
            "places": [["id", "knid", "name_en"], ["Aba", "city", "Aba"]],
            "people": [["id", "name_en"], ["anna", ""], ["anna", "Anna", "stray"]],
            "peple": [["id"]],
        },
    )
    found = {(p.code, p.line, p.column) for p in problems(file)}
    assert {
        ("unknown-sheet", 0, ""),
        ("unknown-column", 1, "B knid"),
        ("missing-column", 1, "kind"),
        ("bad-id", 2, "A id"),
        ("blank-required", 2, "B name_en"),
        ("duplicate-id", 3, "A id"),
        ("cell-without-column", 3, "C"),
    } <= found


def test_references_to_known_rows_are_understood(shipped: Tables, tmp_path: Path) -> None:
    sheet = [["id", "role", "of", "to"], ["mayor-lost", "mayor", "isfahan", "nowhere"]]
    file = made_by_hand(tmp_path / "x.xlsx", {"posts": sheet})
    assert {p.column for p in problems(file)} == {"C of", "D to"}
    assert [p.column for p in problems(file, shipped)] == ["D to"]
