"""Dates that are only known between two bounds, as what they are.

No bound is shown as a day: a source that says "2010" is not a word of
31 December 2010, and what happened "in 2007 or earlier" has no first day.
"""

from __future__ import annotations

import datetime

from cityties.language.messages import _
from cityties.model.dates import DAY_MAX, DAY_MIN, Edtf, from_bounds, parse_edtf
from cityties.words.phrases import edtf_words

Day = datetime.date


def date_words(value: Edtf | str | None, *, both: bool = False) -> str:
    """A date of the tables in words; empty if there is none.

    Parameters
    ----------
    value : the date, or its EDTF text
    both : add the other calendar in brackets

    Examples
    --------
    >>> date_words("2010"), date_words("[..2007]"), date_words(None)
    ('2010', '2007 or earlier', '')
    """
    if not value:
        return ""
    return edtf_words(parse_edtf(value) if isinstance(value, str) else value, both=both)


def bounds_words(earliest: Day | str | None, latest: Day | str | None) -> str:
    """What can be said of a date from its two bounds.

    Parameters
    ----------
    earliest, latest : the bounds, as days or ISO texts; ``None``, empty and the first
        and last day of the calendar are open

    Returns
    -------
    str : in words; empty if both are open

    Examples
    --------
    >>> bounds_words("2010-01-01", "2010-12-31"), bounds_words(None, "2007-12-31")
    ('2010', '2007 or earlier')
    >>> bounds_words("2000-10-27", "2001-12-31")
    'between 27 October 2000 and 2001'
    """
    value = bounds_edtf(earliest, latest)
    return "" if value is None else edtf_words(value)


def bounds_edtf(earliest: Day | str | None, latest: Day | str | None) -> Edtf | None:
    """The date that two bounds mean; ``None`` if both are open.

    Parameters
    ----------
    earliest, latest : as for :func:`bounds_words`

    Examples
    --------
    >>> str(bounds_edtf(None, "2007-12-31")), bounds_edtf(None, None)
    ('[..2007]', None)
    """
    first = _day(earliest) or DAY_MIN
    last = _day(latest) or DAY_MAX
    return None if (first, last) == (DAY_MIN, DAY_MAX) else from_bounds(first, last)


def _day(value: Day | str | None) -> Day | None:
    return Day.fromisoformat(value) if isinstance(value, str) and value else value or None


def until_edtf(last: Day | str | None, latest: Day | str | None) -> Edtf | None:
    """The date up to which something lasted, from the bounds of its last day.

    What an act ended lasted until the day before it: then the date of the act is given,
    which is a date of a source, and not the day before it, which is none.

    Parameters
    ----------
    last, latest : the first and the last day that can be the last one; ``None`` is open

    Examples
    --------
    >>> str(until_edtf("2000-10-26", "2001-12-30"))
    '[2000-10-27..2001]'
    >>> str(until_edtf("2023-01-30", "2023-01-30")), until_edtf(None, None)
    ('2023-01-31', None)
    """
    days = (_day(last), _day(latest))
    plain = bounds_edtf(*days)
    act = bounds_edtf(*(_after(day) for day in days))
    return min(
        (each for each in (act, plain) if each), key=lambda each: len(str(each)), default=None
    )


def _after(day: Day | None) -> Day | None:
    return day if day in (None, DAY_MIN, DAY_MAX) else day + datetime.timedelta(days=1)


def said_words(date: Edtf | str | None, published: Edtf | str | None) -> str:
    """When something happened as a claim says; else when that was published, marked so.

    Parameters
    ----------
    date : the claim's own date
    published : that of its source

    Examples
    --------
    >>> said_words("2010", "2011-05"), said_words(None, "2007-10-12"), said_words("", None)
    ('2010', 'published 12 October 2007', 'undated')
    """
    if date:
        return date_words(date)
    if published:
        return published_words(published)
    return _("undated")


def published_words(published: Edtf | str) -> str:
    """The date of a publication, marked as such.

    Parameters
    ----------
    published : the date, or its EDTF text

    Examples
    --------
    >>> published_words("2007-10-12")
    'published 12 October 2007'
    """
    return _("published {date}").format(date=date_words(published))


def dated_words(date: Edtf | str, by: str) -> str:
    """A date and what it is the date of.

    Parameters
    ----------
    date : the date, or its EDTF text
    by : ``claim``; ``publication`` of the source; ``access``: the day on which an undated
        source was read

    Examples
    --------
    >>> dated_words("2010", "claim"), dated_words("2025-10-19", "access")
    ('2010', 'accessed 19 October 2025')
    """
    if by == "publication":
        return published_words(date)
    if by == "access":
        return _("accessed {date}").format(date=date_words(date))
    return date_words(date)
