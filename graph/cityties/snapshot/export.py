"""The graph in the formats of others: the same bytes for the same input.

RDF carries the whole graph (sources, registry and reading, without the ontology,
which has an address of its own); GraphML and CSV carry the ties of one day.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cityties.errors import UsageError
from cityties.formats import cell_text
from cityties.messages import _
from cityties.names import did_you_mean
from cityties.snapshot.rdf import rdf_bytes

if TYPE_CHECKING:
    import networkx as nx
    from pyoxigraph import Quad

# Name and file endings; named graphs are kept by trig, nquads and jsonld.
EXPORT_FORMATS: dict[str, tuple[str, ...]] = {
    "turtle": (".ttl",),
    "trig": (".trig",),
    "nquads": (".nq",),
    "jsonld": (".jsonld",),
    "graphml": (".graphml",),
    "csv": (".csv",),
}


def format_of(path: Path, name: str | None = None) -> str:
    """The export format of a file, by name or ending.

    Raises
    ------
    UsageError
        If neither names a format.

    Examples
    --------
    >>> format_of(Path("isfahan.ttl"))
    'turtle'
    """
    if name:
        if name in EXPORT_FORMATS:
            return name
        raise UsageError(
            _("no export format {name!r}; the formats are {all}").format(
                name=name, all=", ".join(EXPORT_FORMATS)
            )
            + _hint(name, EXPORT_FORMATS)
        )
    for form, endings in EXPORT_FORMATS.items():
        if path.suffix.lower() in endings:
            return form
    endings = tuple(ending for several in EXPORT_FORMATS.values() for ending in several)
    raise UsageError(
        _(
            "the ending of {path} names no export format; use one of {endings}, or say the format"
        ).format(path=path, endings=", ".join(endings))
        + _hint(path.suffix, endings)
    )


def _hint(given: str, right: Iterable[str]) -> str:
    near = did_you_mean(given, right)
    return f"; {near}" if near else ""


def export_bytes(
    form: str,
    *,
    quads: Iterable[Quad] = (),
    rows: Sequence[Mapping[str, Any]] = (),
    graph: nx.MultiDiGraph[str] | None = None,
) -> bytes:
    """Serialise in one format; give it what the format carries.

    Parameters
    ----------
    form : a key of `EXPORT_FORMATS`
    quads : for the RDF formats; their order does not matter
    rows : for csv, rows in the form of ``ties``, written in their order
    graph : for graphml, the graph of `cityties.projection.ties_graph`

    Returns
    -------
    bytes
        UTF-8 text with LF; the same input gives the same bytes. A csv cell holds the
        data as it is: one that begins with ``=``, ``+``, ``-`` or ``@`` is not altered,
        so open files from strangers as text.

    Raises
    ------
    UsageError
        If the format is unknown, or a text holds what XML cannot hold.
    ValueError
        If graphml is asked for without a graph.
    """
    if form not in EXPORT_FORMATS:
        format_of(Path(), form)  # raises
    if form == "csv":
        return _csv(rows)
    if form == "graphml":
        if graph is None:
            raise ValueError("graphml needs a graph")
        return _graphml(graph)
    return rdf_bytes(form, quads)


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A header always, so that an empty table still says what it would hold."""
    keys = list(dict.fromkeys(key for row in rows for key in row)) or ["tie"]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(keys)
    for row in rows:
        writer.writerow([_cell(row.get(key)) for key in keys])
    return text.getvalue().encode()


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ";".join(_cell(item) for item in value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    if isinstance(value, date):
        return value.isoformat()
    return cell_text(value)


def _graphml(graph: nx.MultiDiGraph[str]) -> bytes:
    import networkx as nx
    from networkx.readwrite.graphml import GraphMLWriter

    _refuse_what_xml_cannot_hold(graph)
    # The order of nodes and edges is the file's: sort them.
    ordered: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    ordered.graph.update(_in_order(graph.graph))
    for node in sorted(graph):
        ordered.add_node(node, **_in_order(graph.nodes[node]))
    for first, second, key in sorted(graph.edges(keys=True)):
        ordered.add_edge(first, second, key=key, **_in_order(graph.edges[first, second, key]))
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


_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def _refuse_what_xml_cannot_hold(graph: nx.MultiDiGraph[str]) -> None:
    """XML has no control characters, and networkx writes them without a word."""
    places: list[tuple[str, Mapping[str, Any]]] = [("graph", graph.graph)]
    places += [(node, graph.nodes[node]) for node in graph]
    places += [(edge[2], graph.edges[edge]) for edge in graph.edges(keys=True)]
    faults = []
    for where, attributes in places:
        if _NOT_XML.search(where):
            faults.append(_("{id}: a character that XML cannot hold").format(id=ascii(where)))
        faults += [
            _("{id}: {key} holds a character that XML cannot hold").format(id=where, key=key)
            for key, value in attributes.items()
            if _NOT_XML.search(str(value))
        ]
    if faults:
        raise UsageError("; ".join(sorted(faults)))
