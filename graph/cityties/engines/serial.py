"""In this process, one item after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cityties.engines.protocol import Item, Result, Shared, Task


class Serial:
    """The executor that needs nothing.

    Examples
    --------
    >>> import operator
    >>> list(Serial().run(operator.add, [1, 2], 40))
    [(0, 41), (1, 42)]
    """

    name = "serial"
    workers = 1

    def run(
        self, task: Task[Shared, Item, Result], items: Sequence[Item], shared: Shared
    ) -> Iterator[tuple[int, Result]]:
        """Do the task for each item; see :class:`cityties.engines.protocol.Executor`."""
        for number, item in enumerate(items):
            yield number, task(shared, item)
