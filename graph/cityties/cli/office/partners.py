"""``cityties partners suggest``: a shortlist with reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cityties.cli.commands import HelpGroup, help_when_alone
from cityties.cli.office.papers import list_options, write_sheet
from cityties.cli.options import data_options, examples, open_graph
from cityties.language.messages import _
from cityties.office.offered import TOP

if TYPE_CHECKING:
    from cityties.office.desk import Desk
    from cityties.office.sheets import Sheet


@click.group(
    "partners",
    cls=HelpGroup,
    invoke_without_command=True,
    help=_("Look for partners of a city.") + examples("cityties partners suggest isfahan"),
)
@click.pass_context
def partners_command(ctx: click.Context) -> None:
    """Print the help of the group, where no command is named."""
    help_when_alone(ctx)


@partners_command.command(
    "suggest",
    help=_(
        "A shortlist of cities that could become partners, on the ties that are loaded: reasons "
        "first, the score of a fitted model second, never a single winner. Load twin towns of the "
        "world first (`cityties load links`): on a few lists alone it says little."
    )
    + examples(
        "cityties partners suggest isfahan",
        "cityties partners suggest isfahan --data world.old --top 30 -f json",
    ),
)
@click.argument("city", required=False)
@click.option(
    "--source", metavar="NAME", help=_("Use the ties of this source (default: the largest).")
)
@click.option(
    "--top",
    type=click.IntRange(TOP.least, TOP.most),
    default=TOP.default,
    show_default=True,
    metavar="N",
    help=_("How many cities; ten at least."),
)
@list_options
@data_options
def suggest_command(city: str | None, source: str | None, top: int, **values: Any) -> None:
    """Print the shortlist."""
    form, output, lang = (values.pop(name) for name in ("form", "output", "lang"))
    on = values.pop("on")
    graph = open_graph(**values)
    from cityties.office.sheets import desk_of, suggestion_sheet

    desk: Desk = desk_of(graph, city, on)
    chosen = graph.find_source(source) if source else None

    def make() -> Sheet:
        return suggestion_sheet(desk, chosen, top)

    write_sheet(desk, make, form=form, output=output, lang=lang)
