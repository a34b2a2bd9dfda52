"""The Persian page in a browser: calendar, digits, punctuation, titles."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.page.conftest import Opened

import cityties
from cityties.language.messages import in_language

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")

Open = Callable[..., Opened]


@pytest.fixture(scope="module")
def html() -> str:
    with in_language("fa"):
        return cityties.open().page("isfahan", on="2026-01-01", steps=1)


def test_the_day_is_written_in_the_readers_calendar(open_page: Open) -> None:
    opened = open_page(language="fa")
    page = opened.page
    field = page.locator("#day-input")
    assert field.input_value() == "۱۴۰۵/۰۸/۳۰"
    for written, day in (
        ("۱۳۸۸/۱۰/۱۱", "2010-01-01"),
        ("1388/10/11", "2010-01-01"),
        ("۱۳۹۹/۱۲/۳۰", "2021-03-20"),  # a leap day
        ("١٤٠٠-١-١", "2021-03-21"),  # Arabic digits
    ):
        field.fill(written)
        field.press("Enter")
        assert f"on={day}" in opened.hash()
    for wrong in ("۱۴۰۰/۱۲/۳۰", "۱۴۰۰/۱۳/۱", "2010-01-01x", "دیروز"):
        field.fill(wrong)
        field.press("Enter")
        assert field.get_attribute("aria-invalid") == "true"
        assert "on=2021-03-21" in opened.hash()
    opened.speak("en")
    assert field.get_attribute("type") == "date"
    assert field.input_value() == "2021-03-21"


def test_every_day_of_a_century_goes_to_solar_and_back(
    js: Callable[..., Any], make_block: Callable[..., Any]
) -> None:
    run = js("dayfield.js", "toSolarParts", "fromSolarParts", block=make_block())
    wrong = run(
        """(() => {
          const wrong = [];
          for (let day = Date.UTC(1950, 0, 1); day < Date.UTC(2050, 0, 1); day += 86400000 * 3) {
            const iso = new Date(day).toISOString().slice(0, 10);
            const back = tested.fromSolarParts(...tested.toSolarParts(iso));
            if (back !== iso) wrong.push([iso, back]);
          }
          return wrong;
        })()"""
    )
    assert wrong == []


def test_punctuation_digits_and_dates_are_persian(browser: Any, tmp_path: Path, html: str) -> None:
    opened = Opened(browser, tmp_path / "page.html", html)
    opened.go("#tie=tie%2Ffreiburg%2Bisfahan%2Fsister_city")
    cells = opened.texts("#table tbody td, #table tbody th")
    assert len(cells) > 100
    # Of Latin letters and signs the page's own words have none.
    for text in cells:
        assert not re.search(r"[;,?]|[0-9]", text), text
    since = [one for one in opened.texts("#table [data-column=since]") if one]
    assert len(since) > 20
    months = "ژانویه|فوریه|مارس|آوریل|مه|ژوئن|ژوئیه|اوت|سپتامبر|اکتبر|نوامبر|دسامبر"
    for text in since:
        years = [int(one) for one in re.findall(r"[۰-۹]{4}", text)]
        assert years, text
        assert all(1300 < year < 1500 for year in years), text
        assert not re.search(rf"\b({months})\b", text), text
    # A range within one month says the month once.
    assert any(re.search(r"میان \S+ و \S+ \S+ ۱[۳۴]", text) for text in since)
    status = opened.texts("[data-row*='freiburg'] [data-column=channel]")
    assert status == [] or "؛" in status[0]
    # Each source is named in Persian; a title of another language stands in brackets behind it.
    titles = opened.texts("#panel .from a")
    assert len(titles) > 5
    for title in titles:
        assert re.match(r"^[«\s]*[\u0600-\u06ff]", title), title
    opened.context.close()


MONTHS = "ژانویه|فوریه|مارس|آوریل|مه|ژوئن|ژوئیه|اوت|سپتامبر|اکتبر|نوامبر|دسامبر"


def _gregorian_alone(text: str) -> bool:
    """Whether a date is said in the Gregorian calendar and not, or not only, behind a Solar one."""
    outside = re.sub(r"\([^()]*\)", "", text)
    years = [int(year) for year in re.findall(r"[۰-۹]{4}", outside)]
    return bool(re.search(rf"(?<![\u0600-\u06ff])({MONTHS})(?![\u0600-\u06ff])", outside)) or any(
        not 1200 < year < 1500 for year in years
    )


def test_a_date_that_is_gregorian_alone_is_found() -> None:
    assert _gregorian_alone("۲۷ اکتبر ۲۰۰۰") and _gregorian_alone("۲۰۲۴")
    assert not _gregorian_alone("۶ آبان ۱۳۷۹ (۲۷ اکتبر ۲۰۰۰)")
    assert not _gregorian_alone("میان ۱ و ۳ مهر ۱۴۰۲")


def test_no_title_and_no_date_of_any_panel_is_left_untranslated(
    browser: Any, tmp_path: Path, html: str
) -> None:
    opened = Opened(browser, tmp_path / "page.html", html)
    page = opened.go()
    ties = [row.get_attribute("data-row") for row in page.locator("#table tbody tr").all()]
    assert len(ties) > 30
    titles: set[str] = set()
    dates: set[str] = set()
    for tie in ties:
        page.evaluate("(tie) => { location.hash = new URLSearchParams({ tie }).toString(); }", tie)
        opened.until("document.querySelectorAll('#panel-body .history li').length > 0")
        older = page.locator("#panel-body button.older")
        if older.count():
            older.click()
        titles |= set(opened.texts("#panel-body .from a"))
        dates |= {one for one in opened.texts("#panel-body .when, #panel-body .state") if one}
    assert len(titles) > 60 and len(dates) > 60
    foreign = [one for one in titles if not re.match(r"^[«\\s]*[\u0600-\u06ff]", one)]
    assert foreign == []
    assert [one for one in dates if _gregorian_alone(one)] == []
    opened.context.close()


def test_numbers_have_the_decimal_sign_of_the_language(
    browser: Any, tmp_path: Path, html: str
) -> None:
    opened = Opened(browser, tmp_path / "page.html", html)
    page = opened.go("#city=kazan&view=network")
    assert re.search(r"نزدیکی: ۰٫[۰-۹]+", page.inner_text("#panel-body"))
    assert not re.search(r"[۰-۹]\.[۰-۹]", page.inner_text("body"))
    opened.speak("en")
    assert re.search(r"Closeness: 0\.\d+", page.inner_text("#panel-body"))
    opened.context.close()
