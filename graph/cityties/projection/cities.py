"""Ties between cities on a day: what layers about cities are made of."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from cityties.projection.boundary import Dropped, Scope
from cityties.projection.selection import COUNTING
from cityties.start.records import dataclass
from cityties.vocabulary.codes import RUNGS

if TYPE_CHECKING:
    from cityties.reading import State, TieReading


@dataclass(frozen=True, slots=True)
class CityTie:
    """A tie on the day, and the cities it is between.

    Parameters
    ----------
    tie : the reading of the tie; of a pact, that of one pair
    state : its state on the day, on the first channel on which it counts
    status : the status with which it counts; not that of ``state`` if it is possibly in
        force already and certainly no more than, say, proposed
    cities : two or more ids of cities, sorted
    """

    tie: TieReading
    state: State
    status: str
    cities: tuple[str, ...]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every two of the cities."""
        return tuple(combinations(self.cities, 2))


def city_ties(
    scope: Scope, dropped: Dropped, statuses: tuple[str, ...] = COUNTING
) -> list[CityTie]:
    """The ties that are meant and count on the day, in the order of their ids.

    A pact of three or more parties is read pair by pair, and is within reach as a whole.
    Parties that act for a city (municipality, council, mayor) are mapped to it.

    Parameters
    ----------
    scope : the question
    dropped : counted here: ``dropped_status`` ties with another status on the day (or none
        yet), ``dropped_unseen`` ties that were only observed later, ``dropped_parties`` parties
        that are not cities, ``dropped_ties`` ties between fewer than two cities,
        ``dropped_steps`` ties beyond the steps, ``mapped`` parties mapped to their city
    statuses : what counts if the selection names no statuses
    """
    chosen = scope.selection
    wanted = chosen.statuses or frozenset(statuses)
    found: list[CityTie] = []
    reach: dict[str, tuple[str, ...]] = {}
    for tie in scope.readings.ties.values():
        if chosen.kinds and tie.kind not in chosen.kinds:
            continue
        counting = [
            (pair, *counted)
            for pair in tie.pairs
            if (counted := _counting(pair, scope, wanted)) is not None
        ]
        if not counting:
            dropped["dropped_status"] += 1
            continue
        seen = [each for each in counting if not _only_seen_later(each[1])]
        if not seen:
            dropped["dropped_unseen"] += 1
            continue
        cities: dict[str, str] = {}
        for party in tie.parties:
            city = scope.city(party)
            if city:
                cities[party] = city
                dropped["mapped"] += city != party
            else:
                dropped["dropped_parties"] += 1
        if len(set(cities.values())) < 2:
            dropped["dropped_ties"] += 1
            continue
        reach[tie.id] = tuple(sorted(set(cities.values())))
        for pair, state, status in seen:
            between = {cities[party] for party in pair.parties if party in cities}
            if len(between) > 1:
                found.append(CityTie(pair, state, status, tuple(sorted(between))))
    near = chosen.near(reach)
    if chosen.focus:
        dropped["dropped_steps"] += len(reach) - len(near)
    return [one for one in found if one.tie.id in near]


def _counting(tie: TieReading, scope: Scope, wanted: frozenset[str]) -> tuple[State, str] | None:
    """The state on the first channel on which the tie counts, and with which status."""
    for channel in scope.channels:
        state = tie.state(scope.on, channel)
        if state.status in wanted:
            return state, state.status or ""
        # Possibly signed already: what may be in force is counted, as possible. What may
        # have been resumed, or may not have ended, is not.
        perhaps = "in_force" in wanted and "in_force" in state.alternatives
        if perhaps and state.status in RUNGS:
            return state, "in_force"
    return None


def _only_seen_later(state: State) -> bool:
    """Whether nothing but a later sight of the tie speaks for it.

    What was seen in 2016 may be as old as its cities; it does not count before it was seen,
    or every year would have the ties of the newest list.
    """
    return (
        state.certainty == "possible"
        and state.concluded == "attested"
        and state.last_attested is None
    )
