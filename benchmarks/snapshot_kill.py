"""kill -9 at random moments of writing a snapshot: the old one or the new one, never a mix.

    python benchmarks/snapshot_kill.py [KILLS]

The shipped data is rendered once. Each round forks a process that writes the snapshot under a
new version, as `create_snapshot` does, and kills it after a random part of the time that a
whole write takes; half of the kills fall into its last third, where the folder is renamed and
CURRENT is swapped. After each kill the current snapshot is read, and every file of it compared
with its checksum. POSIX only.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from cityties.snapshot import release
from cityties.snapshot.manifest import describe
from cityties.store.build import Graph, open_or_build
from cityties.store.snapshots import SHELF, read_snapshot


def start(graph: Graph, root: Path, version: str) -> int:
    """Fork a writer of this version; returns its process id."""
    process = os.fork()
    if process == 0:
        try:
            release.create_snapshot(graph, root, version=version, keep=2)
        finally:
            os._exit(0)
    return process


def main(kills: int) -> int:
    root = Path(tempfile.mkdtemp()) / "releases"
    graph = open_or_build()
    made = release.render(graph, describe(graph))
    # Rendering writes nothing, so it is not what is killed: only the writing is repeated.
    release.render = lambda _graph, about, **_more: replace(made, about=about)
    times = []
    for number in range(5):
        begun = time.perf_counter()
        os.waitpid(start(graph, root, f"measure-{number}"), 0)
        times.append(time.perf_counter() - begun)
    whole = sorted(times)[2]
    current = read_snapshot(root).manifest["version"]
    outcomes: Counter[str] = Counter()
    rng = random.Random(2026)
    begun = time.perf_counter()
    for number in range(kills):
        new = f"v{number}"
        process = start(graph, root, new)
        share = rng.uniform(0, 1.2) if number % 2 else rng.uniform(0.66, 1.2)
        time.sleep(share * whole)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        found = read_snapshot(root)
        version, faults = found.manifest["version"], list(found.faults())
        if version not in (current, new) or faults:
            print(f"kill {number}: MIXED: {version}, {faults}")
            return 1
        left = any(path.name.endswith(".part") for path in root.iterdir())
        outcomes["new" if version == new else "old" if left else "old, nothing begun"] += 1
        current = version
    os.waitpid(start(graph, root, "last"), 0)
    clean = not [path for path in root.iterdir() if path.name.endswith(".part")]
    print(
        f"{kills} kills in {time.perf_counter() - begun:.0f} s (a whole write takes "
        f"{whole:.2f} s): {dict(outcomes)}; mixes: 0; the next write succeeded: "
        f"{read_snapshot(root).manifest['version'] == 'last'}, leftovers cleared: {clean}, "
        f"snapshots kept: {len(SHELF.entries(root))}"
    )
    shutil.rmtree(root.parent)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
