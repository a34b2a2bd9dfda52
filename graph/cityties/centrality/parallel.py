"""Work in pieces, on threads or on an engine, with progress and with Ctrl-C between the pieces.

Kernels release the interpreter's lock, so plain threads use all cores of this machine. Within
:func:`engine` long work goes to the workers of an executor (:mod:`cityties.engines`) instead.

Batches are joined into blocks, as many on any machine. A block adds up from zero, and blocks are
added up in their order: so the sums are the same to the last bit, for any number of threads
or workers and whichever is ready first (on processors of one kind: others may have loops that add
in another order, which then shows in the last bits).
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from cityties.engines.protocol import Executor

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
"""Blocks at most. More would spread more evenly, but so often do the sums of a block travel from an
engine; fewer would each take longer, which is lost where a worker dies. Work of no more batches
than that takes a few seconds on one core: an engine would take as long to begin."""

_progress: ContextVar[Progress | None] = ContextVar("cityties_progress", default=None)
_engine: ContextVar[Executor | None] = ContextVar("cityties_engine", default=None)


class Job(Protocol[Own, In_contra, Out_co]):
    """What is done with each batch. It and the batches can be pickled, for a worker elsewhere."""

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


@contextmanager
def engine(executor: Executor | None) -> Iterator[None]:
    """Within the block, long work is done by the workers of an executor.

    Parameters
    ----------
    executor : see :func:`cityties.engines.address.open_executor`; of ``serial`` and None it is
        done by the threads of this process

    Examples
    --------
    >>> from cityties.engines.address import open_executor
    >>> with open_executor("serial") as executor, engine(executor):
    ...     pass
    """
    token = _engine.set(None if executor is None or executor.name == "serial" else executor)
    try:
        yield
    finally:
        _engine.reset(token)


def run(
    batches: Sequence[Batch], job: Job[Own, Batch, Sums], add: Callable[[Sums], object]
) -> None:
    """Work through batches that are added up.

    Parameters
    ----------
    batches : pieces of work; how it is divided must not depend on the number of cores
    job : what to do with each
    add : takes the sums of each block, in the order of the blocks, in the caller's thread

    Raises
    ------
    KeyboardInterrupt : on Ctrl-C, after the batches under way have ended
    Exception : the first error of a batch
    """
    size = -(-len(batches) // BLOCKS) or 1
    blocks = [batches[at : at + size] for at in range(0, len(batches), size)]
    executor = _engine.get()
    if executor is None or len(batches) <= BLOCKS:
        _on_threads(blocks, job, add)
        return
    report, ordered, done = _progress.get(), _InOrder(add), 0
    for number, sums in executor.run(_block, blocks, job):
        ordered(number, sums)
        done += len(blocks[number])
        if report:
            report(done, len(batches))


def _block(job: Job[Any, Batch, Sums], batches: Sequence[Batch]) -> Sums:
    """What a worker does with a block."""
    own = job.make()
    for batch in batches:
        job.work(own, batch)
    return job.take(own)


def each(
    task: Callable[[Shared, Item], Result],
    items: Sequence[Item],
    shared: Shared,
    take: Callable[[int, Result], object],
) -> None:
    """Do pieces of work that do not need one another, and report how many are done.

    Here one after another, each on all cores; on an engine as many at once as it has cores.

    Parameters
    ----------
    task : a function of a module; it gets ``shared`` and an item, which all can be pickled
    items : one for each piece
    shared : what all pieces need
    take : gets the number of an item and its result, in any order, in the caller's thread

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
        for done, (number, result) in enumerate(_results(task, items, shared), 1):
            take(number, result)
            if report:
                report(done, len(items))


def _results(
    task: Callable[[Shared, Item], Result], items: Sequence[Item], shared: Shared
) -> Iterator[tuple[int, Result]]:
    # Nobody keeps it: where its reader ends early, it ends too, and leaves the engine.
    executor = _engine.get()
    if executor is None:
        yield from enumerate(task(shared, item) for item in items)
    else:
        yield from executor.run(task, items, shared)


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
