"""Statements as a reader sees them: names, facts, what refers to a thing, all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cityties.language.messages import _, language, languages
from cityties.model.dates import parse_edtf
from cityties.site.names import Names
from cityties.site.parts import Fact, Link, Statement, Subject, words
from cityties.site.statements import Described
from cityties.vocabulary.terms import PREFIXES, ct
from cityties.words.durations import duration_words
from cityties.words.phrases import edtf_words, number

_TYPE = PREFIXES["rdf"] + "type"
_PREF = PREFIXES["skos"] + "prefLabel"
_ALT = PREFIXES["skos"] + "altLabel"
_LABEL = PREFIXES["rdfs"] + "label"
_EDTF = PREFIXES["edtf"] + "EDTF"
_XSD = PREFIXES["xsd"]

_NOT_FACTS = frozenset(
    {
        _PREF, _ALT, _LABEL, _TYPE, PREFIXES["rdfs"] + "isDefinedBy",
        PREFIXES["skos"] + "notation", PREFIXES["skos"] + "inScheme",
        # said by the answer, a table or a line of its own
        str(ct.hasState), str(ct.sisterCityOf), str(ct.party), str(ct.involves), str(ct.gist),
        str(ct.fact), str(ct.placeKind), str(ct.organizationKind),
        # bounds of a date that the claim itself gives
        str(ct.earliest), str(ct.latest), str(ct.untilEarliest), str(ct.untilLatest),
        str(ct.publishedEarliest), str(ct.publishedLatest), str(ct.possiblyFrom),
        str(ct.certainlyFrom), str(ct.certainlyUntil), str(ct.possiblyUntil),
        str(ct.lastAttestedEarliest), str(ct.lastAttestedLatest),
    }
)  # fmt: skip


def names_of(described: Described) -> tuple[Link, ...]:
    """The names of a thing in every language and spelling, each with its language."""
    found: dict[tuple[str, str], None] = {}
    for wanted in (_PREF, _LABEL, _ALT):
        for triple in _main(described):
            if triple.predicate.value == wanted and _is_literal(triple.object):
                found[triple.object.value, triple.object.language or ""] = None
    return tuple(Link(text, "", tag) for text, tag in found)


def facts_of(described: Described, names: Names) -> list[Fact]:
    """The facts of the thing itself, each property once, texts in the reader's language."""
    grouped: dict[str, list[Any]] = {}
    for triple in _main(described):
        if triple.predicate.value in _NOT_FACTS or _is_blank(triple.object):
            continue
        grouped.setdefault(triple.predicate.value, []).append(triple)
    made = []
    for predicate, triples in grouped.items():
        spoken = _in_language(triples)
        values = tuple(words(value_of(triple.object, names)) for triple in spoken)
        made.append(Fact(names.of(predicate), values))
    return made


def _main(described: Described) -> list[Any]:
    return next(iter(described.own.values()), [])


def _in_language(triples: list[Any]) -> list[Any]:
    """Of texts in several of our languages, that of the page."""
    tags = {triple.object.language for triple in triples if _is_literal(triple.object)}
    if language() not in tags:
        return triples
    others = set(languages()) - {language()}
    return [
        triple
        for triple in triples
        if not (_is_literal(triple.object) and triple.object.language in others)
    ]


def refers_of(described: Described, names: Names) -> list[Fact]:
    """What refers to a thing, by property; of too many only their number."""
    grouped: dict[str, list[Link]] = {}
    for triple in described.incoming:
        subject: Any = triple.subject
        if triple.predicate.value == str(ct.involves):
            continue  # these are the claims of the history
        grouped.setdefault(triple.predicate.value, []).append(names.link(subject.value))
    made = [
        Fact(names.of(predicate), tuple(words(link) for link in sorted(links)))
        for predicate, links in grouped.items()
    ]
    for predicate, count in described.left_out.items():
        text = _("{n} (too many for a page: ask with SPARQL)").format(n=number(count))
        made.append(Fact(names.of(predicate), (words(text),)))
    return sorted(made, key=lambda fact: fact.label)


def value_of(term: Any, names: Names) -> Link:
    """A value as a reader sees it: a name that leads on, a date or a number in words."""
    if not _is_literal(term):
        return Link(_blank(term)) if _is_blank(term) else names.link(term.value)
    kind = term.datatype.value
    if kind == _EDTF:
        return Link(edtf_words(parse_edtf(term.value), both=True))
    if kind == _XSD + "integer":
        return Link(number(int(term.value)))
    if kind == _XSD + "duration":
        return Link(duration_words(term.value))
    if kind == _XSD + "boolean":
        return Link(_("yes") if term.value == "true" else _("no"))
    if kind == _XSD + "anyURI" and term.value.startswith(("http://", "https://")):
        return Link(term.value, term.value)
    return Link(term.value, "", term.language or "")


def subjects_of(described: Described, names: Names, *, first: bool = False) -> tuple[Subject, ...]:
    """All statements by subject, as RDFa writes them; or those of the thing itself alone."""
    if first:
        return tuple(_subject(one, its, names) for one, its in [*described.own.items()][:1])
    made = [_subject(subject, its, names) for subject, its in described.own.items()]
    incoming: dict[Any, list[Any]] = {}
    for triple in (*described.incoming, *described.notes):
        incoming.setdefault(triple.subject, []).append(triple)
    made += [_subject(subject, its, names) for subject, its in incoming.items()]
    return tuple(made)


def _subject(subject: Any, triples: Iterable[Any], names: Names) -> Subject:
    blank = _is_blank(subject)
    shown = Link(_blank(subject)) if blank else names.link(subject.value)
    return Subject(
        _blank(subject) if blank else subject.value,
        shown,
        tuple(_statement(triple, names) for triple in triples),
    )


def _statement(triple: Any, names: Names) -> Statement:
    predicate, term = triple.predicate.value, triple.object
    label = Link(names.of(predicate), names.link(predicate).key)
    if not _is_literal(term):
        value = _blank(term) if _is_blank(term) else term.value
        return Statement(predicate, label, value, True, "", "", value_of(term, names))
    plain = term.language or term.datatype.value == _XSD + "string"
    datatype = "" if plain else term.datatype.value
    shown = Link(term.value, "", term.language or "")
    return Statement(predicate, label, term.value, False, datatype, term.language or "", shown)


def _is_literal(term: Any) -> bool:
    return hasattr(term, "datatype")


def _is_blank(term: Any) -> bool:
    import pyoxigraph as ox

    return isinstance(term, ox.BlankNode)


def _blank(term: Any) -> str:
    return f"_:b{term.value}"


__all__ = ["facts_of", "names_of", "refers_of", "subjects_of", "value_of"]
