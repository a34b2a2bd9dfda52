"""The picture as a reader meets it: in Chromium, from a file, without a network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cityties.page.geography import equal_earth

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")

Open = Callable[..., Any]
WIDE = {"width": 1400, "height": 1000}
NARROW = {"width": 390, "height": 844}

# How many colours stand on the canvas; an empty one has a handful.
COLOURS = """(() => {
  const canvas = document.querySelector("canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
})()"""


@pytest.mark.parametrize(
    ("size", "scheme", "language"),
    [(WIDE, "light", "en"), (WIDE, "dark", "fa"), (NARROW, "light", "fa"), (NARROW, "dark", "en")],
    ids=["wide-en", "wide-dark-fa", "narrow-fa", "narrow-dark-en"],
)
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
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, dark.strip("rgb()").split(","))) < 200) == (scheme == "dark")


def test_one_line_for_each_pair_of_each_tie(open_page: Open) -> None:
    opened = open_page()
    drawn = opened.drawn()
    assert len(drawn["lines"]) == 11
    assert opened.page.locator("#table tbody tr").count() == 9
    assert opened.page.inner_text("#count") == "Ties shown: 9 of 9"
    parallel = [
        line for line in drawn["lines"] if {line["from"], line["to"]} == {"isfahan", "xian"}
    ]
    assert len({line["bow"] for line in parallel}) == 3, "parallel ties lie side by side"
    assert opened.texts("#aside p") == ["Nowhere"]
    opened.page.click("#aside button")
    assert opened.page.inner_text("#panel-title") == "Nowhere"


def test_cities_stand_where_they_are(open_page: Open) -> None:
    drawn = open_page().drawn()
    dots = {dot["id"]: dot for dot in drawn["dots"]}
    assert len(dots) == 8
    home = dots["isfahan"]["screen"]
    middle = equal_earth(32.65, 51.68)
    places = {
        "freiburg": (48.0, 7.85), "hyderabad-in": (17.4, 78.5), "karbala": (32.62, 44.03),
        "porto": (41.15, -8.6), "xian": (34.3, 108.9),
    }  # fmt: skip
    for city, place in places.items():
        x, y = equal_earth(*place)
        screen = dots[city]["screen"]
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
@pytest.mark.parametrize("view", ["", "#view=network"], ids=["map", "network"])
def test_labels_keep_clear(open_page: Open, language: str, view: str) -> None:
    opened = open_page(language=language, hash_=view)
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
    label = next(label for label in labels if label["id"] == "xian")
    assert label["text"] == {"en": "Xi’an", "fa": "شی‌آن"}[language]


def test_the_network_and_back_to_the_very_place(open_page: Open) -> None:
    opened = open_page()
    page = opened.page

    def places() -> dict[str, tuple[float, float]]:
        return {dot["id"]: (dot["x"], dot["y"]) for dot in opened.drawn()["dots"]}

    def screens() -> dict[str, Any]:
        return {dot["id"]: dot["screen"] for dot in opened.drawn()["dots"]}

    on_map, on_screen = places(), screens()
    page.click("#views [data-view=network]")
    opened.until("cityties.mix() === 1")
    in_network = places()
    assert in_network["xian"] == (300, 400)
    assert set(in_network) == set(on_map)
    assert page.get_attribute("#views [data-view=network]", "aria-pressed") == "true"
    assert opened.hash() == "#view=network"
    page.click("#views [data-view=map]")
    opened.until("cityties.mix() === 0")
    assert places() == on_map
    for city, spot in screens().items():
        assert spot == pytest.approx(on_screen[city], abs=0.5)
    opened.go("?again#view=network")
    assert places() == in_network


def test_the_change_of_view_moves_unless_motion_is_reduced(open_page: Open) -> None:
    halfway = (
        "(() => { document.querySelector('#views [data-view=network]').click();"
        " return new Promise((done) => setTimeout(() => done(cityties.mix()), 150)); })()"
    )
    assert 0 < open_page().page.evaluate(halfway) < 1
    assert open_page(reduced_motion="reduce").page.evaluate(halfway) == 1


def test_the_table_view_takes_the_place_of_the_picture(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    page.click("#views [data-view=table]")
    assert not page.is_visible("#picture")
    assert page.is_visible("#table")
    page.click("[data-tie='tie/freiburg+isfahan/sister_city']")
    assert page.inner_text("#panel-title") == "Freiburg – Isfahan"
    page.click("#views [data-view=map]")
    assert page.evaluate(COLOURS) > 60
    assert opened.console == []


def test_lines_say_kind_status_and_certainty(open_page: Open) -> None:
    opened = open_page()
    lines = {line["id"]: line for line in opened.drawn()["lines"]}
    legend = {
        box.get_attribute("data-value"): box.locator("xpath=..")
        .locator("path")
        .get_attribute("stroke-dasharray")
        for box in opened.page.locator(
            "#filters input[data-field=status], #filters input[data-field=certainty]"
        ).all()
    }
    for tie, code in (
        ("tie/hyderabad-in+isfahan/sister_city", "approved"),
        ("tie/isfahan+xian/sister_city", "in_force"),
        ("tie/isfahan+xian/project_partnership", "ended"),
        ("tie/isfahan+nowhere/letter_of_intent", "possible"),
    ):
        drawn = lines[tie]["dashes"]
        assert (" ".join(map(str, drawn)) if drawn else None) == legend[code], code
    kinds = {line["id"].split("#")[0].rpartition("/")[2]: line["colour"] for line in lines.values()}
    assert len(set(kinds.values())) == len(kinds), "each kind has its colour"
    for kind, colour in kinds.items():
        row = opened.page.locator(f"[data-field=kind][data-value={kind}]").locator("xpath=..")
        seen = row.locator("path").evaluate("(one) => getComputedStyle(one).stroke")
        wanted = tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))
        assert seen == f"rgb({wanted[0]}, {wanted[1]}, {wanted[2]})"
        assert len(row.locator(".badge").inner_text()) == 2, "two letters are the second sign"


def test_a_city_and_a_tie_can_be_clicked(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    box = page.locator("canvas").bounding_box()
    dots = {dot["id"]: dot["screen"] for dot in opened.drawn()["dots"]}
    spot = dots["xian"]
    page.mouse.move(box["x"] + spot["x"], box["y"] + spot["y"])
    assert page.inner_text("#tip") == "Xi’an"
    page.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"])
    opened.until("location.hash === '#city=xian'")
    assert page.inner_text("#panel-title") == "Xi’an"
    assert page.locator("#panel-body .walk li").count() == 3
    page.locator("#panel-body .walk button").first.click()
    assert page.inner_text("#panel-title") == "Isfahan – Xi’an"
    lines = {line["id"]: line for line in opened.drawn()["lines"]}
    chosen = lines.pop("tie/isfahan+xian/sister_city")
    assert chosen["opacity"] == 1
    assert all(line["opacity"] < 1 and line["width"] < chosen["width"] for line in lines.values())
    page.keyboard.press("Escape")
    assert opened.hash() == ""


def test_buttons_move_the_picture(open_page: Open) -> None:
    opened = open_page()
    before = opened.drawn()["scale"]
    opened.page.click("#nearer")
    assert opened.drawn()["scale"] > before
    opened.page.click("#fit")
    assert opened.drawn()["scale"] == pytest.approx(before, rel=0.01)


def test_pointing_at_the_legend_brings_out_its_ties(open_page: Open) -> None:
    opened = open_page()
    row = opened.page.locator(".value", has=opened.page.locator("[data-value=multilateral_pact]"))
    for place in (5, 9):  # a pointer that the page moves under does not count
        row.hover(position={"x": place, "y": 5})
    strong = [line["id"] for line in opened.drawn()["lines"] if line["opacity"] == 1]
    assert len(strong) == 3
    assert all("multilateral_pact" in line for line in strong)


def test_a_tie_that_cannot_be_drawn_stands_in_the_table(
    open_page: Open, make_block: Callable[..., Any], make_tie: Callable[..., Any],
    make_period: Callable[..., Any],
) -> None:  # fmt: skip
    names = {"unnamed/c-1": {"en": "a town in Japan", "fa": "شهری در ژاپن"}}
    row = make_tie("iasi", "sister_city", make_period("approved", "2020-01-01"), names=names)
    row |= {"id": "tie/x", "parties": ["isfahan", "unnamed/c-1"]}
    opened = open_page(make_block(ties=[*make_block()["ties"], row]))
    page = opened.page
    assert len(opened.drawn()["lines"]) == 11
    assert page.inner_text("#count").startswith("Ties shown: 10 of 10 · Only in the table")
    page.click("[data-tie='tie/x']")
    assert page.inner_text("#panel-title") == "Isfahan – a town in Japan"
    assert opened.console == []


def test_a_page_without_ties(open_page: Open, make_block: Callable[..., Any]) -> None:
    cities = make_block()["cities"][:1]
    block = make_block(ties=[], cities=cities, days=[], known_days=[], networks=[])
    for city in block["cities"]:
        city.pop("networks", None)
    opened = open_page(block)
    assert opened.console == []
    assert [dot["id"] for dot in opened.drawn()["dots"]] == ["isfahan"]
    assert not opened.page.is_visible("#timeline")
