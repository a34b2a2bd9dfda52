"""Graphviz DOT: the ties on a day, one line for each pair, parallel ties kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from cityties.errors import UsageError
from cityties.export.formats import Format
from cityties.export.xmltext import NOT_PLAIN_XML, refuse_what_xml_cannot_hold
from cityties.language.messages import _
from cityties.vocabulary.colours import STATUS_DASHES

if TYPE_CHECKING:
    import networkx as nx

# Graphviz has three kinds of line; what is over or only planned is drawn faintest.
_STYLES: Final = {"solid": "solid", "broken": "dashed"}


def dot_bytes(graph: nx.MultiGraph[str]) -> bytes:
    """Write a graph of `cityties.projection.ties_graph`.

    Parameters
    ----------
    graph : its order does not matter

    Returns
    -------
    bytes
        UTF-8. Graphviz lays it out with ``dot``, ``neato``, ``sfdp`` and the like; every
        attribute is in it under its own name.

    Raises
    ------
    UsageError
        If a text holds a character that XML cannot hold, since Graphviz would write it into
        SVG; or a backslash before a quote or at an end, which the language cannot say.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.MultiGraph(on="2020-01-01")
    >>> graph.add_node("porto", name_en="Porto")
    >>> print(dot_bytes(graph).decode().splitlines()[3])
      "porto" [label="Porto" name_en="Porto"];
    """
    things: list[tuple[str, Mapping[str, Any]]] = [("graph", graph.graph)]
    things += [(node, graph.nodes[node]) for node in graph]
    things += [(edge[2], graph.edges[edge]) for edge in graph.edges(keys=True)]
    refuse_what_xml_cannot_hold(things, NOT_PLAIN_XML)
    _refuse_backslashes(things)
    lines = ['graph "cityties" {']
    if graph.graph:
        lines.append(f"  graph{_list(dict(sorted(graph.graph.items())))};")
    lines.append('  node [shape="box" style="rounded"];')
    for node in sorted(graph):
        about = graph.nodes[node]
        lines.append(f"  {_quoted(node)}{_list(_labelled(about, about.get('name_en', node)))};")
    # Either end may be named first: name the smaller one.
    named = [((*sorted(edge[:2]), edge[2]), graph.edges[edge]) for edge in graph.edges]
    for (first, second, key), about in sorted(named, key=lambda edge: edge[0]):
        drawn = {"id": key, "style": _style(about.get("status", ""))}
        line = _list({**drawn, **dict(sorted(about.items()))})
        lines.append(f"  {_quoted(first)} -- {_quoted(second)}{line};")
    return ("\n".join([*lines, "}"]) + "\n").encode()


# The language has one escape, \" for the quote, and a backslash before a line's end joins the
# lines: an odd number of backslashes in these places cannot be written.
_ODD_BACKSLASH: Final = re.compile(r'(?<!\\)(?:\\\\)*\\(?="|\n|\Z)')


def _refuse_backslashes(things: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    faults = [
        _("{id}: {key} has a backslash where DOT does not allow one").format(id=where, key=key)
        for where, attributes in things
        for key, value in {"id": where, **attributes}.items()
        if _ODD_BACKSLASH.search(str(value))
    ]
    if faults:
        raise UsageError("; ".join(sorted(faults)))


def _style(status: str) -> str:
    return _STYLES.get(STATUS_DASHES.get(status, ""), "dotted")


def _labelled(about: Mapping[str, Any], label: str) -> dict[str, Any]:
    # A label has escapes of its own (\N is the name of the node): double the sign.
    return {"label": label.replace("\\", "\\\\"), **dict(sorted(about.items()))}


def _list(attributes: Mapping[str, Any]) -> str:
    pairs = " ".join(f"{name}={_quoted(_text(value))}" for name, value in attributes.items())
    return f" [{pairs}]" if pairs else ""


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(text: str) -> str:
    """A double-quoted ID: only the quote is escaped, everything else stands for itself."""
    return '"' + text.replace('"', '\\"') + '"'


FORMATS: Final = (
    Format(
        name="dot",
        title="ties on a day as a drawing",
        endings=(".dot", ".gv"),
        media_type="text/vnd.graphviz",
        carries="day",
        readers="Graphviz",
        make=lambda content: dot_bytes(content.graph),
    ),
)
