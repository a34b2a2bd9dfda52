"""Ids of cities as tables write them."""

from __future__ import annotations

import pytest

from cityties.loaders.resolve.ids import read_id


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Q60", ("item", "Q60")),
        ("q60", ("item", "Q60")),
        ("wd:Q60", ("item", "Q60")),
        ("https://www.wikidata.org/wiki/Q60", ("item", "Q60")),
        ("geonames:5128581", ("geonames", "5128581")),
        ("https://www.geonames.org/5128581/new-york-city.html", ("geonames", "5128581")),
        ("https://sws.geonames.org/5128581/", ("geonames", "5128581")),
        ("isfahan", ("slug", "isfahan")),
    ],
)
def test_ids(text: str, found: tuple[str, str]) -> None:
    assert read_id(text) == found


@pytest.mark.parametrize("text", ["", "New York", "5128581", "S-531952", "Q0", "geonames:"])
def test_what_is_no_id_everywhere(text: str) -> None:
    assert read_id(text) is None
