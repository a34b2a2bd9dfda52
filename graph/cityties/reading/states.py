"""From acts to the state on a day and to periods (rules 5 to 10 of :mod:`cityties.reading`).

Begins, ends, breaks and resumptions are tried in every order that can have been
(:mod:`cityties.reading.worlds`). The rungs below *in force* need no trying: the highest
one reached since the last exit counts, in whatever order they came. The tests compare
both with an implementation that lists days and orders one by one.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from functools import cached_property

from cityties.model.dates import DAY_MAX, DAY_MIN
from cityties.reading.acts import Act, Seen
from cityties.reading.orders import Orders, make_orders
from cityties.reading.worlds import BOTH, START, TERM_OVER, Point, Worlds
from cityties.start.records import dataclass
from cityties.vocabulary.codes import BREAKS, CHANNELS, ONE_SIDED, RESUMED, Ladder, covering

Day = datetime.date
_ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What can be true on a day: ``status`` first, ``others`` besides it.

    ``None`` among them means that nothing has happened yet.
    """

    status: str | None
    others: tuple[str | None, ...]

    @property
    def certain(self) -> bool:
        """Whether only one thing can be true."""
        return not self.others


@dataclass(frozen=True, slots=True)
class Stretch:
    """A maximal run of days with one status: possible throughout, certain inside."""

    status: str
    side: str
    concluded: str | None
    possibly_from: Day
    certainly_from: Day | None
    certainly_until: Day | None
    possibly_until: Day
    claims: tuple[str, ...]
    last_attested: Seen | None


class History:
    """The acts of one tie or membership, and what they make true on any day.

    Parameters
    ----------
    acts : as :func:`cityties.reading.acts.make_acts` gives them
    ladder : the statuses
    parties : whose act one of unsaid side can be
    """

    def __init__(self, acts: Sequence[Act], ladder: Ladder, parties: Sequence[str] = ()) -> None:
        self.ladder = ladder
        self.parties = tuple(parties)
        self.acts = tuple(acts)
        """What the claims tell of, in the order of time."""
        self._low = [act for act in self.acts if act.status in ladder.rungs]

    # -- what is presupposed ----------------------------------------------------------

    @cached_property
    def _choice(self) -> tuple[Worlds, bool]:
        """The worlds, and whether an order satisfies all that is presupposed (rule 4b)."""
        acts = [act for act in self.acts if act.status not in self.ladder.rungs]
        orders = make_orders(acts, self.ladder)
        worlds = self._worlds(orders)
        if worlds.points[-1]:
            return worlds, True
        worlds = self._worlds(orders.relaxed())
        if not worlds.points[-1]:
            worlds = self._worlds(orders.relaxed(stood=False))
        return worlds, False

    def _worlds(self, orders: Orders) -> Worlds:
        return Worlds(orders, self.ladder, self.parties, steps=bool(self._low))

    @property
    def _orders(self) -> Orders:
        return self._choice[0].orders

    @property
    def consistent(self) -> bool:
        """Whether some order of the acts satisfies all that they presuppose."""
        return self._is_simple or self._choice[1]

    def surely_in_force_for(self, claim: str) -> bool:
        """Whether it was in force just before an act about all contact, whatever happened."""
        if self._is_simple:
            return False
        numbers = [
            n
            for n, act in enumerate(self._orders.acts)
            if act.contact and claim in act.claims and not act.is_term
        ]
        every = self._choice[0].points[-1]
        return any(
            any(point.done >> n & 1 for point in every)
            and not any(point.missed >> n & 1 for point in every)
            for n in numbers
        )

    @property
    def unused(self) -> tuple[Act, ...]:
        """Resumptions of what nobody is said to have broken: no part of the reading."""
        return () if self._is_simple else self._orders.unused

    @cached_property
    def _is_simple(self) -> bool:
        """Whether nothing ends, breaks or may never have been: then bounds alone decide."""
        rungs = self.ladder.rungs
        return not any(
            act.optional or (act.status not in rungs and act.status != self.ladder.top)
            for act in self.acts
        )

    @cached_property
    def _breaks(self) -> tuple[Act, ...]:
        """The breaks and resumptions that count."""
        if self._is_simple:
            return ()
        return tuple(
            act for act in self._orders.acts if act.status in BREAKS or act.status == RESUMED
        )

    def _exit_of(self, point: Point) -> str | None:
        """How it is over at a point; of a membership the end of a term is leaving."""
        if point.whole != TERM_OVER:
            return point.whole
        return "expired" if "expired" in self.ladder.strong else next(iter(self.ladder.strong))

    # -- which results are possible -------------------------------------------------

    def outcome(self, day: Day, channel: str = "all") -> Outcome:
        """What is true, or can be, on a day on a channel."""
        possible = self._possible(day, channel)
        sure = self._sure(day, channel)[0]
        ordered = sorted(possible, key=self._rank)
        if sure is None or sure not in possible:
            # Breaks and exits are no rungs: what is only possible is not over.
            rungs = [each for each in ordered if each in (*self.ladder.rungs, self.ladder.top)]
            sure = ordered[0] if len(ordered) == 1 else rungs[-1] if rungs else None
        return Outcome(sure, tuple(status for status in ordered if status != sure))

    def _rank(self, status: str | None) -> tuple[int, str]:
        return (0, "") if status is None else (self.ladder.height(status), status)

    def _possible(self, day: Day, channel: str) -> set[str | None]:
        if self._is_simple:
            return self._simple(day)
        found: set[str | None] = set()
        for point in self._points(day):
            if point.whole == self.ladder.top:
                found.add(self._on(point, channel))
            else:
                found |= self._below(point, day)
        return found

    def _points(self, day: Day) -> frozenset[Point]:
        worlds = self._choice[0]
        return worlds.points[worlds.span_of(day)]

    def _on(self, point: Point, channel: str) -> str:
        """The status on a channel of what is in force: *suspended* before *broken*."""
        number = self._choice[0].channels.number[channel]
        standing = {each.status for each in point.standing if each.channels == number}
        return max(standing, default=self.ladder.top)

    def _simple(self, day: Day) -> set[str | None]:
        tops = [act for act in self.acts if act.status == self.ladder.top and act.earliest <= day]
        found: set[str | None] = {self.ladder.top} if tops else set()
        if not any(act.latest <= day for act in tops):
            found |= self._rungs(day, None, None)
        return found

    def _below(self, point: Point, day: Day) -> set[str | None]:
        if point.whole is None:
            return self._rungs(day, None, None)
        days, act = self._choice[0].days, self._orders.acts[point.by]
        first = max(days[point.span], act.earliest)
        last = days[point.span + 1] - _ONE_DAY if point.span + 1 < len(days) else DAY_MAX
        last = min(last, act.latest)
        exit_ = self._exit_of(point)
        found: set[str | None] = set()
        for after in self._turns(first, min(last, day)):
            found |= self._rungs(day, after, exit_)
        return found

    def _rungs(self, day: Day, after: Day | None, fallback: str | None) -> set[str | None]:
        rungs = [
            act
            for act in self._low
            if act.earliest <= day and (after is None or act.latest >= after)
        ]
        heights = self.ladder.rungs
        sure = [
            act.status
            for act in rungs
            if act.latest <= day and not act.optional and (after is None or act.earliest > after)
        ]
        base = max(sure, key=heights.__getitem__, default=None)
        height = 0 if base is None else heights[base]
        higher = {act.status for act in rungs if heights[act.status] > height}
        return {base if base is not None else fallback, *higher}

    def _turns(self, first: Day, last: Day) -> list[Day]:
        """The days from first to last at which something can change for the rungs."""
        if first > last:
            return []
        days = {first, last}
        for act in self._low:
            for bound in (act.earliest, act.latest):
                days.add(bound)
                if bound > DAY_MIN:
                    days.add(bound - _ONE_DAY)
                if bound < DAY_MAX:
                    days.add(bound + _ONE_DAY)
        return sorted(day for day in days if first <= day <= last)

    # -- what follows from the sure acts alone ---------------------------------------

    def _sure(self, day: Day, channel: str) -> tuple[str | None, Point, int]:
        """What follows if only what certainly happened did, each act on its last day.

        Returns the status, the point, and the resumption that last opened the channel.
        """
        point, low, height, opened = START, None, 0, -1
        if self._is_simple:
            tops = [a for a in self.acts if a.status == self.ladder.top and a.latest <= day]
            sure = [a.status for a in self._low if a.latest <= day]
            low = max(sure, key=self.ladder.rungs.__getitem__, default=None)
            return (self.ladder.top if tops else low), point, opened
        worlds = self._choice[0]
        waiting = self._steps(day)
        while waiting:
            n, act = self._next(waiting, point)
            if n < 0:
                if act.status in self.ladder.rungs and self.ladder.rungs[act.status] > height:
                    low, height = act.status, self.ladder.rungs[act.status]
                continue
            if n in self._orders.in_force and point.whole != self.ladder.top:
                # It was in force, by one beginning or another.
                point = point._replace(whole=self.ladder.top, span=-1, by=-1, lapsed=False)
            before = point
            unsaid = act.status in BREAKS and not act.sides
            point = worlds.after(point, n, 0, BOTH if unsaid else "")
            if self._replaces(act, before, point):
                low, height = None, 0
            if act.status == RESUMED and self._on(before, channel) != self._on(point, channel):
                opened = n
            elif act.status == self.ladder.top and act.signed:
                opened = -1
        if point.whole == self.ladder.top:
            return self._on(point, channel), point, opened
        return (low if low is not None else self._exit_of(point)), point, opened

    def _replaces(self, act: Act, before: Point, point: Point) -> bool:
        """Whether an act was an exit that took effect: what was before it no longer counts."""
        if point.whole == self.ladder.top or act.status in {self.ladder.top, RESUMED, *BREAKS}:
            return False
        return point.whole != before.whole or not (act.is_term or act.soft)

    def _steps(self, day: Day) -> list[tuple[Day, int, Act]]:
        """The acts that certainly happened by a day, each with its last one; rungs have no number.

        An act on which a sure one rests is sure too, by then.
        """
        worlds, orders = self._choice[0], self._orders
        sure: list[tuple[tuple[Day, int, Day, bool], int, Act]] = []
        for act in self._low:
            if act.latest <= day and not act.optional:
                sure.append(((act.latest, 0, act.earliest, False), -1, act))
        for n, (act, span) in enumerate(zip(orders.acts, worlds.sure_from, strict=True)):
            if span < 0 or worlds.days[span] > day:
                continue
            place = 0 if act.status == self.ladder.top else 2
            if act.status in BREAKS or act.status == RESUMED:
                place = 1
            last = DAY_MIN if act.implied else worlds.days[span]
            sure.append(((last, place, act.earliest, act.status in BREAKS), n, act))
        sure.sort(key=lambda step: step[0])
        return [(key[0], n, act) for key, n, act in sure]

    def _next(self, waiting: list[tuple[Day, int, Act]], point: Point) -> tuple[int, Act]:
        """The first act of the earliest day that has what it presupposes.

        If a resumption has not, the break that loses the fewest days comes before it.
        """
        worlds = self._choice[0]
        today = [step for step in waiting if step[0] == waiting[0][0]]
        known = {step[1] for step in waiting} | {
            n for n in range(len(self._orders.acts)) if point.done >> n & 1
        }
        fitting = [
            step
            for step in today
            if step[1] < 0 or worlds.fits(point, step[1], other=bool(self._broken(step[1]) - known))
        ]
        if not fitting:
            broken = self._broken(waiting[0][1])
            fitting = [step for step in waiting if step[1] in broken] or today
        waiting.remove(fitting[0])
        return fitting[0][1:]

    def _broken(self, n: int) -> frozenset[int]:
        """The breaks that a resumption can be of."""
        return self._orders.broken.get(n, frozenset())

    # -- side, since, sources ------------------------------------------------------

    def deciding(self, status: str, day: Day, channel: str) -> list[Act]:
        """The acts that make a status true, or possible, on a day; first acts first."""
        if status in BREAKS:
            number = self._choice[0].channels.number[channel]
            standing = {
                each.act
                for point in self._points(day)
                if point.whole == self.ladder.top and self._on(point, channel) == status
                for each in point.standing
                if each.channels == number and each.status == status
            }
            return [self._orders.acts[n] for n in sorted(standing)]
        if status in self.ladder.strong and not self._is_simple:
            taken = {p.by for p in self._points(day) if self._exit_of(p) == status}
            return [self._orders.acts[n] for n in sorted(taken)]
        known = self.acts if self._is_simple else (*self._low, *self._orders.acts)
        acts = [act for act in known if act.status == status and act.earliest <= day]
        exits = self._exits(status, day)
        current = [
            act
            for act in acts
            if not exits or any(end is None or not _surely_after(end, act) for end in exits)
        ]
        return sorted(current or acts, key=lambda act: (act.earliest, act.latest, act.claims))

    def _exits(self, status: str, day: Day) -> list[Act | None]:
        """What can have ended last before a status; ``None``: nothing."""
        if self._is_simple:
            return []
        acts = self._orders.acts
        if status == self.ladder.top:
            ends = [act for act in acts if act.status in self.ladder.strong and act.latest <= day]
            return [max(ends, key=lambda act: (act.earliest, act.latest))] if ends else []
        return [
            acts[point.by] if self._exit_of(point) is not None else None
            for point in self._points(day)
            if point.whole != self.ladder.top
        ]

    def resumption(self, day: Day, channel: str) -> Act | None:
        """The resumption that a channel in force is based on, if any.

        A resumption of what nobody is said to have broken ("ties were revived")
        is not a new start.
        """
        if not self._breaks:
            return None
        opened = self._sure(day, channel)[2]
        return self._orders.acts[opened] if opened >= 0 else None

    def side(self, status: str, day: Day, channel: str) -> str:
        """Whose status it is: ``both``, ids of the sides, or blank where nobody says.

        What is in force is so for both. A break is of the sides whose break certainly
        stands, or of those whose break may stand.
        """
        if status == self.ladder.top:
            return "both"
        acts = self.deciding(status, day, channel)
        if status in BREAKS:
            sides = self._broken_by(status, day, channel)
        else:
            sure, point, _opened = self._sure(day, channel)
            if sure == status == self._exit_of(point):
                acts = [self._orders.acts[point.by]]  # of an exit that came twice, the last
            sides = {side for act in acts for side in act.sides}
            told = [act for act in acts if not act.is_term]
            if not sides and not any(act.status in ONE_SIDED for act in told):
                return "" if told and status in self.ladder.strong else "both"
        if "both" in sides or (sides and set(self.parties) <= sides):
            return "both"
        return ";".join(sorted(sides))

    def _broken_by(self, status: str, day: Day, channel: str) -> set[str]:
        """The sides whose break is claimed, and certainly stands; else the most that can stand."""
        number = self._choice[0].channels.number[channel]

        def standing(point: Point) -> set[str]:
            here = (each for each in point.standing if each.channels == number)
            return {each.side for each in here if each.said}

        found = [
            standing(point)
            for point in self._points(day)
            if point.whole == self.ladder.top and self._on(point, channel) == status
        ]
        sure = standing(self._sure(day, channel)[1])
        if sure in found:
            return sure
        return max(found, key=lambda some: (len(some), sorted(some)), default=set())

    def concluded(self, day: Day) -> str | None:
        """``signed`` if a change to the top is claimed, ``attested`` if it was only observed."""
        if self._is_simple:
            signed = [act.concludes for act in self.deciding(self.ladder.top, day, "all")]
        else:
            points = [self._sure(day, "all")[1], *self._points(day)]
            signed = [point.signed for point in points if point.whole == self.ladder.top]
            signed = signed[:1] if points[0].whole == self.ladder.top else signed
        if not signed:
            return None
        return "signed" if any(signed) else "attested"

    def basis(self, status: str, day: Day, channel: str) -> list[Act]:
        """The acts whose claims a state is based on: the deciding ones and, for a
        channel in force, what broke and resumed it.
        """
        acts = self.deciding(status, day, channel)
        if status == self.ladder.top:
            wider = covering(channel)
            acts += [act for act in self._breaks if act.earliest <= day and act.channel in wider]
        elif status in BREAKS:
            acts += self.deciding(self.ladder.top, day, channel)
        return acts

    # -- periods ---------------------------------------------------------------------

    def channels(self) -> tuple[str, ...]:
        """``all`` and every channel that something is claimed to have broken or resumed."""
        if not self._breaks:
            return ("all",)
        touched = {act.channel for act in self._breaks}
        return tuple(
            channel for channel in CHANNELS if channel == "all" or touched & set(covering(channel))
        )

    def turning_days(self) -> list[Day]:
        """The days on which an answer can change; the first is the first day of time."""
        every = self.acts if self._is_simple else (*self.acts, *self._orders.acts)
        days = {DAY_MIN, *(act.earliest for act in every), *(act.latest for act in every)}
        if not self._is_simple:
            days.update(self._choice[0].days)
        return sorted(days)

    def stretches(self, channel: str) -> list[Stretch]:
        """Periods of every status: unions of possible and of certain days are exact."""
        starts = self.turning_days()
        open_: dict[str, list[_Piece]] = {}
        found: list[Stretch] = []
        for index, start in enumerate(starts):
            end = starts[index + 1] - _ONE_DAY if index + 1 < len(starts) else DAY_MAX
            outcome = self.outcome(start, channel)
            statuses = {status for status in (outcome.status, *outcome.others) if status}
            for status in sorted(open_):
                if status not in statuses:
                    found.extend(_join(open_.pop(status)))
            for status in sorted(statuses):
                acts = self.basis(status, start, channel)
                piece = _Piece(
                    status,
                    self.side(status, start, channel),
                    self.concluded(start) if status in (self.ladder.top, *BREAKS) else None,
                    start,
                    end,
                    outcome.certain,
                    acts,
                )
                pieces = open_.setdefault(status, [])
                if pieces and (pieces[-1].side, pieces[-1].concluded) != (
                    piece.side,
                    piece.concluded,
                ):
                    found.extend(_join(pieces))
                    pieces.clear()
                pieces.append(piece)
        for status in sorted(open_):
            found.extend(_join(open_[status]))
        return sorted(
            found, key=lambda s: (s.possibly_from, self._rank(s.status), s.possibly_until)
        )


@dataclass(frozen=True, slots=True)
class _Piece:
    status: str
    side: str
    concluded: str | None
    start: Day
    end: Day
    certain: bool
    acts: Sequence[Act]


def _join(pieces: Sequence[_Piece]) -> list[Stretch]:
    """One stretch from adjacent pieces; several where certainty comes more than once."""
    groups: list[list[_Piece]] = [[]]
    was_certain = gap = False
    for piece in pieces:
        if piece.certain and was_certain and gap:
            groups.append([])
            was_certain = False
        gap = was_certain and not piece.certain
        was_certain = was_certain or piece.certain
        groups[-1].append(piece)
    found = []
    for group in groups:
        sure = [piece for piece in group if piece.certain]
        acts = {id(act): act for piece in group for act in piece.acts}.values()
        until = group[-1].end
        found.append(
            Stretch(
                group[0].status,
                group[0].side,
                group[0].concluded,
                group[0].start,
                sure[0].start if sure else None,
                sure[-1].end if sure else None,
                until,
                tuple(sorted({claim for act in acts for claim in act.told_by})),
                newest(acts, until),
            )
        )
    return found


def _surely_after(later: Act, act: Act) -> bool:
    """Whether one act certainly came after another: by its bounds, or since it was seen then."""
    if later.earliest > act.latest:
        return True
    return not later.signed and act.signed and later.latest >= act.latest


def newest(acts: Iterable[Act], day: Day) -> Seen | None:
    """The newest day up to ``day`` on which one of the acts was claimed or seen."""
    found = None
    for act in acts:
        for seen in reversed(act.seen):
            if seen.latest <= day and (
                found is None or (seen.latest, seen.earliest) > (found.latest, found.earliest)
            ):
                found = seen
    return found
