"""A small index of city names, in the form of the installed package; made up, but for a few."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cityties.loaders.resolve.package import PackageSpots, opened, write_index


def city(
    number: int,
    name: str,
    country: str,
    point: tuple[float, float],
    people: int,
    *others: str,
    region: str = "",
) -> dict[str, object]:
    return {
        "geonameid": number,
        "name": name,
        "countrycode": country,
        "admin1code": region,
        "latitude": point[0],
        "longitude": point[1],
        "population": people,
        "alternatenames": list(others),
    }


CITIES = [
    city(1, "Prague", "CZ", (50.09, 14.42), 1_300_000, "Praha", "Prag", "Прага", "PRG"),
    city(2, "Brno", "CZ", (49.2, 16.61), 380_000, "Brünn"),
    city(3, "Springfield", "US", (39.8, -89.64), 114_000, region="IL"),
    city(4, "Springfield", "US", (42.1, -72.59), 155_000, region="MA"),
    city(5, "Neustadt", "DE", (49.35, 8.14), 53_000),
    city(6, "Neustadt", "DE", (54.1, 10.8), 1_500),
    city(7, "Altstadt", "DE", (48.5, 9.0), 3_000),
    city(8, "Altstadt", "DE", (48.52, 9.05), 800),
    city(9, "Austin", "US", (30.27, -97.74), 900_000, "Waterloo", region="TX"),
    city(10, "Waterloo", "US", (42.49, -92.34), 68_000, region="IA"),
    city(11, "Porto", "PT", (41.15, -8.61), 230_000, "Oporto"),
    city(12, "Lautoka", "FJ", (-17.62, 177.45), 52_000),
    city(13, "Far Islet", "FJ", (-16.8, -179.9), 900),
    city(14, "Haldern", "DE", (51.77, 6.46), 0),
]


@pytest.fixture(scope="session")
def index_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("names") / "names.sqlite"
    write_index(file, CITIES)
    return file


@pytest.fixture
def package(index_path: Path) -> Iterator[PackageSpots]:
    with opened(index_path) as found:
        yield found
