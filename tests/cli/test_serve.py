"""``cityties serve`` as a process: its words, its warnings, and its end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from cityties.cli import main

pytest.importorskip("uvicorn")
import httpx


def start(*words: str, **more) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cityties", "serve", *words],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more,
    )  # fmt: skip


def wait_for(holds, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never held"
        time.sleep(0.05)


def healthy(address: str) -> str:
    try:
        found = httpx.get(f"{address}healthz", trust_env=False)
        return found.json()["id"] if found.status_code == 200 else ""
    except httpx.HTTPError:
        return ""


def test_once_prints_the_address_alone_and_ends_with_its_input():
    server = start("--once")
    address = server.stdout.readline().strip()
    assert address.startswith("http://127.0.0.1:")
    wait_for(lambda: healthy(address))
    server.stdin.close()
    assert server.wait(20) == 0
    assert server.stdout.read() == ""
    assert server.stderr.read() == ""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_request_that_runs_is_answered_before_the_end(hear_interrupts):
    server = start("--port", "0")
    address = server.stdout.readline().strip()
    wait_for(lambda: healthy(address))
    text = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . FILTER(?a = ?d) }"
    with socket.create_connection(("127.0.0.1", int(address.rsplit(":", 1)[1].strip("/")))) as raw:
        query = httpx.QueryParams({"query": text, "timeout": "8"})
        raw.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        time.sleep(0.3)
        server.send_signal(signal.SIGTERM)
        raw.settimeout(20)
        assert raw.recv(65536).startswith(b"HTTP/1.1 ")
    server.wait(20)
    log = server.stderr.read()
    assert "GET /sparql" in log
    assert "COUNT" not in log
    assert "Traceback" not in log


def test_a_new_version_of_the_store_is_served(tmp_path):
    store = tmp_path / "store"
    assert main(["build", "--store", str(store), "-q"]) == 0
    server = start("--port", "0", "--store", str(store))
    try:
        address = server.stdout.readline().strip()
        wait_for(lambda: healthy(address))
        first = healthy(address)
        assert main(["build", "--store", str(store), "--known-by", "2010-01-01", "-q"]) == 0
        wait_for(lambda: healthy(address) not in ("", first))
    finally:
        server.kill()
        server.communicate()


def test_what_is_wrong_is_said(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        assert main(["serve", "--port", str(port)]) == 2
    assert "try another --port" in capsys.readouterr().err
    assert main(["serve", "--cors", "example.org"]) == 2
    assert "https://example.org" in capsys.readouterr().err
    assert main(["serve", "--url", "example.org"]) == 2
    assert main(["serve", "--timeout", "0"]) == 2


def test_check_6_another_address_than_this_machine_warns():
    server = start("--host", "0.0.0.0", "--once")
    assert server.stdout.readline().startswith("http://0.0.0.0:")
    server.stdin.close()
    server.wait(20)
    assert server.stderr.read().startswith("warning: everybody who reaches 0.0.0.0")


def test_without_the_extra_the_command_says_how_to_get_it(capsys, monkeypatch):
    from cityties.base import install

    monkeypatch.setattr(install, "installed", lambda name: name != "uvicorn")
    assert main(["serve"]) == 1
    assert "pip install" in capsys.readouterr().err


def test_the_defaults_are_those_of_the_settings():
    from cityties.cli import serve
    from cityties.serve.settings import HOST, PORT, Settings

    found = Settings()
    assert (serve._HOST, serve._PORT) == (HOST, PORT)
    assert (found.seconds, found.memory) == (serve._SECONDS, serve._MEMORY)
    assert (found.heavy, found.rows) == (serve._HEAVY, serve._ROWS)
