"""Where a city is drawn: the Equal Earth projection.

Source of the formula: B. Šavrič, T. Patterson, B. Jenny, "The Equal Earth map
projection", International Journal of Geographical Information Science 33 (2019)
454-465, https://doi.org/10.1080/13658816.2018.1504949, equation 1 and table 1.
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

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
