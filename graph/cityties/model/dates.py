"""Dates as the sources give them: EDTF instants with an earliest and a latest day.

A value of the tables is a day, a month, a year, or "one of" several; nobody
has to know more than the source says. The program reckons with two bounds:

========================= ==========================================
``2000``                  some day of 2000
``2000-10``               some day of October 2000
``2000-10-27``            that day
``2000-10~``              about October 2000: one month more on each side
``2000?``                 2000, but the source is not sure (bounds stay)
``[..2007]``              2007 or earlier
``[2007..]``              2007 or later
``[1988..1990]``          one of the days from 1988 to 1990
``[1998-05-29,1998-09-18]`` the one or the other
========================= ==========================================

A slash is a duration in EDTF and is refused: durations are two columns, when
and until. Words for people are made in :mod:`cityties.words.phrases`.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import Any, NamedTuple

from cityties.language.messages import _
from cityties.start.patterns import regex
from cityties.start.records import dataclass

DAY_MIN = datetime.date(1, 1, 1)
"""Stands for an open start: "or earlier"."""
DAY_MAX = datetime.date(9999, 12, 31)
"""Stands for an open end: "or later"."""


def _edtf_pattern() -> str:
    """Join the pattern of one date and of a set from the parts of a calendar."""
    year = "([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
    fours = "(0[48]|[2468][048]|[13579][26])"
    month = "-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?"
    longer = "-(0[13-9]|1[0-2])-(29|30)|-(0[13578]|1[02])-31"
    leap = f"([0-9]{{2}}{fours}|{fours}00)-02-29"
    date = f"({year}({month}|{longer})?|{leap})[?~]?"
    some = rf"{date}(\.\.{date})?"  # one date, or a range with both its ends
    closed = rf"(({date})?\.\.{date}|{date},{some})(,{some})*(,{date}\.\.)?"
    return rf"{date}|\[({closed}|({date},)?{date}\.\.)\]"


EDTF_PATTERN = _edtf_pattern()
"""The forms that :func:`parse_edtf` reads, as a regular expression of XML Schema.

It is written into the ontology (the datatype ``edtf:EDTF``) and into the shapes. A pattern
cannot compare, so it also accepts ranges whose ends are reversed, which the parser refuses.
"""

_ONE_DAY = datetime.timedelta(days=1)
_DATE = regex(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([?~])?")
_MONTHS_IN_YEAR = 12
_LONGEST_MONTH = 31
_YEAR_MAX = 9999


class DatePart(NamedTuple):
    """One date of an EDTF value: 0 in ``month`` or ``day`` means "not stated".

    ``mark`` is ``""``, ``"~"`` (about) or ``"?"`` (uncertain).
    """

    year: int
    month: int
    day: int
    mark: str
    earliest: datetime.date
    latest: datetime.date


class Alternative(NamedTuple):
    """One element of a value: from ``first`` to ``last``; ``None`` is an open end.

    For a plain date both are the same part.
    """

    first: DatePart | None
    last: DatePart | None


@dataclass(frozen=True, slots=True)
class Edtf:
    """An uncertain instant: it happened on one day from ``earliest`` to ``latest``.

    Make one with :func:`parse_edtf` or :func:`from_bounds`. Values sort by
    their bounds, then by their text.

    Parameters
    ----------
    text : the value as written in the tables
    earliest : the first day that it can be; :data:`DAY_MIN` if open
    latest : the last day that it can be; :data:`DAY_MAX` if open

    Examples
    --------
    >>> about = parse_edtf("2021-05~")
    >>> str(about.earliest), str(about.latest), str(about)
    ('2021-04-01', '2021-06-30', '2021-05~')
    """

    text: str
    earliest: datetime.date
    latest: datetime.date

    def __str__(self) -> str:
        return self.text

    def __lt__(self, other: Edtf) -> bool:
        return self._key() < other._key()

    def __le__(self, other: Edtf) -> bool:
        return self._key() <= other._key()

    def __gt__(self, other: Edtf) -> bool:
        return self._key() > other._key()

    def __ge__(self, other: Edtf) -> bool:
        return self._key() >= other._key()

    def _key(self) -> tuple[datetime.date, datetime.date, str]:
        return self.earliest, self.latest, self.text

    @property
    def is_day(self) -> bool:
        """Whether it can only be one day."""
        return self.earliest == self.latest

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The elements that the text is made of, in the order of the text."""
        return _alternatives(self.text)


@lru_cache(maxsize=8192)
def parse_edtf(text: str) -> Edtf:
    """Read one value of a date column.

    Parameters
    ----------
    text : one of the forms in this module's description; blanks around it are dropped

    Returns
    -------
    Edtf : the value with its bounds, whole days of the Gregorian calendar

    Raises
    ------
    ValueError : with a sentence that says what is wrong and what would be right

    Examples
    --------
    >>> value = parse_edtf("[..2007]")
    >>> value.earliest == DAY_MIN, str(value.latest)
    (True, '2007-12-31')
    """
    text = text.strip()
    alternatives = _alternatives(text)
    return Edtf(
        text,
        min(DAY_MIN if first is None else first.earliest for first, _last in alternatives),
        max(DAY_MAX if last is None else last.latest for _first, last in alternatives),
    )


def _alternatives(text: str) -> tuple[Alternative, ...]:
    """Take the text apart; every refusal of a date is raised below here."""
    if not text.startswith("["):
        part = _part(text)
        return (Alternative(part, part),)
    if not text.endswith("]"):
        raise ValueError(_("the bracket in {text} is not closed").format(text=text))
    elements = text[1:-1].split(",")
    found: list[Alternative] = []
    for place, element in enumerate(elements):
        start, dots, end = element.partition("..")
        if not dots:
            part = _part(element)
            found.append(Alternative(part, part))
            continue
        if not start and not end:
            raise ValueError(
                _("{text} contains no date: leave the cell empty if no date is known").format(
                    text=text
                )
            )
        if (not start and place > 0) or (not end and place < len(elements) - 1):
            raise ValueError(
                _("an open end is allowed only at the start or the end of a set: {text}").format(
                    text=text
                )
            )
        first = _part(start) if start else None
        last = _part(end) if end else None
        if first and last and _after(first, last):
            raise ValueError(_("{text} is reversed: put the earlier date first").format(text=text))
        found.append(Alternative(first, last))
    if len(found) == 1 and found[0].first is found[0].last:
        raise ValueError(
            _("a set of one date needs no brackets: write {date}").format(date=text[1:-1])
        )
    return tuple(found)


def _after(first: DatePart, last: DatePart) -> bool:
    """Whether a range is certainly reversed, before any widening."""
    end = (last.year, last.month or _MONTHS_IN_YEAR, last.day or _LONGEST_MONTH)
    return (first.year, first.month or 1, first.day or 1) > end


def _part(text: str) -> DatePart:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(_refusal(text))
    year, month, day = (int(group or 0) for group in match.group(1, 2, 3))
    if year == 0:
        raise ValueError(_("there is no year 0000"))
    if match.group(2) and not match.group(3) and month in _SEASONS:
        raise ValueError(
            _("{text} is a season: write its months as a range, such as {range}").format(
                text=text, range=season_range(year, month)
            )
        )
    if match.group(2) and not 1 <= month <= _MONTHS_IN_YEAR:
        raise ValueError(_("{text} has no valid month: use 01 to 12").format(text=text))
    mark = match.group(4) or ""
    about = mark == "~"
    if match.group(3):
        try:
            earliest = latest = datetime.date(year, month, day)
        except ValueError:
            raise ValueError(_("the day {text} does not exist").format(text=text)) from None
        if about:
            earliest = earliest if earliest == DAY_MIN else earliest - _ONE_DAY
            latest = latest if latest == DAY_MAX else latest + _ONE_DAY
    elif month:
        count = year * _MONTHS_IN_YEAR + month - 1
        earliest = _month_start(count - about)
        latest = _month_end(count + about)
    else:
        earliest = datetime.date(max(year - about, 1), 1, 1)
        latest = datetime.date(min(year + about, _YEAR_MAX), 12, 31)
    return DatePart(year, month, day, mark, earliest, latest)


_SEASONS = range(21, 42)  # EDTF: seasons, those of a hemisphere, quarters, halves of a year
_IN_SOUTH = range(29, 33)
_QUARTERS = range(33, 37)
_THIRDS = range(37, 40)


def season_range(year: int, code: int) -> str:
    """The months of a season of EDTF, as a range: spring is 21, 25 and 29.

    Spring begins in March in the north, in September in the south.
    """
    if code in _QUARTERS or code in _THIRDS or code >= _THIRDS.stop:
        length, place = (
            (3, code - _QUARTERS.start) if code in _QUARTERS
            else (4, code - _THIRDS.start) if code in _THIRDS
            else (6, code - _THIRDS.stop)
        )  # fmt: skip
        first = length * place
    else:
        length, first = 3, 2 + 3 * ((code - _SEASONS.start) % 4)
        if code in _IN_SOUTH:
            first += 6
    start = year * _MONTHS_IN_YEAR + first
    months = [divmod(count, _MONTHS_IN_YEAR) for count in (start, start + length - 1)]
    return "[" + "..".join(f"{y:04}-{month + 1:02}" for y, month in months) + "]"


def _month_start(count: int) -> datetime.date:
    year, month = divmod(count, _MONTHS_IN_YEAR)
    return datetime.date(year, month + 1, 1) if year >= 1 else DAY_MIN


def _month_end(count: int) -> datetime.date:
    following = count + 1
    if following >= (_YEAR_MAX + 1) * _MONTHS_IN_YEAR:
        return DAY_MAX
    return _month_start(following) - _ONE_DAY


def _refusal(text: str) -> str:
    """Explain why the text is not a date, with a hint that fits the mistake."""
    if not text.strip():
        return _("a date is missing")
    if re.search(r"\s", text) and not re.search(r"[^\W\d_]", text):
        return _("{text} contains spaces: remove them").format(text=text)
    if "/" in text:
        return _(
            "{text} is a duration: put its start in the column when and its end in the column "
            "until; for “2007 or earlier” write [..2007]"
        ).format(text=text)
    if text.startswith("{"):
        return _("{text} means several dates at once: make one claim for each").format(text=text)
    if ".." in text:
        return _("{text} needs brackets: [{text}]").format(text=text)
    if any(not sign.isascii() and sign.isdigit() for sign in text):
        return _("{text}: write dates with the digits 0 to 9").format(text=text)
    if "%" in text or text.endswith(("?~", "~?")):
        return _("{text}: write ~ for “about” or ? for “not sure”, not both").format(text=text)
    if re.fullmatch(r"[0-9XxUu-]+", text) and re.search("[XxUu]", text):
        return _("{text}: write unknown years as a range, such as [1990..1999]").format(text=text)
    if re.fullmatch(r"[0-9]{1,4}-[0-9]{1,2}(-[0-9]{1,2})?[?~]?", text):
        return _("{text}: write year, month and day with 4, 2 and 2 digits, as 2000-01-07").format(
            text=text
        )
    return _("{text} is not a date: write 2000, 2000-10 or 2000-10-27").format(text=text)


@lru_cache(maxsize=8192)
def bounds_text(earliest: datetime.date, latest: datetime.date) -> str:
    """Write two bounds as the shortest EDTF text that means just them.

    Examples
    --------
    >>> bounds_text(datetime.date(2000, 10, 1), datetime.date(2000, 10, 31))
    '2000-10'
    >>> bounds_text(DAY_MIN, datetime.date(2007, 12, 31))
    '[..2007]'
    >>> bounds_text(datetime.date(2021, 7, 1), datetime.date(2021, 7, 2))
    '[2021-07-01..2021-07-02]'
    >>> bounds_text(datetime.date(2025, 4, 8), datetime.date(2025, 4, 10))
    '2025-04-09~'
    """
    for length in (4, 7):
        part = _part(earliest.isoformat()[:length])
        if (part.earliest, part.latest) == (earliest, latest):
            return earliest.isoformat()[:length]
    if earliest == latest:
        return earliest.isoformat()
    if earliest == DAY_MIN and latest == DAY_MAX:
        return f"[{DAY_MIN}..{DAY_MAX}]"
    if latest - earliest == 2 * _ONE_DAY:
        return f"{earliest + _ONE_DAY}~"  # the days around one: neither of them is named
    start = "" if earliest == DAY_MIN else _short(earliest, latest, start=True)
    end = "" if latest == DAY_MAX else _short(latest, earliest, start=False)
    return f"[{start}..{end}]"


def _short(day: datetime.date, other: datetime.date, *, start: bool) -> str:
    """Name a bound by its year or month, unless the other bound is within it.

    "Between July 2021 and 2 July 2021" would be right by the letter only.
    """
    iso = day.isoformat()
    for length in (4, 7):
        part = _part(iso[:length])
        if day == (part.earliest if start else part.latest) and not (
            part.earliest <= other <= part.latest
        ):
            return iso[:length]
    return iso


def from_bounds(earliest: datetime.date, latest: datetime.date) -> Edtf:
    """Make a value from its two bounds.

    Parameters
    ----------
    earliest, latest : the bounds; :data:`DAY_MIN` and :data:`DAY_MAX` are open ends

    Raises
    ------
    ValueError : if ``earliest`` is after ``latest``

    Examples
    --------
    >>> str(from_bounds(datetime.date(2020, 3, 20), datetime.date(2021, 3, 20)))
    '[2020-03-20..2021-03-20]'
    """
    if earliest > latest:
        raise ValueError(_("{earliest} is after {latest}").format(earliest=earliest, latest=latest))
    return Edtf(bounds_text(earliest, latest), earliest, latest)


def disjoint(one: Edtf, other: Edtf) -> bool:
    """Whether the two cannot be the same day.

    Examples
    --------
    >>> disjoint(parse_edtf("2000"), parse_edtf("2001"))
    True
    """
    return one.earliest > other.latest or other.earliest > one.latest


def iso_bounds(value: Edtf) -> tuple[str | None, str | None]:
    """Both bounds as ``YYYY-MM-DD``; ``None`` where the value is open.

    Examples
    --------
    >>> iso_bounds(parse_edtf("[..2007]"))
    (None, '2007-12-31')
    """
    return (
        None if value.earliest == DAY_MIN else value.earliest.isoformat(),
        None if value.latest == DAY_MAX else value.latest.isoformat(),
    )


def _jalali() -> Any:
    """The class that knows the Solar Hijri calendar, loaded when first used."""
    from persiantools.jdatetime import JalaliDate

    return JalaliDate


def solar_hijri(year: int, month: int = 0, day: int = 0) -> Edtf:
    """A year, month or day of the Solar Hijri calendar as Gregorian bounds.

    Parameters
    ----------
    year : for example 1399
    month : 1 (Farvardin) to 12 (Esfand); 0 for the whole year
    day : day of the month; 0 for the whole month

    Raises
    ------
    ValueError : if there is no such day in that calendar

    Examples
    --------
    >>> str(solar_hijri(1399)), str(solar_hijri(1379, 8, 6))
    ('[2020-03-20..2021-03-20]', '2000-10-27')
    """
    jalali = _jalali()
    first, last = month or 1, month or _MONTHS_IN_YEAR
    try:
        start: datetime.date = jalali(year, first, day or 1).to_gregorian()
        final = day or jalali.days_in_month(last, year)
        end: datetime.date = jalali(year, last, final).to_gregorian()
    except (ValueError, IndexError, KeyError, OverflowError):
        written = "-".join(str(number) for number in (year, month, day) if number)
        raise ValueError(
            _("{date} does not exist in the Solar Hijri calendar").format(date=written)
        ) from None
    return from_bounds(start, end)


def to_solar_hijri(day: datetime.date) -> tuple[int, int, int] | None:
    """Year, month and day in the Solar Hijri calendar; ``None`` before its first year.

    Examples
    --------
    >>> to_solar_hijri(datetime.date(2000, 10, 27))
    (1379, 8, 6)
    """
    try:
        found = _jalali().to_jalali(day.year, day.month, day.day)
    except (ValueError, OverflowError):
        return None
    return (found.year, found.month, found.day) if found.year >= 1 else None


def looks_solar_hijri(value: Edtf) -> bool:
    """Whether this is probably a Solar Hijri year where a Gregorian one belongs.

    Ties between cities are younger than 1500; years of 1200 to 1499 in the
    tables are a calendar left unconverted.

    Examples
    --------
    >>> looks_solar_hijri(parse_edtf("1399")), looks_solar_hijri(parse_edtf("2020"))
    (True, False)
    """
    years = [
        part.year for alternative in value.alternatives for part in alternative if part is not None
    ]
    return any(1200 <= year < 1500 for year in years)
