"""The rows of the listings, and what may be asked of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.model import tie_row

if TYPE_CHECKING:
    pass


Row = dict[str, Any]
Codes = str | Sequence[str] | None

ROW_KEYS: Mapping[str, tuple[str, ...]] = {
    "ties": tie_row.names(tie_row.COLUMNS),
} | {
    listing: tuple(keys.split())
    for listing, keys in {
        "history": "date status event kind channel side said_by source locator certainty claim "
        "act aspect earliest latest counts_for_reading tie published gist gist_fa known_by",
        "counts": "count op of excluding said_by source published date list claim",
        "conflicts": "about what values id status channel act known_by",
        "cities": "city name_en name_fa kind country latitude longitude wikidata ties",
        "sources": "source kind title publisher published accessed language url claims expected",
    }.items()
}
"""The keys of each listing's rows, in order; keys are only ever added."""


def code_list(codes: Codes) -> tuple[str, ...]:
    """One code, or several, or none."""
    return (codes,) if isinstance(codes, str) else tuple(codes or ())


def asked_days(on: date | None, known_by: date | None) -> Row:
    """The two days of a question, as keys of a row."""
    days: Row = {} if on is None else {"on": on.isoformat()}
    return {**days, "known_by": None if known_by is None else known_by.isoformat()}


def check_code(value: str | None, scheme: str) -> None:
    """Refuse a code that the scheme does not have."""
    from cityties.language.names import closest
    from cityties.vocabulary.terms import CODES

    if value is None or value in CODES[scheme]:
        return
    text = _("no code {value!r} among {scheme}").format(value=value, scheme=scheme)
    if near := closest(value, CODES[scheme]):
        text += _("; ") + _("did you mean {names}?").format(names=_(", ").join(near))
    raise UsageError(text)
