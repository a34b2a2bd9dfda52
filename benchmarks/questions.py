"""Time of each named question on both engines, with the rows that its examples give.

    python benchmarks/questions.py [NAME ...] [--runs 3]

A line gives the medians of interleaved runs: Oxigraph in milliseconds, the multiple of the
cheapest question, and how many times as long rdflib's own engine takes for the same rows.
On a machine with other work only the two ratios mean something.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import date

from cityties.query import questions
from cityties.store import build

TODAY = date(2026, 11, 21)


def timed(work: Callable[[], int]) -> tuple[float, int]:
    """CPU seconds and the number of rows."""
    start = time.process_time()
    rows = work()
    return time.process_time() - start, rows


def measure(names: list[str], runs: int) -> list[tuple[str, int, float, float]]:
    """Name, rows, seconds in Oxigraph and in rdflib."""
    graph = build.open_or_build()
    dataset = graph.dataset()
    warnings.simplefilter("ignore")
    found = []
    for question in questions.list_questions():
        if names and question.name not in names:
            continue
        params = {parameter.name: parameter.example for parameter in question.parameters}
        text = question.bound(params, gazetteer=graph.gazetteer, today=TODAY)

        def ours(name: str = question.name, params: dict[str, str] = params) -> int:
            rows = questions.query(graph, name, params=params, gazetteer=graph.gazetteer)
            assert isinstance(rows, questions.results.Rows)
            return len(rows)

        def theirs(text: str = text) -> int:
            return len(list(dataset.query(text)))

        oxigraph, rdflib = [], []
        for _ in range(runs):
            seconds, rows = timed(ours)
            oxigraph.append(seconds)
            seconds, others = timed(theirs)
            rdflib.append(seconds)
            assert rows == others, f"{question.name}: {rows} rows and {others}"
        found.append((question.name, rows, statistics.median(oxigraph), statistics.median(rdflib)))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="questions; all by default")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        os.environ.setdefault("CITYTIES_CACHE", cache)
        found = measure(given.names, given.runs)
    cheapest = min(seconds for _name, _rows, seconds, _other in found)
    print(f"{'question':26} {'rows':>5} {'ms':>8} {'x cheapest':>11} {'rdflib x':>9}")
    for name, rows, ours, theirs in sorted(found, key=lambda row: -row[2]):
        print(f"{name:26} {rows:5} {ours * 1e3:8.2f} {ours / cheapest:11.1f} {theirs / ours:9.1f}")
    ours, theirs = (sum(row[place] for row in found) for place in (2, 3))
    print(f"{len(found)} questions: {ours:.2f} s; rdflib {theirs / ours:.0f} times as long")
    return 0


if __name__ == "__main__":
    sys.exit(main())
