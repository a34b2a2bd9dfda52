"""What each kind of server needs: how the merge of all graphs is searched, where graphs go.

SPARQL leaves open what a query without ``GRAPH`` searches. Some servers search the union of
all graphs, some an own graph that may be empty: then every question has no rows, without an
error. So a server is tried, and known by the switch that it knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from cityties.vocabulary.terms import ID

MERGE: Final = ID + "merge"
"""The graph with the merge of all, on servers whose default graph takes no triples."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of server.

    Parameters
    ----------
    name : how it is called
    server : what its header ``Server`` has
    union : what is added to a request, so that it searches the union of all graphs
    takes_default : whether a graph can be put as its default graph
    store_to_query : the end of the address of its Graph Store, and that of its queries
    """

    name: str
    server: str = ""
    union: Mapping[str, str] | None = None
    takes_default: bool = True
    store_to_query: tuple[str, str] = ("", "")


OXIGRAPH: Final = Kind(
    "oxigraph", "oxigraph", {"union-default-graph": "true"}, store_to_query=("/store", "/query")
)
VIRTUOSO: Final = Kind(
    "virtuoso",
    "virtuoso",
    None,  # it searches the union anyhow
    takes_default=False,
    store_to_query=("/sparql-graph-crud-auth", "/sparql"),
)
FUSEKI: Final = Kind(
    "fuseki", "fuseki", {"default-graph-uri": "urn:x-arq:UnionGraph"},
    store_to_query=("/data", "/query"),
)  # fmt: skip
OTHER: Final = Kind("other")
KINDS: Final = (OXIGRAPH, VIRTUOSO, FUSEKI, OTHER)

_SUBTRACTED_DAYS = re.compile(r"STRBEFORE\s*\(\s*STRAFTER\s*\(\s*STR\s*\([^)]*-")


def kind_of(headers: Mapping[str, str]) -> Kind:
    """The kind of server that an answer came from.

    Parameters
    ----------
    headers : of the answer, names in small letters

    Examples
    --------
    >>> kind_of({"server": "Virtuoso/07.20.3229 (Linux) x86_64-pc-linux-gnu"}).name
    'virtuoso'
    >>> kind_of({}).name
    'other'
    """
    said = headers.get("server", "").lower()
    return next((each for each in KINDS if each.server and each.server in said), OTHER)


def query_address(store: str) -> str:
    """Where a server answers queries, by where it takes graphs; blank if that is not known.

    Parameters
    ----------
    store : the address of its Graph Store

    Examples
    --------
    >>> query_address("http://localhost:7878/store")
    'http://localhost:7878/query'
    >>> query_address("http://localhost:8080/elsewhere")
    ''
    """
    parts = urlsplit(store)
    for kind in KINDS:
        end, new = kind.store_to_query
        if end and parts.path.endswith(end):
            path = parts.path.removesuffix(end) + new
            return urlunsplit((parts.scheme, parts.netloc, path, "", ""))
    return ""
