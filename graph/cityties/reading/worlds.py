"""Every combination of possible acts, in every order that can have been (rule 8).

A *world* gives each act a day between its bounds, and an order to the acts of one day.
Worlds are not listed one by one: between two bounds nothing new becomes possible or
certain, so time is cut into spans there, and what can be true in a span is a set of
*points* (which acts have happened, and what stands). A point counts only if it can be
reached, and if the acts that are still to come can come. The number of points grows with
the acts that are open at the same time, not with all acts; acts with the same effect are
taken in one order only. The tests compare this with an implementation that lists worlds.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple

from cityties.model.dates import DAY_MAX, DAY_MIN
from cityties.reading.acts import Act, same_side
from cityties.reading.orders import Orders, lifts
from cityties.vocabulary.codes import BREAKS, CHANNELS, RESUMED, Ladder, covering

Day = datetime.date
_ONE_DAY = datetime.timedelta(days=1)


def _after(day: Day) -> Day:
    return day + _ONE_DAY if DAY_MIN < day < DAY_MAX else day


class Break(NamedTuple):
    """A break that stands: whose it is, on which class of channels, and by which act.

    ``side`` is ``""`` in what is sure of a break of unsaid side; in a world it is the
    side that it is taken to be of, and ``said`` tells the two apart.
    """

    side: str
    said: bool
    channels: int
    status: str
    act: int


class Point(NamedTuple):
    """What has happened, and what is so: ``None`` before anything, else a top or an exit.

    ``by`` is the signature whose term runs, or the exit that was taken in ``span``. In
    ``missed`` are the acts about all contact that came when it was not in force.
    """

    done: int
    void: int
    whole: str | None
    span: int
    by: int
    standing: frozenset[Break]
    missed: int = 0


BOTH = "both"
START = Point(0, 0, None, -1, -1, frozenset())


@dataclass(frozen=True, slots=True)
class Channels:
    """Channels in classes: those on which the same acts count are one."""

    number: dict[str, int]
    touched: tuple[frozenset[int], ...]

    @classmethod
    def of(cls, acts: Sequence[Act]) -> Channels:
        """The classes that the breaks and resumptions of a history make."""
        named = {act.channel for act in acts if act.status in BREAKS or act.status == RESUMED}
        keys: dict[frozenset[str], int] = {}
        number = {}
        for channel in CHANNELS:
            key = frozenset(covering(channel)) & named
            number[channel] = keys.setdefault(key, len(keys))
        touched = tuple(
            frozenset(n for key, n in keys.items() if act.channel in key) for act in acts
        )
        return cls(number, touched)


class Worlds:
    """The points of each span of time, for the acts of one thing.

    Parameters
    ----------
    orders : the acts and what each presupposes; low rungs need not be among them
    ladder : the statuses
    parties : whose act one of unsaid side can be
    """

    def __init__(self, orders: Orders, ladder: Ladder, parties: Sequence[str]) -> None:
        self.orders = orders
        self.ladder = ladder
        self.parties = tuple(parties) or ("",)
        self.channels = Channels.of(orders.acts)
        acts = orders.acts
        self._stood = [
            act.stood if act.stood is not None and act.status in BREAKS else DAY_MIN for act in acts
        ]
        self._untold = [
            sum(
                1 << m
                for m, each in enumerate(acts)
                if each.status in BREAKS and (each.channel, each.sides) == (act.channel, act.sides)
            )
            if act.implied and act.status == RESUMED
            else 0
            for n, act in enumerate(acts)
        ]
        self.days = sorted(
            {
                DAY_MIN,
                *(act.earliest for act in acts),
                *(act.latest for act in acts),
                *(day for stood in self._stood for day in (stood, _after(stood))),
                *(
                    _after(acts[m].earliest)
                    for pair in self._untold
                    for m in range(len(acts))
                    if pair >> m & 1
                ),
            }
        )
        self._first = [bisect_right(self.days, act.earliest) - 1 for act in acts]
        self._last = [bisect_right(self.days, act.latest) - 1 for act in acts]
        self._before = [sum(1 << n for n in each) for each in orders.before]
        self._broken = {n: sum(1 << m for m in each) for n, each in orders.broken.items()}
        self._implied = [
            sum(1 << m for m in orders.needed_by[n][0])
            if act.implied and act.status == ladder.top
            else 0
            for n, act in enumerate(acts)
        ]
        self._lifted = [
            [
                m
                for m, broken in enumerate(acts)
                if broken.status in BREAKS
                and broken.stood is not None
                and orders.owner.get(n) != m
                and ((act.status == ladder.top and act.signed) or lifts(act, broken))
            ]
            for n, act in enumerate(acts)
        ]
        self._twin = self._twins()

    def _twins(self) -> list[int]:
        """For each act the one with the same effect that is taken to come before it."""
        acts = self.orders.acts
        named = {m for each in self.orders.before for m in each} | set(self.orders.owner.values())
        last: dict[tuple[object, ...], int] = {}
        found = [-1] * len(acts)
        for n in sorted(range(len(acts)), key=lambda n: (acts[n].earliest, acts[n].latest)):
            act = acts[n]
            if act.optional or n in named or n in self.orders.owner:
                continue
            key = (
                act.status, act.channel, act.sides, act.signed, act.revives, act.soft,
                self._before[n], self._broken.get(n), n in self.orders.in_force,
            )  # fmt: skip
            if key in last and acts[last[key]].latest <= act.latest:
                found[n] = last[key]
            last[key] = n
        return found

    def span_of(self, day: Day) -> int:
        """The number of the span that a day is in."""
        return bisect_right(self.days, day) - 1

    @cached_property
    def points(self) -> list[frozenset[Point]]:
        """The points of each span; all empty if no order satisfies what is presupposed."""
        layers: list[dict[Point, frozenset[Point]]] = []
        reached = self._starts()
        for span in range(len(self.days)):
            layer = {point: self._closed(point, span) for point in reached}
            layers.append(layer)
            reached = frozenset().union(*layer.values()) if layer else frozenset()
        alive = reached
        found = [alive]
        for layer in reversed(layers[1:]):
            alive = frozenset(point for point, after in layer.items() if after & alive)
            found.append(alive)
        found.reverse()
        return found

    def _starts(self) -> frozenset[Point]:
        """One point for each choice of the acts that never were."""
        orders = self.orders
        free = [n for n, act in enumerate(orders.acts) if act.optional and not act.implied]
        found = set()
        for chosen in product((False, True), repeat=len(free)):
            void = {n for n, never in zip(free, chosen, strict=True) if never}
            void |= {
                n
                for n, groups in orders.needed_by.items()
                if any(group <= void for group in groups)
                or not orders.instead.get(n, frozenset()) <= void
            }
            found.add(START._replace(void=sum(1 << n for n in void)))
        return frozenset(found)

    @cached_property
    def sure_from(self) -> tuple[int, ...]:
        """For each act the first span in which it has happened in every world; -1: in none."""
        found = [-1] * len(self.orders.acts)
        for span, points in enumerate(self.points):
            done = -1
            for point in points:
                done &= point.done
            for n, known in enumerate(found):
                if known < 0 and points and done >> n & 1:
                    found[n] = span
        return tuple(found)

    def _closed(self, point: Point, span: int) -> frozenset[Point]:
        """The points at the end of a day of a span, from one at its beginning."""
        due = sum(1 << n for n, last in enumerate(self._last) if last == span)
        open_ = [
            n
            for n, (first, last) in enumerate(zip(self._first, self._last, strict=True))
            if first <= span <= last
        ]
        one_day = (
            not self.orders.close
            and span + 1 < len(self.days)
            and self.days[span] + _ONE_DAY == self.days[span + 1]
        )
        seen = {point}
        stack = [point]
        found = []
        while stack:
            here = stack.pop()
            past = here.done | here.void
            if not due & ~past:
                found.append(here)
            for n in open_:
                if past >> n & 1:
                    continue
                if one_day and self._untold[n] & here.done & ~point.done:
                    continue  # between two breaks, not on the day of the first
                for after in self._steps(here, n, span):
                    if after not in seen:
                        seen.add(after)
                        stack.append(after)
        return frozenset(found)

    def _steps(self, point: Point, n: int, span: int) -> Iterator[Point]:
        """What can be after an act, if it can happen now."""
        past = point.done | point.void
        if self._before[n] & ~past:
            return
        twin = self._twin[n]
        if twin >= 0 and not past >> twin & 1:
            return
        if (
            n in self._broken
            and not self._broken[n] & point.done
            and (self._broken[n] & ~point.void)
        ):
            return
        if n in self.orders.in_force and not self._may_break(point, n):
            return
        if self._implied[n] and not self._implied[n] & ~past:
            return
        if any(point.done >> m & 1 and self.days[span] <= self._stood[m] for m in self._lifted[n]):
            return  # what was seen, or told without a day, still stood then
        for side in self._whose(n):
            yield self.after(point, n, span, side)

    def _may_break(self, point: Point, n: int) -> bool:
        """In force, and not broken by the same side on the same channel by another act."""
        if point.whole != self.ladder.top:
            return False
        acts, act = self.orders.acts, self.orders.acts[n]
        return not (
            act.status in BREAKS
            and act.sides
            and any(
                acts[each.act].channel == act.channel
                and acts[each.act].sides == act.sides
                and acts[each.act].act != act.act
                for each in point.standing
                if each.said and not acts[each.act].soft
            )
        )

    def _whose(self, n: int) -> tuple[str, ...]:
        """The sides that a break of unsaid side can be of; otherwise one empty word."""
        act = self.orders.acts[n]
        if act.status in BREAKS and not act.sides:
            return (*self.parties, BOTH) if len(self.parties) > 1 else self.parties
        return ("",)

    def after(self, point: Point, n: int, span: int, side: str = "") -> Point:
        """The point after an act; ``side``: whose a break of unsaid side is taken to be."""
        act = self.orders.acts[n]
        top = self.ladder.top
        point = point._replace(done=point.done | 1 << n)
        if point.void >> self.orders.owner.get(n, len(self.orders.acts)) & 1:
            return point  # the term of what never was
        in_force = point.whole == top
        if act.contact and not in_force and not act.is_term:
            point = point._replace(missed=point.missed | 1 << n)
        if act.soft and not in_force:
            return point
        if act.status == top:
            return self._opened(point, act, n)
        if act.status in BREAKS:
            return self._broke(point, act, n, side) if in_force else point
        if act.status == RESUMED:
            return self._resumed(point, act, n) if in_force else point
        if n in self.orders.owner or act.is_term:
            mine = self.orders.owner.get(n, -1)
            signed = mine >= 0 and self.orders.acts[mine].signed
            if in_force and point.by == (mine if signed else -1):
                return point._replace(whole=TERM_OVER, span=span, by=n)
            return point
        if act.status in self.ladder.weak:
            return point if in_force else point._replace(whole=act.status, span=span, by=n)
        return point._replace(whole=act.status, span=span, by=n, standing=frozenset())

    def _opened(self, point: Point, act: Act, n: int) -> Point:
        top = self.ladder.top
        if act.signed:
            return point._replace(whole=top, span=-1, by=n, standing=frozenset())
        # What is only seen undoes the end of a term, and no end that is told.
        over = point.whole not in self.ladder.strong
        if act.revives:
            over = point.whole == TERM_OVER
        if point.whole == top or not over:
            return point
        return point._replace(whole=top, span=-1, by=-1)

    def _broke(self, point: Point, act: Act, n: int, side: str) -> Point:
        every = BOTH in act.sides or side == BOTH
        sides = self.parties if every else act.sides or (side,)
        said = {(each.side, each.channels) for each in point.standing if each.said}
        new = {
            Break(each, bool(act.sides) or (each, channels) in said, channels, act.status, n)
            for each in sides
            for channels in self.channels.touched[n]
        }
        over = {(each.side, each.channels) for each in new}
        old = {each for each in point.standing if (each.side, each.channels) not in over}
        return point._replace(standing=frozenset(old | new))

    def _resumed(self, point: Point, act: Act, n: int) -> Point:
        sides = () if set(self.parties) <= set(act.sides) else act.sides
        kept = frozenset(
            each
            for each in point.standing
            if each.channels not in self.channels.touched[n]
            or not same_side(sides, (each.side,) if each.side else ("?",))
        )
        return point._replace(standing=kept)


TERM_OVER = "expired by its term"
"""The exit of what a stated term ended: unlike an end that is told, a sighting undoes it."""
