"""The page as an object: in a notebook, in a file, in the browser."""

from __future__ import annotations

import html
import re
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cityties
from cityties.errors import NotFoundError, UsageError
from cityties.language.messages import languages
from cityties.model.config import Config
from cityties.page import Map, read_block
from cityties.page.shown import MOST_BYTES, MOST_CITIES, check_cities, check_size


@pytest.fixture(scope="module")
def shown() -> Map:
    return cityties.open().map("Isfahan", steps=1)


def test_the_map_of_a_graph_is_its_page(shown: Map) -> None:
    assert shown.text == str(shown) == cityties.open().page("isfahan", steps=1)
    assert shown.name == "isfahan"
    assert shown.counts["ties"] == len(cityties.open().readings().by_party["isfahan"])
    assert cityties.open().map(kinds="renewal").name == "cityties"
    assert re.fullmatch(r"<Map isfahan: \d+ bytes>", repr(shown))


def test_a_notebook_shows_the_page_in_a_frame_of_its_own(shown: Map) -> None:
    made = shown._repr_html_()
    found = re.fullmatch(r'<iframe srcdoc="([^"]*)" title="isfahan" style="[^"<>]*" '
                         r'sandbox="[a-z -]*"></iframe>', made)  # fmt: skip
    assert found
    assert html.unescape(found[1]) == shown.text
    assert "allow-same-origin" not in made


@pytest.mark.needs("chromium", "apt-get install chromium")
def test_the_frame_works(
    shown: Map, browser: Any, choose: Callable[[Any, str], None], tmp_path: Path
) -> None:
    file = tmp_path / "notebook.html"
    file.write_text(f"<!doctype html><meta charset=utf-8>{shown._repr_html_()}", "utf-8")
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(file.as_uri())
    page.frame_locator("iframe").locator("body[data-ready]").wait_for(timeout=8000)
    frame = page.frame_locator("iframe")
    assert frame.locator("h1").inner_text() == "Ties of Isfahan"
    # A frame has no address that a view could be written into: no fault, nothing is lost.
    frame.locator("table button").first.click()
    choose(frame, "fa")
    frame.locator('html[dir="rtl"]').wait_for(timeout=3000)
    assert "اصفهان" in frame.locator("h1").inner_text()
    assert faults == []
    page.close()


def test_a_map_is_saved_and_opened(
    shown: Map, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: bool(opened.append(url)) or True)
    file = shown.save(tmp_path / "a map.html")
    assert file.read_text("utf-8") == shown.text
    assert shown.open(str(file)) == file
    assert opened == [file.as_uri()]
    away = shown.open()
    assert away.name == "isfahan.html"
    assert away.read_bytes() == file.read_bytes()
    away.unlink()
    away.parent.rmdir()
    monkeypatch.setattr(webbrowser, "open", lambda _url: False)
    with pytest.raises(UsageError, match="no browser"):
        shown.open(file)


def test_a_page_that_nobody_could_use_is_refused() -> None:
    check_cities(MOST_CITIES)
    with pytest.raises(UsageError, match="choose a city"):
        check_cities(MOST_CITIES + 1)
    check_size("x" * MOST_BYTES)
    with pytest.raises(UsageError, match="--no-history"):
        check_size("x" * (MOST_BYTES + 1))


def test_the_refusal_comes_before_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cityties.page.shown.MOST_CITIES", 5)
    steps: list[str] = []
    with pytest.raises(UsageError, match="at most 5"):
        cityties.open().page(progress=lambda step, _number, _of: steps.append(step))
    assert len(steps) == 1
    monkeypatch.setattr("cityties.page.shown.MOST_BYTES", 1000)
    monkeypatch.undo()


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"city": "Isfahn"}, NotFoundError),
        ({"steps": 3}, UsageError),
        ({"kinds": "sister"}, UsageError),
        ({"statuses": ["in_force", "asleep"]}, UsageError),
        ({"on": "1380-01-01"}, UsageError),
    ],
)
def test_wrong_words_are_refused(options: dict[str, Any], fault: type[Exception]) -> None:
    with pytest.raises(fault):
        cityties.open().map(**options)


def test_the_page_of_a_folder_has_the_languages_of_its_settings() -> None:
    looked_at = 0
    for chosen, expected in ((("en",), ["en"]), (("de",), ["en", "de"]), ((), list(languages()))):
        graph = cityties.open(config=Config(languages=chosen))
        text = graph.page("porto", steps=1)
        block = read_block(text)
        assert [one["tag"] for one in block["languages"]] == expected
        tags = {tag for said in block["words"] if isinstance(said, dict) for tag in said}
        assert tags <= {*expected}
        assert set(block["texts"]) == {*expected}
        looked_at += len(block["words"])
    assert looked_at > 100


@pytest.mark.needs("chromium", "apt-get install chromium")
def test_a_page_in_one_language_has_no_button_for_another(browser: Any, tmp_path: Path) -> None:
    for chosen, seen in ((("en",), False), (("en", "fa"), True)):
        file = tmp_path / "page.html"
        graph = cityties.open(config=Config(languages=chosen))
        file.write_text(graph.page("porto", steps=1), "utf-8")
        page = browser.new_page()
        page.goto(file.as_uri())
        page.wait_for_selector("body[data-ready]")
        assert page.locator("#language").is_visible() is seen
        page.close()
