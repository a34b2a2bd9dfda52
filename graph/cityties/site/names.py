"""What everything is called, in the language of the messages: things, codes, terms, questions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cityties.errors import CitytiesError
from cityties.language.messages import N_, _, language
from cityties.model.identifiers import parse_iri
from cityties.site.links import key_of, short
from cityties.site.parts import Link
from cityties.vocabulary.terms import PREFIXES
from cityties.words.bounds import date_words
from cityties.words.titles import source_title

if TYPE_CHECKING:
    from cityties.api.graph import CityGraph

_LABELS = (PREFIXES["skos"] + "prefLabel", PREFIXES["rdfs"] + "label")

_NAMED: Final = {
    PREFIXES[prefix] + local: text
    for prefix, local, text in (
        ("geo", "lat", N_("latitude")),
        ("geo", "long", N_("longitude")),
        ("schema", "sameAs", N_("the same as")),
        ("schema", "url", N_("web address")),
        ("rdf", "type", N_("is a")),
        ("rdfs", "label", N_("label")),
        ("rdfs", "comment", N_("comment")),
        ("rdfs", "seeAlso", N_("see also")),
        ("rdfs", "isDefinedBy", N_("is defined by")),
        ("rdfs", "subClassOf", N_("is a kind of")),
        ("rdfs", "subPropertyOf", N_("is a kind of")),
        ("rdfs", "domain", N_("is said of")),
        ("rdfs", "range", N_("has values of")),
        ("schema", "domainIncludes", N_("is said of")),
        ("schema", "rangeIncludes", N_("has values of")),
        ("owl", "inverseOf", N_("is the reverse of")),
        ("skos", "prefLabel", N_("name")),
        ("skos", "altLabel", N_("other name")),
        ("skos", "definition", N_("definition")),
        ("skos", "example", N_("example")),
        ("skos", "scopeNote", N_("note on use")),
        ("skos", "note", N_("note")),
        ("skos", "notation", N_("code")),
        ("skos", "broader", N_("broader")),
        ("skos", "narrower", N_("narrower")),
        ("skos", "inScheme", N_("is in the list")),
        ("skos", "hasTopConcept", N_("begins with")),
        ("skos", "topConceptOf", N_("is a first code of")),
        ("dcterms", "title", N_("title")),
        ("dcterms", "description", N_("description")),
        ("dcterms", "subject", N_("subject")),
        ("dcterms", "language", N_("language")),
        ("dcterms", "license", N_("licence")),
        ("dcterms", "publisher", N_("publisher")),
        ("dcterms", "identifier", N_("id elsewhere")),
        ("dcterms", "isReplacedBy", N_("is replaced by")),
        ("dcterms", "created", N_("created")),
        ("dcterms", "modified", N_("changed")),
        ("foaf", "primaryTopic", N_("is about")),
        ("sh", "select", N_("query")),
        ("sh", "construct", N_("query")),
        ("sh", "ask", N_("query")),
    )
}
"""Names of the properties of other vocabularies that the graph uses, in English."""


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
        if iri in _NAMED:
            return _(_NAMED[iri])
        try:
            kind, id = parse_iri(iri)
        except CitytiesError:
            return short(iri)
        graph = self._graph
        if kind == "source" and id in graph.sources_by_id:
            row = graph.sources_by_id[id]
            title = source_title(row, both=False)
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
