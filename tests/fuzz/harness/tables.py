"""Tables of a data folder with cells, lines and bytes changed: refused, or nothing is lost."""

from __future__ import annotations

import random
import re
import shutil
import tempfile
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from cityties.errors import DataError
from cityties.loaders.tables import load_folder
from cityties.model.tables import LIST_SEPARATOR, ROW_TYPES, VALUE_KINDS, table_bytes
from harness.base import ROOT, FaultError, Target
from harness.mutate import read_csv, spoiled_bytes, spoiled_rows, write_csv

BASES: Final = {"small": ROOT / "tests" / "fixtures" / "small", "data": ROOT / "data"}
"""The folders whose tables are changed: an invented one, and what ships."""


def _of(name: str, table: str) -> bytes:
    return (BASES[name] / f"{table}.csv").read_bytes()


@cache
def _words(name: str) -> tuple[str, ...]:
    """Cells of all tables: each fits somewhere."""
    cells = {cell for table in ROW_TYPES for row in read_csv(_of(name, table)) for cell in row}
    return tuple(sorted(cells))


def make(draw: random.Random) -> bytes:
    """The name of a table in a line, and then its changed content."""
    name = "small" if draw.random() < 0.9 else "data"
    table = draw.choice(list(ROW_TYPES))
    data = _of(name, table)
    if draw.random() < 0.8:
        changed = write_csv(spoiled_rows(draw, read_csv(data), _words(name)))
    else:
        changed = spoiled_bytes(draw, data)
    return f"{name}/{table}\n".encode() + changed


def check(data: bytes) -> str:
    """Refused with every problem in its place, or loaded with every cell."""
    head, _line, changed = data.partition(b"\n")
    name, _slash, table = head.decode().partition("/")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        shutil.copytree(BASES[name], folder)
        (folder / f"{table}.csv").write_bytes(changed)
        try:
            tables = load_folder(folder)
        except DataError as error:
            check_problems(error)
            return "refused"
        written = table_bytes(table, getattr(tables, table))
        lost = _differs(table, changed, written)
        if lost:
            raise FaultError(f"{head.decode()}: {lost}")
        (folder / f"{table}.csv").write_bytes(written)
        if table_bytes(table, getattr(load_folder(folder), table)) != written:
            raise FaultError(
                f"{head.decode()}: another table when it is written and read once more"
            )
    return "loaded"


def check_problems(error: DataError) -> None:
    """An error that names its problems, each with a sentence and a code."""
    if not error.problems:
        raise FaultError("refused without a problem")
    for problem in error.problems:
        if not problem.message or not problem.code:
            raise FaultError(f"a problem without words or code: {problem!r}")


def _differs(table: str, given: bytes, written: bytes) -> str:
    """What the table that was read does not say as it was given; ``""`` if it says all."""
    rows = _rows(table, given)
    again = _rows(table, written)
    if len(rows) != len(again):
        return f"{len(rows)} rows became {len(again)}"
    for one, other in zip(rows, again, strict=True):
        if one != other:
            return f"{one} became {other}"
    return ""


def _rows(table: str, data: bytes) -> list[dict[str, object]]:
    """What a table says, by the plainest reader: the filled cells of each line, sorted."""
    lines = [row for row in read_csv(data.removeprefix(b"\xef\xbb\xbf")) if any(row)]
    header = [cell.strip() for cell in lines[0]]
    found = []
    for line in lines[1:]:
        cells = {
            name: _value(VALUE_KINDS[table].get(name, "text"), text)
            for name, text in zip(header, line, strict=False)
        }
        found.append({name: value for name, value in sorted(cells.items()) if value})
    return sorted(found, key=repr)


def _value(kind: str, text: str) -> object:
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    if kind == "list":
        return sorted(filter(None, (part.strip() for part in text.split(LIST_SEPARATOR))))
    if kind in {"float", "int"} and text:
        return float(text)
    return text


TARGETS = (Target("tables", make, check),)
