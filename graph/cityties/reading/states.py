"""From acts to the state on a day and to periods (rules 5 to 10 of :mod:`cityties.reading`).

Every combination of the possible acts and of their order is tried, but not
one by one. An act ``x`` can be the last one by a day exactly if it has
possibly happened and no act that certainly happened is certainly later: whatever
else is possible can be put after the day or before ``x``. So a status is
possible if some act can be the last of its layer, which needs comparisons of
bounds only; the work grows with the square of the acts of *one* tie, never
with the number of their combinations. The tests compare this with trying all
days of all acts.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cityties.model.dates import DAY_MAX, DAY_MIN
from cityties.reading.acts import Act
from cityties.vocabulary.codes import BREAKS, CHANNELS, ONE_SIDED, Ladder, covering

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
    last_attested: Day | None


class History:
    """The acts of one tie or membership, and what they make true on any day."""

    __slots__ = ("_breaks", "_low", "_resets", "_strong", "_tops", "_weak", "acts", "ladder")

    def __init__(self, acts: Sequence[Act], ladder: Ladder) -> None:
        self.ladder = ladder
        acts = self.acts = tuple(self._not_before(act, acts) for act in acts)
        self._tops = [act for act in acts if act.status == ladder.top]
        self._strong = [act for act in acts if act.status in ladder.strong]
        self._low = [act for act in acts if act.status in ladder.rungs]
        self._weak = [act for act in acts if act.status in ladder.weak]
        self._breaks = [act for act in acts if act.status in BREAKS or act.status == "resumed"]
        # A new agreement after a break, or the end of the old one, ends the break too.
        self._resets = [
            act
            for act in (*self._tops, *self._strong)
            if act.signed
            and any(b.status in BREAKS and b.latest < act.earliest for b in self._breaks)
        ]

    def _after(self, later: Act, act: Act) -> bool:
        """Whether one act certainly came after another.

        By its bounds; or because it was only observed: what was observed suspended had
        been resumed before if that was sure by then, and what was seen ended
        had been in force.
        """
        if later.earliest > act.latest:
            return True
        if later.signed or not act.signed or later.latest < act.latest:
            return False
        if later.status in BREAKS:
            return act.status in ("resumed", self.ladder.top)
        return later.status in self.ladder.strong and act.status == self.ladder.top

    def _not_before(self, act: Act, acts: Iterable[Act]) -> Act:
        """The act without the days on which something must still come before it."""
        if act.signed:
            return act
        wider = covering(act.channel)
        floor = max(
            (
                other.earliest
                for other in acts
                if self._after(act, other) and other.channel in wider
            ),
            default=act.earliest,
        )
        return replace(act, earliest=floor) if act.earliest < floor <= act.latest else act

    # -- which results are possible -------------------------------------------------

    def outcome(self, day: Day, channel: str = "all") -> Outcome:
        """What is true, or can be, on a day on a channel."""
        possible = self._whole(day)
        if self.ladder.top in possible and self._breaks:
            possible = (possible - {self.ladder.top}) | self._on_channel(day, channel)
        sure = self._sure(day, channel)
        ordered = sorted(possible, key=self._rank)
        if sure is None or sure not in possible:
            named = [status for status in ordered if status is not None]
            sure = named[-1] if named else None
        return Outcome(sure, tuple(status for status in ordered if status != sure))

    def _rank(self, status: str | None) -> tuple[int, str]:
        return (0, "") if status is None else (self.ladder.height(status), status)

    def _whole(self, day: Day) -> set[str | None]:
        tops = [act for act in self._tops if act.earliest <= day]
        exits = [act for act in self._strong if act.earliest <= day]
        top_sure = any(act.latest <= day for act in tops)
        sure_exits = [act for act in exits if act.latest <= day]
        found: set[str | None] = set()
        for act in tops:
            # What was only observed came before every end: a state reverses no exit.
            later = (
                sure_exits
                if not act.signed
                else [end for end in sure_exits if self._after(end, act)]
            )
            if not later:
                found.add(self.ladder.top)
        if not top_sure and not sure_exits:
            found |= self._below(day, None, None)
        for act in exits:
            forced = [
                other.earliest
                for other in (*tops, *exits)
                if other is not act
                and other.latest <= day
                and (other.signed or other.status != self.ladder.top)
            ]
            first, last = max([act.earliest, *forced]), min(act.latest, day)
            for end in self._turns(first, last, (*self._low, *self._weak)):
                found |= self._below(day, end, act.status)
        return found

    def _below(self, day: Day, after: Day | None, fallback: str | None) -> set[str | None]:
        """Rungs and refusals below the top, since the day of an exit if there was one."""
        if not self._weak:
            return self._rungs(day, after, fallback)
        weak = [
            act
            for act in self._weak
            if act.earliest <= day and (after is None or (act.latest >= after and act.signed))
        ]
        forced = [
            act for act in weak if act.latest <= day and (after is None or act.earliest > after)
        ]
        found: set[str | None] = set() if forced else self._rungs(day, after, fallback)
        for act in weak:
            bounds = [act.earliest, *(other.earliest for other in forced if other is not act)]
            first, last = max([*bounds, after or DAY_MIN]), min(act.latest, day)
            for end in self._turns(first, last, self._low):
                found |= self._rungs(day, end, act.status)
        return found

    def _rungs(self, day: Day, after: Day | None, fallback: str | None) -> set[str | None]:
        rungs = [
            act
            for act in self._low
            if act.earliest <= day and (after is None or (act.latest >= after and act.signed))
        ]
        heights = self.ladder.rungs
        sure = [
            act.status
            for act in rungs
            if act.latest <= day and (after is None or act.earliest > after)
        ]
        base = max(sure, key=heights.__getitem__, default=None)
        height = 0 if base is None else heights[base]
        higher = {act.status for act in rungs if heights[act.status] > height}
        return {base if base is not None else fallback, *higher}

    @staticmethod
    def _turns(first: Day, last: Day, acts: Iterable[Act]) -> list[Day]:
        """The days from first to last at which something can change for what follows."""
        if first > last:
            return []
        days = {first, last}
        for act in acts:
            for bound in (act.earliest, act.latest):
                days.add(bound)
                if bound > DAY_MIN:
                    days.add(bound - _ONE_DAY)
                if bound < DAY_MAX:
                    days.add(bound + _ONE_DAY)
        return sorted(day for day in days if first <= day <= last)

    def _relevant(self, day: Day, channel: str) -> list[Act]:
        wider = covering(channel)
        return [
            act
            for act in (*self._breaks, *self._resets)
            if act.earliest <= day
            and (act.channel in wider or act.status not in BREAKS)
            and (act.channel in wider or act.status != "resumed")
        ]

    def _on_channel(self, day: Day, channel: str) -> set[str | None]:
        acts = self._relevant(day, channel)
        sure = [act for act in acts if act.latest <= day]
        found: set[str | None] = set() if sure else {self.ladder.top}
        for act in acts:
            if not any(self._after(other, act) for other in sure):
                found.add(act.status if act.status in BREAKS else self.ladder.top)
        return found

    # -- what follows from the sure acts alone ---------------------------------------

    def _sure(self, day: Day, channel: str) -> str | None:
        """The status if only what certainly happened did, each act on its last day."""
        top, strong = self.ladder.top, self.ladder.strong
        steps = []
        for act in self.acts:
            if act.latest <= day and act.status not in BREAKS and act.status != "resumed":
                seen_only = not act.signed and (
                    act.status == top or act.status in self.ladder.rungs
                )
                ends = act.status in strong or act.status in self.ladder.weak
                steps.append((DAY_MIN if seen_only else act.latest, ends, act))
        steps.sort(key=lambda step: (step[0], step[1]))
        high: str | None = None
        low: str | None = None
        height = 0
        for _day, _ends, act in steps:
            if act.status == top:
                high = top
            elif act.status in strong:
                high, low, height = act.status, None, 0
            elif act.status in self.ladder.weak:
                low, height = act.status, 0
            elif self.ladder.rungs[act.status] > height:
                low, height = act.status, self.ladder.rungs[act.status]
        if high != top:
            return low if low is not None else high
        sure = [act for act in self._relevant(day, channel) if act.latest <= day]
        if not sure:
            return top
        last = max(sure, key=lambda act: (act.latest, act.earliest, act.status in BREAKS))
        return last.status if last.status in BREAKS else top

    # -- side, since, sources ------------------------------------------------------

    def deciding(self, status: str, day: Day, channel: str) -> list[Act]:
        """The acts that make a status true, or possible, on a day; first acts first."""
        exits = [act for act in self._strong if act.latest <= day]
        if status in BREAKS:
            resumed = [
                act
                for act in self._relevant(day, channel)
                if act.status not in BREAKS and act.latest <= day
            ]
            return [
                act
                for act in self._relevant(day, channel)
                if act.status in BREAKS
                and not any(other.earliest > act.latest for other in resumed)
            ]
        acts = [act for act in self.acts if act.status == status and act.earliest <= day]
        if status in self.ladder.rungs:
            exits = [*exits, *(act for act in self._weak if act.latest <= day)]
        current = [act for act in acts if not any(self._after(end, act) for end in exits)]
        return current or acts

    def resumption(self, day: Day, channel: str) -> Act | None:
        """The resumption that a channel in force is based on, if any.

        A resumption of what nobody is said to have broken ("ties were revived")
        is not a new start.
        """
        acts = self._relevant(day, channel)
        if not any(act.status in BREAKS for act in acts):
            return None
        sure = [act for act in acts if act.latest <= day]
        last = max(sure, key=lambda act: (act.latest, act.earliest), default=None)
        return last if last is not None and last.status == "resumed" else None

    def side(self, acts: Sequence[Act], parties: Sequence[str]) -> str:
        """Whose status it is: the sides that acted, or both.

        Empty if one side must have acted (a proposal, an approval) and
        no claim says which.
        """
        sides = sorted({side for act in acts for side in act.sides})
        if not sides:
            return "" if any(act.status in ONE_SIDED for act in acts) else "both"
        if "both" in sides or set(parties) <= set(sides):
            return "both"
        return ";".join(sides)

    def concluded(self, day: Day) -> str | None:
        """``signed`` if a change to the top is claimed, ``attested`` if it was only observed."""
        tops = [act for act in self._tops if act.earliest <= day]
        if not tops:
            return None
        return "signed" if any(act.signed for act in tops) else "attested"

    def basis(self, status: str, day: Day, channel: str) -> list[Act]:
        """The acts whose claims a state is based on: the deciding ones and, for a
        channel in force, what broke and resumed it.
        """
        acts = self.deciding(status, day, channel)
        if status == self.ladder.top and self._breaks:
            acts = [*acts, *(act for act in self._relevant(day, channel) if act not in acts)]
        elif status in BREAKS:
            acts = [*acts, *self.deciding(self.ladder.top, day, channel)]
        return acts

    # -- periods ---------------------------------------------------------------------

    def channels(self) -> tuple[str, ...]:
        """``all`` and every channel that something is claimed to have broken or resumed."""
        touched = {act.channel for act in self._breaks}
        return tuple(
            channel for channel in CHANNELS if channel == "all" or touched & set(covering(channel))
        )

    def turning_days(self) -> list[Day]:
        """The days on which an answer can change; the first is the first day of time."""
        return sorted(
            {DAY_MIN, *(act.earliest for act in self.acts), *(act.latest for act in self.acts)}
        )

    def stretches(self, channel: str, parties: Sequence[str]) -> list[Stretch]:
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
                    self.side(self.deciding(status, start, channel), parties)
                    if status != self.ladder.top
                    else "both",
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
        seen = [day for act in acts for day in act.seen if day <= until]
        found.append(
            Stretch(
                group[0].status,
                group[0].side,
                group[0].concluded,
                group[0].start,
                sure[0].start if sure else None,
                sure[-1].end if sure else None,
                until,
                tuple(sorted({claim for act in acts for claim in act.claims})),
                max(seen, default=None),
            )
        )
    return found


def newest(acts: Iterable[Act], day: Day) -> Day | None:
    """The newest day up to ``day`` on which one of the acts was claimed or seen."""
    found = None
    for act in acts:
        index = bisect_right(act.seen, day)
        if index and (found is None or act.seen[index - 1] > found):
            found = act.seen[index - 1]
    return found
