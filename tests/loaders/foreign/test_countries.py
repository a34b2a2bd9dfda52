"""Names of countries as lists write them: what is one, and what is left open."""

from __future__ import annotations

import pytest

from cityties.loaders.foreign.countries import read_country


@pytest.mark.parametrize("name", ["Congo", "Kongo", "Конго", "کنگو", "Korea"])
def test_a_name_of_two_states_is_left_open(name: str) -> None:
    assert read_country(name) == ("", "")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("U.K. of Great Britain and Northern Ireland", "GB"),
        ("Burkina", "BF"),
        ("Österreich/Austria", "AT"),
        ("Österreich / Austria", "AT"),
        ("Austria/Germany", ""),
        ("Republic of the Congo", "CG"),
        ("Congo (Kinshasa)", "CD"),
        ("DR Congo", "CD"),
        ("CG", "CG"),
    ],
)
def test_a_country_in_another_spelling(name: str, code: str) -> None:
    assert read_country(name)[0] == code


def test_a_state_that_is_gone_has_its_years() -> None:
    assert read_country("FRY") == read_country("FR Yugoslavia") == ("", "1992..2006")
