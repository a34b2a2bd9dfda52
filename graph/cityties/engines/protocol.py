"""What an executor is: a task for each of many items, results as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from cityties.errors import CitytiesError

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Result = TypeVar("Result")

Task = Callable[[Shared, Item], Result]
"""A function of a module, so that another process finds it by its name."""

ATTEMPTS = 3
"""How often work starts again that ended with its process."""


class EngineError(CitytiesError):
    """An engine that cannot be reached, lacks a package, or lost its workers."""


class Executor(Protocol):
    """Does a task for many items.

    What a task does must depend on its arguments alone: where a worker dies, its items are done
    again by another.
    """

    @property
    def name(self) -> str:
        """The kind: ``serial``, ``pool``, ``dask`` or ``spark``."""

    @property
    def workers(self) -> int:
        """How many items are done at once; at least 1."""

    def run(
        self, task: Task[Shared, Item, Result], items: Sequence[Item], shared: Shared
    ) -> Iterator[tuple[int, Result]]:
        """Do the task for each item.

        Parameters
        ----------
        task : ``task(shared, item)``, a function of a module
        items : what differs; both they and the results can be pickled
        shared : what is the same for all; it goes to each worker once

        Yields
        ------
        The number of an item and its result, in the order in which they end.

        Raises
        ------
        EngineError
            If workers end again and again, or cannot be asked.
        Exception
            The first error of a task, as it was raised.
        """
