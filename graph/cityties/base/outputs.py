"""Where a user lets a result be written: a file, standard output, a pipe, a device.

Only a regular file is replaced. What is not one is written into, as every other program
does; a disk, socket or folder is refused.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

from cityties.base.files import atomic_file
from cityties.language.messages import _

_LINKS = 40  # followed at most, as systems do


def write_output(path: Path | str, data: bytes | Iterable[bytes]) -> None:
    """Write what a user named, whole or not at all where that can be.

    Parameters
    ----------
    path : a file (written by :func:`cityties.base.files.write_atomic`), ``-`` or
        ``/dev/stdout`` for standard output, a named pipe or a device such as ``/dev/null``
    data : the content, or pieces of it

    Raises
    ------
    OSError
        If it cannot be written, or is a folder, a socket or a disk.
    BrokenPipeError
        If the reader of a pipe has gone away.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_output(Path(folder) / "a.txt", b"whole")
    ...     (Path(folder) / "a.txt").read_bytes()
    b'whole'
    >>> write_output("/dev/null", b"nowhere")
    """
    pieces = [data] if isinstance(data, bytes) else data
    if is_standard_output(path):
        _write_standard_output(pieces)
        return
    handle = _handle_of(path)
    if handle is None:
        kind = _kind(path)
        if kind is None or stat.S_ISREG(kind):
            with atomic_file(path) as stream:
                for piece in pieces:
                    stream.write(piece)
            return
        _check_kind(path, kind)
        # A pipe waits for its reader, as with every other program.
        handle = os.open(path, os.O_WRONLY | getattr(os, "O_NOCTTY", 0))
    else:
        handle = os.dup(handle)
    try:
        for piece in pieces:
            _write_all(handle, piece)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        os.close(handle)


def check_output(path: Path | str) -> None:
    """Say before the work begins that something cannot be written.

    Parameters
    ----------
    path : as for :func:`write_output`

    Raises
    ------
    OSError
        If it is a folder, a socket or a disk.
    """
    if is_standard_output(path):
        if sys.stdout.closed:
            raise _closed()
    elif _handle_of(path) is None and (kind := _kind(path)) is not None:
        _check_kind(path, kind)


def is_standard_output(path: Path | str) -> bool:
    """Whether a path is ``-`` or another name of standard output.

    Parameters
    ----------
    path : what the user named

    Examples
    --------
    >>> is_standard_output("-"), is_standard_output("a.txt")
    (True, False)
    """
    return str(path) == "-" or _handle_of(path) == 1


def _handle_of(path: Path | str) -> int | None:
    """The open file that a path such as ``/dev/stdout`` or ``/dev/fd/3`` names."""
    found = str(path)
    own = {"/dev/fd", f"/proc/{os.getpid()}/fd"}
    for _link in range(_LINKS):
        folder, name = os.path.split(found)
        folder = os.path.realpath(folder or ".")
        if folder in own:
            return int(name) if name.isascii() and name.isdecimal() else None
        found = os.path.join(folder, name)  # noqa: PTH118 - a link may hold `..`
        if not os.path.islink(found):  # noqa: PTH114
            return None
        found = os.path.join(folder, os.readlink(found))  # noqa: PTH115, PTH118
    return None


def _kind(path: Path | str) -> int | None:
    try:
        return os.stat(path).st_mode  # noqa: PTH116 - the kind alone
    except FileNotFoundError:
        return None


def _check_kind(path: Path | str, kind: int) -> None:
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, _("is a folder"), str(path))
    if stat.S_ISBLK(kind) or stat.S_ISSOCK(kind):
        raise OSError(errno.EINVAL, _("is a disk or socket: name a file, a pipe or -"), str(path))


def _write_standard_output(pieces: Iterable[bytes]) -> None:
    if sys.stdout.closed:
        raise _closed()
    try:
        sys.stdout.flush()
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except OSError as error:
        raise OSError(error.errno, error.strerror, _("standard output")) from error


def _closed() -> OSError:
    return OSError(errno.EBADF, _("standard output is closed"))


def _write_all(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]
