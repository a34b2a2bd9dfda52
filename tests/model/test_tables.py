"""Rows to bytes and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from cityties.errors import StoreError
from cityties.loaders.tables import load_folder
from cityties.model import rows as model
from cityties.model.tables import (
    COLUMN_NAMES,
    FIELDS,
    canonical,
    canonical_tables,
    number_text,
    row_cells,
    row_from_cells,
    table_bytes,
    tables_from_json,
    tables_json,
)

SMALL = Path(__file__).resolve().parents[1] / "fixtures" / "small"


@pytest.fixture(scope="module")
def small() -> model.Tables:
    return load_folder(SMALL)


def test_columns_are_the_fields() -> None:
    for table, columns in COLUMN_NAMES.items():
        assert sorted((*columns, "further")) == sorted(FIELDS[table])
        assert columns[0] == "id"


def test_json_reads_back_the_same(small: model.Tables) -> None:
    assert tables_from_json(tables_json(small)) == small
    assert tables_from_json(tables_json(model.Tables())) == model.Tables()


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-3],
        lambda data: b"",
        lambda data: b"[]",
        lambda data: data.replace(b'"format":1', b'"format":2'),
        lambda data: data.replace(b'"id"', b'"key"'),
        lambda data: data.replace(b'"0":', b'"99":'),
    ],
)
def test_damaged_json_is_refused(small: model.Tables, damage: object) -> None:
    assert callable(damage)
    with pytest.raises(StoreError, match="rebuild the graph"):
        tables_from_json(damage(tables_json(small)))


def test_cells_read_back_the_same(small: model.Tables) -> None:
    for table in COLUMN_NAMES:
        for row in getattr(small, table):
            assert row_from_cells(table, row_cells(table, row)) == row


def test_a_table_is_sorted_and_ends_in_one_line_feed(small: model.Tables) -> None:
    forward = table_bytes("claims", small.claims)
    assert forward == table_bytes("claims", small.claims[::-1])
    assert forward.endswith(b"\n")
    assert b"\r" not in forward
    assert forward.count(b"\n") == len(small.claims) + 1


def test_only_cells_that_need_it_are_quoted() -> None:
    row = model.Person("a", "A, B", note='say "x"')
    assert table_bytes("people", [row]).splitlines()[1] == b'a,"A, B",,,,,"say ""x"""'


def test_places_are_sorted_by_kind_and_claims_by_source() -> None:
    places = [model.Place("b", "city", "B"), model.Place("a", "province", "A")]
    assert [line[:1] for line in table_bytes("places", places).splitlines()[1:]] == [b"b", b"a"]
    claims = [model.Claim("c-1", "z", "tie"), model.Claim("c-2", "a", "tie")]
    assert [line[:3] for line in table_bytes("claims", claims).splitlines()[1:]] == [b"c-2", b"c-1"]


def test_canonical_rows_stay_as_they_are(small: model.Tables) -> None:
    once = canonical_tables(small)
    assert canonical_tables(once) == once
    row = once.claims[0]
    assert canonical(row) is row


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (14.0, "14"),
        (-33.45, "-33.45"),
        (0.1, "0.1"),
        (1e21, "1" + "0" * 21),
    ],
)
def test_numbers_have_no_exponent(number: float, text: str) -> None:
    assert number_text(number) == text
    assert float(text) == number
