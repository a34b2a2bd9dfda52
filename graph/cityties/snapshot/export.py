"""The graph in the formats of others: the same bytes for the same input.

RDF carries the whole graph (sources, registry and reading, without the ontology,
which has an address of its own); GraphML and CSV carry the ties of one day.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cityties.errors import UsageError
from cityties.messages import _
from cityties.names import closest
from cityties.terms import GRAPH_ONTOLOGY, PREFIXES

if TYPE_CHECKING:
    import networkx as nx
    from pyoxigraph import Quad

# name: (file endings, whether named graphs are kept)
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
        near = closest(name, EXPORT_FORMATS)
        raise UsageError(
            _("No export format {name!r}; the formats are {all}.").format(
                name=name, all=", ".join(EXPORT_FORMATS)
            )
            + (" " + _("Did you mean {names}?").format(names=", ".join(near)) if near else "")
        )
    for form, endings in EXPORT_FORMATS.items():
        if path.suffix.lower() in endings:
            return form
    endings = tuple(ending for several in EXPORT_FORMATS.values() for ending in several)
    raise UsageError(
        _(
            "The ending of {path} names no export format; use one of {endings}, or --format."
        ).format(path=path, endings=", ".join(endings))
    )


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
    quads : for the RDF formats
    rows : for csv, rows in the form of ``ties``
    graph : for graphml, the graph of `cityties.projection.ties_graph`

    Returns
    -------
    bytes
        UTF-8 text; sorted, so that the order of the input does not matter.
    """
    if form == "csv":
        return _csv(rows)
    if form == "graphml":
        if graph is None:
            raise ValueError("graphml needs a graph")
        return _graphml(graph)
    return _rdf(form, quads)


def _rdf(form: str, quads: Iterable[Quad]) -> bytes:
    from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Triple, serialize

    ontology = NamedNode(GRAPH_ONTOLOGY)
    wanted = [quad for quad in quads if quad.graph_name != ontology]

    def order(term: object) -> str:
        return "" if isinstance(term, DefaultGraph) else str(term)

    formats = {
        "turtle": RdfFormat.TURTLE,
        "trig": RdfFormat.TRIG,
        "nquads": RdfFormat.N_QUADS,
        "jsonld": RdfFormat.JSON_LD,
    }
    items: list[Any]
    if form == "turtle":  # no named graphs: the union of all
        triples = {Triple(quad.subject, quad.predicate, quad.object) for quad in wanted}
        items = sorted(
            triples, key=lambda one: (str(one.subject), str(one.predicate), str(one.object))
        )
    else:
        items = sorted(
            wanted,
            key=lambda one: (
                order(one.graph_name),
                str(one.subject),
                str(one.predicate),
                str(one.object),
            ),
        )
    prefixes = None if form == "nquads" else PREFIXES
    made = serialize(items, format=formats[form], prefixes=prefixes)
    assert made is not None  # no output was given, so bytes come back
    return made


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    keys: list[str] = list(rows[0]) if rows else ["tie"]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(keys)
    for row in rows:
        writer.writerow([_cell(row.get(key)) for key in keys])
    return text.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ";".join(_cell(item) for item in value)
    return str(value)


def _graphml(graph: nx.MultiDiGraph[str]) -> bytes:
    import networkx as nx

    _refuse_control_characters(graph)
    buffer = io.BytesIO()
    nx.write_graphml_xml(graph, buffer, encoding="utf-8", prettyprint=True)
    return buffer.getvalue()


def _refuse_control_characters(graph: nx.MultiDiGraph[str]) -> None:
    """XML cannot hold them, and networkx writes them without a word."""
    places = [*graph.nodes(data=True), *((edge[:2], edge[2]) for edge in graph.edges(data=True))]
    for where, attributes in places:
        for key, value in attributes.items():
            if isinstance(value, str) and any(
                ord(letter) < 32 and letter not in "\t\n\r" for letter in value
            ):
                raise UsageError(
                    _("{where}: {key} holds a control character, which XML cannot hold.").format(
                        where=where, key=key
                    )
                )
