"""Pages of thousands of cities: an invented crowd, and the world's twin towns.

The files of the world are not part of this project: ``CITYTIES_WORLD`` names their folder.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cityties.api import CityGraph
from cityties.loaders.foreign.links import About, load_links
from cityties.model.dates import parse_edtf
from cityties.model.identifiers import tie_id
from cityties.model.rows import Claim, Organization, Place, Source, Tables
from cityties.page import read_block
from cityties.store.build import build

pytestmark = [
    pytest.mark.slow,
    pytest.mark.needs("chromium", "apt-get install chromium"),
]

CITIES, TIES = 2_400, 4_000
WORLD = os.environ.get("CITYTIES_WORLD", "")
needs_world = pytest.mark.skipif(
    not WORLD, reason="CITYTIES_WORLD names no folder with the twin towns of the world"
)


def crowd() -> Tables:
    """Invented cities, a third of them at no known place; the first ones have most ties."""
    chance = random.Random(5)
    places = tuple(
        Place(
            f"city-{number}", "city", f"City {number}", f"شهر {number}",
            country=chance.choice(("DE", "FR", "IR", "JP", "US")),
            latitude=None if number % 3 == 2 else round(chance.uniform(-50, 65), 3),
            longitude=None if number % 3 == 2 else round(chance.uniform(-170, 170), 3),
        )
        for number in range(CITIES)
    )  # fmt: skip
    pairs: set[tuple[int, int]] = {(number, number + 1) for number in range(CITIES - 1)}
    while len(pairs) < TIES:
        one, other = (int(CITIES * chance.random() ** 3) for _end in range(2))
        if one != other:
            pairs.add((min(one, other), max(one, other)))
    claims = tuple(
        Claim(
            f"c-{number}", "list", "tie", aspect="change", kind="sister_city",
            parties=(parties := tuple(sorted(f"city-{end}" for end in pair))),
            about=tie_id(parties, "sister_city"), status="in_force",
            when=parse_edtf(str(chance.randint(1950, 2015))), locator=f"line {number}",
        )
        for number, pair in enumerate(sorted(pairs))
    )  # fmt: skip
    source = Source("list", "dataset", "A list", "press", published=parse_edtf("2016"))
    press = Organization("press", "publisher", "Press")
    return Tables(places=places, organizations=(press,), sources=(source,), claims=claims)


@pytest.fixture(scope="module")
def crowd_page() -> str:
    return CityGraph(build(crowd())).page()


@pytest.fixture(scope="module")
def world_page() -> str:
    folder = Path(WORLD)
    about = About("Wikidata 2016", "2016-09", publisher="Wikidata")
    loaded = load_links(folder / "twinnings-2016.tsv", about, places=[folder / "places.csv"])
    return CityGraph(build(loaded.tables)).page()


class Seen:
    """A large page in a browser that is offline."""

    def __init__(self, browser: Any, file: Path, html: str, hash_: str, **options: Any) -> None:
        options = {"viewport": {"width": 1400, "height": 1000}, **options}
        self.context = browser.new_context(offline=True, **options)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda one: self.said.append(one.text))
        self.page.on("pageerror", lambda one: self.said.append(str(one)))
        self.page.on("request", lambda one: self.asked.append(one.url))
        file.write_text(html, "utf-8")
        self.page.goto(file.as_uri() + hash_)
        self.page.wait_for_selector("body[data-ready]", timeout=60_000)
        self.finished()

    def finished(self) -> dict[str, Any]:
        """What is drawn, once the picture is as fine as it gets."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            drawn: dict[str, Any] = self.page.evaluate(
                "(({ finished, scale, dots, lines, labels, frames }) => ({ finished, scale, frames,"
                " dots: dots.length, lines: lines.length, strong: lines.filter((one) => one.strong)"
                ".length, labels: labels.map(({ text }) => text) }))(cityties.drawn())"
            )
            if drawn["finished"]:
                return drawn
            self.page.wait_for_timeout(40)
        pytest.fail("the picture was never finished")

    def block(self) -> dict[str, Any]:
        return read_block(self.page.content())


See = Callable[..., Seen]


@pytest.fixture
def see(browser: Any, tmp_path: Path) -> Iterator[See]:
    opened: list[Seen] = []

    def make(html: str, hash_: str = "", **options: Any) -> Seen:
        opened.append(Seen(browser, tmp_path / "page.html", html, hash_, **options))
        return opened[-1]

    yield make
    for one in opened:
        one.context.close()


def located(block: dict[str, Any]) -> int:
    at = block["columns"]["cities"].index("at")
    return sum(len(row) > at and row[at] is not None for row in block["cities"])


def test_draws_every_tie_without_a_library(crowd_page: str, see: See) -> None:
    seen = see(crowd_page)
    assert "visjs" not in crowd_page, "vis-network, which is not used here, is not in the file"
    assert len(crowd_page.encode()) < 1_500_000
    block = seen.block()
    assert block["meta"]["renderer"] == "canvas"
    assert (len(block["cities"]), len(block["ties"])) == (CITIES, TIES)
    drawn = seen.finished()
    assert drawn["dots"] == located(block) == CITIES - CITIES // 3
    assert 0 < drawn["lines"] < TIES
    assert len(drawn["labels"]) >= 12
    # The network holds also those without a place.
    seen.page.click("#views [data-view=network]")
    seen.page.wait_for_timeout(900)
    drawn = seen.finished()
    assert (drawn["dots"], drawn["lines"]) == (CITIES, TIES)
    assert seen.said == []
    assert len(seen.asked) == 1


def test_the_table_grows_in_portions(crowd_page: str, see: See) -> None:
    page = see(crowd_page).page
    assert page.locator("#table tbody tr").count() == 250
    page.click("#more-rows")
    assert page.locator("#table tbody tr").count() == 2250
    page.click("#more-rows")
    assert page.locator("#table tbody tr").count() == TIES
    assert page.locator("#more-rows").is_hidden()


def test_finds_a_city_and_shows_its_neighbourhood(crowd_page: str, see: See) -> None:
    seen = see(crowd_page)
    page = seen.page
    whole = seen.finished()["scale"]
    page.fill("#search", "City 30")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel-title") == "City 30"
    chosen = seen.finished()
    assert 2 < chosen["strong"] < 100, "its ties to cities on the map stand out"
    assert "City 30" in chosen["labels"]
    page.click("[data-hood='1']")
    near = seen.finished()
    assert near["lines"] == chosen["strong"]
    assert chosen["scale"] > near["scale"] > whole, "to the city, then to all around it"
    assert "hood=city-30~1" in page.evaluate("location.hash")
    page.click("[data-hood='2']")
    wider = seen.finished()["lines"]
    assert near["lines"] < wider < chosen["lines"]
    hash_ = page.evaluate("location.hash")
    page.click("#legend .hood button")
    assert seen.finished()["lines"] == chosen["lines"]
    page.go_back()
    assert page.evaluate("location.hash") == hash_
    again = see(crowd_page, hash_, color_scheme="dark")
    assert again.finished()["lines"] == wider
    assert again.page.locator("[data-hood='2'][aria-pressed=true]").count() == 1


def test_a_country_alone(crowd_page: str, see: See) -> None:
    seen = see(crowd_page)
    every = seen.finished()["lines"]
    seen.page.evaluate("location.hash = '#country=IR'")
    seen.page.wait_for_timeout(200)
    count = seen.page.inner_text("#count")
    shown = [int(number.replace(",", "")) for number in re.findall(r"[\d,]+", count)]
    assert 0 < shown[0] < TIES
    assert 0 < seen.finished()["lines"] < every


def test_persian_on_a_phone(crowd_page: str, see: See) -> None:
    seen = see(crowd_page, "#lang=fa", viewport={"width": 390, "height": 844}, has_touch=True)
    drawn = seen.finished()
    assert drawn["labels"]
    assert all(text.startswith("شهر") for text in drawn["labels"])
    width, inner = seen.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= inner
    canvas, frame = seen.page.evaluate(
        "['canvas', '#picture'].map((one) => document.querySelector(one).clientHeight)"
    )
    assert abs(canvas - frame) <= 2
    assert seen.said == []


@needs_world
def test_the_twin_towns_of_the_world_in_one_file(world_page: str, see: See) -> None:
    assert len(world_page.encode()) < 4_000_000
    seen = see(world_page)
    block = seen.block()
    assert block["meta"]["counts"]["cities"] == len(block["cities"]) == 10_055
    assert block["meta"]["counts"]["ties"] == len(block["ties"]) == 17_401
    assert block["meta"]["counts"]["unlocated"] > 5_000
    drawn = seen.finished()
    assert drawn["dots"] == located(block) == 10_055 - block["meta"]["counts"]["unlocated"]
    assert "17401" in re.sub(r"\D", "", seen.page.inner_text("#count"))
    seen.page.click("#views [data-view=network]")
    seen.page.wait_for_timeout(900)
    drawn = seen.finished()
    assert (drawn["dots"], drawn["lines"]) == (10_055, 17_401)
    seen.page.fill("#search", "Weimar")
    seen.page.keyboard.press("Enter")
    assert seen.page.inner_text("#panel-title") == "Weimar"
    seen.page.click("[data-hood='2']")
    assert 10 < seen.finished()["lines"] < 2_000
    assert seen.said == []
    assert len(seen.asked) == 1


@needs_world
def test_a_move_draws_no_line_anew(world_page: str, see: See) -> None:
    """A time would depend on the machine; the number of strokes does not."""
    seen = see(world_page)
    page = seen.page
    box = page.locator("#picture canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y)
    page.evaluate(
        """(() => { window.strokes = 0;
        const real = CanvasRenderingContext2D.prototype.stroke;
        CanvasRenderingContext2D.prototype.stroke = function (...given) {
          window.strokes += 1; return real.apply(this, given); }; })()"""
    )
    before = page.evaluate("cityties.drawn().frames")
    for step in range(1, 13):
        page.mouse.move(x + 20 + 4 * step, y + 2 * step)
        page.wait_for_timeout(20)
    frames = page.evaluate("cityties.drawn().frames") - before
    strokes = page.evaluate("window.strokes")
    page.mouse.up()
    assert frames > 3
    assert strokes <= frames, "within the margin of the sheet only the sheet moves"
