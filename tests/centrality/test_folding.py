"""Tree folding: what is left, and what the trees add up to."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

np = pytest.importorskip("numpy", reason="install it with: pip install numpy")
from cityties.centrality import csr, folding  # noqa: E402
from cityties.centrality.native import ready  # noqa: E402

if not ready():
    pytest.skip("not compiled: python hatch_build.py", allow_module_level=True)


def fold(graph: Any) -> folding.Folded:
    return folding.prepare(csr.from_networkx(graph))


@st.composite
def simple_graphs(draw: st.DrawFn) -> Any:
    n = draw(st.integers(0, 14))
    graph = nx.empty_graph(n)
    if n:
        end = st.integers(0, n - 1)
        pairs = draw(st.lists(st.tuples(end, end), max_size=2 * n))
        graph.add_edges_from((u, v) for u, v in pairs if u != v)
    return graph


def test_a_path_folds_into_one_node() -> None:
    folded = fold(nx.path_graph(5))
    assert folded.core.weight.tolist() == [5]
    assert folded.core.node.tolist() == [2]
    # Node i of a path has i nodes on one side and 4 - i on the other, both ways.
    assert folded.through().tolist() == [0, 6, 8, 6, 0]
    assert sorted(folded.over_parent_arc()[folded.order].tolist()) == [8, 8, 12, 12]


def test_a_star_folds_into_its_middle() -> None:
    folded = fold(nx.star_graph(6))
    assert folded.core.node.tolist() == [0]
    assert folded.through().tolist() == [30, 0, 0, 0, 0, 0, 0]


def test_a_cycle_stays() -> None:
    folded = fold(nx.cycle_graph(6))
    assert len(folded.order) == 0
    assert sorted(folded.core.node.tolist()) == list(range(6))
    assert len(folded.core.indices) == 12


def test_a_cycle_with_a_tail_keeps_the_tail_as_weight() -> None:
    graph = nx.cycle_graph(4)
    nx.add_path(graph, [0, 4, 5])
    folded = fold(graph)
    weight = dict(zip(folded.core.node.tolist(), folded.core.weight.tolist(), strict=True))
    assert weight == {0: 3, 1: 1, 2: 1, 3: 1}
    assert folded.order.tolist() == [5, 4]


def test_two_nodes_and_none() -> None:
    assert fold(nx.path_graph(2)).core.weight.tolist() == [2]
    assert len(fold(nx.Graph()).core.node) == 0
    assert fold(nx.empty_graph(3)).core.weight.tolist() == [1, 1, 1]


@settings(max_examples=80, deadline=None)
@given(simple_graphs())
def test_invariants(graph: Any) -> None:
    folded = fold(graph)
    core = folded.core
    kept = set(core.node.tolist())
    hanging = folded.order.tolist()
    assert kept | set(hanging) == set(graph)
    assert not kept & set(hanging)
    # The core is networkx's 2-core, and one node of each tree.
    trees = [c for c in nx.connected_components(graph) if len(c) > graph.subgraph(c).size()]
    two_core = set(nx.k_core(graph, 2)) if len(graph) else set()
    assert two_core <= kept
    assert len(kept) == len(two_core) + len(trees)
    # No node of the core has degree 1, and the arcs are those of the graph.
    degrees = np.diff(core.indptr.astype(int))
    assert not (degrees == 1).any()
    edges = {
        frozenset((int(core.node[i]), int(core.node[w])))
        for i in range(len(core.node))
        for w in core.indices[core.indptr[i] : core.indptr[i + 1]]
    }
    assert edges == {frozenset(e) for e in graph.subgraph(kept).edges}
    # The wide rows hold the same arcs, in blocks, filled up with nodes that do not exist.
    wide_start, wide, slot = core.wide
    assert (np.diff(wide_start.astype(int)) % folding.BLOCK == 0).all()
    assert (wide[slot] == core.indices).all()
    fillers = np.delete(wide, slot)
    assert ((fillers >= len(kept)) & (fillers < len(kept) + folding.BLOCK)).all()
    # Weights of a component add up to its nodes.
    for component in nx.connected_components(graph):
        inside = [i for i, v in enumerate(core.node.tolist()) if v in component]
        assert core.weight[inside].sum() == len(component)
        assert (folded.component[list(component)] == len(component)).all()
    # Leaves come before their parents.
    compact = csr.from_networkx(graph)
    place = {v: i for i, v in enumerate(hanging)}
    for v in hanging:
        arc = int(folded.parent_arc[v])
        assert compact.tails[arc] == v
        parent = int(compact.indices[arc])
        assert parent in kept or place[v] < place[parent]


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 30), st.randoms(use_true_random=False))
def test_of_a_tree_the_counts_are_the_betweenness(n: int, random: Any) -> None:
    tree = nx.random_labeled_tree(n, seed=random.randrange(2**30))
    expected = nx.betweenness_centrality(tree, normalized=False)
    assert (fold(tree).through() / 2).tolist() == [expected[v] for v in range(n)]
