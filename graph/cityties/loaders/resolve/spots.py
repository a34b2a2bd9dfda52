"""Places by name and by location: one index for known rows and those that a file brings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, floor, radians
from typing import Protocol

from cityties.language.names import fold, spelling_key
from cityties.model.earth import Point, distance_km
from cityties.model.gazetteer import other_names
from cityties.model.rows import Place
from cityties.model.texts import every_name


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a name can mean.

    Parameters
    ----------
    id : of the place; ``geonames:NUMBER`` for one of the installed names
    name : to show
    country : ISO 3166-1 alpha-2
    regions : folded names and codes of what it is part of
    point : latitude and longitude
    population : ``None``: not known
    rank : 0 for a known place, 1 for one of the file, 2 for one of the installed names
    """

    id: str
    name: str
    country: str = ""
    regions: frozenset[str] = frozenset()
    point: Point | None = None
    population: int | None = None
    rank: int = 0


def first_of(folded: str) -> str:
    """With what a name begins in any of its spellings: only such names are compared.

    Examples
    --------
    >>> first_of("esfahan") == first_of("isfahan")
    True
    """
    return (spelling_key(folded) or folded)[:1]


class Index(Protocol):
    """Where spots are found."""

    def named(self, folded: str) -> Iterable[Spot]:
        """Those of a name, in the form of `cityties.language.names.fold`."""

    def rough(self, key: str) -> Iterable[Spot]:
        """Those of a name in another spelling, by `cityties.language.names.spelling_key`."""

    def near(self, point: Point, km: float) -> Iterable[tuple[Spot, float]]:
        """Those within a distance, and the distance."""

    def block(self, country: str, first: str) -> Sequence[tuple[str, str]]:
        """Folded names, each with the id of its spot: those of a country with one beginning.

        ``first`` is what :func:`first_of` gives. Without a country: of every one.
        """

    def names_of(self, spot: Spot) -> tuple[str, ...]:
        """The folded names of a spot."""

    def written(self, spot: Spot) -> tuple[str, ...]:
        """Its other names as people write them, where they are to be taken over."""

    def spot(self, id: str) -> Spot | None:
        """The one with this id."""


_FEW = 2_000  # spots whose names are all compared


class Spots:
    """Spots in memory."""

    def __init__(self) -> None:
        self._spots: dict[str, Spot] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        self._named: dict[str, list[Spot]] = {}
        self._rough: dict[str, list[Spot]] = {}
        self._cells: dict[tuple[int, int], list[Spot]] = {}
        self._blocks: dict[tuple[str, str], list[tuple[str, str]]] = {}

    def __len__(self) -> int:
        return len(self._spots)

    def add(self, spot: Spot, names: Iterable[str]) -> None:
        """Add a spot; one with an id that is there stays as it is."""
        if spot.id in self._spots:
            return
        self._spots[spot.id] = spot
        folded = tuple(dict.fromkeys(filter(None, map(fold, names))))
        self._names[spot.id] = folded
        for name in folded:
            self._named.setdefault(name, []).append(spot)
        for key in dict.fromkeys(map(spelling_key, folded)):
            self._rough.setdefault(key, []).append(spot)
        if spot.point is not None:
            self._cells.setdefault(cell_of(spot.point), []).append(spot)
        for name in folded:
            # Under no country too: who does not say one means any.
            for country in {spot.country, ""}:
                block = self._blocks.setdefault((country, first_of(name)), [])
                block.append((name, spot.id))

    def named(self, folded: str) -> Iterable[Spot]:
        """Those of a folded name."""
        return self._named.get(folded, ())

    def rough(self, key: str) -> Iterable[Spot]:
        """Those of a name in another spelling."""
        return self._rough.get(key, ())

    def near(self, point: Point, km: float) -> Iterator[tuple[Spot, float]]:
        """Those within a distance, and the distance."""
        for cell in cells_around(point, km):
            for spot in self._cells.get(cell, ()):
                away = distance_km(point, spot.point or point)
                if away <= km:
                    yield spot, away

    def block(self, country: str, first: str) -> Sequence[tuple[str, str]]:
        """Folded names with one beginning, of a country; of few spots every name that may fit."""
        if len(self._names) <= _FEW:  # then a wrong first letter is forgiven
            pairs = [(name, id) for id, names in self._names.items() for name in names]
            return [
                (name, id)
                for name, id in pairs
                if not country or self._spots[id].country in (country, "")
            ]
        return self._blocks.get((country, first), [])

    def names_of(self, spot: Spot) -> tuple[str, ...]:
        """The folded names of a spot."""
        return self._names.get(spot.id, ())

    def written(self, spot: Spot) -> tuple[str, ...]:  # noqa: ARG002 - rows have theirs
        """None: the rows have them."""
        return ()

    def spot(self, id: str) -> Spot | None:
        """The one with this id."""
        return self._spots.get(id)


def spots_of(places: Iterable[Place], rank: int = 0) -> Spots:
    """An index of rows; of cities alone, as only these are ends of a tie in a table of others.

    Parameters
    ----------
    places : rows
    rank : see :class:`Spot`

    Examples
    --------
    >>> found = spots_of([Place("porto", "city", "Porto", aliases=("Oporto",), country="PT")])
    >>> [spot.id for spot in found.named("oporto")]
    ['porto']
    """
    rows = {place.id: place for place in places}
    found = Spots()
    for place in rows.values():
        if place.kind == "city":
            names = (*every_name(place), *other_names(place))
            found.add(_spot(place, rows, rank), names)
    return found


def _spot(place: Place, rows: dict[str, Place], rank: int) -> Spot:
    point = (
        None
        if place.latitude is None or place.longitude is None
        else (place.latitude, place.longitude)
    )
    return Spot(
        place.id,
        place.name_en,
        place.country,
        frozenset(_regions(place, rows)),
        point,
        place.population,
        rank,
    )


def _regions(place: Place, rows: dict[str, Place]) -> Iterator[str]:
    seen = {place.id}
    above = rows.get(place.part_of)
    while above is not None and above.id not in seen and above.kind != "country":
        seen.add(above.id)
        for name in (*every_name(above), *other_names(above)):
            if name:
                yield fold(name)
        above = rows.get(above.part_of)


# --- a grid of half degrees -----------------------------------------------------------------

_CELL = 0.5  # degrees
_KM_PER_DEGREE = 111.0
_POLE = 89.9


def cell_of(point: Point) -> tuple[int, int]:
    """The cell of a grid in which a point lies.

    Examples
    --------
    >>> cell_of((0.2, 0.7))
    (0, 1)
    """
    return floor(point[0] / _CELL), floor(_wrapped(point[1]) / _CELL)


def _wrapped(longitude: float) -> float:
    return (longitude + 180) % 360 - 180


def cells_around(point: Point, km: float) -> Iterator[tuple[int, int]]:
    """The cells that a circle touches, over the date line too.

    Parameters
    ----------
    point : its centre
    km : its radius
    """
    north = km / _KM_PER_DEGREE
    widest = abs(point[0]) + north
    # A circle around a pole touches every meridian.
    east = min(180.0, north / cos(radians(widest))) if widest < _POLE else 180.0
    rows = range(floor((point[0] - north) / _CELL), floor((point[0] + north) / _CELL) + 1)
    first, last = floor((point[1] - east) / _CELL), floor((point[1] + east) / _CELL)
    columns = {floor(_wrapped((column + 0.5) * _CELL) / _CELL) for column in range(first, last + 1)}
    for row in rows:
        for column in sorted(columns):
            yield row, column
