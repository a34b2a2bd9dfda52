"""Start-up of the command line, beside a bare Python in the same run.

Prints the ratio of each command's processor time to that of ``python -c pass`` (medians of
interleaved runs, byte code compiled), and peak memory. The confined process of a query counts
too, which ends with the command. Of a listing that was asked before, the answer is kept; ``first
time`` is without it. Below are what commands are measured by: the import of click,
that of networkx and numpy, and the engine alone with the same question.

    python benchmarks/startup.py [--runs 15] [--beside FOLDER]

``--beside`` names the ``graph`` folder of another checkout, whose commands run in between.
"""

from __future__ import annotations

import argparse
import compileall
import contextlib
import ctypes
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cityties

ASK = "ASK { id:isfahan a ct:City }"
FIRST = ", first time"
COMMANDS = {
    "--version": ["--version"],
    "--help": ["--help"],
    "query ASK": ["query", ASK, "-f", "json"],
    "centrality isfahan": ["centrality", "isfahan"],
}
LISTINGS = {
    "ties isfahan -f json": ["ties", "isfahan", "-f", "json"],
    "ties isfahan": ["ties", "isfahan"],
    "history isfahan freiburg -f json": ["history", "isfahan", "freiburg", "-f", "json"],
    "counts isfahan -f json": ["counts", "isfahan", "-f", "json"],
}
for _name, _words in LISTINGS.items():  # what is asked for the first time is asked again next
    COMMANDS |= {_name + FIRST: _words, _name: _words}
BARE = "python -c pass"
# The installed command runs these two lines.
ENTRY = "from cityties.cli import run; run()"
LIMITS = {
    "import click": "import click",
    "import networkx, numpy": "import networkx, numpy",
    "Oxigraph alone": (
        "import os, pyoxigraph as ox; s = ox.Store.read_only(os.environ['QUADS']);"
        "bool(s.query('ASK { <https://w3id.org/cityties/id/isfahan> a ?c }'))"
    ),
}


def adopt() -> None:
    """Let what a command leaves behind be ours, so that its time is counted (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def once(words: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Wall seconds of one run, and processor seconds of it and of all that it started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, *words], env=environment, check=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wall = time.perf_counter() - start
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    return wall, cpu


def forget(environment: dict[str, str]) -> None:
    """Delete the answers of listings that are kept."""
    for folder in Path(environment["CITYTIES_CACHE"]).glob("graphs/*/answers"):
        shutil.rmtree(folder)


def peak(words: list[str], environment: dict[str, str]) -> float:
    """Peak resident memory of one run, in MiB."""
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, "
        "stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, sys.executable, *words],
        env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return int(done.stdout) / 1024


def prepared(package: Path, cache: str) -> dict[str, str]:
    """The environment in which one checkout runs: compiled, and its graph built."""
    compileall.compile_dir(package, quiet=1)
    environment = {**os.environ, "CITYTIES_CACHE": cache, "PYTHONPATH": str(package.parent)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    once(["-c", ENTRY, "build"], environment)
    once(["-c", ENTRY, "query", ASK], environment)
    environment["QUADS"] = str(next(Path(cache).glob("graphs/*/quads")))
    return environment


def measured(
    runs: int, packages: tuple[Path, ...] = (Path(cityties.__file__).parent,)
) -> list[dict[str, tuple[float, float, float]]]:
    """Processor seconds of each command, as multiples of a bare Python's, and its peak in MiB.

    One table for each checkout; the first has the limits too.
    """
    adopt()
    with contextlib.ExitStack() as stack:
        folders = [stack.enter_context(tempfile.TemporaryDirectory()) for _each in packages]
        places = [prepared(*each) for each in zip(packages, folders, strict=True)]
        jobs = {(0, BARE): ["-c", "pass"]}
        jobs |= {(0, name): ["-c", code] for name, code in LIMITS.items()}
        for name, words in COMMANDS.items():
            jobs |= {(at, name): ["-c", ENTRY, *words] for at in range(len(places))}
        cpus: dict[tuple[int, str], list[float]] = {job: [] for job in jobs}
        for _ in range(runs):
            for job, words in jobs.items():
                if job[1].endswith(FIRST):
                    forget(places[job[0]])
                cpus[job].append(once(words, places[job[0]])[1])
        bare = statistics.median(cpus[0, BARE])
        found: list[dict[str, tuple[float, float, float]]] = [{} for _each in places]
        for (at, name), words in jobs.items():
            middle = statistics.median(cpus[at, name])
            if name.endswith(FIRST):
                forget(places[at])
            found[at][name] = middle, middle / bare, peak(words, places[at])
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--beside", type=Path, help="the graph folder of another checkout")
    given = parser.parse_args()
    beside = (given.beside.resolve() / "cityties",) if given.beside else ()
    ours, *others = measured(given.runs, (Path(cityties.__file__).parent, *beside))
    other = others[0] if others else {}
    head = f"{'command':44} {'cpu ms':>8} {'x bare':>7} {'MiB':>6}"
    print(f"{head} {'beside':>8}" if other else head)
    for name, (cpu, times, memory) in ours.items():
        line = f"{name:44} {cpu * 1e3:8.1f} {times:7.1f} {memory:6.0f}"
        print(f"{line} {other[name][1]:8.1f}" if name in other else line)


if __name__ == "__main__":
    main()
