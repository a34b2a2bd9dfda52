"""Where the ``cityties.toml`` of a folder is: looked for at each start, so it needs little."""

from __future__ import annotations

import os
import stat
from pathlib import Path

FILE = "cityties.toml"
"""The name of the file."""

VARIABLE = "CITYTIES_CONFIG"
"""The variable of the environment that names it."""


def find_config(start: Path | None = None) -> Path | None:
    """The ``cityties.toml`` of a folder, or of the nearest folder above it that has one.

    One that somebody else put into a folder where every user may write is passed over.

    Parameters
    ----------
    start : the folder; the one that one is in by default

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     inside = Path(folder, "data")
    ...     inside.mkdir()
    ...     before = find_config(inside)
    ...     size = Path(folder, FILE).write_text("")
    ...     found = find_config(inside)
    >>> before, found.name
    (None, 'cityties.toml')
    """
    try:
        here = Path(os.path.abspath(start or Path.cwd()))  # noqa: PTH100 - links stay as they are
    except FileNotFoundError:
        return None  # the folder that one is in was deleted
    for folder in (here, *here.parents):
        file = folder / FILE
        try:
            status = file.stat()
            if stat.S_ISREG(status.st_mode) and not _planted(folder, status):
                return file
        except OSError:
            continue
    return None


def _planted(folder: Path, status: os.stat_result) -> bool:
    """Whether the file may be there without anybody's will who uses the folder, as in /tmp."""
    if not hasattr(os, "geteuid"):
        return False
    return bool(folder.stat().st_mode & stat.S_IWOTH) and status.st_uid != os.geteuid()
