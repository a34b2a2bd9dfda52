"""The network view: what says something about the ties, and what holds by construction only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from math import hypot
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import cityties
from cityties.page import page_schema, read_block
from cityties.page.netview import net_view

DAY = "2026-11-21"


@pytest.fixture(scope="module")
def graph() -> Any:
    return cityties.open()


@pytest.fixture(scope="module")
def html(graph: Any) -> str:
    text: str = graph.page("isfahan", on=DAY)
    return text


@pytest.fixture(scope="module")
def block(html: str) -> dict[str, Any]:
    return read_block(html)


# --- the block -----------------------------------------------------------------------------


def test_the_block_keeps_to_its_schema(block: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(page_schema()).validate(block)
    assert block["net"]["inner"] and block["net"]["hubs"] and block["net"]["officials"]


def test_the_numbers_are_those_of_the_ranking(graph: Any, block: dict[str, Any]) -> None:
    """``cityties centrality --on DAY -f json`` prints what `CityGraph.centrality` gives."""
    names = [one["code"] for one in block["net"]["measures"]]
    assert names == ["shared_partners", "closeness", "degree"]
    said = graph.centrality("isfahan", on=DAY, measures=names, runs=0).json()
    expected = {
        (row["measure"], row["city"]): row["value"]
        for row in said["rows"]
        if row["value"] is not None
    }
    ids = [city["id"] for city in block["cities"]]
    held = {
        (one["code"], ids[int(place)]): value
        for one in block["net"]["measures"]
        for place, value in one["values"].items()
    }
    assert len(held) > 50
    assert held == expected
    warned = {one["code"] for one in said["network"]["warnings"]}
    assert {"not_comparable", "by_construction"} <= warned
    assert len(block["net"]["caveats"]) == 2


def test_what_stands_inside_and_what_at_the_rim(block: dict[str, Any]) -> None:
    ids = [city["id"] for city in block["cities"]]
    inner = {ids[place] for place in block["net"]["inner"]}
    steps = {city["id"]: city["step"] for city in block["cities"]}
    assert {one for one in ids if steps[one] == 1} <= inner, "every partner"
    beside: dict[str, set[str]] = {}
    for line in block["lines"]:
        one, other = ids[line["from"]], ids[line["to"]]
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    partners = beside["isfahan"]
    for city in ids:
        if steps[city] == 2:
            assert (city in inner) == (len(beside[city] & partners) > 1), city
    middle = block["cities"][ids.index("isfahan")]["net"]
    away = {
        city["id"]: hypot((city["net"][0] - middle[0]) / 1.3, city["net"][1] - middle[1])
        for city in block["cities"]
    }
    alone = [one for one in partners if not (beside[one] - {"isfahan"}) & inner]
    bound = [one for one in partners if one not in alone]
    assert len(alone) > 3
    inside = sorted(away[one] for one in bound)[len(bound) // 2]
    assert min(away[one] for one in alone) > inside, "the rim is outside"


def _net(count: int, lines: list[tuple[int, int]], steps: list[int]) -> Any:
    cities = [f"c{number:03}" for number in range(count)]
    return net_view(
        cities, lines, dict(zip(cities, steps, strict=True)), [], [], None, focus="c000"
    )


def test_a_star_is_a_circle_and_nobody_stands_on_another() -> None:
    star = _net(41, [(0, one) for one in range(1, 41)], [0] + [1] * 40)
    assert len(set(star.spots)) == 41
    assert star.block["inner"] == list(range(1, 41))
    assert star.spots[0] == (0.0, 0.0)


def test_300_cities_have_room() -> None:
    partners = range(1, 101)
    lines = [(0, one) for one in partners]
    lines += [(one, one % 100 + 1) for one in partners]
    lines += [(1 + (7 * one + 13 * (one // 200)) % 100, 101 + one % 200) for one in range(600)]
    view = _net(301, lines, [0] + [1] * 100 + [2] * 200)
    inner = [view.spots[one] for one in [0, *view.block["inner"]]]
    assert len(inner) > 250
    least = min(
        hypot(ax - bx, ay - by) for place, (ax, ay) in enumerate(inner) for bx, by in inner[:place]
    )
    assert least > 12
    again = _net(301, lines[::-1], [0] + [1] * 100 + [2] * 200)
    assert again.spots == view.spots


def test_hubs_are_the_networks_of_the_page(block: dict[str, Any]) -> None:
    assert [one["network"] for one in block["net"]["hubs"]] == list(range(len(block["networks"])))


# --- what a reader sees ----------------------------------------------------------------------

needs_browser = pytest.mark.needs("chromium", "apt-get install chromium")


class Seen:
    def __init__(self, browser: Any, file: Path, **options: Any) -> None:
        self.context = browser.new_context(
            offline=True, **{"viewport": {"width": 1440, "height": 1000}, **options}
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.faults: list[str] = []
        self.page.on("console", lambda said: self.faults.append(said.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.url = file.as_uri()

    def go(self, hash_: str) -> Any:
        self.page.goto("about:blank")
        self.page.goto(self.url + hash_)
        self.page.wait_for_selector("body[data-ready]")
        self.page.wait_for_timeout(300)
        return self.page.evaluate("cityties.drawn()")


@pytest.fixture
def see(browser: Any, html: str, tmp_path: Path) -> Iterator[Callable[..., Seen]]:
    file = tmp_path / "isfahan.html"
    file.write_text(html, "utf-8")
    opened: list[Seen] = []

    def make(**options: Any) -> Seen:
        opened.append(Seen(browser, file, **options))
        return opened[-1]

    yield make
    for one in opened:
        one.context.close()
        assert one.faults == []


@needs_browser
def test_the_network_is_more_than_a_star(see: Callable[..., Seen], block: dict[str, Any]) -> None:
    seen = see()
    on_map = seen.go("")
    drawn = seen.go("#view=network")
    ties = [line for line in drawn["lines"] if line["id"].startswith("tie/")]
    star = [line for line in ties if "isfahan" in (line["from"], line["to"])]
    among = [line for line in ties if "isfahan" not in (line["from"], line["to"])]
    assert len(star) == len(on_map["lines"]), "the page's own ties are all there"
    assert len(among) > 100, "and those of the partners with each other and what they share"
    partners = {line["from"] for line in star} | {line["to"] for line in star}
    ends = {end for line in among for end in (line["from"], line["to"])}
    assert sum(line["from"] in partners and line["to"] in partners for line in among) > 10
    second = ends & {city["id"] for city in block["cities"] if city["step"] == 2}
    assert len(second) > 20
    for one in second:
        ways = {line["from"] for line in among if line["to"] == one}
        ways |= {line["to"] for line in among if line["from"] == one}
        assert len(ways) > 1, f"{one} hangs on one partner alone"
    assert max(line["opacity"] for line in star) < min(line["opacity"] for line in among), (
        "what all partners have by construction stands back"
    )
    hubs = [dot for dot in drawn["dots"] if dot["id"].startswith("network/")]
    assert len(hubs) == len(block["net"]["hubs"])
    said = seen.page.inner_text("#netbox")
    assert str(len(among)) in said
    for words in ("not comparable", "by construction"):
        assert words in said
    named = {label["id"] for label in drawn["labels"]}
    assert len(partners & named) >= len(partners) - 3, "the partners are named"
    seen.go("#view=network&hubs=no")
    assert "network/" not in str(seen.page.evaluate("cityties.drawn()"))


@needs_browser
def test_officials_come_on_request(see: Callable[..., Seen], block: dict[str, Any]) -> None:
    seen = see()
    assert "official/" not in str(seen.go("#view=network"))
    seen.page.check("#net-officials")
    seen.page.wait_for_timeout(200)
    drawn = seen.page.evaluate("cityties.drawn()")
    people = [dot for dot in drawn["dots"] if dot["id"].startswith("official/")]
    assert len(people) == len(block["net"]["officials"]) > 5
    assert "officials=yes" in seen.page.evaluate("location.hash")
    spot = people[0]["screen"]
    frame = seen.page.locator("#picture").bounding_box()
    seen.page.mouse.move(frame["x"] + spot["x"], frame["y"] + spot["y"])
    name = block["net"]["officials"][int(people[0]["id"].split("/")[1])]["name"]
    name = block["words"][name] if isinstance(name, int) else name
    seen.page.wait_for_selector("#tip:not([hidden])")
    assert name["en"] in seen.page.inner_text("#tip")


@needs_browser
def test_sizes_and_colours_follow_a_measure(see: Callable[..., Seen]) -> None:
    seen = see()
    seen.go("#view=network")
    seen.page.select_option("#net-size", "degree")
    seen.page.select_option("#net-colour", "groups")
    assert re.search(r"size=degree&colour=groups", seen.page.evaluate("location.hash"))
    labels = {one["id"]: one["text"] for one in seen.page.evaluate("cityties.drawn()")["labels"]}
    assert re.fullmatch(r"Kazan \(\d+\)", labels["kazan"]), "a colour is never the only sign"
    seen.go("#view=network&city=kazan")
    panel = seen.page.inner_text("#panel-body")
    assert "Partners: 26" in panel and "Closeness: 0.432" in panel


@needs_browser
@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("fa", "dark")])
def test_the_matrix_says_the_same_in_cells(
    see: Callable[..., Seen], language: str, scheme: str
) -> None:
    seen = see(color_scheme=scheme)
    seen.go(f"#view=matrix&lang={language}")
    page = seen.page
    rows = page.locator("#matrix tbody tr")
    count = rows.count()
    assert count > 15
    assert page.locator("#matrix thead th").count() == count, "square"
    cells = page.evaluate(
        "[...document.querySelectorAll('#matrix tbody tr')]"
        ".map((row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText.trim()))"
    )
    assert all(cells[a][b] == cells[b][a] for a in range(count) for b in range(a))
    assert not page.locator("#map").is_visible()
    first = page.locator("#matrix td button").first
    first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#panel").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@needs_browser
def test_without_a_city_in_the_middle_no_measure_is_offered(
    browser: Any, graph: Any, tmp_path: Path
) -> None:
    """The dots of such a page show how many ties there are, and nothing else."""
    file = tmp_path / "all.html"
    file.write_text(graph.page(kinds="sister_city", on=DAY), "utf-8")
    context = browser.new_context()
    page = context.new_page()
    page.goto(file.as_uri() + "#view=network")
    page.wait_for_selector("body[data-ready=yes]", state="attached")
    assert page.locator("#net-size, #net-colour").count() == 0
    context.close()
