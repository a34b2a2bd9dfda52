"""Work on the network within a time that the other side cannot stretch.

A limit on each read is none on the whole: a server that sends a letter now and then, headers
without end, or ``100 Continue`` again and again keeps every read short. And a look-up of a name
cannot be interrupted at all. So the work is done in a thread, and nobody waits for that thread
longer than the limit.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


class TimeOverError(Exception):
    """The time is over and the work is not done."""


class Connections:
    """The connections that are open, so that they can be cut off."""

    def __init__(self) -> None:
        self._open: list[Any] = []

    def noting(self, connection_class: Any) -> Any:
        """A class of connections that are noted before they connect.

        Parameters
        ----------
        connection_class : of urllib3
        """
        opened = self._open

        class Noted(connection_class):  # type: ignore[misc]
            def connect(self) -> None:
                opened.append(self)
                super().connect()

        return Noted

    def cut(self) -> None:
        """End them all: whoever reads from one gets its end at once."""
        for connection in self._open:
            sock = getattr(connection, "sock", None)
            if sock is not None:
                with contextlib.suppress(OSError):
                    # Of the plain socket, also under TLS, whose own way would wait for a farewell.
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)
        self._open.clear()


def within(seconds: float, work: Callable[[], T], connections: Connections) -> T:
    """Do some work within a time, also where it waits for others.

    Parameters
    ----------
    seconds : the limit
    work : what to do
    connections : those of the work; they are cut off when the time is over

    Raises
    ------
    TimeOverError : if the time is over
    Exception : what the work raises

    Examples
    --------
    >>> within(1, lambda: 2 + 2, Connections())
    4
    """
    done: SimpleQueue[tuple[bool, Any]] = SimpleQueue()

    def run() -> None:
        try:
            done.put((True, work()))
        except BaseException as error:
            done.put((False, error))

    # A daemon: the end of the process does not wait for one that is stuck in a look-up.
    threading.Thread(target=run, daemon=True).start()
    try:
        good, result = done.get(timeout=seconds)
    except Empty:
        connections.cut()
        raise TimeOverError from None
    except KeyboardInterrupt:
        connections.cut()
        raise
    if not good:
        raise result
    return result  # type: ignore[no-any-return]
