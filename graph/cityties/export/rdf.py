"""RDF for readers: Turtle, TriG, N-Quads and JSON-LD with the same bytes every time.

The engine's own writer gives the prefixes in another order at every run, and
JSON-LD without any. This one sorts everything, names only the prefixes that it
used, and gives each subject a paragraph with one predicate to a line.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import groupby, islice
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
_ONTOLOGY: Final = f"<{GRAPH_ONTOLOGY}>"
_HELD: Final = 16 << 20  # bytes that are held before they go to a file
_CHUNK: Final = 1 << 20  # bytes read at once
_BATCH: Final = 1 << 13  # texts written at once
_KNOWN: Final = 1 << 17  # terms whose short form is known
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
    if form == "jsonld":
        return _json_ld(lines)
    return b"".join(_written(form, lines))


def rdf_pieces(form: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Write a graph whose lines are sorted, in little room; see :func:`rdf_bytes`.

    Parameters
    ----------
    form : ``turtle``, ``trig`` or ``nquads``
    pieces : the canonical N-Quads in pieces of whole lines

    Yields
    ------
    Pieces of the file; the same bytes as of the same quads in any order.
    """
    if form == "turtle":
        yield from _written(form, _in_one(pieces))
        return
    with Grouped(pieces) as grouped:
        yield from _written(form, _by_graph(grouped))


def _written(form: str, lines: Iterable[Line]) -> Iterator[bytes]:
    if form == "nquads":
        return _encoded(
            f"{subject} {predicate} {value}{' ' + graph if graph else ''} .\n"
            for graph, subject, predicate, value in lines
        )
    return _turtle(lines)


def _encoded(texts: Iterable[str]) -> Iterator[bytes]:
    """Texts in pieces that are worth writing."""
    rest = iter(texts)
    while batch := list(islice(rest, _BATCH)):
        yield "".join(batch).encode()


# --- lines that are sorted already ------------------------------------------------
#
# In order, a line is greater than another where its subject is, then its predicate, object and
# graph: no term begins with the whole of another one and a space. So only the graphs have to be
# told apart, and the type has to be put first.


def _in_one(pieces: Iterable[bytes]) -> Iterator[Line]:
    """The triples of all graphs, each once."""
    before = ""
    triples = []
    for piece in pieces:
        for line in piece.decode().split("\n")[:-1]:
            end = line.rindex(" <")
            if line[end + 1 : -2] == _ONTOLOGY:
                continue
            triple = line[:end]
            if triple != before:
                before = triple
                triples.append(triple)
        if triples:  # what has the last subject may go on
            last = triples[-1].partition(" ")[0] + " "
            at = len(triples)
            while at and triples[at - 1].startswith(last):
                at -= 1
            yield from _types_first("", triples[:at])
            triples = triples[at:]
    yield from _types_first("", triples)


class Grouped:
    """The triples of each graph but the ontology; a file without a name holds them.

    Parameters
    ----------
    pieces : the canonical N-Quads in pieces of whole lines
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._parts: dict[str, list[tuple[int, int]]] = defaultdict(list)
        try:
            self._read(pieces)
        except BaseException:
            self._file.close()
            raise

    def _read(self, pieces: Iterable[bytes]) -> None:
        held: dict[bytes, list[bytes]] = defaultdict(list)
        size = 0
        ontology = _ONTOLOGY.encode()
        for piece in pieces:
            size += len(piece)
            for line in piece.split(b"\n"):
                at = line.rfind(b"<")
                held[line[at:-2]].append(line[: at - 1])
            held.pop(b"", None)  # after the last line feed
            held.pop(ontology, None)
            if size > _HELD:
                self._put_aside(held)
                size = 0
        self._put_aside(held)

    def _put_aside(self, held: dict[bytes, list[bytes]]) -> None:
        for graph, lines in held.items():
            lines.append(b"")
            text = b"\n".join(lines)
            self._parts[graph.decode()].append((self._file.tell(), len(text)))
            self._file.write(text)
        held.clear()

    def __enter__(self) -> Grouped:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    @property
    def names(self) -> Collection[str]:
        """The names of the graphs, in brackets."""
        return self._parts.keys()

    def triples(self, name: str) -> Iterator[str]:
        """The triples of a graph in order, without the full stop.

        Parameters
        ----------
        name : one of :attr:`names`
        """
        for start, length in self._parts[name]:
            rest = b""
            at, end = start, start + length
            while at < end:
                self._file.seek(at)  # somebody else may have read meanwhile
                text = rest + self._file.read(min(_CHUNK, end - at))
                at += len(text) - len(rest)
                whole, _feed, rest = text.rpartition(b"\n")
                if whole:
                    yield from whole.decode().split("\n")


def trig_pieces(grouped: Grouped) -> Iterator[bytes]:
    """Write a graph as TriG; see :func:`rdf_pieces`.

    Parameters
    ----------
    grouped : its quads by their graphs
    """
    return _turtle(_by_graph(grouped))


def _by_graph(grouped: Grouped) -> Iterator[Line]:
    for name in sorted(grouped.names):
        yield from _types_first(name, grouped.triples(name))


def _types_first(graph: str, triples: Iterable[str]) -> Iterator[Line]:
    """Sorted triples of a graph, the types of each subject before all else."""
    now = ""
    types: list[Line] = []
    others: list[Line] = []
    for triple in triples:
        subject, predicate, value = triple.split(" ", 2)
        if subject != now:
            yield from types
            yield from others
            types, others, now = [], [], subject
        (types if predicate == _TYPE else others).append((graph, subject, predicate, value))
    yield from types
    yield from others


def _sorted(quads: Iterable[Quad], *, union: bool) -> list[Line]:
    found: set[Line] = set()
    for quad in quads:
        graph = str(quad.graph_name)
        if graph == _ONTOLOGY:
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


def _turtle(lines: Iterable[Line]) -> Iterator[bytes]:
    """Turtle, or TriG where a line has a graph; which prefixes it needs is seen at its end."""
    used: set[str] = set()
    with tempfile.SpooledTemporaryFile(_HELD) as body:
        for piece in _encoded(_statements(lines, used)):
            body.write(piece)
        head = [f"@base <{ID}> .\n"]
        head += [f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in sorted(used)]
        yield "".join(head).encode()
        body.seek(0)
        while piece := body.read(_CHUNK):
            yield piece


def _statements(lines: Iterable[Line], used: set[str]) -> Iterator[str]:
    """A paragraph for each subject, one predicate to a line; notes the prefixes."""
    graph = subject = predicate = indent = ""
    started = False
    verbs = {_TYPE: "a"}
    known: dict[str, str] = {}

    def make(term: str) -> str:
        if len(known) >= _KNOWN:
            known.clear()
        short = known[term] = _short(term, used)
        return short

    def verb(term: str) -> str:
        found = verbs.get(term)
        if found is None:
            found = verbs[term] = _short(term, used)
        return found

    for graph_, subject_, predicate_, value in lines:
        plain = value[-1] != ">" and value[0] == '"'
        short = value if plain else known.get(value) or make(value)
        if subject_ != subject or graph_ != graph or not started:
            if started:
                yield " .\n"
            if graph_ != graph or not started:
                if graph:
                    yield "}\n"
                graph = graph_
                indent = "    " if graph else ""
                yield f"\n{_short(graph, used)} {{\n" if graph else "\n"
            else:
                yield "\n"
            subject, predicate = subject_, predicate_
            started = True
            yield f"{indent}{_short(subject, used)} {verb(predicate)} {short}"
        elif predicate_ != predicate:
            predicate = predicate_
            yield f" ;\n{indent}    {verb(predicate)} {short}"
        else:
            yield f", {short}"
    if started:
        yield " .\n}\n" if graph else " .\n"


def _short(term: str, used: set[str]) -> str:
    """A term as Turtle writes it; notes the prefixes that it needs."""
    if term.startswith("<<(") and (triple := _TRIPLE.fullmatch(term)):
        return f"<<( {' '.join(_short(part, used) for part in triple.groups())} )>>"
    short, prefix = _shortened(term)
    if prefix:
        used.add(prefix)
    return short


@lru_cache(maxsize=1 << 12)
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
    space = _ANY_SPACE.match(iri)  # the longest; where its rest is no name, a shorter one may do
    for name, start in _SPACES[_PLACE[space[0]] :] if space else ():
        if iri.startswith(start):
            rest = iri[len(start) :]
            if (_SLUG if name == "id" else _LOCAL).fullmatch(rest):
                return f"{name}:{rest}", name
            if name == "id" and _PATH.fullmatch(rest):
                return f"<{rest}>", ""
    return term, ""


# Longest first, so that a space inside another one is tried before it.
_SPACES = tuple(sorted(PREFIXES.items(), key=lambda item: (-len(item[1]), item[0])))
_PLACE = {start: number for number, (_name, start) in reversed(tuple(enumerate(_SPACES)))}
_ANY_SPACE = re.compile("|".join(re.escape(start) for _name, start in _SPACES))


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
    text, rest = unescaped(term[1 : end - 1]), term[end:]
    if rest.startswith("@"):
        language, _sign, direction = rest[1:].partition("--")
        value = {"@value": text, "@language": language}
        return {**value, "@direction": direction} if direction else value
    if rest:
        return {"@value": text, "@type": names.short(rest[2:])}
    return text


_ESCAPED = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([tbnrf"\'\\]))')
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def unescaped(text: str) -> str:
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


def sorted_pieces(content: Content) -> Iterable[bytes]:
    """The graph as canonical N-Quads, in pieces.

    Parameters
    ----------
    content : what is exported
    """
    if (lines := content.lines) is not None:
        return lines
    return [line.encode() for line in sorted({f"{quad} .\n" for quad in content.quads})]


def _pieces(form: str, content: Content) -> Iterator[bytes]:
    if content.reifiers:
        kept = list(content.quads)
        return iter([rdf_bytes(form, [*kept, *reifying(kept)])])
    if (lines := content.lines) is not None:
        return rdf_pieces(form, lines)
    return iter([rdf_bytes(form, content.quads)])


FORMATS: Final = (
    Format(
        name="turtle",
        title="claims, all graphs in one",
        endings=(".ttl",),
        media_type="text/turtle",
        carries="rdf",
        readers="pyoxigraph, rdflib",
        reifiers=True,
        pieces=lambda content: _pieces("turtle", content),
    ),
    Format(
        name="trig",
        title="claims, one graph per source",
        endings=(".trig",),
        media_type="application/trig",
        carries="rdf",
        readers="pyoxigraph, rdflib",
        reifiers=True,
        pieces=lambda content: _pieces("trig", content),
    ),
    Format(
        name="nquads",
        title="claims, one line a quad",
        endings=(".nq",),
        media_type="application/n-quads",
        carries="rdf",
        readers="pyoxigraph, rdflib",
        reifiers=True,
        pieces=lambda content: _pieces("nquads", content),
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
