"""A graph to a server: each named graph, and their merge, by the Graph Store Protocol.

A graph is put (so what was there under its name goes) and then counted; a number that is not
what was sent is an error. The merge is put as the default graph, so that queries search a set
of triples there as they do here, whatever switch the server knows. Where the default graph
takes none, the merge is a graph of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit, urlunsplit

from cityties.base.files import write_atomic
from cityties.errors import UsageError
from cityties.language.messages import _
from cityties.query.dataset import with_merge
from cityties.query.results import Rows
from cityties.remote.answers import ROWS, TRIPLES, read_answer
from cityties.remote.http import (
    STORE_EXAMPLE,
    Http,
    RefusedError,
    RemoteError,
    check_address,
    origin_of,
)
from cityties.remote.servers import MERGE, OTHER, Kind, kind_of, query_address

if TYPE_CHECKING:
    import pyoxigraph as ox

_TYPE: Final = "application/n-triples"


@dataclass(frozen=True, slots=True)
class Sent:
    """A graph that was sent.

    Parameters
    ----------
    graph : its IRI; blank for the default graph
    triples : how many were sent
    counted : how many the server has; the same, or there was an error
    """

    graph: str
    triples: int
    counted: int


def graphs_of(store: ox.Store, merge: str) -> Iterator[tuple[str, bytes, int]]:
    """Each graph as N-Triples: the merge first, then the named graphs by their IRI.

    Parameters
    ----------
    store : quads, with their merge as the default graph or without
    merge : the IRI of the merge; blank: it is the default graph

    Returns
    -------
    For each the IRI, the triples, and their number.
    """
    import pyoxigraph as ox

    store = with_merge(store)
    yield merge, *_triples(store, ox.DefaultGraph())
    for graph in sorted(store.named_graphs(), key=str):
        yield graph.value, *_triples(store, graph)


def _triples(
    store: ox.Store, graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph
) -> tuple[bytes, int]:
    import pyoxigraph as ox

    data = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph) or b""
    return data, data.count(b"\n")


def push(
    store: ox.Store,
    url: str,
    *,
    endpoint: str = "",
    http: Http | None = None,
    each: Callable[[Sent], None] = lambda _sent: None,
) -> tuple[Kind, list[Sent]]:
    """Send every graph, and count it there.

    Parameters
    ----------
    store : the quads
    url : the address of the server's Graph Store
    endpoint : where it answers queries, to count by; where it is not known, each graph is
        fetched and counted here
    http : requests; made for ``url`` by default
    each : called with each graph that arrived whole

    Returns
    -------
    tuple : the kind of server; what was sent

    Raises
    ------
    RemoteError
        If the server refuses a graph, or has not what was sent.
    """
    url = check_address(url, STORE_EXAMPLE)
    endpoint = endpoint or query_address(url)
    if endpoint and origin_of(check_address(endpoint)) != origin_of(url):
        raise UsageError(
            _("{url}: the address for queries must be of the same server").format(url=endpoint)
        )
    http = http or Http(url)
    try:
        kind = _kind(http, endpoint or url)
        merge = "" if kind.takes_default else MERGE
        done = []
        for graph, data, number in graphs_of(store, merge):
            http.send("PUT", address_of(url, graph), body=data, type=_TYPE)
            sent = Sent(graph, number, _count(http, url, endpoint, graph))
            if sent.counted != number:
                raise RemoteError(
                    _("{url}: {n} triples of {graph} were sent, and {m} are there").format(
                        url=url,
                        n=f"{number:,}",
                        graph=graph or _("the default graph"),
                        m=f"{sent.counted:,}",
                    )
                )
            done.append(sent)
            each(sent)
        return kind, done
    finally:
        http.close()


def address_of(url: str, graph: str) -> str:
    """The address of a graph by the Graph Store Protocol.

    Examples
    --------
    >>> address_of("http://localhost/store", "urn:a&b")
    'http://localhost/store?graph=urn%3Aa%26b'
    >>> address_of("http://localhost/store", "")
    'http://localhost/store?default'
    """
    parts = urlsplit(url)
    asked = f"graph={quote(graph, safe='')}" if graph else "default"
    return urlunsplit(parts._replace(query=f"{parts.query}&{asked}" if parts.query else asked))


def _kind(http: Http, url: str) -> Kind:
    """The kind of server, by the headers of an answer, of any status."""
    try:
        return kind_of(http.send("GET", url).headers)
    except RefusedError as error:
        return kind_of(error.headers)
    except RemoteError:
        return OTHER


def _count(http: Http, url: str, endpoint: str, graph: str) -> int:
    if not endpoint:
        data = http.send("GET", address_of(url, graph), accept=TRIPLES).data
        return sum(1 for line in data.splitlines() if line.strip() and not line.startswith(b"#"))
    from urllib.parse import urlencode

    inside = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
    query = f"SELECT (COUNT(*) AS ?n) {{ {inside} }}"
    response = http.send(
        "POST",
        endpoint,
        body=urlencode({"query": query}).encode("ascii"),
        type="application/x-www-form-urlencoded",
        accept=ROWS,
    )
    answer = read_answer(endpoint, response, "SELECT")
    value = answer[0][0] if isinstance(answer, Rows) and len(answer) == 1 else None
    if isinstance(value, bool) or not isinstance(value, int):
        raise RemoteError(_("{url}: JSON, but no answer to this query").format(url=endpoint))
    return value


def write_bulk(store: ox.Store, folder: Path) -> int:
    """Write each graph as a file, for servers that are filled from files.

    Next to ``0001.nt`` stands ``0001.nt.graph`` with the graph's IRI, as Virtuoso's ``ld_dir``
    reads it; ``all.nq`` has all of them with the merge as the default graph.

    Parameters
    ----------
    store : the quads
    folder : an empty or new folder

    Returns
    -------
    The number of graphs.

    Raises
    ------
    UsageError
        If the folder is not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(_("{folder} is not empty: choose another folder").format(folder=folder))
    folder.mkdir(parents=True, exist_ok=True)
    number = 0
    parts = []
    for graph, data, _size in graphs_of(store, MERGE):
        number += 1
        name = f"{number:04}.nt"
        write_atomic(folder / name, data)
        write_atomic(folder / f"{name}.graph", f"{graph}\n".encode())
        end = b" .\n" if graph == MERGE else f" <{graph}> .\n".encode()
        parts.append(data.replace(b" .\n", end))
    write_atomic(folder / "all.nq", b"".join(parts))
    return number
