"""The measures of a city's place in a network: what each means, and how it is computed.

One entry per measure: its definition, formula and source, the networkx function whose value
it equals, and whether it looks at the strength of ties. ``cityties centrality --explain``
prints these entries, and the table is computed from them.

Values are taken on a simple undirected graph. Without weights every tie counts as 1, and
the length of a path is its number of ties. With them a tie counts with its strength
(``weight``) where it carries something, and with 1/strength (``distance``) where it is a
piece of the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from cityties.errors import UsageError
from cityties.language.messages import N_, _
from cityties.start.records import dataclass

if TYPE_CHECKING:
    import networkx as nx

    from cityties.centrality.csr import Floats, Graph
    from cityties.centrality.small import SmallGraph

    Compute = Callable[[Any], Any]
    from cityties.projection.plain import AnyGraph

KATZ_SHARE = 0.5
"""Katz: the attenuation, as a share of the largest with which the sum converges."""
LAYER = "layer "
"""In front of a layer's name: the edge attribute that counts the ties in it."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure, explained.

    Parameters
    ----------
    name : as it is given on the command line and stands in rows
    title : heading in a table
    definition : what a high value means, in one or two sentences
    formula : in plain text
    source : where it was first defined
    networkx : the call whose value it equals, on the simple graph ``G``
    weighted : the same call where strength counts; blank = never uses weights
    reach : ``city`` (looks at a city and its partners), ``paths`` or ``whole`` (feels every
        missing list)
    lowest_first : the lowest value is ranked first
    """

    name: str
    title: str
    definition: str
    formula: str
    source: str
    networkx: str
    weighted: str = ""
    reach: str = "city"
    lowest_first: bool = False


MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure(
            "closeness",
            N_("Closeness"),
            N_(
                "How near the city is to the cities that it can reach. Least affected by missing "
                "ties."
            ),
            "C(v) = (r-1)/(n-1) · (r-1) / Σ d(v,u), r = cities that v reaches, including v",
            "Bavelas 1950; Wasserman and Faust 1994 for several components",
            "nx.closeness_centrality(G)",
            'nx.closeness_centrality(G, distance="distance")',
            "paths",
        ),
        Measure(
            "shared_partners",
            N_("Shared partners"),
            N_("Number of partners that the city shares with the focus city."),
            "s(v) = |N(v) ∩ N(focus)|",
            "Liben-Nowell and Kleinberg 2007",
            "len(list(nx.common_neighbors(G, focus, v)))",
        ),
        Measure(
            "harmonic",
            N_("Harmonic"),
            N_(
                "Closeness as the sum of 1/distance: a city that cannot be reached adds 0, so "
                "separate components do no harm."
            ),
            "H(v) = Σ 1/d(v,u)",
            "Marchiori and Latora 2000; Boldi and Vigna 2014",
            "nx.harmonic_centrality(G)",
            'nx.harmonic_centrality(G, distance="distance")',
            "paths",
        ),
        Measure(
            "degree",
            N_("Partners"),
            N_("Number of partners of the city: its degree."),
            "k(v) = |N(v)|",
            "Freeman 1978",
            "G.degree",
        ),
        Measure(
            "strength",
            N_("Strength"),
            N_("Sum of the strengths of the city's ties. Always uses strength."),
            "s(v) = Σ w(v,u)",
            "Barrat and others 2004",
            'G.degree(weight="weight")',
            'G.degree(weight="weight")',
        ),
        Measure(
            "betweenness",
            N_("Betweenness"),
            N_(
                "Share of the shortest paths between other cities that pass through the city. "
                "Most affected by missing lists."
            ),
            "B(v) = 2/((n-1)(n-2)) · Σ σ(s,t|v)/σ(s,t) over pairs s, t",
            "Freeman 1977; Brandes 2001",
            "nx.betweenness_centrality(G)",
            'nx.betweenness_centrality(G, weight="distance")',
            "whole",
        ),
        Measure(
            "pagerank",
            "PageRank",
            N_("How often a long random walk from partner to partner visits the city."),
            "p = 0.85 · p P + 0.15/n",
            "Brin and Page 1998",
            "nx.pagerank(G, max_iter=1_000, tol=1e-10, weight=None)",
            'nx.pagerank(G, max_iter=1_000, tol=1e-10, weight="weight")',
            "whole",
        ),
        Measure(
            "eigenvector",
            N_("Eigenvector"),
            N_(
                "Partners count by their own value. In a network with one dense cluster, that "
                "cluster takes nearly all of it; a warning then names the cluster."
            ),
            "λ x = A x, |x| = 1, λ the largest",
            "Bonacich 1972",
            "nx.eigenvector_centrality(G, max_iter=10_000, tol=1e-9)",
            'nx.eigenvector_centrality(G, max_iter=10_000, tol=1e-9, weight="weight")',
            "whole",
        ),
        Measure(
            "katz",
            N_("Katz"),
            N_("Counts all walks that end at the city; longer walks count less."),
            "x = α A x + 1, |x| = 1, α = 0.5/λ, λ the largest eigenvalue of A",
            "Katz 1953",
            "nx.katz_centrality(G, alpha=0.5/λ)",
            'nx.katz_centrality(G, alpha=0.5/λ, weight="weight")',
            "whole",
        ),
        Measure(
            "coreness",
            N_("Coreness"),
            N_(
                "The largest k such that the city is in a group where each city has at least k "
                "partners in the group."
            ),
            "c(v) = max k with v in the k-core",
            "Seidman 1983; Batagelj and Zaveršnik 2003",
            "nx.core_number(G)",
        ),
        Measure(
            "clustering",
            N_("Clustering"),
            N_("Share of the pairs of partners that are tied to each other."),
            "c(v) = 2 t(v) / (k(v)(k(v)-1)), t = triangles",
            "Watts and Strogatz 1998; Onnela and others 2005 with weights",
            "nx.clustering(G)",
            'nx.clustering(G, weight="weight")',
        ),
        Measure(
            "constraint",
            N_("Constraint"),
            N_(
                "How far the city's ties lead back to the same partners. A low value means a "
                "broker, so the lowest value ranks first."
            ),
            "Σ_u (p(v,u) + Σ_w p(v,w) p(w,u))², p = shares of v's ties",
            "Burt 1992, 2004",
            "nx.constraint(G)",
            'nx.constraint(G, weight="weight")',
            lowest_first=True,
        ),
        Measure(
            "effective_size",
            N_("Effective size"),
            N_("Number of partners minus the redundancy from ties among them."),
            "e(v) = k(v) - 2 t(v)/k(v)",
            "Burt 1992; Borgatti 1997",
            "nx.effective_size(G)",
            'nx.effective_size(G, weight="weight")',
        ),
        Measure(
            "participation",
            N_("Participation"),
            N_(
                "How evenly the city's ties are spread over the kinds of tie: 0 if all are of "
                "one kind, 1 if each kind has the same number."
            ),
            "P(v) = L/(L-1) · (1 - Σ_l (k_l(v)/o(v))²), o = ties in all L layers",
            "Battiston, Nicosia and Latora 2014",
            N_("no networkx function; computed from the degrees of nx.MultiGraph by edge key"),
        ),
    )
}
"""All measures, those that suffer least from missing lists first."""

DEFAULT = ("closeness", "shared_partners", "harmonic", "degree", "betweenness", "pagerank")
"""What a table for people shows unless told; what suffers least from uneven coverage leads."""
GROUPS: Mapping[str, tuple[str, ...]] = {"main": DEFAULT, "all": tuple(MEASURES)}
"""Names for several measures; of these, what cannot be had is left out without an error."""


def chosen(names: Iterable[str]) -> list[Measure]:
    """The measures of some names, in the order of the registry.

    Parameters
    ----------
    names : names, also of :data:`GROUPS`; hyphens may stand for underscores

    Raises
    ------
    UsageError
        Lists every unknown one, with suggestions.

    Examples
    --------
    >>> [measure.name for measure in chosen(["degree", "closeness"])]
    ['closeness', 'degree']
    """
    from cityties.language.names import closest

    wanted = [name.strip().lower().replace("-", "_").replace(" ", "_") for name in names]
    wrong = []
    for name in wanted:
        if name in GROUPS or name in MEASURES:
            continue
        text = _("unknown measure {name!r}").format(name=name)
        if near := closest(name, MEASURES):
            more = _("did you mean {names}?").format(names=_(", ").join(near))
        else:
            more = _("available: {names}").format(names=_(", ").join(MEASURES))
        wrong.append(text + _("; ") + more)
    if wrong:
        raise UsageError("\n".join(wrong))
    every = {one for name in wanted for one in GROUPS.get(name, (name,))}
    return [one for one in MEASURES.values() if one.name in every]


def explain(measure: Measure) -> dict[str, str]:
    """An entry as texts in the chosen language.

    Returns
    -------
    dict
        ``measure, title, definition, formula, source, networkx, weighted, ranked``.

    Examples
    --------
    >>> explain(MEASURES["degree"])["networkx"]
    'G.degree'
    """
    return {
        "measure": measure.name,
        "title": _(measure.title),
        "definition": _(measure.definition),
        "formula": measure.formula,
        "source": measure.source,
        "networkx": _(measure.networkx),
        "weighted": measure.weighted or _("never uses strength"),
        "ranked": _("lowest first") if measure.lowest_first else _("highest first"),
    }


@dataclass(frozen=True, eq=False, slots=True)
class Prepared:
    """A graph as arrays, and what computes each measure on it or on a part of its edges.

    Parameters
    ----------
    graph : compact graph
    compute : per measure a function of such a graph, which gives an array in node order
    alpha : Katz's attenuation; None where Katz was not asked for
    layers : names of the layers that participation looks at
    focus : position of the node that shared partners are shared with; 0 without one
    """

    graph: Graph | SmallGraph
    compute: Mapping[str, Compute]
    alpha: float | None
    layers: tuple[str, ...]
    focus: int = 0


def prepare(
    graph: AnyGraph,
    measures: Sequence[Measure],
    *,
    focus: str | None = None,
    weighted: bool = False,
    layers: nx.MultiGraph[Any] | None = None,
    small: int | None = None,
) -> Prepared:
    """Turn a graph into arrays, and the measures into functions of them.

    Parameters
    ----------
    graph : simple and undirected; ``weight`` and ``distance`` on its edges (1 where absent)
    measures : what is to be computed; those that lack what they need are left out
        (shared partners without a focus, participation without two layers)
    focus : the node that shared partners are shared with
    weighted : let strength count where a measure can
    layers : the same cities with one edge per layer, whose name is the edge key
    small : how many runs the caller draws. It takes lists for arrays, so that a small network
        needs no numpy (:mod:`cityties.centrality.small`)

    Raises
    ------
    UsageError
        For a directed graph, a multigraph, or one with loops.

    Examples
    --------
    >>> import networkx as nx
    >>> prepared = prepare(nx.path_graph(3), chosen(["degree", "closeness"]))
    >>> prepared.compute["closeness"](prepared.graph).round(3).tolist()
    [0.667, 1.0, 0.667]
    """
    if graph.is_directed() or graph.is_multigraph() or any(graph.has_edge(v, v) for v in graph):
        raise UsageError(
            _("measures need a simple graph: undirected, without loops or parallel edges")
        )
    if small is not None and not weighted:
        found = _small(graph, [one.name for one in measures], focus, small)
        if found is not None:
            return found
    from cityties.analysis.arrays import arc_values, largest_eigenvalue
    from cityties.centrality.csr import from_networkx

    names = sorted({key for _u, _v, key in layers.edges(keys=True)}) if layers is not None else []
    if len(names) > 1:
        graph = _with_layers(graph, layers, names)
    compact = from_networkx(
        graph, {"weight": 1.0, "distance": 1.0, **{LAYER + name: 0.0 for name in names}}
    )
    alpha = None
    if any(measure.name == "katz" for measure in measures):
        largest = largest_eigenvalue(compact, arc_values(compact, "weight" if weighted else None))
        alpha = KATZ_SHARE / largest if largest else KATZ_SHARE
    place = None if focus is None else compact.index.get(focus)
    table = _functions(place, alpha, names, weighted=weighted)
    compute = {one.name: table[one.name] for one in measures if one.name in table}
    return Prepared(compact, compute, alpha, tuple(names))


def _small(graph: AnyGraph, names: Sequence[str], focus: str | None, runs: int) -> Prepared | None:
    """The same for a network that numpy is not needed for; None if it is another."""
    from cityties.centrality.small import fits, small_graph

    names = [name for name in names if name != "shared_partners" or focus in graph]
    if not fits(names, len(graph), graph.number_of_edges(), runs):
        return None
    made = small_graph(graph)
    place = 0 if focus is None else made.index.get(focus, 0)
    return Prepared(made, {name: partial(_alone, name, place) for name in names}, None, (), place)


def _alone(name: str, focus: int, graph: SmallGraph) -> Sequence[float]:
    from cityties.centrality.small import table

    return table(graph, [name], focus=focus)[name].full


def _functions(
    place: int | None, alpha: float | None, layers: Sequence[str], *, weighted: bool
) -> dict[str, Compute]:
    # Functions of modules and parts of them, which can be sent to the workers of an engine.
    from cityties.analysis import arrays
    from cityties.centrality.resample import MEASURES as ENGINE

    weight = "weight" if weighted else None
    table: dict[str, Compute] = {
        "closeness": partial(_by_length, 0) if weighted else ENGINE["closeness"],
        "harmonic": partial(_by_length, 1) if weighted else ENGINE["harmonic"],
        "degree": ENGINE["degree"],
        "strength": arrays.strength_values,
        "betweenness": partial(_betweenness, "distance") if weighted else ENGINE["betweenness"],
        "pagerank": partial(_pagerank, weight),
        "eigenvector": partial(_eigenvector, weight),
        "coreness": ENGINE["core"],
        "clustering": partial(_clustering, "weight") if weighted else ENGINE["clustering"],
        "constraint": partial(_constraint, weight),
        "effective_size": partial(_effective_size, weight),
    }
    if alpha is not None:
        table["katz"] = partial(_katz, weight, alpha)
    if place is not None:
        table["shared_partners"] = partial(_shared, place)
    if len(layers) > 1:
        table["participation"] = partial(_participation, [LAYER + name for name in layers])
    return table


def _by_length(which: int, graph: Graph) -> Floats:
    """Closeness (0) or harmonic centrality (1) over the lengths of ties."""
    from cityties.analysis import arrays

    return arrays.length_values(graph, arrays.arc_values(graph, "distance"))[which]


def _betweenness(weight: str, graph: Graph) -> Floats:
    from cityties.centrality.betweenness import node_scores

    pairs = (graph.n - 1) * (graph.n - 2)
    scores = node_scores(graph, weight=weight)
    return scores / pairs if pairs > 0 else scores * 0


def _pagerank(weight: str | None, graph: Graph) -> Floats:
    from cityties.analysis.arrays import arc_values
    from cityties.centrality.iterative import pagerank_values

    return pagerank_values(graph, tol=1e-10, max_iter=1_000, weights=arc_values(graph, weight))


def _clustering(weight: str, graph: Graph) -> Floats:
    from cityties.centrality.structure import clustering_values

    return clustering_values(graph, graph.total[weight])


def _constraint(weight: str | None, graph: Graph) -> Floats:
    from cityties.analysis import arrays

    return arrays.constraint_values(graph, arrays.arc_values(graph, weight))


def _effective_size(weight: str | None, graph: Graph) -> Floats:
    from cityties.analysis import arrays

    return arrays.effective_size_values(graph, arrays.arc_values(graph, weight))


def _katz(weight: str | None, alpha: float, graph: Graph) -> Floats:
    from cityties.analysis import arrays

    return arrays.katz_values(graph, alpha, arrays.arc_values(graph, weight))


def _participation(layers: Sequence[str], graph: Graph) -> Floats:
    from cityties.analysis.arrays import participation_values

    return participation_values(graph, layers)


def _shared(focus: int, graph: Graph) -> Floats:
    """Partners shared with the focus, which shares none with itself."""
    from cityties.analysis.arrays import shared_values

    values = shared_values(graph, focus)
    values[focus] = 0.0
    return values


def _eigenvector(weight: str | None, graph: Graph) -> Floats:
    """The eigenvector, or nan everywhere where the steps do not settle (two equal parts)."""
    import networkx as nx
    import numpy as np

    from cityties.analysis.arrays import arc_values
    from cityties.centrality.iterative import eigenvector_values

    weights = arc_values(graph, weight)
    try:
        return eigenvector_values(graph, tol=1e-9, max_iter=10_000, weights=weights)
    except (nx.PowerIterationFailedConvergence, nx.NetworkXPointlessConcept):
        return np.full(graph.n, np.nan)


def _with_layers(
    graph: AnyGraph, layers: nx.MultiGraph[Any] | None, names: Sequence[str]
) -> nx.Graph[Any]:
    """A copy whose edges count their ties in each layer; ties outside the graph are left out."""
    import networkx as nx

    from cityties.projection.plain import as_networkx

    made: nx.Graph[Any] = nx.Graph()
    made.add_nodes_from(graph)
    made.add_edges_from(as_networkx(graph).edges(data=True))
    for first, second, key in layers.edges(keys=True) if layers is not None else ():
        if made.has_edge(first, second) and key in names:
            edge = made.edges[first, second]
            edge[LAYER + str(key)] = edge.get(LAYER + str(key), 0.0) + 1.0
    return made
