"""What the commands print: listings in five formats, notes, errors.

A listing is a list of rows (dictionaries with the documented keys) and the
columns of its table. rich draws tables where the output is a terminal; else a
plain table is written, so that a pipe starts fast.
"""

from __future__ import annotations

import csv
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

import click

from cityties.errors import CitytiesError, DataError
from cityties.language.messages import _, language, ngettext

FORMATS = ("table", "csv", "tsv", "json", "jsonl")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table form.

    Parameters
    ----------
    key : key of the row
    title : heading, already in the chosen language
    show : turns the row into the cell's text; the plain value by default
    right : align right
    rank : 0 for what a table is useless without; where the terminal is narrow, the
        columns of the highest rank are left out first
    least : columns of the terminal that it needs where its words must be folded
    """

    key: str
    title: str
    show: Callable[[Row], str] | None = None
    right: bool = False
    rank: int = 0
    least: int = 14

    def text(self, row: Row) -> str:
        """The cell's text."""
        return self.show(row) if self.show else plain(row.get(self.key))


def plain(value: object) -> str:
    """A value as one line of text for people: empty for nothing, ``; `` between several."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return _("; ").join(plain(item) for item in value)
    return cell(value)


def cell(value: object) -> str:
    """A value as a cell of csv and tsv, the same in every language.

    Empty for nothing, ``true`` and ``false``, ``;`` between several as in our own
    tables, JSON for what has parts.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return ";".join(value)
    if isinstance(value, list | tuple | Mapping):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def emit(
    rows: Sequence[Row],
    columns: Sequence[Column],
    form: str,
    *,
    keys: Sequence[str],
    notes: Sequence[str] = (),
    empty: str = "",
    count: bool = True,
) -> None:
    """Print a listing.

    Parameters
    ----------
    rows : the rows, in the order to print
    columns : columns of the table form; those that are empty in every row are left out
    form : one of `FORMATS`
    keys : columns of the csv and tsv forms: all keys of a row
    notes : what goes under a table (the day of the question, the content id); the other
        forms have it in their rows, and print it on standard error with ``-v``
    empty : what to say if there is no row
    count : whether the number of rows goes under a table
    """
    if form == "json":
        write(json.dumps(list(rows), ensure_ascii=False, indent=2, default=str) + "\n")
    elif form == "jsonl":
        write("".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows))
    elif form in {"csv", "tsv"}:
        writer = csv.writer(
            sys.stdout, delimiter="," if form == "csv" else "\t", lineterminator="\n"
        )
        writer.writerow(keys)
        writer.writerows([cell(row.get(key)) for key in keys] for row in rows)
    else:
        below = list(notes)
        if rows:
            cells = [[column.text(row) for column in columns] for row in rows]
            left_out = table(cells, columns)
            if count:
                from cityties.words.phrases import counted

                below.insert(0, counted("{n} row", "{n} rows", len(rows)))
            if left_out:
                titles = _(", ").join(left_out)
                below.append(
                    _("columns not shown for lack of width: {columns}").format(columns=titles)
                )
        elif empty:
            write(empty + "\n")
        if below:
            write(dim(_beside_one_another([digits(note) for note in below])) + "\n")
        return
    if not rows and empty:
        say(empty)
    for note in notes:
        say(note, only_verbose=True)


def _beside_one_another(notes: Sequence[str]) -> str:
    """Notes with a dot between them, in as many lines as the terminal needs."""
    if not is_terminal():
        return " · ".join(notes)
    import shutil
    import textwrap

    room = shutil.get_terminal_size().columns
    lines = [""]
    for note in notes:
        longer = f"{lines[-1]} · {note}" if lines[-1] else note
        if width(longer) > room and lines[-1]:
            lines.append(note)
        else:
            lines[-1] = longer
    return "\n".join(part for line in lines for part in textwrap.wrap(line, room))


def emit_object(value: Mapping[str, Any]) -> None:
    """Print one JSON object."""
    write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def write(text: str) -> None:
    """Write to standard output."""
    sys.stdout.write(text)


def option(name: str) -> Any:
    """The value of a global option (``quiet``, ``verbose``) of the running command."""
    context = click.get_current_context(silent=True)
    state = context.find_root().obj if context else None
    return state.get(name) if isinstance(state, dict) else None


def say(text: str, *, only_verbose: bool = False) -> None:
    """A note for the person at the terminal: standard error, not with ``-q``.

    Parameters
    ----------
    text : the note
    only_verbose : say it only with ``-v``
    """
    if option("quiet") or (only_verbose and not option("verbose")):
        return
    click.echo(digits(text), err=True)


# Ids, addresses and file names: their digits are part of a name and stay as they are.
_NAMES = re.compile(r"\S*[A-Za-z/_]\S*")


def digits(text: str) -> str:
    """Digits of the chosen language, save in words that hold Latin letters."""
    if language() != "fa" or not any(letter.isdecimal() for letter in text):
        return text
    from cityties.language.names import persian_digits

    made, end = [], 0
    for name in _NAMES.finditer(text):
        made += [persian_digits(text[end : name.start()]), name.group()]
        end = name.end()
    return "".join([*made, persian_digits(text[end:])])


def isolate(text: str) -> str:
    """An id or address for the middle of a line: in a Persian one it keeps its own direction."""
    return (
        f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}" if language() == "fa" else text
    )


def colour(stream: TextIO | None = None) -> bool:
    """Whether to colour: a terminal, and ``NO_COLOR`` unset."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR")


def is_terminal(stream: TextIO | None = None) -> bool:
    """Whether the stream (standard output by default) is a terminal."""
    try:
        return (stream or sys.stdout).isatty()
    except ValueError:  # closed
        return False


def dim(text: str) -> str:
    """Faint text where colour is welcome."""
    return click.style(text, dim=True) if colour() else text


def width(text: str) -> int:
    """Columns that a text takes on a terminal: marks none, wide letters two."""
    return sum(
        0
        if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf"
        else 2
        if unicodedata.east_asian_width(letter) in "WF"
        else 1
        for letter in text
    )


_GAP = 2  # blanks between the columns of a table
_BROKEN = 20  # a word that is longer than this (an id) may be broken


def table(cells: Sequence[Sequence[str]], columns: Sequence[Column]) -> list[str]:
    """Print a table: with rich at a terminal, else in plain aligned columns.

    Parameters
    ----------
    cells : the rows as texts; a line break parts the lines of a cell
    columns : their columns

    Returns
    -------
    list of str
        Titles of the columns that the terminal is too narrow for.
    """
    filled = [at for at in range(len(columns)) if any(row[at] for row in cells) or not cells]
    if not is_terminal():
        lines = [[columns[at].title for at in filled]]
        lines += [
            [digits(one_line(row[at].replace("\n", " | "))) for at in filled] for row in cells
        ]
        widths = [max(width(line[place]) for line in lines) for place in range(len(filled))]
        lines.insert(1, ["-" * size for size in widths])
        for line in lines:
            parts = []
            for at, text, size in zip(filled, line, widths, strict=True):
                gap = " " * (size - width(text))
                parts.append(gap + text if columns[at].right else text + gap)
            write((" " * _GAP).join(parts).rstrip() + "\n")
        return []

    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(no_color=not colour(), highlight=False)
    widths_of = _fitting(cells, columns, filled, console.width)
    drawn = Table(
        box=box.SIMPLE_HEAD,
        header_style="bold",
        padding=(0, 1, 0, 0),
        pad_edge=False,
        show_edge=False,
    )
    for at, size in widths_of.items():
        column = columns[at]
        justify: Any = "right" if column.right else "left"
        drawn.add_column(Text(column.title), justify=justify, overflow="fold", width=size)
    for row in cells:
        drawn.add_row(*(Text(_lines(row[at])) for at in widths_of))
    console.print(drawn)
    return [columns[at].title for at in filled if at not in widths_of]


def _lines(text: str) -> str:
    return "\n".join(digits(one_line(line)) for line in text.split("\n"))


def _fitting(
    cells: Sequence[Sequence[str]], columns: Sequence[Column], filled: list[int], room: int
) -> dict[int, int]:
    """The columns that fit and their widths, leaving out those of the highest rank first."""
    whole, least = {}, {}
    for at in filled:
        texts = [columns[at].title, *(row[at] for row in cells)]
        whole[at] = max(width(line) for text in texts for line in text.split("\n"))
        word = max((width(word) for text in texts for word in text.split()), default=1)
        least[at] = min(whole[at], max(columns[at].least, min(word, _BROKEN)))
    shown = list(filled)
    while len(shown) > 1 and sum(least[at] + _GAP for at in shown) - _GAP > room:
        worst = max(shown, key=lambda at: (columns[at].rank, at))
        if columns[worst].rank == 0:
            break
        shown.remove(worst)
    # What room is left goes to those that would be folded, the nearest to whole first.
    widths = {at: least[at] for at in shown}
    left = room - sum(widths[at] + _GAP for at in shown) + _GAP
    folded = sorted(shown, key=lambda at: whole[at] - least[at])
    for place, at in enumerate(folded):
        more = max(0, min(whole[at] - least[at], left // (len(folded) - place)))
        widths[at] += more
        left -= more
    return widths


def one_line(text: str) -> str:
    """A cell's text without line breaks or control characters that move the cursor."""
    return "".join(
        " " if letter in "\r\n\t" else "\N{REPLACEMENT CHARACTER}" if ord(letter) < 32 else letter
        for letter in text
    )


_PROBLEMS = 50  # printed without -v; more than that nobody reads at once


def error_label() -> str:
    """The word in front of an error."""
    return click.style(_("Error"), fg="red", bold=True) if colour(sys.stderr) else _("Error")


def show_error(fault: CitytiesError | str) -> None:
    """Print an error on standard error: the problems of bad data a line each."""
    if not isinstance(fault, DataError):
        click.echo(f"{error_label()}: {fault}", err=True)
        return
    from cityties.words.phrases import counted

    count = len(fault.problems)
    verbose = any(
        word == "--verbose" or (word[:1] == "-" and word[1:2] != "-" and "v" in word)
        for word in sys.argv[1:]
    )
    shown = fault.problems if verbose else fault.problems[:_PROBLEMS]
    for problem in shown:
        click.echo(str(problem), err=True)
    if len(shown) < count:
        more = ngettext(
            "… and {n} more; -v shows all", "… and {n} more; -v shows all", count - len(shown)
        )
        click.echo(digits(more.format(n=count - len(shown))), err=True)
    text = counted("{n} problem found", "{n} problems found", count)
    click.echo(f"{error_label()}: {text}", err=True)


class Steps:
    """A progress bar on standard error, from the first step of a build to its end.

    It is drawn only at a terminal and without ``-q``, and rich is imported only then.
    """

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Steps:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, step: str, number: int, of: int) -> None:
        """Show a step of a build."""
        if self._bar is None:
            if not is_terminal(sys.stderr) or option("quiet"):
                return
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            self._bar = Progress(
                TextColumn("{task.description:12}"),
                BarColumn(bar_width=30),
                TimeElapsedColumn(),
                console=Console(stderr=True, no_color=not colour(sys.stderr)),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task(step, total=of)
        self._bar.update(self._task, description=step, completed=number - 1, total=of)
