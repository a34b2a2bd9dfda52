"""The Equal Earth projection against values of others."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityties.page.geography import REGIONS, equal_earth, graticule, world_outline

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
