"""What the commands print: listings in five formats, notes, errors.

A listing is a list of rows (dictionaries with the documented keys) and the
columns of its table. rich draws tables where the output is a terminal; else a
plain table is written, so that a pipe starts fast.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

import click

from cityties.errors import CitytiesError, DataError
from cityties.messages import _, language, ngettext

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
    """

    key: str
    title: str
    show: Callable[[Row], str] | None = None
    right: bool = False

    def text(self, row: Row) -> str:
        """The cell's text."""
        return self.show(row) if self.show else plain(row.get(self.key))


def plain(value: object) -> str:
    """A value as one line of text: blank for nothing, ``; `` between several."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, Iterable):
        return "; ".join(plain(item) for item in value)
    return str(value)


def emit(
    rows: Sequence[Row],
    columns: Sequence[Column],
    form: str,
    *,
    keys: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> None:
    """Print a listing.

    Parameters
    ----------
    rows : the rows, in the order to print
    columns : columns of the table form
    form : one of `FORMATS`
    keys : columns of the csv and tsv forms; the keys of the first row by default
    notes : lines under a table (the day asked about, limits); on standard error
        for the other forms
    """
    if form == "json":
        write(json.dumps(list(rows), ensure_ascii=False, indent=2, default=str) + "\n")
    elif form == "jsonl":
        write(
            "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)
        )
    elif form in {"csv", "tsv"}:
        names = list(keys or (rows[0].keys() if rows else [column.key for column in columns]))
        writer = csv.writer(
            sys.stdout, delimiter="," if form == "csv" else "\t", lineterminator="\n"
        )
        writer.writerow(names)
        writer.writerows([plain(row.get(name)) for name in names] for row in rows)
    else:
        table([[column.text(row) for column in columns] for row in rows], columns)
        count = ngettext("{n} row", "{n} rows", len(rows)).format(n=digits(str(len(rows))))
        write(dim(" · ".join([count, *(digits(note) for note in notes)])) + "\n")
        return
    for note in notes:
        say(note)


def emit_object(value: Mapping[str, Any]) -> None:
    """Print one JSON object."""
    write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def write(text: str) -> None:
    """Write to standard output."""
    sys.stdout.write(text)


def say(text: str) -> None:
    """A note for the person at the terminal: standard error, not with ``-q``."""
    context = click.get_current_context(silent=True)
    state = context.find_root().obj if context else None
    if not (isinstance(state, dict) and state.get("quiet")):
        click.echo(text, err=True)


def digits(text: str) -> str:
    """Digits of the chosen language."""
    if language() != "fa":
        return text
    from cityties.names import persian_digits

    return persian_digits(text)


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


def table(cells: Sequence[Sequence[str]], columns: Sequence[Column]) -> None:
    """Print a table: with rich at a terminal, else in plain aligned columns."""
    if is_terminal():
        from rich import box
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        drawn = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
        for column in columns:
            drawn.add_column(
                Text(column.title), justify="right" if column.right else "left", overflow="fold"
            )
        for row in cells:
            drawn.add_row(*(Text(digits(one_line(cell))) for cell in row))
        Console(no_color=not colour(), highlight=False).print(drawn)
        return
    lines = [[column.title for column in columns]]
    lines += [[digits(one_line(cell)) for cell in row] for row in cells]
    widths = [max(width(line[at]) for line in lines) for at in range(len(columns))]
    lines.insert(1, ["-" * size for size in widths])
    for line in lines:
        parts = []
        for column, cell, size in zip(columns, line, widths, strict=True):
            gap = " " * (size - width(cell))
            parts.append(gap + cell if column.right else cell + gap)
        write("  ".join(parts).rstrip() + "\n")


def one_line(text: str) -> str:
    """A cell's text without line breaks or control characters that move the cursor."""
    return "".join(
        " " if letter in "\r\n\t" else "\N{REPLACEMENT CHARACTER}" if ord(letter) < 32 else letter
        for letter in text
    )


def show_error(fault: CitytiesError) -> None:
    """Print an error on standard error: every problem of bad data, a line each."""
    label = click.style(_("Error"), fg="red", bold=True) if colour(sys.stderr) else _("Error")
    if isinstance(fault, DataError):
        for problem in fault.problems:
            click.echo(str(problem), err=True)
        count = len(fault.problems)
        text = ngettext("{n} problem found", "{n} problems found", count)
        click.echo(f"{label}: {digits(text.format(n=count))}", err=True)
        return
    click.echo(f"{label}: {fault}", err=True)
