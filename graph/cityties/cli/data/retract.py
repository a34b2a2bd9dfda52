"""``cityties data retract``: a claim that is no longer claimed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cityties.cli.data.own_folder import folder_and_known, own_folder_options
from cityties.cli.options import examples
from cityties.cli.output import say, write
from cityties.cli.types import DAY
from cityties.language.messages import _


@click.command(
    "retract",
    help=_(
        "Retract claims of a data folder: they are no longer claimed, and no longer read, shown "
        "or exported. The rows move to retracted.csv with the day and the reason, so that nothing "
        "is lost; `cityties diff` names them as withdrawn."
    )
    + examples(
        'cityties data retract c-1f2e3d4c --folder ties-of-porto --reason "another city was meant"',
    ),
)
@click.argument("ids", metavar="ID", nargs=-1, required=True)
@click.option("--reason", required=True, metavar="TEXT", help=_("Why it is no longer claimed."))
@click.option("--by", default="", metavar="NAME", help=_("Who retracts it."))
@click.option("--on", type=DAY, metavar="DAY", help=_("Since when (default: today)."))
@own_folder_options
def retract_command(
    ids: tuple[str, ...],
    reason: str,
    by: str,
    on: date | None,
    folder: Path | None,
    no_shipped: bool,
) -> None:
    """Move the rows and name the files."""
    from cityties.loaders.retracting import retract
    from cityties.model.folder import RETRACTED

    place, known = folder_and_known(folder, no_shipped)
    mended = retract(place, ids, reason=reason, by=by, on=on, known=known)
    for name in (RETRACTED, "claims.csv"):
        write(f"{place / name}\n")
    for id_ in ids:
        say(_("{id} is no longer claimed").format(id=id_))
    for id_ in mended:
        say(_("{id} contradicts it no longer").format(id=id_))
