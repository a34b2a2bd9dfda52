"""The twin towns of the world as a graph: time, triples, memory, disk, and how fast it answers.

    CITYTIES_WORLD=folder python benchmarks/world.py [--runs 5]

The folder holds ``twinnings-2016.tsv`` (two columns of Wikidata items) and ``places.csv``;
without it a graph of the same size is generated and used, and that is said. Every step is
a process of its own, so that its peak of memory is its own. CPU time counts all threads;
on a machine with other work it means more than the clock.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

CITIES, PAIRS, ONE_SIDED = 10_055, 17_401, 624

STEPS = {
    "load links": [],  # filled in below
    "build": ["build"],
    "ties isfahan": ["ties", "isfahan"],
    "ties isfahan -f json": ["ties", "isfahan", "-f", "json"],
    "history isfahan freiburg": ["history", "isfahan", "freiburg"],
    "cities hyder": ["cities", "hyder"],
    "conflicts": ["conflicts"],
    "query sister_cities_on": ["query", "sister_cities_on", "-p", "city=isfahan"],
    "query (ties of each city)": [
        "query",
        "SELECT ?c (COUNT(DISTINCT ?t) AS ?n) { ?t a ct:Tie ; ct:party ?c } "
        "GROUP BY ?c ORDER BY DESC(?n) LIMIT 10",
    ],
}  # fmt: skip

NETWORKX = """
import sys, time, cityties
start = time.perf_counter()
g = cityties.open(sys.argv[1])
opened = time.perf_counter()
full = g.to_networkx(layer="ties")
made = time.perf_counter()
simple = g.to_networkx()
print(f"full: {full.number_of_nodes()} nodes, {full.number_of_edges()} edges in "
      f"{made - opened:.2f} s; simple: {simple.number_of_nodes()} nodes, "
      f"{simple.number_of_edges()} edges in {time.perf_counter() - made:.2f} s")
"""


@dataclass(frozen=True)
class Run:
    """What one process took: clock and CPU seconds, peak memory in MB, and what it printed."""

    wall: float
    cpu: float
    peak: float
    out: str


def run(words: list[str], environment: dict[str, str]) -> Run:
    start = time.perf_counter()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(words, stdout=out, stderr=err, env=environment)
        _pid, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        text = out.read().decode()
        if process.returncode:
            sys.exit(f"{' '.join(words)}:\n{text}{err.read().decode()}")
    peak = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return Run(wall, usage.ru_utime + usage.ru_stime, peak, text)


def generate(folder: Path) -> tuple[Path, Path]:
    """A graph of the same size whose degrees are as uneven as those of the real one."""
    numbers = random.Random(2016)
    ends = [0, 1]
    pairs = {(0, 1)}
    for city in range(2, CITIES):
        partner = numbers.choice(ends)  # whoever has many ties gets more
        pairs.add((partner, city))
        ends += [partner, city]
    while len(pairs) < PAIRS:
        one, other = numbers.choice(ends), numbers.randrange(CITIES)
        if one != other and (one, other) not in pairs and (other, one) not in pairs:
            pairs.add((one, other))
            ends += [one, other]
    ordered = sorted(pairs)
    lines = [f"Q{one + 1000000}\tQ{other + 1000000}" for one, other in ordered]
    lines += [f"Q{other + 1000000}\tQ{one + 1000000}" for one, other in ordered[ONE_SIDED:]]
    links, places = folder / "links.tsv", folder / "places.csv"
    links.write_text("source\ttarget\n" + "\n".join(lines) + "\n", encoding="utf-8")
    rows = [
        f"Q{city + 1000000},City {city},{numbers.uniform(-180, 180):.6f},"
        f"{numbers.uniform(-60, 75):.6f},DE,{numbers.randrange(1000, 10**6)}"
        for city in range(CITIES)
    ]
    places.write_text(
        "id,name,lng,lat,countrycd,population\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    return links, places


def size(folder: Path) -> float:
    """Size of a folder in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="runs of each listing; the best counts")
    runs = parser.parse_args().runs
    world = os.environ.get("CITYTIES_WORLD", "")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if world:
            links, places = Path(world) / "twinnings-2016.tsv", Path(world) / "places.csv"
        else:
            print("CITYTIES_WORLD names no folder: a generated graph of the same size is used")
            links, places = generate(folder)
        environment = {**os.environ, "CITYTIES_CACHE": str(folder / "cache")}
        for variable in ("CITYTIES_DATA", "CITYTIES_STORE", "CITYTIES_LANG"):
            environment.pop(variable, None)
        data = folder / "world"
        STEPS["load links"] = [
            "load", "links", str(links), "--places", str(places), "-o", str(data),
            "--name", "World", "--date", "2016-09",
        ]  # fmt: skip
        print(f"{'step':<28} {'clock s':>8} {'CPU s':>7} {'peak MB':>8}")
        built = ""
        for step, words in STEPS.items():
            more = [] if step == "load links" else ["--data", str(data)]
            times = 1 if step in ("load links", "build") else runs
            found = [
                run([sys.executable, "-m", "cityties", *words, *more], environment)
                for _ in range(times)
            ]
            best = min(found, key=lambda each: each.cpu)
            print(f"{step:<28} {best.wall:>8.2f} {best.cpu:>7.2f} {best.peak:>8,.0f}", flush=True)
            built = best.out if step == "build" else built
        done = run([sys.executable, "-c", NETWORKX, str(data)], environment)
        print(f"{'to_networkx':<28} {done.wall:>8.2f} {done.cpu:>7.2f} {done.peak:>8,.0f}")
        print(done.out.strip())
        print(built.strip())
        print(f"tables: {size(data):.1f} MB; graph on disk: {size(folder / 'cache'):.0f} MB")


if __name__ == "__main__":
    main()
