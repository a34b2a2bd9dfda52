"""Lengths of time as ISO 8601 writes them (``P5Y``), and the end of a term that has one.

A source often says for how long something was signed and not until when. The length is
kept as it was said; an end is computed only where the beginning is known, and whoever
shows it can tell it from a stated one (:func:`computed_until`).
"""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from cityties.language.messages import _
from cityties.model.dates import DAY_MAX, DAY_MIN, Edtf, from_bounds
from cityties.start.patterns import regex
from cityties.start.records import dataclass

if TYPE_CHECKING:
    from cityties.model.rows import Claim

_DURATION = regex(r"P(?=[0-9])(?:([0-9]{1,3})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,5})D)?")
_WITH_AN_END = ("tie", "membership", "event")
"""Types of claims whose term ends. An office often lasts longer than what it was given for."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in calendar units.

    Parameters
    ----------
    years, months, days : whole numbers, at least one of them above 0
    """

    years: int = 0
    months: int = 0
    days: int = 0


@lru_cache(maxsize=256)
def parse_duration(text: str) -> Duration:
    """Read a length of time.

    Parameters
    ----------
    text : years, months and days as ISO 8601 writes them, without weeks and hours

    Raises
    ------
    ValueError : with a sentence that says what is wrong

    Examples
    --------
    >>> parse_duration("P2Y6M")
    Duration(years=2, months=6, days=0)
    """
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(_("{text} is not a length of time").format(text=text))
    found = Duration(*(int(group or 0) for group in match.groups()))
    if found == Duration():
        raise ValueError(_("{text} has no length").format(text=text))
    return found


def after(value: Edtf, duration: Duration) -> Edtf:
    """The date that lies a length of time after another, with the bounds of that.

    Calendar years and months: five years after 27 February 2014 is 27 February 2019. A day
    that the month does not have becomes its last one.

    Parameters
    ----------
    value : the date; an open bound stays open
    duration : how much later

    Examples
    --------
    >>> from cityties.model.dates import parse_edtf
    >>> str(after(parse_edtf("2014-02-27"), parse_duration("P5Y")))
    '2019-02-27'
    >>> str(after(parse_edtf("2010"), parse_duration("P18M")))
    '[2011-07..2012-06]'
    """
    return from_bounds(later(value.earliest, duration), later(value.latest, duration))


def later(day: datetime.date, duration: Duration) -> datetime.date:
    """The day that lies a length of time after another; an open bound stays open.

    Parameters
    ----------
    day : a day, or the first or last of all days, which stand for an open bound
    duration : how much later
    """
    if day in (DAY_MIN, DAY_MAX):
        return day
    months = day.year * 12 + day.month - 1 + duration.years * 12 + duration.months
    year, month = divmod(months, 12)
    if year > DAY_MAX.year:
        return DAY_MAX
    last = last_day(year, month + 1)
    start = datetime.date(year, month + 1, min(day.day, last))
    return start + datetime.timedelta(days=min(duration.days, (DAY_MAX - start).days))


def last_day(year: int, month: int) -> int:
    """The number of days of a month; `calendar` would import the locale with it.

    Examples
    --------
    >>> last_day(2024, 2), last_day(2100, 2), last_day(9999, 12)
    (29, 28, 31)
    """
    if month == 12:
        return 31
    return (datetime.date(year, month + 1, 1) - datetime.timedelta(days=1)).day


def length_of(claim: Claim) -> Duration | None:
    """The length of a term whose end a claim does not state; ``None`` if it gives no such term.

    Parameters
    ----------
    claim : the claim
    """
    if not claim.duration or claim.until is not None or claim.type not in _WITH_AN_END:
        return None
    return parse_duration(claim.duration)


def computed_until(claim: Claim) -> Edtf | None:
    """The last day of a term whose length and beginning a claim gives, and not its end.

    ``None`` if the claim states an end, gives no length or no beginning. A *state* is an
    observation: it has no beginning to count from. What other claims say of the beginning
    is for the reading to add (:mod:`cityties.reading.acts`).

    Parameters
    ----------
    claim : the claim

    Examples
    --------
    >>> from cityties.model.dates import parse_edtf
    >>> from cityties.model.rows import Claim
    >>> signed = parse_edtf("2010-09-17")
    >>> str(computed_until(Claim("c-1", "s", "tie", aspect="change", when=signed, duration="P2Y")))
    '2012-09-17'
    """
    length = length_of(claim)
    if length is None or claim.when is None or claim.aspect == "state":
        return None
    return after(claim.when, length)


def until_of(claim: Claim) -> Edtf | None:
    """The end that a claim states, else the one that follows from its length.

    Parameters
    ----------
    claim : the claim
    """
    return claim.until or computed_until(claim)
