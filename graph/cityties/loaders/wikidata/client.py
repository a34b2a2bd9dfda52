"""One request at a time to a SPARQL service, and patience with it.

Wikidata's service ends a query after 60 seconds, gives a client 60 seconds of
work a minute, and answers 429 with ``Retry-After`` to who asks too much. So:
a pause between requests, waits as the service says, back-off with jitter
otherwise, never two requests at once, and a User-Agent that says who asks.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cityties.base.files import sha256, write_atomic
from cityties.errors import CitytiesError, DataError, UsageError
from cityties.language.messages import _, ngettext
from cityties.loaders.wikidata.answers import Binding, read_results
from cityties.loaders.wikidata.deadline import Connections, TimeOverError, within

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

ENDPOINT = "https://query.wikidata.org/sparql"
LIMIT = 60.0
"""Seconds that one request may take: what Wikidata's service allows."""

MAX_BYTES = 256 * 1024 * 1024
"""A larger answer is refused."""

_MAX_WAIT = 600.0  # a service that asks for a longer pause has blocked us: then stop and report it
_FIRST_TRIES = 3  # where no request has been answered yet
_BACK_OFF = 2.0  # seconds, doubled with each try
_BACK_OFF_MOST = 120.0
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PIECE = 64 * 1024
_WAITING = (429, 502, 503)
_TIMED_OUT = (b"TimeoutException", b"QueryTimeout", b"timed out", b"timeout")
_TRACE = (b"java.util.concurrent.TimeoutException", b"SPARQL-QUERY: queryStr=", b"QueryTimeout")
_UNREADABLE_TRIES = 3  # then less is asked for at once

Say = Callable[[str], None]


class ServiceError(CitytiesError):
    """A SPARQL service that refuses, is broken, or is not a SPARQL service."""


class TooSlowError(ServiceError):
    """A query that the service could not answer in its time: ask for less at once."""


class UnreadableError(ServiceError):
    """An answer that was cut, or is none, each time it was asked for: ask for less at once."""


class _TryAgain(Exception):  # noqa: N818 - no error yet: a reason to wait
    """A temporary error; ``unreadable``: there was an answer, of which nothing can be read."""

    def __init__(self, reason: str, retry_after: str = "", *, unreadable: bool = False) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.unreadable = unreadable


def check_endpoint(endpoint: str, contact: str = "") -> str:
    """The address of a service, if it can be one.

    Parameters
    ----------
    endpoint : an http or https address
    contact : who asks: a mail or web address; needed unless the service is on this machine

    Raises
    ------
    UsageError

    Examples
    --------
    >>> check_endpoint("http://localhost:7878/query")
    'http://localhost:7878/query'
    """
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(
            _("{value!r} is not the address of a SPARQL service, such as {example}").format(
                value=endpoint, example=ENDPOINT
            )
        )
    if not contact.strip() and parts.hostname not in _LOOPBACK:
        raise UsageError(
            _(
                "no contact given: set --contact to a mail or web address (or CITYTIES_CONTACT); "
                "Wikimedia's policy requires it in the User-Agent"
            )
        )
    if not contact.isprintable() or not contact.isascii():
        raise UsageError(_("{value!r} cannot be used as a contact").format(value=contact))
    return endpoint


class Client:
    """Asks a SPARQL service, and keeps its answers.

    Parameters
    ----------
    endpoint : its address
    contact : a mail or web address that goes into the User-Agent
    cache : a folder for the answers as they came; an answer that is there is not asked for again
    pause : seconds between the end of one request and the start of the next
    limit : seconds that one request may take
    tries : how often a request is made before giving up
    say : called with a line when something is waited for
    sleep : how to wait; tests replace it
    """

    def __init__(
        self,
        endpoint: str = ENDPOINT,
        *,
        contact: str = "",
        cache: Path | None = None,
        pause: float = 1.0,
        limit: float = LIMIT,
        tries: int = 6,
        say: Say = lambda _line: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        from importlib.metadata import version

        from cityties import __version__

        self.endpoint = check_endpoint(endpoint, contact)
        self.cache = cache
        self.requests = 0
        self.from_cache = 0
        self._pause, self._limit, self._tries = pause, limit, tries
        self._say, self._sleep = say, sleep
        self._last = 0.0
        self._reached = False
        self._headers = {
            "Accept": "application/sparql-results+json",
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": f"cityties/{__version__} ({contact.strip() or 'no contact'}) "
            f"urllib3/{version('urllib3')}",
        }
        self._connections = Connections()
        self._pool = connections_to(endpoint, self._connections)

    def close(self) -> None:
        """Let go of the connection."""
        self._connections.cut()
        self._pool.clear()

    def ask(self, query: str) -> list[Binding]:
        """The rows of a SELECT query.

        Raises
        ------
        TooSlowError : if the service ran out of time
        UnreadableError : if its answer cannot be read, however often it is asked
        ServiceError : if it refuses, stays broken, or is not a SPARQL service
        """
        file = None if self.cache is None else self.cache / f"{self.key(query)}.json"
        if file is not None and file.is_file():
            try:
                rows = read_results(file.read_bytes(), str(file))[1]
            except DataError:
                self._say(_("{file} in the cache is damaged: requested again").format(file=file))
            else:
                self.from_cache += 1
                return rows
        data, rows = self._patiently(query)
        if file is not None:
            write_atomic(file, data)
        return rows

    def key(self, query: str) -> str:
        """What an answer is kept under."""
        return sha256(f"{self.endpoint}\n{query}".encode())[:32]

    def _patiently(self, query: str) -> tuple[bytes, list[Binding]]:
        for attempt in range(1, self._tries + 1):
            wait = self._last + self._pause - time.monotonic()
            if wait > 0:
                self._sleep(wait)
            try:
                self.requests += 1
                return self._once(query)
            except _TryAgain as fault:
                if attempt == self._most(fault):
                    kind = UnreadableError if fault.unreadable else ServiceError
                    raise kind(
                        ngettext(
                            "{endpoint}: {reason}; gave up after {n} try",
                            "{endpoint}: {reason}; gave up after {n} tries",
                            attempt,
                        ).format(endpoint=self.endpoint, reason=fault, n=attempt)
                    ) from fault
                self._wait(fault, attempt)
            finally:
                self._last = time.monotonic()
        raise AssertionError("unreachable")

    def _most(self, fault: _TryAgain) -> int:
        """How often a request is made that ends like this."""
        if not self._reached:  # an address that never answered is most likely a wrong one
            return min(self._tries, _FIRST_TRIES)
        return min(self._tries, _UNREADABLE_TRIES) if fault.unreadable else self._tries

    def _wait(self, fault: _TryAgain, attempt: int) -> None:
        from urllib3.exceptions import InvalidHeader
        from urllib3.util import Retry

        seconds = min(_BACK_OFF * 2 ** (attempt - 1), _BACK_OFF_MOST) * random.uniform(0.75, 1.25)
        if fault.retry_after:
            try:
                seconds = Retry().parse_retry_after(fault.retry_after)
            except (InvalidHeader, ValueError, OverflowError):
                self._say(_("cannot read Retry-After “{text}”").format(text=fault.retry_after))
        if seconds > _MAX_WAIT:
            raise ServiceError(
                _(
                    "{endpoint}: {reason}; it asks for a pause of {n} seconds: repeat the "
                    "command after that to resume"
                ).format(endpoint=self.endpoint, reason=fault, n=round(seconds))
            ) from fault
        self._say(_("{reason}; retry in {n} seconds").format(reason=fault, n=round(seconds, 1)))
        self._sleep(seconds)

    def _once(self, query: str) -> tuple[bytes, list[Binding]]:
        import urllib3
        from urllib3.exceptions import HTTPError, TimeoutError

        try:
            response, data = within(self._limit, lambda: self._request(query), self._connections)
        except TimeOverError as error:
            # Its only connection belongs to the request that nobody waits for any more.
            self._pool = connections_to(self.endpoint, self._connections)
            raise self._too_slow() from error
        except urllib3.exceptions.NewConnectionError as error:
            raise _TryAgain(
                _("unknown host {host}").format(host=urlsplit(self.endpoint).hostname)
                if isinstance(error, urllib3.exceptions.NameResolutionError)
                else _("no response from this address")
            ) from error
        except urllib3.exceptions.ConnectTimeoutError as error:
            raise ServiceError(
                _("{endpoint}: no response from this address").format(endpoint=self.endpoint)
            ) from error
        except TimeoutError as error:
            raise self._too_slow() from error
        except urllib3.exceptions.SSLError as error:
            raise ServiceError(
                _("{endpoint}: no secure connection: {reason}").format(
                    endpoint=self.endpoint, reason=error
                )
            ) from error
        except HTTPError as error:
            raise _TryAgain(_("the response was cut off"), unreadable=True) from error
        return data, self._rows(response, data)

    def _too_slow(self) -> TooSlowError:
        return TooSlowError(
            _("{endpoint}: no response within {n} seconds").format(
                endpoint=self.endpoint, n=round(self._limit)
            )
        )

    def _request(self, query: str) -> tuple[BaseHTTPResponse, bytes]:
        import urllib3

        response = self._pool.request(
            "POST",
            self.endpoint,
            fields=None,
            body=_form(query),
            headers=self._headers,
            timeout=urllib3.Timeout(connect=min(10.0, self._limit), read=self._limit),
            preload_content=False,
            redirect=False,
        )
        self._reached = True
        try:
            return response, self._body(response)
        finally:
            response.close()

    def _body(self, response: BaseHTTPResponse) -> bytes:
        """The whole body, within the limit of size."""
        pieces, size = [], 0
        # read1 gives what has come; a read of a whole piece would wait for all of it.
        while piece := response.read1(_PIECE, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_BYTES:
                raise ServiceError(
                    _("{endpoint}: a response of more than {n} bytes").format(
                        endpoint=self.endpoint, n=MAX_BYTES
                    )
                )
        return b"".join(pieces)

    def _rows(self, response: BaseHTTPResponse, data: bytes) -> list[Binding]:
        status = response.status
        if status in _WAITING:
            raise _TryAgain(
                _("the service asks to wait ({status})").format(status=status)
                if status == 429
                else _("the service is busy ({status})").format(status=status),
                response.headers.get("Retry-After", ""),
            )
        if status == 504 or (status >= 500 and any(word in data for word in _TIMED_OUT)):
            raise TooSlowError(
                _("{endpoint}: the query timed out on the service").format(endpoint=self.endpoint)
            )
        if status >= 500:
            raise _TryAgain(_("the service failed ({status})").format(status=status))
        if 300 <= status < 400:
            raise ServiceError(
                _("{endpoint} redirects to {address}: use that address").format(
                    endpoint=self.endpoint, address=response.headers.get("Location", "?")
                )
            )
        if status != 200:
            raise ServiceError(
                _("{endpoint} refused the request ({status}): {text}").format(
                    endpoint=self.endpoint, status=status, text=_excerpt(data)
                )
            )
        timed_out = TooSlowError(
            _("{endpoint}: the query timed out on the service").format(endpoint=self.endpoint)
        )
        if any(word in data for word in _TRACE):
            # A query that ran out of time while its answer was sent ends in a stack trace.
            raise timed_out
        try:
            return read_results(data, self.endpoint)[1]
        except DataError as error:
            if any(word in data for word in _TIMED_OUT[:2]):
                raise timed_out from error
            problem = error.problems[0]
            text = problem.message
            if problem.code == "cut-answer":
                text = _("the response was cut off")
            elif problem.suggestion:
                text += _("; ") + problem.suggestion
            # A gateway's page, a notice of maintenance: what answers may be right the next time.
            raise _TryAgain(text, unreadable=True) from error


def connections_to(endpoint: str, connections: Connections) -> PoolManager:
    """One connection to the service, through the proxy that the system names, if any."""
    from urllib.request import getproxies, proxy_bypass

    import urllib3

    parts = urlsplit(endpoint)
    proxy = getproxies().get(parts.scheme, "")
    if proxy and parts.hostname not in _LOOPBACK and not proxy_bypass(parts.hostname or ""):
        made: PoolManager = urllib3.ProxyManager(
            proxy, num_pools=1, maxsize=1, block=True, retries=False
        )
    else:
        made = urllib3.PoolManager(num_pools=1, maxsize=1, block=True, retries=False)
    classes: dict[str, Any] = made.pool_classes_by_scheme
    made.pool_classes_by_scheme = {
        scheme: type(
            pool.__name__, (pool,), {"ConnectionCls": connections.noting(pool.ConnectionCls)}
        )
        for scheme, pool in classes.items()
    }
    return made


def _form(query: str) -> bytes:
    from urllib.parse import urlencode

    return urlencode({"query": query, "format": "json"}).encode("ascii")


def _excerpt(data: bytes) -> str:
    """The first words of a refusal."""
    import re

    text = re.sub(r"<[^>]*>", " ", data[:2000].decode("utf-8", "replace"))
    text = " ".join(word for word in text.split() if word.isprintable())
    return text[:160] + ("…" if len(text) > 160 else "")
