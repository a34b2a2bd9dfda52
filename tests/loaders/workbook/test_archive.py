"""The zip: what two programs could read in two ways is refused, and its limits hold."""

from __future__ import annotations

import io
import os
import random
import struct
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from books import (
    PEOPLE,
    SHEET1,
    Parts,
    codes,
    load,
    people,
    problems,
    sheet_xml,
    table_rows,
    zipped,
)

from cityties.errors import DataError, NotFoundError
from cityties.loaders.workbook import form, load_workbook

GOOD = Parts({"people": sheet_xml(table_rows(PEOPLE))}).files()


def renamed(old: str, new: str) -> bytes:
    return zipped((new if name == old else name, data) for name, data in GOOD.items())


def patched(data: bytes, name: str, at: int, value: bytes, *, central: bool) -> bytes:
    """A zip with other bytes at a place of the local or the central header of a part."""
    mark = b"PK\x01\x02" if central else b"PK\x03\x04"
    length = 46 if central else 30
    start = data.index(mark)
    while data[start + length : start + length + len(name)] != name.encode():
        start = data.index(mark, start + 1)
    return data[: start + at] + value + data[start + at + len(value) :]


def test_a_workbook_from_its_parts_is_loaded(tmp_path: Path) -> None:
    assert [person.id for person in load(tmp_path, people()).people] == ["anna", "ali"]
    stored = zipped(GOOD.items(), zipfile.ZIP_STORED)
    assert load(tmp_path, stored) == load(tmp_path, people())


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not a workbook"),
        (b"id,name\n", "not a workbook"),
        (b"<html><table>", "not a workbook"),
        (b"PK\x03\x04" + b"\0" * 30, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, r"old Excel file \(\.xls\)"),
        (zipped([("a.txt", b"a")]), "_rels/.rels|Content_Types"),
        (zipped([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]), r"\.ods"),
        (zipped([("xl/workbook.bin", b"\0")]), r"\.xlsb"),
    ],
)
def test_what_is_no_workbook_is_named(data: bytes, says: str, tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, data)
    assert problem.code == "bad-workbook"
    with pytest.raises(DataError, match=says):
        load(tmp_path, data)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        load_workbook(tmp_path / "none.xlsx")
    with pytest.raises(DataError, match="directory"):
        load_workbook(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in folders")
def test_a_named_pipe_is_read_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(people(),))
    writer.start()
    assert len(load_workbook(pipe).people) == 2
    writer.join()


@pytest.mark.parametrize(
    "name",
    [
        "XL/worksheets/sheet1.xml", "xl/worksheets/sheet1.XML", "xl/worksheets/sheet1.dat",
        "xl\\worksheets\\sheet1.xml", "/xl/worksheets/sheet1.xml", "/evil/sheet1.xml",
        "xl/../xl/worksheets/sheet1.xml", "./xl/worksheets/sheet1.xml", "xl//worksheets/sheet1.xml",
        "C:/sheet1.xml", "xl/worksheets/\u202esheet1.xml",
    ],
)  # fmt: skip
@pytest.mark.parametrize("formula", [True, False])
def test_a_part_under_another_name_is_refused(name: str, formula: bool, tmp_path: Path) -> None:
    """Today's reader found some of these, today's search for formulas did not."""
    files = dict(GOOD)
    sheet = files.pop(SHEET1)
    if formula:
        sheet = sheet.replace(b"<is><t", b"<f>1</f><is><t")
    data = zipped([*files.items(), (name, sheet)])
    assert codes(tmp_path, data) == {"bad-workbook"}


def test_a_name_that_some_programs_read_to_a_nul(tmp_path: Path) -> None:
    data = renamed(SHEET1, f"{SHEET1}Zx").replace(b"sheet1.xmlZx", b"sheet1.xml\0x")
    assert codes(tmp_path, data) == {"bad-workbook"}


@pytest.mark.parametrize(
    "twin",
    [SHEET1, SHEET1.upper(), "xl/Worksheets/sheet1.xml", "XL/workbook.xml"],
)
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name(twin: str, first: bool, tmp_path: Path) -> None:
    other = (twin, b"<worksheet/>")
    files = [other, *GOOD.items()] if first else [*GOOD.items(), other]
    assert codes(tmp_path, zipped(files)) == {"bad-workbook"}


@pytest.mark.parametrize(
    ("at", "value", "central"),
    [
        (14, b"\0\0\0\0", False),  # checksum
        (16, b"\0\0\0\0", True),
        (22, b"\1\0\0\0", False),  # size
        (24, b"\1\0\0\0", True),
        (24, b"\xff\xff\xff\x7f", True),
        (18, b"\1\0\0\0", False),  # packed size
        (20, b"\1\0\0\0", True),
        (6, b"\1\0", False),  # encrypted
        (8, b"\1\0", True),
        (8, b"\0\0", False),  # stored, not packed
        (10, b"\0\0", True),
        (10, b"\x0c\0", True),  # bzip2
        (42, b"\1\0\0\0", True),  # where it begins
        (30, b"y", False),  # name
    ],
)
def test_two_accounts_of_one_part(at: int, value: bytes, central: bool, tmp_path: Path) -> None:
    data = patched(people(), SHEET1, at, value, central=central)
    assert codes(tmp_path, data) == {"bad-workbook"}


def test_encrypted_parts_are_told_what_to_do_with(tmp_path: Path) -> None:
    data = patched(people(), SHEET1, 6, b"\1\0", central=False)
    (problem,) = problems(tmp_path, patched(data, SHEET1, 8, b"\1\0", central=True))
    assert problem.suggestion == "save it as .xlsx without a password"


def test_bytes_around_and_between_the_parts(tmp_path: Path) -> None:
    data = people()
    commented = io.BytesIO(data)
    with zipfile.ZipFile(commented, "a") as archive:
        archive.comment = b"PK\x05\x06" + b"\0" * 18
    whole = zipped(GOOD.items(), zipfile.ZIP_STORED)
    # An entry that lies inside another, the directory pointing into stored data.
    nested = zipped([("docProps/x.bin", zipped([("a", b"b")], zipfile.ZIP_STORED)), *GOOD.items()],
                    zipfile.ZIP_STORED)  # fmt: skip
    overlapped = patched(nested, SHEET1, 42, struct.pack("<L", nested.index(b"PK\x03\x04", 4)),
                         central=True)  # fmt: skip
    for wrong in (
        b"#!/bin/sh\n" + data, data + b"\0", data + data, people() + b"PK\x05\x06" + b"\0" * 18,
        commented.getvalue(), data[:-30], data[:200], whole + zipped([("a", b"b")]), overlapped,
    ):  # fmt: skip
        assert codes(tmp_path, wrong) == {"bad-workbook"}


def test_sizes_that_follow_a_part_are_read(tmp_path: Path) -> None:
    """As programs write them that cannot go back in their output."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data) -> int:
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in GOOD.items():
            archive.writestr(name, data)
    assert load(tmp_path, bytes(pipe.data)) == load(tmp_path, people())


def test_a_zip64_field_in_a_part_is_read(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in GOOD.items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(data)
    assert load(tmp_path, stream.getvalue()) == load(tmp_path, people())


def test_a_workbook_that_unpacks_to_too_much(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(form, "MAX_BYTES", 10_000)
    for name in ("xl/media/a.png", "xl/theme/theme1.xml", "docProps/core.xml", SHEET1):
        data = people(**{name: b"<a>" + b" " * 20_000 + b"</a>"})
        assert codes(tmp_path, data) == {"too-large"}


def test_a_bomb_costs_neither_memory_nor_time(tmp_path: Path) -> None:
    """Half a gigabyte of blanks, in 0.5 MB, under a cap of half a gigabyte of memory."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in GOOD.items():
            if name != SHEET1:
                archive.writestr(name, data)
        with archive.open(SHEET1, "w") as part:
            for _ in range(512):
                part.write(b" " * 2**20)
    file = tmp_path / "x.xlsx"
    file.write_bytes(stream.getvalue())
    done = confined(file)
    assert "unpacked workbook is too large" in done.stderr
    assert done.returncode == 1


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(form, "MAX_FILE", 1000)
    assert codes(tmp_path, people()) == {"too-large"}


def confined(file: Path) -> subprocess.CompletedProcess[str]:
    """Load a file in a process of its own with half a gigabyte."""
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (2**29, 2**29));"
        "from cityties.loaders.workbook import load_workbook; load_workbook(sys.argv[1])"
    )
    return subprocess.run(
        [sys.executable, "-c", code, str(file)], capture_output=True, text=True, timeout=100,
        check=False,
    )  # fmt: skip


def test_damaged_bytes_are_reported_and_never_crash(tmp_path: Path) -> None:
    """The outcome is an error, or the very rows that were written."""
    right = load(tmp_path, people())
    whole = people()
    refused = 0
    for seed in range(300):
        dice = random.Random(seed)
        raw = bytearray(whole)
        for _ in range(dice.randint(1, 8)):
            raw[dice.randrange(len(raw))] ^= dice.randint(1, 255)
        try:
            assert load(tmp_path, bytes(raw)) == right
        except DataError as error:
            refused += 1
            assert error.problems
    assert refused > 250


@pytest.mark.parametrize("year", [1970, 2200])
def test_the_clock_has_no_part_in_it(year: int, tmp_path: Path, monkeypatch) -> None:
    """A zip holds no day before 1980 or after 2107."""
    data = people()
    monkeypatch.setattr(zipfile.time, "localtime", lambda *_: (year, 1, 1, 0, 0, 0, 3, 1, 0))
    assert len(load(tmp_path, data).people) == 2
