"""Generated pages are up to date, links lead somewhere, everything is told of."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from guide.examples import blocks, commands
from guide.notebook import notebook_page, read_cells, run_cells
from guide.ontology import Ontology
from guide.reference import commands as command_tree
from guide.site import build, stage

if TYPE_CHECKING:
    from playwright.sync_api import Page

REPOSITORY = Path(__file__).resolve().parents[2]
DOCS = REPOSITORY / "docs"
NOTEBOOK = DOCS / "notebook" / "isfahan.py"


# --- generated pages ---------------------------------------------------------------------------


def test_generated_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(DOCS / "generate.py"), "--check"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_stale_page_is_found(tmp_path: Path) -> None:
    """The check above can fail: in a copy with one page changed it does."""
    for name in ("docs", "graph", "ontology", "data"):
        skipped = shutil.ignore_patterns("__pycache__")
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=skipped)
    page = tmp_path / "docs" / "glossary.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nadded by hand\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(tmp_path / "docs" / "generate.py"), "--check"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "glossary.md is not up to date" in done.stderr


# --- everything is told of ---------------------------------------------------------------------


def test_every_command_and_option_is_in_the_reference() -> None:
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    checked = 0
    for name, command in command_tree():
        assert f"# `{name}`\n" in page, name
        assert command.help, f"{name} has no help"
        section = page.split(f"# `{name}`\n")[1].split("\n## ")[0]
        for param in command.params:
            if param.param_type_name == "option" and not getattr(param, "hidden", False):
                assert f"`{param.opts[0]}`" in section or "--help" in param.opts, (name, param.opts)
                checked += 1
    assert checked > 40


def test_every_command_has_an_example_that_parses() -> None:
    """Each command is shown, in its help or in the guide."""
    shown = [
        line
        for page in DOCS.rglob("*.md")
        for block in blocks(page.read_text(encoding="utf-8"))
        if block.lang in {"console", "sh"}
        for line in block.text.splitlines()
    ]
    for name, _command in command_tree():
        if name != "cityties":
            assert any(name in line for line in shown), name


def test_the_guide_uses_the_main_commands() -> None:
    """The hand-written pages run each command that newcomers meet."""
    run = " ".join(
        command
        for page in DOCS.rglob("*.md")
        for block in blocks(page.read_text(encoding="utf-8"))
        if block.lang == "console" and not block.skipped
        for command, _expected in commands(block.text)
    )
    for name in (
        "build",
        "ties",
        "history",
        "counts",
        "conflicts",
        "sources",
        "query",
        "questions",
        "map",
        "export",
        "check",
    ):
        assert re.search(rf"cityties (--lang fa )?{name}\b", run), name


def test_every_public_name_is_in_the_python_reference() -> None:
    from cityties import __all__ as names
    from cityties.api import CityGraph

    page = (DOCS / "python.md").read_text(encoding="utf-8")
    for name in set(names) - {"__version__"}:
        assert f"`{name}`" in page or f"`cityties.{name}`" in page, name
    for member in vars(CityGraph):
        assert member.startswith("_") or f"`CityGraph.{member}`" in page, member


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_every_term_has_a_page_in_its_language(lang: str) -> None:
    ontology = Ontology(REPOSITORY / "ontology")
    pages = dict(ontology.pages(lang))
    assert len(ontology.terms) > 300
    for term in ontology.terms:
        page = pages[ontology.path(term)]
        assert f"`{term}`" in page
        assert ontology.label(term, lang) in page
    folded = [path.lower() for path in pages]
    assert len(set(folded)) == len(folded), "two pages differ only by case"


# --- links -------------------------------------------------------------------------------------

_LINK = re.compile(r"(?<!\\)\[[^\]\n]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)


def links(page: Path) -> Iterator[str]:
    text = re.sub(r"`[^`\n]*`", "", _FENCED.sub("", page.read_text(encoding="utf-8")))
    for match in _LINK.finditer(text):
        yield match[1] or match[2]


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        re.sub(r"[\s]+", "-", re.sub(r"[^\w\s-]", "", title.lower()).strip()) for title in titles
    }


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    stage(DOCS, REPOSITORY / "ontology", target, notebook=False)
    # Only its existence matters here; the notebook has a test of its own.
    (target / "en" / "notebook" / "isfahan.md").write_text("# Notebook\n", encoding="utf-8")
    return target


def test_links_lead_to_pages(staged: Path) -> None:
    checked = 0
    for lang in ("en", "fa"):
        for page in sorted((staged / lang).rglob("*.md")):
            for link in links(page):
                if link.startswith(("http://", "https://", "mailto:")):
                    continue
                path, _hash, anchor = link.partition("#")
                target = (page.parent / path) if path else page
                if path.endswith(".html"):  # a page of the other language
                    here, there = ("en/fa", "fa") if lang == "en" else ("", "en")
                    across = target.with_suffix(".md").resolve().relative_to(staged.resolve())
                    inside = Path(across).relative_to(here) if here else across
                    target = staged / there / inside
                place = page.relative_to(staged)
                assert target.is_file(), f"{place}: {link}"
                if anchor:
                    assert anchor in anchors(target), f"{place}: {link}"
                checked += 1
    assert checked > 1000


def test_a_link_to_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("See [there](gone.md) and `[not](this.md)`.\n", encoding="utf-8")
    assert list(links(page)) == ["gone.md"]


# --- the notebook ------------------------------------------------------------------------------


def test_the_notebook_runs_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its cells run in order as a kernel would run them; any use of a socket fails."""
    import socket

    def refuse(*_given: object) -> None:
        raise AssertionError("the notebook opened a socket")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    shown = json.loads((DOCS / "notebook" / "isfahan.ipynb").read_text(encoding="utf-8"))
    cells = read_cells(NOTEBOOK)
    assert ["".join(cell["source"]) for cell in shown["cells"]] == [cell.text for cell in cells]
    done = run_cells(cells)
    assert sum(value is not None or bool(printed) for _cell, printed, value in done) >= 10


def test_the_notebook_is_a_notebook() -> None:
    nbformat = pytest.importorskip("nbformat", reason="install it with: pip install nbformat")
    nbformat.validate(nbformat.read(DOCS / "notebook" / "isfahan.ipynb", as_version=4))


def test_the_page_of_the_notebook_shows_results() -> None:
    page = notebook_page(read_cells(NOTEBOOK), "isfahan.ipynb")
    assert "<table" in page and "<style" not in page
    assert "15 signed sister-city agreements" in page


# --- the site ----------------------------------------------------------------------------------


class Loads(HTMLParser):
    """What a page loads when it opens."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.root: dict[str, str | None] = {}
        self.body: dict[str, str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"script", "img", "iframe", "source"} and given.get("src"):
            self.found.append(str(given["src"]))
        if tag == "link" and given.get("rel") in {"stylesheet", "preconnect", "icon", "preload"}:
            self.found.append(str(given.get("href")))
        if tag == "html":
            self.root = given
        if tag == "body":
            self.body = given


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site."""
    pytest.importorskip("zensical", reason="install it with: pip install --group docs")
    work = tmp_path_factory.mktemp("built")
    pages = build(DOCS, REPOSITORY / "ontology", work / "work", work / "html")
    assert pages > 700
    return work / "html"


@pytest.mark.slow
def test_the_site_speaks_both_languages_and_loads_nothing_from_elsewhere(site: Path) -> None:
    for name, lang, direction in (("index.html", "en", "ltr"), ("fa/index.html", "fa", "rtl")):
        loads = Loads()
        loads.feed((site / name).read_text(encoding="utf-8"))
        assert loads.root["lang"] == lang
        assert loads.body["dir"] == direction
    checked = 0
    for page in site.rglob("*.html"):
        loads = Loads()
        loads.feed(page.read_text(encoding="utf-8"))
        for address in loads.found:
            assert not re.match(r"(https?:)?//", address), (page, address)
            path = address.partition("?")[0].partition("#")[0]
            if not path.startswith("data:") and page.name != "404.html":
                assert (page.parent / path).is_file(), (page, address)
            checked += 1
    assert checked > 2000


# What a newcomer wants, the links that lead there, and what stands on the last page.
PATHS = [
    ("index.html", ["Tutorial"], "15 signed, 1 only attested"),
    ("index.html", ["Read a conflict", "add it as a source"], "in your own words"),
    ("index.html", ["The model explained"], "2003 is the interesting year"),
    ("index.html", ["Data statement"], "Ask for a correction"),
    ("index.html", ["آغاز سریع"], "چند شهر خواهرخوانده؟"),
    ("fa/index.html", ["دستورها"], "cityties ties"),
]


@pytest.fixture
def served(site: Path) -> Iterator[str]:
    """The address of the site on this machine."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _open_search(page: Page) -> None:
    """Press the search keys until the field has the focus: a slow page hears the first late."""
    from playwright.sync_api import TimeoutError as NotYet

    # The field is in a shadow tree: the document sees its host alone.
    focused = "document.activeElement.shadowRoot?.activeElement?.tagName === 'INPUT'"
    for _attempt in range(20):
        page.keyboard.press("Control+k")
        with contextlib.suppress(NotYet):
            page.wait_for_function(focused, timeout=3000)
            return
    raise AssertionError("the search does not open")


@pytest.mark.slow
@pytest.mark.needs("chromium", "apt-get install chromium")
@pytest.mark.parametrize("width", [1300, 390])
def test_the_site_as_a_reader_meets_it(site: Path, served: str, browser: Any, width: int) -> None:
    """Without a network: two clicks at most, a search that finds, no side scroll.

    Pages open from the folder; the search needs them served, as browsers let no worker run
    from a file.
    """
    asked: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 850})
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    for start, clicks, text in PATHS:
        page.goto((site / start).as_uri())
        assert len(clicks) <= 2
        for click in clicks:
            page.locator(f"article a:has-text('{click}')").first.click()
            page.wait_for_load_state()
        assert page.get_by_text(text).count(), (start, clicks, text)
        sides = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert sides[0] <= sides[1], "nothing sticks out to the side"
    for start, words, found in (
        ("index.html", "add a source", "how-to/add-a-source.html"),
        ("fa/index.html", "کنسول افتخاری", "fa/ontology/code/honorary_consul.html"),
    ):
        page.goto(f"{served}/{start}", wait_until="networkidle")
        _open_search(page)
        page.keyboard.type(words)
        page.locator(f"a[href*='{Path(found).name}'] >> visible=true").first.wait_for()
    context.close()
    assert asked
    assert all(address.startswith(("file://", "data:", "blob:", served)) for address in asked)


# --- the Persian guide ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["map.md", "print.md"])
def test_the_persian_guide_calls_buttons_as_the_page_does(name: str) -> None:
    from cityties.page.texts import page_texts

    labels = {text.split(":")[0].strip() for text in page_texts()["fa"].values()}
    text = (DOCS / "fa" / name).read_text("utf-8")
    quoted = set(re.findall(r"«([^»]+)»", text)) | set(re.findall(r"\*\*(چاپ[^*]+)\*\*", text))
    assert len(quoted) >= 4
    assert quoted - labels <= {"ذخیره به PDF"}, "that one is the browser's own"


def test_what_staff_need_is_in_persian() -> None:
    """A page for each task, in the navigation, that leads to no page that is not there."""
    listed = (DOCS / "site.fa.yml").read_text("utf-8")
    for name in ("tutorial", "map", "add-a-source", "correct-a-claim", "read-a-conflict",
                 "brief", "print", "publish-a-site"):  # fmt: skip
        assert f"{name}.md" in listed, name
        text = (DOCS / "fa" / f"{name}.md").read_text("utf-8")
        letters = len(re.findall(r"[\u0600-\u06ff]", text))
        assert letters > 500, f"{name}: {letters} Persian letters"
