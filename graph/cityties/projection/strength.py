"""How strong a tie is: a profile of five parts, and one number for drawing and distance.

Each part is between 0 and 1, or is unknown:

formality
    what was agreed (:data:`FORMALITY`) times what became of it (:data:`STATUS_FACTORS`); of
    several ties the strongest. Cities that only meet, or have come no further than a
    proposal, have *contact*
activity
    ``1 - exp(-sum / 3)`` of the weights of their events, each halved every two years
    (`cityties.projection.events`); unknown if no event is recorded: not looked for is not
    the same as not there
breadth
    entropy of the topics of their ties and events over the logarithm of the number of topics
    there are; unknown without a topic. One topic alone is 0
reciprocity
    ``1 - |out - in| / (out + in)`` of the events in which one side acted for the other;
    unknown without such events
follow_through
    kept promises over kept and overdue ones. Promises are events that were announced, aid
    and cooperation that were offered, and ties that were announced. One is overdue if
    its day has passed, or :data:`PATIENCE` days since it was made, and nothing in the data
    says that it was kept

The number is the mean of the known parts, weighted by :data:`PARTS`; ``based_on`` says how
many of the five are known. Leaving out what is unknown favours the tie of which nothing but
the signature is known: a sister city without a recorded event has 1. So each number comes with
``low`` and ``high``, what it would be were all that is unknown 0 or 1, and each rank with the
ranks that are possible then; and edges of a graph are weighted by those parts alone that are
known for all of them (:mod:`.simple`). **All these numbers are proposals, not measurements**:
no study fixes them. `sensitivity` shows how far a ranking depends on them.
"""

from __future__ import annotations

import datetime
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.projection.boundary import Dropped, Scope
from cityties.projection.cities import CityTie, city_ties
from cityties.projection.events import (
    EVENT_WEIGHTS,
    HALF_LIFE,
    MAYOR_VISIT,
    CityEvent,
    city_events,
    decay,
)
from cityties.start.records import dataclass
from cityties.vocabulary.codes import CODES, KINDS, RUNGS, STATUSES

if TYPE_CHECKING:
    from cityties.reading import TieReading

PARTS: Mapping[str, float] = {
    "formality": 0.35, "activity": 0.30, "breadth": 0.10, "reciprocity": 0.15,
    "follow_through": 0.10,
}  # fmt: skip
"""Weight of each part in the number; of the known ones they are scaled to 1."""

CONTACT = 0.2
"""Formality of cities that have contact and no agreement."""

FORMALITY: Mapping[str, float] = {
    kind.code: kind.formality for kind in KINDS.values() if kind.formality is not None
}
"""Formality of each kind of agreement, in force."""

STATUS_FACTORS: Mapping[str, float] = {
    "in_force": 1.0, "frozen": 0.6, "suspended": 0.2, "broken": 0.0, "superseded": 0.0,
    "expired": 0.0, "ended": 0.0, "declined": 0.0, "refused": 0.0, "withdrawn": 0.0,
}  # fmt: skip
"""What is left of it; ``frozen``: in force, with one channel suspended or broken. What is
still on its way (announced to approved) is *contact*."""

SATURATION = 3.0
"""Sum of event weights at which activity reaches 1 - 1/e, about 0.63."""

PATIENCE = 365
"""Days after which a promise without a date should have been kept."""


@dataclass(frozen=True)
class Weights:
    """All numbers of a strength in one place; see the tables of this module.

    Examples
    --------
    >>> Weights().parts["formality"], Weights(half_life=365).half_life
    (0.35, 365)
    """

    parts: Mapping[str, float] = field(default_factory=lambda: dict(PARTS))
    formality: Mapping[str, float] = field(default_factory=lambda: dict(FORMALITY))
    statuses: Mapping[str, float] = field(default_factory=lambda: dict(STATUS_FACTORS))
    events: Mapping[str, float] = field(default_factory=lambda: dict(EVENT_WEIGHTS))
    contact: float = CONTACT
    mayor_visit: float = MAYOR_VISIT
    half_life: float = HALF_LIFE
    saturation: float = SATURATION
    patience: int = PATIENCE


@dataclass(frozen=True, slots=True)
class Profile:
    """The five parts of a strength; ``None`` is unknown.

    ``evidence`` counts what they are based on: ``ties``, ``events``, ``topics``, ``given``,
    ``received``, ``kept``, ``overdue``.
    """

    formality: float | None
    activity: float | None
    breadth: float | None
    reciprocity: float | None
    follow_through: float | None
    evidence: Mapping[str, int] = field(default_factory=dict)

    @property
    def parts(self) -> dict[str, float | None]:
        """The parts by name, in the order of :data:`PARTS`."""
        return {
            "formality": self.formality,
            "activity": self.activity,
            "breadth": self.breadth,
            "reciprocity": self.reciprocity,
            "follow_through": self.follow_through,
        }

    def with_formality(self, formality: float | None) -> Profile:
        """The same with another formality."""
        return Profile(
            formality, self.activity, self.breadth, self.reciprocity, self.follow_through,
            self.evidence,
        )  # fmt: skip

    @property
    def based_on(self) -> int:
        """How many of the five parts are known."""
        return sum(value is not None for value in self.parts.values())

    def strength(self, weights: Mapping[str, float] = PARTS) -> float:
        """The weighted mean of the known parts; 0 if none is known.

        Parameters
        ----------
        weights : weight of each part; a part without one is left out

        Examples
        --------
        >>> round(Profile(1.0, 0.5, None, None, None).strength(), 6)
        0.769231
        """
        known = [
            (weights[name], value)
            for name, value in self.parts.items()
            if value is not None and name in weights
        ]
        whole = sum(weight for weight, _value in known)
        return sum(weight * value for weight, value in known) / whole if whole else 0.0

    def bounds(self, weights: Mapping[str, float] = PARTS) -> tuple[float, float]:
        """What the strength would be were every unknown part 0, and were it 1.

        Examples
        --------
        >>> low, high = Profile(1.0, 0.5, None, None, None).bounds()
        >>> round(low, 6), round(high, 6)
        (0.5, 0.85)
        """
        whole = sum(weights.values())
        low = sum(weights[name] * (value or 0.0) for name, value in self.parts.items())
        unknown = sum(weights[name] for name, value in self.parts.items() if value is None)
        return (low / whole, (low + unknown) / whole) if whole else (0.0, 1.0)


class Strengths:
    """Profiles of pairs of cities on a day.

    Parameters
    ----------
    scope : the question; of its events all count, of its ties those that are given
    weights : the numbers to use
    """

    def __init__(self, scope: Scope, weights: Weights | None = None) -> None:
        self.scope = scope
        self.weights = weights or Weights()
        self._rests: dict[tuple[Any, ...], Profile] = {}
        self._profiles: dict[tuple[Any, ...], tuple[Profile, float]] = {}

    @cached_property
    def events(self) -> Mapping[tuple[str, str], tuple[CityEvent, ...]]:
        """The events of each pair of cities, smaller id first."""
        found: dict[tuple[str, str], list[CityEvent]] = defaultdict(list)
        ignored: Dropped = Counter()
        for event in city_events(
            self.scope, ignored, weights=self.weights.events, mayor_visit=self.weights.mayor_visit
        ):
            for first, second, _directed in event.pairs:
                found[min(first, second), max(first, second)].append(event)
        return {pair: tuple(events) for pair, events in found.items()}

    def profile(self, first: str, second: str, ties: Sequence[CityTie] = ()) -> Profile:
        """The profile of two cities; ``received`` and ``given`` are those of ``first``.

        Parameters
        ----------
        first, second : ids of the cities
        ties : their ties on the day, those that are to count
        """
        return self._rest(first, second, ties).with_formality(self._formality(first, second, ties))

    def profile_of(self, first: str, second: str, ties: Sequence[CityTie], one: CityTie) -> Profile:
        """The same with the formality of one of the ties alone."""
        return self._rest(first, second, ties).with_formality(self.formality(one))

    def each(
        self, first: str, second: str, ties: Sequence[CityTie]
    ) -> Iterator[tuple[CityTie, Profile, float]]:
        """Each of the ties, with the profile of the two cities by it alone, and its strength.

        Parameters
        ----------
        first, second, ties : see `profile`
        """
        pair = (first, second, *((one.tie.id, one.tie.parties) for one in ties))
        for number, one in enumerate(ties):
            key = (number, one.status, pair)
            if key not in self._profiles:
                made = self.profile_of(first, second, ties, one)
                self._profiles[key] = made, made.strength(self.weights.parts)
            yield one, *self._profiles[key]

    def _rest(self, first: str, second: str, ties: Sequence[CityTie]) -> Profile:
        """Every part but the formality; the same for the same ties, with whatever status."""
        key = (first, second, *((one.tie.id, one.tie.parties) for one in ties))
        if key not in self._rests:
            self._rests[key] = self._made(first, second, ties)
        return self._rests[key]

    def _made(self, first: str, second: str, ties: Sequence[CityTie]) -> Profile:
        weights = self.weights
        pair = (min(first, second), max(first, second))
        contacts = self._happened(first, second)
        topics = Counter(topic for event in contacts for topic in set(event.topics))
        topics.update(topic for one in ties for topic in self._topics(one.tie))
        given = sum(first in event.givers and second in event.takers for event in contacts)
        received = sum(second in event.givers and first in event.takers for event in contacts)
        kept, overdue = self._promises(pair, ties)
        return Profile(
            None,
            1 - math.exp(-self.contact(contacts) / weights.saturation) if contacts else None,
            _breadth(topics) if topics else None,
            1 - abs(given - received) / (given + received) if given + received else None,
            kept / (kept + overdue) if kept + overdue else None,
            {
                "ties": len(ties),
                "events": len(contacts),
                "topics": len(topics),
                "given": given,
                "received": received,
                "kept": kept,
                "overdue": overdue,
            },
        )

    def contact(self, events: Iterable[CityEvent]) -> float:
        """What is left of the events' weights on the day, added up."""
        return sum(
            event.weight * decay((self.scope.on - event.happened).days, self.weights.half_life)
            for event in events
            if event.happened is not None
        )

    def formality(self, one: CityTie) -> float:
        """Formality of one tie as it stands on the day."""
        status = one.status
        if status in RUNGS and status != "in_force":
            return self.weights.contact
        full = self.weights.formality.get(one.tie.kind, self.weights.contact)
        if status == "in_force" and self._frozen(one.tie):
            status = "frozen"
        return full * self.weights.statuses.get(status, 0.0)

    def _formality(self, first: str, second: str, ties: Sequence[CityTie]) -> float | None:
        found = [self.formality(one) for one in ties]
        if self._happened(first, second):
            found.append(self.weights.contact)
        return max(found, default=None)

    def _happened(self, first: str, second: str) -> list[CityEvent]:
        """The contacts of two cities by the day."""
        return [
            event
            for event in self.events.get((min(first, second), max(first, second)), ())
            if event.weight and event.happened is not None and event.happened <= self.scope.on
        ]

    def _frozen(self, tie: TieReading) -> bool:
        """Whether a channel is certainly suspended or broken on the day."""
        channels = tie.history.channels()
        if len(channels) < 2:
            return False
        for channel in channels:
            state = tie.state(self.scope.on, channel)
            if state.status in ("suspended", "broken") and state.certainty == "certain":
                return True
        return False

    def _topics(self, tie: TieReading) -> set[str]:
        """The topics that claims about the tie name, of what certainly existed by the day."""
        found: set[str] = set()
        for claim in tie.claims:
            if claim.topics and claim.certainty in ("stated", "implied"):
                last = self.scope.readings.publications[claim.source][1]
                if (last if claim.when is None else min(claim.when.latest, last)) <= self.scope.on:
                    found.update(claim.topics)
        return found

    def _promises(self, pair: tuple[str, str], ties: Sequence[CityTie]) -> tuple[int, int]:
        """How many promises were kept by the day, and how many are overdue."""
        day, patience = self.scope.on, datetime.timedelta(days=self.weights.patience)
        kept = overdue = 0
        for event in self.events.get(pair, ()):
            if not event.promised or event.said > day:
                continue
            if event.kept is not None and event.kept <= day:
                kept += 1
            elif event.cancelled or (event.due or event.said + patience) < day:
                overdue += 1
        for one in ties:
            plans = [
                claim
                for claim in one.tie.claims
                if claim.aspect == "plan" and claim.status in STATUSES["tie"]
            ]
            if not plans:
                continue
            due = max((claim.when.latest for claim in plans if claim.when), default=None)
            said = min(
                min(last, claim.when.latest) if claim.when else last
                for claim in plans
                for last in (self.scope.readings.publications[claim.source][1],)
            )
            if said > day:
                continue
            if one.tie.history.concluded(day):
                kept += 1
            elif (due or said + patience) < day:
                overdue += 1
        return kept, overdue


def strengths_of(scope: Scope, weights: Weights | None) -> Strengths:
    """Strengths in a scope; with the usual weights one object for all that differ in selection.

    Parameters
    ----------
    scope : the question
    weights : the numbers to use
    """
    if weights is not None:
        return Strengths(scope, weights)
    held: Strengths | None = scope.kept.get("strengths")
    if held is None or held.scope.on != scope.on:  # of one day only: a trend asks for many
        held = scope.kept["strengths"] = Strengths(scope)
    return held


def _breadth(topics: Mapping[str, int]) -> float:
    """Entropy of the topics over the greatest it can be."""
    whole = sum(topics.values())
    # 0 - 0 is 0, where minus 0 would be shown as -0.
    entropy = 0.0 - math.fsum(n / whole * math.log(n / whole) for n in topics.values())
    return entropy / math.log(len(CODES["topics"]))


# --- rows ------------------------------------------------------------------------------


def strength_rows(scope: Scope, city: str, weights: Weights | None = None) -> list[dict[str, Any]]:
    """The strength of a city's ties, the strongest first.

    Parameters
    ----------
    scope : the question; without statuses ties of every status are shown
    city : id of the city
    weights : the numbers to use

    Returns
    -------
    list of dict
        ``city``, ``partner``, ``strength``, ``low``, ``high`` (were the unknown parts 0 or 1),
        the five parts (``None``: unknown), ``based_on`` of ``of``, ``kinds``, ``statuses``,
        ``evidence``, ``on``, ``known_by``, ``source``, ``rank``, ``tied`` (how many share it),
        ``rank_best`` and ``rank_worst`` (possible ranks for any values of the unknown parts).
        Partners that only share events are there too, unless kinds or statuses are requested.
    """
    made = Strengths(scope, weights)
    ignored: Dropped = Counter()
    by_partner: dict[str, list[CityTie]] = defaultdict(list)
    for one in city_ties(scope, ignored, statuses=STATUSES["tie"]):
        if city in one.cities:
            for partner in one.cities:
                if partner != city:
                    by_partner[partner].append(one)
    if not scope.selection.kinds and not scope.selection.statuses:
        for first, second in made.events:
            if city in (first, second):
                by_partner.setdefault(second if first == city else first, [])
    rows: list[dict[str, Any]] = []
    for partner, ties in by_partner.items():
        profile = made.profile(city, partner, ties)
        if profile.based_on == 0:
            continue
        low, high = profile.bounds(made.weights.parts)
        rows.append(
            {
                "city": city,
                "partner": partner,
                "strength": profile.strength(made.weights.parts),
                "low": low,
                "high": high,
                **profile.parts,
                "based_on": profile.based_on,
                "of": len(PARTS),
                "kinds": sorted({one.tie.kind for one in ties}),
                "statuses": sorted({one.status for one in ties}),
                "evidence": dict(profile.evidence),
                "on": scope.on.isoformat(),
                "known_by": scope.known_by.isoformat() if scope.known_by else None,
                "source": scope.source or None,
            }
        )
    rows.sort(key=lambda row: (-row["strength"], row["partner"]))
    shown = [round(row["strength"], 12) for row in rows]
    for row, value in zip(rows, shown, strict=True):
        row["rank"] = shown.index(value) + 1
        row["tied"] = shown.count(value)
        row["rank_best"] = 1 + sum(other["low"] > row["high"] for other in rows)
        row["rank_worst"] = len(rows) - sum(other["high"] < row["low"] for other in rows)
    return rows


# --- how far a ranking depends on the weights ----------------------------------------------

DRAWS = 1000
"""Random sets of weights that a ranking is tried with."""


def sensitivity(
    rows: Sequence[Mapping[str, Any]],
    *,
    draws: int = DRAWS,
    seed: int = 1,
    parts: Mapping[str, float] = PARTS,
) -> dict[str, Any]:
    """Rank the rows with random weights of the parts, and compare with the given ranking.

    Each set is drawn evenly from all sets of five weights that add up to 1 (a flat Dirichlet
    distribution); unknown parts are left out as always.

    Parameters
    ----------
    rows : rows of `strength_rows`, in any order
    draws : how many sets
    seed : of the random numbers; the same seed gives the same report
    parts : the weights that the rows were made with, to be repeated

    Returns
    -------
    dict
        ``rows`` (how many), ``draws``, ``seed``, ``weights``; ``median``, ``low`` and ``high``:
        Spearman's rank correlation with the given ranking in the middle and at the 5th and
        95th of 100, and ``least``; ``undefined``: sets that rank nothing (all equal);
        ``first_kept``: share of the sets in which the first is first, alone or with others;
        ``recorded``: rank correlation of the strength with ``based_on``, which is not 0 where
        the ranking follows what was recorded; ``partners``: for each row ``partner``,
        ``strength``, ``rank`` and its range of ranks in 90 of 100 sets (``rank_low``,
        ``rank_high``). ``None`` where a correlation is not defined.

    Notes
    -----
    Spearman's rho with tied ranks averaged: Kendall, M. G. (1945). The treatment of ties in
    ranking problems. Biometrika 33, 239-251.

    Examples
    --------
    >>> row = {"partner": "a", "strength": 1.0, "rank": 1, "based_on": 1, "formality": 1.0}
    >>> unknown = dict.fromkeys(("activity", "breadth", "reciprocity", "follow_through"))
    >>> other = {**row, "partner": "b", "strength": 0.5, "rank": 2, "formality": 0.5}
    >>> found = sensitivity([{**row, **unknown}, {**other, **unknown}], draws=10)
    >>> found["median"], found["first_kept"], found["recorded"]
    (1.0, 1.0, None)
    """
    import random

    if draws < 1:
        raise UsageError(_("draws must be at least 1, not {n}").format(n=draws))
    known = [
        [(name, row[name]) for name in PARTS if row[name] is not None and row["based_on"]]
        for row in rows
    ]
    given = average_ranks([row["strength"] for row in rows])
    best = [index for index, row in enumerate(rows) if row["rank"] == 1]
    numbers = random.Random(seed)
    rhos: list[float] = []
    first = 0
    ranks: list[list[int]] = [[] for _index in rows]
    for _number in range(draws):
        weights = {name: numbers.expovariate(1.0) for name in PARTS}
        values = [
            sum(weights[name] * value for name, value in each)
            / sum(weights[name] for name, _value in each)
            for each in known
        ]
        values = [round(value, 12) for value in values]
        rho = correlation(given, average_ranks(values))
        if rho is not None:
            rhos.append(rho)
        first += bool(best) and all(values[index] == max(values) for index in best)
        order = sorted(values, reverse=True)
        place = {value: order.index(value) + 1 for value in set(values)}
        for index, value in enumerate(values):
            ranks[index].append(place[value])
    rhos.sort()
    for each in ranks:
        each.sort()
    return {
        "rows": len(rows),
        "draws": draws,
        "seed": seed,
        "weights": dict(parts),
        "median": _quantile(rhos, 0.5),
        "low": _quantile(rhos, 0.05),
        "high": _quantile(rhos, 0.95),
        "least": rhos[0] if rhos else None,
        "undefined": draws - len(rhos),
        "first_kept": first / draws if rows else None,
        "recorded": correlation(given, average_ranks([row["based_on"] for row in rows])),
        "partners": [
            {
                "partner": row["partner"],
                "strength": row["strength"],
                "rank": row["rank"],
                "rank_low": _quantile(each, 0.05),
                "rank_high": _quantile(each, 0.95),
            }
            for row, each in zip(rows, ranks, strict=True)
        ],
    }


def average_ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1, the greatest value first; equal values share the mean of theirs.

    Examples
    --------
    >>> average_ranks([3.0, 1.0, 3.0])
    [1.5, 3.0, 1.5]
    """
    order = sorted(range(len(values)), key=lambda index: -values[index])
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for index in order[start : end + 1]:
            ranks[index] = (start + end) / 2 + 1
        start = end + 1
    return ranks


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Pearson's correlation; ``None`` where one side does not vary.

    Examples
    --------
    >>> correlation([1, 2, 3], [2, 4, 6]), correlation([1, 2], [1, 1])
    (1.0, None)
    """
    if len(first) < 2:
        return None
    mean, other = math.fsum(first) / len(first), math.fsum(second) / len(second)
    spread = math.fsum((x - mean) ** 2 for x in first) * math.fsum((y - other) ** 2 for y in second)
    if not spread:
        return None
    shared = math.fsum((x - mean) * (y - other) for x, y in zip(first, second, strict=True))
    return max(-1.0, min(1.0, shared / math.sqrt(spread)))


_Number = TypeVar("_Number", int, float)


def _quantile(ordered: Sequence[_Number], share: float) -> _Number | None:
    """The value below which a share of the ordered values lies: one of them, nothing between."""
    if not ordered:
        return None
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1 if share else 0)]
