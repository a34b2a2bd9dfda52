"""Which code builds: the checksum of it, which is part of every key of a built graph.

A developer's change must not meet old results. Reading all of the code takes as long as a small
query, so the checksum is kept in the cache, and believed as long as no file has another size or
time: by these two Python itself knows whether its byte code is that of a file.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from cityties.base import files, resources
from cityties.base.inputs import read_inside
from cityties.base.owners import distrust
from cityties.errors import NotFoundError

BUILD_ROOMS: Final = (
    "start", "base", "language", "vocabulary", "model", "words", "loaders", "rdf", "reading",
    "store",
)  # fmt: skip
"""The rooms whose code and catalogues decide what is built."""

_SUMS: Final = "code"  # folder of the cache; a file for each copy of the package
_LENGTH: Final = 129  # two checksums and a blank


def code_sum() -> str:
    """The checksum of the code that decides what is built.

    Returns
    -------
    64 hexadecimal digits; the same bytes give the same ones wherever the package is.
    """
    paths = sorted(_sources())
    seen = _seen(paths)
    kept, found = _kept(), ""
    if kept is not None:
        with contextlib.suppress(OSError, ValueError):
            before, found = read_inside(kept.parent, kept.name, most=_LENGTH).decode().split(" ")
            if (before, len(found)) == (seen, 64) and not distrust(os.stat(kept.parent)):  # noqa: PTH116
                return found
    found = files.sha256_parts((path, (resources.PACKAGE / path).read_bytes()) for path in paths)
    # A file that is written again in this very moment would not have another time.
    if kept is not None and seen == _seen(paths):
        _keep(kept, f"{seen} {found}")
    return found


def seen_code(rooms: Sequence[str]) -> str:
    """A checksum that is another one when a module of some rooms was written again.

    Parameters
    ----------
    rooms : their names
    """
    return _seen(sorted(_sources(rooms)))


def _sources(folders: Sequence[str] = BUILD_ROOMS) -> Iterator[str]:
    """The modules and catalogues, by their paths in the package."""
    for folder in folders:
        with os.scandir(resources.PACKAGE / folder) as entries:
            for entry in entries:
                if entry.name.endswith((".py", ".mo")):  # labels come from the catalogues
                    yield f"{folder}/{entry.name}"
                elif "." not in entry.name and entry.is_dir() and entry.name != "__pycache__":
                    yield from _sources([f"{folder}/{entry.name}"])


def _seen(paths: Sequence[str]) -> str:
    """The names, sizes and times of files, as a checksum."""
    digest = hashlib.sha256()
    root = f"{resources.PACKAGE}/"
    for path in paths:
        status = os.stat(root + path)  # noqa: PTH116 - a Path for each is slow
        digest.update(f"{path} {status.st_size} {status.st_mtime_ns} {status.st_ino}\n".encode())
    return digest.hexdigest()


def _kept() -> Path | None:
    """Where the checksum of this copy of the package is kept."""
    try:
        return resources.cache_dir() / _SUMS / files.sha256(os.fsencode(resources.PACKAGE))[:16]
    except NotFoundError:
        return None


def _keep(kept: Path, text: str) -> None:
    """Keep it, where that can be done."""
    if resources.writable_cache_dir() is None:
        return
    with contextlib.suppress(OSError):
        kept.parent.mkdir(exist_ok=True)
        files.write_atomic(kept, text.encode("ascii"))
