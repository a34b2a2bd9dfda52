"""A small page of invented ties, and a browser without a network to look at it."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from cityties.page import render_page
from cityties.page.assembly import assemble
from cityties.page.fold import fold_table
from cityties.page.geography import equal_earth, world_map
from cityties.page.texts import page_languages
from cityties.vocabulary.codes import stage

Row = dict[str, Any]


def both(text: str, persian: str = "") -> dict[str, str]:
    return {"en": text, "fa": persian or text}


def _city(slug: str, en: str, fa: str, country: int, at: tuple[float, float] | None) -> Row:
    spot = equal_earth(*at) if at else None
    return {
        "id": slug, "name": both(en, fa), "country": country,
        "at": spot and [round(spot[0] * 1000, 1), round(-spot[1] * 1000, 1)], "step": 1,
    }  # fmt: skip


COUNTRIES = ["Germany", "India", "Iran", "Iraq", "Romania", "Nowhere", "Portugal", "China"]
CITIES: list[Row] = [
    _city("isfahan", "Isfahan", "اصفهان", 2, (32.65, 51.68)) | {"step": 0, "own": "اصفهان",
                                                               "population": 1961260},
    _city("freiburg", "Freiburg", "فرایبورگ", 0, (48.0, 7.85)) | {"aliases": ["Friburgo"]},
    _city("hyderabad-in", "Hyderabad", "حیدرآباد", 1, (17.4, 78.5)) | {"own": "హైదరాబాద్"},
    _city("karbala", "Karbala", "کربلا", 3, (32.62, 44.03)),
    _city("iasi", "Iași", "یاش", 4, (47.16, 27.58)),
    _city("nowhere", "Nowhere", "ناکجا", 5, None),
    _city("porto", "Porto", "پورتو", 6, (41.15, -8.6)),
    _city("xian", "Xi’an", "شی‌آن", 7, (34.3, 108.9)),
    _city("coimbra", "Coimbra", "کویمبرا", 6, (40.2, -8.4)) | {"step": 2},
]  # fmt: skip
NETWORKS: list[Row] = [
    {
        "id": "old-cities", "name": both("League of Old Cities", "اتحادیه شهرهای کهن"),
        "members": [
            {"city": 0, "periods": [], "sources": [0]},
            {"city": 7, "sources": [0], "periods": [{
                "status": "member", "label": both("member", "عضو"), "grade": both("board", "هیئت"),
                "bounds": ["2010-01-01", "2010-01-01", "9999-12-31", None],
            }]},
            {"city": 6, "sources": [1], "periods": [{
                "status": "member", "label": both("member", "عضو"),
                "bounds": [None, "1995-01-01", "2004-12-31", "2004-12-31"],
            }]},
            {"city": None, "name": both("Kyoto", "کیوتو"), "periods": [], "sources": [0]},
        ],
    }
]  # fmt: skip
SOURCES: list[Row] = [
    {"id": "city-page", "title": both("City page", "صفحه شهر"), "publisher": both("Freiburg"),
     "url": "https://example.org/a?b=1", "published": both("2001", "۲۰۰۱"), "language": "de"},
    {"id": "council", "title": both("List of the council"), "publisher": both("Council", "شورا"),
     "url": "https://example.org/list", "published": both("2007", "۲۰۰۷"), "language": "fa"},
]  # fmt: skip
LINE: Row = {
    "date": both("27 October 2000", "۶ آبان ۱۳۷۹"), "from": "2000-10-27", "until": "2000-10-27",
    "what": both("sister city: in force", "خواهرخواندگی: برقرار"), "kind": "sister_city",
    "gist": both("Both mayors signed in 2000.", "دو شهردار در سال ۲۰۰۰ امضا کردند."),
    "said_by": both("Freiburg", "فرایبورگ"), "source": 0, "locator": "s2",
    "certainty": "stated", "aspect": "change", "known": "2001-12-31",
}  # fmt: skip
OPEN = "9999-12-31"


def _undated(line: Row) -> Row:
    """The line as a source says it that gives no date, and is not sure."""
    return {
        **{key: line[key] for key in line if key != "date"},
        "from": None,
        "what": both("sister city: could be: in force", "خواهرخواندگی: ممکن است: برقرار"),
        "certainty": "hedged",
    }


def period(status: str, start: str | None, **more: Any) -> Row:
    """A period that began on a day, or nobody says when, and has not ended."""
    sure = start or "2007-10-12"
    return {
        "channel": "all", "status": status, "bounds": [start, sure, OPEN, None],
        "since": both(start[:4] if start else "2007 or earlier"), "attested": sure, **more,
    }  # fmt: skip


def tie(second: str, kind: str, *periods: Row, **more: Any) -> Row:
    pair = sorted(["isfahan", second])
    return {
        "id": f"tie/{pair[0]}+{pair[1]}/{kind}", "parties": pair, "kind": kind, "step": 1,
        "readings": [{"known": "2001-12-31", "periods": list(periods)}], "history": [LINE], **more,
    }  # fmt: skip


def pact(*cities: str) -> Row:
    """A tie of three and more: a line for each pair."""
    parties = sorted(cities)
    found = tie("porto", "multilateral_pact", period("in_force", "2015-03-01"))
    return found | {"id": f"tie/{'+'.join(parties)}/multilateral_pact", "parties": parties}


TIES: list[Row] = [
    tie("freiburg", "sister_city",
        {**period("in_force", "2000-10-27"), "concluded": "signed",
         "bounds": ["2000-10-27", "2001-12-31", OPEN, None], "since": both("27 October 2000")},
        period("suspended", "2005-07-01", channel="political", side="freiburg"),
        topics=["culture_heritage", "tourism"],
        history=[LINE, _undated(LINE),
                 {**LINE, "from": "2023-01-31", "until": "2023-01-31", "aspect": "plan",
                  "date": both("31 January 2023"), "gist": both("A visit is planned."),
                  "what": both("official visit: planned", "دیدار رسمی: برنامه‌ریزی‌شده")}],
        conflicts=[{"what": "when", "text": both("the date of: in force"), "known": "2007-12-31",
                    "versions": [{"value": both("27 October 2000"), "sources": [0]},
                                 {"value": both("2001"), "sources": [1]}]}],
        people=[{"name": both("Rolf Böhme"), "post": both("Mayor of Freiburg"), "source": 0,
                 "capacity": both("signatory"), "side": "freiburg", "date": both("2000")}]),
    tie("hyderabad-in", "sister_city", period("approved", "2020-06-01")),
    tie("iasi", "sister_city", period("in_force", "1999-01-01", claims=[[None, [0, 1]]]),
        history=[LINE, {**LINE, "source": 1}]),
    tie("nowhere", "letter_of_intent",
        {"channel": "all", "status": "in_force", "bounds": [None, None, None, None]}),
    tie("porto", "sister_city", period("proposed", "2025-09-27"),
        readings=[{"known": "2025-10-01", "periods": [period("proposed", "2025-09-27")],
                   "unanswered": [{"from": "2025-09-28", "until": None, "since": "2025-09-27"}]}]),
    tie("xian", "sister_city", period("in_force", "1989-01-01", claims=[[None, [0, 1]]]),
        history=[{**LINE, "source": 0}, {**LINE, "source": 1}]),
    tie("xian", "cooperation_mou", period("in_force", "2010-05-05"), topics=["tourism"]),
    tie("xian", "project_partnership",
        {**period("in_force", "2002-01-01"),
         "bounds": ["2002-01-01", "2002-01-01", "2008-06-30", "2008-06-30"]},
        period("ended", "2008-07-01")),
    pact("isfahan", "karbala", "porto"),
    tie("porto", "sister_city", period("in_force", "1990-01-01"))
    | {"id": "tie/coimbra+porto/sister_city", "parties": ["coimbra", "porto"], "step": 2},
]  # fmt: skip


def make_lines(ties: Iterable[Row], cities: list[Row]) -> list[Row]:
    """A line for each pair of a tie's cities."""
    index = {city["id"]: number for number, city in enumerate(cities)}
    lines: list[Row] = []
    for number, row in enumerate(ties):
        found = [index[party] for party in row["parties"] if party in index]
        for count, (one, other) in enumerate(combinations(sorted(found), 2), start=1):
            name = row["id"] if count == 1 else f"{row['id']}#{count}"
            lines.append({"id": name, "tie": number, "from": one, "to": other})
    among = Counter((line["from"], line["to"]) for line in lines)
    ranks: Counter[tuple[int, int]] = Counter()
    for line in lines:
        pair = line["from"], line["to"]
        line |= {"rank": ranks[pair], "of": among[pair]}
        ranks[pair] += 1
    return lines


def _codes(ties: list[Row]) -> dict[str, list[Row]]:
    """The codes that occur, in an order that stands for the scheme's."""
    periods = [one for row in ties for version in row["readings"] for one in version["periods"]]
    found = {
        "kind": [row["kind"] for row in ties],
        "status": sorted((one["status"] for one in periods), key=_LADDER.get),
        "channel": ["all", *(one["channel"] for one in periods)],
        "topic": [code for row in ties for code in row.get("topics", ())],
        "certainty": [line["certainty"] for row in ties for line in row["history"]],
    }
    return {
        scheme: [
            {"code": code, "label": both(code.replace("_", " "), f"«{code}»")}
            | ({"badge": code[:2].upper()} if scheme == "kind" else {})
            | ({"stage": stage(code)} if scheme == "status" else {})
            for code in dict.fromkeys(codes)
        ]
        for scheme, codes in found.items()
    }


class _Ladder(dict[str, int]):
    """The order of the statuses; a hostile one comes last."""

    def get(self, key: str, default: int = 99) -> int:  # type: ignore[override]
        return super().get(key, default)


_LADDER = _Ladder(proposed=1, approved=2, in_force=3, ended=4, suspended=5)


def sample(**changed: Any) -> Row:
    """The block of a page; whole parts, or parts of ``meta``, can be replaced."""
    cities = copy.deepcopy(changed.pop("cities", CITIES))
    ties = copy.deepcopy(changed.pop("ties", TIES))
    for number, row in enumerate(ties):
        for place, line in enumerate(row["history"]):
            line.setdefault("id", f"c-{number}.{place}")
        for one in (one for version in row["readings"] for one in version["periods"]):
            if row["history"]:
                one.setdefault("claims", [[None, [0]]])
    for number, city in enumerate(cities):
        city.setdefault("net", [300.0 * (number % 3), 200.0 * (number // 3)])
    for number, network in enumerate(NETWORKS):
        for member in network["members"]:
            if member["city"] is not None and member["city"] < len(cities):
                cities[member["city"]].setdefault("networks", []).append(number)
    block: Row = {
        "meta": {
            "title": both("Ties of Isfahan", "پیوندهای اصفهان"), "focus": "isfahan",
            "language": "en", "calendars": ["gregorian", "solar_hijri"],
            "on": "2026-11-21", "known_by": "", "id": "0123abcd",
            "renderer": "full", "counts": {"ties": len(ties), "cities": len(cities), "sources": 2},
            "licences": both("CC BY 4.0"), "steps": 2, "version": "cityties 0.1.0",
        },
        "words": [],
        "days": ["1989-01-01", "1999-01-01", "2000-10-27", "2001-12-31", "2002-01-01",
                 "2005-07-01", "2007-10-12", "2008-07-01", "2010-05-05", "2015-03-01",
                 "2020-06-01", "2025-09-27"],
        "known_days": ["2001-12-31", "2025-10-01"],
        "codes": _codes(ties),
        "countries": [{"code": name[:2].upper(), "name": both(name)} for name in COUNTRIES],
        "networks": copy.deepcopy(NETWORKS), "people": [],
        "cities": cities, "ties": ties, "lines": make_lines(ties, cities),
        "sources": copy.deepcopy(SOURCES), "map": world_map(land=True), "fold": fold_table(),
    }  # fmt: skip
    for key, value in changed.items():
        if key in block["meta"]:
            block["meta"][key] = value
        else:
            block[key] = value
    return block


@pytest.fixture
def make_block() -> Callable[..., Row]:
    return sample


@pytest.fixture
def make_tie() -> Callable[..., Row]:
    return tie


@pytest.fixture
def make_period() -> Callable[..., Row]:
    return period


class Opened:
    """A page in a browser that is offline, and all that it asked for or complained of."""

    def __init__(self, browser: Any, file: Path, html: str, **options: Any) -> None:
        self.context = browser.new_context(
            offline=True, **{"viewport": {"width": 1400, "height": 1000}, **options}
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(8000)
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

    def texts(self, selector: str) -> list[str]:
        return [text.strip() for text in self.page.locator(selector).all_inner_texts()]

    def hash(self) -> str:
        found: str = self.page.evaluate("location.hash")
        return found

    def speak(self, language: str) -> None:
        """Choose another language: by the button of two, or the menu of more."""
        choose_language(self.page, language)

    def unfold(self, facet: str) -> None:
        """Open a group of the legend."""
        if not self.page.locator(f"[data-facet={facet}]").evaluate("(one) => one.open"):
            self.page.click(f"[data-facet={facet}] > summary")


def choose_language(page: Any, language: str) -> None:
    """Choose the language of a page or a frame."""
    menu = page.locator("select#language")
    if menu.count():
        menu.select_option(language)
    else:
        page.locator("#language").click()


@pytest.fixture
def choose() -> Callable[[Any, str], None]:
    return choose_language


@pytest.fixture
def open_page(
    browser: Any, tmp_path: Path, make_block: Callable[..., Row]
) -> Iterator[Callable[..., Opened]]:
    opened: list[Opened] = []

    def make(
        block: Row | None = None, *, language: str = "en", hash_: str = "", **options: Any
    ) -> Opened:
        block = block or make_block()
        block["meta"]["language"] = language
        made = Opened(browser, tmp_path / f"page{len(opened)}.html", render_page(block), **options)
        opened.append(made)
        made.go(hash_)
        return made

    yield make
    for one in opened:
        one.context.close()


@pytest.fixture
def js(browser: Any) -> Iterator[Callable[..., Callable[[str], Any]]]:
    """Modules of the page without the page: names of theirs to be called."""
    pages: list[Any] = []

    def make(entry: str, *names: str, block: Row | None = None) -> Callable[[str], Any]:
        page = browser.new_page()
        pages.append(page)
        block = {"languages": page_languages(), **(block or {})}
        data = json.dumps(block).replace("<", "\\u003c")
        page.set_content(f'<script type="application/json" id="cityties-data">{data}</script>')
        page.evaluate(assemble(entry, expose=names))
        run: Callable[[str], Any] = page.evaluate
        return run

    yield make
    for page in pages:
        page.close()
