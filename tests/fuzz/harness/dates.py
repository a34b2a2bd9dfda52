"""Dates as people and files write them: read as what they say, or refused with a reason."""

from __future__ import annotations

import datetime
import random
from typing import Final

from cityties.model.dates import iso_bounds, parse_edtf
from cityties.model.other_dates import meant
from harness.base import FaultError, Target

_PARTS: Final = (
    "2001", "2001-05", "2001-05-31", "1378", "0001", "9999", "2001-21", "2001-24", "200X",
    "2001-XX", "2001-02-30",
    "2000-02-29", "1900-02-29", "2001-13", "2001-00", "-0044", "Y170000002", "20", "2001-5-3",
    "2001-05-31T10:00:00Z",
    "1403/05/12", "۱۴۰۳/۵/۱۲", "12.5.2001", "May 2001", "5 May 2001", "٢٠٠١", "२००१", "19xx",
)  # fmt: skip
_MARKS: Final = (
    "~",
    "?",
    "%",
    "/",
    "..",
    "[",
    "]",
    "{",
    "}",
    ",",
    " ",
    "-",
    "X",
    "T",
    "\u2212",
    "\u200f",
    "0",
)


def make(draw: random.Random) -> bytes:
    """A date, an interval or a set, and some of it changed."""

    def part() -> str:
        known = draw.choice(_PARTS[:10] if draw.random() < 0.7 else _PARTS)
        return known + draw.choice(("", "", "", "~", "?", "%"))

    way = draw.randrange(6)
    if way == 0:
        text = f"{draw.choice(('', '..', part()))}/{draw.choice(('', '..', part()))}"
    elif way == 1:
        end = draw.choice(("", "..", f",{part()}", f"..{part()}"))
        text = f"[{draw.choice(('', '..'))}{part()}{end}]"
    elif way == 2:
        text = f"{{{part()},{part()}}}"
    else:
        text = part()
    for _time in range(draw.choice((0, 0, 0, 1, 1, 3))):
        at = draw.randint(0, len(text))
        mark = draw.choice((*_MARKS, chr(draw.randrange(32, 0x700))))
        text = text[:at] + mark + text[at + draw.randrange(2) :]
    return text.encode("utf-8", "replace")


def check(data: bytes) -> str:
    """A date's bounds are days in order, and it reads back from its own text."""
    text = data.decode("utf-8", "replace")
    proposed = meant(text)
    if proposed:
        parse_edtf(proposed)  # what is proposed must be right
    try:
        value = parse_edtf(text)
    except ValueError as error:
        if not str(error):
            raise FaultError(f"refused without a reason: {text!r}") from error
        return "refused"
    first, last = (day and datetime.date.fromisoformat(day) for day in iso_bounds(value))
    if first and last and first > last:
        raise FaultError(f"ends before it begins: {text!r}")
    if parse_edtf(value.text) != value:
        raise FaultError(f"reads back as another date: {text!r}")
    return "read"


TARGETS = (Target("dates", make, check),)
