"""Twelve tasks of an office on the page: what a hand has to do, and until when the answer is seen.

    python benchmarks/page_tasks.py [--runs 5]

Each task is done on the page as `cityties map isfahan` writes it, in headless Chromium at
1440 × 900, from the first view. A task fails where its answer is not seen in the window. Counted
are clicks and keys, a screen that is scrolled as one key. Seconds are those of the keystroke-level
model (Card, Moran and Newell 1980): 1.3 to point and press, 0.28 for a key, 1.35 to make up one's
mind before each thing that is pressed or written, and at each screen. Behind them is what the
machine took, from the first action to the answer: the median of the runs.

What is said of the page before was counted by a reviewer on that of October 2026, where it had
no morning strip, no answer first, no one sheet and no people.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cityties

WINDOW = {"width": 1440, "height": 900}
POINT, KEY, MIND = 1.3, 0.28, 1.35  # seconds
DAY = "2026-11-30T09:00:00"


@dataclass(frozen=True)
class Count:
    """What a hand does: clicks, keys, and how often it has to think."""

    clicks: int = 0
    keys: int = 0
    minds: int = 0

    @property
    def seconds(self) -> float:
        """By the keystroke-level model."""
        return self.clicks * POINT + self.keys * KEY + self.minds * MIND


class Hand:
    """The reader's hand on a page; everything that it does is counted."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.clicks = self.keys = self.minds = 0

    def click(self, selector: str) -> None:
        """Press something that is in view."""
        self.clicks += 1
        self.minds += 1
        self.page.locator(selector).first.click()

    def field(self, selector: str) -> None:
        """Press the beginning of a field."""
        self.clicks += 1
        self.minds += 1
        self.page.locator(selector).click(position={"x": 12, "y": 14})

    def write(self, text: str) -> None:
        """Write into what has the focus."""
        self.keys += len(text)
        self.minds += 1
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        """Press a key; after something was written one need not think."""
        self.keys += 1
        self.page.keyboard.press(key)

    def scroll(self) -> None:
        """Read on, one screen below."""
        self.minds += 1
        self.press("End")

    def find(self, text: str) -> None:
        """Search from the keyboard."""
        self.press("/")
        self.write(text)
        self.page.locator("#found [role=option]").first.wait_for()
        self.press("Enter")

    def see(self, selector: str, text: str = "") -> None:
        """Wait for the answer, and demand that it is in the window."""
        there = self.page.locator(selector, has_text=text).first
        for _time in range(100):
            box = there.bounding_box() if there.count() else None
            if box and 0 <= box["y"] <= WINDOW["height"] - min(box["height"], 40):
                return
            self.page.wait_for_timeout(20)
        raise SystemExit(f"{selector} {text!r} is out of sight: {box}")

    def save(self, selector: str) -> None:
        """Press what saves a file."""
        with self.page.expect_download():
            self.click(selector)


def _sister_cities(hand: Hand) -> None:
    hand.click("#strip button:has-text('sister city: 17')")
    hand.click("[data-view=table]")
    assert hand.page.locator("#table tbody tr").count() == 17
    hand.see("#table [data-column=since]", "5 October 2010")
    hand.scroll()
    hand.see("#table [data-column=since]", "7 May 1989")


def _freiburg(hand: Hand) -> None:
    hand.find("freib")
    hand.see("#panel .state", "political: suspended")


def _on_a_day(hand: Hand) -> None:
    hand.field("#day-input")
    hand.write("01012010")
    hand.see("#strip .main", "13 in force")


def _proposals(hand: Hand) -> None:
    hand.see("#panel li", "24 years")


def _networks(hand: Hand) -> None:
    hand.click("#strip button:has-text('City networks')")
    hand.see("#panel", "League of Historical Cities")
    hand.see("#panel", "since")


def _compare(hand: Hand) -> None:
    hand.find("kazan")
    hand.click("#compare-this")
    hand.see("#compare thead th [data-city=isfahan]")
    hand.see("#compare thead th [data-city=kazan]")


def _one_sheet(hand: Hand) -> None:
    hand.click("#save > summary")
    hand.click("#print-brief")
    assert hand.page.evaluate("window.printed")


def _link(hand: Hand) -> None:
    hand.click("#save > summary")
    hand.click("#copy")
    hand.see("#notice code", "#")


def _persian_name(hand: Hand) -> None:
    hand.find("كازان")
    hand.see("#panel-title", "Kazan")


def _csv(hand: Hand) -> None:
    hand.click("#save > summary")
    hand.save("#save button:has-text('CSV')")


def _two_days(hand: Hand) -> None:
    hand.click("button:has-text('Two days')")
    hand.field("#between-input")
    hand.write("01012020")
    hand.see("#panel", "Added")


def _official(hand: Hand) -> None:
    hand.find("salomon")
    hand.see("#panel", "Mayor of Freiburg")


SCREENS = 9  # of a panel that had to be read through for Freiburg
TASKS: list[tuple[str, Callable[[Hand], None], Count | str]] = [
    ("the sister cities, and since when", _sister_cities, Count(3, 1, 4)),
    ("how it stands with Freiburg", _freiburg, Count(1, 8 + SCREENS, 2 + SCREENS)),
    ("what was in force on 1 January 2010", _on_a_day, Count(1, 8, 2)),
    ("which proposals wait, and how long", _proposals, Count(0, 0, 0)),
    ("our own city networks, since when", _networks, "without “since”"),
    ("Kazan beside our own city", _compare, Count(3, 6 + 2, 5)),
    ("one sheet of A4 for the mayor", _one_sheet, "not possible"),
    ("a link to what is shown", _link, Count(2, 0, 2)),
    ("a city by its Persian name", _persian_name, Count(0, 7, 1)),
    ("the table for a spreadsheet", _csv, Count(2, 0, 2)),
    ("what changed since 1 January 2020", _two_days, "not possible"),
    ("an official by name", _official, "not possible"),
]


def _done(count: Count | str) -> str:
    if isinstance(count, str):
        return f"{count} | –"
    return f"{count.clicks} + {count.keys} | {count.seconds:.0f} s"


def main() -> None:
    """Do the tasks and print them as a table of Markdown."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--runs", type=int, default=5)
    runs = arguments.parse_args().runs
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "page.html"
        file.write_text(cityties.open().page("isfahan"), "utf-8")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        print("| task | before: clicks + keys | | now: clicks + keys | | machine |")
        print("| --- | --- | --- | --- | --- | --- |")
        for name, task, before in TASKS:
            taken = []
            for _run in range(runs):
                page = browser.new_page(viewport=WINDOW, locale="en-GB")
                page.clock.set_fixed_time(DAY)
                page.add_init_script("window.print = () => { window.printed = true; }")
                page.goto(file.as_uri())
                page.wait_for_selector("body[data-ready]")
                hand = Hand(page)
                begin = time.perf_counter()
                task(hand)
                taken.append(time.perf_counter() - begin)
                page.close()
            now = Count(hand.clicks, hand.keys, hand.minds)
            print(f"| {name} | {_done(before)} | {_done(now)} | {statistics.median(taken):.1f} s |")


if __name__ == "__main__":
    main()
