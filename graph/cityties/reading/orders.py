"""What one act presupposes of another: which orders of acts can have been (rules 4b, 6, 7).

A break presupposes that the tie was in force, a resumption that something was broken,
and what was seen, or claimed without a day, that all that certainly was by then came before
it. Where nobody claims what must have been, an act without a claim is added.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from cityties.model.dates import DAY_MIN
from cityties.reading.acts import Act, Alternative, same_side
from cityties.start.records import dataclass, replace
from cityties.vocabulary.codes import BREAKS, RESUMED, Ladder, covering

Day = datetime.date
_ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Orders:
    """Acts, and what each presupposes.

    Parameters
    ----------
    acts : in a fixed order; the other fields speak of positions in it
    before : what must come before each act
    in_force : the acts before which the thing must be in force
    needing : the acts that show that it was in force, also where no order satisfies them
    broken : for a resumption, the breaks of which one must come before it
    owner : for the end of a term, the act whose term it is
    needed_by : for an act without a claim, groups of those that presuppose it: it
        never was where a whole group never was
    unused : resumptions of what nobody is said to have broken; they are not among ``acts``
    """

    acts: tuple[Act, ...]
    before: tuple[frozenset[int], ...]
    in_force: frozenset[int]
    needing: frozenset[int]
    broken: dict[int, frozenset[int]]
    owner: dict[int, int]
    needed_by: dict[int, tuple[frozenset[int], ...]]
    unused: tuple[Act, ...]

    def relaxed(self, *, stood: bool = True) -> Orders:
        """The same acts without presuppositions: for claims that no order satisfies.

        ``stood``: what was seen, or claimed without a day, still lasted when its source came out.
        """
        none: frozenset[int] = frozenset()
        told = tuple(act for act in self.acts if not act.implied)
        place = {n: told.index(act) for n, act in enumerate(self.acts) if not act.implied}
        owner = {place[n]: place[m] for n, m in self.owner.items() if n in place and m in place}
        needing = frozenset(place[n] for n in self.needing)
        if not stood:
            told = tuple(replace(act, stood=None) for act in told)
        return Orders(told, (none,) * len(told), none, needing, {}, owner, {}, self.unused)


def same_channel(one: str, other: str) -> bool:
    """Whether one channel is the other, broader or narrower."""
    return one in covering(other) or other in covering(one)


def make_orders(acts: Sequence[Act], ladder: Ladder) -> Orders:
    """Work out what each act presupposes.

    Parameters
    ----------
    acts : as :func:`cityties.reading.acts.make_acts` gives them
    ladder : the statuses; a membership is left, but never broken
    """
    kept, unused = _resumable(acts)
    pairs: list[tuple[Act, Act]] = []  # the first must come before the second
    needs: list[tuple[Act, tuple[list[Act], ...]]] = []
    if ladder.weak:
        needs.extend(_beginning(kept, ladder))
        kept.extend(act for act, _groups in needs)
    number = {id(act): n for n, act in enumerate(kept)}
    owner: dict[int, int] = {}
    for n, act in enumerate(kept):
        if act.is_term:
            mine = next((each for each in kept if _is_term_of(act, each, ladder)), None)
            if mine is not None:
                owner[n] = number[id(mine)]
                pairs.append((mine, act))
        elif act.stood is not None and act.status in BREAKS:
            pairs.extend((each, act) for each in kept if _came_before(each, act, ladder))
    before: list[set[int]] = [set() for _act in kept]
    for first, second in pairs:
        before[number[id(second)]].add(number[id(first)])
    needing = frozenset(
        n for n, act in enumerate(kept) if ladder.weak and not act.soft and needs_force(act, ladder)
    )
    return Orders(
        tuple(kept),
        tuple(frozenset(each) for each in before),
        needing,
        needing,
        {
            n: frozenset(m for m, other in enumerate(kept) if _can_resume(act, other))
            for n, act in enumerate(kept)
            if act.status == RESUMED and not act.is_term
        },
        owner,
        {
            number[id(act)]: tuple(
                frozenset(number[id(each)] for each in group) for group in groups
            )
            for act, groups in needs
        },
        tuple(unused),
    )


def _is_term_of(end: Act, act: Act, ladder: Ladder) -> bool:
    """Whether one act is the end of the term of another."""
    begins = act.status in BREAKS if end.status == RESUMED else act.status == ladder.top
    return begins and act.claims == end.ends and not act.revives and not act.implied


def _came_before(first: Act, seen: Act, ladder: Ladder) -> bool:
    """Whether an act certainly was by the time of a break seen, or claimed without a day."""
    return (
        first is not seen
        and seen.stood is not None
        and first.latest <= seen.stood
        and ((first.status == ladder.top and first.signed) or lifts(first, seen))
        and not (first.is_term and first.ends == seen.claims)
    )


def lifts(resumption: Act, broken: Act) -> bool:
    """Whether a resumption, coming after a break, certainly ends it."""
    return (
        resumption.status == RESUMED
        and resumption.channel in covering(broken.channel)
        and (not resumption.sides or not broken.sides or set(broken.sides) <= set(resumption.sides))
    )


def needs_force(act: Act, ladder: Ladder) -> bool:
    """Whether an act can only happen to what is in force: a break, or an end that is claimed."""
    return not act.is_term and (act.status in BREAKS or act.status in ladder.strong)


def _can_resume(resumption: Act, other: Act) -> bool:
    return (
        other.status in BREAKS
        and same_channel(resumption.channel, other.channel)
        and same_side(resumption.sides, other.sides)
        and other.earliest <= resumption.latest
        # What certainly was when a break still stood came before it.
        and not (
            other.stood is not None
            and resumption.latest <= other.stood
            and lifts(resumption, other)
        )
    )


def _resumable(acts: Sequence[Act]) -> tuple[list[Act], list[Act]]:
    """The acts without resumptions of what nobody broke, and those."""
    kept, unused = [], []
    for act in acts:
        told = act.status == RESUMED and not act.is_term
        if told and not any(_can_resume(act, other) for other in acts):
            if not act.soft:
                unused.append(act)
        else:
            kept.append(act)
    return kept, unused


def _beginning(acts: Sequence[Act], ladder: Ladder) -> list[tuple[Act, tuple[list[Act], ...]]]:
    """What breaks and ends presuppose and no claim makes certain: in force, before one of them.

    Returned with the acts that presuppose it.
    """
    needing = [act for act in acts if not act.soft and needs_force(act, ladder)]
    told = any(
        act.status == ladder.top and not (act.revives or act.renewal or act.optional)
        for act in acts
    )
    if not needing or told:
        return []
    first = min(needing, key=lambda each: (each.optional, each.latest, each.claims))
    latest = max(act.latest for act in needing)
    seen = replace(
        first,
        status=ladder.top,
        channel="all",
        act=f"implied:{first.act}",
        earliest=DAY_MIN,
        latest=latest,
        alternatives=(Alternative(DAY_MIN, latest, first.claims),),
        signed=False,
        sides=(),
        concludes=False,
        stood=None,
        implied=True,
        optional=True,
    )
    return [(seen, (needing,))]
