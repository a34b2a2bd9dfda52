"""``cityties load`` at the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cityties.errors import KEPT, SHOWN
from cityties.loaders.tables import load_folder

Run = Callable[..., Any]

SOURCE = ("--name", "Lists of 2016", "--date", "2016-09", "--licence", "CC0-1.0")


@pytest.fixture
def links(tmp_path: Path) -> Path:
    file = tmp_path / "links.tsv"
    file.write_text(
        "source\ttarget\nQ42053\tQ990060\nQ990060\tQ42053\nQ990060\tQ990060\nQ990060\tQ990061\n",
        encoding="utf-8",
    )
    return file


def test_pairs_become_a_folder_that_answers(run: Run, links: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "world"
    done = run("load", "links", str(links), "-o", str(folder), *SOURCE, "--publisher", "Wikidata")
    assert (done.code, done.out) == (0, f"{folder}\n"), done.err
    assert "Statements: 3; pairs: 2; cities: 3." in done.err
    assert "lines that link a city to itself: 1 (line 4)" in done.err
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md", "claims.csv", "datapackage.json", "loading.json", "organizations.csv",
        "places.csv", "sources.csv",
    ]  # fmt: skip
    ties = run("ties", "isfahan", "--data", str(folder), "-f", "csv", "--on", "2017-01-01")
    assert "tie/isfahan+q990060/sister_city,q990060" in ties.out
    history = run("history", "isfahan", "q990060", "--data", str(folder), "-f", "json")
    assert '"said_by": "q990060"' in history.out


def test_a_folder_may_refer_to_another(run: Run, links: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    assert run("load", "links", str(links), "-o", str(first), *SOURCE).code == 0
    again = ("load", "links", str(links), "-o", str(second), "--name", "B", "--date", "2020")
    done = run(*again, "--data", str(first))
    assert done.code == 0, done.err
    assert "--licence" in done.err
    assert not (second / "places.csv").exists()
    assert run("ties", "q990060", "--data", str(first), "--data", str(second)).code == 0


def test_numbers_need_no_shipped(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_text("source\ttarget\n1\t10\n1\t11\n", encoding="utf-8")
    words = ("load", "links", str(file), "-o", str(tmp_path / "k"), "--undirected", *SOURCE)
    done = run(*words)
    assert done.code == 1
    assert "numbers only with --no-shipped" in done.err
    assert not (tmp_path / "k").exists()
    assert run(*words, "--no-shipped").code == 0
    assert [place.id for place in load_folder(tmp_path / "k").places] == ["n1", "n10", "n11"]


def test_members_become_a_folder(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "members.csv"
    file.write_text("Wikidata,Kind,Note\nQ42053,full,x\nQ990060,observer,y\n", encoding="utf-8")
    words = [
        "load", "members", str(file), "-o", str(tmp_path / "m"), "--network", "wego",
        "--column", "grade=Kind", "--ignore", "note", *SOURCE,
    ]  # fmt: skip
    done = run(*words, "--strict")
    assert (done.code, "'full'" in done.err, "--grade" in done.err) == (1, True, True)
    done = run(*words, "--grade", "full=member")
    assert done.code == 0, done.err
    assert "World Smart Sustainable Cities Organization: 2; with a grade: 2" in done.err
    assert [claim.about for claim in load_folder(tmp_path / "m", known=shipped()).claims] == [
        "isfahan@wego",
        "q990060@wego",
    ]


def shipped() -> Any:
    from cityties.base import resources

    return load_folder(resources.data_dir())


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--column", "from"], "from=source"),
        (["--column", "form=source"], "'form'"),
        (["--column", "from=sauce"], "no column 'sauce'"),
        (["--kind", "sistr_city"], "did you mean sister_city"),
        (["--date", "last year"], "--date"),
        (["--date", "2999"], "--date: 2999 is in the future"),
        (["--accessed", "2999-01-01"], "--accessed: 2999-01-01 is in the future"),
        (["--accessed", "2016-08"], "published after it was accessed (2016-08)"),
    ],
)
def test_wrong_options(run: Run, links: Path, tmp_path: Path, words: list[str], text: str) -> None:
    done = run("load", "links", str(links), "-o", str(tmp_path / "x"), *SOURCE, *words)
    assert done.code == 2
    assert text in done.err
    assert not (tmp_path / "x").exists()


def test_a_full_folder_is_left_alone(run: Run, links: Path, small: Path) -> None:
    before = sorted(small.iterdir())
    done = run("load", "links", str(links), "-o", str(small), *SOURCE)
    assert (done.code, "is not empty" in done.err) == (2, True)
    assert sorted(small.iterdir()) == before


@pytest.mark.parametrize("kind", ["links", "members", "rdf", "workbook"])
def test_a_file_may_come_from_standard_input(
    run: Run, spawn: Run, links: Path, small: Path, tmp_path: Path, kind: str
) -> None:
    more: tuple[str, ...] = SOURCE
    file = links
    if kind == "members":
        file = tmp_path / "members.tsv"
        file.write_text("id\tsince\nQ42053\t2001\n", "utf-8")
        more = (*SOURCE, "--network", "wego")
    elif kind == "rdf":
        file = tmp_path / "small.ttl"
        words = ("export", str(file), "--no-shipped", "--data", str(small))
        assert run(*words).code == 0
        more = ("--format", "ttl", "--no-shipped")
    elif kind == "workbook":
        file = tmp_path / "small.xlsx"
        words = ("data", "workbook", str(file), "--folder", str(small), "--no-shipped")
        assert run(*words).code == 0
        more = ("--no-shipped",)
    ours, theirs = tmp_path / "from-file", tmp_path / "from-stdin"
    assert run("load", kind, str(file), "-o", str(ours), *more).code == 0
    done = spawn("load", kind, "-", "-o", str(theirs), *more, input=file.read_bytes())
    assert done.code == 0, done.err
    names = sorted(path.name for path in ours.glob("*.csv"))
    assert len(names) > 1
    for name in names:
        said = (theirs / name).read_text("utf-8")
        assert said.replace("stdin", file.name) == (ours / name).read_text("utf-8")


def test_rdf_from_standard_input_needs_its_format(spawn: Run, tmp_path: Path) -> None:
    done = spawn("load", "rdf", "-", "-o", str(tmp_path / "new"), input=b"")
    assert done.code == 2
    assert "--format ttl" in done.err
    assert not (tmp_path / "new").exists()


def test_an_empty_file_is_no_folder(run: Run, tmp_path: Path) -> None:
    """An empty folder would be refused by the next command."""
    file = tmp_path / "empty.ttl"
    file.write_text("", encoding="utf-8")
    done = run("load", "rdf", str(file), "-o", str(tmp_path / "out"))
    assert (done.code, done.out) == (1, "")
    assert "nothing to load" in done.err
    assert not (tmp_path / "out").exists()


def test_what_turtle_cannot_keep_is_said_and_all_problems_are_counted(
    run: Run, tmp_path: Path
) -> None:
    file, new = tmp_path / "all.ttl", tmp_path / "new"
    assert run("export", str(file)).code == 0
    done = run("load", "rdf", str(file), "-o", str(new), "--no-shipped")
    assert done.code == 0
    assert "holders of posts may be known from claims alone" in done.err
    bad = tmp_path / "bad.jsonld"
    bad.write_text(json.dumps({f"key{n}": n for n in range(KEPT + 7)}), encoding="utf-8")
    done = run("load", "rdf", str(bad), "-o", str(tmp_path / "no"))
    assert done.code == 1
    assert f"{KEPT + 7:,} problems found" in done.err
    assert len(done.err.splitlines()) == SHOWN + 2


def test_errors_call_standard_input_as_the_user_did(spawn, tmp_path):
    words = ("load", "rdf", "-", "--format", "ttl", "-o", str(tmp_path / "o"))
    done = spawn(*words, input=b"rubbish")
    assert done.code == 1
    assert done.err.startswith("-:1: ")


def test_a_workbook_without_a_row_is_refused(run, tmp_path):
    import xlsxwriter

    file = tmp_path / "empty.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        book.add_worksheet("people").write_row(0, 0, ["id", "name_en", "name_fa"])
    done = run("load", "workbook", str(file), "-o", str(tmp_path / "o"), "--no-shipped")
    assert done.code == 1
    assert not (tmp_path / "o").exists()


def test_a_cell_is_shown_as_the_file_has_it(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    file.write_text("from,to,date\nQ42053,Q36433,99999\nQ42053,Q36433,31.02.2020\n", "utf-8")
    for lang in ("en", "fa"):
        words = ("--lang", lang, "load", "links", str(file), "-o", str(tmp_path / lang), *SOURCE)
        said = run(*words).err
        assert "'99999'" in said and "'31.02.2020'" in said
        assert "2020-02-31" not in said and "۲۰۲۰-۰۲-۳۱" not in said
