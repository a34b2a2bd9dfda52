"""Requests against a server on this machine that misbehaves in every way that was thought of."""

from __future__ import annotations

import base64
import contextlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cityties.errors import UsageError
from cityties.remote import http
from cityties.remote.http import Credentials, Http, RefusedError, RemoteError, SlowError
from cityties.remote.store import EmptyError, Remote

SECRET = "s3cret-word"
ROWS = b'{"head":{"vars":["n"]},"results":{"bindings":[]}}'
JSON = "application/sparql-results+json"


class Server:
    """A server whose next answer is a function of the request."""

    def __init__(self):
        self.seen = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.seen.append((self.command, self.path, dict(self.headers), body))
                with contextlib.suppress(OSError):
                    outer.act(self)

            do_GET = do_POST = do_PUT = answer  # noqa: N815 - the names of the library

            def log_message(self, *_words):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_port}/query"
        self.act = lambda handler: reply(handler, 200, ROWS)


def reply(handler, status, body, type=JSON, length=None, **headers):
    handler.send_response(status)
    handler.send_header("Content-Type", type)
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)
    if length is not None:
        handler.close_connection = True


@pytest.fixture
def server():
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch, tmp_path):
    for name in (http.USER, http.PASSWORD, http.TOKEN, "NETRC"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


def client(server, **more):
    return Http(server.url, **{"limit": 5, "sleep": lambda _seconds: None, **more})


def test_a_slow_server_is_not_waited_for(server):
    def drip(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _each in range(100):  # each read is short, the whole is not
            handler.wfile.write(b" ")
            time.sleep(0.1)

    server.act = drip
    start = time.monotonic()
    with pytest.raises(SlowError, match="no response within 1 seconds"):
        client(server, limit=1).send("GET", server.url)
    assert time.monotonic() - start < 4
    assert len(server.seen) == 1


def test_tries_and_their_time_are_limited(server):
    server.act = lambda handler: reply(handler, 503, b"")
    with pytest.raises(RemoteError, match=r"busy \(503\)"):
        client(server).send("GET", server.url)
    assert len(server.seen) == http.TRIES


def test_a_busy_server_is_asked_again(server):
    server.act = lambda handler: reply(handler, 503 if len(server.seen) < 2 else 200, b"x")
    assert client(server).send("GET", server.url).data == b"x"


def test_a_cut_answer_is_an_error(server):
    server.act = lambda handler: reply(handler, 200, b'{"head"', length=100)
    with pytest.raises(RemoteError, match="cut off"):
        client(server).send("GET", server.url)


def test_a_large_answer_is_refused_also_one_that_is_small_on_the_wire(server):
    import gzip

    server.act = lambda handler: reply(
        handler, 200, gzip.compress(bytes(2_000_000)), Content_Encoding="gzip"
    )
    with pytest.raises(RemoteError, match="more than 100000 bytes"):
        client(server, most=100_000).send("GET", server.url)


def test_a_redirect_is_not_followed(server):
    other = Server()
    try:
        server.act = lambda handler: reply(handler, 307, b"", Location=f"{other.url}?key={SECRET}")
        made = client(server, credentials=Credentials(token=SECRET))
        with pytest.raises(RefusedError, match="use that address") as caught:
            made.send("PUT", server.url, body=b"x")
        assert other.url in str(caught.value)
        assert SECRET not in str(caught.value)
        assert not other.seen
    finally:
        other.http.shutdown()
        other.http.server_close()


def test_another_host_is_never_asked(server):
    with pytest.raises(UsageError, match="another server"):
        client(server).send("GET", "http://localhost:1/query")


def test_a_password_is_sent_when_it_is_asked_for_and_never_shown(server):
    def act(handler):
        if handler.headers.get("Authorization", "").startswith("Basic "):
            reply(handler, 200, b"in")
        else:
            reply(handler, 401, b"", WWW_Authenticate='Basic realm="x"')

    server.act = act
    made = client(server, credentials=Credentials("u", SECRET))
    assert made.send("GET", server.url).data == b"in"
    words = server.seen[-1][2]["Authorization"].split()[1]
    assert base64.b64decode(words).decode() == f"u:{SECRET}"
    server.act = lambda handler: reply(handler, 401, SECRET.encode())
    with pytest.raises(RefusedError, match="401") as caught:
        made.send("GET", server.url)
    assert SECRET not in str(caught.value) + repr(made._credentials) + repr(vars(caught.value))


def test_a_server_that_wants_a_proof_gets_no_password(server):
    def act(handler):
        if handler.headers.get("Authorization", "").startswith("Digest "):
            reply(handler, 200, b"in")
        else:
            challenge = 'Digest realm="S", nonce="ab", qop="auth", algorithm="MD5"'
            reply(handler, 401, b"", WWW_Authenticate=challenge)

    server.act = act
    made = client(server, credentials=Credentials("u", SECRET))
    assert made.send("PUT", server.url, body=b"x").data == b"in"
    sent = str(server.seen)
    assert SECRET not in sent
    assert base64.b64encode(f"u:{SECRET}".encode()).decode() not in sent


def test_credentials_come_from_the_environment_or_netrc(tmp_path, monkeypatch):
    url = "https://example.org/store"
    file = tmp_path / "netrc"
    file.write_text(f"machine example.org login me password {SECRET}\n")
    file.chmod(0o600)
    found = http.credentials_for(url, {"NETRC": str(file)})
    assert (found.user, found.password) == ("me", SECRET)
    assert not http.credentials_for("https://example.net/", {"NETRC": str(file)})
    assert http.credentials_for(url, {http.USER: "a", http.PASSWORD: "b"}).user == "a"
    with pytest.raises(UsageError, match="https only") as caught:
        http.credentials_for("http://example.org/", {http.USER: "a", http.PASSWORD: SECRET})
    assert SECRET not in str(caught.value)
    file.write_text(f"machine example.org {SECRET}\n")
    with pytest.raises(UsageError, match="netrc") as caught:
        http.credentials_for(url, {"NETRC": str(file)})
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["ftp://a/", "a", "http://", f"http://u:{SECRET}@a/", "http://a b/", "http://a:x/"]
)
def test_wrong_addresses(url):
    with pytest.raises(UsageError) as caught:
        http.check_address(url)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "type", "words"),
    [
        (b"<html>", "text/html", "of the type text/html"),
        (b'{"boolean": "yes"}', JSON, "no answer to this query"),
        (b'{"head": {"vars": ["__ASK_RETVAL"]}, "results": {"bindings": [{}]}}', JSON, "no answer"),
        (b"[]", JSON, "no answer to this query"),
        (b'{"boolean": tr', JSON, "truncated or damaged JSON"),
        (b"[" * 100_000, JSON, "JSON"),
        (b"\xff", JSON, "not JSON"),
    ],
)
def test_what_is_no_answer(server, body, type, words):
    server.act = lambda handler: reply(handler, 200, body, type)
    with pytest.raises(RemoteError, match=words):
        Remote.open(server.url, limit=5)


@pytest.mark.parametrize(
    "rows", [b"", b'{"__ASK_RETVAL": {"type": "typed-literal", "value": "1"}}']
)
def test_yes_and_no_as_virtuoso_says_it(server, rows):
    body = b'{"head":{"link":[],"vars":["__ASK_RETVAL"]},"results":{"bindings":[%s]}}' % rows
    server.act = lambda handler: reply(handler, 200, body)
    if rows:
        assert bool(Remote.open(server.url, limit=5).ask("ASK {}")) is True
    else:
        with pytest.raises(EmptyError):
            Remote.open(server.url, limit=5)


def test_a_refusal_is_an_error_and_no_empty_answer(server):
    server.act = lambda handler: reply(handler, 500, b"<h1>Out of luck</h1>", "text/html")
    with pytest.raises(RefusedError, match=r"\(500\): Out of luck"):
        Remote.open(server.url, limit=5)


def test_a_server_that_finds_nothing_is_not_asked(server):
    server.act = lambda handler: reply(handler, 200, b'{"head":{},"boolean":false}')
    with pytest.raises(EmptyError, match="cityties push"):
        Remote.open(server.url, limit=5)
