"""The cities of a page: names, country, place on the map."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from cityties.language.names import fold
from cityties.model.gazetteer import other_names
from cityties.model.rows import Place
from cityties.model.texts import every_name, texts
from cityties.page.geography import SCALE, equal_earth
from cityties.page.words import Text, Words, same

# Where Persian, in these letters, is a language of the country itself.
_PERSIAN_AT_HOME = frozenset({"IR", "AF"})


def spot(place: Place, *, digits: int = 1) -> list[float] | None:
    """Where a place lies on the map, or ``None`` if its coordinates are not known.

    Parameters
    ----------
    place : the place
    digits : digits after the point, of a thousandth of the sphere's radius

    Examples
    --------
    >>> spot(Place("isfahan", "city", "Isfahan", latitude=32.65, longitude=51.68))
    [717.8, -642.3]
    """
    if place.latitude is None or place.longitude is None:
        return None
    x, y = equal_earth(place.latitude, place.longitude)
    spots = [round(x * SCALE, digits), round(-y * SCALE, digits)]
    # 12.0 is written as 12; minus zero would be written as such.
    return [int(one) if one == int(one) else one for one in spots]


def own_name(place: Place) -> str:
    """The name in a script of its own, where the data has it; else blank.

    Nothing is guessed: Persian where it is a language of the country, else an
    alias that is written neither in Latin nor in Persian letters.

    Parameters
    ----------
    place : the place

    Examples
    --------
    >>> own_name(Place("yerevan", "city", "Yerevan", "ایروان", aliases=("Երևան",)))
    'Երևան'
    >>> own_name(Place("porto", "city", "Porto", "پورتو", aliases=("Oporto",)))
    ''
    """
    if place.country in _PERSIAN_AT_HOME:
        return place.name_fa
    return next((alias for alias in place.aliases if _script(alias) not in {"LATIN", ""}), "")


def _script(text: str) -> str:
    """The first word of the Unicode name of the first letter: its script."""
    letter = next((sign for sign in text if sign.isalpha()), "")
    return unicodedata.name(letter, "").split(" ")[0] if letter else ""


def city_row(place: Place, *, words: Words, country: int | None, digits: int) -> dict[str, Any]:
    """What a page says of a city, but for its network picture and its step.

    Parameters
    ----------
    place : the place
    words : names and codes in both languages
    country : the place of its country in the page's list
    digits : digits after the point of its spot on the map
    """
    row: dict[str, Any] = {
        "id": place.id,
        "name": Text(texts(place, "name")),
    }
    if own := own_name(place):
        row["own"] = own
    shown = {fold(name) for name in (*every_name(place), own)}
    aliases = []
    for alias in other_names(place):
        # Spellings that fold alike are found already.
        if fold(alias) not in shown:
            shown.add(fold(alias))
            aliases.append(alias)
    if aliases:
        row["aliases"] = aliases
    if place.kind != "city":
        row["place"] = words.code(place.kind)
    row["country"] = country
    row["at"] = spot(place, digits=digits)
    if place.population:
        row["population"] = place.population
    return row


def countries(
    places: Iterable[Place], all_places: Iterable[Place]
) -> tuple[list[dict[str, Any]], Mapping[str, int]]:
    """The countries of some places, by code, and the place of each in that list.

    A country whose coordinates the data has says where its name stands on the map.

    Parameters
    ----------
    places : the places of the page
    all_places : all places of the graph: its countries give the names
    """
    names = {
        place.country: Text(texts(place, "name"))
        for place in all_places
        if place.kind == "country" and place.country
    }
    codes = sorted({place.country for place in places if place.country})
    spots = {
        place.country: spot(place, digits=0)
        for place in all_places
        if place.kind == "country" and place.country
    }
    rows: list[dict[str, Any]] = []
    for code in codes:
        rows.append({"code": code, "name": names.get(code) or same(code)})
        if at := spots.get(code):
            rows[-1]["at"] = at
    return rows, {code: number for number, code in enumerate(codes)}
