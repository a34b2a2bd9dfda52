"""``cityties load``: data folders made from something else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cityties.cli.commands import HelpGroup, help_when_alone
from cityties.cli.data import workbook
from cityties.cli.data.wikidata import load_wikidata_command
from cityties.cli.options import code_option, examples
from cityties.cli.output import say, write
from cityties.errors import UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    from cityties.base.extensions import ExtensionError
    from cityties.loaders.added import Loader
    from cityties.loaders.foreign.links import About
    from cityties.loaders.foreign.provenance import Loaded
    from cityties.loaders.foreign.tables import Choices
    from cityties.model.rows import Tables

F = TypeVar("F", bound=Callable[..., Any])


class LoadGroup(HelpGroup):
    """The loaders of cityties, and those that installed packages add."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Ours, then those of packages; a package may not take a name of ours."""
        from cityties.base import extensions

        ours, added = super().list_commands(ctx), extensions.extensions(extensions.LOADERS)
        for name in set(ours) & set(added):
            extensions.only(extensions.LOADERS, name, ours)
        return [*ours, *added]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Ours, else that of a package; a broken one is a command that says what is wrong."""
        if found := super().get_command(ctx, cmd_name):
            return found
        from cityties.base.extensions import ExtensionError
        from cityties.loaders.added import find_loader

        try:
            loader = find_loader(cmd_name)
        except ExtensionError as fault:
            return _broken_command(cmd_name, fault)
        return None if loader is None else _added_command(loader)


@click.group(
    "load",
    cls=LoadGroup,
    invoke_without_command=True,
    help=_("Write a data folder from something else; `--data DIR` of the other commands uses it.")
    + examples(
        "cityties load links links.tsv --places places.csv -o world \\",
        '    --name "Twin towns 2016" --date 2016-09',
        "cityties ties isfahan --data world",
    ),
)
@click.pass_context
def load_command(ctx: click.Context) -> None:
    """Group of the kinds of source."""
    help_when_alone(ctx)


# --- what several of them share ------------------------------------------------------------


def output_option(command: F) -> F:
    """``-o``: the folder to write."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, file_okay=False),
        required=True,
        help=_("The folder to write; it must be new or empty."),
    )(command)


def about_options(command: F) -> F:
    """What becomes the source: ``--name``, ``--date`` and more."""
    for option in reversed(
        (
            click.option(
                "--name",
                required=True,
                help=_("Title of the source; its id is made of it, and `--source` names it."),
            ),
            click.option(
                "--date",
                required=True,
                metavar="EDTF",
                help=_("The day of the data: 2016-09, 2016, 2016-09-14."),
            ),
            click.option("--publisher", default="", help=_("Who published it: an id or a name.")),
            click.option("--url", default="", help=_("Its address.")),
            click.option(
                "--licence",
                default="",
                help=_("Terms of the data, such as CC0-1.0; written into the folder."),
            ),
            click.option("--note", default="", help=_("Anything else about the source.")),
            click.option(
                "--accessed", default="", metavar="EDTF", help=_("The day on which it was fetched.")
            ),
        )
    ):
        command = option(command)
    return command


def table_options(command: F) -> F:
    """How the file is written: ``--column``, ``--ignore``, ``--separator``, ``--header``."""
    for option in reversed(
        (
            click.option(
                "--column",
                "columns",
                multiple=True,
                metavar="WHAT=COLUMN",
                help=_("Which column is what, by its name or number (repeatable)."),
            ),
            click.option(
                "--ignore",
                multiple=True,
                metavar="COLUMN",
                help=_("Leave this column out (repeatable)."),
            ),
            click.option(
                "--separator",
                type=click.Choice(["tab", "comma", "semicolon", "blank"]),
                help=_("What stands between cells; found out by default."),
            ),
            click.option(
                "--header/--no-header",
                default=None,
                help=_("Whether the first line names the columns; found out by default."),
            ),
        )
    ):
        command = option(command)
    return command


def known_options(command: F) -> F:
    """What the file may refer to: ``--data`` and ``--no-shipped``."""
    for option in (
        click.option("--no-shipped", is_flag=True, help=_("The file refers to no shipped data.")),
        click.option(
            "--data",
            multiple=True,
            type=click.Path(path_type=Path, file_okay=False, exists=True),
            help=_("Another data folder that it refers to (repeatable)."),
        ),
    ):
        command = option(command)
    return command


def strict_option(command: F) -> F:
    """``--strict``."""
    return click.option(
        "--strict", is_flag=True, help=_("Write nothing if any line has to be left out.")
    )(command)


def known_tables(data: tuple[Path, ...], no_shipped: bool) -> Tables | None:
    """The rows that a loaded file may refer to; ``None`` if there are none.

    Parameters
    ----------
    data : folders of the person's own
    no_shipped : whether the shipped data is left out
    """
    from cityties.base import resources
    from cityties.loaders.tables import load_folder, merge

    known = None if no_shipped else load_folder(resources.data_dir())
    for folder in data:
        more = load_folder(folder, known=known)
        known = more if known is None else merge(known, more)
    return known


def check_output(output: Path) -> None:
    """Refuse a folder with something in it before any work is done.

    Raises
    ------
    UsageError
        If it is not empty.
    """
    if output.exists() and any(output.iterdir()):
        raise UsageError(_("{folder} is not empty").format(folder=output))


def write_folder(output: Path, files: dict[str, bytes], tables: Tables) -> None:
    """Write the files of a data folder, all or none, and say what is in it.

    Parameters
    ----------
    output : the folder, new or empty
    files : content by name
    tables : the rows, for the numbers
    """
    from cityties.base.files import atomic_directory
    from cityties.model.tables import ROW_TYPES

    if output.exists():
        output.rmdir()
    output.parent.mkdir(parents=True, exist_ok=True)
    with atomic_directory(output) as folder:
        for name, content in files.items():
            (folder / name).write_bytes(content)
    write(f"{output}\n")
    for name in ROW_TYPES:
        if rows := getattr(tables, name):
            say(f"{name}: {len(rows)}")


def write_loaded(output: Path, loaded: Loaded) -> None:
    """Write a loaded folder, and tell what is in it and what was left out.

    Parameters
    ----------
    output : the folder, new or empty
    loaded : what was loaded
    """
    from cityties.loaders.foreign.provenance import LOADING, finding_lines, folder_files

    write_folder(output, folder_files(loaded), loaded.tables)
    for line in loaded.lines:
        say(line)
    if found := finding_lines(loaded.record):
        say(_("left out or changed ({file} has every line):").format(file=output / LOADING))
        for line in found:
            say(f"  {line}")
    if not loaded.licence:
        say(_("the terms of the data are not said: give them with --licence"))


def read_choices(
    columns: tuple[str, ...], ignore: tuple[str, ...], separator: str | None, header: bool | None
) -> Choices:
    """The options of a table as one value.

    Raises
    ------
    UsageError
        If ``--column`` lacks its equals sign.
    """
    from cityties.loaders.foreign.tables import Choices

    chosen = _pairs("--column", columns, "from=source")
    return Choices(chosen, ignore, separator or "", header)


def _pairs(option: str, texts: tuple[str, ...], example: str) -> dict[str, str]:
    """The values of an option that takes ``ONE=OTHER``."""
    found = {}
    for text in texts:
        one, _equals, other = text.partition("=")
        if not one.strip() or not other.strip():
            message = _(
                "{option} needs two words with “=” between, such as {example}, not {value!r}"
            )
            raise UsageError(message.format(option=option, example=example, value=text))
        found[one.strip()] = other.strip()
    return found


def read_about(**given: str) -> About:
    """The options about the source as one value."""
    from cityties.loaders.foreign.links import About

    return About(**given)


# --- the kinds of source -------------------------------------------------------------------


@load_command.command(
    "rdf",
    help=_(
        "From an RDF file in the vocabulary of cityties (Turtle, TriG, N-Quads, N-Triples, "
        "JSON-LD). Readings in it are left out: they are computed. Nothing remote is fetched."
    )
    + examples(
        "cityties load rdf graph.trig -o my-folder",
        "cityties load rdf mine.trig -o my-folder --no-shipped",
    ),
)
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@output_option
@click.option(
    "--format", "form", metavar="NAME", help=_("ttl, trig, nq, nt or jsonld, if the ending lies.")
)
@click.option("--no-shipped", is_flag=True, help=_("The file refers to no shipped data."))
def rdf_command(source: Path, output: Path, form: str | None, no_shipped: bool) -> None:
    """Write the folder."""
    from cityties.loaders.added import folder_of
    from cityties.rdf.load import load_rdf

    check_output(output)
    tables = load_rdf(source, form, known=known_tables((), no_shipped))
    write_folder(output, folder_of(tables), tables)


@load_command.command(
    "links",
    help=_(
        "From a table of pairs of cities, CSV or TSV: two columns of Wikidata items (Q60), of ids "
        "of cities, or of numbers. Each line is what the list of the first city says; it becomes "
        "a claim of one source. A pair that only one of the two lists names stays one-sided. "
        "Lines that cannot be used are left out, told, and kept in the folder's loading.json."
    )
    + examples(
        "cityties load links links.tsv --places places.csv -o world \\",
        '    --name "Wikidata 2016" --date 2016-09 --publisher Wikidata --licence CC0-1.0',
        "cityties load links pairs.tsv -o konect --no-shipped --undirected \\",
        '    --name "KONECT twin" --date 2017-10',
    ),
)
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@output_option
@about_options
@click.option(
    "--places",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_(
        "A table of cities: id, name, lng, lat, country, countrycd, population (repeatable; "
        "later ones fill what earlier ones leave blank)."
    ),
)
@code_option(
    "--kind", "kinds", _("Kind of agreement of all ties."), default="sister_city", show_default=True
)
@click.option(
    "--undirected", is_flag=True, help=_("Each pair stands once and says nothing of whose list.")
)
@table_options
@strict_option
@known_options
def links_command(
    source: Path,
    output: Path,
    places: tuple[Path, ...],
    kind: str,
    undirected: bool,
    columns: tuple[str, ...],
    ignore: tuple[str, ...],
    separator: str | None,
    header: bool | None,
    strict: bool,
    data: tuple[Path, ...],
    no_shipped: bool,
    **about: str,
) -> None:
    """Write the folder."""
    from cityties.loaders.foreign.links import load_links

    check_output(output)
    loaded = load_links(
        source,
        read_about(**about),
        places=places,
        kind=kind,
        directed=not undirected,
        known=known_tables(data, no_shipped),
        choices=read_choices(columns, ignore, separator, header),
        ignore_places=ignore,
        strict=strict,
    )
    write_loaded(output, loaded)


@load_command.command(
    "members",
    help=_(
        "From a table of the members of a city network, CSV or TSV, a line for each: a Wikidata "
        "item, an id or a name with the country; if it has them, grade, since, until, status and "
        "what a place has (lat, lng, population). Each line becomes a claim that the city was a "
        "member by the date, and each date of entry or leaving one more."
    )
    + examples(
        "cityties load members members.tsv -o eurocities --network Eurocities \\",
        '    --name "Members of Eurocities" --date 2025-05 --publisher Eurocities',
        "cityties load members list.csv -o wego --network wego --grade 'full member=member' \\",
        '    --name "Members of WeGO" --date 2026-11-01 --column id=Wikidata',
    ),
)
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@output_option
@click.option("--network", required=True, help=_("The network: an id or a name; it may be new."))
@click.option(
    "--network-item", default="", metavar="QID", help=_("Wikidata item of a new network.")
)
@about_options
@click.option(
    "--grade",
    "grades",
    multiple=True,
    metavar="WORD=CODE",
    help=_("What a word of the column grade means (repeatable)."),
)
@click.option(
    "--places",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_("A table of cities that fills what this one leaves blank (repeatable)."),
)
@table_options
@strict_option
@known_options
def members_command(
    source: Path,
    output: Path,
    network: str,
    network_item: str,
    grades: tuple[str, ...],
    places: tuple[Path, ...],
    columns: tuple[str, ...],
    ignore: tuple[str, ...],
    separator: str | None,
    header: bool | None,
    strict: bool,
    data: tuple[Path, ...],
    no_shipped: bool,
    **about: str,
) -> None:
    """Write the folder."""
    from cityties.loaders.foreign.members import load_members

    check_output(output)
    loaded = load_members(
        source,
        network,
        read_about(**about),
        network_item=network_item,
        places=places,
        grades=_pairs("--grade", grades, "full member=member"),
        known=known_tables(data, no_shipped),
        choices=read_choices(columns, ignore, separator, header),
        strict=strict,
    )
    write_loaded(output, loaded)


load_command.add_command(workbook.read_command)
load_command.add_command(load_wikidata_command)


# --- what installed packages add -----------------------------------------------------------


def _added_command(loader: Loader) -> click.Command:
    """The command of a loader that an installed package adds."""

    @click.command(loader.name, help=loader.help)
    @click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
    @output_option
    @known_options
    def command(source: Path, output: Path, data: tuple[Path, ...], no_shipped: bool) -> None:
        from cityties.loaders.added import folder_of

        check_output(output)
        tables = loader.load(source, known_tables(data, no_shipped))
        write_folder(output, folder_of(tables), tables)

    return command


def _broken_command(name: str, fault: ExtensionError) -> click.Command:
    """A command that only says why it cannot run."""

    @click.command(name, help=str(fault), context_settings={"ignore_unknown_options": True})
    @click.argument("words", nargs=-1, type=click.UNPROCESSED)
    def command(words: tuple[str, ...]) -> None:  # noqa: ARG001 - whatever was asked
        raise fault

    return command
