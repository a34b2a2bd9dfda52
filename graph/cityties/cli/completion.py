"""``cityties completion``: the line or script that a shell needs."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from cityties.cli.output import write_data
from cityties.language.messages import _


@click.command(
    "completion",
    help=_("Print the completion script of a shell.")
    + "\n\n\b\n"
    + _("Examples:")
    + "\n  cityties completion bash > ~/.local/share/bash-completion/completions/cityties"
    + "\n  cityties completion fish > ~/.config/fish/completions/cityties.fish",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_command(shell: str) -> None:
    """Print the script for the shell."""
    from cityties.cli import complete  # noqa: F401 - makes its shells known to click
    from cityties.cli.commands import cli

    made = get_completion_class(shell)
    assert made is not None  # click knows the three shells of the choice
    write_data(made(cli, {}, "cityties", "_CITYTIES_COMPLETE").source() + "\n")
