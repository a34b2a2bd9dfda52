"""``cityties profile``: cities side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cityties.cli.networks.answers import (
    boundary_lines,
    day_text,
    figure_text,
    status_text,
    write_below,
)
from cityties.cli.networks.chart_file import chart_option, check_chart, write_chart
from cityties.cli.options import (
    data_options,
    examples,
    format_option,
    open_graph,
    view_options,
)
from cityties.cli.output import (
    Column,
    Row,
    digits,
    emit,
    emit_object,
    isolate,
    write,
)
from cityties.language.messages import N_, _

if TYPE_CHECKING:
    from cityties.api import CityGraph


@click.command(
    "profile",
    help=_(
        "Cities side by side: ties by kind and status, networks, claimed and found ties, "
        "strength, and position in the network. Ranks over unequally complete lists are marked."
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
    help=_("Rank by this measure (repeatable); all for every measure."),
)
@view_options("on", "known_by", "source", day=_("that of the source, or today"))
@chart_option(_("Draw the ties in force by kind, next to the claimed number."))
@format_option
@data_options
def profile_command(
    cities: tuple[str, ...],
    measures: tuple[str, ...],
    chart: Path | None,
    form: str,
    asked: dict[str, Any],
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the profiles."""
    check_chart(chart)
    graph = open_graph(data, no_shipped, store)
    found = graph.profile(
        *cities,
        measures=measures,
        **asked,
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
    from cityties.words.titles import source_title

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
                Column("hops", _("Steps"), lambda row: figure_text(row["hops"]), right=True),
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
    lines = boundary_lines(graph, found)
    ranked = _("everything that is loaded")
    if found["ranked_in"]:
        titles = {source.id: source_title(source, both=False) for source in graph.tables.sources}
        ranked = isolate(titles[found["ranked_in"]])
    lines.append(
        _("ranked among {n} cities of: {what}").format(
            n=figure_text(found["ranked_among"]), what=ranked
        )
    )
    if any(not row["comparable"] for one in each for row in one["measures"]):
        lines.append(_("* not comparable"))
    lines.append(
        _(
            "strength: medians over partners, with all unknown parts set to 0 or to 1; in "
            "brackets, the number of partners for which a part is known"
        )
    )
    write_below(lines, found)


def _pair_ties(graph: CityGraph, row: Row) -> str:
    return "\n".join(
        _("{kind}: {status}").format(kind=graph.label(one["kind"]), status=status_text(graph, one))
        for one in row["ties"]
    ) or _("none")


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
        (_("Partners"), [figure_text(one["partners"]) for one in each]),
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
    text = figure_text(numbers["certain"])
    if numbers["possible"]:
        text += " " + _("(and {n} possible)").format(n=figure_text(numbers["possible"]))
    return text


def _count(value: int | None) -> str:
    return figure_text(value) if value else ""


def _countries(one: Mapping[str, Any]) -> str:
    if not one["countries"]:
        return ""
    first = [
        f"{country} {figure_text(number)}" for country, number in list(one["countries"].items())[:3]
    ]
    more = " …" if len(one["countries"]) > 3 else ""
    return _("{n}: {countries}").format(
        n=figure_text(len(one["countries"])), countries=_(", ").join(first) + more
    )


def _covered(covered: Mapping[str, Any] | None) -> str:
    if covered is None:
        return ""
    if not covered["claimed"]:
        return _("{found} found, none claimed").format(found=figure_text(covered["found"]))
    return _("{found} found, {claimed} claimed").format(
        found=figure_text(covered["found"]), claimed=figure_text(covered["claimed"])
    )


def _since(graph: CityGraph, tie: Mapping[str, Any] | None) -> str:
    if tie is None:
        return ""
    from cityties.model.dates import parse_edtf
    from cityties.words.phrases import edtf_words

    names = " – ".join(graph.name(one) for one in tie["partner"].split(";") if one)
    return _("{name}, {when}").format(name=names, when=edtf_words(parse_edtf(tie["since"])))


def _unanswered(graph: CityGraph, rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return ""
    named = [row for row in rows if not row["partner"].startswith("unnamed/")]
    text = figure_text(len(rows))
    if named:
        from cityties.words.durations import span_words

        text += " " + _("(longest: {name}, {days})").format(
            name=graph.name(named[0]["partner"]), days=span_words(named[0]["days_open"] or 0)
        )
    return text


def _part(strength: Mapping[str, Any] | None, name: str) -> str:
    if not strength or strength[name]["median"] is None:
        return ""
    median, known = float(strength[name]["median"]), strength[name]["known"]
    return f"{figure_text(median, 2)} ({figure_text(known)})"


def _range(strength: Mapping[str, Any] | None) -> str:
    if not strength:
        return ""
    return _low_to_high(strength["low"]["median"], strength["high"]["median"])


def _low_to_high(low: float, high: float) -> str:
    first, last = figure_text(float(low), 2), figure_text(float(high), 2)
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
            text = figure_text(value if value is None else float(value), 4)
            if value is not None and float(value).is_integer():
                text = figure_text(int(value))
            if row["rank"]:
                text += " " + _("(rank {rank} of {of})").format(
                    rank=figure_text(row["rank"]), of=figure_text(row["of"])
                )
            return text if row["comparable"] else text + " *"
    return ""


def _profile_chart(graph: CityGraph, found: Mapping[str, Any]) -> str:
    from cityties.charts import Bar, bars
    from cityties.vocabulary.colours import KINDS

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
        subtitle=day_text(found["on"]),
        axis=_("ties, certain and possible"),
        mark=_("largest claimed number"),
        note=digits(boundary_lines(graph, found)[0]),
        colours={graph.label(kind): KINDS[kind][0] for kind in kinds},
    )
