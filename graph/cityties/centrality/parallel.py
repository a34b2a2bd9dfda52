"""Batches of work on threads, with progress, and with Ctrl-C between batches.

Kernels release the interpreter's lock, so plain threads use all cores. Each thread keeps
accumulators of its own, which are added up at the end: no locks, and the result does not
depend on timing beyond the order of a few float sums.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

State = TypeVar("State")
Batch = TypeVar("Batch")
Result = TypeVar("Result")
Progress = Callable[[int, int], None]

_progress: ContextVar[Progress | None] = ContextVar("cityties_progress", default=None)


def threads() -> int:
    """How many threads to use: ``CITYTIES_THREADS``, else the cores this process may use."""
    named = os.environ.get("CITYTIES_THREADS", "")
    if named.isdigit() and int(named) > 0:
        return int(named)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def progress(report: Progress | None) -> Iterator[None]:
    """Within the block, call ``report(done, total)`` as batches end (in the caller's thread).

    ``None`` silences: for work whose steps are parts of a longer count.

    Examples
    --------
    >>> with progress(lambda done, total: None):
    ...     pass
    """
    token = _progress.set(report)
    try:
        yield
    finally:
        _progress.reset(token)


def reporter() -> Progress | None:
    """What :func:`progress` set; None = no callback."""
    return _progress.get()


def run(
    batches: Sequence[Batch],
    make: Callable[[], State],
    work: Callable[[State, Batch], object],
) -> list[State]:
    """Work through batches and return the accumulators that the threads filled.

    Parameters
    ----------
    batches : pieces of work, a few milliseconds each or more, so that Ctrl-C is heard soon
    make : gives a thread its own accumulators and scratch memory
    work : does one batch into them

    Raises
    ------
    KeyboardInterrupt : on Ctrl-C, after the batches under way have ended
    Exception : the first error of a batch
    """
    report = _progress.get()
    total = len(batches)
    count = min(threads(), total)
    if count <= 1:
        state = make()
        for done, batch in enumerate(batches, 1):
            work(state, batch)
            if report:
                report(done, total)
        return [state] if total else []

    waiting = iter(batches)
    lock = threading.Lock()
    finished: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
    stop = threading.Event()
    states: list[State] = []

    def loop() -> None:
        try:
            state = make()
            states.append(state)
            while not stop.is_set():
                with lock:
                    batch = next(waiting, None)
                if batch is None:
                    return
                work(state, batch)
                finished.put(None)
        except BaseException as error:
            finished.put(error)

    workers = [threading.Thread(target=loop, daemon=True) for _ in range(count)]
    for worker in workers:
        worker.start()
    try:
        for done in range(1, total + 1):
            error = _next(finished)
            if error is not None:
                raise error
            if report:
                report(done, total)
    finally:
        # Also on Ctrl-C: the batches under way end, then no thread is left behind.
        stop.set()
        for worker in workers:
            worker.join()
    return states


def aside(work: Callable[[], Result]) -> Result:
    """Run on a thread what does not return to Python before its end, so that Ctrl-C is heard.

    ``work`` must release the interpreter's lock. After Ctrl-C it runs on, unheeded, to its
    end or to that of the process.

    Raises
    ------
    KeyboardInterrupt : on Ctrl-C, at once
    Exception : the error of ``work``

    Examples
    --------
    >>> aside(lambda: 6 * 7)
    42
    """
    results: list[Result] = []
    finished: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()

    def once() -> None:
        try:
            results.append(work())
            finished.put(None)
        except BaseException as error:
            finished.put(error)

    threading.Thread(target=once, daemon=True).start()
    error = _next(finished)
    if error is not None:
        raise error
    return results[0]


def _next(finished: queue.SimpleQueue[BaseException | None]) -> BaseException | None:
    # With a time limit, because Windows does not hear Ctrl-C while a thread waits.
    while True:
        try:
            return finished.get(timeout=0.2)
        except queue.Empty:
            continue
