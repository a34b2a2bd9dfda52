"""Lines between two places: the shorter way round, cut where it crosses 180 degrees.

A line is straight on a map of longitudes and latitudes, as RFC 7946, section 3.1.1, has it. The
page and every export with geometry ask here, so that none draws a line across the whole map.
"""

from __future__ import annotations

from typing import Final

Position = tuple[float, float]
"""Longitude and latitude in degrees: the order of RFC 7946, 3.1.1."""

HALF: Final = 180.0
_DIGITS: Final = 6  # about 10 cm; RFC 7946, 11.2, finds that enough


def rounded(degrees: float) -> float:
    """Degrees as they are written, without a minus zero."""
    return round(float(degrees), _DIGITS) + 0.0


def crossing(one: Position, other: Position) -> tuple[Position, Position] | None:
    """Where the line between two positions leaves the map, and where it comes back.

    Parameters
    ----------
    one, other : longitude and latitude in degrees, from -180 to 180

    Returns
    -------
    tuple of two positions
        On the meridian of 180 degrees: as seen from ``one``, then as seen from ``other``; ``None``
        if the shorter way does not cross it.

    Examples
    --------
    >>> crossing((170.0, 10.0), (-170.0, 20.0))
    ((180.0, 15.0), (-180.0, 15.0))
    >>> crossing((-170.0, 20.0), (170.0, 10.0))
    ((-180.0, 15.0), (180.0, 15.0))
    >>> crossing((10.0, 50.0), (30.0, 50.0)) is None
    True
    """
    (west, south), (east, north) = one, other
    if abs(west - east) <= HALF:
        return None
    if west < east:  # the first one is in the western half: the same, seen from the other end
        there = crossing(other, one)
        return None if there is None else (there[1], there[0])
    share = (HALF - west) / (east + 2 * HALF - west)
    at = rounded(south + share * (north - south))
    return (HALF, at), (-HALF, at)


def tie_lines(one: Position, other: Position) -> list[list[list[float]]]:
    """The line between two positions, cut in two where it crosses 180 degrees (3.1.9).

    Parameters
    ----------
    one, other : longitude and latitude in degrees

    Returns
    -------
    list of lines
        Each a list of positions.

    Examples
    --------
    >>> tie_lines((170.0, 10.0), (-170.0, 20.0))
    [[[170.0, 10.0], [180.0, 15.0]], [[-180.0, 15.0], [-170.0, 20.0]]]
    """
    over = crossing(one, other)
    if over is None:
        return [[list(one), list(other)]]
    pieces = [[list(one), list(over[0])], [list(over[1]), list(other)]]
    # A city on the meridian itself needs no piece of its own.
    return [piece for piece in pieces if piece[0] != piece[1]]
