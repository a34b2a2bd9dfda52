"""Built graphs on disk: versions, the store that holds them, and the cache.

A version is a folder: ``manifest.json`` (what it is), ``tables.json`` (the
checked rows) and ``quads/`` (the graph and the merge of its graphs, opened
read-only). A store is a folder
of versions with a file ``CURRENT`` that names one of them; it is swapped in one
step, so a reader sees the old version or the new one, whatever happens to the
writer. A cache entry is a version named by its inputs.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cityties import __version__
from cityties.base import files, resources
from cityties.errors import NotFoundError, StoreError
from cityties.language.messages import _
from cityties.store.versions import MANIFEST, Shelf, too_new
from cityties.store.versions import damaged as _damaged

if TYPE_CHECKING:
    import pyoxigraph as ox

STORE_FORMAT: Final = 2
"""Raised when the folders change; older ones are built again, newer ones refused."""

TABLES: Final = "tables.json"
QUADS: Final = "quads"
_CACHED: Final = 12  # entries kept in the cache
_SHELF: Final = Shelf("cityties-store.json", "cityties_store", STORE_FORMAT)


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
            data = (self.folder / TABLES).read_bytes()
        except OSError as error:
            raise _damaged(self.folder, error) from error
        if files.sha256(data) != self.manifest["tables_sha256"]:
            raise _damaged(self.folder, _("its rows were changed"))
        return data

    def open_quads(self) -> ox.Store:
        """The quads and their merge, read-only.

        Raises
        ------
        StoreError
            If they are missing or damaged.
        """
        import pyoxigraph as ox

        try:
            return ox.Store.read_only(str(self.quads_folder))
        except (OSError, ValueError, RuntimeError) as error:
            raise _damaged(self.folder, error) from error


def write_version(
    folder: Path, *, nquads: Iterable[bytes], tables: bytes, manifest: Mapping[str, Any]
) -> None:
    """Fill an empty folder with a version.

    Parameters
    ----------
    folder : a folder that exists and is empty
    nquads : pieces of N-Quads, each of whole lines, the merge among them
    tables : the rows as JSON
    manifest : at least ``key``, ``id`` and ``counts``; format and checksums are added
    """
    import pyoxigraph as ox

    store = ox.Store(str(folder / QUADS))
    for piece in nquads:
        # The lines are our own: checking every address again would take a fifth of the time.
        store.bulk_load(piece, format=ox.RdfFormat.N_QUADS, lenient=True)
    store.flush()
    del store  # closes it: readers open the folder next
    (folder / TABLES).write_bytes(tables)
    content = {
        "cityties_store": STORE_FORMAT,
        "cityties": __version__,
        **manifest,
        "tables_sha256": files.sha256(tables),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")


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
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
        written = int(manifest["cityties_store"])
        if written == STORE_FORMAT:
            for name in ("key", "id", "counts", "tables_sha256"):
                manifest[name]
    except OSError as error:
        raise _damaged(folder, error.strerror or error) from error
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(folder, _("{file} cannot be read").format(file=MANIFEST)) from error
    if written > STORE_FORMAT:
        raise too_new(folder, written, STORE_FORMAT)
    return Version(folder, manifest)


# --- the checksum of the inputs ---------------------------------------------------------

# The rooms whose code decides what is built: a developer's change must not meet old results.
# tests/store/test_graphs.py holds that every module which a build imports is in one of them.
BUILD_ROOMS: Final = (
    "base", "language", "vocabulary", "model", "words", "loaders", "rdf", "reading", "store",
)  # fmt: skip


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
    for room in BUILD_ROOMS:
        for path in sorted((resources.PACKAGE / room).rglob("*.py")):
            yield f"code/{path.relative_to(resources.PACKAGE).as_posix()}", path.read_bytes()
    for path in sorted(resources.ontology_dir().glob("*.ttl")):
        yield "ontology/" + path.name, path.read_bytes()
    for number, folder in enumerate(folders):
        if folder.is_file():
            yield f"data/{number}", folder.read_bytes()
            continue
        for path in sorted(folder.rglob("*")):
            relative = path.relative_to(folder).as_posix()
            if path.is_file() and not any(part.startswith(".") for part in relative.split("/")):
                yield f"data/{number}/{relative}", path.read_bytes()


# --- the cache ---------------------------------------------------------------------------


def find_cached(key: str) -> Version | None:
    """The cache entry of these inputs, if there is one that can be used.

    A damaged entry counts as missing: it is built again.
    """
    try:
        folder = resources.cache_dir() / "graphs" / key
        version = read_version(folder)
    except (StoreError, NotFoundError):
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
        if folder.exists() and find_cached(key) is None:
            shutil.rmtree(folder, ignore_errors=True)
        with files.atomic_directory(folder, keep_existing=True) as part:
            fill(part)
        _prune_cache(cache / "graphs", keep=key)
        return read_version(folder)
    except OSError:  # the disk is full, or somebody clears the cache just now
        return None


def drop_cached(key: str) -> None:
    """Delete a cache entry that turned out to be damaged."""
    with contextlib.suppress(NotFoundError):
        shutil.rmtree(resources.cache_dir() / "graphs" / key, ignore_errors=True)


def _prune_cache(graphs: Path, *, keep: str) -> None:
    entries = []
    for entry in graphs.iterdir():
        with contextlib.suppress(OSError):
            if not entry.name.startswith(".") and entry.name != keep:
                entries.append((entry.stat().st_mtime, entry))
    for _age, entry in sorted(entries, reverse=True)[_CACHED - 1 :]:
        shutil.rmtree(entry, ignore_errors=True)


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
    """Delete all cached graphs (nothing else in the folder); returns what there was."""
    info = cache_info()
    graphs = info.folder / "graphs"
    if graphs.is_dir():
        shutil.rmtree(graphs, ignore_errors=True)
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
