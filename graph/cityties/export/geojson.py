"""GeoJSON (RFC 7946): cities as points, ties as lines, cut where they cross 180 degrees.

A line between two positions is straight on the map, as section 3.1.1 has it, and
goes the shorter way round. There are no polygons, so no ring has a wrong hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any, Final

from cityties.errors import UsageError
from cityties.export.formats import Format
from cityties.language.messages import _
from cityties.model.geometry import HALF, Position, rounded, tie_lines
from cityties.model.rows import Place
from cityties.model.texts import further_keys
from cityties.model.tie_row import columns, days_text, names, row_keys

Row = Mapping[str, Any]

_TIE_KEYS: Final = names(each for each in columns("tie", "state") if each.exported)


def geojson_bytes(rows: Iterable[Row], places: Iterable[Place], **about: str) -> bytes:
    """Write ties on a day and the places that they join.

    Parameters
    ----------
    rows : rows in the form of ``ties``
    places : the places that the parties' ids name; those without a tie are left out
    about : what the collection is of (``on``, ``known_by``, ``content_id``) and whose it is
        (``rights``); written as members of their own, which section 6.1 allows

    Returns
    -------
    bytes
        UTF-8, one feature to a line. A place whose point is not known has no geometry; so
        has a tie of which no two parties have one.

    Raises
    ------
    UsageError
        If a place is outside the globe, or a text cannot be written as UTF-8.

    Examples
    --------
    >>> isfahan = Place("isfahan", "city", "Isfahan", latitude=32.65, longitude=51.68)
    >>> row = {"tie": "tie/isfahan+x/sister_city", "parties": ["isfahan", "x"]}
    >>> made = json.loads(geojson_bytes([row], [isfahan]))
    >>> [feature["id"] for feature in made["features"]]
    ['isfahan', 'tie/isfahan+x/sister_city/all']
    """
    rows = sorted(rows, key=lambda row: (row["tie"], row.get("channel") or "all"))
    wanted = {party for row in rows for party in row["parties"]}
    known = {place.id: place for place in places if place.id in wanted}
    points = _points(known.values())
    features = [_city(known[one], points.get(one)) for one in sorted(known)]
    features += [_tie(row, key, points) for row, key in zip(rows, row_keys(rows), strict=True)]
    head: dict[str, Any] = {"type": "FeatureCollection", **dict(sorted(about.items()))}
    box = _box([line for feature in features for line in _lines(feature["geometry"])])
    if box:
        head["bbox"] = box
    start = json.dumps(head, ensure_ascii=False)[:-1]
    body = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    try:
        return f'{start}, "features": [\n{body}\n]}}\n'.encode()
    except UnicodeEncodeError as error:
        raise UsageError(_("a text contains half of a surrogate pair")) from error


def _points(places: Iterable[Place]) -> dict[str, Position]:
    found: dict[str, Position] = {}
    faults = []
    for place in places:
        if place.longitude is None or place.latitude is None:
            continue
        if not (-HALF <= place.longitude <= HALF and -90 <= place.latitude <= 90):
            faults.append(_("{id}: not a valid point on the globe").format(id=place.id))
        found[place.id] = (rounded(place.longitude), rounded(place.latitude))
    if faults:
        raise UsageError("; ".join(sorted(faults)))
    return found


def _city(place: Place, point: Position | None) -> dict[str, Any]:
    said = {
        "kind": place.kind,
        "name_en": place.name_en,
        "name_fa": place.name_fa,
        **further_keys(place),
        "country": place.country,
        "wikidata": place.wikidata,
    }
    return {
        "type": "Feature",
        "id": place.id,
        "geometry": None if point is None else {"type": "Point", "coordinates": list(point)},
        "properties": {"feature": "place", **{key: text for key, text in said.items() if text}},
    }


def _tie(row: Row, key: str, points: Mapping[str, Position]) -> dict[str, Any]:
    located = [points[party] for party in sorted(set(row["parties"])) if party in points]
    lines = [line for pair in combinations(located, 2) for line in tie_lines(*pair)]
    geometry: dict[str, Any] | None = None
    if len(lines) == 1:
        geometry = {"type": "LineString", "coordinates": lines[0]}
    elif lines:
        geometry = {"type": "MultiLineString", "coordinates": lines}
    feature: dict[str, Any] = {"type": "Feature", "id": f"{key}/{row.get('channel', 'all')}"}
    if box := _box(lines):
        feature["bbox"] = box
    said = {**row, "days_open": days_text(row.get("days_open"))}
    properties = {
        name: said[name] for name in _TIE_KEYS if said.get(name) not in (None, "", [], ())
    }
    return {**feature, "geometry": geometry, "properties": {"feature": "tie", **properties}}


def _lines(geometry: Mapping[str, Any] | None) -> list[list[list[float]]]:
    if geometry is None:
        return []
    found = geometry["coordinates"]
    nested: dict[str, list[list[list[float]]]] = {
        "Point": [[found]],
        "LineString": [found],
        "MultiLineString": found,
    }
    return nested[geometry["type"]]


def _box(lines: Sequence[Sequence[Sequence[float]]]) -> list[float]:
    """West, south, east, north (5); west is the larger one across 180 degrees (5.2).

    The widest stretch of longitudes without anything is what the box leaves out.
    """
    spans = sorted((min(p[0] for p in line), max(p[0] for p in line)) for line in lines)
    if not spans:
        return []
    heights = [point[1] for line in lines for point in line]
    joined = [list(spans[0])]
    for first, last in spans[1:]:
        if first <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], last)
        else:
            joined.append([first, last])
    # From the end of each run to the start of the next; first of all the gap round the back.
    west, east = joined[0][0], joined[-1][1]
    widest = west + 2 * HALF - east
    for before, after in pairwise(joined):
        if after[0] - before[1] > widest:
            widest, west, east = after[0] - before[1], after[0], before[1]
    return [west, min(heights), east, max(heights)]


FORMATS: Final = (
    Format(
        name="geojson",
        title="ties on a day: cities as points, ties as lines",
        endings=(".geojson",),
        media_type="application/geo+json",
        carries="day",
        readers="the rules of RFC 7946",
        make=lambda content: geojson_bytes(
            content.rows,
            content.places,
            **content.about,
            **({"rights": rights} if (rights := content.rights(content.rows)) else {}),
        ),
    ),
)
