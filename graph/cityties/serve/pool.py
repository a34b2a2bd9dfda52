"""The workers of a server: some may run long, and one is always near for short queries.

A query that runs for longer than `SHORT` seconds is a long one. As many may run as the settings
say; there is one worker more. The query that turns long while all those places are taken is
ended and refused, so the last worker is never gone for longer than that.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import logging
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any, Final

from cityties.errors import CitytiesError, QueryTimeoutError, WorkerError
from cityties.language.messages import _
from cityties.serve.problems import HttpError, busy
from cityties.serve.process import Worker
from cityties.serve.settings import Settings
from cityties.worker.limits import Limits
from cityties.worker.process import StartError, TimeLimitError

SHORT: Final = 1.0
"""Seconds after which a query counts as a long one."""

_PAUSE: Final = 0.02
_RETRY: Final = 1.0  # seconds before a worker that could not be started is tried again
_log = logging.getLogger("cityties.serve")


class Pool:
    """Workers over one store.

    Parameters
    ----------
    quads : the folder of the store
    settings : how many there are, and their limits
    keep : held as long as the pool is: what owns the folder
    restarted : called whenever a worker was ended and another is started
    """

    def __init__(
        self,
        quads: Path,
        settings: Settings,
        *,
        keep: object = None,
        restarted: Callable[[], None] = lambda: None,
    ) -> None:
        self.quads = quads
        self.settings = settings
        self.limits = Limits(settings.seconds, settings.memory)
        self.running = 0
        self.long = 0
        self.alive = 0
        self._keep = keep
        self._restarted = restarted
        self._idle: collections.deque[Worker] = collections.deque()
        self._waiting: collections.deque[asyncio.Future[Worker]] = collections.deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False
        self._drained = asyncio.Event()

    @property
    def waiting(self) -> int:
        """Requests that wait for a worker."""
        return len(self._waiting)

    async def start(self) -> None:
        """Start the workers.

        Raises
        ------
        StartError
            If the first one cannot be started.
        """
        await self._add()
        for _each in range(self.settings.workers - 1):
            self._spawn()

    def _spawn(self) -> None:
        task = asyncio.ensure_future(self._replace())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _replace(self) -> None:
        await asyncio.sleep(_PAUSE)  # the answer goes out first: a start holds up the loop
        while not self._closing or self._waiting:
            try:
                await self._add()
            except StartError as error:
                _log.error("%s", error)
                await asyncio.sleep(_RETRY)
            else:
                return

    async def _add(self) -> None:
        worker = await Worker.start(self.quads, self.limits)
        self.alive += 1
        self._give_back(worker)

    def _give_back(self, worker: Worker) -> None:
        """Hand a worker to who waited longest, or keep it; replace one that ended."""
        if not worker.is_alive:
            self.alive -= 1
            if not self._closing or self._waiting:
                self._restarted()
                self._spawn()
            return
        while self._waiting:  # also while the pool is drained
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(worker)
                return
        if self._closing:
            self.alive -= 1
            self._end(worker)
        else:
            self._idle.append(worker)

    def _end(self, worker: Worker) -> None:
        task = asyncio.ensure_future(worker.kill())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _take(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive:
                return worker
            self._give_back(worker)
        if len(self._waiting) >= self.settings.waiting:
            raise busy()
        place: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            return await asyncio.wait_for(place, self.settings.wait_seconds)
        except TimeoutError:
            raise busy() from None
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self._give_back(place.result())
            raise
        finally:
            with contextlib.suppress(ValueError):
                self._waiting.remove(place)

    async def call(
        self, method: str, keywords: Mapping[str, Any], *, most: int, seconds: float = 0.0
    ) -> tuple[Any, bytes]:
        """Ask a worker; if the caller is cancelled, the worker is ended.

        Parameters
        ----------
        method, keywords, most : as of `Worker.call`
        seconds : a lower time limit than that of the settings; 0: that one

        Raises
        ------
        HttpError
            503, if no worker was free in time, or too many long queries run.
        QueryError, QueryTimeoutError
            If the query is refused, or ended at a limit.
        StoreError
            If the store is damaged.
        """
        self.running += 1
        limit = min(seconds or self.limits.seconds, self.limits.seconds)
        try:
            worker = await self._take()
            try:
                return await self._ask(worker.call(method, keywords, most=most, seconds=limit))
            finally:
                self._give_back(worker)
        except TimeLimitError:
            raise QueryTimeoutError(
                _("the query took more than {seconds} s and was stopped").format(
                    seconds=f"{limit:g}"
                )
            ) from None
        except WorkerError as error:
            raise HttpError(
                422,
                "limit",
                _("the query was stopped: {reason}; ask for less").format(reason=error),
            ) from error
        finally:
            self.running -= 1
            if self._closing and not self.running:
                self._drained.set()

    async def _ask(self, asking: Coroutine[Any, Any, tuple[Any, bytes]]) -> tuple[Any, bytes]:
        task = asyncio.ensure_future(asking)
        try:
            done, _pending = await asyncio.wait({task}, timeout=SHORT)
            if done:
                return task.result()
            if self.long >= self.settings.heavy:
                raise HttpError(
                    503,
                    "busy",
                    _(
                        "{n} long queries are running already; try again later, or ask for less"
                    ).format(n=self.settings.heavy),
                    {"Retry-After": str(max(1, round(self.settings.seconds / 4)))},
                )
            self.long += 1
            try:
                return await task
            finally:
                self.long -= 1
        finally:
            if not task.done():
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, CitytiesError):
                    await task

    async def close(self, *, drain: bool = True) -> None:
        """End the workers.

        Parameters
        ----------
        drain : whether running queries are waited for: their time limit ends them
        """
        self._closing = True
        while self._idle:
            self.alive -= 1
            self._end(self._idle.popleft())
        if drain and self.running:
            await self._drained.wait()
        for task in list(self._tasks):
            with contextlib.suppress(asyncio.CancelledError, CitytiesError):
                await task
        self._keep = None
