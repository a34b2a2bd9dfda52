"""The folder that a site is in: what is written, kept and removed.

The folder has a list of the files that the site wrote, with a checksum of each. Only what changed
is written, and only what the site wrote itself is replaced or removed: a file that somebody put
there, or changed by hand before it went away, stays.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cityties.base import files, parts
from cityties.base.inputs import read_inside
from cityties.base.locks import lock
from cityties.errors import NotFoundError, StoreError
from cityties.language.messages import _

LIST: Final = "cityties-site.json"
"""The file that lists what the site wrote."""
FORMAT: Final = 1
_KEY: Final = "cityties_site"
_LOCK: Final = ".cityties-site.lock"  # keeps a second build of the same site away
_MOST: Final = 200_000_000  # bytes of the list


@dataclass(frozen=True, slots=True)
class Written:
    """What a build of a site did.

    Parameters
    ----------
    folder : where the site is
    files : how many files it has
    bytes : how many bytes they have
    written, removed : the files that changed, and those that went away
    kept : files that the site wrote once and does not have any more, but that were changed by
        hand: they stay
    """

    folder: Path
    files: int
    bytes: int
    written: tuple[str, ...]
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def check(folder: Path) -> None:
    """Say before the work begins that the folder cannot be used.

    Parameters
    ----------
    folder : where the site will be

    Raises
    ------
    NotFoundError
        If the folder that it will be in is missing.
    StoreError
        If it is a file, has other files, or was written by a newer cityties.
    """
    if not folder.parent.is_dir():
        raise NotFoundError(_("the folder {path} does not exist").format(path=folder.parent))
    if folder.exists() or folder.is_symlink():
        _listed(folder)


def _listed(folder: Path) -> dict[str, str]:
    """The files that the site wrote, each with its checksum; nothing in a new folder."""
    if not folder.is_dir():
        raise StoreError(_("{folder} is not a folder").format(folder=folder))
    if not _names(folder):
        return {}
    try:
        found: Any = json.loads(read_inside(folder, LIST, most=_MOST))
        written, listed = found[_KEY], found["files"]
        right = isinstance(written, int) and isinstance(listed, dict)
    except FileNotFoundError:
        raise StoreError(
            _(
                "{folder} is not a site of cityties: it has other files and no {list}. Name a new "
                "or empty folder"
            ).format(folder=folder, list=LIST)
        ) from None
    except (OSError, ValueError, KeyError, TypeError):
        right = False
    if right and written > FORMAT:
        raise StoreError(
            _("{folder} was written by a newer cityties: use that, or name another folder").format(
                folder=folder
            )
        )
    if not right or not all(
        isinstance(sum, str) and _is_inside(path) for path, sum in listed.items()
    ):
        raise StoreError(
            _("{file} cannot be read: name a new folder, or delete this one").format(
                file=folder / LIST
            )
        )
    return {str(path): str(sum) for path, sum in listed.items()}


def _is_inside(path: object) -> bool:
    """Whether a path of the list leads into the folder, and not to the list itself."""
    return (
        isinstance(path, str)
        and path != LIST
        and "\\" not in path
        and all(part not in ("", ".", "..") for part in path.split("/"))
    )


def write(folder: Path, made: Iterable[tuple[str, bytes]]) -> Written:
    """Write a site: whole under a hidden name and renamed, or into the site that is there.

    Parameters
    ----------
    folder : where the site is
    made : the files with their paths

    Raises
    ------
    StoreError
        As of :func:`check`; if another build is at work there; if a file is in the way that the
        site did not write.
    OSError
        If something cannot be written.
    """
    check(folder)
    empty = not folder.exists() or not _names(folder)
    if empty and (not folder.exists() or os.access(folder.parent, os.W_OK)):
        return _new(folder, made)
    with lock(folder / _LOCK, leave=False):
        return _update(folder, _listed(folder), made)


def _names(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir() if entry.name != _LOCK]


def _list_bytes(sums: Mapping[str, str]) -> bytes:
    content = {_KEY: FORMAT, "files": dict(sorted(sums.items()))}
    return (json.dumps(content, ensure_ascii=False, indent=0) + "\n").encode()


def _new(folder: Path, made: Iterable[tuple[str, bytes]]) -> Written:
    sums: dict[str, str] = {}
    size = 0
    with files.atomic_directory(folder, over_empty=True) as part:
        for path, data in made:
            _check_path(path, sums)
            target = part / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)  # flushed with the whole folder
            sums[path] = files.sha256(data)
            size += len(data)
        (part / LIST).write_bytes(_list_bytes(sums))
    return Written(folder, len(sums), size, tuple(sorted(sums)))


def _update(folder: Path, old: Mapping[str, str], made: Iterable[tuple[str, bytes]]) -> Written:
    # All of it is made before anything is written: an error on the way leaves the old site.
    sums: dict[str, str] = {}
    changed: dict[str, bytes] = {}
    size = 0
    for path, data in made:
        _check_path(path, sums)
        sums[path] = files.sha256(data)
        size += len(data)
        there = _sum_of(folder, path)
        if there != sums[path]:
            if there is not None and path not in old:
                raise StoreError(
                    _(
                        "{file} is in the way: the site did not write it. Move it, or name another "
                        "folder"
                    ).format(file=folder / path)
                )
            changed[path] = data
    gone: list[str] = []
    kept: list[str] = []
    for path in sorted(old.keys() - sums.keys()):
        there = _sum_of(folder, path)
        if there is not None:
            (gone if there == old[path] else kept).append(path)
    if changed or gone or dict(old) != sums:
        # First of all the list of both: what a killed build wrote is known as the site's.
        files.write_atomic(folder / LIST, _list_bytes({**old, **sums}))
        for path, data in changed.items():
            _put(folder / path, data)
        for path in gone:
            (folder / path).unlink()
            _tidy(folder, folder / path)
        for place in sorted({(folder / path).parent for path in changed}):
            parts.sweep_folder(place)
        files.write_atomic(folder / LIST, _list_bytes(sums))
    return Written(
        folder, len(sums), size, tuple(sorted(changed)), tuple(gone), tuple(kept)
    )  # fmt: skip


def _check_path(path: str, known: Mapping[str, str]) -> None:
    if not _is_inside(path) or path in known:
        raise ValueError(f"no path of a site, or one that comes twice: {path!r}")


def _sum_of(folder: Path, path: str) -> str | None:
    """The checksum of what is there; ``None`` if nothing is."""
    place = folder
    for name in path.split("/")[:-1]:
        place /= name
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            raise StoreError(
                _("{file} is in the way: the site needs a folder there").format(file=place)
            )
    target = folder / path
    if not target.is_symlink() and not target.exists():
        return None
    if target.is_symlink() or not target.is_file():
        return ""  # something else than what the site wrote
    return files.sha256_file(target)


def _put(target: Path, data: bytes) -> None:
    """Replace one file in one step."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = parts.hidden_name(target)
    try:
        files.write_new(part, data)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _tidy(folder: Path, gone: Path) -> None:
    """Remove the folders that a file left empty."""
    for place in gone.parents:
        if place == folder:
            return
        with suppress(OSError):
            os.rmdir(place)  # noqa: PTH106 - refuses a folder that is not empty
