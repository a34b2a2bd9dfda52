"""Cuts a graph into groups of focus nodes, each with all that the shapes see of them.

So a SHACL engine needs memory for one group, however large the graph is. Every
shape of ``ontology/shapes.ttl`` looks at the values of a node's own properties
and at the classes of these values; a shape that looked further would be refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cityties.vocabulary.terms import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox

_SH = PREFIXES["sh"]

# What a shape of nodes and a shape of values may say, so that a group answers it.
_OF_NODES = frozenset({"targetClass", "property", "not", "or", "severity", "message"})
_OF_VALUES = frozenset(
    {
        "path", "class", "datatype", "nodeKind", "in", "hasValue", "minCount", "maxCount",
        "minInclusive", "maxInclusive", "minLength", "pattern", "languageIn", "uniqueLang",
        "lessThanOrEquals", "lessThan", "severity", "message",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape that has focus nodes.

    Parameters
    ----------
    iri : its name
    marker : the property that its focus nodes have in a group, in place of a target class
    sees : properties whose values it looks at
    """

    iri: str
    marker: ox.NamedNode
    sees: tuple[ox.NamedNode, ...]


@dataclass(frozen=True, slots=True)
class Shapes:
    """All shapes.

    Parameters
    ----------
    text : N-Triples, with markers in place of target classes
    of_class : the shapes of each target class
    messages : of each shape by language
    """

    text: str
    of_class: Mapping[ox.NamedNode, Sequence[Shape]]
    messages: Mapping[str, Mapping[str, str]]


@lru_cache(maxsize=4)
def read_shapes(path: Path) -> Shapes:
    """Read shapes and make them ready for groups.

    Parameters
    ----------
    path : a Turtle file

    Raises
    ------
    ValueError
        If a shape looks further than a group reaches.
    """
    import pyoxigraph as ox

    rules: dict[Any, list[tuple[str, Any]]] = {}
    for triple in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
        rules.setdefault(triple.subject, []).append((triple.predicate.value, triple.object))

    def values(node: Any, *names: str) -> list[Any]:
        return [value for term, value in rules.get(node, ()) if term.removeprefix(_SH) in names]

    def sees(node: Any) -> set[Any]:
        below = (sees(value) for _term, value in rules.get(node, ()))
        return set(values(node, "path", "lessThanOrEquals", "lessThan")).union(*below)

    for node, found in rules.items():
        paths = values(node, "path")
        known = _OF_VALUES if paths else _OF_NODES
        terms = {term for term, _value in found if term.startswith(_SH)}
        further = {term for term in terms if term.removeprefix(_SH) not in known}
        if further or not all(isinstance(path, ox.NamedNode) for path in paths):
            raise ValueError(f"a group does not show all that {node} looks at: {further or paths}")
    messages = {
        node.value: {text.language or "": text.value for text in texts}
        for node in rules
        if (texts := values(node, "message"))
    }
    # With pySHACL the time goes into steps from shape to shape, one for every node. So a shape
    # of values gets focus nodes of its own instead of being handed them by a shape of nodes,
    targets: dict[Any, set[Any]] = {}
    for node, found in rules.items():
        if classes := values(node, "targetClass"):
            for shape in (node, *values(node, "property")):
                targets.setdefault(shape, set()).update(classes)
            handed = (_SH + "targetClass", _SH + "property")
            found[:] = [rule for rule in found if rule[0] not in handed]
    # and takes the place of a nameless shape that says nothing else than to look at it.
    inner = {
        node: found[0][1]
        for node, found in rules.items()
        if isinstance(node, ox.BlankNode) and [term for term, _value in found] == [_SH + "property"]
    }
    of_class: dict[Any, list[Shape]] = {}
    for node, kinds in targets.items():
        made = Shape(node.value, ox.NamedNode(f"urn:focus:{node.value}"), tuple(sees(node)))
        rules[node].append((_SH + "targetSubjectsOf", made.marker))
        for kind in kinds:
            of_class.setdefault(kind, []).extend([made] if made.sees else [])
    text = ox.serialize(
        (
            ox.Triple(node, ox.NamedNode(term), inner.get(value, value))
            for node, found in rules.items()
            if node not in inner
            for term, value in found
        ),
        format=ox.RdfFormat.N_TRIPLES,
    )
    return Shapes((text or b"").decode(), of_class, messages)


class Groups:
    """The focus nodes of a graph and what their shapes see of them.

    Parameters
    ----------
    store : the graph; of a dataset, the union of all graphs
    shapes : what :func:`read_shapes` gave
    """

    def __init__(self, store: ox.Store, shapes: Shapes) -> None:
        import pyoxigraph as ox

        self._store = store
        self._type = ox.NamedNode(PREFIXES["rdf"] + "type")
        self._subclasses = self._triples(None, ox.NamedNode(PREFIXES["rdfs"] + "subClassOf"))
        self._shapes: dict[Any, set[Shape]] = {}
        self._by_kinds: dict[frozenset[Any], tuple[Shape, ...]] = {}
        for target, of_class in shapes.of_class.items():
            classes: set[Any] = {target}
            new: list[Any] = [target]
            while new:
                above = new.pop()
                below = {t.subject for t in self._subclasses if t.object == above} - classes
                classes |= below
                new += below
            for kind in classes:
                self._shapes.setdefault(kind, set()).update(of_class)

    def _triples(self, subject: Any, predicate: Any = None, value: Any = None) -> set[ox.Triple]:
        return {quad.triple for quad in self._store.quads_for_pattern(subject, predicate, value)}

    def focus_nodes(self) -> list[Any]:
        """All nodes that some shape is about, those with like names together."""
        found = {
            triple.subject
            for kind in self._shapes
            for triple in self._triples(None, self._type, kind)
        }
        return sorted(found, key=str)

    def _shapes_of(self, kinds: frozenset[Any]) -> tuple[Shape, ...]:
        """The shapes of a node by its classes: most nodes have the same few."""
        found = self._by_kinds.get(kinds)
        if found is None:
            every = {shape for kind in kinds for shape in self._shapes.get(kind, ())}
            found = self._by_kinds[kinds] = tuple(every)
        return found

    def cut(self, nodes: Iterable[Any]) -> tuple[set[ox.Triple], dict[tuple[str, str], list[str]]]:
        """Give what shapes see of some focus nodes, and which nodes look alike to them.

        Where the values of all that a shape looks at are the same, so is what it finds:
        it is shown the first of such nodes only.

        Parameters
        ----------
        nodes : some of :meth:`focus_nodes`

        Returns
        -------
        triples : the graph for the engine
        alike : by the shape and the first of them, all nodes that look alike
        """
        import pyoxigraph as ox

        triples = set(self._subclasses)
        alike: dict[tuple[str, str], list[str]] = {}
        firsts: dict[tuple[Any, ...], str] = {}
        values: set[Any] = set()
        for node in nodes:
            name = node.value if isinstance(node, ox.NamedNode) else str(node)
            has: dict[Any, dict[Any, ox.Triple]] = {}
            for triple in self._triples(node):
                has.setdefault(triple.predicate, {})[triple.object] = triple
            looks = {term: frozenset(found) for term, found in has.items()}
            for shape in self._shapes_of(frozenset(has[self._type])):
                look = (shape.iri, *map(looks.get, shape.sees))
                first = firsts.setdefault(look, name)
                alike.setdefault((shape.iri, first), []).append(name)
                if first == name:
                    triples.add(ox.Triple(node, shape.marker, shape.marker))
                    for term in shape.sees:
                        triples.update(has.get(term, {}).values())
                        values.update(has.get(term, ()))
        for value in values:
            if not isinstance(value, ox.Literal):
                triples |= self._triples(value, self._type)
        return triples, alike
