"""What answers a proposal, an invitation or an offer (rule 12 of :mod:`cityties.reading`).

*Unanswered* lays blame, so it is careful: a reply that names what it answers counts, and
so does every later step that the other side took. A later reply that names nothing which
another claim is about may be the answer.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from cityties.model.dates import DAY_MIN
from cityties.model.rows import Claim
from cityties.reading.activity import Contact, Contacts
from cityties.reading.acts import Evidence, counts
from cityties.reading.readings import Readings, State, TieReading
from cityties.start.records import dataclass
from cityties.vocabulary.codes import TIE_LADDER

Day = datetime.date

_ASKS = frozenset({"asked", "offered"})
_ANSWERED = frozenset({"answered", "accepted", "dispatched", "delivered", "held"})
# Steps of a tie that no side takes alone, unless a claim says whose it is.
_OF_BOTH = frozenset({"negotiating", "drafted", TIE_LADDER.top})
_OF_ONE = frozenset({"submitted", "approved", *TIE_LADDER.weak})


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether something was answered by a day.

    Parameters
    ----------
    answer : ``none``, ``possible`` or ``given``
    claims : ids of the claims that are, or may be, the answer; sorted
    days_open : for how many days it has been open, least and most, while no answer is
        sure; ``None`` if one is. Most is ``None`` where nobody says since when at most
    """

    answer: str
    claims: tuple[str, ...] = ()
    days_open: tuple[int, int | None] | None = None


class Answers:
    """The answers to everything that was asked.

    Parameters
    ----------
    readings : what was read
    contacts : the events between cities
    """

    def __init__(self, readings: Readings, contacts: Contacts) -> None:
        self._readings = readings
        self._contacts = contacts

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """Ids of the claims that ask for an answer, sorted."""
        readings = self._readings
        return tuple(
            claim.id
            for claim in readings.claims.values()
            if asks(claim) and readings.answers_for(claim)
        )

    @cached_property
    def _told(self) -> dict[str, set[str]]:
        """By the id of a thing, the claims about it."""
        found: dict[str, set[str]] = defaultdict(set)
        for claim in self._readings.claims.values():
            for thing in {claim.about, claim.act, claim.part_of} - {""}:
                found[thing].add(claim.id)
        return found

    def of(self, asking: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The claims that answer a claim, and those that may; sorted."""
        claim = self._readings.claims[asking]
        given: set[str] = set()
        possible: set[str] = set()
        for event in self._replies(claim):
            given.add(event.claim.id)
        ties = self._ties(claim)
        by = self._proposers(claim)
        for tie in ties:
            for step in tie.evidence:
                sure = self._step(step, claim, by, tie)
                if sure is not None:
                    (given if sure else possible).add(step.claim)
        for event in self._unnamed_replies(claim, by):
            possible.add(event.claim.id)
        return tuple(sorted(given)), tuple(sorted(possible - given))

    def tells_of_others(self, claim: str) -> bool:
        """Whether a claim names something that another claim is about."""
        claims = self._readings.claims
        this = claims[claim]
        # Two sources of one reply are one reply.
        same = {
            other
            for other in self._told.get(this.about, ())
            if claims[other].kind == this.kind and claims[other].about == this.about
        }
        return any(
            self._told.get(thing, set()) - same - {claim}
            for thing in {this.about, this.act, this.part_of} - {""}
        )

    def on(
        self, asking: Iterable[str], day: Day, *, asked: tuple[Day, Day] | None = None
    ) -> Answer:
        """Whether one act of asking, reported by some claims, was answered by a day.

        Parameters
        ----------
        asking : ids of the claims
        day : the day
        asked : the bounds of the act, if they are known; else those of the claims
        """
        asking = list(asking)
        given: set[str] = set()
        possible: set[str] = set()
        for claim in asking:
            sure, perhaps = self.of(claim)
            for answer in (*sure, *perhaps):
                first, last = self._bounds(self._readings.claims[answer])
                if last <= day and answer in sure:
                    given.add(answer)
                elif first <= day:
                    possible.add(answer)
        if given:
            return Answer("given", tuple(sorted(given)))
        answer = "possible" if possible else "none"
        first, last = asked or self._asked(asking)
        if day < last:
            return Answer(answer, tuple(sorted(possible)))
        least = max(0, (day - last).days)
        most = None if first == DAY_MIN else (day - first).days
        return Answer(answer, tuple(sorted(possible)), (least, most))

    def _asked(self, asking: Iterable[str]) -> tuple[Day, Day]:
        """The days between which something was asked: what all dates share, or all of them."""
        claims = [self._readings.claims[claim] for claim in asking]
        bounds = [self._bounds(claim) for claim in claims]
        # What gives no day was asked at any time before it was published.
        firsts = [
            first if claim.when is not None else DAY_MIN
            for claim, (first, _last) in zip(claims, bounds, strict=True)
        ]
        lasts = [last for _first, last in bounds]
        if max(firsts) <= min(lasts):
            return max(firsts), min(lasts)
        return min(firsts), max(lasts)

    def bounds(self, claim: str) -> tuple[Day, Day]:
        """The days between which a claim says that something happened."""
        return self._bounds(self._readings.claims[claim])

    def _bounds(self, claim: Claim) -> tuple[Day, Day]:
        first, last = self._readings.publications[claim.source]
        if claim.when is None:
            return first, last
        latest = min(claim.when.latest, last)
        return min(claim.when.earliest, latest), latest

    def _ties(self, claim: Claim) -> list[TieReading]:
        """The ties that a later step can be of: the tie itself, or those of the same cities."""
        if claim.type == "tie":
            tie = self._contacts.tie_of(claim)
            return [] if tie is None else [tie]
        cities = self._contacts.cities_of(claim)
        return [
            self._readings.ties[tie]
            for tie in min(
                (self._readings.by_party.get(city, ()) for city in sorted(cities)),
                key=len,
                default=(),
            )
            if len(cities) > 1 and set(self._readings.ties[tie].parties) == set(cities)
        ]

    def _proposers(self, claim: Claim) -> frozenset[str]:
        if claim.side:
            return self._contacts.cities([claim.side])
        return self._contacts.cities(claim.actor)

    def _names(self, claim: Claim) -> set[str]:
        names = {claim.about, claim.act, claim.part_of} - {""}
        tie = self._contacts.tie_of(claim) if claim.type == "tie" else None
        return names if tie is None else {*names, tie.id, *tie.joined}

    def _replies(self, claim: Claim) -> list[Contact]:
        """Replies that name what was asked, and what was done about it."""
        names = self._names(claim)
        found = []
        for thing in sorted(names):
            for event in self._contacts.about(thing):
                other = event.claim
                answers = other.kind == "reply" or (
                    other.about == claim.about and other.status in _ANSWERED
                )
                if answers and counts(other) and other.aspect != "plan" and other.id != claim.id:
                    found.append(event)
        return found

    def _step(
        self, step: Evidence, claim: Claim, by: frozenset[str], tie: TieReading
    ) -> bool | None:
        """Whether a step of a tie answers: certainly, possibly, or not."""
        if step.is_state or step.claim == claim.id:
            return None
        first, last = self._bounds(claim)
        if step.latest < first:
            return None
        others = set(tie.parties) - by
        if step.status in _OF_BOTH:
            mine = not step.sides or bool(set(step.sides) & others) or not by
        elif step.status in _OF_ONE:
            if step.sides and not set(step.sides) & others:
                return None
            mine = bool(step.sides) and bool(by)
        else:
            return None
        if not mine:
            return False if step.status in _OF_ONE else None
        return step.earliest >= last

    def _unnamed_replies(self, claim: Claim, by: frozenset[str]) -> list[Contact]:
        """Later replies between the same parties that name nothing that others are about."""
        cities = self._contacts.cities_of(claim)
        first, _last = self._bounds(claim)
        if len(cities) < 2:
            return []
        found = []
        for event in min(map(self._contacts.of_city, sorted(cities)), key=len):
            other = event.claim
            if (
                other.kind == "reply"
                and counts(other)
                and other.aspect != "plan"
                and event.latest >= first
                and cities <= event.cities
                and not (event.actors and event.actors <= by)
                and not self.tells_of_others(other.id)
            ):
                found.append(event)
        return found


def asks(claim: Claim) -> bool:
    """Whether a claim is of something that asks for an answer.

    A proposal of a tie; an invitation, offer or request. An objection asks for none.
    """
    if not counts(claim) or claim.aspect == "plan":
        return False
    if claim.type == "tie":
        return claim.status == "proposed" and claim.aspect == "change"
    return claim.type == "event" and claim.status in _ASKS and claim.kind != "objection"


def answer_to(tie: TieReading, state: State, answers: Answers, on: Day) -> Answer | None:
    """The answer to the proposal that a tie has come no further than.

    ``None`` where that is not so: another status, only possibly proposed, or proposed by
    every party. That somebody says "no reply" is a denied reply, and no reply.
    """
    if state.status != "proposed" or state.certainty != "certain":
        return None
    acts = tie.history.deciding("proposed", on, "all")
    if not acts or {side for act in acts for side in act.sides} >= set(tie.parties):
        return None
    asking = sorted({claim for act in acts for claim in act.claims})
    asked = min(act.earliest for act in acts), max(act.latest for act in acts)
    return answers.on(asking, on, asked=asked)
