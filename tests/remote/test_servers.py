"""Real servers: a graph is pushed, every named question is asked there and here."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from cityties.query.questions import list_questions
from cityties.remote import http
from cityties.remote.compare import DIFFERS, FAILS, SAME, bag, compare
from cityties.remote.http import RemoteError
from cityties.remote.push import push, write_bulk
from cityties.remote.servers import MERGE, query_address
from cityties.remote.store import Remote, UnsupportedError

HOMES = {"home": "isfahan", "home-country": "iran"}
FEW = ("sister_cities_on", "states_on", "who_says", "last_contact", "source_coverage")


@pytest.fixture(scope="module")
def graph():
    import cityties

    return cityties.open()


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_for(port, process, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError("the server does not answer")


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory):
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which(
        "oxigraph"
    )
    if program is None:
        pytest.skip("oxigraph is not installed; install it with: pip install oxigraph")
    port = free_port()
    place = tmp_path_factory.mktemp("oxigraph")
    process = subprocess.Popen(
        [program, "serve", "--location", str(place), "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(port, process, 30)
    yield f"http://127.0.0.1:{port}/store"
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory):
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("virtuoso is not installed; on Debian: apt install virtuoso-opensource-7")
    place, port, sql = tmp_path_factory.mktemp("virtuoso"), free_port(), free_port()
    (place / "virtuoso.ini").write_text(
        "[Database]\nDatabaseFile = v.db\nErrorLogFile = v.log\nLockFile = v.lck\n"
        "TransactionFile = v.trx\nxa_persistent_file = v.pxa\n"
        "[TempDatabase]\nDatabaseFile = t.db\nTransactionFile = t.trx\n"
        f"[Parameters]\nServerPort = 127.0.0.1:{sql}\nServerThreads = 10\n"
        "NumberOfBuffers = 10000\nMaxDirtyBuffers = 6000\nDirsAllowed = .\n"
        "[HTTPServer]\n"
        f"ServerPort = 127.0.0.1:{port}\nServerRoot = .\nServerThreads = 5\n"
    )
    process = subprocess.Popen(
        [program, "+foreground", "+configfile", "virtuoso.ini"],
        cwd=place,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(port, process, 120)
    yield f"http://127.0.0.1:{port}/sparql-graph-crud-auth"
    process.terminate()
    process.wait(60)


def compared(graph, remote, names=()):
    gazetteer = graph.built.gazetteer
    return list(
        compare(
            [each for each in list_questions() if not names or each.name in names],
            lambda name, params: graph.query(name, **params),
            lambda name, params: remote.query(
                name, params=params, gazetteer=gazetteer, homes=HOMES
            ),
        )
    )


@pytest.mark.slow
def test_some_questions_on_oxigraph(graph, oxigraph):
    kind, sent = push(graph.store, oxigraph)
    assert kind.name == "oxigraph"
    assert all(one.counted == one.triples > 0 for one in sent)
    assert sent[0].graph == ""  # the merge is the default graph
    remote = Remote.open(query_address(oxigraph))
    assert not remote.switch
    found = compared(graph, remote, FEW)
    assert {one.question: one.result for one in found} == dict.fromkeys(FEW, SAME)
    assert all(one.here for one in found)


@pytest.mark.slow
@pytest.mark.long
def test_all_questions_on_oxigraph(graph, oxigraph):
    push(graph.store, oxigraph)
    found = compared(graph, Remote.open(query_address(oxigraph)))
    assert [one for one in found if one.result != SAME] == []
    assert len(found) == len(list_questions()) > 50


@pytest.mark.slow
@pytest.mark.long
def test_no_question_differs_in_silence_on_virtuoso(graph, virtuoso, monkeypatch):
    monkeypatch.setenv(http.USER, "dba")
    monkeypatch.setenv(http.PASSWORD, "dba")
    kind, sent = push(graph.store, virtuoso)
    assert kind.name == "virtuoso"
    assert sent[0].graph == MERGE
    remote = Remote.open(query_address(virtuoso))
    assert remote.switch == {"default-graph-uri": MERGE}
    found = compared(graph, remote)
    assert [one for one in found if one.result == DIFFERS] == []
    numbers = Counter(one.result for one in found)
    assert numbers[SAME] >= 40
    assert numbers[FAILS] <= 8  # loudly
    with pytest.raises(UnsupportedError, match="states_on is not supported on virtuoso"):
        remote.query("states_on", params={"city": "isfahan"}, homes=HOMES)
    monkeypatch.setenv(http.PASSWORD, "wrong")
    with pytest.raises(RemoteError, match="401") as caught:
        push(graph.store, virtuoso)
    assert "wrong" not in str(caught.value)


def test_the_comparison_sees_a_difference(graph):
    from cityties.query.results import Rows

    question = next(each for each in list_questions() if each.name == "sister_cities_on")
    fewer = Rows(b'{"head":{"vars":["a"]},"results":{"bindings":[]}}')
    found = list(compare([question], lambda n, p: graph.query(n, **p), lambda _n, _p: fewer))
    assert (found[0].result, found[0].there) == (DIFFERS, 0)
    assert found[0].missing == found[0].here > 0


def test_equal_values_are_equal_and_others_are_not():
    from cityties.query.results import Rows

    def rows(value, datatype):
        text = (
            '{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal",'
            f'"value":"{value}","datatype":"http://www.w3.org/2001/XMLSchema#{datatype}"'
            "}}]}}"
        )
        return bag(Rows(text.encode()))

    assert rows("1", "integer") == rows("1.0", "decimal")
    assert rows("1", "boolean") == rows("true", "boolean")
    assert rows("1", "integer") != rows("true", "boolean")
    assert rows("2", "integer") != rows("3", "integer")


def test_files_for_a_server_that_is_filled_from_files(graph, tmp_path):
    import pyoxigraph as ox

    number = write_bulk(graph.store, tmp_path / "bulk")
    assert number == 1 + len(list(graph.store.named_graphs()))
    again = ox.Store()
    again.bulk_load(path=str(tmp_path / "bulk" / "all.nq"), format=ox.RdfFormat.N_QUADS)
    assert len(again) == len(graph.store)
    for file in sorted((tmp_path / "bulk").glob("*.nt"))[:3]:
        assert file.with_name(file.name + ".graph").read_text().startswith("http")
