"""How alike two names are, and which parts of a name are not the name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from cityties.language.names import fold, spelling_key, squeeze

SAME: Final = 100.0
RESPELT: Final = 95.0
"""Two spellings of one name, as transliterations differ."""

_TAIL = re.compile(r"\s*[(\[（](?P<inside>[^()\[\]（）]*)[)\]）]\s*$|\s*[,،]\s*(?P<after>[^,،]*)$")
# What registers put before or after the name itself. A word of a language stands here only
# if it is no part of a name in that language ("New York City" stays: it is found whole first).
_BEFORE = (
    "city of", "town of", "municipality of", "commune of", "commune de", "ville de", "ville d",
    "stadt", "gemeinde", "landeshauptstadt", "hansestadt", "marktgemeinde", "stadtgemeinde",
    "comune di", "citta di", "ayuntamiento de", "municipio de", "ciudad de", "concello de",
    "prefeitura de", "municipio do", "camara municipal de", "gemeente", "kommune", "obec", "mesto",
    "gmina", "miasto", "grad", "opstina", "obshtina", "greater", "شهر", "شهرداری", "город", "г",
    "місто", "община", "град", "општина", "δημος", "مدينه", "بلديه",
)  # fmt: skip
_AFTER = (
    "city", "town", "municipality", "urban area", "metropolitan city", "kommune", "kommun",
    "belediyesi", "buyuksehir belediyesi", "shi", "si", "gun", "市", "시", "shahri",
)  # fmt: skip


def variants(name: str) -> Iterator[tuple[str, str]]:
    """The folded forms under which a name can be known, the whole one first.

    Parameters
    ----------
    name : as a table writes it

    Yields
    ------
    tuple : a folded name, and the folded part that was taken off and may name the region

    Examples
    --------
    >>> list(variants("Springfield, IL"))
    [('springfield il', ''), ('springfield', 'il')]
    >>> list(variants("Gemeente Utrecht"))
    [('gemeente utrecht', ''), ('utrecht', '')]
    """
    whole = fold(name)
    seen = {whole}
    yield whole, ""
    for text, region in _shorter(name):
        if text and text not in seen:
            seen.add(text)
            yield text, region


def _shorter(name: str) -> Iterator[tuple[str, str]]:
    tail = _TAIL.search(name)
    region = ""
    if tail and tail.start():
        region = fold(tail["inside"] or tail["after"] or "")
        name = name[: tail.start()]
        yield fold(name), region
    folded = fold(name)
    for word in _BEFORE:
        if folded.startswith(f"{word} "):
            yield folded[len(word) + 1 :], region
    for word in _AFTER:
        if folded.endswith(f" {word}") or (not word.isascii() and folded.endswith(word)):
            yield folded[: -len(word)].strip(), region


def alike(one: str, other: str) -> float:
    """How alike two folded names are, from 0 to 100.

    Parameters
    ----------
    one, other : as :func:`cityties.language.names.fold` gives them

    Examples
    --------
    >>> alike("xian", "xi an"), alike("esfahan", "isfahan")
    (100.0, 95.0)
    >>> alike("porto", "lyon") < 50
    True
    """
    if one == other or squeeze(one) == squeeze(other):
        return SAME
    if _numbers(one) != _numbers(other):  # a district, a wilaya: another one
        return 0.0
    if spelling_key(one) == spelling_key(other):
        return RESPELT
    from rapidfuzz import fuzz

    return min(RESPELT - 1, fuzz.ratio(one, other))


_NUMERAL = re.compile(r"\b(?:[0-9]+|[ivx]+)\b")


def _numbers(folded: str) -> list[str]:
    return _NUMERAL.findall(folded)


def is_main(folded: str, name: str) -> bool:
    """Whether a folded name is the one that a place is shown under, or a part of that.

    Parameters
    ----------
    folded : the name that was found
    name : the name to show

    Examples
    --------
    >>> is_main("frankfurt", "Frankfurt am Main"), is_main("waterloo", "Austin")
    (True, False)
    """
    return f" {folded} " in f" {fold(name)} "


@lru_cache(maxsize=1)
def shared_names() -> frozenset[str]:
    """Folded names that several cities of some size have: alone they do not say which.

    Examples
    --------
    >>> "hyderabad" in shared_names(), "isfahan" in shared_names()
    (True, False)
    """
    text = Path(__file__).with_name("shared_names.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))
