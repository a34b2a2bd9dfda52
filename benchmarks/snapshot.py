"""Sizes and times of a snapshot at 1, 10 and 40 times the shipped claims.

    python benchmarks/snapshot.py [--sizes 1,10,40]

Forty times the shipped claims is about the world's twin towns as the public lists have them
(34,000 pairs). The larger sizes are made as in `benchmarks/build.py`. Times are process CPU
time; each size runs in a process of its own, so that its peak of memory is its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import build as bench

from cityties.base import resources
from cityties.loaders.tables import load_folder
from cityties.snapshot.diff import compare, open_side
from cityties.snapshot.release import create_snapshot
from cityties.snapshot.verify import verify_snapshot
from cityties.store.build import build, open_or_build


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    made = work()
    return made, round(time.process_time() - start, 2)


def one(times: int) -> dict[str, Any]:
    tables = bench.multiplied(load_folder(resources.data_dir()), times)
    graph, building = timed(lambda: build(tables))
    with tempfile.TemporaryDirectory() as folder:
        made, creating = timed(lambda: create_snapshot(graph, Path(folder) / "r"))
        _graph, opening = timed(
            lambda: open_or_build(shipped=False, store_dir=made.folder, cache=False)
        )
        verdict, verifying = timed(lambda: verify_snapshot(made.folder))
        assert verdict.is_right, verdict.differences[:3]

        def day(text: str) -> Any:
            from cityties.api import read_day

            return read_day(text)

        _diff, differing = timed(
            lambda: compare(
                *(open_side(text, lambda: graph, day=day) for text in ("2021-06-01", "all"))
            )
        )
        sizes = {entry["path"]: entry["bytes"] for entry in made.manifest["files"]}
    return {
        "times": times,
        "claims": graph.counts["claims"],
        "quads": graph.counts["quads"],
        "build_s": building,
        "create_s": creating,
        "open_s": opening,
        "verify_s": verifying,
        "diff_s": differing,
        "total_mb": round(sum(sizes.values()) / 1e6, 1),
        "largest_mb": {
            path: round(size / 1e6, 1)
            for path, size in sorted(sizes.items(), key=lambda item: -item[1])[:6]
        },
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1,10,40")
    parser.add_argument("--one", type=int)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(one(given.one)))
        return
    for size in given.sizes.split(","):
        done = subprocess.run(
            [sys.executable, __file__, "--one", size], check=True, capture_output=True, text=True
        )
        print(done.stdout.strip(), flush=True)


if __name__ == "__main__":
    main()
