"""`cityties centrality`: rank cities, or say why that cannot be done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cityties.cli.networks.chart_file import chart_option, check_chart, write_chart
from cityties.cli.options import (
    data_options,
    engine_option,
    examples,
    format_option,
    open_graph,
    view_options,
)
from cityties.cli.output import (
    Column,
    Row,
    Steps,
    bold,
    emit,
    emit_object,
    say,
    write,
)
from cityties.errors import UsageError
from cityties.language.messages import _, ngettext

if TYPE_CHECKING:
    from cityties.analysis.report import Centrality
    from cityties.api import CityGraph

_TOP = 20
_TOGETHER = 25


@click.command(
    "centrality",
    help=_(
        "Rank the partners of CITY, or CITY among all cities of a dataset.\n\n"
        "Without a dataset of the whole world the partners are ranked on the ties within two "
        "steps of CITY; CITY itself gets no rank there, because everything was found through it. "
        "With one (--data DIR) CITY is ranked inside it. Before you use a rank, read the columns "
        "of found ties and the lines that start with !."
    )
    + examples(
        "cityties centrality isfahan",
        "cityties centrality isfahan --measure betweenness --measure degree",
        "cityties centrality isfahan --data world --null 20",
        "cityties centrality isfahan --data world --engine pool:8",
        "cityties centrality --data world --by country --measure closeness",
        "cityties centrality --explain betweenness",
    ),
)
@click.argument("city", required=False)
@click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="NAME",
    help=_(
        "A measure (repeatable), or all. Default: six in a table of several cities, else all. "
        "--explain lists them."
    ),
)
@click.option(
    "--explain",
    is_flag=False,
    flag_value="all",
    metavar="[NAME]",
    help=_("Explain a measure (or all): definition, formula, source, networkx function."),
)
@click.option(
    "--layer",
    default="simple",
    show_default=True,
    metavar="NAME",
    help=_("A kind of agreement, a channel, exchange, demarche, support or co_members."),
)
@view_options(
    "on",
    "known_by",
    "source",
    "kinds",
    "statuses",
    "channels",
    day=_("that of the source, or today"),
)
@click.option(
    "--steps",
    type=click.IntRange(1, 9),
    default=2,
    show_default=True,
    help=_("Number of steps of the sample around CITY."),
)
@click.option(
    "--weighted",
    is_flag=True,
    help=_("Use the strength of ties as weight where a measure supports it."),
)
@click.option(
    "--runs",
    type=click.IntRange(1, 100_000),
    show_default="200; communities 50",
    help=_("Number of runs with ties left out, for the likely ranks."),
)
@click.option("--no-intervals", is_flag=True, help=_("Skip the likely ranks (faster)."))
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help=_("Seed of the random draws."),
)
@click.option(
    "--null",
    type=click.IntRange(0, 10_000),
    default=0,
    metavar="N",
    help=_("Compare with N random graphs with the same degrees."),
)
@click.option(
    "--approximate",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=None,
    metavar="ERROR",
    help=_(
        "In a network too large for exact values estimate betweenness, closeness and harmonic, "
        "with at most this error (0.01 = one hundredth)."
    ),
)
@click.option(
    "--confidence",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.95,
    show_default=True,
    help=_("Confidence that all estimates of a measure are within that error."),
)
@click.option(
    "--by",
    type=click.Choice(["country", "region"]),
    help=_("Rank inside the country or region of CITY; without CITY, show the first of each."),
)
@click.option(
    "--top",
    type=click.IntRange(1),
    metavar="N",
    help=_("Also list the first N by the first measure."),
)
@click.option(
    "--communities",
    is_flag=True,
    help=_("Show which cities are grouped together, and in what share of the runs."),
)
@click.option(
    "--structure", is_flag=True, help=_("Show which cities and ties hold the network together.")
)
@engine_option
@chart_option(_("Also draw the ranks of the first measure."))
@format_option
@data_options
def centrality_command(
    city: str | None,
    measures: tuple[str, ...],
    explain: str | None,
    communities: bool,
    structure: bool,
    chart: Path | None,
    form: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
    runs: int | None,
    no_intervals: bool,
    top: int | None,
    by: str | None,
    null: int,
    approximate: float | None,
    confidence: float,
    asked: dict[str, Any],
    **more: Any,
) -> None:
    """Print the ranking, the communities, the structure or the explanations."""
    asked |= more
    if explain is not None:
        _explain(explain, form)
        return
    if communities and structure:
        raise UsageError(_("--communities and --structure are two tables: choose one"))
    from cityties.analysis.measures import chosen

    check_chart(chart)
    chosen(measures)  # report a typing error before anything is built
    graph = open_graph(data, no_shipped, store)
    with Steps() as steps:
        if communities:
            found = graph.communities(city, runs=runs or 50, progress=steps, **asked)
        elif structure:
            for name in ("weighted", "seed", "engine"):
                del asked[name]
            _structure(graph, city, form, asked)
            return
        else:
            few = form == "table" and not (
                city
                and graph.ranks_whole(
                    city, source=asked.get("source"), known_by=asked.get("known_by")
                )
            )
            ranked = graph.centrality(
                city,
                measures=measures or (("closeness", "degree") if by else "main" if few else "all"),
                runs=0 if no_intervals else runs or 200,
                null=null,
                top=top or (_TOP if form == "table" and not city and not by else None),
                by=by or "",
                approximate=approximate or 0.0,
                confidence=confidence,
                progress=steps,
                **asked,
            )
    if communities:
        _print_communities(graph, city, found, form)
        return
    _tell_source(ranked)
    _print(graph, city, ranked, form, by=by or "", top=top)
    if chart is not None:
        _draw(graph, ranked, chart)


def _tell_source(found: Centrality) -> None:
    network = found.about
    if network["source_by_default"]:
        say(
            _(
                "ranked inside {source}, the largest dataset that is loaded; --source all turns "
                "this off"
            ).format(source=network["source"])
        )


def _print(
    graph: CityGraph, city: str | None, found: Centrality, form: str, *, by: str, top: int | None
) -> None:
    from cityties.analysis.table import ROW_KEYS
    from cityties.cli.networks import rankings

    if form == "json":
        emit_object(found.json())
        return
    if form != "table":
        keys = [key for key in ROW_KEYS if any(key in row for row in found.rows)]
        emit(found.rows, [], form, keys=keys)
        for one in found.about["warnings"]:
            say(one["text"])
        return
    network, rows = found.about, found.rows
    names = list(dict.fromkeys(row["measure"] for row in rows))
    notes = [*rankings.boundary_notes(graph, network)]
    focus = graph.find_city(city) if city else None
    estimated = (network["approximation"] or {}).get("samples", {})
    if focus is not None and network["whole"] and not by:
        own = [row for row in rows if row["city"] == focus]
        rankings.one_city(graph, own, estimated=estimated)
        near = set(network["coverage"]["cities"]) - {focus}
        partners = [row for row in rows if row["city"] in near]
        rankings.heading(_("Its partners in the same network, by rank"))
        _table(graph, _few(partners, names), [], estimated)
        if top:
            first = {row["city"] for row in rows if row["measure"] == names[0]
                     and (row["rank"] or top + 1) <= top}  # fmt: skip
            title = rankings.titles(names)[names[0]]
            rankings.heading(_("Top by {measure}").format(measure=title))
            _table(graph, _few([row for row in rows if row["city"] in first], names), [],
                   estimated)  # fmt: skip
        write("\n")
        emit([], [], "table", keys=(), notes=[rankings.legend(network), *notes])
    else:
        _table(graph, rows, [rankings.legend(network), *notes], estimated, group=by)
    rankings.warn(network, rows=len(names) == 1)


def _few(rows: Sequence[Row], names: list[str]) -> list[Row]:
    """The rows of the measures that several cities are shown by."""
    from cityties.analysis.measures import DEFAULT

    shown = set(names) if len(names) <= len(DEFAULT) else set(DEFAULT)
    return [row for row in rows if row["measure"] in shown]


def _table(
    graph: CityGraph,
    rows: Sequence[Row],
    notes: list[str],
    estimated: Collection[str],
    *,
    group: str = "",
) -> None:
    from cityties.cli.networks import rankings

    names = list(dict.fromkeys(row["measure"] for row in rows))
    if not group and len(names) > 1:
        covered = any(row.get("found") is not None for row in rows)
        rankings.side_by_side(graph, rows, coverage=covered, notes=notes)
        return
    for name in names:
        mine = [row for row in rows if row["measure"] == name]
        if group:
            mine.sort(key=lambda row: rankings.place_in_group(row, group, graph))
        if len(names) > 1:
            rankings.heading(rankings.titles(names)[name])
        rankings.one_measure(
            graph, mine, group=group, notes=notes if name == names[-1] else [], estimated=estimated
        )


# --- explanations ---------------------------------------------------------------------


def _explain(name: str, form: str) -> None:
    from cityties.analysis.measures import chosen, explain

    rows = [explain(measure) for measure in chosen([name])]
    if form == "json":
        emit_object({"measures": rows})
        return
    if form != "table":
        emit(rows, [], form, keys=list(rows[0]))
        return
    from cityties.cli.networks.rankings import paragraph

    labels = {
        "formula": _("Formula"),
        "source": _("Source"),
        "networkx": "networkx",
        "weighted": _("With strength"),
        "ranked": _("Ranked"),
    }
    for number, row in enumerate(rows):
        if number:
            write("\n")
        title = f"{row['title']} ({row['measure']})"
        write(bold(title) + "\n")
        write(paragraph(row["definition"]).replace("! ", "  ", 1) + "\n")
        for key, label in labels.items():
            write(f"  {label}: {row[key]}\n")


# --- communities and structure --------------------------------------------------------


def _print_communities(graph: CityGraph, city: str | None, found: Any, form: str) -> None:
    from cityties.cli.networks import rankings

    counts = found.counts
    about: dict[str, Any] = {
        "method": found.method,
        "runs": len(counts),
        "communities": [min(counts), max(counts)],
        "modularity": [min(found.modularity), max(found.modularity)],
        "agreement": found.agreement(),
    }
    notes = [
        _runs(len(counts), found.method),
        ngettext("{n} community", "{n} communities", max(counts)).format(
            n=rankings.span(min(counts), max(counts))
        ),
        _("agreement of two runs: {share} (1 = full)").format(share=f"{about['agreement']:.2f}"),
    ]
    rows: list[Row]
    if city:
        focus = graph.find_city(city)
        sizes = found.sizes(focus)
        about["size"] = [min(sizes), max(sizes)]
        near = {pair[1 - at] for pair in found.edges.tolist() for at in (0, 1)
                if found.nodes[pair[at]] == focus}  # fmt: skip
        partners = {found.nodes[at] for at in near}
        rows = [
            {"city": one, "share": round(share, 4), "partner": one in partners}
            for one, share in found.together(focus).items()
        ]
        notes.append(
            _("the community of {city} has {n} cities").format(
                city=graph.name(focus), n=rankings.span(min(sizes), max(sizes))
            )
        )
        columns = [
            Column("city", _("City"), lambda row: graph.name(row["city"])),
            Column(
                "share", _("Together in"), lambda row: f"{100 * row['share']:.0f} %", right=True
            ),
            Column("partner", _("Partner"), lambda row: _("yes") if row["partner"] else ""),
        ]
    else:
        rows = [
            {"group": number, "cities": members, "size": len(members), "least_share": least}
            for number, (members, least) in enumerate(found.groups(), start=1)
        ]
        columns = [
            Column("group", _("Group"), right=True),
            Column("size", _("Cities"), right=True),
            Column(
                "least_share",
                _("Any two together in"),
                lambda row: f"{100 * row['least_share']:.0f} %",
                right=True,
            ),
            Column("cities", _("Including"), lambda row: _some(graph, row["cities"]), least=30),
        ]
    if form == "json":
        emit_object({"network": about, "rows": rows})
        return
    if form != "table":
        emit(rows, columns, form, keys=list(rows[0]) if rows else ["city", "share", "partner"])
        return
    shown = [row for row in rows[:_TOGETHER] if city is None or row["share"] or row["partner"]]
    if city:
        shown += [row for row in rows[_TOGETHER:] if row["partner"]]
    emit(shown, columns, "table", keys=(), notes=notes, count=False)
    write(
        rankings.paragraph(
            _(
                "a single run would give different communities; only cities that are together in "
                "nearly all runs belong together"
            )
        )
        + "\n"
    )


def _runs(count: int, method: str) -> str:
    """How many runs of which method."""
    return ngettext("{n} run of {method}", "{n} runs of {method}", count).format(
        n=count, method=method
    )


def _some(graph: CityGraph, cities: list[str], most: int = 8) -> str:
    return _(", ").join(graph.name(one) for one in cities[:most]) + (
        " …" if len(cities) > most else ""
    )


def _structure(graph: CityGraph, city: str | None, form: str, asked: dict[str, Any]) -> None:
    found = graph.structure(city, **asked)
    if form == "json":
        emit_object(found)
        return
    rows: list[Row] = [
        {"what": "cut_city", "cities": [row["city"]], "number": row["loses"]}
        for row in found["cut_cities"]
    ]
    rows += [{"what": "bridge", "cities": list(pair), "number": None} for pair in found["bridges"]]
    core = found["main_core"]
    rows.append({"what": "main_core", "cities": core["cities"], "number": core["k"]})
    if form != "table":
        emit(rows, [], form, keys=("what", "cities", "number"))
        return
    said = {
        "cut_city": _("without it {n} cities are cut off"),
        "bridge": _("the only tie between two components (bridge)"),
        "main_core": _("the innermost core: each city has {n} partners in it"),
    }
    limit = _TOGETHER
    shown = rows[:limit] + [row for row in rows[limit:] if row["what"] == "main_core"]
    emit(
        shown,
        [
            Column("cities", _("Cities"), lambda row: _some(graph, row["cities"], 12), least=24),
            Column(
                "what",
                _("Role"),
                lambda row: said[row["what"]].format(n=row["number"]),
                least=24,
            ),
        ],
        "table",
        keys=(),
        notes=[
            _("components: {n}").format(n=len(found["components"])),
            _("cities that connect others to the rest (articulation points): {n}").format(
                n=len(found["cut_cities"])
            ),
            _("ties that alone connect two components (bridges): {n}").format(
                n=len(found["bridges"])
            ),
        ],
        count=False,
    )


# --- chart ----------------------------------------------------------------------------


def _draw(graph: CityGraph, found: Centrality, path: Path) -> None:
    from cityties.charts import Interval, intervals
    from cityties.cli.networks.rankings import boundary_notes, legend, place, titles
    from cityties.cli.output import digits

    network = found.about
    first = found.rows[0]["measure"] if found.rows else ""
    rows = [row for row in found.rows if row["measure"] == first and row["rank"]][:40]
    if not rows:
        raise UsageError(_("there are no ranks to draw"))
    title = titles([first])[first]
    text = intervals(
        [
            Interval(
                graph.name(row["city"]),
                row["rank"],
                row["rank_low"],
                row["rank_high"],
                text=digits(place(row)),
                sure=row["comparable"],
            )
            for row in rows
        ],
        title=_("Ranks by {measure}").format(measure=title),
        subtitle=digits(legend(network)),
        axis=digits(_("rank (1 = first)")),
        unsure=_("not comparable: the lists are not equally complete"),
        note=digits(" · ".join(boundary_notes(graph, network))),
    )
    write_chart(path, text)
