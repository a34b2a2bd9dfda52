"""Whether a tie is lived: contacts and activity, always computed.

Thresholds (months, to be passed as parameters where others are wanted): a tie
is *active* if both sides took part in something within ``ACTIVE_MONTHS``,
*one_sided* if only one did, *quiet* if the newest contact is older than that
but not older than ``QUIET_MONTHS``, *dormant* if it is older, and *unknown* if
no contact is recorded: not looked for is not the same as not there. A list is no
record of contact: the year that it gives for a tie makes the tie neither active nor
dormant.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable

from cityties.errors import NotFoundError
from cityties.model.durations import last_day
from cityties.model.rows import Claim
from cityties.reading.acts import BY_LIST, counts
from cityties.reading.identity import CityOf
from cityties.reading.readings import Readings, TieReading
from cityties.start.records import dataclass
from cityties.vocabulary.codes import ACTOR, BOTH, NONE, find_kind

Day = datetime.date
ACTIVE_MONTHS = 24
QUIET_MONTHS = 60


def months_before(day: Day, months: int) -> Day:
    """The same day of the month some months earlier, or the month's last day.

    Examples
    --------
    >>> str(months_before(datetime.date(2024, 3, 31), 1))
    '2024-02-29'
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return datetime.date.min
    return datetime.date(year, month + 1, min(day.day, last_day(year, month + 1)))


@dataclass(frozen=True, slots=True)
class Contact:
    """One event between cities: the day by which it certainly was, who acted, and its claim."""

    latest: Day
    cities: frozenset[str]
    actors: frozenset[str]
    claim: Claim


class Contacts:
    """The events between cities, found by the tie that they belong to.

    An event belongs to a tie if the cities of its parties, actors and targets
    include all of the tie's parties, or if it is about the tie.
    """

    def __init__(self, readings: Readings, city_of: CityOf | None = None) -> None:
        self._readings = readings
        self._city_of = city_of
        self._by_city: dict[str, list[Contact]] = defaultdict(list)
        self._by_thing: dict[str, list[Contact]] = defaultdict(list)
        for claim in readings.claims.values():
            if claim.type != "event":
                continue
            last = readings.publications[claim.source][1]
            latest = min(claim.when.latest, last) if claim.when is not None else last
            actors = self.cities(claim.actor)
            cities = actors | self.cities((*claim.parties, *claim.target))
            contact = Contact(latest, cities, actors, claim)
            for city in cities:
                self._by_city[city].append(contact)
            for thing in {claim.about, claim.part_of, claim.act} - {""}:
                self._by_thing[readings.moved.get(thing, thing)].append(contact)

    def cities(self, agents: Iterable[str]) -> frozenset[str]:
        """The cities that agents act for; an agent that acts for none stands for itself."""
        found = set()
        for agent in agents:
            city = self._city_of(agent) if self._city_of else None
            found.add(city or agent)
        return frozenset(found)

    def cities_of(self, claim: Claim) -> frozenset[str]:
        """The cities of a claim: its parties, who acts, and to whom."""
        return self.cities((*claim.parties, *claim.actor, *claim.target))

    def tie_of(self, claim: Claim) -> TieReading | None:
        """The tie that a claim is about, under the id that it is read as."""
        if not claim.about.startswith("tie/"):
            return None
        try:
            return self._readings.tie(claim.about)
        except NotFoundError:
            return None

    def of_tie(self, tie: TieReading) -> list[Contact]:
        """All events of a tie, in the order of their claims' ids."""
        parties = set(tie.parties)
        rarest = min((self._by_city.get(party, []) for party in tie.parties), key=len, default=[])
        found = {contact.claim.id: contact for contact in rarest if parties <= contact.cities}
        for contact in self._by_thing.get(tie.id, []):
            found[contact.claim.id] = contact
        return [found[claim] for claim in sorted(found)]

    def about(self, thing: str) -> list[Contact]:
        """All events about a thing (a proposal, a tie)."""
        return self._by_thing.get(thing, [])

    def of_city(self, city: str) -> list[Contact]:
        """All events that a city has part in."""
        return self._by_city.get(city, [])


def whose_contact(claim: Claim) -> str:
    """Whose contact an event is: ``both`` sides', the ``actor``'s alone, or ``none``."""
    kind = find_kind(claim.kind)
    return kind.contact if kind else ACTOR


def is_contact(claim: Claim) -> bool:
    """Whether the claim of an event shows contact: no plan, no decision, no record, no doubt."""
    return (
        counts(claim)
        and claim.aspect != "plan"
        and whose_contact(claim) != NONE
        and claim.status not in ("planned", "cancelled", "open", "carried", "rejected")
    )


def activity(
    tie: TieReading,
    contacts: Contacts,
    on: Day,
    *,
    active_months: int = ACTIVE_MONTHS,
    quiet_months: int = QUIET_MONTHS,
) -> str:
    """How lively a tie is on a day: active, one_sided, quiet, dormant or unknown."""
    newest: Day | None = None
    recent: set[str] = set()
    start = months_before(on, active_months)
    parties = set(tie.parties)

    def contact(day: Day, sides: Iterable[str]) -> None:
        nonlocal newest
        if day <= on:
            newest = day if newest is None else max(newest, day)
            if day >= start:
                recent.update(sides)

    by_list = {claim.id for claim in tie.claims if claim.basis == BY_LIST}
    for item in tie.evidence:
        # Signing takes both; a proposal or a resumption, the side that acted. A list tells of no
        # contact: the year that it gives is when something began, and nobody looked for more.
        if (
            item.is_state
            or item.claim in by_list
            or item.status not in ("in_force", "negotiating", "proposed", "resumed")
        ):
            continue
        both = item.status in ("in_force", "negotiating")
        contact(item.latest, parties if both else set(item.sides) & parties)
    for event in contacts.of_tie(tie):
        if not is_contact(event.claim):
            continue
        if whose_contact(event.claim) == BOTH:
            contact(event.latest, parties & event.cities or parties)
        else:
            contact(event.latest, event.actors & parties)
    if newest is None:
        return "unknown"
    if parties <= recent:
        return "active"
    if newest >= start:
        return "one_sided"
    return "quiet" if newest >= months_before(on, quiet_months) else "dormant"
