"""The inside of a worker: it gives up what it does not need, then answers until nobody asks.

A *service* is a class that is named as ``module:Class``. It is made in the worker, with the
arguments that its owner gives, and each request calls one of its methods: with keywords that
JSON can hold, and ``data`` if bytes came along. A method returns a head and pieces of bytes.
"""

from __future__ import annotations

import contextlib
import contextvars
import importlib
import json
import os
import signal
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cityties.start.records import dataclass
from cityties.worker import frames, kernel, wire
from cityties.worker.frames import Pipe
from cityties.worker.limits import Held, Limits

Answer = tuple[Any, Iterable[bytes]]
"""What a method of a service returns: a head for JSON, and data."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is for.

    Parameters
    ----------
    service : ``module:Class``
    arguments : keywords of the class
    limits : time and memory
    readable : files and folders that it may read
    files : how many files may be open at once
    parent : the number of the process that starts it
    imports : modules to import before the limits, as they read files of the system
    path : where a spawned worker looks for modules besides its own ``sys.path``
    """

    service: str
    arguments: Mapping[str, Any]
    limits: Limits
    readable: tuple[str, ...]
    files: int
    parent: int
    imports: tuple[str, ...] = ()
    path: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As JSON, for a process that is spawned."""
        found = {name: getattr(self, name) for name in self.__slots__ if name != "limits"}
        return {**found, "seconds": self.limits.seconds, "memory": self.limits.memory}

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> Job:
        """From what :meth:`to_json` gave."""
        limits = Limits(found.pop("seconds"), found.pop("memory"))
        for name in ("readable", "imports", "path"):
            found[name] = tuple(found[name])
        return cls(limits=limits, **found)


def serve(job: Job, reading: int, writing: int) -> None:
    """Answer requests until the pipe ends.

    Parameters
    ----------
    job : what to do, and within which limits
    reading, writing : the pipes to the owner
    """
    for name in ("SIGINT", "SIGTERM", "SIGALRM", "SIGPIPE", "SIGXCPU", "SIGXFSZ"):
        if hasattr(signal, name):  # an interrupt of the terminal is for the owner, who ends us
            chosen = signal.SIG_IGN if name in ("SIGINT", "SIGPIPE") else signal.SIG_DFL
            with contextlib.suppress(ValueError, OSError):
                signal.signal(getattr(signal, name), chosen)
    pipe = Pipe(reading, writing)
    try:
        made, held = _begin(job)
    except BaseException as error:
        with contextlib.suppress(frames.BrokenError):
            pipe.send(_error(error))
        return
    try:
        pipe.send(frames.message({"held": sorted(held.names), "landlock": held.landlock}))
        state: list[Any] = []
        # An empty context: nothing that the owner chose for itself, such as a language, is here.
        while contextvars.Context().run(_answer, pipe, made, job, state):
            pass
    except (frames.BrokenError, BrokenPipeError):
        pass


def _begin(job: Job) -> tuple[Any, Held]:
    """Import what is needed, then give up the rest."""
    from cityties.language import messages

    messages.languages()  # the folders cannot be listed later
    module, _colon, name = job.service.partition(":")
    made = getattr(importlib.import_module(module), name)
    for each in job.imports:
        with contextlib.suppress(ImportError):  # the service says what is not installed
            importlib.import_module(each)
    held = kernel.confine(
        job.limits,
        readable=[Path(path) for path in job.readable],
        files=job.files,
        parent=job.parent,
    )
    return made, held


def _error(error: BaseException) -> tuple[bytes, bytes]:
    """The frames that report an error."""
    try:
        text = json.dumps(wire.to_json(error)).encode("ascii")
    except (MemoryError, RecursionError) as worse:
        text = json.dumps(wire.to_json(worse)).encode("ascii")
    return frames.pack(frames.ERROR, text), frames.pack(frames.END)


def _answer(pipe: Pipe, made: Any, job: Job, state: list[Any]) -> bool:
    """One request; whether there may be another."""
    pieces: list[bytes] = []
    try:
        _kind, head = pipe.receive(2**40, pieces.append)
    except EOFError:
        return False
    from cityties.language import messages

    # A language of CITYTIES_LOCALE is out of reach here: what is said is English then.
    known = head["language"] in messages.languages()
    messages.set_language(head["language"] if known else messages.CODE_LANGUAGE)
    _alarm(head["seconds"] + 1.0)
    try:
        if not state:
            state.append(made(**job.arguments))
        keywords = dict(head["keywords"])
        if head["data"]:
            keywords["data"] = b"".join(pieces)
        found, data = getattr(state[0], head["method"])(**keywords)
        pipe.send(frames.message(found, data))
    except frames.BrokenError:
        return False
    except BaseException as error:  # whatever a library raises, its panics too
        pipe.send(_error(error))
    _alarm(0)
    return True


def _alarm(seconds: float) -> None:
    """End this process after so many seconds, even inside a library: a deadline of its own."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, min(seconds, 2**30))


def nowhere() -> None:
    """Let nothing that a library prints reach the owner's terminal."""
    handle = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(handle, number)
    if handle > 2:
        os.close(handle)


def main() -> None:
    """The start of a spawned worker: what it is for is the first line of its input."""
    reading, writing = os.dup(0), os.dup(1)
    nowhere()
    line = bytearray()
    while not line.endswith(b"\n"):
        piece = os.read(reading, 1)
        if not piece:
            return
        line += piece
    job = Job.from_json(json.loads(line))
    sys.path += [entry for entry in job.path if entry not in sys.path]
    serve(job, reading, writing)
