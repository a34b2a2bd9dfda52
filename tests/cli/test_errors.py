"""A user's mistake ends in one clear message and the right exit code, never in a traceback."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cityties.store.graphs import STORE_FORMAT

Run = Callable[..., Any]

MISTAKES = [
    (["tie"], 2, "did you mean ties?"),
    (["nonsense-command"], 2, "available: build"),
    (["version"], 2, "did you mean --version?"),
    (["help"], 2, "did you mean --help?"),
    (["place"], 2, "available: build"),
    (["ties", "-f", "tabel"], 2, "did you mean table?"),
    (["check", "--part", "datings"], 2, "did you mean dating?"),
    (["check", "--severity", "zzz"], 2, "is not one of"),
    (["question", "sister"], 1, "did you mean sister_cities_on or "),
    (["query", "sisters"], 1, "is_sister_city"),
    (["query", "frozen"], 1, "did you mean frozen_by_whom or frozen_ties?"),
    (["question", "zzzz"], 1, "'zzzz'; `cityties questions` lists them"),
    (["cache", "inf"], 2, "did you mean info?"),
    (["load", "zzz", "x"], 2, "available: links"),
    (["ties", "--knownby", "2010-01-01"], 2, "--known-by"),
    (["ties", "isfahan", "--on", "01/02/2010"], 2, "can be 2010-02-01 or 2010-01-02"),
    (["ties", "isfahan", "--on", "2010-02-30"], 2, "is not a day"),
    (["ties", "isfahan", "--on", "2010-W01-1"], 2, "is not a day"),
    (["ties", "isfahan", "--on", "sh1388-13-40"], 2, "is not a day"),
    (["ties", "isfahan", "--on", "1388-10-11"], 2, "write it as sh1388-10-11"),
    (["ties", "isfahan", "--on", ""], 2, "is not a day"),
    (["ties", "isfahan", "--kind", "sister_citty"], 2, "did you mean sister_city?"),
    (["ties", "isfahan", "--status", "xyzzy"], 2, "available: "),
    (["ties", "isfahan", "--channel", "politicl"], 2, "did you mean political?"),
    (["ties", "isfahan", "-f", "xlsx"], 2, "jsonl"),
    (["ties", "Isfahn"], 1, "did you mean isfahan?"),
    (["counts", "wego"], 1, "another kind"),
    (["profile", "isfahan-province"], 1, "another kind"),
    (["history", "isfahan", "Kazam"], 1, "did you mean kazan?"),
    (["history"], 2, "WHAT"),
    (["history", "tie/porto+isfahan/sister_city"], 2, "tie/isfahan+porto/sister_city"),
    (["history", "tie/isfahan+porto/cooperation_mou"], 1, "tie/isfahan+porto/sister_city"),
    (["history", "tie/isfahan+porto/sister_city", "porto"], 2, "omit the second city"),
    (["history", "tie/"], 2, "is not the id of a tie"),
    (["counts", "Atlantis"], 1, "no city named 'Atlantis'"),
    (["counts", "isfahan", "--kind", "wedding"], 2, "unknown code 'wedding'"),
    (["query", "sister_cities"], 1, "sister_cities_on"),
    (["query", "sister_cities_on", "-p", "citty=isfahan"], 2, "city"),
    (["query", "sister_cities_on", "-p", "city"], 2, "write it like city="),
    (["query", "sister_cities_on", "-p", "on=2010-01-01", "-p", "on=2011-01-01"], 2, "twice"),
    (["query", "sister_cities_on", "-p", "on=soon"], 2, "on: 'soon' is not a day"),
    (["query", "SELECT * {\n ?s ?p }"], 1, "line 2, column "),
    (["query", "INSERT DATA { id:a id:b id:c }"], 1, "INSERT"),
    (["query", "ASK { ?s ?p ?o }", "--timeout", "0"], 2, "more than 0"),
    (["query", "ASK { ?s ?p ?o }", "--timeout", "soon"], 2, "soon"),
    (["query", "ASK { ?s ?p ?o }", "-p", "city=isfahan"], 2, "write a resource like id:"),
    (["query", "ASK { ?s ?p ?o }", "-p", "city=id:isfahan"], 1, "no variable ?city"),
    (["query", "ASK { ?s ?p ?o }", "-f", "ttl"], 2, "csv"),
    (["query", "/"], 2, "/ is a folder, not a file with a query"),
    (["query", os.devnull], 2, "is empty: it needs a query"),
    (["query", " "], 2, "the query is empty"),
    (["--config", "/", "cities"], 1, "the folder / has no cityties.toml"),
    (["push", "ftp://localhost/"], 2, "such as http://localhost:7878/store"),
    (["export", "-"], 2, "name the form with --format"),
    (["query", "nowhere.rq"], 1, "the file nowhere.rq does not exist"),
    (["questions", "sister_citties_on"], 1, "did you mean sister_cities_on?"),
    (["map", "isfahan"], 2, "no output given: use -o FILE"),
    (["map", "isfahan", "-o", "nowhere/a.html"], 1, "the folder nowhere does not exist"),
    (["export", "ties.xlsx"], 2, ".graphml"),
    (["export", "nowhere/a.ttl"], 1, "the folder nowhere does not exist"),
    (["export", "a.ttl", "--format", "turtel"], 2, "turtle"),
    (["data", "format", "nowhere"], 2, "nowhere"),
    (["load", "rdf", "nowhere.ttl", "-o", "x"], 2, "nowhere.ttl"),
    (["completion", "tcsh"], 2, "bash"),
    (["--lang", "qq", "ties"], 2, "qq"),
    (["ties", "--data", "nowhere"], 1, "nowhere does not exist"),
    (["ties", "--no-shipped"], 2, "no data"),
    (["ties", "--store", "nowhere"], 1, "contains no graph"),
]


@pytest.mark.parametrize(("words", "code", "says"), MISTAKES, ids=lambda v: str(v)[:60])
def test_a_mistake_has_its_message(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    code: int,
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*words)
    assert done.out == ""
    assert says in done.err
    assert "Traceback" not in done.err
    assert done.code == code
    assert not list(tmp_path.iterdir()), "a failed command left something behind"


def test_problems_of_data_are_sorted_and_capped(run: Run, small: Path) -> None:
    claims = small / "claims.csv"
    header = claims.read_text("utf-8").splitlines()[0]
    blanks = "," * (header.count(","))
    claims.write_text(header + "\n" + "".join(f"c-{n},{blanks[1:]}\n" for n in range(80)), "utf-8")
    words = ("ties", "--no-shipped", "--data", str(small))
    done = run(*words)
    assert done.code == 1
    *problems, more, last = done.err.splitlines()
    assert len(problems) == 50
    assert all(":" in problem for problem in problems)
    assert more.startswith("… and ")
    assert more.endswith("-v shows all")
    everything = run("-v", *words).err.splitlines()
    assert everything[-1] == last
    assert len(everything) > 80
    assert everything[:50] == problems


def test_check_reports_problems_of_tables_as_findings(run: Run, small: Path) -> None:
    text = (small / "places.csv").read_text("utf-8")
    (small / "places.csv").write_text(text.replace("isfahan,city", "isfahan,town"), "utf-8")
    done = run("check", "--no-shipped", "--data", str(small))
    assert done.code == 1
    assert "error" in done.out
    assert "places.csv" in done.out


def test_check_counts_what_it_looked_at(run: Run) -> None:
    done = run("check")
    assert done.code == 0
    assert "checked: places " in done.out


@pytest.fixture
def store(run: Run, small: Path, tmp_path: Path) -> Path:
    """A store that holds the small data."""
    folder = tmp_path / "store"
    done = run("build", "--no-shipped", "--data", str(small), "--store", str(folder))
    assert done.code == 0
    return folder


def test_a_store_is_opened_as_it_is(run: Run, store: Path) -> None:
    done = run("ties", "--store", str(store), "-f", "csv")
    assert done.code == 0
    assert 2 < len(done.out.splitlines()) < 20


@pytest.mark.parametrize("harm", ["newer", "older", "manifest", "tables", "current", "foreign"])
def test_a_store_that_cannot_be_used_says_why(run: Run, store: Path, harm: str) -> None:
    version = store / (store / "CURRENT").read_text().strip()
    says = "damaged"
    if harm in {"newer", "older"}:
        manifest = version / "manifest.json"
        number = "99" if harm == "newer" else "0"
        text = manifest.read_text("utf-8")
        written = f'"cityties_store": {STORE_FORMAT}'
        assert written in text
        manifest.write_text(text.replace(written, f'"cityties_store": {number}'), "utf-8")
        says = "written by a" + (" newer" if harm == "newer" else "n older")
    elif harm == "manifest":
        (version / "manifest.json").write_text("{", "utf-8")
    elif harm == "tables":
        (version / "tables.json").write_text("{}", "utf-8")
    elif harm == "current":
        (store / "CURRENT").write_text("../elsewhere\n")
    else:
        shutil.rmtree(store)
        store.mkdir()
        (store / "letters.txt").write_text("mine")
        says = "contains something else"
    for words in (["ties"], ["query", "ASK { ?s ?p ?o }"]):
        if harm == "tables" and words[0] == "query":
            continue  # a query of the quads needs no rows
        done = run(*words, "--store", str(store))
        assert done.code == 1
        assert says in done.err
        assert "Traceback" not in done.err


def test_a_file_that_cannot_be_written_is_no_traceback(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder.html").mkdir()
    done = run("map", "isfahan", "-o", str(tmp_path / "folder.html"))
    assert done.code == 2
    if os.geteuid():  # root may write anywhere
        tmp_path.chmod(0o500)
        done = run("map", "isfahan", "-o", str(tmp_path / "a.html"))
        tmp_path.chmod(0o700)
        assert done.code == 1
        assert "Traceback" not in done.err


_WORDS = st.one_of(
    st.sampled_from(
        [
            "ties", "history", "counts", "conflicts", "cities", "sources", "query", "questions",
            "export", "map", "cache", "info", "data", "format", "completion", "isfahan", "porto",
            "--on", "--known-by", "2010-01-01", "--kind", "sister_city", "-f", "json", "csv",
            "--status", "--channel", "-p", "city=isfahan", "sister_cities_on", "--lang", "fa",
            "-q", "--", "-", "tie/", "-o", "--country", "--city", "unnamed/c-O048", "@", "ایران",
        ]
    ),
    st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=8),
)  # fmt: skip


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(_WORDS, max_size=6))
def test_no_list_of_words_gives_a_traceback(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", open(os.devnull, encoding="utf-8"))  # noqa: SIM115, PTH123
    done = run(*words)
    assert done.code in {0, 1, 2}
    assert "Traceback" not in done.err
    assert done.code == 0 or done.err


def test_guesses_are_translated_and_far_values_get_none(run: Run) -> None:
    assert "table" in run("--lang", "fa", "ties", "-f", "tabel").err.rpartition("؛")[2]
    assert "did you mean" not in run("ties", "-f", "zzzz").err
    assert len(run("question", "zzzz").err) < 100, "no list of all questions"


@pytest.mark.parametrize("words", ["ties", "check", "build", "query conflicts", "history isfahan"])
def test_a_data_folder_without_a_table_is_refused(run: Run, tmp_path: Path, words: str) -> None:
    (tmp_path / "notes.txt").write_text("nothing to see")
    done = run(*words.split(), "--data", str(tmp_path))
    assert done.code == 2
    assert "contains no table" in done.err
    assert "places.csv" in done.err
    assert f"`cityties data add-source {tmp_path}`" in done.err
    links = tmp_path / "links.tsv"
    links.write_text("isfahan\tporto\n")
    words_of_load = ["load", "links", str(links), "-o", str(tmp_path / "new"), "--name", "A"]
    done = run(*words_of_load, "--date", "2016", "--data", str(tmp_path))
    assert "contains no table" in done.err
