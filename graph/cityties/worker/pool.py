"""Workers that wait for the next question, so that a second one costs no start.

A worker is in use by one thread at a time; others get one of their own. A copy of this process
(a fork) begins with none.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from typing import Any

from cityties.errors import WorkerError
from cityties.worker.process import Worker

MOST_IDLE = 4
"""How many workers wait at most; the one that waited longest is ended first."""

_lock = threading.Lock()
_idle: list[tuple[Any, Worker]] = []


def _forget() -> None:
    """Begin with no workers in a copy of this process, where a lock may be held for ever."""
    global _lock, _idle
    _lock, _idle = threading.Lock(), []


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


class Borrowed:
    """A worker for a ``with`` block; it goes back to the others if it can be asked again.

    Parameters
    ----------
    key : what the worker was made for; only a worker with the same key is used
    start : makes one
    """

    def __init__(self, key: Any, start: Callable[[], Worker]) -> None:
        self.key = (os.getpid(), key)
        self.is_reused = False
        self._start = start

    def __enter__(self) -> Worker:
        """A worker that nobody else uses."""
        while (found := self._take()) is not None:
            if found.is_alive:
                self.worker = found
                self.is_reused = True
                return found
            found.kill()
        self.worker = self._start()
        return self.worker

    def _take(self) -> Worker | None:
        with _lock:
            for at in range(len(_idle) - 1, -1, -1):
                if _idle[at][0] == self.key:
                    return _idle.pop(at)[1]
        return None

    def __exit__(self, *_error: object) -> None:
        """Keep the worker, if it still runs."""
        if not self.worker.is_alive:
            self.worker.kill()
            return
        with _lock:
            _idle.append((self.key, self.worker))
            over = [_idle.pop(0)[1] for _each in range(len(_idle) - MOST_IDLE)]
        for worker in over:
            worker.kill()


def call(
    key: Any,
    start: Callable[[], Worker],
    method: str,
    keywords: Mapping[str, Any],
    *,
    seconds: float,
) -> tuple[Any, bytes]:
    """Ask a worker that waits, or a new one; see `Worker.call`.

    One that waited may have been ended from outside in the same moment: then a new one is asked.

    Parameters
    ----------
    key, start : as for :class:`Borrowed`
    method, keywords, seconds : as for `Worker.call`
    """
    borrowed = Borrowed(key, start)
    try:
        with borrowed as worker:
            return worker.call(method, keywords, seconds=seconds)
    except WorkerError:
        if not (borrowed.is_reused and borrowed.worker.was_killed):
            raise
    with Borrowed(key, start) as worker:
        return worker.call(method, keywords, seconds=seconds)


def close_all() -> None:
    """End every worker that waits."""
    with _lock:
        waiting = [worker for _key, worker in _idle]
        _idle.clear()
    for worker in waiting:
        worker.kill()
