"""The SPARQL 1.1 Protocol as cases: 20 of queries, 7 malformed updates, 7 valid ones.

The cases have the names of W3C's suite and are written from the specification
(https://www.w3.org/TR/sparql11-protocol/). Each is a request and what must come back.
`score` runs them against any server that holds :data:`DATA`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx

EX = "http://example.org/"
G1, G2, G3 = (f"{EX}g{n}" for n in (1, 2, 3))
DATA = [f'<{EX}s> <{EX}p> "{n}" <{EX}g{n}> .\n' for n in (1, 2, 3)]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}
JSON = {"Accept": "application/sparql-results+json"}
ROWS = f"SELECT ?x {{ ?s <{EX}p> ?x }}"
GRAPHS = f"SELECT ?x {{ GRAPH ?g {{ ?s <{EX}p> ?x }} }}"
INSERT = f'INSERT DATA {{ GRAPH <{G1}> {{ <{EX}new> <{EX}p> "new" }} }}'

Check = Callable[[httpx.Response], bool]


def rows(*values: str) -> Check:
    """The values of ?x that must come back."""

    def check(response: httpx.Response) -> bool:
        if response.status_code != 200:
            return False
        found = json.loads(response.content)["results"]["bindings"]
        return sorted(row["x"]["value"] for row in found) == sorted(values)

    return check


def yes(response: httpx.Response) -> bool:
    return response.status_code == 200 and json.loads(response.content)["boolean"] is True


def refused(response: httpx.Response) -> bool:
    return 400 <= response.status_code < 500


def forbidden(response: httpx.Response) -> bool:
    return response.status_code in (403, 405)


def typed(*medias: str) -> Check:
    def check(response: httpx.Response) -> bool:
        given = response.headers.get("content-type", "").partition(";")[0].strip()
        return response.status_code == 200 and given in medias

    return check


@dataclass(frozen=True)
class Case:
    """One request and what must come back."""

    name: str
    check: Check
    method: str = "GET"
    address: Sequence[tuple[str, str]] | str = ()
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def form(*pairs: tuple[str, str]) -> bytes:
    return urlencode(pairs).encode()


_BOTH = [("default-graph-uri", G1), ("default-graph-uri", G2)]
_NAMED = [("named-graph-uri", G1), ("named-graph-uri", G2)]
_FULL = (
    f'ASK {{ ?a <{EX}p> "3" GRAPH ?g {{ ?b <{EX}p> "1" }} GRAPH ?h {{ ?c <{EX}p> "2" }} '
    f'FILTER NOT EXISTS {{ GRAPH ?i {{ ?d <{EX}p> "3" }} }} }}'
)
TABLE = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv",
         "text/tab-separated-values")  # fmt: skip
TRIPLES = ("text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json")

QUERIES = (
    Case("query_get", yes, address=[("query", "ASK {}")], headers=JSON),
    Case("query_post_form", yes, "POST", headers=FORM | JSON, body=form(("query", "ASK {}"))),
    Case("query_post_direct", yes, "POST", headers=QUERY | JSON, body=b"ASK {}"),
    Case("query_dataset_default_graphs_get", rows("1", "2"), address=[("query", ROWS), *_BOTH],
         headers=JSON),
    Case("query_dataset_default_graphs_post", rows("1", "2"), "POST", headers=FORM | JSON,
         body=form(("query", ROWS), *_BOTH)),
    Case("query_dataset_named_graphs_get", rows("1", "2"), address=[("query", GRAPHS), *_NAMED],
         headers=JSON),
    Case("query_dataset_named_graphs_post", rows("1", "2"), "POST", headers=FORM | JSON,
         body=form(("query", GRAPHS), *_NAMED)),
    Case("query_dataset_full", yes, "POST", headers=FORM | JSON,
         body=form(("query", _FULL), ("default-graph-uri", G3), *_NAMED)),
    Case("query_multiple_dataset", rows("2"),
         address=[("query", f"SELECT ?x FROM <{G1}> {{ ?s <{EX}p> ?x }}"),
                  ("default-graph-uri", G2)], headers=JSON),
    Case("query_content_type_select", typed(*TABLE), address=[("query", ROWS)]),
    Case("query_content_type_ask", typed(*TABLE[:2]), address=[("query", "ASK {}")],
         headers={"Accept": ", ".join(TABLE[:2])}),
    Case("query_content_type_describe", typed(*TRIPLES),
         address=[("query", f"DESCRIBE <{EX}s>")], headers={"Accept": ", ".join(TRIPLES)}),
    Case("query_content_type_construct", typed(*TRIPLES),
         address=[("query", "CONSTRUCT WHERE { ?s ?p ?o }")],
         headers={"Accept": ", ".join(TRIPLES)}),
    Case("bad_query_method", refused, "PUT", [("query", "ASK {}")]),
    Case("bad_multiple_queries", refused, address=[("query", "ASK {}"), ("query", "SELECT * {}")]),
    Case("bad_query_wrong_media_type", refused, "POST",
         headers={"Content-Type": "text/plain"}, body=b"ASK {}"),
    Case("bad_query_missing_form_type", refused, "POST", body=form(("query", "ASK {}"))),
    Case("bad_query_missing_direct_type", refused, "POST", body=b"ASK {}"),
    Case("bad_query_non_utf8", refused, "POST",
         headers={"Content-Type": "application/sparql-query; charset=UTF-16"},
         body="ASK {}".encode("utf-16")),
    Case("bad_query_syntax", refused, address=[("query", "ASK { ?s ?p }")]),
)  # fmt: skip

BAD_UPDATES = (
    Case("bad_update_get", refused, address=[("update", INSERT)]),
    Case("bad_multiple_updates", refused, "POST", headers=FORM,
         body=form(("update", INSERT), ("update", INSERT))),
    Case("bad_update_wrong_media_type", refused, "POST", headers={"Content-Type": "text/plain"},
         body=INSERT.encode()),
    Case("bad_update_missing_form_type", refused, "POST", body=form(("update", INSERT))),
    Case("bad_update_non_utf8", refused, "POST",
         headers={"Content-Type": "application/sparql-update; charset=UTF-16"},
         body=INSERT.encode("utf-16")),
    Case("bad_update_syntax", refused, "POST", headers=FORM,
         body=form(("update", "INSERT DATA { ?s ?p"))),
    Case("bad_update_dataset_conflict", refused, "POST", [("using-named-graph-uri", G1)],
         UPDATE, f"DELETE {{ ?s ?p ?o }} USING <{G1}> WHERE {{ ?s ?p ?o }}".encode()),
)  # fmt: skip

_WHERE = f"INSERT {{ GRAPH <{G1}> {{ <{EX}new> <{EX}p> ?x }} }} WHERE {{ ?s <{EX}p> ?x }}"
_WHERE_NAMED = (
    f"INSERT {{ GRAPH <{G1}> {{ <{EX}new> <{EX}p> ?x }} }} WHERE {{ GRAPH ?g {{ ?s <{EX}p> ?x }} }}"
)
UPDATES = (
    Case("update_post_form", forbidden, "POST", headers=FORM, body=form(("update", INSERT))),
    Case("update_post_direct", forbidden, "POST", headers=UPDATE, body=INSERT.encode()),
    Case("update_dataset_default_graph", forbidden, "POST", [("using-graph-uri", G2)], UPDATE,
         _WHERE.encode()),
    Case("update_dataset_default_graphs", forbidden, "POST",
         [("using-graph-uri", G1), ("using-graph-uri", G2)], UPDATE, _WHERE.encode()),
    Case("update_dataset_named_graphs", forbidden, "POST",
         [("using-named-graph-uri", G1), ("using-named-graph-uri", G2)], UPDATE,
         _WHERE_NAMED.encode()),
    Case("update_dataset_full", forbidden, "POST",
         [("using-graph-uri", G3), ("using-named-graph-uri", G1)], UPDATE, _WHERE_NAMED.encode()),
    Case("update_base_uri", forbidden, "POST", headers=UPDATE,
         body=b'INSERT DATA { GRAPH <x> { <y> <z> "new" } }'),
)  # fmt: skip


def send(client: httpx.Client, address: str, case: Case) -> httpx.Response:
    """Send the request of a case, with no header that it does not name."""
    query = case.address if isinstance(case.address, str) else urlencode(case.address)
    request = client.build_request(
        case.method, address + (f"?{query}" if query else ""), content=case.body or None
    )
    for name in ("accept", "content-type"):
        request.headers.pop(name, None)
    request.headers.update(case.headers)
    return client.send(request)


def passes(client: httpx.Client, address: str, case: Case) -> bool:
    """Whether a server answers a case as it must."""
    try:
        return case.check(send(client, address, case))
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return False


def triples(client: httpx.Client, address: str) -> int:
    """How many triples the server holds, in all graphs."""
    text = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    found = client.get(address, params={"query": text}, headers=JSON).json()
    return int(found["results"]["bindings"][0]["n"]["value"])


def score(
    client: httpx.Client, query: str, update: str = "", counts: str = ""
) -> dict[str, list[str]]:
    """The cases that fail, by part; a valid update fails too if it changed something.

    Parameters
    ----------
    client : of HTTP
    query, update : addresses of the endpoint; the same by default
    counts : where the triples are counted; ``query`` by default
    """
    update, counts = update or query, counts or query
    failed = {
        "queries": [case.name for case in QUERIES if not passes(client, query, case)],
        "malformed updates": [c.name for c in BAD_UPDATES if not passes(client, update, c)],
    }
    before = triples(client, counts)
    refused_well = []
    for case in UPDATES:
        well = passes(client, update, case)
        now = triples(client, counts)
        if not well or now != before:
            refused_well.append(case.name)
        before = now
    return {**failed, "valid updates": refused_well}
