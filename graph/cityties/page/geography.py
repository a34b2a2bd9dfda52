"""Where a city is drawn: the Equal Earth projection.

Source of the formula: B. Šavrič, T. Patterson, B. Jenny, "The Equal Earth map
projection", International Journal of Geographical Information Science 33 (2019)
454-465, https://doi.org/10.1080/13658816.2018.1504949, equation 1 and table 1.
"""

from __future__ import annotations

import json
from importlib import resources
from math import asin, cos, radians, sin, sqrt
from typing import Any

from cityties.language.messages import N_, _, in_language, together

SCALE = 1000
"""Units of the page's map per radius of the sphere."""

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796


def equal_earth(latitude: float, longitude: float) -> tuple[float, float]:
    """Project a point on the unit sphere.

    Parameters
    ----------
    latitude, longitude : degrees, WGS 84

    Returns
    -------
    tuple of float
        x to the east and y to the **north**, in radii of the sphere; the whole
        world spans about ±2.71 by ±1.32.

    Raises
    ------
    ValueError
        If a coordinate is out of range.

    Examples
    --------
    >>> equal_earth(0, 0)
    (0.0, 0.0)
    >>> x, y = equal_earth(32.65, 51.68)  # Isfahan
    >>> round(x, 3), round(y, 3)
    (0.718, 0.642)
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"no such point: latitude {latitude}, longitude {longitude}")
    theta = asin(sqrt(3) / 2 * sin(radians(latitude)))
    squared = theta * theta
    sixth = squared**3
    x = (
        2
        * sqrt(3)
        * radians(longitude)
        * cos(theta)
        / (3 * (9 * _A4 * squared * sixth + 7 * _A3 * sixth + 3 * _A2 * squared + _A1))
    )
    y = theta * (_A4 * squared * sixth + _A3 * sixth + _A2 * squared + _A1)
    return x, y


# Words that stand on the map for orientation, with the middle of what they name.
REGIONS: tuple[tuple[str, float, float], ...] = (
    (N_("Africa"), 3, 19),
    (N_("Asia"), 56, 88),
    (N_("Europe"), 57, 22),
    (N_("North America"), 50, -104),
    (N_("South America"), -14, -58),
    (N_("Australia"), -26, 134),
    (N_("Atlantic Ocean"), 24, -44),
    (N_("Indian Ocean"), -14, 77),
    (N_("Pacific Ocean"), 2, -150),
)


def world_outline(scale: float) -> str:
    """The edge of the world map as the path of an SVG or a canvas.

    Parameters
    ----------
    scale : pixels per radius of the sphere; y runs down, as on a screen

    Returns
    -------
    str
        Path commands with whole pixels.

    Examples
    --------
    >>> world_outline(1000).startswith("M-1604 -1317")
    True
    """
    east = [equal_earth(latitude, 180) for latitude in range(90, -91, -_STEP)]
    # The map is symmetric: the western edge is the eastern one, mirrored and backwards.
    ring = [(-east[0][0], east[0][1]), *east, *((-x, y) for x, y in reversed(east[1:]))]
    return _path(ring, scale) + "Z"


def graticule(scale: float, *, every: int = 30) -> str:
    """Lines of equal latitude and longitude, as the path of an SVG or a canvas.

    Coast lines would need a file of their own; these lines and the names of the
    continents are what the map gives for orientation.

    Parameters
    ----------
    scale : pixels per radius of the sphere; y runs down
    every : degrees between two lines

    Returns
    -------
    str
        Path commands with whole pixels.
    """
    lines = [
        [equal_earth(latitude, longitude) for latitude in range(90, -91, -_STEP)]
        for longitude in range(-180 + every, 180, every)
    ]
    # Parallels are straight in this projection.
    lines += [
        [equal_earth(latitude, -180), equal_earth(latitude, 180)]
        for latitude in range(-90 + every, 90, every)
    ]
    return "".join(_path(line, scale) for line in lines)


_STEP = 5  # degrees between two points of a meridian


def _path(points: list[tuple[float, float]], scale: float) -> str:
    return "M" + "L".join(f"{round(x * scale)} {round(-y * scale)}" for x, y in points)


def world_map(*, land: bool = True) -> dict[str, Any]:
    """The background of the map, in the form of the page's schema.

    Parameters
    ----------
    land : whether land is drawn
    """
    return {
        "outline": world_outline(SCALE),
        "net": graticule(SCALE),
        "land": land_path() if land else "",
        "world": [round(-equal_earth(pole, 0)[1] * SCALE) for pole in (90, -90)],
        "regions": [
            {"name": _said(name), "x": round(x * SCALE), "y": round(-y * SCALE)}
            for name, (x, y) in ((region[0], equal_earth(*region[1:])) for region in REGIONS)
        ],
    }


def _said(name: str) -> dict[str, str]:
    texts = {}
    for tag in together():
        with in_language(tag):
            texts[tag] = _(name)
    return texts


def land_path() -> str:
    """The land of the world, projected and simplified, as the path of an SVG or a canvas.

    Made by ``tools/make_land.py`` from Natural Earth's figures (public domain).

    Returns
    -------
    str
        Closed rings in units of `SCALE`, y downwards.
    """
    file = resources.files("cityties.page") / "land.json"
    found: str = json.loads(file.read_text("utf-8"))["path"]
    return found
