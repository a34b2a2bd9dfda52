"""One worker, from outside: starting it, asking it, and saying how it ended."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cityties.base import resources
from cityties.errors import CitytiesError, WorkerError
from cityties.language.messages import _, language
from cityties.start.records import replace
from cityties.worker import frames, kernel, serve, wire
from cityties.worker.frames import Pipe
from cityties.worker.limits import LONGEST, MOST_BYTES, NAMES, Held, Limits

if TYPE_CHECKING:
    import subprocess

_NO_START = (OSError, EOFError, frames.BrokenError, frames.LateError, KeyError, TypeError)
_START = 60.0  # seconds for a process to begin, on a machine with much to do


class StartError(WorkerError):
    """A worker could not be started."""


class TimeLimitError(WorkerError, TimeoutError):
    """A worker took longer than it was allowed, and was ended."""


class Worker:
    """A confined process with one service in it.

    Parameters
    ----------
    service : ``module:Class``, see `cityties.worker.serve`
    arguments : keywords of the class
    limits : time for each call, and memory
    readable : files and folders that it may read, besides Python's own
    files : how many files it may have open at once
    imports : modules to import before the limits, as they read files of the system

    Raises
    ------
    WorkerError
        If it cannot be started.

    Examples
    --------
    >>> worker = Worker("cityties.worker.trial:Trial")
    >>> worker.call("echo", {"word": "salam"})[0]
    'salam'
    >>> worker.close()
    """

    def __init__(
        self,
        service: str,
        arguments: Mapping[str, Any] | None = None,
        *,
        limits: Limits | None = None,
        readable: Sequence[Path | str] = (),
        files: int = 64,
        imports: Sequence[str] = (),
    ) -> None:
        self.limits = limits or Limits()
        self.owner = os.getpid()
        self._popen: subprocess.Popen[bytes] | None = None
        self._code: int | None = None
        self._busy = False
        paths = tuple(os.path.abspath(path) for path in readable)  # noqa: PTH100 - links stay
        job = serve.Job(
            service,
            dict(arguments or {}),
            self.limits,
            paths,
            files,
            os.getpid(),
            tuple(imports),
        )
        try:
            self.pid, self._pipe = self._forked(job) if can_fork() else self._spawned(job)
            self.is_forked = self._popen is None
            self.held = self._begun()
        except (*_NO_START, StartError) as error:
            self.kill()
            raise StartError(
                _("the confined process could not be started ({reason})").format(
                    reason=str(error) or type(error).__name__
                )
            ) from error
        except BaseException:
            self.kill()
            raise
        if self.held.missing:
            from cityties.worker.missing import say_once

            say_once(self.held)

    def _begun(self) -> Held:
        """Wait until it gave up what it does not need."""
        self._pipe.deadline = time.monotonic() + _START
        with self._watched(_START):
            kind, said = self._pipe.receive(0, lambda _data: None)
        if kind == frames.ERROR:
            raise StartError(str(wire.from_json(said)))
        return Held(frozenset(said["held"]) & frozenset(NAMES), int(said["landlock"]))

    def _forked(self, job: serve.Job) -> tuple[int, Pipe]:
        handles: list[int] = []
        try:
            handles += os.pipe()
            handles += os.pipe()
            pid = os.fork()
        except OSError:
            for handle in handles:
                os.close(handle)
            raise
        to_read, to_write, from_read, from_write = handles
        if pid == 0:
            try:
                import fcntl

                # Above what they become: one of them may be 3 or 4, where 0 to 2 are closed.
                above = [fcntl.fcntl(each, fcntl.F_DUPFD, 16) for each in (to_read, from_write)]
                os.dup2(above[0], 3)
                os.dup2(above[1], 4)
                os.closerange(5, os.sysconf("SC_OPEN_MAX"))  # all else belongs to the owner
                serve.nowhere()
                serve.serve(job, 3, 4)
            finally:
                os._exit(0)
        os.close(to_read)
        os.close(from_write)
        return pid, Pipe(from_read, to_write)

    def _spawned(self, job: serve.Job) -> tuple[int, Pipe]:
        import subprocess

        words, environment = program()
        self._popen = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            bufsize=0,
        )
        assert self._popen.stdin is not None and self._popen.stdout is not None
        pipe = Pipe(self._popen.stdout.fileno(), self._popen.stdin.fileno())
        with contextlib.suppress(frames.BrokenError):  # the next read says so
            pipe.send([first_line(job)])
        return self._popen.pid, pipe

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked: it runs, it is ours, and nobody asks it now."""
        return self.owner == os.getpid() and not self._busy and self._status(wait=False) is None

    @property
    def was_killed(self) -> bool:
        """Whether something outside ended it."""
        return os.name != "nt" and self._code in (-signal.SIGKILL, -signal.SIGTERM)

    def call(
        self,
        method: str,
        keywords: Mapping[str, Any] | None = None,
        data: Iterable[bytes] = (),
        *,
        seconds: float | None = None,
    ) -> tuple[Any, bytes]:
        """Ask for one thing.

        Parameters
        ----------
        method : of the service
        keywords : what JSON can hold
        data : bytes for the keyword ``data``
        seconds : how long it may take, other than the worker's own limit

        Returns
        -------
        The head of the answer, and its data.

        Raises
        ------
        CitytiesError
            What the service raised; `WorkerError` if it ended, `TimeLimitError` if it was late.
        """
        seconds = min(self.limits.seconds if seconds is None else seconds, LONGEST)
        pieces: list[bytes] = []
        self._busy = True
        self._limit_processor(seconds)
        data = iter(data)
        first = next(data, None)
        request = {
            "method": method, "keywords": dict(keywords or {}), "seconds": seconds,
            "language": language(), "data": first is not None,
        }  # fmt: skip
        whole = () if first is None else (first, *data)
        try:
            self._pipe.deadline = time.monotonic() + seconds
            with self._watched(seconds):
                self._pipe.send(frames.message(request, whole))
                kind, head = self._pipe.receive(MOST_BYTES, pieces.append)
        except frames.LateError:
            self.kill()
            raise late_error(seconds) from None
        except OverflowError:
            self.kill()
            raise WorkerError(
                _("the answer is larger than {n} MB: ask for less").format(n=MOST_BYTES // 2**20)
            ) from None
        except (frames.BrokenError, EOFError):
            raise self._ended(seconds) from None
        except BaseException:  # an interrupt
            self.kill()
            raise
        self._busy = False
        if kind == frames.ERROR:
            raise self._told(wire.from_json(head))
        return head, b"".join(pieces)

    def _told(self, error: CitytiesError) -> CitytiesError:
        if isinstance(error, WorkerError):
            self.kill()  # who knows what state it is in
        return error

    @contextlib.contextmanager
    def _watched(self, seconds: float) -> Iterator[None]:
        """Where a pipe cannot be waited for with a deadline, a timer ends the worker."""
        late: list[bool] = []

        def end() -> None:
            late.append(True)
            self.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        if os.name == "nt":
            timer.start()
        try:
            yield
        except (EOFError, frames.BrokenError):
            if late:
                raise frames.LateError from None
            raise
        finally:
            timer.cancel()

    def _limit_processor(self, seconds: float) -> None:
        """Processor time for this call: the worker cannot give itself more."""
        if not sys.platform.startswith("linux"):
            return
        import resource

        try:
            spent = Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(")")[2].split()
            used = (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")
            hard = resource.prlimit(self.pid, resource.RLIMIT_CPU)[1]
            # Two for each second: a library may use a second thread.
            soft = int(used + 2 * min(seconds, LONGEST)) + 2
            if hard != resource.RLIM_INFINITY:
                soft = min(soft, hard)
            resource.prlimit(self.pid, resource.RLIMIT_CPU, (soft, hard))
        except (OSError, ValueError, IndexError):
            return

    def _ended(self, seconds: float) -> WorkerError:
        """What to say of a worker that ended by itself."""
        code = self._status(wait=True)
        self._close()
        return end_error(code, seconds, self.limits.memory)

    def _status(self, *, wait: bool) -> int | None:
        """Its exit code, negative for a signal; ``None`` while it runs."""
        if self._code is None:
            if self._popen is not None:
                self._code = self._popen.wait() if wait else self._popen.poll()
            else:
                try:
                    pid, status = os.waitpid(self.pid, 0 if wait else os.WNOHANG)
                except ChildProcessError:  # the program that uses us collects children itself
                    self._code = 0
                else:
                    self._code = os.waitstatus_to_exitcode(status) if pid else None
        return self._code

    def kill(self) -> None:
        """End it at once; nothing is lost, as it can change nothing."""
        if not hasattr(self, "pid") or self.owner != os.getpid():
            return
        if self._status(wait=False) is None:
            with contextlib.suppress(OSError):
                os.kill(self.pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
            self._status(wait=True)
        self._close()

    def _close(self) -> None:
        if self._popen is None:
            self._pipe.close()
        else:
            for stream in (self._popen.stdin, self._popen.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()

    close = kill


# The package of this process, whatever other copy the worker's Python would find first.
_PROGRAM = """
import os, sys
from importlib import util
sys.path.append({root!r})
found = util.spec_from_file_location("cityties", os.path.join({package!r}, "__init__.py"))
sys.modules["cityties"] = made = util.module_from_spec(found)
found.loader.exec_module(made)
from cityties.worker import serve
serve.main()
os._exit(0)
"""


def program() -> tuple[list[str], dict[str, str]]:
    """How a worker is spawned: the words of the command, and its environment.

    Its first line of input is :func:`first_line`.

    Raises
    ------
    StartError
        If Python does not know where its program is.
    """
    import subprocess

    if not sys.executable:
        raise StartError(_("Python does not say where its program is: sys.executable is empty"))
    kept = ("SYSTEMROOT", "LD_LIBRARY_PATH", "HOME", "PYTHONPYCACHEPREFIX")
    root = str(resources.PACKAGE.parent)
    words = [
        sys.executable,
        *subprocess._args_from_interpreter_flags(),  # type: ignore[attr-defined] # -I, -E
        "-P",  # a json.py in the user's folder must not shadow the library's
        "-c",
        _PROGRAM.format(root=root, package=str(resources.PACKAGE)),
    ]
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    return words, {**environment, "PYTHONUTF8": "1"}


def first_line(job: serve.Job) -> bytes:
    """What a spawned worker is for, as it reads it first.

    Parameters
    ----------
    job : without the search path of this process, which is added
    """
    job = replace(job, path=tuple(kernel.search_path()))
    return json.dumps(job.to_json()).encode("ascii") + b"\n"


def late_error(seconds: float) -> TimeLimitError:
    """The error of a worker that was ended at its time limit.

    Parameters
    ----------
    seconds : the limit
    """
    return TimeLimitError(
        _("it took more than {seconds} s and was stopped").format(seconds=f"{seconds:g}")
    )


def end_error(code: int | None, seconds: float, memory: int) -> WorkerError:
    """The error of a worker that ended by itself.

    Parameters
    ----------
    code : its exit code, negative for a signal; ``None``: not known
    seconds, memory : its limits
    """
    reasons = {
        "SIGABRT": _("it needed more memory than the {n} MB that are allowed, or met an error"),
        "SIGSEGV": _("it is nested too deeply, or too long in one piece"),
        "SIGBUS": _("a file was cut while it was read"),
        "SIGKILL": _("something outside ended it: there may be too little memory"),
        "SIGSYS": _("it asked for a connection or a program, which is not allowed"),
    }
    name = ""
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            name = signal.Signals(-code).name
    if name in ("SIGALRM", "SIGXCPU"):
        return late_error(seconds)
    why = reasons.get(name, _("the reason is not known")).format(n=memory)
    return WorkerError(
        _("the process that read it ended ({code}): {reason}").format(code=name or code, reason=why)
    )


def can_fork() -> bool:
    """Whether this process can be copied: on Linux, before any thread of Python or a library."""
    if not sys.platform.startswith("linux") or threading.active_count() > 1:
        return False
    try:
        return len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208 - a Path for each is slow
    except OSError:
        return False
