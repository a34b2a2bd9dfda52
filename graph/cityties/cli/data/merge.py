"""``cityties data merge``: three copies of a table to one, by hand or as a merge driver of git."""

from __future__ import annotations

from pathlib import Path

import click

from cityties.cli.options import examples
from cityties.cli.output import say, write_error
from cityties.cli.target import TargetFile
from cityties.language.messages import _, ngettext


@click.command(
    "merge",
    help=_(
        "Merge two changed copies of a table, OURS and THEIRS, that both come from BASE: by the "
        "id of the row and by the cell. The result goes into OURS, as git requires, or into the "
        "file of -o. A deleted row stays deleted. A cell that both sides changed, or that one "
        "changed in a row that the other deleted, is named, and the exit code is 1: the cell "
        "then holds both texts, and every command refuses it until one is chosen."
    )
    + "\n\n\b\n"
    + 'git config merge.cityties.driver "cityties data merge %O %A %B"\n'
    + "echo '*.csv merge=cityties' >> .gitattributes"
    + examples("cityties data merge base.csv ours.csv theirs.csv -o merged.csv"),
)
@click.argument("base", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("ours", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("theirs", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "-o",
    "--output",
    type=TargetFile(),
    help=_("The file to write; OURS by default. “-” is standard output."),
)
@click.pass_context
def merge_command(
    ctx: click.Context, base: Path, ours: Path, theirs: Path, output: Path | None
) -> None:
    """Write the merged table and name its conflicts."""
    from cityties.base.outputs import write_output
    from cityties.loaders.merging import merge, read_table

    made = merge(read_table(base), read_table(ours), read_table(theirs))
    write_output(output or ours, made.data)
    text = ngettext(
        "{table}: {n} row after the merge", "{table}: {n} rows after the merge", made.rows
    )
    say(text.format(table=made.table, n=made.rows))
    for each in made.conflicts:
        write_error(
            _("{table}, {id}, {column}: base {base!r}, ours {ours!r}, theirs {theirs!r}").format(
                table=made.table, id=each.id, column=each.column,
                base=each.base, ours=each.ours, theirs=each.theirs,
            )
        )  # fmt: skip
    if made.conflicts:
        n = len(made.conflicts)
        text = ngettext("{n} cell to decide", "{n} cells to decide", n).format(n=n)
        hint = _("each holds both texts: keep one, and delete the other and the marks")
        write_error(f"{text}; {hint}")
        ctx.exit(1)
