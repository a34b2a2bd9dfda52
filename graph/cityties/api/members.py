"""The members of a network of cities on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cityties.api.rows import ROW_KEYS, Listing, MemberRow, Row, asked_days, with_further
from cityties.errors import NotFoundError
from cityties.language.messages import _
from cityties.model.dates import DAY_MAX, DAY_MIN, bounds_text
from cityties.model.texts import further_keys

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cityties.api.view import View
    from cityties.reading import MembershipReading, MembershipState, Readings

NETWORK: Final = "city_network"
"""The kind of an organization that cities join."""

_INSIDE: Final = frozenset(("member", "candidate"))


def _states(
    readings: Readings, network: str, day: date
) -> Iterator[tuple[MembershipReading, MembershipState]]:
    """The memberships of a network that hold, or may hold, on a day."""
    for membership in readings.memberships.values():
        if membership.network == network:
            state = membership.state(day)
            if _INSIDE & {state.status, *state.alternatives}:
                yield membership, state


def member_ids(readings: Readings, network: str, day: date) -> frozenset[str]:
    """The cities that are, or may be, members of a network on a day.

    Parameters
    ----------
    readings : what the claims amount to
    network : its id
    day : the day
    """
    return frozenset(
        state.city
        for _membership, state in _states(readings, network, day)
        if "member" in (state.status, *state.alternatives)
    )


def members(view: View, network: str) -> Listing[MemberRow]:
    """The members of a network; see `CityGraph.members`."""
    graph, readings = view.graph, view.readings
    kind = graph.built.gazetteer.kind(network)
    if kind != NETWORK:
        message = _("{id} is not a city network; its kind is {kind}")
        raise NotFoundError(message.format(id=network, kind=kind))
    places = {place.id: place for place in graph.tables.places}
    rows: list[Row] = []
    for membership, state in _states(readings, network, view.day):
        place = places.get(state.city)
        deciding = [readings.claims[claim] for claim in state.claims]
        seen = state.last_attested
        row: dict[str, Any] = {
            "network": network,
            "city": state.city,
            "name_en": place.name_en if place else graph.name(state.city, "en"),
            "name_fa": place.name_fa if place else graph.name(state.city, "fa"),
            **(further_keys(place) if place else {}),
            "country": place.country if place else "",
            "status": state.status or "",
            "certainty": state.certainty,
            "alternatives": list(state.alternatives),
            "since": state.since,
            "until": _until(membership, state, view.day),
            "grade": state.grade,
            "last_attested": seen.text if seen else None,
            "sources": sorted({claim.source for claim in deciding or membership.claims}),
            **asked_days(view.day, view.known_by),
        }
        rows.append(row)
    rows.sort(key=lambda row: (row["country"], row["name_en"], row["city"]))
    keys = with_further(ROW_KEYS["members"], rows)
    return Listing([{key: row[key] for key in keys if key in row} for row in rows], keys)


def _until(membership: MembershipReading, state: MembershipState, day: date) -> str | None:
    """The known end of the period around a day, as EDTF; a bound is never a day."""
    for period in membership.periods:
        if (
            period.status != state.status
            or not period.possibly_from <= day <= period.possibly_until
        ):
            continue
        latest = period.possibly_until
        return None if latest == DAY_MAX else bounds_text(period.certainly_until or DAY_MIN, latest)
    return None
