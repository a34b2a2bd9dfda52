"""The tables as a Frictionless table schema, from their columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from cityties.model.columns import Column, columns_of, in_order
from cityties.model.identifiers import QID
from cityties.model.tables import ROW_TYPES
from cityties.model.votes import BALLOTS

_TYPES: Final = {"float": "number", "int": "integer"}
_SLUG: Final = "[a-z0-9]+(-[a-z0-9]+)*"
_CLAIM: Final = "c-[A-Za-z0-9]+([-_][A-Za-z0-9]+)*"
_VOTE: Final = f"({'|'.join(BALLOTS)})=[0-9]+"
_PATTERNS: Final = {
    **dict.fromkeys(("place", "organization", "person", "body", "source"), _SLUG),
    "claim": _CLAIM,
    "country": "[A-Z]{2}",
    "wikidata": QID,
    "expected": r"[0-9]+(\.\.[0-9]+)?",
    "duration": "P(?=[0-9])([0-9]{1,3}Y)?([0-9]{1,4}M)?([0-9]{1,5}D)?",
    "votes": f"({_VOTE})(;({_VOTE}))*",
}
_TABLES: Final = {"place": "places", "organization": "organizations", "source": "sources"}
_SEVERAL: Final = {
    "description": " Values are separated by semicolons.",
    "description_fa": " چند مقدار با «;» از هم جدا می‌شوند.",
}


def table_schema(table: str) -> dict[str, Any]:
    """The schema of a table: fields with types and constraints, keys.

    Parameters
    ----------
    table : name of the table, such as ``"claims"``

    Returns
    -------
    dict
        A Table Schema of version 1 (Frictionless Data), with ``description_fa`` next to each
        description.

    Examples
    --------
    >>> schema = table_schema("people")
    >>> schema["fields"][0]["name"], schema["primaryKey"]
    ('id', ['id'])
    """
    columns = columns_of(ROW_TYPES[table])
    schema: dict[str, Any] = {
        "fields": [_field(table, column) for column in columns],
        "missingValues": [""],
        "primaryKey": ["id"],
    }
    keys = [
        {
            "fields": [column.name],
            "reference": {
                "resource": "" if _TABLES[column.kind] == table else _TABLES[column.kind],
                "fields": ["id"],
            },
        }
        for column in columns
        if column.kind in _TABLES and not column.many
    ]
    return {**schema, "foreignKeys": keys} if keys else schema


def table_fields(table: str, names: Iterable[str]) -> list[dict[str, Any]]:
    """The fields of a table's schema, with columns in further languages that are among names.

    Parameters
    ----------
    table : name of the table
    names : names of columns

    Examples
    --------
    >>> [field["name"] for field in table_fields("people", ["name_de"])][:4]
    ['id', 'name_en', 'name_fa', 'name_de']
    """
    return [_field(table, column) for column in in_order(ROW_TYPES[table], names)]


def field_type(column: Column) -> str:
    """The type of a column's cells: string, number or integer."""
    return _TYPES.get(column.value, "string")


def _field(table: str, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": field_type(column)}
    for key, text in (("description", column.en), ("description_fa", column.fa)):
        field[key] = text + (_SEVERAL[key] if column.many else "")
    constraints = _constraints(table, column)
    return {**field, "constraints": constraints} if constraints else field


def _constraints(table: str, column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if column.required:
        found["required"] = True
    if column.kind == "id":
        found |= {"unique": True, "pattern": _CLAIM if table == "claims" else _SLUG}
    if column.allowed and not column.many:
        found["enum"] = list(column.allowed)
    pattern = "|".join(column.allowed) if column.allowed else _PATTERNS.get(column.kind, "")
    if column.many and pattern:
        found["pattern"] = f"({pattern})(;({pattern}))*"
    elif pattern and not column.allowed:
        found["pattern"] = pattern
    if column.low is not None:
        found["minimum"] = column.low
    if column.high is not None:
        found["maximum"] = column.high
    return found
