"""Start-up of the command line, beside a bare Python in the same run.

Prints the ratio of each command's time to that of ``python -c pass`` (medians of
interleaved runs, byte code compiled), and peak memory.

    python benchmarks/startup.py [--runs 15]
"""

from __future__ import annotations

import argparse
import compileall
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cityties

COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "--version": ["-m", "cityties", "--version"],
    "--help": ["-m", "cityties", "--help"],
    "ties isfahan -f json": ["-m", "cityties", "ties", "isfahan", "-f", "json"],
    "history isfahan freiburg -f json": [
        "-m", "cityties", "history", "isfahan", "freiburg", "-f", "json",
    ],
    "counts isfahan -f json": ["-m", "cityties", "counts", "isfahan", "-f", "json"],
    "query ASK": ["-m", "cityties", "query", "ASK { id:isfahan a ct:City }", "-f", "json"],
}  # fmt: skip


def once(words: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Wall seconds and CPU seconds of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run([sys.executable, *words], env=environment, check=True, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    return wall, cpu


def peak(words: list[str], environment: dict[str, str]) -> float:
    """Peak resident memory of one run, in MiB."""
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, "
        "stdout=subprocess.DEVNULL); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, sys.executable, *words],
        env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return int(done.stdout) / 1024


def measured(runs: int) -> dict[str, tuple[float, float, float]]:
    """CPU seconds of each command, as multiples of a bare Python's, and its peak in MiB."""
    compileall.compile_dir(Path(cityties.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "CITYTIES_CACHE": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        subprocess.run(
            [sys.executable, "-m", "cityties", "build"], env=environment, check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        cpus: dict[str, list[float]] = {name: [] for name in COMMANDS}
        for _ in range(runs):
            for name, words in COMMANDS.items():
                cpus[name].append(once(words, environment)[1])
        bare = statistics.median(cpus["python -c pass"])
        return {
            name: (
                statistics.median(cpus[name]),
                statistics.median(cpus[name]) / bare,
                peak(words, environment),
            )
            for name, words in COMMANDS.items()
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    compileall.compile_dir(Path(cityties.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "CITYTIES_CACHE": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        subprocess.run(
            [sys.executable, "-m", "cityties", "build"],
            env=environment, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        walls: dict[str, list[float]] = {name: [] for name in COMMANDS}
        cpus: dict[str, list[float]] = {name: [] for name in COMMANDS}
        for _ in range(runs):
            for name, words in COMMANDS.items():
                wall, cpu = once(words, environment)
                walls[name].append(wall)
                cpus[name].append(cpu)
        bare_wall = statistics.median(walls["python -c pass"])
        bare_cpu = statistics.median(cpus["python -c pass"])
        print(f"{'command':36} {'wall ms':>8} {'x bare':>7} {'cpu ms':>8} {'x bare':>7} {'MiB':>6}")
        for name, words in COMMANDS.items():
            wall, cpu = statistics.median(walls[name]), statistics.median(cpus[name])
            print(
                f"{name:36} {wall * 1e3:8.1f} {wall / bare_wall:7.1f} {cpu * 1e3:8.1f} "
                f"{cpu / bare_cpu:7.1f} {peak(words, environment):6.0f}"
            )


if __name__ == "__main__":
    main()
