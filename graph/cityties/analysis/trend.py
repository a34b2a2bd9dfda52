"""A city's measures year by year.

Each year stands for one day: its last, or the day of the data in the data's own year. On
that day some ties are certain and others only possible (the sources leave open whether they
had begun, or were broken): each measure is taken twice, on the certain ties alone and on all
possible ones. For the number of partners the truth is between the two; other measures can
move either way with a tie, so for them the two are examples, not bounds.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.model.asked_days import Year
from cityties.model.dates import DAY_MAX, DAY_MIN

if TYPE_CHECKING:
    import networkx as nx

    from cityties.analysis.measures import Measure
    from cityties.reading import Period

Day = datetime.date
YEARS = range(1, 10_000)


def year_days(first: int, last: int, newest: Day, *, is_solar: bool = False) -> list[Day]:
    """The day that stands for each year.

    Parameters
    ----------
    first, last : years, both included
    newest : the day of the data: no year after it is shown, and its own year ends with it
    is_solar : whether the years are of the Solar Hijri calendar

    Raises
    ------
    UsageError
        If no year is left, or one is none.

    Examples
    --------
    >>> [str(day) for day in year_days(2024, 2030, datetime.date(2025, 11, 3))]
    ['2024-12-31', '2025-11-03']
    """
    for year in (first, last):
        if year not in YEARS:
            raise UsageError(_("{year} is not a valid year").format(year=year))
    if first > last:
        raise UsageError(
            _("the first year ({first}) is after the last year ({last})").format(
                first=first, last=last
            )
        )
    ends = Year.of(newest, is_solar=is_solar)
    if first > ends.number:
        raise UsageError(
            _("the data ends in {newest}, before the first year {first}").format(
                newest=ends.code, first=Year(first, is_solar).code
            )
        )
    years = [Year(number, is_solar) for number in range(first, min(last, ends.number) + 1)]
    return [min(year.last, newest) for year in years]


def extent(periods: Iterable[Period], statuses: Iterable[str]) -> dict[str, Day | None]:
    """The first and last days on which one of some ties counts.

    Parameters
    ----------
    periods : of the ties of a city
    statuses : those that count

    Returns
    -------
    dict
        ``first_possible``, ``first_certain``, ``last_certain``, ``last_possible``; ``None``
        where there is no such day, or no bound is known.
    """
    wanted = set(statuses)
    counting = [period for period in periods if period.status in wanted]

    def least(days: list[Day]) -> Day | None:
        return min(days) if days and min(days) != DAY_MIN else None

    def latest(days: list[Day]) -> Day | None:
        return max(days) if days and max(days) != DAY_MAX else None

    return {
        "first_possible": least([each.possibly_from for each in counting]),
        "first_certain": least([each.certainly_from for each in counting if each.certainly_from]),
        "last_certain": latest([each.certainly_until for each in counting if each.certainly_until]),
        "last_possible": latest([each.possibly_until for each in counting]),
    }


def certain_only(graph: nx.Graph[Any]) -> nx.Graph[Any]:
    """The graph without the ties that are only possible, and without cities left alone.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.Graph()
    >>> graph.add_edge("a", "b", certainty="certain")
    >>> graph.add_edge("b", "c", certainty="possible")
    >>> sorted(certain_only(graph))
    ['a', 'b']
    """
    kept = [
        (first, second)
        for first, second, data in graph.edges(data=True)
        if data.get("certainty") != "possible"
    ]
    made = graph.edge_subgraph(kept).copy()
    made.graph.update(graph.graph)
    return made


def measure_in(
    graph: nx.Graph[Any], city: str, measures: Sequence[Measure], *, weighted: bool = False
) -> dict[str, float | None]:
    """The values of one city in one graph; ``None`` where it has no tie there.

    Parameters
    ----------
    graph : simple graph
    city : a node, or a city that is not in the graph
    measures : see `cityties.analysis.measures.chosen`
    weighted : let strength count where a measure can

    Raises
    ------
    CitytiesError
        Without compiled loops, for a measure that takes too long; see `cityties.analysis.limits`.

    Examples
    --------
    >>> import networkx as nx
    >>> from cityties.analysis.measures import chosen
    >>> measure_in(nx.star_graph(3), 0, chosen(["degree"])), measure_in(nx.Graph(), "x",
    ...     chosen(["degree", "closeness"]))
    ({'degree': 3}, {'closeness': None, 'degree': 0})
    """
    if [one.name for one in measures] == ["degree"]:  # needs no engine
        return {"degree": int(graph.degree(city)) if city in graph else 0}
    if city not in graph:
        # a city without a tie has no partners; its place in a network is not defined
        return {one.name: 0 if one.name in {"degree", "strength"} else None for one in measures}
    import math

    from cityties.analysis.limits import check_measures
    from cityties.analysis.measures import prepare

    check_measures(measures, len(graph), graph.number_of_edges(), weighted=weighted)
    made = prepare(graph, measures, weighted=weighted)
    place = made.graph.index[city]
    values: dict[str, float | None] = {}
    for one in measures:
        compute = made.compute.get(one.name)
        value = None if compute is None else float(compute(made.graph)[place])
        if value is not None and not math.isfinite(value):
            value = None
        values[one.name] = int(value) if value is not None and one.name == "degree" else value
    return values


def trend_rows(
    city: str,
    days: Iterable[Day],
    graph_on: Callable[[Day], nx.Graph[Any]],
    measures: Sequence[Measure],
    *,
    weighted: bool = False,
    is_solar: bool = False,
) -> list[dict[str, Any]]:
    """The measures of a city on some days.

    Parameters
    ----------
    city : its id
    days : in order, see `year_days`
    graph_on : the simple graph of a day, with ``certainty`` on its edges
    measures : see `cityties.analysis.measures.chosen`
    weighted : let strength count where a measure can
    is_solar : whether a day stands for a year of the Solar Hijri calendar

    Returns
    -------
    list of dict
        One row per day and measure: ``city, year, on, measure, certain, possible``, and
        ``nodes`` and ``edges`` of the network of possible ties, which a measure of position
        moves with.
    """
    rows = []
    for day in days:
        possible = graph_on(day)
        certain = certain_only(possible)
        both = measure_in(possible, city, measures, weighted=weighted)
        # most years nothing is left open: one network then
        alike = certain.number_of_edges() == possible.number_of_edges()
        sure = both if alike else measure_in(certain, city, measures, weighted=weighted)
        rows += [
            {
                "city": city,
                "year": Year.of(day, is_solar=is_solar).code,
                "on": day.isoformat(),
                "measure": one.name,
                "certain": sure[one.name],
                "possible": both[one.name],
                "nodes": possible.number_of_nodes(),
                "edges": possible.number_of_edges(),
            }
            for one in measures
        ]
    return rows


def trend(
    city: str,
    graph_on: Callable[[Day], nx.Graph[Any]],
    measures: Sequence[Measure],
    *,
    periods: Sequence[Period],
    statuses: Iterable[str],
    newest: Day,
    first: int | None = None,
    last: int | None = None,
    weighted: bool = False,
    is_solar: bool = False,
    name: Callable[[str], str] = str,
    report: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """The whole answer of ``cityties trend``.

    Parameters
    ----------
    city, measures, weighted, is_solar : see `trend_rows`
    graph_on : the simple graph of a day
    periods : of the ties of the city
    statuses : those with which a tie counts
    newest : the day of the data
    first, last : years; by default from the first year in which a tie may count, to that of
        the data
    name : how warnings name a city
    report : called with the number of years done and of all

    Returns
    -------
    dict
        ``city``; ``from`` and ``to`` (years); the days of `extent`; ``rows``: see
        `trend_rows`; ``changes``: the years in which certain partners came and went, each with
        ``year``, ``added`` and ``ended``; ``warnings``; and the boundary of the newest graph.

    Raises
    ------
    UsageError
        For years that are none, or in the wrong order.
    """
    from cityties.projection.boundary import boundary_of

    bounds = extent(periods, statuses)
    begun = [day for day in (bounds["first_possible"], bounds["first_certain"]) if day]

    def number(day: Day) -> int:
        return Year.of(day, is_solar=is_solar).number

    began = number(min(begun, default=newest))
    begin = first if first is not None else began
    end = last if last is not None else max(number(newest), begin)
    days = year_days(min(begin, end) if first is None else begin, end, newest, is_solar=is_solar)
    graphs: dict[str, nx.Graph[Any]] = {}
    partners: list[tuple[int | str, set[str]]] = []

    def graph_of(day: Day) -> nx.Graph[Any]:
        graphs["newest"] = graph_on(day)
        sure = certain_only(graphs["newest"])
        year = Year.of(day, is_solar=is_solar).code
        partners.append((year, set(sure[city]) if city in sure else set()))
        if report is not None:
            report(len(partners), len(days))
        return graphs["newest"]

    rows = trend_rows(city, days, graph_of, measures, weighted=weighted, is_solar=is_solar)
    return {
        "city": city,
        "from": Year.of(days[0], is_solar=is_solar).code,
        "to": Year.of(days[-1], is_solar=is_solar).code,
        **{name: day.isoformat() if day else None for name, day in bounds.items()},
        "rows": rows,
        "changes": _changes(partners, since_the_first=not begun or begin <= began),
        "warnings": _warnings(city, graphs["newest"], measures, name),
        **boundary_of(graphs["newest"]),
    }


def _changes(
    partners: Sequence[tuple[int | str, set[str]]], *, since_the_first: bool
) -> list[dict[str, Any]]:
    """The years in which the partners differ from those of the year before.

    Those of the first year came in it only if there were none before.
    """
    found = []
    before = set() if since_the_first else partners[0][1]
    for year, now in partners:
        if now != before:
            found.append(
                {"year": year, "added": sorted(now - before), "ended": sorted(before - now)}
            )
        before = now
    return found


def _warnings(
    city: str, graph: nx.Graph[Any], measures: Sequence[Measure], name: Callable[[str], str]
) -> list[dict[str, str]]:
    """Notes on measures that look beyond the city and its partners."""
    from cityties.analysis.table import collected_around

    moving = [one for one in measures if one.reach != "city"]
    if not moving or graph.graph.get("boundary") == "dataset":
        return []
    text = _(
        "{measures}: a city's rank depends on the ties of all other cities; more of them are "
        "known each year, so a change may only reflect the data"
    ).format(measures=_(", ").join(_(one.title) for one in moving))
    warnings = [{"code": "moves_with_others", "text": text}]
    if city in graph and collected_around(graph) == city:
        text = _(
            "the data was collected around {city}, so its rank is high by construction"
        ).format(city=name(city))
        warnings.append({"code": "by_construction", "text": text})
    return warnings
