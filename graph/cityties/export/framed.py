"""JSON-LD in a fixed frame with our context: plain keys, plain codes, things where they belong.

One object to a named graph. Inside it, what only describes another thing (the
tie, event or membership that a claim is about, a term of office, a vote) stands inside
the first thing that points to it, and is named by its id after that. All
quads of the data are there; readers of plain JSON need no RDF for it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, Final, NamedTuple

from cityties.base import resources
from cityties.export.formats import Content, Format
from cityties.export.rdf import Grouped, sorted_pieces, unescaped
from cityties.model.unfolding import CLASS_KINDS
from cityties.vocabulary.terms import CODE, ID, PREFIXES, ct

_TYPE: Final = f"<{PREFIXES['rdf']}type>"
_IS_A: Final = f"{_TYPE} <"
_BATCH: Final = 1 << 10  # things written at once
_KNOWN: Final = 1 << 11  # values of a property whose text is known
_STRING: Final = PREFIXES["xsd"] + "string"
_NESTED: Final = frozenset(
    {ct.Event, ct.Proposal, ct.NetworkMembership, ct.TermOfOffice, *CLASS_KINDS}
)
_TIE: Final = f"<{ID}tie/"
_DEPTH: Final = 3  # a claim, its act, the event that it is part of
_json: Final = json.JSONEncoder(ensure_ascii=False).encode


class _Literal(NamedTuple):
    """A literal: its text, and its language or the IRI of its datatype."""

    value: str
    language: str
    datatype: str


Value = str | _Literal
"""An IRI, or a literal."""


def _is_tie(name: str) -> bool:
    """Whether a name is that of a tie, of the shipped data or of a folder with a base."""
    return name.startswith(_TIE) or "/tie/" in name or "#tie/" in name


def framed_pieces(grouped: Grouped) -> Iterator[bytes]:
    """Write the data, without the ontology, as framed JSON-LD 1.1.

    Parameters
    ----------
    grouped : the canonical N-Quads by their graphs; without blank nodes

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
    for name in sorted(grouped.names, key=_bare):
        graph = _Graph(_texts(grouped.triples(name)), words)
        yield f'{between}{{"iri": {json.dumps(words.iri(name[1:-1]))}, "graph": [\n'.encode()
        between = ""
        rest = graph.roots()
        while batch := list(islice(rest, _BATCH)):
            text = ",\n".join(batch)
            yield f"{between}{text}".encode()
            between = ",\n"
        yield b"\n]}"
        between = ",\n"
    yield b"\n]}\n"


def _bare(name: str) -> str:
    """An IRI out of its brackets: in their order a name comes before a longer one."""
    return name[1:-1]


def _texts(triples: Iterable[str]) -> dict[str, str]:
    """What a graph says of each thing, as text: a tenth of the room of its parts."""
    found: dict[str, str] = {}
    start, size = "", 0
    lines: list[str] = []
    for triple in triples:
        if not lines or not triple.startswith(start):
            if lines:
                found[start[:-1]] = "\n".join(lines)
            size = triple.index(" ") + 1
            start = triple[:size]
            lines = []
        lines.append(triple[size:])
    if lines:
        found[start[:-1]] = "\n".join(lines)
    return found


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
        self._of: dict[str, _Word] = {}
        self._orders: dict[tuple[str, ...], list[tuple[str, _Word]]] = {}
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

    def ordered(self, predicates: tuple[str, ...]) -> list[tuple[str, _Word]]:
        """Properties in the order in which they are written; most things have the same few."""
        found = self._orders.get(predicates)
        if found is None:
            found = self._orders[predicates] = [
                (predicate, self._word(predicate))
                for predicate in sorted(predicates, key=_bare)
                if predicate != _TYPE
            ]
        return found

    def _word(self, predicate: str) -> _Word:
        found = self._of.get(predicate)
        if found is None:
            found = self._of[predicate] = _Word(self, predicate[1:-1])
        return found

    def _shortened(self, iri: str) -> str:
        for name, start in self._longest_first:
            if iri.startswith(start):
                rest = iri.removeprefix(start)
                if rest and not rest.startswith("//"):
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


class _Word:
    """How the values of a property are written; most values come again and again.

    Parameters
    ----------
    words : the words of the context
    predicate : the IRI of the property
    """

    def __init__(self, words: _Words, predicate: str) -> None:
        name, self._term = words.terms.get(predicate, ("", {}))
        container = self._term.get("@container", ())
        self._words = words
        self._by_language = "@language" in container
        self._several = "@set" in container
        # Under a name for texts by language stand such texts alone.
        self.named = name != "" and not self._by_language
        self._key = f"{_json(name)}: "
        self._whole_key = f"{_json(words.iri(predicate))}: "
        self._known: dict[str, str] = {}

    def alone(self, term: str) -> str:
        """The property with one value that stands by itself, as JSON."""
        found = self._known.get(term)
        if found is None:
            if len(self._known) >= _KNOWN:
                self._known.clear()
            self._known[term] = found = self.by_tag([term]) or self._one(term)
        return found

    def _one(self, term: str) -> str:
        fits, text = self.written(term)
        if fits:
            return f"{self._key}[{text}]" if self._several else self._key + text
        return self._whole_key + text

    def by_tag(self, terms: Sequence[str]) -> str:
        """The property with texts by their languages; blank if a value is not one."""
        if not self._by_language:
            return ""
        texts = [value for value in map(_value, terms) if isinstance(value, _Literal)]
        if len(texts) != len(terms) or not all(text.language for text in texts):
            return ""
        return self._key + _json(_by_language(texts, several=self._several))

    def written(self, term: str) -> tuple[bool, str]:
        """Whether a value is written under the name, and its JSON."""
        value = _value(term)
        if self.named and self._words.fits(self._term, value):
            return True, _json(self._words.plain(self._term, value))
        return False, _json(self._words.whole(value))

    def members(self, values: Iterable[tuple[bool, str]]) -> Iterator[str]:
        """The property with its values, those that fit the name under the name."""
        plain: list[str] = []
        rest: list[str] = []
        for fits, text in values:
            (plain if fits else rest).append(text)
        if plain:
            several = len(plain) > 1 or self._several
            yield f"{self._key}[{', '.join(plain)}]" if several else self._key + plain[0]
        if rest:
            several = len(rest) > 1
            yield f"{self._whole_key}[{', '.join(rest)}]" if several else self._whole_key + rest[0]


class _Graph:
    """One named graph: its things, and which of them stand inside others."""

    def __init__(self, nodes: Mapping[str, str], words: _Words) -> None:
        self.nodes = nodes
        self.words = words
        self.nested = {
            subject
            for subject, text in nodes.items()
            # In a source a tie has no class: readings say that there is one.
            if _is_tie(subject) or not _NESTED.isdisjoint(_kinds(text))
        }
        self.written: set[str] = set()

    def roots(self) -> Iterator[str]:
        """The things that stand by themselves, each with those that stand inside it, as JSON."""
        for subject in sorted(self.nodes, key=_bare):
            if subject not in self.nested:
                yield self._thing(subject, 0)
        # What nothing points to stands alone too.
        for subject in sorted(self.nested, key=_bare):
            if subject not in self.written:
                yield self._thing(subject, 0)

    def _thing(self, subject: str, depth: int) -> str:
        if subject in self.nested:
            self.written.add(subject)
        node: dict[str, list[str]] = {}
        for line in self.nodes[subject].split("\n"):
            predicate, value = line.split(" ", 1)
            if predicate in node:
                node[predicate].append(value)
            else:
                node[predicate] = [value]
        made = [f'"iri": {_json(self.words.iri(subject[1:-1]))}']
        if _TYPE in node:
            types = sorted(self.words.type(kind[1:-1]) for kind in node[_TYPE])
            made.append(f'"type": {_json(types[0] if len(types) == 1 else types)}')
        for predicate, word in self.words.ordered(tuple(node)):
            terms = node[predicate]
            if len(terms) == 1 and terms[0] not in self.nested:
                made.append(word.alone(terms[0]))
            else:
                made += self._property(word, terms, depth)
        return f"{{{', '.join(made)}}}"

    def _property(self, word: _Word, terms: list[str], depth: int) -> Iterator[str]:
        if texts := word.by_tag(terms):
            yield texts
            return
        yield from word.members(
            (word.named, self._thing(term, depth + 1))
            if depth < _DEPTH and term in self.nested and term not in self.written
            else word.written(term)
            for term in terms
        )


def _kinds(text: str) -> list[str]:
    """The classes of a thing."""
    size = len(_IS_A)
    return [line[size:-1] for line in text.split("\n") if line.startswith(_IS_A)]


def _by_language(values: Iterable[_Literal], *, several: bool) -> dict[str, Any]:
    found: dict[str, list[str]] = defaultdict(list)
    for value in values:
        found[value.language].append(value.value)
    return {
        tag: texts if several or len(texts) > 1 else texts[0]
        for tag, texts in sorted(found.items())
    }


def _pieces(content: Content) -> Iterator[bytes]:
    with Grouped(sorted_pieces(content)) as grouped:
        yield from framed_pieces(grouped)


FORMATS: Final = (
    Format(
        name="framed",
        title="claims as objects in the words of `ontology/context.jsonld`",
        endings=(".framed.jsonld",),
        media_type="application/ld+json",
        carries="rdf",
        readers="pyoxigraph, PyLD, rdflib, any JSON reader",
        pieces=_pieces,
    ),
)
