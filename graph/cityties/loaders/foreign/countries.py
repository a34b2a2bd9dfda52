"""Countries by their ISO 3166-1 code: names in two languages, and codes of names in all.

Datasets spell countries in many ways, name former states, or carry a name that
somebody has vandalised. The code decides; a name is only looked up where there is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cityties.language.names import fold
from cityties.model.columns import Further
from cityties.model.rows import Place

ORIGIN = "Unicode CLDR"
"""What the rows of :func:`country_place` give as the origin of their names."""


_COLUMNS = ("code", "name_en", "name_fa", "aliases")
"""The columns of ``countries.tsv``; those of names in further languages can follow."""


class Country(NamedTuple):
    """A country: its code, its names and other names that are met in data."""

    code: str
    name_en: str
    name_fa: str
    aliases: tuple[str, ...]
    further: Further = ()


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
    header = lines[0].split("\t")
    for line in lines[1:]:
        cells = dict(zip(header, line.split("\t"), strict=True))
        code, name_en, name_fa, aliases = (cells.pop(name) for name in _COLUMNS)
        names = tuple(aliases.split(";")) if aliases else ()
        further = tuple(sorted((name, text) for name, text in cells.items() if text))
        found[code] = Country(code, name_en, name_fa, names, further)
    return found


def written(name: str) -> str:
    """A name as it is written, but for capitals and how its letters are put together."""
    return unicodedata.normalize("NFC", name).casefold().strip()


def _lines(file: str) -> Iterator[tuple[str, list[str]]]:
    text = Path(__file__).with_name(file).read_text("utf-8")
    for line in [line for line in text.splitlines() if not line.startswith("#")][1:]:
        code, _tab, names = line.partition("\t")
        yield code, names.split(";")


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """Codes by folded names; ``=name`` is a name as it is written, ``-…`` a state that is gone."""
    found: dict[str, str] = {}
    for code, names in _lines("country_names.tsv"):
        found.update(dict.fromkeys(names, code))
    for each in countries().values():
        texts = (text for _name, text in each.further)
        for name in (each.name_en, each.name_fa, *each.aliases, *texts):
            found[fold(name)] = each.code
    for code, names in _lines("country_spellings.tsv"):
        for name in names:
            found[_joined(fold(name))] = code
            if not name.isascii():  # ČR is Czechia, CR Costa Rica
                found[f"={written(name)}"] = code
    for code in countries():
        found[code.lower()] = code
    for key in [key for key in found if fold(key.lstrip("=")) in _TWO_STATES]:
        del found[key]
    for key, code in list(found.items()):
        if key.isascii():
            found.setdefault(_loose(key), code)
    return found


_SMALL = frozenset(("and", "the", "of", "a"))
_SHORT = {
    "st": "saint", "ste": "saint", "rep": "republic", "dem": "democratic", "fed": "federal",
    "is": "islands", "isl": "islands", "terr": "territory", "herz": "herzegovina",
}  # fmt: skip
_LONG_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:the )?(?:islamic |federal |federative |socialist |arab |hellenic |plurinational )?"
        r"(?:republic|kingdom|state|commonwealth|principality|grand duchy|sultanate|union) of (.+)",
        r"(?:republique|royaume|etat|principaute|federation)(?: islamique| federale)? (?:de l|d|"
        r"de la|de|du|des) (.+)",
        r"(?:repubblica|regno|stato|principato|federazione)(?: islamica| federale)? (?:d|di|del|"
        r"della|dell|dei|degli) (.+)",
        r"(?:republica|reino|estado|principado|federacion)(?: islamica| federal)? (?:de la|de "
        r"los|del|de|do|da) (.+)",
        r"(?:bundes)?(?:republik|konigreich|furstentum|staat) (.+)",
        r"(?:republika|kralovstvi|krolestwo|kraljevina) (.+)",
        r"(?:республика|република|королевство|государство) (.+)",
        r"(?:جمهوری اسلامی|جمهوری|پادشاهی|کشور) (.+)",
    )
)
_UNSURE = frozenset((
                     "korea", "corea", "coree", "congo", "kongo", "china", "virgin islands",
                     "samoa",
                     "south africa", "yemen", "vietnam", "germany"))  # fmt: skip
"""What is left of a long form says nothing for these: two states are, or were, called so."""


_TWO_STATES = frozenset(("congo", "kongo", "konqo", "конго", "کنگو", "الكونغو", "κονγκο", "콩고"))
"""Names of two states of today, which CLDR gives to one of them."""


def _joined(folded: str) -> str:
    """``u s a`` as ``usa``: an abbreviation with points."""
    parts = folded.split()
    return "".join(parts) if len(parts) > 1 and all(len(part) == 1 for part in parts) else folded


def _loose(folded: str) -> str:
    """A folded English name without small words, and with abbreviations written out."""
    words = [_SHORT.get(word, word) for word in folded.split() if word not in _SMALL]
    return " ".join(words) or folded


def _forms(name: str) -> Iterator[str]:
    """The ways to look a name up, the most exact first."""
    yield f"={written(name)}"
    folded = _joined(fold(name))
    yield folded
    yield _loose(folded)
    parts = _TURNED.fullmatch(name.strip())
    turned = fold(f"{parts[2] or parts[3]} {parts[1]}") if parts else ""
    if turned:  # "Korea, Republic of", "Iran (Islamic Republic of)"
        yield turned
        yield _loose(turned)
    for text in (folded, turned):
        for pattern in _LONG_FORMS:
            if (found := pattern.fullmatch(text)) and found[1] not in _UNSURE:
                yield found[1]
                yield _loose(found[1])


_TURNED = re.compile(r"([^,(]+?)\s*(?:,\s*([^,()]+)|\(([^()]+)\))\s*[*]?")


@lru_cache(maxsize=4096)
def read_country(text: str) -> tuple[str, str]:
    """The code of a country as registers and lists write it, and the years of one that is gone.

    Parameters
    ----------
    text : a name in any language of CLDR, an official form, a code of two or three letters

    Returns
    -------
    tuple : the ISO 3166-1 alpha-2 code and a blank; for a state that is gone a blank and its
        years; two blanks if nobody knows it

    Examples
    --------
    >>> read_country("Německo"), read_country("Korea, Republic of"), read_country("EL")
    (('DE', ''), ('KR', ''), ('GR', ''))
    >>> read_country("Jugoslawien"), read_country("Narnia")
    (('', '1918..1992'), ('', ''))
    >>> read_country("Congo"), read_country("Österreich/Austria"), read_country("Chad/Mali")
    (('', ''), ('AT', ''), ('', ''))
    """
    codes = _codes()
    for form in _forms(text):
        code = codes.get(form, "") if form else ""
        if code:
            return ("", code[1:]) if code.startswith("-") else (code, "")
    if (parts := _TURNED.fullmatch(text.strip())) and parts[3]:  # "China (PRC)"
        outer, inner = (codes.get(_joined(fold(part)), "") for part in (parts[1], parts[3]))
        if outer and outer == inner:
            return outer, ""
    if len(names := [name for name in text.split("/") if name.strip()]) > 1:
        found = {read_country(name.strip()) for name in names}  # "Österreich/Austria"
        if len(found) == 1:
            return found.pop()
    return "", ""


def code_of_country(name: str) -> str:
    """The code of a country that is named or written as a code; ``""`` if it is none of today.

    Parameters
    ----------
    name : as a dataset has it

    Examples
    --------
    >>> code_of_country("United States of America"), code_of_country("Mandatory Palestine")
    ('US', '')
    """
    return read_country(name)[0]


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
        further=found.further,
    )
