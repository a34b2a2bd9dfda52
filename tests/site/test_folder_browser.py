"""A site as people meet it: from a disk and over HTTP, on a phone, in both languages."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import cityties
from cityties.site.folder import Settings, Written, write_site

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Written:
    from cityties.api import read_day
    from cityties.api.changes import words_of
    from cityties.snapshot.diff import compare, open_side

    graph = cityties.open(data=FIXTURES / "small", shipped=False, cache=False)
    one, other = (
        open_side(text, lambda: graph.built, day=read_day) for text in ("2007-01-01", "all")
    )
    since = (compare(one, other), lambda: words_of(graph.built))
    folder = tmp_path_factory.mktemp("below") / "any" / "path"
    folder.parent.mkdir()
    return write_site(graph, folder, Settings(since=since))


@pytest.fixture(scope="module")
def served(built: Written) -> Iterator[str]:
    """The folder over HTTP, below a path."""
    root = built.folder.parents[1]

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_words: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(root))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/any/path/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(browser: Any, built: Written, served: str) -> Iterator[Callable[..., Any]]:
    """Open a page; what it asks of others, or complains of, fails the test."""
    made: list[Any] = []
    wrong: list[str] = []
    disk = built.folder.as_uri() + "/"

    def go(path: str, *, http: bool = False, axe: bool = False, **options: Any) -> Any:
        start = served if http else disk
        context = browser.new_context(
            **{"viewport": {"width": 1200, "height": 1000}, "locale": "en", **options}
        )
        made.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on(
            "request",
            lambda asked: (
                None if asked.url.startswith((start, "data:", "blob:")) else wrong.append(asked.url)
            ),
        )
        page.on("pageerror", lambda error: wrong.append(str(error)) if not axe else None)
        if not axe:  # it tries to read the style, which the policy forbids
            page.on("console", lambda said: wrong.append(said.text))
        page.goto(start + path)
        return page

    yield go
    for context in made:
        context.close()
    assert not wrong


@pytest.mark.parametrize("http", [False, True], ids=["disk", "http"])
def test_search_finds_a_name_in_any_script(visit: Any, http: bool) -> None:
    page = visit("id/freiburg.html", http=http)
    for typed, name in (("لاهور", "Lahore"), ("LAHORE", "Lahore"), ("lah", "Lahore"),
                        ("اصفهان", "Isfahan"), ("im breis", "Freiburg im Breisgau")):  # fmt: skip
        page.fill("#q", typed)
        page.press("#q", "Enter")
        page.wait_for_selector("#found table")
        assert page.input_value("#q") == typed
        assert page.locator("#found th[scope=row]").first.inner_text() == name
    page.click("#found th[scope=row] a >> nth=0")
    assert page.url.endswith("/id/freiburg.html")


def test_search_says_what_it_found_in_the_language_of_the_page(visit: Any) -> None:
    page = visit("search.fa.html?q=%3Cb%3Eqq")
    assert "<b>qq" in page.inner_text("#said")
    assert page.locator("#said b").count() == 0
    page.fill("#q", "lahore")
    assert page.locator("#found th[scope=row]").first.inner_text() == "لاهور"
    page.click("#found th[scope=row] a >> nth=0")
    assert page.url.endswith("/id/lahore.fa.html")
    assert page.evaluate("document.dir") == "rtl"


def test_the_index_finds_what_the_search_of_the_server_finds(visit: Any) -> None:
    from cityties.site import Pages

    graph = cityties.open(data=FIXTURES / "small", shipped=False, cache=False)
    pages = Pages(graph)
    page = visit("search.html")
    for typed in ("freiburg", "فرایبورگ", "tie", "isfahan lahore", "sister", "هند", "porto"):
        page.fill("#q", typed)
        shown = page.locator("#found th[scope=row]").all_inner_texts()
        expected = [
            pages.title(one.key)
            for one in pages.search.find(typed, near=False).pages
            if one.kind not in ("claim", "rule")
        ]
        assert set(shown) >= set(expected[:10]) or len(expected) >= 50, typed


def test_a_link_to_a_claim_opens_it_on_the_page_of_its_source(visit: Any) -> None:
    page = visit("id/lahore.html")
    page.click("#claims bdi:text-is('c-T03')")
    assert page.url.endswith("id/source/council-2007.html#c-T03")
    assert page.locator("[id='c-T03']").is_visible()


def test_every_page_names_the_release(visit: Any, built: Written) -> None:
    page = visit("id/isfahan.html")
    shown = page.inner_text("footer [data-release=id]")
    assert len(shown) == 64
    assert any(
        folder.name.startswith(shown[:12]) for folder in (built.folder / "releases").iterdir()
    )
    assert shown in page.inner_text(".cite")
    plain = visit("id/isfahan.html", java_script_enabled=False)
    assert "on the page of the release" in plain.inner_text(".cite")


PATHS = (
    "index", "id/lahore", "id/iran", "id/tie/freiburg+isfahan/sister_city", "id/isfahan.ties",
    "id/source/council-2007", "question/sister_cities_on", "def/Vote", "code/letter_of_intent",
    "contents/index", "contents/city", "data/index", "search", "changes",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("tag", "scheme"), [("", "light"), (".fa", "dark")])
def test_axe_finds_nothing_on_any_template(
    visit: Any, built: Written, tag: str, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    shared = next(iter(sorted(built.folder.glob("id/*.ties.html")))).name.removesuffix(".html")
    release = next((built.folder / "releases").iterdir()).name
    found = []
    for path in (*PATHS, f"id/{shared}", f"releases/{release}/index"):
        if not (built.folder / f"{path}{tag}.html").is_file():
            assert path == "id/isfahan.ties" or path.startswith("id/"), path
            continue
        page = visit(f"{path}{tag}.html" + ("?q=freiburg" if path == "search" else ""),
                     axe=True, color_scheme=scheme)  # fmt: skip
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        seen = Axe().run(page).response
        assert len(seen["passes"]) > 15, f"{path}: axe looked at too little"
        found += [f"{path}{tag}: {one['id']}: {one['nodes'][0]['html'][:140]}"
                  for one in seen["violations"]]  # fmt: skip
        page.context.close()
    assert not found


@pytest.mark.parametrize("path", ["index", "id/isfahan", "data/index", "search", "changes"])
def test_a_phone_does_not_scroll_sideways(visit: Any, path: str) -> None:
    page = visit(f"{path}.fa.html", viewport={"width": 360, "height": 780})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
