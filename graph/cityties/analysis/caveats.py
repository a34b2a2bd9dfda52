"""What speaks against a ranking: which measures cannot be had, and what its rows must say."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cityties.analysis.coverage import Coverage, evenness
from cityties.analysis.localisation import Localisation, localisation
from cityties.analysis.measures import Measure, Prepared
from cityties.analysis.options import Options, Row
from cityties.analysis.ranks import Places, spearman
from cityties.analysis.warnings import (
    COMPLETE_AGREEMENT,
    FOLLOWS,
    SHIPPED_AGREEMENT,
    WIDE,
    Caveat,
    caveat,
)
from cityties.errors import UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    import networkx as nx

    from cityties.projection.plain import AnyGraph


def possible_measures(
    measures: Sequence[Measure],
    focus: Any,
    options: Options,
    layers: nx.MultiGraph[Any] | None,
    *,
    explicit: bool,
) -> tuple[list[Measure], list[Caveat]]:
    """The measures available here, and why others are not."""
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


def localised_scores(
    graph: AnyGraph, prepared: Prepared, places: Mapping[str, Places]
) -> dict[str, Localisation]:
    """Where the mass of those scores lies that a clique can hold."""
    return {
        name: localisation(graph, dict(zip(prepared.graph.nodes, places[name].values, strict=True)))
        for name in ("eigenvector", "katz")
        if name in places
    }


def add_coverage(rows: list[Row], coverage: Mapping[Any, Coverage]) -> None:
    """Put the ties found and claimed into the rows."""
    for row in rows:
        one = coverage.get(row["city"])
        row["found"] = None if one is None else one.found
        row["claimed"] = None if one is None else one.claimed


def about_table(
    graph: AnyGraph,
    places: Mapping[str, Places],
    rows: Sequence[Row],
    middle: Sequence[Any],
    options: Options,
    name: Callable[[Any], str],
    *,
    comparable: bool,
    coverage: Mapping[Any, Coverage],
) -> list[Caveat]:
    """The warnings of the whole table, the gravest first."""
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
        if len(one.values) and not any(map(math.isfinite, one.values)):
            found.append(caveat("unsettled", measure=_(one.measure.title)))
    if any(one.measure.reach != "city" for one in places.values()):
        parts = _components(graph)
        if parts > 1:
            found.append(caveat("parts", count=parts))
    possible = sum(data.get("certainty") == "possible" for _u, _v, data in graph.edges(data=True))
    if possible:
        found.append(caveat("possible", count=possible))
    weights = {data.get("weight", 1) for _u, _v, data in graph.edges(data=True)}
    if ("strength" in places or options.weighted) and len(weights) > 1:
        found.append(caveat("guessed_strength"))
    return found


def _components(graph: AnyGraph) -> int:
    """How many parts are not tied to one another."""
    seen: set[Any] = set()
    parts = 0
    for city in graph:
        if city in seen:
            continue
        parts += 1
        border = [city]
        seen.add(city)
        while border:
            new = {other for one in border for other in graph[one]} - seen
            seen |= new
            border = [*new]
    return parts


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


def _followers(places: Mapping[str, Places], rows: Sequence[Row]) -> list[Caveat]:
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


def mark_rows(
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
