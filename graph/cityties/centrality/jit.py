"""The compiler, with our own cache folder.

Only modules with kernels import this one, because it imports numba (about two seconds).
Compiled code is kept in ``<cache of cityties>/compiled`` so that the next process loads
it in milliseconds; where nothing can be written (read-only home) kernels are compiled
in each process anew. A ``NUMBA_CACHE_DIR`` set by the user is respected.

Kernels are plain loops over numpy arrays, compiled with ``nogil``: threads of
:mod:`.parallel` run them side by side. No OpenMP, so that a process which has used the
engine can still fork, and several threads of a server may call it at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import numba

from cityties import resources

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def _cache_folder() -> str:
    """Where compiled code goes; "" = nowhere."""
    named = os.environ.get("NUMBA_CACHE_DIR", "")
    if named:
        return named
    folder = resources.writable_cache_dir()
    return str(folder / "compiled") if folder else ""


_folder = _cache_folder()


def kernel(*, fastmath: bool = False, inline: bool = False) -> Callable[[Kernel], Kernel]:
    """Compile a function at its first call.

    Parameters
    ----------
    fastmath : let sums be reordered (faster, last bits may differ)
    inline : compile into the callers instead of on its own
    """

    def decorate(function: Kernel) -> Kernel:
        options: dict[str, Any] = {"nogil": True, "fastmath": fastmath, "error_model": "numpy"}
        if inline:
            options["inline"] = "always"
        before = numba.config.CACHE_DIR
        numba.config.CACHE_DIR = _folder
        try:
            return numba.njit(cache=bool(_folder) and not inline, **options)(function)  # type: ignore[no-any-return]
        except RuntimeError:
            # "cannot cache function": the folder went away or cannot be written.
            return numba.njit(cache=False, **options)(function)  # type: ignore[no-any-return]
        finally:
            numba.config.CACHE_DIR = before

    return decorate
