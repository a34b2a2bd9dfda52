"""Where a graph ends: what was asked, what was collected, and what was left out.

A measure of a network is about its boundary as much as about its cities. So each graph
carries, as plain texts and numbers in ``graph.graph``, the keys of :data:`BOUNDARY_KEYS`
and counts of what was left out; every table and file made of it repeats them.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from cityties.model.dates import DAY_MAX, DAY_MIN
from cityties.projection.selection import Selection
from cityties.start.records import dataclass

if TYPE_CHECKING:
    from cityties.model.rows import Place, Tables
    from cityties.projection.plain import AnyGraph
    from cityties.reading import CityOf, Readings

T = TypeVar("T")

BOUNDARY_KEYS = (
    "layer", "boundary", "focus", "steps", "source", "sources", "source_ids", "on", "known_by",
    "collected", "collected_complete", "collected_on", "statuses", "kinds", "channels",
    "node_kind", "content_id",
)  # fmt: skip
"""What every graph says of itself; several values of a key have ``;`` between.

``layer``
    the name of the layer; ``ties`` for the full graph
``boundary``
    ``dataset``: all that one source of kind *dataset* holds; ``source``: all that another
    source holds; ``lists``: what the collected sources hold; ``focus``: of that, only what
    is within ``steps`` of ``focus``
``focus``, ``steps``
    the focus city, and how many steps from it; empty and 0 without one
``source``, ``sources``, ``source_ids``
    the one source that alone was read, if one was; how many sources the edges are based on,
    and which
``on``, ``known_by``
    the day that is shown, and the day up to whose publications were used (empty: all)
``collected``, ``collected_complete``, ``collected_on``
    the cities whose own lists of ties were collected; those whose list is claimed to be
    complete; and ``city=date`` of the newest list of each. Other cities are only observed
    from these, so their numbers of ties are too low
``statuses``, ``kinds``, ``channels``
    what was let through; no kinds: every kind
``node_kind``
    ``city``, or ``place``: inside a dataset also the few that are not cities, such as
    provinces
``content_id``
    the id of the graph's content
"""


@dataclass(frozen=True)
class Scope:
    """What a graph is asked of: readings, a day, and which ties are meant.

    Parameters
    ----------
    readings : what the claims amount to
    tables : the rows behind them
    city_of : see `cityties.reading.city_resolver`
    on : the day that is shown
    selection : kinds, statuses, focus and steps; its channel and day are not looked at
    channels : the channels that statuses are read on; a tie counts if it does on one
    known_by : the day up to whose publications were used, to be repeated
    source : id of the only source that was read, to be repeated
    content_id : id of the graph's content, to be repeated
    kept : what `once` keeps; scopes that `dataclasses.replace` makes of this one share it
    """

    readings: Readings
    tables: Tables
    city_of: CityOf
    on: datetime.date
    selection: Selection = field(default_factory=Selection)
    channels: tuple[str, ...] = ("all",)
    known_by: datetime.date | None = None
    source: str = ""
    content_id: str = ""
    kept: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        base = (self.readings, self.tables, self.city_of, self.source)
        given = self.kept.setdefault("of", base)
        if any(mine is not other for mine, other in zip(base, given, strict=True)):
            object.__setattr__(self, "kept", {"of": base})

    def once(self, name: Any, make: Callable[[], T]) -> T:
        """What follows from the readings and rows alone, made once for all scopes of them.

        Parameters
        ----------
        name : of what is made, with all else that it depends on
        make : makes it
        """
        if name not in self.kept:
            self.kept[name] = make()
        found: T = self.kept[name]
        return found

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """The places by id."""
        return self.once("places", lambda: {place.id: place for place in self.tables.places})

    @cached_property
    def _cities(self) -> dict[str, str]:
        return self.once("cities", dict)

    @cached_property
    def is_dataset(self) -> bool:
        """Whether only one dataset was read: everything it links is a node."""
        kinds = {source.kind for source in self.tables.sources if source.id == self.source}
        return kinds == {"dataset"}

    def city(self, agent: str) -> str:
        """The city that an agent is or acts for; empty if there is none.

        A municipality, a council and a mayor stand for their city; a country, a
        district, a university and an unnamed party do not. Inside a dataset every place
        stands for itself, so that its figures are those that others get from it.
        """
        known = self._cities
        if agent not in known:
            place = self.places.get(agent) or self.places.get(self.city_of(agent) or "")
            counts = place is not None and (place.kind == "city" or self.is_dataset)
            known[agent] = place.id if place is not None and counts else ""
        return known[agent]

    @cached_property
    def lists(self) -> Mapping[str, tuple[str, str]]:
        """The cities whose lists were collected: date of the newest, and ``yes`` if complete.

        A list is an event of kind ``list`` that is about a city's ties.
        """
        return self.once("lists", self._lists)

    def _lists(self) -> Mapping[str, tuple[str, str]]:
        found: dict[str, tuple[datetime.date, str, str]] = {}
        whole: set[str] = set()
        sources = {source.id: source for source in self.tables.sources}
        for claim in self.readings.claims.values():
            if claim.type != "event" or claim.kind != "list" or claim.certainty == "denied":
                continue
            last = self.readings.publications[claim.source][1]
            source = sources.get(claim.source)
            day = claim.when.latest if claim.when else last
            said = claim.when or (source and (source.published or source.accessed))
            text = said.text if said else ""
            for city in {self.city(agent) for agent in claim.target} - {""}:
                if claim.complete == "yes":
                    whole.add(city)
                if city not in found or found[city][0] < day:
                    found[city] = (day, text, claim.id)
        return {
            city: (text, "yes" if city in whole else "")
            for city, (_day, text, _claim) in sorted(found.items())
        }

    def about(
        self, layer: str, sources: Iterable[str], dropped: Mapping[str, int]
    ) -> dict[str, str | int]:
        """The boundary as attributes of a graph.

        Parameters
        ----------
        layer : name of the layer
        sources : ids of the sources that the graph's edges are based on
        dropped : what was left out, put together or mapped: name to number
        """
        chosen = self.selection
        used = sorted(set(sources))
        return {
            "layer": layer,
            "boundary": self._boundary(),
            "focus": chosen.focus,
            "steps": chosen.steps if chosen.focus else 0,
            "source": self.source,
            "sources": len(used),
            "source_ids": ";".join(used),
            "on": self.on.isoformat(),
            "known_by": self.known_by.isoformat() if self.known_by else "",
            "collected": ";".join(self.lists),
            "collected_complete": ";".join(c for c, (_t, whole) in self.lists.items() if whole),
            "collected_on": ";".join(f"{c}={text}" for c, (text, _w) in self.lists.items() if text),
            "statuses": ";".join(sorted(chosen.statuses)),
            "kinds": ";".join(sorted(chosen.kinds)),
            "channels": ";".join(self.channels),
            "node_kind": "place" if self.is_dataset or layer == "ties" else "city",
            "content_id": self.content_id,
            **dict(sorted(dropped.items())),
        }

    def _boundary(self) -> str:
        if self.selection.focus:
            return "focus"
        if not self.source:
            return "lists"
        return "dataset" if self.is_dataset else "source"


def boundary_of(graph: AnyGraph) -> dict[str, str | int]:
    """What a graph says of its boundary, for tables and files that repeat it.

    Parameters
    ----------
    graph : any graph of `CityGraph.to_networkx`, also one read back from a file (where
        blank texts may be missing)

    Returns
    -------
    dict
        :data:`BOUNDARY_KEYS` in order, missing ones as blank text, then the counts of what
        was left out (``dropped_…``), put together (``merged``) and mapped (``mapped``).

    Examples
    --------
    >>> import networkx as nx
    >>> boundary = boundary_of(nx.Graph(layer="simple", on="2020-01-01", dropped_status=3))
    >>> boundary["layer"], boundary["focus"], boundary["dropped_status"]
    ('simple', '', 3)
    """
    said = graph.graph
    counts = sorted(
        key for key in said if key in ("merged", "mapped") or str(key).startswith("dropped_")
    )
    return {key: said.get(key, "") for key in BOUNDARY_KEYS} | {key: said[key] for key in counts}


def day_of_source(readings: Readings, source: str) -> datetime.date | None:
    """The day that a source speaks of: the last day of its publication, if that is known."""
    last = readings.publications.get(source, (DAY_MIN, DAY_MAX))[1]
    return None if last == DAY_MAX else last


Dropped = Counter[str]
"""Counts of what a graph leaves out, by name."""
