"""One confined worker, asked without blocking: what `worker.process` does, for an event loop."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import struct
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cityties.errors import CitytiesError, WorkerError
from cityties.language.messages import _, language
from cityties.query.session import spare_files
from cityties.worker import frames, wire
from cityties.worker.limits import NAMES, Held, Limits
from cityties.worker.process import StartError, end_error, first_line, late_error, program
from cityties.worker.serve import Job

SERVICE: Final = "cityties.serve.session:Session"
_FRAME: Final = struct.Struct("!cI")
_START: Final = 60.0
_BUFFER: Final = 2**20


class Worker:
    """A confined process that answers queries over one store; :meth:`start` makes it.

    Parameters
    ----------
    process : what runs
    limits : its limits
    """

    def __init__(self, process: asyncio.subprocess.Process, limits: Limits) -> None:
        self.process = process
        self.limits = limits
        self.held = Held()
        self._struck = False

    @classmethod
    async def start(cls, quads: Path, limits: Limits) -> Worker:
        """Start a process over a store.

        Parameters
        ----------
        quads : the quads in the folder of a version; its tables are beside them
        limits : time for each call, and memory

        Raises
        ------
        StartError
            If it cannot be started.
        """
        words, environment = program()
        job = Job(
            SERVICE, {"quads": str(quads)}, limits, (str(quads.absolute().parent),),
            await asyncio.to_thread(spare_files, quads), os.getpid(), ("pyoxigraph",),
        )  # fmt: skip
        process = await asyncio.create_subprocess_exec(
            *words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment,
            limit=_BUFFER,
        )
        made = cls(process, limits)
        try:
            assert process.stdin is not None
            process.stdin.write(first_line(job))
            async with asyncio.timeout(_START):
                kind, said, _data = await made._receive(0)
            made._begin(kind, said)
        except (OSError, EOFError, TimeoutError, frames.BrokenError, KeyError, TypeError) as error:
            await made.kill()
            raise StartError(
                _("the confined process could not be started ({reason})").format(
                    reason=str(error) or type(error).__name__
                )
            ) from error
        except BaseException:
            await made.kill()
            raise
        return made

    def _begin(self, kind: bytes, said: Any) -> None:
        if kind == frames.ERROR:
            raise StartError(str(wire.from_json(said)))
        self.held = Held(frozenset(said["held"]) & frozenset(NAMES), int(said["landlock"]))

    @property
    def is_alive(self) -> bool:
        """Whether it runs, and nobody ended it."""
        return self.process.returncode is None and not self._struck

    async def call(
        self, method: str, keywords: Mapping[str, Any], *, most: int, seconds: float
    ) -> tuple[Any, bytes]:
        """Ask for one thing. Whatever goes wrong but a refusal ends the worker.

        Parameters
        ----------
        method : of the service
        keywords : what JSON can hold
        most : bytes of data at most
        seconds : after which it is ended

        Raises
        ------
        CitytiesError
            What the service raised; `WorkerError` if it ended, `TimeLimitError` if it was late.
        """
        request = {
            "method": method, "keywords": dict(keywords), "seconds": seconds,
            "language": language(), "data": False,
        }  # fmt: skip
        start = time.monotonic()
        try:
            assert self.process.stdin is not None
            async with asyncio.timeout(seconds):
                self.process.stdin.write(b"".join(frames.message(request)))
                await self.process.stdin.drain()
                kind, head, data = await self._receive(most)
        except TimeoutError:
            self._strike()  # nobody waits until its memory is free again
            raise late_error(seconds) from None
        except (OSError, EOFError, frames.BrokenError):
            await self.kill()
            if time.monotonic() - start >= seconds:  # its own alarm was first
                raise late_error(seconds) from None
            raise end_error(self.process.returncode, seconds, self.limits.memory) from None
        except BaseException:  # the client left: nobody waits for the rest
            self._strike()
            raise
        if kind == frames.ERROR:
            error: CitytiesError = wire.from_json(head)
            if isinstance(error, WorkerError):
                await self.kill()  # who knows what state it is in
            raise error
        return head, data

    async def _receive(self, most: int) -> tuple[bytes, Any, bytes]:
        reader = self.process.stdout
        assert reader is not None
        kind, head, taken = b"", b"", 0
        pieces: list[bytes] = []
        while True:
            found, length = _FRAME.unpack(await reader.readexactly(_FRAME.size))
            longest = frames.MAX_DATA if found == frames.DATA else frames.MAX_HEAD
            if found not in (frames.HEAD, frames.DATA, frames.END, frames.ERROR):
                raise frames.BrokenError
            if length > longest:
                raise frames.BrokenError
            payload = await reader.readexactly(length) if length else b""
            if found == frames.END:
                break
            if found == frames.DATA:
                taken += length
                if taken > most:
                    raise frames.BrokenError
                pieces.append(payload)
            else:
                kind, head = found, payload
        if not kind:
            raise frames.BrokenError
        try:
            return kind, json.loads(head), b"".join(pieces)
        except (ValueError, RecursionError) as error:
            raise frames.BrokenError from error

    def _strike(self) -> None:
        self._struck = True
        with contextlib.suppress(ProcessLookupError):
            if self.process.returncode is None:
                self.process.kill()
        if self.process.stdin is not None:
            self.process.stdin.close()

    async def kill(self) -> None:
        """End it, and wait until it is gone; nothing is lost, as it can change nothing."""
        self._strike()
        # Shielded: a request that is given up must not leave a process that is not waited for.
        await asyncio.shield(self.process.wait())
