"""From tables to one graph: sources, registry, ontology and readings.

The same rows give the same bytes, whatever their order was, and so the same
content id. :func:`open_or_build` keeps what was built, so that a second call
reads no table.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cityties.base import resources
from cityties.base.collector import without_collector
from cityties.errors import DataError, NotFoundError, StoreError, UsageError
from cityties.language.messages import _
from cityties.model.table_names import TABLES
from cityties.store import graphs
from cityties.vocabulary.terms import GRAPH_ONTOLOGY, PREFIXES

if TYPE_CHECKING:
    import tempfile

    import pyoxigraph as ox
    import rdflib

    from cityties.model.gazetteer import Gazetteer
    from cityties.model.rows import Tables
    from cityties.rdf.lines import Lines
    from cityties.reading import Readings
    from cityties.store.snapshots import Snapshot

ONTOLOGY_FILES: Final = ("cityties.ttl", "codes.ttl", "alignments.ttl")
"""What the ontology graph holds; shapes are for ``check`` and stay outside."""

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, its number and how many there are."""

_STEPS: Final = 4
_COUNTS: Final = ("quads", "graphs", *TABLES, "ties", "conflicts")


class Graph:
    """A built graph: rows, readings and quads, each made when first used.

    It comes from :func:`build` or :func:`open_or_build`.

    Parameters
    ----------
    manifest : ``key``, ``id``, ``known_by`` and ``counts``
    tables : the rows, or how to get them
    lines : the canonical N-Quads, packed, if the graph was built just now
    version : where the graph is on disk, if it is
    readings : the readings, if they were made just now
    recover : rebuilds the graph if what is on disk turns out to be damaged
    """

    def __init__(
        self,
        manifest: Mapping[str, Any],
        tables: Tables | None = None,
        *,
        lines: Lines | None = None,
        version: graphs.Version | None = None,
        readings: Readings | None = None,
        recover: Callable[[], Graph] | None = None,
    ) -> None:
        self._recover = recover
        self.manifest = manifest
        self.version = version
        self._lines = lines
        self._checked = lines is not None  # what was written just now
        if tables is not None:
            self.tables = tables
        if readings is not None:
            self.readings = readings

    @property
    def content_id(self) -> str:
        """SHA-256 of the graph's RDFC-1.0 form, as 64 hexadecimal digits."""
        return str(self.manifest["id"])

    @property
    def counts(self) -> Mapping[str, int]:
        """How many quads, graphs, rows, readings and conflicts there are, by name."""
        counts: Mapping[str, int] = self.manifest["counts"]
        return counts

    @property
    def known_by(self) -> datetime.date | None:
        """The day whose knowledge the readings hold; ``None``: everything known."""
        text = self.manifest.get("known_by")
        return datetime.date.fromisoformat(text) if text else None

    @property
    def withheld(self) -> int:
        """How many claims the readings leave out, as their source may be newer than known_by."""
        number = self.manifest.get("withheld")
        return self.readings.withheld if number is None else int(number)

    @property
    def data_day(self) -> datetime.date | None:
        """The latest publication among the sources: the data's own day."""
        text = self.manifest.get("data_day")
        return datetime.date.fromisoformat(text) if text else None

    @cached_property
    def tables(self) -> Tables:
        """The checked rows."""
        from cityties.model.tables import tables_from_json

        assert self.version is not None
        try:
            with without_collector():
                return tables_from_json(self.version.tables_bytes())
        except StoreError as error:
            return self._recovered(error).tables

    @cached_property
    def readings(self) -> Readings:
        """The readings of the claims, as known by :attr:`known_by`."""
        from cityties.reading import read_tables

        tables = self.tables
        with without_collector():
            return read_tables(tables, known_by=self.known_by)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Finds places, organizations and people by any of their names."""
        from cityties.model.gazetteer import Gazetteer

        return Gazetteer(self.tables)

    @cached_property
    def quads(self) -> ox.Store:
        """The quads, read-only from disk or in memory, with their merge as the default graph."""
        if self.version is not None:
            try:
                return self.version.open_quads()
            except StoreError as error:
                return self._recovered(error).quads
        import pyoxigraph as ox

        from cityties.store.merge import pieces_to_load

        made = ox.Store()
        for piece in pieces_to_load(self.lines.batches()):
            made.bulk_load(piece, format=ox.RdfFormat.N_QUADS, lenient=True)
        return made

    @property
    def lines(self) -> Lines:
        """The canonical N-Quads, packed: read in order, in little room.

        Raises
        ------
        StoreError
            If those on disk are missing or were changed, and cannot be rebuilt.
        """
        if self._lines is None:
            assert self.version is not None
            try:
                self._lines = self.version.lines()
            except StoreError as error:
                return self._recovered(error).lines
        return self._lines

    def named_quads(self) -> Iterator[ox.Quad]:
        """The quads of the named graphs: the graph itself, without the merge of them.

        Raises
        ------
        StoreError
            If what is on disk was changed.
        """
        import pyoxigraph as ox

        for piece in self.lines.pieces():
            yield from ox.parse(piece, format=ox.RdfFormat.N_QUADS, lenient=True)

    def _recovered(self, error: StoreError) -> Graph:
        """The same graph in memory; raises the error again if it cannot be rebuilt."""
        if self._recover is None:
            raise error
        made = self._recover()
        self._recover = None
        self.version = None
        self._lines = made._lines
        self.tables = made.tables
        return made

    @property
    def quads_folder(self) -> Path:
        """The folder of the quads, checked, for the process that answers queries.

        A graph that is in memory only is written to a temporary folder when it is first asked.
        """
        if self.version is not None and not self._checked:
            try:
                self.version.check_quads()
                self._checked = True
            except StoreError as error:
                self._recovered(error)
        if self.version is not None:
            return self.version.quads_folder
        return Path(self._temporary.name) / graphs.QUADS

    @cached_property
    def _temporary(self) -> tempfile.TemporaryDirectory[str]:
        import tempfile

        made = tempfile.TemporaryDirectory(prefix="cityties-")
        self.write(Path(made.name))
        return made

    def recover(self, error: StoreError) -> None:
        """Make the graph again, in memory, where what was built before is damaged.

        Parameters
        ----------
        error : what was met; it is raised again if the graph cannot be made
        """
        self._recovered(error)

    def canonical_nquads(self) -> bytes:
        """The whole graph in canonical order (RDFC-1.0): the same graph, the same bytes."""
        return self.lines.whole()

    def dataset(self) -> rdflib.Dataset:
        """A copy of the graph as an rdflib Dataset that searches all graphs together."""
        import warnings

        import rdflib

        made = rdflib.Dataset(default_union=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # about its own inside
            made.parse(data=self.canonical_nquads().decode("utf-8"), format="nquads")
        for prefix, namespace in PREFIXES.items():
            made.bind(prefix, namespace, replace=True)
        return made

    def write(self, folder: Path) -> None:
        """Fill an empty folder with this graph as a version of a store."""
        from cityties.model.tables import tables_json

        graphs.write_version(
            folder,
            lines=self.lines,
            tables=tables_json(self.tables),
            manifest=self.manifest,
        )


def build(
    tables: Tables,
    *,
    known_by: datetime.date | None = None,
    ontology: bool = True,
    progress: Progress | None = None,
    key: str = "",
) -> Graph:
    """Make the graph of some rows, in memory.

    Parameters
    ----------
    tables : rows that a loader has checked
    known_by : read only what was published by this day; the claims stay all
    ontology : whether the ontology and the code lists go in
    progress : called at each step
    key : the checksum of the inputs, if the result is to be kept under it

    Returns
    -------
    The graph; it depends on the rows alone, not on their order.

    Raises
    ------
    StoreError
        If a file of the ontology cannot be read.
    """
    with without_collector():
        return _build(tables, known_by, ontology, progress, key)


def _build(
    tables: Tables,
    known_by: datetime.date | None,
    ontology: bool,
    progress: Progress | None,
    key: str,
) -> Graph:
    from cityties.model.tables import canonical_tables
    from cityties.rdf.lines import Sorter
    from cityties.rdf.to_quads import nquads_lines
    from cityties.reading import read_tables
    from cityties.reading.quads import reading_lines

    tell = progress or (lambda _step, _number, _of: None)
    tables = canonical_tables(tables)
    tell(_("claims"), 1, _STEPS)
    labels: Mapping[str, Mapping[str, str]] = {}
    if ontology:
        from cityties.words.labels import code_labels

        labels = code_labels()
    sorter = Sorter()
    sorter.add(nquads_lines(tables, labels))
    tell(_("readings"), 2, _STEPS)
    readings = read_tables(tables, known_by=known_by)
    sorter.add(reading_lines(readings, tables))
    tell(_("ontology"), 3, _STEPS)
    if ontology:
        sorter.add(ontology_lines())
    tell(_("sorting"), 4, _STEPS)
    lines = sorter.done()
    day = data_day(tables)
    manifest = {
        "key": key,
        "id": lines.id,
        "known_by": known_by.isoformat() if known_by else None,
        "data_day": day.isoformat() if day else None,
        "withheld": readings.withheld,
        "counts": _counts(lines, tables, readings),
    }
    return Graph(manifest, tables, lines=lines, readings=readings)


def data_day(tables: Tables) -> datetime.date | None:
    """The data's own day: the latest publication among the dated sources.

    If no source has a date of publication, the latest day on which one was read.

    Parameters
    ----------
    tables : checked rows
    """
    days = []
    for source in tables.sources:
        # A page of "2026" that was read in May was published by May.
        bounds = [date.latest for date in (source.published, source.accessed) if date]
        if source.published and min(bounds) != datetime.date.max:
            days.append(min(bounds))
    if not days:
        read = [source.accessed.latest for source in tables.sources if source.accessed]
        days = [day for day in read if day != datetime.date.max]
    return max(days, default=None)


def _counts(lines: Lines, tables: Tables, readings: Readings) -> dict[str, int]:
    numbers = (
        lines.quads,
        lines.graphs,
        *(len(getattr(tables, table)) for table in TABLES),
        sum(1 for tie in readings.ties.values() if tie.periods),  # each is a ct:Tie
        len(readings.conflicts),
    )
    return dict(zip(_COUNTS, numbers, strict=True))


def ontology_lines() -> tuple[str, ...]:
    """The ontology graph as canonical N-Quads.

    Raises
    ------
    StoreError
        If a file of the ontology cannot be read.
    """
    folder = resources.ontology_dir()
    parts = [(name, folder / name) for name in ONTOLOGY_FILES]
    return _ontology_lines(tuple((name, p.read_bytes()) for name, p in parts if p.exists()))


@lru_cache(maxsize=2)
def _ontology_lines(parts: tuple[tuple[str, bytes], ...]) -> tuple[str, ...]:
    import pyoxigraph as ox

    graph = ox.NamedNode(GRAPH_ONTOLOGY)
    quads = []
    for name, data in parts:
        try:
            triples = list(ox.parse(data, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))
        except (SyntaxError, ValueError) as error:
            raise StoreError(
                _("the ontology file {name} cannot be read: {reason}").format(
                    name=name, reason=error
                )
            ) from error
        quads += [ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples]
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return tuple(sorted(f"{quad} .\n" for quad in dataset))


# --- opening -----------------------------------------------------------------------------


def open_or_build(
    data: Sequence[Path | str] = (),
    *,
    shipped: bool = True,
    store_dir: Path | str | None = None,
    cache: bool = True,
    known_by: datetime.date | None = None,
    progress: Progress | None = None,
) -> Graph:
    """Open the graph of some data, building it only if it was not built before.

    Parameters
    ----------
    data : folders of tables or RDF files that are added, in this order
    shipped : whether the data of the package comes first
    store_dir : a folder to keep the graph in, instead of the cache
    cache : whether the cache is used; if nothing can be written there, the
        graph is built in memory
    known_by : read only what was published by this day
    progress : called at each step of a build

    Raises
    ------
    DataError
        With every problem of the data. What was built before stays.
    StoreError
        If the store is not ours, too new, damaged or being written.
    UsageError, NotFoundError
        If there is no data at all, or a folder is missing.
    """
    folders = [Path(entry) for entry in data]
    for folder in folders:
        if not folder.exists():
            raise NotFoundError(_("{path} does not exist").format(path=folder))
        if not (folder.is_dir() or folder.is_file()):
            raise UsageError(_("{path} is neither a folder nor a regular file").format(path=folder))
        check_folder(folder)
    if shipped:
        folders.insert(0, resources.data_dir())
    target = None if store_dir is None else Path(store_dir)
    if not folders:
        if target is None:
            raise UsageError(_("no data: pass a folder, or use the shipped data"))
        return _open_as_it_is(target, cache=cache)
    if known_by is None and len(folders) == 1 and not shipped:  # the shipped data is not a snapshot
        known_by = _known_by_of(folders[0])
    key = graphs.input_key(folders, variant=known_by.isoformat() if known_by else "")
    if target is not None:
        version = graphs.current_version(target)
        if version is not None and version.is_current_format and version.key == key:
            return Graph(version.manifest, version=version)
    elif cache and (version := graphs.find_cached(key)) is not None:

        def again() -> Graph:
            graphs.drop_cached(key)
            with without_collector():
                return build(_load(folders, shipped=shipped), known_by=known_by, key=key)

        return Graph(version.manifest, version=version, recover=again)
    if target is None and cache and (refusal := resources.cache_refusal()):
        import logging

        logging.getLogger(__name__).warning(refusal)
    with without_collector():
        tables = _load(folders, shipped=shipped)
        graph = build(tables, known_by=known_by, progress=progress, key=key)
        if target is not None:
            graph.version = graphs.publish(target, graph.content_id, graph.write)
        elif cache:
            graph.version = graphs.cache_version(key, graph.write)
    return graph


def check_folder(folder: Path) -> None:
    """Refuse a folder without a table: a wrong folder would silently add nothing.

    Parameters
    ----------
    folder : a data folder, a snapshot or a file

    Raises
    ------
    UsageError
        With the tables that were expected and the command that writes the first.
    """
    from cityties.store.snapshots import find_snapshot

    if not folder.is_dir() or any((folder / f"{table}.csv").is_file() for table in TABLES):
        return
    if find_snapshot(folder) is not None or any(folder.glob("*.csv")):  # the loader says more
        return
    tables = ", ".join(f"{table}.csv" for table in TABLES)
    raise UsageError(
        _(
            "{folder} contains no table: expected one or more of {tables}; `{command}` starts a "
            "data folder"
        ).format(folder=folder, tables=tables, command=f"cityties data add-source {folder}")
    )


def _known_by_of(folder: Path) -> datetime.date | None:
    """The day of knowledge that a snapshot brings when it is loaded alone."""
    from cityties.store.snapshots import find_snapshot, read_snapshot

    return None if find_snapshot(folder) is None else read_snapshot(folder).known_by


def _open_as_it_is(target: Path, *, cache: bool) -> Graph:
    """A store or snapshot without any data to compare it with: what it holds."""
    from cityties.store.snapshots import find_snapshot, read_snapshot

    if find_snapshot(target) is not None:
        return open_snapshot(read_snapshot(target), cache=cache)
    version = graphs.current_version(target)
    if version is None:
        raise NotFoundError(_("{folder} contains no graph yet").format(folder=target))
    if not version.is_current_format:
        raise StoreError(
            _(
                "{folder} was written by an older version of cityties: rebuild it from its data"
            ).format(folder=target)
        )
    return Graph(version.manifest, version=version)


def open_snapshot(snapshot: Snapshot, *, cache: bool = True) -> Graph:
    """Open a snapshot as it was written: its graph is not rebuilt.

    Parameters
    ----------
    snapshot : what :func:`cityties.store.snapshots.read_snapshot` gave
    cache : whether it may be kept in the cache for the next time

    Raises
    ------
    StoreError
        If a file is missing, damaged or edited, or its rows are not those of its graph.
    """
    snapshot.check()
    key = graphs.snapshot_key(snapshot.id, snapshot.sums())
    if cache and (version := graphs.find_cached(key)) is not None:

        def again() -> Graph:
            graphs.drop_cached(key)
            return open_snapshot(snapshot, cache=False)

        return Graph(version.manifest, version=version, recover=again)
    tables = snapshot.checked_tables()
    counts = snapshot.manifest["counts"]
    manifest = {
        "key": key,
        "id": snapshot.id,
        "known_by": snapshot.manifest["known_by"],
        "data_day": snapshot.manifest["data_day"],
        "counts": {name: number for name, number in counts.items() if name in _COUNTS},
    }
    lines = _of_this_version(snapshot, _checked_lines(snapshot), tables)
    graph = Graph(manifest, tables, lines=lines)
    if cache:
        graph.version = graphs.cache_version(key, graph.write)
    return graph


def _checked_lines(snapshot: Snapshot) -> Lines:
    """The lines of a snapshot, with the IRIs that questions use.

    The engine has parsed all of them where it can do no harm, some at a time.
    """
    from cityties.rdf.lines import Packer, packed_lines, split_lines
    from cityties.store.confined import check_nquads
    from cityties.store.snapshots import GRAPH_FILE

    path = snapshot.folder / GRAPH_FILE
    if snapshot.base:  # with other IRIs they have another order
        check_nquads(path, snapshot.graph_bytes())
        return packed_lines(snapshot.inner_bytes())
    packer = Packer()
    for piece in snapshot.graph_pieces():
        try:
            check_nquads(path, piece)
        except DataError:
            check_nquads(path, snapshot.graph_bytes())  # tells the line of the file
            raise
        packer.add(split_lines(piece))
    return packer.done()


def _of_this_version(snapshot: Snapshot, lines: Lines, tables: Tables) -> Lines:
    """The lines of a snapshot; where a former version wrote them, in the terms of this one."""
    import logging

    from cityties.rdf.former import former_terms, in_new_terms
    from cityties.rdf.lines import sorted_lines
    from cityties.words.labels import code_labels

    def each() -> Iterator[str]:
        return chain.from_iterable(lines.batches())

    former = former_terms(each())
    if not former:
        return lines
    logging.getLogger(__name__).warning(
        _(
            "the snapshot {folder} was written by a former version of cityties: it is asked with "
            "the new terms, and its files stay as they are"
        ).format(folder=snapshot.folder)
    )
    return sorted_lines(in_new_terms(each(), tables, code_labels(), ontology_lines()))


def _load(folders: Sequence[Path], *, shipped: bool) -> Tables:
    """Each folder may refer to rows of those before it; all are checked."""
    from cityties.loaders.tables import merge

    names: list[str] = []
    loaded: list[Tables] = []
    known: Tables | None = None
    for number, folder in enumerate(folders):
        names.append(_("the shipped data") if shipped and number == 0 else str(folder))
        loaded.append(load_one(folder, known))
        known = merge(*loaded, names=names)
    assert known is not None
    return known


def load_one(folder: Path, known: Tables | None) -> Tables:
    """The checked rows of a data folder, a snapshot or an RDF file.

    Parameters
    ----------
    folder : which
    known : rows that it may refer to

    Raises
    ------
    DataError
        With every problem of it.
    """
    from cityties.loaders.tables import load_folder
    from cityties.store.confined import read_file
    from cityties.store.snapshots import find_snapshot, read_snapshot

    if folder.is_file():
        return read_file("rdf", folder, known=known, form=None).tables(known)
    if find_snapshot(folder) is not None:
        return read_snapshot(folder).checked_tables()
    return load_folder(folder, known=known)
