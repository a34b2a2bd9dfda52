"""cityties: a knowledge graph of the ties between cities.

Examples
--------
>>> import cityties
>>> g = cityties.open()
>>> g.counts("isfahan", on="2021-08-01")["read"]["signed"]
15
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing is not needed to print a help
if TYPE_CHECKING:
    from typing import Any

    from cityties.api import CityGraph, build_parts, open
    from cityties.errors import CitytiesError, DataError, NotFoundError, QueryError, UsageError

__version__ = "0.1.0"

__all__ = [
    "CityGraph",
    "CitytiesError",
    "DataError",
    "NotFoundError",
    "QueryError",
    "UsageError",
    "__version__",
    "build_parts",
    "open",
]


def __getattr__(name: str) -> Any:
    """Import the public names when they are first used, so that `--help` starts fast."""
    if name in {"open", "build_parts", "CityGraph"}:
        from cityties import api

        return getattr(api, name)
    if name in __all__:
        from cityties import errors

        return getattr(errors, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
