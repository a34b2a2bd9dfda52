"""What a worker of the server does: it answers in the form that was asked for, within limits.

The bytes are those that ``cityties query`` prints. An answer is made whole before the first
byte is sent, so a status of 200 is never followed by half an answer.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from cityties.errors import QueryError
from cityties.language.messages import _, ngettext
from cityties.language.visible import json_visible
from cityties.query import guard, results, session

if TYPE_CHECKING:
    from typing import IO, Any

    from cityties.api import CityGraph
    from cityties.worker.serve import Answer

PARTIAL: Final = "urn:cityties:partial:rows"
"""In ``head.link`` of an answer that was cut, as its client asked for."""

_COMPRESSED: Final = 1000


class _TooLargeError(Exception):
    """More bytes than may be sent."""


class _Limited(io.RawIOBase):
    """What an engine writes into, up to a number of bytes."""

    def __init__(self, most: int) -> None:
        self.parts: list[bytes] = []
        self._left = most

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise _TooLargeError
        self.parts.append(bytes(data))
        return len(data)


class Session(session.Session):
    """A store that is open for the queries of clients.

    Parameters
    ----------
    quads : the folder of the store
    """

    def respond(
        self,
        text: str,
        form: str,
        *,
        union: bool = True,
        dataset: Sequence[Sequence[str]] | None = None,
        rows: int,
        most: int,
        partial: bool = False,
        compress: bool = False,
    ) -> Answer:
        """Run a query, and write its answer.

        Parameters
        ----------
        text : SPARQL, with every value in it
        form : of `cityties.serve.accept.ROWS` or `GRAPHS`
        union : whether patterns outside ``GRAPH`` see the merge of all named graphs
        dataset : the graphs that the protocol names instead: merged ones, and named ones
        rows, most : rows, and bytes, of the largest answer
        partial : whether more rows are left out and that is marked, or refused
        compress : whether the bytes are compressed

        Returns
        -------
        ``kind`` (``too-large`` without data), ``rows``, ``cut``, ``encoding``; and the bytes.

        Raises
        ------
        QueryError, StoreError
        """
        try:
            kind, data = self._run(text, union, dataset, most)
            found, cut = 0, False
            if kind == "rows":
                found = 1 + data.count(b"},{")  # never too few: also counts texts
                if found > rows:
                    found, cut, data = _cut(data, rows)
                if cut and not partial:
                    message = ngettext(
                        "the answer has more than {n} row: add LIMIT, or ask for the first rows "
                        "with partial=yes",
                        "the answer has more than {n} rows: add LIMIT, or ask for the first rows "
                        "with partial=yes",
                        rows,
                    )
                    return {"kind": "too-large", "message": message.format(n=f"{rows:,}")}, []
            data = _written(kind, data, form, most)
        except _TooLargeError:
            return _too_large(most), []
        except QueryError:
            raise
        except (OSError, RuntimeError, ValueError) as error:
            raise self.error(error) from error
        head, data = _squeezed(data, compress)
        return {"kind": kind, "rows": found, "cut": cut, **head}, [data]

    def listing(
        self, name: str, keywords: dict[str, Any], form: str, *, most: int, compress: bool = False
    ) -> Answer:
        """Make a listing of the API.

        Parameters
        ----------
        name : of an endpoint in `cityties.serve.listings`
        keywords : of its method
        form : of `cityties.serve.listings.FORMS`
        most, compress : as of :meth:`respond`

        Raises
        ------
        CitytiesError
        """
        from cityties.serve.listings import ENDPOINTS, made

        endpoint = next(each for each in ENDPOINTS if each.name == name)
        data = made(self.graph, endpoint, keywords, form)
        if len(data) > most:
            return _too_large(most), []
        head, data = _squeezed(data, compress)
        return {"kind": "listing", **head}, [data]

    @cached_property
    def graph(self) -> CityGraph:
        """The graph of the store, with its tables and readings; made when first used."""
        # To load a library may end a worker; loops of Python do.
        from cityties.api import CityGraph
        from cityties.centrality.native import forbid
        from cityties.store.build import Graph
        from cityties.store.graphs import read_version

        forbid()
        version = read_version(Path(self.quads).parent)
        return CityGraph(Graph(version.manifest, version=version))

    def _run(
        self, text: str, union: bool, dataset: Sequence[Sequence[str]] | None, most: int
    ) -> tuple[str, bytes]:
        import pyoxigraph as ox

        asked = None if dataset is None else (list(dataset[0]), list(dataset[1]))
        result = guard.run(self.store, text, union=union, dataset=asked)
        if isinstance(result, ox.QueryBoolean):
            return "truth", b"1" if result else b"0"
        limited = _Limited(most)
        output = cast("IO[bytes]", limited)
        if isinstance(result, ox.QuerySolutions):
            result.serialize(output, format=ox.QueryResultsFormat.JSON)
            return "rows", b"".join(limited.parts)
        result.serialize(output, format=ox.RdfFormat.N_TRIPLES)
        return "triples", b"".join(limited.parts)


def _too_large(most: int) -> dict[str, str]:
    return {
        "kind": "too-large",
        "message": _("the answer is larger than {n} MB: add LIMIT, or ask for less").format(
            n=f"{most / 2**20:g}"
        ),
    }


def _squeezed(data: bytes, compress: bool) -> tuple[dict[str, str], bytes]:
    if compress and len(data) >= _COMPRESSED:
        return {"encoding": "gzip"}, gzip.compress(data, 5, mtime=0)
    return {"encoding": ""}, data


def _cut(data: bytes, rows: int) -> tuple[int, bool, bytes]:
    """The number of rows that stay, whether some were left out, and the bytes."""
    whole = json.loads(data)
    found = whole["results"]["bindings"]
    if len(found) <= rows:
        return len(found), False, data
    whole["results"]["bindings"] = found[:rows]
    whole["head"]["link"] = [f"{PARTIAL}:{rows}"]
    return rows, True, json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def _written(kind: str, data: bytes, form: str, most: int) -> bytes:
    """The answer in a form, as the command line prints it."""
    made = results.from_bytes(kind, data).serialize(form)
    if form.startswith("json"):
        made = json_visible(made.decode()).encode()
    if len(made) > most:
        raise _TooLargeError
    return made
