"""``cityties site``: the graph as a folder of pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cityties.cli.options import data_options, examples, open_graph
from cityties.cli.output import Steps, say, write
from cityties.cli.types import DAY
from cityties.language.messages import _
from cityties.words.phrases import counted, list_words

if TYPE_CHECKING:
    from cityties.api import CityGraph
    from cityties.snapshot.diff import Diff
    from cityties.snapshot.story import Words

_SHOWN = 5


@click.command(
    "site",
    help=_(
        "Write the graph as a folder of pages that needs no server: the map, a page for each "
        "city, country, tie, official, network, source, question and term, search, downloads, and "
        "each page as RDF. It opens from a disk and below any address, in the languages of the "
        "data folder. In a folder that has a site only what changed is written, and only what the "
        "site wrote is replaced or removed. The same data gives the same files."
    )
    + examples(
        "cityties site -o site",
        "cityties site -o site --since releases/1.0",
        "cityties site -o site --releases releases --url https://example.org/ties/",
        "cityties site -o site --data my-folder --no-shipped --on 2026-01-01",
    ),
)
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=True),
    required=True,
    metavar="DIR",
    help=_("The folder to write: new, empty, or a site."),
)
@click.option(
    "--on",
    type=DAY,
    metavar="DAY",
    help=_("The day that states are of (default: the day of the data)."),
)
@click.option(
    "--since",
    metavar="SNAPSHOT",
    help=_("Add a page with what changed since a snapshot, store, data folder or day."),
)
@click.option(
    "--releases",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=_("Add a page and a download for each snapshot of this folder."),
)
@click.option(
    "--url",
    default="",
    metavar="URL",
    help=_("The address that the site will have: adds a feed and a sitemap."),
)
@click.option("--title", default="", metavar="TEXT", help=_("Title of the site."))
@data_options
def site_command(
    folder: Path,
    on: date | None,
    since: str | None,
    releases: Path | None,
    url: str,
    title: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Write the site."""
    from cityties.site.folder import Settings, check_folder, write_site

    check_folder(folder)  # a foreign folder is reported before anything is built
    graph = open_graph(data, no_shipped, store)
    asked = Settings(
        on=on,
        since=_since(graph, since) if since else None,
        releases=releases,
        url=url,
        title=title,
    )
    with Steps() as progress:
        made = write_site(graph, folder, asked, progress=progress)
    write(f"{made.folder}\n")
    size = _("{n} MB").format(n=f"{made.bytes / 1e6:.1f}")
    parts = [
        counted("{n} file", "{n} files", made.files),
        size,
        counted("{n} written", "{n} written", len(made.written)),
        counted("{n} removed", "{n} removed", len(made.removed)),
    ]
    say(" · ".join(parts))
    if made.kept:
        names = list_words(list(made.kept[:_SHOWN]))
        say(
            _("not removed, as changed by hand ({n}): {names}").format(
                n=len(made.kept), names=names
            )
        )


def _since(graph: CityGraph, text: str) -> tuple[Diff, Callable[[], Words]]:
    """The difference from another state of the data, and the words for it."""
    from cityties.api import read_day
    from cityties.api.changes import words_of
    from cityties.snapshot.diff import compare, open_side

    one = open_side(text, lambda: graph.built, day=read_day)
    other = open_side("all", lambda: graph.built, day=read_day)
    return compare(one, other), lambda: words_of(graph.built, one.graph)
