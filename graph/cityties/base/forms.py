"""Values as text for programs: JSON, and the cells of csv and tsv."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from cityties.language.visible import json_visible
from cityties.start.patterns import regex

NOT_XML: Final = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold, in whatever form they are written."""


def cell(value: object) -> str:
    """A value as a cell of csv and tsv, the same in every language.

    Empty for nothing, ``true`` and ``false``, ``;`` between several as in our own
    tables, JSON for what has parts.

    Parameters
    ----------
    value : what Python holds

    Examples
    --------
    >>> cell(["a", "b"]), cell(None), cell(True)
    ('a;b', '', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return ";".join(value)
    if isinstance(value, list | tuple | Mapping):
        return as_json(value)
    return str(value)


def as_json(value: object, *, indent: int | None = None) -> str:
    """A value as JSON: letters of every script as they are, decimals as numbers.

    Characters that act on a terminal, or are not seen, are escaped.

    Parameters
    ----------
    value : what Python holds
    indent : blanks for each level; one line without it

    Examples
    --------
    >>> from decimal import Decimal
    >>> as_json({"name": "اصفهان", "amount": Decimal("2.9")})
    '{"name": "اصفهان", "amount": 2.9}'
    """
    return json_visible(
        json.dumps(value, ensure_ascii=False, indent=indent, default=_as_json_value)
    )


def _as_json_value(value: object) -> object:
    from decimal import Decimal  # rare, and half as large as json itself

    return float(value) if isinstance(value, Decimal) else str(value)
