"""What changed between two states of the graph, by fact.

A side is a snapshot, a store, a data folder, or the data as known by a day.
Compared are the claims that each side knows, the rows of the registry, the
states that the readings give (each side on its own day), and the conflicts.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cityties.errors import NotFoundError, UsageError
from cityties.language.messages import _
from cityties.model.rows import Claim, Tables
from cityties.model.tables import ROW_TYPES, cell_text, columns_in
from cityties.vocabulary.codes import broader_codes

if TYPE_CHECKING:
    from cityties.reading import Conflict, MembershipState, Readings, State
    from cityties.store.build import Graph

Day = datetime.date
Cells = Mapping[str, str]

EVERYTHING: Final = "all"
"""Names the data with everything known, where a day could stand."""


@dataclass(frozen=True)
class Side:
    """One of the two states that are compared.

    Parameters
    ----------
    name : what the reader called it
    graph : its graph
    readings : its readings
    known_by : the day whose knowledge it has; ``None``: everything
    on : the day whose states are compared
    version : of the release, for a snapshot
    retracted : the claims of a data folder that are no longer claimed: their cells by id
    """

    name: str
    graph: Graph
    readings: Readings
    known_by: Day | None
    on: Day
    version: str = ""
    retracted: Mapping[str, Cells] = field(default_factory=dict)

    def about(self) -> dict[str, Any]:
        """What it is, for the JSON form."""
        return {
            "name": self.name,
            "id": self.graph.content_id,
            "version": self.version or None,
            "known_by": self.known_by.isoformat() if self.known_by else None,
            "on": self.on.isoformat(),
            "claims": len(self.readings.claims),
        }


@dataclass(frozen=True, slots=True)
class RowChange:
    """A claim, or another row of the tables, that was added, withdrawn or changed.

    Parameters
    ----------
    table, id : which row
    change : ``added``, ``withdrawn`` or ``changed``
    fields : for ``changed``: column, before, after; else nothing
    about, source, gist : of the claim, for those who read it
    claims : the claim, before and after
    reason : why a withdrawn claim is no longer claimed, if that is kept
    """

    table: str
    id: str
    change: str
    fields: tuple[tuple[str, str, str], ...] = ()
    about: str = ""
    source: str = ""
    gist: str = ""
    claims: tuple[Claim, ...] = ()
    reason: str = ""

    @property
    def claimed(self) -> str:
        """The status that it claims, with its doubt; of a changed one before and after."""
        from cityties.words.claimed import claim_words

        found = dict.fromkeys(claim_words(one) for one in self.claims)
        return " → ".join(each for each in found if each)


@dataclass(frozen=True, slots=True)
class View:
    """What a side reads of a tie or membership on its day."""

    status: str | None
    certainty: str
    alternatives: tuple[str, ...] = ()
    side: str = ""
    concluded: str | None = None
    since: str | None = None
    grade: str = ""


@dataclass(frozen=True, slots=True)
class StateChange:
    """A tie or membership that the two sides read differently.

    Parameters
    ----------
    about : id of the tie or membership
    channel : ``all`` for the whole tie
    before, after : how each side reads it on its own day; ``None`` where it says nothing
    then : how the second side reads the day of the first: what differs from ``before`` was
        learned, the rest happened
    claims : the claims of the second side that decide, else those of the first
    withdrawn : the claims of the first side's reading that the second side has not at all
    """

    about: str
    channel: str
    before: View | None
    after: View | None
    then: View | None
    claims: tuple[str, ...]
    withdrawn: tuple[str, ...] = ()

    @property
    def how(self) -> str:
        """Why it is read differently.

        ``happened``: something came about between the two days; ``learned``: the second side
        reads the day of the first otherwise too; ``dated``: only the dates, or whether a
        signing is claimed, differ; ``withdrawn``: it rested on claims that are no longer
        claimed, so that nothing happened.
        """
        if self.withdrawn and _gist_of(self.then) != _gist_of(self.before):
            return "withdrawn"
        if _gist_of(self.before) == _gist_of(self.after):
            return "dated"
        return "happened" if _gist_of(self.then) == _gist_of(self.before) else "learned"


@dataclass(frozen=True, slots=True)
class ConflictChange:
    """A conflict that one side has and the other has not, or has with other values."""

    id: str
    change: str  # opened, closed, changed
    about: str
    what: str
    before: tuple[tuple[str, tuple[str, ...]], ...]  # value and its sources
    after: tuple[tuple[str, tuple[str, ...]], ...]
    claims: tuple[Claim, ...] = ()

    def claimed(self, value: str) -> str:
        """A value that is a status, as the claims give it; empty for any other."""
        from cityties.words.claimed import all_claimed_words

        return all_claimed_words(self.claims, value)

    def all_claimed(self) -> tuple[str, ...]:
        """All its values that are statuses, as the claims give them."""
        found = (self.claimed(value) for value, _sources in (*self.before, *self.after))
        return tuple(dict.fromkeys(filter(None, found)))


@dataclass(frozen=True)
class Diff:
    """Everything that differs between two sides, in a fixed order."""

    one: Side
    other: Side
    claims: tuple[RowChange, ...]
    rows: tuple[RowChange, ...]
    states: tuple[StateChange, ...]
    conflicts: tuple[ConflictChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.claims or self.rows or self.states or self.conflicts)

    def by_change(self, change: str) -> list[RowChange]:
        """The claims that were ``added``, ``withdrawn`` or ``changed``."""
        return [each for each in self.claims if each.change == change]

    def as_dict(self) -> dict[str, Any]:
        """The JSON form, as ``docs/snapshots.md`` describes it."""
        return {
            "from": self.one.about(),
            "to": self.other.about(),
            "claims": {
                change: [_row_dict(each) for each in self.by_change(change)]
                for change in ("added", "withdrawn", "changed")
            },
            "rows": [{"change": each.change, **_row_dict(each)} for each in self.rows],
            "states": [{**asdict(each), "how": each.how} for each in self.states],
            "conflicts": {
                change: [_conflict_dict(each) for each in self.conflicts if each.change == change]
                for change in ("opened", "closed", "changed")
            },
        }


def _conflict_dict(change: ConflictChange) -> dict[str, Any]:
    return {
        "id": change.id,
        "about": change.about,
        "what": change.what,
        **{
            when: [
                {
                    "value": value,
                    "sources": list(sources),
                    **({"claimed": claimed} if (claimed := change.claimed(value)) else {}),
                }
                for value, sources in values
            ]
            for when, values in (("before", change.before), ("after", change.after))
        },
    }


def _row_dict(change: RowChange) -> dict[str, Any]:
    made: dict[str, Any] = {"table": change.table, "id": change.id}
    if change.table == "claims":
        made |= {
            "about": change.about,
            "source": change.source,
            "gist": change.gist,
            "claimed": change.claimed,
        }
    if change.reason:
        made["reason"] = change.reason
    if change.change == "changed":
        made["fields"] = [
            {"field": name, "before": before, "after": after}
            for name, before, after in change.fields
        ]
    return made


# --- the sides ------------------------------------------------------------------------------


def open_side(
    text: str,
    default: Callable[[], Graph],
    *,
    on: Day | None = None,
    day: Callable[[str], Day],
    shipped: bool = False,
) -> Side:
    """Find what the reader means by one side.

    Parameters
    ----------
    text : a folder (snapshot, folder of snapshots, store, data), a file of RDF, a day, or
        ``all``
    default : opens the data that a day refers to
    on : compare the states of this day; each side's own day by default
    day : reads a day, or raises UsageError
    shipped : whether a data folder is added to the shipped data

    Raises
    ------
    NotFoundError
        If it is neither a folder nor a day.
    """
    path = Path(text)
    if path.exists():
        return _folder_side(text, path, on=on, shipped=shipped)
    if text.strip().lower() == EVERYTHING:
        graph = default()
        return _side(_("everything known"), graph, None, on)
    try:
        known_by = day(text)
    except UsageError:
        raise NotFoundError(
            _("{path} is neither a folder nor a day such as 2021-06-01").format(path=text)
        ) from None
    return _side(known_by.isoformat(), default(), known_by, on or known_by)


def _folder_side(text: str, path: Path, *, on: Day | None, shipped: bool) -> Side:
    from cityties.store.build import open_or_build
    from cityties.store.graphs import is_store
    from cityties.store.snapshots import find_snapshot, read_snapshot

    if path.is_dir() and find_snapshot(path) is not None:
        snapshot = read_snapshot(path)
        graph = open_or_build(shipped=False, store_dir=path)
        version = str(snapshot.manifest["version"])
        return _side(text, graph, snapshot.known_by, on or snapshot.on, version)
    if path.is_dir() and is_store(path):
        graph = open_or_build(shipped=False, store_dir=path)
        return _side(text, graph, graph.known_by, on)
    side = _side(text, open_or_build([path], shipped=shipped), None, on)
    if not path.is_dir():
        return side
    from cityties.loaders.retracting import read_retracted

    return replace(side, retracted=read_retracted(path))


def _side(name: str, graph: Graph, known_by: Day | None, on: Day | None, version: str = "") -> Side:
    if known_by == graph.known_by:
        readings = graph.readings
    else:
        from cityties.reading import read_tables

        readings = read_tables(graph.tables, known_by=known_by)
    own = min((day for day in (known_by, graph.data_day) if day), default=None)
    return Side(name, graph, readings, known_by, on or own or datetime.date.max, version)


# --- comparing ------------------------------------------------------------------------------


def compare(one: Side, other: Side, *, city: str = "") -> Diff:
    """Compare two sides.

    Parameters
    ----------
    one, other : the earlier and the later one
    city : only what concerns this place, by its id; registry rows are then left out

    Returns
    -------
    Diff
        Claims and rows by id; states by tie; conflicts by id.
    """
    # A side without a source has no day: it is read on that of the other.
    one, other = _dated(one, other), _dated(other, one)
    involved = _involvement(city, one, other)
    return Diff(
        one,
        other,
        tuple(each for each in _claims(one, other) if involved(each.id)),
        () if city else tuple(_registry(one.graph.tables, other.graph.tables)),
        tuple(each for each in _states(one, other) if not city or _names(each.about, city)),
        tuple(
            each
            for each in _conflicts(one.readings, other.readings)
            if not city or _names(each.about, city)
        ),
    )


def _dated(side: Side, other: Side) -> Side:
    if side.on != datetime.date.max:
        return side
    on = other.on if other.on != datetime.date.max else datetime.date.today()
    return replace(side, on=on)


def _names(about: str, city: str) -> bool:
    from cityties.model.identifiers import parse_tie_id

    if about.startswith("tie/"):
        return city in parse_tie_id(about).parties
    return city in about.split("@")


def _involvement(city: str, *sides: Side) -> Callable[[str], bool]:
    if not city:
        return lambda _claim: True
    found = set()
    for side in sides:
        for claim in side.readings.claims.values():
            things = {*claim.parties, *claim.actor, *claim.target, claim.about}
            if city in things or _names(claim.about, city):
                found.add(claim.id)
    return found.__contains__


def _claims(one: Side, other: Side) -> Iterator[RowChange]:
    before, after = one.readings.claims, other.readings.claims
    for id_ in sorted({*before, *after}):
        was, now = before.get(id_), after.get(id_)
        if was is now or was == now:
            continue
        known = now or was
        assert known is not None
        change = "added" if was is None else "withdrawn" if now is None else "changed"
        fields = tuple(_fields("claims", was, now)) if was and now else ()
        if change == "changed" and not fields:
            continue
        yield RowChange(
            "claims",
            id_,
            change,
            fields,
            known.about,
            known.source,
            known.gist,
            tuple(one for one in (was, now) if one),
            other.retracted.get(id_, {}).get("reason", "") if now is None else "",
        )


def _fields(table: str, was: Any, now: Any) -> Iterator[tuple[str, str, str]]:
    names = {name for row in (was, now) for name, _text in row.further}
    for column in (each.name for each in columns_in(table, names)):
        before, after = getattr(was, column), getattr(now, column)
        if isinstance(before, tuple) and sorted(before) == sorted(after):
            continue  # the order inside a cell means nothing
        if before != after:
            yield column, cell_text(before), cell_text(after)


def _registry(one: Tables, other: Tables) -> Iterator[RowChange]:
    for table in ROW_TYPES:
        if table == "claims":
            continue
        before = {row.id: row for row in getattr(one, table)}
        after = {row.id: row for row in getattr(other, table)}
        for id_ in sorted({*before, *after}):
            if id_ not in before:
                yield RowChange(table, id_, "added")
            elif id_ not in after:
                yield RowChange(table, id_, "withdrawn")
            elif fields := tuple(_fields(table, before[id_], after[id_])):
                yield RowChange(table, id_, "changed", fields)


def _gist_of(view: View | None) -> tuple[Any, ...] | None:
    """What makes two readings of one day differ; a sharper date of the same does not."""
    if view is None or view.status is None:
        return None
    return view.status, view.certainty, view.alternatives, view.side, view.grade


def _view(state: State) -> View | None:
    if state.status is None:
        return None
    return View(
        state.status, state.certainty, state.alternatives, state.side, state.concluded, state.since
    )


def _membership_view(state: MembershipState) -> View | None:
    if state.status is None:
        return None
    return View(
        state.status, state.certainty, state.alternatives, since=state.since, grade=state.grade
    )


def _states(one: Side, other: Side) -> Iterator[StateChange]:
    # What the other side only does not know yet is not withdrawn.
    still = {claim.id for claim in other.graph.tables.claims}

    def gone(claims: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(claim for claim in claims if claim not in still)

    for tie in sorted({*one.readings.ties, *other.readings.ties}):
        seen: dict[str, tuple[View | None, View | None]] = {}
        for channel in _channels(tie, one.readings, other.readings):
            before, _basis = _tie_view(one.readings, tie, one.on, channel)
            after, basis = _tie_view(other.readings, tie, other.on, channel)
            seen[channel] = (before, after)
            if any(seen.get(broader) == (before, after) for broader in broader_codes(channel)):
                continue  # it did what the broader one did
            if before == after:
                continue
            then, _claims = _tie_view(other.readings, tie, one.on, channel)
            yield StateChange(tie, channel, before, after, then, basis or _basis, gone(_basis))
    for membership in sorted({*one.readings.memberships, *other.readings.memberships}):
        before, _basis = _membership(one.readings, membership, one.on)
        after, basis = _membership(other.readings, membership, other.on)
        if before != after:
            then, _claims = _membership(other.readings, membership, one.on)
            yield StateChange(membership, "all", before, after, then, basis or _basis, gone(_basis))


def _channels(tie: str, *sides: Readings) -> list[str]:
    """The whole tie, then each channel that a claim of either side refers to."""
    from cityties.reading import CHANNELS

    spoken: set[str] = set()
    for readings in sides:
        if tie in readings.ties:
            spoken.update(period.channel for period in readings.ties[tie].periods)
    return ["all", *(channel for channel in CHANNELS[1:] if channel in spoken)]


def _tie_view(
    readings: Readings, tie: str, on: Day, channel: str
) -> tuple[View | None, tuple[str, ...]]:
    if tie not in readings.ties:
        return None, ()
    state = readings.state(tie, on, channel)
    return _view(state), state.claims


def _membership(
    readings: Readings, membership: str, on: Day
) -> tuple[View | None, tuple[str, ...]]:
    if membership not in readings.memberships:
        return None, ()
    state = readings.memberships[membership].state(on)
    return _membership_view(state), state.claims


def _conflicts(one: Readings, other: Readings) -> Iterator[ConflictChange]:
    before = {conflict.id: conflict for conflict in one.conflicts}
    after = {conflict.id: conflict for conflict in other.conflicts}
    for id_ in sorted({*before, *after}):
        was, now = before.get(id_), after.get(id_)
        if _values(was) == _values(now):
            continue
        known = now or was
        assert known is not None
        change = "opened" if was is None else "closed" if now is None else "changed"
        claims = tuple(
            readings.claims[claim]
            for conflict, readings in ((was, one), (now, other))
            for _value, _sources, its in (conflict.values if conflict else ())
            for claim in its
        )
        values = _values(was), _values(now)
        yield ConflictChange(id_, change, known.about, known.what, *values, claims)


def _values(conflict: Conflict | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if conflict is None:
        return ()
    return tuple((value, tuple(sources)) for value, sources, _claims in conflict.values)


def table_rows(diff: Diff) -> list[dict[str, Any]]:
    """The differences as flat rows: one a claim or field, state, and conflict."""
    return [*_flat_rows(diff.claims), *_flat_rows(diff.rows), *_flat_states(diff.states), *(
        {
            "part": "conflicts",
            "change": each.change,
            "id": each.id,
            "about": each.about,
            "field": each.what,
            "before": "; ".join(value for value, _sources in each.before),
            "after": "; ".join(value for value, _sources in each.after),
            "claimed": "; ".join(each.all_claimed()),
            "source": ";".join(
                sorted({one for _value, sources in each.after or each.before for one in sources})
            ),
        }
        for each in diff.conflicts
    )]  # fmt: skip


ROW_KEYS: Final = ("part", "change", "id", "about", "field", "before", "after", "source", "claimed")


def _flat_rows(changes: Iterable[RowChange]) -> Iterator[dict[str, Any]]:
    for each in changes:
        row = {
            "part": each.table,
            "change": each.change,
            "id": each.id,
            "about": each.about,
            "field": "",
            "before": "",
            "after": each.gist if each.change == "added" else "",
            "source": each.source,
            "claimed": each.claimed,
        }
        if each.change == "withdrawn":
            row["before"] = each.gist
        if not each.fields:
            yield row
        for name, before, after in each.fields:
            yield {**row, "field": name, "before": before, "after": after}


def _flat_states(changes: Iterable[StateChange]) -> Iterator[dict[str, Any]]:
    for each in changes:
        yield {
            "part": "states",
            "change": each.how,
            "id": each.about,
            "about": each.about,
            "field": each.channel,
            "before": _short(each.before),
            "after": _short(each.after),
            "source": "",
            "claimed": "",
        }


def _short(view: View | None) -> str:
    if view is None or view.status is None:
        return ""
    parts = [view.status, view.certainty if view.certainty != "certain" else "", view.concluded]
    return " ".join(filter(None, parts))
