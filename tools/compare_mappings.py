"""Compare what comes back from RDF in the former terms with what comes back in the new ones.

    python tools/compare_mappings.py [FOLDER ...]

Every row of the shipped data, or of data folders, is written twice: with the deprecated
properties of ``vocabulary/terms.py``, as the former version wrote it, and with the terms that
replace them. Both are read back and compared with the rows fact by fact (a cell that is not
empty). Prints how many facts of each table came back, and each one that did not. Exits with 1
if one is lost or added, or if there is nothing to compare.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from cityties.base import resources
from cityties.errors import CitytiesError
from cityties.loaders.tables import load_folder
from cityties.model.rows import Tables
from cityties.model.tables import COLUMNS, ROW_TYPES, canonical_tables, cell_text
from cityties.model.unfolding import OLD_PROPERTIES, UNFOLDINGS
from cityties.rdf.from_quads import rows_from_quads
from cityties.rdf.to_quads import nquads_lines, source_graph
from cityties.vocabulary.terms import DEF, GRAPH_REGISTRY, ID, ct

_NEW = frozenset(f"<{name}>" for name in (*(DEF + new for new in OLD_PROPERTIES), ct.countedKind,
                                          ct.lawOf))  # fmt: skip
"""Properties that the former version did not have."""

Fact = tuple[str, str, str, str]
"""Table, id, column and value."""


def former_lines(tables: Tables) -> Iterator[str]:
    """The rows as the former version wrote them, as lines of N-Quads; for rows that are loaded.

    The texts of a cell are the only thing that differs from the lines of today.
    """
    folders = tuple(f"<{ID}{found.folder}" for found in UNFOLDINGS.values() if found.folder)
    for line in nquads_lines(tables):
        predicate = line.split(" ", 2)[1]
        if predicate not in _NEW and not line.startswith(folders):
            yield line
    for table, folder in (("sources", "source/"), ("claims", "claim/")):
        columns = [
            (column.name, DEF + OLD_PROPERTIES[column.predicate.removeprefix(DEF)])
            for column in COLUMNS[table]
            if column.predicate.removeprefix(DEF) in OLD_PROPERTIES
        ]
        for row in getattr(tables, table):
            graph = GRAPH_REGISTRY if table == "sources" else source_graph(row.source)
            for name, predicate in columns:
                value = getattr(row, name)
                for text in value if isinstance(value, tuple) else (value,):
                    if text:
                        literal = text.replace("\\", "\\\\").replace('"', '\\"')
                        yield f'<{ID}{folder}{row.id}> <{predicate}> "{literal}" <{graph}> .\n'


def facts(tables: Tables) -> set[Fact]:
    """The cells that are not empty."""
    return {
        (table, row.id, column.name, text)
        for table in ROW_TYPES
        for row in getattr(tables, table)
        for column in COLUMNS[table]
        if (text := cell_text(getattr(row, column.name)))
    }


def read(lines: Iterable[str]) -> tuple[Tables, int]:
    """The rows behind lines of N-Quads, and how many different lines there were."""
    every = sorted(set(lines))
    quads: Any = ox.parse("".join(every), format=ox.RdfFormat.N_QUADS)
    return canonical_tables(rows_from_quads(quads)), len(every)


def main(folders: list[str]) -> int:
    """Compare, and print what was found."""
    failed = False
    for folder in map(Path, folders or [str(resources.data_dir())]):
        try:
            tables = canonical_tables(load_folder(folder))
        except CitytiesError as error:
            print(error)
            return 1
        expected = facts(tables)
        unfolded = [
            fact
            for fact in expected
            for column in COLUMNS[fact[0]]
            if column.name == fact[2] and column.predicate.removeprefix(DEF) in OLD_PROPERTIES
        ]
        print(
            f"{folder}: {len(expected)} facts, {len(unfolded)} of them in columns that change form"
        )
        failed |= not expected
        for name, lines in (("former", former_lines(tables)), ("new", nquads_lines(tables))):
            back, number = read(lines)
            found = facts(back)
            lost, added = sorted(expected - found), sorted(found - expected)
            print(f"  {name} terms: {number} quads, {len(lost)} facts lost, {len(added)} added")
            for fact in (*lost, *added):
                print("   ", *fact)
            failed |= bool(lost or added) or back != tables
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
