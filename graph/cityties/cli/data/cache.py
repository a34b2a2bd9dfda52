"""``cityties cache``: where built graphs are kept between calls."""

from __future__ import annotations

import click

from cityties.cli.commands import HelpGroup, help_when_alone
from cityties.cli.options import examples
from cityties.cli.output import digits, isolate, say, write
from cityties.language.messages import _, ngettext


@click.group(
    "cache",
    cls=HelpGroup,
    invoke_without_command=True,
    help=_("The cache of built graphs (set CITYTIES_CACHE to move it).")
    + examples("cityties cache info", "cityties cache clear"),
)
@click.pass_context
def cache_command(ctx: click.Context) -> None:
    """Group of the two commands."""
    help_when_alone(ctx)


@cache_command.command(
    "info",
    help=_("Show where the cache is and what it holds.") + examples("cityties cache info"),
)
def info_command() -> None:
    """Print folder, number of graphs and size."""
    from cityties.base.resources import cache_refusal, writable_cache_dir
    from cityties.store.graphs import cache_info

    info = cache_info()
    write(_("folder: {path}").format(path=isolate(str(info.folder))) + "\n")
    write(_held(info.graphs, info.size) + "\n")
    if refusal := cache_refusal():
        say(refusal)
    elif writable_cache_dir() is None:
        say(_("The folder is not writable; graphs are built in memory."))


def _held(graphs: int, size: int) -> str:
    """``3 graphs, 12.5 MB``."""
    text = ngettext("{n} graph, {size} MB", "{n} graphs, {size} MB", graphs)
    return digits(text.format(n=graphs, size=f"{size / 1e6:.1f}"))


@cache_command.command(
    "clear",
    help=_("Remove every built graph from the cache.") + examples("cityties cache clear"),
)
def clear_command() -> None:
    """Empty the cache."""
    from cityties.store.graphs import cache_clear

    removed = cache_clear()
    write(_("Removed: {what}").format(what=_held(removed.graphs, removed.size)) + "\n")
