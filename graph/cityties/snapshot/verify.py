"""Recompute a snapshot from its own tables and name the first file and fact that differ.

Checksums show that a file was changed; what was changed in it is shown by
making all files again. The graph and the tables hold the same rows twice, so
one can be judged by the other.
"""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cityties import __version__
from cityties.base import files
from cityties.base.inputs import read_inside
from cityties.errors import CitytiesError, StoreError
from cityties.export import parquet
from cityties.export.columns import DERIVED
from cityties.language.messages import _
from cityties.rdf.published import Publication, publication_of
from cityties.snapshot.content import Content, Packed, bytes_of
from cityties.snapshot.manifest import description_of, ontology_checksum
from cityties.snapshot.release import (
    NOT_IN_ID,
    Rendered,
    named_parent,
    published,
    render,
)
from cityties.store.snapshots import GRAPH_FILE, SUMS, TABLES, Snapshot, read_snapshot
from cityties.store.versions import MANIFEST

if TYPE_CHECKING:
    from cityties.model.rows import Tables
    from cityties.rdf.lines import Lines
    from cityties.store.build import Graph

_SHOWN: Final = 160  # characters of a line that differs


@dataclass(frozen=True, slots=True)
class Difference:
    """One file that is not what it should be.

    Parameters
    ----------
    file : path inside the snapshot
    message : what is wrong
    fact : the first claim, row or line that differs; empty if it is not known
    found : what stands there
    expected : what should stand there
    """

    file: str
    message: str
    fact: str = ""
    found: str = ""
    expected: str = ""

    def __str__(self) -> str:
        text = f"{self.file}: {self.message}"
        if self.fact:
            text += "; " + _("first at {fact}").format(fact=self.fact)
        if self.found or self.expected:
            text += ": " + _("found {found!r} instead of {expected!r}").format(
                found=self.found, expected=self.expected
            )
        return text


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found.

    Parameters
    ----------
    snapshot : what was verified
    differences : sorted by the order of the files; empty if all is right
    files : how many files were compared by checksum
    recomputed : how many were recreated and compared byte by byte
    notes : what could not be recomputed, and why
    """

    snapshot: Snapshot
    differences: tuple[Difference, ...]
    files: int
    recomputed: int
    notes: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Whether nothing differs, and something was looked at."""
        return not self.differences and self.files > 0


def verify_snapshot(path: Path | str) -> Verdict:
    """Check every file of a snapshot by its checksum, then by making it again.

    Parameters
    ----------
    path : a snapshot, or a folder of snapshots with a current one

    Returns
    -------
    Verdict
        What differs, each with its first fact.

    Raises
    ------
    NotFoundError
        If there is no snapshot.
    StoreError
        If its manifest cannot be read, or it is too new.
    """
    snapshot = read_snapshot(path)
    faults = {fault.file: fault.message for fault in snapshot.faults()}
    try:
        listed = snapshot.sums()
    except StoreError as error:
        return Verdict(snapshot, (Difference(SUMS, str(error)),), 0, 0, ())
    notes: list[str] = []
    made = _recompute(snapshot, notes)
    expected = {} if made is None else _expected(snapshot, made, notes)
    found: dict[str, Difference] = {}
    for name in _in_order({*faults, *expected, *listed}):
        if name == SUMS:
            continue
        difference = _compare(snapshot, name, faults.get(name, ""), expected.get(name))
        if difference is not None:
            found[name] = difference
    return Verdict(snapshot, tuple(found.values()), len(listed), len(expected), tuple(notes))


def _in_order(names: set[str]) -> list[str]:
    """The rows first, then what follows from them."""
    rank = {GRAPH_FILE: 1, MANIFEST: 3}
    return sorted(names, key=lambda name: (rank.get(name, 0 if TABLES in name else 2), name))


# --- making it again ---------------------------------------------------------------------


def _recompute(snapshot: Snapshot, notes: list[str]) -> Rendered | None:
    """All files recreated, from the graph if it is the one of the id, else from the tables."""
    software = snapshot.manifest["software"]["version"]
    if software != __version__:
        notes.append(
            _(
                "written by cityties {other}, this is {own}: only the checksums and the id "
                "were compared"
            ).format(other=software, own=__version__)
        )
        return None
    built = _built(snapshot)
    if built is None:
        notes.append(_("neither the tables nor the graph can be read: nothing was recomputed"))
        return None
    graph, canonical = built
    id = canonical.id
    if id != snapshot.id and not _same_ontology(snapshot, graph):
        notes.append(
            _(
                "the installed ontology differs from the snapshot's: only the checksums and the "
                "id were compared"
            )
        )
        return None
    about = replace(description_of(snapshot), id=id, data_day=graph.data_day)
    try:
        return render(graph, about, canonical=canonical)
    except CitytiesError as error:
        notes.append(_("the files cannot be recreated: {reason}").format(reason=error))
        return None


def _publication(snapshot: Snapshot) -> Publication | None:
    """How the snapshot writes IRIs of its own; ``None`` where its graph cannot be read."""
    if not snapshot.base:
        return None
    try:
        return publication_of(snapshot.graph_bytes(), snapshot.base)
    except (StoreError, SyntaxError, ValueError):
        return None


def _built(snapshot: Snapshot) -> tuple[Graph, Lines] | None:
    """The graph of the tables if it has the id, else of the rows in the graph if that has it.

    Rows and graph say the same in two ways, so the id shows of each whether it is the one
    that was written. If neither has it, the tables are taken.
    """
    tables: Tables | None = None
    made: tuple[Graph, Lines] | None = None
    with contextlib.suppress(StoreError):
        tables = snapshot.tables()
    if tables is not None:
        made = _of_rows(snapshot, tables)
        if made[1].id == snapshot.id:
            return made
    with contextlib.suppress(StoreError):
        if files.sha256(snapshot.graph_bytes()) == snapshot.id:
            return _of_rows(snapshot, snapshot.rows_of_graph())
    return made


def _of_rows(snapshot: Snapshot, tables: Tables) -> tuple[Graph, Lines]:
    """The graph of some rows, and its lines as the snapshot would publish them."""
    from cityties.store.build import build

    graph = build(tables, known_by=snapshot.known_by)
    return graph, published(graph, _publication(snapshot))


def _same_ontology(snapshot: Snapshot, graph: Graph) -> bool:
    return ontology_checksum(graph.lines.pieces()) == snapshot.manifest.get("ontology_sha256")


def _expected(snapshot: Snapshot, made: Rendered, notes: list[str]) -> dict[str, Content]:
    """What should stand in each file; Parquet only where it can be compared."""
    found = dict(made.payload)
    listed = {entry["path"] for entry in snapshot.manifest["files"]}
    drawn = {path for path in listed if path.startswith(NOT_IN_ID)}
    if drawn and not parquet.is_available():
        notes.append(
            _("Parquet was compared by checksum only: {reason}").format(
                reason=parquet.missing_reason()
            )
        )
    for path in [path for path in found if path.startswith(NOT_IN_ID)]:
        if path not in drawn:
            del found[path]
    found[MANIFEST] = _manifest(snapshot, made, drawn)
    return found


def _manifest(snapshot: Snapshot, made: Rendered, drawn: set[str]) -> bytes:
    """The manifest with the Parquet that is there: its bytes are the writer's business."""
    payload = {path: data for path, data in made.payload.items() if not _is_drawn(path)}
    for entry in snapshot.manifest["files"]:
        path = entry["path"]
        if path in drawn:
            with contextlib.suppress(OSError):
                payload[path] = read_inside(snapshot.folder, path)
    order = [entry["path"] for entry in snapshot.manifest["files"] if entry["path"] in payload]
    payload = {path: payload[path] for path in dict.fromkeys((*order, *payload))}
    left_out = {each["path"]: each["reason"] for each in snapshot.manifest["left_out"]}
    listed = replace(made, payload=payload, left_out=left_out).files(named_parent(snapshot))
    return bytes_of(listed[MANIFEST])


def _is_drawn(path: str) -> bool:
    return path.startswith(NOT_IN_ID)


# --- comparing ------------------------------------------------------------------------------


def _compare(
    snapshot: Snapshot, name: str, fault: str, expected: Content | None
) -> Difference | None:
    if isinstance(expected, Packed) and not fault:
        with contextlib.suppress(OSError):
            if files.sha256_file(snapshot.folder / name) == expected.sha256:
                return None
    try:
        found = read_inside(snapshot.folder, name)
    except OSError as error:
        return Difference(name, fault or str(error.strerror or error))
    if expected is None:
        return Difference(name, fault) if fault else None
    expected = bytes_of(expected)
    if name.startswith(NOT_IN_ID):
        return _compare_parquet(name, fault, found, expected)
    if found == expected:
        return Difference(name, fault) if fault else None
    message = fault or _("does not follow from the rows of the snapshot")
    return Difference(name, message, *first_fact(name, found, expected))


def _compare_parquet(name: str, fault: str, found: bytes, expected: bytes) -> Difference | None:
    try:
        same = parquet.same_table(found, expected)
    except (OSError, ValueError) as error:
        return Difference(name, fault or str(error))
    if same and not fault:
        return None
    return Difference(name, fault or _("does not follow from the rows of the snapshot"))


def first_fact(name: str, found: bytes, expected: bytes) -> tuple[str, str, str]:
    r"""The first fact in which two files differ.

    Parameters
    ----------
    name : path of the file, whose extension determines how it is read
    found, expected : the bytes that are there, and those that should be

    Returns
    -------
    tuple of str
        The fact (a row and column, the subject of a triple, or a line), what was found
        and what was expected.

    Examples
    --------
    >>> first_fact("nodes.csv", b"id,kind\nyazd,town\n", b"id,kind\nyazd,city\n")
    ('yazd [kind]', 'town', 'city')
    """
    if name.endswith(".csv"):
        fact = _first_cell(_key_of(name), found, expected)
        if fact is not None:
            return fact
    one, other = (data.decode("utf-8", "replace").splitlines() for data in (found, expected))
    if name.endswith(".nq"):
        return _first_quad(one, other)
    for number, (here, there) in enumerate(zip(one, other, strict=False), start=1):
        if here != there:
            return _line(number), *_around(here, there)
    number = min(len(one), len(other)) + 1
    here = one[number - 1] if len(one) >= number else ""
    there = other[number - 1] if len(other) >= number else ""
    return _line(number), here[:_SHOWN], there[:_SHOWN]


def _line(number: int) -> str:
    return _("line {n}").format(n=number)


def _around(here: str, there: str) -> tuple[str, str]:
    """The part of two long lines where they begin to differ."""
    pairs = enumerate(zip(here, there, strict=False))
    start = next((at for at, (a, b) in pairs if a != b), min(len(here), len(there)))
    first = max(0, start - _SHOWN // 4)
    return here[first : first + _SHOWN], there[first : first + _SHOWN]


def _first_quad(one: list[str], other: list[str]) -> tuple[str, str, str]:
    """Lines are sorted and each is one fact: compare them as sets."""
    have, want = set(one), set(other)
    lost = next((line for line in other if line not in have), "")
    start = lost.split(" ", 2)[:2]
    extras = [line for line in one if line not in want]
    # The line that was changed, if one of the same thing and property was.
    extra = next((line for line in extras if line.split(" ", 2)[:2] == start), "")
    extra = extra or ("" if lost else next(iter(extras), ""))
    if not extra and not lost:
        return _("the order of the lines"), "", ""
    return _thing(extra or lost), _statement(extra), _statement(lost)


def _thing(line: str) -> str:
    return line.partition(" ")[0].strip("<>")


def _statement(line: str) -> str:
    """What a line says of its subject, without the name of the graph."""
    _subject, _blank, rest = line.removesuffix(" .").partition(" ")
    return rest.rpartition(" <")[0][:_SHOWN]


def _key_of(name: str) -> tuple[str, ...]:
    """The columns that tell the rows of a table apart."""
    for table in DERIVED:
        if name == f"{table.name}.csv":
            return table.key
    return ("file", "name", "allowed") if name == "codebook.csv" else ("id",)


def _first_cell(key: tuple[str, ...], found: bytes, expected: bytes) -> tuple[str, str, str] | None:
    try:
        one, other = (_rows(key, data) for data in (found, expected))
    except (UnicodeDecodeError, csv.Error):
        return None
    for name in [*other, *(name for name in one if name not in other)]:
        here, there = one.get(name), other.get(name)
        if here is None:
            return name, "", _("the row")
        if there is None:
            return name, _("the row"), ""
        for column in dict.fromkeys((*there, *here)):
            if here.get(column) != there.get(column):
                return f"{name} [{column}]", here.get(column, ""), there.get(column, "")
    return None


def _rows(key: tuple[str, ...], data: bytes) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for row in csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")):
        cells = {str(column): str(value or "") for column, value in row.items()}
        name = ", ".join(filter(None, (cells.get(column, "") for column in key)))
        while name in found:  # a damaged file: no row is lost
            name += "'"
        found[name] = cells
    return found
