"""Coordinates as tables have them: decimal commas, degrees and minutes, two numbers in one cell.

Nothing is put right silently: a pair that fits its country only with latitude and longitude
exchanged is read so, and the caller is informed.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from cityties.language.names import latin_digits

_DIGITS: Final = 9  # after the point: a tenth of a millimetre; more is noise
_LONGEST: Final = 100
_MINUS: Final = str.maketrans({"−": "-", "–": "-", "‐": "-", "‑": "-", "٫": ".", "º": "°", "˚": "°",
                               "’": "'", "′": "'", "´": "'", "`": "'", "‘": "'",
                               "”": '"', "″": '"', "“": '"', "˝": '"'})  # fmt: skip
_DECIMAL: Final = re.compile(r"([+-]?)(\d+(?:[.,]\d+)?)\s*°?")
_SIDES: Final = {
    "n": "N", "s": "S", "e": "E", "w": "W", "o": "?", "север": "N", "юг": "S", "восток": "E",
    "запад": "W", "с": "N", "ю": "S", "в": "E", "з": "W", "north": "N", "south": "S", "east": "E",
    "west": "W", "nord": "N", "sud": "S", "est": "E", "ost": "E", "ouest": "W", "ovest": "W",
    "شمالی": "N", "جنوبی": "S", "شرقی": "E", "غربی": "W",
}  # fmt: skip
_SIDE: Final = "|".join(sorted((re.escape(side) for side in _SIDES), key=len, reverse=True))
_ANGLE: Final = re.compile(
    rf"(?P<before>{_SIDE})?\.?\s*(?P<sign>[+-]?)(?P<deg>\d+(?:[.,]\d+)?)(?:\s*(?:°|deg|d)|(?=\s)|$|(?=[^\W\d_]))"
    rf"(?:\s*(?P<min>\d+(?:[.,]\d+)?)(?:\s*(?:'|min|m)|(?=\s)|$|(?=[^\W\d_])))?"
    rf"(?:\s*(?P<sec>\d+(?:[.,]\d+)?)\s*(?:\"|''|sec|s)?)?"
    rf"\s*(?P<after>{_SIDE})?\.?",
    re.IGNORECASE,
)
_WKT: Final = re.compile(
    r"(?:SRID=\d+;)?\s*POINT\s*(?:ZM?|M)?\s*\(\s*([-+.\deE]+)[\s,]+([-+.\deE]+)(?:\s+[-+.\deE]+)*\s*\)",
    re.IGNORECASE,
)
_GEOJSON: Final = re.compile(
    r'\{(?:(?!"coordinates").)*"coordinates"\s*:\s*\[\s*([-+.\deE]+)\s*,\s*([-+.\deE]+)'
    r"(?:\s*,\s*[-+.\deE]+)?\s*\][^\[\]]*\}"
)
_NUMBERS: Final = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*[,;/|\s]\s*([+-]?\d+(?:\.\d+)?)")
_COMMAS: Final = re.compile(r"([+-]?\d+,\d+)(?:\s*[;/|]\s*|\s*,\s+|\s+)([+-]?\d+,\d+)")
_ONE: Final = re.compile(r"[+-]?\d+,\d+")
_WRAPPED: Final = re.compile(r"[\[({]\s*(.+?)\s*[\])}]")


@dataclass(frozen=True, slots=True)
class Point:
    """A position on Earth, and what was done to read it.

    Parameters
    ----------
    latitude, longitude : degrees, WGS 84
    is_swapped : whether the pair had to be exchanged to be in its country
    """

    latitude: float
    longitude: float
    is_swapped: bool = False


def read_degrees(text: str, limit: int, decimal: str = "", o_side: str = "") -> float | None:
    r"""One coordinate; ``None`` if it is none.

    Parameters
    ----------
    text : ``50.94``, ``50,94``, ``50° 56′ 24″ N``, ``N 50 56.4``
    limit : 90 for a latitude, 180 for a longitude
    decimal : ``comma`` or ``point``, if the table has that alone
    o_side : what ``O`` is: ``E`` (Ost, in German) or ``W`` (ouest, oeste); blank: refused

    Examples
    --------
    >>> read_degrees("6° 57′ 36″ O", 180), read_degrees("6° 57′ 36″ O", 180, "", "E")
    (None, 6.96)
    >>> read_degrees("50,94", 90), read_degrees("6°57'36\"W", 180), read_degrees("91", 90)
    (50.94, -6.96, None)
    """
    text = latin_digits(text).translate(_MINUS).strip()
    if not text or len(text) > _LONGEST:
        return None
    if (decimal == "point" and "," in text) or (decimal == "comma" and "." in text):
        return None
    if plain := _DECIMAL.fullmatch(text):
        value = float(plain[2].replace(",", "."))
        return _limited(-value if plain[1] == "-" else value, limit)
    return _angle(text, limit, o_side)


def _angle(text: str, limit: int, o_side: str) -> float | None:
    found = _ANGLE.fullmatch(text)
    if found is None or (found["before"] and found["after"]):
        return None
    side = _SIDES.get((found["before"] or found["after"] or "").lower(), "")
    if not side and "°" not in text and not found["min"]:
        return None
    if side == "?":  # O: Ost in German, ouest in French and Romance languages
        side = o_side
        if not side:
            return None
    if side and ((side in "NS") != (limit == 90)):
        return None
    degrees, minutes, seconds = (
        float((found[part] or "0").replace(",", ".")) for part in ("deg", "min", "sec")
    )
    if minutes >= 60 or seconds >= 60 or (found["sign"] == "-" and side):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    return _limited(-value if found["sign"] == "-" or side in ("S", "W") else value, limit)


def _limited(value: float, limit: int) -> float | None:
    value = round(value, _DIGITS)
    return value if math.isfinite(value) and abs(value) <= limit else None


def split_pair(text: str, decimal: str = "") -> tuple[str, str] | None:
    """Latitude and longitude of one cell, as text; ``None`` if it holds no pair.

    A pair is written latitude first, but in WKT (``POINT(lng lat)``)
    and GeoJSON.

    Parameters
    ----------
    text : the cell
    decimal : ``comma`` where "50,9" is one number; else it is two

    Examples
    --------
    >>> split_pair("50.94, 6.96"), split_pair("POINT(6.96 50.94)"), split_pair("50,94; 6,96")
    (('50.94', '6.96'), ('50.94', '6.96'), ('50,94', '6,96'))
    >>> split_pair("50°56′N 6°58′E"), split_pair("Köln")
    (('50°56′N', '6°58′E'), None)
    """
    text = text.strip().removeprefix("geo:")
    if len(text) > _LONGEST:
        return None
    plain = latin_digits(text).translate(_MINUS)
    if found := _WKT.fullmatch(plain) or _GEOJSON.fullmatch(plain):
        return found[2], found[1]
    if found := _WRAPPED.fullmatch(plain):
        plain = text = found[1]
    if decimal == "comma" and _ONE.fullmatch(plain):
        return None
    if found := _COMMAS.fullmatch(plain) or _NUMBERS.fullmatch(plain):
        return found[1], found[2]
    for place in _breaks(text):
        one, other = text[:place].strip(" ,;/"), text[place:].strip(" ,;/")
        if read_degrees(one, 90) is not None and read_degrees(other, 180, o_side="E") is not None:
            return one, other
        if read_degrees(one, 180, o_side="E") is not None and read_degrees(other, 90) is not None:
            return other, one  # "6°58′E 50°56′N" says which is which
    return None


def _breaks(text: str) -> list[int]:
    """Where a text of two angles can be cut, the likeliest first."""
    places = [match.start() for match in re.finditer(r"[,;/]|\s", text)]
    places += [match.end() for match in re.finditer(r"(?<=['\"°\d])\s*[NSEWOnsewo]", text)]
    return sorted(set(places), key=lambda place: abs(place - len(text) / 2))


def read_point(latitude: str, longitude: str, country: str = "", decimal: str = "") -> Point | None:
    """A position from two texts, checked against the country that it should be in.

    Parameters
    ----------
    latitude, longitude : as a table has them
    country : ISO 3166-1 code; blank: not known
    decimal : ``comma`` or ``point``, if the table has that alone

    Examples
    --------
    >>> read_point("50,94", "6,96", "DE")
    Point(latitude=50.94, longitude=6.96, is_swapped=False)
    >>> read_point("6.96", "50.94", "DE").is_swapped, read_point("x", "6")
    (True, None)
    >>> read_point("50° 56′ N", "6° 57′ 36″ O", "DE").longitude
    6.96
    """
    north, east = read_degrees(latitude, 90, decimal), read_degrees(longitude, 180, decimal)
    if east is None and north is not None and country:
        east = _east_or_west(north, longitude, country, decimal)
    straight = None if north is None or east is None else Point(north, east)
    if straight is not None and (not country or _may_lie(country, straight)):
        return straight
    north, east = read_degrees(longitude, 90, decimal), read_degrees(latitude, 180, decimal)
    if country and north is not None and east is not None:
        turned = Point(north, east, is_swapped=True)
        if (country in _boxes()) and _may_lie(country, turned):
            return turned
    return straight


def _east_or_west(north: float, text: str, country: str, decimal: str) -> float | None:
    """A longitude with ``O``, in the only half of the Earth that its country is in."""
    sides = [read_degrees(text, 180, decimal, side) for side in "EW"]
    fit = [
        east for east in sides
        if east is not None and country in _boxes() and _may_lie(country, Point(north, east))
    ]  # fmt: skip
    return fit[0] if len(fit) == 1 else None


def lies_in(point: Point, country: str) -> bool:
    """Whether a position can be in a country; also if nobody knows how far that reaches.

    Examples
    --------
    >>> lies_in(Point(50.9, 7.0), "DE"), lies_in(Point(7.0, 50.9), "DE"), lies_in(Point(0, 0), "XX")
    (True, False, True)
    """
    return _may_lie(country, point)


def is_southern(country: str) -> bool:
    """Whether the middle of each part of a country is south of the equator.

    Examples
    --------
    >>> is_southern("AU"), is_southern("BR"), is_southern("DE"), is_southern("")
    (True, True, False, False)
    """
    boxes = _boxes().get(country, ())
    return bool(boxes) and all(south + north < 0 for south, _west, north, _east in boxes)


def _may_lie(country: str, point: Point) -> bool:
    boxes = _boxes().get(country)
    if boxes is None:
        return True
    return any(
        south <= point.latitude <= north and west <= point.longitude <= east
        for south, west, north, east in boxes
    )


@lru_cache(maxsize=1)
def _boxes() -> dict[str, tuple[tuple[float, float, float, float], ...]]:
    """Rectangles around the parts of each country: south, west, north, east."""
    text = Path(__file__).with_name("country_boxes.tsv").read_text("utf-8")
    found = {}
    for line in [line for line in text.splitlines() if not line.startswith("#")][1:]:
        code, _tab, boxes = line.partition("\t")
        sides = [[float(number) for number in box.split(",")] for box in boxes.split(";")]
        found[code] = tuple((south, west, north, east) for south, west, north, east in sides)
    return found
