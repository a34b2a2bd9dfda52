"""What became of every claim: read, or set aside for a reason (rules 2, 4b and 13)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cityties.model.rows import Claim
from cityties.reading.acts import announces, is_plan, is_renewal

if TYPE_CHECKING:
    from cityties.reading.readings import Readings

REASONS: Final = (
    "hedged",
    "denied",
    "opinion",
    "no_status",
    "plan",
    "plan_to_end",
    "one_party",
    "nothing_to_resume",
    "renews_nothing",
    "torn",
)
"""Why a claim gives no status, as codes; their words are in :mod:`cityties.words.reasons`."""


def find_set_aside(
    readings: Readings, unread: Mapping[str, str], *, only: frozenset[str] | None = None
) -> dict[str, str]:
    """Claims that give no status, and why.

    Parameters
    ----------
    readings : what was read
    unread : claims that no tie could be found for, with the reason
    only : ids of the claims in question; without it all. Ties that none of them is of
        are not looked at

    Returns
    -------
    dict : ids of claims to codes of :data:`REASONS`, sorted. Every other claim is read: as
        an act or a state of a tie or membership, or as the event, role, count or
        attribute that it is.
    """
    asked = readings.claims.keys() if only is None else only
    found = {claim: reason for claim, reason in unread.items() if claim in asked}
    for claim in (readings.claims[each] for each in asked):
        reason = _reason(claim, readings.publications[claim.source])
        if reason:
            found[claim.id] = reason
    told: set[str] = set()
    used: set[str] = set()  # what is of all contact can be idle in one tie only
    for tie in readings.ties.values() if only is None else readings.ties_of(only):
        if not tie.is_only_seen:
            for pair in tie.pairs:
                unused = pair.history.unused
                told.update(claim for act in unused for claim in act.claims)
                acts = (act for act in pair.history.acts if act not in unused)
                used.update(claim for act in acts for claim in act.told_by)
    for idle in (told - used).intersection(asked):
        found.setdefault(idle, "nothing_to_resume")
    return dict(sorted(found.items()))


def _reason(claim: Claim, publication: tuple[datetime.date, datetime.date]) -> str:
    if claim.type == "opinion":
        return "opinion"
    if claim.certainty in ("hedged", "denied"):
        return claim.certainty
    planned = is_plan(claim, publication)
    if claim.type == "tie" and not is_renewal(claim):
        if not claim.status:
            return "no_status"
        if planned and not announces(claim):
            return "plan_to_end"
    elif planned and (claim.type == "membership" or is_renewal(claim)):
        return "plan"
    return ""
