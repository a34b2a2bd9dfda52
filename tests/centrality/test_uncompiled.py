"""Where nothing is compiled Python runs the kernels: the same numbers, to the last draw."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from random_graphs import graphs

from cityties.centrality import csr, native
from cityties.centrality.distances import sweep

# What a plain install does not have.
BLOCK = """
import sys
import os
os.environ["CITYTIES_KERNELS"] = "no"
for module in ("scipy", "graspologic_native", "rustworkx"):
    sys.modules[module] = None
"""
PROGRAM = """
import json
import networkx as nx
import numpy as np
from cityties.analysis.random_graphs import degree_preserving
from cityties.centrality import betweenness, csr, distances, iterative, resample, structure
from cityties.analysis import arrays

def weighed(graph, seed):
    numbers = np.random.default_rng(seed)
    for edge in graph.edges:
        graph.edges[edge]["distance"] = float(numbers.integers(1, 9)) / 8
    return csr.from_networkx(graph, {"distance": 1.0})

found = []
for seed in range(12):
    plain = nx.gnm_random_graph(5 + 3 * seed, 4 + 5 * seed, seed=seed)
    one = weighed(plain, seed)
    directed = csr.from_networkx(nx.gnm_random_graph(20, 60, seed=seed, directed=True))
    values = {
        "nodes": betweenness.node_scores(one),
        "nodes by length": betweenness.node_scores(one, weight="distance"),
        "arcs": betweenness.arc_scores(one),
        "arcs by length": betweenness.arc_scores(one, weight="distance"),
        "arcs to some": betweenness.arc_scores(
            one, sources=np.array([0, 1]), targets=np.array([1, 2])),
        "closeness": distances.closeness_values(one),
        "harmonic": distances.harmonic_values(one),
        "far": distances.sweep(one).farthest,
        "by length": np.concatenate(arrays.length_values(one, one.total["distance"])),
        "core": structure.core_values(one),
        "clustering": structure.clustering_values(one),
        "weighted clustering": structure.clustering_values(one, one.total["distance"]),
        "components": structure.component_values(one)[1],
        "pagerank": iterative.pagerank_values(one, tol=1e-10, max_iter=1000),
        "pagerank, directed": iterative.pagerank_values(directed, tol=1e-10, max_iter=1000),
        "nodes, directed": betweenness.node_scores(directed),
        "closeness, directed": distances.closeness_values(directed),
        "core, directed": structure.core_values(directed),
    }
    values |= {
        f"{name}, thinned": np.concatenate((each.low, each.rank_high))
        for name, each in resample.table(one, ["betweenness", "closeness"], runs=3).items()
    }
    drawn = degree_preserving(plain, seed + 2**63 * (seed % 2))
    found.append({name: each.tolist() for name, each in values.items()}
                 | {"drawn": [list(edge) for edge in drawn.edges], "swaps": drawn.graph["swaps"]})
from cityties.centrality.native import ready
print(json.dumps([ready(), found]))
"""


def ran(program: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", program],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.skipif(not native.ready(), reason="not compiled: python hatch_build.py")
def test_every_kernel_gives_the_same_in_python() -> None:
    compiled, wanted = ran(PROGRAM)
    plainly, found = ran(BLOCK + PROGRAM)
    assert (compiled, plainly) == (True, False)
    looked = 0
    for one, other in zip(wanted, found, strict=True):
        assert one.keys() == other.keys()
        for name, values in one.items():
            if name in ("drawn", "swaps"):
                assert other[name] == values, name
            else:
                assert other[name] == pytest.approx(values, rel=1e-9, abs=1e-12), name
            looked += 1
    assert looked > 200


def kernels() -> dict[str, Any]:
    import importlib
    import pkgutil

    import cityties.analysis
    import cityties.centrality

    found = {}
    for package in (cityties.analysis, cityties.centrality):
        for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, native._Kernel) and value.__module__ == module.name:
                    found[f"{module.name}.{name}"] = value
    return found


def test_every_kernel_can_be_run_by_python() -> None:
    """What lists do not have, or numbers that do not wrap, would only be found at run time."""
    import inspect

    found = {name: inspect.getsource(one.py_func) for name, one in kernels().items() if one.twin}
    assert len(found) > 15, sorted(found)
    assert not [name for name, text in found.items() if ".size" in text or ".shape" in text]
    assert not [name for name, text in found.items() if "np." in text.split('"""')[-1]]


def test_every_kernel_is_declared_as_it_is_written_in_c() -> None:
    """The annotations are the declaration: another number of arguments would read rubbish."""
    import re
    from pathlib import Path

    source = Path(native.__file__).with_name("kernels.c").read_text("utf-8")
    macros = dict(re.findall(r"#define (\w+_PARAMETERS)\s(.*?[^\\])\n", source, re.DOTALL))
    source = re.sub(r"\\\n", " ", source)
    written = {}
    for name, words in re.findall(r"EXPORT i64 (\w+)\(([^)]*)\)", source):
        parts = macros.get(words, words).replace("\\", " ").split(",")
        written[name] = ["*" if "*" in part else part.split()[0] for part in parts]
    # A macro writes one function for each width of the heads.
    for name in re.findall(r"^(?:NODES|ARCS)\((\w+),", source, re.MULTILINE):
        written[name] = []
    looked = 0
    for name, one in kernels().items():
        short = name.rpartition(".")[2]
        words = [word for key, word in one.py_func.__annotations__.items() if key != "return"]
        wanted: list[str] = []
        for word in words:
            wanted += {"int": ["i64"], "bool": ["i64"], "float": ["double"]}.get(word, ["*", "i64"])
        if "Heads" in words:
            assert {f"{short}_16", f"{short}_32"} <= written.keys()
            continue
        assert written[short] == wanted, short
        looked += 1
    assert looked > 15


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_the_search_of_python_finds_what_the_kernel_finds(graph: Any) -> None:
    kernel, python = (
        sweep(csr.from_networkx(graph), compiled=compiled) for compiled in (True, False)
    )
    for name in ("total", "inverse", "reached", "farthest"):
        assert np.array_equal(getattr(kernel, name), getattr(python, name)), name


def test_lists_are_put_back_and_what_cannot_be_written_is_left() -> None:
    def add(values: Any, more: Any, number: Any) -> int:
        assert isinstance(values, list) and isinstance(number, int)
        values[0] += number
        return len(more)

    values, more = np.zeros(2), np.arange(3)
    more.flags.writeable = False
    assert native._interpreted(add)(values, more, np.uint64(5)) == 3
    assert values.tolist() == [5.0, 0.0]
    with pytest.raises(AssertionError):
        native._interpreted(add)(np.zeros((2, 2)), more, 1)
