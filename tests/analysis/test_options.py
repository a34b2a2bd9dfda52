"""The city that data was collected around: the first of those that reach most."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from cityties.analysis.options import AROUND, collected_around


def plainly(graph: nx.Graph[Any]) -> Any:
    """Every city is looked at."""

    def reached(city: Any) -> int:
        return len(nx.single_source_shortest_path_length(graph, city, cutoff=2))

    most = max(graph, key=reached, default=None)
    return most if most is not None and reached(most) >= AROUND * len(graph) else None


@pytest.mark.parametrize("seed", range(40))
def test_it_is_found_without_a_look_at_every_city(seed: int) -> None:
    graph = nx.gnm_random_graph(5 + seed, 4 + 2 * seed, seed=seed)
    assert collected_around(graph) == plainly(graph)


def test_some_graphs_have_one_and_some_have_none() -> None:
    found = [collected_around(nx.gnm_random_graph(5 + n, 4 + 2 * n, seed=n)) for n in range(40)]
    assert 5 < sum(one is not None for one in found) < 40
    assert collected_around(nx.Graph()) is None
    assert collected_around(nx.empty_graph(2)) is None
    assert collected_around(nx.empty_graph(1)) == 0
