"""A graph larger than one process, built part by part: ``cityties.build_parts()``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cityties.model.asked_days import Day, as_day
from cityties.store.build import Progress

if TYPE_CHECKING:
    from cityties.engines.address import Engine
    from cityties.scale.build import Built


def build_parts(
    data: Path | str | Sequence[Path | str] = (),
    *,
    into: Path | str,
    engine: Engine = "serial",
    partitions: int = 8,
    form: str = "nquads",
    shipped: bool = True,
    known_by: Day | None = None,
    whole: bool = False,
    progress: Progress | None = None,
) -> Built:
    """Build a graph that is too large for one process, in partitions.

    What is there already is kept, so that a run which was interrupted goes on when it is called
    again with the same arguments.

    Parameters
    ----------
    data : data folders, snapshots, Parquet datasets, and addresses of object stores
    into : the folder of the partitions: a new one, or that of a former run; all workers see it
    engine : who does the work: an address (``serial``, ``pool:4``, ``dask://host:port``,
        ``spark://host:port``), or what a notebook has open: a ``Client`` of Dask, a
        ``SparkSession`` or ``SparkContext``. It stays open. With ``pool`` a script needs
        ``if __name__ == "__main__":`` around the call
    partitions : how many; one for about 150,000 claims
    form : ``nquads``: the graph; ``parquet``: the states of ties and memberships and the
        contradictions, as tables for DuckDB, Spark or pandas
    shipped : whether the data that comes with cityties goes in
    known_by : read only what was published by this day
    whole : also merge the partitions into one file, ``graph.nq.gz``
    progress : called with the name of a step, how many items of it are done, and how many there are

    Returns
    -------
    Built : with ``id``, the content id that a graph of the same data has; ``counts``; ``folder``

    Raises
    ------
    DataError
        With every problem of the data that is met first.
    UsageError, NotFoundError
        If the folder holds other files, or data is missing.
    EngineError
        If the engine is not there, or lost its workers.

    Examples
    --------
    >>> import tempfile
    >>> import cityties
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     built = cityties.build_parts(into=folder, partitions=2)
    ...     built.parts, sorted(path.name for path in built.folder.glob("*.nq.gz"))
    (2, ['part-00000-of-00002.nq.gz', 'part-00001-of-00002.nq.gz', 'part-registry.nq.gz'])
    >>> built.id == cityties.open().id
    True
    """
    from cityties.engines.address import open_executor
    from cityties.scale.build import build_parts as build

    with open_executor(engine) as executor:
        return build(
            [data] if isinstance(data, str | Path) else list(data),
            Path(into),
            executor,
            parts=partitions,
            form=form,
            shipped=shipped,
            known_by=as_day(known_by),
            whole=whole,
            tell=progress,
        )
