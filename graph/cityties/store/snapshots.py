"""A snapshot folder to rows and quads; a short, damaged or edited one is refused.

What is in a snapshot is written by :mod:`cityties.snapshot`. Reading needs only
this: every file is listed in ``SHA256SUMS``, ``tables/`` contains the rows, and the
checksum of ``graph.nq`` (the canonical N-Quads) is the id of the snapshot.
"""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from cityties.base.inputs import MOST_JSON, json_object, open_regular, read_inside
from cityties.errors import DataError, NotFoundError, StoreError
from cityties.language.messages import _
from cityties.start.patterns import regex
from cityties.start.records import dataclass
from cityties.store.versions import MANIFEST, Shelf, too_new
from cityties.vocabulary.terms import GRAPH_ONTOLOGY, GRAPH_READING

if TYPE_CHECKING:
    from cityties.model.rows import Tables

FORMAT: Final = 1
"""Raised when a reader of older snapshots would be misled; newer ones are refused."""

KEY: Final = "cityties_snapshot"
SHELF: Final = Shelf("cityties-snapshots.json", KEY, FORMAT, leave_lock=False)
"""The folder that snapshots are kept in."""

GRAPH_FILE: Final = "graph.nq"
TABLES: Final = "tables"
SUMS: Final = "SHA256SUMS"

_PIECE: Final = 16 << 20  # bytes of the graph that are read at once
_SLACK: Final = 1 << 20  # bytes that a file may be longer than listed and still be read
_SUM = regex(
    r"([0-9a-f]{64}) [ *]([^\s\x00-\x1f\x7f-\x9f\u2028\u2029][^\x00-\x1f\x7f-\x9f\u2028\u2029]*)"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one file of a snapshot.

    Parameters
    ----------
    file : path inside the snapshot, with ``/``
    message : what is wrong
    """

    file: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.message}"


@dataclass(frozen=True)
class Snapshot:
    """A snapshot folder whose manifest was read.

    Parameters
    ----------
    folder : where it is
    manifest : what ``manifest.json`` says
    """

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The content id: SHA-256 of ``graph.nq``, the RDFC-1.0 form of the graph."""
        return str(self.manifest["id"])

    @property
    def base(self) -> str:
        """What the IRIs of its own rows begin with; blank: as those of the shipped data."""
        return str(self.manifest.get("base", ""))

    @property
    def known_by(self) -> datetime.date | None:
        """The day whose knowledge the readings hold; ``None``: everything known."""
        return _day(self.manifest["known_by"])

    @property
    def on(self) -> datetime.date:
        """The day that ``ties.csv`` and the GraphML show."""
        return datetime.date.fromisoformat(self.manifest["on"])

    @property
    def tables_folder(self) -> Path:
        """The folder of the rows, which is a data folder like any other."""
        return self.folder / TABLES

    def sums(self) -> dict[str, str]:
        """Checksum of each file by its path, as ``SHA256SUMS`` lists them.

        Raises
        ------
        StoreError
            If the list is missing or no such list.
        """
        try:
            text = read_inside(self.folder, SUMS, most=MOST_JSON).decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise _damaged(self.folder, Fault(SUMS, _reason(error))) from error
        found: dict[str, str] = {}
        lines = text.split("\n")  # nothing else ends a line for `sha256sum -c`
        for line in lines if lines[-1] else lines[:-1]:
            match = _SUM.fullmatch(line)
            path = PurePosixPath(match[2]) if match else None
            if match is None or path is None or path.is_absolute() or ".." in path.parts:
                reason = _("{line!r} is not a line of a list of checksums").format(line=line)
                raise _damaged(self.folder, Fault(SUMS, reason))
            found[match[2]] = match[1]
        return found

    def faults(self) -> Iterator[Fault]:
        """Yield what is missing, changed or added, by the checksums; nothing if it is whole."""
        try:
            sums = self.sums()
        except StoreError as error:
            yield Fault(SUMS, str(error))
            return
        for name in sorted({MANIFEST, GRAPH_FILE} - set(sums)):
            yield Fault(name, _("not listed in {file}").format(file=SUMS))
        sizes = {entry["path"]: entry["bytes"] for entry in self.manifest["files"]}
        for name, expected in sums.items():
            try:
                found = self._checksum(name, sizes.get(name, MOST_JSON))
            except FileNotFoundError:
                yield Fault(name, _("missing"))
                continue
            except OSError as error:
                yield Fault(name, _reason(error))
                continue
            if found != expected:
                yield Fault(name, _("not the file that was written: its checksum differs"))
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            hidden = any(part.startswith(".") for part in name.split("/"))
            if not path.is_dir() and not hidden and name not in sums and name != SUMS:
                yield Fault(name, _("not a file of this snapshot"))
        for entry in self.manifest["files"]:
            if sums.get(entry["path"]) != entry["sha256"]:
                yield Fault(
                    entry["path"],
                    _("{one} and {other} list different checksums").format(
                        one=MANIFEST, other=SUMS
                    ),
                )
        listed = sums.get(GRAPH_FILE, self.id)
        if listed != self.id:
            yield Fault(
                MANIFEST,
                _("the id {id} is not the checksum of {file}").format(
                    id=self.id[:12], file=GRAPH_FILE
                ),
            )

    def _checksum(self, name: str, listed: int) -> str:
        """Checksum of a file; empty for one so much larger than listed that it is not read."""
        with open_regular(self.folder / name) as stream:
            if os.fstat(stream.fileno()).st_size > 2 * listed + _SLACK:
                return ""
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def check(self) -> None:
        """Refuse a snapshot that is not whole.

        Raises
        ------
        StoreError
            With the first problem.
        """
        for fault in self.faults():
            raise _damaged(self.folder, fault)

    def tables(self) -> Tables:
        """The rows, checked like those of any data folder.

        Raises
        ------
        StoreError
            If they cannot be loaded.
        """
        from cityties.loaders.tables import load_folder

        try:
            return load_folder(self.tables_folder)
        except (DataError, NotFoundError) as error:
            raise _damaged(self.folder, Fault(TABLES, str(error))) from error

    def checked_tables(self) -> Tables:
        """The rows of a snapshot that is whole, in canonical order.

        Raises
        ------
        StoreError
            If a file is missing, damaged or edited, or the rows are not those of the graph.
        """
        from cityties.model.tables import canonical_tables

        self.check()
        tables = canonical_tables(self.tables())
        if not self._has_lines_of(tables) and tables != self.rows_of_graph():
            raise StoreError(
                _(
                    "the rows of the snapshot {folder} do not match its graph: run cityties "
                    "snapshot verify"
                ).format(folder=self.folder)
            )
        return tables

    def _has_lines_of(self, tables: Tables) -> bool:
        """Whether the graph has the lines that some rows give, and no others of any row.

        Where it has, it need not be read back into rows. Where it has not, it may still have
        these rows: a former version wrote them otherwise, or they have IRIs of their own.
        """
        from cityties.rdf.lines import sorted_lines
        from cityties.rdf.to_quads import nquads_lines
        from cityties.words.labels import code_labels

        derived = tuple(f" <{name}".encode() for name in (GRAPH_ONTOLOGY, GRAPH_READING))
        digest = hashlib.sha256()
        with open_regular(self.folder / GRAPH_FILE) as stream:
            for line in stream:
                if not line.startswith(derived, line.rfind(b" <")):
                    digest.update(line)
        return sorted_lines(nquads_lines(tables, code_labels())).id == digest.hexdigest()

    def graph_bytes(self) -> bytes:
        """The whole graph as canonical N-Quads.

        Raises
        ------
        StoreError
            If the file cannot be read.
        """
        try:
            return read_inside(self.folder, GRAPH_FILE)
        except OSError as error:
            raise _damaged(self.folder, Fault(GRAPH_FILE, _reason(error))) from error

    def graph_pieces(self) -> Iterator[bytes]:
        """The whole graph as canonical N-Quads, in pieces of whole lines.

        Raises
        ------
        StoreError
            If the file cannot be read.
        """
        try:
            with open_regular(self.folder / GRAPH_FILE) as stream:
                while piece := stream.read(_PIECE):
                    piece += stream.readline()
                    yield piece if piece.endswith(b"\n") else piece + b"\n"
        except OSError as error:
            raise _damaged(self.folder, Fault(GRAPH_FILE, _reason(error))) from error

    def inner_bytes(self) -> bytes:
        """The whole graph as canonical N-Quads, with the IRIs that questions use.

        Raises
        ------
        StoreError
            If the file cannot be read.
        """
        from cityties.rdf.published import inner_nquads

        try:
            return inner_nquads(self.graph_bytes(), self.base)
        except (SyntaxError, ValueError) as error:
            raise _damaged(self.folder, Fault(GRAPH_FILE, _reason(error))) from error

    def rows_of_graph(self) -> Tables:
        """The rows as the graph holds them: what ``tables/`` must say too.

        Raises
        ------
        StoreError
            If the graph cannot be read back into rows.
        """
        import pyoxigraph as ox

        from cityties.model.tables import canonical_tables
        from cityties.rdf.from_quads import rows_from_quads

        try:
            return canonical_tables(
                rows_from_quads(ox.parse(self.inner_bytes(), format=ox.RdfFormat.N_QUADS))
            )
        except (SyntaxError, ValueError) as error:
            raise _damaged(self.folder, Fault(GRAPH_FILE, _reason(error))) from error


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)


def _damaged(folder: Path, fault: Fault) -> StoreError:
    return StoreError(
        _("the snapshot {folder} cannot be used: {fault}").format(folder=folder, fault=fault)
    )


def find_snapshot(path: Path | str) -> Path | None:
    """The snapshot that a path names: itself, or the current one of a folder of snapshots.

    Parameters
    ----------
    path : a folder

    Returns
    -------
    Path
        ``None`` if it is neither.

    Raises
    ------
    StoreError
        If the folder of snapshots is damaged.
    NotFoundError
        If it holds none yet.
    """
    folder = Path(path)
    if SHELF.is_one(folder):
        entry = SHELF.current(folder)
        if entry is None:
            raise NotFoundError(_("{folder} contains no snapshots yet").format(folder=folder))
        return entry
    try:
        manifest = json_object(read_inside(folder, MANIFEST, most=MOST_JSON))
    except (OSError, ValueError):
        manifest = {}
    if KEY in manifest:
        return folder
    # The other files show whose broken or missing manifest it is.
    return folder if (folder / SUMS).is_file() and (folder / GRAPH_FILE).is_file() else None


def read_snapshot(path: Path | str) -> Snapshot:
    """Look at a snapshot without checking its files.

    Parameters
    ----------
    path : a snapshot, or a folder of snapshots with a current one

    Raises
    ------
    NotFoundError
        If there is none.
    StoreError
        If its manifest cannot be read, or it was written by a newer cityties.
    """
    folder = find_snapshot(path)
    if folder is None:
        raise NotFoundError(_("{folder} is not a snapshot").format(folder=path))
    try:
        manifest = json_object(read_inside(folder, MANIFEST, most=MOST_JSON))
        written = manifest[KEY]
        if not isinstance(written, int):
            raise TypeError  # noqa: TRY301 - the same as for what is not an object
        if written <= FORMAT:
            _check_manifest(manifest)
    except OSError as error:
        raise _damaged(folder, Fault(MANIFEST, _reason(error))) from error
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(folder, Fault(MANIFEST, _("cannot be read"))) from error
    if written > FORMAT:
        raise too_new(folder, written, FORMAT)
    return Snapshot(folder, manifest)


def _check_manifest(manifest: Mapping[str, Any]) -> None:
    """Refuse a manifest whose values are not what every reader takes them for.

    Raises
    ------
    ValueError, KeyError, TypeError
    """
    for name in ("id", "title", "version", "on"):
        _must_be(manifest[name], str)
    for name in ("on", "known_by", "data_day"):
        _day(manifest[name])
    _must_be(manifest["software"]["version"], str)
    _must_be(manifest.get("licence", ""), str)
    for part in _must_be(manifest.get("rights") or [], list):
        _must_be(part["licence"] or "", str)
        for name in (*_must_be(part["names"], list), *_must_be(part["sources"], list)):
            _must_be(name, str)
    _must_be(manifest.get("ontology_sha256", ""), str)
    for name in _must_be(manifest.get("authors", []), list):
        _must_be(name, str)
    for value in _must_be(manifest["counts"], dict).values():
        _must_be(value, int | dict)
    for name in ("claims", "sources", "ties", "conflicts"):
        _must_be(manifest["counts"][name], int)
    for entry in _must_be(manifest["files"], list):
        for name, kind in (("path", str), ("sha256", str), ("bytes", int)):
            _must_be(entry[name], kind)
    for entry in _must_be(manifest["left_out"], list):
        for name in ("path", "reason"):
            _must_be(entry[name], str)
    for name in ("id", "version", "folder") if manifest.get("parent") else ():
        _must_be(manifest["parent"][name], str)


def _must_be(value: Any, kind: Any) -> Any:
    if not isinstance(value, kind):
        raise TypeError
    return value


def list_snapshots(root: Path | str) -> tuple[list[Snapshot], str]:
    """The snapshots of a folder, the newest first, and the name of the current one.

    Parameters
    ----------
    root : a folder of snapshots

    Raises
    ------
    NotFoundError
        If it is not a folder of snapshots.
    StoreError
        If it is damaged.
    """
    folder = Path(root)
    if not SHELF.is_one(folder):
        raise NotFoundError(_("{folder} is not a folder of snapshots").format(folder=folder))
    current = SHELF.current(folder)
    return [read_snapshot(entry) for entry in SHELF.entries(folder)], (
        current.name if current else ""
    )
