"""Options that the load commands share, and how they write a folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cityties.base.inputs import MOST, SECONDS, read_named
from cityties.cli.options import no_shipped_option
from cityties.cli.output import Steps, say, write
from cityties.errors import UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    from cityties.model.rows import Tables
    from cityties.store.confined import Folder

F = TypeVar("F", bound=Callable[..., Any])


class InputFile(click.Path):
    """A file to load, or ``-``: standard input, kept in a file while the command runs.

    So is what a named pipe or a device gives, within a deadline.
    """

    def __init__(self) -> None:
        super().__init__(path_type=Path, exists=True, dir_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path of the file."""
        if ctx is None:
            return super().convert(value, param, ctx)
        if str(value) == "-":
            import sys

            data = sys.stdin.buffer.read(MOST + 1)  # ends when the writer ends, however slow
            if len(data) > MOST:
                self.fail(_("is larger than {n} bytes").format(n=MOST), param, ctx)
            return _kept(data, "stdin", "-", ctx)
        path = Path(super().convert(value, param, ctx))  # type: ignore[arg-type] # one already
        if path.is_file():
            return path
        seconds = ctx.params.get("timeout") or SECONDS
        return _kept(read_named(path, seconds=seconds), path.name, str(path), ctx)


_KNOWN = "cityties.known"  # in the context: what `known_tables` gave
_KEPT = "cityties.kept"  # in the context: what a user named, by the file that holds it


def _kept(data: bytes, name: str, named: str, ctx: click.Context) -> Path:
    """A file with these bytes, as long as the command runs; errors call it as the user did."""
    import tempfile

    folder = tempfile.TemporaryDirectory(prefix="cityties-")
    ctx.call_on_close(folder.cleanup)
    path = Path(folder.name, name)
    path.write_bytes(data)
    ctx.meta.setdefault(_KEPT, {})[str(path)] = named
    return path


def names_of_kept() -> dict[str, str]:
    """What the user named, by the path of the file that holds it: for `read_file`."""
    kept: dict[str, str] = click.get_current_context().meta.get(_KEPT, {})
    return kept


def input_argument(command: F) -> F:
    """``SOURCE``: the file to load, or ``-`` for standard input."""
    return click.argument("source", type=InputFile())(command)


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
                help=_("Title of the source; its id is made from it, and `--source` accepts it."),
            ),
            click.option(
                "--date",
                required=True,
                metavar="EDTF",
                help=_("The day of the data: 2016-09, 2016, 2016-09-14."),
            ),
            click.option("--publisher", default="", help=_("Publisher: an id or a name.")),
            click.option("--url", default="", help=_("Address of the source.")),
            click.option(
                "--licence",
                default="",
                help=_(
                    "Licence of the data: an SPDX id (CC0-1.0), an address or words; written into "
                    "the source."
                ),
            ),
            click.option("--note", default="", help=_("A note about the source.")),
            click.option(
                "--accessed", default="", metavar="EDTF", help=_("The day on which it was fetched.")
            ),
        )
    ):
        command = option(command)
    return command


def table_options(command: F) -> F:
    """How the file is written: columns, titles, cells."""
    for option in reversed(
        (
            click.option(
                "--column",
                "columns",
                multiple=True,
                metavar="WHAT=COLUMN",
                help=_("The role of a column, given by its title or number (repeatable)."),
            ),
            click.option(
                "--ignore",
                multiple=True,
                metavar="COLUMN",
                help=_("A column to leave out, by its title or number (repeatable)."),
            ),
            click.option(
                "--header",
                type=click.IntRange(1),
                metavar="N",
                help=_("The line with the titles of the columns (default: found by what it says)."),
            ),
            click.option("--no-header", is_flag=True, help=_("The columns have no titles.")),
            click.option(
                "--separator",
                default="",
                metavar="TEXT",
                help=_(
                    "What separates the cells: comma, semicolon, tab, pipe, blank or the sign "
                    "itself (default: found out)."
                ),
            ),
            click.option(
                "--encoding",
                default="",
                metavar="NAME",
                help=_("The encoding of the file, such as utf-8 or cp1250 (default: found out)."),
            ),
            click.option(
                "--sheet",
                default="",
                metavar="NAME",
                help=_("Of a workbook: the sheet, by its name or number (default: the largest)."),
            ),
            click.option(
                "--decimal",
                type=click.Choice(["comma", "point"]),
                help=_("The decimal sign of coordinates (default: both are read)."),
            ),
            click.option(
                "--day-order",
                type=click.Choice(["dmy", "mdy"]),
                help=_("What 05/06/1998 means: dmy 5 June, mdy 6 May."),
            ),
            click.option(
                "--calendar",
                type=click.Choice(["gregorian", "hijri"]),
                help=_(
                    "The calendar of the dates; hijri is the Solar Hijri one. Without it, years "
                    "before 1500 are left open and reported."
                ),
            ),
            click.option(
                "--blank",
                "blanks",
                multiple=True,
                metavar="TEXT",
                help=_(
                    "A text that means unknown, besides 0, ?, -, n/a and the like (repeatable)."
                ),
            ),
        )
    ):
        command = option(command)
    return command


def word_option(name: str, help_text: str) -> Callable[[F], F]:
    """An option that says what a word of the table means.

    Parameters
    ----------
    name : of the option, such as ``--status-word``
    help_text : its help
    """
    return click.option(name, multiple=True, metavar="WORD=CODE", help=help_text)


def known_options(command: F) -> F:
    """What the file may refer to: ``--data`` and ``--no-shipped``."""
    for option in (
        no_shipped_option(_("The file does not refer to the shipped data, or does.")),
        click.option(
            "--data",
            multiple=True,
            type=click.Path(path_type=Path, file_okay=False, exists=True),
            help=_("Another data folder that it refers to (repeatable)."),
        ),
    ):
        command = option(command)
    return command


def alone_option(command: F) -> F:
    """``--self-contained``."""
    return click.option(
        "--self-contained",
        "alone",
        is_flag=True,
        help=_(
            "Copy the rows that the folder refers to (places, organizations …) into it, and name "
            "their source, so that it can be read with --no-shipped."
        ),
    )(command)


def strict_option(command: F) -> F:
    """``--strict``."""
    return click.option(
        "--strict",
        is_flag=True,
        help=_("Write nothing if any line would be skipped, or any date be left out."),
    )(command)


def deciding_options(command: F) -> F:
    """How cities are found by name: ``--unresolved`` and ``--gazetteer``."""
    for option in (
        click.option(
            "--gazetteer",
            is_flag=True,
            help=_(
                "Also find cities, with their coordinates and names in other languages, in the "
                "installed names of 235,000 cities (the extra names: GeoNames, CC BY 4.0)."
            ),
        ),
        click.option(
            "--unresolved",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help=_(
                "The file of cities that you have to decide on; your answers are read from it, and "
                "what is open is written to it (default: unresolved.csv next to the folder)."
            ),
        ),
    ):
        command = option(command)
    return command


def deciding_inputs(
    output: Path, unresolved: Path | None, gazetteer: bool
) -> tuple[Path, dict[str, Any]]:
    """Where undecided cities go, and what `read_file` needs to decide on cities.

    Parameters
    ----------
    output : the folder to write
    unresolved : the file that the person chose; ``None``: next to the folder
    gazetteer : whether to use the installed names

    Raises
    ------
    UsageError
        If no names are installed.
    """
    from cityties.loaders.resolve.questions import FILE

    file = unresolved or output.absolute().parent / FILE
    found: dict[str, Any] = {"more": [file] if file.is_file() else []}
    if file.is_file():
        found["unresolved"] = str(file)
    if gazetteer:
        index = _prepared_names()
        found |= {"indexes": [index], "gazetteer": str(index)}
    return file, found


def _prepared_names() -> Path:
    """The index of the installed names, made on first use."""
    from cityties.base import resources
    from cityties.base.install import install_hint
    from cityties.loaders.resolve.package import EXTRA, has_index, index_file, installed

    if not installed():
        raise UsageError(
            _("the names of cities are not installed: {command}").format(
                command=install_hint(EXTRA)
            )
        )
    cache = resources.writable_cache_dir()
    if cache is None:
        raise UsageError(_("there is no folder for the cache: set CITYTIES_CACHE"))
    if not has_index(cache):
        say(_("preparing the installed names of cities (once; about half a minute)"))
    index = index_file(cache)
    assert index is not None  # it is installed
    return index


def known_tables(data: tuple[Path, ...], no_shipped: bool) -> Tables | None:
    """The rows that a loaded file may refer to; ``None`` if there are none.

    Parameters
    ----------
    data : folders of the person's own
    no_shipped : whether the shipped data is left out
    """
    from cityties.base import resources
    from cityties.loaders.tables import load_folder, merge
    from cityties.store.build import check_folder

    known = None if no_shipped else load_folder(resources.data_dir())
    for folder in data:
        check_folder(folder)
        more = load_folder(folder, known=known)
        known = more if known is None else merge(known, more)
    click.get_current_context().meta[_KNOWN] = known
    return known


def check_output(output: Path) -> None:
    """Refuse a folder with something in it before any work is done.

    Raises
    ------
    UsageError
        If it is not empty.
    """
    from cityties.cli.data.load_update import prepare

    if not prepare(output) and output.exists() and any(output.iterdir()):
        raise UsageError(_("{folder} is not empty").format(folder=output))


def write_folder(output: Path, files: Mapping[str, bytes], counts: Mapping[str, int]) -> None:
    """Write the files of a data folder, all or none, and say what is in it.

    Parameters
    ----------
    output : the folder, new or empty, or the one to renew
    files : content by name
    counts : the number of rows of each table
    """
    from cityties.base.files import atomic_directory, write_new
    from cityties.cli.data.load_update import asked_update, renewed, swap

    update = asked_update()
    if update is not None:
        in_place = output.resolve() == update.folder.resolve()
        known = click.get_current_context().meta.get(_KNOWN)
        files = renewed(files, update, known, in_place=in_place)
        if in_place:
            swap(output, files)
            _say_counts(output, counts)
            return
    output.parent.mkdir(parents=True, exist_ok=True)
    with atomic_directory(output, over_empty=True) as folder:
        for name, content in files.items():
            write_new(folder / name, content)
    _say_counts(output, counts)


def _say_counts(output: Path, counts: Mapping[str, int]) -> None:
    from cityties.cli.data.load_update import asked_update

    update = asked_update()
    if update is None or update.form != "json":  # else JSON alone is printed
        write(f"{output}\n")
    for name, number in counts.items():
        if number:
            say(f"{name}: {number}")


def write_loaded(
    output: Path,
    loaded: Folder,
    unresolved: Path | None = None,
    copied: Tables | None = None,
) -> None:
    """Write a loaded folder, and report what is in it and what was left out.

    Parameters
    ----------
    output : the folder, new or empty, or the one to renew
    loaded : what was loaded
    unresolved : where the cities go that a person has to decide on
    copied : rows from which those that it refers to are copied, with ``--self-contained``

    Raises
    ------
    DataError
        If no line can be used before a person has decided.
    """
    from cityties.model.folder import LOADING

    if copied is not None:
        from cityties.store.alone import stand_alone

        loaded = stand_alone(loaded, copied)
    if loaded.files:
        write_folder(output, loaded.files, loaded.counts)
    if unresolved is not None:
        _write_unresolved(unresolved, loaded.unresolved)
    for line in loaded.reading:
        say(_("read as: {options}").format(options=line))
    for line in loaded.lines:
        say(line)
    if loaded.findings:
        say(_("skipped or changed ({file} has every line):").format(file=output / LOADING))
        for line in loaded.findings:
            say(f"  {line}")
    if _asks(loaded):
        say(
            _("cities to decide on: fill in the column answer of {file}, and load again").format(
                file=unresolved
            )
        )
    if not loaded.files:
        from cityties.errors import DataError, Problem

        message = _("no line can be used before you decide which cities are meant")
        advice = _("fill in the column answer, and load the file again")
        raise DataError([Problem(str(unresolved), 0, "", "", message, "", advice, "undecided")])
    if not loaded.licence:
        say(_("the licence of the data is not stated: set it with --licence"))


def _write_unresolved(file: Path, content: bytes) -> None:
    """Write the file of open and answered questions, unless it says the same already."""
    from cityties.base.files import write_atomic

    before = file.read_bytes() if file.is_file() else b""
    if content and content != before:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(file, content)


def _asks(loaded: Folder) -> bool:
    """Whether there is a city to decide on, and not only answers that are kept."""
    import json

    from cityties.model.folder import LOADING

    if LOADING not in loaded.files:
        return bool(loaded.unresolved)
    return bool(json.loads(loaded.files[LOADING])["numbers"].get("cities_to_decide"))


_SLOW = 1 << 20  # bytes of a table that takes longer than a moment


def read_shown(what: str, source: Path, **options: Any) -> Folder:
    """Read a file with a loader in a confined process, with progress for a large one.

    Parameters
    ----------
    what, source, options : as for `cityties.store.confined.read_file`
    """
    from cityties.store.confined import read_file

    with Steps() as steps:
        if source.stat().st_size > _SLOW:
            steps(_("reading"), 1, 2)
        return read_file(what, source, **options)


TABLE_OPTIONS = (
    "columns", "ignore", "header", "no_header", "separator", "encoding", "sheet", "decimal",
    "day_order", "calendar", "blanks",
)  # fmt: skip
"""The parameters that :func:`table_options` adds."""


def read_choices(options: dict[str, Any]) -> dict[str, Any]:
    """Take the options of a table out of those of a command, as the fields of
    `cityties.loaders.foreign.tables.Choices`.

    Parameters
    ----------
    options : of the command; those of the table are removed

    Raises
    ------
    UsageError
        If ``--column`` lacks its equals sign, or two options exclude each other.
    """
    found = {name: options.pop(name) for name in TABLE_OPTIONS}
    no_header, header = found.pop("no_header"), found["header"]
    if no_header and header is not None:
        raise UsageError(_("--header and --no-header exclude each other"))
    return {
        **found,
        "columns": _pairs("--column", found["columns"], "from=source"),
        "header": False if no_header else header,
        "decimal": found["decimal"] or "",
        "day_order": found["day_order"] or "",
        "calendar": found["calendar"] or "",
    }


def _pairs(option: str, texts: tuple[str, ...], example: str) -> dict[str, str]:
    """The values of an option that takes ``ONE=OTHER``."""
    found = {}
    for text in texts:
        one, _equals, other = text.partition("=")
        if not one.strip() or not other.strip():
            message = _(
                "{option} needs two words separated by “=”, such as {example}, not {value!r}"
            )
            raise UsageError(message.format(option=option, example=example, value=text))
        found[one.strip()] = other.strip()
    return found
