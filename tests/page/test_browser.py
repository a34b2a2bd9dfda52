"""The page as a reader meets it: in Chromium, from a file, without a network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cityties.page.geography import equal_earth

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")

Open = Callable[..., Any]
WIDE = {"width": 1400, "height": 1000}
NARROW = {"width": 390, "height": 844}


def _texts(page: Any, selector: str) -> list[str]:
    return [text.strip() for text in page.locator(selector).all_inner_texts()]


# How many colours stand on the canvas; an empty one has a handful.
COLOURS = """(() => {
  const canvas = document.querySelector("canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
})()"""


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_opens_quietly_and_draws(
    open_page: Open, size: dict[str, int], scheme: str, language: str
) -> None:
    opened = open_page(language=language, viewport=size, color_scheme=scheme)
    page = opened.page
    opened.drawn()
    assert opened.requests == [opened.url], "only the file itself is asked for"
    assert opened.console == []
    heights = "['canvas', '#picture'].map((one) => document.querySelector(one).clientHeight)"
    canvas, frame = page.evaluate(heights)
    assert abs(canvas - frame) <= 2
    assert page.evaluate(COLOURS) > 60, "the picture is not blank"
    page.wait_for_timeout(400)
    assert page.evaluate(heights) == [canvas, frame], "the picture does not grow"
    page.set_viewport_size({"width": size["width"] - 40, "height": size["height"] - 60})
    page.wait_for_timeout(300)
    canvas, frame = page.evaluate(heights)
    assert abs(canvas - frame) <= 2
    width, inner = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= inner, "nothing sticks out to the side"
    assert page.evaluate("getComputedStyle(document.body).direction") == (
        "rtl" if language == "fa" else "ltr"
    )


def test_counts_agree(open_page: Open) -> None:
    opened = open_page()
    page, drawn = opened.page, opened.drawn()
    assert len(drawn["lines"]) == 11
    assert page.locator("#table tbody tr").count() == 9
    assert page.inner_text("#count") == "Ties shown: 9 of 9"
    for field in ("kind", "status", "certainty"):
        counts = _texts(page, f"label:has(input[data-field={field}]) .count")
        assert sum(map(int, counts)) == 9, field
    parallel = [
        line for line in drawn["lines"] if {line["from"], line["to"]} == {"isfahan", "xian"}
    ]
    assert len({line["bow"] for line in parallel}) == 3, "parallel ties lie side by side"
    assert _texts(page, "#aside p") == ["Nowhere"]


def test_cities_stand_where_they_are(open_page: Open, make_data: Callable[..., Any]) -> None:
    drawn = open_page().drawn()
    dots = {dot["id"]: dot for dot in drawn["dots"]}
    assert len(dots) == 8
    home = dots["isfahan"]["screen"]
    middle = equal_earth(32.65, 51.68)
    for city in make_data().cities:
        if city["id"] not in dots or city["latitude"] is None:
            continue
        x, y = equal_earth(city["latitude"], city["longitude"])
        screen = dots[city["id"]]["screen"]
        # 1000 units of the picture to a radius; y runs down
        assert screen["x"] - home["x"] == pytest.approx(
            (x - middle[0]) * 1000 * drawn["scale"], abs=3
        )
        assert screen["y"] - home["y"] == pytest.approx(
            -(y - middle[1]) * 1000 * drawn["scale"], abs=3
        )
    lowest = max(dot["y"] for dot in dots.values() if dot["located"])
    assert dots["nowhere"]["y"] > lowest, "what has no place stands below the map's cities"


@pytest.mark.parametrize("language", ["en", "fa"])
def test_labels_keep_clear(open_page: Open, language: str) -> None:
    opened = open_page(language=language)
    labels = opened.drawn()["labels"]
    assert {"isfahan", "xian", "porto"} <= {label["id"] for label in labels}
    assert all(label["size"] >= 10 for label in labels)
    for number, one in enumerate(labels):
        for other in labels[number + 1 :]:
            apart = (
                one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
                or one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
            )  # fmt: skip
            assert apart, (one, other)
    label = next(label for label in labels if label["id"] == "hyderabad-in")
    dot = next(dot for dot in opened.drawn()["dots"] if dot["id"] == "hyderabad-in")
    assert (label["x"] < dot["screen"]["x"]) == (language == "fa"), (
        "Persian names stand to the left"
    )
    assert label["text"] == {"en": "Hyderabad", "fa": "حیدرآباد"}[language]


def test_each_filter_takes_away_its_ties_and_gives_them_back(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    for box in page.locator("#filters input").all():
        count = int(box.locator("xpath=..").locator(".count").inner_text())
        box.uncheck()
        assert page.locator("#table tbody tr").count() == 9 - count
        assert page.inner_text("#count") == f"Ties shown: {9 - count} of 9"
        kind = box.get_attribute("data-value")
        if box.get_attribute("data-field") == "kind":
            left = [line["id"] for line in opened.drawn()["lines"]]
            assert not [one for one in left if one.split("#")[0].endswith(f"/{kind}")]
        box.check()
    assert len(opened.drawn()["lines"]) == 11
    for box in page.locator("#filters input[data-field=kind]").all():
        box.uncheck()
    assert "No tie is shown" in page.inner_text("#said")
    assert opened.drawn()["lines"] == []


def test_dashes_of_the_legend_are_those_drawn(open_page: Open) -> None:
    opened = open_page()
    lines = {line["id"]: line for line in opened.drawn()["lines"]}
    legend = {
        box.get_attribute("data-value"): box.locator("xpath=..")
        .locator("path")
        .get_attribute("stroke-dasharray")
        for box in opened.page.locator("#filters input").all()
    }
    for tie, code in (
        ("tie/freiburg+isfahan/sister_city", "suspended"),
        ("tie/hyderabad-in+isfahan/sister_city", "approved"),
        ("tie/isfahan+xian/sister_city", "in_force"),
        ("tie/isfahan+xian/project_partnership", "ended"),
        ("tie/isfahan+nowhere/letter_of_intent", "possible"),
    ):
        drawn = lines[tie]["dashes"]
        assert (" ".join(map(str, drawn)) if drawn else None) == legend[code], code


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Porto", "Porto"), ("xian", "Xi’an"), ("Iasi", "Iași"), ("hyder", "Hyderabad"),
        ("كربلا", "Karbala"), ("شيآن", "Xi’an"), ("حیدر آباد", "Hyderabad"), ("BURG", "Freiburg"),
        ("bala", "Karbala"),
    ],
)  # fmt: skip
def test_search_in_both_scripts(open_page: Open, typed: str, found: str) -> None:
    page = open_page().page
    page.fill("#search", typed)
    page.press("#search", "Enter")
    assert page.inner_text("#panel-title") == found
    assert page.inner_text("#said") == ""


def test_search_says_that_it_found_nothing(open_page: Open) -> None:
    page = open_page().page
    page.fill("#search", "Atlantis")
    page.press("#search", "Enter")
    assert page.inner_text("#said") == "No city of that name on this page."
    assert page.get_attribute("#said", "role") == "status"


def test_a_tie_shows_its_evidence(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    page.click("[data-tie='tie/freiburg+isfahan/sister_city']")
    assert page.inner_text("#panel-title") == "Freiburg – Isfahan"
    text = page.inner_text("#panel-body")
    for part in ("suspended", "civic: in force", "signed 2000 or 2001", "Both mayors signed",
                 "27 October 2000", "date not said", "Freiburg", "s2", "2001"):  # fmt: skip
        assert part in text
    address = page.locator("#panel-body a").first
    assert address.get_attribute("href") == "https://example.org/a?b=1"
    assert "noopener" in str(address.get_attribute("rel"))
    lines = {line["id"]: line for line in opened.drawn()["lines"]}
    chosen = lines.pop("tie/freiburg+isfahan/sister_city")
    assert chosen["opacity"] == 1
    assert all(line["opacity"] < 1 and line["width"] < chosen["width"] for line in lines.values())
    page.click("[data-tie='tie/isfahan+porto/sister_city']")
    assert "days without an answer: 420" in page.inner_text("#panel-body")


def test_a_city_and_a_tie_can_be_clicked_in_the_picture(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    box = page.locator("canvas").bounding_box()
    spot = next(dot["screen"] for dot in opened.drawn()["dots"] if dot["id"] == "xian")
    page.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"])
    opened.until("location.hash === '#city=xian'")
    assert page.inner_text("#panel-title") == "Xi’an"
    assert page.locator("#panel-body li").count() == 3
    page.locator("#panel-body li button").first.click()
    assert page.inner_text("#panel-title") == "Isfahan – Xi’an"
    page.keyboard.press("Escape")
    assert page.evaluate("location.hash") == ""


HOSTILE = "</script><img src=x onerror=alert(1)><svg onload=alert(1)>\u202egnp.exe"


def test_hostile_text_runs_nothing(
    open_page: Open, make_data: Callable[..., Any], make_tie: Callable[..., Any]
) -> None:
    texts = {"en": HOSTILE, "fa": HOSTILE}
    line = dict.fromkeys(("date", "what", "said_by", "source", "published"), texts)
    history = [
        {**line, "gist": texts, "locator": HOSTILE, "url": url}
        for url in ("javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
                    "https://example.org/\"><img src=x onerror=alert(1)>", " JaVaScRiPt:alert(1)",
                    HOSTILE, "")
    ]  # fmt: skip
    city = {"id": HOSTILE, "name": texts, "country": texts, "latitude": None, "longitude": None}
    row = make_tie("xian", HOSTILE, HOSTILE, HOSTILE, history=history) | {
        "id": HOSTILE, "pair": ["isfahan", HOSTILE], "parties": ["isfahan", HOSTILE, HOSTILE + "2"],
        "labels": dict.fromkeys(("kind", "status", "since"), texts), "sources": [HOSTILE],
        "channels": [texts], "conflicts": [texts], "unanswered": True, "days_open": HOSTILE,
    }  # fmt: skip
    base = make_data()
    data = make_data(
        title=texts, ties=[row, *base.ties], cities=[*base.cities, city], known_by=HOSTILE,
        meta={"id": HOSTILE, "day": texts, "counts": texts, "licences": texts, "known_by": texts},
    )  # fmt: skip
    opened = open_page(data, hash_="#tie=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    page = opened.page
    assert "no such city or tie" in page.inner_text("#said")
    for language in ("fa", "en"):
        page.click("#language")
        page.locator(f"#table tbody tr:has-text('{HOSTILE[:9]}') button").first.click()
        assert HOSTILE[:9] in page.inner_text("#panel-body"), language
    page.fill("#search", HOSTILE)
    page.press("#search", "Enter")
    page.mouse.move(700, 400)
    opened.drawn()
    assert page.locator("img, body svg[onload], iframe, object").count() == 0
    assert page.locator("[onerror], [onload], [onclick]").count() == 0
    page.evaluate("location.hash = 'city=\"><img src=x onerror=alert(1)>'")
    page.click("[data-tie]:has-text('" + HOSTILE[:9] + "')")
    links = page.locator("#panel-body a")
    assert [one.get_attribute("href")[:20] for one in links.all()] == ["https://example.org/"]
    assert "\u202e" not in page.inner_text("body")
    assert opened.console == []
    assert opened.requests == [opened.url]


def test_the_policy_stops_an_injected_handler(open_page: Open) -> None:
    opened = open_page()
    opened.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend',"
        "'<button id=evil onclick=\"window.ran=1\">x</button><script>window.ran=1</script>')"
    )
    opened.page.locator("#evil").dispatch_event("click")
    assert opened.page.evaluate("window.ran === undefined")
    assert any("Content Security Policy" in said for said in opened.console)


def test_the_address_chooses_and_back_goes_back(open_page: Open) -> None:
    opened = open_page(hash_="#tie=tie%2Fisfahan%2Bxian%2Fsister_city")
    page = opened.page
    assert page.inner_text("#panel-title") == "Isfahan – Xi’an"
    page.evaluate("location.hash = 'city=porto'")
    opened.until("document.getElementById('panel-title').textContent === 'Porto'")
    page.locator("#panel-body li button").first.click()
    assert page.evaluate("location.hash").startswith("#tie=")
    page.go_back()
    opened.until("document.getElementById('panel-title').textContent === 'Porto'")
    page.evaluate("location.hash = 'tie=none'")
    opened.until("document.getElementById('said').textContent !== ''")
    assert page.inner_text("#panel-title") == "Evidence"
    third = "#tie=tie/isfahan+karbala+porto/multilateral_pact%232"
    opened.go("?" + third)
    assert page.inner_text("#panel-title") == "Isfahan – Karbala – Porto", "an edge names its tie"


def test_the_other_language_keeps_choice_and_filters(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    page.uncheck("#filters input[data-value=cooperation_mou]")
    page.click("[data-tie='tie/isfahan+xian/sister_city']")
    page.click("#language")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        "fa",
        "rtl",
    ]
    assert page.title() == "پیوندهای اصفهان"
    assert page.inner_text("#panel-title") == "اصفهان – شی‌آن"
    assert "۸" in page.inner_text("#count")
    assert "۱۲" in page.inner_text("tr[data-row='tie/isfahan+xian/sister_city']")
    legend, panel = (page.locator(one).bounding_box() for one in ("#legend", "#panel"))
    assert legend["x"] > panel["x"], "the layout is mirrored"
    page.click("#language")
    assert page.inner_text("#panel-title") == "Isfahan – Xi’an"
    assert not page.is_checked("#filters input[data-value=cooperation_mou]")
    assert page.inner_text("#count") == "Ties shown: 8 of 9"
    assert page.evaluate("location.hash").startswith("#tie=")


def test_by_keyboard_from_the_search_to_a_source(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("porto")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel-title"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.tie").endswith(
        "porto/multilateral_pact"
    ) or (page.evaluate("document.activeElement.dataset.tie") == "tie/isfahan+porto/sister_city")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel-title"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.href") == "https://example.org/a?b=1"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Escape")
    # Nothing traps: every stop is left again, the picture's included.
    stops = []
    for _stop in range(60):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate(
                "document.activeElement.id || document.activeElement.className"
                " || document.activeElement.dataset.tie || document.activeElement.tagName"
            )
        )
    assert {"search", "language", "nearer", "fit", "wide"} <= set(stops)
    assert any("vis-network" in stop for stop in stops)
    assert stops.count("search") >= 1


def test_keys_move_the_picture(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    before = opened.drawn()
    page.focus("#picture .vis-network")
    page.keyboard.down("ArrowRight")
    page.wait_for_timeout(250)
    page.keyboard.up("ArrowRight")
    after = opened.drawn()
    assert before["dots"][0]["screen"]["x"] != after["dots"][0]["screen"]["x"]
    page.click("#nearer")
    assert opened.drawn()["scale"] > after["scale"]
    page.click("#fit")
    assert opened.drawn()["scale"] == pytest.approx(before["scale"], rel=0.01)


def test_the_table_is_sorted_by_its_headers(open_page: Open) -> None:
    page = open_page().page

    def column(number: int) -> list[str]:
        return _texts(page, f"#table tbody td:nth-child({number})")

    assert page.get_attribute("th:has([data-sort=partner])", "aria-sort") == "ascending"
    assert column(1) == sorted(column(1), key=str.casefold)
    page.click("[data-sort=sources]")
    assert page.get_attribute("th:has([data-sort=sources])", "aria-sort") == "ascending"
    assert page.get_attribute("th:has([data-sort=partner])", "aria-sort") == "none"
    assert column(6)[-2:] == ["3", "12"], "as numbers, not as text"
    assert page.evaluate("document.activeElement.dataset.sort") == "sources"
    page.keyboard.press("Enter")
    assert page.get_attribute("th:has([data-sort=sources])", "aria-sort") == "descending"
    assert column(6)[:2] == ["12", "3"]
    for _time in range(2):
        page.click("[data-sort=since]")
        assert page.locator("#table tbody tr").last.get_attribute("data-row") == (
            "tie/isfahan+nowhere/letter_of_intent"
        ), "a date that is not said comes last either way"


def test_paper_holds_picture_and_table_but_no_buttons(open_page: Open) -> None:
    opened = open_page(color_scheme="dark")
    page = opened.page
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for selector, there in (("#picture", True), ("#table", True), ("#search", False),
                            ("#zoom", False), ("#language", False)):  # fmt: skip
        assert page.locator(selector).is_visible() == there, selector
    assert (
        page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink')")
        == "#1b1f24"
    )
    assert page.pdf()[:5] == b"%PDF-"


def test_a_tie_that_cannot_be_drawn_stands_in_the_table(
    open_page: Open, make_data: Callable[..., Any], make_tie: Callable[..., Any]
) -> None:
    names = {"unnamed/c-1": {"en": "a town in Japan", "fa": "شهری در ژاپن"}}
    row = make_tie("iasi", "sister_city", "announced", names=names)
    row |= {"id": "tie/x", "pair": None, "parties": ["isfahan", "unnamed/c-1"]}
    opened = open_page(make_data(ties=[row, *make_data().ties]))
    page = opened.page
    assert len(opened.drawn()["lines"]) == 11
    assert page.inner_text("#count").startswith("Ties shown: 10 of 10 · Only in the table")
    page.click("[data-tie='tie/x']")
    assert page.inner_text("#panel-title") == "Isfahan – a town in Japan"
    assert opened.console == []


def test_a_page_without_ties(open_page: Open, make_data: Callable[..., Any]) -> None:
    opened = open_page(make_data(ties=[]))
    assert opened.console == []
    assert [dot["id"] for dot in opened.drawn()["dots"]] == ["isfahan"]
