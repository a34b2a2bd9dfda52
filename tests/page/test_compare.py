"""Up to four cities side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Open = Callable[..., Any]


def _row(page: Any, name: str) -> list[str]:
    return [
        text.strip() for text in page.locator(f"#compare [data-row='{name}'] td").all_inner_texts()
    ]


def test_cities_stand_side_by_side(open_page: Open) -> None:
    opened = open_page(hash_="#compare=isfahan,porto")
    page = opened.page
    assert page.locator("#compare thead th").count() == 2
    assert _row(page, "country") == ["Iran", "Portugal"]
    # On the last day: nine ties stand, three of Porto's own (one of the second step).
    assert _row(page, "compare_all") == ["9", "3"]
    assert _row(page, "kind sister_city") == ["3", "1"]
    assert "Porto · sister city, proposed" in _row(page, "between")[0]
    assert "unanswered, " in _row(page, "between")[0]
    shared = _row(page, "shared karbala")
    assert len(shared) == 2
    assert all("multilateral pact, in force" in text for text in shared)
    assert page.locator("#compare [data-row^='shared ']").count() == 1
    assert _row(page, "network old-cities") == ["member", ""]


def test_the_comparison_follows_the_day(open_page: Open) -> None:
    page = open_page(hash_="#compare=isfahan,porto&on=2000-12-31").page
    assert _row(page, "compare_all") == ["4", "1"]
    assert page.locator("#compare [data-row^='shared ']").count() == 0


def test_cities_are_put_side_by_side_from_the_panel(open_page: Open) -> None:
    opened = open_page(hash_="#city=porto")
    page = opened.page
    assert page.locator("#compare").is_hidden()
    page.click("#compare-this")
    assert opened.hash().endswith("compare=isfahan,porto"), "beside the city of the page"
    box, window = page.locator("#compare").bounding_box(), page.viewport_size
    assert box["y"] < window["height"] - 200, "what was asked for is seen"
    assert page.inner_text("#compare-this") == "Remove from the comparison"
    page.click("#compare-this")
    assert opened.hash().endswith("compare=isfahan")
    page.click("#compare-this")
    assert page.locator("#compare thead th").count() == 2
    page.select_option("#compare select", label="Iași")
    page.select_option("#compare select", label="Karbala")
    # Four are as many as fit.
    assert page.locator("#compare select").count() == 0
    page.click("#compare [data-city=iasi]")
    assert page.inner_text("#panel-title") == "Iași"
    page.evaluate("location.hash = '#city=freiburg&compare=isfahan,porto,iasi,karbala'")
    opened.until("document.getElementById('compare-this').disabled")
    page.click("#compare [aria-label='Remove Iași from the comparison']")
    assert page.locator("#compare thead th").count() == 3
    page.go_back()
    opened.until("document.querySelectorAll('#compare thead th').length === 4")


def test_the_comparison_speaks_persian(open_page: Open) -> None:
    page = open_page(hash_="#compare=isfahan,porto", language="fa").page
    assert page.inner_text("#compare-title") == "مقایسهٔ شهرها"
    assert _row(page, "compare_all") == ["۹", "۳"]
