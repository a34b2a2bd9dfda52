"""Distances on the Earth."""

from __future__ import annotations

import pytest

from cityties.model.earth import distance_km


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((0.0, 0.0), (0.0, 1.0), 111.2),
        ((0.0, 179.9), (0.0, -179.9), 22.2),
        ((90.0, 0.0), (-90.0, 123.0), 20015.1),
        ((48.0, 7.85), (48.0, 7.85), 0.0),
    ],
)
def test_distances(one: tuple[float, float], other: tuple[float, float], km: float) -> None:
    assert distance_km(one, other) == pytest.approx(km, abs=0.1)
    assert distance_km(other, one) == distance_km(one, other)
