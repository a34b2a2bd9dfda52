"""A workbook out and in again changes nothing; what a spreadsheet changed is refused by place."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityties.base import resources
from cityties.errors import DataError, NotFoundError, Problem
from cityties.loaders import workbook
from cityties.loaders.tables import load_folder
from cityties.loaders.workbook import load_workbook, workbook_bytes
from cityties.model.dates import parse_edtf
from cityties.model.rows import Claim, Organization, Person, Place, Source, Tables
from cityties.model.tables import COLUMN_NAMES, ROW_TYPES, canonical_tables

xlsxwriter = pytest.importorskip("xlsxwriter", reason="install it with: pip install XlsxWriter")
pytest.importorskip("python_calamine", reason="install it with: pip install python-calamine")


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


# --- out and in ---


def test_the_shipped_data_comes_back_unchanged(shipped: Tables, tmp_path: Path) -> None:
    file = tmp_path / "all.xlsx"
    file.write_bytes(workbook_bytes(shipped))
    assert canonical_tables(load_workbook(file)) == canonical_tables(shipped)


def test_the_same_rows_give_the_same_bytes(shipped: Tables) -> None:
    assert workbook_bytes(shipped) == workbook_bytes(canonical_tables(shipped))


NASTY = [
    "007",
    "1e5",
    "TRUE",
    "_x0041_",
    "1998-05-01",
    "'quoted",
    "5/6",
    "1,5",
    "۱۴۰۰",
    "a  b",
    "#N/A",
]
words = st.one_of(
    st.sampled_from(NASTY),
    st.text(
        st.characters(
            categories=("L", "N", "P", "S", "Zs"), exclude_characters=";=@+-\ufffd\ufeff\xa0"
        ),
        min_size=1, max_size=20,
    ).filter(lambda text: text == text.strip() and text),
)  # fmt: skip
dates = st.sampled_from(["2000", "2000-10", "2000-10-27", "[..2007]", "2001~", "[1998-05,1998-09]"])


@st.composite
def rows(draw: st.DrawFn) -> Tables:
    lists = st.lists(words, max_size=2, unique=True).map(tuple)
    people = tuple(
        Person(f"p-{n}", draw(words), draw(words), draw(lists), (), note=draw(words))
        for n in range(draw(st.integers(0, 3)))
    )
    place = Place(
        "town", "city", draw(words), latitude=draw(st.floats(-90, 90).map(lambda x: round(x, 6))),
        longitude=draw(st.floats(-180, 180).map(lambda x: round(x, 6))),
        population=draw(st.integers(0, 10**14)),
    )  # fmt: skip
    source = Source(
        "page", "news", draw(words), "paper", published=parse_edtf(draw(dates)),
        expected=str(draw(st.integers(1, 9999))),
    )  # fmt: skip
    claim = Claim(
        "c-1", "page", "count", about="town", number=float(draw(st.integers(0, 10**9))),
        op=draw(st.sampled_from(["=", ">", ">=", "<", "~"])), of="sister_city", gist=draw(words),
        topics=draw(st.sampled_from([(), ("sport",), ("sport", "tourism")])),
    )  # fmt: skip
    return Tables(
        places=(place,), organizations=(Organization("paper", "publisher", "Paper"),),
        people=people, sources=(source,), claims=(claim,),
    )  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(made=rows())
def test_whatever_the_cells_hold_comes_back(made: Tables, tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("book")
    (folder / "x.xlsx").write_bytes(workbook_bytes(made))
    try:
        back = load_workbook(folder / "x.xlsx")
    except DataError as error:
        # What the strict checks refuse (a text that begins like a formula), they refuse of a
        # CSV as well.
        assert {p.code for p in error.problems} <= {"formula", "control-character"}
        return
    assert canonical_tables(back) == canonical_tables(made)


def test_sheets_have_a_frozen_header_text_cells_and_drop_downs(shipped: Tables) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(shipped))) as archive:
        parts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    names = re.findall(r'<sheet name="([^"]+)"', parts["xl/workbook.xml"])
    assert names == [*ROW_TYPES, "codes"]
    claims = parts["xl/worksheets/sheet6.xml"]
    assert 'state="frozen"' in claims
    assert 'numFmtId="49"' in parts["xl/styles.xml"]  # 49 is "@": text
    when = COLUMN_NAMES["claims"].index("when") + 1
    ranges = [
        (int(first), int(last), style)
        for first, last, style in re.findall(r'<col min="(\d+)" max="(\d+)"([^>]*)>', claims)
    ]
    (style,) = [style for first, last, style in ranges if first <= when <= last]
    assert "style=" in style, "the whole column is text, so that a new date is not turned"
    validations = re.findall(r"<dataValidation .*?</dataValidation>", claims)
    assert len(validations) >= 10
    assert any("<formula1>codes!" in text for text in validations)
    assert any("<formula1>sources!" in text for text in validations)
    # A cell that takes several values is offered them, not held to one.
    topics = workbook._letter(COLUMN_NAMES["claims"].index("topics"))
    (of_topics,) = [text for text in validations if f'sqref="{topics}2:' in text]
    assert 'showErrorMessage="1"' not in of_topics


def test_the_lists_offer_no_code_that_is_always_computed() -> None:
    lists = workbook._lists()
    assert "dormant" not in lists["statuses"]
    assert "co_membership" not in lists["kinds"]
    assert "in_force" in lists["statuses"]


# --- what a spreadsheet does to cells ---

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


# --- files that are no workbooks, and hostile ones ---


def repacked(path: Path, changes: dict[str, bytes]) -> Path:
    original = io.BytesIO(workbook_bytes(Tables(people=(Person("anna", "Anna"),))))
    with zipfile.ZipFile(original) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))
    return path


@pytest.mark.parametrize("data", [b"", b"id,name\n", b"PK\x03\x04" + b"\0" * 30])
def test_what_is_no_workbook(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(data)
    assert [p.code for p in problems(tmp_path / "x.xlsx")] == ["bad-workbook"]


def test_a_zip_of_something_else_and_a_missing_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("a.txt", "a")
    assert [p.code for p in problems(tmp_path / "x.xlsx")] == ["bad-workbook"]
    with pytest.raises(NotFoundError):
        load_workbook(tmp_path / "none.xlsx")


def test_a_cell_far_away_does_not_fill_the_memory(tmp_path: Path) -> None:
    cell = b'<worksheet><sheetData><row r="1"><c r="XFD1048576"/></row></sheetData></worksheet>'
    file = repacked(tmp_path / "x.xlsx", {"xl/worksheets/sheet3.xml": cell})
    assert [p.code for p in problems(file)] == ["too-large"]


def test_a_workbook_that_unpacks_to_too_much(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(workbook, "MAX_BYTES", 10_000)
    file = repacked(tmp_path / "x.xlsx", {"xl/worksheets/sheet3.xml": b" " * 20_000})
    assert [p.code for p in problems(file)] == ["too-large"]


def test_entities_are_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook/>'
    assert [p.code for p in problems(repacked(tmp_path / "x.xlsx", {"xl/workbook.xml": bomb}))] == [
        "bad-workbook"
    ]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_damaged_bytes_are_told_of_and_never_crash(data: st.DataObject, tmp_path_factory) -> None:
    raw = bytearray(workbook_bytes(Tables(people=(Person("anna", "Anna"),))))
    for at in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=8)):
        raw[at] ^= data.draw(st.integers(1, 255))
    file = tmp_path_factory.mktemp("damaged") / "x.xlsx"
    file.write_bytes(bytes(raw))
    try:
        load_workbook(file)
    except DataError as error:
        assert error.problems


def test_without_the_extra_the_message_says_what_to_install(monkeypatch, tmp_path: Path) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    file = repacked(tmp_path / "x.xlsx", {})
    monkeypatch.setattr(workbook.importlib, "import_module", missing)
    for call in (lambda: workbook_bytes(Tables()), lambda: load_workbook(file)):
        with pytest.raises(NotFoundError, match=r"pip install .*\[xlsx\]"):
            call()
