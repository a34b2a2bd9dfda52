"""Tasks that other processes find by their names."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from cityties.errors import DataError, Problem

if TYPE_CHECKING:
    from cityties.centrality.csr import Floats, Graph


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


class SumsOnce:
    """Adds up numbers; ends the process at the last of them, the first time."""

    def __init__(self, mark: Path, last: float) -> None:
        self.mark = mark
        self.last = last

    def make(self) -> list[float]:
        return [0.0]

    def work(self, own: list[float], batch: float) -> None:
        if batch == self.last and not self.mark.exists():
            self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        own[0] += batch

    def take(self, own: list[float]) -> float:
        found, own[0] = own[0], 0.0
        return found


def degrees_once(mark: Path, pid: int, graph: Graph) -> Floats:
    """Degrees; ends the process where it is not the one with this number, the first time."""
    if os.getpid() != pid and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return graph.degrees.astype(float)
