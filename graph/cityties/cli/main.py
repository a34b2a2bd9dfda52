"""The top command: global options, and commands that are imported when called."""

from __future__ import annotations

import importlib
import logging
import sys

import click

from cityties import __version__
from cityties.messages import _

# name of the command: module that holds it (attribute of the same name)
COMMANDS = {
    "build": "build",
    "ties": "listings",
    "history": "listings",
    "counts": "listings",
    "conflicts": "listings",
    "cities": "listings",
    "sources": "listings",
    "query": "questions",
    "questions": "questions",
    "map": "outputs",
    "export": "outputs",
    "check": "check",
    "data": "data",
    "load": "data",
    "cache": "cache",
    "completion": "completion",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of a day's work, not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module and return the command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"cityties.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may have been meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as fault:
            from cityties.names import closest

            near = closest(args[0], COMMANDS) if args else ()
            if near:
                meant = ", ".join(near)
                fault.message += " " + _("Did you mean {names}?").format(names=meant)
            raise


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_(
        "The ties between cities, first of all Isfahan's: who claims each, in which source, "
        "and since when."
    ),
    epilog=_("Start with: cityties ties isfahan"),
    no_args_is_help=True,
)
@click.version_option(__version__, "--version", prog_name="cityties", help=_("Show the version."))
@click.option("-v", "--verbose", count=True, help=_("Say more (twice: everything)."))
@click.option("-q", "--quiet", is_flag=True, help=_("Only results and errors."))
@click.option(
    "--lang",
    type=click.Choice(["en", "fa"]),
    envvar="CITYTIES_LANG",
    default="en",
    show_default=True,
    help=_("Language of texts, names and digits."),
)
@click.pass_context
def cli(ctx: click.Context, verbose: int, quiet: bool, lang: str) -> None:
    """Keep the global options for the commands, and send the log to standard error."""
    ctx.obj = {"quiet": quiet, "verbose": verbose, "lang": lang}
    level = logging.ERROR if quiet else [logging.WARNING, logging.INFO, logging.DEBUG][min(verbose, 2)]
    logging.basicConfig(stream=sys.stderr, level=level, format="%(levelname)s %(name)s: %(message)s")
