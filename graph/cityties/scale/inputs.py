"""Data folders, Parquet datasets and object stores, as rows and as pieces of claims.

Data folders, snapshots and RDF files are read whole and checked as ``build`` checks them. A
**Parquet dataset** has the tables of a data folder, each as ``TABLE.parquet`` or as a folder
``TABLE/`` of Parquet files (its folders may be named ``column=value``); cells are text, as in
CSV, or dates, numbers and lists. All but its claims are read first: names, sources and bodies are
what every worker needs. Its claims are read in pieces, each by a worker; what a claim says of
other claims (``contradicts``, ``part_of``, ``act``, ``condition_on``) is not looked up there.

An address with ``://`` is opened by fsspec: ``s3://bucket/folder``.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cityties.base.files import sha256_file, sha256_parts
from cityties.base.install import install_hint
from cityties.errors import DataError, NotFoundError, Problem, UsageError
from cityties.language.messages import _
from cityties.model.folder import DATAPACKAGE
from cityties.model.rows import Claim, Tables
from cityties.model.table_names import TABLES

if TYPE_CHECKING:
    from cityties.loaders.checker import RawRow

PIECE: Final = 100_000
"""About how many claims a worker reads at once."""

_ELSEWHERE: Final = frozenset({"contradicts", "part_of", "act", "condition_on"})
"""Columns that name other claims, which may be in another piece."""


@dataclass(frozen=True)
class Piece:
    """Claims of one Parquet file.

    Parameters
    ----------
    address : the file; with ``://`` for fsspec
    groups : its row groups
    first : how many rows of the file come before them
    cells : columns that the names of its folders give, with their value
    """

    address: str
    groups: tuple[int, ...]
    first: int
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Inputs:
    """What is to be built.

    Parameters
    ----------
    tables : every row but the claims of Parquet datasets
    pieces : the claims of these
    key : checksum of all of it
    """

    tables: Tables
    pieces: tuple[Piece, ...]
    key: str


def is_remote(address: str) -> bool:
    """Whether an address is one for fsspec.

    Examples
    --------
    >>> is_remote("s3://bucket/folder"), is_remote("folder")
    (True, False)
    """
    return "://" in address


def file_system(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path there.

    Parameters
    ----------
    address : a path, or an address with ``://``

    Raises
    ------
    UsageError
        If fsspec or what it needs for this kind of address is not installed.
    """
    if not is_remote(address):
        from pyarrow import fs

        return fs.LocalFileSystem(), str(Path(address).absolute())
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise UsageError(
            _("fsspec, which opens {address}, is not installed: {command}").format(
                address=address, command=install_hint("fsspec")
            )
        ) from error
    try:
        system, path = url_to_fs(address)
    except (ImportError, ValueError) as error:  # its message names the package that is missing
        raise UsageError(
            _("{address} cannot be opened: {reason}").format(address=address, reason=error)
        ) from error
    return system, path


def open_inputs(data: Sequence[str], *, shipped: bool, work: Path) -> Inputs:
    """Read everything but the claims of Parquet datasets.

    Parameters
    ----------
    data : paths and addresses, in the order in which they are merged
    shipped : whether the data of the package comes first
    work : a folder for what has to be fetched

    Raises
    ------
    DataError
        With every problem of the rows.
    NotFoundError, UsageError
        If something is missing, or cannot be opened.
    """
    from cityties.base import resources
    from cityties.loaders.tables import merge
    from cityties.store.build import check_folder, load_one
    from cityties.store.graphs import input_key

    addresses = [*([str(resources.data_dir())] if shipped else []), *data]
    if not addresses:
        raise UsageError(_("no data: pass a folder, or use the shipped data"))
    names: list[str] = []
    loaded: list[Tables] = []
    known: Tables | None = None
    folders: list[Path] = []
    files: list[tuple[str, bytes]] = []
    pieces: list[Piece] = []
    for number, address in enumerate(addresses):
        names.append(_("the shipped data") if shipped and not number else address)
        found = _parquet_files(address)
        if found:
            rows = [row for table in TABLES if table != "claims" for row in found.rows(table)]
            loaded.append(_checked(rows, known))
            pieces += found.pieces()
            files += found.parts(number)
        else:
            folder = _fetched(address, work / f"data-{number}")
            if not folder.exists():
                raise NotFoundError(_("{path} does not exist").format(path=address))
            check_folder(folder)
            folders.append(folder)
            loaded.append(load_one(folder, known))
        known = merge(*loaded, names=names)
    assert known is not None
    key = sha256_parts([("folders", input_key(folders).encode()), *files])
    return Inputs(known, tuple(pieces), key)


def read_piece(piece: Piece, known: Tables) -> tuple[Claim, ...]:
    """The checked claims of a piece.

    Parameters
    ----------
    piece : which
    known : every other row

    Raises
    ------
    DataError
        With every problem of the claims.
    """
    system, path = file_system(piece.address)
    rows = list(_rows("claims", piece.address, system, path, piece))
    return _checked(rows, known, elsewhere=_ELSEWHERE).claims


class _Files:
    """The Parquet files of a dataset, by table."""

    def __init__(self, address: str, system: Any, tables: dict[str, list[tuple[str, Any]]]) -> None:
        self._address = address
        self._system = system
        self._tables = tables

    def rows(self, table: str) -> Iterator[RawRow]:
        for path, cells in self._tables.get(table, ()):
            piece = Piece(path, (), 0, cells)
            yield from _rows(table, self._named(path), self._system, path, piece)

    def pieces(self) -> Iterator[Piece]:
        """The claims, some row groups at a time."""
        for path, cells in self._tables.get("claims", ()):
            metadata = self._metadata(path)
            groups: list[int] = []
            first = rows = 0
            for number in range(metadata.num_row_groups):
                groups.append(number)
                rows += metadata.row_group(number).num_rows
                if rows >= PIECE or number + 1 == metadata.num_row_groups:
                    yield Piece(self._named(path), tuple(groups), first, cells)
                    first, rows, groups = first + rows, 0, []

    def parts(self, number: int) -> Iterator[tuple[str, bytes]]:
        """What stands for the bytes of each file."""
        for table, files in sorted(self._tables.items()):
            for path, cells in files:
                name = f"{number}/{table}/{path.removeprefix(self._address)}/{cells}"
                if is_remote(self._address):
                    yield name, str(self._system.ukey(path)).encode()
                else:
                    yield name, sha256_file(path).encode()

    def _metadata(self, path: str) -> Any:
        from pyarrow import parquet

        with _opened(self._system, path) as file:
            return parquet.ParquetFile(file).metadata

    def _named(self, path: str) -> str:
        return str(self._system.unstrip_protocol(path)) if is_remote(self._address) else path


def _opened(system: Any, path: str) -> Any:
    return system.open_input_file(path) if hasattr(system, "open_input_file") else system.open(path)


def _parquet_files(address: str) -> _Files | None:
    """The Parquet files of an address; ``None`` if it is not a dataset."""
    if not is_remote(address) and not any(
        (Path(address) / f"{table}{end}").exists() for table in TABLES for end in ("", ".parquet")
    ):
        return None
    try:
        from pyarrow import dataset
    except ImportError as error:
        from cityties.export.parquet import missing_reason

        raise UsageError(missing_reason()) from error
    system, root = file_system(address)
    found: dict[str, list[tuple[str, Any]]] = {}
    for table in TABLES:
        for end in (".parquet", ""):
            path = f"{root.rstrip('/')}/{table}{end}"
            try:
                made = dataset.dataset(
                    path, filesystem=system, format="parquet", partitioning="hive"
                )
            except FileNotFoundError:
                continue
            except (OSError, ValueError) as error:
                raise UsageError(
                    _("{address} cannot be opened: {reason}").format(address=path, reason=error)
                ) from error
            for fragment in made.get_fragments():
                keys = dataset.get_partition_keys(fragment.partition_expression)
                cells = tuple(sorted((name, _text(value)) for name, value in keys.items()))
                found.setdefault(table, []).append((fragment.path, cells))
    for files in found.values():
        files.sort()
    return _Files(root if not is_remote(address) else address, system, found) if found else None


def _rows(table: str, name: str, system: Any, path: str, piece: Piece) -> Iterator[RawRow]:
    """The rows of a file, or of some of its row groups, as cells of text."""
    from pyarrow import ArrowInvalid, parquet

    from cityties.loaders.checker import RawRow
    from cityties.loaders.tables import check_header

    try:
        with _opened(system, path) as file:
            source = parquet.ParquetFile(file)
            groups = list(piece.groups) or list(range(source.num_row_groups))
            columns = [*source.schema_arrow.names, *(name for name, _text in piece.cells)]
            if problems := list(check_header(table, name, columns, frozenset())):
                raise DataError(problems)
            line = piece.first
            for batch in source.iter_batches(row_groups=groups, use_threads=False):
                for row in batch.to_pylist():
                    line += 1
                    cells = {column: _text(value) for column, value in row.items()}
                    yield RawRow(table, name, line, {**cells, **dict(piece.cells)})
    except (ArrowInvalid, OSError) as error:
        problem = Problem(name, 0, "", "", str(error), code="unreadable-file")
        raise DataError([problem]) from error


def _text(value: Any) -> str:
    """A value as the text of a cell."""
    from cityties.model.tables import number_text

    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, (list, tuple)):
        return ";".join(map(_text, value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float):
        return number_text(value)
    return str(value)


def _checked(
    rows: list[RawRow], known: Tables | None, *, elsewhere: Collection[str] = ()
) -> Tables:
    from cityties.loaders.checker import Checker

    tables, problems = Checker(rows, known, elsewhere=elsewhere).run()
    if problems:
        raise DataError(problems)
    return tables


def _fetched(address: str, folder: Path) -> Path:
    """A local folder with the CSV tables of an address: itself, or what was fetched."""
    if not is_remote(address):
        return Path(address)
    system, root = file_system(address)
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*(f"{table}.csv" for table in TABLES), DATAPACKAGE):
        path = f"{root.rstrip('/')}/{name}"
        if system.exists(path):
            (folder / name).write_bytes(system.cat_file(path))
    return folder


__all__ = ["PIECE", "Inputs", "Piece", "file_system", "is_remote", "open_inputs", "read_piece"]
