"""The page of the shipped data: no tie of the listing is missing."""

from __future__ import annotations

import json
import re
from typing import Any

import cityties


def _part(html: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', html, re.S)
    assert found
    return json.loads(found[1])


def test_every_tie_of_the_listing_is_on_the_page() -> None:
    graph = cityties.open()
    html = graph.page("isfahan", on="2016-01-01")
    payload, lines = _part(html, "payload"), _part(html, "edges")
    listed = {row["tie"]: row for row in graph.ties("isfahan", on="2016-01-01", channel="all")}
    shown = {tie["tie"]: tie for tie in payload["ties"]}
    assert len(shown) > 15
    assert set(shown) == set(listed)
    for tie, row in shown.items():
        assert row["status"] == listed[tie]["status"], tie
        assert row["history"], f"{tie} has no evidence"
        for line in row["history"]:
            assert line["source"]["en"] and line["source"]["fa"]
    cities = {node["id"] for node in _part(html, "nodes")}
    undrawn = set(shown) - {line["tie"] for line in lines}
    assert all(not set(shown[tie]["parties"]) <= cities for tie in undrawn)
    assert payload["meta"]["id"] == graph.id
    assert len(html.encode()) < 1_500_000
    assert html == graph.page("isfahan", on="2016-01-01")


def test_a_page_in_persian_opens_in_persian() -> None:
    from cityties.messages import in_language

    with in_language("fa"):
        html = cityties.open().page("isfahan")
    assert '<html lang="fa" dir="rtl">' in html
    assert "اصفهان" in html.split("</title>")[0]
