"""The Equal Earth projection against values of others."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityties.page.geography import (
    REGIONS,
    equal_earth,
    graticule,
    land_path,
    world_map,
    world_outline,
)

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


# The measures in the paper: half the width 2.70663, half the height 1.31736, poles 0.59247 as long
# as the equator.
@pytest.mark.parametrize(
    ("latitude", "longitude", "x", "y"),
    [(0, 180, 2.70663, 0), (90, 0, 0, 1.31736), (90, 180, 1.60359, 1.31736), (0, 0, 0, 0)],
)
def test_known_points(latitude: float, longitude: float, x: float, y: float) -> None:
    assert equal_earth(latitude, longitude) == pytest.approx((x, y), abs=2e-5)


@given(latitudes, longitudes)
def test_bounds_and_symmetry(latitude: float, longitude: float) -> None:
    x, y = equal_earth(latitude, longitude)
    assert abs(x) < 2.7067
    assert abs(y) < 1.3174
    assert equal_earth(-latitude, -longitude) == pytest.approx((-x, -y))


@given(st.floats(-89, 88), longitudes)
def test_equal_areas(latitude: float, longitude: float) -> None:
    """A small cell has the same area on the map as on the sphere."""
    from math import cos, radians

    step = 1e-3
    middle = latitude + step / 2
    height = equal_earth(latitude + step, 0)[1] - equal_earth(latitude, 0)[1]
    width = equal_earth(middle, step)[0]
    assert height * width == pytest.approx(cos(radians(middle)) * radians(step) ** 2, rel=1e-4)


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 0), (0, 181), (float("nan"), 0)])
def test_out_of_range(latitude: float, longitude: float) -> None:
    with pytest.raises(ValueError, match="no such point"):
        equal_earth(latitude, longitude)


def test_paths_are_paths_inside_the_world() -> None:
    for path in (world_outline(1000), graticule(1000)):
        assert re.fullmatch(r"(?:M-?\d+ -?\d+(?:L-?\d+ -?\d+)+Z?)+", path)
        numbers = [int(number) for number in re.findall(r"-?\d+", path)]
        assert max(map(abs, numbers[::2])) <= 2707
        assert max(map(abs, numbers[1::2])) <= 1318
    # eleven meridians and five parallels, none of them the edge
    assert graticule(1000).count("M") == 16
    assert world_outline(1000).count("M") == 1


def test_regions_have_places() -> None:
    for name, latitude, longitude in REGIONS:
        assert name
        assert equal_earth(latitude, longitude)


Ring = list[tuple[int, int]]


def land() -> list[Ring]:
    """The rings of the land, from the path: a start, then differences."""
    path = land_path()
    assert re.fullmatch(r"(?:M-?\d+ -?\d+l(?:-?\d+[ -]?)+z)+", path)
    rings = []
    for part in path.split("z")[:-1]:
        start, steps = part[1:].split("l")
        x, y = (int(number) for number in start.split())
        ring = [(x, y)]
        numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        rings.append(ring)
    return rings


def on_land(rings: list[Ring], latitude: float, longitude: float) -> bool:
    """Whether a line from the point to the right crosses an odd number of edges."""
    x, y = equal_earth(latitude, longitude)
    x, y = 1000 * x, -1000 * y
    crossed = 0
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                crossed += 1
    return crossed % 2 == 1


@pytest.mark.parametrize(
    ("place", "latitude", "longitude", "wanted"),
    [
        ("Isfahan", 32.65, 51.68, True), ("Moscow", 55.75, 37.6, True),
        ("Manaus", -3.1, -60.0, True), ("Alice Springs", -23.7, 133.9, True),
        ("Denver", 39.7, -105.0, True), ("Chukotka", 67.0, 179.0, True),
        ("east of 180 degrees", 67.5, -178.0, True), ("Antarctica", -82.0, 20.0, True),
        ("near the South Pole", -87.0, 90.0, True), ("Greenland", 72.0, -40.0, True),
        ("Atlantic", 30.0, -40.0, False), ("Pacific", 0.0, -150.0, False),
        ("Indian Ocean", -20.0, 80.0, False), ("Caspian Sea", 42.0, 50.5, False),
        ("Arctic Ocean", 86.0, 0.0, False), ("Mediterranean", 34.5, 18.0, False),
        ("Pacific west of 180 degrees", 20.0, 178.0, False),
    ],
)  # fmt: skip
def test_land_is_where_land_is(place: str, latitude: float, longitude: float, wanted: bool) -> None:
    assert on_land(land(), latitude, longitude) == wanted, place


def test_rings_are_cut_at_the_date_line() -> None:
    """Nothing streaks across the map: no edge is longer than a fifth of its width."""
    rings = land()
    assert len(rings) > 100
    for ring in rings:
        assert len(set(ring)) == len(ring) >= 3
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            assert abs(bx - ax) <= 1100
            assert abs(by - ay) <= 1100
        assert all(abs(x) <= 2707 and abs(y) <= 1318 for x, y in ring)


def test_the_land_says_where_it_comes_from_and_is_small() -> None:
    import json
    from importlib import resources

    file = resources.files("cityties.page") / "land.json"
    text = file.read_text("utf-8")
    told = json.loads(text)
    assert "Natural Earth" in told["origin"]
    assert told["licence"] == "public domain"
    assert len(text) < 30_000
    assert world_map()["land"] == told["path"]
    assert world_map(land=False)["land"] == ""
