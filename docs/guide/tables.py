"""Tables inside hand-written pages that are made from the code: formats, columns of ties."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from cityties.export.formats import ours
from cityties.model import tie_row
from cityties.model.columns import Column, columns_of
from cityties.model.tables import ROW_TYPES
from cityties.model.tie_row import TieColumn


def with_table(page: Path, name: str, table: str) -> str:
    """The text of a page with a table between its marks.

    Parameters
    ----------
    page : a page with the lines ``<!-- generated: NAME -->`` and ``<!-- end -->``
    name : of the table
    table : its lines

    Raises
    ------
    ValueError
        If the page has no such marks.
    """
    text = page.read_text(encoding="utf-8")
    marks = re.compile(rf"(?<=<!-- generated: {name} -->\n).*?(?=<!-- end -->)", re.DOTALL)
    if not marks.search(text):
        raise ValueError(f"{page}: no marks for {name}")
    return marks.sub(lambda _found: f"\n{table}\n", text, count=1)


def formats_table() -> str:
    """The export formats of cityties itself."""
    return _table(
        ("name", "ending", "media type", "holds", "opened by (proven in the tests)"),
        (
            (
                f"`{one.name}`",
                ", ".join(f"`{ending}`" for ending in one.endings),
                f"`{one.media_type}`",
                one.title,
                one.readers,
            )
            for one in ours().values()
        ),
    )


def ties_table() -> str:
    """The columns of a row of ties."""
    return _table(
        ("key", "type", "value"),
        (
            (f"`{each.name}`", ", ".join(filter(None, (each.json, each.unit))), _value(each))
            for each in tie_row.COLUMNS
        ),
    )


def columns_table() -> str:
    """The columns of every table of a data folder."""
    return "\n".join(
        f"### {table}.csv\n\n"
        + _table(
            ("column", "value", "meaning"),
            (
                (f"`{one.name}`" + (" (required)" if one.required else ""), _cell(one), one.en)
                for one in columns_of(row_type)
            ),
        )
        for table, row_type in ROW_TYPES.items()
    )


def _cell(column: Column) -> str:
    """What a cell can hold, in a few words."""
    kind = f"code of `{column.codes}`" if column.codes else column.kind.replace("_", " ")
    parts = [kind, column.unit, "several, with `;` between them" if column.many else ""]
    return ", ".join(filter(None, parts))


def _value(column: TieColumn) -> str:
    """What a value means, what it can be, and what nothing means."""
    parts = [column.en]
    if column.codes:
        kind = "Codes" if column.json == "list" else "A code"
        parts.append(f"{kind} of `{column.codes}`.")
    if column.allowed:
        parts.append(f"One of {', '.join(f'`{value}`' for value in column.allowed)}.")
    if column.example:
        parts.append(f"Example: `{column.example}`.")
    if column.missing:
        nothing = (
            "`null`" if "null" in column.json else "`[]`" if column.json == "list" else "Blank"
        )
        parts.append(f"{nothing}: {column.missing}.")
    return " ".join(parts)


def _table(heading: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heading = list(heading)
    lines = [heading, ["---"] * len(heading), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
