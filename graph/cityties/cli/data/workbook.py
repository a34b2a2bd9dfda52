"""``cityties data workbook`` and ``cityties load workbook``: tables as an ``.xlsx`` file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cityties.cli import settings
from cityties.cli.data.load_options import (
    check_output,
    input_argument,
    known_tables,
    names_of_kept,
    write_folder,
)
from cityties.cli.data.own_folder import config_of
from cityties.cli.options import examples, no_shipped_option, worker_options
from cityties.cli.output import dim, say, write
from cityties.cli.target import TargetFile, check_extension, check_target, write_target
from cityties.errors import UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    from cityties.loaders.returning import RowDifference
    from cityties.model.rows import Tables


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
    alone = alone or (folder is not None and config_of(folder).shipped is False)
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
        "changed, are refused with sheet, row and column. With --into it goes back into the "
        "folder that it came from: blank ids and the column about are filled in, names become "
        "ids, and the changes are shown before anything is written."
    )
    + examples(
        "cityties load workbook mine.xlsx -o my-folder",
        "cityties load workbook isfahan.xlsx -o new-data --no-shipped",
        "cityties load workbook ties.xlsx --into ties-of-porto --yes",
    ),
)
@input_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help=_("The folder to write; it must be new or empty."),
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help=_("The folder that the workbook came from."),
)
@click.option("-y", "--yes", is_flag=True, help=_("Write without asking for confirmation."))
@click.option(
    "--remove",
    is_flag=True,
    help=_("With --into: delete the rows that the workbook lacks; without it they stay."),
)
@no_shipped_option(_("The workbook does not refer to the shipped data, or does."))
@worker_options
@click.pass_context
def read_command(
    ctx: click.Context,
    source: Path,
    output: Path | None,
    into: Path | None,
    yes: bool,
    remove: bool,
    no_shipped: bool,
    timeout: float | None,
    memory: int,
) -> None:
    """Write the folder."""
    from cityties.store.confined import read_file

    if (output is None) == (into is None):
        raise UsageError(_("name the folder: a new one with -o, or the old one with --into"))
    if remove and into is None:
        raise UsageError(_("--remove is for --into"))
    if output is not None:
        check_output(output)
    elif config_of(into).shipped is False:
        no_shipped = True
    known = known_tables((), no_shipped)
    loaded = read_file(
        "workbook",
        source,
        known=known,
        timeout=timeout,
        memory=memory,
        shown=names_of_kept(),
        fill=into is not None,
    )
    if output is not None:
        write_folder(output, loaded.files, loaded.counts)
    elif into is not None and not _back(into, loaded.tables(known), known, yes, remove):
        ctx.exit(1)


_SHOWN = 40  # rows of each sort that are printed


def _back(folder: Path, after: Tables, known: Tables | None, yes: bool, remove: bool) -> bool:
    """Show what changes and write it; whether it was written, or nothing changes."""
    from dataclasses import replace

    from cityties.loaders.retracting import read_retracted
    from cityties.loaders.returning import differences, write_back
    from cityties.loaders.tables import load_folder
    from cityties.model.folder import RETRACTED

    before = load_folder(folder, known=known)
    retracted = read_retracted(folder)
    again = [claim.id for claim in after.claims if claim.id in retracted]
    for id_ in again:
        say(_("{id} was retracted before: {file} has it").format(id=id_, file=RETRACTED))
    after = replace(after, claims=tuple(c for c in after.claims if c.id not in again))
    found = list(differences(before, after))
    if not remove:
        kept = [each for each in found if each.change == "gone"]
        found = [each for each in found if each.change != "gone"]
        if kept:
            names = _(", ").join(each.id for each in kept[:_SHOWN])
            say(_("not in the workbook, and kept: {ids}").format(ids=names))
    if not found:
        say(_("nothing changes"))
        return True
    _show(found)
    if not yes:
        if not sys.stdin.isatty():
            say(_("nothing was written: add --yes"))
            return False
        if not click.confirm(_("Write it?"), default=True, err=True):
            say(_("nothing was written"))
            return False
    for path in write_back(folder, before, after, remove=remove, known=known):
        write(f"{path}\n")
    return True


def _show(found: Sequence[RowDifference]) -> None:
    headings = {"added": _("Added:"), "altered": _("Altered:"), "gone": _("Gone:")}
    for change, heading in headings.items():
        some = [each for each in found if each.change == change]
        if not some:
            continue
        write(dim(heading) + "\n")
        for each in some[:_SHOWN]:
            cells = [
                _("{field}: {before} → {after}").format(
                    field=name, before=before or "∅", after=after or "∅"
                )
                if change == "altered"
                else f"{name}: {after or before}"
                for name, before, after in each.cells
            ]
            write(f"- {each.table}, {each.id}: {_('; ').join(cells)}\n")
        if len(some) > _SHOWN:
            write("- " + _("and {n} more").format(n=f"{len(some) - _SHOWN:,}") + "\n")
