"""Numbers, lists and dates in words, in the language of the messages.

The one place where plurals, digits, half-spaces and both calendars meet. The
language is the one chosen with :func:`cityties.language.messages.set_language`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import lru_cache

from cityties.language.messages import _, in_language, language, ngettext, pgettext
from cityties.language.names import half_space, latin_digits, persian_digits, persian_sort_key
from cityties.language.properties import ENGLISH, spoken
from cityties.model.calendars import SOLAR_HIJRI, in_use
from cityties.model.dates import DAY_MAX, DAY_MIN, DatePart, Edtf, to_solar_hijri

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
    return spoken().in_digits(text)


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
    said = spoken()
    if said is ENGLISH:
        return text
    return said.in_digits(text.translate(said.signs))


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


@lru_cache
def month_names(language: str, *, solar: bool) -> tuple[str, ...]:
    """The names of the months, looked up once for each language: a page has thousands of dates.

    Parameters
    ----------
    language : a tag
    solar : of the Solar Hijri calendar, else of the Gregorian

    Examples
    --------
    >>> month_names("en", solar=False)[4], month_names("en", solar=True)[0]
    ('May', 'Farvardin')
    """
    with in_language(language):
        return _solar_month_names() if solar else _month_names()


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


_Units = dict[str, str]
"""Parts of a date in words, from ``year`` to ``day``, without those that are said elsewhere."""


def _units(day: datetime.date, depth: int = 3, *, solar: bool = False) -> _Units:
    """Year, month and day in words, as many as ``depth``; Gregorian before the first Solar year."""
    found = to_solar_hijri(day) if solar else None
    months = month_names(language(), solar=bool(found))
    year, month, number = found or (day.year, day.month, day.day)
    every = {"year": str(year), "month": months[month - 1], "day": str(number)}
    return dict(list(every.items())[:depth])


def _spelt(units: _Units) -> str:
    """A date of one calendar: "27 October 2000", "October 2000", "29 May", "2000"."""
    forms = {
        "year month day": pgettext("date", "{day} {month} {year}"),
        "year month": pgettext("date", "{month} {year}"),
        "month day": pgettext("date", "{day} {month}"),
        "day": pgettext("date", "{day}"),
    }
    form = forms.get(" ".join(units), " ".join(f"{{{name}}}" for name in units))
    return digits(form.format_map(units))


def day_words(day: datetime.date, *, both: bool = True) -> str:
    """One day, in the reader's calendar first and the other in brackets, if that is in use.

    Parameters
    ----------
    day : a Gregorian day
    both : give both calendars; else the reader's own only

    Examples
    --------
    >>> day_words(datetime.date(2000, 10, 27))
    '27 October 2000'
    >>> from cityties.model.calendars import calendars_of, in_calendars
    >>> with in_calendars(calendars_of("IR")):
    ...     day_words(datetime.date(2000, 10, 27))
    '27 October 2000 (6 Aban 1379)'
    >>> from cityties.language.messages import in_language
    >>> with in_language("fa"):
    ...     day_words(datetime.date(2000, 10, 27))
    '۶ آبان ۱۳۷۹ (۲۷ اکتبر ۲۰۰۰)'
    """
    solar = spoken().is_solar
    first = _spelt(_units(day, solar=solar))
    second = _spelt(_units(day, solar=not solar)) if both and _shows_second() else first
    return first if first == second else f"{first} ({second})"


def _shows_second() -> bool:
    """Whether the other calendar than the reader's own is in use; the data's own always is."""
    return spoken().is_solar or SOLAR_HIJRI in in_use()


def edtf_words(value: Edtf, *, both: bool = False) -> str:
    """An uncertain date in words, in the reader's calendar.

    A Gregorian month or year falls in two Solar Hijri ones: both are named, as
    its bounds are not days that a source gives.

    Parameters
    ----------
    value : the date
    both : add the other calendar in brackets, if that is in use

    Examples
    --------
    >>> from cityties.model.dates import parse_edtf
    >>> edtf_words(parse_edtf("[..2007]")), edtf_words(parse_edtf("2021-05~"))
    ('2007 or earlier', 'about May 2021')
    >>> edtf_words(parse_edtf("[1998-05-29,1998-09-18]"))
    '29 May or 18 September 1998'
    >>> edtf_words(parse_edtf("2000-10-27"), both=True)
    '27 October 2000'
    >>> from cityties.language.messages import in_language
    >>> with in_language("fa"):
    ...     edtf_words(parse_edtf("[2018-10..2018-12]")), edtf_words(parse_edtf("2024"), both=True)
    ('میان مهر و دی ۱۳۹۷', '۱۴۰۲–۱۴۰۳ (۲۰۲۴)')
    """
    return _edtf_words(value, both, language(), in_use())


@lru_cache(maxsize=8192)
def _edtf_words(value: Edtf, both: bool, _language: str, _calendars: tuple[str, ...]) -> str:
    """The same, kept by all that it depends on: many pages say the same dates."""
    depth = _solar_depth(value)
    if spoken().is_solar:
        words = _solar_words(value, depth) if depth else _in_words(value, solar=True)
        gregorian = _in_words(value, marks=False)
        return f"{words} ({gregorian})" if both and words != gregorian else words
    if depth == 1 and (year := _solar_words(value, depth)).isdigit():
        words = _("{year} (Solar Hijri)").format(year=year)
        return f"{words} ({range_words(value.earliest, value.latest)})" if both else words
    words = _in_words(value)
    only, last = value.alternatives[0]
    if (
        not both
        or not _shows_second()
        or len(value.alternatives) > 1
        or only is None
        or only is not last
    ):
        return words
    if only.day and not only.mark:
        return day_words(only.earliest)
    other = _other_calendar(value)
    return f"{words} ({other})" if other else words


def _ends(part: DatePart, *, solar: bool) -> tuple[_Units, _Units]:
    """The first and the last day of a date without its mark, as precise as the date is."""
    depth = 1 + bool(part.month) + bool(part.day)
    month = part.month or 12
    first = datetime.date(part.year, part.month or 1, part.day or 1)
    from calendar import monthrange

    last = datetime.date(part.year, month, part.day or monthrange(part.year, month)[1])
    solar = solar and bool(to_solar_hijri(first) and to_solar_hijri(last))
    return _units(first, depth, solar=solar), _units(last, depth, solar=solar)


def _before(units: _Units, later: _Units) -> _Units:
    """A date without the year, or year and month, that a later one says for both."""
    if min(len(units), len(later)) < 2 or units["year"] != later["year"]:
        return units
    left_out = {"year"}
    if len(units) == len(later) == 3 and units["month"] == later["month"]:
        left_out.add("month")
    return {name: text for name, text in units.items() if name not in left_out}


def _in_words(value: Edtf, *, solar: bool = False, marks: bool = True) -> str:
    """All that a date can be, in one calendar; with "about" and "not sure", or without."""

    def said(part: DatePart, units: _Units) -> str:
        return _marked(_spelt(units), part.mark if marks else "")

    words = []
    alternatives = value.alternatives
    for (first, last), (following, same) in zip(
        alternatives, (*alternatives[1:], (None, None)), strict=True
    ):
        start = _ends(first, solar=solar)[0] if first else {}
        end = _ends(last, solar=solar)[1] if last else {}
        if first is None or last is None:
            if last is not None:
                words.append(_("{date} or earlier").format(date=said(last, end)))
            elif first is not None:
                words.append(_("{date} or later").format(date=said(first, start)))
        elif first is not last:
            words.append(
                _("between {start} and {end}").format(
                    start=said(first, start if first.mark else _before(start, end)),
                    end=said(last, end),
                )
            )
        elif start != end:
            span = f"{_spelt(_before(start, end))}–{_spelt(end)}"
            words.append(_marked(span, first.mark if marks else ""))
        else:
            # "29 May or 18 September 1998": the year once, if both are plain dates
            if following is not None and following is same and not first.mark:
                later, end_of_it = _ends(following, solar=solar)
                start = _before(start, later) if later == end_of_it else start
            words.append(said(first, start))
    return list_words(words, either=True)


def _marked(text: str, mark: str) -> str:
    if mark == "~":
        return _("about {date}").format(date=text)
    if mark == "?":
        return _("{date} (not sure)").format(date=text)
    return text


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


def _solar_depth(value: Edtf) -> int:
    """1 if the bounds are those of whole Solar Hijri years, 2 if of months, else 0."""
    if len(value.alternatives) > 1 or value.earliest == DAY_MIN or value.latest == DAY_MAX:
        return 0
    first = to_solar_hijri(value.earliest)
    after = to_solar_hijri(value.latest + datetime.timedelta(days=1))
    if first is None or after is None or not first[2] == after[2] == 1:
        return 0
    return 1 if first[1] == after[1] == 1 else 2


def _solar_words(value: Edtf, depth: int) -> str:
    """Whole years or months of the Solar Hijri calendar."""
    start, end = (_units(day, depth, solar=True) for day in (value.earliest, value.latest))
    if start == end:
        return _spelt(end)
    return _("between {start} and {end}").format(start=_spelt(_before(start, end)), end=_spelt(end))


def _other_calendar(value: Edtf) -> str:
    """A month or year in the Solar Hijri calendar: "Mehr to Aban 1379"; "" if open."""
    if value.earliest == DAY_MIN or value.latest == DAY_MAX or not to_solar_hijri(value.earliest):
        return ""
    depth = 2 if (value.latest - value.earliest).days < 300 else 1
    start, end = (_units(day, depth, solar=True) for day in (value.earliest, value.latest))
    if start == end:
        return _spelt(end)
    return _("{start} to {end}").format(start=_spelt(_before(start, end)), end=_spelt(end))
