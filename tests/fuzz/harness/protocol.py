"""What a worker may send, changed: a message with its data, or one of the errors."""

from __future__ import annotations

import json
import os
import random
import threading
from typing import Any, Final

from cityties.errors import CitytiesError, WorkerError
from cityties.store import confined
from cityties.worker import frames, wire
from harness.base import FaultError, Target

_MOST: Final = 4096
_HEADS: Final = (
    {"held": ["memory", "calls"], "landlock": 4},
    {"kind": "rows", "slips": ["a"]},
    {"files": [["claims.csv", 3]], "counts": {}, "lines": [], "findings": [], "source": "",
     "licence": ""},
    {"error": "QueryError", "message": "m", "line": 1, "column": 2},
    {"error": "DataError", "message": "m", "total": 1,
     "problems": [["f", 1, "c", "v", "m", "e", "s", "k"]]},
    {"error": "AmbiguousNameError", "message": "m", "candidates": ["a", "b"]},
    {"error": "", "message": "m"}, [], None, 3,
)  # fmt: skip
_VALUES: Final = (None, -1, 2**70, "x", [], {}, [[]], True, 1.5, "\ud800", "../claims.csv")


def make(draw: random.Random) -> bytes:
    """An answer or an error as a worker sends it, and some of it changed."""
    head = json.loads(json.dumps(draw.choice(_HEADS)))
    for _time in range(draw.choice((0, 1, 1, 2))):
        if isinstance(head, dict) and head:
            name = draw.choice(sorted(head))
            head[name] = draw.choice(_VALUES)
    kind = draw.choice((frames.HEAD, frames.HEAD, frames.ERROR))
    parts = [frames.pack(kind, json.dumps(head).encode())]
    parts += [frames.pack(frames.DATA, draw.randbytes(draw.randrange(9))) for _n in range(2)]
    parts.append(frames.pack(frames.END))
    if draw.random() < 0.3:
        draw.shuffle(parts)
    data = bytearray(b"".join(parts))
    for _time in range(draw.choice((0, 0, 1, 3))):
        data[draw.randrange(len(data))] = draw.randrange(256)
    return bytes(data[: draw.randint(0, len(data))] if draw.random() < 0.2 else data)


def check(data: bytes) -> str:
    """The owner reads a message, or says that it was none; nothing else."""
    reading, writing = os.pipe()
    sender = threading.Thread(target=_send, args=(writing, data))
    sender.start()
    pieces: list[bytes] = []
    try:
        kind, head = frames.Pipe(reading, -1).receive(_MOST, pieces.append)
    except (frames.BrokenError, EOFError, OverflowError):
        return "refused"
    finally:
        os.close(reading)
        sender.join()
    if kind == frames.ERROR:
        _is_ours(wire.from_json(head))
        return "an error"
    try:
        folder = confined._folder(head, b"".join(pieces))
    except WorkerError:
        return "a message"
    if not set(folder.files) <= confined._FILES:
        raise FaultError(f"a file that no folder has: {sorted(folder.files)}")
    return "loaded"


def _is_ours(error: Any) -> None:
    if not isinstance(error, CitytiesError):
        raise FaultError(f"not an error of ours: {error!r}")


def _send(handle: int, data: bytes) -> None:
    try:
        os.write(handle, data)
    except OSError:
        pass
    finally:
        os.close(handle)


TARGETS = (Target("protocol", make, check),)
