"""Which claims belong to the history of what, and their rows in the order of time.

A claim belongs to the history of a thing if it **names** it:

- as a party, actor, target, side, as somebody involved, or as left out of a count;
- in what it is ``about``: a tie is also its parties, a membership its city and network,
  a term of office its person and post;
- as the ``act`` that it is evidence of, the meeting or list that it is ``part_of``, or what
  the condition of a plan is about (``condition_on``).

An event that all parties of a tie have part in belongs to the tie.

It belongs to more than it names by these steps, and by no others:

- A claim about an event, or about an act, belongs to whom *that* names in any claim: praise of
  a programme belongs to the city whose programme it is. Lines of a list do not follow it.
- A city is also the bodies that act for it, the posts of it and of them, and the places
  inside it (a quarter). A country or a province is its own bodies and posts only, unless
  everything inside it is asked for.
- Who holds one post only, and is named without it, stands for it.
- That somebody holds a post abroad belongs to both countries.
- Who **speaks**, or passes on, is not named by that: people, posts and organizations have
  their own words in their history, places only if asked. What names nothing and has no
  speaker is its publisher's word.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.model.dates import DAY_MAX, DAY_MIN
from cityties.model.durations import until_of
from cityties.model.identifiers import parse_tie_id, tie_id
from cityties.model.rows import Claim, Source, Tables
from cityties.model.texts import keys, texts
from cityties.reading.activity import Contacts
from cityties.reading.identity import CityOf, city_resolver
from cityties.reading.readings import Readings, TieReading

Day = datetime.date
Row = dict[str, Any]

_WHOLE = frozenset({"country", "province"})
"""Places that are more than the sum of their cities."""


def _parts(reference: str) -> Iterator[str]:
    """The ids in a reference: ``a@b`` names a, b as a network or post, and the pair."""
    whole = reference.partition(":")[0]
    first, at, second = whole.partition("@")
    yield first
    if at:
        yield whole
        yield second
        yield f"post/{second}"


def _is_event(id: str) -> bool:
    """Whether it is the id of an event or a list; ids were checked when they were loaded."""
    return id.startswith(("ev-", "list-"))


class Histories:
    """The claims of some readings by what they belong to.

    Parameters
    ----------
    readings : what was read; only its claims are in a history
    tables : places, bodies and posts, for what is part of what
    many : whether very many things will be asked for: an index of all names is made first

    Examples
    --------
    >>> from cityties.model.rows import Claim, Source
    >>> from cityties.reading import read
    >>> praise = Claim("c-1", "page", "opinion", about="aba", said_by="ministry")
    >>> readings = read([praise], {"page": Source("page", "news", "A page", "paper")})
    >>> histories = Histories(readings, Tables())
    >>> [[claim.id for claim in histories.of({thing})] for thing in ("aba", "ministry", "caba")]
    [['c-1'], [], []]
    >>> [claim.id for claim in histories.of({"ministry"}, said=True)]
    ['c-1']
    """

    def __init__(self, readings: Readings, tables: Tables, *, many: bool = False) -> None:
        self._readings = readings
        self._tables = tables
        self._many = many
        self._city_of = city_resolver(tables)
        self._places = {place.id: place for place in tables.places}
        self._people = {person.id for person in tables.people}
        self._posts = {post.id: post for post in tables.posts}
        self._publishers = {source.id: source.publisher for source in tables.sources}

    # -- what a thing is --------------------------------------------------------------

    def keys(self, thing: str, *, within: bool = False) -> frozenset[str]:
        """What a claim may name to belong to a thing.

        Parameters
        ----------
        thing : an id; ``post/…``, ``source/…`` and ``claim/…`` for these
        within : of a country or province, everything inside it too
        """
        places = {thing} & self._places.keys()
        if places and (within or self._places[thing].kind not in _WHOLE):
            places = self._inside(thing)
        bodies = {each.id for each in self._tables.organizations if each.acts_for in places}
        if thing not in self._places:
            bodies |= {thing}
        posts = {f"post/{post.id}" for post in self._tables.posts if post.of in places | bodies}
        return frozenset({thing} | places | bodies | posts)

    def _inside(self, place: str) -> set[str]:
        found, new = {place}, {place}
        while new:
            new = {each.id for each in self._tables.places if each.part_of in new} - found
            found |= new
        return found

    # -- what a claim names -----------------------------------------------------------

    def _own(self, claim: Claim) -> set[str]:
        """What a claim names, but for the events that it is about or part of."""
        about = claim.about
        found = set(claim.parties)
        if about.startswith("tie/"):
            found.add(about)
        elif not _is_event(about):
            found.update(_parts(about) if "@" in about else (about,))
        if not found.isdisjoint(self._people):
            found |= {self._city_of(party) or "" for party in found & self._people}
        if claim.type == "tie" and not about:
            found.add(tie_id(claim.parties, claim.kind))
        elif about.startswith("tie/") and not claim.parties:
            found.update(parse_tie_id(about).parties)
        if claim.side != "both":
            found.add(claim.side)
        for agent in (*claim.actor, *claim.target, *claim.people, *claim.excluding):
            found.update(_parts(agent))
            if "@" not in agent and (person := agent.partition(":")[0]) in self._people:
                found.add(self._city_of(person) or "")
        if claim.type == "role":
            post = self._posts.get(about.partition("@")[2])
            found.add(post.to if post else "")
        return found - {""}

    @cached_property
    def _of_event(self) -> Mapping[str, set[str]]:
        """Whom an event is with: what claims of it, and of the tie that it is an act of, name."""
        found: dict[str, set[str]] = defaultdict(set)
        for claim in self._readings.claims.values():
            thing = {"event": claim.about, "tie": claim.act}.get(claim.type, "")
            if thing and _is_event(thing):
                found[thing] |= self._own(claim)
        return found

    def _names(self, claim: Claim, keys: frozenset[str]) -> bool:
        """Whether a claim belongs to a thing, whoever speaks."""
        if not keys.isdisjoint(claim.parties):
            return True
        if not keys.isdisjoint((claim.about, claim.act, claim.part_of, *claim.condition_on)):
            return True
        # Most claims of a large list name nothing but the parties of their tie.
        if claim.parties and claim.about.startswith("tie/") and not (
            claim.act or claim.actor or claim.target or claim.people or claim.side
        ):  # fmt: skip
            return not self._people.isdisjoint(claim.parties) and not keys.isdisjoint(
                self._own(claim)
            )
        if not keys.isdisjoint(self._own(claim)):
            return True
        return any(
            not keys.isdisjoint(self._of_event.get(thing, ())) for thing in (claim.about, claim.act)
        )

    @cached_property
    def _by_name(self) -> Mapping[str, list[Claim]]:
        """The claims that :meth:`_names` holds of, by each name alone."""
        found: dict[str, list[Claim]] = defaultdict(list)
        for claim in self._readings.claims.values():
            asked = {
                *claim.parties, claim.about, claim.act, claim.part_of, *claim.condition_on,
                *self._own(claim), *self._of_event.get(claim.about, ()),
                *self._of_event.get(claim.act, ()),
            }  # fmt: skip
            for name in asked:
                if self._names(claim, frozenset({name})):
                    found[name].append(claim)
        return found

    def _naming(self, keys: frozenset[str]) -> Iterator[Claim]:
        """The claims that name one of these; some may come twice."""
        if not self._many:
            yield from (c for c in self._readings.claims.values() if self._names(c, keys))
            return
        for key in keys:
            yield from self._by_name.get(key, ())

    @cached_property
    def _said(self) -> Mapping[str, list[Claim]]:
        """The claims that each speaks or passes on."""
        found: dict[str, list[Claim]] = defaultdict(list)
        for claim in self._readings.claims.values():
            things = {*_parts(claim.said_by), *_parts(claim.via)} - {""}
            if not things and not (claim.about or claim.act or claim.part_of or self._own(claim)):
                things = {self._publishers.get(claim.source, "")}
            for thing in things:
                found[thing].append(claim)
        return found

    def of(
        self, keys: Iterable[str], *, said: bool = False, published: bool = False
    ) -> list[Claim]:
        """The claims that belong to a thing, in the order of their ids.

        Parameters
        ----------
        keys : as :meth:`keys` gives them
        said : also what it says or passes on
        published : also what it publishes as its own word
        """
        keys = frozenset(keys)
        every = self._readings.claims.values()
        found = {claim.id: claim for claim in self._naming(keys)}
        for key in keys:
            reading = self._readings.ties.get(self._readings.read_as(key))
            if reading is not None:
                # A claim of "an agreement" that the only narrower tie took in.
                found |= {claim.id: claim for claim in reading.claims}
                found |= {claim.id: claim for claim in self._events_of(reading)}
            if key.startswith(("claim/", "source/")):
                found |= {claim.id: claim for claim in self._of_row(*key.split("/", 1))}
            if said or published:
                found |= {claim.id: claim for claim in self._said.get(key, ())}
        if published:
            found |= {
                claim.id: claim
                for claim in every
                if not claim.said_by and self._publishers.get(claim.source) in keys
            }
        return [found[claim] for claim in sorted(found)]

    def _of_row(self, kind: str, id: str) -> Iterator[Claim]:
        """The claims of a source; or a claim and those that it is said to contradict."""
        for claim in self._readings.claims.values():
            if kind == "source":
                if claim.source == id:
                    yield claim
            elif claim.id == id:
                yield claim
                for other in claim.contradicts:
                    if other in self._readings.claims:
                        yield self._readings.claims[other]
            elif id in claim.contradicts:
                yield claim

    def _events_of(self, tie: TieReading) -> list[Claim]:
        """The events that all parties of a tie have part in."""
        first, *others = [self.keys(party) for party in tie.parties]
        return [
            claim
            for claim in self._naming(first)
            if claim.type == "event" and all(self._names(claim, side) for side in others)
        ]


def claim_bounds(readings: Readings, claim: Claim) -> tuple[Day, Day]:
    """The days that a claim refers to: its own, or up to the publication of its source."""
    first, last = readings.publications[claim.source]
    if claim.when is None:
        return (first if claim.aspect == "plan" else DAY_MIN), last
    if claim.aspect == "plan":
        return claim.when.earliest, claim.when.latest
    latest = min(claim.when.latest, last)
    return min(claim.when.earliest, latest), latest


def about_ties(readings: Readings) -> Mapping[str, list[Claim]]:
    """What is said about ties in claims of other types (opinions, counts), by tie."""
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in readings.claims.values():
        if claim.type not in ("tie", "event") and claim.about.startswith("tie/"):
            found[claim.about].append(claim)
    return found


def history_rows(
    readings: Readings,
    sources: Mapping[str, Source],
    *,
    tie: str | None = None,
    parties: Iterable[str] | None = None,
    claims: Iterable[Claim] | None = None,
    city_of: CityOf | None = None,
    contacts: Contacts | None = None,
    about: Mapping[str, Iterable[Claim]] | None = None,
) -> list[Row]:
    """Everything that is claimed of a tie, between two cities, or by some claims, in order.

    Parameters
    ----------
    tie : id of a tie; or
    parties : ids of two cities (all their ties), or of one (all that it has part in); or
    claims : what :class:`Histories` finds
    city_of : see :func:`~cityties.reading.city_resolver`
    contacts : the events between cities, where they were gathered before: gathering
        them takes as long as there are claims
    about : with ``tie``: the claims of other types about each tie, as :func:`about_ties` gives them

    Returns
    -------
    list of dict : keys ``date, status, event, kind, channel, side, said_by,
        source, locator, certainty, claim, act, aspect, earliest, latest,
        counts_for_reading, tie, published, basis, when_text, wording, type, about,
        until, until_computed, duration, condition, condition_fa, set_aside``. A row has
        a ``tie``, an ``event`` or neither. ``date`` is ``null`` where the claim gives none;
        ``said_by`` is the publisher where the source itself speaks; ``set_aside`` is the
        code of why no reading uses the claim, where one might.

    Raises
    ------
    NotFoundError : if no claim is about the tie
    UsageError : unless a tie, parties or claims are given
    """
    if tie is None and parties is None and claims is None:
        raise UsageError(_("name a tie, or cities"))
    found: dict[str, tuple[Claim, TieReading | None]] = {}
    if claims is not None:
        found = {claim.id: (claim, _tie_of(readings, claim)) for claim in claims}
    else:
        contacts = contacts or Contacts(readings, city_of)
        if tie is not None:
            ties = [readings.tie(tie)]
            events = contacts.of_tie(ties[0])
        else:
            wanted = set(parties or ())
            first = min(wanted, default="")
            ties = [
                readings.ties[each]
                for each in readings.by_party.get(first, ())
                if wanted <= set(readings.ties[each].parties)
            ]
            events = [event for event in contacts.of_city(first) if wanted <= event.cities]
            for each in ties:
                events.extend(contacts.of_tie(each))
        found = {event.claim.id: (event.claim, None) for event in events}
        found |= {claim.id: (claim, None) for claim in (about or {}).get(tie or "", ())}
        for each in ties:
            for claim in each.claims:
                found[claim.id] = (claim, each)
                # Replies and visits that belong to the act itself.
                if claim.act:
                    for event in contacts.about(claim.act):
                        found.setdefault(event.claim.id, (event.claim, None))
    aside, read = readings.set_aside_of(found), readings.used_of(found)
    rows = []
    for claim, reading in found.values():
        earliest, latest = claim_bounds(readings, claim)
        order = (latest if earliest == DAY_MIN else earliest, latest, claim.id)
        used = claim.id in read and claim.id not in aside
        # As its row has it: with the body, where that is read as its city.
        told = readings.claims[claim.id]
        row = _history_row(sources, told, reading, earliest, latest, used=used)
        rows.append((order, {**row, "set_aside": aside.get(claim.id)}))
    rows.sort(key=lambda row: row[0])
    return [row for _order, row in rows]


def _tie_of(readings: Readings, claim: Claim) -> TieReading | None:
    """The tie that a claim of a tie is read in; where in several, the one that it is about."""
    if claim.type != "tie":
        return None
    about = claim.about or tie_id(claim.parties, claim.kind)
    parties = parse_tie_id(about).parties
    theirs = (tie for party in parties for tie in readings.by_party.get(party, ()))
    near = (readings.read_as(about), *theirs)
    for tie in dict.fromkeys(near):
        reading = readings.ties.get(tie)
        if reading is not None and any(its.id == claim.id for its in reading.claims):
            return reading
    return None


def _history_row(
    sources: Mapping[str, Source],
    claim: Claim,
    tie: TieReading | None,
    earliest: Day,
    latest: Day,
    *,
    used: bool,
) -> Row:
    source = sources.get(claim.source)
    is_event = claim.type == "event" or _is_event(claim.about)
    about_tie = claim.about if claim.about.startswith("tie/") else None
    until = until_of(claim)
    return {
        "date": None if claim.when is None else claim.when.text,
        "status": claim.status or None,
        "event": claim.about if is_event and tie is None and about_tie is None else None,
        "kind": claim.kind,
        "channel": claim.channel or "all",
        "side": claim.side or None,
        "said_by": claim.said_by or (source.publisher if source is not None else None),
        "source": claim.source,
        "locator": claim.locator or None,
        "certainty": claim.certainty,
        "claim": claim.id,
        "act": claim.act or None,
        "aspect": claim.aspect,
        "earliest": _iso(earliest),
        "latest": _iso(latest),
        "counts_for_reading": used,
        "tie": about_tie if tie is None else tie.id,
        "published": published_text(source),
        "basis": claim.basis or None,
        "when_text": claim.when_text or None,
        "wording": claim.wording or None,
        "type": claim.type,
        "about": claim.about or None,
        "until": None if until is None else until.text,
        "until_computed": until is not None and claim.until is None,
        "duration": claim.duration or None,
        "condition": claim.condition or None,
        "condition_fa": claim.condition_fa or None,
        **keys("condition", texts(claim, "condition"), "en fa"),
    }


def published_text(source: Source | None) -> str | None:
    """When a source was published, in EDTF; ``None`` if it does not say."""
    return None if source is None or source.published is None else source.published.text


def _iso(day: Day | None) -> str | None:
    return None if day is None or day in (DAY_MIN, DAY_MAX) else day.isoformat()
