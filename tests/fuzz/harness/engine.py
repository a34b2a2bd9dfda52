"""Where a query is asked so that a call to another server is heard, and does no harm.

:data:`asker` makes whoever answers. It may be replaced by any other way of asking that has
the same three names: ``here``, the address under which a call would be heard; ``ask``, which
says in a word what became of a text; and ``close``.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Protocol

CALLED_OUT = "called out"
STOPPED = "stopped"
DIED = "died in its own process"


class Asker(Protocol):
    """Answers queries where they can do no harm."""

    here: str

    def ask(self, text: str) -> str:
        """What became of a text: ``answered``, ``not SPARQL``, ``called out`` …"""

    def close(self) -> None:
        """End what was started."""


class Listener:
    """A server on loopback that counts who calls."""

    def __init__(self) -> None:
        self.calls = 0
        outer = self

        class Hears(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.calls += 1
                self.send_response(500)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST  # noqa: N815 - the names are the library's

            def log_message(self, *words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Hears)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/"


class Bare:
    """The engine in a process of its own, and a listener that hears whom it calls."""

    def __init__(self, seconds: float = 5.0) -> None:
        self.seconds = seconds
        self.listener = Listener()
        self.here = self.listener.address
        self._child: subprocess.Popen[bytes] | None = None

    def ask(self, text: str) -> str:
        """What became of a text."""
        child = self._child or self._start()
        data = text.encode("utf-8")
        before = self.listener.calls
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(len(data).to_bytes(4, "big") + data)
        child.stdin.flush()
        if not select.select([child.stdout], [], [], self.seconds)[0]:
            self._end()
            return CALLED_OUT if self.listener.calls > before else STOPPED
        word = child.stdout.readline().decode().strip()
        if self.listener.calls > before:
            return CALLED_OUT
        if not word:
            self._end()
            return DIED
        return word

    def close(self) -> None:
        """End the child and the listener."""
        self._end()
        self.listener.server.shutdown()
        self.listener.server.server_close()

    def _start(self) -> subprocess.Popen[bytes]:
        env = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        self._child = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("child.py")), self.here],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env,
        )  # fmt: skip
        return self._child

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None


asker: Callable[[], Asker] = Bare
