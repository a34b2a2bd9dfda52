"""Figures of a whole network: how large, how far across, how clustered.

Each figure is what the networkx function named next to it returns, except that what is not
defined (the mean distance of one city, the mixing of degrees that are all the same) is
``None`` and never 0. `compare` compares figures with those of random graphs of the same
degrees: whether a figure says more than "these cities have many ties".
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cityties.errors import UsageError
from cityties.language.messages import N_, _
from cityties.start.records import dataclass

if TYPE_CHECKING:
    import networkx as nx

Figures = dict[str, int | float | None]
_LARGE = 300  # nodes from which starting the compiled engine pays


@dataclass(frozen=True, slots=True)
class Figure:
    """What a figure is.

    Parameters
    ----------
    name : key of the result
    title : for tables
    networkx : the call whose value it is, on the graph ``G`` and its largest component ``L``
    fixed : the same in every graph of these degrees, so never compared
    """

    name: str
    title: str
    networkx: str
    fixed: bool = False


FIGURES: Mapping[str, Figure] = {
    figure.name: figure
    for figure in (
        Figure("nodes", N_("Cities"), "G.number_of_nodes()", fixed=True),
        Figure("edges", N_("Pairs of partners"), "G.number_of_edges()", fixed=True),
        Figure("components", N_("Components"), "nx.number_connected_components(G)"),
        Figure(
            "largest_component",
            N_("Cities in the largest component"),
            "max(map(len, nx.connected_components(G)))",
        ),
        Figure("diameter", N_("Diameter (largest component)"), "nx.diameter(L)"),
        Figure("radius", N_("Radius (largest component)"), "nx.radius(L)"),
        Figure(
            "mean_distance",
            N_("Mean distance (largest component)"),
            "nx.average_shortest_path_length(L)",
        ),
        Figure("transitivity", N_("Transitivity"), "nx.transitivity(G)"),
        Figure("average_clustering", N_("Average clustering"), "nx.average_clustering(G)"),
        Figure(
            "degree_assortativity",
            N_("Assortativity by degree"),
            "nx.degree_assortativity_coefficient(G)",
        ),
        Figure(
            "reciprocity", N_("Reciprocity of claims"), "share of pairs said by both", fixed=True
        ),
        Figure("density", N_("Density"), "nx.density(G)", fixed=True),
        Figure("mean_degree", N_("Partners per city"), "2 * m / n", fixed=True),
        Figure("max_degree", N_("Most partners"), "max(k for _, k in G.degree)", fixed=True),
        Figure(
            "degree_one", N_("Cities with one partner"), "nx.degree_histogram(G)[1]", fixed=True
        ),
        Figure("triangles", N_("Triangles"), "sum(nx.triangles(G).values()) // 3"),
        Figure("bridges", N_("Bridges"), "len(list(nx.bridges(G)))"),
        Figure(
            "articulation_points",
            N_("Articulation points"),
            "len(set(nx.articulation_points(G)))",
        ),
        Figure("max_coreness", N_("Innermost core"), "max(nx.core_number(G).values())"),
    )
}
"""All figures, in the order of the table."""


def figures(graph: nx.Graph[Any], *, reciprocity: float | None = None) -> Figures:
    """The figures of a network.

    Parameters
    ----------
    graph : simple and undirected
    reciprocity : share of the pairs that both partners state, among those that one or both
        do; no graph knows it, see `cityties.analysis.statements`

    Returns
    -------
    dict
        A number, or ``None`` where it is not defined, by the names of :data:`FIGURES`.

    Raises
    ------
    UsageError
        For a directed graph, a multigraph or one with loops.

    Examples
    --------
    >>> import networkx as nx
    >>> found = figures(nx.path_graph(4))
    >>> found["diameter"], found["bridges"], found["transitivity"], found["reciprocity"]
    (3, 3, 0, None)
    """
    _check(graph)
    import networkx as nx

    made: Figures = dict.fromkeys(FIGURES)
    n, m = graph.number_of_nodes(), graph.number_of_edges()
    degrees = [degree for _node, degree in graph.degree()]
    made |= {
        "nodes": n,
        "edges": m,
        "components": 0,
        "largest_component": 0,
        "degree_one": degrees.count(1),
        "max_degree": max(degrees, default=0),
        "mean_degree": 2 * m / n if n else None,
        "density": nx.density(graph) if n > 1 else None,
        "reciprocity": reciprocity,
    }
    if not n:
        return made
    with _engine():
        parts = list(nx.connected_components(graph))
        largest = max(parts, key=len)
        core = graph if len(parts) == 1 else graph.subgraph(largest).copy()
        made |= {
            "components": len(parts),
            "largest_component": len(largest),
            **_distances(core),
            "transitivity": nx.transitivity(graph) if max(degrees) > 1 else None,
            "average_clustering": nx.average_clustering(graph),
            "triangles": sum(dict(nx.triangles(graph)).values()) // 3,  # type: ignore[arg-type]  # of all nodes
            "max_coreness": max(dict(nx.core_number(graph)).values()),
            "bridges": sum(1 for _bridge in nx.bridges(graph)),
            "articulation_points": sum(1 for _node in nx.articulation_points(graph)),
        }
        if _mixed(graph):
            made["degree_assortativity"] = float(nx.degree_assortativity_coefficient(graph))
    return made


def _distances(core: nx.Graph[Any]) -> Figures:
    """Figures of the distances in a connected graph, all from one search of each node."""
    from cityties.centrality.csr import from_networkx
    from cityties.centrality.distances import sweep

    n = len(core)
    found = sweep(from_networkx(core), compiled=n >= _LARGE)
    return {
        "diameter": int(found.farthest.max()),
        "radius": int(found.farthest.min()),
        "mean_distance": int(found.total.sum()) / (n * (n - 1)) if n > 1 else None,
    }


def rich_club(graph: nx.Graph[Any], least: int = 3) -> list[dict[str, int | float]]:
    """How densely the cities with many partners are tied among themselves.

    Parameters
    ----------
    graph : simple and undirected
    least : the smallest club that is shown

    Returns
    -------
    list of dict
        ``above`` (1, 2, 4, 8, … partners), ``nodes`` with more than so many, and ``density``
        among them, as of ``nx.rich_club_coefficient(G, normalized=False)`` (Zhou and
        Mondragón 2004). Compare with random graphs: hubs are denser by their degrees alone.

    Examples
    --------
    >>> import networkx as nx
    >>> rich_club(nx.complete_graph(4))
    [{'above': 1, 'nodes': 4, 'density': 1.0}, {'above': 2, 'nodes': 4, 'density': 1.0}]
    """
    _check(graph)
    degrees = dict(graph.degree())
    made: list[dict[str, int | float]] = []
    above = 1
    while True:
        club = {node for node, degree in degrees.items() if degree > above}
        if len(club) < max(least, 2):
            return made
        inside = sum(1 for first, second in graph.edges() if first in club and second in club)
        pairs = len(club) * (len(club) - 1) / 2
        made.append({"above": above, "nodes": len(club), "density": inside / pairs})
        above *= 2


def degree_counts(graph: nx.Graph[Any]) -> list[tuple[int, int]]:
    """How many cities have how many partners: ``(degree, cities)``, ascending.

    Examples
    --------
    >>> import networkx as nx
    >>> degree_counts(nx.star_graph(3))
    [(1, 3), (3, 1)]
    """
    return sorted(Counter(degree for _node, degree in graph.degree()).items())


def compare(
    graph: nx.Graph[Any],
    found: Figures,
    graphs: int,
    *,
    seed: int = 0,
    report: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """The figures of the network compared with random graphs of the same degrees.

    Parameters
    ----------
    graph : simple and undirected
    found : its figures
    graphs : how many random graphs to draw
    seed : what the draws start from
    report : called with the number of graphs done and of all

    Returns
    -------
    dict
        ``graphs``, ``seed``, ``steps`` (swaps tried for each), ``figures``: by name ``mean``,
        ``low``, ``high`` (the least and largest), ``z`` (how many standard deviations the
        network lies from the mean) and ``above`` (share of the random graphs that reach the
        network's value); and ``rich_club``: the random ``density`` by ``above`` and its
        ``ratio``, the network's density by it.

    Raises
    ------
    UsageError
        For a number of graphs below 1.
    CitytiesError
        Without compiled loops, for more than can be drawn in time; see `cityties.analysis.limits`.
    """
    if graphs < 1:
        raise UsageError(
            _("the number of random graphs must be at least 1, not {n}").format(n=graphs)
        )
    from cityties.analysis.limits import check_random_graphs
    from cityties.centrality import parallel

    check_random_graphs(graphs, graph.number_of_edges())
    each: dict[int, _Drawn] = {}
    with parallel.progress(report):
        parallel.each(_drawn, range(seed, seed + graphs), graph, each.__setitem__)
    wanted = [name for name, figure in FIGURES.items() if not figure.fixed]
    drawn: dict[str, list[float]] = {name: [] for name in wanted}
    clubs: dict[int, list[float]] = {}
    for number in range(graphs):
        for name, value in each[number].figures.items():
            if name in drawn and value is not None:
                drawn[name].append(value)
        for row in each[number].club:
            clubs.setdefault(int(row["above"]), []).append(row["density"])
    return {
        "graphs": graphs,
        "seed": seed,
        "steps": each[graphs - 1].steps,
        "figures": {name: _beside(found[name], values) for name, values in drawn.items() if values},
        "rich_club": [_club(row, clubs.get(int(row["above"]), [])) for row in rich_club(graph)],
    }


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is kept of a random graph."""

    steps: int
    figures: Figures
    club: list[dict[str, int | float]]


def _drawn(graph: nx.Graph[Any], seed: int) -> _Drawn:
    from cityties.analysis.random_graphs import degree_preserving

    made = degree_preserving(graph, seed)
    return _Drawn(made.graph["steps"], figures(made), rich_club(made))


def network(
    graph: nx.Graph[Any],
    *,
    stated: Mapping[frozenset[str], set[str]] | None = None,
    claims: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    null: int = 0,
    seed: int = 0,
    report: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """The whole answer of ``cityties network``.

    Parameters
    ----------
    graph : simple graph of a layer, with its boundary in ``graph.graph``
    stated : who states which pair, see `cityties.analysis.statements.stated_by`
    claims : the numbers claimed for those cities for which one is claimed
    null : random graphs of the same degrees to compare with; 0 = none
    seed : of these graphs
    report : called with the number of graphs done and of all

    Returns
    -------
    dict
        The figures; the boundary (`cityties.projection.BOUNDARY_KEYS` and what was left
        out); ``stated``: pairs stated by ``both``, ``one``, ``neither``; ``coverage``;
        ``rich_club``; ``degrees`` (pairs of degree and number of cities); ``random``: see
        `compare`, or ``None``; ``warnings`` (``code``, ``text``).

    Examples
    --------
    >>> import networkx as nx
    >>> found = network(nx.path_graph(3), stated={frozenset((0, 1)): {0, 1}})
    >>> found["nodes"], found["reciprocity"], found["coverage"]["cities"], found["random"]
    (3, 1.0, 3, None)
    """
    from cityties.analysis.statements import sides
    from cityties.projection.boundary import boundary_of

    counted = sides(graph.edges(), stated) if stated is not None else None
    found = figures(graph, reciprocity=counted.reciprocity if counted else None)
    return {
        **found,
        **boundary_of(graph),
        "stated": {"both": counted.both, "one": counted.one, "neither": counted.neither}
        if counted
        else None,
        "coverage": _covered(graph, claims or {}, stated or {}),
        "rich_club": rich_club(graph),
        "degrees": [list(pair) for pair in degree_counts(graph)],
        "random": compare(graph, found, null, seed=seed, report=report) if null else None,
        "warnings": _warnings(graph, found),
    }


def _covered(
    graph: nx.Graph[Any],
    claims: Mapping[str, Sequence[Mapping[str, Any]]],
    stated: Mapping[frozenset[str], set[str]],
) -> dict[str, Any]:
    """How much of the network was collected: whose lists, and how many ties of those claimed.

    In a dataset every city that states a tie has its list in it.
    """
    from cityties.analysis.coverage import coverage

    speaking = set().union(*stated.values()) if graph.graph.get("boundary") == "dataset" else set()

    listed = {*str(graph.graph.get("collected", "")).split(";"), *speaking}

    each = [one for one in coverage(graph, claims).values() if one.claimed]
    shares = sorted(one.share or 0.0 for one in each)
    middle = len(shares) // 2
    return {
        "cities": graph.number_of_nodes(),
        "collected": sum(city in graph for city in listed),
        "complete": sum(
            city in graph for city in str(graph.graph.get("collected_complete", "")).split(";")
        ),
        "counted": len(each),
        "found": sum(one.found for one in each),
        "claimed": sum(one.claimed or 0 for one in each),
        "median_share": (shares[middle] + shares[-middle - 1]) / 2 if shares else None,
    }


_WARNINGS = {
    "boundary_lists": N_(
        "no single source was chosen: the network contains what was collected and lacks ties of "
        "cities whose lists were not collected; the statistics describe this collection, not the "
        "world"
    ),
    "boundary_focus": N_(
        "the network was collected around {city}: that it is connected, and its diameter, follow "
        "from this"
    ),
    "small": N_("the network is small: one tie more or less changes every statistic"),
}
_SMALL = 50


def _warnings(graph: nx.Graph[Any], found: Figures) -> list[dict[str, str]]:
    codes = []
    boundary = graph.graph.get("boundary", "")
    if boundary in {"lists", "source"}:
        codes.append("boundary_lists")
    elif boundary == "focus":
        codes.append("boundary_focus")
    if 0 < (found["nodes"] or 0) < _SMALL:
        codes.append("small")
    city = str(graph.graph.get("focus", ""))
    return [{"code": code, "text": _(_WARNINGS[code]).format(city=city)} for code in codes]


def _club(row: Mapping[str, int | float], drawn: Sequence[float]) -> dict[str, Any]:
    mean = math.fsum(drawn) / len(drawn) if drawn else None
    return {
        "above": row["above"],
        "density": mean,
        "ratio": row["density"] / mean if mean else None,
    }


def _beside(value: float | None, drawn: Sequence[float]) -> dict[str, float | None]:
    mean = math.fsum(drawn) / len(drawn)
    spread = math.sqrt(math.fsum((one - mean) ** 2 for one in drawn) / len(drawn))
    return {
        "mean": mean,
        "low": min(drawn),
        "high": max(drawn),
        "z": None if value is None or not spread else (value - mean) / spread,
        "above": None if value is None else sum(one >= value for one in drawn) / len(drawn),
    }


def _check(graph: nx.Graph[Any]) -> None:
    import networkx as nx

    if graph.is_directed() or graph.is_multigraph() or nx.number_of_selfloops(graph):
        raise UsageError(
            _("network statistics need a simple graph: undirected, without loops or parallel edges")
        )


def _mixed(graph: nx.Graph[Any]) -> bool:
    """Whether ends of edges differ in degree at all; without that nothing can go together."""
    degrees = {degree for _node, degree in graph.degree() if degree}
    return len(degrees) > 1


def _engine() -> Any:
    """Let networkx run on the compact engine where the graph is large enough for it."""
    import networkx as nx

    return nx.config(backend_priority=["cityties"], warnings_to_ignore={"cache"})
