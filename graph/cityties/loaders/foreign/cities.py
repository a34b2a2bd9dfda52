"""Cities that a table of others names: told from those known, or made into places.

A Wikidata item that a known city has means that city. Any other item becomes the
place ``q60``: an id that no renaming and no second city of the same name can move.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cityties.language.names import fold, latin_digits
from cityties.loaders.cells import cell_faults, id_fault
from cityties.loaders.foreign.countries import countries, country_place, read_country
from cityties.loaders.foreign.points import lies_in, read_point, split_pair
from cityties.loaders.foreign.tables import (
    Choices,
    OutsideTable,
    Record,
    Ref,
    Wanted,
    read_outside,
    read_ref,
)
from cityties.model.columns import Column
from cityties.model.gazetteer import other_names
from cityties.model.rows import Place, Tables
from cityties.model.texts import every_name
from cityties.model.unknown import is_unknown

CITY_ROLES: dict[str, tuple[str, ...]] = {
    "id": ("id", "qid", "wikidata", "wikidata_id", "item", "city_id", "node"),
    "name": ("name", "label", "name_en", "city", "wikidata_name", "item_label", "city_name"),
    "name_fa": ("name_fa", "label_fa"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lng", "lon", "long"),
    "point": ("point", "coordinates"),
    "region": ("region",),
    "country": ("country", "country_name", "country_label"),
    "countrycd": ("countrycd", "country_code", "countrycode", "iso2", "iso_a2", "cc"),
    "population": ("population", "pop", "inhabitants"),
    "origin": ("source", "origin"),
}
"""What a column of a table of cities can be, and the names that it goes by."""

CITY_IGNORED = ("continent", "continent_code", "geonameid", "geonames_id", "country_qid")
"""Columns that follow from others or that no row of ours holds."""

PLACES = Wanted(CITY_ROLES, required=("id",), ignored=CITY_IGNORED)

_LETTER = re.compile(r"[^\W\d_]")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([ .,'])[0-9]{3})(?:\1[0-9]{3})*")
_WHOLE = re.compile(r"[0-9]{1,9}")
_NAME = Column("name_en", "text", "")


@dataclass(frozen=True, slots=True)
class CityRow:
    """What a table says about a city; blank or ``None`` for what it does not say."""

    name: str = ""
    name_fa: str = ""
    latitude: float | None = None
    longitude: float | None = None
    country: str = ""
    population: int | None = None
    origin: str = ""

    def filled_from(self, other: CityRow) -> CityRow:
        """The row with its blanks filled from another one, whose origin is then named too."""
        changed: dict[str, object] = {}
        for name in ("name", "name_fa", "country", "population"):
            if not getattr(self, name) and getattr(other, name):
                changed[name] = getattr(other, name)
        if self.latitude is None and other.latitude is not None:
            changed.update(latitude=other.latitude, longitude=other.longitude)
        if not changed:
            return self
        origins = [origin for origin in (self.origin, other.origin) if origin]
        changed["origin"] = "; ".join(dict.fromkeys(origins))
        return replace(self, **changed)  # type: ignore[arg-type]  # each of its own type


def city_row(table: OutsideTable, line: int, cells: Sequence[str], record: Record) -> CityRow:
    """Read what a line says about a city; what cannot be used is recorded.

    Parameters
    ----------
    table : where the line stands
    line : its number
    cells : its cells
    record : findings are added here
    """

    def get(role: str) -> str:
        return table.cell(cells, role)

    country = _country(table, line, get("countrycd"), get("country"), record)
    latitude, longitude = _point(table, line, cells, country, record)
    name = "" if is_blank_name(get("name"), table.choices.blanks) else get("name")
    if name and cell_faults(_NAME, "text", name):
        record.note("bad-name", table.file, line, name[:80])
        name = ""
    return CityRow(
        name,
        get("name_fa"),
        latitude,
        longitude,
        country,
        _population(table, line, get("population"), record),
        get("origin") or Path(table.file).name,
    )


def is_blank_name(text: str, blanks: Collection[str] = ()) -> bool:
    """Whether a cell has no name: there are towns called None, Nan and Brak, so few words say so.

    Examples
    --------
    >>> is_blank_name("?"), is_blank_name("None"), is_blank_name("n/a")
    (True, False, True)
    """
    if not _LETTER.search(text) and not text.isdigit():
        return True
    return text.casefold() in ("n/a", "#n/a", "unknown") or text in blanks


def _point(
    table: OutsideTable, line: int, cells: Sequence[str], country: str, record: Record
) -> tuple[float | None, float | None]:
    """The position that a line gives, checked against its country."""
    latitude, longitude = table.cell(cells, "latitude"), table.cell(cells, "longitude")
    both = table.cell(cells, "point") or (latitude if not longitude else "")
    blanks = table.choices.blanks
    latitude, longitude, both = (
        "" if is_unknown(text, blanks, zero=False) else text for text in (latitude, longitude, both)
    )
    if not latitude and not longitude and not both:
        return None, None
    found = None
    if both and not longitude and (pair := split_pair(both, table.choices.decimal)):
        latitude, longitude = pair
    if latitude and longitude:
        found = read_point(latitude, longitude, country, table.choices.decimal)
    if found is None or (found.latitude == 0 and found.longitude == 0):  # where nothing lies
        text = f"{latitude}, {longitude}" if latitude or longitude else both
        record.note("bad-point", table.file, line, text[:80])
        return None, None
    if found.is_swapped:
        record.note("swapped-point", table.file, line, f"{latitude}, {longitude} ({country})")
    elif country and not lies_in(found, country):
        record.note("point-outside", table.file, line, f"{latitude}, {longitude} ({country})")
    return found.latitude, found.longitude


def _population(table: OutsideTable, line: int, text: str, record: Record) -> int | None:
    plain = latin_digits(text).removesuffix(".0").replace("\u00a0", " ")
    if _GROUPED.fullmatch(plain):
        plain = re.sub(r"\D", "", plain)
    if is_unknown(plain, table.choices.blanks):  # nobody lives in a city of nobody: not known
        return None
    if not _WHOLE.fullmatch(plain):
        record.note("bad-population", table.file, line, text[:80])
        return None
    return int(plain) or None


def _country(table: OutsideTable, line: int, code: str, name: str, record: Record) -> str:
    """The code of the country that a line names or gives as a code, in either column."""
    blanks = table.choices.blanks
    code, name = ("" if _no_country(text, blanks) else text for text in (code, name))
    by_code, _gone = read_country(code) if code else ("", "")
    meant, gone = read_country(name) if name else ("", "")
    if by_code:
        if name and meant != by_code:
            record.note("country-text", table.file, line, f"{name} ({by_code})"[:80])
        return by_code
    if code and not meant:
        record.note("former-country" if _gone else "bad-country", table.file, line, code[:80])
    elif code:
        record.note("bad-country", table.file, line, code[:80])
    if name and not meant and not (code and _gone):
        if gone:
            record.note("former-country", table.file, line, f"{name} ({gone})"[:80])
        else:
            record.note("unknown-country", table.file, line, name[:80])
    return meant


def _no_country(text: str, blanks: Collection[str]) -> bool:
    """Whether a cell names no country; NA is Namibia's code, and n/a says nothing."""
    return not (text.isupper() and text in countries()) and is_unknown(text, blanks)


def read_places(
    files: Iterable[Path | str],
    record: Record,
    ignore: Sequence[str] = (),
    choices: Choices | None = None,
) -> dict[str, CityRow]:
    """Read tables of cities; a later one fills what the earlier ones leave blank.

    Parameters
    ----------
    files : tables with a column of ids and any of `CITY_ROLES`
    record : findings are added here
    ignore : names of columns to leave out
    choices : how its cells are written, if the person said so

    Returns
    -------
    dict : rows by the key of their :class:`~cityties.loaders.foreign.tables.Ref`
    """
    found: dict[str, CityRow] = {}
    for file in files:
        given = choices or Choices()
        written = Choices(ignore=tuple(ignore), decimal=given.decimal, blanks=given.blanks)
        table = read_outside(file, PLACES, written, record)
        here: set[str] = set()
        for line, cells in table.lines:
            ref = read_ref(table.cell(cells, "id"))
            if ref is None:
                record.note("bad-place-id", table.file, line, table.cell(cells, "id")[:80])
            elif ref.key in here:
                record.note("place-twice", table.file, line, ref.key)
            else:
                here.add(ref.key)
                row = city_row(table, line, cells, record)
                found[ref.key] = found[ref.key].filled_from(row) if ref.key in found else row
    return found


class Cities:
    """Turns the names that a table gives to cities into ids of places, and keeps the new ones.

    Parameters
    ----------
    known : rows that may be referred to
    rows : what tables say about cities, by key
    """

    def __init__(self, known: Tables, rows: dict[str, CityRow]) -> None:
        self._places = {place.id: place for place in known.places}
        self._taken = {row.id for row in known.organizations} | {row.id for row in known.people}
        self._items = {place.wikidata: place.id for place in known.places if place.wikidata}
        self._countries = {place.country for place in known.places if place.kind == "country"}
        self._rows = rows
        self._made: dict[str, Place] = {}
        self._ids: dict[Ref, str] = {}
        self._named: dict[tuple[str, str], list[str]] | None = None
        self.old: set[str] = set()
        """Ids of known places that were named."""

    def id_of(self, ref: Ref) -> str:
        """The id of a place; a place is made if it is new. ``""`` if the id is not to be had."""
        if ref not in self._ids:
            self._ids[ref] = self._find(ref)
        return self._ids[ref]

    def _find(self, ref: Ref) -> str:
        known = self._items.get(ref.key, "") if ref.kind == "item" else ref.key
        if known in self._places:
            self.old.add(known)
            return known
        wanted = ref.key.lower()
        if wanted in self._places or wanted in self._taken or id_fault("places", wanted):
            return ""
        self.make(wanted, self._rows.get(ref.key, CityRow()), ref.key if ref.kind == "item" else "")
        return wanted

    def make(self, id: str, row: CityRow, item: str = "") -> None:
        """Make a place of what is known about it; without a name its id stands for it."""
        self._made[id] = Place(
            id,
            "city",
            row.name or item or id,
            row.name_fa,
            country=row.country,
            latitude=row.latitude,
            longitude=row.longitude,
            population=row.population,
            wikidata=item,
            origin=row.origin,
            note="" if row.name else "no name is known: the id is used instead",
        )

    def with_name(self, name: str, country: str) -> list[str]:
        """Ids of known cities of this name, in this country if it is given, sorted."""
        if self._named is None:
            self._named = {}
            for place in self._places.values():
                if place.kind == "city":
                    names = (*every_name(place), *other_names(place))
                    for each in {fold(each) for each in names if each}:
                        for code in {place.country, ""}:
                            self._named.setdefault((each, code), []).append(place.id)
        return sorted(self._named.get((fold(name), country), []))

    def is_free(self, id: str) -> bool:
        """Whether a new place may have this id."""
        return (
            id not in self._places
            and id not in self._taken
            and id not in self._made
            and id_fault("places", id) is None
        )

    @property
    def places(self) -> tuple[Place, ...]:
        """The new cities, and the countries that they are in and nobody has yet, sorted."""
        codes = {place.country for place in self._made.values()} - self._countries - {""}
        made = [found for code in codes if (found := country_place(code))]
        return tuple(sorted((*made, *self._made.values()), key=lambda place: place.id))

    @property
    def cities(self) -> tuple[Place, ...]:
        """The new cities alone."""
        return tuple(self._made.values())
