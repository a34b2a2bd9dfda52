"""The statements of the graph about a thing: the same for its page and for its RDF.

They are those with the thing as their subject, those of the nodes that are part of it (the
periods of a tie, what claims contradict each other on, blank nodes), and those that point to
it. A property by which very many point to it is left out whole, in both forms, and both say so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cityties.site.links import iri_of
from cityties.vocabulary.terms import PREFIXES, ct

if TYPE_CHECKING:
    import pyoxigraph as ox

MOST = 500
"""So many things may point to a thing by one property; of more none is shown."""

_PARTS = (str(ct.hasState), str(ct.vote), str(ct.participation), str(ct.wordMapping))
"""What a thing has by these is part of it."""
_COMMENT = PREFIXES["rdfs"] + "comment"
_TOPIC = PREFIXES["foaf"] + "primaryTopic"
_FORMATS = {"ttl": "TURTLE", "jsonld": "JSON_LD", "nt": "N_TRIPLES"}


class Described:
    """What the graph states about one thing.

    Parameters
    ----------
    store : the quads; the default graph is the merge of all
    key : key of the page of the thing
    extra : triples that are not in the store, such as those of a named question
    """

    def __init__(self, store: ox.Store, key: str, extra: tuple[ox.Triple, ...] = ()) -> None:
        import pyoxigraph as ox

        self.iri = iri_of(key)
        self._store = store
        self._default = ox.DefaultGraph()
        node = ox.NamedNode(self.iri)
        self.own: dict[Any, list[ox.Triple]] = {}
        """The statements by subject: the thing first, then its parts."""
        if extra:
            self.own[node] = list(extra)
        else:
            self._collect(node)
            for conflict in self._subjects(str(ct.conflictAbout), node):
                self._collect(conflict)
        incoming = [
            quad
            for quad in store.quads_for_pattern(None, None, node, self._default)
            if quad.subject not in self.own and not isinstance(quad.subject, ox.BlankNode)
        ]
        counts = Counter(quad.predicate.value for quad in incoming)
        self.left_out = {name: number for name, number in counts.items() if number > MOST}
        """How many point to the thing by a property that is left out."""
        self.incoming = [
            quad.triple for quad in incoming if quad.predicate.value not in self.left_out
        ]
        self.notes: list[ox.Triple] = []
        if self.left_out:
            file = ox.NamedNode(self.iri + ".nt")
            self.notes = [ox.Triple(file, ox.NamedNode(_TOPIC), node)] + [
                ox.Triple(
                    file,
                    ox.NamedNode(_COMMENT),
                    ox.Literal(f"left out: {number} statements whose object it is, by <{name}>"),
                )
                for name, number in sorted(self.left_out.items())
            ]
        self.own = {subject: sorted(its, key=_order) for subject, its in self.own.items()}
        self.incoming.sort(key=_order)

    def __bool__(self) -> bool:
        return any(self.own.values()) or bool(self.incoming or self.left_out)

    def _subjects(self, predicate: str, node: ox.NamedNode) -> Iterator[Any]:
        import pyoxigraph as ox

        found = self._store.quads_for_pattern(None, ox.NamedNode(predicate), node, self._default)
        yield from sorted((quad.subject for quad in found), key=str)

    def _collect(self, subject: Any) -> None:
        import pyoxigraph as ox

        if subject in self.own:
            return
        quads = list(self._store.quads_for_pattern(subject, None, None, self._default))
        self.own[subject] = [quad.triple for quad in quads]
        parts = [
            quad.object
            for quad in quads
            if isinstance(quad.object, ox.BlankNode)
            or (quad.predicate.value in _PARTS and isinstance(quad.object, ox.NamedNode))
        ]
        for part in sorted(parts, key=str):
            self._collect(part)

    def triples(self) -> list[ox.Triple]:
        """All statements, in a fixed order."""
        own = [triple for its in self.own.values() for triple in its]
        return [*own, *self.incoming, *self.notes]

    def serialize(self, ending: str) -> bytes:
        """The statements as RDF.

        Parameters
        ----------
        ending : ``ttl``, ``jsonld`` or ``nt``
        """
        import pyoxigraph as ox

        format = getattr(ox.RdfFormat, _FORMATS[ending])
        prefixes = PREFIXES if ending == "ttl" else None
        return ox.serialize(self.triples(), format=format, prefixes=prefixes) or b""


def _order(triple: Any) -> tuple[str, str, str]:
    return (triple.predicate.value, str(triple.subject), str(triple.object))
