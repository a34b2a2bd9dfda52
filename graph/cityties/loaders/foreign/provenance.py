"""What accompanies the tables of a loaded folder: where they come from, and what was left out.

``datapackage.json`` names origin and licence for programs, ``README.md`` says the same
to people with the counts, ``loading.json`` lists every line that was left out or changed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cityties.base.files import sha256
from cityties.language.messages import N_, _, ngettext
from cityties.language.names import slugify
from cityties.language.visible import in_markdown
from cityties.loaders.foreign.checked import WrittenClaims
from cityties.loaders.foreign.tables import Finding, Record
from cityties.loaders.tables import FORMAT_VERSION
from cityties.model.columns import columns_of
from cityties.model.folder import DATAPACKAGE, LOADING
from cityties.model.rows import Source, Tables
from cityties.model.schemas import field_type
from cityties.model.tables import ROW_TYPES, table_bytes
from cityties.vocabulary.licences import find_licence

README: Final = "README.md"

FINDINGS: Final[Mapping[str, str]] = {
    "blank-line": N_("blank lines"),
    "comment": N_("comment lines"),
    "title-line": N_("lines above the titles of the columns"),
    "title-again": N_("lines that repeat the titles"),
    "below-table": N_("totals, notes and sources below the table"),
    "encoding-guessed": N_("encodings that the file does not say; guessed by its words"),
    "other-sheets": N_("further sheets, not read; choose with --sheet"),
    "ragged-line": N_("lines whose number of cells differs from the first line"),
    "short-line": N_("lines without their last cells, which count as empty"),
    "unclosed-quote": N_("lines with a quotation mark that is not closed"),
    "formula-without-value": N_(
        "lines with a formula that has no result or an error, read as empty; open the workbook in "
        "a spreadsheet, and save it again"
    ),
    "odd-quote": N_("lines with quotation marks inside a quoted cell, kept as they stand"),
    "bad-csv": N_("lines that cannot be split into cells"),
    "bad-encoding": N_("lines with bytes that mean nothing in the encoding of the file"),
    "refused": N_("lines whose claims contradict the rules of the graph"),
    "column-again": N_("columns that mean the same as an earlier one, not used"),
    "column-twice": N_("columns with the same title, distinguished by their order"),
    "column-by-content": N_("columns with an unknown title, recognized by their cells"),
    "unknown-column": N_("columns with an unknown title, left out"),
    "column-by-order": N_(
        "columns that do not say of which city they are; assigned by their order"
    ),
    "unknown-kind": N_(
        "lines with an unknown kind of agreement; say what it means with --kind-word"
    ),
    "unknown-status": N_("lines with an unknown status; say what it means with --status-word"),
    "unknown-grade": N_("lines with an unknown grade; say what it means with --grade"),
    "bad-day": N_("dates that cannot be read, left out"),
    "day-order": N_("dates with points, read as day.month.year"),
    "day-season": N_("seasons, read as those of the northern half of the Earth"),
    "day-time-cut": N_("times of day, cut off"),
    "day-bounds": N_("two dates in one cell, read as the bounds of one day"),
    "day-interval": N_("durations, read as a start and an end"),
    "bad-id": N_("lines with an invalid city id"),
    "blank-id": N_("lines without an id"),
    "loop": N_("lines that link a city to itself"),
    "duplicate": N_("lines that repeat an earlier line"),
    "repeat-differs": N_(
        "lines about the cities of an earlier line that say something else; both are kept"
    ),
    "control-character": N_("cells with invisible characters, which were removed"),
    "bad-place-id": N_("lines of --places with an invalid id"),
    "place-twice": N_("lines of --places with a repeated id"),
    "bad-name": N_("names that cannot be used; the id is used instead"),
    "bad-point": N_("invalid or incomplete coordinates"),
    "swapped-point": N_(
        "coordinates that are in their country only if latitude and longitude are exchanged; "
        "exchanged"
    ),
    "point-outside": N_("coordinates outside their country; kept"),
    "bad-population": N_("populations that are not numbers"),
    "bad-country": N_("invalid country codes"),
    "unknown-country": N_("unknown names of countries"),
    "former-country": N_("former states, which have no code; left empty"),
    "country-in-name": N_("cities with their country behind the name"),
    "country-text": N_("country names that do not match the code; the code is used"),
    "no-place": N_("cities missing from --places; their id is used as the name"),
    "by-name": N_("cities matched by name and country (no id)"),
    "likely": N_("cities matched by a similar name; look at them"),
    "no-city": N_("lines whose city is unknown or ambiguous"),
    "no-partner": N_("items without a partner, or below no city"),
    "start-after-end": N_("lines whose start is after their end; both are kept as a conflict"),
    "start-in-future": N_("starts after the day of the list, taken as plans"),
    "end-in-future": N_("ends after the day of the list, taken as terms"),
    "ended-undated": N_("ties that ended on an unknown day"),
    "ended-later": N_("ties said to have ended, with an end after the day of the list"),
    "undecided": N_("cities to decide"),
    "skipped": N_("lines left out by your answers"),
    "stale-answer": N_("answers about cities that the file does not name"),
    "register-known": N_("ids of the list for cities known before"),
    "not-answered": N_("items about which the service gave no answer"),
    "register-name": N_("cities to which a register gives several names"),
    "far-id": N_("cities whose id lies far from the coordinates; the id is used"),
    "far-name": N_("cities that are far from a known city of the same name; not merged"),
    "unknown-geonames": N_("numbers of GeoNames that are not known here"),
}
"""Every kind of finding, in the order of the summary."""

LEFT_OUT: Final = (
    "ragged-line", "bad-id", "blank-id", "loop", "duplicate", "no-city", "unclosed-quote",
    "bad-csv", "bad-encoding", "refused", "unknown-kind", "unknown-status", "unknown-grade",
    "unknown-geonames",
)  # fmt: skip
"""Findings for which a line of the data was left out."""

LOST: Final = (*LEFT_OUT, "bad-day")
"""Findings for which something that a line says was left out."""


BY_VALUE: Final = frozenset(
    ("unknown-country", "former-country", "bad-country", "unknown-kind", "unknown-status",
     "unknown-grade", "column-again", "column-twice", "column-by-order",
     "column-by-content", "unknown-column", "encoding-guessed",
     "other-sheets")
)  # fmt: skip
"""Findings of which each value is shown once, with its count."""

WITH_REASON: Final = frozenset(("bad-day", "refused", "unknown-column"))
"""Findings that are shown one by one, with what is wrong."""

_VALUES = 20
_REASONS = 12


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
    more : further files of the folder, by name
    unresolved : the file of cities that a person has to decide on; empty: there are none
    """

    tables: Tables
    source: Source
    licence: str
    record: Record
    lines: tuple[str, ...]
    more: Mapping[str, bytes] = field(default_factory=dict)
    unresolved: bytes = b""


def finding_lines(record: Record) -> list[str]:
    """What was left out or changed, a line for each sort, with where it was first met.

    Parameters
    ----------
    record : what a loader wrote down
    """
    groups = record.by_code()
    lines = []
    if lost := sum(len(groups.get(code, ())) for code in LEFT_OUT):
        lines.append(
            ngettext("{n} line left out", "{n} lines left out", lost).format(n=f"{lost:,}")
        )
    for code, words in FINDINGS.items():
        found = groups.get(code)
        if not found:
            continue
        numbers = [str(finding.line) for finding in found[:3] if finding.line]
        text = _("{what}: {n}").format(n=f"{len(found):,}", what=_(words))
        if code in BY_VALUE:
            text += f" ({_counted(found)})"
        elif numbers:
            more = ", …" if len(found) > len(numbers) else ""
            text += " " + _("(line {lines})").format(lines=", ".join(numbers) + more)
        lines.append(text)
        if code in WITH_REASON:
            lines += [f"  {each}" for each in _reasons(found)]
    return lines


def _counted(found: Sequence[Finding]) -> str:
    """Each value once, with how often it was met."""
    counts = Counter(finding.value for finding in found)
    parts = [
        f"{in_quotes(value)} × {number:,}" if number > 1 else in_quotes(value)
        for value, number in counts.most_common(_VALUES)
    ]
    return ", ".join(parts) + (", …" if len(counts) > _VALUES else "")


def in_quotes(value: str) -> str:
    """A value for a message: what is invisible in it is shown.

    Examples
    --------
    >>> in_quotes("Narnia")
    "'Narnia'"
    """
    return repr(value)


def _reasons(found: Sequence[Finding]) -> list[str]:
    """The first findings one by one, with what is wrong and what to do."""
    lines = []
    for each in found[:_REASONS]:
        where = _("line {line}").format(line=each.line)
        lines.append(f"{where}: {_reason(each)}")
    return lines + (["…"] if len(found) > _REASONS else [])


def _reason(found: Finding) -> str:
    """What is wrong with a cell, which stands in quotes as the file has it."""
    if not found.reason or not found.value:
        return found.reason or found.value
    quoted = in_quotes(found.value)
    if found.value in found.reason:
        return found.reason.replace(found.value, quoted, 1)
    return f"{quoted}: {found.reason}"


def folder_files(loaded: Loaded) -> dict[str, bytes]:
    """Every file of the folder, by name; the same input gives the same bytes.

    Parameters
    ----------
    loaded : what was loaded
    """
    tables = loaded.tables
    filled = [table for table in ROW_TYPES if len(getattr(tables, table))]
    files = {f"{table}.csv": _table(table, getattr(tables, table)) for table in filled}
    files[DATAPACKAGE] = _json(_datapackage(loaded, filled))
    # What was written, so that a later run can see what somebody changed by hand.
    written = {name: sha256(content) for name, content in files.items() if name != DATAPACKAGE}
    files[LOADING] = _json({**_loading(loaded), "written": written})
    files[README] = "\n".join(_readme(loaded, filled)).encode()
    return {**files, **loaded.more}


def _table(table: str, rows: Sequence[Any]) -> bytes:
    if isinstance(rows, WrittenClaims):
        return b"".join(rows.chunks())
    return table_bytes(table, rows)


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
    package["resources"] = package_resources(filled)
    return package


def package_resources(filled: Iterable[str]) -> list[dict[str, Any]]:
    """The tables of a folder as its data package describes them.

    Parameters
    ----------
    filled : names of the tables that it has
    """
    return [
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
                    {
                        "file": _file_name(each.file),
                        "line": each.line,
                        "value": each.value,
                        **({"reason": each.reason} if each.reason else {}),
                    }
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
