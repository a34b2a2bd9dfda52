"""Options that the load commands share, and how they write a folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cityties.base.inputs import MOST, SECONDS, read_named
from cityties.cli.output import say, write
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
    """How the file is written: ``--column``, ``--ignore``, ``--separator``, ``--header``."""
    for option in reversed(
        (
            click.option(
                "--column",
                "columns",
                multiple=True,
                metavar="WHAT=COLUMN",
                help=_("The role of a column, given by name or number (repeatable)."),
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
                help=_("Cell separator; detected by default."),
            ),
            click.option(
                "--header/--no-header",
                default=None,
                help=_("Whether the first line names the columns; detected by default."),
            ),
        )
    ):
        command = option(command)
    return command


def known_options(command: F) -> F:
    """What the file may refer to: ``--data`` and ``--no-shipped``."""
    for option in (
        click.option(
            "--no-shipped", is_flag=True, help=_("The file does not refer to the shipped data.")
        ),
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
        "--strict", is_flag=True, help=_("Write nothing if any line would be skipped.")
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
    from cityties.store.build import check_folder

    known = None if no_shipped else load_folder(resources.data_dir())
    for folder in data:
        check_folder(folder)
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


def write_folder(output: Path, files: Mapping[str, bytes], counts: Mapping[str, int]) -> None:
    """Write the files of a data folder, all or none, and say what is in it.

    Parameters
    ----------
    output : the folder, new or empty
    files : content by name
    counts : the number of rows of each table
    """
    from cityties.base.files import atomic_directory, write_new

    output.parent.mkdir(parents=True, exist_ok=True)
    with atomic_directory(output, over_empty=True) as folder:
        for name, content in files.items():
            write_new(folder / name, content)
    write(f"{output}\n")
    for name, number in counts.items():
        if number:
            say(f"{name}: {number}")


def write_loaded(output: Path, loaded: Folder) -> None:
    """Write a loaded folder, and report what is in it and what was left out.

    Parameters
    ----------
    output : the folder, new or empty
    loaded : what was loaded
    """
    from cityties.loaders.foreign.provenance import LOADING

    write_folder(output, loaded.files, loaded.counts)
    for line in loaded.lines:
        say(line)
    if loaded.findings:
        say(_("skipped or changed ({file} has every line):").format(file=output / LOADING))
        for line in loaded.findings:
            say(f"  {line}")
    if not loaded.licence:
        say(_("the licence of the data is not stated: set it with --licence"))


def read_choices(
    columns: tuple[str, ...], ignore: tuple[str, ...], separator: str | None, header: bool | None
) -> dict[str, Any]:
    """The options of a table: the fields of `cityties.loaders.foreign.tables.Choices`.

    Raises
    ------
    UsageError
        If ``--column`` lacks its equals sign.
    """
    return {
        "columns": _pairs("--column", columns, "from=source"),
        "ignore": ignore,
        "separator": separator or "",
        "header": header,
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
