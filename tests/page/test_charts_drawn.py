"""Charts in a browser: texts fit the room that was computed without its fonts."""

from __future__ import annotations

from typing import Any

import pytest

from cityties.charts import Bar, Interval, Line, bars, intervals, lines
from cityties.charts.texts import wide
from cityties.language.messages import in_language

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")

WORDS = {
    "en": ("Saint Petersburg", "friendship city", "Ties in force, by kind", "WWW, MMM & 100 %"),
    "fa": ("سن پترزبورگ", "شهر دوست", "پیوندهای برقرار، به تفکیک نوع", "قم، ۱۲۳٬۴۵۶ و ۱۰۰٪"),
}
TEXTS = """[...document.querySelectorAll("text")].map((one) => {
  const { left, right } = one.getBoundingClientRect();
  const [style, length] = [getComputedStyle(one), one.getComputedTextLength()];
  return [one.textContent, left, right, length, parseInt(style.fontSize), style.fontWeight];
})"""


@pytest.mark.parametrize("language", ["en", "fa"])
def test_texts_fit_the_room_that_is_kept_for_them(browser: Any, language: str) -> None:
    name, kind, title, hard = WORDS[language]
    with in_language(language):
        drawn = (
            bars([Bar(name, ((kind, 12345),), mark=3)], title=title, mark=hard, note=hard * 20),
            intervals([Interval(hard * 9, 1, 0, 2, group=kind), Interval(name, 3)], title=title),
            lines([Line(hard, ((1990, 1, 2), (2026, 5, 6)))], title=title, band=kind, axis=name),
        )
    page = browser.new_page()
    seen = []
    for chart in drawn:
        page.set_content(f'<body style="margin: 0">{chart}')
        seen += page.evaluate(TEXTS)
    page.close()
    assert len(seen) > 40
    for text, left, right, length, size, weight in seen:
        assert 0 <= left < right <= 760, text
        assert length <= wide(text, size) * (1.1 if weight == "700" else 1) + 6, text
