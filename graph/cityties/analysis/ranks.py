"""Values of measures, ranks with ties shared, and their likely ranges."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from cityties.analysis.measures import Measure, Prepared
from cityties.analysis.options import Options, Report
from cityties.analysis.regions import groups
from cityties.language.messages import _
from cityties.projection.strength import average_ranks, correlation
from cityties.start.records import dataclass

if TYPE_CHECKING:
    from cityties.analysis.measures import Compute
    from cityties.centrality.csr import Floats, Graph
    from cityties.centrality.sampling import Sampled
    from cityties.centrality.small import Likely, SmallGraph
    from cityties.projection.plain import AnyGraph


@dataclass(frozen=True, eq=False, slots=True)
class Places:
    """One measure: values of all nodes, ranks of those that are ranked.

    With ``samples`` the values are estimates from so many draws, and the ranges are theirs.
    """

    measure: Measure
    nodes: Mapping[Any, int]
    values: Sequence[float]
    low: Sequence[float] | None
    high: Sequence[float] | None
    rank: Mapping[Any, tuple[int, int]]
    range: Mapping[Any, tuple[int, int]]
    of: int
    samples: int = 0


def measured(
    prepared: Prepared,
    measures: Sequence[Measure],
    among: Sequence[Any],
    options: Options,
    report: Report | None,
) -> dict[str, Places]:
    """Values of all nodes, ranks and likely ranges of those that are ranked.

    Parameters
    ----------
    prepared : the graph and what computes each measure
    measures : in the order of the result
    among : the nodes that are ranked
    options : ``runs``, ``drop``, ``seed``, ``approximate`` and ``confidence`` are used
    report : called as runs end
    """
    from cityties.centrality.small import SmallGraph

    graph = prepared.graph
    at = [graph.index[city] for city in among]
    signs = {one.name: -1.0 if one.lowest_first else 1.0 for one in measures}
    estimates = _estimates(graph, measures, options, report)
    possible = [one for one in measures if one.name in prepared.compute]
    wanted = {
        one.name: (signs[one.name], prepared.compute[one.name])
        for one in possible
        if one.name not in estimates
    }
    tell = None if report is None else (lambda done, of: report(_("resampling"), done, of))
    runs = options.runs if graph.arcs else 0
    if isinstance(graph, SmallGraph):
        found = _small(graph, prepared, at, runs, options)
    else:
        found = _resampled(graph, wanted, at, runs, options, tell)
    made = {}
    for measure in possible:
        if measure.name in estimates and not isinstance(graph, SmallGraph):
            made[measure.name] = _estimated(measure, graph, estimates[measure.name], among, at)
            continue
        one = found[measure.name]
        values, low, high = one.full, one.low, one.high
        rank = shared_ranks([values[place] for place in at])
        spans = (
            {
                city: (math.floor(first), math.ceil(last))
                for city, first, last in zip(among, one.first, one.last, strict=True)
            }
            if low is not None
            else {}
        )
        if signs[measure.name] < 0:
            values = [-value for value in values]
            if low is not None and high is not None:
                low, high = [-value for value in high], [-value for value in low]
        made[measure.name] = Places(
            measure,
            graph.index,
            values,
            low,
            high,
            dict(zip(among, rank, strict=True)),
            spans,
            len(among),
        )
    return made


def _small(
    graph: SmallGraph, prepared: Prepared, at: Sequence[int], runs: int, options: Options
) -> dict[str, Likely]:
    """What the kernel of small networks finds; all its measures rank the largest value first."""
    from cityties.centrality.small import table

    return table(
        graph,
        list(prepared.compute),
        focus=prepared.focus,
        ranked=at,
        runs=runs,
        seed=options.seed,
        drop=options.drop,
    )


def _resampled(
    graph: Graph,
    wanted: Mapping[str, tuple[float, Compute]],
    at: Sequence[int],
    runs: int,
    options: Options,
    tell: Callable[[int, int], None] | None,
) -> dict[str, Likely]:
    """The same of other networks, the largest value of each measure first."""
    import numpy as np

    from cityties.centrality import parallel, resample
    from cityties.centrality.small import LEVEL, Likely

    signed = {name: partial(_signed, sign, compute) for name, (sign, compute) in wanted.items()}
    if not (runs and wanted):
        return {
            name: Likely(compute(graph).tolist(), None, None, (), ())
            for name, compute in signed.items()
        }
    everyone = len(at) == graph.n
    with parallel.progress(tell):
        drawn = resample.table(
            graph, signed, drop=options.drop, runs=runs, seed=options.seed, values=not everyone
        )
    made = {}
    for name, one in drawn.items():
        if everyone:
            first, last = one.rank_low[at], one.rank_high[at]
        else:
            kept = one.values if one.values is not None else one.full[None]
            each = np.array([resample.ranks(values[at]) for values in kept])
            outer = (1 - LEVEL) / 2
            first, last = np.quantile(each, (outer, 1 - outer), axis=0)
        made[name] = Likely(
            one.full.tolist(), one.low.tolist(), one.high.tolist(), first.tolist(), last.tolist()
        )
    return made


def _signed(sign: float, compute: Callable[[Graph], Floats], graph: Graph) -> Floats:
    """Values of which the largest is ranked first."""
    return sign * compute(graph)


def _estimates(
    graph: Graph | SmallGraph,
    measures: Sequence[Measure],
    options: Options,
    report: Report | None,
) -> dict[str, Sampled]:
    """Estimates of the measures that can be sampled, if that was asked for and saves time."""
    from cityties.centrality.small import SmallGraph

    if not options.approximate or isinstance(graph, SmallGraph):
        return {}
    from cityties.centrality import parallel, sampling

    if graph.n * graph.m <= sampling.EXACT:
        return {}
    made = {}
    for measure in measures:
        if measure.name not in sampling.SAMPLED:
            continue
        said = _("sampling: {measure}").format(measure=_(measure.title))
        tell = None if report is None else (lambda done, of, said=said: report(said, done, of))
        with parallel.progress(tell):
            made[measure.name] = sampling.SAMPLED[measure.name](
                graph,
                error=options.approximate,
                confidence=options.confidence,
                seed=options.seed,
            )
    return made


def _estimated(
    measure: Measure, graph: Graph, found: Sampled, among: Sequence[Any], at: Any
) -> Places:
    """Places by estimates: below a node are those whose intervals end before its own begins."""
    import numpy as np

    low, high = found.low[at], found.high[at]
    first = len(at) - np.searchsorted(np.sort(low), high, side="right") + 1
    last = len(at) - np.searchsorted(np.sort(high), low, side="left")
    return Places(
        measure,
        graph.index,
        found.values.tolist(),
        found.low.tolist(),
        found.high.tolist(),
        dict(zip(among, shared_ranks(found.values[at].tolist()), strict=True)),
        dict(zip(among, zip(first.tolist(), last.tolist(), strict=True), strict=True)),
        len(among),
        found.samples,
    )


def shared_ranks(values: Sequence[float]) -> list[tuple[int, int]]:
    """Rank and up to which rank it is shared; 1 = largest; (0, 0) where there is no value.

    Examples
    --------
    >>> shared_ranks([5.0, 7.0, 5.0, float("nan")])
    [(2, 3), (1, 1), (2, 3), (0, 0)]
    """
    from cityties.centrality.small import TIE

    upward = sorted(value for value in values if math.isfinite(value))
    many = len(upward)
    return [
        (
            many - bisect_right(upward, value + TIE * abs(value)) + 1,
            many - bisect_left(upward, value - TIE * abs(value)),
        )
        if math.isfinite(value)
        else (0, 0)
        for value in values
    ]


def grouped(graph: AnyGraph, by: str, middle: Sequence[Any]) -> dict[Any, str]:
    """The groups that cities are ranked in, without those that get no rank."""
    return {city: group for city, group in groups(graph, by).items() if city not in middle}


def group_ranks(places: Places, group_of: Mapping[Any, str]) -> dict[Any, tuple[int, int]]:
    """Per city its rank inside its group, and how many are in it."""
    sign = -1.0 if places.measure.lowest_first else 1.0
    members: dict[str, list[Any]] = {}
    for city, group in group_of.items():
        members.setdefault(group, []).append(city)
    made: dict[Any, tuple[int, int]] = {}
    for cities in members.values():
        found = shared_ranks([sign * places.values[places.nodes[city]] for city in cities])
        made |= {city: (rank, len(cities)) for city, (rank, _t) in zip(cities, found, strict=True)}
    return made


def finite(value: Any) -> float | None:
    """A value as a number; None for nan and infinity."""
    return float(value) if math.isfinite(value) else None


def spearman(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Spearman's rank correlation, equal values sharing their mean rank; None if all are equal.

    Examples
    --------
    >>> round(spearman([1, 2, 3, 4], [10, 20, 20, 40]), 3)
    0.949
    """
    return correlation(average_ranks(first), average_ranks(second))
