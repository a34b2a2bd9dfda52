"""How long a build takes at 1, 10 and 100 times the shipped claims.

    python benchmarks/build.py [--sizes 1,10,100] [--disk]

The larger sizes are made of the shipped data itself: each copy has cities,
people, sources, claims and ties of its own, so claims per tie stay as they are
and only their number grows. Each size runs in a process of its own, so that
its peak of memory is its own. Times are process CPU time; on a machine with
other work only ratios mean something.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from cityties.base import resources
from cityties.loaders.tables import load_folder
from cityties.model import tables as formats
from cityties.model.rows import Tables
from cityties.store import build

# The time per triple at the largest size may be this many times that at the smallest:
# the lines are sorted, and a sort of a hundred times as many takes longer for each.
LINEAR = 2.0
TARGET = 50_000  # triples per second


class _Renamer:
    """Gives every id of one copy a suffix; codes and free text stay."""

    def __init__(self, tables: Tables, copy: int) -> None:
        self.end = f"-x{copy}"
        self.ids = {row.id for table in formats.ROW_TYPES for row in getattr(tables, table)}

    def name(self, text: str) -> str:
        if text in self.ids:
            return text + self.end
        if text.startswith("tie/"):
            parties, _slash, kind = text[4:].rpartition("/")
            return f"tie/{'+'.join(sorted(map(self.name, parties.split('+'))))}/{kind}"
        if text.startswith(("ev-", "list-")):
            return text + self.end
        if text.startswith("unnamed/"):
            thing, colon, capacity = text[8:].partition(":")
            thing, at, post = thing.partition("@")
            claim, dot, number = thing.partition(".")
            post = self.name(post) if post else ""
            return f"unnamed/{claim}{self.end}{dot}{number}{at}{post}{colon}{capacity}"
        if "@" in text:
            head, colon, tail = text.partition(":")
            return "@".join(map(self.name, head.split("@"))) + colon + tail
        if ":" in text:
            head, colon, tail = text.partition(":")
            return self.name(head) + colon + tail
        return text

    # Only these columns hold ids; a note that happens to be one stays as it is.
    _COLUMNS = frozenset(
        {
            "id", "part_of", "acts_for", "seat", "of", "to", "holders", "publisher", "source",
            "about", "act", "parties", "actor", "target", "side", "said_by", "via", "excluding",
            "people", "contradicts",
        }
    )  # fmt: skip

    def row(self, row: Any) -> Any:
        changes: dict[str, Any] = {}
        for field in fields(row):
            if field.name not in self._COLUMNS:
                continue
            value = getattr(row, field.name)
            if field.name == "of" and type(row).__name__ == "Claim":
                continue  # "sister cities": what is counted
            if isinstance(value, str):
                changes[field.name] = self.name(value)
            elif isinstance(value, tuple):
                changes[field.name] = tuple(map(self.name, value))
        if "parties" in changes:
            changes["parties"] = tuple(sorted(changes["parties"]))
        return replace(row, **changes)


def multiplied(tables: Tables, times: int) -> Tables:
    """The rows and ``times - 1`` copies of them."""
    rows: dict[str, list[Any]] = {t: list(getattr(tables, t)) for t in formats.ROW_TYPES}
    for copy in range(1, times):
        renamer = _Renamer(tables, copy)
        for table in formats.ROW_TYPES:
            rows[table].extend(map(renamer.row, getattr(tables, table)))
    return Tables(**{table: tuple(found) for table, found in rows.items()})


def measure(times: int, *, disk: bool) -> dict[str, float]:
    """Build once at this size, in this process."""
    tables = multiplied(load_folder(resources.data_dir()), times)
    build.ontology_lines()  # the same for every size, and read once
    started = time.process_time()
    graph = build.build(tables)
    made = time.process_time()
    if disk:
        with tempfile.TemporaryDirectory() as folder:
            graph.write(Path(folder))
    else:
        _ = graph.quads
    loaded = time.process_time()
    return {
        "times": times,
        "claims": len(tables.claims),
        "triples": graph.counts["quads"],
        "ties": graph.counts["ties"],
        "build": made - started,
        "load": loaded - made,
        "memory": _peak(),
    }


def _peak() -> float:
    """Peak memory of this process in MB; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1,10,100", help="multiples of the shipped data")
    parser.add_argument("--disk", action="store_true", help="write a store instead of memory")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.one, disk=given.disk)))
        return 0
    rows = []
    print(f"{'size':>5} {'claims':>8} {'ties':>7} {'triples':>10} {'build s':>8} {'load s':>7} "
          f"{'triples/s':>10} {'peak MB':>8}")  # fmt: skip
    for size in map(int, given.sizes.split(",")):
        command = [sys.executable, __file__, "--one", str(size), *(["--disk"] * given.disk)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        row = json.loads(done.stdout)
        rows.append(row)
        seconds = row["build"] + row["load"]
        print(f"{size:>4}x {row['claims']:>8,} {row['ties']:>7,} {row['triples']:>10,} "
              f"{row['build']:>8.2f} {row['load']:>7.2f} {row['triples'] / seconds:>10,.0f} "
              f"{row['memory']:>8,.0f}")  # fmt: skip
    costs = [(row["build"] + row["load"]) / row["triples"] for row in rows]
    growth = costs[-1] / costs[0]
    slowest = 1 / max(costs)
    print(f"time per triple, largest to smallest: {growth:.2f} (linear: at most {LINEAR})")
    print(f"slowest: {slowest:,.0f} triples/s (target: {TARGET:,})")
    return 0 if growth <= LINEAR and slowest >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
