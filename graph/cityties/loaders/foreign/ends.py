"""The cities that the lines of a table are about: read from cells, then given to the resolver.

A table says things about a city in several cells (`cityties.loaders.resolve.ends.End`); what they
mean is decided once for the whole file, so that the order of its lines changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cityties.language.names import fold
from cityties.loaders.cells import id_fault
from cityties.loaders.foreign.cities import CityRow, city_row
from cityties.loaders.foreign.countries import country_place, read_country
from cityties.loaders.foreign.deciding import Deciding
from cityties.loaders.foreign.tables import OutsideTable, Record, read_ref, shown
from cityties.loaders.resolve.ends import End, Resolution, key_of
from cityties.loaders.resolve.ids import GEONAMES, read_id
from cityties.loaders.resolve.resolver import Resolver
from cityties.model.rows import Place, Tables
from cityties.model.unknown import is_unknown

_TAIL: Final = re.compile(r"(.+?)\s*(?:,\s*([^,()]+)|\(([^()]+)\))")
_SHORT: Final = frozenset(("usa", "uk", "uae"))  # other short codes are states and cantons too


@dataclass(frozen=True, slots=True)
class Read:
    """What the cells of a line say about one city.

    Parameters
    ----------
    end : for the resolver; ``None``: nothing that can be used
    row : all that the cells say
    code : of the finding, where there is no end
    value : what the finding shows
    """

    end: End | None
    row: CityRow
    code: str = ""
    value: str = ""


class EndReader:
    """Reads the cells about one city of each line.

    Parameters
    ----------
    table : the table
    prefix : of the roles: ``from_``, ``to_``, or blank for a table of cities
    known : rows that may be referred to
    record : findings are added here
    """

    def __init__(self, table: OutsideTable, prefix: str, known: Tables, record: Record) -> None:
        self._table, self._prefix, self._record = table, prefix, record
        self._known = {place.id for place in known.places}
        self._places = sorted(
            {at for role, at in table.columns.items() if role.startswith(prefix) and at >= 0}
            if prefix
            else set(table.columns.values())
        )
        self._has_name = f"{prefix}name" in table.columns or (
            "listed" in table.columns and not prefix
        )
        self._view = OutsideTable(
            table.file,
            {role.removeprefix(prefix): at for role, at in table.columns.items()
             if role.startswith(prefix)},
            table.titles,
            [],
            table.choices,
        )  # fmt: skip
        self._done: dict[tuple[str, ...], tuple[Read, Record]] = {}

    def read(self, line: int, cells: Sequence[str]) -> Read:
        """What a line says about the city; what is odd is recorded for each line.

        Parameters
        ----------
        line : its number
        cells : its cells
        """
        key = tuple([cells[at] for at in self._places])
        done = self._done.get(key)
        if done is None:
            found = Record()
            done = self._done[key] = self._read(line, cells, found), found
        for finding in done[1].findings:
            self._record.findings.append(replace(finding, line=line))
        return done[0]

    def _read(self, line: int, cells: Sequence[str], record: Record) -> Read:
        view = self._view
        row = city_row(view, line, cells, record)
        if replace(row, origin="") == CityRow():  # an id alone: it says nothing about the city
            row = CityRow(origin=view.cell(cells, "origin"))
        if not row.name and (listed := view.cell(cells, "listed")):
            row = replace(row, name=listed)
        if row.name and not row.country and (parts := _TAIL.fullmatch(row.name)):
            row = self._with_country(row, parts[1], parts[2] or parts[3], line, record)
        text = view.cell(cells, "id")
        if is_unknown(text, self._table.choices.blanks, zero=False):
            text = ""
        point = (
            None if row.latitude is None or row.longitude is None else (row.latitude, row.longitude)
        )
        about = End("", row.name, row.country, view.cell(cells, "region"), point)
        if not text:
            if not row.name:
                return Read(None, row, "blank-id", shown(cells))
            return Read(about, row)
        ref = read_ref(text)
        if ref is not None and ref.kind == "item":
            return Read(replace(about, id=ref.key), row)
        other = read_id(text)
        if other is not None and other.kind == GEONAMES:
            return Read(replace(about, id=text), row)
        if ref is not None and ref.kind == "slug" and (text in self._known or not row.name):
            return Read(replace(about, id=text), row)
        if row.name:
            if re.match("[Qq][0-9]", text):  # meant as an item, if a wrong one
                return Read(None, row, "bad-id", text[:80])
            return Read(replace(about, register=text), row)
        if ref is not None and ref.kind == "number" and not self._known:
            return Read(replace(about, id=ref.key), row)
        return Read(None, row, "bad-id", text[:80])

    def _with_country(
        self, row: CityRow, name: str, text: str, line: int, record: Record
    ) -> CityRow:
        """The country that stands behind a name: "Altdorf, Germany", "Altdorf (Germany)"."""
        code = read_country(text)[0]
        if not code or (
            len(fold(text).replace(" ", "")) < 4 and fold(text).replace(" ", "") not in _SHORT
        ):
            return row
        record.note("country-in-name", self._table.file, line, row.name[:80])
        return replace(row, name=name, country=code)


class Ends:
    """All cities of a file, each once, and the places that they mean.

    Parameters
    ----------
    known : rows that may be referred to
    rows : what other tables say about cities, by the key of their id
    using : the installed names and the answers of a person
    """

    def __init__(self, known: Tables, rows: Mapping[str, CityRow], using: Deciding) -> None:
        self._known = known
        self._numbers: dict[End, int] = {}
        self._rows: list[CityRow] = []
        self._ends: list[End] = []
        self._ids: list[str] = []
        self._old = {place.id for place in known.places}
        self._countries = {place.country for place in known.places if place.kind == "country"}
        brought = list(_brought(known, rows))
        self.resolver = Resolver(
            known,
            package=using.package,
            brought=brought,
            answers=using.answers.answers,
            source=using.source,
        )
        self._using = using
        self._brought = {place.id for place in brought}
        self._asked: dict[int, list[int]] = {}
        self._more = rows
        self.resolutions: list[Resolution] = []

    def add(self, end: End, row: CityRow) -> int:
        """Note a city; the same number for the same end.

        Parameters
        ----------
        end : what the table says, for the resolver
        row : all that it says
        """
        number = self._numbers.get(end)
        if number is None:
            number = self._numbers[end] = len(self._rows)
            self._rows.append(row)
            self._ends.append(end)
        return number

    def settle(self) -> None:
        """Decide what each city is.

        Raises
        ------
        DataError
            If an answer names nothing.
        """
        answers = self._using.answers.answers
        # The answers last: they may name a place that another line makes.
        answered = [end for end in self._numbers if key_of(end) in answers] if answers else []
        later = set(answered)
        found = self.resolver.resolve_all(end for end in self._numbers if end not in later)
        self._using.check([*self._old, *self._brought, *(one.id for one in self.resolver.made)])
        found |= self.resolver.resolve_all(answered)
        self.resolutions = [found[end] for end in self._numbers]
        self._ids = [resolution.id for resolution in self.resolutions]

    def note_line(self, number: int, line: int) -> None:
        """Remember where a city that is not decided is named.

        Parameters
        ----------
        number : of :meth:`add`
        line : of the file
        """
        if self.resolutions[number].is_question:
            self._asked.setdefault(number, []).append(line)

    def unresolved(self, record: Record) -> bytes:
        """The file of what a person has to decide.

        Parameters
        ----------
        record : findings are added here
        """
        for number, lines in self._asked.items():
            end = self._ends[number]
            record.note("undecided", "", lines[0], (end.name or end.register or end.id)[:80])
        return self._using.unresolved(self._ends, self.resolutions, self._asked, record)

    def id(self, number: int) -> str:
        """The id of the place that a city is; ``""`` if that is not decided."""
        return self._ids[number]

    def end(self, number: int) -> End:
        """What the table says about it."""
        return self._ends[number]

    def is_old(self, id: str) -> bool:
        """Whether a place was known before."""
        return id in self._old

    def cities(self, used: set[str]) -> tuple[Place, ...]:
        """The new places that lines of the file mean.

        Parameters
        ----------
        used : ids of all places that claims refer to
        """
        rows: dict[str, CityRow] = {}
        for id, row, end in zip(self._ids, self._rows, self._ends, strict=True):
            if id in used and id not in self._old:
                more = self._more.get(end.id) if end.id else None
                said = row.filled_from(more) if more else row
                rows[id] = rows[id].filled_from(said) if id in rows else said
        made = []
        for place in self.resolver.made:
            if place.id in used:
                made.append(_filled(place, rows.get(place.id, CityRow())))
        return tuple(made)

    def places(self, cities: Sequence[Place]) -> tuple[Place, ...]:
        """The new cities, and the countries that they are in and nobody has yet, sorted."""
        codes = {place.country for place in cities} - self._countries - {""}
        made = [found for code in codes if (found := country_place(code))]
        return tuple(sorted((*made, *cities), key=lambda place: place.id))


def _brought(known: Tables, rows: Mapping[str, CityRow]) -> list[Place]:
    """Places that tables of cities describe and nobody has yet."""
    taken = {place.id for place in known.places}
    taken |= {row.id for row in known.organizations} | {row.id for row in known.people}
    items = {place.wikidata for place in known.places}
    made = []
    for key, row in rows.items():
        id = key.lower()
        item = key if read_ref(key) and key[:1] == "Q" else ""
        if id in taken or (item and item in items) or id_fault("places", id):
            continue
        made.append(
            Place(
                id, "city", row.name or item or id, row.name_fa, country=row.country,
                latitude=row.latitude, longitude=row.longitude, population=row.population,
                wikidata=item, origin=row.origin,
                note="" if row.name else "no name is known: the id is used instead",
            )
        )  # fmt: skip
    return made


def _filled(place: Place, row: CityRow) -> Place:
    """A new place with what the cells say beyond what the resolver needs."""
    changed: dict[str, object] = {}
    if (
        row.name
        and place.note.startswith("no name")
        and place.name_en in (place.id, place.wikidata)
    ):
        changed.update(name_en=row.name, note="")
    if row.name_fa and not place.name_fa:
        changed["name_fa"] = row.name_fa
    if row.country and not place.country:
        changed["country"] = row.country
    if row.population and not place.population:
        changed["population"] = row.population
    if row.latitude is not None and place.latitude is None:
        changed.update(latitude=row.latitude, longitude=row.longitude)
    origins = [origin for origin in (place.origin, row.origin) if origin]
    origin = "; ".join(dict.fromkeys(part for each in origins for part in each.split("; ")))
    if origin != place.origin:
        changed["origin"] = origin
    return replace(place, **changed) if changed else place  # type: ignore[arg-type]  # each of its own type
