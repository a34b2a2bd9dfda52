"""The limits of a process, asked of the system by number: seccomp, Landlock, prctl, rlimits.

All of it is Linux's; elsewhere `confine` does what is left and says what holds. The one package
that wraps these calls is a development release, so they are made through ctypes.

Sources: ``seccomp(2)``, ``landlock(7)``, ``prctl(2)``, ``setrlimit(2)``, and the tables of call
numbers in the kernel's ``arch/x86/entry/syscalls/syscall_64.tbl`` and
``include/uapi/asm-generic/unistd.h``.
"""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from cityties.base import resources
from cityties.errors import NotFoundError
from cityties.worker.limits import LONGEST, Held, Limits

# --- seccomp: a list of the calls that are allowed --------------------------------------------

# Name: (number on x86_64, number on aarch64); None where the architecture has no such call.
_ALLOWED: Final[dict[str, tuple[int | None, int | None]]] = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "stat": (4, None), "fstat": (5, 80),
    "lstat": (6, None), "poll": (7, None), "lseek": (8, 62), "mmap": (9, 222),
    "mprotect": (10, 226), "munmap": (11, 215), "brk": (12, 214), "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "pread64": (17, 67),
    "readv": (19, 65), "writev": (20, 66), "access": (21, None), "pipe": (22, None),
    "select": (23, None), "sched_yield": (24, 124), "mremap": (25, 216), "mincore": (27, 232),
    "madvise": (28, 233), "dup": (32, 23), "dup2": (33, None), "nanosleep": (35, 101),
    "getitimer": (36, 102), "alarm": (37, None), "setitimer": (38, 103), "getpid": (39, 172),
    "exit": (60, 93), "uname": (63, 160), "getdents": (78, None), "getcwd": (79, 17),
    "readlink": (89, None), "gettimeofday": (96, 169), "getrlimit": (97, 163),
    "getrusage": (98, 165), "sysinfo": (99, 179), "times": (100, 153), "getuid": (102, 174),
    "getgid": (104, 176), "geteuid": (107, 175), "getegid": (108, 177), "getppid": (110, 173),
    "sigaltstack": (131, 132), "statfs": (137, 43), "fstatfs": (138, 44),
    "sched_getparam": (143, 121), "sched_getscheduler": (145, 120), "arch_prctl": (158, None),
    "gettid": (186, 178), "readahead": (187, 213), "time": (201, None), "futex": (202, 98),
    "sched_getaffinity": (204, 123), "getdents64": (217, 61), "set_tid_address": (218, 96),
    "restart_syscall": (219, 128), "fadvise64": (221, 223), "clock_gettime": (228, 113),
    "clock_getres": (229, 114), "clock_nanosleep": (230, 115), "exit_group": (231, 94),
    "newfstatat": (262, 79), "readlinkat": (267, 78), "faccessat": (269, 48),
    "pselect6": (270, 72), "ppoll": (271, 73), "set_robust_list": (273, 99),
    "get_robust_list": (274, 100), "eventfd2": (290, 19), "dup3": (292, 24), "pipe2": (293, 59),
    "preadv": (295, 69), "getcpu": (309, 168), "getrandom": (318, 278), "membarrier": (324, 283),
    "statx": (332, 291), "rseq": (334, 293), "close_range": (436, 436),
    "faccessat2": (439, 439), "futex_waitv": (449, 449), "futex_wake": (454, 454),
    "futex_wait": (455, 455), "futex_requeue": (456, 456),
}  # fmt: skip
# A process that asks for a connection is ended: an engine told "no" goes on without the rows.
_ENDS: Final[dict[str, tuple[int | None, int | None]]] = {
    "socket": (41, 198), "connect": (42, 203), "socketpair": (53, 199), "bind": (49, 200),
    "listen": (50, 201), "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206),
    "sendmsg": (46, 211), "sendmmsg": (307, 269), "io_uring_setup": (425, 425),
    "execve": (59, 221), "execveat": (322, 281),
}  # fmt: skip
# Those that are allowed with some arguments only.
_CONDITIONAL: Final[dict[str, tuple[int | None, int | None]]] = {
    "open": (2, None), "openat": (257, 56), "clone": (56, 220), "clone3": (435, 435),
    "fcntl": (72, 25), "ioctl": (16, 29), "prctl": (157, 167), "prlimit64": (302, 261),
    "tgkill": (234, 131),
}  # fmt: skip
_AUDIT: Final = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

_LOAD, _AND, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_EPERM, _EACCES, _ENOTTY, _ENOSYS = 1, 13, 25, 38
_WRITING: Final = 0o3 | 0o100 | 0o1000 | 0o20000000  # how it is opened, O_CREAT, O_TRUNC, TMPFILE
_CLONE_THREAD: Final = 0x10000
_FCNTL: Final = (0, 1, 2, 3, 4, 1030)  # F_DUPFD, GETFD, SETFD, GETFL, SETFL, DUPFD_CLOEXEC
_IOCTL: Final = (0x5401, 0x5413, 0x541B, 0x5450, 0x5451)  # TCGETS, TIOCGWINSZ, FIO(N)READ, FIO…CLEX
_PRCTL: Final = (15, 16, 23, 0x53564D41)  # names of threads, one capability, names of memory

_STACK: Final = 64 * 2**20

Step = tuple[int, int, int, int]


def _errno(number: int) -> int:
    return 0x00050000 | number


def _argument(number: int, *, high: bool = False) -> Step:
    """Load half of an argument of the call (both machines are little-endian)."""
    return (_LOAD, 0, 0, 16 + 8 * number + (4 if high else 0))


def _one_of(values: Sequence[int], refusal: int) -> list[Step]:
    """Allow the call if the loaded half is one of some values."""
    steps = [(_EQUAL, len(values) - at, 0, value) for at, value in enumerate(values)]
    return [*steps, (_RETURN, 0, 0, refusal), (_RETURN, 0, 0, _ALLOW)]


def _none_of_bits(bits: int, refusal: int) -> list[Step]:
    return [(_AND, 0, 0, bits), *_one_of((0,), refusal)]


def _conditions() -> dict[str, list[Step]]:
    """What is asked of the arguments of each call that is allowed in part."""
    return {
        "open": [_argument(1), *_none_of_bits(_WRITING, _errno(_EACCES))],
        "openat": [_argument(2), *_none_of_bits(_WRITING, _errno(_EACCES))],
        # A thread of its own process; clone3 hides its flags, and the C library then asks clone.
        "clone": [
            _argument(0), (_AND, 0, 0, _CLONE_THREAD), *_one_of((_CLONE_THREAD,), _errno(_EPERM)),
        ],
        "clone3": [(_RETURN, 0, 0, _errno(_ENOSYS))],
        "fcntl": [_argument(1), *_one_of(_FCNTL, _errno(_EPERM))],
        "ioctl": [_argument(1), *_one_of(_IOCTL, _errno(_ENOTTY))],
        "prctl": [_argument(0), *_one_of(_PRCTL, _errno(_EPERM))],
        # Its own limits, and read only: root could raise them.
        "prlimit64": [
            _argument(0), (_EQUAL, 1, 0, 0), (_RETURN, 0, 0, _errno(_EPERM)),
            _argument(2), (_EQUAL, 1, 0, 0), (_RETURN, 0, 0, _errno(_EPERM)),
            _argument(2, high=True), *_one_of((0,), _errno(_EPERM)),
        ],
        "tgkill": [_argument(0), *_one_of((os.getpid(),), _errno(_EPERM))],  # abort()
    }  # fmt: skip


def _filter(machine: str) -> list[Step]:
    """The program that the kernel runs at each call."""
    column, known = _AUDIT[machine]
    steps: list[Step] = [
        (_LOAD, 0, 0, 4), (_EQUAL, 1, 0, known), (_RETURN, 0, 0, _KILL),  # the architecture
        (_LOAD, 0, 0, 0),  # the number of the call
        (_AT_LEAST, 0, 1, 0x40000000), (_RETURN, 0, 0, _KILL),  # calls of the x32 form
    ]  # fmt: skip
    for numbers, answer in ((_ALLOWED, _ALLOW), (_ENDS, _KILL)):
        for pair in numbers.values():
            if (number := pair[column]) is not None:
                steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, answer)]
    conditions = _conditions()
    for name, pair in _CONDITIONAL.items():
        if (number := pair[column]) is not None:
            steps += [(_EQUAL, 0, len(conditions[name]), number), *conditions[name]]
    return [*steps, (_RETURN, 0, 0, _errno(_EPERM))]


def _filter_calls(libc: Any) -> bool:
    """Let the kernel refuse every call that is not in the list; call it before a thread starts."""
    import ctypes

    machine = os.uname().machine
    if machine not in _AUDIT:
        return False
    steps = _filter(machine)
    program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    head = ctypes.create_string_buffer(
        struct.pack("@HxxxxxxQ", len(steps), ctypes.addressof(program))
    )
    return bool(libc.prctl(22, 2, ctypes.byref(head), 0, 0) == 0)  # PR_SET_SECCOMP, MODE_FILTER


# --- Landlock: the files that can be opened ---------------------------------------------------

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same numbers everywhere
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
# Rights that each version knows: 2 moving, 3 truncating, 5 devices; 4 connections, 6 signals.
_RIGHTS: Final = ((1, (1 << 13) - 1), (2, 1 << 13), (3, 1 << 14), (5, 1 << 15))


def _landlock(libc: Any, readable: Iterable[Path]) -> int:
    """Let the kernel open these files and folders for reading and nothing else; its version."""
    import ctypes

    version = int(libc.syscall(_CREATE, None, ctypes.c_size_t(0), 1))
    if version < 1:
        return 0
    rights = sum(bits for since, bits in _RIGHTS if version >= since)
    network = 3 if version >= 4 else 0
    scoped = 3 if version >= 6 else 0
    ruleset = struct.pack("=QQQ", rights, network, scoped)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    handle = int(libc.syscall(_CREATE, ruleset, ctypes.c_size_t(size), 0))
    if handle < 0:
        return 0
    try:
        for path in readable:
            with contextlib.suppress(OSError):  # what does not exist cannot be read either
                opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
                try:
                    allowed = _READ_FILE | (_READ_FOLDER if path.is_dir() else 0)
                    rule = struct.pack("=Qi", allowed, opened)
                    libc.syscall(_ADD, handle, 1, rule, 0)
                finally:
                    os.close(opened)
        return version if libc.syscall(_RESTRICT, handle, 0) == 0 else 0
    finally:
        os.close(handle)


def search_path() -> list[str]:
    """Where Python looks for modules, but for the folder of the program that runs and for this
    one: what lies there is the user's.
    """
    import __main__

    own = set()
    with contextlib.suppress(OSError):  # this folder was deleted
        own.add(os.path.realpath(Path.cwd()))
    if script := getattr(__main__, "__file__", None):
        own.add(os.path.realpath(os.path.dirname(script)))  # noqa: PTH120 - as text
    return [entry for entry in sys.path if entry and os.path.realpath(entry) not in own]


def program_folders() -> list[Path]:
    """Where Python, its packages and what comes with cityties are, for what is read late."""
    folders = [Path(sys.prefix), Path(sys.base_prefix), resources.PACKAGE]
    for each in (resources.ontology_dir, resources.data_dir):
        with contextlib.suppress(NotFoundError):
            folders.append(each())
    folders += map(Path, search_path())
    folders += [Path(name) for name in ("/usr/lib", "/lib", "/lib64", "/usr/share/zoneinfo")]
    return list(dict.fromkeys(folders))


# --- all together -----------------------------------------------------------------------------


def die_with_parent(parent: int) -> bool:
    """End this process when the one that started it ends (Linux).

    Parameters
    ----------
    parent : its number, as it knows itself; where it is gone already, this process ends now
    """
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    held = ctypes.CDLL(None).prctl(1, int(signal.SIGKILL), 0, 0, 0) == 0  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(0)
    return bool(held)


def clear_environment() -> None:
    """Forget the environment, also where the system keeps what the process was started with."""
    if sys.platform.startswith("linux"):
        import ctypes

        block = ctypes.POINTER(ctypes.c_void_p).in_dll(ctypes.CDLL(None), "environ")
        at = 0
        while block and (text := block[at]):
            ctypes.memset(text, 0, len(ctypes.string_at(text)))
            at += 1
        with contextlib.suppress(OSError, ValueError, IndexError):
            # What the process was started with, also of names that were changed since: proc(5).
            fields = Path("/proc/self/stat").read_text("ascii").rpartition(")")[2].split()
            start, end = int(fields[47]), int(fields[48])
            if 0 < start < end:
                ctypes.memset(start, 0, end - start)
    for name in list(os.environ):
        with contextlib.suppress(ValueError, OSError):
            del os.environ[name]
    os.environ.clear()


def memory_used() -> int:
    """Bytes of address space that this process has now; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (OSError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def one_heap() -> None:
    """Let all threads take memory from one heap, where the C library has several (glibc).

    Each further one reserves 64 MB of addresses, which count as memory that is used: five
    threads of an engine would leave little of a limit of 512 MB. Source: ``mallopt(3)``.
    """
    import ctypes

    with contextlib.suppress(AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(-8, 1)  # M_ARENA_MAX


def confine(limits: Limits, *, readable: Sequence[Path], files: int, parent: int) -> Held:
    """Give up, for good, what reading a text or a file does not need.

    Parameters
    ----------
    limits : time and memory
    readable : files and folders that may be opened for reading, besides Python's own
    files : how many files may be open at once
    parent : the number of the process that started this one

    Returns
    -------
    What the system accepted.
    """
    held = {"environment"}
    if die_with_parent(parent):
        held.add("parent")
    clear_environment()
    if sys.platform != "win32":
        held |= _rlimits(limits, files)
    if sys.platform.startswith("linux"):
        one_heap()
    landlock = 0
    if sys.platform.startswith("linux"):
        import ctypes

        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(38, 1, 0, 0, 0) == 0:  # PR_SET_NO_NEW_PRIVS
            landlock = _landlock(libc, [*program_folders(), *readable])
            held |= {"paths"} if landlock else set()
            held |= {"calls"} if _filter_calls(libc) else set()
    return Held(frozenset(held), landlock)


if sys.platform != "win32":

    def _rlimits(limits: Limits, files: int) -> set[str]:
        import resource

        held = set()
        wanted = {
            "memory": (resource.RLIMIT_AS, memory_used() + limits.memory * 2**20),
            "files": (resource.RLIMIT_NOFILE, files),
            # The parent sets it for each call, where it can.
            "processor": (resource.RLIMIT_CPU, int(min(limits.seconds, LONGEST)) * 64 + 3600),
        }
        for name, (which, number) in wanted.items():
            hard = resource.getrlimit(which)[1]
            most = number if hard == resource.RLIM_INFINITY else min(number, hard)
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(which, (most, hard if name == "processor" else most))
                held.add(name)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            # Parsers call themselves: the more room, the later they end the process.
            hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
            most = _STACK if hard == resource.RLIM_INFINITY else min(_STACK, hard)
            resource.setrlimit(resource.RLIMIT_STACK, (most, most))
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        return held
