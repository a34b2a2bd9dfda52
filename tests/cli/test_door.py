"""What came from outside never reaches a terminal as it is: one door, every way to print."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cityties.cli import door, output
from cityties.language import messages
from cityties.language.visible import json_visible, visible

Run = Callable[..., Any]

ACTING = [
    *map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), "\xad", "\u061c", "\u200b", "\u200e",
    "\u200f", "\u2028", "\u2029", *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2060, 0x2070)), "\ufeff", "\ufff9", "\U000e0041", "\ud800", "\ufdd0",
]  # fmt: skip
RAW = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufdd0-\ufdef]"
)
ESC = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202eevil\u2066"
SPARQL_ESC = ESC.encode("unicode_escape").decode().replace("\\x1b", "\\u001b").replace(
    "\\x07", "\\u0007"
).replace("\\x9b", "\\u009b")  # fmt: skip
INVISIBLE = "\u200b\u200e\u2060\xad\u061c"


@pytest.mark.parametrize("letter", ACTING, ids=ascii)
def test_what_acts_is_shown(letter: str) -> None:
    shown = visible(f"a{letter}b")
    if letter in "\n\t":
        assert shown == f"a{letter}b"
    else:
        assert not RAW.search(shown)
        assert f"{ord(letter):02x}" in shown.lower()


@pytest.mark.parametrize(
    "text", ["می‌رود", "خواهرشهر‌ها", "کتابخانه‌ی", "👩‍🚀 👨‍👩‍👧", "क्‍ष", "São Tomé", "北京", "a\tb\nc"]
)
def test_writing_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_joiners_where_nothing_joins_are_shown() -> None:
    assert visible("pay\u200cpal") == "pay<U+200C>pal"
    assert visible("a\u200db") == "a<U+200D>b"


@pytest.mark.parametrize("letter", ACTING, ids=ascii)
def test_json_is_the_same_data(letter: str) -> None:
    text = json_visible(json.dumps({"a": f"x{letter}y"}, ensure_ascii=False))
    assert not RAW.search(text)
    assert json.loads(text) == {"a": f"x{letter}y"}


def test_only_the_door_makes_styles(capsys: pytest.CaptureFixture[str]) -> None:
    marks = "".join(sorted(door.MARKS))
    with door.closed():
        output.write(f"{marks}\n")
    assert "\x1b" not in capsys.readouterr().out


def test_a_style_for_one_stream_is_none_in_the_other(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "is_terminal", lambda stream=None: stream is None)
    monkeypatch.delenv("NO_COLOR", raising=False)
    with door.closed():
        output.write_error(output.dim("codes"))
    assert capsys.readouterr().err == "codes\n"


@pytest.fixture
def hostile(small: Path) -> Path:
    """A data folder with every character in names and texts that the tables let in."""
    places = small / "places.csv"
    places.write_text(places.read_text("utf-8").replace("Porto", f"Po{INVISIBLE}rto"), "utf-8")
    return small


COMMANDS = [
    "check", "ties", "ties --width 60", "history porto", "counts", "officials", "conflicts",
    "cities", "sources", "cities -f json", "cities -f jsonl", "history porto -f json",
    "ties --lang fa", "history porto --lang fa", "query sister_cities_on -p city=isfahan",
    "questions", "network", "profile porto", "path isfahan porto",
]  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS)
def test_no_command_prints_what_acts(run: Run, hostile: Path, words: str) -> None:
    done = run(*words.split(), "--no-shipped", "--data", str(hostile)) if words not in (
        "questions",
    ) else run(words)  # fmt: skip
    found = done.out + done.err
    assert found.strip()
    if "--lang" in words:  # our own marks keep a Persian line in its direction
        found = re.sub("[\u200e\u200f\u2068\u2069]", "", found)
    assert not RAW.search(found), ascii(RAW.search(found))
    assert "Traceback" not in found


SELECTS = [
    f'SELECT ("{SPARQL_ESC}" AS ?x) {{}}',
    f'SELECT ?y {{ BIND(STRDT("{SPARQL_ESC}", id:a) AS ?y) }}',
]


@pytest.mark.parametrize("form", ["table", "json", "jsonl"])
@pytest.mark.parametrize("select", SELECTS)
def test_the_answer_of_a_query(run: Run, select: str, form: str) -> None:
    done = run("query", select, "-f", form)
    assert done.code == 0, done.err
    assert "owned" in done.out
    assert not RAW.search(done.out + done.err)


def test_csv_keeps_its_bytes(spawn: Run) -> None:
    done = spawn("query", f'SELECT ("{SPARQL_ESC}" AS ?x) {{}}', "-f", "csv")
    assert ESC in done.out


WORDS = [
    ["ties", f"x{ESC}"], ["history", ESC], [ESC], [f"--{ESC}"], ["ties", f"--{ESC}"],
    ["ties", "-f", ESC], ["ties", "--on", ESC], ["ties", "--kind", ESC], ["query", f"{ESC}.rq"],
    ["query", f"SELECT * {{ {ESC} }}"], ["query", "ASK {}", "-p", ESC], ["question", ESC],
    ["query", "ASK {}", "-p", f"a={ESC}"], ["load", ESC], ["load", "rdf", ESC, "-o", "x"],
    ["ties", "--data", ESC], ["ties", "--store", ESC], ["export", f"{ESC}.xyz"],
    ["export", f"{ESC}/a.ttl"], ["map", "-o", f"{ESC}/a.html"], ["--lang", ESC, "ties"],
    ["data", "format", ESC], ["snapshot", "verify", ESC], ["diff", ESC, ESC],
    ["centrality", "--measure", ESC], ["completion", ESC], ["cache", ESC],
]  # fmt: skip


@pytest.mark.parametrize("words", WORDS, ids=lambda words: ascii(" ".join(words))[:50])
def test_an_argument_that_acts(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*words)
    assert done.code in (0, 1, 2)
    assert not RAW.search(done.out + done.err), ascii(done.out + done.err)
    assert "Traceback" not in done.err


def test_problems_of_a_file_that_act(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonld"
    file.write_text(json.dumps({"@id": f"http://a/{ESC}", f"k{ESC}": ESC, "@type": ESC}), "utf-8")
    done = run("load", "rdf", str(file), "-o", str(tmp_path / "new"))
    assert done.code == 1
    assert not RAW.search(done.out + done.err)
    table = tmp_path / "links.tsv"
    table.write_text(f"from\tto\tx\u202e{INVISIBLE}\nQ1\tQ2\ty\n", "utf-8")
    done = run(
        "load", "links", str(table), "-o", str(tmp_path / "new"), "--name", "A", "--date", "2016"
    )
    assert done.code == 0  # a column with an unknown title is left out, and reported
    assert not RAW.search(done.out + done.err)


PRINTING = """
import logging, sys, warnings, click, cityties.cli
def say(_words):
    print(sys.argv[1])
    click.echo(sys.argv[1])
    print(sys.argv[1], file=sys.stderr)
    click.echo(sys.argv[1], err=True)
    logging.getLogger("cityties").error("%s", sys.argv[1])
    warnings.warn(sys.argv[1])
    sys.stdout.writelines([sys.argv[1]])
    return 0
cityties.cli._obey = say
raise SystemExit(cityties.cli.main(["ties", "--help"]))
"""


def test_every_way_to_print_passes_the_door() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRINTING, ESC], capture_output=True, check=True, encoding="utf-8"
    )
    assert done.stdout.count("owned") == 3
    assert done.stderr.count("owned") == 4
    assert not RAW.search(done.stdout + done.stderr)


class TestNobodyForesaw:
    """An error that nobody foresaw is one sentence, with a way to report it."""

    @pytest.fixture(autouse=True)
    def _broken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("CITYTIES_DEBUG", raising=False)

    @pytest.mark.parametrize(
        ("error", "says"),
        [
            (KeyError(ESC), "internal error (KeyError"),
            (ValueError("x" * 5000), "…"),
            (RecursionError("maximum"), "nested too deeply"),
            (MemoryError(), "not enough memory"),
            (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "no"), "internal error"),
        ],
    )
    def test_one_sentence(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, says: str
    ) -> None:
        def fail(*_args: Any, **_more: Any) -> None:
            raise error

        monkeypatch.setattr("cityties.cli.questions.emit", fail)
        done = run("questions")
        assert done.code == 1
        assert says in done.err
        assert len(done.err.splitlines()) == 1
        assert len(done.err) < 500
        assert "Traceback" not in done.err
        assert not RAW.search(done.err)

    @pytest.mark.parametrize("link", ["__cause__", "__context__"])
    def test_ctrl_c_in_the_wrapping_of_python_is_no_error(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, link: str
    ) -> None:
        def fail(*_args: Any, **_more: Any) -> None:
            error = RuntimeError("Error calling __set_name__ on a property")
            setattr(error, link, KeyboardInterrupt())
            raise error

        monkeypatch.setattr("cityties.cli.questions.emit", fail)
        done = run("questions")
        assert (done.code, done.err) == (130, "")

    def test_ctrl_c_while_the_commands_are_imported(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(_words: list[str]) -> int:
            raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()

        monkeypatch.setattr("cityties.cli._main", fail)
        assert run("questions").code == 130

    def test_debug_shows_where(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_args: Any, **_more: Any) -> None:
            raise KeyError(ESC)

        monkeypatch.setattr("cityties.cli.questions.emit", fail)
        monkeypatch.setenv("CITYTIES_DEBUG", "1")
        done = run("questions")
        assert done.code == 1
        assert "Traceback" in done.err
        assert not RAW.search(done.err)


def test_persian_lines_keep_their_marks(run: Run) -> None:
    done = run("--lang", "fa", "ties", "isfahan")
    messages.set_language("en")
    assert "\u2068" in done.out.splitlines()[-1]


DOCUMENTS = [
    "brief dakar --city isfahan -f md", "brief dakar --city isfahan -f typst",
    "pending isfahan -f md", "report isfahan --year 2023 -f md",
    "brief dakar --city isfahan --lang both -f md", "pending isfahan -f html",
]  # fmt: skip


@pytest.mark.parametrize("words", DOCUMENTS)
def test_a_document_of_ours_comes_out_as_in_its_file(run: Run, tmp_path: Path, words: str) -> None:
    asked = [*words.split(), "--on", "2026-11-21"]
    if "--lang" not in asked:
        asked += ["--lang", "fa"]
    file = tmp_path / "a.out"
    assert run(*asked, "-o", str(file)).code == 0
    assert run(*asked).out.encode() == file.read_bytes()
    assert "<U+" not in file.read_text("utf-8")


@pytest.mark.parametrize("form", ["md", "typst"])
def test_a_document_at_a_terminal(
    run: Run, hostile: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(output, "is_terminal", lambda stream=None: stream is None)
    sources = hostile / "sources.csv"
    sources.write_text(
        sources.read_text("utf-8").replace("Hyderabad soon", f"Hy{INVISIBLE}soon"), "utf-8"
    )
    done = run(
        "brief", "porto", "--city", "isfahan", "--lang", "fa", "-f", form,
        "--no-shipped", "--data", str(hostile),
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "\u2066" in done.out, "isolates of ours pass"
    assert "<U+200B>" in done.out.replace("\\", ""), "and what came from outside does not"
    assert not RAW.search(re.sub("[\u2066\u2067\u2069]", "", done.out))


def test_an_isolate_from_outside_passes_in_no_message(capsys: pytest.CaptureFixture[str]) -> None:
    with door.closed(), messages.in_language("fa"):
        output.write("شهر po\u2066rto\u2069 \u200e--x\n")
        output.write_error("شهر po\u2066rto\u2069\u200e")
        output.write_data("شهر po\u2066rto\u2069\u200e\n")
    found = capsys.readouterr()
    assert not RAW.search(found.out + found.err)
    assert found.err == "شهر po<U+2066>rto<U+2069><U+200E>\n"


def test_an_option_in_a_persian_sentence_keeps_its_sign(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with door.closed(), messages.in_language("fa"):
        output.write("بدون --update لازم (.xlsx) 5-a، a --b\n  --date تاریخ\n")
        output.write_data("بدون --update\n")
    assert capsys.readouterr().out == (
        "بدون \u200e--update لازم (\u200e.xlsx) 5-a، a --b\n  --date تاریخ\nبدون --update\n"
    )


@pytest.mark.parametrize(
    "asked",
    [
        "lines with an unknown grade; say what it means with --grade",
        "Also merge the partitions into one file, DIR/graph.nq.gz.",
        "--reason needs a text: why is it no longer claimed?",
    ],
)
def test_no_message_of_ours_is_escaped(capsys: pytest.CaptureFixture[str], asked: str) -> None:
    with door.closed(), messages.in_language("fa"):
        output.write(messages._(asked))
    said = capsys.readouterr().out
    assert said != asked
    assert "<U+" not in said
