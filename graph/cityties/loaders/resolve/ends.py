"""What a table says about one city, and what the resolver makes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from cityties.language.names import fold
from cityties.loaders.foreign.countries import code_of_country
from cityties.model.earth import Point
from cityties.model.rows import Place

_TAIL: Final = re.compile(
    r"(?P<name>.+?)\s*(?:[(（](?P<inside>[^()（）]+)[)）]|[,،]\s*(?P<after>[^,،]+))"
)

NEW: Final = "new"
SKIP: Final = "skip"
"""Answers of a person: a place of its own; leave the lines out."""


@dataclass(frozen=True, slots=True)
class End:
    """What a table says about one city: an end of a tie, or a member.

    Parameters
    ----------
    id : a slug, a Wikidata item (``Q60``), or a GeoNames number (``geonames:5128581``)
    name : as the table writes it, in any language
    country : ISO 3166-1 alpha-2
    region : the state, province or county, as the table writes it
    point : latitude and longitude in degrees
    register : the id that the table's own register has for it; it is kept

    Examples
    --------
    >>> End(name="Brno", country="CZ").register
    ''
    """

    id: str = ""
    name: str = ""
    country: str = ""
    region: str = ""
    point: Point | None = None
    register: str = ""


def end_of_text(text: str) -> End:
    """What a person types for a city: its name, with its country after it or in brackets.

    Parameters
    ----------
    text : ``Hyderabad, Pakistan``, ``Frankfurt (Germany)``, ``Porto``

    Examples
    --------
    >>> end_of_text("Hyderabad, Pakistan").country, end_of_text("Springfield (IL)").region
    ('PK', 'IL')
    """
    match = _TAIL.fullmatch(text.strip())
    if match is None:
        return End(name=text.strip())
    behind = (match["inside"] or match["after"] or "").strip()
    # Two letters are as likely a state: IL is Israel, and Illinois.
    is_name = len(behind) > 3 or behind.casefold() in ("usa", "uk", "uae") or not behind.isascii()
    code = code_of_country(behind) if is_name else ""
    return End(name=match["name"].strip(), country=code, region="" if code else behind)


def key_of(end: End) -> End:
    """What makes two ends of a table one question: spelling and the last digits do not.

    Parameters
    ----------
    end : as a table has it, or as a spreadsheet gives it back

    Examples
    --------
    >>> key_of(End(name=" São José", point=(9.92222222, -84.08))) == key_of(
    ...     End(name="Sao Jose", point=(9.92222, -84.080)))
    True
    """
    point = None if end.point is None else (round(end.point[0], 5), round(end.point[1], 5))
    name = fold(end.name) or _plain(end.name)
    return End(end.id.strip(), name, end.country, fold(end.region), point, _plain(end.register))


def _plain(text: str) -> str:
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that an end may mean.

    Parameters
    ----------
    id : of a known place, or ``geonames:NUMBER``
    name : what it is called there
    country : ISO 3166-1 alpha-2
    score : how well it fits, from 0 to 100
    km : how far away it is, where both have a point
    population : if it is known
    point : where it is
    """

    id: str
    name: str
    country: str
    score: float
    km: float | None = None
    population: int | None = None
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an end means.

    Parameters
    ----------
    place : the id of a place that is known, a new row, or ``""``: not decided
    how : ``id``, ``name+country``, ``point``, ``likely``, ``answered``, ``new``, or ``""``
    km : how far the place is from the point that the table gives
    candidates : what it may mean, the likeliest first, where a person has to decide
    told : findings, each a code and a text
    """

    place: str | Place = ""
    how: str = ""
    km: float | None = None
    candidates: tuple[Candidate, ...] = ()
    told: tuple[tuple[str, str], ...] = field(default=())

    @property
    def id(self) -> str:
        """The id of the place; ``""`` if it is not decided."""
        return self.place if isinstance(self.place, str) else self.place.id

    @property
    def is_question(self) -> bool:
        """Whether a person has to decide."""
        return bool(self.candidates)
