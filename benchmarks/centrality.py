"""The engine beside every library and networkx backend that is installed.

Prints, for each measure, the median wall and processor time of several interleaved runs,
from a networkx graph with text nodes to the values (conversion included), how far the
values are from the engine's, and the ratio to the engine. Then: growth with the size,
memory, the first ranking of a fresh install, the table with resampled intervals, how fast
arcs are visited, and what narrower vectors would give. Estimates have a script of their own,
``sampling.py``.

    python -m venv bench && bench/bin/pip install -e '.[fast]' igraph rustworkx networkit \
        rustnx franken-networkx nx-rustworkx nx-parallel scipy
    bench/bin/python benchmarks/centrality.py [--runs 5] [--parts engines,growth,…]

The graph is ``twinnings-2016.tsv`` in the folder that ``CITYTIES_WORLD`` names (10,055
cities, 17,401 ties); without it a made one with similar degrees, which is then said.
``*`` marks times scaled up from a sample of sources, because a full run takes minutes.
"""

from __future__ import annotations

import argparse
import gc
import importlib.metadata
import importlib.util
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx

SAMPLE = 24  # sources that networkx is given, of which the whole is scaled
PARTS = ("engines", "growth", "memory", "first", "table", "bounds", "vectors")
ROOT = Path(__file__).parents[1]
THREADS = str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())


# --- graphs ---------------------------------------------------------------------------


def world() -> tuple[nx.Graph, str]:
    """The graph, and what to call it."""
    folder = os.environ.get("CITYTIES_WORLD", "")
    path = Path(folder) / "twinnings-2016.tsv"
    graph: nx.Graph = nx.Graph()
    if folder and path.is_file():
        for line in path.read_text("utf-8").splitlines()[1:]:
            first, second = line.split("\t")
            if first != second:
                graph.add_edge(first, second)
        return graph, "the world graph of 2016"
    # Degrees of about the same spread: about half of the nodes have one tie, a few have a hundred.
    draw = random.Random(2016)
    degrees = [min(100, int(draw.paretovariate(1.25))) for _ in range(11_400)]
    degrees[0] += sum(degrees) % 2
    made = nx.Graph(nx.configuration_model(degrees, seed=2016))
    made.remove_edges_from(list(nx.selfloop_edges(made)))
    largest = made.subgraph(max(nx.connected_components(made), key=len))
    graph.add_edges_from((f"c{u}", f"c{v}") for u, v in largest.edges)
    return graph, "a MADE graph (CITYTIES_WORLD is not set)"


def attachment(n: int = 30_000) -> nx.Graph:
    """A graph grown by preferential attachment, with triangles and without hanging trees."""
    return nx.relabel_nodes(nx.powerlaw_cluster_graph(n, 2, 0.5, seed=1), str)


def lifted(graph: nx.Graph, times: int, seed: int = 1) -> nx.Graph:
    """Every node ``times`` over, every edge a random matching: the same degrees."""
    if times == 1:
        return graph
    draw = random.Random(seed)
    bigger: nx.Graph = nx.Graph()
    copies = list(range(times))
    for u, v in graph.edges:
        draw.shuffle(copies)
        bigger.add_edges_from((f"{u}.{i}", f"{v}.{j}") for i, j in enumerate(copies))
    return bigger


# --- engines --------------------------------------------------------------------------


@dataclass(frozen=True)
class Engine:
    """``run(graph)`` gives values by node, or a number; ``scale(graph)`` is 1 for full runs."""

    name: str
    package: str
    run: Callable[[nx.Graph], Any]
    scale: Callable[[nx.Graph], float] = lambda _graph: 1.0

    @property
    def installed(self) -> bool:
        try:
            importlib.metadata.version(self.package)
        except importlib.metadata.PackageNotFoundError:
            return False
        return True


def backend(function: str, name: str, **kwargs: Any) -> Callable[[nx.Graph], Any]:
    parts = function.split(".")

    def run(graph: nx.Graph) -> Any:
        graph.__networkx_cache__.clear()  # conversion is part of every run
        found: Any = nx
        for part in parts:
            found = getattr(found, part)
        return found(graph, backend=name, **kwargs)

    return run


def _igraph(graph: nx.Graph) -> Any:
    import igraph

    index = {node: place for place, node in enumerate(graph)}
    return igraph.Graph(len(index), [(index[u], index[v]) for u, v in graph.edges])


def _rustworkx(graph: nx.Graph) -> Any:
    import rustworkx

    index = {node: place for place, node in enumerate(graph)}
    made = rustworkx.PyGraph(multigraph=False)
    made.add_nodes_from(range(len(index)))
    made.extend_from_edge_list([(index[u], index[v]) for u, v in graph.edges])
    return made


def _networkit(graph: nx.Graph) -> Any:
    import networkit
    import numpy as np

    index = {node: place for place, node in enumerate(graph)}
    ends = np.array([(index[u], index[v]) for u, v in graph.edges], np.int64).reshape(-1, 2)
    return networkit.graph.GraphFromCoo(
        (np.ones(len(ends)), tuple(np.ascontiguousarray(ends.T))),
        n=len(index),
        directed=False,
        weighted=False,
    )


def by_node(graph: nx.Graph, values: Any, factor: float = 1.0) -> dict[Any, float]:
    return {node: float(value) * factor for node, value in zip(graph, values, strict=True)}


def _kit(make: Callable[[Any, Any], Any], factor: Callable[[int], float] = lambda _n: 1.0) -> Any:
    def run(graph: nx.Graph) -> Any:
        import networkit

        return by_node(graph, make(networkit, _networkit(graph)).run().scores(), factor(len(graph)))

    return run


def _rx(name: str, **kwargs: Any) -> Callable[[nx.Graph], Any]:
    def run(graph: nx.Graph) -> Any:
        import rustworkx

        found = getattr(rustworkx, name)(_rustworkx(graph), **kwargs)
        if isinstance(found, float):
            return found
        return by_node(graph, [found[i] for i in range(len(graph))])

    return run


def _ig(call: Callable[[Any], Any], factor: Callable[[int], float] = lambda _n: 1.0) -> Any:
    def run(graph: nx.Graph) -> Any:
        found = call(_igraph(graph))
        if isinstance(found, (int, float)):
            return float(found)
        return by_node(graph, found, factor(len(graph)))

    return run


def sample(graph: nx.Graph) -> list[Any]:
    return random.Random(7).sample(sorted(graph), min(SAMPLE, len(graph)))


def share(graph: nx.Graph) -> float:
    return len(graph) / len(sample(graph))


def pairs(n: int) -> float:
    return 2.0 / ((n - 1) * (n - 2))


# Backends that come with a name for networkx: what they are called, and their package.
BACKENDS = {
    "rustnx": "rustnx",
    "franken_networkx": "franken-networkx",
    "rustworkx": "nx-rustworkx",
}


def everywhere(function: str, **kwargs: Any) -> list[Engine]:
    """The engine and all backends that have the function."""
    found = [Engine("cityties", "cityties", backend(function, "cityties", **kwargs))]
    from networkx.utils.backends import backend_info

    short = function.rsplit(".", maxsplit=1)[-1]
    for name, package in BACKENDS.items():
        if short in backend_info.get(name, {}).get("functions", {}):
            found.append(Engine(f"{package} (backend)", package, backend(function, name, **kwargs)))
    return found


def measures() -> dict[str, list[Engine]]:
    """Per measure its engines; the engine itself first."""
    plain = {"backend": "networkx"}
    return {
        "betweenness": [
            *everywhere("betweenness_centrality"),
            Engine("igraph", "igraph", _ig(lambda g: g.betweenness(), pairs)),
            Engine("rustworkx", "rustworkx", _rx("betweenness_centrality", normalized=True)),
            Engine(
                "networkit",
                "networkit",
                _kit(lambda kit, g: kit.centrality.Betweenness(g, normalized=True)),
            ),
            Engine(
                "nx-parallel (backend)*",
                "nx-parallel",
                backend("betweenness_centrality", "parallel", k=SAMPLE, seed=1),
                share,
            ),
            Engine(
                "networkx*",
                "networkx",
                lambda g: nx.betweenness_centrality(g, k=SAMPLE, seed=1, **plain),
                share,
            ),
        ],
        "closeness": [
            *everywhere("closeness_centrality"),
            Engine("igraph", "igraph", _ig(lambda g: g.closeness())),
            Engine("rustworkx", "rustworkx", _rx("closeness_centrality")),
            Engine(
                "networkit",
                "networkit",
                _kit(
                    lambda kit, g: kit.centrality.Closeness(
                        g, True, kit.centrality.ClosenessVariant.GENERALIZED
                    )
                ),
            ),
            Engine(
                "networkx*",
                "networkx",
                lambda g: [nx.closeness_centrality(g, u, **plain) for u in sample(g)] and 0.0,
                share,
            ),
        ],
        "harmonic": [
            *everywhere("harmonic_centrality"),
            Engine("igraph", "igraph", _ig(lambda g: g.harmonic_centrality(), lambda n: n - 1.0)),
            Engine(
                "networkit",
                "networkit",
                _kit(lambda kit, g: kit.centrality.HarmonicCloseness(g, False)),
            ),
            Engine(
                "networkx*",
                "networkx",
                lambda g: nx.harmonic_centrality(g, sources=sample(g), **plain) and 0.0,
                share,
            ),
        ],
        "diameter": [
            *everywhere("diameter"),
            Engine("igraph", "igraph", _ig(lambda g: g.diameter())),
            Engine("networkit", "networkit", _kit_diameter),
            Engine(
                "networkx*",
                "networkx",
                lambda g: [nx.eccentricity(g, u, **plain) for u in sample(g)] and None,
                share,
            ),
        ],
        "mean distance": [
            *everywhere("average_shortest_path_length"),
            Engine("igraph", "igraph", _ig(lambda g: g.average_path_length())),
            Engine("rustworkx", "rustworkx", _rx("unweighted_average_shortest_path_length")),
            Engine(
                "networkx*",
                "networkx",
                lambda g: [nx.single_source_shortest_path_length(g, u) for u in sample(g)] and None,
                share,
            ),
        ],
        "pagerank": [
            *everywhere("pagerank", tol=1e-12, max_iter=1000),
            Engine("igraph", "igraph", _ig(lambda g: g.pagerank())),
            Engine("rustworkx", "rustworkx", _rx_pagerank),
            Engine(
                "networkit", "networkit", _kit(lambda kit, g: kit.centrality.PageRank(g, tol=1e-12))
            ),
            Engine(
                "networkx",
                "networkx",
                lambda g: nx.pagerank(g, tol=1e-12, max_iter=1000, **plain),
            ),
        ],
        "eigenvector": [
            *everywhere("eigenvector_centrality", tol=1e-10, max_iter=2000),
            Engine("igraph", "igraph", _ig(lambda g: unit(g.eigenvector_centrality(scale=False)))),
            Engine(
                "rustworkx",
                "rustworkx",
                _rx("eigenvector_centrality", tol=1e-10, max_iter=2000),
            ),
            Engine(
                "networkit",
                "networkit",
                _kit(lambda kit, g: kit.centrality.EigenvectorCentrality(g, tol=1e-10)),
            ),
            Engine(
                "networkx",
                "networkx",
                lambda g: nx.eigenvector_centrality(g, tol=1e-10, max_iter=2000, **plain),
            ),
        ],
        "core number": [
            *everywhere("core_number"),
            Engine("igraph", "igraph", _ig(lambda g: g.coreness())),
            Engine("rustworkx", "rustworkx", _rx("core_number")),
            Engine(
                "networkit", "networkit", _kit(lambda kit, g: kit.centrality.CoreDecomposition(g))
            ),
            Engine("networkx", "networkx", lambda g: nx.core_number(g, **plain)),
        ],
        "clustering": [
            *everywhere("clustering"),
            Engine(
                "igraph",
                "igraph",
                _ig(lambda g: g.transitivity_local_undirected(mode="zero")),
            ),
            Engine(
                "networkit",
                "networkit",
                _kit(lambda kit, g: kit.centrality.LocalClusteringCoefficient(g)),
            ),
            Engine("networkx", "networkx", lambda g: nx.clustering(g, **plain)),
        ],
        "components": [
            *everywhere("number_connected_components"),
            Engine("igraph", "igraph", _ig(lambda g: len(g.connected_components()))),
            Engine("networkx", "networkx", lambda g: nx.number_connected_components(g, **plain)),
        ],
        "communities": [
            communities(Engine("graspologic-native Leiden", "graspologic-native", _leiden)),
            communities(Engine("igraph", "igraph", lambda g: _igraph(g).community_multilevel())),
            communities(
                Engine(
                    "igraph Leiden",
                    "igraph",
                    lambda g: _igraph(g).community_leiden("modularity", n_iterations=-1),
                )
            ),
            communities(Engine("networkit", "networkit", _kit_louvain)),
            communities(
                Engine(
                    "networkx",
                    "networkx",
                    lambda g: nx.community.louvain_communities(g, seed=1, **plain),
                )
            ),
        ],
    }


def unit(values: list[float]) -> list[float]:
    length = sum(v * v for v in values) ** 0.5
    return [v / length for v in values]


def _kit_diameter(graph: nx.Graph) -> float:
    import networkit

    found = networkit.distance.Diameter(_networkit(graph), algo=1)
    return float(found.run().getDiameter()[0])


def _leiden(graph: nx.Graph) -> Any:
    from cityties.centrality import csr
    from cityties.centrality.communities import leiden_labels

    return leiden_labels(csr.from_networkx(graph), weight=None, seed=1).tolist()


def _kit_louvain(graph: nx.Graph) -> Any:
    import networkit

    made = _networkit(graph)
    found = networkit.community.PLM(made, True)
    found.run()
    return found.getPartition().getVector()


def _rx_pagerank(graph: nx.Graph) -> Any:
    import rustworkx

    found = rustworkx.pagerank(_rustworkx(graph).to_directed(), tol=1e-12, max_iter=1000)
    return by_node(graph, [found[i] for i in range(len(graph))])


def communities(engine: Engine) -> Engine:
    """The same, answering with a partition as sets."""

    def run(graph: nx.Graph) -> Any:
        found = engine.run(graph)
        if found and not isinstance(found, list):
            nodes = list(graph)
            return [{nodes[i] for i in part} for part in found]
        if found and not isinstance(found[0], (set, frozenset)):
            groups: dict[Any, set[Any]] = {}
            for node, label in zip(graph, found, strict=True):
                groups.setdefault(label, set()).add(node)
            return list(groups.values())
        return found

    return Engine(engine.name, engine.package, run)


# --- measuring ------------------------------------------------------------------------


def cool() -> None:
    """Leave every engine the same: no garbage, nothing of the graph in the processor's caches.

    Otherwise the first one of a round reads the graph from memory, and the second finds it near;
    and threads that spin for a while after their work are counted in the next one's time.
    """
    import numpy as np

    gc.collect()
    np.ones(64 * 2**20, np.uint8)


def timed(engine: Engine, graph: nx.Graph, *, cold: bool = True) -> tuple[float, float, Any]:
    """Wall seconds, processor seconds of this process, and the result."""
    if cold:
        cool()
    cpu, wall = time.process_time(), time.perf_counter()
    found = engine.run(graph)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    factor = engine.scale(graph)
    return wall * factor, cpu * factor, found


def difference(ours: Any, theirs: Any, graph: nx.Graph) -> str:
    """How far two results are apart: the largest absolute difference, or modularities."""
    if theirs is None or isinstance(ours, dict) != isinstance(theirs, dict):
        return ""
    if isinstance(theirs, list):
        quality = nx.community.modularity(graph, theirs, backend="networkx")
        return f"{len(theirs)} parts, modularity {quality:.4f}"
    if isinstance(ours, dict):
        return f"{max(abs(ours[node] - theirs[node]) for node in ours):.0e}"
    return f"{abs(ours - theirs):.0e}"


def compare(graph: nx.Graph, chosen: list[str], runs: int, slow: float, without: list[str]) -> None:
    """The table of all engines, rounds interleaved, each in another order."""
    for measure, engines in measures().items():
        if chosen and measure not in chosen:
            continue
        present = [e for e in engines if e.installed and e.name.rstrip("*") not in without]
        times: dict[str, list[tuple[float, float]]] = {e.name: [] for e in present}
        results: dict[str, Any] = {}
        failed: dict[str, str] = {}
        for turn in range(runs + 1):
            for engine in random.Random(turn).sample(present, len(present)):
                if engine.name in failed or (
                    turn > 1 and statistics.median(w for w, _ in times[engine.name]) > slow
                ):
                    continue
                try:
                    wall, cpu, found = timed(engine, graph)
                except Exception as error:  # a library may refuse; the table says so
                    failed[engine.name] = f"{type(error).__name__}: {error}"[:70]
                    continue
                results[engine.name] = found
                # On the side: an hour that is broken off has not been for nothing.
                print(f"{measure}, {engine.name}: {cpu:.4g} cpu s", file=sys.stderr, flush=True)
                # The first turn warms up, unless one run is long enough to be its own.
                if turn or wall / engine.scale(graph) > slow:
                    times[engine.name].append((wall, cpu))
        ours = present[0].name
        base = statistics.median(w for w, _ in times[ours]) if times[ours] else float("nan")
        base_cpu = statistics.median(c for _, c in times[ours]) if times[ours] else float("nan")
        print(f"\n{measure}")
        print(
            f"  {'':28}{'wall s':>10}{'cpu s':>10}{'x wall':>9}{'x cpu':>9}{'runs':>6}  "
            "largest difference"
        )
        for engine in present:
            if engine.name in failed:
                print(f"  {engine.name:28}{failed[engine.name]}")
                continue
            wall = statistics.median(w for w, _ in times[engine.name])
            cpu = statistics.median(c for _, c in times[engine.name])
            starred = engine.name.endswith("*")
            apart = "" if starred else difference(results.get(ours), results[engine.name], graph)
            print(
                f"  {engine.name:28}{wall:10.4g}{cpu:10.4g}{wall / base:9.1f}"
                f"{cpu / base_cpu:9.1f}{len(times[engine.name]):6}  {apart}"
            )
        missing = sorted({e.package for e in engines if not e.installed})
        if missing:
            print(f"  not installed: {', '.join(missing)}")
        sys.stdout.flush()


def growth(sizes: list[int], runs: int) -> None:
    """Processor time per node and edge visited, level if the cost is n·m; memory."""
    print("\ngrowth (random lifts, same degrees)")
    print(
        f"  {'size':>5}{'nodes':>9}{'edges':>9}{'measure':>14}{'wall s':>10}{'cpu s':>10}"
        f"{'ns / n·m':>10}{'peak MiB':>10}{'added MiB':>10}{'added B/(n+m)':>14}"
    )
    for size in sizes:
        for measure in ("betweenness_centrality", "closeness_centrality", "harmonic_centrality"):
            found = child("grow", str(size), measure, str(runs if size < 5 else 1))
            n, m = found["n"], found["m"]
            print(
                f"  {size:>4}x{n:9}{m:9}{measure.split('_')[0]:>14}{found['wall']:10.3g}"
                f"{found['cpu']:10.3g}{found['cpu'] * 1e9 / n / m:10.3g}{found['peak']:10.0f}"
                f"{found['added']:10.0f}{found['added'] * 2**20 / (n + m):14.0f}"
            )
            sys.stdout.flush()


def memory() -> None:
    """Peak memory of a process that runs betweenness, per engine."""
    print("\nmemory of a process (MiB): before, peak; exact betweenness")
    for engine in measures()["betweenness"]:
        if engine.installed and not engine.name.endswith("*"):
            found = child("memory", engine.name)
            print(f"  {engine.name:28}{found['before']:8.0f}{found['peak']:8.0f}")
            sys.stdout.flush()


def first(runs: int) -> None:
    """`centrality isfahan` with a new cache folder, then again, in starts of a bare Python."""
    import resource

    def spent(*words: str, **environment: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, *words], env={**os.environ, **environment}, check=True,
            capture_output=True,
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    command = ("-m", "cityties", "centrality", "isfahan")
    bare, new, again = [], [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            spent("-m", "cityties", "ties", "isfahan", CITYTIES_CACHE=folder)  # builds the store
            bare.append(spent("-c", "pass"))
            new.append(spent(*command, CITYTIES_CACHE=folder))
            again.append(spent(*command, CITYTIES_CACHE=folder))
    one = statistics.median(bare)
    print("\nthe first ranking: centrality isfahan, 200 runs (processor s, medians)")
    for name, values in (("first", new), ("again", again)):
        middle = statistics.median(values)
        print(f"  {name:28}{middle:8.2f}   {middle / one:6.1f} starts of a bare Python")
    sys.stdout.flush()


def table(graph: nx.Graph, runs: int) -> None:
    """All measures with resampled intervals, from the networkx graph."""
    from cityties.centrality import csr, resample

    print(f"\nthe whole table with {runs} resampled intervals (10-30 % of ties left out)")
    spent: dict[str, float] = {}

    def watched(name: str, measure: Any) -> Any:
        def run(compact: Any) -> Any:
            start = time.perf_counter()
            found = measure(compact)
            spent[name] = spent.get(name, 0.0) + time.perf_counter() - start
            return found

        return run

    start, cpu = time.perf_counter(), time.process_time()
    compact = csr.from_networkx(graph)
    resample.table(compact, {n: watched(n, f) for n, f in resample.MEASURES.items()}, runs=runs)
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    for name, seconds in spent.items():
        print(f"  {name:28}{seconds:8.1f} s")
    print(f"  {'drawing and quantiles':28}{wall - sum(spent.values()):8.1f} s")
    print(f"  {'everything':28}{wall:8.1f} s wall, {cpu:.1f} s processor time")


def bounds(graph: nx.Graph, runs: int) -> None:
    """Arc visits a second: one source after another, and eight side by side where that runs."""
    import numpy as np

    from cityties.centrality import betweenness, csr, distances, folding, native

    compact = csr.from_networkx(graph)
    folded = folding.prepare(compact.simple).core
    print(f"\nbounds; vectors: {('plain', 'AVX2', 'AVX-512')[native.vectors()]}")
    print(
        f"  after folding trees                {len(folded.node):8,} nodes, "
        f"{len(folded.indices) // 2:,} edges"
    )

    def plainly(one: Any) -> Any:
        wide = native.vectors
        native.vectors = lambda: 0
        try:
            return betweenness.node_scores(one)
        finally:
            native.vectors = wide

    # Brandes looks at every arc twice: on the way out, and back; from every node. A sweep
    # for closeness serves many sources with one look, so its arcs are counted per source.
    twice = 2 * len(folded.node) * len(folded.indices)
    visits = {
        "betweenness, source by source": (plainly, twice),
        "betweenness": (betweenness.node_scores, twice),
        "closeness": (distances.closeness_values, compact.n * compact.arcs),
    }
    for name, (run, count) in visits.items():
        spent = []
        for _ in range(runs + 1):
            fresh = compact.keep(np.ones(compact.arcs, bool))
            start = time.process_time()
            run(fresh)
            spent.append(time.process_time() - start)
        middle = statistics.median(spent[1:])
        print(
            f"  {name:35}{count / middle / 1e6:8.0f} M arcs per processor second ({middle:.3f} s)"
        )


def vectors(graph: str, runs: int) -> None:
    """Each width of vectors against the fastest peer: what a processor without AVX-512 gives."""
    sys.path.insert(0, str(ROOT))
    from hatch_build import LIBRARY, LOOPS, compile_loops

    print(f"\nvectors, processor s (medians of {runs}); {graph}, betweenness also by rustnx")
    print(
        f"  {'':10}{'betweenness':>13}{'rustnx':>10}{'x':>6}{'closeness':>12}{'harmonic':>10}"
        f"{'diameter':>10}"
    )
    before = os.environ.get("CC", "")
    for width, name in ((2, "AVX-512"), (1, "AVX2"), (0, "plain")):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / LOOPS
            source.parent.mkdir(parents=True)
            shutil.copy(ROOT / LOOPS, source)
            os.environ["CC"] = f"{before or 'cc'} -DWIDEST={width}"
            compile_loops(Path(folder))
            found = child("vectors", str(Path(folder) / LIBRARY), graph, str(runs))
        if found["width"] < width:
            print(f"  {name:10} this processor has none")
            continue
        print(
            f"  {name:10}{found['betweenness']:13.3g}{found['rustnx']:10.3g}"
            f"{found['rustnx'] / found['betweenness']:6.1f}{found['closeness']:12.3g}"
            f"{found['harmonic']:10.3g}{found['diameter']:10.3g}"
        )
        sys.stdout.flush()
    os.environ["CC"] = before


def by_width(library: str, name: str, runs: int) -> dict[str, float]:
    """The measures of :func:`vectors`, with the library that is named."""
    from cityties.centrality import native

    native.__file__ = str(Path(library).with_name("native.py"))
    graph = attachment(12_000) if name == "attachment" else world()[0]
    jobs = {
        measure.split("_")[0]: Engine("", "", backend(measure, "cityties"))
        for measure in (
            "betweenness_centrality", "closeness_centrality", "harmonic_centrality", "diameter",
        )
    }  # fmt: skip
    jobs["rustnx"] = Engine("", "", backend("betweenness_centrality", "rustnx"))
    spent: dict[str, list[float]] = {job: [] for job in jobs}
    for turn in range(runs + 1):
        for job, engine in jobs.items():
            _wall, cpu, _found = timed(engine, graph)
            if turn:
                spent[job].append(cpu)
    return {"width": native.vectors(), **{k: statistics.median(v) for k, v in spent.items()}}


# --- children: measurements that need a process of their own ---------------------------


def child(*words: str, script: str = __file__, **environment: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, script, "--child", *words],
        env={**os.environ, **environment}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def peak() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def be_child(words: list[str]) -> dict[str, float]:
    task, *rest = words
    if task == "vectors":
        return by_width(rest[0], rest[1], int(rest[2]))
    graph, _name = world()
    if task == "memory":
        (engine,) = [e for e in measures()["betweenness"] if e.name == rest[0]]
        engine.run(nx.path_graph(500))
        before = peak()
        engine.run(graph)
        return {"before": before, "peak": peak()}
    size, function, runs = int(rest[0]), rest[1], int(rest[2])
    graph = lifted(graph, size)
    engine = Engine("cityties", "cityties", backend(function, "cityties"))
    engine.run(nx.path_graph(500))
    before = peak()
    measured = [timed(engine, graph, cold=False)[:2] for _ in range(runs)]
    return {
        "n": len(graph), "m": graph.number_of_edges(), "peak": peak(), "added": peak() - before,
        "wall": statistics.median(w for w, _ in measured),
        "cpu": statistics.median(c for _, c in measured),
    }  # fmt: skip


def versions() -> str:
    names = (
        "cityties", "networkx", "igraph", "rustworkx", "networkit", "rustnx",
        "franken-networkx", "nx-rustworkx", "nx-parallel", "numpy", "scipy",
    )  # fmt: skip
    found = []
    for name in names:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"{name} -")
    return ", ".join(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--parts", default=",".join(PARTS), help=", ".join(PARTS))
    parser.add_argument("--measures", default="", help="only these, with commas")
    parser.add_argument("--without", default="", help="leave out these engines, with commas")
    parser.add_argument("--sizes", default="1,3,10")
    parser.add_argument("--graph", choices=["world", "attachment"], default="world")
    parser.add_argument("--table-runs", type=int, default=200)
    parser.add_argument("--slow", type=float, default=60.0, help="seconds: run such engines once")
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        print(json.dumps(be_child(asked.child)))
        return
    for name in ("OMP_NUM_THREADS", "RAYON_NUM_THREADS"):
        os.environ.setdefault(name, THREADS)
    graph, name = world()
    if asked.graph == "attachment":
        graph, name = attachment(), "preferential attachment with triangles"
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"{name}: {len(graph):,} nodes, {graph.number_of_edges():,} edges")
    print(f"Python {sys.version.split()[0]}, {THREADS} cores, load {load:.1f}; {versions()}")
    print(f"* = scaled from {SAMPLE} sources")
    parts = asked.parts.split(",")
    if "engines" in parts:
        chosen = [m for m in asked.measures.split(",") if m]
        compare(graph, chosen, asked.runs, asked.slow, asked.without.split(","))
    if "growth" in parts:
        growth([int(size) for size in asked.sizes.split(",")], asked.runs)
    if "memory" in parts:
        memory()
    if "first" in parts:
        first(min(asked.runs, 5))
    if "table" in parts:
        table(graph, asked.table_runs)
    if "bounds" in parts:
        bounds(graph, asked.runs)
    if "vectors" in parts:
        vectors(asked.graph, asked.runs)


if __name__ == "__main__":
    main()
