"""Whatever the bytes are, the answer is rows or a DataError, never a crash."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cityties.errors import DataError
from cityties.loaders.tables import load_folder
from cityties.model.tables import ROW_TYPES, canonical_tables
from cityties.rdf.from_quads import rows_from_quads
from cityties.rdf.load import load_rdf
from cityties.rdf.to_quads import nquads_lines, quads

SMALL = Path(__file__).resolve().parents[1] / "fixtures" / "small"
TABLES = list(ROW_TYPES)
SPOILS = [
    "", " ", ";", "@", "+", "/", "tie/", "tie/a+b", "unnamed/", "unnamed/c-T01", "c-", "ev-", "a@b",
    "@mayor-isfahan", "isfahan@", "isfahan@wego", "=", "1e5", "-1", "inf", "٣", "[..", "0000", "..",
    "tie/isfahan/sister_city", "tie/isfahan+unnamed/c-T01/sister_city", "suspended", "count",
    "role", "tie", "event", "opinion", "membership", "plan", "state", "renewal", "list",
    "isfahan;porto", "mayor-isfahan", "Hyderabad", "e\u0301", "\U0001f600", "x" * 300,
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    table=st.sampled_from(TABLES),
    changes=st.lists(
        st.tuples(
            st.integers(0, 40),
            st.integers(0, 40),
            st.one_of(st.sampled_from(SPOILS), st.text(max_size=8)),
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_any_cells(table: str, changes: list[tuple[int, int, str]]) -> None:
    import csv
    import io

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        shutil.copytree(SMALL, folder)
        file = folder / f"{table}.csv"
        rows = list(csv.reader(io.StringIO(file.read_text("utf-8"), newline="")))
        for line, column, text in changes:
            row = rows[1 + line % (len(rows) - 1)]
            row[column % len(row)] = text
        text_file = io.StringIO(newline="")
        csv.writer(text_file).writerows(rows)
        file.write_bytes(text_file.getvalue().encode("utf-8", "replace"))
        try:
            tables = load_folder(folder)
        except DataError as error:
            assert error.problems
            for problem in error.problems:
                assert problem.code
                assert problem.message
        else:
            # What was let in can be written to RDF and read back.
            assert canonical_tables(rows_from_quads(quads(tables))) == canonical_tables(tables)


@settings(max_examples=80, deadline=None)
@given(
    at=st.integers(0, 3000),
    junk=st.one_of(
        st.binary(max_size=6), st.sampled_from([b'"', b",", b"\n", b"\r", b"\x00", b"\xff"])
    ),
)
def test_any_bytes_in_a_table(at: int, junk: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        shutil.copytree(SMALL, folder)
        file = folder / "claims.csv"
        data = file.read_bytes()
        file.write_bytes(data[:at] + junk + data[at:])
        try:
            load_folder(folder)
        except DataError as error:
            assert error.problems


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 60_000), cut=st.integers(0, 40), junk=st.binary(max_size=6))
def test_any_bytes_in_rdf(at: int, cut: int, junk: bytes) -> None:
    data = RDF
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "a.nq"
        file.write_bytes(data[:at] + junk + data[at + cut :])
        try:
            load_rdf(file)
        except DataError as error:
            assert error.problems


RDF = "".join(nquads_lines(load_folder(SMALL))).encode()
