"""How alike two names are."""

from __future__ import annotations

import pytest

from cityties.loaders.resolve.alike import RESPELT, SAME, alike, is_main, shared_names, variants


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("kyiv", "kiev", RESPELT, RESPELT),
        ("ho chi minh", "hochiminh", SAME, SAME),
        ("rotenburg", "rothenburg", 90, RESPELT),
        ("lyon", "porto", 0, 50),
        ("district 15", "district 16", 0, 0),
        ("budapest xv", "budapest xvi", 0, 0),
    ],
)
def test_alike(one: str, other: str, least: float, most: float) -> None:
    assert least <= alike(one, other) <= most
    assert alike(one, other) == alike(other, one)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Frankfurt (Oder)", ("frankfurt", "oder")),
        ("Washington, D.C.", ("washington", "d c")),
        ("Stadt Ulm", ("ulm", "")),
        ("Comune di Pisa", ("pisa", "")),
        ("Gumi-si", ("gumi", "")),
        ("秋田市", ("秋田", "")),
        ("شهر یزد", ("یزد", "")),
    ],
)
def test_what_is_no_part_of_the_name_is_tried_without(name: str, found: tuple[str, str]) -> None:
    assert found in list(variants(name))


def test_the_whole_name_comes_first() -> None:
    assert next(iter(variants("New York City"))) == ("new york city", "")


def test_a_part_of_the_name_is_the_name() -> None:
    assert is_main("frankfurt", "Frankfurt am Main")
    assert not is_main("frank", "Frankfurt am Main")


def test_names_that_cities_share() -> None:
    names = shared_names()
    assert 1_000 < len(names) < 10_000
    assert {"hyderabad", "birmingham", "tripoli", "florence"} <= names
    assert not {"isfahan", "yerevan"} & names
