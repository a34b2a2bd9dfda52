"""How large every export is, and how long it takes, at the scale of the world's twin towns.

    python benchmarks/export.py [--form NAME]

10,055 cities and 17,401 ties of two: those of 2016 where CITYTIES_WORLD names the folder
that holds them, else made up by a fixed seed. Times are process CPU time. The last
column says whether two processes with other hash seeds gave the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

from cityties.api import CityGraph
from cityties.export.formats import ours
from cityties.model.dates import parse_edtf
from cityties.model.identifiers import tie_id
from cityties.model.rows import Claim, Organization, Place, Source, Tables
from cityties.store.build import build

CITIES, TIES = 10_055, 17_401


def pairs() -> tuple[str, list[tuple[int, int]]]:
    """Which cities are joined, and where that comes from."""
    world = os.environ.get("CITYTIES_WORLD")
    if world and (path := Path(world) / "twinnings-2016.tsv").is_file():
        with path.open(encoding="utf-8", newline="") as file:
            rows = [row[:2] for row in csv.reader(file, delimiter="\t")][1:]
        names = {
            name: number for number, name in enumerate(sorted({n for row in rows for n in row}))
        }
        found = {(min(a, b), max(a, b)) for one, other in rows
                 for a, b in [(names[one], names[other])] if a != b}  # fmt: skip
        return "the twin towns of 2016", sorted(found)
    chance = random.Random(2016)
    made: set[tuple[int, int]] = set()
    while len(made) < TIES:  # a few cities have many ties
        one, other = (int(CITIES * chance.random() ** 2) for _end in range(2))
        if one != other:
            made.add((min(one, other), max(one, other)))
    return "made up", sorted(made)


def tables(found: list[tuple[int, int]]) -> Tables:
    chance = random.Random(7)
    ids = sorted({end for pair in found for end in pair})
    places = tuple(
        Place(
            f"city-{number}", "city", f"City {number}", f"شهر {number}",
            country=chance.choice(("DE", "FR", "IR", "JP", "US")),
            latitude=round(chance.uniform(-55, 70), 4),
            longitude=round(chance.uniform(-180, 180), 4),
        )
        for number in ids
    )  # fmt: skip
    claims = []
    for number, (one, other) in enumerate(found):
        parties = tuple(sorted((f"city-{one}", f"city-{other}")))
        when = parse_edtf(f"{chance.randint(1950, 2015)}")
        claims.append(
            Claim(
                f"c-{number}", "world", "tie", aspect="change", kind="sister_city", parties=parties,
                about=tie_id(parties, "sister_city"), status="in_force", when=when,
            )
        )  # fmt: skip
    source = Source(
        "world", "dataset", "The world's twin towns", "press", published=parse_edtf("2016")
    )
    return Tables(
        places=places,
        organizations=(Organization("press", "publisher", "Press"),),
        sources=(source,),
        claims=tuple(claims),
    )


def measure(forms: list[str]) -> None:
    """Export in this process; one line of JSON for each format."""
    graph = CityGraph(build(tables(pairs()[1])))
    _ = graph.store, [tie.periods for tie in graph.readings().ties.values()]
    for form in forms:
        started = time.process_time()
        made = graph.export(form)
        seconds = time.process_time() - started
        row = {"bytes": len(made), "seconds": seconds, "sum": hashlib.sha256(made).hexdigest()}
        print(json.dumps(row), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--form", action="append", choices=list(ours()), help="only this one")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    forms = given.form or list(ours())
    if given.one:
        measure(forms)
        return 0
    origin, found = pairs()
    cities = {end for pair in found for end in pair}
    print(f"{origin}: {len(cities):,} cities, {len(found):,} ties")
    runs = []
    for seed in ("1", "2"):
        command = [sys.executable, __file__, "--one", *(f"--form={form}" for form in forms)]
        done = subprocess.run(
            command, check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        runs.append([json.loads(line) for line in done.stdout.splitlines()])
    print(f"{'format':<14} {'MB':>8} {'seconds':>8}  same bytes")
    good = True
    for form, one, other in zip(forms, *runs, strict=True):
        same = one["sum"] == other["sum"]
        good &= same
        fastest = min(one["seconds"], other["seconds"])
        size = one["bytes"] / 1e6
        print(f"{form:<14} {size:>8.1f} {fastest:>8.2f}  {'yes' if same else 'NO'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
