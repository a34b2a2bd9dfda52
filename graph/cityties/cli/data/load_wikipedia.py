"""``cityties load wikipedia``: a saved page "List of twin towns and sister cities in X"."""

from __future__ import annotations

from pathlib import Path

import click

from cityties.cli.data.load_options import (
    _pairs,
    alone_option,
    check_output,
    deciding_inputs,
    deciding_options,
    input_argument,
    known_options,
    known_tables,
    names_of_kept,
    strict_option,
    write_loaded,
)
from cityties.cli.data.load_update import updatable_output_option
from cityties.cli.options import code_option, examples, worker_options
from cityties.language.messages import _


@click.command(
    "wikipedia",
    help=_(
        "Load a page of Wikipedia that lists twin towns, such as “List of twin towns and sister "
        "cities in Iran”: saved from the browser (HTML), or its source text (wikitext). Lists "
        "and tables below each city become pairs; footnotes become their sources, and the page "
        "is who passes them on. Headings such as “Friendship cities” and “Former twin towns” are "
        "read. Nothing is fetched. Wikipedia's text is under CC BY-SA 4.0. Cities that cannot be "
        "decided go to unresolved.csv next to the folder: fill in the column answer, and load the "
        "page again with --update."
    )
    + examples(
        "cityties load wikipedia page.html -o iran-lists",
        "cityties load wikipedia page.wikitext -o iran-lists --country IR --date 2024-05-12",
        "cityties load wikipedia newer.html --update iran-lists",
        "cityties wikidata compare isfahan --data world --data iran-lists",
    ),
)
@input_argument
@updatable_output_option
@click.option(
    "--date",
    default="",
    metavar="EDTF",
    help=_("The day of the page (default: of its last change, if the file has it)."),
)
@click.option("--name", default="", help=_("Title of the source (default: that of the page)."))
@click.option("--url", default="", help=_("Address of the page, if the file does not have it."))
@click.option(
    "--country",
    default="",
    metavar="CODE",
    help=_("The country whose cities have these lists (default: as the title says)."),
)
@code_option(
    "--kind",
    "kinds",
    _("Kind of agreement where no heading says another."),
    default="sister_city",
    show_default=True,
)
@click.option(
    "--kind-word",
    "words",
    multiple=True,
    metavar="WORD=CODE",
    help=_(
        "The meaning of a word in a heading, such as twin=sister_city (repeatable); it "
        "is kept in the kind_map of the sources."
    ),
)
@deciding_options
@strict_option
@alone_option
@known_options
@worker_options
def load_wikipedia_command(
    source: Path,
    output: Path,
    date: str,
    name: str,
    url: str,
    country: str,
    kind: str,
    words: tuple[str, ...],
    unresolved: Path | None,
    gazetteer: bool,
    strict: bool,
    alone: bool,
    data: tuple[Path, ...],
    no_shipped: bool,
    timeout: float | None,
    memory: int,
) -> None:
    """Write the folder."""
    from cityties.store.confined import read_file

    check_output(output)
    known = known_tables(data, no_shipped)
    asked, using = deciding_inputs(output, unresolved, gazetteer)
    loaded = read_file(
        "wikipedia",
        source,
        known=known,
        **using,
        timeout=timeout,
        memory=memory,
        shown=names_of_kept(),
        date=date,
        name=name,
        url=url,
        country=country,
        kind=kind,
        kinds=_pairs("--kind-word", words, "twin=sister_city"),
        strict=strict,
    )
    write_loaded(output, loaded, asked, known if alone else None)
