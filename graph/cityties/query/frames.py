"""Rows as pandas and polars frames with typed columns, and as they show in a notebook."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from cityties.base.install import install_hint
from cityties.errors import UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

Columns = Iterable[tuple[str, list[Any]]]
"""The name and the values of each column."""

_SHOWN: Final = 20  # rows of a table in a notebook


def short_repr(name: str, rows: int, columns: Iterable[str]) -> str:
    """What a listing shows of itself in one line.

    Examples
    --------
    >>> short_repr("Rows", 2, ("city", "year"))
    '<Rows: 2 rows of city, year>'
    """
    return f"<{name}: {rows} {'row' if rows == 1 else 'rows'} of {', '.join(columns)}>"


def html_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """The first rows as an HTML table; every text is escaped.

    Examples
    --------
    >>> html_table(["a"], [["<b>"]])
    '<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>&lt;b&gt;</td></tr></tbody></table>'
    """
    from html import escape

    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>"
        for row in rows[:_SHOWN]
    )
    # Outside the f-string: Babel does not look into one before Python 3.12.
    shown = _("{n} of {all}").format(n=_SHOWN, all=len(rows))
    more = f"<caption>{escape(shown)}</caption>" if len(rows) > _SHOWN else ""
    return f"<table>{more}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def pandas_frame(columns: Columns) -> pd.DataFrame:
    """A pandas frame with typed columns (needs the extra ``frames``).

    Whole numbers are ``Int64``, days ``datetime64[s]`` (which reaches the years 1 and
    9999), all else ``boolean``, ``float64`` or texts.

    Parameters
    ----------
    columns : name and values of each column
    """
    pandas = _needed("pandas")
    series = {}
    for name, values in columns:
        kind = _kind(values)
        if kind is datetime.date:
            days = pandas.array(
                [v.isoformat() if isinstance(v, datetime.date) else None for v in values],
                dtype="object",
            )
            series[name] = pandas.Series(days).astype("datetime64[s]")
        elif kind in _PANDAS:
            clean = [_plain(value, kind) for value in values]
            series[name] = pandas.Series(clean, dtype=_PANDAS[kind])
        else:
            series[name] = pandas.Series(values, dtype=object)
    frame: pd.DataFrame = pandas.DataFrame(series, columns=list(series))
    return frame


def polars_frame(columns: Columns) -> pl.DataFrame:
    """A polars frame with typed columns (needs the extra ``frames``); see `pandas_frame`."""
    polars = _needed("polars")
    types = {
        bool: polars.Boolean, int: polars.Int64, float: polars.Float64, Decimal: polars.Float64,
        datetime.date: polars.Date, datetime.datetime: polars.Datetime, str: polars.String,
    }  # fmt: skip
    made = []
    for name, values in columns:
        kind = _kind(values) or str
        if kind not in types:  # lists and objects: polars finds their type
            made.append(polars.Series(name, values))
            continue
        made.append(polars.Series(name, [_plain(v, kind) for v in values], dtype=types[kind]))
    frame: pl.DataFrame = polars.DataFrame(made)
    return frame


_PANDAS: dict[type | None, str] = {
    bool: "boolean", int: "Int64", float: "float64", Decimal: "float64", str: "str",
}  # fmt: skip


def _kind(values: list[object]) -> type | None:
    """The one type of a column; texts where types are mixed, ``None`` if all cells are empty."""
    kinds = {str if isinstance(v, str) else type(v) for v in values if v is not None}
    if not kinds:
        return None
    if kinds <= {int, float, Decimal} and len(kinds) > 1:
        return float
    if kinds == {int} and any(abs(v) >= 2**63 for v in values if isinstance(v, int)):
        return float
    return kinds.pop() if len(kinds) == 1 else str


def _plain(value: object, kind: type | None) -> object:
    if value is None:
        return None
    if kind in (float, Decimal) and isinstance(value, int | float | Decimal):
        return float(value)
    return str(value) if kind is str else value


def _needed(module: str) -> Any:
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError:
        raise UsageError(
            _("{module} is not installed; it comes with: {command}").format(
                module=module, command=install_hint("frames")
            )
        ) from None
