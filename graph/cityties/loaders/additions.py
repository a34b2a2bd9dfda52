"""Rows added to a data folder: checked together with all that is there, or not written.

What a person enters is checked as strictly as a file. Each table is replaced
whole, in an order in which every step in between is a folder that loads: a
publisher before the source that names it, a source before its claims.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from cityties.base import resources
from cityties.base.files import write_atomic
from cityties.base.locks import lock
from cityties.errors import DataError, Problems
from cityties.language.messages import _
from cityties.language.names import slugify
from cityties.loaders.checker import Checker, RawRow
from cityties.loaders.tables import _read_table, declared_columns, load_folder
from cityties.model.identifiers import is_slug, tie_id
from cityties.model.row_ids import free_id
from cityties.model.rows import Tables
from cityties.model.tables import ROW_TYPES, table_bytes

NEW: str = "+"
"""How problems call a row that is not in a file yet."""

_WAIT = 10.0  # seconds that a second writer waits for the first


def check_rows(
    folder: Path | str,
    rows: Mapping[str, Sequence[Mapping[str, str]]],
    known: Tables | None = None,
    *,
    without: Sequence[str] = (),
) -> Tables:
    """Check new rows together with those of a folder.

    Parameters
    ----------
    folder : a data folder; it may be missing or empty
    rows : for each table the cells of the new rows, by column
    known : rows that all of them may refer to, usually the shipped data
    without : tables whose rows in the folder are left out

    Returns
    -------
    Tables : all rows of the folder, the new ones among them

    Raises
    ------
    DataError
        With all problems; those of new rows are at ``+``.
    """
    problems = Problems()
    raw: list[RawRow] = []
    declared = declared_columns(Path(folder))
    for table in ROW_TYPES:
        file = Path(folder) / f"{table}.csv"
        # What is not a regular file is a problem, not an empty table.
        if table not in without and os.path.lexists(file):
            names = declared.get(table, frozenset())
            raw.extend(_read_table(table, file, problems, names))
        for cells in rows.get(table, ()):
            new = RawRow(table, NEW, 0, {k: v.strip() for k, v in cells.items()})
            if table == "posts":
                raw = [old for old in raw if not _holders_added(new, old)]
            raw.append(new)
    tables, faults = Checker(raw, known).run()
    problems.extend(faults)
    if problems:
        raise DataError(problems)
    return tables


def _holders_added(new: RawRow, old: RawRow) -> bool:
    """Whether a new row only adds holders to a post of the folder; then it has all of them."""
    if old.table != "posts" or old.cells.get("id") != new.cells.get("id"):
        return False
    if any(
        new.cells.get(name, "") != text for name, text in old.cells.items() if name != "holders"
    ):
        return False
    held = ";".join((old.cells.get("holders", ""), new.cells.get("holders", ""))).split(";")
    new.cells["holders"] = ";".join(dict.fromkeys(filter(None, map(str.strip, held))))
    return True


def add_rows(
    folder: Path | str, rows: Mapping[str, Sequence[Mapping[str, str]]], known: Tables | None = None
) -> list[Path]:
    """Add rows to a folder; either all of a table's rows are there afterwards, or none.

    Several tables are several files, each of them whole at any moment. A kill or an error
    of the disk between two of them leaves those before it new and the others old: a folder
    that loads, as what is referred to is written first.

    Parameters
    ----------
    folder : a data folder; it is made if it is missing
    rows, known : as for :func:`check_rows`

    Returns
    -------
    list : the files that were written, in their canonical form

    Raises
    ------
    DataError
        If anything is wrong; nothing was written then.
    StoreError
        If another process is adding to this folder.
    OSError
        If a file cannot be written; it stays as it was.
    """
    place = Path(folder)
    with alone(place):
        tables = check_rows(place, rows, known)
        place.mkdir(exist_ok=True)
        written = []
        for table in ROW_TYPES:  # its order puts what is referred to first
            if rows.get(table):
                file = place / f"{table}.csv"
                write_atomic(file, table_bytes(table, getattr(tables, table)))
                written.append(file)
    return written


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One writer at a time; the lock is in the cache, not among the data."""
    cache = resources.writable_cache_dir()
    if cache is None:
        yield
        return
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    with lock(cache / f"folder-{name}.lock", wait=_WAIT):
        yield


def existing(folder: Path | str, known: Tables | None = None) -> Tables:
    """The rows of a folder; none if there is no table yet.

    Raises
    ------
    DataError
        If what is there has problems.
    """
    place = Path(folder)
    if not place.is_dir() or not any((place / f"{table}.csv").is_file() for table in ROW_TYPES):
        return Tables()
    return load_folder(place, known=known)


# --- what can be filled in before anybody types -----------------------------------------


def source_id(publisher: str, url: str, title: str, taken: set[str]) -> str:
    """An id for a source: its publisher and the number in its address, else its title.

    Examples
    --------
    >>> source_id("imna", "https://en.imna.ir/news/498459/Isfahan-Porto", "", set())
    'imna-498459'
    """
    parts = [part for part in urlsplit(url).path.replace(".", "/").split("/") if part]
    number = next((part for part in reversed(parts) if part.isascii() and part.isdigit()), "")
    tail = number
    if not tail:
        with contextlib.suppress(ValueError):
            tail = slugify(title)[:40].rstrip("-")
    wanted = "-".join(filter(None, (publisher, tail)))
    return free_id(wanted, taken, url or title) if is_slug(wanted) else ""


def publisher_of(url: str, tables: Sequence[Tables]) -> str:
    """The publisher whose address, or whose other source, has the same host; or ``""``.

    Examples
    --------
    >>> from cityties.model.rows import Source
    >>> rows = Tables(sources=(Source("a", "news", "A", "imna", "https://en.imna.ir/news/1"),))
    >>> publisher_of("https://en.imna.ir/news/2", [rows])
    'imna'
    """
    host = _host(url)
    if not host:
        return ""
    found: set[str] = set()
    for rows in tables:
        found.update(body.id for body in rows.organizations if _host(body.url) == host)
    if not found:
        for rows in tables:
            found.update(s.publisher for s in rows.sources if _host(s.url) == host)
    return found.pop() if len(found) == 1 else ""


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def about(cells: Mapping[str, str]) -> str:
    """What a claim is about, as far as its other cells tell: the tie of its parties.

    Examples
    --------
    >>> about({"type": "tie", "kind": "sister_city", "parties": "porto;isfahan"})
    'tie/isfahan+porto/sister_city'
    """
    parties = [party.strip() for party in cells.get("parties", "").split(";") if party.strip()]
    if cells.get("type") == "tie" and len(parties) > 1 and cells.get("kind"):
        with contextlib.suppress(ValueError):
            return tie_id(parties, cells["kind"])
    if cells.get("type") == "event" and cells.get("kind"):
        year = "".join(c for c in cells.get("when", "")[:4] if c.isdigit())
        words = [cells["kind"].replace("_", "-"), *parties[:2], year]
        made = "ev-" + "-".join(word for word in words if word)
        return made if is_slug(made) else ""
    return ""


def problem_columns(error: DataError) -> dict[str, list[str]]:
    """The messages about new rows by column; under ``""`` those about anything else.

    Parameters
    ----------
    error : what :func:`check_rows` raised
    """
    found: dict[str, list[str]] = {}
    for problem in error.problems:
        new = problem.file == NEW
        column = problem.column.rpartition(" ")[2] if new else ""
        text = problem.message
        if problem.value:
            text += f": {problem.value!r}"
        if problem.expected:
            text += "; " + _("expected {what}").format(what=problem.expected)
        if problem.suggestion:
            text += f"; {problem.suggestion}"
        found.setdefault(column, []).append(text if new else str(problem))
    return found
