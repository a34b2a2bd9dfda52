"""Cities that a table of others names: told from those known, or made into places.

A Wikidata item that a known city has means that city. Any other item becomes the
place ``q60``: an id that no renaming and no second city of the same name can move.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cityties.language.names import fold, latin_digits
from cityties.loaders.cells import cell_faults, id_fault
from cityties.loaders.foreign.countries import code_of_country, countries, country_place
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

CITY_ROLES: dict[str, tuple[str, ...]] = {
    "id": ("id", "qid", "wikidata", "wikidata_id", "item", "city_id", "node"),
    "name": ("name", "label", "name_en", "city", "wikidata_name", "item_label", "city_name"),
    "name_fa": ("name_fa", "label_fa"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lng", "lon", "long"),
    "country": ("country", "country_name", "country_label"),
    "countrycd": ("countrycd", "country_code", "countrycode", "iso2", "iso_a2", "cc"),
    "population": ("population", "pop", "inhabitants"),
    "origin": ("source", "origin"),
}
"""What a column of a table of cities can be, and the names that it goes by."""

CITY_IGNORED = ("continent", "continent_code", "geonameid", "geonames_id", "country_qid")
"""Columns that follow from others or that no row of ours holds."""

PLACES = Wanted(CITY_ROLES, required=("id",), ignored=CITY_IGNORED)

_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_WHOLE = re.compile(r"[0-9]{1,9}")
_NAME = Column("name_en", "text", "")
_DIGITS = 9  # after the point: a tenth of a millimetre; more is noise


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

    latitude, longitude = _point(table, line, get("latitude"), get("longitude"), record)
    name = get("name")
    if name and cell_faults(_NAME, "text", name):
        record.note("bad-name", table.file, line, name[:80])
        name = ""
    return CityRow(
        name,
        get("name_fa"),
        latitude,
        longitude,
        _country(table, line, get("countrycd"), get("country"), record),
        _population(table, line, get("population"), record),
        get("origin") or Path(table.file).name,
    )


def _point(
    table: OutsideTable, line: int, latitude: str, longitude: str, record: Record
) -> tuple[float | None, float | None]:
    if not latitude and not longitude:
        return None, None
    north, east = _number(latitude, 90), _number(longitude, 180)
    if north is None or east is None:
        record.note("bad-point", table.file, line, f"{latitude}, {longitude}")
        return None, None
    return north, east


def _number(text: str, limit: int) -> float | None:
    if not _DECIMAL.fullmatch(text):
        return None
    value = round(float(text), _DIGITS)
    return value if math.isfinite(value) and abs(value) <= limit else None


def _population(table: OutsideTable, line: int, text: str, record: Record) -> int | None:
    plain = latin_digits(text).removesuffix(".0")
    if not plain or plain == "0":  # nobody lives in a city of nobody: not known
        return None
    if not _WHOLE.fullmatch(plain):
        record.note("bad-population", table.file, line, text)
        return None
    return int(plain)


def _country(table: OutsideTable, line: int, code: str, name: str, record: Record) -> str:
    meant = code_of_country(name) if name else ""
    code = code.upper()
    if code in countries():
        if name and meant != code:
            record.note("country-text", table.file, line, f"{name} ({code})")
        return code
    if code:
        record.note("bad-country", table.file, line, code)
    elif name and not meant:
        record.note("unknown-country", table.file, line, name)
    return meant


def read_places(
    files: Iterable[Path | str], record: Record, ignore: Sequence[str] = ()
) -> dict[str, CityRow]:
    """Read tables of cities; a later one fills what the earlier ones leave blank.

    Parameters
    ----------
    files : tables with a column of ids and any of `CITY_ROLES`
    record : findings are added here
    ignore : names of columns to leave out

    Returns
    -------
    dict : rows by the key of their :class:`~cityties.loaders.foreign.tables.Ref`
    """
    found: dict[str, CityRow] = {}
    for file in files:
        table = read_outside(file, PLACES, Choices(ignore=tuple(ignore)), record)
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
                    names = (place.name_en, place.name_fa, *other_names(place))
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
