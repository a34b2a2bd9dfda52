"""What a query searches: the merge of all graphs, or of those that ``FROM`` names.

SPARQL searches one default graph, which is a set of triples. The engine's own union of
graphs is a bag (Oxigraph issue 1919): a triple that ten sources repeat counts ten times.
So a built store holds the merge as its default graph, and a query that names several
graphs gets a merge of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyoxigraph as ox


def with_merge(store: ox.Store) -> ox.Store:
    """The store, if its default graph holds something; else a copy with the merge in it.

    Parameters
    ----------
    store : quads in named graphs
    """
    import pyoxigraph as ox

    default = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    if next(iter(default), None) is not None or not len(store):
        return store
    graphs = list(store.named_graphs())
    return _merged(store, graphs, graphs)


def query_dataset(
    store: ox.Store, default: Sequence[str], named: Sequence[str]
) -> tuple[ox.Store, dict[str, list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]]]:
    """The store and the graphs in it that a query with ``FROM`` searches.

    Parameters
    ----------
    store : where the graphs are
    default : IRIs after ``FROM``
    named : IRIs after ``FROM NAMED``

    Returns
    -------
    A store, and the keywords that name its graphs to the engine.
    """
    import pyoxigraph as ox

    defaults = [ox.NamedNode(iri) for iri in dict.fromkeys(default)]
    graphs = [ox.NamedNode(iri) for iri in dict.fromkeys(named)]
    if len(defaults) > 1:
        store = _merged(store, defaults, graphs)
        return store, {"default_graph": [ox.DefaultGraph()], "named_graphs": [*graphs]}
    return store, {"default_graph": [*defaults], "named_graphs": [*graphs]}


def _merged(
    store: ox.Store,
    default: Iterable[ox.NamedNode | ox.BlankNode],
    named: Iterable[ox.NamedNode | ox.BlankNode],
) -> ox.Store:
    """A store in memory with the merge of some graphs, and with some graphs as they are."""
    import pyoxigraph as ox

    # As one text, so that a blank node in two of them stays one node.
    parts = []
    dumped: dict[object, bytes] = {}
    for graph in (*default, *named):
        if graph not in dumped:
            dumped[graph] = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph) or b""
    for graph in default:
        parts.append(dumped[graph])
    for graph in named:
        end = f" {graph} .\n".encode()
        parts.append(dumped[graph].replace(b" .\n", end))
    made = ox.Store()
    # Not in bulk: that starts threads, which take 512 MB of addresses before they hold anything.
    made.load(b"".join(parts), format=ox.RdfFormat.N_QUADS, lenient=True)
    return made
