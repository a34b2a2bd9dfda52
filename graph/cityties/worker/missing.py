"""Where a system lacks a limit, that is said: once for each machine, not at every query."""

from __future__ import annotations

import contextlib
import logging
import os
import platform

from cityties.base import resources
from cityties.base.files import sha256
from cityties.language.messages import _
from cityties.worker.limits import NAMES, Held

_told: set[str] = set()


def say_once(held: Held) -> None:
    """Log a warning for the limits that are missing, if it was not done before here.

    Parameters
    ----------
    held : what holds for a worker
    """
    if not held.missing:
        return
    name = "confined-said-" + sha256(f"{platform.platform()} {held.missing}".encode())[:12]
    if name in _told or not _first(name):
        return
    _told.add(name)
    lacking = _("; ").join(_(NAMES[each]) for each in held.missing)
    logging.getLogger("cityties").warning(
        _(
            "this system cannot hold every limit of the process that reads queries and files of "
            "others; missing: {names} (`cityties --version -v` shows all)"
        ).format(names=lacking)
    )


def _first(name: str) -> bool:
    """Whether the note is new; where it cannot be kept, the warning comes again."""
    folder = resources.writable_cache_dir()
    if folder is None:
        return True
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)
    try:
        handle = os.open(folder / name, flags, 0o600)
    except FileExistsError:
        return False
    except OSError:
        return True
    with contextlib.suppress(OSError):
        os.close(handle)
    return True
