"""Ids of cities as tables write them: slugs, Wikidata items, GeoNames numbers."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from cityties.language.names import latin_digits
from cityties.model.identifiers import is_qid, is_slug

GEONAMES: Final = "geonames"
"""What stands before a GeoNames number in an id of ours."""

_ITEM = re.compile(
    r"(?:https?://(?:www|m)\.wikidata\.org/(?:entity|wiki)/|wd:|wikidata:)?(Q[1-9][0-9]*)", re.I
)
_GEONAMES = re.compile(
    r"(?:https?://(?:www\.|sws\.)?geonames\.org/|geonames:|gn:|g)([1-9][0-9]{0,9})(?:/.*)?", re.I
)


class Id(NamedTuple):
    """An id: its kind (``item``, ``geonames``, ``slug``) and its plain form."""

    kind: str
    key: str


def read_id(text: str) -> Id | None:
    """Parse the id of a city; ``None`` if the text is not one that has a meaning everywhere.

    Parameters
    ----------
    text : ``Q60``, the address of an item, ``geonames:5128581``, the address of a page of
        GeoNames, or ``isfahan``

    Examples
    --------
    >>> read_id("http://www.wikidata.org/entity/Q60"), read_id("geonames:5128581").key
    (Id(kind='item', key='Q60'), '5128581')
    >>> read_id("isfahan").kind, read_id("New York"), read_id("5128581")
    ('slug', None, None)
    """
    plain = latin_digits(text.strip())
    if found := _ITEM.fullmatch(plain):
        key = found[1].upper()
        return Id("item", key) if is_qid(key) else None
    if found := _GEONAMES.fullmatch(plain):
        return Id(GEONAMES, found[1])
    if plain.isdigit() or not is_slug(plain):
        return None
    return Id("slug", plain)
