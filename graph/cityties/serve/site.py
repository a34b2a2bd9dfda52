"""What a handler reaches: the graph, its workers, the language of a request, and answers."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from cityties.errors import CitytiesError
from cityties.language.messages import _, in_language, languages
from cityties.serve import accept
from cityties.serve.metrics import Metrics
from cityties.serve.problems import HttpError, busy, problem
from cityties.serve.protocol import Asked
from cityties.serve.settings import Settings

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from cityties.api import CityGraph
    from cityties.query.results import Triples
    from cityties.serve.pool import Pool

Handler = Callable[[Request], Awaitable[Response]]
_Made = TypeVar("_Made")
_THREADS: Final = 2  # readings that are made at the same time: they hold Python's lock
_COMPRESSED: Final = 1000  # bytes from which compressing is worth it


class Site:
    """The graph that is served, and what answers are made with.

    Parameters
    ----------
    graph : the graph; :meth:`replace` puts a newer one in its place
    settings : what whoever runs the server chose
    """

    workbench: Handler | None = None
    """Answers a browser at ``/sparql`` without a query; `pages` may set it."""
    reopen: Callable[[], CityGraph] | None = None
    """Opens the graph as it is now, if whoever runs the server can."""

    def __init__(self, graph: CityGraph, settings: Settings) -> None:
        self.graph = graph
        self.settings = settings
        self.pool: Pool | None = None
        self.flight = 0
        self.log = logging.getLogger("cityties.serve")
        self.metrics = Metrics(self)
        self._threads = asyncio.Semaphore(_THREADS)
        self._described: tuple[str, asyncio.Future[Triples]] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    # -- the workers -------------------------------------------------------------------

    async def start(self) -> None:
        """Start the workers.

        Raises
        ------
        StartError
            If they cannot be started.
        """
        self.pool = await self._started(self.graph)

    async def _started(self, graph: CityGraph) -> Pool:
        from cityties.serve.pool import Pool

        quads = await asyncio.to_thread(lambda: graph.built.quads_folder)
        pool = Pool(quads, self.settings, keep=graph, restarted=self.metrics.restarts.inc)
        await pool.start()
        return pool

    async def replace(self, graph: CityGraph) -> None:
        """Answer from another graph from here on; what is being answered ends as it began.

        Parameters
        ----------
        graph : the new one
        """
        pool = await self._started(graph)
        old, self.pool, self.graph = self.pool, pool, graph
        if old is not None:
            task = asyncio.ensure_future(old.close())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """End the workers, once what they answer has been answered."""
        if self.pool is not None:
            await self.pool.close()
        for task in list(self._tasks):
            await task

    async def ask(
        self, asked: Asked | str, form: str = "json", *, compress: bool = False
    ) -> tuple[dict[str, Any], bytes]:
        """Run a query in a worker.

        Parameters
        ----------
        asked : the query, and how it is asked
        form : of `accept.ROWS` or `accept.GRAPHS`
        compress : whether the bytes may be compressed

        Returns
        -------
        ``kind``, ``rows``, ``cut`` and ``encoding``; and the bytes, those of ``cityties query``.

        Raises
        ------
        HttpError
            422 for an answer that is too large, 503 if no worker is free.
        QueryError, QueryTimeoutError, StoreError
        """
        if isinstance(asked, str):
            asked = Asked(asked)
        keywords = {
            "text": asked.text, "form": form, "dataset": asked.dataset, "partial": asked.partial,
            "rows": self.settings.rows, "compress": compress,
        }  # fmt: skip
        return await self._call("respond", keywords, asked.seconds)

    async def listing(
        self, name: str, keywords: Mapping[str, Any], form: str, *, compress: bool = False
    ) -> tuple[dict[str, Any], bytes]:
        """Make a listing of the API in a worker.

        Parameters
        ----------
        name : of an endpoint in `cityties.serve.listings`
        keywords : of its method
        form : of `cityties.serve.listings.FORMS`
        compress : whether the bytes may be compressed

        Raises
        ------
        CitytiesError
            As of :meth:`ask`, or what the method raises.
        """
        asked = {"name": name, "keywords": dict(keywords), "form": form, "compress": compress}
        return await self._call("listing", asked)

    async def _call(
        self, method: str, keywords: Mapping[str, Any], seconds: float = 0.0
    ) -> tuple[dict[str, Any], bytes]:
        assert self.pool is not None, "the site was not started"
        settings = self.settings
        head, data = await self.pool.call(
            method,
            {**keywords, "most": settings.answer_bytes},
            most=settings.answer_bytes + 2**16,
            seconds=seconds,
        )
        try:
            found = {
                "kind": str(head["kind"]), "message": str(head.get("message", "")),
                "rows": int(head.get("rows", 0)), "cut": bool(head.get("cut")),
                "encoding": "gzip" if head.get("encoding") == "gzip" else "",
            }  # fmt: skip
        except (AttributeError, KeyError, TypeError, ValueError):
            raise HttpError(500, "failed", _("the answer cannot be understood")) from None
        if found["kind"] == "too-large":
            raise HttpError(
                422,
                "answer-too-large",
                str(found["message"]),
                rows=settings.rows,
                bytes=settings.answer_bytes,
            )
        return found, data

    async def described(self, request: Request) -> Triples:
        """The data in VoID and DCAT; its counts are made once for each graph and address.

        Parameters
        ----------
        request : says which address the client uses
        """
        from cityties.serve.described import dataset

        address = self.address(request)
        key = f"{self.graph.id} {address}"
        if self._described is None or self._described[0] != key:

            async def rows(text: str) -> bytes:
                return (await self.ask(text))[1]

            made = asyncio.ensure_future(dataset(self.graph, address, rows))
            self._described = (key, made)
        try:
            return await asyncio.shield(self._described[1])
        except CitytiesError:
            self._described = None
            raise

    # -- requests and answers ----------------------------------------------------------

    def language(self, request: Request) -> str:
        """The language of an answer: ``lang=``, else ``Accept-Language``, else the server's.

        Parameters
        ----------
        request : the request
        """
        asked = request.query_params.get("lang", "")
        if asked in languages():
            return asked
        header = request.headers.get("accept-language", "")
        return accept.language(header, languages()) or self.settings.language

    def address(self, request: Request) -> str:
        """Where clients reach this server, without a slash at the end.

        Parameters
        ----------
        request : the request
        """
        return (self.settings.url or str(request.base_url)).rstrip("/")

    async def in_thread(self, make: Callable[..., _Made], *args: object, **more: object) -> _Made:
        """Make something from the readings without holding up other requests.

        The language of the request holds inside.

        Parameters
        ----------
        make : called with the other arguments
        """
        try:
            await asyncio.wait_for(self._threads.acquire(), self.settings.wait_seconds)
        except TimeoutError:
            raise busy() from None
        task = asyncio.ensure_future(asyncio.to_thread(partial(make, *args, **more)))
        task.add_done_callback(lambda _task: self._threads.release())
        try:
            return await asyncio.wait_for(asyncio.shield(task), self.settings.seconds)
        except TimeoutError:
            raise HttpError(
                504,
                "time-limit",
                _("it took more than {seconds} s").format(seconds=f"{self.settings.seconds:g}"),
            ) from None

    def etag(self, *parts: str) -> str:
        """The tag of an answer that changes with the graph alone.

        Parameters
        ----------
        parts : what else the bytes depend on: form, language, day
        """
        short = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]
        return f'W/"{self.graph.id[:32]}-{short}"'

    def unchanged(self, request: Request, etag: str) -> Response | None:
        """The answer 304, if the client has this version already.

        Parameters
        ----------
        request : the request
        etag : what :meth:`etag` gave
        """
        held = [part.strip() for part in request.headers.get("if-none-match", "").split(",")]
        plain = etag.removeprefix("W/")
        if request.method in ("GET", "HEAD") and (
            "*" in held or plain in {each.removeprefix("W/") for each in held}
        ):
            return Response(status_code=304, headers={"ETag": etag, "Vary": VARY})
        return None

    async def respond(
        self,
        request: Request,
        data: bytes,
        media: str,
        *,
        status: int = 200,
        etag: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """An answer, compressed if the client takes that.

        Parameters
        ----------
        request : the request
        data : the bytes
        media : their media type, with its charset
        status : the code of HTTP
        etag : what :meth:`etag` gave, if the answer may be kept
        headers : more headers
        """
        head = {"Vary": VARY, **(headers or {})}
        if etag:
            head |= {"ETag": etag, "Cache-Control": "no-cache"}
        if "Content-Encoding" not in head and len(data) >= _COMPRESSED and takes_gzip(request):
            squeeze = partial(gzip.compress, data, 5, mtime=0)
            data = squeeze() if len(data) < 2**16 else await asyncio.to_thread(squeeze)
            head["Content-Encoding"] = "gzip"
        if self.flight + len(data) > self.settings.flight_bytes:
            raise busy()
        return Paced(self, data, status, head, media_type=media)

    def handler(self, handle: Handler) -> Handler:
        """A handler that answers in the language of the request, and errors as problems.

        Parameters
        ----------
        handle : called with the request
        """

        async def run(request: Request) -> Response:
            with in_language(self.language(request)):
                try:
                    return await handle(request)
                except CitytiesError as error:
                    return problem(error)

        return run


class Paced(Response):
    """An answer that is sent in pieces, so that a client that does not read holds little.

    Parameters
    ----------
    site : counts the bytes that are on their way
    data, status, headers, media_type : as of `starlette.responses.Response`
    """

    def __init__(
        self, site: Site, data: bytes, status: int, headers: Mapping[str, str], *, media_type: str
    ) -> None:
        super().__init__(data, status, headers, media_type)
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer, or give up after the time for it: the client sees that it is cut."""
        data = bytes(self.body)
        if len(data) <= _PIECE or scope["method"] == "HEAD":
            await super().__call__(scope, receive, send)
            return
        self._site.flight += len(data)
        try:
            async with asyncio.timeout(self._site.settings.send_seconds):
                await send(
                    {
                        "type": "http.response.start",
                        "status": self.status_code,
                        "headers": self.raw_headers,
                    }
                )
                for start in range(0, len(data), _PIECE):
                    piece = data[start : start + _PIECE]
                    more = start + _PIECE < len(data)
                    await send({"type": "http.response.body", "body": piece, "more_body": more})
        except TimeoutError:
            self._site.log.warning("a client did not read its answer in time")
            raise _SlowClientError from None
        finally:
            self._site.flight -= len(data)


class _SlowClientError(Exception):
    """Ends the connection: the answer is not whole."""


_PIECE: Final = 2**16
VARY: Final = "Accept, Accept-Encoding, Accept-Language"


def takes_gzip(request: Request) -> bool:
    """Whether the client takes compressed answers.

    Parameters
    ----------
    request : the request
    """
    return dict(accept.weighted(request.headers.get("accept-encoding", ""))).get("gzip", 0) > 0
