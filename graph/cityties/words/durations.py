"""Lengths of time and terms in words."""

from __future__ import annotations

from collections.abc import Sequence

from cityties.language.messages import _, ngettext, pgettext
from cityties.model.dates import Edtf
from cityties.model.durations import parse_duration
from cityties.words.bounds import date_words
from cityties.words.phrases import counted, digits, list_words

_YEAR = 365.2425
_MONTH = _YEAR / 12
_DAYS_BELOW = 92
"""Three months: from here on nobody counts days."""
_MONTHS_BELOW = 731
"""Two years: from here on months are those beside the years."""
_RANGE_BELOW = 1096
"""Three years: a range below it says more in months than in years."""
_YEARS_ONLY = 3653
"""Ten years: from here on nobody reads months."""


def duration_words(text: str) -> str:
    """A length of time of the tables in words.

    Parameters
    ----------
    text : the length as ISO 8601 writes it; empty if there is none

    Examples
    --------
    >>> duration_words("P5Y"), duration_words("P1Y6M"), duration_words("")
    ('5 years', '1 year and 6 months', '')
    """
    if not text:
        return ""
    length = parse_duration(text)
    parts = (
        ("{n} year", "{n} years", length.years),
        ("{n} month", "{n} months", length.months),
        ("{n} day", "{n} days", length.days),
    )
    return list_words(counted(one, many, number) for one, many, number in parts if number)


def term_words(until: Edtf | str | None, duration: str | None, *, computed: bool = False) -> str:
    """Until when something holds and for how long, as far as it is known.

    Parameters
    ----------
    until : the end, stated or computed; ``None`` if neither
    duration : the length as ISO 8601 writes it; empty if none is said
    computed : whether the end follows from the length alone

    Examples
    --------
    >>> term_words("2019-02-27", "P5Y", computed=True)
    '27 February 2019 (computed from a term of 5 years)'
    >>> term_words(None, "P5Y"), term_words("2021", "")
    ('for 5 years', '2021')
    >>> term_words("2019", "P5Y")
    '2019 (for 5 years)'
    """
    length = duration_words(duration or "")
    if not until:
        return pgettext("length of a term", "for {length}").format(length=length) if length else ""
    date = date_words(until)
    if not length:
        return date
    text = (
        _("{date} (computed from a term of {length})") if computed else _("{date} (for {length})")
    )
    return text.format(date=date, length=length)


def span_words(days: int | Sequence[int | None]) -> str:
    """How long something lasted: completed days, months or years, whichever reads best.

    Parameters
    ----------
    days : their number; or at least and at most so many, the second ``None`` if nobody knows

    Examples
    --------
    >>> span_words(30), span_words(697), span_words(1500), span_words(8846)
    ('30 days', '22 months', '4 years and 1 month', '24 years')
    >>> span_words([20, 50]), span_words([699, 1064]), span_words([1400, 1765])
    ('20–50 days', '22–34 months', '3–4 years')
    >>> span_words([697, None]), span_words([30, 9647])
    ('at least 22 months', '30 days to 26 years')
    """
    least, most = (days, days) if isinstance(days, int) else days
    least = least or 0
    if most is None:
        return _("at least {days}").format(days=_one(least))
    if least == most or _same_month(least, most):
        return _one(least)
    if most < _DAYS_BELOW:
        return _between(_("{least}–{most} days"), least, most)
    if least >= _DAYS_BELOW and most < _RANGE_BELOW:
        return _between(_("{least}–{most} months"), int(least / _MONTH), int(most / _MONTH))
    if least < _MONTHS_BELOW:
        return _("{start} to {end}").format(start=_one(least), end=_one(most))
    first, last = int(least / _YEAR), int(most / _YEAR)
    if first == last:
        return counted("{n} year", "{n} years", first)
    return _between(_("{least}–{most} years"), first, last)


def _same_month(least: int, most: int) -> bool:
    return least >= _DAYS_BELOW and int(least / _MONTH) == int(most / _MONTH)


def _one(days: int) -> str:
    if days < _DAYS_BELOW:
        return ngettext("{n} day", "{n} days", days).format(n=digits(str(days)))
    if days >= _YEARS_ONLY:
        return counted("{n} year", "{n} years", int(days / _YEAR))
    years, months = divmod(int(days / _MONTH), 12)
    if days < _MONTHS_BELOW:
        return counted("{n} month", "{n} months", 12 * years + months)
    whole = counted("{n} year", "{n} years", years)
    if not months:
        return whole
    return _("{years} and {months}").format(
        years=whole, months=counted("{n} month", "{n} months", months)
    )


def _between(text: str, least: int, most: int) -> str:
    return text.format(least=digits(str(least)), most=digits(str(most)))
