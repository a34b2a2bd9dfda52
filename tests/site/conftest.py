"""The pages of the shipped graph, on one day, and what HTML says as triples."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

import pyoxigraph as ox
import pytest

import cityties
from cityties.site import Pages
from cityties.site.links import from_root
from cityties.site.render import render_page

DAY = date(2026, 11, 30)
KEYS = {
    "city": "id/isfahan",
    "country": "id/iran",
    "tie": "id/tie/freiburg+isfahan/sister_city",
    "person": "id/ghodratollah-norouzi",
    "city_council": "id/council-isfahan",
    "network": "id/wego",
    "source": "id/source/council-2007",
    "claim": "id/claim/c-O149",
    "question": "question/sister_cities_on",
    "property_or_class": "def/Tie",
    "code": "code/sister_city",
    "post": "id/post/mayor-isfahan",
    "membership": "id/membership/isfahan@wego",
    "event": "id/event/list-council-2007",
    "ontology": "def/",
    "scheme": "code/scheme/kinds",
    "reading": "id/reading/freiburg+isfahan/sister_city/all/1",
    "unnamed": "id/unnamed/c-O048",
}
"""A page of each kind."""


@pytest.fixture(scope="session")
def pages() -> Pages:
    return Pages(cityties.open(), DAY)


@pytest.fixture(scope="session")
def html_of(pages):
    """A page as HTML, made once."""
    made: dict[tuple[str, str], str] = {}

    def html(key: str, language: str) -> str:
        if (key, language) not in made:
            page = pages.page(key, language)
            made[key, language] = render_page(page, from_root(), served=True)
        return made[key, language]

    return html


class _Reader(HTMLParser):
    """Reads the RDFa that the pages have: about, property, resource, lang, datatype."""

    def __init__(self) -> None:
        super().__init__()
        self.triples: list[ox.Triple] = []
        self.links: list[str] = []
        self._subjects: list[str] = []
        self._open: tuple[str, dict[str, str], list[str], int] | None = None
        self._depth = 0

    def handle_starttag(self, tag, attrs):
        found = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(found.get("href", ""))
        if "about" in found:
            self._subjects.append(found["about"])
        if "property" in found and "resource" in found:
            self._add(found["property"], _node(found["resource"]))
        elif "property" in found:
            self._open = (tag, found, [], self._depth)

    def handle_data(self, data):
        if self._open:
            self._open[2].append(data)

    def handle_endtag(self, tag):
        if self._open and tag == self._open[0]:
            _tag, found, parts, _depth = self._open
            self._open = None
            text = "".join(parts)
            if found.get("lang"):
                literal = ox.Literal(text, language=found["lang"])
            elif "datatype" in found:
                literal = ox.Literal(text, datatype=ox.NamedNode(found["datatype"]))
            else:
                literal = ox.Literal(text)
            self._add(found["property"], literal)

    def _add(self, predicate, value):
        self.triples.append(ox.Triple(_node(self._subjects[-1]), ox.NamedNode(predicate), value))


def _node(text: str):
    return ox.BlankNode(text[2:]) if text.startswith("_:") else ox.NamedNode(text)


@pytest.fixture(scope="session")
def read_html():
    """The triples and the links of a page."""

    def read(html: str) -> _Reader:
        reader = _Reader()
        reader.feed(html)
        return reader

    return read


def canonical(triples) -> set[str]:
    """The same for the same graph, whatever its blank nodes are called."""
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


@pytest.fixture(scope="session")
def same():
    return canonical


@pytest.fixture(params=KEYS, ids=str)
def key(request) -> str:
    return KEYS[request.param]


@pytest.fixture
def kinds() -> dict[str, str]:
    return KEYS
