"""``cityties members``: who is in a network of cities on a day, and the ties among them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cityties.cli.listings import _code, _edtf, _notes, ties_command
from cityties.cli.options import (
    data_options,
    day_options,
    examples,
    format_option,
    open_graph,
)
from cityties.cli.output import Column, Row, emit
from cityties.cli.target import TargetFile, check_target, write_target
from cityties.language.messages import _

if TYPE_CHECKING:
    from cityties.api import CityGraph
    from cityties.cli.listings import Show


@click.command(
    "members",
    help=_(
        "The members of a network of cities on a day: since when, until when, in which grade, and "
        "who says so; candidates too. NETWORK is a name in any language, an alias or an id. With "
        "--ties the ties among its members."
    )
    + examples(
        "cityties members unesco-gnlc",
        "cityties members unesco-gnlc --on 2020-01-01 -f csv -o members.csv",
        "cityties members wego --ties",
    ),
)
@click.argument("network", required=False)
@click.option("--ties", "ties", is_flag=True, help=_("Print the ties among the members instead."))
@click.option(
    "-o", "--output", type=TargetFile(), help=_("The file to write; - is standard output.")
)
@day_options(_("today"))
@format_option
@data_options
@click.pass_context
def members_command(
    ctx: click.Context,
    network: str | None,
    ties: bool,
    output: Path | None,
    on: date | None,
    known_by: date | None,
    form: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Print the members, or the ties among them."""
    from cityties.api.homes import network_or_home

    if output is not None:
        check_target(output)
        _into(output, ctx)
        return
    graph = open_graph(data, no_shipped, store)
    network = network_or_home(graph, network)
    if ties:
        graph.members(network, on=on, known_by=known_by)  # refuses what is not a network
        ctx.invoke(
            ties_command.as_click(), what=network, on=on, known_by=known_by, form=form, data=data,
            no_shipped=no_shipped, store=store,
        )  # fmt: skip
        return
    _print(graph, network, on, known_by, form)


def _into(output: Path, ctx: click.Context) -> None:
    """Print into a file what would be printed."""
    import io
    from contextlib import redirect_stdout

    with redirect_stdout(io.StringIO()) as text:
        ctx.invoke(members_command, **{**ctx.params, "output": None})
    write_target(output, text.getvalue().encode())


def _print(
    graph: CityGraph, network: str, on: date | None, known_by: date | None, form: str
) -> None:
    from cityties.api import ROW_KEYS

    rows = graph.members(network, on=on, known_by=known_by)
    columns = [
        Column("city", _("City"), lambda row: graph.name(row["city"])),
        Column("country", _("Country"), _country(graph)),
        Column("status", _("Status"), _status(graph)),
        Column("since", _("Since"), _edtf("since")),
        Column("until", _("Until"), _edtf("until")),
        Column("grade", _("Grade"), _code(graph, "grade")),
        Column("last_attested", _("Last attested"), _edtf("last_attested"), rank=2),
        Column("sources", _("Sources"), lambda row: _(", ").join(row["sources"]), rank=1),
    ]
    day = date.fromisoformat(rows[0]["on"]) if rows and rows[0]["on"] else on or date.today()
    emit(
        rows,
        columns,
        form,
        keys=ROW_KEYS["members"],
        notes=_notes(graph, form, day, known_by),
        empty=_("no members of {name}").format(
            name=graph.name(graph.built.gazetteer.get(network, ("organization",)))
        ),
    )


def _country(graph: CityGraph) -> Show:
    ids = {place.country: place.id for place in graph.tables.places if place.kind == "country"}
    return lambda row: graph.name(ids[row["country"]]) if row["country"] in ids else row["country"]


def _status(graph: CityGraph) -> Show:
    def show(row: Row) -> str:
        text = graph.label(row["status"]) if row["status"] else _("nothing known")
        if row["certainty"] == "possible":
            text = _("possibly {status}").format(status=text)
            if row["alternatives"]:
                others = _(", ").join(graph.label(one) for one in row["alternatives"])
                text += " " + _("(or {others})").format(others=others)
        return text

    return show
