"""A service that does nothing but try: what holds on this machine, and an echo."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from typing import Any

from cityties.worker.serve import Answer


class Trial:
    """What a confined process can still do."""

    def echo(self, word: str, data: bytes = b"") -> Answer:
        """Give back what came."""
        return word, [data]

    def open(self, path: str, *, write: bool = False) -> Answer:
        """Try to open a file: the name of the error, or nothing."""
        flags = os.O_WRONLY | os.O_CREAT if write else os.O_RDONLY
        return _name(lambda: os.close(os.open(path, flags))), []

    def connect(self) -> Answer:
        """Try to make a connection."""
        return _name(lambda: socket.socket().close()), []

    def start(self) -> Answer:
        """Try to start a program."""
        return _name(lambda: os.execv("/bin/true", ["true"])), []

    def signal(self, pid: int) -> Answer:
        """Try to signal another process."""
        return _name(lambda: os.kill(pid, 0)), []

    def environment(self) -> Answer:
        """The environment that is left."""
        return dict(os.environ), []

    def take(self, megabytes: int) -> Answer:
        """Take memory."""
        return len(bytearray(megabytes * 2**20)), []

    def spin(self) -> Answer:
        """Never end."""
        while True:
            pass


def _name(attempt: Callable[[], Any]) -> str:
    try:
        attempt()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, "OSError")
    return ""
