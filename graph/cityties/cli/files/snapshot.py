"""``cityties snapshot``: folders that a paper can cite."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cityties.cli.commands import HelpGroup, help_when_alone
from cityties.cli.options import data_options, day_options, examples, format_option, open_graph
from cityties.cli.output import Column, emit, emit_object, isolate, say, write
from cityties.language.messages import _

if TYPE_CHECKING:
    from cityties.snapshot.verify import Verdict
    from cityties.store.snapshots import Snapshot

F = TypeVar("F", bound=Callable[..., Any])

LIST_KEYS = ("folder", "current", "id", "version", "title", "on", "known_by", "claims", "parent")
SHOW_KEYS = ("what", "value")
DIFFERENCE_KEYS = ("file", "message", "fact", "found", "expected")


@click.group(
    "snapshot",
    cls=HelpGroup,
    invoke_without_command=True,
    help=_("Write, check and list snapshots: folders of files that a paper can cite.")
    + examples(
        "cityties snapshot create releases",
        "cityties snapshot verify releases",
        "cityties ties isfahan --store releases",
    ),
)
@click.pass_context
def snapshot_command(ctx: click.Context) -> None:
    """Group of the commands on snapshots."""
    help_when_alone(ctx)


def _folder_argument(command: F) -> F:
    return click.argument(
        "folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False)
    )(command)


@snapshot_command.command(
    "create",
    help=_(
        "Write a snapshot of the graph to DIR/<content id>/ and make it the current one: RDF, "
        "tables, network files, codebook, checksums, descriptions. The same data gives the same "
        "files. Earlier snapshots are kept, unless --keep limits their number."
    )
    + examples(
        "cityties snapshot create releases",
        'cityties snapshot create releases --version 1.0 --title "Ties of Isfahan, 1.0"',
        "cityties snapshot create releases --known-by 2021-06-01 --keep 5",
    ),
)
@_folder_argument
@click.option("--title", default="", help=_("Title of the snapshot."))
@click.option(
    "--version",
    default="",
    metavar="TEXT",
    help=_("Version of the release; the day of the data by default, such as 2026.10.05."),
)
@click.option(
    "--author",
    "authors",
    multiple=True,
    metavar="NAME",
    help=_("Author to cite (repeatable); by default those whom the sources inside name."),
)
@click.option(
    "--licence",
    default="",
    metavar="TEXT",
    help=_(
        "Licence of the sources that state none: an SPDX id (CC0-1.0), an address or words. Other "
        "sources keep theirs."
    ),
)
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    metavar="N",
    help=_("Keep only the newest N snapshots, this one included."),
)
@day_options(_("the day of the data"))
@data_options
def create_command(
    folder: Path,
    title: str,
    version: str,
    authors: tuple[str, ...],
    licence: str,
    keep: int | None,
    on: date | None,
    known_by: date | None,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Write a snapshot and print its folder."""
    from cityties.cli.output import Steps
    from cityties.store.snapshots import SHELF

    SHELF.check(folder)  # report a foreign folder before anything is built
    more = {} if known_by is None else {"known_by": known_by}
    graph = open_graph(data, no_shipped, store, **more)
    if known_by is not None and graph.built.known_by != known_by:
        # A store is opened as it is: its rows are read again for this day.
        from cityties.api import CityGraph
        from cityties.store.build import build

        graph = CityGraph(build(graph.tables, known_by=known_by))
    with Steps() as steps:
        made = graph.snapshot(
            folder,
            on=on,
            title=title,
            version=version,
            authors=authors,
            licence=licence,
            keep=keep,
            progress=steps,
        )
    write(f"{made.folder}\n")
    say(_describe(made))
    _tell_rights(made)


def _tell_rights(snapshot: Snapshot) -> None:
    """Whose the data in it is, and what follows from the licences."""
    from cityties.snapshot.manifest import description_of
    from cityties.words.rights import duty_lines

    rights = description_of(snapshot).rights
    say(_("licences of the data inside, and what follows (no legal advice):"))
    for line in duty_lines(rights):
        say(f"  {line}")


def _describe(snapshot: Snapshot) -> str:
    from cityties.words.phrases import counted, number

    manifest = snapshot.manifest
    files = len(manifest["files"]) + 2  # the manifest and the checksums
    size = sum(entry["bytes"] for entry in manifest["files"])
    return _("{title}: {files}, {size} MB").format(
        title=manifest["title"],
        files=counted("{n} file", "{n} files", files),
        size=number(size / 1e6, 1),
    )


@snapshot_command.command(
    "verify",
    help=_(
        "Check a snapshot: each file by its checksum, then by recreating it from the rows. Names "
        "each file that differs and the first fact that differs in it. Exits with 1 if one "
        "differs."
    )
    + examples("cityties snapshot verify releases", "cityties snapshot verify . -f json"),
)
@_folder_argument
@format_option
@click.pass_context
def verify_command(ctx: click.Context, folder: Path, form: str) -> None:
    """Print what differs."""
    from cityties.snapshot.verify import verify_snapshot

    verdict = verify_snapshot(folder)
    rows = [{key: getattr(each, key) for key in DIFFERENCE_KEYS} for each in verdict.differences]
    if form == "json":
        emit_object(
            {
                "id": verdict.snapshot.id,
                "right": verdict.is_right,
                "files": verdict.files,
                "recomputed": verdict.recomputed,
                "notes": list(verdict.notes),
                "differences": rows,
            }
        )
    elif form == "table":
        for each in verdict.differences:
            write(f"{each}\n")
        for note in verdict.notes:
            write(f"{note}\n")
        write(f"{_verdict(verdict)}\n")
    else:
        emit(rows, [], form, keys=DIFFERENCE_KEYS)
    if not verdict.is_right:
        ctx.exit(1)


def _verdict(verdict: Verdict) -> str:
    from cityties.words.phrases import counted, number

    looked_at = _("{files} compared by checksum, {recomputed} recreated").format(
        files=counted("{n} file", "{n} files", verdict.files),
        recomputed=number(verdict.recomputed),
    )
    if verdict.is_right:
        return _("valid: {id} ({looked_at})").format(
            id=isolate(verdict.snapshot.id), looked_at=looked_at
        )
    text = counted("{n} file differs", "{n} files differ", len(verdict.differences))
    return f"{text} ({looked_at})"


@snapshot_command.command(
    "list",
    help=_("List the snapshots of a folder, the newest first.")
    + examples("cityties snapshot list releases"),
)
@_folder_argument
@format_option
def list_command(folder: Path, form: str) -> None:
    """Print a row for each snapshot."""
    from cityties.store.snapshots import list_snapshots
    from cityties.words.bounds import date_words

    found, current = list_snapshots(folder)
    rows = []
    for each in found:
        manifest = each.manifest
        rows.append(
            {
                "folder": each.folder.name,
                "current": each.folder.name == current,
                "id": each.id,
                "version": manifest["version"],
                "title": manifest["title"],
                "on": manifest["on"],
                "known_by": manifest["known_by"],
                "claims": manifest["counts"]["claims"],
                "parent": (manifest.get("parent") or {}).get("id"),
            }
        )
    columns = [
        Column("current", _("Current"), lambda row: "*" if row["current"] else ""),
        Column("id", _("Id"), lambda row: str(row["id"])[:12]),
        Column("version", _("Version")),
        Column("title", _("Title"), rank=1),
        Column("on", _("On"), lambda row: date_words(row["on"], both=True)),
        Column("known_by", _("Known by"), lambda row: date_words(row["known_by"], both=True)),
        Column("claims", _("Claims"), right=True),
        Column("parent", _("Previous"), lambda row: str(row["parent"] or "")[:12], rank=2),
    ]
    emit(rows, columns, form, keys=LIST_KEYS, empty=_("no snapshots here yet"))


@snapshot_command.command(
    "show",
    help=_("Show what a snapshot is: id, days, counts, how to cite it.")
    + examples("cityties snapshot show releases", "cityties snapshot show releases -f json"),
)
@_folder_argument
@format_option
def show_command(folder: Path, form: str) -> None:
    """Print the manifest, in words or as it is."""
    from cityties.snapshot.manifest import description_of
    from cityties.snapshot.metadata import reference
    from cityties.store.snapshots import read_snapshot
    from cityties.words.phrases import day_words, number

    snapshot = read_snapshot(folder)
    if form == "json":
        emit_object(snapshot.manifest)
        return
    manifest, count = snapshot.manifest, snapshot.manifest["counts"]
    about = description_of(snapshot)
    parent = manifest.get("parent")
    # People read days and numbers as their language has them; rows are for programs.
    is_read = form == "table"

    def day(value: date) -> str:
        return day_words(value) if is_read else value.isoformat()

    def amount(name: str) -> str:
        return number(count[name]) if is_read else str(count[name])

    lines = [
        ("title", _("title"), about.title),
        ("id", _("id"), about.id),
        ("version", _("version"), about.version),
        ("day", _("day of the tables"), day(about.on)),
        (
            "known_by",
            _("known by"),
            day(about.known_by) if about.known_by else _("everything known"),
        ),
        ("claims", _("claims"), amount("claims")),
        ("sources", _("sources"), amount("sources")),
        ("ties", _("ties"), amount("ties")),
        ("conflicts", _("conflicts"), amount("conflicts")),
        ("software", _("software"), f"cityties {manifest['software']['version']}"),
        (
            "previous",
            _("previous"),
            f"{parent['version']} ({parent['id'][:12]})" if parent else "",
        ),
        ("folder", _("folder"), str(snapshot.folder)),
        ("citation", _("citation"), reference(about)),
    ]
    if form == "table":
        for _key, title, text in lines:
            if text:
                write(f"{title}: {text}\n")
        return
    emit([{"what": key, "value": text} for key, _title, text in lines], (), form, keys=SHOW_KEYS)
