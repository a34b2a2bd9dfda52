"""What the tests of builds in partitions share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from cityties.base import resources
from cityties.loaders.tables import load_folder
from cityties.model.rows import Tables
from cityties.model.table_names import TABLES
from cityties.model.tables import row_cells
from cityties.store.build import Graph, build


@pytest.fixture(scope="session")
def shipped() -> Tables:
    return load_folder(resources.data_dir())


@pytest.fixture(scope="session")
def whole(shipped: Tables) -> Graph:
    """The single build of the shipped data."""
    return build(shipped)


@pytest.fixture(scope="session")
def data_set(shipped: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped data as Parquet: the claims by type, in several row groups."""
    import pyarrow as pa
    from pyarrow import parquet

    root = tmp_path_factory.mktemp("parquet") / "set"
    root.mkdir()

    def write(path: Path, table: str, rows: list[Mapping[str, str]]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        names = dict.fromkeys(name for row in rows for name in row)
        columns = {name: [row.get(name) or None for row in rows] for name in names}
        schema = pa.schema([(name, pa.string()) for name in names])
        parquet.write_table(pa.table(columns, schema=schema), path, row_group_size=100)

    for table in TABLES:
        rows = [row_cells(table, row) for row in getattr(shipped, table)]
        if table != "claims":
            write(root / f"{table}.parquet", table, rows)
            continue
        for type in sorted({row["type"] for row in rows}):
            some = [
                {name: text for name, text in row.items() if name != "type"}
                for row in rows
                if row["type"] == type
            ]
            write(root / "claims" / f"type={type}" / "a.parquet", table, some)
    return root
