"""Things that a source does not name: "a city in Denmark", "شهری در لهستان"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cityties.language.names import fold
from cityties.model.gazetteer import Gazetteer
from cityties.model.rows import Tables

_WORDS = (
    "city|cities|town|municipality|village|capital|port|mayor|governor|ambassador|consul|"
    "delegation|council|university|chamber|company|embassy|ministry|official|officials|speaker|"
    "citizen|person|man|woman|partner|place|organization|organisation|association|network|club"
)
_LATIN = re.compile(
    rf"(?:an?|one|some|another|several|two|three|the|unnamed|unknown)\s(?:\S+\s){{0,3}}?(?:{_WORDS})\b.*"
)
_PERSIAN = re.compile(
    r"(?:یک|یکی از|چند|دو|سه)\s\S.*|"
    r"(?:شهری|شهردار|شهرداری|استاندار|سفیر|هیئتی|دانشگاهی|شرکتی|نماینده|مقامی|اتاقی|انجمنی|"
    r"شخصی|فردی)\s(?:در|از|اهل)\s.+"
)
_IN = re.compile(r"\b(?:in|of|from|near)\s(?:the\s)?(.+)$|(?:در|از|اهل)\s(.+)$")


def is_description(text: str) -> bool:
    """Whether a text describes a thing without naming it.

    Examples
    --------
    >>> is_description("a city in Denmark"), is_description("شهری در لهستان")
    (True, True)
    >>> is_description("A Coruña"), is_description("The Hague")
    (False, False)
    """
    plain = " ".join(text.casefold().split())
    return bool(_LATIN.fullmatch(plain) or _PERSIAN.fullmatch(plain))


def country_in(text: str, tables: Sequence[Tables]) -> str:
    """The code of the country that a text names, alone or after "in"; blank if none.

    Examples
    --------
    >>> from cityties.model.rows import Place
    >>> rows = Tables(places=(Place("denmark", "country", "Denmark", "دانمارک", country="DK"),))
    >>> country_in("a city in Denmark", [rows]), country_in("دانمارک", [rows])
    ('DK', 'DK')
    """
    tried = [text]
    if match := _IN.search(text):
        tried.append(match[1] or match[2])
    for rows in tables:
        names = Gazetteer(rows)
        codes = {place.id: place.country for place in rows.places if place.kind == "country"}
        for part in tried:
            found = names.candidates(part, ("country",)) if fold(part) else ()
            if len(found) == 1:
                return codes[found[0]]
    return ""
