"""One planned error or kill under the functions of ``os`` that write.

The package writes through :mod:`os` alone, so that a test can stand between: each call that
touches a watched folder has a number, and one of them fails or is where the process ends.
Nothing of this is in the package.
"""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


def _nothing(_handle: int) -> None:
    """Do nothing, fast."""


PATHS = ("mkdir", "rmdir", "rename", "replace", "unlink", "chmod", "utime", "link")
HANDLES = ("write", "ftruncate", "fsync", "close")
HOW = ("EIO", "ENOSPC", "before", "after")
"""An error, or a kill before or after the call."""


@dataclass
class Striker:
    """Counts the calls, and strikes one of them.

    ``struck`` is called just before it happens: a plan that never gets there is no test.
    """

    folder: str
    at: int
    how: str
    struck: Callable[[], None]
    calls: list[str] = field(default_factory=list)
    handles: dict[int, str] = field(default_factory=dict)

    def install(self) -> None:
        """Stand between the package and the system, in this process."""
        for name in PATHS:
            self._patch(name, self._of_path)
        for name in HANDLES:
            self._patch(name, self._of_handle)
        real = os.open

        def opened(path: Any, flags: int, *args: Any, **more: Any) -> int:
            # Files that are only read do not count, folders and files to be flushed do.
            reads = not flags & (os.O_WRONLY | os.O_RDWR) and flags & os.O_NONBLOCK
            where = self._of_path(path, **more)
            if where is None or reads:
                return real(path, flags, *args, **more)
            handle = self._call(f"open {where}", real, path, flags, *args, **more)
            self.handles[handle] = where
            return int(handle)

        os.open = opened

    def _patch(self, name: str, where: Callable[..., str | None]) -> None:
        real = getattr(os, name)
        if name == "fsync":  # what a killed process wrote stays: only a power cut would differ
            real = _nothing

        def patched(*args: Any, **more: Any) -> Any:
            place = where(*args, **more)
            if name == "close":
                self.handles.pop(args[0], None)
            if place is None:
                return real(*args, **more)
            return self._call(f"{name} {place}", real, *args, **more)

        setattr(os, name, patched)

    def _of_path(self, path: Any, *_args: Any, dir_fd: int | None = None, **_more: Any) -> Any:
        if dir_fd is not None:
            return f"…/{path}"
        if isinstance(path, int):
            return self.handles.get(path)
        found = os.path.join(self.folder, os.fsdecode(path))  # noqa: PTH118 - as it is
        return found[len(self.folder) :] or "/" if found.startswith(self.folder) else None

    def _of_handle(self, handle: int, *_args: Any) -> str | None:
        return self.handles.get(handle)

    def _call(self, what: str, real: Callable[..., Any], *args: Any, **more: Any) -> Any:
        self.calls.append(what)
        if len(self.calls) - 1 != self.at:
            return real(*args, **more)
        self.struck()
        if self.how == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.how == "after":
            try:
                real(*args, **more)
            finally:  # also where the call itself refuses: a folder that is there
                os.kill(os.getpid(), signal.SIGKILL)
        if what.startswith("close"):
            real(*args, **more)  # a file is closed also where closing reports an error
        if what.startswith("write") and len(args[1]) > 1:
            real(args[0], bytes(args[1])[: len(args[1]) // 2])  # half of it gets there
        number = getattr(errno, self.how)
        raise OSError(number, os.strerror(number))
