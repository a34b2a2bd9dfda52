"""Apache Spark, by PySpark and Java.

Spark gives results when a job ends, so the items go in jobs of a few for each core.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from cityties.base.install import install_hint
from cityties.engines.protocol import ATTEMPTS, EngineError, Item, Result, Shared, Task
from cityties.engines.step import VERSION, result_of, step
from cityties.language.messages import _

if TYPE_CHECKING:
    from pyspark import SparkContext

_LOCAL_CLUSTER: Final = re.compile(r"local-cluster\[\d+,\s*\d+,\s*(\d+)\]")
"""Processes, cores of each, and megabytes of each."""


class Spark:
    """The executors of a Spark master, which have the same version of cityties installed.

    Parameters
    ----------
    master : ``spark://host:port``, ``local[2]``, ``local-cluster[2,1,900]``, ``yarn`` …, or a
        context that is there, which stays

    Raises
    ------
    EngineError
        If PySpark or Java is missing, or the master cannot be reached.
    """

    name = "spark"

    def __init__(self, master: str | SparkContext) -> None:
        self._own = isinstance(master, str)
        self._context = _started(master) if isinstance(master, str) else master

    @property
    def workers(self) -> int:
        """Cores of all executors."""
        return max(1, int(self._context.defaultParallelism))

    def run(
        self, task: Task[Shared, Item, Result], items: Sequence[Item], shared: Shared
    ) -> Iterator[tuple[int, Result]]:
        """Do the task for each item; see :class:`cityties.engines.protocol.Executor`."""
        held = self._context.broadcast(shared)
        pairs = list(enumerate(items))
        size = 4 * self.workers
        try:
            for start in range(0, len(pairs), size):
                job = pairs[start : start + size]
                rows = self._context.parallelize(job, len(job)).map(
                    lambda pair: (pair[0], step(VERSION, task, held.value, pair[1]))
                )
                try:
                    answers: list[Any] = rows.collect()
                except _java_errors() as error:
                    raise EngineError(
                        _("a job of Spark failed: {reason}").format(reason=_reason(error))
                    ) from error
                for number, answer in answers:
                    yield number, result_of(answer)
        finally:
            held.destroy()

    def close(self) -> None:
        """End the application; the master stays."""
        if self._own:
            self._context.stop()


def _started(master: str) -> SparkContext:
    """An application of ours at a master."""
    try:
        from pyspark import SparkConf, SparkContext
        from pyspark.errors import PySparkException
    except ImportError as error:
        raise EngineError(
            _("PySpark is not installed: {command}").format(command=install_hint("spark"))
        ) from error
    conf = SparkConf().setMaster(master).setAppName("cityties")
    conf.set("spark.ui.enabled", "false")  # no port is opened that nobody asked for
    conf.set("spark.ui.showConsoleProgress", "false")  # our own progress is shown
    conf.set("spark.log.level", "ERROR")
    conf.set("spark.task.maxFailures", str(ATTEMPTS + 1))
    if master.startswith("local"):
        # Python and path of this process, not those that a shell happens to find.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        if "PYTHONPATH" in os.environ:
            conf.set("spark.executorEnv.PYTHONPATH", os.environ["PYTHONPATH"])
    if found := _LOCAL_CLUSTER.fullmatch(master):
        conf.set("spark.executor.memory", f"{found[1]}m")
    try:
        return SparkContext(conf=conf)
    except (PySparkException, ValueError, OSError, *_java_errors()) as error:
        raise EngineError(
            _("Spark does not start with the master {master}: {reason}").format(
                master=master, reason=_reason(error)
            )
        ) from error


def _java_errors() -> tuple[type[Exception], ...]:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    return (Py4JError, PySparkException)


def _reason(error: Exception) -> str:
    """Of a report of Java: Python's own error in it, else Java's, which is in its second line."""
    lines = [line.strip().lstrip(": ") for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if "Error: " in line and not line.startswith("at ")]
    return (told[-1:] or lines[1:2] or lines or [type(error).__name__])[0]
