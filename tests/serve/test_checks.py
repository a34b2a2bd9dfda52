"""Checks 2 to 24 and 27 of those that the endpoint must hold, each by its number."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from xml.etree import ElementTree

import httpx
import pytest
from running import graph_of, running

from cityties.serve.settings import Settings

PARTNERS = "SELECT ?c { ?c ct:sisterCityOf id:isfahan } ORDER BY ?c"
LIGHT = "ASK { id:isfahan a ct:Place }"
HEAVY = {
    "count": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "sort": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c LIMIT 5",
    "bomb": "SELECT (STRLEN(?z) AS ?n) { BIND('x' AS ?a0) "
    + " ".join(f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(40))
    + " BIND(?a40 AS ?z) }",
    "path": "SELECT (COUNT(*) AS ?n) { ?a (!<http://a>|^!<http://a>)+ ?b . "
    "?b (!<http://a>|^!<http://a>)+ ?c }",
    "concat": "SELECT (GROUP_CONCAT(?o) AS ?x) { ?s ?p ?o . ?a ?b ?c }",
    "large": "SELECT * { ?a ?b ?c . ?d ?e ?f }",
}


def ask(client: httpx.Client, text: str, **more) -> httpx.Response:
    headers = more.pop("headers", {"Accept": "application/sparql-results+json"})
    return client.post("/sparql", data={"query": text, **more}, headers=headers)


@pytest.fixture(scope="module")
def listener():
    """A server on loopback that nobody may call; its list of requests."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_args):
            pass

    made = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}", seen
    made.shutdown()
    made.server_close()


# --- protocol -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("*/*", "application/sparql-results+json"),
        ("text/csv;q=0.5, application/xml;q=0.8", "application/xml"),
        ("text/*;q=0.5, application/sparql-results+json;q=0.1", "text/xml"),
        ("image/png, text/csv;q=0", None),
    ],
)
def test_check_2_rows_by_accept(client, accept, media):
    found = ask(client, PARTNERS, headers={"Accept": accept})
    if media is None:
        assert found.status_code == 406
        assert "text/csv" in found.json()["available"]
        return
    assert found.status_code == 200
    assert found.headers["content-type"].partition(";")[0] == media
    assert "isfahan" not in found.text.replace("isfahan>", "")
    assert "id/freiburg" in found.text


@pytest.mark.parametrize(
    ("accept", "media", "sign"),
    [
        ("text/turtle", "text/turtle", "@prefix"),
        ("application/n-triples", "application/n-triples", "<https://w3id.org"),
        ("application/n-quads", "application/n-quads", "<https://w3id.org"),
        ("application/trig", "application/trig", "@prefix"),
        ("application/ld+json", "application/ld+json", '"@id"'),
        ("text/csv", None, ""),
    ],
)
def test_check_2_graphs_by_accept(client, accept, media, sign):
    found = ask(client, "DESCRIBE id:isfahan", headers={"Accept": accept})
    if media is None:
        assert found.status_code == 406
        return
    assert found.headers["content-type"].partition(";")[0] == media
    assert sign in found.text


def test_check_2_format_in_the_address_wins(client):
    found = client.get(
        "/sparql", params={"query": PARTNERS, "format": "csv"}, headers={"Accept": "text/xml"}
    )
    assert found.text.startswith("c\r\nhttps://")


def test_check_2_the_names_that_other_clients_send(client):
    for name in ("turtle", "n3", "text/turtle"):
        found = client.get("/sparql", params={"query": "DESCRIBE id:isfahan", "format": name})
        assert found.headers["content-type"].startswith("text/turtle")
    found = client.get("/sparql", params={"query": PARTNERS, "format": "json", "output": "json",
                                          "results": "json"})  # fmt: skip
    assert found.status_code == 200


def test_check_3_percent_and_plus_survive(client):
    text = "SELECT ('100%25 a+b c&d=é' AS ?x) {}"
    for found in (
        client.get("/sparql", params={"query": text}),
        ask(client, text),
        client.post("/sparql", content=text.encode(),
                    headers={"Content-Type": "application/sparql-query"}),
    ):  # fmt: skip
        value = found.json()["results"]["bindings"][0]["x"]["value"]
        assert value == "100%25 a+b c&d=é"


def test_check_4_the_service_says_its_true_address(server, client):
    found = client.get("/sparql", headers={"Accept": "application/n-triples"}).text
    endpoint = "<http://www.w3.org/ns/sparql-service-description#endpoint>"
    assert f"<{server.address}/sparql> {endpoint} <{server.address}/sparql> ." in found


def test_check_4_void_has_the_counts_of_the_data(client):
    found = client.get("/.well-known/void", headers={"Accept": "application/n-triples"}).text
    void = "http://rdfs.org/ns/void#"

    def number(name: str) -> int:
        return int(re.search(rf'void#dataset> <{void}{name}> "(\d+)"', found)[1])

    def count(text: str) -> int:
        row = ask(client, text).json()["results"]["bindings"][0]
        return int(row["n"]["value"])

    assert number("triples") == count("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") > 10_000
    assert number("distinctSubjects") == count("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }")
    assert number("properties") == count("SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }")
    part = re.search(rf"<(\S+)> <{void}class> <https://w3id.org/cityties/def/Claim>", found)[1]
    claims = int(re.search(rf'<{re.escape(part)}> <{void}entities> "(\d+)"', found)[1])
    assert claims == count("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a ct:Claim }") > 100
    assert found.count(f"<{void}subset>") == count(
        "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    )


def test_check_5_head_options_and_etag(server, client):
    query = {"query": PARTNERS}
    whole = client.get("/sparql", params=query)
    head = client.head("/sparql", params=query)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-length", "content-type", "etag"):
        assert head.headers[name] == whole.headers[name]
    assert server.site.graph.id[:32] in whole.headers["etag"]
    same = client.get("/sparql", params=query, headers={"If-None-Match": whole.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    other = client.get("/sparql", params={**query, "format": "csv"},
                       headers={"If-None-Match": whole.headers["etag"]})  # fmt: skip
    assert other.status_code == 200
    options = client.options("/sparql")
    assert options.status_code == 204
    assert "POST" in options.headers["allow"]
    assert "etag" not in client.get("/sparql", params={"query": "SELECT (NOW() AS ?n) {}"}).headers


def test_check_5_cors_is_off(client):
    found = client.get("/sparql", params={"query": LIGHT}, headers={"Origin": "https://a.example"})
    assert not [name for name in found.headers if name.startswith("access-control")]
    before = client.options(
        "/sparql",
        headers={"Origin": "https://a.example", "Access-Control-Request-Method": "POST"},
    )
    assert not [name for name in before.headers if name.startswith("access-control")]


def test_check_5_cors_is_open_for_reconciliation(client):
    found = client.get("/reconcile", headers={"Origin": "https://a.example"})
    assert found.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in found.headers


def test_check_5_cors_for_an_origin_never_has_credentials(graph):
    with running(graph, heavy=1, cors=("https://a.example",)) as more, more.client() as client:
        mine = client.get("/healthz", headers={"Origin": "https://a.example"})
        assert mine.headers["access-control-allow-origin"] == "https://a.example"
        assert "origin" in mine.headers["vary"].lower()
        assert "access-control-allow-credentials" not in mine.headers
        other = client.get("/healthz", headers={"Origin": "https://b.example"})
        assert "access-control-allow-origin" not in other.headers
        before = client.options(
            "/sparql",
            headers={"Origin": "https://a.example", "Access-Control-Request-Method": "POST"},
        )
        assert before.status_code == 204
        assert "POST" in before.headers["access-control-allow-methods"]


def test_check_6_it_listens_on_loopback(server):
    assert Settings().host == "127.0.0.1"
    assert server.address.startswith("http://127.0.0.1:")


def test_check_6_a_name_that_points_here_is_not_answered(client):
    # A page elsewhere can let its own name point to 127.0.0.1 (DNS rebinding).
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 421
    for host in ("localhost", "localhost:99", "127.0.0.1", "[::1]:80"):
        assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "text",
    ["INSERT DATA { <a> <b> <c> }", "DELETE WHERE { ?s ?p ?o }", "CLEAR ALL", "DROP ALL",
     "LOAD <http://127.0.0.1/x>", "CREATE GRAPH <http://a>", "COPY DEFAULT TO <http://a>"],
)  # fmt: skip
def test_check_7_no_update_by_any_way(client, text):
    before = ask(client, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").content
    assert ask(client, text).status_code == 400
    assert client.get("/sparql", params={"query": text}).status_code == 400
    for address in ("/sparql", "/update", "/store", "/store?default", "/rdf-graphs/service"):
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            found = client.request(
                method, address, content=text, headers={"Content-Type": "application/sparql-update"}
            )
            assert 400 <= found.status_code < 500
    assert ask(client, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").content == before


def test_check_7_the_store_of_a_worker_takes_no_update(graph):
    from cityties.serve.session import Session

    session = Session(str(graph.built.quads_folder))
    with pytest.raises(RuntimeError, match="read-write"):
        session.store.update("INSERT DATA { <http://a> <http://b> <http://c> }")


# --- limits -------------------------------------------------------------------------------


@pytest.mark.slow
def test_check_8_heavy_queries_end_at_the_limit(server, client):
    limit = 1.5

    def end(name: str) -> tuple[str, int, float]:
        start = time.perf_counter()
        found = ask(client, HEAVY[name], timeout=str(limit))
        assert found.headers["content-type"] == "application/problem+json"
        return name, found.status_code, time.perf_counter() - start

    for names in (("count", "sort", "bomb"), ("path", "concat", "large")):
        with ThreadPoolExecutor(4) as threads:
            for name, status, seconds in threads.map(end, names):
                assert status in (504, 422), name  # 422: more memory or bytes than allowed
                if seconds > limit + 1:  # three at once on a busy machine: once more, alone
                    wait_until(lambda: server.site.pool.alive == server.site.settings.workers)
                    assert end(name)[2] < limit + 1, name
        wait_until(lambda: server.site.pool.alive == server.site.settings.workers)


def test_check_8_a_slow_regular_expression(client):
    start = time.perf_counter()
    found = ask(client, "SELECT (REGEX(CONCAT('" + "a" * 60 + "', '!'), '^(a+)+$') AS ?x) {}")
    assert found.json()["results"]["bindings"][0]["x"]["value"] == "false"
    assert time.perf_counter() - start < 2


@pytest.mark.slow
def test_checks_9_and_15_light_ones_are_answered_while_heavy_ones_run(server, client):
    heavy = server.site.settings.heavy
    results: list[httpx.Response] = []
    threads = [
        threading.Thread(target=lambda: results.append(ask(client, HEAVY["count"], timeout="5")))
        for _each in range(heavy)
    ]
    for thread in threads:
        thread.start()
    while server.site.pool.long < heavy:
        time.sleep(0.05)
    times = []
    for _each in range(10):
        start = time.perf_counter()
        assert ask(client, LIGHT).json()["boolean"] is True
        times.append(time.perf_counter() - start)
    assert max(times) < 1, times
    one_more = ask(client, HEAVY["count"])
    assert one_more.status_code == 503
    assert int(one_more.headers["retry-after"]) >= 1
    for thread in threads:
        thread.join()
    assert [found.status_code for found in results] == [504] * heavy
    wait_until(lambda: server.site.pool.alive == server.site.settings.workers)


def wait_until(holds, seconds: float = 10.0) -> float:
    start = time.monotonic()
    while not holds():
        assert time.monotonic() - start < seconds, "it never held"
        time.sleep(0.01)
    return time.monotonic() - start


def test_check_10_a_client_that_leaves_frees_the_worker(server, client):
    before = server.site.metrics.restarts._value.get()
    query = httpx.QueryParams({"query": HEAVY["count"]})
    with socket.create_connection(("127.0.0.1", int(server.address.rpartition(":")[2]))) as raw:
        raw.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        wait_until(lambda: server.site.pool.running == 1)
        time.sleep(0.2)
    assert wait_until(lambda: server.site.pool.running == 0) < 1
    assert server.site.metrics.restarts._value.get() == before + 1
    assert ask(client, LIGHT).status_code == 200


def test_check_11_memory_of_a_worker_is_limited(graph):
    with running(graph, heavy=1, seconds=20, memory=200) as small, small.client() as client:
        found = ask(client, HEAVY["bomb"])
        assert found.status_code == 422, found.text
        assert "200 MB" in found.json()["detail"]
        assert ask(client, LIGHT).status_code == 200


def test_check_12_rows_and_bytes_have_a_limit_that_shows(graph):
    with running(graph, heavy=1, rows=50, answer_bytes=100_000) as small, small.client() as client:
        found = ask(client, "SELECT * { ?s ?p ?o } LIMIT 51")
        assert found.status_code == 422
        assert found.json()["rows"] == 50
        assert ask(client, "SELECT * { ?s ?p ?o } LIMIT 50").status_code == 200
        for form, count in (
            ("json", lambda data: len(json.loads(data)["results"]["bindings"])),
            ("csv", lambda data: len(list(csv.reader(io.StringIO(data.decode())))) - 1),
            ("tsv", lambda data: len(data.splitlines()) - 1),
            ("xml", lambda data: data.count(b"<result>")),
        ):
            cut = ask(client, "SELECT * { ?s ?p ?o }  LIMIT 99", partial="yes", format=form)
            assert cut.status_code == 200
            assert cut.headers["cityties-partial"] == "rows=50"
            assert count(cut.content) == 50
            if form == "json":
                assert cut.json()["head"]["link"] == ["urn:cityties:partial:rows:50"]
        whole = ask(client, "SELECT * { ?s ?p ?o } LIMIT 9", partial="yes")
        assert "cityties-partial" not in whole.headers
        large = ask(client, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
                    headers={"Accept": "text/turtle"}, partial="yes")  # fmt: skip
        assert large.status_code == 422
        assert large.headers["content-type"] == "application/problem+json"


def test_check_12_a_text_with_the_sign_between_rows_is_not_counted(graph):
    values = " ".join(f'("}},{{ {n}")' for n in range(40))
    with running(graph, heavy=1, rows=50) as small, small.client() as client:
        found = ask(client, f"SELECT * {{ VALUES (?x) {{ {values} }} }}")
        assert len(found.json()["results"]["bindings"]) == 40


@pytest.mark.parametrize("text", ["{" * 20_000, "SELECT * " + "{" * 20_000 + "}" * 20_000,
                                  "ASK { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }",
                                  "ASK { " + "?s ?p ?o . " * 9000 + "}"])  # fmt: skip
def test_check_13_length_and_nesting(server, client, text):
    found = ask(client, text)
    assert found.status_code == 400
    assert "detail" in found.json()
    assert ask(client, LIGHT).status_code == 200


def test_check_14_bodies_have_a_limit(server, client):
    most = server.site.settings.body_bytes
    large = b"query=" + b"x" * most
    found = client.post(
        "/sparql", content=large, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert found.status_code == 413
    in_pieces = client.post(
        "/sparql",
        content=(large[at : at + 10_000] for at in range(0, len(large), 10_000)),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert in_pieces.status_code == 413
    assert ask(client, LIGHT).status_code == 200


@pytest.mark.slow
def test_check_15_who_finds_no_place_is_sent_away(graph):
    with (
        running(graph, heavy=1, seconds=4, waiting=2, wait_seconds=0.5) as small,
        small.client() as client,
        ThreadPoolExecutor(8) as threads,
    ):
        found = list(threads.map(lambda _n: ask(client, HEAVY["count"]), range(8)))
        statuses = sorted(each.status_code for each in found)
        assert set(statuses) <= {503, 504}
        assert statuses.count(503) >= 6
        assert all("retry-after" in each.headers for each in found if each.status_code == 503)
        assert ask(client, LIGHT).status_code == 200


# --- no reach outside ---------------------------------------------------------------------


def test_checks_16_to_18_nothing_is_called_and_no_file_is_read(client, listener):
    address, seen = listener
    texts = [
        f"SELECT * {{ SERVICE <{address}/a> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE SILENT <{address}/b> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ VALUES ?e {{ <{address}/c> }} SERVICE ?e {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICESILENT<{address}/d> {{ ?s ?p ?o }} }}",
        f"LOAD <{address}/e>",
        "LOAD <file:///etc/hostname>",
        f"SELECT * FROM <{address}/f> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{address}/g> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "SELECT * FROM <file:///etc/hostname> { ?s ?p ?o }",
        "SELECT * FROM NAMED <file:///etc/hostname> { GRAPH ?g { ?s ?p ?o } }",
    ]
    for text in texts:
        found = ask(client, text)
        assert found.status_code == 400, text
    for name in ("default-graph-uri", "named-graph-uri"):
        for iri in (f"{address}/h", "file:///etc/hostname"):
            assert ask(client, "SELECT * { ?s ?p ?o }", **{name: iri}).status_code == 400
    assert seen == []


def test_check_16_the_worker_itself_cannot_call(graph, listener):
    address, seen = listener
    with running(graph, heavy=1) as small, small.client() as client:
        text = f"SELECT * {{ SERVICE <{address}/z> {{ ?s ?p ?o }} }}"
        assert ask(client, text).status_code in (400, 422)  # the worker looks at the text
    assert seen == []


@pytest.mark.parametrize(
    ("media", "body"),
    [
        ("application/ld+json", '{"@context": "http://127.0.0.1:9/x", "@id": "a"}'),
        ("application/ld+json", '{"@context": "file:///etc/hostname"}'),
        (
            "application/rdf+xml",
            '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
        ),
        ("application/xml", "<!DOCTYPE a [<!ENTITY b 'x'>]><a>&b;</a>"),
        ("application/graphml+xml", "<!DOCTYPE a><graphml/>"),
    ],
)
def test_checks_19_and_20_nothing_that_is_sent_is_parsed(client, media, body):
    for address in ("/sparql", "/api/ties", "/"):
        found = client.post(address, content=body, headers={"Content-Type": media})
        assert found.status_code in (404, 405, 415)


# --- input to output ----------------------------------------------------------------------


def test_check_21_hostile_text_is_data(client):
    bad = "</script><img onerror=alert(1)>"
    for found in (
        ask(client, f"SELECT {bad}"),
        client.get("/api/ties", params={"city": bad}),
        client.get(f"/{bad}"),
        ask(client, f"SELECT ('{bad}\\u202e' AS ?x) {{}}"),
    ):
        assert found.headers["x-content-type-options"] == "nosniff"
        assert "json" in found.headers["content-type"]
        assert found.headers["content-security-policy"].startswith("default-src 'none'")
        assert "\u202e" not in found.text


def test_check_22_nothing_points_outside(client):
    # What is of the pages is tested with them.
    for address in ("/healthz", "/metrics", "/nothing"):
        assert not re.search(r"https?://(?!127\.0\.0\.1)", client.get(address).text)


def test_check_23_xml_is_well_formed_or_refused(client):
    found = ask(client, 'SELECT ("a\\u0001b" AS ?x) {}', format="xml")
    assert found.status_code == 400
    assert "U+0001" in found.json()["detail"]
    well = ask(client, 'SELECT ("a\\u0009<b" AS ?x) {}', format="xml")
    assert "a\t<b" in "".join(ElementTree.fromstring(well.content).itertext())


def test_check_24_values_are_terms(client):
    injected = 'Isfahan" . ?any ?k ?leak . #'
    found = client.get("/api/ties", params={"city": injected})
    assert found.status_code == 404
    assert client.get("/api/cities", params={"text": injected}).json() == []
    assert client.get("/api/cities", params={"txet": "x"}).status_code == 400


# --- files --------------------------------------------------------------------------------


def test_check_27_a_new_graph_drops_no_request():
    def version(n: int):
        return graph_of(
            [f'<http://example.org/s> <http://example.org/p> "{n}" <http://example.org/g> .\n'],
            f"version{n}",
        )

    with running(version(1), heavy=2) as small, small.client() as client:
        text = "SELECT ?o { ?s ?p ?o }"
        ends = threading.Event()
        answers: list[tuple[int, str]] = []

        def go_on() -> None:
            with small.client() as mine:
                while not ends.is_set():
                    found = ask(mine, text)
                    value = found.json()["results"]["bindings"][0]["o"]["value"]
                    answers.append((found.status_code, value))

        threads = [threading.Thread(target=go_on) for _each in range(3)]
        for thread in threads:
            thread.start()
        first = ask(client, text)
        for n in (2, 3):
            small.do(small.site.replace(version(n)))
            assert ask(client, text).json()["results"]["bindings"][0]["o"]["value"] == str(n)
        ends.set()
        for thread in threads:
            thread.join()
        assert {status for status, _value in answers} == {200}
        assert {value for _status, value in answers} == {"1", "2", "3"}
        assert ask(client, text).headers["etag"] != first.headers["etag"]


# --- the rest -----------------------------------------------------------------------------


def test_errors_have_line_and_column_and_the_language_of_the_request(client):
    found = ask(client, "SELECT ?s {\n ?s ct:party }", headers={"Accept-Language": "fa"})
    body = found.json()
    assert (body["line"], body["column"]) == (2, 14)
    assert re.search("[\u0600-\u06ff]", body["detail"])


def test_gzip_is_the_same_answer(client):
    text = "SELECT * { ?s ?p ?o } LIMIT 2000"
    plain = ask(client, text, headers={"Accept-Encoding": "identity"})
    with client.stream(
        "POST", "/sparql", data={"query": text}, headers={"Accept-Encoding": "gzip"}
    ) as small:
        raw = b"".join(small.iter_raw())
    assert small.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in small.headers["vary"].lower()
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 3


def test_health_and_metrics(client):
    assert client.get("/healthz").json()["status"] == "ok"
    ask(client, LIGHT)
    found = client.get("/metrics")
    assert found.headers["content-type"].startswith("text/plain")
    assert re.search(r'cityties_requests_total\{method="POST",route="sparql",status="200"\}',
                     found.text)  # fmt: skip
    assert "cityties_workers" in found.text
    assert "isfahan" not in found.text


def test_the_log_has_no_text_of_a_query_unless_it_is_wanted(graph, client, caplog):
    with caplog.at_level("INFO", logger="cityties.serve"):
        client.get("/sparql", params={"query": LIGHT})
        for _time in range(100):  # the line is written when the answer has left
            if "/sparql" in caplog.text:
                break
            time.sleep(0.05)
        assert "/sparql" in caplog.text
        assert "isfahan" not in caplog.text
        with running(graph, heavy=1, log_queries=True) as small, small.client() as other:
            ask(other, LIGHT)
        assert "isfahan" in caplog.text
