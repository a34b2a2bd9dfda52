"""Answers of a server: checked, and in the form of our own, before anything uses them."""

from __future__ import annotations

import json
from typing import Any, Final

from cityties.errors import DataError, QueryError
from cityties.language.messages import _
from cityties.loaders.wikidata.answers import read_json, results_of
from cityties.query.results import Answer, Rows, Truth, from_bytes
from cityties.remote.http import RemoteError, Response

ROWS: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples"
_PLAIN: Final = frozenset({"text/plain", TRIPLES})
_JSON: Final = frozenset({ROWS, "application/json"})
_KINDS: Final = {"typed-literal": "literal"}  # as servers wrote it before SPARQL 1.1
_VIRTUOSO_ASK: Final = "__ASK_RETVAL"
_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


def read_answer(url: str, response: Response, form: str) -> Answer:
    """The answer of a server.

    Parameters
    ----------
    url : whose, for messages
    response : what came
    form : of the query: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``

    Raises
    ------
    RemoteError
        If it is of another type, was cut, or does not answer such a query.
    """
    known = _JSON if form in ("SELECT", "ASK") else _PLAIN
    if response.type not in known:
        raise RemoteError(
            _("{url}: a response of the type {given}; expected {expected}").format(
                url=url, given=response.type[:80] or "?", expected=min(known)
            )
        )
    if form not in ("SELECT", "ASK"):
        return _triples(url, response.data)
    try:
        found = read_json(response.data, url)
        if form == "ASK":
            return Truth(_truth(found))
        variables, rows = results_of(found, url)
        return Rows(_plain(variables, rows))
    except DataError as error:
        raise RemoteError(
            _("{url}: {problem}").format(url=url, problem=error.problems[0].message)
        ) from None
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError, QueryError):
        raise RemoteError(_("{url}: JSON, but no answer to this query").format(url=url)) from None


def _truth(found: Any) -> bool:
    """Yes or no. Virtuoso 7.2 gives a row with one cell for yes, and no row for no."""
    if found.get("head", {}).get("vars") == [_VIRTUOSO_ASK]:
        rows = found["results"]["bindings"]
        if [row[_VIRTUOSO_ASK]["value"] for row in rows] not in ([], ["1"]):
            raise ValueError(rows)
        return bool(rows)
    value = found["boolean"]
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _plain(variables: list[str], rows: list[Any]) -> bytes:
    """Rows as bytes in the form of SPARQL 1.1, read once to see that all of it can be."""
    bindings = [
        {name: _term(cell) for name, cell in row.items() if name in variables} for row in rows
    ]
    data = json.dumps(
        {"head": {"vars": variables}, "results": {"bindings": bindings}},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    answer = from_bytes("rows", data)
    len(answer)  # type: ignore[arg-type]
    return data


def _term(cell: dict[str, str]) -> dict[str, str]:
    kind = _KINDS.get(cell.get("type", ""), cell.get("type", ""))
    if kind not in ("uri", "literal", "bnode"):
        raise ValueError(kind)
    made = {"type": kind, "value": cell["value"]}
    if kind == "literal":
        if cell.get("xml:lang"):
            made["xml:lang"] = cell["xml:lang"]
        elif cell.get("datatype") and cell["datatype"] != _STRING:
            made["datatype"] = cell["datatype"]
    return made


def _triples(url: str, data: bytes) -> Answer:
    import pyoxigraph as ox

    try:
        answer = from_bytes("triples", data)
        for _triple in ox.parse(data, format=ox.RdfFormat.N_TRIPLES):
            pass
    except (SyntaxError, ValueError, QueryError):
        raise RemoteError(_("{url}: damaged or truncated N-Triples").format(url=url)) from None
    return answer
