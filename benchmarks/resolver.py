"""How many cities the resolver finds by name, and how many of these are right.

    CITYTIES_WORLD=folder python benchmarks/resolver.py [--wrong 20] [--cache FOLDER]

The folder holds ``places.csv`` (``id,name,lng,lat,country,countrycd,…,geonameid,source``),
``names-2016.tsv`` and ``twinnings-2016.tsv`` and ``twinnings-2022.tsv``. Each place of 2016 and
of 2022 that has coordinates is given to the resolver as a line of a table would: its name and
its country, without its id, once without and once with its point. It may choose from the
installed names alone (``cityties[names]``); nothing of the shipped data.

*Matched* is what was decided, *likely* the part of it that the rows would mark so, *asked* what
is left to a person. *Right* is a match to the same GeoNames number, or to a place within 25 km
of the true point. With points that distance says little, as the rule looks at it too: *same
number* counts only those matches of which both numbers are known.

Exit code 1 if a target is missed: 85 % matched without points, 90 % with, 99 % of them right.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cityties.base import resources
from cityties.loaders.resolve import End, Resolution, Resolver
from cityties.loaders.resolve.package import index_file, opened
from cityties.loaders.resolve.spots import Index
from cityties.model.earth import distance_km
from cityties.model.rows import Tables

TARGETS = {False: (0.85, 0.99), True: (0.90, 0.99)}
RIGHT_KM = 25.0


@dataclass(frozen=True)
class Truth:
    """A city as the data has it."""

    id: str
    name: str
    country: str
    point: tuple[float, float]
    geonames: str = ""


@dataclass
class Score:
    """What became of some cities."""

    cities: int = 0
    matched: int = 0
    likely: int = 0
    right: int = 0
    asked: int = 0
    numbered: int = 0
    same_number: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.matched / self.cities if self.cities else 0.0

    @property
    def precision(self) -> float:
        return self.right / self.matched if self.matched else 0.0


def judge(truths: Sequence[Truth], results: Iterable[Resolution], index: Index) -> Score:
    """Count what was matched, and what of it is right."""
    score = Score()
    for truth, found in zip(truths, results, strict=True):
        score.cities += 1
        if found.how in ("new", ""):
            score.asked += bool(found.candidates)
            continue
        score.matched += 1
        score.likely += found.how == "likely"
        number = found.id.removeprefix("g")
        spot = index.spot(f"geonames:{number}")
        if truth.geonames:
            score.numbered += 1
            score.same_number += number == truth.geonames
        away = distance_km(truth.point, spot.point) if spot and spot.point else float("inf")
        if number == truth.geonames or away <= RIGHT_KM:
            score.right += 1
        else:
            shown = f"{spot.name} {spot.country}" if spot else found.id
            score.wrong.append(
                f"{truth.id} {truth.name} ({truth.country}): {shown}, {away:.0f} km, {found.how}"
            )
    return score


def measure(truths: Sequence[Truth], index: Index, *, points: bool) -> Score:
    """Resolve all of them as one table would be."""
    resolver = Resolver(Tables(), package=index)
    ends = [
        End(name=one.name, country=one.country, point=one.point if points else None)
        for one in truths
    ]
    found = resolver.resolve_all(ends)
    return judge(truths, [found[end] for end in ends], index)


def read_truths(folder: Path, year: int) -> list[Truth]:
    """The places of one year that have coordinates and a country."""
    with (folder / "places.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["id"]: row for row in csv.DictReader(lines)}
    with (folder / f"twinnings-{year}.tsv").open(encoding="utf-8", newline="") as lines:
        items = {cell for row in csv.reader(lines, delimiter="\t") for cell in row[:2]}
    labels = {}
    if year == 2016:
        with (folder / "names-2016.tsv").open(encoding="utf-8", newline="") as lines:
            labels = {row["qid"]: row["label"] for row in csv.DictReader(lines, delimiter="\t")}
    return [
        Truth(
            id,
            labels.get(id) or row["name"],
            row["countrycd"],
            (float(row["lat"]), float(row["lng"])),
            row["geonameid"],
        )
        for id, row in sorted(rows.items())
        if id in items and row["lat"] and row["lng"]
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wrong", type=int, default=0, help="wrong matches to print")
    parser.add_argument("--cache", type=Path, help="where the index of names is kept")
    chosen = parser.parse_args()
    folder = Path(os.environ.get("CITYTIES_WORLD", ""))
    if not (folder / "places.csv").is_file():
        sys.exit("set CITYTIES_WORLD to a folder with places.csv")
    file = index_file(chosen.cache or resources.writable_cache_dir())
    if file is None:
        sys.exit("install the names: pip install 'cityties[names]'")
    missed = 0
    print("year  points  cities  matched     right     likely  asked  same number  seconds")
    with opened(file) as index:
        for year in (2016, 2022):
            truths = read_truths(folder, year)
            if not truths:
                sys.exit(f"no place of {year} has coordinates")
            for points in (False, True):
                start = time.perf_counter()
                score = measure(truths, index, points=points)
                print(
                    f"{year}  {'with' if points else 'none':>6}  {score.cities:>6}  "
                    f"{score.matched:>5} {score.share:>6.1%}  {score.precision:>6.2%}  "
                    f"{score.likely:>6}  {score.asked:>5}  "
                    f"{score.same_number:>5} of {score.numbered:>4}  "
                    f"{time.perf_counter() - start:>7.1f}"
                )
                for text in score.wrong[: chosen.wrong]:
                    print(f"      {text}")
                share, right = TARGETS[points]
                missed += score.share < share or score.precision < right
    print("targets missed: " + str(missed) if missed else "all targets reached")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
