"""A request of the SPARQL 1.1 Protocol, read and refused as the specification says.

Source: https://www.w3.org/TR/sparql11-protocol/, section 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from cityties.language.messages import _
from cityties.serve.problems import HttpError

if TYPE_CHECKING:
    from starlette.requests import Request

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
METHODS: Final = "GET, HEAD, POST, OPTIONS"
_MOST: Final = 1000  # parameters of one request
_USING: Final = ("using-graph-uri", "using-named-graph-uri")
_KNOWN: Final = ("query", "default-graph-uri", "named-graph-uri", "format", "partial", "timeout",
                 "lang", "update", *_USING)  # fmt: skip
_IGNORED: Final = ("output", "results")
"""What older clients send besides ``format``, with the same value."""

_SEVERAL: Final = ("default-graph-uri", "named-graph-uri", *_USING)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and how it is asked.

    Parameters
    ----------
    text : SPARQL
    dataset : the graphs that are merged, and those that ``GRAPH`` finds; ``None``: not said
    form : the form of the answer, if ``format=`` names it
    partial : whether a long answer may be cut, and marked
    seconds : a lower time limit; 0: that of the server
    """

    text: str
    dataset: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    form: str = ""
    partial: bool = False
    seconds: float = 0.0


async def read(request: Request) -> Asked | None:
    """What a request asks; ``None`` for the description of the service.

    Parameters
    ----------
    request : a request to the endpoint, by any method

    Raises
    ------
    HttpError
        400, 403 (an update), 405, 413 or 415.
    """
    found = parameters(request.scope["query_string"])
    if request.method in ("GET", "HEAD"):
        if "update" in found:
            raise _bad(_("an update cannot be sent by GET, and this service is read-only"))
        if not found.keys() - {"lang", "format"}:
            return None
        return _asked(found)
    if request.method != "POST":
        raise HttpError(
            405,
            "method-not-allowed",
            _("{method} is not allowed here; allowed: {methods}").format(
                method=request.method, methods=METHODS
            ),
            {"Allow": METHODS},
        )
    media, charset = _media(request.headers.get("content-type", ""))
    if media not in (FORM, QUERY, UPDATE):
        raise HttpError(
            415,
            "unsupported-media-type",
            _("send a query as {query} or {form}, not as {media}").format(
                query=QUERY, form=FORM, media=media or _("nothing")
            ),
            {"Accept-Post": f"{QUERY}, {FORM}"},
        )
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise HttpError(
            415, "unsupported-media-type", _("the text must be UTF-8, not {charset}").format(
                charset=charset
            )
        )  # fmt: skip
    body = await request.body()
    if media == FORM:
        for name, values in parameters(body).items():
            found.setdefault(name, []).extend(values)
        if "update" in found:
            _refuse_update(found)
        return _asked(found)
    text = _decoded(body)
    if media == UPDATE:
        if "query" in found or "update" in found:
            raise _bad(_("send one update"))
        _refuse_update({**found, "update": [text]})
    if "query" in found:
        raise _bad(_("the query is given twice"))
    return _asked({**found, "query": [text]})


def parameters(text: bytes) -> dict[str, list[str]]:
    """The parameters of an address or a form, each decoded once.

    Parameters
    ----------
    text : percent-encoded

    Raises
    ------
    HttpError
        If they are not UTF-8, or too many.

    Examples
    --------
    >>> parameters(b"query=100%2525+a%2Bb")
    {'query': ['100%25 a+b']}
    """
    try:
        pairs = parse_qsl(
            text.decode("ascii", "strict"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST,
        )
    except UnicodeError:
        raise _bad(_("the parameters are not UTF-8 text")) from None
    except ValueError:
        raise _bad(_("the request has more than {n} parameters").format(n=_MOST)) from None
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _media(header: str) -> tuple[str, str]:
    """The media type and the charset of a ``Content-Type``."""
    media, *more = (part.strip() for part in header.split(";"))
    charset = ""
    for part in more:
        name, _equals, value = part.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return media.lower(), charset


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _bad(_("the text is not UTF-8: byte {n}").format(n=error.start + 1)) from None


def _bad(message: str) -> HttpError:
    return HttpError(400, "bad-request", message)


def _refuse_update(found: dict[str, list[str]]) -> None:
    """An update: what is malformed is a bad request, the rest is forbidden."""
    if len(found["update"]) > 1 or "query" in found:
        raise _bad(_("send one update"))
    raise HttpError(403, "read-only", _("this service is read-only: it takes queries only"))


def _asked(found: dict[str, list[str]]) -> Asked:
    unknown = sorted(found.keys() - {*_KNOWN, *_IGNORED})
    if unknown:
        known = [name for name in _KNOWN if name not in ("update", *_USING)]
        raise _bad(
            _("unknown parameter {name!r}; available: {known}").format(
                name=unknown[0], known=", ".join(known)
            )
        )
    for name, values in found.items():
        if len(values) > 1 and name not in _SEVERAL:
            raise _bad(_("the parameter {name} is given twice").format(name=name))
    if "query" not in found:
        raise _bad(_("the parameter query is missing"))
    if any(name in found for name in _USING):
        raise _bad(_("{names} belong to updates").format(names=", ".join(_USING)))
    default, named = found.get("default-graph-uri", []), found.get("named-graph-uri", [])
    seconds = found.get("timeout", ["0"])[0]
    try:
        limit = float(seconds)
    except ValueError:
        limit = -1.0
    if not 0 <= limit < 10**6:
        raise _bad(_("timeout = {value!r}: write seconds, such as 5").format(value=seconds))
    return Asked(
        found["query"][0],
        (tuple(default), tuple(named)) if default or named else None,
        found.get("format", [""])[0],
        found.get("partial", ["no"])[0].lower() in ("yes", "true", "1"),
        limit,
    )
