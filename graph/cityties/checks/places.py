"""Places that lie far from their country or from what they are part of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from cityties.checks.findings import Finding, Part
from cityties.language.messages import _
from cityties.model.earth import distance_km
from cityties.model.rows import Place, Tables

FAR_KM: Final = 1500.0
"""Farther than this from every other place of the country, a point is looked at."""

_PART_KM: Final = {"city": 150.0, "county": 300.0, "district": 300.0, "province": 1500.0}
"""How far the parts of a place may lie from its point, in kilometres."""


def check(tables: Tables) -> Part:
    """Compare each point with the points of its country and of its ``part_of``.

    No outlines of countries are needed: a wrong sign or exchanged coordinates
    put a place thousands of kilometres away, near places of other countries.

    Parameters
    ----------
    tables : checked rows
    """
    placed = [p for p in tables.places if p.latitude is not None and p.longitude is not None]
    points = {place.id: _point(place) for place in placed}
    by_id = {place.id: place for place in tables.places}
    by_country: dict[str, list[str]] = defaultdict(list)
    for place in placed:
        if place.country:
            by_country[place.country].append(place.id)
    findings: list[Finding] = []
    compared = 0
    for place in placed:
        if place.kind != "country" and len(by_country[place.country]) > 1:
            compared += 1
            findings += _far_from_country(place, points, by_country)
    for place in tables.places:
        above = by_id.get(place.part_of)
        if above is not None:
            findings += _apart(place, above, points)
        if place.latitude == 0 and place.longitude == 0:
            findings.append(
                Finding(
                    "warning", "places", place.id, _("located at 0, 0: in the sea"), "null-island"
                )
            )
    return Part({"points": compared}, tuple(findings))


def _point(place: Place) -> tuple[float, float]:
    return float(place.latitude or 0), float(place.longitude or 0)


def _nearest(
    point: tuple[float, float], ids: list[str], points: Mapping[str, tuple[float, float]], own: str
) -> tuple[float, str]:
    return min(
        ((distance_km(point, points[id_]), id_) for id_ in ids if id_ != own),
        default=(float("inf"), ""),
    )


def _far_from_country(
    place: Place, points: Mapping[str, tuple[float, float]], by_country: Mapping[str, list[str]]
) -> Iterator[Finding]:
    point = points[place.id]
    # Nearly every place has a near neighbour: the first one ends the search.
    if any(
        distance_km(point, points[id_]) <= FAR_KM
        for id_ in by_country[place.country]
        if id_ != place.id
    ):
        return
    own, _near = _nearest(point, by_country[place.country], points, place.id)
    other, neighbour = _nearest(
        point, [id_ for code, ids in by_country.items() if code != place.country for id_ in ids],
        points, place.id,
    )  # fmt: skip
    better = _repaired(point, place, points, by_country[place.country])
    if other > own / 2 and not better:
        return  # a far corner of a large country
    message = _("{n} km from the nearest other place of {country}").format(
        n=round(own), country=place.country
    )
    if neighbour and other < own:
        message += "; " + _("{place} is closer").format(place=neighbour)
    if better:
        message += "; " + better
    yield Finding("warning", "places", place.id, message, "far-from-country")


def _repaired(
    point: tuple[float, float],
    place: Place,
    points: Mapping[str, tuple[float, float]],
    ids: list[str],
) -> str:
    """What mistake would explain it: signs, or the two numbers exchanged."""
    north, east = point
    for changed, text in (
        ((north, -east), _("does the longitude have the wrong sign?")),
        ((-north, east), _("does the latitude have the wrong sign?")),
        ((east, north), _("are latitude and longitude swapped?")),
    ):
        if abs(changed[0]) <= 90 and _nearest(changed, ids, points, place.id)[0] < FAR_KM / 2:
            return text
    return ""


def _apart(
    place: Place, above: Place, points: Mapping[str, tuple[float, float]]
) -> Iterator[Finding]:
    if place.country and above.country and place.country != above.country:
        yield Finding(
            "warning",
            "places",
            place.id,
            _("in {country}, but part of {above}, which is in {other}").format(
                country=place.country, above=above.id, other=above.country
            ),
            "country-mismatch",
        )
    limit = _PART_KM.get(above.kind)
    if limit and place.id in points and above.id in points:
        apart = distance_km(points[place.id], points[above.id])
        if apart > limit:
            yield Finding(
                "warning",
                "places",
                place.id,
                _("{n} km from {above}, which it is part of").format(
                    n=round(apart), above=above.id
                ),
                "far-from-whole",
            )
