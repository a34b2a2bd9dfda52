"""The canvas of large pages: its parts by themselves, and a crowd of invented cities on it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cityties.page.assembly import assemble

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")

Run = Callable[[str], Any]

# A scene of cities on a plane: index, place, ties. What is chosen stands out.
SCENE = """
const colours = { quiet: { colour: "#0a66b0", dash: null, width: 1.8, opacity: 1, strong: false },
  faint: { colour: "#0a66b0", dash: null, width: 1.8, opacity: 0.2, strong: false },
  strong: { colour: "#b8560b", dash: null, width: 3.4, opacity: 1, strong: true } };
const told = { picks: [], hovers: [] };
let chosen = -1, mix = 0, gone = new Set();
const scene = {
  cities: given.cities, lines: given.lines, count: given.cities.length,
  thingOf: (i) => ({ city: i }), thingOfLine: (k) => ({ tie: given.lines[k].tie }),
  idOf: (i) => given.cities[i].id, isLocated: (i) => Boolean(given.cities[i].at),
  spot: (i) => (mix ? given.cities[i].net : given.cities[i].at),
  hidden: (i) => gone.has(i) || (!mix && !given.cities[i].at),
  bow: () => 0.12,
  line(k) {
    const { from, to } = given.lines[k];
    if (scene.hidden(from) || scene.hidden(to)) return null;
    if (chosen < 0) return colours.quiet;
    return from === chosen || to === chosen ? colours.strong : colours.faint;
  },
  dot: (i) => ({ radius: 3 + (i % 3), fill: "#111111", ring: "#ffffff", hollow: false }),
  label: (i) => given.cities[i].name,
  size: () => 12.5,
  priority: (i) => given.cities.length - i,
  must: (i) => i === chosen,
  marked: (i) => i === chosen,
  background(ctx) { ctx.fillStyle = "#e0e8ee"; ctx.fillRect(-1000, -500, 2000, 1000); },
  landNames: () => [],
  pick: (what) => told.picks.push(what),
  hover: (what) => told.hovers.push(what),
};
const picture = tested.makeCanvas(document.getElementById("picture"), scene);
picture.draw();
window.t = { picture, scene, told,
  choose(i) { chosen = i; picture.draw(); },
  network(on) { mix = on ? 1 : 0; picture.draw(); picture.fit(); },
  hide(list) { gone = new Set(list); picture.draw(); } };
"""

HTML = """<!doctype html><html lang="en" dir="ltr"><meta charset="utf-8"><title>t</title>
<style>:root {{ --ground: #ffffff; --sea: #e0e8ee; --ink: #111111; --faint: #777777;
  --accent: #9c2f1f }}
body {{ margin: 0; font: 16px sans-serif }} #picture {{ width: 900px; height: 600px }}
.canvas-picture, canvas {{ display: block; width: 100%; height: 100% }}</style>
<div id="picture"></div><script>{script}</script>
<script>(() => {{ const given = {given}; {scene} }})();</script></html>"""


def crowd(cities: int, ties: int) -> dict[str, Any]:
    """Cities at random places, every fifth without one; the first ones have most ties."""
    chance = random.Random(cities)
    made = [
        {
            "name": f"City {number}",
            "at": None
            if number % 5 == 4
            else [chance.uniform(-900, 900), chance.uniform(-400, 400)],
            "net": [chance.uniform(-500, 500), chance.uniform(-500, 500)],
        }
        for number in range(cities)
    ]
    lines = []
    for number in range(ties):
        one, other = chance.sample(range(cities), 2)
        if number % 3:
            one = int(cities * chance.random() ** 3)
        if one != other:
            lines.append({"id": f"l{number}", "tie": number, "from": one, "to": other,
                          "rank": 0, "of": 1})  # fmt: skip
    return {"cities": made, "lines": lines}


NAMES = (
    "makeCanvas", "makeGrid", "squaredToCurve", "bend", "easeLines", "easeDots", "placeCaptions",
)  # fmt: skip


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens the canvas with a scene; gives the page."""
    contexts = []

    def make(given: dict[str, Any], **options: Any) -> Any:
        context = browser.new_context(
            offline=True, **{"viewport": {"width": 1000, "height": 700}, **options}
        )
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        file = tmp_path / "canvas.html"
        script = assemble("canvas.js", expose=["makeCanvas"])
        file.write_text(
            HTML.format(script=script, given=json.dumps(given), scene=SCENE), encoding="utf-8"
        )
        page.goto(file.as_uri())
        finished(page)
        return page

    yield make
    for context in contexts:
        context.close()


def finished(page: Any) -> dict[str, Any]:
    """Wait until the picture is as fine as it gets."""
    page.wait_for_function("t.picture.drawn().finished")
    made: dict[str, Any] = page.evaluate("t.picture.drawn()")
    return made


def unit(browser: Any, entry: str, *names: str) -> Run:
    page = browser.new_page()
    script = assemble(entry, expose=names)
    page.set_content(f"<!doctype html><title>t</title><script>{script}</script>")
    run: Run = page.evaluate
    return run


# --- the parts ----------------------------------------------------------------------


def test_grid_finds_what_a_search_through_all_finds(browser: Any) -> None:
    run = unit(browser, "grid.js", "makeGrid")
    wrong = run(
        """(() => {
        let seed = 7;
        const next = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
        const spots = Array.from({ length: 800 }, () => [next() * 300 - 50, next() * 200 - 20]);
        const grid = tested.makeGrid({ left: -50, top: -20, right: 250, bottom: 180 }, 9);
        grid.fill(spots.length, (i, put) => put(...spots[i]));
        let wrong = 0;
        for (let ask = 0; ask < 200; ask += 1) {
          const [x, y, r] = [next() * 320 - 60, next() * 220 - 30, next() * 25];
          const found = [];
          grid.near(x, y, r, (i) => found.push(i));
          if (new Set(found).size !== found.length) wrong += 1;
          const near = spots.flatMap(([a, b], i) => (Math.hypot(a - x, b - y) <= r ? [i] : []));
          if (!near.every((i) => found.includes(i))) wrong += 1;
          if (found.length === spots.length) wrong += 1;
        }
        return wrong; })()"""
    )
    assert wrong == 0


def test_distance_to_a_curve(browser: Any) -> None:
    run = unit(browser, "grid.js", "squaredToCurve", "squaredToPiece")
    assert run("tested.squaredToPiece(3, 4, 0, 0, 0, 0)") == 25
    assert run("tested.squaredToPiece(5, 3, 0, 0, 10, 0)") == 9
    # The middle of a curve lies half way to the point that it bends towards.
    assert run("tested.squaredToCurve(5, 2, [0, 0, 5, 4, 10, 0])") < 0.01
    assert run("tested.squaredToCurve(5, 7, [0, 0, 5, 4, 10, 0])") == pytest.approx(25, rel=0.02)


def test_lines_bow_to_the_north_whatever_end_comes_first(browser: Any) -> None:
    run = unit(browser, "batches.js", "bend")
    there = run("[...tested.bend(0, 0, 100, 0, 0.12, new Float64Array(6))]")
    back = run("[...tested.bend(100, 0, 0, 0, 0.12, new Float64Array(6))]")
    assert there[2:4] == [50, -12], "y runs down"
    assert back[2:4] == [50, -12]


def test_a_crowd_of_lines_grows_thin_and_faint(browser: Any) -> None:
    run = unit(browser, "batches.js", "easeLines", "easeDots")
    assert run("tested.easeLines(1000, 1e6)") == {"width": 1, "opacity": 1}
    some, many = run("[tested.easeLines(3e5, 1e6), tested.easeLines(9e6, 1e6)]")
    assert 0 < many["opacity"] < some["opacity"] < 1
    assert 0.5 <= many["width"] <= some["width"] < 1
    assert run("[10, 1000, 1e6].map((n) => tested.easeDots(n, 1e6))") == [1, 1, 0.6]


def test_names_do_not_meet_and_the_important_ones_come_first(browser: Any) -> None:
    run = unit(browser, "captions.js", "placeCaptions")
    placed = run(
        """tested.placeCaptions(Array.from({ length: 500 }, (_, i) => ({
            i, x: 40 + ((i * 37) % 700), y: 20 + ((i * 91) % 560),
            radius: 4, text: `City ${i}`, size: 12, strong: i < 2, w: 50 })),
          { wide: 800, high: 600, rtl: false })"""
    )
    assert [one["i"] for one in placed][:2] == [0, 1]
    assert 12 < len(placed) < 200
    boxes = [(one["x"] + one["dx"], one["y"] + one["dy"], one["w"], one["h"]) for one in placed]
    for number, (x, y, w, h) in enumerate(boxes):
        assert 0 <= x <= x + w <= 800
        assert 0 <= y <= y + h <= 600
        for x2, y2, w2, h2 in boxes[number + 1 :]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


def test_the_neighbourhood_by_steps(browser: Any) -> None:
    run = unit(browser, "hood.js", "stepsFrom", "inHood", "FAR")
    # 0-1-2-3, a tie of three from 1 to 4 and 5, and 6 apart from all.
    groups = "[[0, 1], [1, 2], [2, 3], [1, 4, 5], [6, 7]]"
    assert run(f"[...tested.stepsFrom(8, {groups}, 0, 1)]") == [0, 1, *[255] * 6]
    assert run(f"[...tested.stepsFrom(8, {groups}, 0, 2)]") == [0, 1, 2, 255, 2, 2, 255, 255]
    kept = f"{groups}.map((g) => tested.inHood(tested.stepsFrom(8, {groups}, 0, 2), g, 2))"
    assert run(kept) == [True, True, False, True, False], "what joins two cities of the rim is out"


# --- all of it ------------------------------------------------------------------------

# How many different colours stand on the canvas.
COLOURS = """(() => {
  const canvas = document.querySelector("canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size; })()"""


@pytest.mark.parametrize("ratio", [1, 2])
def test_draws_cities_where_they_are(show: Callable[..., Any], ratio: int) -> None:
    given = crowd(300, 500)
    page = show(given, device_scale_factor=ratio)
    drawn = page.evaluate("t.picture.drawn()")
    located = [one for one in given["cities"] if one["at"]]
    assert len(drawn["dots"]) == len(located) == 240
    home = drawn["dots"][0]
    for dot in drawn["dots"]:
        for axis in "xy":
            moved = (dot[axis] - home[axis]) * drawn["scale"]
            assert dot["screen"][axis] - home["screen"][axis] == pytest.approx(moved, abs=0.01)
        assert 0 <= dot["screen"]["x"] <= 900
        assert 0 <= dot["screen"]["y"] <= 600
    ends = {number for number, one in enumerate(given["cities"]) if one["at"]}
    assert len(drawn["lines"]) == sum({one["from"], one["to"]} <= ends for one in given["lines"])
    assert page.evaluate("document.querySelector('canvas').width") == 900 * ratio
    assert page.evaluate(COLOURS) > 100
    assert page.faults == []


def test_pans_zooms_and_comes_back(show: Callable[..., Any]) -> None:
    page = show(crowd(200, 300))
    before = page.evaluate("t.picture.drawn()")
    assert not page.evaluate("t.picture.moved()")
    page.mouse.move(450, 300)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(450 + 20 * step, 300 + 5 * step)
    page.mouse.up()
    panned = finished(page)
    one, other = before["dots"][0]["screen"], panned["dots"][0]["screen"]
    assert [other["x"] - one["x"], other["y"] - one["y"]] == pytest.approx([200, 50], abs=1)
    assert page.evaluate("t.picture.moved()")
    assert page.evaluate("t.told.picks") == [], "a drag chooses nothing"
    # The wheel keeps what lies under it where it is.
    page.evaluate("t.picture.fit()")
    spot = page.evaluate("t.picture.drawn()")["dots"][3]["screen"]
    page.mouse.move(spot["x"], spot["y"])
    page.mouse.wheel(0, -400)
    zoomed = finished(page)
    assert zoomed["scale"] > 1.2 * before["scale"]
    kept = zoomed["dots"][3]["screen"]
    assert [kept["x"], kept["y"]] == pytest.approx([spot["x"], spot["y"]], abs=1)
    page.evaluate("t.picture.fit()")
    assert finished(page)["scale"] == pytest.approx(before["scale"])
    page.evaluate("for (let n = 0; n < 40; n += 1) t.picture.zoom(0.5)")
    assert finished(page)["scale"] >= before["scale"] * 0.49, "the world does not get lost"


def test_finds_the_city_or_the_line_under_the_pointer(show: Callable[..., Any]) -> None:
    given = crowd(150, 200)
    page = show(given)
    drawn = page.evaluate("t.picture.drawn()")
    wrong = 0
    for dot in drawn["dots"]:
        found = page.evaluate(
            "([x, y]) => t.picture.thingAt(x, y)", [dot["screen"]["x"], dot["screen"]["y"]]
        )
        wrong += found is None or "city" not in found
    assert wrong == 0
    spots = {tuple(one["at"]): number for number, one in enumerate(given["cities"]) if one["at"]}
    dot = drawn["dots"][0]
    page.mouse.click(dot["screen"]["x"], dot["screen"]["y"])
    picked = page.evaluate("t.told.picks[0]")
    assert picked == {"city": spots[dot["x"], dot["y"]]}
    page.mouse.click(2, 2)
    assert page.evaluate("t.told.picks[1]") is None
    # A line alone: its own middle, where no dot is near.
    two = {"cities": [{"name": "A", "at": [-500, 0], "net": [0, 0]},
                      {"name": "B", "at": [500, 0], "net": [9, 9]}],
           "lines": [{"id": "l", "tie": 41, "from": 1, "to": 0, "rank": 0, "of": 1}]}  # fmt: skip
    page = show(two)
    a, b = (dot["screen"] for dot in page.evaluate("t.picture.drawn()")["dots"])
    wide = abs(a["x"] - b["x"])
    x, y = (a["x"] + b["x"]) / 2, a["y"] - 0.06 * wide
    assert page.evaluate("([x, y]) => t.picture.thingAt(x, y)", [x, y + 2]) == {"tie": 41}
    assert page.evaluate("([x, y]) => t.picture.thingAt(x, y)", [x, y + 12]) is None
    page.mouse.move(x, y)
    page.wait_for_function("t.told.hovers.length > 0")
    assert page.evaluate("t.told.hovers.at(-1)") == {"tie": 41}
    page.mouse.move(x, y + 80)
    assert page.evaluate("t.told.hovers.at(-1)") is None


def test_what_is_chosen_stands_out_at_once(show: Callable[..., Any]) -> None:
    given = crowd(400, 900)
    page = show(given)
    middle = max(
        (number for number, one in enumerate(given["cities"]) if one["at"]),
        key=lambda number: sum(number in (one["from"], one["to"]) for one in given["lines"]),
    )
    page.evaluate("i => t.choose(i)", middle)
    drawn = finished(page)
    strong = [one for one in drawn["lines"] if one["strong"]]
    assert 3 < len(strong) < len(drawn["lines"])
    assert f"City {middle}" in [one["text"] for one in drawn["labels"]]
    page.evaluate("t.choose(-1)")
    assert not any(one["strong"] for one in finished(page)["lines"])


def test_network_view_and_hidden_cities(show: Callable[..., Any]) -> None:
    given = crowd(100, 150)
    page = show(given)
    page.evaluate("t.network(true)")
    drawn = finished(page)
    assert len(drawn["dots"]) == 100, "also those that are on no map"
    assert len(drawn["lines"]) == len(given["lines"])
    page.evaluate("t.picture.place()")  # on the way: no lines, no fault
    page.wait_for_timeout(50)
    page.evaluate("t.network(false)")
    assert len(finished(page)["dots"]) == 80
    page.evaluate("t.hide([0, 1, 2])")
    assert len(finished(page)["dots"]) == 77
    assert page.faults == []


def test_keeps_to_its_box(show: Callable[..., Any]) -> None:
    page = show(crowd(120, 200))
    page.evaluate("document.getElementById('picture').style.width = '500px'")
    page.wait_for_function("document.querySelector('canvas').width === 500")
    drawn = finished(page)
    assert all(0 <= dot["screen"]["x"] <= 500 for dot in drawn["dots"])
    page.wait_for_timeout(200)
    assert page.evaluate("document.querySelector('canvas').clientHeight") == 600


def test_a_finger_and_two_fingers(show: Callable[..., Any]) -> None:
    page = show(crowd(100, 100), has_touch=True)
    before = page.evaluate("t.picture.drawn()")
    page.evaluate(
        """(() => {
        const frame = t.picture.frame;
        const send = (type, id, x, y) => frame.dispatchEvent(new PointerEvent(type,
          { pointerId: id, pointerType: "touch", clientX: x, clientY: y, bubbles: true }));
        send("pointerdown", 1, 300, 300); send("pointerdown", 2, 500, 300);
        send("pointermove", 1, 200, 300); send("pointermove", 2, 600, 300);
        send("pointerup", 1, 200, 300); send("pointerup", 2, 600, 300); })()"""
    )
    after = finished(page)
    assert after["scale"] == pytest.approx(2 * before["scale"], rel=0.01)
    assert page.evaluate("t.told.picks") == []
