"""``cityties diff``: what changed, by fact."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cityties.cli.options import data_options, examples, format_choice, open_graph
from cityties.cli.output import Column, dim, emit, emit_object, isolate, write
from cityties.cli.types import DAY
from cityties.language.messages import _

if TYPE_CHECKING:
    from cityties.store.build import Graph


@click.command(
    "diff",
    help=_(
        "Show what changed from A to B, fact by fact: claims, readings, conflicts. A and B are "
        "snapshots, stores, data folders or days (the data as known by that day); `all` is "
        "everything known. Each side is read on its own day, unless --on sets one day for both."
    )
    + examples(
        "cityties diff 2021-06-01 2025-12-31 --city isfahan",
        "cityties diff releases/1.0 releases",
        "cityties diff releases/1.0 releases --changelog >> CHANGES.md",
        "cityties diff my-folder.old my-folder --added -f json",
    ),
)
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.option("--city", help=_("Show only what concerns this city."))
@click.option(
    "--on",
    type=DAY,
    metavar="DAY",
    help=_("Read both sides on this day, so that only what is known differs."),
)
@click.option("--brief", is_flag=True, help=_("Omit the individual claims."))
@click.option("--changelog", is_flag=True, help=_("Print the changelog of a release, in Markdown."))
@click.option("--added", is_flag=True, help=_("Add data folders to the shipped data."))
@format_choice("words", first="words")
@data_options
def diff_command(
    one: str,
    other: str,
    city: str | None,
    on: date | None,
    brief: bool,
    changelog: bool,
    added: bool,
    form: str,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Compare the two sides and print what differs."""
    from cityties.api import read_day
    from cityties.api.changes import words_of
    from cityties.snapshot import story
    from cityties.snapshot.diff import ROW_KEYS, compare, open_side, table_rows

    @lru_cache(maxsize=1)
    def default() -> Graph:
        return open_graph(data, no_shipped, store).built

    first, second = (
        open_side(text, default, on=on, day=read_day, shipped=added) for text in (one, other)
    )
    place = second.graph.gazetteer.get(city, kinds=("city",)) if city else ""
    diff = compare(first, second, city=place)
    if form == "json":
        emit_object(diff.as_dict())
        return
    if form != "words":
        columns = [
            Column("part", _("Part")),
            Column("change", _("Change")),
            Column("id", _("Id")),
            Column("field", _("Field"), rank=1),
            Column("before", _("Before")),
            Column("after", _("After")),
            Column("source", _("Source"), rank=2),
        ]
        notes = [story.headline(diff)]
        emit(table_rows(diff), columns, form, keys=ROW_KEYS, notes=notes, empty=_("no differences"))
        return
    words = words_of(second.graph, first.graph, unnamed=isolate)
    if changelog:
        write(story.changelog(diff, words, claims=not brief))
        return
    for line in story.tell(diff, words, claims=not brief):
        write((line if line.startswith(("-", " ")) or not line.endswith(":") else dim(line)) + "\n")
