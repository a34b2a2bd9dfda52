"""One table of what is measured most: start-up, the build, and what reads a whole graph.

    python benchmarks/table.py [--sizes 1,10] [--data FOLDER] [--runs 15]

Markdown, with the day and the machine; the numbers in the documentation come from it. Seconds are
those of the processor; a ratio is to what is named, in the same run.
"""

from __future__ import annotations

import argparse
import datetime
import platform
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import memory
import startup


def machine() -> str:
    """The processor as the system names it, and the interpreter."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text("utf-8", "replace").splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        name = f"{len(names)} × {names[0]}" if names else name
    return f"{name}, {platform.system()}, Python {platform.python_version()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1,10", help="multiples of the shipped data")
    parser.add_argument("--data", default="", help="a folder of tables to measure too")
    parser.add_argument("--runs", type=int, default=15, help="runs of each command that starts")
    given = parser.parse_args()
    print(f"{datetime.date.today()}, {machine()}\n")
    print("| size | step | CPU s | peak MB | ratio |")
    print("|---|---|---:|---:|---|")
    for name, (cpu, times, peak) in startup.measured(given.runs)[0].items():
        print(f"| 1x | {name} | {cpu:.3f} | {peak:.0f} | {times:.1f} bare starts |", flush=True)
    took: dict[tuple[str, str], float] = {}
    sizes = [int(size) for size in given.sizes.split(",") if size]
    for step in memory.steps(sizes, given.data):
        took[step.size, step.name] = step.cpu
        ratio = ""
        if step.name == "raw load":
            ratio = f"the build took {took[step.size, 'build'] / step.cpu:.2f} of it"
        cpu, peak = f"{step.cpu:.2f}", f"{step.peak:.0f}"
        if step.name.endswith("MB"):
            cpu, peak = "", f"{step.cpu:.1f} on disk"
        print(f"| {step.size} | {step.name.removesuffix(', MB')} | {cpu} | {peak} | {ratio} |",
              flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
