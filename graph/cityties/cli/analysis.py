"""Networks and cities in them: network, profile, path, trend."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cityties.cli.chart_file import chart_option, check_chart, write_chart
from cityties.cli.options import (
    code_option,
    data_options,
    day_options,
    examples,
    format_option,
    known_by_option,
    open_graph,
)
from cityties.cli.output import (
    Column,
    Row,
    Steps,
    digits,
    dim,
    emit,
    emit_object,
    is_terminal,
    isolate,
    write,
)
from cityties.cli.rankings import paragraph
from cityties.messages import N_, _, ngettext

if TYPE_CHECKING:
    from cityties.api import CityGraph

F = TypeVar("F", bound=Callable[..., Any])

_SOURCE = N_("Read this source alone; all for everything that is loaded.")
_SETS_SOURCE = N_(
    "Read this source alone; all for everything that is loaded (default: the largest loaded "
    "dataset of the world, else everything)."
)


def _source_option(text: str) -> Callable[[F], F]:
    return click.option("--source", metavar="NAME", help=_(text))


def _emit(
    found: Mapping[str, Any],
    rows: Sequence[Row],
    columns: Sequence[Column],
    form: str,
    *,
    keys: Sequence[str],
    below: Callable[[], Sequence[str]],
) -> None:
    """Print an answer: JSON whole, the other forms as rows."""
    if form == "json":
        emit_object(found)
        return
    emit(rows, columns, form, keys=keys, count=False)
    if form == "table":
        _write_below(below(), found)


def _write_below(lines: Sequence[str], found: Mapping[str, Any]) -> None:
    """What goes under a table: faint lines, then the warnings, folded at a terminal."""
    for line in lines:
        write("\n".join(dim(each) for each in _folded(digits(line))) + "\n")
    for one in found.get("warnings", ()):
        write(paragraph(digits(one["text"])) + "\n")


def _folded(text: str) -> list[str]:
    if not is_terminal():
        return [text]
    import shutil
    import textwrap

    return textwrap.wrap(text, shutil.get_terminal_size().columns)


def _number(value: float | None, places: int = 6) -> str:
    from cityties.wording import number

    if value is None:
        return "–"
    return number(value) if isinstance(value, int) else number(value, places)


def _day(text: Any) -> str:
    from cityties.wording import day_words

    return day_words(date.fromisoformat(str(text)))


def _boundary(graph: CityGraph, found: Mapping[str, Any]) -> list[str]:
    """Where the network ends, in words."""
    where = {
        "dataset": _("all that the dataset {source} holds"),
        "source": _("all that the source {source} holds"),
        "lists": _("what the collected sources hold ({sources} of them)"),
        "focus": _("what lies within {steps} steps of {city}"),
    }.get(str(found["boundary"]), "")
    lines = []
    if where:
        title = {source.id: source.title for source in graph.tables.sources}
        text = where.format(
            source=isolate(title.get(str(found["source"]), str(found["source"]))),
            sources=found["sources"],
            steps=found["steps"],
            city=graph.name(str(found["focus"])) if found["focus"] else "",
        )
        lines.append(_("boundary: {where}").format(where=text))
    parts = [_("layer {name}").format(name=_layer(graph, str(found["layer"])))]
    if found["statuses"]:
        statuses = str(found["statuses"]).split(";")
        parts.append(
            _("ties that are {statuses}").format(statuses=_(", ").join(map(graph.label, statuses)))
        )
    if found["kinds"]:
        kinds = str(found["kinds"]).split(";")
        parts.append(_("only {kinds}").format(kinds=_(", ").join(map(graph.label, kinds))))
    parts.append(_("on {day}").format(day=_day(found["on"])))
    if found["known_by"]:
        parts.append(_("known by {day}").format(day=_day(found["known_by"])))
    parts.append(_("content id {id}").format(id=isolate(str(found["content_id"])[:12])))
    lines.append(" · ".join(parts))
    lines += _left_out(found)
    return lines


def _left_out(found: Mapping[str, Any]) -> list[str]:
    """What the network leaves out, as one line or none."""
    parts = []
    if number := found.get("dropped_status"):
        parts.append(
            ngettext("{n} tie of another status", "{n} ties of another status", number).format(
                n=_number(number)
            )
        )
    if number := found.get("dropped_unseen"):
        text = ngettext(
            "{n} tie that was only seen later", "{n} ties that were only seen later", number
        )
        parts.append(text.format(n=_number(number)))
    if number := found.get("dropped_ties"):
        text = ngettext(
            "{n} tie of which a party is no city (a country, a province, nobody named)",
            "{n} ties of which a party is no city (a country, a province, nobody named)",
            number,
        )
        parts.append(text.format(n=_number(number)))
    return [_("left out: {what}").format(what=_("; ").join(parts))] if parts else []


def _layer(graph: CityGraph, layer: str) -> str:
    names = {
        "simple": _("all agreements"),
        "members": _("memberships"),
        "co_members": _("shared networks"),
        "events": _("events"),
        "layers": _("all layers"),
    }
    return names.get(layer) or graph.label(layer)


# --- network ---------------------------------------------------------------------------


@click.command(
    "network",
    help=_(
        "Figures of a whole network: size, components, distances, clustering, mixing of degrees, "
        "how many pairs both cities state. What is not defined is left blank, never 0."
    )
    + examples(
        "cityties network",
        "cityties network --data world --source wikidata-2016 --null 20",
        "cityties network --layer sister_city --on 2010-01-01 -f json",
        "cityties network --chart partners.svg",
    ),
)
@_source_option(_SETS_SOURCE)
@click.option(
    "--layer",
    metavar="NAME",
    default="simple",
    show_default=True,
    help=_("The layer: simple, a kind, a channel, events, members, co_members, layers."),
)
@code_option("--kind", "kinds", _("Only this kind of agreement (repeatable)."), multiple=True)
@code_option("--status", "statuses", _("Only this status (repeatable)."), multiple=True)
@day_options(_("the source's own, else the data's"))
@click.option(
    "--null",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help=_("Compare with N random graphs of the same degrees."),
)
@click.option(
    "--seed", type=int, default=0, show_default=True, help=_("What random graphs start from.")
)
@chart_option(_("Draw how many cities have how many partners."))
@format_option
@data_options
def network_command(
    source: str | None,
    layer: str,
    kind: tuple[str, ...],
    status: tuple[str, ...],
    on: date | None,
    known_by: date | None,
    null: int,
    seed: int,
    chart: Path | None,
    form: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the figures."""
    check_chart(chart)
    graph = open_graph(data, no_shipped, store)
    with Steps() as progress:
        found = graph.network(
            layer=layer,
            source=source,
            on=on,
            known_by=known_by,
            kinds=kind,
            statuses=status,
            null=null,
            seed=seed,
            progress=progress,
        )
    rows = _figure_rows(found)
    columns = [
        Column("figure", _("Figure"), lambda row: str(row["title"])),
        Column("value", _("Value"), lambda row: _number(row["value"]), right=True),
    ]
    if null:
        shown = (
            ("random_mean", _("Random: mean")),
            ("random_low", _("least")),
            ("random_high", _("most")),
        )
        columns += [
            Column(key, title, _figure(key), right=True, rank=rank)
            for rank, (key, title) in enumerate(shown, start=1)
        ]
        columns.append(Column("z", "z", lambda row: _blank(row["z"], 1), right=True, rank=1))
    _emit(
        found,
        rows,
        columns,
        form,
        keys=("figure", "value", "random_mean", "random_low", "random_high", "z", "above"),
        below=lambda: _network_notes(graph, found),
    )
    if chart is not None:
        write_chart(chart, _degrees_chart(graph, found))


def _figure(key: str) -> Callable[[Row], str]:
    def show(row: Row) -> str:
        value = row[key]
        return _blank(value, 6 if isinstance(row["value"], float) else 1)

    return show


def _blank(value: float | None, places: int) -> str:
    return "" if value is None else _number(float(value), places)


def _figure_rows(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    from cityties.analysis.whole import FIGURES

    beside = (found["random"] or {}).get("figures", {})
    titles = {name: _(figure.title) for name, figure in FIGURES.items()}
    if found["layer"] == "members":
        titles |= {"nodes": _("Cities and networks"), "edges": _("Memberships")}
    elif found["stated"] is None:
        titles["edges"] = _("Pairs of cities")
    rows = []
    for name, title in titles.items():
        other = beside.get(name, {})
        rows.append(
            {
                "figure": name,
                "title": title,
                "value": found[name],
                "random_mean": other.get("mean"),
                "random_low": other.get("low"),
                "random_high": other.get("high"),
                "z": other.get("z"),
                "above": other.get("above"),
            }
        )
    clubs = {row["above"]: row for row in (found["random"] or {}).get("rich_club", ())}
    for row in found["rich_club"]:
        title = ngettext(
            "Density among cities with more than {n} partner",
            "Density among cities with more than {n} partners",
            row["above"],
        ).format(n=row["above"])
        rows.append(
            {
                "figure": f"rich_club_{row['above']}",
                "title": title,
                "value": row["density"],
                "random_mean": clubs.get(row["above"], {}).get("density"),
                "random_low": None,
                "random_high": None,
                "z": None,
                "above": None,
            }
        )
    return rows


def _network_notes(graph: CityGraph, found: Mapping[str, Any]) -> list[str]:
    covered, stated = found["coverage"], found["stated"]
    told = {key: _number(value) for key, value in covered.items() if isinstance(value, int)}
    lines = _boundary(graph, found)
    if covered["collected"]:
        lines.append(
            _("coverage: the lists of {collected} of {cities} cities were collected").format(**told)
        )
    if covered["counted"]:
        lines.append(
            _(
                "of the ties that are claimed for {counted} cities ({claimed}), {found} were "
                "found; median share {share} %"
            ).format(**told, share=round(100 * covered["median_share"]))
        )
    if stated is not None and not stated["both"] + stated["one"]:
        lines.append(_("no claim says which of two cities states their tie"))
    elif stated is not None:
        lines.append(
            _(
                "pairs stated by both cities: {both}, by one: {one}, by neither (only by others): "
                "{neither}"
            ).format(**{key: _number(value) for key, value in stated.items()})
        )
    if found["random"]:
        lines.append(
            ngettext(
                "compared with {n} random graph of the same degrees",
                "compared with {n} random graphs of the same degrees",
                found["random"]["graphs"],
            ).format(n=found["random"]["graphs"])
        )
    return lines


def _degrees_chart(graph: CityGraph, found: Mapping[str, Any]) -> str:
    from cityties.charts import distribution

    return distribution(
        [(degree, cities) for degree, cities in found["degrees"]],
        title=_("Partners of cities"),
        subtitle=digits(
            _("{nodes} cities, {edges} pairs of partners, {day}").format(
                nodes=_number(found["nodes"]),
                edges=_number(found["edges"]),
                day=_day(found["on"]),
            )
        ),
        axis=_("cities with at least so many partners"),
        across=_("partners"),
        note=digits(_boundary(graph, found)[0]),
    )


# --- profile ---------------------------------------------------------------------------


@click.command(
    "profile",
    help=_(
        "Cities side by side: ties by kind and status, networks, what is claimed and what was "
        "found, strength, and place in the network. Ranks over unequally complete lists are "
        "marked."
    )
    + examples(
        "cityties profile isfahan",
        "cityties profile isfahan freiburg kazan --on 2025-01-01",
        "cityties profile isfahan shiraz tabriz --chart cities.svg",
        "cityties profile isfahan xian -f csv",
    ),
)
@click.argument("cities", nargs=-1, required=True, metavar="CITY...")
@click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="NAME",
    help=_("Rank by this measure (repeatable); all for every one."),
)
@_source_option(_SOURCE)
@day_options(_("the source's own, else the data's"))
@chart_option(_("Draw the ties in force by kind, beside what is claimed."))
@format_option
@data_options
def profile_command(
    cities: tuple[str, ...],
    measures: tuple[str, ...],
    source: str | None,
    on: date | None,
    known_by: date | None,
    chart: Path | None,
    form: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the profiles."""
    check_chart(chart)
    graph = open_graph(data, no_shipped, store)
    found = graph.profile(
        *cities,
        on=on,
        known_by=known_by,
        source=None if source == "all" else source,
        measures=measures,
    )
    if form in {"csv", "tsv", "jsonl"}:
        from cityties.analysis.profile import flat_rows

        emit(flat_rows(found), (), form, keys=("city", "part", "item", "value", "of"))
    elif form == "json":
        emit_object(found)
    else:
        _profile_table(graph, found)
    if chart is not None:
        write_chart(chart, _profile_chart(graph, found))


def _profile_table(graph: CityGraph, found: Mapping[str, Any]) -> None:
    each = found["cities"]
    columns = [Column("title", "", least=16)]
    columns += [
        Column(one["city"], graph.name(one["city"]), rank=0 if number < 2 else number, least=20)
        for number, one in enumerate(each)
    ]
    rows = [
        {"title": title, **{one["city"]: text for one, text in zip(each, texts, strict=True)}}
        for title, texts in _profile_lines(graph, each)
        if any(texts)
    ]
    emit(rows, columns, "table", keys=(), count=False)
    if found["pairs"]:
        write("\n")
        emit(
            found["pairs"],
            [
                Column(
                    "cities", _("Cities"), lambda row: " – ".join(map(graph.name, row["cities"]))
                ),
                Column("ties", _("Ties"), lambda row: _pair_ties(graph, row)),
                Column("hops", _("Steps"), lambda row: _number(row["hops"]), right=True),
                Column("shared_partners", _("Shared partners"), _listed(graph, "shared_partners")),
                Column(
                    "shared_networks",
                    _("Shared networks"),
                    _listed(graph, "shared_networks"),
                    rank=1,
                ),
            ],
            "table",
            keys=(),
            count=False,
        )
    lines = _boundary(graph, found)
    ranked = _("everything that is loaded")
    if found["ranked_in"]:
        titles = {source.id: source.title for source in graph.tables.sources}
        ranked = isolate(titles[found["ranked_in"]])
    lines.append(
        _("ranked among {n} cities of: {what}").format(
            n=_number(found["ranked_among"]), what=ranked
        )
    )
    if any(not row["comparable"] for one in each for row in one["measures"]):
        lines.append(_("* not comparable"))
    lines.append(
        _(
            "strength: medians over partners, from all unknown parts at 0 to all at 1; in "
            "brackets, for how many partners a part is known"
        )
    )
    _write_below(lines, found)


def _pair_ties(graph: CityGraph, row: Row) -> str:
    return "\n".join(
        _("{kind}: {status}").format(kind=graph.label(one["kind"]), status=_status(graph, one))
        for one in row["ties"]
    ) or _("none")


def _status(graph: CityGraph, one: Mapping[str, Any]) -> str:
    status = graph.label(one["status"])
    return (
        _("possibly {status}").format(status=status) if one["certainty"] == "possible" else status
    )


def _listed(graph: CityGraph, key: str) -> Callable[[Row], str]:
    return lambda row: _(", ").join(graph.name(one) for one in row[key])


def _profile_lines(
    graph: CityGraph, each: Sequence[Mapping[str, Any]]
) -> list[tuple[str, list[str]]]:
    """Titles of the lines of the table, and what each city has in them."""
    from cityties.analysis.measures import MEASURES
    from cityties.projection.strength import PARTS

    lines = [(_("Ties in force"), [_certain(one["ties"]) for one in each])]
    for kind in dict.fromkeys(kind for one in each for kind in one["by_kind"]):
        lines.append(
            ("  " + graph.label(kind), [_certain(one["by_kind"].get(kind)) for one in each])
        )
    for status in dict.fromkeys(code for one in each for code in one["by_status"]):
        if status != "in_force":
            lines.append(
                (
                    _("Ties: {status}").format(status=graph.label(status)),
                    [_count(one["by_status"].get(status)) for one in each],
                )
            )
    lines += [
        (_("Partners"), [_number(one["partners"]) for one in each]),
        (_("Their countries"), [_countries(one) for one in each]),
        (_("Found and claimed"), [_covered(one["coverage"]) for one in each]),
        (_("Networks"), [_(", ").join(map(graph.name, one["networks"])) for one in each]),
        (_("Oldest tie"), [_since(graph, one["oldest"]) for one in each]),
        (_("Newest tie"), [_since(graph, one["newest"]) for one in each]),
        (_("Unanswered proposals"), [_unanswered(graph, one["unanswered"]) for one in each]),
        (_("Strength"), [_range(one["strength"]) for one in each]),
    ]
    lines += [
        ("  " + _(_PARTS[name]), [_part(one["strength"], name) for one in each]) for name in PARTS
    ]
    lines.append((_("Strongest ties"), [_strongest(graph, one["strength"]) for one in each]))
    measured = {row["measure"] for one in each for row in one["measures"]}
    for name, measure in MEASURES.items():
        if name in measured:
            lines.append((_(measure.title), [_place(one["measures"], name) for one in each]))
    return lines


_PARTS = {
    "formality": N_("formality"),
    "activity": N_("activity"),
    "breadth": N_("breadth"),
    "reciprocity": N_("reciprocity"),
    "follow_through": N_("follow-through"),
}


def _certain(numbers: Mapping[str, int] | None) -> str:
    if not numbers:
        return ""
    text = _number(numbers["certain"])
    if numbers["possible"]:
        text += " " + _("(and {n} possible)").format(n=_number(numbers["possible"]))
    return text


def _count(value: int | None) -> str:
    return _number(value) if value else ""


def _countries(one: Mapping[str, Any]) -> str:
    if not one["countries"]:
        return ""
    first = [
        f"{country} {_number(number)}" for country, number in list(one["countries"].items())[:3]
    ]
    more = " …" if len(one["countries"]) > 3 else ""
    return _("{n}: {countries}").format(
        n=_number(len(one["countries"])), countries=_(", ").join(first) + more
    )


def _covered(covered: Mapping[str, Any] | None) -> str:
    if covered is None:
        return ""
    if not covered["claimed"]:
        return _("{found} found, nothing claimed").format(found=_number(covered["found"]))
    return _("{found} found, {claimed} claimed").format(
        found=_number(covered["found"]), claimed=_number(covered["claimed"])
    )


def _since(graph: CityGraph, tie: Mapping[str, Any] | None) -> str:
    if tie is None:
        return ""
    from cityties.dates import parse_edtf
    from cityties.wording import edtf_words

    names = " – ".join(graph.name(one) for one in tie["partner"].split(";") if one)
    return _("{name}, {when}").format(name=names, when=edtf_words(parse_edtf(tie["since"])))


def _unanswered(graph: CityGraph, rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return ""
    named = [row for row in rows if not row["partner"].startswith("unnamed/")]
    text = _number(len(rows))
    if named:
        text += " " + _("(longest: {name}, {n} days)").format(
            name=graph.name(named[0]["partner"]), n=_number(named[0]["days_open"])
        )
    return text


def _part(strength: Mapping[str, Any] | None, name: str) -> str:
    if not strength or strength[name]["median"] is None:
        return ""
    return f"{_number(float(strength[name]['median']), 2)} ({_number(strength[name]['known'])})"


def _range(strength: Mapping[str, Any] | None) -> str:
    if not strength:
        return ""
    return _low_to_high(strength["low"]["median"], strength["high"]["median"])


def _low_to_high(low: float, high: float) -> str:
    first, last = _number(float(low), 2), _number(float(high), 2)
    return first if first == last else _("{low} to {high}").format(low=first, high=last)


def _strongest(graph: CityGraph, strength: Mapping[str, Any] | None) -> str:
    if not strength:
        return ""
    return _(", ").join(
        _("{name} {value}").format(
            name=graph.name(row["partner"]), value=_low_to_high(row["low"], row["high"])
        )
        for row in strength["strongest"]
    )


def _place(rows: Sequence[Mapping[str, Any]], name: str) -> str:
    for row in rows:
        if row["measure"] == name:
            value = row["value"]
            text = _number(value if value is None else float(value), 4)
            if value is not None and float(value).is_integer():
                text = _number(int(value))
            if row["rank"]:
                text += " " + _("(rank {rank} of {of})").format(
                    rank=_number(row["rank"]), of=_number(row["of"])
                )
            return text if row["comparable"] else text + " *"
    return ""


def _profile_chart(graph: CityGraph, found: Mapping[str, Any]) -> str:
    from cityties.charts import Bar, bars

    kinds = dict.fromkeys(kind for one in found["cities"] for kind in one["by_kind"])
    rows = [
        Bar(
            graph.name(one["city"]),
            tuple(
                (graph.label(kind), sum(one["by_kind"][kind].values()))
                for kind in kinds
                if kind in one["by_kind"]
            ),
            mark=(one["coverage"] or {}).get("claimed"),
        )
        for one in found["cities"]
    ]
    return bars(
        rows,
        title=_("Ties in force, by kind"),
        subtitle=_day(found["on"]),
        axis=_("ties, certain and possible"),
        mark=_("largest number that is claimed"),
        note=digits(_boundary(graph, found)[0]),
    )


# --- path ------------------------------------------------------------------------------


@click.command(
    "path",
    help=_(
        "The shortest way from city A to city B along ties in force, with kind, status and sources "
        "of each tie. That there is none is an answer too."
    )
    + examples(
        "cityties path isfahan carrara",
        "cityties path isfahan beijing --all",
        "cityties path اصفهان پکن --weighted -f json",
    ),
)
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("--all", "every", is_flag=True, help=_("All shortest ways, not one of them."))
@click.option(
    "--weighted",
    is_flag=True,
    help=_("Shortest by summed 1/strength, not by the number of ties."),
)
@code_option("--kind", "kinds", _("Only this kind of agreement (repeatable)."), multiple=True)
@code_option("--status", "statuses", _("Only this status (repeatable)."), multiple=True)
@_source_option(_SOURCE)
@day_options(_("the source's own, else the data's"))
@format_option
@data_options
def path_command(
    first: str,
    second: str,
    every: bool,
    weighted: bool,
    kind: tuple[str, ...],
    status: tuple[str, ...],
    source: str | None,
    on: date | None,
    known_by: date | None,
    form: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the ways."""
    graph = open_graph(data, no_shipped, store)
    found = graph.path(
        first,
        second,
        on=on,
        known_by=known_by,
        kinds=kind,
        statuses=status,
        source=None if source == "all" else source,
        weighted=weighted,
        every=every,
    )
    if form == "json":
        emit_object(found)
        return
    if form != "table":
        emit(_path_rows(found), (), form, keys=_PATH_KEYS, empty=_no_way(graph, found))
        return
    for line in _ways(graph, found):
        write(digits(line) + "\n")
    rows = _path_rows(found)
    if rows:
        write("\n")
        emit(
            rows,
            [
                Column(
                    "path", _("Way"), lambda row: _number(row["path"]) if every else "", right=True
                ),
                Column("step", _("Step"), lambda row: _number(row["step"]), right=True),
                Column(
                    "from",
                    _("From – to"),
                    lambda row: f"{graph.name(row['from'])} – {graph.name(row['to'])}",
                ),
                Column("kind", _("Kind"), lambda row: graph.label(row["kind"])),
                Column("status", _("Status"), lambda row: _status(graph, row)),
                Column(
                    "strength",
                    _("Strength"),
                    lambda row: _number(float(row["strength"]), 2),
                    right=True,
                    rank=2,
                ),
                Column("sources", _("Sources"), lambda row: _(", ").join(row["sources"]), rank=1),
            ],
            "table",
            keys=_PATH_KEYS,
            count=False,
        )
    _write_below(_boundary(graph, found), found)


_PATH_KEYS = (
    "path", "step", "from", "to", "tie", "kind", "status", "certainty", "channel", "strength",
    "distance", "sources",
)  # fmt: skip


def _path_rows(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A row for each tie of each step of each way."""
    return [
        {
            "path": way,
            "step": number,
            **{key: step[key] for key in ("from", "to", "strength", "distance")},
            **tie,
        }
        for way, one in enumerate(found["paths"], start=1)
        for number, step in enumerate(one["steps"], start=1)
        for tie in step["ties"]
    ]


def _ways(graph: CityGraph, found: Mapping[str, Any]) -> list[str]:
    """The ways as sentences."""
    if not found["paths"]:
        return [_no_way(graph, found)]
    if not found["hops"]:
        return [_("{city} is one city, not two").format(city=graph.name(found["from"]))]
    lines = []
    for way in found["paths"]:
        names = " – ".join(graph.name(city) for city in way["cities"])
        ties = ngettext("{n} tie", "{n} ties", way["hops"]).format(n=way["hops"])
        text = _("{way}: {ties}, length {length}").format(
            way=names, ties=ties, length=_number(float(way["length"]), 2)
        )
        lines.append(text)
    more = found["count"] - len(found["paths"])
    if more:
        text = ngettext("and {n} more as short", "and {n} more as short", more)
        lines.append(text.format(n=_number(more)))
    return lines


def _no_way(graph: CityGraph, found: Mapping[str, Any]) -> str:
    first, second = graph.name(found["from"]), graph.name(found["to"])
    if found["missing"]:
        return _("no way from {first} to {second}: no such tie of {cities} is known").format(
            first=first,
            second=second,
            cities=_(" and ").join(graph.name(city) for city in found["missing"]),
        )
    return _("no way from {first} to {second}: no chain of ties joins them in this network").format(
        first=first, second=second
    )


# --- trend -----------------------------------------------------------------------------

_YEAR = click.IntRange(1, 9999)


@click.command(
    "trend",
    help=_(
        "A city's measures year by year, as the claims are read for the last day of each year: on "
        "the ties that are certain, and on all that are possible."
    )
    + examples(
        "cityties trend isfahan",
        "cityties trend isfahan --kind sister_city --from 1989 --chart isfahan.svg",
        "cityties trend freiburg --measure closeness --measure degree -f csv",
    ),
)
@click.argument("city")
@click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="NAME",
    help=_("Measure of centrality (repeatable); the number of partners by default."),
)
@click.option("--from", "first", type=_YEAR, metavar="YEAR", help=_("The first year."))
@click.option("--to", "last", type=_YEAR, metavar="YEAR", help=_("The last year."))
@code_option("--kind", "kinds", _("Only this kind of agreement (repeatable)."), multiple=True)
@code_option("--status", "statuses", _("Only this status (repeatable)."), multiple=True)
@_source_option(_SOURCE)
@known_by_option
@chart_option(_("Draw the line of one measure."))
@format_option
@data_options
def trend_command(
    city: str,
    measures: tuple[str, ...],
    first: int | None,
    last: int | None,
    kind: tuple[str, ...],
    status: tuple[str, ...],
    source: str | None,
    known_by: date | None,
    chart: Path | None,
    form: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the years."""
    from cityties.errors import UsageError

    check_chart(chart)
    if chart is not None and len(set(measures)) > 1:
        raise UsageError(_("a chart shows one measure; name one with --measure"))
    graph = open_graph(data, no_shipped, store)
    with Steps() as progress:
        found = graph.trend(
            city,
            measures=measures,
            first=first,
            last=last,
            known_by=known_by,
            kinds=kind,
            statuses=status,
            source=None if source == "all" else source,
            progress=progress,
        )
    several = len({row["measure"] for row in found["rows"]}) > 1
    _emit(
        found,
        found["rows"],
        [
            Column("year", _("Year"), lambda row: str(row["year"]), right=True),
            Column("measure", _("Measure"), lambda row: _measure(row) if several else ""),
            Column("certain", _("Certain"), lambda row: _value(row["certain"]), right=True),
            Column("possible", _("Possible"), lambda row: _value(row["possible"]), right=True),
            Column("nodes", _("Cities in the network"), lambda row: _number(row["nodes"]),
                   right=True, rank=1),
            Column("edges", _("Pairs"), lambda row: _number(row["edges"]), right=True, rank=2),
        ],
        form,
        keys=("city", "year", "on", "measure", "certain", "possible", "nodes", "edges"),
        below=lambda: _trend_notes(graph, found),
    )  # fmt: skip
    if chart is not None:
        write_chart(chart, _trend_chart(graph, found))


def _value(value: float | None) -> str:
    return _number(value if value is None or isinstance(value, int) else float(value), 4)


def _measure(row: Row) -> str:
    from cityties.analysis.measures import MEASURES

    title = MEASURES[row["measure"]].title
    return _(title)


def _trend_notes(graph: CityGraph, found: Mapping[str, Any]) -> list[str]:
    parts = [
        (_("first certain tie {day}"), found["first_certain"]),
        (_("first possible tie {day}"), found["first_possible"]),
        (_("last certain tie until {day}"), found["last_certain"]),
        (_("last possible tie until {day}"), found["last_possible"]),
    ]
    told = [text.format(day=_day(day)) for text, day in parts if day]
    lines = [" · ".join(told)] if told else []
    return lines + _boundary(graph, found)


def _texts(found: Mapping[str, Any]) -> list[str]:
    return [one["text"] for one in found["warnings"]]


def _trend_chart(graph: CityGraph, found: Mapping[str, Any]) -> str:
    from cityties.analysis.measures import MEASURES
    from cityties.charts import Line, lines

    name = graph.name(found["city"])
    (measure,) = {row["measure"] for row in found["rows"]}
    title = _(MEASURES[measure].title)
    between = measure == "degree"
    series = [
        Line(
            _("certain") if not between else name,
            tuple(
                (row["year"], row["certain"], row["possible"] if between else row["certain"])
                for row in found["rows"]
            ),
        )
    ]
    if not between:  # the two are examples, not bounds
        points = tuple((row["year"], row["possible"], row["possible"]) for row in found["rows"])
        series.append(Line(_("possible"), points))
    return lines(
        series,
        title=_("{city}: {measure}, year by year").format(city=name, measure=title),
        axis=title,
        across=_("year"),
        band=_("possible, but not certain"),
        note=digits(". ".join([_boundary(graph, found)[0], *_texts(found)])),
        steps=between,
    )
