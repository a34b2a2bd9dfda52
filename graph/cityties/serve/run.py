"""The server as a process: uvicorn around the application."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from cityties.serve.app import make_app
from cityties.serve.settings import Settings

if TYPE_CHECKING:
    from cityties.api import CityGraph


def bind(settings: Settings) -> socket.socket:
    """A socket that listens, before anything is said of it.

    Parameters
    ----------
    settings : host and port

    Raises
    ------
    OSError
        If the address is in use or is not of this machine.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    made = socket.socket(family)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((settings.host, settings.port))
        made.listen(128)
    except BaseException:
        made.close()
        raise
    return made


def address_of(bound: socket.socket) -> str:
    """The address of a socket, as a browser takes it.

    Parameters
    ----------
    bound : what :func:`bind` gave
    """
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serve(graph: CityGraph, settings: Settings, bound: socket.socket) -> None:
    """Answer requests until the process is asked to end.

    Parameters
    ----------
    graph : the graph that is served
    settings : what whoever runs the server chose
    bound : what :func:`bind` gave
    """
    import uvicorn

    config = uvicorn.Config(
        make_app(graph, settings),
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=int(settings.seconds) + 1,
    )
    uvicorn.Server(config).run(sockets=[bound])
