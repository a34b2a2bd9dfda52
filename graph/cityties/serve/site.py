"""What a handler reaches: the graph, its workers, the language of a request, and answers."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from cityties.language.messages import LANGUAGES, _, in_language
from cityties.serve import accept
from cityties.serve.problems import HttpError, problem
from cityties.serve.settings import Settings

if TYPE_CHECKING:
    from cityties.api import CityGraph

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

    def __init__(self, graph: CityGraph, settings: Settings) -> None:
        self.graph = graph
        self.settings = settings
        self._threads = asyncio.Semaphore(_THREADS)

    def language(self, request: Request) -> str:
        """The language of an answer: ``lang=``, else ``Accept-Language``, else the server's.

        Parameters
        ----------
        request : the request
        """
        asked = request.query_params.get("lang", "")
        if asked in LANGUAGES:
            return asked
        header = request.headers.get("accept-language", "")
        return accept.language(header, LANGUAGES) or self.settings.language

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
        return Response(data, status, head, media_type=media)

    def handler(self, handle: Handler) -> Handler:
        """A handler that answers in the language of the request, and errors as problems.

        Parameters
        ----------
        handle : called with the request
        """

        async def run(request: Request) -> Response:
            from cityties.errors import CitytiesError

            with in_language(self.language(request)):
                try:
                    return await handle(request)
                except CitytiesError as error:
                    return problem(error)

        return run


VARY: Final = "Accept, Accept-Encoding, Accept-Language"


def takes_gzip(request: Request) -> bool:
    """Whether the client takes compressed answers.

    Parameters
    ----------
    request : the request
    """
    return dict(accept.weighted(request.headers.get("accept-encoding", ""))).get("gzip", 0) > 0


def busy(seconds: int = 2) -> HttpError:
    """The error of a server that has too much to do.

    Parameters
    ----------
    seconds : after which a client should try again
    """
    return HttpError(
        503,
        "busy",
        _("too many requests at the same time; try again in {n} s").format(n=seconds),
        {"Retry-After": str(seconds)},
    )
