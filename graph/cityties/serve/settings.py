"""What whoever runs the server chooses, with limits that hold by default."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cityties.errors import UsageError
from cityties.language.messages import _, languages
from cityties.worker.limits import Limits

HOST: Final = "127.0.0.1"
PORT: Final = 8707
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An inbox that is reviewed in a browser: the one thing that the server writes.

    Parameters
    ----------
    inbox : the folder with articles, candidates and decisions
    into : the data folder that accepted claims are written into, if any
    who : who decides, unless the form says so
    data : further data folders that candidates are compared with
    shipped : whether to take the shipped data too
    """

    inbox: Path
    into: Path | None = None
    who: str = ""
    data: tuple[Path, ...] = ()
    shipped: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to listen, what is allowed, and the limits.

    Parameters
    ----------
    host, port : where to listen; port 0 takes a free one
    url : the address that clients use, where a proxy stands before the server; by default the
        one that a request was sent to
    cors : origins whose pages may read answers in a browser, ``*`` for all; never with
        credentials
    language : of texts, where a request does not choose one
    heavy : queries that may run long at the same time; one more worker is kept for short ones
    seconds, memory : limits of one query; memory in megabytes
    rows, answer_bytes : largest answer; a larger one is an error, or cut and marked if asked for
    body_bytes : largest body of a request
    waiting : requests that may wait for a worker; more get 503
    wait_seconds : how long they wait
    send_seconds : how long a client may take to receive an answer
    flight_bytes : answers that may be on their way at the same time, all together
    log_queries : whether the log has the texts of queries
    review : the inbox that is reviewed; ``None``: the server writes nothing

    Raises
    ------
    UsageError
        If a limit is not positive, an origin is not one, the language is not known, or an inbox
        could be reached by others than this machine.

    Examples
    --------
    >>> Settings().is_local, Settings(heavy=4).workers
    (True, 5)
    """

    host: str = HOST
    port: int = PORT
    url: str = ""
    cors: tuple[str, ...] = ()
    language: str = "en"
    heavy: int = 4
    seconds: float = 30.0
    memory: int = 512
    rows: int = 100_000
    answer_bytes: int = 32 * 2**20
    body_bytes: int = 2**20
    waiting: int = 64
    wait_seconds: float = 5.0
    send_seconds: float = 60.0
    flight_bytes: int = 256 * 2**20
    log_queries: bool = False
    review: Reviewed | None = None

    def __post_init__(self) -> None:
        Limits(self.seconds, self.memory)
        if self.heavy < 1:
            raise UsageError(_("at least one query must be allowed to run long"))
        for origin in self.cors:
            scheme, colon, rest = origin.partition("://")
            if origin != "*" and not (scheme and colon and rest and "/" not in rest):
                raise UsageError(
                    _("{origin!r} is not an origin; write it like https://example.org").format(
                        origin=origin
                    )
                )
        if self.url and not self.url.startswith(("http://", "https://")):
            raise UsageError(
                _("the address {url!r} must begin with http:// or https://").format(url=self.url)
            )
        if self.language not in languages():
            raise UsageError(
                _("no texts in {language!r}; available: {known}").format(
                    language=self.language, known=", ".join(languages())
                )
            )

        if self.review is not None and (not self.is_local or self.url or self.cors):
            raise UsageError(
                _(
                    "{inbox} lets whoever reaches the server decide and write: it is for this "
                    "machine alone; leave out {options}"
                ).format(inbox="--inbox", options="--host, --url, --cors")
            )

    @property
    def workers(self) -> int:
        """Processes that answer queries: one more than may run long."""
        return self.heavy + 1

    @property
    def is_local(self) -> bool:
        """Whether only programs of this machine can reach it."""
        return self.host in LOOPBACK
