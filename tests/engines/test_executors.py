"""Each executor gives what the serial one gives, also where a worker dies."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cityties.engines.address import open_executor
from cityties.engines.protocol import EngineError, Executor
from cityties.errors import DataError

ITEMS = list(range(9))


@pytest.fixture(scope="module")
def tasks(_tasks_path):
    """The tasks, as a module that the workers find."""
    import engine_tasks

    return engine_tasks


@pytest.fixture(
    scope="module",
    params=[
        "serial",
        "pool:2",
        "dask",
        pytest.param("spark", marks=pytest.mark.slow),
    ],
)
def executor(request):
    """Serial, two processes, two Dask workers, two executors of Spark."""
    if request.param in {"dask", "spark"}:
        address = request.getfixturevalue(f"{request.param}_address")
    else:
        address = request.param
    with open_executor(address) as opened:
        yield opened


def test_all_results_come_with_their_numbers(executor: Executor, tasks):
    assert sorted(executor.run(tasks.plus, ITEMS, 100)) == [
        (number, 100 + number) for number in ITEMS
    ]
    assert list(executor.run(tasks.plus, [], 100)) == []


def test_the_work_is_done_elsewhere(executor: Executor, tasks):
    found = {pid for _number, pid in executor.run(tasks.process, list(range(40)), None)}
    assert (os.getpid() in found) == (executor.name == "serial")
    assert executor.workers == (1 if executor.name == "serial" else 2)


def test_an_error_of_a_task_comes_as_it_is(executor: Executor, tasks):
    with pytest.raises(DataError) as caught:
        list(executor.run(tasks.refuses, ITEMS, None))
    assert caught.value.problems[0].line == 7
    expected = tasks.UnportableError if executor.name == "serial" else EngineError
    with pytest.raises(expected, match="3 and 1"):
        list(executor.run(tasks.unportable, [3], None))
    # and the executor goes on
    assert dict(executor.run(tasks.plus, [1], 1)) == {0: 2}


def test_the_items_of_a_killed_worker_are_done_again(executor: Executor, tasks, tmp_path):
    if executor.name == "serial":
        pytest.skip("the serial executor has no worker to kill")
    mark = tmp_path / "killed"
    found = dict(executor.run(tasks.killed_once, ITEMS, str(mark)))
    assert mark.exists()
    assert found == {number: number**2 for number in ITEMS}


def test_workers_that_die_again_and_again_are_given_up(executor: Executor, tasks):
    if executor.name == "serial":
        pytest.skip("the serial executor has no worker to kill")
    with pytest.raises(EngineError):
        list(executor.run(tasks.killed_always, [1], None))


def test_what_is_left_early_stops(executor: Executor, tasks):
    results = executor.run(tasks.plus, list(range(500)), 0)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert dict(executor.run(tasks.plus, [5], 1)) == {0: 6}


UNGUARDED = """
import operator
from cityties.engines.address import open_executor
with open_executor("pool:2") as executor:
    print(dict(executor.run(operator.add, [b"1"], bytes(1_000_000))))
"""


def test_a_script_without_a_main_guard_ends_with_an_error(tmp_path: Path, repository: Path):
    """Its processes run it again and end at once; what they were to be told filled a pipe."""
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED)
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=300, check=False,
        env=os.environ | {"PYTHONPATH": str(repository / "graph")},
    )  # fmt: skip
    assert done.returncode == 1
    assert "__name__ == '__main__'" in done.stderr
    assert "EngineError: a process of the pool ended 3 times" in done.stderr
    assert not done.stdout
