"""Snapshots: folders that a paper can cite, made of one graph and nothing else.

The same graph gives the same files on every machine (Parquet: the same table). A
snapshot is written to a temporary folder and renamed once; ``CURRENT`` is swapped
after that, so that a kill leaves the old one or the new one.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cityties.base import files
from cityties.base.collector import without_collector
from cityties.base.inputs import read_inside
from cityties.errors import CitytiesError, UsageError
from cityties.export import parquet
from cityties.export.framed import framed_pieces
from cityties.export.graphml import graphml_bytes
from cityties.export.rdf import Grouped, trig_pieces
from cityties.export.states import table_csv, table_rows
from cityties.language.messages import CODE_LANGUAGE, _, in_language
from cityties.model.tables import ROW_TYPES, table_bytes
from cityties.rdf.lines import Lines, sorted_lines
from cityties.snapshot import codebook, metadata
from cityties.snapshot.content import Content, Packed, pieces_of
from cityties.snapshot.manifest import (
    Description,
    counts,
    describe,
    folder_name,
    manifest_bytes,
    ontology_checksum,
    sums_bytes,
)
from cityties.snapshot.shacl import report_ttl
from cityties.store.snapshots import GRAPH_FILE, SHELF, SUMS, TABLES, Snapshot, read_snapshot
from cityties.store.versions import MANIFEST

if TYPE_CHECKING:
    from cityties.checks.shacl import Report
    from cityties.rdf.published import Publication
    from cityties.store.build import Graph

Tell = Callable[[str, int, int], None]

NOT_IN_ID: Final = "parquet/"
"""Files whose bytes may differ between machines: their tables are compared."""


@dataclass(frozen=True)
class Rendered:
    """A snapshot in memory: every file but the manifest and the checksums.

    Parameters
    ----------
    about : what it is
    payload : content of each file by its path
    count : counts for the manifest
    report : result of the SHACL check
    ontology : checksum of the ontology graph
    left_out : what was not written, each with the reason
    """

    about: Description
    payload: Mapping[str, Content]
    count: Mapping[str, Any]
    report: Report
    ontology: str
    left_out: Mapping[str, str]

    def check(self) -> None:
        """Refuse a graph that breaks the shapes of the ontology: it is not released.

        Raises
        ------
        CitytiesError
            With the first that is wrong.
        """
        if found := self.report.by_severity("Violation"):
            raise CitytiesError(
                _("the graph violates its shapes ({where}: {what}): run cityties check").format(
                    where=found[0].focus, what=found[0].message(CODE_LANGUAGE)
                )
            )

    def files(self, parent: Snapshot | None) -> dict[str, Content]:
        """All files, with the manifest and the checksums.

        Parameters
        ----------
        parent : the snapshot before this one
        """
        found = dict(self.payload)
        found[MANIFEST] = manifest_bytes(
            self.about,
            self.payload,
            count=self.count,
            report=self.report,
            ontology=self.ontology,
            parent=parent,
            left_out=self.left_out,
        )
        found[SUMS] = sums_bytes(found)
        return found


def published(graph: Graph, publication: Publication | None) -> Lines:
    """The canonical N-Quads of a graph, with IRIs of the folder's own where it has a base.

    Parameters
    ----------
    graph : the graph
    publication : how the IRIs are written; ``None``: as they are
    """
    if publication is None:
        return graph.lines
    return sorted_lines(f"{quad} .\n" for quad in publication.quads(graph.named_quads()))


def render(
    graph: Graph, about: Description, *, canonical: Lines | None = None, tell: Tell | None = None
) -> Rendered:
    """Make all files of a snapshot in memory.

    Parameters
    ----------
    graph : the graph
    about : what `describe` gave for it
    canonical : what :func:`published` gave; made from the graph by default
    tell : called at each step

    Raises
    ------
    UsageError
        If a text holds what a format cannot hold.
    """
    names = (_("shapes"), _("graph"), _("tables"), _("codebook"), _("descriptions"))

    def step(number: int) -> None:
        if tell is not None:
            tell(names[number - 1], number, len(names))

    # Files are the same in every language.
    with in_language("en"), without_collector():
        return _render(graph, about, canonical or graph.lines, step)


def _render(
    graph: Graph, about: Description, canonical: Lines, step: Callable[[int], None]
) -> Rendered:
    from cityties.checks.shacl import validate
    from cityties.export.gexf import gexf_bytes
    from cityties.projection import ties_graph

    step(1)  # before anything is held
    report = validate(canonical)
    step(2)
    payload: dict[str, Content] = {GRAPH_FILE: Packed.of_lines(canonical)}
    with Grouped(canonical.pieces()) as grouped:
        payload["graph.trig"] = Packed(trig_pieces(grouped))
        payload["graph.jsonld"] = Packed(framed_pieces(grouped))
    step(3)
    derived = table_rows(graph.readings, graph.tables, on=about.on)
    for name, (table, rows) in derived.items():
        payload[f"{name}.csv"] = table_csv(table, rows)
    whole = [row for row in derived["ties"][1] if row["channel"] == "all"]
    known = {"known_by": about.known_by.isoformat()} if about.known_by else {}
    drawn = ties_graph(
        whole, graph.tables.places, on=about.on.isoformat(), content_id=about.id, **known
    )
    rights = metadata.rights_text(about)
    drawn.graph["rights"] = rights
    payload["ties.graphml"] = graphml_bytes(drawn)
    payload["ties.gexf"] = gexf_bytes(
        derived["nodes"][1],
        derived["edges"][1],
        title=f"{about.title} (sha256:{about.id})",
        modified=about.issued,
        rights=rights,
    )
    for name in ROW_TYPES:
        payload[f"{TABLES}/{name}.csv"] = table_bytes(name, getattr(graph.tables, name))
    left_out: dict[str, str] = {}
    if parquet.is_available():
        for name, (table, rows) in derived.items():
            payload[f"{NOT_IN_ID}{name}.parquet"] = parquet.table_parquet(table, rows)
    else:
        left_out[NOT_IN_ID] = parquet.missing_reason()
    payload["shacl-report.ttl"] = report_ttl(report)
    step(4)
    variables = codebook.variables()
    payload["codebook.csv"] = codebook.codebook_csv(variables)
    payload["codebook.md"] = codebook.codebook_md(variables, title=about.title)
    step(5)
    count = counts(graph, derived["ties"][1], derived["edges"][1])
    # What describes the others: it lists those before it, whose checksums are known.
    described = {path: data for path, data in payload.items() if not path.startswith(NOT_IN_ID)}
    payload["datapackage.json"] = metadata.datapackage_bytes(about, described)
    payload["dcat.ttl"] = metadata.dcat_bytes(about, described, canonical.batches())
    payload["CITATION.cff"] = metadata.citation_bytes(about)
    described = {path: data for path, data in payload.items() if not path.startswith(NOT_IN_ID)}
    payload["README.md"] = metadata.readme_bytes(about, described, count)
    described["README.md"] = payload["README.md"]
    payload["ro-crate-metadata.json"] = metadata.ro_crate_bytes(about, described)
    ontology = ontology_checksum(canonical.pieces())
    return Rendered(about, payload, count, report, ontology, left_out)


def create_snapshot(
    graph: Graph,
    root: Path | str,
    *,
    on: datetime.date | None = None,
    title: str = "",
    version: str = "",
    authors: Sequence[str] = (),
    licence: str = "",
    keep: int | None = None,
    publication: Publication | None = None,
    wait: float = 0.0,
    tell: Tell | None = None,
) -> Snapshot:
    """Write a snapshot of a graph into a folder of snapshots and make it the current one.

    Parameters
    ----------
    graph : the graph
    root : the folder of snapshots; made if it does not exist
    on, title, version, authors, licence : see `describe`
    keep : how many snapshots to keep, this one included; all by default
    publication : how the IRIs of the folder's own rows are written
    wait : seconds to wait for another writer to end
    tell : called at each step

    Returns
    -------
    Snapshot
        The new one; or the one that is there already, if it has the same files.

    Raises
    ------
    StoreError
        If the folder is not ours, in use, or cannot be written. What was there stays.
    UsageError
        If no source has a date and no day is given, or a text fits no format.
    CitytiesError
        If the graph breaks the shapes of the ontology: such a graph is not released.
    """
    if keep is not None and keep < 1:
        raise UsageError(_("keep at least one snapshot"))
    folder = Path(root)
    SHELF.check(folder)  # before the work
    about = describe(graph, on=on, title=title, version=version, authors=authors, licence=licence)
    canonical = published(graph, publication)
    if publication is not None:
        about = replace(about, id=canonical.id, base=publication.base)
    rendered = render(graph, about, canonical=canonical, tell=tell)
    rendered.check()
    with SHELF.writing(folder, wait=wait) as writer:
        name = folder_name(about)
        before = _usable(folder / writer.current_name()) if writer.current_name() else None
        if before is not None and before.folder.name == name:
            made = rendered.files(named_parent(before))
        else:
            made = rendered.files(before)
        if not _is_there(folder / name, made):
            name = writer.free_name(name)
            writer.add(name, lambda part: _fill(part, made))
        writer.use(name)
        entries = [entry for entry in SHELF.entries(folder) if entry.name != name]
        for old in entries[keep - 1 :] if keep is not None else ():
            writer.drop(old)
    return read_snapshot(folder / name)


def _usable(entry: Path) -> Snapshot | None:
    try:
        return read_snapshot(entry)
    except CitytiesError:
        return None


def named_parent(snapshot: Snapshot) -> Snapshot | None:
    """The parent that a snapshot names, as far as its manifest knows it."""
    named = snapshot.manifest.get("parent")
    if not named:
        return None
    folder = snapshot.folder.parent / named["folder"]
    return Snapshot(folder, {"id": named["id"], "version": named["version"]})


def _is_there(entry: Path, made: Mapping[str, Content]) -> bool:
    """Whether a snapshot with exactly these files is there, and whole."""
    try:
        if read_inside(entry, SUMS) != made[SUMS]:
            return False
    except OSError:
        return False
    snapshot = _usable(entry)
    return snapshot is not None and not any(snapshot.faults())


def _fill(part: Path, made: Mapping[str, Content]) -> None:
    for path, data in made.items():
        target = part / path
        target.parent.mkdir(exist_ok=True)
        files.write_new(target, pieces_of(data))
