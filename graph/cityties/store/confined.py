"""Files of others, read in a confined process: the one way from a stranger's file to rows.

A process that cannot make a connection, start a program, change a file or open any but the one
that it reads does the parsing (`cityties.store.reader`, `cityties.worker`); what comes back is a
data folder, and its tables are read here as strictly as any.
"""

from __future__ import annotations

import contextlib
import importlib.util
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from cityties.errors import DataError, NotFoundError, Problem, WorkerError
from cityties.language.messages import _
from cityties.model.rows import Tables
from cityties.model.tables import ROW_TYPES, tables_json
from cityties.start.records import dataclass
from cityties.store.reader import SERVICE
from cityties.worker.limits import MEMORY, SECONDS, Limits
from cityties.worker.process import TimeLimitError, Worker

_FILES: Final = frozenset(
    (*(f"{table}.csv" for table in ROW_TYPES), "datapackage.json", "loading.json", "README.md",
     "surprises.json", "unresolved.csv")
)  # fmt: skip
"""What a loaded folder may hold; nothing else is taken from the process that read the file."""

_UNRESOLVED: Final = "unresolved.csv"  # written next to the folder, for a person to fill in

_SECONDS_PER_MEGABYTE = 2.0
_SECONDS_PER_MEGABYTE_OF_TABLES = 300.0  # up to 50,000 lines, each up to three claims
# Before the limits: packages may be anywhere, by a link, and one reads the system's MIME types.
_DAYS = "persiantools.jdatetime"  # looks at the system's time zone
_IMPORTS: Final[Mapping[str, tuple[str, ...]]] = {
    "workbook": (_DAYS, "openpyxl", "python_calamine"),
    "wikipedia": (
        _DAYS,
        "lxml.etree",
        "lxml.html",
        "mwparserfromhell",
        "rapidfuzz.fuzz",
        "rapidfuzz.process",
        "sqlite3",
    ),
    "links": (_DAYS, "rapidfuzz.fuzz", "rapidfuzz.process", "sqlite3"),
    "members": (_DAYS, "rapidfuzz.fuzz", "rapidfuzz.process", "sqlite3"),
}
_TABLES: Final = ("links", "members")
_BOOK_STARTS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Folder:
    """What a file became, before it is written.

    Parameters
    ----------
    files : content by name
    counts : the number of rows of each table
    lines : the summary, a sentence each
    findings : what was skipped or changed, a line each
    source : the id of the source that makes the claims; empty: the file brings its own
    licence : the terms of the data, if they were given
    reading : how tables were understood, as options to copy
    unresolved : ``unresolved.csv``, if there is something that a person has to decide
    """

    files: Mapping[str, bytes]
    counts: Mapping[str, int]
    lines: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    source: str = ""
    licence: str = ""
    reading: tuple[str, ...] = ()
    unresolved: bytes = b""

    def tables(self, known: Tables | None = None) -> Tables:
        """The rows, read and checked as those of any folder.

        Parameters
        ----------
        known : rows that they may refer to
        """
        from cityties.loaders.tables import load_folder

        with tempfile.TemporaryDirectory(prefix="cityties-") as folder:
            for name, content in self.files.items():
                (Path(folder) / name).write_bytes(content)
            return load_folder(folder, known=known)


def read_file(
    what: str,
    path: Path,
    *,
    known: Tables | None = None,
    more: Sequence[Path] = (),
    indexes: Sequence[Path] = (),
    timeout: float | None = None,
    memory: int | None = None,
    shown: Mapping[str, str] | None = None,
    **options: Any,
) -> Folder:
    """Read a file with one of the loaders.

    Parameters
    ----------
    what : the loader, a method of `cityties.store.reader.Reader`
    path : the file
    known : rows that it may refer to
    more : other files that are read with it
    indexes : files of our own into which it may look
    timeout : seconds; by default 60, and 2 for each megabyte, 300 for each of a table
    memory : megabytes that the reading may use; 1024 by default
    shown : how errors call a file, by its path, if not by that
    options : of the loader

    Raises
    ------
    NotFoundError
        If there is no such file.
    DataError
        With all problems; one of them may be that the file ended the process that read it.
    """
    for each in (path, *more):
        if not each.is_file():
            raise NotFoundError(_("the file {path} does not exist").format(path=each))
    data = [] if known is None else [tables_json(known)]
    head, content = _call(
        what,
        path,
        data,
        more=more,
        indexes=indexes,
        timeout=timeout,
        memory=memory,
        shown=shown,
        **options,
    )
    folder = _folder(head, content)
    if not folder.files and not folder.unresolved:
        message = _("nothing to load: the file contains no row of cityties")
        named = (shown or {}).get(str(path), str(path))
        raise DataError([Problem(named, 0, "", "", message, code="nothing")])
    lines = tuple(_named(line, shown) for line in folder.lines)
    reading = tuple(_named(line, shown) for line in folder.reading)
    return replace(folder, lines=lines, reading=reading)


def _named(text: str, shown: Mapping[str, str] | None) -> str:
    for path, name in (shown or {}).items():
        text = text.replace(path, name)
    return text


def check_nquads(path: Path, data: bytes) -> None:
    """Let the engine parse N-Quads of others where it can do no harm.

    Parameters
    ----------
    path : how errors call them
    data : the text

    Raises
    ------
    DataError
        If they cannot be parsed.
    """
    _call("nquads", path, [data], size=len(data))


def _call(
    what: str,
    path: Path,
    data: Sequence[bytes],
    *,
    more: Sequence[Path] = (),
    indexes: Sequence[Path] = (),
    timeout: float | None = None,
    memory: int | None = None,
    shown: Mapping[str, str] | None = None,
    size: int | None = None,
    **options: Any,
) -> tuple[Any, bytes]:
    if size is None:
        size = sum(each.stat().st_size for each in (path, *more))
    rate = _SECONDS_PER_MEGABYTE_OF_TABLES if what in _TABLES else _SECONDS_PER_MEGABYTE
    limits = Limits(
        SECONDS + rate * size / 2**20 if timeout is None else timeout,
        MEMORY if memory is None else memory,
    )
    named = _named(str(path), shown)
    try:
        worker = Worker(
            SERVICE,
            limits=limits,
            readable=[path, *more, *indexes],
            imports=_imports(what, (path, *more)),
        )
        try:
            return worker.call(what, {"path": str(path), **options}, data)
        finally:
            worker.close()
    except DataError as error:
        if not shown:
            raise
        problems = [
            replace(problem, file=_named(problem.file, shown)) for problem in error.problems
        ]
        raise DataError(problems, error.total) from None
    except TimeLimitError as error:
        advice = _("allow more seconds with --timeout, or give a smaller file")
        raise DataError([Problem(named, 0, "", "", str(error), "", advice, "too-long")]) from None
    except WorkerError as error:
        advice = _("check that it is the file you mean; --memory allows more megabytes")
        raise DataError([Problem(named, 0, "", "", str(error), "", advice, "unreadable")]) from None


def _imports(what: str, paths: Sequence[Path]) -> tuple[str, ...]:
    """What a loader needs for these files."""
    found = _IMPORTS.get(what, (_DAYS, "pyoxigraph"))
    if what not in _TABLES or importlib.util.find_spec("python_calamine") is None:
        return found
    for path in paths:
        with contextlib.suppress(OSError), path.open("rb") as stream:
            if stream.read(4) in _BOOK_STARTS:
                return (*found, "python_calamine")
    return found


def _folder(head: Any, content: bytes) -> Folder:
    """What the worker said, if it makes sense."""
    try:
        sizes = [(str(name), int(length)) for name, length in head["files"]]
        folder = Folder(
            {},
            {name: int(head["counts"][name]) for name in ROW_TYPES},
            tuple(map(str, head["lines"])),
            tuple(map(str, head["findings"])),
            str(head["source"]),
            str(head["licence"]),
            tuple(map(str, head["reading"])),
        )
    except (KeyError, TypeError, ValueError):
        sizes, folder = [("", 0)], Folder({}, {})
    known = all(name in (*_FILES, _UNRESOLVED) and length >= 0 for name, length in sizes)
    if not known or sum(length for _name, length in sizes) != len(content):
        raise WorkerError(_("the process that read it gave an answer that cannot be understood"))
    ends = list(accumulate(length for _name, length in sizes))
    files = {
        name: content[end - length : end] for (name, length), end in zip(sizes, ends, strict=True)
    }
    return replace(folder, unresolved=files.pop(_UNRESOLVED, b""), files=files)
