"""The one way to the engine: a query is answered in a confined process, over a store on disk.

The text is looked at here first (`cityties.query.guard`), for early and clear errors. What keeps
a query from the network, from files and from this process is the worker (`cityties.worker`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from cityties.errors import QueryError, QueryTimeoutError, StoreError, WorkerError
from cityties.language.messages import _
from cityties.query import guard, results
from cityties.query.session import SERVICE, spare_files
from cityties.worker import pool
from cityties.worker.limits import MEMORY, SECONDS, Limits
from cityties.worker.process import StartError, TimeLimitError, Worker


class Queryable(Protocol):
    """What can be asked: a graph whose quads are a store on disk."""

    @property
    def quads_folder(self) -> Path:
        """The folder that a worker opens read-only."""

    def recover(self, error: StoreError) -> None:
        """Make the quads again where they were damaged; raises the error if it cannot."""


def ask(
    graph: Queryable,
    text: str,
    *,
    timeout: float | None = None,
    memory: int | None = None,
    union: bool = True,
    slips: bool = False,
) -> tuple[results.Answer, list[str]]:
    """Run a SPARQL text.

    Parameters
    ----------
    graph : what is asked
    text : a SPARQL 1.1 query with every value in it
    timeout : seconds after which it is ended; 60 by default
    memory : megabytes that it may use; 1024 by default
    union : whether patterns outside ``GRAPH`` see the merge of all named graphs; else they
        see nothing
    slips : whether to look for what is misspelt and so matches nothing

    Returns
    -------
    The answer, and a sentence for each slip.

    Raises
    ------
    QueryError
        If the text is refused, is not SPARQL, or ends the process that answers it.
    QueryTimeoutError
        If it took longer than ``timeout``.
    StoreError
        If the store is damaged and cannot be rebuilt.
    """
    limits = Limits(SECONDS if timeout is None else timeout, MEMORY if memory is None else memory)
    guard.check_text(text)
    try:
        try:
            return _ask(graph.quads_folder, text, limits, union=union, slips=slips)
        except StoreError as error:
            graph.recover(error)
            return _ask(graph.quads_folder, text, limits, union=union, slips=slips)
    except TimeLimitError:
        raise QueryTimeoutError(
            _("the query took more than {seconds} s and was stopped").format(
                seconds=f"{limits.seconds:g}"
            )
        ) from None
    except StartError as error:
        raise QueryError(str(error)) from error
    except WorkerError as error:
        raise QueryError(
            _("the query was stopped: {reason}; ask for less, or allow more memory").format(
                reason=error
            )
        ) from error


def _ask(
    quads: Path, text: str, limits: Limits, *, union: bool, slips: bool
) -> tuple[results.Answer, list[str]]:
    def start() -> Worker:
        return Worker(
            SERVICE,
            {"quads": str(quads)},
            limits=limits,
            readable=[quads],
            files=spare_files(quads),
            imports=("pyoxigraph",),  # may be anywhere, by a link
        )

    head, data = pool.call(
        (str(quads), limits.memory),
        start,
        "answer",
        {"text": text, "union": union, "slips": slips},
        seconds=limits.seconds,
    )
    try:
        kind, told = str(head["kind"]), [str(sentence) for sentence in head["slips"]]
    except (KeyError, TypeError) as error:
        raise WorkerError(_("the answer cannot be understood")) from error
    return results.from_bytes(kind, data), told
