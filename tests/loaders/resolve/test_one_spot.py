"""A register that numbers the two ends of a link apart gives one city two ids."""

from __future__ import annotations

from cityties.loaders.resolve import End, Resolver
from cityties.model.rows import Tables


def test_two_ids_on_one_spot_are_one_city_and_both_are_kept() -> None:
    resolver = Resolver(Tables(), source="list")
    one = End(name="Alba", point=(41.33, 14.33), register="s_Alba")
    other = End(name="Alba", country="IT", point=(41.3301, 14.3301), register="e_Alba")
    found = resolver.resolve_all([one, other])
    assert found[one].id == found[other].id
    (place,) = resolver.made
    assert set(place.identifiers) == {"list:s_Alba", "list:e_Alba"}


def test_two_ids_some_kilometres_apart_are_two_cities_and_a_question() -> None:
    resolver = Resolver(Tables(), source="list")
    one = End(name="Lhota", country="CZ", point=(50.0, 14.0), register="S-1")
    other = End(name="Lhota", country="CZ", point=(50.1, 14.0), register="S-2")
    found = resolver.resolve_all([one, other])
    assert found[one].id != found[other].id
    assert len(resolver.made) == 2
    assert [each.identifiers for each in resolver.made] == [("list:S-1",), ("list:S-2",)]
