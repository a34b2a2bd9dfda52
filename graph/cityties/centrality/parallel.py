"""Work in pieces, on threads, with progress and with Ctrl-C between the pieces.

Kernels release the interpreter's lock, so plain threads use all cores.

Batches are joined into blocks, as many on any machine. A block adds up from zero, and blocks are
added up in their order: so the sums are the same to the last bit, whatever the number of threads
and whichever is ready first (on processors of one kind: others may have loops that add in
another order).
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Generic, Protocol, TypeVar

Own = TypeVar("Own")
Batch = TypeVar("Batch")
Sums = TypeVar("Sums")
Item = TypeVar("Item")
Shared = TypeVar("Shared")
Result = TypeVar("Result")
In_contra = TypeVar("In_contra", contravariant=True)
Out_co = TypeVar("Out_co", covariant=True)
Progress = Callable[[int, int], None]

BLOCKS = 256
"""Blocks at most: so often are the sums of a block added to those of the whole."""

_progress: ContextVar[Progress | None] = ContextVar("cityties_progress", default=None)


class Job(Protocol[Own, In_contra, Out_co]):
    """What is done with each batch."""

    def make(self) -> Own:
        """Scratch memory for one thread, with sums that are empty."""

    def work(self, own: Own, batch: In_contra, /) -> object:
        """Add one batch to the sums: a few milliseconds, so that Ctrl-C is heard soon."""

    def take(self, own: Own, /) -> Out_co:
        """The sums of a block; those of ``own`` are empty again."""


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
    batches: Sequence[Batch], job: Job[Own, Batch, Sums], add: Callable[[Sums], object]
) -> None:
    """Work through batches that are added up.

    Parameters
    ----------
    batches : pieces of work; how they are divided must not depend on the number of cores
    job : what to do with each
    add : takes the sums of each block, in the order of the blocks, in the caller's thread

    Raises
    ------
    KeyboardInterrupt : on Ctrl-C, after the batches under way have ended
    Exception : the first error of a batch
    """
    size = -(-len(batches) // BLOCKS) or 1
    blocks = [batches[at : at + size] for at in range(0, len(batches), size)]
    _on_threads(blocks, job, add)


def each(
    task: Callable[[Shared, Item], Result],
    items: Sequence[Item],
    shared: Shared,
    take: Callable[[int, Result], object],
) -> None:
    """Do pieces of work that do not need one another, and tell how many are done.

    One after another, each on all cores.

    Parameters
    ----------
    task : gets ``shared`` and an item
    items : one for each piece
    shared : what all pieces need
    take : gets the number of an item and its result

    Raises
    ------
    KeyboardInterrupt : on Ctrl-C
    Exception : the first error of a piece

    Examples
    --------
    >>> import operator
    >>> each(operator.add, [1, 2], 10, print)
    0 11
    1 12
    """
    report = _progress.get()
    with progress(None):
        for number, item in enumerate(items):
            take(number, task(shared, item))
            if report:
                report(number + 1, len(items))


def _on_threads(
    blocks: Sequence[Sequence[Batch]], job: Job[Own, Batch, Sums], add: Callable[[Sums], object]
) -> None:
    report = _progress.get()
    total = sum(map(len, blocks))
    count = min(threads(), len(blocks))
    # All by this thread: what a job keeps with its arrays is then made once.
    owns = [job.make() for _each in range(count)]
    done = 0
    if count == 1:
        for block in blocks:
            for batch in block:
                job.work(owns[0], batch)
                done += 1
                if report:
                    report(done, total)
            add(job.take(owns[0]))
        return

    waiting = iter(enumerate(blocks))
    lock = threading.Lock()
    finished: queue.SimpleQueue[tuple[int, Sums] | BaseException | None] = queue.SimpleQueue()
    stop = threading.Event()

    def loop(own: Own) -> None:
        try:
            while True:
                with lock:
                    number, block = next(waiting, (-1, ()))
                if number < 0:
                    return
                for batch in block:
                    if stop.is_set():
                        return
                    job.work(own, batch)
                    finished.put(None)
                finished.put((number, job.take(own)))
        except BaseException as error:
            finished.put(error)

    workers = [threading.Thread(target=loop, args=(own,), daemon=True) for own in owns]
    for worker in workers:
        worker.start()
    ordered = _InOrder(add)
    try:
        for _message in range(total + len(blocks)):
            found = _next(finished)
            if isinstance(found, BaseException):
                raise found
            if found is not None:
                ordered(*found)
                continue
            done += 1
            if report:
                report(done, total)
    finally:
        # Also on Ctrl-C: the batches under way end, then no thread is left behind.
        stop.set()
        for worker in workers:
            worker.join()


class _InOrder(Generic[Sums]):
    """Hands on numbered sums in the order of their numbers."""

    def __init__(self, add: Callable[[Sums], object]) -> None:
        self.add = add
        self.next = 0
        self.early: dict[int, Sums] = {}

    def __call__(self, number: int, sums: Sums) -> None:
        self.early[number] = sums
        while self.next in self.early:
            self.add(self.early.pop(self.next))
            self.next += 1


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


def _next(finished: queue.SimpleQueue[Result]) -> Result:
    # With a time limit, because Windows does not hear Ctrl-C while a thread waits.
    while True:
        try:
            return finished.get(timeout=0.2)
        except queue.Empty:
            continue
