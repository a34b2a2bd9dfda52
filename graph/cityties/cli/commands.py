"""The top command: global options, and commands that are imported when called."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

import click

from cityties.cli.declared import Command as Declared
from cityties.cli.front import ABOUT, COMMANDS, HELP_NAMES, MOST_COLUMNS, OPTIONS, START, page
from cityties.language.messages import _, languages

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# Names of commands are short and few: a guess must be nearer than that of a city.
_NEAR = 0.72


def help_when_alone(ctx: click.Context) -> None:
    """Print the help of a group that was called without a command, which is no error."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), color=ctx.color)


class HelpGroup(click.Group):
    """A group that knows near misses of its commands' names."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may have been meant."""
        name = click.utils.make_str(args[0])
        if (
            self.get_command(ctx, name) is None
            and not name.startswith("-")
            and not ctx.resilient_parsing
        ):
            from cityties.language.names import closest

            message = _("unknown command {name!r}").format(name=name)
            known = self.list_commands(ctx)
            options = {option for each in self.get_params(ctx) for option in each.opts}
            near: tuple[str, ...] = tuple({f"--{name}"} & options)
            near = near or closest(name, known, near=_NEAR)
            message += _("; ") + (
                _("did you mean {names}?").format(names=_(", ").join(near))
                if near
                else _("available: {names}").format(names=_(", ").join(known))
            )
            raise click.UsageError(message, ctx)
        return super().resolve_command(ctx, args)


class LazyGroup(HelpGroup):
    """A group whose commands are imported when they are called, and not to be listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands in the order of a day's work, not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module and return the command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"cityties.cli.{COMMANDS[cmd_name][0]}")
        found = getattr(module, f"{cmd_name}_command")
        command: click.Command = found.as_click() if isinstance(found, Declared) else found
        if ctx.resilient_parsing:  # TAB was pressed
            from cityties.cli.complete import attach

            attach(command)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the commands without importing them."""
        from click.shell_completion import CompletionItem

        return [
            CompletionItem(name, help=_(text))
            for name, (_module, text) in COMMANDS.items()
            if name.startswith(incomplete)
        ] + click.Command.shell_complete(self, ctx, incomplete)

    def get_help(self, ctx: click.Context) -> str:  # noqa: ARG002 - click's signature
        """The first page of the help, which needs no click."""
        import shutil

        return page(shutil.get_terminal_size().columns).rstrip("\n")


def _language() -> str:
    """The language without ``--lang``: that of ``cityties.toml``, else English."""
    from cityties.cli.settings import default_language

    return default_language()


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:  # every command comes by here
        from cityties.cli.version import show_version

        show_version(ctx, param, value)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": [*HELP_NAMES], "max_content_width": MOST_COLUMNS},
    help=_(ABOUT),
    epilog=_(START),
    invoke_without_command=True,
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help=_(OPTIONS["--version"]),
)
@click.option(
    "-v",
    "--verbose",
    count=True,
    is_eager=True,
    help=_(OPTIONS["--verbose"]),
)
@click.option("-q", "--quiet", is_flag=True, help=_(OPTIONS["--quiet"]))
@click.option(
    "--width",
    type=int,
    metavar="N",
    help=_(OPTIONS["--width"]),
)
@click.option(
    "--lang",
    type=click.Choice(languages()),
    envvar="CITYTIES_LANG",
    default=_language,
    help=_(OPTIONS["--lang"]),
)
@click.option(
    "--config",
    type=click.Path(dir_okay=True),
    metavar="FILE",
    envvar="CITYTIES_CONFIG",
    expose_value=False,  # read before the commands are: cityties.cli.settings
    help=_(OPTIONS["--config"]),
)
@click.pass_context
def cli(ctx: click.Context, verbose: int, quiet: bool, width: int | None, lang: str) -> None:
    """Keep the global options for the commands, and send the log to standard error."""
    ctx.obj = {"quiet": quiet, "verbose": verbose, "width": width, "lang": lang}
    if verbose or quiet:  # Python's own default, warnings to standard error, needs no import
        import logging

        levels = [logging.WARNING, logging.INFO, logging.DEBUG]
        logging.basicConfig(
            stream=sys.stderr,
            level=logging.ERROR if quiet else levels[min(verbose, 2)],
            format="%(levelname)s %(name)s: %(message)s",
            force=True,
        )
    help_when_alone(ctx)
