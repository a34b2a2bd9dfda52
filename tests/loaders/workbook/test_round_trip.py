"""A workbook out and in again changes nothing."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityties.base import resources
from cityties.errors import DataError, NotFoundError, UsageError
from cityties.loaders.tables import load_folder
from cityties.loaders.workbook import load_workbook, workbook_bytes, write
from cityties.loaders.workbook.form import column_letter
from cityties.model.dates import parse_edtf
from cityties.model.rows import Claim, Organization, Person, Place, Source, Tables
from cityties.model.tables import COLUMN_NAMES, ROW_TYPES, canonical_tables


@pytest.fixture(scope="module")
def shipped() -> Tables:
    return load_folder(resources.data_dir())


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
    topics = column_letter(COLUMN_NAMES["claims"].index("topics"))
    (of_topics,) = [text for text in validations if f'sqref="{topics}2:' in text]
    assert 'showErrorMessage="1"' not in of_topics


def test_the_lists_offer_no_code_that_is_always_computed() -> None:
    lists = write._lists()
    assert "dormant" not in lists["statuses"]
    assert "co_membership" not in lists["kinds"]
    assert "in_force" in lists["statuses"]


@pytest.mark.parametrize("number", [51.389999999999997, 0.1 + 0.2, 1 / 3, 1e-7, 123456789.123456])
def test_all_digits_of_a_number_come_back(number: float, tmp_path: Path) -> None:
    made = Tables(places=(Place("town", "city", "Town", latitude=number % 90, longitude=1.0),))
    (tmp_path / "x.xlsx").write_bytes(workbook_bytes(made))
    assert load_workbook(tmp_path / "x.xlsx").places[0].latitude == number % 90


def test_a_text_too_long_for_a_cell_is_not_dropped() -> None:
    made = Tables(people=(Person("anna", "Anna", note="a" * 40_000),))
    with pytest.raises(UsageError, match="people, anna: the text of note"):
        workbook_bytes(made)


def test_without_the_extra_the_message_says_what_to_install(monkeypatch, tmp_path: Path) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    file = tmp_path / "x.xlsx"
    file.write_bytes(workbook_bytes(Tables(people=(Person("anna", "Anna"),))))
    monkeypatch.setattr("importlib.import_module", missing)
    for call in (lambda: workbook_bytes(Tables()), lambda: load_workbook(file)):
        with pytest.raises(NotFoundError, match=r"pip install .*\[xlsx\]"):
            call()
