"""The date handle and the known-by handle: the ties as they stood, as far as it was known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")

Open = Callable[..., Any]


def _status(page: Any, tie: str) -> str:
    found: str = page.inner_text(f"tr[data-row='{tie}'] [data-column=status]")
    return found


def _rows(page: Any) -> set[str]:
    return {row.get_attribute("data-row") for row in page.locator("#table tbody tr").all()}


def test_the_ties_as_they_stood_on_a_day(open_page: Open) -> None:
    opened = open_page(hash_="#on=2003-01-01")
    page = opened.page
    assert "1 January 2003 (11 Dey 1381)" in page.inner_text("#day")
    lines = {line["id"]: line for line in opened.drawn()["lines"]}
    assert set(lines) == {
        "tie/freiburg+isfahan/sister_city", "tie/iasi+isfahan/sister_city",
        "tie/isfahan+xian/sister_city", "tie/isfahan+xian/project_partnership",
        "tie/isfahan+nowhere/letter_of_intent",
    }  # fmt: skip
    assert set(lines) == _rows(page)
    assert _status(page, "tie/isfahan+xian/project_partnership") == "in force"
    opened.go("?then#on=2001-03-01")
    lines = {line["id"]: line for line in opened.drawn()["lines"]}
    assert lines["tie/freiburg+isfahan/sister_city"]["dashes"] == [2, 4], "only possible"
    assert _status(page, "tie/freiburg+isfahan/sister_city") == "possibly in force"
    opened.go("?then#on=2010-01-01")
    assert _status(page, "tie/isfahan+xian/project_partnership") == "ended"
    assert "political: suspended" in page.inner_text(
        "tr[data-row='tie/freiburg+isfahan/sister_city']"
    )
    opened.go("?then#on=2003-01-01")
    assert "political" not in page.inner_text("tr[data-row='tie/freiburg+isfahan/sister_city']")


def test_ties_whose_beginning_nobody_says(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    assert page.inner_text(".value:has(#undated) .count") == "1"
    page.uncheck("#undated")
    assert "tie/isfahan+nowhere/letter_of_intent" not in _rows(page)
    assert page.inner_text("#count") == "Ties shown: 8 of 8"
    assert opened.hash() == "#undated=no"
    page.check("#undated")
    assert page.inner_text("#count") == "Ties shown: 9 of 9"
    opened.go("?then#on=1970-01-01")
    assert _rows(page) == {"tie/isfahan+nowhere/letter_of_intent"}
    page.uncheck("#undated")
    assert page.inner_text("#empty") == "No ties on this day."


def test_ties_of_other_days_can_be_listed(open_page: Open) -> None:
    opened = open_page(hash_="#on=2003-01-01")
    page = opened.page
    assert page.inner_text(".value:has(#absent) .count") == "4"
    page.check("#absent")
    assert page.locator("#table tbody tr").count() == 9
    assert page.locator("tr.absent").count() == 4
    assert _status(page, "tie/isfahan+porto/sister_city") == "not on this day"
    assert len(opened.drawn()["lines"]) == 5, "they are not drawn"


def test_the_handle_by_keyboard(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    page.focus("#on")
    knob = page.locator("#on")
    assert knob.get_attribute("role") == "slider"
    assert knob.get_attribute("aria-valuetext") == "21 November 2026 (30 Aban 1405)"
    for key, day in (
        ("ArrowLeft", "2025-09-27"), ("ArrowLeft", "2020-06-01"), ("ArrowRight", "2025-09-27"),
        ("PageDown", "2024-09-27"), ("PageUp", "2025-09-27"), ("Home", "1989-01-01"),
        ("ArrowUp", "1999-01-01"),
    ):  # fmt: skip
        page.keyboard.press(key)
        assert opened.hash() == f"#on={day}", key
    page.keyboard.press("End")
    assert opened.hash() == ""
    assert page.evaluate("document.activeElement.id") == "on"


def test_the_handle_by_pointer_in_both_directions(open_page: Open) -> None:
    for language, part in (("en", 0.25), ("fa", 0.75)):
        opened = open_page(language=language)
        page = opened.page
        box = page.locator(".day-track .track").bounding_box()
        page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + part * box["width"], box["y"] + box["height"] / 2, steps=4)
        page.mouse.up()
        year = int(opened.hash()[4:8])
        assert 1996 <= year <= 2000, "time runs in the direction of reading"


def test_play_goes_from_change_to_change(open_page: Open) -> None:
    opened = open_page(hash_="#on=2015-03-01")
    page = opened.page
    page.click("#play")
    assert page.get_attribute("#play", "aria-label") == "Pause"
    opened.until("location.hash === '#on=2020-06-01'")
    page.click("#play")
    assert page.get_attribute("#play", "aria-label") == "Play"
    page.wait_for_timeout(1300)
    assert opened.hash() == "#on=2020-06-01"
    page.click("#later")
    assert opened.hash() == "#on=2025-09-27"
    page.click("#earlier")
    page.click("#earlier")
    assert opened.hash() == "#on=2015-03-01"
    page.fill("#day-input", "2003-07-07")
    assert opened.hash() == "#on=2003-07-07"
    page.click("#reset-day")
    assert opened.hash() == ""


def test_known_by_takes_back_what_was_not_known(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    porto = "tie/isfahan+porto/sister_city"
    assert porto in _rows(page)
    page.focus("#known")
    assert page.get_attribute("#known", "aria-valuetext") == "everything known"
    page.keyboard.press("ArrowLeft")
    assert "known=2001-12-31" in opened.hash()
    assert porto not in _rows(page)
    assert "as known by 31 December 2001" in page.inner_text("#day")
    page.click("[data-tie='tie/isfahan+xian/sister_city']")
    opened.go("?then#known=2000-01-01")
    assert _rows(page) == set(), "nothing had been published yet"


def test_the_age_of_an_unanswered_proposal_is_that_of_the_day(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    assert "unanswered, 13 months" in page.inner_text("#panel-body")
    opened.go("?then#on=2025-10-27&tie=tie%2Fisfahan%2Bporto%2Fsister_city")
    assert "unanswered, 30 days" in page.inner_text("#panel-body")
    assert "unanswered, 30 days" in _status(page, "tie/isfahan+porto/sister_city")


def test_a_day_is_written_key_by_key(open_page: Open) -> None:
    opened = open_page()
    page = opened.page
    field = page.locator("#day-input")
    box = field.bounding_box()
    assert box
    page.mouse.click(box["x"] + 12, box["y"] + box["height"] / 2)
    # Month, day and year one after the other: each is a day at once, and the page follows it.
    page.keyboard.type("02032010")
    assert field.input_value() in {"2010-02-03", "2010-03-02"}, "as the browser orders them"
    assert opened.hash() == f"#on={field.input_value()}"
    assert page.evaluate("document.activeElement.id") == "day-input"
