"""Files written whole or not at all, what else a user may name for output, checksums, strict text.

A reader sees the old file or the new one, also after a kill or a power cut: everything is
written under a hidden name (:mod:`cityties.base.parts`), flushed to the disk and renamed
once. Every error of the disk counts, and names the target, never the hidden name. All of it
goes through the functions of :mod:`os`, which the tests let fail one after the other.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cityties.base import parts
from cityties.base.inputs import open_regular
from cityties.errors import Problem
from cityties.language.messages import _, ngettext
from cityties.start.patterns import regex

_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
_PROBLEMS_SHOWN = 20  # per file and kind; a file in another encoding is wrong on every line

# Systems that cannot flush a folder say so by one of these; a disk that fails never does.
_UNSUPPORTED = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EBADF}


class UncertainError(OSError):
    """A file that was written and renamed, but whose folder the disk did not confirm."""


class _Raw(io.RawIOBase):
    """A file by its number: its errors name the target, and every write is one of ``os``."""

    def __init__(self, handle: int, target: Path) -> None:
        self._handle = handle
        self._target = target
        self.given_up = False

    def writable(self) -> bool:
        """Whether it can be written: always."""
        return True

    def fileno(self) -> int:
        """The number, so that others can flush it."""
        return self._handle

    def write(self, data: object) -> int:
        """Write what the system takes at once; nothing once the file is given up."""
        if self.given_up:
            return memoryview(data).nbytes  # type: ignore[arg-type] # any buffer
        with _naming(self._target):
            return os.write(self._handle, data)  # type: ignore[arg-type] # any buffer


@contextmanager
def _naming(target: Path, part: Path | None = None) -> Iterator[None]:
    """Let errors name the target: not nothing, and not the hidden name."""
    try:
        yield
    except OSError as error:
        inside = part is not None and str(error.filename).startswith(str(part))
        if part is not None and error.filename and not inside:
            raise  # about another file
        raise _renamed(error, target, part) from error


def _renamed(error: OSError, target: Path, part: Path | None = None) -> OSError:
    """The same error about the target, also where a library wrote its own text."""

    def shown(text: object) -> str:
        return str(text).replace(str(part), str(target)) if part else str(text)

    name = shown(error.filename) if part and error.filename else str(target)
    made = UncertainError if isinstance(error, UncertainError) else OSError
    return made(error.errno or errno.EIO, shown(error.strerror or error), name)


def _flush(handle: int) -> None:
    """Flush a folder; systems that cannot do that need nothing."""
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise


def _flush_folder(folder: Path) -> None:
    """Make a rename last."""
    try:
        handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    except PermissionError:  # may be written but not read; Windows opens no folder at all
        return
    try:
        _flush(handle)
    finally:
        os.close(handle)


@contextmanager
def atomic_file(path: Path | str) -> Iterator[BinaryIO]:
    """Open a file for writing that takes its place only when the block ends well.

    A symbolic link stays and its target is replaced; permissions of an existing file are
    kept. If the block raises or the disk reports an error, what was there stays. What killed
    writers of this file left next to it is deleted.

    Parameters
    ----------
    path : the file to write; its folder must exist

    Yields
    ------
    BinaryIO
        The stream to write into.

    Raises
    ------
    OSError
        If anything cannot be written, or something is there that is not a regular file.
    UncertainError
        If the new file is in place but the disk did not confirm it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with atomic_file(Path(folder) / "a.txt") as stream:
    ...         size = stream.write(b"whole")
    ...     (Path(folder) / "a.txt").read_bytes()
    b'whole'
    """
    target = _real(path)
    mode = _mode_of_regular(target)
    parts.sweep(target)
    part = parts.hidden_name(target)
    with _naming(target):
        handle = os.open(part, _NEW, 0o666)
    try:
        raw = _Raw(handle, target)
        stream = io.BufferedWriter(raw, 1 << 20)
        try:
            yield stream
            stream.flush()
            with _naming(target):
                if mode is not None:
                    os.chmod(part, mode)  # noqa: PTH101 - by os, like every call here
                os.fsync(handle)
        finally:
            raw.given_up = True  # what a failure left in the buffer has no file any more
            stream.close()
            with _naming(target):
                os.close(handle)
        with _naming(target):
            os.replace(part, target)  # noqa: PTH105
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(part)  # noqa: PTH108
        raise
    try:
        _flush_folder(target.parent)
    except OSError as error:
        raise _uncertain(target, error) from error


def _uncertain(target: Path, error: OSError) -> UncertainError:
    return UncertainError(
        error.errno,
        _(
            "written, but the disk did not confirm the name ({reason}): after a power cut the old "
            "state may be back; repeat the command"
        ).format(reason=error.strerror),
        str(target),
    )


def _real(path: Path | str) -> Path:
    return Path(os.path.realpath(path)) if os.path.islink(path) else Path(path)  # noqa: PTH114


def _mode_of_regular(target: Path) -> int | None:
    """The permissions of an existing file; ``None`` if there is none yet."""
    try:
        status = os.stat(target)  # noqa: PTH116
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, _("is a folder"), str(target))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, _("is not a regular file"), str(target))
    return stat.S_IMODE(status.st_mode)


def write_atomic(path: Path | str, data: bytes) -> None:
    """Write a file whole or not at all; see :func:`atomic_file`.

    Parameters
    ----------
    path : the file to write; its folder must exist
    data : its new content

    Raises
    ------
    OSError
        If anything cannot be written, or something is there that is not a regular file.

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


def write_new(path: Path | str, data: bytes | Iterable[bytes]) -> None:
    """Write a new file inside a folder of :func:`atomic_directory`.

    Parameters
    ----------
    path : the file, which must not exist; its folder must exist
    data : its content, or pieces of it

    Raises
    ------
    OSError
        If anything cannot be written; :func:`atomic_directory` then drops the folder.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_new(Path(folder) / "a.txt", b"whole")
    ...     (Path(folder) / "a.txt").read_bytes()
    b'whole'
    """
    target = Path(path)
    with _naming(target):
        handle = os.open(target, _NEW, 0o666)
        try:
            for piece in [data] if isinstance(data, bytes) else data:
                rest = memoryview(piece)
                while rest:
                    rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def atomic_directory(
    path: Path | str, *, keep_existing: bool = False, over_empty: bool = False
) -> Iterator[Path]:
    """Fill a folder that appears in its place only when the block ends well.

    What killed writers of this folder left next to it is deleted.

    Parameters
    ----------
    path : the folder to make; its parent must exist
    keep_existing : if a folder is already there when the block ends, keep it and
        drop the new one (for folders named by their content); else that is an error
    over_empty : whether an empty folder may be there; it is replaced in one step

    Yields
    ------
    Path
        A hidden folder next to it; write into this one, with :func:`write_new`.

    Raises
    ------
    FileExistsError
        If something is there already and is not to be kept.
    OSError
        If anything cannot be written; what was there stays.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as root:
    ...     with atomic_directory(Path(root) / "made") as folder:
    ...         write_new(folder / "a.txt", b"whole")
    ...     [entry.name for entry in (Path(root) / "made").iterdir()]
    ['a.txt']
    """
    target = _real(path)
    empty = over_empty and target.is_dir() and not any(target.iterdir())
    if not keep_existing and not empty and target.exists():
        raise FileExistsError(errno.EEXIST, _("already exists"), str(target))
    parts.sweep(target)
    part = parts.hidden_name(target)
    with _naming(target):
        os.mkdir(part)  # noqa: PTH102
    try:
        with _naming(target, part):
            yield part
            _flush_tree(part)
            if empty:
                os.chmod(part, stat.S_IMODE(os.stat(target).st_mode))  # noqa: PTH101, PTH116
        if not _move(part, target, keep_existing=keep_existing, empty=empty):
            parts.remove(part)
            return
    except BaseException:
        with contextlib.suppress(OSError):
            parts.remove(part)
        raise
    try:
        _flush_folder(target.parent)
    except OSError as error:
        _take_back(target, part, error, empty=empty)
        raise _renamed(error, target) from error


def _move(part: Path, target: Path, *, keep_existing: bool, empty: bool) -> bool:
    """Rename once; ``False`` if what is there already is kept."""
    if empty and os.name == "nt":  # Windows replaces no folder
        target.rmdir()
    try:
        os.rename(part, target)  # noqa: PTH104
    except OSError as error:
        there = error.errno in (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR, errno.EACCES)
        if not there or not target.exists():
            raise _renamed(error, target) from error
        if not keep_existing:
            raise FileExistsError(errno.EEXIST, _("already exists"), str(target)) from None
        return False
    return True


def _take_back(target: Path, part: Path, error: OSError, *, empty: bool) -> None:
    """Remove a folder whose name the disk did not confirm: a new one, so nothing is lost."""
    try:
        mode = stat.S_IMODE(os.stat(target).st_mode)  # noqa: PTH116
        os.rename(target, part)  # noqa: PTH104
        if empty:
            os.mkdir(target, mode)  # noqa: PTH102
        parts.remove(part)
    except OSError:
        raise _uncertain(target, error) from error


def _flush_tree(folder: Path) -> None:
    """Flush all that is in a folder, whoever wrote it; each failure counts."""

    def fail(error: OSError) -> None:
        raise error

    for place, _folders, names in os.walk(folder, onerror=fail):
        for name in names:
            file = Path(place) / name
            # Windows flushes only what is open for writing; elsewhere reading is enough.
            handle = os.open(file, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
            try:
                with _naming(file):
                    os.fsync(handle)
            finally:
                os.close(handle)
        _flush_folder(Path(place))


def remove_tree(folder: Path) -> None:
    """Delete a folder in one step: it is hidden by a rename first, so that no half is seen.

    Parameters
    ----------
    folder : what is to be deleted; what stays of it when this process is killed is deleted by
        the next writer

    Raises
    ------
    OSError
        If it cannot be renamed, or something of it stays.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as root:
    ...     (Path(root) / "old").mkdir()
    ...     remove_tree(Path(root) / "old")
    ...     any(Path(root).iterdir())
    False
    """
    part = parts.hidden_name(folder)
    with _naming(folder, part):
        os.rename(folder, part)  # noqa: PTH104
        parts.remove(part)


def clear_leftovers(folder: Path | str) -> int:
    """Delete what killed writers left half done in a folder.

    Call it only while holding the folder's lock: a file half written by a
    living process looks the same.

    Parameters
    ----------
    folder : the folder whose own entries are looked at

    Returns
    -------
    int
        How many entries were deleted.
    """
    count = 0
    for entry in sorted(Path(folder).glob(f".*{parts.PART}")):
        with contextlib.suppress(OSError):  # a leftover that stays does no harm
            parts.remove(entry)
            count += 1
    return count


def sha256(data: bytes) -> str:
    """Checksum of some bytes, as 64 hexadecimal digits.

    Examples
    --------
    >>> sha256(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path | str) -> str:
    """Checksum of a regular file, read in pieces.

    Parameters
    ----------
    path : the file

    Raises
    ------
    OSError
        If it cannot be read, or is not a regular file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_new(Path(folder) / "empty", b"")
    ...     sha256_file(Path(folder) / "empty")[:8]
    'e3b0c442'
    """
    with open_regular(path) as stream:
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
_FORBIDDEN = regex(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufffd\ufffe\uffff]"
)
_LINE_END = regex("\r\n|\r|\n")
_LINE_END_BYTES = regex(rb"\r\n|\r|\n")


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
