"""Distances on the Earth."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

_EARTH_KM = 6371.0

Point = tuple[float, float]
"""Latitude and longitude in degrees, WGS 84."""


def distance_km(one: Point, other: Point) -> float:
    """Great-circle distance in kilometres of two points (latitude, longitude in degrees).

    Parameters
    ----------
    one, other : the points

    Examples
    --------
    >>> round(distance_km((32.65, 51.67), (48.0, 7.85)) / 100)  # Isfahan, Freiburg
    40
    """
    (a, b), (c, d) = (map(radians, point) for point in (one, other))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))
