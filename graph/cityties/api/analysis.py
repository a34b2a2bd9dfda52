"""Whole networks, cities side by side, paths, trends, and a comparison with a dataset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cityties.api.listings import day_rows
from cityties.api.networks import strength, to_networkx
from cityties.api.rankings import sample, whole_source
from cityties.api.rows import Codes, Row, code_list
from cityties.errors import NotFoundError, UsageError
from cityties.language.messages import _
from cityties.model.asked_days import Year, read_year

if TYPE_CHECKING:
    from cityties.api.view import View
    from cityties.store.build import Progress


def network(
    view: View,
    *,
    everything: bool,
    layer: str,
    null: int,
    seed: int,
    engine: str,
    progress: Progress | None,
) -> Row:
    """Figures of a whole network; see `CityGraph.network`."""
    from cityties.analysis.statements import claimed_numbers, stated_by
    from cityties.analysis.summary import network as figures
    from cityties.centrality import parallel
    from cityties.engines.address import open_executor
    from cityties.projection import collapse
    from cityties.projection.layers import AGREEMENTS
    from cityties.vocabulary.codes import CHANNELS

    if null < 0:
        raise UsageError(
            _("the number of random graphs must be at least 0, not {n}").format(n=null)
        )
    found = sample(view, everything=everything)
    graph = found.graph(layer)
    if graph.is_multigraph() or graph.is_directed():
        graph = collapse(graph, combine="sum")
    scope = found.view.scope()
    states = layer in {"simple", *AGREEMENTS, *CHANNELS}
    said = _("random graphs")

    def counts(city: str) -> list[Row]:
        asked = view.graph.counts(city, on=scope.on, known_by=view.known_by)
        return [dict(row) for row in asked["claimed"]]

    with open_executor(engine) as executor, parallel.engine(executor):
        made = figures(
            graph,
            stated=stated_by(scope) if states else None,
            claims=claimed_numbers(scope, graph, counts) if states else None,
            null=null,
            seed=seed,
            report=None if progress is None else (lambda done, of: progress(said, done, of)),
        )
    return {**made, "source_by_default": found.by_default}


def profile(view: View, cities: Sequence[str], measures: Codes) -> Row:
    """Cities side by side; see `CityGraph.profile`."""
    from cityties.analysis.coverage import coverage
    from cityties.analysis.measures import DEFAULT, chosen
    from cityties.analysis.profile import check_cities
    from cityties.analysis.profile import profile as side_by_side
    from cityties.analysis.table import Options, collected_around, ranking

    if not cities:
        raise UsageError(_("name at least one city"))
    own = view.graph
    ids = check_cities([own.find_city(city) for city in cities])
    wanted = [
        one for one in chosen(code_list(measures) or DEFAULT) if one.name != "shared_partners"
    ]
    view = replace(view, on=view.day)
    graph = to_networkx(view, layer="simple", weights=None)
    claims = {
        city: own.counts(city, on=view.day, known_by=view.known_by)["claimed"] for city in ids
    }
    ranked_in = view.source or whole_source(own, "", view.known_by)
    place = graph
    if ranked_in and not view.source:
        place = to_networkx(replace(view, source=ranked_in, on=None), layer="simple", weights=None)
    shown = [city for city in ids if city in place]
    ranked = ranking(
        place,
        wanted,
        options=Options(whole=True, one_source=bool(ranked_in), runs=0),
        around=None if ranked_in else collected_around(place),
        coverage=coverage(place, {city: claims[city] for city in shown}),
        show=shown,
        name=own.name,
    )
    by_city: dict[str, list[Row]] = {city: [] for city in ids}
    for row in day_rows(replace(view, channels=("all",)), view.day):
        for city in set(row["parties"]) & by_city.keys():
            others = [party for party in row["parties"] if party != city]
            by_city[city].append({**row, "partner": ";".join(others)})
    return {
        **side_by_side(
            ids,
            graph,
            ties=by_city,
            members=to_networkx(view, layer="members", weights=None),
            strengths={city: strength(replace(view, focus=city), None) for city in ids},
            coverage=coverage(graph, claims),
            ranks=ranked.rows,
            warnings=ranked.warnings,
        ),
        "ranked_in": ranked_in,
        "ranked_among": place.number_of_nodes(),
    }


def path(view: View, first: str, second: str, *, weighted: bool, every: bool) -> Row:
    """The shortest paths between two cities; see `CityGraph.path`."""
    from cityties.analysis.paths import path as find
    from cityties.projection.simple import agreements

    ends = view.graph.find_city(first), view.graph.find_city(second)
    return find(agreements(view.scope()), *ends, weighted=weighted, every=every)


def trend(
    view: View,
    *,
    measures: Codes,
    first: int | str | Year | None,
    last: int | str | Year | None,
    weighted: bool,
    progress: Progress | None,
) -> Row:
    """The measures of a city year by year; see `CityGraph.trend`."""
    from cityties.analysis.measures import chosen
    from cityties.analysis.trend import trend as by_year
    from cityties.projection import COUNTING
    from cityties.projection.simple import simple_graph

    wanted = [
        one
        for one in chosen(code_list(measures) or ("degree",))
        if one.name not in {"shared_partners", "participation"}
    ]
    if not wanted:
        raise UsageError(_("shared partners and participation cannot be shown as a trend"))
    focus = view.focus
    scope = replace(view, focus="").scope()
    periods = [
        period
        for tie in scope.readings.pairs()
        if focus in {scope.city(party) for party in tie.parties}
        and (not scope.selection.kinds or tie.kind in scope.selection.kinds)
        for channel in scope.channels
        for period in tie.periods_on(channel)
    ]
    years = [None if each is None else read_year(each) for each in (first, last)]
    given = [year for year in years if year is not None]
    if len({year.is_solar for year in given}) > 1:
        raise UsageError(
            _("the first and the last year are of different calendars: {first}, {last}").format(
                first=given[0].code, last=given[1].code
            )
        )
    begin, end = (None if year is None else year.number for year in years)
    said = _("years")
    return by_year(
        focus,
        lambda day: simple_graph(replace(scope, on=day)),
        wanted,
        periods=periods,
        statuses=scope.selection.statuses or COUNTING,
        newest=scope.on,
        name=view.graph.name,
        first=begin,
        last=end,
        weighted=weighted,
        is_solar=any(year.is_solar for year in given),
        report=None if progress is None else (lambda done, of: progress(said, done, of)),
    )


def compare_wikidata(view: View) -> Row:
    """Our sister cities compared with those of a dataset; see `CityGraph.compare_wikidata`."""
    from cityties.analysis.compare import compare, newest_dataset
    from cityties.analysis.listed import page_of, pages_of
    from cityties.reading import read_tables

    graph = view.graph
    tables = graph.tables
    pages = pages_of(tables)
    try:
        chosen = view.source or newest_dataset(tables)
    except NotFoundError:
        if not pages:
            raise
        chosen = max(pages)  # no dataset: ours and Wikipedia's lists
    listed = [claim for claim in tables.claims if page_of(claim, pages)]
    from_lists = {claim.id for claim in listed}
    return compare(
        view.focus,
        ours=read_tables(
            tables,
            claims=(
                claim
                for claim in tables.claims
                if claim.source != chosen
                and claim.id not in from_lists
                and graph.sources_by_id[claim.source].kind != "dataset"
            ),
            known_by=view.known_by,
        ),
        theirs=read_tables(tables, claims=()) if chosen in pages else graph.readings(source=chosen),
        pedia=read_tables(tables, claims=listed) if pages else None,
        pages=pages,
        source=graph.sources_by_id[chosen],
        sources=graph.sources_by_id,
        places={each.id: each for each in graph.tables.places},
        on=replace(view, source="").day,
        name=graph.name,
    )
