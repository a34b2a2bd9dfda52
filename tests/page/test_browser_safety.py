"""Whatever stands in the data is text: nothing of it runs, nothing leaves the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cityties.language.messages import languages

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")

Open = Callable[..., Any]

HOSTILE = "</script><img src=x onerror=alert(1)><svg onload=alert(1)>\u202egnp.exe"
ADDRESSES = [
    "javascript:alert(1)", "data:text/html,<script>alert(1)</script>", " JaVaScRiPt:alert(1)",
    'https://example.org/"><img src=x onerror=alert(1)>', HOSTILE, "", "vbscript:x", "//x.example",
]  # fmt: skip
KEPT = {
    "focus", "language", "on", "known_by", "renderer", "bounds", "known", "from", "until",
    "since", "days", "known_days", "map", "fold", "lines", "parties", "url", "steps", "step",
    "attested", "kind", "status",  # a page of kinds without a colour is refused
}  # fmt: skip


def _poison(value: Any, key: str = "") -> Any:
    """The block with hostile text in every field whose text is free."""
    if isinstance(value, dict):
        if "en" in value and set(value) <= set(languages()):
            return dict.fromkeys(value, HOSTILE)
        return {name: one if name in KEPT else _poison(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_poison(one, key) for one in value]
    return HOSTILE if isinstance(value, str) else value


@pytest.fixture
def poisoned(make_block: Callable[..., Any]) -> Any:
    block = make_block()
    ids = [row["id"] for row in block["ties"]]
    found = _poison(block)
    for scheme in ("kind", "status"):
        for code, other in zip(found["codes"][scheme], block["codes"][scheme], strict=True):
            code["code"] = other["code"]
    # Ids must differ, and parties must be found among the cities.
    for part in ("ties", "sources", "networks", "countries"):
        for number, row in enumerate(found[part]):
            row["code" if part == "countries" else "id"] = f"{HOSTILE}{number}"
    for city, other in zip(found["cities"], block["cities"], strict=True):
        city["id"] = f"{other['id']}{HOSTILE}"
    for tie in found["ties"]:
        tie["parties"] = [f"{party}{HOSTILE}" for party in tie["parties"]]
        tie["readings"][0]["periods"] = [
            {**period, "side": HOSTILE, "since": HOSTILE, "channel": channel}
            for channel in ("all", HOSTILE)
            for period in tie["readings"][0]["periods"]
        ]
    for number, line in enumerate(found["lines"]):
        line["id"] = f"{HOSTILE}line{number}"
    history = found["ties"][0]["history"]
    found["ties"][0]["history"] = [
        {**history[0], "source": number, "aspect": "plan", "people": [HOSTILE]}
        for number, _url in enumerate(ADDRESSES)
    ]
    found["sources"] = [
        {**found["sources"][0], "id": f"{HOSTILE}{number}", "url": url}
        for number, url in enumerate(ADDRESSES)
    ]
    found["ties"].append(
        {**found["ties"][1], "id": HOSTILE, "parties": [f"isfahan{HOSTILE}", HOSTILE],
         "names": {HOSTILE: {"en": HOSTILE, "fa": HOSTILE}}}
    )  # fmt: skip
    found["meta"]["focus"] = f"isfahan{HOSTILE}"
    assert len(ids) + 1 == len(found["ties"])
    return found


def test_hostile_text_in_every_field_runs_nothing(open_page: Open, poisoned: Any) -> None:
    opened = open_page(poisoned, hash_="#tie=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    page = opened.page
    assert page.inner_text("#notice p") == "This page has no such city, tie or network."
    for facet in ("channel", "topic", "member", "country"):
        opened.unfold(facet)
    for language in ("fa", "en"):
        opened.speak(language)
        rows = page.locator("#table tbody button").all()
        for row in (rows[0], rows[1], rows[-1]):
            row.click()
            assert HOSTILE[:9] in page.inner_text("#panel-body"), language
    for view in ("network", "table", "map"):
        page.click(f"#views [data-view={view}]")
    page.locator("#panel [data-city]").first.click()
    page.locator("#panel [data-network]").first.click()
    page.fill("#search", HOSTILE[:9])
    page.press("#search", "ArrowDown")
    page.press("#search", "Enter")
    page.mouse.move(700, 400)
    opened.drawn()
    page.evaluate(
        "location.hash = 'city=\"><img src=x onerror=alert(1)>&kind=<svg onload=alert(1)>'"
    )
    opened.drawn()
    page.evaluate(
        f"location.hash = 'tie=' + encodeURIComponent({HOSTILE.replace(chr(0x202E), '') + '0'!r})"
    )
    links = page.locator("#panel-body .history a")
    opened.until("document.querySelectorAll('.history li').length > 3")
    assert [one.get_attribute("href")[:20] for one in links.all()] == ["https://example.org/"]
    assert page.locator("img, body svg[onload], iframe, object, body style").count() == 0
    assert page.locator("[onerror], [onload], [onclick]").count() == 0
    assert "\u202e" not in page.inner_text("body")
    assert opened.console == []
    assert opened.requests == [opened.url] or set(opened.requests) == {opened.url}


def test_the_policy_stops_an_injected_handler(open_page: Open) -> None:
    opened = open_page()
    opened.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend',"
        "'<button id=evil onclick=\"window.ran=1\">x</button><script>window.ran=1</script>')"
    )
    opened.page.locator("#evil").dispatch_event("click")
    assert opened.page.evaluate("window.ran === undefined")
    assert any("Content Security Policy" in said for said in opened.console)
