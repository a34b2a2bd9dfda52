"""``cityties brief``: what the graph holds of somebody, before a visit."""

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
from cityties.language.messages import _


@click.command(
    "brief",
    help=_(
        "A brief of one or two pages before a visit, each line with its source. WHO is a country, "
        "city, person or organization. HTML is for print; DOCX needs the extra office, PDF the "
        "extra pdf."
    )
    + examples(
        "cityties brief vietnam --city isfahan",
        "cityties brief martin-horn --city isfahan --on 2023-06-01 -o horn.html",
        "cityties brief germany --city isfahan --lang both -o germany.docx",
        "cityties brief russia --city isfahan -f json",
    ),
)
@click.argument("who")
@click.option(
    "--city", metavar="CITY", help=_("The city whose office asks (default: the home city).")
)
@document_options
@data_options
def brief_command(
    who: str,
    city: str | None,
    on: date | None,
    known_by: date | None,
    form: str | None,
    output: Path | None,
    lang: str | None,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Write the brief."""
    chosen = form_asked(form, output, "md")
    graph = open_graph(data, no_shipped, store, known_by=known_by)
    from cityties.office.brief import brief
    from cityties.office.sheets import desk_of

    desk = desk_of(graph, city, on)
    write_documents(
        [brief(desk, who, each) for each in asked_languages(lang, desk)], chosen, output
    )
