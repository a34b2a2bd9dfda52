"""From claims to acts: what moved a thing to a status, and between which days.

Rules 2 to 4 of :mod:`cityties.reading`.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cityties.model.dates import DAY_MAX, DAY_MIN, bounds_text
from cityties.model.rows import Claim, Source
from cityties.vocabulary.codes import BREAKS, ONE_SIDED, RESUMED, TIE_LADDER, Ladder, covering

Day = datetime.date
_ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim that counts, with the status it gives and the bounds of the change to it.

    ``seen_from`` and ``seen_to`` bound the day on which the status was seen (a
    state) or came about (a change).
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

    ``signed`` is whether the change itself is claimed; without it the status
    was only observed. ``channel`` is ``"all"`` for the whole thing.
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
    seen: tuple[Day, ...]

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


def counts(claim: Claim) -> bool:
    """Whether a claim may give a status (rule 2)."""
    return claim.certainty in ("stated", "implied", "") and claim.aspect in (
        "change",
        "state",
        "plan",
    )


def tie_evidence(claim: Claim, publication: tuple[Day, Day]) -> list[Evidence]:
    """What one claim about a tie says about its status; nothing if it is set aside."""
    if claim.type != "tie" or not counts(claim) or not claim.status:
        return []
    status, channel, act = claim.status, claim.channel or "all", claim.act
    sides = (claim.side,) if claim.side else tuple(a for a in claim.actor if a in claim.parties)
    first, last = publication
    if claim.aspect == "plan":
        if status not in TIE_LADDER.rungs and status not in (TIE_LADDER.top, RESUMED):
            return []  # a plan to end or suspend announces no tie
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
            )
        ]
    is_state = claim.aspect == "state"
    if status == RESUMED and is_state:
        status = TIE_LADDER.top
    if status == TIE_LADDER.top and channel != "all" and not is_state:
        # An agreement comes into force whole; on one channel it is a resumption.
        status = RESUMED
    found = _evidence(
        claim, publication, status=status, channel=channel, act=act, sides=sides, is_state=is_state
    )
    return [found, *_end(claim, publication, status, found)]


def membership_evidence(claim: Claim, publication: tuple[Day, Day]) -> list[Evidence]:
    """The same for a claim about a membership; a plan gives nothing."""
    if claim.type != "membership" or not counts(claim) or claim.aspect == "plan":
        return []
    status = claim.status or ("candidate" if claim.grade == "candidate" else "member")
    found = _evidence(
        claim,
        publication,
        status=status,
        channel="all",
        act=claim.act,
        sides=(),
        is_state=claim.aspect == "state",
    )
    ended = [replace(end, status="left") for end in _end(claim, publication, status, found)]
    return [found, *ended]


def _evidence(
    claim: Claim,
    publication: tuple[Day, Day],
    *,
    status: str,
    channel: str,
    act: str,
    sides: tuple[str, ...],
    is_state: bool,
) -> Evidence:
    first, last = publication
    if claim.when is None:
        earliest, latest, seen_from = DAY_MIN, last, first
    else:
        # What is published has happened: no change is later than its source.
        latest = min(claim.when.latest, last)
        earliest = seen_from = min(claim.when.earliest, latest)
    whole = status not in BREAKS and status != RESUMED
    return Evidence(
        claim.id,
        claim.source,
        status,
        "all" if whole else channel,
        act,
        sides,
        DAY_MIN if is_state else earliest,
        latest,
        is_state,
        seen_from,
        latest,
        named_channel=channel != "all",
    )


def _end(
    claim: Claim, publication: tuple[Day, Day], status: str, found: Evidence
) -> list[Evidence]:
    """The end that a stated ``until`` gives: the day after the last one."""
    if claim.until is None or (status not in (TIE_LADDER.top, "member") and status not in BREAKS):
        return []
    if found.is_state and not claim.until.latest < publication[0]:
        return []  # seen until the day of writing: no end
    if found.is_state and claim.channel not in ("", "all") and status not in BREAKS:
        return []  # the end of contact on one channel ends no agreement
    earliest, latest = (
        day if day in (DAY_MAX, DAY_MIN) else day + _ONE_DAY
        for day in (claim.until.earliest, claim.until.latest)
    )
    ended = RESUMED if status in BREAKS else "expired"
    return [
        replace(
            found,
            status=ended,
            act=f"until:{found.act}",
            earliest=earliest,
            latest=latest,
            is_state=False,
            seen_from=earliest,
            seen_to=latest,
        )
    ]


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
    return Act(
        head.status,
        head.channel,
        head.act,
        min(date.earliest for date in dates),
        max(date.latest for date in dates),
        dates,
        any(not item.is_state for item in every),
        tuple(sorted({side for item in every for side in item.sides})),
        tuple(sorted(item.claim for item in every)),
        tuple(sorted(item.seen_to for item in every)),
    )


def _capped(act: Act, states: Sequence[Evidence]) -> Act:
    """A named act narrowed by states that fit it; those before it say nothing of it."""
    fitting = [state for state in states if state.latest >= act.earliest]
    if not fitting:
        return act
    dates = []
    for date in act.alternatives:
        caps = [state.latest for state in fitting if state.latest >= date.earliest]
        dates.append(replace(date, latest=min([date.latest, *caps])))
    return replace(
        act,
        alternatives=tuple(dates),
        latest=max(date.latest for date in dates),
        claims=tuple(sorted({*act.claims, *(state.claim for state in fitting)})),
        seen=tuple(sorted([*act.seen, *(state.seen_to for state in fitting)])),
    )


def make_acts(evidence: Sequence[Evidence], ladder: Ladder) -> tuple[Act, ...]:
    """Group the evidence about one thing into acts (rule 4).

    Acts without an id are one per status and channel. Proposals, bills,
    approvals and their like belong to one side, so two sides' approvals are
    two acts; where only one side is named, claims that name none mean it.
    """
    changes: dict[tuple[str, str], dict[tuple[str, str], list[Evidence]]] = {}
    states: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for item in sorted(evidence, key=lambda each: each.claim):
        key = (item.status, item.channel)
        if item.is_state:
            states[key].append(item)
            continue
        side = ";".join(item.sides) if item.status in ONE_SIDED and not item.act else ""
        changes.setdefault(key, {}).setdefault((item.act, side), []).append(item)
    acts: list[Act] = []
    loose: list[Evidence] = []
    for key in sorted({*changes, *states}):
        groups = changes.get(key, {})
        unnamed = sorted(group for group in groups if not group[0])
        if len(unnamed) == 2 and not unnamed[0][1]:
            groups[unnamed[1]] = [*groups.pop(unnamed[0]), *groups[unnamed[1]]]
            unnamed = unnamed[1:]
        seen = states.get(key, [])
        if len(unnamed) == 1:
            acts.append(_act(groups[unnamed[0]], seen))
            acts.extend(_act(groups[name]) for name in sorted(groups) if name != unnamed[0])
            seen = [state for state in seen if key[0] in BREAKS]
        elif len(groups) == 1:
            act = _act(next(iter(groups.values())))
            acts.append(_capped(act, seen))
        else:
            acts.extend(_act(groups[name]) for name in sorted(groups))
        loose.extend(seen)
    acts.extend(_unexplained(acts, loose))
    return tuple(
        sorted(
            _placed(acts, ladder),
            key=lambda act: (act.earliest, act.latest, act.status, act.channel, act.act, act.sides),
        )
    )


def _unexplained(acts: Sequence[Act], loose: Sequence[Evidence]) -> list[Act]:
    """Acts that only states imply: those that no claimed change explains.

    A break that was seen is also explained by a break on a broader channel,
    but not by one that was certainly resumed before.
    """
    own: dict[tuple[str, str, Day], list[Evidence]] = defaultdict(list)
    for state in loose:
        floor = DAY_MIN
        if state.status in BREAKS:
            wider = covering(state.channel)
            resumed = [
                act.earliest
                for act in acts
                if act.status == RESUMED and act.channel in wider and act.latest <= state.latest
            ]
            floor = max(resumed, default=DAY_MIN)
            explained = any(
                act.status in BREAKS
                and act.channel in wider
                and act.earliest <= state.latest
                and act.latest >= floor
                for act in acts
            )
        else:
            explained = any(
                act.status == state.status and act.earliest <= state.latest for act in acts
            )
        if not explained:
            if state.earliest != floor:
                state = replace(state, earliest=floor)  # noqa: PLW2901 - the same, later begun
            own[state.status, state.channel, floor].append(state)
    return [_act([], own[key]) for key in sorted(own)]


def _placed(acts: Sequence[Act], ladder: Ladder) -> list[Act]:
    """Acts in their possible place: nothing breaks or ends before it began, and
    an agreement that was renewed in time does not run out on its first date.
    """
    began = [act.earliest for act in acts if act.status in ladder.rungs or act.status == ladder.top]
    floor = min(began, default=DAY_MIN)
    tops = [act for act in acts if act.status == ladder.top and act.signed]
    placed = []
    for act in acts:
        if act.act.startswith("until:") and act.status != RESUMED:
            own = act.act.removeprefix("until:")
            first = [top.latest for top in tops if top.act == own]
            if any(
                top.act != own
                and top.earliest > max(first, default=DAY_MAX)
                and top.latest <= act.earliest
                for top in tops
            ):
                continue
        ends = act.status in BREAKS or act.status in ladder.weak or act.status in ladder.strong
        if ends and act.earliest < floor <= act.latest:
            placed.append(replace(act, earliest=floor))
        else:
            placed.append(act)
    return placed
