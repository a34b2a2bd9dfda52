"""Quads in our vocabulary back to rows: the other direction of :mod:`cityties.rdf.to_quads`.

What the mapping derives (day bounds, types, names of ties and events) is left
out, since it is recomputed. Every other predicate, class or value that no
column holds is reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cityties.errors import DataError, Problem
from cityties.language.messages import _
from cityties.language.names import did_you_mean
from cityties.model.columns import (
    CLASS_TABLES,
    FOLDERS,
    PREF_LABEL,
    RDF_TYPE,
    REFERENCE_FOLDERS,
    Column,
)
from cityties.model.rows import Tables
from cityties.model.tables import COLUMNS, LIST_SEPARATOR, ROW_TYPES, VALUE_KINDS, row_from_cells
from cityties.rdf.to_quads import source_graph
from cityties.vocabulary.terms import (
    CODE,
    DEF,
    GRAPH_ONTOLOGY,
    GRAPH_READING,
    GRAPH_REGISTRY,
    ID,
    PREFIXES,
    ct,
)

if TYPE_CHECKING:
    import pyoxigraph

_NOT_ROWS = tuple(f"<{start}" for start in (ID + "reading/", GRAPH_READING, CODE, DEF))
"""Subjects that are left out by name, also where a format has lost the graphs: readings
(a Turtle export mixes them in), codes and terms."""

_COMPUTED = frozenset(
    {ct.TieState, ct.MembershipState, ct.Conflict, ct.Reading, ct.sisterCityOf, ct.stateOf,
     ct.twins,
     ct.status, ct.channel, ct.side, ct.possiblyFrom, ct.certainlyFrom, ct.certainlyUntil,
     ct.possiblyUntil, ct.concluded, ct.lastAttested, ct.lastAttestedEarliest,
     ct.lastAttestedLatest, ct.memberGrade, ct.basedOn, ct.answers, ct.possiblyAnswers,
     PREFIXES["dcterms"] + "isReplacedBy"}
)  # fmt: skip
"""What only readings have: nobody may state it, only claim what leads to it."""

_DERIVED_CLASSES = frozenset({ct.Tie, ct.Event, ct.Proposal, ct.NetworkMembership, ct.TermOfOffice})
_DERIVED_PREDICATES = frozenset(
    {
        ct.inCountry, ct.publishedEarliest, ct.publishedLatest, ct.earliest, ct.latest,
        ct.untilEarliest, ct.untilLatest, ct.involves, ct.party, ct.kind, ct.memberCity,
        ct.network, ct.heldPost, ct.holder, PREF_LABEL,
    }
)  # fmt: skip

Cells = dict[str, str]


def cells_from_quads(
    given: Iterable[pyoxigraph.Quad], file: str = ""
) -> tuple[dict[str, list[Cells]], list[Problem]]:
    """Collect quads in our vocabulary into rows of cells, unchecked.

    Graphs of readings and of the ontology are left out by their names.

    Parameters
    ----------
    given : quads; triples of the default graph count as well
    file : name of the file for the problems

    Returns
    -------
    Cells by table, and everything that has no place in a table.
    """
    reader = _Reader(file)
    for quad in given:
        reader.add(quad)
    return reader.finish()


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


def _short(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace) :]:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


class _Reader:
    """Groups quads by subject, then turns each subject into cells."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.classes: dict[str, set[str]] = {}
        self.values: dict[str, dict[str, list[Any]]] = {}
        self.graphs: dict[str, set[str]] = {}
        self.holders: dict[str, list[str]] = {}
        # A flat file (Turtle) of a whole graph: its direct links belong to the readings in it.
        self.holds_readings = False

    def complain(
        self, code: str, column: str, value: str, message: str, suggestion: str = ""
    ) -> None:
        self.problems.append(
            Problem(self.file, 0, column, value, message, suggestion=suggestion, code=code)
        )

    def add(self, quad: pyoxigraph.Quad) -> None:
        import pyoxigraph

        graph = quad.graph_name.value if isinstance(quad.graph_name, pyoxigraph.NamedNode) else ""
        if graph == GRAPH_ONTOLOGY or graph.startswith(GRAPH_READING):
            return
        subject = quad.subject
        if str(subject).startswith(_NOT_ROWS):
            self.holds_readings |= str(subject).startswith(_NOT_ROWS[0])
            return
        if not isinstance(subject, pyoxigraph.NamedNode):
            self.complain(
                "blank-node",
                "",
                str(subject),
                _("resources need an IRI; blank nodes are not supported"),
            )
            return
        iri, predicate, value = subject.value, quad.predicate.value, quad.object
        if predicate == RDF_TYPE:
            self.classes.setdefault(iri, set()).add(getattr(value, "value", str(value)))
        else:
            found = self.values.setdefault(iri, {}).setdefault(predicate, [])
            if value not in found:  # the same triple in two graphs
                found.append(value)
        self.graphs.setdefault(iri, set()).add(graph)
        if predicate == ct.holder and graph in ("", GRAPH_REGISTRY):
            # In the graph of a source, a term of office only describes a claim.
            _person, _at, post = iri.rpartition("@")
            held = self.holders.setdefault(post, [])
            person = getattr(value, "value", "").removeprefix(ID)
            if person not in held:
                held.append(person)

    def finish(self) -> tuple[dict[str, list[Cells]], list[Problem]]:
        tables: dict[str, list[Cells]] = {table: [] for table in ROW_TYPES}
        for node in dict.fromkeys((*self.classes, *self.values)):
            found = {
                CLASS_TABLES[name] for name in self.classes.get(node, ()) if name in CLASS_TABLES
            }
            for name in sorted(
                self.classes.get(node, set()) - set(CLASS_TABLES) - _DERIVED_CLASSES
            ):
                if name in _COMPUTED:
                    self._computed("rdf:type", name, node)
                    continue
                self.complain(
                    "unknown-class",
                    "rdf:type",
                    _short(name),
                    _("{iri} is of a class that the tables do not contain").format(iri=node),
                    _suggest_term(name, (*CLASS_TABLES, *_DERIVED_CLASSES)),
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
            elif self.classes.get(node, set()) & _DERIVED_CLASSES or node.startswith(
                (ID + "tie/", ID + "unnamed/")
            ):
                self._check_derived(node)
            elif not self.classes.get(node):
                self.complain("no-class", "rdf:type", node, _("this resource has no class"))
        return tables, list(dict.fromkeys(self.problems))

    def _check_derived(self, iri: str) -> None:
        for predicate in self.values.get(iri, {}):
            if predicate not in _DERIVED_PREDICATES:
                self._unknown_property(iri, predicate, sorted(_DERIVED_PREDICATES))

    def _computed(self, column: str, name: str, iri: str) -> None:
        self.complain(
            "computed-term",
            column,
            iri,
            _("{term} is always computed from claims, never stated").format(term=_short(name)),
            _("write a claim; TriG and N-Quads keep claims and readings apart"),
        )

    def _unknown_property(self, iri: str, predicate: str, known: Iterable[str]) -> None:
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
        for predicate, values in self.values.get(iri, {}).items():
            if predicate in by_predicate and predicate != ct.holder:
                self._fill(table, iri, cells, by_predicate[predicate], values)
            elif predicate not in _DERIVED_PREDICATES:
                self._unknown_property(iri, predicate, by_predicate)
        if table == "posts" and cells["id"] in self.holders:
            cells["holders"] = LIST_SEPARATOR.join(sorted(self.holders[cells["id"]]))
        if table == "claims":
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
            fitting = [
                column for column in columns if column.kind != "names" and (tag or "") == column.tag
            ] or [column for column in columns if column.kind == "names" and tag]
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
            text = self._cell(fitting[0], iri, value)
            if text is not None and fitting[0].kind == "names":
                text = f"{tag}:{text}"
            if text is not None:
                found.setdefault(fitting[0].name, []).append(text)
        for name, texts in found.items():
            if VALUE_KINDS[table][name] == "list":
                for text in texts:
                    if LIST_SEPARATOR in text:
                        self.complain(
                            "separator",
                            name,
                            text,
                            _("{iri}: “;” separates values and cannot be part of one").format(
                                iri=iri
                            ),
                        )
                cells[name] = LIST_SEPARATOR.join(sorted(texts))
                continue
            if len(texts) > 1:
                self.complain(
                    "several-values",
                    name,
                    "; ".join(sorted(texts)),
                    _("{iri} has several values where one is allowed").format(iri=iri),
                )
            cells[name] = sorted(texts)[0]

    def _cell(self, column: Column, iri: str, value: Any) -> str | None:
        """Write one object as the text of a cell; ``None`` (and a problem) if it cannot."""
        import pyoxigraph

        starts = {"code": CODE, "wikidata": PREFIXES["wd"], "about": ID, "agent": ID}
        if column.kind in REFERENCE_FOLDERS:
            starts[column.kind] = ID + REFERENCE_FOLDERS[column.kind]
        if column.kind not in starts:
            if isinstance(value, pyoxigraph.Literal):
                return value.value
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
        if column.kind == "agent":
            return text.removeprefix("term/")
        if column.kind == "about":
            for folder in ("term/", "membership/", "event/"):
                text = text.removeprefix(folder)
        return text


def _suggest_term(iri: str, known: Iterable[str]) -> str:
    return did_you_mean(_short(iri), [_short(term) for term in known])
