"""``cityties map`` and ``cityties export``: files from the graph."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from cityties.cli.options import data_options, day_options, examples, open_graph
from cityties.cli.output import say, write
from cityties.errors import NotFoundError
from cityties.messages import _, ngettext


def _check_place(path: Path) -> None:
    """Say before the work begins that the folder of a file is missing."""
    if not path.parent.is_dir():
        raise NotFoundError(_("there is no folder {path}").format(path=path.parent))


@click.command(
    "map",
    help=_(
        "Write one HTML file with a city's ties (or all), the evidence for each and a table. It "
        "opens offline, in English and Persian. The default day is the data's own, so that the "
        "same data gives the same file."
    )
    + examples(
        "cityties map isfahan -o isfahan.html",
        "cityties --lang fa map isfahan -o isfahan.html --on 2010-01-01",
    ),
)
@click.argument("city", required=False)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help=_("The file to write."),
)
@day_options(_("the data's own"))
@data_options
def map_command(
    city: str | None,
    output: Path,
    on: date | None,
    known_by: date | None,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Write the page."""
    from cityties.files import write_atomic

    _check_place(output)
    graph = open_graph(data, no_shipped, store)
    page = graph.page(city, on=on, known_by=known_by)
    write_atomic(output, page.encode())
    write(f"{output}\n")


@click.command(
    "export",
    help=_(
        "Write the graph to FILE: RDF (.ttl, .trig, .nq, .jsonld) holds everything, GraphML and "
        "CSV the ties on a day. The default day is the data's own. - is standard output, with "
        "--format."
    )
    + examples(
        "cityties export graph.trig",
        "cityties export ties.graphml --on 2020-01-01",
        "cityties export ties.csv --city isfahan",
        "cityties export - --format turtle | head",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--format", "form", metavar="NAME", help=_("The format, if the ending says nothing."))
@click.option("--city", help=_("GraphML and CSV: only the ties of this city."))
@day_options(_("the data's own"))
@data_options
def export_command(
    file: Path,
    form: str | None,
    city: str | None,
    on: date | None,
    known_by: date | None,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Write the file."""
    from cityties.files import write_atomic
    from cityties.snapshot import format_of

    chosen = format_of(file, form)  # a wrong ending is told before anything is built
    _check_place(file)
    graph = open_graph(data, no_shipped, store)
    made = graph.export(chosen, city=city, on=on, known_by=known_by)
    if file == Path("-"):
        sys.stdout.flush()
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
        return
    write_atomic(file, made)
    write(f"{file}\n")
    say(ngettext("{n} byte", "{n} bytes", len(made)).format(n=len(made)))
