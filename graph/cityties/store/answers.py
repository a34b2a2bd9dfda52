"""What a listing printed, kept in the cache with the graph that it is an answer of.

A listing is a function of the graph, of what is asked and of the day, and people ask the same
again: through another filter of the shell, in a report each morning. So the text is kept for the
next time, in the folder of the version: it goes where the graph goes. A store that the user named
is left as it is.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from cityties.base import files, resources
from cityties.base.inputs import read_inside
from cityties.base.owners import distrust
from cityties.errors import NotFoundError
from cityties.store.graphs import Version

ANSWERS = "answers"
"""The folder of a version that holds them."""

MOST_KEPT = 128
"""Answers of one graph; where there are more, all begin again."""

_LONGEST = 1 << 18  # bytes of an answer
_SUM = 64  # characters of the checksum in front of it


def find_answer(version: Version | None, key: str) -> str | None:
    """The text that was kept; ``None`` where there is none, or it is not what was written.

    Parameters
    ----------
    version : the graph that is asked
    key : the checksum of all that the answer depends on besides
    """
    folder = _folder(version)
    if folder is None:
        return None
    try:
        if distrust(os.stat(folder)):  # noqa: PTH116
            return None
        data = read_inside(folder, key, most=_SUM + _LONGEST)
        text = data[_SUM:]
        return text.decode() if files.sha256(text).encode() == data[:_SUM] else None
    except (OSError, ValueError):
        return None


def keep_answer(version: Version | None, key: str, text: str) -> None:
    """Keep a text for the next time, where that can be done.

    Parameters
    ----------
    version, key : as for :func:`find_answer`
    text : what was printed
    """
    folder = _folder(version)
    if folder is None:
        return
    with contextlib.suppress(OSError, UnicodeEncodeError):
        data = text.encode()
        if len(data) > _LONGEST:
            return
        folder.mkdir(exist_ok=True)
        if len(os.listdir(folder)) >= MOST_KEPT:  # noqa: PTH208 - a Path for each is slow
            files.remove_tree(folder)
            folder.mkdir()
        files.write_atomic(folder / key, files.sha256(data).encode() + data)


def _folder(version: Version | None) -> Path | None:
    """Where the answers of a version are; ``None`` for one that is not in the cache."""
    with contextlib.suppress(NotFoundError):
        if version is not None and version.folder.parent == resources.cache_dir() / "graphs":
            return version.folder / ANSWERS
    return None
