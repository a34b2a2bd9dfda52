"""Known figures and independent libraries, on real twin towns of the world.

The files are not part of this project: ``CITYTIES_WORLD`` names their folder.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from cityties.analysis.measures import chosen, prepare
from cityties.analysis.random_graphs import degree_preserving
from cityties.analysis.summary import Figures, figures, rich_club

pytestmark = pytest.mark.slow

Values = Mapping[str, Any]


def _pairs(name: str) -> list[tuple[str, str]]:
    folder = os.environ.get("CITYTIES_WORLD", "")
    if not folder:
        pytest.skip("CITYTIES_WORLD names no folder of world data")
    path = Path(folder) / name
    if not path.is_file():
        pytest.skip(f"CITYTIES_WORLD has no file {name}")
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t")
        next(rows)
        return [(row[0], row[1]) for row in rows]


def _graph(name: str) -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(pair for pair in _pairs(name) if pair[0] != pair[1])
    return graph


@pytest.fixture(scope="module")
def konect() -> nx.Graph[str]:
    return _graph("twinnings-konect-2017.tsv")


@pytest.fixture(scope="module")
def wikidata() -> nx.Graph[str]:
    return _graph("twinnings-2016.tsv")


@pytest.fixture(scope="module")
def konect_figures(konect: nx.Graph[str]) -> Figures:
    return figures(konect)


@pytest.fixture(scope="module")
def wikidata_figures(wikidata: nx.Graph[str]) -> Figures:
    return figures(wikidata)


def test_konect_publishes_the_same_figures(konect: nx.Graph[str], konect_figures: Figures) -> None:
    """Jérôme Kunegis, KONECT, network "twin" (konect.cc/networks/twin), October 2017.

    Its mean distance (7.65392) and its median (8) are left out: they are wrong, see below.
    """
    found = konect_figures
    assert found["nodes"] == 14_274
    assert found["edges"] == 20_573
    assert found["largest_component"] == 10_320
    assert found["diameter"] == 25
    assert found["max_degree"] == 99
    assert found["triangles"] == 6_327
    # what KONECT calls the clustering coefficient is transitivity, not its local mean
    assert found["transitivity"] == pytest.approx(0.111361, abs=5e-7)
    assert found["degree_assortativity"] == pytest.approx(0.386786, abs=5e-7)
    degrees = sorted(degree for _node, degree in konect.degree())
    assert sum(degree * (degree - 1) // 2 for degree in degrees) == 170_445  # wedges
    total = sum(degrees)
    gini = (
        2 * sum(place * degree for place, degree in enumerate(degrees, start=1))
        / (len(degrees) * total)
        - (len(degrees) + 1) / len(degrees)
    )  # fmt: skip
    assert gini == pytest.approx(0.506, abs=5e-4)


def test_konects_spectral_norm_is_ours(konect: nx.Graph[str]) -> None:
    from cityties.analysis.arrays import arc_values, largest_eigenvalue
    from cityties.centrality.csr import from_networkx

    compact = from_networkx(konect)
    assert largest_eigenvalue(compact, arc_values(compact, None)) == pytest.approx(
        26.0597, abs=5e-5
    )


def test_figures_that_konect_does_not_give(konect_figures: Figures) -> None:
    found = konect_figures
    assert found["average_clustering"] == pytest.approx(0.0427, abs=5e-5)
    assert found["mean_distance"] == pytest.approx(7.348126, abs=5e-7)
    assert (found["components"], found["radius"], found["degree_one"]) == (1_433, 13, 7_517)


def test_figures_of_2016(wikidata_figures: Figures) -> None:
    found = wikidata_figures
    counted = {
        "nodes": 10_055, "edges": 17_401, "components": 1, "largest_component": 10_055,
        "diameter": 25, "radius": 13, "degree_one": 4_277, "triangles": 6_065, "max_degree": 98,
        "max_coreness": 26,
    }  # fmt: skip
    assert {name: found[name] for name in counted} == counted
    measured = {
        "mean_distance": 7.397202, "transitivity": 0.114223, "average_clustering": 0.048434,
        "degree_assortativity": 0.349762,
    }  # fmt: skip
    for name, value in measured.items():
        assert found[name] == pytest.approx(value, abs=5e-7), name


def _igraph(graph: nx.Graph[str]) -> Any:
    import igraph

    return igraph.Graph.TupleList(graph.edges(), directed=False)


@pytest.mark.parametrize("name", ["konect", "wikidata"])
def test_igraph_finds_the_same_figures(name: str, request: pytest.FixtureRequest) -> None:
    found, other = (
        request.getfixturevalue(f"{name}_figures"),
        _igraph(request.getfixturevalue(name)),
    )
    largest = other.connected_components().giant()
    assert found["components"] == len(other.connected_components())
    assert found["largest_component"] == largest.vcount()
    if name == "wikidata":  # igraph takes long for distances
        assert found["diameter"] == largest.diameter()
        assert found["radius"] == largest.radius()
    assert found["mean_distance"] == pytest.approx(largest.average_path_length())
    assert found["transitivity"] == pytest.approx(other.transitivity_undirected())
    assert found["average_clustering"] == pytest.approx(
        other.transitivity_avglocal_undirected(mode="zero")
    )
    assert found["degree_assortativity"] == pytest.approx(
        other.assortativity_degree(directed=False)
    )
    assert found["density"] == pytest.approx(other.density())
    assert found["bridges"] == len(other.bridges())
    assert found["articulation_points"] == len(other.articulation_points())
    assert found["max_coreness"] == max(other.coreness())
    assert found["triangles"] == len(other.list_triangles())


@pytest.fixture(scope="module")
def ours(wikidata: nx.Graph[str]) -> dict[str, dict[str, float]]:
    """Our measures of all cities of 2016."""
    wanted = chosen(
        ["degree", "closeness", "harmonic", "betweenness", "pagerank", "eigenvector", "coreness",
         "clustering", "constraint"]
    )  # fmt: skip
    made = prepare(wikidata, wanted)
    return {
        one.name: dict(
            zip(made.graph.nodes, made.compute[one.name](made.graph).tolist(), strict=True)
        )  # type: ignore[arg-type]
        for one in wanted
    }


def _close(found: Values, other: Values, *, rel: float = 1e-9, abs_: float = 1e-12) -> None:
    assert len(found) == len(other) == 10_055
    worst = max(abs(found[node] - other[node]) - rel * abs(other[node]) for node in other)
    assert worst <= abs_


def test_igraph_finds_the_same_measures(
    wikidata: nx.Graph[str], ours: dict[str, dict[str, float]]
) -> None:
    other = _igraph(wikidata)
    names, n = other.vs["name"], other.vcount()

    def named(values: list[float], scale: float = 1.0) -> dict[str, float]:
        return {name: value * scale for name, value in zip(names, values, strict=True)}

    _close(ours["degree"], named(other.degree()))
    _close(ours["coreness"], named(other.coreness()))
    _close(ours["closeness"], named(other.closeness()))
    _close(ours["harmonic"], named(other.harmonic_centrality(), n - 1), abs_=1e-8)
    _close(ours["betweenness"], named(other.betweenness(), 2 / ((n - 1) * (n - 2))))
    _close(ours["clustering"], named(other.transitivity_local_undirected(mode="zero")))
    _close(ours["pagerank"], named(other.pagerank(damping=0.85)), rel=1e-5, abs_=1e-9)
    _close(ours["constraint"], named(other.constraint()), rel=1e-8)


def test_rustworkx_finds_the_same_measures(
    wikidata: nx.Graph[str], ours: dict[str, dict[str, float]], wikidata_figures: Figures
) -> None:
    import rustworkx as rx

    other: Any = rx.PyGraph(multigraph=False)
    nodes = list(wikidata)
    place = dict(zip(nodes, other.add_nodes_from(nodes), strict=True))
    other.add_edges_from([(place[u], place[v], 1.0) for u, v in wikidata.edges()])

    def named(values: Any) -> dict[str, float]:
        return {node: values[at] for node, at in place.items()}

    _close(ours["degree"], {node: other.degree(at) for node, at in place.items()})
    _close(ours["closeness"], named(rx.closeness_centrality(other)))
    _close(ours["betweenness"], named(rx.betweenness_centrality(other)))
    _close(ours["coreness"], named(rx.core_number(other)))
    directed = other.to_directed()
    _close(
        ours["pagerank"],
        named(rx.pagerank(directed, tol=1e-12, max_iter=1_000)),
        rel=1e-5,
        abs_=1e-9,
    )
    eigen = named(rx.eigenvector_centrality(other, tol=1e-10, max_iter=10_000))
    _close(ours["eigenvector"], eigen, abs_=1e-5)
    assert rx.transitivity(other) == pytest.approx(wikidata_figures["transitivity"])


def test_isfahan_has_the_place_that_was_measured(ours: dict[str, dict[str, float]]) -> None:
    """Ranks of Q42053 among all 10,055 cities."""

    def rank(measure: str) -> int:
        values = ours[measure]
        mine = values["Q42053"]
        return 1 + sum(value > mine * (1 + 1e-9) for value in values.values())

    assert ours["degree"]["Q42053"] == 18
    measures = ("degree", "betweenness", "closeness", "harmonic", "pagerank", "coreness")
    assert [rank(measure) for measure in measures] == [191, 798, 98, 96, 416, 112]


def test_random_graphs_of_the_same_degrees_lack_what_the_world_has(
    wikidata: nx.Graph[str], wikidata_figures: Figures
) -> None:
    drawn = degree_preserving(wikidata, seed=1)
    assert dict(drawn.degree()) == dict(wikidata.degree())
    assert nx.number_of_selfloops(drawn) == 0
    random, real = figures(drawn), wikidata_figures
    assert random["edges"] == real["edges"]
    # random: about 0.002, -0.01 and 300; twin towns are clubs, hang together, and match in size
    assert random["transitivity"] < 0.005 < real["transitivity"]
    assert abs(random["degree_assortativity"]) < 0.05 < real["degree_assortativity"]
    assert random["components"] > 200
    beside = {row["above"]: row["density"] for row in rich_club(drawn)}
    assert all(row["density"] > 2 * beside[row["above"]] for row in rich_club(wikidata)
               if row["above"] >= 16)  # fmt: skip


def test_reciprocity_of_statements(wikidata: nx.Graph[str]) -> None:
    """Of 17,401 pairs 624 are stated from one side alone."""
    from cityties.analysis.statements import sides

    stated: dict[frozenset[str], set[str]] = {}
    for one, other in _pairs("twinnings-2016.tsv"):
        stated.setdefault(frozenset((one, other)), set()).add(one)
    counted = sides(wikidata.edges(), stated)
    assert (counted.both, counted.one, counted.neither) == (16_777, 624, 0)
    assert counted.reciprocity == pytest.approx(0.964140, abs=5e-7)
