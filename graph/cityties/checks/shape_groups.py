"""Cuts a graph into groups of focus nodes, each with all that the shapes see of them.

So a SHACL engine needs memory for one group, however large the graph is. Every
shape of ``ontology/shapes.ttl`` looks at the values of a node's own properties
and at the classes of these values; a shape that looked further would be refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cityties.vocabulary.terms import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox

_SH = PREFIXES["sh"]
_TYPE = f"<{PREFIXES['rdf']}type>"
_BELOW = f"<{PREFIXES['rdfs']}subClassOf>"
_CLASSES = (f" {_TYPE} ", f" {_BELOW} ")

Lines = Callable[[], Iterable[Sequence[str]]]
Alike = dict[tuple[str, str], list[list[str]]]

# What a shape of nodes and a shape of values may say, so that a group answers it.
_OF_NODES = frozenset({"targetClass", "property", "not", "or", "severity", "message"})
_OF_VALUES = frozenset(
    {
        "path", "class", "datatype", "nodeKind", "in", "hasValue", "minCount", "maxCount",
        "minInclusive", "maxInclusive", "minLength", "pattern", "languageIn", "uniqueLang",
        "lessThanOrEquals", "lessThan", "severity", "message",
    }
)  # fmt: skip
# Of these, what only asks how many values there are, and of which class, datatype or language.
_OF_SORTS = frozenset(
    {
        "path", "class", "datatype", "nodeKind", "minCount", "maxCount", "languageIn",
        "uniqueLang", "severity", "message",
    }
)  # fmt: skip
_KNOWN = 1 << 15  # looks of shapes that are known at a time


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape that has focus nodes.

    Parameters
    ----------
    iri : its name
    marker : the property that its focus nodes have in a group, in place of a target class, as
        N-Triples writes it
    sees : properties whose values it looks at, written so too; and of each, whether it looks at
        the values themselves, or only at their number and sort
    """

    iri: str
    marker: str
    sees: tuple[tuple[str, bool], ...]


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

    def sees(node: Any) -> dict[str, bool]:
        rows = rules.get(node, ())
        terms = {term.removeprefix(_SH) for term, _value in rows if term.startswith(_SH)}
        its = values(node, "path", "lessThanOrEquals", "lessThan")
        found = dict.fromkeys(map(str, its), not terms <= _OF_SORTS)
        for _term, value in rows:
            for seen, itself in sees(value).items():
                found[seen] = found.get(seen, False) or itself
        return found

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
        made = Shape(node.value, str(marker), tuple(sees(node).items()))
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
    lines : gives the graph from the start each time: sorted N-Quads in lists, each in a named
        graph; all graphs are looked at as one
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
        self._views: dict[frozenset[str], _View] = {}
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

    def _subjects(self, marks: tuple[str, ...] = ()) -> Iterator[tuple[str, dict[str, list[str]]]]:
        """What is said of each subject by property; of some properties only, if there are marks."""
        now = ""
        terms: dict[str, list[str]] = {}
        for batch in self._lines():
            for line in batch:
                if marks and not line.startswith(marks, line.index(" ")):
                    continue
                subject, predicate, rest = line.split(" ", 2)
                if subject != now:
                    if terms:
                        yield now, terms
                    now, terms = subject, {}
                value = rest[: rest.rindex(" <")]
                values = terms.get(predicate)
                if values is None:
                    terms[predicate] = [value]
                elif values[-1] != value:  # the same triple in another graph
                    values.append(value)
        if terms:
            yield now, terms

    def _is_focus(self, kinds: frozenset[str]) -> bool:
        return not self._shapes.keys().isdisjoint(kinds)

    def _view(self, kinds: frozenset[str]) -> _View:
        """What is looked at of a node by its classes: most nodes have the same few."""
        found = self._views.get(kinds)
        if found is None:
            shapes = {shape for kind in kinds for shape in self._shapes.get(kind, ())}
            sees: dict[str, bool] = {}
            for shape in shapes:
                for term, itself in shape.sees:
                    sees[term] = sees.get(term, False) or itself
            found = self._views[kinds] = _View(tuple(shapes), sees)
        return found

    def cut(self, size: int) -> Iterator[tuple[str, Alike]]:
        """Give what shapes see of some focus nodes at a time, and which look alike to them.

        Where all that a shape looks at is the same, so is what it finds: it is shown the
        first of such nodes only, in the group of that node.

        Parameters
        ----------
        size : how many focus nodes are looked at together

        Yields
        ------
        triples : the graph for the engine, as N-Triples
        alike : by the shape and the first of them, the nodes of this group that look alike, in
            lists; the first may be of a group before
        """
        known = _Looks({}, {})
        nodes: list[tuple[str, dict[str, list[str]]]] = []
        for subject, terms in self._subjects():
            if _TYPE in terms and self._is_focus(self._kinds[subject]):
                nodes.append((subject, terms))
                if len(nodes) == size:
                    yield self._group(nodes, known)
                    nodes = []
        if nodes:
            yield self._group(nodes, known)

    def _group(
        self, nodes: Iterable[tuple[str, dict[str, list[str]]]], known: _Looks
    ) -> tuple[str, Alike]:
        if len(known.firsts) > _KNOWN:
            known.firsts.clear()
            known.shown.clear()
        triples = set(self._subclasses)
        alike: Alike = {}
        twins: dict[tuple[Any, ...], list[str]] = {}
        values: set[str] = set()
        for node, terms in nodes:
            name = node[1:-1] if node[0] == "<" else node
            kinds = self._kinds[node]
            view = self._view(kinds)
            looks: dict[str, Any] = {}
            sees = view.sees
            for term, its in terms.items():  # in order, as the lines are
                itself = sees.get(term)
                if itself is not None:
                    looks[term] = tuple(its) if itself else self._sorts(its)
            look = (kinds, *looks.items())
            if look in twins:
                twins[look].append(name)
                continue
            twins[look] = [name]
            shown = known.shown.get(look)
            if shown is None:
                shown = known.shown[look] = []
                for shape in view.shapes:
                    part = (shape.iri, *[looks.get(term) for term, _itself in shape.sees])
                    first = known.firsts.setdefault(part, name)
                    shown.append((shape.iri, first))
                    if first == name:
                        triples.add(f"{node} {shape.marker} {shape.marker} .\n")
                        for term, _itself in shape.sees:
                            for value in terms.get(term, ()):
                                triples.add(f"{node} {term} {value} .\n")
                                values.add(value)
            for pair in shown:
                alike.setdefault(pair, []).append(twins[look])
        for value in values:
            for kind in self._kinds.get(value, ()):
                triples.add(f"{value} {_TYPE} {kind} .\n")
        return "".join(triples), alike

    def _sorts(self, values: Sequence[str]) -> Any:
        """What a shape that does not compare values sees of them."""
        if len(values) == 1:
            return self._sort(values[0])
        return tuple(sorted(map(self._sort, values), key=str))

    def _sort(self, value: str) -> Any:
        """The classes of a thing, and whether it has a name; the language of a text."""
        if value[0] != '"':
            return value[0], self._kinds.get(value)
        rest = value[value.rindex('"') :]
        # Whether a value is one of its datatype is seen in all of it.
        return value if rest.startswith('"^') else rest


class _View(NamedTuple):
    """What is looked at of the nodes that have the same classes."""

    shapes: tuple[Shape, ...]
    sees: Mapping[str, bool]


class _Looks(NamedTuple):
    """What was met before: the first node of each look of a shape, and those of each whole look."""

    firsts: dict[tuple[Any, ...], str]
    shown: dict[tuple[Any, ...], list[tuple[str, str]]]
