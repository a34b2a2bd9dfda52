"""The picture under a finger and a mouse: no dot is taken for another, the page still scrolls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.page.conftest import Opened

import cityties
from cityties.language.messages import in_language

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")

Open = Callable[..., Opened]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture(scope="module")
def html() -> str:
    """The page of Isfahan's own ties."""
    return cityties.open().page("isfahan", on="2026-01-01", steps=1)


@pytest.fixture(scope="module")
def whole() -> str:
    """The page as the command writes it, with the ties of the partners and the hubs."""
    return cityties.open().page("isfahan", on="2026-01-01")


def _tap(opened: Opened, dot: dict[str, Any]) -> None:
    box = opened.page.locator("#picture").bounding_box()
    assert box
    x, y = box["x"] + dot["screen"]["x"], box["y"] + dot["screen"]["y"]
    if opened.page.evaluate("matchMedia('(pointer: coarse)').matches"):
        opened.page.touchscreen.tap(x, y)
    else:
        opened.page.mouse.click(x, y)


@pytest.mark.parametrize("options", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("view", ["map", "network"])
def test_every_dot_of_the_first_view_opens_its_own_city(
    browser: Any, tmp_path: Any, html: str, whole: str, view: str, options: dict[str, Any]
) -> None:
    text = html if view == "map" else whole
    opened = Opened(browser, tmp_path / "page.html", text, **options)
    page = opened.go(f"#view={view}")
    dots = opened.drawn()["dots"]
    assert len(dots) > 20
    wrong, asked = [], 0
    for dot in dots:
        page.keyboard.press("Escape")
        page.evaluate(
            f"location.hash = 'view={view}'; document.getElementById('fit').click(); scrollTo(0, 0)"
        )
        page.wait_for_timeout(40)
        _tap(opened, dot)
        page.wait_for_timeout(40)
        offered = page.evaluate(
            "[...document.querySelectorAll('#choice:not([hidden]) [data-city]')]"
            ".map((one) => one.dataset.city)"
        )
        chosen = page.evaluate("new URLSearchParams(location.hash.slice(1)).get('city')")
        hub = page.evaluate("new URLSearchParams(location.hash.slice(1)).get('network')")
        tie = page.evaluate("new URLSearchParams(location.hash.slice(1)).get('tie')") or ""
        asked += bool(offered)
        if dot["id"] == f"network/{hub}":
            continue  # a hub of the network opens its city network
        # A city of one tie may open that tie.
        if chosen != dot["id"] and dot["id"] not in offered and dot["id"] not in tie:
            wrong.append((dot["id"], chosen, offered))
    opened.context.close()
    assert wrong == []
    assert asked < len(dots)


def _crowd(make_block: Callable[..., Any]) -> Any:
    """A page on which two cities stand a few pixels apart."""
    block = make_block()
    at = {city["id"]: city for city in block["cities"]}
    at["iasi"]["at"] = [at["freiburg"]["at"][0] + 4, at["freiburg"]["at"][1]]
    return block


def test_close_dots_open_a_choice(open_page: Open, make_block: Callable[..., Any]) -> None:
    opened = open_page(_crowd(make_block), **PHONE)
    freiburg = next(dot for dot in opened.drawn()["dots"] if dot["id"] == "freiburg")
    _tap(opened, freiburg)
    assert "city=" not in opened.hash()
    offered = opened.page.locator("#choice [data-city]")
    assert {"freiburg", "iasi"} <= set(
        offered.evaluate_all("(all) => all.map((one) => one.dataset.city)")
    )
    # By keyboard too: the first has the focus, Escape goes back to the picture.
    assert opened.page.evaluate("document.activeElement.dataset.city") == "freiburg"
    opened.page.keyboard.press("Escape")
    assert opened.page.locator("#choice").is_hidden()
    assert opened.page.evaluate(
        "document.getElementById('picture').contains(document.activeElement)"
    )
    _tap(opened, freiburg)
    opened.page.locator("#choice [data-city=iasi]").click()
    assert "iasi" in opened.hash()
    assert opened.page.locator("#choice").is_hidden()


def test_a_name_can_be_clicked(open_page: Open) -> None:
    opened = open_page()
    box = opened.page.locator("#picture").bounding_box()
    assert box
    drawn = opened.drawn()
    name = next(one for one in drawn["labels"] if one["id"] == "xian")
    opened.page.mouse.click(
        box["x"] + name["x"] + name["w"] - 3, box["y"] + name["y"] + name["h"] / 2
    )
    assert "xian" in opened.hash()


@pytest.mark.parametrize("renderer", ["full", "plain"])
def test_one_finger_scrolls_the_page_and_two_move_the_map(
    open_page: Open, make_block: Callable[..., Any], renderer: str
) -> None:
    opened = open_page(make_block(renderer=renderer), **PHONE)
    page = opened.page
    box = page.locator("#picture").bounding_box()
    assert box
    before = opened.drawn()
    touch = page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.7

    def send(kind: str, *points: tuple[float, float]) -> None:
        touch.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [
                {"x": px, "y": py, "id": number} for number, (px, py) in enumerate(points)
            ]},
        )  # fmt: skip

    send("touchStart", (x, y))
    for step in range(1, 13):
        send("touchMove", (x, y - 20 * step))
        page.wait_for_timeout(16)
    send("touchEnd")
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") > 80
    after = opened.drawn()
    assert after["dots"][0]["screen"] == before["dots"][0]["screen"]

    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(100)
    send("touchStart", (x - 30, y - 60), (x + 30, y - 60))
    for step in range(1, 9):
        send("touchMove", (x - 30 - 6 * step, y - 60), (x + 30 + 6 * step, y - 60))
        page.wait_for_timeout(16)
    send("touchEnd")
    page.wait_for_timeout(200)
    assert opened.drawn()["scale"] > 1.3 * before["scale"]


@pytest.mark.parametrize("language", ["en", "fa"])
def test_what_a_finger_hits_is_24_pixels(open_page: Open, language: str) -> None:
    opened = open_page(language=language, hash_="#city=freiburg", **PHONE)
    opened.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    small = opened.page.evaluate(
        """[...document.querySelectorAll('button, summary, input, select, a[href], [role=slider]')]
        .filter((one) => !one.closest('footer, #how'))
        .map((one) => {
          // The whole label of a checkbox can be hit; what no one sees, no finger meets.
          const box = (one.closest('label') || one).getBoundingClientRect();
          return [one.id || one.textContent.trim(), box.width, box.height];
        })
        .filter(([, wide, high]) => wide > 1 && high > 1 && (wide < 24 || high < 24))"""
    )
    assert small == []


def test_the_keyboard_skips_to_picture_evidence_and_table(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    for presses, target in ((1, ".vis-network"), (2, "#panel-title"), (3, "#rows-title")):
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        page.reload()
        page.wait_for_selector("body[data-ready]")
        for _press in range(presses):
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getBoundingClientRect().width") > 50
        page.keyboard.press("Enter")
        assert page.evaluate(f"document.activeElement.matches('{target}')"), target


def test_a_row_has_a_header_and_opens_its_tie(open_page: Open) -> None:
    opened = open_page()
    row = opened.page.locator("[data-row='tie/freiburg+isfahan/sister_city']")
    assert row.get_by_role("rowheader").inner_text() == "Freiburg"
    row.locator("[data-column=country]").click()
    assert "freiburg" in opened.hash()
    assert opened.page.evaluate("document.activeElement.id") == "panel-title"


def test_the_city_that_is_found_is_shown(open_page: Open, make_block: Callable[..., Any]) -> None:
    opened = open_page(_crowd(make_block), **PHONE)
    top = opened.page.locator("#map").bounding_box()
    opened.page.fill("#search", "Iasi")
    assert opened.page.locator("#map").bounding_box() == top  # nothing moves while one types
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_timeout(200)
    drawn = opened.drawn()
    spot = {dot["id"]: dot["screen"] for dot in drawn["dots"]}
    frame = opened.page.locator("#picture").bounding_box()
    assert frame and frame["y"] > -1
    assert abs(spot["iasi"]["x"] - frame["width"] / 2) < 30
    # Apart from its neighbour, as far as the picture can be zoomed.
    assert abs(spot["iasi"]["x"] - spot["freiburg"]["x"]) > 10
    assert opened.page.locator("#said").inner_text() == ""


def test_a_link_says_the_whole_view(open_page: Open) -> None:
    opened = open_page(hash_="#tie=tie%2Ffreiburg%2Bisfahan%2Fsister_city&known=2007-10-12")
    page = opened.page
    page.click("[data-sort=since]")
    page.click("#nearer")
    scale = opened.drawn()["scale"]
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.click("#save > summary")
    page.click("#copy")
    copied = page.evaluate("window.copied")
    # A page from a file has no address that others could open: the file's name and the rest.
    assert copied.startswith("page0.html#")
    for part in (
        "tie=",
        "on=2026-11-21",
        "known=2007-10-12",
        "sort=since",
        "lang=en",
        "id=0123abcd",
    ):
        assert part in copied
    assert "This page is a file" in page.locator("#notice").inner_text()
    assert copied in page.locator("#notice").inner_text()
    page.goto("about:blank")
    opened.go("#" + copied.partition("#")[2])
    assert abs(opened.drawn()["scale"] / scale - 1) < 0.01
    assert page.get_attribute("th:has([data-sort=since])", "aria-sort") == "ascending"
    assert page.locator("#notice").inner_text() == ""


def test_an_address_of_another_build_says_so(open_page: Open) -> None:
    opened = open_page(hash_="#on=2010-01-01&id=fedcba")
    assert "another version of the data" in opened.page.locator("#notice").inner_text()
    opened.page.click("#notice button")
    assert opened.page.locator("#notice").inner_text() == ""
    opened.go("#city=nowhere-at-all&id=fedcba")
    assert "does not have everything" in opened.page.locator("#notice").inner_text()


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize(
    ("view", "thing"),
    [("map", "#picture"), ("network", "#picture"), ("matrix", "#matrix"), ("table", "#rows")],
)
@pytest.mark.parametrize("chosen", ["", "#city=freiburg"])
def test_every_view_of_a_phone_is_as_wide_as_the_phone(
    open_page: Open, language: str, view: str, thing: str, chosen: str
) -> None:
    opened = open_page(language=language, hash_=chosen, **PHONE)
    opened.page.click(f"#views [data-view={view}]")
    opened.page.wait_for_timeout(100)
    wide = 390
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= wide
    parts = opened.page.evaluate(
        """[...document.querySelectorAll("main > *")].map((one) => {
          const box = one.getBoundingClientRect();
          return [one.id, box.width, box.height, box.y];
        }).filter(([, across]) => across > 0)"""
    )
    assert {f"#{name}" for name, *_box in parts} & {thing, "#map"}
    narrow = [name for name, across, *_rest in parts if across < 300]
    assert narrow == [], parts
    box = opened.page.locator(thing).bounding_box()
    assert box and box["width"] > 300
    if not chosen:
        assert box["y"] < 844, "seen, or begun, on the first screen"


TABLET = {"viewport": {"width": 1024, "height": 768}}
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((seen) => {
  for (const entry of seen.getEntries()) window.shifts += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("options", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_nothing_is_pushed_about_while_the_page_opens(
    browser: Any, tmp_path: Any, whole: str, language: str, options: dict[str, Any]
) -> None:
    with in_language(language):
        text = whole if language == "en" else cityties.open().page("isfahan")
    opened = Opened(browser, tmp_path / "page.html", text, **options)
    opened.page.add_init_script(SHIFTS)
    opened.go()
    opened.page.wait_for_timeout(300)
    # "Good" is up to 0.1: https://web.dev/articles/cls. Before, the strip alone made it 0.9.
    assert 0 <= opened.page.evaluate("window.shifts") < 0.1


def test_on_a_phone_the_strip_is_one_row_that_moves(
    browser: Any, tmp_path: Any, whole: str
) -> None:
    opened = Opened(browser, tmp_path / "page.html", whole, **PHONE)
    page = opened.go()
    items = page.locator("#strip-items > *")
    boxes = [one.bounding_box() for one in items.all()]
    assert len(boxes) > 4
    assert max(box["y"] for box in boxes) - min(box["y"] for box in boxes) < 8
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    last = items.nth(len(boxes) - 1)
    last.focus()
    box = last.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 391, "the keyboard reaches it"
