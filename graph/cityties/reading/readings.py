"""The readings themselves: what :func:`read` returns."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cityties.errors import NotFoundError, UsageError
from cityties.language.messages import _
from cityties.model.identifiers import parse_tie_id
from cityties.model.rows import Claim, Source, Tables
from cityties.reading.account import find_set_aside
from cityties.reading.acts import (
    Evidence,
    Seen,
    by_access,
    is_plan,
    make_acts,
    membership_evidence,
    published,
)
from cityties.reading.conflicts import Conflict, find_conflicts
from cityties.reading.evidence import Gathering
from cityties.reading.identity import CityOf, Gathered, identify, party_resolver
from cityties.reading.states import History, newest
from cityties.reading.torn import find_torn
from cityties.start.records import dataclass
from cityties.vocabulary.codes import BREAKS, CHANNELS, MEMBERSHIP_LADDER, TIE_LADDER

if TYPE_CHECKING:
    from cityties.reading.groups import Share

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
    last_attested: Seen | None = None
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
    last_attested: Seen | None
    claims: tuple[str, ...]


_STATES: Final = 16
"""States of a tie that are kept: a ranking looks at each several times on one day."""


class TieReading:
    """One tie, or one pair of a pact: its claims, its state on any day and its periods.

    Parameters
    ----------
    tie : id of the tie; of a pair, that of the pact
    parties, kind : what it is; a municipal body is read as its city
    claims : what is claimed of it, as read, by id
    evidence : gives what those claims say about the status; called when it is first wanted, as
        a listing of one city looks at few of all ties
    joined : ids of broader ties, and of parts of a pact, whose claims are read as this one's
    pairs : the pairs of a pact; none for a tie of two parties
    """

    def __init__(
        self,
        tie: str,
        *,
        parties: tuple[str, ...],
        kind: str,
        claims: tuple[Claim, ...],
        evidence: Callable[[], tuple[Evidence, ...]],
        joined: tuple[str, ...] = (),
        pairs: tuple[TieReading, ...] = (),
    ) -> None:
        self.id = tie
        self.parties = parties
        self.kind = kind
        self.claims = claims
        self._evidence = evidence
        self._states: dict[tuple[Day, str], State] = {}
        self.joined = joined
        self.pairs = pairs or (self,)
        """Every two parties, read by themselves: a pact of three parties has three pairs."""

    def __repr__(self) -> str:
        return f"TieReading({self.id!r}, {len(self.claims)} claims)"

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """What the claims say about the status, those that are set aside left out."""
        return self._evidence()

    @property
    def has_state(self) -> bool:
        """Whether it has a state on any day: not if it was only ever denied or supposed."""
        return any(pair.evidence for pair in self.pairs)

    @property
    def is_only_seen(self) -> bool:
        """Whether every claim says no more than that the tie was seen in force.

        Most ties of a large list are so. What is only observed happened at an open
        date before, so that two such claims always agree.
        """
        return len(self.evidence) == len(self.claims) and all(
            item.is_state and item.status == TIE_LADDER.top for item in self.evidence
        )

    @cached_property
    def history(self) -> History:
        """The acts, and what follows from them."""
        return History(make_acts(self.evidence, TIE_LADDER), TIE_LADDER, self.parties)

    def state(self, on: Day, channel: str = "all") -> State:
        """The state on a day; see :meth:`Readings.state`."""
        if (found := self._states.get((on, channel))) is not None:
            return found
        if len(self._states) >= _STATES:
            self._states.clear()
        return self._states.setdefault((on, channel), self._state(on, channel))

    def _state(self, on: Day, channel: str) -> State:
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
                tuple(other for other in outcome.others if other is not None),
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
            history.side(status, on, channel),
            status,
            certainty,
            tuple(other for other in outcome.others if other is not None),
            None if first is None else first.since,
            history.concluded(on) if in_force or status in BREAKS else None,
            newest(basis, on),
            tuple(sorted({claim for act in basis for claim in act.told_by})),
        )

    @cached_property
    def _by_channel(self) -> Mapping[str, tuple[Period, ...]]:
        runs = {channel: self.history.stretches(channel) for channel in self.history.channels()}
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
    last_attested: Seen | None = None
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
    last_attested: Seen | None
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
        claims = tuple(sorted({claim for act in acts for claim in act.told_by}))
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
            for run in self.history.stretches("all")
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
        moved: Mapping[str, str] = MappingProxyType({}),
        unread: Mapping[str, str] = MappingProxyType({}),
        alone: tuple[str, ...] = (),
        share: Share | None = None,
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
        self.moved = MappingProxyType(dict(moved))
        """Ids of ties as claims name them, to the ids that they are read as."""
        self.alone = alone
        """Beginnings of kind *agreement* that join no tie, since several narrower ones exist."""
        self._unread = unread
        self._share = share

    def of_share(self, share: Share, *, withheld: int) -> Readings:
        """The same without what another share answers for (:mod:`cityties.reading.groups`).

        Parameters
        ----------
        share : which groups
        withheld : how many claims of the share were left out
        """
        return Readings(
            self.claims,
            self.publications,
            {tie: reading for tie, reading in self.ties.items() if share.thing(tie)},
            {each: reading for each, reading in self.memberships.items() if share.thing(each)},
            known_by=self.known_by,
            withheld=withheld,
            moved={old: new for old, new in self.moved.items() if share.thing(old)},
            unread=self._unread,
            alone=tuple(claim for claim in self.alone if share.claim(self.claims[claim])),
            share=share,
        )

    def answers_for(self, claim: Claim) -> bool:
        """Whether a claim is accounted for here, and is not there only for what it says to others.

        Parameters
        ----------
        claim : one of :attr:`claims`
        """
        return self._share is None or self._share.claim(claim)

    @cached_property
    def set_aside(self) -> Mapping[str, str]:
        """Claims that give no status, and why: id to a reason code, sorted by id."""
        return MappingProxyType(find_set_aside(self, self._unread))

    def set_aside_of(self, claims: Iterable[str]) -> Mapping[str, str]:
        """Those of some claims, without reading the ties of all others.

        Parameters
        ----------
        claims : their ids

        Examples
        --------
        >>> from cityties.model.rows import Tables
        >>> read_tables(Tables()).set_aside_of([])
        {}
        """
        asked = frozenset(claims)
        if "set_aside" in vars(self):
            known = self.set_aside
            return {claim: known[claim] for claim in sorted(asked & known.keys())}
        return find_set_aside(self, self._unread, only=asked)

    def pairs(self) -> Iterator[TieReading]:
        """Every tie pair by pair, in the order of their ids."""
        for tie in self.ties.values():
            yield from tie.pairs

    def read_as(self, tie: str) -> str:
        """The id of the tie that claims with this id are read as; mostly the same."""
        while tie not in self.ties and tie in self.moved:
            tie = self.moved[tie]
        return tie

    def kind_of(self, claim: Claim) -> str:
        """The kind that a claim of a tie is read as: "an agreement" may be a narrower one."""
        return parse_tie_id(self.read_as(claim.about)).kind

    def tie(self, tie: str) -> TieReading:
        """The reading of a tie; raises :class:`NotFoundError` if no claim is about it.

        An id that the claims have, but that is read as another tie, finds that tie.
        """
        found = self.ties.get(self.read_as(tie))
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
        """The periods of all ties pair by pair, in the order of their ids."""
        for tie in self.pairs():
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
        found = find_conflicts(
            self.claims, self.publications, self.ties, self.memberships, self.read_as
        )
        return found if self._share is None else tuple(filter(self._share.conflict, found))

    @cached_property
    def used(self) -> frozenset[str]:
        """Claims that some tie, pair of a pact or membership is read by."""
        return self._used(self.ties.values(), self.memberships.values())

    def used_of(self, claims: Iterable[str]) -> frozenset[str]:
        """Those of some claims, without reading the ties of all others.

        Parameters
        ----------
        claims : their ids
        """
        asked = frozenset(claims)
        if "used" in vars(self):
            return self.used & asked
        found = {self.claims[claim].about for claim in asked} & self.memberships.keys()
        return asked & self._used(self.ties_of(asked), (self.memberships[each] for each in found))

    @staticmethod
    def _used(
        ties: Iterable[TieReading], memberships: Iterable[MembershipReading]
    ) -> frozenset[str]:
        found = {item.claim for tie in ties for part in (tie, *tie.pairs) for item in part.evidence}
        for member in memberships:
            found.update(item.claim for item in member.evidence)
        return frozenset(found)

    def ties_of(self, claims: Iterable[str]) -> list[TieReading]:
        """The ties that some claims are read in, each once.

        Parameters
        ----------
        claims : their ids
        """
        known = self._ties_by_claim
        return [
            self.ties[tie]
            for tie in sorted({tie for each in claims for tie in known.get(each, ())})
        ]

    @cached_property
    def _ties_by_claim(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for tie in self.ties.values():
            for claim in tie.claims:
                found[claim.id].append(tie.id)
        return found

    @cached_property
    def conflicts_by_thing(self) -> Mapping[str, tuple[Conflict, ...]]:
        """The same by the id of the thing that they are about."""
        found: dict[str, list[Conflict]] = defaultdict(list)
        for conflict in self.conflicts:
            found[conflict.about].append(conflict)
        return MappingProxyType({about: tuple(each) for about, each in found.items()})

    def conflicts_about(self, things: Collection[str]) -> Mapping[str, tuple[Conflict, ...]]:
        """Those about some things, without looking for all others.

        Parameters
        ----------
        things : ids of ties, memberships, events …

        Examples
        --------
        >>> from cityties.model.rows import Tables
        >>> read_tables(Tables()).conflicts_about(["tie/aba+caba/sister_city"])
        {}
        """
        if "conflicts" in vars(self) or self._share is not None:
            known = self.conflicts_by_thing
            return {thing: known[thing] for thing in things if thing in known}
        found: dict[str, tuple[Conflict, ...]] = {}
        for conflict in find_conflicts(
            self.claims, self.publications, self.ties, self.memberships, self.read_as, about=things
        ):
            found[conflict.about] = (*found.get(conflict.about, ()), conflict)
        return found

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


def read(
    claims: Iterable[Claim],
    sources: Mapping[str, Source],
    *,
    known_by: Day | None = None,
    party_of: CityOf | None = None,
) -> Readings:
    """Read what the claims amount to, by the rules of :mod:`cityties.reading`.

    Parameters
    ----------
    claims : all claims, in any order
    sources : the sources by id
    known_by : use only what was certainly published by this day; ``None`` for all
    party_of : the city that a party counts as (:func:`cityties.reading.party_resolver`);
        without it every party is itself

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
    planned = frozenset(
        claim.id for claim in known.values() if is_plan(claim, publications[claim.source])
    )
    torn = find_torn(known)
    identities = identify(known.values(), party_of, planned)
    gathering = Gathering(identities, publications, sources, party_of, torn)
    for tie, left in gathering.standing_alone().items():
        alone = {claim.id for claim in left}
        own = identities.ties.get(tie)
        if own is None:
            own = identities.ties[tie] = Gathered(left[0].parties, tie.rpartition("/")[2])
            for others in identities.contact.values():
                parties, rest = others[0].parties, [c for c in others if c.id not in alone]
                if rest and set(parties) <= set(own.parties):
                    own.contact[parties] = rest
        else:  # what stands is claimed of exactly this tie
            rest = [c for c in own.contact.pop(own.parties, ()) if c.id not in alone]
            if rest:
                own.contact[own.parties] = rest
        own.own.extend(left)
    ties = {tie: _tie_reading(identities.ties[tie], gathering) for tie in sorted(identities.ties)}
    by_membership: dict[str, list[Claim]] = defaultdict(list)
    for claim in known.values():
        if claim.type == "membership" and "@" in claim.about:
            by_membership[claim.about].append(claim)
    memberships = {}
    for membership in sorted(by_membership):
        its = by_membership[membership]
        evidence = tuple(
            by_access(item, sources.get(claim.source))
            for claim in its
            if claim.id not in torn
            for item in membership_evidence(
                claim,
                publications[claim.source],
                doubtful=bool(getattr(sources.get(claim.source), "doubt", "")),
            )
        )
        memberships[membership] = MembershipReading(membership, tuple(its), evidence)
    return Readings(
        known,
        publications,
        ties,
        memberships,
        known_by=known_by,
        withheld=withheld,
        moved=identities.moved,
        unread={
            **dict.fromkeys(identities.lonely, "one_party"),
            **dict.fromkeys(gathering.without_tie, "renews_nothing"),
            **dict.fromkeys(torn, "torn"),
        },
        alone=identities.alone,
    )


def read_tables(
    tables: Tables, *, claims: Iterable[Claim] | None = None, known_by: Day | None = None
) -> Readings:
    """Read the claims of some tables, with their sources and bodies; see :func:`read`.

    Parameters
    ----------
    tables : rows
    claims : only these of its claims; ``None``: all
    known_by : use only what was certainly published by this day
    """
    sources = {source.id: source for source in tables.sources}
    return read(
        tables.claims if claims is None else claims,
        sources,
        known_by=known_by,
        party_of=party_resolver(tables),
    )


def _tie_reading(tie: Gathered, gathering: Gathering) -> TieReading:
    claims = {claim.id: claim for claim in tie.own}
    for others in (*tie.parts.values(), *tie.contact.values()):
        claims.update((claim.id, claim) for claim in others)
    every = tuple(claims[claim] for claim in sorted(claims))
    pairs: tuple[TieReading, ...] = ()
    if len(tie.parties) > 2:
        pairs = tuple(
            TieReading(
                tie.id,
                parties=pair,
                kind=tie.kind,
                claims=every,
                evidence=partial(gathering.of_pair, tie, pair),
            )
            for pair in tie.pairs
        )
    return TieReading(
        tie.id,
        parties=tie.parties,
        kind=tie.kind,
        claims=every,
        evidence=partial(gathering.of_pair, tie, tie.parties),
        joined=tuple(sorted(tie.joined)),
        pairs=pairs,
    )


__all__ = [
    "MembershipPeriod",
    "MembershipReading",
    "MembershipState",
    "Period",
    "Readings",
    "State",
    "TieReading",
    "read",
    "read_tables",
]
