"""How the server compares with the plain Oxigraph server, and whether its limits hold.

    python benchmarks/serve.py                 everything, on the shipped graph
    python benchmarks/serve.py latency         56 questions, both servers in turn
    python benchmarks/serve.py light           light queries while four heavy ones run
    python benchmarks/serve.py limits          six heavy kinds against their time limit
    python benchmarks/serve.py memory [N]      memory of the server over N mixed requests
    python benchmarks/serve.py protocol        protocol scores of three servers, by one runner

Guard, watcher and shell are on. Both servers answer over loopback to one client that keeps its
connection; questions are asked in turn, so a noisy machine is noisy for both. `protocol` uses
rdflib-endpoint where ENDPOINT_PYTHON names a Python that has it.
"""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "serve"))

JSON = {"Accept": "application/sparql-results+json"}
LIGHT = 12  # that many questions, those that the Oxigraph server answers soonest, are light
ROUNDS = int(os.environ.get("ROUNDS", "11"))


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(address: str) -> None:
    for _try in range(400):
        try:
            httpx.get(address, timeout=2, trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"{address} does not answer")


@contextlib.contextmanager
def ours(*words: str) -> Iterator[tuple[str, int]]:
    """The command as a user starts it: the address of its endpoint, and its process."""
    server = subprocess.Popen(
        [sys.executable, "-m", "cityties", "serve", "--once", *words],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        wait_for(address + "healthz")
        yield address + "sparql", server.pid
    finally:
        server.kill()
        server.wait()


@contextlib.contextmanager
def oxigraph(nquads: bytes, *, writes: bool = False) -> Iterator[str]:
    """The Oxigraph server over the same quads, with the union as default graph."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "graph.nq"
        file.write_bytes(nquads)
        store = str(Path(folder) / "store")
        load = [program, "load", "--location", store, "--file", str(file)]
        subprocess.run(load, check=True, capture_output=True)
        port = free_port()
        union = [] if writes else ["--union-default-graph"]
        server = subprocess.Popen(
            [program, "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{port}",
             *union],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            wait_for(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}/query"
        finally:
            server.kill()
            server.wait()


def questions() -> dict[str, str]:
    """The named questions with the values of their examples, prefixes written out."""
    import cityties
    from cityties.query.questions import final_text, list_questions
    from cityties.vocabulary.terms import PREFIXES

    graph = cityties.open()
    prologue = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    found = {}
    for question in list_questions():
        params = {each.name: each.example for each in question.parameters}
        text = final_text(question.name, params=params, gazetteer=graph.built.gazetteer)
        found[question.name] = prologue + text
    return found


def ask(client: httpx.Client, address: str, text: str, **more: str) -> httpx.Response:
    return client.post(address, data={"query": text, **more}, headers=JSON)


def geometric(values: list[float]) -> float:
    return math.exp(statistics.fmean(map(math.log, values)))


def latency() -> None:
    """Texts that were asked before, as of a page or a dashboard, and texts that are new."""
    for fresh in (False, True):
        print(f"\n{'each text is new' if fresh else 'the same texts again'}")
        _latency(fresh=fresh)


def _latency(*, fresh: bool) -> None:
    import cityties

    asked = questions()
    quads = cityties.open().built.canonical_nquads()
    times: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in asked}
    different = []
    with (
        ours() as (mine, _pid),
        oxigraph(quads) as other,
        httpx.Client(timeout=60, trust_env=False) as client,
    ):
        for turn in range(ROUNDS + 1):
            for name, text in asked.items():
                found = []
                if fresh:
                    text = f"{text}\n# {turn}"  # noqa: PLW2901
                for place, address in enumerate((other, mine)):
                    start = time.perf_counter()
                    answer = ask(client, address, text)
                    seconds = time.perf_counter() - start
                    if turn:  # the first round warms both
                        times[name][place].append(seconds * 1000)
                    found.append(answer)
                if not turn:
                    rows = [
                        len(each.json()["results"]["bindings"]) if each.status_code == 200 else -1
                        for each in found
                    ]
                    if rows[0] != rows[1]:
                        different.append(f"{name}: {rows[0]} and {rows[1]} rows")
    medians = {n: tuple(map(statistics.median, pair)) for n, pair in times.items()}
    ratios = {name: mine / other for name, (other, mine) in medians.items()}
    light = sorted(medians, key=lambda name: medians[name][0])[:LIGHT]
    worst = sorted(ratios, key=ratios.__getitem__)[-3:]
    print(f"{len(asked)} questions, {ROUNDS} interleaved rounds")
    print(f"all: geometric mean of the ratios {geometric(list(ratios.values())):.2f}")
    print(
        f"light (the {len(light)} soonest): {geometric([ratios[n] for n in light]):.2f}, medians "
        f"{statistics.median(medians[n][0] for n in light):.1f} and "
        f"{statistics.median(medians[n][1] for n in light):.1f} ms"
    )
    for name in reversed(worst):
        other, mine_ms = medians[name]
        print(f"  worst: {name} {ratios[name]:.2f} ({other:.1f} and {mine_ms:.1f} ms)")
    print("rows: the same in all" if not different else "\n".join(["rows differ:", *different]))


def light() -> None:
    from test_checks import HEAVY, LIGHT

    with (
        ours("--timeout", "20") as (mine, _pid),
        httpx.Client(timeout=60, trust_env=False) as client,
    ):
        for _warm in range(20):
            ask(client, mine, LIGHT)

        def heavy() -> None:
            with contextlib.suppress(httpx.HTTPError):  # the server is ended under it
                httpx.post(mine, data={"query": HEAVY["count"]}, timeout=60, trust_env=False)

        threads = [threading.Thread(target=heavy, daemon=True) for _each in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(2)
        times = []
        for _each in range(100):
            start = time.perf_counter()
            assert ask(client, mine, LIGHT).status_code == 200
            times.append((time.perf_counter() - start) * 1000)
            time.sleep(0.02)
        print(
            f"light while 4 heavy ones run: median {statistics.median(times):.0f} ms, "
            f"95 % {sorted(times)[94]:.0f} ms, worst {max(times):.0f} ms"
        )


def limits() -> None:
    from test_checks import HEAVY

    limit = 3.0
    with ours() as (mine, _pid), httpx.Client(timeout=60, trust_env=False) as client:
        for name, text in HEAVY.items():
            start = time.perf_counter()
            found = ask(client, mine, text, timeout=str(limit))
            print(f"{name}: {found.status_code} after {time.perf_counter() - start:.2f} s")
        print(f"limit {limit:g} s")


def resident(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) // 1024
    return 0


def memory(count: int = 10_000) -> None:
    from test_checks import LIGHT

    texts = list(questions().values())
    heavy = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with ours() as (mine, pid), ThreadPoolExecutor(4) as threads:
        base = mine.removesuffix("sparql")
        clients = threading.local()

        def one(number: int) -> int:
            if not hasattr(clients, "made"):
                clients.made = httpx.Client(timeout=60, trust_env=False)
            client: httpx.Client = clients.made
            if number % 500 == 250:
                return ask(client, mine, heavy, timeout="1.2").status_code
            if number % 100 == 50:
                return client.get(base + "api/ties?city=isfahan&on=2010-01-01").status_code
            if number % 10 == 5:
                return ask(client, mine, texts[number % len(texts)]).status_code
            if number % 7 == 3:
                return ask(client, mine, "SELECT ?s {").status_code
            return ask(client, mine, LIGHT).status_code

        print(f"memory of the server before: {resident(pid)} MB")
        statuses: dict[int, int] = {}
        for start in range(0, count, count // 5):
            for status in threads.map(one, range(start, start + count // 5)):
                statuses[status] = statuses.get(status, 0) + 1
            print(f"after {start + count // 5:,} requests: {resident(pid)} MB")
        print("answers:", dict(sorted(statuses.items())))


ENDPOINT = """
import sys
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
import uvicorn
data = Dataset(default_union=True)
data.parse(sys.argv[1], format="nquads")
uvicorn.run(SparqlEndpoint(graph=data), host="127.0.0.1", port=int(sys.argv[2]))
"""


def protocol() -> None:
    from protocol_suite import BAD_UPDATES, DATA, QUERIES, UPDATES, score
    from running import graph_of, running

    sizes = {"queries": len(QUERIES), "malformed updates": len(BAD_UPDATES),
             "valid updates": len(UPDATES)}  # fmt: skip

    def show(name: str, query: str, update: str = "") -> None:
        with httpx.Client(timeout=20, trust_env=False) as client:
            failed = score(client, query, update)
        for part, size in sizes.items():
            missed = f" ({', '.join(failed[part])})" if failed[part] else ""
            print(f"{name}: {part} {size - len(failed[part])} of {size}{missed}")

    with running(graph_of(DATA), heavy=1) as server:
        show("cityties", f"{server.address}/sparql")
    with oxigraph("".join(DATA).encode(), writes=True) as address:
        show("oxigraph serve-read-only", address, address.replace("/query", "/update"))
    python = os.environ.get("ENDPOINT_PYTHON")
    if not python:
        print("rdflib-endpoint: not asked, ENDPOINT_PYTHON names no Python that has it")
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "data.nq"
        file.write_text("".join(DATA))
        port = free_port()
        server_process = subprocess.Popen(
            [python, "-c", ENDPOINT, str(file), str(port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            wait_for(f"http://127.0.0.1:{port}/")
            show("rdflib-endpoint", f"http://127.0.0.1:{port}/")
        finally:
            server_process.kill()
            server_process.wait()


PARTS = {"latency": latency, "light": light, "limits": limits, "memory": memory,
         "protocol": protocol}  # fmt: skip


def main(words: list[str]) -> int:
    if words and words[0] not in PARTS:
        print(__doc__, file=sys.stderr)
        return 2
    if words[:1] == ["memory"] and len(words) > 1:
        memory(int(words[1]))
        return 0
    for name in words[:1] or PARTS:
        PARTS[name]()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
