"""Quads in our vocabulary back to rows: the other direction of :mod:`cityties.rdf.to_quads`.

What the mapping derives (day bounds, types, names of ties and events) is
recomputed, and :func:`not_derived` compares: what does not follow from the rows is
reported, like every other predicate, class or value that no column holds.

Left out by name, because it is not part of any row: the graph of the ontology, and its
terms and codes where a file has no graphs; readings, with their graphs and what they say
of claims, ties and cities (`_IN_READINGS`, `_COMPUTED`); the names of ties and events;
reifiers (``rdf:reifies``), which repeat a claim.

Files of former versions have small grammars as texts, under properties that are deprecated
now (:data:`cityties.vocabulary.terms.REPLACED`). They are read as what replaces them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cityties.errors import DataError, Problem, Problems
from cityties.language.messages import CODE_LANGUAGE, _
from cityties.language.names import did_you_mean
from cityties.model.columns import (
    CLASS_TABLES,
    FOLDERS,
    PREF_LABEL,
    RDF_TYPE,
    REFERENCE_FOLDERS,
    Column,
    families,
)
from cityties.model.rows import Tables
from cityties.model.tables import COLUMNS, LIST_SEPARATOR, ROW_TYPES, column_of, row_from_cells
from cityties.model.unfolding import CLASS_KINDS, OLD_PROPERTIES, UNFOLDINGS
from cityties.rdf.to_quads import nquads_lines, source_graph
from cityties.vocabulary.codes import CELL_CODES, CODES
from cityties.vocabulary.licences import normal_licence
from cityties.vocabulary.terms import (
    CODE,
    DEF,
    GRAPH_ONTOLOGY,
    GRAPH_READING,
    GRAPH_REGISTRY,
    ID,
    PREFIXES,
    VOCABULARY,
    ct,
)

if TYPE_CHECKING:
    import pyoxigraph

_READING_STARTS = (ID + "reading/", GRAPH_READING)
"""Subjects that are left out by name, also where a format has lost the graphs: a Turtle export
mixes readings in."""

_TERM_STARTS = (CODE, DEF)
_SCHEME = CODE + "scheme/"
_REIFIES = PREFIXES["rdf"] + "reifies"

_COMPUTED = frozenset(
    {ct.TieState, ct.MembershipState, ct.Conflict, ct.Reading, ct.sisterCityOf, ct.stateOf,
     ct.hasState, ct.twins,
     ct.status, ct.channel, ct.side, ct.possiblyFrom, ct.certainlyFrom, ct.certainlyUntil,
     ct.possiblyUntil, ct.conclusion, ct.concluded, ct.lastAttested, ct.lastAttestedEarliest,
     ct.lastAttestedLatest, ct.memberGrade, ct.basedOn, ct.answers, ct.possiblyAnswers,
     PREFIXES["dcterms"] + "isReplacedBy"}
)  # fmt: skip
"""What only readings have: nobody may state it, only claim what leads to it."""

_IN_READINGS = frozenset(
    {RDF_TYPE, PREF_LABEL, _REIFIES, PREFIXES["dcterms"] + "isReplacedBy", ct.sisterCityOf,
     ct.kind, ct.party, ct.hasState, ct.answers, ct.possiblyAnswers}
)  # fmt: skip
"""What the graph of readings says of resources that are not its own."""

_DERIVED_CLASSES = frozenset({ct.Tie, ct.Event, ct.Proposal, ct.NetworkMembership, ct.TermOfOffice})
_DERIVED_PREDICATES = frozenset(
    {
        ct.inCountry, ct.publishedEarliest, ct.publishedLatest, ct.earliest, ct.latest,
        ct.untilEarliest, ct.untilLatest, ct.involves, ct.party, ct.kind, ct.memberCity,
        ct.memberOrganization, ct.network, ct.heldPost, ct.holder, PREF_LABEL, ct.lawOf,
        ct.countedKind,
    }
)  # fmt: skip
_OLD = {
    table: {
        DEF + OLD_PROPERTIES[column.predicate.removeprefix(DEF)]: replace(column, kind="text")
        for column in columns
        if column.predicate.removeprefix(DEF) in OLD_PROPERTIES
    }
    for table, columns in COLUMNS.items()
}
"""By table: the column of each deprecated property, whose text is the cell."""

_OWN_PARTS = {
    table: {
        part.predicate: column
        for column in columns
        if column.kind in UNFOLDINGS and not UNFOLDINGS[column.kind].class_
        for part in UNFOLDINGS[column.kind].parts
    }
    for table, columns in COLUMNS.items()
}
"""By table: properties of a row that are parts of one cell."""

_CELLS = {kind: {code: cell for cell, code in codes.items()} for kind, codes in CELL_CODES.items()}

Cells = dict[str, str]
Stated = tuple[str, str, str, str]
"""Subject and predicate, the object as N-Quads write it, and the graph, if there is one."""


def cells_from_quads(
    given: Iterable[pyoxigraph.Quad],
    file: str = "",
    derived: list[Stated] | None = None,
    replaced: set[str] | None = None,
) -> tuple[dict[str, list[Cells]], Problems]:
    """Collect quads in our vocabulary into rows of cells, unchecked.

    Graphs of readings and of the ontology are left out by their names.

    Parameters
    ----------
    given : quads; triples of the default graph count as well
    file : name of the file for the problems
    derived : gains what the quads state and no cell holds: see :func:`not_derived`
    replaced : gains the names of the deprecated properties that were read

    Returns
    -------
    Cells by table, and everything that has no place in a table.
    """
    reader = _Reader(file)
    for quad in given:
        reader.add(quad)
    found = reader.finish()
    if derived is not None:
        derived.extend(reader.derived)
    if replaced is not None:
        replaced.update(reader.replaced)
    return found


def not_derived(
    stated: Iterable[Stated], tables: Tables, known: Tables, file: str = ""
) -> Iterator[Problem]:
    """What a file states in addition to its rows, and does not follow from them.

    Parameters
    ----------
    stated : what :func:`cells_from_quads` collected
    tables : the checked rows of the file
    known : rows that they refer to
    file : name of the file for the problems

    Yields
    ------
    A problem for each resource that no claim is about, and for each other statement.
    """
    left = dict.fromkeys(stated)
    countries = tuple(place for place in known.places if place.kind == "country")
    # Whether a member is a city or an organization is in its row; so is which body votes.
    named = {c.about.partition("@")[0] for c in tables.claims if c.type == "membership"}
    named.update(actor for claim in tables.claims if claim.votes for actor in claim.actor)
    lines = nquads_lines(
        replace(
            tables,
            places=(*tables.places, *countries),
            organizations=(
                *tables.organizations,
                *(each for each in known.organizations if each.id in named),
            ),
        )
    )
    described: set[str] = set()
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        value, _space, end = rest.rpartition(" <")
        triple = (subject[1:-1], predicate[1:-1], value)
        described.add(triple[0])
        left.pop((*triple, end[: end.rindex(">")]), None)
        left.pop((*triple, ""), None)
    told: set[str] = set()
    for subject, predicate, value, _graph in left:
        if subject not in described:
            if subject not in told:
                told.add(subject)
                yield Problem(
                    file, 0, "", subject, _("no claim of this file is about this resource"),
                    suggestion=_("add the claim, or omit the resource"), code="not-claimed",
                )  # fmt: skip
        elif predicate != PREF_LABEL and value != f"<{ct.Tie}>":
            yield Problem(
                file, 0, _short(predicate), value,
                _("{iri}: this does not follow from the rows of the file").format(iri=subject),
                suggestion=_("omit it: what follows from rows is computed"), code="not-derived",
            )  # fmt: skip


def rows_from_quads(given: Iterable[pyoxigraph.Quad]) -> Tables:
    """Read quads back into rows; what :func:`cityties.rdf.to_quads.quads` derives is recomputed.

    Only the form is checked here; :func:`cityties.rdf.load.load_rdf` checks the content.

    Raises
    ------
    DataError : for predicates, classes and values that no table has a place for
    """
    tables, problems = cells_from_quads(given)
    rows: dict[str, tuple[Any, ...]] = {}
    for table, found in tables.items():
        made: list[Any] = []
        for cells in found:
            try:
                made.append(row_from_cells(table, cells))
            except (ValueError, TypeError) as error:
                problems.append(
                    Problem("", 0, table, cells.get("id", ""), str(error), code="bad-row")
                )
        rows[table] = tuple(made)
    if problems:
        raise DataError(problems)
    return Tables(**rows)


def _further(table: str, columns: Iterable[Column], tag: str | None) -> list[Column]:
    """The column for a text in a language that has no field."""
    found = families(ROW_TYPES[table]).items()
    names = [f"{base}_{tag}" for base, known in found if tag and known[CODE_LANGUAGE] in columns]
    return [column for name in names if (column := column_of(table, name)) is not None]


def _short(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace) :]:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


class _Reader:
    """Groups quads by subject, then turns each subject into cells."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems = Problems()
        self.derived: list[Stated] = []
        self.classes: dict[str, dict[str, tuple[str, ...]]] = {}
        # Each value with its graphs: the same triple may be in two.
        self.values: dict[str, dict[str, dict[Any, tuple[str, ...]]]] = {}
        self.graphs: dict[str, set[str]] = {}
        self.holders: dict[str, list[str]] = {}
        # A flat file (Turtle) of a whole graph: its direct links belong to the readings in it.
        self.holds_readings = False
        self.replaced: set[str] = set()
        self._owned: set[str] = set()
        self._told: set[Any] = set()

    def complain(
        self, code: str, column: str, value: str, message: str, suggestion: str = ""
    ) -> None:
        self.problems.append(
            Problem(self.file, 0, column, value, message, suggestion=suggestion, code=code)
        )

    def add(self, quad: pyoxigraph.Quad) -> None:
        import pyoxigraph

        graph = getattr(quad.graph_name, "value", "")
        subject = quad.subject
        if not isinstance(subject, pyoxigraph.NamedNode):
            if graph == GRAPH_ONTOLOGY:
                return  # lists and shapes
            self.complain(
                "blank-node",
                "",
                str(subject),
                _("resources need an IRI; blank nodes are not supported"),
            )
            return
        if self._is_left_out(subject.value, quad, graph):
            return
        iri, predicate, value = subject.value, quad.predicate.value, quad.object
        if predicate == RDF_TYPE:
            classes = self.classes.setdefault(iri, {})
            name = str(getattr(value, "value", value))
            classes[name] = (*classes.get(name, ()), graph)
        else:
            found = self.values.setdefault(iri, {}).setdefault(predicate, {})
            found[value] = (*found.get(value, ()), graph)
        self.graphs.setdefault(iri, set()).add(graph)
        if predicate == ct.holder and graph in ("", GRAPH_REGISTRY):
            # In the graph of a source, a term of office only describes a claim.
            _person, _at, post = iri.rpartition("@")
            held = self.holders.setdefault(post, [])
            person = getattr(value, "value", "").removeprefix(ID)
            if person not in held:
                held.append(person)

    def _is_left_out(self, iri: str, quad: pyoxigraph.Quad, graph: str) -> bool:
        """Whether a quad is left out by name; what only looks like that is reported."""
        in_readings = graph == GRAPH_READING or graph.startswith(GRAPH_READING + "/")
        if iri.startswith(_READING_STARTS):
            self.holds_readings |= not in_readings
            return True
        if in_readings or graph == GRAPH_ONTOLOGY:
            right = (
                quad.predicate.value in _IN_READINGS
                and (quad.predicate.value != RDF_TYPE or str(quad.object) == f"<{ct.Tie}>")
                if in_readings
                else not iri.startswith(ID) or iri.startswith(ID + "graph/")
            )
            if not right:
                self._in_wrong_graph(iri, graph)
            return True
        if not iri.startswith(_TERM_STARTS):
            return False
        if not _is_term(iri) and iri not in self._told:
            self._told.add(iri)
            self.complain(
                "unknown-term",
                "",
                _short(iri),
                _("the vocabulary of cityties has no such term, and files cannot add one"),
                did_you_mean(_short(iri), _all_terms()),
            )
        return True

    def _in_wrong_graph(self, iri: str, graph: str) -> None:
        if (iri, graph) not in self._told:
            self._told.add((iri, graph))
            self.complain(
                "wrong-graph",
                "",
                iri,
                _("nothing about this resource can be in the graph {graph}").format(graph=graph),
                _("put claims into the graph of their source, other rows into {graph}").format(
                    graph=GRAPH_REGISTRY
                ),
            )

    def finish(self) -> tuple[dict[str, list[Cells]], Problems]:
        tables: dict[str, list[Cells]] = {table: [] for table in ROW_TYPES}
        for node in dict.fromkeys((*self.classes, *self.values)):
            found = {
                CLASS_TABLES[name] for name in self.classes.get(node, ()) if name in CLASS_TABLES
            }
            for name in sorted(
                self.classes.get(node, {}).keys()
                - set(CLASS_TABLES)
                - _DERIVED_CLASSES
                - set(CLASS_KINDS)
            ):
                if name in _COMPUTED:
                    self._computed("rdf:type", name, node)
                    continue
                self.complain(
                    "unknown-class",
                    "rdf:type",
                    _short(name),
                    _("{iri} is of a class that the tables do not contain").format(iri=node),
                    _suggest_term(name, (*CLASS_TABLES, *_DERIVED_CLASSES, *CLASS_KINDS)),
                )
            if len(found) > 1:
                self.complain(
                    "several-classes",
                    "rdf:type",
                    node,
                    _("a resource cannot be a row of several tables: {tables}").format(
                        tables=", ".join(sorted(found))
                    ),
                )
            elif found:
                table = found.pop()
                cells = self._cells(table, node)
                if cells is not None:
                    tables[table].append(cells)
                self._state_classes(node)
            elif kinds := sorted(self.classes.get(node, {}).keys() & set(CLASS_KINDS)):
                self._check_part(node, CLASS_KINDS[kinds[0]])
            elif self.classes.get(node, {}).keys() & _DERIVED_CLASSES or node.startswith(
                (ID + "tie/", ID + "unnamed/")
            ):
                self._check_derived(node)
            elif not self.classes.get(node):
                self.complain("no-class", "rdf:type", node, _("this resource has no class"))
        for node, classes in self.classes.items():
            if classes.keys() & set(CLASS_KINDS) and node not in self._owned:
                self.complain(
                    "not-claimed",
                    "",
                    node,
                    _("no claim or source of this file has this part"),
                    _("point to it from its claim or source, or omit it"),
                )
        return tables, self.problems

    def _check_part(self, iri: str, kind: str) -> None:
        """A thing that a cell unfolds into: it has its parts, and what follows from them."""
        self._state_classes(iri)
        found = UNFOLDINGS[kind]
        parts = {part.predicate for part in found.parts}
        derived = {part.predicate for part in found.derived}
        for predicate, values in self.values.get(iri, {}).items():
            if predicate in derived:
                self._state(iri, predicate, values)
            elif predicate not in parts:
                self._unknown_property(iri, predicate, sorted(parts | derived))

    def _check_derived(self, iri: str) -> None:
        self._check_graphs(iri, {GRAPH_REGISTRY}, sources=True)
        self._state_classes(iri)
        for predicate, values in self.values.get(iri, {}).items():
            if predicate in _DERIVED_PREDICATES:
                self._state(iri, predicate, values)
            else:
                self._unknown_property(iri, predicate, sorted(_DERIVED_PREDICATES))

    def _state(self, iri: str, predicate: str, values: Mapping[Any, tuple[str, ...]]) -> None:
        # Where a file has lost the graphs, readings name ties that no claim names.
        if not (self.holds_readings and iri.startswith(ID + "tie/")):
            self.derived.extend(
                (iri, predicate, str(value), graph)
                for value, graphs in values.items()
                for graph in graphs
            )

    def _state_classes(self, iri: str) -> None:
        known = {
            f"<{name}>": graphs
            for name, graphs in self.classes.get(iri, {}).items()
            if name in CLASS_TABLES or name in _DERIVED_CLASSES or name in CLASS_KINDS
        }
        self._state(iri, RDF_TYPE, known)

    def _check_graphs(self, iri: str, right: set[str], *, sources: bool = False) -> None:
        for graph in sorted(self.graphs[iri] - right - {""}):
            if not (sources and graph.startswith(ID + "source/")):
                self._in_wrong_graph(iri, graph)

    def _computed(self, column: str, name: str, iri: str) -> None:
        self.complain(
            "computed-term",
            column,
            iri,
            _("{term} is always computed from claims, never stated").format(term=_short(name)),
            _("write a claim; TriG and N-Quads keep claims and readings apart"),
        )

    def _unknown_property(self, iri: str, predicate: str, known: Iterable[str]) -> None:
        if predicate == _REIFIES:
            return
        if predicate in _COMPUTED:
            if not self.holds_readings:
                self._computed(_short(predicate), predicate, iri)
            return
        self.complain(
            "unknown-property",
            _short(predicate),
            iri,
            _("no column can store this property here"),
            _suggest_term(predicate, known),
        )

    def _cells(self, table: str, iri: str) -> Cells | None:
        start = ID + FOLDERS[table]
        if not iri.startswith(start) or (not FOLDERS[table] and "/" in iri[len(start) :]):
            self.complain(
                "foreign-iri",
                "id",
                iri,
                _("IRIs of {table} start with {start}").format(table=table, start=start),
            )
            return None
        cells: Cells = {"id": iri[len(start) :]}
        by_predicate: dict[str, list[Column]] = {}
        for column in COLUMNS[table]:
            by_predicate.setdefault(column.predicate, []).append(column)
        own_parts: dict[str, Column] = {}
        for predicate, values in self.values.get(iri, {}).items():
            if (whole := _OWN_PARTS[table].get(predicate)) is not None:
                own_parts[whole.name] = whole
            elif predicate in _OLD[table]:
                self.replaced.add(predicate.removeprefix(DEF))
                self._fill(table, iri, cells, [_OLD[table][predicate]], list(values))
            elif predicate in by_predicate and predicate != ct.holder:
                self._fill(table, iri, cells, by_predicate[predicate], list(values))
            elif predicate in _DERIVED_PREDICATES:
                self._state(iri, predicate, values)
            else:
                self._unknown_property(iri, predicate, by_predicate)
        for column in own_parts.values():
            if (text := self._folded(column, iri)) is not None:
                self._put(table, iri, cells, column.name, [text])
        if table == "posts" and cells["id"] in self.holders:
            cells["holders"] = LIST_SEPARATOR.join(sorted(self.holders[cells["id"]]))
        self._check_language(table, iri, cells)
        if table != "claims":
            self._check_graphs(iri, {GRAPH_REGISTRY})
        else:
            wrong = self.graphs[iri] - {"", source_graph(cells.get("source", ""))}
            for graph in sorted(wrong):
                self.complain(
                    "wrong-graph",
                    "source",
                    graph,
                    _("claim {id} is in a graph that is not that of its source").format(
                        id=cells["id"]
                    ),
                )
        return cells

    def _fill(
        self, table: str, iri: str, cells: Cells, columns: list[Column], values: list[Any]
    ) -> None:
        import pyoxigraph

        found: dict[str, list[str]] = {}
        for value in values:
            tag = value.language if isinstance(value, pyoxigraph.Literal) else None
            fitting = (
                [
                    column
                    for column in columns
                    if column.kind != "names" and (tag or "") == column.tag
                ]
                or [column for column in columns if column.kind == "names" and tag]
                or _further(table, columns, tag)
                or [column for column in columns if _takes(column, tag)]
            )
            if not fitting:
                expected = " / ".join(f"@{column.tag}" for column in columns if column.tag)
                self.complain(
                    "wrong-term",
                    columns[0].name,
                    str(value),
                    _("{iri}: this text has the wrong language tag").format(iri=iri)
                    if expected
                    else _("{iri}: no language tag is allowed here").format(iri=iri),
                    expected,
                )
                continue
            if fitting[0].kind in UNFOLDINGS:
                text = self._part(fitting[0], iri, cells["id"], value)
            else:
                text = self._cell(fitting[0], iri, value)
            if text is not None and fitting[0].kind == "names":
                text = f"{tag}:{text}"
            if text is not None:
                found.setdefault(fitting[0].name, []).append(text)
        for name, texts in found.items():
            self._put(table, iri, cells, name, texts)

    def _put(self, table: str, iri: str, cells: Cells, name: str, texts: list[str]) -> None:
        """Fill a cell; a deprecated property may have filled it before."""
        before = cells.get(name, "")
        column = column_of(table, name)
        if column is not None and column.many:
            for text in texts:
                if LIST_SEPARATOR in text:
                    self.complain(
                        "separator",
                        name,
                        text,
                        _("{iri}: “;” separates values and cannot be part of one").format(iri=iri),
                    )
            every = {*texts, *filter(None, before.split(LIST_SEPARATOR))}
            cells[name] = LIST_SEPARATOR.join(sorted(every) if before else sorted(texts))
            return
        several = {*texts, *([before] if before else [])}
        if len(several) > 1:
            self.complain(
                "several-values",
                name,
                "; ".join(sorted(several)),
                _("{iri} has several values where one is allowed").format(iri=iri),
            )
        cells[name] = min(several)

    def _part(self, column: Column, iri: str, row: str, value: Any) -> str | None:
        """The cell that a thing unfolded from; ``None`` (and a problem) if it makes none."""
        import pyoxigraph

        found = UNFOLDINGS[column.kind]
        start = ID + found.folder
        if not isinstance(value, pyoxigraph.NamedNode) or not value.value.startswith(start):
            self.complain(
                "wrong-term",
                column.name,
                str(value),
                _("{iri}: an IRI that starts with {start} is expected here").format(
                    iri=iri, start=start
                ),
            )
            return None
        node = value.value
        self._owned.add(node)
        text = self._folded(column, node)
        if text is None:
            return None
        right = ID + found.local(row, text, many=column.many)
        if node != right:
            self.problems.append(
                Problem(
                    self.file, 0, column.name, node,
                    _("{iri}: this part has an IRI that does not follow from the row").format(
                        iri=iri
                    ),
                    right, code="foreign-iri",
                )
            )  # fmt: skip
        for graph in sorted(self.graphs.get(node, set()) - self.graphs[iri] - {""}):
            self._in_wrong_graph(node, graph)
        return text

    def _folded(self, column: Column, node: str) -> str | None:
        """The cell of a thing, from its parts."""
        found = UNFOLDINGS[column.kind]
        has = self.values.get(node, {})
        texts: dict[str, str] = {}
        lacks: list[str] = []
        for part in found.parts:
            values = [*has.get(part.predicate, ())]
            read = [text for value in values if (text := self._part_text(part, node, value))]
            if len(values) > 1:
                self.complain(
                    "several-values",
                    _short(part.predicate),
                    "; ".join(sorted(map(str, values))),
                    _("{iri} has several values where one is allowed").format(iri=node),
                )
            if read:
                texts[part.name] = read[0]
            elif part.name in found.required and not values:
                lacks.append(_short(part.predicate))
        if lacks or not texts:
            expected = lacks or [_short(part.predicate) for part in found.parts]
            if lacks or not any(part.predicate in has for part in found.parts):
                self.problems.append(
                    Problem(
                        self.file, 0, column.name, node,
                        _("{iri}: a part is missing").format(iri=node),
                        _(" or ").join(expected), code="missing-part",
                    )
                )  # fmt: skip
            return None
        if any(name not in texts for name in found.required):
            return None  # reported already
        try:
            return found.fold(texts)
        except ValueError as error:
            self.complain(
                "bad-part",
                column.name,
                str(error),
                _("{iri}: these parts do not go together").format(iri=node),
            )
            return None

    def _part_text(self, part: Column, node: str, value: Any) -> str | None:
        if getattr(value, "language", None):
            self.complain(
                "wrong-term",
                _short(part.predicate),
                str(value),
                _("{iri}: no language tag is allowed here").format(iri=node),
            )
            return None
        return self._cell(part, node, value)

    def _check_language(self, table: str, iri: str, cells: Cells) -> None:
        """The tag of a text in the language of its row is the language that the row has."""
        for column in COLUMNS[table]:
            if not column.tag_from:
                continue
            said = cells.get(column.tag_from, "").lower()
            for value in self.values.get(iri, {}).get(column.predicate, ()):
                tag = getattr(value, "language", None) or ""
                if tag.lower() != said:
                    self.complain(
                        "wrong-term",
                        column.name,
                        str(value),
                        _("{iri}: this text has the wrong language tag").format(iri=iri),
                        f"@{said}" if said else "",
                    )

    def _cell(self, column: Column, iri: str, value: Any) -> str | None:
        """Write one object as the text of a cell; ``None`` (and a problem) if it cannot."""
        import pyoxigraph

        starts = {
            **dict.fromkeys(("code", *_CELLS), CODE),
            **dict.fromkeys(("about", "agent", "act_or_tie"), ID),
            "wikidata": PREFIXES["wd"],
        }
        if column.kind in REFERENCE_FOLDERS:
            starts[column.kind] = ID + REFERENCE_FOLDERS[column.kind]
        if column.kind == "licence":
            text = value.value if isinstance(value, pyoxigraph.NamedNode) else ""
            text = text or self._literal(column, iri, value) or ""
            return normal_licence(text) or None
        if column.kind not in starts:
            if isinstance(value, pyoxigraph.Literal):
                return self._literal(column, iri, value)
            self.complain(
                "wrong-term",
                column.name,
                str(value),
                _("{iri}: a text is expected here, not a resource").format(iri=iri),
            )
            return None
        start = starts[column.kind]
        if not isinstance(value, pyoxigraph.NamedNode) or not value.value.startswith(start):
            self.complain(
                "wrong-term",
                column.name,
                str(value),
                _("{iri}: an IRI that starts with {start} is expected here").format(
                    iri=iri, start=start
                ),
            )
            return None
        text = value.value[len(start) :]
        if column.kind in _CELLS:
            if text not in _CELLS[column.kind]:
                self.problems.append(
                    Problem(
                        self.file, 0, column.name, _short(value.value),
                        _("{iri}: not a code of the right list").format(iri=iri),
                        _(" or ").join(f"code:{code}" for code in _CELLS[column.kind]),
                        did_you_mean(text, _CELLS[column.kind]), "unknown-code",
                    )
                )  # fmt: skip
                return None
            return _CELLS[column.kind][text]
        if column.kind == "agent":
            return text.removeprefix("term/")
        if column.kind == "act_or_tie":
            return text.removeprefix("event/")
        if column.kind == "about":
            for folder in ("term/", "membership/", "event/"):
                text = text.removeprefix(folder)
        return text

    def _literal(self, column: Column, iri: str, value: pyoxigraph.Literal) -> str | None:
        """The text of a literal whose datatype fits the column; numbers as tables write them."""
        datatype = value.datatype.value
        fitting = _FITTING.get(column.kind, _TEXTS)
        problem = ""
        if datatype not in fitting:
            problem = _("{iri}: this literal has the wrong datatype").format(iri=iri)
        elif getattr(value, "direction", None):
            problem = _("{iri}: no column can store the direction of a text").format(iri=iri)
        elif not value.value:
            problem = _("{iri}: this text is empty").format(iri=iri)
        if problem:
            expected = _(" or ").join(_short(each) for each in fitting[:2])
            self.problems.append(
                Problem(
                    self.file, 0, column.name, str(value), problem,
                    expected if datatype not in fitting else "",
                    code="wrong-datatype" if datatype not in fitting else "empty-text",
                )
            )  # fmt: skip
            return None
        is_number = column.kind in ("integer", "decimal")
        return _plain_number(value.value.strip()) if is_number else value.value


def _takes(column: Column, tag: str | None) -> bool:
    """Whether a column takes a text with a tag (or none) that is not its own.

    A text in the language of its row has that tag, and a title of an older file has none.
    """
    return bool(column.tag_from) or (column.name == "title" and not tag)


_XSD = PREFIXES["xsd"]
_TEXTS = (_XSD + "string", PREFIXES["rdf"] + "langString", PREFIXES["rdf"] + "dirLangString")
_INTEGERS = tuple(
    _XSD + name
    for name in (
        "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger",
        "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte",
    )
)  # fmt: skip
_NUMBERS = (_XSD + "decimal", *_INTEGERS, _XSD + "double", _XSD + "float")
_FITTING = {
    # Texts too: the checks of the column decide what is a number.
    "integer": (*_INTEGERS, *_NUMBERS, _XSD + "string"),
    "decimal": (*_NUMBERS, _XSD + "string"),
    "edtf": (
        PREFIXES["edtf"] + "EDTF", _XSD + "date", _XSD + "gYear", _XSD + "gYearMonth",
        _XSD + "string",
    ),
    "url": (_XSD + "anyURI", _XSD + "string"),
    "duration": (_XSD + "duration", _XSD + "yearMonthDuration", _XSD + "string"),
}  # fmt: skip
"""Datatypes that a column of a kind accepts; the first ones are named in messages."""


def _plain_number(text: str) -> str:
    """A number of any lexical form of XSD in that of the tables; anything else as it is."""
    if not _NUMBER.fullmatch(text):
        return text
    number = Decimal(text)
    if abs(number.adjusted()) > _EXPONENT:
        return text
    plain = format(number, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("-0", "") else plain


_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,3})?"
)
_EXPONENT = 30


def _suggest_term(iri: str, known: Iterable[str]) -> str:
    return did_you_mean(_short(iri), _shortened(tuple(known)))


@lru_cache
def _shortened(terms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_short, terms))


@lru_cache
def _all_terms() -> tuple[str, ...]:
    """Every code, and every term, as prefixed names."""
    codes = {code for scheme in CODES.values() for code in scheme}
    return (*(f"code:{code}" for code in sorted(codes)), *(f"ct:{term}" for term in VOCABULARY))


def _is_term(iri: str) -> bool:
    if iri.startswith(_SCHEME):
        return True
    name = iri.removeprefix(CODE).removeprefix(DEF)
    return name == "" or _short(iri) in _all_terms()
