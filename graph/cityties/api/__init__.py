"""What ``cityties.open()`` returns: the graph as Python sees it.

Imports stay inside the methods, so that a listing loads only what it needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cityties.api.graph import CityGraph
from cityties.api.view import Asked, View
from cityties.model.asked_days import Day, as_day, read_day, read_year
from cityties.model.config import Config
from cityties.start.records import replace
from cityties.store.build import Progress, open_or_build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cityties.api.partitions import build_parts
    from cityties.api.rows import ROW_KEYS, Codes, Listing, Row

__all__ = [
    "ROW_KEYS",
    "Asked",
    "CityGraph",
    "Codes",
    "Config",
    "Day",
    "Listing",
    "Row",
    "View",
    "build_parts",
    "open",
    "read_day",
    "read_year",
]


if not TYPE_CHECKING:  # a wrong name is found by the type checker

    def __getattr__(name: str) -> object:
        """What a query does without: what listings hand out, and building in partitions."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from cityties.api import partitions, rows

        return getattr(partitions if name == "build_parts" else rows, name)


def open(
    data: Path | str | Sequence[Path | str] = (),
    *,
    store: Path | str | None = None,
    shipped: bool | None = None,
    cache: bool = True,
    build: bool = False,
    known_by: Day | None = None,
    progress: Progress | None = None,
    config: Config | Path | str | None = None,
) -> CityGraph:
    """Open the graph, building it if it was not built before.

    Parameters
    ----------
    data : folders of your own that are added to the shipped data
    store : a folder that holds built graphs. Without ``data`` and ``build`` what it
        holds is opened as it is; else it is brought up to date.
    shipped : whether the data that comes with cityties goes in; by default it does, unless
        ``config`` says otherwise
    cache : whether built graphs are kept between calls
    build : build into ``store`` even if nothing but the shipped data is given
    known_by : let the reading graph use only what was published by this day
    progress : called with the name of a step, its number and how many there are
    config : a ``cityties.toml``, or a folder that has one: the data where none is given, the
        home, calendars and what a publication says. Without it no such file is looked for

    Returns
    -------
    CityGraph

    Raises
    ------
    DataError
        With every problem of the data, or of ``config``.
    StoreError
        If the store is not ours, too new, damaged or being written.
    NotFoundError
        If a folder or ``config`` is missing, or the store contains no graph yet.

    Examples
    --------
    >>> import cityties
    >>> g = cityties.open()
    >>> [row["status"] for row in g.ties("freiburg", on="2010-01-01", channels="political")
    ...  if row["partner"] == "isfahan"]
    ['suspended']
    """
    folders = [data] if isinstance(data, str | Path) else list(data)
    given = isinstance(config, Config)  # its data is in ``data`` already
    settings = config if isinstance(config, Config) else _settings(config)
    if not given and not folders and (store is None or build):
        folders = list(settings.data)
    if shipped is None:
        shipped = settings.shipped is not False
    as_it_is = store is not None and not folders and not build
    return CityGraph(
        open_or_build(
            folders,
            shipped=shipped and not as_it_is,
            store_dir=store,
            cache=cache,
            known_by=as_day(known_by),
            progress=progress,
        ),
        replace(settings, shipped=shipped),
    )


def _settings(config: Path | str | None) -> Config:
    from cityties.model.config import read_config

    return Config() if config is None else read_config(config)
