"""People in posts as rows: their terms of office, when they were seen, and whom they met.

A row is one person in one post. Nobody is said to hold a post still: a term ends where somebody
says so, and *last seen* is the newest date at which a source shows the person in the post, or
the source's publication where it gives no date.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from cityties.model.dates import DAY_MAX, DAY_MIN, Edtf, parse_edtf
from cityties.model.rows import Claim, Post, Source, Tables
from cityties.model.texts import keys as keys_of
from cityties.model.texts import texts
from cityties.reading.acts import counts
from cityties.reading.identity import CityOf, city_resolver
from cityties.reading.readings import Readings
from cityties.start.records import dataclass, field

Day = datetime.date
Row = dict[str, Any]

_NOT_HELD = frozenset({"planned", "cancelled"})


@dataclass(frozen=True, slots=True)
class _Sight:
    """Somebody seen in a post: the date of it, and whether that is only the publication."""

    date: Edtf
    basis: str
    claim: Claim

    @property
    def order(self) -> tuple[Day, Day, str]:
        # "2025" is no later sighting than 19 October 2025.
        return self.date.earliest, self.date.latest, self.claim.id


@dataclass(slots=True)
class _Official:
    terms: list[Claim] = field(default_factory=list)
    sights: list[_Sight] = field(default_factory=list)
    claims: set[str] = field(default_factory=set)
    met: list[tuple[_Sight, tuple[str, ...]]] = field(default_factory=list)


def official_rows(
    readings: Readings, tables: Tables, *, keys: Collection[str] | None = None
) -> list[Row]:
    """Everybody whom claims or posts name, each in each post.

    Parameters
    ----------
    readings : what was read; only its claims are used
    tables : people, posts and sources
    keys : only people and posts among these, or whose post is of or accredited to one:
        what :meth:`cityties.reading.Histories.keys` gives

    Returns
    -------
    list of dict : ``official`` (``person@post``, or the person where no post is known), ``person,
        name_en, name_fa, post, post_en, post_fa, role, of, to``; ``since`` and ``until``: EDTF of
        the claimed beginning and end of the term, ``None`` where nobody says;
        ``terms``: each claim of the term with its ``aspect, when, until, basis, when_text,
        certainty, doubt, claim, source``; ``first_seen, last_seen`` in EDTF, ``last_seen_basis``
        (``date`` or ``published``), ``last_seen_earliest, last_seen_latest``; ``contacts``: ids
        of the others in events, the newest first; ``claims, sources``. Sorted by place and post.

    Examples
    --------
    >>> from cityties.reading import read
    >>> source = Source("page", "news", "A page", "paper", published=parse_edtf("2021-10"))
    >>> claim = Claim("c-1", "page", "role", aspect="state", about="ada@mayor-aba")
    >>> tables = Tables(posts=(Post("mayor-aba", "mayor", "aba"),), sources=(source,))
    >>> (row,) = official_rows(read([claim], {"page": source}), tables)
    >>> row["official"], row["since"], row["last_seen"], row["last_seen_basis"]
    ('ada@mayor-aba', None, '2021-10', 'published')
    """
    posts = {post.id: post for post in tables.posts}
    sources = {source.id: source for source in tables.sources}
    people = {person.id: person for person in tables.people}
    found = _gather(readings, tables, sources)
    for post in tables.posts:
        for person in post.holders:
            found.setdefault(f"{person}@{post.id}", _Official())
    rows = []
    for official, known in found.items():
        person, _at, post_id = official.partition("@")
        held = posts.get(post_id)
        if keys is not None and not _wanted(person, held, keys):
            continue
        entry = people.get(person)
        last = max(known.sights, key=lambda sight: sight.order, default=None)
        # Of two vague dates the one that ends first is certainly the earlier sighting.
        first = min(known.sights, key=lambda sight: (sight.date.latest, sight.order), default=None)
        rows.append(
            {
                "official": official,
                "person": person,
                "name_en": entry.name_en if entry else "",
                "name_fa": entry.name_fa if entry else "",
                **(keys_of("name", texts(entry, "name"), "en fa") if entry else {}),
                "post": post_id,
                "post_en": held.name_en if held else "",
                "post_fa": held.name_fa if held else "",
                **(keys_of("post", texts(held, "name"), "en fa") if held else {}),
                "role": held.role if held else "",
                "of": held.of if held else "",
                "to": held.to if held else "",
                "since": _agreed(_starts(known.terms)),
                "until": _agreed(claim.until for claim in known.terms if _sure(claim)),
                "terms": [_term(claim, sources) for claim in known.terms],
                "first_seen": first.date.text if first else None,
                "last_seen": last.date.text if last else None,
                "last_seen_basis": last.basis if last else None,
                "last_seen_earliest": _iso(last.date.earliest) if last else None,
                "last_seen_latest": _iso(last.date.latest) if last else None,
                "contacts": _contacts(known.met),
                "claims": sorted(known.claims),
                "sources": sorted({readings.claims[claim].source for claim in known.claims}),
            }
        )
    return sorted(
        rows,
        key=lambda row: (
            not row["post"], row["of"], row["post"], row["person"].startswith("unnamed/"),
            row["since"] or row["first_seen"] or "", row["person"],
        ),
    )  # fmt: skip


def _wanted(person: str, post: Post | None, keys: Collection[str]) -> bool:
    if person in keys:
        return True
    return post is not None and bool({post.of, post.to, f"post/{post.id}"} & set(keys))


def _gather(readings: Readings, tables: Tables, sources: dict[str, Source]) -> dict[str, _Official]:
    """What the claims say about each ``person@post``."""
    city_of = city_resolver(tables)
    people = {person.id for person in tables.people}
    holdings: dict[str, set[str]] = defaultdict(set)
    for post in tables.posts:
        for person in post.holders:
            holdings[person].add(f"{person}@{post.id}")
    for claim in readings.claims.values():
        for agent in _agents(claim):
            if "@" in agent:
                holdings[agent.partition("@")[0]].add(agent)
    found: dict[str, _Official] = defaultdict(_Official)
    for claim in readings.claims.values():
        acting = {*_acting(claim)}
        whole = {agent for agent in _agents(claim) if "@" in agent}
        named = {agent.partition("@")[0] for agent in whole}
        for agent in _agents(claim):
            if "@" in agent:
                official = agent
            elif agent in people and agent not in named:
                # Named without a post: in the only one that is known, else in none.
                every = holdings[agent]
                official = next(iter(every)) if len(every) == 1 else agent
            else:
                continue
            known = found[official]
            known.claims.add(claim.id)
            if claim.type == "role" and claim.about == official:
                if claim not in known.terms:
                    known.terms.append(claim)
                if _sure(claim):
                    known.sights += _sight(claim, sources, acts=claim.when is not None)
                continue
            if not _sure(claim):
                if agent in {claim.said_by, claim.via}:
                    known.sights += _sight(claim, sources, acts=False)
                continue
            sights = _sight(claim, sources, acts=agent in acting)
            known.sights += sights
            if agent in acting and claim.type == "event" and claim.status not in _NOT_HELD:
                others = _others(claim, official, city_of, tables)
                known.met += [(sight, others) for sight in sights]
    return found


def _acting(claim: Claim) -> Iterator[str]:
    for agent in (*claim.people, *claim.actor, *claim.target, *claim.parties):
        yield agent.partition(":")[0]


def _agents(claim: Claim) -> Iterator[str]:
    """Everybody whom a claim names, each once: who holds a post, acts, or speaks."""
    held = (claim.about,) if claim.type == "role" and "@" in claim.about else ()
    every = (*held, *_acting(claim), claim.said_by, claim.via)
    return iter(dict.fromkeys(agent for agent in every if agent))


def _sure(claim: Claim) -> bool:
    """Whether the claim shows what was so: no plan, no "could", no denial."""
    return counts(claim) and claim.aspect != "plan"


def _sight(claim: Claim, sources: dict[str, Source], *, acts: bool) -> list[_Sight]:
    """When somebody was seen: acting at the date of the act, speaking at the publication."""
    if acts and claim.when is not None:
        return [_Sight(claim.when, "date", claim)]
    source = sources.get(claim.source)
    published = source.published if source is not None else None
    return [_Sight(published, "published", claim)] if published is not None else []


def _others(claim: Claim, official: str, city_of: CityOf, tables: Tables) -> tuple[str, ...]:
    """Whom somebody met: everybody in the claim but the own side."""
    person, _at, post_id = official.partition("@")
    own = {person, official, city_of(official) or ""}
    own |= {post.of for post in tables.posts if post.id == post_id}
    own |= {body.id for body in tables.organizations if body.acts_for and body.acts_for in own}
    return tuple(
        agent
        for agent in dict.fromkeys(_acting(claim))
        if agent not in own
        and agent.partition("@")[0] != person
        and (city_of(agent) or agent) not in own
    )


def _contacts(met: Iterable[tuple[_Sight, tuple[str, ...]]]) -> list[str]:
    newest = sorted(met, key=lambda each: each[0].order, reverse=True)
    return list(dict.fromkeys(other for _sight, others in newest for other in others))


def _starts(terms: Iterable[Claim]) -> Iterator[Edtf | None]:
    """Claimed beginnings: "in office 2017 until 2021" says one, "seen in 2017" does not."""
    for claim in terms:
        if _sure(claim) and (claim.aspect == "change" or claim.until is not None):
            yield claim.when


def _agreed(dates: Iterable[Edtf | None]) -> str | None:
    """Dates of one thing as one EDTF instant: the finest where they agree, else one of them."""
    every = sorted({date for date in dates if date is not None})
    finest = [
        date
        for date in every
        if not any(
            other is not date and date.earliest <= other.earliest and other.latest <= date.latest
            for other in every
        )
    ] or every[:1]
    if not finest:
        return None
    if len(finest) == 1:
        return finest[0].text
    text = f"[{','.join(date.text.strip('[]') for date in finest)}]"
    try:
        return parse_edtf(text).text
    except ValueError:  # alternatives of alternatives that EDTF has no form for
        return finest[0].text


def _term(claim: Claim, sources: dict[str, Source]) -> Row:
    source = sources.get(claim.source)
    return {
        "aspect": claim.aspect,
        "when": claim.when.text if claim.when else None,
        "until": claim.until.text if claim.until else None,
        "basis": claim.basis or None,
        "when_text": claim.when_text or None,
        "certainty": claim.certainty,
        "doubt": getattr(source, "doubt", "") or None,
        "claim": claim.id,
        "source": claim.source,
        "published": source.published.text if source and source.published else None,
    }


def _iso(day: Day) -> str | None:
    return None if day in (DAY_MIN, DAY_MAX) else day.isoformat()
