"""``cityties cache``: where built graphs are kept between calls."""

from __future__ import annotations

import click

from cityties.cli.listings import examples
from cityties.cli.output import say, write
from cityties.messages import _, ngettext


@click.group(
    "cache",
    help=_("The cache of built graphs (CITYTIES_CACHE moves it).")
    + examples("cityties cache info", "cityties cache clear"),
)
def cache_command() -> None:
    """Group of the two commands."""


@cache_command.command("info", help=_("Show where the cache is and what it holds."))
def info_command() -> None:
    """Print folder, number of graphs and size."""
    from cityties.store import cache_info

    info = cache_info()
    write(f"{_('folder')}: {info['folder']}\n")
    write(
        ngettext("{n} graph", "{n} graphs", info["graphs"]).format(n=info["graphs"])
        + f", {info['bytes'] / 1e6:.1f} MB\n"
    )
    if not info["writable"]:
        say(_("The folder cannot be written; graphs are built in memory."))


@cache_command.command("clear", help=_("Remove every built graph from the cache."))
def clear_command() -> None:
    """Empty the cache."""
    from cityties.store import cache_clear

    removed = cache_clear()
    write(ngettext("{n} graph removed", "{n} graphs removed", removed).format(n=removed) + "\n")
