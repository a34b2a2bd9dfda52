"""An item in its own JSON form, as Wikidata's entity data and dumps give it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cityties.loaders.wikidata.answers import one_moment, read_moment
from cityties.loaders.wikidata.items import ABOUT, TWIN, Collection, Moment, Statement
from cityties.loaders.wikidata.surprises import Surprises
from cityties.model.identifiers import is_qid


def entities_of(found: Any) -> list[Mapping[str, Any]]:
    """The items of parsed JSON: one entity, ``{"entities": …}``, or a list of them.

    Returns
    -------
    list : empty if the JSON is something else

    Examples
    --------
    >>> [item["id"] for item in entities_of({"entities": {"Q1": {"id": "Q1", "claims": {}}}})]
    ['Q1']
    """
    if isinstance(found, Mapping) and isinstance(found.get("entities"), Mapping):
        found = list(found["entities"].values())
    elif isinstance(found, Mapping):
        found = [found]
    if not isinstance(found, list):
        return []
    return [
        item
        for item in found
        if isinstance(item, Mapping)
        and isinstance(item.get("id"), str)
        and ("claims" in item or "labels" in item or "missing" in item)
    ]


def add_entity(collection: Collection, entity: Mapping[str, Any], surprises: Surprises) -> None:
    """Put an item into a collection; its list of twin towns counts as read.

    Parameters
    ----------
    collection : gains the item
    entity : the parsed JSON of one entity
    surprises : notes what cannot be used
    """
    qid = str(entity["id"])
    if not is_qid(qid):
        surprises.note("no-item", qid)
        return
    if "missing" in entity:
        surprises.note("not-described", qid)
        return
    item = collection.item(qid)
    collection.read.add(qid)
    asked = _mapping(entity.get("redirects")).get("from", "")
    if isinstance(asked, str) and is_qid(asked):
        collection.item(asked).redirect = qid
    for language, label in _mapping(entity.get("labels")).items():
        if isinstance(label, Mapping):
            item.labels.setdefault(language, str(label.get("value", "")))
    claims = _mapping(entity.get("claims"))
    for name in (TWIN, *ABOUT):
        for claim in _list(claims.get(name, [])):
            try:
                item.add(_statement(qid, name, claim, surprises))
            except (AttributeError, LookupError, OverflowError, TypeError, ValueError):
                surprises.note("unreadable-row", qid)


def _mapping(value: Any) -> Mapping[str, Any]:
    # An empty mapping is written as [] by older versions of the service.
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    raise TypeError(type(value).__name__)


def _statement(qid: str, name: str, claim: Mapping[str, Any], surprises: Surprises) -> Statement:
    snak = claim["mainsnak"]
    special = {"value": "", "somevalue": "unknown", "novalue": "none"}[snak["snaktype"]]
    qualifiers = _mapping(claim.get("qualifiers"))
    references = claim.get("references") or []
    return Statement(
        id=str(claim["id"]),
        item=qid,
        property=name,
        rank=str(claim.get("rank", "normal")),
        value="" if special else _value(snak["datavalue"]["value"]),
        special=special,
        start=_moment(qualifiers.get("P580"), qid, surprises),
        end=_moment(qualifiers.get("P582"), qid, surprises),
        at=_moment(qualifiers.get("P585"), qid, surprises),
        references=tuple(sorted(_addresses(references))),
        referenced=len(references),
    )


def _value(value: Any) -> str:
    """A data value as the SPARQL service would write it."""
    if isinstance(value, str):
        return value
    if "entity-type" in value:
        return str(value.get("id") or f"Q{value['numeric-id']}")
    if "latitude" in value:
        globe = str(value.get("globe") or "")
        point = f"Point({value['longitude']} {value['latitude']})"
        return point if globe.endswith("/Q2") or not globe else f"<{globe}> {point}"
    if "amount" in value:
        return str(value["amount"])
    raise ValueError("an unknown kind of value")


def _moment(snaks: Any, qid: str, surprises: Surprises) -> Moment | None:
    found: list[Moment | None] = []
    for snak in snaks or ():
        if snak["snaktype"] == "somevalue":
            found.append(Moment(None))
        elif snak["snaktype"] == "value":
            time = snak["datavalue"]["value"]
            calendar = str(time.get("calendarmodel", ""))
            precision = int(time["precision"])
            found.append(read_moment(str(time["time"]), precision, calendar, qid, surprises))
    return one_moment(found, qid, surprises)


def _addresses(references: list[Any]) -> set[str]:
    return {
        str(snak["datavalue"]["value"])
        for reference in references
        for snak in _mapping(reference.get("snaks")).get("P854", ())
        if snak.get("snaktype") == "value"
    }
