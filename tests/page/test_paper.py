"""Paper: drawn for it, never the picture of the window stretched; one sheet, or all shown."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from tests.page.conftest import Opened

import cityties

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")

Open = Callable[..., Opened]


def _fill(opened: Opened, kind: str) -> None:
    """Ask for a print as a reader does, and lay it out as the printer would."""
    page = opened.page
    page.evaluate("window.print = () => {}")
    page.click("#save > summary")
    page.click("#print-brief" if kind == "brief" else "#print")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")


def _pdf(opened: Opened, kind: str) -> Any:
    pypdf = pytest.importorskip("pypdf")
    page = opened.page
    page.evaluate("window.print = () => {}")
    page.click("#save > summary")
    page.click("#print-brief" if kind == "brief" else "#print")
    return pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("kind", ["brief", "whole"])
@pytest.mark.parametrize("size", [(1400, 1000), (1900, 700), (600, 1000)])
def test_printed_shapes_have_the_aspect_of_the_screen(
    open_page: Open, kind: str, size: tuple[int, int]
) -> None:
    opened = open_page(viewport={"width": size[0], "height": size[1]})
    spots = {dot["id"]: dot["screen"] for dot in opened.drawn()["dots"] if dot["located"]}
    _fill(opened, kind)
    printed = opened.page.evaluate(
        """Object.fromEntries([...document.querySelectorAll('#paper circle')].map((one) => {
          const box = one.getBoundingClientRect();
          const middle = [box.x + box.width / 2, box.y + box.height / 2];
          return [one.dataset.city, [...middle, box.width, box.height]];
        }))"""
    )
    assert len(printed) > 5
    for _x, _y, wide, high in printed.values():
        assert abs(wide / high - 1) < 0.02, "a dot is round"
    ids = [city for city in spots if city in printed]
    base = ids[0]
    scales = []
    for city in ids[1:]:
        for axis, key in ((0, "x"), (1, "y")):
            seen = spots[city][key] - spots[base][key]
            if abs(seen) > 40:
                scales.append((printed[city][axis] - printed[base][axis]) / seen)
    assert len(scales) > 5
    assert max(scales) / min(scales) < 1.02, "as wide and as high as on the screen"
    svg = opened.page.locator("#paper .paper-map")
    assert svg.locator("path[data-tie]").count() == len(opened.drawn()["lines"])
    assert svg.locator("text").count() > 4, "cities are named"
    assert opened.page.locator("#paper canvas, #paper img").count() == 0


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_brief_of_isfahan_is_one_sheet(browser: Any, tmp_path: Any, language: str) -> None:
    from cityties.language.messages import in_language

    with in_language(language):
        html = cityties.open().page("isfahan", on="2026-01-01")
    opened = Opened(browser, tmp_path / "page.html", html)
    opened.go()
    reader = _pdf(opened, "brief")
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)  # A4, upright
    _fill(opened, "brief")
    paper = opened.page.locator("#paper")
    sections = paper.locator(".brief-lists section")
    assert sections.count() == 4
    assert "Freiburg" in paper.inner_text() or "فرایبورگ" in paper.inner_text()
    force = sections.nth(0).locator("li")
    rows = cityties.open().ties("isfahan", on="2026-01-01", statuses="in_force")
    assert force.count() == len(rows)
    # Every number of a note is in the list of sources, with a name.
    asked = {one for text in paper.locator(".note").all_inner_texts() for one in text.split()}
    assert asked
    assert paper.locator(".paper-notes li").count() > 10
    size = float(paper.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)")) * 0.75
    assert size >= 5.6
    opened.context.close()


def test_all_that_is_shown_and_nothing_else(open_page: Open) -> None:
    opened = open_page(hash_="#kind=sister_city&tie=tie%2Ffreiburg%2Bisfahan%2Fsister_city")
    _fill(opened, "whole")
    paper = opened.page.locator("#paper")
    rows = paper.locator("tbody th").all_inner_texts()
    assert len(rows) == 5
    assert "Karbala – Porto" not in rows
    assert "What the sources say" in paper.inner_text(), "the evidence of what is chosen"
    assert paper.locator(".paper-notes li").count() == 2
    assert opened.page.locator("header").is_hidden()
    opened.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    opened.page.emulate_media(media="screen")
    assert opened.page.locator("header").is_visible()
    assert paper.is_hidden()


@pytest.mark.parametrize("language", ["en", "fa"])
def test_every_sheet_has_its_head_and_number(
    open_page: Open, make_block: Callable[..., Any], make_tie: Any, make_period: Any, language: str
) -> None:
    block = make_block()
    many = [
        {**make_tie("porto", "sister_city", make_period("in_force", "1990-01-01")),
         "id": f"tie/{n}/sister_city", "parties": ["isfahan", f"city-{n}"],
         "names": {f"city-{n}": f"City number {n}"}}
        for n in range(60)
    ]  # fmt: skip
    opened = open_page(make_block(ties=block["ties"] + many), language=language)
    reader = _pdf(opened, "whole")
    assert len(reader.pages) > 1
    edges = opened.page.evaluate(
        "(dispatchEvent(new Event('beforeprint')),"
        " document.getElementById('paper-edges').textContent)"
    )
    assert "counter(pages" in edges
    if language == "fa":
        assert "counter(pages, persian)" in edges
        return  # the letters of a PDF stand there in the order in which they are painted
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        assert "Ties of Isfahan" in text
        assert f"{number} / {len(reader.pages)}" in text


def test_hostile_names_cannot_leave_the_style_of_the_edges(
    open_page: Open, make_block: Callable[..., Any]
) -> None:
    evil = '"; } } </style><img src=x onerror=alert(1)> \\'
    opened = open_page(make_block(title={"en": evil, "fa": evil}))
    _fill(opened, "whole")
    assert opened.page.locator("img").count() == 0
    assert opened.page.evaluate("document.getElementById('paper-edges').sheet.cssRules.length") == 1
    assert opened.console == []


def test_paper_asks_for_no_click_and_has_letters_of_one_size(open_page: Open) -> None:
    opened = open_page(hash_="#city=freiburg")
    _fill(opened, "whole")
    paper = opened.page.locator("#paper")
    text = paper.inner_text()
    assert "How to read this page" in text and "Select a line" not in text
    assert "Select a line" in opened.page.locator("#how").text_content()
    sizes = paper.evaluate(
        """(box) => [...box.querySelectorAll("*")].filter((one) => !one.closest("svg")
             && one.tagName !== "H1" && one.textContent.trim())
             .map((one) => parseFloat(getComputedStyle(one).fontSize))"""
    )
    assert len(sizes) > 50 and max(sizes) < 14, "9 points; a heading a little more"
    headings = paper.locator("h3")
    assert headings.count() > 0
    for heading in headings.all():
        assert heading.evaluate("(one) => one.nextElementSibling?.tagName") not in {None, "H3"}


@pytest.mark.parametrize("kind", ["brief", "whole"])
def test_the_key_on_paper_names_every_dash_of_its_picture(open_page: Open, kind: str) -> None:
    opened = open_page()
    _fill(opened, kind)
    paper = opened.page.locator("#paper")
    assert "suspended in part" in paper.locator(".paper-legend").inner_text()
    drawn, named = (
        set(paper.locator(of).evaluate_all(
            "(all) => all.map((one) => one.getAttribute('stroke-dasharray') || '')"))
        for of in (".paper-map path[data-tie]", ".paper-legend path")
    )  # fmt: skip
    spaced = [{" ".join(one.replace(",", " ").split()) for one in all_} for all_ in (drawn, named)]
    assert len(spaced[0]) >= 3 and spaced[0] <= spaced[1]


def test_the_one_sheet_speaks_of_its_picture_and_not_of_a_table(
    open_page: Open, make_block: Callable[..., Any], make_tie: Any, make_period: Any
) -> None:
    unnamed = make_tie("unnamed/c-1", "sister_city", make_period("proposed", "2020-01-01"))
    unnamed["names"] = {"unnamed/c-1": "a city in Poland (not named)"}
    opened = open_page(make_block(ties=[*make_block()["ties"], unnamed]))
    _fill(opened, "brief")
    head = opened.page.locator("#paper > div > .of").first.inner_text()
    assert "Not drawn: 1 of 10 (a party is not a city on this page: 1)" in head
    assert "table" not in head
    lists = opened.page.locator(".brief-lists").inner_text()
    assert "a city in Poland (not named)" in lists
    assert "Xi’an · 17 years" in lists and "years:" not in lists


def test_the_number_of_a_note_does_not_run_into_the_year(open_page: Open) -> None:
    opened = open_page(language="fa")
    _fill(opened, "brief")
    places = opened.page.evaluate(
        """[...document.querySelectorAll(".brief-lists li .note")].map((note) => {
          const before = document.createRange();
          before.selectNodeContents(note.previousSibling);
          const parts = [...before.getClientRects()];
          const last = Math.max(...parts.map((part) => part.bottom));
          const line = parts.filter((part) => part.bottom > last - 4);
          return [note.previousSibling.textContent.slice(-4),
                  Math.min(...line.map((part) => part.left)), note.getBoundingClientRect().right];
        })"""
    )
    after_a_year = [one for one in places if one[0].isdecimal()]
    assert len(after_a_year) > 2
    for year, left, right in after_a_year:
        assert right <= left + 1, f"after {year}, where reading goes on"


def test_paper_says_how_many_claims_it_leaves_out(
    open_page: Open, make_block: Callable[..., Any]
) -> None:
    block = make_block()
    tie = next(one for one in block["ties"] if "freiburg" in one["id"])
    tie["history"] = [{**tie["history"][0], "id": f"c-{n}"} for n in range(14)]
    opened = open_page(block, hash_="#city=freiburg")
    _fill(opened, "whole")
    paper = opened.page.locator("#paper .chosen-part")
    assert paper.locator(".history li").count() == 10
    assert paper.locator("p", has_text="and 4 more").count() == 1
