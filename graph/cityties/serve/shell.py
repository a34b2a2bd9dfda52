"""What stands around every answer: limits, headers, CORS, the log and the counts.

Plain ASGI, so that a client that leaves is still seen by the handler inside.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response

from cityties.language.messages import _, in_language
from cityties.serve.problems import HttpError, problem
from cityties.serve.settings import LOOPBACK

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from cityties.serve.site import Site

CSP: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
OPEN_TO_ALL: Final = "/reconcile"
"""Any page may read what is below: the specification of reconciliation demands it."""

_EXPOSED: Final = "ETag, Cityties-Partial, Retry-After"
_log = logging.getLogger("cityties.serve")


class Shell:
    """An application with its shell.

    Parameters
    ----------
    app : what answers
    site : its settings and counts
    """

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; what is not HTTP goes through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start = time.perf_counter()
        path, method = scope["path"], scope["method"]
        headers = Headers(scope=scope)
        allowed = self._allowed(path, headers.get("origin", ""))
        status, sent = 0, 0

        async def send_more(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
                _add(MutableHeaders(scope=message), allowed, cors=bool(self.site.settings.cors))
            else:
                sent += len(message.get("body", b""))
            await send(message)

        try:
            early = self._early(scope, headers, allowed)
            if early is not None:
                await early(scope, receive, send_more)
            else:
                await self.app(scope, self._limited(receive), send_more)
        finally:
            seconds = time.perf_counter() - start
            self.site.metrics.count(path, method, status or 499, seconds)
            _log.info(
                "%s %s %s %d %.0f ms %d B",
                (scope.get("client") or ("-",))[0], method, _printable(path), status or 499,
                seconds * 1000, sent,
            )  # fmt: skip

    def _allowed(self, path: str, origin: str) -> str:
        """The value of ``Access-Control-Allow-Origin``; blank: none."""
        if not origin:
            return ""
        if path == OPEN_TO_ALL or path.startswith(OPEN_TO_ALL + "/"):
            return "*"
        cors = self.site.settings.cors
        return "*" if "*" in cors else origin if origin in cors else ""

    def _early(self, scope: Scope, headers: Headers, allowed: str) -> Response | None:
        """What is answered before anything is looked at."""
        settings = self.site.settings
        with in_language(settings.language):
            if settings.is_local and not settings.url and not _is_local(headers.get("host", "")):
                return problem(
                    HttpError(
                        421,
                        "misdirected",
                        _("this server answers at 127.0.0.1 and localhost only"),
                    )
                )
            length = headers.get("content-length", "0")
            if not length.isdecimal() or int(length) > settings.body_bytes:
                return problem(_too_large(settings.body_bytes))
        if scope["method"] == "OPTIONS" and allowed and "access-control-request-method" in headers:
            return Response(
                status_code=204,
                headers={
                    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
                    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, "
                    "If-None-Match",
                    "Access-Control-Max-Age": "600",
                },
            )
        return None

    def _limited(self, receive: Receive) -> Receive:
        """The body of a request, up to its limit: it may come without a length."""
        left = self.site.settings.body_bytes

        async def receive_less() -> Message:
            nonlocal left
            message = await receive()
            if message["type"] == "http.request":
                left -= len(message.get("body", b""))
                if left < 0:
                    raise _too_large(self.site.settings.body_bytes)
            return message

        return receive_less


def _too_large(most: int) -> HttpError:
    return HttpError(
        413,
        "too-large",
        _("the request has more than {n} bytes").format(n=f"{most:,}"),
        {"Connection": "close"},
    )


def _is_local(host: str) -> bool:
    """Whether a ``Host`` header names this machine: a page elsewhere may point its name here."""
    name = host.rpartition("]")[0][1:] if host.startswith("[") else host.partition(":")[0]
    return name.lower() in LOOPBACK


def _printable(path: str) -> str:
    return path if path.isascii() and path.isprintable() else ascii(path)


def _add(headers: MutableHeaders, allowed: str, *, cors: bool) -> None:
    headers.setdefault("Content-Security-Policy", CSP)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if allowed else "same-origin")
    if cors:
        headers.add_vary_header("Origin")
    if allowed:
        headers["Access-Control-Allow-Origin"] = allowed
        headers["Access-Control-Expose-Headers"] = _EXPOSED
