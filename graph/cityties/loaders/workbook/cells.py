"""What both readers found in a cell, as the text of a table; and what a spreadsheet changed."""

from __future__ import annotations

import datetime
import re
from typing import Final

from cityties.errors import Problem
from cityties.language.messages import _
from cityties.loaders.workbook.form import DIGITS
from cityties.loaders.workbook.readers import Different, Value
from cityties.model.tables import number_text

_UNREADABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]"
)
_SHOWN: Final = 100


def cell_text(value: Value | Different, kind: str) -> tuple[str, Problem | None]:
    """The text of a cell; a problem if the spreadsheet has changed what was typed.

    Parameters
    ----------
    value : what was found
    kind : the kind of value that the column has, as in ``VALUE_KINDS``

    Returns
    -------
    The text, and a problem without a place, or None.

    Examples
    --------
    >>> cell_text(1998.0, "text")
    ('1998', None)
    >>> cell_text(True, "text")[1].code
    'changed-by-spreadsheet'
    """
    if isinstance(value, str):
        text = value.strip()
        bad = _UNREADABLE.search(text)
        if bad:
            return "", Problem(
                "", 0, "", f"U+{ord(bad.group()):04X}",
                _("a character that is not allowed in a table"), code="control-character",
            )  # fmt: skip
        return text, None
    if isinstance(value, Different):
        return "", Problem(
            "", 0, "", f"{_short(value.one)} / {_short(value.two)}",
            _("two readers find different values in this cell"), "",
            _("type the value again"), "readers-differ",
        )  # fmt: skip
    if isinstance(value, bool):
        return "", _changed(str(value).upper(), _("the spreadsheet turned this into a boolean"))
    if isinstance(value, int | float):
        return _number(float(value), kind)
    day = value.isoformat()[:10] if isinstance(value, datetime.date) else str(value)
    return "", _changed(
        day, _("the spreadsheet turned this into a date"),
        _("a date as text: 1998, 1998-05 or 1998-05-29"),
    )  # fmt: skip


def _number(value: float, kind: str) -> tuple[str, Problem | None]:
    if abs(value) >= 10**DIGITS:
        message = _("the spreadsheet keeps {n} digits of a number, and this has more").format(
            n=DIGITS
        )
        return "", _changed(f"{value:.0f}"[:_SHOWN], message)
    # A year, a count, an id of digits: numbers come as floats.
    if kind in ("float", "int") or value.is_integer():
        return number_text(value), None
    return "", _changed(repr(value), _("the spreadsheet turned this into a number"))


def _changed(value: str, message: str, expected: str = "") -> Problem:
    return Problem(
        "", 0, "", value, message, expected or _("text"),
        _("mark the column as text and type it again"), "changed-by-spreadsheet",
    )  # fmt: skip


def _short(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
