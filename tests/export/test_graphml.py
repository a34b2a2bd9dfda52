"""GraphML opened by igraph, R igraph and networkx."""

from __future__ import annotations

import io
import json
import math
import subprocess
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cityties.api import CityGraph
from cityties.export.graphml import graphml_bytes

SPACE = "{http://graphml.graphdrawing.org/xmlns}"


def keyed(graph: Any) -> dict[Any, dict[str, Any]]:
    """The edges of a networkx graph by their ends, in either order, and their key."""
    return {
        (*sorted((first, second)), key): data
        for first, second, key, data in graph.edges(keys=True, data=True)
    }


@pytest.mark.parametrize("on", [None, "2004-01-01"])
def test_networkx_round_trip(graph: CityGraph, on: str | None) -> None:
    want: Any = graph.to_networkx(layer="ties", on=on or graph.data_day)
    data = graph.export("graphml", on=on)
    found: Any = nx.read_graphml(io.BytesIO(data), force_multigraph=True)
    assert dict(found.nodes(data=True)) == dict(want.nodes(data=True))
    assert keyed(found) == keyed(want)
    said = {key: value for key, value in want.graph.items() if value != ""}
    assert found.graph == {**said, "node_default": {}, "edge_default": {}}
    assert not found.is_directed()


def test_igraph_reads_the_same(graph: CityGraph, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph")
    want: Any = graph.to_networkx(layer="ties", on=graph.data_day)
    (tmp_path / "ties.graphml").write_bytes(graph.export("graphml"))
    found = igraph.Graph.Read_GraphML(str(tmp_path / "ties.graphml"))
    assert not found.is_directed()

    def said(attributes: dict[str, Any]) -> dict[str, Any]:
        """What is said: igraph fills what is absent with "" and NaN."""
        return {
            key: value for key, value in attributes.items()
            if key != "id" and value != "" and not (isinstance(value, float) and math.isnan(value))
        }  # fmt: skip

    assert {node["id"]: said(node.attributes()) for node in found.vs} == {
        node: {key: value for key, value in data.items() if value != ""}
        for node, data in want.nodes(data=True)
    }
    # igraph has no "absent" for a boolean, and takes the id of an edge for that of its end.
    got = sorted(
        (*sorted((found.vs[e.source]["id"], found.vs[e.target]["id"])), e["tie"], e["status"])
        for e in found.es
    )
    assert got == sorted(
        (*sorted((a, b)), d["tie"], d["status"]) for a, b, d in want.edges(data=True)
    )
    by_tie = {edge["tie"]: said(edge.attributes()) for edge in found.es}
    for _a, _b, data in want.edges(data=True):
        assert by_tie[data["tie"]] == data


@pytest.mark.needs("Rscript", "apt-get install r-cran-igraph")
def test_igraph_of_r_reads_the_same(graph: CityGraph, tmp_path: Path) -> None:
    """GraphML, and the edge list with the table of nodes."""
    if subprocess.run(
        ["Rscript", "-e", "library(igraph)"], check=False, capture_output=True
    ).returncode:
        pytest.skip("R has no igraph; install it with: apt-get install r-cran-igraph")
    want: Any = graph.to_networkx(layer="ties", on=graph.data_day)
    (tmp_path / "ties.graphml").write_bytes(graph.export("graphml"))
    (tmp_path / "ties.igraph.csv").write_bytes(graph.export("igraph"))
    (tmp_path / "all.nodes.csv").write_bytes(graph.export("nodes"))
    program = """
    suppressMessages(library(igraph))
    g <- read_graph("ties.graphml", format = "graphml")
    edges <- read.csv("ties.igraph.csv", encoding = "UTF-8")
    nodes <- read.csv("all.nodes.csv", encoding = "UTF-8")
    h <- graph_from_data_frame(edges, directed = FALSE, vertices = nodes)
    cat(is_directed(g), vcount(g), ecount(g), any_multiple(g), is_directed(h), ecount(h), "\\n")
    writeLines(V(g)$name_en[order(V(g)$id)])
    cat("---\\n")
    writeLines(sort(E(h)$key, method = "radix"))
    """
    said = subprocess.run(
        ["Rscript", "-e", program], cwd=tmp_path, check=True, capture_output=True, text=True,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin"},
    ).stdout  # fmt: skip
    head, rest = said.split("\n", 1)
    nodes, edges = want.number_of_nodes(), want.number_of_edges()
    assert head.split() == ["FALSE", str(nodes), str(edges), "TRUE", "FALSE", str(edges)]
    names, keys = rest.split("---\n")
    assert names.splitlines() == [want.nodes[node]["name_en"] for node in sorted(want)]
    assert keys.splitlines() == sorted(key for _a, _b, key in want.edges(keys=True))


def test_rules_of_graphml(graph: CityGraph) -> None:
    """GraphML primer 2.3, 2.4: ids unique, ends known, data only for declared keys."""
    root = etree.fromstring(graph.export("graphml"))
    nodes = [node.get("id") for node in root.iter(f"{SPACE}node")]
    edges = [edge.get("id") for edge in root.iter(f"{SPACE}edge")]
    assert len(set(nodes)) == len(nodes)
    assert len(set(edges)) == len(edges)
    assert root.find(f"{SPACE}graph").get("edgedefault") == "undirected"
    keys = {
        key.get("id"): (key.get("for"), key.get("attr.type")) for key in root.iter(f"{SPACE}key")
    }
    for of in ("node", "edge", "graph"):
        for element in root.iter(f"{SPACE}{of}"):
            for data in element.findall(f"{SPACE}data"):
                assert keys[data.get("key")][0] == of
                if keys[data.get("key")][1] == "boolean":
                    assert json.loads(data.text) in (True, False)
    for edge in root.iter(f"{SPACE}edge"):
        assert {edge.get("source"), edge.get("target")} <= set(nodes)


def as_networkx_writes(graph: Any) -> bytes:
    """The file that networkx writes of the same, in order, with booleans as XML spells them."""
    from networkx.readwrite.graphml import GraphMLWriter

    ordered: Any = nx.MultiGraph()
    said = {name: value for name, value in graph.graph.items() if value != ""}
    ordered.graph.update(sorted(said.items()))
    for node in sorted(graph):
        ordered.add_node(node, **dict(sorted(graph.nodes[node].items())))
    named = [((*sorted(edge[:2]), edge[2]), graph.edges[edge]) for edge in graph.edges]
    for (first, second, key), about in sorted(named, key=lambda edge: edge[0]):
        ordered.add_edge(first, second, key=key, **dict(sorted(about.items())))
    writer = GraphMLWriter(encoding="utf-8", prettyprint=True)
    writer.add_graph_element(ordered)
    truths = {key.get("id") for key in writer.xml.iter("key") if key.get("attr.type") == "boolean"}
    for data in writer.xml.iter("data"):
        if data.get("key") in truths:
            data.text = data.text.lower()
    found = io.BytesIO()
    writer.dump(found)
    return found.getvalue()


def test_the_bytes_are_those_of_networkx(graph: CityGraph) -> None:
    ties = graph.to_networkx(layer="ties", on=graph.data_day)
    assert graphml_bytes(ties) == as_networkx_writes(ties)


NAMES = st.sampled_from(["a", "b&<", 'c"d', "e\tf", "‌گ", "id"])
VALUES = NAMES | st.just("") | st.booleans() | st.integers() | st.floats()
SAID = st.dictionaries(NAMES.filter(lambda name: name != "id"), VALUES, max_size=3)


@given(
    st.dictionaries(NAMES, SAID, max_size=5),
    st.lists(st.tuples(NAMES, NAMES, NAMES, SAID), max_size=6),
    SAID,
)
def test_any_graph_is_written_as_networkx_does(
    nodes: dict[str, dict[str, Any]],
    edges: list[tuple[str, str, str, dict[str, Any]]],
    about: dict[str, Any],
) -> None:
    made: Any = nx.MultiGraph(**about)
    for node, said in nodes.items():
        made.add_node(node, **said)
    for one, other, key, said in edges:
        made.add_edge(one, other, key=key, **said)
    assert graphml_bytes(made) == as_networkx_writes(made)


def test_a_value_without_a_type_is_refused() -> None:
    made: Any = nx.MultiGraph()
    made.add_node("a", list=["b"])
    with pytest.raises(TypeError, match="list"):
        graphml_bytes(made)
