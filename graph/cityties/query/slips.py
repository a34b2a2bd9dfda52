"""Slips that match nothing without an error: one sentence of warning for each.

A misspelt or former term or id, a text without its language, a year compared with a day:
SPARQL gives no rows and no word. What a property has is read from the graph, not from a list.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from cityties.language.messages import _
from cityties.language.names import closest
from cityties.query import guard
from cityties.vocabulary.codes import ALL_CODES
from cityties.vocabulary.terms import CODE, DEF, ID, PREFIXES, REPLACED, VOCABULARY

if TYPE_CHECKING:
    import pyoxigraph as ox

_LOOKED_AT: Final = 5_000
"""Values of a property that are looked at; it has few datatypes, and mostly one."""

_OURS: Final = DEF.removesuffix("def/")
_HTTP: Final = "http" + _OURS.removeprefix("https")
_XSD = PREFIXES["xsd"]
_NUMBERS = frozenset(
    _XSD + name
    for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
)
_LITERAL = re.compile(
    r"(?P<text>\"\"\".*?(?<!\\)\"\"\"|'''.*?(?<!\\)'''"
    r"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')"
    r"(?:@(?P<tag>[A-Za-z]+(?:-[A-Za-z0-9]+)*)"
    r"|\^\^(?P<type><[^<>\s]*>|[A-Za-z][\w-]*:[\w-]+))?",
    re.DOTALL,
)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?")
_COMPARE = frozenset("=<>!")
# `?a<?b&&1>0` could be an IRI too; a relative one that is meant holds none of these signs.
_MEANT = re.compile(r"<(?:[A-Za-z][\w+.-]*:.*|[\w./~%-]+)>")

_STARTS: Final = frozenset({"", "{", "}", "."})
_ENDS: Final = frozenset({"", "{", "}", ".", ";", ",", ")"})
"""Before a subject, and after a value: what stands there is no property."""

_PATH: Final = frozenset({"/", "|", "^", "("})

Word = tuple[str, str]
"""Kind and text: ``literal``, or the kind of a token."""

_INSTEAD: Final = {
    "kindMapping": "ct:wordMapping/ct:mappedKind ?kind",
    "expectedClaims": "ct:expectedAtLeast ?least ; ct:expectedAtMost ?most",
    "comparison": "ct:countComparison code:at_least",
    "votes": "ct:vote/ct:votesFor ?for",
    "listComplete": "ct:completeness code:complete",
    "involvement": "ct:participation/ct:participant ?person",
    "concluded": "ct:conclusion code:signed",
    "conflictOn": "ct:conflictSubject code:date_conflict",
}
"""How a query asks for what a deprecated property held."""

Resolver = Callable[[str], str | None]
"""What :func:`cityties.query.guard.resolver` gives."""


def slips(text: str, store: ox.Store) -> list[str]:
    """What in a query matches nothing by its spelling, in sentences.

    Parameters
    ----------
    text : SPARQL that ran
    store : the quads that it asked, with their merge

    Examples
    --------
    >>> import pyoxigraph as ox
    >>> name = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    >>> store = ox.Store()
    >>> store.load(f'<urn:a> {name} "Isfahan"@en .'.encode(), format=ox.RdfFormat.N_TRIPLES)
    >>> slips('SELECT ?s { ?s skos:prefLabel "Isfahan" }', store)
    ['skos:prefLabel has texts with a language: "Isfahan" matches nothing; write "Isfahan"@en']
    """
    full = guard.resolver(text)
    found = [
        *_terms(text),
        *_former(text, store, full),
        *_namespaces(text, full),
        *_ids(text, store, full),
        *_names(text, store, full),
        *_literals(_written_out(text), store, full),
    ]
    return list(dict.fromkeys(found))


def _terms(text: str) -> Iterator[str]:
    for name in guard.unknown_terms(text):
        prefix, _colon, local = name.partition(":")
        message = _("{name} is not a term of cityties and matches nothing").format(name=name)
        claimed = "claimed" + local[:1].upper() + local[1:]
        known = VOCABULARY if prefix == "ct" else ALL_CODES
        yield _hinted(message, [claimed] if claimed in known else closest(local, known))


def _former(text: str, store: ox.Store, full: Resolver) -> Iterator[str]:
    """Deprecated properties between a subject and a value, and what replaces each.

    They are in the ontology, so a query about the term itself finds something.
    """
    import pyoxigraph as ox

    words = [("", ""), *_words(text), ("", "")]
    for before, (kind, token), after in zip(words, words[1:], words[2:], strict=False):
        local = (_full(kind, token, full) or "").removeprefix(DEF)
        in_path = before[1] in _PATH
        if local not in REPLACED or before[1] in _STARTS or (after[1] in _ENDS and not in_path):
            continue
        if next(store.quads_for_pattern(None, ox.NamedNode(DEF + local), None), None) is None:
            yield _("{name} is a former term and matches nothing; write {instead}").format(
                name=f"ct:{local}", instead=_INSTEAD[local]
            )


def _namespaces(text: str, full: Resolver) -> Iterator[str]:
    """Names in a namespace that looks like ours and is none."""
    for kind, token, _at in guard.tokens(text):
        iri = _full(kind, token, full) or ""
        if not iri.startswith((_OURS, _HTTP)) or iri.startswith((DEF, CODE, ID)):
            continue
        local = re.split("[/#]", iri)[-1]
        if not local:
            continue  # the declaration of a prefix
        message = _("<{iri}> is not in a namespace of cityties and matches nothing").format(iri=iri)
        near = [f"ct:{local}"] if local in VOCABULARY else []
        yield _hinted(message, near or ([f"code:{local}"] if local in ALL_CODES else []))


def _hinted(message: str, near: Iterable[str]) -> str:
    names = list(near)
    if not names:
        return message
    hint = _("did you mean {names}?").format(names=_(" or ").join(names))
    return _("{problem}; {hint}").format(problem=message, hint=hint)


def _ids(text: str, store: ox.Store, full: Resolver) -> Iterator[str]:
    """Ids that no triple of the graph has, with those that are spelt alike."""
    start = PREFIXES["id"]
    for kind, token, _at in guard.tokens(text):
        iri = _full(kind, token, full)
        if iri is None or not iri.startswith(start) or iri == start:
            continue
        node = _node(iri)
        if node is None or any(
            next(iter(store.quads_for_pattern(*pattern)), None) is not None
            for pattern in ((node, None, None), (None, None, node), (None, None, None, node))
        ):
            continue
        local = iri.removeprefix(start)
        folder, slash, _rest = local.rpartition("/")
        message = _("{name} is nothing in the graph").format(name=f"id:{local}")
        near = closest(local, _known_ids(store, folder + slash))
        yield _hinted(message, [f"id:{other}" for other in near])


def _names(text: str, store: ox.Store, full: Resolver) -> Iterator[str]:
    """Properties that name things elsewhere, and nothing with an id here."""
    import pyoxigraph as ox

    subject = ""
    for kind, token, _at in guard.tokens(text):
        if kind == "space":
            continue
        before, subject = subject, _full(kind, token, full) or ""
        if subject not in _NAMING:
            continue
        pattern = (ox.NamedNode(subject), None, ox.DefaultGraph())
        if before.startswith(ID):
            named = next(iter(store.quads_for_pattern(ox.NamedNode(before), *pattern)), None)
        else:  # terms of the ontology have names of other properties
            named = next(iter(store.quads_for_pattern(None, *pattern)), None)
        if named is not None:
            continue
        yield _("{name} names nothing that has an id; names are {right}").format(
            name=token, right="skos:prefLabel, skos:altLabel"
        )


_NAMING: Final = frozenset(
    {
        PREFIXES["rdfs"] + "label",
        PREFIXES["schema"] + "name",
        PREFIXES["schema"].replace("https", "http") + "name",
        "http://xmlns.com/foaf/0.1/name",
        PREFIXES["dcterms"] + "title",
    }
)


def _written_out(text: str) -> str:
    """A query whose casts of literals are literals, and whose bound literals stand where used."""
    text = _CAST.sub(r"\g<text>^^\g<type>", text)
    for bound in _BOUND.finditer(text):
        used = re.compile(rf"[?$]{bound['name']}\b")
        # A function, so that a backslash in the literal stays one.
        rest = used.sub(partial(_literal_of, bound["literal"]), text[bound.start() :])
        text = text[: bound.start()] + rest
    return text


def _literal_of(literal: str, _variable: re.Match[str]) -> str:
    return literal


_CAST = re.compile(r"(?P<type>xsd:\w+)\s*\(\s*(?P<text>\"[^\"\\\n]*\"|'[^'\\\n]*')\s*\)")
_BOUND = re.compile(
    r"BIND\s*\(\s*(?P<literal>(?:\"[^\"\\\n]*\"|'[^'\\\n]*')(?:@[\w-]+|\^\^[\w:<>/#.-]+)?)"
    r"\s+AS\s+[?$](?P<name>\w+)\s*\)",
    re.IGNORECASE,
)


def _known_ids(store: ox.Store, folder: str) -> list[str]:
    """Ids of this folder that have a class: cities and the like, or claims, ties, sources."""
    import pyoxigraph as ox

    start = PREFIXES["id"] + folder
    found = set()
    for quad in store.quads_for_pattern(
        None, ox.NamedNode(PREFIXES["rdf"] + "type"), None, ox.DefaultGraph()
    ):
        iri = getattr(quad.subject, "value", "")
        if iri.startswith(start) and "/" not in iri[len(start) :]:
            found.add(folder + iri[len(start) :])
    return sorted(found)


def _full(kind: str, token: str, full: Resolver) -> str | None:
    """The IRI that a token stands for; ``None`` if it is something else."""
    if kind == "pname" or (kind == "iri" and _MEANT.fullmatch(token)):
        return full(token)
    return None


def _node(iri: str) -> ox.NamedNode | None:
    """The IRI for the store; ``None`` if it is none, so that nothing can have it."""
    import pyoxigraph as ox

    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None


def _literals(text: str, store: ox.Store, full: Resolver) -> Iterator[str]:
    """Literals of a kind that their property does not have."""
    values: dict[str, tuple[set[str], set[str]]] = {}
    properties: dict[str, set[str]] = {}  # of what a variable is the value, by its name
    words = list(_words(text))
    for word, predicate in _objects(words, full):
        if word[0] == "variable":
            properties.setdefault(word[1][1:], set()).add(predicate)
    pairs = [
        (word[1], predicate, False)
        for word, predicate in _objects(words, full)
        if word[0] == "literal"
    ]
    pairs += [
        (literal, predicate, True)
        for variable, literal in (*_compared(words), *_listed(words))
        for predicate in sorted(properties.get(variable, ()))
    ]
    for literal, predicate, compared in pairs:
        if predicate not in values:
            values[predicate] = _kinds(store, predicate)
        yield from _mismatch(literal, predicate, values[predicate], full, compared=compared)


def _words(text: str) -> Iterator[Word]:
    """The tokens without blanks, each literal with its language or datatype as one."""
    end = 0
    for kind, token, at in guard.tokens(text):
        if at < end or kind == "space":
            continue
        match = _LITERAL.match(text, at) if kind == "string" else None
        if kind == "other" or token in "+-":
            match = _NUMBER.match(text, at)
        if match is None:
            yield kind, token
        else:
            end = match.end()
            yield "literal", match.group()


def _objects(words: list[Word], full: Resolver) -> Iterator[tuple[Word, str]]:
    """Variables and literals that stand as the value of a property, and its IRI."""
    predicate = None
    for before, word in zip([("", ""), *words], words, strict=False):
        kind, token = word
        if kind in ("variable", "literal"):
            iri = _full(*before, full)
            if iri is None and before[1] not in (",", "+", "*"):
                predicate = None
            if iri is not None:
                predicate = iri
            if predicate is not None:
                yield word, predicate
        elif kind in ("pname", "iri"):
            predicate = _full(kind, token, full) if before[1] != "," else predicate
        elif token not in (",", "+", "*"):
            predicate = None


def _compared(words: list[Word]) -> Iterator[tuple[str, str]]:
    """Variables and the literals that a filter compares them with."""
    terms = [
        (number, word) for number, word in enumerate(words) if word[0] in ("variable", "literal")
    ]
    for (one, left), (other, right) in pairwise(terms):
        between = "".join(token for _kind, token in words[one + 1 : other])
        if left[0] == right[0] or not between or set(between) - _COMPARE:
            continue
        variable, literal = (left, right) if left[0] == "variable" else (right, left)
        yield variable[1][1:], literal[1]
    for number, (_kind, token) in enumerate(words):
        if token.upper() == "IN" and number and words[number - 1][0] == "variable":
            for kind, value in words[number + 2 :]:
                if value == ")":
                    break
                if kind == "literal":
                    yield words[number - 1][1][1:], value


def _listed(words: list[Word]) -> Iterator[tuple[str, str]]:
    """Variables and the literals that VALUES gives them."""
    for number, word in enumerate(words):
        if word[1].upper() != "VALUES":
            continue
        names: list[str] = []
        place = 0
        in_braces = False
        for kind, token in words[number + 1 :]:
            if token == "}":
                break
            if token == "{":
                in_braces = True
            elif token in ("(", ")"):
                place = 0
            elif not in_braces:
                names.append(token[1:])
            else:
                if kind == "literal" and names:
                    yield names[place % len(names)], token
                place += 1


def _kinds(store: ox.Store, predicate: str) -> tuple[set[str], set[str]]:
    """Datatypes and languages of the values of a property; both empty if none is a literal."""
    import pyoxigraph as ox

    types: set[str] = set()
    tags: set[str] = set()
    node = _node(predicate)
    if node is None:
        return types, tags
    quads = store.quads_for_pattern(None, node, None, ox.DefaultGraph())
    for number, quad in enumerate(quads):
        if number >= _LOOKED_AT:
            break
        if not isinstance(quad.object, ox.Literal):
            return set(), set()  # resources too: nothing is sure
        if quad.object.language:
            tags.add(quad.object.language)
        else:
            types.add(quad.object.datatype.value)
    return types, tags


def _mismatch(
    literal: str,
    predicate: str,
    kinds: tuple[set[str], set[str]],
    full: Resolver,
    *,
    compared: bool,
) -> Iterator[str]:
    types, tags = kinds
    if not types and not tags:
        return
    name = _short(predicate)
    match = _LITERAL.fullmatch(literal)
    if match is None:
        datatype = _XSD + ("integer" if literal.lstrip("+-").isdigit() else "decimal")
    elif match["tag"]:
        if not tags:
            yield _(
                "{name} has texts without a language: {literal} matches nothing; write {right}"
            ).format(name=name, literal=literal, right=match["text"])
        return
    elif match["type"]:
        datatype = full(match["type"]) or ""
    else:
        datatype = _XSD + "string"
    if datatype == _XSD + "date" and match is not None and not _is_day(match["text"]):
        yield _("{literal} is not a day and matches nothing; days are written {right}").format(
            literal=literal, right='"2010-01-31"^^xsd:date'
        )
        return
    if datatype in types or (compared and datatype in _NUMBERS and types & _NUMBERS):
        return
    if tags and not types and match is not None and datatype == _XSD + "string":
        tag = "en" if "en" in tags else min(tags)
        yield _(
            "{name} has texts with a language: {literal} matches nothing; write {right}"
        ).format(name=name, literal=literal, right=f"{literal}@{tag}")
    elif types and not tags:
        known = _(", ").join(sorted(map(_short, types)))
        yield _("{name} has values of {known}: {literal} matches nothing").format(
            name=name, known=known, literal=literal
        )


def _is_day(quoted: str) -> bool:
    try:
        day = datetime.date.fromisoformat(quoted.strip("\"'")[:10])
    except ValueError:
        return False
    return day.isoformat() in quoted  # 20100131 is none in XML Schema


def _short(iri: str) -> str:
    from cityties.query.results import short_iri

    return short_iri(iri)
