"""Locks between processes: a second writer waits or is refused."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cityties.errors import StoreError
from cityties.language.messages import _

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_LOCK_AT = 1 << 30  # Windows locks are mandatory: lock a byte that nobody reads
_LOCK_POLL = 0.05  # seconds between two tries


@contextmanager
def lock(path: Path | str, *, wait: float = 0.0, leave: bool = True) -> Iterator[None]:
    """Hold a lock file, so that a second writer is refused.

    The system frees the lock when its process ends, however it ends; so there
    is not a stale lock to clean up. The file itself stays, unless it is to be taken away: a
    folder that is published has nothing in it that is not of use to its readers.

    Parameters
    ----------
    path : the lock file; its folder must exist
    wait : seconds to wait for another holder before giving up
    leave : whether the file stays

    Raises
    ------
    StoreError
        If another process (or another block of this one) holds it, the file cannot be made, or
        something else has its name: a symbolic link is never followed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, lock(Path(folder) / ".lock"):
    ...     (Path(folder) / ".lock").is_file()
    True
    """
    file = Path(path)
    handle = _open(file)
    try:
        deadline = time.monotonic() + wait
        while not _try_lock(handle) or (not leave and not _is_there(file, handle)):
            if not leave and not _is_there(file, handle):  # the holder before took it away
                _unlock(handle)
                os.close(handle)
                handle = _open(file)
                continue
            if time.monotonic() >= deadline:
                raise StoreError(_busy(file, handle))
            time.sleep(_LOCK_POLL)
        try:
            try:
                os.ftruncate(handle, 0)
                os.write(handle, f"{os.getpid()}\n".encode("ascii"))
            except OSError as error:
                raise _cannot_write(file, error) from error
            yield
        finally:
            if not leave:  # where an open file cannot be deleted it stays
                with contextlib.suppress(OSError):
                    file.unlink()
            _unlock(handle)
    finally:
        # The work is done or has failed by now, and nothing in the file matters: it is freed
        # also where closing reports an error.
        with contextlib.suppress(OSError):
            os.close(handle)


def _is_there(file: Path, handle: int) -> bool:
    """Whether the file that is held is still the one of that name."""
    try:
        return os.path.samestat(os.fstat(handle), file.lstat())
    except OSError:
        return False


def _open(file: Path) -> int:
    """Open a lock file and nothing else: what it leads to would be overwritten."""
    flags = os.O_CREAT | os.O_RDWR
    for name in ("O_NOFOLLOW", "O_CLOEXEC", "O_NONBLOCK"):  # what a system lacks is left out
        flags |= getattr(os, name, 0)
    try:
        handle = os.open(file, flags, 0o666)
    except OSError as error:
        if error.errno == errno.ELOOP or file.is_symlink():
            raise _something_else(file) from error
        raise _cannot_write(file, error) from error
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
        os.close(handle)
        raise _something_else(file)
    return handle


def _cannot_write(file: Path, error: OSError) -> StoreError:
    return StoreError(
        _("cannot write in {folder}: {reason}").format(
            folder=file.parent, reason=error.strerror or error
        )
    )


def _something_else(file: Path) -> StoreError:
    return StoreError(
        _("{file} is a link or special file, not a lock file: delete it").format(file=file)
    )


def _busy(file: Path, handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    process = os.read(handle, 32).decode("ascii", "replace").strip()
    if process.isdecimal():
        return _("{folder} is being written by process {process}: try again later").format(
            folder=file.parent, process=process
        )
    return _("{folder} is being written by another process: try again later").format(
        folder=file.parent
    )


if sys.platform == "win32":

    def _try_lock(handle: int) -> bool:
        os.lseek(handle, _LOCK_AT, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(handle, 0, os.SEEK_SET)
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, _LOCK_AT, os.SEEK_SET)
        with contextlib.suppress(OSError):
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
