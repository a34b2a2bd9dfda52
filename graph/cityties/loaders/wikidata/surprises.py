"""What was odd in the data: counted, and kept with the ids of the items."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from cityties.language.messages import N_, _, ngettext
from cityties.model.identifiers import is_qid

SURPRISES: dict[str, str] = {
    "deprecated": N_("statements of the rank “deprecated”, not used"),
    "not-best-rank": N_("normal statements kept in addition to preferred ones of the same item"),
    "no-value": N_("statements that say there is no twin town"),
    "unknown-partner": N_("statements whose partner is unknown"),
    "no-item": N_("values that are not items, or not items of the expected kind"),
    "loop": N_("items twinned with themselves"),
    "duplicate": N_("statements that repeat another one of the same item"),
    "one-directional": N_("pairs that only one of the two items states, though both were read"),
    "ended": N_("ties that ended"),
    "end-unknown": N_("ties with an unknown end date"),
    "end-before-start": N_("ties that end before they start: a conflict, and no state"),
    "start-unknown": N_("ties with an unknown start date"),
    "several-starts": N_("statements with several start or end dates"),
    "in-future": N_("dates after the day of the data: a start is a plan, an end the term"),
    "bad-date": N_("dates that could not be read"),
    "coarse-date": N_("dates coarser than a century, not used"),
    "julian": N_("dates in the Julian calendar, not used"),
    "no-precision": N_("dates without a precision; it was guessed from the day"),
    "redirect": N_("items that are redirects, followed"),
    "replaced": N_("items replaced by another one, followed"),
    "replaced-by-several": N_("items replaced by several, not followed"),
    "replaced-in-circle": N_("items that replace one another, not followed"),
    "no-label": N_("items without a usable label, named by their id"),
    "other-language": N_("items without an English label, named in another language"),
    "bad-label": N_("labels that look damaged, not used"),
    "no-persian": N_("items without a Persian label"),
    "no-country": N_("items without a country"),
    "country-without-code": N_("countries without a code (former states, mostly), left blank"),
    "several-countries": N_("items with several equally ranked countries; the first was used"),
    "no-coordinates": N_("items without coordinates"),
    "several-coordinates": N_("items with several equally ranked points; the first was used"),
    "bad-coordinates": N_("coordinates that could not be read, or are not on Earth"),
    "bad-population": N_("populations that are not numbers"),
    "several-populations": N_("items with several equally ranked populations; the first was used"),
    "several-heads": N_("items with several heads of government at once; none was used"),
    "unreferenced": N_("statements without a reference"),
    "not-described": N_("items with nothing but their id"),
    "unreadable-row": N_("rows of results that could not be read"),
    "ignored-column": N_("columns of saved results that are not used"),
}
"""The kinds of surprise, and what each means."""


class Surprises:
    """Counts what was odd and keeps the ids.

    Examples
    --------
    >>> odd = Surprises()
    >>> odd.note("loop", "Q1")
    >>> odd.note("loop", "Q2")
    >>> odd.lines()
    ['2 × items twinned with themselves: Q1, Q2']
    """

    def __init__(self) -> None:
        self._ids: dict[str, list[str]] = defaultdict(list)

    def note(self, kind: str, *ids: str) -> None:
        """Keep one surprise.

        Parameters
        ----------
        kind : a key of `SURPRISES`
        ids : the items that it is about; several make one entry, ``Q1 Q2``
        """
        if kind not in SURPRISES:
            raise KeyError(kind)
        self._ids[kind].append(" ".join(ids))

    def count(self, kind: str) -> int:
        """How often it came."""
        return len(self._ids.get(kind, ()))

    def ids(self, kind: str) -> tuple[str, ...]:
        """What it was about, in order, each once."""
        return tuple(dict.fromkeys(sorted(self._ids.get(kind, ()), key=_numeric)))

    def lines(self, *, shown: int = 5) -> list[str]:
        """One line for each kind that came, in the order of `SURPRISES`.

        Parameters
        ----------
        shown : how many ids a line names
        """
        lines = []
        for kind, text in SURPRISES.items():
            if number := self.count(kind):
                ids = self.ids(kind)
                names = _(", ").join(ids[:shown])
                if len(ids) > shown:
                    more = len(ids) - shown
                    names += " " + ngettext("and {n} more", "and {n} more", more).format(n=more)
                lines.append(_("{n} × {what}: {names}").format(n=number, what=_(text), names=names))
        return lines

    def as_json(self) -> dict[str, Any]:
        """Everything, for a file: per kind its meaning, the number and all ids."""
        return {
            kind: {"meaning": text, "count": self.count(kind), "ids": list(self.ids(kind))}
            for kind, text in SURPRISES.items()
            if self.count(kind)
        }

    def to_bytes(self) -> bytes:
        """`as_json` as the bytes of a file."""
        return (json.dumps(self.as_json(), ensure_ascii=False, indent=1) + "\n").encode()


def _numeric(text: str) -> tuple[int, str]:
    digits = text[1:].split(" ", 1)[0]
    is_item = text[:1] == "Q" and is_qid(text.split(" ", 1)[0])
    return (int(digits) if is_item else 0, text)
