"""Merges of tables: known answers, a thousand random ones, and a real ``git merge``."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cityties.cli import main
from cityties.errors import DataError
from cityties.loaders.merging import DELETED, CellConflict, Table, merge, read_table, table_of
from cityties.loaders.tables import load_folder
from cityties.model.tables import COLUMN_NAMES, ROW_TYPES

Rows = dict[str, dict[str, str]]

COLUMNS = ("id", "name_en", "name_fa", "note")


def people(rows: Rows, columns: tuple[str, ...] = COLUMNS) -> Table:
    return Table("people", columns, {id_: {"id": id_, **cells} for id_, cells in rows.items()})


def read(data: bytes, tmp_path: Path) -> Rows:
    file = tmp_path / "people.csv"
    file.write_bytes(data)
    return {
        id_: {name: text for name, text in cells.items() if name != "id"}
        for id_, cells in read_table(file).rows.items()
    }


# --- known answers ---


def test_what_one_side_did_is_done(tmp_path: Path) -> None:
    base: Rows = {"a": {"name_en": "A"}, "b": {"name_en": "B"}, "c": {"name_en": "C"}}
    ours: Rows = {"a": {"name_en": "A", "note": "x"}, "c": {"name_en": "C"}, "d": {"name_en": "D"}}
    theirs: Rows = {"a": {"name_en": "Ah"}, "b": {"name_en": "B"}, "c": {"name_en": "C"}}
    made = merge(people(base), people(ours), people(theirs))
    assert made.conflicts == ()
    assert read(made.data, tmp_path) == {
        "a": {"name_en": "Ah", "note": "x"}, "c": {"name_en": "C"}, "d": {"name_en": "D"},
    }  # fmt: skip


def test_conflicts_are_named_with_three_values(tmp_path: Path) -> None:
    base: Rows = {"a": {"name_en": "A"}, "b": {"name_en": "B", "note": "n"}}
    ours: Rows = {"a": {"name_en": "A1"}, "b": {"name_en": "B", "note": "m"}}
    theirs: Rows = {"a": {"name_en": "A2"}}
    made = merge(people(base), people(ours), people(theirs))
    assert made.conflicts == (
        CellConflict("a", "name_en", "A", "A1", "A2"),
        CellConflict("b", "note", "n", "m", DELETED),
    )
    # The other way round the same are named.
    back = merge(people(base), people(theirs), people(ours))
    assert [(c.id, c.base, c.theirs, c.ours) for c in back.conflicts] == [
        (c.id, c.base, c.ours, c.theirs) for c in made.conflicts
    ]
    # What is left loads again when a clerk chose, and not before.
    file = tmp_path / "people.csv"
    file.write_bytes(made.data)
    with pytest.raises(DataError) as caught:
        load_folder(tmp_path)
    assert [(p.line, p.column, p.code) for p in caught.value.problems] == [
        (2, "name_en", "unmerged-cell"), (3, "note", "unmerged-cell"),
    ]  # fmt: skip
    text = made.data.decode()
    for conflict in made.conflicts:
        text = text.replace(conflict.text, conflict.ours)
    file.write_text(text, encoding="utf-8")
    assert [person.name_en for person in load_folder(tmp_path).people] == ["A1", "B"]
    assert main(["data", "format", str(tmp_path), "--check", "--no-shipped"]) == 0


def test_a_column_that_one_side_added(tmp_path: Path) -> None:
    base: Rows = {"a": {"name_en": "A"}, "b": {"name_en": "B"}}
    ours: Rows = {"a": {"name_en": "A", "colour": "red"}, "b": {"name_en": "B"}}
    made = merge(people(base), people(ours, (*COLUMNS, "colour")), people({"a": {"name_en": "A"}}))
    assert made.conflicts == ()
    assert read(made.data, tmp_path) == {"a": {"name_en": "A", "colour": "red"}}
    assert made.data.decode().splitlines()[0].endswith(",colour")


def test_nothing_in_common_and_the_same_row_on_both_sides() -> None:
    one: Rows = {"a": {"name_en": "A"}}
    both = merge(Table("", (), {}), people(one), people({**one, "b": {"name_en": "B"}}))
    assert both.conflicts == ()
    assert both.rows == 2
    other = merge(Table("", (), {}), people(one), people({"a": {"name_en": "Z"}}))
    assert other.conflicts == (CellConflict("a", "name_en", "", "A", "Z"),)


def test_each_table_is_known_by_its_header() -> None:
    assert {table: table_of(COLUMN_NAMES[table]) for table in ROW_TYPES} == {
        table: table for table in ROW_TYPES
    }


def test_what_cannot_be_merged_is_left_as_it_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("id,name_en\na,A\na,B\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("id,colour\na,red\n", encoding="utf-8")
    names = [str(tmp_path / name) for name in ("a.csv", "a.csv", "b.csv")]
    assert main(["data", "merge", *names]) == 1
    assert "a.csv:3" in capsys.readouterr().err
    assert main(["data", "merge", names[2], names[2], names[2]]) == 1
    assert "not the columns of a table" in capsys.readouterr().err
    assert (tmp_path / "b.csv").read_text(encoding="utf-8") == "id,colour\na,red\n"


# --- a thousand merges ---


def changed(base: Rows, side: str, draw: random.Random) -> tuple[Rows, set[str], set[Any]]:
    """A copy with rows added, edited and deleted; what was deleted, and which cells were edited."""
    rows = {id_: dict(cells) for id_, cells in base.items()}
    deleted, edited = set(), set()
    for id_ in sorted(base):
        what = draw.random()
        if what < 0.15:
            del rows[id_]
            deleted.add(id_)
        elif what < 0.4:
            for column in draw.sample(("name_en", "name_fa", "note"), draw.randint(1, 2)):
                rows[id_][column] = f"{side}{draw.randint(0, 2)}"
                if rows[id_][column] != base[id_].get(column, ""):
                    edited.add((id_, column))
    for _n in range(draw.randint(0, 6)):
        rows[f"{draw.randrange(16**8):08x}"] = {"name_en": f"new {side}"}
    return rows, deleted, edited


def test_a_thousand_merges_lose_nothing_and_bring_nothing_back() -> None:
    looked_at = conflicts = 0
    for seed in range(1000):
        draw = random.Random(seed)
        base: Rows = {
            f"{draw.randrange(16**8):08x}": {"name_en": "old"} for _n in range(draw.randint(0, 12))
        }
        ours, gone_ours, cells_ours = changed(base, draw.choice("xy"), draw)
        theirs, gone_theirs, cells_theirs = changed(base, draw.choice("xy"), draw)
        made = merge(people(base), people(ours), people(theirs))
        kept = {line.split(",")[0] for line in made.data.decode().splitlines()[1:]}
        # Expected by sets alone, not by the rules of the merge.
        both = {
            (id_, column)
            for id_, column in cells_ours & cells_theirs
            if ours[id_][column] != theirs[id_][column]
        }
        torn = {cell for cell in cells_ours if cell[0] in gone_theirs}
        torn |= {cell for cell in cells_theirs if cell[0] in gone_ours}
        assert {(each.id, each.column) for each in made.conflicts} == both | torn, seed
        gone = (gone_ours | gone_theirs) - {id_ for id_, _column in torn}
        assert kept == (ours.keys() | theirs.keys()) - gone, seed
        # Every edit is in the result.
        lines = {line.split(",")[0]: line for line in made.data.decode().splitlines()}
        for side, cells in ((ours, cells_ours), (theirs, cells_theirs)):
            for id_, column in cells:
                assert side[id_][column] in lines.get(id_, ""), seed
        looked_at += len(kept)
        conflicts += len(made.conflicts)
    assert looked_at > 5000
    assert conflicts > 100


# --- git ---


def git(folder: Path, *words: str, code: int = 0) -> str:
    home = {"HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *words],
        cwd=folder, env=os.environ | home, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_git_merges_by_the_driver(tmp_path: Path) -> None:
    header = "id,name_en,name_fa,aliases,aliases_fa,wikidata,note\n"
    table = tmp_path / "people.csv"

    def put(rows: Rows) -> None:
        lines = [
            f"{id_},{c['name_en']},,,,,{c.get('note', '')}\n" for id_, c in sorted(rows.items())
        ]
        table.write_text(header + "".join(lines), encoding="utf-8")

    base: Rows = {name: {"name_en": name.upper()} for name in ("a", "b", "c")}
    git(tmp_path, "init", "-q", "-b", "main")
    driver = f'"{sys.executable}" -m cityties data merge %O %A %B'
    git(tmp_path, "config", "merge.cityties.driver", driver)
    (tmp_path / ".gitattributes").write_text("*.csv merge=cityties\n", encoding="utf-8")
    put(base)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "base")
    git(tmp_path, "checkout", "-qb", "other")
    put({**base, "a1": {"name_en": "Theirs"}, "b": {"name_en": "B", "note": "seen"}})
    git(tmp_path, "commit", "-qam", "theirs")
    git(tmp_path, "checkout", "-q", "main")
    put({"b": base["b"], "c": base["c"], "a2": {"name_en": "Ours"}})  # a is deleted
    git(tmp_path, "commit", "-qam", "ours")
    git(tmp_path, "merge", "-q", "-m", "both", "other")
    assert [(p.id, p.note) for p in load_folder(tmp_path).people] == [
        ("a1", ""), ("a2", ""), ("b", "seen"), ("c", ""),
    ]  # fmt: skip
    # A cell that both changed stops the merge and is named.
    for branch, text in (("other", "one"), ("main", "two")):
        git(tmp_path, "checkout", "-q", branch)
        if branch == "other":
            git(tmp_path, "merge", "-q", "main")
        put({"b": {"name_en": "B", "note": text}})
        git(tmp_path, "commit", "-qam", text)
    told = git(tmp_path, "merge", "other", code=1)
    assert "b, note: base 'seen', ours 'two', theirs 'one'" in told
