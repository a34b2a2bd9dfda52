"""A site in a folder: what it has, where its links lead, what a second build touches."""

from __future__ import annotations

import json
import posixpath
import shutil
from collections.abc import Callable
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

import cityties
from cityties.errors import NotFoundError, StoreError, UsageError
from cityties.model.config import read_config
from cityties.site import Pages
from cityties.site.folder import Settings, Written, write_site
from cityties.site.folder.plan import Plan
from cityties.site.folder.target import LIST, write

FIXTURES = Path(__file__).parents[1] / "fixtures"


def open_folder(folder: Path) -> Any:
    """The graph of a folder of its own, with its settings if it has some."""
    file = folder / "cityties.toml"
    config = read_config(file) if file.is_file() else None
    return cityties.open(data=folder, shipped=False, cache=False, config=config)


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("small") / "site"
    return write_site(open_folder(FIXTURES / "small"), folder)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.scripts: list[str] = []
        self._data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids.append(found["id"])
        self.links += [found[name] for name in ("href", "src", "action") if found.get(name)]
        self._data = tag == "script" and found.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self._data:
            self.scripts.append(data)
            self._data = False


def crawl(root: Path) -> dict[str, _Links]:
    """All pages of a folder with their links."""
    found = {}
    for file in sorted(root.rglob("*.html")):
        if file.name != "map.html":  # its links are made by its script
            found[file.relative_to(root).as_posix()] = reader = _Links()
            reader.feed(file.read_text("utf-8"))
    return found


def dead(root: Path) -> tuple[list[str], int, set[str]]:
    """Links that lead nowhere, how many were followed, and every file that they lead to."""
    pages = crawl(root)
    wrong, followed, reached = [], 0, {"index.html"}
    for page, reader in pages.items():
        assert len(reader.ids) == len(set(reader.ids)), f"{page}: an id comes twice"
        for link in reader.links:
            if link.startswith(("https://", "http://", "data:")):
                continue
            followed += 1
            file, _mark, fragment = link.partition("#")
            start = posixpath.dirname(page)
            to = posixpath.normpath(posixpath.join(start, unquote(file))) if file else page
            reached.add(to)
            if not (root / to).is_file() or (fragment and unquote(fragment) not in pages[to].ids):
                wrong.append(f"{page}: {link}")
    return wrong, followed, reached


def files_of(root: Path) -> dict[str, bytes]:
    return {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in root.rglob("*")
        if file.is_file()
    }


def test_no_link_is_dead_and_everything_can_be_reached(small_site: Written) -> None:
    wrong, followed, reached = dead(small_site.folder)
    assert wrong == []
    assert followed > 5000
    assert set(files_of(small_site.folder)) - reached <= {LIST, "map.html"}
    assert "map.html" in reached


def test_every_thing_has_a_place_and_rdf_next_to_it(small_site: Written) -> None:
    pages = Pages(open_folder(FIXTURES / "small"), many=True)
    plan = Plan(pages)
    kinds = set()
    for key in plan.own:
        kinds.add(plan.kinds[key])
        for language in ("en", "fa"):
            assert (small_site.folder / plan.path(key, language)).is_file(), key
        data = (small_site.folder / f"{plan.stem(key)}.ttl").read_bytes()
        named = {
            term.value
            for triple in ox.parse(data, format=ox.RdfFormat.TURTLE)
            for term in (triple.subject, triple.object)
            if isinstance(term, ox.NamedNode)
        }
        assert pages.describe(key).iri in named or plan.kinds[key] == "question", key
    assert {"city", "country", "tie", "person", "network", "source", "question",
            "property_or_class", "code"} <= kinds  # fmt: skip
    for claim in pages.sayings.readings.claims.values():
        address = plan.address(f"id/claim/{claim.id}", "en")
        assert address == f"id/source/{claim.source}.html#{claim.id}"


def test_ties_of_one_list_share_a_page(small_site: Written) -> None:
    plan = Plan(Pages(open_folder(FIXTURES / "small"), many=True))
    ((city, ties),) = list(plan.shared.items())[:1]
    text = (small_site.folder / f"id/{city}.ties.html").read_text("utf-8")
    for tie in ties:
        assert f'id="{tie.removeprefix("tie/")}"' in text
        assert f"id/{tie}" not in plan.own


def test_two_builds_give_the_same_bytes(small_site: Written, tmp_path: Path) -> None:
    again = write_site(open_folder(FIXTURES / "small"), tmp_path / "again")
    assert files_of(again.folder) == files_of(small_site.folder)
    assert len(again.written) == again.files > 500


def test_pages_ask_nothing_of_others(small_site: Written) -> None:
    for page, reader in crawl(small_site.folder).items():
        text = (small_site.folder / page).read_text("utf-8")
        assert "default-src 'none'" in unescape(text)
        assert "<style" not in text and " style=" not in text and " onclick" not in text
        for src in ("src=", "<link"):
            for at in text.split(src)[1:]:
                assert "http" not in at.split(">")[0] or "canonical" in at.split(">")[0], page
        for data in reader.scripts:
            assert json.loads(data)["@context"] == "https://schema.org"


@pytest.fixture
def changing(tmp_path: Path) -> tuple[Path, Path]:
    """A data folder that can be changed, and its site."""
    data = Path(shutil.copytree(FIXTURES / "small", tmp_path / "data"))
    site = tmp_path / "site"
    write_site(open_folder(data), site)
    return data, site


def replace_in(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new), "utf-8")


def test_a_changed_claim_touches_few_files(changing: tuple[Path, Path]) -> None:
    data, site = changing
    same = write_site(open_folder(data), site)
    assert same.written == same.removed == ()
    replace_in(data / "claims.csv", "Lahore is on the list.", "Lahore stands on the list.")
    (site / "CNAME").write_text("ties.example.org\n")
    made = write_site(open_folder(data), site)
    pages = [path for path in made.written if path.endswith(".html")]
    # Its source, its tie, the two cities, the bodies that claim it: in two languages.
    assert "id/source/council-2007.html" in pages
    assert "id/lahore.html" in pages
    assert not [path for path in pages if path.startswith(("def/", "code/", "question/"))]
    outside = [path for path in pages if not path.startswith(("id/", "releases/", "data/"))]
    assert outside == ["map.html"]  # it has the evidence in it
    assert len(pages) < made.files / 15
    assert (site / "CNAME").is_file()
    assert "stands on the list" in (site / "id/lahore.html").read_text("utf-8")
    # The release has another id, so another folder; the old one is gone.
    assert any(path.startswith("releases/") for path in made.removed)
    assert len(list((site / "releases").iterdir())) == 1
    assert dead(site)[0] == []


def test_what_is_gone_is_removed_unless_it_was_changed_by_hand(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(site, [("a.html", b"a"), ("b/c.html", b"c"), ("d/e.html", b"e")])
    (site / "b" / "mine.txt").write_text("mine")
    (site / "d" / "e.html").write_text("changed by hand")
    made = write(site, [("a.html", b"a")])
    assert (made.written, made.removed, made.kept) == ((), ("b/c.html",), ("d/e.html",))
    assert sorted(files_of(site)) == ["a.html", "b/mine.txt", LIST, "d/e.html"]


def test_a_file_that_the_site_did_not_write_is_not_replaced(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(site, [("a.html", b"a")])
    (site / "b.html").write_text("mine")
    with pytest.raises(StoreError, match=r"b\.html is in the way"):
        write(site, [("a.html", b"new"), ("b.html", b"b")])
    assert (site / "a.html").read_text() == "a"
    (site / "b.html").unlink()
    outside = tmp_path / "outside"
    outside.mkdir()
    (site / "c").symlink_to(outside)
    with pytest.raises(StoreError, match="in the way"):
        write(site, [("a.html", b"a"), ("c/d.html", b"d")])
    assert not list(outside.iterdir())


def test_what_a_killed_build_wrote_is_known_as_the_sites(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cityties.site.folder import target

    site = tmp_path / "site"
    write(site, [("a.html", b"a")])
    done: list[str] = []
    put = target._put

    def killed(path: Path, data: bytes) -> None:
        if done:
            raise KeyboardInterrupt
        done.append(path.name)
        put(path, data)

    monkeypatch.setattr(target, "_put", killed)
    with pytest.raises(KeyboardInterrupt):
        write(site, [("a.html", b"a"), ("b.html", b"b"), ("c.html", b"c")])
    monkeypatch.undo()
    assert write(site, [("a.html", b"a")]).removed == ("b.html",)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: (folder / "letter.txt").write_text("mine"), "is not a site of cityties"),
        (lambda folder: (folder / LIST).write_text("{"), "cannot be read"),
        (lambda folder: (folder / LIST).write_text('{"cityties_site": 99, "files": {}}'),
         "newer cityties"),
        (lambda folder: (folder / LIST).write_text(
            '{"cityties_site": 1, "files": {"../x": "00"}}'), "cannot be read"),
    ],
)  # fmt: skip
def test_a_foreign_folder_is_refused(
    tmp_path: Path, make: Callable[[Path], Any], message: str
) -> None:
    folder = tmp_path / "web"
    folder.mkdir()
    make(folder)
    before = files_of(folder)
    with pytest.raises(StoreError, match=message):
        write(folder, [("a.html", b"a")])
    assert files_of(folder) == before
    with pytest.raises(NotFoundError):
        write(tmp_path / "no" / "site", [])


def test_a_site_of_a_folder_with_another_home(tmp_path: Path) -> None:
    graph = open_folder(FIXTURES / "elsewhere")
    made = write_site(graph, tmp_path / "site", Settings(title="Ties of Tampere"))
    assert dead(made.folder)[0] == []
    start = (made.folder / "index.html").read_text("utf-8")
    assert "<h1>Ties of Tampere</h1>" in start
    assert 'href="id/tampere.html"' in start
    assert "sfahan" not in start


def test_languages_are_those_of_the_folder(tmp_path: Path) -> None:
    data = Path(shutil.copytree(FIXTURES / "elsewhere", tmp_path / "data"))
    with (data / "cityties.toml").open("a") as file:
        file.write('[languages]\nuse = ["en", "de"]\n')
    made = write_site(open_folder(data), tmp_path / "site")
    assert (made.folder / "id/tampere.de.html").is_file()
    assert not (made.folder / "id/tampere.fa.html").exists()
    assert dead(made.folder)[0] == []


HOSTILE = "<script>alert(1)</script>\"'&amp; </title>"


def test_hostile_names_are_escaped(tmp_path: Path) -> None:
    data = Path(shutil.copytree(FIXTURES / "small", tmp_path / "data"))
    replace_in(data / "claims.csv", "Lahore is on the list.",
               '"' + HOSTILE.replace('"', '""') + '"')  # fmt: skip
    text = (data / "places.csv").read_text("utf-8")
    assert ",Lahore," in text
    cell = '"' + HOSTILE.replace('"', '""') + '"'
    (data / "places.csv").write_text(text.replace(",Lahore,", f",{cell},"), "utf-8")
    made = write_site(open_folder(data), tmp_path / "site")
    seen = 0
    for path, content in files_of(made.folder).items():
        if path.endswith((".html", ".js")) and path != "map.html":
            text = content.decode()
            assert "<script>alert" not in text, path
            seen += "alert(1)" in text
    assert seen > 5
    assert dead(made.folder)[0] == []


def test_a_feed_and_a_sitemap_only_with_an_address(small_site: Written, tmp_path: Path) -> None:
    assert not {"feed.atom", "sitemap.xml"} & set(files_of(small_site.folder))
    url = "https://example.org/ties"
    made = write_site(
        open_folder(FIXTURES / "small"), tmp_path / "site", Settings(url=url)
    )  # fmt: skip
    feed = ElementTree.parse(made.folder / "feed.atom").getroot()
    atom = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{atom}entry")
    assert entries
    for entry in entries:
        link = entry.find(f"{atom}link")
        assert link is not None
        path = unquote(link.attrib["href"].removeprefix(f"{url}/"))
        assert (made.folder / path).is_file()
    places = ElementTree.parse(made.folder / "sitemap.xml").getroot()
    found = {
        place.text for place in places.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    }
    assert f"{url}/id/isfahan.fa.html" in found
    pages = {path for path in files_of(made.folder) if path.endswith(".html")} - {"map.html"}
    assert {unquote(str(one).removeprefix(f"{url}/")) for one in found} == pages
    for wrong in ("example.org", "ftp://example.org/", "https://example.org/?a=b"):
        with pytest.raises(UsageError, match="not the address of a site"):
            write_site(open_folder(FIXTURES / "small"), tmp_path / "no", Settings(url=wrong))


def test_releases_have_pages_and_downloads_that_verify(tmp_path: Path) -> None:
    import io
    import zipfile

    from cityties.snapshot.verify import verify_snapshot

    graph = open_folder(FIXTURES / "small")
    graph.snapshot(tmp_path / "releases", version="1.0")
    graph.snapshot(tmp_path / "releases", on=date(2010, 1, 1), version="0.9")
    kept = (tmp_path / "releases" / "CURRENT").read_text().strip()
    shutil.copytree(tmp_path / "releases" / kept, tmp_path / "releases" / "a-copy")
    made = write_site(graph, tmp_path / "site", Settings(releases=tmp_path / "releases"))
    found = sorted((made.folder / "releases").iterdir())
    assert len(found) == 2
    for folder in found:
        packed = zipfile.ZipFile(io.BytesIO((folder / "snapshot.zip").read_bytes()))
        packed.extractall(tmp_path / folder.name)
        (inside,) = (tmp_path / folder.name).iterdir()
        assert verify_snapshot(inside).is_right
        text = (folder / "index.fa.html").read_text("utf-8")
        assert "graph.nq" in text
    assert dead(made.folder)[0] == []
