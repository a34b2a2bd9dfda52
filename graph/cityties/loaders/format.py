"""Tables as they should look in the folder: sorted and normalised, so that diffs are small."""

from __future__ import annotations

from pathlib import Path

from cityties.base.files import write_atomic
from cityties.base.inputs import read_inside
from cityties.loaders.tables import load_folder
from cityties.model.rows import Tables
from cityties.model.tables import ROW_TYPES, table_bytes


def format_folder(
    path: Path | str, *, known: Tables | None = None, check: bool = False
) -> list[Path]:
    """Rewrite the tables of a folder in their canonical form.

    Rows and the values inside cells are sorted, numbers and quotes made
    uniform, all columns written in their order. No content is changed: a
    folder with any problem is refused as it is.

    Each file is whole at any moment, and has the same rows before and after: a kill or an
    error of the disk between two files leaves a folder that loads the same.

    Parameters
    ----------
    path : the folder
    known : rows that the tables may refer to, usually the shipped data
    check : only say which files would change

    Returns
    -------
    list : the files that changed (or would change), sorted

    Raises
    ------
    DataError : if the tables have problems; nothing is written then
    OSError : if a file cannot be written; it stays as it was
    """
    tables = load_folder(path, known=known)
    changed: list[tuple[Path, bytes]] = []
    for table in ROW_TYPES:
        file = Path(path) / f"{table}.csv"
        if file.is_file():
            right = table_bytes(table, getattr(tables, table))
            if read_inside(file.parent, file.name) != right:
                changed.append((file, right))
    if not check:
        for file, right in changed:
            write_atomic(file, right)
    return sorted(file for file, _right in changed)
