"""The table of a ranking: value, rank with ties shared, likely range, warnings.

Two cases are kept apart. In a *sample* around a city only its partners are ranked; the
city itself has a row without a rank. In a *whole network* every city is ranked, and the
table shows some of them.

The likely range comes from leaving out 10 to 30 % of the ties, many times (as Smith and
Moody 2013 did to measure what missing data costs). ``low`` and ``high`` hold 95 % of the
values, ``rank_low`` and ``rank_high`` 95 % of the ranks. A count falls when ties are left
out, so for counts the range is below the value; ranks have no such bias.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

from cityties.analysis.caveats import (
    about_table,
    add_coverage,
    localised_scores,
    mark_rows,
    possible_measures,
)
from cityties.analysis.coverage import Coverage, evenness
from cityties.analysis.limits import affordable
from cityties.analysis.localisation import Localisation
from cityties.analysis.measures import MEASURES, Measure, prepare
from cityties.analysis.null_model import add_random, drawn_values
from cityties.analysis.options import Options, Report, Row, collected_around, unranked
from cityties.analysis.ranks import Places, finite, group_ranks, grouped, measured, spearman
from cityties.analysis.regions import GROUPINGS
from cityties.analysis.warnings import Caveat, caveat
from cityties.errors import NotFoundError, UsageError
from cityties.language.messages import _
from cityties.start.records import dataclass

if TYPE_CHECKING:
    import networkx as nx

    from cityties.projection.plain import AnyGraph

__all__ = ["ROW_KEYS", "Options", "Ranking", "Report", "Row", "collected_around", "ranking",
           "spearman"]  # fmt: skip

ROW_KEYS = (
    "city", "measure", "value", "rank", "tied", "of", "low", "high", "rank_low", "rank_high",
    "comparable", "warnings", "found", "claimed", "country", "country_rank", "country_of",
    "region", "region_rank", "region_of", "random_mean", "random_sd", "z", "percentile",
)  # fmt: skip
"""Keys of a row, in order.

``rank`` … ``tied``
    the place among ``of`` ranked cities, shared by all up to ``tied``; null in the row of
    the focus city of a sample
``low``, ``high``, ``rank_low``, ``rank_high``
    95 % of the runs; null without intervals
``found``, ``claimed``
    partners in the graph, and the largest number of ties claimed
``country_rank``, ``region_rank``
    the place among the cities of the same country or region; only in whole networks
``random_mean``, ``random_sd``, ``z``, ``percentile``
    the city's value in random graphs of the same degrees, how many standard deviations it
    is off, and in how many percent of them it is not larger; null without ``null``, and
    for what depends on degrees alone
"""


@dataclass(frozen=True, eq=False)
class Ranking:
    """A ranking and what has to be said of it.

    Parameters
    ----------
    rows : one per city and measure, keys :data:`ROW_KEYS`
    warnings : of the whole table
    comparable : whether the ranks may be compared
    whole : ranked in a whole network, not in a sample
    cities, edges : size of the graph
    alpha : Katz's attenuation, where Katz was requested
    layers : layers that participation looks at
    localised : per measure where its mass lies
    runs : runs of the likely range; fewer than asked for where they take too long
    samples : per measure that was estimated, how many draws that took
    """

    rows: list[Row]
    warnings: list[Caveat]
    comparable: bool
    whole: bool
    cities: int
    edges: int
    alpha: float | None = None
    layers: tuple[str, ...] = ()
    localised: Mapping[str, Localisation] = field(default_factory=dict)
    runs: int = 0
    samples: Mapping[str, int] = field(default_factory=dict)


def ranking(
    graph: AnyGraph,
    measures: Sequence[Measure],
    *,
    focus: Any = None,
    options: Options | None = None,
    coverage: Mapping[Any, Coverage] | None = None,
    layers: nx.MultiGraph[Any] | None = None,
    show: Iterable[Any] | None = None,
    around: Any = None,
    explicit: bool = False,
    name: Callable[[Any], str] = str,
    report: Report | None = None,
) -> Ranking:
    """Rank cities.

    Parameters
    ----------
    graph : simple graph of cities, with ``weight``, ``distance`` on edges and ``country``
        on nodes where known
    measures : see `cityties.analysis.measures.chosen`
    focus : the focus city of a sample, or the city in question in a whole network
    options : see :class:`Options`
    coverage : of the cities that are to be shown
    layers : the same cities with one edge per layer, for participation
    show : cities that get rows in addition to those that ``top`` and ``by`` bring in. By default in
        a sample the partners; in a whole network the focus and its partners, or all cities
    around : the city that all data was collected around, see :func:`collected_around`; it gets
        no rank either
    explicit : the measures were named one by one, so that one that cannot be had is an error
    name : how warnings name a city
    report : called with the step, the amount done and the total

    Raises
    ------
    NotFoundError
        If the focus is not in the graph.
    UsageError
        For a sample without a focus, or betweenness asked of one step.
    CitytiesError
        Without compiled loops, for a measure named that takes too long; see
        `cityties.analysis.limits`.

    Examples
    --------
    >>> import networkx as nx
    >>> from cityties.analysis.measures import chosen
    >>> graph = nx.Graph([("f", "a"), ("f", "b"), ("a", "b"), ("a", "c"), ("b", "d"), ("b", "e")])
    >>> found = ranking(graph, chosen(["degree"]), focus="f", options=Options(runs=0))
    >>> [(row["city"], row["value"], row["rank"]) for row in found.rows]
    [('f', 2.0, None), ('b', 4.0, 1), ('a', 3.0, 2)]
    """
    options = options or Options()
    coverage = coverage or {}
    if focus is not None and focus not in graph:
        raise NotFoundError(_("{city} has no ties in this network").format(city=name(focus)))
    if not options.whole and focus is None:
        raise UsageError(_("a sample needs a focus city: name one"))
    if options.by and not options.whole:
        raise UsageError(
            _("ranking by country or region needs a whole network: choose one with --source")
        )
    _check_sampling(options)
    measures, warnings = possible_measures(measures, focus, options, layers, explicit=explicit)
    size = len(graph), graph.number_of_edges()
    measures, options, slow = affordable(measures, *size, options, explicit=explicit)
    warnings += slow
    middle = [city for city in unranked(focus, around, options) if city in graph]
    among = [
        city for city in (graph if options.whole else graph.neighbors(focus)) if city not in middle
    ]
    even = evenness(coverage[city] for city in among if city in coverage)
    comparable = options.one_source if options.whole else options.one_source or even.even
    prepared = prepare(
        graph,
        measures,
        focus=focus,
        weighted=options.weighted,
        layers=layers,
        small=None if options.null or options.approximate else options.runs,
    )
    if explicit and len(prepared.compute) < len(measures):
        raise UsageError(caveat("needs_layers")["text"])
    places = measured(prepared, measures, among, options, report)
    localised = localised_scores(graph, prepared, places)
    random = drawn_values(graph, prepared, focus, options, report) if options.null else {}
    group_of = {by: grouped(graph, by, middle) for by in GROUPINGS} if options.whole else {}
    shown = _shown(graph, next(iter(places.values()), None), focus, options, show)
    rows = [
        row
        for measure in measures
        if measure.name in places
        for row in _rows(graph, places[measure.name], focus, options, shown, group_of)
    ]
    add_coverage(rows, coverage)
    add_random(rows, random, prepared)
    samples = {name: one.samples for name, one in places.items() if one.samples}
    if options.approximate:
        warnings += _about_samples(samples, options)
    warnings += about_table(
        graph, places, rows, middle, options, name, comparable=comparable, coverage=coverage
    )
    for measure_name, held in localised.items():
        if held.localised:
            cities = _(", ").join(name(city) for city in held.clique[:5])
            warnings.append(
                caveat(
                    "localised",
                    measure=_(MEASURES[measure_name].title),
                    share=f"{100 * held.share:.1f}",
                    count=len(held.clique),
                    cities=cities + (" …" if len(held.clique) > 5 else ""),
                )
            )
    mark_rows(rows, middle, options, coverage, localised, comparable=comparable)
    return Ranking(
        rows, warnings, comparable, options.whole, *size, prepared.alpha, prepared.layers,
        localised, options.runs, samples,
    )  # fmt: skip


def _check_sampling(options: Options) -> None:
    if not options.approximate:
        return
    if not (0 < options.approximate < 1 and 0 < options.confidence < 1):
        raise UsageError(_("error and confidence must be greater than 0 and less than 1"))
    if options.weighted:
        raise UsageError(_("estimates count steps: choose --weighted or --approximate"))
    if options.null:
        raise UsageError(_("random graphs are not estimated: choose --null or --approximate"))


def _about_samples(samples: Mapping[str, int], options: Options) -> list[Caveat]:
    if not samples:
        return [caveat("not_estimated")]
    return [
        caveat(
            "estimated",
            measure=_(MEASURES[name].title),
            samples=count,
            error=f"{options.approximate:g}",
            confidence=f"{100 * options.confidence:g}",
        )
        for name, count in samples.items()
    ]


def _rows(
    graph: AnyGraph,
    places: Places,
    focus: Any,
    options: Options,
    shown: Sequence[Any],
    group_of: Mapping[str, Mapping[Any, str]],
) -> list[Row]:
    """The rows of one measure; the city that gets no rank stands first."""
    inside = {by: group_ranks(places, found) for by, found in group_of.items()}
    if options.by:
        shown = _shown_by(focus, options, group_of[options.by], inside[options.by])
    rows = []
    for city in shown:
        if city == focus and places.measure.name == "shared_partners":
            continue  # it is what the others share with it
        at = places.nodes[city]
        rank, tied = places.rank.get(city, (0, 0))
        first, last = places.range.get(city, (None, None))
        row = {
            "city": city,
            "measure": places.measure.name,
            "value": _number(places.values[at], city, graph, places.measure),
            "rank": rank or None,
            "tied": tied or None,
            "of": places.of,
            "low": None if places.low is None else finite(places.low[at]),
            "high": None if places.high is None else finite(places.high[at]),
            "rank_low": first if rank else None,
            "rank_high": last if rank else None,
            "comparable": True,
            "warnings": [],
        }
        for by, found in group_of.items():
            group_rank, group_size = inside[by].get(city, (None, None))
            row |= {by: found.get(city), f"{by}_rank": group_rank, f"{by}_of": group_size}
        rows.append(row)
    return sorted(rows, key=lambda row: (row["city"] in places.rank, row["rank"] or places.of))


def _shown(
    graph: AnyGraph,
    first: Places | None,
    focus: Any,
    options: Options,
    show: Iterable[Any] | None,
) -> list[Any]:
    """The cities that get rows, the same for each measure."""
    cities: list[Any] = [] if focus is None else [focus]
    if show is not None:
        cities += show
    elif focus is not None:
        cities += graph.neighbors(focus)
    if options.top and first is not None:
        ranked = sorted(first.rank, key=lambda city: first.rank[city][0] or len(graph))
        cities += [city for city in graph if city not in first.rank]
        cities += [city for city in ranked if 0 < first.rank[city][0] <= options.top]
    elif show is None and focus is None:
        cities += graph
    return list(dict.fromkeys(cities))


def _shown_by(
    focus: Any,
    options: Options,
    group_of: Mapping[Any, str],
    ranks: Mapping[Any, tuple[int, int]],
) -> list[Any]:
    """The cities of the focus's group, or the first of each group, by one measure."""
    mine = group_of.get(focus)
    if focus is not None and mine is None:
        raise UsageError(_("no country recorded for {city}").format(city=focus))
    most = options.top or (1 if mine is None else len(ranks))
    return [
        city
        for city, group in group_of.items()
        if city == focus or (mine in (None, group) and ranks[city][0] <= most)
    ]


def _number(value: Any, city: Any, graph: AnyGraph, measure: Measure) -> float | None:
    """The value; none where the measure is not defined for a city without ties."""
    if measure.name in {"constraint", "effective_size"} and not graph.degree(city):
        return None
    return finite(value)
