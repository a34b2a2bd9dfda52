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

from cityties.messages import LANGUAGES
from cityties.page import PageData, render_page
from cityties.page.document import page_texts

Make = Callable[..., PageData]


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
        if attributes.get("type") == "application/json":
            self.scripts[str(attributes["id"])] = data
        else:
            self.code.append(data)


def _json(html: str, name: str) -> Any:
    return json.loads(_Parts(html).scripts[name])


def test_one_line_per_pair_and_one_tie_per_tie(make_data: Make) -> None:
    html = render_page(make_data())
    lines, ties = _json(html, "edges"), _json(html, "payload")["ties"]
    assert len(lines) == 11
    assert len(ties) == 9
    assert len({line["id"] for line in lines}) == 11
    parallel = [line for line in lines if {line["from"], line["to"]} == {"isfahan", "xian"}]
    assert sorted(line["rank"] for line in parallel) == [0, 1, 2]
    assert {line["of"] for line in parallel} == {3}
    nodes = {node["id"]: node for node in _json(html, "nodes")}
    assert "unused" not in nodes, "a city without a tie here is left out"
    assert [slug for slug, node in nodes.items() if not node["located"]] == ["nowhere"]


def test_a_page_without_ties_keeps_its_focus(make_data: Make) -> None:
    html = render_page(make_data(ties=[]))
    assert [node["id"] for node in _json(html, "nodes")] == ["isfahan"]
    assert _json(html, "edges") == []


def test_a_tie_that_cannot_be_drawn_is_kept(make_data: Make, make_tie: Callable[..., Any]) -> None:
    row = make_tie("iasi", "sister_city", "announced", names={"unnamed/c-1": {"en": "a town"}})
    row |= {"id": "tie/x", "pair": None, "parties": ["isfahan", "unnamed/c-1"]}
    html = render_page(make_data(ties=[row]))
    assert _json(html, "edges") == []
    assert [tie["tie"] for tie in _json(html, "payload")["ties"]] == ["tie/x"]


def test_every_fault_is_named_at_once(make_data: Make, make_tie: Callable[..., Any]) -> None:
    ties = [
        make_tie("atlantis", "sister_city", "in_force"),
        make_tie("xian", "sister_city", "in_force"),
        make_tie("xian", "sister_city", "in_force"),
        make_tie("isfahan", "sister_city", "in_force"),
        make_tie("porto", "sister_city", "in_force", tie="tie/x"),
        make_tie("iasi", "sister_city", "ended", tie="tie/x"),
    ]
    with pytest.raises(ValueError) as caught:
        render_page(make_data(ties=ties))
    for part in ("no such city: atlantis", "two rows", "a pair is two cities", "differs from"):
        assert part in str(caught.value)


def test_unknown_language(make_data: Make) -> None:
    with pytest.raises(ValueError, match="en, fa"):
        render_page(make_data(), language="de")


def test_same_data_same_text_in_another_process(make_data: Make, repository: Path) -> None:
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
    first, again = (render_page(make_data()) for _ in range(2))
    assert first == again
    assert hashlib.sha256(first.encode()).hexdigest() in digests


def test_order_of_cities_does_not_matter(make_data: Make) -> None:
    data = make_data()
    assert render_page(data) == render_page(make_data(cities=list(data.cities)[::-1]))


def test_one_file_without_outside_addresses(
    make_data: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    html = render_page(make_data())
    assert list(tmp_path.iterdir()) == [], "nothing is written beside the page"
    assert len(html.encode()) < 1_500_000
    parts = _Parts(html)
    assert not [
        (tag, attributes)
        for tag, attributes in parts.tags
        if {"src", "href", "srcset", "action", "data"} & set(attributes) or tag in {"link", "base"}
    ]
    # Addresses outside the data: the licence texts of vis-network, and the name of SVG.
    ours = (resources.files("cityties.page") / "page.js").read_text("utf-8")
    assert set(re.findall(r"https?://[^\"'`\s)]+", ours)) == {"http://www.w3.org/2000/svg"}
    assert "url(" not in (resources.files("cityties.page") / "page.css").read_text("utf-8")


def test_policy_names_each_script_and_nothing_else(make_data: Make) -> None:
    html = render_page(make_data())
    parts = _Parts(html)
    policy = next(
        str(attributes["content"])
        for tag, attributes in parts.tags
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert len(parts.code) == 2
    hashes = {
        f"'sha256-{b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"
        for code in parts.code
    }
    assert set(rules["script-src"].split()) == hashes


def test_the_copy_of_vis_network_is_the_one_that_was_looked_at(make_data: Make) -> None:
    code = _Parts(render_page(make_data())).code[0]
    assert "@version 9.1.2" in code[:800]
    assert "MIT" in code[:2000], "the licence banner stays"


HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'`{{7*7}}${7*7}"


def test_hostile_text_stays_inside_the_data(make_data: Make, make_tie: Callable[..., Any]) -> None:
    texts = {"en": HOSTILE, "fa": HOSTILE}
    city = {"id": HOSTILE, "name": texts, "country": texts, "latitude": 1.0, "longitude": 2.0}
    row = make_tie("xian", "sister_city", "in_force") | {
        "id": HOSTILE, "pair": ["isfahan", HOSTILE], "parties": ["isfahan", HOSTILE],
        "kind": HOSTILE, "status": HOSTILE, "labels": dict.fromkeys(("kind", "status"), texts),
    }  # fmt: skip
    data = make_data(title=texts, ties=[row])
    html = render_page(PageData(**{**_fields(data), "cities": [*data.cities, city]}))
    assert html.count("<script") == render_page(make_data()).count("<script")
    assert "<img" not in html
    assert "{{7*7}}" in html, "no template runs in the data"
    assert _json(html, "edges")[0]["id"] == HOSTILE


def _fields(data: PageData) -> dict[str, Any]:
    return {name: getattr(data, name) for name in PageData.__dataclass_fields__}


def test_every_word_of_the_page_exists_in_both_languages() -> None:
    texts = page_texts()
    assert set(texts) == set(LANGUAGES)
    assert set(texts["en"]) == set(texts["fa"])
    page = resources.files("cityties.page")
    script, template = (
        page.joinpath(name).read_text("utf-8") for name in ("page.js", "template.html")
    )
    used = set(re.findall(r"\b(?:word|fill)\(\"(\w+)\"", script))
    used |= set(re.findall(r"data-(?:text|label)=\"(\w+)\"", template))
    # What the script asks for by a variable: columns, filters and their values.
    used |= {"partner", "parties", "country", "kind", "status", "since", "sources", "certainty",
             "certain", "possible", "no_script"}  # fmt: skip
    assert used == set(texts["en"])
    for language in LANGUAGES:
        for key, text in texts[language].items():
            assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", texts["en"][key]), key


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, two: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_colours_stand_out_on_both_grounds(theme: int) -> None:
    style = (resources.files("cityties.page") / "page.css").read_text("utf-8")
    light, dark = style.split("prefers-color-scheme: dark")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", (light, dark)[theme]))
    kinds = [name for name in colours if name.startswith("kind-")]
    assert len(kinds) == 11
    weak = {
        (name, ground): round(_contrast(colours[name], colours[ground]), 2)
        for name in kinds
        for ground in ("box", "world")
        if _contrast(colours[name], colours[ground]) < 3
    }
    assert not weak
    # Words need more.
    for name in ("ink", "faint", "accent"):
        for ground in ("ground", "box", "chosen"):
            if (name, ground) != ("faint", "chosen"):
                assert _contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
    assert len({colours[name] for name in kinds}) == 11
