"""``cityties data``: data folders, kept in order."""

from __future__ import annotations

from pathlib import Path

import click

from cityties.cli.commands import HelpGroup, help_when_alone
from cityties.cli.data import workbook
from cityties.cli.data.add import add_claim_command, add_source_command
from cityties.cli.data.add_things import COMMANDS
from cityties.cli.data.merge import merge_command
from cityties.cli.data.retract import retract_command
from cityties.cli.options import examples, folder_argument, no_shipped_option
from cityties.cli.output import say, write
from cityties.errors import UsageError
from cityties.language.messages import _, ngettext


@click.group(
    "data",
    cls=HelpGroup,
    invoke_without_command=True,
    help=_("Work on data folders.") + examples("cityties data format my-folder --check"),
)
@click.pass_context
def data_command(ctx: click.Context) -> None:
    """Group of the commands on data folders."""
    help_when_alone(ctx)


@data_command.command(
    "format",
    help=_(
        "Rewrite the tables of a data folder, sorted and uniform, so that changes are easy to "
        "read. A folder with problems is left unchanged, and the problems are listed."
    )
    + examples("cityties data format data", "cityties data format data --check"),
)
@folder_argument
@click.option("--check", is_flag=True, help=_("Write nothing; exit with 1 if a file would change."))
@no_shipped_option(_("The folder does not refer to the shipped data, or does."))
@click.pass_context
def format_command(ctx: click.Context, folder: Path, check: bool, no_shipped: bool) -> None:
    """Format the tables."""
    from cityties.base import resources
    from cityties.loaders.format import format_folder
    from cityties.loaders.tables import load_folder

    is_shipped = folder.resolve() == resources.data_dir().resolve()
    if not folder.is_dir():
        raise UsageError(_("the folder {path} does not exist").format(path=folder))
    known = None if no_shipped or is_shipped else load_folder(resources.data_dir())
    changed = format_folder(folder, known=known, check=check)
    for path in changed:
        write(f"{path}\n")
    text = (
        ngettext("{n} file would change", "{n} files would change", len(changed))
        if check
        else ngettext("{n} file changed", "{n} files changed", len(changed))
    )
    say(text.format(n=len(changed)))
    if check and changed:
        ctx.exit(1)


data_command.add_command(add_source_command)
data_command.add_command(add_claim_command)
for _command in COMMANDS:
    data_command.add_command(_command)
data_command.add_command(retract_command)
data_command.add_command(merge_command)
data_command.add_command(workbook.write_command)
