r"""Which claims have to be read together, so that parts read alone give the rows of the whole.

A claim is sent to every *key* whose rows it can change, and each row belongs to one key. Whoever
holds all claims of a key reads its rows right, whatever other claims are there too; so one call of
:func:`~cityties.reading.readings.read` reads many groups at once, and :func:`read_group` keeps the
rows of its own. Claims of other groups that are there for what they say to these are *guests*.

**Keys.** A *pair* of parties, as they are read (a municipal body is its city), never a tie:
a claim of the broader ``agreement`` joins the narrower tie of the same parties, all contact is of
every tie of the parties, a renewal of their only tie, and ``supersedes`` looks at their other ties.
A *thing* (event, list, membership, place): what is claimed about it, its counts, how it is
described. A *person*. A *claim* that others contradict or name ``unnamed/…`` after.

**Bonds** make keys one group, which is read in one place:

- all pairs of a pact: its parts are read as the pact's, and all contact of a pair touches it;
- the act of a tie with its pair, since replies and visits belong to the act;
- all keys of a claim that asks, is of a proposal or a reply, since an answer is looked for among
  what names the same things and what is between the same cities; and those of a renewal, since
  the history of a tie says whether it renewed another;
- claims that contradict each other, with what they are about.

**What travels instead of being bonded.** An event is copied to every pair of its cities, since it
is activity of each; a congress of a hundred cities would else be one group of all their ties. A
claim is copied to the people whom it names (terms and posts). Of the lines of a list one for each
source goes to the list, to describe it. So nothing is joined in a second step. What sums over
groups (the number of a city's ties, the history of a city) is the union of their rows.

A bond needs one look at all claims before any is read (:meth:`Grouping.bonds`); where a claim is
contradicted by one that is elsewhere, a second look finds what it is about
(:meth:`Groups.unmet`, :meth:`Grouping.met`).
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations

from cityties.model.identifiers import parse_tie_id
from cityties.model.rows import Claim, Tables
from cityties.reading.acts import RENEWAL, is_renewal, published
from cityties.reading.answers import asks
from cityties.reading.conflicts import Conflict
from cityties.reading.identity import as_read, city_resolver, party_resolver
from cityties.reading.readings import Readings, read_tables

_NOTHING = "-"
"""The key of numbers that name nothing that they count."""
_CLAIM = "claim/"
_UNNAMED = "unnamed/"
_OF_ALL = frozenset({"reply", RENEWAL})
"""Kinds of events that show in one place what was made of them in another."""


def pairs(parties: Iterable[str]) -> Iterator[str]:
    """The keys of every two of some parties.

    Parameters
    ----------
    parties : ids, in any order

    Examples
    --------
    >>> list(pairs(["caba", "aba", "baba"]))
    ['aba+baba', 'aba+caba', 'baba+caba']
    """
    return (f"{one}+{other}" for one, other in combinations(sorted(set(parties)), 2))


class Grouping:
    """The keys and the bonds of single claims.

    Parameters
    ----------
    tables : places, bodies, people and posts; no claims are looked at

    Examples
    --------
    >>> grouping = Grouping(Tables())
    >>> pact = Claim("c-1", "s", "tie", kind="sister_city", about="tie/aba+baba+caba/sister_city")
    >>> grouping.keys(pact) == grouping.bonds(pact) == ("aba+baba", "aba+caba", "baba+caba")
    True
    >>> visit = Claim("c-2", "s", "event", about="ev-visit", parties=("aba", "baba"))
    >>> grouping.keys(visit), grouping.bonds(visit)
    (('ev-visit', 'aba+baba'), ())
    """

    def __init__(self, tables: Tables) -> None:
        self._party_of = party_resolver(tables)
        self._city_of = city_resolver(tables)
        self._people = {person.id for person in tables.people}

    def home(self, claim: Claim) -> str:
        """The key under which a claim itself is accounted for: the first of its keys."""
        return next(self._keys(claim))

    def keys(self, claim: Claim) -> tuple[str, ...]:
        """Everything whose rows a claim can change, its home first.

        But for the list that it is a line of (:meth:`line_of`) and the claims that name it
        (:meth:`known_as`).
        """
        return tuple(dict.fromkeys((*self._keys(claim), *self._persons(claim))))

    def line_of(self, claim: Claim) -> str:
        """The list or meeting that a claim is part of and no event of; empty: none."""
        return "" if claim.type == "event" else claim.part_of

    def known_as(self, claim: Claim) -> str:
        """The key under which other claims name it."""
        return _CLAIM + claim.id

    def met(self, claim: Claim) -> tuple[str, ...]:
        """The keys that are one group where others name a claim: it, its home, its subject."""
        return self.known_as(claim), self.home(claim), *self.of_thing(claim.about)

    def bonds(self, claim: Claim) -> tuple[str, ...]:
        """The keys that a claim makes one group; fewer than two say nothing."""
        found: dict[str, None] = {}
        own = tuple(dict.fromkeys(self._keys(claim)))
        names = [_CLAIM + other for other in (*claim.contradicts, *self._unnamed(claim))]
        if names:
            found.update(dict.fromkeys((*own, _CLAIM + claim.id, *names)))
        if asks(claim) or claim.status == "proposed" or claim.kind in _OF_ALL:
            every = (*own, *self.of_thing(claim.part_of), *pairs(self._cities(claim)))
            found.update(dict.fromkeys(every))
        elif claim.type == "tie" or is_renewal(claim):
            found.update(dict.fromkeys((*self._tie(claim), *self.of_thing(claim.act))))
        return tuple(found) if len(found) > 1 else ()

    def of_thing(self, thing: str) -> Iterator[str]:
        """The keys of what a claim names: of a tie its pairs of parties, as they are read."""
        if thing.startswith("tie/"):
            parties = {self._party_of(party) or party for party in parse_tie_id(thing).parties}
            if len(parties) > 1:
                yield from pairs(parties)
                return
        if thing:
            yield thing

    def _tie(self, claim: Claim) -> Iterator[str]:
        return pairs(as_read(claim, self._party_of).parties)

    def _keys(self, claim: Claim) -> Iterator[str]:
        """The keys but for people."""
        count = 0
        if claim.type == "tie" or is_renewal(claim):
            for key in self._tie(claim):
                count += 1
                yield key
        for thing in (claim.about, claim.act, *claim.condition_on):
            for key in self.of_thing(thing):
                count += 1
                yield key
        if claim.type == "event":
            yield from self.of_thing(claim.part_of)
            for key in pairs(self._cities(claim)):
                count += 1
                yield key
        if claim.number is not None and not claim.about:
            yield _NOTHING
        elif not count:
            yield _CLAIM + claim.id

    def _cities(self, claim: Claim) -> set[str]:
        agents = (*claim.parties, *claim.actor, *claim.target)
        return {self._city_of(agent) or agent for agent in agents}

    def _persons(self, claim: Claim) -> Iterator[str]:
        """The people whom a claim names, in a post or not."""
        holder = claim.about if claim.type == "role" else ""
        agents = (
            *claim.people, *claim.actor, *claim.target, *claim.parties, claim.said_by, claim.via,
            holder,
        )  # fmt: skip
        for agent in agents:
            person, at, _post = agent.partition(":")[0].partition("@")
            if at or person in self._people:
                yield person

    def _unnamed(self, claim: Claim) -> Iterator[str]:
        """The other claims after which a party is named that nobody names."""
        agents = [*claim.parties, *claim.actor, *claim.target, claim.said_by, claim.via]
        for thing in (claim.about, *claim.condition_on):
            if _UNNAMED in thing and thing.startswith("tie/"):
                agents += parse_tie_id(thing).parties
        for agent in agents:
            if agent.startswith(_UNNAMED):
                other = agent.partition("@")[0].removeprefix(_UNNAMED).partition(".")[0]
                if other != claim.id:
                    yield other


class Groups:
    """Keys that are one group, found by their bonds.

    Parameters
    ----------
    bonds : keys that belong together, as often as wanted

    Examples
    --------
    >>> groups = Groups([("b", "a"), ("c", "b"), ("d", "claim/c-1")])
    >>> groups.leader("c"), groups.leader("d"), groups.leader("e"), groups.unmet()
    ('a', 'claim/c-1', 'e', ['claim/c-1'])
    """

    def __init__(self, bonds: Iterable[Collection[str]] = ()) -> None:
        self._leaders: dict[str, str] = {}
        for each in bonds:
            self.bond(each)

    def bond(self, keys: Iterable[str]) -> None:
        """Make keys one group; its leader is the least of them."""
        first, *others = sorted({self._find(key) for key in keys})
        for other in others:
            self._leaders[other] = first

    def _find(self, key: str) -> str:
        above = self._leaders.setdefault(key, key)
        while above != key:
            self._leaders[key] = self._leaders[above]
            key, above = above, self._leaders[above]
        return key

    def leader(self, key: str) -> str:
        """What all keys of one group have in common; a key without bonds leads itself."""
        return self._find(key) if key in self._leaders else key

    def leaders(self) -> dict[str, str]:
        """The leader of every key that has bonds: all that has to be known of them."""
        return {key: self._find(key) for key in self._leaders}

    def unmet(self) -> list[str]:
        """The keys of claims that are named by others, whatever else is known of them."""
        return sorted(key for key in self._leaders if key.startswith(_CLAIM))


def place_of(key: str, of: int) -> int:
    """The number of the part that a group is in: the same on every machine and in every run.

    Parameters
    ----------
    key : the leader of the group
    of : how many parts there are

    Examples
    --------
    >>> place_of("aba+caba", 8), place_of("aba+caba", 8), place_of("aba+caba", 1)
    (4, 4, 0)
    """
    return 0 if of == 1 else _hash(key) % of


@lru_cache(maxsize=1 << 16)
def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big")


class Share:
    """What one part of several answers for.

    Parameters
    ----------
    grouping : the keys of claims
    leaders : the leader of every key that has bonds (:meth:`Groups.leaders`)
    number, of : which part of how many, from 0
    """

    def __init__(
        self, grouping: Grouping, leaders: Mapping[str, str], number: int = 0, of: int = 1
    ) -> None:
        self._grouping = grouping
        self._leaders = leaders
        self._number = number
        self._of = of

    def places(self, claim: Claim) -> tuple[set[int], int]:
        """The parts that have to see a claim; and of these the one that needs it as a line only.

        Parameters
        ----------
        claim : any

        Returns
        -------
        tuple : the parts that its own keys are in, and the part of the list that it is a line of
            (-1: none), which needs one line of each source.
        """
        found = {self._place(key) for key in self._grouping.keys(claim)}
        if (known := self._grouping.known_as(claim)) in self._leaders:
            found.add(self._place(known))
        line = self._grouping.line_of(claim)
        return found, self._place(line) if line else -1

    def _place(self, key: str) -> int:
        return place_of(self._leaders.get(key, key), self._of)

    def _has(self, key: str) -> bool:
        return self._of == 1 or self._place(key) == self._number

    def claim(self, claim: Claim) -> bool:
        """Whether a claim is accounted for here."""
        return self._has(self._grouping.home(claim))

    def thing(self, thing: str) -> bool:
        """Whether a thing (a tie, event, membership, place or person) belongs here."""
        return self._has(next(self._grouping.of_thing(thing), _NOTHING))

    def conflict(self, conflict: Conflict) -> bool:
        """Whether a conflict belongs here: to what it is about, a stated one to its claims."""
        if conflict.what == "stated":
            return self._has(_CLAIM + conflict.claims[0])
        return self.thing(conflict.about)


def read_group(
    claims: Iterable[Claim],
    tables: Tables,
    share: Share,
    *,
    known_by: datetime.date | None = None,
) -> Readings:
    """Read the groups of one share, from all claims that can change their rows.

    Parameters
    ----------
    claims : at least every claim that has a key in the share; others do no harm
    tables : places, bodies, people, posts and sources
    share : which groups
    known_by : use only what was certainly published by this day

    Returns
    -------
    Readings : the ties, memberships, conflicts and answers of the share alone, as the reading of
        all claims has them. Its ``claims`` have guests too.

    Examples
    --------
    >>> from cityties.model.rows import Source
    >>> tables = Tables(sources=(Source("s", "news", "A page", "paper"),))
    >>> claim = Claim("c-1", "s", "tie", about="tie/aba+caba/sister_city", aspect="state",
    ...     kind="sister_city", parties=("aba", "caba"), status="in_force")
    >>> grouping = Grouping(tables)
    >>> [list(read_group([claim], tables, Share(grouping, {}, number, 2)).ties)
    ...     for number in range(2)]
    [['tie/aba+caba/sister_city'], []]
    """
    given = {claim.id: claim for claim in claims}
    whole = read_tables(tables, claims=given.values(), known_by=known_by)
    withheld = 0
    if known_by is not None:
        sources = {source.id: source for source in tables.sources}
        withheld = sum(
            claim.id not in whole.claims
            and share.claim(claim)
            and published(sources.get(claim.source))[0] <= known_by
            for claim in given.values()
        )
    return whole.of_share(share, withheld=withheld)


__all__ = ["Grouping", "Groups", "Share", "pairs", "place_of", "read_group"]
