"""A folder of CSV tables to checked rows, and several sets of rows to one.

Load everything or nothing: every problem of every file is reported at once,
with file, line, column, value and what to try.
"""

from __future__ import annotations

import csv
import errno
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cityties.base.files import decode_strict
from cityties.base.inputs import MOST_JSON, json_object, read_inside
from cityties.errors import DataError, NotFoundError, Problem, Problems
from cityties.language.messages import _, languages, ngettext
from cityties.language.names import did_you_mean, few_guesses
from cityties.loaders.checker import THINGS, Checker, RawRow, closed
from cityties.loaders.left_out import shipped_rows_left_out
from cityties.model.columns import further_column
from cityties.model.folder import DATAPACKAGE, LOADING, MAX_BYTES, table_files
from cityties.model.rows import Post, Tables
from cityties.model.tables import COLUMN_NAMES, COLUMNS, ROW_TYPES

FORMAT_VERSION = 1
"""Version of the tables' format; ``cityties_format_version`` in datapackage.json."""


def load_folder(path: Path | str, *, known: Tables | None = None) -> Tables:
    r"""Load and check the tables of a folder.

    Parameters
    ----------
    path : a folder with one or more of the tables (``places.csv``, ``claims.csv`` …);
        other files than CSV are left out
    known : rows that the tables may refer to, usually the shipped data

    Returns
    -------
    Tables : the rows of this folder alone, in the order of the files

    Raises
    ------
    NotFoundError : if there is no such folder
    DataError : with all problems of all files, sorted

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table = Path(folder) / "people.csv"
    ...     size = table.write_text("id,name_en\nali-noruzi,Ali Noruzi\n", encoding="utf-8")
    ...     load_folder(folder).people[0].name_en
    'Ali Noruzi'
    """
    folder = Path(path)
    if not folder.is_dir():
        raise NotFoundError(_("the folder {path} does not exist").format(path=folder))
    problems = Problems()
    rows: list[RawRow] = []
    with few_guesses():
        found = _find_tables(folder, problems)
        problems.extend(_check_version(folder))
        declared = declared_columns(folder)
        for table, file in found.items():
            rows.extend(_read_table(table, file, problems, declared.get(table, frozenset())))
        unread = {str(file) for file in found.values()}
        if any(problem.file in unread and _is_unread(problem) for problem in problems):
            # What refers to a table that was not read is not wrong for that.
            raise DataError(problems)
        tables, faults = Checker(rows, known).run()
    problems.extend(faults)
    if problems:
        raise DataError(shipped_rows_left_out(folder, problems))
    return tables


def _is_unread(problem: Problem) -> bool:
    """Whether a problem is about a whole table: nothing of it can be referred to."""
    return problem.line == 0 or (problem.code == "missing-column" and problem.column == "id")


def _find_tables(folder: Path, problems: Problems) -> dict[str, Path]:
    found, others = table_files(folder)
    problems.extend(
        Problem(
            str(file),
            0,
            "",
            file.name,
            _("not one of the tables"),
            ", ".join(f"{table}.csv" for table in ROW_TYPES),
            did_you_mean(file.stem, ROW_TYPES),
            "unknown-file",
        )
        for file in others
    )
    if not found:
        problems.append(
            Problem(
                str(folder),
                0,
                "",
                "",
                _("this folder contains no tables"),
                ", ".join(f"{table}.csv" for table in ROW_TYPES),
                code="missing-file",
            )
        )
    return found


def _check_version(folder: Path) -> Iterator[Problem]:
    file = folder / DATAPACKAGE
    try:
        text = read_inside(folder, DATAPACKAGE, most=MOST_JSON)
        version = json_object(text).get("cityties_format_version", FORMAT_VERSION)
    except FileNotFoundError:
        return
    except OSError as error:
        yield Problem(str(file), 0, "", "", str(error.strerror), code="unreadable-file")
        return
    except ValueError:
        yield Problem(str(file), 0, "", "", _("this is not JSON"), code="bad-datapackage")
        return
    if not isinstance(version, int) or version > FORMAT_VERSION:
        yield Problem(
            str(file),
            0,
            "cityties_format_version",
            str(version),
            _("these tables need a newer cityties"),
            _("{n} or lower").format(n=FORMAT_VERSION),
            _("install the newest version"),
            "newer-format",
        )


def declared_columns(folder: Path) -> dict[str, frozenset[str]]:
    """The columns that the ``datapackage.json`` of a folder describes, by table.

    Parameters
    ----------
    folder : a data folder; without such a file, or with one that is not right, nothing. That of
        the tables of a snapshot is in the folder above theirs
    """
    home = folder if (folder / DATAPACKAGE).is_file() else folder.resolve().parent
    try:
        package = json_object(read_inside(home, DATAPACKAGE, most=MOST_JSON))
        return {
            Path(resource["path"]).stem: frozenset(
                str(field["name"]) for field in resource["schema"]["fields"]
            )
            for resource in package["resources"]
            if "schema" in resource
            and (home / resource["path"]).parent.name == folder.resolve().name
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}  # what is wrong with it is said elsewhere


def _is_text_column(table: str, name: str, declared: Collection[str]) -> bool:
    """Whether a column holds a text in a language that is known, or that the folder declares."""
    column = further_column(ROW_TYPES[table], name)
    return column is not None and (column.tag in languages() or name in declared)


def _read_table(
    table: str, file: Path, problems: Problems, declared: Collection[str]
) -> Iterator[RawRow]:
    """Yield the rows of a file as cells, with blanks around them taken off."""
    name = str(file)
    try:
        data = read_inside(file.parent, file.name, most=MAX_BYTES)
    except OSError as error:
        code = "too-large" if error.errno == errno.EFBIG else "unreadable-file"
        problems.append(Problem(name, 0, "", "", str(error.strerror), code=code))
        return
    text, faults = decode_strict(data, name)
    problems.extend(faults)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 0
    try:
        header = next(reader, None)
        if not header or not any(cell.strip() for cell in header):
            problems.append(
                Problem(
                    name,
                    1,
                    "",
                    "",
                    _("the first line must name the columns"),
                    ",".join(COLUMN_NAMES[table]),
                    code="missing-header",
                )
            )
            return
        columns = [cell.strip() for cell in header]
        problems.extend(check_header(table, name, columns, declared))
        line = reader.line_num
        for cells in reader:
            start, line = line + 1, reader.line_num
            if not cells:
                continue  # an empty line says nothing
            if len(cells) != len(columns):
                problems.append(_ragged(name, start, len(cells), len(columns), cells))
                continue
            if not any(cell.strip() for cell in cells):
                problems.append(
                    Problem(
                        name,
                        start,
                        "",
                        "",
                        _("an empty row"),
                        suggestion=_("delete the line"),
                        code="blank-row",
                    )
                )
                continue
            yield RawRow(table, name, start, dict(zip(columns, map(str.strip, cells), strict=True)))
    except csv.Error as error:
        problems.append(
            Problem(
                name,
                line + 1,
                "",
                "",
                _("this line cannot be read as CSV ({reason})").format(reason=error),
                suggestion=_("look for a quotation mark that is not closed or not doubled"),
                code="bad-csv",
            )
        )


def check_header(
    table: str, name: str, columns: Sequence[str], declared: Collection[str]
) -> Iterator[Problem]:
    """What is wrong with the names of a table's columns.

    Parameters
    ----------
    table : name of the table
    name : name of the file, for the problems
    columns : the names
    declared : further columns that the folder describes
    """
    right = COLUMN_NAMES[table]
    seen: set[str] = set()
    given = set(columns)
    missing = [column for column in right if column not in given]
    expected = ", ".join(right)
    for column in columns:
        if column in seen:
            yield Problem(
                name, 1, column, column, _("this column occurs twice"), code="duplicate-column"
            )
        elif column not in right and not _is_text_column(table, column, declared):
            tag = column.rpartition("_")[2]
            if further_column(ROW_TYPES[table], column) is not None:
                yield Problem(
                    name,
                    1,
                    column,
                    column,
                    _("cityties has no texts in the language {tag}").format(tag=tag),
                    _("one of {tags}").format(tags=", ".join(languages())),
                    _("for another language, list the column in datapackage.json"),
                    "unknown-language",
                )
                seen.add(column)
                continue
            # A misspelt column is most likely one that is missing.
            suggestion = did_you_mean(column, missing) or did_you_mean(column, right)
            yield Problem(
                name,
                1,
                column,
                column,
                _("unknown column"),
                expected,
                suggestion,
                "unknown-column",
            )
        seen.add(column)
    required = {"id", *(column.name for column in COLUMNS[table] if column.required)}
    for column in missing:
        if column in required:
            yield Problem(name, 1, column, "", _("this column is missing"), code="missing-column")


def _ragged(name: str, line: int, given: int, expected: int, cells: list[str]) -> Problem:
    message = ngettext("{n} cell in this line", "{n} cells in this line", given).format(n=given)
    suggestion = (
        _("put quotation marks around text that contains a comma") if given > expected else ""
    )
    return Problem(
        name,
        line,
        "",
        cells[0],
        message,
        _("{n} cells, as in the first line").format(n=expected),
        suggestion,
        "ragged-row",
    )


def _both_loaded(first: str, second: str) -> str:
    """What to do about a row that two loaded folders both made; empty: they are not such folders.

    A city that is new to both was made twice; the second run has to know what the first made.
    """
    if not all((Path(each) / LOADING).is_file() for each in (first, second)):
        return ""
    return _("load {second} again with --data {first}, so that it uses the rows there").format(
        first=first, second=second
    )


def merge(tables: Tables, *more: Tables, names: Sequence[str] = ()) -> Tables:
    """Put several sets of checked rows together.

    Parameters
    ----------
    tables, more : rows that were checked; later ones may refer to earlier ones
    names : what to call each set in problems, such as its folder

    Returns
    -------
    Tables : all rows, those that are the same in two sets once; a post has the holders of all

    Raises
    ------
    DataError : if two sets have different rows under one id

    Examples
    --------
    >>> from cityties.model.rows import Person
    >>> one = Tables(people=(Person("ali", "Ali"),))
    >>> len(merge(one, one).people)
    1
    """
    sets = (tables, *more)
    called = [*names, *(f"#{place + 1}" for place in range(len(names), len(sets)))]
    problems = Problems()
    merged: dict[str, list[Any]] = {table: [] for table in ROW_TYPES}
    seen: dict[tuple[str, str], tuple[str, str, Any]] = {}
    holders: dict[str, list[str]] = {}  # added to a post of an earlier set
    for name, given in zip(called, sets, strict=True):
        for table in ROW_TYPES:
            space = "things" if table in THINGS else table
            for row in getattr(given, table):
                first = seen.get((space, row.id))
                if first is None:
                    seen[space, row.id] = (name, table, row)
                    merged[table].append(row)
                elif first[1] == table and closed(first[2]) == closed(row):
                    if isinstance(row, Post):
                        holders.setdefault(row.id, []).extend(row.holders)
                else:
                    problems.append(
                        Problem(
                            f"{name}/{table}.csv",
                            0,
                            "id",
                            row.id,
                            _("another row has this id in {place}").format(
                                place=f"{first[0]}/{first[1]}.csv"
                            ),
                            suggestion=_both_loaded(first[0], name)
                            or _("choose another id, or omit this row"),
                            code="duplicate-id",
                        )
                    )
    if problems:
        raise DataError(problems)
    for place, post in enumerate(merged["posts"]):
        if more_holders := holders.get(post.id):
            every = tuple(dict.fromkeys((*post.holders, *more_holders)))
            merged["posts"][place] = replace(post, holders=every)
    rows: dict[str, tuple[Any, ...]] = {table: tuple(found) for table, found in merged.items()}
    return Tables(**rows)
