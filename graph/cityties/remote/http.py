"""Requests to a store of others: the only place that knows how.

A request has a limit on its whole time with all its tries, and on the size of what comes back.
Certificates are verified. A redirect is not followed: whoever gets one is shown the address,
so credentials go nowhere but to the server that they are for. Neither a message nor a log has
a credential in it.
"""

from __future__ import annotations

import base64
import netrc
import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit, urlunsplit

from cityties.errors import CitytiesError, UsageError
from cityties.language.messages import _
from cityties.loaders.wikidata.client import connections_to
from cityties.loaders.wikidata.deadline import Connections, TimeOverError, within

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

LIMIT: Final = 60.0
"""Seconds that a request may take, with all its tries."""

MAX_BYTES: Final = 256 * 1024 * 1024
"""A larger answer is refused."""

TRIES: Final = 3
"""How often a request is made that a busy or broken server does not answer."""

USER, PASSWORD, TOKEN = "CITYTIES_USER", "CITYTIES_PASSWORD", "CITYTIES_TOKEN"
"""The variables of the environment that credentials may be in."""

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_WAITING: Final = frozenset({429, 502, 503})
_PIECE: Final = 64 * 1024
_PAUSE: Final = 0.5  # seconds, doubled with each try
_DIGEST = re.compile(r"(?:^|,)\s*digest\s+", re.IGNORECASE)
_BASIC = re.compile(r"(?:^|,)\s*basic\b", re.IGNORECASE)


class RemoteError(CitytiesError):
    """A server that refuses, is broken, too slow, or does not speak SPARQL."""


class RefusedError(RemoteError):
    """A server that understood the request and does not do it; ``status`` is its code."""

    def __init__(self, message: str, status: int, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})

    def __reduce__(self) -> tuple[Any, ...]:
        """Come whole through a pipe."""
        return type(self), (str(self), self.status, self.headers)


class SlowError(RemoteError):
    """A server that did not answer in the time that it had."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A name with its password, or a token; never shown."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.user or self.token)


@dataclass(frozen=True, slots=True)
class Response:
    """What came back.

    Parameters
    ----------
    status : the code of HTTP
    headers : names in small letters
    data : the whole body
    """

    status: int
    headers: Mapping[str, str]
    data: bytes

    @property
    def type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


STORE_EXAMPLE: Final = "http://localhost:7878/store"
"""An address that takes graphs, beside those that take queries."""


def check_address(url: str, example: str = "http://localhost:7878/query") -> str:
    """An address that can be asked.

    Parameters
    ----------
    url : http or https
    example : an address of the kind that is needed

    Raises
    ------
    UsageError
        If it is none, or has a password in it: the shell's history would keep that.

    Examples
    --------
    >>> check_address("http://localhost:7878/query")
    'http://localhost:7878/query'
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if "@" in parts.netloc:
        raise UsageError(
            _(
                "an address with a name or password in it is refused: set {user} and {password}, "
                "or write them into the file .netrc"
            ).format(user=USER, password=PASSWORD)
        )
    if parts.scheme not in ("http", "https") or not host or not url.isprintable() or " " in url:
        raise UsageError(
            _("{value!r} is not the address of a SPARQL service, such as {example}").format(
                value=url, example=example
            )
        )
    return urlunsplit(parts._replace(fragment=""))


def credentials_for(url: str, environ: Mapping[str, str] = os.environ) -> Credentials:
    """The credentials for a server: of the environment, else of the file ``.netrc``.

    Parameters
    ----------
    url : whose
    environ : the variables of the environment

    Raises
    ------
    UsageError
        If ``.netrc`` cannot be read, or credentials would go over a line that others can read.
    """
    found = Credentials(environ.get(USER, ""), environ.get(PASSWORD, ""), environ.get(TOKEN, ""))
    parts = urlsplit(url)
    if not found:
        found = _of_netrc(parts.hostname or "", environ)
    if found and parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise UsageError(
            _("{url}: credentials are sent over https only, or to this machine").format(url=url)
        )
    if any(not text.isprintable() for text in (found.user, found.password, found.token)):
        raise UsageError(_("the credentials have a character that cannot be sent"))
    return found


def _of_netrc(host: str, environ: Mapping[str, str]) -> Credentials:
    named = environ.get("NETRC", "")
    path = named or os.path.join(os.path.expanduser("~"), ".netrc")  # noqa: PTH111, PTH118
    try:
        entry = netrc.netrc(path).authenticators(host)
    except FileNotFoundError:
        if named:
            raise UsageError(_("the file {path} does not exist").format(path=path)) from None
        return Credentials()
    except (OSError, netrc.NetrcParseError, UnicodeDecodeError) as error:
        # Not the reason itself: a parser quotes what it could not read, which may be a password.
        raise UsageError(
            _("{path} cannot be read as a netrc file ({reason})").format(
                path=path, reason=type(error).__name__
            )
        ) from None
    if entry is None:
        return Credentials()
    login, _account, password = entry
    return Credentials(login, password or "")


class Http:
    """Requests to one server.

    Parameters
    ----------
    url : an address of the server; requests go to its host alone
    credentials : for it; those of the environment or of ``.netrc`` by default
    limit : seconds for a request, with all its tries
    most : bytes of an answer
    tries : how often a request is made at most
    sleep : how to wait; tests replace it

    Raises
    ------
    UsageError
    """

    def __init__(
        self,
        url: str,
        *,
        credentials: Credentials | None = None,
        limit: float = LIMIT,
        most: int = MAX_BYTES,
        tries: int = TRIES,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = check_address(url)
        self.limit, self._most, self._tries, self._sleep = limit, most, tries, sleep
        self._origin = origin_of(self.url)
        self._credentials = credentials_for(self.url) if credentials is None else credentials
        self._proof: Callable[[str, str], str] | None = None  # once the server says which it wants
        self._open()

    def _open(self) -> None:
        self._connections = Connections()
        self._pool = connections_to(self.url, self._connections)

    def close(self) -> None:
        """Let go of the connection."""
        self._connections.cut()
        self._pool.clear()

    def send(
        self,
        method: str,
        url: str,
        *,
        body: bytes = b"",
        accept: str = "*/*",
        type: str = "",
    ) -> Response:
        """Send a request, again where the server is busy or breaks off.

        Parameters
        ----------
        method : GET, PUT, or POST of a query: what may be repeated without harm
        url : an address of the same server
        body, type : what is sent, and its media type
        accept : media types that are understood

        Returns
        -------
        Response : with a code below 300

        Raises
        ------
        RefusedError : with the server's code, for any other
        SlowError : if the time is over
        RemoteError : if nothing usable came
        """
        if origin_of(url) != self._origin:
            raise UsageError(_("{url} is of another server").format(url=url))
        headers = {"Accept": accept, "User-Agent": _agent()}
        if type:
            headers["Content-Type"] = type
        end = time.monotonic() + self.limit
        reason = ""
        for attempt in range(self._tries):
            left = end - time.monotonic()
            if left <= 0:
                break
            try:
                response = self._authorized(method, url, body, headers, left)
            except _BrokenError as fault:
                reason = str(fault)
            else:
                if response.status not in _WAITING:
                    return _accepted(url, response)
                reason = _("the service is busy ({status})").format(status=response.status)
            if attempt + 1 < self._tries:
                wait = _PAUSE * 2**attempt
                if time.monotonic() + wait >= end:
                    break
                self._sleep(wait)
        if not reason:
            raise self._slow(url)
        raise RemoteError(_("{url}: {reason}").format(url=url, reason=reason))

    def _authorized(
        self, method: str, url: str, body: bytes, headers: dict[str, str], left: float
    ) -> Response:
        """A request with what the server wants to know of who asks."""
        end = time.monotonic() + left
        sent = {**headers, **self._authorization(method, url)}
        response = self._once(method, url, body, sent, left)
        if response.status != 401 or not self._credentials.user:
            return response
        # Asked for, so that a server which wants a proof is never sent the password itself.
        challenge = response.headers.get("www-authenticate", "")
        if digest := _DIGEST.search(challenge):
            self._proof = _digest(self._credentials, challenge[digest.end() :])
        elif _BASIC.search(challenge) and self._proof is None:
            self._proof = _basic(self._credentials)
        else:
            return response
        left = end - time.monotonic()
        if left <= 0:
            raise self._slow(url)
        return self._once(method, url, body, {**headers, **self._authorization(method, url)}, left)

    def _authorization(self, method: str, url: str) -> dict[str, str]:
        if self._credentials.token:
            return {"Authorization": f"Bearer {self._credentials.token}"}
        return {} if self._proof is None else {"Authorization": self._proof(method, url)}

    def _once(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str], left: float
    ) -> Response:
        import urllib3
        from urllib3.exceptions import HTTPError

        try:
            return within(
                left, lambda: self._request(method, url, body, headers, left), self._connections
            )
        except TimeOverError:
            self._open()  # its connection belongs to a request that nobody waits for any more
            raise self._slow(url) from None
        except urllib3.exceptions.NameResolutionError:
            raise RemoteError(
                _("unknown host {host}").format(host=urlsplit(url).hostname)
            ) from None
        except urllib3.exceptions.SSLError as error:
            raise RemoteError(
                _("{endpoint}: no secure connection: {reason}").format(endpoint=url, reason=error)
            ) from None
        except urllib3.exceptions.NewConnectionError:
            raise _BrokenError(_("no response from this address")) from None
        except urllib3.exceptions.TimeoutError:
            raise self._slow(url) from None
        except HTTPError:
            raise _BrokenError(_("the response was cut off")) from None

    def _request(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str], left: float
    ) -> Response:
        import urllib3

        response = self._pool.request(
            method,
            url,
            body=body or None,
            headers=dict(headers),
            timeout=urllib3.Timeout(connect=min(10.0, left), read=left),
            preload_content=False,
            redirect=False,
        )
        try:
            data = self._body(url, response)
        finally:
            response.close()
        names = {name.lower(): value for name, value in response.headers.items()}
        return Response(response.status, names, data)

    def _body(self, url: str, response: BaseHTTPResponse) -> bytes:
        pieces, size = [], 0
        # read1 gives what has come; decoded, so what is counted is what it becomes in memory.
        while piece := response.read1(_PIECE, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if size > self._most:
                raise RemoteError(
                    _("{endpoint}: a response of more than {n} bytes").format(
                        endpoint=url, n=self._most
                    )
                )
        return b"".join(pieces)

    def _slow(self, url: str) -> SlowError:
        return SlowError(
            _("{endpoint}: no response within {n} seconds").format(
                endpoint=url, n=f"{self.limit:g}"
            )
        )


class _BrokenError(Exception):
    """Nothing came that could be read: worth another try."""


def origin_of(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address.

    Examples
    --------
    >>> origin_of("https://Example.org/a") == origin_of("https://example.org:443/b")
    True
    """
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, (parts.hostname or "").lower(), port


def _agent() -> str:
    from cityties import __version__

    return f"cityties/{__version__}"


def _accepted(url: str, response: Response) -> Response:
    status = response.status
    if 200 <= status < 300:
        return response
    if 300 <= status < 400:
        # The address alone: what stands behind its question mark may be meant for nobody else.
        there = urlsplit(response.headers.get("location", ""))
        shown = urlunsplit((there.scheme, there.netloc.rpartition("@")[2], there.path, "", ""))
        raise RefusedError(
            _("{endpoint} redirects to {address}: use that address").format(
                endpoint=url, address=shown if shown.isprintable() and shown else "?"
            ),
            status,
            response.headers,
        )
    if status == 401:
        raise RefusedError(
            _(
                "{url}: the server does not accept these credentials (401): set {user} and "
                "{password}, or write them into the file .netrc"
            ).format(url=url, user=USER, password=PASSWORD),
            status,
            response.headers,
        )
    raise RefusedError(
        _("{endpoint} refused the request ({status}): {text}").format(
            endpoint=url, status=status, text=_excerpt(response.data)
        ),
        status,
        response.headers,
    )


def _excerpt(data: bytes) -> str:
    """The first words of a refusal."""
    text = re.sub(r"<[^>]*>", " ", data[:2000].decode("utf-8", "replace"))
    text = " ".join(word for word in text.split() if word.isprintable())
    return text[:160] + ("…" if len(text) > 160 else "")


def _basic(known: Credentials) -> Callable[[str, str], str]:
    word = base64.b64encode(f"{known.user}:{known.password}".encode()).decode("ascii")
    return lambda _method, _url: f"Basic {word}"


def _digest(known: Credentials, challenge: str) -> Callable[[str, str], str]:
    """What proves to a server that the password is known (RFC 7616), for each request."""
    from urllib.request import (
        AbstractDigestAuthHandler,
        HTTPPasswordMgrWithDefaultRealm,
        Request,
        parse_http_list,
        parse_keqv_list,
    )

    passwords = HTTPPasswordMgrWithDefaultRealm()
    handler = AbstractDigestAuthHandler(passwords)  # counts how often a nonce was used
    parts = [part for part in parse_http_list(challenge) if "=" in part]
    said = parse_keqv_list(parts)

    def proof(method: str, url: str) -> str:
        passwords.add_password(None, url, known.user, known.password)
        request = Request(url, method=method)
        try:
            word = handler.get_authorization(request, said)
        except (ValueError, KeyError):
            word = None
        if not word:
            raise RemoteError(
                _("{url}: the server asks for credentials in a way that is not known").format(
                    url=url
                )
            )
        return f"Digest {word}"

    return proof


__all__ = [
    "LIMIT",
    "MAX_BYTES",
    "STORE_EXAMPLE",
    "Credentials",
    "Http",
    "RefusedError",
    "RemoteError",
    "Response",
    "SlowError",
    "check_address",
    "credentials_for",
    "origin_of",
]
