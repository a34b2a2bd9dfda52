"""The JSON API described in OpenAPI 3.1, from the lists that it is made of."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from typing import Any, Final

from cityties import __version__
from cityties.analysis.measures import MEASURES
from cityties.api import rows
from cityties.language.messages import _
from cityties.model import tie_row
from cityties.serve.listings import ENDPOINTS, Endpoint, Parameter
from cityties.serve.problems import MEDIA
from cityties.vocabulary.codes import CODES

_ROWS: Final[Mapping[str, Any]] = {
    "ties": rows.TieRow,
    "history": rows.HistoryRow,
    "conflicts": rows.ConflictRow,
    "cities": rows.CityRow,
    "officials": rows.OfficialRow,
}
_PLAIN: Final = {str: "string", bool: "boolean", int: "integer", float: "number"}
_PROBLEM: Final = {"$ref": "#/components/schemas/problem"}
_SOLAR: Final = "^sh1[0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_STATUSES: Final = (400, 404, 406, 422, 503, 504)


def openapi(address: str) -> dict[str, Any]:
    """The description of the API.

    Parameters
    ----------
    address : where clients reach the server, without a slash at the end

    Returns
    -------
    dict
        A document in OpenAPI 3.1, as JSON holds it.

    Examples
    --------
    >>> sorted(openapi("http://localhost:1")["paths"])[0]
    '/api/centrality'
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "cityties",
            "version": __version__,
            "description": _("The listings of cityties over HTTP, read-only."),
        },
        "servers": [{"url": address}],
        "paths": {f"/api/{each.name}": {"get": _operation(each)} for each in ENDPOINTS},
        "components": {
            "schemas": {
                "problem": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail"],
                    "properties": {
                        "type": {"type": "string"},
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                        "line": {"type": "integer"},
                        "column": {"type": "integer"},
                    },
                },
                **{name: _row(name) for name in _ROWS},
                "counts": _counts(),
            }
        },
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    content = {}
    for form, (media, *_others) in endpoint.forms.items():
        content[media] = {"schema": _answer(endpoint) if form == "json" else {"type": "string"}}
    return {
        "operationId": endpoint.name,
        "summary": _(endpoint.text),
        "parameters": [
            *(_parameter(each) for each in endpoint.parameters),
            {
                "name": "format",
                "in": "query",
                "schema": {"type": "string", "enum": list(endpoint.forms)},
            },
        ],
        "responses": {
            "200": {"description": _("The answer."), "content": content},
            "304": {"description": _("The client has this version.")},
            **{
                str(status): {
                    "description": _("An error."),
                    "content": {MEDIA: {"schema": _PROBLEM}},
                }
                for status in _STATUSES
            },
        },
    }


def _parameter(each: Parameter) -> dict[str, Any]:
    schema: dict[str, Any]
    if each.type == "flag":
        schema = {"type": "string", "enum": ["yes", "no"]}
    elif each.type == "number":
        schema = {"type": "integer", "minimum": 1, "maximum": 3}
    elif each.type == "measures":
        schema = {"type": "string", "enum": sorted(MEASURES)}
    elif each.type in CODES:
        schema = {"type": "string", "enum": sorted(CODES[each.type])}
    elif each.type == "day":
        schema = {
            "anyOf": [
                {"type": "string", "format": "date"},
                {"type": "string", "const": "today"},
                {"type": "string", "pattern": _SOLAR},
            ]
        }
    else:
        schema = {"type": "string", "maxLength": 500}
        if each.is_required:
            schema["pattern"] = r"\S"
    if each.several:
        schema = {"type": "array", "items": schema, "minItems": 1}
    found = {
        "name": each.name, "in": "query", "description": _(each.text),
        "required": each.is_required, "schema": schema,
    }  # fmt: skip
    if each.several:
        found |= {"style": "form", "explode": True}
    if each.example:
        found["example"] = [each.example] if each.several else each.example
    return found


def _answer(endpoint: Endpoint) -> dict[str, Any]:
    if endpoint.keys:
        return {"type": "array", "items": {"$ref": f"#/components/schemas/{endpoint.name}"}}
    if endpoint.name == "counts":
        return {"$ref": "#/components/schemas/counts"}
    return {"type": "object"}


def _row(name: str) -> dict[str, Any]:
    hints = typing.get_type_hints(_ROWS[name])
    texts = {each.name: each.en for each in tie_row.COLUMNS} if name == "ties" else {}
    properties = {}
    for key in rows.ROW_KEYS[name]:
        properties[key] = _type(hints[key]) | ({"description": texts[key]} if key in texts else {})
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def _counts() -> dict[str, Any]:
    hints = typing.get_type_hints(rows.CountRow)
    return {
        "type": "object",
        "required": ["claimed", "read"],
        "properties": {
            "claimed": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": list(hints),
                    "properties": {key: _type(hint) for key, hint in hints.items()},
                },
            },
            "read": {"type": "object"},
        },
    }


def _type(hint: Any) -> dict[str, Any]:
    """The JSON Schema of a type of Python."""
    if hint in _PLAIN:
        return {"type": _PLAIN[hint]}
    if hint is type(None):
        return {"type": "null"}
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return {"anyOf": [_type(each) for each in parts]}
    if origin is list:
        return {"type": "array", "items": _type(parts[0])}
    return {"type": "object"} if origin is dict else {}
