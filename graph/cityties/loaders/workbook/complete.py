"""Rows of a workbook as people fill it in: ids and ``about`` left blank, names in place of ids.

What can be known is filled in as ``cityties data add-claim`` does it: an id of the content, the
tie of the parties, the id of a name that one thing has, a date in another writing. Anything else
stays as it is, and the check names it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from cityties.errors import CitytiesError
from cityties.language.names import slugify
from cityties.loaders.additions import about, source_id
from cityties.loaders.checker import THINGS, RawRow
from cityties.loaders.foreign.countries import code_of_country
from cityties.model.gazetteer import Gazetteer
from cityties.model.other_dates import meant
from cityties.model.row_ids import claim_id, free_id
from cityties.model.rows import Tables
from cityties.model.tables import COLUMNS, LIST_SEPARATOR, ROW_TYPES, row_cells

_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "thing": (), "agent": (), "body": ("place", "organization"), "place": ("place",),
    "organization": ("organization",), "person": ("person",), "involvement": ("person",),
}  # fmt: skip
"""The columns in which a name can stand for an id, and what can have it; anything if blank."""

_NAMES: Final = ("kind", "name_en", "name_fa", "country", "acts_for", "seat")


def complete(rows: Sequence[RawRow], known: Tables | None) -> None:
    """Fill in what is blank and can be known; the rows are changed.

    Parameters
    ----------
    rows : all rows of a workbook
    known : rows that they may refer to
    """
    known = known or Tables()
    taken = {
        table: {row.id for row in getattr(known, table)}
        | {raw.cells.get("id", "") for raw in rows if raw.table == table}
        for table in ROW_TYPES
    }
    taken_things = set().union(*(taken[table] for table in THINGS))
    for raw in rows:
        if raw.table in THINGS and not raw.cells.get("id"):
            raw.cells["id"] = _thing_id(raw, taken_things)
    gazetteer = Gazetteer(_together(rows, known))
    ids = taken_things | {raw.cells.get("id", "") for raw in rows if raw.table in THINGS}
    for raw in rows:
        _understand(raw, gazetteer, ids)
    for raw in rows:
        cells = raw.cells
        if raw.table == "posts" and not cells.get("id"):
            parts = (cells.get("role", "").replace("_", "-"), cells.get("of"), cells.get("to"))
            wanted = "-".join(filter(None, parts))
            cells["id"] = free_id(wanted, taken["posts"], cells.get("name_en", "") or wanted)
            taken["posts"].add(cells["id"])
        elif raw.table == "sources" and not cells.get("id"):
            publisher, url, title = (cells.get(n, "") for n in ("publisher", "url", "title"))
            cells["id"] = source_id(publisher, url, title, taken["sources"])
            taken["sources"].add(cells["id"])
    found = {claim.id: row_cells("claims", claim) for claim in known.claims}
    found |= {r.cells["id"]: r.cells for r in rows if r.table == "claims" and r.cells.get("id")}
    for raw in rows:
        if raw.table != "claims":
            continue
        if not raw.cells.get("about") and (made := about(raw.cells)):
            raw.cells["about"] = made
        if not raw.cells.get("id"):
            raw.cells["id"] = claim_id(raw.cells, found.get)
            found[raw.cells["id"]] = dict(raw.cells)


def _thing_id(raw: RawRow, taken: set[str]) -> str:
    try:
        wanted = slugify(raw.cells.get("name_en", ""))
    except ValueError:
        return ""
    country = raw.cells.get("country", "").lower()
    if wanted in taken and len(country) == 2:
        wanted = f"{wanted}-{country}"
    content = LIST_SEPARATOR.join(raw.cells.get(name, "") for name in _NAMES)
    made = free_id(wanted, taken, content)
    taken.add(made)
    return made


def _together(rows: Sequence[RawRow], known: Tables) -> Tables:
    """What names are looked up in: the rows of the workbook before those that it refers to."""
    made: dict[str, dict[str, Any]] = {}
    for table in THINGS:
        made[table] = {row.id: row for row in getattr(known, table)}
        for raw in rows:
            id_ = raw.cells.get("id", "")
            if raw.table == table and id_:
                cells = {name: raw.cells.get(name, "") for name in ("kind", "name_en", "name_fa")}
                if table == "people":
                    del cells["kind"]
                elif table == "places":
                    cells["country"] = raw.cells.get("country", "")
                made[table][id_] = ROW_TYPES[table](id=id_, **cells)
    return Tables(**{table: tuple(found.values()) for table, found in made.items()})


def _understand(raw: RawRow, gazetteer: Gazetteer, ids: set[str]) -> None:
    """Names as ids, dates and countries of other writings as the tables want them."""
    for column in COLUMNS[raw.table]:
        text = raw.cells.get(column.name, "").strip()
        if not text:
            continue
        if column.kind == "edtf":
            raw.cells[column.name] = meant(text) or text
        elif column.kind == "country" and len(text) != 2:
            raw.cells[column.name] = code_of_country(text) or text
        elif column.kind in _KINDS:
            parts = [part.strip() for part in text.split(LIST_SEPARATOR)]
            raw.cells[column.name] = LIST_SEPARATOR.join(
                _id(part, _KINDS[column.kind], gazetteer, ids) for part in parts
            )


def _id(text: str, kinds: tuple[str, ...], gazetteer: Gazetteer, ids: set[str]) -> str:
    end = min((text.find(sign) for sign in "@:" if sign in text), default=len(text))
    name, rest = text[:end], text[end:]
    if not name or name in ids or name.startswith("unnamed/"):
        return text
    with contextlib.suppress(CitytiesError):  # none or several: the check says so
        return gazetteer.get(name, kinds) + rest
    return text
