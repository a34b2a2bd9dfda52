"""Check 1: the SPARQL 1.1 Protocol, case by case, and the three numbers."""

from __future__ import annotations

import pytest
from protocol_suite import (
    BAD_UPDATES,
    DATA,
    FORM,
    JSON,
    QUERIES,
    UPDATES,
    score,
    send,
)
from running import graph_of, running


@pytest.fixture(scope="module")
def small():
    with running(graph_of(DATA), heavy=1) as started, started.client() as client:
        yield client


def test_check_1_the_protocol_case_by_case(small):
    assert (len(QUERIES), len(BAD_UPDATES), len(UPDATES)) == (20, 7, 7)
    failed = score(small, "/sparql")
    parts = {"queries": QUERIES, "malformed updates": BAD_UPDATES, "valid updates": UPDATES}
    for name, cases in parts.items():
        print(f"{name}: {len(cases) - len(failed[name])} of {len(cases)}")  # noqa: T201
    assert failed == {name: [] for name in parts}


def test_the_runner_notices_a_server_that_is_wrong(small):
    failed = score(small, "/healthz", counts="/sparql")
    assert len(failed["queries"]) >= 13
    assert len(failed["valid updates"]) <= 7


@pytest.mark.parametrize(
    ("case", "status", "kind"),
    [
        ("bad_query_method", 405, "method-not-allowed"),
        ("bad_multiple_queries", 400, "bad-request"),
        ("bad_query_wrong_media_type", 415, "unsupported-media-type"),
        ("bad_query_missing_direct_type", 415, "unsupported-media-type"),
        ("bad_query_non_utf8", 415, "unsupported-media-type"),
        ("bad_query_syntax", 400, "bad-query"),
        ("bad_update_get", 400, "bad-request"),
        ("bad_multiple_updates", 400, "bad-request"),
        ("update_post_direct", 403, "read-only"),
    ],
)
def test_each_refusal_says_why(small, case, status, kind):
    found = send(small, "/sparql", next(c for c in (*QUERIES, *BAD_UPDATES, *UPDATES)
                                        if c.name == case))  # fmt: skip
    assert found.status_code == status
    assert found.headers["content-type"] == "application/problem+json"
    body = found.json()
    assert body["type"].endswith(kind)
    assert body["status"] == status
    assert body["detail"]


def test_bytes_that_are_no_utf_8_are_refused(small):
    for content in (b"query=ASK+%7B%7D%FF", b"query=ASK {} \xff"):
        assert small.post("/sparql", content=content, headers=FORM).status_code == 400
    assert small.get("/sparql?query=%FF").status_code == 400


def test_a_graph_that_is_not_there_is_refused(small):
    found = small.get(
        "/sparql", params={"query": "ASK {}", "default-graph-uri": "http://example.org/none"}
    )
    assert found.status_code == 400
    assert "no graph" in found.json()["detail"]


def test_unknown_and_wrong_parameters_are_refused(small):
    for more in ({"limit": "5"}, {"timeout": "x"}, {"timeout": "nan"}, {"format": "pdf"}):
        found = small.get("/sparql", params={"query": "ASK {}", **more}, headers=JSON)
        assert found.status_code == 400, more
        assert next(iter(more)) in found.json()["detail"]
