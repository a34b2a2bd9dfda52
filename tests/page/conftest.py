"""A small page of invented ties, and a browser without a network to look at it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cityties.page import PageData, render_page

Tie = dict[str, Any]


def both(text: str, persian: str = "") -> dict[str, str]:
    return {"en": text, "fa": persian or text}


CITIES: list[dict[str, Any]] = [
    {"id": slug, "name": both(en, fa), "country": both(land), "latitude": north, "longitude": east}
    for slug, en, fa, land, north, east in (
        ("freiburg", "Freiburg", "فرایبورگ", "Germany", 48.0, 7.85),
        ("hyderabad-in", "Hyderabad", "حیدرآباد", "India", 17.4, 78.5),
        ("isfahan", "Isfahan", "اصفهان", "Iran", 32.65, 51.68),
        ("karbala", "Karbala", "کربلا", "Iraq", 32.62, 44.03),
        ("iasi", "Iași", "یاش", "Romania", 47.16, 27.58),
        ("nowhere", "Nowhere", "ناکجا", "Nowhere", None, None),
        ("porto", "Porto", "پورتو", "Portugal", 41.15, -8.6),
        ("xian", "Xi’an", "شی‌آن", "China", 34.3, 108.9),
        ("unused", "Unused", "بی‌پیوند", "Chile", -30.0, -71.0),
    )
]
LINE = {
    "date": both("27 October 2000", "۲۷ اکتبر ۲۰۰۰"), "what": both("in force", "برقرار"),
    "gist": both("Both mayors signed in 2000.", "دو شهردار در سال ۲۰۰۰ امضا کردند."),
    "said_by": both("Freiburg", "فرایبورگ"),
    "source": both("City page"), "url": "https://example.org/a?b=1", "locator": "s2",
    "published": both("2001", "۲۰۰۱"),
}  # fmt: skip


def tie(second: str, kind: str, status: str | None, certainty: str = "certain", **more: Any) -> Tie:
    pair = sorted(["isfahan", second])
    return {
        "id": f"tie/{pair[0]}+{pair[1]}/{kind}", "pair": pair, "parties": pair, "kind": kind,
        "status": status, "certainty": certainty, "since": "2000", "sources": ["a"],
        "unanswered": False, "days_open": None, "conflicts": [], "channels": [],
        "labels": {
            "kind": both(kind, f"گونه {kind}"),
            "status": both(status, f"وضعیت {status}") if status else None,
            "since": both("2000", "۲۰۰۰"),
        },
        "history": [LINE], **more,
    }  # fmt: skip


def pact(*cities: str) -> list[Tie]:
    """A tie of three and more: a row for each pair."""
    parties = sorted(cities)
    name = f"tie/{'+'.join(parties)}/multilateral_pact"
    pairs = [(a, b) for number, a in enumerate(parties) for b in parties[number + 1 :]]
    return [
        tie("porto", "multilateral_pact", "in_force", tie=name, parties=parties)
        | {"id": name if number == 1 else f"{name}#{number}", "pair": list(pair)}
        for number, pair in enumerate(pairs, start=1)
    ]


TIES: list[Tie] = [
    tie("freiburg", "sister_city", "suspended", channels=[both("civic: in force")],
        conflicts=[both("signed 2000 or 2001")], history=[LINE, {**LINE, "date": None}]),
    tie("hyderabad-in", "sister_city", "approved"),
    tie("iasi", "sister_city", "in_force", since="1999", sources=["a", "b", "c"]),
    tie("nowhere", "letter_of_intent", None, "possible", since=None),
    tie("porto", "sister_city", "proposed", unanswered=True, days_open=420),
    tie("xian", "sister_city", "in_force", since="1989", sources=list("abcdefghijkl")),
    tie("xian", "cooperation_mou", "in_force"),
    tie("xian", "project_partnership", "ended"),
    *pact("isfahan", "karbala", "porto"),
]  # fmt: skip


def sample(**changed: Any) -> PageData:
    values: dict[str, Any] = {
        "title": both("Ties of Isfahan", "پیوندهای اصفهان"), "focus": "isfahan",
        "on": "2026-11-21", "cities": CITIES, "ties": TIES,
        "meta": {
            "id": "0123abcd", "day": both("21 November 2026", "۳۰ آبان ۱۴۰۵"),
            "counts": both("9 ties", "۹ پیوند"), "licences": both("CC BY 4.0"),
        },
    }  # fmt: skip
    return PageData(**{**values, **changed})


@pytest.fixture
def make_data() -> Callable[..., PageData]:
    return sample


@pytest.fixture
def make_tie() -> Callable[..., Tie]:
    return tie


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield made
        made.close()


class Opened:
    """A page in a browser that is offline, and all that it asked for or complained of."""

    def __init__(self, browser: Any, file: Path, html: str, **options: Any) -> None:
        self.context = browser.new_context(
            offline=True, **{"viewport": {"width": 1400, "height": 1000}, **options}
        )
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.console: list[str] = []
        self.page.on("request", lambda asked: self.requests.append(asked.url))
        self.page.on("console", lambda said: self.console.append(f"{said.type}: {said.text}"))
        self.page.on("pageerror", lambda error: self.console.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.console.append("dialog"), dialog.dismiss()))
        file.write_text(html, "utf-8")
        self.url = file.as_uri()

    def go(self, hash_: str = "") -> Any:
        self.page.goto(self.url + hash_)
        self.page.wait_for_selector("body[data-ready]")
        self.until("cityties.drawn().labels.length > 0")
        return self.page

    def until(self, condition: str) -> None:
        """Wait for a condition; playwright's own way evaluates text, which the policy refuses."""
        for _time in range(100):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"never came: {condition}")

    def drawn(self) -> dict[str, Any]:
        self.page.evaluate(
            "new Promise((done) => setTimeout(() => requestAnimationFrame(done), 60))"
        )
        made: dict[str, Any] = self.page.evaluate("cityties.drawn()")
        return made


@pytest.fixture
def open_page(
    browser: Any, tmp_path: Path, make_data: Callable[..., PageData]
) -> Iterator[Callable[..., Opened]]:
    opened: list[Opened] = []

    def make(
        data: PageData | None = None, *, language: str = "en", hash_: str = "", **options: Any
    ) -> Opened:
        html = render_page(data or make_data(), language=language)
        made = Opened(browser, tmp_path / f"page{len(opened)}.html", html, **options)
        opened.append(made)
        made.go(hash_)
        return made

    yield make
    for one in opened:
        one.context.close()
