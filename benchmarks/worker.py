"""What the confined process costs: a cold query, and a warm one in Python.

Cold: the command ``query`` with a copied worker, with a spawned one, and with the query run in
the process of the command itself, as multiples of ``python -c pass`` (medians of interleaved
runs). Warm: milliseconds of ``g.query`` beside the engine alone, and beside the engine behind
the check of the text, in one process.

    python benchmarks/worker.py [--runs 15]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

ASK = "ASK { id:isfahan a ct:City }"
COMMAND = f"from cityties.cli import main; main(['query', {ASK!r}, '-f', 'json'])"
SPAWNED = "from cityties.worker import process; process.can_fork = lambda: False\n"
IN_PROCESS = """
from cityties.query import confined, guard, results
import pyoxigraph as ox
from cityties.query import questions, slips as misspelt
def ask(graph, text, *, union=True, slips=False, **_more):
    guard.check_text(text)
    store = ox.Store.read_only(str(graph.quads_folder))
    kind, pieces = results.to_pieces(guard.run(store, text, union=union))
    found = list(misspelt.slips(text, store)) if slips else []
    return results.from_bytes(kind, b"".join(pieces)), found
questions.ask = ask
"""
COLD = {
    "python -c pass": "pass",
    "query, in process": IN_PROCESS + COMMAND,
    "query, worker copied": COMMAND,
    "query, worker spawned": SPAWNED + COMMAND,
}


def once(code: str, environment: dict[str, str]) -> float:
    """Wall seconds of one run."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - start


def warm(runs: int) -> dict[str, float]:
    """Milliseconds of a query, by the way in which it is run."""
    import cityties
    from cityties.query import guard, results
    from cityties.vocabulary.terms import PREFIXES

    graph = cityties.open()
    graph.query(ASK)  # starts the worker, before the store is opened here
    store = graph.store
    prefixes = dict(PREFIXES)
    ways = {
        "the engine alone": lambda: bool(store.query(ASK, prefixes=prefixes, base_iri=guard.BASE)),
        "the engine behind the check": lambda: results.to_pieces(guard.run(store, ASK)),
        "g.query": lambda: bool(graph.query(ASK)),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _run in range(runs * 20):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            times[name].append((time.perf_counter() - start) * 1e3)
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as cache:
        os.environ["CITYTIES_CACHE"] = cache
        environment = dict(os.environ)
        once("from cityties.cli import main; main(['build'])", environment)
        times: dict[str, list[float]] = {name: [] for name in COLD}
        for _run in range(runs):
            for name, code in COLD.items():
                times[name].append(once(code, environment))
        bare = statistics.median(times["python -c pass"])
        print(f"{'cold':28} {'ms':>8} {'x bare':>7}")
        for name, values in times.items():
            middle = statistics.median(values)
            print(f"{name:28} {middle * 1e3:8.1f} {middle / bare:7.1f}")
        print(f"\n{'warm':28} {'ms':>8}")
        for name, middle in warm(runs).items():
            print(f"{name:28} {middle:8.3f}")


if __name__ == "__main__":
    main()
