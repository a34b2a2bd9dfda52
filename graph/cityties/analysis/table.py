"""The table of a ranking: value, rank with ties shared, likely range, warnings.

Two cases are kept apart. In a *sample* around a city only its partners are ranked; the
city itself has a row without a rank. In a *whole network* every city is ranked, and the
table shows some of them.

The likely range comes from leaving out 10 to 30 % of the ties, many times (as Smith and
Moody 2013 did to measure what missing data costs). ``low`` and ``high`` hold 95 % of the
values, ``rank_low`` and ``rank_high`` 95 % of the ranks. A count falls when ties are left
out, so for counts the range lies below the value; ranks have no such drift.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cityties.analysis.coverage import Coverage, evenness
from cityties.analysis.localisation import Localisation, localisation
from cityties.analysis.measures import MEASURES, Measure, Prepared, prepare
from cityties.analysis.regions import GROUPINGS, groups
from cityties.analysis.warnings import (
    COMPLETE_AGREEMENT,
    FOLLOWS,
    SHIPPED_AGREEMENT,
    WIDE,
    Caveat,
    caveat,
)
from cityties.errors import NotFoundError, UsageError
from cityties.messages import _

if TYPE_CHECKING:
    import networkx as nx

    from cityties.centrality.csr import Floats

Row = dict[str, Any]
Report = Callable[[str, int, int], None]

ROW_KEYS = (
    "city", "measure", "value", "rank", "tied", "of", "low", "high", "rank_low", "rank_high",
    "comparable", "warnings", "found", "claimed", "country", "country_rank", "country_of",
    "region", "region_rank", "region_of", "random_mean", "random_sd", "z", "percentile",
)  # fmt: skip
"""Keys of a row, in order.

``rank`` … ``tied``
    the place among ``of`` ranked cities, shared by all up to ``tied``; null in the row of
    the city in the middle of a sample
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

AROUND = 0.75
"""Share of all cities within two steps of one, from which the data was collected around it."""
SAME_BY_DEGREE = frozenset({"degree", "strength", "participation"})
"""Measures that a random graph of the same degrees cannot change, or does not have."""


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
    alpha : Katz's attenuation, where Katz was asked for
    layers : layers that participation looks at
    localised : per measure where its mass lies
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
    null: int = 0
    top: int | None = None
    by: str = ""


def ranking(
    graph: nx.Graph[Any],
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
    focus : the city in the middle of a sample, or asked about in a whole network
    options : see :class:`Options`
    coverage : of the cities that are to be shown
    layers : the same cities with one edge per layer, for participation
    show : cities that get rows beside those that ``top`` and ``by`` bring in. By default in
        a sample the partners; in a whole network the focus and its partners, or all cities
    around : the city that all data was collected around, see :func:`collected_around`; it gets
        no rank either
    explicit : the measures were named one by one, so that one that cannot be had is an error
    name : how warnings name a city
    report : called with what is done, how far it is and of how much

    Raises
    ------
    NotFoundError
        If the focus is not in the graph.
    UsageError
        For a sample without a focus, or betweenness asked of one step.
    CitytiesError
        Without numba.

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
        raise NotFoundError(_("{city} has no tie in this network").format(city=name(focus)))
    if not options.whole and focus is None:
        raise UsageError(_("a sample is ranked around a city: name it"))
    if options.by and not options.whole:
        raise UsageError(
            _("countries and regions are ranked in a whole network only: name one with --source")
        )
    measures, warnings = _possible(measures, focus, options, layers, explicit=explicit)
    middle = [city for city in _middle(focus, around, options) if city in graph]
    among = [
        city for city in (graph if options.whole else graph.neighbors(focus)) if city not in middle
    ]
    even = evenness(coverage[city] for city in among if city in coverage)
    comparable = options.one_source if options.whole else options.one_source or even.even
    prepared = prepare(graph, measures, focus=focus, weighted=options.weighted, layers=layers)
    if explicit and len(prepared.compute) < len(measures):
        raise UsageError(caveat("needs_layers")["text"])
    places = _values(prepared, measures, among, options, report)
    localised = _localised(graph, prepared, places)
    random = _random(graph, prepared, focus, options, report) if options.null else {}
    group_of = {by: _grouped(graph, by, middle) for by in GROUPINGS} if options.whole else {}
    shown = _shown(graph, next(iter(places.values()), None), focus, options, show)
    rows = [
        row
        for measure in measures
        if measure.name in places
        for row in _rows(graph, places[measure.name], focus, options, shown, group_of)
    ]
    _add_coverage(rows, coverage)
    _add_random(rows, random, prepared)
    warnings += _about_table(
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
    _mark(rows, middle, options, coverage, localised, comparable=comparable)
    return Ranking(
        rows, warnings, comparable, options.whole, len(graph), graph.number_of_edges(),
        prepared.alpha, prepared.layers, localised,
    )  # fmt: skip


def collected_around(graph: nx.Graph[Any]) -> Any:
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

    def reached(city: Any) -> int:
        return len({city, *graph[city]}.union(*(graph[one] for one in graph[city])))

    most = max(graph, key=reached, default=None)
    return most if most is not None and reached(most) >= AROUND * len(graph) else None


def _middle(focus: Any, around: Any, options: Options) -> list[Any]:
    """The cities that get no rank."""
    if options.one_source:
        return []
    return list(dict.fromkeys(city for city in ([] if options.whole else [focus]) + [around]
                              if city is not None))  # fmt: skip


def _grouped(graph: nx.Graph[Any], by: str, middle: Sequence[Any]) -> dict[Any, str]:
    """The groups that cities are ranked in, without those that get no rank."""
    return {city: group for city, group in groups(graph, by).items() if city not in middle}


def _possible(
    measures: Sequence[Measure],
    focus: Any,
    options: Options,
    layers: nx.MultiGraph[Any] | None,
    *,
    explicit: bool,
) -> tuple[list[Measure], list[Caveat]]:
    """The measures that can be had here, and why others cannot."""
    kept, warnings = [], []
    for measure in measures:
        if measure.name == "betweenness" and not options.whole and options.steps < 2:
            said = caveat("one_step")
            warnings.append(said)
        elif measure.name == "shared_partners" and focus is None:
            said = caveat("needs_focus")
        elif measure.name == "participation" and layers is None:
            said = caveat("needs_layers")
        else:
            kept.append(measure)
            continue
        if explicit:
            raise UsageError(said["text"])
    return kept, warnings


# --- values and ranks -----------------------------------------------------------------


@dataclass(frozen=True, eq=False, slots=True)
class _Places:
    """One measure: values of all nodes, ranks of those that are ranked."""

    measure: Measure
    nodes: Mapping[Any, int]
    values: Floats
    low: Floats | None
    high: Floats | None
    rank: Mapping[Any, tuple[int, int]]
    range: Mapping[Any, tuple[int, int]]
    of: int


def _values(
    prepared: Prepared,
    measures: Sequence[Measure],
    among: Sequence[Any],
    options: Options,
    report: Report | None,
) -> dict[str, _Places]:
    import numpy as np

    from cityties.centrality import parallel, resample

    graph = prepared.graph
    at = np.array([graph.index[city] for city in among], np.int64)
    everyone = len(at) == graph.n
    signs = {one.name: -1.0 if one.lowest_first else 1.0 for one in measures}

    def signed(name: str) -> Callable[[Any], Floats]:
        compute, sign = prepared.compute[name], signs[name]
        return lambda compact: sign * compute(compact)

    wanted = {one.name: signed(one.name) for one in measures if one.name in prepared.compute}
    tell = None if report is None else (lambda done, of: report(_("leaving ties out"), done, of))
    made = {}
    if options.runs and graph.arcs:
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
    for measure in measures:
        if measure.name not in wanted:
            continue
        runs = drawn.get(measure.name)
        values = wanted[measure.name](graph) if runs is None else runs.full
        rank = _shared_ranks(values[at])
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
        made[measure.name] = _Places(
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


def _shared_ranks(values: Floats) -> list[tuple[int, int]]:
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


def _rows(
    graph: nx.Graph[Any],
    places: _Places,
    focus: Any,
    options: Options,
    shown: Sequence[Any],
    group_of: Mapping[str, Mapping[Any, str]],
) -> list[Row]:
    """The rows of one measure; the city that gets no rank stands first."""
    inside = {by: _group_ranks(places, found) for by, found in group_of.items()}
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
            "low": None if places.low is None else _finite(places.low[at]),
            "high": None if places.high is None else _finite(places.high[at]),
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
    graph: nx.Graph[Any],
    first: _Places | None,
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
        raise UsageError(_("nothing says where {city} lies").format(city=focus))
    most = options.top or (1 if mine is None else len(ranks))
    return [
        city
        for city, group in group_of.items()
        if city == focus or (mine in (None, group) and ranks[city][0] <= most)
    ]


def _group_ranks(places: _Places, group_of: Mapping[Any, str]) -> dict[Any, tuple[int, int]]:
    """Per city its rank inside its group, and how many are in it."""
    import numpy as np

    sign = -1.0 if places.measure.lowest_first else 1.0
    members: dict[str, list[Any]] = {}
    for city, group in group_of.items():
        members.setdefault(group, []).append(city)
    made: dict[Any, tuple[int, int]] = {}
    for cities in members.values():
        at = np.array([places.nodes[city] for city in cities], np.int64)
        found = _shared_ranks(sign * places.values[at])
        made |= {city: (rank, len(cities)) for city, (rank, _t) in zip(cities, found, strict=True)}
    return made


def _number(value: Any, city: Any, graph: nx.Graph[Any], measure: Measure) -> float | None:
    """The value; none where the measure is not defined for a city without ties."""
    if measure.name in {"constraint", "effective_size"} and not graph.degree(city):
        return None
    return _finite(value)


def _finite(value: Any) -> float | None:
    return float(value) if math.isfinite(value) else None


# --- random graphs --------------------------------------------------------------------


def _random(
    graph: nx.Graph[Any],
    prepared: Prepared,
    focus: Any,
    options: Options,
    report: Report | None,
) -> dict[str, tuple[Floats, Floats, Floats]]:
    """Per measure: mean and spread over random graphs, and how many are not larger."""
    import numpy as np

    from cityties.analysis.random_graphs import degree_preserving

    names = [name for name in prepared.compute if name not in SAME_BY_DEGREE]
    full = {name: prepared.compute[name](prepared.graph) for name in names}
    drawn: dict[str, list[Floats]] = {name: [] for name in names}
    for number in range(options.null):
        one = degree_preserving(graph, options.seed + number)
        again = prepare(one, [MEASURES[name] for name in names], focus=focus)
        order = np.array([again.graph.index[node] for node in prepared.graph.nodes], np.int64)
        for name in names:
            drawn[name].append(again.compute[name](again.graph)[order])
        if report:
            report(_("random graphs"), number + 1, options.null)
    made = {}
    for name, values in drawn.items():
        table = np.array(values)
        share = (table <= full[name] * (1 + 1e-9)).mean(axis=0)
        made[name] = table.mean(axis=0), table.std(axis=0, ddof=min(1, len(table) - 1)), share
    return made


def _add_random(
    rows: list[Row], random: Mapping[str, tuple[Floats, Floats, Floats]], prepared: Prepared
) -> None:
    for row in rows if random else ():
        row |= {"random_mean": None, "random_sd": None, "z": None, "percentile": None}
        if row["measure"] not in random or row["value"] is None:
            continue
        mean, spread, share = (
            float(part[prepared.graph.index[row["city"]]]) for part in random[row["measure"]]
        )
        row |= {
            "random_mean": mean,
            "random_sd": spread,
            "z": (row["value"] - mean) / spread if spread > 1e-15 else None,
            "percentile": round(100 * share, 1),
        }


# --- warnings -------------------------------------------------------------------------


def _localised(
    graph: nx.Graph[Any], prepared: Prepared, places: Mapping[str, _Places]
) -> dict[str, Localisation]:
    return {
        name: localisation(
            graph, dict(zip(prepared.graph.nodes, places[name].values.tolist(), strict=True))
        )
        for name in ("eigenvector", "katz")
        if name in places
    }


def _add_coverage(rows: list[Row], coverage: Mapping[Any, Coverage]) -> None:
    for row in rows:
        one = coverage.get(row["city"])
        row["found"] = None if one is None else one.found
        row["claimed"] = None if one is None else one.claimed


def _about_table(
    graph: nx.Graph[Any],
    places: Mapping[str, _Places],
    rows: Sequence[Row],
    middle: Sequence[Any],
    options: Options,
    name: Callable[[Any], str],
    *,
    comparable: bool,
    coverage: Mapping[Any, Coverage],
) -> list[Caveat]:
    """The warnings of the whole table, the gravest first."""
    import networkx as nx

    found: list[Caveat] = []
    if not comparable:
        found.append(caveat("not_comparable"))
        if options.whole:
            found.append(caveat("collected_whole"))
        found += _uneven([one for city, one in coverage.items() if city not in middle], name)
    if middle:
        cities = _(", ").join(name(city) for city in middle)
        found.append(caveat("by_construction", city=cities))
    if not options.whole:
        if "betweenness" in places and coverage:
            low, high = COMPLETE_AGREEMENT
            found.append(caveat("two_steps", low=low, high=high, shipped=SHIPPED_AGREEMENT))
        found += _followers(places, rows)
    for one in places.values():
        if one.values.size and not any(map(math.isfinite, one.values)):
            found.append(caveat("unsettled", measure=_(one.measure.title)))
    parts = nx.number_connected_components(graph)
    if parts > 1 and any(one.measure.reach != "city" for one in places.values()):
        found.append(caveat("parts", count=parts))
    possible = sum(data.get("certainty") == "possible" for _u, _v, data in graph.edges(data=True))
    if possible:
        found.append(caveat("possible", count=possible))
    weights = {data.get("weight", 1) for _u, _v, data in graph.edges(data=True)}
    if ("strength" in places or options.weighted) and len(weights) > 1:
        found.append(caveat("guessed_strength"))
    return found


def _uneven(lists: Sequence[Coverage], name: Callable[[Any], str]) -> list[Caveat]:
    even = evenness(lists)
    found = []
    if even.lowest is not None and even.highest is not None and len(lists) > 1:
        found.append(
            caveat(
                "uneven",
                low_city=name(even.lowest.city),
                low_found=even.lowest.found,
                low_claimed=even.lowest.claimed,
                high_city=name(even.highest.city),
                high_found=even.highest.found,
                high_claimed=even.highest.claimed,
            )
        )
    if even.unknown and lists:
        cities = _(", ").join(name(city) for city in even.unknown[:8])
        more = " …" if len(even.unknown) > 8 else ""
        found.append(caveat("coverage_unknown", count=len(even.unknown), cities=cities + more))
    return found


def _followers(places: Mapping[str, _Places], rows: Sequence[Row]) -> list[Caveat]:
    """Measures that only repeat the number of partners."""
    degrees = {row["city"]: row["found"] for row in rows if row["rank"]}
    if "betweenness" not in places or len(degrees) < 4 or None in degrees.values():
        return []
    place = places["betweenness"]
    value = spearman(
        [float(place.values[place.nodes[city]]) for city in degrees], list(degrees.values())
    )
    if value is None or value < FOLLOWS:
        return []
    title = _(place.measure.title)
    return [caveat("follows_partners", measure=title, value=f"{value:.2f}")]


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


def _mark(
    rows: list[Row],
    middle: Sequence[Any],
    options: Options,
    coverage: Mapping[Any, Coverage],
    localised: Mapping[str, Localisation],
    *,
    comparable: bool,
) -> None:
    """The warnings of each row."""
    for row in rows:
        codes: list[str] = row["warnings"]
        row["comparable"] = comparable and row["city"] not in middle
        if row["city"] in middle:
            codes.append("by_construction")
        if not comparable:
            codes.append("not_comparable")
        one = coverage.get(row["city"])
        # Inside one source a list is that source's; how long others say it is matters less.
        own = options.whole and options.one_source
        if one is not None and one.claimed is None and not own:
            codes.append("coverage_unknown")
        elif one is not None and one.outdated and not own:
            codes.append("outdated_claim")
        elif one is not None and one.share is not None and not one.complete:
            codes.append("incomplete_list")
        held = localised.get(row["measure"])
        if held is not None and held.localised:
            codes.append("localised")
        first, last = row["rank_low"], row["rank_high"]
        if first is not None and row["of"] > 3 and last - first > WIDE * row["of"]:
            codes.append("unsure_rank")
        if row["value"] is None:
            codes.append("unsettled")
