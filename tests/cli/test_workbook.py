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
    import xlsxwriter  # type: ignore[import-untyped]  # it has no types

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


def test_a_workbook_goes_back_into_its_folder(run: Run, tmp_path: Path) -> None:
    import xlsxwriter

    folder = tmp_path / "mine"
    start = ("init", str(folder), "--no-shipped", "--place", "Tampere;FI;61.5;23.76")
    assert run(*start, "--place", "Chemnitz;DE;50.83;12.92").code == 0
    rows = load_folder(folder)
    sheets = {
        "places": [["id", "kind", "name_en", "country"],
                   ["tampere", "city", "Tampere", "FI"], ["", "city", "Bergen", "Norway"],
                   ["country-no", "country", "Norway", "NO"]],
        "sources": [["id", "kind", "title", "publisher", "accessed"],
                    ["", "official_list", "Twin cities", "City of Tampere, international affairs",
                     "12 May 2026"]],
        "claims": [["id", "source", "type", "aspect", "kind", "parties", "status", "gist"],
                   ["", "tampere-office-twin-cities", "tie", "state", "sister_city",
                    "Tampere; Chemnitz", "in_force", "A twin city."]],
    }  # fmt: skip
    book = xlsxwriter.Workbook(str(tmp_path / "book.xlsx"))
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    chemnitz = next(place for place in rows.places if place.id == "chemnitz")
    book.get_worksheet_by_name("places").write_row(4, 0, ["chemnitz", "city", "Chemnitz", "DE"])
    book.get_worksheet_by_name("places").write_row(5, 0, ["country-fi", "country", "Finland", "FI"])
    book.get_worksheet_by_name("places").write_row(6, 0, ["country-de", "country", "Germany", "DE"])
    bodies = book.add_worksheet("organizations")
    bodies.write_row(0, 0, ["id", "kind", "name_en", "acts_for"])
    office = next(body for body in rows.organizations if body.kind == "publisher")
    bodies.write_row(1, 0, [office.id, office.kind, office.name_en, "Tampere"])
    book.close()
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    words = ("load", "workbook", str(tmp_path / "book.xlsx"), "--into", str(folder))
    shown = run(*words)
    assert shown.code == 1
    assert "add --yes" in shown.err
    assert "council-tampere" in shown.err  # not in the workbook, and kept
    assert f"latitude: {chemnitz.latitude}" in shown.out
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    done = run(*words, "--yes")
    assert done.code == 0, done.err
    made = load_folder(folder)
    (claim,) = made.claims
    assert claim.id.startswith("c-")
    assert claim.about == "tie/chemnitz+tampere/sister_city"
    assert claim.parties == ("chemnitz", "tampere")
    assert made.sources[0].publisher == office.id
    assert made.sources[0].accessed is not None
    assert made.sources[0].accessed.text == "2026-05-12"
    assert "bergen" in {place.id for place in made.places}
    assert "council-tampere" in {body.id for body in made.organizations}
    # Out and back without a change.
    assert run("data", "workbook", str(tmp_path / "all.xlsx"), "--folder", str(folder)).code == 0
    done = run("load", "workbook", str(tmp_path / "all.xlsx"), "--into", str(folder))
    assert (done.code, done.out) == (0, "")
    assert "nothing changes" in done.err
    assert run("load", "workbook", str(tmp_path / "all.xlsx")).code == 2
