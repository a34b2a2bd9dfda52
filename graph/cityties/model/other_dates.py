"""Dates written in other ways than the tables want: what they mean, to be offered.

Nothing is guessed: ``05/06/2023`` can be two days, so it means none.
"""

from __future__ import annotations

import re

from cityties.language.names import latin_digits
from cityties.model.dates import parse_edtf, solar_hijri

_GREGORIAN = (
    ("january", "jan", "ژانویه"), ("february", "feb", "فوریه"), ("march", "mar", "مارس"),
    ("april", "apr", "آوریل"), ("may", "مه", "می"), ("june", "jun", "ژوئن"),
    ("july", "jul", "ژوئیه", "جولای"), ("august", "aug", "اوت", "آگوست"),
    ("september", "sept", "sep", "سپتامبر"), ("october", "oct", "اکتبر"),
    ("november", "nov", "نوامبر"), ("december", "dec", "دسامبر"),
)  # fmt: skip
_SOLAR = (
    ("فروردین", "farvardin"), ("اردیبهشت", "ordibehesht"), ("خرداد", "khordad"), ("تیر", "tir"),
    ("مرداد", "mordad"), ("شهریور", "shahrivar"), ("مهر", "mehr"), ("آبان", "aban"),
    ("آذر", "azar"), ("دی", "dey"), ("بهمن", "bahman"), ("اسفند", "esfand"),
)  # fmt: skip
_MONTHS = {name: (number, False) for number, names in enumerate(_GREGORIAN, 1) for name in names}
_MONTHS |= {name: (number, True) for number, names in enumerate(_SOLAR, 1) for name in names}

_SOLAR_YEARS = range(1200, 1500)
_FIRST_HALF = 12  # above it, a number is no month
_PREFIXED = re.compile(r"sh ?([0-9]{4})(?:[-/.]([0-9]{1,2}))?(?:[-/.]([0-9]{1,2}))?")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_MONTH = re.compile(r"([0-9]{4})[-.]([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_ABOUT = re.compile(r"(?:about|around|approximately|circa|ca?\.?|حدود|حوالی) +(.+)")
_ORDINAL = re.compile(r"\b([0-9]{1,2})(?:st|nd|rd|th)\b")
_WORDS = re.compile(r"[\s,،]+")


def meant(text: str) -> str:
    """The date that a text means, as EDTF; blank if it is none, or if it can be several.

    Parameters
    ----------
    text : what somebody wrote where a date belongs

    Examples
    --------
    >>> meant("June 2023"), meant("27.10.2000"), meant("sh1404-01-20"), meant("۱۴۰۰/۵/۵")
    ('2023-06', '2000-10-27', '2025-04-09', '2021-07-27')
    >>> meant("05/06/2023"), meant("spring")
    ('', '')
    """
    found = _meant(latin_digits(text).strip().lower())
    return found if found != text.strip() else ""


def _meant(plain: str) -> str:
    if about := _ABOUT.fullmatch(plain):
        return _valid((_meant(about[1]) or about[1]) + "~")
    if plain.startswith("["):
        return _valid(re.sub(r"\s", "", plain))
    try:
        return _numbers(plain) or _words(plain) or _valid(plain)
    except ValueError:  # no such day
        return ""


def _numbers(text: str) -> str:
    if match := _PREFIXED.fullmatch(text):
        return solar_hijri(*(int(part) for part in match.groups() if part)).text
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    if match := _YEAR_MONTH.fullmatch(text):
        return _day(int(match[1]), int(match[2]))
    if match := _DAY_FIRST.fullmatch(text):
        first, second = int(match[1]), int(match[3])
        if match[2] == "/" and max(first, second) <= _FIRST_HALF:
            return ""  # the one or the other order
        day, month = (first, second) if second <= _FIRST_HALF else (second, first)
        return _day(int(match[4]), month, day)
    if re.fullmatch("[0-9]{4}", text) and int(text) in _SOLAR_YEARS:
        return solar_hijri(int(text)).text
    return ""


def _words(text: str) -> str:
    """``5 June 2023``, ``June 5, 2023``, ``June 2023`` in English and Persian."""
    parts = [part.rstrip(".") for part in _WORDS.split(_ORDINAL.sub(r"\1", text)) if part]
    names = [part for part in parts if part in _MONTHS]
    numbers = [int(part) for part in parts if part.isdigit()]
    if len(names) != 1 or len(names) + len(numbers) != len(parts) or not numbers:
        return ""
    month, solar = _MONTHS[names[0]]
    years = [number for number in numbers if number >= 1000]
    days = [number for number in numbers if number < 1000]
    if len(years) != 1 or len(days) > 1:
        return ""
    if solar != (years[0] in _SOLAR_YEARS):
        return ""  # "Tir 2023": the year is of another calendar than the month
    return _day(years[0], month, *days)


def _day(year: int, month: int, day: int = 0) -> str:
    if year in _SOLAR_YEARS:
        return solar_hijri(year, month, day).text
    return _valid(f"{year}-{month:02}" + (f"-{day:02}" if day else ""))


def _valid(text: str) -> str:
    try:
        return parse_edtf(text).text
    except ValueError:
        return ""
