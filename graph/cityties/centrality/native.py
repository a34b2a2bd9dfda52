"""The compiled loops, ready at once; without them, the same loops in Python.

``@kernel()`` marks a function that has a twin of the same name in ``kernels.c``. That file is
compiled when the wheel is built (``hatch_build.py``), into one small library next to this module
that every version of Python can load; a call goes there through :mod:`ctypes`, and the
interpreter's lock is released meanwhile. The annotations of the Python function are the
declaration: ``int``, ``bool`` and ``float`` are numbers, everything else is an array of the
type in :data:`TYPES`, of numpy or of Python's own module ``array``, handed over as an address and a
length after its type was checked.

Where nothing was compiled (a clone before ``python hatch_build.py``, an install without a C
compiler), Python runs its own loops: the same numbers, some fifty times slower, for small
graphs (:mod:`cityties.analysis.limits`). They then get lists for one-dimensional arrays, which
Python reads several times faster; so a kernel takes ``len(array)`` and single items of its
parameters, no slices, no ``.size``, and counts on nothing that wraps at 64 bits. Kernels make no
arrays: results and scratch memory are parameters.

What was measured before compiling ahead of time was chosen (one core, Python 3.11, in starts
of a bare Python, 21 ms of processor time): importing numba alone is 23 starts, its first use
with everything cached another 50 to 60, with nothing cached 300 more; a cache shipped in the
wheel would hold for one processor and one version only, and saves neither of the first two.
The library is 50 kB and loads in a tenth of a start.

``CITYTIES_KERNELS=no`` in the environment, or :func:`forbid`, leaves the library alone.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from cityties.language.messages import _

if TYPE_CHECKING:
    import ctypes

Function = TypeVar("Function", bound=Callable[..., Any])

LIBRARY = "kernels.shared"
"""Name of the library, in this folder; ``hatch_build.py`` writes it. Not ``.so``, which would make
it look like a module of Python."""
SOURCE = "kernels.c"
"""What it is compiled from. After an update of a clone it is newer, until cityties is installed
again; Python runs its own loops meanwhile."""
TYPES = {
    "Bits": ("uint64",),
    "Bytes": ("uint8",),
    "Floats": ("float64",),
    "Heads": ("uint16", "uint32"),
    "Ints": ("int32",),
    "Longs": ("int64",),
    "Words": ("uint32",),
}
"""Annotation of an array to the types that it may have; of two, each has a twin of its own."""
ALIGNED = 64
"""Bytes: the widest vectors."""


class _State:
    library: ctypes.CDLL | None = None
    tried = False
    reader: Any = None


def forbid() -> None:
    """Use no library in this process: where a program may not load one."""
    _State.library, _State.tried, _State.reader = None, True, False


def library() -> ctypes.CDLL | None:
    """The compiled loops; None where there are none."""
    if not _State.tried:
        _State.tried = True
        _State.library = _loaded()
    return _State.library


def _loaded() -> ctypes.CDLL | None:
    if os.environ.get("CITYTIES_KERNELS", "").lower() in {"no", "0"}:
        return None
    path = Path(__file__).with_name(LIBRARY)
    if not path.is_file():  # also when this is imported from a zip
        return None
    try:
        import ctypes

        found = ctypes.CDLL(str(path))
        found.made_from.restype = ctypes.c_char_p
        checksum = found.made_from().decode("ascii")
    except (ImportError, OSError, AttributeError):  # built for another system, or long ago
        return None
    return found if checksum == _source(path.with_name(SOURCE)) else None


def _source(file: Path) -> str:
    """The checksum of the source; a library of another one has other functions and crashes."""
    import hashlib

    return hashlib.sha256(file.read_bytes()).hexdigest()


class Rows(NamedTuple):
    """A dict of dicts as arrays: where each row starts, the heads of its arcs, any data at all."""

    starts: Any
    heads: Any
    bare: bool


def rows(given: Any, back: Any, *, look: bool) -> Rows | None:
    """Read the rows of a networkx graph by the data of its edges; None = ask Python.

    The data of an edge is one object in both rows that list the edge. So what is at the other end
    is known without a look at the keys, which are spread over the memory. A graph in which edges
    share their data is read by Python.

    Parameters
    ----------
    given : a plain dict of plain dicts; keys are texts or whole numbers
    back : the rows of the other ends: of an undirected graph the same object
    look : whether ``bare`` is wanted, for which values must be dicts
    """
    if _State.reader is None:
        _State.reader = _reader()
    if not _State.reader:
        return None
    import numpy as np

    def address(array: Any) -> Any:
        return array.__array_interface__["data"][0]

    count, fill = _State.reader
    starts, places = np.empty(len(given) + 1, np.int64), np.empty(len(given), np.uint64)
    total = count(given, address(starts), address(places), len(given))
    if not 0 <= total <= np.iinfo(np.int32).max:
        return None
    if back is not given:
        others = np.empty_like(starts)
        if count(back, address(others), address(places), len(given)) != total:
            return None
    heads = np.empty(total, np.int32)
    # An edge of an undirected graph is two arcs, so that half of the table is free.
    size = 1 << (total if back is given else 2 * total + 1).bit_length()
    table = np.zeros(2 * size, np.uint64)
    full = fill(given, back, address(places), len(given), address(heads), total,
                address(table), size - 1, look)  # fmt: skip
    return None if full < 0 else Rows(starts, heads, full == 0)


def _reader() -> Any:
    """What reads dicts; False where the interpreter is another, or has no lock."""
    import sys

    locked = getattr(sys, "_is_gil_enabled", lambda: True)()
    if library() is None or not locked or sys.implementation.name != "cpython":
        return False
    import ctypes

    # The same library again: these functions keep the interpreter's lock.
    found = ctypes.PyDLL(str(Path(__file__).with_name(LIBRARY)))
    if not found.can_read():
        return False
    count, fill = found.count_rows, found.fill_heads
    count.argtypes = [ctypes.py_object, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64]
    fill.argtypes = [
        ctypes.py_object, ctypes.py_object, ctypes.c_void_p, ctypes.c_int64, ctypes.c_void_p,
        ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64,
    ]  # fmt: skip
    count.restype = fill.restype = ctypes.c_int64
    return count, fill


def ready() -> bool:
    """Whether there are compiled loops."""
    return library() is not None


def vectors() -> int:
    """How wide the processor's vectors are: 2 = AVX-512, 1 = AVX2, 0 = neither, or no library."""
    found = library()
    return 0 if found is None else int(found.width())


class _Kernel:
    """A function that runs compiled where that is possible."""

    def __init__(self, function: Callable[..., Any], *, twin: bool) -> None:
        self.py_func = function
        self.twin = twin
        self.run: Callable[..., Any] | None = None
        update_wrapper(self, function)

    def __call__(self, *args: Any) -> Any:
        if self.run is None:
            found = library()
            self.run = _interpreted(self.py_func) if found is None else self.compiled(found)
        return self.run(*args)

    def compiled(self, found: ctypes.CDLL) -> Callable[..., Any]:
        """What calls the function of the library."""
        import ctypes

        words = [str(each) for name, each in self.py_func.__annotations__.items()
                 if name != "return"]  # fmt: skip
        numbers = {"int": ctypes.c_int64, "bool": ctypes.c_int64, "float": ctypes.c_double}
        simple: dict[str, Any] = {"int": int, "bool": int, "float": float}
        takes: list[Any] = []
        wanted: list[Any] = []
        wide = -1
        for at, word in enumerate(words):
            if word in numbers:
                takes.append(numbers[word])
                wanted.append(simple[word])
            else:
                takes += (ctypes.c_void_p, ctypes.c_int64)
                wanted.append("".join(_codes(each) for each in TYPES[word]))
                wide = at if len(TYPES[word]) > 1 else wide
        name = self.py_func.__name__
        names = {0: name} if wide < 0 else {size: f"{name}_{8 * size}" for size in (2, 4)}
        functions = {}
        for size, each in names.items():
            function = found[each]
            function.argtypes, function.restype = takes, ctypes.c_int64
            functions[size] = function

        def run(*args: Any) -> int:
            given: list[Any] = []
            for arg, kind in zip(args, wanted, strict=True):
                if not isinstance(kind, str):
                    given.append(kind(arg))
                elif type(arg) is array and arg.typecode in kind:
                    given += arg.buffer_info()
                elif arg.dtype.char in kind and arg.dtype.isnative and arg.flags.c_contiguous:
                    given += (arg.__array_interface__["data"][0], arg.size)
                else:
                    raise TypeError(
                        _("{name} got an array of {kind}").format(name=name, kind=arg.dtype)
                    )
            size = 0 if wide < 0 else args[wide].itemsize
            return int(functions[size](*given))

        return run


def _codes(kind: str) -> str:
    """The letters that arrays of a type have, those of Python as those of numpy."""
    name = kind.rstrip("0123456789")
    size = int(kind.removeprefix(name))
    letters = {"float": "fd", "uint": "BHILQ", "int": "bhilq"}[name]
    return "".join(each for each in letters if 8 * array(each).itemsize == size)


def kernel(*, twin: bool = True) -> Callable[[Function], Function]:
    """Run the function of the same name in ``kernels.c`` instead, where there is a library.

    Parameters
    ----------
    twin : the Python function does the same; without it, it only declares
    """

    def decorate(function: Function) -> Function:
        return cast("Function", _Kernel(function, twin=twin))

    return decorate


def aligned(count: int) -> Any:
    """An array of so many float64 that begins where the widest vectors can read it.

    Examples
    --------
    >>> aligned(3).shape
    (3,)
    """
    import numpy as np

    raw = np.empty(8 * count + ALIGNED, np.uint8)
    start = -raw.__array_interface__["data"][0] % ALIGNED
    return raw[start : start + 8 * count].view(np.float64)


def _interpreted(function: Callable[..., Any]) -> Callable[..., Any]:
    """A kernel that Python runs: on lists, whose items are put back into the arrays."""
    import numpy as np

    def run(*args: Any) -> Any:
        lists = [
            arg.tolist()
            if isinstance(arg, np.ndarray) and arg.ndim == 1
            else arg.item()
            if isinstance(arg, np.generic)
            else arg
            for arg in args
        ]
        found = function(*lists)
        for given, items in zip(args, lists, strict=True):
            if given is not items and isinstance(given, np.ndarray) and given.flags.writeable:
                given[:] = items
        return found

    return run
