"""Cuts a graph into groups of focus nodes, each with all that the shapes see of them.

So a SHACL engine needs memory for one group, however large the graph is. Every
shape of ``ontology/shapes.ttl`` looks at the values of a node's own properties
and at the classes of these values; a shape that looked further would be refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cityties.vocabulary.terms import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox

_SH = PREFIXES["sh"]
_TYPE = f"<{PREFIXES['rdf']}type>"
_BELOW = f"<{PREFIXES['rdfs']}subClassOf>"
_CLASSES = (f" {_TYPE} ", f" {_BELOW} ")

Lines = Callable[[], Iterable[Sequence[str]]]

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
    marker : the property that its focus nodes have in a group, in place of a target class, as
        N-Triples writes it
    sees : properties whose values it looks at, written so too
    """

    iri: str
    marker: str
    sees: tuple[str, ...]


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
        marker = ox.NamedNode(f"urn:focus:{node.value}")
        made = Shape(node.value, str(marker), tuple(map(str, sees(node))))
        rules[node].append((_SH + "targetSubjectsOf", marker))
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

    The lines of a graph come sorted, so all that is said of a node stands together: it is read
    once from the first to the last, and nothing of it is held but the classes of the nodes.

    Parameters
    ----------
    lines : gives the graph from the start each time: sorted N-Triples or N-Quads in lists; of a
        dataset, the union of all graphs
    shapes : what :func:`read_shapes` gave
    """

    def __init__(self, lines: Lines, shapes: Shapes) -> None:
        self._lines = lines
        self._kinds: dict[str, frozenset[str]] = {}
        same: dict[frozenset[str], frozenset[str]] = {}
        self._subclasses: set[str] = set()
        below: dict[str, set[str]] = {}
        for subject, terms in self._subjects(_CLASSES):
            if kinds := frozenset(terms.get(_TYPE, ())):
                self._kinds[subject] = same.setdefault(kinds, kinds)
            for above in terms.get(_BELOW, ()):
                self._subclasses.add(f"{subject} {_BELOW} {above} .\n")
                below.setdefault(above, set()).add(subject)
        self._shapes: dict[str, set[Shape]] = {}
        self._by_kinds: dict[frozenset[str], tuple[Shape, ...]] = {}
        for target, of_class in shapes.of_class.items():
            classes = {str(target)}
            new = [str(target)]
            while new:
                further = below.get(new.pop(), set()) - classes
                classes |= further
                new += further
            for kind in classes:
                self._shapes.setdefault(kind, set()).update(of_class)
        self.focus_nodes = sum(map(self._is_focus, self._kinds.values()))

    def _subjects(self, marks: Sequence[str] = ()) -> Iterator[tuple[str, dict[str, list[str]]]]:
        """What is said of each subject by property; only of lines with a mark, if there are any."""
        now = ""
        terms: dict[str, list[str]] = {}
        for batch in self._lines():
            for line in batch:
                if marks and not any(mark in line for mark in marks):
                    continue
                subject, predicate, rest = line.split(" ", 2)
                if subject != now:
                    if terms:
                        yield now, terms
                    now, terms = subject, {}
                rest = rest[: rest.rindex(" .")]
                value = _without_graph(rest)
                values = terms.setdefault(predicate, [])
                if not values or values[-1] != value:  # the same triple in another graph
                    values.append(value)
        if terms:
            yield now, terms

    def _is_focus(self, kinds: frozenset[str]) -> bool:
        return not self._shapes.keys().isdisjoint(kinds)

    def _shapes_of(self, kinds: frozenset[str]) -> tuple[Shape, ...]:
        """The shapes of a node by its classes: most nodes have the same few."""
        found = self._by_kinds.get(kinds)
        if found is None:
            every = {shape for kind in kinds for shape in self._shapes.get(kind, ())}
            found = self._by_kinds[kinds] = tuple(every)
        return found

    def cut(self, size: int) -> Iterator[tuple[str, dict[tuple[str, str], list[str]]]]:
        """Give what shapes see of some focus nodes at a time, and which look alike to them.

        Where the values of all that a shape looks at are the same, so is what it finds:
        it is shown the first of such nodes only.

        Parameters
        ----------
        size : how many focus nodes are shown together

        Yields
        ------
        triples : the graph for the engine, as N-Triples
        alike : by the shape and the first of them, all nodes that look alike
        """
        nodes: list[tuple[str, dict[str, list[str]]]] = []
        for subject, terms in self._subjects():
            if _TYPE in terms and self._is_focus(self._kinds[subject]):
                nodes.append((subject, terms))
                if len(nodes) == size:
                    yield self._group(nodes)
                    nodes = []
        if nodes:
            yield self._group(nodes)

    def _group(
        self, nodes: Iterable[tuple[str, dict[str, list[str]]]]
    ) -> tuple[str, dict[tuple[str, str], list[str]]]:
        triples = set(self._subclasses)
        alike: dict[tuple[str, str], list[str]] = {}
        firsts: dict[tuple[Any, ...], str] = {}
        values: set[str] = set()
        for node, terms in nodes:
            name = node[1:-1] if node[0] == "<" else node
            looks = {term: tuple(found) for term, found in terms.items()}
            for shape in self._shapes_of(self._kinds[node]):
                look = (shape.iri, *map(looks.get, shape.sees))
                first = firsts.setdefault(look, name)
                alike.setdefault((shape.iri, first), []).append(name)
                if first == name:
                    triples.add(f"{node} {shape.marker} {shape.marker} .\n")
                    for term in shape.sees:
                        for value in terms.get(term, ()):
                            triples.add(f"{node} {term} {value} .\n")
                            values.add(value)
        for value in values:
            for kind in self._kinds.get(value, ()):
                triples.add(f"{value} {_TYPE} {kind} .\n")
        return "".join(triples), alike


_VALUE = re.compile(r'"(?:[^"\\]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<[^<>]*>)?', re.DOTALL)


def _without_graph(rest: str) -> str:
    """The value at the start of the rest of a line, whose end may be a graph."""
    if rest[0] != '"':
        return rest.partition(" ")[0]
    match = _VALUE.match(rest)
    assert match is not None, "a line of canonical N-Triples or N-Quads"
    return match[0]
