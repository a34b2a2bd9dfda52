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
