"""Clients that people have, asked against a real server."""

from __future__ import annotations

import io
import json
import re
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

TEXT = "SELECT ?c { ?c ct:sisterCityOf id:isfahan } ORDER BY ?c"
PREFIXES = "PREFIX ct: <https://w3id.org/cityties/def/> PREFIX id: <https://w3id.org/cityties/id/> "
PAGE = "docs/how-to/serve.md"


def partners(graph) -> list[str]:
    return [str(row["c"]) for row in graph.query(TEXT)]


def curl_lines(repository: Path) -> list[str]:
    text = (repository / PAGE).read_text("utf-8").replace("\\\n", " ")
    return [line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ curl ")]


@pytest.mark.needs("curl", "apt install curl")
def test_the_lines_of_the_guide(server, repository):
    lines = curl_lines(repository)
    assert len(lines) >= 5
    for line in lines:
        words = shlex.split(line.replace("http://127.0.0.1:8707", server.address))
        done = subprocess.run(
            [*words, "--fail-with-body"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (line, done.stdout, done.stderr)
        assert done.stdout.strip()


def test_sparqlwrapper(server, graph):
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(f"{server.address}/sparql")
    client.setQuery(TEXT)
    for method in (wrapper.GET, wrapper.POST):
        client.setMethod(method)
        client.setReturnFormat(wrapper.JSON)
        rows = client.queryAndConvert()["results"]["bindings"]
        assert [row["c"]["value"] for row in rows] == partners(graph)
    client.setQuery("DESCRIBE id:isfahan")
    client.setReturnFormat(wrapper.TURTLE)
    assert b"isfahan" in client.query().convert()
    client.setQuery("SELECT nothing")
    client.setReturnFormat(wrapper.JSON)
    with pytest.raises(wrapper.SPARQLExceptions.QueryBadFormed, match="line 1"):
        client.query()


def test_the_store_of_rdflib(server, graph):
    import rdflib
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    remote = rdflib.Graph(SPARQLStore(f"{server.address}/sparql", returnFormat="json"))
    rows = remote.query(PREFIXES + TEXT)
    assert [str(row.c) for row in rows] == partners(graph)
    isfahan = rdflib.URIRef("https://w3id.org/cityties/id/isfahan")
    assert len(list(remote.triples((isfahan, None, None)))) > 5


def test_pandas_and_httpx(server, client, graph):
    pandas = pytest.importorskip("pandas")
    from urllib.parse import urlencode

    query = urlencode({"query": TEXT, "format": "csv"})
    frame = pandas.read_csv(f"{server.address}/sparql?{query}")
    assert list(frame["c"]) == partners(graph)
    ties = pandas.read_csv(f"{server.address}/api/ties?city=isfahan&on=2010-01-01&format=csv")
    assert len(ties) == len(graph.ties("isfahan", on="2010-01-01"))
    found = client.get("/api/ties", params={"city": "isfahan", "on": "2010-01-01"})
    assert pandas.read_json(io.StringIO(found.text)).shape[0] == len(ties)


def test_duckdb(server, graph):
    duckdb = pytest.importorskip("duckdb")
    base = duckdb.connect()
    try:
        base.execute("LOAD httpfs")
    except duckdb.Error as error:
        pytest.skip(f"DuckDB has no httpfs here, and it is not in its package: {error}"[:90])
    address = f"{server.address}/api/ties?city=isfahan&on=2010-01-01&format=csv"
    rows = base.execute("SELECT count(*) FROM read_csv(?)", [address]).fetchone()
    assert rows == (len(graph.ties("isfahan", on="2010-01-01")),)


def test_a_federated_query_from_the_oxigraph_server(server, graph, tmp_path):
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which(
        "oxigraph"
    )
    if program is None:
        pytest.skip("oxigraph is not installed; install it with: pip install oxigraph")
    import httpx

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    process = subprocess.Popen(
        [program, "serve", "--location", str(tmp_path / "store"), "--bind", address],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        with httpx.Client(base_url=f"http://{address}", trust_env=False, timeout=30) as other:
            for _try in range(200):
                try:
                    other.get("/")
                    break
                except httpx.HTTPError:
                    time.sleep(0.05)
            mine = f"<{partners(graph)[0]}> <http://example.org/visited> true ."
            sent = other.post("/store?default", content=mine,
                              headers={"Content-Type": "text/turtle"})  # fmt: skip
            assert sent.is_success
            text = (
                f"{PREFIXES} SELECT ?c {{ ?c <http://example.org/visited> true "
                f"SERVICE <{server.address}/sparql> {{ ?c ct:sisterCityOf id:isfahan }} }}"
            )
            found = other.get("/query", params={"query": text},
                              headers={"Accept": "application/sparql-results+json"})  # fmt: skip
            rows = found.json()["results"]["bindings"]
            assert [row["c"]["value"] for row in rows] == partners(graph)[:1]
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.needs("npx", "apt install npm")
def test_a_federated_query_from_comunica(server, graph, tmp_path):
    # Comunica reads files of this machine with another package only; over HTTP with this one.
    (tmp_path / "mine.ttl").write_text(
        f"<{partners(graph)[0]}> <http://example.org/visited> true ."
    )

    class Files(SimpleHTTPRequestHandler):
        extensions_map = {".ttl": "text/turtle"}

        def log_message(self, *_words):
            pass

    text = (
        f"{PREFIXES} SELECT ?c {{ ?c <http://example.org/visited> true . "
        "?c ct:sisterCityOf id:isfahan }"
    )
    files = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(tmp_path)))
    threading.Thread(target=files.serve_forever, daemon=True).start()
    words = ["npx", "--yes", "-p", "@comunica/query-sparql@5", "comunica-sparql",
             f"http://127.0.0.1:{files.server_port}/mine.ttl", f"sparql@{server.address}/sparql",
             "-q", text, "-t", "application/sparql-results+json"]  # fmt: skip
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=600)
    files.shutdown()
    files.server_close()
    if done.returncode and re.search("npm (error|ERR)", done.stderr):
        pytest.skip(f"npm has no Comunica here: {done.stderr[:80]}")
    rows = json.loads(done.stdout)["results"]["bindings"]
    assert [row["c"]["value"] for row in rows] == partners(graph)[:1]
