"""Folders of folders with one that is current: how stores and snapshots are kept.

Each entry is written to a temporary folder, flushed and renamed once; a file
``CURRENT`` names the one in use and is swapped in one step. A reader sees the
old entry or the new one, whatever happens to the writer. A folder that holds
something else is never touched.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cityties.base import files
from cityties.base.inputs import json_object, read_inside
from cityties.base.locks import lock
from cityties.base.owners import distrust
from cityties.errors import StoreError
from cityties.language.messages import _
from cityties.start.patterns import regex
from cityties.start.records import dataclass

CURRENT: Final = "CURRENT"
MANIFEST: Final = "manifest.json"
_LOCK: Final = ".lock"
_NAME: Final = regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_SMALL: Final = 4096  # bytes that a marker or a name of an entry may have


@dataclass(frozen=True, slots=True)
class Shelf:
    """One kind of such folders.

    Parameters
    ----------
    marker : name of the file that says whose folder it is
    key : the key under which the marker and the manifests keep the format
    format : number of the format that is written now; a newer one is refused
    own : whether only a folder of the user's own is believed; what proves itself by
        checksums may be anybody's
    leave_lock : whether the lock file stays
    """

    marker: str
    key: str
    format: int
    own: bool = False
    leave_lock: bool = True

    def is_one(self, root: Path) -> bool:
        """Whether a folder carries the mark of this sort."""
        return (root / self.marker).is_file()

    def check(self, root: Path) -> None:
        """Refuse a folder that contains something else; an empty or missing one is fine.

        Raises
        ------
        StoreError
            Also if it is damaged, written by a newer cityties, or of another user.
        """
        if not root.exists():
            return
        if not root.is_dir():
            raise StoreError(_("{folder} is not a folder").format(folder=root))
        if self.own and (reason := distrust(os.stat(root))):  # noqa: PTH116
            raise StoreError(
                _("{folder} is not used ({reason}): choose a folder of your own").format(
                    folder=root, reason=reason
                )
            )
        try:
            found = json_object(read_inside(root, self.marker, most=_SMALL))[self.key]
            if not isinstance(found, int):
                raise TypeError  # noqa: TRY301 - the same as for what is not an object
        except FileNotFoundError:
            # A writer that was killed before its first step leaves the lock and nothing else.
            ours = (_LOCK, f".{self.marker}")
            if all(entry.name.startswith(ours) for entry in root.iterdir()):
                return
            raise StoreError(
                _("{folder} contains something else: choose an empty folder or a store").format(
                    folder=root
                )
            ) from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise damaged(root, _("{file} cannot be read").format(file=self.marker)) from error
        if found > self.format:
            raise too_new(root, found, self.format)

    def current(self, root: Path) -> Path | None:
        """The entry in use; ``None`` if there is none yet.

        Raises
        ------
        StoreError
            If the folder is not ours or damaged.
        """
        self.check(root)
        try:
            name = read_inside(root, CURRENT, most=_SMALL).decode("ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise damaged(root, _("{file} cannot be read").format(file=CURRENT)) from error
        if not _NAME.fullmatch(name):
            raise damaged(root, _("{file} cannot be read").format(file=CURRENT))
        return root / name

    def entries(self, root: Path) -> list[Path]:
        """The entries, the newest first."""
        found = [
            entry
            for entry in root.iterdir()
            if entry.is_dir() and not entry.name.startswith(".") and (entry / MANIFEST).exists()
        ]
        return sorted(found, key=lambda entry: (-entry.stat().st_mtime_ns, entry.name))

    @contextmanager
    def writing(self, root: Path, *, wait: float = 0.0) -> Iterator[Writer]:
        """Hold the folder for writing; it is made if it does not exist.

        Parameters
        ----------
        root : the folder
        wait : seconds to wait for another writer to end

        Raises
        ------
        StoreError
            If the folder is not ours, another process is writing there, or it cannot
            be written. Whatever goes wrong, the current entry stays.
        """
        self.check(root)
        try:
            root.mkdir(parents=True, exist_ok=True)
            with lock(root / _LOCK, wait=wait, leave=self.leave_lock):
                self.check(root)  # also after waiting
                if not (root / self.marker).exists():
                    marker = json.dumps({self.key: self.format}) + "\n"
                    files.write_atomic(root / self.marker, marker.encode("ascii"))
                files.clear_leftovers(root)
                yield Writer(self, root)
        except files.UncertainError as error:
            raise StoreError(f"{error.filename}: {error.strerror}") from error
        except OSError as error:
            raise StoreError(
                _("cannot write in {folder}: {reason}").format(
                    folder=root, reason=error.strerror or error
                )
            ) from error


@dataclass(frozen=True, slots=True)
class Writer:
    """What may be done while a folder is locked; :meth:`Shelf.writing` gives it."""

    shelf: Shelf
    root: Path

    def current_name(self) -> str:
        """Name of the entry in use; empty if there is none, or if it cannot be read."""
        try:
            name = read_inside(self.root, CURRENT, most=_SMALL).decode("ascii").strip()
            return name if _NAME.fullmatch(name) else ""
        except (OSError, UnicodeDecodeError):
            return ""

    def free_name(self, name: str) -> str:
        """The name itself, unless an older or damaged entry has it."""
        found, number = name, 1
        while (self.root / found).exists():
            number += 1
            found = f"{name}-{number}"
        return found

    def add(self, name: str, fill: Callable[[Path], None]) -> Path:
        """Write an entry; ``fill`` is given the folder to write into."""
        newest = max((e.stat().st_mtime_ns for e in self.shelf.entries(self.root)), default=0)
        with files.atomic_directory(self.root / name) as part:
            fill(part)
            # Their order is that of their making, also where the clock was set back.
            now = max(time.time_ns(), newest + 1_000_000)
            os.utime(part, ns=(now, now))
        return self.root / name

    def use(self, name: str) -> None:
        """Make an entry the current one."""
        files.write_atomic(self.root / CURRENT, f"{name}\n".encode("ascii"))

    def drop(self, entry: Path) -> None:
        """Delete an entry: first it is hidden by one rename, so that no half of it is seen."""
        if entry.parent != self.root or not (entry / MANIFEST).exists():
            return
        if os.name == "nt":
            with contextlib.suppress(OSError):  # a reader has it open: it goes the next time
                files.remove_tree(entry)
            return
        files.remove_tree(entry)


def damaged(folder: Path, reason: object) -> StoreError:
    """The error for an entry that cannot be used."""
    return StoreError(
        _("the graph in {folder} is damaged ({reason}): rebuild it").format(
            folder=folder, reason=reason
        )
    )


def too_new(folder: Path, found: int, known: int) -> StoreError:
    """The error for a format that this program does not know yet."""
    return StoreError(
        _(
            "{folder} was written by a newer cityties (format {found}; this one reads "
            "up to {known}): update cityties"
        ).format(folder=folder, found=found, known=known)
    )
