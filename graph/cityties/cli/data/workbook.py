"""``cityties data workbook`` and ``cityties load workbook``: tables as an ``.xlsx`` file."""

from __future__ import annotations

from pathlib import Path

import click

from cityties.cli import settings
from cityties.cli.data.load_options import (
    check_output,
    input_argument,
    known_tables,
    names_of_kept,
    write_folder,
)
from cityties.cli.options import examples, no_shipped_option, worker_options
from cityties.cli.output import say
from cityties.cli.target import TargetFile, check_extension, check_target, write_target
from cityties.language.messages import _


@click.command(
    "workbook",
    help=_(
        "Write the tables as a workbook: a sheet for each, drop-downs for codes, dates kept as "
        "text. Without --folder it contains the data that comes with cityties. `cityties load "
        "workbook` reads it back."
    )
    + examples(
        "cityties data workbook isfahan.xlsx",
        "cityties data workbook mine.xlsx --folder my-folder",
    ),
)
@click.argument("output", type=TargetFile())
@click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=settings.folder_default,
    help=_("A data folder of your own."),
)
@no_shipped_option(_("The folder does not refer to the shipped data, or does."))
def write_command(output: Path, folder: Path | None, no_shipped: bool) -> None:
    """Write the workbook."""
    from cityties.base import resources
    from cityties.loaders.tables import load_folder
    from cityties.loaders.workbook import workbook_bytes
    from cityties.model.tables import ROW_TYPES

    message = _("the name of a workbook must end in .xlsx, not {name}").format(name=output.name)
    check_extension(output, ".xlsx", message)
    check_target(output)
    shipped = resources.data_dir()
    chosen = folder or shipped
    alone = no_shipped or chosen.resolve() == shipped.resolve()
    tables = load_folder(chosen, known=None if alone else load_folder(shipped))
    write_target(output, workbook_bytes(tables))
    for name in ROW_TYPES:
        if rows := getattr(tables, name):
            say(f"{name}: {len(rows)}")


@click.command(
    "workbook",
    help=_(
        "Load a workbook (.xlsx) with a sheet for each table, as `cityties data workbook` writes "
        "it. It is checked as strictly as tables: formulas, and dates that the spreadsheet has "
        "changed, are refused with sheet, row and column."
    )
    + examples(
        "cityties load workbook mine.xlsx -o my-folder",
        "cityties load workbook isfahan.xlsx -o new-data --no-shipped",
    ),
)
@input_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help=_("The folder to write; it must be new or empty."),
)
@no_shipped_option(_("The workbook does not refer to the shipped data, or does."))
@worker_options
def read_command(
    source: Path, output: Path, no_shipped: bool, timeout: float | None, memory: int
) -> None:
    """Write the folder."""
    from cityties.store.confined import read_file

    check_output(output)
    loaded = read_file(
        "workbook",
        source,
        known=known_tables((), no_shipped),
        timeout=timeout,
        memory=memory,
        shown=names_of_kept(),
    )
    write_folder(output, loaded.files, loaded.counts)
