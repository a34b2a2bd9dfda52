"""Processes of this machine."""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cityties.engines.attempts import until_done
from cityties.engines.protocol import Item, Result, Shared, Task
from cityties.engines.step import VERSION, result_of, step
from cityties.language.messages import _

_held: dict[str, Any] = {}
"""In a process of a pool: what is the same for all its items."""


class Pool:
    """Processes that start for each call of :meth:`run` and end with it.

    They start fresh (``spawn``), not as copies, since a copy of a process with threads may
    hang. A script of yours therefore needs ``if __name__ == "__main__":`` around its calls, as
    for all of :mod:`multiprocessing`.

    Parameters
    ----------
    workers : how many processes
    """

    name = "pool"

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def run(
        self, task: Task[Shared, Item, Result], items: Sequence[Item], shared: Shared
    ) -> Iterator[tuple[int, Result]]:
        """Do the task for each item; see :class:`cityties.engines.protocol.Executor`."""
        yield from until_done(
            items,
            lambda left: self._once(task, left, shared),
            (BrokenProcessPool,),
            lambda count, _error: _(
                "a process of the pool ended {count} times in a row before it gave a result: is "
                "there too little memory? Try more partitions or fewer processes"
            ).format(count=count),
        )

    def _once(
        self, task: Task[Shared, Item, Result], items: dict[int, Item], shared: Shared
    ) -> Iterator[tuple[int, Result]]:
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            # A file, and no argument: that is written to a pipe, which waits for ever where the
            # process ends before it has read it all, as in a script without a main guard.
            held = Path(folder) / "shared"
            with held.open("wb") as file:
                pickle.dump(shared, file, pickle.HIGHEST_PROTOCOL)
            yield from self._in_pool(task, items, held)

    def _in_pool(
        self, task: Task[Shared, Item, Result], items: dict[int, Item], held: Path
    ) -> Iterator[tuple[int, Result]]:
        pool = ProcessPoolExecutor(
            min(self.workers, len(items)),
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(held,),
        )
        waiting: dict[Future[Any], int] = {}
        coming = iter(items.items())
        try:
            # A few more than can be done at once: an item need not wait here for its turn there.
            while True:
                while len(waiting) < 2 * self.workers and (pair := next(coming, None)):
                    waiting[pool.submit(_work, VERSION, task, pair[1])] = pair[0]
                if not waiting:
                    return
                # With a time limit, because Windows does not hear Ctrl-C while it waits.
                done, _rest = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
                for future in done:
                    yield waiting.pop(future), result_of(future.result())
        finally:
            processes = list((pool._processes or {}).values())
            pool.shutdown(wait=not waiting, cancel_futures=True)
            for process in processes if waiting else ():  # an error or Ctrl-C: none works on
                process.kill()


def _begin(held: Path) -> None:
    with held.open("rb") as file:
        _held["shared"] = pickle.load(file)


def _work(version: str, task: Task[Any, Any, Any], item: Any) -> Any:
    return step(version, task, _held["shared"], item)
