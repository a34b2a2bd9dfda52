"""Queries are answered in a process that can do nothing else."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import cityties
from cityties.errors import QueryError, QueryTimeoutError, UsageError
from cityties.language.messages import in_language
from cityties.query import confined, session
from cityties.worker import pool
from cityties.worker.limits import Limits
from cityties.worker.process import TimeLimitError, Worker

HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the filter is Linux's")


@pytest.fixture(scope="module")
def graph():
    return cityties.open()


@pytest.fixture
def unguarded(graph, monkeypatch):
    """The outcome of a text that nothing looked at before the engine."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    monkeypatch.setattr("cityties.worker.process.can_fork", lambda: False)
    quads = graph.built.quads_folder

    def ask(text: str, seconds: float = 20) -> object:
        worker = Worker(
            "no_guard:Session",
            {"quads": str(quads)},
            limits=Limits(seconds),
            readable=[quads],
            files=512,
        )
        try:
            return worker.call("answer", {"text": text, "union": True})
        finally:
            worker.close()

    return ask


def test_the_answer_is_that_of_the_engine(graph):
    import pyoxigraph as ox

    from cityties.query import guard, results

    texts = (
        "SELECT ?c { ?c ct:sisterCityOf id:isfahan } ORDER BY ?c",
        "ASK { id:isfahan a ct:City }",
        "CONSTRUCT { ?c a ct:City } WHERE { ?c ct:sisterCityOf id:isfahan }",
    )
    store = ox.Store.read_only(str(graph.built.quads_folder))
    for text in texts:
        kind, pieces = results.to_pieces(guard.run(store, text))
        here = results.from_bytes(kind, b"".join(pieces))
        there = graph.query(text)
        assert type(here) is type(there)
        if isinstance(here, results.Triples):
            assert here.serialize("nt") == there.serialize("nt")
        else:
            assert here == there


def test_the_second_query_is_answered_by_the_same_process(graph):
    pool.close_all()
    graph.query("ASK { ?s ?p ?o }")
    ((_key, first),) = pool._idle
    graph.query("ASK { ?s a ct:City }")
    ((_key, second),) = pool._idle
    assert first is second


def test_a_worker_that_was_ended_in_the_meantime_is_replaced(graph):
    graph.query("ASK { ?s ?p ?o }")
    killed = [worker.pid for _key, worker in pool._idle]
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    assert bool(graph.query("ASK { ?s ?p ?o }")) is True


def test_a_heavy_query_is_ended(graph):
    started = time.monotonic()
    with pytest.raises(QueryTimeoutError, match="more than 1 s"):
        graph.query(HEAVY, timeout=1)
    assert time.monotonic() - started < 30  # far less than the query would take


@LINUX
def test_a_query_that_fills_memory_is_ended(graph):
    """Thirty doublings of a text are a gigabyte."""
    doubled = "".join(f"BIND(CONCAT(?t{n}, ?t{n}) AS ?t{n + 1}) " for n in range(30))
    text = f'SELECT (STRLEN(?t30) AS ?n) {{ BIND("aa" AS ?t0) {doubled} }}'
    with pytest.raises(QueryError, match="memory"):
        graph.query(text, memory=128, timeout=60)
    assert bool(graph.query("ASK { ?s ?p ?o }")) is True


def test_limits_that_are_none_are_refused(graph):
    for wrong in ({"timeout": 0}, {"timeout": -1}, {"timeout": float("nan")}, {"memory": 1}):
        with pytest.raises(UsageError):
            graph.query("ASK { ?s ?p ?o }", **wrong)
    assert bool(graph.query("ASK { ?s ?p ?o }", timeout=float("inf"))) is True


def test_errors_cross_the_process_border_in_the_readers_language(graph):
    with pytest.raises(QueryError) as caught:
        graph.query("SELECT ?s {\n ?s foo:bar ?o }")
    assert caught.value.line == 2
    with in_language("fa"), pytest.raises(QueryError) as persian:
        graph.query("SELECT ?s {\n ?s foo:bar ?o }")
    assert str(persian.value) != str(caught.value)
    assert (persian.value.line, persian.value.column) == (2, caught.value.column)


def test_a_graph_in_memory_is_asked_in_the_same_way(tmp_path, monkeypatch):
    monkeypatch.setenv("CITYTIES_CACHE", str(tmp_path))
    made = cityties.open(cache=False)
    assert made.built.version is None
    assert bool(made.query("ASK { id:isfahan a ct:City }")) is True
    assert made.built.quads_folder == made.built.quads_folder


SERVICES = [
    "SELECT * { SERVICE <@> {?s ?p ?o} }",
    "SELECT * { SERVICE SILENT <@> {?s ?p ?o} }",
    "SELECT * { SERVICESILENT<@> {?s ?p ?o} }",
    "PREFIX x: <@> SELECT * { SERVICEx:a {?s ?p ?o} }",
    "PREFIX x: <@> SELECT * { SERVICESILENTx:a {?s ?p ?o} }",
    "PREFIX : <@> SELECT * { SERVICE:a#c\n{?s ?p ?o} }",
    "SELECT * { ?a ?b trueSERVICE<@>{?s ?p ?o} }",
    "SELECT * { ?a ?b 1e5SERVICE<@>{?s ?p ?o} }",
    "SELECT * { SERVICE <@\\u0073> {?s ?p ?o} }",
    "SELECT * { VALUES ?e { <@> } sErViCe sIlEnT ?e {?s ?p ?o} }",
    "SELECT * { OPTIONAL { MINUS { SERVICE<@>{?s ?p ?o} } } }",
]


@pytest.mark.parametrize("text", SERVICES)
def test_the_guard_refuses_every_form_of_service(text):
    from cityties.query.guard import check_text

    with pytest.raises(QueryError, match="SERVICE is not allowed"):
        check_text(text.replace("@", "http://127.0.0.1:9/"))


@LINUX
@pytest.mark.parametrize("text", SERVICES)
def test_no_request_leaves_the_process_even_without_the_guard(unguarded, text):
    seen = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()

        def do_POST(self):
            self.do_GET()

    server = HTTPServer(("127.0.0.1", 0), Listener)
    asked = text.replace("@", f"http://127.0.0.1:{server.server_port}/")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        if text == SERVICES[1]:  # it asks for the answer in any case
            with pytest.raises(cityties.errors.WorkerError, match="SIGSYS"):
                unguarded(asked)
        else:
            with contextlib.suppress(cityties.errors.CitytiesError):
                unguarded(asked)
    finally:
        server.shutdown()
        server.server_close()
    assert seen == []


@LINUX
@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p " + ",".join(["?o"] * 8_200) + " }",
        "SELECT * { ?s " + ";".join(["?p ?o"] * 16_000) + " }",
        "SELECT * { " + ".".join(["?s ?p ?o"] * 9_000) + " }",
        "SELECT * " + "{" * 40_000 + "}" * 40_000,
        "SELECT * { FILTER(" + "!" * 90_000 + "?x) }",
    ],
)
def test_a_text_that_ends_the_engine_does_not_end_this_process(unguarded, graph, text):
    with pytest.raises((cityties.errors.WorkerError, QueryError)):
        unguarded(text, 3)
    with pytest.raises(QueryError):
        confined.ask(graph.built, text, timeout=3)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p " + ",".join(["?o"] * 8_200) + " }",
        "SELECT * { ?s " + ";".join(["?p ?o"] * 16_000) + " }",
        "SELECT * { " + ".".join(["?s ?p ?o"] * 9_000) + " }",
    ],
)
def test_long_lists_are_refused_before_the_engine_sees_them(text):
    from cityties.query.guard import check_text

    with pytest.raises(QueryError, match="commas, semicolons and points"):
        check_text(text)
    check_text("SELECT * { FILTER(?x IN (" + ",".join(["1"] * 20_000) + ")) }")


def test_a_store_of_many_files_is_read(tmp_path):
    """An engine without room for its own files turns in circles until the deadline."""
    import pyoxigraph as ox

    folder = tmp_path / "quads"
    store = ox.Store(str(folder))
    for part in range(2):  # more, and the engine merges their files in the background
        lines = "".join(f"<urn:{part}/{n}> <urn:p> <urn:o{n}> <urn:g> .\n" for n in range(50))
        store.bulk_load(f"{lines}{lines.replace(' <urn:g>', '')}", format=ox.RdfFormat.N_QUADS)
    store.flush()
    del store
    assert len(list(folder.glob("*.sst"))) > 16, "the engine opens 16 of them at once"

    class Stored:
        quads_folder = folder

        def recover(self, error: Exception) -> None:
            raise error

    text = "SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o . GRAPH ?g { ?s ?p ?o } }"
    assert confined.ask(Stored(), text)[0][0].n == 100


def _command(*words: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cityties", *words],
        input=text,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


@pytest.mark.parametrize("words", [[HEAVY], ["-"]])
def test_every_query_of_the_command_line_has_a_time_limit(words):
    done = _command("query", *words, "--timeout", "1", text=HEAVY)
    assert (done.returncode, done.stdout) == (1, "")
    assert "took more than 1 s and was stopped" in done.stderr


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return [int(word) for word in text.split()]


@LINUX
@pytest.mark.usefixtures("hear_interrupts")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_worker_ends_with_the_command(graph, sent):
    command = subprocess.Popen(
        [sys.executable, "-m", "cityties", "query", HEAVY, "--timeout", "600"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        until = time.monotonic() + 60
        while not (children := _children(command.pid)) and time.monotonic() < until:
            time.sleep(0.05)
        assert children, "no worker was started"
        time.sleep(0.3)
        command.send_signal(sent)
        out, err = command.communicate(timeout=60)
    finally:
        command.kill()
    assert (out, err.strip()) == (b"", b"")
    assert command.returncode == (130 if sent == signal.SIGINT else -sent)
    until = time.monotonic() + 10
    while any(map(_alive, children)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(_alive, children))


def test_a_late_worker_says_so_by_its_own_error(graph):
    quads = graph.built.quads_folder
    worker = Worker(session.SERVICE, {"quads": str(quads)}, readable=[quads], files=512)
    with pytest.raises(TimeLimitError):
        worker.call("answer", {"text": HEAVY, "union": True}, seconds=0.5)
    assert not worker.is_alive


def test_an_answer_that_would_end_the_reader_is_refused(graph):
    """Terms about terms, at each step deeper than any expression of the query."""
    steps = ""
    for number in range(40):
        term = f"?x{number}"
        for _level in range(40):
            term = f"TRIPLE(?y, ?y, {term})"
        steps += f"BIND({term} AS ?x{number + 1}) "
    text = f"{{ BIND(<urn:a> AS ?y) BIND(?y AS ?x0) {steps} }}"
    with pytest.raises(QueryError, match="nested too deeply"):
        graph.query(f"SELECT ?x40 {text}")
    with pytest.raises(QueryError, match="nested too deeply"):
        graph.query(f"CONSTRUCT {{ ?y ?y ?x40 }} WHERE {text}")
    assert len(graph.query(f"SELECT ?x1 {text}")) == 1


def nested(depth: int) -> bytes:
    node = b'{"type":"uri","value":"urn:a"}'
    start = b'{"type":"triple","value":{"subject":' + node + b',"predicate":' + node + b',"object":'
    return (
        b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":'
        + start * depth
        + node
        + b"}}" * depth
        + b"}]}}"
    )


@pytest.mark.parametrize("depth", [60, 200, 100_000])
def test_deep_rows_are_not_read(depth):
    from cityties.query import results

    with pytest.raises(QueryError, match="nested too deeply"):
        results.from_bytes("rows", nested(depth))


def test_terms_about_terms_are_read():
    from cityties.query import results

    assert len(results.from_bytes("rows", nested(30))) == 1
    text = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"' + (
        b"triple {" * 500 + b'"}}]}}'
    )
    assert len(results.from_bytes("rows", text)) == 1


def test_deep_triples_are_not_read():
    from cityties.query import results

    line = (
        b"<urn:a> <urn:b> " + b"<<( <urn:a> <urn:b> " * 300 + b"<urn:c>" + b" )>>" * 300 + b" .\n"
    )
    with pytest.raises(QueryError, match="nested too deeply"):
        results.from_bytes("triples", line)


def test_deep_terms_of_a_table_are_not_read():
    from cityties.query import results

    start, end = b"<<( <urn:a> <urn:b> ", b" )>>"
    data = b"?x\n" + start * 300 + b"<urn:c>" + end * 300 + b"\n"
    with pytest.raises(QueryError, match="nested too deeply"):
        results.from_bytes("table", data)
    data = b"?x\n" + start * 30 + b'"' + start * 300 + b'"' + end * 30 + b"\n"
    assert len(results.from_bytes("table", data)) == 1


@pytest.mark.parametrize("tag", ["en-x-named", "en-graph", "named", "en-from"])
@pytest.mark.parametrize("call", ["SERVICESILENTx:y", "SERVICEx:y", "SERVICE:y"])
def test_a_tag_of_a_language_excuses_no_call(tag, call):
    from cityties.query.guard import check_text

    with pytest.raises(QueryError, match="SERVICE is not allowed"):
        check_text(f'PREFIX x: <urn:x> SELECT * {{ ?s ?p "x"@{tag} {call} {{ ?q ?r ?t }} }}')


@pytest.mark.parametrize(
    "text",
    [
        "BASE <http://service.example/> SELECT * { <silent> ?p <a/service> }",
        'SELECT * { ?s ?p "a"@en-service }',
        "PREFIX service: <urn:s> SELECT * { ?s service:a ?silent . GRAPH service:g { ?a ?b ?c } }",
    ],
)
def test_ordinary_names_are_no_call(text):
    from cityties.query.guard import check_text

    check_text(text)


@LINUX
def test_a_query_works_from_a_folder_that_was_deleted(tmp_path, graph):
    gone = tmp_path / "gone"
    gone.mkdir()
    code = "import os, sys; os.rmdir(os.getcwd()); from cityties.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, "query", "ASK { id:isfahan a ct:City }"],
        capture_output=True, text=True, check=False, timeout=90, cwd=gone,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "yes"), done.stderr


@LINUX
@pytest.mark.parametrize("closed", ["0", "1", "2", "0 1 2"])
def test_a_query_works_where_standard_streams_are_closed(graph, closed, tmp_path):
    code = (
        "import os, sys, pathlib, cityties\n"
        f"for number in {closed.split()!r}: os.close(int(number))\n"
        "found = bool(cityties.open().query('ASK { id:isfahan a ct:City }'))\n"
        "pathlib.Path(sys.argv[1]).write_text(str(found))"
    )
    said = tmp_path / "said"
    subprocess.run([sys.executable, "-c", code, str(said)], check=False, timeout=90)
    assert said.read_text() == "True"


@LINUX
def test_a_spawned_worker_runs_no_module_of_the_users_folders(graph, tmp_path):
    """Not of the folder of the program, nor of PYTHONPATH where Python was told to ignore it."""
    evil = tmp_path / "evil"
    evil.mkdir()
    (evil / "json.py").write_text(f"open({str(tmp_path / 'RAN')!r}, 'w'); import nothing")
    code = (
        "import sys; sys.path.append(sys.argv[1])\n"
        "import cityties\n"
        "from cityties.worker import process; process.can_fork = lambda: False\n"
        "print(bool(cityties.open().query('ASK { id:isfahan a ct:City }')))"
    )
    root = str(Path(cityties.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, root],
        capture_output=True, text=True, check=False, timeout=90, cwd=evil,
        env={**os.environ, "PYTHONPATH": str(evil)},
    )  # fmt: skip
    assert done.stdout.strip() == "True", done.stderr
    assert not (tmp_path / "RAN").exists()


def test_an_endless_time_limit_is_one(graph, monkeypatch):
    monkeypatch.setattr("cityties.worker.process.can_fork", lambda: False)
    pool.close_all()
    assert bool(graph.query("ASK { ?s ?p ?o }", timeout=float("inf"))) is True
