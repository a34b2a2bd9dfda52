"""What is known of a city: the item that stands for it, its names, country, point, population."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping

from cityties.loaders.foreign.cities import CityRow
from cityties.loaders.foreign.countries import code_of_country, countries
from cityties.loaders.wikidata.choose import best_rank, choose
from cityties.loaders.wikidata.items import (
    COUNTRY,
    ISO_CODE,
    POINT,
    POPULATION,
    REPLACED_BY,
    Collection,
    Item,
    qid_number,
)
from cityties.loaders.wikidata.labels import name_of, persian_name_of
from cityties.loaders.wikidata.surprises import Surprises
from cityties.model.identifiers import is_qid
from cityties.model.rows import Tables

_WKT = re.compile(
    r"\s*(?:<([^>]*)>\s*)?POINT\s*\(\s*(-?[0-9.]+(?:E-?[0-9]+)?)\s+(-?[0-9.]+(?:E-?[0-9]+)?)\s*\)\s*",
    re.IGNORECASE,
)
_EARTH = "http://www.wikidata.org/entity/Q2"
_AMOUNT = re.compile(r"\+?([0-9]{1,9})(?:\.0*)?")
_DIGITS = 9  # after the point of a degree, as for other tables


class Facts(dict[str, CityRow]):
    """Rows of cities by item, made of a collection when they are requested.

    Parameters
    ----------
    collection : the items
    known : rows that may be referred to; countries there tell the code of their items
    day : the day of the data
    origin : what the rows give as their origin
    others : what other tables say about cities, by item; it fills what is blank
    surprises : notes what is odd
    """

    def __init__(
        self,
        collection: Collection,
        known: Tables,
        day: datetime.date,
        origin: str,
        others: Mapping[str, CityRow],
        surprises: Surprises,
    ) -> None:
        super().__init__()
        self.collection, self.day, self.origin = collection, day, origin
        self.others, self.odd = others, surprises
        self._resolved: dict[str, str] = {}
        self._country_of = {
            row.wikidata: row.country
            for row in known.places
            if row.kind == "country" and row.wikidata
        }

    def get(self, key: str, _default: CityRow | None = None) -> CityRow:  # type: ignore[override]  # never blank
        """The row of an item."""
        return self.row(key)

    def item(self, qid: str) -> Item:
        """The item; an empty one if nothing was said of it."""
        return self.collection.items.get(qid) or Item(qid)

    def resolve(self, qid: str) -> str:
        """The item that stands for this one: redirects and replaced items followed."""
        if qid not in self._resolved:
            self._resolved[qid] = self._follow(qid)
        return self._resolved[qid]

    def _follow(self, qid: str) -> str:
        seen = [qid]
        while True:
            item = self.item(seen[-1])
            if item.redirect:
                kind, targets = "redirect", {item.redirect}
            else:
                values = best_rank(item.statements.get(REPLACED_BY, ()))
                kind = "replaced"
                targets = {each.value for each in values if is_qid(each.value)}
            if not targets:
                return seen[-1]
            if len(targets) > 1:
                self.odd.note("replaced-by-several", item.id)
                return item.id
            target = targets.pop()
            if target in seen:
                self.odd.note("replaced-in-circle", *sorted(seen, key=qid_number))
                return qid
            self.odd.note(kind, item.id, target)
            seen.append(target)

    def row(self, qid: str) -> CityRow:
        """What is known of a city."""
        item = self.item(qid)
        if not item.statements and not item.labels and qid in self.others:
            return self.others[qid]
        if not item.labels and not item.statements:
            self.odd.note("not-described", qid)
        name = name_of(item, self.odd)
        latitude, longitude = self._point(item)
        row = CityRow(
            name,
            persian_name_of(item, self.odd),
            latitude,
            longitude,
            self._country(item),
            self._population(item),
            self.origin,
        )
        return row.filled_from(self.others[qid]) if qid in self.others else row

    def _country(self, item: Item) -> str:
        chosen = choose(item.statements.get(COUNTRY, ()), self.day)
        if not chosen:
            self.odd.note("no-country", item.id)
            return ""
        codes = {each.value: self._code(each.value) for each in chosen}
        coded = [value for value in codes if codes[value]]
        if not coded:
            self.odd.note("country-without-code", item.id, *codes)
            return ""
        if len(coded) > 1:
            self.odd.note("several-countries", item.id)
        return codes[coded[0]]

    def _code(self, country: str) -> str:
        if not is_qid(country):
            return code_of_country(country)
        if country in self._country_of:
            return self._country_of[country]
        item = self.item(country)
        codes = [each.value.upper() for each in best_rank(item.statements.get(ISO_CODE, ()))]
        found = next((code for code in sorted(codes) if code in countries()), "")
        return found or code_of_country(item.labels.get("en", ""))

    def _point(self, item: Item) -> tuple[float | None, float | None]:
        chosen = choose(item.statements.get(POINT, ()), self.day)
        if not chosen:
            self.odd.note("no-coordinates", item.id)
            return None, None
        points = [point for each in chosen if (point := read_point(each.value))]
        if not points:
            self.odd.note("bad-coordinates", item.id)
            return None, None
        if len(set(points)) > 1:
            self.odd.note("several-coordinates", item.id)
        return points[0]

    def _population(self, item: Item) -> int | None:
        chosen = choose(item.statements.get(POPULATION, ()), self.day)
        if not chosen:
            return None
        amounts = [match for each in chosen if (match := _AMOUNT.fullmatch(each.value))]
        if not amounts:
            self.odd.note("bad-population", item.id)
            return None
        if len({int(match.group(1)) for match in amounts}) > 1:
            self.odd.note("several-populations", item.id)
        return int(amounts[0].group(1)) or None


def read_point(text: str) -> tuple[float, float] | None:
    """Latitude and longitude of a WKT point, which has the longitude first.

    Parameters
    ----------
    text : ``Point(11.32 50.98)``, or with the address of another globe before it

    Returns
    -------
    tuple of degrees, or ``None`` if it is not a point on Earth

    Examples
    --------
    >>> read_point("Point(11.316666 50.983333)")
    (50.983333, 11.316666)
    >>> read_point("<http://www.wikidata.org/entity/Q405> Point(1 2)") is None
    True
    """
    match = _WKT.fullmatch(text)
    if match is None or match.group(1) not in (None, "", _EARTH):
        return None
    try:
        longitude, latitude = (round(float(part), _DIGITS) for part in match.group(2, 3))
    except ValueError:
        return None
    if not all(map(math.isfinite, (longitude, latitude))):
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
