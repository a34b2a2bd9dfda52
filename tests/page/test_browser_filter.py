"""The legend filters and counts; the table lists the same ties; the address says all of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")

Open = Callable[..., Any]
FACETS = {"kind": 9, "status": 9, "certainty": 9, "channel": 9}


def _rows(page: Any) -> set[str]:
    return {row.get_attribute("data-row") for row in page.locator("#table tbody tr").all()}


def test_counts_of_the_legend_add_up(open_page: Open) -> None:
    opened = open_page()
    for facet, ties in FACETS.items():
        opened.unfold(facet)
        counts = opened.texts(f".value:has(input[data-field={facet}]) .count")
        assert sum(map(int, counts)) == ties, facet


@pytest.mark.parametrize("facet", ["kind", "status", "certainty", "channel"])
def test_each_tick_takes_away_its_ties_and_gives_them_back(open_page: Open, facet: str) -> None:
    opened = open_page()
    page = opened.page
    opened.unfold(facet)
    values = [
        box.get_attribute("data-value")
        for box in page.locator(f"#filters input[data-field={facet}]").all()
    ]
    assert len(values) > 1
    for value in values:
        box = page.locator(f"#filters input[data-field={facet}][data-value='{value}']")
        count = int(box.locator("xpath=..").locator(".count").inner_text())
        box.uncheck()
        assert page.locator("#table tbody tr").count() == 9 - count
        assert page.inner_text("#count") == f"Ties shown: {9 - count} of 9"
        drawn = {line["id"].split("#")[0] for line in opened.drawn()["lines"]}
        assert drawn == _rows(page), "the table is the picture's twin"
        if facet == "kind":
            assert not [one for one in drawn if one.endswith(f"/{value}")]
        box.check()
    assert len(opened.drawn()["lines"]) == 11
    assert opened.hash() == ""


def test_all_none_and_only_this(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    page.click("[data-key='none kind']")
    assert page.inner_text("#empty").startswith("No tie matches the filters.")
    assert opened.drawn()["lines"] == []
    assert opened.hash() == "#kind=none"
    page.click("#unfilter")
    assert len(_rows(page)) == 9
    page.hover(".value:has([data-value=cooperation_mou])")
    page.click("[data-key='only kind cooperation_mou']")
    assert _rows(page) == {"tie/isfahan+xian/cooperation_mou"}
    assert page.inner_text("[data-facet=kind] .mark") == "filtered"
    page.click("[data-key='all kind']")
    assert len(_rows(page)) == 9


def test_only_a_network_shows_its_members_and_no_others(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    opened.unfold("member")
    box = page.locator("[data-field=member][data-value=old-cities]")
    assert box.locator("xpath=..").locator(".count").inner_text() == "3"
    page.hover(".value:has([data-value=old-cities])")
    page.click("[data-key='only member old-cities']")
    assert _rows(page) == {
        f"tie/isfahan+xian/{kind}"
        for kind in ("sister_city", "cooperation_mou", "project_partnership")
    }
    # Xi’an joined in 2010; Porto left at the end of 2004.
    opened.go("?then#member=old-cities&on=2003-01-01")
    assert _rows(page) == set()


def test_topics_and_countries(open_page: Open) -> None:
    opened = open_page(hash_="#topic=tourism")
    assert len(_rows(opened.page)) == 2
    opened.go("?then#country=PO")
    assert _rows(opened.page) == {
        "tie/isfahan+porto/sister_city", "tie/isfahan+karbala+porto/multilateral_pact",
    }  # fmt: skip


def test_the_table_is_sorted_by_its_headers(open_page: Open) -> None:
    opened = open_page()
    page = opened.page

    def column(name: str) -> list[str]:
        return opened.texts(f"#table [data-column={name}]")

    assert page.get_attribute("th:has([data-sort=partner])", "aria-sort") == "ascending"
    assert column("partner") == sorted(column("partner"), key=str.casefold)
    page.click("[data-sort=sources]")
    assert page.get_attribute("th:has([data-sort=sources])", "aria-sort") == "ascending"
    assert page.get_attribute("th:has([data-sort=partner])", "aria-sort") == "none"
    assert column("sources")[-2:] == ["2", "2"]
    assert page.evaluate("document.activeElement.dataset.sort") == "sources"
    page.keyboard.press("Enter")
    assert page.get_attribute("th:has([data-sort=sources])", "aria-sort") == "descending"
    assert column("sources")[:2] == ["2", "2"]
    for _time in range(2):
        page.click("[data-sort=attested]")
        assert page.locator("#table tbody tr").last.get_attribute("data-row") == (
            "tie/isfahan+nowhere/letter_of_intent"
        ), "a date that is not said comes last either way"
    page.click("[data-sort=since]")
    assert column("since")[0] == "1989", "by the day, not by its words"


def test_the_address_chooses_and_back_goes_back(open_page: Open) -> None:
    opened = open_page(hash_="#tie=tie%2Fisfahan%2Bxian%2Fsister_city")
    page = opened.page
    assert page.inner_text("#panel-title") == "Isfahan – Xi’an"
    page.evaluate("location.hash = 'city=porto'")
    opened.until("document.getElementById('panel-title').textContent === 'Porto'")
    page.locator("#panel-body .walk button").first.click()
    assert opened.hash().startswith("#tie=")
    page.uncheck("[data-field=kind][data-value=cooperation_mou]")
    assert "no-kind=cooperation_mou" in opened.hash()
    page.go_back()
    opened.until("document.getElementById('panel-title').textContent === 'Porto'")
    assert page.inner_text("#count") == "Ties shown: 9 of 9"
    page.go_forward()
    opened.until("document.getElementById('panel-title').textContent !== 'Porto'")
    assert page.inner_text("#count") == "Ties shown: 8 of 9"
    page.evaluate("location.hash = 'tie=none'")
    opened.until("document.getElementById('notice').textContent !== ''")
    assert page.inner_text("#notice p") == "This page has no such city, tie or network."
    assert page.inner_text("#panel-title") == "Evidence"
    opened.go("?#tie=tie/isfahan+karbala+porto/multilateral_pact%232")
    assert page.inner_text("#panel-title") == "Isfahan – Karbala – Porto", "an edge names its tie"


def test_a_whole_view_can_be_sent(open_page: Open) -> None:
    view = (
        "#city=xian&view=network&on=2009-05-05&known=2020-01-01&undated=no&absent=yes"
        "&kind=sister_city,project_partnership&lang=fa&theme=dark"
    )
    opened = open_page(hash_=view)
    page = opened.page
    assert opened.hash() == view
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.inner_text("#panel-title") == "شی‌آن"
    assert "۱۵ اردیبهشت ۱۳۸۸" in page.inner_text("#day")
    assert page.get_attribute("#views [data-view=network]", "aria-pressed") == "true"
    assert not page.is_checked("[data-field=kind][data-value=multilateral_pact]")
    opened.speak("en")
    assert opened.hash() == view.replace("&lang=fa", "")


def test_the_other_language_keeps_choice_and_filters(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    page.uncheck("#filters input[data-value=cooperation_mou]")
    page.click("[data-tie='tie/isfahan+xian/sister_city']")
    opened.speak("fa")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        "fa",
        "rtl",
    ]
    assert page.title() == "پیوندهای اصفهان"
    assert page.inner_text("#panel-title") == "اصفهان – شی‌آن"
    assert "۸" in page.inner_text("#count")
    assert "۲" in page.inner_text("tr[data-row='tie/isfahan+xian/sister_city'] td:last-child")
    assert not set("0123456789") & set(page.inner_text("#timeline")), "Persian digits throughout"
    legend, panel = (page.locator(one).bounding_box() for one in ("#legend", "#panel"))
    assert legend["x"] > panel["x"], "the layout is mirrored"
    assert {label["text"] for label in opened.drawn()["labels"]} >= {"اصفهان", "شی‌آن"}
    opened.speak("en")
    assert page.inner_text("#panel-title") == "Isfahan – Xi’an"
    assert not page.is_checked("#filters input[data-value=cooperation_mou]")
    assert page.inner_text("#count") == "Ties shown: 8 of 9"
    assert opened.hash().startswith("#tie=")


def test_dark_and_light_by_a_switch(open_page: Open) -> None:
    opened = open_page(color_scheme="light")
    page = opened.page
    before = {line["id"]: line["colour"] for line in opened.drawn()["lines"]}
    page.click("#theme")
    assert opened.hash() == "#theme=dark"
    assert page.get_attribute("#theme", "aria-label") == "Light colours"
    after = {line["id"]: line["colour"] for line in opened.drawn()["lines"]}
    assert all(after[one] != before[one] for one in before)
    page.click("#theme")
    assert opened.hash() == "", "as the system has it"
