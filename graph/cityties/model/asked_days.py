"""Days and years as they are requested."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.start.patterns import regex
from cityties.start.records import dataclass

Day = date | str

_ISO_DAY = regex(r"\d{4}-\d{2}-\d{2}")
_SOLAR_DAY = regex(r"sh ?(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_YEAR = regex(r"(sh ?)?(\d{4})")


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
    if not isinstance(text, str):
        raise _no_day(text)
    from cityties.language.names import latin_digits

    plain = latin_digits(text).strip().lower()
    found = _plain_day(plain) or (None if plain.startswith("sh") else _other_day(text))
    if found is None:
        raise _no_day(text)
    if plain.startswith("sh"):
        return found
    if found.year in _SOLAR_YEARS:
        raise _solar_day(text, "sh" + plain)
    return found


def _no_day(value: object) -> UsageError:
    return UsageError(
        _(
            "{value!r} is not a day; write it like 2010-01-01, today, or sh1388-10-11 (Solar Hijri)"
        ).format(value=value)
    )


def _solar_day(text: str, right: str) -> UsageError:
    return UsageError(
        _("{value!r} looks like a Solar Hijri day; write it as {right}").format(
            value=text, right=right
        )
    )


def _plain_day(text: str) -> date | None:
    if text == "today":
        return date.today()
    try:
        if solar := _SOLAR_DAY.fullmatch(text):
            from cityties.model.dates import solar_hijri

            year, _mark, month, day = solar.groups()
            # A month or day of 0 would mean the whole year or month there.
            parts = int(year), int(month), int(day)
            return solar_hijri(*parts).earliest if all(parts) else None
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
        if error.code == "calendar" and (right := _meant(text)):
            raise _solar_day(text, right) from error
        if error.code in ("calendar", "bad-date"):
            return None
        hint = f"; {error.suggestion}" if error.suggestion and "--" not in error.suggestion else ""
        raise UsageError(f"{error}{hint}") from error
    return value.earliest if value is not None and value.is_day else None


def _meant(text: str) -> str:
    """How to write a day whose calendar its text leaves open; blank if it is not a Solar day."""
    from cityties.model.dates import to_solar_hijri
    from cityties.model.days import DayError, read_meant

    try:
        value = read_meant(text).value
    except DayError:
        return ""
    if value is None or value.earliest != value.latest:
        return ""
    solar = to_solar_hijri(value.earliest)
    return "sh{:04}-{:02}-{:02}".format(*solar) if solar else ""


def as_day(day: Day | None) -> date | None:
    """The day that was requested, if one was."""
    return None if day is None else read_day(day)


@dataclass(frozen=True)
class Year:
    """A year of a calendar.

    Parameters
    ----------
    number : in its calendar
    is_solar : whether that is the Solar Hijri calendar; else the Gregorian one
    """

    number: int
    is_solar: bool = False

    @property
    def code(self) -> int | str:
        """How it is asked for and given in data: 2023, or ``sh1402``."""
        return f"sh{self.number}" if self.is_solar else self.number

    @property
    def first(self) -> date:
        """Its first day."""
        return self._bounds()[0]

    @property
    def last(self) -> date:
        """Its last day."""
        return self._bounds()[1]

    def _bounds(self) -> tuple[date, date]:
        if not self.is_solar:
            return date(self.number, 1, 1), date(self.number, 12, 31)
        from cityties.model.dates import solar_hijri

        found = solar_hijri(self.number)
        return found.earliest, found.latest

    @classmethod
    def of(cls, day: date, *, is_solar: bool = False) -> Year:
        """The year that a day is in.

        Parameters
        ----------
        day : the day
        is_solar : whether the Solar Hijri year is meant
        """
        if not is_solar:
            return cls(day.year)
        from cityties.model.dates import to_solar_hijri

        return cls((to_solar_hijri(day) or (1,))[0], is_solar=True)

    def plus(self, years: int) -> Year:
        """The year that is some years later in the same calendar.

        Parameters
        ----------
        years : how many; negative for an earlier one
        """
        return Year(self.number + years, self.is_solar)

    def __contains__(self, day: date) -> bool:
        """Whether a day is in it."""
        return self.first <= day <= self.last


_FIRST_YEAR: Final = 1000  # of both calendars: long before the ties of cities
_LAST_YEAR: Final = 9999
_LAST_SOLAR: Final = 9377  # the Solar year after it ends later than Python's calendar


def read_year(value: str | int | Year) -> Year:
    """A year from a text or number.

    Parameters
    ----------
    value : ``2023``, or a Solar Hijri year like ``sh1402``; digits may be Persian

    Raises
    ------
    UsageError
        If it is neither, or a number that only the Solar Hijri calendar can mean.

    Examples
    --------
    >>> read_year("2023"), read_year("sh۱۴۰۲").first
    (Year(number=2023, is_solar=False), datetime.date(2023, 3, 21))
    """
    if isinstance(value, Year):
        return value
    from cityties.language.names import latin_digits

    found = _YEAR.fullmatch(latin_digits(str(value)).strip().lower())
    number = int(found[2]) if found else 0
    is_solar = bool(found and found[1])
    if isinstance(value, bool) or not _FIRST_YEAR <= number <= (
        _LAST_SOLAR if is_solar else _LAST_YEAR
    ):
        raise UsageError(
            _("{value!r} is not a year; write it like 2023, or sh1402 (Solar Hijri)").format(
                value=value
            )
        )
    if number in _SOLAR_YEARS and not is_solar:
        raise UsageError(
            _("{value!r} looks like a Solar Hijri year; write it as {right}").format(
                value=value, right=f"sh{number}"
            )
        )
    return Year(number, is_solar)
