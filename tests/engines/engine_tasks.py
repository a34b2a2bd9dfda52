"""Tasks that other processes find by their names."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from cityties.errors import DataError, Problem


def plus(shared: int, item: int) -> int:
    return shared + item


def process(shared: None, item: int) -> int:
    return os.getpid()


def killed_once(shared: str, item: int) -> int:
    """End the process at item 3, the first time: the mark says that it was."""
    mark = Path(shared)
    if item == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return item * item


def killed_always(shared: None, item: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return item


def refuses(shared: None, item: int) -> int:
    if item == 2:
        raise DataError([Problem("claims.csv", 7, "kind", "x", "unknown code")])
    return item


class UnportableError(Exception):
    """Cannot be made from its arguments."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def unportable(shared: None, item: int) -> int:
    raise UnportableError(item, 1)
