"""Nothing that keeps people out: axe-core over every state of the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Open = Callable[..., Any]

STATES = (
    "", "#view=network", "#view=network&colour=groups&officials=yes",
    "#view=matrix", "#view=table", "#tie=tie/freiburg+isfahan/sister_city",
    "#city=porto&compare=porto,isfahan", "#network=old-cities", "#on=1995-01-01&absent=yes",
    "#kind=none", "#city=freiburg", "#list=people", "#list=networks", "#only=waiting",
    "#on=2021-01-01&between=2004-01-01",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_axe_finds_nothing(open_page: Open, language: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    opened = open_page(language=language, color_scheme=scheme, reduced_motion="reduce")
    page = opened.page
    page.click("#save > summary")
    seen, found = 0, []
    for state in STATES:
        page.evaluate("(hash) => { location.hash = hash; }", state)
        page.wait_for_timeout(80)
        result = Axe().run(page).response
        seen += len(result["passes"])
        found += [
            f"{state or 'start'}: {one['id']}: {one['nodes'][0]['html'][:120]}"
            for one in result["violations"]
        ]
    assert seen > 20 * len(STATES), "axe looked at too little"
    assert not found


@pytest.mark.parametrize("language", ["en", "fa"])
def test_axe_finds_nothing_in_a_choice_a_note_and_a_page_without_scripts(
    open_page: Open, make_block: Callable[..., Any], language: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    block = make_block()
    at = {city["id"]: city for city in block["cities"]}
    at["iasi"]["at"] = [at["freiburg"]["at"][0] + 4, at["freiburg"]["at"][1]]
    opened = open_page(block, language=language, hash_="#id=another")
    page = opened.page
    dot = next(one for one in opened.drawn()["dots"] if one["id"] == "iasi")
    box = page.locator("#picture").bounding_box()
    page.mouse.click(box["x"] + dot["screen"]["x"], box["y"] + dot["screen"]["y"])
    assert page.locator("#choice").is_visible()
    assert page.locator("#notice p").is_visible()
    assert not [one["id"] for one in Axe().run(page).response["violations"]]
    # The part for readers without scripts, put back as it stands in the file.
    still = Path(opened.url.removeprefix("file://")).read_text("utf-8")
    start = still.index('<main id="inert">')
    still = still[start : still.index("</main>", start) + 7]
    page.evaluate(
        """(html) => {
          document.body.innerHTML = html;
          document.documentElement.classList.remove("scripted");
        }""",
        still,
    )
    assert page.locator("#inert table").is_visible()
    result = Axe().run(page).response
    assert not [(one["id"], one["nodes"][0]["html"][:100]) for one in result["violations"]]


def test_axe_finds_nothing_on_a_phone(open_page: Open) -> None:
    from axe_playwright_python.sync_playwright import Axe

    opened = open_page(viewport={"width": 390, "height": 844})
    result = Axe().run(opened.page).response
    assert len(result["passes"]) > 20
    assert not [one["id"] for one in result["violations"]]
    assert opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
