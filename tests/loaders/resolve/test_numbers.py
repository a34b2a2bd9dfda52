"""Names that differ only in a number are different places."""

from __future__ import annotations

import pytest

from cityties.loaders.resolve import End, Resolver
from cityties.model.rows import Tables

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "IX", "XI", "XX")


@pytest.mark.parametrize("form", ["Town {}", "{}. Bezirk", "Al Wilaya {}"])
@pytest.mark.parametrize("numbers", [tuple(map(str, range(130))), ROMAN])
def test_each_number_is_a_place_of_its_own(form: str, numbers: tuple[str, ...]) -> None:
    resolver = Resolver(Tables(), source="list")
    found = resolver.resolve_all([End(name=form.format(n), country="FR") for n in numbers])
    assert len(found) == len(numbers)
    assert {each.how for each in found.values()} == {"new"}
    assert len(resolver.made) == len(numbers)
