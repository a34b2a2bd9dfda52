"""GraphML of the ties on a day, through networkx, with what it gets wrong put right."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from cityties.export.formats import Format
from cityties.export.xmltext import NOT_PLAIN_XML, refuse_what_xml_cannot_hold

if TYPE_CHECKING:
    import networkx as nx


def graphml_bytes(graph: nx.MultiGraph[str]) -> bytes:
    """Write a graph of `cityties.projection.ties_graph`.

    Parameters
    ----------
    graph : its order does not matter

    Returns
    -------
    bytes
        UTF-8; edges have the id of their tie, so parallel ties stay apart.

    Raises
    ------
    UsageError
        If a text holds a character that XML cannot hold.
    """
    import networkx as nx
    from networkx.readwrite.graphml import GraphMLWriter

    things: list[tuple[str, Mapping[str, Any]]] = [("graph", graph.graph)]
    things += [(node, graph.nodes[node]) for node in graph]
    things += [(edge[2], graph.edges[edge]) for edge in graph.edges(keys=True)]
    refuse_what_xml_cannot_hold(things, NOT_PLAIN_XML)
    # The order of nodes, edges and their ends is the file's: sort them.
    # Ties have no direction; directed edges would halve the degrees in igraph and Gephi.
    ordered: nx.MultiGraph[str] = nx.MultiGraph()
    # Readers give a blank text back as nothing, or as "": leave it out.
    said = {key: value for key, value in graph.graph.items() if value != ""}
    ordered.graph.update(_in_order(said))
    for node in sorted(graph):
        ordered.add_node(node, **_in_order(graph.nodes[node]))
    named = [((*sorted(edge[:2]), edge[2]), graph.edges[edge]) for edge in graph.edges]
    for (first, second, key), about in sorted(named, key=lambda edge: edge[0]):
        ordered.add_edge(first, second, key=key, **_in_order(about))
    writer = GraphMLWriter(encoding="utf-8", prettyprint=True)
    writer.add_graph_element(ordered)
    # networkx writes True, which other readers do not take for a boolean.
    truths = {key.get("id") for key in writer.xml.iter("key") if key.get("attr.type") == "boolean"}
    for data in writer.xml.iter("data"):
        if data.get("key") in truths:
            data.text = str(data.text).lower()
    buffer = io.BytesIO()
    writer.dump(buffer)
    return buffer.getvalue()


def _in_order(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return dict(sorted(attributes.items()))


FORMATS: Final = (
    Format(
        name="graphml",
        title="ties on a day as a graph",
        endings=(".graphml",),
        media_type="application/graphml+xml",
        carries="day",
        readers="networkx, igraph (Python and R)",
        make=lambda content: graphml_bytes(content.graph),
    ),
)
