"""A workbook to checked rows, or to all its problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from cityties.errors import DataError, NotFoundError, Problem
from cityties.language.messages import _
from cityties.language.names import did_you_mean
from cityties.loaders.checker import Checker, RawRow
from cityties.loaders.tables import check_header
from cityties.loaders.workbook import form
from cityties.loaders.workbook.archive import Archive, unpack
from cityties.loaders.workbook.cells import cell_text
from cityties.loaders.workbook.complete import complete
from cityties.loaders.workbook.form import (
    CODES_SHEET,
    BrokenBookError,
    Room,
    TooLargeError,
    broken,
    column_letter,
)
from cityties.loaders.workbook.merged import Merged
from cityties.loaders.workbook.package import cells_alone
from cityties.loaders.workbook.parts import Book, find_parts
from cityties.loaders.workbook.readers import Different, Readers, Value
from cityties.loaders.workbook.sheets import Extent, scan_sheet
from cityties.loaders.workbook.texts import scan_strings
from cityties.model.rows import Tables
from cityties.model.tables import COLUMN_NAMES, ROW_TYPES, VALUE_KINDS

_TOLD: Final = "\ufffd"  # the checks skip a cell with this: its problem was reported
_SHOWN: Final = 100  # characters of a name that is none of ours
_GUESSED: Final = 20  # names of sheets, after which no further one gets a suggestion


def load_workbook(path: Path | str, *, known: Tables | None = None, fill: bool = False) -> Tables:
    """Read and check a workbook as strictly as a folder of tables.

    Parameters
    ----------
    path : an ``.xlsx`` file with a sheet for each table, hidden or not; the values of the sheet
        ``codes`` are left out
    known : rows that it may refer to, usually the shipped data
    fill : fill in blank ids and ``about``, and write names as ids

    Returns
    -------
    Tables : the rows of the workbook alone

    Raises
    ------
    DataError
        With all problems; each names file, sheet, row and column.
    NotFoundError
        If the file is missing, or openpyxl or python-calamine is not installed.

    Examples
    --------
    >>> import tempfile
    >>> from cityties.loaders.workbook import workbook_bytes
    >>> from cityties.model.rows import Person
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "people.xlsx"
    ...     size = file.write_bytes(workbook_bytes(Tables(people=(Person("ali", "Ali"),))))
    ...     load_workbook(file).people[0].name_en
    'Ali'
    """
    file = Path(path)
    try:
        archive = unpack(_bytes(file))
        book = find_parts(archive)
        problems = list(_check_names(str(file), book))
        readable = all(problem.code == "unknown-sheet" for problem in problems)
        extents, scanned = _scan(archive, book, str(file))
        problems += scanned
        if scanned or not readable:
            raise DataError(problems)
        names = [sheet.name for sheet in book.sheets]
        readers = Readers(cells_alone(archive, book), names)
        rows: list[RawRow] = []
        headers: dict[str, list[str]] = {}
        for at, name in enumerate(names):
            if name in ROW_TYPES:
                where = f"{file}#{name}"
                cells = readers.rows(at, extents[at])
                rows.extend(_rows(name, where, cells, extents[at], headers, problems))
        if fill:
            complete(rows, known)
        tables, faults = Checker(rows, known).run()
    except (BrokenBookError, MemoryError, RecursionError) as error:
        raise DataError([broken(str(file), error)]) from error
    problems += faults
    if problems:
        raise DataError(_with_letters(problem, headers) for problem in problems)
    return tables


def _bytes(file: Path) -> bytes:
    """The file, read once."""
    try:
        with file.open("rb") as stream:
            data = stream.read(form.MAX_FILE + 1)
    except FileNotFoundError as error:
        raise NotFoundError(_("the file {path} does not exist").format(path=file)) from error
    except OSError as error:
        raise BrokenBookError(error.strerror or str(error)) from error
    if len(data) > form.MAX_FILE:
        raise TooLargeError(
            _("the workbook is too large"), _("at most {n}").format(n=form.MAX_FILE)
        )
    return data


def _check_names(file: str, book: Book) -> Iterator[Problem]:
    """The names of the sheets: tables, each once."""
    seen: set[str] = set()
    guesses = 0
    for sheet in book.sheets:
        name = sheet.name
        if name.casefold() in seen:
            yield Problem(
                file, 0, "", name[:_SHOWN], _("two sheets have this name"),
                _("one sheet for each table"), _("rename or delete one of them"), "duplicate-sheet",
            )  # fmt: skip
        elif not sheet.part:
            yield Problem(
                file, 0, "", name[:_SHOWN], _("this sheet has no cells (a chart or macro sheet)"),
                _("a sheet with cells"), code="not-a-sheet",
            )  # fmt: skip
        elif name not in ROW_TYPES and name != CODES_SHEET:
            guesses += 1
            yield Problem(
                file, 0, "", name[:_SHOWN], _("not one of the tables"), ", ".join(ROW_TYPES),
                did_you_mean(name[:_SHOWN], ROW_TYPES) if guesses <= _GUESSED else "",
                "unknown-sheet",
            )  # fmt: skip
        seen.add(name.casefold())
    if not seen & ROW_TYPES.keys():
        yield Problem(
            file, 0, "", "", _("this workbook contains no tables"), ", ".join(ROW_TYPES),
            code="missing-sheet",
        )  # fmt: skip


def _scan(archive: Archive, book: Book, file: str) -> tuple[list[Extent], list[Problem]]:
    """Look at every sheet before a library reads one."""
    problems: list[Problem] = []
    strings = scan_strings(archive, book.strings)
    extents = []
    room = Room()
    for sheet in book.sheets:
        where = f"{file}#{sheet.name[:_SHOWN]}"
        extent = Extent()
        if sheet.part:
            extent = scan_sheet(archive, sheet.part, where, strings, room)
        problems.extend(extent.problems)
        extents.append(extent)
        if room.is_used_up:
            break
    return extents, problems


def _rows(
    table: str,
    where: str,
    cells: Iterator[list[Value | Different]],
    extent: Extent,
    headers: dict[str, list[str]],
    problems: list[Problem],
) -> Iterator[RawRow]:
    """The rows of a sheet under its header; problems of cells are added to the list."""
    merged = Merged(extent.merged)
    header = _header(next(cells, []), where, merged, problems)
    headers[where] = header
    if not header:
        if extent.cells:
            problems.append(
                Problem(
                    where, 1, "", "", _("the first line must name the columns"),
                    ",".join(COLUMN_NAMES[table]), code="missing-header",
                )
            )  # fmt: skip
        return
    problems.extend(check_header(table, where, header, ()))
    kinds = [VALUE_KINDS[table].get(name, "text") for name in header]
    for line, row in enumerate(cells, start=2):
        found: dict[str, str] = {}
        hidden = merged.hidden(line)
        for at, value in enumerate(row):
            if value == "":
                if at < len(header) and header[at]:
                    found[header[at]] = ""
                continue
            name = header[at] if at < len(header) else ""
            text, fault = cell_text(value, kinds[at] if name else "text")
            if fault is None and text and at + 1 in hidden:
                fault = _hidden(text)
            elif not name and text:
                fault = Problem("", 0, "", text, _("a cell outside the named columns"),
                                code="cell-without-column")  # fmt: skip
            if fault is not None:
                column = name or column_letter(at)
                problems.append(replace(fault, file=where, line=line, column=column))
                text = _TOLD
            if name:
                found[name] = text
        if any(found.values()):
            yield RawRow(table, where, line, found)


def _header(
    row: list[Value | Different], where: str, merged: Merged, problems: list[Problem]
) -> list[str]:
    """The names of the columns; "" where there is none, none at the end."""
    header = []
    hidden = merged.hidden(1)
    for at, value in enumerate(row):
        text, fault = cell_text(value, "text")
        if fault is None and text and at + 1 in hidden:
            fault = _hidden(text)
        if fault is not None:
            problems.append(replace(fault, file=where, line=1, column=column_letter(at)))
        header.append(text)
    while header and not header[-1]:
        header.pop()
    return header


def _hidden(text: str) -> Problem:
    return Problem(
        "", 0, "", text, _("a merged cell hides this value"), "",
        _("unmerge the cells of the table"), "hidden-cell",
    )  # fmt: skip


def _with_letters(problem: Problem, headers: Mapping[str, list[str]]) -> Problem:
    """Name the column by its letter too, as a spreadsheet shows it."""
    header = headers.get(problem.file, [])
    if problem.column in header:
        letter = column_letter(header.index(problem.column))
        return replace(problem, column=f"{letter} {problem.column}")
    return problem
