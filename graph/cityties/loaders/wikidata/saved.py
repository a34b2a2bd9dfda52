"""Files that somebody saved: an answer of a SPARQL service, or items in their own JSON.

Answers of this package's own queries are read as they are. Of other answers
the columns below are understood, under any of their names.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cityties.errors import DataError, NotFoundError, Problem, Problems
from cityties.language.messages import _
from cityties.loaders.wikidata.answers import (
    Binding,
    add_statements,
    is_unknown,
    local_name,
    read_json,
    results_of,
    text_of,
)
from cityties.loaders.wikidata.entity import add_entity, entities_of
from cityties.loaders.wikidata.items import Collection
from cityties.loaders.wikidata.surprises import Surprises
from cityties.model.identifiers import is_qid

_ITEM = ("item", "city", "place", "source", "town", "origin")
_PARTNER = ("partner", "value", "twin", "sister", "twincity", "sistercity", "target", "other")
_SHARED = {
    "statement": "statement",
    "rank": "rank",
    "reference": "reference",
    "start": "startPlain",
    "startplain": "startPlain",
    "starttime": "startPlain",
    "startprecision": "startPrecision",
    "end": "endPlain",
    "endplain": "endPlain",
    "endtime": "endPlain",
    "endprecision": "endPrecision",
}
_OF_EACH = {
    "coord": "P625",
    "coords": "P625",
    "coordinates": "P625",
    "coordinate": "P625",
    "location": "P625",
    "country": "P17",
    "population": "P1082",
}
MAX_BYTES = 1024 * 1024 * 1024
"""A larger file is refused."""


def read_saved(path: Path | str, collection: Collection, surprises: Surprises) -> None:
    """Read a saved answer or item into a collection.

    Parameters
    ----------
    path : SPARQL results as JSON; or one entity, ``{"entities": …}``, a list of entities
    collection : gains the items
    surprises : notes what cannot be used

    Raises
    ------
    NotFoundError : if there is no such file
    DataError : if it is none of these
    """
    file = Path(path)
    if not file.is_file():
        raise NotFoundError(_("the file {path} does not exist").format(path=file))
    if file.stat().st_size > MAX_BYTES:
        problem = Problem(
            str(file), 0, "", "", _("a file of more than {n} bytes").format(n=MAX_BYTES)
        )
        raise DataError([problem])
    data = file.read_bytes()
    found = read_json(data, str(file))
    entities = entities_of(found)
    if entities:
        problems = Problems()
        for entity in entities:
            try:
                add_entity(collection, entity, surprises)
            except (AttributeError, LookupError, OverflowError, TypeError, ValueError):
                message = _("this item is not in the form of Wikidata's JSON")
                problems.append(
                    Problem(str(file), 0, str(entity["id"]), "", message, code="not-an-item")
                )
        if problems:
            raise DataError(problems)
        return
    variables, rows = results_of(found, str(file))
    if {"item", "property", "value"} <= set(variables):
        add_statements(collection, rows, surprises)
        collection.read |= {
            qid for qid, item in collection.items.items() if "P190" in item.statements
        }
        return
    _read_columns(str(file), variables, rows, collection, surprises)


def _read_columns(
    name: str,
    variables: list[str],
    rows: Iterable[Binding],
    collection: Collection,
    surprises: Surprises,
) -> None:
    """Read an answer of another query: a row is an item and its partner."""
    lower = {variable.lower(): variable for variable in variables}
    item = next((lower[each] for each in _ITEM if each in lower), "")
    partner = next((lower[each] for each in _PARTNER if each in lower), "")
    if not item or not partner:
        raise DataError(
            [
                Problem(
                    name,
                    0,
                    "head.vars",
                    ", ".join(variables),
                    _("no columns for an item and its partner"),
                    _("{first} and {second}").format(
                        first=" / ".join(_ITEM), second=" / ".join(_PARTNER)
                    ),
                    code="missing-column",
                )
            ]
        )
    used = {item: "item", partner: "value"}
    about: dict[str, tuple[str, str]] = {}
    for small, variable in lower.items():
        if small in _SHARED:
            used[variable] = _SHARED[small]
        for owner in (item, partner):
            rest = small.removeprefix(owner.lower())
            if small.startswith(owner.lower()) and rest in (*_OF_EACH, "label"):
                about[variable] = (owner, _OF_EACH.get(rest, "label"))
    for small, variable in lower.items():
        # A bare "coord" or "country" belongs to the item, as most people write it.
        if variable not in used and variable not in about and small in _OF_EACH:
            about[variable] = (item, _OF_EACH[small])
    for variable in variables:
        if variable not in used and variable not in about:
            surprises.note("ignored-column", variable)
    statements: list[Binding] = []
    for row in rows:
        owner = local_name(text_of(row.get(item)))
        other = row.get(partner)
        if not is_qid(owner) or other is None:
            surprises.note("unreadable-row", owner or "?")
            continue
        collection.read.add(owner)
        twin = {new: row[old] for old, new in used.items() if old in row}
        twin["property"] = {"type": "literal", "value": "P190"}
        value = local_name(other["value"])
        if "statement" not in twin:
            twin["statement"] = {"type": "literal", "value": f"{owner}$P190-{value}"}
        statements.append(twin)
        for variable, (whose, what) in about.items():
            subject = local_name(text_of(row.get(whose)))
            if variable in row and is_qid(subject) and not is_unknown(row[variable]):
                text = row[variable]["value"]
                # The label service writes the id where there is no label.
                if what == "label" and text == subject:
                    continue
                statements.append(
                    {
                        "item": {"type": "literal", "value": subject},
                        "property": {"type": "literal", "value": what},
                        "value": {"xml:lang": "en", **row[variable]},
                        "statement": {"type": "literal", "value": f"{subject}${what}-{text}"},
                    }
                )
    add_statements(collection, statements, surprises)
