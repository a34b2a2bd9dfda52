"""``cityties data`` and ``cityties load``: data folders, kept in order or made."""

from __future__ import annotations

from pathlib import Path

import click

from cityties.cli import workbook
from cityties.cli.commands import HelpGroup, help_when_alone
from cityties.cli.data_add import add_claim_command, add_source_command
from cityties.cli.options import examples
from cityties.cli.output import say, write
from cityties.errors import UsageError
from cityties.messages import _, ngettext


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
        "Write the tables of a data folder anew, sorted and uniform, so that changes are easy to "
        "read. A folder with problems is left as it is, and they are listed."
    )
    + examples("cityties data format data", "cityties data format data --check"),
)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--check", is_flag=True, help=_("Write nothing; exit with 1 if a file would change."))
@click.option("--no-shipped", is_flag=True, help=_("The folder refers to no shipped data."))
@click.pass_context
def format_command(ctx: click.Context, folder: Path, check: bool, no_shipped: bool) -> None:
    """Format the tables."""
    from cityties import resources
    from cityties.loaders.format import format_folder
    from cityties.loaders.tables import load_folder

    is_shipped = folder.resolve() == resources.data_dir().resolve()
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


@click.group(
    "load",
    cls=HelpGroup,
    invoke_without_command=True,
    help=_("Write a data folder from something else; `--data DIR` of the other commands uses it.")
    + examples("cityties load rdf graph.trig -o my-folder", "cityties ties --data my-folder"),
)
@click.pass_context
def load_command(ctx: click.Context) -> None:
    """Group of the kinds of source."""
    help_when_alone(ctx)


@load_command.command(
    "rdf",
    help=_(
        "From an RDF file in the vocabulary of cityties (Turtle, TriG, N-Quads, N-Triples, "
        "JSON-LD). Readings in it are left out: they are computed. Nothing remote is fetched."
    )
    + examples(
        "cityties load rdf graph.trig -o my-folder",
        "cityties load rdf mine.trig -o my-folder --no-shipped",
    ),
)
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help=_("The folder to write; it must be new or empty."),
)
@click.option(
    "--format", "form", metavar="NAME", help=_("ttl, trig, nq, nt or jsonld, if the ending lies.")
)
@click.option("--no-shipped", is_flag=True, help=_("The file refers to no shipped data."))
def rdf_command(source: Path, output: Path, form: str | None, no_shipped: bool) -> None:
    """Write the folder."""
    from cityties import resources
    from cityties.files import atomic_directory
    from cityties.formats import ROW_TYPES, table_bytes
    from cityties.loaders.rdf import load_rdf
    from cityties.loaders.tables import load_folder

    if output.exists() and any(output.iterdir()):
        raise UsageError(_("{folder} is not empty").format(folder=output))
    known = None if no_shipped else load_folder(resources.data_dir())
    tables = load_rdf(source, form, known=known)
    if output.exists():
        output.rmdir()
    with atomic_directory(output) as folder:
        for name in ROW_TYPES:
            rows = getattr(tables, name)
            if rows:
                (folder / f"{name}.csv").write_bytes(table_bytes(name, rows))
    write(f"{output}\n")
    for name in ROW_TYPES:
        if rows := getattr(tables, name):
            say(f"{name}: {len(rows)}")


data_command.add_command(add_source_command)
data_command.add_command(add_claim_command)
data_command.add_command(workbook.write_command)
load_command.add_command(workbook.read_command)
