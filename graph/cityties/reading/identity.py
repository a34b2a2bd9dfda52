"""Which claims speak of which tie: parties and their bodies, pacts, all contact.

The identity of :mod:`cityties.reading`, and rule 6 for renewals. Nothing here says what
a claim amounts to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations

from cityties.model.identifiers import parse_tie_id, tie_id
from cityties.model.rows import Claim, Tables
from cityties.reading.acts import announces, counts, is_renewal
from cityties.start.records import dataclass, field, replace
from cityties.vocabulary.codes import BREAKS, LADDER, MUNICIPAL_BODIES, RESUMED, TIE_LADDER

CityOf = Callable[[str], str | None]
"""Gives the id of the city that an agent acts for, or ``None``."""

AGREEMENT = "agreement"
_OF_CONTACT = frozenset({*BREAKS, RESUMED, *TIE_LADDER.strong})


@dataclass(slots=True)
class Gathered:
    """The claims of one tie.

    Parameters
    ----------
    parties, kind : what the tie is
    own : claims of exactly these parties, as read: a body is its city
    joined : ids of broader ties, and of parts, whose claims are read as this one's
    parts : claims of some of the parties of a pact, by these parties
    contact : claims about all contact of two parties
    """

    parties: tuple[str, ...]
    kind: str
    own: list[Claim] = field(default_factory=list)
    joined: set[str] = field(default_factory=set)
    parts: dict[tuple[str, ...], list[Claim]] = field(default_factory=dict)
    contact: dict[tuple[str, ...], list[Claim]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id of the tie."""
        return tie_id(self.parties, self.kind)

    @property
    def pairs(self) -> tuple[tuple[str, ...], ...]:
        """Every two parties: three parties make one tie and three pairs."""
        return tuple(combinations(self.parties, 2)) if len(self.parties) > 2 else (self.parties,)


@dataclass(slots=True)
class Identities:
    """Ties, and what became of claims that are of none.

    Parameters
    ----------
    ties : by id
    contact : claims about all contact that may stand alone as a tie of kind agreement, by id
    moved : ids as claims have them, to the ids of the ties that they are read as
    renewals : renewals that name no tie, by the parties
    alone : claims of kind agreement that join no tie, since several narrower ones exist
    lonely : claims whose parties are one and the same
    """

    ties: dict[str, Gathered]
    contact: dict[str, list[Claim]]
    moved: dict[str, str]
    renewals: dict[tuple[str, ...], list[Claim]]
    alone: tuple[str, ...]
    lonely: tuple[str, ...]


def as_read(claim: Claim, party_of: CityOf | None) -> Claim:
    """A claim with each municipal body as its city, in parties, actors, side and tie id."""
    parties = claim.parties
    about = claim.about
    kind = claim.kind
    if about.startswith("tie/"):
        named, kind = parse_tie_id(about)
        parties = parties or named
        if set(named) != set(parties):
            parties = named
    if party_of is None:
        cities = tuple(sorted(set(parties)))
    else:
        cities = tuple(sorted({party_of(party) or party for party in parties}))
        if claim.actor or claim.side:
            claim = replace(
                claim,
                actor=tuple(party_of(agent) or agent for agent in claim.actor),
                side=(party_of(claim.side) or claim.side) if claim.side else "",
            )
    is_tie = claim.type == "tie" or about.startswith("tie/")
    if len(cities) > 1 and is_tie and not (is_renewal(claim) and kind == claim.kind):
        about = tie_id(cities, kind)
    if cities != claim.parties or about != claim.about:
        claim = replace(claim, parties=cities, about=about)
    return claim


def of_contact(claim: Claim, *, planned: bool = False) -> bool:
    """Whether a claim is of contacts as a whole: a break, resumption or ending of agreement."""
    if not claim.about.endswith("/" + AGREEMENT) or not counts(claim) or planned:
        return False
    resumes = (
        claim.status == LADDER[-1]
        and claim.aspect == "change"
        and claim.channel
        not in (
            "",
            "all",
        )
    )
    return claim.status in _OF_CONTACT or resumes


def begins(claim: Claim, *, planned: bool = False) -> bool:
    """Whether a change to in force or to a rung is claimed or planned: it makes a tie."""
    return (
        (planned or claim.aspect in ("change", "plan"))
        and counts(claim)
        and claim.status in LADDER
        and not (claim.status == LADDER[-1] and claim.channel not in ("", "all"))
    )


def identify(
    claims: Iterable[Claim],
    party_of: CityOf | None = None,
    planned: frozenset[str] = frozenset(),
) -> Identities:
    """Gather the claims of each tie.

    Parameters
    ----------
    claims : all that are known, in the order of their ids
    party_of : the city that a party counts as; ``None``: every party is itself
    planned : ids of the claims about the future
    """
    by_tie: dict[str, list[Claim]] = defaultdict(list)
    contact: dict[str, list[Claim]] = defaultdict(list)
    renewals: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    moved: dict[str, str] = {}
    lonely: list[str] = []
    for told in claims:
        if told.type != "tie" and not is_renewal(told):
            continue
        claim = as_read(told, party_of)
        if len(claim.parties) < 2:
            lonely.append(claim.id)
            continue
        if is_renewal(claim) and not (claim.about.startswith("tie/") and _names_tie(claim)):
            renewals[claim.parties].append(claim)
            continue
        if claim.about != told.about and told.about.startswith("tie/"):
            moved[told.about] = claim.about
        is_contact = of_contact(claim, planned=claim.id in planned)
        (contact if is_contact else by_tie)[claim.about].append(claim)
    for tie, its in list(by_tie.items()):
        renewing = [claim for claim in its if is_renewal(claim)]
        if renewing and not any(
            counts(c) and not is_renewal(c) and (c.id not in planned or announces(c)) for c in its
        ):
            renewals[its[0].parties].extend(renewing)
            by_tie[tie] = [claim for claim in its if not is_renewal(claim)]
            if not by_tie[tie]:
                del by_tie[tie]
    alone = _join(by_tie, moved, planned)
    ties = {}
    for tie, its in by_tie.items():
        parties, kind = parse_tie_id(tie)
        ties[tie] = Gathered(tuple(parties), kind, its)
    for old, new in moved.items():
        if new in ties and old.endswith("/" + AGREEMENT):
            ties[new].joined.add(old)
    _absorb(ties, moved, planned)
    _spread(ties, contact)
    return Identities(ties, dict(contact), moved, dict(renewals), alone, tuple(lonely))


def _names_tie(claim: Claim) -> bool:
    return parse_tie_id(claim.about).kind != claim.kind


def _join(
    by_tie: dict[str, list[Claim]], moved: dict[str, str], planned: frozenset[str]
) -> tuple[str, ...]:
    """Give claims of the broader *agreement* to the parties' only narrower tie.

    Only a tie that something is said to have happened to exists for this rule: a plan or
    a "could" must not turn "an agreement" into a sister city. Returned are the claims
    that several narrower ties keep alone.
    """
    broader = {tie.rpartition("/")[0]: tie for tie in by_tie if tie.endswith("/" + AGREEMENT)}
    narrower: dict[str, list[str]] = defaultdict(list)
    for tie in by_tie if broader else ():
        parties, _slash, kind = tie.rpartition("/")
        if (
            parties in broader
            and kind != AGREEMENT
            and any(counts(claim) and claim.id not in planned for claim in by_tie[tie])
        ):
            narrower[parties].append(tie)
    alone: list[str] = []
    for parties, tie in broader.items():
        found = narrower.get(parties, [])
        if len(found) == 1:
            by_tie[found[0]] = sorted(
                [*by_tie[found[0]], *by_tie.pop(tie)], key=lambda claim: claim.id
            )
            moved[tie] = found[0]
        elif found:
            alone.extend(claim.id for claim in by_tie[tie] if begins(claim))
    return tuple(sorted(alone))


def _absorb(ties: dict[str, Gathered], moved: dict[str, str], planned: frozenset[str]) -> None:
    """Read what is claimed of some parties of a pact for the pairs among them.

    Such a part has a tie of its own only if something is claimed to have begun between
    exactly these parties.
    """
    pacts = sorted(
        (
            tie
            for tie in ties.values()
            if len(tie.parties) > 2
            and any(
                counts(claim) and (claim.id not in planned or announces(claim)) for claim in tie.own
            )
        ),
        key=lambda tie: (-len(tie.parties), tie.parties),
    )
    for tie in sorted(ties.values(), key=lambda tie: (-len(tie.parties), tie.parties, tie.kind)):
        part = set(tie.parties)
        whole = [
            pact
            for pact in pacts
            if pact.kind == tie.kind and part < set(pact.parties) and pact.id in ties
        ]
        if not whole:
            continue
        if any(begins(claim, planned=claim.id in planned) for claim in tie.own):
            continue
        for pact in whole:
            pact.parts.setdefault(tie.parties, []).extend(tie.own)
            pact.joined.add(tie.id)
        moved[tie.id] = whole[0].id
        del ties[tie.id]


def _spread(ties: Mapping[str, Gathered], contact: Mapping[str, list[Claim]]) -> None:
    """Hand what is claimed of all contact to every tie of these parties, and pair of a pact."""
    if not contact:
        return
    of_party: dict[str, list[Gathered]] = defaultdict(list)
    for tie in ties.values():
        for party in tie.parties:
            of_party[party].append(tie)
    for its in contact.values():
        parties = its[0].parties
        for tie in min((of_party.get(party, []) for party in parties), key=len):
            if set(parties) <= set(tie.parties):
                tie.contact.setdefault(parties, []).extend(its)


def city_resolver(tables: Tables) -> CityOf:
    """A function from an agent's id to the place that the agent acts for.

    A place acts for itself, an organization for the place in ``acts_for``, a
    person for the place of the only post held; ``person@post`` says which post.
    Diplomats act for no city.

    Examples
    --------
    >>> from cityties.model.rows import Organization
    >>> council = Organization("council-aba", "city_council", "Council", acts_for="aba")
    >>> city_resolver(Tables(organizations=(council,)))("council-aba")
    'aba'
    """
    places = {place.id for place in tables.places}
    acts_for = {each.id: each.acts_for for each in tables.organizations if each.acts_for}
    posts: dict[str, str] = {}
    held: dict[str, set[str | None]] = defaultdict(set)
    for post in tables.posts:
        place = post.of if post.of in places else acts_for.get(post.of)
        if place and not post.to:
            posts[post.id] = place
        for person in post.holders:
            held[person].add(None if post.to else place)

    def city_of(agent: str) -> str | None:
        body = agent.partition(":")[0]
        person, _at, post = body.partition("@")
        if post:
            return posts.get(post)
        if body in places:
            return body
        if body in acts_for:
            return acts_for[body]
        cities = held.get(person, set())
        return next(iter(cities)) if len(cities) == 1 else None

    return city_of


def party_resolver(tables: Tables) -> CityOf:
    """A function from a party to the city that it counts as, ``None`` if to none.

    A city counts as itself, and so do its municipal bodies and the holders of their posts.
    A chamber, a university, a body of a province or a country stays what it is.

    Examples
    --------
    >>> from cityties.model.rows import Organization, Place
    >>> council = Organization("council-aba", "city_council", "Council", acts_for="aba")
    >>> city = Place("aba", "city", "Aba")
    >>> party_resolver(Tables(places=(city,), organizations=(council,)))("council-aba")
    'aba'
    """
    cities = {place.id for place in tables.places if place.kind == "city"}
    others = {each.id for each in tables.organizations if each.kind not in MUNICIPAL_BODIES}
    acts_for = city_resolver(tables)
    found: dict[str, str | None] = dict.fromkeys(others)

    def party_of(agent: str) -> str | None:
        if agent not in found:
            city = acts_for(agent)
            found[agent] = city if city in cities else None
        return found[agent]

    return party_of
