"""The server as a process: uvicorn around the application, newer graphs, and the end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cityties.errors import CitytiesError, UsageError
from cityties.language.messages import _
from cityties.serve.app import make_app
from cityties.serve.settings import Settings

if TYPE_CHECKING:
    import uvicorn

    from cityties.api import CityGraph
    from cityties.serve.site import Site

_EVERY: Final = 2.0  # seconds between two looks at the store
_GRACE: Final = 2  # seconds for answers after the longest query
_OPEN: Final = 512  # connections at the same time
_log = logging.getLogger("cityties.serve")


@contextlib.contextmanager
def bound(settings: Settings) -> Iterator[socket.socket]:
    """A socket that listens, before anything is said of it.

    Parameters
    ----------
    settings : host and port

    Raises
    ------
    UsageError
        If the address is in use or is not of this machine.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # The protocol is named, as asyncio sends small pieces at once (TCP_NODELAY) only then: else
    # each answer waits 40 ms for the client's word that it has the head.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind((settings.host, settings.port))
        except (OSError, OverflowError) as error:
            raise UsageError(
                _("{host}:{port} cannot be listened on ({reason}): try another --port").format(
                    host=settings.host,
                    port=settings.port,
                    reason=getattr(error, "strerror", "") or error,
                )
            ) from error
        made.listen(128)
        yield made
    finally:
        made.close()


def address_of(listening: socket.socket) -> str:
    """The address of a socket, as a browser takes it.

    Parameters
    ----------
    listening : what :func:`bound` gave
    """
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serve(
    graph: CityGraph,
    settings: Settings,
    listening: socket.socket,
    *,
    reopen: Callable[[], CityGraph] | None = None,
    watched: Path | None = None,
    once: bool = False,
) -> None:
    """Answer requests until the process is asked to end.

    Parameters
    ----------
    graph : the graph that is served
    settings : what whoever runs the server chose
    listening : what :func:`bound` gave
    reopen : opens the graph as it is now, if it can become another one
    watched : the folder of the store whose changes are looked for
    once : whether the end of standard input ends the server
    """
    import uvicorn

    if not _log.hasHandlers():  # the command sets the log up only with -v or -q
        logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(message)s")
    if _log.level == logging.NOTSET:
        _log.setLevel(logging.WARNING if once else logging.INFO)
    app = make_app(graph, settings)
    app.state.site.reopen = reopen
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        limit_concurrency=_OPEN,
        timeout_graceful_shutdown=int(settings.seconds) + _GRACE,
    )
    server = uvicorn.Server(config)

    async def run() -> None:
        changed = asyncio.Event()
        loop = asyncio.get_running_loop()
        if reopen is not None and hasattr(signal, "SIGHUP"):
            loop.add_signal_handler(signal.SIGHUP, changed.set)
        tasks = []
        if reopen is not None:
            tasks.append(loop.create_task(_follow(app.state.site, reopen, watched, changed)))
        if once:
            tasks.append(loop.create_task(_until_input_ends(server)))
        try:
            await server.serve(sockets=[listening])
        finally:
            for task in tasks:
                task.cancel()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run())


async def _follow(
    site: Site, reopen: Callable[[], CityGraph], watched: Path | None, changed: asyncio.Event
) -> None:
    """Serve what is built next, as soon as it is there."""
    mark = _mark(watched)
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(changed.wait(), _EVERY)
        now = _mark(watched)
        if not changed.is_set() and now == mark:
            continue
        changed.clear()
        try:
            graph = await asyncio.to_thread(reopen)
            if graph.id != site.graph.id:
                await site.replace(graph)
                _log.info("serving graph %s", graph.id[:12])
            mark = now
        except (CitytiesError, OSError) as error:
            _log.error("the graph that is there now cannot be served: %s", error)
            mark = now


def _mark(folder: Path | None) -> tuple[int, int]:
    """What changes when a store has another current version."""
    try:
        found = os.stat(folder / "CURRENT") if folder else None  # noqa: PTH116
    except OSError:
        found = None
    return (found.st_mtime_ns, found.st_ino) if found else (0, 0)


async def _until_input_ends(server: uvicorn.Server) -> None:
    """Ask the server to end when nobody holds its standard input any more."""

    def read() -> None:
        with contextlib.suppress(OSError, ValueError):
            while sys.stdin.buffer.read(4096):
                pass

    # A thread of its own: one of the loop's would be waited for at the end.
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()

    def wait() -> None:
        read()
        with contextlib.suppress(RuntimeError):  # the loop is closed already
            loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=wait, daemon=True).start()
    await ended.wait()
    server.should_exit = True
