"""What it takes to place the cities of a page that has no coordinates, by their ties alone.

    python benchmarks/layout.py [--cities 14439]

A made graph with as many parts as the twin towns of the world have (most of them pairs), and the
graphs of the folder that ``CITYTIES_WORLD`` names. *pause*: the longest time between two reports of
progress, in processor seconds.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import os
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))


from table import machine

FILES = ("twinnings-2016.tsv", "twinnings-konect-2017.tsv")


def made(cities: int) -> list[tuple[int, int]]:
    """A few cities with many ties, many with one; seven in ten are in one part."""
    draw = random.Random(cities)
    degrees = [min(100, int(draw.paretovariate(1.25))) for _city in range(cities)]
    ends = [city for city, degree in enumerate(degrees) for _tie in range(degree)]
    draw.shuffle(ends)
    return list(zip(ends[::2], ends[1::2], strict=False))


def read(path: Path) -> tuple[int, list[tuple[int, int]]]:
    """How many cities, and the ties between them."""
    numbers: dict[str, int] = {}
    lines = []
    for line in path.read_text("utf-8").splitlines()[1:]:
        one, other = line.split("\t")[:2]
        lines.append(
            (numbers.setdefault(one, len(numbers)), numbers.setdefault(other, len(numbers)))
        )
    return len(numbers), lines


def measured(name: str, cities: int, lines: list[tuple[int, int]]) -> None:
    """One row of the table."""
    from cityties.page.layout import fitted, grouped

    cpu, wall = time.process_time(), time.perf_counter()
    told = [cpu]
    fitted(grouped(cities, lines, tell=lambda _share: told.append(time.process_time())))
    told.append(time.process_time())
    pause = max(after - before for before, after in itertools.pairwise(told))
    print(
        f"| {name} | {cities:,} | {len(lines):,} | {time.process_time() - cpu:.1f} "
        f"| {time.perf_counter() - wall:.1f} | {len(told) - 2} | {pause:.1f} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cities", type=int, default=14_439)
    asked = parser.parse_args()
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{datetime.date.today()}, {machine()}{load}\n")
    print("| graph | cities | lines | CPU s | wall s | reports | pause |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    measured("made", asked.cities, made(asked.cities))
    folder = os.environ.get("CITYTIES_WORLD", "")
    for name in FILES:
        if folder and (Path(folder) / name).is_file():
            measured(name, *read(Path(folder) / name))


if __name__ == "__main__":
    main()
