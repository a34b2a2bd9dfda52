"""Whose the data is: licences and names of the sources inside, and what follows from them.

A source says under which licence what was taken from it stands, and whom to name. The sources
that come with cityties were read by its authors; what holds for their claims stands once, in
``data/datapackage.json``. What nobody said stays unsaid.

What follows is a reading of the texts of the licences, and no advice of a lawyer.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from cityties.base import resources
from cityties.language.messages import CODE_LANGUAGE
from cityties.model.folder import DATAPACKAGE
from cityties.model.rows import Organization, Source, Tables
from cityties.model.texts import chosen, from_keys, texts
from cityties.vocabulary.licences import Licence, find_licence, licence_iri, normal_licence

UNSAID: Final = ""
"""The licence of what nobody gave one."""

PUBLISHER_UNSAID: Final = ("Publisher not stated", "ناشر ذکر نشده")
"""How the names of an organization begin that stands for a publisher that nobody named."""


def unnamed_publisher(id: str, source: str) -> Organization:
    """What a source refers to whose publisher nobody named.

    Parameters
    ----------
    id : of the organization
    source : title of the source

    Examples
    --------
    >>> unnamed_publisher("a-list", "A list").name_en
    'Publisher not stated (A list)'
    """
    en, fa = (f"{words} ({source})" for words in PUBLISHER_UNSAID)
    return Organization(id, "publisher", en, fa)


@dataclass(frozen=True, slots=True)
class Part:
    """The part of the data that stands under one licence.

    Parameters
    ----------
    licence : as `cityties.vocabulary.licences.normal_licence` gives it; `UNSAID` if none is said
    names : whom to name, in English; empty: the sources do not say
    sources : ids of its sources, sorted
    in_languages : the same names by language, as far as the data has them
    """

    licence: str
    names: tuple[str, ...]
    sources: tuple[str, ...] = ()
    in_languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def terms(self) -> Licence | None:
        """What the licence asks, if the table of licences has it."""
        return find_licence(self.licence)

    @property
    def title(self) -> str:
        """The full name of the licence, or the words for it."""
        return self.terms.title if self.terms else self.licence

    @property
    def url(self) -> str:
        """Where the licence can be read; blank if it is given in words."""
        return (self.terms.url if self.terms else "") or licence_iri(self.licence)

    @property
    def spdx(self) -> str:
        """The id of the licence in SPDX; blank if it has none."""
        return self.terms.id if self.terms and self.terms.spdx else ""

    def as_dict(self) -> dict[str, Any]:
        """As the manifest of a snapshot holds it."""
        return {
            "licence": self.licence or None,
            "url": self.url or None,
            "names": list(self.names),
            "sources": list(self.sources),
        }


Rights = tuple[Part, ...]


def rights_of(
    tables: Tables, sources: Iterable[str] | None = None, *, licence: str = UNSAID
) -> Rights:
    """The licences of some sources, each with whom to name.

    Parameters
    ----------
    tables : the rows
    sources : ids of the sources that count; all of the tables by default
    licence : of sources that state none

    Returns
    -------
    tuple of Part
        One for each licence, by the number of sources, the greatest first; what has no licence
        comes last.

    Examples
    --------
    >>> source = Source("list", "dataset", "A list", "ports", licence="ODbL-1.0")
    >>> [(part.licence, part.names) for part in rights_of(Tables(sources=(source,)))]
    [('ODbL-1.0', ('ports',))]
    """
    wanted = None if sources is None else frozenset(sources)
    publishers = {body.id: texts(body, "name") for body in tables.organizations}
    unnamed = {
        id
        for id, said in publishers.items()
        if chosen(said, CODE_LANGUAGE).startswith(PUBLISHER_UNSAID[0])
    }
    own = _shipped(resources.data_dir())
    found: dict[str, tuple[dict[str, Mapping[str, str]], list[str]]] = {}
    for source in sorted(tables.sources, key=lambda source: source.id):
        if wanted is not None and source.id not in wanted:
            continue
        stated = source.licence
        names: dict[str, Mapping[str, str]] = dict.fromkeys(source.attribution, _NO_TEXTS)
        if not stated and not names and own.has(source):
            stated, names = own.licence, dict(own.names)
        if not names and source.publisher not in unnamed:
            said = publishers.get(source.publisher, {})
            names = {chosen(said, CODE_LANGUAGE) or source.publisher: said}
        every, ids = found.setdefault(stated or normal_licence(licence), ({}, []))
        for name, texts_of_it in names.items():
            every.setdefault(name, texts_of_it)
        ids.append(source.id)
    return tuple(
        Part(stated, tuple(names), tuple(ids), _by_language(names))
        for stated, (names, ids) in sorted(
            found.items(), key=lambda each: (each[0] == UNSAID, -len(each[1][1]), each[0])
        )
    )


_NO_TEXTS: Final[Mapping[str, str]] = {}


def _by_language(names: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    """Names in each language that any of them is given in; English where one is not."""
    tags = dict.fromkeys(tag for said in names.values() for tag in said if tag != CODE_LANGUAGE)
    return {tag: tuple(said.get(tag, name) for name, said in names.items()) for tag in tags}


# --- the data that comes with cityties ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Own:
    """The sources that its authors read, and what holds for the claims made of them."""

    licence: str
    names: Mapping[str, Mapping[str, str]]
    rows: Mapping[str, tuple[str, str]]

    def has(self, source: Source) -> bool:
        """Whether it is one of them, and not another of the same id."""
        return self.rows.get(source.id) == (source.publisher, source.url)


@lru_cache(maxsize=2)
def _shipped(folder: Path) -> _Own:
    package = json.loads((folder / DATAPACKAGE).read_bytes())
    names = {each["title"]: from_keys(each, "title") for each in package["contributors"]}
    with (folder / "sources.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["id"]: (row["publisher"], row["url"]) for row in csv.DictReader(stream)}
    return _Own(package["licenses"][0]["name"], names, rows)


# --- what follows ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that follows from the licences.

    Parameters
    ----------
    code : ``unsaid``, ``unknown``, ``attribution``, ``share_alike``, ``non_commercial``,
        ``no_derivatives`` or ``conflict``
    licences : the licences that it follows from
    into : for ``share_alike``: the licences under which the whole can be given on
    names : for ``unsaid`` and ``attribution``: whom it concerns
    """

    code: str
    licences: tuple[str, ...] = ()
    into: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    in_languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


SERIOUS: Final = frozenset({"conflict", "no_derivatives"})
"""Duties that can forbid to pass the graph on at all."""


def duties(rights: Rights) -> tuple[Duty, ...]:
    """What follows from licences for a graph that mixes all of them.

    Parameters
    ----------
    rights : what `rights_of` gave

    Returns
    -------
    tuple of Duty
        What forbids first.

    Examples
    --------
    >>> mixed = (Part("ODbL-1.0", ("OSM",)), Part("CC-BY-SA-4.0", ("Wikipedia",)))
    >>> [(duty.code, duty.licences) for duty in duties(mixed)][0]
    ('conflict', ('CC-BY-SA-4.0', 'ODbL-1.0'))
    """
    known = {part.licence: part.terms for part in rights if part.terms}
    found: list[Duty] = []
    sharing = {name: terms for name, terms in known.items() if terms.share_alike}
    trading = tuple(sorted(name for name, terms in known.items() if terms.non_commercial))
    fixed = tuple(sorted(name for name, terms in known.items() if terms.no_derivatives))
    into = _common(sharing.values())
    free = tuple(sorted(name for name, terms in sharing.items() if not terms.non_commercial))
    bound = tuple(name for name in trading if known[name] not in sharing.values())
    if sharing and not into:
        found.append(Duty("conflict", tuple(sorted(sharing))))
    elif free and bound:
        # Share-alike lets nobody add the rule that the other licence needs.
        found.append(Duty("conflict", tuple(sorted((*free, *bound)))))
    if fixed:
        found.append(Duty("no_derivatives", fixed))
    if trading:
        found.append(Duty("non_commercial", trading))
    if into:
        found.append(Duty("share_alike", tuple(sorted(sharing)), into))
    named = [part for part in rights if part.terms and part.terms.attribution]
    if named:
        found.append(
            Duty(
                "attribution",
                tuple(part.licence for part in named),
                names=tuple(
                    dict.fromkeys(name for part in named for name in part.names or part.sources)
                ),
                in_languages={
                    tag: tuple(
                        dict.fromkeys(
                            name
                            for part in named
                            for name in (part.in_languages.get(tag) or part.names or part.sources)
                        )
                    )
                    for tag in dict.fromkeys(tag for part in named for tag in part.in_languages)
                },
            )
        )
    if unknown := tuple(part.licence for part in rights if part.licence and not part.terms):
        found.append(Duty("unknown", unknown))
    found += [
        Duty(
            "unsaid",
            names=part.names or part.sources,
            in_languages=part.in_languages,
        )
        for part in rights
        if part.licence == UNSAID
    ]
    return tuple(found)


def _common(sharing: Iterable[Licence]) -> tuple[str, ...]:
    """The licences under which all of some share-alike data can be given on; none: nothing."""
    sets = [{terms.id, *terms.into} for terms in sharing]
    return tuple(sorted(set.intersection(*sets))) if sets else ()
