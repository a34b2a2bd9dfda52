"""click's own words in Persian, and English again afterwards."""

from __future__ import annotations

import gettext
import os
import re
from pathlib import Path

import click
import pytest
from babel.messages.extract import extract_from_dir

from cityties.cli import click_texts
from cityties.language.messages import _ as translate
from cityties.language.messages import in_language, ngettext

from .conftest import Run

CLICK = Path(click.__file__).parent
# What click would say in English; our own texts are translated when a module is imported.
ENGLISH = re.compile(
    r"(?m)^(?:Usage:|Options:|Commands:|Error:|Try ')|Show this message|\[default:"
    r"|Invalid value|Missing option|No such option|Got unexpected"
)


def texts_of_click() -> set[str]:
    found = set()
    for _file, _line, text, _comments, _context in extract_from_dir(CLICK):
        found.add(text if isinstance(text, str) else text[0])
    return found


def test_most_of_the_texts_are_those_of_the_click_installed() -> None:
    ours = {*click_texts.TEXTS, *(one for one, _many in click_texts.COUNTED)}
    assert len(ours) == len(click_texts.TEXTS) + len(click_texts.COUNTED) > 40
    assert len(ours & texts_of_click()) > len(ours) * 0.8


def test_every_text_has_a_translation() -> None:
    with in_language("fa"):
        assert [text for text in click_texts.TEXTS if translate(text) == text] == []
        for one, many in click_texts.COUNTED:
            assert ngettext(one, many, 1) != one
            assert ngettext(one, many, 2) != many


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["ties", "--help"],
        ["data", "--help"],
        ["check", "--help"],
        ["ties", "--nope"],
        ["ties", "--kind"],
        ["ties", "one", "two", "three"],
        ["ties", "--concluded", "perhaps"],
        ["map", "isfahan"],
        ["ties", "--data", "/no/such/folder"],
    ],
    ids=" ".join,
)
def test_click_speaks_persian(spawn: Run, words: list[str]) -> None:
    # In processes of their own: click keeps the help option's text that it made first.
    told = spawn("--lang", "fa", *words)
    text = told.out + told.err
    assert "کاربرد:" in text or "خطا:" in text
    assert ENGLISH.findall(text) == []
    assert told.code == spawn(*words).code


def test_click_speaks_english_again(run: Run) -> None:
    before = run("ties", "--nope")
    assert "خطا:" in run("--lang", "fa", "ties", "--nope").err
    assert run("ties", "--nope") == before
    assert "Error:" in before.err


def test_the_process_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    domain = gettext.textdomain()
    for wanted in (None, "de:fr"):
        if wanted is None:
            monkeypatch.delenv("LANGUAGE", raising=False)
        else:
            monkeypatch.setenv("LANGUAGE", wanted)
        with pytest.raises(RuntimeError), click_texts.from_our_catalogue("fa"):
            assert gettext.gettext("Options") == "گزینه‌ها"
            raise RuntimeError
        assert gettext.textdomain() == domain
        assert os.environ.get("LANGUAGE") == wanted


@pytest.mark.parametrize("words", [["map"], ["centrality"], ["load", "members"], ["diff"], []])
def test_help_has_persian_placeholders_ranges_and_digits(spawn: Run, words: list[str]) -> None:
    told = spawn("--lang", "fa", *words, "--help").out
    usage, *lines = told.splitlines()
    assert "[گزینه‌ها]" in usage
    assert not re.search("[A-Z]", usage)
    options = [line for line in lines if re.match(r" {2}-", line)]
    assert len(options) > 3
    # What stands for a value, before the text; lists of choices are typed as they are.
    heads = [re.split(r" {2,}", line.strip())[0] for line in options]
    assert [head for head in heads if re.search("[A-Z]{2}", head)] == []
    details = re.findall(r"\[([^]]*پیش‌فرض[^]]*|[^]]*دست‌کم[^]]*)\]", told)
    assert [one for one in details if re.search("[0-9<=;]", one)] == []


def test_ranges_are_in_words(spawn: Run) -> None:
    assert "[پیش‌فرض: ۲؛ ۱ تا ۲]" in " ".join(spawn("--lang", "fa", "map", "--help").out.split())
    told = spawn("--lang", "fa", "map", "isfahan", "--steps", "4")
    assert "در بازهٔ ۱ تا ۲ نیست" in told.err
    assert told.code == 2


def test_every_placeholder_of_the_help_is_known() -> None:
    from cityties.cli.commands import cli

    words = set()

    def look(command: click.Command, context: click.Context) -> None:
        pieces = " ".join(command.collect_usage_pieces(context))
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.is_flag:
                pieces += " " + parameter.make_metavar(context)
        words.update(re.findall("[A-Z]+(?: RANGE)?", pieces))
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                child = command.get_command(context, name)
                assert child is not None
                look(child, click.Context(child, parent=context, info_name=name))

    look(cli, click.Context(cli, info_name="cityties"))
    with in_language("fa"):
        known = {word: text for word, text in click_texts.metavars().items() if word != text}
    # Names of click's own types are asked of gettext, as the texts above are.
    assert words - set(known) - {"DIRECTORY", "PATH"} == set()
    assert len(words) > 25
