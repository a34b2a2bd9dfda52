"""The confined process without the guard in front of it: whatever is asked, nobody is called."""

from __future__ import annotations

import atexit
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from cityties.errors import CitytiesError, QueryError
from cityties.worker.limits import Limits
from cityties.worker.process import Worker
from harness import sparql
from harness.base import ROOT, FaultError, Target
from harness.engine import Listener
from harness.guard import make_disguised

SECONDS = 5.0


class _Wall:
    """A small store, a listener, and a worker that is made anew whenever it ended."""

    def __init__(self) -> None:
        import pyoxigraph as ox

        self.listener = Listener()
        self.place = tempfile.TemporaryDirectory()
        self.quads = Path(self.place.name) / "quads"
        store = ox.Store(str(self.quads))
        node = ox.NamedNode(self.listener.address)
        store.add(ox.Quad(node, node, ox.Literal("1")))
        store.flush()
        del store
        self.worker: Worker | None = None

    def ask(self, text: str) -> str:
        """What became of a text that nothing looked at before the engine."""
        if self.worker is None or not self.worker.is_alive:
            self.close()
            self.worker = Worker(
                "no_guard:Session",
                {"quads": str(self.quads)},
                limits=Limits(SECONDS),
                readable=[self.quads],
                files=512,
            )
        request: dict[str, Any] = {"text": text, "union": True}
        try:
            self.worker.call("answer", request)
        except QueryError:
            return "an error of the query"
        except CitytiesError as error:
            if not str(error):
                raise FaultError("the worker ended without a word") from error
            return "the worker was ended"
        return "answered"

    def close(self) -> None:
        if self.worker is not None:
            self.worker.close()
            self.worker = None


@cache
def _wall() -> _Wall:
    # The service without the guard lies with the tests of the queries; a worker of its own
    # looks for modules where this process does.
    sys.path.append(str(ROOT / "tests" / "query"))
    made = _Wall()
    atexit.register(made.close)
    return made


def check(data: bytes) -> str:
    """Nobody hears a call, and this process goes on."""
    if not sys.platform.startswith("linux"):
        return "not on this system"
    wall = _wall()
    before = wall.listener.calls
    text = data.decode("utf-8", "replace").replace(sparql.HERE, wall.listener.address)
    word = wall.ask(text)
    if wall.listener.calls > before:
        raise FaultError(f"called out of the worker: {data.decode('utf-8', 'replace')!r}")
    return word


TARGETS = (Target("worker", make_disguised, check, seconds=60, slow=True),)
