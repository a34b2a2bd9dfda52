"""Work in pieces: the same sums on any number of threads, errors and Ctrl-C heard."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

import pytest

from cityties.centrality import parallel


class Summing:
    """Adds up numbers, some of them slowly."""

    def __init__(self, do: Callable[[float], object] = float) -> None:
        self.do = do

    def make(self) -> list[float]:
        return [0.0]

    def work(self, own: list[float], batch: float) -> None:
        self.do(batch)
        own[0] += batch

    def take(self, own: list[float]) -> float:
        found, own[0] = own[0], 0.0
        return found


def summed(numbers: list[float], do: Callable[[float], object] = float) -> list[float]:
    parts: list[float] = []
    parallel.run(numbers, Summing(do), parts.append)
    return parts


def test_blocks_are_the_same_on_any_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(1)
    numbers = [10 ** draw.uniform(-9, 9) for _n in range(1_000)]
    found = []
    for threads in ("1", "2", "7"):
        monkeypatch.setenv("CITYTIES_THREADS", threads)
        found.append(summed(numbers, lambda number: time.sleep(1e-3 * (int(number) % 2))))
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 250, "four in a block, since more than 256 are too many"
    assert sum(found[0]) == pytest.approx(sum(numbers), rel=1e-12)


def test_nothing_to_do_does_nothing() -> None:
    assert summed([]) == []


@pytest.mark.parametrize("threads", ["1", "3"])
def test_an_interruption_ends_the_run_and_its_threads(
    threads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITYTIES_THREADS", threads)
    worked: list[float] = []

    def interrupt(done: int, _total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    before = threading.active_count()
    with parallel.progress(interrupt), pytest.raises(KeyboardInterrupt):
        summed([1.0] * 1000, worked.append)
    assert threading.active_count() == before
    assert len(worked) < 1000 or threads != "1"


def test_the_error_of_a_batch_reaches_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITYTIES_THREADS", "2")

    def fail(number: float) -> None:
        if number == 5:
            raise ValueError("five")

    with pytest.raises(ValueError, match="five"):
        summed([float(n) for n in range(10)], fail)
