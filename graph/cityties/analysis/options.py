"""How a ranking is made, and which city the data was collected around."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cityties.start.records import dataclass

if TYPE_CHECKING:
    from cityties.projection.plain import AnyGraph

Row = dict[str, Any]
Report = Callable[[str, int, int], None]
AROUND = 0.75
"""Share of all cities within two steps of one, from which the data was collected around it."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a ranking is made.

    Parameters
    ----------
    whole : the graph is a whole network; else a sample around ``focus``
    one_source : all ties come from one source, so that coverage is its own
    steps : steps that were collected around ``focus``
    weighted : let strength count
    runs : graphs to draw for the likely range; 0 = none
    seed : of these draws and of the random graphs
    drop : bounds of the share of ties that a run leaves out
    approximate : error that betweenness, closeness and harmonic may have in a network too
        large for exact values (:data:`cityties.centrality.sampling.EXACT`); 0 = exact always
    confidence : that all estimates of a measure are within that error
    null : random graphs of the same degrees to compare with
    top : show those ranked up to here by the first measure as well; with ``by`` those in
        each group, by each measure
    by : ``country`` or ``region``: show the cities of the focus's group; without a focus the
        first of each group. Whole networks only
    """

    whole: bool = False
    one_source: bool = False
    steps: int = 2
    weighted: bool = False
    runs: int = 200
    seed: int = 0
    drop: tuple[float, float] = (0.1, 0.3)
    approximate: float = 0.0
    confidence: float = 0.95
    null: int = 0
    top: int | None = None
    by: str = ""


def collected_around(graph: AnyGraph) -> Any:
    """The city that a graph was collected around, whether or not anybody said so.

    Where one city reaches :data:`AROUND` of all others in two steps, their lists were sought
    because they are its partners.

    Returns
    -------
    object
        A node; None if there is none.

    Examples
    --------
    >>> import networkx as nx
    >>> collected_around(nx.balanced_tree(3, 2)), collected_around(nx.cycle_graph(12))
    (0, None)
    """
    degrees = {city: len(graph[city]) for city in graph}
    first, most = None, 0
    for city, degree in degrees.items():
        # No more than that many, were no city a partner of two of its partners.
        if 1 + degree + sum(degrees[one] for one in graph[city]) <= most:
            continue
        reached = len({city, *graph[city]}.union(*(graph[one] for one in graph[city])))
        if reached > most:
            first, most = city, reached
    return first if most >= AROUND * len(graph) else None


def unranked(focus: Any, around: Any, options: Options) -> list[Any]:
    """The cities that get no rank."""
    if options.one_source:
        return []
    return list(dict.fromkeys(city for city in ([] if options.whole else [focus]) + [around]
                              if city is not None))  # fmt: skip
