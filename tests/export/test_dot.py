"""DOT, read and drawn by Graphviz."""

from __future__ import annotations

import json
import subprocess
import xml.etree.ElementTree as ET
from typing import Any

import networkx as nx
import pytest

from cityties.api import CityGraph
from cityties.errors import UsageError
from cityties.export.dot import dot_bytes


def dot(data: bytes, form: str) -> bytes:
    return subprocess.run(
        ["dot", f"-T{form}"], input=data, check=True, capture_output=True
    ).stdout  # fmt: skip


def plain(data: dict[str, Any]) -> dict[str, str]:
    return {
        key: str(value).lower() if isinstance(value, bool) else str(value)
        for key, value in data.items()
    }


@pytest.mark.needs("dot", "apt-get install graphviz")
def test_graphviz_reads_the_same(graph: CityGraph) -> None:
    want: Any = graph.to_networkx(layer="ties", on=graph.data_day)
    found = json.loads(dot(graph.export("dot"), "dot_json"))
    assert found["directed"] is False
    assert found["strict"] is False, "parallel ties stay"
    nodes = {node["_gvid"]: node for node in found["objects"]}
    ours = {"_gvid", "name", "label", "shape", "style"}
    assert {
        node["name"]: {key: text for key, text in node.items() if key not in ours and text}
        for node in nodes.values()
    } == {
        node: {key: text for key, text in plain(data).items() if text}
        for node, data in want.nodes(data=True)
    }
    drawn = {"_gvid", "head", "tail", "style", "id"}
    assert {
        (nodes[edge["tail"]]["name"], nodes[edge["head"]]["name"], edge["id"]): {
            key: text for key, text in edge.items() if key not in drawn and text
        }
        for edge in found["edges"]
    } == {
        edge: {key: text for key, text in plain(want.edges[edge]).items() if text}
        for edge in want.edges(keys=True)
    }


@pytest.mark.needs("dot", "apt-get install graphviz")
def test_graphviz_draws_it(hostile: CityGraph) -> None:
    root = ET.fromstring(dot(hostile.export("dot"), "svg"))
    texts = {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {
        node["name_en"] for _id, node in hostile.to_networkx(layer="ties").nodes(data=True)
    } == texts


@pytest.mark.needs("dot", "apt-get install graphviz")
@pytest.mark.parametrize(
    "text", ["\\N", 'a"b', "a\\\\", "one\ntwo", "<b>html</b>", "&amp;", "", "a\\b", '\\\\"', "#;//"]
)
def test_any_text_comes_back(text: str) -> None:
    graph: Any = nx.MultiDiGraph()
    graph.add_node("a", note=text, name_en="x")
    found = json.loads(dot(dot_bytes(graph), "dot_json"))
    assert found["objects"][0].get("note", "") == text


@pytest.mark.parametrize("text", ["\x07", "a\\", 'a\\"b', "a\\\\\\"])
def test_what_it_cannot_hold_is_refused(text: str) -> None:
    graph: Any = nx.MultiDiGraph()
    graph.add_node("a", note=text)
    graph.add_node("b", note=text)
    with pytest.raises(UsageError, match="a: note") as caught:
        dot_bytes(graph)
    assert "b: note" in str(caught.value), "all faults at once"


def test_lines_are_drawn_as_on_the_page() -> None:
    styles = {
        "in_force": "solid", "resumed": "solid", "suspended": "dashed", "broken": "dashed",
        "proposed": "dotted", "ended": "dotted",
    }  # fmt: skip
    made = nx.MultiDiGraph()
    for status in styles:
        made.add_edge("a", "b", status, status=status)
    lines = dot_bytes(made).decode().splitlines()
    for status, style in styles.items():
        assert any(f'id="{status}" style="{style}"' in line for line in lines), status
