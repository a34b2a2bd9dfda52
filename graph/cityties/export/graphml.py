"""GraphML of the ties on a day: the bytes that networkx writes, with its booleans put right.

Written by hand, because networkx makes an object of each value and holds all of them: twenty times
the room of the file. The tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from cityties.export.formats import Format
from cityties.export.xmltext import NOT_PLAIN_XML, refuse_what_xml_cannot_hold

if TYPE_CHECKING:
    import networkx as nx

_START: Final = """\
<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns \
http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_TYPES: Final[Mapping[type, str]] = {
    str: "string", bool: "boolean", int: "long", float: "double",
}  # fmt: skip


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
    things: list[tuple[str, Mapping[str, Any]]] = [("graph", graph.graph)]
    things += [(node, graph.nodes[node]) for node in graph]
    things += [(edge[2], graph.edges[edge]) for edge in graph.edges(keys=True)]
    refuse_what_xml_cannot_hold(things, NOT_PLAIN_XML)
    keys: dict[tuple[str, str, str], str] = {}
    # The order of nodes, edges and their ends is the file's: sort them.
    # Ties have no direction; directed edges would halve the degrees in igraph and Gephi.
    # Readers give a blank text back as nothing, or as "": leave it out of the graph's own.
    said = {key: value for key, value in graph.graph.items() if value != ""}
    own = list(_data("graph", said, keys, "    "))
    lines: list[str] = []
    for node in sorted(graph):
        start = f'    <node id="{_quoted(node)}"'
        lines += _element("node", start, _data("node", graph.nodes[node], keys, "      "))
    named = [((*sorted(edge[:2]), edge[2]), graph.edges[edge]) for edge in graph.edges]
    for (first, second, key), about in sorted(named, key=lambda edge: edge[0]):
        ends = f'source="{_quoted(first)}" target="{_quoted(second)}" id="{_quoted(key)}"'
        lines += _element("edge", f"    <edge {ends}", _data("edge", about, keys, "      "))
    declared = [
        f'  <key id="{id}" for="{scope}" attr.name="{_quoted(name)}" attr.type="{kind}" />\n'
        for (name, kind, scope), id in reversed(keys.items())
    ]
    whole = _element("graph", '  <graph edgedefault="undirected"', chain(lines, own))
    return "".join((_START, *declared, *whole, "</graphml>\n")).encode()


def _element(name: str, start: str, inside: Iterator[str]) -> Iterator[str]:
    """An element whose content are the lines inside it."""
    first = next(inside, None)
    if first is None:
        yield f"{start} />\n"
        return
    yield f"{start}>\n{first}"
    yield from inside
    yield f"{start[: start.index('<')]}</{name}>\n"


def _data(
    scope: str, values: Mapping[str, Any], keys: dict[tuple[str, str, str], str], indent: str
) -> Iterator[str]:
    """The values of a thing, sorted by name; a new type of value gets a key."""
    for name, value in sorted(values.items()):
        kind = _TYPES.get(type(value))
        if kind is None:
            raise TypeError(f"GraphML does not support {type(value)} as data values.")
        text = str(value).lower() if kind == "boolean" else str(value)
        key = keys.setdefault((name, kind, scope), f"d{len(keys)}")
        yield (
            f'{indent}<data key="{key}">{_text(text)}</data>\n'
            if text
            else (f'{indent}<data key="{key}" />\n')
        )


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(text: str) -> str:
    """A text as the value of an attribute."""
    plain = _text(text).replace('"', "&quot;")
    return plain.replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#09;")


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
