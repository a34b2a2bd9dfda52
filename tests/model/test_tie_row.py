"""The columns of a row of ties stand once: what is added there is everywhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import cityties
from cityties.model import tie_row

# In a process of its own, before anything has read the columns.
PROGRAM = """
import contextlib, io, json, sys
from cityties.model import tie_row

made_up = tie_row.TieColumn(
    name="weather", json="string", type="string", heading="Weather", en="How the sky was.",
    fa="هوا.", rule="made up",
)
tie_row.COLUMNS = (*tie_row.COLUMNS[:-3], made_up, *tie_row.COLUMNS[-3:])

from cityties.reading import rows

values = rows._tie_values
rows._tie_values = lambda *given, **more: {**values(*given, **more), "weather": "rain"}

import cityties
from cityties.cli import main

def printed(*words):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert main(["ties", "isfahan", "--on", "2021-08-01", *words]) == 0
    return out.getvalue()

sys.path.insert(0, sys.argv[1])
from guide.tables import ties_table
from cityties.export.columns import TIES
from cityties.snapshot.codebook import variables

g = cityties.open()
exported = {
    form: g.export(form, focus="isfahan", on="2021-08-01").decode()
    for form in ("csv", "geojson", "graphml", "dot", "pandas", "igraph", "gephi")
}
print(json.dumps({
    "json": printed("-f", "json"), "csv": printed("-f", "csv"), "table": printed(),
    "docs": ties_table(), "export": exported,
    "codebook": [one.definition_en for one in variables() if one.name == "weather"],
}))
"""


@pytest.fixture(scope="module")
def found(repository: Path) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(repository / "docs")], env=os.environ, check=False,
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_new_column_is_in_the_listing_in_every_form(found: Any) -> None:
    rows = json.loads(found["json"])
    assert len(rows) > 10
    assert {row["weather"] for row in rows} == {"rain"}
    assert list(rows[0])[-4:] == ["weather", "on", "known_by", "withheld"]
    heading, *lines = found["csv"].splitlines()
    assert heading.endswith(",weather,on,known_by,withheld")
    assert all(",rain,2021-08-01," in line for line in lines)
    heading, _rule, *lines = found["table"].splitlines()
    place = heading.index("Weather")
    assert {line[place:].strip() for line in lines[: len(rows)]} == {"rain"}


def test_a_new_column_is_in_every_file_of_ties(found: Any) -> None:
    features = json.loads(found["export"]["geojson"])["features"]
    ties = [each["properties"] for each in features if each["properties"]["feature"] == "tie"]
    assert len(ties) > 10
    assert {tie["weather"] for tie in ties} == {"rain"}
    for form in ("csv", "pandas", "igraph", "gephi"):
        heading, *lines = found["export"][form].splitlines()
        assert "weather" in heading.split(","), form
        assert all("rain" in line for line in lines), form
    drawn = found["export"]["graphml"].count("<edge ")
    assert found["export"]["graphml"].count(">rain<") == drawn > 10
    assert found["export"]["dot"].count('weather="rain"') == drawn


def test_a_new_column_is_documented(found: Any) -> None:
    assert "| `weather` | string | How the sky was. |\n" in found["docs"]
    assert found["codebook"] == ["How the sky was."], "once: in the table of ties"


def test_values_have_the_types_that_are_documented() -> None:
    types = {"string": str, "list": list, "boolean": bool, "integer": int, "null": type(None)}
    g = cityties.open()
    rows = [row for day in ("2000-01-01", "2010-01-01", "2026-01-01") for row in g.ties(on=day)]
    rows += g.ties(on="2021-01-01", known_by="2015-01-01")
    for column in tie_row.COLUMNS:
        wanted = {types[name] for name in re.split(", | or ", column.json)}
        there = {type(row[column.name]) for row in rows}
        assert there <= wanted, column.name
        assert there - {type(None)}, column.name


def test_names_stand_once() -> None:
    names = tie_row.names(tie_row.COLUMNS)
    assert len(set(names)) == len(names)
    assert {each.of for each in tie_row.COLUMNS} == {"tie", "partner", "state", "asked"}
