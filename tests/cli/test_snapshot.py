"""``cityties snapshot`` and ``cityties diff``."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cityties.language.messages import in_language
from cityties.words.phrases import day_words, number

Run = Callable[..., Any]
SMALL = str(Path(__file__).resolve().parents[1] / "fixtures" / "small")
OURS = ("--no-shipped", "--data", SMALL)


@pytest.fixture
def releases(run: Run, tmp_path: Path) -> Path:
    root = tmp_path / "releases"
    first = run("snapshot", "create", str(root), "--known-by", "2007-10-12", *OURS)
    assert first.code == 0, first.err
    second = run("snapshot", "create", str(root), "--version", "2.0", *OURS)
    assert second.code == 0, second.err
    assert "2021.07.28: " in first.err or "files" in first.err
    assert Path(second.out.strip()).is_dir()
    return root


def test_create_list_show_verify(run: Run, releases: Path) -> None:
    rows = json.loads(run("snapshot", "list", str(releases), "-f", "json").out)
    assert [row["version"] for row in rows] == ["2.0", "2021.07.28-known-by-2007-10-12"]
    assert [row["current"] for row in rows] == [True, False]
    assert rows[0]["parent"] == rows[1]["id"]
    table = run("snapshot", "list", str(releases)).out
    assert rows[0]["id"][:12] in table
    shown = run("snapshot", "show", str(releases)).out
    assert f"id: {rows[0]['id']}" in shown
    assert "citation: Islamic City Council of Isfahan; City of Freiburg; IMNA (2021)" in shown
    manifest = json.loads(run("snapshot", "show", str(releases), "-f", "json").out)
    assert manifest["version"] == "2.0"
    done = run("snapshot", "verify", str(releases))
    assert (done.code, done.out[:7]) == (0, "valid: ")


def test_verify_tells_and_fails(run: Run, releases: Path) -> None:
    entry = releases / (releases / "CURRENT").read_text().strip()
    path = entry / "tables" / "claims.csv"
    path.write_bytes(path.read_bytes().replace(b",in_force,", b",approved,", 1))
    done = run("snapshot", "verify", str(releases))
    assert done.code == 1
    assert "tables/claims.csv: " in done.out
    assert "first at c-T02 [status]: found 'approved' instead of 'in_force'" in done.out
    assert "1 file differs" in done.out
    found = json.loads(run("snapshot", "verify", str(releases), "-f", "json").out)
    assert found["right"] is False
    assert found["differences"][0]["fact"] == "c-T02 [status]"
    lines = run("snapshot", "verify", str(releases), "-f", "csv").out.splitlines()
    assert lines[0] == "file,message,fact,found,expected"
    done = run("ties", "freiburg", "--store", str(releases))
    assert done.code == 1
    assert "cannot be used: tables/claims.csv" in done.err


def test_a_snapshot_answers(run: Run, releases: Path) -> None:
    words = ("ties", "porto", "--on", "2021-07-28", "-f", "json")
    own = json.loads(run(*words, *OURS).out)
    assert own
    assert json.loads(run(*words, "--store", str(releases)).out) == own
    assert json.loads(run(*words, "--no-shipped", "--data", str(releases)).out) == own


def test_a_day_of_knowledge_of_a_snapshot_that_has_none(
    run: Run, releases: Path, tmp_path: Path
) -> None:
    done = run(
        "snapshot", "create", str(tmp_path / "r"), "--known-by", "2007-10-12", "--store",
        str(releases),
    )  # fmt: skip
    assert done.code == 0, done.err
    rows = json.loads(run("snapshot", "list", str(releases), "-f", "json").out)
    assert Path(done.out.strip()).name == rows[1]["id"]


def test_what_is_refused(run: Run, releases: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "text").write_text("precious")
    done = run("snapshot", "create", str(tmp_path / "thesis"), *OURS)
    assert (done.code, "contains something else" in done.err) == (1, True)
    done = run("snapshot", "list", str(tmp_path))
    assert (done.code, "not a folder of snapshots" in done.err) == (1, True)
    done = run("snapshot", "verify", str(tmp_path))
    assert (done.code, "is not a snapshot" in done.err) == (1, True)
    done = run("build", "--store", str(releases), *OURS)
    assert (done.code, "contains something else" in done.err) == (1, True)
    done = run("snapshot", "creat", str(tmp_path))
    assert (done.code, "did you mean create?" in done.err) == (2, True)


def test_diff_of_snapshots_in_every_form(run: Run, releases: Path) -> None:
    rows = json.loads(run("snapshot", "list", str(releases), "-f", "json").out)
    sides = (str(releases / rows[1]["folder"]), str(releases))
    told = run("diff", *sides).out
    assert "From 2021.07.28-known-by-2007-10-12" in told
    assert "What happened in between:" in told
    assert "- Isfahan – Porto (sister city): in force" in told
    assert "c-T08" in told
    assert "c-T08" not in run("diff", *sides, "--brief").out
    found = json.loads(run("diff", *sides, "-f", "json").out)
    assert {each["id"] for each in found["claims"]["added"]} >= {"c-T08"}
    flat = json.loads(run("diff", *sides, "-f", "jsonl").out.splitlines()[0])
    assert list(flat) == [
        "part", "change", "id", "about", "field", "before", "after", "source", "claimed",
    ]  # fmt: skip
    assert run("diff", *sides, "-f", "table").out.splitlines()[0].startswith("Part")
    log = run("diff", *sides, "--changelog").out
    assert log.startswith("## 2.0 – 2021-07-28\n")
    assert run("diff", sides[1], sides[1], "-f", "table").out.startswith("no differences")


def test_diff_of_days_and_folders(run: Run, releases: Path) -> None:
    told = run("diff", "2007-10-12", "all", "--city", "Porto", "--brief", *OURS).out
    assert "Porto" in told
    assert "Hyderabad" not in told
    alone = run("diff", SMALL, str(releases), "--brief")
    assert alone.code == 0
    assert "0 claims added" in alone.out
    persian = run("--lang", "fa", "diff", "2007-10-12", "all", "--brief", *OURS).out
    assert "پورتو" in persian
    done = run("diff", "nowhere", "all", *OURS)
    assert (done.code, "nowhere is neither a folder" in done.err) == (1, True)
    done = run("diff", "2007-10-12", "all", "--city", "Atlantis", *OURS)
    assert done.code == 1


def test_persian_numbers_and_days(run: Run, releases: Path) -> None:
    manifest = json.loads(run("snapshot", "show", str(releases), "-f", "json").out)
    shown = run("--lang", "fa", "snapshot", "show", str(releases)).out
    lines = dict(line.split(": ", 1) for line in shown.splitlines())
    day = datetime.date.fromisoformat(manifest["on"])
    with in_language("fa"):
        assert day_words(day) in lines["روز جدول‌ها"]
        assert number(manifest["counts"]["claims"]) in lines.values()
        assert number(manifest["counts"]["sources"]) in lines.values()
        listed = run("--lang", "fa", "snapshot", "list", str(releases)).out
        assert day_words(day) in listed
    said = run("--lang", "fa", "snapshot", "verify", str(releases)).out
    assert not re.search("[0-9]+ فایل", said)
    rows = run("--lang", "fa", "snapshot", "show", str(releases), "-f", "csv").out
    assert f"day,{manifest['on']}\n" in rows, "rows for programs stay"
