"""What a table, or a person, says about a city."""

from __future__ import annotations

import pytest

from cityties.loaders.resolve import End, end_of_text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hyderabad, Pakistan", End(name="Hyderabad", country="PK")),
        ("Hyderabad (India)", End(name="Hyderabad", country="IN")),
        ("حیدرآباد، پاکستان", End(name="حیدرآباد", country="PK")),
        ("Springfield, IL", End(name="Springfield", region="IL")),
        ("Birmingham, UK", End(name="Birmingham", country="GB")),
        ("Porto", End(name="Porto")),
        ("", End()),
    ],
)
def test_a_name_with_its_country(text: str, found: End) -> None:
    assert end_of_text(text) == found
