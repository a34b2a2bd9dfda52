"""A browser that may reach the test's own server alone."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from running import running


@pytest.fixture(scope="session")
def server(graph: Any) -> Iterator[Any]:
    """A server of its own: a page in a browser may take longer than a query of the checks."""
    with running(graph, seconds=15, wait_seconds=10, body_bytes=200_000) as started:
        yield started


@pytest.fixture
def visit(browser: Any, server: Any) -> Iterator[Callable[..., Any]]:
    """Open a path; what the page asks of others, or complains of, fails the test."""
    made: list[Any] = []
    wrong: list[str] = []

    def go(path: str, *, complains: bool = False, **options: Any) -> Any:
        context = browser.new_context(
            **{"viewport": {"width": 1200, "height": 1000}, "locale": "en", **options}
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on(
            "request",
            lambda asked: (
                None
                if asked.url.startswith((server.address, "data:", "blob:"))
                else wrong.append(asked.url)
            ),
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        if not complains:
            page.on("console", lambda said: wrong.append(said.text))
        page.goto(server.address + path)
        made.append(context)
        return page

    yield go
    for context in made:
        context.close()
    assert not wrong


@pytest.fixture
def barriers() -> Callable[[Any], list[str]]:
    """What axe finds on a page; fails if it looked at too little."""
    from axe_playwright_python.sync_playwright import Axe

    def look(page: Any) -> list[str]:
        found = Axe().run(page).response
        assert len(found["passes"]) > 20, "axe looked at too little"
        return [f"{one['id']}: {one['nodes'][0]['html'][:140]}" for one in found["violations"]]

    return look
