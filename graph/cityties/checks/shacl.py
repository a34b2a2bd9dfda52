"""Checks a graph against ``ontology/shapes.ttl`` (SHACL) and describes what is wrong.

shacl-rust does the work where it is installed, pySHACL elsewhere; both give the
same findings (``tests/checks/test_shacl.py`` compares them). An engine is given some
focus nodes at a time, with all that their shapes can see of the graph and no
more: what it keeps in memory does not grow with the graph. Messages are looked
up by the IRI of the shape, since the engines mix their own English into ours,
lose the languages, or change the order.
"""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cityties.base import resources
from cityties.checks.shape_groups import Groups, read_shapes
from cityties.errors import CitytiesError, UsageError
from cityties.language.messages import CODE_LANGUAGE, _, labels
from cityties.model.texts import chosen
from cityties.rdf.lines import Lines
from cityties.vocabulary.terms import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox

SEVERITIES = ("Violation", "Warning", "Info")
"""From what must be corrected to what may be improved."""

ENGINES = {"shacl-rust": "shacl_rust", "pyshacl": "pyshacl"}
"""Engines in the order in which they are tried, each with its module."""

GROUP: Final = 4000
"""Focus nodes that are checked together."""

_SH = PREFIXES["sh"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One node that breaks one shape.

    Parameters
    ----------
    focus : IRI of the node
    path : IRI of the property; "" where the shape is about the whole node
    shape : IRI of the shape
    component : local name of the SHACL constraint component, such as ``MinCount``
    severity : ``Violation``, ``Warning`` or ``Info``
    messages : what is wrong and what would be right: language and text
    """

    focus: str
    path: str
    shape: str
    component: str
    severity: str
    messages: tuple[tuple[str, str], ...] = ()

    def message(self, lang: str = "") -> str:
        """Give the message in a language, else in English.

        Parameters
        ----------
        lang : the language; that of the messages by default
        """
        said = dict(self.messages)
        return chosen({**labels("shape", said.get(CODE_LANGUAGE, "")), **said}, lang)


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation looked at and what it found.

    Parameters
    ----------
    findings : sorted, each once
    focus_nodes : how many nodes some shape looked at
    shapes : how many shapes there are
    engine : ``shacl-rust`` or ``pyshacl``
    """

    findings: tuple[Finding, ...]
    focus_nodes: int
    shapes: int
    engine: str

    @property
    def conforms(self) -> bool:
        """Whether something was checked and nothing must be corrected."""
        return self.focus_nodes > 0 and not self.by_severity("Violation")

    def by_severity(self, severity: str) -> tuple[Finding, ...]:
        """Findings of one severity, in order."""
        return tuple(found for found in self.findings if found.severity == severity)


def shape_messages() -> Mapping[str, Mapping[str, str]]:
    """Messages of every shape, by IRI and then by language.

    >>> found = shape_messages()["https://w3id.org/cityties/shapes/Country-code"]
    >>> found["en"]
    'Give the country its two-letter code.'
    """
    return read_shapes(resources.ontology_dir() / "shapes.ttl").messages


def validate(
    data: ox.Store | Lines | bytes | str,
    *,
    data_format: str = "nt",
    engine: str = "",
    progress: Callable[[str, int, int], None] | None = None,
) -> Report:
    """Check a graph against the shapes of the ontology.

    Parameters
    ----------
    data : the graph as sorted lines, which need the least room, as a store or as text; of a
        dataset, the union of all graphs is checked
    data_format : ``nt``, ``ttl``, ``nq`` or ``trig``, of a text
    engine : ``shacl-rust`` or ``pyshacl``; "" takes the first that is installed
    progress : called at each group of nodes

    Returns
    -------
    Report
        Sorted findings, and how much was looked at.

    Raises
    ------
    UsageError
        If the format or engine is unknown.
    CitytiesError
        If the text cannot be read, or no engine is installed.

    >>> text = "<https://w3id.org/cityties/id/x> a <https://w3id.org/cityties/def/Reading> ."
    >>> validate(text, data_format="ttl").conforms
    True
    """
    chosen = _engine(engine)
    shapes = read_shapes(resources.ontology_dir() / "shapes.ttl")
    if isinstance(data, bytes | str):
        data = _load(data, data_format)
    groups = Groups(data.batches if isinstance(data, Lines) else _lines_of(data), shapes)
    run = (_shacl_rust if chosen == "shacl-rust" else _pyshacl)(shapes.text)
    findings: set[Finding] = set()
    broken: dict[tuple[str, str], set[tuple[str, str, str]]] = {}  # by shape and first node
    number = -(-groups.focus_nodes // GROUP)
    for step, (triples, alike) in enumerate(groups.cut(GROUP), start=1):
        if progress is not None:
            progress(_("shapes"), step, number)
        for first, path, shape, component, severity in run(triples):
            assert (shape, first) in alike, "an engine reports of what it was shown"
            broken.setdefault((shape, first), set()).add((path, component, severity))
        for shape, first in broken.keys() & alike.keys():
            texts = tuple(sorted(shapes.messages.get(shape, {}).items()))
            for path, component, severity in broken[shape, first]:
                kind = component.removeprefix(_SH).removesuffix("ConstraintComponent")
                degree = severity.removeprefix(_SH)
                findings |= {
                    Finding(node, path, shape, kind, degree, texts)
                    for nodes in alike[shape, first]
                    for node in nodes
                }
    return Report(tuple(sorted(findings)), groups.focus_nodes, len(shapes.messages), chosen)


def _engine(name: str) -> str:
    if name and name not in ENGINES:
        raise UsageError(
            _("unknown SHACL engine {name}; available: {known}").format(
                name=name, known=", ".join(ENGINES)
            )
        )
    for engine, module in ENGINES.items():
        if name in ("", engine) and importlib.util.find_spec(module) is not None:
            return engine
    raise CitytiesError(
        _("no SHACL engine is installed; install one with: pip install {name}").format(
            name=name or "pyshacl"
        )
    )


def _load(data: bytes | str, data_format: str) -> ox.Store:
    import pyoxigraph as ox

    formats = {
        "nt": ox.RdfFormat.N_TRIPLES,
        "ttl": ox.RdfFormat.TURTLE,
        "nq": ox.RdfFormat.N_QUADS,
        "trig": ox.RdfFormat.TRIG,
    }
    if data_format not in formats:
        raise UsageError(
            _("unknown format {name}; available: {known}").format(
                name=data_format, known=", ".join(formats)
            )
        )
    store = ox.Store()
    try:
        store.bulk_load(data, format=formats[data_format])
    except (SyntaxError, ValueError) as error:
        raise CitytiesError(_("the graph cannot be read: {error}").format(error=error)) from error
    return store


def _lines_of(store: ox.Store) -> Callable[[], list[list[str]]]:
    """The triples of a store, whatever graphs they are in, as sorted lines of one graph."""
    lines = sorted({f"{quad.triple} <> .\n" for quad in store})
    return lambda: [lines]


_Row = tuple[str, str, str, str, str]
_Run = Callable[[str], Iterator[_Row]]


def _shacl_rust(shapes: str) -> _Run:
    import shacl_rust

    # One difference is left: it compares a date with a text letter by letter (LessThanOrEquals)
    # where pySHACL reports that they cannot be compared; either names the wrong datatype.
    def run(triples: str) -> Iterator[_Row]:
        report = shacl_rust.validate(triples, shapes, data_format="nt", shapes_format="nt")
        for result in report["results"]:
            yield (
                _bare(result["focusNode"]),
                _bare(result.get("resultPath", "")),
                _bare(result.get("sourceShape", "")),
                _bare(result["sourceConstraintComponent"]),
                _bare(result["severity"]),
            )

    return run


def _bare(term: str) -> str:
    return term[1:-1] if term.startswith("<") else term


def _pyshacl(shapes: str) -> _Run:
    with warnings.catch_warnings():
        # It still calls names that rdflib has deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        import pyshacl
        from rdflib import RDF, SH, BNode, Graph

        rules = Graph().parse(data=shapes, format="nt")

    def run(triples: str) -> Iterator[_Row]:
        import pyoxigraph as ox

        graph = Graph()
        for triple in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES):
            graph.add((_rdflib(triple.subject), _rdflib(triple.predicate), _rdflib(triple.object)))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            _conforms, report, _text = pyshacl.validate(graph, shacl_graph=rules)
        for result in report.subjects(RDF.type, SH.ValidationResult):
            focus = report.value(result, SH.focusNode)
            yield (
                f"_:{focus}" if isinstance(focus, BNode) else str(focus),
                str(report.value(result, SH.resultPath) or ""),
                str(report.value(result, SH.sourceShape)),
                str(report.value(result, SH.sourceConstraintComponent)),
                str(report.value(result, SH.resultSeverity)),
            )

    return run


# rdflib's parsers give these no datatype.
_TEXT = frozenset({PREFIXES["xsd"] + "string", PREFIXES["rdf"] + "langString"})


def _rdflib(term: Any) -> Any:
    import pyoxigraph as ox
    import rdflib

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    datatype = None if term.datatype.value in _TEXT else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, lang=term.language, datatype=datatype)
