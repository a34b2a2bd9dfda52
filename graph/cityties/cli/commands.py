"""The top command: global options, and commands that are imported when called."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

import click

from cityties.language.messages import N_, _, languages

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# name of the command: module that holds it (as <name>_command), and its line in the list
COMMANDS = {
    "build": ("data.build", N_("Check the data and build the graph.")),
    "ties": ("listings", N_("Ties of a city, country or institution, as they were on a day.")),
    "history": ("listings", N_("All claims about anything, or about what two things share.")),
    "officials": ("listings", N_("People in posts: terms, last seen, whom they met.")),
    "counts": ("listings", N_("Number of partners: as claimed, and as read from the claims.")),
    "conflicts": ("listings", N_("Contradictions between claims.")),
    "cities": ("listings", N_("The cities of the graph and their ids.")),
    "members": ("members", N_("Members of a network of cities, and the ties among them.")),
    "sources": ("listings", N_("The sources, with the number of their claims.")),
    "query": ("questions", N_("Ask a named question or run SPARQL.")),
    "questions": ("questions", N_("The named questions.")),
    "question": ("questions", N_("Explain one named question.")),
    "centrality": ("networks.centrality", N_("Rank cities, with the uncertainty of each rank.")),
    "map": ("files.export", N_("Write an interactive page of the ties: one HTML file.")),
    "export": ("files.export", N_("Write the graph as RDF, GraphML, CSV or SQLite.")),
    "site": ("files.site", N_("Write the graph as a folder of pages for any web space.")),
    "network": ("networks.network", N_("Statistics of a whole network.")),
    "profile": ("networks.profile", N_("Compare cities side by side.")),
    "path": ("networks.path", N_("The shortest path between two cities, with its evidence.")),
    "trend": ("networks.trend", N_("A city's measures year by year.")),
    "serve": ("serve", N_("Serve the graph over HTTP: SPARQL, JSON and pages, read-only.")),
    "push": ("remote", N_("Send the graph to a SPARQL server.")),
    "doctor": ("remote", N_("Compare the answers of a SPARQL server with those here.")),
    "snapshot": ("files.snapshot", N_("Write, check and list snapshots that a paper can cite.")),
    "diff": ("files.diff", N_("What changed between two snapshots, days or data folders.")),
    "check": ("data.check", N_("Check the data and the graph for problems.")),
    "config": ("config", N_("The settings in force, and where each is from.")),
    "init": ("data.init", N_("Begin a data folder of your own city or network.")),
    "data": ("data.folder", N_("Work on data folders.")),
    "intake": ("data.intake", N_("Read articles and propose claims for review.")),
    "review": ("data.intake", N_("Decide about proposed claims, and write what was accepted.")),
    "load": ("data.load", N_("Import other data into a data folder.")),
    "brief": ("office.brief", N_("A brief before a visit, each line with its source.")),
    "pending": ("office.lists", N_("What waits, since when, and who owes the next step.")),
    "calendar": ("office.lists", N_("Anniversaries and days to come, also as .ics.")),
    "dormant": ("office.lists", N_("Agreements without two-way contact.")),
    "approvals": ("office.lists", N_("The steps before an agreement, and where each stands.")),
    "shared": ("office.lists", N_("What two cities share.")),
    "introduce": ("office.lists", N_("Who can introduce a city to another.")),
    "partners": ("office.partners", N_("A shortlist of cities that could become partners.")),
    "report": ("office.report", N_("A year of a city's ties, partner by partner.")),
    "watch": ("office.watch", N_("An office's routine, for cron: what is new, and the papers.")),
    "wikidata": ("networks.compare", N_("Compare our sister cities with Wikidata's.")),
    "cache": ("data.cache", N_("Show and clear the cache of built graphs.")),
    "completion": ("completion", N_("Print the completion script of a shell.")),
}


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
        command: click.Command = getattr(module, f"{cmd_name}_command")
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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(text)) for name, (_module, text) in COMMANDS.items()])


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
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("Ties between cities: who claims each tie, in which source, and since when."),
    epilog=_("Start with: cityties ties isfahan"),
    invoke_without_command=True,
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help=_("Show the version; with -v also the limits that hold on this machine."),
)
@click.option(
    "-v",
    "--verbose",
    count=True,
    is_eager=True,
    help=_("Print more details (twice: everything)."),
)
@click.option("-q", "--quiet", is_flag=True, help=_("Print only results and errors."))
@click.option(
    "--width",
    type=int,
    metavar="N",
    help=_(
        "Lay tables out for N columns, also in a pipe (default: those of the terminal). Where "
        "that is too narrow for a table, each row is printed as a block of lines."
    ),
)
@click.option(
    "--lang",
    type=click.Choice(languages()),
    envvar="CITYTIES_LANG",
    default=_language,
    help=_("Language of texts, names and digits (default: that of the folder, or en)."),
)
@click.option(
    "--config",
    type=click.Path(dir_okay=True),
    metavar="FILE",
    envvar="CITYTIES_CONFIG",
    expose_value=False,  # read before the commands are: cityties.cli.settings
    help=_(
        "Use the settings of this cityties.toml (default: that of the folder that you are in, or "
        "of the nearest one above; `cityties config` shows them)."
    ),
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
