"""What has no tie is on the page too, and no line runs across the whole map."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import cityties
from cityties.page import page_schema, read_block

from .conftest import Opened

MEMBERS = "name,country,lat,lng\nA-Ville,FR,48.5,2.0\nB-Ville,FR,45.0,5.0\nC-Ville,FR,,\n"
PLACES = (
    "id,name,lat,lng,countrycd\nQ990081,Nadi,-17.8,177.4,FJ\nQ990082,Honolulu,21.3,-157.8,US\n"
    "Q990083,Lima,-12.0,-77.0,PE\n"
)
LINKS = "from,to\nQ990081,Q990082\nQ990082,Q990083\n"
Page = Callable[..., Opened]


@pytest.fixture
def run() -> Callable[..., Any]:
    def made(*words: str) -> Any:
        command = [sys.executable, "-m", "cityties", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    return made


@pytest.fixture
def members(run: Any, tmp_path: Path) -> Path:
    (tmp_path / "m.csv").write_text(MEMBERS, "utf-8")
    folder = tmp_path / "members"
    done = run(
        "load", "members", str(tmp_path / "m.csv"), "-o", str(folder), "--network", "Ports",
        "--no-shipped", "--name", "Members of Ports", "--date", "2020", "--licence", "ODbL 1.0",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def over(run: Any, tmp_path: Path) -> Path:
    (tmp_path / "l.csv").write_text(LINKS, "utf-8")
    (tmp_path / "p.csv").write_text(PLACES, "utf-8")
    folder = tmp_path / "over"
    done = run(
        "load", "links", str(tmp_path / "l.csv"), "--places", str(tmp_path / "p.csv"), "-o",
        str(folder), "--no-shipped", "--name", "Pairs", "--date", "2020",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def show(run: Any, browser: Any, tmp_path: Path) -> Iterator[Page]:
    opened: list[Opened] = []

    def make(folder: Path, hash_: str = "", **options: Any) -> Opened:
        file = tmp_path / f"shown{len(opened)}.html"
        done = run("map", "--no-shipped", "--data", str(folder), "-o", str(file))
        assert done.returncode == 0, done.stderr
        made = Opened(browser, file, file.read_text("utf-8"), **options)
        opened.append(made)
        made.go(hash_)
        return made

    yield make
    for one in opened:
        assert one.console == []
        one.context.close()


def block_of(folder: Path) -> dict[str, Any]:
    page = cityties.open(data=[folder], shipped=False).page()
    found = read_block(page)
    found.pop("texts")
    return found


def test_a_member_list_is_dots_and_its_network(show: Page, members: Path) -> None:
    page = show(members)
    drawn = page.drawn()
    assert len(drawn["dots"]) == 3
    assert {label["text"] for label in drawn["labels"]} == {"A-Ville", "B-Ville", "C-Ville"}
    assert page.page.inner_text("#title") == "Members of Ports"
    assert page.page.inner_text("#panel-title") == "Ports"
    assert page.page.locator("#panel li").count() == 3
    assert "Cities without a tie: 3" in page.page.inner_text("#aside")
    assert page.page.locator("[data-list=lone] button").count() == 3
    assert "Cities without coordinates: 1" in page.page.inner_text("#aside")
    assert page.texts("[data-list=not_located] button") == ["C-Ville"]
    assert "ODbL-1.0" in page.page.inner_text("#footer")
    box = page.page.locator("#picture").bounding_box()
    for dot in drawn["dots"]:
        assert 0 < dot["screen"]["x"] < box["width"], dot["id"]
        assert 0 < dot["screen"]["y"] < box["height"], dot["id"]


def test_a_city_of_the_list_can_be_chosen(show: Page, members: Path) -> None:
    page = show(members)
    page.page.click("[data-list=lone] button")
    assert page.page.inner_text("#panel-title") == "A-Ville"


@pytest.mark.parametrize("options", [{}, {"viewport": {"width": 390, "height": 844}}])
@pytest.mark.parametrize("hash_", ["", "#lang=fa", "#view=network"])
def test_axe_finds_nothing_on_a_member_list(
    show: Page, members: Path, hash_: str, options: dict[str, Any]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = show(members, hash_, bypass_csp=True, **options)
    found = Axe().run(page.page).response
    assert len(found["passes"]) > 10, "axe looked at too little"
    assert [each["id"] for each in found["violations"]] == []


def test_only_what_crosses_the_date_line_is_cut(over: Path) -> None:
    block = block_of(over)
    jsonschema.validate(block, page_schema())
    [(one, other, leaves, returns)] = block["over"]
    assert {block["cities"][one]["id"], block["cities"][other]["id"]} == {"q990081", "q990082"}
    assert leaves[0] == -returns[0]
    assert leaves[1] == returns[1]
    assert abs(leaves[0]) > 2500, "at the edge of the map"


def test_the_page_leaves_the_map_where_geojson_does(over: Path) -> None:
    from cityties.page.geography import equal_earth

    made = json.loads(cityties.open(data=[over], shipped=False).export("geojson"))
    [cut] = [
        each["geometry"]["coordinates"]
        for each in made["features"]
        if each["geometry"]["type"] == "MultiLineString"
    ]
    x, y = equal_earth(cut[0][1][1], cut[0][1][0])
    [(_one, _other, leaves, _returns)] = block_of(over)["over"]
    assert [abs(leaves[0]), leaves[1]] == [round(abs(x) * 1000), round(-y * 1000)]


def test_the_short_way_is_drawn_and_the_network_has_whole_lines(show: Page, over: Path) -> None:
    page = show(over)
    lines = {line["id"]: line["pieces"] for line in page.drawn()["lines"]}
    crossing, plain = (
        lines["tie/q990081+q990082/sister_city"],
        lines["tie/q990082+q990083/sister_city"],
    )
    assert (len(crossing), len(plain)) == (2, 1)
    for piece in (*crossing, *plain):
        assert abs(piece[0][0] - piece[1][0]) < 2707, "no line across half the map"
    whole = show(over, "#view=network")
    assert [len(line["pieces"]) for line in whole.drawn()["lines"]] == [1, 1]


def test_nothing_located_shows_the_world(show: Page, run: Any, tmp_path: Path) -> None:
    rows = "name,country\n" + "".join(f"Town {n},FR\n" for n in range(130))
    (tmp_path / "n.csv").write_text(rows, "utf-8")
    folder = tmp_path / "nowhere"
    assert run(
        "load", "members", str(tmp_path / "n.csv"), "-o", str(folder), "--network", "Ports",
        "--no-shipped", "--name", "Members", "--date", "2020",
    ).returncode == 0  # fmt: skip
    file = tmp_path / "nowhere.html"
    assert run("map", "--no-shipped", "--data", str(folder), "-o", str(file)).returncode == 0
    page = show(folder, "#view=network")
    assert page.page.locator("[data-list=not_located] > button.plain").count() == 100
    total = len(block_of(folder)["cities"])
    assert total > 100
    page.page.click("[data-list=not_located] > button.quiet")
    assert page.page.locator("[data-list=not_located] > button.plain").count() == total
