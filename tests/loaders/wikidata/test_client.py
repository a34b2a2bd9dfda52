"""Patience with a service that misbehaves, and a cache that goes on where a run stopped."""

from __future__ import annotations

import email.utils
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cityties.errors import UsageError
from cityties.loaders.wikidata.client import (
    Client,
    ServiceError,
    TooSlowError,
    UnreadableError,
    check_endpoint,
)

Answer = Callable[..., bytes]


HEAD = b'{"head": {"vars": ["x"]}, "results": {"bindings": '


class Waits(list[float]):
    """Stands in for waiting."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def make(rude: Any, said: list[str] | None = None, **more: Any) -> tuple[Client, Waits]:
    waits = Waits()
    say = said.append if said is not None else lambda _line: None
    client = Client(rude.address, contact="t@example.org", pause=0, say=say, sleep=waits, **more)
    return client, waits


def test_says_who_asks_and_what_it_wants(rude_server: Any) -> None:
    client, _waits = make(rude_server)
    assert client.ask("SELECT * { ?s ?p 'é+%' }") == []
    headers, query = rude_server.seen[0]
    assert headers["User-Agent"].startswith("cityties/")
    assert "t@example.org" in headers["User-Agent"]
    assert headers["Accept"] == "application/sparql-results+json"
    assert query == "SELECT * { ?s ?p 'é+%' }"


def test_waits_as_long_as_the_service_says(rude_server: Any, reply: Any) -> None:
    rude_server.replies = [reply(429, b"slow down", {"Retry-After": "7"}), reply()]
    said: list[str] = []
    client, waits = make(rude_server, said)
    client.ask("SELECT 1")
    assert waits == [7]
    assert "429" in said[0]
    assert "7" in said[0]


def test_reads_a_day_in_retry_after(rude_server: Any, reply: Any) -> None:
    later = email.utils.formatdate(time.time() + 20, usegmt=True)
    rude_server.replies = [reply(503, b"", {"Retry-After": later})]
    client, waits = make(rude_server)
    client.ask("SELECT 1")
    assert 15 < waits[0] <= 21


def test_backs_off_longer_each_time(rude_server: Any, reply: Any) -> None:
    rude_server.replies = [reply(500, b"oops")] * 3
    client, waits = make(rude_server)
    client.ask("SELECT 1")
    assert len(waits) == 3
    assert waits[0] < waits[1] < waits[2]


def test_a_retry_after_that_is_none_is_told_and_backed_off(rude_server: Any, reply: Any) -> None:
    rude_server.replies = [reply(429, b"", {"Retry-After": "soon"})]
    said: list[str] = []
    client, waits = make(rude_server, said)
    client.ask("SELECT 1")
    assert "soon" in said[0]
    assert 1 <= waits[0] <= 3


def test_gives_up_after_some_tries(rude_server: Any, reply: Any) -> None:
    rude_server.replies = [reply(502, b"")] * 9
    client, _waits = make(rude_server, tries=4)
    with pytest.raises(ServiceError, match="gave up after 4 tries"):
        client.ask("SELECT 1")
    assert len(rude_server.seen) == 4


def test_a_day_long_ban_ends_the_run_at_once(rude_server: Any, reply: Any) -> None:
    rude_server.replies = [reply(429, b"", {"Retry-After": "86400"})]
    client, waits = make(rude_server)
    with pytest.raises(ServiceError, match="repeat the command after that to resume"):
        client.ask("SELECT 1")
    assert waits == []
    assert len(rude_server.seen) == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"java.util.concurrent.TimeoutException at com.bigdata"),
        (504, b"upstream request timeout"),
        (200, b'{"head": {"vars": ["x"]}, "results": {"bindings": [java.lang.TimeoutException'),
    ],
)
def test_a_query_that_ran_out_of_time_is_not_asked_again(
    rude_server: Any, reply: Any, status: int, body: bytes
) -> None:
    rude_server.replies = [reply(status, body)]
    client, waits = make(rude_server)
    with pytest.raises(TooSlowError):
        client.ask("SELECT 1")
    assert waits == []
    assert len(rude_server.seen) == 1


def test_no_answer_within_the_limit(rude_server: Any, reply: Any) -> None:
    rude_server.replies = [reply(wait=0.6)]
    client, _waits = make(rude_server, limit=0.2)
    with pytest.raises(TooSlowError):
        client.ask("SELECT 1")


def test_an_answer_that_drips_is_ended_at_the_limit(rude_server: Any, reply: Any) -> None:
    rude_server.replies = [reply(body=b"x" * 200, drip=0.01)]
    client, _waits = make(rude_server, limit=0.3)
    started = time.monotonic()
    with pytest.raises(TooSlowError):
        client.ask("SELECT 1")
    assert time.monotonic() - started < 1.5


def test_a_cut_answer_is_asked_for_again(rude_server: Any, reply: Any, answer: Answer) -> None:
    whole = answer({"x": "Q1"})
    rude_server.replies = [
        reply(body=whole[:40], cut=60),
        reply(body=whole[:40]),
        reply(body=whole),
    ]
    client, waits = make(rude_server)
    assert client.ask("SELECT 1")[0]["x"]["value"].endswith("Q1")
    assert len(waits) == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"status": 400, "body": b"MalformedQueryException: <b>line 3</b>"}, "line 3"),
        ({"status": 403, "body": b"User-Agent policy"}, "User-Agent policy"),
        ({"status": 301, "headers": {"Location": "https://x.example/sparql"}}, "x.example/sparql"),
    ],
)
def test_what_is_no_sparql_service_is_refused_at_once(
    rude_server: Any, reply: Any, given: dict[str, Any], words: str
) -> None:
    rude_server.replies = [reply(**given)]
    client, waits = make(rude_server)
    with pytest.raises(ServiceError, match=words):
        client.ask("SELECT 1")
    assert waits == []
    assert len(rude_server.seen) == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!DOCTYPE html><html><body>Please set a user-agent", "a web page"),
        (b"<?xml version='1.0'?><sparql/>", "XML, not JSON"),
        (b"all is well", "this is not JSON"),
        (b'{"hello": 1}', "not SPARQL results"),
        (b'{"head": {"vars": ["x"]}, "results": {"bin', "cut off"),
        (b"", "not JSON"),
    ],
)
def test_an_answer_of_which_nothing_can_be_read_is_asked_for_again(
    rude_server: Any, reply: Any, answer: Answer, body: bytes, words: str
) -> None:
    rude_server.replies = [reply(body=body), reply(body=body), reply(body=answer({"x": "Q1"}))]
    client, waits = make(rude_server)
    assert len(client.ask("SELECT 1")) == 1
    assert len(waits) == 2
    rude_server.replies = [reply(body=body)] * 9
    with pytest.raises(UnreadableError, match=words):
        client.ask("SELECT 2")
    assert len(rude_server.seen) == 3 + 3


@pytest.mark.parametrize(
    "body",
    [
        HEAD + b'[ {"x": {"type": "uri", "value": "SPARQL-QUERY: queryStr=SELECT *\n'
        b"java.util.concurrent.TimeoutException\n\tat java.base" + b"x" * 99_999,
        HEAD + b"[]}}\njava.util.concurrent.TimeoutException",
        HEAD + b'[{"x": {"type": "literal", "value": "java.util.concurrent.TimeoutException"}}]}}',
    ],
)  # fmt: skip
def test_a_stack_trace_inside_an_answer_is_no_answer(
    rude_server: Any, reply: Any, tmp_path: Path, body: bytes
) -> None:
    rude_server.replies = [reply(body=body)]
    client, _waits = make(rude_server, cache=tmp_path)
    with pytest.raises(TooSlowError):
        client.ask("SELECT 1")
    assert not list(tmp_path.iterdir())


def test_a_pause_between_requests_and_never_two_at_once(rude_server: Any) -> None:
    client = Client(rude_server.address, pause=0.15)
    for number in range(3):
        client.ask(f"SELECT {number}")
    gaps = [b - a for a, b in zip(rude_server.times, rude_server.times[1:], strict=False)]
    assert all(gap >= 0.14 for gap in gaps)
    assert rude_server.together == 1


def test_nobody_at_the_address_is_found_out_soon() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    waits = Waits()
    client = Client(f"http://127.0.0.1:{port}/sparql", pause=0, sleep=waits)
    with pytest.raises(ServiceError, match="no response from this address; gave up after 3"):
        client.ask("SELECT 1")


def test_what_was_answered_is_not_asked_again(
    rude_server: Any, reply: Any, answer: Answer, tmp_path: Path
) -> None:
    rude_server.replies = [reply(body=answer({"x": "Q1"}))]
    client, _waits = make(rude_server, cache=tmp_path)
    first = client.ask("SELECT 1")
    other, _waits = make(rude_server, cache=tmp_path)
    assert other.ask("SELECT 1") == first
    assert len(rude_server.seen) == 1
    assert (other.requests, other.from_cache) == (0, 1)


def test_a_damaged_answer_in_the_cache_is_asked_for_again(
    rude_server: Any, answer: Answer, reply: Any, tmp_path: Path
) -> None:
    rude_server.answer = lambda _query: reply(body=answer({"x": "Q1"}))
    said: list[str] = []
    client, _waits = make(rude_server, said, cache=tmp_path)
    client.ask("SELECT 1")
    (file,) = tmp_path.glob("*.json")
    whole = file.read_bytes()
    file.write_bytes(whole[:30])
    client.ask("SELECT 1")
    assert "damaged" in said[0]
    assert file.read_bytes() == whole


def test_an_answer_that_failed_leaves_nothing_in_the_cache(
    rude_server: Any, reply: Any, tmp_path: Path
) -> None:
    rude_server.replies = [reply(400, b"no")]
    client, _waits = make(rude_server, cache=tmp_path)
    with pytest.raises(ServiceError):
        client.ask("SELECT 1")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "endpoint", ["", "foo", "ftp://example.org/sparql", "file:///etc/passwd", "http://", "//x"]
)
def test_addresses_that_are_none(endpoint: str) -> None:
    with pytest.raises(UsageError, match="not the address of a SPARQL service"):
        check_endpoint(endpoint, "me@example.org")


def test_a_service_of_others_is_told_who_asks() -> None:
    with pytest.raises(UsageError, match="--contact"):
        check_endpoint("https://query.wikidata.org/sparql", "  ")
    assert check_endpoint("https://query.wikidata.org/sparql", "me@example.org")
    with pytest.raises(UsageError, match="cannot be used as a contact"):
        check_endpoint("https://query.wikidata.org/sparql", "me@example.org\r\nX: y")
