"""A real server on a free port, inside this process, and small graphs to serve."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import httpx
import uvicorn

from cityties.api import CityGraph
from cityties.model.rows import Tables
from cityties.rdf.lines import sorted_lines
from cityties.serve import run
from cityties.serve.app import make_app
from cityties.serve.settings import Settings
from cityties.serve.site import Site
from cityties.store.build import Graph


@dataclass(frozen=True)
class Server:
    """A server that runs.

    Parameters
    ----------
    address : without a slash at the end
    site : what it answers from
    loop : where it runs
    """

    address: str
    site: Site
    loop: asyncio.AbstractEventLoop

    def client(self, **more) -> httpx.Client:
        """A client of it."""
        return httpx.Client(base_url=self.address, timeout=30, trust_env=False, **more)

    def do(self, work):
        """Run a coroutine where the server runs."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)


@contextlib.contextmanager
def running(graph: CityGraph, **settings) -> Iterator[Server]:
    """Serve a graph for a ``with`` block."""
    chosen = Settings(**{"port": 0, **settings})
    app = make_app(graph, chosen)
    loops: list[asyncio.AbstractEventLoop] = []
    with run.bound(chosen) as listening:
        server = uvicorn.Server(
            uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=5)
        )

        async def serve() -> None:
            loops.append(asyncio.get_running_loop())
            await server.serve(sockets=[listening])

        thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        thread.start()
        end = time.monotonic() + 60
        while not server.started and thread.is_alive() and time.monotonic() < end:
            time.sleep(0.02)
        assert server.started, "the server did not start"
        try:
            yield Server(run.address_of(listening).rstrip("/"), app.state.site, loops[0])
        finally:
            server.should_exit = True
            thread.join(30)


def graph_of(lines: Sequence[str], name: str = "small") -> CityGraph:
    """A graph of N-Quads lines, without tables."""
    manifest = {"key": name, "id": f"{name:0<64}", "known_by": None, "data_day": "2026-01-01",
                "withheld": 0, "counts": {"quads": len(lines), "claims": 0}}  # fmt: skip
    return CityGraph(Graph(manifest, Tables(), lines=sorted_lines(lines)))
