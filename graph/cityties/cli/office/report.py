"""``cityties report``: a year of a city's ties."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cityties.cli.office.papers import (
    asked_languages,
    document_options,
    form_asked,
    write_documents,
)
from cityties.cli.options import data_options, examples, open_graph
from cityties.cli.types import YEAR
from cityties.language.messages import _
from cityties.model.asked_days import Year


@click.command(
    "report",
    help=_(
        "A year of a city's ties by partner: events, reciprocity, topics, follow-through and days "
        "to reply, each with its formula and its change against the year before. Silence is "
        "shown as no data."
    )
    + examples(
        "cityties report isfahan --year 2023",
        "cityties report isfahan --year sh1402",
        "cityties report isfahan --year 2023 -o 2023.html",
        "cityties report freiburg --year 2014 -f json",
    ),
)
@click.argument("city", required=False)
@click.option(
    "--year",
    type=YEAR,
    metavar="YEAR",
    help=_("The year (default: the last whole one)."),
)
@document_options
@data_options
def report_command(
    city: str | None,
    year: Year | None,
    on: date | None,
    known_by: date | None,
    form: str | None,
    output: Path | None,
    lang: str | None,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Write the report."""
    chosen = form_asked(form, output, "md")
    graph = open_graph(data, no_shipped, store, known_by=known_by)
    from cityties.office.report import report
    from cityties.office.sheets import desk_of

    desk = desk_of(graph, city, on)
    asked = year or desk.day.year - 1
    write_documents(
        [report(desk, asked, each) for each in asked_languages(lang, desk)], chosen, output
    )
