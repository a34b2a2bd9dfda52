"""What a worker and its owner say: pieces with a kind and a length, through two pipes.

A request is a head (JSON), data, and an end; an answer is the same, or an error. The owner
trusts nothing: lengths are looked at before anything is read.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import struct
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

HEAD, DATA, END, ERROR = b"H", b"D", b"E", b"X"
_KINDS: Final = frozenset((HEAD, DATA, END, ERROR))
_FRAME: Final = struct.Struct("!cI")
MAX_HEAD: Final = 64 * 1024 * 1024
MAX_DATA: Final = 1024 * 1024
"""The longest piece of data; longer data is cut."""


class BrokenError(Exception):
    """The other side ended, or said something else than a frame."""


class LateError(Exception):
    """The deadline came first."""


def pack(kind: bytes, payload: bytes = b"") -> bytes:
    r"""One frame.

    >>> pack(END)
    b'E\x00\x00\x00\x00'
    """
    return _FRAME.pack(kind, len(payload)) + payload


def message(head: Any, data: Iterable[bytes] = ()) -> Iterator[bytes]:
    """The frames of a request or an answer.

    Parameters
    ----------
    head : what JSON can hold
    data : pieces of bytes of any length
    """
    yield pack(HEAD, json.dumps(head).encode("ascii"))
    for piece in data:
        for start in range(0, len(piece), MAX_DATA):
            yield pack(DATA, piece[start : start + MAX_DATA])
    yield pack(END)


class Pipe:
    """One end of the two pipes.

    Parameters
    ----------
    reading, writing : file descriptors
    deadline : on the clock of `time.monotonic`; ``None``: waits for ever
    """

    def __init__(self, reading: int, writing: int) -> None:
        self.reading = reading
        self.writing = writing
        self.deadline: float | None = None
        self._left = b""

    def send(self, frames: Iterable[bytes]) -> None:
        """Write frames, small ones together.

        Raises
        ------
        BrokenError, LateError
        """
        waiting = bytearray()
        for frame in frames:
            waiting += frame
            if len(waiting) >= 65536:
                self._write(waiting)
                waiting.clear()
        self._write(waiting)

    def _write(self, data: bytearray) -> None:
        view = memoryview(data)
        try:
            while view:
                self._wait(self.writing, for_writing=True)
                # With a deadline a pipe takes what it has room for: it does not block.
                done = os.write(self.writing, view[:4096] if self.deadline is not None else view)
                view = view[done:]
        except OSError as error:
            raise BrokenError from error
        finally:
            view.release()

    def receive(self, most: int, take: Callable[[bytes], None]) -> tuple[bytes, Any]:
        """Read one message.

        Parameters
        ----------
        most : bytes of data at most
        take : given each piece of data

        Returns
        -------
        The kind, ``HEAD`` or ``ERROR``, and the head.

        Raises
        ------
        BrokenError, LateError
        EOFError
            If there is nothing more to come.
        OverflowError
            If more data came than is taken.
        """
        kind, head = b"", b""
        taken = 0
        while True:
            start = self._read(_FRAME.size, may_end=not kind)
            found, length = _FRAME.unpack(start)
            if found not in _KINDS or length > (MAX_DATA if found == DATA else MAX_HEAD):
                raise BrokenError
            payload = self._read(length)
            if found == END:
                break
            if found == DATA:
                taken += length
                if taken > most:
                    raise OverflowError
                take(payload)
            else:
                kind, head = found, payload
        if not kind:
            raise BrokenError
        try:
            return kind, json.loads(head)
        except (ValueError, RecursionError) as error:
            raise BrokenError from error

    def _read(self, length: int, *, may_end: bool = False) -> bytes:
        if len(self._left) >= length:
            found, self._left = self._left[:length], self._left[length:]
            return found
        parts, missing = [self._left], length - len(self._left)
        while missing > 0:
            self._wait(self.reading, for_writing=False)
            try:
                piece = os.read(self.reading, max(missing, 65536))
            except OSError as error:
                raise BrokenError from error
            if not piece:
                raise EOFError if may_end and not any(parts) else BrokenError
            parts.append(piece)
            missing -= len(piece)
        whole = b"".join(parts)
        self._left = whole[length:]
        return whole[:length]

    def _wait(self, handle: int, *, for_writing: bool) -> None:
        if self.deadline is None or sys.platform == "win32":  # there a timer ends the worker
            return
        left = self.deadline - time.monotonic()
        poll = select.poll()
        poll.register(handle, select.POLLOUT if for_writing else select.POLLIN)
        if left <= 0 or not poll.poll(min(left * 1000, 2**30)):
            raise LateError

    def close(self) -> None:
        """Close both ends."""
        for handle in {self.reading, self.writing}:
            with contextlib.suppress(OSError):
                os.close(handle)
