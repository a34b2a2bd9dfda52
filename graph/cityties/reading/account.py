"""What became of every claim: read, or set aside for a reason (rules 2, 4b and 13)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cityties.model.rows import Claim
from cityties.reading.acts import announces, is_renewal

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
)
"""Why a claim gives no status, as codes; their words are in :mod:`cityties.words.reasons`."""


def find_set_aside(readings: Readings, unread: Mapping[str, str]) -> dict[str, str]:
    """Claims that give no status, and why.

    Parameters
    ----------
    readings : what was read
    unread : claims that no tie could be found for, with the reason

    Returns
    -------
    dict : ids of claims to codes of :data:`REASONS`, sorted. Every other claim is read: as
        an act or a state of a tie or membership, or as the event, role, count or
        attribute that it is.
    """
    found = dict(unread)
    for claim in readings.claims.values():
        reason = _reason(claim)
        if reason:
            found[claim.id] = reason
    for tie in readings.ties.values():
        if not tie.is_only_seen:
            told: set[str] = set()
            used: set[str] = set()
            for pair in tie.pairs:
                told |= {each for act in pair.history.unused for each in act.claims}
                used |= {item.claim for item in pair.evidence if item.claim not in told} - told
            for unused in told - used:
                found.setdefault(unused, "nothing_to_resume")
    return dict(sorted(found.items()))


def _reason(claim: Claim) -> str:
    if claim.type == "opinion":
        return "opinion"
    if claim.certainty in ("hedged", "denied"):
        return claim.certainty
    if claim.type == "tie" and not is_renewal(claim):
        if not claim.status:
            return "no_status"
        if claim.aspect == "plan" and not announces(claim):
            return "plan_to_end"
    if claim.type == "membership" and claim.aspect == "plan":
        return "plan"
    return ""
