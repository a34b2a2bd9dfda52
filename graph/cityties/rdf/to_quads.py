"""Rows to RDF: one table says which column is which property.

:data:`cityties.model.tables.COLUMNS` is read in both directions (the other is
:mod:`cityties.rdf.from_quads`), so that a row that goes to quads and comes back
is the same row. A cell with a small grammar becomes a thing of its own, by
:mod:`cityties.model.unfolding`. Everything else that is written (day bounds,
types, names of ties and events, who a claim involves, the result of a vote)
follows from the rows: it is written for plain SPARQL and recomputed, never read back.

Places, organizations, people, posts, sources and approval rules are in the
registry graph; a claim, and what it is about, in the graph of its source.
There are no blank nodes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from cityties.language.messages import CODE_LANGUAGE, _, in_language, shipped_languages
from cityties.model.columns import (
    CLASS_TABLES,
    FOLDERS,
    PREF_LABEL,
    RDF_TYPE,
    REFERENCE_FOLDERS,
    Column,
    families,
)
from cityties.model.dates import Edtf, iso_bounds
from cityties.model.durations import until_of
from cityties.model.identifiers import about_kind, iri, parse_agent, parse_pair, parse_tie_id
from cityties.model.members import member_organizations
from cityties.model.rows import Claim, Organization, Person, Place, Post, Source, Tables
from cityties.model.tables import COLUMNS, column_of, number_text
from cityties.model.texts import tags, text_in, texts
from cityties.model.unfolding import UNFOLDINGS
from cityties.model.votes import parse_votes
from cityties.reading.conflicts import counted_thing
from cityties.vocabulary.codes import ACT_KINDS, CELL_CODES, KINDS
from cityties.vocabulary.licences import licence_iri
from cityties.vocabulary.terms import CODE, GRAPH_REGISTRY, ID, PREFIXES, ct
from cityties.words.unnamed import Unnamed

if TYPE_CHECKING:
    import pyoxigraph

    from cityties.reading.groups import Share

_XSD = PREFIXES["xsd"]
_EDTF = PREFIXES["edtf"] + "EDTF"

_DATATYPES = {
    "edtf": _EDTF,
    "integer": _XSD + "integer",
    "decimal": _XSD + "decimal",
    "url": _XSD + "anyURI",
    "duration": _XSD + "duration",
}
_EVENT_PREFIXES = ("ev-", "list-")

Labels = Mapping[str, Mapping[str, str]]
"""Names of codes by language: ``{"sister_city": {"en": "sister city", "fa": …}}``."""


def source_graph(source: str) -> str:
    """Return the IRI of a source, which is also the name of its graph.

    >>> source_graph("council-2007")
    'https://w3id.org/cityties/id/source/council-2007'
    """
    return f"{ID}source/{source}"


def tie_label(names: Sequence[str], kind: str) -> str:
    """Name a tie by its parties and its kind, both in one language.

    >>> tie_label(["Freiburg", "Isfahan"], "sister city")
    'Freiburg – Isfahan (sister city)'
    """
    parties = " – ".join(names)
    return f"{parties} ({kind})" if kind else parties


# --- rows to lines of N-Quads -----------------------------------------------------------


# What canonical N-Quads escapes, so that our lines are the RDFC-1.0 form as they are.
_ESCAPES = {
    **{code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)},
    **{ord(char): "\\" + mark for char, mark in zip('\b\t\n\f\r"\\', 'btnfr"\\', strict=True)},
}
_TO_ESCAPE = re.compile(r'[\x00-\x1f\x7f"\\]')


def _literal(text: str) -> str:
    if _TO_ESCAPE.search(text):
        text = text.translate(_ESCAPES)
    return f'"{text}"'


@lru_cache(maxsize=65536)
def _agent_iri(reference: str) -> str:
    """A person in a post speaks as the holder of it: the term of office is the agent."""
    return f"{ID}term/{reference}" if "@" in reference else ID + reference


class _Names:
    """The names of things and codes by language, for the labels of ties and events.

    The languages are those that the rows have names in, as far as this version has texts in
    them: another installation of it writes the same.
    """

    def __init__(self, tables: Tables, labels: Labels) -> None:
        self.labels = labels
        self.unnamed = Unnamed(tables)
        self.members = member_organizations(tables)
        rows: tuple[Place | Organization | Person, ...] = (
            *tables.places,
            *tables.organizations,
            *tables.people,
        )
        self.rows = {row.id: row for row in rows}
        known = (*families(Place)["name"], *tags(rows, "name"))
        self.tags = tuple(tag for tag in known if tag in shipped_languages())

    def things(self, ids: Iterable[str], tag: str) -> list[str]:
        with in_language(tag):
            return [
                self.unnamed.name(id_) if id_.startswith("unnamed/") else self.thing(id_, tag)
                for id_ in ids
            ]

    def thing(self, reference: str, tag: str) -> str:
        row = self.rows.get(reference.split("@", maxsplit=1)[0])
        return reference if row is None else text_in(row, "name", tag)

    def code(self, code: str, tag: str) -> str:
        found = self.labels.get(code, {}).get(tag, "")
        return found or (code.replace("_", " ") if tag == CODE_LANGUAGE else "")

    def tie(self, parties: Sequence[str], kind: str) -> list[tuple[str, str]]:
        return self._both(
            lambda tag: tie_label(self.things(parties, tag), self.code(kind, tag)), kind
        )

    def event(self, claim: Claim, kind: str) -> list[tuple[str, str]]:
        """Name an event by its kind and whom the first claim about it names."""
        who = dict.fromkeys((*claim.actor, *claim.parties, *claim.target))
        date = claim.when.text if claim.when else ""

        def text(tag: str) -> str:
            with in_language(tag):
                comma = _(", ")
            head = self.code(kind, tag)
            named = comma.join(self.things(who, tag))
            words = f"{head}: {named}" if head and named else head or named
            return f"{words} ({date})" if words and date else words

        return self._both(text, kind)

    def _both(self, text: Any, kind: str) -> list[tuple[str, str]]:
        tags = [tag for tag in self.tags if not kind or self.code(kind, tag)]
        return [(found, tag) for tag in tags if (found := text(tag))]


def nquads_lines(tables: Tables, labels: Labels | None = None) -> Iterator[str]:
    """Write rows as lines of N-Quads, derived triples included.

    Parameters
    ----------
    tables : rows that a loader has checked
    labels : names of codes by language, for the labels of ties and events

    Yields
    ------
    Lines with their line feed; the same rows give the same lines. A line may come twice.
    """
    yield from registry_lines(tables)
    yield from claim_lines(tables, labels)


def registry_lines(tables: Tables) -> Iterator[str]:
    """Write every row but the claims as lines of N-Quads; see :func:`nquads_lines`.

    Parameters
    ----------
    tables : rows that a loader has checked
    """
    countries = {place.country: place.id for place in tables.places if place.kind == "country"}
    for table in ("places", "organizations", "people", "posts", "sources", "approval_rules"):
        end = f" <{GRAPH_REGISTRY}> .\n"
        for row in getattr(tables, table):
            start = f"<{ID}{FOLDERS[table]}{row.id}> <"
            for predicate, term in _row_terms(table, row):
                yield f"{start}{predicate}> {term}{end}"
            for predicate, term in _registry_extras(table, row, countries):
                yield f"{start}{predicate}> {term}{end}"
            for line in _unfolded(table, row):
                yield line + end
            if table == "posts":
                for line in _post_lines(row):
                    yield line + end


def quads(tables: Tables, labels: Labels | None = None) -> Iterator[pyoxigraph.Quad]:
    """Give rows as quads; see :func:`nquads_lines`.

    >>> from cityties.model.rows import Person
    >>> found = list(quads(Tables(people=(Person("ali", "Ali"),))))
    >>> len(found), found[0].subject.value
    (2, 'https://w3id.org/cityties/id/ali')
    """
    import pyoxigraph

    text = "".join(nquads_lines(tables, labels))
    yield from pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS)


def text_tag(column: Column, row: Any) -> str:
    """The language tag of a text; empty if the language is not known.

    Titles of older data folders can be in the language of their source. So a title is
    marked as English if its source is, or if the row has a title in another language too.

    Parameters
    ----------
    column : the column of the text
    row : the row that it is of

    Examples
    --------
    >>> title, original = [c for c in COLUMNS["sources"] if c.name in ("title", "title_original")]
    >>> old = Source("s", "news", "Zwei Städte", "p", language="de")
    >>> text_tag(title, old)
    ''
    >>> new = Source("s", "news", "Two cities", "p", language="de", title_original="Zwei Städte")
    >>> text_tag(title, new), text_tag(original, new)
    ('en', 'de')
    """
    if column.tag_from:
        return str(getattr(row, column.tag_from)).lower()
    if column.name == "title" and isinstance(row, Source):
        english = row.language.lower().split("-")[0] == "en"
        several = english or len(texts(row, "title")) > 1 or row.title_original
        return column.tag if several else ""
    return column.tag


def _object_terms(column: Column, value: Any, row: Any) -> Iterator[str]:
    """Write the value of a cell as N-Quads terms, one for each item of a list."""
    kind = column.kind
    if kind == "edtf":
        yield f"{_literal(value.text)}^^<{_EDTF}>"
        return
    if kind in ("integer", "decimal"):
        yield f'"{number_text(value)}"^^<{_DATATYPES[kind]}>'
        return
    for item in value if isinstance(value, tuple) else (value,):
        if kind == "code":
            yield f"<{CODE}{item}>"
        elif kind in CELL_CODES:
            yield f"<{CODE}{CELL_CODES[kind][item]}>"
        elif kind in REFERENCE_FOLDERS:
            yield f"<{ID}{REFERENCE_FOLDERS[kind]}{item}>"
        elif kind == "agent":
            yield f"<{_agent_iri(item)}>"
        elif kind == "wikidata":
            yield f"<{PREFIXES['wd']}{item}>"
        elif kind == "act_or_tie":
            yield f"<{iri(about_kind(item), item)}>"
        elif kind in ("url", "duration"):
            yield f"{_literal(item)}^^<{_DATATYPES[kind]}>"
        elif kind == "licence":
            named = licence_iri(item)
            yield f"<{named}>" if named else _literal(item)
        elif kind == "names":
            tag, _colon, name = item.partition(":")
            yield f"{_literal(name)}@{tag}"
        elif (column.tag or column.tag_from) and (tag := text_tag(column, row)):
            yield f"{_literal(item)}@{tag}"
        else:
            yield _literal(item)


def _row_terms(table: str, row: Any) -> Iterator[tuple[str, str]]:
    columns, values = _written(table)
    for column, value in zip(columns, values(row), strict=True):
        if value is None or value in ("", ()):  # most columns of a claim
            continue
        for term in _object_terms(column, value, row):
            yield column.predicate, term
    for name, _text in row.further:
        further = column_of(table, name)
        if further is not None:
            for term in _object_terms(further, getattr(row, name), row):
                yield further.predicate, term


@lru_cache
def _written(table: str) -> tuple[tuple[Column, ...], attrgetter[tuple[Any, ...]]]:
    """The columns that are written as they are, and how to get all their values at once.

    What a claim is about needs the type of the claim, holders contain a term of office,
    and a small grammar becomes a thing: all three are written by the caller.
    """
    columns = tuple(
        column
        for column in COLUMNS[table]
        if column.kind not in ("about", *UNFOLDINGS) and column.predicate != ct.holder
    )
    return columns, attrgetter(*(column.name for column in columns))


def _day(predicate: str, iso: str | None) -> Iterator[tuple[str, str]]:
    if iso is not None:
        yield predicate, f'"{iso}"^^<{_XSD}date>'


def _bounds(value: Edtf | None, first: str, last: str) -> Iterator[tuple[str, str]]:
    if value is not None:
        earliest, latest = iso_bounds(value)
        yield from _day(first, earliest)
        yield from _day(last, latest)


def _registry_extras(
    table: str, row: Any, countries: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    special = {"city": ct.City, "country": ct.Country, "city_network": ct.CityNetwork}
    class_ = next(iri for iri, name in CLASS_TABLES.items() if name == table)
    yield RDF_TYPE, f"<{class_}>"
    if table in ("places", "organizations") and row.kind in special:
        yield RDF_TYPE, f"<{special[row.kind]}>"  # no engine here infers, so both are written
    if table == "places" and row.kind != "country" and row.country in countries:
        yield ct.inCountry, f"<{ID}{countries[row.country]}>"
    if table == "approval_rules" and row.country in countries:
        yield ct.lawOf, f"<{ID}{countries[row.country]}>"
    if isinstance(row, Source):
        if row.published is not None:
            yield from _bounds(row.published, ct.publishedEarliest, ct.publishedLatest)
        elif row.accessed is not None:  # undated: published by its access date
            yield from _day(ct.publishedLatest, iso_bounds(row.accessed)[1])


@lru_cache
def _grammars(table: str) -> tuple[Column, ...]:
    """The columns whose cells become things."""
    return tuple(column for column in COLUMNS[table] if column.kind in UNFOLDINGS)


def _unfolded(table: str, row: Any) -> Iterator[str]:
    """The things that the cells of a row with small grammars become, without the graph."""
    owner = f"<{ID}{FOLDERS[table]}{row.id}>"
    for column in _grammars(table):
        cell = getattr(row, column.name)
        for item in cell if isinstance(cell, tuple) else (cell,):
            if not item:
                continue
            found = UNFOLDINGS[column.kind]
            values = found.unfold(item)
            node = owner
            if found.class_:
                node = f"<{ID}{found.local(row.id, str(values), many=column.many)}>"
                yield f"{owner} <{column.predicate}> {node}"
                yield f"{node} <{RDF_TYPE}> <{found.class_}>"
            for part, value in zip(found.parts, values, strict=True):
                if value is not None and value != "":
                    for term in _object_terms(part, value, row):
                        yield f"{node} <{part.predicate}> {term}"


def _follows_from_cells(claim: Claim, bodies: Collection[str]) -> Iterator[str]:
    """What follows from votes, people and a count, without the graph."""
    if claim.votes:
        node = f"<{ID}{UNFOLDINGS['votes'].local(claim.id, claim.votes, many=False)}>"
        if result := parse_votes(claim.votes).result:
            yield f"{node} <{ct.computedResult}> <{CODE}{result}>"
        if len(claim.actor) == 1 and claim.actor[0] in bodies:
            yield f"{node} <{ct.votingBody}> <{ID}{claim.actor[0]}>"
    for person in claim.people:
        agent = parse_agent(person)
        if agent.post:
            node = f"<{ID}{UNFOLDINGS['involvement'].local(claim.id, person, many=True)}>"
            yield f"{node} <{ct.participantTerm}> <{ID}term/{agent.id}@{agent.post}>"
    if claim.type == "count" and (counted := counted_thing(claim)) in KINDS:
        yield f"<{ID}claim/{claim.id}> <{ct.countedKind}> <{CODE}{counted}>"


def _post_lines(post: Post) -> Iterator[str]:
    for holder in post.holders:
        yield from _term_lines(f"{holder}@{post.id}")


def _term_lines(holding: str) -> Iterator[str]:
    person, _at, post = holding.rpartition("@")
    start = f"<{ID}term/{holding}> <"
    yield f"{start}{RDF_TYPE}> <{ct.TermOfOffice}>"
    yield f"{start}{ct.holder}> <{ID}{person}>"
    yield f"{start}{ct.heldPost}> <{ID}post/{post}>"


def claim_lines(
    tables: Tables, labels: Labels | None = None, *, share: Share | None = None
) -> Iterator[str]:
    """Write the claims, and what they are about, as lines of N-Quads; see :func:`nquads_lines`.

    Parameters
    ----------
    tables : rows; of the others than claims only names and kinds are read
    labels : names of codes by language
    share : only what it answers for: claims, and events, which are named after the first claim
        of them; ``None``: everything
    """
    bodies = frozenset(body.id for body in tables.organizations)
    names = _Names(tables, labels or {})
    first: dict[str, Claim] = {}  # the claim that an event is named after
    for claim in sorted(tables.claims, key=lambda claim: claim.id):
        if claim.about.startswith(_EVENT_PREFIXES):
            first.setdefault(claim.about, claim)
    for claim in sorted(tables.claims, key=lambda claim: claim.id):
        if claim.act:
            first.setdefault(claim.act, claim)
    events = {
        event: _event_labels(event, claim, names)
        for event, claim in first.items()
        if share is None or share.thing(event)
    }
    described: set[tuple[str, str, str]] = set()
    for claim in tables.claims:
        graph = source_graph(claim.source)
        end = f" <{graph}> .\n"
        mine = share is None or share.claim(claim)
        if mine:
            for line in _lines_of(claim, bodies):
                yield line + end
        for node, kind in _nodes(claim):
            key = (graph, node, kind)
            if key in described:
                continue
            if share is None or (share.thing(node[3:]) if node.startswith("ev:") else mine):
                described.add(key)
                for line in _node_lines(node, kind, names, events):
                    yield line + end


def _lines_of(claim: Claim, bodies: Collection[str]) -> Iterator[str]:
    """What is written of a claim itself, without the graph."""
    start = f"<{ID}claim/{claim.id}> <"
    yield f"{start}{RDF_TYPE}> <{ct.Claim}>"
    for predicate, term in _row_terms("claims", claim):
        yield f"{start}{predicate}> {term}"
    if claim.about:
        about = iri(about_kind(claim.about, claim.type), claim.about)
        yield f"{start}{ct.about}> <{about}>"
    for predicate, term in _bounds(claim.when, ct.earliest, ct.latest):
        yield f"{start}{predicate}> {term}"
    for predicate, term in _bounds(until_of(claim), ct.untilEarliest, ct.untilLatest):
        yield f"{start}{predicate}> {term}"
    yield from _unfolded("claims", claim)
    yield from _follows_from_cells(claim, bodies)
    for thing in involved(claim):
        yield f"{start}{ct.involves}> <{ID}{thing}>"


def _event_labels(event: str, claim: Claim, names: _Names) -> list[tuple[str, str]]:
    if claim.about == event:
        return names.event(claim, claim.kind)
    return names.event(claim, ACT_KINDS.get(claim.status, claim.status or claim.kind))


def _nodes(claim: Claim) -> Iterator[tuple[str, str]]:
    """The things that a claim is about, each with the kind that the claim gives it."""
    if claim.about:
        folder = about_kind(claim.about, claim.type)
        if folder == "event":
            yield "ev:" + claim.about, claim.kind
        elif folder == "term":
            yield "term:" + claim.about, ""
        elif folder != "thing":
            yield claim.about, ""
    if claim.act:
        yield "ev:" + claim.act, ACT_KINDS.get(claim.status, "")
    if claim.part_of:
        yield "ev:" + claim.part_of, ""
    for thing in claim.condition_on:
        yield thing if thing.startswith("tie/") else "ev:" + thing, ""
    for reference in (*claim.actor, *claim.target, claim.said_by, claim.via):
        if "@" in reference:
            yield "term:" + reference, ""
    for person in claim.people:
        agent = parse_agent(person)
        if agent.post:
            yield f"term:{agent.id}@{agent.post}", ""
    for reference in (*claim.parties, *claim.actor, *claim.target, claim.said_by, claim.via):
        if reference.startswith("unnamed/") and "@" not in reference:
            yield reference, ""


def _node_lines(
    node: str,
    kind: str,
    names: _Names,
    events: Mapping[str, list[tuple[str, str]]],
) -> Iterator[str]:
    labels: list[tuple[str, str]] = []
    if node.startswith("tie/"):
        parties, kind = parse_tie_id(node)
        start = f"<{ID}{node}> <"
        # No class: claims name a tie, a reading says that there is one (reading_lines).
        yield f"{start}{ct.kind}> <{CODE}{kind}>"
        for party in parties:
            yield f"{start}{ct.party}> <{ID}{party}>"
        labels = names.tie(parties, kind)
    elif node.startswith("ev:"):
        event = node.removeprefix("ev:")
        start = f"<{ID}event/{event}> <"
        yield f"{start}{RDF_TYPE}> <{ct.Event}>"
        if kind == "proposal":
            yield f"{start}{RDF_TYPE}> <{ct.Proposal}>"
        if kind:
            yield f"{start}{ct.kind}> <{CODE}{kind}>"
        labels = events.get(event, [])
    elif node.startswith("term:"):
        yield from _term_lines(node.removeprefix("term:"))
        return
    elif "@" in node:
        left, right = parse_pair(node)
        start = f"<{ID}membership/{node}> <"
        yield f"{start}{RDF_TYPE}> <{ct.NetworkMembership}>"
        member = ct.memberOrganization if left in names.members else ct.memberCity
        yield f"{start}{member}> <{ID}{left}>"
        yield f"{start}{ct.network}> <{ID}{right}>"
        labels = names.tie((left, right), "")
    elif node.startswith("unnamed/"):
        start = f"<{ID}{node}> <"
        labels = [(names.things([node], tag)[0], tag) for tag in names.tags]
    for label, tag in labels:
        yield f"{start}{PREF_LABEL}> {_literal(label)}@{tag}"


def involved(claim: Claim) -> tuple[str, ...]:
    """Name the places, organizations and people that a claim is on, sorted.

    Parties, actors, targets, people and the two ends of what it is about; not
    the speaker, who only says it.

    >>> involved(Claim("c-1", "s", "membership", about="isfahan@wego"))
    ('isfahan', 'wego')
    """
    found: set[str] = set()
    for reference in (*claim.parties, *claim.actor, *claim.target):
        found.add(reference.partition("@")[0])
    for person in claim.people:
        found.add(parse_agent(person).id)
    about = claim.about
    if about.startswith("tie/"):
        found.update(parse_tie_id(about).parties)
    elif "@" in about:
        left, right = parse_pair(about)
        found.add(left)
        if claim.type == "membership":
            found.add(right)
    elif about and not about.startswith(_EVENT_PREFIXES):
        found.add(about)
    return tuple(sorted(found))
