"""What is said of a chosen tie, city or network; the search; the keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")

Open = Callable[..., Any]


def test_a_tie_shows_its_evidence(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    page.click("[data-tie='tie/freiburg+isfahan/sister_city']")
    assert page.inner_text("#panel-title") == "Freiburg – Isfahan"
    text = page.inner_text("#panel-body")
    for part in (
        "in force", "27 October 2000", "signed", "certain", "culture heritage",
        "political: suspended by Freiburg since 2005",
        "Both mayors signed", "published 2001", "could be: in force", "official visit: planned",
        "Said by: Freiburg",
        "Source: City page", "Publisher: Freiburg", "s2", "Published: 2001",
        "Rolf Böhme · Mayor of Freiburg · signatory · Freiburg",
    ):  # fmt: skip
        assert part in text, part
    address = page.locator("#panel-body .history a").first
    assert address.get_attribute("href") == "https://example.org/a?b=1"
    assert "noopener" in str(address.get_attribute("rel"))
    assert opened.texts(".version b") == ["27 October 2000", "2001"], "both versions, side by side"
    one, other = (box.bounding_box() for box in page.locator(".version").all())
    assert one["y"] == other["y"] and one["x"] < other["x"]


def test_history_parts_at_the_day_and_stops_at_what_was_known(open_page: Open) -> None:
    tie = "tie=tie%2Ffreiburg%2Bisfahan%2Fsister_city"
    opened = open_page(hash_=f"#{tie}&on=2010-01-01")
    page = opened.page
    day = "1 January 2010 (11 Dey 1388)"
    assert opened.texts(".history .divider") == [f"After {day}", f"Up to {day}"]
    assert page.locator(".history .later").count() == 1
    assert page.locator(".conflict").count() == 1
    opened.go(f"?then#{tie}&known=2005-01-01")
    assert page.locator(".conflict").count() == 0, "the second date was not yet published"


def test_a_city_shows_its_ties_names_and_networks(open_page: Open) -> None:
    opened = open_page(hash_="#city=xian")
    page = opened.page
    text = page.inner_text("#panel-body")
    assert text.startswith("China")
    assert page.locator(".walk li").count() == 3
    assert "City networks shared with Isfahan" in text
    page.click("[data-network=old-cities]")
    assert page.inner_text("#panel-title") == "League of Old Cities"
    text = page.inner_text("#panel-body")
    assert "Members: 3 · 21 November 2026" in text
    assert page.locator("#panel-body ul.ties li:not(.later)").count() == 3, "as many as are named"
    for part in ("Xi’an · member · board", "Kyoto", "Porto · not on this day", "City page"):
        assert part in text
    assert opened.hash() == "#network=old-cities"
    page.click("#panel [data-city=isfahan]")
    text = page.inner_text("#panel-body")
    assert "1,961,260" in text and "اصفهان" in text
    opened.go("?then#city=isfahan&lang=fa")
    assert "۱٬۹۶۱٬۲۶۰" in page.inner_text("#panel-body")


def test_a_citys_other_partners_on_demand(open_page: Open) -> None:
    opened = open_page(hash_="#city=porto")
    page = opened.page
    assert not [line for line in opened.drawn()["lines"] if "coimbra" in line["id"]]
    assert page.inner_text("#others") == "Show its other ties: 1"
    page.click("#others")
    line = next(line for line in opened.drawn()["lines"] if "coimbra" in line["id"])
    assert line["opacity"] < 1 and line["width"] < 2, "drawn faint"
    assert "coimbra" in {dot["id"] for dot in opened.drawn()["dots"]}
    assert page.inner_text("#count") == "Ties shown: 10 of 10"
    assert page.locator("tr.second").count() == 1
    assert opened.hash() == "#city=porto&others=yes"
    page.keyboard.press("Escape")
    assert not [line for line in opened.drawn()["lines"] if "coimbra" in line["id"]]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Porto", "Porto"), ("xian", "Xi’an"), ("Iasi", "Iași"), ("hyder", "Hyderabad"),
        ("كربلا", "Karbala"), ("شيآن", "Xi’an"), ("حیدر آباد", "Hyderabad"), ("BURG", "Freiburg"),
        ("bala", "Karbala"), ("friburgo", "Freiburg"), ("هيئت", ""),
        ("old cit", "League of Old Cities"), ("اتحادية", "League of Old Cities"),
        ("شهرهاي کهن", "League of Old Cities"),
    ],
)  # fmt: skip
def test_search_in_both_scripts(open_page: Open, typed: str, found: str) -> None:
    page = open_page().page
    page.fill("#search", typed)
    page.press("#search", "Enter")
    if found:
        assert page.inner_text("#panel-title") == found
    else:
        assert page.text_content("#hits") == "No match on this page."
        assert page.get_attribute("#hits", "role") == "status"
        assert page.inner_text("#found") == "No match on this page."


def test_the_search_lists_as_one_types(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    page.focus("#search")
    page.keyboard.type("a")
    page.keyboard.press("Backspace")
    assert page.get_attribute("#search", "aria-expanded") == "false"
    page.keyboard.type("or")
    assert opened.texts("#found li span:first-child")[0] == "Porto"
    assert page.text_content("#hits") == "Found: 1"
    page.keyboard.press("Backspace")
    names = opened.texts("#found li span:first-child")
    assert len(names) >= 3
    assert page.get_attribute("#search", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    marked = page.get_attribute("#search", "aria-activedescendant")
    assert page.get_attribute(f"#{marked}", "aria-selected") == "true"
    assert page.inner_text(f"#{marked} span:first-child") == names[1]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel-title") == names[0]
    assert not page.is_visible("#found")
    page.fill("#search", "xi")
    page.locator("#found li").first.click()
    assert page.inner_text("#panel-title") == "Xi’an"
    page.fill("#search", "xi")
    page.press("#search", "Escape")
    assert page.input_value("#search") == ""
    assert page.inner_text("#panel-title") == "Xi’an", "the first Escape is the search's"


def test_by_keyboard_from_the_search_to_a_source_and_back_to_the_map(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    focus = "document.activeElement"
    page.keyboard.press("/")
    assert page.evaluate(f"{focus}.id") == "search"
    page.keyboard.type("porto")
    page.keyboard.press("Enter")
    assert page.evaluate(f"{focus}.id") == "panel-title"
    page.keyboard.press("ArrowDown")
    first = page.evaluate(f"{focus}.dataset.tie")
    page.keyboard.press("ArrowDown")
    second = page.evaluate(f"{focus}.dataset.tie")
    assert {first, second} == {
        "tie/isfahan+porto/sister_city", "tie/isfahan+karbala+porto/multilateral_pact",
    }  # fmt: skip
    page.keyboard.press("Enter")
    assert page.evaluate(f"{focus}.id") == "panel-title"
    for _stop in range(6):
        page.keyboard.press("Tab")
        if page.evaluate(f"{focus}.href"):
            break
    assert page.evaluate(f"{focus}.href") == "https://example.org/a?b=1"
    assert page.evaluate(f"getComputedStyle({focus}).outlineStyle") == "solid"
    page.keyboard.press("Escape")
    assert opened.hash() == ""
    # Nothing traps: every stop is left again, the picture's included; each shows its focus.
    stops = []
    for _stop in range(110):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate(
                f"{focus}.id || {focus}.className || {focus}.dataset.tie || {focus}.tagName"
            )
        )
        if stops[-1] != "BODY":
            assert page.evaluate(f"getComputedStyle({focus}).outlineStyle") != "none", stops[-1]
    assert {"search", "language", "nearer", "fit", "wide", "on", "known"} <= set(stops)
    assert any("vis-network" in stop for stop in stops)


def test_arrow_keys_go_from_city_to_city(open_page: Open) -> None:
    opened = open_page(hash_="#city=isfahan")
    page = opened.page
    page.focus("#picture .vis-network")
    page.keyboard.press("ArrowRight")
    assert opened.hash() == "#city=xian"
    assert page.inner_text("#said") == "Xi’an"
    page.keyboard.press("ArrowLeft")
    assert opened.hash() == "#city=isfahan"
    page.keyboard.press("ArrowUp")
    assert opened.hash() in {"#city=iasi", "#city=freiburg"}
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel-title"
    page.keyboard.press("Escape")
    page.focus("#picture .vis-network")
    before = opened.drawn()["dots"][0]["screen"]["x"]
    page.keyboard.press("ArrowRight")
    assert opened.drawn()["dots"][0]["screen"]["x"] == pytest.approx(before - 60, abs=1)
    page.keyboard.press("+")
    page.keyboard.press("0")
    assert opened.drawn()["dots"][0]["screen"]["x"] == pytest.approx(before, abs=1)


def test_paper_holds_picture_and_table_but_no_buttons(open_page: Open) -> None:
    opened = open_page(color_scheme="dark")
    page = opened.page
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for selector, there in (
        ("#paper .paper-map", True), ("#paper table", True), ("#search", False),
        ("#zoom", False), ("#language", False), ("#timeline", False), ("#views", False),
        (".pick", False), ("#paper .paper-foot", True),
    ):  # fmt: skip
        assert page.locator(selector).first.is_visible() == there, selector
    ink = "getComputedStyle(document.documentElement).getPropertyValue('--ink')"
    assert page.evaluate(ink) == "#1b1f24"
    picture, table = (
        page.locator(one).bounding_box() for one in ("#paper .paper-map", "#paper table")
    )
    assert picture["y"] < table["y"]
    assert page.pdf()[:5] == b"%PDF-"
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(ink) != "#1b1f24"


def test_paper_shows_the_legend_that_a_phone_folds(open_page: Open) -> None:
    page = open_page(viewport={"width": 390, "height": 844}).page
    line = page.locator("#legend [data-facet=kind] svg").first
    assert not line.is_visible()
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#paper .paper-legend svg").first.is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert not line.is_visible()


def test_a_page_of_some_kinds_and_without_evidence_says_so(
    open_page: Open, make_block: Callable[..., Any]
) -> None:
    block = make_block()
    block["meta"] |= {"kinds": ["sister_city"], "statuses": ["in_force"]}
    for tie in block["ties"]:
        tie["history"] = []
        tie.pop("conflicts", None)
        tie.pop("people", None)
    opened = open_page(block, hash_="#tie=tie%2Ffreiburg%2Bisfahan%2Fsister_city")
    page = opened.page
    assert "this page contains only: sister city, in force" in page.inner_text("#day")
    assert "This page was made without the evidence." in page.inner_text("#panel-body")
    assert page.locator("[data-sort=sources]").count() == 0
    assert opened.console == []
