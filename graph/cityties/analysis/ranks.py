"""Values of measures, ranks with ties shared, and their likely ranges."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from cityties.analysis.measures import Measure, Prepared
from cityties.analysis.options import Options, Report
from cityties.analysis.regions import groups
from cityties.language.messages import _
from cityties.start.records import dataclass

if TYPE_CHECKING:
    import networkx as nx

    from cityties.analysis.measures import Compute
    from cityties.centrality.csr import Floats, Graph
    from cityties.centrality.sampling import Sampled


@dataclass(frozen=True, eq=False, slots=True)
class Places:
    """One measure: values of all nodes, ranks of those that are ranked.

    With ``samples`` the values are estimates from so many draws, and the ranges are theirs.
    """

    measure: Measure
    nodes: Mapping[Any, int]
    values: Floats
    low: Floats | None
    high: Floats | None
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
    import numpy as np

    from cityties.centrality import parallel, resample

    graph = prepared.graph
    at = np.array([graph.index[city] for city in among], np.int64)
    everyone = len(at) == graph.n
    signs = {one.name: -1.0 if one.lowest_first else 1.0 for one in measures}
    estimates = _estimates(graph, measures, options, report)
    possible = [one for one in measures if one.name in prepared.compute]
    wanted: dict[str, Compute] = {
        one.name: partial(_signed, signs[one.name], prepared.compute[one.name])
        for one in possible
        if one.name not in estimates
    }
    tell = None if report is None else (lambda done, of: report(_("resampling"), done, of))
    made = {}
    if options.runs and graph.arcs and wanted:
        with parallel.progress(tell):
            drawn = resample.table(
                graph,
                wanted,
                drop=options.drop,
                runs=options.runs,
                seed=options.seed,
                values=not everyone,
            )
    else:
        drawn = {}
    for measure in possible:
        if measure.name in estimates:
            made[measure.name] = _estimated(measure, graph, estimates[measure.name], among, at)
            continue
        runs = drawn.get(measure.name)
        values = wanted[measure.name](graph) if runs is None else runs.full
        rank = shared_ranks(values[at])
        spans: dict[Any, tuple[int, int]] = {}
        low = high = None
        if runs is not None:
            low, high = runs.low, runs.high
            if everyone:
                first, last = runs.rank_low[at], runs.rank_high[at]
            else:
                kept = runs.values if runs.values is not None else runs.full[None]
                each = np.array([resample.ranks(one[at]) for one in kept])
                outer = (1 - resample.LEVEL) / 2
                first, last = np.quantile(each, (outer, 1 - outer), axis=0)
            spans = {
                city: (math.floor(one), math.ceil(other))
                for city, one, other in zip(among, first.tolist(), last.tolist(), strict=True)
            }
        sign = signs[measure.name]
        if sign < 0:
            values = -values
            low, high = (None, None) if low is None or high is None else (-high, -low)
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


def _signed(sign: float, compute: Compute, graph: Graph) -> Floats:
    """Values of which the largest is ranked first."""
    return sign * compute(graph)


def _estimates(
    graph: Graph, measures: Sequence[Measure], options: Options, report: Report | None
) -> dict[str, Sampled]:
    """Estimates of the measures that can be sampled, if that was asked for and saves time."""
    from cityties.centrality import parallel, sampling

    if not options.approximate or graph.n * graph.m <= sampling.EXACT:
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
        found.values,
        found.low,
        found.high,
        dict(zip(among, shared_ranks(found.values[at]), strict=True)),
        dict(zip(among, zip(first.tolist(), last.tolist(), strict=True), strict=True)),
        len(among),
        found.samples,
    )


def shared_ranks(values: Floats) -> list[tuple[int, int]]:
    """Rank and up to which rank it is shared; 1 = largest; (0, 0) where there is no value."""
    import numpy as np

    from cityties.centrality.resample import TIE

    said = values[np.isfinite(values)]
    upward = np.sort(said)
    slack = TIE * np.abs(values)
    first = len(said) - np.searchsorted(upward, values + slack, side="right") + 1
    last = len(said) - np.searchsorted(upward, values - slack, side="left")
    return [
        (int(one), int(other)) if ok else (0, 0)
        for one, other, ok in zip(first, last, np.isfinite(values), strict=True)
    ]


def grouped(graph: nx.Graph[Any], by: str, middle: Sequence[Any]) -> dict[Any, str]:
    """The groups that cities are ranked in, without those that get no rank."""
    return {city: group for city, group in groups(graph, by).items() if city not in middle}


def group_ranks(places: Places, group_of: Mapping[Any, str]) -> dict[Any, tuple[int, int]]:
    """Per city its rank inside its group, and how many are in it."""
    import numpy as np

    sign = -1.0 if places.measure.lowest_first else 1.0
    members: dict[str, list[Any]] = {}
    for city, group in group_of.items():
        members.setdefault(group, []).append(city)
    made: dict[Any, tuple[int, int]] = {}
    for cities in members.values():
        at = np.array([places.nodes[city] for city in cities], np.int64)
        found = shared_ranks(sign * places.values[at])
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
    import numpy as np

    def ranked(values: Sequence[float]) -> Floats:
        _found, where, count = np.unique(values, return_inverse=True, return_counts=True)
        ends = np.cumsum(count)
        means: Floats = ends - (count - 1) / 2
        return means[where]

    one, other = ranked(first), ranked(second)
    if not len(one) or one.std() == 0 or other.std() == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])
