"""The door of the worker: after it no connection is made and no file of others is opened.

A large store is read through more files than it opens at once, so the limit on open files
leaves room for these and nothing else, and connections are refused by the kernel (Linux).
"""

from __future__ import annotations

import contextlib
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

# Numbers of: socket, connect, execve, execveat, io_uring_setup (which can connect too).
_REFUSED: Final = {
    "x86_64": (0xC000003E, (41, 42, 59, 322, 425)),
    "aarch64": (0xC00000B7, (198, 203, 221, 281, 425)),
}
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # of the kernel's filters
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # EACCES


def forbid_connections() -> bool:
    """Let the kernel refuse every connection and program; call it before a thread starts.

    Returns
    -------
    Whether this system can; what it cannot do, the limit on open files does.
    """
    if not sys.platform.startswith("linux") or platform.machine() not in _REFUSED:
        return False
    known, numbers = _REFUSED[platform.machine()]
    end = len(numbers) + 1
    steps: list[tuple[int, int, int, int]] = [
        (_LOAD, 0, 0, 4),  # the architecture
        (_EQUAL, 0, end + 2, known),
        (_LOAD, 0, 0, 0),  # the number of the call
        (_AT_LEAST, end, 0, 0x40000000),  # calls of the x32 form
        *((_EQUAL, end - 1 - n, 0, number) for n, number in enumerate(numbers)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return _install(steps)


def _install(steps: Sequence[tuple[int, int, int, int]]) -> bool:
    import ctypes
    import struct

    program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    head = ctypes.create_string_buffer(
        struct.pack("@HxxxxxxQ", len(steps), ctypes.addressof(program))
    )
    prctl = ctypes.CDLL(None).prctl
    # 38: no new privileges; 22, 2: a filter of calls.
    return bool(prctl(38, 1, 0, 0, 0) == 0 and prctl(22, 2, ctypes.byref(head), 0, 0) == 0)


def limit_files(store: Path) -> None:
    """Leave as many files to be opened as the store has that are not open yet.

    Parameters
    ----------
    store : the folder of a store that is open
    """
    if sys.platform == "win32":
        return
    import resource

    files = {path.stat().st_ino for path in store.glob("*.sst")}
    numbers = set()
    for entry in Path("/dev/fd").iterdir():
        with contextlib.suppress(OSError):  # the one that lists is closed by now
            files.discard(os.fstat(int(entry.name)).st_ino)
            numbers.add(int(entry.name))
    # Free numbers below the limit are what can be opened: as many as files are left.
    limit = 0
    for _left in files:
        limit += 1
        while limit - 1 in numbers:
            limit += 1
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
