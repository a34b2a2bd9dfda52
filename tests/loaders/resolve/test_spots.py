"""Places by name and by location."""

from __future__ import annotations

import random

import pytest

from cityties.loaders.resolve.spots import Spot, Spots, cell_of, cells_around, spots_of
from cityties.model.earth import distance_km
from cityties.model.rows import Place


def test_only_cities_are_meant_and_their_provinces_are_regions() -> None:
    rows = [
        Place("iran", "country", "Iran", country="IR"),
        Place("fars", "province", "Fars", "فارس", country="IR", part_of="iran"),
        Place("shiraz", "city", "Shiraz", country="IR", part_of="fars", names=("de:Schiras",)),
    ]
    found = spots_of(rows)
    assert len(found) == 1
    (spot,) = found.named("schiras")
    assert spot.regions == {"fars", "فارس"}
    assert list(found.named("fars")) == []


def test_rows_that_are_part_of_each_other_end() -> None:
    rows = [
        Place("a", "district", "A", part_of="b"),
        Place("b", "district", "B", part_of="a"),
        Place("c", "city", "C", part_of="a"),
    ]
    (spot,) = spots_of(rows).named("c")
    assert spot.regions == {"a", "b"}


@pytest.mark.parametrize("km", [1, 25, 50])
def test_every_place_within_a_distance_is_found(km: float) -> None:
    chance = random.Random(7)
    spots = Spots()
    points = []
    for number in range(400):
        # Near the poles and the date line too.
        north = chance.choice((-89.9, 0.0, 52.0, 78.0, 89.7)) + chance.uniform(-0.1, 0.1)
        east = chance.choice((-180.0, 0.0, 179.9)) + chance.uniform(-0.5, 0.5)
        point = (max(-90.0, min(90.0, north)), (east + 180) % 360 - 180)
        points.append(point)
        spots.add(Spot(str(number), "X", point=point), ["X"])
    seen = 0
    for point in points[:50]:
        wanted = {str(n) for n, other in enumerate(points) if distance_km(point, other) <= km}
        assert {spot.id for spot, _km in spots.near(point, km)} == wanted
        seen += len(wanted)
    assert seen > 50


def test_cells_of_a_circle_hold_its_centre() -> None:
    for point in ((0.0, 0.0), (-33.9, 151.2), (64.1, -21.9), (0.0, 180.0), (0.0, -180.0)):
        assert cell_of(point) in set(cells_around(point, 1))


def test_names_with_one_beginning_where_there_are_many() -> None:
    spots = Spots()
    for number in range(2500):
        spots.add(Spot(str(number), f"a{number}", "DE" if number % 2 else "FR"), [f"a{number}"])
    spots.add(Spot("b", "Bonn", "DE"), ["Bonn"])
    assert spots.block("DE", "b") == [("bonn", "b")]
    assert len(spots.block("DE", "a")) == 1250
    assert len(spots.block("", "a")) == 2500
