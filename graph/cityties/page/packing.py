"""The lists of a large page, written short: rows without keys, what repeats written once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from cityties.page.words import Text

Row = dict[str, Any]

# What each row begins with comes first: the empty end of an array is left out.
_CITY_KEYS = (
    "id", "name", "country", "at", "net", "step", "population", "own", "aliases", "place",
    "networks",
)  # fmt: skip
_TIE_KEYS = (
    "parties", "kind", "step", "readings", "history", "names", "topics", "conflicts", "people",
)  # fmt: skip
# Of a line of a history, these differ from tie to tie; all else is shared by thousands.
_LINE_KEYS = ("id", "said_by", "locator", "gist")


def pack(cities: Sequence[Row], ties: Sequence[Row]) -> Row:
    """The lists of a large page in their short form; ``unpackBlock`` (unpack.js) undoes it.

    Parameters
    ----------
    cities, ties : the rows of the two lists, texts as `Text`

    Returns
    -------
    dict
        ``columns`` (the order of the values in the arrays), ``cities``, ``ties`` and
        ``histories`` as arrays, ``reading_sets`` (each way to read a tie once), ``claims``
        (each kind of line of a history once) and ``lines``, None: they follow from the ties.

        Parties that are cities become their places in the list, an id follows from
        parties and kind, and a speaker who is the tie's n-th party is written as -1-n.

    Examples
    --------
    >>> row = {"id": "tie/a+b/sister_city", "parties": ["a", "b"], "kind": "sister_city",
    ...        "step": 1, "readings": [], "history": []}
    >>> pack([{"id": "a"}, {"id": "b"}], [row])["ties"]
    [[[0, 1], 'sister_city', 1, 0, 0]]
    """
    index = {row["id"]: number for number, row in enumerate(cities)}
    readings, histories, claims = _Pool(), _Pool(), _Pool()
    rows = []
    for tie in ties:
        names = [
            cities[index[party]].get("name") if party in index else tie.get("names", {}).get(party)
            for party in tie["parties"]
        ]
        told = [[claims.place(line), *values] for line, values in _split(tie["history"], names)]
        packed = {
            **tie,
            "parties": [index.get(party, party) for party in tie["parties"]],
            "readings": readings.place(tie["readings"]),
            "history": histories.place(told),
        }
        rows.append(_array(packed, _TIE_KEYS))
    return {
        "columns": {
            "cities": list(_CITY_KEYS),
            "ties": list(_TIE_KEYS),
            "histories": ["claim", *_LINE_KEYS],
        },
        "cities": [_array(row, _CITY_KEYS) for row in cities],
        "ties": rows,
        "lines": None,
        "reading_sets": readings.things,
        "claims": claims.things,
        "histories": histories.things,
    }


def _split(history: Iterable[Row], names: list[Text | None]) -> Iterable[tuple[Row, list[Any]]]:
    """Each line of a history: what it shares with others, and the values of its own."""
    marks = [_mark(name) for name in names]
    for line in history:
        own = {key: line[key] for key in _LINE_KEYS if key in line}
        if "said_by" in own and (mark := _mark(own["said_by"])) in marks:
            own["said_by"] = -1 - marks.index(mark)
        shared = {key: value for key, value in line.items() if key not in _LINE_KEYS}
        yield shared, _array(own, _LINE_KEYS)


class _Pool:
    """Things that are equal, each once."""

    def __init__(self) -> None:
        self.things: list[Any] = []
        self._places: dict[str, int] = {}

    def place(self, thing: Any) -> int:
        mark = _mark(thing)
        if mark not in self._places:
            self._places[mark] = len(self.things)
            self.things.append(thing)
        return self._places[mark]


def _mark(thing: Any) -> str:
    """The same text for what the page shows alike."""
    return json.dumps(thing, default=lambda text: dict(text.key))


def _array(row: Row, keys: Iterable[str]) -> list[Any]:
    """The values of a row in an order, without the empty end."""
    values = [row.get(key) for key in keys]
    while values and values[-1] is None:
        values.pop()
    return values
