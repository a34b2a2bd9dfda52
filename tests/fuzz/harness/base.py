"""What a fuzzer is: how a case is made, and what is right about its outcome."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CORPUS: Final = Path(__file__).resolve().parents[1] / "corpus"
ROOT: Final = Path(__file__).resolve().parents[3]


class FaultError(AssertionError):
    """An outcome that must not be: the code under test broke a promise."""


@dataclass(frozen=True)
class Target:
    """A thing that is fuzzed.

    ``make`` builds a case from random choices; ``check`` tries a case and says in a word
    what came out (``loaded``, ``refused`` …). It raises :class:`FaultError` where a promise is
    broken; any other exception is a crash. ``seconds`` is the longest that one case may
    take, ``slow`` marks a target of few cases a second.
    """

    name: str
    make: Callable[[random.Random], bytes]
    check: Callable[[bytes], str]
    seconds: float = 10.0
    slow: bool = False

    def corpus(self) -> list[Path]:
        """Cases that are kept in the repository, oldest faults first."""
        folder = CORPUS / self.name
        return (
            sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
        )


class Choices(random.Random):
    """Random choices that are read from bytes, so that a guided fuzzer can steer them.

    Where the bytes end, a generator seeded by them goes on: every input makes a whole case.
    """

    def __init__(self, data: bytes) -> None:
        self._left = memoryview(data)
        self._rest = random.Random(data)
        super().__init__(0)

    def getrandbits(self, k: int, /) -> int:
        """``k`` bits of the input."""
        size = (k + 7) // 8
        if len(self._left) < size:
            return self._rest.getrandbits(k)
        found = int.from_bytes(self._left[:size], "little")
        self._left = self._left[size:]
        return found & ((1 << k) - 1)

    def random(self) -> float:
        """A number from 0 to 1; two bytes are fine enough for choices."""
        return self.getrandbits(16) / 65536
