"""Errors of HTTP as ``application/problem+json`` (RFC 9457), with the place in a query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from cityties.base.forms import as_json
from cityties.errors import (
    AmbiguousNameError,
    CitytiesError,
    NotFoundError,
    QueryError,
    QueryTimeoutError,
    UsageError,
)
from cityties.language.messages import _

MEDIA: Final = "application/problem+json"


class HttpError(CitytiesError):
    """A request that cannot be answered.

    Parameters
    ----------
    status : the code of HTTP
    kind : a short stable name, such as ``not-acceptable``
    message : one sentence
    headers : more headers of the answer
    more : more members of the problem
    """

    def __init__(
        self,
        status: int,
        kind: str,
        message: str,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.headers = dict(headers or {})
        self.more = more


def http_error(error: CitytiesError) -> HttpError:
    """Any error of ours as one of HTTP.

    Parameters
    ----------
    error : what was raised

    Examples
    --------
    >>> http_error(QueryError("bad", line=1, column=4)).more
    {'line': 1, 'column': 4}
    """
    if isinstance(error, HttpError):
        return error
    text = str(error)
    if isinstance(error, QueryError):
        if not error.line:
            return HttpError(400, "bad-query", text)
        return HttpError(400, "bad-query", text, line=error.line, column=error.column)
    if isinstance(error, QueryTimeoutError):
        return HttpError(504, "time-limit", text)
    if isinstance(error, AmbiguousNameError):
        return HttpError(404, "ambiguous-name", text, candidates=list(error.candidates))
    if isinstance(error, NotFoundError):
        return HttpError(404, "not-found", text)
    if isinstance(error, UsageError):
        return HttpError(400, "bad-parameter", text)
    return HttpError(500, "failed", text)


def problem(error: CitytiesError) -> Response:
    """The answer for an error.

    Parameters
    ----------
    error : what was raised
    """
    found = http_error(error)
    body = {
        "type": f"urn:cityties:problem:{found.kind}",
        "title": found.kind.replace("-", " "),
        "status": found.status,
        "detail": str(found),
        **found.more,
    }
    return Response(
        as_json(body, indent=2) + "\n",
        found.status,
        {**found.headers, "Cache-Control": "no-store"},
        media_type=MEDIA,
    )


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
