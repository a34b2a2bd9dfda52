"""Which of several places of one name is meant."""

from __future__ import annotations

import pytest

from cityties.loaders.resolve.decide import Hit, decide, groups
from cityties.loaders.resolve.ends import End
from cityties.loaders.resolve.spots import Spot
from cityties.model.earth import distance_km


def spot(id: str, point: tuple[float, float] | None, people: int | None, **more: object) -> Spot:
    return Spot(id, "Newtown", more.pop("country", "DE"), point=point, population=people, **more)  # type: ignore[arg-type]


def hits(*spots: Spot, point: tuple[float, float] | None = None) -> list[Hit]:
    return [
        Hit(each, km=distance_km(point, each.point) if point and each.point else None)
        for each in spots
    ]


NORTH = spot("north", (54.0, 10.0), 10_000)
SOUTH = spot("south", (48.0, 10.0), 900)
SOUTH_TOO = spot("south-too", (48.1, 10.1), 1_100)
NAMED = End(name="Newtown", country="DE")


def test_places_within_25_km_are_one() -> None:
    found = groups(hits(SOUTH, SOUTH_TOO, NORTH))
    assert sorted(sorted(hit.spot.id for hit in each.hits) for each in found) == [
        ["north"], ["south", "south-too"],
    ]  # fmt: skip
    decision = decide(NAMED, hits(SOUTH, SOUTH_TOO))
    assert decision.hit is not None
    assert (decision.hit.spot.id, decision.how) == ("south-too", "name+country")


@pytest.mark.parametrize(("people", "how"), [(11_000, "likely"), (10_999, "")])
def test_ten_times_the_people_make_one_likely(people: int, how: str) -> None:
    large = spot("large", (54.0, 10.0), people)
    decision = decide(NAMED, hits(large, SOUTH, SOUTH_TOO))
    assert decision.how == how
    assert len(decision.open) == (0 if how else 2)


def test_an_unknown_population_decides_nothing() -> None:
    known = spot("known", (48.0, 10.0), None)
    assert decide(NAMED, hits(NORTH, known)).hit is None


def test_the_smallest_of_a_gazetteer_have_no_number() -> None:
    village = spot("geonames:1", (48.0, 10.0), None, rank=2)
    decision = decide(NAMED, hits(NORTH, village))
    assert decision.hit is not None
    assert decision.hit.spot is NORTH


def test_an_old_name_of_a_large_city_is_not_taken_for_the_small_one() -> None:
    city = Hit(spot("austin", (30.0, -97.0), 900_000), main=False)
    town = Hit(spot("waterloo", (42.0, -92.0), 68_000))
    assert decide(NAMED, [city, town]).hit is None
    assert decide(NAMED, [Hit(city.spot), town]).how == "likely"


def test_without_a_country_nothing_is_decided_among_several() -> None:
    other = spot("other", (40.0, -80.0), 10, country="US")
    decision = decide(End(name="Newtown"), hits(NORTH, other))
    assert decision.hit is None
    assert len(decision.open) == 2
    assert decide(End(name="Newtown"), hits(NORTH)).how == "likely"


def test_a_region_leaves_those_in_it() -> None:
    inside = spot("inside", (48.0, 10.0), 900, regions=frozenset({"bavaria"}))
    outside = spot("outside", (54.0, 10.0), 90_000, regions=frozenset({"holstein"}))
    decision = decide(NAMED, hits(inside, outside), "bavaria")
    assert decision.hit is not None
    assert decision.hit.spot is inside
    assert decide(NAMED, hits(outside), "bavaria").hit is None


@pytest.mark.parametrize(("km", "how"), [(10, "point"), (49, "point"), (51, "")])
def test_over_50_km_it_is_another_place(km: int, how: str) -> None:
    point = (54.0 + km / 111.195, 10.0)
    decision = decide(End(name="Newtown", country="DE", point=point), hits(NORTH, point=point))
    assert decision.how == how
    assert [hit.spot.id for hit in decision.far] == ([] if how else ["north"])


def test_the_nearest_of_several_where_it_is_much_nearer() -> None:
    point = (48.0, 10.0)
    next_one = spot("next", (48.4, 10.0), 100_000)  # 44 km
    near = decide(End(name="Newtown", point=point), hits(SOUTH, next_one, point=point))
    assert near.hit is not None
    assert near.hit.spot is SOUTH
    between = (48.2, 10.0)  # 22 km from both
    open_ = decide(End(name="Newtown", point=between), hits(SOUTH, NORTH, next_one, point=between))
    assert open_.hit is None or open_.how == "likely"


def test_over_the_border_it_is_only_likely() -> None:
    point = (54.0, 10.0)
    decision = decide(End(name="Newtown", country="DK", point=point), hits(NORTH, point=point))
    assert decision.how == "likely"
