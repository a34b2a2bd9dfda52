"""A folder that refers to rows of the shipped data, read without it: said once, not row by row."""

from __future__ import annotations

import csv
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Final

from cityties.base import resources
from cityties.errors import Problem, Problems
from cityties.language.messages import _, ngettext
from cityties.model.tables import ROW_TYPES

_SHOWN: Final = 3
_UNKNOWN: Final = frozenset({"unknown-id", "unknown-country", "name-not-id", "ambiguous-name"})


def shipped_rows_left_out(folder: Path, problems: Problems) -> Problems:
    """The same problems, with one in place of all that only say that the shipped data is missing.

    Parameters
    ----------
    folder : where the rows come from
    problems : what the checks found
    """
    if folder.resolve() == resources.data_dir().resolve():
        return problems
    unknown = [problem for problem in problems if problem.code in _UNKNOWN]
    if not unknown:
        return problems
    shipped = _shipped(resources.data_dir())
    missing = Counter(problem.value for problem in unknown if problem.value in shipped)
    if not missing:
        return problems
    ids = ", ".join(id_ for id_, _times in missing.most_common(_SHOWN))
    if len(missing) > _SHOWN:
        ids += ", …"
    told = Problems(
        problem
        for problem in problems
        if problem.code not in _UNKNOWN or problem.value not in shipped
    )
    told.append(
        Problem(
            str(folder),
            0,
            "",
            "",
            ngettext(
                "this folder refers to {n} row of the shipped data ({ids}), which is left out",
                "this folder refers to {n} rows of the shipped data ({ids}), which is left out",
                len(missing),
            ).format(n=f"{len(missing):,}", ids=ids),
            suggestion=_("leave out --no-shipped, or make the folder again with --self-contained"),
            code="shipped-left-out",
        )
    )
    return told


@lru_cache(maxsize=1)
def _shipped(folder: Path) -> frozenset[str]:
    """The ids of all rows of the shipped data, and the codes of its countries."""
    found: set[str] = set()
    for table in ROW_TYPES:
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                found.add(row["id"])
                if table == "places" and row["kind"] == "country":
                    found.add(row["country"])
    return frozenset(found)
