"""Tables that an earlier version wrote: which columns they lack, and texts in a changed column.

A missing column is as good as an empty one, so an older folder loads as it is. What is new
is said once for each table, and only of a table that has all the other columns: who made a
short table of their own chose its columns.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from cityties.base.inputs import read_inside
from cityties.checks.findings import Finding, Part
from cityties.language.messages import _
from cityties.model.folder import MAX_BYTES, table_files
from cityties.model.rows import Tables
from cityties.model.tables import ADDED_COLUMNS, COLUMN_NAMES

_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


def check(tables: Tables, folders: Iterable[Path]) -> Part:
    """Say which columns are new for a folder, and which titles are not in English.

    Parameters
    ----------
    tables : checked rows
    folders : the data folders that they were read from
    """
    folders = list(folders)
    findings = new_columns(folders)
    for source in tables.sources:
        if source.title and not _LATIN.search(source.title):
            findings.append(
                Finding(
                    "note",
                    "tables",
                    source.id,
                    _(
                        "the title is not in Latin letters, and is for English: write what is "
                        "printed into title_original, a Persian title into title_fa"
                    ),
                    "title-not-english",
                    table="sources",
                )
            )
    headers = sum(len(table_files(folder)[0]) for folder in folders)
    return Part({"table_headers": headers}, tuple(findings))


def new_columns(folders: Iterable[Path]) -> list[Finding]:
    """A note for each table of an earlier version, with the columns that it lacks.

    Parameters
    ----------
    folders : data folders

    Examples
    --------
    >>> from cityties.base.resources import data_dir
    >>> new_columns([data_dir()])
    []
    """
    return [
        finding
        for folder in folders
        for table, file in table_files(folder)[0].items()
        for finding in _header(table, file)
    ]


def _header(table: str, file: Path) -> Iterator[Finding]:
    try:
        text = read_inside(file.parent, file.name, most=MAX_BYTES).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):  # the loader has said so
        return
    columns = {cell.strip() for cell in next(csv.reader(io.StringIO(text)), [])}
    new = [column for column in ADDED_COLUMNS.get(table, ()) if column not in columns]
    if new and set(COLUMN_NAMES[table]) - set(new) <= columns:
        yield Finding(
            "note",
            "tables",
            f"{file}:1",
            _(
                "written by an earlier version: the columns {columns} are new and count as "
                "empty; “cityties data format” adds them"
            ).format(columns=", ".join(new)),
            "new-columns",
            str(file),
            1,
        )
