"""What commands that read or write a whole graph take at 1, 10 and 100 times the shipped claims.

    python benchmarks/memory.py [--sizes 1,10,100] [--data FOLDER] [--steps ties,conflicts]

The larger sizes are made as in `benchmarks/build.py`; with ``--data`` a folder of tables is
measured too (`benchmarks/world.py` says how to make the one of the world's twin towns). Each
step is a process of its own, so that its peak of memory is its own. CPU time counts all threads.
``raw load`` loads the same lines, the merge among them, into a store of the engine and joins its
files: what a build cannot do without. ``diff`` opens the snapshot for the first time.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import build as bench
import world

from cityties.base import resources
from cityties.loaders.tables import load_folder
from cityties.model.tables import ROW_TYPES, table_bytes

RAW = """
import sys
from pathlib import Path
import pyoxigraph as ox
from cityties.store.graphs import read_version
from cityties.store.merge import pieces_to_load
store = ox.Store(sys.argv[2])
for piece in pieces_to_load(read_version(Path(sys.argv[1])).lines().batches()):
    store.bulk_load(piece, format=ox.RdfFormat.N_QUADS, lenient=True)
store.flush()
store.optimize()
"""
LISTINGS = {
    "ties": ["ties", "isfahan"],
    "history": ["history", "isfahan", "freiburg"],
    "counts": ["counts", "isfahan"],
    "conflicts": ["conflicts"],
    "query": ["query", "sister_cities_on", "--param", "city=isfahan", "--param", "on=2010-01-01"],
}
STEPS = ("build", *LISTINGS, "raw load", "export trig", "export nquads", "export turtle", "check",
         "snapshot create", "snapshot verify", "diff")  # fmt: skip


@dataclass(frozen=True)
class Step:
    """What a step took at a size: CPU seconds, and peak memory in MB."""

    size: str
    name: str
    cpu: float
    peak: float


def tables_at(times: int, folder: Path) -> Path:
    """A data folder of this many times the shipped claims."""
    folder.mkdir()
    tables = bench.multiplied(load_folder(resources.data_dir()), times)
    for table in ROW_TYPES:
        (folder / f"{table}.csv").write_bytes(table_bytes(table, getattr(tables, table)))
    return folder


def measure(size: str, words: list[str], folder: Path, chosen: list[str]) -> Iterator[Step]:
    """Take each step once; the last is the size of the store and of its lines, in MB."""
    store, out = folder / "store", folder / "out"
    out.mkdir()
    environment = {**os.environ, "CITYTIES_CACHE": str(folder / "cache")}
    ours = [sys.executable, "-m", "cityties"]
    at = ["--store", str(store)]
    commands = {
        "build": [*ours, "build", *words, *at],
        **{name: [*ours, *command, *at] for name, command in LISTINGS.items()},
        "export trig": [*ours, "export", str(out / "x.trig"), *at],
        "export nquads": [*ours, "export", str(out / "x.nq"), *at],
        "export turtle": [*ours, "export", str(out / "x.ttl"), *at],
        "check": [*ours, "check", *words, *at],
        "snapshot create": [*ours, "snapshot", "create", str(out / "s"), *at],
        "snapshot verify": [*ours, "snapshot", "verify", str(out / "s")],
        "diff": [*ours, "diff", str(out / "s"), str(store)],  # the snapshot is opened as well
    }
    for name in chosen:
        if name == "raw load":
            (version,) = (path.parent for path in store.glob("*/lines.nq.gz"))
            command = [sys.executable, "-c", RAW, str(version), str(folder / "raw")]
        else:
            command = commands[name]
        done = world.run(command, environment)
        yield Step(size, name, done.cpu, done.peak)
    yield Step(size, "store, MB", world.size(store), 0)
    (version,) = (path.parent for path in store.glob("*/lines.nq.gz"))
    yield Step(size, "lines, MB", (version / "lines.nq.gz").stat().st_size / 1e6, 0)


def steps(sizes: list[int], data: str = "", chosen: Sequence[str] = STEPS) -> Iterator[Step]:
    """Every step that is chosen, after the build, at every size."""
    names = [name for name in STEPS if name in chosen or name == "build"]
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            data_folder = tables_at(size, folder / "data")
            yield from measure(
                f"{size}x", ["--no-shipped", "--data", str(data_folder)], folder, names
            )
    if data:
        with tempfile.TemporaryDirectory() as name:
            yield from measure("data", ["--data", data], Path(name), names)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1,10,100", help="multiples of the shipped data")
    parser.add_argument("--data", default="", help="a folder of tables to measure too")
    parser.add_argument("--steps", default=",".join(STEPS), help="which steps, after the build")
    given = parser.parse_args()
    print(f"{'size':<6} {'step':<18} {'CPU s':>8} {'peak MB':>8}")
    sizes = [int(size) for size in given.sizes.split(",") if size]
    for step in steps(sizes, given.data, given.steps.split(",")):
        print(f"{step.size:<6} {step.name:<18} {step.cpu:>8.2f} {step.peak:>8.0f}", flush=True)


if __name__ == "__main__":
    main()
