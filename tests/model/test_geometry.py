"""One geometry of lines, for the page and for every export."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityties.model.geometry import crossing, tie_lines

POSITIONS = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@pytest.mark.parametrize(
    ("one", "other", "pieces"),
    [
        ((178.4, -18.1), (-155.1, 19.7), 2),
        ((-155.1, 19.7), (178.4, -18.1), 2),
        ((10.0, 50.0), (-100.0, 20.0), 1),
        ((90.0, 0.0), (-90.0, 0.0), 1),  # exactly half the world: as it is
        ((180.0, 5.0), (-170.0, 5.0), 1),  # the city is on the meridian itself
    ],
)
def test_the_shorter_way(one: tuple[float, float], other: tuple[float, float], pieces: int) -> None:
    lines = tie_lines(one, other)
    assert len(lines) == pieces
    assert max(abs(a[0] - b[0]) for a, b in lines) <= 180


@given(POSITIONS, POSITIONS)
def test_both_ends_see_the_same_crossing(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    there, back = crossing(one, other), crossing(other, one)
    assert (there is None) == (back is None) == (abs(one[0] - other[0]) <= 180)
    if there and back:
        assert there == back[::-1]
        assert {there[0][0], there[1][0]} == {180.0, -180.0}
        assert there[0][1] == there[1][1]
        assert min(one[1], other[1]) - 1e-6 <= there[0][1] <= max(one[1], other[1]) + 1e-6
