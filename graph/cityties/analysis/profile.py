"""Cities side by side: their ties, networks, strength, place, and what is known of them.

Nothing here is a score of a city. A number of ties is a number of ties *found*; next to it
stands what is claimed, and a rank is marked where lists are not equally complete.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from statistics import median
from typing import TYPE_CHECKING, Any

from cityties.errors import UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    import networkx as nx

    from cityties.analysis.coverage import Coverage

Row = Mapping[str, Any]

MOST = 8
"""Cities that fit side by side."""
STRONGEST = 3
"""Ties that are named as the strongest."""


def check_cities(cities: Sequence[str]) -> tuple[str, ...]:
    """The cities, each once.

    Raises
    ------
    UsageError
        For more than fit side by side.
    """
    each = tuple(dict.fromkeys(cities))
    if len(each) > MOST:
        raise UsageError(
            _("cannot show {n} cities side by side; the maximum is {most}").format(
                n=len(each), most=MOST
            )
        )
    return each


def profile(
    cities: Sequence[str],
    graph: nx.Graph[Any],
    *,
    ties: Mapping[str, Sequence[Row]],
    members: nx.Graph[Any] | None = None,
    strengths: Mapping[str, Sequence[Row]] | None = None,
    coverage: Mapping[str, Coverage] | None = None,
    ranks: Sequence[Row] = (),
    warnings: Sequence[Row] = (),
) -> dict[str, Any]:
    """The whole answer of ``cityties profile``.

    Parameters
    ----------
    cities : ids, in the order to show
    graph : the simple graph of ties that count on the day, with its boundary
    ties : per city its rows in the form of ``ties``, of the whole tie alone
    members : the two-mode graph of cities and their networks
    strengths : per city its rows in the form of `CityGraph.strength`
    coverage : per city the ties found and claimed
    ranks : rows of a ranking (`cityties.analysis.table.ROW_KEYS`) that hold the cities
    warnings : of that ranking

    Returns
    -------
    dict
        ``cities``: see `one_city`; ``pairs``: for every two of them ``cities``, ``ties``,
        ``shared_partners``, ``shared_networks`` and ``hops`` between them (``None``: no
        way); ``warnings``; and the boundary.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.Graph([("a", "c"), ("b", "c")])
    >>> found = profile(["a", "b"], graph, ties={})
    >>> found["pairs"][0]["shared_partners"], found["pairs"][0]["hops"]
    (['c'], 2)
    """
    from cityties.projection.boundary import boundary_of

    networks = {city: _networks(city, members) for city in cities}
    return {
        "cities": [
            one_city(
                city,
                graph,
                rows=ties.get(city, ()),
                networks=networks[city],
                strengths=(strengths or {}).get(city, ()),
                coverage=(coverage or {}).get(city),
                ranks=[row for row in ranks if row["city"] == city],
            )
            for city in cities
        ],
        "pairs": [
            _pair(first, second, graph, ties.get(first, ()), networks)
            for first, second in combinations(cities, 2)
        ],
        "warnings": [dict(one) for one in warnings],
        **boundary_of(graph),
    }


def one_city(
    city: str,
    graph: nx.Graph[Any],
    *,
    rows: Sequence[Row],
    networks: Sequence[str] = (),
    strengths: Sequence[Row] = (),
    coverage: Coverage | None = None,
    ranks: Sequence[Row] = (),
) -> dict[str, Any]:
    """The profile of one city; parameters as of `profile`, for this city alone.

    Returns
    -------
    dict
        ``city``; ``ties``: number ``certain`` and ``possible`` in force; ``by_kind``: the
        same by kind; ``by_status``: ties of every status; ``partners`` and the ``countries``
        they are in, most partners first; ``networks``; ``coverage``: ``found, claimed, share,
        of, source``; ``oldest`` and ``newest`` tie in force (``tie, partner, since``);
        ``unanswered``: ``tie, partner, days_open``; ``strength``: over the partners, the
        medians of what the strength is at least (``low``: all unknown parts 0) and at most
        (``high``), and of its five parts, with the number of partners for whom each is known,
        and the ``strongest`` by ``low``; ``measures``: rows of the ranking.
    """
    here = [row for row in rows if row["status"] == "in_force"]
    kinds: dict[str, dict[str, int]] = {}
    for row in here:
        kinds.setdefault(row["kind"], {"certain": 0, "possible": 0})[row["certainty"]] += 1
    partners = sorted(graph.neighbors(city)) if city in graph else []
    countries = Counter(
        graph.nodes[partner]["country"]
        for partner in partners
        if graph.nodes[partner].get("country")
    )
    oldest, newest = _oldest_and_newest(here)
    return {
        "city": city,
        "ties": {
            "certain": sum(one["certain"] for one in kinds.values()),
            "possible": sum(one["possible"] for one in kinds.values()),
        },
        "by_kind": dict(sorted(kinds.items(), key=lambda item: (-sum(item[1].values()), item[0]))),
        "by_status": dict(Counter(row["status"] for row in rows).most_common()),
        "partners": len(partners),
        "countries": dict(sorted(countries.items(), key=lambda item: (-item[1], item[0]))),
        "networks": list(networks),
        "coverage": None
        if coverage is None
        else {
            "found": coverage.found,
            "claimed": coverage.claimed,
            "share": coverage.share,
            "of": coverage.of,
            "source": coverage.source,
        },
        "oldest": oldest,
        "newest": newest,
        "unanswered": [
            {"tie": row["tie"], "partner": row["partner"], "days_open": row["days_open"]}
            for row in sorted(rows, key=lambda row: -_least(row["days_open"]))
            if row["unanswered"]
        ],
        "strength": _strength(strengths, partners),
        "measures": [
            {key: row.get(key)
             for key in ("measure", "value", "rank", "tied", "of", "comparable", "warnings")}
            for row in ranks
        ],
    }  # fmt: skip


def _oldest_and_newest(
    rows: Iterable[Row],
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The tie that had begun first, and the one that began last.

    Of a tie that was only observed ("by 2026") the age is unknown: it may be the oldest by
    the day it was seen, but never the newest.
    """
    from cityties.model.dates import DAY_MIN, parse_edtf

    dated = [
        (parse_edtf(row["since"]), {key: row[key] for key in ("tie", "partner", "since")})
        for row in rows
        if row["since"]
    ]
    begun = [(since.earliest, row["tie"], row) for since, row in dated if since.earliest > DAY_MIN]
    seen = [(since.latest, row["tie"], row) for since, row in dated]
    return (min(seen)[2] if seen else None), (max(begun)[2] if begun else None)


def _strength(rows: Iterable[Row], partners: Sequence[str]) -> dict[str, Any] | None:
    """Medians over the partners; partners that only share events have no agreement to weigh."""
    from cityties.projection.strength import PARTS

    kept = [row for row in rows if row["partner"] in set(partners)]
    if not kept:
        return None
    made: dict[str, Any] = {"partners": len(kept)}
    for name in ("low", "high", *PARTS):
        known = [row[name] for row in kept if row[name] is not None]
        made[name] = {"median": median(known) if known else None, "known": len(known)}
    # By what is known alone: a tie of which nobody knows anything is not the strongest.
    made["strongest"] = [
        {key: row[key] for key in ("partner", "low", "high", "based_on", "of")}
        for row in sorted(kept, key=lambda row: (-row["low"], -row["high"], row["partner"]))[
            :STRONGEST
        ]
    ]
    return made


def _networks(city: str, members: nx.Graph[Any] | None) -> list[str]:
    return sorted(members.neighbors(city)) if members is not None and city in members else []


def _pair(
    first: str,
    second: str,
    graph: nx.Graph[Any],
    ties: Sequence[Row],
    networks: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    from cityties.analysis.paths import shortest_ways

    both = first in graph and second in graph
    ways = shortest_ways(graph, first, second)
    return {
        "cities": [first, second],
        "ties": [
            {key: row[key] for key in ("tie", "kind", "status", "certainty", "since")}
            for row in ties
            if second in row["parties"]
        ],
        "shared_partners": sorted(set(graph[first]) & set(graph[second])) if both else [],
        "shared_networks": sorted(set(networks[first]) & set(networks[second])),
        "hops": ways.hops[0] if ways.hops else None,
    }


def _least(days: int | Sequence[int | None] | None) -> int:
    """The days that a proposal has been open at least."""
    return days if isinstance(days, int) else (days[0] or 0) if days else 0


def _range_text(days: int | Sequence[int | None] | None) -> int | str | None:
    """One number, or ``697..1062`` where the proposal has no day; ``697..`` if it may be old."""
    if days is None or isinstance(days, int):
        return days
    return "..".join("" if each is None else str(each) for each in days)


def flat_rows(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The profiles as rows of a table: ``city, part, item, value, of``.

    One row per figure, so that a spreadsheet can turn them as it likes. Parts: ``ties``,
    ``kind`` (certain and possible), ``status``, ``country``, ``network``, ``coverage``,
    ``since``, ``unanswered``, ``strength``, ``measure``, ``rank``; and with two cities in
    ``city``: ``tie``, ``shared_partner``, ``shared_network``, ``hops``. ``of`` says out of
    how many (ranked cities, partners whose part is known).

    Examples
    --------
    >>> import networkx as nx
    >>> rows = flat_rows(profile(["a"], nx.Graph([("a", "b")]), ties={}))
    >>> [row["value"] for row in rows if row["part"] == "partners"]
    [1]
    """
    rows: list[dict[str, Any]] = []

    def add(city: str, part: str, item: str, value: Any, of: Any = None) -> None:
        rows.append({"city": city, "part": part, "item": item, "value": value, "of": of})

    for one in found["cities"]:
        city = one["city"]
        for item, value in one["ties"].items():
            add(city, "ties", item, value)
        for kind, numbers in one["by_kind"].items():
            for certainty, value in numbers.items():
                add(city, f"kind {certainty}", kind, value)
        for status, value in one["by_status"].items():
            add(city, "status", status, value)
        add(city, "partners", "", one["partners"])
        for country, value in one["countries"].items():
            add(city, "country", country, value)
        for network in one["networks"]:
            add(city, "network", network, 1)
        for item in ("found", "claimed") if one["coverage"] else ():
            add(city, "coverage", item, one["coverage"][item])
        for item in ("oldest", "newest"):
            if one[item]:
                add(city, "since", f"{item} {one[item]['tie']}", one[item]["since"])
        for each in one["unanswered"]:
            add(city, "unanswered", each["tie"], _range_text(each["days_open"]))
        for item, value in (one["strength"] or {}).items():
            if isinstance(value, Mapping):
                add(city, "strength", item, value["median"], value["known"])
        for row in one["measures"]:
            add(city, "measure", row["measure"], row["value"])
            add(city, "rank", row["measure"], row["rank"], row["of"])
    for pair in found["pairs"]:
        city = ";".join(pair["cities"])
        for tie in pair["ties"]:
            add(city, "tie", tie["tie"], tie["status"])
        for part in ("shared_partners", "shared_networks"):
            for item in pair[part]:
                add(city, part.removesuffix("s"), item, 1)
        add(city, "hops", "", pair["hops"])
    return rows
