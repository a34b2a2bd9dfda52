"""Workbooks at the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cityties.loaders.tables import load_folder
from cityties.loaders.workbook import load_workbook

Run = Callable[..., Any]

pytest.importorskip("xlsxwriter", reason="install it with: pip install XlsxWriter")
pytest.importorskip("python_calamine", reason="install it with: pip install python-calamine")


def test_a_folder_out_and_in_again_is_the_same_files(run: Run, small: Path, tmp_path: Path) -> None:
    run("data", "format", str(small), "--no-shipped")
    book = tmp_path / "small.xlsx"
    done = run("data", "workbook", str(book), "--folder", str(small), "--no-shipped")
    assert done.code == 0, done.err
    assert done.out == f"{book}\n"
    assert "claims: " in done.err
    done = run("load", "workbook", str(book), "-o", str(tmp_path / "back"), "--no-shipped")
    assert done.code == 0, done.err
    for file in sorted(small.glob("*.csv")):
        assert (tmp_path / "back" / file.name).read_bytes() == file.read_bytes(), file.name


def test_the_shipped_data_by_default(run: Run, tmp_path: Path, repository: Path) -> None:
    assert run("data", "workbook", str(tmp_path / "all.xlsx")).code == 0
    assert load_workbook(tmp_path / "all.xlsx").claims == load_folder(repository / "data").claims


def test_a_wrong_workbook_is_refused_by_sheet_row_and_column(run: Run, tmp_path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "wrong.xlsx"))
    sheet = book.add_worksheet("people")
    sheet.write_row(0, 0, ["id", "name_en"])
    sheet.write_row(1, 0, ["Bad Id", "Somebody"])
    book.close()
    done = run("load", "workbook", str(tmp_path / "wrong.xlsx"), "-o", str(tmp_path / "made"))
    assert done.code == 1
    assert "wrong.xlsx#people:2 [A id]" in done.err
    assert not (tmp_path / "made").exists()


def test_wrong_names_and_full_folders(run: Run, small: Path, tmp_path: Path) -> None:
    assert run("data", "workbook", str(tmp_path / "x.csv")).code == 2
    (tmp_path / "x.xlsx").write_bytes(b"no workbook")
    assert run("load", "workbook", str(tmp_path / "x.xlsx"), "-o", str(small)).code == 2
    assert run("load", "workbook", str(tmp_path / "x.xlsx"), "-o", str(tmp_path / "y")).code == 1
