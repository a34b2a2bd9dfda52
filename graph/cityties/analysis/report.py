"""The whole answer of ``cityties centrality``: the network, its boundary, and the rows.

Before any rank stand the boundary of the graph, how much of each list was found, and who
would be first if other ties counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cityties.analysis.coverage import coverage, evenness
from cityties.analysis.measures import MEASURES, Measure, prepare
from cityties.analysis.table import Options, Ranking, Report, Row, ranking
from cityties.analysis.warnings import OF_ROWS, Caveat, caveat
from cityties.errors import UsageError
from cityties.language.messages import N_, _, ngettext
from cityties.projection.boundary import boundary_of
from cityties.projection.plain import as_networkx
from cityties.start.records import dataclass

if TYPE_CHECKING:
    import networkx as nx

    from cityties.projection.plain import AnyGraph

FILTERS: Mapping[str, tuple[str, ...]] = {
    N_("ties in force only"): ("in_force",),
    N_("including suspended ties"): ("in_force", "suspended", "broken"),
    N_("including unclear ties"): (
        "in_force", "suspended", "broken", "approved", "submitted", "drafted", "negotiating",
        "proposed", "announced",
    ),
}  # fmt: skip
"""Which ties count, from strict to loose; the title is to be translated."""
LEADING = ("closeness", "degree", "betweenness")
"""Measures whose first place is watched under these filters."""
SHARED = 3
"""More cities than that on the first place are counted, not named."""


@dataclass(frozen=True, eq=False)
class Centrality:
    """What ``CityGraph.centrality`` returns.

    Parameters
    ----------
    graph : what was ranked in
    about : all of ``network`` but the figures
    rows : one per city and measure; see `cityties.analysis.table.ROW_KEYS`
    """

    graph: AnyGraph
    about: dict[str, Any]
    rows: list[Row]

    @cached_property
    def network(self) -> dict[str, Any]:
        """Figures of the network, its boundary, coverage, first places and warnings."""
        from cityties.analysis.summary import figures

        said = boundary_of(self.graph)
        return {**said, **figures(as_networkx(self.graph)), **self.about}

    def json(self) -> dict[str, Any]:
        """Both, as they stand in JSON."""
        return {"network": self.network, "rows": self.rows}


def centrality(
    graph: AnyGraph,
    measures: Sequence[Measure],
    *,
    focus: Any = None,
    options: Options,
    claims: Callable[[Any], Sequence[Mapping[str, Any]]] | None,
    filtered: Callable[[Sequence[str]], AnyGraph] | None = None,
    layers: nx.MultiGraph[Any] | None = None,
    lists: AnyGraph | None = None,
    around: Any = None,
    explicit: bool = False,
    name: Callable[[Any], str] = str,
    report: Report | None = None,
) -> Centrality:
    """Rank the cities of a graph, with all that must be known to read the ranks.

    Parameters
    ----------
    graph, measures, focus, options, layers, around, explicit, name, report : see
        `cityties.analysis.table.ranking`
    claims : the count claims of a city, see `cityties.analysis.coverage.coverage`; None where
        claimed numbers are not of what this graph's edges are
    filtered : the graph that ties of these statuses would make, to see who is first then;
        None where statuses were chosen, or the graph has none
    lists : the graph in which found ties are counted, where this one leaves some out

    Raises
    ------
    UsageError
        For a graph that is not a simple graph of cities.
    """
    if graph.is_directed() or graph.is_multigraph() or graph.graph.get("layer") == "members":
        raise UsageError(
            _("cities cannot be ranked on this layer; choose a simple one: simple, {names}")
            .format(names="sister_city, exchange, co_members")
        )  # fmt: skip
    counted = _counted(graph, focus, options) if claims else []
    found = coverage(lists or graph, {city: claims(city) for city in counted if claims})
    ranked: Ranking = ranking(
        graph,
        measures,
        focus=focus,
        options=options,
        coverage=found,
        layers=layers,
        around=around,
        explicit=explicit,
        name=name,
        report=report,
    )
    warnings = list(ranked.warnings)
    firsts = []
    watched = [one for one in measures if one.name in LEADING]
    if filtered is not None and not options.whole and watched:
        firsts = first_places(filtered, focus, options, watched)
        after = sum(one["code"] in {"one_step", "not_comparable"} for one in warnings)
        warnings[after:after] = _first_places_told(firsts, name)
    others = [one for city, one in found.items() if city not in (focus, around)]
    even = evenness(others)
    about = {
        **boundary_of(graph),
        "nodes": len(graph),
        "edges": graph.number_of_edges(),
        "city": focus or "",
        "whole": options.whole,
        "comparable": ranked.comparable,
        "weighted": options.weighted,
        "intervals": {"runs": ranked.runs, "drop": list(options.drop), "seed": options.seed}
        if ranked.runs
        else None,
        "approximation": {
            "error": options.approximate,
            "confidence": options.confidence,
            "samples": dict(ranked.samples),
        }
        if options.approximate
        else None,
        "random_graphs": options.null,
        "katz_alpha": ranked.alpha,
        "layers": list(ranked.layers),
        "coverage": {
            "even": even.even,
            "unknown": list(even.unknown),
            "cities": {
                city: {
                    "found": one.found,
                    "claimed": one.claimed,
                    "share": one.share,
                    "of": one.of,
                    "source": one.source,
                }
                for city, one in found.items()
            },
        },
        "first_place": firsts,
        "localised": {
            measure: {
                "ratio": held.ratio,
                "cities_in_effect": held.nodes,
                "clique": list(held.clique),
                "share": held.share,
                "localised": held.localised,
            }
            for measure, held in ranked.localised.items()
        },
        "warnings": warnings,
        "row_warnings": {
            code: caveat(code)["text"]
            for code in OF_ROWS
            if any(code in row["warnings"] for row in ranked.rows)
        },
    }
    return Centrality(graph, about, ranked.rows)


def _counted(graph: AnyGraph, focus: Any, options: Options) -> list[Any]:
    """The cities whose coverage is looked up."""
    if focus is not None and focus in graph:
        return [focus, *graph.neighbors(focus)]
    collected = str(graph.graph.get("collected", "")).split(";")
    return [city for city in collected if city in graph] if not options.one_source else []


def first_places(
    filtered: Callable[[Sequence[str]], AnyGraph],
    focus: Any,
    options: Options,
    measures: Sequence[Measure],
) -> list[dict[str, Any]]:
    """Who of the partners is first by which measure, if other ties count.

    Parameters
    ----------
    filtered : the graph that ties of some statuses make
    focus : the city whose partners are looked at
    options : ``steps`` and ``weighted`` are used
    measures : by which to look

    Returns
    -------
    list of dict
        ``filter`` (its title in the chosen language), ``statuses``, ``cities`` and ``ties``
        of the graph, ``first``: measure to the cities that share the first place.

    Examples
    --------
    >>> import networkx as nx
    >>> def graph_of(statuses):
    ...     ties = [("f", "a"), ("f", "b"), ("a", "x")]
    ...     return nx.Graph(ties + ([("b", "y"), ("b", "z")] if "suspended" in statuses else []))
    >>> found = first_places(graph_of, "f", Options(), [MEASURES["degree"]])
    >>> [row["first"]["degree"] for row in found]
    [['a'], ['b'], ['b']]
    """
    names = [one.name for one in measures if options.steps > 1 or one.name != "betweenness"]
    rows = []
    for title, statuses in FILTERS.items():
        graph = filtered(statuses)
        row: dict[str, Any] = {
            "filter": _(title),
            "statuses": list(statuses),
            "cities": len(graph),
            "ties": graph.number_of_edges(),
            "first": {name: [] for name in names},
        }
        rows.append(row)
        if focus not in graph:
            continue
        prepared = prepare(
            graph, [MEASURES[one] for one in names], weighted=options.weighted, small=0
        )
        for one in names:
            values = prepared.compute[one](prepared.graph)
            mine = {
                city: float(values[prepared.graph.index[city]]) for city in graph.neighbors(focus)
            }
            best = max(mine.values(), default=0.0)
            row["first"][one] = [city for city, value in mine.items() if value >= best * (1 - 1e-9)]
    return rows


def _leaders(cities: Sequence[Any], name: Callable[[Any], str]) -> str:
    if len(cities) > SHARED:
        return ngettext("{n} city", "{n} cities", len(cities)).format(n=len(cities))
    return _(", ").join(map(name, cities)) or "–"


def _first_places_told(
    firsts: Sequence[Mapping[str, Any]], name: Callable[[Any], str]
) -> list[Caveat]:
    """A sentence per measure on who is first under which filter."""
    told = []
    for measure in firsts[0]["first"] if firsts else ():
        title = _(MEASURES[measure].title)
        if all(len(row["first"][measure]) > SHARED for row in firsts):
            continue  # they cannot be distinguished
        leaders = [_leaders(row["first"][measure], name) for row in firsts]
        if len(set(leaders)) == 1:
            told.append(caveat("first_place_holds", measure=title, city=leaders[0]))
            continue
        each = _("; ").join(
            f"{row['filter']}: {cities}" for row, cities in zip(firsts, leaders, strict=True)
        )
        told.append(caveat("first_place", measure=title, leaders=each))
    return told
