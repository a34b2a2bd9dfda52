"""Numbers for Prometheus: requests, their time, workers. No text of a query is among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

if TYPE_CHECKING:
    from cityties.serve.site import Site

MEDIA: Final = CONTENT_TYPE_LATEST
_ROUTES: Final = frozenset({"sparql", "api", "healthz", "metrics", ".well-known", "reconcile"})
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """What is counted while a server runs.

    Parameters
    ----------
    site : whose workers are counted
    """

    def __init__(self, site: Site) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "cityties_requests", "Requests that were answered.", ("route", "method", "status"),
            registry=self.registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "cityties_request_seconds", "Time to an answer, in seconds.", ("route",),
            buckets=_BUCKETS, registry=self.registry,
        )  # fmt: skip
        self.restarts = Counter(
            "cityties_worker_restarts", "Workers that were ended and started again.",
            registry=self.registry,
        )  # fmt: skip
        for name, text, read in (
            ("workers", "Workers that run.", lambda: site.pool.alive if site.pool else 0),
            ("running", "Queries that run or wait.", lambda: site.pool.running if site.pool else 0),
            ("long", "Long queries that run.", lambda: site.pool.long if site.pool else 0),
            ("waiting", "Queries that wait.", lambda: site.pool.waiting if site.pool else 0),
            ("flight_bytes", "Bytes of answers on their way.", lambda: site.flight),
        ):
            Gauge(f"cityties_{name}", text, registry=self.registry).set_function(read)

    def count(self, path: str, method: str, status: int, seconds: float) -> None:
        """Count one request.

        Parameters
        ----------
        path : of the address; only its first part, if that is a part of the server
        method, status : of HTTP
        seconds : how long it took
        """
        first = path.strip("/").partition("/")[0]
        route = first if first in _ROUTES else "pages"
        known = method if method in ("GET", "HEAD", "POST", "OPTIONS") else "other"
        self._requests.labels(route, known, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Everything, in the text form of Prometheus."""
        return generate_latest(self.registry)
