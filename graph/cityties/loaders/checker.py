"""The strict checks that tables and RDF share: rows of cells to rows, or all problems.

Everything is looked at before anything is refused, so that one run shows all
there is to correct. A row with a error in one cell is still checked in the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Final

from cityties.errors import Problem, Problems, UsageError, cut
from cityties.language.messages import _
from cityties.language.names import did_you_mean, few_guesses, fold
from cityties.loaders.cells import cell_faults, cell_value, id_fault, says_gregorian
from cityties.loaders.claim_rules import check_claim, check_source
from cityties.loaders.unnamed import is_description
from cityties.model.columns import Column
from cityties.model.gazetteer import other_names
from cityties.model.identifiers import (
    is_event_id,
    is_unnamed,
    parse_agent,
    parse_pair,
    parse_tie_id,
)
from cityties.model.rows import Post, Tables
from cityties.model.tables import (
    COLUMNS,
    ROW_TYPES,
    VALUE_KINDS,
    canonical,
    columns_in,
    further_of,
)
from cityties.model.texts import every_name
from cityties.start.records import dataclass
from cityties.vocabulary.codes import AGREEMENT_KINDS, MUNICIPAL_BODIES, STATUSES
from cityties.vocabulary.licences import normal_licence

THINGS = ("places", "organizations", "people")
"""Tables whose ids share one space."""

UNMERGED = "<<<<<<< "
"""What a cell begins with that two people changed, until somebody chooses one of its texts."""


@dataclass(slots=True)
class RawRow:
    """A row as read: cells of text and their location."""

    table: str
    file: str
    line: int
    cells: dict[str, str]


@dataclass(slots=True)
class Checked:
    """A row with its values; fields in ``bad`` were reported and hold blanks."""

    raw: RawRow
    row: Any
    bad: set[str]


Report = Callable[..., None]

_Cells = tuple[Column, str, dict[str, Any]]
"""A column, how Python holds its values, and the values of cells that were found good."""
_GOOD: Final = 1 << 12
"""Cells of a column whose values are kept: codes, days and sources come again and again."""


class Registry:
    """Every id that may be referred to, of the given rows and of the known ones.

    Ids of faulty rows count: a wrong date in a source must not make all its
    claims dangle.
    """

    def __init__(self, raw_rows: Iterable[RawRow], known: Tables) -> None:
        self.ids: dict[str, dict[str, str]] = {table: {} for table in ROW_TYPES}
        self.sources: dict[str, Any] = {source.id: source for source in known.sources}
        self.events: set[str] = set()
        self.countries: set[str] = set()
        self._bodies: dict[str, str] = {}
        self._names: dict[str, set[str]] | None = None
        self._named: list[tuple[str, str]] = []
        self._ids_of: dict[tuple[str, ...], tuple[str, ...]] = {}
        for table in ROW_TYPES:
            for row in getattr(known, table):
                self.ids[table][row.id] = getattr(row, "kind", "")
        for place in known.places:
            if place.kind == "country":
                self.countries.add(place.country)
        for body in known.organizations:
            self._add_body(body.id, body.kind, body.acts_for)
        for claim in known.claims:
            self.events.update((claim.about, claim.act))
        for table in THINGS:
            for row in getattr(known, table):
                for name in (*every_name(row), *other_names(row)):
                    self._named.append((name, row.id))
        for raw in raw_rows:
            cells = raw.cells
            id_ = cells.get("id", "")
            self.ids[raw.table].setdefault(id_, cells.get("kind", ""))
            if raw.table == "organizations":
                self._add_body(id_, cells.get("kind", ""), cells.get("acts_for", ""))
            if raw.table == "claims":
                self.events.update((cells.get("about", ""), cells.get("act", "")))
            elif raw.table in THINGS:
                for column, text in cells.items():
                    if column.startswith(("name_", "aliases")):
                        self._named += [(name, id_) for name in text.split(";")]
                for name in cells.get("names", "").split(";"):
                    self._named.append((name.partition(":")[2], id_))
                if raw.table == "places" and cells.get("kind") == "country":
                    self.countries.add(cells.get("country", ""))

    def _add_body(self, id_: str, kind: str, city: str) -> None:
        if kind in MUNICIPAL_BODIES and city:
            self._bodies.setdefault(id_, city)

    def city_of(self, party: str) -> str:
        """The city that a municipal body counts as; any other party stays what it is."""
        return self._bodies.get(party, party)

    def has(self, tables: Iterable[str], id_: str) -> bool:
        """Whether one of the tables has the id."""
        for table in tables:  # noqa: SIM110 - several times for each row, in half the time of any()
            if id_ in self.ids[table]:
                return True
        return False

    def all_ids(self, tables: tuple[str, ...]) -> tuple[str, ...]:
        """All ids of some tables; one object for the same tables."""
        if tables not in self._ids_of:
            self._ids_of[tables] = tuple(id_ for each in tables for id_ in self.ids[each] if id_)
        return self._ids_of[tables]

    @cached_property
    def named_events(self) -> tuple[str, ...]:
        """What claims are about, for suggestions."""
        return tuple(sorted(filter(None, self.events)))

    def named(self, name: str, tables: Iterable[str]) -> list[str]:
        """The ids of the things that have this name, however it is spelt, sorted."""
        if self._names is None:
            self._names = {}
            for text, id_ in self._named:
                if text.strip():
                    self._names.setdefault(fold(text), set()).add(id_)
        found = self._names.get(fold(name), set())
        return sorted(id_ for id_ in found if self.has(tables, id_))


_TABLES_OF = {
    "place": ("places",),
    "organization": ("organizations",),
    "person": ("people",),
    "body": ("places", "organizations"),
    "thing": THINGS,
    "agent": THINGS,
    "involvement": THINGS,
    "post": ("posts",),
    "source": ("sources",),
    "claim": ("claims",),
}

_ADDED_BY = {
    "places": "add-place", "organizations": "add-organization", "people": "add-person",
    "posts": "add-post", "sources": "add-source",
}  # fmt: skip
"""The commands that add a row to a table."""

_REFERRING = {
    table: tuple(
        column
        for column in columns
        if column.kind in (*_TABLES_OF, "event", "about", "act_or_tie", "country")
    )
    for table, columns in COLUMNS.items()
}
"""The columns of each table that refer to other rows."""


def table_word(tables: Iterable[str]) -> str:
    """What the rows of some tables are, for messages."""
    words = {
        "places": _("a place"),
        "organizations": _("an organization"),
        "people": _("a person"),
        "posts": _("a post"),
        "sources": _("a source"),
        "claims": _("a claim"),
    }
    return _(" or ").join(words[table] for table in tables)


class Checker:
    """Checks rows of cells against each other and against rows known before.

    Parameters
    ----------
    raw_rows : the rows
    known : rows that were checked before
    elsewhere : columns of claims that may name what is in neither, since other claims exist
    """

    def __init__(
        self,
        raw_rows: list[RawRow],
        known: Tables | None = None,
        *,
        elsewhere: Collection[str] = (),
    ) -> None:
        self._elsewhere = frozenset(elsewhere)
        self.raw_rows = raw_rows
        self.known = known or Tables()
        self.registry = Registry(raw_rows, self.known)
        self.problems = Problems()
        self._explained: dict[tuple[str, tuple[str, ...]], tuple[str, str, str]] = {}
        self._good: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
        self._table = ""
        self._named: Collection[str] = ()
        self._cells: Sequence[_Cells] = ()

    def run(self) -> tuple[Tables, Problems]:
        """Check everything; the tables are whole only if there are no problems."""
        with few_guesses():
            return self._run()

    def _run(self) -> tuple[Tables, Problems]:
        rows = [self._read(raw) for raw in self.raw_rows]
        for checked in rows:
            if checked.raw.table == "sources":
                self.registry.sources.setdefault(checked.row.id, checked.row)
        self._check_ids(rows)
        for checked in rows:
            report = self.reporter(checked.raw)
            self._check_references(checked, report)
            if checked.raw.table == "claims":
                check_claim(checked, self.registry, report)
            elif checked.raw.table == "sources":
                check_source(checked, report)
            elif checked.raw.table == "places":
                self._check_place(checked, report)
            elif checked.raw.table == "approval_rules":
                self._check_rule(checked, report)
        self._check_part_of(rows)
        tables: dict[str, tuple[Any, ...]] = {
            table: tuple(c.row for c in rows if c.raw.table == table) for table in ROW_TYPES
        }
        return Tables(**tables), self.problems

    def reporter(self, raw: RawRow) -> Report:
        """A function that notes a problem of one row."""

        def report(
            code: str,
            column: str,
            value: str,
            message: str,
            expected: str = "",
            *,
            suggestion: str = "",
        ) -> None:
            # Without line numbers (RDF), the id of the row says where.
            where = column if raw.line else f"{raw.table}/{raw.cells.get('id', '')} {column}"
            self.problems.append(
                Problem(raw.file, raw.line, where, value, message, expected, suggestion, code)
            )

        return report

    # --- single cells ---

    def _read(self, raw: RawRow) -> Checked:
        report = self.reporter(raw)
        bad: set[str] = set()
        kinds = VALUE_KINDS[raw.table]
        id_ = raw.cells.get("id", "")
        if not id_:
            report("blank-required", "id", "", _("this cell must not be empty"))
            bad.add("id")
        elif (fault := id_fault(raw.table, id_)) is not None:
            report(
                fault.code,
                "id",
                fault.value,
                fault.message,
                fault.expected,
                suggestion=fault.suggestion,
            )
            bad.add("id")
        values: dict[str, Any] = {"order": 0} if raw.table == "approval_rules" else {}
        further: dict[str, str] = {}
        for column, kind, good in self._columns(raw):
            name = column.name
            text = raw.cells.get(name, "")
            if column.required:
                # Fields without a default hold a blank until their cell is found good.
                values.setdefault(name, "")
            if not text:
                if column.required:
                    report("blank-required", name, "", _("this cell must not be empty"))
                    bad.add(name)
                continue
            if (found := good.get(text)) is not None:
                values[name] = found
                continue
            if text.startswith(UNMERGED):
                report(
                    "unmerged-cell",
                    name,
                    cut(text),
                    _("two people changed this cell (or one deleted the row)"),
                    suggestion=_("keep one of the texts, and delete the others and the marks"),
                )
                bad.add(name)
                continue
            faults = cell_faults(column, kind, text)
            if faults and column.kind == "edtf" and says_gregorian(raw.cells.get("when_text", "")):
                faults = [fault for fault in faults if fault.code != "solar-hijri-year"]
            if faults:
                for fault in faults:
                    report(
                        fault.code,
                        name,
                        fault.value,
                        fault.message,
                        fault.expected,
                        suggestion=fault.suggestion,
                    )
            if faults or faults is None:
                bad.add(name)
                # A table has been reported with its bytes; RDF can escape what it contains.
                if faults is None and not raw.line:
                    report(
                        "control-character",
                        name,
                        text,
                        _("this text contains characters that are not allowed in a table"),
                        suggestion=_("delete it"),
                    )
            else:
                if column.kind == "licence":
                    text = normal_licence(text)
                if name not in kinds:
                    further[name] = text
                    continue
                values[name] = cell_value(kind, text)
                if column.kind != "licence" and len(good) < _GOOD:
                    good[text] = values[name]
        texts = further_of(raw.table, further)
        return Checked(raw, ROW_TYPES[raw.table](id=id_, **values, further=texts), bad)

    def _columns(self, raw: RawRow) -> Sequence[_Cells]:
        """The columns of a row but its id; rows that follow each other mostly have the same."""
        if self._table != raw.table or self._named != raw.cells.keys():
            self._table, self._named = raw.table, raw.cells.keys()
            kinds = VALUE_KINDS[raw.table]
            self._cells = [
                (column, kinds.get(column.name, column.value), self._good[raw.table, column.name])
                for column in columns_in(raw.table, raw.cells)
                if column.kind != "id"
            ]
        return self._cells

    # --- ids ---

    def _check_ids(self, rows: list[Checked]) -> None:
        first: dict[tuple[str, str], RawRow] = {}
        known: dict[tuple[str, str], Any] = {}
        for table in ROW_TYPES:
            for row in getattr(self.known, table):
                known[_space(table), row.id] = (table, row)
        for checked in rows:
            raw = checked.raw
            id_ = raw.cells.get("id", "")
            if not id_:
                continue
            key = (_space(raw.table), id_)
            report = self.reporter(raw)
            if key in first:
                earlier = first[key]
                place = f"{earlier.file}:{earlier.line}" if earlier.line else earlier.file
                report(
                    "duplicate-id",
                    "id",
                    id_,
                    _("this id was used before, in {place}").format(place=place),
                    suggestion=_("ids are unique across places, organizations and people")
                    if earlier.table != raw.table
                    else "",
                )
                continue
            first[key] = raw
            if key in known and not checked.bad:
                table, row = known[key]
                if table != raw.table or closed(row) != closed(checked.row):
                    report(
                        "duplicate-id",
                        "id",
                        id_,
                        _("the data that this is added to has another row with this id"),
                        suggestion=_("choose another id, or omit this row"),
                    )

    # --- references ---

    def _check_references(self, checked: Checked, report: Report) -> None:
        for column in _REFERRING[checked.raw.table]:
            value = getattr(checked.row, column.name)
            if not value or column.name in checked.bad:
                continue
            for item in value if isinstance(value, tuple) else (value,):
                before = len(self.problems)
                self._check_reference(checked, column.kind, column.name, item, report)
                if len(self.problems) > before:
                    checked.bad.add(column.name)

    def _check_reference(
        self, checked: Checked, kind: str, column: str, item: str, report: Report
    ) -> None:
        if kind == "event":
            self._check_event(checked, column, item, report)
        elif kind == "about":
            self._check_about(item, checked.row.type, report)
        elif kind == "act_or_tie":
            self._check_act_or_tie(checked, column, item, report)
        elif kind == "country":
            if item not in self.registry.countries:
                report(
                    "unknown-country",
                    column,
                    item,
                    _("no country with this code is among the places"),
                    suggestion=did_you_mean(item, self.registry.countries)
                    or _("add the country to places"),
                )
        elif kind in ("agent", "involvement"):
            try:
                agent = parse_agent(item)
            except UsageError:
                # Possibly a name: then report whose it is.
                self.refer(column, item.partition("@")[0].partition(":")[0], THINGS, report)
                return
            if agent.capacity and kind == "agent":
                report(
                    "bad-reference",
                    column,
                    item,
                    _("put who takes part in which capacity in the column people"),
                )
            self.refer(column, agent.id, THINGS if not agent.post else ("people",), report)
            if agent.post:
                self.refer(column, agent.post, ("posts",), report)
        else:
            self.refer(column, item, _TABLES_OF[kind], report)

    def refer(self, column: str, item: str, tables: tuple[str, ...], report: Report) -> None:
        """Report an id that is not among the rows of some tables."""
        if self.registry.has(tables, item):
            return
        if "people" in tables and is_unnamed(item):
            if self._elsewhere:
                return
            claim = item.removeprefix("unnamed/").partition(".")[0]
            if claim not in self.registry.ids["claims"]:
                report(
                    "unknown-id",
                    column,
                    item,
                    _("unknown claim {id}").format(id=claim),
                    suggestion=did_you_mean(claim, self.registry.ids["claims"]),
                )
            return
        if column in self._elsewhere and id_fault(tables[0], item) is None:
            return
        code, message, suggestion = self._explain(item, tables)
        report(code, column, item, message, suggestion=suggestion)

    def _explain(self, item: str, tables: tuple[str, ...]) -> tuple[str, str, str]:
        key = (item, tables)
        if key not in self._explained:
            self._explained[key] = self._explanation(item, tables)
        return self._explained[key]

    def _explanation(self, item: str, tables: tuple[str, ...]) -> tuple[str, str, str]:
        is_ = [table for table in _TABLES_WITH_WORDS if item in self.registry.ids[table]]
        if is_:
            message = _("this is {what}, not {expected}").format(
                what=table_word(is_[:1]), expected=table_word(tables)
            )
            return "wrong-reference", message, ""
        same_name = self.registry.named(item, tables)
        if len(same_name) > 1:
            return (
                "ambiguous-name",
                _("an ambiguous name where an id is expected"),
                _("write one of: {ids}").format(ids=", ".join(same_name)),
            )
        if same_name:
            return (
                "name-not-id",
                _("a name where an id is expected"),
                _("did you mean {names}?").format(names=same_name[0]),
            )
        suggestion = did_you_mean(item, self.registry.all_ids(tables))
        if "people" in tables and is_description(item):
            suggestion = _("write unnamed/ and the id of the claim for what a source does not name")
        elif not suggestion and set(tables) <= set(_ADDED_BY):
            commands = [f"cityties data {_ADDED_BY[table]}" for table in tables]
            suggestion = _("add it first: {commands}").format(commands=_(" or ").join(commands))
        return (
            "unknown-id",
            _("no row has this id; it should be {expected}").format(expected=table_word(tables)),
            suggestion,
        )

    def _check_event(self, checked: Checked, column: str, item: str, report: Report) -> None:
        try:
            parse_agent(item)
            well_formed = "@" not in item and ":" not in item and "/" not in item
        except UsageError:
            well_formed = False
        if not well_formed:
            report("bad-event", column, item, _("not an id of an event"), "ev-visit-hue-2023")
        elif column == "part_of":
            if item in (checked.row.about, checked.row.act):
                report("self-reference", column, item, _("nothing can be part of itself"))
            elif item not in self.registry.events and column not in self._elsewhere:
                report(
                    "unknown-id",
                    column,
                    item,
                    _("no claim is about this event or list"),
                    suggestion=did_you_mean(item, self.registry.named_events),
                )

    def _check_act_or_tie(self, checked: Checked, column: str, item: str, report: Report) -> None:
        if item.startswith("tie/"):
            self._check_about(item, "tie", report, column=column)
        elif not item.startswith(("ev-", "list-")) or not is_event_id(item):
            report(
                "bad-reference",
                column,
                item,
                _("not an id of an event or a tie"),
                "ev-vote-freiburg-2023 / tie/freiburg+porto/sister_city",
            )
        elif item in (checked.row.about, checked.row.act):
            report("self-reference", column, item, _("a plan cannot depend on itself"))
        elif item not in self.registry.events and column not in self._elsewhere:
            report(
                "unknown-id",
                column,
                item,
                _("no claim is about this event or list"),
                suggestion=did_you_mean(item, self.registry.named_events),
            )

    def _check_about(
        self, item: str, claim_type: str, report: Report, *, column: str = "about"
    ) -> None:
        if item.startswith("tie/"):
            try:
                tie = parse_tie_id(item)
            except UsageError as error:
                report("bad-tie-id", column, item, str(error))
                return
            for party in tie.parties:
                self.refer(column, party, THINGS, report)
        elif "@" in item:
            try:
                pair = parse_pair(item)
            except UsageError as error:
                report("bad-about", column, item, str(error))
                return
            if claim_type == "role":
                self.refer(column, pair.first, ("people",), report)
                self.refer(column, pair.second, ("posts",), report)
            else:
                self.refer(column, pair.first, ("places", "organizations"), report)
                self.refer(column, pair.second, ("organizations",), report)
        elif item.startswith(("ev-", "list-")):
            if not is_event_id(item):
                report("bad-event", column, item, _("not an id of an event"), "ev-visit-hue-2023")
        elif not self.registry.has(("posts",), item):
            self.refer(column, item, THINGS, report)

    # --- whole rows ---

    def _check_place(self, checked: Checked, report: Report) -> None:
        place = checked.row
        if {"latitude", "longitude"} & checked.bad:
            return
        if (place.latitude is None) != (place.longitude is None):
            missing = "latitude" if place.latitude is None else "longitude"
            report("half-point", missing, "", _("latitude and longitude must be given together"))

    def _check_rule(self, checked: Checked, report: Report) -> None:
        rule = checked.row
        if "step" not in checked.bad and rule.step not in STATUSES["tie"]:
            report(
                "status-not-applicable",
                "step",
                rule.step,
                _("this is not a step of a tie"),
                ", ".join(STATUSES["tie"][:7]),
            )
        if "kinds" not in checked.bad:
            for kind in rule.kinds:
                if kind not in AGREEMENT_KINDS:
                    report(
                        "kind-not-applicable",
                        "kinds",
                        kind,
                        _("rules apply to kinds of agreement"),
                    )
        if "order" not in checked.bad and rule.order < 1:
            report(
                "out-of-range", "order", str(rule.order), _("the first step must have the number 1")
            )

    def _check_part_of(self, rows: list[Checked]) -> None:
        """Find places that are, over some steps, parts of themselves."""
        above = {place.id: place.part_of for place in self.known.places if place.part_of}
        checked_places = [c for c in rows if c.raw.table == "places"]
        above.update((c.row.id, c.row.part_of) for c in checked_places if c.row.part_of)
        circular = _in_circles(above)
        for checked in checked_places:
            if checked.row.id in circular:
                self.reporter(checked.raw)(
                    "part-of-cycle",
                    "part_of",
                    checked.row.part_of,
                    _("a place cannot be part of itself"),
                )


def closed(row: Any) -> Any:
    """What of a row is the same wherever its id is: of a post, everything but the holders.

    A folder adds a holder to a post of another folder with a row that repeats the post.
    """
    return canonical(replace(row, holders=()) if isinstance(row, Post) else row)


def _in_circles(above: dict[str, str]) -> set[str]:
    """The ids that are, over some steps, above themselves; each id is climbed once."""
    found: set[str] = set()
    seen: set[str] = set()
    for start in above:
        climbed: dict[str, None] = {}
        at = start
        while at and at not in seen:
            seen.add(at)
            climbed[at] = None
            at = above.get(at, "")
        if at in climbed:
            steps = list(climbed)
            found.update(steps[steps.index(at) :])
    return found


_TABLES_WITH_WORDS = (*THINGS, "posts", "sources", "claims")


def _space(table: str) -> str:
    return "things" if table in THINGS else table
