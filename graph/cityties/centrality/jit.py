"""The compiler, late and with our own cache folder; without numba, the loops as they are.

``@kernel()`` marks a function to be compiled by numba. numba itself (about two seconds to
import) is loaded when a kernel is called for the first time: a graph too small for the
engine never pays for it. Compiled code is kept in ``<cache of cityties>/compiled`` so
that the next process loads it in milliseconds; where nothing can be written (read-only
home) kernels are compiled again in each process. A ``NUMBA_CACHE_DIR`` set by the user is
respected.

Kernels are plain loops over numpy arrays that release the interpreter's lock: threads of
:mod:`.parallel` run them side by side. No OpenMP, so that a process which has used the
engine can still fork, and several threads of a server may call it at once.

Where numba is missing, Python runs the same loops: the same numbers, some fifty times slower,
for small graphs (:mod:`cityties.analysis.limits`). They then get lists for one-dimensional
arrays, which Python reads several times faster; so a kernel takes ``len(array)`` and single
items of its parameters, no slices, no ``.size``, and counts on nothing that wraps at 64 bits.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar, cast

from cityties.base import resources
from cityties.base.install import installed

Function = TypeVar("Function", bound=Callable[..., Any])

_lock = threading.Lock()
_waiting: dict[str, list[_Late]] = {}


class _Late:
    """A kernel that is compiled when it is first called.

    Then all kernels of its module are prepared, because they may call one another:
    compiled code finds the compiled kernel through ``_numba_type_``.
    """

    def __init__(self, function: Callable[..., Any], options: dict[str, Any]) -> None:
        self.py_func = function
        self.options = options
        self.compiled: Callable[..., Any] | None = None
        update_wrapper(self, function)
        _waiting.setdefault(function.__module__, []).append(self)

    def __call__(self, *args: Any) -> Any:
        if self.compiled is None:
            with _lock:
                for kernel_ in _waiting.pop(self.py_func.__module__, []):
                    kernel_.install()
        assert self.compiled is not None
        try:
            return self.compiled(*args)
        except SystemError as error:
            # A Ctrl-C that comes while compiled code runs is raised where numba wraps an
            # array of the result, and the interpreter turns it into a SystemError.
            if _interrupted(error):
                raise KeyboardInterrupt from None
            raise

    @property
    def _numba_type_(self) -> Any:
        """How numba sees this name in another kernel: as the compiled function."""
        from numba.core.types import Dispatcher

        return Dispatcher(self.compiled)

    def install(self) -> None:
        self.compiled = _compile(self.py_func, self.options)


def _interrupted(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, KeyboardInterrupt):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def kernel(*, reorder: bool = False) -> Callable[[Function], Function]:
    """Compile a function at its first call; it must be at the top level of its module.

    Parameters
    ----------
    reorder : let sums be taken in another order (faster; last bits may differ)
    """
    # Not numba's "fast": infinities and NaN keep their meaning.
    fastmath: Any = {"reassoc", "nsz", "contract"} if reorder else False
    options = {"nogil": True, "fastmath": fastmath, "error_model": "numpy"}

    def decorate(function: Function) -> Function:
        return cast("Function", _Late(function, options))

    return decorate


def has_numba() -> bool:
    """Whether numba is installed; looks for it without importing it."""
    return installed("numba")


def cache_folder() -> str:
    """Where compiled code is kept; "" = nowhere."""
    named = os.environ.get("NUMBA_CACHE_DIR", "")
    if named:
        return named
    folder = resources.writable_cache_dir()
    return str(folder / "compiled") if folder else ""


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
        for array, items in zip(args, lists, strict=True):
            if array is not items and isinstance(array, np.ndarray) and array.flags.writeable:
                array[:] = items
        return found

    return run


def _compile(function: Callable[..., Any], options: dict[str, Any]) -> Callable[..., Any]:
    if not has_numba():
        return _interpreted(function)
    import numba

    folder = cache_folder()
    config: Any = numba.config
    before = config.CACHE_DIR
    # Only for our own kernels: other users of numba keep their folder.
    config.CACHE_DIR = folder
    try:
        return cast("Callable[..., Any]", numba.njit(cache=bool(folder), **options)(function))
    except RuntimeError:
        # "cannot cache function": the folder went away or cannot be written.
        return cast("Callable[..., Any]", numba.njit(**options)(function))
    finally:
        config.CACHE_DIR = before
