"""A slow, plain reading of claims, made from the contract alone, to compare the quick one with.

It shares no code with :mod:`cityties.reading`; only rows, dates, ids and code lists. Method: the
claims of a tie become *acts*, each with its first and last possible day; every order of the acts
that the days allow is a *world*; worlds in which an act lacks what it presupposes (rule 4b) are
left out; every world that is left is played step by step, side by side and channel by channel,
up to the day asked for; what the worlds say is collected.

Days are not enumerated one by one: for the state on day D only the order of the acts matters and
how many of them came by D, so "each act on each of its days" comes to "each order, cut at each
place that the days allow". ``test_orders_are_days`` compares this with days enumerated.

Interface
---------
``Oracle(claims, sources, bodies=None, known_by=None)``
    ``bodies`` maps the id of a municipal body, a post or a person to its city.
``.ties()``, ``.pairs()``, ``.memberships()``
    ids of own ties; ``(tie, (party, party))`` of each pair inside a pact; ids of memberships.
``.state(tie, on, channel="all", pair=None) -> OracleState``
``.membership(id, on) -> OracleState``
``.answers(on) -> {id: OracleAnswer}``
    by the tie (a proposal without an act), the act, or the event of what was proposed.
``.turning_days(tie, pair=None)``, ``.membership_days(id)``
    the days on which something can change, and the days beside them.
``.set_aside``, ``.history(tie, pair=None).set_aside``
    ids of claims that give no status, with the reason; of resumptions of nothing in one tie.
``municipal_bodies(tables)``
    makes ``bodies``.

An ``OracleState`` has ``status`` (or None), ``certainty``, ``alternatives``, ``side``,
``concluded``; and ``sides`` and ``conclusions``: all that the worlds with this status say, since
the contract does not tell which of them to show. A tie that no claim makes reads as None.

Where the contract can be read in two ways
------------------------------------------
Identity
 1. ``about`` names the tie where it is the id of one; else ``parties`` and ``kind`` do.
 2. Municipal bodies are municipalities and city councils; a chamber of commerce with
    ``acts_for`` is none.
 3. A claim of kind agreement joins the single narrower tie even if that one rests on breaks
    alone, but not if it rests on plans; hedged and denied claims make no tie.
 4. Of some of a pact's parties, also a *plan* for a rung or for in_force makes a tie of their
    own. in_force as a change on one channel is a resumption and makes none.
 5. What is claimed of parties that have their own tie holds for that one only, not for their
    pair in a pact of the same kind.
 6. The whole of a pact reads by what is claimed of all its parties; one side's break suspends it.
 7. In a pact a break or ending of unsaid side touches every pair. Rungs and weak exits of one
    side hold for all pairs; "ending" is ended, expired, superseded.
 8. A break of all contact stands as a tie of kind agreement unless some tie of exactly these
    parties, or pair of a pact, is in force just before it in every world. Where it stands, 4b
    holds for it there: contacts were in force (attested). Elsewhere it does nothing in worlds
    in which the tie is not in force at that moment.
 9. Only the evidence for the tie is taken from acts of all contact: a resumption of all contact
    still comes after a break.
10. A renewal whose ``about`` is no tie renews the only tie of exactly these parties that some
    claim (seen, signed, broken, ended) can put in force by its last day. It revives what
    expired or ended, and is itself word that the tie is in force. Plans to renew give nothing.
Dates and acts
11. A change or a state dated wholly after its source's publication is a plan. What lasted until
    a day (and gives no other) had begun by then.
12. A state in_force on one channel is a sighting of the whole tie; its `until` ends nothing.
13. A break that is only seen, without an act, is one that is told, of its side, on its channel
    or a broader one, and surely was by then (its end counts), unless that was surely resumed
    before. Otherwise a state joins every act of its status that its date agrees with (also acts
    with an id). One that agrees with none,
    and that no exit separates, is another date of the earliest without an id. One of unsaid
    side caps neither of two sides' acts.
14. An act may lie on any day between its earliest and latest alternative.
15. "A sure exit lies between" compares the bounds of each single claim of an exit that is neither
    doubtful nor denied, and of the ends of terms (unless a renewal can have come before). Two
    breaks are told apart by a resumption, two resumptions by a break, two endings by a beginning,
    two refusals by a step. A claim is in each act whose other claims nothing separates it from;
    two claims with the same bounds are one act. One that several acts could have is only in
    those with whose claims its date agrees, if there are such.
16. Without `act`, breaks, resumptions, exits and the steps of one side are grouped by side; a
    claim of unsaid side joins the only side that is said. With an `act`, its sides are joined.
17. ``resumed`` as a state caps what is told of that resumption, else it is an act by then.
18. ``until`` values of one act are alternatives like its dates. One before the beginning ends
    nothing; nor does that of a state which can be the day of writing ("until now"). A term that
    only doubtful sources give may never have been.
4b and 7
19. The beginning that nobody tells of is on any day up to the break, the break's own included
    (before it); so the tie reads possibly in force on all days before. It comes before some
    act that presupposes it.
20. "Nobody tells of a beginning" means: no sure claim (change or state) of in_force counts. If
    one does, but in no order before the break, then nothing of 4b is applied to this tie. Choices
    of doubtful acts that leave no order are no combinations, if another choice leaves one.
21. "By the same side": breaks of unsaid side, or of all contact, are nobody's second break. "On
    one channel": the very channel. ``broken`` after ``suspended`` with another ``act`` is one.
22. The untold resumption is only thought of where no order satisfies 4b without it; it comes
    after the day of the first break, so that this day reads suspended, certain, unless both
    breaks must be of one day.
23. A doubtful break that may never have been leaves its resumption idle, not proof of it.
24. "Surely came before" a signature: decided in each world; so a break with vague dates is
    possibly lifted. A change by a list's word alone is a signature in this.
25. A break all of whose changes are undated stood when the latest of its sources came out, on
    the earliest day of that publication; a state says so for its own earliest day. Only what
    lifts it (resumption of that channel or a broader one, signature, renewal) is bound by this;
    a resumption that surely was by then is not of it, and idle if there is no other break.
    This holds where nothing of 4b is applied too, as long as it leaves an order.
26. A break of unsaid side is, in different worlds, each party's or all parties'. Until both
    have resumed, ``status`` shows it standing. It takes nothing from what a side is said to
    have broken before.
27. A second signature, like a renewal, puts its own term in place of the first one's.
28. An expiry by ``until`` presupposes nothing: it is idle where its act's term does not count.
    It falls on the day after.
29. *Seen in force later* is a state, or a break or end that presupposes it; a claimed ``expired``
    is not undone by it, only a term is, and no step between makes a difference. The alternative
    in_force holds from the day of expiry. Breaks survive such an expiry.
8, 10, 11
30. What surely happened gives the status only if some world gives it too.
    Acts surely happened by D if they did in every world. Where "each on its last day" breaks
    4b, the world with the latest days that keeps it is taken, but any result may be shown
    (``unsettled``); on one day rungs come before in_force, then resumptions, breaks, exits, and
    of these what can be earlier comes first.
31. If nothing surely happened and no rung is possible (say, possibly declined), status is None.
32. None is no alternative. A rung after any exit starts again; a weak exit follows a rung, nothing
    or another exit, never in_force.
33. The side of a step, break, resumption or exit is the column's, else the actor if just one
    party acts. ``side`` is ``both`` for in_force, announced, an expiry by its term, and for
    negotiating and drafted of unsaid side; blank for other acts of unsaid side. Of an exit that
    comes again the last one counts. The side of a break or exit that is no party is unsaid.
34. What is denied is the change to in_force: each claim of it, on dates that agree, by ``said_by``
    or, if blank, the publisher. Where the tie was also seen in force, this remains.
35. An act is doubtful if all its claims, sightings among them, are of doubtful sources; a
    doubtful claim of another act counts in full. A doubtful sighting after a term is possible.
36. ``concluded`` is signed if a change was among the acts since the tie last came into force.
37. Memberships: a plan gives nothing, leaving presupposes nothing.
Lists
39. An end by a list's word (basis ``list``) is on any day of its span, also after the list came
    out; only where it begins after that it is a plan. A start and an end of one source that
    contradict each other, the start certainly later, give nothing, plans included.
12
38. A reply names a proposal by its act, its event or, where it has no act, its tie. A later step
    counts if it cannot be earlier; if it may be, or its side is unsaid, the answer is possible.
    Of an invitation or offer, any tie of the same parties is "the same tie".
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations, product

from cityties.model.dates import DAY_MAX, DAY_MIN
from cityties.model.identifiers import parse_agent, parse_tie_id, tie_id
from cityties.model.rows import Claim, Source, Tables
from cityties.vocabulary.codes import (
    AGREEMENT_KINDS,
    BREAKS,
    CHANNELS,
    ONE_SIDED,
    RUNGS,
    STRONG_EXITS,
    WEAK_EXITS,
    covering,
)

Day = datetime.date
Bounds = tuple[Day, Day]
ONE = datetime.timedelta(days=1)
IN_FORCE, RESUMED, AGREEMENT, RENEWAL = "in_force", "resumed", "agreement", "renewal"
MUNICIPAL = frozenset({"municipality", "city_council"})
LOWER_RUNGS = frozenset(RUNGS) - {IN_FORCE}
ABOVE = {channel: frozenset(covering(channel)) for channel in CHANNELS}
SIDED = ONE_SIDED | BREAKS | {RESUMED, *STRONG_EXITS}


@dataclass(frozen=True)
class OracleState:
    """What the worlds say of one tie, channel and day."""

    status: str | None
    certainty: str
    alternatives: tuple[str, ...]
    side: str = ""
    concluded: str | None = None
    sides: frozenset[str] = frozenset()
    conclusions: frozenset[str | None] = frozenset()
    unsettled: bool = False

    def __str__(self) -> str:
        if self.status is None and not self.alternatives:
            return "nothing"
        others = f" or {'/'.join(self.alternatives)}" if self.alternatives else ""
        return f"{self.status} ({self.certainty}{others}) side={self.side!r} {self.concluded}"


def municipal_bodies(tables: Tables) -> dict[str, str]:
    """Which city a municipality, a council, their posts and the holders of these count as."""
    bodies = {
        each.id: each.acts_for
        for each in tables.organizations
        if each.acts_for and each.kind in MUNICIPAL
    }
    cities = {place.id for place in tables.places}
    held: dict[str, set[str]] = defaultdict(set)
    for post in tables.posts:
        city = bodies.get(post.of) or (post.of if post.of in cities and not post.to else "")
        if city:
            bodies[post.id] = city
        for person in post.holders:
            held[person].add(city)
    bodies |= {who: next(iter(of)) for who, of in held.items() if len(of) == 1 and "" not in of}
    return bodies


# --- acts ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Act:
    """Something that happened on one day from ``first`` to ``last``."""

    name: str
    what: str  # rung begin weak strong break resume renew expiry seen untold
    status: str
    first: Day
    last: Day
    channel: str = "all"
    sides: frozenset[str] = frozenset()
    act: str = ""
    signed: bool = False
    change: bool = True
    presupposes: bool = True  # that the tie is in force just before
    contact: bool = False  # of all contact: nothing where the tie is not in force
    stood: Day | None = None
    follows: str = ""
    claims: frozenset[str] = frozenset()

    @property
    def height(self) -> int:
        """For acts of one day that nothing else puts in order."""
        if self.what in ("rung", "begin"):
            return RUNGS.get(self.status, 7)
        return {"renew": 8, "seen": 8, "resume": 9, "untold": 9, "break": 10}.get(self.what, 11)


@dataclass(frozen=True)
class Item:
    """A claim as one history uses it."""

    claim: Claim
    first: Day
    last: Day
    published: Bounds
    role: str  # change, state, plan
    side: str = ""
    contact: bool = False  # a break of all contact (kind agreement): no evidence of the tie

    @property
    def id(self) -> str:
        return self.claim.id


@dataclass
class Unit:
    """The claims of one act."""

    status: str
    channel: str
    act: str
    items: list[Item]

    @property
    def sides(self) -> frozenset[str]:
        return frozenset(i.side for i in self.items if i.side)

    @property
    def changes(self) -> list[Item]:
        return [i for i in self.items if i.role == "change"]

    def bounds(self) -> Bounds:
        found = [meet(group) for group in cliques(self.items, overlap)]
        return min(e for e, _l in found), max(last for _e, last in found)


def overlap(one: Item, other: Item) -> bool:
    return one.first <= other.last and other.first <= one.last


def meet(items: Iterable[Item]) -> Bounds:
    items = list(items)
    return max(i.first for i in items), min(i.last for i in items)


def cliques(items: list[Item], fits) -> list[list[Item]]:  # type: ignore[no-untyped-def]
    """The largest groups in which every two fit."""
    found: list[list[Item]] = []
    for size in range(len(items), 0, -1):
        for group in combinations(items, size):
            if any({i.id for i in group} <= {i.id for i in bigger} for bigger in found):
                continue
            if all(fits(a, b) for a, b in combinations(group, 2)):
                found.append(list(group))
    return found


def only_agreeing(groups: list[list[Item]]) -> list[list[Item]]:
    """What fits several groups is only in those with which its date agrees, if there are such."""

    def times(item: Item) -> int:
        return sum(item in group for group in groups)

    def agrees(item: Item, group: list[Item]) -> bool:
        own = [other for other in group if times(other) == 1] or group
        return any(other is not item and overlap(item, other) for other in own)

    left = [
        [
            item
            for item in group
            if times(item) == 1
            or agrees(item, group)
            or not any(item in other and agrees(item, other) for other in groups)
        ]
        for group in groups
    ]
    return [group for group in left if group]


def same_side(one: str, other: str) -> bool:
    return not one or not other or one == other


Exit = tuple[str, str, str, Bounds]
"""What tells acts apart: a status, its channel, its side, its days."""


def units_of(
    items: list[Item],
    exits: list[Exit],
    status: str,
    channel: str = "all",
    told: Callable[[Item], bool] = lambda _item: False,
) -> list[Unit]:
    """Group claims of one status and channel into acts (rule 4)."""
    sided = status in SIDED

    def between(one: Item, other: Item) -> Iterator[Bounds]:
        """The exits that can tell the two apart."""
        for of, on, side, bounds in exits:
            if divides(of, on, status, channel) and (
                status not in (*BREAKS, RESUMED) or same_side(side, one.side or other.side)
            ):
                yield bounds

    def apart(one: Item, other: Item) -> bool:
        if (one.first, one.last) == (other.first, other.last):
            return False
        return any(
            (one.last <= first and last <= other.first)
            or (other.last <= first and last <= one.first)
            for first, last in between(one, other)
        )

    def fits(one: Item, other: Item) -> bool:
        return not apart(one, other)

    def again(state: Item, change: Item) -> bool:
        """Whether a break was seen after the one that is told was resumed."""
        return status in BREAKS and any(
            change.last <= first and last <= state.last for first, last in between(state, change)
        )

    units: list[Unit] = []
    for act in sorted({i.claim.act for i in items if i.claim.act}):
        units.append(Unit(status, channel, act, [i for i in items if i.claim.act == act]))
    blank = [i for i in items if not i.claim.act]
    for group in by_side([i for i in blank if i.role == "change"], sided):
        units += [Unit(status, channel, "", found) for found in only_agreeing(cliques(group, fits))]
    left: list[Item] = []
    for state in (i for i in blank if i.role == "state"):
        with_it = [
            unit
            for unit in units
            if unit.changes
            and (not sided or not unit.sides or same_side(state.side, min(unit.sides)))
            and not any(apart(state, c) or again(state, c) for c in unit.changes)
        ]
        if sided and not state.side and len({min(u.sides) for u in with_it if u.sides}) > 1:
            with_it = []  # it caps neither side's
        agreeing = [u for u in with_it if any(overlap(state, c) for c in u.changes)]
        with_it = [u for u in with_it if not u.act]
        if agreeing:
            for unit in agreeing:
                unit.items.append(state)
        elif with_it:
            min(with_it, key=lambda unit: min(c.first for c in unit.changes)).items.append(state)
        elif not told(state):
            left.append(state)
    for group in by_side(left, sided):
        for seen in seen_again(group, again):
            units.append(Unit(status, channel, "", seen))
    return units


def seen_again(group: list[Item], again: Callable[[Item, Item], bool]) -> list[list[Item]]:
    """Sightings of breaks with a resumption between them are of two."""
    found: list[list[Item]] = []
    for item in sorted(group, key=lambda each: each.last):
        if not found or any(again(item, other) for other in found[-1]):
            found.append([])
        found[-1].append(item)
    return found


def divides(of: str, on: str, status: str, channel: str) -> bool:
    """Whether a sure act (of a status, on a channel) tells two changes to a status apart."""
    if status in BREAKS:
        return of == RESUMED and on in covering(channel)
    if status == RESUMED:
        return of in BREAKS and on in covering(channel)
    if status in (*STRONG_EXITS, "left"):
        return of in (IN_FORCE, "member")
    if status in WEAK_EXITS:
        return of in RUNGS
    return of in (*STRONG_EXITS, *WEAK_EXITS, "left")


def by_side(items: list[Item], sided: bool) -> list[list[Item]]:
    """Claims of two sides are two acts; one of unsaid side joins the only side, if there is one."""
    if not items:
        return []
    said = sorted({i.side for i in items if i.side})
    if not sided or len(said) <= 1:
        return [items]
    groups = [[i for i in items if i.side == side] for side in said]
    unsaid = [i for i in items if not i.side]
    return groups + ([unsaid] if unsaid else [])


def channel_of(claim: Claim) -> str:
    return claim.channel or "all"


# --- one history: a tie, or a pair of a pact --------------------------------------------------


@dataclass
class Outcome:
    """The tie at the end of some day in one world."""

    whole: str | None = None
    signed: bool = False
    term: str = ""  # name of the act whose term counts
    lapsed: bool = False  # expired by its term
    over: bool = False  # an end is told, and no signature since
    rung_sides: frozenset[str] = frozenset()
    exit_sides: frozenset[str] = frozenset()
    broken: dict[tuple[str, str], tuple[str, bool]] = field(default_factory=dict)


@dataclass
class History:
    """All acts of one tie (or pair), and its worlds."""

    parties: tuple[str, ...]
    items: list[Item]
    renewals: list[Item]
    denials: list[Item]
    doubtful: frozenset[str]  # ids of claims of doubtful sources
    set_aside: list[str] = field(default_factory=list)
    consistent: bool = True
    unsettled: set[Day] = field(default_factory=set)
    _by_day: dict[Day, set[tuple[str, str | None, str, str | None]]] = field(default_factory=dict)
    _played: dict[
        tuple[tuple[Act, ...], bool], frozenset[tuple[str, str | None, str, str | None]]
    ] = field(default_factory=dict)
    _sure: dict[Day, Outcome | None] = field(default_factory=dict)

    # -- making acts

    @cached_property
    def _acts(self) -> tuple[list[Act], dict[str, list[Act]]]:
        """The acts, and for those that may never have been, what is left without them."""
        groups: dict[tuple[str, str], list[Item]] = defaultdict(list)
        plans: list[Item] = []
        for item in self.items:
            claim, channel = item.claim, channel_of(item.claim)
            if item.role == "plan":
                plans.append(item)
            elif claim.status == IN_FORCE and item.role == "state":
                groups[IN_FORCE, "all"].append(item)
            elif claim.status == IN_FORCE and channel != "all":
                groups[RESUMED, channel].append(item)
            elif claim.status in (IN_FORCE, RESUMED, *BREAKS):
                groups[claim.status, channel].append(item)
            else:
                groups[claim.status, "all"].append(item)
        lone_ends: list[tuple[Item, str]] = []

        def told(item: Item) -> bool:
            """Whether a break that is only seen is one that is told on a broader channel."""
            channel = channel_of(item.claim)
            found = item.claim.status in BREAKS and self._explained(item, channel, groups)
            if found and self._has_term(item, item.claim.status):
                lone_ends.append((item, channel))
            return found

        exits: list[Exit] = []
        renewed = {(IN_FORCE, "all"): self.renewals} if self.renewals else {}
        for (status, channel), items in [*groups.items(), *renewed.items()]:
            for i in items:
                if i.id in self.doubtful:
                    continue
                if i.role == "change" and not (
                    status == IN_FORCE and self._denied(Unit(status, channel, i.claim.act, [i]))
                ):
                    exits.append((status, channel, i.side, (i.first, i.last)))
                if status in (IN_FORCE, *BREAKS) and self._has_term(i, status):
                    ended = "expired" if status == IN_FORCE else RESUMED
                    exits.append((ended, channel, i.side, term(i)))
        exits += [("announced", "all", "", plan.published) for plan in plans
                  if plan.id not in self.doubtful]  # fmt: skip
        acts: list[Act] = []
        optional: dict[str, list[Act]] = {}
        for plan in plans:
            act = Act(f"plan {plan.id}", "rung", "announced", *plan.published,
                      claims=frozenset({plan.id}))  # fmt: skip
            acts.append(act)
            if plan.id in self.doubtful:
                optional[act.name] = []
        for (status, channel), items in sorted(groups.items(), key=lambda pair: pair[0]):
            units = [
                part
                for unit in units_of(items, exits, status, channel, told)
                for part in self._parts(unit)
            ]
            for number, unit in enumerate(units, start=1):
                made = self._acts_of(unit, f"{status} {channel} {number}")
                acts += made
                self._doubt(unit, made, optional)
        for item, channel in lone_ends:
            name = f"until {item.id}"
            sides = frozenset({item.side} - {""}) & frozenset(self.parties)
            acts.append(Act(name, "resume", RESUMED, *term(item), channel=channel, sides=sides,
                            claims=frozenset({item.id})))  # fmt: skip
            if item.id in self.doubtful:
                optional[name] = []
        for event in sorted({renewal_id(i.claim) for i in self.renewals}):
            items = [i for i in self.renewals if renewal_id(i.claim) == event]
            unit = Unit(RENEWAL, "all", event, items)
            made = self._acts_of(unit, f"renewal {event}")
            acts += made
            self._doubt(unit, made, optional)
        lapses = [a for a in acts if a.what == "expiry"]
        if lapses:
            for item in groups.get((IN_FORCE, "all"), []):
                if item.role != "state" or self._has_term(item, IN_FORCE):
                    continue  # what has a term of its own is not seen after it
                last = item.last
                when = item.claim.when
                first = min(item.published[0] if when is None else when.earliest, last)
                if last >= min(a.first for a in lapses):
                    act = Act(f"seen {item.id}", "seen", IN_FORCE, first, last,
                              claims=frozenset({item.id}))  # fmt: skip
                    acts.append(act)
                    if item.id in self.doubtful:
                        optional[act.name] = []
        return self._drop_idle(acts, optional)

    def _explained(
        self, seen: Item, channel: str, groups: Mapping[tuple[str, str], list[Item]]
    ) -> bool:
        """Whether a break that was only seen is one that is told, on a channel that covers it."""

        def told(statuses: Iterable[str]) -> list[list[Item]]:
            acts: dict[tuple[str, str, str, str], list[Item]] = defaultdict(list)
            for (status, other), items in groups.items():
                for item in items:
                    if (
                        status in statuses
                        and other in covering(channel)
                        and item.role == "change"
                        and same_side(item.side, seen.side)
                    ):
                        side = "" if item.claim.act else item.side
                        acts[status, other, item.claim.act, side].append(item)
            return list(acts.values())

        lifted = [item.first for act in told([RESUMED]) for item in act if item.last <= seen.last]
        return any(
            all(item.last <= seen.last for item in act)
            and any(item.last >= max(lifted, default=DAY_MIN) for item in act)
            and (seen.id in self.doubtful or not all(item.id in self.doubtful for item in act))
            for act in told(BREAKS)
        )

    def _drop_idle(
        self, acts: list[Act], optional: dict[str, list[Act]]
    ) -> tuple[list[Act], dict[str, list[Act]]]:
        kept = []
        for act in acts:
            if act.what == "resume" and not act.follows and not self.liftable(act, acts):
                self.set_aside += sorted(act.claims)
                optional.pop(act.name, None)
                continue
            kept.append(act)
        return kept, optional

    @staticmethod
    def liftable(act: Act, acts: Iterable[Act]) -> list[Act]:
        """The breaks that a resumption can be of."""
        return [
            other
            for other in acts
            if other.what == "break"
            and (other.channel in ABOVE[act.channel] or act.channel in ABOVE[other.channel])
            and (not other.sides or not act.sides or other.sides & act.sides)
            and other.first <= act.last
            and not (other.stood and act.last <= other.stood and lifts(act, other))
        ]

    def _parts(self, unit: Unit) -> list[Unit]:
        """What was seen in force is no part of a signature that is denied."""
        seen = [i for i in unit.items if i.role == "state"]
        if unit.status != IN_FORCE or not unit.changes or not seen or not self._denied(unit):
            return [unit]
        return [replace(unit, items=unit.changes), replace(unit, act="", items=seen)]

    def _doubt(self, unit: Unit, made: list[Act], optional: dict[str, list[Act]]) -> None:
        """What only doubtful sources tell of (an act, the end of a term) may never have been."""
        if self._doubted(unit):
            optional[made[0].name] = []
        elif len(made) > 1:
            ends = {i.id for i in unit.items if self._ends(i, unit.status, made[0])}
            if ends <= self.doubtful:
                optional[made[1].name] = []

    def _doubted(self, unit: Unit) -> bool:
        return all(i.id in self.doubtful or self._denies(unit, i) for i in unit.items)

    def _denied(self, unit: Unit) -> bool:
        return all(self._denies(unit, i) for i in unit.changes)

    def _denies(self, unit: Unit, item: Item) -> bool:
        """Whether a party denies a claimed signature."""
        return unit.status == IN_FORCE and item.role == "change" and any(
            overlap(denial, item)
            and (not denial.claim.act or not unit.act or denial.claim.act == unit.act)
            for denial in self.denials
        )  # fmt: skip

    def _acts_of(self, unit: Unit, name: str) -> list[Act]:
        first, last = unit.bounds()
        status, sides = unit.status, unit.sides & frozenset(self.parties)
        claims = frozenset(i.id for i in unit.items)
        common = {"channel": unit.channel, "sides": sides, "act": unit.act, "claims": claims}
        own = not all(i.contact for i in unit.items)
        if status == RENEWAL:
            made = [Act(name, "renew", IN_FORCE, first, last, claims=claims)]
        elif status == IN_FORCE and unit.channel == "all":
            made = [
                Act(name, "begin", IN_FORCE, first, last, act=unit.act, claims=claims,
                    change=bool(unit.changes),
                    signed=any(i.claim.basis != "list" for i in unit.changes))
            ]  # fmt: skip
        elif status == RESUMED:
            made = [Act(name, "resume", RESUMED, first, last, **common)]  # type: ignore[arg-type]
        elif status in BREAKS:
            dated = any((i.claim.when or i.claim.until) is not None for i in unit.changes)
            stood = None
            if not dated:
                stood = max(
                    min(i.published[0] if i.claim.when is None else i.claim.when.earliest, i.last)
                    for i in unit.items
                )
            made = [
                Act(
                    name,
                    "break",
                    status,
                    first,
                    last,
                    presupposes=own,
                    contact=not own,
                    stood=stood,
                    **common,
                )  # type: ignore[arg-type]
            ]
        elif status in STRONG_EXITS:
            made = [
                Act(name, "strong", status, first, last, presupposes=own, contact=not own, **common)
            ]  # type: ignore[arg-type]
        elif status in WEAK_EXITS:
            made = [Act(name, "weak", status, first, last, **common)]  # type: ignore[arg-type]
        else:
            said = unit.sides
            made = [Act(name, "rung", status, first, last, sides=said, claims=claims)]
        ends = [i for i in unit.items if self._ends(i, status, made[0])]
        if ends and made[0].what in ("begin", "renew", "break"):
            made.append(self._end_of(made[0], unit, ends))
        return made

    def _ends(self, item: Item, status: str, act: Act) -> bool:
        """Whether a claim gives the act a term."""
        return self._has_term(item, status) and term(item)[1] > act.first

    def _has_term(self, item: Item, status: str) -> bool:
        return (
            item.claim.until is not None
            and not self._is_open(item, status)
            and not ends_before_it_begins(item.claim)
        )

    @staticmethod
    def _is_open(item: Item, status: str) -> bool:
        """Whether the end of a state is none: "until now", or of contact on one channel."""
        if item.role != "state":
            return False
        until = item.claim.until
        assert until is not None
        first, last = item.published
        now = until.latest >= first and until.earliest <= last
        return now or (status == IN_FORCE and channel_of(item.claim) != "all")

    def _end_of(self, act: Act, unit: Unit, ends: list[Item]) -> Act:
        """The expiry of a term, or the resumption after a break with an end."""
        untils = [replace(i, first=term(i)[0], last=term(i)[1]) for i in ends]
        first, last = Unit(unit.status, unit.channel, "", untils).bounds()
        common = {"follows": act.name, "claims": act.claims}
        if act.what == "break":
            return Act(act.name + " until", "resume", RESUMED, first, last, channel=act.channel,
                       sides=act.sides, **common)  # type: ignore[arg-type]  # fmt: skip
        return Act(act.name + " until", "expiry", "expired", first, last, **common)  # type: ignore[arg-type]

    # -- worlds

    @cached_property
    def subsets(self) -> list[list[Act]]:
        """Which acts there are; the first has only those that surely were."""
        acts, optional = self._acts
        found = []
        for missing in sorted(
            (
                set(chosen)
                for size in range(len(optional) + 1)
                for chosen in combinations(sorted(optional), size)
            ),
            key=len,
            reverse=True,
        ):
            # an end goes with its act
            there = [a for a in acts if a.name not in missing and a.follows not in missing]
            there += [rest for name in sorted(missing) for rest in optional[name]]
            found.append(there)
        return found

    @cached_property
    def worlds(self) -> list[list[World]]:
        """The worlds of each subset."""
        optional = self._acts[1]
        needing = any(
            a.what in ("break", "strong") and a.presupposes for acts in self.subsets for a in acts
        )
        told = any(a.what == "begin" and a.name not in optional for a in self._acts[0])
        untold = needing and not told
        found = [worlds_of(acts, self.parties, untold=untold) for acts in self.subsets]
        if any(found):
            return found
        self.consistent = False
        for stood in (True, False):
            found = [
                _orders(acts, self.parties, strict=False, stood=stood) for acts in self.subsets
            ]
            if any(found):
                break
        return found

    # -- asking

    def state(self, on: Day, channel: str) -> OracleState:
        results: dict[str | None, set[tuple[str, str | None]]] = defaultdict(set)
        for of, status, side, concluded in self._results(on):
            if of == channel:
                results[status].add((side, concluded))
        surely = self._surely(on, channel)
        if len(results) == 1:
            (status,) = results
            certainty = "certain"
        else:
            certainty = "possible"
            status = surely[0] if surely[0] in results else None
            if status is None:
                rungs = [each for each in results if each in RUNGS]
                status = max(rungs, key=lambda each: RUNGS[each], default=None)
        seen = results.get(status, set()) if status else set()
        side, concluded = "", None
        if status is not None:
            if surely[0] == status:
                side, concluded = surely[1], surely[2]
            elif len(seen) == 1:
                ((side, concluded),) = seen
        others = sorted((s for s in results if s and s != status), key=rung_order)
        return OracleState(
            status, certainty, tuple(others), side, concluded,
            frozenset(s for s, _c in seen) | {side}, frozenset(c for _s, c in seen) | {concluded},
            on in self.unsettled,
        )  # fmt: skip

    def _results(self, on: Day) -> set[tuple[str, str | None, str, str | None]]:
        """What the worlds say of each channel at the end of the day."""
        if on not in self._by_day:
            found = set()
            for worlds in self.worlds:
                for world in worlds:
                    for cut in world.cuts(on):
                        found |= self._read(world, cut)
            self._by_day[on] = found
        return self._by_day[on]

    def _read(self, world: World, cut: int) -> frozenset[tuple[str, str | None, str, str | None]]:
        """Worlds that begin alike say the same: play each beginning once."""
        key = tuple(world.acts[:cut]), world._seen_later(cut)
        if key not in self._played:
            self._played[key] = world.read(cut)
        return self._played[key]

    def _surely(self, on: Day, channel: str) -> tuple[str | None, str, str | None]:
        """What the acts give that surely happened by the day, each on its last day (rule 8)."""
        if on not in self._sure:
            self._sure[on] = self._sure_outcome(on)
        outcome = self._sure[on]
        return read_out(outcome, channel, self.parties) if outcome else (None, "", None)

    def _sure_outcome(self, on: Day) -> Outcome | None:
        worlds = [world for found in self.worlds for world in found]
        sure = set.intersection(*({a.name for a, late in world.late if late <= on}
                                  for world in worlds)) if worlds else set()  # fmt: skip
        best: tuple[int, list[tuple[int, Day]], list[Act]] | None = None
        like: list[list[Act]] = []
        for world in worlds:
            kept = [(act, late) for act, late in world.late if act.name in sure]
            key = sum(late.toordinal() for _act, late in kept)
            heights = [(act.height, act.first) for act, _late in kept]
            acts = [act for act, _late in kept]
            if best is None or key > best[0] or (key == best[0] and heights < best[1]):
                like = [acts] if best is None or key > best[0] else [*like, acts]
                best = key, heights, acts
            elif key == best[0]:
                like.append(acts)
        if best is None:
            return None
        found = [self._outcome_of(acts) for acts in (best[2], *like)]
        said = {tuple(read_out(each, of, self.parties)[0] for of in CHANNELS) for each in found}
        untold = any(act.what == "untold" for act in best[2])
        late = best[0] != sum(act.last.toordinal() for act in best[2])
        if late or untold or len(said) > 1:
            self.unsettled.add(on)
        return found[0]

    def _outcome_of(self, acts: list[Act]) -> Outcome:
        outcome = Outcome()
        for act in acts:
            if self.consistent and _needs_force(act) and outcome.whole != IN_FORCE:
                outcome.whole = IN_FORCE  # it was, by one beginning or another
            play(outcome, act, self.parties, sides_of(act, self.parties, frozenset(self.parties)))
        return outcome

    def surely_in_force_before(self, claim: str) -> bool:
        """Whether the tie is in force just before the act of this claim, in every world."""
        looked = False
        for worlds in self.worlds:
            for world in worlds:
                outcome = Outcome()
                for act in world.acts:
                    if claim in act.claims and act.what in ("break", "resume", "strong"):
                        looked = True
                        if outcome.whole != IN_FORCE:
                            return False
                        break
                    play(outcome, act, self.parties,
                         sides_of(act, self.parties, frozenset(self.parties)))  # fmt: skip
        return looked

    def bounds(self) -> set[Day]:
        return {
            day
            for acts in self.subsets
            for act in acts
            for day in (act.first, act.last, act.stood)
            if day is not None
        }


def term(item: Item) -> Bounds:
    """The day after the last day, as bounds; what begins has a day at least."""
    until = item.claim.until
    assert until is not None
    first = until.earliest if item.role == "state" else max(until.earliest, item.first)
    return after(first), after(until.latest)


def ends_before_it_begins(claim: Claim) -> bool:
    """A mistake: such a term ends nothing."""
    return bool(claim.when and claim.until and claim.when.earliest > claim.until.latest)


def after(day: Day) -> Day:
    return day if day == DAY_MAX else day + ONE


def renewal_id(claim: Claim) -> str:
    return claim.act or (claim.about if claim.about.startswith("ev-") else "")


def rung_order(status: str) -> tuple[int, str]:
    return RUNGS.get(status, len(RUNGS) + 1), status


# --- worlds ---------------------------------------------------------------------------------


@dataclass
class World:
    """One order of the acts that the days allow."""

    acts: list[Act]
    early: list[Day]  # the first day that each can have in this order
    last: list[Day]
    parties: tuple[str, ...]

    @property
    def late(self) -> list[tuple[Act, Day]]:
        return list(zip(self.acts, self.last, strict=True))

    def cuts(self, on: Day) -> range:
        """How many of the acts can have happened by the end of the day."""
        surely = sum(day <= on for day in self.last)
        return range(surely, sum(day <= on for day in self.early) + 1)

    def read(self, cut: int) -> frozenset[tuple[str, str | None, str, str | None]]:
        """Channel, status, side and conclusion after so many acts, for whoever broke unsaid."""
        found = set()
        acts = self.acts[:cut]
        unsaid = [a for a in acts if a.what == "break" and not a.sides]
        who = [frozenset({p}) for p in self.parties] + [frozenset(self.parties)]
        for chosen in product(who, repeat=len(unsaid)):
            meant = {a.name: sides for a, sides in zip(unsaid, chosen, strict=True)}
            outcomes = [Outcome()]
            for place, act in enumerate(acts, start=1):
                sides = sides_of(act, self.parties, meant.get(act.name, frozenset()))
                for outcome in outcomes:
                    play(outcome, act, self.parties, sides)
                if self._seen_later(place):
                    outcomes += [
                        replace(each, whole=IN_FORCE, lapsed=False, broken=dict(each.broken))
                        for each in outcomes
                        if each.lapsed
                    ]
            for each in outcomes:
                for channel in CHANNELS:
                    found.add((channel, *read_out(each, channel, self.parties)))
        return frozenset(found)

    def _seen_later(self, cut: int) -> bool:
        """Whether it is seen in force before anything else is known to put it in force."""
        for act in self.acts[cut:]:
            if act.what == "seen" or _needs_force(act):
                return True
            if act.what in ("begin", "renew", "strong"):
                return False
        return False


def sides_of(act: Act, parties: tuple[str, ...], meant: frozenset[str]) -> frozenset[str]:
    """Whose act it is; of a break of unsaid side, whose it is in this world."""
    if act.sides:
        return act.sides
    return meant if act.what == "break" else frozenset(parties)


def play(now: Outcome, act: Act, parties: tuple[str, ...], sides: frozenset[str]) -> None:
    """One step of a world."""
    if _needs_force(act) and now.lapsed:
        now.whole, now.lapsed = IN_FORCE, False  # it was, as what came after its term shows
    status = now.whole
    if act.what == "rung":
        if status == IN_FORCE:
            return
        height = RUNGS.get(status or "", 0)
        if status is None or status not in RUNGS or height < RUNGS[act.status]:
            now.whole, now.rung_sides = act.status, act.sides
        elif height == RUNGS[act.status]:
            now.rung_sides = now.rung_sides | act.sides
    elif act.what == "begin":
        if now.over and not act.change:
            return  # seen in force after an end that is told: the sighting undoes no end
        now.over = False
        if status != IN_FORCE:
            kept = now.lapsed and not act.change
            now.whole, now.signed, now.lapsed = IN_FORCE, act.signed, False
            if not kept:
                now.broken.clear()
            now.term = act.name
        elif act.change:
            now.signed = now.signed or act.signed
            now.broken.clear()
            now.term = act.name
    elif act.what == "renew":
        now.whole, now.lapsed, now.term, now.over = IN_FORCE, False, act.name, False
        now.broken.clear()
    elif act.what == "expiry":
        if status == IN_FORCE and now.term == act.follows:
            now.whole, now.lapsed, now.exit_sides = "expired", True, frozenset(parties)
    elif act.what == "seen":
        if now.lapsed:
            now.whole, now.lapsed = IN_FORCE, False
    elif act.what == "weak":
        if status != IN_FORCE:
            now.whole, now.exit_sides = act.status, act.sides
    elif act.what == "strong":
        if not act.contact or status == IN_FORCE:
            now.whole, now.exit_sides, now.lapsed = act.status, act.sides, False
            now.over = True
            now.broken.clear()
    elif act.what == "break":
        if status == IN_FORCE:
            for channel in CHANNELS:
                if act.channel in ABOVE[channel]:
                    for side in sides:
                        said = now.broken.get((channel, side), ("", False))[1]
                        now.broken[channel, side] = act.status, said or bool(act.sides)
    elif act.what in ("resume", "untold"):
        for channel in CHANNELS:
            if act.channel in ABOVE[channel]:
                for side in sides:
                    now.broken.pop((channel, side), None)


def read_out(
    now: Outcome, channel: str, parties: tuple[str, ...]
) -> tuple[str | None, str, str | None]:
    """Status, side and conclusion on one channel."""
    if now.whole is None:
        return None, "", None
    if now.whole != IN_FORCE:
        sides = now.rung_sides if now.whole in RUNGS else now.exit_sides
        if not sides and now.whole in RUNGS and now.whole not in ONE_SIDED:
            return now.whole, "both", None
        return now.whole, name_sides(sides, parties), None
    concluded = "signed" if now.signed else "attested"
    standing = {side: value for (of, side), value in now.broken.items() if of == channel}
    if not standing:
        return IN_FORCE, "both", concluded
    said = frozenset(side for side, (_status, said) in standing.items() if said)
    status = "suspended" if any(s == "suspended" for s, _said in standing.values()) else "broken"
    return status, name_sides(said, parties), concluded


def name_sides(sides: frozenset[str], parties: tuple[str, ...]) -> str:
    return "both" if sides >= set(parties) else ";".join(sorted(sides))


def worlds_of(acts: list[Act], parties: tuple[str, ...], *, untold: bool) -> list[World]:
    """The worlds in which every act has what it presupposes (4b).

    ``untold``: nobody surely tells of a beginning.
    """
    if untold and any(_needs_force(a) for a in acts):
        acts = [*acts, Act(UNTOLD, "begin", IN_FORCE, DAY_MIN, DAY_MAX, change=False)]
    return _orders(acts, parties, strict=True)


UNTOLD = "untold beginning"


def _needs_force(act: Act) -> bool:
    return act.what in ("break", "strong") and act.presupposes


def _orders(
    acts: list[Act], parties: tuple[str, ...], *, strict: bool, stood: bool = True
) -> list[World]:
    if not strict:
        return [
            world
            for order in _all_orders(acts, lambda _before, _act: True)
            if (world := _world(order, parties, strict=stood))
        ]

    def allowed(before: list[Act], act: Act) -> bool:
        return _presupposed(before, act, acts, parties)

    whole: list[World] = []
    gaps: list[World] = []
    close: list[World] = []
    for order in _all_orders(acts, allowed):
        second = _second_breaks(order)
        if not second:
            world = _world(order, parties, strict=True)
            if world is not None:
                whole.append(world)
        elif not whole:
            for told in _with_untold(order, second):
                world = _world(told, parties, strict=True)
                if world is not None:
                    gaps.append(world)
                elif (world := _world(told, parties, strict=True, apart=False)) is not None:
                    close.append(world)
    return whole or gaps or close


def _all_orders(acts: list[Act], allowed: Callable[[list[Act], Act], bool]) -> Iterator[list[Act]]:
    """Every order of the acts in which each can have one of its days."""
    order: list[Act] = []

    def go(left: list[Act], day: Day) -> Iterator[list[Act]]:
        if not left:
            yield list(order)
            return
        for index, act in enumerate(left):
            now = max(day, act.first)
            rest = left[:index] + left[index + 1 :]
            if now > act.last or any(other.last < now for other in rest):
                continue
            if not allowed(order, act):
                continue
            order.append(act)
            yield from go(rest, now)
            order.pop()

    yield from go(acts, DAY_MIN)


def _presupposed(before: list[Act], act: Act, acts: list[Act], parties: tuple[str, ...]) -> bool:
    """Whether an act that comes after these has what it presupposes."""
    if act.follows and act.follows not in {other.name for other in before}:
        return False
    if act.name == UNTOLD:
        return any(_needs_force(other) and other not in before for other in acts)
    if _needs_force(act):
        outcome = Outcome()
        for other in before:
            play(outcome, other, parties, sides_of(other, parties, frozenset(parties)))
        return outcome.whole == IN_FORCE or outcome.lapsed
    if act.what == "resume" and not act.follows:
        claimed = History.liftable(act, acts)
        return not claimed or any(other in before for other in claimed)
    return True


def lifts(act: Act, broken: Act) -> bool:
    """Whether this act, coming after the break, ends it."""
    if act.what == "renew" or (act.what == "begin" and act.change):
        return True
    if act.what in ("resume", "untold"):
        return act.channel in ABOVE[broken.channel] and (
            not act.sides or not broken.sides or broken.sides <= act.sides
        )
    return False


def _second_breaks(order: list[Act]) -> list[tuple[int, int]]:
    """Places of breaks, each with the same side's earlier one that nobody lifts between."""
    found = []
    for index, act in enumerate(order):
        if act.what != "break" or not act.sides or not act.presupposes:
            continue
        broken = set(act.sides)
        for before in range(index - 1, -1, -1):
            other = order[before]
            if other.what in ("resume", "untold") and other.channel in ABOVE[act.channel]:
                broken -= other.sides or broken
            if other.what == "strong" or lifts(other, act) or not broken:
                break
            if (
                other.what == "break"
                and other.presupposes
                and other.sides & broken
                and other.channel == act.channel
                and other.act != act.act
            ):
                found.append((before, index))
                break
    return found


def _with_untold(order: list[Act], second: list[tuple[int, int]]) -> Iterator[list[Act]]:
    """The orders with the resumptions that nobody tells of, each at each place between."""
    for places in product(*(range(before + 1, index + 1) for before, index in second)):
        told = list(order)
        for (before, index), place in sorted(
            zip(second, places, strict=True), key=lambda pair: -pair[1]
        ):
            told.insert(place, Act(
                f"untold resumption {before} {index}", "untold", RESUMED, DAY_MIN, DAY_MAX,
                channel=order[index].channel,
                sides=order[index].sides & order[before].sides,
                follows=order[before].name))  # fmt: skip
        yield told


def _world(
    order: list[Act], parties: tuple[str, ...], *, strict: bool, apart: bool = True
) -> World | None:
    """The order with the first and the last day that each act can have in it.

    ``apart``: a resumption that nobody tells of is not on the day of the first break.
    """
    early: list[Day] = []
    day = DAY_MIN
    for index, act in enumerate(order):
        first = act.first
        if strict:
            for place, other in enumerate(order[:index]):
                its_term = act.what == "resume" and act.follows == other.name
                if other.what == "break" and other.stood and lifts(act, other) and not its_term:
                    first = max(first, after(other.stood))
                if apart and act.what == "untold" and other.name == act.follows:
                    first = max(first, after(early[place]))
        day = max(day, first)
        early.append(day)
    last: list[Day] = []
    day = DAY_MAX
    before: dict[str, Day] = {}
    for act in reversed(order):
        day = min(day, act.last, before.get(act.name, DAY_MAX))
        last.append(day)
        if strict and apart and act.what == "untold":
            before[act.follows] = day - ONE
    last.reverse()
    if all(e <= late for e, late in zip(early, last, strict=True)):
        return World(order, early, last, parties)
    return None


# --- the oracle -----------------------------------------------------------------------------

Key = tuple[tuple[str, ...], str]


class Oracle:
    """The readings of some claims; see the description of this module."""

    def __init__(
        self,
        claims: Iterable[Claim],
        sources: Mapping[str, Source],
        bodies: Mapping[str, str] | None = None,
        known_by: Day | None = None,
    ) -> None:
        self.sources, self.bodies = sources, dict(bodies or {})
        self.claims = [c for c in claims if known_by is None or self.published(c)[1] <= known_by]
        self.set_aside: dict[str, str] = {}
        self.doubtful = frozenset(
            c.id for c in self.claims if getattr(sources[c.source], "doubt", "")
        )
        self.torn = {
            each.id
            for one, other in combinations(self.claims, 2)
            if one.source == other.source
            and one.about == other.about
            and one.basis == other.basis == "list"
            and (one.id in other.contradicts or other.id in one.contradicts)
            for begin, end in ((one, other), (other, one))
            if begin.status in (IN_FORCE, "member")
            and end.status in (*STRONG_EXITS, "left")
            and begin.when
            and end.when
            and begin.when.earliest > end.when.latest
            for each in (one, other)
        }
        self._histories: dict[tuple[Key, tuple[str, ...] | None], History] = {}
        self._assign()

    def published(self, claim: Claim) -> Bounds:
        source = self.sources[claim.source]
        if source.published is not None:
            return source.published.earliest, source.published.latest
        # An undated source came out by the day on which it was read.
        return DAY_MIN, source.accessed.latest if source.accessed else DAY_MAX

    def city(self, agent: str) -> str:
        """The city that somebody counts as, else the id itself."""
        if not agent:
            return ""
        if agent in self.bodies:
            return self.bodies[agent]
        if agent.startswith("unnamed/") or ("@" not in agent and ":" not in agent):
            return agent
        found = parse_agent(agent)
        return self.bodies.get(found.post) or self.bodies.get(found.id) or found.id

    def key(self, claim: Claim) -> Key | None:
        """Parties and kind of the tie that a claim names."""
        if claim.about.startswith("tie/"):
            parties, kind = parse_tie_id(claim.about)
        else:
            parties, kind = claim.parties, claim.kind
        cities = tuple(sorted({self.city(party) for party in parties}))
        return (cities, kind) if len(cities) > 1 else None

    def item(self, claim: Claim, parties: tuple[str, ...]) -> Item:
        pub_first, pub_last = self.published(claim)
        role = claim.aspect or "state"
        first, last = DAY_MIN, pub_last
        if claim.when is not None:
            last = min(claim.when.latest, pub_last)
            if role == "change":
                first = claim.when.earliest
                if claim.basis == "list" and claim.status in (*STRONG_EXITS, "left"):
                    last = claim.when.latest  # a list's end counts when its span is over
            if role != "plan" and claim.when.earliest > pub_last:
                role = "plan"
        elif claim.until is not None and role != "plan":
            last = min(last, claim.until.latest)  # what lasted until a day had begun by then
        if role == "plan":
            first, last = pub_first, pub_last
        return Item(claim, first, last, (pub_first, pub_last), role, self.side(claim, parties))

    def side(self, claim: Claim, parties: Iterable[str]) -> str:
        """Whose act or status it is: the side that is said, else the party that acts."""
        if claim.side:
            return "" if claim.side == "both" else self.city(claim.side)
        actors = {self.city(actor) for actor in claim.actor} & set(parties)
        return actors.pop() if len(actors) == 1 else ""

    def _assign(self) -> None:
        """Which tie each claim belongs to."""
        own: dict[Key, list[Item]] = defaultdict(list)
        contacts: list[tuple[tuple[str, ...], Item]] = []
        denials: dict[Key, list[Item]] = defaultdict(list)
        renewals: list[Item] = []
        broader: list[tuple[tuple[str, ...], Item]] = []
        for claim in self.claims:
            if claim.kind == RENEWAL and claim.type in ("tie", "event"):
                item = self.item(claim, ())
                happened = claim.certainty in ("stated", "implied", "") and item.role != "plan"
                if happened and claim.status in ("", "held", IN_FORCE):
                    renewals.append(item)
                else:
                    self.set_aside[claim.id] = "renewal that is not said to have happened"
                continue
            if claim.type != "tie":
                continue
            if claim.id in self.torn:
                self.set_aside[claim.id] = "its line has a start after the end"
                continue
            key = self.key(claim)
            if key is None:
                self.set_aside[claim.id] = "one party"
                continue
            item = self.item(claim, key[0])
            if claim.certainty == "denied" and claim.status == IN_FORCE:
                speaker = self.city(claim.said_by or self.sources[claim.source].publisher)
                if claim.aspect == "change" and speaker in key[0]:
                    denials[key].append(item)
            if claim.certainty not in ("stated", "implied", ""):
                self.set_aside[claim.id] = claim.certainty
                continue
            if item.role == "plan" and claim.status not in (*RUNGS, RESUMED):
                self.set_aside[claim.id] = "plan that gives nothing"
                continue
            if not claim.status or (claim.status == "announced" and item.role != "plan"):
                self.set_aside[claim.id] = "no status"
                continue
            about_contact = item.role != "plan" and (
                claim.status in (*BREAKS, RESUMED, *STRONG_EXITS)
                or (claim.status == IN_FORCE and item.role == "change"
                    and channel_of(claim) != "all")
            )  # fmt: skip
            if key[1] == AGREEMENT:
                (contacts if about_contact else broader).append((key[0], item))
            else:
                own[key].append(item)
        narrower: dict[tuple[str, ...], list[Key]] = defaultdict(list)
        for key, items in own.items():
            if key[1] in AGREEMENT_KINDS and (
                any(item.role != "plan" for item in items)
                or any(self.key(item.claim) == key for item in renewals)
            ):
                narrower[key[0]].append(key)

        def joined(key: Key) -> Key:
            found = narrower.get(key[0], [])
            return found[0] if key[1] == AGREEMENT and len(found) == 1 else key

        for parties, item in broader:
            own[joined((parties, AGREEMENT))].append(item)
        # Pacts: what is claimed of a part holds for the pairs inside it.
        parts: dict[Key, list[tuple[tuple[str, ...], Item]]] = defaultdict(list)
        for key in sorted(own):
            pacts = [
                pact for pact in own
                if pact[1] == key[1] and len(pact[0]) > 2 and set(pact[0]) > set(key[0])
            ]  # fmt: skip
            if pacts and not any(makes_a_tie(item) for item in own[key]):
                for pact in pacts:
                    parts[pact] += [(key[0], item) for item in own[key]]
                del own[key]
        self.own = own
        self.parts = parts
        self.denials: dict[Key, list[Item]] = defaultdict(list)
        for key, items in denials.items():
            self.denials[joined(key)] += items
        # Breaks of all contact.
        self.contacts = [(parties, replace(item, contact=True)) for parties, item in contacts]
        self.renewals: dict[Key, list[Item]] = defaultdict(list)
        unnamed = [item for item in renewals if not self._renews_named(item, joined)]
        for item, key in [(item, self._renewed(item)) for item in unnamed]:
            if key is None:
                self.set_aside[item.id] = "renewal of no tie"
            else:
                self.renewals[key].append(item)
        standing: dict[Key, list[Item]] = defaultdict(list)
        for parties, item in self.contacts:
            places: list[tuple[Key, tuple[str, ...] | None]] = [
                (key, None) for key in own if key[0] == parties and len(parties) == 2
            ]
            places += [(key, pair) for key, pair in self._pairs() if set(pair) <= set(parties)
                       and set(key[0]) >= set(parties)]  # fmt: skip
            histories = [self._history(key, pair) for key, pair in places]
            if not any(history.surely_in_force_before(item.id) for history in histories):
                standing[parties, AGREEMENT].append(item)
        self._histories.clear()
        for key, items in standing.items():
            own.setdefault(key, [])
            ids = {item.id for item in items}
            self.contacts = [
                (parties, replace(item, contact=item.id not in ids) if parties == key[0] else item)
                for parties, item in self.contacts
            ]
        self.standing = {item.id for items in standing.values() for item in items}

    def _renews_named(self, item: Item, joined) -> bool:  # type: ignore[no-untyped-def]
        if item.claim.about.startswith("tie/"):
            named = self.key(item.claim)
            if named and joined(named) in self.own:
                self.renewals[joined(named)].append(item)
                return True
        return False

    def _renewed(self, item: Item) -> Key | None:
        """The only tie of its parties that was in force; a renewal is word that it was."""
        parties = tuple(sorted({self.city(party) for party in item.claim.parties}))
        found = [
            key
            for key, items in self.own.items()
            if key[0] == parties
            and (
                any(was_in_force(i, item.last) for i in items)
                or any(i.first <= item.last for i in self.renewals.get(key, []))
            )
        ]
        return found[0] if len(found) == 1 else None

    def _pairs(self) -> Iterator[tuple[Key, tuple[str, ...]]]:
        for key in sorted(self.own):
            if len(key[0]) > 2:
                for pair in combinations(key[0], 2):
                    yield key, pair

    def _history(self, key: Key, pair: tuple[str, ...] | None) -> History:
        if (key, pair) not in self._histories:
            self._histories[key, pair] = self._make(key, pair)
        return self._histories[key, pair]

    def _make(self, key: Key, pair: tuple[str, ...] | None) -> History:
        items = list(self.own[key])
        for parties, item in self.contacts:
            inside = set(parties) < set(key[0]) and pair and set(pair) <= set(parties)
            if parties == key[0] or inside:
                stands = key[1] == AGREEMENT and parties == key[0]
                items.append(item if stands else replace(item, contact=True))
        if pair:
            items += [item for part, item in self.parts.get(key, []) if set(pair) <= set(part)]
            items = [i for i in items if touches(i, key[0], pair)]
        return History(pair or key[0], items, self.renewals.get(key, []),
                       self.denials.get(key, []), self.doubtful)  # fmt: skip

    # -- asking

    def ties(self) -> list[str]:
        return [tie_id(*key) for key in sorted(self.own)]

    def pairs(self) -> list[tuple[str, tuple[str, str]]]:
        return [(tie_id(*key), pair) for key, pair in self._pairs()]  # type: ignore[misc]

    def history(self, tie: str, pair: tuple[str, str] | None = None) -> History | None:
        key: Key = tuple(parse_tie_id(tie))  # type: ignore[assignment]
        if key not in self.own:
            return None
        return self._history(key, tuple(sorted(pair)) if pair else None)

    def state(
        self, tie: str, on: Day, channel: str = "all", pair: tuple[str, str] | None = None
    ) -> OracleState:
        history = self.history(tie, pair)
        if history is None:
            return OracleState(None, "certain", ())
        return history.state(on, channel)

    def turning_days(self, tie: str, pair: tuple[str, str] | None = None) -> list[Day]:
        history = self.history(tie, pair)
        return days_beside(history.bounds() if history else ())

    def memberships(self) -> list[str]:
        return sorted(self._memberships)

    def membership(self, membership: str, on: Day) -> OracleState:
        found = self._memberships.get(membership)
        return found.state(on, "all") if found else OracleState(None, "certain", ())

    def membership_days(self, membership: str) -> list[Day]:
        found = self._memberships.get(membership)
        return days_beside(found.bounds() if found else ())

    @cached_property
    def _memberships(self) -> dict[str, MembershipHistory]:
        found: dict[str, list[Item]] = defaultdict(list)
        for claim in self.claims:
            if claim.id in self.torn:
                continue
            if claim.type == "membership" and claim.certainty in ("stated", "implied", ""):
                item = self.item(claim, ())
                if item.role != "plan" and claim.status:
                    found[claim.about].append(item)
        return {
            about: MembershipHistory((about,), items, [], [], self.doubtful)
            for about, items in found.items()
        }

    # -- unanswered (rule 12)

    def answers(self, on: Day) -> dict[str, OracleAnswer]:
        steps = [c for c in self.claims if c.certainty in ("stated", "implied", "")]
        happened = [(c, i) for c in steps if (i := self.item(c, ())).role != "plan"]
        asked: dict[str, list[tuple[Claim, Item]]] = defaultdict(list)
        for claim, item in happened:
            if claim.type == "tie" and claim.status == "proposed":
                asked[claim.act or self._tie_of(claim)].append((claim, item))
            elif claim.kind in DEMARCHES and claim.status in ("asked", "offered"):
                asked[claim.about].append((claim, item))
        return {
            thing: self._answer(thing, found, happened, on)
            for thing, found in sorted(asked.items())
            if any(item.first <= on for _claim, item in found)
        }

    def _tie_of(self, claim: Claim) -> str:
        key = self.key(claim)
        return tie_id(*key) if key else ""

    def _answer(
        self,
        thing: str,
        asked: list[tuple[Claim, Item]],
        happened: list[tuple[Claim, Item]],
        on: Day,
    ) -> OracleAnswer:
        first, last = Unit("proposed", "all", "", [item for _claim, item in asked]).bounds()
        ours = asked[0][0]
        parties = {self.city(party) for claim, _item in asked for party in claim.parties}
        by = {self.city(who) for claim, _item in asked for who in claim.actor}
        by |= {self.city(claim.side) for claim, _item in asked if claim.side and not by}
        ties = {self._tie_of(claim) for claim, _item in asked if claim.type == "tie"}
        answer = "none"
        for claim, item in happened:
            if item.first > on or any(claim.id == other.id for other, _item in asked):
                continue
            kind = ""
            if claim.status == "answered":
                kind = self._reply(claim, item, thing, ours, parties, by, last)
            elif claim.type == "tie" and item.last >= first:
                same = (
                    self._tie_of(claim) in ties
                    if ties
                    else {self.city(party) for party in claim.parties} == parties
                )
                side = self.side(claim, parties)
                both = claim.status in ("negotiating", "drafted", IN_FORCE)
                one = claim.status in ("approved", *WEAK_EXITS) and side not in by
                if same and (both or one):
                    sure = item.role == "change" and item.first >= last and (both or side)
                    kind = "given" if sure else "possible"
            if kind == "given" and item.last > on:
                kind = "possible"
            answer = max(answer, kind, key=("", "none", "possible", "given").index)
        least = max((on - last).days, 0)
        return OracleAnswer(
            tuple(sorted(parties)), tuple(sorted(by)), answer,
            (least, None if first == DAY_MIN else max((on - first).days, 0)),
        )  # fmt: skip

    def _reply(
        self,
        claim: Claim,
        item: Item,
        thing: str,
        ours: Claim,
        parties: set[str],
        by: set[str],
        last: Day,
    ) -> str:
        names = {claim.about, claim.act, claim.part_of} - {""}
        if thing in names or (ours.about in names and ours.type != "tie"):
            return "given"
        others = {
            name
            for other in self.claims
            if other.id != claim.id
            for name in (other.about, other.act, other.part_of)
        }
        who = {self.city(actor) for actor in claim.actor}
        same = {self.city(party) for party in claim.parties} == parties
        later = item.last >= last
        return "possible" if same and later and not who & by and not names & others else ""


@dataclass(frozen=True)
class OracleAnswer:
    """Whether what was proposed was answered, and the least and the most days since."""

    parties: tuple[str, ...]
    proposer: tuple[str, ...]
    answer: str
    days_open: tuple[int, int | None]


DEMARCHES = frozenset({"proposal", "invitation", "cooperation_offer"})


def days_beside(days: Iterable[Day]) -> list[Day]:
    """The days, the day before and the day after each."""
    found = set()
    for day in days:
        found.add(day)
        if day > DAY_MIN:
            found.add(day - ONE)
        found.add(after(day))
    return sorted(found)


def makes_a_tie(item: Item) -> bool:
    """Whether a claim of some of a pact's parties gives them a tie of their own."""
    if item.role == "plan":
        return item.claim.status in RUNGS
    return item.role == "change" and (
        item.claim.status in LOWER_RUNGS
        or (item.claim.status == IN_FORCE and channel_of(item.claim) == "all")
    )


def was_in_force(item: Item, by: Day) -> bool:
    return (
        item.role != "plan"
        and item.claim.status in (IN_FORCE, *BREAKS, *STRONG_EXITS)
        and not (
            item.claim.status == IN_FORCE
            and item.role == "change"
            and channel_of(item.claim) != "all"
        )
        and item.first <= by
    )


def touches(item: Item, parties: tuple[str, ...], pair: tuple[str, ...]) -> bool:
    """One side's break, resumption or ending holds for the pairs with that side."""
    resumes = item.claim.status == IN_FORCE and channel_of(item.claim) != "all"
    if item.role == "plan" or not (
        item.claim.status in (*BREAKS, RESUMED, *STRONG_EXITS)
        or (resumes and item.role == "change")
    ):
        return True
    return not item.side or item.side in pair or item.side not in parties


MEMBERSHIP = {"candidate": "proposed", "member": IN_FORCE, "left": "ended"}


class MembershipHistory(History):
    """A membership: candidate, member, left; nothing is presupposed."""

    @cached_property
    def _acts(self) -> tuple[list[Act], dict[str, list[Act]]]:
        groups: dict[str, list[Item]] = defaultdict(list)
        for item in self.items:
            groups[item.claim.status].append(item)
        exits: list[Exit] = [
            (item.claim.status, "all", "", (item.first, item.last))
            for item in self.items
            if item.role == "change" and item.id not in self.doubtful
        ]
        acts: list[Act] = []
        optional: dict[str, list[Act]] = {}
        for status, what in (("candidate", "rung"), ("member", "begin"), ("left", "strong")):
            for number, unit in enumerate(units_of(groups[status], exits, status), start=1):
                first, last = unit.bounds()
                act = Act(f"{status} {number}", what, MEMBERSHIP[status], first, last,
                          act=unit.act, change=bool(unit.changes), presupposes=False,
                          claims=frozenset(i.id for i in unit.items))  # fmt: skip
                acts.append(act)
                if self._doubted(unit):
                    optional[act.name] = []
        return acts, optional

    def state(self, on: Day, channel: str) -> OracleState:
        found = super().state(on, channel)
        back = {tie: membership for membership, tie in MEMBERSHIP.items()}
        return OracleState(
            back.get(found.status or ""), found.certainty,
            tuple(back[status] for status in found.alternatives),
        )  # fmt: skip
