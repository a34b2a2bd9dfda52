"""``--update``: what changed since an earlier run, and a folder that is renewed whole or left."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

BEFORE = "from\tto\nQ42053\tQ2833\nQ42053\tQ2044\nQ2044\tQ42053\n"
AFTER = "from\tto\nQ42053\tQ2044\nQ42053\tQ85\n"


def links(run: Run, tmp_path: Path, content: str, *words: str, year: str = "2016") -> Any:
    file = tmp_path / f"links-{year}.tsv"
    file.write_text(content, encoding="utf-8")
    return run(
        "load", "links", str(file), "--name", f"Links {year}", "--date", year, "--licence",
        "CC0-1.0", *words,
    )  # fmt: skip


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    made = tmp_path / "world"
    assert links(run, tmp_path, BEFORE, "-o", str(made)).code == 0
    return made


def test_what_changed_is_told_and_the_folder_renewed(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    done = links(run, tmp_path, AFTER, "--update", str(folder), year="2017")
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[0] == (
        "From Links 2016 (2016) to Links 2017 (2017): 1 added, 1 gone, 1 altered, 0 the same."
    )
    assert "- Isfahan – Q85 (sister city)" in lines
    assert "- Freiburg – Isfahan (sister city)" in lines
    assert any("in the list of: florence; isfahan → isfahan" in line for line in lines)
    assert "links-2017" in (folder / "sources.csv").read_text("utf-8")
    assert not list(tmp_path.glob("world.*"))
    ties = run("ties", "isfahan", "--data", str(folder), "--no-shipped")
    assert ties.code == 1  # its cities are of the shipped data
    assert run("ties", "isfahan", "--data", str(folder), "-f", "json").code == 0


def test_the_same_as_json_and_in_the_folder(run: Run, folder: Path, tmp_path: Path) -> None:
    done = links(run, tmp_path, AFTER, "--update", str(folder), "--changes", "json", year="2017")
    found = json.loads(done.out)
    assert found == json.loads((folder / "changes.json").read_text("utf-8"))
    assert found["counts"] == {"added": 1, "gone": 1, "altered": 1, "same": 0}
    assert [each["about"] for each in found["added"]] == ["tie/isfahan+q85/sister_city"]
    assert found["altered"][0]["fields"] == [
        {"field": "said_by", "before": "florence; isfahan", "after": "isfahan"}
    ]
    assert [each["about"] for each in found["places"]["added"]] == ["q85"]


def test_nothing_changed(run: Run, folder: Path, tmp_path: Path) -> None:
    done = links(run, tmp_path, BEFORE, "--update", str(folder), year="2017")
    assert "0 added, 0 gone, 0 altered, 2 the same" in done.out
    assert "Added:" not in done.out


def test_a_later_line_or_day_of_the_same_list_is_no_change(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    turned = "from\tto\n" + "\n".join(reversed(BEFORE.splitlines()[1:])) + "\n"
    done = links(run, tmp_path, turned, "--update", str(folder), year="2018")
    assert "0 added, 0 gone, 0 altered, 2 the same" in done.out


def test_files_of_the_users_own_are_kept(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    done = links(run, tmp_path, AFTER, "--update", str(folder), year="2017")
    assert "kept: notes.txt" in done.err
    assert (folder / "notes.txt").read_text("utf-8") == "mine"


def test_a_table_that_was_changed_by_hand_is_not_overwritten(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    claims = folder / "claims.csv"
    own = claims.read_text("utf-8").replace("line 2", "line 9", 1)
    claims.write_text(own, encoding="utf-8")
    done = links(run, tmp_path, AFTER, "--update", str(folder), year="2017")
    assert done.code == 2
    assert "claims.csv" in done.err
    assert "-o" in done.err
    assert claims.read_text("utf-8") == own
    new = tmp_path / "new"
    done = links(run, tmp_path, AFTER, "--update", str(folder), "-o", str(new), year="2017")
    assert done.code == 0, done.err
    assert claims.read_text("utf-8") == own
    assert (new / "changes.json").is_file()


def test_a_file_that_cannot_be_loaded_leaves_the_folder(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = links(run, tmp_path, "from\tto\n", "--update", str(folder), year="2017")
    assert done.code != 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--output"),
        (("--update", "{empty}"), "was not made by cityties load"),
        (("--update", "{tmp}/nowhere"), "nowhere"),
        (("-o", "{tmp}/new", "--changes", "json"), "--changes is for --update"),
    ],
)
def test_wrong_use_is_told(run: Run, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    given = [word.format(empty=empty, tmp=tmp_path) for word in words]
    done = links(run, tmp_path, AFTER, *given)
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err


def test_what_an_interrupted_update_left_is_told(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "world.old").mkdir()
    done = links(run, tmp_path, AFTER, "--update", str(folder), year="2017")
    assert done.code == 2
    assert "world.old" in done.err


def test_members_too(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "net"
    shared = ("--network", "Ports", "--name", "Members", "--publisher", "Ports")
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    first.write_text("id,since\nisfahan,1998\nshiraz,\n", encoding="utf-8")
    second.write_text("id,since\nisfahan,1999\ntabriz,\n", encoding="utf-8")
    assert run("load", "members", str(first), "-o", str(made), "--date", "2020", *shared).code == 0
    done = run("load", "members", str(second), "--update", str(made), "--date", "2021", *shared)
    assert done.code == 0, done.err
    assert "1 added, 1 gone, 1 altered" in done.out
    assert "since: 1998 → 1999" in done.out
    assert "- Tabriz – Ports" in done.out


def test_in_persian(run: Run, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "l.tsv"
    file.write_text(AFTER, encoding="utf-8")
    done = run(
        "--lang", "fa", "load", "links", str(file), "--name", "L 2", "--date", "2017", "--update",
        str(folder),
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "اصفهان" in done.out


def test_another_file_does_not_take_the_place_of_a_folder(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    other = "from\tto\nQ85\tQ60\n"
    done = links(run, tmp_path, other, "--update", str(folder), year="2017")
    assert done.code == 2
    assert "it seems to be another source" in done.err
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == before
    new = tmp_path / "new"
    done = links(run, tmp_path, other, "--update", str(folder), "-o", str(new), year="2017")
    assert (done.code, (new / "changes.json").is_file()) == (0, True)
