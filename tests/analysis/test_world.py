"""Isfahan among the twin towns of the world in 2016, against figures found by other tools.

igraph, networkx and NetworKit agree on them. The file is not part of the project.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import networkx as nx
import pytest

from cityties.analysis.communities import communities
from cityties.analysis.measures import chosen
from cityties.analysis.table import Options, ranking

ISFAHAN = "Q42053"
RANKS = {  # rank, and up to which it is shared
    "degree": (191, 204),
    "betweenness": (798, 798),
    "closeness": (98, 98),
    "harmonic": (96, 96),
    "pagerank": (416, 416),
    "coreness": (112, 151),
}


@pytest.fixture(scope="module")
def world() -> nx.Graph[str]:
    folder = os.environ.get("CITYTIES_WORLD", "")
    path = Path(folder) / "twinnings-2016.tsv"
    if not folder or not path.is_file():
        pytest.skip("CITYTIES_WORLD names no folder with twinnings-2016.tsv")
    graph: nx.Graph[str] = nx.Graph()
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream, delimiter="\t")
        next(rows)
        graph.add_edges_from((first, second) for first, second in rows if first != second)
    assert (len(graph), graph.number_of_edges()) == (10_055, 17_401)
    return graph


def test_ranks_of_isfahan(world: nx.Graph[str]) -> None:
    options = Options(whole=True, one_source=True, runs=0)
    found = ranking(world, chosen([*RANKS, "eigenvector"]), focus=ISFAHAN, options=options)
    rows = {row["measure"]: row for row in found.rows if row["city"] == ISFAHAN}
    assert {name: (rows[name]["rank"], rows[name]["tied"]) for name in RANKS} == RANKS
    assert rows["degree"]["of"] == 10_055
    # The eigenvector is that of one clique of small towns.
    held = found.localised["eigenvector"]
    assert held.localised
    assert len(held.clique) == 27
    assert held.share == pytest.approx(0.998, abs=5e-4)
    assert rows["eigenvector"]["warnings"] == ["localised"]


def test_likely_ranks_random_graphs_and_communities(world: nx.Graph[str]) -> None:
    options = Options(whole=True, one_source=True, runs=20, null=5)
    wanted = chosen(["degree", "closeness", "coreness"])
    found = ranking(world, wanted, focus=ISFAHAN, options=options)
    rows = {row["measure"]: row for row in found.rows if row["city"] == ISFAHAN}
    assert rows["closeness"]["rank_low"] <= 98 <= rows["closeness"]["rank_high"]
    assert rows["coreness"]["percentile"] == 100, "no random graph has so deep a core"
    assert rows["degree"]["z"] is None
    runs = communities(world, method="louvain", runs=6)
    assert 80 <= min(runs.counts) <= max(runs.counts) <= 115
    assert 0.70 < min(runs.modularity) <= max(runs.modularity) < 0.735
    assert 0.4 < runs.agreement() < 0.75
    assert 300 < min(runs.sizes(ISFAHAN)) <= max(runs.sizes(ISFAHAN)) < 2_000
