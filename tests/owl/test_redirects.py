"""The redirects of w3id.org send every kind of address to a file or page that is built."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import pytest
import rdflib

from cityties.vocabulary import codes, terms

_SPEC = importlib.util.spec_from_file_location(
    "w3id_redirects", Path(__file__).with_name("redirects.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
w3id = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = w3id
_SPEC.loader.exec_module(w3id)

SITE = "https://cityties.example"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"
PROTEGE = (
    "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09"
)
RDFLIB = "text/turtle, application/rdf+xml;q=0.9, text/html;q=0.3"


@pytest.fixture(scope="module")
def rules(repository: Path) -> list:
    return w3id.read((repository / "ontology" / "w3id" / ".htaccess").read_text("utf-8"))


@pytest.mark.parametrize(
    ("path", "accept", "to"),
    [
        ("def/", BROWSER, "/ontology/def.html"),
        ("def", BROWSER, "/ontology/def.html"),
        ("def/", "text/turtle", "/ontology/def.ttl"),
        ("def/", "", "/ontology/def.ttl"),
        ("def/", "*/*", "/ontology/def.ttl"),
        ("def/", PROTEGE, "/ontology/def.rdf"),
        ("def/", "application/ld+json", "/ontology/def.jsonld"),
        ("def/", "application/ld+json, text/html;q=0.5", "/ontology/def.jsonld"),
        ("def/", "text/html, application/rdf+xml;q=0.5", "/ontology/def.html"),
        ("def/", "text/turtle, text/html;q=0.5", "/ontology/def.ttl"),
        ("def/City", BROWSER, "/ontology/class/City.html"),
        ("def/partOfPlace", BROWSER, "/ontology/property/partOfPlace.html"),
        ("def/sdg", BROWSER, "/ontology/datatype/sdg.html"),
        ("def/City", "text/turtle", "/ontology/def.ttl"),
        ("def/City", PROTEGE, "/ontology/def.rdf"),
        ("def/0.2.0/", BROWSER, "/ontology/0.2.0/def.html"),
        ("def/0.2.0/", "text/turtle", "/ontology/0.2.0/def.ttl"),
        ("def/0.2.0", "application/rdf+xml", "/ontology/0.2.0/def.rdf"),
        ("def/0.2.0/", "text/html, application/rdf+xml;q=0.5", "/ontology/0.2.0/def.html"),
        ("def/10.0.12/", "application/ld+json", "/ontology/10.0.12/def.jsonld"),
        ("def/0.2.0/City", "text/turtle", "/ontology/0.2.0/def.ttl"),
        ("def/0.2.0/City", BROWSER, "/ontology/0.2.0/def.html"),
        ("code/0.2.0/", "", "/ontology/0.2.0/code.ttl"),
        ("context/0.2.0", "", "/ontology/0.2.0/context.jsonld"),
        ("def/", "text/turtle, application/rdf+xml;q=0.7", "/ontology/def.ttl"),
        ("def/", "application/ld+json, application/rdf+xml;q=0.1", "/ontology/def.jsonld"),
        ("def/City", "text/turtle, application/ld+json;q=0.5", "/ontology/def.ttl"),
        ("code/", BROWSER, "/ontology/codes.html"),
        ("code/", "text/turtle", "/ontology/code.ttl"),
        ("code/mayor", BROWSER, "/ontology/code/mayor.html"),
        ("code/mayor", "application/ld+json", "/ontology/code.jsonld"),
        ("code/scheme/roles", BROWSER, "/ontology/scheme/roles.html"),
        ("code/scheme/roles", "", "/ontology/code.ttl"),
        ("shapes/", "text/turtle", "/ontology/shapes.ttl"),
        ("shapes/", BROWSER, "/ontology/shapes.ttl"),
        ("alignments/0.2.0/", "application/rdf+xml", "/ontology/0.2.0/alignments.rdf"),
        ("context", "", "/ontology/context.jsonld"),
        ("context.jsonld", "application/ld+json", "/ontology/context.jsonld"),
        ("id/isfahan", BROWSER, "/data.html"),
        ("id/tie/freiburg+isfahan/sister_city", "text/turtle", "/ontology/graph.ttl"),
        ("id/source/council-2007", "application/ld+json", "/ontology/graph.jsonld"),
        ("id/claim/c-O003", "", "/ontology/graph.trig"),
        ("", BROWSER, "/"),
        ("nothing/here", "", ""),
        ("definitely", BROWSER, ""),
    ],
)
def test_an_address_leads_where_it_should(rules, path: str, accept: str, to: str) -> None:
    assert w3id.redirect(rules, path, accept) == (SITE + to if to else "")


def test_persian_pages_for_those_who_read_persian_first(rules) -> None:
    def to(path: str, language: str) -> str:
        return w3id.redirect(rules, path, BROWSER, language).removeprefix(SITE)

    assert to("def/City", "fa-IR,fa;q=0.9,en;q=0.8") == "/fa/ontology/class/City.html"
    assert to("code/mayor", "fa") == "/fa/ontology/code/mayor.html"
    assert to("code/mayor", "en, fa;q=0.5") == "/ontology/code/mayor.html"
    assert to("code/mayor", "") == "/ontology/code/mayor.html"


def test_the_pages_of_all_terms_and_codes_are_those_of_the_guide(rules, repository: Path) -> None:
    sys.path.insert(0, str(repository / "docs"))
    try:
        from guide.ontology import Ontology
    finally:
        sys.path.remove(str(repository / "docs"))
    pages = {
        path.removesuffix(".md") for path, _text in Ontology(repository / "ontology").pages("en")
    }
    asked = [f"def/{name}" for name in sorted(terms.VOCABULARY)]
    asked += [f"code/{code}" for code in sorted(codes.ALL_CODES)]
    asked += [f"code/scheme/{name}" for name in codes.CODES]
    assert len(asked) > 350
    for path in asked:
        found = w3id.redirect(rules, path, BROWSER).removeprefix(SITE + "/ontology/")
        assert found.removesuffix(".html") in pages, (path, found)


def test_every_version_address_leads_to_its_folder(rules, repository: Path) -> None:
    seen = 0
    for name in ("cityties", "codes", "alignments", "shapes"):
        graph = rdflib.Graph().parse(repository / "ontology" / f"{name}.ttl")
        for home, version in graph.subject_objects(rdflib.OWL.versionIRI):
            path = str(version).removeprefix("https://w3id.org/cityties/")
            number = str(graph.value(home, rdflib.OWL.versionInfo))
            assert f"/ontology/{number}/" in w3id.redirect(rules, path, "text/turtle")
            # The version before is named, is another one, and leads somewhere too.
            (prior,) = graph.objects(home, rdflib.OWL.priorVersion)
            assert prior != version
            assert re.fullmatch(rf"{home}[0-9]+\.[0-9]+\.[0-9]+/", str(prior))
            seen += 1
    assert seen == 4


def test_the_host_is_named_once_and_nothing_unknown_is_used(rules, repository: Path) -> None:
    text = (repository / "ontology" / "w3id" / ".htaccess").read_text("utf-8")
    assert text.count("cityties.example") == 1
    assert len(rules) > 20
    with pytest.raises(AssertionError, match="not understood"):
        w3id.read("RewriteBase /")
