"""Work in pieces: the same sums on any number of threads and on engines, Ctrl-C heard."""

from __future__ import annotations

import operator
import random
import threading
import time
from collections.abc import Callable

import pytest
from shuffled import Shuffled

from cityties.centrality import parallel
from cityties.engines.serial import Serial


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


def numbers_of(count: int) -> list[float]:
    draw = random.Random(2)
    return [10 ** draw.uniform(-9, 9) for _n in range(count)]


def test_an_engine_gives_the_same_blocks_in_the_same_order() -> None:
    numbers = numbers_of(1_000)
    here = summed(numbers)
    executor = Shuffled()
    with parallel.engine(executor):
        assert summed(numbers) == here
    assert executor.done == len(here) == 250
    assert summed(numbers) == here
    assert executor.done == 250, "after the block nothing is sent"


@pytest.mark.parametrize("count", [0, 1, parallel.BLOCKS])
def test_work_of_few_batches_is_not_sent(count: int) -> None:
    executor = Shuffled()
    with parallel.engine(executor):
        assert sum(summed([1.0] * count)) == count
    assert executor.done == 0


def test_serial_is_the_threads_of_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Serial, "run", lambda *_args: pytest.fail("asked the executor"))
    with parallel.engine(Serial()):
        assert sum(summed([1.0] * 600)) == 600
        found: dict[int, int] = {}
        parallel.each(operator.add, [1, 2], 1, found.__setitem__)
    assert found == {0: 2, 1: 3}


def test_an_engine_counts_batches_and_pieces_to_the_end() -> None:
    seen: list[tuple[int, int]] = []
    with parallel.engine(Shuffled()), parallel.progress(lambda *said: seen.append(said)):
        summed([1.0] * 1_001)
    assert [done for done, _of in seen] == sorted({done for done, _of in seen})
    assert seen[-1] == (1_001, 1_001)
    assert {of for _done, of in seen} == {1_001}
    seen.clear()
    found: dict[int, int] = {}
    with parallel.engine(Shuffled()), parallel.progress(lambda *said: seen.append(said)):
        parallel.each(operator.add, range(7), 10, found.__setitem__)
    assert seen == [(done, 7) for done in range(1, 8)]
    assert sorted(found.items()) == [(number, 10 + number) for number in range(7)]


def test_an_interruption_leaves_an_engine() -> None:
    def interrupt(done: int, _total: int) -> None:
        if done >= 3:
            raise KeyboardInterrupt

    executor = Shuffled()
    with parallel.engine(executor), parallel.progress(interrupt):
        # While the error and its frames are still there, as where a console keeps them.
        with pytest.raises(KeyboardInterrupt) as _kept:
            summed([1.0] * 1_000)
        assert (executor.done, executor.left) == (1, 1)
        with pytest.raises(KeyboardInterrupt) as _kept_too:
            parallel.each(operator.add, range(50), 1, lambda *_found: None)
        assert (executor.done, executor.left) == (1 + 3, 2)
