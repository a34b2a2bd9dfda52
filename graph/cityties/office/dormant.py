"""Agreements that nobody lives: no two-way contact for so many months, or no contact recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cityties.language.messages import _
from cityties.model.dates import DAY_MIN
from cityties.office.desk import Desk
from cityties.office.document import Note
from cityties.reading import ACTIVE_MONTHS, QUIET_MONTHS, activity
from cityties.words.bounds import bounds_edtf, date_words
from cityties.words.durations import span_words

if TYPE_CHECKING:
    from cityties.api.rows import TieRow

Row = dict[str, Any]

KEYS = (
    "partner", "tie", "kind", "status", "activity", "last_contact", "days", "last_ours",
    "last_theirs", "event", "claims", "sources", "months", "on", "known_by", "withheld",
)  # fmt: skip
"""The keys of a row, for csv and tsv."""


def dormant_rows(desk: Desk, months: int = ACTIVE_MONTHS) -> list[Row]:
    """Agreements in force without a two-way contact, the longest silence first.

    Parameters
    ----------
    desk : who asks, and the day
    months : how long without contact of both sides

    Returns
    -------
    list of dict
        ``activity`` is ``one_sided``, ``quiet``, ``dormant``, or ``unknown``: no contact is
        recorded, which is not that there was none; these are last. The other keys are in
        ``docs/json.md``.
    """
    rows = []
    quiet = max(QUIET_MONTHS, months)
    for found in agreements(desk):
        pair = next(
            each
            for each in desk.readings.ties[found["tie"]].pairs
            if set(found["partner"].split(";")) <= set(each.parties)
        )
        lived = activity(pair, desk.contacts, desk.day, active_months=months, quiet_months=quiet)
        if lived == "active":
            continue
        events = [
            contact.claim for contact in desk.contacts.of_tie(pair) if desk.happened(contact.claim)
        ]
        newest = desk.in_order(events)[-1] if events else None
        bounds = desk.bounds(newest) if newest else None
        rows.append(
            {
                "partner": [party for party in found["parties"] if party != desk.city],
                "tie": found["tie"],
                "kind": found["kind"],
                "status": found["status"],
                "activity": lived,
                "last_contact": str(bounds_edtf(*bounds)) if bounds else None,
                "days": _days(desk, bounds),
                "last_ours": _last(desk, events, ours=True),
                "last_theirs": _last(desk, events, ours=False),
                "event": newest.about if newest else None,
                "claims": [newest.id] if newest else sorted(pair_claims(desk, found)),
                "sources": [newest.source] if newest else list(found["sources"]),
                "months": months,
                **{key: desk.facts[key] for key in ("on", "known_by", "withheld")},
            }
        )
    return sorted(
        rows,
        key=lambda row: (
            row["days"] is None, -(row["days"] or [0])[0], row["partner"], row["tie"],
        ),
    )  # fmt: skip


def agreements(desk: Desk) -> list[TieRow]:
    """The rows of the agreements that are in force on the day, some suspended or broken on it."""
    return [
        row
        for row in desk.graph.ties(desk.city, on=desk.day)
        if row["channel"] == "all" and row["status"] in ("in_force", "suspended", "broken")
    ]


def pair_claims(desk: Desk, found: Any) -> set[str]:
    """The claims that the state of a row of ties is based on."""
    tie = desk.readings.ties[found["tie"]]
    return {claim for pair in tie.pairs for claim in pair.state(desk.day).claims}


def _days(desk: Desk, bounds: Any) -> list[int | None] | None:
    if bounds is None:
        return None
    first, last = bounds
    last = min(last, desk.day)
    return [(desk.day - last).days, None if first == DAY_MIN else (desk.day - first).days]


def _last(desk: Desk, events: Any, *, ours: bool) -> str | None:
    """The claim of the last event in which one side acted."""
    mine = [
        claim
        for claim in events
        if claim.actor and any(desk.is_own(agent) for agent in claim.actor) == ours
    ]
    return desk.in_order(mine)[-1].id if mine else None


def silence_words(row: Row) -> str:
    """How long nothing was heard; that no contact is recorded is said as that."""
    if row["days"] is None:
        return _("no data collected: no contact is recorded")
    days = row["days"]
    span = span_words(days[0] if days[0] == days[1] else days)
    return f"{date_words(row['last_contact'])} ({span})"


def next_words(row: Row) -> str:
    """What to do next, by a stated rule for each state."""
    found = "unknown" if row["days"] is None else row["activity"]
    return {
        "one_sided": _("ask the side that was silent for its news"),
        "quiet": _("write, and name the last contact"),
        "dormant": _("ask whether both sides wish to renew the agreement"),
        "unknown": _("ask the partner and the archive for contacts, and add them as claims"),
    }[found]


def row_notes(desk: Desk, row: Row) -> tuple[Note, ...]:
    """What a row is based on."""
    if row["days"] is None:
        return (*desk.notes(row["claims"]), desk.asked("history", desk.city, *row["partner"][:1],
                on=False))  # fmt: skip
    return desk.notes(row["claims"])
