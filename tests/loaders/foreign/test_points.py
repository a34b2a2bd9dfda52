"""Positions in the notations of languages and formats."""

from __future__ import annotations

import pytest

from cityties.loaders.foreign.points import read_point, split_pair


@pytest.mark.parametrize(
    ("longitude", "country", "degrees"),
    [
        ("6° 57′ 36″ O", "DE", 6.96),  # Ost
        ("70° 12′ O", "AR", -70.2),  # oeste
        ("6° 57′ 36″ O", "", None),
        ("6° 57′ 36″ O", "BR", None),  # in neither half
    ],
)
def test_o_is_the_half_of_the_earth_that_the_country_is_in(
    longitude: str, country: str, degrees: float | None
) -> None:
    latitude = "33° S" if country in ("AR", "BR") else "50° 56′ N"
    point = read_point(latitude, longitude, country)
    assert (None if point is None else point.longitude) == degrees


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "Point", "coordinates": [6.96, 50.94]}',
        '{"type":"Point","coordinates":[6.96,50.94,53]}',
        '{"coordinates": [6.96, 50.94], "type": "Point"}',
    ],
)
def test_a_point_of_geojson_has_its_longitude_first(text: str) -> None:
    assert split_pair(text) == ("50.94", "6.96")
    assert split_pair('{"type": "LineString", "coordinates": [[6.96, 50.94], [7, 51]]}') is None


def test_a_german_pair_in_one_cell() -> None:
    pair = split_pair("50° 56′ 24″ N, 6° 57′ 36″ O")
    assert pair is not None
    point = read_point(*pair, "DE")
    assert point is not None and (point.latitude, point.longitude) == (50.94, 6.96)
