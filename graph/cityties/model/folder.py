"""Which files of a data folder are read: its tables and their description, nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from cityties.model.table_names import TABLES

MAX_BYTES = 256 * 1024 * 1024
"""A larger table is refused: it would need several gigabytes of memory."""

DATAPACKAGE = "datapackage.json"
"""The file that describes the tables."""

LOADING = "loading.json"
"""The file in which a loader says what became of each line."""


RETRACTED = "retracted.csv"
"""The file that keeps the claims which are no longer claimed; no command reads them as claims."""


def table_files(folder: Path) -> tuple[dict[str, Path], list[Path]]:
    """The tables of a folder by their names, and other CSV files, which a loader refuses.

    Parameters
    ----------
    folder : a data folder; what else is in it is not looked at

    Returns
    -------
    tuple
        Tables in the order in which rows may refer to each other, and the others, sorted.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ("claims.csv", "claim.csv", "notes.txt"):
    ...         Path(folder, name).touch()
    ...     tables, others = table_files(Path(folder))
    ...     list(tables), [file.name for file in others]
    (['claims'], ['claim.csv'])
    """
    places = {table: folder / f"{table}.csv" for table in TABLES}
    found = {table: file for table, file in places.items() if os.path.lexists(file)}
    others = [
        file
        for file in sorted(folder.iterdir())
        if file.suffix.lower() == ".csv"
        and not file.name.startswith(".")
        and file.name != RETRACTED
        and file not in found.values()
    ]
    return found, others
