"""Small networks: the numbers of larger ones to the last bit, from the same draws."""

from __future__ import annotations

from functools import partial
from typing import Any

import networkx as nx
import pytest

np = pytest.importorskip("numpy", reason="install it with: pip install numpy")

from cityties.analysis import arrays  # noqa: E402
from cityties.analysis.measures import chosen, prepare  # noqa: E402
from cityties.centrality import csr, resample, small  # noqa: E402
from cityties.centrality.native import ready  # noqa: E402

if not ready():
    pytest.skip("not compiled: python hatch_build.py", allow_module_level=True)

LARGE = 2**70 + 5  # more words than the pool has are mixed in one by one
SEEDS = [0, 1, 2**32, LARGE, 2**200 + 3]


@pytest.mark.parametrize("seed", SEEDS)
def test_draws_begin_as_those_of_numpy(seed: int) -> None:
    state = np.random.PCG64(seed).state["state"]
    high, low, step_high, step_low = small._seeded(seed)
    assert (high << 64 | low, step_high << 64 | step_low) == (state["state"], state["inc"])


def shared(focus: int, graph: csr.Graph) -> Any:
    values = arrays.shared_values(graph, focus)
    values[focus] = 0.0
    return values


def others(focus: int) -> dict[str, Any]:
    """The same measures on graphs of any size."""
    made: dict[str, Any] = {
        name: resample.MEASURES[name] for name in small.MEASURES if name in resample.MEASURES
    }
    return {**made, "shared_partners": partial(shared, focus)}


def drawn(number: int) -> nx.Graph[int]:
    """A graph that may have components, hanging trees, lone nodes, or more nodes than a sweep."""
    random = np.random.default_rng(number)
    n = int(random.integers(2, 330))
    most = n * (n - 1) // 2
    return nx.gnm_random_graph(n, int(min(most, random.integers(1, 3 * n))), seed=number)


@pytest.mark.parametrize("number", range(24))
def test_all_is_equal_to_what_larger_networks_get(number: int) -> None:
    graph = drawn(number)
    compact, made = csr.from_networkx(graph), small.small_graph(graph)
    assert made.indptr.tolist() == compact.indptr.tolist()
    assert made.indices.tolist() == compact.indices.tolist()
    assert made.edges.tolist() == compact.edge_of_arc.tolist()
    random = np.random.default_rng(number)
    focus, runs = int(random.integers(len(graph))), int(random.integers(1, 50))
    ranked = random.permutation(len(graph))[: max(1, len(graph) // 3)]
    seed = SEEDS[number % len(SEEDS)]
    found = small.table(made, list(small.MEASURES), focus=focus, ranked=ranked.tolist(),
                        runs=runs, seed=seed, drop=resample.DROP)  # fmt: skip
    wanted = resample.table(compact, others(focus), runs=runs, seed=seed, values=True)
    assert found.keys() == wanted.keys() == small.MEASURES.keys()
    outer = (1 - small.LEVEL) / 2
    for name, one in found.items():
        theirs = wanted[name]
        places = [resample.ranks(values[ranked]) for values in theirs.values]
        first, last = np.quantile(places, (outer, 1 - outer), axis=0)
        assert one.full == theirs.full.tolist(), name
        assert one.low == theirs.low.tolist(), name
        assert one.high == theirs.high.tolist(), name
        assert list(one.first) == first.tolist(), name
        assert list(one.last) == last.tolist(), name


def test_measures_are_those_of_networkx_on_all_small_graphs() -> None:
    looked = 0
    for graph in nx.graph_atlas_g()[1:400]:
        made = small.small_graph(graph)
        found = small.table(made, ["closeness", "harmonic", "betweenness", "degree"])
        theirs = {
            "closeness": nx.closeness_centrality(graph),
            "harmonic": nx.harmonic_centrality(graph),
            "betweenness": nx.betweenness_centrality(graph),
            "degree": dict(graph.degree),
        }
        for name, values in theirs.items():
            assert found[name].full == pytest.approx([values[node] for node in graph], abs=1e-12)
            looked += 1
    assert looked > 1000


def test_without_runs_there_are_no_ranges() -> None:
    made = small.small_graph(nx.path_graph(4))
    (one,) = small.table(made, ["degree"], ranked=[0, 1]).values()
    assert (one.full, one.low, one.high, one.first, one.last) == ([1, 2, 2, 1], None, None, (), ())


def test_no_edge_at_all_is_no_error() -> None:
    made = small.small_graph(nx.empty_graph(3))
    found = small.table(made, list(small.MEASURES), ranked=[0, 1, 2], runs=2, drop=(0.1, 0.3))
    assert found["pagerank"].full == pytest.approx([1 / 3] * 3)
    assert found["closeness"].full == found["betweenness"].full == [0, 0, 0]


def test_what_is_not_small_is_not_taken() -> None:
    assert small.fits(["degree", "closeness"], 217, 281, 200)
    assert not small.fits(["degree", "katz"], 217, 281, 200)
    assert not small.fits(["degree"], 217, 281, 100_000), "nobody could stop it"
    assert not small.fits(["degree"], 100, 10_001, 0), "numpy draws otherwise then"
    assert not small.fits(["degree"], 70_000, 100, 0), "16 bits name no more"


def test_prepared_for_a_small_network_gives_the_same_values() -> None:
    graph = nx.barabasi_albert_graph(40, 2, seed=3)
    measures = chosen(["main"])
    quick = prepare(graph, measures, focus=0, small=10)  # type: ignore[arg-type]  # nodes are numbers
    plain = prepare(graph, measures, focus=0)  # type: ignore[arg-type]
    assert isinstance(quick.graph, small.SmallGraph)
    assert quick.compute.keys() == plain.compute.keys()
    for name, compute in quick.compute.items():
        assert list(compute(quick.graph)) == plain.compute[name](plain.graph).tolist()
    weighted = prepare(graph, measures, focus=0, weighted=True, small=10)  # type: ignore[arg-type]
    assert isinstance(weighted.graph, csr.Graph), "the kernel knows no weights"
