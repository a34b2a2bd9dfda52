"""The readings themselves: what :func:`read` returns."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from types import MappingProxyType

from cityties.errors import NotFoundError, UsageError
from cityties.language.messages import _
from cityties.model.identifiers import parse_tie_id, tie_id
from cityties.model.rows import Claim, Source
from cityties.reading.acts import (
    Evidence,
    counts,
    make_acts,
    membership_evidence,
    published,
    tie_evidence,
)
from cityties.reading.conflicts import Conflict, find_conflicts
from cityties.reading.states import History, newest
from cityties.vocabulary.codes import BREAKS, CHANNELS, MEMBERSHIP_LADDER, TIE_LADDER

Day = datetime.date


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which a tie may be, and certainly is, in a status on a channel.

    Parameters
    ----------
    tie : id of the tie
    channel : ``"all"`` for the whole tie
    side : whose status it is; ``"both"`` unless one side acted alone; empty if
        one side must have acted and no claim says which
    status : a status code
    possibly_from, possibly_until : first and last day on which it is possible
    certainly_from, certainly_until : the same for certain, or ``None``; the
        certain days have no gap
    concluded : ``signed``, ``attested`` or ``None`` below *in force*
    last_attested : the newest day in the period that a claim refers to
    claims : ids of the claims that it is based on, sorted
    """

    tie: str
    channel: str
    side: str
    status: str
    possibly_from: Day
    certainly_from: Day | None
    certainly_until: Day | None
    possibly_until: Day
    concluded: str | None = None
    last_attested: Day | None = None
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """A tie on one day on one channel; ``status`` is ``None`` if there is nothing yet.

    ``alternatives`` are the other statuses that can be true instead; ``since``
    is EDTF; ``certainty`` is ``certain`` or ``possible``.
    """

    tie: str
    parties: tuple[str, ...]
    kind: str
    channel: str
    side: str
    status: str | None
    certainty: str
    alternatives: tuple[str, ...]
    since: str | None
    concluded: str | None
    last_attested: Day | None
    claims: tuple[str, ...]


class TieReading:
    """One tie: its claims, its acts, its state on any day and its periods."""

    def __init__(
        self,
        tie: str,
        *,
        parties: tuple[str, ...],
        kind: str,
        claims: tuple[Claim, ...],
        publications: Mapping[str, tuple[Day, Day]],
        joined: tuple[str, ...],
    ) -> None:
        self.id = tie
        self.parties = parties
        self.kind = kind
        self.claims = claims
        self._publications = publications
        self.joined = joined
        """Ids of broader ties ("agreement") whose claims are read as this one's."""

    def __repr__(self) -> str:
        return f"TieReading({self.id!r}, {len(self.claims)} claims)"

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """What the claims say about the status, those that are set aside left out."""
        return tuple(
            item
            for claim in self.claims
            for item in tie_evidence(claim, self._publications[claim.source])
        )

    @property
    def is_only_seen(self) -> bool:
        """Whether every claim says no more than that the tie was seen in force.

        Most ties of a large list are so. What is only observed happened at an open
        date before, so that two such claims always agree.
        """
        return all(
            claim.aspect == "state" and claim.status == TIE_LADDER.top and claim.until is None
            for claim in self.claims
        )

    @cached_property
    def history(self) -> History:
        """The acts, and what follows from them."""
        return History(make_acts(self.evidence, TIE_LADDER), TIE_LADDER)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every two parties: three parties make one tie and three pairs."""
        return tuple(combinations(self.parties, 2))

    def state(self, on: Day, channel: str = "all") -> State:
        """The state on a day; see :meth:`Readings.state`."""
        if channel not in CHANNELS:
            raise UsageError(
                _("unknown channel {channel}; available: {channels}").format(
                    channel=channel, channels=", ".join(CHANNELS)
                )
            )
        history = self.history
        outcome = history.outcome(on, channel)
        status = outcome.status
        certainty = "certain" if outcome.certain else "possible"
        if status is None:
            return State(
                self.id,
                self.parties,
                self.kind,
                channel,
                "",
                None,
                certainty,
                (),
                None,
                None,
                None,
                (),
            )
        deciding = history.deciding(status, on, channel)
        basis = history.basis(status, on, channel)
        first = deciding[0] if deciding else None
        in_force = status == TIE_LADDER.top
        if in_force:
            first = history.resumption(on, channel) or first
        return State(
            self.id,
            self.parties,
            self.kind,
            channel,
            "both" if in_force else history.side(deciding, self.parties),
            status,
            certainty,
            tuple(other for other in outcome.others if other is not None),
            None if first is None else first.since,
            history.concluded(on) if in_force or status in BREAKS else None,
            newest(basis, on),
            tuple(sorted({claim for act in basis for claim in act.claims})),
        )

    @cached_property
    def _by_channel(self) -> Mapping[str, tuple[Period, ...]]:
        runs = {
            channel: self.history.stretches(channel, self.parties)
            for channel in self.history.channels()
        }
        return {
            channel: tuple(
                Period(
                    self.id,
                    channel,
                    run.side,
                    run.status,
                    run.possibly_from,
                    run.certainly_from,
                    run.certainly_until,
                    run.possibly_until,
                    run.concluded,
                    run.last_attested,
                    run.claims,
                )
                for run in found
            )
            for channel, found in runs.items()
            if channel == "all" or found != runs["all"]
        }

    @property
    def periods(self) -> tuple[Period, ...]:
        """Periods of the whole tie, then of each channel that has a history of its own."""
        return tuple(period for each in self._by_channel.values() for period in each)

    def periods_on(self, channel: str) -> tuple[Period, ...]:
        """The periods that hold on a channel: its own, or those of the whole tie."""
        return self._by_channel.get(channel, self._by_channel["all"])


@dataclass(frozen=True, slots=True)
class MembershipPeriod:
    """A city's days in a network; the bounds are those of :class:`Period`."""

    membership: str
    city: str
    network: str
    status: str
    grade: str
    possibly_from: Day
    certainly_from: Day | None
    certainly_until: Day | None
    possibly_until: Day
    last_attested: Day | None = None
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MembershipState:
    """A membership on one day; ``status`` is ``None`` if nothing has happened yet."""

    membership: str
    city: str
    network: str
    status: str | None
    certainty: str
    alternatives: tuple[str, ...]
    grade: str
    since: str | None
    last_attested: Day | None
    claims: tuple[str, ...]


class MembershipReading:
    """One membership: candidate, member or left on any day, and its periods."""

    def __init__(
        self, membership: str, claims: tuple[Claim, ...], evidence: tuple[Evidence, ...]
    ) -> None:
        self.id = membership
        self.city, _at, self.network = membership.partition("@")
        self.claims = claims
        self.evidence = evidence

    def __repr__(self) -> str:
        return f"MembershipReading({self.id!r}, {len(self.claims)} claims)"

    @cached_property
    def history(self) -> History:
        """The acts, and what follows from them."""
        return History(make_acts(self.evidence, MEMBERSHIP_LADDER), MEMBERSHIP_LADDER)

    def _grade(self, claims: Iterable[str], until: Day) -> str:
        """The newest grade that the claims give by a day; the lower code if two are equally new."""
        wanted = set(claims)
        grades = {claim.id: claim.grade for claim in self.claims if claim.grade}
        found = sorted(
            (-item.seen_to.toordinal(), grades[item.claim])
            for item in self.evidence
            if item.claim in wanted and item.claim in grades and item.seen_to <= until
        )
        return found[0][1] if found else ""

    def state(self, on: Day) -> MembershipState:
        """The membership on a day."""
        outcome = self.history.outcome(on)
        certainty = "certain" if outcome.certain else "possible"
        others = tuple(other for other in outcome.others if other is not None)
        if outcome.status is None:
            return MembershipState(
                self.id, self.city, self.network, None, certainty, others, "", None, None, ()
            )
        acts = self.history.deciding(outcome.status, on, "all")
        claims = tuple(sorted({claim for act in acts for claim in act.claims}))
        return MembershipState(
            self.id,
            self.city,
            self.network,
            outcome.status,
            certainty,
            others,
            self._grade(claims, on),
            acts[0].since if acts else None,
            newest(acts, on),
            claims,
        )

    @cached_property
    def periods(self) -> tuple[MembershipPeriod, ...]:
        """Periods of each status in turn."""
        return tuple(
            MembershipPeriod(
                self.id,
                self.city,
                self.network,
                run.status,
                self._grade(run.claims, run.possibly_until),
                run.possibly_from,
                run.certainly_from,
                run.certainly_until,
                run.possibly_until,
                run.last_attested,
                run.claims,
            )
            for run in self.history.stretches("all", ())
        )


class Readings:
    """Everything that follows from the claims known by a day.

    Made by :func:`read`; nothing in it changes afterwards (results are worked
    out when first used, and kept).
    """

    def __init__(
        self,
        claims: Mapping[str, Claim],
        publications: Mapping[str, tuple[Day, Day]],
        ties: Mapping[str, TieReading],
        memberships: Mapping[str, MembershipReading],
        *,
        known_by: Day | None,
        withheld: int,
    ) -> None:
        self.claims = MappingProxyType(dict(claims))
        """The claims known by the day, by id."""
        self.publications = MappingProxyType(dict(publications))
        """Bounds of the publication of each source that was used, by id."""
        self.ties = MappingProxyType(dict(ties))
        self.memberships = MappingProxyType(dict(memberships))
        self.known_by = known_by
        self.withheld = withheld
        """How many claims were only possibly published by the day, and so left out."""

    def tie(self, tie: str) -> TieReading:
        """The reading of a tie; raises :class:`NotFoundError` if no claim is about it."""
        found = self.ties.get(tie)
        if found is None:
            raise NotFoundError(_("no claims about {tie}").format(tie=tie))
        return found

    def state(self, tie: str, on: Day, channel: str = "all") -> State:
        """The state of a tie on a day on a channel.

        Parameters
        ----------
        tie : id of the tie
        on : the day
        channel : a channel code; a channel that nothing was said of reads as
            the whole tie

        Raises
        ------
        NotFoundError : if no claim is about the tie
        UsageError : if there is no such channel
        """
        return self.tie(tie).state(on, channel)

    def periods(self, tie: str) -> tuple[Period, ...]:
        """The periods of a tie; raises :class:`NotFoundError` if no claim is about it."""
        return self.tie(tie).periods

    def iter_periods(self) -> Iterator[Period]:
        """The periods of all ties, in the order of their ids."""
        for tie in self.ties.values():
            yield from tie.periods

    @cached_property
    def by_party(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of the ties of each party, sorted."""
        found: dict[str, list[str]] = defaultdict(list)
        for tie in self.ties.values():
            for party in tie.parties:
                found[party].append(tie.id)
        return MappingProxyType({party: tuple(ids) for party, ids in found.items()})

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What the sources disagree on, sorted by id."""
        return find_conflicts(self.claims, self.publications, self.ties, self.memberships)

    @cached_property
    def conflicts_by_thing(self) -> Mapping[str, tuple[Conflict, ...]]:
        """The same by the id of the thing that they are about."""
        found: dict[str, list[Conflict]] = defaultdict(list)
        for conflict in self.conflicts:
            found[conflict.about].append(conflict)
        return MappingProxyType({about: tuple(each) for about, each in found.items()})

    def supersedes(self, tie: str) -> tuple[str, ...]:
        """Ids of the ties that this one took the place of.

        A memorandum that becomes a sister city is two ties: where the first
        is claimed to be superseded, the other ties of the same parties that
        came into force no earlier took its place.
        """
        this = self.tie(tie)
        tops = [act.latest for act in this.history.acts if act.status == TIE_LADDER.top]
        found = []
        for other_id in self.by_party.get(this.parties[0], ()):
            other = self.ties[other_id]
            if other is this or other.parties != this.parties or not tops:
                continue
            acts = other.history.acts
            began = [act.earliest for act in acts if act.status == TIE_LADDER.top]
            if any(act.status == "superseded" for act in acts) and (
                not began or min(began) <= max(tops)
            ):
                found.append(other_id)
        return tuple(found)


def _tie_of(claim: Claim) -> str:
    return claim.about or tie_id(claim.parties, claim.kind)


def _joins(claims: Iterable[Claim]) -> dict[str, str]:
    """Which broader ties join which narrower ones.

    Only a tie that something is said to have happened to exists for this
    rule: a plan or a "could" must not turn "an agreement" into a sister city.
    """
    about = [(claim, _tie_of(claim)) for claim in claims if claim.type == "tie"]
    # By the parties as the id has them: taking it apart costs more than all the rest.
    broader = {tie.rpartition("/")[0]: tie for _claim, tie in about if tie.endswith(_BROADER)}
    narrower: dict[str, set[str]] = defaultdict(set)
    for claim, tie in about if broader else ():
        parties, _slash, kind = tie.rpartition("/")
        if parties in broader and kind != "agreement" and counts(claim) and claim.aspect != "plan":
            narrower[parties].add(tie)
    return {
        tie: next(iter(narrower[parties]))
        for parties, tie in broader.items()
        if len(narrower.get(parties, ())) == 1
    }


_BROADER = "/agreement"


def read(
    claims: Iterable[Claim], sources: Mapping[str, Source], *, known_by: Day | None = None
) -> Readings:
    """Read what the claims amount to, by the rules of :mod:`cityties.reading`.

    Parameters
    ----------
    claims : all claims, in any order
    sources : the sources by id
    known_by : use only what was certainly published by this day; ``None`` for all

    Returns
    -------
    Readings : states, periods, memberships and conflicts

    Examples
    --------
    >>> from cityties.model.dates import parse_edtf
    >>> source = Source("page", "news", "A page", "paper", published=parse_edtf("2010"))
    >>> claim = Claim(
    ...     "c-1", "page", "tie", aspect="change", kind="sister_city",
    ...     about="tie/aba+caba/sister_city", parties=("aba", "caba"), status="in_force",
    ...     when=parse_edtf("2001"),
    ... )
    >>> readings = read([claim], {"page": source})
    >>> state = readings.state("tie/aba+caba/sister_city", datetime.date(2001, 6, 1))
    >>> state.status, state.certainty, state.since
    ('in_force', 'possible', '2001')
    """
    publications: dict[str, tuple[Day, Day]] = {}
    known: dict[str, Claim] = {}
    withheld = 0
    for claim in claims:
        bounds = publications.get(claim.source)
        if bounds is None:
            bounds = publications[claim.source] = published(sources.get(claim.source))
        if known_by is not None and bounds[1] > known_by:
            withheld += bounds[0] <= known_by
        else:
            known[claim.id] = claim
    known = {key: known[key] for key in sorted(known)}
    joins = _joins(known.values())
    by_tie: dict[str, list[Claim]] = defaultdict(list)
    by_membership: dict[str, list[Claim]] = defaultdict(list)
    joined: dict[str, set[str]] = defaultdict(set)
    for claim in known.values():
        if claim.type == "tie":
            tie = _tie_of(claim)
            target = joins.get(tie, tie)
            if target != tie:
                joined[target].add(tie)
            by_tie[target].append(claim)
        elif claim.type == "membership" and "@" in claim.about:
            by_membership[claim.about].append(claim)
    ties = {}
    for tie in sorted(by_tie):
        parties, kind = parse_tie_id(tie)
        ties[tie] = TieReading(
            tie,
            parties=parties,
            kind=kind,
            claims=tuple(by_tie[tie]),
            publications=publications,
            joined=tuple(sorted(joined.get(tie, ()))),
        )
    memberships = {}
    for membership in sorted(by_membership):
        its = by_membership[membership]
        evidence = tuple(
            item for claim in its for item in membership_evidence(claim, publications[claim.source])
        )
        memberships[membership] = MembershipReading(membership, tuple(its), evidence)
    return Readings(known, publications, ties, memberships, known_by=known_by, withheld=withheld)


__all__ = [
    "MembershipPeriod",
    "MembershipReading",
    "MembershipState",
    "Period",
    "Readings",
    "State",
    "TieReading",
    "read",
]
