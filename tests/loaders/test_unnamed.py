"""What describes a thing is told from what names one."""

from __future__ import annotations

import pytest

from cityties.base.resources import data_dir
from cityties.loaders.tables import load_folder
from cityties.loaders.unnamed import country_in, is_description


@pytest.mark.parametrize(
    "text",
    [
        "a city in Denmark", "A Polish city", "an Italian city", "the mayor of Florence",
        "another city", "one of the cities of Poland", "some town", "a chamber of commerce",
        "یک شهر لهستانی", "شهری در دانمارک", "سفیر از ژاپن",
    ],
)  # fmt: skip
def test_descriptions(text: str) -> None:
    assert is_description(text)


@pytest.mark.parametrize(
    "text",
    ["Denmark", "A Coruña", "The Hague", "An Najaf", "Isfahan", "La Paz", "شهر کویت", "شهرکرد", ""],
)
def test_names(text: str) -> None:
    assert not is_description(text)


def test_no_shipped_name_is_a_description() -> None:
    shipped = load_folder(data_dir())
    rows = (*shipped.places, *shipped.people)
    names = [name for row in rows for name in (row.name_en, row.name_fa) if name]
    assert len(names) > 700
    assert [name for name in names if is_description(name)] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a city in Denmark", "DK"), ("Italy", "IT"), ("a town of the Netherlands", "NL"),
        ("شهری در لهستان", "PL"), ("Deutschland", "DE"), ("a city", ""),
        ("somewhere in Utopia", ""),
    ],
)  # fmt: skip
def test_the_country_that_is_named(text: str, code: str) -> None:
    assert country_in(text, [load_folder(data_dir())]) == code
