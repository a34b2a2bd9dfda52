"""The shipped page of Isfahan, as it goes by mail: checks that the small sample cannot make.

``docs/map.md`` lists all checks of the page and the test of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import cityties
from cityties.page import read_block

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")

OPEN_TIME = 2000  # milliseconds after which a picture that grows would have grown

COLOURS = """(() => {
  const canvas = document.querySelector("canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
})()"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "isfahan.html"
    return cityties.open().map("isfahan").save(file)


@pytest.fixture(scope="module")
def block(file: Path) -> Any:
    return read_block(file.read_text("utf-8"))


class Shown:
    """The page in a browser without a network, and what it asked for or complained of."""

    def __init__(self, browser: Any, file: Path, hash_: str, **options: Any) -> None:
        self.context = browser.new_context(
            offline=True, reduced_motion="reduce",
            **{"viewport": {"width": 1400, "height": 800}, **options},
        )  # fmt: skip
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.console: list[str] = []
        self.page.on("request", lambda asked: self.requests.append(asked.url))
        self.page.on("console", lambda said: self.console.append(said.text))
        self.page.on("pageerror", lambda error: self.console.append(str(error)))
        self.page.goto(file.as_uri() + hash_)
        self.page.wait_for_selector("body[data-ready]")

    def drawn(self) -> Any:
        self.page.evaluate(
            "new Promise((done) => setTimeout(() => requestAnimationFrame(done), 60))"
        )
        return self.page.evaluate("cityties.drawn()")


@pytest.fixture
def show(browser: Any, file: Path) -> Iterator[Any]:
    opened: list[Shown] = []

    def make(hash_: str = "", **options: Any) -> Shown:
        opened.append(Shown(browser, file, hash_, **options))
        return opened[-1]

    yield make
    for one in opened:
        one.context.close()


@pytest.mark.parametrize(
    "size", [{"width": 1400, "height": 800}, {"width": 390, "height": 844}], ids=["desk", "phone"]
)
def test_the_picture_is_there_and_keeps_its_size(
    show: Any, file: Path, size: dict[str, int]
) -> None:
    opened = show(viewport=size)
    page = opened.page
    opened.drawn()
    heights = "['canvas', '#picture'].map((one) => document.querySelector(one).clientHeight)"
    first = page.evaluate(heights)
    assert abs(first[0] - first[1]) <= 2
    assert first[0] > 250
    assert page.evaluate(COLOURS) > 200
    page.wait_for_timeout(OPEN_TIME)
    assert page.evaluate(heights) == first
    page.set_viewport_size({"width": size["width"] - 30, "height": size["height"] - 100})
    page.wait_for_timeout(300)
    canvas, frame = page.evaluate(heights)
    assert abs(canvas - frame) <= 2
    opened.drawn()
    assert page.evaluate(COLOURS) > 200, "drawn anew after the resize"
    assert opened.requests == [file.as_uri()]
    # Only our own looking at the canvas is complained of.
    assert [said for said in opened.console if "willReadFrequently" not in said] == []


@pytest.mark.parametrize("day", ["", "#on=2010-01-01", "#on=2003-01-01"])
def test_legend_table_and_count_say_the_same_number(show: Any, day: str) -> None:
    opened = show(day)
    page = opened.page
    shown = {row.get_attribute("data-row") for row in page.locator("#table tbody tr").all()}
    assert len(shown) == page.locator("#table tbody tr").count() >= 10
    assert page.inner_text("#count").startswith(f"Ties shown: {len(shown)} of {len(shown)}")
    for facet in ("kind", "status", "certainty"):
        boxes = page.locator(f"[data-facet={facet}] .value:has(input[data-field={facet}]) .count")
        counts = [int(text) for text in boxes.all_text_contents()]
        assert not counts or sum(counts) == len(shown), facet
        assert counts or facet == "certainty", "only what all ties share needs no legend"
    drawn = {line["id"].split("#")[0] for line in opened.drawn()["lines"]}
    undrawn = shown - drawn
    assert drawn <= shown
    assert (f"not a city on this page: {len(undrawn)}" in page.inner_text("#count")) == bool(
        undrawn
    )


@pytest.mark.parametrize("view", ["map", "network"])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_eleven_names_at_least_are_legible_and_none_lies_on_another(
    show: Any, block: Any, view: str, language: str
) -> None:
    labels = show(f"#view={view}&lang={language}").drawn()["labels"]
    assert "isfahan" in {label["id"] for label in labels}
    assert len(labels) >= 11
    assert all(label["size"] >= 10 for label in labels)
    for number, one in enumerate(labels):
        for other in labels[number + 1 :]:
            apart = (
                one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
                or one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
            )  # fmt: skip
            assert apart, (one, other)
    names = {city["id"]: city["name"] for city in block["cities"]}
    names |= {f"network/{network['id']}": network["name"] for network in block["networks"]}
    for label in labels:
        name = names[label["id"]]
        name = block["words"][name] if isinstance(name, int) else name
        assert label["text"] == name[language]


@pytest.mark.parametrize(
    ("language", "digits"), [("en", "0123456789"), ("fa", "۰۱۲۳۴۵۶۷۸۹")], ids=["en", "fa"]
)
def test_the_foot_names_snapshot_counts_and_licences(
    show: Any, block: Any, language: str, digits: str
) -> None:
    foot = show(f"#lang={language}").page.inner_text("#footer")
    meta = block["meta"]
    assert meta["id"] == cityties.open().id
    assert meta["id"] in foot
    assert meta["version"] == f"cityties {cityties.__version__}"
    assert meta["version"] in foot
    for what in ("ties", "cities", "sources"):
        number = str(meta["counts"][what]).translate(str.maketrans("0123456789", digits))
        assert re.search(rf"(?<!\d){number}(?!\d)", foot), what
    licences = meta["licences"]
    licences = block["words"][licences] if isinstance(licences, int) else licences
    assert licences[language] in foot
    assert "CC BY 4.0" in licences["en"]


def test_the_guide_names_tests_that_exist(repository: Path) -> None:
    text = (repository / "docs" / "map.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \|.*$", text, re.MULTILINE)
    assert [int(number) for number in rows] == list(range(1, 30))
    named = set(re.findall(r"`((?:tests/)?[\w/]+\.py)(?:::(\w+))?`", text))
    assert len(named) > 30
    for file, test in named:
        path = repository / ("" if "/" in file else "tests/page") / file
        assert path.is_file(), file
        if test:
            assert f"def {test}(" in path.read_text("utf-8"), (file, test)
