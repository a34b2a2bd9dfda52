"""A real SPARQL server and a rude one, both on loopback."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import URLError
from urllib.parse import parse_qs
from urllib.request import urlopen

import pytest

Serve = Callable[[Path], str]


@pytest.fixture(scope="session")
def sparql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Serve an RDF file by the Oxigraph server; gives the address to ask."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which(
        "oxigraph"
    )
    if program is None:
        pytest.skip("oxigraph is not installed; install it with: pip install oxigraph")
    running: dict[Path, tuple[subprocess.Popen[bytes], str]] = {}

    def serve(file: Path) -> str:
        if file in running:
            return running[file][1]
        store = tmp_path_factory.mktemp("oxigraph")
        subprocess.run(
            [program, "load", "--location", store, "--file", file], check=True, capture_output=True
        )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        process = subprocess.Popen(
            [program, "serve-read-only", "--location", store, "--bind", address],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        running[file] = (process, f"http://{address}/query")
        for _try in range(200):
            try:
                with urlopen(f"http://{address}/", timeout=1):
                    break
            except (URLError, OSError):
                time.sleep(0.05)
        else:
            pytest.fail("the Oxigraph server did not start")
        return running[file][1]

    yield serve
    for process, _address in running.values():
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def wikidata_fixture(repository: Path) -> Path:
    return repository / "tests" / "fixtures" / "wikidata" / "statements.ttl"


@dataclass
class Reply:
    """What the rude server does with one request."""

    status: int = 200
    body: bytes = b'{"head": {"vars": ["x"]}, "results": {"bindings": []}}'
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0  # bytes that are announced but not sent
    wait: float = 0.0  # seconds before the answer
    drip: float = 0.0  # seconds between its bytes


@dataclass
class Rude:
    """A server that answers as a list says, then as the function says."""

    address: str
    replies: list[Reply]
    seen: list[tuple[dict[str, str], str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    answer: Callable[[str], Reply] = lambda _query: Reply()
    busy: int = 0
    together: int = 0  # the most requests at once


@pytest.fixture
def rude_server() -> Iterator[Rude]:
    """A server that misbehaves on purpose."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            with lock:
                rude.busy += 1
                rude.together = max(rude.together, rude.busy)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            query = parse_qs(body).get("query", [""])[0]
            rude.seen.append((dict(self.headers), query))
            rude.times.append(time.monotonic())
            reply = rude.replies.pop(0) if rude.replies else rude.answer(query)
            time.sleep(reply.wait)
            try:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body) + reply.cut))
                self.end_headers()
                if reply.drip:
                    for byte in reply.body:
                        self.wfile.write(bytes([byte]))
                        self.wfile.flush()
                        time.sleep(reply.drip)
                else:
                    self.wfile.write(reply.body)
            except OSError:  # the client has left
                pass
            finally:
                with lock:
                    rude.busy -= 1
            if reply.cut:
                self.close_connection = True

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True  # a connection that is kept open must not keep the test
    rude = Rude(f"http://127.0.0.1:{server.server_address[1]}/sparql", [])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield rude
    server.shutdown()
    server.server_close()
    thread.join(5)


def results(*rows: dict[str, str]) -> bytes:
    """An answer; values that begin with Q are items, with ? unknown."""

    def cell(value: str) -> dict[str, str]:
        if value.startswith("Q"):
            return {"type": "uri", "value": f"http://www.wikidata.org/entity/{value}"}
        if value.startswith("?"):
            return {"type": "bnode", "value": value[1:]}
        return {"type": "literal", "value": value}

    names = sorted({name for row in rows for name in row})
    bindings = [{name: cell(value) for name, value in row.items()} for row in rows]
    return json.dumps({"head": {"vars": names}, "results": {"bindings": bindings}}).encode()


@pytest.fixture(scope="session")
def answer() -> Callable[..., bytes]:
    return results


@pytest.fixture(scope="session")
def reply() -> type[Reply]:
    return Reply


@pytest.fixture(scope="session")
def world() -> Path:
    """The folder of the world's data."""
    folder = os.environ.get("CITYTIES_WORLD")
    if not folder:
        pytest.skip("set CITYTIES_WORLD to the folder of the world's data")
    return Path(folder)
