"""Pages of hostile tables in a real browser: nothing runs, nothing is asked for."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from harness import page
from harness.mutate import read_csv

from cityties.errors import CitytiesError
from cityties.model.tables import COLUMNS

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")


def _wander(shown: Any) -> None:
    """See every view and what it says of the first things in it, in both languages."""
    for _language in range(2):
        shown.click("#language")
        for view in ("network", "table", "map"):
            shown.click(f"#views [data-view={view}]")
        for row in shown.locator("#table tbody button").all()[:4]:
            row.dispatch_event("click")
        for kind in ("city", "network"):  # a click changes what the panel holds
            link = shown.locator(f"#panel [data-{kind}]")
            if link.count():
                link.first.dispatch_event("click")
    shown.fill("#search", "<")
    shown.press("#search", "Enter")


def _harm(browser: Any, text: str, file: Path, texts: list[str]) -> tuple[list[str], str]:
    """What a page did that it must not, and what it shows."""
    file.write_text(text, "utf-8")
    harm: list[str] = []
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    shown = context.new_page()
    shown.set_default_timeout(10_000)
    shown.on("request", lambda asked: asked.url == file.as_uri() or harm.append(asked.url))
    shown.on("console", lambda said: harm.append(f"{said.type}: {said.text}"))
    shown.on("pageerror", lambda error: harm.append(f"error: {error}"))
    shown.on("dialog", lambda dialog: (harm.append("dialog"), dialog.dismiss()))
    try:
        shown.goto(file.as_uri())
        shown.wait_for_selector("body[data-ready]")
        _wander(shown)
        if shown.locator("img, iframe, object, embed, base, body style, body link").count():
            harm.append("an element that loads")
        handlers = "[onerror], [onload], [onclick], [onmouseover], [srcdoc]"
        if shown.locator(handlers).count():
            harm.append("an element with a handler")
        for link in shown.locator("a[href]").all():
            address = link.get_attribute("href")
            if not address.lower().startswith(("https://", "http://", "#")):
                harm.append(address)
        return harm, shown.content()
    finally:
        context.close()


def _try(browser: Any, changes: list[list[Any]], folder: Path) -> str:
    data = json.dumps(changes).encode()
    try:
        text, texts = page.page_of(data)
    except CitytiesError:
        return "refused"
    harm, _shown = _harm(browser, text, folder / "page.html", texts)
    assert not harm, changes
    return "built"


def _everywhere(text: str, address: str) -> list[list[Any]]:
    """The text in every free cell of every row."""
    changes: list[list[Any]] = []
    for table, columns in COLUMNS.items():
        rows = len(read_csv((page.SMALL / f"{table}.csv").read_bytes())) - 1
        for row in range(rows):
            for column in columns:
                if column.kind == "text" and column.name not in {"excluding", "of"}:
                    changes.append([table, row, column.name, text])
                if column.kind == "url":
                    changes.append([table, row, column.name, address])
    return changes


@pytest.mark.slow
def test_a_hostile_text_in_a_cell_of_each_column(browser: Any, tmp_path: Path) -> None:
    """One cell for each column, so that a cell that is refused keeps out no other."""
    seen: dict[str, int] = {}
    draw = random.Random(5)
    for table, columns in COLUMNS.items():
        changes: list[list[Any]] = []
        for column in columns:
            if column.kind not in {"text", "url"}:
                continue
            texts = page.ADDRESSES[:2] if column.kind == "url" else page.TEXTS[:6]
            change = [table, draw.randrange(20), column.name, draw.choice(texts)]
            try:
                page.page_of(json.dumps([change]).encode())
            except CitytiesError:
                continue
            changes.append(change)
        if changes:
            seen[table] = len(changes)
            assert _try(browser, changes, tmp_path) == "built"
    assert seen.keys() >= {"places", "organizations", "people", "posts", "sources", "claims"}, seen
    assert sum(seen.values()) > 25, seen


def _run(browser: Any, folder: Path, seeds: range) -> dict[str, int]:
    found = {"built": 0, "refused": 0}
    for seed in seeds:
        found[_try(browser, json.loads(page.make(random.Random(seed))), folder)] += 1
    return found


def test_some_pages_of_hostile_tables(browser: Any, tmp_path: Path) -> None:
    assert _run(browser, tmp_path, range(4))["built"] >= 2


@pytest.mark.slow
@pytest.mark.long
def test_many_pages_of_hostile_tables(browser: Any, tmp_path: Path) -> None:
    assert _run(browser, tmp_path, range(100, 400))["built"] >= 100


@pytest.mark.slow
def test_the_look_for_harm_sees_harm(browser: Any, tmp_path: Path) -> None:
    """The same page with a handler that the policy stops, and with a script that it lets run."""
    text, texts = page.page_of(b"[]")
    bad = text.replace("<body", "<img src=x onerror=alert(1)><body", 1)
    harm, _shown = _harm(browser, bad, tmp_path / "a.html", texts)
    assert any("Content Security Policy" in one for one in harm), harm
    assert "an element that loads" in harm
    start = text.index('<meta http-equiv="Content-Security-Policy"')
    end = text.index(">", start) + 1
    open_ = text[:start] + text[end:].replace("<body", "<script>alert(1)</script><body", 1)
    harm, _shown = _harm(browser, open_, tmp_path / "b.html", texts)
    assert "dialog" in harm
