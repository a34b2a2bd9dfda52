"""Tables that others made: which column is what, and a record of everything left out.

Our own tables are refused whole if one cell is wrong. A table of the world out
there has errors that cannot be corrected here; so what cannot be used is left out,
and every such line is written down in a :class:`Record`: nothing is lost silently.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cityties.base.files import decode_strict, sha256
from cityties.errors import DataError, NotFoundError, Problem, UsageError, cut
from cityties.language.messages import _, ngettext
from cityties.language.names import did_you_mean, few_guesses, fold
from cityties.model.identifiers import is_qid, is_slug
from cityties.vocabulary.terms import PREFIXES

MAX_BYTES = 256 * 1024 * 1024
"""A larger file is refused: it would need several gigabytes of memory."""

SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "blank": " "}
"""What may stand between cells, by the names that options use."""

_NUMBER = re.compile(r"[0-9]{1,15}")
_TITLES = 20  # columns that a message names
_ENTITY = (PREFIXES["wd"], "https://www.wikidata.org/wiki/", "http://www.wikidata.org/wiki/", "wd:")
_LOST = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was left out or changed: its location and content."""

    code: str
    file: str
    line: int
    value: str


@dataclass(slots=True)
class Record:
    """What a loader met in files of others: findings, numbers and what the files were."""

    findings: list[Finding] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    files: list[dict[str, Any]] = field(default_factory=list)

    def note(self, code: str, file: str, line: int, value: str) -> None:
        """Write one finding down."""
        self.findings.append(Finding(code, file, line, value))

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
class Ref:
    """How a table names a city: by a Wikidata item, a number of its own, or a slug.

    ``key`` is the item (``Q60``), the number with an ``n`` before it, or the slug.
    """

    key: str
    kind: str  # "item", "number" or "slug"


def read_ref(text: str) -> Ref | None:
    """Parse the id of a city in an external table; ``None`` if it is not an id.

    Parameters
    ----------
    text : ``Q60``, the address of an item, ``isfahan``, or a bare number

    Examples
    --------
    >>> read_ref("http://www.wikidata.org/entity/Q60").key, read_ref("007").key
    ('Q60', 'n7')
    >>> read_ref("isfahan").kind, read_ref("New York")
    ('slug', None)
    """
    for start in _ENTITY:
        if text.startswith(start):
            text = text[len(start) :]
            return Ref(text.upper(), "item") if is_qid(text.upper()) else None
    if is_qid(text.upper()):
        return Ref(text.upper(), "item")
    if _NUMBER.fullmatch(text):
        return Ref(f"n{int(text)}", "number")
    return Ref(text, "slug") if is_slug(text) else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a loader looks for in a table.

    Parameters
    ----------
    roles : for each thing the names that its column may have
    required : roles without which the table is of no use
    ignored : names of columns that are known and not needed
    """

    roles: Mapping[str, Sequence[str]]
    required: Sequence[str] = ()
    ignored: Collection[str] = ()


@dataclass(slots=True)
class OutsideTable:
    """A table as it came: which role each column has, and its lines."""

    file: str
    columns: dict[str, int]
    titles: tuple[str, ...]
    lines: list[tuple[int, list[str]]]

    def cell(self, cells: Sequence[str], role: str) -> str:
        """The cell of a role, without blanks around it; ``""`` if there is no such column."""
        place = self.columns.get(role)
        return "" if place is None else cells[place].strip()


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person chose about the columns of a table.

    Parameters
    ----------
    columns : role to the name of its column, or to its number from 1
    ignore : names of columns to leave out
    separator : a name of `SEPARATORS`; ``""``: found out
    header : whether the first line names the columns; ``None``: found out
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    ignore: Collection[str] = ()
    separator: str = ""
    header: bool | None = None


def read_outside(
    path: Path | str, wanted: Wanted, choices: Choices, record: Record
) -> OutsideTable:
    """Read a table of others and find out which column is what.

    Lines with too few or too many cells, blank lines and comments (``%`` or ``#`` at
    the start) are left out and recorded.

    Parameters
    ----------
    path : the file, CSV or TSV in UTF-8
    wanted : what is looked for
    choices : what the person chose
    record : findings are added here

    Raises
    ------
    NotFoundError
        If there is no such file.
    UsageError
        If a column that is needed is not there, or one is that nobody knows.
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
    text, problems = decode_strict(data, name)
    if fatal := [problem for problem in problems if problem.code == "bad-encoding"]:
        raise DataError(fatal)
    record.files.append({"file": file.name, "bytes": len(data), "sha256": sha256(data)})
    lines = list(_split(text, name, choices.separator, record))
    if not lines:
        raise DataError([Problem(name, 0, "", "", _("the file has no lines"), code="empty-file")])
    return _arrange(name, lines, wanted, choices, record)


def _split(text: str, name: str, chosen: str, record: Record) -> Iterator[tuple[int, list[str]]]:
    separator = SEPARATORS[chosen] if chosen else _guess(text)
    if separator == ",":
        yield from _split_csv(text, name, record)
        return
    # A quotation mark in TSV is a letter like others, unless it wraps the whole cell.
    for line, row in enumerate(re.split("\r\n|\r|\n", text), start=1):
        if not row.strip():
            if line <= text.count("\n"):  # what follows the last line feed is not a line
                record.note("blank-line", name, line, "")
            continue
        if row.startswith(("%", "# ")):
            record.note("comment", name, line, row[:80])
            continue
        cells = row.split() if separator == " " else row.split(separator)
        yield line, [_unquoted(_clean(cell, name, line, record)) for cell in cells]


def _split_csv(text: str, name: str, record: Record) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 0
    try:
        for cells in reader:
            start, line = line + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                record.note("blank-line", name, start, "")
            elif cells[0].startswith(("%", "# ")):
                record.note("comment", name, start, cells[0][:80])
            else:
                yield start, [_clean(cell, name, start, record) for cell in cells]
    except csv.Error as error:
        message = _("this line cannot be read as CSV ({reason})").format(reason=error)
        hint = _("look for a quotation mark that is not closed or not doubled")
        raise DataError(
            [Problem(name, line + 1, "", "", message, suggestion=hint, code="bad-csv")]
        ) from None


def _guess(text: str) -> str:
    """The separator of which the first lines have most; blanks only where there is no other."""
    first = [line for line in text.splitlines()[:50] if line and not line.startswith(("%", "# "))]
    best = max("\t,;", key=lambda sign: sum(line.count(sign) for line in first[:5]))
    return best if any(best in line for line in first[:5]) else " "


def _clean(cell: str, name: str, line: int, record: Record) -> str:
    if _LOST.search(cell):
        record.note("control-character", name, line, ascii(cell)[1:60])
        cell = _LOST.sub("", cell)
    return re.sub(r"\s+", " ", cell).strip()


def _unquoted(cell: str) -> str:
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def _arrange(
    name: str,
    lines: list[tuple[int, list[str]]],
    wanted: Wanted,
    choices: Choices,
    record: Record,
) -> OutsideTable:
    known = {fold(title): role for role, titles in wanted.roles.items() for title in titles}
    for title in wanted.ignored:
        known.setdefault(fold(title), "")
    first = lines[0][1]
    has_header = choices.header
    if has_header is None:
        has_header = _looks_like_header(lines, known, choices)
        if not has_header and len(lines) == 1 and "slug" in map(_kind, first):
            message = _("the file has one line, which may name the columns")
            hint = _("say which with --header or --no-header")
            raise DataError(
                [Problem(name, lines[0][0], "", _shown(first), message, "", hint, "one-line")]
            )
    size = len(first)
    titles = tuple(first) if has_header else tuple(str(n) for n in range(1, size + 1))
    columns, again = _roles(name, titles, known, wanted, choices, by_place=not has_header)
    for title in again:
        record.note("column-again", name, lines[0][0], title[:80])
    kept = []
    for line, cells in lines[1:] if has_header else lines:
        if len(cells) != size:
            record.note("ragged-line", name, line, _shown(cells))
        else:
            kept.append((line, cells))
    return OutsideTable(name, columns, titles, kept)


def _shown(cells: Sequence[str]) -> str:
    return " | ".join(cells)[:80]


def _looks_like_header(
    lines: list[tuple[int, list[str]]], known: Mapping[str, str], choices: Choices
) -> bool:
    first = [fold(cell) for cell in lines[0][1]]
    chosen = {fold(name) for name in (*choices.columns.values(), *choices.ignore)}
    if any(cell in known or (cell in chosen and not cell.isdigit()) for cell in first):
        return True
    # Otherwise a first line that is unlike all that follow: "from, to" over Q60, Q84.
    below = {_kind(cell) for _line, cells in lines[1:20] for cell in cells}
    return bool(below) and below <= {"item", "number"} and not below & set(map(_kind, lines[0][1]))


def _kind(cell: str) -> str:
    ref = read_ref(cell)
    if ref is None and re.match("[Qq][0-9]", cell):  # meant as an item, if a wrong one
        return "item"
    return ref.kind if ref else "text"


def _roles(
    name: str,
    titles: Sequence[str],
    known: Mapping[str, str],
    wanted: Wanted,
    choices: Choices,
    *,
    by_place: bool,
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Give each column its role: chosen, known by name, ignored, or a complaint.

    The second result are columns that say what an earlier one says, and are not used.
    """
    columns: dict[str, int] = {}
    taken: set[int] = set()
    folded = [fold(title) for title in titles]
    for role, title in choices.columns.items():
        if role not in wanted.roles:
            message = _("{role!r} is not a role of a column here; available: {roles}")
            raise UsageError(message.format(role=role, roles=", ".join(wanted.roles)))
        if _NUMBER.fullmatch(title) and 1 <= int(title) <= len(titles):
            place = int(title) - 1
        elif fold(title) in folded:
            place = folded.index(fold(title))
        else:
            message = _("{file} has no column {title!r}; available: {titles}")
            raise UsageError(message.format(file=name, title=title, titles=_some(titles)))
        columns[role] = place
        taken.add(place)
    ignore = {fold(title) for title in choices.ignore}
    again: list[str] = []
    unknown: list[str] = []
    for place, title in enumerate(folded):
        if place in taken:
            continue
        role = known.get(title, "?")
        if title in ignore or role == "":
            continue
        if role == "?":
            unknown.append(titles[place])
        elif role not in columns:
            columns[role] = place
        else:  # a second column of the same meaning
            again.append(titles[place])
    missing = [role for role in wanted.required if role not in columns]
    strange = set(unknown)
    free = [place for place, title in enumerate(titles) if title in strange]
    if (
        missing
        and (by_place or set(missing) == set(wanted.required))
        and (len(free) == len(missing) == len(titles))
    ):
        # As many columns as are needed, and none with a name that is known: by their order.
        columns.update(zip(missing, free, strict=True))
        return columns, tuple(again)
    if missing and len(titles) == 1:
        message = _("{file} is not a table: each line has one cell")
        raise UsageError(message.format(file=name))
    if missing:
        needed = "; ".join(
            _("{role} ({titles})").format(role=role, titles=", ".join(wanted.roles[role]))
            for role in missing
        )
        message = _(
            "{file} is missing a column: {needed}. It has: {titles}. Choose it with --column"
        )
        raise UsageError(message.format(file=name, needed=needed, titles=_some(titles)))
    if unknown:
        every = [title for found in wanted.roles.values() for title in found]
        with few_guesses():
            hints = [f"{cut(title)!r}" + _hint(title, every) for title in unknown[:_TITLES]]
        hints += _more(unknown)
        message = _(
            "{file} has unknown columns: {titles}. Assign them with --column, or skip them with "
            "--ignore"
        )
        raise UsageError(message.format(file=name, titles="; ".join(hints)))
    return columns, tuple(again)


def _some(titles: Sequence[str]) -> str:
    """The first titles of a table, for a message."""
    return ", ".join([*(cut(title) for title in titles[:_TITLES]), *_more(titles)])


def _more(titles: Sequence[str]) -> list[str]:
    more = len(titles) - _TITLES
    return [ngettext("and {n} more", "and {n} more", more).format(n=more)] if more > 0 else []


def _hint(title: str, known: Sequence[str]) -> str:
    suggestion = did_you_mean(title, known)
    return f" ({suggestion})" if suggestion else ""
