"""``cityties load wikidata`` and ``cityties wikidata compare`` at the command line."""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

Run = Callable[..., Any]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """An answer with two of Isfahan's twin towns."""

    def entity(qid: str) -> dict[str, str]:
        return {"type": "uri", "value": f"http://www.wikidata.org/entity/{qid}"}

    rows = [
        {"item": entity("Q42053"), "partner": entity("Q2044")},
        {
            "item": entity("Q42053"),
            "partner": entity("Q777"),
            "partnerLabel": {"type": "literal", "value": "Atlantis"},
        },
    ]
    file = tmp_path / "answer.json"
    content = {
        "head": {"vars": ["item", "partner", "partnerLabel"]},
        "results": {"bindings": rows},
    }
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


@pytest.fixture
def folder(run: Run, saved: Path, tmp_path: Path) -> Path:
    made = tmp_path / "theirs"
    done = run("load", "wikidata", "-o", str(made), "--from", str(saved), "--date", "2024-05")
    assert done.code == 0, done.err
    assert done.out == f"{made}\n"
    assert "source: wikidata-2024-05" in done.err
    assert "2 pairs of 3 cities" in done.err
    assert "unexpected data" in done.err
    return made


def test_a_saved_answer_becomes_a_folder(folder: Path) -> None:
    assert {file.name for file in folder.iterdir()} >= {
        "claims.csv",
        "sources.csv",
        "places.csv",
        "surprises.json",
        "README.md",
        "datapackage.json",
    }
    assert "tie/florence+isfahan/sister_city" in (folder / "claims.csv").read_text("utf-8")


def test_compare_prints_rows_summary_caveats_and_corrections(run: Run, folder: Path) -> None:
    done = run("wikidata", "compare", "isfahan", "--data", str(folder), "--on", "2024-06-01")
    assert done.code == 0, done.err
    assert "1 of 15 found there, 1 extra" in done.out
    assert "Atlantis" in done.out
    assert "only theirs" in done.out
    assert "Q42053 P190 Q777" in done.out
    assert "one of several items" in done.out


def test_compare_as_json_and_csv(run: Run, folder: Path) -> None:
    words = ("wikidata", "compare", "isfahan", "--data", str(folder), "--on", "2024-06-01")
    found = json.loads(run(*words, "-f", "json").out)
    assert found["summary"]["found"] == 1
    assert {"rows", "corrections", "caveats", "source", "on"} <= set(found)
    rows = list(csv.DictReader(io.StringIO(run(*words, "-f", "csv").out)))
    assert len(rows) == len(found["rows"])
    assert {row["result"] for row in rows} == {"both", "ours", "theirs"}
    mend = list(csv.DictReader(io.StringIO(run(*words, "-f", "csv", "--corrections").out)))
    assert [row["what"] for row in mend] == [each["what"] for each in found["corrections"]]


def test_compare_in_persian(run: Run, folder: Path) -> None:
    words = ("wikidata", "compare", "isfahan", "--data", str(folder), "--on", "2024-06-01")
    done = run("--lang", "fa", *words)
    assert done.code == 0, done.err
    assert "فلورانس" in done.out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--endpoint", "foo"), 2, "not the address of a SPARQL service"),
        ((), 2, "--contact"),
        (("--country", "Narnia"), 2, "not an item of a country"),
        (("--date", "2016-13"), 2, "--date"),
        (("--from", "{saved}"), 2, "set the day of the data"),
        (
            ("--from", "{saved}", "--date", "2020", "--country", "IR"),
            2,
            "--country is for querying",
        ),
        (("--places", "{saved}", "--contact", "x"), 2, "--places is for --from only"),
        (("--from", "nowhere.json", "--date", "2020"), 2, "nowhere.json"),
        (("--batch", "0"), 2, "--batch"),
    ],
)
def test_wrong_use_is_told_and_writes_nothing(
    run: Run,
    saved: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    monkeypatch.delenv("CITYTIES_CONTACT", raising=False)
    given = [word.format(saved=saved) for word in words]
    done = run("load", "wikidata", "-o", str(tmp_path / "new"), *given)
    assert done.code == code
    assert said in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "new").exists()


def test_a_folder_that_is_not_empty_is_left_alone(run: Run, saved: Path, tmp_path: Path) -> None:
    done = run("load", "wikidata", "-o", str(tmp_path), "--from", str(saved), "--date", "2020")
    assert done.code == 2
    assert "is not empty" in done.err


def test_a_wrong_file_is_told_with_its_name(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "page.json"
    file.write_text("<html>sorry</html>", encoding="utf-8")
    done = run(
        "load", "wikidata", "-o", str(tmp_path / "new"), "--from", str(file), "--date", "2020"
    )
    assert done.code == 1
    assert "page.json" in done.err
    assert "a web page" in done.err


def test_a_service_that_fails_is_told_with_how_to_go_on(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cityties.loaders.wikidata import client, load

    cache = tmp_path / "cache"

    def fetch(*_args: object, **_more: object) -> None:
        cache.mkdir()
        (cache / f"{'a' * 32}.json").write_text("{}")
        raise client.ServiceError("the service is tired")

    monkeypatch.setattr(load, "fetch", fetch)
    done = run(
        "load", "wikidata", "-o", str(tmp_path / "new"), "--endpoint", "http://127.0.0.1:1/sparql",
        "--cache", str(cache), "--country", "IR",
    )  # fmt: skip
    assert done.code == 1
    assert "the service is tired" in done.err
    assert "repeat the command to resume" in done.err
    assert "Traceback" not in done.err


def test_compare_without_a_dataset(run: Run) -> None:
    done = run("wikidata", "compare", "isfahan")
    assert done.code == 1
    assert "cityties load wikidata" in done.err


def test_the_group_alone_prints_its_help(run: Run) -> None:
    done = run("wikidata")
    assert done.code == 0
    assert "compare" in done.out


# --- a service that fails half-way -------------------------------------------------------------

TRACE = (
    b'{"head":{"vars":["item"]},"results":{"bindings":[ {"item":{"type":"uri","value":'
    b'"SPARQL-QUERY: '
    b"queryStr=SELECT\njava.util.concurrent.TimeoutException\n\tat java.util"
)


@pytest.fixture
def moody() -> Iterator[Any]:
    """A service with three cities, that answers as its list of moods says, then well."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            query = parse_qs(body)["query"][0]
            mood = server.moods.pop(0) if server.moods else None  # type: ignore[attr-defined]
            status, headers, content = mood or (200, {}, b"")
            if mood is None:
                silent = server.silent  # type: ignore[attr-defined]
                content = TRACE if silent and silent in query else self.rows(query)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def rows(self, query: str) -> bytes:
            def entity(qid: str) -> dict[str, str]:
                return {"type": "uri", "value": f"http://www.wikidata.org/entity/{qid}"}

            rows = []
            if "VALUES ?item" not in query:
                rows = [{"item": entity(qid)} for qid in ("Q1", "Q2", "Q3")]
            elif 'BIND("P190"' in query:
                rows = [
                    {"item": entity(qid), "property": {"type": "literal", "value": "P190"},
                     "statement": entity(f"statement/{qid}-a"), "value": entity("Q42053")}
                    for qid in ("Q1", "Q2", "Q3")
                    if f"wd:{qid} " in query
                ]  # fmt: skip
            return json.dumps({"head": {"vars": []}, "results": {"bindings": rows}}).encode()

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.moods, server.silent = [], ""  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    server.address = f"http://127.0.0.1:{server.server_address[1]}/sparql"  # type: ignore[attr-defined]
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


def ask(run: Run, moody: Any, output: Path, *words: str) -> Any:
    return run(
        "load", "wikidata", "-o", str(output), "--endpoint", moody.address, "--country", "IR",
        "--pause", "0", "--cache", str(output.with_name("cache")), *words,
    )  # fmt: skip


def test_a_service_in_a_bad_mood_is_asked_again(
    run: Run, moody: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cityties.loaders.wikidata import client

    monkeypatch.setattr(client, "_BACK_OFF", 0.001)
    moody.moods = [
        (429, {"Retry-After": "0"}, b"<html>Too Many Requests</html>"),
        None,
        (500, {}, b"java.util.concurrent.TimeoutException"),
        (200, {"Content-Type": "text/html"}, b"<html>Please set a user-agent</html>"),
        (200, {}, TRACE),
        (200, {}, b'{"head":{"vars":["item"]},"results":{"bind'),
    ]
    done = ask(run, moody, tmp_path / "world")
    assert done.code == 0, done.err
    assert "3 pairs of 4 cities" in done.err
    assert "asks to wait (429)" in done.err


def test_what_came_is_kept_and_the_rest_asked_for_by_the_same_command(
    run: Run, moody: Any, tmp_path: Path
) -> None:
    moody.silent = "wd:Q2 "
    world = tmp_path / "world"
    done = ask(run, moody, world)
    assert done.code == 1
    assert "Q2" in done.err
    assert "repeat the command" in done.err
    assert "2 pairs of 3 cities" in done.err
    loading = json.loads((world / "loading.json").read_text("utf-8"))
    values = {line["value"] for line in loading["findings"]["not-answered"]["lines"]}
    assert "Q2: lists" in values
    moody.silent = ""
    again = ask(run, moody, world)
    assert again.code == 0, again.err
    assert "3 pairs of 4 cities" in again.err
    assert "1 added, 0 gone" in again.out
    assert "not-answered" not in (world / "loading.json").read_text("utf-8")


def test_an_update_of_a_whole_folder_is_not_made_of_half_an_answer(
    run: Run, moody: Any, tmp_path: Path
) -> None:
    world = tmp_path / "world"
    assert ask(run, moody, world).code == 0
    before = {path.name: path.read_bytes() for path in world.iterdir()}
    moody.silent = "wd:Q2 "
    done = run(
        "load", "wikidata", "--update", str(world), "--endpoint", moody.address, "--country", "IR",
        "--pause", "0", "--cache", str(tmp_path / "other"),
    )  # fmt: skip
    assert done.code == 1
    assert "left as it is" in done.err
    assert {path.name: path.read_bytes() for path in world.iterdir()} == before
