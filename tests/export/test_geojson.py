"""GeoJSON by the rules of RFC 7946; each test names its section. No validator is needed.

A polygon would have to follow the right-hand rule (3.1.6); we write none, and a
test says so.
"""

from __future__ import annotations

import json
import math
from itertools import chain, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityties.api import CityGraph
from cityties.errors import UsageError
from cityties.export.geojson import geojson_bytes, tie_lines
from cityties.model.rows import Place


def collection(graph: CityGraph, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(graph.export("geojson", **more))
    return made


def lines(geometry: dict[str, Any] | None) -> list[list[list[float]]]:
    if geometry is None:
        return []
    found = geometry["coordinates"]
    return {"Point": [[found]], "LineString": [found], "MultiLineString": found}[geometry["type"]]


def positions(geometry: dict[str, Any] | None) -> list[list[float]]:
    return list(chain.from_iterable(lines(geometry)))


def test_text_is_json_in_utf_8_without_a_mark(graph: CityGraph) -> None:
    """2, and RFC 8259 8.1: UTF-8, no byte order mark."""
    data = graph.export("geojson")
    assert data.startswith(b"{")
    json.loads(data.decode("utf-8"))


def test_types(graph: CityGraph) -> None:
    """1.4, 3: only the nine types; 3.3: a collection of features."""
    made = collection(graph)
    assert made["type"] == "FeatureCollection"
    assert isinstance(made["features"], list)
    for feature in made["features"]:
        assert feature["type"] == "Feature"
        if feature["geometry"] is not None:
            assert feature["geometry"]["type"] in {"Point", "LineString", "MultiLineString"}, (
                "3.1.6: no polygon, so no ring that could wind the wrong way"
            )


def test_features(graph: CityGraph) -> None:
    """3.2: geometry and properties are always there; an id is a string or number."""
    features = collection(graph)["features"]
    for feature in features:
        assert {"type", "geometry", "properties"} <= feature.keys()
        assert isinstance(feature["properties"], dict)
        assert isinstance(feature["id"], str)
    assert len({feature["id"] for feature in features}) == len(features)


def test_members_of_other_objects_are_not_mixed_in(graph: CityGraph) -> None:
    """7.1: no coordinates, geometry, geometries or features where they do not belong."""
    made = collection(graph)
    assert not {"coordinates", "geometry", "geometries", "properties"} & made.keys()
    for feature in made["features"]:
        assert not {"features", "coordinates", "geometries"} & feature.keys()
        if feature["geometry"]:
            assert feature["geometry"].keys() == {"type", "coordinates"}


def test_positions(graph: CityGraph) -> None:
    """3.1.1: longitude before latitude, two numbers; 4: WGS 84, and no other system named."""
    made = collection(graph)
    assert "crs" not in made
    for feature in made["features"]:
        for position in positions(feature["geometry"]):
            assert len(position) == 2
            assert all(math.isfinite(number) for number in position)
            assert -180 <= position[0] <= 180
            assert -90 <= position[1] <= 90
    known = {place.id: place for place in graph.tables.places}
    for feature in made["features"]:
        if feature["properties"]["feature"] == "place" and feature["geometry"]:
            place = known[feature["id"]]
            assert feature["geometry"]["coordinates"] == [place.longitude, place.latitude]


def test_lines_have_two_positions(graph: CityGraph) -> None:
    """3.1.4: a LineString has two or more positions; 3.1.5: so has each of several."""
    for feature in collection(graph)["features"]:
        if feature["geometry"] and feature["geometry"]["type"] != "Point":
            assert all(len(line) >= 2 for line in lines(feature["geometry"]))


def test_precision(graph: CityGraph) -> None:
    """11.2: six decimal places are enough."""
    for feature in collection(graph)["features"]:
        for number in chain.from_iterable(positions(feature["geometry"])):
            assert round(number, 6) == number


def test_nothing_crosses_the_antimeridian(graph: CityGraph) -> None:
    """3.1.9: a line that crosses it is cut in two, neither of which crosses it."""
    for feature in collection(graph)["features"]:
        for line in lines(feature["geometry"]):
            assert all(abs(a[0] - b[0]) <= 180 for a, b in pairwise(line))


def test_a_tie_across_the_antimeridian_is_cut(hostile: CityGraph) -> None:
    """3.1.9, and 5.2: its box has the larger longitude in the west."""
    made = collection(hostile)
    tie = next(f for f in made["features"] if f["id"].startswith("tie/apia+suva/"))
    to_the_line, from_it = tie["geometry"]["coordinates"]
    assert (to_the_line[0][0], to_the_line[-1][0]) == (-171.77, -180)
    assert (from_it[0][0], from_it[-1][0]) == (180, 178.44)
    assert to_the_line[-1][1] == from_it[0][1]
    assert tie["bbox"] == [178.44, -18.14, -171.77, -13.83]
    near = [row["tie"] for row in hostile.ties("suva", on=hostile.data_day)]
    assert len(near) == 2, "the other one has no point"
    assert collection(hostile, focus="suva")["bbox"] == tie["bbox"]


def inside(longitude: float, west: float, east: float) -> bool:
    return west <= longitude <= east if west <= east else not east < longitude < west


def test_boxes_hold_everything(graph: CityGraph) -> None:
    """5: west, south, east, north; 5.2: they may cross the antimeridian."""
    made = collection(graph)
    everywhere = [p for feature in made["features"] for p in positions(feature["geometry"])]
    boxes = [(made["bbox"], everywhere)]
    boxes += [(f["bbox"], positions(f["geometry"])) for f in made["features"] if "bbox" in f]
    assert len(boxes) > 3
    for (west, south, east, north), found in boxes:
        assert south == min(position[1] for position in found)
        assert north == max(position[1] for position in found)
        # The two signs of 180 degrees are one meridian.
        for longitude, _latitude in found:
            assert inside(longitude, west, east) or abs(longitude) == 180


def test_what_has_no_point_has_no_geometry(hostile: CityGraph) -> None:
    """3.2: an unlocated feature has null; it is not lost."""
    features = {feature["id"]: feature for feature in collection(hostile)["features"]}
    assert features["nowhere"]["geometry"] is None
    assert features["tie/nowhere+suva/sister_city/all"]["geometry"] is None
    assert "bbox" not in features["nowhere"]


def test_a_tie_of_three_is_a_line_for_each_pair(hostile: CityGraph) -> None:
    tie = "tie/isfahan+porto+quito/multilateral_pact"
    features = [
        feature
        for feature in collection(hostile)["features"]
        if feature["properties"].get("tie") == tie
    ]
    assert [feature["id"] for feature in features] == [f"{tie}/all", f"{tie}#2/all", f"{tie}#3/all"]
    assert [feature["geometry"]["type"] for feature in features] == ["LineString"] * 3
    ends = [feature["geometry"]["coordinates"] for feature in features]
    assert len({tuple(map(tuple, line)) for line in ends}) == 3, "another pair each"
    assert len({tuple(point) for line in ends for point in line}) == 3


def test_every_tie_and_text_is_there(graph: CityGraph) -> None:
    features = collection(graph)["features"]
    rows = {row["tie"]: row for row in graph.ties(on=graph.data_day, channels="all")}
    ties = {f["properties"]["tie"]: f for f in features if f["properties"]["feature"] == "tie"}
    assert ties.keys() == rows.keys()
    for tie, feature in ties.items():
        for key in ("kind", "status", "parties", "sources"):
            assert feature["properties"][key] == rows[tie][key]
    places = {f["id"]: f for f in features if f["properties"]["feature"] == "place"}
    for place in graph.tables.places:
        if place.id in places:
            assert places[place.id]["properties"]["name_en"] == place.name_en


longitudes = st.floats(-180, 180).map(lambda number: round(number, 6) + 0.0)
latitudes = st.floats(-90, 90).map(lambda number: round(number, 6) + 0.0)


@settings(deadline=None)
@given(longitudes, latitudes, longitudes, latitudes)
def test_any_line_goes_the_shorter_way(a: float, b: float, c: float, d: float) -> None:
    """3.1.9 for any two positions: same ends, no long jump, pieces that meet at 180."""
    made = tie_lines((a, b), (c, d))
    assert (made[0][0], made[-1][-1]) == ([a, b], [c, d]) or 180 in (abs(a), abs(c))
    assert 1 <= len(made) <= 2
    length = sum(abs(line[0][0] - line[-1][0]) for line in made)
    assert length <= 180 + 1e-6
    for line in made:
        assert len(line) == 2
    if len(made) == 2:
        assert {made[0][-1][0], made[1][0][0]} == {180.0, -180.0}
        assert made[0][-1][1] == made[1][0][1]
        assert min(b, d) - 1e-6 <= made[0][-1][1] <= max(b, d) + 1e-6


def test_a_point_off_the_globe_is_refused() -> None:
    rows = [{"tie": "tie/a+b/sister_city", "parties": ["a", "b"]}]
    places = [Place(one, "city", one, latitude=91.0, longitude=0.0) for one in "ab"]
    with pytest.raises(UsageError, match=r"a: not a valid point.*b: not a valid point"):
        geojson_bytes(rows, places)


def test_half_a_character_is_refused_and_control_characters_survive() -> None:
    rows = [{"tie": "tie/a+b/sister_city", "parties": ["a", "b"]}]
    made = json.loads(geojson_bytes(rows, [Place("a", "city", "bell\x07\x00")]))
    assert made["features"][0]["properties"]["name_en"] == "bell\x07\x00"
    with pytest.raises(UsageError, match="half"):
        geojson_bytes(rows, [Place("a", "city", "\ud800")])
