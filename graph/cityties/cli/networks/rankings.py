"""Tables of `centrality`: cities side by side, one measure in full, one city in full."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from cityties.cli.output import Column, Row, digits, dim, emit, isolate, room, write
from cityties.cli.wrapping import wrapped
from cityties.language.messages import N_, _, ngettext
from cityties.words.phrases import number as in_words

if TYPE_CHECKING:
    from cityties.api import CityGraph

# What a code of a warning is called in the column of notes; others are about one measure.
NOTES = {
    "by_construction": N_("by construction"),
    "not_comparable": N_("not comparable"),
    "incomplete_list": N_("list incomplete"),
    "coverage_unknown": N_("list of unknown length"),
    "outdated_claim": N_("claimed number outdated"),
    "localised": N_("dominated by a clique"),
    "unsure_rank": N_("uncertain"),
    "unsettled": N_("no value"),
}
# Said by other cells of a table of several measures.
_ELSEWHERE = frozenset(
    {"localised", "unsure_rank", "unsettled", "coverage_unknown", "outdated_claim"}
)


def digits_for(values: Iterable[float | None]) -> int:
    """How many decimal places say something of the largest of some values.

    Examples
    --------
    >>> digits_for([18.0, 3.0]), digits_for([0.43, 0.005]), digits_for([0.0000199])
    (0, 3, 7)
    """
    said = [abs(value) for value in values if value is not None]
    top = max(said, default=0.0)
    if top >= 100 or all(value == round(value) for value in said):
        return 0
    if top >= 1:
        return 2
    places = 3
    while top < 10 ** (1 - places) * 10 and places < 9:
        places += 1
    return places


def number(value: float | None, places: int | None = None) -> str:
    """A value with so many decimal places, or as many as say something.

    Examples
    --------
    >>> [number(value) for value in (18.0, 0.4303, 2250.3, 0.0000199, 15.78, None)]
    ['18', '0.430', '2,250', '0.0000199', '15.78', '']
    """
    if value is None:
        return ""
    return in_words(value, digits_for([value]) if places is None else places)


def place(row: Mapping[str, Any] | None) -> str:
    """A rank, up to where it is shared, and its likely range: ``7–8 (4–18)``."""
    if row is None or row["rank"] is None:
        return "–" if row is not None else ""
    shown = span(row["rank"], row["tied"])
    if row["rank_low"] is not None:
        shown += f" ({span(row['rank_low'], row['rank_high'])})"
    return shown


def span(first: int | None, last: int | None) -> str:
    """Two whole numbers as a range; one where they are the same."""
    if first is None:
        return ""
    return (
        in_words(first) if first == last or last is None else f"{in_words(first)}–{in_words(last)}"
    )


def found_of_claimed(row: Row) -> str:
    """Ties found and claimed: ``26 / 68``."""
    if row.get("found") is None:
        return ""
    claimed = _("?") if row.get("claimed") is None else in_words(row["claimed"])
    return f"{in_words(row['found'])} / {claimed}"


def notes_of(row: Row, *, measures: bool) -> str:
    """The warnings of a row in short; what other cells or lines say too only if asked for."""
    codes = [code for code in row["warnings"] if measures or code not in _ELSEWHERE]
    return _(", ").join(_(NOTES[code]) for code in codes)


def titles(names: Sequence[str]) -> dict[str, str]:
    """The headings of measures, in the order of the registry."""
    from cityties.analysis.measures import MEASURES

    return {name: _(MEASURES[name].title) for name in MEASURES if name in names}


def side_by_side(
    graph: CityGraph,
    rows: Sequence[Row],
    *,
    coverage: bool = True,
    notes: Sequence[str] = (),
    empty: str = "",
) -> None:
    """One line per city, one column per measure with its rank."""
    by_city: dict[str, dict[str, Any]] = {}
    for row in rows:
        by_city.setdefault(row["city"], {})[row["measure"]] = row
    measures = titles({row["measure"] for row in rows})  # type: ignore[arg-type]  # any container
    lines = [{"city": city, **{"each": each}} for city, each in by_city.items()]

    def any_of(line: Row) -> Row:
        return next(iter(line["each"].values()))

    def rank_of(name: str) -> Any:
        return lambda line: place(line["each"].get(name))

    columns = [Column("city", _("City"), lambda line: graph.name(line["city"]), least=12)]
    if coverage:
        columns.append(
            Column(
                "found",
                _("Found / claimed"),
                lambda line: found_of_claimed(any_of(line)),
                right=True,
                rank=1,
                least=8,
            )
        )
    columns += [
        Column(name, title, rank_of(name), right=True, rank=0 if at == 0 else at + 2, least=9)
        for at, (name, title) in enumerate(measures.items())
    ]
    columns.append(
        Column(
            "notes",
            _("Note"),
            lambda line: notes_of(any_of(line), measures=False),
            rank=2,
            least=16,
        )
    )
    emit(lines, columns, "table", keys=(), notes=notes, empty=empty, count=False)


GROUP = {"country": N_("Country"), "region": N_("Region")}


def group_name(row: Row, group: str, graph: CityGraph) -> str:
    """The name of a row's country or region."""
    from cityties.analysis.regions import REGIONS

    code = row.get(group)
    if not code:
        return ""
    if group == "region":
        return _(REGIONS[code][0])
    for place_ in graph.tables.places:
        if place_.kind == "country" and place_.country == code:
            return graph.name(place_.id)
    return str(code)


def place_in_group(row: Row, group: str, graph: CityGraph) -> tuple[str, int, int]:
    """For sorting: by group, then by rank in it."""
    return group_name(row, group, graph), row[f"{group}_rank"] or 0, row["rank"] or 0


def _found() -> Column:
    return Column("found", _("Found / claimed"), found_of_claimed, right=True, rank=1, least=8)


def one_measure(
    graph: CityGraph,
    rows: Sequence[Row],
    *,
    group: str = "",
    notes: Sequence[str] = (),
    estimated: Collection[str] = (),
) -> None:
    """One line per city: value, rank and their ranges; ``estimated`` measures have others."""
    places = digits_for(row["value"] for row in rows)
    columns = [
        Column("city", _("City"), lambda row: graph.name(row["city"]), least=12),
        Column("rank", _("Rank"), _rank, right=True, least=4),
        Column("likely", _("Likely rank"), _likely, right=True, least=6),
        Column("value", _("Value"), lambda row: number(row["value"], places), right=True, least=6),
        Column(
            "range",
            _range_title(rows, estimated),
            lambda row: _value_range(row, places),
            right=True,
            rank=3,
            least=13,
        ),
        *([] if group else [_found()]),
        *_more(rows),
        Column("notes", _("Note"), lambda row: notes_of(row, measures=True), rank=2, least=16),
    ]
    if group:
        columns.insert(
            0, Column("group", _(GROUP[group]), lambda row: group_name(row, group, graph))
        )
        columns.insert(1, Column("there", _("Group rank"), _in(group), right=True, least=5))
    emit(rows, columns, "table", keys=(), notes=notes, count=False)


def one_city(
    graph: CityGraph,
    rows: Sequence[Row],
    notes: Sequence[str] = (),
    estimated: Collection[str] = (),
) -> None:
    """One line per measure of a city that is ranked in a whole network."""
    named = titles([row["measure"] for row in rows])
    country = group_name(rows[0], "country", graph)
    region = group_name(rows[0], "region", graph)
    columns = [
        Column("measure", _("Measure"), lambda row: named[row["measure"]], least=10),
        Column("rank", _("Rank"), _rank, right=True, least=4),
        Column("likely", _("Likely rank"), _likely, right=True, least=6),
        Column("top", _("Top"), _top, right=True, rank=3, least=6),
        Column("country_rank", country, _in("country"), right=True, rank=4, least=6),
        Column("region_rank", region, _in("region"), right=True, rank=4, least=6),
        Column("value", _("Value"), lambda row: number(row["value"]), right=True, rank=1, least=6),
        Column("range", _range_title(rows, estimated), _value_range, right=True, rank=5, least=13),
        *_more(rows),
        Column("notes", _("Note"), lambda row: notes_of(row, measures=True), rank=2, least=16),
    ]
    emit(rows, columns, "table", keys=(), notes=notes, count=False)


def _range_title(rows: Sequence[Row], estimated: Collection[str]) -> str:
    if any(row["measure"] in estimated for row in rows):
        return _("Range")
    return _("With ties left out")


def _more(rows: Sequence[Row]) -> list[Column]:
    """The columns of random graphs, where these were drawn."""
    if not any(row.get("random_mean") is not None for row in rows):
        return []
    return [
        Column("random", _("In random graphs"), _random, right=True, rank=2, least=8),
        Column("z", _("Deviation"), _off, right=True, rank=2, least=6),
    ]


def _random(row: Row) -> str:
    return number(row.get("random_mean"))


def _off(row: Row) -> str:
    return (
        ""
        if row.get("z") is None
        else _("{z} sd").format(z=("+" if row["z"] > 0 else "") + in_words(row["z"], 1))
    )


def _rank(row: Row) -> str:
    return span(row["rank"], row["tied"]) or "–"


def _likely(row: Row) -> str:
    return span(row["rank_low"], row["rank_high"])


def _top(row: Row) -> str:
    if not row["rank"]:
        return ""
    return _("{n} %").format(n=in_words(max(0.1, 100 * row["rank"] / row["of"]), 1))


def _in(group: str) -> Any:
    def show(row: Row) -> str:
        rank = row.get(f"{group}_rank")
        return (
            _("{rank} of {of}").format(rank=in_words(rank), of=in_words(row[f"{group}_of"]))
            if rank
            else ""
        )

    return show


def _value_range(row: Row, places: int | None = None) -> str:
    if row["low"] is None:
        return ""
    places = digits_for((row["value"], row["low"], row["high"])) if places is None else places
    return f"{number(row['low'], places)}–{number(row['high'], places)}"


# --- around the tables ----------------------------------------------------------------


def boundary_notes(graph: CityGraph, network: Mapping[str, Any]) -> list[str]:
    """Where the network ends, in words."""
    from cityties.words.phrases import day_words

    notes = []
    cities = ngettext("{n} city", "{n} cities", network["nodes"]).format(
        n=in_words(network["nodes"])
    )
    ties = ngettext("{n} tie", "{n} ties", network["edges"]).format(n=in_words(network["edges"]))
    if network["source"]:
        notes.append(_("inside {source}").format(source=isolate(network["source"])))
    if network["focus"]:
        steps = ngettext("{n} step around {city}", "{n} steps around {city}", network["steps"])
        notes.append(steps.format(n=in_words(network["steps"]), city=graph.name(network["focus"])))
    notes.append(cities + _(", ") + ties)
    if not network["source"]:
        sources = ngettext("{n} source", "{n} sources", network["sources"])
        notes.append(sources.format(n=in_words(network["sources"])))
    notes.append(_("layer {name}").format(name=layer_name(graph, network["layer"])))
    if network["statuses"]:
        named = _(", ").join(graph.label(code) for code in network["statuses"].split(";"))
        notes.append(_("status {names}").format(names=named))
    notes.append(_("on {day}").format(day=day_words(date.fromisoformat(network["on"]))))
    if network["known_by"]:
        known = day_words(date.fromisoformat(network["known_by"]))
        notes.append(_("known by {day}").format(day=known))
    notes.append(_("content id {id}").format(id=isolate(network["content_id"][:12])))
    return notes


def layer_name(graph: CityGraph, layer: str) -> str:
    """The name of a layer of the projection."""
    names = {
        "simple": _("all agreements"),
        "members": _("memberships"),
        "co_members": _("shared networks"),
        "events": _("events"),
        "layers": _("all layers"),
    }
    return names.get(layer) or graph.label(layer)


def legend(network: Mapping[str, Any]) -> str:
    """What the brackets mean."""
    intervals = network["intervals"]
    if network.get("approximation") and network["approximation"]["samples"]:
        return _("likely ranks (in brackets): as far as the intervals of the estimates overlap")
    if not intervals:
        return _("ranks without a likely range")
    least, most = (round(100 * share) for share in intervals["drop"])
    return _(
        "likely ranks (in brackets): {runs} runs with {least}–{most} percent of the ties left out"
    ).format(runs=intervals["runs"], least=least, most=most)


def warn(network: Mapping[str, Any], *, rows: bool = False) -> None:
    """The warnings of a table, a paragraph each.

    Parameters
    ----------
    network : of an answer of `CityGraph.centrality`
    rows : those of rows as well
    """
    texts = [one["text"] for one in network["warnings"]]
    for text in [*texts, *(network["row_warnings"].values() if rows else ())]:
        write(paragraph(digits(text)) + "\n")


def paragraph(text: str) -> str:
    """A text behind a mark, folded where the output is a terminal."""
    mark = "! "
    columns = room()
    lines = [text] if columns is None else wrapped(text, min(columns, 100) - len(mark))
    return mark + ("\n" + " " * len(mark)).join(lines)


def heading(text: str) -> None:
    """A line above a table."""
    write("\n" + dim(text) + "\n")
