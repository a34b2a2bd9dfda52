"""The page as a text: what it holds, what it refuses, that it is always the same."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from cityties.language.messages import languages
from cityties.page import page_schema, read_block, render_page
from cityties.page.assembly import assemble
from cityties.page.texts import page_texts

Make = Callable[..., dict[str, Any]]


class _Parts(HTMLParser):
    """The elements of a page, and the text of its scripts by id."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: dict[str, str] = {}
        self.code: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if not data.strip() or self.tags[-1][0] != "script":
            return
        attributes = self.tags[-1][1]
        if attributes.get("type") == "text/plain":
            self.scripts[str(attributes["id"])] = data
        else:
            self.code.append(data)


def _block(html: str) -> Any:
    assert set(_Parts(html).scripts) == {"cityties-data"}
    return read_block(html)


def test_the_page_holds_the_block_it_was_given(make_block: Make) -> None:
    from jsonschema import Draft202012Validator

    block = make_block()
    held = _block(render_page(block))
    Draft202012Validator(page_schema()).validate(held)
    assert {key: held[key] for key in block} == json.loads(json.dumps(block))
    assert set(held) - set(block) == {"languages", "texts"}
    assert len(held["lines"]) == 12
    assert {line["tie"] for line in held["lines"]} == set(range(len(held["ties"])))
    parallel = [line for line in held["lines"] if {line["from"], line["to"]} == {0, 7}]
    assert sorted(line["rank"] for line in parallel) == [0, 1, 2]


def test_a_packed_block_is_held_as_it_is(make_block: Make) -> None:
    block = make_block(renderer="canvas", lines=None)
    html = render_page(block)
    assert _block(html)["lines"] is None
    assert len(_Parts(html).code) == 2, "a mark, and its own canvas draws it: no vis-network"
    assert len(html.encode()) < 400_000


def test_every_fault_is_named_at_once(make_block: Make) -> None:
    block = make_block()
    block["ties"].append(block["ties"][0])
    block["ties"].append({**block["ties"][0], "id": "w", "kind": "treaty"})
    block["codes"]["kind"].append({"code": "pact", "label": 0, "badge": "PA"})
    block["codes"]["status"].append({"code": "paused", "label": 0})
    block["cities"].append(block["cities"][3])
    lines = block["lines"]
    lines += [lines[0], {**lines[1], "id": "x", "to": 99}, {**lines[1], "id": "y", "tie": -1}]
    lines.append({**lines[1], "id": "z", "to": lines[1]["from"]})
    with pytest.raises(ValueError) as caught:
        render_page(block)
    for part in (
        "ties: two rows have the id tie/freiburg", "cities: two rows have the id karbala",
        "lines: two rows", "x: to is no row of cities: 99", "y: tie is no row of ties: -1",
        "z: a line joins two cities", "no colour for the kind pact", "for the kind treaty",
        "no dash for the status paused",
    ):  # fmt: skip
        assert part in str(caught.value)


def test_unknown_language(make_block: Make) -> None:
    with pytest.raises(ValueError, match=r"en, .*fa"):
        render_page(make_block(language="qq"))


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("fa", "rtl")])
def test_the_page_opens_in_its_language(make_block: Make, language: str, direction: str) -> None:
    html = render_page(make_block(language=language))
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert f"<title>{make_block()['meta']['title'][language]}</title>" in html


def test_same_block_same_text_in_another_process(make_block: Make, repository: Path) -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "import conftest, hashlib; from cityties.page import render_page;"
        "page = render_page(conftest.sample()).encode();"
        "sys.stdout.write(hashlib.sha256(page).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program, str(repository / "tests" / "page")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
    first, again = (render_page(make_block()) for _ in range(2))
    assert first == again
    assert hashlib.sha256(first.encode()).hexdigest() in digests


def test_one_file_without_outside_addresses(
    make_block: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    html = render_page(make_block())
    assert list(tmp_path.iterdir()) == [], "nothing is written beside the page"
    assert len(html.encode()) < 1_500_000
    parts = _Parts(html)
    assert not [
        (tag, attributes)
        for tag, attributes in parts.tags
        if tag != "a"  # a source, which the reader may open
        and (
            {"src", "href", "srcset", "action", "data"} & set(attributes) or tag in {"link", "base"}
        )
    ]
    # Addresses outside the data: the licence texts of vis-network, and the name of SVG.
    assert set(re.findall(r"https?://[^\"'`\s)<]+", assemble())) == {"http://www.w3.org/2000/svg"}
    for name in ("page.css", "paper.css"):
        assert "url(" not in (resources.files("cityties.page") / name).read_text("utf-8")


def test_policy_names_each_script_and_nothing_else(make_block: Make) -> None:
    html = render_page(make_block())
    parts = _Parts(html)
    policy = next(
        str(attributes["content"])
        for tag, attributes in parts.tags
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert len(parts.code) == 3
    hashes = {
        f"'sha256-{b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"
        for code in parts.code
    }
    assert set(rules["script-src"].split()) == hashes


def test_the_copy_of_vis_network_is_the_one_that_was_looked_at(make_block: Make) -> None:
    code = _Parts(render_page(make_block())).code[1]
    assert "@version 9.1.2" in code[:800]
    assert "MIT" in code[:2000], "the licence banner stays"
    assert "eval(" not in code and "new Function" not in code


HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'`{{7*7}}${7*7}<!--"


def test_hostile_text_stays_inside_the_data(make_block: Make) -> None:
    plain = render_page(make_block())
    texts = {"en": HOSTILE, "fa": HOSTILE}
    block = make_block(title=texts, id=HOSTILE, licences=texts)
    block["cities"][1] |= {"id": HOSTILE, "name": texts, "aliases": [HOSTILE]}
    block["ties"][0] |= {"id": HOSTILE, "parties": ["isfahan", HOSTILE]}
    block["texts"] = {"en": {"map": HOSTILE}, "fa": {"map": HOSTILE}}
    html = render_page(block)
    assert html.count("<script") == plain.count("<script")
    assert "<img" not in html
    assert "{{7*7}}" in html, "no template runs in the data"
    held = _block(html)
    assert held["cities"][1]["id"] == held["texts"]["en"]["map"] == HOSTILE


SAME_IN_PERSIAN = {"date_form", "colon", "language", "strip_kind", "diff_began"}


def test_every_word_of_the_page_exists_in_persian_and_is_used() -> None:
    texts = page_texts()
    assert set(texts) == set(languages())
    # What is not there is the same as in English.
    assert set(texts["en"]) - set(texts["fa"]) <= SAME_IN_PERSIAN
    assert set(texts["fa"]) <= set(texts["en"])
    folder = resources.files("cityties.page")
    script = assemble()
    template = folder.joinpath("template.html").read_text("utf-8")
    used = set(re.findall(r"\b(?:word|fill|heading)\(\s*\"(\w+)\"", script))
    used |= set(re.findall(r"data-(?:text|label)=\"(\w+)\"", template)) | {
        "no_script",
        "inert_first",
    }
    assert used <= set(texts["en"])
    # The others are asked for by a variable: each stands somewhere in quotes, or as a key.
    spoken = set(re.findall(r"\"(\w+)\"", script)) | set(re.findall(r"^  (\w+): \{", script, re.M))
    facets = set(re.findall(r"^ +(\w+): ", script, re.M))
    begun = tuple(re.findall(r"`(\w+_)\$\{", script))
    rest = set(texts["en"]) - used - spoken - facets
    assert {key for key in rest if not key.startswith(begun)} == set()
    for language in languages():
        for key, text in texts[language].items():
            assert text.strip(" ") or key in {"colon", "comma"}, key
            assert sorted(re.findall(r"\{\w+\}", text)) == sorted(
                re.findall(r"\{\w+\}", texts["en"][key])
            ), key
