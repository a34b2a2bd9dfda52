"""The application: every route, behind one shell that limits, labels and counts."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cityties.base.forms import as_json
from cityties.language.messages import _
from cityties.serve import pages
from cityties.serve.problems import HttpError
from cityties.serve.settings import Settings
from cityties.serve.site import Site

if TYPE_CHECKING:
    from cityties.api import CityGraph


def make_app(graph: CityGraph, settings: Settings | None = None) -> Starlette:
    """The server's application, for any ASGI server.

    Parameters
    ----------
    graph : the graph that is served
    settings : limits, addresses and permissions

    Returns
    -------
    Starlette
        Its ``state.site`` is the :class:`~cityties.serve.site.Site`.
    """
    site = Site(graph, settings or Settings())

    async def healthz(_request: Request) -> Response:
        return Response(
            as_json({"status": "ok", "id": site.graph.id}) + "\n", media_type="application/json"
        )

    async def missing(request: Request) -> Response:
        raise HttpError(
            404, "not-found", _("there is nothing at {path}").format(path=request.url.path)
        )

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield

    app = Starlette(
        routes=[
            Route("/healthz", healthz),
            *pages.routes(site),
            Route("/{path:path}", site.handler(missing)),
        ],
        lifespan=lifespan,
    )
    app.state.site = site
    return app
