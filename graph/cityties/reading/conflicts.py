"""What the sources disagree on (rules 4, 6 and 11 of :mod:`cityties.reading`).

Every disagreement is between claims that cannot both be right, judged pair by
pair; so leaving out a third claim never hides one.
"""

from __future__ import annotations

import datetime
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from cityties.model.dates import DAY_MAX, DAY_MIN
from cityties.model.identifiers import parse_tie_id
from cityties.model.rows import Claim
from cityties.reading.acts import (
    Act,
    Evidence,
    alternatives,
    counts,
    is_plan,
    seen_after_terms,
)
from cityties.start.patterns import regex
from cityties.start.records import dataclass, replace
from cityties.vocabulary.codes import BREAKS, KINDS, ONE_SIDED, find_kind

if TYPE_CHECKING:
    from cityties.reading.readings import MembershipReading, TieReading

Day = datetime.date
Value = tuple[str, tuple[str, ...], tuple[str, ...]]
"""What some say, the ids of their sources, and the ids of the claims."""

_ONE_DAY = datetime.timedelta(days=1)
_COUNT_SPAN = datetime.timedelta(days=366)


def _repeatable(kind: str) -> bool:
    """Whether several acts of a kind can answer the same thing on different days."""
    known = find_kind(kind)
    return known is not None and known.repeatable


@dataclass(frozen=True, slots=True)
class Conflict:
    """A disagreement between claims.

    Parameters
    ----------
    about : id of the tie, event, membership, place or other thing
    what : ``when`` (dates), ``stage`` (how far a tie had come), ``kind`` (of one signing),
        ``event`` (held or cancelled, or on which day), ``denied``, ``count`` (numbers),
        ``stated`` (a claim says that it contradicts)
    values : each value with the sources and the claims that stand for it; a
        vague claim can stand for several
    id : the same for the same disagreement, in whatever order the rows come
    status, channel, act : what the dates are of, for ``when``
    """

    about: str
    what: str
    values: tuple[Value, ...]
    id: str = ""
    status: str = ""
    channel: str = ""
    act: str = ""

    @property
    def claims(self) -> tuple[str, ...]:
        """Ids of all claims that take part, sorted."""
        return tuple(sorted({claim for value in self.values for claim in value[2]}))


def _value(text: str, claims: Iterable[str], known: Mapping[str, Claim]) -> Value:
    ids = tuple(sorted(set(claims)))
    return text, tuple(sorted({known[claim].source for claim in ids})), ids


def _id(about: str, *parts: str) -> str:
    return "/".join(["conflict", about.removeprefix("tie/") or "-", *(p for p in parts if p)])


def find_conflicts(
    known: Mapping[str, Claim],
    publications: Mapping[str, tuple[Day, Day]],
    ties: Mapping[str, TieReading],
    memberships: Mapping[str, MembershipReading],
    read_as: Callable[[str], str] = str,
    *,
    about: Collection[str] | None = None,
) -> tuple[Conflict, ...]:
    """All conflicts among the known claims, sorted by id.

    Parameters
    ----------
    known : the claims by id
    publications : the bounds of the publication of each source
    ties, memberships : what was read
    read_as : the id of the tie that claims with an id are read as
    about : only those about these things; the others are not looked for
    """
    found: list[Conflict] = []
    if about is not None:
        memberships = {thing: memberships[thing] for thing in about if thing in memberships}
    for tie in ties.values() if about is None else [ties[each] for each in about if each in ties]:
        # A claim does not contradict itself: most ties end here, unread.
        if len(tie.claims) < 2 or tie.is_only_seen:
            continue
        here: list[Conflict] = []
        for part in dict.fromkeys((tie, *tie.pairs)):
            here.extend(_dates(tie.id, part.history.acts, known))
            here.extend(_stages(part, known))
            here.extend(_told_late(part, publications, known))
            here.extend(_seen_after_terms(part, known))
        found.extend(_widest(here) if len(tie.pairs) > 1 else here)
    for membership in memberships.values():
        found.extend(_dates(membership.id, membership.history.acts, known))
    found.extend(_kinds(_of_same_parties(ties, about), known))
    found.extend(_event_dates(known, publications))
    found.extend(_held_or_not(known))
    found.extend(_denied(known, publications, read_as))
    found.extend(_counts(known, publications))
    found.extend(_stated(known))
    if about is not None:
        found = [conflict for conflict in found if conflict.about in about]
    return tuple(sorted(_numbered(found), key=lambda conflict: conflict.id))


def _widest(found: Iterable[Conflict]) -> list[Conflict]:
    """The conflicts of a pact and its pairs, each once: without those that are part of another."""
    each = list(dict.fromkeys(found))
    return [
        one
        for one in each
        if not any(one.id == other.id and set(one.claims) < set(other.claims) for other in each)
    ]


def _numbered(found: Iterable[Conflict]) -> Iterator[Conflict]:
    """The conflicts with a number behind each id that several have: two acts of one name."""
    times: dict[str, int] = defaultdict(int)
    for conflict in sorted(found, key=lambda each: (each.id, each.values)):
        times[conflict.id] += 1
        again = times[conflict.id]
        yield conflict if again == 1 else replace(conflict, id=f"{conflict.id}/{again}")


def _dates(about: str, acts: Iterable[Act], known: Mapping[str, Claim]) -> list[Conflict]:
    found = []
    for act in acts:
        if len(act.alternatives) < 2:
            continue
        # A later list that fits every date speaks for none of them.
        common = set.intersection(*(set(date.claims) for date in act.alternatives))
        silent = {claim for claim in common if known[claim].aspect == "state"}
        values = tuple(
            _value(date.text, set(date.claims) - silent, known) for date in act.alternatives
        )
        side = ";".join(act.sides) if act.status in ONE_SIDED and not act.act else ""
        found.append(
            Conflict(
                about,
                "when",
                values,
                _id(about, "when", act.status, act.channel, act.act.replace(":", "-"), side),
                act.status,
                act.channel,
                act.act,
            )
        )
    return found


def _event_dates(
    known: Mapping[str, Claim], publications: Mapping[str, tuple[Day, Day]]
) -> list[Conflict]:
    """Different days for one event: rows with the same id mean the same event."""
    groups: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
    for claim in known.values():
        if (
            claim.type == "event"
            and claim.aspect == "change"
            and claim.when is not None
            and claim.about.startswith("ev-")
            and not _repeatable(claim.kind)
            and counts(claim)
        ):
            # What lasts is on each of its days.
            latest = (claim.until or claim.when).latest
            latest = min(max(latest, claim.when.latest), publications[claim.source][1])
            earliest = min(claim.when.earliest, latest)
            groups[claim.about, claim.status or "held", claim.act].append(
                Evidence(
                    claim.id,
                    claim.source,
                    claim.status,
                    "all",
                    claim.act,
                    (),
                    earliest,
                    latest,
                    False,
                    earliest,
                    latest,
                )
            )
    found = []
    for key in sorted(key for key, group in groups.items() if len(group) > 1):
        dates = alternatives(groups[key])
        if len(dates) > 1:
            about, _status, act = key
            claims = [known[item.claim] for item in groups[key]]
            kind = "+".join(sorted({claim.kind for claim in claims}))
            status = max(claim.status for claim in claims)
            values = tuple(_value(date.text, date.claims, known) for date in dates)
            found.append(
                Conflict(
                    about, "event", values, _id(about, "when", kind, status, act), status, "", act
                )
            )
    return found


def _stages(tie: TieReading, known: Mapping[str, Claim]) -> list[Conflict]:
    """States that contradict what was certain: a proposal observed while the tie is in
    force, a tie observed in force after it had certainly ended, a channel observed open while
    closed.
    """
    history = tie.history
    ladder = history.ladder
    groups: dict[tuple[str, str, str], tuple[set[str], set[str]]] = {}
    for item in tie.evidence:
        if not item.is_state:
            continue
        channel, allowed = "all", frozenset({ladder.top})
        if item.status == ladder.top:
            channel = known[item.claim].channel or "all"
            allowed = ladder.strong if not item.named_channel else ladder.strong | BREAKS
        elif item.status not in ladder.rungs:
            continue
        days = [
            item.seen_from,
            *(day for day in history.turning_days() if item.seen_from < day <= item.seen_to),
        ]
        outcomes = [history.outcome(day, channel) for day in days]
        if not all({o.status, *o.others} <= allowed for o in outcomes):
            continue
        status = outcomes[0].status or ""
        against = {
            claim
            for day in days
            for act in history.deciding(status, day, channel)
            for claim in act.claims
        } - {item.claim}
        if status != ladder.top:
            # Who only saw the tie in force does not speak for its end.
            against = {c for c in against if known[c].status != item.status}
        if against:
            seen, sure = groups.setdefault((item.status, status, channel), (set(), set()))
            seen.add(item.claim)
            sure |= against
    return [
        Conflict(
            tie.id,
            "stage",
            (_value(seen_status, seen, known), _value(sure_status, sure, known)),
            _id(tie.id, "stage", seen_status, sure_status, "" if channel == "all" else channel),
            seen_status,
            channel,
        )
        for (seen_status, sure_status, channel), (seen, sure) in sorted(groups.items())
    ]


def _told_late(
    tie: TieReading, publications: Mapping[str, tuple[Day, Day]], known: Mapping[str, Claim]
) -> list[Conflict]:
    """What is said to be coming, proposed or negotiated while the tie certainly was in force.

    A plan to resume contradicts nothing, and an approval can be a ratification.
    """
    history, ladder = tie.history, tie.history.ladder
    mine_too = {item.claim for item in tie.evidence}  # of a pair, not what is of other pairs
    found: dict[str, tuple[set[str], set[str]]] = {}
    for claim in tie.claims:
        if claim.type != "tie" or claim.id not in mine_too:
            continue
        publication = publications[claim.source]
        if is_plan(claim, publication):
            late = claim.status == ladder.top or claim.status in ladder.rungs
            status, day = "announced", publication[0]
        elif claim.aspect == "change" and claim.status in ("proposed", "negotiating"):
            late = claim.when is not None
            status = claim.status
            day = claim.when.earliest if claim.when is not None else DAY_MIN
        else:
            continue
        if not late or day == DAY_MIN:
            continue
        before = day - _ONE_DAY
        outcome = history.outcome(before)
        if not {outcome.status, *outcome.others} <= {ladder.top, *BREAKS}:
            continue
        if status != "announced" and history.concluded(before) != "signed":
            continue
        acts = history.deciding(ladder.top, before, "all")
        against = {each for act in acts for each in act.claims} - {claim.id}
        if against:
            mine, theirs = found.setdefault(status, (set(), set()))
            mine.add(claim.id)
            theirs |= against
    return [
        Conflict(
            tie.id,
            "stage",
            (_value(status, mine, known), _value(ladder.top, theirs, known)),
            _id(tie.id, "stage", status, ladder.top),
            status,
            "all",
        )
        for status, (mine, theirs) in sorted(found.items())
    ]


def _seen_after_terms(tie: TieReading, known: Mapping[str, Claim]) -> list[Conflict]:
    """A tie that was seen in force after its term had run out."""
    ladder = tie.history.ladder
    found: dict[tuple[str, ...], set[str]] = {}
    for expiry, seen in seen_after_terms(tie.history.acts, ladder):
        found.setdefault(expiry.claims, set()).update(seen.claims)
    return [
        Conflict(
            tie.id,
            "stage",
            (_value(ladder.top, seen, known), _value("expired", terms, known)),
            _id(tie.id, "stage", ladder.top, "expired"),
            ladder.top,
            "all",
        )
        for terms, seen in sorted(found.items())
    ]


def _of_same_parties(
    ties: Mapping[str, TieReading], about: Collection[str] | None
) -> Iterator[TieReading]:
    """The ties that are between the parties of one of some ties; all where ``about`` is none."""
    parties = None if about is None else {ties[each].parties for each in about if each in ties}
    return (tie for tie in ties.values() if parties is None or tie.parties in parties)


def _kinds(ties: Iterable[TieReading], known: Mapping[str, Claim]) -> list[Conflict]:
    """One act claimed under two kinds: the same parties, status and single day."""
    groups: dict[tuple[tuple[str, ...], str, Day], dict[TieReading, set[str]]] = {}
    for tie in ties:
        if tie.kind == "agreement" or tie.is_only_seen:
            continue
        for item in tie.evidence:
            single = item.earliest == item.latest and item.basis == "claim"
            if single and not (item.is_state or item.renewal or item.soft):
                group = groups.setdefault((tie.parties, item.status, item.latest), {})
                group.setdefault(tie, set()).add(item.claim)
    found = []
    for (_parties, status, day), by_tie in sorted(groups.items(), key=lambda item: item[0]):
        if len(by_tie) < 2:
            continue
        about = min(tie.id for tie in by_tie)
        values = [_value(tie.kind, claims, known) for tie, claims in by_tie.items()]
        found.append(
            Conflict(
                about,
                "kind",
                tuple(sorted(values)),
                _id(about, "kind", status, day.isoformat()),
                status,
            )
        )
    return found


def _held_or_not(known: Mapping[str, Claim]) -> list[Conflict]:
    """An event that some say was held and others that it was cancelled."""
    groups: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for claim in known.values():
        if (
            claim.type == "event"
            and claim.status in ("held", "cancelled")
            and claim.aspect != "plan"
            and counts(claim)
            and claim.about
        ):
            groups[claim.about][claim.status].add(claim.id)
    return [
        Conflict(
            about,
            "event",
            tuple(_value(status, statuses[status], known) for status in sorted(statuses)),
            _id(about, "event", *sorted(statuses)),
        )
        for about, statuses in sorted(groups.items())
        if len(statuses) > 1
    ]


def _span(claim: Claim, publications: Mapping[str, tuple[Day, Day]]) -> tuple[Day, Day]:
    if claim.when is not None:
        return claim.when.earliest, claim.when.latest
    return publications[claim.source]


def _denied(
    known: Mapping[str, Claim],
    publications: Mapping[str, tuple[Day, Day]],
    read_as: Callable[[str], str],
) -> list[Conflict]:
    """A denial against every claim of the same thing, unless that is said to
    have come about only after the day that the denial refers to.
    """
    groups: dict[tuple[str, str, str, str, str], list[Claim]] = defaultdict(list)
    for claim in known.values():
        if claim.certainty == "denied" and claim.about:
            groups[_thing(claim, read_as)].append(claim)
    if not groups:
        return []
    stated: dict[tuple[str, str, str, str, str], list[Claim]] = defaultdict(list)
    for claim in known.values():
        if counts(claim) and claim.aspect != "plan" and claim.type != "opinion":
            thing = _thing(claim, read_as)
            if thing in groups:
                stated[thing].append(claim)
    found = []
    for key in sorted(groups):
        pairs = [
            (denial.id, claim.id)
            for denial in groups[key]
            for claim in stated[key]
            if not (denial.act and claim.act and denial.act != claim.act)
            and not (
                claim.when is not None and claim.when.earliest > _span(denial, publications)[1]
            )
        ]
        if pairs:
            about, _type, kind, status, channel = key
            values = (
                _value("denied", (pair[0] for pair in pairs), known),
                _value("stated", (pair[1] for pair in pairs), known),
            )
            found.append(
                Conflict(
                    about,
                    "denied",
                    values,
                    _id(about, "denied", kind, status, "" if channel == "all" else channel),
                    status,
                    channel,
                )
            )
    return found


def _thing(claim: Claim, read_as: Callable[[str], str]) -> tuple[str, str, str, str, str]:
    """What a claim and its denial are about; a tie by the id that it is read as."""
    about, kind = claim.about, claim.kind
    if claim.type == "tie" and about.startswith("tie/"):
        about = read_as(about)
        kind = parse_tie_id(about).kind
    return about, claim.type, kind, claim.status, claim.channel or "all"


_SISTERS: Final = regex(r"(sister|twin|twinned|partner)[ -]?(cit(y|ies)|towns?|municipalit(y|ies))")


def counted_thing(claim: Claim) -> str:
    """What a number counts, as a code where it is one: twin and sister cities are one.

    Examples
    --------
    >>> counted_thing(Claim("c-1", "s", "count", number=12, of="Twin  cities"))
    'sister_city'
    >>> counted_thing(Claim("c-1", "s", "count", kind="sister_city", number=3, of="in Europe"))
    'in europe'
    """
    of = " ".join(claim.of.casefold().split())
    if _SISTERS.fullmatch(of):
        return "sister_city"
    singular = of.replace("cities", "city").removesuffix("s").replace(" ", "_")
    if singular in KINDS:
        return singular
    return of or claim.kind


def number_range(claim: Claim) -> tuple[float, float]:
    """The least and the greatest whole number that a count can mean.

    ``~`` is taken as a tenth more or less, at least one; what a count leaves
    out by name ("14 besides Porto") is added. A range ("10 to 12") can be any of its numbers.

    Examples
    --------
    >>> number_range(Claim("c-1", "s", "count", number=14, op="=", excluding=("porto",)))
    (15, 15)
    >>> number_range(Claim("c-1", "s", "count", number=10, number_to=12))
    (10, 12)
    """
    number = (claim.number or 0) + len(claim.excluding)
    top = number if claim.number_to is None else claim.number_to + len(claim.excluding)
    if claim.op == ">":
        return math.floor(number) + 1, math.inf
    if claim.op == ">=":
        return number, math.inf
    if claim.op == "<":
        return -math.inf, math.ceil(number) - 1
    if claim.op == "~":
        return number - max(1.0, abs(number) / 10), top + max(1.0, abs(top) / 10)
    return number, top


def number_text(claim: Claim) -> str:
    """The number as it was said: ``>15``, ``10..12``, ``14 (without porto)``.

    Examples
    --------
    >>> number_text(Claim("c-1", "s", "count", number=15, op=">"))
    '>15'
    """
    text = f"{'' if claim.op == '=' else claim.op}{claim.number or 0:.15g}"
    if claim.number_to is not None:
        text += f"..{claim.number_to:.15g}"
    if claim.excluding:
        text += f" (-{';'.join(claim.excluding)})"
    return text


def _counts(
    known: Mapping[str, Claim], publications: Mapping[str, tuple[Day, Day]]
) -> list[Conflict]:
    """Numbers of the same thing that cannot be true on the same day.

    Dates agree if they can be the same day and neither is vaguer than a year:
    an undated page cannot be held against anybody.
    """
    groups: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in known.values():
        if claim.type in ("count", "attribute") and claim.number is not None and counts(claim):
            first, last = _span(claim, publications)
            if first > DAY_MIN and last < DAY_MAX and last - first <= _COUNT_SPAN:
                of = counted_thing(claim)
                groups[claim.about, of].append(claim)

    def disagree(one: Claim, other: Claim) -> bool:
        (a, b), (c, d) = _span(one, publications), _span(other, publications)
        (low, high), (least, most) = number_range(one), number_range(other)
        return a <= d and c <= b and (high < least or most < low)

    found = []
    for about, of in sorted(groups):
        claims = groups[about, of]
        # Only neighbours in time can agree in date: sorted, each looks ahead a little.
        claims.sort(key=lambda claim: (_span(claim, publications), claim.id))
        pairs = []
        for index, one in enumerate(claims):
            end = _span(one, publications)[1]
            for other in claims[index + 1 :]:
                if _span(other, publications)[0] > end:
                    break
                if disagree(one, other):
                    pairs.append((one.id, other.id))
        for group in _components(pairs):
            texts: dict[str, list[str]] = defaultdict(list)
            for claim_id in group:
                texts[number_text(known[claim_id])].append(claim_id)
            values = tuple(
                _value(text, ids, known)
                for text, ids in sorted(
                    texts.items(), key=lambda item: (number_range(known[item[1][0]]), item[0])
                )
            )
            slug = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in of).split())
            found.append(Conflict(about, "count", values, _id(about, "count", slug, group[0])))
    return found


def _components(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Sets of claims that are linked by disagreements, each sorted."""
    leader: dict[str, str] = {}

    def find(item: str) -> str:
        leader.setdefault(item, item)
        while leader[item] != item:
            leader[item] = leader[leader[item]]
            item = leader[item]
        return item

    for one, other in pairs:
        a, b = sorted((find(one), find(other)))
        leader[b] = a
    groups: dict[str, list[str]] = defaultdict(list)
    for item in sorted(leader):
        groups[find(item)].append(item)
    return [tuple(group) for _first, group in sorted(groups.items())]


_ASPECTS: tuple[tuple[str, Callable[[Claim], Hashable]], ...] = (
    ("number", lambda c: number_text(c) if c.number is not None else ""),
    ("status", lambda c: c.status),
    ("when", lambda c: str(c.when or "")),
    ("actor", lambda c: ";".join(c.actor)),
    ("target", lambda c: ";".join(c.target)),
    ("parties", lambda c: ";".join(c.parties)),
    ("grade", lambda c: c.grade),
    ("votes", lambda c: c.votes),
    ("people", lambda c: ";".join(c.people)),
    ("kind", lambda c: c.kind),
    ("gist", lambda c: c.gist),
)


def _stated(known: Mapping[str, Claim]) -> list[Conflict]:
    """What claims say of themselves to contradict; the value is what they differ in."""
    pairs = [
        (claim.id, other)
        for claim in known.values()
        for other in claim.contradicts
        if other in known and other != claim.id
    ]
    found = []
    for group in _components(pairs):
        claims: Sequence[Claim] = [known[claim] for claim in group]
        texts: list[str] = [claim.id for claim in claims]
        for _name, get in _ASPECTS:
            values = [str(get(claim)) for claim in claims]
            if all(values) and len(set(values)) > 1:
                texts = values
                break
        merged: dict[str, list[str]] = defaultdict(list)
        for text, claim in zip(texts, claims, strict=True):
            merged[text].append(claim.id)
        about = min((claim.about for claim in claims if claim.about), default="")
        found.append(
            Conflict(
                about,
                "stated",
                tuple(_value(text, merged[text], known) for text in sorted(merged)),
                _id(about, "stated", group[0]),
            )
        )
    return found
