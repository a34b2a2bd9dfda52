"""Hidden names for what is half written, and what killed writers left of them.

A file or folder is written under a hidden name next to its target. The name says whose it
is: the target, and the process, down to when it started; so the next writer of the same
target can delete what a killed one left and never touches the work of a living one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import time
from functools import cache
from pathlib import Path

from cityties.start.patterns import regex

PART = ".part"
_LONGEST = 255  # bytes that a file name may have
_ELSEWHERE = 24 * 3600.0  # seconds after which a writer that cannot be asked for counts as dead
_OWNER = regex(r"\.([0-9a-f]{8})\.([0-9]+)\.([0-9]+)\.[0-9a-f]{8}\.part\Z")


def hidden_name(path: Path) -> Path:
    """A free hidden name next to a file or folder, marked with this process.

    Parameters
    ----------
    path : the file or folder that is to be written

    Returns
    -------
    Path
        Never longer than a name may be: of a long one only the start is in it.

    Examples
    --------
    >>> made = hidden_name(Path("releases/a.csv"))
    >>> made.parent.name, made.name.startswith(".a.csv."), made.suffix
    ('releases', True, '.part')
    """
    process = os.getpid()
    owner = f".{_place()}.{process}.{_started(process)}.{os.urandom(4).hex()}{PART}"
    return path.with_name(_stem(path.name) + owner)


def _stem(name: str) -> str:
    """How the hidden names of a target begin: all of its name, or its start and a checksum."""
    encoded = os.fsencode(f".{name}")
    room = _LONGEST - 64  # for the marks of the process
    if len(encoded) <= room:
        return f".{name}"
    start = encoded[: room - 9].decode("utf-8", "ignore")
    return f"{start}~{hashlib.sha256(encoded).hexdigest()[:8]}"


def sweep(path: Path) -> int:
    """Delete what killed writers of a file or folder left next to it.

    What a living process writes stays. A writer on another machine, in another container or
    before the last start of this machine cannot be asked for: it counts as dead after a day.

    Parameters
    ----------
    path : the file or folder that is to be written

    Returns
    -------
    int
        How many were deleted.
    """
    return _sweep(path.parent, _stem(path.name))


def sweep_folder(folder: Path) -> int:
    """Delete what killed writers left in a folder, of any target.

    Parameters
    ----------
    folder : the folder whose own entries are looked at

    Returns
    -------
    int
        How many were deleted.
    """
    return _sweep(folder, "")


def _sweep(folder: Path, stem: str) -> int:
    count = 0
    try:
        names = os.listdir(folder)  # noqa: PTH208 - names
    except OSError:  # a folder that may be written but not listed
        return 0
    for name in names:
        if not name.startswith(stem or ".") or not name.endswith(PART):
            continue
        owner = _OWNER.search(name, len(stem))
        # Only the marks may follow: the parts of `a.b` begin like those of `a`.
        if owner is None or (stem and owner.start() != len(stem)):
            continue
        if _is_dead(folder / name, *owner.groups()):
            with contextlib.suppress(OSError):  # a leftover that stays does no harm
                remove(folder / name)
                count += 1
    return count


def _is_dead(entry: Path, place: str, process: str, started: str) -> bool:
    if place == _place():
        return _started(int(process)) != started
    try:
        return time.time() - entry.lstat().st_mtime > _ELSEWHERE
    except OSError:
        return False


def remove(entry: Path) -> None:
    """Delete a file, a symbolic link (not its target) or a folder with all that is in it.

    Parameters
    ----------
    entry : what is to be deleted; if it is missing, nothing happens

    Raises
    ------
    OSError
        If something of it stays.
    """
    import shutil

    try:
        mode = os.lstat(entry).st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        shutil.rmtree(entry)
    else:
        os.unlink(entry)  # noqa: PTH108


# --- which process ----------------------------------------------------------------------


@cache
def _place() -> str:
    """Where process numbers mean the same: this start of this machine, this container."""
    marks = [os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")]
    with contextlib.suppress(OSError):
        marks.append(Path("/proc/sys/kernel/random/boot_id").read_text("ascii"))
        marks.append(str(os.stat("/proc/self/ns/pid").st_ino))  # noqa: PTH116
    return hashlib.sha256("\n".join(marks).encode("utf-8", "replace")).hexdigest()[:8]


def _started(process: int) -> str:
    """When a process was started, as its system counts; ``-`` if it is not there.

    Numbers of processes are given again, often at once in a container; together with the
    start they are not.
    """
    try:
        text = Path(f"/proc/{process}/stat").read_text("ascii", "replace")
        fields = text.rpartition(")")[2].split()
        return "-" if fields[0] in "ZX" else fields[19]  # ended, but not yet taken note of
    except (OSError, IndexError):
        if Path("/proc/self/stat").exists():
            return "-"
    if os.name == "nt":
        return "0"  # asking by a signal would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return "-"
    except OSError:
        pass
    return "0"
