"""Which ties are meant: by kind, status, channel, day and steps from a city."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.start.records import dataclass

if TYPE_CHECKING:
    from cityties.reading import Readings, TieReading


Row = Mapping[str, Any]

COUNTING = ("in_force",)
"""The statuses with which a tie counts in a layer, unless others are requested.

A tie counts if on the day it is, or possibly already is, *in force*; if it was only ever
observed, from the day on which it was. What is certainly only proposed, negotiated or
approved is not there yet; what is suspended, broken or ended does not count, also if that
leaves open whether it was resumed.
"""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which ties, or which states of them, are meant; everything by default.

    Parameters
    ----------
    kinds : kinds of agreement; any of them
    statuses : statuses; any of them
    channel : the channel that statuses are read on; empty for all of them
    on : what is possible on this day; any day by default
    focus : id of a party: its ties, and those within ``steps`` of it
    steps : 1 for the ties of ``focus``, 2 for those of its partners as well, and so on.
        Steps are taken along the ties that all other conditions let through.

    Raises
    ------
    UsageError
        For steps below 1, or steps without a focus.

    Examples
    --------
    >>> rows = [{"tie": "1", "parties": ["a", "b"], "kind": "k", "status": "in_force"},
    ...         {"tie": "2", "parties": ["b", "c"], "kind": "k", "status": "in_force"}]
    >>> [row["tie"] for row in Selection(focus="a").rows(rows)]
    ['1']
    >>> [row["tie"] for row in Selection(focus="a", steps=2).rows(rows)]
    ['1', '2']
    """

    kinds: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    channel: str = ""
    on: datetime.date | None = None
    focus: str = ""
    steps: int = 1

    def __post_init__(self) -> None:
        if self.steps < 1:
            raise UsageError(_("steps must be at least 1, not {n}").format(n=self.steps))
        if self.steps > 1 and not self.focus:
            raise UsageError(_("steps need a focus city: give one"))

    @property
    def is_everything(self) -> bool:
        """Whether no tie is left out; a channel alone only chooses among their states."""
        return not (self.kinds or self.statuses or self.on or self.focus)

    def _fits(self, kind: str, status: str) -> bool:
        return (not self.kinds or kind in self.kinds) and (
            not self.statuses or status in self.statuses
        )

    def _possible(self, first: datetime.date | None, last: datetime.date | None) -> bool:
        """Whether the day is between two bounds, of which ``None`` is open."""
        return self.on is None or (
            (first is None or first <= self.on) and (last is None or self.on <= last)
        )

    def rows(self, rows: Iterable[Row]) -> list[Row]:
        """The selected rows of ties on one day on the right channel.

        Parameters
        ----------
        rows : rows in the form of ``ties``; their order is kept
        """
        fitting = [row for row in rows if self._fits(row["kind"], row["status"])]
        near = self.near({row["tie"]: row["parties"] for row in fitting})
        return [row for row in fitting if row["tie"] in near]

    def states(self, nodes: Iterable[Row], edges: Iterable[Row]) -> tuple[list[Row], list[Row]]:
        """The nodes and edges that are meant, of the tables of states.

        Parameters
        ----------
        nodes, edges : rows of the two tables of a snapshot
        """
        edges = list(edges)
        # A channel without a history of its own reads as the whole tie.
        own = {row["tie"] for row in edges if row["channel"] == self.channel}
        fitting = [
            row
            for row in edges
            if self._fits(row["kind"], row["status"])
            and (
                not self.channel or row["channel"] == (self.channel if row["tie"] in own else "all")
            )
            and self._possible(row["possibly_from"], row["possibly_until"])
        ]
        near = self.near({row["tie"]: row["parties"] for row in fitting})
        kept = [row for row in fitting if row["tie"] in near]
        if self.is_everything:  # also those that have no edge
            return list(nodes), kept
        parties = {party for row in kept for party in row["parties"]}
        return [row for row in nodes if row["id"] in parties], kept

    def ties(self, readings: Readings) -> frozenset[str]:
        """The ids of the ties that are meant, those with unnamed parties too.

        Parameters
        ----------
        readings : what the claims amount to
        """
        return self.near(
            {tie.id: tie.parties for tie in readings.ties.values() if self._takes(tie)}
        )

    def _takes(self, tie: TieReading) -> bool:
        if not (self.statuses or self.on):  # a tie that was only ever denied has no period
            return self._fits(tie.kind, "")
        return any(
            self._fits(tie.kind, period.status)
            and self._possible(period.possibly_from, period.possibly_until)
            for period in (tie.periods_on(self.channel) if self.channel else tie.periods)
        )

    def near(self, parties: Mapping[str, Collection[str]]) -> frozenset[str]:
        """The ties within the steps of the focus; all of them without a focus.

        Parameters
        ----------
        parties : the parties of each tie, by its id
        """
        if not self.focus:
            return frozenset(parties)
        by_party: dict[str, list[str]] = {}
        for tie, each in parties.items():
            for party in each:
                by_party.setdefault(party, []).append(tie)
        found: set[str] = set()
        reached, border = {self.focus}, {self.focus}
        for _step in range(self.steps):
            new = {tie for party in border for tie in by_party.get(party, ())} - found
            found |= new
            border = {party for tie in new for party in parties[tie]} - reached
            reached |= border
        return frozenset(found)
