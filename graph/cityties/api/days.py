"""Days as they are requested."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.start.patterns import regex

if TYPE_CHECKING:
    pass


Day = date | str

_ISO_DAY = regex(r"\d{4}-\d{2}-\d{2}")


_SOLAR_YEARS = range(1300, 1451)  # written without a mark, these years are a slip


def read_day(text: Day) -> date:
    """A day from a text.

    Parameters
    ----------
    text : ``2010-01-01``, ``today``, a Solar Hijri day like ``sh1388-10-11``, or a day as it
        may be in tables ("12 May 1998"); digits may be Persian

    Raises
    ------
    UsageError
        If it is none of them.

    Examples
    --------
    >>> read_day("sh1388-10-11"), read_day("۲۰۱۰-۰۱-۰۱")
    (datetime.date(2010, 1, 1), datetime.date(2010, 1, 1))
    """
    if isinstance(text, datetime):
        return text.date()
    if isinstance(text, date):
        return text
    from cityties.language.names import latin_digits

    plain = latin_digits(text).strip().lower()
    found = _plain_day(plain) or (None if plain.startswith("sh") else _other_day(text))
    if found is None:
        raise UsageError(
            _(
                "{value!r} is not a day; write it like 2010-01-01, today, "
                "or sh1388-10-11 (Solar Hijri)"
            ).format(value=text)
        )
    if plain.startswith("sh"):
        return found
    if found.year in _SOLAR_YEARS:
        raise UsageError(
            _("{value!r} looks like a Solar Hijri day; write it as {right}").format(
                value=text, right="sh" + plain
            )
        )
    return found


def _plain_day(text: str) -> date | None:
    if text == "today":
        return date.today()
    try:
        if text.startswith("sh"):
            from persiantools.jdatetime import JalaliDate

            year, month, day = (int(part) for part in text[2:].split("-"))
            gregorian: date = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]  # of persiantools
            return gregorian
        # fromisoformat also takes weeks, and days without hyphens
        return date.fromisoformat(text) if _ISO_DAY.fullmatch(text) else None
    except (ValueError, OverflowError):
        return None


def _other_day(text: str) -> date | None:
    """A day in another writing, such as "12 May 1998", read as in tables; one day alone."""
    from cityties.model.days import DayError
    from cityties.model.days import read_day as read

    try:
        value = read(text).value
    except DayError as error:
        if error.code in ("calendar", "bad-date"):
            return None
        hint = f"; {error.suggestion}" if error.suggestion and "--" not in error.suggestion else ""
        raise UsageError(f"{error}{hint}") from error
    return value.earliest if value is not None and value.is_day else None


def as_day(day: Day | None) -> date | None:
    """The day that was requested, if one was."""
    return None if day is None else read_day(day)
