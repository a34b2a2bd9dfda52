"""RDF for readers: Turtle, TriG, N-Quads and JSON-LD with the same bytes every time.

The engine's own writer gives the prefixes in another order at every run, and
JSON-LD without any. This one sorts everything, names only the prefixes that it
used, and gives each subject a paragraph with one predicate to a line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from cityties.export.formats import Content, Format
from cityties.export.reifiers import reifying
from cityties.vocabulary.terms import GRAPH_ONTOLOGY, ID, PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Quad

# Graph, subject, predicate, object in the form of N-Triples; "" is the default graph.
Line = tuple[str, str, str, str]

_XSD = PREFIXES["xsd"]
_TYPE = f"<{PREFIXES['rdf']}type>"
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:[-.][A-Za-z0-9_]+)*")
_SLUG = re.compile(r"[A-Za-z0-9_]+(?:[-.][A-Za-z0-9_]+)*")
# What may follow the base: no colon (it would be a scheme), no empty step, no dot step.
_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_+@-]*(?:[/.][A-Za-z0-9_+@-]+)*(?:#[A-Za-z0-9_-]+)?")
_TRIPLE = re.compile(r"<<\( (<[^>]*>|_:\S+) (<[^>]*>) (.*) \)>>", re.DOTALL)
_BARE = {
    f"<{_XSD}integer>": re.compile(r'"([+-]?[0-9]+)"'),
    f"<{_XSD}decimal>": re.compile(r'"([+-]?[0-9]*\.[0-9]+)"'),
    f"<{_XSD}boolean>": re.compile(r'"(true|false)"'),
}


def rdf_bytes(form: str, quads: Iterable[Quad]) -> bytes:
    """Write quads, without the ontology, which has an address of its own.

    Parameters
    ----------
    form : ``turtle`` (all graphs in one), ``trig``, ``nquads`` or ``jsonld``
    quads : in any order

    Returns
    -------
    bytes
        UTF-8, sorted by graph, subject, predicate (the type first) and object.
    """
    lines = _sorted(quads, union=form == "turtle")
    if form == "nquads":
        text = "".join(
            f"{subject} {predicate} {value}{' ' + graph if graph else ''} .\n"
            for graph, subject, predicate, value in lines
        )
        return text.encode()
    if form == "jsonld":
        return _json_ld(lines)
    return _turtle(lines)


def _sorted(quads: Iterable[Quad], *, union: bool) -> list[Line]:
    ontology = f"<{GRAPH_ONTOLOGY}>"
    found: set[Line] = set()
    for quad in quads:
        graph = str(quad.graph_name)
        if graph == ontology:
            continue
        if union or graph == "DEFAULT":
            graph = ""
        found.add((graph, str(quad.subject), str(quad.predicate), _term(quad.object)))
    return sorted(found, key=lambda line: (line[0], line[1], line[2] != _TYPE, line[2], line[3]))


def _term(value: Any) -> str:
    """A term in the form of N-Triples 1.2; the engine gives triple terms without brackets."""
    if not hasattr(value, "predicate"):
        return str(value)
    return f"<<( {value.subject} {value.predicate} {_term(value.object)} )>>"


# --- Turtle and TriG ----------------------------------------------------------


def _turtle(lines: list[Line]) -> bytes:
    used: set[str] = set()
    body: list[str] = []
    for graph, group in groupby(lines, key=lambda line: line[0]):
        indent = "    " if graph else ""
        if graph:
            body.append(f"\n{_short(graph, used)} {{\n")
        for number, (subject, about) in enumerate(groupby(group, key=lambda line: line[1])):
            body.append("\n" if number or not graph else "")
            body.append(_paragraph(subject, about, indent, used))
        if graph:
            body.append("}\n")
    head = [f"@base <{ID}> .\n"]
    head += [f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in sorted(used)]
    return "".join(head + body).encode()


def _paragraph(subject: str, about: Iterable[Line], indent: str, used: set[str]) -> str:
    parts = []
    for predicate, same in groupby(about, key=lambda line: line[2]):
        verb = "a" if predicate == _TYPE else _short(predicate, used)
        parts.append(f"{verb} {', '.join(_short(line[3], used) for line in same)}")
    return f"{indent}{_short(subject, used)} {f' ;{chr(10)}{indent}    '.join(parts)} .\n"


def _short(term: str, used: set[str]) -> str:
    """A term as Turtle writes it; notes the prefixes that it needs."""
    if triple := _TRIPLE.fullmatch(term):
        return f"<<( {' '.join(_short(part, used) for part in triple.groups())} )>>"
    short, prefix = _shortened(term)
    if prefix:
        used.add(prefix)
    return short


@lru_cache(maxsize=1 << 16)
def _shortened(term: str) -> tuple[str, str]:
    if term[0] == "<":
        return _short_iri(term)
    if term[0] == '"' and term[-1] == ">" and "^^" in term:
        text, datatype = term.rsplit("^^", 1)
        bare = _BARE.get(datatype)
        if bare and (match := bare.fullmatch(text)):
            return match[1], ""
        short, prefix = _short_iri(datatype)
        return f"{text}^^{short}", prefix
    return term, ""


def _short_iri(term: str) -> tuple[str, str]:
    iri = term[1:-1]
    for name, start in _SPACES:
        if iri.startswith(start):
            rest = iri[len(start) :]
            if (_SLUG if name == "id" else _LOCAL).fullmatch(rest):
                return f"{name}:{rest}", name
            if name == "id" and _PATH.fullmatch(rest):
                return f"<{rest}>", ""
    return term, ""


# Longest first, so that a space inside another one is tried before it.
_SPACES = tuple(sorted(PREFIXES.items(), key=lambda item: (-len(item[1]), item[0])))


# --- JSON-LD -------------------------------------------------------------------


def _json_ld(lines: list[Line]) -> bytes:
    """Prefixed names with the context inside: nothing has to be fetched to read it."""
    names = _Names(lines)
    rows: list[str] = []
    for graph, group in groupby(lines, key=lambda line: line[0]):
        # One node to a line: a change of one thing is a change of one line.
        nodes = ",\n".join(json.dumps(node, ensure_ascii=False) for node in _nodes(group, names))
        if graph:
            nodes = f'{{"@id": {json.dumps(names.short(graph))}, "@graph": [\n{nodes}\n]}}'
        rows.append(nodes)
    context: dict[str, Any] = {"@version": 1.1}
    context |= {name: {"@id": PREFIXES[name], "@prefix": True} for name in sorted(names.used)}
    body = ",\n".join(rows)
    return f'{{"@context": {json.dumps(context)},\n"@graph": [\n{body}\n]}}\n'.encode()


class _Names:
    """Prefixed names for IRIs; ``used`` are the prefixes that were needed."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.used: set[str] = set()
        self._known: dict[str, str] = {}
        # Where an IRI has the scheme `geo:`, a prefix of that name would take it over.
        schemes = {term[1:].split(":", 1)[0] for line in lines for term in line if term[:1] == "<"}
        self._spaces = [(name, start) for name, start in _SPACES if name not in schemes]

    def short(self, term: str) -> str:
        """An IRI as a prefixed name, or whole; a blank node as it is."""
        if term not in self._known:
            self._known[term] = self._make(term)
        return self._known[term]

    def _make(self, term: str) -> str:
        if term[0] != "<":
            return term
        if term[1] == "<":
            raise ValueError("JSON-LD does not support a triple as a resource")
        iri = term[1:-1]
        for name, start in self._spaces:
            rest = iri[len(start) :]
            if rest and iri.startswith(start) and not rest.startswith("//"):
                self.used.add(name)
                return f"{name}:{rest}"
        return iri


def _nodes(group: Iterable[Line], names: _Names) -> Iterator[dict[str, Any]]:
    for subject, about in groupby(group, key=lambda line: line[1]):
        node: dict[str, Any] = {"@id": names.short(subject)}
        for predicate, same in groupby(about, key=lambda line: line[2]):
            if predicate == _TYPE:
                node["@type"] = [names.short(line[3]) for line in same]
            else:
                values = [_value(line[3], names) for line in same]
                node[names.short(predicate)] = values[0] if len(values) == 1 else values
        yield node


def _value(term: str, names: _Names) -> Any:
    if term[0] != '"':
        return {"@id": names.short(term)}
    end = term.rindex('"') + 1
    text, rest = _unescaped(term[1 : end - 1]), term[end:]
    if rest.startswith("@"):
        language, _sign, direction = rest[1:].partition("--")
        value = {"@value": text, "@language": language}
        return {**value, "@direction": direction} if direction else value
    if rest:
        return {"@value": text, "@type": names.short(rest[2:])}
    return text


_ESCAPED = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([tbnrf"\'\\]))')
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def _unescaped(text: str) -> str:
    """The text behind the escapes of N-Triples."""
    if "\\" not in text:
        return text
    return _ESCAPED.sub(
        lambda found: (
            _ESCAPES.get(found[3], found[3]) if found[3] else chr(int(found[1] or found[2], 16))
        ),
        text,
    )


# --- the formats ---------------------------------------------------------------


def _quads(content: Content) -> Iterable[Quad]:
    if not content.reifiers:
        return content.quads
    kept = list(content.quads)
    return [*kept, *reifying(kept)]


FORMATS: Final = (
    Format(
        name="turtle",
        title="claims, all graphs in one",
        endings=(".ttl",),
        media_type="text/turtle",
        carries="rdf",
        readers="pyoxigraph, rdflib",
        reifiers=True,
        make=lambda content: rdf_bytes("turtle", _quads(content)),
    ),
    Format(
        name="trig",
        title="claims, one graph per source",
        endings=(".trig",),
        media_type="application/trig",
        carries="rdf",
        readers="pyoxigraph, rdflib",
        reifiers=True,
        make=lambda content: rdf_bytes("trig", _quads(content)),
    ),
    Format(
        name="nquads",
        title="claims, one line a quad",
        endings=(".nq",),
        media_type="application/n-quads",
        carries="rdf",
        readers="pyoxigraph, rdflib",
        reifiers=True,
        make=lambda content: rdf_bytes("nquads", _quads(content)),
    ),
    Format(
        name="jsonld",
        title="claims, flat, prefixes inside",
        endings=(".jsonld",),
        media_type="application/ld+json",
        carries="rdf",
        readers="pyoxigraph, PyLD, rdflib",
        make=lambda content: rdf_bytes("jsonld", content.quads),
    ),
)
