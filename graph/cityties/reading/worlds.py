"""Every combination of possible acts, in every order that can have been (rule 8).

A *world* gives each act a day between its bounds, and an order to the acts of one day.
Worlds are not listed one by one: between two bounds nothing new becomes possible or
certain, so time is cut into spans there, and what can be true in a span is a set of
*points* (which acts have happened, and what stands). A point counts only if it can be
reached, and if the acts that are yet to happen can happen. The number of points grows with
the acts that are open at the same time, not with all acts; acts with the same effect are
taken in one order only. The tests compare this with an implementation that lists worlds.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import product
from typing import NamedTuple

from cityties.model.dates import DAY_MAX, DAY_MIN
from cityties.reading.acts import Act, same_side
from cityties.reading.orders import Orders, lifts
from cityties.start.records import dataclass
from cityties.vocabulary.codes import BREAKS, CHANNELS, RESUMED, Ladder, covering

Day = datetime.date
_ONE_DAY = datetime.timedelta(days=1)


def _after(day: Day) -> Day:
    return day + _ONE_DAY if DAY_MIN < day < DAY_MAX else day


def _before(day: Day) -> Day:
    return day - _ONE_DAY if DAY_MIN < day < DAY_MAX else day


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

    ``by`` is the beginning whose term runs, or the exit that was taken in ``span``. In
    ``missed`` are the acts about all contact that came when it was not in force. ``open``
    has the breaks, each with a side, that a second one would follow; ``untold`` the second
    breaks before which the first was resumed, though no claim reports it. ``lapsed``: its
    term is over, and nothing else ended it; ``again``: it is in force after its term, as what
    comes next will show; ``ended``: an end is claimed, and no signature since; ``signed``: a
    signature was among what put it in force.
    """

    done: int
    void: int
    whole: str | None
    span: int
    by: int
    standing: frozenset[Break]
    missed: int = 0
    open: frozenset[tuple[int, str]] = frozenset()
    untold: frozenset[tuple[int, int]] = frozenset()
    lapsed: bool = False
    again: bool = False
    ended: bool = False
    signed: bool = False


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
    steps : there are low rungs too: the last day of each act is a span of its own, so that
        what comes after it is kept apart from what came before
    """

    def __init__(
        self, orders: Orders, ladder: Ladder, parties: Sequence[str], *, steps: bool = False
    ) -> None:
        self.orders = orders
        self.ladder = ladder
        self.parties = tuple(parties) or ("",)
        self.channels = Channels.of(orders.acts)
        acts = orders.acts
        self._stood = [
            act.stood if act.stood is not None and act.status in BREAKS else DAY_MIN for act in acts
        ]
        self._seconds = [
            tuple(m for m, other in enumerate(acts) if _is_second(act, other)) for act in acts
        ]
        self._firsts = {m for each in self._seconds for m in each}
        self.days = sorted(
            {
                DAY_MIN,
                *(act.earliest for act in acts),
                *(act.latest for act in acts),
                *(_after(act.latest) for act in acts if steps),
                *(day for stood in self._stood for day in (stood, _after(stood))),
            }
        )
        if self._firsts:
            self._split_days()
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

    def _split_days(self) -> None:
        """A span of its own for each day on which a resumption that no claim reports can be first
        or last: it is not on the day of the first break, and such breaks can follow each other.
        """
        found = set(self.days)
        for day in self.days:
            for _break in self._firsts:
                day = _after(day)  # noqa: PLW2901 - one day later
                found.add(day)
        for n, seconds in enumerate(self._seconds):
            day = self.orders.acts[n].latest
            for _break in self._firsts if seconds else ():
                day = _before(day)
                found.add(day)
        self.days = sorted(found)

    def _twins(self) -> list[int]:
        """For each act the one with the same effect that is taken to come before it."""
        acts = self.orders.acts
        named = {m for each in self.orders.before for m in each} | set(self.orders.owner.values())
        last: dict[tuple[object, ...], int] = {}
        found = [-1] * len(acts)
        for n in sorted(range(len(acts)), key=lambda n: (acts[n].earliest, acts[n].latest)):
            act = acts[n]
            if act.optional or n in named or n in self.orders.owner or self._seconds[n]:
                continue
            key = (
                act.status, act.channel, act.sides, act.signed, act.revives, act.soft,
                self._before[n], self._broken.get(n), n in self.orders.in_force, act.stood,
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
        """The points of each span; all empty if no order satisfies what is presupposed.

        A resumption that no claim reports is only thought of where there is no order without
        it, and one on the day of the first break only where there is no other.
        """
        found: list[set[Point]] = [set() for _day in self.days]
        for start in self._starts():
            for untold in (NONE, LATER, SAME_DAY) if self._firsts else (NONE,):
                points = self._reached(start, untold)
                if points[-1]:
                    break
            for span, some in enumerate(points):
                found[span] |= some
        return [frozenset(each) for each in found]

    def _reached(self, start: Point, untold: int) -> list[frozenset[Point]]:
        """The points of each span that a choice of acts leads to."""
        layers: list[dict[Point, frozenset[Point]]] = []
        reached = frozenset({start})
        for span in range(len(self.days)):
            layer = {point: self._closed(point, span, untold) for point in reached}
            layers.append(layer)
            reached = frozenset().union(*layer.values()) if layer else frozenset()
        alive = frozenset(point for point in reached if not point.again)
        found = [alive]
        for layer in reversed(layers[1:]):
            alive = frozenset(point for point, after in layer.items() if after & alive)
            found.append(alive)
        found.reverse()
        return found

    def _starts(self) -> list[Point]:
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
            }
            void |= {term for term, mine in orders.owner.items() if mine in void}
            found.add(START._replace(void=sum(1 << n for n in void)))
        return sorted(found, key=lambda point: point.void)

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

    def _closed(self, point: Point, span: int, untold: int) -> frozenset[Point]:
        """The points at the end of a day of a span, from one at its beginning."""
        due = sum(1 << n for n, last in enumerate(self._last) if last == span)
        open_ = [
            n
            for n, (first, last) in enumerate(zip(self._first, self._last, strict=True))
            if first <= span <= last
        ]
        one_day = span + 1 < len(self.days) and self.days[span] + _ONE_DAY == self.days[span + 1]
        earlier = point.done if untold == LATER and one_day else -1
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
                for after in self._steps(here, n, span):
                    if after not in seen:
                        seen.add(after)
                        stack.append(after)
            untold_steps = list(self._resumptions(here, earlier, span)) if untold else []
            if here.lapsed:
                untold_steps.append(self._revived(here)._replace(again=True))
            for after in untold_steps:
                if after not in seen:
                    seen.add(after)
                    stack.append(after)
        return frozenset(found)

    def _steps(self, point: Point, n: int, span: int) -> Iterator[Point]:
        """What can be after an act, if it can happen now."""
        past = point.done | point.void
        twin = self._twin[n]
        if (twin >= 0 and not past >> twin & 1) or not self.fits(point, n):
            return
        if self._implied[n] and not self._implied[n] & ~past:
            return
        if any(point.done >> m & 1 and self.days[span] <= self._stood[m] for m in self._lifted[n]):
            return  # what was seen, or told without a day, still stood then
        if (point.untold or point.again) and self._in_vain(point, n):
            return
        for side in self._whose(n):
            yield self.after(point, n, span, side)

    def fits(self, point: Point, n: int, *, other: bool = False) -> bool:
        """Whether an act has what it presupposes; ``other``: another break can have been."""
        broken = self._broken.get(n, 0)
        return (
            not self._before[n] & ~(point.done | point.void)
            and bool(other or broken & point.done or not broken & ~point.void)
            and (n not in self.orders.in_force or self._may_break(point, n))
        )

    def _resumptions(self, point: Point, earlier: int, span: int) -> Iterator[Point]:
        """What can be after a resumption that no claim reports, before a second break.

        ``earlier``: the breaks that can be resumed already.
        """
        past = point.done | point.void
        for n, firsts in enumerate(self._seconds):
            if past >> n & 1 or any(second == n for second, _first in point.untold):
                continue
            act = self.orders.acts[n]
            for m in firsts:
                sides = {side for side in act.sides if (m, side) in point.open}
                if sides and earlier >> m & 1 and not self._stands(point, act, sides, span):
                    yield self._resumed(point, sides, n)._replace(
                        open=point.open - {(m, side) for side in sides},
                        untold=point.untold | {(n, m)},
                    )

    def _stands(self, point: Point, act: Act, sides: Collection[str], span: int) -> bool:
        """Whether a break on a channel is known to stand on a day."""
        return any(
            point.done >> m & 1
            and self.days[span] <= self._stood[m]
            and act.channel in covering(other.channel)
            and set(other.sides) <= set(sides)
            for m, other in enumerate(self.orders.acts)
            if other.status in BREAKS and other.stood is not None
        )

    def _revived(self, point: Point) -> Point:
        """In force after its term; no other term runs."""
        return point._replace(
            whole=self.ladder.top, span=-1, by=-1, lapsed=False, again=False, ended=False
        )

    def _in_vain(self, point: Point, n: int) -> bool:
        """Whether, after an act, what no claim reports and was thought of was not needed."""
        act = self.orders.acts[n]
        opens = act.status == self.ladder.top
        ends = act.status in self.ladder.strong and not act.is_term
        if point.again and ((opens and not act.revives) or (ends and n not in self.orders.needing)):
            return True
        return any(
            second != n
            and (
                ends
                or (opens and act.signed)
                or lifts(act, self.orders.acts[second])
                or n in self._seconds[second]
            )
            for second, _first in point.untold
        )

    def _may_break(self, point: Point, n: int) -> bool:
        """In force, and not broken by the same side on the same channel by another act."""
        if point.whole != self.ladder.top and not point.lapsed:
            return False
        sides = self.orders.acts[n].sides
        return not any((m, side) in point.open for m in self._seconds[n] for side in sides)

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
        if n in self.orders.needing and (point.lapsed or point.again):
            point = self._revived(point)  # as what comes after its term shows
        in_force = point.whole == top
        if self._firsts:
            point = self._reopened(point, act, n)
        if act.contact and not in_force and not act.is_term:
            point = point._replace(missed=point.missed | 1 << n)
        if act.soft and not in_force and act.status != RESUMED:
            return point
        if act.status == top:
            return self._opened(point, act, n)
        if act.status in BREAKS:
            return self._broke(point, act, n, side) if in_force else point
        if act.status == RESUMED:
            return self._resumed(point, act.sides, n)
        if act.is_term:
            if in_force and point.by == self.orders.owner.get(n, -1):
                return point._replace(whole=TERM_OVER, span=span, by=n, lapsed=True)
            return point
        if act.status in self.ladder.weak:
            return point if in_force else point._replace(whole=act.status, span=span, by=n)
        return point._replace(
            whole=act.status, span=span, by=n, standing=frozenset(), lapsed=False, ended=True
        )

    def _reopened(self, point: Point, act: Act, n: int) -> Point:
        """What a second break would follow, after an act."""
        open_ = point.open
        if n in self._firsts:
            open_ |= {(n, side) for side in act.sides}
        elif (act.status in self.ladder.strong and not act.is_term) or (
            act.status == self.ladder.top and act.signed
        ):
            open_ = frozenset()
        elif act.status == RESUMED:
            open_ = frozenset(
                (m, side)
                for m, side in open_
                if act.channel not in covering(self.orders.acts[m].channel)
                or not same_side(act.sides, (side,))
            )
        untold = frozenset(pair for pair in point.untold if pair[0] != n)
        return point._replace(open=open_, untold=untold)

    def _opened(self, point: Point, act: Act, n: int) -> Point:
        if act.revives:
            return self._revived(point) if point.lapsed or point.again else point
        opened = point._replace(whole=self.ladder.top, span=-1, by=n, lapsed=False)
        if act.renewal:
            return opened._replace(standing=frozenset(), ended=False)
        signed = act.concludes or (point.signed and point.whole == self.ladder.top)
        opened = opened._replace(signed=signed)
        if act.signed:
            return opened._replace(standing=frozenset(), ended=False)
        # What is only seen undoes the end of a term, and no end that is claimed.
        return point if point.whole == self.ladder.top or point.ended else opened

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

    def _resumed(self, point: Point, by: Collection[str], n: int) -> Point:
        sides = () if set(self.parties) <= set(by) else tuple(by)
        kept = frozenset(
            each
            for each in point.standing
            if each.channels not in self.channels.touched[n]
            or not same_side(sides, (each.side,) if each.side else ("?",))
        )
        return point._replace(standing=kept)


TERM_OVER = "expired by its term"
"""The exit of what a stated term ended: unlike an end that is claimed, a sighting undoes it."""

NONE, LATER, SAME_DAY = 0, 1, 2
"""Which resumptions that no claim reports there can be: on a day after the first break, or its."""


def _is_second(act: Act, other: Act) -> bool:
    """Whether two breaks, by one side on one channel, presuppose a resumption between them."""
    return (
        act.status in BREAKS
        and other.status in BREAKS
        and not (act.soft or other.soft)
        and act.channel == other.channel
        and act.act != other.act
        and bool(set(act.sides) & set(other.sides))
    )
