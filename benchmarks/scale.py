"""Builds in partitions: what each engine adds, and how time and memory grow.

    python benchmarks/scale.py [--engines serial,pool:2] [--claims 100000] [--tables 10000000]

Claims are copies of the shipped ones, and of the twin towns of the world if CITYTIES_WORLD names
their folder, each copy between other pairs of the same cities: a register of the same world grows
in claims, not in cities. ``--engines`` makes the same parts by each engine, interleaved;
``--claims`` builds graphs of these sizes in one process after the other; ``--tables`` writes the
readings of so many claims alone, as Parquet. Each step is a process of its own; CPU seconds are
those of it and its children (of Dask and Spark, what runs here: their workers are not children).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

COPIES = 25_000  # rows of a Parquet file


def base(world: str, folder: Path):
    """The claims that are copied, with everything that they name."""
    from cityties.base import resources
    from cityties.loaders.tables import load_folder, merge

    tables = load_folder(resources.data_dir())
    if world:
        words = ["load", "links", f"{world}/twinnings-2016.tsv", "-o", str(folder / "world")]
        words += ["--places", f"{world}/places.csv", "--name", "World", "--date", "2016-09"]
        subprocess.run(
            [sys.executable, "-m", "cityties", "-q", *words], check=True, stdout=subprocess.DEVNULL
        )
        tables = merge(tables, load_folder(folder / "world", known=tables))
    else:
        print("CITYTIES_WORLD names no folder: only the shipped claims are copied")
    return tables


def write_copies(folder: Path, claims: int, world: str) -> None:
    """A data set of so many claims; the first copy is the original."""
    import pyarrow as pa
    from pyarrow import parquet

    from cityties.model.identifiers import parse_tie_id, tie_id
    from cityties.model.table_names import TABLES
    from cityties.model.tables import row_cells, table_bytes

    tables = base(world, Path(tempfile.mkdtemp(dir=folder.parent)))
    cities = sorted(place.id for place in tables.places if place.kind == "city")
    places = {city: number for number, city in enumerate(cities)}

    def plain(claim) -> bool:
        """Whether a claim names only cities: bodies and people stay in the original."""
        agents = {*claim.parties, *claim.actor, *claim.target, claim.said_by, claim.side} - {""}
        return places.keys() >= agents and not claim.people and not claim.via

    def named(reference: str, copy: int) -> str:
        """What a reference is in a copy: cities, events, claims and ties are others."""
        if reference.startswith("tie/"):
            parties, kind = parse_tie_id(reference)
            return tie_id([named(party, copy) for party in parties], kind)
        if reference in places:
            return cities[(places[reference] + copy * 7919) % len(cities)]
        if reference.startswith(("ev-", "list-", "c-")):
            return f"{reference}-x{copy}"
        first, at, rest = reference.partition("@")
        return f"{named(first, copy)}@{rest}" if at else reference

    def copied(claim, copy: int):
        def each(references):
            return tuple(named(one, copy) for one in references)

        return replace(
            claim, id=named(claim.id, copy), about=named(claim.about, copy),
            act=named(claim.act, copy), part_of=named(claim.part_of, copy),
            parties=each(claim.parties), actor=each(claim.actor), target=each(claim.target),
            side=named(claim.side, copy), contradicts=each(claim.contradicts),
            condition_on=each(claim.condition_on), excluding=each(claim.excluding),
            said_by=named(claim.said_by, copy),
        )  # fmt: skip

    kept = [claim for claim in tables.claims if plain(claim)]
    data = folder / "registry"
    data.mkdir(parents=True)
    for table in TABLES:
        rows = getattr(tables, table)
        if table != "claims" and rows:
            (data / f"{table}.csv").write_bytes(table_bytes(table, rows))
    (folder / "set" / "claims").mkdir(parents=True)
    names = list(row_cells("claims", tables.claims[0]))
    schema = pa.schema([(name, pa.string()) for name in names])
    made = number = copy = 0
    while made < claims:
        claims_here = kept if copy else tables.claims
        for start in range(0, len(claims_here), COPIES):
            some = claims_here[start : start + COPIES][: claims - made]
            rows = [row_cells("claims", copied(claim, copy) if copy else claim) for claim in some]
            if rows:
                columns = {name: [row.get(name) or None for row in rows] for name in names}
                path = folder / "set" / "claims" / f"{number:06}.parquet"
                parquet.write_table(pa.table(columns, schema=schema), path, compression="zstd")
            made, number = made + len(rows), number + 1
        copy += 1


def step(words: list[str]) -> dict[str, float]:
    """One build in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--step", *words], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def run_step(engine: str, folder: str, into: str, parts: str, form: str) -> None:
    from cityties.engines.address import open_executor
    from cityties.scale.build import build_parts

    start = time.perf_counter()
    with open_executor(engine) as executor:
        ready = time.perf_counter()
        built = build_parts(
            [f"{folder}/registry", f"{folder}/set"], Path(into), executor,
            parts=int(parts), form=form, shipped=False,
        )  # fmt: skip
        done = time.perf_counter()
    here, below = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(
        json.dumps(
            {
                "id": built.id, "claims": built.counts["claims"],
                "quads": built.counts.get("quads", 0), "start": ready - start, "job": done - ready,
                "cpu": here.ru_utime + here.ru_stime + below.ru_utime + below.ru_stime,
                "peak": max(here.ru_maxrss, below.ru_maxrss) / 1024,
            }
        )
    )  # fmt: skip


def size(folder: Path) -> float:
    """Size of a folder in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engines", default="", help="addresses, separated by commas")
    parser.add_argument("--claims", default="", help="sizes of whole graphs, separated by commas")
    parser.add_argument("--tables", type=int, default=0, help="claims of readings as Parquet")
    parser.add_argument("--parts", type=int, default=0, help="partitions (default: by the size)")
    parser.add_argument("--size", type=int, default=70_000, help="claims of --engines")
    parser.add_argument("--rounds", type=int, default=1, help="how often each engine is tried")
    parser.add_argument("--engine", default="serial", help="the engine of --claims and --tables")
    parser.add_argument("--step", nargs=5, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.step:
        run_step(*chosen.step)
        return
    world = os.environ.get("CITYTIES_WORLD", "")
    print(f"{'what':<34} {'claims':>10} {'triples':>11} {'parts':>5} {'start s':>7} {'job s':>7} "
          f"{'CPU s':>7} {'peak MB':>8} {'disk MB':>8}")  # fmt: skip

    def show(what: str, folder: Path, into: Path, parts: int, engine: str, form: str) -> float:
        done = step([engine, str(folder), str(into), str(parts), form])
        print(f"{what:<34} {done['claims']:>10,} {done['quads']:>11,} {parts:>5} "
              f"{done['start']:>7.1f} {done['job']:>7.1f} {done['cpu']:>7.1f} "
              f"{done['peak']:>8,.0f} {size(into):>8,.0f}", flush=True)  # fmt: skip
        return done["id"]

    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        if chosen.engines:
            folder = top / "engines"
            write_copies(folder, chosen.size, world)
            ids = set()
            for number in range(chosen.rounds):
                for engine in re.split(r",(?=[a-z])", chosen.engines):
                    into = top / f"parts-{number}-{len(list(top.iterdir()))}"
                    ids.add(show(engine, folder, into, chosen.parts or 8, engine, "nquads"))
            print("content ids:", len(ids), "(1 is right)")
        for claims in map(int, filter(None, chosen.claims.split(","))):
            folder = top / f"whole-{claims}"
            write_copies(folder, claims, world)
            parts = chosen.parts or max(2, claims // 50_000)
            show("whole graph", folder, top / f"into-{claims}", parts, chosen.engine, "nquads")
        if chosen.tables:
            folder = top / f"tables-{chosen.tables}"
            write_copies(folder, chosen.tables, world)
            parts = chosen.parts or max(2, chosen.tables // 100_000)
            into = top / f"tables-into-{chosen.tables}"
            show("readings alone, Parquet", folder, into, parts, chosen.engine, "parquet")


if __name__ == "__main__":
    main()
