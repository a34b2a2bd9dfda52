"""That the type of a graph means what it says: direction, multiplicity, loops, algorithms."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import networkx as nx
import pytest

from cityties.api import CityGraph
from cityties.projection import LAYERS, collapse
from cityties.projection.layers import FULL

DAY = "2019-01-02"
EVERY = (FULL, *LAYERS)
TYPES = {FULL: nx.MultiGraph, "layers": nx.MultiGraph, "events": nx.MultiDiGraph}


def of(graph: CityGraph, layer: str, **asked: Any) -> Any:
    return graph.to_networkx(layer=layer, **asked)


@pytest.mark.parametrize("layer", EVERY)
def test_only_events_have_a_direction(small: CityGraph, layer: str) -> None:
    assert type(of(small, layer, on=DAY)) is TYPES.get(layer, nx.Graph)


@pytest.mark.parametrize("layer", EVERY)
def test_no_layer_has_loops_or_edges_that_say_the_same(shipped: CityGraph, layer: str) -> None:
    graph = of(shipped, layer, on="2021-08-01")
    assert nx.number_of_selfloops(graph) == 0
    if graph.is_multigraph():
        # One edge for a pair and a key, whichever end is named first; of events one each way.
        ends = tuple if graph.is_directed() else frozenset
        named = [(ends(edge[:2]), edge[2]) for edge in graph.edges]
        assert len(named) == len(set(named))
    if not graph.is_directed():
        assert all(graph.has_edge(second, first) for first, second, *_key in graph.edges)


def test_the_layers_that_were_looked_at_are_not_all_empty(shipped: CityGraph) -> None:
    sizes = {layer: of(shipped, layer, on="2021-08-01").size() for layer in EVERY}
    assert sum(size > 0 for size in sizes.values()) > 15, sizes
    named = (FULL, "simple", "events", "members", "co_members", "layers")
    assert all(sizes[layer] > 5 for layer in named), sizes


def test_the_default_is_the_simple_graph(shipped: CityGraph) -> None:
    graph = shipped.to_networkx(on="2021-08-01")
    assert type(graph) is nx.Graph
    assert graph.graph["layer"] == "simple"
    same = shipped.to_networkx(layer="simple", on="2021-08-01")
    assert nx.utils.graphs_equal(graph, same)
    assert graph.has_edge("porto", "isfahan") and graph.has_edge("isfahan", "porto")


def test_the_full_graph_has_every_pair_of_a_tie_once_and_both_ways(shipped: CityGraph) -> None:
    graph = of(shipped, FULL, on="2021-08-01")
    places = {place.id for place in shipped.tables.places}
    pairs = 0
    for row in shipped.ties(on="2021-08-01", channels="all"):
        parties = sorted(set(row["parties"]) & places)
        for first, second in combinations(parties, 2):
            pairs += 1
            for one, other in ((first, second), (second, first)):
                data = [each for each in graph[one][other].values() if each["tie"] == row["tie"]]
                assert [each["status"] for each in data] == [row["status"]]
    assert pairs == graph.number_of_edges() > 300
    pacts = [row for row in shipped.ties(on="2021-08-01") if row["tie"].count("+") > 1]
    assert len(pacts) > 2, "a pact has a row for each of its pairs"
    # networkx names the smaller id first, as all files do.
    assert all(first < second for first, second in graph.edges())


def test_position_no_longer_depends_on_the_alphabet(shipped: CityGraph) -> None:
    """Edges from the smaller id to the larger gave Isfahan a betweenness of 0.02."""
    everything = shipped.to_networkx(on="2021-08-01")
    assert nx.betweenness_centrality(everything)["isfahan"] > 0.3
    ties = nx.Graph(of(shipped, FULL, on="2021-08-01"))
    assert nx.betweenness_centrality(ties)["isfahan"] > 0.3
    assert nx.has_path(everything, "isfahan", "baalbek")
    assert nx.has_path(everything, "baalbek", "isfahan")


def test_an_event_of_both_sides_runs_both_ways_and_counts_once(shipped: CityGraph) -> None:
    graph = of(shipped, "events")
    found = {True: 0, False: 0}
    for first, second, key, data in graph.edges(keys=True, data=True):
        found[data["directed"]] += 1
        if not data["directed"]:
            assert graph.edges[second, first, key] == data
    assert min(found.values()) > 10, found
    made = collapse(graph, combine="sum", count="events")
    assert {frozenset(edge): made.edges[edge]["weight"] for edge in made.edges} == pytest.approx(
        _summed(graph)
    )


def _summed(graph: Any) -> dict[frozenset[str], float]:
    """The weights of the events of each pair: those of both sides once."""
    summed: dict[frozenset[str], float] = {}
    for first, second, _key, data in graph.edges(keys=True, data=True):
        share = 1.0 if data["directed"] else 0.5
        pair = frozenset((first, second))
        summed[pair] = summed.get(pair, 0.0) + share * data["weight"]
    return summed


def test_an_edge_of_a_directed_multigraph_that_is_no_event_counts_by_itself() -> None:
    graph = nx.MultiDiGraph()
    graph.add_edge("a", "b", "x", weight=1.0, directed=False)
    graph.add_edge("b", "a", "y", weight=2.0, directed=False)
    graph.add_edge("b", "a", "z", weight=4.0, directed=True)
    graph.add_edge("a", "b", "z", weight=4.0, directed=True)
    assert collapse(graph, combine="sum")["a"]["b"]["weight"] == 11.0


ALGORITHMS: dict[str, Callable[[Any], Any]] = {
    "betweenness": nx.betweenness_centrality,
    "edge betweenness": nx.edge_betweenness_centrality,
    "closeness": nx.closeness_centrality,
    "closeness by distance": lambda g: nx.closeness_centrality(g, distance="distance"),
    "harmonic": nx.harmonic_centrality,
    "degree": nx.degree_centrality,
    "eigenvector": lambda g: nx.eigenvector_centrality(g, max_iter=10_000),
    "eigenvector by weight": lambda g: nx.eigenvector_centrality(
        g, max_iter=10_000, weight="weight"
    ),
    "katz": lambda g: nx.katz_centrality(g, alpha=0.05),
    "load": nx.load_centrality,
    "subgraph": nx.subgraph_centrality,
    "constraint": nx.constraint,
    "effective size": nx.effective_size,
    "current flow": lambda g: nx.current_flow_betweenness_centrality(largest(g)),
    "pagerank": nx.pagerank,
    "hits": nx.hits,
    "core numbers": nx.core_number,
    "k-core": nx.k_core,
    "k-truss": lambda g: nx.k_truss(g, 3),
    "onion layers": nx.onion_layers,
    "clustering": nx.clustering,
    "square clustering": nx.square_clustering,
    "triangles": nx.triangles,
    "transitivity": nx.transitivity,
    "bridges": lambda g: list(nx.bridges(g)),
    "articulation points": lambda g: list(nx.articulation_points(g)),
    "components": lambda g: list(nx.connected_components(g)),
    "biconnected components": lambda g: list(nx.biconnected_components(g)),
    "cliques": lambda g: list(nx.find_cliques(g)),
    "louvain": lambda g: nx.community.louvain_communities(g, seed=1),
    "label propagation": lambda g: list(nx.community.label_propagation_communities(g)),
    "greedy modularity": nx.community.greedy_modularity_communities,
    "assortativity": nx.degree_assortativity_coefficient,
    "rich club": lambda g: nx.rich_club_coefficient(g, normalized=False),
    "shortest path": lambda g: nx.shortest_path(g, "porto", "isfahan"),
    "shortest path by distance": lambda g: nx.shortest_path(g, "porto", "isfahan", "distance"),
    "diameter": lambda g: nx.diameter(largest(g)),
    "mean distance": lambda g: nx.average_shortest_path_length(largest(g)),
    "spanning tree": nx.minimum_spanning_tree,
    "link prediction": lambda g: list(nx.adamic_adar_index(g, [("porto", "freiburg")])),
    "colouring": nx.greedy_color,
    "dominating set": nx.dominating_set,
    "matching": nx.max_weight_matching,
    "Wiener index": lambda g: nx.wiener_index(largest(g)),
    "Laplacian": lambda g: nx.laplacian_matrix(g).sum(),
    "layout": lambda g: nx.spring_layout(g, seed=1, iterations=2),
}


def largest(graph: Any) -> Any:
    return graph.subgraph(max(nx.connected_components(graph), key=len))


@pytest.mark.parametrize("name", ALGORITHMS)
def test_algorithms_take_the_default_graph(shipped: CityGraph, name: str) -> None:
    graph = shipped.to_networkx("isfahan", steps=2, on="2021-08-01")
    assert len(graph) > 100
    found = ALGORITHMS[name](graph)
    assert found is not None
    if hasattr(found, "__len__"):
        assert len(found)
