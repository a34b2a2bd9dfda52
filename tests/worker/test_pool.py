"""Workers that wait: the right one, one user at a time, never those of another process."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from cityties.errors import WorkerError
from cityties.worker import pool
from cityties.worker.pool import Borrowed
from cityties.worker.process import Worker


@pytest.fixture(autouse=True)
def empty():
    pool.close_all()
    yield
    pool.close_all()


def start() -> Worker:
    return Worker("cityties.worker.trial:Trial")


def test_a_worker_is_used_again_for_the_same_key_only():
    with Borrowed("a", start) as first:
        pass
    with Borrowed("a", start) as again:
        assert again is first
    with Borrowed("b", start) as other:
        assert other is not first


def test_two_users_at_once_have_one_each():
    with Borrowed("a", start) as one, Borrowed("a", start) as two:
        assert one is not two
        assert one.call("echo", {"word": "1"})[0] == "1"
        assert two.call("echo", {"word": "2"})[0] == "2"


def test_threads_share_the_workers_without_mixing_answers():
    wrong = []

    def ask(number: int) -> None:
        for turn in range(10):
            word = f"{number}.{turn}"
            with Borrowed("a", start) as worker:
                if worker.call("echo", {"word": word})[0] != word:
                    wrong.append(word)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(pool._idle) <= pool.MOST_IDLE


def test_one_that_failed_is_not_used_again():
    with pytest.raises(WorkerError), Borrowed("a", start) as first:
        first.call("nosuch")
    assert pool._idle == []
    with Borrowed("a", start) as second:
        assert second is not first


def test_only_a_few_wait_and_the_others_end():
    made = []
    for key in range(pool.MOST_IDLE + 2):
        with Borrowed(key, start) as worker:
            made.append(worker)
    assert [worker.is_alive for worker in made] == [False] * 2 + [True] * pool.MOST_IDLE


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a copy of a process is POSIX")
@pytest.mark.skipif(sys.platform == "darwin", reason="forking with threads is not safe there")
@pytest.mark.filterwarnings("ignore:This process")
def test_a_copy_of_this_process_does_not_use_our_workers():
    with Borrowed("a", start) as mine:
        pass
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = 0 if Borrowed("a", start)._take() is None and not mine.is_alive else 2
            mine.kill()  # ends nothing: it is not ours
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert mine.call("echo", {"word": "x"})[0] == "x"
