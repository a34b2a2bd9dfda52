"""Estimates of centrality: how often their intervals hold, and what a large graph takes.

    python benchmarks/sampling.py [--runs 20] [--parts coverage,large]

*coverage*: on graphs whose exact values are known, seeds one after another. *all* is the share of
the runs in which every interval held at once, which is what the confidence promises; *each* the
share of single intervals; *off* the largest difference of any estimate, and *half* the widest
half of an interval, both on the scale of the error.

*large*: a million nodes, two million edges; each measure in a process of its own, for its memory.
*ranking* is what ``cityties centrality --approximate`` does after the store was read: all three,
from a networkx graph, whose own memory is the largest part.

The graph of the world is as in ``centrality.py``.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx

sys.path.insert(0, str(Path(__file__).parent))

from table import machine

import centrality

CONFIDENCE = 0.95
ERRORS = {"betweenness": (0.01, 0.03), "closeness": (0.03, 0.05), "harmonic": (0.03, 0.05)}
TOP = 10


def graphs() -> Iterator[tuple[str, Any]]:
    """Graphs of different shapes, small enough for exact values."""
    from cityties.centrality import csr

    graph, name = centrality.world()
    yield name.removeprefix("the "), csr.from_networkx(graph)
    yield "attachment", csr.from_networkx(nx.powerlaw_cluster_graph(10_000, 2, 0.5, seed=1))
    yield "small world", csr.from_networkx(nx.watts_strogatz_graph(5_000, 6, 0.05, seed=1))
    yield "grid", csr.from_networkx(nx.grid_2d_graph(60, 60))
    yield "tree", csr.from_networkx(nx.barabasi_albert_graph(5_000, 1, seed=1))
    yield (
        "two parts",
        csr.from_networkx(
            nx.disjoint_union(nx.gnm_random_graph(3_000, 9_000, seed=1), nx.cycle_graph(1_000))
        ),
    )


def coverage(runs: int) -> None:
    """How often the intervals hold."""
    import numpy as np

    from cityties.centrality import distances, sampling
    from cityties.centrality.betweenness import node_scores

    print("| graph | measure | error | all | each | samples | off | half | CPU s | exact CPU s |")
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name, graph in graphs():
        exact = {
            "betweenness": lambda g: node_scores(g) / ((g.n - 1) * (g.n - 2)),
            "closeness": distances.closeness_values,
            "harmonic": distances.harmonic_values,
        }
        for measure, run in sampling.SAMPLED.items():
            graph.__dict__.pop("_distances", None)
            cpu = time.process_time()
            right = exact[measure](graph)
            whole = time.process_time() - cpu
            scale = graph.n - 1 if measure == "harmonic" else 1.0
            for error in ERRORS[measure]:
                held, single, off, half, samples = 0, 0, 0.0, 0.0, 0
                cpu = time.process_time()
                for seed in range(runs):
                    found = run(graph, error=error, confidence=CONFIDENCE, seed=seed)
                    inside = (found.low <= right + 1e-9) & (right <= found.high + 1e-9)
                    held += bool(inside.all())
                    single += int(inside.sum())
                    samples = max(samples, found.samples)
                    off = max(off, float(np.abs(found.values - right).max()) / scale)
                    half = max(half, float((found.high - found.low).max()) / 2 / scale)
                cpu = (time.process_time() - cpu) / runs
                print(
                    f"| {name} | {measure} | {error:g} | {held / runs:.0%} "
                    f"| {single / runs / graph.n:.4%} | {samples or 'exact'} | {off:.2g} "
                    f"| {half:.2g} | {cpu:.2f} | {whole:.2f} |",
                    flush=True,
                )


def grown(n: int) -> tuple[list[int], list[int]]:
    """Ends of the edges of a graph in which each new node joins two ends of earlier edges."""
    draw = random.Random(1)
    tails, heads, ends = [0], [1], [0, 1]
    for node in range(2, n):
        for other in (draw.choice(ends), draw.choice(ends)):
            tails.append(node)
            heads.append(other)
            ends += (node, other)
    return tails, heads


def large(nodes: int, error: float) -> None:
    """Each measure on a large graph."""
    print(f"| {nodes:,} nodes, error {error:g} | samples | wall s | CPU s | peak MiB | graph MiB |")
    print("|---|---:|---:|---:|---:|---:|")
    for measure in (*ERRORS, "ranking"):
        found = centrality.child(measure, str(nodes), str(error), script=__file__)
        print(
            f"| {measure}, {found['m']:,} edges | {found['samples']:,} | {found['wall']:.0f} "
            f"| {found['cpu']:.1f} | {found['peak']:.0f} | {found['before']:.0f} |",
            flush=True,
        )


def be_child(measure: str, nodes: int, error: float) -> dict[str, float]:
    """Estimate one measure on the large graph, or rank by all; its time and memory."""
    from cityties.analysis.measures import chosen
    from cityties.analysis.options import Options
    from cityties.analysis.table import ranking
    from cityties.centrality import csr, sampling

    graph: Any = csr.from_edges(*grown(nodes), nodes)
    edges = graph.m
    if measure == "ranking":
        graph = csr.to_networkx(graph)
    before = centrality.peak()
    wall, cpu = time.perf_counter(), time.process_time()
    if measure == "ranking":
        options = Options(
            whole=True, one_source=True, runs=0, approximate=error, confidence=CONFIDENCE, top=TOP
        )
        samples = max(ranking(graph, chosen(list(ERRORS)), options=options).samples.values())
    else:
        samples = sampling.SAMPLED[measure](graph, error=error, confidence=CONFIDENCE).samples
    return {
        "m": edges,
        "samples": samples,
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "before": before,
        "peak": centrality.peak(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=20, help="seeds of each row")
    parser.add_argument("--parts", default="coverage,large")
    parser.add_argument("--nodes", type=int, default=1_000_000, help="of the large graph")
    parser.add_argument("--error", type=float, default=0.01, help="of the large graph")
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        print(json.dumps(be_child(asked.child[0], int(asked.child[1]), float(asked.child[2]))))
        return
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{datetime.date.today()}, {machine()}{load}; {CONFIDENCE:.0%} confidence\n")
    if "coverage" in asked.parts.split(","):
        coverage(asked.runs)
    if "large" in asked.parts.split(","):
        large(asked.nodes, asked.error)


if __name__ == "__main__":
    main()
