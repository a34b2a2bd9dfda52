"""How sure a value is: the same measures on many graphs with some ties left out.

One projection, many masks: the graph is converted once; each run draws which edges stay,
cuts the arrays accordingly (a few numpy passes) and computes. Nothing goes through
networkx. Runs are drawn from one seed, so the same call gives the same intervals, whatever
the number of cores; an engine (:func:`.parallel.engine`) does the runs one by one.

The interval says how much a value depends on single ties being in the data. It is not a
confidence interval of a population: ties are missing by list, not at random.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from cityties.centrality import parallel
from cityties.centrality.small import LEVEL, TIE
from cityties.language.messages import _
from cityties.start.records import dataclass

if TYPE_CHECKING:
    import numpy.typing as npt

    from cityties.centrality.csr import Bools, Floats, Graph

    Bytes = npt.NDArray[np.uint8]
    Measure = Callable[[Graph], Floats]

DROP = (0.1, 0.3)
"""Share of the ties that a run leaves out, drawn evenly between the two."""
RUNS = 200


@dataclass(frozen=True, eq=False, slots=True)
class Intervals:
    """What the runs gave for one measure, in node order.

    Parameters
    ----------
    measure : its name
    full : values on the complete graph
    low, middle, high : quantiles of the runs' values; the outer two hold ``level`` of them
    rank, rank_low, rank_high : place by the full value, and the outer quantiles of the
        runs' places; 1 = largest, equal values share the first place of theirs
    values : one row per run, where they were asked for; else None
    """

    measure: str
    full: Floats
    low: Floats
    middle: Floats
    high: Floats
    rank: Floats
    rank_low: Floats
    rank_high: Floats
    values: Floats | None = None


def _degree(graph: Graph) -> Floats:
    # As networkx: a loop counts twice, parallel edges each; of directed graphs in plus out.
    counts = np.ones(graph.arcs) if graph.multiplicity is None else graph.multiplicity
    out = np.bincount(graph.tails, counts, minlength=graph.n)
    if graph.directed:
        back = np.bincount(graph.indices, counts, minlength=graph.n)
    else:
        back = np.bincount(graph.tails[graph.loops], counts[graph.loops], minlength=graph.n)
    return (out + back).astype(np.float64)


def _betweenness(graph: Graph) -> Floats:
    from cityties.centrality.betweenness import node_scores

    pairs = (graph.n - 1) * (graph.n - 2)
    return node_scores(graph) / pairs if pairs > 0 else np.zeros(graph.n)


def _closeness(graph: Graph) -> Floats:
    from cityties.centrality.distances import closeness_values

    return closeness_values(graph)


def _harmonic(graph: Graph) -> Floats:
    from cityties.centrality.distances import harmonic_values

    return harmonic_values(graph)


def _pagerank(graph: Graph) -> Floats:
    from cityties.centrality.iterative import pagerank_values

    return pagerank_values(graph, tol=1e-10, max_iter=1_000)


def _eigenvector(graph: Graph) -> Floats:
    from cityties.centrality.iterative import eigenvector_values

    return eigenvector_values(graph, tol=1e-9, max_iter=10_000)


def _core(graph: Graph) -> Floats:
    from cityties.centrality.structure import core_values

    return core_values(graph).astype(np.float64)


def _clustering(graph: Graph) -> Floats:
    from cityties.centrality.structure import clustering_values

    return clustering_values(graph)


MEASURES: Mapping[str, Measure] = {
    "degree": _degree,
    "betweenness": _betweenness,
    "closeness": _closeness,
    "harmonic": _harmonic,
    "pagerank": _pagerank,
    "eigenvector": _eigenvector,
    "core": _core,
    "clustering": _clustering,
}
"""Measures that can be named; values as of the networkx function, without weights
(betweenness normalised, degree as a count)."""


def resampled(
    graph: Graph,
    measure: str | Measure,
    *,
    drop: float | tuple[float, float] = DROP,
    runs: int = RUNS,
    seed: int = 0,
    level: float = LEVEL,
    values: bool = False,
) -> Intervals:
    """Intervals of one measure; see :func:`table` for several at once.

    Parameters
    ----------
    graph : compact graph; parallel edges are kept or dropped together
    measure : a name of :data:`MEASURES`, or a function from a compact graph to an array in
        node order (on an engine: a function of a module, which can be pickled)
    drop : share of the edges to leave out (0 … 1), or the two bounds between which each
        run draws it
    runs : how many graphs to draw
    seed : what the draws start from
    level : share of the runs inside the interval
    values : keep every run's values (runs x nodes x 8 bytes)

    Raises
    ------
    ValueError : if a figure is out of its range or a name is unknown, all named

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> star = from_edges([0, 0, 0, 0], [1, 2, 3, 4], 5)
    >>> result = resampled(star, "degree", drop=0.25, runs=50)
    >>> result.full.tolist(), result.low.tolist()[0], result.high.tolist()[1]
    ([4.0, 1.0, 1.0, 1.0, 1.0], 3.0, 1.0)
    """
    measures: Mapping[str, Measure]
    if isinstance(measure, str):
        measures = _named([measure])
    else:
        measures = {getattr(measure, "__name__", "measure"): measure}
    (result,) = table(
        graph, measures, drop=drop, runs=runs, seed=seed, level=level, values=values
    ).values()
    return result


def table(
    graph: Graph,
    measures: Iterable[str] | Mapping[str, Measure] = tuple(MEASURES),
    *,
    drop: float | tuple[float, float] = DROP,
    runs: int = RUNS,
    seed: int = 0,
    level: float = LEVEL,
    values: bool = False,
) -> dict[str, Intervals]:
    """Intervals of several measures, all on the same drawn graphs.

    So within a run the measures may be compared with each other. Parameters and errors are
    those of :func:`resampled`. Reports progress run by run, and hears Ctrl-C; see
    :func:`cityties.centrality.parallel.progress`.

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> path = from_edges([0, 1, 2], [1, 2, 3], 4)
    >>> sorted(table(path, ["degree", "core"], runs=5))
    ['core', 'degree']
    """
    least, most = (drop, drop) if isinstance(drop, (int, float)) else drop
    wrong = []
    if not 0 <= least <= most < 1:
        wrong.append(
            _("drop must be a share from 0 to below 1, or two such bounds in ascending order")
        )
    if runs < 1:
        wrong.append(_("runs must be at least 1"))
    if not 0 < level < 1:
        wrong.append(_("level must be a share between 0 and 1"))
    if wrong:
        raise ValueError("; ".join(wrong))
    chosen = measures if isinstance(measures, Mapping) else _named(measures)
    random = np.random.Generator(np.random.PCG64(seed))
    outcomes = {name: np.empty((runs, graph.n)) for name in chosen}
    # All drawn here, in this order: who measures a run, and when, changes nothing.
    masks = [
        np.packbits(_kept(graph, float(random.uniform(least, most)), random))
        for _run in range(runs)
    ]
    with parallel.progress(None):
        full = {name: measure(graph) for name, measure in chosen.items()}

    def take(run: int, found: Mapping[str, Floats]) -> None:
        for name, values_of in found.items():
            outcomes[name][run] = values_of

    parallel.each(_measured, masks, (graph, chosen), take)
    return {name: _summary(name, full[name], outcomes[name], level, keep=values) for name in chosen}


def thinned(graph: Graph, drop: float, random: np.random.Generator) -> Graph:
    """The graph without a share of its edges (rounded to whole edges), on the same nodes.

    Examples
    --------
    >>> from cityties.centrality.csr import from_edges
    >>> path = from_edges([0, 1, 2, 3], [1, 2, 3, 4], 5)
    >>> thinned(path, 0.5, np.random.default_rng(1)).m
    2
    """
    return graph.keep_edges(_kept(graph, drop, random))


def _kept(graph: Graph, drop: float, random: np.random.Generator) -> Bools:
    """Per edge whether it stays."""
    mask = np.ones(graph.edge_count, bool)
    gone = round(drop * graph.edge_count)
    mask[random.choice(graph.edge_count, gone, replace=False, shuffle=False)] = False
    return mask


def _measured(shared: tuple[Graph, Mapping[str, Measure]], mask: Bytes) -> dict[str, Floats]:
    """One run: the measures on the graph of the edges in a mask of bits."""
    graph, measures = shared
    drawn = graph.keep_edges(np.unpackbits(mask, count=graph.edge_count).view(bool))
    return {name: measure(drawn) for name, measure in measures.items()}


def ranks(values: Floats) -> Floats:
    """Places of values: 1 = largest; values equal up to rounding share a place.

    Examples
    --------
    >>> ranks(np.array([5.0, 7.0, 5.0, 1.0])).tolist()
    [2.0, 1.0, 2.0, 4.0]
    """
    upward = np.sort(values)
    above = np.searchsorted(upward, values + TIE * np.abs(values), side="right")
    places: Floats = (len(values) - above + 1).astype(np.float64)
    return places


def _named(names: Iterable[str]) -> dict[str, Measure]:
    names = [names] if isinstance(names, str) else list(names)
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        raise ValueError(
            _("unknown measures: {names}; available: {known}").format(
                names=", ".join(unknown), known=", ".join(MEASURES)
            )
        )
    return {name: MEASURES[name] for name in names}


def _summary(name: str, full: Floats, outcomes: Floats, level: float, *, keep: bool) -> Intervals:
    outer = (1 - level) / 2
    low, middle, high = np.quantile(outcomes, (outer, 0.5, 1 - outer), axis=0)
    places = np.empty(outcomes.shape)
    for run, values in enumerate(outcomes):
        places[run] = ranks(values)
    rank_low, rank_high = np.quantile(places, (outer, 1 - outer), axis=0)
    return Intervals(
        measure=name,
        full=full,
        low=low,
        middle=middle,
        high=high,
        rank=ranks(full),
        rank_low=rank_low,
        rank_high=rank_high,
        values=outcomes if keep else None,
    )
