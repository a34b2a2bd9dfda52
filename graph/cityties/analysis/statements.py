"""Who says that two cities are partners: one of them, both, or only others.

A city speaks through its own list, its municipality, its council or its mayor. Where both
sides state a tie it is reciprocated; where one does, the other may have ended it, forgotten
it, or published no list at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any

from cityties.start.records import dataclass

if TYPE_CHECKING:
    from cityties.projection import Scope

Pair = frozenset[str]


def stated_by(scope: Scope) -> dict[Pair, set[str]]:
    """For each pair of cities with a tie: which of the two state it.

    Parameters
    ----------
    scope : the question; its kinds narrow the ties, its day does not (a list of today states
        what began long ago)

    Returns
    -------
    dict
        Pair of ids to those of the two that state a tie *in force* (or broken, which says
        that it was): as speaker of a claim, or as publisher where a claim names no speaker.
        Hedged, denied and opinion claims, and plans, state nothing.
    """
    publishers = {source.id: source.publisher for source in scope.tables.sources}
    known: dict[str, str] = {}

    def city(agent: str) -> str:
        if agent not in known:
            known[agent] = scope.city(agent)
        return known[agent]

    found: dict[Pair, set[str]] = {}
    kinds = scope.selection.kinds
    for tie in scope.readings.ties.values():
        if kinds and tie.kind not in kinds:
            continue
        cities = sorted({city(party) for party in tie.parties} - {""})
        if len(cities) < 2:
            continue
        speakers = {
            city(claim.said_by or publishers.get(claim.source, ""))
            for claim in tie.claims
            if claim.certainty in {"stated", "implied"}
            and claim.aspect in {"state", "change"}
            and claim.status in {"in_force", "resumed", "suspended", "broken"}
        }
        for pair in combinations(cities, 2):
            found.setdefault(frozenset(pair), set()).update(speakers & set(pair))
    return found


@dataclass(frozen=True, slots=True)
class Sides:
    """How many pairs are stated by both of their cities, by one, and by neither."""

    both: int
    one: int
    neither: int

    @property
    def reciprocity(self) -> float | None:
        """Share of the pairs stated by both among those stated by one or both."""
        said = self.both + self.one
        return self.both / said if said else None


def sides(pairs: Iterable[Iterable[Any]], stated: Mapping[Pair, set[str]]) -> Sides:
    """Count the sides that state each pair.

    Parameters
    ----------
    pairs : edges of a graph
    stated : see `stated_by`; a pair that is not in it is stated by neither

    Examples
    --------
    >>> counted = sides([("a", "b"), ("b", "c")], {frozenset("ab"): {"a", "b"}})
    >>> counted, counted.reciprocity
    (Sides(both=1, one=0, neither=1), 1.0)
    """
    numbers = [len(stated.get(frozenset(pair), ())) for pair in pairs]
    return Sides(*(numbers.count(number) for number in (2, 1, 0)))


def claimed_numbers(
    scope: Scope, cities: Iterable[str], counts: Callable[[str], list[dict[str, Any]]]
) -> dict[str, list[dict[str, Any]]]:
    """The numbers of ties that are claimed for some cities.

    Parameters
    ----------
    scope : the question
    cities : ids; those for which nobody claims a number are not in the result
    counts : the rows of one city, the key ``claimed`` of `CityGraph.counts`
    """
    named = {
        agent
        for claim in scope.readings.claims.values()
        if claim.number is not None
        for agent in ((claim.about,) if claim.type == "count" else (*claim.actor, *claim.target))
    }
    found = {city: counts(city) for city in cities if city in named}
    return {city: rows for city, rows in found.items() if rows}
