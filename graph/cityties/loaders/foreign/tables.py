"""Tables that others made: which column is what, and a record of everything left out.

Our own tables are refused whole if one cell is wrong. A table of the world out
there has errors that cannot be corrected here; so what cannot be used is left out,
and every such line is written down in a :class:`Record`: nothing is lost silently.

The one way from a file of others to lines of cells: :mod:`encoding` tells the letters,
:mod:`splitting` the cells (:mod:`books` those of a workbook), :mod:`header` where the titles are,
:mod:`columns` what each column is. A table is read line by line, so that a million need no more
memory than the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from cityties.base.files import decode_strict, sha256
from cityties.errors import DataError, NotFoundError, Problem, UsageError
from cityties.language.messages import _
from cityties.language.names import did_you_mean, fold
from cityties.loaders.foreign.books import Book, is_book
from cityties.loaders.foreign.columns import Assigner, Columns, Wanted, known_titles, option
from cityties.loaders.foreign.contents import sort_of
from cityties.loaders.foreign.encoding import Encoding, find_encoding
from cityties.loaders.foreign.header import Header, find_header
from cityties.loaders.foreign.refs import Ref, read_ref
from cityties.loaders.foreign.splitting import SEPARATORS, Cut, Split
from cityties.loaders.foreign.titles import begins_below, meanings
from cityties.model.days import DayForm

__all__ = [
    "MAX_BYTES", "SEPARATORS", "Choices", "Finding", "OutsideTable", "Record", "Ref", "Wanted",
    "read_outside", "read_ref",
]  # fmt: skip

MAX_BYTES: Final = 256 * 1024 * 1024
"""A larger file is refused: it would need several gigabytes of memory."""

_SAMPLE: Final = 300
_LOST: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]"
)
_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was left out or changed: its location and content."""

    code: str
    file: str
    line: int
    value: str
    reason: str = ""


@dataclass(slots=True)
class Record:
    """What a loader met in files of others: findings, numbers and what the files were.

    ``reading`` says how each file was understood, as options to copy.
    """

    findings: list[Finding] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    files: list[dict[str, Any]] = field(default_factory=list)
    reading: list[str] = field(default_factory=list)

    def note(self, code: str, file: str, line: int, value: str, reason: str = "") -> None:
        """Write one finding down."""
        self.findings.append(Finding(code, file, line, value, reason))

    def count(self, code: str) -> int:
        """How many findings of one sort there are."""
        return sum(finding.code == code for finding in self.findings)

    def by_code(self) -> dict[str, list[Finding]]:
        """The findings of each sort, in the order in which they were met."""
        groups: dict[str, list[Finding]] = {}
        for finding in self.findings:
            groups.setdefault(finding.code, []).append(finding)
        return groups


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person chose about a table.

    Parameters
    ----------
    columns : role to the title of its column, or to its number from 1
    ignore : titles or numbers of columns to leave out
    separator : a name or a sign of `SEPARATORS`; ``""``: found out
    header : whether the first line names the columns, or which line does; ``None``: found out
    encoding : as Python calls it; ``""``: found out
    sheet : of a workbook: its name or number
    decimal : ``comma`` or ``point``; ``""``: both are read
    day_order, calendar, blanks : how its days are written, see `cityties.model.days.DayForm`
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    ignore: Collection[str] = ()
    separator: str = ""
    header: bool | int | None = None
    encoding: str = ""
    sheet: str = ""
    decimal: str = ""
    day_order: str = ""
    calendar: str = ""
    blanks: Collection[str] = ()

    @property
    def days(self) -> DayForm:
        """How the days of the table are written."""
        return DayForm(self.day_order, self.calendar, tuple(self.blanks))


class Lines:
    """The lines of a table below its titles; each run over them reads the file again.

    What is odd about a line is recorded in the first whole run alone.
    """

    def __init__(
        self, file: str, cuts: Split | Book, header: Header, width: int, needed: int, record: Record
    ) -> None:
        self._file, self._cuts, self._header, self._record = file, cuts, header, record
        self._width, self._needed = width, needed
        self._count: int | None = None
        self._titles = list(header.titles)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        record = self._record if self._count is None else None
        number = 0
        for line, cells in self._usable(record):
            number += 1
            yield line, cells
        self._count = number

    def __len__(self) -> int:
        if self._count is None:
            self._count = sum(1 for _line in self._usable(None))
            count, self._count = self._count, None
            return count
        return self._count

    def __bool__(self) -> bool:
        return next(self._usable(None), None) is not None

    def _usable(self, record: Record | None) -> Iterator[tuple[int, list[str]]]:
        file, width, header = self._file, self._width, self._header
        last = header.line + header.rows - 1
        for cut in self._cuts:
            line = cut.line
            cells = [" ".join(cell.split()) for cell in cut.cells]
            code = "" if header.rows and line == header.line else _empty(cells)
            if code:
                if record:
                    record.note(code, file, line, "" if code == "blank-line" else cells[0][:_SHOWN])
                continue
            if header.rows and line <= last:
                if line < header.line and record:
                    record.note("title-line", file, line, shown(cells))
                continue
            if _LOST.search("\n".join(cells)):
                cells = self._cleaned(cells, line, record)
                if "\ufffd" in "".join(cut.cells):
                    self._refuse(record, "bad-encoding", line, cells)
                    continue
                if not any(cells):  # nothing is left, and what was there is recorded
                    continue
            if cut.fault:
                self._refuse(record, cut.fault, line, cells)
                continue
            if cut.note and record:
                record.note(cut.note, file, line, cut.about[:_SHOWN] or shown(cells))
            if len(cells) != width:
                fitted = self._fitted(cells, line, record)
                if fitted is None:
                    continue
                cells = fitted
            if self._is_not_data(cells, line, record):
                continue
            yield line, cells

    def _refuse(self, record: Record | None, code: str, line: int, cells: Sequence[str]) -> None:
        if record:
            record.note(code, self._file, line, shown(cells))

    def _cleaned(self, cells: Sequence[str], line: int, record: Record | None) -> list[str]:
        cleaned = []
        for cell in cells:
            if _LOST.search(cell) and record:
                record.note("control-character", self._file, line, ascii(cell)[1:60])
            cleaned.append(" ".join(_LOST.sub("", cell).split()))
        return cleaned

    def _fitted(self, cells: list[str], line: int, record: Record | None) -> list[str] | None:
        """A line with other than the usual number of cells, if nothing of it is in doubt."""
        width = self._width
        if len(cells) > width and not any(cells[width:]):
            return cells[:width]  # separators at the end of a line, as spreadsheets leave them
        if len(cells) < width and len(cells) >= self._needed:
            if record:
                record.note("short-line", self._file, line, shown(cells))
            return cells + [""] * (width - len(cells))
        filled = [cell for cell in cells if cell]
        code = "below-table" if len(filled) < 3 and begins_below(filled[0]) else "ragged-line"
        self._refuse(record, code, line, cells)
        return None

    def _is_not_data(self, cells: list[str], line: int, record: Record | None) -> bool:
        if cells == self._titles:
            self._refuse(record, "title-again", line, cells)
            return True
        first = next(cell for cell in cells if cell)
        if begins_below(first):
            others = [cell for cell in cells if cell and cell is not first]
            if all(sort_of(cell) in ("number", "day", "degrees", "") for cell in others):
                self._refuse(record, "below-table", line, cells)
                return True
        return False


@dataclass(slots=True)
class OutsideTable:
    """A table as it came: which role each column has, and its lines."""

    file: str
    columns: dict[str, int]
    titles: tuple[str, ...]
    lines: Lines | list[tuple[int, list[str]]]
    choices: Choices = field(default_factory=Choices)

    def cell(self, cells: Sequence[str], role: str) -> str:
        """The cell of a role, without blanks around it; ``""`` if there is no such column."""
        place = self.columns.get(role)
        return "" if place is None else cells[place].strip()


def shown(cells: Sequence[str]) -> str:
    """A line as findings show it."""
    return " | ".join(cells)[:_SHOWN]


def _empty(cells: Sequence[str]) -> str:
    if not any(cells):
        return "blank-line"
    first = cells[0]
    if first.startswith("%") or (first.startswith("#") and (first[1:2] in (" ", ""))):
        return "comment"
    return ""


def read_outside(
    path: Path | str, wanted: Wanted, choices: Choices, record: Record
) -> OutsideTable:
    """Read a table of others and find out which column is what.

    A line that cannot be split, has a cell too many or lacks one that is needed is left out and
    recorded; so are blank lines, comments, titles, and totals and notes below the table.

    Parameters
    ----------
    path : the file: CSV, TSV or a workbook, in any encoding
    wanted : what is looked for
    choices : what the person chose
    record : findings are added here

    Raises
    ------
    NotFoundError
        If there is no such file.
    UsageError
        If a column that is needed is not there.
    DataError
        If the file is not text, or not a table.
    """
    file = Path(path)
    if not file.is_file():
        raise NotFoundError(_("the file {path} does not exist").format(path=file))
    name = str(file)
    if file.stat().st_size > MAX_BYTES:
        message = _("a file of {n} bytes").format(n=file.stat().st_size)
        at_most = _("at most {n}").format(n=MAX_BYTES)
        raise DataError([Problem(name, 0, "", "", message, at_most, code="too-large")])
    data = file.read_bytes()
    about: dict[str, Any] = {"file": file.name, "bytes": len(data), "sha256": sha256(data)}
    record.files.append(about)
    guesses: list[str] = []
    cuts = _cuts(data, name, choices, about, guesses, record)
    first = [cut for cut, _place in zip(_filled(cuts), range(_SAMPLE), strict=False)]
    if not first:
        raise DataError([Problem(name, 0, "", "", _("the file has no lines"), code="empty-file")])
    lines = [(cut.line, [" ".join(cell.split()) for cell in cut.cells]) for cut in first]
    header = _header(name, lines, wanted, choices, cuts.width)
    below = [
        cells for line, cells in lines if line > header.line + header.rows - 1 or not header.rows
    ]
    width = len(header.titles) or max(_usual_width(below), cuts.width if not below else 0)
    titles = header.titles or tuple(str(number) for number in range(1, width + 1))
    while (
        header.rows
        and len(titles) > 1
        and not titles[-1]
        and not any(len(cells) >= len(titles) and cells[len(titles) - 1] for cells in below)
    ):
        titles = titles[:-1]  # separators at the end of every line
    sample = [
        cells for cells in below if len(cells) <= len(titles) or not any(cells[len(titles) :])
    ]
    columns = Assigner(
        name, titles, sample, wanted, choices.columns, choices.ignore, by_place=not header.rows
    ).run()
    _tell(name, header, columns, titles, about, guesses, record)
    needed = 1 + max((_least(group, columns) for group in wanted.groups), default=0)
    rows = Lines(name, cuts, header, len(titles), needed, record)
    return OutsideTable(name, columns.places, tuple(titles), rows, choices)


def _least(group: Sequence[str], columns: Columns) -> int:
    return min((columns.places[role] for role in group if role in columns.places), default=0)


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    widths = [len(row) for row in rows]
    return max(widths, key=lambda width: (widths.count(width), width), default=0)


def _cuts(
    data: bytes,
    name: str,
    choices: Choices,
    about: dict[str, Any],
    guesses: list[str],
    record: Record,
) -> Split | Book:
    if is_book(data):
        book = Book(data, name, choices.sheet)
        about["sheet"] = book.sheet
        if book.others:
            record.note("other-sheets", name, 0, ", ".join(book.others)[:_SHOWN])
            guesses.append(option("sheet", book.sheet))
        return book
    found = _encoding(data, name, choices.encoding)
    about["encoding"] = found.name
    if found.guessed:
        guesses.append(option("encoding", found.name))
        record.note("encoding-guessed", name, 0, found.name)
    split = Split(data, found.name, separator_of(choices.separator))
    word = next(
        (word for word, sign in SEPARATORS.items() if sign == split.separator), split.separator
    )
    about["separator"] = word
    if not choices.separator and word not in ("comma", "tab"):
        guesses.append(option("separator", word))
    return split


def separator_of(text: str) -> str:
    """The sign that a person names as the separator, by its name or itself.

    Raises
    ------
    UsageError
        If it is none.

    Examples
    --------
    >>> separator_of("pipe"), separator_of(";"), separator_of("")
    ('|', ';', '')
    """
    if not text:
        return ""
    text = {"\\t": "\t"}.get(text, text)
    if text in SEPARATORS.values():
        return text
    if text.lower() in SEPARATORS:
        return SEPARATORS[text.lower()]
    if len(text) == 1 and not text.isalnum() and text not in "\"'\r\n":
        return text
    message = _("{value!r} is not a separator; write one sign, or one of {names}")
    message = message.format(value=text, names=", ".join(SEPARATORS))
    hint = did_you_mean(text, tuple(SEPARATORS))
    raise UsageError(f"{message}; {hint}" if hint else message)


def _encoding(data: bytes, name: str, chosen: str) -> Encoding:
    found = find_encoding(data, chosen)
    if found is None:
        _text, problems = decode_strict(data, name)
        hint = _("save the file as “CSV UTF-8”, or name its encoding, such as --encoding gb18030")
        fatal = [
            replace(problem, suggestion=hint)
            for problem in problems
            if problem.code == "bad-encoding"
        ]
        raise DataError(fatal)
    return found


def _filled(cuts: Split | Book) -> Iterator[Cut]:
    for cut in cuts:
        cells = [cell.strip() for cell in cut.cells]
        if not _empty(cells) or _is_numbered(cells, cuts.separator):
            yield cut


def _is_numbered(cells: Sequence[str], separator: str) -> bool:
    """Whether ``#`` is the title of the running numbers, and not the sign of a comment.

    Where blanks separate, the words of a comment look like cells: it is one.
    """
    others = [cell for cell in cells[1:] if cell]
    return cells[:1] == ["#"] and separator != " " and any(meanings(cell) for cell in others)


def _header(
    name: str,
    lines: Sequence[tuple[int, list[str]]],
    wanted: Wanted,
    choices: Choices,
    width: int,
) -> Header:
    line, cells = lines[0]
    if choices.header is False:
        return Header()
    if choices.header is True:
        return Header(tuple(cells), line, 0, 1)
    if choices.header is not None:
        for above, (line, cells) in enumerate(lines):
            if line == choices.header:
                return Header(tuple(cells), line, above, 1)
        message = _("{file} has no titles in line {line}: the line is blank or far below")
        raise UsageError(message.format(file=name, line=choices.header))
    known = known_titles(wanted, choices.columns, choices.ignore)
    header = find_header(lines, known, width)
    if not header.rows and len(lines) == 1 and "slug" in {_kind(cell) for cell in cells}:
        message = _("the file has one line, which may name the columns")
        hint = _("say which with --header 1 or --no-header")
        raise DataError([Problem(name, line, "", shown(cells), message, "", hint, "one-line")])
    return header


def _kind(cell: str) -> str:
    ref = read_ref(cell)
    if ref is None and re.match("[Qq][0-9]", cell):  # meant as an item, if a wrong one
        return "item"
    return ref.kind if ref else "text"


def _tell(
    name: str,
    header: Header,
    columns: Columns,
    titles: Sequence[str],
    about: dict[str, Any],
    guesses: list[str],
    record: Record,
) -> None:
    """Write down how the table was understood, as options to copy."""
    if header.above or header.rows > 1:
        guesses.append(option("header", str(header.line)))
    if not header.rows:
        guesses.append("--no-header")
    about["header"] = header.line if header.rows else None
    about["columns"] = {role: titles[at] for role, at in columns.places.items()}
    folded = [fold(title) for title in titles]
    often = Counter(folded)
    for role in columns.found:
        at = columns.places[role]
        title = titles[at]
        if title == role:
            continue  # found by its own name
        by_number = not header.rows or not title or often[folded[at]] > 1
        guesses.append(option("column", f"{role}={at + 1 if by_number else title}"))
    if guesses:
        record.reading.append(f"{name}: {' '.join(guesses)}")
    for title, first in columns.again:
        same = fold(title) == fold(first)
        text = title if same else f"{title} ({first})"
        record.note("column-again", name, header.line, text[:_SHOWN])
    for title, role in columns.by_content:
        record.note("column-by-content", name, header.line, f"{title} ({role})"[:_SHOWN])
    for title, hint in columns.left:
        record.note("unknown-column", name, header.line, title[:_SHOWN], hint)
    for title in columns.by_order:
        record.note("column-by-order", name, header.line, title[:_SHOWN])
    twice = sorted({titles[at] for at, each in enumerate(folded) if each and often[each] > 1})
    told = {fold(title) for title, _first in columns.again}
    for title in twice:
        if fold(title) not in told and header.rows:
            record.note("column-twice", name, header.line, title[:_SHOWN])
