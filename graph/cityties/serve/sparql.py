"""The endpoint: a query in, an answer in the form that the client wants out."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final, TypeVar

from starlette.responses import Response

from cityties.errors import CitytiesError
from cityties.language.messages import _
from cityties.query import guard
from cityties.serve import accept, protocol
from cityties.serve.described import service
from cityties.serve.problems import HttpError
from cityties.serve.site import takes_gzip

if TYPE_CHECKING:
    from starlette.requests import Request

    from cityties.serve.site import Site

PARTIAL: Final = "Cityties-Partial"
"""The header of an answer that was cut, as its client asked for: ``rows=100000``."""

_VARIES = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\s*\(", re.IGNORECASE)
_OTHER_NAMES: Final = {"turtle": "ttl", "n3": "ttl", "json-ld": "jsonld", "ntriples": "nt",
                       "n-triples": "nt", "n-quads": "nq", "nquads": "nq"}  # fmt: skip
_HTML: Final = {"html": ("text/html", "application/xhtml+xml")}
_Made = TypeVar("_Made")


async def endpoint(site: Site, request: Request) -> Response:
    """Answer a request of the SPARQL 1.1 Protocol.

    Parameters
    ----------
    site : the graph and its workers
    request : by any method

    Raises
    ------
    CitytiesError
        What becomes a problem of HTTP.
    """
    if request.method == "OPTIONS":
        return Response(
            status_code=204,
            headers={
                "Allow": protocol.METHODS,
                "Accept-Post": f"{protocol.QUERY}, {protocol.FORM}",
            },
        )
    asked = await protocol.read(request)
    if asked is None:
        return await _described(site, request)
    is_graph = guard.form(asked.text) in ("CONSTRUCT", "DESCRIBE")
    form, media = wanted(request, accept.GRAPHS if is_graph else accept.ROWS, asked.form)
    etag = ""
    if not _VARIES.search(asked.text):
        etag = site.etag("sparql", form, asked.text, repr(asked.dataset), str(asked.partial))
        if same := site.unchanged(request, etag):
            return same
    if site.settings.log_queries:
        site.log.info("query %r", asked.text)
    head, data = await while_connected(request, site.ask(asked, form, compress=takes_gzip(request)))
    more = {"Content-Encoding": head["encoding"]} if head["encoding"] else {}
    if head["cut"]:
        more[PARTIAL] = f"rows={head['rows']}"
    return await site.respond(request, data, _with_charset(media), etag=etag, headers=more)


def wanted(request: Request, forms: accept.Forms, asked: str = "") -> tuple[str, str]:
    """The form of an answer and its media type: by ``format=``, else by ``Accept``.

    Parameters
    ----------
    request : the request
    forms : media types by form
    asked : what ``format=`` says

    Raises
    ------
    HttpError
        400 for an unknown form, 406 if none is acceptable.
    """
    if asked:
        form = _named(asked, forms)
        if form is None:
            raise HttpError(
                400,
                "bad-parameter",
                _("unknown format {value!r}; available: {known}").format(
                    value=asked, known=", ".join(forms)
                ),
            )
        return form, forms[form][0]
    found = accept.choose(request.headers.get("accept", ""), forms)
    if found is None:
        medias = [media for each in forms.values() for media in each]
        raise HttpError(
            406,
            "not-acceptable",
            _("no such form; available: {known}").format(known=", ".join(medias)),
            available=medias,
        )
    return found


def _named(asked: str, forms: accept.Forms) -> str | None:
    """The form that ``format=`` names: ours, that of other clients, or a media type."""
    name = asked.lower()
    name = _OTHER_NAMES.get(name, name)
    if name == "json" and "json" not in forms:
        name = "jsonld"
    if name in forms:
        return name
    return next((form for form, medias in forms.items() if name in medias), None)


def _with_charset(media: str) -> str:
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


async def _described(site: Site, request: Request) -> Response:
    form = request.query_params.get("format", "")
    forms = {**accept.GRAPHS, **_HTML} if site.workbench else accept.GRAPHS
    form, media = wanted(request, forms, form)
    if form == "html" and site.workbench:
        return await site.workbench(request)
    address = site.address(request)
    etag = site.etag("service", form, address)
    if same := site.unchanged(request, etag):
        return same
    data = service(address).serialize(form)
    return await site.respond(request, data, _with_charset(media), etag=etag)


async def _gone(request: Request) -> None:
    """Wait until the client leaves."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def while_connected(request: Request, work: Coroutine[Any, Any, _Made]) -> _Made:
    """Do some work as long as the client waits for it.

    Parameters
    ----------
    request : its body is read already
    work : is cancelled when the client leaves

    Raises
    ------
    HttpError
        499, which nobody receives.
    """
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise HttpError(499, "client-left", _("the client left"))
        return task.result()
    finally:
        for each in (task, gone):
            if not each.done():
                each.cancel()
                with contextlib.suppress(asyncio.CancelledError, CitytiesError):
                    await each
