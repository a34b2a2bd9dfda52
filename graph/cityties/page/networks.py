"""The networks of cities: who belonged to them, from when until when, and who says so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from cityties.model.dates import DAY_MAX, DAY_MIN
from cityties.page.versions import FIRST_STOP
from cityties.page.words import Words
from cityties.reading import MembershipPeriod, MembershipReading, Readings


def networks(
    readings: Readings,
    cities: Mapping[str, int],
    shown: Collection[str],
    *,
    words: Words,
    source: Callable[[str], int],
) -> list[dict[str, Any]]:
    """The networks that cities of the page belong or belonged to, in the page's form.

    Parameters
    ----------
    readings : everything that the page may know
    cities : the places of the page's cities in its list, by id
    shown : ids of the cities whose networks are meant
    words : names, codes and dates in both languages
    source : the place of a source in the page's list

    Returns
    -------
    list of dict
        By the network's id, each with **all** members that are known.
    """
    found: dict[str, list[MembershipReading]] = {}
    for membership in readings.memberships.values():
        found.setdefault(membership.network, []).append(membership)
    made = []
    for network in sorted(found):
        members = [one for one in found[network] if one.periods]
        if not any(one.city in shown for one in members):
            continue
        rows = []
        for one in sorted(members, key=lambda member: member.city):
            row: dict[str, Any] = {"city": cities.get(one.city)}
            if row["city"] is None:
                row["name"] = words.who(one.city)
            row["periods"] = [_period(one, period, words) for period in one.periods]
            row["sources"] = [
                source(each) for each in sorted({claim.source for claim in one.claims})
            ]
            rows.append(row)
        made.append({"id": network, "name": words.who(network), "members": rows})
    return made


def _period(
    membership: MembershipReading, period: MembershipPeriod, words: Words
) -> dict[str, Any]:
    made: dict[str, Any] = {"status": period.status, "label": words.code(period.status)}
    if period.grade:
        made["grade"] = words.code(period.grade)
    state = membership.state(period.certainly_from or max(period.possibly_from, FIRST_STOP))
    if state.status == period.status and state.since:
        made["since"] = words.date(state.since, both=False)
    bounds = (
        None if period.possibly_from == DAY_MIN else period.possibly_from,
        period.certainly_from,
        period.certainly_until,
        None if period.possibly_until == DAY_MAX else period.possibly_until,
    )
    made["bounds"] = [None if day is None else day.isoformat() for day in bounds]
    return made
