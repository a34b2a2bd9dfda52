"""What it costs to give measures to an engine: each engine beside the threads of this process.

Blocks of sources (betweenness, harmonic centrality; sent although they are short), and runs with
ties left out (betweenness, closeness, PageRank), interleaved, medians. For each engine: how long
it takes to begin, by the clock and in processor seconds of all processes, the ratio to threads,
and whether all values are equal to the last bit.

    pip install -e '.[dask,spark]'
    CITYTIES_WORLD=folder-of-twinnings-2016.tsv python benchmarks/blocks.py [--runs 3]

Without the file a made graph is taken, as in ``centrality.py``, and that is said.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil

from centrality import world
from cityties.centrality import csr, parallel, resample
from cityties.centrality.betweenness import node_scores
from cityties.centrality.distances import harmonic_values
from cityties.engines.address import open_executor

RESAMPLED = ("betweenness", "closeness", "pagerank")


@contextlib.contextmanager
def dask() -> Iterator[str]:
    """A scheduler and two workers, each a process."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scheduler.json"
        common = ["--no-dashboard", "--scheduler-file", str(file), "--host", "127.0.0.1"]

        def start(module: str, *more: str) -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{module}", *common, *more],
                cwd=folder, stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip

        started = [start("dask_scheduler", "--port", "0")]
        try:
            started += [start("dask_worker", "--nthreads", "1") for _worker in range(2)]
            from distributed import Client

            while not file.is_file() or not file.stat().st_size:
                time.sleep(0.1)
            with Client(scheduler_file=str(file), timeout=30, set_as_default=False) as client:
                client.wait_for_workers(2, timeout=60)
                address = client.scheduler.address
            yield "dask://" + address.removeprefix("tcp://")
        finally:
            for process in started:
                os.killpg(process.pid, signal.SIGTERM)
            for process in started:
                process.wait(20)


def processor(*, java: bool) -> float:
    """Processor seconds of this process and of all that it started, with or without Spark's.

    Spark's idle workers end now and then, and take their seconds with them.
    """
    spent = 0.0
    waiting = [psutil.Process()]
    while waiting:
        with contextlib.suppress(psutil.Error):
            process = waiting.pop()
            spent += sum(process.cpu_times()[:4])  # of ended children too
            waiting += [
                child for child in process.children() if java or not child.name().startswith("java")
            ]
    return spent


def timed(work: Callable[[], Any], *, java: bool) -> tuple[float, float, Any]:
    """Seconds by the clock, processor seconds, and the result."""
    wall, cpu = time.perf_counter(), processor(java=java)
    found = work()
    return time.perf_counter() - wall, processor(java=java) - cpu, found


def works(graph: csr.Graph, runs: int) -> dict[str, Callable[[], list[bytes]]]:
    """What is measured; each gives the bytes of its values."""

    def fresh() -> csr.Graph:
        return csr.Graph(**graph.__getstate__())  # nothing kept from the last time

    def resampled() -> list[bytes]:
        found = resample.table(fresh(), RESAMPLED, runs=runs, values=True)
        return [each.values.tobytes() for each in found.values() if each.values is not None]

    def sent(measure: Callable[[csr.Graph], Any]) -> Callable[[], list[bytes]]:
        def work() -> list[bytes]:
            usual, parallel.BLOCKS = parallel.BLOCKS, 36  # fewer than there are batches
            try:
                return [measure(fresh()).tobytes()]
            finally:
                parallel.BLOCKS = usual

        return work

    return {
        "betweenness, in blocks": sent(node_scores),
        "harmonic, in blocks": sent(harmonic_values),
        f"{runs} runs of {len(RESAMPLED)} measures": resampled,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="how often everything is measured")
    parser.add_argument("--drawn", type=int, default=40, help="runs with ties left out")
    parser.add_argument("--without", default="", help="leave out these engines: dask,spark")
    asked = parser.parse_args()
    graph, name = world()
    made = csr.from_networkx(graph)
    print(f"{name}: {made.n:,} nodes, {made.m:,} edges; load {os.getloadavg()[0]:.1f}")
    with contextlib.ExitStack() as stack:
        addresses = {"threads": "serial", "pool:2": "pool:2"}
        if find_spec("distributed") and "dask" not in asked.without:
            addresses["Dask, 2 workers"] = stack.enter_context(dask())
        if find_spec("pyspark") and "spark" not in asked.without:
            addresses["Spark, 2 executors"] = "spark:local-cluster[2,1,900]"
        executors = {}
        for label, address in addresses.items():
            begin, _cpu, executors[label] = timed(
                lambda address=address: stack.enter_context(open_executor(address)), java=True
            )
            print(f"  {label:22}{begin:8.2f} s to begin", flush=True)
        todo = works(made, asked.drawn)
        spent: dict[tuple[str, str], list[tuple[float, float]]] = {}
        values: dict[str, list[bytes]] = {}
        equal = dict.fromkeys(addresses, True)
        for _run in range(asked.runs):
            for work, do in todo.items():
                for label, executor in executors.items():
                    with parallel.engine(executor):
                        wall, cpu, found = timed(do, java=executor.name == "spark")
                    spent.setdefault((work, label), []).append((wall, cpu))
                    equal[label] &= values.setdefault(work, found) == found
    print(f"\n  {'':26}{'':22}{'wall s':>8}{'cpu s':>8}{'times threads: wall':>22}{'cpu':>7}")
    for work in todo:
        middle = {
            label: [statistics.median(one) for one in zip(*spent[work, label], strict=True)]
            for label in addresses
        }
        for label, (wall, cpu) in middle.items():
            first = middle["threads"]
            print(
                f"  {work:26}{label:22}{wall:8.2f}{cpu:8.2f}{wall / first[0]:22.1f}"
                f"{cpu / first[1]:7.1f}"
            )
    print("\n  equal to the last bit: " + ", ".join(label for label, same in equal.items() if same))


if __name__ == "__main__":
    main()
