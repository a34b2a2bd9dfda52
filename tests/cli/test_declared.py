"""Short commands without click: what they take for plain, and that click gives the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import click
import pytest

from cityties.cli import front
from cityties.cli.declared import Command
from cityties.cli.listings import counts_command, history_command, ties_command
from cityties.cli.questions import query_command

from .conftest import Run

PLAIN = [
    ["ties"],
    ["ties", "isfahan", "-f", "json"],
    ["ties", "--format=csv", "isfahan", "--within"],
    ["--lang", "fa", "ties", "isfahan"],
    ["ties", "isfahan", "--kind", "sister_city", "--kind", "membership"],
    ["ties", "isfahan", "--on", "2010-01-01", "--concluded", "signed"],
    ["history", "isfahan", "freiburg", "--no-said"],
    ["cities", "hyder"],
    ["query", "ASK { id:isfahan a ct:City }", "--timeout", "5", "--memory=512"],
    ["query", "SELECT ?c { ?c ct:sisterCityOf ?a }", "-p", "a=id:isfahan", "--shipped"],
    ["query", "-"],
    ["questions"],
]
NOT_PLAIN = [
    ["ties", "--help"],
    ["ties", "isfahan", "freiburg"],  # too many
    ["ties", ""],
    ["ties", "--", "isfahan"],
    ["ties", "isfahan", "--form", "json"],  # abbreviated
    ["ties", "isfahan", "-fjson"],
    ["ties", "isfahan", "-f", "xml"],
    ["ties", "isfahan", "-f"],
    ["ties", "isfahan", "-f", "csv", "-f", "json"],
    ["ties", "isfahan", "--within=yes"],
    ["ties", "isfahan", "--within", "--within"],
    ["ties", "isfahan", "--kind", "sister cities"],  # click's type forgives blanks
    ["ties", "isfahan", "--on", "yesterday"],
    ["ties", "isfahan", "--known-by", "2010-01-01"],
    ["ties", "isfahan", "--data", "folder"],
    ["history"],
    ["query", "ASK {}", "--memory", "1"],
    ["query", "ASK {}", "--timeout", "soon"],
    ["-q", "ties", "isfahan"],
    ["tie", "isfahan"],
    ["check"],
    ["--lang"],
]


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CITYTIES_DATA", "CITYTIES_STORE"):
        monkeypatch.delenv(name, raising=False)


def in_click(command: Command, words: list[str]) -> dict[str, object]:
    """The values that click finds in a call."""
    made = command.as_click()
    with made.make_context("", list(words)) as context:
        return context.params


@pytest.mark.parametrize("words", PLAIN, ids=" ".join)
def test_a_plain_call_has_the_values_that_click_finds(words: list[str]) -> None:
    assert front.plain_call(words) is not None
    place = next(at for at, word in enumerate(words) if word in front.COMMANDS)
    name, rest = words[place], words[place + 1 :]
    module = __import__(f"cityties.cli.{front.COMMANDS[name][0]}", fromlist=[name])
    command = getattr(module, f"{name}_command")
    assert command.plain(rest) == in_click(command, rest)


@pytest.mark.parametrize("words", NOT_PLAIN, ids=" ".join)
def test_every_other_call_is_for_click(words: list[str]) -> None:
    assert front.plain_call(words) is None


@pytest.mark.parametrize("name", ["CITYTIES_DATA", "CITYTIES_STORE"])
def test_a_variable_is_for_click(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "folder")
    assert front.plain_call(["ties", "isfahan"]) is None


@pytest.mark.parametrize("command", [ties_command, history_command, counts_command, query_command])
def test_click_calls_every_value_as_the_command_does(command: Command) -> None:
    made = command.as_click()
    assert [each.name for each in made.params] == [each.name for each in command.parameters]
    for ours, theirs in zip(command.parameters, made.params, strict=True):
        assert isinstance(theirs, click.Argument) is ours.is_argument
        if isinstance(theirs, click.Option):
            assert theirs.is_flag is ours.is_flag
            assert [*theirs.opts, *theirs.secondary_opts] == [word for word, _on in ours.words()]


PROBE = """
import json, sys
from cityties.cli import main
code = main(sys.argv[1:])
print("\\n" + json.dumps([code, "click" in sys.modules]))
"""


@pytest.mark.parametrize(
    ("words", "code", "with_click"),
    [
        (["ties", "isfahan", "-f", "json"], 0, False),
        (["counts", "isfahan"], 0, False),
        (["query", "ASK { id:isfahan a ct:City }"], 0, False),
        (["--lang", "de", "sources"], 0, False),
        (["ties", "nowhere-at-all"], 1, False),
        (["query", "ASK {"], 1, False),
        (["ties", "isfahan", "-f", "xml"], 2, True),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_plain_call_does_not_import_click(words: list[str], code: int, with_click: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *words],
        capture_output=True, text=True, encoding="utf-8", env=os.environ, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout.splitlines()[-1]) == [code, with_click]


@pytest.mark.parametrize(
    "words",
    [
        ["ties", "isfahan", "-f", "csv"],
        ["ties", "nowhere-at-all"],
        ["query", "ASK {"],
        ["query", "no_such_question"],
        ["counts"],
    ],
    ids=" ".join,
)
def test_click_says_the_same(run: Run, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    plain = run(*words)
    monkeypatch.setattr(front, "plain_call", lambda _words: None)
    assert run(*words) == plain
