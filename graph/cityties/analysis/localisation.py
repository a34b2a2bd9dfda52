"""Whether a score is held by a few cities only, and which clique holds it.

Eigenvector centrality on the world's twin towns of 2016 is the known case: 27 small towns,
all tied to one another, hold 99.8 % of the squared score, and all other cities share what is
left. The measure of it is the inverse participation ratio, Σ x⁴ / (Σ x²)²: one over the
number of nodes that would hold the score if each held the same (Martin, Zhang and Newman
2014, Localization and centrality in networks, Physical Review E 90:052808).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cityties.start.records import dataclass

if TYPE_CHECKING:
    from cityties.projection.plain import AnyGraph

MOST = 0.5
"""Share of the mass from which a group counts as holding it."""


@dataclass(frozen=True, slots=True)
class Localisation:
    """Where the mass of a score lies.

    Parameters
    ----------
    ratio : inverse participation ratio, 1/n (even) … 1 (one node)
    nodes : 1 / ratio: nodes that hold the score, in effect
    clique : the nodes of the heaviest clique found, the heaviest first
    share : what that clique holds of the squared score
    localised : the score says little about the nodes outside
    """

    ratio: float
    nodes: float
    clique: tuple[Any, ...]
    share: float
    localised: bool


def localisation(graph: AnyGraph, values: Mapping[Any, float]) -> Localisation:
    """Look where the mass of a score lies.

    Localised: effectively fewer than √n nodes have it, and more than half of it is in
    one clique of three or more. The clique is found greedily, from the heaviest node down.

    Parameters
    ----------
    graph : the graph of the score
    values : node to score, of any length

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.compose(nx.complete_graph(8), nx.path_graph(range(7, 200)))
    >>> found = localisation(graph, nx.eigenvector_centrality(graph, max_iter=1000))
    >>> found.localised, len(found.clique), found.share > 0.9
    (True, 8, True)
    """
    squares = {node: value * value for node, value in values.items() if math.isfinite(value)}
    mass = sum(squares.values())
    if not mass:
        return Localisation(0.0, float(len(squares)), (), 0.0, localised=False)
    ratio = sum(square * square for square in squares.values()) / mass**2
    clique: list[Any] = []
    for node in sorted(squares, key=lambda one: -squares[one]):
        if squares[node] < mass * 1e-6:
            break
        if all(graph.has_edge(node, other) for other in clique):
            clique.append(node)
    share = sum(squares[node] for node in clique) / mass
    held = 1 / ratio < math.sqrt(len(squares)) and share > MOST and len(clique) > 2
    return Localisation(ratio, 1 / ratio, tuple(clique), share, localised=held)
