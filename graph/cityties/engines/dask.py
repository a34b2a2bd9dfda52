"""A scheduler of Dask distributed and its workers.

Whoever reaches a scheduler can let its workers run anything: it belongs into a network of one's
own, or behind TLS (``dask+tls://``, with the certificates that Dask's configuration names).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cityties.base.install import install_hint
from cityties.engines.attempts import until_done
from cityties.engines.protocol import EngineError, Item, Result, Shared, Task
from cityties.engines.step import VERSION, result_of, step
from cityties.language.messages import _

if TYPE_CHECKING:
    from distributed import Client

SECONDS = 30
"""How long a scheduler has to answer."""


class Dask:
    """The workers of a scheduler, which have the same version of cityties installed.

    Parameters
    ----------
    scheduler : ``tcp://host:port`` or ``tls://host:port``, or a client of it, which stays open

    Raises
    ------
    EngineError
        If the package is missing, there is no response, or there is no worker.
    """

    name = "dask"

    def __init__(self, scheduler: str | Client) -> None:
        self._own = isinstance(scheduler, str)
        self._client = _reached(scheduler) if isinstance(scheduler, str) else scheduler

    @property
    def workers(self) -> int:
        """Threads of all workers."""
        return max(1, int(sum(self._client.nthreads().values())))

    def run(
        self, task: Task[Shared, Item, Result], items: Sequence[Item], shared: Shared
    ) -> Iterator[tuple[int, Result]]:
        """Do the task for each item; see :class:`cityties.engines.protocol.Executor`."""
        from distributed import CancelledError
        from distributed.scheduler import KilledWorker

        try:
            yield from until_done(
                items,
                lambda left: self._once(task, left, shared),
                (CancelledError, KilledWorker, OSError),
                lambda count, error: _(
                    "the Dask workers were lost {count} times in a row: {reason}"
                ).format(count=count, reason=error),
            )
        except ImportError as error:  # of what a worker unpacks, before any task runs
            raise EngineError(
                _(
                    "a Dask worker cannot import cityties: install it there, the same version as "
                    "here: {reason}"
                ).format(reason=error)
            ) from error

    def _once(
        self, task: Task[Shared, Item, Result], items: dict[int, Item], shared: Shared
    ) -> Iterator[tuple[int, Result]]:
        from distributed import as_completed

        # On every worker: where one dies, another still has it.
        held = self._client.scatter([shared], broadcast=True, hash=False)[0]
        waiting: dict[Any, int] = {}
        coming = iter(items.items())

        def send() -> Any:
            number, item = next(coming, (-1, None))
            if number < 0:
                return None
            future = self._client.submit(step, VERSION, task, held, item, pure=False)
            waiting[future] = number
            return future

        first = [future for _n in range(4 * self.workers) if (future := send()) is not None]
        ended = as_completed(first, loop=self._client.loop)
        try:
            for future in ended:
                answer = future.result()
                number = waiting.pop(future)
                if (following := send()) is not None:
                    ended.add(following)
                yield number, result_of(answer)
        finally:
            if waiting:
                self._client.cancel(list(waiting), force=True)

    def close(self) -> None:
        """Leave the scheduler; its workers stay."""
        if self._own:
            self._client.close()


def _reached(address: str) -> Client:
    """A client of the scheduler at an address, once it has a worker."""
    try:
        from distributed import Client
    except ImportError as error:
        raise EngineError(
            _("Dask distributed is not installed: {command}").format(command=install_hint("dask"))
        ) from error
    try:
        client = Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise EngineError(
            _("no Dask scheduler answers at {address}: {reason}").format(
                address=address, reason=error
            )
        ) from error
    try:
        client.wait_for_workers(1, timeout=SECONDS)
    except TimeoutError as error:
        client.close()
        raise EngineError(
            _("the Dask scheduler at {address} has no worker").format(address=address)
        ) from error
    return client
