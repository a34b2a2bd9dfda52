"""Every question and command in a folder of other countries: nothing is of a home unseen.

The folder has Tampere, Turku and Tartu and nothing of the shipped data. An answer has rows, or
says that it has none; and nobody reads the name of a city or country that is not in it.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from cityties.query.questions import Parameter, Question, list_questions

FOLDER = Path(__file__).parents[1] / "fixtures" / "elsewhere"
NAMES = re.compile(r"isfahan|esfahan|\biran|اصفهان|ایران", re.IGNORECASE)
QUESTIONS = list_questions()

# What the parameters that must be given are here.
VALUES = {
    "city": "tartu",
    "place": "estonia",
    "organization": "nordnet",
    "person": "anna-virta",
    "thing": "tartu",
}

COMMANDS = {
    "ties": "Tartu",
    "ties tartu": "Tampere",
    "ties estonia --within": "Tampere",
    "history tampere": "Tartu",
    "history tampere tartu": "froze",
    "officials": "Anna Virta",
    "officials tampere": "Anna Virta",
    "officials turku": "no officials",
    "counts": "tn-3",
    "counts turku": "no claimed numbers",
    "conflicts": "2019",
    "conflicts turku": "no conflicts",
    "cities": "Turku",
    "sources": "tn-2",
    "questions": "sister_cities_on",
    "centrality": "Tartu",
    "centrality tampere": "Tartu",
    "network": "1",
    "profile tampere tartu": "Tartu",
    "path tartu tampere": "Tampere",
    "path turku tampere": "no path",
    "trend": "2020",
    "diff 2021-01-01 2023-01-01": "Tartu",
    "check --severity note": "notes",
    "build": "content id",
    "config": "tampere",
    "cache info": "",
    "data format": "0 files",
    "--help": "Usage",
    "query nothing": "unknown question",
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the folder, to be in."""
    folder = tmp_path / "elsewhere"
    shutil.copytree(FOLDER, folder)
    monkeypatch.chdir(folder)
    return folder


def _required(question: Question) -> list[Parameter]:
    return [parameter for parameter in question.parameters if parameter.is_required]


def _words(question: Question) -> list[str]:
    words = []
    for each in _required(question):
        words += ["-p", f"{each.name}={VALUES.get(each.type, each.example)}"]
    return words


def _has_no_names(done: Any) -> None:
    assert not NAMES.findall(done.out + done.err), done.out + done.err


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_every_question_answers_with_the_home_or_says_that_it_has_no_rows(
    run: Any, here: Path, lang: str
) -> None:
    with_rows = 0
    for question in QUESTIONS:
        done = run("--lang", lang, "query", question.name, *_words(question))
        assert done.code == 0, (question.name, done.err)
        _has_no_names(done)
        found = int(done.out.count("\n") > 2)
        with_rows += found
        if not found:
            assert re.search(r"(?:^|\s)(?:0|۰) ", done.err), (question.name, done.out, done.err)
        if lang == "en":
            shown = run("question", question.name)
            _has_no_names(shown)
            assert shown.code == 0
    assert with_rows > 20, "the folder is too poor to say anything"


def test_without_a_home_a_question_that_needs_one_says_so(run: Any, here: Path) -> None:
    here.joinpath("cityties.toml").write_text('[data]\nfolder = "."\nshipped = false\n')
    needed = 0
    for question in QUESTIONS:
        homes = [parameter.name for parameter in question.parameters if parameter.is_home]
        if not homes:
            continue
        needed += 1
        done = run("query", question.name, *_words(question))
        assert done.code == 2, question.name
        assert f"{question.name} needs {homes[0]}" in done.err
        assert "no home is set" in done.err
        assert f"-p {homes[0]}=" in done.err
        assert done.out == ""
        _has_no_names(done)
    assert needed >= 45
    for command in ("counts", "trend"):
        done = run(command)
        assert done.code == 2
        assert "no home is set" in done.err
        _has_no_names(done)


@pytest.mark.parametrize("value", ["isfahan", "nowhere"])
def test_a_value_or_a_home_that_the_graph_lacks_is_an_error(
    run: Any, here: Path, value: str
) -> None:
    done = run("query", "sister_cities_on", "-p", f"city={value}")
    assert (done.code, done.out) == (1, "")
    assert f"no city named '{value}'" in done.err
    file = here / "cityties.toml"
    file.write_text(f'[home]\ncity = "{value}"\n[data]\nfolder = "."\nshipped = false\n')
    for words in (["query", "sister_cities_on"], ["counts"], ["trend"]):
        done = run(*words)
        assert (done.code, done.out) == (1, ""), words
        assert "cityties.toml:2: the home is not in the graph" in done.err
    assert run("ties").code == 0, "what needs no home is not in the way"


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_says_something_of_the_folder(run: Any, here: Path, words: str) -> None:
    done = run(*words.split())
    assert done.code in (0, 1), done.err
    if words not in ("--help",):  # the help names commands alone
        _has_no_names(done)
    assert COMMANDS[words] in done.out + done.err
    assert (done.out + done.err).strip()


def test_persian_readers_do_not_meet_the_names_either(run: Any, here: Path) -> None:
    for words in ("ties", "history tampere", "counts", "conflicts", "officials", "cities",
                  "sources", "trend", "network", "profile tampere tartu"):  # fmt: skip
        done = run("--lang", "fa", *words.split())
        assert done.code == 0, (words, done.err)
        _has_no_names(done)


def test_files_of_the_folder_do_not_name_another_home(run: Any, here: Path) -> None:
    out = here.parent / "out"
    out.mkdir()
    names = ("ties.csv", "x.nodes.csv", "graph.trig", "graph.ttl", "graph.jsonld", "ties.graphml",
             "ties.geojson", "ties.gexf")  # fmt: skip
    for name in names:
        done = run("export", str(out / name))
        assert done.code == 0, done.err
        assert not NAMES.search((out / name).read_text("utf-8")), name
    assert run("map", "-o", str(out / "page.html")).code == 0
    page = (out / "page.html").read_text("utf-8")
    assert not NAMES.findall(page)
    assert run("snapshot", "create", str(out / "releases")).code == 0
    (folder,) = (path for path in (out / "releases").iterdir() if path.is_dir())
    for name in ("README.md", "CITATION.cff", "dcat.ttl", "datapackage.json", "manifest.json",
                 "graph.trig", "codebook.md", "ro-crate-metadata.json"):  # fmt: skip
        assert not NAMES.findall((folder / name).read_text("utf-8")), name


def test_english_footers_have_the_calendar_of_the_home_alone(run: Any, here: Path) -> None:
    done = run("ties", "--on", "2021-08-01")
    assert "on 1 August 2021 ·" in done.out
    file = here / "cityties.toml"
    file.write_text(file.read_text("utf-8") + '[languages]\ncalendars = ["solar_hijri"]\n')
    assert "on 1 August 2021 (10 Mordad 1400) ·" in run("ties", "--on", "2021-08-01").out
    assert "۱۰ مرداد ۱۴۰۰ (۱ اوت ۲۰۲۱)" in run("--lang", "fa", "ties", "--on", "2021-08-01").out


def test_a_home_in_iran_has_both_calendars(run: Any, here: Path) -> None:
    file = here / "cityties.toml"
    file.write_text('[home]\ncity = "isfahan"\n')
    assert "on 1 August 2021 (10 Mordad 1400) ·" in run("ties", "porto", "--on", "2021-08-01").out
    assert run("query", "approval_steps", "-f", "csv").out.count("\n") > 3
    file.write_text("")
    assert "on 1 August 2021 ·" in run("ties", "porto", "--on", "2021-08-01").out
