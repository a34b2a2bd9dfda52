"""What the commands print: listings in five formats, notes, errors.

A listing is a list of rows (dictionaries with the documented keys) and the
columns of its table. Where the terminal is too narrow for the table, each row
is a card: a block of ``label: value`` lines. A pipe gets the whole table.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from cityties.base.forms import as_json, cell
from cityties.cli import door
from cityties.cli.wrapping import WORDS, width, wrapped
from cityties.errors import SHOWN, CitytiesError, DataError
from cityties.language.messages import _, ngettext
from cityties.language.properties import ENGLISH, spoken
from cityties.language.visible import visible
from cityties.start.patterns import regex
from cityties.start.records import dataclass

TYPE_CHECKING = False  # typing is not needed for a plain call
if TYPE_CHECKING:
    from typing import Any, Final, TextIO

FORMATS = ("table", "csv", "tsv", "json", "jsonl")
Row = Mapping[str, "Any"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table form.

    Parameters
    ----------
    key : key of the row
    title : heading, already in the chosen language
    show : turns the row into the cell's text; the plain value by default
    right : align right
    rank : 0 for what a table is useless without (who says it, where); the table of a wide
        terminal may leave the others out, those of the highest rank first; cards never do
    least : columns of the terminal that it needs where its words must be wrapped
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
        write_data(as_json(list(rows), indent=2) + "\n")
    elif form == "jsonl":
        write_data("".join(as_json(row) + "\n" for row in rows))
    elif form in {"csv", "tsv"}:
        import csv

        writer = csv.writer(
            door.exact(sys.stdout), delimiter="," if form == "csv" else "\t", lineterminator="\n"
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
    columns = room()
    if columns is None:
        return " · ".join(notes)
    lines = [""]
    for note in notes:
        longer = f"{lines[-1]} · {note}" if lines[-1] else note
        if width(longer) > columns and lines[-1]:
            lines.append(note)
        else:
            lines[-1] = longer
    return "\n".join(part for line in lines for part in wrapped(line, columns))


def emit_object(value: Mapping[str, Any]) -> None:
    """Print one JSON object."""
    write_data(as_json(value, indent=2) + "\n")


def write(text: str) -> None:
    """Write to standard output, through the door."""
    door.through(sys.stdout).write(text)


def write_data(text: str) -> None:
    """Write what programs read to standard output, through the door, which adds nothing."""
    door.through(sys.stdout).write_data(text)


def write_bytes(data: bytes, *, is_shown: bool = False) -> None:
    """Write data in a format of its own: byte by byte, but shown to a person at a terminal.

    Parameters
    ----------
    data : UTF-8 or anything else
    is_shown : whether what came from outside is shown in it already, so that its isolates are ours
    """
    sys.stdout.flush()
    if is_terminal():
        there = door.through(sys.stdout)
        put = there.write_document if is_shown else there.write_data
        put(data.decode("utf-8", "backslashreplace"))
        return
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def write_error(text: str) -> None:
    """Write a line to standard error, through the door."""
    stream = door.through(sys.stderr)
    # Styled for standard output, which may be a terminal where this one is not.
    stream.write((text if colour(sys.stderr) else door.unstyled(text)) + "\n")
    stream.flush()


def option(name: str) -> Any:
    """The value of a global option (``quiet``, ``verbose``) of the running command."""
    click = sys.modules.get("click")  # without it none was given: such a call is not plain
    context = click.get_current_context(silent=True) if click else None
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
    write_error(digits(text))


# Ids, addresses and file names: their digits are part of a name and stay as they are, as do those
# of a cell in quotes, which is shown as its file has it.
_NAMES = regex(r"(?<!\w)'[^'\n]*'|\S*[A-Za-z/_]\S*")


def digits(text: str) -> str:
    """Digits of the chosen language, save in words that hold Latin letters, and in quotes."""
    said = spoken()
    if said.digits == ENGLISH.digits or not any(letter.isdecimal() for letter in text):
        return text
    made, end = [], 0
    for name in _NAMES.finditer(text):
        made += [said.in_digits(text[end : name.start()]), name.group()]
        end = name.end()
    return "".join([*made, said.in_digits(text[end:])])


def isolate(text: str) -> str:
    """An id or address for the middle of a line: in one from the right it keeps its direction."""
    return f"{door.ISOLATE}{text}{door.END_ISOLATE}" if spoken().is_rtl else text


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
    return f"{door.DIM}{text}{door.PLAIN}" if colour() else text


_NARROWEST = 20


def room() -> int | None:
    """Columns to lay out for: of ``--width``, else of the terminal; ``None`` in a pipe."""
    if (given := option("width")) is not None:
        return max(int(given), _NARROWEST)
    if not is_terminal():
        return None
    import shutil

    return shutil.get_terminal_size().columns


# A SPARQL text in parts that must stay whole: texts, addresses, comments, other words.
_CODE = regex(r"""\"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|<[^<>\s]*>|#.*|\s+|.""")
_LONG_TEXT = regex("\"{3}|'{3}")  # may hold line breaks


def wrapped_code(text: str, columns: int) -> str:
    """SPARQL in lines of so many columns, the same query as before.

    Lines are broken at blanks only, never inside a text, an address or a name, and a comment
    goes on as a comment.

    Parameters
    ----------
    text : the query
    columns : of the terminal

    Examples
    --------
    >>> print(wrapped_code('SELECT ?a { ?a rdfs:label "a long text" } # all of them', 20))
    SELECT ?a { ?a
        rdfs:label
        "a long text" }
        # all of them
    """
    if _LONG_TEXT.search(text):
        return text
    return "\n".join(part for line in text.split("\n") for part in _code_lines(line, columns))


def _code_lines(line: str, columns: int) -> list[str]:
    if width(line) <= columns:
        return [line]
    words, comment = [""], ""
    for part in _CODE.findall(line.strip()):
        if part.startswith("#"):
            comment = part.lstrip("#").strip()
        elif part.isspace():
            words.append("")
        else:
            words[-1] += part
    start = line[: len(line) - len(line.lstrip())]
    inside = start + " " * 4
    lines, code = [], ""
    for word in filter(None, words):
        longer = f"{code} {word}" if code else start + word
        if code and width(longer) > columns:
            lines.append(code)
            longer = inside + word
        code = longer
    if code:
        lines.append(code)
    if comment:
        ahead = (inside if code else start) + "# "
        lines += [ahead + part for part in wrapped(comment, max(columns - len(ahead), 1))]
    return lines


_GAP = 2  # blanks between the columns of a table
_WIDE = 100  # from here on a table may do without details; below, cards show everything


def table(cells: Sequence[Sequence[str]], columns: Sequence[Column]) -> list[str]:
    """Print a table, or cards where the terminal is too narrow for it.

    Parameters
    ----------
    cells : the rows as texts; a line break parts the lines of a cell
    columns : their columns

    Returns
    -------
    list of str
        Titles of the columns that the terminal is too narrow for.
    """
    every = [*range(len(columns))]
    filled = [at for at in every if any(row[at] for row in cells)] or every
    cells = [[_lines(text) for text in row] for row in cells]
    space = room()
    if space is None:
        # One line for each row, so that lines can be counted and searched.
        cells = [[text.replace("\n", " | ") for text in row] for row in cells]
        whole = {at: _extent(cells, columns, at)[0] for at in filled}
        _draw(cells, columns, whole, "-")
        return []
    sizes = _fitting(cells, columns, filled, space)
    if sizes is None:
        _cards(cells, columns, filled, space)
        return []
    _draw(cells, columns, sizes, "─")
    return [columns[at].title for at in filled if at not in sizes]


def _lines(text: str) -> str:
    return "\n".join(digits(one_line(line)) for line in text.split("\n"))


def _draw(
    cells: Sequence[Sequence[str]], columns: Sequence[Column], sizes: Mapping[int, int], rule: str
) -> None:
    """Print aligned columns of these sizes below their titles."""
    _draw_row({at: columns[at].title for at in sizes}, columns, sizes, head=True)
    write((" " * _GAP).join(rule * size for size in sizes.values()) + "\n")
    for row in cells:
        _draw_row({at: row[at] for at in sizes}, columns, sizes)


def _draw_row(
    texts: Mapping[int, str],
    columns: Sequence[Column],
    sizes: Mapping[int, int],
    *,
    head: bool = False,
) -> None:
    folded = {
        at: [part for line in texts[at].split("\n") for part in wrapped(line, size)]
        for at, size in sizes.items()
    }
    for number in range(max(map(len, folded.values()))):
        parts = []
        for at, size in sizes.items():
            text = folded[at][number] if number < len(folded[at]) else ""
            gap = " " * (size - width(text))
            shown = bold(text) if head else _own_direction(text)
            parts.append(gap + shown if columns[at].right else shown + gap)
        write(_line_start() + (" " * _GAP).join(parts).rstrip() + "\n")


def _extent(cells: Sequence[Sequence[str]], columns: Sequence[Column], at: int) -> tuple[int, int]:
    """Sizes of a column: of its longest line, and of its longest word."""
    texts = [columns[at].title, *(row[at] for row in cells)]
    line = max(width(line) for text in texts for line in text.split("\n"))
    word = max((width(word) for text in texts for word in WORDS.findall(text)), default=1)
    return line, word


def _fitting(
    cells: Sequence[Sequence[str]], columns: Sequence[Column], filled: list[int], space: int
) -> dict[int, int] | None:
    """The columns of a table that fits and their sizes; ``None`` where cards are better."""
    whole, least = {}, {}
    for at in filled:
        whole[at], word = _extent(cells, columns, at)
        least[at] = min(whole[at], max(columns[at].least, word))
    if len(filled) == 2:  # a list of names and values is a card already
        name, value = filled
        least[value] = min(least[value], max(1, space - least[name] - _GAP))
    shown = list(filled)
    while sum(least[at] + _GAP for at in shown) - _GAP > space:
        details = [at for at in shown if columns[at].rank]
        if space < _WIDE or not details:
            return None
        shown.remove(max(details, key=lambda at: (columns[at].rank, at)))
    # What room is left goes to those that would be wrapped, the nearest to whole first.
    sizes = {at: least[at] for at in shown}
    left = space - sum(sizes[at] + _GAP for at in shown) + _GAP
    for place, at in enumerate(sorted(shown, key=lambda at: whole[at] - least[at])):
        more = max(0, min(whole[at] - least[at], left // (len(shown) - place)))
        sizes[at] += more
        left -= more
    return sizes


def _cards(
    cells: Sequence[Sequence[str]], columns: Sequence[Column], filled: list[int], space: int
) -> None:
    """Print each row as a block of ``label: value`` lines, without what is empty."""
    labels = {at: f"{columns[at].title}:" if columns[at].title else "" for at in filled}
    indent = min(max(map(width, labels.values())) + 1, space // 3)
    for row in cells:
        first = True
        for at in filled:
            if not row[at]:
                continue
            gap = max(1, indent - width(labels[at])) if labels[at] else 0
            start = labels[at] + " " * gap
            ahead = width(start)
            for line in row[at].split("\n"):
                for part in wrapped(line, max(space - ahead, 1)):
                    text = start + _own_direction(part)
                    write(_line_start() + (bold(text) if first else text) + "\n")
                    start, ahead = " " * indent, indent
            first = False
        write("\n")


def _line_start() -> str:
    """A mark that lets a line of a table run from the right, also if it begins in Latin."""
    return door.FROM_RIGHT if spoken().is_rtl and room() is not None else ""


_LATIN = regex("[A-Za-z]")


def _own_direction(text: str) -> str:
    """A text that holds Latin words, kept together in a Persian line of a terminal."""
    return isolate(text) if room() is not None and _LATIN.search(text) else text


def bold(text: str) -> str:
    """Bold text where colour is welcome."""
    return f"{door.BOLD}{text}{door.PLAIN}" if colour() and text else text


def one_line(text: str) -> str:
    """A cell's text without line breaks, and with what acts on a terminal shown."""
    return visible("".join(" " if letter in "\r\n\t" else letter for letter in text))


def error_label() -> str:
    """The word in front of an error."""
    word = _("Error")
    return f"{door.ALARM}{word}{door.PLAIN}" if colour(sys.stderr) else word


def show_error(fault: CitytiesError | str) -> None:
    """Print an error on standard error: the problems of bad data a line each."""
    if not isinstance(fault, DataError):
        write_error(f"{error_label()}: {fault}")
        return
    from cityties.words.phrases import counted

    verbose = any(
        word == "--verbose" or (word[:1] == "-" and word[1:2] != "-" and "v" in word)
        for word in sys.argv[1:]
    )
    shown = fault.problems if verbose else fault.problems[:SHOWN]
    for problem in shown:
        write_error(str(problem))
    if len(shown) < fault.total:
        more = ngettext(
            "… and {n} more; -v shows all", "… and {n} more; -v shows all", fault.total - len(shown)
        )
        write_error(digits(more.format(n=f"{fault.total - len(shown):,}")))
    text = counted("{n} problem found", "{n} problems found", fault.total)
    write_error(f"{error_label()}: {text}")


_EVERY: Final = 10.0  # seconds between two lines of progress, where no bar can be drawn


class Steps:
    """A progress bar on standard error, from the first step of a build to its end.

    It is drawn at a terminal, and rich is imported only then; elsewhere a line now and then says
    how far a long work is. With ``-q`` nothing is said.
    """

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._told = time.monotonic()

    def __enter__(self) -> Steps:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, step: str, number: int, of: int) -> None:
        """Show a step of a build."""
        if self._bar is None:
            if option("quiet"):
                return
            if not is_terminal(sys.stderr):
                if time.monotonic() - self._told >= _EVERY:
                    self._told = time.monotonic()
                    say(f"{step} ({number}/{of})")
                return
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            self._bar = Progress(
                TextColumn("{task.description:12}"),
                BarColumn(bar_width=30),
                TimeElapsedColumn(),
                # The bar moves the cursor itself; its texts are ours.
                console=Console(file=door.behind(sys.stderr), no_color=not colour(sys.stderr)),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task(step, total=of)
        self._bar.update(self._task, description=step, completed=number - 1, total=of)
