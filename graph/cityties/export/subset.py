"""The rows about some ties: what a filtered export builds its graph from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

from cityties.model.rows import Tables
from cityties.model.tables import COLUMNS, FURTHER

if TYPE_CHECKING:
    from cityties.reading import Readings

# Texts in which a word can look like an id; and what only says where a row comes from.
_NO_IDS: Final = frozenset(
    {
        "note", "wording", "when_text", "locator", "votes", "facts", "title_original", "duration",
        "url", "published_note", "expected_why", "names", "origin", "kind_map", "doubt", FURTHER,
        *(column.name for columns in COLUMNS.values() for column in columns if column.tag),
    }
)  # fmt: skip
_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def claims_about(readings: Readings, tables: Tables, ties: Iterable[str]) -> frozenset[str]:
    """The ids of the claims about some ties, opinions too, and about events of their parties.

    Parameters
    ----------
    readings : they decide what is known
    tables : the rows; organizations act for cities
    ties : ids of ties
    """
    from cityties.reading import Contacts, about_ties, city_resolver

    contacts = Contacts(readings, city_resolver(tables))
    about = about_ties(readings)
    found: set[str] = set()
    for tie in ties:
        reading = readings.ties[tie]
        found.update(event.claim.id for event in contacts.of_tie(reading))
        found.update(claim.id for claim in about.get(tie, ()))
        for claim in reading.claims:
            found.add(claim.id)
            if claim.act:
                found.update(event.claim.id for event in contacts.about(claim.act))
    # What a condition is about is told of by a claim.
    conditions = {thing for id_ in found for thing in readings.claims[id_].condition_on}
    if conditions:
        found.update(
            claim.id
            for claim in readings.claims.values()
            if claim.about in conditions or claim.act in conditions
        )
    return frozenset(found)


def tables_about(tables: Tables, claims: frozenset[str]) -> Tables:
    """The claims, and every place, body, person, post and source that they lead to.

    Parameters
    ----------
    tables : the rows to choose from
    claims : ids of the claims to keep

    Returns
    -------
    Tables
        The kept rows are as they were. Approval rules are about no tie, so none is kept.
    """
    kept = tuple(claim for claim in tables.claims if claim.id in claims)
    named = set(_ids(kept))
    rows: dict[str, dict[str, Any]] = {
        name: {row.id: row for row in getattr(tables, name)}
        for name in ("places", "organizations", "people", "posts", "sources")
    }
    found: dict[str, set[str]] = {name: set() for name in rows}
    while True:
        new = [
            (name, row)
            for name, by_id in rows.items()
            for row in (by_id[one] for one in (named & by_id.keys()) - found[name])
        ]
        if not new:
            break
        for name, row in new:
            found[name].add(row.id)
        named.update(_ids(row for _name, row in new))
    countries = {rows["places"][one].country for one in found["places"]} - {""}
    found["places"] |= {
        place.id
        for place in tables.places
        if place.kind == "country" and place.country in countries
    }
    chosen: dict[str, Any] = {
        name: tuple(row for row in getattr(tables, name) if row.id in found[name]) for name in rows
    }
    return replace(tables, claims=kept, approval_rules=(), **chosen)


def _ids(rows: Iterable[Any]) -> Iterator[str]:
    """Everything in rows that can be an id; what is none is found in no table."""
    for row in rows:
        for field in fields(row):
            value = getattr(row, field.name)
            if field.name in _NO_IDS:
                continue
            for text in value if isinstance(value, tuple) else (value,):
                if isinstance(text, str):
                    yield text
                    yield from _ID.findall(text)
