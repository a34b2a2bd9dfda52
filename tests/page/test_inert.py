"""A page where no script runs: it still holds the picture, the table and the evidence."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from tests.page.conftest import Opened

import cityties
from cityties.page import read_block, render_page
from cityties.vocabulary.colours import DASHES

EVIL = '</main></script><img src=x onerror="document.title=1">'


class _Elements(HTMLParser):
    """The elements of a text, with the names of their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, [name for name, _value in attrs]))


def _still(html: str) -> str:
    return html.split('<main id="inert">')[1].split("</main>", maxsplit=1)[0]


def test_all_texts_are_escaped(make_block: Callable[..., Any]) -> None:
    block = make_block(title={"en": EVIL, "fa": EVIL})
    for row in (*block["cities"], *block["countries"]):
        row["name"] = {"en": EVIL, "fa": EVIL}
    for row in block["sources"]:
        row |= {"title": {"en": EVIL}, "url": "javascript:alert(1)"}
    for tie in block["ties"]:
        for line in tie["history"]:
            line |= {"gist": {"en": EVIL}, "said_by": {"en": EVIL}}
    still = _still(render_page(block))
    assert "&lt;/main&gt;" in still and "javascript:" not in still
    elements = _Elements(still)
    assert {"svg", "text", "table", "a"} <= {tag for tag, _names in elements.found}
    assert not {"img", "script"} & {tag for tag, _names in elements.found}
    assert not [name for _tag, names in elements.found for name in names if name.startswith("on")]


@pytest.mark.needs("chromium", "apt-get install chromium")
@pytest.mark.parametrize("language", ["en", "fa"])
def test_isfahan_without_scripts(browser: Any, tmp_path: Path, language: str) -> None:
    from cityties.language.messages import in_language

    graph = cityties.open()
    with in_language(language):
        html = graph.page("isfahan", on="2026-01-01", steps=1)
    opened = Opened(browser, tmp_path / "page.html", html, java_script_enabled=False)
    page = opened.page
    page.goto(opened.url)
    still = page.locator("#inert")
    assert still.is_visible()
    for part in ("header", "#map", "#panel", "#rows"):
        assert page.locator(part).first.is_hidden()
    rows = graph.ties("isfahan", on="2026-01-01")
    ids = {row["tie"] for row in rows}
    assert still.locator("tbody tr").count() == len(ids)
    svg = still.locator("svg")
    box = svg.bounding_box()
    assert box and box["width"] > 400 and box["height"] > 150
    assert svg.locator("circle").count() > 20
    partly = svg.locator(f'path[stroke-dasharray="{" ".join(map(str, DASHES["partly"]))}"]')
    assert partly.get_attribute("data-tie") == "tie/freiburg+isfahan/sister_city"
    # The evidence: each claim with the source that makes it, and the source with its address.
    claims = still.locator("h3 + ul li")
    assert claims.count() > 150
    links = still.locator("h3 + ul li a").element_handles()[:20]
    numbers = [one.get_attribute("href") for one in links]
    for target in numbers:
        assert page.locator(str(target)).count() == 1
    assert still.locator("ol a[href^=http]").count() > 50
    words = {"en": "in force", "fa": "برقرار"}
    assert words[language] in still.inner_text()
    assert opened.requests == [opened.url]
    opened.context.close()


@pytest.mark.needs("chromium", "apt-get install chromium")
def test_the_still_part_shows_the_day_of_the_data_as_the_page_does(
    open_page: Callable[..., Any], make_block: Callable[..., Any]
) -> None:
    block = make_block()
    still = _still(render_page(block))
    opened = open_page(block)
    assert opened.page.locator("#inert").count() == 0, "where scripts run it is taken away"
    partners = opened.texts("#table tbody th")
    assert len(partners) > 5
    assert still.count('<tr><th scope="row"') == len(partners) + 1
    for name in partners:
        assert f'<th scope="row">{name}</th>' in still


@pytest.mark.needs("chromium", "apt-get install chromium")
def test_a_page_whose_script_fails_shows_it(
    browser: Any, tmp_path: Path, make_block: Callable[..., Any]
) -> None:
    html = render_page(make_block())
    start = html.index('id="cityties-data"')
    start = html.index(">", start) + 1
    broken = html[:start] + "?" + html[html.index("</script>", start) :]
    opened = Opened(browser, tmp_path / "page.html", broken)
    opened.page.goto(opened.url)
    opened.page.wait_for_timeout(600)
    assert opened.page.locator("#inert table").is_visible()
    opened.context.close()


def test_a_large_page_lists_the_first_ties(make_block: Callable[..., Any]) -> None:
    from cityties.page import inert

    block = make_block()
    before, inert.MOST = inert.MOST, 3
    try:
        still = _still(render_page(block))
    finally:
        inert.MOST = before
    assert still.count('<tr><th scope="row"') == 3
    assert "the first 3 are listed here" in still


def test_a_page_of_packed_lists_has_its_picture() -> None:
    page = cityties.open().map(on="2026-01-01", history=False)
    assert read_block(page.text)["lines"] is None
    still = _still(page.text)
    assert still.count('<path d="M') > 100 and "data-tie=" in still
