"""How a graph goes to a SPARQL server and what its answers are: times, and rows that differ.

    python benchmarks/remote.py http://localhost:7878/store [http://localhost:7878/query]

The server must run already; its graphs of our names are replaced.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter

import cityties
from cityties.query.questions import list_questions
from cityties.remote.compare import compare
from cityties.remote.push import push
from cityties.remote.servers import query_address
from cityties.remote.store import Remote


def main() -> None:
    store = sys.argv[1]
    graph = cityties.open()
    start = time.perf_counter()
    kind, sent = push(graph.store, store)
    triples = sum(one.counted for one in sent)
    print(f"{kind.name}: {len(sent)} graphs, {triples:,} triples in "
          f"{time.perf_counter() - start:.1f} s")  # fmt: skip
    remote = Remote.open(sys.argv[2] if len(sys.argv) > 2 else query_address(store))
    times: dict[str, list[float]] = {"here": [], "there": []}

    def timed(where, ask):
        def run(name, params):
            begun = time.perf_counter()
            try:
                return ask(name, params)
            finally:
                times[where].append(time.perf_counter() - begun)

        return run

    found = compare(
        list_questions(),
        timed("here", lambda name, params: graph.query(name, **params)),
        timed("there", lambda name, params: remote.query(
            name, params=params, gazetteer=graph.built.gazetteer, homes=graph.homes)),
    )  # fmt: skip
    print(Counter(one.result for one in found))
    for where, seconds in times.items():
        print(f"{where}: median {statistics.median(seconds) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
