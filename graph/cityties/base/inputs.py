"""Files that are read: regular ones inside folders, and what a user names himself.

A named pipe would stop a reader for ever, a device has no end, and a file may be larger than
the memory. So each file is looked at after it is opened and before it is read.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Any

from cityties.language.messages import _

MOST = 1 << 30
"""Bytes of the largest file that is read whole, where no smaller limit is set."""

MOST_JSON = 64 * 1024 * 1024
"""Bytes of the largest description of a folder (``manifest.json``, ``datapackage.json``)."""

SECONDS = 60.0
"""How long what is not a regular file may take to be read to its end."""

_PIECE = 1 << 16
# Without O_NONBLOCK, opening a named pipe waits for a writer.
_FLAGS = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY")
)


@contextmanager
def open_regular(path: Path | str, *, most: int | None = None) -> Iterator[BufferedReader]:
    """Open a file if it is a regular one (or a symbolic link to one).

    Parameters
    ----------
    path : the file
    most : bytes that it may have

    Yields
    ------
    BufferedReader
        The stream to read.

    Raises
    ------
    OSError
        If it cannot be opened, is a folder, named pipe, socket or device, or is too large.

    Examples
    --------
    >>> with open_regular(__file__) as stream:
    ...     stream.read(3)
    b'\"\"\"'
    """
    try:
        handle = os.open(path, _FLAGS)
    except OSError as error:
        if error.errno in (errno.ENXIO, errno.EOPNOTSUPP):  # a socket
            raise _irregular(path) from error
        raise
    try:
        status = os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, _("is a folder"), str(path))
        if not stat.S_ISREG(status.st_mode):
            raise _irregular(path)
        if most is not None and status.st_size > most:
            raise _too_large(path, most)
        with open(handle, "rb", closefd=False) as stream:
            yield stream
    finally:
        os.close(handle)


def _irregular(path: Path | str) -> OSError:
    return OSError(errno.EINVAL, _("is not a regular file"), str(path))


def _too_large(path: Path | str, most: int) -> OSError:
    return OSError(errno.EFBIG, _("is larger than {n} bytes").format(n=most), str(path))


def read_inside(folder: Path | str, name: str, *, most: int = MOST) -> bytes:
    """Read a file of a folder: only a regular one, and only if it is not too large.

    Parameters
    ----------
    folder : a data folder, store or snapshot
    name : path of the file in it
    most : bytes that it may have

    Returns
    -------
    bytes
        All of it.

    Raises
    ------
    OSError
        If it cannot be read, is not a regular file, or is too large.

    Examples
    --------
    >>> here = Path(__file__)
    >>> read_inside(here.parent, here.name)[:3]
    b'\"\"\"'
    """
    path = Path(folder, name)
    with open_regular(path, most=most) as stream:
        # Python takes room at once for all that it is asked to read: ask for what is there.
        size = min(os.fstat(stream.fileno()).st_size, most)
        data = stream.read(size + 1)
        if len(data) > size:  # it grows meanwhile
            data += stream.read(most + 1 - len(data))
    if len(data) > most:
        raise _too_large(path, most)
    return data


def read_named(path: Path | str, *, most: int = MOST, seconds: float = SECONDS) -> bytes:
    """Read what a user names: a regular file, or a named pipe or device within a deadline.

    Parameters
    ----------
    path : the file
    most : bytes that it may have
    seconds : what a pipe or device may take until its end

    Returns
    -------
    bytes
        All of it.

    Raises
    ------
    OSError
        If it cannot be read, is a folder, socket or disk, is too large, or does not end in time.

    Examples
    --------
    >>> read_named(__file__)[:3]
    b'\"\"\"'
    """
    kind = os.stat(path).st_mode  # noqa: PTH116 - the kind alone
    if not (stat.S_ISFIFO(kind) or stat.S_ISCHR(kind)):
        return read_inside(Path(path).parent, Path(path).name, most=most)
    handle = os.open(path, _FLAGS)
    try:
        return _read_until(handle, path, most, seconds)
    finally:
        os.close(handle)


def _read_until(handle: int, path: Path | str, most: int, seconds: float) -> bytes:
    import select

    deadline = time.monotonic() + seconds
    pieces: list[bytes] = []
    size = 0
    while True:
        left = deadline - time.monotonic()
        # A pipe that nobody has opened for writing yet is not ready: reading would see an end.
        ready = select.poll() if hasattr(select, "poll") else None
        if ready is not None:
            ready.register(handle, select.POLLIN | select.POLLHUP)
        if left <= 0 or (ready is not None and not ready.poll(left * 1000)):
            raise TimeoutError(
                errno.ETIMEDOUT,
                _("did not end within {n} seconds").format(n=round(seconds)),
                str(path),
            )
        with contextlib.suppress(BlockingIOError):
            piece = os.read(handle, _PIECE)
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)
            size += len(piece)
            if size > most:
                raise _too_large(path, most)


def json_object(data: bytes) -> dict[str, Any]:
    """Read JSON that must be an object, from whoever wrote it.

    Parameters
    ----------
    data : the whole text

    Returns
    -------
    dict
        What it says.

    Raises
    ------
    ValueError
        If it is not JSON, is nested too deep, or is not an object.

    Examples
    --------
    >>> json_object(b'{"a": 1}')
    {'a': 1}
    >>> json_object(b"[" * 200_000)
    Traceback (most recent call last):
        ...
    ValueError: nested too deep
    """
    try:
        found = json.loads(data)
    except RecursionError:
        raise ValueError(_("nested too deep")) from None
    if not isinstance(found, dict):
        raise ValueError(_("not a JSON object"))  # noqa: TRY004 - bad data, not a bad call
    return found
