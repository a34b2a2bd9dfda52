"""``cityties map`` and ``cityties export``: files from the graph."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from cityties.base import extensions
from cityties.base.outputs import is_standard_output
from cityties.cli.options import (
    code_option,
    data_options,
    day_options,
    examples,
    open_graph,
)
from cityties.cli.output import Steps, say, write
from cityties.cli.target import TargetFile, check_extension, check_target, is_special, write_target
from cityties.errors import UsageError
from cityties.export.formats import format_of, ours
from cityties.language.messages import _
from cityties.words.phrases import counted


@click.command(
    "map",
    help=_(
        "Write one HTML file with a city's ties (or all, or those among the members of a "
        "network): a map, a network, a timeline, the evidence for each tie and a table. It opens "
        "offline, in English and Persian. The "
        "file has the day of the data, so that the same data gives the same bytes; once open with "
        "scripts, the page shows the reader's own day unless --on names one. Without -o, --open "
        "writes it to a temporary file."
    )
    + examples(
        "cityties map isfahan -o isfahan.html",
        "cityties map isfahan --open",
        "cityties --lang fa map isfahan -o isfahan.html --on 2010-01-01",
        "cityties map --kind sister_city -o sister-cities.html",
        "cityties map isfahan -o isfahan.html --since 2025-01-01",
        "cityties --lang fa map isfahan --svg isfahan.svg",
        "cityties map isfahan --embed ties.html --link https://example.org/ties",
    ),
)
@click.argument("city", required=False)
@click.option(
    "-o",
    "--output",
    type=TargetFile(),
    help=_("The file to write; - is standard output."),
)
@click.option(
    "--svg",
    type=TargetFile(),
    metavar="FILE",
    help=_("Write a still picture, drawn without a browser, for papers and posters."),
)
@click.option(
    "--png",
    type=TargetFile(),
    metavar="FILE",
    help=_("The same as an image (needs the extra png)."),
)
@click.option(
    "--embed",
    type=TargetFile(),
    metavar="FILE",
    help=_("The same as a fragment for another page: figure, caption, sources; no script."),
)
@click.option("--link", default="", metavar="URL", help=_("With --embed: a page with more."))
@click.option(
    "--picture",
    type=click.Choice(("map", "network")),
    default="map",
    show_default=True,
    help=_("What --svg, --png and --embed draw."),
)
@click.option("--open", "show", is_flag=True, help=_("Show the page in the browser."))
@day_options(_("the day of the data"))
@code_option("--kind", "kinds", _("Only this kind of agreement (repeatable)."), multiple=True)
@code_option(
    "--status",
    "statuses",
    _("Only ties that may have this status on the day (repeatable)."),
    multiple=True,
)
@click.option(
    "--steps",
    type=click.IntRange(1, 2),
    default=2,
    show_default=True,
    help=_("With CITY: 1 for its own ties only, 2 to add those of its partners."),
)
@click.option("--no-history", is_flag=True, help=_("Omit the evidence (smaller file)."))
@click.option(
    "--since",
    metavar="SNAPSHOT",
    help=_(
        "Mark what is new since then: a snapshot, a data folder, a store, or a day of knowledge. "
        "By default the page compares with the reader's last visit."
    ),
)
@click.option("--no-land", is_flag=True, help=_("Omit the land of the map."))
@data_options
def map_command(
    city: str | None,
    output: Path | None,
    svg: Path | None,
    png: Path | None,
    embed: Path | None,
    link: str,
    picture: str,
    show: bool,
    on: date | None,
    known_by: date | None,
    kind: tuple[str, ...],
    status: tuple[str, ...],
    steps: int,
    no_history: bool,
    no_land: bool,
    since: str | None,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Write the page."""
    stills = {"svg": svg, "png": png, "embed": embed}
    if output is None and not show and not any(stills.values()):
        raise UsageError(_("no output given: use -o FILE, or --open"))
    if link and embed is None:
        raise UsageError(_("--link needs --embed"))
    named = {form: file for form, file in stills.items() if file is not None}
    if output is not None and output.suffix.lower() not in ("", ".htm"):
        named["page"] = output
    for form, path in named.items():
        extension = f".{form}" if form in ("svg", "png") else ".html"
        message = _("{file}: use the extension {extension}")
        check_extension(path, extension, message.format(file=path, extension=extension))
    for file in (output, *stills.values()):
        if file is not None:
            check_target(file)
    graph = open_graph(data, no_shipped, store)
    if any(stills.values()):
        drawing = graph.drawing(
            city,
            picture=picture,
            land=not no_land,
            on=on,
            known_by=known_by,
            kinds=kind,
            statuses=status,
        )
        for form, file in stills.items():
            if file is None:
                continue
            if form == "png":
                content = drawing.png()
            else:
                content = (drawing.svg if form == "svg" else drawing.figure(link)).encode()
            if write_target(file, content):
                say(counted("{n} byte", "{n} bytes", len(content)))
        if output is None and not show:
            return
    with Steps() as progress:
        page = graph.map(
            city,
            on=on,
            known_by=known_by,
            kinds=kind,
            statuses=status,
            steps=steps,
            history=not no_history,
            land=not no_land,
            since=since,
            progress=progress,
        )
    if show and (output is None or not is_standard_output(output)):
        write(f"{page.open(output)}\n")
    else:
        assert output is not None  # asked for above
        write_target(output, page.text.encode())
    ties, cities, size = page.counts["ties"], page.counts["cities"], len(page.text.encode())
    say(
        " · ".join(
            (
                counted("{n} tie", "{n} ties", ties),
                counted("{n} city", "{n} cities", cities),
                counted("{n} byte", "{n} bytes", size),
            )
        )
    )
    if not ties:
        say(
            _("the data has no ties: the page shows its cities and their networks")
            if cities and not (kind or status) and (not city or cities > 1)
            else _("no tie matches: the page shows none")
        )


def _formats_of(*carries: str) -> str:
    return ", ".join(one.name for one in ours().values() if one.carries in carries)


def _formats_with(option: str) -> str:
    return ", ".join(one.name for one in ours().values() if getattr(one, option))


class ExportCommand(click.Command):
    """The command, whose help names the formats of installed packages too."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List what is added; packages are looked for only when help is asked for."""
        super().format_epilog(ctx, formatter)
        added = extensions.extensions(extensions.FORMATS)
        if not added:
            return
        with formatter.section(_("Formats of installed packages")):
            formatter.write_dl(
                [
                    (name, _(", ").join(map(extensions.package_of, entries)))
                    for name, entries in added.items()
                ]
            )


@click.command(
    "export",
    cls=ExportCommand,
    help=_(
        "Write the graph to FILE, in the format of its extension or of --format. The claims as "
        "RDF: {rdf}. The ties on a day: {day}. The ties through time: {states}. All tables as a "
        "database, with FILE.metadata.json for Datasette: {tables}. The default day is the data's "
        "own. - is standard output, with --format. docs/exports.md says what opens each."
    ).format(
        rdf=_formats_of("rdf"),
        day=_formats_of("day"),
        states=_formats_of("states"),
        tables=_formats_of("tables"),
    )
    + examples(
        "cityties export graph.trig",
        "cityties export ties.graphml --on 2020-01-01",
        "cityties export isfahan.geojson --focus isfahan --status in_force",
        "cityties export two-steps.gexf --focus isfahan --steps 2",
        "cityties export ties.sqlite",
        "cityties export - --format turtle | head",
    ),
)
@click.argument("file", type=TargetFile())
@click.option(
    "--format", "form", metavar="NAME", help=_("The format, if the file extension does not say it.")
)
@click.option("--focus", metavar="CITY", help=_("Only the ties of this city."))
@click.option(
    "--steps",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help=_("With --focus: 2 adds the ties of its partners, and so on."),
)
@code_option("--kind", "kinds", _("Only this kind of agreement (repeatable)."), multiple=True)
@code_option("--status", "statuses", _("Only this status (repeatable)."), multiple=True)
@code_option("--channel", "channels", _("The channel that statuses are read on."))
@day_options(_("the day of the data"))
@click.option(
    "--reifiers",
    is_flag=True,
    help=_("Add what each claim says as RDF 1.2 reifiers ({formats}).").format(
        formats=_formats_with("reifiers")
    ),
)
@click.option(
    "--guard-formulas/--no-guard-formulas",
    default=False,
    show_default=True,
    help=_("Put an apostrophe before cells that spreadsheets would run ({formats}).").format(
        formats=_formats_with("cells")
    ),
)
@data_options
def export_command(
    file: Path,
    form: str | None,
    focus: str | None,
    steps: int,
    kind: tuple[str, ...],
    status: tuple[str, ...],
    channel: str | None,
    on: date | None,
    known_by: date | None,
    reifiers: bool,
    guard_formulas: bool,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> None:
    """Write the file."""
    # A wrong ending or option is refused before anything is built.
    from cityties.api.outputs import export

    if form is None and is_standard_output(file):
        raise UsageError(_("standard output has no extension: name the form with --format"))
    chosen = format_of(file, form)
    chosen.check(reifiers=reifiers, guard=guard_formulas)
    check_target(file)
    graph = open_graph(data, no_shipped, store)
    view = graph.view(
        focus=focus,
        kinds=kind,
        statuses=status,
        channels=channel,
        on=on,
        known_by=known_by,
        steps=steps,
    )
    size = 0

    def counting(pieces: Iterator[bytes]) -> Iterator[bytes]:
        nonlocal size
        for piece in pieces:
            size += len(piece)
            yield piece

    def make(described: str = "") -> Iterator[bytes]:
        return export(
            view,
            chosen.name,
            reifiers=reifiers,
            guard_formulas=guard_formulas,
            described=described,
        )

    if write_target(file, counting(make())):
        say(counted("{n} byte", "{n} bytes", size))
    if chosen.describe is not None and not is_standard_output(file) and not is_special(file):
        write_target(file.with_suffix(".metadata.json"), make(file.stem))
