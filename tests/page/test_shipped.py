"""The page of the shipped data: no tie of the listing is missing, and it opens."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import cityties
from cityties.page import read_block

DAY = "2016-01-01"


def _block(html: str) -> Any:
    return read_block(html)


@pytest.fixture(scope="module")
def html() -> str:
    return cityties.open().page("isfahan", on=DAY)


def test_every_tie_of_the_listing_is_on_the_page(html: str) -> None:
    graph = cityties.open()
    block = _block(html)
    shown = {tie["id"]: tie for tie in block["ties"] if tie["step"] == 1}
    # The page can show any day: it holds the ties of all of them.
    listed = {row["tie"] for row in graph.ties("isfahan", channels="all")}
    listed |= {row["tie"] for row in graph.ties("isfahan", on=DAY, channels="all")}
    assert len(shown) > 25
    assert listed <= set(shown)
    for name, tie in shown.items():
        assert tie["history"], f"{name} has no evidence"
    cities = {city["id"] for city in block["cities"]}
    drawn = {block["ties"][line["tie"]]["id"] for line in block["lines"]}
    undrawn = set(shown) - drawn
    assert all(not set(shown[tie]["parties"]) <= cities for tie in undrawn)
    assert block["meta"]["id"] == graph.id
    assert len(html.encode()) < 1_200_000
    assert html == graph.page("isfahan", on=DAY)


def test_a_page_in_persian_opens_in_persian() -> None:
    from cityties.language.messages import in_language

    with in_language("fa"):
        html = cityties.open().page("isfahan")
    assert '<html lang="fa" dir="rtl">' in html
    assert "اصفهان" in html.split("</title>")[0]


@pytest.mark.needs("chromium", "apt-get install chromium")
def test_the_picture_shows_what_the_listing_says(html: str, browser: Any, tmp_path: Path) -> None:
    graph = cityties.open()
    file = tmp_path / "page.html"
    file.write_text(html, "utf-8")
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for day in ("2003-01-01", "2010-06-01", DAY, "2021-08-01"):
        page.goto(f"{file.as_uri()}?{day}#on={day}")
        page.wait_for_selector("body[data-ready]")
        listed = {
            row["tie"]: row
            for row in graph.ties("isfahan", on=day, channels="all")
            if row["status"]
        }
        shown = {
            row.get_attribute("data-row"): row.locator("[data-column=status]").inner_text()
            for row in page.locator("#table tbody tr").all()
        }
        assert set(shown) == set(listed), day
        # The newest word on that day, not the newest of all.
        for tie, row in listed.items():
            seen = page.inner_text(f"tr[data-row='{tie}'] [data-column=attested]")
            wanted = row["last_attested_latest"]
            assert bool(seen) == bool(wanted)
            # As what it is: no bound of a year or month is written as a day.
            assert not wanted or wanted[:4] in seen or "Solar Hijri" in seen, (day, tie)
            if row["last_attested"] and len(row["last_attested"]) < len("2000-10-27"):
                assert not re.match(r"\d{1,2} ", seen), (day, tie, seen)
        for tie, row in listed.items():
            label = graph.label(row["status"], "en")
            if row["certainty"] == "certain":
                assert shown[tie].split("\n")[0].split(" · ")[0] == label, (day, tie)
            else:
                assert shown[tie].startswith(f"possibly {label}"), (day, tie)
    page.close()
    assert complaints == []
