"""Dates written in other ways than the tables want: what they mean, to be offered.

Nothing is guessed: ``05/06/2023`` can be two days, so it means none.
"""

from __future__ import annotations

from cityties.model.days import DayError, read_meant


def meant(text: str) -> str:
    """The date that a text means, as EDTF; blank if it is none, or if it can be several.

    Parameters
    ----------
    text : what somebody wrote where a date belongs

    Examples
    --------
    >>> meant("June 2023"), meant("27.10.2000"), meant("sh1404-01-20"), meant("۱۴۰۰/۵/۵")
    ('2023-06', '2000-10-27', '2025-04-09', '2021-07-27')
    >>> meant("05/06/2023"), meant("spring")
    ('', '')
    """
    try:
        day = read_meant(text)
    except DayError:
        return ""
    found = "" if day.value is None or day.until is not None else day.value.text
    return found if found != text.strip() else ""
