"""JSON-LD in a fixed frame with our context: plain keys, plain codes, things where they belong.

One object to a named graph. Inside it, what only describes another thing (the
tie, event or membership that a claim is about, a term of office, a vote) stands inside
the first thing that points to it, and is named by its id after that. All
quads of the data are there; readers of plain JSON need no RDF for it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final, NamedTuple

from cityties.base import resources
from cityties.export.formats import Format
from cityties.export.rdf import Line, by_graph, sorted_pieces, unescaped
from cityties.model.unfolding import CLASS_KINDS
from cityties.vocabulary.terms import CODE, ID, PREFIXES, ct

_TYPE: Final = PREFIXES["rdf"] + "type"
_IS_A: Final = f"<{_TYPE}> <"
_BATCH: Final = 1 << 10  # things written at once
_STRING: Final = PREFIXES["xsd"] + "string"
_NESTED: Final = frozenset(
    {ct.Event, ct.Proposal, ct.NetworkMembership, ct.TermOfOffice, *CLASS_KINDS}
)
_TIE: Final = ID + "tie/"
_DEPTH: Final = 3  # a claim, its act, the event that it is part of


class _Literal(NamedTuple):
    """A literal: its text, and its language or the IRI of its datatype."""

    value: str
    language: str
    datatype: str


Value = str | _Literal
"""An IRI, or a literal."""
Node = dict[str, list[Value]]


def _is_tie(iri: str) -> bool:
    """Whether an IRI is that of a tie, of the shipped data or of a folder with a base."""
    return iri.startswith(_TIE) or "/tie/" in iri or "#tie/" in iri


def framed_pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Write the data, without the ontology, as framed JSON-LD 1.1.

    Parameters
    ----------
    pieces : the canonical N-Quads in pieces of whole lines; without blank nodes

    Yields
    ------
    Pieces of UTF-8, one thing of a graph to a line; the context stands inside, so nothing has
    to be fetched to read it. One graph is held at a time.
    """
    context = _context()
    words = _Words(context)
    head = json.dumps(context, ensure_ascii=False, separators=(",", ":"))
    yield f'{{"@context": {head},\n"graph": ['.encode()
    between = "\n"
    for name, lines in groupby(by_graph(pieces, bare=True), key=itemgetter(0)):
        graph = _Graph(_texts(lines), words)
        yield f'{between}{{"iri": {json.dumps(words.iri(name[1:-1]))}, "graph": [\n'.encode()
        between = ""
        rest = graph.roots()
        while batch := list(islice(rest, _BATCH)):
            text = ",\n".join(json.dumps(thing, ensure_ascii=False) for thing in batch)
            yield f"{between}{text}".encode()
            between = ",\n"
        yield b"\n]}"
        between = ",\n"
    yield b"\n]}\n"


def _texts(lines: Iterable[Line]) -> dict[str, str]:
    """What a graph says of each thing, as text: a tenth of the room of its parts."""
    return {
        subject[1:-1]: "\n".join(f"{predicate} {value}" for _g, _s, predicate, value in group)
        for subject, group in groupby(lines, key=itemgetter(1))
    }


def _node(text: str) -> Node:
    node: Node = {}
    for line in text.split("\n"):
        predicate, value = line.split(" ", 1)
        node.setdefault(predicate[1:-1], []).append(_value(value))
    return node


def _value(term: str) -> Value:
    if term[0] != '"':
        return term[1:-1]
    end = term.rindex('"')
    rest = term[end + 1 :]
    return _Literal(
        unescaped(term[1:end]),
        rest[1:] if rest.startswith("@") else "",
        rest[3:-1] if rest.startswith("^^") else "" if rest else _STRING,
    )


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

    def fits(self, term: Mapping[str, Any], value: Value) -> bool:
        """Whether a value can be written under a term as the plain text that it is."""
        kind = term.get("@type")
        if isinstance(value, str):
            return kind == "@id" or (kind == "@vocab" and value.startswith(CODE))
        if kind is None:
            return value.datatype == _STRING
        if kind in ("@id", "@vocab"):
            return False
        prefix, _colon, local = kind.partition(":")
        return bool(value.datatype == self.prefixes.get(prefix, prefix + ":") + local)

    def plain(self, term: Mapping[str, Any], value: Value) -> str:
        """A value that fits its term."""
        if not isinstance(value, str):
            return value.value
        if term["@type"] == "@vocab":
            return value.removeprefix(CODE)
        return self.iri(value)

    def whole(self, value: Value) -> dict[str, str]:
        """A value with everything that it is, where no term says it."""
        if isinstance(value, str):
            return {"iri": self.iri(value)}
        if value.language:
            return {"@value": value.value, "@language": value.language}
        if value.datatype == _STRING:
            return {"@value": value.value}
        return {"@value": value.value, "@type": self.iri(value.datatype)}


class _Graph:
    """One named graph: its things, and which of them stand inside others."""

    def __init__(self, nodes: Mapping[str, str], words: _Words) -> None:
        self.nodes = nodes
        self.words = words
        self.nested = {
            subject
            for subject, text in nodes.items()
            # In a source a tie has no class: readings say that there is one.
            if _is_tie(subject) or _NESTED.intersection(_kinds(text))
        }
        self.written: set[str] = set()

    def roots(self) -> Iterator[dict[str, Any]]:
        """The things that stand by themselves, each with those that stand inside it."""
        for subject in sorted(self.nodes):
            if subject not in self.nested:
                yield self._thing(subject, 0)
        # What nothing points to stands alone too.
        for subject in sorted(self.nested):
            if subject not in self.written:
                yield self._thing(subject, 0)

    def _thing(self, subject: str, depth: int) -> dict[str, Any]:
        if subject in self.nested:
            self.written.add(subject)
        node = _node(self.nodes[subject])
        made: dict[str, Any] = {"iri": self.words.iri(subject)}
        if _TYPE in node:
            types = sorted(self.words.type(str(kind)) for kind in node[_TYPE])
            made["type"] = types[0] if len(types) == 1 else types
        for predicate in sorted(node.keys() - {_TYPE}):
            made.update(self._property(predicate, node[predicate], depth))
        return made

    def _property(self, predicate: str, values: list[Value], depth: int) -> dict[str, Any]:
        name, term = self.words.terms.get(predicate, ("", {}))
        container = term.get("@container", ())
        if name and "@language" in container:
            texts = [value for value in values if isinstance(value, _Literal) and value.language]
            if len(texts) == len(values):
                return {name: _by_language(texts, several="@set" in container)}
            name = ""
        plain: list[Any] = []
        rest: list[Any] = []
        for value in values:
            inner = value if isinstance(value, str) else ""
            if depth < _DEPTH and inner in self.nested and inner not in self.written:
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


def _kinds(text: str) -> Iterator[str]:
    """The classes of a thing: its types come first."""
    for line in text.split("\n"):
        if not line.startswith(_IS_A):
            return
        yield line[len(_IS_A) : -1]


def _by_language(values: Iterable[_Literal], *, several: bool) -> dict[str, Any]:
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
        pieces=lambda content: framed_pieces(sorted_pieces(content)),
    ),
)
