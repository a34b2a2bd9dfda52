"""Lists as sheets: rows with the columns of their table, and the same as a document."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cityties.language.messages import _
from cityties.office import calendar, dormant, pending, shared
from cityties.office.desk import Desk
from cityties.office.document import Document, Line, Note, Section, Table, TableRow
from cityties.words.labels import code_label
from cityties.words.phrases import digits, number

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Head:
    """A column of the table of a sheet.

    Parameters
    ----------
    key : key of the row that it shows
    title : its heading, in the language of the messages
    show : a row as the text of its cell
    """

    key: str
    title: str
    show: Callable[[Row], str]


@dataclass(frozen=True)
class Sheet:
    """Rows, the columns that show them, and what each row is based on.

    Parameters
    ----------
    key : what it is, such as ``pending``
    title : its title
    heads : columns of the table
    rows : the rows, as ``-f json`` prints them
    keys : keys of a row, for csv and tsv
    notes : what a row is based on
    empty : what it means that there is no row
    asked : the command that asks again
    remarks : what must be known to read the rows: under a table, and lines of a document
    facts : more about the whole, for JSON
    """

    key: str
    title: str
    heads: tuple[Head, ...]
    rows: Sequence[Row]
    keys: tuple[str, ...]
    notes: Callable[[Row], tuple[Note, ...]]
    empty: str
    asked: Note
    remarks: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)

    def document(self, desk: Desk) -> Document:
        """The sheet as a document of one table.

        Parameters
        ----------
        desk : who asked
        """
        if self.rows:
            rows = tuple(
                TableRow(tuple(head.show(row) for head in self.heads), self.notes(row))
                for row in self.rows
            )
            blocks: tuple[Any, ...] = (Table(tuple(head.title for head in self.heads), rows),)
        else:
            blocks = (Line(self.empty, (self.asked,)),)
        blocks += tuple(Line(remark, (self.asked,)) for remark in self.remarks)
        return Document(
            self.key,
            self.title,
            (Section(self.key, self.title, blocks),),
            desk.sources(),
            {**desk.facts, **self.facts},
            desk.foot(),
        )


def pending_sheet(desk: Desk) -> Sheet:
    """What waits; see `cityties.office.pending`."""
    return Sheet(
        "pending",
        _("What waits: {city}").format(city=desk.name(desk.city)),
        (
            Head("kind", _("Matter"), lambda row: pending.what_words(desk, row)),
            Head("partner", _("Partner"), lambda row: desk.names(row["partner"])),
            Head("by", _("Whose move"), lambda row: pending.direction_words(desk, row)),
            Head("since", _("Since"), pending.since_words),
            Head("channel", _("Channel"), lambda row: pending.channel_words(desk, row)),
            Head("owes", _("Owes the next step"), lambda row: pending.owes_words(desk, row)),
            Head("last_step", _("Last step"), lambda row: pending.last_step_words(desk, row)),
            Head("closes", _("Closed by"), lambda row: pending.closing_words(row["closes"])),
        ),
        pending.pending_rows(desk),
        pending.KEYS,
        lambda row: pending.row_notes(desk, row),
        _("nothing is known to wait"),
        desk.asked("pending", desk.city),
    )


def calendar_sheet(desk: Desk, days: int = 365) -> Sheet:
    """What falls due; see `cityties.office.calendar`."""
    return Sheet(
        "calendar",
        _("Calendar: {city}").format(city=desk.name(desk.city)),
        (
            Head("day", _("Day"), lambda row: calendar.day_of(desk, row)),
            Head("days", _("In days"), lambda row: digits(str(row["days"]))),
            Head("what", _("What"), lambda row: calendar.entry_words(desk, row)),
        ),
        calendar.calendar_rows(desk, days),
        calendar.KEYS,
        lambda row: calendar.row_notes(desk, row),
        _("no certain day falls due: no date is made of a bare year"),
        desk.asked("calendar", desk.city, "--days", str(days)),
    )


def dormant_sheet(desk: Desk, months: int) -> Sheet:
    """Agreements that nobody lives; see `cityties.office.dormant`."""
    return Sheet(
        "dormant",
        _("Agreements without two-way contact: {city}").format(city=desk.name(desk.city)),
        (
            Head("partner", _("Partner"), lambda row: desk.names(row["partner"])),
            Head("kind", _("Kind"), lambda row: code_label(row["kind"])),
            Head("activity", _("Activity"), lambda row: code_label(row["activity"])),
            Head("last_contact", _("Last contact"), dormant.silence_words),
            Head("next", _("Next step"), dormant.next_words),
        ),
        dormant.dormant_rows(desk, months),
        dormant.KEYS,
        lambda row: dormant.row_notes(desk, row),
        _("every agreement in force has a two-way contact in that time")
        if dormant.agreements(desk)
        else _("no agreement in force is known"),
        desk.asked("dormant", desk.city, "--months", str(months)),
    )


def shared_sheet(desk: Desk, first: str, second: str) -> Sheet:
    """What two cities share; see `cityties.office.shared`."""
    names = (desk.name(first), desk.name(second))
    return Sheet(
        "shared",
        _("Shared by {first} and {second}").format(first=names[0], second=names[1]),
        (
            Head("what", _("What"), shared.what_words),
            Head("shared", _("Shared"), lambda row: shared.thing_words(desk, row)),
            Head("first", names[0], lambda row: shared.status_words(row, "first")),
            Head("second", names[1], lambda row: shared.status_words(row, "second")),
            Head("certainty", _("Certainty"), lambda row: certainty_words(row["certainty"])),
        ),
        shared.shared_rows(desk, first, second),
        shared.KEYS,
        lambda row: shared.row_notes(desk, row),
        _("nothing shared is known"),
        desk.asked("shared", first, second),
    )


def certainty_words(certainty: str) -> str:
    """``certain`` or ``possible`` in words."""
    return {"certain": _("certain"), "possible": _("possible")}.get(certainty, certainty)


def desk_of(graph: Any, city: str | None, on: datetime.date | None) -> Desk:
    """The desk of a city, or of the home city.

    Parameters
    ----------
    graph : the graph
    city : what the user wrote
    on : the day; today without one
    """
    from cityties.api.homes import city_or_home

    return Desk(graph, graph.find_city(city_or_home(graph, city)), on)


def approvals_sheet(desk: Desk, partner: str, kind: str = "sister_city") -> Sheet:
    """The chain of approvals; see `cityties.office.approvals`."""
    from cityties.office import approvals

    return Sheet(
        "approvals",
        _("Approvals: {city} and {partner}, {kind}").format(
            city=desk.name(desk.city), partner=desk.name(partner), kind=code_label(kind)
        ),
        (
            Head("city", _("Side"), lambda row: desk.name(row["city"])),
            Head("order", _("Step"), lambda row: digits(str(row["order"] or ""))),
            Head("step", _("What the rules ask"), lambda row: approvals.step_words(desk, row)),
            Head("stands", _("Where it stands"), approvals.stands_words),
        ),
        approvals.approval_rows(desk, partner, kind),
        approvals.KEYS,
        lambda row: approvals.row_notes(desk, row),
        _("no rule is known"),
        desk.asked("approvals", desk.city, partner),
    )


def introduction_sheet(desk: Desk, target: str, channel: str, routes: int) -> Sheet:
    """Who can introduce; see `cityties.office.introduce`."""
    from cityties.office import introduce

    return Sheet(
        "introduce",
        _("Who can introduce {city} to {target}").format(
            city=desk.name(desk.city), target=desk.name(target)
        ),
        (
            Head("rank", _("Rank"), lambda row: digits(str(row["rank"] or ""))),
            Head("route", _("Route"), lambda row: introduce.route_words(desk, row)),
            Head("steps", _("Steps"), lambda row: introduce.steps_words(desk, row)),
            Head("certainty", _("Certainty"), lambda row: certainty_words(row["certainty"])),
        ),
        introduce.introduction_rows(desk, target, channel=channel, routes=routes),
        introduce.KEYS,
        lambda row: introduce.row_notes(desk, row),
        _("no route is known"),
        desk.asked("introduce", desk.city, target, "--channel", channel),
    )


def suggestion_sheet(desk: Desk, source: str | None, top: int) -> Sheet:
    """A shortlist; see `cityties.office.suggest`."""
    from cityties.office import suggest

    return Sheet(
        "suggestions",
        _("A shortlist for {city}").format(city=desk.name(desk.city)),
        (
            Head("rank", _("Rank"), lambda row: digits(str(row["rank"]))),
            Head("city", _("City"), lambda row: desk.name(row["city"])),
            Head("country", _("Country"), lambda row: row["country"]),
            Head("reasons", _("Reasons"), lambda row: _("; ").join(row["reasons"])),
            Head("score", _("Score"), lambda row: number(row["score"], 2)),
        ),
        suggest.suggestion_rows(desk, source=source, top=top),
        suggest.KEYS,
        lambda row: suggest.row_notes(desk, row),
        _("no city to suggest"),
        desk.asked("partners", "suggest", desk.city),
        tuple(suggest.caveats(desk, source)),
    )


def counts_sheet(desk: Desk, kind: str = "sister_city") -> Sheet:
    """Claimed numbers of partners as sets; see `cityties.office.sets`."""
    from cityties.office import sets
    from cityties.reading.conflicts import number_text

    claims = desk.readings.claims

    def speaker(row: Row) -> str:
        agent = claims[row["claim"]].said_by
        return desk.speaker(agent) if agent else ""

    return Sheet(
        "counts",
        _("Numbers of partners as sets: {city}").format(city=desk.name(desk.city)),
        (
            Head("date", _("Date"), lambda row: desk.when(claims[row["claim"]])),
            Head("count", _("Count"), lambda row: digits(number_text(claims[row["claim"]]))),
            Head("said_by", _("Said by"), speaker),
            Head("cities", _("As a set"), lambda row: sets.set_words(desk, row)),
        ),
        sets.count_sets(desk, kind),
        sets.KEYS,
        lambda row: desk.notes([row["claim"]]),
        _("no claimed numbers"),
        desk.asked("counts", desk.city, "--kind", kind),
    )
