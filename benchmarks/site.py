"""Size and time of a site of the shipped data, and of a second build after one changed claim.

    python benchmarks/site.py

Times are process CPU time, and as a ratio to building the graph, in one run. What is asked of it:
at most 20 s of processor time and 40 MB.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from cityties.api import CityGraph
from cityties.base import resources
from cityties.loaders.tables import load_folder
from cityties.site.folder import write_site
from cityties.store.build import build


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    start, wall = time.process_time(), time.perf_counter()
    made = work()
    return made, round(time.process_time() - start, 2), round(time.perf_counter() - wall, 2)


def main() -> None:
    tables = load_folder(resources.data_dir())
    graph, building, _wall = timed(lambda: CityGraph(build(tables)))
    first = tables.claims[0]
    other = replace(tables, claims=(replace(first, note=first.note + "."), *tables.claims[1:]))
    with tempfile.TemporaryDirectory() as here:
        folder = Path(here) / "site"
        made, cpu, wall = timed(lambda: write_site(graph, folder))
        same, again, _wall = timed(lambda: write_site(graph, folder))
        assert not same.written, "the second build wrote something"
        changed, change, _wall = timed(lambda: write_site(CityGraph(build(other)), folder))
        sqlite, database, _wall = timed(lambda: graph.export("sqlite"))
    print(
        json.dumps(
            {
                "files": made.files,
                "megabytes": round(made.bytes / 1e6, 1),
                "cpu_s": cpu,
                "wall_s": wall,
                "build_cpu_s": building,
                "times_the_build": round(cpu / building, 1),
                "again_cpu_s": again,
                "written_after_one_changed_claim": len(changed.written),
                "removed_after_one_changed_claim": len(changed.removed),
                "changed_cpu_s": change,
                "sqlite_megabytes": round(len(sqlite) / 1e6, 1),
                "sqlite_cpu_s": database,
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
