"""The time limit of a request is total: no server on the other side can stretch it."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from cityties.loaders.wikidata.client import Client, ServiceError, TooSlowError
from cityties.loaders.wikidata.deadline import Connections, TimeOverError, within

LIMIT = 0.6
STEP = 0.05
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
Script = Callable[[socket.socket], Iterator[bytes]]


def drip(data: bytes) -> Iterator[bytes]:
    """A letter now and then, without end."""
    while True:
        for at in range(len(data)):
            yield data[at : at + 1]


def again(data: bytes) -> Iterator[bytes]:
    while True:
        yield data


def after(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


SCRIPTS: dict[str, Script] = {
    "silence": lambda _it: iter(()),
    "slow status": lambda _it: drip(b"HTTP/1.1 200 OK" + b"x" * 60_000),
    "slow header": lambda _it: after(b"HTTP/1.1 200 OK\r\n", drip(b"X-A: " + b"y" * 60_000)),
    "many headers": lambda _it: after(b"HTTP/1.1 200 OK\r\n", again(b"X-A: b\r\n")),
    "endless 100": lambda _it: again(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "slow 100": lambda _it: drip(b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n"),
    "slow body": lambda _it: after(HEAD + b"Content-Length: 90000\r\n\r\n", drip(b" ")),
    "slow chunk size": lambda _it: after(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n", drip(b"0" * 60_000)
    ),
    "chunk extension": lambda _it: after(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", drip(b"x" * 60_000)
    ),
    "small chunks": lambda _it: after(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n", again(b"1\r\n \r\n")
    ),
    "endless trailer": lambda _it: after(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n \r\n0\r\n", again(b"X-A: b\r\n")
    ),
}


class Hostile:
    """A server that sends what a script says, a piece at a time, to whoever connects."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.over = threading.Event()
        self.cut_after = 0.0
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.socket.getsockname()[1])

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _address = self.socket.accept()
                threading.Thread(target=self._answer, args=(peer,), daemon=True).start()

    def _answer(self, peer: socket.socket) -> None:
        began = time.monotonic()
        with contextlib.suppress(OSError), peer:
            for piece in self.script(peer):
                peer.sendall(piece)
                if self.over.wait(STEP):
                    return
            while peer.recv(4096):  # silence, until the other side goes
                pass
        self.cut_after = time.monotonic() - began

    def close(self) -> None:
        self.over.set()
        self.socket.close()


@pytest.fixture
def hostile() -> Iterator[Callable[[Script], Hostile]]:
    made: list[Hostile] = []

    def make(script: Script) -> Hostile:
        made.append(Hostile(script))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_request_ends_at_its_limit(hostile: Callable[[Script], Hostile], name: str) -> None:
    server = hostile(SCRIPTS[name])
    client = Client(f"http://127.0.0.1:{server.port}/", pause=0, limit=LIMIT, tries=1)
    began = time.monotonic()
    with pytest.raises(ServiceError):
        client.ask("SELECT * { ?s ?p ?o }")
    assert time.monotonic() - began < LIMIT + 1
    client.close()


def test_a_slow_handshake_ends_at_the_limit(hostile: Callable[[Script], Hostile]) -> None:
    server = hostile(lambda _it: drip(b"\x16\x03\x03\x40\x00" + b"\x02" * 16_000))
    client = Client(f"https://127.0.0.1:{server.port}/", pause=0, limit=LIMIT, tries=1)
    began = time.monotonic()
    with pytest.raises(ServiceError):
        client.ask("SELECT * { ?s ?p ?o }")
    assert time.monotonic() - began < LIMIT + 1


def test_a_slow_look_up_of_the_name_ends_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: time.sleep(5))
    client = Client("http://slow.invalid/", contact="t@example.org", pause=0, limit=LIMIT, tries=1)
    began = time.monotonic()
    with pytest.raises(TooSlowError, match="no response within"):
        client.ask("SELECT * { ?s ?p ?o }")
    assert time.monotonic() - began < LIMIT + 1


def test_nobody_at_the_address_takes_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A listener whose queue is full lets nobody in."""
    with socket.socket() as full, contextlib.ExitStack() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):
            other = waiting.enter_context(socket.socket())
            other.setblocking(False)
            other.connect_ex(full.getsockname())
        client = Client(f"http://127.0.0.1:{full.getsockname()[1]}/", pause=0, limit=LIMIT)
        began = time.monotonic()
        with pytest.raises(ServiceError):
            client.ask("SELECT * { ?s ?p ?o }")
        assert time.monotonic() - began < LIMIT + 1


def test_the_connection_is_cut_and_the_next_request_has_one_of_its_own(
    hostile: Callable[[Script], Hostile],
) -> None:
    server = hostile(SCRIPTS["slow body"])
    client = Client(f"http://127.0.0.1:{server.port}/", pause=0, limit=LIMIT, tries=1)
    for _ in range(2):
        with pytest.raises(TooSlowError):
            client.ask("SELECT * { ?s ?p ?o }")
    for _ in range(40):
        if 0 < server.cut_after < LIMIT + 1:
            break
        time.sleep(0.05)
    assert 0 < server.cut_after < LIMIT + 1
    assert threading.active_count() < 20


def test_what_work_raises_is_raised() -> None:
    with pytest.raises(KeyError):
        within(1, lambda: {}["a"], Connections())
    with pytest.raises(TimeOverError):
        within(0.05, lambda: time.sleep(1), Connections())
