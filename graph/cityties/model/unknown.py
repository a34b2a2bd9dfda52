"""Marks that say nothing: what people write in a cell where they know nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from cityties.language.names import latin_digits

UNKNOWN: Final = frozenset(
    (
        "x", "xxx", "n/a", "na", "n.a.", "n. a.", "n.a", "#n/a", "#na", "<na>", "nan", "null",
        "none", "nil", "n.d.",
        "n. d.", "nd", "n/d", "s.d.", "s. d.", "o.j.", "o. j.", "k.a.", "k. a.", "k.a", "unknown",
        "not known", "unspecified", "not available", "not applicable", "missing", "tbd", "tbc",
        "tba",
        "undated", "no date", "unbekannt", "keine angabe", "inconnu", "inconnue", "sconosciuto",
        "sconosciuta", "ignoto", "desconocido", "desconocida", "desconhecido", "neznámo", "neznámý",
        "neznáma", "neznámé", "neuvedeno", "nezjištěno", "nieznany", "nieznana", "nieznane", "brak",
        "brak danych", "b.d.", "bd", "onbekend", "okänt", "ukendt", "ukjent", "tuntematon",
        "ismeretlen", "necunoscut", "nepoznato", "bilinmiyor", "неизвестно", "неизвестна",
        "неизвестен", "неизв.", "нет данных", "н/д", "няма", "няма данни", "невідомо", "немає "
                                                                                       "даних",
        "άγνωστο", "نامشخص", "نامعلوم", "ندارد", "غير معروف", "不详", "不明", "미상", "未知",
    )
)  # fmt: skip
"""Words and signs for "unknown" in many languages, in small letters."""

_SIGNS: Final = re.compile(r"[\s?؟\-–—―−_.…*/\\#×~]*")
_ZEROS: Final = re.compile(r"0+(?:[-/.]0+){0,2}(?: 0+(?::0+)*)?|0+\.0+")


def is_unknown(text: str, blanks: Iterable[str] = (), *, zero: bool = True) -> bool:
    """Whether a cell says that nothing is known.

    Parameters
    ----------
    text : the cell
    blanks : further texts that say so in this table
    zero : whether 0 says so too, as it does for a year and not for a latitude

    Examples
    --------
    >>> [is_unknown(text) for text in ("", "n/a", "?", "0", "0000-00-00", "—", "نامشخص", "2009")]
    [True, True, True, True, True, True, True, False]
    >>> is_unknown("0", zero=False), is_unknown("9999", ["9999"])
    (False, True)
    """
    plain = text.strip()
    small = plain.casefold()
    if not plain or small in UNKNOWN or small.strip("()[]{}<>'\" ") in UNKNOWN:
        return True
    if plain in blanks or small in {blank.casefold() for blank in blanks}:
        return True
    if _SIGNS.fullmatch(plain.strip("()[]")):
        return True
    return zero and _ZEROS.fullmatch(latin_digits(plain)) is not None
