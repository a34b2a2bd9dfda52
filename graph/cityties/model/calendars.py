"""The calendars in which days are shown: those of the home, or those that its folder names.

Each language has a calendar of its own, in which it says a day first. A second one, in
brackets, is shown where it is one of these.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

TYPE_CHECKING = False  # typing is not needed to print a help
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

GREGORIAN: Final = "gregorian"
SOLAR_HIJRI: Final = "solar_hijri"
CALENDARS: Final = (GREGORIAN, SOLAR_HIJRI)
"""Calendars in which a day can be shown."""

_FILE: Final = Path(__file__).with_name("calendars.tsv")

# The choice of the process, and that of one thread or task.
_everywhere: list[tuple[str, ...]] = [(GREGORIAN,)]
_here: ContextVar[tuple[str, ...]] = ContextVar("calendars")


@cache
def _by_country() -> dict[str, tuple[str, ...]]:
    rows = (
        line.split("\t")
        for line in _FILE.read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    )
    return {country: tuple(names.split(";")) for country, names in rows}


def calendars_of(country: str) -> tuple[str, ...]:
    """The calendars of a country, the one that it uses most first.

    Parameters
    ----------
    country : its ISO 3166-1 code; blank or unknown: the Gregorian calendar alone

    Examples
    --------
    >>> calendars_of("IR"), calendars_of("FI")
    (('solar_hijri', 'gregorian'), ('gregorian',))
    """
    return _by_country().get(country, (GREGORIAN,))


def set_calendars(calendars: Iterable[str]) -> None:
    """Choose the calendars for the whole process.

    Parameters
    ----------
    calendars : of :data:`CALENDARS`; none: the Gregorian one alone

    Raises
    ------
    ValueError
        For an unknown calendar.
    """
    _everywhere[0] = _known(calendars)


def _known(calendars: Iterable[str]) -> tuple[str, ...]:
    found = tuple(calendars) or (GREGORIAN,)
    for name in found:
        if name not in CALENDARS:
            raise ValueError(f"unknown calendar {name!r}; available: {', '.join(CALENDARS)}")
    return found


def in_use() -> tuple[str, ...]:
    """The calendars in which days are shown now."""
    return _here.get(_everywhere[0])


@contextmanager
def in_calendars(calendars: Iterable[str]) -> Iterator[None]:
    """Show days in other calendars inside a ``with`` block, in this thread or task only.

    Parameters
    ----------
    calendars : of :data:`CALENDARS`

    Raises
    ------
    ValueError
        For an unknown calendar.

    Examples
    --------
    >>> with in_calendars(calendars_of("IR")):
    ...     in_use()
    ('solar_hijri', 'gregorian')
    """
    token = _here.set(_known(calendars))
    try:
        yield
    finally:
        _here.reset(token)
