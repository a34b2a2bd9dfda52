"""Built graphs on disk: versions, the store that holds them, and the cache.

A version is a folder: ``manifest.json`` (what it is), ``tables.json`` (the
checked rows), ``lines.nq.gz`` (the graph in canonical order, for what reads all of it) and
``quads/`` (the graph and the merge of its graphs, opened read-only, for questions). The
manifest has the checksums of all of it and of itself, so that a
flipped bit is an error and never an answer. A store is a folder
of versions with a file ``CURRENT`` that names one of them; it is swapped in one
step, so a reader sees the old version or the new one, whatever happens to the
writer. A cache entry is a version named by its inputs.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cityties import __version__
from cityties.base import files, parts, resources
from cityties.base.inputs import MOST, MOST_JSON, json_object, open_regular, read_inside
from cityties.base.owners import distrust
from cityties.errors import NotFoundError, StoreError
from cityties.language.messages import _
from cityties.model.folder import DATAPACKAGE, MAX_BYTES, table_files
from cityties.start.records import dataclass
from cityties.store.code import code_sum
from cityties.store.versions import MANIFEST, Shelf, too_new
from cityties.store.versions import damaged as _damaged

if TYPE_CHECKING:
    import pyoxigraph as ox

    from cityties.rdf.lines import Lines

STORE_FORMAT: Final = 5
"""Raised when the folders change; older ones are built again, newer ones refused."""

TABLES: Final = "tables.json"
QUADS: Final = "quads"
LINES: Final = "lines.nq.gz"
_CHUNK: Final = 1 << 18  # bytes of the lines that are read at once
_CACHED: Final = 12  # entries kept in the cache
_SHELF: Final = Shelf("cityties-store.json", "cityties_store", STORE_FORMAT, own=True)
_LEAST: Final = ("key", "id", "counts", "tables_sha256", "lines", "quads", "manifest_sha256")
_UNREAD: Final = ("LOCK", "LOG")  # files of the engine that hold nothing of the graph
_HASHED: Final = 64 * 1024 * 1024
"""Bytes of quads whose files are all compared by checksum when they are opened, save large ones
that nobody touched since. Of more, only the small files are, and the sizes: each block of the
others has a checksum that the engine compares when it reads the block."""
_LARGE: Final = 1024 * 1024  # bytes of a file from which on reading it would be felt


@dataclass(frozen=True)
class Version:
    """One built graph on disk.

    Parameters
    ----------
    folder : where it is
    manifest : what ``manifest.json`` says
    """

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def is_current_format(self) -> bool:
        """Whether this program wrote it in the format that it writes now."""
        return bool(self.manifest["cityties_store"] == STORE_FORMAT)

    @property
    def key(self) -> str:
        """The checksum of the inputs that it was built from."""
        return str(self.manifest["key"])

    @property
    def content_id(self) -> str:
        """The checksum of the graph itself."""
        return str(self.manifest["id"])

    @property
    def quads_folder(self) -> Path:
        """The folder of the quads, for a process that opens them itself."""
        return self.folder / QUADS

    def tables_bytes(self) -> bytes:
        """The rows as JSON.

        Raises
        ------
        StoreError
            If the file is missing or is not the one that was written.
        """
        try:
            data = read_inside(self.folder, TABLES)
        except OSError as error:
            raise _damaged(self.folder, error) from error
        if files.sha256(data) != self.manifest["tables_sha256"]:
            raise _damaged(self.folder, _("its rows were changed"))
        return data

    def lines(self) -> Lines:
        """The graph in canonical order, packed; compared with what was written.

        Raises
        ------
        StoreError
            If the file is missing or is not the one that was written.
        """
        from cityties.rdf.lines import Lines

        counts: Mapping[str, int] = self.manifest["counts"]
        found = Lines(
            self._packed_lines, id=self.content_id, quads=counts["quads"], graphs=counts["graphs"]
        )
        for _chunk in self._packed_lines():
            pass
        return found

    def _packed_lines(self) -> Iterator[bytes]:
        """The chunks of the file; what was changed is an error at its end at the latest."""
        size, checksum = self.manifest["lines"]
        digest = hashlib.sha256()
        try:
            with open_regular(self.folder / LINES, most=size) as stream:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
                    yield chunk
        except OSError as error:
            raise _damaged(self.folder, error) from error
        if digest.hexdigest() != checksum:
            raise _damaged(self.folder, _("its lines were changed"))

    def open_quads(self) -> ox.Store:
        """The quads and their merge, read-only.

        Raises
        ------
        StoreError
            If they are missing or damaged.
        """
        import pyoxigraph as ox

        self.check_quads()
        try:
            return ox.Store.read_only(str(self.quads_folder))
        except (OSError, ValueError, RuntimeError) as error:
            raise _damaged(self.folder, error) from error

    def check_quads(self) -> None:
        """Compare the files of the quads with what was written.

        Raises
        ------
        StoreError
            If one is missing, too many, of another size or changed.
        """
        listed: Mapping[str, Any] = self.manifest["quads"]
        try:
            found = dict(_quad_files(self.quads_folder))
            sizes = {name: status.st_size for name, status in found.items()}
            if {name: size for name, (size, _sum) in listed.items()} != sizes:
                raise _damaged(self.folder, _("its quads were changed"))
            written: Mapping[str, Any] = self.manifest.get("touched", {})
            for name in _compared(sizes):
                if sizes[name] > _LARGE and _touched(found[name]) == written.get(name):
                    continue
                if files.sha256_file(self.quads_folder / name) != listed[name][1]:
                    raise _damaged(self.folder, _("its quads were changed"))
        except OSError as error:
            raise _damaged(self.folder, error.strerror or error) from error


def _quad_files(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """The files of the engine that matter."""
    for entry in sorted(folder.iterdir()):
        if entry.name.partition(".")[0] not in _UNREAD:
            yield entry.name, entry.lstat()


def _touched(status: os.stat_result) -> list[int]:
    """What is another when a file was written again, also where its clock was set back."""
    return [status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def _compared(sizes: Mapping[str, int]) -> set[str]:
    """The files whose checksums are compared: see :data:`_HASHED`."""
    whole = sum(sizes.values()) <= _HASHED
    return {name for name, size in sizes.items() if whole or size <= _LARGE}


def write_version(
    folder: Path, *, lines: Lines, tables: bytes, manifest: Mapping[str, Any]
) -> None:
    """Fill an empty folder with a version.

    Parameters
    ----------
    folder : a folder that exists and is empty
    lines : the graph in canonical order
    tables : the rows as JSON
    manifest : at least ``key``, ``id`` and ``counts``; format and checksums are added
    """
    import pyoxigraph as ox

    from cityties.store.merge import pieces_to_load

    quads = folder / QUADS
    try:
        store = ox.Store(str(quads))
        for piece in pieces_to_load(lines.batches()):
            # The lines are our own: checking every address again would take a fifth of the time.
            store.bulk_load(piece, format=ox.RdfFormat.N_QUADS, lenient=True)
        store.flush()
        # What was loaded in many pieces is joined: a second now, and two thirds of the time or
        # less for most questions later. A small store gains nothing, and would be half as large
        # again, since the engine packs joined files less: it is compared whole at each opening.
        if sum(status.st_size for _name, status in _quad_files(quads)) > _HASHED:
            store.optimize()
        del store  # closes it: readers open the folder next
    except (RuntimeError, ValueError) as error:  # the engine after an error of the disk
        raise OSError(errno.EIO, str(error)) from error
    files.write_new(folder / TABLES, tables)
    packed = b"".join(lines.packed())
    files.write_new(folder / LINES, packed)
    found = dict(_quad_files(quads))
    compared = _compared({name: status.st_size for name, status in found.items()})
    content = {
        "cityties_store": STORE_FORMAT,
        "cityties": __version__,
        **manifest,
        "tables_sha256": files.sha256(tables),
        "lines": [len(packed), files.sha256(packed)],
        "quads": {
            name: [
                status.st_size,
                files.sha256_file(quads / name) if name in compared else "",
            ]
            for name, status in found.items()
        },
        "touched": {
            name: _touched(found[name]) for name in compared if found[name].st_size > _LARGE
        },
    }
    content["manifest_sha256"] = _checksum(content)
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    files.write_new(folder / MANIFEST, f"{text}\n".encode())


def _checksum(manifest: Mapping[str, Any]) -> str:
    """Checksum of all that a manifest says but the checksum itself."""
    told = {name: value for name, value in manifest.items() if name != "manifest_sha256"}
    return files.sha256(json.dumps(told, sort_keys=True).encode())


def read_version(folder: Path) -> Version:
    """Look at a version without opening its quads.

    Parameters
    ----------
    folder : the folder of the version

    Raises
    ------
    StoreError
        If it is missing, damaged, not ours, or written by a newer cityties.
    """
    try:
        manifest = json_object(read_inside(folder, MANIFEST, most=MOST_JSON))
        written = manifest["cityties_store"]
        if not isinstance(written, int):
            raise TypeError  # noqa: TRY301 - the same as for what is not an object
        if written == STORE_FORMAT:
            for name in _LEAST:
                manifest[name]
            if manifest["manifest_sha256"] != _checksum(manifest):
                raise _damaged(folder, _("{file} was changed").format(file=MANIFEST))
    except OSError as error:
        raise _damaged(folder, error.strerror or error) from error
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(folder, _("{file} cannot be read").format(file=MANIFEST)) from error
    if written > STORE_FORMAT:
        raise too_new(folder, written, STORE_FORMAT)
    return Version(folder, manifest)


# --- the checksum of the inputs ---------------------------------------------------------


def input_key(folders: Sequence[Path], *, variant: str = "") -> str:
    """Checksum of everything that decides what is built.

    Parameters
    ----------
    folders : data folders or files, in the order in which they are merged
    variant : what else sets the result apart (the day that it is known by)

    Returns
    -------
    64 hexadecimal digits; the same bytes give the same key wherever the folders are.
    """
    return files.sha256_parts(_key_parts(folders, variant))


def snapshot_key(content_id: str, sums: Mapping[str, str]) -> str:
    """The key under which an opened snapshot is kept.

    Parameters
    ----------
    content_id : its id
    sums : the checksums of its files
    """
    parts = [("format", str(STORE_FORMAT)), ("version", __version__), ("snapshot", content_id)]
    return files.sha256_parts((name, text.encode()) for name, text in (*parts, *sums.items()))


def _key_parts(folders: Sequence[Path], variant: str) -> Iterator[tuple[str, bytes]]:
    yield "format", str(STORE_FORMAT).encode()
    yield "version", __version__.encode()
    yield "variant", variant.encode()
    yield "code", code_sum().encode()
    for path in sorted(resources.ontology_dir().glob("*.ttl")):
        yield "ontology/" + path.name, path.read_bytes()
    for number, folder in enumerate(folders):
        for name, data in _input_parts(folder):
            yield f"data/{number}/{name}", data


def _input_parts(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What is read of a data folder, snapshot or file, and nothing else that is there."""
    from cityties.store.snapshots import find_snapshot, read_snapshot

    if not folder.is_dir():
        yield "", read_inside(folder.parent, folder.name, most=MOST)
        return
    if (found := find_snapshot(folder)) is not None:
        snapshot = read_snapshot(found)
        snapshot.check()  # the checksums stand for the files, so the files must be those
        yield from ((name, text.encode()) for name, text in snapshot.sums().items())
        return
    known, others = table_files(folder)
    for path in others:  # the loader refuses them
        yield path.name, b"another table"
    for path in (*known.values(), folder / DATAPACKAGE):
        try:
            yield path.name, read_inside(folder, path.name, most=MAX_BYTES)
        except FileNotFoundError:
            continue
        except OSError as error:  # the loader says what is wrong with it
            yield path.name, f"cannot be read: {error}".encode()


# --- the cache ---------------------------------------------------------------------------


def find_cached(key: str) -> Version | None:
    """The cache entry of these inputs, if there is one that can be used.

    A damaged entry counts as missing: it is built again.
    """
    try:
        cache = resources.cache_dir()
        folder = cache / "graphs" / key
        for place in (cache, cache / "graphs", folder):
            if distrust(os.stat(place)):  # noqa: PTH116
                return None
        version = read_version(folder)
    except (OSError, StoreError, NotFoundError):
        return None
    if not version.is_current_format or version.key != key or not version.quads_folder.is_dir():
        return None
    with contextlib.suppress(OSError):  # so that the oldest unused entry goes first
        os.utime(folder)
    return version


def cache_version(key: str, fill: Callable[[Path], None]) -> Version | None:
    """Write a cache entry; ``None`` where nothing can be written.

    Parameters
    ----------
    key : the checksum of the inputs
    fill : writes the version into the folder that it is given
    """
    cache = resources.writable_cache_dir()
    if cache is None:
        return None
    try:
        (cache / "graphs").mkdir(exist_ok=True)
        folder = cache / "graphs" / key
        parts.sweep(cache / "graphs")  # of a clearing that was killed
        parts.sweep_folder(cache / "graphs")
        if folder.exists() and find_cached(key) is None:
            files.remove_tree(folder)
        with files.atomic_directory(folder, keep_existing=True) as part:
            fill(part)
        _prune_cache(cache / "graphs", keep=key)
        return read_version(folder)
    except (OSError, StoreError) as error:  # a full disk, or somebody clears the cache just now
        import logging

        logging.getLogger(__name__).warning(
            _(
                "the cache {folder} cannot be written ({reason}): the graph is kept in memory"
            ).format(folder=cache, reason=getattr(error, "strerror", None) or error)
        )
        return None


def drop_cached(key: str) -> None:
    """Delete a cache entry that turned out to be damaged."""
    with contextlib.suppress(OSError, NotFoundError):
        files.remove_tree(resources.cache_dir() / "graphs" / key)


def _prune_cache(graphs: Path, *, keep: str) -> None:
    entries = []
    for entry in graphs.iterdir():
        with contextlib.suppress(OSError):
            if not entry.name.startswith(".") and entry.name != keep:
                entries.append((entry.stat().st_mtime, entry))
    for _age, entry in sorted(entries, reverse=True)[_CACHED - 1 :]:
        with contextlib.suppress(OSError):  # it goes the next time
            files.remove_tree(entry)


@dataclass(frozen=True)
class CacheInfo:
    """What the cache holds: its folder, the number of graphs and their size in bytes."""

    folder: Path
    graphs: int
    size: int


def cache_info() -> CacheInfo:
    """Count what is in the cache.

    Raises
    ------
    NotFoundError
        If the system knows no place for a cache and none is named.
    """
    folder = resources.cache_dir()
    graphs = folder / "graphs"
    entries = [e for e in graphs.iterdir() if e.is_dir()] if graphs.is_dir() else []
    size = 0
    for path in graphs.rglob("*") if entries else ():
        with contextlib.suppress(OSError):
            size += path.stat().st_size if path.is_file() else 0
    return CacheInfo(folder, sum(not e.name.startswith(".") for e in entries), size)


def cache_clear() -> CacheInfo:
    """Delete all cached graphs (nothing else in the folder); returns what there was.

    Raises
    ------
    OSError
        If they cannot be deleted.
    """
    info = cache_info()
    graphs = info.folder / "graphs"
    parts.sweep(graphs)
    if graphs.is_dir():
        files.remove_tree(graphs)
    return info


# --- a store that the user names ---------------------------------------------------------


def current_version(store: Path) -> Version | None:
    """The version that a store holds now; ``None`` if it holds none yet.

    Parameters
    ----------
    store : the folder of the store; it may not exist yet

    Raises
    ------
    StoreError
        If the folder is not a store of ours, or its version is damaged or too new.
    """
    entry = _SHELF.current(store)
    return None if entry is None else read_version(entry)


def publish(
    store: Path, content_id: str, fill: Callable[[Path], None], *, wait: float = 0.0
) -> Version:
    """Add a version to a store and make it the current one.

    Parameters
    ----------
    store : the folder of the store; made if it does not exist
    content_id : the checksum of the graph, which names the version
    fill : writes the version into the folder that it is given
    wait : seconds to wait for another writer to end

    Raises
    ------
    StoreError
        If the folder is not ours or another process is writing there. Whatever
        goes wrong, the current version stays.
    """
    with _SHELF.writing(store, wait=wait) as writer:
        name, before = writer.free_name(content_id[:32]), writer.current_name()
        entry = writer.add(name, fill)
        writer.use(name)
        for old in _SHELF.entries(store):  # all but the current version and the one before it
            if old.name not in (name, before):
                writer.drop(old)
    return read_version(entry)


def is_store(folder: Path) -> bool:
    """Whether a folder is a store of built graphs."""
    return _SHELF.is_one(folder)
