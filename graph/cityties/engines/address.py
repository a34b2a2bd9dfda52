"""An executor by its address, or by what somebody has open."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from cityties.engines.serial import Serial
from cityties.errors import UsageError
from cityties.language.messages import _

if TYPE_CHECKING:
    from distributed import Client
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    from cityties.engines.protocol import Executor

    Engine: TypeAlias = str | Client | SparkContext | SparkSession | Executor

FORMS: Final = ("serial", "pool", "pool:N", "dask://HOST:PORT", "spark://HOST:PORT", "spark:MASTER")
"""How addresses look."""

_HOST: Final = r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}"
_POOL: Final = re.compile(r"pool(?::([1-9][0-9]{0,3}))?")
_DASK: Final = re.compile(rf"dask(\+tls)?://({_HOST})")
_SPARK: Final = re.compile(rf"spark://{_HOST}(,{_HOST})*|spark:(?P<master>[a-z][^\s/]*.*)")


def check_address(address: str) -> str:
    """An address of an engine, if it is one.

    Parameters
    ----------
    address : one of :data:`FORMS`

    Raises
    ------
    UsageError
        With the forms that there are.

    Examples
    --------
    >>> check_address("pool:4")
    'pool:4'
    """
    for form in (_POOL, _DASK, _SPARK):
        if form.fullmatch(address):
            return address
    if address == "serial":
        return address
    raise UsageError(
        _("unknown engine {address!r}; expected one of: {forms}").format(
            address=address, forms=", ".join(FORMS)
        )
    )


@contextmanager
def open_executor(address: Engine = "serial") -> Iterator[Executor]:
    """Reach an engine, and leave it at the end.

    Parameters
    ----------
    address : ``serial`` (this process), ``pool`` or ``pool:4`` (processes of this machine, as many
        as it has processors, or four), ``dask://host:port`` (``dask+tls://`` encrypted),
        ``spark://host:port``, or ``spark:`` and any other master of Spark, as in
        ``spark:local-cluster[2,1,900]``; or what is open and stays so: a ``Client`` of Dask, a
        ``SparkSession``, a ``SparkContext``, an executor

    Raises
    ------
    UsageError
        If it is not an address of an engine.
    EngineError
        If its package is missing, or there is no response.

    Examples
    --------
    >>> with open_executor("serial") as executor:
    ...     executor.name, executor.workers
    ('serial', 1)
    """
    if not isinstance(address, str):
        yield _executor_of(address)
        return
    check_address(address)
    if address == "serial":
        yield Serial()
    elif found := _POOL.fullmatch(address):
        from cityties.engines.pool import Pool

        yield Pool(int(found[1]) if found[1] else _processors())
    elif found := _DASK.fullmatch(address):
        from cityties.engines.dask import Dask

        dask = Dask(("tls://" if found[1] else "tcp://") + found[2])
        try:
            yield dask
        finally:
            dask.close()
    else:
        from cityties.engines.spark import Spark

        found = _SPARK.fullmatch(address)
        spark = Spark((found["master"] if found else None) or address)
        try:
            yield spark
        finally:
            spark.close()


def _executor_of(engine: Any) -> Executor:
    """The executor of what somebody has open; no package is imported to ask what it is."""
    package = type(engine).__module__.partition(".")[0]
    if package == "distributed":
        from cityties.engines.dask import Dask

        return Dask(engine)
    if package == "pyspark":
        from cityties.engines.spark import Spark

        context = getattr(engine, "sparkContext", engine)
        if hasattr(context, "parallelize"):  # a session of Spark Connect has none
            return Spark(context)
    elif callable(getattr(engine, "run", None)):
        found: Executor = engine
        return found
    raise UsageError(
        _("unknown engine {address!r}; expected one of: {forms}").format(
            address=engine, forms=", ".join(FORMS)
        )
    )


def _processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
