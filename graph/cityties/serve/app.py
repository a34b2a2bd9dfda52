"""The application: every route, behind one shell that limits, labels and counts."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from functools import partial
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cityties.base.forms import as_json
from cityties.language.messages import _
from cityties.serve import accept, pages
from cityties.serve.listings import ENDPOINTS, answer
from cityties.serve.metrics import MEDIA
from cityties.serve.openapi import openapi
from cityties.serve.problems import HttpError
from cityties.serve.settings import Settings
from cityties.serve.shell import Shell
from cityties.serve.site import Site
from cityties.serve.sparql import endpoint, wanted

if TYPE_CHECKING:
    from cityties.api import CityGraph


_METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")  # refused by us


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
        ready = site.pool is not None and site.pool.alive > 0
        body = {"status": "ok" if ready else "starting", "id": site.graph.id}
        return Response(
            as_json(body) + "\n",
            200 if ready else 503,
            {"Cache-Control": "no-store"},
            media_type="application/json",
        )

    async def metrics(_request: Request) -> Response:
        return Response(site.metrics.text(), media_type=MEDIA)

    async def void(request: Request) -> Response:
        form, media = wanted(request, accept.GRAPHS, request.query_params.get("format", ""))
        etag = site.etag("void", form, site.address(request))
        if same := site.unchanged(request, etag):
            return same
        data = (await site.described(request)).serialize(form)
        return await site.respond(request, data, f"{media}; charset=utf-8", etag=etag)

    async def described_api(request: Request) -> Response:
        data = (as_json(openapi(site.address(request)), indent=2) + "\n").encode()
        return await site.respond(request, data, "application/json")

    async def missing(request: Request) -> Response:
        raise HttpError(
            404, "not-found", _("there is nothing at {path}").format(path=request.url.path)
        )

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await site.start()
        try:
            yield
        finally:
            await site.stop()

    app = Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/metrics", metrics),
            Route("/.well-known/void", site.handler(void)),
            Route("/sparql", site.handler(partial(endpoint, site)), methods=_METHODS),
            *(
                Route(f"/api/{each.name}", site.handler(partial(answer, site, each)))
                for each in ENDPOINTS
            ),
            Route("/api/openapi.json", site.handler(described_api)),
            *pages.routes(site),
            Route("/{path:path}", site.handler(missing)),
        ],
        middleware=[Middleware(Shell, site=site)],
        lifespan=lifespan,
    )
    app.state.site = site
    return app
