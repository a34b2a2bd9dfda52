"""The pages as people meet them: nothing keeps anybody out, on screen, phone and paper."""

from __future__ import annotations

import pytest

# Small ones: axe takes minutes for thousands of statements on a busy machine.
PATHS = (
    "id/porto", "id/portugal", "id/tie/isfahan+porto/sister_city", "id/dieter-salomon",
    "id/council-freiburg", "id/wego", "id/source/council-2007", "id/claim/c-O149",
    "question/sister_cities_on", "def/Vote", "code/letter_of_intent", "index",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("tag", "scheme"), [("", "light"), (".fa", "dark")])
def test_axe_finds_nothing_on_any_kind_of_page(visit, barriers, tag, scheme):
    found = []
    for path in PATHS:
        page = visit(f"/{path}{tag}.html", color_scheme=scheme)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        found += [f"{path}{tag}: {one}" for one in barriers(page)]
        page.context.close()
    assert not found


def test_axe_finds_nothing_on_a_phone_and_it_does_not_scroll_sideways(visit, barriers):
    page = visit(
        "/id/tie/isfahan+porto/sister_city.fa.html", viewport={"width": 390, "height": 844}
    )
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"


def test_the_keyboard_reaches_the_content_first(visit):
    page = visit("/id/wego.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_search_works_without_scripts(visit):
    page = visit("/id/wego.html", java_script_enabled=False)
    page.fill("#q", "كازان")
    page.press("#q", "Enter")
    page.click("main a:has-text('Kazan')")
    assert page.url.endswith("/id/kazan.html")


def test_a_page_prints_on_few_sheets(visit):
    page = visit("/id/tie/isfahan+porto/sister_city.html")
    sheets = page.pdf(format="A4").count(b"/Type /Page\n")
    page.emulate_media(media="print")
    assert not page.locator("header").is_visible()
    assert not page.locator("#statements").is_visible()
    assert page.locator("#answer").is_visible()
    assert 1 <= sheets <= 4
