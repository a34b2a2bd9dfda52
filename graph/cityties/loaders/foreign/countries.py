"""Countries by their ISO 3166-1 code: names in two languages, and codes of names.

Datasets spell countries in many ways, name former states, or carry a name that
somebody has vandalised. The code decides; a name is only looked up where there is none.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cityties.language.names import fold
from cityties.model.rows import Place

ORIGIN = "Unicode CLDR"
"""What the rows of :func:`country_place` give as the origin of their names."""


class Country(NamedTuple):
    """A country: its code, its two names and other names that are met in data."""

    code: str
    name_en: str
    name_fa: str
    aliases: tuple[str, ...]


@lru_cache(maxsize=1)
def countries() -> dict[str, Country]:
    """Every country and territory with a code, by that code.

    Examples
    --------
    >>> countries()["IR"].name_fa, len(countries())
    ('ایران', 250)
    """
    text = Path(__file__).with_name("countries.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found = {}
    for line in lines[1:]:
        code, name_en, name_fa, aliases = line.split("\t")
        names = tuple(aliases.split(";")) if aliases else ()
        found[code] = Country(code, name_en, name_fa, names)
    return found


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {
        fold(name): each.code
        for each in countries().values()
        for name in (each.name_en, each.name_fa, *each.aliases)
    }


def code_of_country(name: str) -> str:
    """The code of a country that is named in English or Persian; ``""`` if none is.

    Parameters
    ----------
    name : as a dataset has it

    Examples
    --------
    >>> code_of_country("United States of America"), code_of_country("Mandatory Palestine")
    ('US', '')
    """
    return _codes().get(fold(name), "")


def country_place(code: str) -> Place | None:
    """The row of a country that no table has yet; ``None`` if there is no such code.

    Its id is made of the code, so that two folders that both need the country have
    the same row.

    Parameters
    ----------
    code : ISO 3166-1 alpha-2

    Examples
    --------
    >>> country_place("NZ").id, country_place("ZZ")
    ('country-nz', None)
    """
    found = countries().get(code)
    if found is None:
        return None
    return Place(
        f"country-{code.lower()}",
        "country",
        found.name_en,
        found.name_fa,
        aliases=found.aliases,
        country=code,
        origin=ORIGIN,
    )
