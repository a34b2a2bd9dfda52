"""What the page says at first sight: the strip, the legend, what is drawn and what is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cityties
from cityties.page.document import read_block
from cityties.words.durations import span_words

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")

Open = Callable[..., Any]
Row = dict[str, Any]
FREIBURG = "tie/freiburg+isfahan/sister_city"
PORTO = "tie/isfahan+porto/sister_city"


def _strip(opened: Any) -> list[str]:
    found: list[str] = opened.texts("#strip-items > *")
    return found


def _rows(page: Any) -> set[str]:
    return {row.get_attribute("data-row") for row in page.locator("#table tbody tr").all()}


def test_the_strip_counts_and_each_number_is_a_filter(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    assert _strip(opened) == [
        "6 in force, 1 of them only possibly", "sister city: 3", "1 suspended in part",
        "2 not yet signed", "1 unanswered, the longest for 13 months", "1 no longer in force",
        "City networks: 1",
    ]  # fmt: skip
    strip, picture = (page.locator(one).bounding_box() for one in ("#strip", "#picture"))
    assert strip["y"] + strip["height"] <= picture["y"], "above the picture"
    for only, wanted in (
        ("waiting", {PORTO}),
        ("partly", {FREIBURG}),
        ("before", {PORTO, "tie/hyderabad-in+isfahan/sister_city"}),
        ("over", {"tie/isfahan+xian/project_partnership"}),
    ):
        page.click(f"#strip [data-only={only}]")
        assert _rows(page) == wanted
        assert {line["id"] for line in opened.drawn()["lines"]} == wanted
        assert opened.hash() == f"#only={only}"
        pressed = page.locator(f"#strip [data-only={only}]")
        assert pressed.get_attribute("aria-pressed") == "true"
        ink = pressed.evaluate("(one) => getComputedStyle(one).backgroundColor")
        assert ink == page.evaluate("getComputedStyle(document.body).color")
    page.click("#strip [data-only=over]")
    assert opened.hash() == "" and len(_rows(page)) == 9, "pressed again it shows all"
    page.click("#strip button:has-text('sister city: 3')")
    assert len(_rows(page)) == 3


def test_the_strip_wins_over_other_filters_and_keeps_its_numbers(open_page: Open) -> None:
    opened = open_page(hash_="#kind=cooperation_mou")
    before = _strip(opened)
    assert before[0].startswith("6 in force"), "the strip counts the day, not the filters"
    opened.page.click("#strip [data-only=force]")
    assert len(_rows(opened.page)) == 6, "what it says is what one gets"
    assert _strip(opened) == before


def test_counts_of_the_legend_follow_the_filters_and_say_what_is_in_force(
    open_page: Open,
) -> None:
    opened = open_page()
    page = opened.page
    row = page.locator(".value:has([data-field=kind][data-value=sister_city])")
    assert row.locator(".count").inner_text() == "5"
    assert row.locator(".stages").inner_text() == "3 in force, 2 not yet"
    page.uncheck("[data-field=status][data-value=proposed]")
    assert row.locator(".count").inner_text() == "4"
    assert row.locator(".stages").inner_text() == "3 in force, 1 not yet"
    proposed = page.locator(".value:has([data-field=status][data-value=proposed]) .count")
    assert proposed.inner_text() == "1", "a facet does not hide what it could show again"
    page.uncheck("[data-field=kind][data-value=sister_city]")
    assert proposed.inner_text() == "0"


def test_what_is_not_signed_is_fainter_and_a_suspended_channel_is_marked(
    open_page: Open,
) -> None:
    opened = open_page()
    page = opened.page
    lines = {line["id"]: line for line in opened.drawn()["lines"]}
    signed, proposed = lines["tie/iasi+isfahan/sister_city"], lines[PORTO]
    assert proposed["opacity"] < signed["opacity"] and proposed["width"] < signed["width"]
    assert lines[FREIBURG]["dashes"] and lines[FREIBURG]["dashes"] != proposed["dashes"]
    assert not signed["dashes"]
    sample = page.locator(".value:has(#partly)")
    assert sample.inner_text().split() == ["suspended", "in", "part", "1"]
    dash = sample.locator("path").get_attribute("stroke-dasharray")
    assert [int(part) for part in dash.split()] == lines[FREIBURG]["dashes"], "as it is drawn"
    page.check("#partly")
    assert _rows(page) == {FREIBURG}


def test_the_picture_says_what_it_does_not_draw(
    open_page: Open, make_block: Callable[..., Row], make_tie: Callable[..., Row],
    make_period: Callable[..., Row],
) -> None:  # fmt: skip
    unnamed = make_tie("unnamed/c-1", "sister_city", make_period("proposed", "2020-01-01"))
    unnamed["names"] = {"unnamed/c-1": "a city in Poland (not named)"}
    block = make_block(ties=[*make_block()["ties"], unnamed])
    opened = open_page(block)
    page = opened.page
    assert page.inner_text("#count").startswith("Ties shown: 10 of 10")
    assert len({line["id"].partition("#")[0] for line in opened.drawn()["lines"]}) == 9
    note = page.locator("#undrawn")
    assert note.inner_text().startswith(
        "Not drawn: 1 of 10 (a party is not a city on this page: 1)"
    )
    frame, said = page.locator("#frame").bounding_box(), note.bounding_box()
    gap = said["y"] - frame["y"] - frame["height"]
    assert 0 <= gap < 20, "right below the picture, over no dot of it"
    page.uncheck("[data-field=kind][data-value=sister_city]")
    assert not note.is_visible(), "what is not counted is not missed"


def test_names_without_room_are_one_step_away(
    open_page: Open, make_block: Callable[..., Row]
) -> None:
    block = make_block()
    spot = next(city["at"] for city in block["cities"] if city["id"] == "karbala")
    for number, city in enumerate(block["cities"]):
        if city["id"] in {"iasi", "freiburg", "hyderabad-in", "xian"}:
            city["at"] = [spot[0] + number, spot[1] + number]
    opened = open_page(block)
    page = opened.page
    opened.until("!document.getElementById('nameless').hidden")
    drawn = opened.drawn()
    named = {label["id"] for label in drawn["labels"]}
    lost = {dot["id"] for dot in drawn["dots"]} - named
    assert lost
    page.click("#nameless summary")
    offered = {one.get_attribute("data-nameless") for one in page.locator("[data-nameless]").all()}
    assert offered == lost
    city = sorted(lost)[0]
    page.click(f"[data-nameless={city}]")
    assert opened.hash() == f"#city={city}"
    assert city in {label["id"] for label in opened.drawn()["labels"]}, "a chosen city is named"


def test_countries_are_named_once_the_map_is_near(js: Callable[..., Any]) -> None:
    block = {
        "meta": {"on": "2026-11-21", "language": "en"}, "cities": [], "ties": [], "lines": [],
        "map": {"regions": [{"name": {"en": "Europe"}, "x": 90, "y": -870},
                            {"name": {"en": "Africa"}, "x": 110, "y": -200}]},
        "sources": [], "networks": [], "words": [], "texts": {"en": {}},
        "codes": {one: [] for one in ("kind", "status", "channel", "topic", "certainty")},
        "countries": [
            {"code": "DE", "name": "Germany", "at": [100, -900]},
            {"code": "PL", "name": "Poland", "at": [101, -900]},
            {"code": "FR", "name": "France", "at": [-400, -800]}, {"code": "XX", "name": "Nowhere"},
        ],
    }  # fmt: skip
    run = js("land.js", "nameLand", block=block)
    write = """(scale, taken) => {
        const said = [];
        const ctx = new Proxy(document.createElement("canvas").getContext("2d"), {
            get: (of, name) => name === "fillText" ? (text) => said.push(text)
                : typeof of[name] === "function" ? of[name].bind(of) : of[name],
            set: (of, name, value) => { of[name] = value; return true; },
        });
        const boxes = tested.nameLand(ctx, scale, taken);
        return { said, boxes: boxes.map(({ text }) => text) };
    }"""

    def said(scale: float, taken: str = "[]") -> list[str]:
        found = run(f"({write})({scale}, {taken})")
        assert found["said"] == found["boxes"]
        names: list[str] = found["said"]
        return names

    assert said(0.1) == ["Europe", "Africa"], "on the whole world countries would hide it"
    assert said(1) == ["Europe", "Africa", "Germany", "France"], "none over another"
    over = "[{ x: 9, y: -90, w: 30, h: 16 }]"
    assert said(0.1, over) == ["Africa"], "not under the name of a city"


def test_near_the_map_has_the_names_of_countries(
    open_page: Open, make_block: Callable[..., Any]
) -> None:
    block = make_block()
    for country, at in (("Germany", [190, -1130]), ("Iraq", [800, -800])):
        row = next(one for one in block["countries"] if one["name"]["en"] == country)
        row |= {"name": {"en": f"Land of {country}", "fa": country}, "at": at}
    opened = open_page(block)
    opened.page.add_init_script(
        """window.written = new Set();
        const real = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
          window.written.add(text);
          return real.call(this, text, ...rest);
        };"""
    )
    page = opened.page
    page.reload()
    page.wait_for_selector("body[data-ready]")
    named = "[...window.written].filter((one) => one.startsWith('Land of')).sort()"
    assert page.evaluate(named) == [], "not over the whole world"
    for _time in range(9):
        page.click("#nearer")
        page.wait_for_timeout(80)
    assert page.evaluate(named) == ["Land of Germany", "Land of Iraq"]


def meets(one: Row, other: Row) -> bool:
    across = one["x"] < other["x"] + other["w"] and other["x"] < one["x"] + one["w"]
    return across and one["y"] < other["y"] + other["h"] and other["y"] < one["y"] + one["h"]


@pytest.mark.parametrize("cities", [0, 600])
def test_no_name_of_the_land_lies_under_that_of_a_city(
    open_page: Open, make_block: Callable[..., Any], cities: int
) -> None:
    block = make_block()
    for number in range(cities):  # a crowd, which the canvas draws
        spot = [(number * 37) % 1500 - 700, -((number * 91) % 1100)]
        name = {"en": f"Town {number}", "fa": f"Town {number}"}
        block["cities"].append(
            {"id": f"town-{number}", "name": name, "country": 0, "at": spot, "step": 1}
        )
    porto = next(city["at"] for city in block["cities"] if city["id"] == "porto")
    names = [region["name"]["en"] for region in block["map"]["regions"]]
    covered, free = block["map"]["regions"][:2]
    covered |= {"x": porto[0] - 60, "y": porto[1]}  # where its name stands
    free |= {"x": -1500, "y": 900}
    opened = open_page(block)
    opened.until("cityties.drawn().land.length && cityties.drawn().labels.length")
    drawn = opened.drawn()
    written = {one["text"] for one in drawn["land"]}
    assert free["name"]["en"] in written
    assert written <= set(names)
    if not cities:
        assert "Porto" in {label["text"] for label in drawn["labels"]}
        assert covered["name"]["en"] not in written
    pairs = [(one, other) for one in drawn["land"] for other in drawn["labels"]]
    assert pairs and not [pair for pair in pairs if meets(*pair)]


def test_the_page_says_the_number_of_the_command_on_the_same_morning(
    browser: Any, tmp_path: Path
) -> None:
    graph = cityties.open()
    file = tmp_path / "page.html"
    html = graph.page("isfahan")
    assert html == graph.page("isfahan"), "the bytes hold no clock"
    file.write_text(html, "utf-8")
    day = "2027-02-01"
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.clock.set_fixed_time(f"{day}T09:30:00")
    page.goto(file.as_uri())
    page.wait_for_selector("body[data-ready]")
    listed = graph.ties("isfahan", on=day, channels="all")
    force = [row for row in listed if row["status"] == "in_force"]
    waiting = [row for row in listed if row["unanswered"]]
    assert len(force) > 10 and len(waiting) > 5
    assert page.inner_text("#strip .main") == f"{len(force)} in force"
    assert page.inner_text("#day") == "Ties as of 1 February 2027"
    least = max(
        days if isinstance(days, int) else days[0] for days in (row["days_open"] for row in waiting)
    )
    said = page.inner_text("#strip [data-only=waiting]")
    assert said == f"{len(waiting)} unanswered, the longest for {span_words(least)}"
    for row in waiting:
        cell = page.inner_text(f"tr[data-row='{row['tie']}'] [data-column=status]")
        assert f"unanswered, {span_words(row['days_open'])}" in cell
    # The day of the data is one click away, and today one more.
    page.click("#other-end")
    data_day = graph.data_day.isoformat()
    assert page.evaluate("location.hash") == f"#on={data_day}"
    page.click("#other-end")
    assert page.evaluate("location.hash") == ""
    context.close()


def test_a_page_made_for_a_day_opens_on_it(browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(cityties.open().page("isfahan", on="2016-01-01"), "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    page.wait_for_selector("body[data-ready]")
    assert page.inner_text("#day") == "Ties as of 1 January 2016"
    page.close()


def test_the_next_anniversary_is_that_of_the_question(browser: Any, tmp_path: Path) -> None:
    graph = cityties.open()
    file = tmp_path / "page.html"
    file.write_text(graph.page("isfahan"), "utf-8")
    context = browser.new_context()
    page = context.new_page()
    looked_at = 0
    for day in ("2026-11-30", "2027-03-01", "2027-06-20", "2027-11-26"):
        page.goto(f"{file.as_uri()}?{day}#on={day}")
        page.wait_for_selector("body[data-ready]")
        rows = list(graph.query("anniversaries", city="isfahan", on=day))
        soonest = [row for row in rows if row["next"] == rows[0]["next"]]
        said = page.inner_text("[data-strip=next]")
        looked_at += 1
        names = {graph.name(str(row["partner"]).rpartition("/")[2]) for row in soonest}
        assert any(name in said for name in names), (day, said, names)
        assert f" {rows[0]['years']} years, " in said, (day, said)
    assert looked_at == 4
    context.close()


def test_what_is_new_since_the_last_visit(
    browser: Any, tmp_path: Path, make_block: Callable[..., Row]
) -> None:
    from cityties.page import render_page

    file = tmp_path / "page.html"
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()

    def visit(block: Row) -> list[str]:
        file.write_text(render_page(block), "utf-8")
        page.goto(file.as_uri())
        page.wait_for_selector("body[data-ready]")
        return [text.strip() for text in page.locator("#strip-items > *").all_inner_texts()]

    page.clock.set_fixed_time("2026-11-22T09:00:00")
    assert not any("ew since" in text for text in visit(make_block())), "a first visit"
    newer = make_block(id="4567cdef")
    porto = next(tie for tie in newer["ties"] if tie["id"] == PORTO)
    porto["history"].append({**porto["history"][0], "id": "c-new"})
    page.clock.set_fixed_time("2026-11-29T09:00:00")
    for _again in range(2):  # opening it once more does not make it old
        assert "New since 22 November 2026: 1" in visit(newer)
    page.click("#strip [data-only=new]")
    assert _rows(page) == {PORTO}
    page.click(f"tr[data-row='{PORTO}'] [data-tie]")
    assert page.locator(".history li:has(.new)").get_attribute("data-id") == "c-new"
    assert "Nothing new since 29 November 2026" in visit({**newer, "meta": {
        **newer["meta"], "id": "89abef01"}})  # fmt: skip
    context.close()


def test_what_is_new_since_a_snapshot() -> None:
    graph = cityties.open()
    block = read_block(graph.page("isfahan", since="2024-01-01"))
    since = block["meta"]["since"]
    assert since["day"] == "2024-01-01"
    known = set(graph.readings(since["day"]).claims)
    here = {line["id"] for tie in block["ties"] for line in tie["history"]}
    assert set(since["claims"]) == here - known
    assert 0 < len(since["claims"]) < len(here)


def test_lengths_are_said_as_the_program_says_them(
    js: Callable[..., Any], make_block: Callable[..., Row]
) -> None:
    from cityties.page.texts import page_texts

    run = js("spans.js", "spanWords", block={**make_block(), "texts": page_texts()})
    numbers = [
        0,
        1,
        2,
        30,
        91,
        92,
        120,
        364,
        699,
        730,
        731,
        800,
        1064,
        1095,
        1096,
        1125,
        1461,
        3652,
        3653,
        8848,
        9647,
    ]
    pairs = [(one, one) for one in numbers]
    pairs += [(one, other) for one in numbers for other in numbers if one < other]
    pairs += [(one, None) for one in numbers]
    said = run(f"{json.dumps(pairs)}.map(([a, b]) => tested.spanWords(a, b))")
    assert len(said) > 100
    for pair, text in zip(pairs, said, strict=True):
        assert text == span_words(pair[0] if pair[0] == pair[1] else list(pair)), pair


@pytest.mark.parametrize("size", [(390, 844), (768, 1024), (1024, 768), (1160, 800), (1280, 720)])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_nothing_covers_another_part_in_any_window(
    open_page: Open, size: tuple[int, int], language: str
) -> None:
    opened = open_page(language=language, viewport={"width": size[0], "height": size[1]})
    page = opened.page
    box = page.locator("#picture").bounding_box()
    assert box["width"] >= 340 and box["height"] >= 220, "a map that can be read"
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    day = page.locator("#day-said").bounding_box()
    assert day["height"] < 60, "the day in a line or two, not letter under letter"
    assert page.locator("#day-input").is_visible(), "a day can be written"
    parts = {name: page.locator(name).bounding_box() for name in ("#legend", "#map", "#panel")}
    inner = page.evaluate(
        """[...document.querySelectorAll("#map *")].map((one) => one.getBoundingClientRect())
        .filter((box) => box.width && box.height).map((box) => [box.left, box.right])"""
    )
    frame = parts["#map"]
    assert len(inner) > 20
    assert min(left for left, _right in inner) >= frame["x"] - 12
    assert max(right for _left, right in inner) <= frame["x"] + frame["width"] + 12
    for one, two in (("#legend", "#map"), ("#map", "#panel"), ("#legend", "#panel")):
        a, b = parts[one], parts[two]
        beside = a["x"] + a["width"] <= b["x"] + 1 or b["x"] + b["width"] <= a["x"] + 1
        below = a["y"] + a["height"] <= b["y"] + 1 or b["y"] + b["height"] <= a["y"] + 1
        assert beside or below, (one, two)
