"""Tables: the ties on a day, and lists of edges in the headings that other tools expect.

A cell contains the data unchanged. A spreadsheet treats a text that starts with ``=``,
``+``, ``-`` or ``@`` for a formula; `guarded` puts an apostrophe before it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any, Final

from cityties.export.formats import Content, Format
from cityties.model.formulas import may_be_formula
from cityties.model.tables import cell_text
from cityties.model.tie_row import columns, days_text, names, row_keys

Row = Mapping[str, Any]

_SPECIAL: Final = re.compile('[",\r\n]')

# The first two columns are the ends for all three; the names are each reader's own.
HEADINGS: Final[Mapping[str, Mapping[str, str]]] = {
    # pandas.read_csv, then networkx.from_pandas_edgelist
    "pandas": {"source": "source", "target": "target", "key": "key"},
    # R: graph_from_data_frame(edges, directed = FALSE, vertices = nodes)
    "igraph": {"source": "from", "target": "to", "key": "key"},
    # Gephi: import spreadsheet, edges table
    "gephi": {"source": "Source", "target": "Target", "key": "Id", "type": "Type", "kind": "Kind"},
}

# The parties are the ends.
EDGE_COLUMNS: Final = ("tie", *names(each for each in columns("state") if each.exported))


def edge_list_bytes(
    form: str, rows: Iterable[Row], *, known: frozenset[str] | None = None, guard: bool = False
) -> bytes:
    """Write one line for each pair of parties, with the headings of a reader.

    Parameters
    ----------
    form : ``pandas``, ``igraph`` or ``gephi``
    rows : rows in the form of ``ties``
    known : the ids that are nodes; a pair with another one is left out
    guard : put an apostrophe before what a spreadsheet would run as a formula

    Returns
    -------
    bytes
        CSV in UTF-8, sorted; a tie of three gives three lines with keys of their own.

    Examples
    --------
    >>> row = {"tie": "tie/a+b/sister_city", "parties": ["b", "a"], "status": "in_force"}
    >>> edge_list_bytes("igraph", [row]).decode().split(",")[:4]
    ['from', 'to', 'key', 'tie']
    """
    names = HEADINGS[form]
    first = [name for name in ("source", "target", "type", "key") if name in names]
    rest = [name for name in EDGE_COLUMNS if name not in first]
    made = []
    rows = list(rows)
    for row, name in zip(rows, row_keys(rows), strict=True):
        parties = sorted(p for p in set(row["parties"]) if known is None or p in known)
        for number, (source, target) in enumerate(combinations(parties, 2), start=1):
            key = name if number == 1 else f"{name}#{number}"
            ends = {"source": source, "target": target, "type": "Undirected", "key": key}
            days = row.get("days_open")
            days = days_text(days) if isinstance(days, list) else days
            made.append({**row, **ends, "days_open": days})
    made.sort(key=lambda row: (row["source"], row["target"], row["key"], row.get("channel") or ""))
    return csv_bytes(
        [names.get(name, name) for name in first + rest],
        ([row.get(name) for name in first + rest] for row in made),
        guard=guard,
    )


def ties_csv(rows: Sequence[Row], *, guard: bool = False) -> bytes:
    """Write rows with all columns of a row of ties, and what else they have.

    Parameters
    ----------
    rows : rows in the form of ``ties``
    guard : put an apostrophe before what a spreadsheet would run as a formula
    """
    keys = list(dict.fromkeys([*names(columns()), *(key for row in rows for key in row)]))
    return csv_bytes(keys, ([row.get(key) for key in keys] for row in rows), guard=guard)


def csv_bytes(
    heading: Sequence[str], rows: Iterable[Sequence[object]], *, guard: bool = False
) -> bytes:
    """Write CSV: UTF-8, LF, one header line, empty cells for missing values."""
    lines = [",".join(map(_quoted, heading))]
    for row in rows:
        cells = [_quoted(_cell(guarded(value) if guard else value)) for value in row]
        # A line with nothing in it would be no row.
        lines.append('""' if cells == [""] else ",".join(cells))
    return ("\n".join(lines) + "\n").encode()


def _quoted(cell: str) -> str:
    """A cell in quotes where it needs them.

    Python's own writer leaves a lone carriage return bare before 3.13, and readers take
    it for the end of the line.
    """
    return '"' + cell.replace('"', '""') + '"' if _SPECIAL.search(cell) else cell


def guarded(value: object) -> object:
    """A value that no spreadsheet takes for a formula; numbers stay numbers.

    Examples
    --------
    >>> guarded("=1+1"), guarded(-9.5), guarded("Porto")
    ("'=1+1", -9.5, 'Porto')
    """
    if isinstance(value, str):
        return f"'{value}" if may_be_formula(value) else value
    if isinstance(value, list | tuple) and value:
        return [guarded(value[0]), *value[1:]]
    return value


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ";".join(_cell(item) for item in value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    if isinstance(value, date):
        return value.isoformat()
    return cell_text(value)


# --- the formats ---------------------------------------------------------------


def _edge_list(content: Content, form: str) -> bytes:
    known = frozenset(place.id for place in content.places) or None
    return edge_list_bytes(form, content.rows, known=known, guard=content.guard)


FORMATS: Final = (
    Format(
        name="csv",
        title="ties on a day, the rows of `cityties ties`",
        endings=(".csv",),
        media_type="text/csv",
        carries="day",
        readers="frictionless, pandas, polars",
        cells=True,
        each_channel=True,
        make=lambda content: ties_csv(content.rows, guard=content.guard),
    ),
    Format(
        name="pandas",
        title="ties on a day, one line a pair: `source`, `target`",
        endings=(".pandas.csv",),
        media_type="text/csv",
        carries="day",
        readers="pandas, networkx",
        cells=True,
        make=lambda content: _edge_list(content, "pandas"),
    ),
    Format(
        name="igraph",
        title="ties on a day, one line a pair: `from`, `to`",
        endings=(".igraph.csv",),
        media_type="text/csv",
        carries="day",
        readers="igraph (Python and R)",
        cells=True,
        make=lambda content: _edge_list(content, "igraph"),
    ),
    Format(
        name="gephi",
        title="ties on a day, one line a pair: `Source`, `Target`, `Type`, `Id`, `Kind`",
        endings=(".gephi.csv",),
        media_type="text/csv",
        carries="day",
        readers="its columns only; Gephi was not run",
        cells=True,
        make=lambda content: _edge_list(content, "gephi"),
    ),
)
