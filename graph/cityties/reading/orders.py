"""What one act presupposes of another: which orders of acts can have been (rules 4b, 6, 7).

A break presupposes that the tie was in force, a resumption that something was broken,
and what was seen, or told without a day, that all that surely was by then came before
it. Where nobody tells of what must have been, an act that no claim tells of is added.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cityties.model.dates import DAY_MIN
from cityties.reading.acts import Act, Alternative, revival
from cityties.vocabulary.codes import BREAKS, CHANNELS, RESUMED, Ladder, covering

Day = datetime.date


@dataclass(frozen=True, slots=True)
class Orders:
    """Acts, and what each presupposes.

    Parameters
    ----------
    acts : in a fixed order; the other fields speak of positions in it
    before : what must come before each act
    in_force : the acts before which the thing must be in force
    broken : for a resumption, the breaks of which one must come before it
    owner : for the end of a term, the act whose term it is
    unused : resumptions of what nobody is said to have broken; they are not among ``acts``
    """

    acts: tuple[Act, ...]
    before: tuple[frozenset[int], ...]
    in_force: frozenset[int]
    broken: dict[int, frozenset[int]]
    owner: dict[int, int]
    unused: tuple[Act, ...]

    def relaxed(self) -> Orders:
        """The same acts without presuppositions: for claims that no order satisfies."""
        own = tuple(
            frozenset({self.owner[n]} if n in self.owner else ()) for n in range(len(self.acts))
        )
        return replace(self, before=own, in_force=frozenset(), broken={})


def same_side(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two acts can be of one side: a side that is not said, or ``both``, fits all."""
    return not one or not other or "both" in one or "both" in other or bool(set(one) & set(other))


def same_channel(one: str, other: str) -> bool:
    """Whether one channel is the other, broader or narrower."""
    return one in covering(other) or other in covering(one)


def make_orders(acts: Sequence[Act], ladder: Ladder, *, untold: bool = False) -> Orders:
    """Work out what each act presupposes.

    Parameters
    ----------
    acts : as :func:`cityties.reading.acts.make_acts` gives them
    ladder : the statuses; a membership is left, but never broken
    untold : add a resumption between every two breaks of one side, though one is told
    """
    kept, unused = _resumable(acts)
    pairs: list[tuple[Act, Act]] = []  # the first must come before the second
    if ladder.weak:
        pairs.extend(_beginnings(kept, ladder))
        kept.extend(first for first, _second in pairs)
        kept.extend(_untold(kept, ladder, every=untold))
    number = {id(act): n for n, act in enumerate(kept)}
    owner: dict[int, int] = {}
    for n, act in enumerate(kept):
        if act.is_term:
            mine = next((each for each in kept if _is_term_of(act, each, ladder)), None)
            if mine is not None:
                owner[n] = number[id(mine)]
                pairs.append((mine, act))
        elif act.revives:
            pairs.extend(
                (each, act)
                for each in kept
                if each.is_term and each.status == "expired" and each.ends == act.ends
            )
        elif act.standing and needs_force(act, ladder):
            pairs.extend((each, act) for each in kept if _came_before(each, act, ladder))
    before: list[set[int]] = [set() for _act in kept]
    for first, second in pairs:
        before[number[id(second)]].add(number[id(first)])
    return Orders(
        tuple(kept),
        tuple(frozenset(each) for each in before),
        frozenset(
            n
            for n, act in enumerate(kept)
            if ladder.weak and not act.soft and needs_force(act, ladder)
        ),
        {
            n: frozenset(m for m, other in enumerate(kept) if _can_resume(act, other))
            for n, act in enumerate(kept)
            if act.status == RESUMED and not act.soft and not act.is_term
        },
        owner,
        tuple(unused),
    )


def _is_term_of(end: Act, act: Act, ladder: Ladder) -> bool:
    """Whether one act is the end of the term of another."""
    begins = act.status in BREAKS if end.status == RESUMED else act.status == ladder.top
    return begins and act.claims == end.ends and not act.revives and not act.implied


def _came_before(first: Act, seen: Act, ladder: Ladder) -> bool:
    """Whether an act surely was by the time of a break that was seen, or told without a day."""
    return (
        first is not seen
        and first.status in (ladder.top, RESUMED)
        and first.signed
        and not first.soft
        and not first.optional
        and first.latest <= seen.latest
    )


def needs_force(act: Act, ladder: Ladder) -> bool:
    """Whether an act can only happen to what is in force: a break, or an end that is told."""
    return not act.is_term and (act.status in BREAKS or act.status in ladder.strong)


def _can_resume(resumption: Act, other: Act) -> bool:
    return (
        other.status in BREAKS
        and same_channel(resumption.channel, other.channel)
        and same_side(resumption.sides, other.sides)
        and other.earliest <= resumption.latest
    )


def _resumable(acts: Sequence[Act]) -> tuple[list[Act], list[Act]]:
    """The acts without resumptions of what nobody broke, and those."""
    kept, unused = [], []
    for act in acts:
        told = act.status == RESUMED and not act.soft and not act.is_term
        if told and not any(_can_resume(act, other) for other in acts):
            unused.append(act)
        else:
            kept.append(act)
    return kept, unused


def _beginnings(acts: Sequence[Act], ladder: Ladder) -> list[tuple[Act, Act]]:
    """What a break or an end presupposes and nobody tells: seen in force, before it."""
    found: list[tuple[Act, Act]] = []
    for act in sorted(acts, key=lambda each: (each.latest, each.claims)):
        if act.soft or not needs_force(act, ladder):
            continue
        tops = [each for each in acts if each.status == ladder.top]
        tops.extend(first for first, _second in found)
        if not any(top.earliest <= act.latest and not top.revives for top in tops):
            seen = replace(
                act,
                status=ladder.top,
                channel="all",
                act=f"implied:{act.act}",
                earliest=DAY_MIN,
                alternatives=(Alternative(DAY_MIN, act.latest, act.claims),),
                signed=False,
                sides=(),
                concludes=False,
                standing=False,
                implied=True,
            )
            found.append((seen, act))
        for expiry in acts:
            if (
                expiry.is_term
                and expiry.status == "expired"
                and act.earliest > expiry.latest
                and not any(
                    top.signed
                    and top.claims != expiry.ends
                    and top.latest >= expiry.earliest
                    and top.earliest <= act.latest
                    for top in tops
                )
            ):
                found.append((replace(revival(expiry, [act]), implied=True), act))
    return found


def _untold(acts: Sequence[Act], ladder: Ladder, *, every: bool) -> list[Act]:
    """A second break by one side presupposes a resumption that nobody tells of (rule 4b)."""
    found = []
    breaks = sorted(
        (act for act in acts if act.status in BREAKS and act.sides and not act.soft),
        key=lambda act: (act.earliest, act.latest, act.act),
    )
    for n, first in enumerate(breaks):
        second = next(
            (
                each
                for each in breaks[n + 1 :]
                if each.channel == first.channel
                and each.sides == first.sides
                and each.act != first.act
            ),
            None,
        )
        if second is None:
            continue
        told = any(
            act.latest >= first.earliest
            and act.earliest <= second.latest
            and (
                (act.status == ladder.top and act.signed)
                or (
                    act.status == RESUMED
                    and first.channel in _narrower(act.channel)
                    and same_side(act.sides, first.sides)
                )
            )
            for act in acts
        )
        if every or not told:
            found.append(
                Act(
                    RESUMED,
                    first.channel,
                    f"untold:{first.act}:{second.act}",
                    first.earliest,
                    max(first.latest, second.latest),
                    (),
                    True,
                    first.sides,
                    (),
                    (),
                    optional=first.optional or second.optional,
                    implied=True,
                )
            )
    return found


def _narrower(channel: str) -> tuple[str, ...]:
    return tuple(each for each in CHANNELS if channel in covering(each))
