"""How much of each city's list of ties was found: the figure to read before any rank.

A city of which 40 ties were collected outranks one of which 10 were, regardless of the truth.
On the shipped lists this costs a ranking more than the two-step design does. So each city's
ties found are set against the largest number that anybody claims for it, and a ranking
over unlike shares is said to be not comparable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cityties.start.records import dataclass

if TYPE_CHECKING:
    from cityties.projection.plain import AnyGraph

COMPLETE = 0.8
"""Share of the claimed ties from which a list counts as nearly complete."""
OUTDATED = 1.2
"""Found over claimed above which the claimed number is out of date, and says nothing."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was found of one city's ties.

    Parameters
    ----------
    city : its id
    found : partners in the graph
    claimed : the largest number claimed; None = no number is claimed
    of : what it is a number of, in the words of the claim
    source : id of the source of that claim
    """

    city: str
    found: int
    claimed: int | None = None
    of: str = ""
    source: str = ""

    @property
    def outdated(self) -> bool:
        """Whether so many more ties were found that the claimed number cannot be of now."""
        return bool(self.claimed) and self.found > OUTDATED * (self.claimed or 0)

    @property
    def share(self) -> float | None:
        """Found over claimed, at most 1; None where no number that holds is claimed."""
        if not self.claimed or self.outdated:
            return None
        return min(1.0, self.found / self.claimed)

    @property
    def complete(self) -> bool:
        """Whether nearly all that is claimed was found; unclaimed numbers do not count."""
        return self.share is not None and self.share >= COMPLETE


def coverage(
    graph: AnyGraph, claims: Mapping[str, Sequence[Mapping[str, Any]]]
) -> dict[str, Coverage]:
    """The coverage of some cities of a graph.

    Parameters
    ----------
    graph : simple graph of cities
    claims : per city its count claims, rows with ``count``, ``op``, ``of`` and ``source``
        (the key ``claimed`` of `CityGraph.counts`). What is said to be "at least" or "more
        than" counts as its number, a range as its lower end, "less than" and "at most" do
        not count.

    Examples
    --------
    >>> import networkx as nx
    >>> claims = {"hub": [{"count": 10, "op": "=", "of": "twins", "source": "s"}], "leaf": []}
    >>> graph = nx.Graph([("hub", "leaf"), ("hub", "other")])
    >>> [(one.found, one.claimed, one.share) for one in coverage(graph, claims).values()]
    [(2, 10, 0.2), (1, None, None)]
    """
    made = {}
    for city, rows in claims.items():
        found = int(graph.degree(city)) if city in graph else 0
        counted = [row for row in rows if row["op"] in {"=", ">", ">=", "~"} and row["count"] > 0]
        best = max(counted, key=lambda row: float(row["count"]), default=None)
        if best is None:
            made[city] = Coverage(city, found)
        else:
            of, source = str(best["of"] or ""), str(best["source"])
            made[city] = Coverage(city, found, int(best["count"]), of, source)
    return made


@dataclass(frozen=True, slots=True)
class Evenness:
    """Whether the lists of some cities can be compared.

    Parameters
    ----------
    even : nearly all claimed ties of every city were found
    lowest, highest : cities with the smallest and the largest share; None where no number
        is claimed for any
    unknown : cities for which no number that holds is claimed
    """

    even: bool
    lowest: Coverage | None
    highest: Coverage | None
    unknown: tuple[str, ...]


def evenness(found: Iterable[Coverage]) -> Evenness:
    """Look at the coverage of all cities that are to be ranked.

    Examples
    --------
    >>> evenness([Coverage("a", 9, 10), Coverage("b", 3, 10)]).even
    False
    >>> evenness([Coverage("a", 9, 10), Coverage("b", 8, 10)]).even
    True
    """
    every = list(found)
    known = [one for one in every if one.share is not None]

    def share(one: Coverage) -> float:
        return one.share or 0.0

    return Evenness(
        even=bool(every) and all(one.complete for one in every),
        lowest=min(known, key=share, default=None),
        highest=max(known, key=share, default=None),
        unknown=tuple(one.city for one in every if one.share is None),
    )
