"""Loaded folders that stand alone: the rows of the shipped data that they refer to go along."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any, Final

from cityties.base import resources
from cityties.export.subset import tables_about
from cityties.language.messages import _
from cityties.loaders.foreign.provenance import README, package_resources
from cityties.loaders.tables import load_folder, merge
from cityties.model.dates import parse_edtf
from cityties.model.folder import DATAPACKAGE
from cityties.model.rows import Organization, Source, Tables
from cityties.model.tables import ROW_TYPES, table_bytes
from cityties.store.build import data_day
from cityties.store.confined import Folder
from cityties.words.rights import part_words

SOURCE: Final = "cityties-registry"
"""What the id of the source begins with that names where copied rows come from; the day follows."""
_PUBLISHER: Final = "cityties-authors"


def stand_alone(folder: Folder, known: Tables | None) -> Folder:
    """Copy into a loaded folder what it refers to, with the source of the copies.

    Parameters
    ----------
    folder : what a loader made
    known : the rows that it may refer to

    Returns
    -------
    Folder
        The same, if it refers to nothing outside. Claims of others are not copied, but places,
        organizations, people and posts are, with what these refer to.
    """
    if known is None:
        return folder
    own = folder.tables(known)
    whole = merge(known, own)
    claims = frozenset(claim.id for claim in own.claims)
    needed = tables_about(whole, claims)
    copied: dict[str, tuple[Any, ...]] = {}
    for table in ("places", "organizations", "people", "posts"):
        ours = {row.id for row in getattr(own, table)}
        found = tuple(row for row in getattr(needed, table) if row.id not in ours)
        if found:
            copied[table] = found
    if not copied:
        return folder
    shipped = load_folder(resources.data_dir())
    theirs = {table: {row.id for row in getattr(shipped, table)} for table in copied}
    from_shipped = any(row.id in theirs[table] for table, rows in copied.items() for row in rows)
    made = replace(own, **{table: (*getattr(own, table), *rows) for table, rows in copied.items()})
    sources = []
    if from_shipped:
        publisher, source = _source(shipped)
        made = replace(
            made,
            organizations=(*made.organizations, publisher),
            sources=(*made.sources, source),
        )
        sources.append(source)
    files = dict(folder.files)
    filled = [table for table in ROW_TYPES if getattr(made, table)]
    files.update((f"{table}.csv", table_bytes(table, getattr(made, table))) for table in filled)
    line = _("Copied from the data that it refers to: {counts}.").format(
        counts=", ".join(f"{table} {len(rows)}" for table, rows in copied.items())
    )
    if DATAPACKAGE in files:
        files[DATAPACKAGE] = _described(files[DATAPACKAGE], filled, sources)
    if README in files:
        files[README] += (
            b"\n"
            + "\n".join(["## " + _("Copied rows"), "", line, *_told(made, sources), ""]).encode()
        )
    counts = {field.name: len(getattr(made, field.name)) for field in fields(made)}
    return replace(folder, files=files, counts=counts, lines=(*folder.lines, line))


def _source(shipped: Tables) -> tuple[Organization, Source]:
    """The shipped data as a source, under its own licence and names."""
    package = json.loads((resources.data_dir() / DATAPACKAGE).read_bytes())
    day = data_day(shipped)
    names = [each["title"] for each in package["contributors"]]
    taken = {
        row.id for table in ("places", "organizations", "people") for row in getattr(shipped, table)
    }
    assert _PUBLISHER not in taken
    publisher = Organization(_PUBLISHER, "publisher", names[0])
    source = Source(
        f"{SOURCE}-{day}" if day else SOURCE,
        "dataset",
        f"{package['title']}: places and organizations",
        _PUBLISHER,
        package["homepage"],
        language="en",
        published=parse_edtf(day.isoformat()) if day else None,
        licence=package["licenses"][0]["name"],
        attribution=tuple(names),
        expected="0",
        expected_why="rows were copied from it, no claim",
    )
    return publisher, source


def _described(data: bytes, filled: list[str], sources: list[Source]) -> bytes:
    """The data package with the new tables, the source of the copies and its licence."""
    package = json.loads(data)
    package["resources"] = package_resources(filled)
    for source in sources:
        package["sources"].append({"title": source.title, "path": source.url})
        stated = package.setdefault("licenses", [])
        if source.licence not in {each.get("name") for each in stated}:
            stated.append({"name": source.licence, "title": f"{source.licence} ({source.title})"})
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _told(made: Tables, sources: list[Source]) -> list[str]:
    from cityties.model.rights import rights_of

    found = rights_of(made, {source.id for source in sources})
    return ["", *(f"- {source.title} ({source.url})" for source in sources),
            *(f"- {part_words(part)}" for part in found)]  # fmt: skip
