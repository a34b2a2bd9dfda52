"""The codebook: every variable and every code of a snapshot, from the ontology and the tables.

Nothing is written here by hand: definitions come from ``ontology/``, the columns of
the source tables from the data package, those of the derived tables from
:mod:`cityties.export.columns`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from functools import lru_cache
from typing import Any, Final

from cityties.base import resources
from cityties.export.columns import DERIVED, Field
from cityties.model.columns import Column
from cityties.model.tables import COLUMNS
from cityties.vocabulary.codes import CODES
from cityties.vocabulary.terms import CODE, DEF, PREFIXES

_SKOS: Final = PREFIXES["skos"]
_SEVERAL: Final = "several, separated by ;"


@dataclass(frozen=True, slots=True)
class Variable:
    """One line of the codebook.

    Parameters
    ----------
    file : path of the table; empty for a code
    name : the column, or the code
    type : type of the values, or ``code``
    definition_en, definition_fa : what it means
    allowed : values that may stand there, or the code list of a code
    missing : what an empty cell means
    rule : where the value comes from
    property : IRI of the property or concept
    """

    file: str
    name: str
    type: str
    definition_en: str
    definition_fa: str
    allowed: str
    missing: str
    rule: str
    property: str


def variables() -> list[Variable]:
    """Every column of every table, then every code, in the order of the files.

    Raises
    ------
    NotFoundError
        If the ontology or the data package is not where the package expects it.
    """
    return [*_derived(), *_tables(), *_codes()]


def codebook_csv(found: Iterable[Variable]) -> bytes:
    """Write the codebook as CSV with a header line."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(field.name for field in fields(Variable))
    writer.writerows(astuple(each) for each in found)
    return text.getvalue().encode()


def codebook_md(found: Iterable[Variable], *, title: str) -> bytes:
    """Write the codebook for readers: a section per table, then the code lists.

    Parameters
    ----------
    found : what `variables` gave
    title : of the snapshot
    """
    lines = [
        f"# Codebook: {title}",
        "",
        "Generated from the ontology (<https://w3id.org/cityties/def/>) and the data package; the "
        "same as `codebook.csv`. An empty cell is never zero and never “no”: the column *empty* "
        "says what it means. Dates in the derived tables are ISO 8601, in the source tables EDTF. "
        "Cells with several values separate them by `;`.",
    ]
    section = ""
    for each in found:
        place = each.file or f"Codes: {each.allowed}"
        if place != section:
            section = place
            lines += ["", f"## {place}", ""]
            if each.file:
                lines += ["| column | type | definition | تعریف | allowed | empty | rule |"]
                lines += ["| --- | --- | --- | --- | --- | --- | --- |"]
            else:
                lines += ["| code | definition | تعریف |", "| --- | --- | --- |"]
        cells = [f"`{each.name}`", each.definition_en, each.definition_fa]
        if each.file:
            cells[1:1] = [each.type]
            cells += [each.allowed, each.missing, each.rule]
        lines.append("| " + " | ".join(map(_cell, cells)) + " |")
    return ("\n".join(lines) + "\n").encode()


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")


def _derived() -> Iterator[Variable]:
    for table in DERIVED:
        for field in table.fields:
            yield Variable(
                f"{table.name}.csv",
                field.name,
                f"{field.type}, {_SEVERAL}" if field.several else field.type,
                field.en,
                field.fa,
                allowed_values(field),
                field.missing,
                field.rule,
                field.property,
            )


def allowed_values(field: Field) -> str:
    """The allowed values of a column of a derived table, in words."""
    if field.codes:
        return "codes: " + ", ".join(field.codes.split())
    return ", ".join(field.allowed)


def source_resources() -> list[dict[str, Any]]:
    """The tables of the data package as ``data/datapackage.json`` describes them."""
    package = json.loads((resources.data_dir() / "datapackage.json").read_bytes())
    found: list[dict[str, Any]] = package["resources"]
    return found


def _tables() -> Iterator[Variable]:
    definitions = _definitions("cityties.ttl")
    for resource in source_resources():
        table = resource["name"]
        columns = {column.name: column for column in COLUMNS[table]}
        for field in resource["schema"]["fields"]:
            column = columns.get(field["name"])
            constraints = field.get("constraints", {})
            described = definitions.get(column.predicate, {}) if column else {}
            yield Variable(
                f"tables/{table}.csv",
                field["name"],
                field["type"],
                field.get("description") or described.get("en", ""),
                field.get("description_fa") or described.get("fa", ""),
                _allowed(column, constraints),
                "" if constraints.get("required") else "not said",
                _rule(table, field["name"]),
                column.predicate if column else "",
            )


def _allowed(column: Column | None, constraints: Mapping[str, Any]) -> str:
    if column is not None and column.codes:
        return f"codes: {column.codes}"
    if "enum" in constraints:
        return ", ".join(map(str, constraints["enum"]))
    if "pattern" in constraints:
        return f"pattern: {constraints['pattern']}"
    bounds = [f"{key} {constraints[key]}" for key in ("minimum", "maximum") if key in constraints]
    return ", ".join(bounds)


def _rule(table: str, column: str) -> str:
    if column == "id":
        return "given once, never used again"
    if table == "claims":
        return "as stated by the source; empty if not stated"
    if table in ("places", "organizations", "people"):
        return "the gazetteer named under origin" if table == "places" else "entered by hand"
    return "entered by hand, with its source" if table != "sources" else "from the source itself"


def _codes() -> Iterator[Variable]:
    definitions = _definitions("codes.ttl")
    for scheme, codes in CODES.items():
        for code in codes:
            described = definitions.get(CODE + code, {})
            yield Variable(
                "",
                code,
                "code",
                described.get("en", ""),
                described.get("fa", ""),
                scheme,
                "",
                "ontology/codes.ttl",
                CODE + code,
            )


@lru_cache(maxsize=2)
def _definitions(name: str) -> Mapping[str, Mapping[str, str]]:
    from pyoxigraph import RdfFormat, parse

    found: dict[str, dict[str, str]] = {}
    for triple in parse(path=str(resources.ontology_dir() / name), format=RdfFormat.TURTLE):
        subject: Any = triple.subject
        value: Any = triple.object
        if triple.predicate.value == _SKOS + "definition" and subject.value.startswith((CODE, DEF)):
            found.setdefault(subject.value, {})[value.language or ""] = value.value
    return found
