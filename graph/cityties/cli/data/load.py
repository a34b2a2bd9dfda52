"""``cityties load``: data folders made from something else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cityties.cli.commands import HelpGroup, help_when_alone
from cityties.cli.data import workbook
from cityties.cli.data.load_options import (
    InputFile,
    _pairs,
    about_options,
    alone_option,
    check_output,
    deciding_inputs,
    deciding_options,
    input_argument,
    known_options,
    known_tables,
    names_of_kept,
    output_option,
    read_choices,
    read_shown,
    strict_option,
    table_options,
    word_option,
    write_folder,
    write_loaded,
)
from cityties.cli.data.load_update import updatable_output_option
from cityties.cli.data.load_wikidata import load_wikidata_command
from cityties.cli.data.load_wikipedia import load_wikipedia_command
from cityties.cli.options import code_option, examples, no_shipped_option, worker_options
from cityties.cli.output import say
from cityties.errors import UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    from cityties.base.extensions import ExtensionError
    from cityties.loaders.added import Loader

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
    help=_(
        "Import other data into a data folder, for use with `--data DIR`. A file named - is "
        "standard input."
    )
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


# --- the kinds of source -------------------------------------------------------------------


@load_command.command(
    "rdf",
    help=_(
        "Load an RDF file in the vocabulary of cityties (Turtle, TriG, N-Quads, N-Triples, "
        "JSON-LD). Readings in it are ignored, because they are computed. Nothing remote is "
        "fetched."
    )
    + examples(
        "cityties load rdf graph.trig -o my-folder",
        "cityties export - --format trig | cityties load rdf - -o copy --no-shipped --format trig",
        "cityties load rdf mine.trig -o my-folder --no-shipped",
    ),
)
@input_argument
@output_option
@click.option(
    "--format",
    "form",
    metavar="NAME",
    help=_("ttl, trig, nq, nt or jsonld, if the file extension is wrong."),
)
@no_shipped_option(_("The file does not refer to the shipped data, or does."))
@worker_options
def rdf_command(
    source: Path,
    output: Path,
    form: str | None,
    no_shipped: bool,
    timeout: float | None,
    memory: int,
) -> None:
    """Write the folder."""
    from cityties.store.confined import read_file

    check_output(output)
    if form is None and not source.suffix:
        raise UsageError(_("name the format of the file: {option}").format(option="--format ttl"))
    loaded = read_file(
        "rdf",
        source,
        known=known_tables((), no_shipped),
        timeout=timeout,
        memory=memory,
        shown=names_of_kept(),
        form=form,
    )
    write_folder(output, loaded.files, loaded.counts)
    for line in loaded.lines:
        say(line)


@load_command.command(
    "links",
    help=_(
        "Load a table of pairs of cities: CSV, TSV or a workbook (.xlsx, .ods), in any encoding. "
        "Each city is an id (Wikidata item Q60, a slug, the id of a register) or a name with its "
        "country, region or coordinates; a line may say since, until, kind, status, note and "
        "source. Titles of columns are known in many languages; what was found out is printed as "
        "options to copy. Each line is an entry in the list of the first city and becomes claims "
        "of one source. A pair that only one of the two lists contains stays one-sided. Lines "
        "that cannot be used are skipped, reported, and recorded in the folder's loading.json."
    )
    + examples(
        'cityties load links partners.csv -o mine --name "Our partner cities" --date 2024-05',
        "cityties load links pairs.txt -o mine --separator '|' --no-header --column from_name=1 \\",
        '    --column to_name=2 --column to_country=3 --name "Pairs" --date 2024',
        "cityties load links links.tsv --places places.csv -o world \\",
        '    --name "Wikidata 2016" --date 2016-09 --publisher Wikidata --licence CC0-1.0',
        "cityties load links pairs.tsv -o konect --no-shipped --undirected \\",
        '    --name "KONECT twin" --date 2017-10',
    ),
)
@input_argument
@updatable_output_option
@about_options
@click.option(
    "--places",
    multiple=True,
    type=InputFile(),
    help=_(
        "A table of cities: id, name, lng, lat, country, countrycd, population (repeatable; "
        "later tables fill cells that are empty in earlier ones)."
    ),
)
@code_option(
    "--kind", "kinds", _("Kind of agreement of all ties."), default="sister_city", show_default=True
)
@word_option("--kind-word", _("The meaning of a word in the column kind (repeatable)."))
@word_option("--status-word", _("The meaning of a word in the column status (repeatable)."))
@click.option(
    "--undirected",
    is_flag=True,
    help=_("Each pair is listed once, without saying whose list it is from."),
)
@table_options
@deciding_options
@strict_option
@alone_option
@known_options
@worker_options
def links_command(
    source: Path,
    output: Path,
    places: tuple[Path, ...],
    kind: str,
    kind_word: tuple[str, ...],
    status_word: tuple[str, ...],
    undirected: bool,
    unresolved: Path | None,
    gazetteer: bool,
    strict: bool,
    data: tuple[Path, ...],
    no_shipped: bool,
    timeout: float | None,
    memory: int,
    alone: bool,
    **about: Any,
) -> None:
    """Write the folder."""
    check_output(output)
    choices = read_choices(about)
    known = known_tables(data, no_shipped)
    asked, using = deciding_inputs(output, unresolved, gazetteer)
    more = [*places, *using.pop("more")]
    loaded = read_shown(
        "links",
        source,
        known=known,
        more=more,
        **using,
        timeout=timeout,
        memory=memory,
        shown=names_of_kept(),
        about=about,
        choices=choices,
        places=[str(place) for place in places],
        kind=kind,
        kinds=_pairs("--kind-word", kind_word, "'partner city=friendship_city'"),
        statuses=_pairs("--status-word", status_word, "dormant=suspended"),
        directed=not undirected,
        strict=strict,
    )
    write_loaded(output, loaded, asked, known if alone else None)


@load_command.command(
    "members",
    help=_(
        "Load a table of the members of a city network: CSV, TSV or a workbook (.xlsx, .ods), in "
        "any encoding, one line per member: a Wikidata item, an id or a name with the country; "
        "optionally grade, since, until, status, note, source and details of the place (region, "
        "lat, lng, population). Titles of columns are known in many languages; what was found out "
        "is printed as options to copy. Each line becomes a claim that the city was a member by "
        "the date, and each date of entry or leaving becomes another claim. Lines that cannot be "
        "used are skipped, reported, and recorded in the folder's loading.json."
    )
    + examples(
        "cityties load members members.tsv -o eurocities --network Eurocities \\",
        '    --name "Members of Eurocities" --date 2025-05 --publisher Eurocities',
        "cityties load members list.csv -o wego --network wego --grade 'full member=member' \\",
        '    --name "Members of WeGO" --date 2026-11-01 --column id=Wikidata',
    ),
)
@input_argument
@updatable_output_option
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
    help=_("The meaning of a word in the column grade (repeatable)."),
)
@word_option("--status-word", _("The meaning of a word in the column status (repeatable)."))
@click.option(
    "--places",
    multiple=True,
    type=InputFile(),
    help=_("Another table of cities that fills cells which are empty in this one (repeatable)."),
)
@table_options
@deciding_options
@strict_option
@alone_option
@known_options
@worker_options
def members_command(
    source: Path,
    output: Path,
    network: str,
    network_item: str,
    grades: tuple[str, ...],
    status_word: tuple[str, ...],
    places: tuple[Path, ...],
    unresolved: Path | None,
    gazetteer: bool,
    strict: bool,
    data: tuple[Path, ...],
    no_shipped: bool,
    timeout: float | None,
    memory: int,
    alone: bool,
    **about: Any,
) -> None:
    """Write the folder."""
    check_output(output)
    choices = read_choices(about)
    known = known_tables(data, no_shipped)
    asked, using = deciding_inputs(output, unresolved, gazetteer)
    more = [*places, *using.pop("more")]
    loaded = read_shown(
        "members",
        source,
        known=known,
        more=more,
        **using,
        timeout=timeout,
        memory=memory,
        shown=names_of_kept(),
        network=network,
        network_item=network_item,
        about=about,
        choices=choices,
        statuses=_pairs("--status-word", status_word, "withdrawn=left"),
        grades=_pairs("--grade", grades, "full member=member"),
        places=[str(place) for place in places],
        strict=strict,
    )
    write_loaded(output, loaded, asked, known if alone else None)


load_command.add_command(workbook.read_command)
load_command.add_command(load_wikidata_command)
load_command.add_command(load_wikipedia_command)


# --- what installed packages add -----------------------------------------------------------


def _added_command(loader: Loader) -> click.Command:
    """The command of a loader that an installed package adds."""

    @click.command(loader.name, help=loader.help)
    @input_argument
    @output_option
    @known_options
    def command(source: Path, output: Path, data: tuple[Path, ...], no_shipped: bool) -> None:
        from cityties.loaders.added import folder_of
        from cityties.model.tables import ROW_TYPES

        check_output(output)
        tables = loader.load(source, known_tables(data, no_shipped))
        counts = {name: len(getattr(tables, name)) for name in ROW_TYPES}
        write_folder(output, folder_of(tables), counts)

    return command


def _broken_command(name: str, fault: ExtensionError) -> click.Command:
    """A command that only says why it cannot run."""

    @click.command(name, help=str(fault), context_settings={"ignore_unknown_options": True})
    @click.argument("words", nargs=-1, type=click.UNPROCESSED)
    def command(words: tuple[str, ...]) -> None:  # noqa: ARG001 - whatever was asked
        raise fault

    return command
