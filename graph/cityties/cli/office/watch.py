"""``cityties watch``: an office's routine, for cron."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from cityties.cli.office.papers import BOTH, asked_languages
from cityties.cli.options import data_options, day_options, examples, open_graph
from cityties.cli.output import write
from cityties.language.messages import _, languages
from cityties.words.phrases import counted


@click.command(
    "watch",
    help=_(
        "An office's routine, for cron: say what is new since the last time, and write news, what "
        "waits, the calendar, briefs and the page into DIR. Nothing is sent anywhere. The last "
        "time is remembered in DIR/.cityties-watch.json."
    )
    + examples(
        "cityties watch office --city isfahan --no-page",
        "cityties watch office --city isfahan --brief vietnam --no-page --exit-code",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--city", metavar="CITY", help=_("The city of the office (default: the home city)."))
@click.option("--brief", "whom", multiple=True, metavar="WHO",
              help=_("Write a brief on this too (repeatable)."))  # fmt: skip
@click.option("--no-page", is_flag=True, help=_("Leave out the interactive page."))
@click.option("--exit-code", is_flag=True, help=_("End with 1 if something is new."))
@click.option(
    "--lang",
    type=click.Choice([*languages(), BOTH]),
    help=_("Language; both: each language of the folder on pages of its own."),
)
@day_options(_("today"))
@data_options
def watch_command(
    folder: Path,
    city: str | None,
    whom: tuple[str, ...],
    no_page: bool,
    exit_code: bool,
    lang: str | None,
    on: date | None,
    known_by: date | None,
    data: tuple[Path, ...],
    no_shipped: bool,
    store: Path | None,
) -> int:
    """Write the papers, and print one line."""
    from cityties.base.files import write_atomic
    from cityties.base.install import installed
    from cityties.errors import NotFoundError
    from cityties.office import watch
    from cityties.office.sheets import desk_of

    if not folder.absolute().parent.is_dir():
        raise NotFoundError(_("the folder {path} does not exist").format(path=folder.parent))
    before = watch.read_state(folder) if folder.is_dir() else None
    graph = open_graph(data, no_shipped, store, known_by=known_by)
    desk = desk_of(graph, city, on)
    state = watch.state_of(desk)
    news = watch.news_of(before, state)
    files = watch.papers(
        desk, news, whom, asked_languages(lang, desk), dated=installed("icalendar")
    )
    if not no_page:
        files["page.html"] = graph.map(desk.city, on=desk.day).text.encode()
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        write_atomic(folder / name, content)
    # Last: where a paper could not be written, the next time says the news again.
    remembered = json.dumps(state, ensure_ascii=False, indent=1).encode()
    write_atomic(folder / watch.STATE, remembered)
    write(_line(news.first, news.number, len(files), folder) + "\n")
    return 1 if exit_code and news.number else 0


def _line(first: bool, number: int, files: int, folder: Path) -> str:
    """The one line of a run."""
    said = (
        _("the first time: nothing to compare with")
        if first
        else counted(
            "{n} fact is new, changed or gone", "{n} facts are new, changed or gone", number
        )
    )
    papers = counted("{n} file", "{n} files", files)
    return _("{news}; {files} in {folder}").format(news=said, files=papers, folder=folder)
