"""Numbers, lists and dates in words, in the language of the messages.

The one place where plurals, digits, half-spaces and both calendars meet. The
language is the one chosen with :func:`cityties.language.messages.set_language`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from cityties.language.messages import _, language, ngettext, pgettext
from cityties.language.names import half_space, latin_digits, persian_digits, persian_sort_key
from cityties.model.dates import DAY_MAX, DAY_MIN, Alternative, DatePart, Edtf, to_solar_hijri

__all__ = [
    "counted",
    "day_words",
    "digits",
    "edtf_words",
    "half_space",
    "latin_digits",
    "list_words",
    "number",
    "persian_digits",
    "persian_sort_key",
    "range_words",
]


def digits(text: str) -> str:
    """The text with the digits of the language.

    Examples
    --------
    >>> digits("2000-10")
    '2000-10'
    """
    return persian_digits(text) if language() == "fa" else text


def number(value: float, places: int | None = None) -> str:
    """A number with the digits and separators of the language.

    Parameters
    ----------
    value : the number
    places : digits after the decimal point; as many as needed if ``None``

    Examples
    --------
    >>> number(1234.5), number(2, places=2)
    ('1,234.5', '2.00')
    >>> from cityties.language.messages import in_language
    >>> with in_language("fa"):
    ...     number(1234.5)
    '۱٬۲۳۴٫۵'
    """
    if places is not None:
        text = f"{value:,.{places}f}"
    elif value == int(value):
        text = f"{int(value):,}"
    else:
        text = f"{value:,}"
    if language() == "fa":
        text = persian_digits(text.replace(",", "٬").replace(".", "٫").replace("-", "\u2212"))
    return text


def counted(one: str, many: str, value: float) -> str:
    """A text with a counted thing; ``{n}`` is put in with the language's digits.

    The two texts are found for the catalogue by the name of this function.

    Parameters
    ----------
    one : the text for one, with ``{n}``
    many : the text for several, with ``{n}``
    value : how many

    Examples
    --------
    >>> counted("{n} city", "{n} cities", 1402)
    '1,402 cities'
    """
    return ngettext(one, many, value).format(n=number(value))


def list_words(items: Iterable[str], *, either: bool = False) -> str:
    """Join words as a sentence does.

    Parameters
    ----------
    items : the words, in order
    either : join the last with "or" instead of "and"

    Examples
    --------
    >>> list_words(["Florence", "Freiburg", "Porto"])
    'Florence, Freiburg and Porto'
    >>> list_words(["2000", "2001"], either=True)
    '2000 or 2001'
    """
    words = list(items)
    if len(words) < 2:
        return "".join(words)
    start = _(", ").join(words[:-1])
    template = _("{start} or {last}") if either else _("{start} and {last}")
    return template.format(start=start, last=words[-1])


def _month_names() -> tuple[str, ...]:
    return (
        pgettext("month", "January"),
        pgettext("month", "February"),
        pgettext("month", "March"),
        pgettext("month", "April"),
        pgettext("month", "May"),
        pgettext("month", "June"),
        pgettext("month", "July"),
        pgettext("month", "August"),
        pgettext("month", "September"),
        pgettext("month", "October"),
        pgettext("month", "November"),
        pgettext("month", "December"),
    )


def _solar_month_names() -> tuple[str, ...]:
    return (
        pgettext("month", "Farvardin"),
        pgettext("month", "Ordibehesht"),
        pgettext("month", "Khordad"),
        pgettext("month", "Tir"),
        pgettext("month", "Mordad"),
        pgettext("month", "Shahrivar"),
        pgettext("month", "Mehr"),
        pgettext("month", "Aban"),
        pgettext("month", "Azar"),
        pgettext("month", "Dey"),
        pgettext("month", "Bahman"),
        pgettext("month", "Esfand"),
    )


def _written(year: int, month: int = 0, day: int = 0, *, solar: bool = False) -> str:
    """A date of one calendar: "27 October 2000", "October 2000", "2000"."""
    parts = [str(year)]
    if month:
        parts.insert(0, (_solar_month_names() if solar else _month_names())[month - 1])
    if day:
        parts.insert(0, str(day))
    return digits(" ".join(parts))


def day_words(day: datetime.date, *, both: bool = True) -> str:
    """One day, in the reader's calendar first and the other in brackets.

    Parameters
    ----------
    day : a Gregorian day
    both : give both calendars; else the reader's own only

    Examples
    --------
    >>> day_words(datetime.date(2000, 10, 27))
    '27 October 2000 (6 Aban 1379)'
    >>> from cityties.language.messages import in_language
    >>> with in_language("fa"):
    ...     day_words(datetime.date(2000, 10, 27))
    '۶ آبان ۱۳۷۹ (۲۷ اکتبر ۲۰۰۰)'
    """
    gregorian = _written(day.year, day.month, day.day)
    persian = language() == "fa"
    if not both and not persian:
        return gregorian
    found = to_solar_hijri(day)
    if found is None:
        return gregorian
    solar = _written(*found, solar=True)
    first, second = (solar, gregorian) if persian else (gregorian, solar)
    return f"{first} ({second})" if both else first


def edtf_words(value: Edtf, *, both: bool = False) -> str:
    """An uncertain date in words.

    Parameters
    ----------
    value : the date
    both : add the other calendar in brackets

    Examples
    --------
    >>> from cityties.model.dates import parse_edtf
    >>> edtf_words(parse_edtf("[..2007]")), edtf_words(parse_edtf("2021-05~"))
    ('2007 or earlier', 'about May 2021')
    >>> edtf_words(parse_edtf("[1998-05-29,1998-09-18]"))
    '29 May or 18 September 1998'
    >>> edtf_words(parse_edtf("2000-10-27"), both=True)
    '27 October 2000 (6 Aban 1379)'
    """
    alternatives = value.alternatives
    only = alternatives[0].first
    if len(alternatives) == 1 and only is not None and only is alternatives[0].last:
        if only.day and not only.mark and (both or language() == "fa"):
            return day_words(only.earliest, both=both)
        text = _part_words(only)
        return f"{text} ({_other_calendar(value)})" if both and _other_calendar(value) else text
    solar_year = _whole_solar_year(value)
    if solar_year:
        return _("{year} (Solar Hijri)").format(year=digits(str(solar_year))) + (
            f" ({range_words(value.earliest, value.latest)})" if both else ""
        )
    return list_words(_alternative_words(alternatives), either=True)


def _part_words(part: DatePart, *, year: bool = True) -> str:
    text = _written(part.year, part.month, part.day)
    if not year:
        text = text.rsplit(" ", 1)[0]
    if part.mark == "~":
        return _("about {date}").format(date=text)
    if part.mark == "?":
        return _("{date} (not sure)").format(date=text)
    return text


def _alternative_words(alternatives: tuple[Alternative, ...]) -> list[str]:
    words = []
    for place, (first, last) in enumerate(alternatives):
        if first is None and last is not None:
            words.append(_("{date} or earlier").format(date=_part_words(last)))
        elif last is None and first is not None:
            words.append(_("{date} or later").format(date=_part_words(first)))
        elif first is not None and last is not None and first is not last:
            words.append(
                _("between {start} and {end}").format(
                    start=_part_words(first), end=_part_words(last)
                )
            )
        elif first is not None:
            following = alternatives[place + 1].first if place + 1 < len(alternatives) else None
            # "29 May or 18 September 1998": the year once, if both are plain dates
            shared = (
                following is not None
                and following is alternatives[place + 1].last
                and following.year == first.year
                and bool(first.month and following.month)
                and not first.mark
            )
            words.append(_part_words(first, year=not shared))
    return words


def range_words(earliest: datetime.date, latest: datetime.date) -> str:
    """Two bounds in words; open ends are left out.

    Examples
    --------
    >>> range_words(datetime.date(2000, 1, 1), datetime.date(2001, 12, 31))
    '1 January 2000 to 31 December 2001'
    >>> range_words(datetime.date(2000, 1, 1), DAY_MAX)
    'from 1 January 2000'
    """
    start, end = day_words(earliest, both=False), day_words(latest, both=False)
    if earliest == DAY_MIN and latest == DAY_MAX:
        return _("at any time")
    if earliest == DAY_MIN:
        return _("until {end}").format(end=end)
    if latest == DAY_MAX:
        return _("from {start}").format(start=start)
    if earliest == latest:
        return start
    return _("{start} to {end}").format(start=start, end=end)


def _whole_solar_year(value: Edtf) -> int:
    """The Solar Hijri year that the bounds are, or 0."""
    if not 364 <= (value.latest - value.earliest).days <= 365:
        return 0
    first = to_solar_hijri(value.earliest)
    last = to_solar_hijri(value.latest)
    whole = first and last and first[0] == last[0] and first[1:] == (1, 1) and last[1] == 12
    return first[0] if whole and first else 0


def _other_calendar(value: Edtf) -> str:
    """A month or year in the Solar Hijri calendar: "Mehr to Aban 1379"; "" if open."""
    if DAY_MIN in (value.earliest, value.latest) or DAY_MAX in (value.earliest, value.latest):
        return ""
    first, last = to_solar_hijri(value.earliest), to_solar_hijri(value.latest)
    if first is None or last is None:
        return ""
    months = (value.latest - value.earliest).days < 300
    start = _written(first[0], first[1] if months else 0, solar=True)
    end = _written(last[0], last[1] if months else 0, solar=True)
    if start == end:
        return start
    if months and first[0] == last[0]:
        start = start.rsplit(" ", 1)[0]
    return _("{start} to {end}").format(start=start, end=end)
