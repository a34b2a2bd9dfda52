"""Lengths of time and terms in words."""

from __future__ import annotations

from cityties.language.messages import _, pgettext
from cityties.model.dates import Edtf
from cityties.model.durations import parse_duration
from cityties.words.bounds import date_words
from cityties.words.phrases import counted, list_words


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
