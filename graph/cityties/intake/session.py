"""The names that a run of the intake works with: tables, and the installed names of cities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cityties.base import resources
from cityties.intake.mentions import Names
from cityties.loaders.resolve.package import index_file, opened
from cityties.loaders.tables import load_folder
from cityties.model.rows import Tables


def all_tables(folders: Sequence[Path] = (), *, shipped: bool = True) -> Tables:
    """The rows that candidates may refer to.

    Parameters
    ----------
    folders : data folders of the user, in the order in which they refer to each other
    shipped : whether to take the shipped data too
    """
    parts = [load_folder(resources.data_dir())] if shipped else []
    for folder in folders:
        if any(folder.glob("*.csv")):
            parts.append(load_folder(folder, known=merged(parts) if parts else None))
    return merged(parts)


def merged(parts: Sequence[Tables]) -> Tables:
    """The rows of several tables as one; of a row with the same id the last."""
    from dataclasses import fields

    made = {}
    for one in fields(Tables):
        rows = {row.id: row for part in parts for row in getattr(part, one.name)}
        made[one.name] = tuple(rows.values())
    return Tables(**made)


@contextmanager
def open_names(
    folders: Sequence[Path] = (), *, shipped: bool = True, package: bool = True
) -> Iterator[Names]:
    """The names, for as long as the block runs.

    Parameters
    ----------
    folders, shipped : as for :func:`all_tables`
    package : whether to look for cities in the installed names too (extra ``names``)
    """
    tables = all_tables(folders, shipped=shipped)
    file = index_file(resources.writable_cache_dir()) if package else None
    if file is None:
        yield Names(tables)
        return
    with opened(file) as index:
        yield Names(tables, index)
