"""Work that starts again where workers ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from cityties.engines.protocol import ATTEMPTS, EngineError, Item, Result


def until_done(
    items: Sequence[Item],
    once: Callable[[dict[int, Item]], Iterator[tuple[int, Result]]],
    lost: tuple[type[BaseException], ...],
    refusal: Callable[[int, BaseException], str],
) -> Iterator[tuple[int, Result]]:
    """Do items until all are done, or workers ended too often without a result between.

    Parameters
    ----------
    items : what is to be done
    once : does items by their numbers
    lost : what it raises where a worker ended
    refusal : what to say after so many times, for the last reason

    Raises
    ------
    EngineError
        After :data:`~cityties.engines.protocol.ATTEMPTS` times in a row.

    Examples
    --------
    >>> def once(items):
    ...     yield from ((number, 2 * item) for number, item in items.items())
    >>> list(until_done([4, 5], once, (OSError,), lambda count, error: ""))
    [(0, 8), (1, 10)]
    """
    left = dict(enumerate(items))
    times = 0
    while left:
        before = len(left)
        try:
            for number, result in once(dict(left)):
                del left[number]
                yield number, result
        except lost as error:
            times = times + 1 if len(left) == before else 1
            if times >= ATTEMPTS:
                raise EngineError(refusal(times, error)) from error
