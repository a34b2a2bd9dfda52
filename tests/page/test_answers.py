"""The panel answers first: how a tie stands, on whose word, what stands against it; people."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import cityties

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")

Open = Callable[..., Any]
Row = dict[str, Any]
FREIBURG = "tie=tie%2Ffreiburg%2Bisfahan%2Fsister_city"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("shipped") / "page.html"
    file.write_text(cityties.open().page("isfahan"), "utf-8")
    return file.as_uri()


def _open(browser: Any, url: str, **options: Any) -> Any:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, **options)
    page.set_default_timeout(8000)
    page.goto(url)
    page.wait_for_selector("body[data-ready]")
    return page


def test_the_answer_stands_first_and_leads_to_its_claims(browser: Any, shipped: str) -> None:
    page = _open(browser, shipped + "#on=2026-11-21")
    page.fill("#search", "Freiburg")
    page.press("#search", "Enter")
    box = page.locator("#panel .answer").bounding_box()
    panel = page.locator("#panel").bounding_box()
    assert box["y"] + box["height"] <= panel["y"] + panel["height"], "no scrolling for it"
    text = page.inner_text("#panel .answer")
    for part in (
        "in force since 27 October 2000 or 2001",
        "political: suspended by Freiburg since 31 January 2023",
        "City of Freiburg", "31 January 2023", "sources disagree on",
    ):  # fmt: skip
        assert part in text, part
    items = page.locator("#panel .history > li[data-id]")
    assert items.count() == 10, "folded beyond ten"
    page.click("#panel .answer .state:has-text('political') button")
    focused = page.evaluate("document.activeElement.dataset.id")
    claims = {claim.id: claim for claim in cityties.open().tables.claims}
    assert claims[focused].status == "suspended" and claims[focused].channel == "political"
    place = page.locator(f"#panel .history [data-id='{focused}']").bounding_box()
    assert panel["y"] <= place["y"] <= panel["y"] + panel["height"], "it came into view"
    for link in page.locator("#panel .answer [data-claim]").all():
        assert link.get_attribute("data-claim") in claims
    page.close()


def test_claims_stand_newest_first_and_beyond_ten_on_demand(browser: Any, shipped: str) -> None:
    page = _open(browser, f"{shipped}#on=2026-11-21&{FREIBURG}")
    folded = page.locator("#panel .history > li[data-id]").count()
    page.click("#panel .older")
    items = page.locator("#panel .history > li[data-id]")
    assert items.count() > folded == 10
    assert page.evaluate("document.activeElement.closest('.history') !== null")
    years = [
        int(re.search(r"\d{4}", text)[0])  # type: ignore[index]  # each has a year
        for text in page.locator("#panel .history .when").all_inner_texts()
    ]
    assert years[0] > years[-1] and years[0] >= 2023
    assert sum(a < b for a, b in pairwise(years)) <= len(years) / 4
    page.close()


def test_a_city_with_one_tie_opens_it(open_page: Open) -> None:
    opened = open_page(hash_="#city=freiburg")
    page = opened.page
    assert page.inner_text("#panel-title") == "Freiburg"
    assert "in force since 27 October 2000" in page.inner_text("#panel .answer")
    assert page.locator("#panel .history li").count() >= 3
    opened.go("?then#city=porto")
    assert page.locator("#panel .answer").count() == 0, "of two ties the reader chooses"
    assert page.locator("#panel .walk li").count() == 2


def _with_people(make_block: Callable[..., Row]) -> Row:
    block = make_block()
    place = next(n for n, tie in enumerate(block["ties"]) if tie["id"].startswith("tie/freiburg"))
    block["people"] = [
        {
            "id": "dieter-salomon",
            "name": {"en": "Dieter Salomon", "fa": "دیتر سالومون"},
            "posts": [
                {
                    "post": {"en": "Mayor of Freiburg", "fa": "شهردار فرایبورگ"},
                    "of": "freiburg", "since": "2002", "until": "2018", "seen": "19 June 2017",
                    "seen_day": "2017-06-19",
                }
            ],
            "met": [{"en": "Ghodratollah Norouzi", "fa": "قدرت‌الله نوروزی"}],
            "claims": [[place, 0], [place, 1]],
        }
    ]  # fmt: skip
    return block


@pytest.mark.parametrize("typed", ["Salomon", "سالومون", "dieter", "ديتر"])
def test_a_person_is_found_by_name_in_both_scripts(
    open_page: Open, make_block: Callable[..., Row], typed: str
) -> None:
    opened = open_page(_with_people(make_block))
    page = opened.page
    page.fill("#search", typed)
    page.press("#search", "Enter")
    assert page.inner_text("#panel-title") == "Dieter Salomon"
    assert opened.hash() == "#person=dieter-salomon"
    text = page.inner_text("#panel-body")
    for part in (
        "دیتر سالومون", "Mayor of Freiburg", "from 2002 until 2018", "last seen: 19 June 2017",
        "Ghodratollah Norouzi", "Both mayors signed in 2000.", "Freiburg – Isfahan",
    ):  # fmt: skip
        assert part in text, part
    lines = {line["id"]: line for line in opened.drawn()["lines"]}
    mine = lines.pop("tie/freiburg+isfahan/sister_city")
    assert all(line["opacity"] < mine["opacity"] for line in lines.values()), "its ties stand out"


def test_the_index_of_people(open_page: Open, make_block: Callable[..., Row]) -> None:
    opened = open_page(_with_people(make_block))
    page = opened.page
    before = [line["opacity"] for line in opened.drawn()["lines"]]
    page.click("#strip [data-list-of=people]")
    assert opened.hash() == "#list=people"
    assert "Mayor of Freiburg · last seen: 19 June 2017" in page.inner_text("#panel-body")
    assert [line["opacity"] for line in opened.drawn()["lines"]] == before, "nothing is chosen"
    page.click("[data-person=dieter-salomon]")
    assert page.inner_text("#panel-title") == "Dieter Salomon"
    page.go_back()
    assert page.inner_text("#panel-title") == "People"


def test_every_named_person_of_the_ties_is_in_the_index(browser: Any, shipped: str) -> None:
    page = _open(browser, shipped + "#list=people")
    graph = cityties.open()
    listed = {one.get_attribute("data-person") for one in page.locator("[data-person]").all()}
    ties = {row["tie"] for row in graph.ties("isfahan", channels="all")}
    named = {
        agent.partition("@")[0].partition(":")[0]
        for tie in ties
        for claim in graph.readings().ties[tie].claims
        for agent in claim.people
        if not agent.startswith("unnamed/")
    }
    assert len(named) > 10
    assert named <= listed
    page.close()


def test_the_citys_own_networks_with_since_grade_and_source(
    open_page: Open, make_block: Callable[..., Row]
) -> None:
    block = make_block()
    block["networks"][0]["members"][0]["periods"] = [{
        "status": "member", "label": "member", "grade": "board", "since": "November 2024",
        "bounds": ["2024-11-01", "2024-11-30", "9999-12-31", None],
    }]  # fmt: skip
    opened = open_page(block)
    page = opened.page
    page.click("#strip [data-list-of=networks]")
    assert page.inner_text("#panel-title") == "City networks of Isfahan"
    item = page.inner_text(".memberships li")
    assert "League of Old Cities · member since November 2024 · board" in item
    assert "City page" in item
    address = page.get_attribute(".memberships a", "href")
    assert address == "https://example.org/a?b=1"


def test_the_search_moves_nothing_and_tells_equal_names_apart(
    open_page: Open, make_block: Callable[..., Row]
) -> None:
    block = make_block()
    cities = {city["id"]: city for city in block["cities"]}
    cities["iasi"] |= {"name": "Springfield", "country": 0}
    cities["freiburg"] |= {"name": "Springfield", "country": 0, "aliases": []}
    # Each has another tie, by which it is told apart.
    opened = open_page(block)
    page = opened.page
    before = page.locator("#picture").bounding_box()
    page.fill("#search", "springfield")
    assert page.locator("#picture").bounding_box() == before
    assert not page.is_visible("#said")
    said = opened.texts("#found li")
    assert len(said) == 2 and all("Germany" in one and "Isfahan" in one for one in said)


def test_the_file_for_spreadsheets_has_days_that_sort(open_page: Open, tmp_path: Path) -> None:
    import csv

    page = open_page().page
    page.click("#save > summary")
    with page.expect_download() as coming:
        page.click("#save-csv")
    file = tmp_path / "ties.csv"
    coming.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = {row["Tie"]: row for row in csv.DictReader(text)}
    row = rows["tie/freiburg+isfahan/sister_city"]
    assert row["Since"] == "27 October 2000", "the words stay"
    assert row["Since (first day)"] == "2000-10-27" and row["Since (last day)"] == "2001-12-31"
    assert row["Channel"] == "political: suspended"
    days = [row[name] for row in rows.values() for name in row if "day)" in name]
    assert all(re.fullmatch(r"(\d{4}-\d\d-\d\d)?", day) for day in days)
    assert rows["tie/isfahan+nowhere/letter_of_intent"]["Since (first day)"] == ""


# --- two days -----------------------------------------------------------------------------


def _colour(page: Any, name: str) -> str:
    found: str = page.evaluate(
        f"getComputedStyle(document.documentElement).getPropertyValue('--{name}').trim()"
    )
    return found


def test_two_days_are_coloured_and_listed(open_page: Open) -> None:
    opened = open_page(hash_="#on=2021-01-01")
    page = opened.page
    page.click("#two-days")
    assert page.get_attribute("#between", "role") == "slider"
    page.fill("#between-input", "2004-01-01")
    assert opened.hash() == "#on=2021-01-01&between=2004-01-01"
    assert page.inner_text("#panel-title") == "Two days"
    assert opened.texts(".changes .change") == [
        "Hyderabad – Isfahan (sister city): approved (since 2020)",
        "Isfahan – Xi’an (cooperation mou): in force (since 2010)",
        "Isfahan – Karbala – Porto (multilateral pact): in force (since 2015)",
        "Isfahan – Xi’an (project partnership): in force → ended (since 2008)",
        "Freiburg – Isfahan (sister city), political channel: in force → suspended by Freiburg"
        " (since 2005)",
    ]
    lines = {line["id"]: line for line in opened.drawn()["lines"]}
    for tie, how in (
        ("tie/hyderabad-in+isfahan/sister_city", "added"),
        ("tie/isfahan+xian/project_partnership", "ended"),
        ("tie/freiburg+isfahan/sister_city", "changed"),
    ):
        assert lines[tie]["colour"] == _colour(page, how), tie
    same = lines["tie/iasi+isfahan/sister_city"]
    assert same["opacity"] < 1 and same["colour"] not in {
        _colour(page, how) for how in ("added", "ended", "changed")
    }
    assert opened.texts("[data-change] .count") == ["3", "1", "1"]
    assert page.locator("[data-change=added] path").evaluate(
        "(one) => getComputedStyle(one).stroke"
    ) == page.evaluate(
        """(colour) => {
            const one = document.createElement("i"); one.style.color = colour;
            document.body.append(one); return getComputedStyle(one).color; }""",
        _colour(page, "added"),
    )
    page.click("#two-days")
    assert opened.hash() == "#on=2021-01-01"


@pytest.mark.parametrize("days", [("2000-01-01", "2010-06-01"), ("2020-01-01", "2026-11-21")])
def test_what_changed_is_said_in_the_words_of_diff(
    browser: Any, shipped: str, days: tuple[str, str]
) -> None:
    import datetime

    from cityties.snapshot.diff import Side, compare
    from cityties.snapshot.story import Words, state_words

    graph = cityties.open()
    one, other = (datetime.date.fromisoformat(day) for day in days)
    sides = [Side(str(day), graph.built, graph.readings(), None, day) for day in (one, other)]
    words = Words(graph.title, graph.label, lambda source: source)
    plain = lambda text: re.sub(r" \(\d+ \w+ \d{4}\)|\(since .*", "", text).strip()  # noqa: E731
    wanted = sorted(
        plain(state_words(change, words))
        for change in compare(*sides, city="isfahan").states
        if change.about.startswith("tie/") and change.how == "happened"
    )
    page = _open(browser, f"{shipped}?{one}#on={other}&between={one}")
    said = sorted(plain(text) for text in page.locator(".changes .change").all_inner_texts())
    assert len(said) > 5
    assert said == wanted
    page.close()
