"""The rows that everything is made of, as frozen dataclasses.

One class per table of the data package; a field per column, in the column
order of the tables. A blank cell is ``""``, an empty tuple or ``None``: "not
said", never "no". Identity and meaning are described in ``docs/model.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cityties.model.dates import Edtf


@dataclass(frozen=True, slots=True)
class Place:
    """A city, country, province, county, district, quarter or other place."""

    id: str
    kind: str
    name_en: str
    name_fa: str = ""
    aliases: tuple[str, ...] = ()
    aliases_fa: tuple[str, ...] = ()
    country: str = ""  # ISO 3166-1 alpha-2
    part_of: str = ""  # id of a place
    latitude: float | None = None  # degrees, WGS 84
    longitude: float | None = None
    population: int | None = None
    wikidata: str = ""  # Q-id
    origin: str = ""  # where name, point and population come from
    note: str = ""


@dataclass(frozen=True, slots=True)
class Organization:
    """A municipality, council, ministry, embassy, network, publisher and the like."""

    id: str
    kind: str
    name_en: str
    name_fa: str = ""
    aliases: tuple[str, ...] = ()
    aliases_fa: tuple[str, ...] = ()
    acts_for: str = ""  # id of the place that it governs or speaks for
    seat: str = ""  # id of the place where it sits
    wikidata: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A named person."""

    id: str
    name_en: str
    name_fa: str = ""
    aliases: tuple[str, ...] = ()
    aliases_fa: tuple[str, ...] = ()
    wikidata: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A post and the people who held it; dates of office are role claims."""

    id: str
    role: str
    of: str  # id of the place or organization that the post belongs to
    to: str = ""  # id of the place it is accredited to (ambassadors, consuls)
    name_en: str = ""
    name_fa: str = ""
    holders: tuple[str, ...] = ()  # person ids
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A page, article, list, table or file that makes claims."""

    id: str
    kind: str
    title: str
    publisher: str  # id of an organization
    url: str = ""
    language: str = ""  # BCP 47
    published: Edtf | None = None  # None: undated, counts as published by `accessed`
    published_note: str = ""  # how an estimated date was got
    accessed: Edtf | None = None
    kind_map: tuple[str, ...] = ()  # "partner city=sister_city"
    expected: str = ""  # number of claims: "13" or "10..14"
    expected_why: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says about one thing."""

    id: str
    source: str
    type: str
    facts: tuple[str, ...] = ()
    locator: str = ""
    aspect: str = ""
    kind: str = ""
    wording: str = ""
    about: str = ""
    act: str = ""
    part_of: str = ""
    parties: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    status: str = ""
    channel: str = ""
    side: str = ""
    when: Edtf | None = None
    until: Edtf | None = None
    basis: str = ""
    when_text: str = ""
    said_by: str = ""
    via: str = ""
    certainty: str = "stated"
    number: float | None = None
    op: str = ""
    of: str = ""
    excluding: tuple[str, ...] = ()
    votes: str = ""
    grade: str = ""
    complete: str = ""  # lists only: yes, no, unknown
    people: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()
    gist: str = ""  # one sentence of our own, in English
    gist_fa: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """One step that a country's law asks for before a city signs."""

    id: str
    country: str  # ISO 3166-1 alpha-2
    order: int
    step: str  # status code that the step leads to
    body: str  # what kind of body decides, in words
    kinds: tuple[str, ...] = ()  # kinds of agreement that it applies to
    source: str = ""
    locator: str = ""
    gist: str = ""  # one sentence of our own, in English
    gist_fa: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tables:
    """A data package in memory: what the loaders hand to the build."""

    places: tuple[Place, ...] = ()
    organizations: tuple[Organization, ...] = ()
    people: tuple[Person, ...] = ()
    posts: tuple[Post, ...] = ()
    sources: tuple[Source, ...] = ()
    claims: tuple[Claim, ...] = ()
    approval_rules: tuple[ApprovalRule, ...] = field(default=())
