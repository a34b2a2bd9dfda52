"""The graph in the formats of others: the same bytes for the same input.

Each format carries one of three things: ``rdf`` the claims with what follows from
them, ``day`` the ties as they stood on a day, ``states`` the ties through time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cityties.errors import CitytiesError, UsageError
from cityties.language.messages import _
from cityties.language.names import did_you_mean

if TYPE_CHECKING:
    import networkx as nx
    from pyoxigraph import Quad

    from cityties.model.rows import Place


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be exported.

    Parameters
    ----------
    carries : ``rdf``, ``day`` or ``states``
    endings : endings of file names that choose it
    reifiers : whether it can hold the triple terms of RDF 1.2
    cells : whether it is a table that a spreadsheet may open
    """

    carries: str
    endings: tuple[str, ...]
    reifiers: bool = False
    cells: bool = False


FORMATS: Final[Mapping[str, Format]] = {
    "turtle": Format("rdf", (".ttl",), reifiers=True),
    "trig": Format("rdf", (".trig",), reifiers=True),
    "nquads": Format("rdf", (".nq",), reifiers=True),
    "jsonld": Format("rdf", (".jsonld",)),
    "framed": Format("rdf", (".framed.jsonld",)),
    "graphml": Format("day", (".graphml",)),
    "gexf": Format("states", (".gexf",)),
    "dot": Format("day", (".dot", ".gv")),
    "geojson": Format("day", (".geojson",)),
    "csv": Format("day", (".csv",), cells=True),
    "nodes": Format("states", (".nodes.csv",), cells=True),
    "edges": Format("states", (".edges.csv",), cells=True),
    "pandas": Format("day", (".pandas.csv",), cells=True),
    "igraph": Format("day", (".igraph.csv",), cells=True),
    "gephi": Format("day", (".gephi.csv",), cells=True),
    "parquet": Format("states", (".parquet", ".edges.parquet")),
    "nodes-parquet": Format("states", (".nodes.parquet",)),
}
"""The formats by name."""

EXPORT_FORMATS: Final[Mapping[str, tuple[str, ...]]] = {
    name: form.endings for name, form in FORMATS.items()
}
"""Name and file endings of each format."""


def format_of(path: Path, name: str | None = None) -> str:
    """The export format of a file, by name or ending.

    Raises
    ------
    UsageError
        If neither names a format.

    Examples
    --------
    >>> format_of(Path("isfahan.ttl")), format_of(Path("isfahan.nodes.csv"))
    ('turtle', 'nodes')
    """
    if name:
        if name in FORMATS:
            return name
        raise UsageError(
            _("no export format {name!r}; the formats are {all}").format(
                name=name, all=", ".join(FORMATS)
            )
            + _hint(name, FORMATS)
        )
    endings = {ending: form for form, several in EXPORT_FORMATS.items() for ending in several}
    for ending in sorted(endings, key=len, reverse=True):  # .nodes.csv before .csv
        if path.name.lower().endswith(ending):
            return endings[ending]
    raise UsageError(
        _(
            "the ending of {path} names no export format; use one of {endings}, or say the format"
        ).format(path=path, endings=", ".join(endings))
        + _hint(path.suffix, endings)
    )


def _hint(given: str, right: Iterable[str]) -> str:
    near = did_you_mean(given, right)
    return f"; {near}" if near else ""


def check_options(form: str, *, reifiers: bool = False, guard: bool = False) -> None:
    """Refuse an option that a format has no use for, and a format that lacks its package.

    Raises
    ------
    UsageError
        For reifiers or guarded formulas where the format cannot have them.
    CitytiesError
        For Parquet without pyarrow.
    """
    known = FORMATS[format_of(Path(), form)]
    if reifiers and not known.reifiers:
        raise UsageError(
            _("{format} cannot hold reifiers; these can: {all}").format(
                format=form, all=", ".join(name for name, one in FORMATS.items() if one.reifiers)
            )
        )
    if guard and not known.cells:
        raise UsageError(
            _("{format} has no cells to guard; these have: {all}").format(
                format=form, all=", ".join(name for name, one in FORMATS.items() if one.cells)
            )
        )
    if form.endswith("parquet"):
        from cityties.export import parquet

        if not parquet.is_available():
            raise CitytiesError(parquet.missing_reason())


def export_bytes(
    form: str,
    *,
    quads: Iterable[Quad] = (),
    rows: Sequence[Mapping[str, Any]] = (),
    columns: Iterable[str] = (),
    graph: nx.MultiDiGraph[str] | None = None,
    places: Iterable[Place] = (),
    states: tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]] = ((), ()),
    title: str = "",
    modified: date | None = None,
    about: Mapping[str, str] | None = None,
    reifiers: bool = False,
    guard: bool = False,
) -> bytes:
    """Serialise in one format; give it what the format carries.

    Parameters
    ----------
    form : a key of `FORMATS`
    quads : for the RDF formats; their order does not matter
    rows : for csv, geojson and the edge lists: rows in the form of ``ties``
    columns : for csv, keys that are there at any rate
    graph : for graphml and dot, the graph of `cityties.projection.ties_graph`
    places : for geojson and the edge lists: the places that can be nodes
    states : for gexf, nodes, edges and parquet: the rows of the two tables
    title, modified, about : what the file says of itself, where it can: gexf, geojson
    reifiers : add what each claim reifies, as RDF 1.2
    guard : put an apostrophe before a cell that a spreadsheet would run as a formula

    Returns
    -------
    bytes
        UTF-8 text with LF, or Parquet; the same input gives the same bytes (Parquet: by the
        same pyarrow). Without ``guard`` a csv cell holds the data as it is: one that begins
        with ``=``, ``+``, ``-`` or ``@`` is not altered, so open files from strangers as
        text.

    Raises
    ------
    UsageError
        If the format is unknown, has no such option, or cannot hold one of the texts.
    CitytiesError
        For Parquet without pyarrow.
    ValueError
        If graphml or dot is asked for without a graph.
    """
    from cityties.export.edgelist import ties_csv

    check_options(form, reifiers=reifiers, guard=guard)
    try:
        if FORMATS[form].carries == "rdf":
            return _rdf(form, quads, reifiers)
        if FORMATS[form].carries == "states":
            return _states(form, states, title, modified, guard)
        if form in ("graphml", "dot"):
            if graph is None:
                raise ValueError(f"{form} needs a graph")
            return _drawn(form, graph)
        if form == "csv":
            return ties_csv(rows, columns, guard=guard)
        return _listed(form, rows, places, about or {}, guard)
    except UnicodeEncodeError as error:
        raise UsageError(_("a text holds half of a character pair, which is no text")) from error


def _rdf(form: str, quads: Iterable[Quad], reifiers: bool) -> bytes:
    from cityties.export.framed import framed_bytes
    from cityties.export.rdf import rdf_bytes
    from cityties.export.reifiers import reifying

    if form == "framed":
        return framed_bytes(quads)
    if reifiers:
        kept = list(quads)
        quads = [*kept, *reifying(kept)]
    return rdf_bytes(form, quads)


def _states(
    form: str,
    states: tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]],
    title: str,
    modified: date | None,
    guard: bool,
) -> bytes:
    from cityties.export.columns import EDGES, NODES
    from cityties.export.edgelist import csv_bytes
    from cityties.export.gexf import gexf_bytes
    from cityties.export.parquet import table_parquet

    if form == "gexf":
        return gexf_bytes(*states, title=title, modified=modified)
    table, rows = (NODES, states[0]) if form.startswith("nodes") else (EDGES, states[1])
    if form.endswith("parquet"):
        return table_parquet(table, rows)
    names = [field.name for field in table.fields]
    return csv_bytes(names, ([row[name] for name in names] for row in rows), guard=guard)


def _drawn(form: str, graph: nx.MultiDiGraph[str]) -> bytes:
    from cityties.export.dot import dot_bytes
    from cityties.export.graphml import graphml_bytes

    return graphml_bytes(graph) if form == "graphml" else dot_bytes(graph)


def _listed(
    form: str,
    rows: Sequence[Mapping[str, Any]],
    places: Iterable[Place],
    about: Mapping[str, str],
    guard: bool,
) -> bytes:
    from cityties.export.edgelist import edge_list_bytes
    from cityties.export.geojson import geojson_bytes

    if form == "geojson":
        return geojson_bytes(rows, places, **about)
    known = frozenset(place.id for place in places) or None
    return edge_list_bytes(form, rows, known=known, guard=guard)
