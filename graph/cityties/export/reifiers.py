"""RDF 1.2: what each claim and each state says, as a triple that it reifies.

The graph itself is RDF 1.1. For tools that read triple terms, a claim about a
tie or a membership becomes a reifier of the triple that it claims, and so does
each state of a reading. A reified triple is not asserted: a denied claim, or one
that a newer claim contradicts, can be reified like any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from cityties.vocabulary.terms import PREFIXES, ct

if TYPE_CHECKING:
    from pyoxigraph import Quad

REIFIES: Final = PREFIXES["rdf"] + "reifies"

# What it is about, and what it says of that: a claim, then a state of a reading.
_ABOUT: Final = {ct.about: "claim", ct.stateOf: "state"}
_SAYS: Final = {
    ("claim", ct.claimedStatus): ct.status,
    ("claim", ct.claimedKind): ct.kind,
    ("state", ct.status): ct.status,
}


def reifying(quads: Iterable[Quad]) -> Iterator[Quad]:
    """The quads that say which triple each claim or state reifies.

    Parameters
    ----------
    quads : the graph, in any order

    Yields
    ------
    Quads with a triple term as object, in the graph of the claim or of the reading.
    """
    from pyoxigraph import NamedNode, Quad, Triple

    about: dict[tuple[Any, Any], tuple[str, Any]] = {}
    said: dict[tuple[Any, Any], list[tuple[str, Any]]] = defaultdict(list)
    words = {predicate for _sort, predicate in _SAYS}
    for quad in quads:
        place = (quad.graph_name, quad.subject)
        predicate = quad.predicate.value
        if predicate in _ABOUT:
            about[place] = (_ABOUT[predicate], quad.object)
        elif predicate in words:
            said[place].append((predicate, quad.object))
    reifies = NamedNode(REIFIES)
    for place, (sort, thing) in about.items():
        graph, subject = place
        for predicate, value in said[place]:
            if (sort, predicate) in _SAYS:
                triple = Triple(thing, NamedNode(_SAYS[sort, predicate]), value)
                yield Quad(subject, reifies, triple, graph)
