"""Named questions as RDF: SHACL's way to write a SPARQL query with its names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cityties.site.links import iri_of
from cityties.vocabulary.terms import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox

    from cityties.query.questions import Question


def question_triples(question: Question) -> tuple[ox.Triple, ...]:
    """The statements about a named question.

    Parameters
    ----------
    question : the question
    """
    import pyoxigraph as ox

    node = ox.NamedNode(iri_of(f"question/{question.name}"))
    kind = "SPARQLAskExecutable" if _form(question.text) == "ASK" else "SPARQLExecutable"
    made = [ox.Triple(node, _node("rdf", "type"), _node("sh", kind))]
    for predicate, texts in (
        (_node("rdfs", "label"), question.title),
        (_node("dcterms", "description"), question.description),
    ):
        made += [
            ox.Triple(node, predicate, ox.Literal(text, language=tag))
            for tag, text in texts.items()
            if text
        ]
    text = ox.Literal(question.text.strip())
    made.append(ox.Triple(node, _node("sh", _form(question.text).lower()), text))
    made += [ox.Triple(node, _node("dcterms", "subject"), ox.Literal(tag)) for tag in question.tags]
    return tuple(made)


def _form(text: str) -> str:
    from cityties.query import guard

    words = {word.upper() for _kind, word, _at in guard.tokens(text)}
    return next((form for form in ("CONSTRUCT", "SELECT", "ASK") if form in words), "SELECT")


def _node(prefix: str, name: str) -> ox.NamedNode:
    import pyoxigraph as ox

    return ox.NamedNode(PREFIXES[prefix] + name)
