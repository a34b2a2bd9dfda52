"""How a table names a city by an id: a Wikidata item, a number of its own, or a slug."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from cityties.model.identifiers import is_qid, is_slug
from cityties.vocabulary.terms import PREFIXES

_NUMBER: Final = re.compile(r"[0-9]{1,15}")
_ENTITY: Final = (
    PREFIXES["wd"], "https://www.wikidata.org/wiki/", "http://www.wikidata.org/wiki/", "wd:",
    "https://www.wikidata.org/entity/",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ref:
    """How a table names a city: by a Wikidata item, a number of its own, or a slug.

    ``key`` is the item (``Q60``), the number with an ``n`` before it, or the slug.
    """

    key: str
    kind: str  # "item", "number" or "slug"


def read_ref(text: str) -> Ref | None:
    """Parse the id of a city in an external table; ``None`` if it is not an id.

    Parameters
    ----------
    text : ``Q60``, the address of an item, ``isfahan``, or a bare number

    Examples
    --------
    >>> read_ref("http://www.wikidata.org/entity/Q60").key, read_ref("007").key
    ('Q60', 'n7')
    >>> read_ref("isfahan").kind, read_ref("New York")
    ('slug', None)
    """
    for start in _ENTITY:
        if text.startswith(start):
            text = text[len(start) :]
            return Ref(text.upper(), "item") if is_qid(text.upper()) else None
    if is_qid(text.upper()):
        return Ref(text.upper(), "item")
    if _NUMBER.fullmatch(text):
        return Ref(f"n{int(text)}", "number")
    return Ref(text, "slug") if is_slug(text) else None
