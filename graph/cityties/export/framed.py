"""JSON-LD in a fixed frame with our context: plain keys, plain codes, things where they belong.

One object to a named graph. Inside it, what only describes another thing (the
tie, event or membership that a claim is about, a term of office, a vote) stands inside
the first thing that points to it, and is named by its id after that. All
quads of the data are there; readers of plain JSON need no RDF for it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from cityties.base import resources
from cityties.export.formats import Format
from cityties.model.unfolding import CLASS_KINDS
from cityties.vocabulary.terms import CODE, GRAPH_ONTOLOGY, ID, PREFIXES, ct

if TYPE_CHECKING:
    from pyoxigraph import Quad

_TYPE: Final = PREFIXES["rdf"] + "type"
_STRING: Final = PREFIXES["xsd"] + "string"
_NESTED: Final = frozenset(
    {ct.Event, ct.Proposal, ct.NetworkMembership, ct.TermOfOffice, *CLASS_KINDS}
)
_TIE: Final = ID + "tie/"
_DEPTH: Final = 3  # a claim, its act, the event that it is part of

Node = dict[str, list[Any]]


def _is_tie(iri: str) -> bool:
    """Whether an IRI is that of a tie, of the shipped data or of a folder with a base."""
    return iri.startswith(_TIE) or "/tie/" in iri or "#tie/" in iri


def framed_bytes(quads: Iterable[Quad]) -> bytes:
    """Write the data's quads, without the ontology, as framed JSON-LD 1.1.

    Parameters
    ----------
    quads : in any order; without blank nodes

    Returns
    -------
    bytes
        UTF-8, one thing of a graph to a line; the context stands inside, so nothing has to
        be fetched to read it.
    """
    graphs: dict[str, dict[str, Node]] = defaultdict(dict)
    for quad in quads:
        name = getattr(quad.graph_name, "value", "")
        if name != GRAPH_ONTOLOGY:
            subject: Any = quad.subject
            node = graphs[name].setdefault(subject.value, {})
            node.setdefault(quad.predicate.value, []).append(quad.object)
    context = _context()
    words = _Words(context)
    parts = []
    for name in sorted(graphs):
        things = _Graph(graphs[name], words).roots()
        body = ",\n".join(json.dumps(thing, ensure_ascii=False) for thing in things)
        if name:
            body = f'{{"iri": {json.dumps(words.iri(name))}, "graph": [\n{body}\n]}}'
        parts.append(body)
    head = json.dumps(context, ensure_ascii=False, separators=(",", ":"))
    body = ",\n".join(parts)
    return f'{{"@context": {head},\n"graph": [\n{body}\n]}}\n'.encode()


def _context() -> dict[str, Any]:
    path = resources.ontology_dir() / "context.jsonld"
    content: dict[str, Any] = json.loads(path.read_bytes())
    found: dict[str, Any] = content["@context"]
    return found


class _Words:
    """The words of the context for IRIs and values."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        self._known: dict[str, str] = {}
        self.prefixes = {
            name: value["@id"]
            for name, value in context.items()
            if isinstance(value, dict) and value.get("@prefix")
        }
        self.terms: dict[str, tuple[str, Mapping[str, Any]]] = {}
        for name, value in context.items():
            given = {"@id": value} if isinstance(value, str) else value
            if name.startswith("@") or not isinstance(given, dict) or given.get("@prefix"):
                continue
            short = given["@id"]
            if short.startswith("@"):
                continue
            prefix, _colon, local = short.partition(":")
            self.terms[self.prefixes.get(prefix, prefix + ":") + local] = (name, given)

    def iri(self, iri: str) -> str:
        """An IRI with one of the context's prefixes, or whole."""
        found = self._known.get(iri)
        if found is None:
            found = self._known[iri] = self._shortened(iri)
        return found

    def _shortened(self, iri: str) -> str:
        for name, start in self._longest_first:
            rest = iri.removeprefix(start)
            if iri.startswith(start) and rest and not rest.startswith("//"):
                return f"{name}:{rest}"
        return iri

    @cached_property
    def _longest_first(self) -> list[tuple[str, str]]:
        return sorted(self.prefixes.items(), key=lambda item: (-len(item[1]), item[0]))

    def type(self, iri: str) -> str:
        """A class by its word, else by its IRI."""
        return self.terms[iri][0] if iri in self.terms else self.iri(iri)

    def fits(self, term: Mapping[str, Any], value: Any) -> bool:
        """Whether a value can be written under a term as the plain text that it is."""
        kind = term.get("@type")
        if not hasattr(value, "datatype"):
            return kind == "@id" or (kind == "@vocab" and value.value.startswith(CODE))
        if kind is None:
            return value.language is None and value.datatype.value == _STRING
        if kind in ("@id", "@vocab"):
            return False
        prefix, _colon, local = kind.partition(":")
        return bool(value.datatype.value == self.prefixes.get(prefix, prefix + ":") + local)

    def plain(self, term: Mapping[str, Any], value: Any) -> str:
        """A value that fits its term."""
        if hasattr(value, "datatype"):
            return str(value.value)
        if term["@type"] == "@vocab":
            return str(value.value).removeprefix(CODE)
        return self.iri(value.value)

    def whole(self, value: Any) -> dict[str, str]:
        """A value with everything that it is, where no term says it."""
        if not hasattr(value, "datatype"):
            return {"iri": self.iri(value.value)}
        if value.language:
            return {"@value": value.value, "@language": value.language}
        if value.datatype.value == _STRING:
            return {"@value": value.value}
        return {"@value": value.value, "@type": self.iri(value.datatype.value)}


class _Graph:
    """One named graph: its things, and which of them stand inside others."""

    def __init__(self, nodes: Mapping[str, Node], words: _Words) -> None:
        self.nodes = nodes
        self.words = words
        self.nested = {
            subject
            for subject, node in nodes.items()
            # In a source a tie has no class: readings say that there is one.
            if _is_tie(subject) or any(kind.value in _NESTED for kind in node.get(_TYPE, ()))
        }
        self.written: set[str] = set()

    def roots(self) -> list[dict[str, Any]]:
        """The things that stand by themselves, each with those that stand inside it."""
        outer = [subject for subject in sorted(self.nodes) if subject not in self.nested]
        made = [self._thing(subject, 0) for subject in outer]
        # What nothing points to stands alone too.
        for subject in sorted(self.nested):
            if subject not in self.written:
                made.append(self._thing(subject, 0))
        return made

    def _thing(self, subject: str, depth: int) -> dict[str, Any]:
        self.written.add(subject)
        node = self.nodes[subject]
        made: dict[str, Any] = {"iri": self.words.iri(subject)}
        if _TYPE in node:
            types = sorted(self.words.type(kind.value) for kind in node[_TYPE])
            made["type"] = types[0] if len(types) == 1 else types
        for predicate in sorted(node.keys() - {_TYPE}):
            made.update(self._property(predicate, sorted(node[predicate], key=str), depth))
        return made

    def _property(self, predicate: str, values: list[Any], depth: int) -> dict[str, Any]:
        name, term = self.words.terms.get(predicate, ("", {}))
        container = term.get("@container", ())
        if name and "@language" in container:
            if all(getattr(value, "language", None) for value in values):
                return {name: _by_language(values, several="@set" in container)}
            name = ""
        plain: list[Any] = []
        rest: list[Any] = []
        for value in values:
            inner = value.value
            is_literal = hasattr(value, "datatype")
            free = inner in self.nested and inner not in self.written
            if free and depth < _DEPTH and not is_literal:
                (plain if name else rest).append(self._thing(inner, depth + 1))
                continue
            if name and self.words.fits(term, value):
                plain.append(self.words.plain(term, value))
            else:
                rest.append(self.words.whole(value))
        made: dict[str, Any] = {}
        if plain:
            several = len(plain) > 1 or "@set" in container
            made[name] = plain if several else plain[0]
        if rest:
            made[self.words.iri(predicate)] = rest if len(rest) > 1 else rest[0]
        return made


def _by_language(values: Iterable[Any], *, several: bool) -> dict[str, Any]:
    found: dict[str, list[str]] = defaultdict(list)
    for value in values:
        found[value.language].append(value.value)
    return {
        tag: texts if several or len(texts) > 1 else texts[0]
        for tag, texts in sorted(found.items())
    }


FORMATS: Final = (
    Format(
        name="framed",
        title="claims as objects in the words of `ontology/context.jsonld`",
        endings=(".framed.jsonld",),
        media_type="application/ld+json",
        carries="rdf",
        readers="pyoxigraph, PyLD, rdflib, any JSON reader",
        make=lambda content: framed_bytes(content.quads),
    ),
)
