"""What everything is called, in the language of the messages: things, codes, terms, questions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cityties.errors import CitytiesError
from cityties.language.messages import _, language
from cityties.model.identifiers import parse_iri
from cityties.site.links import key_of, short
from cityties.site.parts import Link
from cityties.vocabulary.terms import PREFIXES
from cityties.words.bounds import date_words
from cityties.words.titles import title_words

if TYPE_CHECKING:
    from cityties.api.graph import CityGraph

_LABELS = (PREFIXES["skos"] + "prefLabel", PREFIXES["rdfs"] + "label")


class Names:
    """Names of what pages are about.

    Parameters
    ----------
    graph : the graph that is shown
    """

    def __init__(self, graph: CityGraph) -> None:
        self._graph = graph
        self._made: dict[tuple[str, str], str] = {}

    def of(self, iri: str) -> str:
        """The name of anything with an IRI; a short form of the IRI where it has none."""
        mark = language(), iri
        if mark not in self._made:
            self._made[mark] = self._name(iri)
        return self._made[mark]

    def link(self, iri: str) -> Link:
        """The name of anything, leading to its page; other IRIs lead to where they are."""
        return Link(self.of(iri), key_of(iri) or iri)

    def thing(self, thing: str) -> Link:
        """A place, organization or person, or ``person@post``: leads to the person."""
        who, _at, post = thing.partition(":")[0].partition("@")
        known = self._graph.posts_by_id.get(post)
        if who.startswith("unnamed/"):
            return Link(self._graph.name(thing.partition(":")[0]), f"id/{who}")
        name = self._graph.name(who)
        if known is not None:
            second = self.post(post)
            name = _("{name} ({post})").format(name=name, post=second)
        return Link(name, f"id/{who}" if who else "")

    def post(self, post: str) -> str:
        """The name of a post."""
        return self.of(f"{_BASE}post/{post}")

    def tie(self, tie: str) -> Link:
        """A tie, by its parties and kind."""
        return Link(self._graph.title(tie), f"id/{tie}")

    def code(self, code: str) -> Link:
        """A code, leading to its page."""
        return Link(self._graph.label(code), f"code/{code}")

    def claim(self, claim: str) -> Link:
        """A claim, by its id."""
        return Link(claim, f"id/claim/{claim}")

    def source(self, source: str) -> Link:
        """A source, by its title in the language of the page."""
        return Link(self.of(f"{_BASE}source/{source}"), f"id/source/{source}")

    def _name(self, iri: str) -> str:
        if iri in (known := _foreign()):
            return known[iri]
        try:
            kind, id = parse_iri(iri)
        except CitytiesError:
            return short(iri)
        graph = self._graph
        if kind == "source" and id in graph.sources_by_id:
            row = graph.sources_by_id[id]
            title = title_words(row.title, row.title_fa, row.title_original, both=False)
            return title or graph.name(row.publisher) or id
        if kind == "claim":
            return id
        if kind in ("thing", "unnamed"):
            return graph.name(id)
        if kind == "tie":
            return graph.title(id)
        if kind in ("membership", "term"):
            return graph.title(id)
        if kind == "code" and not id.startswith("scheme/") and id:
            return graph.label(id)
        if kind == "reading" and "/" in id:
            return _("period {n}").format(n=id)
        label = self._labelled(iri) or short(iri)
        return _dated(label) if kind == "event" else label

    def _labelled(self, iri: str) -> str:
        """The label that the graph has for it, in the language of the messages."""
        import pyoxigraph as ox

        found: dict[str, str] = {}
        for label in _LABELS:
            for quad in self._graph.store.quads_for_pattern(
                ox.NamedNode(iri), ox.NamedNode(label), None, ox.DefaultGraph()
            ):
                if isinstance(quad.object, ox.Literal):
                    found.setdefault(quad.object.language or "", quad.object.value)
        return found.get(language()) or found.get("en") or found.get("") or ""


_BASE = PREFIXES["id"]


def _dated(label: str) -> str:
    """The label of an event with its date in words: it is written as in the tables."""
    match = re.fullmatch(r"(?P<start>.*) \((?P<date>[^()]*[0-9][^()]*)\)", label)
    if match is None:
        return label
    try:
        date = date_words(match["date"])
    except CitytiesError:
        return label
    return f"{match['start']} ({date})"


def _foreign() -> dict[str, str]:
    """Names of the properties of other vocabularies that the graph uses."""
    named = {
        "geo:lat": _("latitude"),
        "geo:long": _("longitude"),
        "schema:sameAs": _("the same as"),
        "schema:url": _("web address"),
        "rdf:type": _("is a"),
        "rdfs:label": _("label"),
        "rdfs:comment": _("comment"),
        "rdfs:seeAlso": _("see also"),
        "rdfs:isDefinedBy": _("is defined by"),
        "rdfs:subClassOf": _("is a kind of"),
        "rdfs:subPropertyOf": _("is a kind of"),
        "rdfs:domain": _("is said of"),
        "rdfs:range": _("has values of"),
        "schema:domainIncludes": _("is said of"),
        "schema:rangeIncludes": _("has values of"),
        "owl:inverseOf": _("is the reverse of"),
        "skos:prefLabel": _("name"),
        "skos:altLabel": _("other name"),
        "skos:definition": _("definition"),
        "skos:example": _("example"),
        "skos:scopeNote": _("note on use"),
        "skos:note": _("note"),
        "skos:notation": _("code"),
        "skos:broader": _("broader"),
        "skos:narrower": _("narrower"),
        "skos:inScheme": _("is in the list"),
        "skos:hasTopConcept": _("begins with"),
        "skos:topConceptOf": _("is a first code of"),
        "dcterms:title": _("title"),
        "dcterms:description": _("description"),
        "dcterms:subject": _("subject"),
        "dcterms:language": _("language"),
        "dcterms:license": _("licence"),
        "dcterms:publisher": _("publisher"),
        "dcterms:identifier": _("id elsewhere"),
        "dcterms:isReplacedBy": _("is replaced by"),
        "dcterms:created": _("created"),
        "dcterms:modified": _("changed"),
        "foaf:primaryTopic": _("is about"),
        "sh:select": _("query"),
        "sh:construct": _("query"),
        "sh:ask": _("query"),
    }
    return {
        PREFIXES[prefix] + local: text
        for name, text in named.items()
        for prefix, _colon, local in (name.partition(":"),)
    }
