"""The catalogue holds every text of the code, whole and compiled."""

from __future__ import annotations

import os
import re
import shutil
import string
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from cityties.language import messages
from cityties.language.messages import (
    N_,
    _,
    in_language,
    in_languages,
    language,
    languages,
    ngettext,
    pgettext,
    set_language,
    together,
)
from cityties.language.names import persian_faults

TOP = Path(__file__).parents[2]
FOLDER = messages.LOCALE_DIR / "fa" / "LC_MESSAGES"
MARKS = "[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]"
REFRESH = "run `make messages` and translate what is new"


@cache
def catalogue() -> Catalog:
    with (FOLDER / "cityties.po").open("rb") as stream:
        return read_po(stream, locale="fa")


def entries() -> Iterator[Message]:
    return (message for message in catalogue() if message.id)


@cache
def texts_of_the_code() -> frozenset[tuple[str, object]]:
    with (TOP / "babel.cfg").open(encoding="utf-8") as stream:
        methods, options = parse_mapping_cfg(stream)
    keywords = {**DEFAULT_KEYWORDS, **parse_keywords(["counted:1,2"])}
    collected = Catalog()
    for _file, _line, text, _comments, context in extract_from_dir(
        TOP / "graph", methods, options, keywords
    ):
        collected.add(text, context=context)
    return frozenset((m.context or "", m.id) for m in collected if m.id)


def as_one(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> list[tuple[str, str]]:
    """Each English form with its Persian one."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return list(zip(message.id, message.string, strict=True))


def fields(text: str) -> set[str]:
    try:
        return {name for _t, name, _s, _c in string.Formatter().parse(text) if name}
    except ValueError:  # a text that is never formatted, with a brace in it
        return set()


def test_the_catalogue_is_up_to_date() -> None:
    code = texts_of_the_code()
    there = {(m.context or "", m.id) for m in entries()}
    assert len(code) > 100
    assert sorted(code - there, key=str) == [], REFRESH
    assert sorted(there - code, key=str) == [], REFRESH


def test_every_text_is_translated() -> None:
    missing = [as_one(m) for m in entries() if not all(persian for _en, persian in forms(m))]
    assert missing == [], REFRESH
    assert not any(m.fuzzy for m in entries())


def test_translations_have_the_same_placeholders() -> None:
    wrong = []
    for message in entries():
        for english, persian in forms(message):
            # "one city" may leave the number out; a plural may not
            allowed = {"n"} if english != forms(message)[-1][0] else set()
            if persian and not (
                fields(persian) <= fields(english) and fields(english) - fields(persian) <= allowed
            ):
                wrong.append((english, persian))
    assert wrong == []


def test_persian_is_typed_well() -> None:
    faults = {}
    for message in entries():
        for english, persian in forms(message):
            if english.strip() != english or "{place}" in english:
                continue  # separators, and texts about the faults themselves
            found = persian_faults(re.sub(r"\{[^}]*\}|[!-~]+", "x", persian))
            if found:
                faults[persian] = found
    assert faults == {}


def test_edges_and_line_ends_agree() -> None:
    for message in entries():
        for english, persian in forms(message):
            if persian and english.strip():
                assert english.endswith("\n") == persian.endswith("\n"), english
                assert english.startswith(" ") == persian.startswith(" "), english


def test_the_compiled_catalogue_says_what_is_written() -> None:
    # Texts, not bytes: those carry the version of Babel.
    with (FOLDER / "cityties.mo").open("rb") as stream:
        compiled = {(m.context or "", as_one(m)): forms(m) for m in read_mo(stream) if m.id}
    written = {
        (m.context or "", as_one(m)): [
            (english, re.sub(MARKS, "", persian)) for english, persian in forms(m)
        ]
        for m in entries()
    }
    compiled = {key: list(found) for key, found in compiled.items()}
    assert len(written) > 1000
    assert compiled == written, "run `make messages`"
    assert not any(re.search(MARKS, said) for found in compiled.values() for _, said in found), (
        "marks of direction are for who reads the file: the door lets none pass"
    )


def test_the_rule_for_plurals_is_ours() -> None:
    assert catalogue().plural_forms == "nplurals=2; plural=(n > 1);"


def test_languages_are_chosen_and_given_back() -> None:
    assert language() == "en"
    with in_language("fa"):
        assert language() == "fa"
        with in_language("en"):
            assert _("at any time") == "at any time"
        assert _("at any time") == "در هر زمان"
        assert pgettext("month", "May") == "مه"
    assert language() == "en"
    with pytest.raises(ValueError, match=r"en, .*fa"):
        set_language("qq")
    assert languages()[0] == "en"
    assert "fa" in languages()


def test_threads_share_the_language_chosen_and_keep_their_own_blocks() -> None:
    seen = []

    def look() -> None:
        seen.append(language())
        with in_language("en"):
            seen.append(language())

    set_language("fa")
    try:
        other = threading.Thread(target=look)
        other.start()
        other.join()
        assert [*seen, language()] == ["fa", "en", "fa"]
    finally:
        set_language("en")


def test_a_failing_block_gives_the_language_back() -> None:
    with pytest.raises(RuntimeError), in_language("fa"):
        raise RuntimeError
    assert language() == "en"


def test_plurals() -> None:
    assert ngettext("{n} city", "{n} cities", 0) == "{n} cities"
    assert ngettext("{n} city", "{n} cities", 1) == "{n} city"
    assert ngettext("{n} city", "{n} cities", 1.5) == "{n} cities"
    one, many = (
        "{n} more problem of the same kind here",
        "{n} more problems of the same kind from here on",
    )
    with in_language("fa"):
        assert ngettext(one, many, 1) != one
        assert ngettext(one, many, 1.5) == ngettext(one, many, 2)


def test_a_text_without_translation_stays_english() -> None:
    with in_language("fa"):
        assert _("no such text in the catalogue, surely") == "no such text in the catalogue, surely"
        assert N_("x") == "x"


def test_without_the_compiled_catalogue_texts_are_english_and_it_is_said_once(
    tmp_path: Path,
) -> None:
    package = Path(messages.__file__).parents[1]
    shutil.copytree(
        package, tmp_path / "cityties", ignore=shutil.ignore_patterns("*.mo", "__pycache__")
    )

    def run(*words: str) -> tuple[str, str]:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "cityties", *words],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
        )
        return done.stdout, done.stderr

    english, silence = run("--help")
    assert silence == ""
    assert english.startswith("Usage: cityties")
    told, notice = run("--lang", "fa", "--help")
    assert told == english
    assert notice.count("\n") == 1
    assert "not compiled" in notice
    assert "make messages" in notice


def test_english_reads_no_file() -> None:
    code = (
        "import sys\n"
        "def watch(event, args):\n"
        "    if event == 'open' and str(args[0]).endswith('.mo'): sys.exit(9)\n"
        "sys.addaudithook(watch)\n"
        "from cityties.language.messages import _, ngettext, pgettext\n"
        "_('a'), ngettext('a', 'b', 2), pgettext('c', 'a')\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_file_in_several_languages_has_those_that_were_chosen() -> None:
    assert together() == languages()
    with in_languages(["fi", "fa"]):
        assert together() == ("en", "fa"), "English, and what there are texts in"
        with in_languages([]):
            assert together() == languages()
    with in_language("fa"), in_languages(["en"]):
        assert together() == ("en", "fa"), "the language of the texts is one of them"
    assert together() == languages()
