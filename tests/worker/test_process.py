"""What a confined process can still do, and how its end is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cityties.errors import UsageError, WorkerError
from cityties.worker import process
from cityties.worker.limits import NAMES, Limits
from cityties.worker.process import TimeLimitError, Worker

TRIAL = "cityties.worker.trial:Trial"
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limits are Linux's")


@pytest.fixture(params=["forked", "spawned"])
def start(request, monkeypatch):
    """Starts workers in both ways; all are ended."""
    made = []
    if request.param == "forked" and not process.can_fork():
        pytest.skip("has threads: test_the_same_with_copies_of_a_process runs it in another")
    monkeypatch.setattr(process, "can_fork", lambda: request.param == "forked")

    def begin(**options):
        made.append(Worker(TRIAL, **options))
        assert made[-1].is_forked == (request.param == "forked")
        return made[-1]

    yield begin
    for worker in made:
        worker.close()


def test_a_worker_answers_again_and_again(start):
    worker = start()
    for number in range(20):
        data = bytes([number]) * (number * 100_000)
        assert worker.call("echo", {"word": f"«{number}»"}, [data]) == (f"«{number}»", data)
    assert worker.call("echo", {"word": "none"}) == ("none", b"")


@LINUX
def test_the_same_with_copies_of_a_process():
    """The processes that run tests side by side have threads; this one has none."""
    if process.can_fork():
        return
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-k", "forked", __file__],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "skipped" not in done.stdout
    assert int(done.stdout.rpartition(" passed")[0].split()[-1]) > 10


@LINUX
def test_every_limit_holds_here(start):
    """On a kernel with seccomp and Landlock; where one lacks them, `held` says so."""
    worker = start()
    assert worker.held.names == frozenset(NAMES)
    assert worker.held.missing == ()
    assert worker.held.landlock >= 1


@LINUX
def test_no_file_but_its_own_can_be_opened(start, tmp_path):
    mine, other, new = tmp_path / "mine", tmp_path / "other", tmp_path / "new"
    mine.write_text("a")
    other.write_text("b")
    worker = start(readable=[mine])
    assert worker.call("open", {"path": str(mine)})[0] == ""
    for path in (other, Path("/etc/passwd"), Path("/proc/self/environ"), Path.home() / ".ssh"):
        assert worker.call("open", {"path": str(path)})[0] in {"EACCES", "ENOENT"}, path
    for path in (mine, new, Path(process.__file__)):
        assert worker.call("open", {"path": str(path), "write": True})[0] == "EACCES"
    assert not new.exists()
    assert mine.read_text() == "a"


@LINUX
def test_the_environment_is_empty_and_nobody_can_be_signalled(start, monkeypatch):
    monkeypatch.setenv("CITYTIES_SECRET", "x")
    worker = start()
    assert worker.call("environment")[0] == {}
    assert worker.call("signal", {"pid": os.getpid()})[0] == "EPERM"
    read = Path(f"/proc/{worker.pid}/environ").read_bytes()
    assert b"CITYTIES_SECRET" not in read
    assert not read.strip(b"\0")


@LINUX
@pytest.mark.parametrize("attempt", ["connect", "start"])
def test_a_connection_or_a_program_ends_it(start, attempt):
    worker = start()
    with pytest.raises(WorkerError, match=r"SIGSYS.*connection or a program"):
        worker.call(attempt)
    assert not worker.is_alive


@LINUX
def test_memory_is_limited(start):
    worker = start(limits=Limits(memory=128))
    assert worker.call("take", {"megabytes": 32})[0] == 32 * 2**20
    with pytest.raises(WorkerError, match="more memory than is allowed"):
        worker.call("take", {"megabytes": 512})


def test_time_is_limited(start):
    worker = start(limits=Limits(seconds=0.5))
    began = time.monotonic()
    with pytest.raises(TimeLimitError, match=r"0\.5 s"):
        worker.call("spin")
    assert time.monotonic() - began < 20
    assert not worker.is_alive


@LINUX
def test_a_worker_has_a_deadline_of_its_own(start):
    """Its owner hangs, or is stopped: nobody ends the worker from outside."""
    worker = start()
    worker._pipe.deadline = time.monotonic() + 5
    from cityties.worker import frames

    request = {"method": "spin", "keywords": {}, "seconds": 0.2, "language": "en", "data": False}
    worker._pipe.send(frames.message(request))
    with pytest.raises((EOFError, frames.BrokenError)):
        worker._pipe.receive(0, lambda _data: None)
    assert worker._status(wait=True) == -signal.SIGALRM


@LINUX
@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (signal.SIGKILL, "something outside ended it"),
        (signal.SIGSEGV, "nested too deeply"),
        (signal.SIGABRT, "more memory than the 1024 MB"),
    ],
)
def test_the_end_of_a_worker_is_one_clear_sentence(start, sent, words):
    worker = start()
    killer = threading.Timer(0.3, os.kill, (worker.pid, sent))
    killer.start()
    with pytest.raises(WorkerError, match=f"{sent.name}.*{words}") as caught:
        worker.call("spin")
    killer.join()
    assert "\n" not in str(caught.value)


def test_errors_of_the_service_are_told_and_end_it(start):
    worker = start()
    with pytest.raises(WorkerError, match=r"cannot be read .AttributeError"):
        worker.call("nosuch")
    assert not worker.is_alive


def test_an_idle_worker_ends_when_its_pipe_does(start):
    worker = start()
    worker._close()
    until = time.monotonic() + 10
    while worker._status(wait=False) is None and time.monotonic() < until:
        time.sleep(0.02)
    assert worker._status(wait=False) == 0


def test_a_class_that_does_not_exist_is_an_error_and_leaves_no_process():
    with pytest.raises(WorkerError, match="could not be started"):
        Worker("cityties.worker.trial:Nothing")


@LINUX
def test_a_process_with_a_thread_is_not_copied():
    until = threading.Event()
    thread = threading.Thread(target=until.wait)
    thread.start()
    try:
        assert not process.can_fork()
    finally:
        until.set()
        thread.join()


@pytest.mark.parametrize("wrong", [{"seconds": 0}, {"seconds": -1}, {"memory": 63}])
def test_limits_without_sense_are_refused(wrong):
    with pytest.raises(UsageError):
        Limits(**wrong)
