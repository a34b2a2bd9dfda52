"""Numbers of partners as sets: which cities a claimed number can mean, and how sets differ.

A number that a list gives is the lines of that list; another one is compared with what the
claims amount to on its own day. Nothing is made to fit: what is left over is a number.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, Final

from cityties.language.messages import _
from cityties.model.dates import parse_edtf
from cityties.office.desk import Desk
from cityties.words.phrases import counted

Row = dict[str, Any]

KEYS: Final = (
    "claim", "source", "count", "op", "day", "by", "cities", "difference", "not_today",
    "only_today",
)  # fmt: skip
"""Keys of a row, in order."""


def count_sets(desk: Desk, kind: str = "sister_city") -> list[Row]:
    """Each claimed number of partners as a set of cities.

    Parameters
    ----------
    desk : who asks, and the day
    kind : kind of agreement

    Returns
    -------
    list of dict
        In the order of `CityGraph.counts`: ``claim, source, count, op, day, by`` (``list``: the
        lines of the list; ``reading``: the agreements that were certain on that day),
        ``cities``, ``difference`` (the number less the cities; ``None`` for a number that is
        not exact), ``not_today`` (in the set, and certain no more or not yet on the day of the
        question) and ``only_today`` (the other way round).
    """
    found = desk.graph.counts(desk.city, on=desk.day, kinds=kind)
    rows = []
    for claimed in found["claimed"]:
        day = _day(desk, claimed)
        kinds, cities = _lines(desk, claimed["list"])
        by = "list" if cities else "reading"
        if not cities:
            kinds, cities = {kind}, _certain(desk, {kind}, day)
        # What a list of several kinds names is compared with the ties of all of them.
        today = _certain(desk, kinds | {kind}, desk.day)
        without = set(claimed["excluding"])
        cities = cities - without
        exact = claimed["op"] == "=" and claimed["count_to"] is None
        rows.append(
            {
                "claim": claimed["claim"],
                "source": claimed["source"],
                "count": claimed["count"],
                "op": claimed["op"],
                "day": day.isoformat(),
                "by": by,
                "cities": sorted(cities),
                "difference": claimed["count"] - len(cities) if exact else None,
                "not_today": sorted(cities - today),
                "only_today": sorted(today - cities - without),
            }
        )
    return rows


def _day(desk: Desk, claimed: Any) -> datetime.date:
    """The last day that a number can be of, not after the day of the question."""
    text = claimed["date"] or claimed["published"]
    if not text:
        return desk.day
    return min(parse_edtf(text).latest, desk.day)


def _certain(desk: Desk, kinds: Iterable[str], day: datetime.date) -> set[str]:
    """The partners by agreements of some kinds that were certain on a day."""
    reads = [desk.graph.counts(desk.city, on=day, kinds=kind)["read"] for kind in kinds]
    return {city for read in reads for city in (*read["partners"], *read["attested_partners"])}


def _lines(desk: Desk, listed: str | None) -> tuple[set[str], set[str]]:
    """The kinds of agreement and the partners that the lines of a list name."""
    lines = [
        claim
        for claim in desk.readings.claims.values()
        if listed and claim.part_of == listed and claim.type == "tie" and desk.city in claim.parties
    ]
    parties = {party for claim in lines for party in claim.parties}
    kinds = {desk.readings.kind_of(claim) for claim in lines}
    return kinds, parties - {desk.city}


def set_words(desk: Desk, row: Row) -> str:
    """A number as a set, in words: how many are named, and how it differs from today."""
    named = counted("{n} city", "{n} cities", len(row["cities"]))
    text = {
        "list": _("the list names {cities}"),
        "reading": _("certain on that day: {cities}"),
    }[row["by"]].format(cities=named)
    if row["difference"]:
        text += _("; difference {n}").format(n=f"{row['difference']:+d}")
    if row["not_today"]:
        text += _("; not today: {names}").format(names=desk.names(row["not_today"]))
    if row["only_today"]:
        text += _("; only today: {names}").format(names=desk.names(row["only_today"]))
    return text
