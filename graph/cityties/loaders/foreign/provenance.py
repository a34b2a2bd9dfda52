"""What accompanies the tables of a loaded folder: where they come from, and what was left out.

``datapackage.json`` names origin and licence for programs, ``README.md`` says the same
to people with the counts, ``loading.json`` lists every line that was left out or changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cityties.language.messages import N_, _
from cityties.language.names import slugify
from cityties.language.visible import in_markdown
from cityties.loaders.foreign.tables import Record
from cityties.loaders.tables import FORMAT_VERSION
from cityties.model.columns import columns_of
from cityties.model.folder import DATAPACKAGE
from cityties.model.rows import Source, Tables
from cityties.model.schemas import field_type
from cityties.model.tables import ROW_TYPES, table_bytes
from cityties.vocabulary.licences import find_licence

README: Final = "README.md"
LOADING: Final = "loading.json"

FINDINGS: Final[Mapping[str, str]] = {
    "blank-line": N_("blank lines"),
    "comment": N_("comment lines"),
    "ragged-line": N_("lines whose number of cells differs from the first line"),
    "column-again": N_("columns that mean the same as an earlier one, not used"),
    "bad-id": N_("lines with an invalid city id"),
    "blank-id": N_("lines without an id"),
    "loop": N_("lines that link a city to itself"),
    "duplicate": N_("lines that repeat an earlier line"),
    "control-character": N_("cells with invisible characters, which were removed"),
    "bad-place-id": N_("lines of --places with an invalid id"),
    "place-twice": N_("lines of --places with a repeated id"),
    "bad-name": N_("names that cannot be used; the id is used instead"),
    "bad-point": N_("invalid or incomplete coordinates"),
    "bad-population": N_("populations that are not numbers"),
    "bad-country": N_("invalid country codes"),
    "unknown-country": N_("country names without a code, such as former states"),
    "country-text": N_("country names that do not match the code; the code is used"),
    "no-place": N_("cities missing from --places; their id is used as the name"),
    "by-name": N_("cities matched by name and country (no id)"),
    "no-city": N_("lines whose city is unknown or ambiguous"),
    "not-answered": N_("items about which the service gave no answer"),
}
"""Every kind of finding, in the order of the summary."""

LEFT_OUT: Final = (
    "ragged-line", "bad-id", "blank-id", "loop", "duplicate", "no-city",
)  # fmt: skip
"""Findings for which a line of the data was left out."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A loaded data folder before it is written.

    Parameters
    ----------
    tables : the checked rows
    source : the source that makes the claims
    licence : the terms of the data as the person gave them; empty: not said
    record : what was met in the files
    lines : the summary, a sentence each
    """

    tables: Tables
    source: Source
    licence: str
    record: Record
    lines: tuple[str, ...]


def finding_lines(record: Record) -> list[str]:
    """What was left out or changed, a line for each sort, with where it was first met.

    Parameters
    ----------
    record : what a loader wrote down
    """
    groups = record.by_code()
    lines = []
    for code, words in FINDINGS.items():
        found = groups.get(code)
        if not found:
            continue
        numbers = [str(finding.line) for finding in found[:3] if finding.line]
        text = _("{what}: {n}").format(n=f"{len(found):,}", what=_(words))
        if numbers:
            more = ", …" if len(found) > len(numbers) else ""
            text += " " + _("(line {lines})").format(lines=", ".join(numbers) + more)
        lines.append(text)
    return lines


def folder_files(loaded: Loaded) -> dict[str, bytes]:
    """Every file of the folder, by name; the same input gives the same bytes.

    Parameters
    ----------
    loaded : what was loaded
    """
    tables = loaded.tables
    filled = [table for table in ROW_TYPES if getattr(tables, table)]
    files = {f"{table}.csv": table_bytes(table, getattr(tables, table)) for table in filled}
    files[DATAPACKAGE] = _json(_datapackage(loaded, filled))
    files[LOADING] = _json(_loading(loaded))
    files[README] = "\n".join(_readme(loaded, filled)).encode()
    return files


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _datapackage(loaded: Loaded, filled: Iterable[str]) -> dict[str, Any]:
    source = loaded.source
    origin = {"title": source.title, **({"path": source.url} if source.url else {})}
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": source.id,
        "title": source.title,
        "description": " ".join(loaded.lines),
        "cityties_format_version": FORMAT_VERSION,
    }
    if loaded.licence:
        package["licenses"] = [_licence(loaded.licence)]
    package["sources"] = [origin]
    package["resources"] = [
        {
            "name": table,
            "path": f"{table}.csv",
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {
                "fields": [
                    {"name": column.name, "type": field_type(column)}
                    for column in columns_of(ROW_TYPES[table])
                ],
                "primaryKey": "id",
            },
        }
        for table in filled
    ]
    return package


def _licence(text: str) -> dict[str, str]:
    if found := find_licence(text):
        named = {"name": found.id, "title": found.title} if found.spdx else {"title": found.title}
        return {**named, **({"path": found.url} if found.url else {"name": slugify(found.id)})}
    if text.startswith(("http://", "https://")):
        return {"path": text}
    return {"name": slugify(text), "title": text}


def _loading(loaded: Loaded) -> dict[str, Any]:
    record = loaded.record
    return {
        "cityties_loading": 1,
        "source": loaded.source.id,
        "files": record.files,
        "numbers": record.numbers,
        "findings": {
            code: {
                "count": len(found),
                "what": FINDINGS[code],
                "lines": [
                    {"file": _file_name(each.file), "line": each.line, "value": each.value}
                    for each in found
                ],
            }
            for code, found in record.by_code().items()
        },
    }


def _file_name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]  # no path of somebody's machine


def _readme(loaded: Loaded, filled: Iterable[str]) -> list[str]:
    source = loaded.source
    tables = ", ".join(f"`{table}.csv`" for table in filled)
    lines = [
        f"# {in_markdown(source.title)}",
        "",
        _("Tables of cityties ({tables}), made by `cityties load`.").format(tables=tables),
        "",
        *(f"- {in_markdown(line)}" for line in loaded.lines),
        "",
        "## " + _("Licence"),
        "",
        in_markdown(loaded.licence)
        or _("Not stated when the data was loaded: find it out before you share this folder."),
        "",
        "## " + _("Input files"),
        "",
        *(
            _("- {file}, {n} bytes, SHA-256 {sum}").format(
                file=in_markdown(each["file"]), n=each["bytes"], sum=each["sha256"]
            )
            for each in loaded.record.files
        ),
    ]
    if found := finding_lines(loaded.record):
        lines += ["", "## " + _("Skipped or changed"), "", *(f"- {line}" for line in found), ""]
        lines.append(_("All lines: `{file}`.").format(file=LOADING))
    return [*lines, ""]
