"""Files written whole or not at all, locks, checksums and strict reading.

A reader sees the old file or the new one, also after a kill or a power cut:
everything is written to a temporary file, flushed to the disk and renamed once.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cityties.errors import Problem, StoreError
from cityties.language.messages import _, ngettext

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_PART = ".part"
_LOCK_AT = 1 << 30  # Windows locks are mandatory: lock a byte that nobody reads
_LOCK_POLL = 0.05  # seconds between two tries
_PROBLEMS_SHOWN = 20  # per file and kind; a file in another encoding is wrong on every line


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}{_PART}")


def _flush_folder(folder: Path) -> None:
    """Make a rename last; systems that cannot open a folder need nothing."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def atomic_file(path: Path | str) -> Iterator[BinaryIO]:
    """Open a file for writing that takes its place only when the block ends well.

    A symbolic link stays and its target is replaced; permissions of an
    existing file are kept. If the block raises, what was there stays.

    Parameters
    ----------
    path : the file to write; its folder must exist

    Raises
    ------
    OSError : if the folder cannot be written
    """
    target = Path(path)
    if target.is_symlink():
        target = target.resolve()
    part = _beside(target)
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    handle = os.open(part, flags, 0o666)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(FileNotFoundError):
            part.chmod(stat.S_IMODE(target.stat().st_mode))
        part.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    _flush_folder(target.parent)


def write_atomic(path: Path | str, data: bytes) -> None:
    """Write a file whole or not at all; see :func:`atomic_file`.

    Parameters
    ----------
    path : the file to write; its folder must exist
    data : its new content

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_atomic(Path(folder) / "a.txt", b"whole")
    ...     (Path(folder) / "a.txt").read_bytes()
    b'whole'
    """
    with atomic_file(path) as stream:
        stream.write(data)


@contextmanager
def atomic_directory(path: Path | str, *, keep_existing: bool = False) -> Iterator[Path]:
    """Fill a folder that appears in its place only when the block ends well.

    Parameters
    ----------
    path : the folder to make; its parent must exist
    keep_existing : if a folder is already there when the block ends, keep it and
        drop the new one (for folders named by their content); else that is an error

    Yields
    ------
    Path : a hidden folder next to it; write into this one

    Raises
    ------
    FileExistsError : if something is there already and is not to be kept
    """
    import shutil

    target = Path(path)
    if not keep_existing and target.exists():
        raise FileExistsError(_("{path} already exists").format(path=target))
    part = _beside(target)
    part.mkdir()
    try:
        yield part
        _flush_tree(part)
        try:
            part.rename(target)
        except OSError:
            if not target.exists():
                raise
            if not keep_existing:
                raise FileExistsError(_("{path} already exists").format(path=target)) from None
            shutil.rmtree(part, ignore_errors=True)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    _flush_folder(target.parent)


def _flush_tree(folder: Path) -> None:
    for place, _folders, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):  # a file that cannot be opened for writing
                handle = os.open(Path(place) / name, os.O_RDWR)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)
        _flush_folder(Path(place))


def clear_leftovers(folder: Path | str) -> int:
    """Delete what killed writers left half done in a folder.

    Call it only while holding the folder's lock: a file half written by a
    living process looks the same.

    Parameters
    ----------
    folder : the folder whose own entries are looked at

    Returns
    -------
    int : how many entries were deleted
    """
    import shutil

    count = 0
    for entry in sorted(Path(folder).glob(f".*{_PART}")):
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
        count += 1
    return count


@contextmanager
def lock(path: Path | str, *, wait: float = 0.0) -> Iterator[None]:
    """Hold a lock file, so that a second writer is refused.

    The system frees the lock when its process ends, however it ends; so there
    is not a stale lock to clean up, and the file itself stays.

    Parameters
    ----------
    path : the lock file; its folder must exist
    wait : seconds to wait for another holder before giving up

    Raises
    ------
    StoreError : if another process (or another block of this one) holds it, or
        the file cannot be made
    """
    file = Path(path)
    try:
        handle = os.open(file, os.O_CREAT | os.O_RDWR, 0o666)
    except OSError as error:
        raise StoreError(
            _("cannot write in {folder}: {reason}").format(
                folder=file.parent, reason=error.strerror or error
            )
        ) from error
    try:
        deadline = time.monotonic() + wait
        while not _try_lock(handle):
            if time.monotonic() >= deadline:
                raise StoreError(_busy(file, handle))
            time.sleep(_LOCK_POLL)
        try:
            os.ftruncate(handle, 0)
            os.write(handle, f"{os.getpid()}\n".encode("ascii"))
            yield
        finally:
            _unlock(handle)
    finally:
        os.close(handle)


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


def sha256(data: bytes) -> str:
    """Checksum of some bytes, as 64 hexadecimal digits.

    Examples
    --------
    >>> sha256(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path | str) -> str:
    """Checksum of a file, read in pieces."""
    with Path(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sha256_parts(parts: Iterable[tuple[str, bytes]]) -> str:
    """Checksum of several named pieces, in their order.

    Lengths are counted in, so no two different lists run together to the same.

    Parameters
    ----------
    parts : name and content of each piece

    Examples
    --------
    >>> sha256_parts([("a", b"bc")]) == sha256_parts([("ab", b"c")])
    False
    """
    digest = hashlib.sha256()
    for name, data in parts:
        encoded = name.encode("utf-8")
        digest.update(f"{len(encoded)}:{len(data)}:".encode("ascii"))
        digest.update(encoded)
        digest.update(data)
    return digest.hexdigest()


# Everything that shows nothing but changes how text is read: control
# characters, line separators, direction overrides, a byte order mark inside,
# the replacement character, and code points that are not characters.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufffd\ufffe\uffff]"
)
_LINE_END = re.compile("\r\n|\r|\n")
_LINE_END_BYTES = re.compile(rb"\r\n|\r|\n")


def decode_strict(data: bytes, name: str) -> tuple[str, list[Problem]]:
    r"""Turn the bytes of a file into text and list what is wrong with them.

    Parameters
    ----------
    data : the whole file
    name : how problems call the file

    Returns
    -------
    tuple : the text (with U+FFFD for each byte that cannot be read) and the problems

    Examples
    --------
    >>> text, problems = decode_strict(b"id\ncaf\xe9\n", "places.csv")
    >>> print(problems[0])
    places.csv:2: not UTF-8: 'E9'; save the file as “CSV UTF-8”
    """
    hint = _("save the file as “CSV UTF-8”")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        problem = Problem(
            name, 0, "", "", _("the file is UTF-16"), "UTF-8", hint, code="bad-encoding"
        )
        return data.decode("utf-16", "replace"), [problem]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        found = []
        for line, piece in enumerate(_LINE_END_BYTES.split(data), start=1):
            try:
                piece.decode("utf-8")
            except UnicodeDecodeError as error:
                shown = piece[error.start : error.end].hex(" ").upper()
                found.append(
                    Problem(name, line, "", shown, _("not UTF-8"), "", hint, code="bad-encoding")
                )
        return data.decode("utf-8-sig", "replace"), _capped(found)
    if _FORBIDDEN.search(text) is None:
        return text, []
    found = [
        Problem(
            name,
            line,
            "",
            f"U+{ord(match.group()):04X}",
            _("a character that is not allowed in a table, before {rest}").format(
                rest=repr(piece[match.end() : match.end() + 12])
            ),
            "",
            _("delete it"),
            code="control-character",
        )
        for line, piece in enumerate(_LINE_END.split(text), start=1)
        for match in _FORBIDDEN.finditer(piece)
    ]
    return text, _capped(found)


def _capped(problems: list[Problem]) -> list[Problem]:
    """Show the first ones and say how many more there are."""
    more = len(problems) - _PROBLEMS_SHOWN
    if more <= 0:
        return problems
    last = problems[_PROBLEMS_SHOWN]
    message = ngettext(
        "{n} more problem of the same kind here",
        "{n} more problems of the same kind from here on",
        more,
    ).format(n=more)
    return [
        *problems[:_PROBLEMS_SHOWN],
        Problem(last.file, last.line, "", "", message, code=last.code),
    ]
