"""What XML can hold, checked before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from cityties.base.forms import NOT_XML
from cityties.errors import UsageError
from cityties.language.messages import _

# XML 1.0, section 2.2, production Char. A carriage return is a Char, but only as a
# character reference: written plainly, readers turn it into a line feed (2.11).
NOT_PLAIN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def refuse_what_xml_cannot_hold(
    things: Iterable[tuple[str, Mapping[str, Any]]], pattern: re.Pattern[str] = NOT_XML
) -> None:
    """Raise for control characters and the like, with every place at once.

    Parameters
    ----------
    things : ids and their attributes
    pattern : what is not allowed

    Raises
    ------
    UsageError
        With each id and attribute that holds such a character.
    """
    faults = []
    for where, attributes in things:
        if pattern.search(where):
            faults.append(_("{id}: a character that XML does not allow").format(id=ascii(where)))
        faults += [
            _("{id}: {key} contains a character that XML does not allow").format(id=where, key=key)
            for key, value in attributes.items()
            if pattern.search(str(value))
        ]
    if faults:
        raise UsageError("; ".join(sorted(faults)))
