"""What the confined process costs: a cold query, and a warm one in Python.

Cold: processor time of the command ``query`` with a copied worker, with a spawned one, and with
the query run in the process of the command itself, as multiples of ``python -c pass`` (medians of
interleaved runs). Warm: milliseconds of ``g.query`` beside the engine alone, and beside the engine
behind the check of the text, in one process. Rows: processor time of both processes for an answer
whose rows are all looked at in Python, as multiples of the same with the engine alone.

    python benchmarks/worker.py [--runs 15]
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import startup

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


ROWS = {
    "30,000 triples": "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 30000",
    "parties of ties": "SELECT ?tie ?city { ?tie ct:party ?city }",
    "sources of claims": "SELECT ?claim ?source { ?claim a ct:Claim ; ct:source ?source }",
}


def once(code: str, environment: dict[str, str]) -> float:
    """Processor seconds of one run, the worker's too."""
    return startup.once(["-c", code], environment)[1]


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


def both() -> float:
    """Processor seconds of this process and of the workers that wait (Linux)."""
    from cityties.worker import pool

    spent = time.process_time()
    for _key, worker in pool._idle:
        for thread in Path(f"/proc/{worker.pid}/task").iterdir():
            spent += int((thread / "schedstat").read_text().split()[0]) / 1e9
    return spent


def rows(runs: int) -> list[tuple[str, int, float, float, float]]:
    """Name, number of rows, seconds of the engine, and what we take: counted, looked at."""
    import cityties
    from cityties.query import guard
    from cityties.vocabulary.terms import PREFIXES

    graph = cityties.open()
    graph.query(ASK)
    store, prefixes = graph.store, dict(PREFIXES)

    def engine(text: str) -> int:
        solutions: Any = store.query(text, prefixes=prefixes, base_iri=guard.BASE)
        return len([tuple(solution) for solution in solutions])

    ways = {"engine": engine, "counted": lambda text: len(graph.query(text)),
            "looked at": lambda text: len(list(graph.query(text)))}  # fmt: skip
    found = []
    for name, text in ROWS.items():
        spent: dict[str, list[float]] = {way: [] for way in ways}
        numbers = set()
        for _run in range(runs):
            for way, ask in ways.items():
                start = both()
                numbers.add(ask(text))
                spent[way].append(both() - start)
        assert len(numbers) == 1, numbers
        alone, counted, seen = (statistics.median(values) for values in spent.values())
        found.append((name, numbers.pop(), alone, counted / alone, seen / alone))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    startup.adopt()
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
        print(f"\n{'rows':28} {'number':>8} {'engine':>8} {'counted':>8} {'looked at':>10}")
        for name, number, alone, counted, seen in rows(runs):
            print(f"{name:28} {number:8} {alone * 1e3:6.1f}ms {counted:7.2f}x {seen:9.2f}x")


if __name__ == "__main__":
    main()
