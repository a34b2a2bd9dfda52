"""An executor that is quick and as awkward as a cluster: all is pickled, the first comes last."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator, Sequence
from typing import Any


class Shuffled:
    """Does the items in any order, from copies, every third of them twice."""

    name = "shuffled"
    workers = 2

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.done = 0
        self.left = 0

    def run(self, task: Any, items: Sequence[Any], shared: Any) -> Iterator[tuple[int, Any]]:
        sent = pickle.dumps((task, shared))
        order = list(enumerate(map(pickle.dumps, items)))
        self.random.shuffle(order)
        try:
            for number, item in order:
                task, shared = pickle.loads(sent)
                result = task(shared, pickle.loads(item))
                if number % 3 == 0:  # as where a worker ended before its result was sent
                    result = task(shared, pickle.loads(item))
                self.done += 1
                yield number, pickle.loads(pickle.dumps(result))
        finally:
            self.left += 1
