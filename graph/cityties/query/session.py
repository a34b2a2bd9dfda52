"""What a confined worker does with a built store: it opens it read-only and answers queries.

This runs inside the worker (`cityties.worker.serve`), which cannot make a connection, start a
program or open any file but those of the store and of Python.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cityties.errors import QueryError, StoreError
from cityties.language.messages import _
from cityties.query import guard, results
from cityties.start.patterns import regex

if TYPE_CHECKING:
    from cityties.worker.serve import Answer

SERVICE: Final = "cityties.query.session:Session"
"""The class below, as `cityties.worker.process.Worker` names a service."""

_DAMAGE = regex("corrupt|checksum|io error|no such file|block|invalid", re.IGNORECASE)


_SPARE_FILES: Final = 256  # besides those of the store: the engine asks for 96 at least


def spare_files(quads: Path) -> int:
    """How many files a worker over a store may have open.

    Parameters
    ----------
    quads : the folder of the store
    """
    return _SPARE_FILES + (sum(1 for _each in quads.iterdir()) if quads.is_dir() else 0)


class Session:
    """A store that is open for queries.

    Parameters
    ----------
    quads : the folder of the store

    Raises
    ------
    StoreError
        If it cannot be opened.
    """

    def __init__(self, quads: str) -> None:
        import pyoxigraph as ox

        try:
            self.store = ox.Store.read_only(quads)
        except (OSError, ValueError, RuntimeError) as error:
            raise _damaged(quads, error) from error
        self.quads = quads

    def answer(self, text: str, *, union: bool, slips: bool = False) -> Answer:
        """Run a query to its end.

        Parameters
        ----------
        text : SPARQL, with every value in it
        union : whether patterns outside ``GRAPH`` see the merge of all named graphs
        slips : whether to look for what is misspelt too

        Returns
        -------
        ``kind`` of the answer (see `results.to_bytes`) and ``slips``, a sentence for each; and
        the bytes of the answer.

        Raises
        ------
        QueryError, StoreError
        """
        try:
            kind, pieces = results.to_pieces(guard.run(self.store, text, union=union))
        except QueryError:
            raise
        except (OSError, RuntimeError, ValueError) as error:
            raise self.error(error) from error
        found: list[str] = []
        if slips:
            from cityties.query.slips import slips as look

            found = list(look(text, self.store))
        return {"kind": kind, "slips": found}, pieces

    def error(self, error: Exception) -> StoreError | QueryError:
        """What an error of the engine means: a damaged store, or a query that cannot be answered.

        Parameters
        ----------
        error : what the engine raised
        """
        if _DAMAGE.search(str(error)):
            return _damaged(self.quads, error)
        return QueryError(str(error))


def _damaged(folder: str, reason: object) -> StoreError:
    return StoreError(
        _("the graph in {folder} is damaged ({reason}): rebuild it").format(
            folder=folder, reason=reason
        )
    )
