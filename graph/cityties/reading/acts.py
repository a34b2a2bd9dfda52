"""From claims to acts: what moved a thing to a status, and between which days.

Rules 2 to 4 of :mod:`cityties.reading`.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from cityties.model.dates import DAY_MAX, DAY_MIN, bounds_text
from cityties.model.durations import Duration, later, length_of, until_of
from cityties.model.rows import Claim, Source
from cityties.start.records import dataclass, replace
from cityties.vocabulary.codes import (
    BREAKS,
    MEMBERSHIP_LADDER,
    ONE_SIDED,
    RESUMED,
    TIE_LADDER,
    Ladder,
    covering,
)

RENEWAL = "renewal"
BY_LIST = "list"
"""The basis of a date that a list gives: no more than the list's word for it."""
UNTIL = "until:"
"""How the act begins whose day is the end of a stated term."""

_ENDS = frozenset({*TIE_LADDER.strong, *MEMBERSHIP_LADDER.strong})

Day = datetime.date
_ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim that counts, with the status it gives and the bounds of the change to it.

    ``seen_from`` and ``seen_to`` bound the day on which the status was seen (a
    state) or came about (a change); ``basis`` is that of :class:`Seen`.
    ``concludes``: a change to in force is claimed, by more than the year that a list
    gives. ``doubtful``: we doubt the source. ``disowned``: a signature that one of its
    own parties denies. ``renewal``: the term of an agreement began again. ``soft``: an
    act about all contact, which holds for what is in force and does not show that it was.
    ``length``: of the term whose end this is, where the end is computed from it.
    """

    claim: str
    source: str
    status: str
    channel: str
    act: str
    sides: tuple[str, ...]
    earliest: Day
    latest: Day
    is_state: bool
    seen_from: Day
    seen_to: Day
    named_channel: bool = False
    basis: str = "claim"
    concludes: bool = False
    doubtful: bool = False
    disowned: bool = False
    renewal: bool = False
    soft: bool = False
    length: Duration | None = None

    @property
    def seen(self) -> Seen:
        """The day on which the status was seen or came about, as the source gives it."""
        return Seen(self.seen_from, self.seen_to, self.basis)


@dataclass(frozen=True, slots=True, order=True)
class Seen:
    """A day that a claim speaks of, between two bounds.

    ``basis`` says what the day is of: ``claim`` if a claim gives it, else ``publication``
    of its source, or ``access``: the day on which an undated source was read.
    """

    earliest: Day
    latest: Day
    basis: str = "claim"

    @property
    def text(self) -> str:
        """The day as EDTF."""
        return bounds_text(self.earliest, self.latest)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the dates that the sources give for an act, and the claims that agree on it."""

    earliest: Day
    latest: Day
    claims: tuple[str, ...]

    @property
    def text(self) -> str:
        """The days as EDTF."""
        return bounds_text(self.earliest, self.latest)


@dataclass(frozen=True, slots=True)
class Act:
    """What moved a thing to ``status``, on some day from ``earliest`` to ``latest``.

    ``channel`` is ``"all"`` for the whole thing. ``signed``: the change itself is
    claimed; without it the status was only observed. ``concludes``: a change to in
    force is claimed by more than a list. ``stood``: of what was seen, or claimed without a day,
    the day on which it still was so. ``optional``: it is based on doubtful
    sources alone, or a party denies it, so it may never have been. ``ends``: the claims
    whose term it ends. ``revives``: seen in force when a term can have run out.
    ``soft`` as in :class:`Evidence`;
    ``contact``: some of its claims are so; ``implied``: no claim states it, but
    what came after needs it. ``witnesses``: claims that saw it on a narrower channel.
    """

    status: str
    channel: str
    act: str
    earliest: Day
    latest: Day
    alternatives: tuple[Alternative, ...]
    signed: bool
    sides: tuple[str, ...]
    claims: tuple[str, ...]
    seen: tuple[Seen, ...]
    concludes: bool = False
    stood: Day | None = None
    optional: bool = False
    renewal: bool = False
    soft: bool = False
    contact: bool = False
    revives: bool = False
    implied: bool = False
    ends: tuple[str, ...] = ()
    witnesses: tuple[str, ...] = ()

    @property
    def told_by(self) -> tuple[str, ...]:
        """The claims that it is based on, and those that saw it."""
        return tuple(sorted({*self.claims, *self.witnesses}))

    @property
    def is_term(self) -> bool:
        """Whether it is the end of a stated term."""
        return bool(self.ends)

    @property
    def is_expiry(self) -> bool:
        """Whether it is the end of the term of an agreement, and not of a break."""
        return self.is_term and self.status != RESUMED

    @property
    def since(self) -> str:
        """The date of the act as EDTF: one of several where sources disagree."""
        texts = [alternative.text for alternative in self.alternatives]
        if len(texts) == 1:
            return texts[0]
        return "[" + ",".join(text.strip("[]") for text in texts) + "]"


def published(source: Source | None) -> tuple[Day, Day]:
    """The bounds of a source's publication; undated: by the access date."""
    if source is None:
        return DAY_MIN, DAY_MAX
    if source.published is not None:
        return source.published.earliest, source.published.latest
    if source.accessed is not None:
        return DAY_MIN, source.accessed.latest
    return DAY_MIN, DAY_MAX


def by_access(evidence: Evidence, source: Source | None) -> Evidence:
    """The same, where the day is not that of a publication: of an undated source."""
    if evidence.basis == "publication" and source is not None and source.published is None:
        return replace(evidence, basis="access")
    return evidence


def same_side(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two acts can be of one side: a side that is not said, or ``both``, fits all."""
    return not one or not other or "both" in one or "both" in other or bool(set(one) & set(other))


def counts(claim: Claim) -> bool:
    """Whether a claim may give a status (rule 2)."""
    return claim.certainty in ("stated", "implied", "") and claim.aspect in (
        "change",
        "state",
        "plan",
    )


def tie_evidence(
    claim: Claim,
    publication: tuple[Day, Day],
    *,
    doubtful: bool = False,
    disowned: bool = False,
    soft: bool = False,
) -> list[Evidence]:
    """What one claim about a tie says about its status; nothing if it is set aside.

    Parameters
    ----------
    claim : a claim of type tie, or an event of kind renewal; its parties and sides as read
    publication : bounds of the publication of its source
    doubtful, disowned, soft : see :class:`Evidence`
    """
    if not counts(claim):
        return []
    if is_renewal(claim):
        later = is_plan(claim, publication)
        return [] if later else _renewal(claim, publication, doubtful=doubtful)
    if claim.type != "tie" or not claim.status:
        return []
    status, channel, act = claim.status, claim.channel or "all", claim.act
    first, last = publication
    if is_plan(claim, publication):
        if not announces(claim):
            return []
        # Each plan is an act of its own: saying it twice is not a disagreement.
        return [
            Evidence(
                claim.id,
                claim.source,
                "announced",
                "all",
                f"plan:{claim.id}",
                (claim.side,) if claim.side else (),
                first,
                last,
                False,
                first,
                last,
                doubtful=doubtful,
            )
        ]
    is_state = claim.aspect == "state"
    if status == TIE_LADDER.top and channel != "all" and not is_state:
        # An agreement comes into force whole; on one channel it is a resumption.
        status = RESUMED
    found = _evidence(claim, publication, status=status, channel=channel, act=act)
    if status == TIE_LADDER.top and not is_state:
        # A signature stands for both sides, whoever tells of it.
        found = replace(found, sides=())
    disowned = disowned and status == TIE_LADDER.top and not is_state
    if doubtful or disowned or soft:  # few are, and a copy costs as much as all else here
        found = replace(found, doubtful=doubtful, disowned=disowned, soft=soft)
    return [found, *_end(claim, publication, status, found)]


def is_plan(claim: Claim, publication: tuple[Day, Day]) -> bool:
    """Whether a claim is about the future: a plan, or dated after its source came out."""
    later = claim.when is not None and claim.when.earliest > publication[1]
    return claim.aspect == "plan" or later


def announces(claim: Claim) -> bool:
    """Whether a plan announces a tie: to reach a rung, to come into force or to resume.

    A plan to end or suspend announces nothing.
    """
    return claim.status in TIE_LADDER.rungs or claim.status in (TIE_LADDER.top, RESUMED)


def is_renewal(claim: Claim) -> bool:
    """Whether a claim tells that an agreement was renewed (rule 6)."""
    if claim.kind != RENEWAL or claim.aspect == "plan":
        return False
    if claim.type == "event":
        return claim.status in ("", "held")
    return claim.type == "tie" and claim.status in ("", TIE_LADDER.top)


def _renewal(claim: Claim, publication: tuple[Day, Day], *, doubtful: bool) -> list[Evidence]:
    """A renewal begins the term of an agreement again, and makes none."""
    act = claim.act or (claim.about if claim.type == "event" else "") or claim.id
    found = _evidence(
        claim, publication, status=TIE_LADDER.top, channel="all", act=f"{RENEWAL}:{act}"
    )
    found = replace(found, sides=(), renewal=True, doubtful=doubtful)
    return [found, *_end(claim, publication, TIE_LADDER.top, found)]


def membership_evidence(
    claim: Claim, publication: tuple[Day, Day], *, doubtful: bool = False
) -> list[Evidence]:
    """The same for a claim about a membership; a plan gives nothing."""
    if claim.type != "membership" or not counts(claim) or is_plan(claim, publication):
        return []
    status = claim.status or ("candidate" if claim.grade == "candidate" else "member")
    found = replace(
        _evidence(claim, publication, status=status, channel="all", act=claim.act),
        sides=(),
        doubtful=doubtful,
    )
    ended = [replace(end, status="left") for end in _end(claim, publication, status, found)]
    return [found, *ended]


def sides_of(claim: Claim) -> tuple[str, ...]:
    """Whose act or status it is: the side that is said, or the parties among the actors."""
    return (claim.side,) if claim.side else tuple(a for a in claim.actor if a in claim.parties)


def _evidence(
    claim: Claim, publication: tuple[Day, Day], *, status: str, channel: str, act: str
) -> Evidence:
    first, last = publication
    is_state = claim.aspect == "state"
    until = until_of(claim)
    if claim.when is not None:
        # What is published has happened: no change is later than its source.
        latest = seen_to = min(claim.when.latest, last)
        earliest = seen_from = min(claim.when.earliest, latest)
        if claim.basis == BY_LIST and not is_state and status in _ENDS:
            # A list gives an end as it gives a term: "2024" may be to come, and counts when over.
            latest = claim.when.latest
    else:
        earliest, latest, seen_from = DAY_MIN, last, first
        seen_to = last
        if until is not None and until.latest < latest:
            # What lasted until a day had begun by then.
            latest = seen_to = until.latest
            seen_from = min(seen_from, latest)
    whole = status not in BREAKS and status != RESUMED
    return Evidence(
        claim.id,
        claim.source,
        status,
        "all" if whole else channel,
        act,
        sides_of(claim),
        DAY_MIN if is_state else earliest,
        latest,
        is_state,
        seen_from,
        seen_to,
        named_channel=channel != "all",
        basis="claim" if claim.when is not None or until is not None else "publication",
        concludes=not is_state and claim.type == "tie" and claim.basis != BY_LIST,
    )


def _end(
    claim: Claim, publication: tuple[Day, Day], status: str, found: Evidence
) -> list[Evidence]:
    """The end that a stated or computed end of a term gives: the day after the last one."""
    if status not in (TIE_LADDER.top, "member") and status not in BREAKS:
        return []
    if found.is_state and claim.channel not in ("", "all") and status not in BREAKS:
        return []  # the end of contact on one channel ends no agreement
    length = length_of(claim)
    if length is not None:
        return [_computed_end(status, found, length)]
    until = claim.until
    if until is None:
        return []
    if claim.when is not None and claim.when.earliest > until.latest:
        return []  # a term that ends before it begins is a mistake, and ends nothing
    first, last = publication
    if found.is_state and until.latest >= first and until.earliest <= last:
        return []  # seen until the day of writing: no end
    start = until.earliest
    if not found.is_state:
        start = max(start, found.earliest)
    # What the claim names is the last day, not the day after it.
    return [
        replace(
            _end_of_term(status, found, start, until.latest),
            seen_from=until.earliest,
            seen_to=until.latest,
        )
    ]


def _computed_end(status: str, found: Evidence, length: Duration) -> Evidence:
    """The end of a term of which a claim gives the length: as long after it began.

    Where the claim does not say when that was, it was by the day on which it was seen or its
    source came out. What was seen still was so on that day.
    """
    first, last = later(found.earliest, length), later(found.latest, length)
    if found.is_state:
        first = max(first, found.seen_from)
    return replace(_end_of_term(status, found, first, last), length=length)


def _end_of_term(status: str, found: Evidence, first: Day, last: Day) -> Evidence:
    """What ends on the day after the last one, which is between two bounds."""
    return replace(
        found,
        status=RESUMED if status in BREAKS else "expired",
        act=f"{UNTIL}{found.act}",
        earliest=_next(first),
        latest=_next(last),
        is_state=False,
        basis="claim",
        disowned=False,
        renewal=False,
    )


def _next(day: Day) -> Day:
    return day if day in (DAY_MAX, DAY_MIN) else day + _ONE_DAY


def _from_its_act(end: Evidence, act: Act, seen: Iterable[Evidence]) -> Evidence:
    """A computed end, counted from the act: other claims can say when that was.

    Not where the two cannot both be right: then it is counted from what its claim says.
    What was seen when the term can still have run was seen before its end, and a break
    without a date still lasted when its source came out.
    """
    if end.length is None:
        return end
    first = max(end.earliest, _next(later(act.earliest, end.length)))
    last = min(end.latest, _next(later(act.latest, end.length)))
    if first > last:
        first, last = end.earliest, end.latest
    days = [item.seen_from for item in seen if not item.doubtful]
    if act.status in BREAKS and act.stood is not None:
        days.append(act.stood)
    first = max(first, *(_next(day) for day in days if _next(day) <= last), DAY_MIN)
    return replace(end, earliest=first, latest=last)


def alternatives(evidence: Iterable[Evidence]) -> tuple[Alternative, ...]:
    """Overlapping dates are one alternative, their intersection; disjoint ones are several.

    Intervals that overlap pairwise share a day, so the alternatives are the
    largest sets of claims that can all be right; a vague claim ("1998") can
    belong to several. The result does not depend on the order.
    """
    spans: dict[tuple[Day, Day], list[str]] = defaultdict(list)
    for item in evidence:
        spans[item.earliest, item.latest].append(item.claim)
    ordered = sorted(spans)
    starts = [span[0] for span in ordered]
    found: list[Alternative] = []
    last_end = DAY_MIN
    for end in sorted({span[1] for span in ordered}):
        # A new set is complete at this end only if something began since the last one.
        if found and not any(last_end < start <= end for start in starts):
            continue
        members = [span for span in ordered if span[0] <= end <= span[1]]
        found.append(
            Alternative(
                max(span[0] for span in members),
                end,
                tuple(sorted(claim for span in members for claim in spans[span])),
            )
        )
        last_end = end
    return tuple(found)


def _act(changes: Sequence[Evidence], states: Sequence[Evidence] = ()) -> Act:
    """One act of its changes and the states that cap it; all of one status and channel."""
    every = [*changes, *states]
    dates = alternatives(every)
    head = every[0]
    signed = any(not item.is_state for item in every)
    return Act(
        head.status,
        head.channel,
        head.act,
        min(date.earliest for date in dates),
        max(date.latest for date in dates),
        dates,
        signed,
        tuple(sorted({side for item in every for side in item.sides})),
        tuple(sorted({item.claim for item in every})),
        # Nobody saw an end that is computed.
        tuple(sorted(item.seen for item in every if item.length is None)),
        concludes=any(item.concludes and not item.renewal for item in every),
        stood=_stood(every),
        optional=all(item.doubtful or item.disowned for item in every),
        renewal=head.renewal,
        soft=all(item.soft for item in every),
        contact=any(item.soft for item in every),
    )


def _stood(evidence: Sequence[Evidence]) -> Day | None:
    """The day on which what is claimed without a day still was so: its source came out."""
    if any(
        (item.basis == "claim" and not item.is_state) or item.act.startswith(UNTIL)
        for item in evidence
    ):
        return None
    return max(item.seen_from for item in evidence)


def make_acts(evidence: Sequence[Evidence], ladder: Ladder) -> tuple[Act, ...]:
    """Group the evidence about one thing into acts (rule 4).

    Acts without an id are one per status and channel, unless something certainly is
    between them (:func:`_epochs`). Proposals, bills, approvals and their like belong to
    one side, so two sides' approvals are two acts; where only one side is named, claims
    that name none mean it.
    """
    changes: dict[_Key, dict[tuple[str, str], list[Evidence]]] = {}
    states: dict[_Key, list[Evidence]] = defaultdict(list)
    terms: list[Evidence] = []
    ordered = sorted(evidence, key=lambda each: (each.claim, each.act, each.status))
    for item in ordered:
        if item.act.startswith(UNTIL):
            terms.append(item)
            continue
        key = (item.status, item.channel)
        if item.is_state and not item.act:
            states[key].append(item)
            continue
        side = ";".join(item.sides) if item.status in _OF_A_SIDE and not item.act else ""
        changes.setdefault(key, {}).setdefault((item.act, side), []).append(item)
    acts: list[Act] = []
    loose: list[Evidence] = []
    for key in sorted({*changes, *states}):
        made, left = _of_key(changes.get(key, {}), states.get(key, []), ordered, ladder)
        acts.extend(made)
        loose.extend(left)
    acts = _with_sightings(acts, loose)
    acts.extend(_terms(acts, terms, ordered))
    acts.extend(_sightings(acts, ordered, ladder))
    return tuple(sorted(acts, key=_order))


_Key = tuple[str, str]
_Unit = tuple[tuple[str, str], list[Evidence], list[Evidence]]

_OF_A_SIDE = frozenset({*ONE_SIDED, *BREAKS, RESUMED, *TIE_LADDER.strong})
"""Statuses whose acts, without an id, are one for each side."""


def _order(act: Act) -> tuple[Day, Day, str, str, str, tuple[str, ...], tuple[str, ...]]:
    return act.earliest, act.latest, act.status, act.channel, act.act, act.sides, act.claims


def _of_key(
    groups: dict[tuple[str, str], list[Evidence]],
    seen: list[Evidence],
    evidence: Sequence[Evidence],
    ladder: Ladder,
) -> tuple[list[Act], list[Evidence]]:
    """The acts of one status and channel, and the states that none of them takes."""
    unnamed = sorted(group for group in groups if not group[0])
    if len(unnamed) == 2 and not unnamed[0][1]:
        groups[unnamed[1]] = [*groups.pop(unnamed[0]), *groups[unnamed[1]]]
    units: list[_Unit] = [
        (name, group, [])
        for name in sorted(groups)
        for group in ([groups[name]] if name[0] else _epochs(groups[name], evidence, ladder))
    ]
    loose = []
    for state in seen:
        fitting = [
            unit
            for unit in units
            if not unit[1][0].renewal
            # What others saw in force is no part of a signature that may never have been.
            and not all(item.disowned for item in unit[1])
            and not _apart(state, unit[1], evidence, ladder)
            and any(not item.is_state for item in unit[1])
            and (state.status not in _OF_A_SIDE or _of_side(state, unit[1]))
        ]
        sides = {unit[0][1] for unit in fitting}
        unsaid = state.status in _OF_A_SIDE and not state.sides and len(sides - {""}) > 1
        agreeing = [
            unit
            for unit in fitting
            if any(not item.is_state and item.earliest <= state.latest for item in unit[1])
        ]
        blank = [unit for unit in fitting if not unit[0][0]]
        if unsaid:  # it caps neither side's
            agreeing = blank = []
        for unit in agreeing or blank[:1]:
            unit[2].append(state)
        if not agreeing and not blank:
            loose.append(state)
    return [_act(group, states) for _name, group, states in units], loose


def _of_side(state: Evidence, changes: Sequence[Evidence]) -> bool:
    return same_side(state.sides, tuple({side for item in changes for side in item.sides}))


def _epochs(
    changes: Sequence[Evidence], evidence: Sequence[Evidence], ladder: Ladder
) -> list[list[Evidence]]:
    """Changes to one status without an id, apart where something certainly is between.

    Two changes to the same status are two acts where a certain exit is between them: a
    second proposal, signature or joining. What can come twice is separated in the same
    way throughout: two refusals by a new proposal between, two breaks by a resumption. A
    change that fits several acts belongs to each with which its date agrees, if there is one.
    """
    by_days: dict[tuple[Day, Day], list[Evidence]] = defaultdict(list)
    for item in changes:
        by_days[item.earliest, item.latest].append(item)
    between = _between(changes, evidence, ladder) if len(by_days) > 1 else set()
    # What ends by its floor certainly came before a change.
    floors = {
        days: max((first for first, last in between if last <= days[0]), default=DAY_MIN)
        for days in by_days
    }
    if all(floor < end for floor in floors.values() for _start, end in by_days):
        return [list(changes)]
    found = {
        frozenset(
            days
            for days, floor in floors.items()
            if days == chosen
            or floor < chosen[1] < days[1]
            or floor < chosen[1] == days[1] > floors[chosen]
        )
        for chosen in by_days
    }
    groups = [one for one in found if not any(one < other for other in found)]
    return [
        [item for days in sorted(group) for item in by_days[days]]
        for group in sorted(_agreeing(groups), key=sorted)
    ]


def _agreeing(groups: list[frozenset[tuple[Day, Day]]]) -> list[frozenset[tuple[Day, Day]]]:
    """What fits several groups is only in those with which its date agrees, if there are such."""
    number = Counter(days for group in groups for days in group)

    def agrees(days: tuple[Day, Day], group: frozenset[tuple[Day, Day]]) -> bool:
        own = [other for other in group if number[other] == 1] or group
        return any(other != days and other[0] <= days[1] and days[0] <= other[1] for other in own)

    left = (
        frozenset(
            days
            for days in group
            if number[days] == 1
            or agrees(days, group)
            or not any(days in other and agrees(days, other) for other in groups)
        )
        for group in groups
    )
    return [group for group in left if group]


def _between(
    evidence: Sequence[Evidence], every: Sequence[Evidence], ladder: Ladder
) -> set[tuple[Day, Day]]:
    """The bounds of what certainly was and separates two claims of a status.

    Two breaks of one side are separated by a resumption of that side.
    """
    head = evidence[0]
    sides = tuple({side for item in evidence for side in item.sides})
    of_sides = head.status in BREAKS or head.status == RESUMED
    return {
        (item.earliest, item.latest)
        for item in every
        if not (item.is_state or item.doubtful or item.disowned)
        and _divides(item, head, ladder)
        and (not of_sides or same_side(item.sides, sides))
    }


def _apart(
    state: Evidence, changes: Sequence[Evidence], every: Sequence[Evidence], ladder: Ladder
) -> bool:
    """Whether an exit is between; a break is a new one if a resumption does."""
    cuts = _between([state] if state.sides else [state, *changes], every, ladder)
    return any(
        (state.latest <= first and last <= change.earliest)
        or (state.status in BREAKS and change.latest <= first and last <= state.latest)
        for first, last in cuts
        for change in changes
    )


def _divides(item: Evidence, head: Evidence, ladder: Ladder) -> bool:
    """Whether an act of this kind tells two changes to the other's status apart."""
    exits = ladder.weak | ladder.strong
    status = head.status
    if status in BREAKS:
        return item.status == RESUMED and item.channel in covering(head.channel)
    if status == RESUMED:
        return item.status in BREAKS and item.channel in covering(head.channel)
    if status in ladder.strong:
        return item.status == ladder.top
    if status in ladder.weak:
        return item.status in ladder.rungs or item.status == ladder.top
    return item.status in exits


def _with_sightings(acts: Sequence[Act], loose: Sequence[Evidence]) -> list[Act]:
    """The acts, and those that only states imply: that no claimed change explains.

    A break that was seen is also explained by a break on a broader channel that certainly
    was by then, but not by one that was certainly resumed before.
    """
    found = list(acts)
    own: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
    for state in loose:
        told = _told(state, acts) if state.status in BREAKS else None
        if told is None:
            side = ";".join(state.sides) if state.status in _OF_A_SIDE else ""
            own[state.status, state.channel, side].append(state)
            continue
        found[told] = replace(
            found[told],
            witnesses=(*found[told].witnesses, state.claim),
            seen=tuple(sorted((*found[told].seen, state.seen))),
        )
    for status, channel, side in sorted(own):
        said = [key for key in own if key[:2] == (status, channel) and key[2]]
        if not side and len(said) == 1:
            own[said[0]] += own.pop((status, channel, side))
    found += [_act([], some) for key in sorted(own) for some in _seen_again(own[key], acts)]
    return found


def _told(seen: Evidence, acts: Sequence[Act]) -> int | None:
    """Where among the acts the one is that a seen break is of; not if it was certainly resumed."""
    wider = covering(seen.channel)
    fitting = [
        (n, act)
        for n, act in enumerate(acts)
        if act.channel in wider and same_side(act.sides, seen.sides)
    ]
    resumed = [
        act.earliest for _n, act in fitting if act.status == RESUMED and act.latest <= seen.latest
    ]
    told = [
        (act.latest, n)
        for n, act in fitting
        if act.status in BREAKS
        and act.signed
        and max(resumed, default=DAY_MIN) <= act.latest <= seen.latest
        and (seen.doubtful or not act.optional)
    ]
    return max(told)[1] if told else None


def _seen_again(states: Sequence[Evidence], acts: Sequence[Act]) -> list[list[Evidence]]:
    """What was seen, apart where a resumption certainly is between two sightings of a break."""
    found: list[list[Evidence]] = []
    for state in sorted(states, key=lambda each: (each.latest, each.claim)):
        resumed = state.status in BREAKS and any(
            act.status == RESUMED
            and not act.optional
            and act.channel in covering(state.channel)
            and found[-1][-1].latest <= act.earliest
            and act.latest <= state.latest
            for act in (acts if found else ())
        )
        if resumed or not found:
            found.append([])
        found[-1].append(state)
    return found


def _terms(
    acts: Sequence[Act], terms: Sequence[Evidence], evidence: Sequence[Evidence]
) -> list[Act]:
    """The ends that stated terms give: one for each act that they are the term of."""
    by_claim: dict[str, list[Evidence]] = defaultdict(list)
    for item in terms:
        by_claim[item.claim].append(item)
    found: list[Act] = []
    used: set[str] = set()
    for act in acts if by_claim else ():
        seen = [item for item in evidence if item.is_state and item.claim in act.claims]
        mine = [
            _from_its_act(item, act, seen)
            for claim in act.claims
            for item in by_claim.get(claim, ())
            if (item.status == RESUMED) == (act.status in BREAKS)
        ]
        if mine and act.status != RESUMED:
            used.update(item.claim for item in mine)
            mine = [item for item in mine if item.latest > act.earliest]
            if mine:  # a term that ends before it begins is a mistake, and ends nothing
                end = _act(mine)
                doubted = end.optional and not act.optional
                if end.status == RESUMED:
                    end = replace(end, sides=act.sides)
                found.append(replace(end, ends=act.claims, renewal=False, optional=doubted))
    left: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
    for item in terms:
        if item.claim not in used:
            left[item.status, item.channel, item.act].append(item)
    found.extend(_act(left[key]) for key in sorted(left))
    return found


def _sightings(acts: Sequence[Act], evidence: Sequence[Evidence], ladder: Ladder) -> list[Act]:
    """What was seen in force and can have been seen after its term had run out (rule 6).

    What has a term of its own is not seen after it, nor what a computed end can follow.
    """
    expiries = [act for act in acts if act.is_expiry]
    own_term = {item.claim for item in evidence if item.act.startswith(UNTIL)}
    return [
        Act(
            ladder.top,
            "all",
            f"seen:{item.claim}",
            item.seen_from,
            item.seen_to,
            (Alternative(item.seen_from, item.seen_to, (item.claim,)),),
            False,
            (),
            (item.claim,),
            (item.seen,),
            optional=item.doubtful,
            revives=True,
        )
        for item in evidence
        if item.is_state
        and item.status == ladder.top
        and any(
            item.seen_to >= expiry.earliest
            and (expiry.seen or item.claim not in expiry.ends or item.seen_from >= expiry.latest)
            for expiry in expiries
        )
        and item.claim not in own_term
    ]


def seen_after_terms(acts: Sequence[Act], ladder: Ladder) -> list[tuple[Act, Act]]:
    """Ends of terms, each with what was seen in force later: a conflict of stage (rule 6).

    Not what a signature or a renewal between the two explains.
    """
    return [
        (expiry, seen)
        for expiry in acts
        if expiry.is_expiry
        for seen in acts
        if seen.revives
        and not seen.optional
        and seen.latest >= expiry.earliest
        and not set(seen.claims) & set(expiry.claims)
        and not any(
            each.status == ladder.top
            and each.signed
            and not each.optional
            and each.earliest >= expiry.latest
            and each.latest <= seen.earliest
            for each in acts
        )
    ]
